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

static void
add_keyring_note (CliFields *fields, const char *note)
{
  static const struct
  {
    const char *note, *text;
  } rows[] = {
    { "KEPT", N_ ("tells of the newest state") },
    { "NONE", N_ ("none yet") },
    { "LOCKED", N_ ("not read, the keyring is locked") },
    { "ABSENT", N_ ("not read, no keyring answers") },
    { "SILENT", N_ ("not read, the keyring did not answer in time") },
  };

  for (gsize i = 0; note && i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].note, note))
      cli_fields_add (fields, N_ ("Note in the keyring"), _ (rows[i].text));
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
  add_keyring_note (fields, esp_json_get_string (call->result, "KeyringNote"));
  cli_fields_add_member (fields, N_ ("OpenSSL"), call->result, "OpenSslVersion");
  cli_fields_print (fields);
  print_problems (call);
  for (guint i = 0; findings && i < json_array_get_length (findings); i++)
    cli_print_warning (call, json_array_get_string_element (findings, i));
}

/* A file can be whole and older than one that was seen elsewhere, as every backup is: that is told,
 * and no finding. */
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
  if (!esp_json_get_boolean (call->result, "Verified", FALSE))
    call->exit_status = CLI_EXIT_NO;
  else
    add_problems (call);
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
    cli_print_note (call, _ ("The vault does not verify: it is damaged, was altered, or an older "
                             "file was put in its place."));
  else
    cli_print_note (call, _ ("The file, the sealed keys and all %lld log entries verify; root %s."),
                    cli_count (call->result, "Events"), esp_json_get_string (call->result, "Root"));
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
  gboolean made;

  if (!cli_call_has_out_file (call))
    {
      /* Secret and passphrase in one stream would be no two things to keep apart. */
      esp_error_set (error, ESP_REASON_USAGE_OPTION_VALUE, "--out", "placeholder", "FILE", NULL);
      return FALSE;
    }
  if (!cli_session_sign_in (call->context, call->globals, error))
    return FALSE;
  made = esp_engine_create_recovery (call->context->engine, out, &call->secret, NULL, error);
  if (!call->secret)
    return FALSE;
  cli_call_set_result (call, json_object_new ());
  json_object_set_string_member (call->result, "Path", out);
  return made;
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

static EspSecret *
ask_second (CliCall *call, const char *whose, GError **error)
{
  const char *path = cli_call_get (call, "with-passphrase-file");
  g_autofree char *name = esp_text_escape (whose);
  g_autofree char *question = NULL;

  if (path)
    return esp_secret_read_file (path, error);
  if (!cli_prompt_available ())
    return NULL;
  question = g_strdup_printf (_ ("Passphrase of %s: "), name);
  return cli_prompt_passphrase (question, error);
}

/* Nothing can be asked of the vault before it is there, so whether a passphrase opens an identity
 * is not known: without one the keyring is tried first. */
static gboolean
ask_ahead (CliCall *call, const EspRestore *options, EspSecret *secrets[2], GError **error)
{
  const CliGlobals *globals = call->globals;
  GError *problem = NULL;

  if (globals->passphrase_file || options->recovery_file)
    secrets[0] = cli_session_ask (globals, globals->as ? globals->as : "", &problem);
  if (!problem && (cli_call_get (call, "with-passphrase-file") || options->second_recovery_file))
    secrets[1] = ask_second (call, cli_call_get (call, "with"), &problem);
  if (!problem)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

/* Whose passphrase was missing is in the error. */
static gboolean
ask_for_missing (CliCall *call,
                 const EspRestore *options,
                 const GError *missing,
                 EspSecret *secrets[2],
                 GError **error)
{
  const CliGlobals *globals = call->globals;
  gboolean second = options->second &&
                    g_strcmp0 (esp_error_get_object (missing), options->second) == 0;

  if (secrets[second ? 1 : 0])
    return FALSE;
  secrets[second ? 1 : 0] = second ?
                              ask_second (call, options->second, error) :
                              cli_session_ask (globals, globals->as ? globals->as : "", error);
  return secrets[second ? 1 : 0] != NULL;
}

static gboolean
restore_with (CliCall *call, EspRestore *options, EspSecret *secrets[2], GError **error)
{
  const char *backup = cli_call_get (call, "FILE");
  g_autoptr (GError) problem = NULL;

  if (!ask_ahead (call, options, secrets, error))
    return FALSE;
  /* Once more for each passphrase that turns out to be needed. */
  for (;;)
    {
      options->passphrase = secrets[0];
      options->second_passphrase = secrets[1];
      g_clear_error (&problem);
      if (esp_engine_restore (call->context->engine, backup, call->globals->vault, options, NULL,
                              &problem))
        return TRUE;
      if (!esp_error_has_reason (problem, ESP_REASON_PASSPHRASE_NEEDED) ||
          !ask_for_missing (call, options, problem, secrets, error))
        break;
    }
  if (error && !*error)
    g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
restore (CliCall *call, EspRestore *options, GError **error)
{
  EspSecret *secrets[2] = { NULL, NULL }; /* of who restores, and of the second person */
  gboolean done = restore_with (call, options, secrets, error);

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    esp_secret_unref (secrets[i]);
  options->passphrase = options->second_passphrase = NULL;
  return done;
}

gboolean
cli_vault_restore (CliCall *call, GError **error)
{
  g_autoptr (EspEngine) engine = cli_context_ref_engine (call->context, error);
  const char *recovery = cli_session_recovery_file (call->globals);
  const char *second = cli_call_get (call, "with");
  const char *second_file = cli_session_recovery_path (second);
  EspRestore options = {
    .recovery_file = recovery,
    .principal = recovery ? NULL : call->globals->as,
    .role = call->globals->role,
    .second = second_file ? NULL : second,
    .second_recovery_file = second_file,
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
