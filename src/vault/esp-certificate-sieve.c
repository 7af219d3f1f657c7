/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs and triples of bytes are hashed into one set of bits a block; which single bytes and pairs
 * occur anywhere is kept exactly, so that what can't be found is known at once. Names are numbered
 * in the order in which they are met, and put in order when they are asked for. */
#include "esp-certificate-sieve.h"

#include "esp-database-private.h"
#include "esp-store.h"

#include <string.h>

#define SLICE_ROWS 5000
#define BLOCK_BITS 4096
#define BLOCK_BYTES (BLOCK_BITS / 8)
#define N_BYTES 256
#define N_PAIRS (256 * 256)

typedef struct
{
  GHashTable *numbers; /* text -> number */
  GPtrArray *texts;    /* by number; owned by the table */
} Names;

struct _EspCertificateSieve
{
  gatomicrefcount ref_count;
  GMutex lock;
  gboolean orders_claimed;
  gint64 known;       /* rows up to this one */
  GByteArray *blocks; /* BLOCK_BYTES each */
  guint8 bytes[N_BYTES];
  guint8 pairs[N_PAIRS / 8];
  GArray *rows[ESP_SIEVE_N_FIELDS]; /* number of the name, by row number; that of row 0 is unused */
  Names names[ESP_SIEVE_N_FIELDS];
};

EspCertificateSieve *
esp_certificate_sieve_new (void)
{
  EspCertificateSieve *sieve = g_new0 (EspCertificateSieve, 1);

  g_atomic_ref_count_init (&sieve->ref_count);
  g_mutex_init (&sieve->lock);
  sieve->blocks = g_byte_array_new ();
  for (int i = 0; i < ESP_SIEVE_N_FIELDS; i++)
    {
      sieve->rows[i] = g_array_new (FALSE, TRUE, sizeof (guint32));
      g_array_set_size (sieve->rows[i], 1);
      sieve->names[i].numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      sieve->names[i].texts = g_ptr_array_new ();
    }
  return sieve;
}

EspCertificateSieve *
esp_certificate_sieve_ref (EspCertificateSieve *sieve)
{
  g_atomic_ref_count_inc (&sieve->ref_count);
  return sieve;
}

void
esp_certificate_sieve_unref (EspCertificateSieve *sieve)
{
  if (!sieve || !g_atomic_ref_count_dec (&sieve->ref_count))
    return;
  for (int i = 0; i < ESP_SIEVE_N_FIELDS; i++)
    {
      g_array_unref (sieve->rows[i]);
      g_ptr_array_unref (sieve->names[i].texts);
      g_hash_table_unref (sieve->names[i].numbers);
    }
  g_byte_array_unref (sieve->blocks);
  g_mutex_clear (&sieve->lock);
  g_free (sieve);
}

/* --- Marks -------------------------------------------------------------------------------------*/

/* Both odd numbers scatter what differs in few bits. */
static guint
hash_pair (guint8 a, guint8 b)
{
  return (((guint) a << 8 | b) * 0x9e3779b1u) >> 20;
}

static guint
hash_triple (guint8 a, guint8 b, guint8 c)
{
  return (((guint) a << 16 | (guint) b << 8 | c) * 0x85ebca6bu) >> 20;
}

G_STATIC_ASSERT (BLOCK_BITS == 1 << (32 - 20));

static void
set_bit (guint8 *bits, guint bit)
{
  bits[bit >> 3] |= (guint8) (1 << (bit & 7));
}

static gboolean
has_bit (const guint8 *bits, guint bit)
{
  return bits[bit >> 3] >> (bit & 7) & 1;
}

static void
mark_text (EspCertificateSieve *sieve, guint8 *block, const guint8 *text, gsize len)
{
  guint8 before = 0, last = 0;

  for (gsize i = 0; i < len; i++)
    {
      guint8 c = (guint8) g_ascii_tolower ((char) text[i]);

      sieve->bytes[c] = 1;
      if (i > 0)
        {
          set_bit (sieve->pairs, (guint) last << 8 | c);
          set_bit (block, hash_pair (last, c));
        }
      if (i > 1)
        set_bit (block, hash_triple (before, last, c));
      before = last;
      last = c;
    }
}

/* --- Growing -----------------------------------------------------------------------------------*/

static guint32
get_number (Names *names, const char *text)
{
  gpointer number;
  char *own;

  if (g_hash_table_lookup_extended (names->numbers, text, NULL, &number))
    return GPOINTER_TO_UINT (number);
  own = g_strdup (text);
  g_hash_table_insert (names->numbers, own, GUINT_TO_POINTER (names->texts->len));
  g_ptr_array_add (names->texts, own);
  return names->texts->len - 1;
}

static void
take_names (EspCertificateSieve *sieve, gint64 row, EspStatement *statement)
{
  static const int
    columns[] = { [ESP_SIEVE_CA] = 4, [ESP_SIEVE_TEMPLATE] = 5, [ESP_SIEVE_REQUESTER] = 3 };

  for (int i = 0; i < ESP_SIEVE_N_FIELDS; i++)
    {
      const char *text = esp_statement_get_text (statement, columns[i]);
      guint32 number = get_number (&sieve->names[i], text ? text : "");

      if (sieve->rows[i]->len <= row)
        g_array_set_size (sieve->rows[i], (guint) row + 1);
      g_array_index (sieve->rows[i], guint32, row) = number;
    }
}

