/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Merkle tree of RFC 6962, section 2.1, grown one leaf at a time: only the roots of the complete
 * subtrees on its right edge are kept (at most 63), from which the root of the whole follows.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_HASH_LEN 32

typedef struct
{
  guint8 bytes[ESP_HASH_LEN];
} EspHash;

/* Free with g_free(). */
char      *esp_hash_to_hex        (const EspHash *hash);

typedef struct _EspMerkle EspMerkle;

/* A complete subtree became final: of 2^level leaves, the index-th of its level. For storing. Each
 * leaf is one, of level 0; the subtrees that it completes follow from small to large. */
typedef void (*EspMerkleNodeFunc) (guint level, guint64 index, const EspHash *hash, gpointer data);

EspMerkle *esp_merkle_new        (void);
EspMerkle *esp_merkle_copy       (const EspMerkle *tree);
void       esp_merkle_free       (EspMerkle *tree);
guint64    esp_merkle_get_size   (const EspMerkle *tree);
/* leaf hash = SHA-256 (0x00 || leaf); node = SHA-256 (0x01 || left || right). */
void       esp_merkle_leaf_hash  (const guint8 *leaf, gsize len, EspHash *hash);
/* @hash may be one of the two. */
void       esp_merkle_node_hash   (const EspHash *left, const EspHash *right, EspHash *hash);
void       esp_merkle_append     (EspMerkle *tree, const EspHash *leaf_hash, EspMerkleNodeFunc node, gpointer data);
/* Of an empty tree: SHA-256 of nothing. */
void       esp_merkle_get_root   (const EspMerkle *tree, EspHash *root);
char      *esp_merkle_get_root_hex (const EspMerkle *tree);
/* The subtrees whose hashes restore a tree of @size: calls back with (level, index) from the
 * largest; restore with esp_merkle_restore() given those hashes in that order, NULL when their
 * number is not the one that @size needs. */
guint      esp_merkle_edge       (guint64 size, guint levels[64], guint64 indexes[64]);
EspMerkle *esp_merkle_restore    (guint64 size, const EspHash *hashes, guint n_hashes);
/* Does @path (from the leaf on) lead from the leaf with @index (from 0) to @root over @size leaves (RFC 9162, section
 * 2.1.3.2)? */
gboolean   esp_merkle_check_path  (guint64 index, guint64 size, const EspHash *leaf, const EspHash *path, gsize n,
                                   const EspHash *root);
/* Root over @n leaf hashes at once: a bulk issuance's certificates. */
void       esp_merkle_root_of    (const EspHash *leaf_hashes, gsize n, EspHash *root);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspMerkle, esp_merkle_free)

G_END_DECLS
