/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Honest people with a root under two persons: every kind of act that needs the second one is asked
 * for, and done when it was approved; some are refused or withdrawn first, and other things happen
 * in between. The log replays without one false alarm. */
#include "tamper-fixture.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "engine/esp-approving-facts.h"

#include <string.h>

#define WANTED 300 /* operations, at least */
#define ALLOW(actions) "{'Effect':'Allow','Action':[" actions "],'Resource':'*'}"
#define APPROVING ALLOW ("'espalier:*','acm-pca:*'")
#define DOCUMENT(effect, actions)                                                                  \
  "'{\\'Version\\':\\'2012-10-17\\',\\'Statement\\':[{\\'Effect\\':\\'" effect                     \
  "\\',\\'Action\\':\\'" actions "\\',\\'Resource\\':\\'*\\'}]}'"
#define PERMISSION "AWSRAMEndEntityClientAuthCertificateIssuanceCertificateAuthority"
#define TEMPLATE "EndEntityClientAuthCertificate/V1"

typedef struct
{
  Fixture fixture;
  EspEngine *ada, *ben, *sam;
  char *account;
  char *csr; /* one line, for parameters */
  gint64 now;
  guint round;
  guint n_done, n_consents, n_refused;
  GHashTable *consented; /* operations that were done with a consent */
} World;

/* --- Calls ------------------------------------------------------------------------------------*/

static JsonObject *
with_id (EspEngine *engine, const char *operation, const char *id)
{
  g_autofree char *json = g_strdup_printf ("{'Id':'%s'}", id);

  return call (engine, operation, json);
}

static void
assert_done (World *world, const char *id, const char *operation)
{
  g_autoptr (JsonObject) result = with_id (world->ada, "DescribeApproval", id);
  g_autofree char *status = member_of (result, "Approval", "Status");
  g_autofree char *problem = member_of (result, "Approval", "Problem");

  if (g_strcmp0 (status, "DONE") != 0)
    g_error ("%s is %s: %s", operation, status, problem);
}

/* Approved by the other one; where a part of the key is needed, it waits for who asked. */
static void
consent (World *world, EspEngine *who, const char *operation, const char *id)
{
  EspEngine *other = who == world->ben ? world->ada : world->ben;

  json_object_unref (with_id (other, "ApproveRequest", id));
  json_object_unref (call (who, "ExecuteApproved", "{}"));
  assert_done (world, id, operation);
  g_hash_table_add (world->consented, g_strdup (operation));
  world->n_consents++;
  world->n_done += 2;
}

/* Asked for, and given up in one way or another. */
static void
give_up (World *world, EspEngine *who, const char *id)
{
  EspEngine *other = who == world->ben ? world->ada : world->ben;

  if (g_test_rand_bit ())
    json_object_unref (with_id (other, "RefuseRequest", id));
  else
    json_object_unref (with_id (who, "WithdrawRequest", id));
  world->n_refused++;
}

static JsonNode *
try_it (World *world, EspEngine *who, const char *operation, JsonObject *parameters, char **id)
{
  g_autoptr (GError) error = NULL;
  JsonNode *result = esp_engine_call (who, operation, parameters, NULL, &error);

  *id = NULL;
  if (!result && esp_error_has_reason (error, ESP_REASON_WAITING_FOR_APPROVAL))
    *id = g_strdup (esp_error_get_argument (error, "id"));
  else if (!result)
    g_error ("%s: %s", operation, error->message);
  return result;
}

static void act (World *world, EspEngine *who, const char *operation, const char *format, ...)
  G_GNUC_PRINTF (4, 5);

static void
act (World *world, EspEngine *who, const char *operation, const char *format, ...)
{
  g_autofree char *json = NULL, *id = NULL;
  g_autoptr (JsonNode) parameters = NULL, result = NULL;
  g_autoptr (GError) error = NULL;
  va_list arguments;

  va_start (arguments, format);
  json = g_strdelimit (g_strdup_vprintf (format, arguments), "'", '"');
  va_end (arguments);
  parameters = esp_json_parse (json, -1, 1 << 20, &error);
  g_assert_no_error (error);
  world->now += g_test_rand_int_range (0, 120);
  esp_clock_set (world->fixture.clock, world->now);
  result = try_it (world, who, operation, json_node_get_object (parameters), &id);
  if (id && g_test_rand_int_range (0, 6) == 0)
    {
      give_up (world, who, id);
      g_clear_pointer (&id, g_free);
      result = try_it (world, who, operation, json_node_get_object (parameters), &id);
    }
  if (id)
    consent (world, who, operation, id);
  world->n_done++;
}

