/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each group is a label of its own, so that the whole code is in no text that is not wiped. What
 * was copied is taken off the clipboard again when the box goes, unless something else is there. */
#include "console-code-box.h"

#include "console-error.h"
#include "console-files.h"
#include "console-format.h"
#include "console-recovery-print.h"
#include "base/esp-error.h"

#include <glib/gi18n.h>

struct _ConsoleCodeBox
{
  AdwBin parent_instance;

  GtkFlowBox *groups_box;
  GtkLabel *person_label;
  GtkLabel *until_label;

  EspSecret *code;
  char *name;
  GdkClipboard *clipboard; /* where it was copied to */
  GdkContentProvider *copied;
};

G_DEFINE_FINAL_TYPE (ConsoleCodeBox, console_code_box, ADW_TYPE_BIN)

static char *
dup_code (ConsoleCodeBox *box)
{
  gsize len;
  const guint8 *bytes = esp_secret_get_bytes (box->code, &len);

  return g_strndup ((const char *) bytes, len);
}

static void
wipe_text (char *text)
{
  esp_wipe (text, strlen (text));
  g_free (text);
}

static void
copy_cb (ConsoleCodeBox *box)
{
  g_autoptr (GdkContentProvider) provider = NULL;
  char *text;

  if (!box->code)
    return;
  text = dup_code (box);
  provider = gdk_content_provider_new_typed (G_TYPE_STRING, text);
  wipe_text (text);
  g_set_object (&box->clipboard, gtk_widget_get_clipboard (GTK_WIDGET (box)));
  g_set_object (&box->copied, provider);
  gdk_clipboard_set_content (box->clipboard, provider);
}

static void
written_cb (GtkWidget *owner, const GError *error, gpointer data)
{
  if (error)
    console_error_show (owner, error);
}

static void
file_chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  ConsoleCodeBox *box = CONSOLE_CODE_BOX (owner);
  g_autofree char *text = NULL;
  char *code;

  if (!file || !box->code)
    return;
  code = dup_code (box);
  text = g_strconcat (code, "\n", NULL);
  wipe_text (code);
  console_files_write (owner, file, text, written_cb, NULL);
  esp_wipe (text, strlen (text));
}

static void
save_cb (ConsoleCodeBox *box)
{
  /* Translators: the name of a person */
  g_autofree char *name = g_strdup_printf (C_ ("file name", "Code for %s.txt"), box->name);

  console_files_save (GTK_WIDGET (box), C_ ("file chooser", "Save Code"), name, file_chosen_cb,
                      NULL);
}

static void
show_groups (ConsoleCodeBox *box)
{
  char group[CONSOLE_RECOVERY_GROUP_MAX];

  for (guint i = 0; console_recovery_get_group (box->code, i, group); i++)
    {
      GtkWidget *label = gtk_label_new (group);

      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_widget_add_css_class (label, "monospace");
      gtk_widget_add_css_class (label, "title-2");
      gtk_flow_box_append (box->groups_box, label);
      gtk_widget_set_focusable (
        GTK_WIDGET (gtk_flow_box_get_child_at_index (box->groups_box, (int) i)), FALSE);
      esp_wipe (group, sizeof group);
    }
}

static void
show_words (ConsoleCodeBox *box, JsonObject *answer)
{
  g_autofree char *until = console_format_time (
    console_format_read_time (answer, "InvitationExpiresAt"));
  g_autofree char *safe = esp_text_escape (box->name);
  const char *arguments[] = { "name", safe, "time", until, NULL };
  g_autofree char *person = esp_text_fill (
    _ ("Hand this code to {name} in person, or by a way that nobody else reads. With it they make "
       "keys of their own; then they read a fingerprint out to you, and you confirm it."),
    arguments);
  g_autofree char *limit = esp_text_fill (_ ("Shown this once. Good for one use, until {time}."),
                                          arguments);

  gtk_label_set_text (box->person_label, person);
  gtk_label_set_text (box->until_label, limit);
}

gboolean
console_code_box_take (ConsoleCodeBox *box, JsonObject *answer)
{
  const char *code = esp_json_get_string (answer, "Code");
  const char *name = esp_json_get_string (esp_json_get_object (answer, "Principal"), "Name");

  if (!code)
    return FALSE;
  /* The answer is nobody else's, and its code is to be in one place only. */
  box->code = esp_secret_new_take ((char *) code, strlen (code), NULL);
  box->name = g_strdup (name ? name : "");
  if (!box->code)
    return FALSE;
  show_groups (box);
  show_words (box, answer);
  return TRUE;
}

static void
console_code_box_dispose (GObject *object)
{
  ConsoleCodeBox *box = CONSOLE_CODE_BOX (object);

  if (box->clipboard && gdk_clipboard_get_content (box->clipboard) == box->copied)
    gdk_clipboard_set_content (box->clipboard, NULL);
  g_clear_object (&box->clipboard);
  g_clear_object (&box->copied);
  g_clear_pointer (&box->code, esp_secret_unref);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_CODE_BOX);
  G_OBJECT_CLASS (console_code_box_parent_class)->dispose (object);
}

static void
console_code_box_finalize (GObject *object)
{
  g_free (CONSOLE_CODE_BOX (object)->name);
  G_OBJECT_CLASS (console_code_box_parent_class)->finalize (object);
}

static void
console_code_box_class_init (ConsoleCodeBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_code_box_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_code_box_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/code-box.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleCodeBox, groups_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCodeBox, person_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCodeBox, until_label);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
}

static void
console_code_box_init (ConsoleCodeBox *box)
{
  gtk_widget_init_template (GTK_WIDGET (box));
}
