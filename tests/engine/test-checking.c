/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Findings on the certificates of a vault: what is shown and what is only counted, who sees what,
 * that nothing is written, that it can be stopped; and what of it goes out to other programs.
 */
#include "engine-fixture.h"

#include "model/esp-certificate-finding.h"

#include <string.h>

#define MANY 30
#define CHECK "CheckCertificateAuthorities"

static char *
make_authorities (Fixture *fixture)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (
    engine, "{'Subject':'CN=Root','KeyAlgorithm':'EC_prime256v1','DualControl':false,"
            "'RevocationConfiguration':{'CrlConfiguration':{'Enabled':true,"
            "'Url':'http://pki.example/root.crl'}}}");

  return create_ca (engine, "{'Subject':'CN=Issuer','Parent':'Root','KeyAlgorithm':'EC_prime256v1',"
                            "'Validity':'5y','PathLength':0,"
                            "'RevocationConfiguration':{'CrlConfiguration':{'Enabled':true,"
                            "'Url':'http://pki.example/issuer.crl'}}}");
}

/* One request, many certificates: a key and a name that come again are renewals. */
static void
issue_many (EspEngine *engine, const char *ca, const char *validity)
{
  g_autofree char *csr = make_csr ("/CN=device/O=Meridian");
  JsonObject *parameters = json_object_new ();
  JsonArray *requests = json_array_new ();

  for (guint i = 0; i < MANY; i++)
    json_array_add_string_element (requests, csr);
  json_object_set_string_member (parameters, "CertificateAuthority", ca);
  json_object_set_array_member (parameters, "Requests", requests);
  json_object_set_string_member (parameters, "Validity", validity);
  json_object_unref (call_with (engine, "IssueCertificates", parameters));
}

static guint
count (JsonObject *result, const char *finding, const char *ca)
{
  JsonArray *findings = esp_json_get_array (result, "Findings");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (findings); i++)
    {
      JsonObject *row = json_array_get_object_element (findings, i);

      n += g_str_equal (esp_json_get_string (row, "Finding"), finding) &&
               (!ca || g_str_equal (esp_json_get_string (row, "CertificateAuthority"), ca)) ?
             1 :
             0;
    }
  return n;
}

static JsonObject *
total_of (JsonObject *result, const char *finding)
{
  JsonArray *totals = esp_json_get_array (result, "Totals");

  for (guint i = 0; i < json_array_get_length (totals); i++)
    {
      JsonObject *row = json_array_get_object_element (totals, i);

      if (g_str_equal (esp_json_get_string (row, "Finding"), finding))
        return row;
    }
  return NULL;
}

/* --- What is found -----------------------------------------------------------------------------*/

static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *ca = make_authorities (fixture);
  g_autoptr (JsonObject) good = NULL, plain = NULL, all = NULL;
  JsonObject *total;
  gint64 n_events;

  issue_many (engine, ca, "20d");
  good = call (engine, CHECK, "{'CertificateAuthority':'Issuer','Issued':true}");
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (good, "Totals")), ==, 0);
  g_assert_cmpint (esp_json_get_int (esp_json_get_object (good, "Certificates"), "Read", 0), ==,
                   MANY);
  esp_clock_set (fixture->clock, FIXTURE_NOW + 15 * ESP_TIME_DAY);
  n_events = count_events (engine);
  plain = call (engine, CHECK, "{}");
  g_assert_false (json_object_has_member (plain, "Totals"));
  g_assert_cmpuint (count (plain, "ENDS_SOON", NULL), ==, 0);
  all = call (engine, CHECK, "{'Issued':true}");
  g_assert_cmpuint (count (all, "ENDS_SOON", "Issuer"), ==, 20);
  total = total_of (all, "ENDS_SOON");
  g_assert_nonnull (total);
  g_assert_cmpint (esp_json_get_int (total, "Certificates", 0), ==, MANY);
  g_assert_cmpint (esp_json_get_int (total, "Shown", 0), ==, 20);
  /* Its own record says of an authority what its certificate would; nothing is told twice. */
  g_assert_cmpuint (count (all, "AUTHORITY_ENDS_SOON", NULL), ==, 0);
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (all, "LeftOut")), ==, 0);
  g_assert_cmpint (count_events (engine), ==, n_events);
}

static void
test_branch (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *ca = NULL;
  g_autoptr (JsonObject) one = NULL, branch = NULL;

  /* Before it has an address for its list. */
  g_autofree char *root = create_ca (engine, "{'Subject':'CN=Root','DualControl':false}");
  g_autofree char *middle = create_ca (
    engine, "{'Subject':'CN=Middle','Parent':'Root','Validity':'5y','PathLength':1}");
  ca = create_ca (engine, "{'Subject':'CN=Line','Parent':'Middle','Validity':'4y','PathLength':0}");
  one = call (engine, CHECK, "{'CertificateAuthority':'Root','OwnCertificates':true}");
  g_assert_cmpuint (count (one, "REVOCATION_PLACE_MISSING", NULL), ==, 0);
  branch = call (engine, CHECK,
                 "{'CertificateAuthority':'Root','OwnCertificates':true,'Branch':true}");
  g_assert_cmpuint (count (branch, "REVOCATION_PLACE_MISSING", "Middle"), ==, 1);
  g_assert_cmpuint (count (branch, "REVOCATION_PLACE_MISSING", "Line"), ==, 1);
  json_object_unref (
    call (engine, CHECK, "{'CertificateAuthority':'Line','OwnCertificates':true,'Branch':true}"));
}

