/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vault changed behind the program's back, with the sqlite3 command: every column of every table
 * of the state, every entry of the log, an older file, an act that was never permitted. Each is
 * found, named, and nothing is written afterwards. */
#include "tamper-fixture.h"

#include "base/esp-error.h"
#include "pki/esp-signer.h"
#include "vault/esp-account-store.h"
#include "vault/esp-event-store.h"
#include "vault/esp-state.h"

#define MALLORY "Mallory Reyes"

/* --- Helpers ----------------------------------------------------------------------------------*/

static JsonObject *
describe (Fixture *fixture, const char *path, char **reason)
{
  g_autoptr (EspEngine) engine = esp_engine_new_with_keyring (fixture->clock, fixture->keyring);
  JsonObject *view = NULL;

  if (esp_engine_open (engine, path, NULL, NULL) &&
      esp_engine_sign_in (engine, FOUNDER, NULL, fixture->passphrase, NULL, NULL))
    view = call (engine, "DescribeVault", "{}");
  *reason = g_strdup (esp_engine_get_read_only_reason (engine));
  esp_engine_close (engine);
  return view;
}

/* What was found at opening, as one text: "object: problem" in lines. */
static char *
problems_of (Fixture *fixture, const char *path)
{
  g_autoptr (EspEngine) engine = esp_engine_new_with_keyring (fixture->clock, fixture->keyring);
  GString *text = g_string_new (NULL);
  GError *error = NULL;
  JsonArray *list;

  /* A file that does not even open is found as well. */
  if (!esp_engine_open (engine, path, NULL, &error))
    {
      g_string_assign (text, error->message);
      g_error_free (error);
      return g_string_free (text, FALSE);
    }
  esp_engine_wait_for_check (engine, NULL);
  list = esp_engine_show_problems (engine);
  for (guint i = 0; list && i < json_array_get_length (list); i++)
    {
      JsonObject *one = json_array_get_object_element (list, i);

      g_string_append_printf (text, "%s: %s\n", json_object_get_string_member (one, "Object"),
                              json_object_get_string_member (one, "Problem"));
    }
  g_assert_cmpstr (esp_engine_get_read_only_reason (engine), ==, list ? "state" : NULL);
  g_clear_pointer (&list, json_array_unref);
  esp_engine_close (engine);
  return g_string_free (text, FALSE);
}

static void
assert_sound (Fixture *fixture, const char *path)
{
  g_autofree char *problems = problems_of (fixture, path);
  g_autofree char *findings = findings_of (fixture, path);

  g_assert_cmpstr (problems, ==, "");
  g_assert_cmpstr (findings, ==, "");
}

/* Invites, enrols and confirms. */
static void
bring_in (Fixture *fixture, const char *name, const char *role)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *invite = g_strdup_printf ("{'Name':'%s','Account':'Meridian Motors'}", name);
  g_autoptr (JsonObject) invited = call (engine, "InvitePrincipal", invite);
  const char *code = json_object_get_string_member (invited, "Code");
  g_autoptr (EspSecret) secret = esp_secret_new_copy (code, strlen (code), NULL);
  g_autofree char *fingerprint = NULL, *confirm = NULL, *assign = NULL;
  g_autoptr (GError) error = NULL;

  esp_engine_enrol (engine, name, secret, ESP_UNLOCK_WITH_PASSPHRASE, fixture->passphrase, NULL,
                    &fingerprint, NULL, &error);
  g_assert_no_error (error);
  confirm = g_strdup_printf ("{'Name':'%s','Fingerprint':'%s'}", name, fingerprint);
  json_object_unref (call (engine, "ConfirmPrincipal", confirm));
  assign = g_strdup_printf ("{'Role':'%s','Principal':'%s'}", role, name);
  json_object_unref (call (engine, "AssignRole", assign));
}

