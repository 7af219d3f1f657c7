/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One share from either side: what it gives, since when, and how to answer or end it, each with
 * what that means. */
#include "console-shares.h"

#include "console-access-dialogs.h"
#include "console-access-item.h"
#include "console-approval-words.h"
#include "console-dialogs.h"
#include "console-format.h"
#include "console-icon-button.h"
#include "console-question.h"
#include "console-record-dialog.h"
#include "console-rows.h"
#include "console-tag-chips.h"

#include <glib/gi18n.h>

/* --- What it says ------------------------------------------------------------------------------*/

static GtkWidget *
add_field (AdwPreferencesGroup *group, const char *title, const char *value)
{
  GtkWidget *row = console_field_row_new (title, value ? value : "");

  adw_preferences_group_add (group, row);
  return row;
}

static void
add_time (AdwPreferencesGroup *group, const char *title, JsonObject *object, const char *member)
{
  g_autofree char *text = console_format_time (console_format_read_time (object, member));

  add_field (group, title, text);
}

static void
show_state (GtkBox *box, JsonObject *share)
{
  AdwPreferencesGroup *group = console_box_add_group (box, NULL, NULL);
  const char *status = esp_json_get_string (share, "Status");
  gboolean pending = g_strcmp0 (status, "PENDING") == 0;
  g_autofree char *left = pending ? console_time_left (share, "InvitationExpiresAt") : NULL;
  GtkWidget *row = console_note_row_new (esp_json_get_string (share, "Name"));
  ConsoleNoteRow *note = CONSOLE_NOTE_ROW (row);

  console_note_row_set_icon (note, console_share_icon (status), console_share_style (status));
  console_note_row_set_value (note, console_share_status (status));
  console_note_row_set_detail (note, left);
  adw_preferences_group_add (group, row);
}

static void
show_sides (GtkBox *box, JsonObject *share)
{
  AdwPreferencesGroup *group = console_box_add_group (box, C_ ("group of fields", "Who"), NULL);
  g_autofree char *whom = console_share_consumer (share);

  add_field (group, C_ ("field", "CA"), esp_json_get_string (share, "CertificateAuthority"));
  add_field (group, C_ ("field", "Owner’s account"), esp_json_get_string (share, "OwnerAccount"));
  add_field (group, C_ ("field", "Shared with"), whom);
}

static const char *
explain_signing (const char *signing)
{
  if (g_strcmp0 (signing, "HERE") == 0)
    return _ ("Their people open the key of the CA. Espalier holds them to the permission, but who "
              "can open a key could misuse it with other tools.");
  return _ ("They never hold the key: what they ask for is signed by the owner’s side.");
}

/* Filled when the permission was described; what may not be looked at stays away. */
static void
described_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  JsonObject *permission = esp_json_get_object (result, "Permission");
  const char *text = esp_json_get_string (permission, "PolicyTemplate");
  g_autofree char *meaning = permission ? console_permission_meaning (permission) : NULL;
  g_autoptr (JsonNode) node = text ? json_from_string (text, NULL) : NULL;
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (owner);

  if (!meaning)
    return;
  console_note_row_set_detail (g_object_get_data (G_OBJECT (owner), "meaning"), meaning);
  if (node && JSON_NODE_HOLDS_OBJECT (node))
    adw_preferences_group_add (group, console_unfold_row_new_json (C_ ("field", "As a policy"),
                                                                   json_node_get_object (node)));
}

static void
describe_permission (ConsoleRecordDialog *dialog, AdwPreferencesGroup *group, JsonObject *share)
{
  ConsoleSession *session = console_record_dialog_get_session (dialog);
  g_autofree char *denial = console_session_explain_denial (session, "ram:GetPermission", NULL);
  gint64 version = esp_json_get_int (share, "PermissionVersion", 0);
  JsonObject *parameters;

  if (denial)
    return;
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "Name", esp_json_get_string (share, "Permission"));
  if (version > 0)
    json_object_set_int_member (parameters, "Version", version);
  console_session_call (session, GTK_WIDGET (group), "DescribeManagedPermission", parameters,
                        described_cb, NULL);
}

