/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows for what can be liked so or otherwise. Each choice takes effect when it is made; there is
 * nothing to save. */
#include "console-preferences.h"

#include "console-files.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_PREFERENCES_WINDOW (console_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePreferencesWindow,
                      console_preferences_window,
                      CONSOLE,
                      PREFERENCES_WINDOW,
                      AdwPreferencesWindow)

typedef enum
{
  STYLE,
  START,
  LOCK,
  DUE,
  FORMAT,
  N_ROWS
} Row;

struct _ConsolePreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  AdwComboRow *style_row;
  AdwComboRow *start_row;
  AdwComboRow *lock_row;
  AdwComboRow *due_row;
  AdwComboRow *format_row;
  AdwActionRow *folder_row;
  GtkWidget *home_button;
  GtkSwitch *alerts_switch;

  ConsolePreferences *preferences;
  int odd[N_ROWS]; /* a number that no choice has: the last one is made for it; -1: there is none */
};

G_DEFINE_FINAL_TYPE (ConsolePreferencesWindow,
                     console_preferences_window,
                     ADW_TYPE_PREFERENCES_WINDOW)

/* --- The choices -------------------------------------------------------------------------------*/

#define CHOICES_MAX 6

typedef struct
{
  const char *label; /* context "choice" */
  const char *text;  /* the value, or */
  int number;
} Choice;

static const struct
{
  const char *property;
  gboolean by_number;
  const char *one, *many; /* of a number that is no choice */
  Choice choices[CHOICES_MAX];
} rows[N_ROWS] = {
  [STYLE] = { "color-scheme",
              FALSE,
              NULL,
              NULL,
              { { NC_ ("choice", "As the Desktop"), "system", 0 },
                { NC_ ("choice", "Light"), "light", 0 },
                { NC_ ("choice", "Dark"), "dark", 0 } } },
  [START] = { "start-with",
              FALSE,
              NULL,
              NULL,
              { { NC_ ("choice", "The Last Vault"), "last", 0 },
                { NC_ ("choice", "The Usual Vault"), "usual", 0 },
                { NC_ ("choice", "No Vault"), "none", 0 } } },
  [LOCK] = { "lock-after-minutes",
             TRUE,
             N_ ("{n} Minute"),
             N_ ("{n} Minutes"),
             { { NC_ ("choice", "1 Minute"), NULL, 1 },
               { NC_ ("choice", "5 Minutes"), NULL, 5 },
               { NC_ ("choice", "15 Minutes"), NULL, 15 },
               { NC_ ("choice", "1 Hour"), NULL, 60 },
               { NC_ ("choice", "Only at Screen Lock"), NULL, 0 } } },
  [DUE] = { "notify-due-days",
            TRUE,
            N_ ("{n} Day Before"),
            N_ ("{n} Days Before"),
            { { NC_ ("choice", "7 Days Before"), NULL, 7 },
              { NC_ ("choice", "30 Days Before"), NULL, 30 },
              { NC_ ("choice", "90 Days Before"), NULL, 90 },
              { NC_ ("choice", "Never"), NULL, 0 } } },
  [FORMAT] = { "report-format",
               FALSE,
               NULL,
               NULL,
               { { NC_ ("choice", "PDF"), "pdf", 0 },
                 { NC_ ("choice", "CSV"), "csv", 0 },
                 { NC_ ("choice", "JSON"), "json", 0 } } },
};

static AdwComboRow *
get_row (ConsolePreferencesWindow *window, Row row)
{
  AdwComboRow *const all[N_ROWS] = { window->style_row, window->start_row, window->lock_row,
                                     window->due_row, window->format_row };

  return all[row];
}

static guint
count_choices (Row row)
{
  guint n = 0;

  while (n < CHOICES_MAX && rows[row].choices[n].label)
    n++;
  return n;
}

/* The number of the choice, or how many there are. */
static guint
find_choice (ConsolePreferencesWindow *window, Row row)
{
  const char *property = rows[row].property;
  g_autofree char *text = rows[row].by_number ?
                            NULL :
                            console_preferences_get_string (window->preferences, property);
  int number = rows[row].by_number ? console_preferences_get_int (window->preferences, property) :
                                     0;
  guint i = 0, n = count_choices (row);

  while (i < n && (rows[row].by_number ? rows[row].choices[i].number != number :
                                         g_strcmp0 (rows[row].choices[i].text, text) != 0))
    i++;
  return i;
}

/* What was set by other means stands after the choices. */
static void
append_odd (ConsolePreferencesWindow *window, Row row, GtkStringList *labels)
{
  int number = console_preferences_get_int (window->preferences, rows[row].property);
  g_autofree char *n = g_strdup_printf ("%d", number);
  const char *arguments[] = { "n", n, NULL };
  g_autofree char *label = esp_text_fill (ngettext (rows[row].one, rows[row].many, (gulong) number),
                                          arguments);

  window->odd[row] = number;
  gtk_string_list_append (labels, label);
}

