/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PKCS#12 files that openssl makes, new and old, and the samples of another project with what each
 * of them must come to: opened, or refused for the reason that is true. */
#include "foreign-fixture.h"

static void
test_made (void)
{
  static const struct
  {
    const char *options;
    guint certificates;
  } files[] = {
    { "", 2 },
    { "-legacy", 2 },
    { "-certpbe NONE -keypbe NONE", 2 },
    { "-nomac", 2 },
    { "-macalg sha512 -maciter -iter 4096", 2 },
    { "-keypbe AES-128-CBC -certpbe PBE-SHA1-RC2-40 -legacy", 2 },
  };
  static const char *const right[] = { "wrong", "secret", NULL };
  static const char *const wrong[] = { "wrong", NULL };
  char *folder = foreign_folder_new ();
  g_autofree char *path = g_build_filename (folder, "all.p12", NULL);

  foreign_must_run (
    folder, "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key "
            "-out root.pem -subj '/CN=Root' -days 100; openssl req -x509 -newkey ec -pkeyopt "
            "ec_paramgen_curve:P-256 -nodes -keyout other.key -out other.pem -subj '/CN=Other'");
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *command = g_strdup_printf (
        "openssl pkcs12 -export -inkey root.key -in root.pem -certfile other.pem -name 'Müller & Söhne' -passout "
        "pass:secret -out all.p12 %s",
        files[i].options);
      g_auto (ForeignSeen) opened = { 0 };
      g_auto (ForeignSeen) refused = { 0 };

      g_test_message ("%s", files[i].options);
      foreign_must_run (folder, command);
      foreign_must_read (&opened, path, right);
      g_assert_cmpuint (opened.n_keys, ==, 1);
      g_assert_cmpuint (opened.counts[ESP_FOREIGN_CERTIFICATE], ==, files[i].certificates);
      g_assert_cmpuint (opened.n_problems, ==, 0);
      foreign_must_read (&refused, path, wrong);
      g_assert_cmpuint (refused.n_keys, ==, 0);
      foreign_assert_has (&refused, "* all.p12* | FOREIGN_PASSPHRASE");
    }
  foreign_folder_free (folder);
}

static void
test_cut (void)
{
  static const char *const right[] = { "secret", NULL };
  char *folder = foreign_folder_new ();
  g_autofree char *path = g_build_filename (folder, "all.p12", NULL);
  g_autofree char *bytes = NULL;
  gsize len;

  foreign_must_run (
    folder, "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key "
            "-out root.pem -subj '/CN=Root' -days 100; openssl pkcs12 -export -inkey root.key -in "
            "root.pem -passout pass:secret -iter 1 -out all.p12");
  g_assert_true (g_file_get_contents (path, &bytes, &len, NULL));
  for (gsize cut = 4; cut < len; cut += 37)
    {
      g_auto (ForeignSeen) seen = { 0 };

      g_assert_true (g_file_set_contents (path, bytes, (gssize) cut, NULL));
      foreign_read (&seen, path, right, NULL);
      g_assert_cmpuint (seen.n_keys, ==, 0);
      g_assert_cmpuint (seen.n_problems, ==, seen.n);
    }
  foreign_folder_free (folder);
}

/* --- Samples ---------------------------------------------------------------------------------- */

/* How many keys and certificates come out, or which reason is told. Passphrases as the samples' own
 * list has them; of those that it does not list, "1234" and others that their project uses. */
