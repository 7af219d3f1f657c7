/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalier: begins and ends here; everything between is the application's. */
#include <glib/gi18n.h>
#include <locale.h>

#include "console-application.h"
#include "engine/espalier.h"
#include "esp-config.h"

int
main (int argc, char *argv[])
{
  /* Before any thread, so before GTK. */
  gboolean secure = esp_init ();
  g_autoptr (ConsoleApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (ESP_GETTEXT_PACKAGE, ESP_LOCALEDIR);
  bind_textdomain_codeset (ESP_GETTEXT_PACKAGE, "UTF-8");
  textdomain (ESP_GETTEXT_PACKAGE);
  g_set_prgname ("espalier");
  g_set_application_name ("Espalier");

  /* GIO (2.74) finds its database of file types a second time, by another spelling of the folders,
   * when a file chooser first describes a type, and throws away what the chooser's threads are
   * reading then. Told of the folders beforehand it stays with them. */
  g_content_type_set_mime_dirs (NULL);
  application = console_application_new (secure);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
