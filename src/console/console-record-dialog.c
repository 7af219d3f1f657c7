/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame: asking, what is shown of an error, and the verbs. */
#include "console-record-dialog.h"

#include "console-error.h"
#include "console-note-row.h"
#include "console-pages.h"
#include "console-wrap-layout.h"

#include <glib/gi18n.h>

#define REFRESH_MS 500

struct _ConsoleRecordDialog
{
  AdwWindow parent_instance;

  AdwWindowTitle *window_title;
  GtkStack *stack;
  GtkBox *box;
  GtkWidget *verb_bar;
  GtkBox *verbs;
  AdwBin *error_bin;

  ConsoleSession *session;
  const ConsoleRecordKind *kind;
  JsonObject *record;
  char *shown;
  char *toast;
  ConsoleRecordDone done; /* of the call that is under way */
  gboolean busy;
  guint refresh_source;
};

G_DEFINE_FINAL_TYPE (ConsoleRecordDialog, console_record_dialog, ADW_TYPE_WINDOW)

/* --- Showing -----------------------------------------------------------------------------------*/

static char *
describe (JsonObject *record)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, record);
  return json_to_string (node, FALSE);
}

static void
show (ConsoleRecordDialog *dialog)
{
  g_autofree char *text = describe (dialog->record);

  gtk_stack_set_visible_child_name (dialog->stack, "record");
  if (g_strcmp0 (text, dialog->shown) == 0)
    return;
  g_free (dialog->shown);
  dialog->shown = g_steal_pointer (&text);
  console_box_empty (dialog->box);
  console_box_empty (dialog->verbs);
  gtk_widget_set_visible (dialog->verb_bar, FALSE);
  dialog->kind->show (dialog, dialog->record);
}

static void
show_error (ConsoleRecordDialog *dialog, const GError *error)
{
  g_autofree char *sentence = console_error_sentence (error);

  adw_bin_set_child (
    dialog->error_bin,
    console_empty_page_new (CONSOLE_EMPTY_DENIED, _ (dialog->kind->denied), sentence, NULL, NULL));
  gtk_widget_set_visible (dialog->verb_bar, FALSE);
  gtk_stack_set_visible_child_name (dialog->stack, "error");
}

/* --- Asking ------------------------------------------------------------------------------------*/

static JsonObject *
name_record (ConsoleRecordDialog *dialog, JsonObject *parameters)
{
  JsonObject *named = parameters ? parameters : json_object_new ();
  const ConsoleRecordKind *kind = dialog->kind;

  json_object_set_member (
    named, kind->key, json_object_dup_member (dialog->record, kind->name ? kind->name : kind->key));
  return named;
}

static void
described_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleRecordDialog *dialog = CONSOLE_RECORD_DIALOG (owner);
  JsonObject *record = result ? esp_json_get_object (result, dialog->kind->member) : NULL;

  if (!dialog->session)
    return;
  if (!record)
    {
      show_error (dialog, error);
      return;
    }
  json_object_unref (dialog->record);
  dialog->record = json_object_ref (record);
  show (dialog);
}

static void
ask (ConsoleRecordDialog *dialog)
{
  if (!dialog->kind->operation)
    show (dialog);
  else
    console_session_call (dialog->session, GTK_WIDGET (dialog), dialog->kind->operation,
                          name_record (dialog, NULL), described_cb, NULL);
}

static gboolean
refresh_cb (gpointer data)
{
  CONSOLE_RECORD_DIALOG (data)->refresh_source = 0;
  ask (data);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ConsoleRecordDialog *dialog)
{
  if (dialog->kind->operation && !dialog->refresh_source)
    dialog->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, dialog);
}

/* --- Verbs -------------------------------------------------------------------------------------*/

static void
clicked_cb (GtkWidget *button, ConsoleRecordDialog *dialog)
{
  ConsoleRecordVerb verb = (ConsoleRecordVerb) g_object_get_data (G_OBJECT (button), "verb");

  if (!dialog->busy)
    verb (dialog);
}

void
console_record_dialog_add_verb (ConsoleRecordDialog *dialog,
                                const char *label,
                                const char *reason,
                                const char *style,
                                ConsoleRecordVerb verb)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  g_auto (GStrv) parts = g_strsplit (label, "_", -1);
  g_autofree char *plain = g_strjoinv ("", parts);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, plain,
                                  -1);
  gtk_widget_set_sensitive (button, reason == NULL);
  gtk_widget_set_tooltip_text (button, reason);
  if (style)
    gtk_widget_add_css_class (button, style);
  g_object_set_data (G_OBJECT (button), "verb", (gpointer) verb);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), dialog, 0);
  gtk_box_append (dialog->verbs, button);
  gtk_widget_set_visible (dialog->verb_bar, TRUE);
}

