/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates from many requests: what is asked for all of them, what would become of each, the
 * run, and what came of it. Nothing is issued that was not previewed as it is. Reading, previews
 * and issuing have files of their own; saving is in console-issue-many-save.c. */
#include "console-issue-many-private.h"

#include "console-dialogs.h"
#include "console-error.h"
#include "console-files.h"

#include <glib/gi18n.h>

#define SHORT_LIVED_DAYS 7
#define ASK_DELAY_MS 200

G_DEFINE_FINAL_TYPE (ConsoleIssueMany, console_issue_many, ADW_TYPE_WINDOW)

/* --- What is asked -----------------------------------------------------------------------------*/

/* All but the requests. */
static JsonObject *
make_parameters (ConsoleIssueMany *dialog)
{
  const EspTemplate *template = console_template_row_get_chosen (dialog->template_row);
  JsonObject *parameters = json_object_new ();
  JsonObject *passthrough = template->api_passthrough ?
                              console_passthrough_editor_to_json (dialog->passthrough) :
                              NULL;

  json_object_set_string_member (parameters, "CertificateAuthority",
                                 esp_ca_node_get_ca (dialog->ca)->arn);
  json_object_set_string_member (parameters, "TemplateArn", template->arn);
  json_object_set_object_member (parameters, "Validity",
                                 console_validity_row_to_json (dialog->validity_row));
  if (passthrough)
    json_object_set_object_member (parameters, "ApiPassthrough", passthrough);
  return parameters;
}

/* Why nothing can be asked; NULL: it can. */
static const char *
find_gap (ConsoleIssueMany *dialog)
{
  const EspTemplate *template = console_template_row_get_chosen (dialog->template_row);
  const char *problem = console_validity_row_get_problem (dialog->validity_row);

  if (!template)
    return _ ("No template is chosen.");
  if (problem)
    return problem;
  return template->api_passthrough ? console_passthrough_editor_get_problem (dialog->passthrough) :
                                     NULL;
}

/* Why nothing can be issued now; NULL: it can. */
static const char *
find_reason (ConsoleIssueMany *dialog, const ConsoleRequestCounts *counts)
{
  const char *gap = find_gap (dialog);

  if (console_request_list_is_reading (dialog->list))
    return _ ("The requests are being read.");
  if (counts->total == 0)
    return _ ("There is no request yet.");
  if (gap)
    return gap;
  if (dialog->ask_source || console_request_check_is_asking (dialog->check))
    return _ ("The requests are being looked at.");
  return counts->issuable == 0 ? _ ("None of the requests would be issued.") : NULL;
}

/* --- What is shown -----------------------------------------------------------------------------*/

/* Takes @part. What there is none of is not spoken of. */
static void
append (GString *text, guint n, char *part)
{
  g_autofree char *taken = part;

  if (n > 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? C_ ("separator of a list", ", ") : "",
                            taken);
}

static void
append_sentence (GString *text, const char *sentence)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", sentence);
}

