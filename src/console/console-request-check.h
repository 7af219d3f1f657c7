/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What would become of each of many requests: previews of the engine's, a few at a time on its readers, as rows come.
 * Nothing is signed. A new question makes the answers to the old one void.
 */
#pragma once

#include "console-request-list.h"
#include "console-session.h"

G_BEGIN_DECLS

/* Property "checking" (read-only): some have no answer yet. */
#define CONSOLE_TYPE_REQUEST_CHECK (console_request_check_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleRequestCheck, console_request_check, CONSOLE, REQUEST_CHECK, GObject)

ConsoleRequestCheck *console_request_check_new       (ConsoleSession *session, ConsoleRequestList *list);
/* The parameters of PreviewCertificate but for the request; takes them. NULL: nothing can be asked now. All are
 * looked at anew; requests that are added later are looked at as they come. */
void                 console_request_check_ask       (ConsoleRequestCheck *check, JsonObject *parameters);
void                 console_request_check_stop      (ConsoleRequestCheck *check);
gboolean             console_request_check_is_asking (ConsoleRequestCheck *check);
/* The members of @parameters in an object of their own. */
JsonObject          *console_request_copy_parameters (JsonObject *parameters);

G_END_DECLS
