/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form for a new vault: whose it is, what opens it, where it is kept. Making it takes as long
 * as a key derivation, for a sample a second or two, so it runs in a thread
 * (console-vault-making.c). What is wrong is said at the foot of the form, and the form stays as it
 * was filled in, without the passphrases. */
#include "console-dialogs.h"
#include "console-files.h"
#include "console-rows.h"
#include "console-sign-in-text.h"
#include "console-vault-making.h"
#include "console-vault-in.h"

#include "base/esp-error.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_CREATE_VAULT_DIALOG (console_create_vault_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCreateVaultDialog,
                      console_create_vault_dialog,
                      CONSOLE,
                      CREATE_VAULT_DIALOG,
                      AdwWindow)

/* What takes less time shows no spinner. */
#define SPINNER_DELAY_MS 300

struct _ConsoleCreateVaultDialog
{
  AdwWindow parent_instance;

  GtkWidget *create_button;
  GtkSpinner *spinner;
  GtkWidget *form;
  AdwPreferencesGroup *who_group;
  GtkEditable *organization_row;
  GtkEditable *admin_row;
  AdwPreferencesGroup *unlock_group;
  GtkCheckButton *passphrase_button;
  GtkCheckButton *keyring_button;
  ConsolePassphraseRow *passphrase_row;
  ConsolePassphraseRow *repeat_row;
  GtkWidget *strength_box;
  GtkLevelBar *strength_bar;
  GtkLabel *strength_label;
  ConsoleFieldRow *path_row;
  GtkRevealer *error_revealer;
  GtkLabel *error_label;

  ConsoleSession *session;
  char *sample;
  char *path;
  GCancellable *cancellable;
  guint spinner_source;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (ConsoleCreateVaultDialog, console_create_vault_dialog, ADW_TYPE_WINDOW)

/* --- What is filled in -------------------------------------------------------------------------*/

static gboolean
wants_passphrase (ConsoleCreateVaultDialog *dialog)
{
  return gtk_check_button_get_active (dialog->passphrase_button);
}

static guint
get_length (ConsolePassphraseRow *row)
{
  guint length;

  g_object_get (row, "length", &length, NULL);
  return length;
}

/* Judged by its length alone: nothing here reads what was typed. */
static void
show_strength (ConsoleCreateVaultDialog *dialog)
{
  static const struct
  {
    guint length;
    const char *text;
  } steps[] = {
    { 0,
      NC_ ("passphrase", "Four words or more, chosen by chance, are easy to remember and hard to "
                         "guess.") },
    { 1, NC_ ("passphrase", "Short: a computer may guess it. Add words.") },
    { 12, NC_ ("passphrase", "Fair. One or two more words make it strong.") },
    { 20, NC_ ("passphrase", "Long enough, unless it can be looked up or is used elsewhere.") },
  };
  guint length = get_length (dialog->passphrase_row);
  guint level = 0;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (length >= steps[i].length)
      level = i;
  gtk_level_bar_set_value (dialog->strength_bar, level);
  gtk_label_set_text (dialog->strength_label, g_dpgettext2 (NULL, "passphrase", steps[level].text));
}

static gboolean
has_text (GtkEditable *row)
{
  return gtk_editable_get_text (row)[0] != '\0';
}

static const char *
find_missing (ConsoleCreateVaultDialog *dialog)
{
  if (!has_text (dialog->organization_row))
    return C_ ("tooltip", "Name the organization first");
  if (!has_text (dialog->admin_row))
    return C_ ("tooltip", "Give your name first");
  if (!wants_passphrase (dialog))
    return NULL;
  if (console_passphrase_row_is_empty (dialog->passphrase_row))
    return C_ ("tooltip", "Type a passphrase first");
  if (console_passphrase_row_is_empty (dialog->repeat_row))
    return C_ ("tooltip", "Type the passphrase once more first");
  return NULL;
}

static void
update (ConsoleCreateVaultDialog *dialog)
{
  const char *missing = find_missing (dialog);
  gboolean passphrase = wants_passphrase (dialog);

  gtk_widget_set_visible (GTK_WIDGET (dialog->passphrase_row), passphrase);
  gtk_widget_set_visible (GTK_WIDGET (dialog->repeat_row), passphrase);
  gtk_widget_set_visible (dialog->strength_box, passphrase);
  show_strength (dialog);
  gtk_widget_set_sensitive (dialog->create_button, !missing && !dialog->busy);
  gtk_widget_set_tooltip_text (dialog->create_button, missing);
}

/* --- Saying what is wrong ----------------------------------------------------------------------*/

static void
show_error (ConsoleCreateVaultDialog *dialog, const char *text)
{
  gtk_label_set_text (dialog->error_label, text ? text : "");
  gtk_revealer_set_reveal_child (dialog->error_revealer, text != NULL);
}

static void
update_cb (ConsoleCreateVaultDialog *dialog)
{
  gtk_widget_remove_css_class (GTK_WIDGET (dialog->repeat_row), "error");
  if (!dialog->busy)
    show_error (dialog, NULL);
  update (dialog);
}

/* --- Making it ---------------------------------------------------------------------------------*/

static gboolean
show_spinner_cb (gpointer data)
{
  ConsoleCreateVaultDialog *dialog = data;

  dialog->spinner_source = 0;
  gtk_spinner_start (dialog->spinner);
  return G_SOURCE_REMOVE;
}

static void
set_busy (ConsoleCreateVaultDialog *dialog, gboolean busy)
{
  dialog->busy = busy;
  g_clear_handle_id (&dialog->spinner_source, g_source_remove);
  if (busy)
    dialog->spinner_source = g_timeout_add (SPINNER_DELAY_MS, show_spinner_cb, dialog);
  else
    gtk_spinner_stop (dialog->spinner);
  gtk_widget_set_sensitive (dialog->form, !busy);
  update (dialog);
}

/* The vault of an organization ends first run with its recovery identity; a sample needs none. */
static void
finish (ConsoleCreateVaultDialog *dialog)
{
  g_autoptr (GtkWindow) over = NULL;
  gboolean sample = dialog->sample != NULL;

  g_set_object (&over, gtk_window_get_transient_for (GTK_WINDOW (dialog)));
  gtk_window_destroy (GTK_WINDOW (dialog));
  if (over && !sample)
    gtk_widget_activate_action (GTK_WIDGET (over), "win.recovery", NULL);
}

static gboolean
is_closed (ConsoleCreateVaultDialog *dialog)
{
  return dialog->path == NULL;
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleCreateVaultDialog) dialog = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean made = console_vault_making_finish (result, &error);

