/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a request comes in: from a file, pasted, or dropped; read here and shown before anything is done. */
#pragma once

#include <adwaita.h>

#include "engine/espalier.h"

G_BEGIN_DECLS

/* Signals "changed"; "many" (GSList of GFile or NULL, GBytes or NULL): what came in is more than one request, and is
 * for whoever takes many. Property "has-request". */
#define CONSOLE_TYPE_REQUEST_WELL (console_request_well_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleRequestWell, console_request_well, CONSOLE, REQUEST_WELL, AdwBin)
/* What can't be read leaves the sentence beneath, and no request. */
void        console_request_well_take        (ConsoleRequestWell *well, GBytes *data);
/* NULL while there is none; owned by the well. */
EspRequest *console_request_well_get_request (ConsoleRequestWell *well);
void        console_request_well_paste       (ConsoleRequestWell *well);

G_END_DECLS
