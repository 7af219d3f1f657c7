/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a sample organisation real in a vault that was just made: accounts, people with identities,
 * roles, CAs, certificates of plausible devices, revocations, and the events of all that. */
#pragma once

#include "design/esp-sample.h"
#include "esp-operation.h"
#include "pki/esp-identity.h"

G_BEGIN_DECLS

/* Input of the internal operation CreateSample. Every person of a sample shares one secret: only a
 * sample may do that (security.md). */
typedef struct
{
  const EspSample *sample;
  EspSecret *password;
  EspUnlock unlock;
  const char *way;          /* "passphrase", "keyring" */
  GPtrArray *identities;    /* EspSampleIdentity, made beforehand, in the order of the sample's people */
} EspSampleInput;

typedef struct
{
  char *id; /* of the principal */
  EspSealedIdentity *sealed;
} EspSampleIdentity;

/* The identities of the sample's people, all under one derivation of the one password. */
GPtrArray *esp_sample_make_identities (const EspSample *sample, EspSecret *password, EspUnlock unlock,
                                       gint64 now, GError **error);

G_END_DECLS
