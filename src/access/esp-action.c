/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of actions, read once from the compiled-in data/actions.json. A row that can't be read
 * is no action: whatever names it is denied.
 */
#include "esp-action.h"

#include "base/esp-json.h"
#include "data/esp-access-resources.h"

#define ACTIONS_PATH "/org/espalier/access/actions.json"
#define ACTIONS_MAX_SIZE (1024 * 1024)

static const struct
{
  const char *name;
  EspActionLevel level;
} level_rows[] = {
  { "List", ESP_ACTION_LIST },       { "Read", ESP_ACTION_READ },
  { "Write", ESP_ACTION_WRITE },     { "Permissions management", ESP_ACTION_PERMISSIONS },
  { "Tagging", ESP_ACTION_TAGGING },
};

typedef struct
{
  JsonNode *document; /* owns the texts of the rows */
  GPtrArray *rows;
  GHashTable *by_name;
} ActionTable;

/* --- Names ignore case ------------------------------------------------------------------------*/

static guint
hash_any_case (gconstpointer name)
{
  guint hash = 5381;

  for (const char *c = name; *c; c++)
    hash = hash * 33 + (guchar) g_ascii_tolower (*c);
  return hash;
}

static gboolean
equal_any_case (gconstpointer a, gconstpointer b)
{
  return g_ascii_strcasecmp (a, b) == 0;
}

/* --- Reading the table ------------------------------------------------------------------------*/

static gboolean
find_level (const char *name, EspActionLevel *level)
{
  for (gsize i = 0; name && i < G_N_ELEMENTS (level_rows); i++)
    if (g_str_equal (level_rows[i].name, name))
      {
        *level = level_rows[i].level;
        return TRUE;
      }
  return FALSE;
}

static const char *const *
read_condition_keys (JsonObject *object)
{
  JsonArray *keys = esp_json_get_array (object, "conditionKeys");
  guint n_keys = keys ? json_array_get_length (keys) : 0;
  const char **texts = g_new0 (const char *, n_keys + 1);

  for (guint i = 0; i < n_keys; i++)
    texts[i] = json_array_get_string_element (keys, i);
  return texts;
}

static void
add_row (ActionTable *table, JsonObject *object)
{
  const char *name = esp_json_get_string (object, "action");
  EspActionLevel level;
  EspAction *action;

  if (!name || !find_level (esp_json_get_string (object, "level"), &level))
    return;
  action = g_new0 (EspAction, 1);
  action->name = name;
  action->level = level;
  action->index = table->rows->len;
  action->resource_type = esp_json_get_string (object, "resource");
  action->has_resource = action->resource_type != NULL;
  action->sensitive = esp_json_get_boolean (object, "sensitive", FALSE);
  action->condition_keys = read_condition_keys (object);
  g_ptr_array_add (table->rows, action);
  g_hash_table_insert (table->by_name, (gpointer) action->name, action);
}

static JsonNode *
read_document (void)
{
  g_autoptr (GBytes) bytes = NULL;
  gconstpointer text;
  gsize len;

  bytes = g_resource_lookup_data (esp_access_get_resource (), ACTIONS_PATH,
                                  G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (!bytes)
    return NULL;
  text = g_bytes_get_data (bytes, &len);
  return esp_json_parse (text, (gssize) len, ACTIONS_MAX_SIZE, NULL);
}

static ActionTable *
make_table (void)
{
  ActionTable *table = g_new0 (ActionTable, 1);
  JsonArray *rows = NULL;

  table->rows = g_ptr_array_new ();
  table->by_name = g_hash_table_new (hash_any_case, equal_any_case);
  table->document = read_document ();
  if (table->document && JSON_NODE_HOLDS_OBJECT (table->document))
    rows = esp_json_get_array (json_node_get_object (table->document), "actions");
  for (guint i = 0; rows && i < json_array_get_length (rows); i++)
    add_row (table, json_array_get_object_element (rows, i));
  return table;
}

static ActionTable *
get_table (void)
{
  static ActionTable *table;

  if (g_once_init_enter (&table))
    g_once_init_leave (&table, make_table ());
  return table;
}

GPtrArray *
esp_actions (void)
{
  return get_table ()->rows;
}

const EspAction *
esp_action_find (const char *name)
{
  return name ? g_hash_table_lookup (get_table ()->by_name, name) : NULL;
}
