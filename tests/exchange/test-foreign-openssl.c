/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders that "openssl ca" and easy-rsa keep, made by these tools themselves, and rows of an index
 * that nobody should have written. */
#include "foreign-fixture.h"

#include "exchange/esp-foreign-index.h"

static const char configuration[] =
  "[ca]\ndefault_ca=d\n[d]\ndir=.\ndatabase=index.txt\nnew_certs_dir=newcerts\nserial=serial\ncrlnumber=crlnumber\n"
  "certificate=cacert.pem\nprivate_key=private/cakey.pem\ndefault_md=sha256\ndefault_days=90\ndefault_crl_days=30\n"
  "policy=p\nunique_subject=no\nx509_extensions=leaf\n[p]\ncommonName=supplied\n[leaf]\nbasicConstraints=CA:FALSE\n"
  "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n[req]\ndistinguished_name=dn\n[dn]\n[v3_ca]\n"
  "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n";

static const char make[] =
  "mkdir newcerts private certs; touch index.txt; echo 01 > serial; echo 0A > crlnumber\n"
  "openssl ecparam -name prime256v1 -genkey -noout | openssl ec -aes256 -passout pass:secret -out private/cakey.pem\n"
  "openssl req -config openssl.cnf -x509 -new -key private/cakey.pem -passin pass:secret -subj '/CN=Old Root' -days "
  "3000 -extensions v3_ca -out cacert.pem\n"
  "openssl ecparam -name prime256v1 -genkey -noout -out leaf.key\n"
  "for i in 1 2 3; do openssl req -new -key leaf.key -subj \"/CN=leaf $i\" -config openssl.cnf -out leaf$i.csr; "
  "openssl ca -batch -config openssl.cnf -passin pass:secret -in leaf$i.csr -notext; done\n"
  "openssl ca -config openssl.cnf -passin pass:secret -revoke newcerts/02.pem -crl_reason keyCompromise\n"
  "openssl ca -config openssl.cnf -passin pass:secret -revoke newcerts/03.pem -crl_hold holdInstructionNone\n"
  "openssl ca -config openssl.cnf -passin pass:secret -gencrl -out crl.pem\n"
  /* Another authority beside it, that this folder is not of. */
  "openssl req -config openssl.cnf -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key -subj "
  "'/CN=Old Root' -days 3000 -extensions v3_ca -out aaa.pem\n"
  "mkdir below; rm newcerts/01.pem\n";

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_openssl (void)
{
  static const char *const words[] = { "secret", NULL };
  g_auto (ForeignSeen) seen = { 0 };
  g_auto (ForeignSeen) shut = { 0 };
  char *folder = foreign_folder_new ();

  write_file (folder, "openssl.cnf", configuration);
  foreign_must_run (folder, make);
  g_assert_cmpstr (esp_foreign_detect (folder, NULL), ==, "OPENSSL_CA");
  foreign_must_read (&seen, folder, words);
  foreign_assert_has (&seen, "CERTIFICATE cacert.pem:1 | CN=Old Root *");
  foreign_assert_has (&seen,
                      "CERTIFICATE newcerts/02.pem:1 | CN=leaf 2 00000000000000000000000000000002");
  foreign_assert_has (&seen, "CERTIFICATE index.txt:1 | FOREIGN_MISSING");
  foreign_assert_has (
    &seen,
    "REVOCATION index.txt:2 | 00000000000000000000000000000002 KEY_COMPROMISE of its authority");
  foreign_assert_has (&seen, "REVOCATION index.txt:3 | 00000000000000000000000000000003 "
                             "UNSPECIFIED/holdInstruction of its authority");
  foreign_assert_has (&seen, "NEXT_SERIAL serial:1 | 00000000000000000000000000000004");
  foreign_assert_has (&seen, "NEXT_CRL_NUMBER crlnumber:1 | 11 of its authority");
  foreign_assert_has (&seen, "KEY private/cakey.pem:1 | EC P-256");
  foreign_assert_has (&seen, "CRL crl.pem:1 | ");
  g_assert_cmpuint (seen.n_problems, ==, 1);
  g_assert_cmpuint (seen.counts[ESP_FOREIGN_REQUEST], ==, 3);
  foreign_must_read (&shut, folder, NULL);
  foreign_assert_has (&shut, "KEY private/cakey.pem:1 | FOREIGN_PASSPHRASE");
  foreign_folder_free (folder);
}

/* Whose the numbers are: who signed what the index lists, not who has the better name. */
static gboolean
check_owner_cb (const EspForeignItem *item, gpointer data, GError **error)
{
  GBytes **told = data;

  if (item->kind == ESP_FOREIGN_CERTIFICATE && item->der && g_str_equal (item->file, "cacert.pem"))
    told[0] = g_bytes_new (g_bytes_get_data (item->der, NULL), g_bytes_get_size (item->der));
  if (item->kind == ESP_FOREIGN_NEXT_CRL_NUMBER && item->authority)
    told[1] = g_bytes_ref (item->authority);
  return TRUE;
}

