/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PEM and DER told apart, bounded, and a word for what was found instead
 * ("a PNG picture", "a private key"), so that a refusal can name it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_PEM_OK,
  ESP_PEM_OTHER,     /* something else: @found says what */
  ESP_PEM_TRUNCATED, /* begun and not ended, or not base64, or shorter than DER says */
  ESP_PEM_TRAILING,  /* something follows */
  ESP_PEM_SEVERAL,   /* more than one block */
} EspPemResult;

/* Exactly one object in PEM, under one of @labels (NULL-terminated), or in DER. In PEM, text may
 * stand before it and white space after it. @der becomes one whole DER SEQUENCE; whether it is
 * the wanted one is for the caller to see. @found is static text. */
EspPemResult esp_pem_read_one (GBytes              *data,
                               const char * const  *labels,
                               GBytes             **der,
                               const char         **found);
/* One or many PEM blocks, all under @labels, at most @limit; or one object in DER. @ders becomes an
 * array of GBytes. Text between blocks is skipped. */
EspPemResult esp_pem_read_all (GBytes              *data,
                               const char * const  *labels,
                               guint                limit,
                               GPtrArray          **ders,
                               const char         **found);
/* "a certificate", "a private key", "a PNG picture", "text", "nothing" …; static text. */
const char  *esp_pem_describe (GBytes              *data);
/* PEM text of @der with lines of 64; free with g_free(). */
char        *esp_pem_write    (const char          *label,
                               GBytes              *der);

G_END_DECLS
