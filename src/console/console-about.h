/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The about window, with what a report of a fault needs. */
#pragma once

#include <adwaita.h>

#include "engine/espalier.h"

G_BEGIN_DECLS

void console_about_present (GtkWindow *over, EspEngine *engine);

G_END_DECLS
