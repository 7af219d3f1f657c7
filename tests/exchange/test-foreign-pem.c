/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates and keys in files: armour and DER, bundles with bad blocks among good ones, keys
 * under passphrases in all their forms, folders, limits, and the end of a reading in the middle. */
#include "foreign-fixture.h"

#define ROOT                                                                                       \
  "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out "    \
  "root.pem -subj '/CN=Root' -days 100"

static void
test_bundle (void)
{
  g_autoptr (GError) error = NULL;
  g_auto (ForeignSeen) seen = { 0 };
  char *folder = foreign_folder_new ();
  g_autofree char *path = g_build_filename (folder, "all.pem", NULL);

  foreign_must_run (
    folder, ROOT
    "; (echo 'text, 2026'; cat root.pem; printf -- '-----BEGIN CERTIFICATE-----\\nQUJD\\n'; "
    "cat root.pem; printf -- '-----BEGIN CERTIFICATE-----\\nQU!D\\n-----END CERTIFICATE-----\\n'; "
    "printf -- '-----BEGIN DH PARAMETERS-----\\nQUJD\\n-----END DH PARAMETERS-----\\n'; "
    "printf -- '-----BEGIN PGP MESSAGE-----\\nQUJD\\n-----END PGP MESSAGE-----\\n'; "
    "printf -- '-----BEGIN X509 CRL-----\\nQUJD\\n-----END CERTIFICATE-----\\n'; "
    "cat root.key) > all.pem");
  g_assert_cmpstr (esp_foreign_detect (path, &error), ==, "PEM");
  foreign_must_read (&seen, path, NULL);
  g_assert_cmpuint (seen.counts[ESP_FOREIGN_CERTIFICATE], ==, 2);
  g_assert_cmpuint (seen.n_keys, ==, 1);
  g_assert_cmpuint (seen.n_problems, ==, 4);
  foreign_assert_has (&seen, "CERTIFICATE all.pem:2 | CN=Root *");
  foreign_assert_has (&seen, "UNKNOWN all.pem:* | PEM_NOT_ENDED");
  foreign_assert_has (&seen, "UNKNOWN all.pem:* | FOREIGN_ROW");
  foreign_assert_has (&seen, "UNKNOWN all.pem:* | FOREIGN_OTHER");
  foreign_assert_has (&seen, "UNKNOWN all.pem:* | PEM_WRONG_END");
  foreign_assert_has (&seen, "KEY all.pem:* | EC P-256");
  foreign_folder_free (folder);
}

/* What other tools write, and with which command; all under "secret". */
static const struct
{
  const char *name;
  const char *command;
} locked[] = {
  { "traditional, AES-256", "openssl ec -in root.key -aes256 -passout pass:secret -out key" },
  { "traditional, 3DES", "openssl ec -in root.key -des3 -passout pass:secret -out key" },
  { "traditional RSA", "openssl genrsa -traditional -aes128 -passout pass:secret -out key 1024" },
  { "PBES2", "openssl pkcs8 -topk8 -in root.key -v2 aes-256-cbc -passout pass:secret -out key" },
  { "scrypt", "openssl pkcs8 -topk8 -in root.key -scrypt -passout pass:secret -out key" },
  { "PKCS#12's 3DES",
    "openssl pkcs8 -topk8 -in root.key -v1 PBE-SHA1-3DES -passout pass:secret -out key" },
  { "PBES1 with DES, of the legacy provider",
    "openssl pkcs8 -topk8 -in root.key -v1 PBE-MD5-DES -provider legacy -provider default -passout "
    "pass:secret -out key" },
  { "DER", "openssl pkcs8 -topk8 -in root.key -outform DER -passout pass:secret -out key" },
};

static void
test_locked_keys (void)
{
  static const char *const right[] = { "wrong", "secret", NULL };
  static const char *const wrong[] = { "wrong", NULL };
  char *folder = foreign_folder_new ();
  g_autofree char *path = g_build_filename (folder, "key", NULL);

  foreign_must_run (folder, ROOT);
  for (gsize i = 0; i < G_N_ELEMENTS (locked); i++)
    {
      g_auto (ForeignSeen) opened = { 0 };
      g_auto (ForeignSeen) refused = { 0 };

      g_test_message ("%s", locked[i].name);
      foreign_must_run (folder, locked[i].command);
      foreign_must_read (&opened, path, right);
      g_assert_cmpuint (opened.n_keys, ==, 1);
      foreign_must_read (&refused, path, wrong);
      g_assert_cmpuint (refused.n_keys, ==, 0);
      foreign_assert_has (&refused, "KEY key* | FOREIGN_PASSPHRASE");
    }
  foreign_folder_free (folder);
}

