/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: what an AlgorithmIdentifier of a signature says, ours or another's. */
#pragma once

#include "esp-algorithm.h"
#include "esp-openssl.h"

G_BEGIN_DECLS

typedef struct
{
  int signature; /* OpenSSL's numbers; NID_undef where it knows none */
  int digest;
  int key;
  EspKeyFamily family; /* OTHER where it is none of the table's */
} EspSignatureInfo;

/* FALSE where @algorithm (DER) is no AlgorithmIdentifier. */
gboolean esp_signature_info_read     (GBytes *algorithm, EspSignatureInfo *info);
/* The service's name where it has one, else OpenSSL's, else the OID. Free with g_free(). */
char    *esp_signature_info_get_name (GBytes *algorithm);

G_END_DECLS
