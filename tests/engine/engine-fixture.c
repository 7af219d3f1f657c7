/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine's tests share. */
#include "engine-fixture.h"

#include "engine/esp-log-verifier.h"

/* --- A keyring in memory -----------------------------------------------------------------------*/

/* The notes of a vault are kept from a thread of their own. */
static GMutex fake_lock;

static EspSecret *
fake_lookup (gpointer data,
             const char *vault,
             const char *principal,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&fake_lock);
  EspSecret *secret = g_hash_table_lookup (data, principal);

  if (secret)
    return esp_secret_ref (secret);
  esp_error_set (error, ESP_REASON_KEYRING_MISSING, NULL, NULL);
  return NULL;
}

static gboolean
fake_store (gpointer data,
            const char *vault,
            const char *principal,
            const char *label,
            EspSecret *secret,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&fake_lock);

  g_hash_table_replace (data, g_strdup (principal), esp_secret_ref (secret));
  return TRUE;
}

static gboolean
fake_forget (gpointer data,
             const char *vault,
             const char *principal,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&fake_lock);

  g_hash_table_remove (data, principal);
  return TRUE;
}

EspKeyring *
fake_keyring_new (void)
{
  static const EspKeyringMethods methods = {
    .lookup = fake_lookup,
    .store = fake_store,
    .forget = fake_forget,
    .free_data = (void (*) (gpointer)) g_hash_table_unref,
  };

  return esp_keyring_new (&methods, g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                           (GDestroyNotify) esp_secret_unref));
}

/* --- Vault -------------------------------------------------------------------------------------*/

