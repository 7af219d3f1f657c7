/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Versions and the state of the vault's file; never a name, a path or anything out of the vault. */
#include "console-about.h"

#include "esp-config.h"

#include <glib/gi18n.h>

static char *
make_debug_information (EspEngine *engine)
{
  const char *read_only = esp_engine_get_read_only_reason (engine);
  const char *vault = esp_engine_is_open (engine) ? "open" : "none";

  return g_strdup_printf ("Espalier %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\nGLib %u.%u.%u\n"
                          "Sandbox: %s\nVault: %s%s%s\n",
                          ESP_VERSION, gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (), adw_get_major_version (),
                          adw_get_minor_version (), adw_get_micro_version (), glib_major_version,
                          glib_minor_version, glib_micro_version,
                          g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? "Flatpak" : "none",
                          vault, read_only ? ", read-only: " : "", read_only ? read_only : "");
}

void
console_about_present (GtkWindow *over, EspEngine *engine)
{
  GtkWidget *about = adw_about_window_new ();
  g_autofree char *debug = make_debug_information (engine);

  g_object_set (about, "application-name", "Espalier", "application-icon", ESP_APPLICATION_ID,
                "version", ESP_VERSION, "comments",
                _ ("Design, run and audit private certificate authorities."), "license-type",
                GTK_LICENSE_GPL_3_0, "debug-info", debug, "debug-info-filename",
                "espalier-debug.txt", NULL);
  gtk_window_set_transient_for (GTK_WINDOW (about), over);
  gtk_window_present (GTK_WINDOW (about));
}
