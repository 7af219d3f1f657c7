/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting and ending; the one table of keys; which vault is opened, and which files were given;
 * the lock when the screen is locked. Everything else is the window's. */
#include "console-application.h"

#include "console-about.h"
#include "console-given-tray.h"
#include "console-help.h"
#include "console-idle-lock.h"
#include "console-plan-shelf.h"
#include "console-preferences.h"
#include "console-screen-lock.h"
#include "console-settings.h"
#include "console-vault-in.h"
#include "console-window.h"
#include "esp-config.h"

#include <glib/gi18n.h>

struct _ConsoleApplication
{
  AdwApplication parent_instance;

  gboolean secure;
  char *vault; /* from the command line */
  EspEngine *engine;
  ConsoleSession *session;
  ConsoleIdleLock *idle_lock;
  ConsolePreferences *preferences; /* the session's */
  GSettings *settings;             /* of the window */
  char *errand;                    /* from the command line: an action of the program */
  gboolean vault_chosen;           /* the one to begin with is being opened, or was */
  guint inhibited; /* the end of the desktop's session: what is not saved holds it up */
};

G_DEFINE_FINAL_TYPE (ConsoleApplication, console_application, ADW_TYPE_APPLICATION)

/* --- Keys --------------------------------------------------------------------------------------*/

typedef struct
{
  const char *action;
  const char *keys[3];
} KeyRow;

static const KeyRow keys[] = {
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
  { "app.help", { "F1" } },
  { "win.preferences", { "<Control>comma" } },
  { "win.show-help-overlay", { "<Control>question" } },
  { "win.open-vault", { "<Control>o" } },
  { "win.create-root", { "<Control>n" } },
  { "win.create-subordinate::", { "<Control><Shift>n" } },
  { "ca.issue", { "<Control>i" } },
  { "ca.report", { "<Control>e" } },
  { "ca.tags", { "<Control>t" } },
  { "ca.save-crl", { "<Control><Shift>r" } },
  { "plans.open", { "<Control><Shift>o" } },
  { "plans.save", { "<Control>s" } },
  { "plans.save-as", { "<Control><Shift>s" } },
  { "win.search", { "<Control>f" } },
  { "win.refresh", { "F5", "<Control>r" } },
  { "win.lock", { "<Control>l" } },
  { "win.back", { "<Alt>Left" } },
  /* In the order of the sidebar. */
  { "win.show-place::ca", { "<Alt>1" } },
  { "win.show-place::diagram", { "<Alt>2" } },
  { "win.show-place::plans", { "<Alt>3" } },
  { "win.show-place::certificates", { "<Alt>4" } },
  { "win.show-place::reports", { "<Alt>5" } },
  { "win.show-place::people", { "<Alt>6" } },
  { "win.show-place::shares", { "<Alt>7" } },
  { "win.show-place::approvals", { "<Alt>8" } },
  { "win.show-place::activity", { "<Alt>9" } },
  { "win.show-place::alerts", { "<Alt>0" } },
  { "win.show-place::health", { "<Control>h" } },
};

/* The language of what the engine writes on paper. */
static const char *
translate (const char *one, const char *many, gulong n)
{
  return many ? ngettext (one, many, n) : gettext (one);
}

void
console_application_set_keys (GtkApplication *application)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (application, keys[i].action, keys[i].keys);
}

/* --- Actions -----------------------------------------------------------------------------------*/

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ConsoleApplication *application = data;

  console_about_present (gtk_application_get_active_window (GTK_APPLICATION (application)),
                         application->engine);
}

static ConsoleWindow *
find_window (ConsoleApplication *application)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (application));

  while (windows && !CONSOLE_IS_WINDOW (windows->data))
    windows = windows->next;
  return windows ? windows->data : NULL;
}

/* Of a notification on the desktop: to the alert with this number; 0: to all of them. */
static void
show_alert_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ConsoleWindow *window = find_window (data);

  if (!window)
    return;
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_activate_action_variant (GTK_WIDGET (window), "win.show-alert", parameter);
}

/* About what is looked at. */
static void
help_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (data));

  if (window)
    console_help_present_for (window);
}

static void
quit_now (gpointer application)
{
  g_application_quit (application);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ConsoleWindow *window = find_window (data);

  if (!window || console_window_may_close (window, quit_now, g_object_ref (data), g_object_unref))
    g_application_quit (data);
}

/* Of the desktop's menu of the program; here they may be what starts it. */
static void
errand_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ConsoleWindow *window;

  g_application_activate (data);
  window = find_window (data);
  if (window)
    console_window_run_errand (window, g_action_get_name (G_ACTION (action)));
}

static const GActionEntry actions[] = {
  { .name = "about", .activate = about_cb },
  { .name = "help", .activate = help_cb },
  { .name = "new-certificate", .activate = errand_cb },
  { .name = "open-plan", .activate = errand_cb },
  { .name = "show-alert", .activate = show_alert_cb, .parameter_type = "x" },
  { .name = "quit", .activate = quit_cb },
};

