/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noun vault: the file itself, and how the person at hand unlocks an identity in it. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-output.h"
#include "cli-prompt.h"
#include "cli-session.h"

/* A new secret from --new-passphrase-file, else from the terminal. */
static EspSecret *
get_new_passphrase (CliCall *call, GError **error)
{
  const char *path = cli_call_get (call, "new-passphrase-file");

  return path ? esp_secret_read_file (path, error) : cli_prompt_new_passphrase (error);
}

/* Without --unlock: a passphrase where a file brings one, else the keyring. */
static gboolean
wants_passphrase (CliCall *call)
{
  const char *unlock = cli_call_get (call, "unlock");

  return unlock ? g_str_equal (unlock, "passphrase") : call->globals->passphrase_file != NULL;
}

static gboolean
get_creation_passphrase (CliCall *call, EspSecret **passphrase, GError **error)
{
  if (!wants_passphrase (call))
    return TRUE;
  *passphrase = call->globals->passphrase_file ?
                  esp_secret_read_file (call->globals->passphrase_file, error) :
                  cli_prompt_new_passphrase (error);
  return *passphrase != NULL;
}

gboolean
cli_vault_create (CliCall *call, GError **error)
{
  g_autoptr (EspEngine) engine = cli_context_ref_engine (call->context, error);
  g_autoptr (EspSecret) passphrase = NULL;
  EspVaultCreation creation = {
    .path = call->globals->vault,
    .organization = cli_call_get (call, "organization"),
    .admin = cli_call_get (call, "admin"),
    .account = cli_call_get (call, "account"),
    .sample = cli_call_get (call, "sample"),
    .unlock = wants_passphrase (call) ? ESP_UNLOCK_WITH_PASSPHRASE : ESP_UNLOCK_WITH_KEYRING,
  };

  if (!engine)
    return FALSE;
  if (esp_engine_is_open (engine))
    {
      esp_error_set (error, ESP_REASON_USAGE_BATCH_OPEN, esp_engine_get_path (engine), NULL);
      return FALSE;
    }
  if (!get_creation_passphrase (call, &passphrase, error))
    return FALSE;
  creation.passphrase = passphrase;
  if (!esp_engine_create (engine, &creation, NULL, error))
    return FALSE;
  cli_session_signed_in (call->context, call->globals);
  cli_session_remember (call->context, creation.admin);
  cli_call_set_result (call, cli_call_engine (call, "DescribeVault", NULL, error));
  return call->result != NULL;
}

void
cli_vault_print_created (CliCall *call)
{
  JsonObject *session = esp_json_get_object (call->result, "Session");

  if (call->globals->quiet)
    {
      cli_print_data (esp_json_get_string (call->result, "Path"));
      return;
    }
  cli_print_note (call, _ ("Made the vault of %s: %s"),
                  esp_json_get_string (call->result, "Organization"),
                  esp_json_get_string (call->result, "Path"));
  cli_print_note (call, _ ("Signed in as %s, role %s."), esp_json_get_string (session, "Principal"),
                  esp_json_get_string (session, "Role"));
  if (cli_call_has (call, "sample"))
    cli_print_note (call,
                    _ ("All people of a sample share one secret: it is for trying out only."));
}

static void
add_session (CliFields *fields, JsonObject *session)
{
  g_autofree char *text = NULL;

  if (!session)
    return;
  text = g_strdup_printf (_ ("%s, role %s, account %s"), esp_json_get_string (session, "Principal"),
                          esp_json_get_string (session, "Role"),
                          esp_json_get_string (session, "Account"));
  cli_fields_add (fields, N_ ("Signed in"), text);
}

/* What of the file is not what was signed. */
static void
print_problems (CliCall *call)
{
  JsonArray *problems = esp_json_get_array (call->result, "StateProblems");

  for (guint i = 0; problems && i < json_array_get_length (problems); i++)
    {
      JsonObject *problem = json_array_get_object_element (problems, i);
      g_autofree char *line = g_strdup_printf ("%s: %s", esp_json_get_string (problem, "Object"),
                                               esp_json_get_string (problem, "Problem"));

      cli_print_warning (call, line);
    }
}

