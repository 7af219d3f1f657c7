/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quick with a million rows: first the rows that match are marked in a bit for each row number, by
 * one index or row by row, where a sieve tells which blocks need not be read. Then the rows are
 * gone through in the wanted order (esp-certificate-walk.c) and the marked ones kept. What is to
 * come first is looked for before all is marked.
 */
#include "esp-certificate-search.h"

#include "base/esp-error.h"
#include "esp-certificate-walk.h"
#include "esp-certificate-private.h"
#include "esp-database-private.h"
#include "esp-store.h"

#include <string.h>

#define STEP_US 25000
#define SLICE_ROWS 4000
#define FIRST_SLICE_ROWS 2000
/* What is given early: so many, or what was found in so long. */
#define EARLY_ROWS 1024
#define EARLY_US 60000
/* An order that is not complete by then, because the file is not in memory yet, begins to be shown:
 * to show it twice is worth it only where somebody waits. */
#define ORDER_US 250000
#define TESTED_AT_ONCE 64
/* Where no more may match, nothing is looked for before all is marked. */
#define FEW_ROWS 20000
#define SERIALS_MAX 5000

typedef enum
{
  BEGIN,
  GROW,
  EARLY,
  MARK,
  ORDER,
  DONE,
  N_PHASES
} Phase;

struct _EspCertificateSearch
{
  EspCertificateFilter filter;
  char *ca, *ca_account, *search, *template_name;
  char **cas;
  EspCertificateSieve *sieve;

  Phase phase;
  gint64 last;  /* highest row number that counts */
  guint8 *bits; /* marks */
  gint64 n_marked;
  guint8 *blocks; /* which may hold what is searched; NULL: all */
  gint64 done_to; /* up to where, in the direction that marking goes, rows are marked */
  gint64 slice;
  EspCertificateWalk *walk;
  guint tested; /* rows of the order, for what is given early */
  gint64 spent; /* microseconds, while nothing was given */
  gint64 order_us;
  gboolean given;
  GArray *early, *all;
};

EspCertificateSearch *
esp_certificate_search_new (const EspCertificateFilter *filter, EspCertificateSieve *sieve)
{
  EspCertificateSearch *search = g_new0 (EspCertificateSearch, 1);

  search->filter = *filter;
  search->filter.ca = search->ca = g_strdup (filter->ca);
  search->filter.ca_account = search->ca_account = g_strdup (filter->ca_account);
  search->filter.search = search->search = g_strdup (filter->search);
  search->filter.template_name = search->template_name = g_strdup (filter->template_name);
  search->cas = g_strdupv ((char **) filter->cas);
  search->filter.cas = (const char *const *) search->cas;
  search->sieve = sieve ? esp_certificate_sieve_ref (sieve) : esp_certificate_sieve_new ();
  search->slice = FIRST_SLICE_ROWS;
  search->order_us = ORDER_US;
  return search;
}

void
esp_certificate_search_free (EspCertificateSearch *search)
{
  if (!search)
    return;
  g_free (search->ca);
  g_free (search->ca_account);
  g_free (search->search);
  g_free (search->template_name);
  g_strfreev (search->cas);
  esp_certificate_sieve_unref (search->sieve);
  g_free (search->bits);
  g_free (search->blocks);
  g_clear_pointer (&search->walk, esp_certificate_walk_free);
  g_clear_pointer (&search->early, g_array_unref);
  g_clear_pointer (&search->all, g_array_unref);
  g_free (search);
}

/* --- Marks ---------------------------------------------------------------------------------- */

static gboolean
is_marked (const EspCertificateSearch *search, gint64 row)
{
  return row > 0 && row <= search->last && (search->bits[row >> 3] >> (row & 7) & 1);
}

static void
mark (EspCertificateSearch *search, gint64 row)
{
  if (row <= 0 || row > search->last || is_marked (search, row))
    return;
  search->bits[row >> 3] |= (guint8) (1 << (row & 7));
  search->n_marked++;
}

static gboolean
mark_found (EspCertificateSearch *search, EspVault *vault, EspQuery *query, GError **error)
{
  g_autoptr (EspStatement) statement = esp_query_prepare (query, vault, error);
  gboolean row;

  while (statement && esp_statement_step (statement, &row, error))
    {
      if (!row)
        return TRUE;
      mark (search, esp_statement_get_int (statement, 0));
    }
  return FALSE;
}

