/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program as the desktop sees it: one engine, one window, keys, settings, about. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CONSOLE_TYPE_APPLICATION (console_application_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleApplication, console_application, CONSOLE, APPLICATION, AdwApplication)

/* @secure FALSE: there is no secure memory; the program says so and opens nothing. */
ConsoleApplication *console_application_new (gboolean secure);
/* The keys of all windows, which the overlay of shortcuts reads. */
void                console_application_set_keys (GtkApplication *application);

G_END_DECLS
