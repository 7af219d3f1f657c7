/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request that openssl made: a name and no extensions, with a key that nobody keeps. */
#pragma once

#include <glib.h>

static char *
make_bare_csr (const char *subject)
{
  const char *argv[] = { "openssl",
                         "req",
                         "-new",
                         "-newkey",
                         "ec",
                         "-pkeyopt",
                         "ec_paramgen_curve:P-256",
                         "-nodes",
                         "-keyout",
                         "/dev/null",
                         "-subj",
                         subject,
                         NULL };
  char *pem = NULL;
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &pem,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return pem;
}