/* Of the rows behind @after, up to @to. */
static gboolean
mark_range (EspCertificateSearch *search, EspVault *vault, gint64 after, gint64 to, GError **error)
{
  g_autoptr (EspQuery) query = esp_query_new ("SELECT certificate.row FROM certificate WHERE ");

  esp_query_add_int (query, "certificate.row > ?", after);
  esp_query_add_int (query, " AND certificate.row <= ?", to);
  esp_certificate_add_conditions (query, &search->filter);
  return mark_found (search, vault, query, error);
}

static gboolean
mark_by_index (EspCertificateSearch *search, EspVault *vault, GError **error)
{
  g_autoptr (EspQuery) query = esp_query_new ("SELECT certificate.row FROM certificate WHERE TRUE");

  search->done_to = search->last;
  esp_certificate_add_conditions (query, &search->filter);
  return mark_found (search, vault, query, error);
}

static gboolean
may_hold (const EspCertificateSearch *search, gint64 row)
{
  return !search->blocks || search->blocks[row / ESP_SIEVE_BLOCK_ROWS];
}

/* The newest first, where they are to be first. */
static gboolean
goes_down (const EspCertificateSearch *search)
{
  return search->filter.sort == ESP_CERTIFICATE_SORT_ISSUED && search->filter.descending;
}

static gint64
block_end (gint64 row)
{
  return row - row % ESP_SIEVE_BLOCK_ROWS + ESP_SIEVE_BLOCK_ROWS - 1;
}

/* The next rows that lie in a row and may match. */
static gboolean
mark_upwards (EspCertificateSearch *search, EspVault *vault, GError **error)
{
  gint64 after = search->done_to, to;

  while (after < search->last && !may_hold (search, after + 1))
    after = MIN (block_end (after + 1), search->last);
  for (to = after; to < search->last && to - after < search->slice && may_hold (search, to + 1);)
    to = MIN (block_end (to + 1), search->last);
  search->done_to = to;
  return to == after || mark_range (search, vault, after, to, error);
}

static gboolean
mark_downwards (EspCertificateSearch *search, EspVault *vault, GError **error)
{
  gint64 to = search->last - search->done_to, after;

  while (to > 0 && !may_hold (search, to))
    to = MAX (to - to % ESP_SIEVE_BLOCK_ROWS - 1, 0);
  for (after = to; after > 0 && to - after < search->slice && may_hold (search, after);)
    after = MAX (after - after % ESP_SIEVE_BLOCK_ROWS - 1, 0);
  search->done_to = search->last - after;
  return to == after || mark_range (search, vault, after, to, error);
}

/* --- Blocks --------------------------------------------------------------------------------- */

/* Certificates whose serial begins with what is searched: their blocks count as well. FALSE: there
 * are too many of them. */
static gboolean
add_serials (EspCertificateSearch *search, EspVault *vault, const char *serial, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "SELECT row FROM certificate WHERE serial >= $1"
                                       " AND serial < $2 LIMIT $3",
                                       serial, error);
  g_autofree char *end = g_strconcat (serial, "g", NULL);
  gint64 n = 0;
  gboolean row;

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, end);
  esp_statement_bind_int (statement, 3, SERIALS_MAX);
  while (esp_statement_step (statement, &row, error) && row)
    {
      gint64 number = esp_statement_get_int (statement, 0);

      if (number > 0 && number <= search->last)
        search->blocks[number / ESP_SIEVE_BLOCK_ROWS] = 1;
      n++;
    }
  return n < SERIALS_MAX;
}

