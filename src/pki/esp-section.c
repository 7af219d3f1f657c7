/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The container of what is shown. Everything from outside is escaped on its way in. */
#include "esp-section.h"

#include "base/esp-hex.h"
#include "base/esp-text.h"

static void
field_free (gpointer data)
{
  EspField *field = data;

  g_free (field->value);
  g_free (field);
}

/* A section whose title is its own: an OID must outlive the certificate that it came from. */
typedef struct
{
  EspSection section;
  char *title;
} OwnedSection;

static void
section_free (gpointer data)
{
  OwnedSection *owned = data;

  g_ptr_array_unref (owned->section.fields);
  g_free (owned->title);
  g_free (owned);
}

GPtrArray *
esp_sections_new (void)
{
  return g_ptr_array_new_with_free_func (section_free);
}

EspSection *
esp_sections_add (GPtrArray *sections, const char *title)
{
  OwnedSection *owned = g_new0 (OwnedSection, 1);

  owned->section.title = title;
  owned->section.fields = g_ptr_array_new_with_free_func (field_free);
  g_ptr_array_add (sections, owned);
  return &owned->section;
}

EspSection *
esp_sections_add_copy (GPtrArray *sections, const char *title)
{
  EspSection *section = esp_sections_add (sections, NULL);
  OwnedSection *owned = (OwnedSection *) section;

  owned->title = g_strdup (title);
  section->title = owned->title;
  return section;
}

static void
add_taken (EspSection *section, const char *label, char *value, gboolean monospace)
{
  EspField *field = g_new0 (EspField, 1);

  field->label = label;
  field->value = value;
  field->monospace = monospace;
  g_ptr_array_add (section->fields, field);
}

void
esp_section_add (EspSection *section, const char *label, const char *value)
{
  add_taken (section, label, esp_text_escape (value), FALSE);
}

void
esp_section_add_code (EspSection *section, const char *label, const char *value)
{
  add_taken (section, label, esp_text_escape (value), TRUE);
}

void
esp_section_add_bytes (EspSection *section, const char *label, GBytes *bytes)
{
  gsize len = 0;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  add_taken (section, label, esp_hex_encode_colons (data, len), TRUE);
}

void
esp_section_add_lines (EspSection *section, const char *label, GPtrArray *lines)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      g_autofree char *line = esp_text_escape (g_ptr_array_index (lines, i));

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", line);
    }
  if (lines->len > 0)
    add_taken (section, label, g_string_free (text, FALSE), FALSE);
  else
    g_string_free (text, TRUE);
}
