/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plan made real: the ceremony as a list, the run, what came of it. The engine says what the
 * steps are and whether they may be done; what the lines of both lists say is in
 * console-ceremony-lines.c.
 */
#include "console-plans.h"

#include "base/esp-error.h"
#include "console-ceremony-lines.h"
#include "console-ceremony-report.h"
#include "console-designer.h"
#include "console-error.h"
#include "console-files.h"
#include "console-format.h"
#include "console-pages.h"
#include "console-plan-list.h"
#include "console-question.h"
#include "console-wrap-layout.h"

#include <glib/gi18n.h>

#define SPINNER_MS 300
#define PULSE_MS 120
#define REFRESH_MS 500

#define CONSOLE_TYPE_PROVISION_DIALOG (console_provision_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleProvisionDialog,
                      console_provision_dialog,
                      CONSOLE,
                      PROVISION_DIALOG,
                      AdwWindow)

struct _ConsoleProvisionDialog
{
  AdwWindow parent_instance;

  AdwWindowTitle *window_title;
  GtkWidget *cancel_button;
  GtkWidget *provision_button;
  GtkWidget *done_button;
  GtkStack *stack;
  GtkSpinner *spinner;
  ConsolePlanList *steps_list;
  GtkWidget *invite_bar;
  GtkLabel *invite_label;
  GtkLabel *invite_note;
  GtkSwitch *invite_switch;
  GtkLabel *progress_label;
  GtkProgressBar *progress;
  GtkLabel *elapsed_label;
  GtkLabel *promise_label;
  ConsolePlanList *made_list;
  GtkWidget *save_codes_button;
  GtkWidget *save_report_button;
  AdwBin *other_bin;

  ConsoleSession *session;
  ConsolePlanDocument *document;
  char *failure;  /* why the last run made nothing, or NULL */
  guint n_steps;  /* of the preview */
  guint n_people; /* whom it leaves out, with the switch off */
  guint question; /* number of the preview that is asked for: older answers do not count */
  GCancellable *cancellable; /* there while it runs */
  gint64 started;
  guint spinner_source;
  guint pulse_source;
  guint refresh_source;
  char *run; /* id of what was made, or NULL */
  ConsoleInvitationCodes *codes;
  gboolean leaving; /* it was agreed to lose the codes */
};

G_DEFINE_FINAL_TYPE (ConsoleProvisionDialog, console_provision_dialog, ADW_TYPE_WINDOW)

static void ask (ConsoleProvisionDialog *dialog);

/* --- Pages -------------------------------------------------------------------------------------*/

static void
show_page (ConsoleProvisionDialog *dialog, const char *name)
{
  gboolean steps = g_str_equal (name, "steps");
  gboolean made = g_str_equal (name, "made");

  g_clear_handle_id (&dialog->spinner_source, g_source_remove);
  gtk_spinner_stop (dialog->spinner);
  gtk_widget_set_visible (dialog->provision_button, steps);
  gtk_widget_set_visible (dialog->done_button, made);
  gtk_widget_set_visible (dialog->cancel_button, !made);
  gtk_stack_set_visible_child_name (dialog->stack, name);
}

static void
show_other (ConsoleProvisionDialog *dialog, GtkWidget *page)
{
  adw_bin_set_child (dialog->other_bin, page);
  show_page (dialog, "other");
}

static void
set_subtitle (ConsoleProvisionDialog *dialog, guint n)
{
  g_autofree char *title = console_plan_document_get_title (dialog->document);
  g_autofree char *safe = esp_text_escape (title);
  g_autofree char *count = g_strdup_printf (ngettext ("%u step", "%u steps", n), n);
  g_autofree char *text = g_strdup_printf ("%s · %s", count, safe);

  adw_window_title_set_subtitle (dialog->window_title, n > 0 ? text : safe);
}