static gboolean
choose_blocks (EspCertificateSearch *search, EspVault *vault, GError **error)
{
  g_autofree char *text = esp_certificate_search_text (&search->filter);
  g_autofree char *serial = esp_certificate_search_serial (text);
  g_autoptr (GError) problem = NULL;

  search->blocks = esp_certificate_sieve_search (search->sieve, text, search->last);
  if (!serial || add_serials (search, vault, serial, &problem))
    return TRUE;
  g_clear_pointer (&search->blocks, g_free);
  if (!problem)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
many_may_match (const EspCertificateSearch *search)
{
  gint64 n = 0;

  for (gint64 row = 0; row <= search->last && n <= FEW_ROWS; row += ESP_SIEVE_BLOCK_ROWS)
    n += may_hold (search, row) ? ESP_SIEVE_BLOCK_ROWS : 0;
  return n > FEW_ROWS;
}

/* --- What comes first ----------------------------------------------------------------------- */

static gboolean
test_row (EspCertificateSearch *search,
          EspVault *vault,
          gint64 row,
          gboolean *matches,
          GError **error)
{
  g_autoptr (EspQuery) query = esp_query_new ("SELECT 1 FROM certificate WHERE ");
  g_autoptr (EspStatement) statement = NULL;

  *matches = FALSE;
  if (row > search->last || !may_hold (search, row))
    return TRUE;
  esp_query_add_int (query, "certificate.row = ?", row);
  esp_certificate_add_conditions (query, &search->filter);
  statement = esp_query_prepare (query, vault, error);
  return statement && esp_statement_step (statement, matches, error);
}

static void
give (EspCertificateSearch *search, GArray *rows)
{
  search->given = TRUE;
  search->early = rows;
}

/* Rows in order, tested one by one; in vain where what matches comes late in the order. */
static gboolean
step_early (EspCertificateSearch *search, EspVault *vault, GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  gint64 end = g_get_monotonic_time () + EARLY_US;
  gboolean matches = FALSE;

  search->phase = MARK;
  while (found->len < EARLY_ROWS &&
         (search->tested % TESTED_AT_ONCE != 0 || g_get_monotonic_time () < end))
    {
      const GArray *rows = esp_certificate_walk_get_rows (search->walk);
      guint32 row;

      if (search->tested == rows->len && esp_certificate_walk_is_complete (search->walk))
        break;
      if (search->tested == rows->len)
        {
          if (!esp_certificate_walk_extend (search->walk, vault, error))
            return FALSE;
          /* How long it takes to put all in order doesn't count. */
          if (search->tested == 0)
            end = g_get_monotonic_time () + EARLY_US;
          continue;
        }
      row = g_array_index (rows, guint32, search->tested++);
      if (!test_row (search, vault, row, &matches, error))
        return FALSE;
      if (matches)
        g_array_append_val (found, row);
    }
  if (found->len > 0)
    give (search, g_steal_pointer (&found));
  return TRUE;
}

static GArray *
take_by_number (const EspCertificateSearch *search)
{
  GArray *rows = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint) search->n_marked);
  gboolean down = search->filter.descending;

  for (gint64 i = 1; i <= search->last; i++)
    {
      guint32 row = (guint32) (down ? search->last + 1 - i : i);

      if (is_marked (search, row))
        g_array_append_val (rows, row);
    }
  return rows;
}

/* --- Steps ---------------------------------------------------------------------------------- */

static gboolean
marks_all (EspCertificateSearch *search, EspVault *vault, gboolean *all, GError **error)
{
  gint64 n_rows = esp_store_ask_int (
    vault, "SELECT coalesce(sum(n_issued), 0) FROM certificate_count", NULL, error);

  /* Without a gap in the numbers nothing needs to be read. */
  *all = esp_certificate_matches_all (&search->filter) && n_rows == search->last;
  if (!*all)
    return n_rows >= 0;
  memset (search->bits, 0xff, (gsize) search->last / 8 + 1);
  search->n_marked = search->last;
  return TRUE;
}

static gboolean
step_begin (EspCertificateSearch *search, EspVault *vault, GError **error)
{
  gint64 last = esp_certificate_store_last_row (vault, error);
  gboolean all;

  if (last < 0)
    return FALSE;
  search->last = search->filter.up_to_row > 0 ? MIN (last, search->filter.up_to_row) : last;
  search->bits = g_malloc0 ((gsize) search->last / 8 + 1);
  search->walk = esp_certificate_walk_new (&search->filter, search->sieve, last);
  search->phase = esp_certificate_walk_needs_sieve (search->walk) ? GROW : MARK;
  if (!marks_all (search, vault, &all, error))
    return FALSE;
  if (all)
    {
      search->done_to = search->last;
      return TRUE;
    }
  if (esp_certificate_has_search (&search->filter) && !choose_blocks (search, vault, error))
    return FALSE;
  if (search->phase == MARK && search->filter.sort != ESP_CERTIFICATE_SORT_ISSUED &&
      esp_certificate_needs_rows (&search->filter) && many_may_match (search))
    search->phase = EARLY;
  return TRUE;
}

