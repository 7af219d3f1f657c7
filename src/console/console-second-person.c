/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A group of a form, off until somebody turns it on or the engine has said that two are needed.
 * Which names could be given is not known before the backup is open, so they are typed. */
#include "console-second-person.h"

#include "base/esp-error.h"
#include "console-files.h"
#include "console-form.h"
#include "console-rows.h"

#include <glib/gi18n.h>

struct _ConsoleSecondPerson
{
  AdwBin parent_instance;

  GtkSwitch *needed_switch;
  AdwComboRow *who_row;
  GtkEditable *name_row;
  AdwActionRow *recovery_row;
  ConsolePassphraseRow *passphrase_row;
  ConsoleHintRow *hint;

  char *recovery;
  EspSecret *passphrase; /* while it is tried */
  gboolean recovery_allowed;
};

G_DEFINE_FINAL_TYPE (ConsoleSecondPerson, console_second_person, ADW_TYPE_BIN)

static const char *const recovery_patterns[] = { "*.pem", "*", NULL };

static guint changed_signal;

/* --- What is filled in -------------------------------------------------------------------------*/

static gboolean
is_there (ConsoleSecondPerson *second)
{
  return gtk_switch_get_active (second->needed_switch);
}

static gboolean
is_by_recovery (ConsoleSecondPerson *second)
{
  return second->recovery_allowed && adw_combo_row_get_selected (second->who_row) == 1;
}

static void
set_hint (ConsoleSecondPerson *second, const char *text, gboolean wrong)
{
  console_hint_row_set_text (second->hint, text);
  if (wrong)
    gtk_widget_remove_css_class (GTK_WIDGET (second->hint), "note");
  else
    gtk_widget_add_css_class (GTK_WIDGET (second->hint), "note");
}

static void
update (ConsoleSecondPerson *second)
{
  gboolean there = is_there (second);
  gboolean recovery = is_by_recovery (second);
  gboolean empty = console_passphrase_row_is_empty (second->passphrase_row);

  gtk_widget_set_visible (GTK_WIDGET (second->who_row), there && second->recovery_allowed);
  gtk_widget_set_visible (GTK_WIDGET (second->name_row), there && !recovery);
  gtk_widget_set_visible (GTK_WIDGET (second->recovery_row), there && recovery);
  gtk_widget_set_visible (GTK_WIDGET (second->passphrase_row), there);
  set_hint (second,
            there && !recovery && empty ?
              _ ("Without a passphrase, the keyring of this computer is asked.") :
              NULL,
            FALSE);
}

static void
changed_cb (ConsoleSecondPerson *second)
{
  update (second);
  g_signal_emit (second, changed_signal, 0);
}

void
console_second_person_allow_recovery (ConsoleSecondPerson *second, gboolean allow)
{
  second->recovery_allowed = allow;
  update (second);
}

const char *
console_second_person_find_missing (ConsoleSecondPerson *second)
{
  if (!is_there (second))
    return NULL;
  if (!is_by_recovery (second))
    return gtk_editable_get_text (second->name_row)[0] ?
             NULL :
             C_ ("tooltip", "Name the second person first");
  if (!second->recovery)
    return C_ ("tooltip", "Choose the file of the recovery identity first");
  return console_passphrase_row_is_empty (second->passphrase_row) ?
           C_ ("tooltip", "Type the second person’s passphrase first") :
           NULL;
}

/* --- File of the recovery identity -------------------------------------------------------------*/

static void
recovery_chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  ConsoleSecondPerson *second = CONSOLE_SECOND_PERSON (owner);
  char *path = file ? g_file_get_path (file) : NULL;
  g_autofree char *name = path ? g_filename_display_name (path) : NULL;
  g_autofree char *safe = name ? esp_text_escape (name) : NULL;

  if (path)
    {
      g_free (second->recovery);
      second->recovery = path;
      adw_action_row_set_subtitle (second->recovery_row, safe);
      changed_cb (second);
    }
  else if (file)
    set_hint (second, _ ("Choose a file on one of the disks of this computer."), TRUE);
}

