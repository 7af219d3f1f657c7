/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HCL as text: literals, expressions of JSON, blocks and arguments. What is said in it is for
 * others. */
#include "esp-plan-export-terraform-text.h"

#include "base/esp-json.h"

#include <string.h>

#define INDENT 2

EspHcl *
esp_hcl_new (void)
{
  EspHcl *hcl = g_new0 (EspHcl, 1);

  hcl->out = g_string_new (NULL);
  hcl->waiting = g_ptr_array_new_with_free_func (g_free);
  return hcl;
}

static void
add_indent (GString *out, guint depth)
{
  g_string_append_printf (out, "%*s", (int) depth * INDENT, "");
}

/* Names and values in turn, lined up; one of several lines stands for itself. */
static void
add_lines (GString *out, GPtrArray *pairs, guint depth)
{
  for (guint i = 0; i < pairs->len;)
    {
      guint end = i;
      gsize width = 0;

      do
        {
          width = MAX (width, strlen (g_ptr_array_index (pairs, end)));
          end += 2;
        }
      while (end < pairs->len && !strchr (g_ptr_array_index (pairs, end - 1), '\n') &&
             !strchr (g_ptr_array_index (pairs, end + 1), '\n'));
      for (; i < end; i += 2)
        {
          add_indent (out, depth);
          g_string_append_printf (out, "%-*s = %s\n", (int) width,
                                  (char *) g_ptr_array_index (pairs, i),
                                  (char *) g_ptr_array_index (pairs, i + 1));
        }
    }
}

static void
flush (EspHcl *hcl)
{
  add_lines (hcl->out, hcl->waiting, hcl->depth);
  g_ptr_array_set_size (hcl->waiting, 0);
}

char *
esp_hcl_finish (EspHcl *hcl)
{
  GString *out = hcl->out;

  flush (hcl);
  g_ptr_array_unref (hcl->waiting);
  g_free (hcl);
  return g_string_free (out, FALSE);
}

char *
esp_hcl_quote (const char *text)
{
  GString *out = g_string_new ("\"");

  for (const char *at = text; *at; at++)
    if (*at == '"' || *at == '\\')
      g_string_append_printf (out, "\\%c", *at);
    else if (*at == '\n')
      g_string_append (out, "\\n");
    else if ((*at == '$' || *at == '%') && at[1] == '{')
      g_string_append_printf (out, "%c%c", *at, *at);
    else if (g_ascii_iscntrl (*at))
      g_string_append_printf (out, "\\u%04x", (guint) *at);
    else
      g_string_append_c (out, *at);
  g_string_append_c (out, '"');
  return g_string_free (out, FALSE);
}

static gboolean
is_identifier (const char *text)
{
  if (!g_ascii_isalpha (*text) && *text != '_')
    return FALSE;
  return text[strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] ==
         '\0';
}

static void
add_object (GString *out, JsonObject *object, guint depth)
{
  g_autoptr (GList) names = json_object_get_members (object);
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);

  for (GList *at = names; at; at = at->next)
    {
      JsonNode *value = json_object_get_member (object, at->data);

      g_ptr_array_add (pairs,
                       is_identifier (at->data) ? g_strdup (at->data) : esp_hcl_quote (at->data));
      g_ptr_array_add (pairs, esp_hcl_from_json (value, depth + 1));
    }
  g_string_append (out, names ? "{\n" : "{");
  add_lines (out, pairs, depth + 1);
  if (names)
    add_indent (out, depth);
  g_string_append_c (out, '}');
}

static void
add_array (GString *out, JsonArray *array, guint depth)
{
  guint n = json_array_get_length (array);

  g_string_append (out, n > 0 ? "[\n" : "[");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = esp_hcl_from_json (json_array_get_element (array, i), depth + 1);

      add_indent (out, depth + 1);
      g_string_append_printf (out, "%s,\n", value);
    }
  if (n > 0)
    add_indent (out, depth);
  g_string_append_c (out, ']');
}

char *
esp_hcl_from_json (JsonNode *node, guint depth)
{
  GString *out = g_string_new (NULL);

  if (JSON_NODE_HOLDS_OBJECT (node))
    add_object (out, json_node_get_object (node), depth);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    add_array (out, json_node_get_array (node), depth);
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_autofree char *text = esp_hcl_quote (json_node_get_string (node));

      g_string_append (out, text);
    }
  else
    {
      g_autofree char *text = esp_json_to_text (node, FALSE); /* numbers, true, false, null */

      g_string_append (out, text);
    }
  return g_string_free (out, FALSE);
}

void
esp_hcl_open (EspHcl *hcl, const char *kind, ...)
{
  const char *label;
  va_list labels;

  flush (hcl);
  if (hcl->out->len > 0 && !g_str_has_suffix (hcl->out->str, "{\n"))
    g_string_append_c (hcl->out, '\n');
  add_indent (hcl->out, hcl->depth);
  g_string_append (hcl->out, kind);
  va_start (labels, kind);
  while ((label = va_arg (labels, const char *)))
    {
      g_autofree char *quoted = esp_hcl_quote (label);

      g_string_append_printf (hcl->out, " %s", quoted);
    }
  va_end (labels);
  g_string_append (hcl->out, " {\n");
  hcl->depth++;
}

void
esp_hcl_close (EspHcl *hcl)
{
  flush (hcl);
  hcl->depth--;
  add_indent (hcl->out, hcl->depth);
  g_string_append (hcl->out, "}\n");
}

void
esp_hcl_set (EspHcl *hcl, const char *name, const char *expression)
{
  g_ptr_array_add (hcl->waiting, g_strdup (name));
  g_ptr_array_add (hcl->waiting, g_strdup (expression));
}

void
esp_hcl_set_format (EspHcl *hcl, const char *name, const char *format, ...)
{
  g_autofree char *expression = NULL;
  va_list arguments;

  va_start (arguments, format);
  expression = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  esp_hcl_set (hcl, name, expression);
}

void
esp_hcl_set_text (EspHcl *hcl, const char *name, const char *text)
{
  g_autofree char *quoted = text ? esp_hcl_quote (text) : NULL;

  if (quoted)
    esp_hcl_set (hcl, name, quoted);
}

void
esp_hcl_set_number (EspHcl *hcl, const char *name, gint64 number)
{
  esp_hcl_set_format (hcl, name, "%" G_GINT64_FORMAT, number);
}
