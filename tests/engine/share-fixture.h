/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two accounts and the people between whom authorities are shared:
 *   Meridian Motors  Ada Kern (founder), Olaf (role Signer: may sign what was asked for)
 *   Radio 222233334444  Rita (role RadioIssuer), Rolf (role RadioOther): both may do anything, with shares
 *   Navi 333344445555   Nils (role NaviIssuer)
 */
#pragma once

#include "engine-fixture.h"

#define RADIO "222233334444"
#define NAVI "333344445555"
#define CLIENT_TEMPLATE "EndEntityClientAuthCertificate/V1"
#define SERVER_TEMPLATE "EndEntityServerAuthCertificate/V1"
#define CLIENT_PERMISSION "AWSRAMEndEntityClientAuthCertificateIssuanceCertificateAuthority"
#define SERVER_PERMISSION "AWSRAMEndEntityServerAuthCertificateIssuanceCertificateAuthority"
#define REVOKE_PERMISSION "AWSRAMRevokeCertificateCertificateAuthority"
#define DEFAULT_PERMISSION "AWSRAMDefaultPermissionCertificateAuthority"

typedef struct
{
  Fixture base;
  EspEngine *ada;  /* that of the base */
  EspEngine *rita; /* signed in, in an engine of her own */
  char *root, *ca; /* ARNs: a root of the founder's account, and the authority below that is shared */
} World;

void        world_set_up     (World *world, gconstpointer data);
void        world_tear_down  (World *world, gconstpointer data);
#define WORLD_ADD(path, test) g_test_add (path, World, NULL, world_set_up, test, world_tear_down)

/* Somebody else in an engine of their own; close and unref it with world_leave(). */
EspEngine  *world_sign_in    (World *world, const char *name);
void        world_leave      (EspEngine *engine);
/* Somebody who opens the key signs in, so that it is sealed to whoever may sign here since. */
void        world_reseal     (World *world);
/* An invitation for everything that @permission (NULL: the default) gives; and accepted by Rita. */
void        world_offer      (World *world, const char *name, const char *consumer, const char *permission,
                              const char *signing);
void        world_share      (World *world, const char *name, const char *consumer, const char *permission,
                              const char *signing);

/* Parameters as pairs of name and text, NULL-terminated. The first is done; the second refused for @reason. */
JsonObject *ask              (EspEngine *engine, const char *operation, ...) G_GNUC_NULL_TERMINATED;
GError     *ask_refused      (EspEngine *engine, EspReason reason, const char *operation, ...) G_GNUC_NULL_TERMINATED;
/* The text at a path of members, "ResourceShare.Status". */
const char *text_at          (JsonObject *object, const char *path);
/* Is @chain (its certificates and their root) what openssl verifies @certificate with? Its text, for a closer look. */
char       *openssl_text     (World *world, const char *certificate);
void        assert_verifies  (World *world, const char *certificate, const char *chain);
