/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reports against the service's sample, byte by byte, and against Python's readers of JSON and CSV
 * for rows with everything in them that a subject can hold.
 */
#include "audit/esp-report.h"
#include "base/esp-error.h"
#include "base/esp-time.h"
#include "pki/esp-name.h"

#include <glib/gstdio.h>
#include <string.h>

#define SAMPLE_CA                                                                                  \
  "arn:aws:acm-pca:eu-central-1:111122223333:certificate-authority/"                               \
  "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
#define HEADER                                                                                     \
  "awsAccountId,requestedByServicePrincipal,certificateArn,serial,subject,notBefore,notAfter,"     \
  "issuedAt,revokedAt,revocationReason,templateArn\n"

static const char sample_json[] =
  "[\n"
  "  {\n"
  "    \"awsAccountId\": \"222233334444\",\n"
  "    \"certificateArn\": \"" SAMPLE_CA "/certificate/00112233445566778899aabbccddeeff\",\n"
  "    \"serial\": \"00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff\",\n"
  "    \"subject\": \"CN=radio-0001.example.test,OU=Radio,O=Supplier A,L=Ulm,ST=BW,C=DE\",\n"
  "    \"notBefore\": \"2026-01-10T08:00:00+0000\",\n"
  "    \"notAfter\": \"2027-01-10T09:00:00+0000\",\n"
  "    \"issuedAt\": \"2026-01-10T09:00:00+0000\",\n"
  "    \"revokedAt\": \"2026-02-01T12:30:00+0000\",\n"
  "    \"revocationReason\": \"KEY_COMPROMISE\",\n"
  "    \"templateArn\": \"arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1\"\n"
  "  }\n"
  "]\n";

static const char sample_csv[] = HEADER
  "222233334444,," SAMPLE_CA "/certificate/00112233445566778899aabbccddeeff,"
  "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff,"
  "\"CN=radio-0001.example.test,OU=Radio,O=Supplier A,L=Ulm,ST=BW,C=DE\","
  "2026-01-10T08:00:00+0000,2027-01-10T09:00:00+0000,2026-01-10T09:00:00+0000,"
  "2026-02-01T12:30:00+0000,KEY_COMPROMISE,"
  "arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1\n";

static EspCertificateRow *
make_sample (void)
{
  EspCertificateRow *row = esp_certificate_row_new ();

  row->serial = g_strdup ("00112233445566778899aabbccddeeff");
  row->report_subject = g_strdup (
    "CN=radio-0001.example.test,OU=Radio,O=Supplier A,L=Ulm,ST=BW,C=DE");
  row->template_name = g_strdup ("EndEntityClientAuthCertificate");
  row->requester_account = g_strdup ("222233334444");
  row->not_before = 1768032000;
  row->not_after = 1799571600;
  row->issued_at = 1768035600;
  row->revoked_at = 1769949000;
  row->revocation_reason = 1;
  return row;
}

static gboolean
append_cb (const char *text, gsize len, gpointer data, GError **error)
{
  g_assert_cmpuint (strlen (text), ==, len);
  g_string_append_len (data, text, (gssize) len);
  return TRUE;
}

static char *
write_rows (EspReportFormat format, const EspCertificateRow *row, guint n_rows)
{
  GString *text = g_string_new (NULL);
  g_autoptr (EspReportWriter) writer = esp_report_writer_new (format, append_cb, text);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n_rows; i++)
    esp_report_writer_add (writer, row, SAMPLE_CA, &error);
  esp_report_writer_finish (writer, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (esp_report_writer_get_n_rows (writer), ==, n_rows);
  return g_string_free (text, FALSE);
}

static void
test_sample (void)
{
  g_autoptr (EspCertificateRow) row = make_sample ();
  g_autofree char *json = write_rows (ESP_REPORT_JSON, row, 1);
  g_autofree char *csv = write_rows (ESP_REPORT_CSV, row, 1);

  g_assert_cmpstr (json, ==, sample_json);
  g_assert_cmpstr (csv, ==, sample_csv);
}