static void
called_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleRecordDialog *dialog = CONSOLE_RECORD_DIALOG (owner);

  dialog->busy = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->verbs), TRUE);
  if (error)
    console_error_show (GTK_WIDGET (dialog->stack), error);
  else
    dialog->done (dialog, result);
}

void
console_record_dialog_run (ConsoleRecordDialog *dialog,
                           const char *operation,
                           JsonObject *parameters,
                           ConsoleRecordDone done)
{
  dialog->done = done;
  dialog->busy = TRUE;
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->verbs), FALSE);
  console_session_call (dialog->session, GTK_WIDGET (dialog), operation, parameters, called_cb,
                        NULL);
}

static void
finish (ConsoleRecordDialog *dialog, JsonObject *result)
{
  console_session_toast (dialog->session, dialog->toast);
  gtk_window_close (GTK_WINDOW (dialog));
}

void
console_record_dialog_call (ConsoleRecordDialog *dialog,
                            const char *operation,
                            JsonObject *parameters,
                            const char *toast)
{
  g_free (dialog->toast);
  dialog->toast = g_strdup (toast);
  console_record_dialog_run (dialog, operation, name_record (dialog, parameters), finish);
}

void
console_record_dialog_refresh (ConsoleRecordDialog *dialog)
{
  changed_cb (dialog);
}

GtkBox *
console_record_dialog_get_box (ConsoleRecordDialog *dialog)
{
  return dialog->box;
}

ConsoleSession *
console_record_dialog_get_session (ConsoleRecordDialog *dialog)
{
  return dialog->session;
}

JsonObject *
console_record_dialog_get_record (ConsoleRecordDialog *dialog)
{
  return dialog->record;
}

/* --- Texts to unfold ---------------------------------------------------------------------------*/

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

GtkWidget *
console_unfold_row_new (const char *title, const char *text)
{
  GtkWidget *expander = adw_expander_row_new ();
  g_autofree char *safe = make_safe (text);
  GtkWidget *label = gtk_label_new (safe);
  GtkWidget *row = adw_preferences_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), title);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "row-content");
  /* JSON is written from left to right, whatever is around it. */
  gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), row);
  return expander;
}

GtkWidget *
console_unfold_row_new_json (const char *title, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_set_object (node, object);
  text = json_to_string (node, TRUE);
  return console_unfold_row_new (title, text);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_record_dialog_dispose (GObject *object)
{
  ConsoleRecordDialog *dialog = CONSOLE_RECORD_DIALOG (object);

  g_clear_handle_id (&dialog->refresh_source, g_source_remove);
  g_clear_object (&dialog->session);
  g_clear_pointer (&dialog->record, json_object_unref);
  G_OBJECT_CLASS (console_record_dialog_parent_class)->dispose (object);
}

static void
console_record_dialog_finalize (GObject *object)
{
  g_free (CONSOLE_RECORD_DIALOG (object)->shown);
  g_free (CONSOLE_RECORD_DIALOG (object)->toast);
  G_OBJECT_CLASS (console_record_dialog_parent_class)->finalize (object);
}

static void
console_record_dialog_class_init (ConsoleRecordDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = console_record_dialog_dispose;
  object_class->finalize = console_record_dialog_finalize;
  g_type_ensure (CONSOLE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/record-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleRecordDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRecordDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRecordDialog, box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRecordDialog, verb_bar);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRecordDialog, verbs);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRecordDialog, error_bin);
}

static void
console_record_dialog_init (ConsoleRecordDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_record_dialog_new (ConsoleSession *session,
                           const ConsoleRecordKind *kind,
                           JsonObject *record)
{
  ConsoleRecordDialog *dialog = g_object_new (CONSOLE_TYPE_RECORD_DIALOG, NULL);
  const char *title = g_dpgettext2 (NULL, "title of a dialog", kind->title);

  dialog->session = g_object_ref (session);
  dialog->kind = kind;
  dialog->record = json_object_ref (record);
  gtk_window_set_title (GTK_WINDOW (dialog), title);
  adw_window_title_set_title (dialog->window_title, title);
  g_signal_connect_object (console_session_get_engine (session), "changed", G_CALLBACK (changed_cb),
                           dialog, G_CONNECT_SWAPPED);
  ask (dialog);
  return GTK_WINDOW (dialog);
}
