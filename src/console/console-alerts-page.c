/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody should look at: not seen yet first. Each leads to its entry in the log, where it is
 * proven. */
#include "console-alerts.h"

#include "console-board.h"
#include "console-ca-findings.h"
#include "console-dialogs.h"
#include "console-error.h"
#include "console-format.h"
#include "console-pages.h"
#include "console-question.h"
#include "console-record-dialog.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define OVER_MAX 50
#define DUE_DAYS 90

/* --- Words -------------------------------------------------------------------------------------*/

static const struct
{
  const char *severity;
  const char *word;
  const char *icon;
  const char *style;
} severities[] = {
  { "ALERT", NC_ ("severity", "Alert"), "dialog-error-symbolic", "error" },
  { "WARNING", NC_ ("severity", "Warning"), "dialog-warning-symbolic", "warning" },
  { "NOTE", NC_ ("severity", "Note"), "dialog-information-symbolic", NULL },
};

static guint
find_severity (JsonObject *alert)
{
  const char *severity = esp_json_get_string (alert, "Severity");

  for (guint i = 0; i < G_N_ELEMENTS (severities); i++)
    if (g_strcmp0 (severities[i].severity, severity) == 0)
      return i;
  return 0;
}

/* Times as everywhere in the window; all else as it is. */
static char *
read_argument (JsonObject *arguments, const char *name)
{
  gint64 time = console_format_read_time (arguments, name);

  return time ? console_format_time (time) : g_strdup (esp_json_get_string (arguments, name));
}

char *
console_alert_sentence (JsonObject *alert)
{
  JsonObject *arguments = esp_json_get_object (alert, "Arguments");
  g_autoptr (GList) names = arguments ? json_object_get_members (arguments) : NULL;
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);
  const char *text = esp_json_get_string (alert, "Text");
  g_autofree char *filled = NULL;
  g_autofree char *safe = NULL;

  for (GList *l = names; l; l = l->next)
    {
      char *value = read_argument (arguments, l->data);

      g_ptr_array_add (pairs, g_strdup (l->data));
      g_ptr_array_add (pairs, value ? value : g_strdup (""));
    }
  g_ptr_array_add (pairs, NULL);
  filled = esp_text_fill (text ? _ (text) : "", (const char *const *) pairs->pdata);
  safe = esp_text_escape (filled);
  /* A name at the beginning stays as it is. */
  return text && text[0] == '{' ? g_strconcat (safe, ".", NULL) : console_format_sentence (safe);
}

static char *
describe (JsonObject *alert)
{
  guint severity = find_severity (alert);
  g_autofree char *when = console_format_time (console_format_read_time (alert, "CreatedAt"));
  const char *by = esp_json_get_string (alert, "AcknowledgedBy");
  const char *word = g_dpgettext2 (NULL, "severity", severities[severity].word);
  const char *arguments[] = { "severity", word, "when", when, "name", by ? by : "", NULL };

  /* Translators: {severity}, such as "Warning"; {when}: a time; {name} of a person */
  return esp_text_fill (by ? _ ("{severity} · {when} · seen by {name}") : _ ("{severity} · {when}"),
                        arguments);
}

static void
show_icon (ConsoleNoteRow *row, JsonObject *alert)
{
  guint severity = find_severity (alert);
  gboolean seen = esp_json_get_string (alert, "AcknowledgedBy") != NULL;

  console_note_row_set_icon (row, severities[severity].icon,
                             seen ? "dim-label" : severities[severity].style);
}

/* --- One of them -------------------------------------------------------------------------------*/

static void
acknowledge (ConsoleRecordDialog *dialog)
{
  console_record_dialog_call (dialog, "AcknowledgeAlert", NULL,
                              C_ ("toast", "The alert is marked as seen"));
}