/* --- What needs nobody ------------------------------------------------------------------------*/

static void
do_something_else (World *world)
{
  int n = g_test_rand_int_range (0, 1000);

  switch (g_test_rand_int_range (0, 6))
    {
    case 0:
      act (world, world->ada, "IssueCertificate",
           "{'CertificateAuthority':'Sub','Csr':'%s','Validity':'90d'}", world->csr);
      break;
    case 1:
      act (world, world->ada, "TagCertificateAuthority",
           "{'CertificateAuthority':'Sub','Tags':[{'Key':'k','Value':'%d'}]}", n);
      break;
    case 2:
      act (world, world->ada, "GetCertificateRevocationList", "{'CertificateAuthority':'Sub'}");
      break;
    case 3:
      act (
        world, world->ada, "PutRolePolicy",
        "{'Role':'Unheld','PolicyName':'p','PolicyDocument':" DOCUMENT ("Allow", "acm-pca:*") "}");
      break;
    case 4:
      act (world, world->ada, "TagPrincipal", "{'Name':'Eve','Tags':[{'Key':'t','Value':'%d'}]}",
           n);
      break;
    default:
      act (world, world->ada, "CreateAccount", "{'Name':'Account %u %d'}", world->n_done, n);
      break;
    }
}

static void
pause_a_while (World *world)
{
  for (int i = g_test_rand_int_range (0, 3); i > 0; i--)
    do_something_else (world);
}

/* --- What needs two ---------------------------------------------------------------------------*/

#define ROOT "'CertificateAuthority':'Root'"

static void
change_root (World *world)
{
  act (world, world->ada, "TagCertificateAuthority", "{" ROOT ",'Tags':[{'Key':'k','Value':'%u'}]}",
       world->round);
  act (world, world->ben, "UntagCertificateAuthority",
       "{" ROOT ",'Tags':[{'Key':'k','Value':'%u'}]}", world->round);
  pause_a_while (world);
  act (world, world->ada, "UpdateCertificateAuthority", "{" ROOT ",'Status':'DISABLED'}");
  act (world, world->ben, "DeleteCertificateAuthority", "{" ROOT "}");
  act (world, world->ada, "RestoreCertificateAuthority", "{" ROOT "}");
  act (world, world->ada, "UpdateCertificateAuthority", "{" ROOT ",'Status':'ACTIVE'}");
  pause_a_while (world);
  act (world, world->ada, "CreatePermission",
       "{" ROOT ",'Principal':'acm.amazonaws.com',"
       "'Actions':['IssueCertificate','GetCertificate','ListPermissions']}");
  act (world, world->ada, "DeletePermission", "{" ROOT ",'Principal':'acm.amazonaws.com'}");
}

/* Under the rule again it comes without a consent. */
static void
change_rule (World *world)
{
  act (world, world->ada, "AddApprover", "{" ROOT ",'Principal':'Eve'}");
  act (world, world->ada, "RemoveApprover", "{" ROOT ",'Principal':'Eve'}");
  act (world, world->ada, "SetDualControl", "{" ROOT ",'Enabled':false}");
  pause_a_while (world);
  act (world, world->ada, "SetDualControl", "{" ROOT ",'Enabled':true}");
}

static char *
get_policy (World *world)
{
  g_autoptr (JsonObject) result = call (world->ada, "GetPolicy", "{" ROOT "}");
  const char *policy = json_object_get_string_member (result, "Policy");
  g_auto (GStrv) parts = g_strsplit (policy, "\"", -1);

  return g_strjoinv ("\\'", parts);
}

/* Signed on the owner's side, one entry for each. */
static void
ask_for_signatures (World *world)
{
  for (int i = g_test_rand_int_range (1, 4); i > 0; i--)
    {
      g_autofree char *json = g_strdup_printf ("{" ROOT ",'Csr':'%s','Validity':'30d',"
                                               "'TemplateArn':'" TEMPLATE "'}",
                                               world->csr);

      g_error_free (
        refused (world->sam, "IssueCertificate", json, ESP_REASON_WAITING_FOR_SIGNATURE));
    }
  act (world, world->ada, "ProcessSigningRequests", "{" ROOT "}");
}