  console_session_refresh (dialog->session);
  if (is_closed (dialog))
    return;
  g_clear_object (&dialog->cancellable);
  set_busy (dialog, FALSE);
  if (made)
    {
      finish (dialog);
      return;
    }
  text = console_sign_in_text (error);
  show_error (dialog, text);
  if (wants_passphrase (dialog))
    gtk_widget_grab_focus (GTK_WIDGET (dialog->passphrase_row));
}

static gboolean
take_passphrase (ConsoleCreateVaultDialog *dialog, EspSecret **passphrase)
{
  g_autoptr (EspSecret) first = NULL;
  g_autoptr (EspSecret) second = NULL;

  *passphrase = NULL;
  if (!wants_passphrase (dialog))
    return TRUE;
  first = console_passphrase_row_take (dialog->passphrase_row);
  second = console_passphrase_row_take (dialog->repeat_row);
  if (first && second && esp_secret_equal (first, second))
    {
      *passphrase = g_steal_pointer (&first);
      return TRUE;
    }
  update (dialog);
  gtk_widget_add_css_class (GTK_WIDGET (dialog->repeat_row), "error");
  show_error (dialog, _ ("The two passphrases differ. Type both again."));
  gtk_widget_grab_focus (GTK_WIDGET (dialog->passphrase_row));
  return FALSE;
}

static void
create_clicked_cb (ConsoleCreateVaultDialog *dialog)
{
  g_autoptr (EspSecret) passphrase = NULL;
  EspVaultCreation creation = { NULL };

  if (dialog->busy || find_missing (dialog) || !take_passphrase (dialog, &passphrase))
    return;
  creation.path = dialog->path;
  creation.organization = gtk_editable_get_text (dialog->organization_row);
  creation.admin = gtk_editable_get_text (dialog->admin_row);
  creation.sample = dialog->sample;
  creation.unlock = passphrase ? ESP_UNLOCK_WITH_PASSPHRASE : ESP_UNLOCK_WITH_KEYRING;
  creation.passphrase = passphrase;
  dialog->cancellable = g_cancellable_new ();
  show_error (dialog, NULL);
  set_busy (dialog, TRUE);
  console_vault_making_async (console_session_get_engine (dialog->session), &creation,
                              dialog->cancellable, made_cb, g_object_ref (dialog));
}

/* --- Where -------------------------------------------------------------------------------------*/

static void
take_path (ConsoleCreateVaultDialog *dialog, char *path)
{
  g_autofree char *name = g_filename_display_name (path);

  g_free (dialog->path);
  dialog->path = path;
  console_field_row_set_value (dialog->path_row, name);
}

static void
path_chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  ConsoleCreateVaultDialog *dialog = CONSOLE_CREATE_VAULT_DIALOG (owner);
  char *path = file ? g_file_get_path (file) : NULL;

  if (path && console_vault_is_handed_in (path))
    {
      show_error (dialog, _ ("From its sandbox Espalier can’t keep a vault there. Leave it where "
                             "it was proposed, and back it up to where you like."));
      g_free (path);
    }
  else if (path)
    take_path (dialog, path);
  else if (file)
    show_error (dialog,
                _ ("A vault is a file on this computer. Choose a folder on one of its disks."));
}