/* A vault with something in nearly every table. */
static void
fill (Fixture *fixture)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject':'CN=Root'}");
  g_autofree char *sub = create_ca (engine, "{'Subject':'CN=Sub','Parent':'Root'}");
  g_autofree char *csr = make_csr ("/CN=device");
  static const char *const calls[][2] = {
    { "TagCertificateAuthority",
      "{'CertificateAuthority':'Sub','Tags':[{'Key':'a','Value':'b'}]}" },
    { "CreatePermission", "{'CertificateAuthority':'Sub','Principal':'acm.amazonaws.com',"
                          "'Actions':['IssueCertificate','GetCertificate','ListPermissions']}" },
    { "CreateRole", "{'Name':'Helper','Account':'Meridian Motors'}" },
    { "PutRolePolicy",
      "{'Role':'Helper','PolicyName':'all','PolicyDocument':"
      "'{\\'Version\\':\\'2012-10-17\\',\\'Statement\\':[{\\'Effect\\':\\'Allow\\',"
      "\\'Action\\':\\'iam:List*\\',\\'Resource\\':\\'*\\'}]}'}" },
    { "TagRole", "{'Role':'Helper','Tags':[{'Key':'k','Value':'v'}]}" },
    { "CreateAccount", "{'Name':'Supplier'}" },
    { "CreateGuardrail",
      "{'Name':'No deleting','Accounts':['Supplier'],'Document':"
      "'{\\'Version\\':\\'2012-10-17\\',\\'Statement\\':[{\\'Effect\\':\\'Deny\\',"
      "\\'Action\\':\\'acm-pca:DeleteCertificateAuthority\\',\\'Resource\\':\\'*\\'}]}'}" },
    { "InvitePrincipal", "{'Name':'Invited One','Account':'Meridian Motors'}" },
    { "CreateResourceShare", "{'Name':'To supplier','CertificateAuthority':'Sub',"
                             "'Consumer':'Supplier','Tags':[{'Key':'s','Value':'t'}]}" },
    { "GetCertificateRevocationList", "{'CertificateAuthority':'Sub'}" },
  };

  bring_in (fixture, MALLORY, "Auditor");
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    json_object_unref (call (engine, calls[i][0], calls[i][1]));
  json_object_unref (
    call (engine, "TagPrincipal", "{'Name':'" MALLORY "','Tags':[{'Key':'team','Value':'x'}]}"));
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (JsonObject) issued = issue (engine, "Sub", csr, "EndEntityCertificate/V1");
      g_autofree char *revoke = NULL;

      if (i > 0)
        continue;
      revoke = g_strdup_printf (
        "{'CertificateAuthority':'Sub','CertificateSerial':'%s','RevocationReason':"
        "'KEY_COMPROMISE'}",
        strrchr (json_object_get_string_member (issued, "CertificateArn"), '/') + 1);
      json_object_unref (call (engine, "RevokeCertificate", revoke));
    }
}

/* --- The tables -------------------------------------------------------------------------------*/

/* Whoever adds a table says whether it is state. */
static void
test_every_table_is_known (Fixture *fixture, gconstpointer data)
{
  g_autofree char *names = sqlite (fixture->path, "SELECT name FROM sqlite_schema WHERE type ="
                                                  " 'table' AND name NOT LIKE 'sqlite_%'");
  g_auto (GStrv) tables = g_strsplit (names, "\n", -1);
  const EspStateTable *row;
  const char *before = "";

  g_assert_cmpuint (g_strv_length (tables), >, 30);
  for (guint i = 0; tables[i]; i++)
    if ((esp_state_table_find (tables[i]) != NULL) == (esp_state_why_not (tables[i]) != NULL))
      g_error ("%s must be in esp-state.c: either as state, or with a reason why not", tables[i]);
  for (guint i = 0; (row = esp_state_table_nth (i)); i++)
    {
      g_assert_cmpstr (before, <, row->name);
      before = row->name;
      g_assert_true (
        g_strv_contains ((const char *const *) tables, row->table ? row->table : row->name));
    }
}

/* --- Rows -------------------------------------------------------------------------------------*/

static char *
tamper_sql (const char *table, const char *column, const char *type)
{
  const char *value;

  if (g_str_equal (type, "INTEGER"))
    value = "coalesce(%s, 0) + 1";
  else if (g_str_equal (type, "BLOB"))
    value = "CAST(x'00' || coalesce(%s, x'') AS BLOB)";
  else
    value = "coalesce(%s, '') || 'x'";
  {
    g_auto (GStrv) parts = g_strsplit (value, "%s", 2);

    return g_strdup_printf ("UPDATE %s SET %s = %s%s%s WHERE rowid = (SELECT max(rowid) FROM %s)",
                            table, column, parts[0], column, parts[1], table);
  }
}

