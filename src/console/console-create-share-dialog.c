/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offering a CA to others: to whom, for what, and who signs. That their people may hold the key has
 * to be agreed to by itself. */
#include "console-shares.h"

#include "console-form.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define NAME_MAX_LEN 64

#define CONSOLE_TYPE_CREATE_SHARE_DIALOG (console_create_share_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCreateShareDialog,
                      console_create_share_dialog,
                      CONSOLE,
                      CREATE_SHARE_DIALOG,
                      ConsoleFormWindow)

typedef enum
{
  KIND_ACCOUNT,
  KIND_ROLE,
  KIND_PERSON,
  N_KINDS
} Kind;

typedef struct
{
  Kind kind;
  char *consumer; /* as the operation takes it */
  char *name;
  char *note;
} Who;

struct _ConsoleCreateShareDialog
{
  ConsoleFormWindow parent_instance;

  ConsoleFieldRow *ca_row;
  AdwComboRow *kind_row;
  AdwComboRow *who_row;
  GtkEditable *who_entry;
  ConsoleHintRow *who_hint;
  GtkEditable *name_row;
  ConsolePermissionGroup *permission_group;
  GtkCheckButton *request_check;
  GtkCheckButton *here_check;
  GtkWidget *sure_row;
  GtkCheckButton *sure_check;
  ConsoleTagsEditor *tags_editor;

  EspCaNode *node;
  GPtrArray *everybody; /* Who, of other accounts */
  GtkStringList *shown; /* consumers of the kind that is chosen */
  gboolean listed[N_KINDS];
  gboolean proposed; /* the name is ours */
  gboolean proposing;
};

G_DEFINE_FINAL_TYPE (ConsoleCreateShareDialog,
                     console_create_share_dialog,
                     CONSOLE_TYPE_FORM_WINDOW)

static void
who_free (gpointer data)
{
  Who *who = data;

  g_free (who->consumer);
  g_free (who->name);
  g_free (who->note);
  g_free (who);
}

/* --- With whom ---------------------------------------------------------------------------------*/

static Kind
get_kind (ConsoleCreateShareDialog *dialog)
{
  guint kind = adw_combo_row_get_selected (dialog->kind_row);

  return kind < N_KINDS ? (Kind) kind : KIND_ACCOUNT;
}

static const Who *
find_who (ConsoleCreateShareDialog *dialog, const char *consumer)
{
  for (guint i = 0; i < dialog->everybody->len; i++)
    {
      const Who *who = g_ptr_array_index (dialog->everybody, i);

      if (g_str_equal (who->consumer, consumer))
        return who;
    }
  return NULL;
}

/* NULL: nobody is chosen yet. Free with g_free(). */
static char *
get_consumer (ConsoleCreateShareDialog *dialog)
{
  GtkStringObject *item = NULL;
  char *typed;

  if (dialog->listed[get_kind (dialog)])
    {
      item = adw_combo_row_get_selected_item (dialog->who_row);
      return item ? g_strdup (gtk_string_object_get_string (item)) : NULL;
    }
  typed = g_strstrip (g_strdup (gtk_editable_get_text (dialog->who_entry)));
  if (typed[0])
    return typed;
  g_free (typed);
  return NULL;
}

static char *
who_title_cb (gpointer item, gpointer data)
{
  const Who *who = find_who (data, gtk_string_object_get_string (item));

  return g_strdup (who ? who->name : "");
}

static char *
who_note_cb (gpointer item, gpointer data)
{
  const Who *who = find_who (data, gtk_string_object_get_string (item));

  return who ? g_strdup (who->note) : NULL;
}

