/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leaves for other programs: "cert export", "ca trust", "ca index". */
#include "cli-handlers.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli-file.h"
#include "cli-output.h"
#include "cli-prompt.h"

/* --- cert export -------------------------------------------------------------------------------*/

static gboolean
need_option (const char *option, GError **error)
{
  esp_error_set (error, ESP_REASON_USAGE_ARGUMENT_MISSING, option, "help",
                 "espalier-cli cert export --help", NULL);
  return FALSE;
}

static gboolean
read_secrets (CliCall *call, EspExport *export, GError **error)
{
  const char *key_passphrase = cli_call_get (call, "key-passphrase-file");
  const char *passphrase = cli_call_get (call, "new-passphrase-file");
  const char *lock = cli_call_get (call, "encryption");

  if (key_passphrase)
    {
      export->key_passphrase = esp_secret_read_file (key_passphrase, error);
      if (!export->key_passphrase)
        return FALSE;
    }
  if (export->format != ESP_EXPORT_PKCS12)
    return TRUE;
  if (lock)
    esp_pkcs12_lock_parse (lock, &export->lock);
  export->passphrase = passphrase ? esp_secret_read_file (passphrase, error) :
                                    cli_prompt_new_passphrase (error);
  return export->passphrase != NULL;
}

/* What holds a private key is for its owner alone. */
static gboolean
keep_export (CliCall *call,
             const EspExport *export,
             GBytes *public_bytes,
             EspSecret *secret,
             GError **error)
{
  const char *out = cli_call_get (call, "out");
  gsize len = 0;
  const char *data;

  if (secret)
    return cli_file_write_secret (out, esp_secret_get_bytes (secret, NULL),
                                  esp_secret_get_len (secret), error);
  data = g_bytes_get_data (public_bytes, &len);
  if (!cli_call_has_out_file (call))
    {
      call->document = g_strndup (data, len);
      return TRUE;
    }
  if (export->key_file)
    return cli_file_write_secret (out, (const guint8 *) data, len, error);
  return cli_file_write_data (out, data, len, error);
}

static void
note_export (CliCall *call, const EspExport *export)
{
  const EspPkcs12LockInfo *lock = esp_pkcs12_lock_get_info (export->lock);
  JsonObject *view;

  json_object_set_string_member (call->result, "Format",
                                 esp_export_get_info (export->format)->name);
  if (cli_call_has_out_file (call))
    json_object_set_string_member (call->result, "Path", cli_call_get (call, "out"));
  json_object_set_boolean_member (call->result, "WithKey", export->key_file != NULL);
  if (export->format != ESP_EXPORT_PKCS12)
    return;
  view = json_object_new ();
  json_object_set_string_member (view, "Choice", lock->name);
  json_object_set_string_member (view, "How", lock->how);
  json_object_set_string_member (view, "Reason", lock->reason);
  json_object_set_object_member (call->result, "Encryption", view);
}

static gboolean
make_export (CliCall *call, EspExport *export, GError **error)
{
  g_autoptr (GBytes) public_bytes = NULL;
  g_autoptr (EspSecret) secret = NULL;

  export->certificate = esp_json_get_string (call->result, "Certificate");
  export->chain = esp_json_get_string (call->result, "CertificateChain");
  export->key_file = cli_call_get (call, "key");
  export->label = cli_call_get (call, "name");
  export->name_space = cli_call_get (call, "namespace");
  if (!read_secrets (call, export, error) ||
      !esp_export_make (export, &public_bytes, &secret, error) ||
      !keep_export (call, export, public_bytes, secret, error))
    return FALSE;
  note_export (call, export);
  return TRUE;
}

gboolean
cli_cert_export (CliCall *call, GError **error)
{
  EspExport export = { .lock = ESP_PKCS12_MODERN };
  const EspExportInfo *info;
  gboolean done;

  if (!esp_export_parse (cli_call_get (call, "format"), &export.format, error))
    return FALSE;
  info = esp_export_get_info (export.format);
  if ((!info->is_text || info->takes_key) && !cli_call_has_out_file (call))
    return need_option ("--out", error);
  if (info->needs_key && !cli_call_has (call, "key"))
    return need_option ("--key", error);
  if (!cli_call_check_out (call, error) || !cli_cert_show (call, error))
    return FALSE;
  done = make_export (call, &export, error);
  g_clear_pointer (&export.key_passphrase, esp_secret_unref);
  g_clear_pointer (&export.passphrase, esp_secret_unref);
  return done;
}

