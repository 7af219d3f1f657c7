/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that openssl made, with a key that nobody keeps. */
#pragma once

#include <glib.h>

/* @extensions: as -addext takes them, up to NULL. */
G_GNUC_UNUSED static char *
make_csr_with (const char *subject, const char *const *extensions)
{
  const char *argv[] = { "openssl", "req",    "-new",    "-newkey",   "ec",    "-pkeyopt", "ec_paramgen_curve:P-256",
                         "-nodes",  "-keyout", "/dev/null", "-utf8", "-subj",    subject };
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  char *pem = NULL;
  int status = -1;

  for (gsize i = 0; i < G_N_ELEMENTS (argv); i++)
    g_ptr_array_add (words, (gpointer) argv[i]);
  for (; *extensions; extensions++)
    {
      g_ptr_array_add (words, (gpointer) "-addext");
      g_ptr_array_add (words, (gpointer) *extensions);
    }
  g_ptr_array_add (words, NULL);
  g_assert_true (g_spawn_sync (NULL, (char **) words->pdata, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &pem,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return pem;
}

/* A name and no extensions. */
G_GNUC_UNUSED static char *
make_bare_csr (const char *subject)
{
  return make_csr_with (subject, (const char *[]){ NULL });
}
