/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After a key was opened, used and released, no private value of it is anywhere in the memory of
 * the process. The values searched for are kept xored, or the search would find its own pattern. */
#include "../own-memory.h"
#include "pki/esp-key.h"
#include "pki/esp-signer.h"

#include <stdio.h>
#include <string.h>

#define MASK 0xa5
#define WINDOW 16 /* a part of a value is as bad as the whole */
#define MAX_VALUES 3
/* The shadow memory of a sanitizer is terabytes wide and holds no data of the program. */
#define MAPPING_LIMIT (G_GUINT64_CONSTANT (1) << 30)

typedef struct
{
  guint8 windows[2 * MAX_VALUES][WINDOW]; /* both byte orders */
  guint n;
} Patterns;

/* @value in DER order; OpenSSL's numbers lie the other way round in memory. */
static void
patterns_add (Patterns *patterns, const guint8 *value, gsize len)
{
  gsize start = (len - WINDOW) / 2;

  g_assert_cmpuint (len, >=, WINDOW);
  g_assert_cmpuint (patterns->n + 2, <=, G_N_ELEMENTS (patterns->windows));
  for (gsize i = 0; i < WINDOW; i++)
    {
      patterns->windows[patterns->n][i] = value[start + i] ^ MASK;
      patterns->windows[patterns->n + 1][WINDOW - 1 - i] = value[start + i] ^ MASK;
    }
  patterns->n += 2;
}

__attribute__ ((no_sanitize ("address", "undefined"))) static gboolean
matches (const volatile guint8 *at, const guint8 *window)
{
  for (gsize i = 0; i < WINDOW; i++)
    if ((at[i] ^ MASK) != window[i])
      return FALSE;
  return TRUE;
}

__attribute__ ((no_sanitize ("address", "undefined"))) static guint
search_mapping (const volatile guint8 *start, gsize len, const Patterns *patterns)
{
  guint found = 0;

  for (gsize i = 0; i + WINDOW <= len; i++)
    for (guint p = 0; p < patterns->n; p++)
      if ((start[i] ^ MASK) == patterns->windows[p][0] && matches (start + i, patterns->windows[p]))
        found++;
  return found;
}

/* Counts the copies in everything that this process can write to. */
static guint
search (const Patterns *patterns)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  guint found = 0;
  guint searched = 0;
  int memory = own_memory_open ();

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (gsize i = 0; lines[i]; i++)
    {
      guint64 start, end;
      gsize len;
      char mode[8];
      guint here = 0;

      if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %7s", &start, &end,
                  mode) != 3 ||
          !g_str_has_prefix (mode, "rw") || end - start > MAPPING_LIMIT)
        continue;
      for (; (len = own_memory_next (memory, &start, end)) > 0; start += len)
        here += search_mapping (GSIZE_TO_POINTER (start), len, patterns);
      if (here > 0)
        g_test_message ("%u copies in %s", here, lines[i]);
      found += here;
      searched++;
    }
  close (memory);
  g_assert_cmpuint (searched, >, 3);
  return found;
}

/* Walks over DER headers to the private number: each step is a tag and what to do with it. */
static const guint8 *
enter (const guint8 **at, gsize *len)
{
  const guint8 *bytes = *at;
  gsize size = bytes[1];
  gsize head = 2;

  if (size & 0x80)
    {
      gsize count = size & 0x7f;

      size = 0;
      for (gsize i = 0; i < count; i++)
        size = size << 8 | bytes[2 + i];
      head += count;
    }
  *at = bytes + head + size;
  *len = size;
  return bytes + head;
}

/* SEQUENCE { version, algorithm, OCTET STRING { inside } } */
static const guint8 *
enter_pkcs8 (EspSecret *pkcs8)
{
  const guint8 *at = esp_secret_get_bytes (pkcs8, NULL);
  gsize len;

  at = enter (&at, &len);
  enter (&at, &len);
  enter (&at, &len);
  return enter (&at, &len);
}

static void
collect_ec (EspSecret *pkcs8, Patterns *patterns)
{
  const guint8 *at = enter_pkcs8 (pkcs8);
  const guint8 *value;
  gsize len;

  at = enter (&at, &len);
  enter (&at, &len);
  value = enter (&at, &len);
  g_assert_cmpuint (len, ==, 32);
  patterns_add (patterns, value, len);
}

