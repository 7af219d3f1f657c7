/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts as notifications of the desktop. Which are new is the business of console-waiting.c. */
#include "console-alerts.h"

#include <glib/gi18n.h>

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
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkApplication *application = GTK_IS_WINDOW (root) ?
                                  gtk_window_get_application (GTK_WINDOW (root)) :
                                  NULL;
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *id = NULL;
  gboolean loud = g_strcmp0 (esp_json_get_string (alert, "Severity"), "ALERT") == 0;

  if (!application || !g_application_get_is_registered (G_APPLICATION (application)) ||
      gtk_application_get_active_window (application) == NULL ||
      gtk_window_is_active (gtk_application_get_active_window (application)))
    return;
  sentence = console_alert_sentence (alert);
  id = make_id (alert);
  notification = g_notification_new (C_ ("title of a notification", "Espalier: Alert"));
  g_notification_set_body (notification, sentence);
  g_notification_set_priority (notification, loud ? G_NOTIFICATION_PRIORITY_HIGH :
                                                    G_NOTIFICATION_PRIORITY_NORMAL);
  g_notification_set_default_action (notification, "app.show-alerts");
  g_application_send_notification (G_APPLICATION (application), id, notification);
}

void
console_alert_notices_watch (ConsoleWaiting *waiting, GtkWidget *widget)
{
  g_signal_connect_object (waiting, "alerted", G_CALLBACK (alerted_cb), widget, 0);
}