static void
choose_recovery_cb (ConsoleSecondPerson *second)
{
  console_files_open (GTK_WIDGET (second), C_ ("file chooser", "File of the Recovery Identity"),
                      recovery_patterns, C_ ("file filter", "Recovery identities"),
                      recovery_chosen_cb, NULL);
}

/* The same without a chooser: for tests. */
static void
take_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_bytestring (parameter));

  recovery_chosen_cb (widget, file, NULL);
}

/* --- Trying it ---------------------------------------------------------------------------------*/

void
console_second_person_fill (ConsoleSecondPerson *second, EspRestore *options)
{
  if (!is_there (second))
    return;
  g_clear_pointer (&second->passphrase, esp_secret_unref);
  second->passphrase = console_passphrase_row_take (second->passphrase_row);
  options->second_passphrase = second->passphrase;
  if (is_by_recovery (second))
    options->second_recovery_file = second->recovery;
  else
    options->second = gtk_editable_get_text (second->name_row);
}

/* What can't be opened is named as it was given. */
static gboolean
is_about (ConsoleSecondPerson *second, const GError *error)
{
  const char *object = error && error->domain == ESP_ERROR ? esp_error_get_object (error) : NULL;
  const char *mine = is_by_recovery (second) ? second->recovery :
                                               gtk_editable_get_text (second->name_row);

  return is_there (second) && object && g_strcmp0 (object, mine) == 0;
}

static gboolean
has_reason (const GError *error, EspReason reason)
{
  return error && error->domain == ESP_ERROR && esp_error_has_reason (error, reason);
}

/* Where there is something to type. */
static void
focus (ConsoleSecondPerson *second, const GError *error)
{
  gboolean secret = is_by_recovery (second) || has_reason (error, ESP_REASON_IDENTITY_PASSWORD) ||
                    has_reason (error, ESP_REASON_PASSPHRASE_NEEDED);

  gtk_widget_grab_focus (secret ? GTK_WIDGET (second->passphrase_row) :
                                  GTK_WIDGET (second->name_row));
}

gboolean
console_second_person_answer (ConsoleSecondPerson *second, const GError *error)
{
  g_autoptr (EspSecret) passphrase = g_steal_pointer (&second->passphrase);
  gboolean about = is_about (second, error);
  gboolean needed = has_reason (error, ESP_REASON_RESTORE_NEEDS_SECOND);

  if (error && passphrase && !(about && has_reason (error, ESP_REASON_IDENTITY_PASSWORD)))
    console_passphrase_row_put_back (second->passphrase_row, passphrase);
  if (needed)
    gtk_switch_set_active (second->needed_switch, TRUE);
  if (needed || about)
    focus (second, error);
  return about;
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_second_person_finalize (GObject *object)
{
  ConsoleSecondPerson *second = CONSOLE_SECOND_PERSON (object);

  g_clear_pointer (&second->passphrase, esp_secret_unref);
  g_free (second->recovery);
  G_OBJECT_CLASS (console_second_person_parent_class)->finalize (object);
}

static void
console_second_person_class_init (ConsoleSecondPersonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_second_person_finalize;
  g_type_ensure (CONSOLE_TYPE_PASSPHRASE_ROW);
  g_type_ensure (CONSOLE_TYPE_HINT_ROW);
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_SECOND_PERSON, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/second-person.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleSecondPerson, needed_switch);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSecondPerson, who_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSecondPerson, name_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSecondPerson, recovery_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSecondPerson, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSecondPerson, hint);
  gtk_widget_class_bind_template_callback (widget_class, choose_recovery_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_install_action (widget_class, "second-person.take", "ay", take_action);
}

static void
console_second_person_init (ConsoleSecondPerson *second)
{
  gtk_widget_init_template (GTK_WIDGET (second));
  update (second);
}