void
cli_vault_print_status (CliCall *call)
{
  g_autoptr (CliFields) fields = cli_fields_new ();
  JsonObject *counts = esp_json_get_object (call->result, "Counts");
  JsonObject *checkpoint = esp_json_get_object (call->result, "Checkpoint");
  JsonArray *findings = esp_json_get_array (call->result, "Findings");

  cli_fields_add_member (fields, N_ ("Organization"), call->result, "Organization");
  cli_fields_add_member (fields, N_ ("File"), call->result, "Path");
  cli_fields_add_member (fields, N_ ("Id"), call->result, "Id");
  cli_fields_add_member (fields, N_ ("Made"), call->result, "CreatedAt");
  cli_fields_add_member (fields, N_ ("Schema"), call->result, "SchemaVersion");
  cli_fields_add_member (fields, N_ ("Read-only"), call->result, "ReadOnlyReason");
  add_session (fields, esp_json_get_object (call->result, "Session"));
  cli_fields_add_member (fields, N_ ("Accounts"), counts, "Accounts");
  cli_fields_add_member (fields, N_ ("People and services"), counts, "Principals");
  cli_fields_add_member (fields, N_ ("Certificate authorities"), counts, "CertificateAuthorities");
  cli_fields_add_member (fields, N_ ("Certificates"), counts, "Certificates");
  cli_fields_add_member (fields, N_ ("Log entries"), counts, "Events");
  cli_fields_add_member (fields, N_ ("Interrupted issuances"), call->result,
                         "InterruptedIssuances");
  cli_fields_add_member (fields, N_ ("Recovery identity"), call->result, "RecoveryIdentity");
  cli_fields_add_member (fields, N_ ("Newest checkpoint"), checkpoint, "Size");
  cli_fields_add_member (fields, N_ ("OpenSSL"), call->result, "OpenSslVersion");
  cli_fields_print (fields);
  print_problems (call);
  for (guint i = 0; findings && i < json_array_get_length (findings); i++)
    cli_print_warning (call, json_array_get_string_element (findings, i));
}

/* A file can be whole and older than one that was seen here, as every backup is: known from outside
 * of it. */
static void
add_problems (CliCall *call)
{
  g_autoptr (JsonObject) status = cli_call_engine (call, "DescribeVault", NULL, NULL);
  JsonArray *problems = status ? esp_json_get_array (status, "StateProblems") : NULL;

  if (problems && g_strcmp0 (esp_json_get_string (status, "ReadOnlyReason"), "rollback") == 0)
    json_object_set_array_member (call->result, "StateProblems", json_array_ref (problems));
}

gboolean
cli_vault_verify (CliCall *call, GError **error)
{
  if (!cli_call_run_operation (call, error))
    return FALSE;
  add_problems (call);
  if (!esp_json_get_boolean (call->result, "Verified", FALSE))
    call->exit_status = CLI_EXIT_NO;
  return TRUE;
}

static void
print_finding (JsonObject *finding)
{
  g_autofree char *line = g_strdup_printf ("%s: %s", esp_json_get_string (finding, "Object"),
                                           esp_json_get_string (finding, "Problem"));

  cli_print_data (line);
}

void
cli_vault_print_verified (CliCall *call)
{
  JsonArray *findings = esp_json_get_array (call->result, "Findings");

  for (guint i = 0; findings && i < json_array_get_length (findings); i++)
    print_finding (json_array_get_object_element (findings, i));
  print_problems (call);
  if (call->exit_status == CLI_EXIT_NO)
    cli_print_note (call, _ ("The vault does not verify: it is damaged or was altered."));
  else
    cli_print_note (
      call,
      _ ("The file, the sealed keys and all %" G_GINT64_FORMAT " log entries verify; root %s."),
      esp_json_get_int (call->result, "Events", 0), esp_json_get_string (call->result, "Root"));
}

void
cli_vault_print_backup (CliCall *call)
{
  g_autofree char *size = g_format_size ((guint64) esp_json_get_int (call->result, "Size", 0));

  cli_print_note (call, _ ("Backed up to %s (%s), and the copy was checked. SHA-256:"),
                  esp_json_get_string (call->result, "Path"), size);
  cli_print_data (esp_json_get_string (call->result, "Digest"));
}

/* Both forms change the unlocking of whoever signs in now, with the secret that opens it now. */
static gboolean
change_unlock (CliCall *call, gboolean to_passphrase, GError **error)
{
  g_autoptr (EspSecret) old_passphrase = NULL;
  g_autoptr (EspSecret) new_passphrase = NULL;
  g_autoptr (EspSession) session = NULL;

  if (!cli_session_sign_in_anew (call->context, call->globals, &old_passphrase, error))
    return FALSE;
  new_passphrase = to_passphrase ? get_new_passphrase (call, error) : NULL;
  if (to_passphrase && !new_passphrase)
    return FALSE;
  if (!esp_engine_change_unlock (call->context->engine, old_passphrase, new_passphrase, NULL,
                                 error))
    return FALSE;
  session = esp_engine_ref_session (call->context->engine);
  cli_call_set_result (call, json_object_new ());
  esp_json_set_string (call->result, "Principal",
                       session ? esp_session_get_principal (session) : NULL);
  esp_json_set_string (call->result, "UnlockWith", to_passphrase ? "passphrase" : "keyring");
  return TRUE;
}

