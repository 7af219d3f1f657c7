/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of certificates: all numbers that match in one go, rows by number, rows by the page. How
 * the numbers are found is in esp-certificate-search.c. */
#include "esp-certificate-search.h"

#include "base/esp-error.h"
#include "esp-certificate-private.h"
#include "esp-database-private.h"
#include "esp-store.h"

#define SLICE_ROWS 20000

/* --- Numbers -------------------------------------------------------------------------------- */

GArray *
esp_certificate_store_list_ids (EspVault *vault, const EspCertificateFilter *filter, GError **error)
{
  g_autoptr (EspCertificateSearch) search = esp_certificate_search_new (filter, NULL);

  while (!esp_certificate_search_is_done (search))
    {
      g_autoptr (GArray) early = NULL;

      if (!esp_certificate_search_step (search, vault, error))
        return NULL;
      early = esp_certificate_search_take_early (search);
    }
  return esp_certificate_search_take_all (search);
}

gint64
esp_certificate_store_count (EspVault *vault, const EspCertificateFilter *filter, GError **error)
{
  EspCertificateFilter unordered = *filter;
  g_autoptr (EspCertificateSearch) search = NULL;

  unordered.sort = ESP_CERTIFICATE_SORT_ISSUED;
  search = esp_certificate_search_new (&unordered, NULL);
  return esp_certificate_search_count (search, vault, error);
}

/* --- Rows ----------------------------------------------------------------------------------- */

GPtrArray *
esp_certificate_store_get_rows (EspVault *vault, const guint32 *rows, gsize n_rows, GError **error)
{
  g_autoptr (GPtrArray)
    found = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_row_free);
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_inner (esp_vault_get_database (vault), error);

  if (!scope)
    return NULL;
  for (gsize i = 0; i < n_rows; i++)
    {
      g_autoptr (EspStatement) statement = esp_store_prepare (
        vault, ESP_CERTIFICATE_SELECT " WHERE certificate.row = $1", error);
      gboolean row;

      if (!statement)
        return NULL;
      esp_statement_bind_int (statement, 1, rows[i]);
      if (!esp_statement_step (statement, &row, error))
        return NULL;
      if (row)
        g_ptr_array_add (found, esp_certificate_row_read (statement));
    }
  return g_steal_pointer (&found);
}

static GPtrArray *
read_slice (EspVault *vault,
            const EspCertificateFilter *filter,
            gint64 after,
            gint64 last,
            guint limit,
            GError **error)
{
  g_autoptr (EspQuery) query = esp_query_new (ESP_CERTIFICATE_SELECT " WHERE ");
  g_autoptr (EspStatement) statement = NULL;

  esp_query_add_int (query, "certificate.row > ?", after);
  esp_query_add_int (query, " AND certificate.row <= ?", last);
  esp_certificate_add_conditions (query, filter);
  esp_query_add_int (query, " ORDER BY certificate.row LIMIT ?", limit);
  statement = esp_query_prepare (query, vault, error);
  return statement ? esp_certificate_rows_read (statement, error) : NULL;
}

GPtrArray *
esp_certificate_store_list_page (EspVault *vault,
                                 const EspCertificateFilter *filter,
                                 gint64 after,
                                 guint limit,
                                 GError **error)
{
  g_autoptr (GPtrArray)
    rows = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_row_free);
  gint64 last = esp_certificate_store_last_row (vault, error);

  if (last < 0)
    return NULL;
  if (filter->up_to_row > 0)
    last = MIN (last, filter->up_to_row);
  for (; after < last && rows->len < limit; after += SLICE_ROWS)
    {
      GPtrArray *slice = read_slice (vault, filter, after, MIN (after + SLICE_ROWS, last),
                                     limit - rows->len, error);

      if (!slice)
        return NULL;
      g_ptr_array_extend_and_steal (rows, slice);
    }
  return g_steal_pointer (&rows);
}
