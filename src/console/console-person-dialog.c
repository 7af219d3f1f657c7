/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One person or service: what is known of them, the roles that they hold, and the verbs. What is
 * shown is read anew after each change. The fingerprint of keys that nobody has confirmed is not
 * shown: it is to be heard from the person. */
#include "console-access-dialogs.h"
#include "console-access-item.h"
#include "console-dialogs.h"
#include "console-error.h"
#include "console-format.h"
#include "console-icon-button.h"
#include "console-note-row.h"
#include "console-question.h"
#include "console-rows.h"
#include "console-tag-chips.h"
#include "console-toast.h"
#include "console-undo.h"
#include "console-wrap-layout.h"

#include "base/esp-error.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_PERSON_DIALOG (console_person_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePersonDialog, console_person_dialog, CONSOLE, PERSON_DIALOG, AdwWindow)

struct _ConsolePersonDialog
{
  AdwWindow parent_instance;

  GtkWidget *content;
  ConsoleNoteRow *status_row;
  ConsoleFieldRow *kind_row;
  ConsoleFieldRow *account_row;
  ConsoleFieldRow *unlock_row;
  ConsoleFieldRow *created_row;
  ConsoleFieldRow *expires_row;
  ConsoleFieldRow *fingerprint_row;
  ConsoleFieldRow *arn_row;
  GtkWidget *verbs;
  GtkWidget *confirm_button;
  GtkWidget *code_button;
  GtkWidget *suspend_button;
  GtkWidget *resume_button;
  GtkWidget *reset_button;
  AdwPreferencesGroup *roles_group;
  AdwComboRow *assign_row;
  GtkWidget *assign_button;
  ConsoleTagChips *tag_chips;
  GtkWidget *tags_button;

  ConsoleSession *session;
  char *name;
  JsonObject *person; /* as the engine described it last */
  GPtrArray *role_rows;
  GPtrArray *free_roles; /* ARNs of those that can be assigned, in the order of the choice */
  char *changing;        /* the role that is being assigned or taken away, or NULL */
  int changing_way;
  GQueue changes; /* Change: what is to be done after it */
  guint question;
};

G_DEFINE_FINAL_TYPE (ConsolePersonDialog, console_person_dialog, ADW_TYPE_WINDOW)

static void read_anew (ConsolePersonDialog *dialog);

char *
console_access_explain (ConsoleSession *session,
                        const char *action,
                        const char *arn,
                        const char *account)
{
  EspEngine *engine = console_session_get_engine (session);
  g_autoptr (EspSession) signed_in = esp_engine_ref_session (engine);

  if (signed_in && arn && esp_session_check (signed_in, action, arn, account, NULL))
    return esp_engine_get_read_only_reason (engine) ?
             g_strdup (_ ("The vault is open for reading only.")) :
             NULL;
  return console_session_explain_denial (session, action, NULL);
}

static const char *
get_text (ConsolePersonDialog *dialog, const char *member)
{
  return esp_json_get_string (dialog->person, member);
}

/* --- Doing -------------------------------------------------------------------------------------*/

static void
done_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsolePersonDialog *dialog = CONSOLE_PERSON_DIALOG (owner);
  const char *toast = data;

  if (error)
    console_error_show (dialog->content, error);
  else
    console_session_toast (dialog->session, g_dpgettext2 (NULL, "toast", toast));
  read_anew (dialog);
}

static void
act (ConsolePersonDialog *dialog, const char *operation, const char *toast)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Name", dialog->name);
  console_session_call (dialog->session, GTK_WIDGET (dialog), operation, parameters, done_cb,
                        (gpointer) toast);
}

static void
suspend_agreed_cb (GtkWidget *owner, const char *name)
{
  act (CONSOLE_PERSON_DIALOG (owner), "SuspendPrincipal", NC_ ("toast", "Suspended"));
}

