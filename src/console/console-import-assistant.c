/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other tools keep is brought in: what it is, a table of what would come of it, then all of it
 * in one go or nothing. The engine says what becomes of each thing; what the lines say is in
 * console-import-lines.c. */
#include "console-dialogs.h"

#include "base/esp-error.h"
#include "console-error.h"
#include "console-filter-view.h"
#include "console-format.h"
#include "console-import-lines.h"
#include "console-import-run.h"
#include "console-import-source.h"
#include "console-low-layout.h"
#include "console-pages.h"
#include "console-plan-list.h"
#include "console-wrap-layout.h"

#include <glib/gi18n.h>

#define PROGRESS_MS 100

#define CONSOLE_TYPE_IMPORT_ASSISTANT (console_import_assistant_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleImportAssistant,
                      console_import_assistant,
                      CONSOLE,
                      IMPORT_ASSISTANT,
                      AdwWindow)

struct _ConsoleImportAssistant
{
  AdwWindow parent_instance;

  GtkButton *cancel_button;
  GtkWidget *back_button;
  GtkWidget *look_button;
  GtkWidget *import_button;
  GtkWidget *done_button;
  GtkStack *stack;
  ConsoleImportSource *source;
  GtkLabel *error_label;
  ConsoleFilterView *filters;
  ConsolePlanList *list;
  GtkLabel *summary_label;
  GtkLabel *failure_label;
  GtkWidget *locked_box;
  GtkLabel *locked_label;
  GtkCheckButton *without_locked;
  GtkLabel *progress_label;
  GtkProgressBar *progress;
  GtkLabel *promise_label;
  AdwBin *other_bin;

  ConsoleSession *session;
  GPtrArray *passphrases; /* EspSecret, while they are not in the rows */
  JsonObject *answer;
  GPtrArray *lines;          /* ConsolePlanLine of it */
  GCancellable *progress_of; /* of what runs, or NULL */
  gboolean importing;        /* that is no look */
  gboolean imported;
  guint progress_source;
};

G_DEFINE_FINAL_TYPE (ConsoleImportAssistant, console_import_assistant, ADW_TYPE_WINDOW)

/* --- Pages -------------------------------------------------------------------------------------*/

static void
show_page (ConsoleImportAssistant *assistant, const char *name)
{
  gboolean source = g_str_equal (name, "source");
  gboolean table = g_str_equal (name, "table");
  gboolean done = assistant->imported || g_str_equal (name, "other");

  gtk_widget_set_visible (assistant->look_button, source);
  gtk_widget_set_visible (assistant->back_button, table && !done);
  gtk_widget_set_visible (assistant->import_button, table && !done);
  gtk_widget_set_visible (assistant->done_button, done);
  gtk_widget_set_visible (GTK_WIDGET (assistant->cancel_button), !done && !table);
  gtk_stack_set_visible_child_name (assistant->stack, name);
  gtk_window_set_default_widget (GTK_WINDOW (assistant), source ? assistant->look_button :
                                                         done   ? assistant->done_button :
                                                                  NULL);
}

static void
show_error (ConsoleImportAssistant *assistant, GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
source_changed_cb (ConsoleImportAssistant *assistant)
{
  gboolean chosen = console_import_source_get_path (assistant->source) != NULL;

  gtk_widget_set_sensitive (assistant->look_button, chosen);
  gtk_widget_set_tooltip_text (assistant->look_button,
                               chosen ? NULL : C_ ("tooltip", "Choose a file or a folder first"));
  show_error (assistant, assistant->error_label, NULL);
}

/* --- The table ---------------------------------------------------------------------------------*/

/* Why nothing can be imported; NULL: it can. */
static const char *
find_reason (ConsoleImportAssistant *assistant)
{
  gint64 n = console_import_count (assistant->answer, "READY") +
             console_import_count (assistant->answer, "NO_KEY");

  if (n == 0)
    return C_ ("tooltip", "Nothing in it is new and can be imported");
  if (console_import_count (assistant->answer, "LOCKED") > 0 &&
      !gtk_check_button_get_active (assistant->without_locked))
    return C_ ("tooltip", "Type the passphrases first, or leave out what is locked");
  return NULL;
}

static void
update_import (ConsoleImportAssistant *assistant)
{
  const char *reason;

  if (!assistant->answer)
    return;
  reason = find_reason (assistant);
  gtk_widget_set_sensitive (assistant->import_button, reason == NULL);
  gtk_widget_set_tooltip_text (assistant->import_button, reason);
}

static void
show_locked (ConsoleImportAssistant *assistant)
{
  gint64 n = assistant->imported ? 0 : console_import_count (assistant->answer, "LOCKED");
  g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, n);
  g_autofree char *text = esp_text_fill (
    ngettext ("{n} key is locked, and none of the passphrases opens it.",
              "{n} keys are locked, and none of the passphrases opens them.", (gulong) n),
    (const char *[]){ "n", count, NULL });

  gtk_label_set_text (assistant->locked_label, text);
  gtk_widget_set_visible (assistant->locked_box, n > 0);
}

