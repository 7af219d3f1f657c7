/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Issued certificates one by one: reserved, stored, found, revoked. Lists are in
 * esp-certificate-list.c. */
#include "esp-certificate-private.h"

#include "base/esp-error.h"
#include "esp-store.h"

#include <string.h>

/* --- Serials -------------------------------------------------------------------------------- */

char *
esp_certificate_serial_normal (const char *serial)
{
  g_autofree char *lower = g_ascii_strdown (serial, -1);
  GString *normal = g_string_new (NULL);

  for (const char *c = lower; *c; c++)
    if (*c != ':' && *c != ' ')
      g_string_append_c (normal, *c);
  return g_string_free (normal, FALSE);
}

static gboolean
serial_taken (GError **error, const char *serial)
{
  g_clear_error (error);
  esp_error_set (error, ESP_REASON_SERIAL_TAKEN, NULL, "serial", serial, NULL);
  return FALSE;
}

static gboolean
run_or_taken (EspStatement *statement, const char *serial, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (esp_statement_run (statement, NULL, &cause))
    return TRUE;
  if (esp_error_has_reason (cause, ESP_REASON_VAULT_UNIQUE))
    return serial_taken (error, serial);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
check_unused (EspVault *vault, gint64 ca_row, const char *serial, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "SELECT 1 FROM certificate WHERE serial = $1 AND ca_row = $2", serial, error);
  gboolean row;

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 2, ca_row);
  if (!esp_statement_step (statement, &row, error))
    return FALSE;
  return !row || serial_taken (error, serial);
}

gboolean
esp_certificate_store_reserve (EspVault *vault,
                               const char *ca,
                               const char *serial,
                               const char *principal,
                               gint64 now,
                               GError **error)
{
  g_autoptr (EspStatement) statement = NULL;
  gint64 ca_row;

  if (!esp_store_find_ca_row (vault, ca, &ca_row, error) ||
      !check_unused (vault, ca_row, serial, error))
    return FALSE;
  statement = esp_store_prepare_for (vault,
                                     "INSERT INTO serial_reservation (serial, ca_row, principal,"
                                     " reserved_at) VALUES ($1, $2, $3, $4)",
                                     serial, error);
  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 2, ca_row);
  esp_statement_bind_text (statement, 3, principal);
  esp_statement_bind_int (statement, 4, now);
  return run_or_taken (statement, serial, error);
}

/* A serial that was not reserved is released just as well: bulk issues reserve none. */
static gboolean
release (EspVault *vault, gint64 ca_row, const char *serial, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "DELETE FROM serial_reservation WHERE serial = $1 AND ca_row = $2", serial, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 2, ca_row);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_certificate_store_release (EspVault *vault, const char *ca, const char *serial, GError **error)
{
  gint64 ca_row;

  return esp_store_find_ca_row (vault, ca, &ca_row, error) &&
         release (vault, ca_row, serial, error);
}

gint64
esp_certificate_store_count_reserved (EspVault *vault, GError **error)
{
  return esp_store_ask_int (vault, "SELECT count(*) FROM serial_reservation", NULL, error);
}

/* --- Storing -------------------------------------------------------------------------------- */

static gboolean
insert_row (EspVault *vault, gint64 ca_row, EspCertificateRow *row, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "INSERT INTO certificate (serial, ca_row, subject, report_subject,"
    " alternative_names, template_name, requester, requester_account,"
    " not_before, not_after, issued_at, revoked_at, revocation_reason, crl_part)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    row->serial, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 2, ca_row);
  esp_statement_bind_text (statement, 3, row->subject);
  esp_statement_bind_text (statement, 4, row->report_subject);
  esp_statement_bind_text (statement, 5, row->alternative_names);
  esp_statement_bind_text (statement, 6, row->template_name);
  esp_statement_bind_text (statement, 7, row->requester);
  esp_statement_bind_text (statement, 8, row->requester_account);
  esp_statement_bind_int (statement, 9, row->not_before);
  esp_statement_bind_int (statement, 10, row->not_after);
  esp_statement_bind_int (statement, 11, row->issued_at);
  esp_store_bind_time (statement, 12, row->revoked_at);
  if (row->revoked_at != 0)
    esp_statement_bind_int (statement, 13, row->revocation_reason);
  else
    esp_statement_bind_text (statement, 13, NULL);
  esp_store_bind_time (statement, 14, row->crl_part);
  return run_or_taken (statement, row->serial, error);
}