static void
show_permission (ConsoleRecordDialog *dialog, JsonObject *share)
{
  AdwPreferencesGroup *group = console_box_add_group (
    console_record_dialog_get_box (dialog), C_ ("group of fields", "What It Gives"), NULL);
  const char *name = esp_json_get_string (share, "Permission");
  const char *signing = esp_json_get_string (share, "Signing");
  GtkWidget *given = console_note_row_new (console_permission_title (name));
  GtkWidget *way = console_note_row_new (console_share_signing (signing));

  console_note_row_set_detail (CONSOLE_NOTE_ROW (way), explain_signing (signing));
  adw_preferences_group_add (group, given);
  adw_preferences_group_add (group, way);
  g_object_set_data (G_OBJECT (group), "meaning", given);
  describe_permission (dialog, group, share);
}

static void
show_rest (GtkBox *box, JsonObject *share)
{
  AdwPreferencesGroup *group = console_box_add_group (box, C_ ("group of fields", "When"), NULL);
  GtkWidget *arn;

  add_time (group, C_ ("field", "Offered"), share, "CreatedAt");
  add_time (group, C_ ("field", "To be answered until"), share, "InvitationExpiresAt");
  add_time (group, C_ ("field", "Answered"), share, "AnsweredAt");
  add_time (group, C_ ("field", "Ended"), share, "EndedAt");
  add_field (group, C_ ("field", "Permission"), esp_json_get_string (share, "Permission"));
  arn = add_field (group, C_ ("field", "ARN"), esp_json_get_string (share, "Arn"));
  g_object_set (arn, "monospace", TRUE, NULL);
}

static void
edit_tags_cb (GtkWidget *button)
{
  ConsoleRecordDialog *dialog = CONSOLE_RECORD_DIALOG (gtk_widget_get_root (button));
  JsonObject *share = console_record_dialog_get_record (dialog);
  g_autoptr (GPtrArray) tags = console_tags_from_json (share);

  console_dialog_present (console_tags_dialog_new_for (console_record_dialog_get_session (dialog),
                                                       CONSOLE_TAGGED_SHARE,
                                                       esp_json_get_string (share, "Arn"), tags),
                          GTK_WIDGET (dialog));
}

static GtkWidget *
make_tags_button (ConsoleRecordDialog *dialog, JsonObject *share)
{
  g_autofree char *denial = console_access_explain (
    console_record_dialog_get_session (dialog), "ram:TagResource",
    esp_json_get_string (share, "Arn"), esp_json_get_string (share, "OwnerAccount"));
  GtkWidget *button = console_icon_button_new ("document-edit-symbolic", C_ ("button", "Edit Tags"),
                                               NULL, denial);

  g_signal_connect (button, "clicked", G_CALLBACK (edit_tags_cb), NULL);
  return button;
}

/* They are the owner's; what has ended keeps those that it had. */
static void
show_tags (ConsoleRecordDialog *dialog, JsonObject *share)
{
  const char *status = esp_json_get_string (share, "Status");
  gboolean consumer = g_strcmp0 (esp_json_get_string (share, "Side"), "CONSUMER") == 0;
  gboolean lives = g_strcmp0 (status, "PENDING") == 0 || g_strcmp0 (status, "ACTIVE") == 0;
  g_autoptr (GPtrArray) tags = console_tags_from_json (share);
  AdwPreferencesGroup *group;
  GtkWidget *chips;

  if (tags->len == 0 && (consumer || !lives))
    return;
  group = console_box_add_group (console_record_dialog_get_box (dialog),
                                 C_ ("heading of a form", "Tags"), NULL);
  chips = g_object_new (CONSOLE_TYPE_TAG_CHIPS, NULL);
  console_tag_chips_set_tags (CONSOLE_TAG_CHIPS (chips), tags);
  adw_preferences_group_add (group, chips);
  if (!consumer && lives)
    adw_preferences_group_set_header_suffix (group, make_tags_button (dialog, share));
}

/* --- What can be done --------------------------------------------------------------------------*/

static void
accept (ConsoleRecordDialog *dialog)
{
  JsonObject *share = console_record_dialog_get_record (dialog);
  const char *arguments[] = { "ca", esp_json_get_string (share, "CertificateAuthority"), NULL };
  gboolean here = g_strcmp0 (esp_json_get_string (share, "Signing"), "HERE") == 0;
  /* The key is sealed to the new side by who holds it: that can't be done from here. */
  g_autofree char *toast = esp_text_fill (
    /* Translators: {ca} is the name of a CA */
    here ? C_ ("toast", "Accepted: “{ca}” can be used once somebody of its owner’s was signed in") :
           C_ ("toast", "Accepted: “{ca}” can be used now"),
    arguments);

  console_record_dialog_call (dialog, "AcceptResourceShareInvitation", NULL, toast);
}

