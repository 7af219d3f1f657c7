/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SimulateAccess and AccessMatrix: what they say is what the engine then does, statement by
 * statement. */
#include "engine-fixture.h"

#define PERSON "Mira Voss"
#define CLIENT "arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1"
#define SERVER "arn:aws:acm-pca:::template/EndEntityServerAuthCertificate/V1"
#define RIGHTS                                                                                     \
  "{'Sid': 'Client', 'Effect': 'Allow', 'Action': 'acm-pca:IssueCertificate', 'Resource': '*',"    \
  " 'Condition': {'ArnEquals': {'acm-pca:TemplateArn': '" CLIENT "'}}},"                           \
  "{'Sid': 'Reads', 'Effect': 'Allow', 'Action': ['acm-pca:Get*', 'acm-pca:List*'],"               \
  " 'Resource': '*'},"                                                                             \
  "{'Sid': 'Tags', 'Effect': 'Allow', 'Action': 'acm-pca:TagCertificateAuthority',"                \
  " 'Resource': '*', 'Condition': {'ForAllValues:StringEquals': {'aws:TagKeys': ['site']}}},"      \
  "{'Sid': 'NoDeleting', 'Effect': 'Deny', 'Action': 'acm-pca:DeleteCertificateAuthority',"        \
  " 'Resource': '*'}"

static void
set_up (Fixture *fixture)
{
  g_free (
    create_ca (fixture->engine, "{'Subject': 'CN=Root', 'Tags': [{'Key': 'team', 'Value': 'A'}]}"));
  add_person_with (fixture, PERSON, RIGHTS);
}

static JsonObject *
simulate (EspEngine *engine, const char *action, const char *more)
{
  g_autofree char *json = g_strdup_printf ("{'Principal': '" PERSON "', 'Action': '%s',"
                                           " 'CertificateAuthority': 'Root'%s%s}",
                                           action, *more ? ", " : "", more);

  return call (engine, "SimulateAccess", json);
}

static const char *
text (JsonObject *object, const char *member)
{
  return esp_json_get_string (object, member);
}

static void
assert_answer (EspEngine *engine,
               const char *action,
               const char *more,
               const char *decision,
               const char *statement,
               const char *missing)
{
  g_autoptr (JsonObject) result = simulate (engine, action, more);

  g_assert_cmpstr (text (result, "Decision"), ==, decision);
  g_assert_cmpstr (text (result, "Statement"), ==, statement);
  g_assert_cmpstr (text (result, "Missing"), ==, missing);
}

/* The row of @steps that has @statement. */
static JsonObject *
step_of (JsonObject *result, const char *statement)
{
  JsonArray *steps = esp_json_get_array (result, "Steps");

  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);

      if (g_str_equal (text (step, "Statement"), statement))
        return step;
    }
  g_assert_not_reached ();
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;

  set_up (fixture);
  assert_answer (engine, "acm-pca:IssueCertificate", "'TemplateArn': '" CLIENT "'", "ALLOW",
                 "Client", NULL);
  assert_answer (engine, "acm-pca:IssueCertificate", "'TemplateArn': '" SERVER "'", "IMPLICIT_DENY",
                 NULL, "identity-policy");
  /* The default template, when none is named. */
  assert_answer (engine, "acm-pca:IssueCertificate", "", "IMPLICIT_DENY", NULL, "identity-policy");
  assert_answer (engine, "acm-pca:GetCertificate", "", "ALLOW", "Reads", NULL);
  assert_answer (engine, "acm-pca:DeleteCertificateAuthority", "", "EXPLICIT_DENY", "NoDeleting",
                 NULL);
  assert_answer (engine, "acm-pca:Nothing", "", "IMPLICIT_DENY", NULL, "unknown-action");
  assert_answer (engine, "acm-pca:TagCertificateAuthority",
                 "'RequestTags': [{'Key': 'site', 'Value': 'x'}]", "ALLOW", "Tags", NULL);
  assert_answer (engine, "acm-pca:TagCertificateAuthority",
                 "'RequestTags': [{'Key': 'team', 'Value': 'x'}]", "IMPLICIT_DENY", NULL,
                 "identity-policy");
  json_object_unref (call (engine, "SuspendPrincipal", "{'Name': '" PERSON "'}"));
  assert_answer (engine, "acm-pca:GetCertificate", "", "IMPLICIT_DENY", NULL, "inactive");
}

