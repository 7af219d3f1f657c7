/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists, certificates and answers into a folder, and what came of it: each file, and what was left
 * out with the reason. */
#include "console-dialogs.h"
#include "console-files.h"
#include "console-form.h"
#include "console-format.h"
#include "console-note-row.h"

#include <glib/gi18n.h>

/* A boxed list is for people: the rest is in the folder. */
#define ROWS_SHOWN 100

#define CONSOLE_TYPE_PUBLISH_DIALOG (console_publish_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePublishDialog,
                      console_publish_dialog,
                      CONSOLE,
                      PUBLISH_DIALOG,
                      ConsoleFormWindow)

struct _ConsolePublishDialog
{
  ConsoleFormWindow parent_instance;

  GtkEditable *folder_row;
  GtkEditable *base_row;
  GtkSwitch *all_switch;
  GtkSpinButton *days_spin;
  GtkBox *result_box;
  char *arn;
};

G_DEFINE_FINAL_TYPE (ConsolePublishDialog, console_publish_dialog, CONSOLE_TYPE_FORM_WINDOW)

/* --- Form --------------------------------------------------------------------------------------*/

static void
changed_cb (ConsolePublishDialog *dialog)
{
  const char *folder = gtk_editable_get_text (dialog->folder_row);
  const char *reason = NULL;

  if (!folder[0])
    reason = _ ("No folder is chosen.");
  else if (!g_path_is_absolute (folder))
    reason = _ ("The folder's whole path is needed, from / on.");
  console_form_window_set_reason (CONSOLE_FORM_WINDOW (dialog), reason);
}

static void
chosen_cb (GtkWidget *owner, GFile *folder, gpointer data)
{
  ConsolePublishDialog *dialog = CONSOLE_PUBLISH_DIALOG (gtk_widget_get_root (owner));
  g_autofree char *path = folder ? g_file_get_path (folder) : NULL;

  if (path)
    gtk_editable_set_text (dialog->folder_row, path);
}

static void
choose_cb (ConsolePublishDialog *dialog)
{
  console_files_folder (console_form_window_get_owner (CONSOLE_FORM_WINDOW (dialog)),
                        C_ ("title of a file chooser", "Folder to Publish Into"), chosen_cb, NULL);
}

/* --- What came of it ---------------------------------------------------------------------------*/

static const struct
{
  const char *member;
  const char *kind;
  const char *word;
} kinds[] = {
  { "Crls", "CRL", NC_ ("kind of file", "Revocation list") },
  { "Certificates", "CERTIFICATE", NC_ ("kind of file", "Certificate") },
  { "OcspResponses", "OCSP", NC_ ("kind of file", "OCSP answer") },
  { "Configurations", "CONFIGURATION", NC_ ("kind of file", "For the web server") },
};

static const char *
format_kind (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].kind, kind) == 0)
      return g_dpgettext2 (NULL, "kind of file", kinds[i].word);
  return kind;
}

static void
show_summary (ConsolePublishDialog *dialog, JsonObject *result)
{
  JsonObject *counts = esp_json_get_object (result, "Counts");
  int fresh = (int) esp_json_get_int (counts, "New", 0);
  int removed = (int) esp_json_get_int (counts, "Removed", 0);
  AdwPreferencesGroup *group = console_box_add_group (
    dialog->result_box, C_ ("heading of a result", "Published"), NULL);
  GtkWidget *row = console_note_row_new (esp_json_get_string (result, "Directory"));
  g_autofree char *news = g_strdup_printf (ngettext ("%d new file", "%d new files", (gulong) fresh),
                                           fresh);
  g_autofree char *gone = g_strdup_printf (ngettext ("%d removed", "%d removed", (gulong) removed),
                                           removed);
  g_autofree char *text = g_strdup_printf ("%s · %s", news, gone);

  console_note_row_set_icon (CONSOLE_NOTE_ROW (row), "certificate-valid-symbolic", "success");
  console_note_row_set_detail (CONSOLE_NOTE_ROW (row),
                               fresh + removed > 0 ? text :
                                                     _ ("Everything was as it should be already."));
  adw_preferences_group_add (group, row);
}

