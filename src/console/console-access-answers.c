/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the answers of AccessMatrix; no widget. */
#include "console-access-answers.h"

#include "console-access-item.h"

struct _ConsoleAccessAnswers
{
  GPtrArray *arns;
  GHashTable *by_arn; /* ARN -> JsonObject */
};

ConsoleAccessAnswers *
console_access_answers_new (GPtrArray *arns)
{
  ConsoleAccessAnswers *answers = g_new0 (ConsoleAccessAnswers, 1);

  answers->arns = arns;
  answers->by_arn = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) json_object_unref);
  return answers;
}

void
console_access_answers_free (ConsoleAccessAnswers *answers)
{
  if (!answers)
    return;
  g_ptr_array_unref (answers->arns);
  g_hash_table_unref (answers->by_arn);
  g_free (answers);
}

GPtrArray *
console_access_answers_get_arns (ConsoleAccessAnswers *answers)
{
  return answers->arns;
}

gboolean
console_access_answers_add (ConsoleAccessAnswers *answers, guint column, JsonObject *answer)
{
  g_hash_table_insert (answers->by_arn, g_strdup (g_ptr_array_index (answers->arns, column)),
                       json_object_ref (answer));
  return g_hash_table_size (answers->by_arn) == answers->arns->len;
}

static JsonArray *
get_list (ConsoleAccessAnswers *answers, const char *member)
{
  JsonObject *first = answers->arns->len ?
                        g_hash_table_lookup (answers->by_arn,
                                             g_ptr_array_index (answers->arns, 0)) :
                        NULL;

  return esp_json_get_array (first, member);
}

JsonArray *
console_access_answers_get_people (ConsoleAccessAnswers *answers)
{
  return get_list (answers, "Rows");
}

JsonArray *
console_access_answers_get_actions (ConsoleAccessAnswers *answers)
{
  return get_list (answers, "Actions");
}

/* --- What somebody may do ----------------------------------------------------------------------*/

static gboolean
has (JsonObject *row, const char *member, const char *action)
{
  return console_names_contain (esp_json_get_array (row, member), action);
}

static gboolean
is_same_person (JsonObject *a, JsonObject *b)
{
  static const char *const members[] = { "Principal", "Account", "Role" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_strcmp0 (esp_json_get_string (a, members[i]), esp_json_get_string (b, members[i])) != 0)
      return FALSE;
  return TRUE;
}

static JsonObject *
find_row (ConsoleAccessAnswers *answers, JsonObject *person, const char *arn)
{
  JsonObject *answer = g_hash_table_lookup (answers->by_arn, arn);
  JsonArray *rows = esp_json_get_array (answer, "Rows");

  for (guint i = 0; person && rows && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (is_same_person (row, person))
        return row;
    }
  return NULL;
}

ConsoleGridState
console_access_answers_get_state (ConsoleAccessAnswers *answers,
                                  JsonObject *person,
                                  const char *action,
                                  const char *arn)
{
  JsonObject *row = find_row (answers, person, arn);

  if (has (row, "Conditional", action))
    return CONSOLE_GRID_SOMETIMES;
  if (!has (row, "Allowed", action))
    return CONSOLE_GRID_DENIED;
  return has (row, "NeedsApproval", action) ? CONSOLE_GRID_APPROVED : CONSOLE_GRID_ALLOWED;
}

char *
console_access_answers_describe (ConsoleAccessAnswers *answers)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < answers->arns->len; i++)
    {
      const char *arn = g_ptr_array_index (answers->arns, i);
      JsonObject *answer = g_hash_table_lookup (answers->by_arn, arn);
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
      g_autofree char *json = NULL;

      if (!answer)
        continue;
      json_node_set_object (node, answer);
      json = json_to_string (node, FALSE);
      g_string_append_printf (text, "%s %s\n", arn, json);
    }
  return g_string_free (text, FALSE);
}
