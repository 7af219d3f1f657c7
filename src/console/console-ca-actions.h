/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The actions on the selected CA as a group "ca": issue, create-subordinate, report, import, tags, disable,
 * enable, revocation, publish, renew, delete, hand-over, restore,
 * save-crl, save-certificate, save-chain, copy-arn. Each is enabled when it would be allowed,
 * and activates the window's action of the same name.
 */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* Inserts the group into @window and keeps it right for as long as @session lives. */
void  console_ca_actions_install (GtkWidget *window, ConsoleSession *session);
/* NULL when "ca.@name" is enabled; else the reason for a tooltip. Free with g_free(). */
char *console_ca_actions_explain (ConsoleSession *session, const char *name);

G_END_DECLS
