/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the answers of the engine about people, roles, guardrails and permissions mean to a reader:
 * tables of words and icons, never colour alone. */
#include "console-access-item.h"

#include "console-shares.h"

#include <glib/gi18n.h>

#define FINGERPRINT_GROUP 4

struct _ConsoleAccessItem
{
  GObject parent_instance;

  ConsoleAccessKind kind;
  JsonObject *object;
  char *heading;
  char *account, *number; /* of a heading that stands for nobody */
};

G_DEFINE_FINAL_TYPE (ConsoleAccessItem, console_access_item, G_TYPE_OBJECT)

/* --- Words -------------------------------------------------------------------------------------*/

typedef struct
{
  const char *id;
  const char *word;
  const char *icon;
} KindRow;

static const KindRow kinds[] = {
  { "PERSON", NC_ ("kind of principal", "Person"), "person-symbolic" },
  { "SERVICE", NC_ ("kind of principal", "Service"), "service-symbolic" },
  { "RECOVERY", NC_ ("kind of principal", "Recovery identity"), "recovery-symbolic" },
};

typedef struct
{
  const char *id;
  const char *word;
  const char *icon;
  const char *style;
  const char *sentence;
} StatusRow;

static const StatusRow statuses[] = {
  { "INVITED", NC_ ("status of a person", "Invited"), "ca-pending-symbolic", "dim-label",
    N_ ("Has a one-time code and has made no keys yet. Cannot sign in.") },
  { "ENROLLED", NC_ ("status of a person", "To confirm"), "dialog-warning-symbolic", "warning",
    N_ ("Has made keys. Somebody who knows them compares the fingerprint and confirms it; until "
        "then they cannot sign in.") },
  { "ACTIVE", NC_ ("status of a person", "Active"), "certificate-valid-symbolic", "success",
    N_ ("Can sign in, in the roles below.") },
  { "SUSPENDED", NC_ ("status of a person", "Suspended"), "ca-disabled-symbolic", "error",
    N_ ("Cannot sign in. Everything that they did stays as it is.") },
};

static const KindRow *
find_kind (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].id, kind) == 0)
      return &kinds[i];
  return &kinds[0];
}

static const StatusRow *
find_status (const char *status)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_strcmp0 (statuses[i].id, status) == 0)
      return &statuses[i];
  return NULL;
}

const char *
console_person_kind_word (const char *kind)
{
  return g_dpgettext2 (NULL, "kind of principal", find_kind (kind)->word);
}

const char *
console_person_kind_icon (const char *kind)
{
  return find_kind (kind)->icon;
}

const char *
console_person_status_word (const char *status)
{
  const StatusRow *row = find_status (status);

  return row ? g_dpgettext2 (NULL, "status of a person", row->word) : status;
}

const char *
console_person_status_icon (const char *status)
{
  const StatusRow *row = find_status (status);

  return row ? row->icon : "dialog-question-symbolic";
}

const char *
console_person_status_style (const char *status)
{
  const StatusRow *row = find_status (status);

  return row ? row->style : NULL;
}

const char *
console_person_status_sentence (const char *status)
{
  const StatusRow *row = find_status (status);

  return row ? _ (row->sentence) : "";
}

/* --- Texts -------------------------------------------------------------------------------------*/

char *
console_fingerprint_read (const char *text)
{
  GString *digits = g_string_new (NULL);

  for (const char *at = text ? text : ""; *at; at++)
    if (g_ascii_isxdigit (*at))
      g_string_append_c (digits, g_ascii_tolower (*at));
  return g_string_free (digits, FALSE);
}

char *
console_fingerprint_show (const char *fingerprint)
{
  g_autofree char *digits = console_fingerprint_read (fingerprint);
  GString *shown = g_string_new (NULL);

  for (guint i = 0; digits[i]; i++)
    {
      if (i > 0 && i % FINGERPRINT_GROUP == 0)
        g_string_append_c (shown, ' ');
      g_string_append_c (shown, g_ascii_toupper (digits[i]));
    }
  return g_string_free (shown, FALSE);
}

char *
console_names_join (JsonArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; names && i < json_array_get_length (names); i++)
    g_string_append_printf (text, "%s%s", i ? ", " : "", json_array_get_string_element (names, i));
  return g_string_free (text, FALSE);
}

gboolean
console_names_contain (JsonArray *names, const char *name)
{
  for (guint i = 0; names && i < json_array_get_length (names); i++)
    if (g_strcmp0 (json_array_get_string_element (names, i), name) == 0)
      return TRUE;
  return FALSE;
}

