/* SPDX-License-Identifier: GPL-3.0-or-later */
/* There is always one empty row more for a passphrase, up to as many as anybody will type. Where a
 * second person is asked, what was typed is not kept until they answer: then it has to be in a
 * file. */
#include "console-import-source.h"

#include "console-account-row.h"
#include "console-files.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define MAX_PASSPHRASES 8

struct _ConsoleImportSource
{
  AdwBin parent_instance;

  AdwActionRow *path_row;
  AdwPreferencesGroup *passphrase_group;
  AdwActionRow *files_row;
  GtkWidget *forget_button;
  ConsoleAccountRow *account_row;
  GtkSwitch *dual_switch;

  char *path;
  GPtrArray *rows;  /* ConsolePassphraseRow of the group */
  GPtrArray *files; /* paths */
};

G_DEFINE_FINAL_TYPE (ConsoleImportSource, console_import_source, ADW_TYPE_BIN)

static const char *const any_patterns[] = { "*", NULL };
static guint changed_signal;

/* --- What is imported --------------------------------------------------------------------------*/

static void
show_path (ConsoleImportSource *source, const char *text)
{
  g_autofree char *name = text ? NULL : g_filename_display_name (source->path);
  g_autofree char *safe = name ? esp_text_escape (name) : NULL;

  adw_action_row_set_subtitle (source->path_row, text ? text : safe);
}

void
console_import_source_take (ConsoleImportSource *source, GFile *file)
{
  char *path = file ? g_file_get_path (file) : NULL;

  if (path)
    {
      g_free (source->path);
      source->path = path;
      show_path (source, NULL);
    }
  else if (file)
    show_path (source, _ ("Choose a file on one of the disks of this computer."));
  g_signal_emit (source, changed_signal, 0);
}

static void
chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  console_import_source_take (CONSOLE_IMPORT_SOURCE (owner), file);
}

static void
choose_file_cb (ConsoleImportSource *source)
{
  console_files_open (GTK_WIDGET (source), C_ ("title of a file chooser", "Import"), any_patterns,
                      C_ ("file filter", "All files"), chosen_cb, NULL);
}

static void
choose_folder_cb (ConsoleImportSource *source)
{
  console_files_folder (GTK_WIDGET (source), C_ ("title of a file chooser", "Folder to Import"),
                        chosen_cb, NULL);
}

static gboolean
drop_cb (ConsoleImportSource *source, const GValue *value)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));
  gboolean one = files && !files->next;

  if (one)
    console_import_source_take (source, files->data);
  else
    show_path (source, _ ("One file or one folder is imported at a time."));
  g_slist_free (files);
  return one;
}

/* --- Passphrases -------------------------------------------------------------------------------*/

static void add_row (ConsoleImportSource *source);

static void
typed_cb (ConsoleImportSource *source)
{
  gpointer last = g_ptr_array_index (source->rows, source->rows->len - 1);

  if (!console_passphrase_row_is_empty (last) && source->rows->len < MAX_PASSPHRASES)
    add_row (source);
  g_signal_emit (source, changed_signal, 0);
}

static void
add_row (ConsoleImportSource *source)
{
  GtkWidget *row = console_passphrase_row_new (source->rows->len == 0 ?
                                                 C_ ("row of a form", "Passphrase") :
                                                 C_ ("row of a form", "Another passphrase"));

  g_object_set (row, "activates-default", TRUE, NULL);
  g_signal_connect_object (row, "changed", G_CALLBACK (typed_cb), source, G_CONNECT_SWAPPED);
  g_ptr_array_add (source->rows, row);
  adw_preferences_group_add (source->passphrase_group, row);
}

GPtrArray *
console_import_source_take_passphrases (ConsoleImportSource *source)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);

  for (guint i = 0; i < source->rows->len; i++)
    {
      EspSecret *secret = console_passphrase_row_take (g_ptr_array_index (source->rows, i));

      if (secret)
        g_ptr_array_add (taken, secret);
    }
  return taken;
}

void
console_import_source_put_back (ConsoleImportSource *source, GPtrArray *passphrases)
{
  for (guint i = 0; i < passphrases->len && i < MAX_PASSPHRASES; i++)
    {
      if (i == source->rows->len)
        add_row (source);
      console_passphrase_row_put_back (g_ptr_array_index (source->rows, i),
                                       g_ptr_array_index (passphrases, i));
    }
  typed_cb (source);
}

