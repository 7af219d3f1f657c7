/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request for two persons: what will be different, who asks, and what may be done about it by
 * whom. Whoever approves approves the digest that they saw. */
#include "console-approvals.h"

#include "console-approval-plan.h"
#include "console-approval-words.h"
#include "console-dialogs.h"
#include "console-format.h"
#include "console-note-row.h"
#include "console-record-dialog.h"
#include "console-rows.h"

#include <glib/gi18n.h>

/* Longer ones stand one below the other. */
#define SIDE_MAX 40

/* --- What it says ------------------------------------------------------------------------------*/

static void
add_field (AdwPreferencesGroup *group, const char *title, const char *value)
{
  GtkWidget *row = console_field_row_new (title, value ? value : "");

  adw_preferences_group_add (group, row);
}

static void
add_time (AdwPreferencesGroup *group, const char *title, JsonObject *object, const char *member)
{
  g_autofree char *text = console_format_time (console_format_read_time (object, member));

  add_field (group, title, text);
}

static void
show_state (AdwPreferencesGroup *group, JsonObject *approval)
{
  const char *status = esp_json_get_string (approval, "Status");
  const char *ca = esp_json_get_string (approval, "CertificateAuthority");
  g_autofree char *title = console_approval_title (approval);
  g_autofree char *left = console_time_left (approval, "ExpiresAt");
  gboolean waiting = g_strcmp0 (status, "WAITING") == 0;
  GtkWidget *row = console_note_row_new (title);
  g_autofree char *state = waiting ?
                             g_strdup_printf ("%s · %s", console_approval_status (status), left) :
                             g_strdup (console_approval_status (status));

  console_note_row_set_icon (CONSOLE_NOTE_ROW (row), console_approval_icon (status),
                             console_approval_style (status));
  console_note_row_set_value (CONSOLE_NOTE_ROW (row), ca);
  console_note_row_set_detail (CONSOLE_NOTE_ROW (row), state);
  adw_preferences_group_add (group, row);
}

static const char *
get_arrow (void)
{
  return gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL ? "←" : "→";
}

/* Short sides beside each other; long ones beneath each other, and each can be unfolded. */
static void
add_long_change (AdwPreferencesGroup *group,
                 const char *what,
                 const char *before,
                 const char *after)
{
  g_autofree char *was = g_strdup_printf (C_ ("side of a change", "%s before"), what);
  g_autofree char *becomes = g_strdup_printf (C_ ("side of a change", "%s afterwards"), what);

  if (before[0])
    adw_preferences_group_add (group, console_unfold_row_new (was, before));
  if (after[0])
    adw_preferences_group_add (group, console_unfold_row_new (becomes, after));
}

static void
add_change (AdwPreferencesGroup *group, JsonObject *change)
{
  const char *what = console_change_what (change);
  g_autofree char *before = console_change_side (change, "Before");
  g_autofree char *after = console_change_side (change, "After");
  g_autofree char *both = NULL;
  GtkWidget *row;

  if (g_utf8_strlen (before, -1) > SIDE_MAX || g_utf8_strlen (after, -1) > 3 * SIDE_MAX)
    {
      add_long_change (group, what, before, after);
      return;
    }
  row = console_note_row_new (what);
  if (before[0])
    both = g_strdup_printf ("%s %s %s", before, get_arrow (),
                            after[0] ? after : C_ ("side of a change", "nothing"));
  console_note_row_set_value (CONSOLE_NOTE_ROW (row), both ? both : after);
  adw_preferences_group_add (group, row);
}

static void
show_changes (GtkBox *box, JsonObject *approval)
{
  JsonArray *changes = esp_json_get_array (approval, "Changes");
  JsonObject *parameters = esp_json_get_object (approval, "Parameters");
  AdwPreferencesGroup *group = console_box_add_group (box, C_ ("group of fields", "What Changes"),
                                                      NULL);

  for (guint i = 0; changes && i < json_array_get_length (changes); i++)
    add_change (group, json_array_get_object_element (changes, i));
  if (parameters)
    adw_preferences_group_add (
      group, console_unfold_row_new_json (C_ ("field", "All that was asked for"), parameters));
}

