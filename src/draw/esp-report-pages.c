/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in an audit report, from its title to the last certificate. How pages are made is in
 * esp-pages.h, how a certificate stands on one in esp-report-lines.c. */
#include "esp-report-pages.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-time.h"
#include "esp-chart.h"
#include "esp-pages-private.h"
#include "esp-report-lines.h"

#include <string.h>

/* What gettext finds; it is looked up here, in the language of the paper. */
#define N_(text) (text)

#define SIZE 8.0        /* of the letters of charts */
#define MONTHS_MAX 48   /* that stand side by side */
#define AFTER_CHART 8.0 /* points */
#define HEADING 40.0
#define LIST_HEAD 150.0 /* heading, fields, headings of the columns, and a certificate */

typedef struct
{
  const EspReportPages *report;
  EspPlanTranslate translate;
  GPtrArray *groups[ESP_REPORT_N_BY];
  EspReportLines *lines;
  GError *error; /* of the certificates: nothing more is drawn then */
} Paper;

static const char *
say (const Paper *paper, const char *text)
{
  return paper->translate (text, NULL, 0);
}

/* --- Charts -----------------------------------------------------------------------------------*/

char *
esp_report_pages_label (const EspReportGroup *group,
                        EspReportBy by,
                        GHashTable *accounts,
                        EspPlanTranslate translate)
{
  const char *name = accounts && by == ESP_REPORT_BY_ACCOUNT ?
                       g_hash_table_lookup (accounts, group->name) :
                       NULL;

  if (name)
    return g_strdup_printf ("%s (%s)", name, group->name);
  return g_strdup (*group->name ?
                     group->name :
                     (translate ? translate : esp_plan_untranslated) (N_ ("No template"), NULL, 0));
}

/* Years, where there are too many months to tell one from another. */
static void
add_months (EspChart *chart, GPtrArray *months)
{
  g_autofree char *year = NULL;
  gint64 issued = 0, revoked = 0;

  for (guint i = 0; i < months->len; i++)
    {
      const EspReportGroup *month = g_ptr_array_index (months, i);

      if (months->len <= MONTHS_MAX)
        {
          esp_chart_add (chart, month->name, month->issued, month->revocations);
          continue;
        }
      if (year && strncmp (year, month->name, strlen (year)) != 0)
        {
          esp_chart_add (chart, year, issued, revoked);
          g_clear_pointer (&year, g_free);
          issued = revoked = 0;
        }
      if (!year)
        year = g_strndup (month->name, strcspn (month->name, "-"));
      issued += month->issued;
      revoked += month->revocations;
    }
  if (year)
    esp_chart_add (chart, year, issued, revoked);
}

EspChart *
esp_report_pages_chart (GPtrArray *groups,
                        EspReportBy by,
                        GHashTable *accounts,
                        EspPlanTranslate translate,
                        double size,
                        gboolean right_to_left)
{
  EspPlanTranslate words = translate ? translate : esp_plan_untranslated;
  EspChartStyle style = { .form = by == ESP_REPORT_BY_MONTH ? ESP_CHART_COLUMNS : ESP_CHART_BARS,
                          .series = { words (N_ ("Issued"), NULL, 0),
                                      words (N_ ("Revoked"), NULL, 0) },
                          .others = words (N_ ("Others ({n})"), NULL, 0),
                          .nothing = words (N_ ("No certificates"), NULL, 0),
                          .size = size > 0 ? size : SIZE,
                          .right_to_left = right_to_left,
                          .colours = esp_chart_colours_get (ESP_DIAGRAM_PRINT) };
  EspChart *chart = esp_chart_new (&style);

  if (by == ESP_REPORT_BY_MONTH)
    {
      add_months (chart, groups);
      return chart;
    }
  for (guint i = 0; i < groups->len; i++)
    {
      const EspReportGroup *group = g_ptr_array_index (groups, i);
      g_autofree char *label = esp_report_pages_label (group, by, accounts, words);

      esp_chart_add (chart, label, group->issued, group->revoked);
    }
  return chart;
}

