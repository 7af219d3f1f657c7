/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window can be asked to do, as a table: most actions open a dialog, some call an
 * operation and tell of it. What is permitted the engine decides; here is only what is greyed out.
 */
#include "console-window-private.h"

#include "console-access-dialogs.h"
#include "console-alerts.h"
#include "console-dialogs.h"
#include "console-error.h"
#include "console-files.h"
#include "console-health.h"
#include "console-people.h"
#include "console-preferences.h"
#include "console-vault-in.h"

#include <glib/gi18n.h>

static const char *const vault_patterns[] = { "*.espalier", NULL };

/* --- Dialogs -----------------------------------------------------------------------------------*/

static void
present (ConsoleWindow *window, GtkWindow *dialog)
{
  console_dialog_present (dialog, GTK_WIDGET (window));
}

static void
create_subordinate_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);

  present (window,
           console_create_subordinate_dialog_new (console_window_get_session (window),
                                                  console_window_find_ca (window, parameter)));
}

static GtkWindow *
new_issue_dialog (ConsoleSession *session, EspCaNode *ca)
{
  return console_issue_dialog_new (session, ca, NULL);
}

/* Dialogs that need to know no more than which CA. */
static const struct
{
  const char *action;
  GtkWindow *(*make) (ConsoleSession *session, EspCaNode *ca);
} ca_dialogs[] = {
  { "win.issue", new_issue_dialog },
  { "win.report", console_report_dialog_new },
  { "win.import", console_import_dialog_new },
  { "win.tags", console_tags_dialog_new },
  { "win.revocation", console_revocation_dialog_new },
  { "win.publish", console_publish_dialog_new },
  { "win.renew", console_renew_dialog_new },
  { "win.delete", console_delete_ca_dialog_new },
  { "win.hand-over", console_hand_over_dialog_new },
};

static void
ca_dialog_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);
  EspCaNode *node = console_window_find_ca (window, parameter);

  for (gsize i = 0; node && i < G_N_ELEMENTS (ca_dialogs); i++)
    if (g_str_equal (ca_dialogs[i].action, action))
      present (window, ca_dialogs[i].make (console_window_get_session (window), node));
}

static void
create_root_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);

  present (window, console_create_root_dialog_new (console_window_get_session (window)));
}

static void
import_authorities_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);

  present (window, console_import_assistant_new (console_window_get_session (window)));
}

static void
take_over_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);

  present (window, console_take_over_dialog_new (console_window_get_session (window)));
}

static void
show_certificate_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);
  const char *ca, *serial;

  g_variant_get (parameter, "(&s&s)", &ca, &serial);
  present (window,
           console_certificate_dialog_new (console_window_get_session (window), ca, serial));
}

static void
revoke_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);
  const char *ca, *serial, *subject;

  g_variant_get (parameter, "(&s&s&s)", &ca, &serial, &subject);
  present (window,
           console_revoke_dialog_new (console_window_get_session (window), ca, serial, subject));
}

static void
show_event_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);

  present (window, console_event_dialog_new (console_window_get_session (window),
                                             g_variant_get_int64 (parameter)));
}

static void
create_vault_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);
  const char *sample = g_variant_get_string (parameter, NULL);

  present (window, console_create_vault_dialog_new (console_window_get_session (window),
                                                    sample[0] ? sample : NULL));
}

static void
recovery_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);

  present (window, console_recovery_dialog_new (console_window_get_session (window)));
}

static void
enrol_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);

  present (window, console_enrol_dialog_new (console_window_get_session (window)));
}

static void
restore_backup_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);

  present (window, console_restore_dialog_new (console_window_get_session (window)));
}

/* --- Clipboard ---------------------------------------------------------------------------------*/

static void
copy_text_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          g_variant_get_string (parameter, NULL));
  console_window_add_toast (CONSOLE_WINDOW (widget), C_ ("toast", "Copied"));
}

static void
copy_arn_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  EspCaNode *node = console_window_find_ca (CONSOLE_WINDOW (widget), parameter);

  if (!node)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), esp_ca_node_get_ca (node)->arn);
  console_window_add_toast (CONSOLE_WINDOW (widget), C_ ("toast", "ARN copied"));
}

/* --- Vault and session -------------------------------------------------------------------------*/

static void
vault_chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  ConsoleWindow *window = CONSOLE_WINDOW (gtk_widget_get_root (owner));
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  if (path)
    console_vault_open (console_window_get_session (window), owner, path);
}

static void
open_vault_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  console_files_open (console_window_get_owner (CONSOLE_WINDOW (widget)),
                      C_ ("file chooser", "Open Vault"), vault_patterns,
                      C_ ("file filter", "Vaults"), vault_chosen_cb, NULL);
}

static void
backed_up_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleWindow *window = CONSOLE_WINDOW (owner);
  const char *path = esp_json_get_string (result, "Path");
  g_autofree char *name = path ? g_path_get_basename (path) : NULL;
  const char *arguments[] = { "file", name ? name : "", NULL };
  g_autofree char *text = esp_text_fill (C_ ("toast", "Backed up to {file}"), arguments);

  if (error)
    console_error_show (console_window_get_owner (window), error);
  else
    console_window_add_toast (window, text);
}

