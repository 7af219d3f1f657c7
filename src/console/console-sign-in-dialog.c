/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in over an open vault: as another person, or in another role. Who is signed in stays so
 * until this has succeeded. The page of a locked vault is console-unlock-page.c. */
#include "console-sign-in-dialog.h"

#include "console-dialogs.h"
#include "console-error.h"
#include "console-people.h"
#include "console-rows.h"

#include <glib/gi18n.h>

struct _ConsoleSignInDialog
{
  AdwWindow parent_instance;

  GtkStack *buttons;
  GtkButton *sign_in_button;
  AdwPreferencesGroup *group;
  AdwComboRow *role_row;
  ConsolePassphraseRow *passphrase_row;
  GtkLabel *error_label;

  ConsoleSession *session;
  char *name;
  char **roles;
  gboolean needs_passphrase;
};

G_DEFINE_FINAL_TYPE (ConsoleSignInDialog, console_sign_in_dialog, ADW_TYPE_WINDOW)

static void
update_sensitivity (ConsoleSignInDialog *dialog)
{
  gboolean ready = !dialog->needs_passphrase ||
                   !console_passphrase_row_is_empty (dialog->passphrase_row);

  gtk_widget_set_sensitive (GTK_WIDGET (dialog->sign_in_button), ready);
}

static void
show_error (ConsoleSignInDialog *dialog, const GError *error)
{
  g_autofree char *sentence = error ? console_error_sentence (error) : NULL;

  gtk_label_set_text (dialog->error_label, sentence ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->error_label), sentence != NULL);
  if (error)
    gtk_widget_add_css_class (GTK_WIDGET (dialog->passphrase_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (dialog->passphrase_row), "error");
}

static void
changed_cb (ConsoleSignInDialog *dialog)
{
  if (!console_passphrase_row_is_empty (dialog->passphrase_row))
    show_error (dialog, NULL);
  update_sensitivity (dialog);
}

static void
set_busy (ConsoleSignInDialog *dialog, gboolean busy)
{
  gtk_stack_set_visible_child_name (dialog->buttons, busy ? "busy" : "ready");
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->group), !busy);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleSignInDialog) dialog = data;
  g_autoptr (GError) error = NULL;
  gboolean done = esp_engine_sign_in_finish (ESP_ENGINE (source), result, &error);

  /* Closed while the keyring was asked: the answer stands, there is only nobody to tell. */
  if (!dialog->session)
    return;
  set_busy (dialog, FALSE);
  if (done)
    {
      gtk_window_destroy (GTK_WINDOW (dialog));
      return;
    }
  show_error (dialog, error);
  gtk_widget_grab_focus (GTK_WIDGET (dialog->passphrase_row));
}

static void
sign_in_cb (ConsoleSignInDialog *dialog)
{
  guint selected = adw_combo_row_get_selected (dialog->role_row);
  EspEngine *engine = console_session_get_engine (dialog->session);
  g_autoptr (EspSecret) passphrase = NULL;

  if (!gtk_widget_get_sensitive (GTK_WIDGET (dialog->sign_in_button)))
    return;
  passphrase = console_passphrase_row_take (dialog->passphrase_row);
  show_error (dialog, NULL);
  set_busy (dialog, TRUE);
  esp_engine_sign_in_async (
    engine, dialog->name, selected < g_strv_length (dialog->roles) ? dialog->roles[selected] : NULL,
    passphrase, NULL, signed_in_cb, g_object_ref (dialog));
}

static void
console_sign_in_dialog_dispose (GObject *object)
{
  g_clear_object (&CONSOLE_SIGN_IN_DIALOG (object)->session);
  G_OBJECT_CLASS (console_sign_in_dialog_parent_class)->dispose (object);
}

static void
console_sign_in_dialog_finalize (GObject *object)
{
  g_free (CONSOLE_SIGN_IN_DIALOG (object)->name);
  g_strfreev (CONSOLE_SIGN_IN_DIALOG (object)->roles);
  G_OBJECT_CLASS (console_sign_in_dialog_parent_class)->finalize (object);
}

