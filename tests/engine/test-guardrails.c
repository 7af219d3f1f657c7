/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guardrails through the engine: what they bound, for whom, from when on; and the two ready-made
 * ones, that authorities carry tags and that access tags are not changed by who lives by them. */
#include "engine-fixture.h"

#define PERSON "Mira Voss"
#define WORKS                                                                                      \
  "{'Effect': 'Allow', 'Action': ['acm-pca:*', 'iam:Tag*', 'iam:Untag*', 'iam:List*'],"            \
  " 'Resource': '*'}"

static JsonObject *
guardrail (const char *name, const char *document, const char *account)
{
  g_autofree char *text = g_strdelimit (g_strdup (document ? document : ""), "'", '"');
  JsonObject *parameters = json_object_new ();
  JsonArray *accounts;

  json_object_set_string_member (parameters, "Name", name);
  if (document)
    json_object_set_string_member (parameters, "Document", text);
  if (!account)
    return parameters;
  accounts = json_array_new ();
  if (*account)
    json_array_add_string_element (accounts, account);
  json_object_set_array_member (parameters, "Accounts", accounts);
  return parameters;
}

static void
put (Fixture *fixture, const char *name, const char *document, const char *account)
{
  json_object_unref (
    call_with (fixture->engine, "CreateGuardrail", guardrail (name, document, account)));
}

#define POLICY(statements) "{'Version': '2012-10-17', 'Statement': [" statements "]}"
#define NO_TAGGING                                                                                 \
  POLICY ("{'Sid': 'NoTagging', 'Effect': 'Deny', 'Action': 'acm-pca:TagCertificateAuthority',"    \
          " 'Resource': '*'}")

#define TAG "{'CertificateAuthority': 'Root', 'Tags': [{'Key': 'k', 'Value': 'v'}]}"

/* Over all accounts it holds for the founder too, and in sessions that are running. */
static void
test_everybody (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspEngine) engine = NULL;
  g_autoptr (GError) error = NULL;

  g_free (create_ca (fixture->engine, "{'Subject': 'CN=Root'}"));
  add_person_with (fixture, PERSON, WORKS);
  engine = fixture_open (fixture, PERSON);
  json_object_unref (call (engine, "TagCertificateAuthority", TAG));
  put (fixture, "no-tagging", NO_TAGGING, NULL);
  error = refused (engine, "TagCertificateAuthority", TAG, ESP_REASON_ACCESS_DENIED_EXPLICIT);
  g_assert_cmpstr (esp_error_get_argument (error, "policy"), ==, "no-tagging");
  g_assert_cmpstr (esp_error_get_argument (error, "statement"), ==, "NoTagging");
  g_error_free (
    refused (fixture->engine, "TagCertificateAuthority", TAG, ESP_REASON_ACCESS_DENIED_EXPLICIT));
  json_object_unref (call (fixture->engine, "DeleteGuardrail", "{'Name': 'no-tagging'}"));
  json_object_unref (call (engine, "TagCertificateAuthority", TAG));
  esp_engine_close (engine);
}

/* Over one account it is nothing to the others. */
static void
test_accounts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) described = NULL;
  g_autofree char *own = account_number (fixture->engine, NULL);

  g_free (create_ca (fixture->engine, "{'Subject': 'CN=Root'}"));
  json_object_unref (call (fixture->engine, "CreateAccount", "{'Name': 'Suppliers'}"));
  put (fixture, "no-tagging", NO_TAGGING, "Suppliers");
  json_object_unref (call (fixture->engine, "TagCertificateAuthority", TAG));
  json_object_unref (
    call_with (fixture->engine, "UpdateGuardrail", guardrail ("no-tagging", NULL, own)));
  g_error_free (
    refused (fixture->engine, "TagCertificateAuthority", TAG, ESP_REASON_ACCESS_DENIED_EXPLICIT));
  described = call (fixture->engine, "DescribeGuardrail", "{'Name': 'no-tagging'}");
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (
                      esp_json_get_object (described, "Guardrail"), "Accounts")),
                    ==, 1);
  json_object_unref (
    call_with (fixture->engine, "UpdateGuardrail", guardrail ("no-tagging", NULL, "")));
  g_error_free (
    refused (fixture->engine, "TagCertificateAuthority", TAG, ESP_REASON_ACCESS_DENIED_EXPLICIT));
}

