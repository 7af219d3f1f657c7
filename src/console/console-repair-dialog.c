/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the repair of a broken policy would do, each place in a sentence and each changed line as it
 * was and as it would be: nobody takes a text that they have not seen. */
#include "console-access-dialogs.h"
#include "console-access-words.h"
#include "console-form.h"
#include "console-note-row.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_REPAIR_DIALOG (console_repair_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleRepairDialog,
                      console_repair_dialog,
                      CONSOLE,
                      REPAIR_DIALOG,
                      ConsoleFormWindow)

#define ROWS_MAX 50

struct _ConsoleRepairDialog
{
  ConsoleFormWindow parent_instance;

  AdwPreferencesGroup *repairs_group;
  GtkBox *lines_box;
  GWeakRef owner;
  ConsoleRepairTaken take;
  char *text;
};

G_DEFINE_FINAL_TYPE (ConsoleRepairDialog, console_repair_dialog, CONSOLE_TYPE_FORM_WINDOW)

static void
console_repair_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleRepairDialog *dialog = CONSOLE_REPAIR_DIALOG (window);
  g_autoptr (GtkWidget) owner = g_weak_ref_get (&dialog->owner);

  if (owner)
    dialog->take (owner, dialog->text);
  gtk_window_close (GTK_WINDOW (window));
}

/* --- What is shown -----------------------------------------------------------------------------*/

static void
show_repairs (ConsoleRepairDialog *dialog, GPtrArray *repairs)
{
  for (guint i = 0; i < MIN (repairs->len, ROWS_MAX); i++)
    {
      const EspPolicyFinding *repair = g_ptr_array_index (repairs, i);
      g_autofree char *sentence = console_finding_sentence (repair);
      g_autofree char *place = console_finding_place (repair);
      GtkWidget *row = console_note_row_new (sentence);

      console_note_row_set_detail (CONSOLE_NOTE_ROW (row), place);
      adw_preferences_group_add (dialog->repairs_group, row);
    }
}

static void
append_line (GtkBox *box, const char *mark, const char *line, const char *style)
{
  g_autofree char *safe = esp_text_escape (line);
  g_autofree char *text = g_strdup_printf ("%s %s", mark, safe);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, style);
  gtk_box_append (box, label);
}

/* Repairs stay in their lines, except at the end: lines are compared in their order, and what is
 * more on one side stands at the end. */
static void
show_lines (ConsoleRepairDialog *dialog, const char *before, const char *after)
{
  g_auto (GStrv) old = g_strsplit (before, "\n", -1);
  g_auto (GStrv) new = g_strsplit (after, "\n", -1);
  guint n_old = g_strv_length (old), n_new = g_strv_length (new), shown = 0;

  for (guint i = 0; i < MAX (n_old, n_new) && shown < ROWS_MAX; i++)
    {
      const char *was = i < n_old ? old[i] : NULL, *is = i < n_new ? new[i] : NULL;

      if (g_strcmp0 (was, is) == 0)
        continue;
      shown++;
      if (was && *was)
        append_line (dialog->lines_box, "−", was, "line-removed");
      if (is && *is)
        append_line (dialog->lines_box, "+", is, "line-added");
    }
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_repair_dialog_finalize (GObject *object)
{
  ConsoleRepairDialog *dialog = CONSOLE_REPAIR_DIALOG (object);

  g_weak_ref_clear (&dialog->owner);
  g_free (dialog->text);
  G_OBJECT_CLASS (console_repair_dialog_parent_class)->finalize (object);
}

static void
console_repair_dialog_class_init (ConsoleRepairDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_repair_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_repair_dialog_submit;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/repair-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleRepairDialog, repairs_group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRepairDialog, lines_box);
}

static void
console_repair_dialog_init (ConsoleRepairDialog *dialog)
{
  g_weak_ref_init (&dialog->owner, NULL);
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_repair_dialog_new (ConsoleSession *session,
                           const char *before,
                           const char *after,
                           GPtrArray *repairs,
                           GtkWidget *owner,
                           ConsoleRepairTaken take)
{
  ConsoleRepairDialog *dialog = g_object_new (CONSOLE_TYPE_REPAIR_DIALOG, "session", session, NULL);

  g_weak_ref_set (&dialog->owner, owner);
  dialog->take = take;
  dialog->text = g_strdup (after);
  show_repairs (dialog, repairs);
  show_lines (dialog, before, after);
  return GTK_WINDOW (dialog);
}
