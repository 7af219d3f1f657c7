/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An index that holds the order is walked, a slice at a time; what few names tell apart is counted
 * out by the ranks of a sieve; and where few rows are wanted of many, they are sorted by
 * themselves. Rows that are alike come in order of their number, in either direction. */
#include "esp-certificate-walk.h"

#include "esp-database-private.h"
#include "esp-store.h"

#include <string.h>

#define FIRST_WALK_ROWS 2000
/* Of a file that is not in memory yet these take some hundredths of a second. */
#define WALK_ROWS 20000
/* Up to so many are sorted by themselves, if they are less than one in SORT_PART. */
#define SORT_ROWS 20000
#define SORT_PART 20

struct _EspCertificateWalk
{
  const EspCertificateFilter *filter;
  EspCertificateSieve *sieve;
  gint64 last;
  GArray *rows;  /* guint32, in walk, as far as they were read */
  gint64 behind; /* the last row of a walk; 0: none yet */
  gboolean complete;
  guint looked_at; /* of the rows */
  GArray *chosen;
  gboolean all; /* what is chosen are the rows themselves */
};

/* --- Walks ---------------------------------------------------------------------------------- */

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

typedef struct
{
  WalkRow walks[2];
  const char *key; /* of one row */
  gboolean by_ranks;
  EspSieveField field; /* if so, and it is not the status */
} SortRow;

static const SortRow sorts[] = {
  [ESP_CERTIFICATE_SORT_SUBJECT] = { WALK ("subject"),
                                     "SELECT subject FROM certificate WHERE row = $1", FALSE, 0 },
  [ESP_CERTIFICATE_SORT_NOT_AFTER] = { WALK ("not_after"),
                                       "SELECT not_after FROM certificate WHERE row = $1", FALSE,
                                       0 },
  [ESP_CERTIFICATE_SORT_SERIAL] = { WALK ("serial"),
                                    "SELECT serial FROM certificate WHERE row = $1", FALSE, 0 },
  [ESP_CERTIFICATE_SORT_STATUS] = { .by_ranks = TRUE },
  [ESP_CERTIFICATE_SORT_CA] = { .by_ranks = TRUE, .field = ESP_SIEVE_CA },
  [ESP_CERTIFICATE_SORT_TEMPLATE] = { .by_ranks = TRUE, .field = ESP_SIEVE_TEMPLATE },
  [ESP_CERTIFICATE_SORT_REQUESTER] = { .by_ranks = TRUE, .field = ESP_SIEVE_REQUESTER },
};

static gboolean
walk_index (EspCertificateWalk *walk, EspVault *vault, GError **error)
{
  const WalkRow *walk_row = &sorts[walk->filter->sort].walks[walk->filter->descending ? 1 : 0];
  gint64 limit = walk->behind ? WALK_ROWS : FIRST_WALK_ROWS, n_read = 0;
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault, walk->behind ? walk_row->next : walk_row->first, error);
  gboolean row;

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, limit);
  if (walk->behind)
    esp_statement_bind_int (statement, 2, walk->behind);
  while (esp_statement_step (statement, &row, error))
    {
      guint32 number;

      walk->complete = !row && n_read < limit;
      if (!row)
        return TRUE;
      n_read++;
      walk->behind = esp_statement_get_int (statement, 0);
      number = (guint32) walk->behind;
      if (walk->behind <= walk->last)
        g_array_append_val (walk->rows, number);
    }
  return FALSE;
}

/* --- Ranks ---------------------------------------------------------------------------------- */

static guint32 *
rank_by_status (EspCertificateWalk *walk, EspVault *vault, guint *n_ranks, GError **error)
{
  g_autofree guint32 *ranks = g_new0 (guint32, (gsize) walk->last + 1);
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault, "SELECT row, not_after, revoked_at FROM certificate", error);
  gboolean row;

  *n_ranks = MAX (MAX (ESP_CERTIFICATE_VALID, ESP_CERTIFICATE_EXPIRED), ESP_CERTIFICATE_REVOKED) +
             1;
  while (statement && esp_statement_step (statement, &row, error))
    {
      gint64 number;

      if (!row)
        return g_steal_pointer (&ranks);
      number = esp_statement_get_int (statement, 0);
      if (number <= 0 || number > walk->last)
        continue;
      if (!esp_statement_is_null (statement, 2))
        ranks[number] = ESP_CERTIFICATE_REVOKED;
      else if (esp_statement_get_int (statement, 1) < walk->filter->now)
        ranks[number] = ESP_CERTIFICATE_EXPIRED;
      else
        ranks[number] = ESP_CERTIFICATE_VALID;
    }
  return NULL;
}

