/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a hierarchy that travels: their order, their limits, the digest over them. */
#include "esp-hierarchy-file.h"

#include "base/esp-error.h"
#include "pki/esp-digest.h"

#include <string.h>

struct _EspHierarchyText
{
  GString *text;
};

static const char *const kinds[] = { "person",     "ca",    "part", "certificate",
                                     "revocation", "event", NULL };

EspHierarchyText *
esp_hierarchy_text_new (void)
{
  EspHierarchyText *text = g_new0 (EspHierarchyText, 1);

  text->text = g_string_new (NULL);
  return text;
}

void
esp_hierarchy_text_free (EspHierarchyText *text)
{
  if (!text)
    return;
  if (text->text)
    g_string_free (text->text, TRUE);
  g_free (text);
}

void
esp_hierarchy_text_add (EspHierarchyText *text, const char *kind, JsonObject *line)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *written = NULL;

  json_object_set_string_member (line, "kind", kind);
  node = esp_json_wrap_object (line);
  written = esp_json_to_text (node, FALSE);
  g_string_append (text->text, written);
  g_string_append_c (text->text, '\n');
}

GBytes *
esp_hierarchy_text_finish (EspHierarchyText *text)
{
  g_autofree char *digest = esp_sha256_hex ((const guint8 *) text->text->str, text->text->len);
  JsonObject *end = json_object_new ();

  json_object_set_string_member (end, "sha256", digest);
  esp_hierarchy_text_add (text, "end", end);
  return g_string_free_to_bytes (g_steal_pointer (&text->text));
}

/* --- Reading ----------------------------------------------------------------------------------*/

typedef struct
{
  const char *bytes;
  gsize len;
  guint line; /* from 1 */
} Reading;

static gboolean
malformed (const Reading *reading, GError **error)
{
  g_autofree char *line = g_strdup_printf ("%u", reading->line);

  g_clear_error (error);
  esp_error_set (error, ESP_REASON_HIERARCHY_MALFORMED, NULL, "line", line, NULL);
  return FALSE;
}

/* NULL at a line that is none. */
static JsonObject *
read_line (Reading *reading, gsize *taken)
{
  const char *end = memchr (reading->bytes, '\n', reading->len);
  gsize len = end ? (gsize) (end - reading->bytes) : 0;
  g_autoptr (JsonNode) node = NULL;

  reading->line++;
  if (!end || len == 0 || len > ESP_HIERARCHY_MAX_LINE || reading->line > ESP_HIERARCHY_MAX_LINES)
    return NULL;
  node = esp_json_parse (reading->bytes, (gssize) len, ESP_HIERARCHY_MAX_LINE, NULL);
  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  *taken = len + 1;
  return json_node_dup_object (node);
}

/* The last line, looked up from the end. */
static gboolean
has_digest (GBytes *text)
{
  gsize len;
  const char *bytes = g_bytes_get_data (text, &len);
  gsize start = len;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *digest = NULL;

  if (len < 2 || bytes[len - 1] != '\n')
    return FALSE;
  start = len - 1;
  while (start > 0 && bytes[start - 1] != '\n')
    start--;
  if (len - start > 1024)
    return FALSE;
  node = esp_json_parse (bytes + start, (gssize) (len - 1 - start), 1024, NULL);
  digest = esp_sha256_hex ((const guint8 *) bytes, start);
  return node && JSON_NODE_HOLDS_OBJECT (node) &&
         g_strcmp0 (esp_json_get_string (json_node_get_object (node), "kind"), "end") == 0 &&
         g_strcmp0 (esp_json_get_string (json_node_get_object (node), "sha256"), digest) == 0;
}

static gboolean
check_format (const Reading *reading, JsonObject *line, GError **error)
{
  gint64 format = esp_json_get_int (line, "format", 0);
  g_autofree char *found = g_strdup_printf ("%" G_GINT64_FORMAT, format);

  if (g_strcmp0 (esp_json_get_string (line, "kind"), "hierarchy") != 0)
    return malformed (reading, error);
  if (format == ESP_HIERARCHY_FORMAT)
    return TRUE;
  esp_error_set (error, ESP_REASON_HIERARCHY_FORMAT, NULL, "format", found, "known",
                 G_STRINGIFY (ESP_HIERARCHY_FORMAT), NULL);
  return FALSE;
}

static gboolean
take_line (Reading *reading, EspHierarchyFunc func, gpointer data, gboolean *over, GError **error)
{
  gsize taken = 0;
  g_autoptr (JsonObject) line = read_line (reading, &taken);
  const char *kind = esp_json_get_string (line, "kind");

  if (!kind)
    return malformed (reading, error);
  reading->bytes += taken;
  reading->len -= taken;
  if (reading->line == 1)
    return check_format (reading, line, error) && func (kind, line, data, error);
  *over = g_str_equal (kind, "end");
  if (*over)
    return reading->len == 0 || malformed (reading, error);
  if (!g_strv_contains (kinds, kind))
    return malformed (reading, error);
  return func (kind, line, data, error);
}

gboolean
esp_hierarchy_text_read (GBytes *text, EspHierarchyFunc func, gpointer data, GError **error)
{
  Reading reading = { .line = 0 };
  gboolean over = FALSE;

  reading.bytes = g_bytes_get_data (text, &reading.len);
  if (!has_digest (text))
    return malformed (&reading, error);
  while (!over)
    if (!take_line (&reading, func, data, &over, error))
      return FALSE;
  return TRUE;
}