/* "1,000 requests: 987 would be issued, 13 would be refused". */
static void
show_counts (ConsoleIssueMany *dialog, const ConsoleRequestCounts *counts)
{
  const guint *n = counts->by_state;
  g_autoptr (GString) parts = g_string_new (NULL);
  g_autofree char *total = g_strdup_printf (ngettext ("%u request", "%u requests", counts->total),
                                            counts->total);
  g_autoptr (GString) text = NULL;

  append (parts, counts->issuable,
          g_strdup_printf (ngettext ("%u would be issued", "%u would be issued", counts->issuable),
                           counts->issuable));
  append (parts, n[CONSOLE_REQUEST_ISSUED],
          g_strdup_printf (ngettext ("%u issued", "%u issued", n[CONSOLE_REQUEST_ISSUED]),
                           n[CONSOLE_REQUEST_ISSUED]));
  append (parts, n[CONSOLE_REQUEST_WAITING],
          g_strdup_printf (ngettext ("%u sent, waits", "%u sent, wait", n[CONSOLE_REQUEST_WAITING]),
                           n[CONSOLE_REQUEST_WAITING]));
  append (parts, n[CONSOLE_REQUEST_REFUSED],
          g_strdup_printf (
            ngettext ("%u would be refused", "%u would be refused", n[CONSOLE_REQUEST_REFUSED]),
            n[CONSOLE_REQUEST_REFUSED]));
  append (parts, n[CONSOLE_REQUEST_FAILED],
          g_strdup_printf (ngettext ("%u refused", "%u refused", n[CONSOLE_REQUEST_FAILED]),
                           n[CONSOLE_REQUEST_FAILED]));
  append (parts, n[CONSOLE_REQUEST_UNREADABLE],
          g_strdup_printf (
            ngettext ("%u is no request", "%u are no requests", n[CONSOLE_REQUEST_UNREADABLE]),
            n[CONSOLE_REQUEST_UNREADABLE]));
  append (parts, n[CONSOLE_REQUEST_LEFT],
          g_strdup_printf (ngettext ("%u left", "%u left", n[CONSOLE_REQUEST_LEFT]),
                           n[CONSOLE_REQUEST_LEFT]));
  append (parts, n[CONSOLE_REQUEST_UNCHECKED],
          g_strdup_printf (
            ngettext ("%u to be looked at", "%u to be looked at", n[CONSOLE_REQUEST_UNCHECKED]),
            n[CONSOLE_REQUEST_UNCHECKED]));
  text = g_string_new (total);
  if (parts->len > 0)
    /* Translators: how many requests, then how many of them are what */
    g_string_printf (text, C_ ("requests", "%s: %s"), total, parts->str);
  if (counts->repeated > 0)
    {
      g_autofree char *again = g_strdup_printf (
        ngettext ("%u was there already, and is taken once.",
                  "%u were there already, and are taken once.", counts->repeated),
        counts->repeated);

      append_sentence (text, again);
    }
  if (counts->limited)
    append_sentence (text, _ ("There are more than 10,000: the others were not read. Issue from "
                              "these first."));
  gtk_label_set_text (dialog->count_label, text->str);
}

/* @whole: what is read out, NULL: the label. It has no mark of a mnemonic, which GTK 4.8 would read
 * out as well. */
