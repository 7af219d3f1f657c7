/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: what a name is to OpenSSL. */
#pragma once

#include "esp-name.h"
#include "esp-openssl.h"

G_BEGIN_DECLS

/* Owned by the name, never to be changed. */
const X509_NAME *esp_name_get_x509      (EspName          *name);
/* A copy of @name. Errors: NAME_MALFORMED. */
EspName         *esp_name_new_from_x509 (const X509_NAME  *name,
                                         GError          **error);
/* One attribute: its OID, and its value as text ("#" and the DER in hex where it is none). Free with
 * g_free(). */
char            *esp_name_entry_get_oid   (const X509_NAME_ENTRY *entry);
char            *esp_name_entry_get_value (const X509_NAME_ENTRY *entry);

G_END_DECLS