static void
choose_clicked_cb (ConsoleCreateVaultDialog *dialog)
{
  g_autofree char *name = g_path_get_basename (dialog->path);

  console_files_save (GTK_WIDGET (dialog), C_ ("title of a dialog", "File of the Vault"), name,
                      path_chosen_cb, NULL);
}

/* --- Object ------------------------------------------------------------------------------------*/

/* Closing while it is being made takes it back, as long as that can be. */
static gboolean
console_create_vault_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (CONSOLE_CREATE_VAULT_DIALOG (window)->cancellable);
  return GTK_WINDOW_CLASS (console_create_vault_dialog_parent_class)->close_request (window);
}

static void
console_create_vault_dialog_dispose (GObject *object)
{
  ConsoleCreateVaultDialog *dialog = CONSOLE_CREATE_VAULT_DIALOG (object);

  g_clear_handle_id (&dialog->spinner_source, g_source_remove);
  g_cancellable_cancel (dialog->cancellable);
  g_clear_object (&dialog->cancellable);
  g_clear_pointer (&dialog->path, g_free);
  /* A call that is still under way keeps this object longer than its window's parent may live. */
  gtk_window_set_transient_for (GTK_WINDOW (object), NULL);
  G_OBJECT_CLASS (console_create_vault_dialog_parent_class)->dispose (object);
}

/* The session is kept to the end: it is told what became of the vault when nobody looks any more.
 */
static void
console_create_vault_dialog_finalize (GObject *object)
{
  ConsoleCreateVaultDialog *dialog = CONSOLE_CREATE_VAULT_DIALOG (object);

  g_clear_object (&dialog->session);
  g_free (dialog->sample);
  G_OBJECT_CLASS (console_create_vault_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, create_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, form);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, who_group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, organization_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, admin_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, unlock_group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, passphrase_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, keyring_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, repeat_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, strength_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, strength_bar);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, strength_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, path_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, error_revealer);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateVaultDialog, error_label);
}

static void
console_create_vault_dialog_class_init (ConsoleCreateVaultDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_create_vault_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_create_vault_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = console_create_vault_dialog_close_request;
  g_type_ensure (CONSOLE_TYPE_PASSPHRASE_ROW);
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/create-vault-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, create_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_clicked_cb);
}

static void
console_create_vault_dialog_init (ConsoleCreateVaultDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

/* --- The samples -------------------------------------------------------------------------------*/

typedef struct
{
  const char *sample;
  const char *title;
  const char *organization;
  const char *about;
} SampleText;

static const SampleText samples[] = {
  { "automotive", NC_ ("title of a dialog", "Sample: Automotive Manufacturer"), "Meridian Motors",
    NC_ ("sample",
         "Accounts, people, roles and a hierarchy of a car maker and three suppliers, with "
         "certificates issued and revoked over the past years. You join it as its founder.") },
  { "iot", NC_ ("title of a dialog", "Sample: IoT Manufacturer"), "Halcyon Home",
    NC_ ("sample",
         "Accounts, people, roles and a hierarchy of a maker of devices for the home, with "
         "certificates issued and revoked over the past years. You join it as its founder.") },
};

static void
prepare_sample (ConsoleCreateVaultDialog *dialog)
{
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      const SampleText *text = &samples[i];

      if (g_strcmp0 (text->sample, dialog->sample) != 0)
        continue;
      gtk_window_set_title (GTK_WINDOW (dialog),
                            g_dpgettext2 (NULL, "title of a dialog", text->title));
      adw_preferences_group_set_description (dialog->who_group,
                                             g_dpgettext2 (NULL, "sample", text->about));
      gtk_editable_set_text (dialog->organization_row, text->organization);
      adw_preferences_group_set_description (
        dialog->unlock_group,
        C_ ("sample",
            "All people of the sample share it, so that you can sign in as each of them. In a "
            "vault of your own everybody has a secret of their own."));
    }
}

GtkWindow *
console_create_vault_dialog_new (ConsoleSession *session, const char *sample)
{
  ConsoleCreateVaultDialog *dialog = g_object_new (CONSOLE_TYPE_CREATE_VAULT_DIALOG, NULL);
  const char *name = g_get_real_name ();

  dialog->session = g_object_ref (session);
  dialog->sample = sample && sample[0] ? g_strdup (sample) : NULL;
  if (g_strcmp0 (name, "Unknown") != 0)
    gtk_editable_set_text (dialog->admin_row, name);
  prepare_sample (dialog);
  take_path (dialog, console_vault_propose_path ());
  update (dialog);
  gtk_window_set_focus (GTK_WINDOW (dialog), dialog->sample ?
                                               GTK_WIDGET (dialog->passphrase_row) :
                                               GTK_WIDGET (dialog->organization_row));
  return GTK_WINDOW (dialog);
}
