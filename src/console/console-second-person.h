/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who restores a backup together with somebody else, where a root in it is under two persons: an approver by name, or
 * the recovery identity by its file. */
#pragma once

#include "engine/espalier.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signal "changed". Whether there is a second person at all is a switch in it. */
#define CONSOLE_TYPE_SECOND_PERSON (console_second_person_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleSecondPerson, console_second_person, CONSOLE, SECOND_PERSON, AdwBin)

/* Not while it is the first person already. */
void        console_second_person_allow_recovery (ConsoleSecondPerson *second, gboolean allow);
/* A tooltip, or NULL: nothing is. */
const char *console_second_person_find_missing   (ConsoleSecondPerson *second);
/* The second* members of @options, which belong to the widget until it answers; the passphrase is taken out of its
 * row. */
void        console_second_person_fill           (ConsoleSecondPerson *second, EspRestore *options);
/* What came of it; NULL: all is well. The passphrase comes back into its row where it is not what was wrong, and
 * the switch is turned on where a second person is needed. TRUE: @error is about the second person. */
gboolean    console_second_person_answer         (ConsoleSecondPerson *second, const GError *error);

G_END_DECLS
