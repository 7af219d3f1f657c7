/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of issuance share: a hierarchy of five levels, openssl's verdict on a certificate,
 * and its extensions as openssl prints them. */
#pragma once

#include "pki-fixture.h"

#define LEVELS 5

/* Five levels; free with g_ptr_array_unref(). */
static inline GPtrArray *
make_hierarchy (const char *algorithm)
{
  static const char *const level_templates[LEVELS] = {
    "RootCACertificate",
    "SubordinateCACertificate_PathLen3",
    "SubordinateCACertificate_PathLen2",
    "SubordinateCACertificate_PathLen1",
    "SubordinateCACertificate_PathLen0",
  };
  GPtrArray *levels = g_ptr_array_new_with_free_func ((GDestroyNotify) authority_free);

  for (guint i = 0; i < LEVELS; i++)
    {
      g_autofree char *subject = g_strdup_printf ("CN=Level %u,O=Meridian,C=DE", i);
      Authority *issuer = i > 0 ? g_ptr_array_index (levels, i - 1) : NULL;

      g_ptr_array_add (levels, make_authority (level_templates[i], algorithm, subject, issuer));
    }
  return levels;
}

static inline gboolean
openssl_accepts (Scratch *scratch, const char *file, const char *purpose)
{
  g_autoptr (GBytes) between = scratch_read (scratch, "between.pem");

  return run (scratch, NULL, "openssl verify -x509_strict -CAfile root.pem %s -purpose %s %s",
              g_bytes_get_size (between) > 0 ? "-untrusted between.pem" : "", purpose, file);
}

static inline char *
read_extensions (Scratch *scratch, const char *file)
{
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  GString *text = g_string_new (NULL);
  gboolean inside = FALSE;

  g_assert_true (run (scratch, &output, "openssl x509 -in %s -noout -text", file));
  lines = g_strsplit (output, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      const char *line = g_strstrip (lines[i]);

      if (g_str_has_prefix (line, "Signature Algorithm:"))
        inside = FALSE;
      if (inside && *line)
        g_string_append_printf (text, "%s\n", line);
      if (g_str_equal (line, "X509v3 extensions:"))
        inside = TRUE;
    }
  return g_string_free (text, FALSE);
}