/* CAs are ordered by what they are called. */
static GHashTable *
read_labels (EspVault *vault, GError **error)
{
  g_autoptr (GHashTable) labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault, "SELECT row, coalesce(label, '') FROM ca", error);
  gboolean row;

  while (statement && esp_statement_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&labels);
      g_hash_table_insert (labels, esp_statement_dup_text (statement, 0),
                           esp_statement_dup_text (statement, 1));
    }
  return NULL;
}

static guint32 *
rank_by_name (EspCertificateWalk *walk, EspVault *vault, guint *n_ranks, GError **error)
{
  EspSieveField field = sorts[walk->filter->sort].field;
  g_autoptr (GHashTable) labels = NULL;
  gboolean known;

  if (field == ESP_SIEVE_CA && !(labels = read_labels (vault, error)))
    return NULL;
  do
    {
      if (!esp_certificate_sieve_grow (walk->sieve, vault, walk->last, &known, error))
        return NULL;
    }
  while (!known);
  return esp_certificate_sieve_rank (walk->sieve, field, labels, walk->last, n_ranks);
}

static void
reverse (GArray *rows)
{
  guint32 *numbers = (guint32 *) (void *) rows->data;

  for (guint i = 0; i < rows->len / 2; i++)
    {
      guint32 number = numbers[i];

      numbers[i] = numbers[rows->len - 1 - i];
      numbers[rows->len - 1 - i] = number;
    }
}

/* Numbers that belong to no row are among them; nobody marks these. */
static gboolean
count_out (EspCertificateWalk *walk, EspVault *vault, GError **error)
{
  guint n_ranks = 0;
  g_autofree guint32 *ranks = walk->filter->sort == ESP_CERTIFICATE_SORT_STATUS ?
                                rank_by_status (walk, vault, &n_ranks, error) :
                                rank_by_name (walk, vault, &n_ranks, error);
  g_autofree guint32 *at = NULL;
  guint32 *numbers;

  if (!ranks)
    return FALSE;
  at = g_new0 (guint32, (gsize) n_ranks + 1);
  for (gint64 i = 1; i <= walk->last; i++)
    at[ranks[i] + 1]++;
  for (guint i = 0; i < n_ranks; i++)
    at[i + 1] += at[i];
  g_array_set_size (walk->rows, (guint) walk->last);
  numbers = (guint32 *) (void *) walk->rows->data;
  for (gint64 i = 1; i <= walk->last; i++)
    numbers[at[ranks[i]]++] = (guint32) i;
  if (walk->filter->descending)
    reverse (walk->rows);
  walk->complete = TRUE;
  return TRUE;
}

gboolean
esp_certificate_walk_extend (EspCertificateWalk *walk, EspVault *vault, GError **error)
{
  if (walk->complete)
    return TRUE;
  return sorts[walk->filter->sort].by_ranks ? count_out (walk, vault, error) :
                                              walk_index (walk, vault, error);
}

/* --- Few of many ---------------------------------------------------------------------------- */

typedef struct
{
  guint32 row;
  gint64 number;
  char *text;
} Key;

static void
clear_key (gpointer data)
{
  g_free (((Key *) data)->text);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const Key *x = a, *y = b;
  int order = x->text && y->text ? strcmp (x->text, y->text) : 0;

  if (order != 0)
    return order;
  if (x->number != y->number)
    return x->number < y->number ? -1 : 1;
  return x->row < y->row ? -1 : x->row > y->row;
}

static gboolean
read_key (EspCertificateWalk *walk, EspVault *vault, Key *key, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault, sorts[walk->filter->sort].key, error);
  gboolean row;

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, key->row);
  if (!esp_statement_step (statement, &row, error))
    return FALSE;
  if (row && walk->filter->sort == ESP_CERTIFICATE_SORT_NOT_AFTER)
    key->number = esp_statement_get_int (statement, 0);
  else if (row)
    key->text = esp_statement_dup_text (statement, 0);
  return TRUE;
}

