/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tree against RFC 6962's reference tree, against the definition written out (recursion over
 * all leaves), and against inclusion proofs made by others.
 */
#include "audit/esp-merkle.h"
#include "base/esp-hex.h"
#include "base/esp-json.h"

#include <string.h>

#define MOST_LEAVES 300

/* --- The definition (RFC 6962, 2.1) -----------------------------------------------------------*/

static void
sha256 (const guint8 *bytes, gsize len, EspHash *hash)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize hash_len = ESP_HASH_LEN;

  g_checksum_update (checksum, bytes, (gssize) len);
  g_checksum_get_digest (checksum, hash->bytes, &hash_len);
}

static void
join (const EspHash *left, const EspHash *right, EspHash *hash)
{
  guint8 bytes[1 + 2 * ESP_HASH_LEN] = { 0x01 };

  memcpy (bytes + 1, left->bytes, ESP_HASH_LEN);
  memcpy (bytes + 1 + ESP_HASH_LEN, right->bytes, ESP_HASH_LEN);
  sha256 (bytes, sizeof bytes, hash);
}

static gsize
largest_power_below (gsize n)
{
  gsize power = 1;

  while (power * 2 < n)
    power *= 2;
  return power;
}

static void
naive_root (const EspHash *leaves, gsize n, EspHash *root)
{
  EspHash left, right;
  gsize split;

  if (n == 0)
    {
      sha256 ((const guint8 *) "", 0, root);
      return;
    }
  if (n == 1)
    {
      *root = leaves[0];
      return;
    }
  split = largest_power_below (n);
  naive_root (leaves, split, &left);
  naive_root (leaves + split, n - split, &right);
  join (&left, &right, root);
}

/* PATH (m, D[n]) of RFC 6962, 2.1.1. */
static void
naive_path (const EspHash *leaves, gsize n, gsize index, GArray *path)
{
  EspHash other;
  gsize split;

  if (n <= 1)
    return;
  split = largest_power_below (n);
  if (index < split)
    {
      naive_path (leaves, split, index, path);
      naive_root (leaves + split, n - split, &other);
    }
  else
    {
      naive_path (leaves + split, n - split, index - split, path);
      naive_root (leaves, split, &other);
    }
  g_array_append_val (path, other);
}

/* RFC 9162, 2.1.3.2. */
static gboolean
proof_holds (guint64 index,
             guint64 size,
             const EspHash *leaf,
             const EspHash *path,
             guint n_path,
             const EspHash *root)
{
  guint64 position = index, last = size - 1;
  EspHash hash = *leaf;

  if (index >= size)
    return FALSE;
  for (guint i = 0; i < n_path; i++)
    {
      if (last == 0)
        return FALSE;
      if ((position & 1) || position == last)
        {
          join (&path[i], &hash, &hash);
          for (; !(position & 1) && position != 0; position >>= 1)
            last >>= 1;
        }
      else
        {
          join (&hash, &path[i], &hash);
        }
      position >>= 1;
      last >>= 1;
    }
  return last == 0 && memcmp (hash.bytes, root->bytes, ESP_HASH_LEN) == 0;
}

static void
assert_same (const EspHash *a, const EspHash *b)
{
  g_assert_cmpmem (a->bytes, ESP_HASH_LEN, b->bytes, ESP_HASH_LEN);
}

static EspHash *
make_leaves (gsize n)
{
  EspHash *leaves = g_new (EspHash, n);

  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("leaf %" G_GSIZE_FORMAT, i);

      esp_merkle_leaf_hash ((const guint8 *) text, strlen (text), &leaves[i]);
    }
  return leaves;
}

/* --- Known vectors ----------------------------------------------------------------------------*/