static void
show_kind (ConsoleCreateShareDialog *dialog)
{
  Kind kind = get_kind (dialog);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (dialog->shown));
  g_autoptr (GPtrArray) consumers = g_ptr_array_new ();

  for (guint i = 0; i < dialog->everybody->len; i++)
    {
      const Who *who = g_ptr_array_index (dialog->everybody, i);

      if (who->kind == kind)
        g_ptr_array_add (consumers, who->consumer);
    }
  g_ptr_array_add (consumers, NULL);
  gtk_string_list_splice (dialog->shown, 0, n, (const char *const *) consumers->pdata);
  gtk_widget_set_visible (GTK_WIDGET (dialog->who_row), dialog->listed[kind] && consumers->len > 1);
  gtk_widget_set_visible (GTK_WIDGET (dialog->who_entry), !dialog->listed[kind]);
  console_hint_row_set_text (dialog->who_hint,
                             dialog->listed[kind] && consumers->len == 1 ?
                               _ ("There is nobody of this kind in other accounts.") :
                               NULL);
}

/* --- What is proposed and what is missing ------------------------------------------------------*/

/* Letters, digits and single hyphens of what the CA and the other side are called. */
static void
append_plain (GString *name, const char *text)
{
  for (const char *at = text; *at && name->len < NAME_MAX_LEN; at++)
    if (g_ascii_isalnum (*at))
      g_string_append_c (name, g_ascii_tolower (*at));
    else if (name->len > 0 && name->str[name->len - 1] != '-')
      g_string_append_c (name, '-');
}

static void
propose_name (ConsoleCreateShareDialog *dialog)
{
  g_autofree char *consumer = get_consumer (dialog);
  const Who *who = consumer ? find_who (dialog, consumer) : NULL;
  g_autoptr (GString) name = g_string_new (NULL);

  if (!dialog->proposed)
    return;
  append_plain (name, esp_ca_node_get_ca (dialog->node)->label);
  append_plain (name, "-");
  append_plain (name, who ? who->name : "");
  while (name->len > 0 && name->str[name->len - 1] == '-')
    g_string_truncate (name, name->len - 1);
  dialog->proposing = TRUE;
  gtk_editable_set_text (dialog->name_row, name->str);
  dialog->proposing = FALSE;
}

static const char *
find_missing (ConsoleCreateShareDialog *dialog)
{
  g_autofree char *consumer = get_consumer (dialog);
  g_autoptr (GPtrArray) tags = console_tags_editor_get_tags (dialog->tags_editor);

  if (!consumer)
    return C_ ("tooltip", "Choose with whom first");
  if (!gtk_editable_get_text (dialog->name_row)[0])
    return C_ ("tooltip", "Give the share a name first");
  if (!console_permission_group_get (dialog->permission_group))
    return C_ ("tooltip", "The permissions are being read");
  if (gtk_check_button_get_active (dialog->here_check) &&
      !gtk_check_button_get_active (dialog->sure_check))
    return C_ ("tooltip", "Agree first that their people can open the key");
  if (!tags)
    return C_ ("tooltip", "Something is wrong with the tags");
  return NULL;
}

static void
check (ConsoleCreateShareDialog *dialog)
{
  console_form_window_set_reason (CONSOLE_FORM_WINDOW (dialog), find_missing (dialog));
}

static void
who_cb (ConsoleCreateShareDialog *dialog)
{
  propose_name (dialog);
  check (dialog);
}

static void
kind_cb (ConsoleCreateShareDialog *dialog)
{
  show_kind (dialog);
  who_cb (dialog);
}

static void
name_cb (ConsoleCreateShareDialog *dialog)
{
  if (!dialog->proposing)
    dialog->proposed = FALSE;
  check (dialog);
}

static void
changed_cb (ConsoleCreateShareDialog *dialog)
{
  gboolean here = gtk_check_button_get_active (dialog->here_check);

  gtk_widget_set_visible (dialog->sure_row, here);
  if (!here)
    gtk_check_button_set_active (dialog->sure_check, FALSE);
  check (dialog);
}

/* --- Who there is ------------------------------------------------------------------------------*/