/* One that allows anything at all must allow this; and it gives nothing by itself. */
static void
test_allowing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspEngine) engine = NULL;
  g_autoptr (GError) error = NULL;

  g_free (create_ca (fixture->engine, "{'Subject': 'CN=Root'}"));
  add_person_with (fixture, PERSON, "{'Effect': 'Allow', 'Action': 'iam:List*', 'Resource': '*'}");
  put (fixture, "only-these",
       POLICY ("{'Effect': 'Allow', 'Action': ['acm-pca:*', 'iam:*', 'organizations:*',"
               " 'espalier:Verify*', 'espalier:Publish*'], 'Resource': '*'}"),
       NULL);
  engine = fixture_open (fixture, PERSON);
  json_object_unref (call (engine, "ListPrincipals", NULL));
  g_error_free (
    refused (engine, "TagCertificateAuthority", TAG, ESP_REASON_ACCESS_DENIED_IMPLICIT));
  error = refused (fixture->engine, "DescribeVault", NULL, ESP_REASON_ACCESS_DENIED_IMPLICIT);
  g_assert_cmpstr (esp_error_get_argument (error, "missing"), ==, "guardrail");
  esp_engine_close (engine);
}

static void
test_rules (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;

  put (fixture, "one", NO_TAGGING, NULL);
  g_error_free (refused_with (engine, "CreateGuardrail", guardrail ("one", NO_TAGGING, NULL),
                              ESP_REASON_NAME_TAKEN));
  g_error_free (refused_with (engine, "CreateGuardrail", guardrail ("two", "{}", NULL),
                              ESP_REASON_POLICY_NO_STATEMENT));
  g_error_free (refused_with (engine, "CreateGuardrail", guardrail ("two", NO_TAGGING, "Nowhere"),
                              ESP_REASON_ACCOUNT_UNKNOWN));
  g_error_free (refused_with (engine, "UpdateGuardrail", guardrail ("one", NULL, NULL),
                              ESP_REASON_GUARDRAIL_NO_CHANGE));
  g_error_free (
    refused (engine, "DescribeGuardrail", "{'Name': 'none'}", ESP_REASON_GUARDRAIL_UNKNOWN));
  g_error_free (
    refused (engine, "DeleteGuardrail", "{'Name': 'none'}", ESP_REASON_GUARDRAIL_UNKNOWN));
}

/* What a guardrail says of a principal or of a resource is principal-bound: it has none. */
static void
test_no_principal (Fixture *fixture, gconstpointer data)
{
  GError *error = NULL;
  JsonObject *parameters = guardrail (
    "p", POLICY ("{'Effect': 'Deny', 'Principal': '*', 'Action': 'acm-pca:*', 'Resource': '*'}"),
    NULL);
  g_autoptr (JsonNode)
    result = esp_engine_call (fixture->engine, "CreateGuardrail", parameters, NULL, &error);

  g_assert_null (result);
  g_assert_cmpint (error->code, ==, ESP_ERROR_INVALID_POLICY);
  g_error_free (error);
  json_object_unref (parameters);
}

/* --- Required tags -----------------------------------------------------------------------------*/

#define REQUIRED                                                                                   \
  POLICY ("{'Sid': 'Project', 'Effect': 'Deny', 'Action': 'acm-pca:CreateCertificateAuthority',"   \
          " 'Resource': '*', 'Condition': {'Null': {'aws:RequestTag/access-project': 'true'}}},"   \
          "{'Sid': 'Team', 'Effect': 'Deny', 'Action': 'acm-pca:CreateCertificateAuthority',"      \
          " 'Resource': '*', 'Condition': {'StringNotEquals':"                                     \
          " {'aws:RequestTag/access-team': ['DevTeam', 'ProdTeam']}}}")

static void
test_required_tags (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  put (fixture, "authorities-carry-tags", REQUIRED, NULL);
  error = refused (fixture->engine, "CreateCertificateAuthority", "{'Subject': 'CN=A'}",
                   ESP_REASON_ACCESS_DENIED_EXPLICIT);
  g_assert_cmpstr (esp_error_get_argument (error, "statement"), ==, "Project");
  g_clear_error (&error);
  error = refused (fixture->engine, "CreateCertificateAuthority",
                   "{'Subject': 'CN=A', 'Tags': [{'Key': 'access-project', 'Value': 'Radio'},"
                   " {'Key': 'access-team', 'Value': 'Nobody'}]}",
                   ESP_REASON_ACCESS_DENIED_EXPLICIT);
  g_assert_cmpstr (esp_error_get_argument (error, "statement"), ==, "Team");
  g_free (create_ca (fixture->engine,
                     "{'Subject': 'CN=A', 'Tags': [{'Key': 'access-project', 'Value': 'Radio'},"
                     " {'Key': 'access-team', 'Value': 'DevTeam'}]}"));
  /* A successor brings the tags of its predecessor. */
  json_object_unref (call (fixture->engine, "RenewCertificateAuthority",
                           "{'CertificateAuthority': 'A', 'Mode': 'REPLACE'}"));
}