static void
suspend_cb (ConsolePersonDialog *dialog)
{
  const char *arguments[] = { "name", dialog->name, NULL };
  g_autofree char *heading = esp_text_fill (_ ("Suspend {name}?"), arguments);

  console_question_ask (
    GTK_WIDGET (dialog), heading,
    _ (
      "They cannot sign in from now on, and the keys of CAs are sealed anew without them. What they "
      "know already, and what they copied, stays with them. Their roles stay as they are, and "
      "resuming gives everything back."),
    C_ ("button", "_Suspend"), suspend_agreed_cb, NULL);
}

static void
resume_cb (ConsolePersonDialog *dialog)
{
  act (dialog, "ResumePrincipal", NC_ ("toast", "Can sign in again"));
}

static void
confirm_cb (ConsolePersonDialog *dialog)
{
  if (dialog->person)
    console_dialog_present (console_confirm_dialog_new (dialog->session, dialog->person),
                            GTK_WIDGET (dialog));
}

static void
code_cb (ConsolePersonDialog *dialog)
{
  if (dialog->person)
    console_dialog_present (console_new_code_dialog_new (dialog->session, dialog->person, FALSE),
                            GTK_WIDGET (dialog));
}

static void
reset_cb (ConsolePersonDialog *dialog)
{
  if (dialog->person)
    console_dialog_present (console_new_code_dialog_new (dialog->session, dialog->person, TRUE),
                            GTK_WIDGET (dialog));
}

static void
tags_cb (ConsolePersonDialog *dialog)
{
  g_autoptr (GPtrArray) tags = console_tags_from_json (dialog->person);

  console_dialog_present (
    console_tags_dialog_new_for (dialog->session, CONSOLE_TAGGED_PERSON, dialog->name, tags),
    GTK_WIDGET (dialog));
}

/* --- Roles -------------------------------------------------------------------------------------*/

static JsonObject *
name_role (ConsolePersonDialog *dialog, const char *arn)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Role", arn);
  json_object_set_string_member (parameters, "Principal", dialog->name);
  return parameters;
}

/* Each is what takes the other back. */
enum
{
  ASSIGN,
  UNASSIGN
};

typedef struct
{
  const char *operation, *action, *toast;
} Way;

static const Way ways[] = {
  [ASSIGN] = { "AssignRole", "iam:AssignRole", NC_ ("toast", "The role is assigned") },
  [UNASSIGN] = { "UnassignRole", "iam:UnassignRole", NC_ ("toast", "The role is taken away") },
};

typedef struct
{
  char *arn;
  int way;
} Change;

static void
change_free (gpointer data)
{
  g_free (((Change *) data)->arn);
  g_free (data);
}

/* Taken back is what whoever is signed in may take back, in this role and after what was done. */
static void
offer_undo (ConsolePersonDialog *dialog, const char *arn, int way)
{
  const Way *back = &ways[way == ASSIGN ? UNASSIGN : ASSIGN];
  const char *text = g_dpgettext2 (NULL, "toast", ways[way].toast);
  g_autofree char *denial = console_access_explain (dialog->session, back->action, arn, NULL);
  ConsoleUndo *undo;

  if (denial)
    {
      console_toast_show (dialog->content, text);
      return;
    }
  undo = console_undo_new (NULL);
  console_undo_add_call (undo, back->operation, name_role (dialog, arn));
  console_undo_offer_in (undo, dialog->session, dialog->content, text);
}

static void change_next (ConsolePersonDialog *dialog);

static void
assigned_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsolePersonDialog *dialog = CONSOLE_PERSON_DIALOG (owner);
  g_autofree char *arn = g_steal_pointer (&dialog->changing);

  if (error)
    console_error_show (dialog->content, error);
  else
    offer_undo (dialog, arn, GPOINTER_TO_INT (data));
  read_anew (dialog);
  change_next (dialog);
}

