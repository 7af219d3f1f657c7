/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reports that are read: what the writer makes comes back unchanged, in both forms and in pieces of
 * any size; the document's own sample; what may differ, and what is refused where; and counts.
 */
#include "audit/esp-report-counts.h"
#include "audit/esp-report-reader.h"
#include "audit/esp-report.h"
#include "base/esp-error.h"
#include "base/esp-time.h"

#include <string.h>

#define CA                                                                                         \
  "arn:aws:acm-pca:eu-central-1:111122223333:certificate-authority/"                               \
  "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
#define HEADER                                                                                     \
  "awsAccountId,requestedByServicePrincipal,certificateArn,serial,subject,notBefore,notAfter,"     \
  "issuedAt,revokedAt,revocationReason,templateArn\n"
#define ARN CA "/certificate/00ff"
#define TIMES "2026-01-10T08:00:00+0000,2027-01-10T09:00:00+0000,2026-01-10T09:00:00+0000"
#define LINE "222233334444,," ARN ",00:ff,\"CN=a\"," TIMES ",,,\n"

static char *
describe (const EspReportEntry *entry)
{
  return g_strdup_printf ("%s|%s|%s|%s|%s|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT
                          "|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%s|%s\n",
                          entry->account, entry->service ? entry->service : "-", entry->arn,
                          entry->serial, entry->subject, entry->not_before, entry->not_after,
                          entry->issued_at, entry->revoked_at, entry->reason ? entry->reason : "-",
                          entry->template_arn ? entry->template_arn : "-");
}

static gboolean
keep_cb (const EspReportEntry *entry, gpointer data, GError **error)
{
  g_autofree char *text = describe (entry);

  g_string_append (data, text);
  return TRUE;
}

/* @piece bytes at a time. */
static char *
read_all (const char *text, gsize len, gsize piece, guint64 *n_rows, GError **error)
{
  g_autoptr (GString) found = g_string_new (NULL);
  g_autoptr (EspReportReader) reader = esp_report_reader_new (keep_cb, found);

  for (gsize i = 0; i < len; i += piece)
    if (!esp_report_reader_feed (reader, text + i, MIN (piece, len - i), error))
      return NULL;
  if (!esp_report_reader_finish (reader, error))
    return NULL;
  if (n_rows)
    *n_rows = esp_report_reader_get_n_rows (reader);
  return g_strdup (found->str);
}

/* --- Round trip -------------------------------------------------------------------------------*/

static gboolean
append_cb (const char *text, gsize len, gpointer data, GError **error)
{
  g_string_append_len (data, text, (gssize) len);
  return TRUE;
}

static const char *const subjects[] = {
  "CN=plain",
  "",
  "CN=a\\, b,O=\"quoted\",C=DE",
  "CN=line\nbreak\r\n\ttab",
  "CN=back\\slash,2.5.4.5=#13023031",
  "CN=\xe6\x9d\xb1\xe4\xba\xac,O=J\xc3\xb6rg & S\xc3\xb6hne <x>",
  "CN=\x01\x1f\x7f",
  "CN=\xf0\x9f\x9a\x97",
};

static EspCertificateRow *
make_row (guint i)
{
  EspCertificateRow *row = esp_certificate_row_new ();

  row->ca = g_strdup (i % 2 ? "ca-1" : "ca-2");
  row->ca_label = g_strdup ("Same name");
  row->requester_account = g_strdup (i % 4 ? "222233334444" : "333344445555");
  row->serial = g_strdup_printf ("%032x", i);
  row->report_subject = g_strdup (subjects[i % G_N_ELEMENTS (subjects)]);
  row->issued_at = 1768032000 + i * 86400 * 10;
  row->not_before = row->issued_at - 3600;
  row->not_after = row->issued_at + 86400 * 90;
  row->template_name = i % 5 ? g_strdup ("EndEntityCertificate") : NULL;
  row->revoked_at = i % 3 ? 0 : row->issued_at + 86400 * 40;
  row->revocation_reason = i % 3 ? 0 : 1;
  return row;
}

