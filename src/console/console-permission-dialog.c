/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One permission for sharing: what it gives, and, where the organization made it, its versions: the
 * text of each, which of them new shares get, and what can be done with them. Nothing is ever
 * changed in a version: shares that have it keep what they were given. */
#include "console-shares.h"

#include "console-access-dialogs.h"
#include "console-dialogs.h"
#include "console-question.h"
#include "console-record-dialog.h"
#include "console-rows.h"

#include <glib/gi18n.h>

/* As many as are kept: one more can't be made before one is deleted. */
#define VERSIONS_MAX 5

static gboolean
is_own (JsonObject *permission)
{
  return g_strcmp0 (esp_json_get_string (permission, "Kind"), "ORGANIZATION") == 0;
}

static guint
count_versions (JsonObject *permission)
{
  JsonArray *versions = esp_json_get_array (permission, "Versions");

  return versions ? json_array_get_length (versions) : 0;
}

/* --- What can be done with a version -----------------------------------------------------------*/

static ConsoleRecordDialog *
get_dialog (GtkWidget *widget)
{
  return CONSOLE_RECORD_DIALOG (gtk_widget_get_root (widget));
}

static JsonObject *
name_version (ConsoleRecordDialog *dialog, gint64 version)
{
  JsonObject *permission = console_record_dialog_get_record (dialog);
  JsonObject *parameters = json_object_new ();

  esp_json_set_string (parameters, "Name", esp_json_get_string (permission, "Name"));
  json_object_set_int_member (parameters, "Version", version);
  return parameters;
}

static void
default_set (ConsoleRecordDialog *dialog, JsonObject *result)
{
  console_session_toast (console_record_dialog_get_session (dialog),
                         C_ ("toast", "New shares get this version"));
  console_record_dialog_refresh (dialog);
}

static void
default_cb (GtkWidget *button)
{
  ConsoleRecordDialog *dialog = get_dialog (button);
  gint64 version = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "version"));

  console_record_dialog_run (dialog, "SetDefaultManagedPermissionVersion",
                             name_version (dialog, version), default_set);
}

static void
version_deleted (ConsoleRecordDialog *dialog, JsonObject *result)
{
  console_session_toast (console_record_dialog_get_session (dialog),
                         C_ ("toast", "The version is deleted"));
  console_record_dialog_refresh (dialog);
}

static void
delete_version_agreed_cb (GtkWidget *owner, const char *version)
{
  ConsoleRecordDialog *dialog = CONSOLE_RECORD_DIALOG (owner);

  console_record_dialog_run (dialog, "DeleteManagedPermissionVersion",
                             name_version (dialog, g_ascii_strtoll (version, NULL, 10)),
                             version_deleted);
}

static void
delete_version_cb (GtkWidget *button)
{
  int version = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "version"));
  g_autofree char *number = g_strdup_printf ("%d", version);
  g_autofree char *heading = g_strdup_printf (_ ("Delete Version %d?"), version);

  console_question_ask (GTK_WIDGET (get_dialog (button)), heading,
                        _ ("No share can get it any more. A version that a share still has is not "
                           "deleted: replace the permission of that share first."),
                        C_ ("button of a question", "_Delete"), delete_version_agreed_cb, number);
}

/* --- Versions ----------------------------------------------------------------------------------*/

static char *
explain (ConsoleRecordDialog *dialog, const char *action)
{
  JsonObject *permission = console_record_dialog_get_record (dialog);

  return console_access_explain (console_record_dialog_get_session (dialog), action,
                                 esp_json_get_string (permission, "Arn"), NULL);
}

