/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is chosen is shown by its name alone; one that no path leads to can't be opened by the
 * engine, and that is said in its place. */
#include "console-file-row.h"

#include "base/esp-text.h"
#include "console-files.h"

#include <glib/gi18n.h>

struct _ConsoleFileRow
{
  AdwActionRow parent_instance;

  GtkWidget *button;
  char *chooser_title;
  char *filter_name;
  char *patterns;
  char *path;
};

G_DEFINE_FINAL_TYPE (ConsoleFileRow, console_file_row, ADW_TYPE_ACTION_ROW)

enum
{
  PROP_0,
  PROP_CHOOSER_TITLE,
  PROP_FILTER_NAME,
  PROP_PATTERNS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

const char *
console_file_row_get_path (ConsoleFileRow *row)
{
  return row->path;
}

void
console_file_row_set_path (ConsoleFileRow *row, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *safe = esp_text_escape (shown);

  g_free (row->path);
  row->path = g_strdup (path);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), safe);
  gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  g_signal_emit (row, changed_signal, 0);
}

static void
chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  if (path)
    console_file_row_set_path (CONSOLE_FILE_ROW (owner), path);
  else if (file)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (owner),
                                   _ ("Choose a file on one of the disks of this computer."));
      gtk_widget_add_css_class (owner, "error");
    }
}

static void
clicked_cb (ConsoleFileRow *row)
{
  g_auto (GStrv) patterns = row->patterns ? g_strsplit (row->patterns, " ", -1) : NULL;

  console_files_open (GTK_WIDGET (row), row->chooser_title, (const char *const *) patterns,
                      row->filter_name, chosen_cb, NULL);
}

/* --- Object ------------------------------------------------------------------------------------*/

static char **
find_text (ConsoleFileRow *row, guint id)
{
  return id == PROP_CHOOSER_TITLE ? &row->chooser_title :
         id == PROP_FILTER_NAME   ? &row->filter_name :
                                    &row->patterns;
}

static void
console_file_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsoleFileRow *row = CONSOLE_FILE_ROW (object);
  char **text = find_text (row, id);

  g_free (*text);
  *text = g_value_dup_string (value);
  if (id == PROP_CHOOSER_TITLE && *text)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    *text, -1);
}

static void
console_file_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, *find_text (CONSOLE_FILE_ROW (object), id));
}

static void
console_file_row_finalize (GObject *object)
{
  ConsoleFileRow *row = CONSOLE_FILE_ROW (object);

  g_free (row->chooser_title);
  g_free (row->filter_name);
  g_free (row->patterns);
  g_free (row->path);
  G_OBJECT_CLASS (console_file_row_parent_class)->finalize (object);
}

static void
console_file_row_class_init (ConsoleFileRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = console_file_row_set_property;
  object_class->get_property = console_file_row_get_property;
  object_class->finalize = console_file_row_finalize;
  properties[PROP_CHOOSER_TITLE] = g_param_spec_string ("chooser-title", NULL, NULL, NULL,
                                                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_FILTER_NAME] = g_param_spec_string ("filter-name", NULL, NULL, NULL,
                                                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PATTERNS] = g_param_spec_string ("patterns", NULL, NULL, NULL,
                                                   G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_FIRST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
console_file_row_init (ConsoleFileRow *row)
{
  row->button = gtk_button_new_with_label (C_ ("button", "Choose…"));
  gtk_widget_set_valign (row->button, GTK_ALIGN_CENTER);
  g_signal_connect_object (row->button, "clicked", G_CALLBACK (clicked_cb), row, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), row->button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), row->button);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), C_ ("file of a form", "No file chosen"));
}