void
fixture_set_up (Fixture *fixture, gconstpointer sample)
{
  EspVaultCreation creation = { 0 };
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("esp-engine-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "vault.espalier", NULL);
  fixture->clock = esp_clock_new_fixed (FIXTURE_NOW);
  fixture->keyring = fake_keyring_new ();
  fixture->engine = esp_engine_new_with_keyring (fixture->clock, fixture->keyring);
  fixture->passphrase = esp_secret_new_copy ("correct horse battery", 21, NULL);
  creation.path = fixture->path;
  creation.organization = "Meridian Motors";
  creation.admin = FOUNDER;
  creation.sample = sample;
  creation.unlock = ESP_UNLOCK_WITH_PASSPHRASE;
  creation.passphrase = fixture->passphrase;
  esp_engine_create (fixture->engine, &creation, NULL, &error);
  g_assert_no_error (error);
}

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Whatever a test did through the program must replay: each test is one for false alarms as well.
 */
static void
assert_log_is_good (Fixture *fixture)
{
  g_autoptr (EspVault) vault = NULL;
  g_auto (EspLogProof) proof = { 0 };
  g_autoptr (JsonNode) findings = NULL;
  g_autofree char *text = NULL;

  if (fixture->is_changed_behind || !g_file_test (fixture->path, G_FILE_TEST_EXISTS))
    return;
  vault = esp_vault_open (fixture->path, ESP_DATABASE_READ_ONLY, NULL);
  if (!vault)
    return;
  g_assert_true (esp_log_verify (vault, NULL, NULL, &proof, NULL));
  findings = esp_json_wrap_array (json_array_ref (proof.findings));
  text = esp_json_to_text (findings, TRUE);
  if (json_array_get_length (proof.findings) > 0)
    g_error ("the log does not prove what the test did: %s", text);
}

void
fixture_remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder && (name = g_dir_read_name (folder)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (g_unlink (file) != 0)
        fixture_remove_folder (file);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer sample)
{
  esp_engine_close (fixture->engine);
  assert_log_is_good (fixture);
  spin ();
  g_assert_finalize_object (fixture->engine);
  esp_clock_unref (fixture->clock);
  esp_keyring_unref (fixture->keyring);
  esp_secret_unref (fixture->passphrase);
  fixture_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

EspEngine *
fixture_open (Fixture *fixture, const char *person)
{
  EspEngine *engine = esp_engine_new_with_keyring (fixture->clock, fixture->keyring);
  g_autoptr (GError) error = NULL;

  esp_engine_open (engine, fixture->path, NULL, &error);
  g_assert_no_error (error);
  if (person)
    esp_engine_sign_in (engine, person, NULL, fixture->passphrase, NULL, &error);
  g_assert_no_error (error);
  return engine;
}

void
fixture_record (EspEngine *engine, EspVault *vault, const char *action, const char *resource)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (engine);
  g_autoptr (EspEvent) event = esp_event_new ();
  g_autoptr (GError) error = NULL;

  event->time = esp_clock_now (engine->clock);
  event->actor = g_strdup (esp_session_get_principal_id (session));
  event->actor_name = g_strdup (esp_session_get_principal (session));
  event->account = g_strdup (esp_session_get_account (session));
  event->role = g_strdup (esp_session_get_role (session));
  event->action = g_strdup (action);
  event->resource = g_strdup (resource);
  event->decision = g_strdup ("ALLOW");
  event->outcome = ESP_OUTCOME_ALLOWED;
  esp_recorder_append (engine->recorder, vault, event, esp_session_get_identity (session), &error);
  g_assert_no_error (error);
}

char *
fixture_file (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

/* --- Calls -------------------------------------------------------------------------------------*/

/* With ' for ", and with PEM as it is: the lines of a string are joined with \n, as JSON has them.
 */
static char *
to_json (const char *text)
{
  GString *json = g_string_new (NULL);
  gboolean inside = FALSE;

  for (; *text; text++)
    {
      if (strchr ("'\"", *text))
        inside = !inside;
      if (inside && *text == '\n')
        g_string_append (json, "\\n");
      else
        g_string_append_c (json, *text == '\'' ? '"' : *text);
    }
  return g_string_free (json, FALSE);
}

static JsonObject *
parse_parameters (const char *json)
{
  g_autofree char *text = to_json (json ? json : "{}");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_json_parse (text, -1, 1 << 20, &error);

  g_assert_no_error (error);
  return json_node_dup_object (node);
}

JsonObject *
call (EspEngine *engine, const char *operation, const char *json)
{
  g_autoptr (JsonObject) parameters = parse_parameters (json);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = esp_engine_call (engine, operation, parameters, NULL, &error);

  g_assert_no_error (error);
  return json_node_dup_object (result);
}

GError *
refused (EspEngine *engine, const char *operation, const char *json, EspReason reason)
{
  g_autoptr (JsonObject) parameters = parse_parameters (json);
  GError *error = NULL;
  JsonNode *result = esp_engine_call (engine, operation, parameters, NULL, &error);

  g_assert_null (result);
  g_assert_nonnull (error);
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
  return error;
}

char *
create_ca (EspEngine *engine, const char *json)
{
  g_autoptr (JsonObject) result = call (engine, "CreateCertificateAuthority", json);

  return g_strdup (json_object_get_string_member (result, "CertificateAuthorityArn"));
}

EspSecret *
make_recovery (EspEngine *engine, const char *path)
{
  g_autoptr (GError) error = NULL;
  EspSecret *passphrase = NULL;

  esp_engine_create_recovery (engine, path, &passphrase, NULL, &error);
  g_assert_no_error (error);
  return passphrase;
}

char *
make_csr (const char *subject)
{
  const char *argv[] = { "openssl",
                         "req",
                         "-new",
                         "-newkey",
                         "ec",
                         "-pkeyopt",
                         "ec_paramgen_curve:P-256",
                         "-nodes",
                         "-keyout",
                         "/dev/null",
                         "-subj",
                         subject,
                         "-addext",
                         "subjectAltName=DNS:a.example",
                         NULL };
  char *pem = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &pem,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return pem;
}

JsonObject *
issue (EspEngine *engine, const char *ca, const char *csr, const char *template)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = NULL;

  json_object_set_string_member (parameters, "CertificateAuthority", ca);
  json_object_set_string_member (parameters, "Csr", csr);
  json_object_set_string_member (parameters, "Validity", "30d");
  if (template)
    json_object_set_string_member (parameters, "TemplateArn", template);
  result = esp_engine_call (engine, "IssueCertificate", parameters, NULL, &error);
  g_assert_no_error (error);
  return json_node_dup_object (result);
}

gint64
count_events (EspEngine *engine)
{
  g_autoptr (JsonObject) result = call (engine, "VerifyLog", NULL);

  if (!json_object_get_boolean_member (result, "Verified"))
    {
      g_autoptr (JsonNode) node = esp_json_wrap_object (json_object_ref (result));
      g_autofree char *text = esp_json_to_text (node, TRUE);

      g_error ("the log does not verify: %s", text);
    }
  return json_object_get_int_member (result, "Events");
}

/* --- People ------------------------------------------------------------------------------------*/

JsonObject *
call_with (EspEngine *engine, const char *operation, JsonObject *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = esp_engine_call (engine, operation, parameters, NULL, &error);

  json_object_unref (parameters);
  g_assert_no_error (error);
  return json_node_dup_object (result);
}

GError *
refused_with (EspEngine *engine, const char *operation, JsonObject *parameters, EspReason reason)
{
  GError *error = NULL;
  JsonNode *result = esp_engine_call (engine, operation, parameters, NULL, &error);

  json_object_unref (parameters);
  g_assert_null (result);
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
  return error;
}

char *
member_of (JsonObject *result, const char *member, const char *name)
{
  JsonObject *object = esp_json_get_object (result, member);

  g_assert_nonnull (object);
  return g_strdup (esp_json_get_string (object, name));
}

char *
account_number (EspEngine *engine, const char *name)
{
  g_autoptr (JsonObject) result = call (engine, "ListAccounts", NULL);
  JsonArray *accounts = esp_json_get_array (result, "Accounts");

  for (guint i = 0; i < json_array_get_length (accounts); i++)
    {
      JsonObject *account = json_array_get_object_element (accounts, i);

      if (!name || g_str_equal (json_object_get_string_member (account, "Name"), name))
        return g_strdup (json_object_get_string_member (account, "Id"));
    }
  g_assert_not_reached ();
}

void
add_person (Fixture *fixture, EspEngine *engine, const char *name, const char *account)
{
  g_autofree char *invite = g_strdup_printf ("{'Name': '%s', 'Account': '%s'}", name, account);
  g_autoptr (JsonObject) invited = call (engine, "InvitePrincipal", invite);
  const char *code = json_object_get_string_member (invited, "Code");
  g_autoptr (EspSecret) secret = esp_secret_new_copy (code, strlen (code), NULL);
  g_autofree char *fingerprint = NULL, *confirm = NULL;
  g_autoptr (GError) error = NULL;

  esp_engine_enrol (engine, name, secret, ESP_UNLOCK_WITH_PASSPHRASE, fixture->passphrase, NULL,
                    &fingerprint, NULL, &error);
  g_assert_no_error (error);
  confirm = g_strdup_printf ("{'Name': '%s', 'Fingerprint': '%s'}", name, fingerprint);
  json_object_unref (call (engine, "ConfirmPrincipal", confirm));
}

void
add_role (EspEngine *engine, const char *name, const char *account, const char *statements)
{
  g_autofree char *text = g_strdup_printf ("{'Version': '2012-10-17', 'Statement': [%s]}",
                                           statements);
  JsonObject *parameters = json_object_new (), *policy = json_object_new ();
  JsonArray *policies = json_array_new ();

  json_object_set_string_member (policy, "Name", "policy");
  json_object_set_string_member (policy, "Document", g_strdelimit (text, "'", '"'));
  json_array_add_object_element (policies, policy);
  json_object_set_string_member (parameters, "Name", name);
  json_object_set_string_member (parameters, "Account", account);
  json_object_set_array_member (parameters, "Policies", policies);
  json_object_unref (call_with (engine, "CreateRole", parameters));
}

void
assign (EspEngine *engine, const char *role, const char *principal)
{
  g_autofree char *json = g_strdup_printf ("{'Role': '%s', 'Principal': '%s'}", role, principal);

  json_object_unref (call (engine, "AssignRole", json));
}

void
add_person_with (Fixture *fixture, const char *name, const char *statements)
{
  g_autofree char *account = account_number (fixture->engine, NULL);

  add_person (fixture, fixture->engine, name, account);
  add_role (fixture->engine, name, account, statements);
  assign (fixture->engine, name, name);
}
