/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What two persons decide, in words. Texts of ours are looked up; names in them are data. Free results with g_free()
 * unless they are const. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* "Disable CA"; from the operation and what it changes. */
char       *console_approval_title   (JsonObject *approval);
/* "Waiting for a second person to disable this CA." */
char       *console_approval_notice  (JsonObject *approval);
const char *console_approval_status  (const char *status);
const char *console_approval_icon    (const char *status);
const char *console_approval_style   (const char *status); /* a class, or NULL */
/* Why it can't be approved: a sentence, or NULL. */
const char *console_approval_why_not (const char *why);
/* Of one of the Changes: "State", and both sides of it. */
const char *console_change_what      (JsonObject *change);
char       *console_change_side      (JsonObject *change, const char *member);
/* "2 days left" of a time in an answer; "" where it has none. */
char       *console_time_left        (JsonObject *object, const char *member);

G_END_DECLS