/* One at a time: the toast is of the last. */
static void
change_next (ConsolePersonDialog *dialog)
{
  Change *next = dialog->changing ? NULL : g_queue_pop_head (&dialog->changes);

  if (!next)
    return;
  dialog->changing = g_steal_pointer (&next->arn);
  dialog->changing_way = next->way;
  change_free (next);
  console_session_call (dialog->session, GTK_WIDGET (dialog), ways[dialog->changing_way].operation,
                        name_role (dialog, dialog->changing), assigned_cb,
                        GINT_TO_POINTER (dialog->changing_way));
}

/* What is asked for meanwhile waits for its turn; a button that was pressed twice asks once. */
static void
change_role (ConsolePersonDialog *dialog, const char *arn, int way)
{
  const Change *last = g_queue_peek_tail (&dialog->changes);
  const char *last_arn = last ? last->arn : dialog->changing;
  Change *change;

  if (g_strcmp0 (last_arn, arn) == 0 && (last ? last->way : dialog->changing_way) == way)
    return;
  change = g_new0 (Change, 1);
  change->arn = g_strdup (arn);
  change->way = way;
  g_queue_push_tail (&dialog->changes, change);
  change_next (dialog);
}

static void
assign_cb (ConsolePersonDialog *dialog)
{
  guint selected = adw_combo_row_get_selected (dialog->assign_row);

  if (dialog->free_roles && selected < dialog->free_roles->len)
    change_role (dialog, g_ptr_array_index (dialog->free_roles, selected), ASSIGN);
}

static void
unassign_agreed_cb (GtkWidget *owner, const char *arn)
{
  change_role (CONSOLE_PERSON_DIALOG (owner), arn, UNASSIGN);
}

static void
unassign_cb (ConsolePersonDialog *dialog, GtkWidget *button)
{
  const char *arguments[] = { "name", dialog->name, "role",
                              g_object_get_data (G_OBJECT (button), "name"), NULL };
  g_autofree char *heading = esp_text_fill (_ ("Take “{role}” Away from {name}?"), arguments);

  console_question_ask (
    GTK_WIDGET (dialog), heading,
    _ (
      "Whoever is signed in with it can do nothing more in it, at once. Keys of CAs that only this "
      "role opened for them are sealed anew without them."),
    C_ ("button", "_Take Away"), unassign_agreed_cb, g_object_get_data (G_OBJECT (button), "arn"));
}

static void
add_role_row (ConsolePersonDialog *dialog, JsonObject *role)
{
  const char *name = esp_json_get_string (role, "Name"), *arn = esp_json_get_string (role, "Arn");
  const char *arguments[] = { "role", name ? name : "", NULL };
  GtkWidget *row = console_note_row_new (name);
  g_autofree char *filled = esp_text_fill (C_ ("button", "Take “{role}” away"), arguments);
  g_autofree char *words = esp_text_escape (filled);
  g_autofree char *denial = console_access_explain (dialog->session, "iam:UnassignRole", arn,
                                                    esp_json_get_string (role, "Account"));
  GtkWidget *button = console_icon_button_new ("list-remove-symbolic", words, NULL, denial);

  console_note_row_set_detail (CONSOLE_NOTE_ROW (row), esp_json_get_string (role, "AccountName"));
  console_note_row_set_icon (CONSOLE_NOTE_ROW (row), "role-symbolic", NULL);
  g_object_set_data_full (G_OBJECT (button), "arn", g_strdup (arn), g_free);
  g_object_set_data_full (G_OBJECT (button), "name", g_strdup (name), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (unassign_cb), dialog, G_CONNECT_SWAPPED);
  console_note_row_add_suffix (CONSOLE_NOTE_ROW (row), button);
  adw_preferences_group_add (dialog->roles_group, row);
  g_ptr_array_add (dialog->role_rows, row);
}

static gboolean
holds (JsonObject *role, const char *name)
{
  return console_names_contain (esp_json_get_array (role, "Principals"), name);
}

