/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys' requests for the benches, made by OpenSSL alone. */
#pragma once

#include <glib.h>
#include <openssl/evp.h>

G_BEGIN_DECLS

/* A signing request (PEM) for one module of "Bench"; NULL when OpenSSL fails. Free with g_free(). */
char *bench_request_new (EVP_PKEY *key);

G_END_DECLS
