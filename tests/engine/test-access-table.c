/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every action, for every role of the car maker's example, on an authority of the own account, one
 * that is shared and a foreign one: what the simulator says against tables that were written from
 * the documents (tests/fixtures/access). And what the simulator denies is denied when it is really
 * tried, and leaves its event.
 */
#include "engine-fixture.h"

#include "access/esp-action.h"

#define MAX_COLUMNS 64

typedef struct
{
  char **people;      /* by column, from the first one on */
  char **authorities; /* the same; NULL: the table has none */
  guint first;        /* column in which people begin */
  GPtrArray *rows;    /* char **: the fields of a line */
} Table;

static void
table_clear (Table *table)
{
  g_strfreev (table->people);
  g_strfreev (table->authorities);
  g_ptr_array_unref (table->rows);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

static void
table_read (Table *table, const char *name, gboolean has_authorities)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "access", name, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  table->first = has_authorities ? 2 : 1;
  table->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  for (guint i = 0; lines[i]; i++)
    {
      if (lines[i][0] == '#' || lines[i][0] == '\0')
        continue;
      if (!table->people)
        table->people = g_strsplit (lines[i], ",", MAX_COLUMNS);
      else if (has_authorities && !table->authorities)
        table->authorities = g_strsplit (lines[i], ",", MAX_COLUMNS);
      else
        g_ptr_array_add (table->rows, g_strsplit (lines[i], ",", MAX_COLUMNS));
    }
}

static char
simulate (EspEngine *engine,
          const char *person,
          const char *action,
          const char *authority,
          const char *template)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (GError) error = NULL;
  const char *decision;

  json_object_set_string_member (parameters, "Principal", person);
  json_object_set_string_member (parameters, "Action", action);
  esp_json_set_string (parameters, "CertificateAuthority", authority);
  if (template && template[0])
    json_object_set_string_member (parameters, "TemplateArn", template);
  answer = esp_engine_call (engine, "SimulateAccess", parameters, NULL, &error);
  g_assert_no_error (error);
  decision = esp_json_get_string (json_node_get_object (answer), "Decision");
  if (g_str_equal (decision, "ALLOW"))
    return 'A';
  return g_str_equal (decision, "EXPLICIT_DENY") ? 'D' : '-';
}

/* All differences are shown before the test fails. */
static guint
compare_row (EspEngine *engine, const Table *table, char **row)
{
  guint n_different = 0;

  for (guint column = table->first; table->people[column]; column++)
    {
      const char *authority = table->authorities ? table->authorities[column] : NULL;
      const char *template = table->authorities ? row[1] : NULL;
      char found = simulate (engine, table->people[column], row[0], authority, template);

      g_assert_nonnull (row[column]);
      if (found == row[column][0])
        continue;
      g_test_message ("%s %s by %s on %s: %c, expected %s", row[0], template ? template : "",
                      table->people[column], authority ? authority : "nothing", found, row[column]);
      n_different++;
    }
  return n_different;
}

static void
test_table (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "automotive-table.csv", "automotive-others.csv" };
  guint n_different = 0;
  guint n_compared = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto (Table) table = { NULL };

      table_read (&table, names[i], i == 0);
      for (guint j = 0; j < table.rows->len; j++)
        {
          n_different += compare_row (fixture->engine, &table, g_ptr_array_index (table.rows, j));
          n_compared += g_strv_length (table.people) - table.first;
        }
    }
  g_test_message ("%u decisions compared", n_compared);
  g_assert_cmpuint (n_different, ==, 0);
  g_assert_cmpuint (n_compared, >, 1000);
}

