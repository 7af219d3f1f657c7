/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tree as its right edge: one root for each bit that is set in the number of leaves. Nodes are
 * kept by whoever listens; proofs are made where they are kept.
 */
#include "esp-merkle.h"

#include "base/esp-hex.h"

#include <string.h>

#define LEAF_PREFIX 0x00
#define NODE_PREFIX 0x01

struct _EspMerkle
{
  guint64 size;
  EspHash edge[64]; /* [level] is set where size has that bit */
};

/* --- Hashes -----------------------------------------------------------------------------------*/

static void
finish (GChecksum *checksum, EspHash *hash)
{
  gsize len = ESP_HASH_LEN;

  g_checksum_get_digest (checksum, hash->bytes, &len);
  g_checksum_free (checksum);
}

void
esp_merkle_node_hash (const EspHash *left, const EspHash *right, EspHash *hash)
{
  GChecksum *checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const guint8 prefix = NODE_PREFIX;

  g_checksum_update (checksum, &prefix, 1);
  g_checksum_update (checksum, left->bytes, ESP_HASH_LEN);
  g_checksum_update (checksum, right->bytes, ESP_HASH_LEN);
  finish (checksum, hash);
}

void
esp_merkle_leaf_hash (const guint8 *leaf, gsize len, EspHash *hash)
{
  GChecksum *checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const guint8 prefix = LEAF_PREFIX;

  g_checksum_update (checksum, &prefix, 1);
  if (len > 0)
    g_checksum_update (checksum, leaf, (gssize) len);
  finish (checksum, hash);
}

/* --- The tree ---------------------------------------------------------------------------------*/

EspMerkle *
esp_merkle_new (void)
{
  return g_new0 (EspMerkle, 1);
}

EspMerkle *
esp_merkle_copy (const EspMerkle *tree)
{
  return g_memdup2 (tree, sizeof *tree);
}

void
esp_merkle_free (EspMerkle *tree)
{
  g_free (tree);
}

guint64
esp_merkle_get_size (const EspMerkle *tree)
{
  return tree->size;
}

/* Like adding one to a binary number: each bit that carries joins two subtrees into one. */
void
esp_merkle_append (EspMerkle *tree, const EspHash *leaf_hash, EspMerkleNodeFunc node, gpointer data)
{
  EspHash hash = *leaf_hash;
  guint level = 0;

  if (node)
    node (0, tree->size, &hash, data);
  for (; tree->size & (G_GUINT64_CONSTANT (1) << level); level++)
    {
      EspHash left = tree->edge[level];

      esp_merkle_node_hash (&left, &hash, &hash);
      if (node)
        node (level + 1, tree->size >> (level + 1), &hash, data);
    }
  tree->edge[level] = hash;
  tree->size++;
}

void
esp_merkle_get_root (const EspMerkle *tree, EspHash *root)
{
  gboolean has_root = FALSE;

  for (guint level = 0; level < G_N_ELEMENTS (tree->edge); level++)
    {
      if (!(tree->size & (G_GUINT64_CONSTANT (1) << level)))
        continue;
      if (has_root)
        esp_merkle_node_hash (&tree->edge[level], root, root);
      else
        *root = tree->edge[level];
      has_root = TRUE;
    }
  if (!has_root)
    finish (g_checksum_new (G_CHECKSUM_SHA256), root);
}

char *
esp_hash_to_hex (const EspHash *hash)
{
  return esp_hex_encode (hash->bytes, ESP_HASH_LEN);
}

char *
esp_merkle_get_root_hex (const EspMerkle *tree)
{
  EspHash root;

  esp_merkle_get_root (tree, &root);
  return esp_hex_encode (root.bytes, ESP_HASH_LEN);
}

guint
esp_merkle_edge (guint64 size, guint levels[64], guint64 indexes[64])
{
  guint n = 0;

  for (int level = 63; level >= 0; level--)
    if (size & (G_GUINT64_CONSTANT (1) << level))
      {
        levels[n] = (guint) level;
        indexes[n++] = (size >> level) - 1;
      }
  return n;
}

EspMerkle *
esp_merkle_restore (guint64 size, const EspHash *hashes, guint n_hashes)
{
  EspMerkle *tree;
  guint levels[64];
  guint64 indexes[64];

  if (esp_merkle_edge (size, levels, indexes) != n_hashes)
    return NULL;
  tree = esp_merkle_new ();
  tree->size = size;
  for (guint i = 0; i < n_hashes; i++)
    tree->edge[levels[i]] = hashes[i];
  return tree;
}

void
esp_merkle_root_of (const EspHash *leaf_hashes, gsize n, EspHash *root)
{
  EspMerkle tree = { 0 };

  for (gsize i = 0; i < n; i++)
    esp_merkle_append (&tree, &leaf_hashes[i], NULL, NULL);
  esp_merkle_get_root (&tree, root);
}

/* --- Proofs -----------------------------------------------------------------------------------*/

gboolean
esp_merkle_check_path (guint64 index,
                       guint64 size,
                       const EspHash *leaf,
                       const EspHash *path,
                       gsize n,
                       const EspHash *root)
{
  guint64 node = index, last = size - 1;
  EspHash hash = *leaf;

  if (size == 0 || index >= size)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      if (last == 0)
        return FALSE;
      if ((node & 1) || node == last)
        {
          esp_merkle_node_hash (&path[i], &hash, &hash);
          /* A subtree without a right side moves up as it is. */
          while (!(node & 1) && node != 0)
            {
              node >>= 1;
              last >>= 1;
            }
        }
      else
        esp_merkle_node_hash (&hash, &path[i], &hash);
      node >>= 1;
      last >>= 1;
    }
  return last == 0 && memcmp (hash.bytes, root->bytes, ESP_HASH_LEN) == 0;
}
