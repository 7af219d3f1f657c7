/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many certificates there are, in groups. */
#include "esp-ops.h"

#include "audit/esp-report-counts.h"
#include "base/esp-error.h"
#include "esp-report-rows.h"
#include "esp-seeing.h"
#include "vault/esp-account-store.h"

static gboolean
count_row (const EspCertificateRow *row, gpointer data, GError **error)
{
  esp_report_counts_add (data, row);
  return TRUE;
}

static JsonObject *
show_group (const EspReportGroup *group, const char *name)
{
  JsonObject *row = json_object_new ();

  esp_json_set_string (row, "Group", name);
  json_object_set_int_member (row, "Issued", group->issued);
  json_object_set_int_member (row, "Valid", group->valid);
  json_object_set_int_member (row, "Expired", group->expired);
  json_object_set_int_member (row, "Revoked", group->revoked);
  json_object_set_int_member (row, "Revocations", group->revocations);
  return row;
}

static JsonArray *
show_groups (const EspReportCounts *counts, EspReportBy by)
{
  g_autoptr (GPtrArray) groups = esp_report_counts_list (counts, by);
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < groups->len; i++)
    {
      const EspReportGroup *group = g_ptr_array_index (groups, i);

      json_array_add_object_element (list, show_group (group, *group->name ? group->name : "-"));
    }
  return list;
}

static void
show_all (const EspReportCounts *counts, JsonObject *result)
{
  JsonObject *summaries = json_object_new ();

  for (int by = 0; by < ESP_REPORT_N_BY; by++)
    json_object_set_array_member (summaries, esp_report_by_to_string ((EspReportBy) by),
                                  show_groups (counts, (EspReportBy) by));
  json_object_set_object_member (result, "Summaries", summaries);
}

static gboolean
find_account (EspOperationContext *context, EspAccount **account, GError **error)
{
  const char *typed = esp_context_text (context, "Account");

  if (!typed)
    return TRUE;
  *account = esp_seeing_find_account (context, typed, error);
  return *account != NULL;
}

static gboolean
count_readable (EspOperationContext *context,
                const EspAccount *account,
                EspReportCounts *counts,
                GError **error)
{
  g_autoptr (GPtrArray) cas = esp_ops_readable_cas (context, error);
  EspReportReading reading;

  if (!cas || !esp_report_reading_begin (&reading, context, error))
    return FALSE;
  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);

      if ((context->ca && !g_str_equal (context->ca->id, ca->id)) ||
          (account && !g_str_equal (account->id, ca->account)))
        continue;
      if (!esp_report_rows_each (context, &reading, ca, count_row, counts, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
esp_op_summarize (EspOperationContext *context, GError **error)
{
  const char *by = esp_context_text (context, "By");
  gboolean is_all = g_str_equal (by, "all");
  g_autoptr (EspReportCounts) counts = esp_report_counts_new (context->now);
  g_autoptr (EspAccount) account = NULL;
  EspReportBy group = ESP_REPORT_BY_CA;

  if (!is_all && !esp_report_by_from_string (by, &group))
    {
      esp_error_set (error, ESP_REASON_SUMMARY_GROUP, by, NULL);
      return FALSE;
    }
  if (!find_account (context, &account, error) || !count_readable (context, account, counts, error))
    return FALSE;
  if (is_all)
    show_all (counts, context->result);
  else
    json_object_set_array_member (context->result, "Groups", show_groups (counts, group));
  json_object_set_object_member (context->result, "Total",
                                 show_group (esp_report_counts_get_total (counts), NULL));
  return TRUE;
}