void
cli_cert_print_exported (CliCall *call)
{
  JsonObject *lock = esp_json_get_object (call->result, "Encryption");

  if (call->document)
    {
      fputs (call->document, stdout);
      return;
    }
  cli_print_note (call, _ ("Written to %s."), esp_json_get_string (call->result, "Path"));
  if (lock)
    cli_print_note (call, "%s: %s; %s.", esp_json_get_string (lock, "Choice"),
                    esp_json_get_string (lock, "How"), _ (esp_json_get_string (lock, "Reason")));
}

/* --- ca trust ----------------------------------------------------------------------------------*/

static gboolean
write_into (CliCall *call, const char *folder, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return cli_file_may_write (path, call->globals->yes, error) && cli_file_write (path, text, error);
}

static gboolean
write_roots (CliCall *call, const char *folder, GError **error)
{
  JsonArray *roots = esp_json_get_array (call->result, "Roots");

  for (guint i = 0; i < json_array_get_length (roots); i++)
    {
      JsonObject *root = json_array_get_object_element (roots, i);

      if (!write_into (call, folder, esp_json_get_string (root, "FileName"),
                       esp_json_get_string (root, "Certificate"), error))
        return FALSE;
    }
  return write_into (call, folder, esp_json_get_string (call->result, "BundleFileName"),
                     esp_json_get_string (call->result, "Bundle"), error) &&
         write_into (call, folder, esp_json_get_string (call->result, "InstructionsFileName"),
                     esp_json_get_string (call->result, "Instructions"), error);
}

/* Without a folder the bundle alone, for a pipe. */
gboolean
cli_ca_trust (CliCall *call, GError **error)
{
  const char *folder = cli_call_get (call, "out");

  if (!cli_call_run_operation (call, error))
    return FALSE;
  if (!cli_call_has_out_file (call))
    {
      call->document = g_strdup (esp_json_get_string (call->result, "Bundle"));
      return TRUE;
    }
  return cli_folder_make (folder, error) && write_roots (call, folder, error);
}

void
cli_ca_print_trust (CliCall *call)
{
  JsonArray *roots = esp_json_get_array (call->result, "Roots");

  if (call->document)
    {
      fputs (call->document, stdout);
      return;
    }
  for (guint i = 0; i < json_array_get_length (roots); i++)
    {
      JsonObject *root = json_array_get_object_element (roots, i);

      cli_print_note (call, "%s: %s, SHA-256 %s", esp_json_get_string (root, "FileName"),
                      esp_json_get_string (root, "Subject"),
                      esp_json_get_string (root, "Fingerprint"));
    }
  cli_print_note (call, _ ("Written to %s; how to trust them is told in %s."),
                  cli_call_get (call, "out"),
                  esp_json_get_string (call->result, "InstructionsFileName"));
}

/* --- ca index ----------------------------------------------------------------------------------*/

gboolean
cli_ca_index (CliCall *call, GError **error)
{
  if (!cli_call_has_out_file (call))
    {
      esp_error_set (error, ESP_REASON_USAGE_ARGUMENT_MISSING, "--out", "help",
                     "espalier-cli ca index --help", NULL);
      return FALSE;
    }
  return cli_call_check_out (call, error) && cli_call_run_operation (call, error);
}

void
cli_ca_print_index (CliCall *call)
{
  long long rows = cli_count (call->result, "Rows");
  long long without = cli_count (call->result, "WithoutReason");
  g_autofree char *warning = NULL;

  cli_print_note (
    call,
    ngettext ("%lld certificate, %lld of them revoked, written to %s.",
              "%lld certificates, %lld of them revoked, written to %s.", (gulong) rows),
    rows, cli_count (call->result, "Revoked"), esp_json_get_string (call->result, "Path"));
  if (without == 0)
    return;
  warning = g_strdup_printf (
    ngettext ("of %lld revoked one the reason was left out, as openssl does not know it",
              "of %lld revoked ones the reason was left out, as openssl does not know it",
              (gulong) without),
    without);
  cli_print_warning (call, warning);
}