char *
console_name_in_role (const char *person, const char *role)
{
  const char *arguments[] = { "person", person ? person : "", "role", role ? role : "", NULL };

  /* Translators: who does something, and in which role */
  return esp_text_fill (C_ ("access", "{person} as {role}"), arguments);
}

GPtrArray *
console_tags_from_json (JsonObject *object)
{
  JsonArray *array = esp_json_get_array (object, "Tags");
  GPtrArray *tags = esp_tags_new ();

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      JsonObject *tag = json_array_get_object_element (array, i);
      const char *value = esp_json_get_string (tag, "Value");

      if (esp_json_get_string (tag, "Key"))
        esp_tags_set (tags, esp_json_get_string (tag, "Key"), value ? value : "", NULL);
    }
  return tags;
}

/* --- Item --------------------------------------------------------------------------------------*/

static void
console_access_item_finalize (GObject *object)
{
  ConsoleAccessItem *item = CONSOLE_ACCESS_ITEM (object);

  g_clear_pointer (&item->object, json_object_unref);
  g_free (item->heading);
  g_free (item->account);
  g_free (item->number);
  G_OBJECT_CLASS (console_access_item_parent_class)->finalize (object);
}

static void
console_access_item_class_init (ConsoleAccessItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = console_access_item_finalize;
}

static void
console_access_item_init (ConsoleAccessItem *item)
{
}

ConsoleAccessItem *
console_access_item_new (ConsoleAccessKind kind, JsonObject *object)
{
  ConsoleAccessItem *item = g_object_new (CONSOLE_TYPE_ACCESS_ITEM, NULL);

  item->kind = kind;
  item->object = json_object_ref (object);
  return item;
}

ConsoleAccessItem *
console_access_item_new_heading (const char *text)
{
  ConsoleAccessItem *item = g_object_new (CONSOLE_TYPE_ACCESS_ITEM, NULL);

  item->kind = CONSOLE_ACCESS_HEADING;
  item->heading = g_strdup (text);
  return item;
}

ConsoleAccessItem *
console_access_item_new_account (const char *name, const char *number)
{
  const char *arguments[] = { "account", name, NULL };
  /* Translators: {account} is the name of an account in which are no people */
  g_autofree char *text = esp_text_fill (C_ ("heading of people", "{account} · nobody yet"),
                                         arguments);
  ConsoleAccessItem *item = console_access_item_new_heading (text);

  item->account = g_strdup (name);
  item->number = g_strdup (number);
  return item;
}

ConsoleAccessKind
console_access_item_get_kind (ConsoleAccessItem *item)
{
  return item->kind;
}

const char *
console_access_item_get_name (ConsoleAccessItem *item)
{
  const char *name = item->heading ? item->heading : esp_json_get_string (item->object, "Name");

  /* What comes with Espalier has a name that says what it is for. */
  if (item->kind == CONSOLE_ACCESS_PERMISSION)
    return console_permission_title (name);
  return name ? name : "";
}

JsonObject *
console_access_item_get_object (ConsoleAccessItem *item)
{
  return item->object;
}

const char *
console_access_item_get_group (ConsoleAccessItem *item)
{
  if (!item->object)
    return item->account;
  if (item->kind == CONSOLE_ACCESS_PERMISSION)
    return g_strcmp0 (esp_json_get_string (item->object, "Kind"), "SERVICE") == 0 ?
             C_ ("group of permissions", "Ready-made") :
             C_ ("group of permissions", "Of this organization");
  return esp_json_get_string (item->object, "AccountName");
}

static gboolean
contains (const char *text, const char *folded)
{
  g_autofree char *mine = text ? g_utf8_casefold (text, -1) : NULL;

  return mine && strstr (mine, folded) != NULL;
}

gboolean
console_access_item_matches (ConsoleAccessItem *item, const char *search)
{
  static const char *const members[] = { "Name", "AccountName", "Account", "Arn" };
  g_autofree char *folded = g_utf8_casefold (search, -1);
  g_autofree char *names = NULL;
  g_autoptr (GPtrArray) tags = NULL;

  if (!item->object)
    return *folded == '\0' || contains (item->account, folded) || contains (item->number, folded);
  names = console_names_join (esp_json_get_array (
    item->object, item->kind == CONSOLE_ACCESS_PERSON ? "Roles" : "Principals"));
  tags = console_tags_from_json (item->object);
  if (*folded == '\0' || contains (names, folded) ||
      contains (console_access_item_get_name (item), folded))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (contains (esp_json_get_string (item->object, members[i]), folded))
      return TRUE;
  for (guint i = 0; i < tags->len; i++)
    if (contains (((EspTag *) g_ptr_array_index (tags, i))->value, folded))
      return TRUE;
  return FALSE;
}
