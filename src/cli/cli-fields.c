/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labelled values below each other, the values in one column. */
#include "cli-output.h"

#include <glib/gi18n.h>

#include "cli-table.h"

#define INDENT 2
#define GAP 2

struct _CliFields
{
  GPtrArray *texts; /* label, value, label, value … */
};

CliFields *
cli_fields_new (void)
{
  CliFields *fields = g_new0 (CliFields, 1);

  fields->texts = g_ptr_array_new_with_free_func (g_free);
  return fields;
}

void
cli_fields_free (CliFields *fields)
{
  if (!fields)
    return;
  g_ptr_array_unref (fields->texts);
  g_free (fields);
}

void
cli_fields_add (CliFields *fields, const char *label, const char *value)
{
  if (!value || !value[0])
    return;
  g_ptr_array_add (fields->texts, esp_text_escape (_ (label)));
  g_ptr_array_add (fields->texts, g_strdup (value));
}

void
cli_fields_add_member (CliFields *fields, const char *label, JsonObject *object, const char *member)
{
  JsonNode *node = object ? json_object_get_member (object, member) : NULL;
  g_autofree char *number = NULL;

  if (!node || !JSON_NODE_HOLDS_VALUE (node))
    return;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    cli_fields_add (fields, label, json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    cli_fields_add (fields, label, json_node_get_boolean (node) ? _ ("yes") : _ ("no"));
  else
    {
      number = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
      cli_fields_add (fields, label, number);
    }
}

static void
print_value (const char *label, const char *value, int width)
{
  g_auto (GStrv) lines = g_strsplit (value, "\n", -1);
  int padding = width - cli_text_width (label);

  for (guint i = 0; lines[i]; i++)
    {
      g_autofree char *safe = esp_text_escape (lines[i]);

      if (i == 0)
        g_print ("%*s%s:%*s%s\n", INDENT, "", label, padding + GAP, "", safe);
      else if (safe[0])
        g_print ("%*s%s\n", INDENT + width + 1 + GAP, "", safe);
    }
}

void
cli_fields_print (CliFields *fields)
{
  int width = 0;

  for (guint i = 0; i < fields->texts->len; i += 2)
    width = MAX (width, cli_text_width (g_ptr_array_index (fields->texts, i)));
  for (guint i = 0; i < fields->texts->len; i += 2)
    print_value (g_ptr_array_index (fields->texts, i), g_ptr_array_index (fields->texts, i + 1),
                 width);
}