static void
add_who (ConsoleCreateShareDialog *dialog, Kind kind, JsonObject *object)
{
  const EspCa *ca = esp_ca_node_get_ca (dialog->node);
  const char *account = esp_json_get_string (object, kind == KIND_ACCOUNT ? "Id" : "Account");
  const char *status = esp_json_get_string (object, "Status");
  const char *consumer = kind == KIND_ACCOUNT ? account : esp_json_get_string (object, "Arn");
  Who *who;

  if (!consumer || g_strcmp0 (account, ca->account) == 0 ||
      g_strcmp0 (esp_json_get_string (object, "Kind"), "RECOVERY") == 0 ||
      (kind == KIND_PERSON && g_strcmp0 (status, "ACTIVE") != 0))
    return;
  who = g_new0 (Who, 1);
  who->kind = kind;
  who->consumer = g_strdup (consumer);
  who->name = g_strdup (esp_json_get_string (object, "Name"));
  who->note = g_strdup (kind == KIND_ACCOUNT ? account :
                                               esp_json_get_string (object, "AccountName"));
  g_ptr_array_add (dialog->everybody, who);
}

static const struct
{
  const char *operation;
  const char *action;
  const char *member;
} lists[] = {
  [KIND_ACCOUNT] = { "ListAccounts", "organizations:ListAccounts", "Accounts" },
  [KIND_ROLE] = { "ListRoles", "iam:ListRoles", "Roles" },
  [KIND_PERSON] = { "ListPrincipals", "iam:ListUsers", "Principals" },
};

static void
listed_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleCreateShareDialog *dialog = CONSOLE_CREATE_SHARE_DIALOG (owner);
  Kind kind = GPOINTER_TO_INT (data);
  JsonArray *rows = result ? esp_json_get_array (result, lists[kind].member) : NULL;
  guint before = dialog->everybody->len;

  for (guint i = 0; rows && i < json_array_get_length (rows); i++)
    add_who (dialog, kind, json_array_get_object_element (rows, i));
  /* A role of one account is not shown people and roles of others: then their names are typed. */
  dialog->listed[kind] = rows && (kind == KIND_ACCOUNT || dialog->everybody->len > before);
  kind_cb (dialog);
}

/* Who may not look up others types what they were told. */
static void
load_everybody (ConsoleCreateShareDialog *dialog)
{
  ConsoleSession *session = console_form_window_get_session (CONSOLE_FORM_WINDOW (dialog));

  for (int kind = 0; kind < N_KINDS; kind++)
    {
      g_autofree char *denial = console_session_explain_denial (session, lists[kind].action, NULL);

      dialog->listed[kind] = denial == NULL;
      if (!denial)
        console_session_call (session, GTK_WIDGET (dialog), lists[kind].operation, NULL, listed_cb,
                              GINT_TO_POINTER (kind));
    }
}

/* --- Offering ----------------------------------------------------------------------------------*/

static void
created (ConsoleFormWindow *window, JsonObject *result)
{
  JsonObject *share = result ? esp_json_get_object (result, "ResourceShare") : NULL;
  g_autofree char *whom = share ? console_share_consumer (share) : NULL;
  const char *arguments[] = { "whom", whom ? whom : "", NULL };
  g_autofree char *text = NULL;

  if (!result)
    return;
  /* Translators: {whom}: an account, a role or a person */
  text = esp_text_fill (C_ ("toast", "Offered to {whom}: to be accepted within twelve hours"),
                        arguments);
  console_session_toast (console_form_window_get_session (window), text);
  gtk_window_close (GTK_WINDOW (window));
}

static void
console_create_share_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleCreateShareDialog *dialog = CONSOLE_CREATE_SHARE_DIALOG (window);
  g_autofree char *consumer = get_consumer (dialog);
  gboolean here = gtk_check_button_get_active (dialog->here_check);
  g_autoptr (GPtrArray) tags = console_tags_editor_get_tags (dialog->tags_editor);
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Name", gtk_editable_get_text (dialog->name_row));
  json_object_set_string_member (parameters, "CertificateAuthority",
                                 esp_ca_node_get_ca (dialog->node)->arn);
  json_object_set_string_member (parameters, "Consumer", consumer);
  json_object_set_string_member (parameters, "Permission",
                                 console_permission_group_get (dialog->permission_group));
  json_object_set_string_member (parameters, "Signing", here ? "HERE" : "REQUEST");
  if (tags && tags->len > 0)
    json_object_set_array_member (parameters, "Tags", console_tags_to_json (tags));
  console_form_window_call (window, "CreateResourceShare", parameters, created);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_create_share_dialog_dispose (GObject *object)
{
  ConsoleCreateShareDialog *dialog = CONSOLE_CREATE_SHARE_DIALOG (object);

  g_clear_object (&dialog->node);
  g_clear_object (&dialog->shown);
  G_OBJECT_CLASS (console_create_share_dialog_parent_class)->dispose (object);
}