static void
collect_rsa (EspSecret *pkcs8, Patterns *patterns)
{
  const guint8 *at = enter_pkcs8 (pkcs8);
  gsize len;

  at = enter (&at, &len);
  for (guint i = 0; i < 3; i++) /* version, n, e */
    enter (&at, &len);
  for (guint i = 0; i < 3; i++) /* d, p, q */
    {
      const guint8 *value = enter (&at, &len);

      g_assert_cmpuint (len, >=, 128);
      patterns_add (patterns, value, len);
    }
}

static void
collect_ed25519 (EspSecret *pkcs8, Patterns *patterns)
{
  const guint8 *at = enter_pkcs8 (pkcs8);
  gsize len;
  const guint8 *value = enter (&at, &len);

  g_assert_cmpuint (len, ==, 32);
  patterns_add (patterns, value, len);
}

/* The seed alone. */
static void
collect_ml_dsa (EspSecret *pkcs8, Patterns *patterns)
{
  collect_ed25519 (pkcs8, patterns);
}

static const struct
{
  const char *name;
  const char *key_algorithm; /* NULL: Ed25519 */
  const char *signing_algorithm;
  gboolean single; /* alive it lies in the secure heap alone */
  void (*collect) (EspSecret *pkcs8, Patterns *patterns);
} kinds[] = {
  { "ec", "EC_prime256v1", "SHA256WITHECDSA", TRUE, collect_ec },
  { "rsa", "RSA_2048", "SHA256WITHRSA", FALSE, collect_rsa },
  { "ed25519", NULL, NULL, TRUE, collect_ed25519 },
  { "ml-dsa", "ML_DSA_44", "ML_DSA_44", FALSE, collect_ml_dsa },
};

static void
use_key (EspKey *key, const char *signing_algorithm)
{
  static const guint8 tbs[] = { 0x30, 0x03, 0x02, 0x01, 0x07 };
  g_autoptr (EspSigner) signer = esp_signer_new_from_key (key);
  g_autoptr (GBytes) bytes = g_bytes_new_static (tbs, sizeof tbs);
  g_autoptr (GBytes) result = NULL;
  g_autoptr (GError) error = NULL;

  if (signing_algorithm)
    result = esp_signer_sign_structure (
      signer, esp_signing_algorithm_find (signing_algorithm, NULL), bytes, &error);
  else
    result = esp_key_sign_bytes (key, tbs, sizeof tbs, &error);
  g_assert_no_error (error);
  g_assert_nonnull (result);
}

static void
test_released (gconstpointer data)
{
  gsize kind = GPOINTER_TO_SIZE (data);
  const EspKeyAlgorithm *algorithm = esp_key_algorithm_ed25519 ();
  g_autoptr (GError) error = NULL;
  EspSecret *pkcs8;
  EspKey *key;
  Patterns patterns = { 0 };
  guint copies;

  if (kinds[kind].key_algorithm)
    algorithm = esp_key_algorithm_find (kinds[kind].key_algorithm, NULL);
  if (!esp_key_algorithm_available (algorithm))
    {
      g_test_skip ("not in this OpenSSL");
      return;
    }
  key = esp_key_generate (algorithm, &error);
  g_assert_no_error (error);
  pkcs8 = esp_key_encode_private (key, &error);
  g_assert_no_error (error);
  esp_key_unref (key);
  kinds[kind].collect (pkcs8, &patterns);

  /* The search finds what is there: once per value, in the secret itself. */
  g_assert_cmpuint (search (&patterns), ==, patterns.n / 2);

  key = esp_key_decode_private (pkcs8, &error);
  g_assert_no_error (error);
  esp_secret_unref (pkcs8);
  for (guint i = 0; i < 3; i++)
    use_key (key, kinds[kind].signing_algorithm);
  copies = search (&patterns);
  g_assert_cmpuint (copies, >, 0);
  if (kinds[kind].single)
    g_assert_cmpuint (copies, ==, 1);
  esp_key_unref (key);
  g_assert_cmpuint (search (&patterns), ==, 0);
}

int
main (int argc, char **argv)
{
  g_assert_true (esp_pki_init ());
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/pki/key-memory/", kinds[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_released);
    }
  return g_test_run ();
}
