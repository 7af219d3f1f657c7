/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reports of one authority, of an account, and of everything: what is in them, what is left out and
 * that it is said, to whom they are shown afterwards, and that the log proves each. On paper the
 * same report gives the same bytes.
 */
#include "share-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REPORT "CreateCertificateAuthorityAuditReport"
#define LIST "ListCertificateAuthorityAuditReports"

static char *
make_own (World *world, EspEngine *engine, const char *account, const char *name)
{
  g_autofree char *json = g_strdup_printf ("{'Subject':'CN=%s','KeyAlgorithm':'EC_prime256v1',"
                                           "'DualControl':false,'OwnerAccount':'%s'}",
                                           name, account);

  return create_ca (engine, json);
}

static JsonObject *
make_report (World *world,
             EspEngine *engine,
             const char *member,
             const char *value,
             const char *format,
             const char *name)
{
  g_autofree char *path = fixture_file (&world->base, name);

  if (!member)
    return ask (engine, REPORT, "AuditReportResponseFormat", format, "Path", path, NULL);
  return ask (engine, REPORT, member, value, "AuditReportResponseFormat", format, "Path", path,
              NULL);
}

static char *
read_report (World *world, const char *name)
{
  g_autofree char *path = fixture_file (&world->base, name);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* Labels in @member of the result, each with a space after it. */
static char *
labels (JsonObject *result, const char *member)
{
  JsonArray *rows = esp_json_get_array (result, member);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      const char *reason = esp_json_get_string (row, "Reason");

      g_string_append_printf (text, "%s%s%s ", esp_json_get_string (row, "CertificateAuthority"),
                              reason ? ":" : "", reason ? reason : "");
    }
  return g_string_free (text, FALSE);
}

static void
assert_labels (JsonObject *result, const char *member, const char *wanted)
{
  g_autofree char *found = labels (result, member);

  g_assert_cmpstr (found, ==, wanted);
}

static guint
count_reports (EspEngine *engine)
{
  g_autoptr (JsonObject) list = ask (engine, LIST, NULL);

  return json_array_get_length (esp_json_get_array (list, "AuditReports"));
}

/* Two of the founder's account, and one of the account Radio with a certificate. */
static char *
furnish (World *world)
{
  g_autofree char *csr = make_csr ("/CN=radio-0001/O=Supplier");
  char *own = make_own (world, world->ada, RADIO, "Radio Root");

  json_object_unref (issue (world->ada, world->ca, csr, NULL));
  json_object_unref (issue (world->ada, own, csr, NULL));
  return own;
}

static void
test_everything (World *world, gconstpointer data)
{
  g_autofree char *own = furnish (world);
  g_autofree char *json = NULL, *digest = NULL;
  g_autoptr (JsonObject) made = make_report (world, world->ada, NULL, NULL, "CSV", "all.csv");
  g_auto (GStrv) lines = NULL;

  g_assert_cmpstr (text_at (made, "Scope"), ==, "ALL");
  g_assert_true (esp_json_get_boolean (made, "Complete", FALSE));
  assert_labels (made, "LeftOut", "");
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (made, "CertificateAuthorities")), ==,
                    3);
  json = read_report (world, "all.csv");
  lines = g_strsplit (json, "\n", -1);
  /* A heading, the certificates of two roots and the one below, two that were issued, and an end.
   */
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 5 + 1);
  g_assert_cmpint (esp_json_get_int (made, "Rows", 0), ==, 5);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, json, -1);
  g_assert_cmpstr (text_at (made, "Digest"), ==, digest);
  g_assert_nonnull (strstr (json, own));
  g_assert_nonnull (strstr (json, world->ca));
}

/* One authority: byte for byte what it was. */
static void
test_one (World *world, gconstpointer data)
{
  g_autofree char *own = furnish (world);
  g_autofree char *one = NULL, *account = NULL;
  g_autoptr (JsonObject)
    first = make_report (world, world->ada, "CertificateAuthority", own, "JSON", "one.json");
  g_autoptr (JsonObject)
    second = make_report (world, world->ada, "Account", RADIO, "JSON", "account.json");

  one = read_report (world, "one.json");
  account = read_report (world, "account.json");
  g_assert_cmpstr (text_at (first, "Scope"), ==, "CERTIFICATE_AUTHORITY");
  g_assert_cmpstr (text_at (second, "Scope"), ==, "ACCOUNT");
  g_assert_cmpstr (text_at (second, "Account"), ==, RADIO);
  g_assert_cmpstr (text_at (second, "AccountName"), ==, "Radio");
  /* The account has only this one. */
  g_assert_cmpstr (one, ==, account);
  g_assert_cmpstr (text_at (first, "Digest"), ==, text_at (second, "Digest"));
}

