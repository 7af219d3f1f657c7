/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates and lists out of a PKCS#7 file (".p7b"), which many tools hand a chain over in. Signatures of the
 * file itself are not looked at: there are none in such files, and what is in it is judged by itself. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_PKCS7_MAX_SIZE 16777216

/* @certificates and @crls become arrays of GBytes (DER). Errors: FOREIGN_STRUCTURE, FILE_TOO_LARGE. */
gboolean esp_pkcs7_read (GBytes *der, GPtrArray **certificates, GPtrArray **crls, GError **error);

G_END_DECLS