static void
show_lines (ConsoleImportAssistant *assistant)
{
  guint n;

  if (!assistant->lines)
    return;
  n = console_plan_list_show_some (assistant->list, assistant->lines,
                                   console_filter_view_get_choice (assistant->filters),
                                   console_filter_view_get_search (assistant->filters));
  if (n > 0)
    console_filter_view_show_content (assistant->filters);
  else
    console_filter_view_show_empty (
      assistant->filters,
      console_empty_page_new (CONSOLE_EMPTY_NO_MATCH, _ ("Nothing Matches"),
                              _ ("What is imported is searched by name, place, and what becomes "
                                 "of it."),
                              C_ ("button", "_Show All"), "import.clear"));
}

static void
take_answer (ConsoleImportAssistant *assistant, JsonObject *answer)
{
  g_autofree char *summary = assistant->imported ? console_import_summarize_imported (answer) :
                                                   console_import_summarize (answer);

  g_clear_pointer (&assistant->answer, json_object_unref);
  g_clear_pointer (&assistant->lines, g_ptr_array_unref);
  assistant->answer = json_object_ref (answer);
  assistant->lines = console_import_list (answer);
  gtk_label_set_text (assistant->summary_label, summary);
  show_locked (assistant);
  show_lines (assistant);
  update_import (assistant);
  show_page (assistant, "table");
}

/* --- What came of it ---------------------------------------------------------------------------*/

static void
show_other (ConsoleImportAssistant *assistant, GtkWidget *page)
{
  adw_bin_set_child (assistant->other_bin, page);
  show_page (assistant, "other");
  gtk_widget_grab_focus (assistant->done_button);
}

static void
show_waiting (ConsoleImportAssistant *assistant, const GError *error)
{
  const char *until = esp_error_get_argument (error, "until");
  const char *approvers = esp_error_get_argument (error, "approvers");
  gint64 time = 0;
  g_autofree char *end = until && esp_time_parse (until, &time, NULL) ?
                           console_format_time (time) :
                           g_strdup (until ? until : "");
  const char *arguments[] = { "approvers", approvers ? approvers : "", "until", end, NULL };
  /* Translators: {approvers} are the names of people, {until} is a time */
  g_autofree char *text = esp_text_fill (
    _ ("Nothing is imported yet. {approvers} can approve it until {until}; what is imported, and "
       "the files with passphrases, have to be there unchanged until then."),
    arguments);
  GtkWidget *page = console_empty_page_new (CONSOLE_EMPTY_NOTHING,
                                            _ ("Waiting for a Second Person"), text,
                                            _ ("Show _Approvals"), "import.show-approvals");

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "approvals-symbolic");
  show_other (assistant, page);
}

static gboolean
is_cancellation (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, ESP_ERROR, ESP_ERROR_CANCELLED);
}

/* Back to where it was asked for. What was typed is there again. */
static void
show_failure (ConsoleImportAssistant *assistant, const GError *error)
{
  gboolean look = !assistant->importing;
  g_autofree char *text = is_cancellation (error) ?
                            g_strdup (look ? NULL : _ ("It was cancelled. Nothing was imported.")) :
                            console_error_to_text (error);

  if (look)
    console_import_source_put_back (assistant->source, assistant->passphrases);
  show_error (assistant, look ? assistant->error_label : assistant->failure_label, text);
  show_page (assistant, look ? "source" : "table");
}

static void
show_imported (ConsoleImportAssistant *assistant, JsonObject *answer)
{
  assistant->imported = TRUE;
  g_ptr_array_set_size (assistant->passphrases, 0);
  gtk_window_set_title (GTK_WINDOW (assistant), C_ ("title of a dialog", "Imported"));
  console_filter_view_clear (assistant->filters);
  take_answer (assistant, answer);
  gtk_widget_grab_focus (assistant->done_button);
}

/* --- Running -----------------------------------------------------------------------------------*/

static gboolean
progress_cb (gpointer data)
{
  ConsoleImportAssistant *assistant = data;
  double fraction = esp_progress_get_fraction (ESP_PROGRESS (assistant->progress_of));

  if (fraction < 0)
    gtk_progress_bar_pulse (assistant->progress);
  else
    gtk_progress_bar_set_fraction (assistant->progress, fraction);
  return G_SOURCE_CONTINUE;
}

