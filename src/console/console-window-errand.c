/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desktop's menu of the program asks for (console-window.h): which dialog it is, and when
 * the time for it has come. What the dialog does is its own. */
#include "console-window-private.h"

#include "console-ca-actions.h"

#include <glib/gi18n.h>

#define ERRAND "console-errand"

typedef struct
{
  const char *name;
  gboolean needs_ca;
  void (*run) (ConsoleWindow *window);
} ErrandRow;

static void
run_new_certificate (ConsoleWindow *window)
{
  ConsoleSession *session = console_window_get_session (window);
  g_autofree char *denial = console_ca_actions_explain (session, "issue");

  if (denial)
    console_window_add_toast (window, denial);
  else
    gtk_widget_activate_action (GTK_WIDGET (window), "win.issue", "s", "");
}

static void
run_open_plan (ConsoleWindow *window)
{
  GtkWidget *page;

  console_session_set_place (console_window_get_session (window), "plans");
  console_window_show_content (window);
  page = console_window_get_page (window);
  if (page)
    gtk_widget_activate_action (page, "plans.open", NULL);
}

static const ErrandRow rows[] = {
  { "new-certificate", TRUE, run_new_certificate },
  { "open-plan", FALSE, run_open_plan },
};

/* A vault without a CA says on its page what comes first, so nothing waits for one. */
static gboolean
is_without_ca (ConsoleSession *session)
{
  EspCaTree *tree = console_session_get_tree (session);

  return esp_ca_tree_is_loaded (tree) && esp_ca_tree_get_n_cas (tree) == 0;
}

static void
look (ConsoleWindow *window)
{
  ConsoleSession *session = console_window_get_session (window);
  const ErrandRow *row = g_object_get_data (G_OBJECT (window), ERRAND);

  if (!row || !session || console_session_get_phase (session) != CONSOLE_PHASE_OPEN)
    return;
  if (row->needs_ca && !console_session_get_selected_ca (session) && !is_without_ca (session))
    return;
  g_object_set_data (G_OBJECT (window), ERRAND, NULL);
  if (!row->needs_ca || console_session_get_selected_ca (session))
    row->run (window);
}

void
console_window_run_errand (ConsoleWindow *window, const char *name)
{
  ConsoleSession *session = console_window_get_session (window);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].name, name))
      g_object_set_data (G_OBJECT (window), ERRAND, (gpointer) &rows[i]);
  if (g_object_get_data (G_OBJECT (window), ERRAND) &&
      console_session_get_phase (session) != CONSOLE_PHASE_OPEN)
    console_window_add_toast (window, _ ("It is opened when somebody has signed in."));
  look (window);
}

void
console_window_install_errands (ConsoleWindow *window)
{
  ConsoleSession *session = console_window_get_session (window);

  g_signal_connect_object (session, "notify::phase", G_CALLBACK (look), window,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (session, "notify::selected-ca", G_CALLBACK (look), window,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (console_session_get_tree (session), "updated", G_CALLBACK (look), window,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}