static const struct
{
  const char *file;
  guint keys, certificates;
  const char *reason;
} samples[] = {
  { "aes-128.p12", 1, 0, NULL },
  { "arb-extensions.csr", 0, 0, NULL },
  { "cert-ca.p12", 0, 2, NULL }, /* the key is DSA */
  { "cert-with-crl.p12", 1, 1, NULL },
  { "client.p12", 1, 1, NULL },
  { "csr-invalid.der", 0, 0, NULL }, /* for the parser of requests to say */
  { "der-key-PBE-SHA1-DES.p8", 0, 0, "FOREIGN_PASSPHRASE" },
  { "encpkcs8.pem", 1, 0, NULL },
  { "gost01.p12", 0, 0, "FOREIGN_ALGORITHM" },
  { "gost12-2.p12", 0, 0, "FOREIGN_ALGORITHM" },
  { "gost12.p12", 0, 0, "FOREIGN_ALGORITHM" },
  { "key-ca-1234.p8", 1, 0, NULL },
  { "key-ca-empty.p8", 1, 0, NULL },
  { "key-ca-null.p8", 1, 0, NULL },
  { "key-corpus-rc2-1.p12", 0, 0, "FOREIGN_PASSPHRASE" },
  { "key-corpus-rc2-2.p12", 0, 0, "FOREIGN_PASSPHRASE" },
  { "key-corpus-rc2-3.p12", 0, 0, "FOREIGN_PASSPHRASE" },
  { "key-ecc.p8", 1, 0, NULL },
  { "key-gost01-2-enc.p8", 0, 0, "FOREIGN_ALGORITHM" },
  { "key-gost01-2.p8", 0, 0, NULL }, /* opened; no authority here can have such a key */
  { "key-gost01.p8", 0, 0, NULL },
  { "key-gost12-256-2-enc.p8", 0, 0, "FOREIGN_ALGORITHM" },
  { "key-gost12-256-2.p8", 0, 0, NULL },
  { "key-gost12-256.p8", 0, 0, NULL },
  { "key-gost12-512.p8", 0, 0, NULL },
  { "key-utf8-1.p12", 0, 0, "FOREIGN_PASSPHRASE" },
  { "key-utf8-2.p12", 0, 0, "FOREIGN_PASSPHRASE" },
  { "mac-sha512.p12", 1, 1, NULL },
  { "mem-leak.p12", 0, 0, "FOREIGN_ALGORITHM" }, /* its digest has a number that nobody knows */
  { "no-salt.p12", 1, 1, NULL },
  { "noclient.p12", 1, 1, NULL },
  { "openssl-3des.p8", 1, 0, NULL },
  { "openssl-aes128.p8", 1, 0, NULL },
  { "openssl-aes256.p8", 1, 0, NULL },
  { "openssl-key-ecc.p8", 1, 0, NULL },
  { "openssl.p12", 1, 2, NULL },
  { "p8key-illegal.pem", 0, 0, NULL }, /* opened; its halves do not belong together */
  { "pbes1-no-salt.p12", 1, 1, NULL },
  { "pbmac1-simple.p12", 1, 1, NULL },
  { "pbmac1_256_256.bad-iter.p12", 0, 0, "FOREIGN_PASSPHRASE" },
  { "pbmac1_256_256.bad-salt.p12", 0, 0, "FOREIGN_PASSPHRASE" },
  { "pbmac1_256_256.extended-mac.p12", 0, 0, "FOREIGN_PASSPHRASE" },
  { "pbmac1_256_256.good.p12", 1, 1, NULL },
  { "pbmac1_256_256.no-len.p12", 0, 0, "FOREIGN_STRUCTURE" },
  { "pbmac1_256_256.short-len.p12", 0, 0, "FOREIGN_STRUCTURE" },
  { "pbmac1_256_256.truncated-mac.p12", 0, 0, "FOREIGN_PASSPHRASE" },
  { "pbmac1_512_256.good.p12", 1, 1, NULL },
  { "pbmac1_512_512.good.p12", 1, 1, NULL },
  { "pkcs12_2certs.p12", 1, 2, NULL },
  { "pkcs12_5certs.p12", 1, 5, NULL },
  { "pkcs8-eddsa.pem", 1, 0, NULL },
  { "pkcs8-eddsa.pem.txt", 1, 0, NULL },
  { "pkcs8-invalid1.der", 0, 0, "FOREIGN_STRUCTURE" },
  { "pkcs8-invalid10.der", 0, 0, "FOREIGN_OTHER" },
  { "pkcs8-invalid11.der", 0, 0, "FOREIGN_OTHER" },
  { "pkcs8-invalid2.der", 0, 0, "FOREIGN_PASSPHRASE" },
  { "pkcs8-invalid3.der", 0, 0, "FOREIGN_PASSPHRASE" },
  { "pkcs8-invalid4.der", 0, 0, "FOREIGN_STRUCTURE" },
  { "pkcs8-invalid5.der", 0, 0, "FOREIGN_PASSPHRASE" },
  { "pkcs8-invalid6.der", 0, 0, "FOREIGN_STRUCTURE" },
  { "pkcs8-invalid7.der", 0, 0, "FOREIGN_STRUCTURE" },
  { "pkcs8-invalid8.der", 0, 0, "FOREIGN_OTHER" },
  { "pkcs8-invalid9.der", 0, 0, "FOREIGN_STRUCTURE" },
  { "pkcs8-pbes1-des-md5.pem", 1, 0, NULL },
  { "pkcs8-pbes2-sha256.pem", 1, 0, NULL },
  { "sha256.p12", 1, 0, NULL },
  { "template-tlsfeature.csr", 0, 0, NULL },
  { "test-null.p12", 1, 1, NULL },
  { "unclient.p12", 1, 1, NULL },
  { "unencpkcs8.pem", 1, 0, NULL },
};