static void
share_root (World *world)
{
  g_autofree char *policy = NULL;

  act (world, world->ada, "CreateResourceShare",
       "{'Name':'Share'," ROOT ",'Consumer':'Supplier','Permission':'" PERMISSION "'}");
  act (world, world->ada, "AcceptResourceShareInvitation", "{'Name':'Share'}");
  ask_for_signatures (world);
  act (world, world->ada, "AssignRole",
       "{'Role':'Abroad','Account':'Supplier','Principal':'Stan'}");
  act (world, world->ada, "UnassignRole",
       "{'Role':'Abroad','Account':'Supplier','Principal':'Stan'}");
  act (world, world->ada, "ReplaceResourceSharePermission",
       "{'Name':'Share','Permission':'AWSRAMDefaultPermissionCertificateAuthority'}");
  policy = get_policy (world);
  act (world, world->ada, "DeleteResourceShare", "{'Name':'Share'}");
  pause_a_while (world);
  act (world, world->ada, "PutPolicy", "{" ROOT ",'Policy':'%s'}", policy);
  act (world, world->ada, "DeletePolicy", "{" ROOT "}");
}

/* The newest certificate of the root. */
static char *
find_serial (World *world)
{
  g_autoptr (JsonObject)
    list = call (world->ada, "ListCertificates", "{" ROOT ",'Status':'VALID','Search':'device'}");
  JsonArray *rows = esp_json_get_array (list, "Certificates");
  JsonObject *row = json_array_get_object_element (rows, json_array_get_length (rows) - 1);

  return g_strdup (esp_json_get_string (row, "Serial"));
}

/* Lines of PEM as they stand in a text. */
static char *
to_line (const char *pem)
{
  g_auto (GStrv) lines = g_strsplit (pem, "\n", -1);

  return g_strjoinv ("\\n", lines);
}

static char *
get_certificate (World *world)
{
  g_autoptr (JsonObject)
    result = call (world->ada, "GetCertificateAuthorityCertificate", "{" ROOT "}");

  return to_line (json_object_get_string_member (result, "Certificate"));
}

static void
sign_with_root (World *world)
{
  g_autofree char *serial = NULL, *certificate = NULL;

  act (world, world->ada, "IssueCertificate", "{" ROOT ",'Csr':'%s','Validity':'60d'}", world->csr);
  act (world, world->ben, "IssueCertificates", "{" ROOT ",'Requests':['%s','%s'],'Validity':'60d'}",
       world->csr, world->csr);
  pause_a_while (world);
  serial = find_serial (world);
  act (world, world->ada, "RevokeCertificate",
       "{" ROOT ",'CertificateSerial':'%s','RevocationReason':'SUPERSEDED'}", serial);
  world->now += 5 * 86400;
  act (world, world->ada, "GetCertificateRevocationList", "{" ROOT "}");
  act (world, world->ada, "CreateCertificateAuthority", "{'Subject':'CN=Below %u','Parent':'Root'}",
       world->round);
  act (world, world->ada, "RenewCertificateAuthority",
       "{'CertificateAuthority':'Below %u','Mode':'REISSUE','Validity':'400d'}", world->round);
  act (world, world->ada, "RenewCertificateAuthority",
       "{'CertificateAuthority':'Below %u','Mode':'REPLACE','DisableOld':true}", world->round);
  certificate = get_certificate (world);
  act (world, world->ada, "ImportCertificateAuthorityCertificate", "{" ROOT ",'Certificate':'%s'}",
       certificate);
}

