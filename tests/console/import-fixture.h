/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What another tool keeps, made by openssl: a root that allows nothing below it and has something below it all the
 * same, whose key is locked; a certificate whose name is markup; and one of a forger. */
#pragma once

#include <glib.h>

#define OLD_PASSPHRASE "old secret"
#define OLD_ROOT "CN=Old Root"

static const char old_authorities[] =
  "mkdir old; cd old\n"
  "ec='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'\n"
  "openssl req -x509 $ec -keyout root.key -out root.pem -subj '/CN=Old Root' -days 3000 -addext "
  "basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign\n"
  "openssl req -x509 $ec -keyout ../forger.key -out ../forger.pem -subj '/CN=Old Root' -days 3000 "
  "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign\n"
  "printf 'basicConstraints=critical,CA:TRUE,pathlen:3\\nkeyUsage=critical,keyCertSign,cRLSign\\n"
  "subjectKeyIdentifier=hash\\nauthorityKeyIdentifier=keyid\\n' > ../sub.ext\n"
  "printf 'basicConstraints=CA:FALSE\\n' > ../leaf.ext\n"
  "openssl req -new $ec -keyout ../sub.key -out ../sub.csr -subj '/CN=Old Issuing'\n"
  "openssl x509 -req -in ../sub.csr -CA root.pem -CAkey root.key -set_serial 1001 -days 1000 -extfile "
  "../sub.ext -out sub.pem\n"
  "openssl req -new $ec -keyout ../leaf.key -out ../leaf.csr -utf8 -subj \"$1\"\n"
  "openssl x509 -req -in ../leaf.csr -CA sub.pem -CAkey ../sub.key -set_serial 1002 -days 100 -extfile "
  "../leaf.ext -out leaf.pem\n"
  "openssl x509 -req -in ../leaf.csr -CA ../forger.pem -CAkey ../forger.key -set_serial 1003 -days 100 "
  "-extfile ../leaf.ext -out forged.pem\n"
  "openssl ec -in ../sub.key -aes256 -passout 'pass:" OLD_PASSPHRASE "' -out sub.key\n";

G_GNUC_UNUSED static void
run_in (const char *folder, const char *command, const char *argument)
{
  const char *argv[] = { "sh", "-ec", command, "sh", argument, NULL };
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_spawn_sync (folder, (char **) argv, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

/* @leaf: the subject as openssl wants it. The path of the folder, in one of its own. */
G_GNUC_UNUSED static char *
make_old_authorities (const char *leaf)
{
  g_autofree char *folder = g_dir_make_tmp ("console-import-XXXXXX", NULL);

  g_assert_nonnull (folder);
  run_in (folder, old_authorities, leaf);
  return g_build_filename (folder, "old", NULL);
}

/* Takes @path. */
G_GNUC_UNUSED static void
remove_old_authorities (char *path)
{
  g_autofree char *old = path;
  g_autofree char *folder = g_path_get_dirname (old);

  run_in (folder, "rm -r -- \"$1\"", folder);
}
