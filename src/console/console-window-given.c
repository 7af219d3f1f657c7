/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files on the window: dropped on it, or handed to the program. A request is issued from, many are
 * issued from together, a certificate is looked at, a plan goes to the designer; of anything else
 * it is said what it is not. */
#include "console-window-private.h"

#include "console-dialogs.h"
#include "console-error.h"
#include "console-files.h"
#include "console-given-certificate.h"
#include "console-given-tray.h"
#include "console-issue-many.h"
#include "console-plan-shelf.h"
#include "console-request-reader.h"
#include "console-vault-in.h"

#include <glib/gi18n.h>

#define READ_LIMIT (2 * ESP_REQUEST_MAX_SIZE)

static ConsoleGivenTray *
get_tray (ConsoleWindow *window)
{
  return console_given_tray_get (console_window_get_session (window));
}

/* --- Requests ----------------------------------------------------------------------------------*/

static void
open_many (ConsoleWindow *window, GSList *files)
{
  ConsoleSession *session = console_window_get_session (window);
  EspCaNode *node = console_session_get_selected_ca (session);

  if (node)
    console_dialog_present (console_issue_many_new (session, node, files, NULL),
                            GTK_WIDGET (window));
}

static void
open_one (ConsoleWindow *window, GBytes *content)
{
  ConsoleSession *session = console_window_get_session (window);
  EspCaNode *node = console_session_get_selected_ca (session);

  if (node)
    console_dialog_present (console_issue_dialog_new (session, node, content), GTK_WIDGET (window));
}

/* One file may hold many requests. */
static void
request_read_cb (GtkWidget *owner, GBytes *content, const GError *error, gpointer data)
{
  ConsoleWindow *window = CONSOLE_WINDOW (gtk_widget_get_root (owner));
  g_autoptr (GFile) file = data;
  GSList files = { file, NULL };

  if (console_session_get_phase (console_window_get_session (window)) != CONSOLE_PHASE_OPEN)
    return;
  if (esp_error_has_reason (error, ESP_REASON_FILE_TOO_LARGE) ||
      (content && console_request_reader_has_several (content)))
    open_many (window, &files);
  else if (content)
    open_one (window, content);
  else
    console_error_show (owner, error);
}

static void
open_requests (ConsoleWindow *window)
{
  gboolean many = FALSE;
  GSList *files = console_given_tray_take_requests (get_tray (window), &many);

  if (many)
    open_many (window, files);
  else
    console_files_read (console_window_get_owner (window), files->data, READ_LIMIT, request_read_cb,
                        g_object_ref (files->data));
  g_slist_free_full (files, g_object_unref);
}

/* TRUE: they can be issued from now. Without a CA they wait until one is selected. */
static gboolean
may_issue (ConsoleWindow *window)
{
  ConsoleSession *session = console_window_get_session (window);
  EspCaNode *node = console_session_get_selected_ca (session);
  g_autofree char *denial = node ?
                              console_session_explain_denial (session, "acm-pca:IssueCertificate",
                                                              esp_ca_node_get_ca (node)) :
                              NULL;
  gboolean many;

  if (!denial)
    return node != NULL;
  console_session_toast (session, denial);
  g_slist_free_full (console_given_tray_take_requests (get_tray (window), &many), g_object_unref);
  return FALSE;
}

/* --- What was given ----------------------------------------------------------------------------*/

void
console_window_open_given_files (ConsoleWindow *window)
{
  ConsoleSession *session = console_window_get_session (window);
  ConsoleGivenTray *tray = get_tray (window);
  GSList *files;

  if (console_session_get_phase (session) != CONSOLE_PHASE_OPEN ||
      console_given_tray_is_empty (tray))
    return;
  files = console_given_tray_take_certificates (tray);
  if (files)
    console_given_certificate_open (session, console_window_get_owner (window), files);
  g_slist_free_full (files, g_object_unref);
  if (!console_given_tray_is_empty (tray) && may_issue (window))
    open_requests (window);
}

static void
given_cb (ConsoleWindow *window)
{
  ConsoleSession *session = console_window_get_session (window);

  if (console_session_get_phase (session) == CONSOLE_PHASE_OPEN)
    console_window_open_given_files (window);
  else
    console_session_toast (session, _ ("It is opened when somebody has signed in."));
}

/* --- What is dropped ---------------------------------------------------------------------------*/

static void
take_vault (ConsoleWindow *window, GFile *file)
{
  ConsoleSession *session = console_window_get_session (window);
  g_autofree char *path = g_file_get_path (file);

  /* An open vault is not closed for one that fell on it. */
  if (console_session_get_phase (session) != CONSOLE_PHASE_WELCOME)
    console_session_toast (session, _ ("This is a vault: “Open Vault…” in the menu opens it."));
  else if (path)
    console_vault_open (session, console_window_get_owner (window), path);
}

static void
dropped_cb (const ConsoleGiven *given, gpointer data)
{
  g_autoptr (ConsoleWindow) window = data;
  ConsoleSession *session = console_window_get_session (window);
  g_autofree char *others = console_given_describe_others (given);

  if (!session)
    return;
  if (others)
    console_session_toast (session, others);
  if (console_given_count (given, CONSOLE_GIVEN_KIND_VAULT) > 0)
    take_vault (window, console_given_get_first (given, CONSOLE_GIVEN_KIND_VAULT));
  if (console_given_count (given, CONSOLE_GIVEN_KIND_PLAN) > 0)
    console_plan_shelf_give (console_plan_shelf_get (session),
                             console_given_get_first (given, CONSOLE_GIVEN_KIND_PLAN));
  console_given_tray_put (console_given_tray_get (session), given);
}

static gboolean
drop_cb (ConsoleWindow *window, const GValue *value, double x, double y)
{
  GSList *list = g_value_get_boxed (value);
  g_autoptr (GPtrArray) files = g_ptr_array_new ();

  for (GSList *l = list; l; l = l->next)
    g_ptr_array_add (files, l->data);
  if (files->len == 0)
    return FALSE;
  console_given_files_sort ((GFile **) files->pdata, (int) files->len, dropped_cb,
                            g_object_ref (window));
  return TRUE;
}

void
console_window_install_given (ConsoleWindow *window)
{
  ConsoleSession *session = console_window_get_session (window);
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), window);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (target));
  g_signal_connect_object (get_tray (window), "given", G_CALLBACK (given_cb), window,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::phase", G_CALLBACK (console_window_open_given_files),
                           window, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (session, "notify::selected-ca",
                           G_CALLBACK (console_window_open_given_files), window,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}
