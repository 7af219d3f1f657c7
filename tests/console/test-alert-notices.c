/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desktop is told of an alert: a notification server of this program's own takes it on the
 * private bus. And the keys of the program: each place of the sidebar has one, and stands in the
 * window of shortcuts. */
#include "console/console-alerts.h"
#include "console/console-application.h"
#include "console/console-pages.h"
#include "console/console-preferences.h"

#include "pages-fixture.h"

#define SERVER "org.gtk.Notifications"

static ConsoleApplication *application;

/* --- A server of notifications -----------------------------------------------------------------*/

static const char xml[] =
  "<node><interface name='org.gtk.Notifications'>"
  "<method name='AddNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='a{sv}' direction='in'/></method>"
  "<method name='RemoveNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "</method></interface></node>";

typedef struct
{
  guint n, n_removed;
  char *id, *title, *body, *action, *priority;
  gint64 target;
} Told;

static Told told;

static void
told_clear (void)
{
  g_free (told.id);
  g_free (told.title);
  g_free (told.body);
  g_free (told.action);
  g_free (told.priority);
  told = (Told){ 0 };
}

static void
called_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer data)
{
  g_autoptr (GVariant) content = NULL;
  guint n = told.n + 1, n_removed = told.n_removed;
  g_autoptr (GVariant) target = NULL;

  if (g_str_equal (method, "AddNotification"))
    {
      told_clear ();
      told.n = n;
      told.n_removed = n_removed;
      g_variant_get (parameters, "(ss@a{sv})", NULL, &told.id, &content);
      g_variant_lookup (content, "title", "s", &told.title);
      g_variant_lookup (content, "body", "s", &told.body);
      g_variant_lookup (content, "default-action", "s", &told.action);
      g_variant_lookup (content, "priority", "s", &told.priority);
      target = g_variant_lookup_value (content, "default-action-target", G_VARIANT_TYPE_INT64);
      told.target = target ? g_variant_get_int64 (target) : -1;
    }
  else
    told.n_removed++;
  g_dbus_method_invocation_return_value (invocation, NULL);
}

/* FALSE: there is no bus. */
static gboolean
start_server (void)
{
  static const GDBusInterfaceVTable table = { .method_call = called_cb };
  GDBusConnection *bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autoptr (GVariant) owned = NULL;
  g_autoptr (GError) error = NULL;

  if (!bus)
    return FALSE;
  g_dbus_connection_register_object (bus, "/org/gtk/Notifications", node->interfaces[0], &table,
                                     NULL, NULL, &error);
  g_assert_no_error (error);
  owned = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", SERVER, 4u), G_VARIANT_TYPE ("(u)"),
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return TRUE;
}

/* --- Alerts ------------------------------------------------------------------------------------*/

static gboolean
is_told (gpointer n)
{
  return told.n == GPOINTER_TO_UINT (n);
}

static gboolean
is_taken_away (gpointer data)
{
  return told.n_removed > 0;
}

/* The newest about the CA whose name is markup: that the root was changed. */
static JsonObject *
get_alert (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_engine_call (fixture->engine, "ListAlerts", NULL, NULL, &error);
  JsonArray *alerts;

  g_assert_no_error (error);
  alerts = json_object_get_array_member (json_node_get_object (node), "Alerts");
  for (guint i = 0; i < json_array_get_length (alerts); i++)
    {
      JsonObject *alert = json_array_get_object_element (alerts, i);

      if (g_strcmp0 (esp_json_get_string (alert, "CertificateAuthority"), HOSTILE) == 0)
        return json_object_ref (alert);
    }
  g_assert_not_reached ();
}

static void
test_alert (Fixture *fixture, gconstpointer data)
{
  ConsoleWaiting *waiting = console_waiting_new (fixture->session);
  GtkWidget *label = gtk_label_new ("Place"),
            *window = gtk_application_window_new (GTK_APPLICATION (application));
  g_autoptr (JsonObject) alert = get_alert (fixture);
  g_autofree char *id = g_strdup_printf (
    "alert-%s-%s", json_object_get_string_member (alert, "Kind"),
    json_object_get_string_member (alert, "CertificateAuthorityArn"));

  gtk_window_set_child (GTK_WINDOW (window), label);
  console_alert_notices_watch (waiting, fixture->session, label);
  told_clear ();
  g_signal_emit_by_name (waiting, "alerted", alert);
  wait_until (is_told, GUINT_TO_POINTER (1));
  g_assert_cmpstr (told.id, ==, id);
  g_assert_cmpstr (told.title, ==, "Espalier: Alert");
  /* Plain text, as GNotification has it, and no override in it. */
  g_assert_nonnull (strstr (told.body, HOSTILE_SHOWN));
  g_assert_null (strstr (told.body, "\u202e"));
  /* A click leads to this one. */
  g_assert_cmpstr (told.action, ==, "app.show-alert");
  g_assert_cmpint (told.target, ==, esp_json_get_int (alert, "Id", 0));
  g_assert_cmpint (told.target, >, 0);
  g_assert_cmpstr (
    told.priority, ==,
    g_str_equal (json_object_get_string_member (alert, "Severity"), "ALERT") ? "high" : "normal");
  /* The same once more takes the place of the one before: it has its id. */
  g_signal_emit_by_name (waiting, "alerted", alert);
  wait_until (is_told, GUINT_TO_POINTER (2));
  g_assert_cmpstr (told.id, ==, id);
  /* Whom it bothers is told of nothing. */
  g_object_set (console_preferences_get (fixture->session), "notify-alerts", FALSE, NULL);
  g_signal_emit_by_name (waiting, "alerted", alert);
  run_for (200);
  g_assert_cmpuint (told.n, ==, 2);
  g_object_set (console_preferences_get (fixture->session), "notify-alerts", TRUE, NULL);
  g_assert_cmpuint (told.n_removed, ==, 0);
  /* Who left the window is told of nothing, and what was told is taken away. */
  gtk_window_destroy (GTK_WINDOW (window));
  wait_until (is_taken_away, NULL);
  g_signal_emit_by_name (waiting, "alerted", alert);
  run_for (200);
  g_assert_cmpuint (told.n, ==, 2);
  assert_gone_at (G_STRLOC, waiting);
}

