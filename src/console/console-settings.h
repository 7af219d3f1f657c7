/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the console remembers between two runs (data/org.espalier.Espalier.gschema.xml). */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* NULL where the schema is not installed: then nothing is remembered, and defaults hold. */
GSettings *console_settings_new          (void);
/* Restores size and state of @window and saves them when it is closed. @settings may be NULL. */
void       console_settings_track_window (GSettings *settings, GtkWindow *window);

G_END_DECLS
