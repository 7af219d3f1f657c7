/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of partitioned CRLs and the record of what was published. When a list is due is not decided
 * here. */
#include "esp-revocation-store.h"

#include "base/esp-error.h"
#include "esp-certificate-private.h"
#include "esp-store.h"
#include "model/esp-ca.h"

/* --- Parts ---------------------------------------------------------------------------------- */

#define PART_SELECT                                                                                \
  "SELECT crl_part.row, crl_part.id, url, opened_at, n_certificates, last_not_after,"              \
  " coalesce(number, -1), coalesce(this_update, 0), coalesce(next_update, 0)"                      \
  " FROM crl_part LEFT JOIN crl_part_list ON crl_part_list.part = crl_part.row"                    \
  " WHERE crl_part.ca = $1"

void
esp_crl_part_free (EspCrlPart *part)
{
  if (!part)
    return;
  g_free (part->id);
  g_free (part->url);
  g_free (part);
}

static EspCrlPart *
read_part (EspStatement *statement)
{
  EspCrlPart *part = g_new0 (EspCrlPart, 1);

  part->row = esp_statement_get_int (statement, 0);
  part->id = esp_statement_dup_text (statement, 1);
  part->url = esp_statement_dup_text (statement, 2);
  part->opened_at = esp_statement_get_int (statement, 3);
  part->n_certificates = esp_statement_get_int (statement, 4);
  part->last_not_after = esp_statement_get_int (statement, 5);
  part->number = esp_statement_get_int (statement, 6);
  part->this_update = esp_statement_get_int (statement, 7);
  part->next_update = esp_statement_get_int (statement, 8);
  return part;
}

GPtrArray *
esp_crl_part_store_list (EspVault *vault, const char *ca, GError **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_crl_part_free);
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault, PART_SELECT " ORDER BY crl_part.row", ca, error);
  gboolean row;

  if (!statement)
    return NULL;
  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&parts);
      g_ptr_array_add (parts, read_part (statement));
    }
  return NULL;
}

EspCrlPart *
esp_crl_part_store_find_open (EspVault *vault,
                              const char *ca,
                              const char *folder,
                              gint64 most,
                              GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    PART_SELECT " AND n_certificates <= $2 AND url = $3 || crl_part.id || '.crl'"
                " ORDER BY crl_part.row DESC LIMIT 1",
    ca, error);
  gboolean row;

  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 2, most);
  esp_statement_bind_text (statement, 3, folder);
  if (!esp_statement_step (statement, &row, error) || !row)
    return NULL;
  return read_part (statement);
}

static gboolean
open_part (EspVault *vault,
           const char *ca,
           const char *id,
           const char *url,
           gint64 now,
           GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "INSERT INTO crl_part (id, ca, url, opened_at, n_certificates, last_not_after)"
    " VALUES ($1, $2, $3, $4, 0, 0) ON CONFLICT (id) DO NOTHING",
    id, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, ca);
  esp_statement_bind_text (statement, 3, url);
  esp_statement_bind_int (statement, 4, now);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_crl_part_store_bind (EspVault *vault,
                         const char *ca,
                         const char *id,
                         const char *url,
                         gint64 not_after,
                         gint64 now,
                         gint64 limit,
                         gint64 *row,
                         GError **error)
{
  g_autoptr (EspStatement) statement = NULL;
  gint64 changed;

  if (!open_part (vault, ca, id, url, now, error))
    return FALSE;
  statement = esp_store_prepare_for (
    vault,
    "UPDATE crl_part SET n_certificates = n_certificates + 1,"
    " last_not_after = CASE WHEN last_not_after < $2 THEN $2 ELSE last_not_after END"
    " WHERE id = $1 AND ca = $3 AND n_certificates < $4",
    id, error);
  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 2, not_after);
  esp_statement_bind_text (statement, 3, ca);
  esp_statement_bind_int (statement, 4, limit);
  if (!esp_statement_run (statement, &changed, error))
    return FALSE;
  if (changed == 0)
    {
      esp_error_set (error, ESP_REASON_CRL_PART_FULL, NULL, NULL);
      return FALSE;
    }
  *row = esp_store_ask_int (vault, "SELECT row FROM crl_part WHERE id = $1", id, error);
  return *row > 0;
}

static gboolean
check_number (EspVault *vault, gint64 part, gint64 number, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault, "SELECT number FROM crl_part_list WHERE part = $1", error);
  g_autofree char *wanted = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  g_autofree char *last = NULL;
  gboolean row;

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, part);
  if (!esp_statement_step (statement, &row, error))
    return FALSE;
  if (!row || esp_statement_get_int (statement, 0) < number)
    return TRUE;
  last = g_strdup_printf ("%" G_GINT64_FORMAT, esp_statement_get_int (statement, 0));
  esp_error_set (error, ESP_REASON_CRL_NUMBER, NULL, "number", wanted, "last", last, NULL);
  return FALSE;
}