/* In the window that this dialog stands over; the dialog goes, if it may. */
static void
go_to (ConsoleProvisionDialog *dialog, const char *action, const char *target)
{
  GtkWindow *over = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  if (over)
    gtk_widget_activate_action (GTK_WIDGET (over), action, "s", target);
  gtk_window_close (GTK_WINDOW (dialog));
}

static GtkWidget *
find_designer (GtkWidget *widget)
{
  GtkWidget *found = CONSOLE_IS_DESIGNER (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_designer (child);
  return found;
}

static void
go_to_checks (ConsoleProvisionDialog *dialog)
{
  GtkWindow *over = gtk_window_get_transient_for (GTK_WINDOW (dialog));
  GtkWidget *designer = over ? find_designer (GTK_WIDGET (over)) : NULL;

  if (designer)
    gtk_widget_activate_action (designer, "designer.show-checks", NULL);
  gtk_window_close (GTK_WINDOW (dialog));
}

/* --- The list ----------------------------------------------------------------------------------*/

static void
show_invite (ConsoleProvisionDialog *dialog, gboolean needs_approval)
{
  g_autofree char *label = g_strdup_printf (
    ngettext ("Invite %u person", "Invite %u people", dialog->n_people), dialog->n_people);

  gtk_widget_set_visible (dialog->invite_bar, dialog->n_people > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->invite_switch), !needs_approval);
  gtk_label_set_text (dialog->invite_label, label);
  gtk_label_set_text (
    dialog->invite_note,
    needs_approval ?
      _ ("Not together with the approval of a second person, who would see the codes. Invite them "
         "when it is made.") :
      _ ("Each gets a one-time code, which is shown once: when all is made."));
}

/* Why not, as a sentence to be freed; NULL: it may. */
static char *
find_reason (JsonObject *preview)
{
  if (console_ceremony_count_denied (preview) > 0)
    return g_strdup (C_ ("tooltip", "Your role may not do all of the steps"));
  if (!esp_json_get_boolean (preview, "Ready", FALSE))
    return g_strdup (C_ ("tooltip", "Settle what stands in the way first"));
  return NULL;
}

static gboolean
is_nothing_to_do (ConsoleProvisionDialog *dialog, JsonObject *preview)
{
  return dialog->n_steps == 0 && dialog->n_people == 0 &&
         esp_json_get_boolean (preview, "Ready", FALSE);
}

static void
show_preview (ConsoleProvisionDialog *dialog, JsonObject *preview)
{
  const EspPlan *plan = console_plan_document_get_plan (dialog->document);
  g_autoptr (GPtrArray) lines = console_ceremony_list_steps (plan, preview, dialog->failure);
  g_autofree char *reason = find_reason (preview);
  JsonArray *steps = esp_json_get_array (preview, "Steps");
  gboolean needs_approval = esp_json_get_boolean (preview, "NeedsApproval", FALSE);

  dialog->n_steps = steps ? json_array_get_length (steps) : 0;
  if (!gtk_switch_get_active (dialog->invite_switch))
    dialog->n_people = console_ceremony_count_people (preview);
  else if (console_ceremony_count_invited (preview) > 0)
    dialog->n_people = console_ceremony_count_invited (preview);
  set_subtitle (dialog, dialog->n_steps);
  if (is_nothing_to_do (dialog, preview))
    {
      show_other (dialog, console_empty_page_new (CONSOLE_EMPTY_NOTHING, _ ("Nothing Is Missing"),
                                                  _ ("All of the plan is there already."),
                                                  _ ("_Close"), "window.close"));
      return;
    }
  if (!reason && dialog->n_steps == 0)
    reason = g_strdup (C_ ("tooltip", "All but the people is there already"));
  show_invite (dialog, needs_approval);
  console_plan_list_show (dialog->steps_list, lines);
  gtk_widget_set_sensitive (dialog->provision_button, reason == NULL);
  gtk_widget_set_tooltip_text (dialog->provision_button, reason);
  show_page (dialog, "steps");
}