/* What does not belong to a row's text: counters and copies that follow from other rows. */
static gboolean
is_left_out (const EspStateTable *table, const char *column)
{
  static const char *const columns[] = { "crl.der", "crl_part.n_certificates",
                                         "crl_part.last_not_after", NULL };
  g_autofree char *name = g_strconcat (table->name, ".", column, NULL);

  return g_strv_contains (columns, name);
}

static guint
tamper_with (Fixture *fixture, const EspStateTable *table)
{
  const char *name = table->table ? table->table : table->name;
  g_autofree char *ask = g_strdup_printf ("SELECT name || ' ' || type FROM pragma_table_info('%s')",
                                          name);
  g_autofree char *ask_count = g_strdup_printf ("SELECT count(*) FROM %s", name);
  g_autofree char *n_rows = sqlite (fixture->path, ask_count);
  g_autofree char *answer = sqlite (fixture->path, ask);
  g_auto (GStrv) columns = g_strsplit (answer, "\n", -1);
  guint n = 0;

  if (g_str_equal (n_rows, "0"))
    return 0;
  for (guint i = 0; columns[i]; i++)
    {
      g_auto (GStrv) column = g_strsplit (columns[i], " ", 2);
      g_autofree char *copy = NULL, *sql = NULL, *problems = NULL;

      if (is_left_out (table, column[0]))
        continue;
      copy = copy_vault (fixture, "tampered");
      sql = tamper_sql (name, column[0], column[1]);
      change (copy, sql);
      problems = problems_of (fixture, copy);
      if (!strstr (problems, name) &&
          !(g_str_equal (name, "certificate") && strstr (problems, "revocation ")))
        g_error ("%s.%s was changed and not named: %s", name, column[0], problems);
      g_unlink (copy);
      n++;
    }
  return n;
}

static void
test_columns (Fixture *fixture, gconstpointer data)
{
  const EspStateTable *table;
  g_autoptr (GString) empty = g_string_new (NULL);
  guint n = 0;

  fill (fixture);
  esp_engine_close (fixture->engine);
  assert_sound (fixture, fixture->path);
  drop_triggers (fixture->path);
  for (guint i = 0; (table = esp_state_table_nth (i)); i++)
    {
      guint done = table->table ? 1 : tamper_with (fixture, table);

      if (done == 0)
        g_string_append_printf (empty, " %s", table->name);
      n += done;
    }
  g_test_message ("%u columns; nothing in:%s", n, empty->str);
  g_assert_cmpuint (n, >, 120);
}

static void
expect_named (Fixture *fixture, const char *sql, const char *name)
{
  g_autofree char *copy = copy_vault (fixture, "tampered");
  g_autofree char *problems = NULL;

  drop_triggers (copy);
  change (copy, sql);
  problems = problems_of (fixture, copy);
  assert_has (problems, name);
  g_unlink (copy);
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copy = NULL, *reason = NULL;
  g_autoptr (JsonObject) view = NULL;
  g_autoptr (EspEngine) engine = NULL;
  g_autoptr (GError) error = NULL;

  fill (fixture);
  esp_engine_close (fixture->engine);
  expect_named (fixture, "DELETE FROM role_policy WHERE name = 'all'",
                "role_policy Helper/all: was removed outside of the program");
  expect_named (fixture, "DELETE FROM principal_tag",
                "principal_tag " MALLORY "/team: was removed outside of the program");
  expect_named (fixture,
                "INSERT INTO assignment SELECT role.id, principal.id FROM role, principal WHERE"
                " role.name = 'Administrator' AND principal.name = '" MALLORY "'",
                "assignment Administrator/" MALLORY ": was added outside of the program");
  expect_named (fixture, "UPDATE certificate SET revoked_at = NULL, revocation_reason = NULL",
                "was removed outside of the program");
  expect_named (fixture,
                "UPDATE certificate SET revoked_at = NULL, revocation_reason = NULL;"
                "DELETE FROM row_digest WHERE name = 'revocation'",
                "was changed or removed outside of the program, together with the record of it");
  expect_named (fixture, "UPDATE certificate_der SET der = x'3000' WHERE row = 2", "certificate ");
  expect_named (fixture, "UPDATE row_digest SET digest = randomblob(32) WHERE name = 'role_policy'",
                "role_policy ");
  expect_named (fixture, "DELETE FROM row_digest WHERE name = 'guardrail'", "guardrail ");
  expect_named (fixture,
                "DELETE FROM guardrail_account; DELETE FROM row_digest WHERE name ="
                " 'guardrail_account'",
                "guardrail_account No deleting/");

  /* Shown, and nothing is written. */
  copy = copy_vault (fixture, "tampered");
  drop_triggers (copy);
  change (copy, "UPDATE role SET scope = 'ORGANIZATION' WHERE name = 'Helper'");
  view = describe (fixture, copy, &reason);
  g_assert_cmpstr (reason, ==, "state");
  g_assert_cmpstr (json_object_get_string_member (view, "ReadOnlyReason"), ==, "state");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (view, "StateProblems")),
                    ==, 1);
  engine = esp_engine_new_with_keyring (fixture->clock, fixture->keyring);
  g_assert_true (esp_engine_open (engine, copy, NULL, NULL));
  esp_engine_sign_in (engine, FOUNDER, NULL, fixture->passphrase, NULL, &error);
  g_assert_no_error (error);
  g_error_free (refused (engine, "CreateAccount", "{'Name':'No'}", ESP_REASON_STATE_CHANGED));
  esp_engine_close (engine);
}