/* "file<TAB>password" a line. */
static char *
find_password (const char *folder, const char *file)
{
  g_autofree char *path = g_build_filename (folder, "pkcs-samples", "passwords.tsv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i]; i++)
    {
      char *tab = strchr (lines[i], '\t');

      if (tab && strncmp (lines[i], file, (gsize) (tab - lines[i])) == 0 &&
          file[tab - lines[i]] == '\0')
        return g_strdup (tab + 1);
    }
  return NULL;
}

static void
check_sample (const char *folder, gsize i)
{
  g_autofree char *path = g_build_filename (folder, "pkcs-samples", "gnutls", samples[i].file,
                                            NULL);
  g_autofree char *password = find_password (folder, samples[i].file);
  const char *words[] = { "1234", "foobar", "password", password, NULL };
  g_autofree char *reason = samples[i].reason ? g_strdup_printf ("* | %s", samples[i].reason) :
                                                NULL;
  g_auto (ForeignSeen) seen = { 0 };

  g_test_message ("%s", samples[i].file);
  foreign_must_read (&seen, path, words);
  g_assert_cmpuint (seen.n, >, 0);
  g_assert_cmpuint (seen.n_keys, ==, samples[i].keys);
  g_assert_cmpuint (seen.counts[ESP_FOREIGN_CERTIFICATE], ==, samples[i].certificates);
  g_assert_cmpuint (seen.n_problems, ==, samples[i].reason ? 1 : 0);
  if (reason)
    foreign_assert_has (&seen, reason);
}

static void
test_samples (void)
{
  const char *conformance = g_getenv ("ESPALIER_CONFORMANCE");
  g_autofree char *command = NULL;
  char *folder;

  if (!conformance)
    {
      g_test_skip ("ESPALIER_CONFORMANCE names no folder with the outside material");
      return;
    }
  g_assert_cmpuint (G_N_ELEMENTS (samples), ==, 70);
  folder = foreign_folder_new ();
  command = g_strdup_printf ("tar xJf '%s/pkcs-samples.tar.xz'", conformance);
  foreign_must_run (folder, command);
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    check_sample (folder, i);
  foreign_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_pki_init ());
  g_test_add_func ("/foreign-pkcs12/made", test_made);
  g_test_add_func ("/foreign-pkcs12/cut", test_cut);
  g_test_add_func ("/foreign-pkcs12/samples", test_samples);
  return g_test_run ();
}
