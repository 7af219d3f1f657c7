/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chaining, signing and storing of events. What is worth recording is decided by the dispatcher. */
#include "esp-recorder.h"

#include "base/esp-error.h"
#include "pki/esp-signer.h"
#include "vault/esp-event-store.h"

struct _EspRecorder
{
  EspMerkle *tree; /* NULL: not read yet */
};

EspRecorder *
esp_recorder_new (void)
{
  return g_new0 (EspRecorder, 1);
}

void
esp_recorder_free (EspRecorder *recorder)
{
  if (!recorder)
    return;
  g_clear_pointer (&recorder->tree, esp_merkle_free);
  g_free (recorder);
}

void
esp_recorder_forget (EspRecorder *recorder)
{
  g_clear_pointer (&recorder->tree, esp_merkle_free);
}

/* Another process may have appended since; inside the write transaction nobody can any more. */
static gboolean
refresh (EspRecorder *recorder, EspVault *vault, GError **error)
{
  gint64 count = esp_event_store_count (vault, error);

  if (count < 0)
    return FALSE;
  if (recorder->tree && esp_merkle_get_size (recorder->tree) == (guint64) count)
    return TRUE;
  esp_recorder_forget (recorder);
  recorder->tree = esp_event_store_load_tree (vault, NULL, error);
  return recorder->tree != NULL;
}

gint64
esp_recorder_get_size (EspRecorder *recorder, EspVault *vault, GError **error)
{
  return refresh (recorder, vault, error) ? (gint64) esp_merkle_get_size (recorder->tree) : -1;
}

gboolean
esp_recorder_append (EspRecorder *recorder,
                     EspVault *vault,
                     EspEvent *event,
                     EspIdentity *identity,
                     GError **error)
{
  g_autofree char *canonical = NULL;
  g_autoptr (GBytes) signature = NULL;

  if (!refresh (recorder, vault, error))
    return FALSE;
  event->sequence = (gint64) esp_merkle_get_size (recorder->tree) + 1;
  g_free (event->previous_root);
  event->previous_root = esp_merkle_get_root_hex (recorder->tree);
  canonical = esp_event_to_canonical (event, error);
  if (!canonical)
    return FALSE;
  signature = esp_key_sign_bytes (esp_identity_get_signing_key (identity),
                                  (const guint8 *) canonical, strlen (canonical), error);
  if (!signature)
    return FALSE;
  if (!esp_event_store_append (vault, event, canonical, signature, recorder->tree, error))
    {
      esp_recorder_forget (recorder);
      return FALSE;
    }
  return TRUE;
}