static gboolean
has_context (JsonObject *result, const char *key, const char *value)
{
  JsonArray *rows = esp_json_get_array (result, "Context");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (g_ascii_strcasecmp (text (row, "Key"), key) == 0)
        return g_str_equal (json_array_get_string_element (esp_json_get_array (row, "Values"), 0),
                            value);
    }
  return FALSE;
}

/* Every statement, why it did not apply, and what the conditions looked at. */
static void
test_steps (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) result = NULL;
  JsonObject *step;

  set_up (fixture);
  result = simulate (fixture->engine, "acm-pca:IssueCertificate",
                     "'TemplateArn': '" SERVER "', 'ResourceTags': [{'Key': 'team',"
                     " 'Value': 'B'}]");
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (result, "Steps")), ==, 4);
  step = step_of (result, "Client");
  g_assert_cmpstr (text (step, "Match"), ==, "CONDITION");
  g_assert_cmpstr (text (step, "Condition"), ==, "ArnEquals acm-pca:TemplateArn");
  g_assert_cmpstr (text (step, "Source"), ==, "IDENTITY");
  g_assert_cmpstr (text (step, "Policy"), ==, PERSON "/policy");
  step = step_of (result, "NoDeleting");
  g_assert_cmpstr (text (step, "Match"), ==, "OTHER_ACTION");
  g_assert_cmpstr (text (step, "Effect"), ==, "Deny");
  g_assert_true (has_context (result, "acm-pca:TemplateArn", SERVER));
  g_assert_true (has_context (result, "aws:ResourceTag/team", "B"));
  g_assert_true (has_context (result, "aws:username", PERSON));
  g_assert_true (has_context (result, "aws:CurrentTime", "2026-06-01T12:00:00Z"));
  g_assert_true (has_context (result, "aws:EpochTime", "1780315200"));
  g_assert_true (has_context (result, "aws:PrincipalType", "User"));
  g_assert_true (json_object_get_boolean_member (result, "OpensKey"));
}

/* What the simulator says of a person, the engine then does to that person. */
static void
test_agreement (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *action, *operation, *parameters;
  } rows[] = {
    { "acm-pca:ListTags", "ListTags", "{'CertificateAuthority': 'Root'}" },
    { "acm-pca:DescribeCertificateAuthority", "DescribeCertificateAuthority",
      "{'CertificateAuthority': 'Root'}" },
    { "acm-pca:GetCertificateAuthorityCertificate", "GetCertificateAuthorityCertificate",
      "{'CertificateAuthority': 'Root'}" },
    { "acm-pca:ListPermissions", "ListPermissions", "{'CertificateAuthority': 'Root'}" },
    { "acm-pca:DeleteCertificateAuthority", "DeleteCertificateAuthority",
      "{'CertificateAuthority': 'Root'}" },
    { "acm-pca:RestoreCertificateAuthority", "RestoreCertificateAuthority",
      "{'CertificateAuthority': 'Root'}" },
  };
  g_autoptr (EspEngine) engine = NULL;

  set_up (fixture);
  engine = fixture_open (fixture, PERSON);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) simulated = simulate (fixture->engine, rows[i].action, "");
      g_autofree char *json = g_strdelimit (g_strdup (rows[i].parameters), "'", '"');
      g_autoptr (JsonNode) node = esp_json_parse (json, -1, 4096, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) done = esp_engine_call (engine, rows[i].operation,
                                                   json_node_get_object (node), NULL, &error);
      const char *decision = text (simulated, "Decision");

      g_test_message ("%s: %s", rows[i].action, decision);
      g_assert_cmpint (g_str_equal (decision, "ALLOW"), ==, done != NULL);
      if (!done)
        g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                         g_str_equal (decision, "EXPLICIT_DENY") ? "ACCESS_DENIED_EXPLICIT" :
                                                                   "ACCESS_DENIED_IMPLICIT");
    }
  esp_engine_close (engine);
}