static void
previewed_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleProvisionDialog *dialog = CONSOLE_PROVISION_DIALOG (owner);
  g_autofree char *sentence = error ? console_error_sentence (error) : NULL;

  if (!dialog->session || GPOINTER_TO_UINT (data) != dialog->question)
    return;
  if (result)
    show_preview (dialog, result);
  else
    show_other (dialog,
                console_empty_page_new (CONSOLE_EMPTY_DENIED, _ ("The Plan Can’t Be Provisioned"),
                                        sentence, _ ("_Try Again"), "provision.again"));
}

static gboolean
spinner_cb (gpointer data)
{
  ConsoleProvisionDialog *dialog = data;

  dialog->spinner_source = 0;
  gtk_spinner_start (dialog->spinner);
  gtk_stack_set_visible_child_name (dialog->stack, "reading");
  return G_SOURCE_REMOVE;
}

static JsonObject *
make_parameters (ConsoleProvisionDialog *dialog)
{
  JsonObject *parameters = json_object_new ();
  g_autofree char *text = esp_plan_write (console_plan_document_get_plan (dialog->document));

  json_object_set_string_member (parameters, "Plan", text);
  if (gtk_switch_get_active (dialog->invite_switch))
    json_object_set_boolean_member (parameters, "Invite", TRUE);
  return parameters;
}

static void
ask (ConsoleProvisionDialog *dialog)
{
  g_clear_handle_id (&dialog->spinner_source, g_source_remove);
  dialog->spinner_source = g_timeout_add (SPINNER_MS, spinner_cb, dialog);
  gtk_widget_set_sensitive (dialog->provision_button, FALSE);
  dialog->question++;
  console_session_call (dialog->session, GTK_WIDGET (dialog), "PreviewProvisioning",
                        make_parameters (dialog), previewed_cb,
                        GUINT_TO_POINTER (dialog->question));
}

static gboolean
refresh_cb (gpointer data)
{
  ConsoleProvisionDialog *dialog = data;

  dialog->refresh_source = 0;
  if (g_str_equal (gtk_stack_get_visible_child_name (dialog->stack), "steps"))
    ask (dialog);
  return G_SOURCE_REMOVE;
}

/* What is missing of the plan may be less by now, or somebody may do more. */
static void
changed_cb (ConsoleProvisionDialog *dialog)
{
  if (!dialog->refresh_source)
    dialog->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, dialog);
}

/* --- The run -----------------------------------------------------------------------------------*/

static gboolean
pulse_cb (gpointer data)
{
  ConsoleProvisionDialog *dialog = data;
  int seconds = (int) ((g_get_monotonic_time () - dialog->started) / G_USEC_PER_SEC);
  g_autofree char *elapsed = g_strdup_printf (
    ngettext ("%d second", "%d seconds", (gulong) seconds), seconds);

  gtk_progress_bar_pulse (dialog->progress);
  gtk_label_set_text (dialog->elapsed_label, elapsed);
  return G_SOURCE_CONTINUE;
}

static void
stop_running (ConsoleProvisionDialog *dialog)
{
  g_clear_handle_id (&dialog->pulse_source, g_source_remove);
  g_clear_object (&dialog->cancellable);
  gtk_widget_set_sensitive (dialog->cancel_button, TRUE);
}

static void
start_running (ConsoleProvisionDialog *dialog)
{
  g_autofree char *text = g_strdup_printf (
    ngettext ("Doing %u step", "Doing %u steps", dialog->n_steps), dialog->n_steps);

  g_clear_pointer (&dialog->failure, g_free);
  dialog->cancellable = g_cancellable_new ();
  dialog->started = g_get_monotonic_time ();
  dialog->pulse_source = g_timeout_add (PULSE_MS, pulse_cb, dialog);
  gtk_label_set_text (dialog->progress_label, text);
  gtk_label_set_text (dialog->elapsed_label, "");
  gtk_label_set_text (dialog->promise_label,
                      _ ("Everything is made in one go. Until then nothing of it is there, and it "
                         "can be cancelled."));
  show_page (dialog, "progress");
}

