/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates like those of a fleet: two attributes, one name, the root's key identifier; a
 * thousand keys in turn, since making them would take longer than signing. */
#include "bench-bundle.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#define KEYS 1000
#define DAY 86400

typedef struct
{
  EVP_PKEY *key;
  X509 *certificate;
} Root;

static EVP_PKEY *
make_key (void)
{
  return EVP_PKEY_Q_keygen (NULL, NULL, "EC", "P-256");
}

static gboolean
add_extension (X509 *certificate, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX context;
  X509_EXTENSION *extension;
  gboolean good;

  X509V3_set_ctx (&context, issuer, certificate, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  good = extension && X509_add_ext (certificate, extension, -1) == 1;
  X509_EXTENSION_free (extension);
  return good;
}

static gboolean
set_name (X509_NAME *name, const char *common_name)
{
  return X509_NAME_add_entry_by_txt (name, "O", MBSTRING_UTF8, (const guchar *) "Bench", -1, -1,
                                     0) == 1 &&
         X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const guchar *) common_name, -1,
                                     -1, 0) == 1;
}

static X509 *
start_certificate (EVP_PKEY *key, const char *common_name, guint64 serial)
{
  X509 *certificate = X509_new ();

  if (certificate && X509_set_version (certificate, X509_VERSION_3) == 1 &&
      ASN1_INTEGER_set_uint64 (X509_get_serialNumber (certificate), serial) == 1 &&
      set_name (X509_get_subject_name (certificate), common_name) &&
      X509_gmtime_adj (X509_getm_notBefore (certificate), -DAY) &&
      X509_gmtime_adj (X509_getm_notAfter (certificate), 3650L * DAY) &&
      X509_set_pubkey (certificate, key) == 1)
    return certificate;
  X509_free (certificate);
  return NULL;
}

static gboolean
make_root (Root *root)
{
  root->key = make_key ();
  root->certificate = root->key ? start_certificate (root->key, "Bundle Root", 1) : NULL;
  return root->certificate &&
         X509_set_issuer_name (root->certificate, X509_get_subject_name (root->certificate)) == 1 &&
         add_extension (root->certificate, root->certificate, NID_basic_constraints,
                        "critical,CA:TRUE") &&
         add_extension (root->certificate, root->certificate, NID_key_usage,
                        "critical,keyCertSign,cRLSign") &&
         add_extension (root->certificate, root->certificate, NID_subject_key_identifier, "hash") &&
         X509_sign (root->certificate, root->key, EVP_sha256 ()) > 0;
}

static gboolean
write_one (BIO *out, const Root *root, EVP_PKEY *key, guint number)
{
  g_autofree char *name = g_strdup_printf ("device-%06u", number);
  g_autofree char *names = g_strdup_printf ("DNS:device-%06u.bench.example", number);
  X509 *certificate = start_certificate (key, name, G_GUINT64_CONSTANT (1) << 60 | number);
  gboolean good =
    certificate &&
    X509_set_issuer_name (certificate, X509_get_subject_name (root->certificate)) == 1 &&
    add_extension (certificate, root->certificate, NID_basic_constraints, "critical,CA:FALSE") &&
    add_extension (certificate, root->certificate, NID_authority_key_identifier, "keyid") &&
    add_extension (certificate, root->certificate, NID_subject_alt_name, names) &&
    X509_sign (certificate, root->key, EVP_sha256 ()) > 0 &&
    PEM_write_bio_X509 (out, certificate) == 1;

  X509_free (certificate);
  return good;
}

gboolean
bench_bundle_write (const char *path, guint n)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) EVP_PKEY_free);
  BIO *out = BIO_new_file (path, "w");
  Root root = { NULL, NULL };
  gboolean good = out && make_root (&root) &&
                  PEM_write_bio_PKCS8PrivateKey (out, root.key, NULL, NULL, 0, NULL, NULL) == 1 &&
                  PEM_write_bio_X509 (out, root.certificate) == 1;

  for (guint i = 0; good && i < MIN (n, KEYS); i++)
    g_ptr_array_add (keys, make_key ());
  for (guint i = 0; good && i < n; i++)
    good = write_one (out, &root, g_ptr_array_index (keys, i % KEYS), i);
  good = good && BIO_flush (out) == 1;
  BIO_free (out);
  X509_free (root.certificate);
  EVP_PKEY_free (root.key);
  return good;
}

guint
bench_bundle_verify (const char *path)
{
  BIO *in = BIO_new_file (path, "r");
  X509 *root = in ? PEM_read_bio_X509 (in, NULL, NULL, NULL) : NULL;
  EVP_PKEY *key = root ? X509_get0_pubkey (root) : NULL;
  X509 *certificate;
  guint n = 0;

  while (key && (certificate = PEM_read_bio_X509 (in, NULL, NULL, NULL)))
    {
      n += X509_verify (certificate, key) == 1;
      X509_free (certificate);
    }
  X509_free (root);
  BIO_free (in);
  return n;
}
