/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate that somebody brought: where it leads, and what it says. One that was issued here is shown as such. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_GIVEN_CERTIFICATE (console_given_certificate_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleGivenCertificate, console_given_certificate, CONSOLE, GIVEN_CERTIFICATE, AdwWindow)

/* Reads @files (GFile; PEM with one or many, or DER) and shows the first certificate over @owner; the others are used
 * for its path. Errors are shown there too. */
void       console_given_certificate_open (ConsoleSession *session, GtkWidget *owner, GSList *files);
/* @certificates: EspCertificate, the first of them the one to be looked at. */
GtkWindow *console_given_certificate_new  (ConsoleSession *session, GPtrArray *certificates);

G_END_DECLS
