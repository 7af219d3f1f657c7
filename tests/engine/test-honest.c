/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thousands of honest operations of all kinds, by several people, with denials and mistakes among
 * them: the state is sound and the log replays without one false alarm. Which operation comes next
 * is a matter of chance; the seed is printed by the test framework. */
#include "engine-fixture.h"

#include "base/esp-error.h"

#include <string.h>

#define N_PEOPLE 4

typedef struct
{
  Fixture *fixture;
  EspEngine *engine;
  char *csr;
  GPtrArray *serials; /* of Sub, not revoked yet */
  guint n_names;      /* for names that nobody has */
  guint n_done, n_refused;
  GHashTable *by_operation;
} World;

/* --- Calls ------------------------------------------------------------------------------------*/

static JsonNode *attempt (World *world, const char *operation, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

/* What is refused is as honest as what is done: both are in the log. */
static JsonNode *
attempt (World *world, const char *operation, const char *format, ...)
{
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) parameters = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *result;
  va_list arguments;

  va_start (arguments, format);
  json = g_strdelimit (g_strdup_vprintf (format, arguments), "'", '"');
  va_end (arguments);
  parameters = esp_json_parse (json, -1, 1 << 20, &error);
  g_assert_no_error (error);
  result = esp_engine_call (world->engine, operation, json_node_get_object (parameters), NULL,
                            &error);
  if (!result && (error->code == ESP_ERROR_FAILED || error->code == ESP_ERROR_IO ||
                  esp_error_has_reason (error, ESP_REASON_STATE_CHANGED)))
    g_error ("%s %s: %s", operation, json, error->message);
  world->n_done += result != NULL;
  world->n_refused += result == NULL;
  if (result)
    g_hash_table_add (world->by_operation, g_strdup (operation));
  return result;
}

#define DO(...) g_clear_pointer (&(JsonNode *){ attempt (__VA_ARGS__) }, json_node_unref)

/* --- One of everything ------------------------------------------------------------------------*/

static void
sign_in_somebody (World *world)
{
  static const char *const people[N_PEOPLE] = { FOUNDER, FOUNDER, "Bea Issuer", "Cid Auditor" };
  const char *person = people[g_test_rand_int_range (0, N_PEOPLE)];
  g_autoptr (GError) error = NULL;

  /* Somebody may be suspended at the moment. */
  if (!esp_engine_sign_in (world->engine, person, NULL, world->fixture->passphrase, NULL, &error))
    esp_engine_sign_in (world->engine, FOUNDER, NULL, world->fixture->passphrase, NULL, NULL);
}

static void
issue_one (World *world)
{
  g_autoptr (JsonNode) issued = attempt (
    world, "IssueCertificate",
    "{'CertificateAuthority':'Sub','Csr':'%s','Validity':'30d','TemplateArn':'%s'}", world->csr,
    g_test_rand_bit () ? "EndEntityCertificate/V1" : "EndEntityClientAuthCertificate/V1");

  if (issued)
    g_ptr_array_add (world->serials,
                     g_strdup (strrchr (json_object_get_string_member (
                                          json_node_get_object (issued), "CertificateArn"),
                                        '/') +
                               1));
}

static void
issue_many (World *world)
{
  g_autoptr (GString) requests = g_string_new (NULL);
  int n = g_test_rand_int_range (1, 30);

  for (int i = 0; i < n; i++)
    g_string_append_printf (requests, "%s'%s'", i ? "," : "", world->csr);
  DO (world, "IssueCertificates", "{'CertificateAuthority':'Sub','Requests':[%s],'Validity':'9d'}",
      requests->str);
}

static void
revoke_one (World *world)
{
  guint i;

  if (world->serials->len == 0)
    return;
  i = (guint) g_test_rand_int_range (0, (int) world->serials->len);
  DO (world, "RevokeCertificate",
      "{'CertificateAuthority':'Sub','CertificateSerial':'%s','RevocationReason':'SUPERSEDED'}",
      (const char *) g_ptr_array_index (world->serials, i));
  if (g_test_rand_bit ())
    g_ptr_array_remove_index_fast (world->serials, i);
}

static void
care_for_cas (World *world)
{
  switch (g_test_rand_int_range (0, 9))
    {
    case 0:
      DO (world, "TagCertificateAuthority",
          "{'CertificateAuthority':'Sub','Tags':[{'Key':'k%d','Value':'v'}]}",
          g_test_rand_int_range (0, 5));
      break;
    case 1:
      DO (world, "UntagCertificateAuthority",
          "{'CertificateAuthority':'Sub','Tags':[{'Key':'k%d'}]}", g_test_rand_int_range (0, 5));
      break;
    case 2:
      DO (world, "UpdateCertificateAuthority", "{'CertificateAuthority':'Other','Status':'%s'}",
          g_test_rand_bit () ? "DISABLED" : "ACTIVE");
      break;
    case 3:
      DO (world, "DeleteCertificateAuthority", "{'CertificateAuthority':'Other'}");
      break;
    case 4:
      DO (world, "RestoreCertificateAuthority", "{'CertificateAuthority':'Other'}");
      break;
    case 5:
      DO (world, "CreatePermission",
          "{'CertificateAuthority':'Sub','Principal':'acm.amazonaws.com',"
          "'Actions':['IssueCertificate','GetCertificate','ListPermissions']}");
      break;
    case 6:
      DO (world, "DeletePermission",
          "{'CertificateAuthority':'Sub','Principal':'acm.amazonaws.com'}");
      break;
    case 7:
      DO (world, "GetCertificateRevocationList", "{'CertificateAuthority':'Sub'}");
      break;
    default:
      DO (world, "UpdateCertificateAuthority",
          "{'CertificateAuthority':'Sub','RevocationConfiguration':{'CrlConfiguration':"
          "{'Enabled':true,'ExpirationInDays':%d}}}",
          g_test_rand_int_range (1, 30));
      break;
    }
}