/* The heading and the chart are not on two pages. */
static void
write_chart (const Paper *paper, EspPages *pages, EspReportBy by, const char *heading)
{
  g_autoptr (EspChart)
    chart = esp_report_pages_chart (paper->groups[by], by, paper->report->accounts,
                                    paper->translate, 0, paper->report->right_to_left);
  double room = esp_pages_get_room (pages);
  double height = esp_report_lines_measure_chart (paper->lines, chart, room);

  esp_pages_make_room (pages, height + HEADING);
  esp_pages_heading (pages, heading);
  if (pages->ink)
    esp_chart_draw (chart, pages->ink, esp_pages_get_x (pages, 0, room), pages->y, room);
  pages->y += height + AFTER_CHART;
}

/* --- Counts -----------------------------------------------------------------------------------*/

static void
write_months (const Paper *paper, EspPages *pages)
{
  GPtrArray *groups = paper->groups[ESP_REPORT_BY_MONTH];
  const EspPagesColumn columns[] = { { say (paper, N_ ("Month")), 0.4 },
                                     { say (paper, N_ ("Issued")), 0.3, TRUE },
                                     { say (paper, N_ ("Revoked")), 0.3, TRUE } };

  esp_pages_table_begin (pages, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < groups->len; i++)
    {
      const EspReportGroup *month = g_ptr_array_index (groups, i);
      g_autofree char *issued = esp_chart_count (month->issued);
      g_autofree char *revoked = esp_chart_count (month->revocations);
      const char *cells[] = { month->name, issued, revoked };

      esp_pages_table_row (pages, cells, NULL, 0);
    }
  esp_pages_table_end (pages);
}

static void
write_row (EspPages *pages, const char *label, const EspReportGroup *group)
{
  g_autofree char *issued = esp_chart_count (group->issued);
  g_autofree char *valid = esp_chart_count (group->valid);
  g_autofree char *expired = esp_chart_count (group->expired);
  g_autofree char *revoked = esp_chart_count (group->revoked);
  const char *cells[] = { label, issued, valid, expired, revoked };

  esp_pages_table_row (pages, cells, NULL, 0);
}

static void
write_groups (const Paper *paper, EspPages *pages, EspReportBy by, const char *what)
{
  const EspPagesColumn columns[] = { { what, 0.48 },
                                     { say (paper, N_ ("Issued")), 0.13, TRUE },
                                     { say (paper, N_ ("Valid")), 0.13, TRUE },
                                     { say (paper, N_ ("Expired")), 0.13, TRUE },
                                     { say (paper, N_ ("Revoked")), 0.13, TRUE } };

  esp_pages_table_begin (pages, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < paper->groups[by]->len; i++)
    {
      const EspReportGroup *group = g_ptr_array_index (paper->groups[by], i);
      g_autofree char *label = esp_report_pages_label (group, by, paper->report->accounts,
                                                       paper->translate);

      write_row (pages, label, group);
    }
  esp_pages_table_end (pages);
}

