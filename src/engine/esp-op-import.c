/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PreviewImport: what an import would bring, without bringing anything. ImportAuthorities: all of
 * it, or nothing. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-engine-private.h"
#include "esp-importing.h"
#include "esp-seeing.h"
#include "vault/esp-account-store.h"

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

static EspImporting *
read_source (EspOperationContext *context, GError **error)
{
  GPtrArray *typed = context->input; /* EspSecret, or NULL */
  g_autoptr (GPtrArray)
    passphrases = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);
  EspImportSource source = { .path = esp_context_text (context, "Path"),
                             .passphrases = passphrases };

  for (guint i = 0; typed && i < typed->len; i++)
    g_ptr_array_add (passphrases, esp_secret_ref (g_ptr_array_index (typed, i)));
  if (!read_passphrases (context, passphrases, error) ||
      !read_max_rows (context, &source.max_rows, error))
    return NULL;
  return esp_importing_new (context, &source);
}

gboolean
esp_op_preview_import (EspOperationContext *context, GError **error)
{
  g_autoptr (EspImporting) importing = read_source (context, error);

  if (!importing || !esp_importing_survey (importing, error) ||
      !esp_importing_run (importing, NULL, error))
    return FALSE;
  esp_importing_show (importing);
  return TRUE;
}

/* --- ImportAuthorities -------------------------------------------------------------------------*/

typedef struct
{
  char *account; /* who will own what comes */
  EspImporting *importing;
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_free (import->account);
  esp_importing_free (import->importing);
  g_free (import);
}

/* To bring an authority in is to make one here. */
gboolean
esp_op_import_resolve (EspOperationContext *context, GError **error)
{
  Import *import = g_new0 (Import, 1);
  const char *wanted = esp_context_text (context, "OwnerAccount");
  g_autoptr (EspAccount) account = NULL;

  context->data = import;
  context->free_data = import_free;
  account = wanted ? esp_seeing_find_account (context, wanted, error) : NULL;
  if (wanted && !account)
    return FALSE;
  import->account = g_strdup (account ? account->id : esp_session_get_account (context->session));
  esp_context_set_resource (context, NULL, import->account, NULL);
  esp_context_require (context, "acm-pca:CreateCertificateAuthority", NULL, import->account);
  return TRUE;
}

static gboolean
check_locked (EspOperationContext *context, const Import *import, GError **error)
{
  gint64 n = esp_importing_count_locked (import->importing);
  g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, n);

  if (n == 0 || esp_json_get_boolean (context->parameters, "WithoutLocked", FALSE))
    return TRUE;
  esp_error_set (error, ESP_REASON_IMPORT_LOCKED, esp_context_text (context, "Path"), "count",
                 count, NULL);
  return FALSE;
}

EspImporting *
esp_op_import_survey (EspOperationContext *context, GError **error)
{
  Import *import = context->data;

  if (!import->importing)
    {
      import->importing = read_source (context, error);
      if (!import->importing || !esp_importing_survey (import->importing, error) ||
          !check_locked (context, import, error))
        return NULL;
    }
  return import->importing;
}

gboolean
esp_op_import_prepare (EspOperationContext *context, GError **error)
{
  return esp_op_import_survey (context, error) != NULL;
}

gboolean
esp_op_import_perform (EspOperationContext *context, GError **error)
{
  Import *import = context->data;
  const char *source;

  if (!esp_importing_run (import->importing, import->account, error))
    return FALSE;
  esp_importing_show (import->importing);
  source = esp_json_get_string (context->result, "Source");
  esp_context_detail (context, "Source", source);
  esp_context_detail (context, "SourceDigest", esp_importing_get_digest (import->importing));
  return TRUE;
}

/* --- With passphrases that were typed ----------------------------------------------------------*/

JsonNode *
esp_engine_preview_import (EspEngine *engine,
                           JsonObject *parameters,
                           GPtrArray *passphrases,
                           GCancellable *cancellable,
                           GError **error)
{
  return esp_engine_call_internal (engine, "PreviewImport", parameters, passphrases, cancellable,
                                   error);
}

JsonNode *
esp_engine_call_import (EspEngine *engine,
                        JsonObject *parameters,
                        GPtrArray *passphrases,
                        GCancellable *cancellable,
                        GError **error)
{
  return esp_engine_call_internal (engine, "ImportAuthorities", parameters, passphrases,
                                   cancellable, error);
}
