/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hierarchy as list models, for a tree view: a list of roots, each node with a list of children.
 * A CA keeps its node object for as long as it exists, so that selection and expansion survive every
 * change; only what really changed is reported. Lives in the main context; reads on a worker.
 */
#pragma once

#include <gio/gio.h>

#include "engine/esp-engine.h"
#include "model/esp-ca.h"

G_BEGIN_DECLS

#define ESP_TYPE_CA_NODE (esp_ca_node_get_type ())
G_DECLARE_FINAL_TYPE (EspCaNode, esp_ca_node, ESP, CA_NODE, GObject)

#define ESP_TYPE_CA_TREE (esp_ca_tree_get_type ())
G_DECLARE_FINAL_TYPE (EspCaTree, esp_ca_tree, ESP, CA_TREE, GObject)

/* Reads at once and after every "changed" that concerns CAs or certificates. */
EspCaTree  *esp_ca_tree_new            (EspEngine *engine);
/* GListModel of EspCaNode: the roots, and CAs whose parent is not in the vault or not visible. */
GListModel *esp_ca_tree_get_roots      (EspCaTree *tree);
EspCaNode  *esp_ca_tree_find           (EspCaTree *tree, const char *id);
guint       esp_ca_tree_get_n_cas      (EspCaTree *tree);
/* TRUE once the first reading has arrived. */
gboolean    esp_ca_tree_is_loaded      (EspCaTree *tree);
/* Reads again and waits: for tests and the command line. */
gboolean    esp_ca_tree_reload         (EspCaTree *tree, GError **error);

/* Properties (read-only, with notify): "id", "arn", "label", "status", "path-length" (-1: none), "level". */
const EspCa *esp_ca_node_get_ca        (EspCaNode *node);
/* NULL while it has no child (a tree view asks only once: on the first child the node reports itself
 * changed in its parent's list). */
GListModel  *esp_ca_node_get_children  (EspCaNode *node);
EspCaNode   *esp_ca_node_get_parent    (EspCaNode *node);

G_END_DECLS