/* No action is left out of the tables, and none of them is invented. */
static void
test_complete (void)
{
  g_auto (Table) authorities = { NULL };
  g_auto (Table) others = { NULL };
  g_autoptr (GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *actions = esp_actions ();

  table_read (&authorities, "automotive-table.csv", TRUE);
  table_read (&others, "automotive-others.csv", FALSE);
  for (guint i = 0; i < authorities.rows->len; i++)
    g_hash_table_add (told, ((char **) g_ptr_array_index (authorities.rows, i))[0]);
  for (guint i = 0; i < others.rows->len; i++)
    g_hash_table_add (told, ((char **) g_ptr_array_index (others.rows, i))[0]);
  /* Making a sample happens once, while a vault is founded. */
  g_hash_table_add (told, (char *) "espalier:CreateSample");
  for (guint i = 0; i < actions->len; i++)
    {
      const EspAction *action = g_ptr_array_index (actions, i);

      g_test_message ("%s", action->name);
      g_assert_true (g_hash_table_contains (told, action->name));
    }
  g_assert_cmpuint (g_hash_table_size (told), ==, actions->len);
}

/* Calls that stand for their actions; a "%s" is the authority. What only reads is denied as well.
 */
static const struct
{
  const char *action;
  const char *template;
  const char *operation;
  const char *json;
} calls[] = {
  { "acm-pca:DescribeCertificateAuthority", "", "DescribeCertificateAuthority", "" },
  { "acm-pca:GetCertificateAuthorityCertificate", "", "GetCertificateAuthorityCertificate", "" },
  { "acm-pca:GetCertificateAuthorityCsr", "", "GetCertificateAuthorityCsr", "" },
  { "acm-pca:UpdateCertificateAuthority", "", "UpdateCertificateAuthority",
    ", 'Status': 'DISABLED'" },
  { "acm-pca:DeleteCertificateAuthority", "", "DeleteCertificateAuthority", "" },
  { "acm-pca:RestoreCertificateAuthority", "", "RestoreCertificateAuthority", "" },
  { "acm-pca:TagCertificateAuthority", "", "TagCertificateAuthority",
    ", 'Tags': [{'Key': 'access-team', 'Value': 'DevTeam'}]" },
  { "acm-pca:UntagCertificateAuthority", "", "UntagCertificateAuthority",
    ", 'Tags': [{'Key': 'access-team'}]" },
  { "acm-pca:ListTags", "", "ListTags", "" },
  { "acm-pca:ListPermissions", "", "ListPermissions", "" },
  { "acm-pca:GetPolicy", "", "GetPolicy", "" },
  { "acm-pca:DeletePolicy", "", "DeletePolicy", "" },
  { "acm-pca:RevokeCertificate", "", "RevokeCertificate",
    ", 'CertificateSerial': 'SERIAL', 'RevocationReason': 'KEY_COMPROMISE'" },
  { "acm-pca:IssueCertificate", "EndEntityServerAuthCertificate", "IssueCertificate",
    ", 'Validity': '30d', 'TemplateArn': 'EndEntityServerAuthCertificate', 'Csr': 'CSR'" },
  { "espalier:UpdateApprovers", "", "AddApprover", ", 'Principal': 'audrey.lin'" },
  { "espalier:UpdateDualControl", "", "SetDualControl", ", 'Enabled': false" },
};

static char **
find_row (const Table *table, const char *action, const char *template)
{
  for (guint i = 0; i < table->rows->len; i++)
    {
      char **row = g_ptr_array_index (table->rows, i);

      if (g_str_equal (row[0], action) && g_str_equal (row[1], template))
        return row;
    }
  g_assert_not_reached ();
}

/* The newest event, as the founder reads it, is this person's denial. */
static void
assert_event (EspEngine *founder, const char *person, const char *action)
{
  g_autoptr (JsonObject) events = call (founder, "ListEvents", "{'Limit': 1}");
  JsonObject *event = json_array_get_object_element (esp_json_get_array (events, "Events"), 0);

  g_assert_cmpstr (json_object_get_string_member (event, "actorName"), ==, person);
  g_assert_cmpstr (json_object_get_string_member (event, "action"), ==, action);
  g_assert_cmpstr (json_object_get_string_member (event, "outcome"), ==, "DENIED");
}

/* Free with g_free(). */
static char *
find_serial (EspEngine *founder, const char *authority)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority': '%s', 'Limit': 1}", authority);
  g_autoptr (JsonObject) list = call (founder, "ListCertificates", json);
  JsonArray *certificates = esp_json_get_array (list, "Certificates");

  return g_strdup (esp_json_get_string (json_array_get_object_element (certificates, 0), "Serial"));
}

static void
assert_foreign (EspEngine *founder, const char *person, const char *authority)
{
  g_autofree char *of_person = g_strdup_printf ("{'Name': '%s'}", person);
  g_autofree char *of_ca = g_strdup_printf ("{'CertificateAuthority': '%s'}", authority);
  g_autoptr (JsonObject) principal = call (founder, "DescribePrincipal", of_person);
  g_autoptr (JsonObject) ca = call (founder, "DescribeCertificateAuthority", of_ca);
  g_autofree char *account = member_of (principal, "Principal", "Account");
  g_autofree char *owner = member_of (ca, "CertificateAuthority", "OwnerAccount");

  g_assert_cmpstr (account, !=, owner);
}

static void
try_denied (Fixture *fixture, EspEngine *engine, const char *person, const char *authority, gsize i)
{
  g_autofree char *serial = find_serial (fixture->engine, authority);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) parameters = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (GError) error = NULL;

  g_string_printf (text, "{'CertificateAuthority': '%s'%s}", authority, calls[i].json);
  g_string_replace (text, "SERIAL", serial, 0);
  json = g_strdelimit (g_strdup (text->str), "'", '"');
  parameters = json_from_string (json, NULL);
  g_test_message ("%s on %s by %s", calls[i].operation, authority, person);
  answer = esp_engine_call (engine, calls[i].operation, json_node_get_object (parameters), NULL,
                            &error);
  g_assert_null (answer);
  /* What is not seen is not there (test-unseen.c). */
  if (esp_error_has_reason (error, ESP_REASON_CA_UNKNOWN))
    assert_foreign (fixture->engine, person, authority);
  else
    {
      g_assert_error (error, ESP_ERROR, ESP_ERROR_ACCESS_DENIED);
      g_assert_cmpstr (esp_error_get_argument (error, "action"), ==, calls[i].action);
    }
  assert_event (fixture->engine, person, calls[i].action);
}

static void
test_denied_leaves_event (Fixture *fixture, gconstpointer data)
{
  g_auto (Table) table = { NULL };
  g_autoptr (EspEngine) engine = NULL;
  guint n_denied = 0;

  table_read (&table, "automotive-table.csv", TRUE);
  for (guint column = table.first; table.people[column]; column++)
    {
      const char *person = table.people[column];

      if (column == table.first || !g_str_equal (person, table.people[column - 1]))
        {
          g_clear_object (&engine);
          engine = fixture_open (fixture, person);
        }
      for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
        if (find_row (&table, calls[i].action, calls[i].template)[column][0] != 'A')
          {
            try_denied (fixture, engine, person, table.authorities[column], i);
            n_denied++;
          }
    }
  g_assert_cmpuint (n_denied, >, 200);
}

int
main (int argc, char **argv)
{
  esp_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/access-table/complete", test_complete);
  g_test_add ("/engine/access-table/simulated", Fixture, "automotive", fixture_set_up, test_table,
              fixture_tear_down);
  g_test_add ("/engine/access-table/denied-leaves-event", Fixture, "automotive", fixture_set_up,
              test_denied_leaves_event, fixture_tear_down);
  return g_test_run ();
}