/* That the samples above are the documents' own. */
static void
test_sample_is_the_reference (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "..", "shared", "reference",
                                                 "aws-private-ca.md", NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("the reference is not at hand");
      return;
    }
  g_assert_nonnull (strstr (text, sample_json));
  g_assert_nonnull (strstr (text, sample_csv));
}

static void
test_left_out (void)
{
  g_autoptr (EspCertificateRow) row = make_sample ();
  g_autofree char *json = NULL;
  g_autofree char *csv = NULL;

  row->revoked_at = 0;
  g_clear_pointer (&row->template_name, g_free);
  g_free (row->report_subject);
  row->report_subject = g_strdup ("CN=a");
  json = write_rows (ESP_REPORT_JSON, row, 1);
  csv = write_rows (ESP_REPORT_CSV, row, 1);
  g_assert_null (strstr (json, "revo"));
  g_assert_null (strstr (json, "templateArn"));
  g_assert_nonnull (strstr (json, "\"issuedAt\": \"2026-01-10T09:00:00+0000\"\n  }"));
  g_assert_nonnull (strstr (csv, ",\"CN=a\",2026-01-10T08:00:00+0000,"));
  g_assert_true (g_str_has_suffix (csv, ",2026-01-10T09:00:00+0000,,,\n"));
}

static void
test_empty_and_many (void)
{
  g_autoptr (EspCertificateRow) row = make_sample ();
  g_autofree char *no_json = write_rows (ESP_REPORT_JSON, row, 0);
  g_autofree char *no_csv = write_rows (ESP_REPORT_CSV, row, 0);
  g_autofree char *two = write_rows (ESP_REPORT_JSON, row, 2);
  g_autofree char *lines = write_rows (ESP_REPORT_CSV, row, 2);
  g_auto (GStrv) parts = g_strsplit (lines, "\n", -1);

  g_assert_cmpstr (no_json, ==, "[]\n");
  g_assert_cmpstr (no_csv, ==, HEADER);
  g_assert_nonnull (strstr (two, "  },\n  {\n"));
  g_assert_cmpuint (g_strv_length (parts), ==, 4);
  g_assert_cmpstr (parts[1], ==, parts[2]);
}

/* --- Sinks that fail, writers that are done ---------------------------------------------------*/

static gboolean
fail_cb (const char *text, gsize len, gpointer data, GError **error)
{
  guint *n_left = data;

  if ((*n_left)-- > 0)
    return TRUE;
  esp_error_set (error, ESP_REASON_FILE_WRITE, "report", NULL);
  return FALSE;
}