static void
show_waiting (ConsoleProvisionDialog *dialog, const GError *error)
{
  g_autofree char *end = NULL;
  g_autofree char *text = NULL;
  const char *until = esp_error_get_argument (error, "until");
  const char *approvers = esp_error_get_argument (error, "approvers");
  const char *arguments[] = { "approvers", approvers ? approvers : "", "until", NULL, NULL };
  gint64 time = 0;
  GtkWidget *page;

  end = until && esp_time_parse (until, &time, NULL) ? console_format_time (time) :
                                                       g_strdup (until ? until : "");
  arguments[3] = end;
  /* Translators: {approvers} are the names of people, {until} is a time */
  text = esp_text_fill (_ ("It was sent as one request, and nothing is made yet. {approvers} can "
                           "approve it until {until}; then all of it is made in one go."),
                        arguments);
  page = console_empty_page_new (CONSOLE_EMPTY_NOTHING, _ ("Waiting for a Second Person"), text,
                                 _ ("Show _Approvals"), "provision.show-approvals");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "approvals-symbolic");
  show_other (dialog, page);
  gtk_button_set_label (GTK_BUTTON (dialog->cancel_button), C_ ("button of a dialog", "_Close"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (dialog->cancel_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("accessible name of a button", "Close"), -1);
}

static gboolean
is_cancellation (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, ESP_ERROR, ESP_ERROR_CANCELLED);
}

/* Back to the list, which is looked up anew: what failed may stand in it now. */
static void
show_failure (ConsoleProvisionDialog *dialog, const GError *error)
{
  dialog->failure = is_cancellation (error) ?
                      g_strdup (_ ("It was cancelled before it was made.")) :
                      console_error_sentence (error);
  ask (dialog);
}

static void
show_made (ConsoleProvisionDialog *dialog, JsonObject *result)
{
  const EspPlan *plan = console_plan_document_get_plan (dialog->document);
  g_autoptr (GPtrArray) lines = NULL;

  g_free (dialog->run);
  g_clear_object (&dialog->codes);
  dialog->run = g_strdup (esp_json_get_string (result, "Provisioning"));
  dialog->n_people = console_ceremony_count_people (result);
  dialog->codes = console_invitation_codes_new (esp_json_get_array (result, "Invitations"));
  lines = console_ceremony_list_made (plan, result, dialog->codes);
  console_plan_list_show (dialog->made_list, lines);
  gtk_widget_set_visible (dialog->save_codes_button,
                          console_invitation_codes_list (dialog->codes)->len > 0);
  /* Somebody else was faster: nothing was missing any more. */
  gtk_widget_set_visible (dialog->save_report_button, dialog->run != NULL);
  gtk_window_set_title (GTK_WINDOW (dialog), C_ ("title of a dialog", "Provisioned"));
  adw_window_title_set_title (dialog->window_title, C_ ("title of a dialog", "Provisioned"));
  set_subtitle (dialog, (guint) esp_json_get_int (result, "Steps", 0));
  show_page (dialog, "made");
  gtk_window_set_default_widget (GTK_WINDOW (dialog), dialog->done_button);
  gtk_widget_grab_focus (dialog->done_button);
}

static void
provisioned_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleProvisionDialog) dialog = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_engine_call_finish (ESP_ENGINE (source), result, &error);

  /* Gone with its window. */
  if (!dialog->session)
    return;
  stop_running (dialog);
  if (node)
    show_made (dialog, json_node_get_object (node));
  else if (console_error_is_waiting (error))
    show_waiting (dialog, error);
  else
    show_failure (dialog, error);
}