gboolean
cli_vault_passwd (CliCall *call, GError **error)
{
  return change_unlock (call, TRUE, error);
}

gboolean
cli_vault_unlock_with (CliCall *call, GError **error)
{
  return change_unlock (call, g_str_equal (cli_call_get (call, "WAY"), "passphrase"), error);
}

void
cli_vault_print_unlock (CliCall *call)
{
  const char *principal = esp_json_get_string (call->result, "Principal");

  if (g_str_equal (esp_json_get_string (call->result, "UnlockWith"), "passphrase"))
    cli_print_note (call, _ ("The new passphrase opens the identity of %s."), principal);
  else
    cli_print_note (call, _ ("The keyring of this session opens the identity of %s."), principal);
}

gboolean
cli_vault_create_recovery (CliCall *call, GError **error)
{
  const char *out = cli_call_get (call, "out");

  if (!cli_call_has_out_file (call))
    {
      /* Secret and passphrase in one stream would be no two things to keep apart. */
      esp_error_set (error, ESP_REASON_USAGE_OPTION_VALUE, "--out", "placeholder", "FILE", NULL);
      return FALSE;
    }
  if (!cli_session_sign_in (call->context, call->globals, error))
    return FALSE;
  call->secret = esp_engine_create_recovery (call->context->engine, out, NULL, error);
  if (!call->secret)
    return FALSE;
  cli_call_set_result (call, json_object_new ());
  json_object_set_string_member (call->result, "Path", out);
  return TRUE;
}

void
cli_vault_print_recovery (CliCall *call)
{
  cli_print_note (call,
                  _ ("Wrote the recovery identity to %s. Keep the file offline, and this "
                     "passphrase on paper elsewhere; it is not shown again:"),
                  esp_json_get_string (call->result, "Path"));
  cli_print_secret (call->secret);
}

/* --- Restore -----------------------------------------------------------------------------------*/

/* Nothing can be asked of the vault before it is there, so whether a passphrase opens the identity
 * is not known: without one the keyring is tried first. */
static gboolean
restore (CliCall *call, EspRestore *options, GError **error)
{
  const CliGlobals *globals = call->globals;
  EspEngine *engine = call->context->engine;
  const char *backup = cli_call_get (call, "FILE");
  g_autoptr (EspSecret) passphrase = NULL;
  g_autoptr (GError) problem = NULL;

  if (globals->passphrase_file || options->recovery_file)
    {
      passphrase = cli_session_ask (globals, globals->as ? globals->as : "", error);
      if (!passphrase && error && *error)
        return FALSE;
    }
  options->passphrase = passphrase;
  if (esp_engine_restore (engine, backup, globals->vault, options, NULL, &problem))
    return TRUE;
  if (!passphrase && esp_error_has_reason (problem, ESP_REASON_PASSPHRASE_NEEDED))
    passphrase = cli_session_ask (globals, globals->as ? globals->as : "", error);
  if (!passphrase || options->passphrase || (error && *error))
    {
      if (error && !*error)
        g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  options->passphrase = passphrase;
  return esp_engine_restore (engine, backup, globals->vault, options, NULL, error);
}

gboolean
cli_vault_restore (CliCall *call, GError **error)
{
  g_autoptr (EspEngine) engine = cli_context_ref_engine (call->context, error);
  const char *recovery = cli_session_recovery_file (call->globals);
  EspRestore options = {
    .recovery_file = recovery,
    .principal = recovery ? NULL : call->globals->as,
    .role = call->globals->role,
    .last_crl_number = cli_call_get_number (call, "last-crl-number", 0),
  };

  if (!engine)
    return FALSE;
  if (esp_engine_is_open (engine))
    {
      esp_error_set (error, ESP_REASON_USAGE_BATCH_OPEN, esp_engine_get_path (engine), NULL);
      return FALSE;
    }
  if (!restore (call, &options, error))
    return FALSE;
  cli_session_signed_in (call->context, call->globals);
  cli_call_set_result (call, cli_call_engine (call, "DescribeVault", NULL, error));
  return call->result != NULL;
}

void
cli_vault_print_restored (CliCall *call)
{
  JsonObject *session = esp_json_get_object (call->result, "Session");

  cli_print_note (call, _ ("Restored the vault of %s from %s; signed in as %s."),
                  esp_json_get_string (call->result, "Organization"), cli_call_get (call, "FILE"),
                  session ? esp_json_get_string (session, "Principal") : "");
  cli_print_data (esp_json_get_string (call->result, "Path"));
}

void
cli_vault_print_clock (CliCall *call)
{
  cli_print_note (call, _ ("The clock is taken as right: %s, after an entry of %s."),
                  esp_json_get_string (call->result, "Now"),
                  esp_json_get_string (call->result, "Before"));
}