/* While the vault is open, too. */
static void
test_while_open (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;

  fixture->is_changed_behind = TRUE;
  json_object_unref (call (engine, "CreateAccount", "{'Name':'One'}"));
  change (fixture->path, "UPDATE account SET name = 'Two' WHERE name = 'One'");
  g_error_free (refused (engine, "CreateAccount", "{'Name':'Three'}", ESP_REASON_STATE_CHANGED));
  g_assert_cmpstr (esp_engine_get_read_only_reason (engine), ==, "state");
}

/* --- The log ----------------------------------------------------------------------------------*/

static void
expect_finding (Fixture *fixture, const char *sql, const char *wanted)
{
  g_autofree char *copy = copy_vault (fixture, "tampered");
  g_autofree char *findings = NULL;

  drop_triggers (copy);
  change (copy, sql);
  findings = findings_of (fixture, copy);
  assert_has (findings, wanted);
  g_unlink (copy);
}

static void
test_events (Fixture *fixture, gconstpointer data)
{
  g_autofree char *newest = NULL;
  int count;

  fill (fixture);
  esp_engine_close (fixture->engine);
  newest = sqlite (fixture->path, "SELECT max(sequence) FROM event");
  count = (int) g_ascii_strtoll (newest, NULL, 10);
  for (int i = 1; i <= count; i++)
    {
      g_autofree char *altered = g_strdup_printf (
        "UPDATE event SET canonical = replace(canonical, '\"time\":\"2026', '\"time\":\"2027')"
        " WHERE sequence = %d",
        i);
      g_autofree char *deleted = g_strdup_printf (
        "DELETE FROM event WHERE sequence = %d;"
        "UPDATE event SET sequence = -sequence WHERE sequence > %d;"
        "UPDATE event SET sequence = -sequence - 1 WHERE sequence < 0",
        i, i);
      g_autofree char *at = g_strdup_printf ("%d -: ", i);

      expect_finding (fixture, altered, at);
      if (i < count)
        expect_finding (fixture, deleted, at);
    }
}

static void
test_order_of_events (Fixture *fixture, gconstpointer data)
{
  g_autofree char *newest = NULL, *truncated = NULL;

  fill (fixture);
  esp_engine_close (fixture->engine);
  expect_finding (fixture,
                  "UPDATE event SET sequence = -1 WHERE sequence = 5;"
                  "UPDATE event SET sequence = 5 WHERE sequence = 6;"
                  "UPDATE event SET sequence = 6 WHERE sequence = -1",
                  "5 -: the entry carries another number: one is missing or was moved");
  expect_finding (fixture, "UPDATE event SET signature = randomblob(64) WHERE sequence = 4",
                  "4 -: the signature is not that of the person it names");
  expect_finding (fixture, "UPDATE event_node SET hash = randomblob(32)",
                  "the stored root of the log does not follow from its entries");
  newest = sqlite (fixture->path, "SELECT max(sequence) FROM event");
  truncated = g_strdup_printf ("DELETE FROM event WHERE sequence > %s - 3", newest);
  expect_named (fixture, truncated, "revocation ");
}

