/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts and what is due as notifications of the desktop. Which alerts are new is the business of
 * console-waiting.c; what is due is asked for now and then, and told once. */
#include "console-alerts.h"

#include "console-ca-findings.h"
#include "console-preferences.h"

#include <glib/gi18n.h>

#define NOTICES "console-alert-notices"
#define DUE_ID "due"
/* The first time when the window has come up; nothing here is due by the minute. */
#define FIRST_SECONDS 5
#define EVERY_SECONDS (60 * 60)

typedef struct
{
  GtkWidget *widget; /* which owns this */
  ConsoleSession *session;
  GApplication *application; /* weak: the one that was told by */
  GHashTable *sent;          /* ids of notifications */
  GHashTable *due;           /* what of what was told already */
  guint source;
} Notices;

/* --- Sending -----------------------------------------------------------------------------------*/

static gboolean
is_looked_at (GtkApplication *application)
{
  GtkWindow *active = gtk_application_get_active_window (application);

  return !active || gtk_window_is_active (active);
}

static GApplication *
find_application (Notices *notices)
{
  GtkRoot *root = gtk_widget_get_root (notices->widget);
  GtkApplication *application = GTK_IS_WINDOW (root) ?
                                  gtk_window_get_application (GTK_WINDOW (root)) :
                                  NULL;

  return application && g_application_get_is_registered (G_APPLICATION (application)) &&
             !is_looked_at (application) ?
           G_APPLICATION (application) :
           NULL;
}

static void
send (Notices *notices,
      GApplication *application,
      const char *id,
      const char *title,
      const char *body,
      gboolean loud,
      gint64 alert)
{
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, loud ? G_NOTIFICATION_PRIORITY_HIGH :
                                                    G_NOTIFICATION_PRIORITY_NORMAL);
  g_notification_set_default_action_and_target (notification, "app.show-alert", "x", alert);
  g_application_send_notification (application, id, notification);
  g_hash_table_add (notices->sent, g_strdup (id));
  g_set_weak_pointer (&notices->application, application);
}

/* --- Alerts ------------------------------------------------------------------------------------*/

/* Of one kind and CA the newest takes the place of the one before. */
static char *
make_id (JsonObject *alert)
{
  const char *kind = esp_json_get_string (alert, "Kind");
  const char *ca = esp_json_get_string (alert, "CertificateAuthorityArn");

  return g_strdup_printf ("alert-%s-%s", kind ? kind : "", ca ? ca : "");
}

static void
alerted_cb (ConsoleWaiting *waiting, JsonObject *alert, GtkWidget *widget)
{
  Notices *notices = g_object_get_data (G_OBJECT (widget), NOTICES);
  GApplication *application = notices ? find_application (notices) : NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *id = NULL;

  if (!application || !console_preferences_get_boolean (console_preferences_get (notices->session),
                                                        "notify-alerts"))
    return;
  sentence = console_alert_sentence (alert);
  id = make_id (alert);
  send (notices, application, id, C_ ("title of a notification", "Espalier: Alert"), sentence,
        g_strcmp0 (esp_json_get_string (alert, "Severity"), "ALERT") == 0,
        esp_json_get_int (alert, "Id", 0));
}

/* --- What is due -------------------------------------------------------------------------------*/

static char *
make_key (JsonObject *finding)
{
  return g_strdup_printf ("%s %s %s", esp_json_get_string (finding, "Finding"),
                          esp_json_get_string (finding, "CertificateAuthorityArn"),
                          esp_json_get_string (finding, "Due"));
}

static char *
describe_one (JsonObject *finding)
{
  const char *name = esp_json_get_string (finding, "CertificateAuthority");
  g_autofree char *safe = esp_text_escape (name ? name : "");
  g_autofree char *sentence = console_ca_finding_sentence (finding);
  const char *arguments[] = { "name", safe, "sentence", sentence, NULL };

  /* Translators: {name} of a CA; {sentence}: what about it is due */
  return esp_text_fill (_ ("{name}: {sentence}"), arguments);
}

