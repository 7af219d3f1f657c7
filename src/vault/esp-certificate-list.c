/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of certificates that stay quick with a million rows. First the rows that match are marked
 * in a bit for each row number, in the order that is cheapest to read; then one index that holds
 * the wanted order is walked and the marked rows are kept. Nothing is sorted, and conditions that
 * need the whole table are read in slices, each a read of its own, so that no commit waits for
 * long. */
#include "esp-certificate-private.h"

#include "base/esp-error.h"
#include "esp-database-private.h"
#include "esp-query.h"
#include "esp-store.h"

#include <string.h>

#define SLICE_ROWS 20000
#define WALK_ROWS 250000
#define SEARCH_MAX 256 /* characters */

/* --- Conditions ----------------------------------------------------------------------------- */

/* The plus keeps a database from walking the index over notAfter and then reading every row: the
 * one over status holds all that is asked. */
static void
add_status (EspQuery *query, const EspCertificateFilter *filter)
{
  switch (filter->status)
    {
    case ESP_CERTIFICATE_VALID:
      esp_query_add_int (query, " AND revoked_at IS NULL AND +certificate.not_after >= ?",
                         filter->now);
      break;
    case ESP_CERTIFICATE_EXPIRED:
      esp_query_add_int (query, " AND revoked_at IS NULL AND +certificate.not_after < ?",
                         filter->now);
      break;
    case ESP_CERTIFICATE_REVOKED:
      esp_query_add (query, " AND revoked_at IS NOT NULL");
      break;
    default:
      break;
    }
}

static gboolean
is_hex (const char *text)
{
  return *text && strspn (text, "0123456789abcdef") == strlen (text);
}

static void
add_search (EspQuery *query, const char *search)
{
  g_autofree char *valid = g_utf8_make_valid (search, -1);
  g_autofree char *bounded = g_utf8_substring (valid, 0,
                                               MIN (g_utf8_strlen (valid, -1), SEARCH_MAX));
  g_autofree char *pattern = esp_store_like_pattern (bounded);
  g_autofree char *serial = esp_certificate_serial_normal (bounded);

  esp_query_add_text (query,
                      " AND (lower(certificate.subject) LIKE ? ESCAPE '\\'"
                      " OR lower(alternative_names) LIKE ? ESCAPE '\\'"
                      " OR lower(requester) LIKE ? ESCAPE '\\'",
                      pattern);
  if (is_hex (serial))
    {
      g_autofree char *end = g_strconcat (serial, "g", NULL);

      esp_query_add_text (query, " OR (certificate.serial >= ?", serial);
      esp_query_add_text (query, " AND certificate.serial < ?)", end);
    }
  esp_query_add (query, ")");
}

static gboolean
has_search (const EspCertificateFilter *filter)
{
  return filter->search && *filter->search;
}

static void
add_cas (EspQuery *query, const char *const *cas)
{
  esp_query_add (query, " AND ca_row IN (SELECT row FROM ca WHERE id IN (");
  for (gsize i = 0; cas[i]; i++)
    esp_query_add_text (query, i ? ", ?" : "?", cas[i]);
  esp_query_add (query, "))");
}

/* Everything but the range of rows. */
static void
add_conditions (EspQuery *query, const EspCertificateFilter *filter)
{
  if (filter->ca)
    esp_query_add_text (query, " AND ca_row = (SELECT row FROM ca WHERE id = ?)", filter->ca);
  if (filter->cas)
    add_cas (query, filter->cas);
  if (filter->ca_account)
    esp_query_add_text (query, " AND ca_row IN (SELECT row FROM ca WHERE account = ?)",
                        filter->ca_account);
  if (filter->template_name)
    esp_query_add_text (query, " AND certificate.template_name = ?", filter->template_name);
  add_status (query, filter);
  if (has_search (filter))
    add_search (query, filter->search);
}

static gboolean
matches_all (const EspCertificateFilter *filter)
{
  return !filter->ca && !filter->cas && !filter->ca_account && !filter->template_name &&
         filter->status < 0 && !has_search (filter);
}

/* --- Marks ---------------------------------------------------------------------------------- */

typedef struct
{
  guint8 *bits;
  gint64 last; /* highest row number that may be marked */
  gint64 n_marked;
} Marks;

static void
marks_clear (Marks *marks)
{
  g_clear_pointer (&marks->bits, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Marks, marks_clear)

static gboolean
is_marked (const Marks *marks, gint64 row)
{
  return row > 0 && row <= marks->last && (marks->bits[row >> 3] >> (row & 7) & 1);
}

static void
mark (Marks *marks, gint64 row)
{
  if (row <= 0 || row > marks->last || is_marked (marks, row))
    return;
  marks->bits[row >> 3] |= (guint8) (1 << (row & 7));
  marks->n_marked++;
}

static gboolean
mark_rows (Marks *marks, EspStatement *statement, GError **error)
{
  gboolean row;

  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return TRUE;
      mark (marks, esp_statement_get_int (statement, 0));
    }
  return FALSE;
}

static gboolean
mark_slice (EspVault *vault,
            const EspCertificateFilter *filter,
            Marks *marks,
            gint64 after,
            GError **error)
{
  g_autoptr (EspQuery) query = esp_query_new ("SELECT certificate.row FROM certificate WHERE ");
  g_autoptr (EspStatement) statement = NULL;

  esp_query_add_int (query, "certificate.row > ?", after);
  esp_query_add_int (query, " AND certificate.row <= ?", MIN (after + SLICE_ROWS, marks->last));
  add_conditions (query, filter);
  statement = esp_query_prepare (query, vault, error);
  return statement && mark_rows (marks, statement, error);
}