static void
show_people (GtkBox *box, JsonObject *approval)
{
  AdwPreferencesGroup *group = console_box_add_group (box, C_ ("group of fields", "Who"), NULL);
  const char *problem = esp_json_get_string (approval, "Problem");

  add_field (group, C_ ("field", "Asked for by"), esp_json_get_string (approval, "RequestedBy"));
  add_field (group, C_ ("field", "In the role"), esp_json_get_string (approval, "RequestedInRole"));
  add_time (group, C_ ("field", "Asked for"), approval, "RequestedAt");
  add_time (group, C_ ("field", "Open until"), approval, "ExpiresAt");
  add_field (group, C_ ("field", "Decided by"), esp_json_get_string (approval, "DecidedBy"));
  add_time (group, C_ ("field", "Decided"), approval, "DecidedAt");
  add_field (group, C_ ("field", "Reason"), esp_json_get_string (approval, "Reason"));
  add_field (group, C_ ("field", "Problem"), problem);
}

static void
show_proof (GtkBox *box, JsonObject *approval)
{
  AdwPreferencesGroup *group = console_box_add_group (
    box, C_ ("group of fields", "Proof"),
    _ ("Both sign the text with this digest. Who is in doubt has it read out."));
  GtkWidget *row = console_field_row_new (C_ ("field", "Digest"),
                                          esp_json_get_string (approval, "Digest"));

  g_object_set (row, "monospace", TRUE, NULL);
  adw_preferences_group_add (group, row);
  add_field (group, C_ ("field", "Number of the request"), esp_json_get_string (approval, "Id"));
}

/* --- What can be done --------------------------------------------------------------------------*/

static void
approve (ConsoleRecordDialog *dialog)
{
  JsonObject *approval = console_record_dialog_get_record (dialog);
  JsonObject *parameters = json_object_new ();
  g_autofree char *title = console_approval_title (approval);
  /* Translators: %s is an act, such as "Disable CA" */
  g_autofree char *toast = g_strdup_printf (C_ ("toast", "Approved: %s"), title);

  json_object_set_string_member (parameters, "Digest", esp_json_get_string (approval, "Digest"));
  console_record_dialog_call (dialog, "ApproveRequest", parameters, toast);
}

static void
refuse (ConsoleRecordDialog *dialog)
{
  console_dialog_present (console_refuse_dialog_new (console_record_dialog_get_session (dialog),
                                                     console_record_dialog_get_record (dialog)),
                          GTK_WIDGET (dialog));
}

static void
withdraw (ConsoleRecordDialog *dialog)
{
  console_record_dialog_call (dialog, "WithdrawRequest", NULL,
                              C_ ("toast", "The request is withdrawn"));
}

/* What became of this one; others that were approved are done in the same go. */
static void
executed (ConsoleRecordDialog *dialog, JsonObject *result)
{
  ConsoleSession *session = console_record_dialog_get_session (dialog);
  JsonObject *approval = console_record_dialog_get_record (dialog);
  JsonArray *done = esp_json_get_array (result, "Approvals");
  const char *id = esp_json_get_string (approval, "Id");
  g_autofree char *title = console_approval_title (approval);
  g_autofree char *toast = NULL;

  for (guint i = 0; done && i < json_array_get_length (done) && !toast; i++)
    if (g_strcmp0 (esp_json_get_string (json_array_get_object_element (done, i), "Id"), id) == 0)
      /* Translators: %s is an act, such as "Disable CA" */
      toast = g_strdup_printf (C_ ("toast", "Done: %s"), title);
  if (toast)
    console_session_toast (session, toast);
  console_record_dialog_refresh (dialog);
}

