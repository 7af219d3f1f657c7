/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How something is told in a list. What is told is in those who make the rows. */
#include "console-note-row.h"

#include "base/esp-text.h"

struct _ConsoleNoteRow
{
  AdwPreferencesRow parent_instance;

  GtkBox *box;
  GtkImage *icon;
  GtkLabel *title_label;
  GtkLabel *chip_label;
  GtkLabel *value_label;
  GtkLabel *detail_label;
};

G_DEFINE_FINAL_TYPE (ConsoleNoteRow, console_note_row, ADW_TYPE_PREFERENCES_ROW)

static void
console_note_row_class_init (ConsoleNoteRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/note-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleNoteRow, box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleNoteRow, icon);
  gtk_widget_class_bind_template_child (widget_class, ConsoleNoteRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleNoteRow, chip_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleNoteRow, value_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleNoteRow, detail_label);
}

static void
console_note_row_init (ConsoleNoteRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
}

/* Lines stay lines; what is within one is made safe. */
static char *
make_safe (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i]; i++)
    {
      char *safe = esp_text_escape (lines[i]);

      g_free (lines[i]);
      lines[i] = safe;
    }
  return g_strjoinv ("\n", lines);
}

static void
show_text (GtkLabel *label, const char *text)
{
  g_autofree char *safe = make_safe (text ? text : "");

  gtk_label_set_text (label, safe);
  gtk_widget_set_visible (GTK_WIDGET (label), safe[0] != '\0');
}

GtkWidget *
console_note_row_new (const char *title)
{
  ConsoleNoteRow *row = g_object_new (CONSOLE_TYPE_NOTE_ROW, NULL);

  show_text (row->title_label, title);
  return GTK_WIDGET (row);
}

void
console_note_row_set_title (ConsoleNoteRow *row, const char *text)
{
  show_text (row->title_label, text);
}

void
console_note_row_set_value (ConsoleNoteRow *row, const char *text)
{
  show_text (row->value_label, text);
}

void
console_note_row_set_detail (ConsoleNoteRow *row, const char *text)
{
  show_text (row->detail_label, text);
}

void
console_note_row_set_chip (ConsoleNoteRow *row, const char *text)
{
  show_text (row->chip_label, text);
}

void
console_note_row_set_icon (ConsoleNoteRow *row, const char *icon_name, const char *css_class)
{
  gtk_image_set_from_icon_name (row->icon, icon_name);
  gtk_widget_set_visible (GTK_WIDGET (row->icon), icon_name != NULL);
  gtk_widget_set_css_classes (GTK_WIDGET (row->icon),
                              (const char *[]){ "line-icon", css_class, NULL });
}

void
console_note_row_set_struck (ConsoleNoteRow *row, gboolean struck)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  if (struck)
    pango_attr_list_insert (attributes, pango_attr_strikethrough_new (TRUE));
  gtk_label_set_attributes (row->value_label, attributes);
}

void
console_note_row_add_suffix (ConsoleNoteRow *row, GtkWidget *widget)
{
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_box_append (row->box, widget);
}

/* --- Lists of them -----------------------------------------------------------------------------*/

void
console_box_empty (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))))
    gtk_box_remove (box, child);
}

AdwPreferencesGroup *
console_box_add_group (GtkBox *box, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *markup = g_markup_escape_text (title ? title : "", -1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), markup);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gtk_box_append (box, group);
  return ADW_PREFERENCES_GROUP (group);
}
