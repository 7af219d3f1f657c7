/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ValidateCertificate in a vault: its own authorities, roots and lists, what a person may see of
 * them, and what the parameters refuse. The rules of validation are tested in
 * tests/pki/test-path.c. */
#include "engine-fixture.h"

typedef struct
{
  char *root;
  char *line;
  char *pem;
  char *serial;
} Branch;

static void
branch_init (Branch *branch, EspEngine *engine)
{
  g_autofree char *json = NULL;
  g_autofree char *csr = make_csr ("/CN=www.example");
  g_autoptr (JsonObject) issued = NULL;

  branch->root = create_ca (engine, "{'Subject': 'CN=Root'}");
  json = g_strdup_printf ("{'Subject': 'CN=Line', 'Parent': '%s', 'PathLength': 0}", branch->root);
  branch->line = create_ca (engine, json);
  issued = issue (engine, branch->line, csr, "EndEntityServerAuthCertificate");
  branch->pem = g_strescape (esp_json_get_string (issued, "Certificate"), NULL);
  branch->serial = g_strdup (esp_json_get_string (issued, "CertificateSerial"));
}

static void
branch_clear (Branch *branch)
{
  g_free (branch->root);
  g_free (branch->line);
  g_free (branch->pem);
  g_free (branch->serial);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Branch, branch_clear)

static JsonObject *
by_serial (EspEngine *engine, const Branch *branch, const char *more)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateSerial': '%s'%s}", branch->serial, more);

  return call (engine, "ValidateCertificate", json);
}

static void
check_verdict (EspEngine *engine, const Branch *branch, const char *more, const char *verdict)
{
  g_autoptr (JsonObject) answer = by_serial (engine, branch, more);

  g_assert_cmpstr (esp_json_get_string (answer, "Verdict"), ==, verdict);
}

static void
sign_list (EspEngine *engine, const char *ca)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority': '%s'}", ca);

  json_object_unref (call (engine, "GetCertificateRevocationList", json));
}

static void
test_own (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_auto (Branch) branch = { 0 };
  g_autoptr (JsonObject) answer = NULL;
  JsonArray *paths;
  JsonArray *steps;
  gint64 events;

  branch_init (&branch, engine);
  events = count_events (engine);
  answer = by_serial (engine, &branch, ", 'Purpose': 'server'");
  g_assert_cmpstr (esp_json_get_string (answer, "Verdict"), ==, "GOOD");
  g_assert_cmpstr (esp_json_get_string (answer, "Time"), ==, "2026-06-01T12:00:00Z");
  g_assert_false (esp_json_get_boolean (answer, "PathsLimited", TRUE));
  paths = esp_json_get_array (answer, "Paths");
  g_assert_cmpuint (json_array_get_length (paths), ==, 1);
  steps = esp_json_get_array (json_array_get_object_element (paths, 0), "Steps");
  g_assert_cmpuint (json_array_get_length (steps), ==, 3);
  g_assert_false (
    json_object_has_member (json_array_get_object_element (steps, 0), "CertificateAuthorityArn"));
  g_assert_cmpstr (
    esp_json_get_string (json_array_get_object_element (steps, 1), "CertificateAuthorityArn"), ==,
    branch.line);
  g_assert_cmpstr (
    esp_json_get_string (json_array_get_object_element (steps, 2), "CertificateAuthorityArn"), ==,
    branch.root);
  /* To look leaves no event. */
  g_assert_cmpint (count_events (engine), ==, events);
}

static void
test_lists (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  const char *require = ", 'RequireRevocation': true";
  g_auto (Branch) branch = { 0 };
  g_autofree char *revoke = NULL;

  branch_init (&branch, engine);
  check_verdict (engine, &branch, "", "GOOD");
  check_verdict (engine, &branch, require, "CANNOT_TELL");
  sign_list (engine, branch.root);
  sign_list (engine, branch.line);
  check_verdict (engine, &branch, require, "GOOD");
  revoke = g_strdup_printf ("{'CertificateAuthority': '%s', 'CertificateSerial': '%s', "
                            "'RevocationReason': 'KEY_COMPROMISE'}",
                            branch.line, branch.serial);
  json_object_unref (call (engine, "RevokeCertificate", revoke));
  sign_list (engine, branch.line);
  check_verdict (engine, &branch, require, "BAD");
  /* Nobody asked for the lists: the same certificate, not looked up. */
  check_verdict (engine, &branch, "", "GOOD");
  esp_clock_set (fixture->clock, FIXTURE_NOW + 60 * ESP_TIME_DAY);
  check_verdict (engine, &branch, ", 'RequireRevocation': true, 'Time': '2026-06-01T12:00:01Z'",
                 "BAD");
}