static void
end_cb (GtkWidget *owner, const char *operation)
{
  static const struct
  {
    const char *operation;
    const char *toast;
  } ends[] = {
    { "RejectResourceShareInvitation", NC_ ("toast", "The invitation is rejected") },
    { "LeaveResourceShare", NC_ ("toast", "The share is left") },
    { "DeleteResourceShare", NC_ ("toast", "The share is deleted") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_equal (ends[i].operation, operation))
      console_record_dialog_call (CONSOLE_RECORD_DIALOG (owner), operation, NULL,
                                  g_dpgettext2 (NULL, "toast", ends[i].toast));
}

static void
reject (ConsoleRecordDialog *dialog)
{
  console_question_ask (GTK_WIDGET (dialog), _ ("Reject the Invitation?"),
                        _ ("The CA can’t be used then. The other account can offer it again."),
                        C_ ("button of a question", "_Reject"), end_cb,
                        "RejectResourceShareInvitation");
}

static void
leave (ConsoleRecordDialog *dialog)
{
  console_question_ask (
    GTK_WIDGET (dialog), _ ("Leave the Share?"),
    _ ("Nobody of your account can use the CA through it any more. Certificates "
       "that were issued stay valid. Only its owner can offer it again."),
    C_ ("button of a question", "_Leave"), end_cb, "LeaveResourceShare");
}

static void
delete_share (ConsoleRecordDialog *dialog)
{
  console_question_ask (
    GTK_WIDGET (dialog), _ ("Delete the Share?"),
    _ ("The other side can no longer use the CA through it; where they held its "
       "key, it is sealed anew without them. Certificates that were issued stay "
       "valid. Requests that wait are not signed."),
    C_ ("button of a question", "_Delete"), end_cb, "DeleteResourceShare");
}

static void
replace (ConsoleRecordDialog *dialog)
{
  console_dialog_present (
    console_replace_permission_dialog_new (console_record_dialog_get_session (dialog),
                                           console_record_dialog_get_record (dialog)),
    GTK_WIDGET (dialog));
}

static void
add_verb (ConsoleRecordDialog *dialog,
          const char *label,
          const char *action,
          const char *style,
          ConsoleRecordVerb verb)
{
  g_autofree char *denial = console_session_explain_denial (
    console_record_dialog_get_session (dialog), action, NULL);

  console_record_dialog_add_verb (dialog, label, denial, style, verb);
}

static void
add_verbs (ConsoleRecordDialog *dialog, JsonObject *share)
{
  const char *status = esp_json_get_string (share, "Status");
  gboolean consumer = g_strcmp0 (esp_json_get_string (share, "Side"), "CONSUMER") == 0;
  gboolean pending = g_strcmp0 (status, "PENDING") == 0;

  if (!pending && g_strcmp0 (status, "ACTIVE") != 0)
    return;
  if (consumer && pending)
    {
      add_verb (dialog, C_ ("button", "_Reject…"), "ram:RejectResourceShareInvitation", NULL,
                reject);
      add_verb (dialog, C_ ("button", "_Accept"), "ram:AcceptResourceShareInvitation",
                "suggested-action", accept);
    }
  else if (consumer)
    add_verb (dialog, C_ ("button", "_Leave…"), "ram:DisassociateResourceShare", NULL, leave);
  else
    {
      add_verb (dialog, C_ ("button", "_Delete…"), "ram:DeleteResourceShare", NULL, delete_share);
      add_verb (dialog, C_ ("button", "Replace _Permission…"),
                "ram:AssociateResourceSharePermission", NULL, replace);
    }
}

static void
show (ConsoleRecordDialog *dialog, JsonObject *share)
{
  GtkBox *box = console_record_dialog_get_box (dialog);

  show_state (box, share);
  show_sides (box, share);
  show_permission (dialog, share);
  show_tags (dialog, share);
  show_rest (box, share);
  add_verbs (dialog, share);
}

/* Names can be taken again after a share ended: the ARN tells it apart. */
static const ConsoleRecordKind kind = {
  .title = NC_ ("title of a dialog", "Share"),
  .operation = "DescribeResourceShare",
  .key = "Name",
  .name = "Arn",
  .member = "ResourceShare",
  .denied = N_ ("The Share Can’t Be Shown"),
  .show = show,
};

GtkWindow *
console_share_dialog_new (ConsoleSession *session, JsonObject *share)
{
  return console_record_dialog_new (session, &kind, share);
}