gboolean
esp_crl_part_store_put_list (EspVault *vault,
                             gint64 part,
                             gint64 number,
                             gint64 this_update,
                             gint64 next_update,
                             gint64 n_entries,
                             GBytes *der,
                             GError **error)
{
  g_autoptr (EspStatement) statement = NULL;

  if (!check_number (vault, part, number, error))
    return FALSE;
  statement = esp_store_prepare (
    vault,
    "INSERT INTO crl_part_list (part, number, this_update, next_update, n_entries, der)"
    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (part) DO UPDATE SET number = excluded.number,"
    " this_update = excluded.this_update, next_update = excluded.next_update,"
    " n_entries = excluded.n_entries, der = excluded.der",
    error);
  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, part);
  esp_statement_bind_int (statement, 2, number);
  esp_statement_bind_int (statement, 3, this_update);
  esp_statement_bind_int (statement, 4, next_update);
  esp_statement_bind_int (statement, 5, n_entries);
  esp_statement_bind_bytes (statement, 6, der);
  return esp_statement_run (statement, NULL, error);
}

char *
esp_crl_part_store_find_id_of (EspVault *vault, gint64 certificate, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault, "SELECT id FROM crl_part WHERE row = (SELECT crl_part FROM certificate WHERE row = $1)",
    error);
  gboolean row;

  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 1, certificate);
  if (!esp_statement_step (statement, &row, error) || !row)
    return NULL;
  return esp_statement_dup_text (statement, 0);
}

GBytes *
esp_crl_part_store_get_list (EspVault *vault, gint64 part, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault, "SELECT der FROM crl_part_list WHERE part = $1", error);
  gboolean row;

  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 1, part);
  if (!esp_statement_step (statement, &row, error) || !row)
    return NULL;
  return esp_statement_get_bytes (statement, 0);
}

/* --- Certificates --------------------------------------------------------------------------- */

static GPtrArray *
read_rows (EspStatement *statement, GError **error)
{
  g_autoptr (GPtrArray)
    rows = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_row_free);
  gboolean row;

  while (esp_statement_step (statement, &row, error))
    {
      EspCertificateRow *read;

      if (!row)
        return g_steal_pointer (&rows);
      read = esp_certificate_row_new ();
      read->serial = esp_statement_dup_text (statement, 0);
      read->revoked_at = esp_statement_get_int (statement, 1);
      read->revocation_reason = (int) esp_statement_get_int (statement, 2);
      read->row = esp_statement_get_int (statement, 3);
      read->not_after = esp_statement_get_int (statement, 4);
      read->template_name = esp_statement_dup_text (statement, 5);
      g_ptr_array_add (rows, read);
    }
  return NULL;
}

#define ROW_SELECT                                                                                 \
  "SELECT serial, revoked_at, revocation_reason, row, not_after, template_name FROM certificate"

GPtrArray *
esp_revocation_store_list_part (EspVault *vault, gint64 part, gint64 since, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault, ROW_SELECT " WHERE crl_part = $1 AND revoked_at IS NOT NULL AND not_after >= $2", error);

  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 1, part);
  esp_statement_bind_int (statement, 2, since);
  return read_rows (statement, error);
}

GPtrArray *
esp_revocation_store_list_page (EspVault *vault,
                                const char *ca,
                                gint64 now,
                                gint64 after,
                                guint limit,
                                GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    ROW_SELECT " WHERE ca_row = (SELECT row FROM ca WHERE id = $1) AND row > $2"
               " AND +not_after >= $3 ORDER BY row LIMIT $4",
    ca, error);

  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 2, after);
  esp_statement_bind_int (statement, 3, now);
  esp_statement_bind_int (statement, 4, limit);
  return read_rows (statement, error);
}

/* The certificate with which a root signs itself stands in no list, and nobody asks for a signer of
 * answers: its certificate says not to. */
#define NEEDS_COMPLETE(ca, since)                                                                  \
  "EXISTS (SELECT 1 FROM certificate WHERE certificate.ca_row = " ca ".row"                        \
  " AND certificate.crl_part IS NULL AND certificate.not_after >= " since                          \
  " AND certificate.serial <> coalesce(" ca ".serial, '')"                                         \
  " AND coalesce(certificate.template_name, '') NOT LIKE 'OCSPSigningCertificate%')"

int
esp_revocation_store_needs_complete (EspVault *vault, const char *ca, gint64 since, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "SELECT " NEEDS_COMPLETE ("ca", "$2") " FROM ca WHERE id = $1", ca, error);
  gboolean row;

  if (!statement)
    return -1;
  esp_statement_bind_int (statement, 2, since);
  if (!esp_statement_step (statement, &row, error))
    return -1;
  return row && esp_statement_get_int (statement, 0) != 0 ? 1 : 0;
}

/* --- How it stands -------------------------------------------------------------------------- */

