/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting certificates. Which ones are counted is the caller's business, and so is how the numbers
 * are shown. */
#include "esp-report-counts.h"

#include "model/esp-names.h"

#include <string.h>

#define MONTHS_MAX 1200 /* a gap longer than that is left out: some clock was wrong */

struct _EspReportCounts
{
  gint64 now;
  GHashTable *groups[ESP_REPORT_N_BY]; /* name -> EspReportGroup; of months number -> group */
  EspReportGroup total;
};

static const char *const by_names[ESP_REPORT_N_BY] = {
  [ESP_REPORT_BY_CA] = "ca",
  [ESP_REPORT_BY_ACCOUNT] = "account",
  [ESP_REPORT_BY_TEMPLATE] = "template",
  [ESP_REPORT_BY_MONTH] = "month",
};

static void
group_free (gpointer data)
{
  EspReportGroup *group = data;

  g_free (group->id);
  g_free (group->name);
  g_free (group);
}

EspReportCounts *
esp_report_counts_new (gint64 now)
{
  EspReportCounts *counts = g_new0 (EspReportCounts, 1);

  counts->now = now;
  for (int by = 0; by < ESP_REPORT_N_BY; by++)
    counts->groups[by] = by == ESP_REPORT_BY_MONTH ?
                           g_hash_table_new_full (NULL, NULL, NULL, group_free) :
                           g_hash_table_new_full (g_str_hash, g_str_equal, NULL, group_free);
  return counts;
}

void
esp_report_counts_free (EspReportCounts *counts)
{
  if (!counts)
    return;
  for (int by = 0; by < ESP_REPORT_N_BY; by++)
    g_hash_table_unref (counts->groups[by]);
  g_free (counts);
}

/* --- Months -----------------------------------------------------------------------------------*/

/* Months since year 0, of UTC (days to civil dates as in the proleptic Gregorian calendar). */
static int
month_of (gint64 time)
{
  gint64 days = (time >= 0 ? time : time - 86399) / 86400 + 719468;
  gint64 era = (days >= 0 ? days : days - 146096) / 146097;
  gint64 day = days - era * 146097;
  gint64 year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
  gint64 of_year = day - (365 * year + year / 4 - year / 100);
  gint64 month = (5 * of_year + 2) / 153; /* March is 0 */

  return (int) ((year + era * 400) * 12 + month + 2);
}

/* --- Counting ---------------------------------------------------------------------------------*/

static EspReportGroup *
group_new (const char *id, const char *name)
{
  EspReportGroup *group = g_new0 (EspReportGroup, 1);

  group->id = g_strdup (id);
  group->name = g_strdup (name);
  return group;
}

static EspReportGroup *
month_new (int month)
{
  g_autofree char *name = g_strdup_printf ("%04d-%02d", month / 12, month % 12 + 1);

  return group_new (name, name);
}

static EspReportGroup *
find_group (EspReportCounts *counts, EspReportBy by, const char *id, const char *name)
{
  EspReportGroup *group = g_hash_table_lookup (counts->groups[by], id);

  if (!group)
    {
      group = group_new (id, name);
      g_hash_table_insert (counts->groups[by], group->id, group);
    }
  return group;
}

static EspReportGroup *
find_month (EspReportCounts *counts, gint64 time)
{
  int month = month_of (time);
  EspReportGroup *group = g_hash_table_lookup (counts->groups[ESP_REPORT_BY_MONTH],
                                               GINT_TO_POINTER (month));

  if (!group)
    {
      group = month_new (month);
      g_hash_table_insert (counts->groups[ESP_REPORT_BY_MONTH], GINT_TO_POINTER (month), group);
    }
  return group;
}

static void
count (EspReportGroup *group, EspCertificateStatus status)
{
  group->issued++;
  group->valid += status == ESP_CERTIFICATE_VALID;
  group->expired += status == ESP_CERTIFICATE_EXPIRED;
  group->revoked += status == ESP_CERTIFICATE_REVOKED;
}

static void
count_in (EspReportCounts *counts,
          EspReportBy by,
          const char *id,
          const char *name,
          EspCertificateStatus status)
{
  EspReportGroup *group = find_group (counts, by, id, name);

  count (group, status);
  group->revocations = group->revoked;
}

void
esp_report_counts_add (EspReportCounts *counts, const EspCertificateRow *row)
{
  EspCertificateStatus status = esp_certificate_row_get_status (row, counts->now);
  const char *template_name = row->template_name ? row->template_name : "";

  count_in (counts, ESP_REPORT_BY_CA, row->ca, row->ca_label, status);
  count_in (counts, ESP_REPORT_BY_ACCOUNT, row->requester_account, row->requester_account, status);
  count_in (counts, ESP_REPORT_BY_TEMPLATE, template_name, template_name, status);
  count (find_month (counts, row->issued_at), status);
  if (row->revoked_at)
    find_month (counts, row->revoked_at)->revocations++;
  count (&counts->total, status);
  counts->total.revocations = counts->total.revoked;
}

/* --- Listing ----------------------------------------------------------------------------------*/

static EspReportGroup *
copy_group (const EspReportGroup *group)
{
  EspReportGroup *copy = g_memdup2 (group, sizeof *group);

  copy->id = g_strdup (group->id);
  copy->name = g_strdup (group->name);
  return copy;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const EspReportGroup *one = *(EspReportGroup *const *) a, *other = *(EspReportGroup *const *) b;
  int order = strcmp (one->name, other->name);

  return order ? order : strcmp (one->id, other->id);
}

/* Months in which nothing happened tell something too. */
static void
fill_gaps (const EspReportCounts *counts, GPtrArray *list)
{
  GHashTable *months = counts->groups[ESP_REPORT_BY_MONTH];
  int first = G_MAXINT, last = G_MININT;
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, months);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      first = MIN (first, GPOINTER_TO_INT (key));
      last = MAX (last, GPOINTER_TO_INT (key));
    }
  if (g_hash_table_size (months) == 0 || last - first > MONTHS_MAX)
    return;
  for (int month = first; month <= last; month++)
    if (!g_hash_table_contains (months, GINT_TO_POINTER (month)))
      g_ptr_array_add (list, month_new (month));
}

GPtrArray *
esp_report_counts_list (const EspReportCounts *counts, EspReportBy by)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (group_free);
  GHashTableIter iter;
  gpointer group;

  g_hash_table_iter_init (&iter, counts->groups[by]);
  while (g_hash_table_iter_next (&iter, NULL, &group))
    g_ptr_array_add (list, copy_group (group));
  if (by == ESP_REPORT_BY_MONTH)
    fill_gaps (counts, list);
  g_ptr_array_sort (list, compare_names);
  return list;
}

const EspReportGroup *
esp_report_counts_get_total (const EspReportCounts *counts)
{
  return &counts->total;
}

/* --- Names ------------------------------------------------------------------------------------*/

const char *
esp_report_by_to_string (EspReportBy by)
{
  return by_names[by];
}

gboolean
esp_report_by_from_string (const char *text, EspReportBy *by)
{
  guint index;

  if (!esp_names_find_any_case (by_names, G_N_ELEMENTS (by_names), text, &index))
    return FALSE;
  *by = (EspReportBy) index;
  return TRUE;
}