static void
test_open_keys (void)
{
  static const char *const commands[] = {
    "openssl ecparam -name prime256v1 -genkey -out key", /* parameters before it */
    "openssl genrsa -traditional -out key 1024",
    "openssl ec -in root.key -outform DER -out key",
    "openssl pkey -in root.key -outform DER -out key",
    "openssl genpkey -algorithm ed25519 -out key",
  };
  char *folder = foreign_folder_new ();
  g_autofree char *path = g_build_filename (folder, "key", NULL);

  foreign_must_run (folder, ROOT);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_auto (ForeignSeen) seen = { 0 };

      foreign_must_run (folder, commands[i]);
      foreign_must_read (&seen, path, NULL);
      g_assert_cmpuint (seen.n_keys, ==, 1);
      g_assert_cmpuint (seen.n, ==, 1);
    }
  foreign_folder_free (folder);
}

static void
test_other_keys (void)
{
  g_auto (ForeignSeen) seen = { 0 };
  char *folder = foreign_folder_new ();
  g_autofree char *path = g_build_filename (folder, "keys", NULL);

  foreign_must_run (
    folder, "printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\\nQUJD\\n-----END OPENSSH PRIVATE "
            "KEY-----\\n' > keys; openssl ecparam -name prime256v1 -param_enc explicit -genkey "
            "-noout >> keys");
  foreign_must_read (&seen, path, NULL);
  g_assert_cmpuint (seen.n, ==, 2);
  foreign_assert_has (&seen, "KEY keys:1 | FOREIGN_KEY_KIND");
  foreign_assert_has (&seen, "KEY keys:4 | FOREIGN_KEY_KIND");
  foreign_folder_free (folder);
}

/* The rounds decide how long it takes, so they are looked at before: this would take seconds. */
static void
test_rounds (void)
{
  static const char *const words[] = { "secret", NULL };
  g_auto (ForeignSeen) seen = { 0 };
  char *folder = foreign_folder_new ();
  g_autofree char *path = g_build_filename (folder, "key", NULL);

  foreign_must_run (folder, ROOT
                    "; openssl pkcs8 -topk8 -in root.key -v2 aes-256-cbc -iter 10000001 -passout "
                    "pass:secret -out key");
  foreign_must_read (&seen, path, words);
  foreign_assert_has (&seen, "KEY key:1 | FOREIGN_ROUNDS");
  foreign_folder_free (folder);
}

static void
test_containers (void)
{
  g_auto (ForeignSeen) pem = { 0 };
  g_auto (ForeignSeen) der = { 0 };
  g_auto (ForeignSeen) one = { 0 };
  char *folder = foreign_folder_new ();
  g_autofree char *pem_path = g_build_filename (folder, "chain.p7b", NULL);
  g_autofree char *der_path = g_build_filename (folder, "chain.p7c", NULL);
  g_autofree char *one_path = g_build_filename (folder, "root.der", NULL);

  foreign_must_run (folder, ROOT
                    "; openssl crl2pkcs7 -nocrl -certfile root.pem -out chain.p7b; openssl "
                    "crl2pkcs7 -nocrl -certfile root.pem -outform DER -out chain.p7c; openssl x509 "
                    "-in root.pem -outform DER -out root.der");
  foreign_must_read (&pem, pem_path, NULL);
  foreign_must_read (&der, der_path, NULL);
  foreign_must_read (&one, one_path, NULL);
  g_assert_cmpuint (pem.counts[ESP_FOREIGN_CERTIFICATE], ==, 1);
  g_assert_cmpuint (der.counts[ESP_FOREIGN_CERTIFICATE], ==, 1);
  g_assert_cmpuint (one.counts[ESP_FOREIGN_CERTIFICATE], ==, 1);
  g_assert_cmpuint (pem.n + der.n + one.n, ==, 3);
  foreign_folder_free (folder);
}