static void
console_create_share_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (CONSOLE_CREATE_SHARE_DIALOG (object)->everybody);
  G_OBJECT_CLASS (console_create_share_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *klass)
{
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  g_type_ensure (CONSOLE_TYPE_HINT_ROW);
  g_type_ensure (CONSOLE_TYPE_PERMISSION_GROUP);
  g_type_ensure (CONSOLE_TYPE_TAGS_EDITOR);
  gtk_widget_class_set_template_from_resource (klass,
                                               "/org/espalier/Espalier/create-share-dialog.ui");
  gtk_widget_class_bind_template_child (klass, ConsoleCreateShareDialog, ca_row);
  gtk_widget_class_bind_template_child (klass, ConsoleCreateShareDialog, kind_row);
  gtk_widget_class_bind_template_child (klass, ConsoleCreateShareDialog, who_row);
  gtk_widget_class_bind_template_child (klass, ConsoleCreateShareDialog, who_entry);
  gtk_widget_class_bind_template_child (klass, ConsoleCreateShareDialog, who_hint);
  gtk_widget_class_bind_template_child (klass, ConsoleCreateShareDialog, name_row);
  gtk_widget_class_bind_template_child (klass, ConsoleCreateShareDialog, permission_group);
  gtk_widget_class_bind_template_child (klass, ConsoleCreateShareDialog, request_check);
  gtk_widget_class_bind_template_child (klass, ConsoleCreateShareDialog, here_check);
  gtk_widget_class_bind_template_child (klass, ConsoleCreateShareDialog, sure_row);
  gtk_widget_class_bind_template_child (klass, ConsoleCreateShareDialog, sure_check);
  gtk_widget_class_bind_template_child (klass, ConsoleCreateShareDialog, tags_editor);
  gtk_widget_class_bind_template_callback (klass, kind_cb);
  gtk_widget_class_bind_template_callback (klass, who_cb);
  gtk_widget_class_bind_template_callback (klass, name_cb);
  gtk_widget_class_bind_template_callback (klass, changed_cb);
}

static void
console_create_share_dialog_class_init (ConsoleCreateShareDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = console_create_share_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_create_share_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_create_share_dialog_submit;
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
console_create_share_dialog_init (ConsoleCreateShareDialog *dialog)
{
  dialog->everybody = g_ptr_array_new_with_free_func (who_free);
  dialog->shown = gtk_string_list_new (NULL);
  dialog->proposed = TRUE;
  /* Until it is known who there is, there is nothing to choose from. */
  for (int kind = 0; kind < N_KINDS; kind++)
    dialog->listed[kind] = TRUE;
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_create_share_dialog_new (ConsoleSession *session, EspCaNode *ca)
{
  ConsoleCreateShareDialog *dialog = g_object_new (CONSOLE_TYPE_CREATE_SHARE_DIALOG, "session",
                                                   session, NULL);

  dialog->node = g_object_ref (ca);
  console_field_row_set_value (dialog->ca_row, esp_ca_node_get_ca (ca)->label);
  console_combo_set_texts (dialog->who_row, who_title_cb, who_note_cb, NULL, dialog);
  adw_combo_row_set_model (dialog->who_row, G_LIST_MODEL (dialog->shown));
  console_permission_group_load (dialog->permission_group, session, NULL);
  load_everybody (dialog);
  kind_cb (dialog);
  gtk_window_set_focus (GTK_WINDOW (dialog), GTK_WIDGET (dialog->kind_row));
  return GTK_WINDOW (dialog);
}
