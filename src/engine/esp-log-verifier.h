/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proving the log: every entry parsed, placed, chained, signed and permitted as it says, and the vault in
 * the state that follows from all of them. */
#pragma once

#include <gio/gio.h>

#include "audit/esp-checkpoint.h"
#include "base/esp-json.h"
#include "vault/esp-vault.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 n_events;
  char *root;          /* hex */
  gboolean extends;    /* the log continues the saved checkpoint */
  JsonArray *findings; /* { Sequence?, Object?, Problem } */
} EspLogProof;

/* @saved: a checkpoint that somebody kept, or NULL. FALSE only when the log could not be read at all; what is
 * wrong in it is a finding. */
gboolean esp_log_verify      (EspVault *vault, const EspCheckpoint *saved, GCancellable *cancellable,
                              EspLogProof *proof, GError **error);
void     esp_log_proof_clear (EspLogProof *proof);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspLogProof, esp_log_proof_clear)

G_END_DECLS
