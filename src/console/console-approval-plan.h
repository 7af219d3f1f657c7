/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a request to provision a plan would make, bounded: its accounts, roles, certificate authorities as a tree … */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* Appends a group. @approval: as the engine describes it, of the operation ProvisionPlan. */
void console_approval_plan_show (GtkBox *box, JsonObject *approval);

G_END_DECLS
