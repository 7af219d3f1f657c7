/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PreviewImport: what an import would bring, without bringing anything. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-engine-private.h"
#include "esp-importing.h"

static gboolean
read_passphrases (EspOperationContext *context, GPtrArray *passphrases, GError **error)
{
  JsonArray *files = esp_json_get_array (context->parameters, "PassphraseFiles");

  for (guint i = 0; files && i < json_array_get_length (files); i++)
    {
      JsonNode *node = json_array_get_element (files, i);
      EspSecret *passphrase;

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        {
          esp_error_set (error, ESP_REASON_PARAMETER_TYPE, "PassphraseFiles", NULL);
          return FALSE;
        }
      passphrase = esp_secret_read_file (json_node_get_string (node), error);
      if (!passphrase)
        return FALSE;
      g_ptr_array_add (passphrases, passphrase);
    }
  return TRUE;
}

static gboolean
read_max_rows (EspOperationContext *context, guint *max_rows, GError **error)
{
  gint64 rows = esp_json_get_int (context->parameters, "Rows", ESP_IMPORTING_ROWS);
  g_autofree char *asked = g_strdup_printf ("%" G_GINT64_FORMAT, rows);

  *max_rows = (guint) rows;
  if (rows >= 0 && rows <= ESP_IMPORTING_MAX_ROWS)
    return TRUE;
  esp_error_set (error, ESP_REASON_PARAMETER_SIZE, "Rows", "size", asked, "limit",
                 G_STRINGIFY (ESP_IMPORTING_MAX_ROWS), NULL);
  return FALSE;
}

gboolean
esp_op_preview_import (EspOperationContext *context, GError **error)
{
  GPtrArray *typed = context->input; /* EspSecret, or NULL */
  g_autoptr (GPtrArray)
    passphrases = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);
  EspImportSource source = { .path = esp_context_text (context, "Path"),
                             .passphrases = passphrases };

  for (guint i = 0; typed && i < typed->len; i++)
    g_ptr_array_add (passphrases, esp_secret_ref (g_ptr_array_index (typed, i)));
  return read_passphrases (context, passphrases, error) &&
         read_max_rows (context, &source.max_rows, error) &&
         esp_importing_preview (context, &source, error);
}

JsonNode *
esp_engine_preview_import (EspEngine *engine,
                           const char *path,
                           GPtrArray *passphrases,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (JsonObject) parameters = json_object_new ();

  json_object_set_string_member (parameters, "Path", path);
  return esp_engine_call_internal (engine, "PreviewImport", parameters, passphrases, cancellable,
                                   error);
}