static gboolean
insert_der (EspVault *vault, gint64 row, GBytes *der, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault, "INSERT INTO certificate_der (row, der) VALUES ($1, $2)", error);

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, row);
  esp_statement_bind_bytes (statement, 2, der);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_certificate_store_append (EspVault *vault,
                              gint64 ca_row,
                              EspCertificateRow *row,
                              GBytes *der,
                              GError **error)
{
  if (!insert_row (vault, ca_row, row, error))
    return FALSE;
  row->row = esp_certificate_store_last_row (vault, error);
  return row->row > 0 && insert_der (vault, row->row, der, error);
}

gboolean
esp_certificate_store_insert (EspVault *vault, EspCertificateRow *row, GBytes *der, GError **error)
{
  gint64 ca_row;

  if (!esp_store_find_ca_row (vault, row->ca, &ca_row, error) ||
      !insert_row (vault, ca_row, row, error))
    return FALSE;
  /* Rows are never removed and numbers only grow, so the newest row is this one. */
  row->row = esp_certificate_store_last_row (vault, error);
  return row->row > 0 && insert_der (vault, row->row, der, error) &&
         release (vault, ca_row, row->serial, error);
}

/* --- Reading -------------------------------------------------------------------------------- */

EspCertificateRow *
esp_certificate_row_read (EspStatement *statement)
{
  EspCertificateRow *row = esp_certificate_row_new ();

  row->row = esp_statement_get_int (statement, 0);
  row->ca = esp_statement_dup_text (statement, 1);
  row->ca_account = esp_statement_dup_text (statement, 2);
  row->ca_label = esp_statement_dup_text (statement, 3);
  row->serial = esp_statement_dup_text (statement, 4);
  row->subject = esp_statement_dup_text (statement, 5);
  row->report_subject = esp_statement_dup_text (statement, 6);
  row->alternative_names = esp_statement_dup_text (statement, 7);
  row->template_name = esp_statement_dup_text (statement, 8);
  row->requester = esp_statement_dup_text (statement, 9);
  row->requester_account = esp_statement_dup_text (statement, 10);
  row->not_before = esp_statement_get_int (statement, 11);
  row->not_after = esp_statement_get_int (statement, 12);
  row->issued_at = esp_statement_get_int (statement, 13);
  row->revoked_at = esp_statement_get_int (statement, 14);
  row->revocation_reason = (int) esp_statement_get_int (statement, 15);
  return row;
}

GPtrArray *
esp_certificate_rows_read (EspStatement *statement, GError **error)
{
  g_autoptr (GPtrArray)
    rows = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_row_free);
  gboolean row;

  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&rows);
      g_ptr_array_add (rows, esp_certificate_row_read (statement));
    }
  return NULL;
}

gint64
esp_certificate_store_last_row (EspVault *vault, GError **error)
{
  gint64 last = esp_store_ask_int (vault, "SELECT max(row) FROM certificate", NULL, error);

  if (last <= ESP_CERTIFICATE_ROWS_MAX)
    return last;
  esp_error_set (error, ESP_REASON_VAULT_DAMAGED, NULL, NULL);
  return -1;
}

GPtrArray *
esp_certificate_store_find (EspVault *vault, const char *ca, const char *serial, GError **error)
{
  g_autofree char *normal = esp_certificate_serial_normal (serial);
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    ca ? ESP_CERTIFICATE_SELECT " WHERE certificate.serial = $1 AND ca.id = $2" :
         ESP_CERTIFICATE_SELECT " WHERE certificate.serial = $1 ORDER BY certificate.row",
    normal, error);

  if (!statement)
    return NULL;
  if (ca)
    esp_statement_bind_text (statement, 2, ca);
  return esp_certificate_rows_read (statement, error);
}

