/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A button that says how many CAs are chosen, and a list behind it in which they are: those of the tree, searched by
 * name. No more than a few, since each is a column of something. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_CA_CHOOSER (console_ca_chooser_get_type ())
/* Signal "changed". */
G_DECLARE_FINAL_TYPE (ConsoleCaChooser, console_ca_chooser, CONSOLE, CA_CHOOSER, AdwBin)

#define CONSOLE_CA_CHOOSER_MAX 6

void       console_ca_chooser_set_session (ConsoleCaChooser *chooser, ConsoleSession *session);
/* ARNs of those that are chosen and there, in the order of the tree: the first few where nobody has chosen. Free with
 * g_ptr_array_unref(). */
GPtrArray *console_ca_chooser_get_arns    (ConsoleCaChooser *chooser);
void       console_ca_chooser_choose      (ConsoleCaChooser *chooser, const char *arn, gboolean chosen);

G_END_DECLS