static void
offer_role (ConsolePersonDialog *dialog, GtkStringList *labels, JsonObject *role)
{
  const char *account = esp_json_get_string (role, "AccountName");
  g_autofree char *label = g_strdup_printf ("%s%s%s", esp_json_get_string (role, "Name"),
                                            account ? " · " : "", account ? account : "");

  gtk_string_list_take (labels, esp_text_escape (label));
  g_ptr_array_add (dialog->free_roles, g_strdup (esp_json_get_string (role, "Arn")));
}

/* Those of the own account first: a supplier is not to be proposed the roles of the organisation.
 */
static void
offer_roles (ConsolePersonDialog *dialog, GtkStringList *labels, JsonArray *roles, gboolean own)
{
  const char *account = get_text (dialog, "Account");

  for (guint i = 0; roles && i < json_array_get_length (roles); i++)
    {
      JsonObject *role = json_array_get_object_element (roles, i);
      gboolean same = g_strcmp0 (esp_json_get_string (role, "Account"), account) == 0;

      if (same == own && !holds (role, dialog->name))
        offer_role (dialog, labels, role);
    }
}

static void
move_to_end (AdwPreferencesGroup *group, GtkWidget *row)
{
  g_object_ref (row);
  adw_preferences_group_remove (group, row);
  adw_preferences_group_add (group, row);
  g_object_unref (row);
}

static void
show_roles (ConsolePersonDialog *dialog, JsonArray *roles)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  for (guint i = 0; i < dialog->role_rows->len; i++)
    adw_preferences_group_remove (dialog->roles_group, g_ptr_array_index (dialog->role_rows, i));
  g_ptr_array_set_size (dialog->role_rows, 0);
  g_ptr_array_set_size (dialog->free_roles, 0);
  for (guint i = 0; roles && i < json_array_get_length (roles); i++)
    {
      JsonObject *role = json_array_get_object_element (roles, i);

      if (holds (role, dialog->name))
        add_role_row (dialog, role);
    }
  offer_roles (dialog, labels, roles, TRUE);
  offer_roles (dialog, labels, roles, FALSE);
  adw_combo_row_set_model (dialog->assign_row, G_LIST_MODEL (labels));
  move_to_end (dialog->roles_group, GTK_WIDGET (dialog->assign_row));
  gtk_widget_set_visible (GTK_WIDGET (dialog->assign_row), dialog->free_roles->len > 0);
  adw_preferences_group_set_description (
    dialog->roles_group,
    dialog->role_rows->len > 0 ? NULL : _ ("None yet: without a role they can do nothing."));
}

/* What the choice offers may be denied for the one that is chosen. */
static void
assign_selected_cb (ConsolePersonDialog *dialog)
{
  guint selected = adw_combo_row_get_selected (dialog->assign_row);
  const char *arn = dialog->free_roles && selected < dialog->free_roles->len ?
                      g_ptr_array_index (dialog->free_roles, selected) :
                      NULL;
  g_autofree char *denial =
    arn ? console_access_explain (dialog->session, "iam:AssignRole", arn, NULL) : NULL;

  gtk_widget_set_sensitive (dialog->assign_button, arn && !denial);
  gtk_widget_set_tooltip_text (dialog->assign_button, denial);
}

/* --- Reading -----------------------------------------------------------------------------------*/

static void
show_button (ConsolePersonDialog *dialog, GtkWidget *button, const char *action, gboolean visible)
{
  g_autofree char *denial = console_access_explain (
    dialog->session, action, get_text (dialog, "Arn"), get_text (dialog, "Account"));

  gtk_widget_set_visible (button, visible);
  gtk_widget_set_sensitive (button, denial == NULL);
  gtk_widget_set_tooltip_text (button, denial);
}