/* The window does it; a dialog in front of that is in the way. */
static void
show_ca (ConsoleRecordDialog *dialog)
{
  JsonObject *alert = console_record_dialog_get_record (dialog);
  GtkWindow *over = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  if (over)
    gtk_widget_activate_action (GTK_WIDGET (over), "win.show-ca", "s",
                                esp_json_get_string (alert, "CertificateAuthorityArn"));
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
show_event (ConsoleRecordDialog *dialog)
{
  gint64 sequence = esp_json_get_int (console_record_dialog_get_record (dialog), "Event", 0);

  console_dialog_present (
    console_event_dialog_new (console_record_dialog_get_session (dialog), sequence),
    GTK_WIDGET (dialog));
}

static void
confirmed (ConsoleRecordDialog *dialog, JsonObject *result)
{
  console_session_toast (console_record_dialog_get_session (dialog),
                         C_ ("toast", "The clock is confirmed"));
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
agreed_cb (GtkWidget *owner, const char *thing)
{
  console_record_dialog_run (CONSOLE_RECORD_DIALOG (owner), "ConfirmClock", NULL, confirmed);
}

static const char *
get_argument (JsonObject *alert, const char *name)
{
  JsonObject *arguments = esp_json_get_object (alert, "Arguments");

  return arguments ? esp_json_get_string (arguments, name) : NULL;
}

static void
ask_for_clock (ConsoleRecordDialog *dialog)
{
  const char *ca = get_argument (console_record_dialog_get_record (dialog), "name");
  g_autofree char *now = console_format_time (g_get_real_time () / G_USEC_PER_SEC);
  const char *arguments[] = { "now", now, "name", ca ? ca : "", NULL };
  g_autofree char *body = esp_text_fill (
    _ ("It says {now}. Compare that with another clock first.\n\n"
       "The key of “{name}” is destroyed for good as soon as its deletion window has ended by this "
       "clock; then it can’t be restored any more. What was refused because the clock was wrong "
       "before can be done again."),
    arguments);

  console_question_ask (GTK_WIDGET (dialog), _ ("Is This Computer’s Clock Right?"), body,
                        C_ ("button of a question", "_Confirm the Clock"), agreed_cb, NULL);
}

/* From that moment on the clock is believed by itself. */
static gboolean
is_key_held (JsonObject *alert)
{
  JsonObject *arguments = esp_json_get_object (alert, "Arguments");

  return g_strcmp0 (esp_json_get_string (alert, "Kind"), "KEY_HELD") == 0 && arguments &&
         console_format_read_time (arguments, "what") > g_get_real_time () / G_USEC_PER_SEC;
}

/* What of the vault's state is not what was signed has no number: it is there until it is mended.
 */
static gboolean
can_be_seen (JsonObject *alert)
{
  return json_object_has_member (alert, "Id") && !esp_json_get_string (alert, "AcknowledgedBy");
}

static void
add_verbs (ConsoleRecordDialog *dialog, JsonObject *alert)
{
  ConsoleSession *session = console_record_dialog_get_session (dialog);
  g_autofree char *denial = console_session_explain_denial (session, "espalier:AcknowledgeAlert",
                                                            NULL);
  g_autofree char *no_log = console_session_explain_denial (session, "espalier:GetEvent", NULL);
  g_autofree char *no_clock = console_session_explain_denial (session, "espalier:ConfirmClock",
                                                              NULL);

  if (json_object_has_member (alert, "Event"))
    console_record_dialog_add_verb (dialog, C_ ("button", "Show _Event…"), no_log, NULL,
                                    show_event);
  if (esp_json_get_string (alert, "CertificateAuthorityArn"))
    console_record_dialog_add_verb (dialog, C_ ("button", "Show _CA"), NULL, NULL, show_ca);
  if (is_key_held (alert))
    console_record_dialog_add_verb (dialog, C_ ("button", "The Clock Is _Right…"), no_clock, NULL,
                                    ask_for_clock);
  if (can_be_seen (alert))
    console_record_dialog_add_verb (dialog, C_ ("button", "_Mark as Seen"), denial,
                                    "suggested-action", acknowledge);
}

static void
add_field (AdwPreferencesGroup *group, const char *title, const char *value)
{
  adw_preferences_group_add (group, console_field_row_new (title, value ? value : ""));
}

static void
add_time (AdwPreferencesGroup *group, const char *title, JsonObject *object, const char *member)
{
  g_autofree char *text = console_format_time (console_format_read_time (object, member));

  add_field (group, title, text);
}

static void
show_alert (ConsoleRecordDialog *dialog, JsonObject *alert)
{
  GtkBox *box = console_record_dialog_get_box (dialog);
  AdwPreferencesGroup *top = console_box_add_group (box, NULL, NULL);
  AdwPreferencesGroup *group = console_box_add_group (box, NULL, NULL);
  g_autofree char *sentence = console_alert_sentence (alert);
  g_autofree char *event = g_strdup_printf ("%" G_GINT64_FORMAT,
                                            esp_json_get_int (alert, "Event", 0));
  GtkWidget *row = console_note_row_new (sentence);

  show_icon (CONSOLE_NOTE_ROW (row), alert);
  console_note_row_set_detail (
    CONSOLE_NOTE_ROW (row),
    g_dpgettext2 (NULL, "severity", severities[find_severity (alert)].word));
  adw_preferences_group_add (top, row);
  add_field (group, C_ ("field", "CA"), esp_json_get_string (alert, "CertificateAuthority"));
  add_field (group, C_ ("field", "Done by"), esp_json_get_string (alert, "Actor"));
  add_time (group, C_ ("field", "When"), alert, "CreatedAt");
  if (json_object_has_member (alert, "Event"))
    add_field (group, C_ ("field", "Event"), event);
  add_field (group, C_ ("field", "Seen by"), esp_json_get_string (alert, "AcknowledgedBy"));
  add_time (group, C_ ("field", "Seen"), alert, "AcknowledgedAt");
  add_verbs (dialog, alert);
}

static const ConsoleRecordKind record_kind = {
  .title = NC_ ("title of a dialog", "Alert"),
  .key = "Id",
  .denied = N_ ("The Alert Can’t Be Shown"),
  .show = show_alert,
};

GtkWindow *
console_alert_dialog_new (ConsoleSession *session, JsonObject *alert)
{
  return console_record_dialog_new (session, &record_kind, alert);
}

/* --- All of them -------------------------------------------------------------------------------*/

static void
acknowledged_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  if (error)
    console_error_show (owner, error);
  else
    console_board_refresh (CONSOLE_BOARD (owner));
}

static void
seen_clicked_cb (GtkWidget *button, ConsoleBoard *board)
{
  gint64 *id = g_object_get_data (G_OBJECT (button), "id");
  JsonObject *parameters = json_object_new ();

  json_object_set_int_member (parameters, "Id", *id);
  console_session_call (console_board_get_session (board), GTK_WIDGET (board), "AcknowledgeAlert",
                        parameters, acknowledged_cb, NULL);
}

static void
add_seen_button (ConsoleBoard *board, ConsoleNoteRow *row, JsonObject *alert, const char *sentence)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("certificate-valid-symbolic");
  g_autofree char *denial = console_session_explain_denial (console_board_get_session (board),
                                                            "espalier:AcknowledgeAlert", NULL);
  /* Translators: %s is a sentence */
  g_autofree char *spoken = g_strdup_printf (C_ ("accessible name of a button", "Mark as seen: %s"),
                                             sentence);
  gint64 id = esp_json_get_int (alert, "Id", 0);

  gtk_widget_set_sensitive (button, denial == NULL);
  gtk_widget_set_tooltip_text (button, denial ? denial : C_ ("button", "Mark as Seen"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "id", g_memdup2 (&id, sizeof id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (seen_clicked_cb), board, 0);
  console_note_row_add_suffix (row, button);
}

static void
open_alert (ConsoleBoard *board, JsonObject *alert)
{
  console_dialog_present (console_alert_dialog_new (console_board_get_session (board), alert),
                          GTK_WIDGET (board));
}

static void
add_row (ConsoleBoard *board, AdwPreferencesGroup *group, JsonObject *alert)
{
  g_autofree char *sentence = console_alert_sentence (alert);
  g_autofree char *key = json_object_has_member (alert, "Id") ?
                           g_strdup_printf ("%" G_GINT64_FORMAT,
                                            esp_json_get_int (alert, "Id", 0)) :
                           g_strdup (sentence);
  g_autofree char *text = describe (alert);
  GtkWidget *widget = console_note_row_new (sentence);
  ConsoleNoteRow *row = CONSOLE_NOTE_ROW (widget);

  show_icon (row, alert);
  console_note_row_set_detail (row, text);
  if (can_be_seen (alert))
    add_seen_button (board, row, alert, sentence);
  console_board_add_row (board, group, row, key, alert, open_alert);
}

static void
show_some (ConsoleBoard *board, JsonArray *alerts, gboolean seen, guint limit, const char *title)
{
  AdwPreferencesGroup *group = NULL;
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (alerts) && n < limit; i++)
    {
      JsonObject *alert = json_array_get_object_element (alerts, i);

      if ((esp_json_get_string (alert, "AcknowledgedBy") != NULL) != seen)
        continue;
      if (!group)
        group = console_board_add_group (board, title, NULL);
      add_row (board, group, alert);
      n++;
    }
}

static void
show (ConsoleBoard *board, JsonArray *alerts)
{
  show_some (board, alerts, FALSE, CONSOLE_ALERTS_MAX, C_ ("group of alerts", "Not Seen Yet"));
  show_some (board, alerts, TRUE, OVER_MAX, C_ ("group of alerts", "Seen"));
}

/* --- What is due -------------------------------------------------------------------------------*/

gboolean
console_finding_is_due (JsonObject *finding, int days)
{
  gint64 due = console_format_read_time (finding, "Due");

  return due > 0 && due <= g_get_real_time () / G_USEC_PER_SEC + (gint64) days * 24 * 60 * 60;
}

static void
open_finding (ConsoleBoard *board, JsonObject *finding)
{
  gtk_widget_activate_action (GTK_WIDGET (board), "win.show-ca", "s",
                              esp_json_get_string (finding, "CertificateAuthorityArn"));
}

static void
add_finding (ConsoleBoard *board, AdwPreferencesGroup *group, JsonObject *finding)
{
  g_autofree char *sentence = console_ca_finding_sentence (finding);
  g_autofree char *when = console_format_time (console_format_read_time (finding, "Due"));
  const char *name = esp_json_get_string (finding, "CertificateAuthority");
  const char *arguments[] = { "name", name ? name : "", "when", when, NULL };
  /* Translators: {name} of a CA; {when}: a time */
  g_autofree char *text = esp_text_fill (_ ("{name} · {when}"), arguments);
  g_autofree char *safe = esp_text_escape (text);
  g_autofree char *key = g_strdup_printf ("%s %s", esp_json_get_string (finding, "Finding"),
                                          esp_json_get_string (finding, "CertificateAuthorityArn"));
  ConsoleNoteRow *row = CONSOLE_NOTE_ROW (console_note_row_new (sentence));

  show_icon (row, finding);
  console_note_row_set_detail (row, safe);
  console_board_add_row (board, group, row, key, finding, open_finding);
}

static void
show_due (ConsoleBoard *board, JsonArray *findings)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < json_array_get_length (findings); i++)
    {
      JsonObject *finding = json_array_get_object_element (findings, i);

      if (!console_finding_is_due (finding, DUE_DAYS))
        continue;
      if (!group)
        group = console_board_add_group (board, C_ ("group of alerts", "Due Soon"), NULL);
      add_finding (board, group, finding);
    }
}

static const ConsoleBoardKind kind = {
  .about = N_ ("What changes who is trusted or who may do what: roots, shares, the rule of two "
               "persons, guardrails. And what is due soon."),
  .nothing = N_ ("No Alerts"),
  .nothing_text = N_ ("Nothing has happened that somebody should look at."),
  .denied = N_ ("Alerts Can’t Be Listed"),
  .sources = { { "ListAlerts", "Alerts", "espalier:ListAlerts", show },
               { "CheckCertificateAuthorities", "Findings", "acm-pca:DescribeCertificateAuthority",
                 show_due } },
};

GtkWidget *
console_alerts_page_new (ConsoleSession *session)
{
  return console_board_new (session, &kind);
}
