/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which page belongs to what, as tables, and who shows it. A dialog that has no page of its own has
 * that of the window below it. */
#include "console-help.h"

#include "console-dialogs.h"
#include "console-window.h"
#include "esp-config.h"

#define RESOURCE "/org/espalier/Espalier/help/C"
#define SUFFIX ".page"
#define HELP "console-help"

/* --- Which page --------------------------------------------------------------------------------*/

typedef struct
{
  const char *name;
  const char *page;
} Page;

static const Page places[] = {
  { "ca", "hierarchy" },       { "diagram", "hierarchy" }, { "plans", "plans" },
  { "certificates", "issue" }, { "reports", "reports" },   { "people", "roles" },
  { "activity", "log" },       { "shares", "sharing" },    { "approvals", "two-persons" },
  { "alerts", "alerts" },      { "health", "health" },
};

/* Names of classes. */
static const Page dialogs[] = {
  { "ConsoleCreateRootDialog", "hierarchy" },
  { "ConsoleCreateSubordinateDialog", "hierarchy" },
  { "ConsoleImportAssistant", "import" },
  { "ConsoleImportDialog", "hierarchy" },
  { "ConsoleRenewDialog", "hierarchy" },
  { "ConsoleDeleteCaDialog", "hierarchy" },
  { "ConsoleHandOverDialog", "handover" },
  { "ConsoleTakeOverDialog", "handover" },
  { "ConsoleIssueDialog", "issue" },
  { "ConsoleCertificateDialog", "issue" },
  { "ConsoleRevokeDialog", "revoke" },
  { "ConsoleRevocationDialog", "revoke" },
  { "ConsolePublishDialog", "revoke" },
  { "ConsoleReportDialog", "reports" },
  { "ConsoleReportWindow", "reports" },
  { "ConsoleCreateShareDialog", "sharing" },
  { "ConsoleReplacePermissionDialog", "sharing" },
  { "ConsolePersonDialog", "roles" },
  { "ConsoleInviteDialog", "roles" },
  { "ConsoleConfirmDialog", "roles" },
  { "ConsoleEnrolDialog", "roles" },
  { "ConsoleNewCodeDialog", "roles" },
  { "ConsoleRoleDialog", "roles" },
  { "ConsoleCreateRoleDialog", "roles" },
  { "ConsolePolicyDialog", "roles" },
  { "ConsoleExplainDialog", "roles" },
  { "ConsoleRefuseDialog", "two-persons" },
  { "ConsoleAddApproverDialog", "two-persons" },
  { "ConsoleProvisionDialog", "ceremony" },
  { "ConsoleEventDialog", "log" },
  { "ConsoleRecoveryDialog", "recovery" },
  { "ConsoleRestoreDialog", "backup" },
  { "ConsolePreferencesWindow", "alerts" },
  { "ConsoleCreateVaultDialog", "first-steps" },
};

static const char *
find (const Page *pages, gsize n, const char *name)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (pages[i].name, name))
      return pages[i].page;
  return NULL;
}

static const char *
find_place (ConsoleWindow *window)
{
  ConsoleSession *session = console_window_get_session (window);
  const char *page = NULL;

  if (console_session_get_phase (session) != CONSOLE_PHASE_OPEN)
    return console_session_get_phase (session) == CONSOLE_PHASE_LOCKED ? "keyring" : "first-steps";
  page = find (places, G_N_ELEMENTS (places), console_session_get_place (session));
  return page ? page : "index";
}

const char *
console_help_find_page (GtkWindow *window)
{
  for (GtkWindow *at = window; at; at = gtk_window_get_transient_for (at))
    {
      const char *page = find (dialogs, G_N_ELEMENTS (dialogs), G_OBJECT_TYPE_NAME (at));

      if (page)
        return page;
      if (CONSOLE_IS_WINDOW (at))
        return find_place (CONSOLE_WINDOW (at));
    }
  return "index";
}

/* --- The pages ---------------------------------------------------------------------------------*/

ConsoleHelpPage *
console_help_load (const char *id, GError **error)
{
  g_autofree char *path = g_strconcat (RESOURCE "/", id, SUFFIX, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  gsize length;
  const char *text = bytes ? g_bytes_get_data (bytes, &length) : NULL;

  return text ? console_help_page_parse (text, length, error) : NULL;
}

char **
console_help_list (void)
{
  char **names = g_resources_enumerate_children (RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (guint i = 0; names && names[i]; i++)
    if (g_str_has_suffix (names[i], SUFFIX))
      names[i][strlen (names[i]) - strlen (SUFFIX)] = '\0';
  return names;
}

/* --- Who shows it ------------------------------------------------------------------------------*/

/* One for each main window, gone with it; beside the dialogs that stand over it, which would else
 * take the keys and clicks. */
static ConsoleHelpWindow *
get_own_window (GtkWindow *main)
{
  ConsoleHelpWindow *help = g_object_get_data (G_OBJECT (main), HELP);
  g_autoptr (GtkWindowGroup) group = NULL;

  if (help)
    return help;
  help = console_help_window_new ();
  group = gtk_window_group_new ();
  gtk_window_group_add_window (group, GTK_WINDOW (help));
  gtk_window_set_application (GTK_WINDOW (help), gtk_window_get_application (main));
  g_object_set_data (G_OBJECT (main), HELP, help);
  g_signal_connect_object (main, "destroy", G_CALLBACK (gtk_window_destroy), help,
                           G_CONNECT_SWAPPED);
  return help;
}

static void
show_own (GtkWindow *window, const char *page)
{
  GtkWindow *main = window;
  ConsoleHelpWindow *help;

  if (CONSOLE_IS_HELP_WINDOW (window))
    return;
  while (gtk_window_get_transient_for (main))
    main = gtk_window_get_transient_for (main);
  help = get_own_window (main);
  console_help_window_show (help, page);
  gtk_window_present (GTK_WINDOW (help));
}

typedef struct
{
  GtkWindow *window;
  const char *page;
} Shown;

static void
viewer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Shown *shown = data;

  if (!gtk_show_uri_full_finish (shown->window, result, NULL) &&
      !gtk_widget_in_destruction (GTK_WIDGET (shown->window)))
    show_own (shown->window, shown->page);
  g_object_unref (shown->window);
  g_free (shown);
}

static gboolean
has_viewer (void)
{
  g_autoptr (GAppInfo) viewer = g_app_info_get_default_for_uri_scheme ("help");

  return viewer && g_file_test (ESP_HELPDIR "/C/espalier/index.page", G_FILE_TEST_EXISTS);
}

void
console_help_present_for (GtkWindow *window)
{
  const char *page = console_help_find_page (window);
  g_autofree char *uri = NULL;
  Shown *shown;

  if (!has_viewer ())
    {
      show_own (window, page);
      return;
    }
  uri = g_strconcat ("help:espalier/", page, NULL);
  shown = g_new0 (Shown, 1);
  shown->window = g_object_ref (window);
  shown->page = page;
  gtk_show_uri_full (window, uri, GDK_CURRENT_TIME, NULL, viewer_cb, shown);
}
