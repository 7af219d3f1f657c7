/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window has to do with plans: what keys and menu name is passed on to their page, files
 * come in from everywhere, and it is not closed over what is not saved. */
#include "console-window-private.h"

#include "console-plan-actions.h"
#include "console-plan-care.h"
#include "console-plan-shelf.h"
#include "console-plans.h"

#include <glib/gi18n.h>

static ConsolePlanShelf *
get_shelf (ConsoleWindow *window)
{
  return console_plan_shelf_get (console_window_get_session (window));
}

/* --- Title -------------------------------------------------------------------------------------*/

static char *
describe_file (ConsolePlanDocument *document)
{
  GFile *file = console_plan_document_get_file (document);
  g_autofree char *base = file ? g_file_get_basename (file) : NULL;
  g_autofree char *name = base ? g_filename_display_name (base) : NULL;

  return name ? esp_text_escape (name) : g_strdup (C_ ("plan", "Not saved yet"));
}

char *
console_window_describe_plan (ConsoleWindow *window, char **subtitle)
{
  ConsolePlanDocument *document = console_plan_shelf_get_document (get_shelf (window));
  g_autofree char *title = document ? console_plan_document_get_title (document) : NULL;
  g_autofree char *safe = title ? esp_text_escape (title) : NULL;

  if (!document)
    return NULL;
  *subtitle = describe_file (document);
  return console_plan_document_is_modified (document) ? g_strdup_printf ("• %s", safe) :
                                                        g_steal_pointer (&safe);
}

/* --- Files -------------------------------------------------------------------------------------*/

void
console_window_open_given (ConsoleWindow *window)
{
  ConsoleSession *session = console_window_get_session (window);
  g_autoptr (GFile) file = NULL;

  if (console_session_get_phase (session) != CONSOLE_PHASE_OPEN)
    return;
  file = console_plan_shelf_take_given (get_shelf (window));
  if (!file)
    return;
  console_session_set_place (session, "plans");
  console_window_show_content (window);
  console_plans_page_open_file (console_window_get_page (window), file);
}

static void
given_cb (ConsoleWindow *window)
{
  if (console_session_get_phase (console_window_get_session (window)) == CONSOLE_PHASE_OPEN)
    console_window_open_given (window);
  else
    console_window_add_toast (window, _ ("The plan is opened when somebody has signed in."));
}

/* --- Closing -----------------------------------------------------------------------------------*/

gboolean
console_window_may_close (ConsoleWindow *window,
                          void (*proceed) (gpointer data),
                          gpointer data,
                          GDestroyNotify data_free)
{
  return console_plan_care_may_close (console_window_get_owner (window),
                                      console_window_get_session (window), proceed, data,
                                      data_free);
}

static void
close_now (gpointer window)
{
  gtk_window_destroy (window);
}

static gboolean
close_request_cb (ConsoleWindow *window)
{
  return !console_window_may_close (window, close_now, g_object_ref (window), g_object_unref);
}

void
console_window_install_plans (ConsoleWindow *window)
{
  console_plan_actions_install (GTK_WIDGET (window), console_window_get_session (window));
  g_signal_connect_object (get_shelf (window), "given", G_CALLBACK (given_cb), window,
                           G_CONNECT_SWAPPED);
  g_signal_connect (window, "close-request", G_CALLBACK (close_request_cb), NULL);
}