/* By the time it is wanted here, the sieve is mostly full. */
static gboolean
step_grow (EspCertificateSearch *search, EspVault *vault, GError **error)
{
  gboolean complete;
  gboolean marked = search->done_to == search->last;

  if (!esp_certificate_sieve_grow (search->sieve, vault,
                                   esp_certificate_walk_get_last (search->walk), &complete, error))
    return FALSE;
  if (complete)
    search->phase = !marked && esp_certificate_needs_rows (&search->filter) &&
                        many_may_match (search) ?
                      EARLY :
                      MARK;
  return TRUE;
}

static gboolean
step_mark (EspCertificateSearch *search, EspVault *vault, GError **error)
{
  gboolean good;

  if (search->done_to < search->last)
    {
      if (!esp_certificate_needs_rows (&search->filter))
        good = mark_by_index (search, vault, error);
      else if (goes_down (search))
        good = mark_downwards (search, vault, error);
      else
        good = mark_upwards (search, vault, error);
      if (!good)
        return FALSE;
      search->slice = SLICE_ROWS;
    }
  if (search->done_to >= search->last)
    search->phase = ORDER;
  else if (!search->given && search->filter.sort == ESP_CERTIFICATE_SORT_ISSUED &&
           (search->n_marked >= EARLY_ROWS || (search->n_marked > 0 && search->spent > EARLY_US)))
    give (search, take_by_number (search));
  return TRUE;
}

static void
give_order (EspCertificateSearch *search)
{
  GArray *first;

  if (search->given || search->spent < search->order_us)
    return;
  first = esp_certificate_walk_copy_chosen (search->walk, EARLY_ROWS);
  if (first)
    give (search, first);
}

static gboolean
step_order (EspCertificateSearch *search, EspVault *vault, GError **error)
{
  gboolean complete = TRUE;

  if (search->filter.sort == ESP_CERTIFICATE_SORT_ISSUED)
    search->all = take_by_number (search);
  else if (search->n_marked == 0)
    search->all = g_array_new (FALSE, FALSE, sizeof (guint32));
  else if (!esp_certificate_walk_choose (search->walk, vault, search->bits, search->last,
                                         search->n_marked, &complete, error))
    return FALSE;
  if (!complete)
    {
      give_order (search);
      return TRUE;
    }
  if (!search->all)
    search->all = esp_certificate_walk_take_chosen (search->walk);
  search->phase = DONE;
  return TRUE;
}

typedef gboolean (*StepFunc) (EspCertificateSearch *search, EspVault *vault, GError **error);

static const StepFunc steps[N_PHASES] = {
  [BEGIN] = step_begin, [GROW] = step_grow,   [EARLY] = step_early,
  [MARK] = step_mark,   [ORDER] = step_order, [DONE] = NULL,
};

gboolean
esp_certificate_search_step (EspCertificateSearch *search, EspVault *vault, GError **error)
{
  gint64 begun = g_get_monotonic_time (), passed;

  do
    {
      gint64 before = g_get_monotonic_time ();

      if (search->phase == DONE)
        return TRUE;
      if (!steps[search->phase](search, vault, error))
        return FALSE;
      search->spent += g_get_monotonic_time () - before;
      passed = g_get_monotonic_time () - begun;
    }
  while (passed < STEP_US && !search->early);
  return TRUE;
}

void
esp_certificate_search_set_order_time (EspCertificateSearch *search, gint64 microseconds)
{
  search->order_us = microseconds;
}

gboolean
esp_certificate_search_is_done (EspCertificateSearch *search)
{
  return search->phase == DONE;
}

GArray *
esp_certificate_search_take_early (EspCertificateSearch *search)
{
  return g_steal_pointer (&search->early);
}

GArray *
esp_certificate_search_take_all (EspCertificateSearch *search)
{
  return g_steal_pointer (&search->all);
}

gint64
esp_certificate_search_count (EspCertificateSearch *search, EspVault *vault, GError **error)
{
  while (search->phase < ORDER)
    {
      g_clear_pointer (&search->early, g_array_unref);
      if (!steps[search->phase](search, vault, error))
        return -1;
    }
  return search->n_marked;
}
