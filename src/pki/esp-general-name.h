/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: general names (RFC 5280, 4.2.1.6), read from the service's JSON, judged, and
 * put into words. Lists of them as extensions are in esp-extension-values.h. */
#pragma once

#include "esp-member.h"
#include "esp-openssl.h"

G_BEGIN_DECLS

/* The service's (section 4.4). */
#define ESP_GENERAL_NAMES_LIMIT 150
#define ESP_DNS_NAME_LIMIT 253
#define ESP_EMAIL_LIMIT 256
#define ESP_URI_LIMIT 253

/* Exactly one of the eight kinds of the service's section 4.4. Errors: MEMBER_*. */
GENERAL_NAME *esp_general_name_from_json    (const EspMember     *at,
                                             JsonObject          *object,
                                             GError             **error);
/* What makes a name that somebody else encoded unfit, as a part of a sentence; NULL: nothing. */
const char   *esp_general_name_find_problem (const GENERAL_NAME  *name);
/* "DNS:a.example", "IP:10.0.0.1", "email:…", "URI:…", "DirName:CN=…"; characters outside of
 * printable ASCII are escaped. Free with g_free(). */
char         *esp_general_name_to_text      (const GENERAL_NAME  *name);

G_END_DECLS