static void
note_list (EspRevocationCounts *counts, gint64 this_update, gint64 next_update)
{
  gint64 half = this_update + (next_update - this_update) / 2;

  if (counts->crl_this_update == 0 || this_update < counts->crl_this_update)
    counts->crl_this_update = this_update;
  if (counts->crl_next_update == 0 || next_update < counts->crl_next_update)
    counts->crl_next_update = next_update;
  if (counts->crl_renew_at == 0 || half < counts->crl_renew_at)
    counts->crl_renew_at = half;
}

/* Calls @func for each row of @sql whose first column is the number of a CA in the list. */
static gboolean
each_ca (EspVault *vault,
         const char *sql,
         GHashTable *by_row,
         void (*func) (EspCa *ca, EspStatement *statement),
         GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (vault, sql, error);
  gboolean row;

  while (statement && esp_statement_step (statement, &row, error))
    {
      gint64 number = row ? esp_statement_get_int (statement, 0) : 0;
      EspCa *ca = g_hash_table_lookup (by_row, &number);

      if (!row)
        return TRUE;
      if (ca)
        func (ca, statement);
    }
  return FALSE;
}

/* In use: the one list there is, or the one that speaks of certificates without a part. */
#define IN_USE                                                                                     \
  "((ca.crl_partitioned = 0 AND newest.number IS NOT NULL) OR " NEEDS_COMPLETE (                   \
    "ca", "coalesce(newest.this_update, ca.created_at)") ")"

static const char complete_sql[] =
  "SELECT ca.row, coalesce(newest.number, 0), coalesce(newest.this_update, 0),"
  " coalesce(newest.next_update, 0), " IN_USE
  " FROM ca LEFT JOIN crl AS newest ON newest.ca = ca.id"
  " AND newest.number = (SELECT max(number) FROM crl WHERE crl.ca = ca.id)";

static void
fill_complete (EspCa *ca, EspStatement *statement)
{
  EspRevocationCounts *counts = &ca->published;
  gint64 this_update = esp_statement_get_int (statement, 2);

  counts->known = TRUE;
  counts->crl_number = esp_statement_get_int (statement, 1);
  if (esp_statement_get_int (statement, 4) == 0)
    return;
  if (this_update == 0 || counts->last_revoked_at > this_update)
    counts->incomplete = TRUE;
  if (this_update != 0)
    note_list (counts, this_update, esp_statement_get_int (statement, 3));
}

/* A part whose certificates have all ended, and whose list was signed after that, is finished. */
static const char part_sql[] =
  "SELECT ca.row, coalesce(list.this_update, 0), coalesce(list.next_update, 0),"
  " EXISTS (SELECT 1 FROM certificate WHERE certificate.crl_part = crl_part.row"
  "  AND certificate.revoked_at > list.this_update)"
  " FROM crl_part JOIN ca ON ca.id = crl_part.ca"
  " LEFT JOIN crl_part_list AS list ON list.part = crl_part.row"
  " WHERE list.part IS NULL OR crl_part.last_not_after >= list.this_update";

static void
fill_part (EspCa *ca, EspStatement *statement)
{
  EspRevocationCounts *counts = &ca->published;
  gint64 this_update = esp_statement_get_int (statement, 1);

  counts->n_parts++;
  if (this_update == 0 || esp_statement_get_int (statement, 3) != 0)
    counts->incomplete = TRUE;
  if (this_update != 0)
    note_list (counts, this_update, esp_statement_get_int (statement, 2));
}

/* The newest run counts: what lies in a folder that nobody publishes to any more is nobody's. */
static const char publication_sql[] =
  "SELECT ca.row, published_at, coalesce(ocsp_next_update, 0) FROM publication"
  " JOIN ca ON ca.id = publication.ca ORDER BY published_at";

static void
fill_publication (EspCa *ca, EspStatement *statement)
{
  ca->published.published_at = esp_statement_get_int (statement, 1);
  ca->published.ocsp_next_update = esp_statement_get_int (statement, 2);
}

gboolean
esp_revocation_store_fill (EspVault *vault, GPtrArray *cas, GError **error)
{
  g_autoptr (GHashTable) by_row = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < cas->len; i++)
    g_hash_table_insert (by_row, &((EspCa *) g_ptr_array_index (cas, i))->row,
                         g_ptr_array_index (cas, i));
  return each_ca (vault, complete_sql, by_row, fill_complete, error) &&
         each_ca (vault, part_sql, by_row, fill_part, error) &&
         each_ca (vault, publication_sql, by_row, fill_publication, error);
}

gboolean
esp_revocation_store_put_publication (EspVault *vault,
                                      const char *ca,
                                      const char *directory,
                                      gint64 published_at,
                                      gint64 ocsp_next_update,
                                      GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "INSERT INTO publication (ca, directory, published_at, ocsp_next_update)"
    " VALUES ($1, $2, $3, $4) ON CONFLICT (ca, directory) DO UPDATE SET"
    " published_at = excluded.published_at, ocsp_next_update = excluded.ocsp_next_update",
    ca, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, directory);
  esp_statement_bind_int (statement, 3, published_at);
  esp_store_bind_time (statement, 4, ocsp_next_update);
  return esp_statement_run (statement, NULL, error);
}