static void
test_owner (void)
{
  EspForeignOptions options = { .without_keys = TRUE };
  GBytes *told[2] = { NULL, NULL };
  g_autoptr (GError) error = NULL;
  char *folder = foreign_folder_new ();

  write_file (folder, "openssl.cnf", configuration);
  foreign_must_run (folder, make);
  esp_foreign_read (folder, &options, check_owner_cb, told, &error);
  g_assert_no_error (error);
  g_assert_nonnull (told[0]);
  g_assert_nonnull (told[1]);
  g_assert_true (g_bytes_equal (told[0], told[1]));
  g_bytes_unref (told[0]);
  g_bytes_unref (told[1]);
  foreign_folder_free (folder);
}

static void
test_easy_rsa (void)
{
  g_auto (ForeignSeen) seen = { 0 };
  g_auto (ForeignSeen) above = { 0 };
  char *folder = NULL;
  g_autofree char *pki = NULL;

  if (!g_file_test ("/usr/share/easy-rsa/easyrsa", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("easy-rsa is not installed");
      return;
    }
  folder = foreign_folder_new ();
  pki = g_build_filename (folder, "pki", NULL);
  foreign_must_run (
    folder,
    "cp -r /usr/share/easy-rsa/* .; export EASYRSA_ALGO=ec EASYRSA_BATCH=1; ./easyrsa "
    "init-pki; ./easyrsa build-ca nopass; ./easyrsa build-server-full one nopass; ./easyrsa "
    "build-client-full two nopass; ./easyrsa revoke two superseded; ./easyrsa gen-crl");
  g_assert_cmpstr (esp_foreign_detect (pki, NULL), ==, "EASY_RSA");
  foreign_must_read (&seen, pki, NULL);
  foreign_assert_has (&seen, "CERTIFICATE issued/one.crt:* | CN=one *");
  foreign_assert_has (&seen, "CERTIFICATE revoked/certs_by_serial/*.crt:* | CN=two *");
  foreign_assert_has (&seen, "REVOCATION index.txt:2 | * SUPERSEDED of its authority");
  foreign_assert_has (&seen, "KEY private/ca.key:1 | EC P-384");
  foreign_assert_has (&seen, "NEXT_SERIAL serial:1 | *");
  g_assert_cmpuint (seen.n_problems, ==, 0);
  foreign_must_read (&above, folder, NULL);
  g_assert_cmpuint (above.n, ==, seen.n);
  foreign_folder_free (folder);
}

/* --- Rows ------------------------------------------------------------------------------------- */

static gboolean
tell_row_cb (const EspForeignIndexRow *row, gpointer data, GError **error)
{
  GString *told = data;

  if (row->problem)
    g_string_append_printf (told, "%" G_GUINT64_FORMAT " bad\n", row->line);
  else
    g_string_append_printf (told, "%" G_GUINT64_FORMAT " %s%s%s\n", row->line,
                            row->revoked ? "R " : "", row->serial + strlen (row->serial) - 4,
                            row->revoked ? row->reason : "");
  return TRUE;
}

static void
test_rows (void)
{
  static const char text[] =
    "V\t300101000000Z\t\t01\tunknown\t/CN=a\n"
    "X\t300101000000Z\t\t02\tunknown\t/CN=a\n"
    "V\t300101000000Z\t\tzz\tunknown\t/CN=a\n"
    "V\t3001010000Z\t\t03\tunknown\t/CN=a\n"
    "R\t300101000000Z\t\t04\tunknown\t/CN=a\n"
    "R\t300101000000Z\t250101000000Z\t05\tunknown\t/CN=a\n"
    "\n"
    "R\t300101000000Z\t250101000000Z,CACompromise\t0123456789ABCDEF0123456789ABCDEF01234567\tunknown\t\xff\n"
    "V\t300101000000Z\t\t06\n"
    "E\t20500101000000Z\t\t07\tunknown\t/CN=a";
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_foreign_index_parse (text, strlen (text), tell_row_cb, told, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (told->str, ==,
                   "1 0001\n2 bad\n3 bad\n4 bad\n5 bad\n6 R 0005UNSPECIFIED\n"
                   "8 R 4567CERTIFICATE_AUTHORITY_COMPROMISE\n9 bad\n10 0007\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_pki_init ());
  g_test_add_func ("/foreign-openssl/openssl", test_openssl);
  g_test_add_func ("/foreign-openssl/owner", test_owner);
  g_test_add_func ("/foreign-openssl/easy-rsa", test_easy_rsa);
  g_test_add_func ("/foreign-openssl/rows", test_rows);
  return g_test_run ();
}
