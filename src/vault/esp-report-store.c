/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of each audit report that was made: what it was, not its text. */
#include "esp-certificate-store.h"

#include "esp-store.h"

void
esp_report_record_free (EspReportRecord *record)
{
  if (!record)
    return;
  g_free (record->id);
  g_free (record->ca);
  g_free (record->format);
  g_free (record->digest);
  g_free (record->requester);
  g_free (record->account);
  g_free (record);
}

gboolean
esp_report_store_insert (EspVault *vault, const EspReportRecord *record, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "INSERT INTO report (id, ca, format, created_at, n_rows, digest,"
    " requester, account) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    record->id, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, record->ca);
  esp_statement_bind_text (statement, 3, record->format);
  esp_statement_bind_int (statement, 4, record->created_at);
  esp_statement_bind_int (statement, 5, record->n_rows);
  esp_statement_bind_text (statement, 6, record->digest);
  esp_statement_bind_text (statement, 7, record->requester);
  esp_statement_bind_text (statement, 8, record->account);
  return esp_statement_run (statement, NULL, error);
}

static EspReportRecord *
read_record (EspStatement *statement)
{
  EspReportRecord *record = g_new0 (EspReportRecord, 1);

  record->id = esp_statement_dup_text (statement, 0);
  record->ca = esp_statement_dup_text (statement, 1);
  record->format = esp_statement_dup_text (statement, 2);
  record->created_at = esp_statement_get_int (statement, 3);
  record->n_rows = esp_statement_get_int (statement, 4);
  record->digest = esp_statement_dup_text (statement, 5);
  record->requester = esp_statement_dup_text (statement, 6);
  record->account = esp_statement_dup_text (statement, 7);
  return record;
}

/* Newest first; @ca NULL: of all. */
GPtrArray *
esp_report_store_list (EspVault *vault, const char *ca, GError **error)
{
  g_autoptr (GPtrArray)
    records = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_report_record_free);
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "SELECT id, ca, format, created_at, n_rows, digest, requester, account"
    " FROM report WHERE $1 = '' OR ca = $1 ORDER BY created_at DESC, rowid DESC",
    ca ? ca : "", error);
  gboolean row;

  if (!statement)
    return NULL;
  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&records);
      g_ptr_array_add (records, read_record (statement));
    }
  return NULL;
}