/* --- An act that was never permitted ----------------------------------------------------------*/

typedef struct
{
  Fixture *fixture;
  EspEngine *engine;
  const char *action;
  const char *resource;
  const char *sql;
} Forgery;

/* What somebody with the file, a key of their own and a changed program could do: rows, digests,
 * state root and signature are all as they should be. */
static void
forge_job (EspVault *vault, gpointer data)
{
  const Forgery *forgery = data;
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (vault), NULL);

  g_assert_true (esp_database_execute (esp_vault_get_database (vault), forgery->sql, NULL));
  fixture_record (forgery->engine, vault, forgery->action, forgery->resource);
  g_assert_true (esp_transaction_commit (transaction, NULL));
}

static void
expect_forgery_found (Fixture *fixture,
                      const char *sql,
                      const char *action,
                      const char *resource,
                      const char *wanted)
{
  g_autofree char *copy = copy_vault (fixture, "forged");
  g_autofree char *problems = NULL, *findings = NULL;
  g_autoptr (EspEngine) engine = esp_engine_new_with_keyring (fixture->clock, fixture->keyring);
  g_autoptr (GError) error = NULL;
  Forgery forgery = { fixture, engine, action, resource, sql };

  esp_engine_open (engine, copy, NULL, &error);
  g_assert_no_error (error);
  esp_engine_sign_in (engine, MALLORY, NULL, fixture->passphrase, NULL, &error);
  g_assert_no_error (error);
  esp_worker_run (engine->writer, forge_job, &forgery);
  esp_engine_close (engine);
  /* As far as hashes and signatures go all is well: only the replay knows better. */
  problems = problems_of (fixture, copy);
  g_assert_cmpstr (problems, ==, "");
  findings = findings_of (fixture, copy);
  assert_has (findings, wanted);
  g_unlink (copy);
}

static void
test_never_permitted (Fixture *fixture, gconstpointer data)
{
  static const char make_admin[] =
    "INSERT INTO assignment SELECT role.id, principal.id FROM role, principal WHERE"
    " role.name = 'Administrator' AND principal.name = '" MALLORY "'";
  g_autofree char *account = NULL, *administrator = NULL, *own = NULL;

  fill (fixture);
  account = sqlite (fixture->path, "SELECT account FROM principal WHERE name = '" FOUNDER "'");
  administrator = g_strdup_printf ("arn:aws:iam::%s:role/Administrator", account);
  own = g_strdup_printf ("arn:aws:iam::%s:user/" MALLORY, account);
  esp_engine_close (fixture->engine);
  expect_forgery_found (fixture, make_admin, "iam:AssignRole", administrator,
                        "was not permitted to the person who signed it");
  /* Under the name of an act that she may do. */
  expect_forgery_found (fixture, make_admin, "espalier:UpdateOwnIdentity", "*",
                        "assignment Administrator/" MALLORY
                        ": was changed by an act that changes no such thing");
  expect_forgery_found (fixture, "UPDATE role SET scope = 'ORGANIZATION'", "espalier:ListEvents",
                        "*", "role Helper: was changed by an act that changes no such thing");
  expect_forgery_found (
    fixture, "UPDATE certificate SET revoked_at = 1780315200, revocation_reason = 1 WHERE row = 2",
    "acm-pca:RevokeCertificate", "*", "was not permitted to the person who signed it");
  expect_forgery_found (fixture, "UPDATE ca SET state = 'DISABLED'", "espalier:CreateSample", "*",
                        "was not permitted to the person who signed it");
  /* She signs for the founder: the signature is not his. */
  g_assert_nonnull (own);
}

/* --- An older file ----------------------------------------------------------------------------*/

