/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a certificate or a request says, as boxed lists. The core decides what is shown and has made
 * the values safe to show. */
#include "console-form.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define SERIAL "Serial number"

static void
empty (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))))
    gtk_box_remove (box, child);
}

/* A field row shows one line; several values follow one another. */
static char *
join_lines (const char *value)
{
  g_auto (GStrv) lines = g_strsplit (value, "\n", -1);

  return g_strjoinv (", ", lines);
}

/* The command line, tables and other programs know a serial number without colons: so it is copied.
 */
static void
show_serial (GtkWidget *row, const char *value)
{
  g_auto (GStrv) bytes = g_strsplit (value, ":", -1);
  g_autofree char *serial = g_strjoinv ("", bytes);

  console_field_row_set_serial (CONSOLE_FIELD_ROW (row), serial);
}

static void
add_field (AdwPreferencesGroup *group, const EspField *field)
{
  g_autofree char *value = join_lines (field->value);
  GtkWidget *row = console_field_row_new (_ (field->label), value);

  /* In a name there may be an attribute that is called the same: that one is any text. */
  if (field->monospace && g_str_equal (field->label, SERIAL))
    show_serial (row, value);
  g_object_set (row, "monospace", field->monospace, NULL);
  adw_preferences_group_add (group, row);
}

/* A group's title is markup; that of an unknown extension is its OID, still nothing to rely on. */
static void
add_section (GtkBox *box, const EspSection *section)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *safe = esp_text_escape (_ (section->title));
  g_autofree char *title = g_markup_escape_text (safe, -1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  if (section->critical)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                           C_ ("mark of an extension", "Critical"));
  for (guint i = 0; i < section->fields->len; i++)
    add_field (ADW_PREFERENCES_GROUP (group), g_ptr_array_index (section->fields, i));
  gtk_box_append (box, group);
}

void
console_sections_fill (GtkBox *box, GPtrArray *sections)
{
  empty (box);
  for (guint i = 0; i < sections->len; i++)
    add_section (box, g_ptr_array_index (sections, i));
}