static void
change_roles (World *world)
{
  act (world, world->ada, "AssignRole", "{'Role':'Tagger','Principal':'Eve'}");
  act (world, world->ada, "UnassignRole", "{'Role':'Tagger','Principal':'Eve'}");
  pause_a_while (world);
  act (world, world->ada, "PutRolePolicy",
       "{'Role':'Dave','PolicyName':'more','PolicyDocument':" DOCUMENT ("Allow", "iam:List*") "}");
  act (world, world->ada, "DeleteRolePolicy", "{'Role':'Dave','PolicyName':'more'}");
  act (world, world->ada, "CreateRole",
       "{'Name':'New %u','Account':'%s','Policies':[{'Name':'p','Document':" DOCUMENT (
         "Allow", "acm-pca:*") "}]}",
       world->round, world->account);
  act (world, world->ada, "DeleteRole", "{'Role':'New %u'}", world->round);
  act (world, world->ada, "CreateGuardrail",
       "{'Name':'Rail','Document':" DOCUMENT ("Deny", "iam:DeleteRole") "}");
  act (world, world->ada, "UpdateGuardrail", "{'Name':'Rail','Accounts':['Supplier','%s']}",
       world->account);
  act (world, world->ada, "DeleteGuardrail", "{'Name':'Rail'}");
  act (world, world->ada, "TagPrincipal", "{'Name':'Dave','Tags':[{'Key':'t','Value':'%u'}]}",
       world->round);
  act (world, world->ada, "UntagPrincipal", "{'Name':'Dave','TagKeys':['t']}");
}

/* --- People -----------------------------------------------------------------------------------*/

/* --- Plans ------------------------------------------------------------------------------------*/

static char *
find_arn (World *world)
{
  g_autoptr (JsonObject) result = call (world->ada, "DescribeCertificateAuthority", "{" ROOT "}");

  return member_of (result, "CertificateAuthority", "Arn");
}

static char *
find_account_name (World *world)
{
  g_autoptr (JsonObject) result = call (world->ada, "ListAccounts", NULL);
  JsonArray *accounts = esp_json_get_array (result, "Accounts");

  for (guint i = 0; i < json_array_get_length (accounts); i++)
    {
      JsonObject *account = json_array_get_object_element (accounts, i);

      if (g_strcmp0 (esp_json_get_string (account, "Id"), world->account) == 0)
        return g_strdup (esp_json_get_string (account, "Name"));
    }
  return NULL;
}

/* One below the root that is there, and a new root that signs at once. */
static const char plan[] =
  "{'format':1,'accounts':[{'id':'$OWN','name':'$NAME'}],'cas':["
  "{'key':'old','parentArn':'$ARN','account':'$OWN','subject':'CN=Planned $N',"
  "'template':'SubordinateCACertificate_PathLen0/V1','keyAlgorithm':'EC_prime256v1',"
  "'validity':'2y','revocation':{'crl':true}},"
  "{'key':'new','account':'$OWN','subject':'CN=Anchor $N','template':'RootCACertificate/V1',"
  "'keyAlgorithm':'EC_prime256v1','validity':'20y','dualControl':true,"
  "'revocation':{'crl':true}},"
  "{'key':'below','parent':'new','account':'$OWN','subject':'CN=Issuer $N',"
  "'template':'SubordinateCACertificate_PathLen0/V1','keyAlgorithm':'EC_prime256v1',"
  "'validity':'5y','revocation':{'crl':true}}]}";

static void
make_plan (World *world)
{
  g_autofree char *arn = find_arn (world);
  g_autofree char *name = find_account_name (world);
  g_autofree char *number = g_strdup_printf ("%u", world->round);
  g_autoptr (GString) text = g_string_new (plan);

  g_string_replace (text, "$OWN", world->account, 0);
  g_string_replace (text, "$NAME", name, 0);
  g_string_replace (text, "$ARN", arn, 0);
  g_string_replace (text, "$N", number, 0);
  g_string_replace (text, "'", "\\'", 0);
  act (world, world->ada, "ProvisionPlan", "{'Plan':'%s'}", text->str);
}