static gboolean
sort_few (EspCertificateWalk *walk,
          EspVault *vault,
          const guint8 *bits,
          gint64 last,
          GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, TRUE, sizeof (Key));

  g_array_set_clear_func (keys, clear_key);
  for (gint64 i = 1; i <= last; i++)
    {
      Key key = { (guint32) i, 0, NULL };

      if (!(bits[i >> 3] >> (i & 7) & 1))
        continue;
      if (!read_key (walk, vault, &key, error))
        return FALSE;
      g_array_append_val (keys, key);
    }
  g_array_sort (keys, compare_keys);
  for (guint i = 0; i < keys->len; i++)
    g_array_append_val (walk->chosen, g_array_index (keys, Key, i).row);
  if (walk->filter->descending)
    reverse (walk->chosen);
  return TRUE;
}

/* --- Choosing ------------------------------------------------------------------------------- */

static void
choose_read (EspCertificateWalk *walk, const guint8 *bits, gint64 last)
{
  for (; walk->looked_at < walk->rows->len; walk->looked_at++)
    {
      guint32 row = g_array_index (walk->rows, guint32, walk->looked_at);

      if (row <= last && (bits[row >> 3] >> (row & 7) & 1))
        g_array_append_val (walk->chosen, row);
    }
}

gboolean
esp_certificate_walk_choose (EspCertificateWalk *walk,
                             EspVault *vault,
                             const guint8 *bits,
                             gint64 last,
                             gint64 n,
                             gboolean *complete,
                             GError **error)
{
  if (!sorts[walk->filter->sort].by_ranks && n <= SORT_ROWS && n < last / SORT_PART &&
      walk->looked_at == 0)
    {
      *complete = TRUE;
      walk->chosen = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint) n);
      return sort_few (walk, vault, bits, last, error);
    }
  /* All of them: the order is the answer. */
  if (n == walk->last && n == last)
    {
      walk->all = TRUE;
      if (!walk->complete && !esp_certificate_walk_extend (walk, vault, error))
        return FALSE;
      *complete = walk->complete;
      if (walk->complete)
        walk->chosen = g_array_ref (walk->rows);
      return TRUE;
    }
  if (!walk->chosen)
    walk->chosen = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint) n);
  choose_read (walk, bits, last);
  if (!walk->complete && walk->chosen->len < n)
    {
      if (!esp_certificate_walk_extend (walk, vault, error))
        return FALSE;
      choose_read (walk, bits, last);
    }
  *complete = walk->complete || walk->chosen->len >= n;
  return TRUE;
}

GArray *
esp_certificate_walk_copy_chosen (EspCertificateWalk *walk, guint n)
{
  const GArray *chosen = walk->all ? walk->rows : walk->chosen;
  GArray *copy;

  if (!chosen || chosen->len < n)
    return NULL;
  copy = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n);
  return g_array_append_vals (copy, chosen->data, n);
}

GArray *
esp_certificate_walk_take_chosen (EspCertificateWalk *walk)
{
  return g_steal_pointer (&walk->chosen);
}

/* --- The order ------------------------------------------------------------------------------ */

EspCertificateWalk *
esp_certificate_walk_new (const EspCertificateFilter *filter,
                          EspCertificateSieve *sieve,
                          gint64 last)
{
  EspCertificateWalk *walk = g_new0 (EspCertificateWalk, 1);

  walk->filter = filter;
  walk->sieve = sieve;
  walk->last = last;
  walk->rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  return walk;
}

void
esp_certificate_walk_free (EspCertificateWalk *walk)
{
  g_array_unref (walk->rows);
  g_clear_pointer (&walk->chosen, g_array_unref);
  g_free (walk);
}

gint64
esp_certificate_walk_get_last (EspCertificateWalk *walk)
{
  return walk->last;
}

gboolean
esp_certificate_walk_needs_sieve (EspCertificateWalk *walk)
{
  const SortRow *row = &sorts[walk->filter->sort];

  return row->by_ranks && walk->filter->sort != ESP_CERTIFICATE_SORT_STATUS;
}

const GArray *
esp_certificate_walk_get_rows (EspCertificateWalk *walk)
{
  return walk->rows;
}

gboolean
esp_certificate_walk_is_complete (EspCertificateWalk *walk)
{
  return walk->complete;
}
