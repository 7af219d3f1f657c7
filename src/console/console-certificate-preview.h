/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What would be issued, before it is: as PreviewCertificate tells it. Made anew at each answer. */
#pragma once

#include <adwaita.h>

#include "engine/espalier.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_CERTIFICATE_PREVIEW (console_certificate_preview_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCertificatePreview, console_certificate_preview, CONSOLE, CERTIFICATE_PREVIEW, AdwBin)

/* Property "problem" (read-only): why it can't be issued, as a sentence; NULL: it can. Signal: its notify. */
void        console_certificate_preview_show        (ConsoleCertificatePreview *preview, JsonObject *result);
/* There is none, and this is why. */
void        console_certificate_preview_show_error  (ConsoleCertificatePreview *preview, const GError *error);
void        console_certificate_preview_clear       (ConsoleCertificatePreview *preview);
const char *console_certificate_preview_get_problem (ConsoleCertificatePreview *preview);

G_END_DECLS