static void
test_given (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_auto (Branch) branch = { 0 };
  g_autofree char *given = NULL;
  g_autofree char *distrusted = NULL;
  g_autoptr (JsonObject) own_roots = NULL;
  g_autoptr (JsonObject) no_roots = NULL;

  branch_init (&branch, engine);
  given = g_strdup_printf ("{'Certificates': ['%s']}", branch.pem);
  own_roots = call (engine, "ValidateCertificate", given);
  g_assert_cmpstr (esp_json_get_string (own_roots, "Verdict"), ==, "GOOD");
  /* With trust given, only what is given is looked at. */
  distrusted = g_strdup_printf ("{'Certificates': ['%s'], 'Trusted': ['%s']}", branch.pem,
                                branch.pem);
  no_roots = call (engine, "ValidateCertificate", distrusted);
  g_assert_cmpstr (esp_json_get_string (no_roots, "Verdict"), ==, "GOOD");
  g_assert_cmpuint (
    json_array_get_length (esp_json_get_array (
      json_array_get_object_element (esp_json_get_array (no_roots, "Paths"), 0), "Steps")),
    ==, 1);
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_auto (Branch) branch = { 0 };
  const struct
  {
    const char *more;
    EspReason reason;
  } rows[] = {
    { ", 'Purpose': 'mail'", ESP_REASON_VALIDATE_PURPOSE },
    { ", 'Time': 'yesterday'", ESP_REASON_TIME_SYNTAX },
    { ", 'MaxDepth': -1", ESP_REASON_PATH_LENGTH_RANGE },
    { ", 'MaxDepth': 33", ESP_REASON_PATH_LENGTH_RANGE },
    { ", 'Trusted': ['nothing']", ESP_REASON_CERTIFICATE_NOT_A_CERTIFICATE },
    { ", 'Trusted': [{}]", ESP_REASON_PARAMETER_TYPE },
    { ", 'Crls': ['nothing']", ESP_REASON_CRL_NOT_A_CRL },
    { ", 'Certificates': []", ESP_REASON_VALIDATE_WHICH },
    { ", 'Depth': 1", ESP_REASON_PARAMETER_UNKNOWN },
  };

  branch_init (&branch, engine);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *json = g_strdup_printf ("{'CertificateSerial': '%s'%s}", branch.serial,
                                               rows[i].more);

      g_error_free (refused (engine, "ValidateCertificate", json, rows[i].reason));
    }
  g_error_free (refused (engine, "ValidateCertificate", "{}", ESP_REASON_VALIDATE_WHICH));
  g_error_free (
    refused (engine, "ValidateCertificate", "{'Certificates': []}", ESP_REASON_PARAMETER_MISSING));
  g_error_free (refused (engine, "ValidateCertificate",
                         "{'CertificateSerial': '00112233445566778899aabbccddeeff'}",
                         ESP_REASON_CERTIFICATE_UNKNOWN));
}

/* Another account's authorities are neither trusted nor shown for who may not see them. */
static void
test_foreign_account (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspEngine) auditor = fixture_open (fixture, "audrey.lin");
  g_autoptr (EspEngine) supplier = fixture_open (fixture, "dana.reyes");
  g_autoptr (JsonObject) list = call (auditor, "ListCertificates",
                                      "{'CertificateAuthority': 'Meridian Operations CA',"
                                      " 'Status': 'VALID', 'Limit': 1}");
  JsonArray *rows = esp_json_get_array (list, "Certificates");
  const char *serial = esp_json_get_string (json_array_get_object_element (rows, 0), "Serial");
  g_autofree char *by_its_serial = g_strdup_printf ("{'CertificateSerial': '%s'}", serial);
  g_autoptr (JsonObject) seen = call (auditor, "ValidateCertificate", by_its_serial);
  g_autoptr (JsonObject) described = call (auditor, "GetCertificate", by_its_serial);
  g_autofree char *pem = g_strescape (esp_json_get_string (described, "Certificate"), NULL);
  g_autofree char *given = g_strdup_printf ("{'Certificates': ['%s']}", pem);
  g_autoptr (JsonObject) unseen = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (esp_json_get_string (seen, "Verdict"), ==, "GOOD");
  error = refused (supplier, "ValidateCertificate", by_its_serial, ESP_REASON_CERTIFICATE_UNKNOWN);
  unseen = call (supplier, "ValidateCertificate", given);
  g_assert_cmpstr (esp_json_get_string (unseen, "Verdict"), ==, "BAD");
  esp_engine_close (auditor);
  esp_engine_close (supplier);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
  g_test_add ("/engine/validate/own", Fixture, NULL, fixture_set_up, test_own, fixture_tear_down);
  g_test_add ("/engine/validate/lists", Fixture, NULL, fixture_set_up, test_lists,
              fixture_tear_down);
  g_test_add ("/engine/validate/given", Fixture, NULL, fixture_set_up, test_given,
              fixture_tear_down);
  g_test_add ("/engine/validate/refusals", Fixture, NULL, fixture_set_up, test_refusals,
              fixture_tear_down);
  g_test_add ("/engine/validate/foreign-account", Fixture, "automotive", fixture_set_up,
              test_foreign_account, fixture_tear_down);
  return g_test_run ();
}
