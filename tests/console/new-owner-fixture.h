/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever takes a hierarchy over: a certificate that openssl made, with its key, and what openssl says of it. */
#pragma once

#include <glib.h>

/* @folder/@name.pem and @folder/@name.key; @key as "openssl req -newkey" and -pkeyopt take it. The path of the former,
 * to be freed. */
G_GNUC_UNUSED static char *
make_owner_with (const char *folder, const char *name, const char *subject, const char *algorithm, const char *option)
{
  g_autofree char *base = g_build_filename (folder, name, NULL);
  g_autofree char *key = g_strconcat (base, ".key", NULL);
  char *path = g_strconcat (base, ".pem", NULL);
  const char *argv[] = { "openssl", "req", "-x509", "-newkey", algorithm, "-pkeyopt", option, "-noenc", "-keyout", key,
                         "-out", path, "-utf8", "-days", "30", "-subj", subject, NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return path;
}

G_GNUC_UNUSED static char *
make_owner (const char *folder, const char *name, const char *subject)
{
  return make_owner_with (folder, name, subject, "ec", "ec_paramgen_curve:P-256");
}

/* "AB:CD:…", as openssl reads it out; to be freed. */
G_GNUC_UNUSED static char *
read_fingerprint (const char *path)
{
  const char *argv[] = { "openssl", "x509", "-in", path, "-noout", "-fingerprint", "-sha256", NULL };
  g_autofree char *text = NULL;
  char *equals;
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  equals = strchr (text, '=');
  g_assert_nonnull (equals);
  return g_strstrip (g_strdup (equals + 1));
}
