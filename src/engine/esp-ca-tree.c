/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hierarchy as list models. Reading happens on a worker through ListCertificateAuthorities; the
 * main context only compares what came with what is shown and reports the difference. */
#include "engine/esp-ca-tree.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-engine-private.h"
#include "esp-views.h"
#include "model/esp-arn.h"
#include "model/esp-tag.h"
#include "pki/esp-template.h"

/* --- Node --------------------------------------------------------------------------------------*/

struct _EspCaNode
{
  GObject parent_instance;

  EspCa *ca;
  char *parent_arn;
  char *status;
  EspCaNode *parent;    /* not owned; NULL once it is gone */
  GListStore *children; /* NULL while there is none */
};

G_DEFINE_FINAL_TYPE (EspCaNode, esp_ca_node, G_TYPE_OBJECT)

enum
{
  NODE_PROP_0,
  NODE_PROP_ID,
  NODE_PROP_ARN,
  NODE_PROP_LABEL,
  NODE_PROP_STATUS,
  NODE_PROP_PATH_LENGTH,
  NODE_PROP_LEVEL,
  N_NODE_PROPS
};

static GParamSpec *node_properties[N_NODE_PROPS];

static void
esp_ca_node_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EspCaNode *node = ESP_CA_NODE (object);

  switch (id)
    {
    case NODE_PROP_ID:
      g_value_set_string (value, node->ca->id);
      break;
    case NODE_PROP_ARN:
      g_value_set_string (value, node->ca->arn);
      break;
    case NODE_PROP_LABEL:
      g_value_set_string (value, node->ca->label);
      break;
    case NODE_PROP_STATUS:
      g_value_set_string (value, node->status);
      break;
    case NODE_PROP_PATH_LENGTH:
      g_value_set_int (value, node->ca->path_length);
      break;
    case NODE_PROP_LEVEL:
      g_value_set_int (value, node->ca->level);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* They may outlive it: whoever shows one holds it, and those who go together go in any order. */
static void
forget_parent (GListModel *children)
{
  for (guint i = 0; i < g_list_model_get_n_items (children); i++)
    {
      g_autoptr (EspCaNode) child = g_list_model_get_item (children, i);

      child->parent = NULL;
    }
}

static void
esp_ca_node_finalize (GObject *object)
{
  EspCaNode *node = ESP_CA_NODE (object);

  if (node->children)
    forget_parent (G_LIST_MODEL (node->children));
  esp_ca_free (node->ca);
  g_free (node->parent_arn);
  g_free (node->status);
  g_clear_object (&node->children);
  G_OBJECT_CLASS (esp_ca_node_parent_class)->finalize (object);
}

static void
esp_ca_node_class_init (EspCaNodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = esp_ca_node_get_property;
  object_class->finalize = esp_ca_node_finalize;
  node_properties[NODE_PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  node_properties[NODE_PROP_ARN] = g_param_spec_string ("arn", NULL, NULL, NULL, flags);
  node_properties[NODE_PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  node_properties[NODE_PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  node_properties[NODE_PROP_PATH_LENGTH] = g_param_spec_int ("path-length", NULL, NULL, -1,
                                                             G_MAXINT, -1, flags);
  node_properties[NODE_PROP_LEVEL] = g_param_spec_int ("level", NULL, NULL, 0, G_MAXINT, 0, flags);
  g_object_class_install_properties (object_class, N_NODE_PROPS, node_properties);
}

static void
esp_ca_node_init (EspCaNode *node)
{
}

const EspCa *
esp_ca_node_get_ca (EspCaNode *node)
{
  return node->ca;
}

GListModel *
esp_ca_node_get_children (EspCaNode *node)
{
  return node->children ? G_LIST_MODEL (node->children) : NULL;
}

EspCaNode *
esp_ca_node_get_parent (EspCaNode *node)
{
  return node->parent;
}

/* Takes the new values in; each property that really changed is told. */
static void
node_update (EspCaNode *node, EspCa *ca, const char *parent_arn, const char *status)
{
  gboolean label = g_strcmp0 (node->ca ? node->ca->label : NULL, ca->label) != 0;
  gboolean state = g_strcmp0 (node->status, status) != 0;
  gboolean length = !node->ca || node->ca->path_length != ca->path_length;
  gboolean level = !node->ca || node->ca->level != ca->level;

  esp_ca_free (node->ca);
  node->ca = ca;
  g_free (node->parent_arn);
  node->parent_arn = g_strdup (parent_arn);
  g_free (node->status);
  node->status = g_strdup (status);
  if (label)
    g_object_notify_by_pspec (G_OBJECT (node), node_properties[NODE_PROP_LABEL]);
  if (state)
    g_object_notify_by_pspec (G_OBJECT (node), node_properties[NODE_PROP_STATUS]);
  if (length)
    g_object_notify_by_pspec (G_OBJECT (node), node_properties[NODE_PROP_PATH_LENGTH]);
  if (level)
    g_object_notify_by_pspec (G_OBJECT (node), node_properties[NODE_PROP_LEVEL]);
}

/* --- Tree --------------------------------------------------------------------------------------*/

struct _EspCaTree
{
  GObject parent_instance;

  EspEngine *engine;
  GCancellable *cancellable;
  GListStore *roots;
  GHashTable *by_id; /* id -> EspCaNode */
  gboolean loaded;
  gboolean reading;
  gboolean again; /* a change came while reading */
};

G_DEFINE_FINAL_TYPE (EspCaTree, esp_ca_tree, G_TYPE_OBJECT)

static void
esp_ca_tree_dispose (GObject *object)
{
  EspCaTree *tree = ESP_CA_TREE (object);

  g_cancellable_cancel (tree->cancellable);
  g_clear_object (&tree->engine);
  G_OBJECT_CLASS (esp_ca_tree_parent_class)->dispose (object);
}

static void
esp_ca_tree_finalize (GObject *object)
{
  EspCaTree *tree = ESP_CA_TREE (object);

  g_clear_object (&tree->cancellable);
  g_clear_object (&tree->roots);
  g_hash_table_unref (tree->by_id);
  G_OBJECT_CLASS (esp_ca_tree_parent_class)->finalize (object);
}

static void
esp_ca_tree_class_init (EspCaTreeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = esp_ca_tree_dispose;
  object_class->finalize = esp_ca_tree_finalize;
  /* The first reading has arrived, or a later one changed something. */
  g_signal_new ("updated", ESP_TYPE_CA_TREE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                0);
}

static void
esp_ca_tree_init (EspCaTree *tree)
{
  tree->roots = g_list_store_new (ESP_TYPE_CA_NODE);
  tree->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  tree->cancellable = g_cancellable_new ();
}

/* --- What came, as records ---------------------------------------------------------------------*/

static gint64
read_time (JsonObject *object, const char *member)
{
  const char *text = esp_json_get_string (object, member);
  gint64 time = 0;

  if (text)
    esp_time_parse (text, &time, NULL);
  return time;
}

static void
read_counts (JsonObject *object, EspCa *ca)
{
  JsonObject *counts = esp_json_get_object (object, "IssuedCertificates");

  ca->n_valid = esp_json_get_int (counts, "Valid", 0);
  ca->n_expired = esp_json_get_int (counts, "Expired", 0);
  ca->n_revoked = esp_json_get_int (counts, "Revoked", 0);
}

static EspCa *
read_ca (JsonObject *object)
{
  JsonObject *configuration = esp_json_get_object (object, "CertificateAuthorityConfiguration");
  EspCa *ca = esp_ca_new ();

  ca->id = g_strdup (esp_json_get_string (object, "Id"));
  ca->arn = g_strdup (esp_json_get_string (object, "Arn"));
  ca->account = g_strdup (esp_json_get_string (object, "OwnerAccount"));
  ca->label = g_strdup (esp_json_get_string (object, "CommonName"));
  ca->subject = g_strdup (esp_json_get_string (object, "Subject"));
  ca->serial = g_strdup (esp_json_get_string (object, "Serial"));
  ca->key_algorithm = g_strdup (esp_json_get_string (configuration, "KeyAlgorithm"));
  ca->signing_algorithm = g_strdup (esp_json_get_string (configuration, "SigningAlgorithm"));
  ca->path_length = (int) esp_json_get_int (object, "PathLength", ESP_PATH_LENGTH_NONE);
  ca->level = (int) esp_json_get_int (object, "Level", 0);
  ca->not_before = read_time (object, "NotBefore");
  ca->not_after = read_time (object, "NotAfter");
  ca->created_at = read_time (object, "CreatedAt");
  ca->changed_at = read_time (object, "LastStateChangeAt");
  ca->restorable_until = read_time (object, "RestorableUntil");
  ca->key_destroyed_at = read_time (object, "KeyDestroyedAt");
  esp_arn_parse_ca (esp_json_get_string (object, "PredecessorArn"), NULL, &ca->predecessor);
  esp_arn_parse_ca (esp_json_get_string (object, "SuccessorArn"), NULL, &ca->successor);
  esp_ca_type_from_string (esp_json_get_string (object, "Type"), &ca->type);
  esp_ca_state_from_string (esp_json_get_string (object, "Status"), &ca->state);
  esp_view_read_tags (esp_json_get_array (object, "Tags"), ca->tags, NULL);
  read_counts (object, ca);
  return ca;
}

/* --- Applying ----------------------------------------------------------------------------------*/

static GListStore *
list_of (EspCaTree *tree, EspCaNode *node)
{
  return node->parent ? node->parent->children : tree->roots;
}

static void
report_changed (EspCaTree *tree, EspCaNode *node)
{
  GListStore *list = list_of (tree, node);
  guint position;

  if (list && g_list_store_find (list, node, &position))
    g_list_model_items_changed (G_LIST_MODEL (list), position, 1, 1);
}

static int
compare_nodes (gconstpointer a, gconstpointer b, gpointer data)
{
  const EspCaNode *x = a, *y = b;
  int order = g_utf8_collate (x->ca->label, y->ca->label);

  return order ? order : g_strcmp0 (x->ca->id, y->ca->id);
}

static void
attach (EspCaTree *tree, EspCaNode *node, EspCaNode *parent)
{
  gboolean first_child = parent && !parent->children;

  node->parent = parent;
  if (first_child)
    parent->children = g_list_store_new (ESP_TYPE_CA_NODE);
  g_list_store_insert_sorted (list_of (tree, node), node, compare_nodes, NULL);
  /* A tree view that was told *no children* asks again only for an item that changed. */
  if (first_child)
    report_changed (tree, parent);
}

static void
detach (EspCaTree *tree, EspCaNode *node)
{
  GListStore *list = list_of (tree, node);
  guint position;

  if (list && g_list_store_find (list, node, &position))
    g_list_store_remove (list, position);
  if (node->parent && node->parent->children &&
      g_list_model_get_n_items (G_LIST_MODEL (node->parent->children)) == 0)
    {
      g_clear_object (&node->parent->children);
      report_changed (tree, node->parent);
    }
  node->parent = NULL;
}

static EspCaNode *
find_by_arn (GHashTable *by_arn, const char *arn)
{
  return arn ? g_hash_table_lookup (by_arn, arn) : NULL;
}

/* Parents come before their children, so a parent is always there already. */
static void
apply_one (EspCaTree *tree, GHashTable *by_arn, JsonObject *object)
{
  const char *parent_arn = esp_json_get_string (object, "ParentArn");
  EspCaNode *parent = find_by_arn (by_arn, parent_arn);
  EspCaNode *node = g_hash_table_lookup (tree->by_id, esp_json_get_string (object, "Id"));
  gboolean fresh = node == NULL;
  gboolean moved = fresh || node->parent != parent;

  if (fresh)
    node = g_object_new (ESP_TYPE_CA_NODE, NULL);
  node_update (node, read_ca (object), parent_arn, esp_json_get_string (object, "Status"));
  if (fresh)
    g_hash_table_insert (tree->by_id, g_strdup (node->ca->id), node);
  /* Somebody else may see it without what it is below of: then it stands at the top. */
  if (moved && !fresh)
    detach (tree, node);
  if (moved)
    attach (tree, node, parent);
  g_hash_table_insert (by_arn, node->ca->arn, node);
}

static void
remove_gone (EspCaTree *tree, JsonArray *cas)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer id, node;

  for (guint i = 0; i < json_array_get_length (cas); i++)
    g_hash_table_add (
      seen, (gpointer) esp_json_get_string (json_array_get_object_element (cas, i), "Id"));
  g_hash_table_iter_init (&iter, tree->by_id);
  while (g_hash_table_iter_next (&iter, &id, &node))
    {
      if (g_hash_table_contains (seen, id))
        continue;
      detach (tree, node);
      g_hash_table_iter_remove (&iter);
    }
}

static void
apply (EspCaTree *tree, JsonNode *result)
{
  JsonArray *cas = esp_json_get_array (json_node_get_object (result), "CertificateAuthorities");
  g_autoptr (GHashTable) by_arn = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (cas); i++)
    apply_one (tree, by_arn, json_array_get_object_element (cas, i));
  remove_gone (tree, cas);
  tree->loaded = TRUE;
  g_signal_emit_by_name (tree, "updated");
}

/* --- Reading -----------------------------------------------------------------------------------*/

static void start_reading (EspCaTree *tree);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspCaTree) tree = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_engine_call_finish (ESP_ENGINE (source), result, &error);

  tree->reading = FALSE;
  if (g_cancellable_is_cancelled (tree->cancellable))
    return;
  if (node)
    apply (tree, node);
  if (tree->again)
    start_reading (tree);
}