static void
stop_running (ConsoleImportAssistant *assistant)
{
  g_clear_handle_id (&assistant->progress_source, g_source_remove);
  g_clear_object (&assistant->progress_of);
  gtk_widget_set_sensitive (GTK_WIDGET (assistant->cancel_button), TRUE);
}

static void
answered_cb (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleImportAssistant) assistant = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = console_import_run_finish (result, &error);

  /* Gone with its window. */
  if (!assistant->session)
    return;
  stop_running (assistant);
  if (!node && console_error_is_waiting (error))
    show_waiting (assistant, error);
  else if (!node)
    show_failure (assistant, error);
  else if (assistant->importing)
    show_imported (assistant, json_node_get_object (node));
  else
    take_answer (assistant, json_node_get_object (node));
}

static void
run (ConsoleImportAssistant *assistant, gboolean importing, JsonObject *parameters)
{
  assistant->importing = importing;
  assistant->progress_of = esp_progress_new ();
  assistant->progress_source = g_timeout_add (PROGRESS_MS, progress_cb, assistant);
  gtk_progress_bar_set_fraction (assistant->progress, 0);
  gtk_label_set_text (assistant->progress_label, importing ? _ ("Importing") : _ ("Looking at It"));
  gtk_label_set_text (assistant->promise_label,
                      importing ?
                        _ ("All of it comes in one go. Until then nothing of it is there, "
                           "and it can be cancelled.") :
                        _ ("Nothing is changed by that."));
  show_error (assistant, assistant->failure_label, NULL);
  show_page (assistant, "progress");
  console_import_run_async (console_session_get_engine (assistant->session),
                            importing ? esp_engine_call_import : esp_engine_preview_import,
                            parameters, assistant->passphrases, assistant->progress_of, answered_cb,
                            g_object_ref (assistant));
}

static void
look_cb (ConsoleImportAssistant *assistant)
{
  g_autoptr (JsonObject) parameters = NULL;

  if (assistant->progress_of || !console_import_source_get_path (assistant->source))
    return;
  g_ptr_array_unref (assistant->passphrases);
  assistant->passphrases = console_import_source_take_passphrases (assistant->source);
  gtk_check_button_set_active (assistant->without_locked, FALSE);
  parameters = console_import_source_make_parameters (assistant->source, FALSE);
  run (assistant, FALSE, parameters);
}

static void
import_cb (ConsoleImportAssistant *assistant)
{
  g_autoptr (JsonObject) parameters = NULL;

  if (assistant->progress_of || find_reason (assistant))
    return;
  parameters = console_import_source_make_parameters (assistant->source, TRUE);
  if (gtk_check_button_get_active (assistant->without_locked))
    json_object_set_boolean_member (parameters, "WithoutLocked", TRUE);
  run (assistant, TRUE, parameters);
}

/* --- What a person does ------------------------------------------------------------------------*/

static void
back_cb (ConsoleImportAssistant *assistant)
{
  console_import_source_put_back (assistant->source, assistant->passphrases);
  g_ptr_array_set_size (assistant->passphrases, 0);
  show_page (assistant, "source");
}

static void
passphrase_cb (ConsoleImportAssistant *assistant)
{
  back_cb (assistant);
  console_import_source_ask_passphrase (assistant->source);
}

static void
filter_changed_cb (ConsoleImportAssistant *assistant)
{
  show_lines (assistant);
}

/* In the window that this one stands over. */
static void
go_to (ConsoleImportAssistant *assistant, const char *action, const char *target)
{
  GtkWindow *over = gtk_window_get_transient_for (GTK_WINDOW (assistant));

  if (over)
    gtk_widget_activate_action (GTK_WIDGET (over), action, "s", target);
  gtk_window_close (GTK_WINDOW (assistant));
}

static void
pressed_cb (ConsoleImportAssistant *assistant, ConsolePlanLine *line)
{
  const char *arn = console_plan_line_get (line)->arn;

  if (arn)
    go_to (assistant, "win.show-ca", arn);
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_filter_view_clear (CONSOLE_IMPORT_ASSISTANT (widget)->filters);
}

static void
show_approvals_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  go_to (CONSOLE_IMPORT_ASSISTANT (widget), "win.show-place", "approvals");
}

/* Without a chooser: for who knows the name, and for tests. */
static void
take_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_bytestring (parameter));

  console_import_source_take (CONSOLE_IMPORT_ASSISTANT (widget)->source, file);
}