static void
test_folder (void)
{
  g_auto (ForeignSeen) seen = { 0 };
  char *folder = foreign_folder_new ();

  foreign_must_run (folder, "mkdir -p a/b; cd a/b; " ROOT
                            "; ln -s root.pem link.pem; mkfifo pipe; echo hello > "
                            "note; : > empty; ln -s / everything");
  g_assert_cmpstr (esp_foreign_detect (folder, NULL), ==, "FOLDER");
  foreign_must_read (&seen, folder, NULL);
  g_assert_cmpuint (seen.n, ==, 4);
  foreign_assert_has (&seen, "CERTIFICATE a/b/root.pem:1 | CN=Root *");
  foreign_assert_has (&seen, "KEY a/b/root.key:1 | EC P-256");
  foreign_assert_has (&seen, "UNKNOWN a/b/note | FOREIGN_OTHER");
  foreign_assert_has (&seen, "UNKNOWN a/b/empty | FOREIGN_OTHER");
  foreign_folder_free (folder);
}

static void
test_too_deep (void)
{
  g_autoptr (GError) error = NULL;
  g_auto (ForeignSeen) seen = { 0 };
  char *folder = foreign_folder_new ();

  foreign_must_run (folder, "mkdir -p 1/2/3/4/5/6/7/8/9");
  g_assert_false (foreign_read (&seen, folder, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_FOREIGN_TOO_DEEP));
  foreign_folder_free (folder);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (ForeignSeen) seen = { .cancel_at = cancellable, .cancel_number = 3 };
  char *folder = foreign_folder_new ();
  g_autofree char *path = g_build_filename (folder, "all.pem", NULL);

  foreign_must_run (folder, ROOT "; for i in 1 2 3 4 5 6 7 8; do cat root.pem; done > all.pem");
  g_assert_false (foreign_read (&seen, path, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_CANCELLED));
  g_assert_cmpuint (seen.n, ==, 3);
  foreign_folder_free (folder);
}

/* Blocks over the edges of what is read at once, a line without an end, and one that is too long.
 */
static void
test_pieces (void)
{
  g_auto (ForeignSeen) seen = { 0 };
  char *folder = foreign_folder_new ();
  g_autofree char *path = g_build_filename (folder, "all.pem", NULL);

  foreign_must_run (
    folder,
    ROOT "; (cat root.pem; head -c 200000 /dev/zero | tr '\\0' x; echo; for i in $(seq 300); "
         "do cat root.pem; done; printf -- '-----BEGIN CERTIFICATE-----\\n'; head -c 140000 "
         "/dev/zero | tr '\\0' A | fold -w 64; printf -- '\\n-----END CERTIFICATE-----\\n'; "
         "head -c -1 root.pem) > all.pem");
  foreign_must_read (&seen, path, NULL);
  g_assert_cmpuint (seen.counts[ESP_FOREIGN_CERTIFICATE], ==, 302);
  g_assert_cmpuint (seen.n_problems, ==, 1);
  foreign_assert_has (&seen, "UNKNOWN all.pem:* | PEM_BLOCK_TOO_LARGE");
  foreign_folder_free (folder);
}

static void
test_nothing (void)
{
  static const char *const contents[] = { "echo hello > f", ": > f",
                                          "printf '\\211PNG\\r\\n\\032\\n' > f",
                                          "head -c 5000 /dev/zero > f" };
  char *folder = foreign_folder_new ();
  g_autofree char *path = g_build_filename (folder, "f", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (ForeignSeen) seen = { 0 };

      foreign_must_run (folder, contents[i]);
      g_assert_false (foreign_read (&seen, path, NULL, &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_FOREIGN_UNKNOWN));
    }
  foreign_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_pki_init ());
  g_test_add_func ("/foreign-pem/bundle", test_bundle);
  g_test_add_func ("/foreign-pem/locked-keys", test_locked_keys);
  g_test_add_func ("/foreign-pem/open-keys", test_open_keys);
  g_test_add_func ("/foreign-pem/other-keys", test_other_keys);
  g_test_add_func ("/foreign-pem/rounds", test_rounds);
  g_test_add_func ("/foreign-pem/containers", test_containers);
  g_test_add_func ("/foreign-pem/folder", test_folder);
  g_test_add_func ("/foreign-pem/too-deep", test_too_deep);
  g_test_add_func ("/foreign-pem/cancelled", test_cancelled);
  g_test_add_func ("/foreign-pem/pieces", test_pieces);
  g_test_add_func ("/foreign-pem/nothing", test_nothing);
  return g_test_run ();
}