static void
show_buttons (ConsolePersonDialog *dialog)
{
  const char *status = get_text (dialog, "Status");
  gboolean recovery = g_strcmp0 (get_text (dialog, "Kind"), "RECOVERY") == 0;
  gboolean self = g_strcmp0 (dialog->name, console_session_get_person (dialog->session)) == 0;
  gboolean active = g_strcmp0 (status, "ACTIVE") == 0;
  gboolean suspended = g_strcmp0 (status, "SUSPENDED") == 0;
  gboolean invited = g_strcmp0 (status, "INVITED") == 0;
  gboolean enrolled = g_strcmp0 (status, "ENROLLED") == 0;

  show_button (dialog, dialog->confirm_button, "iam:ConfirmUser", enrolled);
  show_button (dialog, dialog->code_button, "iam:CreateUser", invited || enrolled);
  show_button (dialog, dialog->suspend_button, "iam:UpdateUser", active && !recovery && !self);
  show_button (dialog, dialog->resume_button, "iam:UpdateUser", suspended);
  show_button (dialog, dialog->reset_button, "iam:ResetUser",
               (active || suspended) && !recovery && !self);
  show_button (dialog, dialog->tags_button, "iam:TagUser", !recovery);
  if (!gtk_widget_get_tooltip_text (dialog->tags_button))
    gtk_widget_set_tooltip_text (dialog->tags_button, C_ ("button", "Edit Tags"));
  gtk_widget_set_visible (dialog->verbs, !recovery && !self);
  gtk_widget_set_visible (GTK_WIDGET (dialog->roles_group), !recovery);
}

static void
set_time (ConsoleFieldRow *row, JsonObject *object, const char *member)
{
  g_autofree char *text = console_format_time (console_format_read_time (object, member));

  console_field_row_set_value (row, text);
}

static void
show_facts (ConsolePersonDialog *dialog)
{
  const char *status = get_text (dialog, "Status"), *account = get_text (dialog, "Account");
  const char *account_name = get_text (dialog, "AccountName");
  g_autofree char *accounts = g_strdup_printf ("%s (%s)", account_name ? account_name : "",
                                               account ? account : "");
  g_autofree char *fingerprint = console_fingerprint_show (get_text (dialog, "Fingerprint"));
  gboolean confirmed = g_strcmp0 (status, "ENROLLED") != 0;

  console_note_row_set_title (dialog->status_row, console_person_status_word (status));
  console_note_row_set_detail (dialog->status_row, console_person_status_sentence (status));
  console_note_row_set_icon (dialog->status_row, console_person_status_icon (status),
                             console_person_status_style (status));
  console_field_row_set_value (dialog->kind_row,
                               console_person_kind_word (get_text (dialog, "Kind")));
  console_field_row_set_value (dialog->account_row, accounts);
  set_time (dialog->created_row, dialog->person, "CreatedAt");
  set_time (dialog->expires_row, dialog->person, "InvitationExpiresAt");
  console_field_row_set_value (dialog->fingerprint_row, confirmed ? fingerprint : "");
  console_field_row_set_value (dialog->arn_row, get_text (dialog, "Arn"));
}

static const char *
get_unlock_words (const char *unlock)
{
  if (g_strcmp0 (unlock, "keyring") == 0)
    return C_ ("unlock", "The keyring of a computer");
  if (g_strcmp0 (unlock, "both") == 0)
    return C_ ("unlock", "A passphrase, or the keyring of a computer");
  return g_strcmp0 (unlock, "passphrase") == 0 ? C_ ("unlock", "A passphrase") : "";
}

static void
described_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsolePersonDialog *dialog = CONSOLE_PERSON_DIALOG (owner);
  JsonObject *person = esp_json_get_object (result, "Principal");
  g_autoptr (GPtrArray) tags = person ? console_tags_from_json (person) : NULL;

  if (GPOINTER_TO_UINT (data) != dialog->question)
    return;
  if (error)
    console_error_show (dialog->content, error);
  if (!person)
    return;
  g_clear_pointer (&dialog->person, json_object_unref);
  dialog->person = json_object_ref (person);
  show_facts (dialog);
  console_field_row_set_value (dialog->unlock_row, get_unlock_words (get_text (dialog, "Unlock")));
  console_tag_chips_set_tags (dialog->tag_chips, tags);
  show_buttons (dialog);
}

