/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ready-made policies to begin with. */
#pragma once

#include <gio/gio.h>

#include "engine/espalier.h"

G_BEGIN_DECLS

/* A menu of those for @kind, each with @action and its id as the target. */
GMenu      *console_policy_starters_menu (EspPolicyKind kind, const char *action);
/* Its text; NULL: there is none of this id. */
const char *console_policy_starters_find (const char *id);
/* What an empty editor begins with. */
const char *console_policy_starters_blank (EspPolicyKind kind);

G_END_DECLS