/* What the reader should say of it. */
static void
append_wanted (GString *wanted, const EspCertificateRow *row)
{
  g_autofree char *arn = g_strconcat (CA "/certificate/", row->serial, NULL);
  g_autofree char *template_arn =
    row->template_name ? g_strdup_printf ("arn:aws:acm-pca:::template/%s/V1", row->template_name) :
                         NULL;
  EspReportEntry entry = { row->requester_account,
                           NULL,
                           arn,
                           row->serial,
                           row->report_subject,
                           row->not_before,
                           row->not_after,
                           row->issued_at,
                           row->revoked_at,
                           row->revoked_at ? "KEY_COMPROMISE" : NULL,
                           template_arn };
  g_autofree char *text = describe (&entry);

  g_string_append (wanted, text);
}

static void
test_round_trip (void)
{
  for (int format = ESP_REPORT_JSON; format <= ESP_REPORT_CSV; format++)
    {
      g_autoptr (GString) text = g_string_new (NULL), wanted = g_string_new (NULL);
      g_autoptr (EspReportWriter)
        writer = esp_report_writer_new ((EspReportFormat) format, append_cb, text);
      static const gsize pieces[] = { 1, 2, 7, 64, 100000 };

      for (guint i = 0; i < 50; i++)
        {
          g_autoptr (EspCertificateRow) row = make_row (i);

          g_assert_true (esp_report_writer_add (writer, row, CA, NULL));
          append_wanted (wanted, row);
        }
      g_assert_true (esp_report_writer_finish (writer, NULL));
      for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
        {
          g_autoptr (GError) error = NULL;
          guint64 n_rows = 0;
          g_autofree char *found = read_all (text->str, text->len, pieces[i], &n_rows, &error);

          g_assert_no_error (error);
          g_assert_cmpuint (n_rows, ==, 50);
          g_assert_cmpstr (found, ==, wanted->str);
        }
    }
}

/* --- What may differ --------------------------------------------------------------------------*/

static const char *const same[] = {
  HEADER LINE,
  "\xef\xbb\xbf" HEADER LINE,
  "SERIAL,awsaccountid,certificateArn,Subject,notBefore,notAfter,issuedAt,new\r\n"
  "00ff,222233334444," ARN ",CN=a," TIMES ",what\r\n",
  HEADER "222233334444,," ARN ",00:FF,CN=a," TIMES ",,UNSPECIFIED,",
  "[{\"awsAccountId\":\"222233334444\",\"certificateArn\":\"" ARN "\",\"serial\":\"00:ff\","
  "\"Subject\":\"C\\u004e=a\",\"notBefore\":\"2026-01-10T08:00:00Z\","
  "\"notAfter\":\"2027-01-10T09:00:00+00:00\",\"issuedAt\":\"2026-01-10T09:00:00+0000\","
  "\"revokedAt\":null,\"added\":\"later\"}]\n",
};

static void
test_forms (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *found = read_all (same[i], strlen (same[i]), 3, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (found, ==,
                       "222233334444|-|" ARN "|00ff|CN=a|1768032000|1799571600|1768035600|0|-|-\n");
    }
}

static void
test_empty (void)
{
  static const char *const texts[] = { "[]\n", " [ ] ", HEADER, "\n" HEADER "\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      guint64 n_rows = 1;
      g_autofree char *found = read_all (texts[i], strlen (texts[i]), 100, &n_rows, NULL);

      g_assert_cmpstr (found, ==, "");
      g_assert_cmpuint (n_rows, ==, 0);
    }
}

/* --- What is refused --------------------------------------------------------------------------*/