static void
add_actions (ConsoleApplication *application)
{
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
}

/* --- Which vault -------------------------------------------------------------------------------*/

/* As the command line tool does: an option, the environment; then what is preferred. NULL: first
 * run. */
static char *
choose_vault (ConsoleApplication *application)
{
  const char *environment = g_getenv ("ESPALIER_VAULT");

  if (application->vault)
    return g_strdup (application->vault);
  if (environment && environment[0])
    return g_strdup (environment);
  return console_preferences_find_vault (application->preferences);
}

static void
phase_cb (ConsoleApplication *application)
{
  const char *path = esp_engine_get_path (application->engine);

  if (path && application->preferences)
    g_object_set (application->preferences, "last-vault", path, NULL);
}

/* --- Life --------------------------------------------------------------------------------------*/

static void
screensaver_cb (ConsoleApplication *application)
{
  gboolean active;

  g_object_get (application, "screensaver-active", &active, NULL);
  if (active && application->session)
    console_session_lock (application->session);
}

static gboolean
is_something_unsaved (ConsoleApplication *application)
{
  g_autoptr (GPtrArray)
    unsaved = console_plan_shelf_list_unsaved (console_plan_shelf_get (application->session));

  return unsaved->len > 0;
}

static void
query_end_cb (ConsoleApplication *application)
{
  if (!application->inhibited && is_something_unsaved (application))
    application->inhibited = gtk_application_inhibit (
      GTK_APPLICATION (application), GTK_WINDOW (find_window (application)),
      GTK_APPLICATION_INHIBIT_LOGOUT, _ ("A plan has changes that are not saved."));
}

static void
shelf_cb (ConsoleApplication *application)
{
  if (!application->inhibited || is_something_unsaved (application))
    return;
  gtk_application_uninhibit (GTK_APPLICATION (application), application->inhibited);
  application->inhibited = 0;
}

static void
make_session (ConsoleApplication *application)
{
  application->engine = esp_engine_new (NULL);
  esp_engine_set_words (application->engine, translate,
                        gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL);
  application->session = console_session_new (application->engine);
  application->idle_lock = console_idle_lock_new (application->session);
  console_screen_lock_follow (application->session);
  application->preferences = console_preferences_get (application->session);
  console_preferences_follow_style (application->preferences);
  console_preferences_follow_folder (application->preferences);
  g_signal_connect_object (application->session, "notify::phase", G_CALLBACK (phase_cb),
                           application, G_CONNECT_SWAPPED);
  g_signal_connect_object (console_plan_shelf_get (application->session), "changed",
                           G_CALLBACK (shelf_cb), application, G_CONNECT_SWAPPED);
}

static void
console_application_startup (GApplication *base)
{
  ConsoleApplication *application = CONSOLE_APPLICATION (base);

  G_APPLICATION_CLASS (console_application_parent_class)->startup (base);
  application->settings = console_settings_new ();
  make_session (application);
  add_actions (application);
  console_application_set_keys (GTK_APPLICATION (application));
  g_signal_connect (application, "notify::screensaver-active", G_CALLBACK (screensaver_cb), NULL);
  g_signal_connect (application, "query-end", G_CALLBACK (query_end_cb), NULL);
}

static void
show_no_secure_memory (GtkWindow *window)
{
  GtkWidget *dialog = adw_message_dialog_new (
    window, _ ("No Secure Memory"),
    _ (
      "This machine gives the program no memory that is kept from being written to disk, so no key "
      "can be opened. Raise the limit of locked memory and start again."));

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_window (ConsoleApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window)
    {
      gtk_window_present (window);
      return;
    }
  window = GTK_WINDOW (console_window_new (ADW_APPLICATION (application), application->session));
  console_settings_track_window (application->settings, window);
  gtk_window_present (window);
  if (!application->secure)
    show_no_secure_memory (window);
}

static void
open_vault (ConsoleApplication *application, const char *path)
{
  GtkWidget *window = GTK_WIDGET (find_window (application));

  application->vault_chosen = TRUE;
  if (path && application->secure && window)
    console_vault_open (application->session, window, path);
}

static void
open_first_vault (ConsoleApplication *application)
{
  g_autofree char *vault = NULL;

  if (application->vault_chosen)
    return;
  vault = choose_vault (application);
  open_vault (application, vault);
}

/* The errand that it was started for, once. */
static void
run_errand (ConsoleApplication *application)
{
  g_autofree char *errand = g_steal_pointer (&application->errand);

  if (errand)
    console_window_run_errand (find_window (application), errand);
}

static void
console_application_activate (GApplication *base)
{
  show_window (CONSOLE_APPLICATION (base));
  open_first_vault (CONSOLE_APPLICATION (base));
  run_errand (CONSOLE_APPLICATION (base));
}

/* --- Given files -------------------------------------------------------------------------------*/

