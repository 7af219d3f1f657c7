/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The life of a plan and of its parts: made, copied, compared and freed by the tables of
 * esp-plan-members.c. What stands below what is in esp-plan-tree.c, what follows from a CA's
 * members in esp-plan-ca.c.
 *
 * JSON documents in a plan are sealed: copies share them, and they are replaced, never changed.
 */
#include "esp-plan-private.h"

#include "base/esp-json.h"

#include <string.h>

/* --- What the kinds have in common -------------------------------------------------------------*/

/* How a value of one kind is kept; NULL: as a plain number. */
typedef struct
{
  void (*init) (const EspPlanMember *member, gpointer field);
  void (*copy) (const EspPlanMember *member,
                gpointer field); /* of a field that was copied bytewise */
  gboolean (*equal) (const EspPlanMember *member, gconstpointer a, gconstpointer b);
  void (*clear) (const EspPlanMember *member, gpointer field);
} Kind;

static const Kind kinds[];

static void
init_members (const EspPlanType *type, gpointer record)
{
  for (const EspPlanMember *member = type->members; member->name; member++)
    if (kinds[member->kind].init)
      kinds[member->kind].init (member, G_STRUCT_MEMBER_P (record, member->offset));
}

static void
copy_members (const EspPlanType *type, gpointer record)
{
  for (const EspPlanMember *member = type->members; member->name; member++)
    if (kinds[member->kind].copy)
      kinds[member->kind].copy (member, G_STRUCT_MEMBER_P (record, member->offset));
}

static void
clear_members (const EspPlanType *type, gpointer record)
{
  for (const EspPlanMember *member = type->members; member->name; member++)
    if (kinds[member->kind].clear)
      kinds[member->kind].clear (member, G_STRUCT_MEMBER_P (record, member->offset));
}

/* --- Numbers ----------------------------------------------------------------------------------*/

static void
init_number (const EspPlanMember *member, gpointer field)
{
  *(int *) field = member->fallback;
}

/* Booleans and enumerations too; a boolean is any number but zero. */
static gboolean
equal_number (const EspPlanMember *member, gconstpointer a, gconstpointer b)
{
  int first = *(const int *) a, second = *(const int *) b;

  return member->kind == ESP_PLAN_KIND_BOOLEAN ? !first == !second : first == second;
}

/* --- Texts ------------------------------------------------------------------------------------*/

static void
init_text (const EspPlanMember *member, gpointer field)
{
  if (member->required)
    *(char **) field = g_strdup ("");
}

static void
copy_text (const EspPlanMember *member, gpointer field)
{
  *(char **) field = g_strdup (*(char **) field);
}

static gboolean
equal_text (const EspPlanMember *member, gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b) == 0;
}

static void
clear_text (const EspPlanMember *member, gpointer field)
{
  g_clear_pointer ((char **) field, g_free);
}

/* --- Lists of names ---------------------------------------------------------------------------*/

static void
init_names (const EspPlanMember *member, gpointer field)
{
  *(char ***) field = g_new0 (char *, 1);
}

static void
copy_names (const EspPlanMember *member, gpointer field)
{
  char **names = *(char ***) field;

  *(char ***) field = names ? g_strdupv (names) : g_new0 (char *, 1);
}

/* No list is as good as an empty one. */
static gboolean
equal_names (const EspPlanMember *member, gconstpointer a, gconstpointer b)
{
  static const char *const none[] = { NULL };
  const char *const *first = *(const char *const *const *) a;
  const char *const *second = *(const char *const *const *) b;

  return g_strv_equal (first ? first : none, second ? second : none);
}

static void
clear_names (const EspPlanMember *member, gpointer field)
{
  g_clear_pointer ((char ***) field, g_strfreev);
}

/* --- Tags -------------------------------------------------------------------------------------*/

static void
init_tags (const EspPlanMember *member, gpointer field)
{
  *(GPtrArray **) field = esp_tags_new ();
}

