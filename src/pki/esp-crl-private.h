/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: what lists and answers have in common. */
#pragma once

#include "esp-crl.h"
#include "esp-openssl.h"

G_BEGIN_DECLS

/* The number of a serial in hex, whatever zeros stand before it. Errors: HEX_SYNTAX. */
ASN1_INTEGER *esp_serial_to_integer (const char *hex, GError **error);
/* The next one comes after this one. Errors: CRL_ORDER. */
gboolean      esp_updates_check_order (gint64 this_update, gint64 next_update, GError **error);

G_END_DECLS