static void
start_reading (EspCaTree *tree)
{
  tree->again = tree->reading;
  if (tree->reading || !tree->engine)
    return;
  tree->reading = TRUE;
  esp_engine_call_async (tree->engine, "ListCertificateAuthorities", NULL, tree->cancellable,
                         read_cb, g_object_ref (tree));
}

static void
changed_cb (EspCaTree *tree, gint64 from, gint64 to, guint topics)
{
  if (topics & (ESP_TOPIC_CAS | ESP_TOPIC_CERTIFICATES | ESP_TOPIC_ACCESS))
    start_reading (tree);
}

static void
session_changed_cb (EspCaTree *tree)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (tree->engine);

  /* Another person, or another role, may see another tree; nobody sees none. */
  if (session)
    {
      start_reading (tree);
      return;
    }
  g_list_store_remove_all (tree->roots);
  g_hash_table_remove_all (tree->by_id);
  tree->loaded = FALSE;
  g_signal_emit_by_name (tree, "updated");
}

EspCaTree *
esp_ca_tree_new (EspEngine *engine)
{
  EspCaTree *tree = g_object_new (ESP_TYPE_CA_TREE, NULL);

  tree->engine = g_object_ref (engine);
  g_signal_connect_object (engine, "changed", G_CALLBACK (changed_cb), tree, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "session-changed", G_CALLBACK (session_changed_cb), tree,
                           G_CONNECT_SWAPPED);
  start_reading (tree);
  return tree;
}

GListModel *
esp_ca_tree_get_roots (EspCaTree *tree)
{
  return G_LIST_MODEL (tree->roots);
}

EspCaNode *
esp_ca_tree_find (EspCaTree *tree, const char *id)
{
  return g_hash_table_lookup (tree->by_id, id);
}

guint
esp_ca_tree_get_n_cas (EspCaTree *tree)
{
  return g_hash_table_size (tree->by_id);
}

gboolean
esp_ca_tree_is_loaded (EspCaTree *tree)
{
  return tree->loaded;
}

gboolean
esp_ca_tree_reload (EspCaTree *tree, GError **error)
{
  g_autoptr (JsonNode)
    node = esp_engine_call_quiet (tree->engine, "ListCertificateAuthorities", NULL, NULL, error);

  if (!node)
    return FALSE;
  apply (tree, node);
  return TRUE;
}