static void
copy_tags (const EspPlanMember *member, gpointer field)
{
  GPtrArray *tags = *(GPtrArray **) field;
  GPtrArray *copy = esp_tags_new ();

  for (guint i = 0; i < tags->len; i++)
    g_ptr_array_add (copy, esp_tag_copy (g_ptr_array_index (tags, i)));
  *(GPtrArray **) field = copy;
}

static gboolean
equal_tags (const EspPlanMember *member, gconstpointer a, gconstpointer b)
{
  GPtrArray *first = *(GPtrArray *const *) a, *second = *(GPtrArray *const *) b;

  if (first->len != second->len)
    return FALSE;
  for (guint i = 0; i < first->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (first, i), *other = g_ptr_array_index (second, i);

      if (!g_str_equal (tag->key, other->key) || !g_str_equal (tag->value, other->value))
        return FALSE;
    }
  return TRUE;
}

static void
clear_array (const EspPlanMember *member, gpointer field)
{
  g_clear_pointer ((GPtrArray **) field, g_ptr_array_unref);
}

/* --- Documents --------------------------------------------------------------------------------*/

static void
copy_document (const EspPlanMember *member, gpointer field)
{
  JsonNode *node = *(JsonNode **) field;

  if (!node)
    return;
  json_node_seal (node);
  json_node_ref (node);
}

static gboolean
equal_document (const EspPlanMember *member, gconstpointer a, gconstpointer b)
{
  JsonNode *first = *(JsonNode *const *) a, *second = *(JsonNode *const *) b;
  g_autofree char *first_text = NULL;
  g_autofree char *second_text = NULL;

  if (first == second || !first || !second)
    return first == second;
  first_text = esp_json_to_text (first, FALSE);
  second_text = esp_json_to_text (second, FALSE);
  return g_str_equal (first_text, second_text);
}

static void
clear_document (const EspPlanMember *member, gpointer field)
{
  g_clear_pointer ((JsonNode **) field, json_node_unref);
}

/* --- Records in records -----------------------------------------------------------------------*/

static void
init_record (const EspPlanMember *member, gpointer field)
{
  init_members (member->type, field);
}

static void
copy_record (const EspPlanMember *member, gpointer field)
{
  copy_members (member->type, field);
}

static gboolean
equal_record (const EspPlanMember *member, gconstpointer a, gconstpointer b)
{
  return esp_plan_record_equal (member->type, a, b);
}

static void
clear_record (const EspPlanMember *member, gpointer field)
{
  clear_members (member->type, field);
}

static void
init_list (const EspPlanMember *member, gpointer field)
{
  *(GPtrArray **) field = g_ptr_array_new_with_free_func (member->type->free);
}

static void
copy_list (const EspPlanMember *member, gpointer field)
{
  GPtrArray *records = *(GPtrArray **) field;
  GPtrArray *copy = g_ptr_array_new_full (records->len, member->type->free);

  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (copy, esp_plan_record_copy (member->type, g_ptr_array_index (records, i)));
  *(GPtrArray **) field = copy;
}

static gboolean
equal_list (const EspPlanMember *member, gconstpointer a, gconstpointer b)
{
  GPtrArray *first = *(GPtrArray *const *) a, *second = *(GPtrArray *const *) b;

  if (first->len != second->len)
    return FALSE;
  for (guint i = 0; i < first->len; i++)
    if (!esp_plan_record_equal (member->type, g_ptr_array_index (first, i),
                                g_ptr_array_index (second, i)))
      return FALSE;
  return TRUE;
}

#define KIND_OF_TEXT                                                                               \
  {                                                                                                \
    init_text, copy_text, equal_text, clear_text                                                   \
  }
#define KIND_OF_NAMES                                                                              \
  {                                                                                                \
    init_names, copy_names, equal_names, clear_names                                               \
  }
#define KIND_OF_DOCUMENT                                                                           \
  {                                                                                                \
    NULL, copy_document, equal_document, clear_document                                            \
  }