static const struct
{
  const char *text;
  const char *line, *column;
  const char *problem; /* its beginning */
} refused[] = {
  { "", "1", "1", "the file is empty" },
  { "{}", "1", "1", "this is no audit report" },
  { "%PDF-1.5", "1", "1", "this is no audit report" },
  { "[{]", "1", "3", "a name or } was expected" },
  { "[]x", "1", "3", "something stands after" },
  { "[\n  {\"serial\": 7}]", "2", "14", "a text was expected" },
  { "[{\"serial\": \"0\\x\"}]", "1", "16", "this escape is unknown" },
  { "[{\"subject\": \"\\ud800x\"}]", "1", "21", "half of a letter" },
  { "[{\"subject\": \"\\udc00\"}]", "1", "20", "this is no letter" },
  { "[{\"subject\": \"\\u0000\"}]", "1", "20", "this is no letter" },
  { "[{\"subject\": \"a\nb\"}]", "1", "16", "a control character" },
  { "[{\"subject\": \"a\", \"SUBJECT\": \"b\"}]", "1", "32", "a field is there twice" },
  { "[{\"subject\": \"a\"}]", "1", "17", "the certificate has no awsAccountId" },
  { "[{\"subject\": \"a\"", "1", "17", "the file ends before" },
  { "[{\"subject\": \"\xff\"}]", "1", "16", "a field is no text" },
  { "serial,subject\n", "1", "15", "the first line names no column awsAccountId" },
  { "serial,serial\n", "1", "14", "a column is there twice" },
  { HEADER "1,2\n", "2", "2", "an account has 12 digits" },
  { HEADER "222233334444,,x\n", "2", "16", "this is no ARN" },
  { HEADER "222233334444,\n", "2", "14", "the line has fewer fields" },
  { HEADER LINE "222233334444,," ARN ",0:ff,a\n", "3", NULL, "a serial number is pairs" },
  { HEADER "222233334444,," ARN ",00:ff,a,2026-13-10T08:00:00+0000,", "2", NULL,
    "a time is written like" },
  { HEADER "222233334444,," ARN ",00:ff,a," TIMES ",,BECAUSE,", "2", NULL, "this is no reason" },
  { HEADER "222233334444,," ARN ",00:ff,a," TIMES ",,,,\n", "2", NULL, "the line has more fields" },
  { HEADER "\"22", "2", "4", "the file ends inside" },
  { HEADER "\"22\"x", "2", "5", "something stands after the quote" },
  { HEADER "2\"", "2", "2", "a quote stands inside" },
  { HEADER "\xc3\xa4\xc3\xb6,", "2", "3", "an account has 12 digits" },
  { HEADER "\r2", "2", NULL, "a line ends with half" },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    for (gsize piece = 1; piece <= 1000; piece += 999)
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *found = read_all (refused[i].text, strlen (refused[i].text), piece, NULL,
                                           &error);
        g_autofree char *shown = g_strescape (refused[i].text, NULL);

        g_assert_null (found);
        g_assert_true (esp_error_has_reason (error, ESP_REASON_REPORT_READ));
        g_test_message ("%s: %s", shown, error->message);
        g_assert_true (
          g_str_has_prefix (esp_error_get_argument (error, "problem"), refused[i].problem));
        g_assert_cmpstr (esp_error_get_argument (error, "line"), ==, refused[i].line);
        if (refused[i].column)
          g_assert_cmpstr (esp_error_get_argument (error, "column"), ==, refused[i].column);
      }
}

/* A field without an end needs no more memory than one that is too long. */
static void
test_bounds (void)
{
  g_autoptr (EspReportReader) reader = esp_report_reader_new (keep_cb, NULL);
  g_autofree char *letters = g_strnfill (70000, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_report_reader_feed (reader, "[{\"", 3, NULL));
  g_assert_false (esp_report_reader_feed (reader, letters, 70000, &error));
  g_assert_cmpstr (esp_error_get_argument (error, "column"), ==, "65540");
  g_clear_error (&error);
  /* What is broken stays so. */
  g_assert_false (esp_report_reader_feed (reader, "]", 1, &error));
  g_assert_nonnull (error);
  g_assert_false (esp_report_reader_finish (reader, NULL));
}

static gboolean
stop_cb (const EspReportEntry *entry, gpointer data, GError **error)
{
  esp_error_set (error, ESP_REASON_FILE_WRITE, "sink", NULL);
  return FALSE;
}