static void
test_failing_sink (void)
{
  g_autoptr (EspCertificateRow) row = make_sample ();
  guint n_left = 1;
  g_autoptr (EspReportWriter) writer = esp_report_writer_new (ESP_REPORT_CSV, fail_cb, &n_left);
  g_autoptr (GError) error = NULL;

  /* Text is collected; so much of it goes to the sink at once. */
  g_free (row->report_subject);
  row->report_subject = g_strnfill (100000, 'x');
  g_assert_true (esp_report_writer_add (writer, row, SAMPLE_CA, &error));
  g_assert_cmpuint (n_left, ==, 0);
  g_assert_false (esp_report_writer_add (writer, row, SAMPLE_CA, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_FILE_WRITE));
  g_clear_error (&error);
  g_assert_cmpuint (esp_report_writer_get_n_rows (writer), ==, 1);
  /* What is broken stays so, even if the sink would take more. */
  n_left = 10;
  g_assert_false (esp_report_writer_add (writer, row, SAMPLE_CA, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (esp_report_writer_finish (writer, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (n_left, ==, 10);
}

static void
test_finished (void)
{
  g_autoptr (EspCertificateRow) row = make_sample ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (EspReportWriter) writer = esp_report_writer_new (ESP_REPORT_JSON, append_cb, text);

  g_assert_true (esp_report_writer_finish (writer, NULL));
  g_assert_false (esp_report_writer_add (writer, row, SAMPLE_CA, NULL));
  g_assert_false (esp_report_writer_finish (writer, NULL));
  g_assert_cmpstr (text->str, ==, "[]\n");
  esp_report_writer_free (NULL);
}

/* --- The outside judge ------------------------------------------------------------------------*/

static const char *const subjects[] = {
  "CN=plain",
  "",
  "CN=a\\, b,O=\"quoted\",C=DE",
  "CN=line\nbreak\r\n\ttab,C=DE",
  "CN=back\\slash,2.5.4.5=#13023031",
  "CN=\xe6\x9d\xb1\xe4\xba\xac,O=J\xc3\xb6rg & S\xc3\xb6hne <x>",
  "CN=\x01\x1f\x7f",
  "=cmd|' /C calc'!A0",
  "CN=\xf0\x9f\x9a\x97",
  "CN=broken \xff\xc3",
};

static void
write_file (const char *path, EspReportFormat format, guint n_rows)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (EspReportWriter) writer = esp_report_writer_new (format, append_cb, text);
  static const int reasons[] = { 0, 1, 2, 3, 4, 5, 9, 10 };

  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr (EspCertificateRow) row = make_sample ();

      g_free (row->report_subject);
      row->report_subject = g_strdup (subjects[i % G_N_ELEMENTS (subjects)]);
      row->revoked_at = i % 3 == 0 ? row->revoked_at + i : 0;
      row->revocation_reason = reasons[i % G_N_ELEMENTS (reasons)];
      if (i % 5 == 0)
        g_clear_pointer (&row->template_name, g_free);
      g_assert_true (esp_report_writer_add (writer, row, SAMPLE_CA, NULL));
    }
  g_assert_true (esp_report_writer_finish (writer, NULL));
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
}

static void
test_judged_by_python (void)
{
  g_autofree char *python = g_find_program_in_path ("python3");
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "audit", "judge-report.py", NULL);
  g_autofree char *folder = g_dir_make_tmp ("espalier-report-XXXXXX", NULL);
  g_autofree char *json = g_build_filename (folder, "report.json", NULL);
  g_autofree char *csv = g_build_filename (folder, "report.csv", NULL);
  const char *command[] = { python, script, json, csv, NULL };
  g_autofree char *out = NULL;
  g_autofree char *problems = NULL;
  int status = 0;

  if (python)
    {
      write_file (json, ESP_REPORT_JSON, 1000);
      write_file (csv, ESP_REPORT_CSV, 1000);
      g_assert_true (g_spawn_sync (NULL, (char **) command, NULL, 0, NULL, NULL, &out, &problems,
                                   &status, NULL));
      g_assert_cmpstr (problems, ==, "");
      g_assert_cmpint (status, ==, 0);
      g_assert_cmpstr (out, ==, "1000\n");
      g_unlink (json);
      g_unlink (csv);
    }
  else
    {
      g_test_skip ("python3 is not at hand");
    }
  g_rmdir (folder);
}

/* --- Spreadsheets ------------------------------------------------------------------------------*/

/* Would a spreadsheet compute it? */
static gboolean
is_formula (const char *cell)
{
  return *cell == '"' ? is_formula (cell + 1) : *cell && strchr ("=+-@\t\r\n|%", *cell) != NULL;
}

/* The beginnings of the cells of all lines of @csv: outside of quotes, after a comma or a line end.
 */
static guint
count_formulas (const char *csv)
{
  gboolean in_quotes = FALSE, begins = TRUE;
  guint n = 0;

  for (const char *c = csv; *c; c++)
    {
      if (begins && *c != '\n')
        n += is_formula (c) ? 1 : 0;
      if (*c == '"')
        in_quotes = !in_quotes;
      begins = !in_quotes && (*c == ',' || *c == '\n');
    }
  return n;
}

/* Whatever stands in the names of certificates, in whatever attribute. */
static void
test_formulas (void)
{
  static const char *const names[] = {
    "CN=\\=cmd|' /C calc'!A0", "CN=\\+1\\+1",           "CN=-2\\+3",
    "CN=@SUM(A1:A9)",          "O=\\=1\\,\\=2,CN=\\=3", "2.5.4.97=\\=1\\+1",
    "CN=a\\\"\\,\\=1\\+1",     "CN=\\0A\\=1\\+1",       "OU=\\=1+CN=\\=2",
  };

  g_assert_cmpuint (count_formulas ("a,b\n=1,\"+2\",c\n,@\n"), ==, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (EspCertificateRow) row = make_sample ();
      g_autoptr (GError) error = NULL;
      g_autoptr (EspName) name = esp_name_parse (names[i], &error);
      g_autofree char *csv = NULL;

      g_assert_no_error (error);
      g_free (row->report_subject);
      row->report_subject = esp_name_to_report (name);
      csv = write_rows (ESP_REPORT_CSV, row, 3);
      g_test_message ("%s", csv);
      g_assert_cmpuint (count_formulas (csv), ==, 0);
    }
}

/* --- Times ------------------------------------------------------------------------------------*/

/* The writer has a calendar of its own: the same as everywhere else. */
static void
test_times (void)
{
  for (gint64 time = -86400; time < G_GINT64_CONSTANT (253402300799); time += 86400 * 211 + 4567)
    {
      g_autoptr (EspCertificateRow) row = make_sample ();
      g_autofree char *wanted = esp_time_to_report (time);
      g_autofree char *line = NULL;
      g_autofree char *found = NULL;

      row->not_before = row->not_after = row->issued_at = time;
      found = g_strdup_printf (",%s,%s,%s,", wanted, wanted, wanted);
      line = write_rows (ESP_REPORT_CSV, row, 1);
      g_assert_nonnull (strstr (line, found));
    }
}

/* --- Names and speed --------------------------------------------------------------------------*/

static void
test_names (void)
{
  static const struct
  {
    int code;
    const char *name;
  } rows[] = {
    { -1, NULL },
    { 0, "UNSPECIFIED" },
    { 1, "KEY_COMPROMISE" },
    { 2, "CERTIFICATE_AUTHORITY_COMPROMISE" },
    { 3, "AFFILIATION_CHANGED" },
    { 4, "SUPERSEDED" },
    { 5, "CESSATION_OF_OPERATION" },
    { 6, NULL },
    { 7, NULL },
    { 8, NULL },
    { 9, "PRIVILEGE_WITHDRAWN" },
    { 10, "A_A_COMPROMISE" },
    { 11, NULL },
  };
  EspReportFormat format = ESP_REPORT_JSON;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpstr (esp_report_reason_name (rows[i].code), ==, rows[i].name);
  g_assert_true (esp_report_format_from_string ("csv", &format));
  g_assert_cmpint (format, ==, ESP_REPORT_CSV);
  g_assert_cmpstr (esp_report_format_to_string (format), ==, "CSV");
  g_assert_true (esp_report_format_from_string ("JSON", &format));
  g_assert_cmpint (format, ==, ESP_REPORT_JSON);
  g_assert_false (esp_report_format_from_string ("pdf", &format));
  g_assert_false (esp_report_format_from_string (NULL, &format));
}

static void
test_speed (void)
{
  g_autoptr (EspCertificateRow) row = make_sample ();

  for (int format = ESP_REPORT_JSON; format <= ESP_REPORT_CSV; format++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autofree char *text = write_rows ((EspReportFormat) format, row, 100000);

      g_test_message ("100,000 rows of %s, %" G_GSIZE_FORMAT " bytes: %.3f seconds",
                      esp_report_format_to_string ((EspReportFormat) format), strlen (text),
                      (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
      g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_USEC_PER_SEC);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/audit/report/sample", test_sample);
  g_test_add_func ("/audit/report/sample-is-the-reference", test_sample_is_the_reference);
  g_test_add_func ("/audit/report/left-out", test_left_out);
  g_test_add_func ("/audit/report/empty-and-many", test_empty_and_many);
  g_test_add_func ("/audit/report/failing-sink", test_failing_sink);
  g_test_add_func ("/audit/report/finished", test_finished);
  g_test_add_func ("/audit/report/judged-by-python", test_judged_by_python);
  g_test_add_func ("/audit/report/formulas", test_formulas);
  g_test_add_func ("/audit/report/times", test_times);
  g_test_add_func ("/audit/report/names", test_names);
  g_test_add_func ("/audit/report/speed", test_speed);
  return g_test_run ();
}