static const struct
{
  const char *leaf;
  const char *root; /* of the tree up to this leaf */
} reference_rows[] = {
  { "", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d" },
  { "00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125" },
  { "10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77" },
  { "2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7" },
  { "3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4" },
  { "40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef" },
  { "5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c" },
  { "606162636465666768696a6b6c6d6e6f",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328" },
};

static void
test_reference_tree (void)
{
  g_autoptr (EspMerkle) tree = esp_merkle_new ();
  g_autofree char *empty = esp_merkle_get_root_hex (tree);

  g_assert_cmpstr (empty, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (gsize i = 0; i < G_N_ELEMENTS (reference_rows); i++)
    {
      g_autoptr (GBytes) leaf = esp_hex_decode (reference_rows[i].leaf, NULL);
      g_autofree char *root = NULL;
      EspHash hash;

      esp_merkle_leaf_hash (leaf ? g_bytes_get_data (leaf, NULL) : NULL,
                            leaf ? g_bytes_get_size (leaf) : 0, &hash);
      esp_merkle_append (tree, &hash, NULL, NULL);
      root = esp_merkle_get_root_hex (tree);
      g_assert_cmpstr (root, ==, reference_rows[i].root);
      g_assert_cmpuint (esp_merkle_get_size (tree), ==, i + 1);
    }
}

/* --- Every size -------------------------------------------------------------------------------*/

static void
test_against_definition (void)
{
  g_autofree EspHash *leaves = make_leaves (MOST_LEAVES);
  g_autoptr (EspMerkle) tree = esp_merkle_new ();

  for (gsize n = 0; n <= MOST_LEAVES; n++)
    {
      EspHash wanted, grown, at_once;

      naive_root (leaves, n, &wanted);
      esp_merkle_get_root (tree, &grown);
      esp_merkle_root_of (leaves, n, &at_once);
      assert_same (&grown, &wanted);
      assert_same (&at_once, &wanted);
      if (n < MOST_LEAVES)
        esp_merkle_append (tree, &leaves[n], NULL, NULL);
    }
}

typedef struct
{
  GHashTable *nodes; /* "level/index" to EspHash */
  const EspHash *leaves;
  guint n_calls;
} NodeStore;

static char *
node_key (guint level, guint64 index)
{
  return g_strdup_printf ("%u/%" G_GUINT64_FORMAT, level, index);
}

static void
store_node_cb (guint level, guint64 index, const EspHash *hash, gpointer data)
{
  NodeStore *store = data;
  EspHash wanted;

  naive_root (store->leaves + (index << level), (gsize) 1 << level, &wanted);
  assert_same (hash, &wanted);
  g_assert_true (
    g_hash_table_insert (store->nodes, node_key (level, index), g_memdup2 (hash, sizeof *hash)));
  store->n_calls++;
}

static EspMerkle *
restore_from (NodeStore *store, guint64 size)
{
  EspHash hashes[64];
  guint levels[64];
  guint64 indexes[64];
  guint n = esp_merkle_edge (size, levels, indexes);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *key = node_key (levels[i], indexes[i]);
      const EspHash *hash = g_hash_table_lookup (store->nodes, key);

      g_assert_nonnull (hash);
      g_assert_true (i == 0 || levels[i] < levels[i - 1]);
      hashes[i] = *hash;
    }
  return esp_merkle_restore (size, hashes, n);
}

/* At each size the tree comes back from the stored nodes, and then grows as the first one does. */
static void
test_restore (void)
{
  g_autofree EspHash *leaves = make_leaves (MOST_LEAVES + 1);
  g_autoptr (GHashTable) nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (EspMerkle) tree = esp_merkle_new ();
  NodeStore store = { nodes, leaves, 0 };

  for (gsize n = 0; n <= MOST_LEAVES; n++)
    {
      g_autoptr (EspMerkle) restored = restore_from (&store, n);
      g_autoptr (EspMerkle) copy = esp_merkle_copy (tree);
      EspHash root, wanted;

      g_assert_cmpuint (esp_merkle_get_size (restored), ==, n);
      esp_merkle_get_root (restored, &root);
      naive_root (leaves, n, &wanted);
      assert_same (&root, &wanted);

      esp_merkle_append (tree, &leaves[n], store_node_cb, &store);
      esp_merkle_append (restored, &leaves[n], NULL, NULL);
      esp_merkle_append (copy, &leaves[n], NULL, NULL);
      esp_merkle_get_root (tree, &wanted);
      esp_merkle_get_root (restored, &root);
      assert_same (&root, &wanted);
      esp_merkle_get_root (copy, &root);
      assert_same (&root, &wanted);
    }
  /* 301 leaves have 301 - popcount (301) complete subtrees above them. */
  g_assert_cmpuint (store.n_calls, ==, 2 * (MOST_LEAVES + 1) - 5);
}

static void
test_restore_refuses (void)
{
  EspHash hashes[64] = { 0 };
  guint levels[64];
  guint64 indexes[64];

  g_assert_null (esp_merkle_restore (0, hashes, 1));
  g_assert_null (esp_merkle_restore (5, hashes, 1));
  g_assert_null (esp_merkle_restore (5, hashes, 3));
  g_assert_cmpuint (esp_merkle_edge (0, levels, indexes), ==, 0);
  g_assert_cmpuint (esp_merkle_edge (G_MAXUINT64, levels, indexes), ==, 64);
  g_assert_cmpuint (esp_merkle_edge (G_GUINT64_CONSTANT (1) << 63, levels, indexes), ==, 1);
  g_assert_cmpuint (levels[0], ==, 63);
  g_assert_cmpuint (indexes[0], ==, 0);
  g_assert_cmpuint (esp_merkle_edge (6, levels, indexes), ==, 2);
  g_assert_cmpuint (levels[0], ==, 2);
  g_assert_cmpuint (indexes[0], ==, 0);
  g_assert_cmpuint (levels[1], ==, 1);
  g_assert_cmpuint (indexes[1], ==, 2);
  esp_merkle_free (NULL);
}

/* --- Proofs -----------------------------------------------------------------------------------*/

static void
test_inclusion (void)
{
  g_autofree EspHash *leaves = make_leaves (70);

  for (gsize n = 1; n <= 70; n++)
    {
      EspHash root;

      esp_merkle_root_of (leaves, n, &root);
      for (gsize i = 0; i < n; i++)
        {
          g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (EspHash));
          const EspHash *hashes;

          naive_path (leaves, n, i, path);
          hashes = (const EspHash *) (void *) path->data;
          g_assert_true (proof_holds (i, n, &leaves[i], hashes, path->len, &root));
          g_assert_false (proof_holds (i, n, &leaves[(i + 1) % 70], hashes, path->len, &root));
        }
    }
}

/* FALSE where the text is no hash. */
static gboolean
read_hash (const char *base64, EspHash *hash)
{
  g_autofree guchar *bytes = NULL;
  gsize len = 0;

  if (base64 && *base64)
    bytes = g_base64_decode (base64, &len);
  if (len != ESP_HASH_LEN)
    return FALSE;
  memcpy (hash->bytes, bytes, ESP_HASH_LEN);
  return TRUE;
}

static gboolean
judge_proof (JsonObject *object)
{
  JsonArray *array = esp_json_get_array (object, "proof");
  guint n = array ? json_array_get_length (array) : 0;
  g_autofree EspHash *path = g_new (EspHash, n + 1);
  EspHash leaf, root;

  for (guint i = 0; i < n; i++)
    if (!read_hash (json_array_get_string_element (array, i), &path[i]))
      return FALSE;
  return read_hash (esp_json_get_string (object, "leafHash"), &leaf) &&
         read_hash (esp_json_get_string (object, "root"), &root) &&
         proof_holds ((guint64) esp_json_get_int (object, "leafIdx", 0),
                      (guint64) esp_json_get_int (object, "treeSize", 0), &leaf, path, n, &root);
}

/* The archive's proofs as one text: flat objects, one after another. */
static char *
read_archive (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "..", "shared", "conformance",
                                                 "merkle-proofs.tar.xz", NULL);
  const char *command[] = { "tar", "xJOf", path, "--wildcards", "merkle/inclusion/*.json", NULL };
  g_autofree char *text = NULL;
  int status = 0;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  if (!g_spawn_sync (NULL, (char **) command, NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &text, NULL,
                     &status, NULL))
    return NULL;
  return g_spawn_check_wait_status (status, NULL) ? g_steal_pointer (&text) : NULL;
}