static void
make_ca (World *world)
{
  DO (world, "CreateCertificateAuthority", "{'Subject':'CN=Extra %u','Parent':'Root'}",
      world->n_names++);
}

#define POLICY(effect, action)                                                                     \
  "'{\\'Version\\':\\'2012-10-17\\',\\'Statement\\':[{\\'Effect\\':\\'" effect                     \
  "\\',\\'Action\\':\\'" action "\\',\\'Resource\\':\\'*\\'}]}'"

static void
care_for_roles (World *world)
{
  int n = g_test_rand_int_range (0, 6);

  switch (g_test_rand_int_range (0, 8))
    {
    case 0:
      DO (world, "CreateRole", "{'Name':'Role %d','Account':'Meridian Motors'}", n);
      break;
    case 1:
      DO (world, "DeleteRole", "{'Role':'Role %d'}", n);
      break;
    case 2:
      DO (
        world, "PutRolePolicy",
        "{'Role':'Role %d','PolicyName':'p%d','PolicyDocument':" POLICY ("Allow", "iam:List*") "}",
        n, g_test_rand_int_range (0, 3));
      break;
    case 3:
      DO (world, "DeleteRolePolicy", "{'Role':'Role %d','PolicyName':'p%d'}", n,
          g_test_rand_int_range (0, 3));
      break;
    case 4:
      DO (world, "AssignRole", "{'Role':'Role %d','Principal':'Dan Nobody'}", n);
      break;
    case 5:
      DO (world, "UnassignRole", "{'Role':'Role %d','Principal':'Dan Nobody'}", n);
      break;
    case 6:
      DO (world, "TagRole", "{'Role':'Role %d','Tags':[{'Key':'a','Value':'%d'}]}", n, n);
      break;
    default:
      DO (world, "UntagRole", "{'Role':'Role %d','TagKeys':['a']}", n);
      break;
    }
}

static void
care_for_people (World *world)
{
  switch (g_test_rand_int_range (0, 7))
    {
    case 0:
      DO (world, "InvitePrincipal", "{'Name':'Guest %u','Account':'Meridian Motors'}",
          world->n_names++);
      break;
    case 1:
      DO (world, "SuspendPrincipal", "{'Name':'Bea Issuer'}");
      break;
    case 2:
    case 3:
      DO (world, "ResumePrincipal", "{'Name':'Bea Issuer'}");
      break;
    case 4:
      DO (world, "TagPrincipal", "{'Name':'Dan Nobody','Tags':[{'Key':'t','Value':'%d'}]}",
          g_test_rand_int_range (0, 3));
      break;
    case 5:
      DO (world, "UntagPrincipal", "{'Name':'Dan Nobody','TagKeys':['t']}");
      break;
    default:
      DO (world, "CreateAccount", "{'Name':'Account %u'}", world->n_names++);
      break;
    }
}

static void
care_for_guardrails (World *world)
{
  int n = g_test_rand_int_range (0, 3);

  switch (g_test_rand_int_range (0, 3))
    {
    case 0:
      DO (world, "CreateGuardrail",
          "{'Name':'Rail %d','Accounts':['Supplier'],'Document':" POLICY ("Deny",
                                                                          "iam:DeleteRole") "}",
          n);
      break;
    case 1:
      DO (world, "UpdateGuardrail", "{'Name':'Rail %d','Accounts':['Supplier','Meridian Motors']}",
          n);
      break;
    default:
      DO (world, "DeleteGuardrail", "{'Name':'Rail %d'}", n);
      break;
    }
}

static void
care_for_shares (World *world)
{
  int n = g_test_rand_int_range (0, 3);

  switch (g_test_rand_int_range (0, 4))
    {
    case 0:
    case 1:
      DO (world, "CreateResourceShare",
          "{'Name':'Share %d','CertificateAuthority':'Sub','Consumer':'Supplier'}", n);
      break;
    case 2:
      DO (world, "TagResourceShare", "{'Name':'Share %d','Tags':[{'Key':'x','Value':'y'}]}", n);
      break;
    default:
      DO (world, "DeleteResourceShare", "{'Name':'Share %d'}", n);
      break;
    }
}