static void
backup_chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (owner));
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  JsonObject *parameters;

  if (!path)
    return;
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "Path", path);
  console_session_call (console_window_get_session (CONSOLE_WINDOW (window)), window, "BackupVault",
                        parameters, backed_up_cb, NULL);
}

/* A backup is a vault, with the day in its name. */
static void
back_up_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "vault-%Y-%m-%d.espalier");

  console_files_save (console_window_get_owner (CONSOLE_WINDOW (widget)),
                      C_ ("file chooser", "Back Up the Vault"), name, backup_chosen_cb, NULL);
}

static void
close_vault_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  console_session_close (console_window_get_session (CONSOLE_WINDOW (widget)));
}

static void
lock_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  console_session_lock (console_window_get_session (CONSOLE_WINDOW (widget)));
}

static void
switch_role_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);

  console_people_switch_role (console_window_get_session (window),
                              console_window_get_owner (window),
                              g_variant_get_string (parameter, NULL));
}

static void
sign_in_as_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);

  console_sign_in_start (console_window_get_session (window), console_window_get_owner (window),
                         g_variant_get_string (parameter, NULL), NULL);
}

/* --- Moving around -----------------------------------------------------------------------------*/

static void
show_ca_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);
  ConsoleSession *session = console_window_get_session (window);
  EspCaNode *node = console_window_find_ca (window, parameter);

  if (!node)
    return;
  console_session_select_ca (session, node);
  console_session_set_place (session, "ca");
  console_window_show_content (window);
}

static void
show_place_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);

  console_session_set_place (console_window_get_session (window),
                             g_variant_get_string (parameter, NULL));
  console_window_show_content (window);
}

/* The branch of a CA; of everything it is a place like others. */
static void
health_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);
  EspCaNode *node = console_window_find_ca (window, parameter);
  GtkWidget *page;

  console_session_set_place (console_window_get_session (window), "health");
  console_window_show_content (window);
  page = console_window_get_page (window);
  if (CONSOLE_IS_HEALTH_PAGE (page))
    console_health_page_set_branch (CONSOLE_HEALTH_PAGE (page), node);
}

static void
alert_found_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleWindow *window = CONSOLE_WINDOW (owner);
  g_autofree gint64 *id = data;
  JsonArray *alerts = result ? esp_json_get_array (result, "Alerts") : NULL;

  for (guint i = 0; alerts && i < json_array_get_length (alerts); i++)
    {
      JsonObject *alert = json_array_get_object_element (alerts, i);

      if (esp_json_get_int (alert, "Id", 0) == *id)
        present (window, console_alert_dialog_new (console_window_get_session (window), alert));
    }
}

/* To the page of all of them, and there to this one. What stands over the window stays. */
static void
show_alert_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);
  gint64 id = g_variant_get_int64 (parameter);
  JsonObject *parameters;

  console_session_set_place (console_window_get_session (window), "alerts");
  console_window_show_content (window);
  if (id == 0)
    return;
  parameters = json_object_new ();
  json_object_set_int_member (parameters, "Before", id + 1);
  json_object_set_int_member (parameters, "Limit", 1);
  console_session_call (console_window_get_session (window), widget, "ListAlerts", parameters,
                        alert_found_cb, g_memdup2 (&id, sizeof id));
}

static void
simulate_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);
  GtkWidget *page;

  console_session_set_place (console_window_get_session (window), "people");
  console_window_show_content (window);
  page = console_window_get_page (window);
  if (page)
    gtk_widget_activate_action_variant (page, "page.simulate", parameter);
}

/* Where the page has nothing to search, all certificates are searched. */
static void
search_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);
  GtkWidget *page = console_window_get_page (window);

  console_window_show_content (window);
  if (page && gtk_widget_activate_action (page, "page.search", NULL))
    return;
  console_session_set_place (console_window_get_session (window), "certificates");
  page = console_window_get_page (window);
  if (page)
    gtk_widget_activate_action (page, "page.search", NULL);
}

static void
refresh_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWidget *page = console_window_get_page (CONSOLE_WINDOW (widget));

  if (page)
    gtk_widget_activate_action (page, "page.refresh", NULL);
}

static void
back_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  console_window_show_sidebar (CONSOLE_WINDOW (widget));
}

static void
choose_role_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWidget *sidebar = console_window_get_sidebar (CONSOLE_WINDOW (widget));

  console_window_show_sidebar (CONSOLE_WINDOW (widget));
  if (sidebar)
    gtk_widget_activate_action (sidebar, "sidebar.choose-role", NULL);
}

static void
preferences_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);
  GtkWindow *dialog = console_preferences_window_new (console_window_get_session (window));

  console_dialog_outlive_session (dialog);
  present (window, dialog);
}

/* --- The table ---------------------------------------------------------------------------------*/