static void
test_stopped (void)
{
  g_autoptr (EspReportReader) reader = esp_report_reader_new (stop_cb, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (esp_report_reader_feed (reader, HEADER LINE, strlen (HEADER LINE), &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_FILE_WRITE));
  g_assert_false (esp_report_reader_finish (reader, NULL));
}

/* --- Counts -----------------------------------------------------------------------------------*/

static const EspReportGroup *
find (GPtrArray *groups, const char *name)
{
  for (guint i = 0; i < groups->len; i++)
    if (g_str_equal (((const EspReportGroup *) g_ptr_array_index (groups, i))->name, name))
      return g_ptr_array_index (groups, i);
  return NULL;
}

static void
test_counts (void)
{
  g_autoptr (EspReportCounts) counts = esp_report_counts_new (1768032000 + 86400 * 100 + 1);
  g_autoptr (GPtrArray) cas = NULL, accounts = NULL, templates = NULL, months = NULL;
  const EspReportGroup *total;
  gint64 issued = 0, revocations = 0;

  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (EspCertificateRow) row = make_row (i);

      esp_report_counts_add (counts, row);
    }
  total = esp_report_counts_get_total (counts);
  g_assert_cmpint (total->issued, ==, 12);
  g_assert_cmpint (total->revoked, ==, 4);
  g_assert_cmpint (total->expired, ==, 1);
  g_assert_cmpint (total->valid, ==, 7);
  /* Two authorities may have one name. */
  cas = esp_report_counts_list (counts, ESP_REPORT_BY_CA);
  g_assert_cmpuint (cas->len, ==, 2);
  g_assert_cmpint (((EspReportGroup *) cas->pdata[0])->issued, ==, 6);
  accounts = esp_report_counts_list (counts, ESP_REPORT_BY_ACCOUNT);
  g_assert_cmpint (find (accounts, "333344445555")->issued, ==, 3);
  templates = esp_report_counts_list (counts, ESP_REPORT_BY_TEMPLATE);
  g_assert_cmpint (find (templates, "")->issued, ==, 3);
  months = esp_report_counts_list (counts, ESP_REPORT_BY_MONTH);
  for (guint i = 0; i < months->len; i++)
    {
      const EspReportGroup *month = g_ptr_array_index (months, i);
      g_autoptr (GDateTime) date = g_date_time_new_utc (2026, 1 + (int) i, 1, 0, 0, 0);
      g_autofree char *name = g_date_time_format (date, "%Y-%m");

      /* One after the other, none is missing. */
      g_assert_cmpstr (month->name, ==, name);
      issued += month->issued;
      revocations += month->revocations;
    }
  g_assert_cmpint (issued, ==, 12);
  g_assert_cmpint (revocations, ==, 4);
  g_assert_cmpint (find (months, "2026-01")->issued, ==, 3);
  g_assert_cmpint (find (months, "2026-02")->revocations, ==, 1);
}

/* GLib's calendar says which month a second is in. */
static void
test_months (void)
{
  for (gint64 time = -62135596800 + 86400 * 400; time < 253402300799; time += 86400 * 997 + 12345)
    {
      g_autoptr (EspReportCounts) counts = esp_report_counts_new (0);
      g_autoptr (EspCertificateRow) row = make_row (1);
      g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time);
      g_autofree char *name = g_strdup_printf ("%04d-%02d", g_date_time_get_year (date),
                                               g_date_time_get_month (date));
      g_autoptr (GPtrArray) months = NULL;

      row->issued_at = time;
      esp_report_counts_add (counts, row);
      months = esp_report_counts_list (counts, ESP_REPORT_BY_MONTH);
      g_assert_cmpstr (((EspReportGroup *) months->pdata[0])->name, ==, name);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/audit/report-reader/round-trip", test_round_trip);
  g_test_add_func ("/audit/report-reader/forms", test_forms);
  g_test_add_func ("/audit/report-reader/empty", test_empty);
  g_test_add_func ("/audit/report-reader/refused", test_refused);
  g_test_add_func ("/audit/report-reader/bounds", test_bounds);
  g_test_add_func ("/audit/report-reader/stopped", test_stopped);
  g_test_add_func ("/audit/report-counts/counts", test_counts);
  g_test_add_func ("/audit/report-counts/months", test_months);
  return g_test_run ();
}
