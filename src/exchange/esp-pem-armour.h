/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: the marks of PEM, and bytes of a file put into the armour of a request. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_PEM_BEGIN "-----BEGIN "
#define ESP_PEM_END "-----END "
#define ESP_PEM_DASHES "-----"
#define ESP_PEM_REQUEST_LABEL "CERTIFICATE REQUEST"

/* TRUE where a line begins a PEM block. */
gboolean esp_pem_has_block      (const char *text, gsize len);
/* Armour around @len bytes of the file @path, whatever they are: the parser says what it found.
 * Errors: FILE_TOO_LARGE. Free with g_free(). */
char    *esp_pem_armour_request (const char *path, const char *bytes, gsize len, GError **error);

G_END_DECLS