static void
write_counts (const Paper *paper, EspPages *pages)
{
  const struct
  {
    EspReportBy by;
    const char *heading, *what;
  } parts[] = {
    { ESP_REPORT_BY_MONTH, N_ ("By month"), NULL },
    { ESP_REPORT_BY_TEMPLATE, N_ ("By template"), N_ ("Template") },
    { ESP_REPORT_BY_ACCOUNT, N_ ("By account that asked for them"), N_ ("Account") },
    { ESP_REPORT_BY_CA, N_ ("By certificate authority"), N_ ("Certificate authority") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (paper->groups[parts[i].by]->len == 0 ||
          (parts[i].by == ESP_REPORT_BY_CA && paper->report->n_cas < 2))
        continue;
      write_chart (paper, pages, parts[i].by, say (paper, parts[i].heading));
      if (parts[i].by == ESP_REPORT_BY_MONTH)
        write_months (paper, pages);
      else
        write_groups (paper, pages, parts[i].by, say (paper, parts[i].what));
    }
}

/* --- The first page ---------------------------------------------------------------------------*/

static char *
tell_scope (const Paper *paper)
{
  const EspReportPages *report = paper->report;

  if (report->ca)
    return esp_text_fill (say (paper, N_ ("Certificate authority {name}")),
                          (const char *[]){ "name", report->ca, NULL });
  if (!report->account)
    return g_strdup (say (paper, N_ ("All certificate authorities")));
  return esp_text_fill (
    say (paper, N_ ("Certificate authorities of the account {name} ({number})")),
    (const char *[]){ "name", report->account_name ? report->account_name : report->account,
                      "number", report->account, NULL });
}

static char *
tell_person (const Paper *paper)
{
  const EspReportPages *report = paper->report;

  if (!report->role)
    return g_strdup (report->made_by);
  return esp_text_fill (say (paper, N_ ("{name}, in the role {role}")),
                        (const char *[]){ "name", report->made_by, "role", report->role, NULL });
}

static void
write_facts (const Paper *paper, EspPages *pages)
{
  const EspReportPages *report = paper->report;
  const EspReportGroup *total = esp_report_counts_get_total (report->counts);
  g_autofree char *time = esp_time_to_rfc3339 (report->made_at);
  g_autofree char *person = tell_person (paper);
  g_autofree char *cas = esp_chart_count (report->n_cas);
  g_autofree char *issued = esp_chart_count (total->issued);
  g_autofree char *valid = esp_chart_count (total->valid);
  g_autofree char *expired = esp_chart_count (total->expired);
  g_autofree char *revoked = esp_chart_count (total->revoked);
  const EspPagesField fields[] = {
    { say (paper, N_ ("Organization")), report->organization },
    { say (paper, N_ ("Made at")), time },
    { say (paper, N_ ("Made by")), person },
    { say (paper, N_ ("Authorities in it")), cas },
    { say (paper, N_ ("Authority")), report->ca ? report->cas[0].arn : NULL, TRUE },
    { say (paper, N_ ("Certificates")), issued },
    { say (paper, N_ ("Valid")), valid },
    { say (paper, N_ ("Expired")), expired },
    { say (paper, N_ ("Revoked")), revoked },
  };

  esp_pages_fields (pages, fields, G_N_ELEMENTS (fields));
}

static void
write_left_out (const Paper *paper, EspPages *pages)
{
  const EspReportPages *report = paper->report;
  const EspPagesColumn columns[] = { { say (paper, N_ ("Certificate authority")), 0.6 },
                                     { say (paper, N_ ("Why it is left out")), 0.4 } };

  if (report->is_complete)
    return;
  esp_pages_heading (pages, say (paper, N_ ("Not in this report")));
  esp_pages_paragraph (pages,
                       say (paper, N_ ("This report is not of everything that there is. It has "
                                       "only the authorities whose reports may be made by who "
                                       "made it; those that this person does not see are not "
                                       "named here.")));
  if (report->n_left_out == 0)
    return;
  esp_pages_table_begin (pages, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < report->n_left_out; i++)
    {
      const EspReportPagesCa *one = &report->left_out[i];
      const EspPagesField arn = { say (paper, N_ ("ARN")), one->arn, TRUE };
      const char *cells[] = { one->label, say (paper, N_ ("Its report may not be made")) };

      esp_pages_table_row (pages, cells, &arn, 1);
    }
  esp_pages_table_end (pages);
}

/* --- The list ---------------------------------------------------------------------------------*/

static const char *
tell_state (const Paper *paper, EspCaState state)
{
  static const char *const words[ESP_N_CA_STATES] = {
    [ESP_CA_CREATING] = N_ ("Being created"),
    [ESP_CA_PENDING_CERTIFICATE] = N_ ("Waits for its certificate"),
    [ESP_CA_ACTIVE] = N_ ("Active"),
    [ESP_CA_DISABLED] = N_ ("Disabled"),
    [ESP_CA_EXPIRED] = N_ ("Expired"),
    [ESP_CA_DELETED] = N_ ("Deleted"),
    [ESP_CA_FAILED] = N_ ("Failed"),
    [ESP_CA_HANDED_OVER] = N_ ("Handed over"),
  };

  return say (paper, words[state]);
}

static void
write_head_of (const Paper *paper, EspPages *pages, const EspReportPagesCa *ca, gint64 n)
{
  g_autofree char *certificates = esp_chart_count (n);
  const EspPagesField fields[] = {
    { say (paper, N_ ("ARN")), ca->arn, TRUE },
    { say (paper, N_ ("State of the authority")), tell_state (paper, ca->state) },
    { say (paper, N_ ("Certificates")), certificates },
  };

  esp_pages_heading (pages, ca->label);
  esp_pages_fields (pages, fields, G_N_ELEMENTS (fields));
}

static gint64
count_of (const Paper *paper, const char *id)
{
  GPtrArray *groups = paper->groups[ESP_REPORT_BY_CA];

  for (guint i = 0; i < groups->len; i++)
    {
      const EspReportGroup *group = g_ptr_array_index (groups, i);

      if (g_str_equal (group->id, id))
        return group->issued;
    }
  return 0;
}

static gboolean
add_cb (const EspCertificateRow *row, gpointer lines, GError **error)
{
  esp_report_lines_add (lines, row);
  return TRUE;
}

/* Pages are counted without looking at the certificates: each needs the same room. */
static void
write_list_of (Paper *paper, EspPages *pages, guint index)
{
  const EspReportPages *report = paper->report;
  const EspReportPagesCa *ca = &report->cas[index];
  gint64 n = count_of (paper, ca->id);

  esp_pages_make_room (pages, LIST_HEAD);
  write_head_of (paper, pages, ca, n);
  if (n == 0)
    return;
  esp_report_lines_begin (paper->lines, pages, n);
  if (pages->ink && !report->each (index, add_cb, paper->lines, report->data, &paper->error))
    esp_report_lines_stop (paper->lines);
  esp_report_lines_end (paper->lines);
}

/* --- The document -----------------------------------------------------------------------------*/

static void
compose_cb (EspPages *pages, gpointer data)
{
  Paper *paper = data;
  g_autofree char *scope = tell_scope (paper);

  esp_pages_title (pages, say (paper, N_ ("Audit report")), scope);
  write_facts (paper, pages);
  write_left_out (paper, pages);
  write_counts (paper, pages);
  for (guint i = 0; i < paper->report->n_cas && !paper->error; i++)
    write_list_of (paper, pages, i);
}

/* As openssl writes it. */
static char *
tell_fingerprint (const char *hex)
{
  g_autofree char *colons = hex ? esp_hex_with_colons (hex) : NULL;

  return colons ? g_ascii_strup (colons, -1) : NULL;
}

static char *
tell_log (const Paper *paper)
{
  g_autofree char *size = g_strdup_printf ("%" G_GINT64_FORMAT, paper->report->log_size);

  return esp_text_fill (say (paper, N_ ("{size} entries, root {root}")),
                        (const char *[]){ "size", size, "root", paper->report->log_root, NULL });
}

static gboolean
write_paper (Paper *paper, EspPagesSink sink, gpointer data, GError **error)
{
  const EspReportPages *report = paper->report;
  g_autofree char *scope = tell_scope (paper);
  g_autofree char *vault = tell_fingerprint (report->vault_fingerprint);
  g_autofree char *log = tell_log (paper);
  const EspPagesField feet[] = { { say (paper, N_ ("Vault, SHA-256")), vault, TRUE },
                                 { say (paper, N_ ("Log")), log, TRUE } };
  EspPagesStyle style = { .title = say (paper, N_ ("Audit report")),
                          .owner = report->organization,
                          .description = scope,
                          .page = say (paper, N_ ("Page {n} of {total}")),
                          .feet = feet,
                          .n_feet = G_N_ELEMENTS (feet),
                          .time = report->made_at,
                          .right_to_left = report->right_to_left };

  return esp_pages_write_to (&style, compose_cb, paper, sink, data, error);
}

gboolean
esp_report_pages_write (const EspReportPages *report,
                        EspPagesSink sink,
                        gpointer data,
                        GError **error)
{
  Paper paper = { .report = report,
                  .translate = report->translate ? report->translate : esp_plan_untranslated };
  gboolean good;

  for (int by = 0; by < ESP_REPORT_N_BY; by++)
    paper.groups[by] = esp_report_counts_list (report->counts, (EspReportBy) by);
  paper.lines = esp_report_lines_new (report, paper.translate);
  good = write_paper (&paper, sink, data, error);
  esp_report_lines_free (paper.lines);
  for (int by = 0; by < ESP_REPORT_N_BY; by++)
    g_ptr_array_unref (paper.groups[by]);
  if (!paper.error)
    return good;
  if (good)
    g_propagate_error (error, paper.error);
  else
    g_error_free (paper.error);
  return FALSE;
}
