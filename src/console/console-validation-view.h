/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every path from a certificate to what is trusted, judged step by step by ValidateCertificate: good, bad or
 * cannot tell, with the values that were compared. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_VALIDATION_VIEW (console_validation_view_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleValidationView, console_validation_view, CONSOLE, VALIDATION_VIEW, AdwBin)

/* Property "verdict" (read-only): "GOOD", "BAD", "CANNOT_TELL"; NULL: not known yet. */
/* Asks when it is seen for the first time, and again when this is called while it is seen. */
void        console_validation_view_set_certificate (ConsoleValidationView *view, ConsoleSession *session,
                                                     const char *ca_arn, const char *serial);
/* One from outside: @pems, the first the one that is judged, further ones candidates. */
void        console_validation_view_set_given       (ConsoleValidationView *view, ConsoleSession *session,
                                                     JsonArray *pems);
/* With the newest revocation lists of the vault, or without any. */
void        console_validation_view_check           (ConsoleValidationView *view, gboolean revocation);
const char *console_validation_view_get_verdict     (ConsoleValidationView *view);
/* An answer as it is. */
void        console_validation_view_show            (ConsoleValidationView *view, JsonObject *result);

G_END_DECLS
