/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many certificates a CA issued: by state, and by month. */
#pragma once

#include <adwaita.h>

#include "engine/espalier.h"

G_BEGIN_DECLS

/* Property "months" (read-only, with notify): the bars in words. */
#define CONSOLE_TYPE_ISSUED_BOX (console_issued_box_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleIssuedBox, console_issued_box, CONSOLE, ISSUED_BOX, AdwBin)
void        console_issued_box_show       (ConsoleIssuedBox *box, const EspCa *ca);
/* @groups as the operation SummarizeCertificates gives them by month. */
void        console_issued_box_set_months (ConsoleIssuedBox *box, JsonArray *groups);
void        console_issued_box_forget     (ConsoleIssuedBox *box);
const char *console_issued_box_get_months (ConsoleIssuedBox *box);

G_END_DECLS