static gboolean
lists (JsonObject *row, const char *member, const char *action)
{
  JsonArray *names = esp_json_get_array (row, member);

  for (guint i = 0; i < json_array_get_length (names); i++)
    if (g_str_equal (json_array_get_string_element (names, i), action))
      return TRUE;
  return FALSE;
}

static JsonObject *
row_of (JsonObject *matrix, const char *person)
{
  JsonArray *rows = esp_json_get_array (matrix, "Rows");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (g_str_equal (text (row, "Principal"), person))
        return row;
    }
  g_assert_not_reached ();
}

static void
test_matrix (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) matrix = NULL;
  JsonObject *row;

  set_up (fixture);
  matrix = call (fixture->engine, "AccessMatrix", "{'CertificateAuthority': 'Root'}");
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (matrix, "CertificateAuthorities")),
                    ==, 1);
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (matrix, "Rows")), ==, 2);
  row = row_of (matrix, FOUNDER);
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (row, "Allowed")), ==,
                    json_array_get_length (esp_json_get_array (matrix, "Actions")));
  g_assert_true (json_object_get_boolean_member (row, "OpensKey"));
  row = row_of (matrix, PERSON);
  g_assert_true (lists (row, "Allowed", "acm-pca:GetCertificate"));
  g_assert_true (lists (row, "Conditional", "acm-pca:IssueCertificate"));
  g_assert_false (lists (row, "Allowed", "acm-pca:IssueCertificate"));
  g_assert_true (lists (row, "Conditional", "acm-pca:TagCertificateAuthority"));
  g_assert_false (lists (row, "Allowed", "acm-pca:DeleteCertificateAuthority"));
  g_assert_false (lists (row, "Conditional", "acm-pca:DeleteCertificateAuthority"));
  g_assert_true (json_object_get_boolean_member (row, "OpensKey"));
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspEngine) engine = NULL;

  set_up (fixture);
  engine = fixture_open (fixture, PERSON);
  g_error_free (refused (engine, "AccessMatrix", NULL, ESP_REASON_ACCESS_DENIED_IMPLICIT));
  g_error_free (refused (fixture->engine, "SimulateAccess",
                         "{'Principal': 'Nobody', 'Action': 'acm-pca:GetCertificate'}",
                         ESP_REASON_PRINCIPAL_UNKNOWN));
  g_error_free (refused (fixture->engine, "SimulateAccess",
                         "{'Principal': '" PERSON "', 'Role': 'None', 'Action': 'acm-pca:Get'}",
                         ESP_REASON_ROLE_NOT_FOUND));
  esp_engine_close (engine);
}

/* A service is asked about as a person is, and conditions can tell the two apart. */
static void
test_service (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) service = NULL, person = NULL;

  set_up (fixture);
  json_object_unref (call (fixture->engine, "InvitePrincipal",
                           "{'Name': 'signer', 'Account': 'Meridian Motors', 'Service': true}"));
  add_role (fixture->engine, "Services", "Meridian Motors",
            "{'Effect': 'Allow', 'Action': 'acm-pca:Get*', 'Resource': '*',"
            " 'Condition': {'Bool': {'aws:PrincipalIsAWSService': 'true'}}}");
  assign (fixture->engine, "Services", "signer");
  service = call (fixture->engine, "SimulateAccess",
                  "{'Principal': 'signer', 'Action': 'acm-pca:GetCertificate'}");
  g_assert_true (has_context (service, "aws:PrincipalServiceName", "signer"));
  g_assert_true (has_context (service, "aws:PrincipalIsAWSService", "true"));
  /* Not confirmed yet. */
  g_assert_cmpstr (text (service, "Missing"), ==, "inactive");
  person = simulate (fixture->engine, "acm-pca:GetCertificate", "");
  g_assert_true (has_context (person, "aws:PrincipalIsAWSService", "false"));
  g_assert_cmpstr (text (person, "Decision"), ==, "ALLOW");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/engine/simulate/answers", test_answers);
  ADD ("/engine/simulate/steps", test_steps);
  ADD ("/engine/simulate/agreement", test_agreement);
  ADD ("/engine/simulate/matrix", test_matrix);
  ADD ("/engine/simulate/refusals", test_refusals);
  ADD ("/engine/simulate/service", test_service);
#undef ADD
  return g_test_run ();
}