/* What an index answers is read in one go; what needs each row, in slices. */
static gboolean
mark_matches (EspVault *vault, const EspCertificateFilter *filter, Marks *marks, GError **error)
{
  g_autoptr (EspQuery) query = NULL;
  g_autoptr (EspStatement) statement = NULL;

  if (has_search (filter) || filter->template_name)
    {
      for (gint64 after = 0; after < marks->last; after += SLICE_ROWS)
        if (!mark_slice (vault, filter, marks, after, error))
          return FALSE;
      return TRUE;
    }
  query = esp_query_new ("SELECT certificate.row FROM certificate WHERE TRUE");
  add_conditions (query, filter);
  statement = esp_query_prepare (query, vault, error);
  return statement && mark_rows (marks, statement, error);
}

static gboolean
marks_init (Marks *marks, EspVault *vault, const EspCertificateFilter *filter, GError **error)
{
  gint64 last = esp_certificate_store_last_row (vault, error);
  gint64 n_rows = last < 0 ?
                    -1 :
                    esp_store_ask_int (vault,
                                       "SELECT coalesce(sum(n_issued), 0) FROM certificate_count",
                                       NULL, error);

  if (n_rows < 0)
    return FALSE;
  marks->last = filter->up_to_row > 0 ? MIN (last, filter->up_to_row) : last;
  marks->bits = g_malloc0 ((gsize) marks->last / 8 + 1);
  /* Without a gap in the numbers nothing needs to be read. */
  if (!matches_all (filter) || n_rows != last)
    return mark_matches (vault, filter, marks, error);
  memset (marks->bits, 0xff, (gsize) marks->last / 8 + 1);
  marks->n_marked = marks->last;
  return TRUE;
}

/* --- Order ---------------------------------------------------------------------------------- */

/* The row of each sort: the whole index from its beginning, or from behind a row that was read. */
typedef struct
{
  const char *first;
  const char *next;
} WalkRow;

#define WALK(column)                                                                               \
  {                                                                                                \
    { "SELECT row FROM certificate ORDER BY " column ", row LIMIT $1",                             \
      "SELECT row FROM certificate WHERE (" column ", row) > (SELECT " column ", row"              \
      " FROM certificate WHERE row = $2) ORDER BY " column ", row LIMIT $1" },                     \
    {                                                                                              \
      "SELECT row FROM certificate ORDER BY " column " DESC, row DESC LIMIT $1",                   \
        "SELECT row FROM certificate WHERE (" column ", row) < (SELECT " column ", row"            \
        " FROM certificate WHERE row = $2) ORDER BY " column " DESC, row DESC LIMIT $1"            \
    }                                                                                              \
  }

static const WalkRow walks[][2] = {
  [ESP_CERTIFICATE_SORT_SUBJECT] = WALK ("subject"),
  [ESP_CERTIFICATE_SORT_NOT_AFTER] = WALK ("not_after"),
  [ESP_CERTIFICATE_SORT_SERIAL] = WALK ("serial"),
};

static void
take_by_number (const Marks *marks, gboolean descending, GArray *ids)
{
  for (gint64 i = 1; i <= marks->last; i++)
    {
      guint32 row = (guint32) (descending ? marks->last + 1 - i : i);

      if (is_marked (marks, row))
        g_array_append_val (ids, row);
    }
}

/* Takes the next rows of the walk; *@behind becomes the last of them, 0 at the end. */
static gboolean
walk_on (EspVault *vault,
         const WalkRow *walk,
         const Marks *marks,
         gint64 *behind,
         GArray *ids,
         GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault, *behind ? walk->next : walk->first, error);
  gint64 n_read = 0;
  gboolean row;

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, WALK_ROWS);
  if (*behind)
    esp_statement_bind_int (statement, 2, *behind);
  while (esp_statement_step (statement, &row, error))
    {
      guint32 number;

      if (!row && n_read < WALK_ROWS)
        *behind = 0;
      if (!row)
        return TRUE;
      n_read++;
      *behind = esp_statement_get_int (statement, 0);
      number = (guint32) *behind;
      if (is_marked (marks, *behind))
        g_array_append_val (ids, number);
    }
  return FALSE;
}

static gboolean
take_in_order (EspVault *vault,
               const EspCertificateFilter *filter,
               const Marks *marks,
               GArray *ids,
               GError **error)
{
  const WalkRow *walk = &walks[filter->sort][filter->descending ? 1 : 0];
  gint64 behind = 0;

  do
    {
      if (!walk_on (vault, walk, marks, &behind, ids, error))
        return FALSE;
    }
  while (behind > 0 && ids->len < marks->n_marked);
  return TRUE;
}

GArray *
esp_certificate_store_list_ids (EspVault *vault, const EspCertificateFilter *filter, GError **error)
{
  g_autoptr (GArray) ids = NULL;
  g_auto (Marks) marks = { 0 };

  if (!marks_init (&marks, vault, filter, error))
    return NULL;
  ids = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint) marks.n_marked);
  if (filter->sort == ESP_CERTIFICATE_SORT_ISSUED)
    take_by_number (&marks, filter->descending, ids);
  else if (marks.n_marked > 0 && !take_in_order (vault, filter, &marks, ids, error))
    return NULL;
  return g_steal_pointer (&ids);
}

gint64
esp_certificate_store_count (EspVault *vault, const EspCertificateFilter *filter, GError **error)
{
  g_auto (Marks) marks = { 0 };

  return marks_init (&marks, vault, filter, error) ? marks.n_marked : -1;
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
  add_conditions (query, filter);
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
