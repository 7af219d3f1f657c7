/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries that brought authorities of other tools in. Who signs such an entry could write into it
 * what they like; but what an authority is, its certificate says, and what it issued carries its
 * signature. So each row is held against the bytes that the vault keeps, and those against the key
 * of whom they stand under. */
#include "esp-replay-private.h"

#include "audit/esp-merkle.h"
#include "base/esp-json.h"
#include "esp-parallel.h"
#include "esp-replay-rules.h"
#include "pki/esp-certificate-scan.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"

#include <string.h>

#define BATCH 512

typedef struct
{
  EspReplay *replay;
  const EspEvent *event;
  GArray *changes;
  GHashTable *issuers; /* UUID -> EspCertificate */
  EspMerkle *tree;     /* over the certificates, as the entry says that they came */
} Work;

/* One issued certificate on its way to its verdict, in any thread. */
typedef struct
{
  const EspCertificateRow *row;
  GBytes *der;            /* NULL: it is missing */
  EspCertificate *issuer; /* borrowed */
  EspHash leaf;
  const char *problem;
} Item;

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->issuers, g_hash_table_unref);
  g_clear_pointer (&work->tree, esp_merkle_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static void
item_clear (gpointer data)
{
  g_clear_pointer (&((Item *) data)->der, g_bytes_unref);
}

static gboolean
is_of (const EspReplayChange *change, const char *table)
{
  return g_str_equal (change->table->name, table);
}

/* --- Authorities -------------------------------------------------------------------------------*/

/* The highest number is the present one. */
GBytes *
esp_replay_read_imported (EspReplay *replay, GArray *changes, const char *ca)
{
  g_autofree char *prefix = g_strconcat (ca, "/", NULL);
  gint64 highest = 0;

  for (guint i = 0; i < changes->len; i++)
    {
      const EspReplayChange *change = &g_array_index (changes, EspReplayChange, i);

      if (is_of (change, "ca_certificate") && g_str_has_prefix (change->key, prefix))
        highest = MAX (highest, g_ascii_strtoll (change->key + strlen (prefix), NULL, 10));
    }
  return highest > 0 ? esp_ca_store_get_nth_certificate (replay->vault, ca, highest, NULL) : NULL;
}

static gboolean
has_key (const Work *work, const char *ca)
{
  for (guint i = 0; i < work->changes->len; i++)
    {
      const EspReplayChange *change = &g_array_index (work->changes, EspReplayChange, i);

      if (is_of (change, "ca_key") && g_str_equal (change->key, ca) && *change->hex)
        return TRUE;
    }
  return FALSE;
}

/* The key of an authority stays the same as long as it lives, so any of its certificates will do.
 */
static EspCertificate *
find_issuer (Work *work, const char *ca)
{
  EspCertificate *found = g_hash_table_lookup (work->issuers, ca);
  g_autoptr (GBytes) der = NULL;

  if (found)
    return found;
  der = esp_ca_store_get_certificate (work->replay->vault, ca, NULL, NULL);
  found = der ? esp_certificate_parse (der, NULL) : NULL;
  if (found)
    g_hash_table_insert (work->issuers, g_strdup (ca), found);
  return found;
}

static gboolean
is_below (Work *work, EspCertificate *certificate, JsonObject *row)
{
  const char *parent = esp_json_get_string (row, "parent");
  EspCertificate *above = parent ? find_issuer (work, parent) : NULL;
  gboolean root = esp_replay_has (row, "type", "ROOT");

  if (root)
    return !parent && esp_certificate_is_issued_by (certificate, certificate);
  return !parent || (above && esp_certificate_is_issued_by (certificate, above));
}

static const char *
judge_authority (Work *work, const EspReplayChange *change)
{
  g_autoptr (JsonObject)
    before = esp_replay_read_row (work->replay->state, change->table, change->key);
  g_autoptr (GBytes) der = esp_replay_read_imported (work->replay, work->changes, change->key);
  g_autoptr (EspCertificate) certificate = der ? esp_certificate_parse (der, NULL) : NULL;

  if (before || !change->row)
    return "was there before, and an import changes no authority that is there";
  if (!certificate || !esp_replay_is_of_authority (certificate, change->row))
    return "is not the authority that its certificate speaks of";
  if (!is_below (work, certificate, change->row))
    return "stands below an authority that did not sign it";
  if (!esp_replay_has (change->row, "state", has_key (work, change->key) ? "ACTIVE" : "DISABLED") ||
      !esp_replay_has (change->row, "predecessor", NULL))
    return "did not come with the key that it would need";
  return NULL;
}

/* What belongs to an authority comes with it. */
static const char *
judge_belonging (Work *work, const EspReplayChange *change)
{
  g_autofree char *ca = g_strndup (change->key, strcspn (change->key, "/"));
  g_autofree char *name = g_strconcat ("ca/", ca, NULL);

  if (json_object_has_member (work->event->row_digests, name))
    return NULL;
  return "belongs to an authority that did not come with this import";
}

/* --- What they issued --------------------------------------------------------------------------*/

static gboolean
has_signed (EspCertificate *issuer, GBytes *der, EspCertificate *certificate)
{
  EspCertificateScan scan;
  EspScanAnswer answer = ESP_SCAN_CANNOT_TELL;

  if (!esp_name_equal (esp_certificate_get_issuer (certificate),
                       esp_certificate_get_subject (issuer)))
    return FALSE;
  if (esp_certificate_scan (der, &scan))
    answer = esp_certificate_scan_is_signed (&scan, issuer);
  if (answer != ESP_SCAN_CANNOT_TELL)
    return answer == ESP_SCAN_YES;
  return esp_certificate_is_issued_by (certificate, issuer);
}

static void
judge_one (gpointer data, gpointer unused)
{
  Item *item = data;
  const EspCertificateRow *row = item->row;
  gsize len = 0;
  const guint8 *bytes = item->der ? g_bytes_get_data (item->der, &len) : NULL;
  g_autoptr (EspCertificate)
    certificate = item->der ? esp_certificate_parse_keyless (item->der, item->issuer, NULL) : NULL;

  esp_merkle_leaf_hash (bytes, len, &item->leaf);
  if (!certificate || !g_str_equal (row->serial, esp_certificate_get_serial (certificate)) ||
      g_strcmp0 (row->subject, esp_name_get_text (esp_certificate_get_subject (certificate))) ||
      row->not_before != esp_certificate_get_not_before (certificate) ||
      row->not_after != esp_certificate_get_not_after (certificate))
    item->problem = "is not what its certificate says";
  else if (!item->issuer || !has_signed (item->issuer, item->der, certificate))
    item->problem = "came with an import, and its authority did not sign it";
}

static gboolean
judge_rows (Work *work, const EspReplayChange *change, GPtrArray *rows, GError **error)
{
  g_autoptr (GArray) items = g_array_sized_new (FALSE, TRUE, sizeof (Item), rows->len);
  g_autofree gpointer *pointers = g_new (gpointer, MAX (rows->len, 1));

  g_array_set_clear_func (items, item_clear);
  g_array_set_size (items, rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      Item *item = &g_array_index (items, Item, i);
      GError *problem = NULL;

      item->row = g_ptr_array_index (rows, i);
      item->issuer = find_issuer (work, item->row->ca);
      item->der = esp_certificate_store_get_der (work->replay->vault, item->row->row, &problem);
      if (problem)
        {
          g_propagate_error (error, problem);
          return FALSE;
        }
      pointers[i] = item;
    }
  esp_parallel_run (judge_one, pointers, rows->len, g_get_num_processors ());
  for (guint i = 0; i < rows->len; i++)
    {
      const Item *item = pointers[i];
      g_autofree char *key = g_strdup_printf ("%012" G_GINT64_FORMAT, item->row->row);

      esp_merkle_append (work->tree, &item->leaf, NULL, NULL);
      if (item->problem)
        esp_replay_tell_row (work->replay, work->event, change->table, key, item->problem);
    }
  return TRUE;
}

/* "000000000012", or a range of them, which may say what it likes. A row that is missing is told of
 * by the comparison with what was signed. */
static gboolean
check_certificates (Work *work, const EspReplayChange *change, GError **error)
{
  const char *dash = strchr (change->key, '-');
  gint64 row = g_ascii_strtoll (change->key, NULL, 10);
  gint64 last = g_ascii_strtoll (dash ? dash + 1 : change->key, NULL, 10);
  gint64 newest = esp_certificate_store_last_row (work->replay->vault, error);

  if (newest < 0)
    return FALSE;
  if (row < 1 || last >= ESP_CERTIFICATE_ROWS_MAX)
    return TRUE;
  last = MIN (last, newest);
  while (row <= last)
    {
      guint32 numbers[BATCH];
      guint n = 0;
      g_autoptr (GPtrArray) rows = NULL;

      for (; n < BATCH && row <= last; row++)
        numbers[n++] = (guint32) row;
      rows = esp_certificate_store_get_rows (work->replay->vault, numbers, n, error);
      if (!rows || !judge_rows (work, change, rows, error))
        return FALSE;
    }
  return TRUE;
}

/* --- All ---------------------------------------------------------------------------------------*/

static gboolean
check_change (Work *work, const EspReplayChange *change, GError **error)
{
  static const char *const belonging[] = {
    "ca_certificate",     "ca_key", "ca_key_part", "ca_key_recipient", "ca_request",
    "unknown_revocation", NULL
  };
  const char *problem = NULL;

  if (is_of (change, "certificate"))
    return check_certificates (work, change, error);
  if (is_of (change, "ca"))
    problem = judge_authority (work, change);
  else if (g_strv_contains (belonging, change->table->name))
    problem = judge_belonging (work, change);
  if (problem)
    esp_replay_tell_row (work->replay, work->event, change->table, change->key, problem);
  return TRUE;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (((const EspReplayChange *) a)->name, ((const EspReplayChange *) b)->name);
}

gboolean
esp_replay_check_import (EspReplay *replay, const EspEvent *event, GArray *changes, GError **error)
{
  g_auto (Work) work = { replay, event, changes, NULL, NULL };
  g_autoptr (GArray) sorted = g_array_copy (changes);
  g_autofree char *root = NULL;

  if (event->outcome != ESP_OUTCOME_ALLOWED)
    return TRUE;
  work.issuers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) esp_certificate_unref);
  work.tree = esp_merkle_new ();
  g_array_sort (sorted, compare_keys);
  for (guint i = 0; i < sorted->len; i++)
    if (!check_change (&work, &g_array_index (sorted, EspReplayChange, i), error))
      return FALSE;
  root = esp_merkle_get_root_hex (work.tree);
  if (g_strcmp0 (root, esp_json_get_string (event->details, "CertificatesRoot")) != 0)
    esp_replay_tell (replay, event, "the certificates are not those that it says it imported");
  return TRUE;
}