static void
test_older_file (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *older = NULL, *reason = NULL;
  g_autoptr (JsonObject) view = NULL, listed = NULL;
  g_autoptr (EspEngine) again = NULL;

  json_object_unref (call (engine, "CreateAccount", "{'Name':'One'}"));
  older = copy_vault (fixture, "older");
  json_object_unref (call (engine, "CreateAccount", "{'Name':'Two'}"));
  esp_engine_close (engine);
  view = describe (fixture, fixture->path, &reason);
  g_assert_null (reason);
  g_clear_pointer (&view, json_object_unref);

  g_assert_cmpint (g_rename (older, fixture->path), ==, 0);
  view = describe (fixture, fixture->path, &reason);
  g_assert_cmpstr (reason, ==, "rollback");
  assert_has (
    json_object_get_string_member (
      json_array_get_object_element (json_object_get_array_member (view, "StateProblems"), 0),
      "Problem"),
    "is older than what was seen here");
  again = fixture_open (fixture, FOUNDER);
  g_error_free (refused (again, "CreateAccount", "{'Name':'Three'}", ESP_REASON_STATE_ROLLED_BACK));
  listed = call (again, "ListAccounts", "{}");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (listed, "Accounts")), ==,
                    2);
  esp_engine_close (again);
}

/* Another branch of the same length: what was seen is not continued. */
static void
test_other_branch (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *older = copy_vault (fixture, "older");
  g_autofree char *reason = NULL, *state = NULL;
  g_autoptr (JsonObject) view = NULL;
  g_autoptr (EspEngine) other = NULL;
  g_autofree char *note = NULL, *kept = NULL;

  json_object_unref (call (engine, "CreateAccount", "{'Name':'One'}"));
  state = g_build_filename (g_get_user_state_dir (), "espalier", esp_engine_get_vault_id (engine),
                            "checkpoint.json", NULL);
  esp_engine_close (engine);
  g_assert_true (g_file_get_contents (state, &kept, NULL, NULL));
  g_assert_cmpint (g_rename (older, fixture->path), ==, 0);
  g_assert_cmpint (g_unlink (state), ==, 0);
  other = fixture_open (fixture, FOUNDER);
  json_object_unref (call (other, "CreateAccount", "{'Name':'Two'}"));
  esp_engine_close (other);
  g_assert_true (g_file_set_contents (state, kept, -1, NULL));
  view = describe (fixture, fixture->path, &reason);
  g_assert_cmpstr (reason, ==, "rollback");
  assert_has (
    json_object_get_string_member (
      json_array_get_object_element (json_object_get_array_member (view, "StateProblems"), 0),
      "Problem"),
    "does not continue what was seen here");
}

/* --- The clock --------------------------------------------------------------------------------*/

static void
test_clock (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autoptr (JsonObject) confirmed = NULL;
  gint64 before;

  json_object_unref (call (engine, "CreateAccount", "{'Name':'One'}"));
  esp_clock_set (fixture->clock, FIXTURE_NOW - 200);
  json_object_unref (call (engine, "CreateAccount", "{'Name':'Two'}"));
  esp_clock_set (fixture->clock, FIXTURE_NOW - 86400);
  before = count_events (engine);
  for (int i = 0; i < 2; i++)
    g_error_free (
      refused (engine, "CreateAccount", "{'Name':'Three'}", ESP_REASON_CLOCK_WENT_BACK));
  g_assert_cmpint (count_events (engine), ==, before + 2);
  confirmed = call (engine, "ConfirmClock", "{}");
  g_assert_cmpstr (json_object_get_string_member (confirmed, "Before"), ==, "2026-06-01T12:00:00Z");
  json_object_unref (call (engine, "CreateAccount", "{'Name':'Three'}"));
  esp_engine_close (engine);
  assert_sound (fixture, fixture->path);
}

int
main (int argc, char *argv[])
{
  esp_pki_init ();
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)
  ADD ("/engine/tamper/every-table-is-known", test_every_table_is_known);
  ADD ("/engine/tamper/columns", test_columns);
  ADD ("/engine/tamper/rows", test_rows);
  ADD ("/engine/tamper/while-open", test_while_open);
  ADD ("/engine/tamper/events", test_events);
  ADD ("/engine/tamper/order-of-events", test_order_of_events);
  ADD ("/engine/tamper/never-permitted", test_never_permitted);
  ADD ("/engine/tamper/older-file", test_older_file);
  ADD ("/engine/tamper/other-branch", test_other_branch);
  ADD ("/engine/tamper/clock", test_clock);
  return g_test_run ();
}
