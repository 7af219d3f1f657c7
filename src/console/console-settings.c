/* SPDX-License-Identifier: GPL-3.0-or-later */
/* g_settings_new() ends the program where the schema is missing, so it is looked up first: Espalier
 * also runs where it was built. */
#include "console-settings.h"

#include "esp-config.h"

GSettings *
console_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema)
    schema = source ? g_settings_schema_source_lookup (source, ESP_APPLICATION_ID, TRUE) : NULL;

  return schema ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

void
console_settings_track_window (GSettings *settings, GtkWindow *window)
{
  if (!settings)
    return;
  g_settings_bind (settings, "window-width", window, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", window, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", window, "maximized", G_SETTINGS_BIND_DEFAULT);
}
