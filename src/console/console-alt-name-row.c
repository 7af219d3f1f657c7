/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One alternative name by its kind. Kinds that have parts come from a JSON file. */
#include "console-passthrough-editor.h"

#include <glib/gi18n.h>

struct _ConsoleAltNameRow
{
  AdwPreferencesRow parent_instance;

  GtkDropDown *kind;
  GtkEntry *entry;
};

G_DEFINE_FINAL_TYPE (ConsoleAltNameRow, console_alt_name_row, ADW_TYPE_PREFERENCES_ROW)

static guint changed_signal, remove_signal;

static const struct
{
  const char *member;
  const char *word;
  const char *example;
} kinds[] = {
  { "DnsName", NC_ ("kind of name", "DNS"), "device.example" },
  { "IpAddress", NC_ ("kind of name", "IP"), "192.0.2.1" },
  { "Rfc822Name", NC_ ("kind of name", "E-mail"), "name@example.com" },
  { "UniformResourceIdentifier", NC_ ("kind of name", "URI"), "https://device.example/" },
  { "RegisteredId", NC_ ("kind of name", "OID"), "1.2.3.4" },
};

static void
changed_cb (ConsoleAltNameRow *row)
{
  guint kind = gtk_drop_down_get_selected (row->kind);

  if (kind < G_N_ELEMENTS (kinds))
    gtk_entry_set_placeholder_text (row->entry, kinds[kind].example);
  g_signal_emit (row, changed_signal, 0);
}

static void
remove_cb (ConsoleAltNameRow *row)
{
  g_signal_emit (row, remove_signal, 0);
}

static void
console_alt_name_row_class_init (ConsoleAltNameRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_ALT_NAME_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  remove_signal = g_signal_new ("remove", CONSOLE_TYPE_ALT_NAME_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/alt-name-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleAltNameRow, kind);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAltNameRow, entry);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
console_alt_name_row_init (ConsoleAltNameRow *row)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (row));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    gtk_string_list_append (words, g_dpgettext2 (NULL, "kind of name", kinds[i].word));
  gtk_drop_down_set_model (row->kind, G_LIST_MODEL (words));
}

GtkWidget *
console_alt_name_row_new (const char *member, const char *value)
{
  ConsoleAltNameRow *row = g_object_new (CONSOLE_TYPE_ALT_NAME_ROW, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].member, member) == 0)
      gtk_drop_down_set_selected (row->kind, i);
  gtk_editable_set_text (GTK_EDITABLE (row->entry), value ? value : "");
  return GTK_WIDGET (row);
}

JsonObject *
console_alt_name_row_to_json (ConsoleAltNameRow *row)
{
  const char *value = gtk_editable_get_text (GTK_EDITABLE (row->entry));
  JsonObject *name;

  if (!value[0])
    return NULL;
  name = json_object_new ();
  json_object_set_string_member (name, kinds[gtk_drop_down_get_selected (row->kind)].member, value);
  return name;
}
