/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of test-path.c. */
#pragma once

/* path-faults.c */
void test_path_faults (void);
void test_path_good   (void);
/* path-search.c */
void test_path_cross_signed (void);
void test_path_dead_ends    (void);
void test_path_trusted_target (void);
void test_path_depth        (void);
void test_path_bomb_keys    (void);
void test_path_bomb_names   (void);
/* path-policies.c */
void test_path_policies     (void);
void test_path_policy_bomb  (void);
/* path-revocation.c */
void test_path_revocation   (void);
void test_path_parts        (void);
void test_path_list_signer  (void);
/* path-identity.c */
void test_path_identity     (void);
void test_path_validity     (void);
void test_path_links        (void);
void test_path_tables       (void);