/* A role of an account gets its own, and learns nothing of others. */
static void
test_of_an_account (World *world, gconstpointer data)
{
  g_autofree char *own = furnish (world);
  g_autofree char *text = NULL, *other = NULL;
  g_autoptr (JsonObject) made = make_report (world, world->rita, NULL, NULL, "CSV", "rita.csv");
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_file (&world->base, "others.csv");

  assert_labels (made, "CertificateAuthorities", "Radio Root ");
  assert_labels (made, "LeftOut", "");
  g_assert_false (esp_json_get_boolean (made, "Complete", TRUE));
  text = read_report (world, "rita.csv");
  g_assert_nonnull (strstr (text, own));
  g_assert_null (strstr (text, world->ca));
  other = account_number (world->ada, "Meridian Motors");
  error = ask_refused (world->rita, ESP_REASON_REPORT_NOTHING, REPORT, "Account", other,
                       "AuditReportResponseFormat", "CSV", "Path", path, NULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* What is seen and may not be reported on is named, and why. */
static void
test_left_out (World *world, gconstpointer data)
{
  g_autofree char *own = furnish (world);
  g_autofree char *waits = create_ca (
    world->ada, "{'Subject':'CN=Waits','Type':'SUBORDINATE','KeyAlgorithm':'EC_prime256v1'}");
  g_autofree char *deny = g_strdup_printf (
    "{'Effect':'Allow','Action':'*','Resource':'*'},"
    "{'Effect':'Deny','Action':'acm-pca:CreateCertificateAuthorityAuditReport','Resource':'%s'}",
    world->ca);
  g_autoptr (JsonObject) made = NULL;
  g_autofree char *text = NULL;
  g_autoptr (EspEngine) engine = NULL;

  add_person_with (&world->base, "Paula", deny);
  engine = world_sign_in (world, "Paula");
  made = make_report (world, engine, "Account", "Meridian Motors", "CSV", "left.csv");
  text = labels (made, "LeftOut");
  g_assert_nonnull (strstr (text, ":DENIED"));
  g_assert_null (strstr (text, "Waits"));
  g_assert_false (esp_json_get_boolean (made, "Complete", TRUE));
  g_free (text);
  text = read_report (world, "left.csv");
  g_assert_null (strstr (text, world->ca));
  g_assert_nonnull (strstr (text, world->root));
  world_leave (g_steal_pointer (&engine));
}

/* What a deleted authority has issued may be good still: it is in what everything is reported of.
 */
static void
test_deleted (World *world, gconstpointer data)
{
  g_autofree char *own = furnish (world);
  g_autofree char *waits = create_ca (
    world->ada, "{'Subject':'CN=Waits','Type':'SUBORDINATE','KeyAlgorithm':'EC_prime256v1'}");
  g_autofree char *path = fixture_file (&world->base, "one.csv");
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) all = NULL, account = NULL, paper = NULL;

  json_object_unref (ask (world->ada, "UpdateCertificateAuthority", "CertificateAuthority", own,
                          "Status", "DISABLED", NULL));
  json_object_unref (
    ask (world->ada, "DeleteCertificateAuthority", "CertificateAuthority", own, NULL));
  g_error_free (ask_refused (world->ada, ESP_REASON_CA_STATE, REPORT, "CertificateAuthority", own,
                             "AuditReportResponseFormat", "CSV", "Path", path, NULL));
  all = make_report (world, world->ada, NULL, NULL, "CSV", "all.csv");
  g_assert_true (esp_json_get_boolean (all, "Complete", FALSE));
  assert_labels (all, "LeftOut", "");
  g_assert_cmpint (esp_json_get_int (all, "Rows", 0), ==, 5);
  text = read_report (world, "all.csv");
  g_assert_nonnull (strstr (text, own));
  account = make_report (world, world->ada, "Account", RADIO, "JSON", "account.json");
  g_assert_cmpint (esp_json_get_int (account, "Rows", 0), ==, 2);
  paper = make_report (world, world->ada, NULL, NULL, "PDF", "all.pdf");
  g_assert_cmpint (esp_json_get_int (paper, "Rows", 0), ==, 5);
}

/* --- How far it is ---------------------------------------------------------------------------*/

static JsonNode *
call_watched (World *world, const char *format, GCancellable *progress, GError **error)
{
  g_autofree char *path = fixture_file (&world->base, "watched");
  g_autoptr (JsonObject) parameters = json_object_new ();

  json_object_set_string_member (parameters, "AuditReportResponseFormat", format);
  json_object_set_string_member (parameters, "Path", path);
  return esp_engine_call (world->ada, REPORT, parameters, progress, error);
}

static void
test_progress (World *world, gconstpointer data)
{
  static const char *const formats[] = { "CSV", "JSON", "PDF" };
  g_autofree char *own = furnish (world);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GCancellable) progress = esp_progress_new (), cancelled = esp_progress_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *path = fixture_file (&world->base, "watched");
      JsonNode *made;

      g_cancellable_cancel (cancelled);
      made = call_watched (world, formats[i], cancelled, &error);
      g_assert_null (made);
      g_assert_true (esp_error_has_reason (error, ESP_REASON_CANCELLED) ||
                     g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
      g_clear_error (&error);
      g_assert_cmpfloat (esp_progress_get_fraction (ESP_PROGRESS (progress)), <, 0);
      made = call_watched (world, formats[i], progress, &error);
      g_assert_no_error (error);
      json_node_unref (made);
      g_unlink (path);
      g_assert_cmpfloat (esp_progress_get_fraction (ESP_PROGRESS (progress)), >, 0.9999);
    }
}

