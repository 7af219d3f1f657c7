/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other tools keep, looked at and imported without making the window wait, with passphrases that were typed. */
#pragma once

#include "engine/espalier.h"

G_BEGIN_DECLS

/* PreviewImport (@parameters: Path, Rows?, PassphraseFiles?) or ImportAuthorities. @passphrases: EspSecret, held until
 * it is done; never written anywhere. */
void      console_import_run_async  (EspEngine *engine, gboolean preview, JsonObject *parameters,
                                     GPtrArray *passphrases, GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer data);
/* The answer; free with json_node_unref(). */
JsonNode *console_import_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