/* What may not be read stays away. */
static void
roles_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  if (GPOINTER_TO_UINT (data) == CONSOLE_PERSON_DIALOG (owner)->question)
    show_roles (CONSOLE_PERSON_DIALOG (owner), esp_json_get_array (result, "Roles"));
}

static void
read_anew (ConsolePersonDialog *dialog)
{
  JsonObject *parameters = json_object_new ();

  if (!dialog->session)
    {
      json_object_unref (parameters);
      return;
    }
  dialog->question++;
  json_object_set_string_member (parameters, "Name", dialog->name);
  console_session_call (dialog->session, GTK_WIDGET (dialog), "DescribePrincipal", parameters,
                        described_cb, GUINT_TO_POINTER (dialog->question));
  console_session_call (dialog->session, GTK_WIDGET (dialog), "ListRoles", NULL, roles_cb,
                        GUINT_TO_POINTER (dialog->question));
}

static void
changed_cb (ConsolePersonDialog *dialog, gint64 from, gint64 to, guint topics)
{
  if (topics & ESP_TOPIC_ACCESS)
    read_anew (dialog);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_person_dialog_dispose (GObject *object)
{
  ConsolePersonDialog *dialog = CONSOLE_PERSON_DIALOG (object);

  g_clear_object (&dialog->session);
  g_clear_pointer (&dialog->person, json_object_unref);
  G_OBJECT_CLASS (console_person_dialog_parent_class)->dispose (object);
}

static void
console_person_dialog_finalize (GObject *object)
{
  ConsolePersonDialog *dialog = CONSOLE_PERSON_DIALOG (object);

  g_free (dialog->name);
  g_free (dialog->changing);
  g_queue_clear_full (&dialog->changes, change_free);
  g_ptr_array_unref (dialog->role_rows);
  g_ptr_array_unref (dialog->free_roles);
  G_OBJECT_CLASS (console_person_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, content);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, status_row);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, kind_row);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, account_row);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, unlock_row);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, created_row);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, expires_row);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, fingerprint_row);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, arn_row);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, verbs);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, confirm_button);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, code_button);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, suspend_button);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, resume_button);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, reset_button);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, roles_group);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, assign_row);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, assign_button);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, tag_chips);
  gtk_widget_class_bind_template_child (klass, ConsolePersonDialog, tags_button);
  gtk_widget_class_bind_template_callback (klass, confirm_cb);
  gtk_widget_class_bind_template_callback (klass, code_cb);
  gtk_widget_class_bind_template_callback (klass, suspend_cb);
  gtk_widget_class_bind_template_callback (klass, resume_cb);
  gtk_widget_class_bind_template_callback (klass, reset_cb);
  gtk_widget_class_bind_template_callback (klass, assign_cb);
  gtk_widget_class_bind_template_callback (klass, assign_selected_cb);
  gtk_widget_class_bind_template_callback (klass, tags_cb);
}

static void
console_person_dialog_class_init (ConsolePersonDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_person_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_person_dialog_finalize;
  g_type_ensure (CONSOLE_TYPE_NOTE_ROW);
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  g_type_ensure (CONSOLE_TYPE_TAG_CHIPS);
  g_type_ensure (CONSOLE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/person-dialog.ui");
  bind_children (widget_class);
}

static void
console_person_dialog_init (ConsolePersonDialog *dialog)
{
  dialog->role_rows = g_ptr_array_new ();
  dialog->free_roles = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_person_dialog_new (ConsoleSession *session, const char *name)
{
  ConsolePersonDialog *dialog = g_object_new (CONSOLE_TYPE_PERSON_DIALOG, NULL);
  g_autofree char *safe = esp_text_escape (name ? name : "");

  dialog->session = g_object_ref (session);
  dialog->name = g_strdup (name);
  gtk_window_set_title (GTK_WINDOW (dialog), safe);
  g_signal_connect_object (console_session_get_engine (session), "changed", G_CALLBACK (changed_cb),
                           dialog, G_CONNECT_SWAPPED);
  read_anew (dialog);
  return GTK_WINDOW (dialog);
}