/* Where nothing may be reported on, that is a denial, and leaves its trace. */
static void
test_denied (World *world, gconstpointer data)
{
  g_autofree char *path = fixture_file (&world->base, "denied.csv");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspEngine) engine = NULL;
  gint64 events;

  add_person_with (&world->base, "Paul",
                   "{'Effect':'Allow','Action':['acm-pca:List*','acm-pca:Describe*'],"
                   "'Resource':'*'}");
  engine = world_sign_in (world, "Paul");
  events = count_events (world->ada);
  error = ask_refused (engine, ESP_REASON_ACCESS_DENIED_IMPLICIT, REPORT,
                       "AuditReportResponseFormat", "PDF", "Path", path, NULL);
  g_assert_cmpint (count_events (world->ada), ==, events + 1);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  world_leave (g_steal_pointer (&engine));
}

static void
test_scope_is_clear (World *world, gconstpointer data)
{
  g_autofree char *path = fixture_file (&world->base, "both.csv");

  g_error_free (ask_refused (world->ada, ESP_REASON_REPORT_SCOPE, REPORT, "Account", RADIO,
                             "CertificateAuthority", world->ca, "AuditReportResponseFormat", "CSV",
                             "Path", path, NULL));
  g_error_free (ask_refused (world->ada, ESP_REASON_ACCOUNT_UNKNOWN, REPORT, "Account", "Nobody",
                             "AuditReportResponseFormat", "CSV", "Path", path, NULL));
  g_error_free (ask_refused (world->ada, ESP_REASON_REPORT_NOTHING, REPORT, "Account", NAVI,
                             "AuditReportResponseFormat", "CSV", "Path", path, NULL));
  g_error_free (ask_refused (world->ada, ESP_REASON_REPORT_FORMAT, REPORT,
                             "AuditReportResponseFormat", "ODT", "Path", path, NULL));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* The history shows those that somebody may see, and own ones. */
static void
test_history (World *world, gconstpointer data)
{
  g_autofree char *own = furnish (world);
  g_autoptr (JsonObject) list = NULL;
  JsonObject *newest;

  json_object_unref (make_report (world, world->ada, NULL, NULL, "CSV", "1.csv"));
  json_object_unref (make_report (world, world->ada, "Account", RADIO, "JSON", "2.json"));
  json_object_unref (make_report (world, world->ada, "CertificateAuthority", own, "PDF", "3.pdf"));
  json_object_unref (
    make_report (world, world->ada, "CertificateAuthority", world->ca, "CSV", "4.csv"));
  g_assert_cmpuint (count_reports (world->ada), ==, 4);
  g_assert_cmpuint (count_reports (world->rita), ==, 2);
  json_object_unref (make_report (world, world->rita, NULL, NULL, "CSV", "5.csv"));
  g_assert_cmpuint (count_reports (world->rita), ==, 3);
  list = ask (world->ada, LIST, NULL);
  newest = json_array_get_object_element (esp_json_get_array (list, "AuditReports"), 0);
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (list, "AuditReports")), ==, 5);
  g_assert_nonnull (esp_json_get_string (newest, "Digest"));
  g_assert_nonnull (esp_json_get_string (newest, "Scope"));
}