/* --- Closing -----------------------------------------------------------------------------------*/

/* What runs is cancelled by closing, and its outcome belongs here. */
static gboolean
console_import_assistant_close_request (GtkWindow *window)
{
  ConsoleImportAssistant *assistant = CONSOLE_IMPORT_ASSISTANT (window);

  if (!assistant->progress_of)
    return GTK_WINDOW_CLASS (console_import_assistant_parent_class)->close_request (window);
  g_cancellable_cancel (assistant->progress_of);
  gtk_widget_set_sensitive (GTK_WIDGET (assistant->cancel_button), FALSE);
  gtk_label_set_text (assistant->promise_label, _ ("It is being cancelled."));
  return TRUE;
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_import_assistant_dispose (GObject *object)
{
  ConsoleImportAssistant *assistant = CONSOLE_IMPORT_ASSISTANT (object);

  g_clear_handle_id (&assistant->progress_source, g_source_remove);
  g_cancellable_cancel (assistant->progress_of);
  g_clear_object (&assistant->progress_of);
  g_clear_object (&assistant->session);
  g_clear_pointer (&assistant->answer, json_object_unref);
  g_clear_pointer (&assistant->lines, g_ptr_array_unref);
  G_OBJECT_CLASS (console_import_assistant_parent_class)->dispose (object);
}

static void
console_import_assistant_finalize (GObject *object)
{
  g_ptr_array_unref (CONSOLE_IMPORT_ASSISTANT (object)->passphrases);
  G_OBJECT_CLASS (console_import_assistant_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, cancel_button);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, back_button);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, look_button);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, import_button);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, done_button);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, stack);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, source);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, error_label);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, filters);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, list);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, summary_label);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, failure_label);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, locked_box);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, locked_label);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, without_locked);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, progress_label);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, progress);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, promise_label);
  gtk_widget_class_bind_template_child (klass, ConsoleImportAssistant, other_bin);
}

static void
bind_callbacks (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_callback (klass, source_changed_cb);
  gtk_widget_class_bind_template_callback (klass, look_cb);
  gtk_widget_class_bind_template_callback (klass, import_cb);
  gtk_widget_class_bind_template_callback (klass, back_cb);
  gtk_widget_class_bind_template_callback (klass, passphrase_cb);
  gtk_widget_class_bind_template_callback (klass, update_import);
  gtk_widget_class_bind_template_callback (klass, filter_changed_cb);
  gtk_widget_class_bind_template_callback (klass, pressed_cb);
}

static void
console_import_assistant_class_init (ConsoleImportAssistantClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_import_assistant_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_import_assistant_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = console_import_assistant_close_request;
  g_type_ensure (CONSOLE_TYPE_IMPORT_SOURCE);
  g_type_ensure (CONSOLE_TYPE_FILTER_VIEW);
  g_type_ensure (CONSOLE_TYPE_PLAN_LIST);
  g_type_ensure (CONSOLE_TYPE_LOW_LAYOUT);
  g_type_ensure (CONSOLE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/import-assistant.ui");
  bind_children (widget_class);
  bind_callbacks (widget_class);
  gtk_widget_class_install_action (widget_class, "import.take", "ay", take_action);
  gtk_widget_class_install_action (widget_class, "import.clear", NULL, clear_action);
  gtk_widget_class_install_action (widget_class, "import.show-approvals", NULL,
                                   show_approvals_action);
}

static void
console_import_assistant_init (ConsoleImportAssistant *assistant)
{
  assistant->passphrases = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);
  gtk_widget_init_template (GTK_WIDGET (assistant));
  console_filter_view_add_choice (assistant->filters, NULL, C_ ("choice of an import", "All"));
  console_filter_view_add_choice (assistant->filters, CONSOLE_IMPORT_AUTHORITIES,
                                  C_ ("choice of an import", "CAs"));
  console_filter_view_add_choice (assistant->filters, CONSOLE_IMPORT_COMES,
                                  C_ ("choice of an import", "Comes"));
  console_filter_view_add_choice (assistant->filters, CONSOLE_IMPORT_STAYS,
                                  C_ ("choice of an import", "Stays Out"));
}

GtkWindow *
console_import_assistant_new (ConsoleSession *session)
{
  ConsoleImportAssistant *assistant = g_object_new (CONSOLE_TYPE_IMPORT_ASSISTANT, NULL);

  assistant->session = g_object_ref (session);
  console_import_source_load (assistant->source, session);
  source_changed_cb (assistant);
  show_page (assistant, "source");
  return GTK_WINDOW (assistant);
}