static void
provision_cb (ConsoleProvisionDialog *dialog)
{
  g_autoptr (JsonObject) parameters = NULL;

  if (dialog->cancellable || !gtk_widget_get_sensitive (dialog->provision_button))
    return;
  parameters = make_parameters (dialog);
  start_running (dialog);
  esp_engine_call_async (console_session_get_engine (dialog->session), "ProvisionPlan", parameters,
                         dialog->cancellable, provisioned_cb, g_object_ref (dialog));
}

/* --- What a person does ------------------------------------------------------------------------*/

static void
invite_cb (ConsoleProvisionDialog *dialog)
{
  if (dialog->session && !dialog->cancellable)
    ask (dialog);
}

/* The list again, of the people of the plan, who are all that is missing of it. */
static void
invite_now (ConsoleProvisionDialog *dialog)
{
  gtk_window_set_title (GTK_WINDOW (dialog), C_ ("title of a dialog", "Provision"));
  adw_window_title_set_title (dialog->window_title, C_ ("title of a dialog", "Provision"));
  gtk_window_set_default_widget (GTK_WINDOW (dialog), dialog->cancel_button);
  gtk_switch_set_active (dialog->invite_switch, TRUE);
}

static void
pressed_cb (ConsoleProvisionDialog *dialog, ConsolePlanLine *line)
{
  const ConsolePlanFacts *facts = console_plan_line_get (line);

  if (g_strcmp0 (facts->id, CONSOLE_CEREMONY_CHECKS) == 0)
    go_to_checks (dialog);
  else if (g_strcmp0 (facts->id, CONSOLE_CEREMONY_INVITE) == 0)
    invite_now (dialog);
  else if (g_strcmp0 (facts->id, CONSOLE_CEREMONY_SHARES) == 0)
    go_to (dialog, "win.show-place", "shares");
  else if (g_strcmp0 (facts->id, CONSOLE_CEREMONY_CA) == 0 && facts->arn)
    go_to (dialog, "win.show-ca", facts->arn);
}

static void
copied_cb (ConsoleProvisionDialog *dialog, ConsolePlanLine *line)
{
  const ConsolePlanFacts *facts = console_plan_line_get (line);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (dialog));

  if (facts->code)
    console_invitation_codes_copy (dialog->codes, facts->code, clipboard);
  else if (facts->copy)
    gdk_clipboard_set_text (clipboard, facts->copy);
}

static void
codes_file_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (owner, CONSOLE_TYPE_PROVISION_DIALOG);

  if (file && dialog)
    console_invitation_codes_write (CONSOLE_PROVISION_DIALOG (dialog)->codes, owner, file);
}

static void
save_codes_cb (ConsoleProvisionDialog *dialog)
{
  console_files_save (GTK_WIDGET (dialog->stack), C_ ("file chooser", "Save Invitation Codes"),
                      C_ ("file name", "Invitation codes.txt"), codes_file_cb, NULL);
}

static void
save_report_cb (ConsoleProvisionDialog *dialog)
{
  console_ceremony_report_save (GTK_WIDGET (dialog->stack), dialog->session, dialog->run);
}

static void
show_hierarchy_cb (ConsoleProvisionDialog *dialog)
{
  go_to (dialog, "win.show-place", "diagram");
}

static void
show_approvals_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  go_to (CONSOLE_PROVISION_DIALOG (widget), "win.show-place", "approvals");
}

static void
again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask (CONSOLE_PROVISION_DIALOG (widget));
}

/* --- Closing -----------------------------------------------------------------------------------*/

static gboolean
close_cb (gpointer dialog)
{
  gtk_window_close (dialog);
  return G_SOURCE_REMOVE;
}

/* Soon, not now: the question that stands over it goes first. */
static void
leave_cb (GtkWidget *owner, const char *thing)
{
  CONSOLE_PROVISION_DIALOG (owner)->leaving = TRUE;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, close_cb, g_object_ref (owner), g_object_unref);
}