/* The sample has things that are due within a year; each is told once. */
static void
test_due (Fixture *fixture, gconstpointer data)
{
  ConsolePreferences *preferences = console_preferences_get (fixture->session);
  ConsoleWaiting *waiting = console_waiting_new (fixture->session);
  GtkWidget *label = gtk_label_new ("Place"),
            *window = gtk_application_window_new (GTK_APPLICATION (application));
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) made = NULL;

  /* A deletion that becomes final in a week. */
  json_object_set_string_member (parameters, "CertificateAuthority", HOSTILE);
  json_object_set_string_member (parameters, "Status", "DISABLED");
  made = esp_engine_call (fixture->engine, "UpdateCertificateAuthority", parameters, NULL, NULL);
  g_assert_nonnull (made);
  json_object_remove_member (parameters, "Status");
  json_object_set_int_member (parameters, "PermanentDeletionTimeInDays", 7);
  json_node_unref (made);
  made = esp_engine_call (fixture->engine, "DeleteCertificateAuthority", parameters, NULL, NULL);
  g_assert_nonnull (made);
  told_clear ();
  gtk_window_set_child (GTK_WINDOW (window), label);
  g_object_set (preferences, "notify-due-days", 0, NULL);
  console_alert_notices_watch (waiting, fixture->session, label);
  run_for (200);
  g_assert_cmpuint (told.n, ==, 0);
  g_object_set (preferences, "notify-due-days", 5, NULL);
  run_for (500);
  g_assert_cmpuint (told.n, ==, 0);
  g_object_set (preferences, "notify-due-days", 8, NULL);
  wait_until (is_told, GUINT_TO_POINTER (1));
  g_assert_cmpstr (told.id, ==, "due");
  g_assert_nonnull (strstr (told.body, HOSTILE_SHOWN));
  g_assert_null (strstr (told.body, "\u202e"));
  g_assert_cmpint (told.target, ==, 0);
  g_object_set (preferences, "notify-due-days", 9, NULL);
  run_for (500);
  g_assert_cmpuint (told.n, ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
  wait_until (is_taken_away, NULL);
  assert_gone_at (G_STRLOC, waiting);
}

/* --- Keys --------------------------------------------------------------------------------------*/

static gboolean
stands_in (GtkBuilder *builder, const char *action)
{
  g_autoptr (GSList) objects = gtk_builder_get_objects (builder);

  for (GSList *l = objects; l; l = l->next)
    {
      g_autofree char *name = NULL;

      if (!GTK_IS_SHORTCUTS_SHORTCUT (l->data))
        continue;
      g_object_get (l->data, "action-name", &name, NULL);
      if (g_strcmp0 (name, action) == 0)
        return TRUE;
    }
  return FALSE;
}

static guint
check_places (GtkWidget *widget, GtkBuilder *overlay, GHashTable *keys)
{
  guint n = 0;

  if (CONSOLE_IS_PLACE_ROW (widget))
    {
      g_autofree char *action = g_strdup_printf (
        "win.show-place::%s", gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)));
      g_auto (GStrv)
        accels = gtk_application_get_accels_for_action (GTK_APPLICATION (application), action);

      g_test_message ("%s", action);
      g_assert_nonnull (accels[0]);
      g_assert_true (g_hash_table_add (keys, g_strdup (accels[0])));
      g_assert_true (stands_in (overlay, action));
      return 1;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += check_places (child, overlay, keys);
  return n;
}

/* Every place has a key of its own, and who asks for the keys finds it. */
static void
test_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GtkBuilder)
    overlay = gtk_builder_new_from_resource ("/org/espalier/Espalier/gtk/help-overlay.ui");
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GtkWidget *sidebar = console_sidebar_new (fixture->session);
  GtkWidget *window = present (sidebar);

  g_assert_cmpuint (check_places (sidebar, overlay, keys), ==, 10);
  gtk_window_destroy (GTK_WINDOW (gtk_builder_get_object (overlay, "help_overlay")));
  assert_gone_with (window, sidebar);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_setenv ("GNOTIFICATION_BACKEND", "gtk", TRUE);
  g_test_init (&argc, &argv, NULL);
  if (!set_up_display () || !start_server ())
    return 77;
  application = console_application_new (TRUE);
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  add ("/console/alert-notices/alert", test_alert);
  add ("/console/alert-notices/due", test_due);
  add ("/console/alert-notices/keys", test_keys);
  status = g_test_run ();
  remove_sample ();
  told_clear ();
  g_object_unref (application);
  return status;
}