static void
set_verb (ConsoleIssueMany *dialog, const char *label, const char *whole, const char *reason)
{
  GtkWidget *button = GTK_WIDGET (dialog->primary_button);
  g_auto (GStrv) parts = g_strsplit (whole ? whole : label, "_", -1);
  g_autofree char *spoken = g_strjoinv ("", parts);

  gtk_button_set_label (dialog->primary_button, label);
  gtk_widget_set_sensitive (button, reason == NULL);
  gtk_widget_set_tooltip_text (button, reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

static void
show_verb (ConsoleIssueMany *dialog, const ConsoleRequestCounts *counts)
{
  /* Translators: a verb on a button, beneath the title "Issue Certificates": so many of them */
  g_autofree char *issue = g_strdup_printf (C_ ("button of a dialog", "_Issue %u"),
                                            counts->issuable);
  g_autofree char *whole = g_strdup_printf (
    /* Translators: the same as it is read out */
    ngettext ("Issue %u Certificate", "Issue %u Certificates", counts->issuable), counts->issuable);

  if (dialog->stage == STAGE_DONE)
    set_verb (dialog, C_ ("button of a dialog", "_Done"), NULL, NULL);
  else if (dialog->stage == STAGE_FORM)
    set_verb (dialog, counts->issuable > 0 ? issue : C_ ("button of a dialog", "_Issue"),
              counts->issuable > 0 ? whole : NULL, find_reason (dialog, counts));
  else
    set_verb (dialog, C_ ("button of a dialog", "_Stop"), NULL,
              console_request_run_is_stopping (dialog->run) ?
                _ ("What is being issued now comes to its end first.") :
                NULL);
}

static void
show_progress (ConsoleIssueMany *dialog)
{
  guint done = console_request_run_get_done (dialog->run);
  guint total = console_request_run_get_total (dialog->run);
  double rate = console_request_run_get_rate (dialog->run);
  g_autofree char *speed = g_strdup_printf (C_ ("rate of issuing", "%.0f per second"), rate);
  g_autofree char *text = g_strdup_printf (C_ ("progress", "%u of %u"), done, total);
  g_autofree char *both = g_strdup_printf ("%s · %s", text, speed);

  gtk_label_set_text (dialog->progress_label, rate > 0 ? both : text);
  gtk_progress_bar_set_fraction (dialog->progress_bar, total ? (double) done / total : 0);
}

static void
show_parts (ConsoleIssueMany *dialog, const ConsoleRequestCounts *counts)
{
  const EspTemplate *template = console_template_row_get_chosen (dialog->template_row);
  gboolean form = dialog->stage == STAGE_FORM;
  gboolean reading = console_request_list_is_reading (dialog->list);
  gboolean any = counts->total > 0 || reading;

  gtk_widget_set_visible (dialog->form_box, form);
  gtk_widget_set_visible (GTK_WIDGET (dialog->passthrough), template && template->api_passthrough);
  gtk_widget_set_visible (GTK_WIDGET (dialog->well), form && !any);
  gtk_widget_set_visible (dialog->tools_box, any);
  gtk_widget_set_visible (GTK_WIDGET (dialog->table), any);
  gtk_widget_set_visible (dialog->add_box, form);
  gtk_widget_set_visible (dialog->remove_problems_button, form && counts->problems > 0);
  gtk_widget_set_visible (dialog->stop_reading_button, form && reading);
  gtk_widget_set_visible (dialog->progress_box, dialog->stage == STAGE_RUNNING);
  gtk_widget_set_visible (dialog->result_box, dialog->stage == STAGE_DONE);
  gtk_widget_set_visible (GTK_WIDGET (dialog->cancel_button), form);
  gtk_widget_set_visible (
    GTK_WIDGET (dialog->spinner),
    form && (reading || dialog->ask_source || console_request_check_is_asking (dialog->check)));
  gtk_spinner_set_spinning (dialog->spinner, gtk_widget_get_visible (GTK_WIDGET (dialog->spinner)));
}

static void
update (ConsoleIssueMany *dialog)
{
  ConsoleRequestCounts counts;

  if (!dialog->list)
    return;
  console_request_list_count (dialog->list, &counts);
  show_counts (dialog, &counts);
  show_parts (dialog, &counts);
  show_verb (dialog, &counts);
  gtk_widget_set_sensitive (dialog->remove_button,
                            dialog->stage == STAGE_FORM &&
                              console_request_table_get_selected (dialog->table));
  gtk_widget_set_sensitive (dialog->problems_button,
                            counts.problems > 0 || gtk_toggle_button_get_active (
                                                     GTK_TOGGLE_BUTTON (dialog->problems_button)));
}

/* --- Asking ------------------------------------------------------------------------------------*/

static gboolean
ask_cb (gpointer data)
{
  ConsoleIssueMany *dialog = data;

  dialog->ask_source = 0;
  console_request_check_ask (dialog->check, find_gap (dialog) ? NULL : make_parameters (dialog));
  update (dialog);
  return G_SOURCE_REMOVE;
}

static void
ask_soon (ConsoleIssueMany *dialog, guint delay)
{
  if (dialog->stage != STAGE_FORM)
    return;
  g_clear_handle_id (&dialog->ask_source, g_source_remove);
  dialog->ask_source = g_timeout_add (delay, ask_cb, dialog);
  update (dialog);
}

/* What would become of them was asked for something else. */
static void
changed_cb (ConsoleIssueMany *dialog)
{
  if (!dialog->ca)
    return;
  console_hint_row_set_text (dialog->validity_hint,
                             console_validity_row_get_problem (dialog->validity_row));
  ask_soon (dialog, ASK_DELAY_MS);
}

/* The CA may be disabled by now, or the role may not any more. */
static void
engine_changed_cb (ConsoleIssueMany *dialog, gint64 from, gint64 to, guint topics)
{
  if (topics & (ESP_TOPIC_CAS | ESP_TOPIC_ACCESS))
    ask_soon (dialog, ASK_DELAY_MS);
}

/* --- Requests come and go ----------------------------------------------------------------------*/

static void
take_files (ConsoleIssueMany *dialog, GSList *files)
{
  if (dialog->stage == STAGE_FORM && files)
    console_request_list_add_files (dialog->list, files);
}

static void
take_text (ConsoleIssueMany *dialog, GBytes *text)
{
  if (dialog->stage == STAGE_FORM)
    console_request_list_add_text (dialog->list, C_ ("name of a request", "Pasted"), text);
}

static gboolean
well_files_cb (ConsoleIssueMany *dialog, gpointer files)
{
  take_files (dialog, files);
  return TRUE;
}

static void
files_chosen_cb (GtkWidget *owner, GSList *files, gpointer data)
{
  take_files (CONSOLE_ISSUE_MANY (gtk_widget_get_root (owner)), files);
}

static const char *const patterns[] = { "*.csr", "*.pem", "*.req", "*.p10", "*.der", NULL };

static void
add_files_clicked_cb (ConsoleIssueMany *dialog)
{
  console_files_open_several (GTK_WIDGET (dialog->stack),
                              C_ ("title of a file chooser", "Open Requests"), patterns,
                              C_ ("file filter", "Certificate requests"), files_chosen_cb, NULL);
}

static void
folder_chosen_cb (GtkWidget *owner, GFile *folder, gpointer data)
{
  GSList files = { folder, NULL };

  if (folder)
    take_files (CONSOLE_ISSUE_MANY (gtk_widget_get_root (owner)), &files);
}

static void
add_folder_clicked_cb (ConsoleIssueMany *dialog)
{
  console_files_folder (GTK_WIDGET (dialog->stack),
                        C_ ("title of a file chooser", "Open Folder of Requests"), folder_chosen_cb,
                        NULL);
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleIssueMany) dialog = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (text ? text : "", text ? strlen (text) : 0);

  if (dialog->list)
    take_text (dialog, bytes);
}

static void
paste (ConsoleIssueMany *dialog)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (dialog)), NULL, pasted_cb,
                                 g_object_ref (dialog));
}

