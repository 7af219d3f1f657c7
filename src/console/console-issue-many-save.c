/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificates of a run as files: a folder of them, or one. Where files would be written over
 * somebody is asked first, and what was written is told even when the rest could not be. */
#include "console-issue-many-private.h"

#include "console-error.h"
#include "console-files.h"
#include "console-issued-files.h"
#include "console-question.h"
#include "console-toast.h"

#include <glib/gi18n.h>

static GPtrArray *
pick_issued (ConsoleIssueMany *dialog)
{
  return console_request_list_pick (dialog->list, 1u << CONSOLE_REQUEST_ISSUED);
}

static const char *
get_chain (ConsoleIssueMany *dialog)
{
  return gtk_check_button_get_active (dialog->chain_check) ?
           console_request_run_get_chain (dialog->run) :
           NULL;
}

/* --- One file ----------------------------------------------------------------------------------*/

void
console_issue_many_save_bundle (ConsoleIssueMany *dialog)
{
  g_autoptr (GPtrArray) issued = pick_issued (dialog);
  g_autofree char *text = console_issued_files_join (issued, get_chain (dialog));

  console_files_save_text (dialog->stack, C_ ("title of a file chooser", "Save Certificates"),
                           C_ ("name of a file", "certificates.pem"), text);
}

/* --- A folder ----------------------------------------------------------------------------------*/

static void
set_saving (ConsoleIssueMany *dialog, gboolean saving)
{
  g_clear_object (&dialog->saving);
  if (saving)
    dialog->saving = g_cancellable_new ();
  else
    {
      g_clear_object (&dialog->folder);
      g_clear_pointer (&dialog->to_save, g_ptr_array_unref);
    }
  gtk_progress_bar_set_fraction (dialog->save_bar, 0);
  gtk_widget_set_visible (GTK_WIDGET (dialog->save_bar), saving);
  gtk_widget_set_sensitive (dialog->save_box, !saving);
  gtk_widget_set_sensitive (dialog->again_button, !saving);
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->primary_button), !saving);
}

static char *
describe_saved (guint n)
{
  return g_strdup_printf (ngettext ("%u file saved", "%u files saved", n), n);
}

/* A part that is there is told of before what stopped the rest. */
static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleIssueMany) dialog = data;
  g_autoptr (GError) error = NULL;
  guint n = 0;
  gboolean good = console_issued_files_write_finish (result, &n, &error);
  g_autofree char *saved = describe_saved (n);

  if (!dialog->list)
    return;
  set_saving (dialog, FALSE);
  if (good || n > 0)
    console_toast_show (dialog->stack, saved);
  if (!good)
    console_error_show (dialog->stack, error);
}

static void
progress_cb (guint n_written, gpointer data)
{
  ConsoleIssueMany *dialog = data;

  if (dialog->to_save)
    gtk_progress_bar_set_fraction (dialog->save_bar,
                                   (double) n_written / MAX (dialog->to_save->len, 1));
}

static void
write_all (ConsoleIssueMany *dialog)
{
  g_autoptr (GFile) folder = g_object_ref (dialog->folder);
  g_autoptr (GPtrArray) files = g_ptr_array_ref (dialog->to_save);

  set_saving (dialog, TRUE);
  console_issued_files_write_async (folder, files, dialog->saving, progress_cb, written_cb,
                                    g_object_ref (dialog));
}

static void
agreed_cb (GtkWidget *owner, const char *thing)
{
  ConsoleIssueMany *dialog = CONSOLE_ISSUE_MANY (gtk_widget_get_root (owner));

  if (dialog->to_save)
    write_all (dialog);
}

static void
ask_to_replace (ConsoleIssueMany *dialog, guint n)
{
  g_autofree char *heading = g_strdup_printf (ngettext ("Replace %u File?", "Replace %u Files?", n),
                                              n);
  g_autofree char *body = g_strdup_printf (
    ngettext ("%u file of the same name is in this folder already. Its content would be lost.",
              "%u files of the same names are in this folder already. Their contents would be "
              "lost.",
              n),
    n);

  console_question_ask (dialog->stack, heading, body, C_ ("button of a question", "_Replace"),
                        agreed_cb, NULL);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleIssueMany) dialog = data;
  guint n = console_issued_files_look_finish (result);

  if (!dialog->list || !dialog->to_save)
    return;
  if (n > 0)
    ask_to_replace (dialog, n);
  else
    write_all (dialog);
}

static void
folder_chosen_cb (GtkWidget *owner, GFile *folder, gpointer data)
{
  ConsoleIssueMany *dialog = CONSOLE_ISSUE_MANY (gtk_widget_get_root (owner));
  g_autoptr (GPtrArray) issued = NULL;

  if (!folder || dialog->saving)
    return;
  issued = pick_issued (dialog);
  g_set_object (&dialog->folder, folder);
  g_clear_pointer (&dialog->to_save, g_ptr_array_unref);
  dialog->to_save = console_issued_files_plan (issued, get_chain (dialog));
  console_issued_files_look_async (folder, dialog->to_save, looked_cb, g_object_ref (dialog));
}

void
console_issue_many_save_folder (ConsoleIssueMany *dialog)
{
  console_files_folder (dialog->stack,
                        C_ ("title of a file chooser", "Save Certificates in Folder"),
                        folder_chosen_cb, NULL);
}