static char *
describe_many (guint n)
{
  g_autofree char *number = g_strdup_printf ("%u", n);
  const char *arguments[] = { "n", number, NULL };

  return esp_text_fill (
    ngettext ("{n} thing of your CAs is due soon.", "{n} things of your CAs are due soon.", n),
    arguments);
}

static void
checked_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  Notices *notices = g_object_get_data (G_OBJECT (owner), NOTICES);
  GApplication *application = notices ? find_application (notices) : NULL;
  JsonArray *findings = result ? esp_json_get_array (result, "Findings") : NULL;
  JsonObject *first = NULL;
  g_autofree char *body = NULL;
  int days;
  guint n = 0;

  if (!application || !findings)
    return;
  days = console_preferences_get_int (console_preferences_get (notices->session),
                                      "notify-due-days");
  for (guint i = 0; i < json_array_get_length (findings) && days > 0; i++)
    {
      JsonObject *finding = json_array_get_object_element (findings, i);

      if (!console_finding_is_due (finding, days) ||
          !g_hash_table_add (notices->due, make_key (finding)))
        continue;
      first = first ? first : finding;
      n++;
    }
  if (n == 0)
    return;
  body = n == 1 ? describe_one (first) : describe_many (n);
  send (notices, application, DUE_ID, C_ ("title of a notification", "Espalier: Due Soon"), body,
        FALSE, 0);
}

static void
ask (Notices *notices)
{
  ConsolePreferences *preferences = console_preferences_get (notices->session);
  g_autofree char *denial = console_session_explain_denial (
    notices->session, "acm-pca:DescribeCertificateAuthority", NULL);

  if (!denial && find_application (notices) &&
      console_preferences_get_int (preferences, "notify-due-days") > 0)
    console_session_call (notices->session, notices->widget, "CheckCertificateAuthorities", NULL,
                          checked_cb, NULL);
}

static gboolean
again_cb (gpointer data)
{
  ask (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
first_cb (gpointer data)
{
  Notices *notices = data;

  notices->source = g_timeout_add_seconds (EVERY_SECONDS, again_cb, notices);
  ask (notices);
  return G_SOURCE_REMOVE;
}

/* More days: there may be more. */
static void
days_cb (GtkWidget *widget)
{
  Notices *notices = g_object_get_data (G_OBJECT (widget), NOTICES);

  if (notices)
    ask (notices);
}

/* --- Life --------------------------------------------------------------------------------------*/

/* Nothing of a vault that is locked stays on the desktop. */
static void
notices_free (gpointer data)
{
  Notices *notices = data;
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, notices->sent);
  while (notices->application && g_hash_table_iter_next (&iter, &id, NULL))
    g_application_withdraw_notification (notices->application, id);
  g_clear_weak_pointer (&notices->application);
  g_clear_handle_id (&notices->source, g_source_remove);
  g_hash_table_unref (notices->sent);
  g_hash_table_unref (notices->due);
  g_object_unref (notices->session);
  g_free (notices);
}

static void
gone_cb (GtkWidget *widget)
{
  g_object_set_data (G_OBJECT (widget), NOTICES, NULL);
}

void
console_alert_notices_watch (ConsoleWaiting *waiting, ConsoleSession *session, GtkWidget *widget)
{
  Notices *notices = g_new0 (Notices, 1);

  notices->widget = widget;
  notices->session = g_object_ref (session);
  notices->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  notices->due = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  notices->source = g_timeout_add_seconds (FIRST_SECONDS, first_cb, notices);
  g_object_set_data_full (G_OBJECT (widget), NOTICES, notices, notices_free);
  g_signal_connect (widget, "destroy", G_CALLBACK (gone_cb), NULL);
  g_signal_connect_object (waiting, "alerted", G_CALLBACK (alerted_cb), widget, 0);
  g_signal_connect_object (console_preferences_get (session), "notify::notify-due-days",
                           G_CALLBACK (days_cb), widget, G_CONNECT_SWAPPED);
}