static void
take_row (EspCertificateSieve *sieve, EspStatement *statement)
{
  gint64 row = esp_statement_get_int (statement, 0);
  gsize offset = (gsize) (row / ESP_SIEVE_BLOCK_ROWS) * BLOCK_BYTES;
  gsize before = sieve->blocks->len;

  if (before < offset + BLOCK_BYTES)
    {
      g_byte_array_set_size (sieve->blocks, (guint) (offset + BLOCK_BYTES));
      memset (sieve->blocks->data + before, 0, sieve->blocks->len - before);
    }
  for (int column = 1; column <= 3; column++)
    {
      gsize len;
      const guint8 *text = esp_statement_peek (statement, column, &len);

      if (text)
        mark_text (sieve, sieve->blocks->data + offset, text, len);
    }
  take_names (sieve, row, statement);
}

static gboolean
take_slice (EspCertificateSieve *sieve, EspVault *vault, gint64 last, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault,
                                   "SELECT row, subject, alternative_names, requester, ca_row,"
                                   " template_name FROM certificate"
                                   " WHERE row > $1 AND row <= $2 ORDER BY row",
                                   error);
  gboolean row;

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, sieve->known);
  esp_statement_bind_int (statement, 2, last);
  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return TRUE;
      take_row (sieve, statement);
    }
  return FALSE;
}

/* Rows that were taken before a failure are taken again: to mark twice is to mark once. */
gboolean
esp_certificate_sieve_grow (EspCertificateSieve *sieve,
                            EspVault *vault,
                            gint64 last,
                            gboolean *complete,
                            GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&sieve->lock);
  gint64 to = MIN (sieve->known + SLICE_ROWS, last);

  if (to > sieve->known)
    {
      if (!take_slice (sieve, vault, to, error))
        return FALSE;
      sieve->known = to;
    }
  *complete = sieve->known >= last;
  return TRUE;
}

gboolean
esp_certificate_sieve_claim_orders (EspCertificateSieve *sieve)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&sieve->lock);
  gboolean first = !sieve->orders_claimed;

  sieve->orders_claimed = TRUE;
  return first;
}

/* --- Searching ---------------------------------------------------------------------------------*/

/* FALSE: @text occurs in no row that is known. */
static gboolean
may_occur (const EspCertificateSieve *sieve, const guint8 *text, gsize len)
{
  for (gsize i = 0; i < len; i++)
    if (!sieve->bytes[text[i]] ||
        (i > 0 && !has_bit (sieve->pairs, (guint) text[i - 1] << 8 | text[i])))
      return FALSE;
  return TRUE;
}

static gboolean
block_may_hold (const guint8 *block, const guint8 *text, gsize len)
{
  if (len == 2)
    return has_bit (block, hash_pair (text[0], text[1]));
  for (gsize i = 2; i < len; i++)
    if (!has_bit (block, hash_triple (text[i - 2], text[i - 1], text[i])))
      return FALSE;
  return TRUE;
}

guint8 *
esp_certificate_sieve_search (EspCertificateSieve *sieve, const char *text, gint64 last)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&sieve->lock);
  gsize n_blocks = (gsize) (last / ESP_SIEVE_BLOCK_ROWS) + 1;
  gsize n_known = (gsize) ((sieve->known + 1) / ESP_SIEVE_BLOCK_ROWS);
  const guint8 *bytes = (const guint8 *) text;
  gsize len = strlen (text);
  gboolean may = may_occur (sieve, bytes, len);
  guint8 *blocks = g_malloc (n_blocks);

  memset (blocks, 1, n_blocks);
  for (gsize i = 0; i < MIN (n_blocks, n_known); i++)
    blocks[i] = may && (gsize) sieve->blocks->len >= (i + 1) * BLOCK_BYTES &&
                block_may_hold (sieve->blocks->data + i * BLOCK_BYTES, bytes, len);
  return blocks;
}

/* --- Ranks -------------------------------------------------------------------------------------*/

typedef struct
{
  guint32 number;
  const char *text;
} Name;

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Name *) a)->text, ((const Name *) b)->text);
}

/* Rank of each number; names of the same text have the same one. */
static guint32 *
order_names (const Names *names, GHashTable *other, guint *n_ranks)
{
  guint n = names->texts->len;
  g_autofree Name *sorted = g_new (Name, MAX (n, 1));
  guint32 *ranks = g_new0 (guint32, MAX (n, 1));

  *n_ranks = n ? 1 : 0;
  for (guint i = 0; i < n; i++)
    {
      const char *text = g_ptr_array_index (names->texts, i);
      const char *shown = other ? g_hash_table_lookup (other, text) : text;

      sorted[i] = (Name){ i, shown ? shown : "" };
    }
  qsort (sorted, n, sizeof *sorted, compare_names);
  for (guint i = 0; i < n; i++)
    {
      if (i > 0 && strcmp (sorted[i - 1].text, sorted[i].text) != 0)
        (*n_ranks)++;
      ranks[sorted[i].number] = *n_ranks - 1;
    }
  return ranks;
}

guint32 *
esp_certificate_sieve_rank (EspCertificateSieve *sieve,
                            EspSieveField field,
                            GHashTable *names,
                            gint64 last,
                            guint *n_ranks)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&sieve->lock);
  const GArray *rows = sieve->rows[field];
  g_autofree guint32 *ranks = NULL;
  guint32 *by_row;

  if (sieve->known < last)
    return NULL;
  ranks = order_names (&sieve->names[field], names, n_ranks);
  by_row = g_new0 (guint32, (gsize) last + 1);
  for (gint64 i = 1; i <= last && i < rows->len; i++)
    by_row[i] = ranks[g_array_index (rows, guint32, i)];
  return by_row;
}
