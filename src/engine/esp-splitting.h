/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose parts open a key under split control (security.md, "Keys"): the approvers of the CA and the people
 * whose policies may let them sign with it, ten at most, approvers first. Any two of them of whom one is an
 * approver have a pair of parts; nobody opens the key alone, and no two who may only ask do either.
 *
 * The recovery identity opens it too, as it opens all keys.
 *
 * A key is split while the rule is in force for its CA (esp-approving.h); else it is sealed as any other
 * (esp-recipients.h).
 */
#pragma once

#include "model/esp-ca.h"
#include "model/esp-principal.h"
#include "pki/esp-identity.h"
#include "vault/esp-vault.h"

G_BEGIN_DECLS

/* Seals @pkcs8 as the state of the vault asks for, with fresh secrets, and stores it with its parts: split where
 * two persons are needed for @ca, else to its recipients. Inside the caller's transaction. */
gboolean   esp_splitting_seal       (EspVault *vault, const EspCa *ca, EspSecret *pkcs8, gint64 now, GError **error);
/* *@split: the key of @ca is under split control now. */
gboolean   esp_splitting_is_split   (EspVault *vault, const char *ca, gboolean *split, GError **error);
/* Has @principal a part of it? */
gboolean   esp_splitting_holds      (EspVault *vault, const char *ca, const char *principal, gboolean *holds,
                                     GError **error);
/* Before a session opens the key of @ca for itself: FALSE and KEY_SPLIT where nobody may. */
gboolean   esp_splitting_check_whole (EspVault *vault, const EspCa *ca, GError **error);

/* The approver's side: the part that @holder has together with @requester, opened with @identity and sealed to the
 * requester alone. Errors: KEY_PART_MISSING, SPLIT_PART. */
GBytes    *esp_splitting_hand_over  (EspVault *vault, const EspCa *ca, EspIdentity *identity, const char *holder,
                                     const EspPrincipal *requester, GError **error);
/* The requester's side: opens the key with the own part and the one that @partner handed over. Errors:
 * KEY_PART_MISSING, SPLIT_PART, SPLIT_SECRET, those of envelopes. */
EspSecret *esp_splitting_open       (EspVault *vault, const EspCa *ca, EspIdentity *identity, const char *holder,
                                     const char *partner, GBytes *handed, GError **error);

G_END_DECLS