typedef struct
{
  const char *name;
  const char *parameter;
  GtkWidgetActionActivateFunc activate;
  gboolean needs_session; /* only while somebody is signed in */
} ActionRow;

static const ActionRow rows[] = {
  { "win.create-root", NULL, create_root_cb, TRUE },
  { "win.create-subordinate", "s", create_subordinate_cb, TRUE },
  { "win.import-authorities", NULL, import_authorities_cb, TRUE },
  { "win.take-over", NULL, take_over_cb, TRUE },
  { "win.issue", "s", ca_dialog_cb, TRUE },
  { "win.report", "s", ca_dialog_cb, TRUE },
  { "win.import", "s", ca_dialog_cb, TRUE },
  { "win.tags", "s", ca_dialog_cb, TRUE },
  { "win.revocation", "s", ca_dialog_cb, TRUE },
  { "win.publish", "s", ca_dialog_cb, TRUE },
  { "win.renew", "s", ca_dialog_cb, TRUE },
  { "win.delete", "s", ca_dialog_cb, TRUE },
  { "win.hand-over", "s", ca_dialog_cb, TRUE },
  { "win.restore", "s", console_window_restore_cb, TRUE },
  { "win.disable", "s", console_window_disable_cb, TRUE },
  { "win.enable", "s", console_window_enable_cb, TRUE },
  { "win.save-crl", "s", console_window_save_crl_cb, TRUE },
  { "win.save-certificate", "s", console_window_save_certificate_cb, TRUE },
  { "win.save-chain", "s", console_window_save_chain_cb, TRUE },
  { "win.copy-arn", "s", copy_arn_cb, TRUE },
  { "win.copy-text", "s", copy_text_cb, FALSE },
  { "win.show-certificate", "(ss)", show_certificate_cb, TRUE },
  { "win.revoke", "(sss)", revoke_cb, TRUE },
  { "win.show-event", "x", show_event_cb, TRUE },
  { "win.show-alert", "x", show_alert_cb, TRUE },
  { "win.open-vault", NULL, open_vault_cb, FALSE },
  { "win.create-vault", "s", create_vault_cb, FALSE },
  { "win.close-vault", NULL, close_vault_cb, FALSE },
  { "win.recovery", NULL, recovery_cb, TRUE },
  { "win.back-up", NULL, back_up_cb, TRUE },
  { "win.restore-backup", NULL, restore_backup_cb, FALSE },
  { "win.enrol", NULL, enrol_cb, FALSE },
  { "win.lock", NULL, lock_cb, TRUE },
  { "win.choose-role", NULL, choose_role_cb, TRUE },
  { "win.switch-role", "s", switch_role_cb, TRUE },
  { "win.sign-in-as", "s", sign_in_as_cb, TRUE },
  { "win.show-ca", "s", show_ca_cb, TRUE },
  { "win.show-place", "s", show_place_cb, TRUE },
  { "win.health", "s", health_cb, TRUE },
  { "win.simulate", "(ssss)", simulate_cb, TRUE },
  { "win.search", NULL, search_cb, TRUE },
  { "win.refresh", NULL, refresh_cb, TRUE },
  { "win.back", NULL, back_cb, TRUE },
  { "win.preferences", NULL, preferences_cb, FALSE },
};

void
console_window_install_actions (GtkWidgetClass *klass)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_widget_class_install_action (klass, rows[i].name, rows[i].parameter, rows[i].activate);
}

static gboolean
is_allowed (ConsoleSession *session, const char *permission)
{
  g_autofree char *denial = console_session_explain_denial (session, permission, NULL);

  return denial == NULL;
}

void
console_window_update_actions (ConsoleWindow *window)
{
  ConsoleSession *session = console_window_get_session (window);
  ConsolePhase phase = console_session_get_phase (session);
  GtkWidget *widget = GTK_WIDGET (window);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_widget_action_set_enabled (widget, rows[i].name,
                                   phase == CONSOLE_PHASE_OPEN || !rows[i].needs_session);
  gtk_widget_action_set_enabled (widget, "win.close-vault", phase != CONSOLE_PHASE_WELCOME);
  gtk_widget_action_set_enabled (widget, "win.enrol", phase == CONSOLE_PHASE_LOCKED);
  gtk_widget_action_set_enabled (widget, "win.create-root",
                                 is_allowed (session, "acm-pca:CreateCertificateAuthority"));
  gtk_widget_action_set_enabled (widget, "win.create-subordinate",
                                 is_allowed (session, "acm-pca:CreateCertificateAuthority"));
  gtk_widget_action_set_enabled (widget, "win.import-authorities",
                                 is_allowed (session, "espalier:ImportAuthorities"));
  gtk_widget_action_set_enabled (widget, "win.take-over",
                                 is_allowed (session, "espalier:ImportHierarchy"));
  gtk_widget_action_set_enabled (widget, "win.back-up",
                                 is_allowed (session, "espalier:BackupVault"));
  gtk_widget_action_set_enabled (widget, "win.recovery",
                                 is_allowed (session, "espalier:CreateRecoveryIdentity"));
}