/* To make an authority with tags takes the right to tag, under the conditions of that right. */
static void
test_tags_at_creation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspEngine) engine = NULL;
  g_autoptr (GError) error = NULL;

  add_person_with (
    fixture, PERSON,
    "{'Effect': 'Allow', 'Action': ['acm-pca:CreateCertificateAuthority',"
    " 'acm-pca:IssueCertificate', 'acm-pca:ImportCertificateAuthorityCertificate'],"
    " 'Resource': '*'}, {'Effect': 'Allow', 'Action': 'acm-pca:TagCertificateAuthority',"
    " 'Resource': '*', 'Condition': {'ForAllValues:StringEquals': {'aws:TagKeys': ['team']}}}");
  engine = fixture_open (fixture, PERSON);
  g_free (create_ca (engine, "{'Subject': 'CN=Plain'}"));
  g_free (create_ca (engine, "{'Subject': 'CN=Team', 'Tags': [{'Key': 'team', 'Value': 'A'}]}"));
  error = refused (engine, "CreateCertificateAuthority",
                   "{'Subject': 'CN=Other', 'Tags': [{'Key': 'team', 'Value': 'A'},"
                   " {'Key': 'other', 'Value': 'A'}]}",
                   ESP_REASON_ACCESS_DENIED_IMPLICIT);
  g_assert_cmpstr (esp_error_get_argument (error, "action"), ==, "acm-pca:TagCertificateAuthority");
  esp_engine_close (engine);
}

/* --- Protected tags ----------------------------------------------------------------------------*/

#define PROTECTED                                                                                  \
  POLICY ("{'Sid': 'AccessTags', 'Effect': 'Deny', 'Action': ['acm-pca:TagCertificateAuthority',"  \
          " 'acm-pca:UntagCertificateAuthority', 'iam:TagUser', 'iam:UntagUser'],"                 \
          " 'Resource': '*', 'Condition': {'ForAnyValue:StringLike': {'aws:TagKeys':"              \
          " 'access-*'}, 'ArnNotLike': {'aws:PrincipalArn': 'arn:aws:iam::*:user/Ada*'}}}")

static void
test_protected_tags (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspEngine) engine = NULL;
  static const char tag[] = "{'CertificateAuthority': 'A', 'Tags':"
                            " [{'Key': 'access-team', 'Value': 'ProdTeam'}]}";
  static const char untag[] = "{'CertificateAuthority': 'A', 'Tags': [{'Key': 'access-team'}]}";
  static const char person[] = "{'Name': '" PERSON "', 'Tags':"
                               " [{'Key': 'access-team', 'Value': 'ProdTeam'}]}";

  put (fixture, "access-tags", PROTECTED, NULL);
  g_free (create_ca (fixture->engine,
                     "{'Subject': 'CN=A', 'Tags': [{'Key': 'access-team', 'Value': 'DevTeam'}]}"));
  add_person_with (fixture, PERSON, WORKS);
  engine = fixture_open (fixture, PERSON);
  g_error_free (
    refused (engine, "TagCertificateAuthority", tag, ESP_REASON_ACCESS_DENIED_EXPLICIT));
  g_error_free (
    refused (engine, "UntagCertificateAuthority", untag, ESP_REASON_ACCESS_DENIED_EXPLICIT));
  g_error_free (refused (engine, "TagPrincipal", person, ESP_REASON_ACCESS_DENIED_EXPLICIT));
  g_error_free (refused (engine, "UntagPrincipal",
                         "{'Name': '" PERSON "', 'TagKeys': ['access-team']}",
                         ESP_REASON_ACCESS_DENIED_EXPLICIT));
  json_object_unref (call (engine, "TagCertificateAuthority",
                           "{'CertificateAuthority': 'A', 'Tags': [{'Key': 'site'}]}"));
  json_object_unref (call (fixture->engine, "TagCertificateAuthority", tag));
  json_object_unref (call (fixture->engine, "TagPrincipal", person));
  esp_engine_close (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/engine/guardrails/everybody", test_everybody);
  ADD ("/engine/guardrails/accounts", test_accounts);
  ADD ("/engine/guardrails/allowing", test_allowing);
  ADD ("/engine/guardrails/rules", test_rules);
  ADD ("/engine/guardrails/no-principal", test_no_principal);
  ADD ("/engine/guardrails/required-tags", test_required_tags);
  ADD ("/engine/guardrails/tags-at-creation", test_tags_at_creation);
  ADD ("/engine/guardrails/protected-tags", test_protected_tags);
#undef ADD
  return g_test_run ();
}