static void
show_skipped (ConsolePublishDialog *dialog, JsonArray *skipped)
{
  AdwPreferencesGroup *group;

  if (!skipped || json_array_get_length (skipped) == 0)
    return;
  group = console_box_add_group (dialog->result_box, C_ ("heading of a result", "Left Out"), NULL);
  for (guint i = 0; i < json_array_get_length (skipped) && i < ROWS_SHOWN; i++)
    {
      JsonObject *entry = json_array_get_object_element (skipped, i);
      const char *sentence = esp_json_get_string (entry, "Sentence");
      g_autofree char *why = console_format_sentence (sentence && *sentence ? _ (sentence) : "");
      GtkWidget *row = console_note_row_new (esp_json_get_string (entry, "CertificateAuthority"));

      console_note_row_set_icon (CONSOLE_NOTE_ROW (row), "dialog-warning-symbolic", "warning");
      console_note_row_set_value (CONSOLE_NOTE_ROW (row), esp_json_get_string (entry, "Object"));
      console_note_row_set_detail (CONSOLE_NOTE_ROW (row), why);
      adw_preferences_group_add (group, row);
    }
}

static GtkWidget *
make_file_row (JsonObject *file)
{
  GtkWidget *row = console_note_row_new (esp_json_get_string (file, "Path"));
  g_autofree char *size = g_format_size ((guint64) MAX (esp_json_get_int (file, "Size", 0), 0));
  g_autofree char *detail = g_strdup_printf (
    "%s · %s", format_kind (esp_json_get_string (file, "Kind")), size);

  console_note_row_set_detail (CONSOLE_NOTE_ROW (row), detail);
  if (esp_json_get_boolean (file, "New", FALSE))
    console_note_row_set_chip (CONSOLE_NOTE_ROW (row), C_ ("mark of a file", "New"));
  return row;
}

static void
show_files (ConsolePublishDialog *dialog, JsonArray *files)
{
  guint n = files ? json_array_get_length (files) : 0;
  g_autofree char *title = g_strdup_printf (ngettext ("%u File", "%u Files", n), n);
  g_autofree char *rest = g_strdup_printf (_ ("The first %d are shown."), ROWS_SHOWN);
  AdwPreferencesGroup *group = console_box_add_group (dialog->result_box, title,
                                                      n > ROWS_SHOWN ? rest : NULL);

  for (guint i = 0; i < n && i < ROWS_SHOWN; i++)
    adw_preferences_group_add (group, make_file_row (json_array_get_object_element (files, i)));
}

static void
published (ConsoleFormWindow *window, JsonObject *result)
{
  ConsolePublishDialog *dialog = CONSOLE_PUBLISH_DIALOG (window);

  if (!result)
    return;
  show_summary (dialog, result);
  show_skipped (dialog, esp_json_get_array (result, "Skipped"));
  show_files (dialog, esp_json_get_array (result, "Files"));
  console_form_window_show_result (window);
}

static void
console_publish_dialog_submit (ConsoleFormWindow *window)
{
  ConsolePublishDialog *dialog = CONSOLE_PUBLISH_DIALOG (window);
  const char *base = gtk_editable_get_text (dialog->base_row);
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Directory",
                                 gtk_editable_get_text (dialog->folder_row));
  json_object_set_int_member (parameters, "OcspDays",
                              gtk_spin_button_get_value_as_int (dialog->days_spin));
  if (base[0])
    json_object_set_string_member (parameters, "BaseUrl", base);
  if (!gtk_switch_get_active (dialog->all_switch))
    {
      JsonArray *names = json_array_new ();

      json_array_add_string_element (names, dialog->arn);
      json_object_set_array_member (parameters, "CertificateAuthorities", names);
    }
  console_form_window_call (window, "PublishRevocation", parameters, published);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_publish_dialog_finalize (GObject *object)
{
  g_free (CONSOLE_PUBLISH_DIALOG (object)->arn);
  G_OBJECT_CLASS (console_publish_dialog_parent_class)->finalize (object);
}

static void
console_publish_dialog_class_init (ConsolePublishDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_publish_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_publish_dialog_submit;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/publish-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePublishDialog, folder_row);
  gtk_widget_class_bind_template_child (widget_class, ConsolePublishDialog, base_row);
  gtk_widget_class_bind_template_child (widget_class, ConsolePublishDialog, all_switch);
  gtk_widget_class_bind_template_child (widget_class, ConsolePublishDialog, days_spin);
  gtk_widget_class_bind_template_child (widget_class, ConsolePublishDialog, result_box);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
}

static void
console_publish_dialog_init (ConsolePublishDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_publish_dialog_new (ConsoleSession *session, EspCaNode *node)
{
  ConsolePublishDialog *dialog = g_object_new (CONSOLE_TYPE_PUBLISH_DIALOG, "session", session,
                                               NULL);

  dialog->arn = g_strdup (esp_ca_node_get_ca (node)->arn);
  changed_cb (dialog);
  return GTK_WINDOW (dialog);
}