static void
paste_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  paste (CONSOLE_ISSUE_MANY (widget));
}

static gboolean
drop_cb (ConsoleIssueMany *dialog, const GValue *value, double x, double y)
{
  if (dialog->stage != STAGE_FORM)
    return FALSE;
  if (G_VALUE_HOLDS_STRING (value))
    {
      const char *text = g_value_get_string (value);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

      take_text (dialog, bytes);
      return TRUE;
    }
  take_files (dialog, g_value_get_boxed (value));
  return TRUE;
}

static void
remove_cb (ConsoleIssueMany *dialog)
{
  ConsoleRequestItem *item = console_request_table_get_selected (dialog->table);

  if (item && dialog->stage == STAGE_FORM)
    console_request_list_remove (dialog->list, item);
}

static void
remove_problems_clicked_cb (ConsoleIssueMany *dialog)
{
  console_request_list_remove_problems (dialog->list);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (dialog->problems_button), FALSE);
}

static void
stop_reading_clicked_cb (ConsoleIssueMany *dialog)
{
  console_request_list_stop_reading (dialog->list);
}

/* --- Issuing -----------------------------------------------------------------------------------*/

static void
progress_cb (ConsoleIssueMany *dialog)
{
  show_progress (dialog);
  update (dialog);
}

/* "980 issued, at 312 per second". What is left was never asked for. */
static void
show_outcome (ConsoleIssueMany *dialog)
{
  ConsoleRequestCounts counts;
  const guint *n = counts.by_state;
  g_autoptr (GString) text = g_string_new (NULL);
  double rate = console_request_run_get_rate (dialog->run);

  console_request_list_count (dialog->list, &counts);
  append (text, n[CONSOLE_REQUEST_ISSUED],
          g_strdup_printf (
            ngettext ("%u certificate issued", "%u certificates issued", n[CONSOLE_REQUEST_ISSUED]),
            n[CONSOLE_REQUEST_ISSUED]));
  append (text, n[CONSOLE_REQUEST_WAITING],
          g_strdup_printf (ngettext ("%u sent", "%u sent", n[CONSOLE_REQUEST_WAITING]),
                           n[CONSOLE_REQUEST_WAITING]));
  append (text, n[CONSOLE_REQUEST_FAILED],
          g_strdup_printf (ngettext ("%u refused", "%u refused", n[CONSOLE_REQUEST_FAILED]),
                           n[CONSOLE_REQUEST_FAILED]));
  append (text, n[CONSOLE_REQUEST_LEFT],
          g_strdup_printf (ngettext ("%u not issued", "%u not issued", n[CONSOLE_REQUEST_LEFT]),
                           n[CONSOLE_REQUEST_LEFT]));
  gtk_label_set_text (dialog->outcome_label, text->str);
  g_string_truncate (text, 0);
  if (rate > 0)
    g_string_append_printf (text, _ ("At %.0f certificates per second."), rate);
  if (n[CONSOLE_REQUEST_LEFT] > 0)
    append_sentence (text, _ ("What was issued stays issued; from the rest nothing was made."));
  if (n[CONSOLE_REQUEST_WAITING] > 0)
    append_sentence (text, _ ("What was sent is issued when the others have done their part."));
  gtk_label_set_text (dialog->rate_label, text->str);
  gtk_widget_set_visible (GTK_WIDGET (dialog->rate_label), text->len > 0);
  gtk_widget_set_visible (dialog->again_button,
                          n[CONSOLE_REQUEST_FAILED] + n[CONSOLE_REQUEST_LEFT] > 0);
  gtk_widget_set_visible (dialog->save_box, n[CONSOLE_REQUEST_ISSUED] > 0);
}

