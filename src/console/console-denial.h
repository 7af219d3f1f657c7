/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why something is greyed out, where the reason is more than rights and the state of the CA
 * (console_session_explain_denial()). NULL: it is not. Free with g_free(). */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* @ca as the issuer of a new CA. */
char *console_denial_of_parent     (ConsoleSession *session, const EspCa *ca);
/* What is so whoever asks; a missing right is told when somebody tries, with who could give it.
 * @node: the issuer, NULL where it can't be seen. @revoked_at 0: not revoked. */
char *console_denial_of_revocation (ConsoleSession *session, EspCaNode *node, const char *serial,
                                    gint64 revoked_at, gint64 not_after);

G_END_DECLS