/* --- Who sees what -----------------------------------------------------------------------------*/

static void
test_rights (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *ca = make_authorities (fixture);
  g_autofree char *describe = g_strdup_printf (
    "{'Effect':'Allow','Action':'acm-pca:ListCertificateAuthorities','Resource':'*'},"
    "{'Effect':'Allow','Action':['acm-pca:DescribeCertificateAuthority',"
    "'acm-pca:GetCertificateAuthorityCertificate'],'Resource':'%s'}",
    ca);
  g_autoptr (EspEngine) other = NULL;
  g_autoptr (JsonObject) seen = NULL, bundle = NULL;
  g_autofree char *path = fixture_file (fixture, "index.txt");
  g_autofree char *index = g_strdup_printf ("{'CertificateAuthority':'Issuer','Path':'%s'}", path);
  JsonArray *left_out;

  issue_many (engine, ca, "20d");
  add_person_with (fixture, "noor", describe);
  other = fixture_open (fixture, "noor");
  esp_clock_set (fixture->clock, FIXTURE_NOW + 15 * ESP_TIME_DAY);
  seen = call (other, CHECK, "{'Issued':true}");
  left_out = esp_json_get_array (seen, "LeftOut");
  g_assert_cmpuint (json_array_get_length (left_out), ==, 1);
  g_assert_cmpstr (
    esp_json_get_string (json_array_get_object_element (left_out, 0), "CertificateAuthority"), ==,
    "Issuer");
  g_assert_cmpuint (count (seen, "ENDS_SOON", NULL), ==, 0);
  g_assert_cmpint (esp_json_get_int (esp_json_get_object (seen, "Certificates"), "Read", -1), ==,
                   0);
  g_error_free (refused (other, CHECK, "{'CertificateAuthority':'Root','Issued':true}",
                         ESP_REASON_ACCESS_DENIED_IMPLICIT));
  /* The root above what may be read is no secret: it comes with every chain. */
  bundle = call (other, "GetTrustBundle", "{}");
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (bundle, "Roots")), ==, 1);
  g_error_free (refused (other, "GetTrustBundle", "{'CertificateAuthority':'Root'}",
                         ESP_REASON_ACCESS_DENIED_IMPLICIT));
  g_error_free (
    refused (other, "ExportCertificateIndex", index, ESP_REASON_ACCESS_DENIED_IMPLICIT));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  esp_engine_close (other);
}

/* --- Stopping ----------------------------------------------------------------------------------*/

static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  g_autofree char *ca = make_authorities (fixture);
  g_autofree char *path = fixture_file (fixture, "index.txt");
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonObject) index = json_object_new ();
  g_autoptr (GCancellable) progress = esp_progress_new ();
  g_autoptr (GCancellable) stopped = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *kept = NULL;

  issue_many (fixture->engine, ca, "20d");
  json_object_set_boolean_member (parameters, "Issued", TRUE);
  node = esp_engine_call (fixture->engine, CHECK, parameters, progress, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (esp_progress_get_fraction (ESP_PROGRESS (progress)), >=, 1.0);
  g_cancellable_cancel (stopped);
  g_assert_null (esp_engine_call (fixture->engine, CHECK, parameters, stopped, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  /* What was there stays, and nothing is beside it. */
  g_assert_true (g_file_set_contents (path, "before", -1, NULL));
  json_object_set_string_member (index, "CertificateAuthority", "Issuer");
  json_object_set_string_member (index, "Path", path);
  g_assert_null (
    esp_engine_call (fixture->engine, "ExportCertificateIndex", index, stopped, &error));
  g_assert_nonnull (error);
  g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "before");
}

/* --- What leaves -------------------------------------------------------------------------------*/

static void
test_index (Fixture *fixture, gconstpointer data)
{
  g_autofree char *ca = make_authorities (fixture);
  g_autofree char *path = fixture_file (fixture, "index.txt");
  g_autofree char *attributes = fixture_file (fixture, "index.txt.attr");
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority':'Issuer','Path':'%s'}", path);
  g_autofree char *vault = g_strdup_printf ("{'CertificateAuthority':'Issuer','Path':'%s'}",
                                            fixture->path);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) result = NULL;
  g_auto (GStrv) lines = NULL;
  gint64 n_events;

  issue_many (fixture->engine, ca, "20d");
  n_events = count_events (fixture->engine);
  result = call (fixture->engine, "ExportCertificateIndex", json);
  g_assert_cmpint (esp_json_get_int (result, "Rows", 0), ==, MANY);
  g_assert_cmpint (count_events (fixture->engine), ==, n_events + 1);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, MANY + 1);
  for (guint i = 0; i < MANY; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], "\t", -1);

      g_assert_cmpuint (g_strv_length (columns), ==, 6);
      g_assert_cmpstr (columns[0], ==, "V");
      g_assert_cmpstr (columns[5], ==, "/CN=device/O=Meridian");
    }
  g_assert_true (g_file_test (attributes, G_FILE_TEST_EXISTS));
  g_error_free (refused (fixture->engine, "ExportCertificateIndex", vault, ESP_REASON_FILE_WRITE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, test)                                                                            \
  g_test_add ("/engine/checking/" path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)
  ADD ("bounded", test_bounded);
  ADD ("branch", test_branch);
  ADD ("rights", test_rights);
  ADD ("stopped", test_stopped);
  ADD ("index", test_index);
  return g_test_run ();
}
