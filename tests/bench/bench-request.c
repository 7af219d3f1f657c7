/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request like those of a factory: two attributes and one name. */
#include "bench-request.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

static gboolean
fill_request (X509_REQ *request, EVP_PKEY *key)
{
  X509_NAME *name = X509_REQ_get_subject_name (request);
  STACK_OF (X509_EXTENSION) *extensions = sk_X509_EXTENSION_new_null ();
  X509_EXTENSION *names = X509V3_EXT_conf_nid (NULL, NULL, NID_subject_alt_name,
                                               "DNS:module-0001.bench.example");
  gboolean good;

  good = names && sk_X509_EXTENSION_push (extensions, names) > 0 &&
         X509_NAME_add_entry_by_txt (name, "O", MBSTRING_ASC, (const guchar *) "Bench", -1, -1,
                                     0) &&
         X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_ASC, (const guchar *) "module-0001", -1,
                                     -1, 0) &&
         X509_REQ_add_extensions (request, extensions) && X509_REQ_set_pubkey (request, key) &&
         X509_REQ_sign (request, key, EVP_sha256 ()) > 0;
  sk_X509_EXTENSION_pop_free (extensions, X509_EXTENSION_free);
  return good;
}

char *
bench_request_new (EVP_PKEY *key)
{
  X509_REQ *request = X509_REQ_new ();
  BIO *bio = BIO_new (BIO_s_mem ());
  char *text = NULL, *pem = NULL;
  long len = 0;

  if (fill_request (request, key) && PEM_write_bio_X509_REQ (bio, request))
    len = BIO_get_mem_data (bio, &text);
  if (len > 0)
    pem = g_strndup (text, (gsize) len);
  BIO_free (bio);
  X509_REQ_free (request);
  return pem;
}