static void
sorted_cb (const ConsoleGiven *given, gpointer data)
{
  g_autoptr (ConsoleApplication) application = data;
  GFile *vault = console_given_get_first (given, CONSOLE_GIVEN_KIND_VAULT);
  GFile *plan = console_given_get_first (given, CONSOLE_GIVEN_KIND_PLAN);
  g_autofree char *path = vault ? g_file_get_path (vault) : NULL;
  g_autofree char *others = console_given_describe_others (given);

  if (!application->session)
    return;
  if (path)
    open_vault (application, path);
  open_first_vault (application);
  if (others)
    console_session_toast (application->session, others);
  else if (console_given_count (given, CONSOLE_GIVEN_KIND_VAULT) > 1 ||
           console_given_count (given, CONSOLE_GIVEN_KIND_PLAN) > 1)
    console_session_toast (
      application->session,
      _ ("One vault and one plan can be open at a time: the first of each is."));
  console_given_tray_put (console_given_tray_get (application->session), given);
  if (plan)
    console_plan_shelf_give (console_plan_shelf_get (application->session), plan);
}

static void
console_application_open (GApplication *base, GFile **files, int n_files, const char *hint)
{
  show_window (CONSOLE_APPLICATION (base));
  run_errand (CONSOLE_APPLICATION (base));
  console_given_files_sort (files, n_files, sorted_cb, g_object_ref (base));
}

static void
take_vault_option (ConsoleApplication *application, GVariantDict *options)
{
  GApplication *base = G_APPLICATION (application);
  g_autofree char *name = NULL;
  g_autoptr (GFile) file = NULL;

  if (!g_variant_dict_lookup (options, "vault", "^ay", &name))
    return;
  file = g_file_new_for_commandline_arg (name);
  application->vault = g_file_get_path (file);
  /* Another vault gets a process of its own. */
  g_application_set_flags (base, g_application_get_flags (base) | G_APPLICATION_NON_UNIQUE);
}

/* Options of the same names as the actions. */
static const char *
find_errand (GVariantDict *options)
{
  static const char *const errands[] = { "new-certificate", "open-plan" };

  for (gsize i = 0; i < G_N_ELEMENTS (errands); i++)
    if (g_variant_dict_contains (options, errands[i]))
      return errands[i];
  return NULL;
}

/* Where the program runs already, that one does the errand and this one ends. */
static int
console_application_handle_local_options (GApplication *base, GVariantDict *options)
{
  ConsoleApplication *application = CONSOLE_APPLICATION (base);
  const char *errand = find_errand (options);

  take_vault_option (application, options);
  if (!errand)
    return -1;
  if (!g_application_register (base, NULL, NULL) || !g_application_get_is_remote (base))
    {
      application->errand = g_strdup (errand);
      return -1;
    }
  g_action_group_activate_action (G_ACTION_GROUP (base), errand, NULL);
  return 0;
}

/* No key outlives the window, even while something still holds the engine. */
static void
console_application_shutdown (GApplication *base)
{
  ConsoleApplication *application = CONSOLE_APPLICATION (base);

  g_clear_object (&application->idle_lock);
  application->preferences = NULL;
  g_clear_object (&application->session);
  if (application->engine)
    esp_engine_close (application->engine);
  g_clear_object (&application->engine);
  g_clear_object (&application->settings);
  G_APPLICATION_CLASS (console_application_parent_class)->shutdown (base);
}

static void
console_application_finalize (GObject *object)
{
  g_free (CONSOLE_APPLICATION (object)->vault);
  g_free (CONSOLE_APPLICATION (object)->errand);
  G_OBJECT_CLASS (console_application_parent_class)->finalize (object);
}

static void
console_application_class_init (ConsoleApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_application_finalize;
  application_class->startup = console_application_startup;
  application_class->activate = console_application_activate;
  application_class->open = console_application_open;
  application_class->handle_local_options = console_application_handle_local_options;
  application_class->shutdown = console_application_shutdown;
}

static void
console_application_init (ConsoleApplication *application)
{
  const GOptionEntry options[] = {
    { "vault", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Open this vault"), N_ ("FILE") },
    { "new-certificate", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Issue a certificate"), NULL },
    { "open-plan", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Choose a plan to open"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (application), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (application), _ ("[FILE…]"));
  g_application_set_option_context_summary (
    G_APPLICATION (application),
    _ (
      "FILE is a vault, a plan of a hierarchy (.espalier-plan), a certificate signing request or a "
      "certificate."));
}

ConsoleApplication *
console_application_new (gboolean secure)
{
  ConsoleApplication *application = g_object_new (
    CONSOLE_TYPE_APPLICATION, "application-id", ESP_APPLICATION_ID, "resource-base-path",
    "/org/espalier/Espalier", "register-session", TRUE, "flags", G_APPLICATION_HANDLES_OPEN, NULL);

  application->secure = secure;
  return application;
}
