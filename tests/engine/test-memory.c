/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After the lock the process holds no private value of the CA with which it has just issued. The
 * value is learned from another process (this program, run again with --reveal), masked, so that
 * this one never holds it but through the engine; and it is searched for while the CA is in use
 * too, so that the test can fail. Every kind of key and of copy: tests/pki/test-memory.c. */
#include "engine-fixture.h"

#include "../own-memory.h"
#include "base/esp-hex.h"
#include "pki/esp-envelope.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"

#include <stdio.h>
#include <string.h>

#define MASK 0xa5
#define SCALAR_LEN 32
#define WINDOW 16
#define MAPPING_LIMIT (G_GUINT64_CONSTANT (1) << 32)
#define NO_SANITIZE __attribute__ ((no_sanitize ("address", "undefined")))

/* --- The other process -------------------------------------------------------------------------*/

/* Prints the scalar of the P-256 key of the only CA, masked, in hexadecimal. */
static int
reveal (const char *path, const char *passphrase)
{
  g_autoptr (EspVault) vault = esp_vault_open (path, ESP_DATABASE_READ_ONLY, NULL);
  g_autoptr (GPtrArray) cas = esp_ca_store_list (vault, NULL, FIXTURE_NOW, NULL);
  const EspCa *ca = g_ptr_array_index (cas, 0);
  g_autoptr (EspPrincipal) founder = esp_principal_store_find (vault, FOUNDER, NULL);
  g_autoptr (EspSecret) password = esp_secret_new_copy (passphrase, strlen (passphrase), NULL);
  g_autoptr (EspSealedIdentity) sealed = NULL;
  g_autoptr (EspIdentity) identity = NULL;
  g_autoptr (EspSecret) pkcs8 = NULL;
  g_autoptr (GBytes) envelope = esp_ca_store_get_key (vault, ca->id, NULL);
  g_autofree char *unlock = NULL;
  /* ECPrivateKey: version 1, then the scalar as an OCTET STRING of 32 bytes */
  static const guint8 before[] = { 0x02, 0x01, 0x01, 0x04, SCALAR_LEN };
  const guint8 *bytes, *at;
  gsize len;

  esp_principal_store_get_identity (vault, founder->id, &sealed, &unlock, NULL);
  identity = esp_identity_open (sealed, password, NULL);
  pkcs8 = esp_envelope_open (envelope, esp_identity_get_agreement_key (identity),
                             esp_identity_get_agreement_certificate (identity), NULL);
  bytes = esp_secret_get_bytes (pkcs8, &len);
  at = memmem (bytes, len, before, sizeof before);
  for (gsize i = 0; at && i < SCALAR_LEN; i++)
    printf ("%02x", at[sizeof before + i] ^ MASK);
  return at ? 0 : 1;
}

static void
learn (Fixture *fixture, guint8 masked[SCALAR_LEN])
{
  const char *argv[] = { "/proc/self/exe", "--reveal", fixture->path, "correct horse battery",
                         NULL };
  g_autofree char *output = NULL;
  g_autoptr (GBytes) bytes = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  bytes = esp_hex_decode (output, NULL);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, SCALAR_LEN);
  memcpy (masked, g_bytes_get_data (bytes, NULL), SCALAR_LEN);
}

/* --- The search --------------------------------------------------------------------------------*/

NO_SANITIZE static gboolean
is_here (const volatile guint8 *at, const guint8 *masked, gsize start, gboolean backwards)
{
  for (gsize i = 0; i < WINDOW; i++)
    {
      gsize place = backwards ? SCALAR_LEN - 1 - start - i : start + i;

      if ((at[i] ^ MASK) != masked[place])
        return FALSE;
    }
  return TRUE;
}

NO_SANITIZE static guint
search_mapping (const volatile guint8 *bytes, gsize len, const guint8 *masked)
{
  guint hits = 0;

  for (gsize i = 0; i + WINDOW <= len; i++)
    for (gsize start = 0; start + WINDOW <= SCALAR_LEN; start += WINDOW)
      hits += is_here (bytes + i, masked, start, FALSE) + is_here (bytes + i, masked, start, TRUE);
  return hits;
}

static guint
search (const guint8 *masked)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  guint hits = 0, n_searched = 0;
  int memory = own_memory_open ();

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (gsize i = 0; lines[i]; i++)
    {
      guint64 from, to;
      gsize len;
      char mode[8];

      if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %7s", &from, &to,
                  mode) != 3 ||
          !g_str_has_prefix (mode, "rw") || to - from > MAPPING_LIMIT)
        continue;
      for (; (len = own_memory_next (memory, &from, to)) > 0; from += len)
        hits += search_mapping (GSIZE_TO_POINTER (from), len, masked);
      n_searched++;
    }
  close (memory);
  g_assert_cmpuint (n_searched, >, 3);
  return hits;
}

static void
test_nothing_after_lock (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = create_ca (fixture->engine, "{'Subject': 'CN=Root'}");
  g_autofree char *csr = make_csr ("/CN=device");
  g_autoptr (JsonObject) issued = issue (fixture->engine, root, csr, NULL);
  guint8 masked[SCALAR_LEN];

  learn (fixture, masked);
  g_assert_cmpuint (search (masked), >, 0);
  esp_engine_lock (fixture->engine);
  g_assert_cmpuint (search (masked), ==, 0);
}

int
main (int argc, char **argv)
{
  if (argc == 4 && strcmp (argv[1], "--reveal") == 0)
    return esp_init () ? reveal (argv[2], argv[3]) : 1;
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
  g_test_add ("/engine/memory/nothing-after-lock", Fixture, NULL, fixture_set_up,
              test_nothing_after_lock, fixture_tear_down);
  return g_test_run ();
}