static void
run_shell (const char *command)
{
  const char *argv[] = { "sh", "-ec", command, NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

/* A folder with the certificate that the root has just signed for a key that was made elsewhere. */
static char *
make_elsewhere (World *world)
{
  g_autofree char *name = g_strdup_printf ("elsewhere-%u", world->round);
  char *path = fixture_file (&world->fixture, name);
  g_autofree char *command = g_strdup_printf (
    "mkdir '%s'; cd '%s'; openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    " -keyout own.key -out own.csr -subj /CN=Elsewhere%u 2>log",
    path, path, world->round);

  run_shell (command);
  return path;
}

/* What the root signed last, from the file of the vault: to fetch it would be one more act. */
static void
write_signed (World *world, const char *path)
{
  g_autofree char *sql = g_strdup_printf (
    "SELECT hex(der) FROM certificate_der JOIN certificate USING (row) WHERE subject ="
    " 'CN=Elsewhere%u'",
    world->round);
  g_autofree char *hex = sqlite (world->fixture.path, sql);
  g_autoptr (GBytes) der = NULL;
  g_autofree char *file = g_build_filename (path, "own.der", NULL);
  g_autofree char *lower = g_ascii_strdown (hex, -1);

  der = esp_hex_decode (lower, NULL);
  g_assert_nonnull (der);
  g_assert_true (g_file_set_contents (file, g_bytes_get_data (der, NULL),
                                      (gssize) g_bytes_get_size (der), NULL));
}

static void
import (World *world)
{
  g_autofree char *path = make_elsewhere (world);
  g_autofree char *file = g_build_filename (path, "own.csr", NULL);
  g_autofree char *csr = NULL;
  g_autofree char *line = NULL;

  g_assert_true (g_file_get_contents (file, &csr, NULL, NULL));
  line = to_line (csr);
  act (world, world->ada, "IssueCertificate",
       "{" ROOT ",'Csr':'%s','Validity':'20d','TemplateArn':"
       "'arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1'}",
       line);
  write_signed (world, path);
  act (world, world->ada, "ImportAuthorities", "{'Path':'%s'}", path);
}

static char *
make_owner (World *world)
{
  g_autofree char *name = g_strdup_printf ("owner-%u", world->round);
  g_autofree char *path = fixture_file (&world->fixture, name);
  g_autofree char *command = g_strdup_printf (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout '%s.key'"
    " -out '%s' -subj /CN=Buyer -days 30 2>'%s.log'",
    path, path, path);
  char *text = NULL;

  run_shell (command);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* Another root, with one below it, leaves for who has the key of a certificate. */
static void
hand_over (World *world)
{
  g_autofree char *name = g_strdup_printf ("leaving-%u.hierarchy", world->round);
  g_autofree char *file = fixture_file (&world->fixture, name);
  g_autofree char *owner = make_owner (world);
  g_autofree char *line = to_line (owner);

  act (world, world->ada, "CreateCertificateAuthority", "{'Subject':'CN=Leaving %u'}",
       world->round);
  act (world, world->ada, "CreateCertificateAuthority",
       "{'Subject':'CN=Leaves too %u','Parent':'Leaving %u'}", world->round, world->round);
  act (world, world->ada, "ExportHierarchy",
       "{'CertificateAuthority':'Leaving %u','Recipient':'%s','Path':'%s'}", world->round, line,
       file);
  g_assert_true (g_file_test (file, G_FILE_TEST_IS_REGULAR));
}

static void
leave (EspEngine *engine)
{
  esp_engine_close (engine);
  g_object_unref (engine);
}

/* Cleo is sent away, comes back, loses her keys, and gets new ones. */
static void
change_people (World *world)
{
  g_autoptr (JsonObject) invited = NULL;
  g_autoptr (EspSecret) secret = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *invite = g_strdup_printf (
    "{'Name':'Cleo','Account':'%s','Tags':[{'Key':'t','Value':'%u'}]}", world->account,
    world->round);
  const char *code;

  act (world, world->ada, "SuspendPrincipal", "{'Name':'Cleo'}");
  act (world, world->ada, "ResumePrincipal", "{'Name':'Cleo'}");
  act (world, world->ada, "ResetPrincipal", "{'Name':'Cleo'}");
  invited = call (world->ada, "InvitePrincipal", invite);
  code = json_object_get_string_member (invited, "Code");
  secret = esp_secret_new_copy (code, strlen (code), NULL);
  esp_engine_enrol (world->ada, "Cleo", secret, ESP_UNLOCK_WITH_PASSPHRASE,
                    world->fixture.passphrase, NULL, &fingerprint, NULL, &error);
  g_assert_no_error (error);
  act (world, world->ada, "ConfirmPrincipal", "{'Name':'Cleo','Fingerprint':'%s'}", fingerprint);
}

/* Asked for, and its file kept; it exists when the second person agrees. */
static void
make_recovery_identity (World *world)
{
  g_autofree char *path = fixture_file (&world->fixture, "recovery.pem");
  g_autofree char *id = NULL;
  g_autoptr (EspSecret) passphrase = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (esp_engine_create_recovery (world->ada, path, &passphrase, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_WAITING_FOR_APPROVAL));
  id = g_strdup (esp_error_get_argument (error, "id"));
  consent (world, world->ada, "CreateRecoveryIdentity", id);
}

/* --- The test ---------------------------------------------------------------------------------*/

static void
set_up (World *world, gconstpointer data)
{
  Fixture *fixture = &world->fixture;
  g_autofree char *csr = make_csr ("/CN=device");
  g_autofree char *supplier = NULL;

  fixture_set_up (fixture, NULL);
  world->ada = fixture->engine;
  world->now = FIXTURE_NOW;
  world->csr = to_line (csr);
  world->account = account_number (world->ada, NULL);
  world->consented = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_free (create_ca (world->ada,
                     "{'Subject':'CN=Root','DualControl':false,'RevocationConfiguration':"
                     "{'CrlConfiguration':{'Enabled':true,'ExpirationInDays':4}}}"));
  g_free (create_ca (world->ada, "{'Subject':'CN=Sub','Parent':'Root'}"));
  json_object_unref (call (world->ada, "CreateAccount", "{'Name':'Supplier'}"));
  supplier = account_number (world->ada, "Supplier");
  add_role (world->ada, "Abroad", supplier, ALLOW ("'acm-pca:*'"));
  add_role (world->ada, "Tagger", world->account, ALLOW ("'acm-pca:TagCertificateAuthority'"));
  add_role (world->ada, "Unheld", world->account, ALLOW ("'iam:List*'"));
  add_person (fixture, world->ada, "Eve", world->account);
  add_person (fixture, world->ada, "Sam", supplier);
  add_person (fixture, world->ada, "Stan", supplier);
  json_object_unref (
    call (world->ada, "AssignRole", "{'Role':'Abroad','Account':'Supplier','Principal':'Sam'}"));
  add_person_with (fixture, "Ben", APPROVING);
  add_person_with (fixture, "Cleo", APPROVING);
  add_person_with (fixture, "Dave", ALLOW ("'acm-pca:*'"));
  json_object_unref (call (world->ada, "SetDualControl", "{" ROOT ",'Enabled':true}"));
  world->ben = fixture_open (fixture, "Ben");
  world->sam = fixture_open (fixture, "Sam");
}

static void
tear_down (World *world, gconstpointer data)
{
  leave (world->ben);
  leave (world->sam);
  g_hash_table_unref (world->consented);
  g_free (world->csr);
  g_free (world->account);
  fixture_tear_down (&world->fixture, data);
}

static void
assert_no_alarm (World *world)
{
  g_autoptr (JsonObject) result = call (world->ada, "VerifyVault", "{}");
  g_autoptr (JsonNode) findings = json_node_copy (json_object_get_member (result, "Findings"));
  g_autofree char *text = esp_json_to_text (findings, TRUE);

  if (!json_object_get_boolean_member (result, "Verified"))
    g_error ("a false alarm: %s", text);
}

/* One person alone could not open a split key: nobody is sent away with whom the rule would fall,
 * so that this is refused before anybody is asked. */
static gboolean
is_never_done (const char *operation)
{
  return g_str_equal (operation, "SuspendPrincipal");
}

static void
assert_everything_was_done (World *world)
{
  const EspFactsRow *row;

  for (guint i = 0; (row = esp_facts_row_nth (i)); i++)
    if (g_hash_table_contains (world->consented, row->operation) == is_never_done (row->operation))
      g_error ("%s: with the consent of a second person", row->operation);
}

static void
test_honest (World *world, gconstpointer data)
{
  static void (*const steps[]) (World *) = { change_root,    change_rule,  share_root,
                                             sign_with_root, change_roles, change_people,
                                             make_plan,      import,       hand_over };

  while (world->n_done < WANTED)
    {
      world->round++;
      for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
        {
          steps[i](world);
          pause_a_while (world);
        }
      if (world->round == 1)
        make_recovery_identity (world);
    }
  g_test_message ("%u operations, %u consents of %u kinds, %u given up", world->n_done,
                  world->n_consents, g_hash_table_size (world->consented), world->n_refused);
  assert_everything_was_done (world);
  assert_no_alarm (world);
}

int
main (int argc, char *argv[])
{
  esp_pki_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/engine/honest-consent", World, NULL, set_up, test_honest, tear_down);
  return g_test_run ();
}