static void
finished_cb (ConsoleIssueMany *dialog)
{
  dialog->stage = STAGE_DONE;
  show_outcome (dialog);
  update (dialog);
  gtk_widget_grab_focus (GTK_WIDGET (dialog->primary_button));
}

/* Where a second person must approve, one request is better than many: a root may be such a CA. */
static void
start (ConsoleIssueMany *dialog)
{
  g_autoptr (GPtrArray) items = console_request_list_pick (
    dialog->list, 1u << CONSOLE_REQUEST_GOOD | 1u << CONSOLE_REQUEST_NOTED);

  console_request_check_stop (dialog->check);
  dialog->stage = STAGE_RUNNING;
  console_request_run_start (dialog->run, make_parameters (dialog), items,
                             esp_ca_node_get_ca (dialog->ca)->type == ESP_CA_ROOT);
  show_progress (dialog);
  update (dialog);
}

static void
primary_clicked_cb (ConsoleIssueMany *dialog)
{
  if (dialog->stage == STAGE_DONE)
    gtk_window_close (GTK_WINDOW (dialog));
  else if (dialog->stage == STAGE_FORM)
    start (dialog);
  else
    {
      console_request_run_stop (dialog->run);
      update (dialog);
    }
}

/* What was refused is looked at anew: something else may be chosen for it first. */
static void
again_clicked_cb (ConsoleIssueMany *dialog)
{
  dialog->stage = STAGE_FORM;
  ask_soon (dialog, 0);
}

/* --- Object ------------------------------------------------------------------------------------*/

/* What was begun is finished, and its outcome belongs here: closing waits for it. */
static gboolean
console_issue_many_close_request (GtkWindow *window)
{
  if (CONSOLE_ISSUE_MANY (window)->stage == STAGE_RUNNING || CONSOLE_ISSUE_MANY (window)->saving)
    return TRUE;
  return GTK_WINDOW_CLASS (console_issue_many_parent_class)->close_request (window);
}