static void
set_up_button (GtkWidget *button, int version, const char *spoken, const char *denial)
{
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_sensitive (button, denial == NULL);
  gtk_widget_set_tooltip_text (button, denial ? denial : spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_object_set_data (G_OBJECT (button), "version", GINT_TO_POINTER (version));
}

static void
add_version_verbs (ConsoleRecordDialog *dialog, AdwExpanderRow *row, int version)
{
  GtkWidget *make = gtk_button_new_with_label (C_ ("button", "Make Default"));
  GtkWidget *delete = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *make_words = g_strdup_printf (C_ ("button", "Give version %d to new shares"),
                                                 version);
  g_autofree char *delete_words = g_strdup_printf (C_ ("button", "Delete version %d"), version);
  g_autofree char *make_denial = explain (dialog, "ram:SetDefaultPermissionVersion");
  g_autofree char *delete_denial = explain (dialog, "ram:DeletePermissionVersion");

  set_up_button (make, version, make_words, make_denial);
  set_up_button (delete, version, delete_words, delete_denial);
  g_signal_connect (make, "clicked", G_CALLBACK (default_cb), NULL);
  g_signal_connect (delete, "clicked", G_CALLBACK (delete_version_cb), NULL);
  /* Each is put before the others. */
  adw_expander_row_add_action (row, delete);
  adw_expander_row_add_action (row, make);
}

static void
add_version (ConsoleRecordDialog *dialog, AdwPreferencesGroup *group, JsonObject *described)
{
  const char *text = esp_json_get_string (described, "PolicyTemplate");
  int version = (int) esp_json_get_int (described, "Version", 0);
  gboolean is_default = version == esp_json_get_int (described, "DefaultVersion", 0);
  g_autofree char *title = g_strdup_printf (C_ ("version of a permission", "Version %d"), version);
  g_autoptr (JsonNode) node = text ? json_from_string (text, NULL) : NULL;
  GtkWidget *row;

  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  row = console_unfold_row_new_json (title, json_node_get_object (node));
  if (is_default)
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row),
                                   C_ ("version of a permission", "New shares get this one"));
  else
    add_version_verbs (dialog, ADW_EXPANDER_ROW (row), version);
  adw_preferences_group_add (group, row);
}

static void describe_version (GtkWidget *group, JsonObject *permission, guint position);

/* One after the other, the newest first: their order is that of the rows. */
static void
version_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleRecordDialog *dialog = get_dialog (owner);
  JsonObject *described = esp_json_get_object (result, "Permission");

  if (described)
    add_version (dialog, ADW_PREFERENCES_GROUP (owner), described);
  describe_version (owner, console_record_dialog_get_record (dialog), GPOINTER_TO_UINT (data));
}

static void
describe_version (GtkWidget *group, JsonObject *permission, guint position)
{
  JsonArray *versions = esp_json_get_array (permission, "Versions");
  ConsoleRecordDialog *dialog = get_dialog (group);

  if (position == 0 || position > count_versions (permission))
    return;
  console_session_call (console_record_dialog_get_session (dialog), group,
                        "DescribeManagedPermission",
                        name_version (dialog, json_array_get_int_element (versions, position - 1)),
                        version_cb, GUINT_TO_POINTER (position - 1));
}

static void
show_versions (ConsoleRecordDialog *dialog, JsonObject *permission)
{
  AdwPreferencesGroup *group = console_box_add_group (
    console_record_dialog_get_box (dialog), C_ ("group of fields", "Versions"),
    _ ("A share keeps the version that it was given until its permission is replaced."));

  describe_version (GTK_WIDGET (group), permission, count_versions (permission));
}

/* --- What it says ------------------------------------------------------------------------------*/

static void
show_meaning (ConsoleRecordDialog *dialog, JsonObject *permission)
{
  AdwPreferencesGroup *group = console_box_add_group (console_record_dialog_get_box (dialog), NULL,
                                                      NULL);
  guint n = MAX (esp_json_get_int (permission, "Shares", 0), 0);
  const char *text = esp_json_get_string (permission, "PolicyTemplate");
  g_autoptr (JsonNode) node = text ? json_from_string (text, NULL) : NULL;
  g_autofree char *meaning = console_permission_meaning (permission);
  g_autofree char *used = n == 0 ? g_strdup (_ ("No share has it.")) :
                                   g_strdup_printf (
                                     ngettext ("%u share has it.", "%u shares have it.", n), n);
  GtkWidget *row = console_note_row_new (
    console_permission_title (esp_json_get_string (permission, "Name")));

  console_note_row_set_icon (CONSOLE_NOTE_ROW (row), "permission-symbolic", NULL);
  console_note_row_set_value (CONSOLE_NOTE_ROW (row), meaning);
  console_note_row_set_detail (CONSOLE_NOTE_ROW (row), used);
  if (esp_json_get_boolean (permission, "IsDefault", FALSE))
    console_note_row_set_chip (CONSOLE_NOTE_ROW (row), C_ ("chip", "Default"));
  adw_preferences_group_add (group, row);
  if (!is_own (permission) && node && JSON_NODE_HOLDS_OBJECT (node))
    adw_preferences_group_add (group, console_unfold_row_new_json (C_ ("field", "As a policy"),
                                                                   json_node_get_object (node)));
}