static void
test_outside_proofs (void)
{
  g_autofree char *text = read_archive ();
  g_auto (GStrv) objects = NULL;
  guint n_good = 0, n_bad = 0;

  if (!text)
    {
      g_test_skip ("the outside proofs, or tar with xz, are not at hand");
      return;
    }
  objects = g_strsplit (text, "}", -1);
  for (guint i = 0; objects[i] && objects[i + 1]; i++)
    {
      g_autofree char *document = g_strconcat (objects[i], "}", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = esp_json_parse (document, -1, 65536, &error);
      JsonObject *object;
      gboolean is_bad;

      g_assert_no_error (error);
      object = json_node_get_object (node);
      is_bad = esp_json_get_boolean (object, "wantErr", FALSE);
      g_test_message ("%s", esp_json_get_string (object, "desc"));
      g_assert_true (judge_proof (object) == !is_bad);
      n_good += !is_bad;
      n_bad += is_bad;
    }
  g_test_message ("%u good and %u bad proofs", n_good, n_bad);
  g_assert_cmpuint (n_good, >=, 4);
  g_assert_cmpuint (n_bad, >=, 50);
}

static void
test_speed (void)
{
  g_autoptr (EspMerkle) tree = esp_merkle_new ();
  gint64 start = g_get_monotonic_time ();
  EspHash hash = { { 0 } };

  for (guint32 i = 0; i < 100000; i++)
    {
      memcpy (hash.bytes, &i, sizeof i);
      esp_merkle_append (tree, &hash, NULL, NULL);
    }
  g_test_message ("100,000 leaves: %.3f seconds",
                  (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  g_assert_cmpuint (esp_merkle_get_size (tree), ==, 100000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/audit/merkle/reference-tree", test_reference_tree);
  g_test_add_func ("/audit/merkle/against-definition", test_against_definition);
  g_test_add_func ("/audit/merkle/restore", test_restore);
  g_test_add_func ("/audit/merkle/restore-refuses", test_restore_refuses);
  g_test_add_func ("/audit/merkle/inclusion", test_inclusion);
  g_test_add_func ("/audit/merkle/outside-proofs", test_outside_proofs);
  g_test_add_func ("/audit/merkle/speed", test_speed);
  return g_test_run ();
}