GBytes *
esp_certificate_store_get_der (EspVault *vault, gint64 row, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault, "SELECT der FROM certificate_der WHERE row = $1", error);
  gboolean found;

  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 1, row);
  if (!esp_statement_step (statement, &found, error) || !found)
    return NULL;
  return esp_statement_get_bytes (statement, 0);
}

/* --- Revocation ----------------------------------------------------------------------------- */

/* Why no row was revoked: there is none, or it was before. */
static gboolean
explain_no_change (EspVault *vault, gint64 row, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault, "SELECT serial FROM certificate WHERE row = $1", error);
  gboolean found;

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, row);
  if (!esp_statement_step (statement, &found, error))
    return FALSE;
  esp_error_set (error, found ? ESP_REASON_CERTIFICATE_REVOKED : ESP_REASON_VAULT_REFERENCE,
                 found ? esp_statement_get_text (statement, 0) : NULL, NULL);
  return FALSE;
}

gboolean
esp_certificate_store_revoke (EspVault *vault,
                              gint64 row,
                              gint64 revoked_at,
                              int reason,
                              GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault,
                                   "UPDATE certificate SET revoked_at = $2, revocation_reason = $3"
                                   " WHERE row = $1 AND revoked_at IS NULL",
                                   error);
  gint64 changed;

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, row);
  esp_statement_bind_int (statement, 2, revoked_at);
  esp_statement_bind_int (statement, 3, reason);
  if (!esp_statement_run (statement, &changed, error))
    return FALSE;
  return changed > 0 || explain_no_change (vault, row, error);
}

/* The plus leaves the index over revoked ones as the best: it is short, and in order of serial. */
GPtrArray *
esp_certificate_store_list_revoked (EspVault *vault, const char *ca, gint64 since, GError **error)
{
  g_autoptr (GPtrArray)
    rows = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_row_free);
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "SELECT serial, revoked_at, revocation_reason FROM certificate"
    " WHERE ca_row = (SELECT row FROM ca WHERE id = $1)"
    " AND revoked_at IS NOT NULL AND +not_after >= $2 ORDER BY serial",
    ca, error);
  gboolean row;

  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 2, since);
  while (esp_statement_step (statement, &row, error))
    {
      EspCertificateRow *revoked;

      if (!row)
        return g_steal_pointer (&rows);
      revoked = esp_certificate_row_new ();
      revoked->serial = esp_statement_dup_text (statement, 0);
      revoked->revoked_at = esp_statement_get_int (statement, 1);
      revoked->revocation_reason = (int) esp_statement_get_int (statement, 2);
      g_ptr_array_add (rows, revoked);
    }
  return NULL;
}

/* --- Facts ------------------------------------------------------------------------------------ */

/* The newest of one CA by their number, so that a long history costs nothing; without what a root
 * signed for itself. */
static const char newest_sql[] =
  "SELECT coalesce(max(issued_at), 0), coalesce(max(not_after - issued_at), 0) FROM"
  " (SELECT issued_at, not_after FROM certificate WHERE ca_row = $1 AND subject <> $2"
  "  ORDER BY row DESC LIMIT 200) AS newest";
static const char last_end_sql[] =
  "SELECT not_after, 0 FROM certificate WHERE ca_row = $1 AND subject <> $2"
  " AND revoked_at IS NULL ORDER BY not_after DESC LIMIT 1";

static gboolean
ask_pair (EspVault *vault,
          const char *sql,
          const EspCa *ca,
          gint64 *first,
          gint64 *second,
          GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (vault, sql, error);
  gboolean row;

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, ca->row);
  esp_statement_bind_text (statement, 2, ca->subject);
  if (!esp_statement_step (statement, &row, error))
    return FALSE;
  *first = row ? esp_statement_get_int (statement, 0) : 0;
  *second = row ? esp_statement_get_int (statement, 1) : 0;
  return TRUE;
}

gboolean
esp_certificate_store_get_facts (EspVault *vault,
                                 const EspCa *ca,
                                 EspIssuedFacts *facts,
                                 GError **error)
{
  gint64 nothing;

  return ask_pair (vault, newest_sql, ca, &facts->last_issued_at, &facts->longest_life, error) &&
         ask_pair (vault, last_end_sql, ca, &facts->last_end, &nothing, error);
}