/* The clock of the fixture stands still, and so does the log between two of them. */
static void
test_paper (World *world, gconstpointer data)
{
  g_autofree char *own = furnish (world);
  g_autoptr (JsonObject) made = make_report (world, world->ada, NULL, NULL, "pdf", "all.pdf");
  g_autofree char *path = fixture_file (&world->base, "all.pdf");
  g_autofree char *program = g_find_program_in_path ("pdftotext");
  const char *argv[] = { program, "-layout", path, "-", NULL };
  g_autofree char *text = NULL;

  g_assert_cmpint (esp_json_get_int (made, "Rows", 0), ==, 5);
  if (!program)
    {
      g_test_skip ("pdftotext is not at hand");
      return;
    }
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &text, NULL, NULL, NULL));
  g_assert_nonnull (strstr (text, "All certificate authorities"));
  g_assert_nonnull (strstr (text, "Meridian Motors ("));
  g_assert_nonnull (strstr (text, "radio-0001"));
  g_assert_nonnull (strstr (text, "Page 1 of "));
  g_assert_null (strstr (text, "Not in this report"));
}

/* Counts in every group at once are those of each. */
static void
test_summaries (World *world, gconstpointer data)
{
  static const char *const groups[] = { "ca", "account", "template", "month" };
  g_autofree char *own = furnish (world);
  g_autoptr (JsonObject) all = ask (world->ada, "SummarizeCertificates", "By", "all", NULL);
  g_autoptr (JsonObject)
    radio = ask (world->ada, "SummarizeCertificates", "By", "ca", "Account", RADIO, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      g_autoptr (JsonObject) one = ask (world->ada, "SummarizeCertificates", "By", groups[i], NULL);
      JsonObject *summaries = esp_json_get_object (all, "Summaries");

      g_assert_true (json_node_equal (json_object_get_member (one, "Groups"),
                                      json_object_get_member (summaries, groups[i])));
    }
  g_assert_cmpint (esp_json_get_int (esp_json_get_object (all, "Total"), "Issued", 0), ==, 5);
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (radio, "Groups")), ==, 1);
  g_assert_cmpint (esp_json_get_int (esp_json_get_object (radio, "Total"), "Issued", 0), ==, 2);
}

/* A report takes the place of an older one, and of nothing else: not of the vault, by whatever
 * name, and not of what is no file. */
static void
test_place (World *world, gconstpointer data)
{
  g_autofree char *link = fixture_file (&world->base, "link");
  g_autofree char *pipe = fixture_file (&world->base, "pipe");
  g_autofree char *old = fixture_file (&world->base, "old.csv");
  const char *vault = esp_engine_get_path (world->ada);
  const struct
  {
    const char *path;
    EspReason reason;
  } rows[] = { { vault, ESP_REASON_FILE_EXISTS },
               { link, ESP_REASON_FILE_EXISTS },
               { pipe, ESP_REASON_FILE_WRITE } };
  g_autoptr (JsonObject) result = NULL;
  GStatBuf before, after;

  g_assert_cmpint (symlink (vault, link), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_true (g_file_set_contents (old, "old", -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpint (g_stat (rows[i].path, &before), ==, 0);
      g_error_free (ask_refused (world->ada, rows[i].reason, REPORT, "AuditReportResponseFormat",
                                 "CSV", "Path", rows[i].path, NULL));
      g_assert_cmpint (g_stat (rows[i].path, &after), ==, 0);
      g_assert_cmpuint (before.st_ino, ==, after.st_ino);
    }
  result = make_report (world, world->ada, NULL, NULL, "CSV", "old.csv");
  g_clear_pointer (&old, g_free);
  old = read_report (world, "old.csv");
  g_assert_true (g_str_has_prefix (old, "awsAccountId,"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  WORLD_ADD ("/engine/report/everything", test_everything);
  WORLD_ADD ("/engine/report/one", test_one);
  WORLD_ADD ("/engine/report/of-an-account", test_of_an_account);
  WORLD_ADD ("/engine/report/left-out", test_left_out);
  WORLD_ADD ("/engine/report/deleted", test_deleted);
  WORLD_ADD ("/engine/report/progress", test_progress);
  WORLD_ADD ("/engine/report/denied", test_denied);
  WORLD_ADD ("/engine/report/scope-is-clear", test_scope_is_clear);
  WORLD_ADD ("/engine/report/history", test_history);
  WORLD_ADD ("/engine/report/paper", test_paper);
  WORLD_ADD ("/engine/report/place", test_place);
  WORLD_ADD ("/engine/report/summaries", test_summaries);
  return g_test_run ();
}
