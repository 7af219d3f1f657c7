/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole window through its phases: welcome, open, locked, open again; every action that a menu
 * or a key names exists; a lock closes what stands over the window; and nothing is left behind. */
#include "console/console-dialogs.h"
#include "console/console-people.h"
#include "console/console-rows.h"
#include "console/console-window.h"

#include <glib/gstdio.h>

static EspSecret *passphrase;
static AdwApplication *application;

/* --- Helpers -----------------------------------------------------------------------------------*/

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

typedef gboolean (*Condition) (gpointer data);

static void
wait_for (Condition condition, gpointer data)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  guint source = g_timeout_add (20, wake_cb, NULL);

  while (!condition (data) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  g_assert_true (condition (data));
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static gboolean
is_open (gpointer session)
{
  return console_session_get_selected_ca (session) != NULL;
}

static gboolean
is_locked (gpointer session)
{
  return console_session_get_phase (session) == CONSOLE_PHASE_LOCKED;
}

static gboolean
is_visible (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

static GtkWidget *
find_by_id (GtkWidget *widget, const char *id)
{
  if (g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), id) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_by_id (child, id);

      if (found)
        return found;
    }
  return NULL;
}

static GtkWindow *
find_dialog (gpointer window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (toplevel) == window)
        return toplevel;
    }
  return NULL;
}

static gboolean
has_dialog (gpointer window)
{
  return find_dialog (window) != NULL;
}

/* --- Actions -----------------------------------------------------------------------------------*/

/* Groups that belong to the application or to the toolkit are not asked here. */
static gboolean
is_ours (const char *action)
{
  return g_str_has_prefix (action, "ca.") ||
         (g_str_has_prefix (action, "win.") && !g_str_equal (action, "win.show-help-overlay"));
}

/* What stands in the group "ca" activates the window's action of the same name. */
static gboolean
has_action (GtkWidget *window, const char *action)
{
  g_autofree char *wanted = g_strconcat ("win", strchr (action, '.'), NULL);
  const GVariantType *type;
  const char *name, *property;
  GType owner;

  for (guint i = 0; gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (window), i, &owner, &name,
                                                   &type, &property);
       i++)
    if (g_str_equal (name, wanted))
      return TRUE;
  return FALSE;
}

static guint
check_menu (GtkWidget *window, GMenuModel *menu)
{
  guint n = 0;

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      const char *const links[] = { G_MENU_LINK_SECTION, G_MENU_LINK_SUBMENU };
      g_autofree char *action = NULL;

      if (g_menu_model_get_item_attribute (menu, i, "action", "s", &action) && is_ours (action))
        {
          g_assert_true (has_action (window, action));
          n++;
        }
      for (guint k = 0; k < G_N_ELEMENTS (links); k++)
        {
          g_autoptr (GMenuModel) below = g_menu_model_get_item_link (menu, i, links[k]);

          n += below ? check_menu (window, below) : 0;
        }
    }
  return n;
}

static guint
check_menu_of (GtkWidget *window, const char *button)
{
  GtkWidget *widget = find_by_id (window, button);

  g_assert_nonnull (widget);
  return check_menu (window, gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (widget)));
}

/* --- The life of a window ----------------------------------------------------------------------*/

static void
create_vault (EspEngine *engine, const char *path)
{
  g_autoptr (GError) error = NULL;
  EspVaultCreation creation = {
    .path = path,
    .organization = "Meridian Motors",
    .admin = "Ada Kern",
    .sample = "automotive",
    .unlock = ESP_UNLOCK_WITH_PASSPHRASE,
    .passphrase = passphrase,
  };

  esp_engine_create (engine, &creation, NULL, &error);
  g_assert_no_error (error);
}

static void
check_open_window (ConsoleWindow *window, ConsoleSession *session)
{
  GtkWidget *issue = find_by_id (GTK_WIDGET (window), "issue_button");
  GtkWidget *notice = find_by_id (GTK_WIDGET (window), "notice_bar");

  g_assert_cmpuint (check_menu_of (GTK_WIDGET (window), "ca_button"), >, 5);
  g_assert_cmpuint (check_menu_of (GTK_WIDGET (window), "create_button"), ==, 4);
  g_assert_true (gtk_widget_get_visible (issue));
  g_assert_true (gtk_widget_is_sensitive (issue));
  wait_for (is_visible, find_by_id (notice, "button"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-place", "s", "activity");
  g_assert_false (gtk_widget_get_visible (issue));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-place", "s", "certificates");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-place", "s", "ca");
  g_assert_true (gtk_widget_get_visible (issue));
}

static void
test_life (void)
{
  g_autofree char *folder = g_dir_make_tmp ("espalier-window-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "vault.espalier", NULL);
  g_autoptr (GError) error = NULL;
  EspEngine *engine = esp_engine_new (NULL);
  ConsoleSession *session = console_session_new (engine);
  ConsoleWindow *window = console_window_new (application, session);
  gpointer alive = window, session_alive = session, engine_alive = engine, dialog_alive;

  g_object_add_weak_pointer (G_OBJECT (window), &alive);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));

  create_vault (engine, path);
  wait_for (is_open, session);
  check_open_window (window, session);

  console_sign_in_start (session, GTK_WIDGET (window), "Ada Kern", NULL);
  wait_for (has_dialog, window);
  dialog_alive = find_dialog (window);
  g_object_add_weak_pointer (dialog_alive, &dialog_alive);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.lock", NULL);
  wait_for (is_locked, session);
  wait_for (is_null, &dialog_alive);
  g_assert_null (
    gtk_stack_get_visible_child (GTK_STACK (find_by_id (GTK_WIDGET (window), "pages"))));

  esp_engine_sign_in (engine, "Ada Kern", NULL, passphrase, NULL, &error);
  g_assert_no_error (error);
  wait_for (is_open, session);
  check_open_window (window, session);

  gtk_window_destroy (GTK_WINDOW (window));
  wait_for (is_null, &alive);
  /* What was asked for last may still be answered. */
  g_object_add_weak_pointer (G_OBJECT (session), &session_alive);
  g_object_add_weak_pointer (G_OBJECT (engine), &engine_alive);
  esp_engine_close (engine);
  g_object_unref (session);
  g_object_unref (engine);
  wait_for (is_null, &session_alive);
  wait_for (is_null, &engine_alive);
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  int status;

  esp_init ();
  if (!gtk_init_check ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  application = adw_application_new ("org.espalier.Espalier.Test", G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  passphrase = esp_secret_new_copy ("for the test", 12, NULL);
  g_test_add_func ("/console/window/life", test_life);
  status = g_test_run ();
  esp_secret_unref (passphrase);
  g_object_unref (application);
  return status;
}
