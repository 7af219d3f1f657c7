/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Databases of XCA and gnoMint, made by these programs (tests/fixtures/foreign/README), one that
 * XCA makes now where it is installed, and files that only look like databases. */
#include "foreign-fixture.h"

#include <sqlite3.h>

static char *
make_database (const char *folder, const char *fixture, const char *more)
{
  g_autofree char *source = g_test_build_filename (G_TEST_DIST, "fixtures", "foreign", fixture,
                                                   NULL);
  char *path = g_build_filename (folder, "a b?#%.db", NULL);
  g_autofree char *sql = NULL;
  sqlite3 *handle = NULL;

  g_assert_true (g_file_get_contents (source, &sql, NULL, NULL));
  g_unlink (path);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  if (more)
    g_assert_cmpint (sqlite3_exec (handle, more, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
  return path;
}

static void
test_xca (void)
{
  static const char *const both[] = { "dbpw", "ownpw", NULL };
  static const char *const one[] = { "dbpw", NULL };
  g_auto (ForeignSeen) seen = { 0 };
  g_auto (ForeignSeen) half = { 0 };
  g_auto (ForeignSeen) shut = { 0 };
  char *folder = foreign_folder_new ();
  g_autofree char *path = make_database (folder, "xca-2.4.sql", NULL);

  g_assert_cmpstr (esp_foreign_detect (path, NULL), ==, "XCA");
  foreign_must_read (&seen, path, both);
  g_assert_cmpuint (seen.n_keys, ==, 3);
  g_assert_cmpuint (seen.n_problems, ==, 0);
  g_assert_cmpuint (seen.counts[ESP_FOREIGN_CERTIFICATE], ==, 3);
  g_assert_cmpuint (seen.counts[ESP_FOREIGN_CRL], ==, 2);
  foreign_assert_has (&seen, "CERTIFICATE *, certs 1 | CN=Old Root *");
  foreign_assert_has (&seen, "REQUEST *, requests 5 | ");
  foreign_assert_has (
    &seen, "REVOCATION *, revocations 1 | 00000000000000000000000000000002 KEY_COMPROMISE of its "
           "authority");
  foreign_assert_has (&seen, "NEXT_CRL_NUMBER *, authority 1 | 8 of its authority");
  foreign_assert_has (&seen, "NOTE *, templates 92 | XCA template");
  g_assert_false (foreign_has (&seen, "* 91 | *"));
  foreign_must_read (&half, path, one);
  foreign_assert_has (&half, "KEY *, private_keys 90 | FOREIGN_OWN_PASSPHRASE");
  g_assert_cmpuint (half.n_keys, ==, 2);
  foreign_must_read (&shut, path, NULL);
  foreign_assert_has (&shut, "KEY *, private_keys 6 | FOREIGN_DATABASE_PASSPHRASE");
  g_assert_cmpuint (shut.n_keys, ==, 0);
  foreign_folder_free (folder);
}

/* Rows that XCA would not write. */
static void
test_xca_bad_rows (void)
{
  static const char more[] =
    "UPDATE certs SET cert = 'no base64' WHERE item = 2; UPDATE revocations SET date = 'yesterday';"
    "UPDATE private_keys SET private = '' WHERE item = 7; UPDATE private_keys SET private = 'AAAA' WHERE item = 6;"
    "INSERT INTO tokens (item) VALUES (92);";
  static const char *const words[] = { "dbpw", NULL };
  g_auto (ForeignSeen) seen = { 0 };
  char *folder = foreign_folder_new ();
  g_autofree char *path = make_database (folder, "xca-2.4.sql", more);

  foreign_must_read (&seen, path, words);
  foreign_assert_has (&seen, "CERTIFICATE *, certs 2 | FOREIGN_ROW");
  foreign_assert_has (&seen, "REVOCATION *, revocations 1 | FOREIGN_ROW");
  foreign_assert_has (&seen, "KEY *, private_keys 7 | FOREIGN_ROW");
  foreign_assert_has (&seen, "KEY *, private_keys 6 | FOREIGN_STRUCTURE");
  foreign_assert_has (&seen, "KEY *, tokens 92 | FOREIGN_TOKEN");
  g_assert_cmpuint (seen.counts[ESP_FOREIGN_CERTIFICATE], ==, 3);
  foreign_folder_free (folder);
}

static void
test_gnomint (void)
{
  static const char *const words[] = { "wrong", "gnopw", NULL };
  g_auto (ForeignSeen) open = { 0 };
  g_auto (ForeignSeen) seen = { 0 };
  g_auto (ForeignSeen) shut = { 0 };
  char *folder = foreign_folder_new ();
  g_autofree char *path = make_database (folder, "gnomint-1.3.sql", NULL);

  g_assert_cmpstr (esp_foreign_detect (path, NULL), ==, "GNOMINT");
  foreign_must_read (&open, path, NULL);
  g_assert_cmpuint (open.n_keys, ==, 1);
  g_assert_cmpuint (open.counts[ESP_FOREIGN_CERTIFICATE], ==, 1);
  g_free (g_steal_pointer (&path));
  path = make_database (folder, "gnomint-1.3-password.sql", NULL);
  foreign_must_read (&seen, path, words);
  g_assert_cmpuint (seen.n_keys, ==, 2);
  g_assert_cmpuint (seen.n_problems, ==, 0);
  foreign_assert_has (&seen, "CERTIFICATE *, certificates 2 | CN=leaf one*");
  foreign_assert_has (
    &seen, "REVOCATION *, certificates 2 | 00000000000000000000000000000002 UNSPECIFIED of its "
           "authority");
  foreign_assert_has (&seen, "NEXT_CRL_NUMBER *, ca_crl 1 | 2 of its authority");
  foreign_must_read (&shut, path, NULL);
  foreign_assert_has (&shut, "KEY *, certificates 1 | FOREIGN_DATABASE_PASSPHRASE");
  foreign_folder_free (folder);
}

static void
assert_damaged (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_auto (ForeignSeen) seen = { 0 };

  g_assert_false (foreign_read (&seen, path, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_FOREIGN_DAMAGED) ||
                 esp_error_has_reason (error, ESP_REASON_FOREIGN_UNKNOWN));
}

/* A view in the place of a table would run whatever its maker wrote. */
static void
test_not_tables (void)
{
  char *folder = foreign_folder_new ();
  g_autofree char *path = make_database (
    folder, "xca-2.4.sql",
    "DROP VIEW view_crls; ALTER TABLE crls RENAME TO hidden; CREATE VIEW "
    "crls AS SELECT item, 1 AS hash, crl FROM hidden;");

  assert_damaged (path);
  foreign_folder_free (folder);
}

static void
test_in_use (void)
{
  char *folder = foreign_folder_new ();
  g_autofree char *path = make_database (folder, "xca-2.4.sql", NULL);
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);

  g_assert_true (g_file_set_contents (journal, "hot", -1, NULL));
  assert_damaged (path);
  foreign_folder_free (folder);
}

static void
test_cut (void)
{
  char *folder = foreign_folder_new ();
  g_autofree char *path = make_database (folder, "xca-2.4.sql", NULL);
  g_autofree char *bytes = NULL;
  guint n_refused = 0;
  gsize len;

  g_assert_true (g_file_get_contents (path, &bytes, &len, NULL));
  for (gsize cut = 100; cut < len; cut += 9001)
    {
      g_auto (ForeignSeen) seen = { 0 };

      /* What is gone may have been an index: then nothing that is told is missing. */
      g_assert_true (g_file_set_contents (path, bytes, (gssize) cut, NULL));
      n_refused += foreign_read (&seen, path, NULL, NULL) ? 0 : 1;
    }
  g_assert_cmpuint (n_refused, >=, 5);
  foreign_folder_free (folder);
}

/* Nothing is written beside it, and nothing in it. */
static void
test_untouched (void)
{
  g_auto (ForeignSeen) seen = { 0 };
  char *folder = foreign_folder_new ();
  g_autofree char *path = make_database (folder, "gnomint-1.3.sql", NULL);
  g_autofree char *before = NULL, *after = NULL;
  gsize before_len, after_len;

  g_assert_true (g_file_get_contents (path, &before, &before_len, NULL));
  foreign_must_read (&seen, path, NULL);
  g_assert_true (g_file_get_contents (path, &after, &after_len, NULL));
  g_assert_cmpmem (before, before_len, after, after_len);
  foreign_must_run (folder, "test $(ls -A | wc -l) = 1");
  foreign_folder_free (folder);
}

/* Now, by XCA itself; a terminal is played to it, which it asks for its password. */
static void
test_xca_itself (void)
{
  static const char *const words[] = { "typed pw", NULL };
  g_auto (ForeignSeen) seen = { 0 };
  g_autofree char *xca = g_find_program_in_path ("xca");
  g_autofree char *script = g_find_program_in_path ("script");
  g_autofree char *path = NULL;
  char *folder;

  if (!xca || !script)
    {
      g_test_skip ("xca, or script of util-linux, is not installed");
      return;
    }
  folder = foreign_folder_new ();
  path = g_build_filename (folder, "v.xdb", NULL);
  foreign_must_run (
    folder, "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key "
            "-out root.pem -subj '/CN=Made by XCA' -days 100");
  if (
    !foreign_run (
      folder,
      "export HOME=$PWD XDG_CONFIG_HOME=$PWD; (sleep 1; echo 'typed pw'; sleep 1; echo 'typed pw'; "
      "sleep 1) | timeout 60 script -qec 'xca --no-gui --database=v.xdb --import root.pem' "
      "/dev/null; xca --no-gui --database=v.xdb --password='pass:typed pw' --import root.key; "
      "test -s v.xdb"))
    g_test_skip ("this xca does not work without a display");
  else
    {
      foreign_must_read (&seen, path, words);
      foreign_assert_has (&seen, "CERTIFICATE v.xdb, certs * | CN=Made by XCA *");
      foreign_assert_has (&seen, "KEY v.xdb, private_keys * | EC P-256");
    }
  foreign_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_pki_init ());
  g_test_add_func ("/foreign-database/xca", test_xca);
  g_test_add_func ("/foreign-database/xca-bad-rows", test_xca_bad_rows);
  g_test_add_func ("/foreign-database/gnomint", test_gnomint);
  g_test_add_func ("/foreign-database/not-tables", test_not_tables);
  g_test_add_func ("/foreign-database/in-use", test_in_use);
  g_test_add_func ("/foreign-database/cut", test_cut);
  g_test_add_func ("/foreign-database/untouched", test_untouched);
  g_test_add_func ("/foreign-database/xca-itself", test_xca_itself);
  return g_test_run ();
}