static gboolean
has_codes_to_lose (ConsoleProvisionDialog *dialog)
{
  return dialog->codes && !dialog->leaving &&
         console_invitation_codes_list (dialog->codes)->len > 0 &&
         !console_invitation_codes_is_handled (dialog->codes);
}

/* What runs is cancelled by closing, and its outcome belongs here; codes can't be had again. */
static gboolean
console_provision_dialog_close_request (GtkWindow *window)
{
  ConsoleProvisionDialog *dialog = CONSOLE_PROVISION_DIALOG (window);

  if (dialog->cancellable)
    {
      g_cancellable_cancel (dialog->cancellable);
      gtk_widget_set_sensitive (dialog->cancel_button, FALSE);
      gtk_label_set_text (dialog->promise_label, _ ("It is being cancelled."));
      return TRUE;
    }
  if (has_codes_to_lose (dialog))
    {
      console_question_ask (GTK_WIDGET (dialog), _ ("Leave without the Codes?"),
                            _ ("No code was copied or saved, and they are not shown again. Each "
                               "person would need a new one."),
                            C_ ("button of a question", "_Leave"), leave_cb, NULL);
      return TRUE;
    }
  return GTK_WINDOW_CLASS (console_provision_dialog_parent_class)->close_request (window);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_provision_dialog_dispose (GObject *object)
{
  ConsoleProvisionDialog *dialog = CONSOLE_PROVISION_DIALOG (object);

  g_clear_handle_id (&dialog->spinner_source, g_source_remove);
  g_clear_handle_id (&dialog->pulse_source, g_source_remove);
  g_clear_handle_id (&dialog->refresh_source, g_source_remove);
  g_cancellable_cancel (dialog->cancellable);
  g_clear_object (&dialog->cancellable);
  g_clear_object (&dialog->session);
  g_clear_object (&dialog->document);
  g_clear_object (&dialog->codes);
  G_OBJECT_CLASS (console_provision_dialog_parent_class)->dispose (object);
}

static void
console_provision_dialog_finalize (GObject *object)
{
  ConsoleProvisionDialog *dialog = CONSOLE_PROVISION_DIALOG (object);

  g_free (dialog->failure);
  g_free (dialog->run);
  G_OBJECT_CLASS (console_provision_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, window_title);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, cancel_button);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, provision_button);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, done_button);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, stack);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, spinner);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, steps_list);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, invite_bar);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, invite_label);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, invite_note);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, invite_switch);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, progress_label);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, progress);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, elapsed_label);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, promise_label);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, made_list);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, save_codes_button);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, save_report_button);
  gtk_widget_class_bind_template_child (klass, ConsoleProvisionDialog, other_bin);
}

static void
console_provision_dialog_class_init (ConsoleProvisionDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_provision_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_provision_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = console_provision_dialog_close_request;
  g_type_ensure (CONSOLE_TYPE_PLAN_LIST);
  g_type_ensure (CONSOLE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/provision-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, provision_cb);
  gtk_widget_class_bind_template_callback (widget_class, invite_cb);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, copied_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_codes_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_report_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_hierarchy_cb);
  gtk_widget_class_install_action (widget_class, "provision.show-approvals", NULL,
                                   show_approvals_action);
  gtk_widget_class_install_action (widget_class, "provision.again", NULL, again_action);
}

static void
console_provision_dialog_init (ConsoleProvisionDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_provision_dialog_new (ConsoleSession *session, ConsolePlanDocument *document)
{
  ConsoleProvisionDialog *dialog = g_object_new (CONSOLE_TYPE_PROVISION_DIALOG, NULL);

  dialog->session = g_object_ref (session);
  dialog->document = g_object_ref (document);
  set_subtitle (dialog, 0);
  gtk_window_set_focus (GTK_WINDOW (dialog), dialog->cancel_button);
  g_signal_connect_object (console_session_get_engine (session), "changed", G_CALLBACK (changed_cb),
                           dialog, G_CONNECT_SWAPPED);
  ask (dialog);
  return GTK_WINDOW (dialog);
}