static const Kind kinds[ESP_PLAN_N_KINDS] = {
  [ESP_PLAN_KIND_TEXT] = KIND_OF_TEXT,
  [ESP_PLAN_KIND_KEY] = KIND_OF_TEXT,
  [ESP_PLAN_KIND_ACCOUNT] = KIND_OF_TEXT,
  [ESP_PLAN_KIND_NAMES] = KIND_OF_NAMES,
  [ESP_PLAN_KIND_ACCOUNTS] = KIND_OF_NAMES,
  [ESP_PLAN_KIND_TAG_KEYS] = KIND_OF_NAMES,
  [ESP_PLAN_KIND_BOOLEAN] = { NULL, NULL, equal_number, NULL },
  [ESP_PLAN_KIND_CHOICE] = { NULL, NULL, equal_number, NULL },
  [ESP_PLAN_KIND_NUMBER] = { init_number, NULL, equal_number, NULL },
  [ESP_PLAN_KIND_TAGS] = { init_tags, copy_tags, equal_tags, clear_array },
  [ESP_PLAN_KIND_DOCUMENT] = KIND_OF_DOCUMENT,
  [ESP_PLAN_KIND_CONSTRAINTS] = KIND_OF_DOCUMENT,
  [ESP_PLAN_KIND_RECORD] = { init_record, copy_record, equal_record, clear_record },
  [ESP_PLAN_KIND_LIST] = { init_list, copy_list, equal_list, clear_array },
};

/* --- Any record -------------------------------------------------------------------------------*/

gpointer
esp_plan_record_new (const EspPlanType *type)
{
  gpointer record = g_malloc0 (type->size);

  init_members (type, record);
  return record;
}

gpointer
esp_plan_record_copy (const EspPlanType *type, gconstpointer record)
{
  gpointer copy = g_memdup2 (record, type->size);

  copy_members (type, copy);
  return copy;
}

gboolean
esp_plan_record_equal (const EspPlanType *type, gconstpointer a, gconstpointer b)
{
  for (const EspPlanMember *member = type->members; member->name; member++)
    if (!kinds[member->kind].equal (member, (const char *) a + member->offset,
                                    (const char *) b + member->offset))
      return FALSE;
  return TRUE;
}

void
esp_plan_record_free (const EspPlanType *type, gpointer record)
{
  if (!record)
    return;
  clear_members (type, record);
  g_free (record);
}

/* --- The kinds that others handle -------------------------------------------------------------*/

EspPlan *
esp_plan_new (void)
{
  return esp_plan_record_new (&esp_plan_type);
}

EspPlan *
esp_plan_copy (const EspPlan *plan)
{
  return esp_plan_record_copy (&esp_plan_type, plan);
}

void
esp_plan_free (EspPlan *plan)
{
  esp_plan_record_free (&esp_plan_type, plan);
}

gboolean
esp_plan_equal (const EspPlan *a, const EspPlan *b)
{
  return esp_plan_record_equal (&esp_plan_type, a, b);
}

EspPlanCa *
esp_plan_ca_new (const char *key)
{
  EspPlanCa *ca = esp_plan_record_new (&esp_plan_ca_type);

  g_free (ca->key);
  ca->key = g_strdup (key);
  return ca;
}

EspPlanCa *
esp_plan_ca_copy (const EspPlanCa *ca)
{
  return esp_plan_record_copy (&esp_plan_ca_type, ca);
}

void
esp_plan_ca_free (EspPlanCa *ca)
{
  esp_plan_record_free (&esp_plan_ca_type, ca);
}

EspPlanShare *
esp_plan_share_copy (const EspPlanShare *share)
{
  return esp_plan_record_copy (&esp_plan_share_type, share);
}

void
esp_plan_share_free (EspPlanShare *share)
{
  esp_plan_record_free (&esp_plan_share_type, share);
}

void
esp_plan_use_free (EspPlanUse *use)
{
  esp_plan_record_free (&esp_plan_use_type, use);
}
