/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: the extensions that a request asks for, bounded and judged. */
#pragma once

#include "esp-extension.h"
#include "esp-openssl.h"

G_BEGIN_DECLS

/* EspExtension rows in the order of the request, an empty array where there are none;
 * @alternative_name points at that one among them, or is NULL. Errors: CSR_EXTENSIONS, CSR_SAN,
 * CSR_SAN_COUNT. */
GPtrArray *esp_request_extensions_read (X509_REQ             *req,
                                        const EspExtension  **alternative_name,
                                        GError              **error);

G_END_DECLS
