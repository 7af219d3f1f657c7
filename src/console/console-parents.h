/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which CA can sign a new one. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* All CAs, depth first, so that an indented list of them reads as the tree. GListStore of EspCaNode. */
GListStore *console_parents_list   (ConsoleSession *session);
/* @wanted if it can sign a CA, else the nearest above it that can, else the first that can, else NULL. */
EspCaNode  *console_parents_choose (ConsoleSession *session, EspCaNode *wanted);

G_END_DECLS