static void
execute (ConsoleRecordDialog *dialog)
{
  console_record_dialog_run (dialog, "ExecuteApproved", NULL, executed);
}

static gboolean
is_own (ConsoleRecordDialog *dialog, JsonObject *approval)
{
  ConsoleSession *session = console_record_dialog_get_session (dialog);

  return g_strcmp0 (esp_json_get_string (approval, "RequestedBy"),
                    console_session_get_person (session)) == 0;
}

/* Approved, and the half of the key that is needed is the requester's. */
static void
show_key (ConsoleRecordDialog *dialog, AdwPreferencesGroup *group, JsonObject *approval)
{
  gboolean own = is_own (dialog, approval);
  const char *who = esp_json_get_string (approval, "RequestedBy");
  const char *arguments[] = { "name", who ? who : "", NULL };
  g_autofree char *theirs = esp_text_fill (
    _ ("It is done when {name} is signed in: the key needs both persons."), arguments);
  g_autofree char *denial = console_session_explain_denial (
    console_record_dialog_get_session (dialog), "espalier:ExecuteApproved", NULL);
  GtkWidget *row = console_note_row_new (
    own ? _ ("It is approved, and waits for your key: the key needs both persons.") : theirs);

  console_note_row_set_icon (CONSOLE_NOTE_ROW (row), "keyring-symbolic", NULL);
  adw_preferences_group_add (group, row);
  if (own)
    console_record_dialog_add_verb (dialog, C_ ("button", "_Do It Now"), denial, "suggested-action",
                                    execute);
}

static void
add_verbs (ConsoleRecordDialog *dialog, JsonObject *approval)
{
  const char *why = console_approval_why_not (esp_json_get_string (approval, "WhyNot"));

  if (is_own (dialog, approval))
    console_record_dialog_add_verb (dialog, C_ ("button", "_Withdraw"), NULL, NULL, withdraw);
  console_record_dialog_add_verb (dialog, C_ ("button", "_Refuse…"), why, NULL, refuse);
  console_record_dialog_add_verb (dialog, C_ ("button", "_Approve"), why, "suggested-action",
                                  approve);
}

/* A tooltip is for pointers: the reason stands there for everybody. */
static void
show_why_not (AdwPreferencesGroup *group, JsonObject *approval)
{
  const char *why = console_approval_why_not (esp_json_get_string (approval, "WhyNot"));
  GtkWidget *row;

  if (!why)
    return;
  row = console_note_row_new (why);
  console_note_row_set_icon (CONSOLE_NOTE_ROW (row), "dialog-information-symbolic", NULL);
  adw_preferences_group_add (group, row);
}

static void
show (ConsoleRecordDialog *dialog, JsonObject *approval)
{
  GtkBox *box = console_record_dialog_get_box (dialog);
  const char *status = esp_json_get_string (approval, "Status");
  gboolean waiting = g_strcmp0 (status, "WAITING") == 0;
  AdwPreferencesGroup *group = console_box_add_group (box, NULL, NULL);

  show_state (group, approval);
  if (waiting)
    show_why_not (group, approval);
  if (g_strcmp0 (status, "APPROVED") == 0)
    show_key (dialog, group, approval);
  if (g_strcmp0 (esp_json_get_string (approval, "Operation"), "ProvisionPlan") == 0)
    console_approval_plan_show (box, approval);
  else
    show_changes (box, approval);
  show_people (box, approval);
  show_proof (box, approval);
  if (waiting)
    add_verbs (dialog, approval);
}

static const ConsoleRecordKind kind = {
  .title = NC_ ("title of a dialog", "Request for Approval"),
  .operation = "DescribeApproval",
  .key = "Id",
  .member = "Approval",
  .denied = N_ ("The Request Can’t Be Shown"),
  .show = show,
};

GtkWindow *
console_approval_dialog_new (ConsoleSession *session, JsonObject *approval)
{
  return console_record_dialog_new (session, &kind, approval);
}
