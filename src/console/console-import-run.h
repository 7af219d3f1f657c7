/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes from outside, looked at and imported without making the window wait, with passphrases that were typed. */
#pragma once

#include "engine/espalier.h"

G_BEGIN_DECLS

/* esp_engine_preview_import(), esp_engine_call_import() or esp_engine_call_import_hierarchy(). */
typedef JsonNode *(*ConsoleImportCall) (EspEngine *engine, JsonObject *parameters, GPtrArray *passphrases,
                                        GCancellable *cancellable, GError **error);

/* @parameters as of the operation; @passphrases: EspSecret, held until it is done; never written anywhere. */
void      console_import_run_async  (EspEngine *engine, ConsoleImportCall call, JsonObject *parameters,
                                     GPtrArray *passphrases, GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer data);
/* The answer; free with json_node_unref(). */
JsonNode *console_import_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