static void
console_issue_many_dispose (GObject *object)
{
  ConsoleIssueMany *dialog = CONSOLE_ISSUE_MANY (object);

  g_clear_handle_id (&dialog->ask_source, g_source_remove);
  if (dialog->saving)
    g_cancellable_cancel (dialog->saving);
  if (dialog->run)
    console_request_run_stop (dialog->run);
  if (dialog->check)
    console_request_check_stop (dialog->check);
  if (dialog->list)
    console_request_list_stop_reading (dialog->list);
  g_clear_object (&dialog->run);
  g_clear_object (&dialog->check);
  g_clear_object (&dialog->list);
  g_clear_object (&dialog->ca);
  g_clear_object (&dialog->session);
  G_OBJECT_CLASS (console_issue_many_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, primary_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, spinner);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, stack);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, form_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, issuer_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, template_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, validity_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, validity_hint);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, passthrough);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, well);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, progress_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, progress_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, result_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, outcome_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, rate_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, again_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, save_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, chain_check);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, save_bar);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, tools_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, count_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, add_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, remove_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, remove_problems_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, stop_reading_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, problems_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueMany, table);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, primary_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, well_files_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_text);
  gtk_widget_class_bind_template_callback (widget_class, add_files_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_folder_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_problems_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_reading_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, console_issue_many_save_folder);
  gtk_widget_class_bind_template_callback (widget_class, console_issue_many_save_bundle);
}

static void
console_issue_many_class_init (ConsoleIssueManyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_issue_many_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = console_issue_many_close_request;
  g_type_ensure (CONSOLE_TYPE_DROP_WELL);
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  g_type_ensure (CONSOLE_TYPE_HINT_ROW);
  g_type_ensure (CONSOLE_TYPE_VALIDITY_ROW);
  g_type_ensure (CONSOLE_TYPE_TEMPLATE_ROW);
  g_type_ensure (CONSOLE_TYPE_PASSTHROUGH_EDITOR);
  g_type_ensure (CONSOLE_TYPE_REQUEST_TABLE);
  g_type_ensure (CONSOLE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/issue-many.ui");
  bind_children (widget_class);
  bind_callbacks (widget_class);
  gtk_widget_class_install_action (widget_class, "issue.paste", NULL, paste_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "issue.paste",
                                       NULL);
}

static void
accept_drops (ConsoleIssueMany *dialog)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), dialog);
  gtk_widget_add_controller (GTK_WIDGET (dialog->stack), GTK_EVENT_CONTROLLER (target));
}

static void
console_issue_many_init (ConsoleIssueMany *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  accept_drops (dialog);
}

static void
show_issuer (ConsoleIssueMany *dialog)
{
  const EspCa *ca = esp_ca_node_get_ca (dialog->ca);
  gboolean is_short = ca->usage_mode == ESP_USAGE_SHORT_LIVED_CERTIFICATE;

  console_field_row_set_value (dialog->issuer_row, ca->label);
  console_template_row_set_issuer (dialog->template_row, ca);
  console_validity_row_set_default (dialog->validity_row,
                                    is_short ? ESP_VALIDITY_DAYS : ESP_VALIDITY_YEARS,
                                    is_short ? SHORT_LIVED_DAYS : 1, ca->not_after);
}

static void
connect_all (ConsoleIssueMany *dialog)
{
  g_signal_connect_object (dialog->list, "changed", G_CALLBACK (update), dialog, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog->check, "notify::checking", G_CALLBACK (update), dialog,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog->run, "progress", G_CALLBACK (progress_cb), dialog,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog->run, "finished", G_CALLBACK (finished_cb), dialog,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (console_session_get_engine (dialog->session), "changed",
                           G_CALLBACK (engine_changed_cb), dialog, G_CONNECT_SWAPPED);
  g_object_bind_property (dialog->problems_button, "active", dialog->table, "only-problems",
                          G_BINDING_DEFAULT);
}

GtkWindow *
console_issue_many_new (ConsoleSession *session, EspCaNode *ca, GSList *files, GBytes *text)
{
  ConsoleIssueMany *dialog = g_object_new (CONSOLE_TYPE_ISSUE_MANY, NULL);

  dialog->session = g_object_ref (session);
  dialog->ca = g_object_ref (ca);
  dialog->list = console_request_list_new ();
  dialog->check = console_request_check_new (session, dialog->list);
  dialog->run = console_request_run_new (session);
  console_request_table_set_list (dialog->table, dialog->list);
  connect_all (dialog);
  show_issuer (dialog);
  ask_soon (dialog, 0);
  take_files (dialog, files);
  if (text)
    take_text (dialog, text);
  gtk_widget_grab_focus (files || text ? GTK_WIDGET (dialog->table) : GTK_WIDGET (dialog->well));
  return GTK_WINDOW (dialog);
}