static void
fill (ConsolePreferencesWindow *window, Row row)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint n = count_choices (row), selected = find_choice (window, row);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (labels, g_dpgettext2 (NULL, "choice", rows[row].choices[i].label));
  if (selected == n && rows[row].by_number)
    append_odd (window, row, labels);
  adw_combo_row_set_model (get_row (window, row), G_LIST_MODEL (labels));
  adw_combo_row_set_selected (get_row (window, row), selected);
}

static void
choose (ConsolePreferencesWindow *window, Row row)
{
  guint selected = adw_combo_row_get_selected (get_row (window, row));
  guint n = count_choices (row);

  if (selected > n || (selected == n && window->odd[row] < 0))
    return;
  if (!rows[row].by_number)
    g_object_set (window->preferences, rows[row].property, rows[row].choices[selected].text, NULL);
  else
    g_object_set (window->preferences, rows[row].property,
                  selected < n ? rows[row].choices[selected].number : window->odd[row], NULL);
}

static void
selected_cb (ConsolePreferencesWindow *window, GParamSpec *pspec, AdwComboRow *chosen)
{
  for (Row row = STYLE; window->preferences && row < N_ROWS; row++)
    if (get_row (window, row) == chosen)
      choose (window, row);
}

/* --- The folder --------------------------------------------------------------------------------*/

static void
show_folder (ConsolePreferencesWindow *window)
{
  g_autofree char *path = console_preferences_get_string (window->preferences, "files-folder");
  g_autofree char *shown = path[0] ? g_filename_display_name (path) : NULL;
  g_autofree char *safe = shown ? esp_text_escape (shown) : NULL;
  g_autofree char *markup = safe ? g_markup_escape_text (safe, -1) : NULL;

  adw_action_row_set_subtitle (window->folder_row, markup ? markup : _ ("The home folder"));
  gtk_widget_set_sensitive (window->home_button, markup != NULL);
}

static void
folder_chosen_cb (GtkWidget *owner, GFile *folder, gpointer data)
{
  ConsolePreferencesWindow *window = CONSOLE_PREFERENCES_WINDOW (owner);
  g_autofree char *path = folder ? g_file_get_path (folder) : NULL;

  if (path && window->preferences)
    g_object_set (window->preferences, "files-folder", path, NULL);
}

static void
folder_cb (ConsolePreferencesWindow *window)
{
  console_files_folder (GTK_WIDGET (window), C_ ("title of a file chooser", "Folder for Files"),
                        folder_chosen_cb, NULL);
}

static void
home_cb (ConsolePreferencesWindow *window)
{
  g_object_set (window->preferences, "files-folder", "", NULL);
  gtk_widget_grab_focus (GTK_WIDGET (window->folder_row));
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_preferences_window_dispose (GObject *object)
{
  g_clear_object (&CONSOLE_PREFERENCES_WINDOW (object)->preferences);
  G_OBJECT_CLASS (console_preferences_window_parent_class)->dispose (object);
}

static void
console_preferences_window_class_init (ConsolePreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_preferences_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePreferencesWindow, style_row);
  gtk_widget_class_bind_template_child (widget_class, ConsolePreferencesWindow, start_row);
  gtk_widget_class_bind_template_child (widget_class, ConsolePreferencesWindow, lock_row);
  gtk_widget_class_bind_template_child (widget_class, ConsolePreferencesWindow, due_row);
  gtk_widget_class_bind_template_child (widget_class, ConsolePreferencesWindow, format_row);
  gtk_widget_class_bind_template_child (widget_class, ConsolePreferencesWindow, folder_row);
  gtk_widget_class_bind_template_child (widget_class, ConsolePreferencesWindow, home_button);
  gtk_widget_class_bind_template_child (widget_class, ConsolePreferencesWindow, alerts_switch);
  gtk_widget_class_bind_template_callback (widget_class, folder_cb);
  gtk_widget_class_bind_template_callback (widget_class, home_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
console_preferences_window_init (ConsolePreferencesWindow *window)
{
  for (Row row = STYLE; row < N_ROWS; row++)
    window->odd[row] = -1;
  gtk_widget_init_template (GTK_WIDGET (window));
}

GtkWindow *
console_preferences_window_new (ConsoleSession *session)
{
  ConsolePreferencesWindow *window = g_object_new (CONSOLE_TYPE_PREFERENCES_WINDOW, NULL);
  ConsolePreferences *preferences = console_preferences_get (session);

  /* What is filled in is no choice yet: nobody follows until it is there. */
  window->preferences = g_object_ref (preferences);
  for (Row row = STYLE; row < N_ROWS; row++)
    {
      g_signal_handlers_block_by_func (get_row (window, row), selected_cb, window);
      fill (window, row);
      g_signal_handlers_unblock_by_func (get_row (window, row), selected_cb, window);
    }
  g_object_bind_property (preferences, "notify-alerts", window->alerts_switch, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_object (preferences, "notify::files-folder", G_CALLBACK (show_folder), window,
                           G_CONNECT_SWAPPED);
  show_folder (window);
  return GTK_WINDOW (window);
}