static void
show_identity (ConsoleRecordDialog *dialog, JsonObject *permission)
{
  AdwPreferencesGroup *group = console_box_add_group (console_record_dialog_get_box (dialog),
                                                      C_ ("group of fields", "Identity"), NULL);
  GtkWidget *arn = console_field_row_new (C_ ("field", "ARN"),
                                          esp_json_get_string (permission, "Arn"));

  adw_preferences_group_add (
    group, console_field_row_new (C_ ("field", "Name"), esp_json_get_string (permission, "Name")));
  adw_preferences_group_add (
    group,
    console_field_row_new (C_ ("field", "Made by"),
                           is_own (permission) ?
                             C_ ("who made a permission", "This organization") :
                             C_ ("who made a permission", "Ready-made, as the service has it")));
  g_object_set (arn, "monospace", TRUE, NULL);
  adw_preferences_group_add (group, arn);
}

/* --- What can be done with it ------------------------------------------------------------------*/

static void
add_new_version (ConsoleRecordDialog *dialog)
{
  JsonObject *permission = console_record_dialog_get_record (dialog);

  console_dialog_present (
    console_policy_dialog_new_for_permission (console_record_dialog_get_session (dialog),
                                              esp_json_get_string (permission, "Name"),
                                              esp_json_get_string (permission, "PolicyTemplate")),
    GTK_WIDGET (dialog));
}

static void
delete_agreed_cb (GtkWidget *owner, const char *thing)
{
  console_record_dialog_call (CONSOLE_RECORD_DIALOG (owner), "DeleteManagedPermission", NULL,
                              C_ ("toast", "The permission is deleted"));
}

static void
delete_permission (ConsoleRecordDialog *dialog)
{
  console_question_ask (GTK_WIDGET (dialog), _ ("Delete the Permission?"),
                        _ ("All of its versions are deleted with it. No share has it, so nobody "
                           "loses anything."),
                        C_ ("button of a question", "_Delete"), delete_agreed_cb, NULL);
}

static char *
find_obstacle (ConsoleRecordDialog *dialog, JsonObject *permission)
{
  char *denial = explain (dialog, "ram:DeletePermission");

  if (!denial && esp_json_get_int (permission, "Shares", 0) > 0)
    return g_strdup (_ ("Shares have it. Replace their permission, or delete them first."));
  return denial;
}

static void
add_verbs (ConsoleRecordDialog *dialog, JsonObject *permission)
{
  g_autofree char *obstacle = find_obstacle (dialog, permission);
  g_autofree char *denial = explain (dialog, "ram:CreatePermissionVersion");
  const char *full = count_versions (permission) >= VERSIONS_MAX ?
                       _ ("Five versions are kept. Delete one of them first.") :
                       NULL;

  console_record_dialog_add_verb (dialog, C_ ("button", "_Delete…"), obstacle, NULL,
                                  delete_permission);
  console_record_dialog_add_verb (dialog, C_ ("button", "New _Version…"), denial ? denial : full,
                                  "suggested-action", add_new_version);
}

static void
show (ConsoleRecordDialog *dialog, JsonObject *permission)
{
  show_meaning (dialog, permission);
  if (is_own (permission))
    show_versions (dialog, permission);
  show_identity (dialog, permission);
  if (is_own (permission))
    add_verbs (dialog, permission);
}

static const ConsoleRecordKind kind = {
  .title = NC_ ("title of a dialog", "Permission for Sharing"),
  .operation = "DescribeManagedPermission",
  .key = "Name",
  .member = "Permission",
  .denied = N_ ("The Permission Can’t Be Shown"),
  .show = show,
};

GtkWindow *
console_permission_dialog_new (ConsoleSession *session, JsonObject *permission)
{
  return console_record_dialog_new (session, &kind, permission);
}