void
console_import_source_ask_passphrase (ConsoleImportSource *source)
{
  for (guint i = 0; i < source->rows->len; i++)
    if (i + 1 == source->rows->len ||
        console_passphrase_row_is_empty (g_ptr_array_index (source->rows, i)))
      {
        gtk_widget_grab_focus (g_ptr_array_index (source->rows, i));
        return;
      }
}

/* --- Passphrases in files ----------------------------------------------------------------------*/

static void
show_files (ConsoleImportSource *source)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < source->files->len; i++)
    {
      g_autofree char *name = g_filename_display_basename (g_ptr_array_index (source->files, i));
      g_autofree char *safe = esp_text_escape (name);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", safe);
    }
  adw_action_row_set_subtitle (source->files_row,
                               source->files->len > 0 ?
                                 text->str :
                                 _ ("Where a second person has to approve, they are read again "
                                    "then"));
  gtk_widget_set_visible (source->forget_button, source->files->len > 0);
}

static void
file_chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  ConsoleImportSource *source = CONSOLE_IMPORT_SOURCE (owner);
  char *path = file ? g_file_get_path (file) : NULL;

  if (!path)
    return;
  g_ptr_array_add (source->files, path);
  show_files (source);
  g_signal_emit (source, changed_signal, 0);
}

static void
add_file_cb (ConsoleImportSource *source)
{
  console_files_open (GTK_WIDGET (source), C_ ("title of a file chooser", "File with a Passphrase"),
                      any_patterns, C_ ("file filter", "All files"), file_chosen_cb, NULL);
}

static void
forget_files_cb (ConsoleImportSource *source)
{
  g_ptr_array_set_size (source->files, 0);
  show_files (source);
  g_signal_emit (source, changed_signal, 0);
}

/* --- For the call ------------------------------------------------------------------------------*/

const char *
console_import_source_get_path (ConsoleImportSource *source)
{
  return source->path;
}

static JsonArray *
list_files (ConsoleImportSource *source)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < source->files->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (source->files, i));
  return array;
}

JsonObject *
console_import_source_make_parameters (ConsoleImportSource *source, gboolean import)
{
  JsonObject *parameters = json_object_new ();
  const char *account = console_account_row_get_account (source->account_row);

  json_object_set_string_member (parameters, "Path", source->path);
  if (source->files->len > 0)
    json_object_set_array_member (parameters, "PassphraseFiles", list_files (source));
  if (import && account)
    json_object_set_string_member (parameters, "OwnerAccount", account);
  if (import && !gtk_switch_get_active (source->dual_switch))
    json_object_set_boolean_member (parameters, "DualControl", FALSE);
  return parameters;
}

void
console_import_source_load (ConsoleImportSource *source, ConsoleSession *session)
{
  g_autoptr (EspSession) signed_in = esp_engine_ref_session (console_session_get_engine (session));

  if (signed_in)
    console_account_row_prefer (source->account_row, esp_session_get_account (signed_in));
  console_account_row_load (source->account_row, session);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_import_source_dispose (GObject *object)
{
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_IMPORT_SOURCE);
  G_OBJECT_CLASS (console_import_source_parent_class)->dispose (object);
}

static void
console_import_source_finalize (GObject *object)
{
  ConsoleImportSource *source = CONSOLE_IMPORT_SOURCE (object);

  g_free (source->path);
  g_ptr_array_unref (source->rows);
  g_ptr_array_unref (source->files);
  G_OBJECT_CLASS (console_import_source_parent_class)->finalize (object);
}

static void
console_import_source_class_init (ConsoleImportSourceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_import_source_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_import_source_finalize;
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_IMPORT_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (CONSOLE_TYPE_ACCOUNT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/import-source.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleImportSource, path_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleImportSource, passphrase_group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleImportSource, files_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleImportSource, forget_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleImportSource, account_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleImportSource, dual_switch);
  gtk_widget_class_bind_template_callback (widget_class, choose_file_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_folder_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_file_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_files_cb);
}

static void
console_import_source_init (ConsoleImportSource *source)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  source->rows = g_ptr_array_new ();
  source->files = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (source));
  add_row (source);
  show_files (source);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), source, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (source), GTK_EVENT_CONTROLLER (target));
}