static void
read_something (World *world)
{
  switch (g_test_rand_int_range (0, 3))
    {
    case 0:
      DO (world, "CreateCheckpoint", "{}");
      break;
    case 1:
      DO (world, "ListEvents", "{'Limit':10}");
      break;
    default:
      {
        g_autofree char *path = fixture_file (world->fixture, "report");

        DO (world, "CreateCertificateAuthorityAuditReport",
            "{'CertificateAuthority':'Sub','AuditReportResponseFormat':'JSON','Path':'%s'}", path);
        g_unlink (path);
        break;
      }
    }
}

typedef struct
{
  void (*act) (World *world);
  int weight;
} Act;

static const Act acts[] = {
  { issue_one, 30 },          { issue_many, 1 },      { revoke_one, 12 },
  { care_for_cas, 20 },       { care_for_roles, 20 }, { care_for_people, 12 },
  { care_for_guardrails, 6 }, { care_for_shares, 6 }, { read_something, 4 },
  { sign_in_somebody, 5 },    { make_ca, 1 },
};

static void
act (World *world)
{
  int sum = 0, choice;

  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    sum += acts[i].weight;
  choice = g_test_rand_int_range (0, sum);
  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      choice -= acts[i].weight;
      if (choice >= 0)
        continue;
      acts[i].act (world);
      return;
    }
}

/* --- The test ---------------------------------------------------------------------------------*/

static void
set_up (World *world)
{
  EspEngine *engine = world->engine;
  g_autofree char *account = account_number (engine, NULL);
  g_autofree char *pem = make_csr ("/CN=device");
  g_auto (GStrv) lines = g_strsplit (pem, "\n", -1);

  world->csr = g_strjoinv ("\\n", lines);
  g_free (create_ca (engine, "{'Subject':'CN=Root'}"));
  g_free (create_ca (engine, "{'Subject':'CN=Sub','Parent':'Root','RevocationConfiguration':"
                             "{'CrlConfiguration':{'Enabled':true,'ExpirationInDays':7}}}"));
  g_free (create_ca (engine, "{'Subject':'CN=Other','Parent':'Root'}"));
  json_object_unref (call (engine, "CreateAccount", "{'Name':'Supplier'}"));
  add_person_with (world->fixture, "Bea Issuer",
                   "{'Effect':'Allow','Action':['acm-pca:IssueCertificate',"
                   "'acm-pca:RevokeCertificate','iam:List*'],'Resource':'*'}");
  add_person_with (
    world->fixture, "Cid Auditor",
    "{'Effect':'Allow','Action':['iam:List*','espalier:List*','organizations:List*'],'Resource':'*'}");
  add_person (world->fixture, engine, "Dan Nobody", account);
}

static void
assert_no_alarm (World *world)
{
  g_autoptr (EspEngine)
    engine = esp_engine_new_with_keyring (world->fixture->clock, world->fixture->keyring);
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (JsonNode) findings = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begun, n_events;

  esp_engine_open (engine, world->fixture->path, NULL, &error);
  g_assert_no_error (error);
  esp_engine_wait_for_check (engine, &error);
  g_assert_no_error (error);
  g_assert_null (esp_engine_get_read_only_reason (engine));
  esp_engine_sign_in (engine, FOUNDER, NULL, world->fixture->passphrase, NULL, &error);
  g_assert_no_error (error);
  begun = g_get_monotonic_time ();
  result = call (engine, "VerifyVault", "{}");
  n_events = json_object_get_int_member (result, "Events");
  findings = json_node_copy (json_object_get_member (result, "Findings"));
  text = esp_json_to_text (findings, TRUE);
  g_test_message ("%u operations, %u refused, of %u kinds; %d entries verified in %.1f s",
                  world->n_done, world->n_refused, g_hash_table_size (world->by_operation),
                  (int) n_events, (double) (g_get_monotonic_time () - begun) / 1e6);
  if (!json_object_get_boolean_member (result, "Verified"))
    g_error ("a false alarm: %s", text);
  esp_engine_close (engine);
}

static void
test_honest (Fixture *fixture, gconstpointer data)
{
  World world = { .fixture = fixture, .engine = fixture->engine };
  guint wanted = g_test_slow () ? 10000 : 300;
  gint64 now = FIXTURE_NOW;

  world.serials = g_ptr_array_new_with_free_func (g_free);
  world.by_operation = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  set_up (&world);
  while (world.n_done < wanted)
    {
      act (&world);
      esp_clock_set (fixture->clock, now += g_test_rand_int_range (0, 120));
    }
  esp_engine_close (fixture->engine);
  assert_no_alarm (&world);
  g_assert_cmpuint (g_hash_table_size (world.by_operation), >, wanted > 1000 ? 25 : 15);
  g_ptr_array_unref (world.serials);
  g_hash_table_unref (world.by_operation);
  g_free (world.csr);
}

int
main (int argc, char *argv[])
{
  esp_pki_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/engine/honest", Fixture, NULL, fixture_set_up, test_honest, fixture_tear_down);
  return g_test_run ();
}