static void
console_sign_in_dialog_class_init (ConsoleSignInDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_sign_in_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_sign_in_dialog_finalize;
  g_type_ensure (CONSOLE_TYPE_PASSPHRASE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/sign-in-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleSignInDialog, buttons);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSignInDialog, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSignInDialog, group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSignInDialog, role_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSignInDialog, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSignInDialog, error_label);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
}

static void
console_sign_in_dialog_init (ConsoleSignInDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

static void
fill_roles (ConsoleSignInDialog *dialog, const EspPerson *person, const char *role)
{
  g_autoptr (GtkStringList) roles = console_people_show_roles (person);

  dialog->roles = g_strdupv (person->roles);
  adw_combo_row_set_model (dialog->role_row, G_LIST_MODEL (roles));
  for (guint i = 0; person->roles[i]; i++)
    if (g_strcmp0 (person->roles[i], role) == 0)
      adw_combo_row_set_selected (dialog->role_row, i);
  gtk_widget_set_visible (GTK_WIDGET (dialog->role_row), g_strv_length (person->roles) > 1);
}

GtkWindow *
console_sign_in_dialog_new (ConsoleSession *session, const EspPerson *person, const char *role)
{
  ConsoleSignInDialog *dialog = g_object_new (CONSOLE_TYPE_SIGN_IN_DIALOG, NULL);
  g_autofree char *safe = esp_text_escape (person->name);
  g_autofree char *markup = g_markup_escape_text (safe, -1);
  gboolean by_keyring = g_strcmp0 (person->unlock, "passphrase") != 0;
  gboolean by_passphrase = g_strcmp0 (person->unlock, "keyring") != 0;

  dialog->session = g_object_ref (session);
  dialog->name = g_strdup (person->name);
  dialog->needs_passphrase = !by_keyring;
  adw_preferences_group_set_title (dialog->group, markup);
  if (by_keyring)
    adw_preferences_group_set_description (
      dialog->group, by_passphrase ? C_ ("sign in", "Without a passphrase, the keyring is asked.") :
                                     C_ ("sign in", "The keyring opens this identity."));
  gtk_widget_set_visible (GTK_WIDGET (dialog->passphrase_row), by_passphrase);
  fill_roles (dialog, person, role);
  update_sensitivity (dialog);
  if (by_passphrase)
    gtk_widget_grab_focus (GTK_WIDGET (dialog->passphrase_row));
  return GTK_WINDOW (dialog);
}

/* --- Starting ----------------------------------------------------------------------------------*/

typedef struct
{
  ConsoleSession *session;
  char *name;
  char *role;
} Wish;

static void
wish_free (Wish *wish)
{
  g_object_unref (wish->session);
  g_free (wish->name);
  g_free (wish->role);
  g_free (wish);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wish, wish_free)

static void
keyring_answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) over = data;
  g_autoptr (GError) error = NULL;

  if (!esp_engine_sign_in_finish (ESP_ENGINE (source), result, &error) &&
      gtk_widget_get_root (over))
    console_error_show (over, error);
}

static void
people_cb (GtkWidget *over, GPtrArray *people, const GError *error, gpointer data)
{
  g_autoptr (Wish) wish = data;
  const EspPerson *person = console_people_find (people, wish->name);
  EspEngine *engine = console_session_get_engine (wish->session);

  if (error)
    console_error_show (over, error);
  if (!person)
    return;
  if (g_strcmp0 (person->unlock, "keyring") == 0 &&
      (wish->role || g_strv_length (person->roles) == 1))
    esp_engine_sign_in_async (engine, wish->name, wish->role, NULL, NULL, keyring_answered_cb,
                              g_object_ref (over));
  else
    console_dialog_present (console_sign_in_dialog_new (wish->session, person, wish->role), over);
}

void
console_sign_in_start (ConsoleSession *session, GtkWidget *over, const char *name, const char *role)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->session = g_object_ref (session);
  wish->name = g_strdup (name);
  wish->role = g_strdup (role);
  console_people_list (session, over, people_cb, wish);
}
