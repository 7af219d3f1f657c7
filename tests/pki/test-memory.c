/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole story of a session, from the making of identities and CA keys to the lock; then
 * everything that the process can write to is searched for the private values of all of them. The
 * values are kept masked, so that the search does not find its own patterns, and are searched for
 * while they are in use too, so that the test can fail. Single keys: test-key-memory.c. */
#include "../own-memory.h"
#include "base/esp-error.h"
#include "pki/esp-envelope.h"
#include "pki/esp-identity.h"
#include "pki/esp-openssl-memory.h"
#include "pki/esp-signer.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1780000000)
#define MAX_VALUES 24
#define MAX_LEN 256
/* 12 equal bytes are no accident. A window every 8 bytes finds each part of 19 bytes or more. */
#define WINDOW 12
#define STEP 8
/* The shadow of a sanitizer has terabytes and holds no data of the program. */
#define MAPPING_LIMIT (G_GUINT64_CONSTANT (1) << 32)

/* The address sanitizer turns mlock() into nothing. What it releases stays in its quarantine for a
 * while, unchanged: there the search is even sharper. */
#ifdef __SANITIZE_ADDRESS__
#define CAN_LOCK FALSE
#else
#define CAN_LOCK TRUE
#endif

#define NO_SANITIZE __attribute__ ((no_sanitize ("address", "undefined")))

typedef struct
{
  const char *name;
  guint8 masked[MAX_LEN];
  gsize len;
  guint hits;
  guint unlocked_hits;
} Value;

typedef struct
{
  guint8 mask[MAX_LEN];
  Value values[MAX_VALUES];
  guint n_values;
  /* For the first two bytes of each window, in both byte orders: is it worth a closer look? */
  guint8 starts[65536];
} Wanted;

static Wanted wanted;

/* --- What is searched for -----------------------------------------------------------------------
 */

static void
forget_all (void)
{
  memset (&wanted, 0, sizeof wanted);
  for (guint i = 0; i < MAX_LEN; i++)
    wanted.mask[i] = (guint8) g_test_rand_int_range (1, 256);
}

/* Byte @i of a value, in its own order or from its end (OpenSSL's numbers begin with the least
 * significant byte). Never more than one byte is unmasked at a time. */
static inline guint8
unmask (const Value *value, gsize i, gboolean backwards)
{
  gsize place = backwards ? value->len - 1 - i : i;

  return value->masked[place] ^ wanted.mask[place];
}

static Value *
remember (const char *name, const guint8 *bytes, gsize len)
{
  Value *value = &wanted.values[wanted.n_values++];

  g_assert_cmpuint (wanted.n_values, <=, MAX_VALUES);
  g_assert_cmpuint (len, >=, WINDOW);
  g_assert_cmpuint (len, <=, MAX_LEN);
  value->name = name;
  value->len = len;
  for (gsize i = 0; i < len; i++)
    value->masked[i] = ((const volatile guint8 *) bytes)[i] ^ wanted.mask[i];
  for (guint backwards = 0; backwards < 2; backwards++)
    for (gsize i = 0; i + WINDOW <= len; i += STEP)
      wanted.starts[unmask (value, i, backwards) << 8 | unmask (value, i + 1, backwards)] = 1;
  return value;
}

static void
remember_secret (const char *name, EspSecret *secret)
{
  gsize len;
  const guint8 *bytes = esp_secret_get_bytes (secret, &len);

  remember (name, bytes, len);
}

/* Steps over one DER element: returns its inside and moves @at behind it. */
static const guint8 *
enter (const guint8 **at, gsize *len)
{
  const guint8 *inside = *at + 2;
  gsize size = (*at)[1];

  if (size & 0x80)
    {
      guint n = size & 0x7f;

      for (size = 0; n > 0; n--)
        size = size << 8 | *inside++;
    }
  *at = inside + size;
  *len = size;
  return inside;
}

/* PrivateKeyInfo { version, algorithm, OCTET STRING { inside } }. */
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
remember_ec (const char *name, EspSecret *pkcs8)
{
  const guint8 *at = enter_pkcs8 (pkcs8);
  const guint8 *bytes;
  gsize len;

  at = enter (&at, &len);
  enter (&at, &len);
  bytes = enter (&at, &len);
  remember (name, bytes, len);
}

static void
remember_ed25519 (const char *name, EspSecret *pkcs8)
{
  const guint8 *at = enter_pkcs8 (pkcs8);
  gsize len;
  const guint8 *bytes = enter (&at, &len);

  remember (name, bytes, len);
}

static void
remember_rsa (EspSecret *pkcs8)
{
  static const char *const names[] = { NULL,    NULL,     NULL,     "RSA d",   "RSA p",
                                       "RSA q", "RSA dp", "RSA dq", "RSA qinv" };
  const guint8 *at = enter_pkcs8 (pkcs8);
  gsize len;

  at = enter (&at, &len);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const guint8 *bytes = enter (&at, &len);

      /* A leading zero of an INTEGER is not part of the number. */
      if (names[i] && bytes[0] == 0)
        remember (names[i], bytes + 1, len - 1);
      else if (names[i])
        remember (names[i], bytes, len);
    }
}

/* --- The search ---------------------------------------------------------------------------------
 */

NO_SANITIZE static gboolean
is_here (const volatile guint8 *at, const Value *value, gsize start, gboolean backwards)
{
  for (gsize i = 0; i < WINDOW; i++)
    {
      gsize place = backwards ? value->len - 1 - start - i : start + i;

      if ((at[i] ^ wanted.mask[place]) != value->masked[place])
        return FALSE;
    }
  return TRUE;
}

NO_SANITIZE static void
look_closer (const volatile guint8 *at, gboolean locked)
{
  for (guint v = 0; v < wanted.n_values; v++)
    for (guint backwards = 0; backwards < 2; backwards++)
      for (gsize i = 0; i + WINDOW <= wanted.values[v].len; i += STEP)
        if (is_here (at, &wanted.values[v], i, backwards))
          {
            wanted.values[v].hits++;
            wanted.values[v].unlocked_hits += locked ? 0 : 1;
          }
}

NO_SANITIZE static void
search_mapping (const volatile guint8 *bytes, gsize len, gboolean locked)
{
  for (gsize i = 0; i + WINDOW <= len; i++)
    if (wanted.starts[bytes[i] << 8 | bytes[i + 1]])
      look_closer (bytes + i, locked);
}

/* /proc/self/smaps: a line "start-end mode …" for each mapping, then lines about it, of which the
 * last, VmFlags, says with "lo" whether it is locked. */
static void
search (void)
{
  g_autofree char *smaps = NULL;
  g_auto (GStrv) lines = NULL;
  guint64 start = 0, end = 0;
  gboolean writable = FALSE;
  guint n_searched = 0;
  int memory = own_memory_open ();

  for (guint v = 0; v < wanted.n_values; v++)
    wanted.values[v].hits = wanted.values[v].unlocked_hits = 0;
  g_assert_true (g_file_get_contents ("/proc/self/smaps", &smaps, NULL, NULL));
  lines = g_strsplit (smaps, "\n", -1);
  for (gsize i = 0; lines[i]; i++)
    {
      guint64 from, to;
      gsize len;
      char mode[8];

      if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %7s", &from, &to,
                  mode) == 3)
        {
          start = from;
          end = to;
          writable = g_str_has_prefix (mode, "rw") && end - start <= MAPPING_LIMIT;
        }
      if (!writable || !g_str_has_prefix (lines[i], "VmFlags:"))
        continue;
      for (; (len = own_memory_next (memory, &start, end)) > 0; start += len)
        search_mapping (GSIZE_TO_POINTER (start), len, strstr (lines[i], " lo") != NULL);
      n_searched++;
    }
  close (memory);
  g_assert_cmpuint (n_searched, >, 3);
}

static void
report (const char *when)
{
  for (guint v = 0; v < wanted.n_values; v++)
    g_test_message ("%s: %s: %u windows, %u of them in memory that is not locked", when,
                    wanted.values[v].name, wanted.values[v].hits, wanted.values[v].unlocked_hits);
}

/* --- The story ----------------------------------------------------------------------------------
 */

/* What is open during a session. */
typedef struct
{
  EspSecret *passphrase;
  EspSecret *hex;
  EspSealedIdentity *sealed[2];
  GBytes *envelopes[2];
  EspIdentity *identities[2];
  EspKey *ca_keys[2];
} Session;

static GBytes *
make_ca_key (const char *algorithm, GPtrArray *recipients)
{
  GError *error = NULL;
  g_autoptr (EspKey) key = esp_key_generate (esp_key_algorithm_find (algorithm, NULL), &error);
  g_autoptr (EspSecret) pkcs8 = NULL;
  GBytes *envelope;

  g_assert_no_error (error);
  pkcs8 = esp_key_encode_private (key, &error);
  g_assert_no_error (error);
  if (esp_key_get_family (key) == ESP_KEY_FAMILY_EC)
    remember_ec ("P-256 CA key", pkcs8);
  else
    remember_rsa (pkcs8);
  envelope = esp_envelope_seal (pkcs8, recipients, &error);
  g_assert_no_error (error);
  return envelope;
}

static void
remember_identity (EspIdentity *identity, const char *agreement_name, const char *signing_name)
{
  g_autoptr (EspSecret)
    agreement = esp_key_encode_private (esp_identity_get_agreement_key (identity), NULL);
  g_autoptr (EspSecret)
    signing = esp_key_encode_private (esp_identity_get_signing_key (identity), NULL);

  remember_ec (agreement_name, agreement);
  remember_ed25519 (signing_name, signing);
}

/* The key that comes out of a password, derived here from what the sealed key says about it. */
static void
remember_derived (const char *name, const EspSealedIdentity *identity, EspSecret *password)
{
  const guint8 *der = g_bytes_get_data (identity->agreement_key, NULL);
  X509_SIG *sealed = d2i_X509_SIG (NULL, &der, (long) g_bytes_get_size (identity->agreement_key));
  const char *text = (const char *) esp_secret_get_bytes (password, NULL);
  gsize len = esp_secret_get_len (password);
  g_autoptr (EspSecret) key = esp_secret_new (32, NULL);
  guint8 *bytes = esp_secret_get_writable (key);
  const X509_ALGOR *algorithm;
  PBE2PARAM *pbe2;

  X509_SIG_get0 (sealed, &algorithm, NULL);
  pbe2 = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBE2PARAM), algorithm->parameter);
  if (OBJ_obj2nid (pbe2->keyfunc->algorithm) == NID_id_scrypt)
    {
      SCRYPT_PARAMS *params = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (SCRYPT_PARAMS),
                                                         pbe2->keyfunc->parameter);

      g_assert_cmpint (EVP_PBE_scrypt (text, len, ASN1_STRING_get0_data (params->salt), 16, 16384,
                                       8, 5, 0, bytes, 32),
                       ==, 1);
      SCRYPT_PARAMS_free (params);
    }
  else
    {
      PBKDF2PARAM *params = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBKDF2PARAM),
                                                       pbe2->keyfunc->parameter);
      const ASN1_OCTET_STRING *salt = params->salt->value.octet_string;

      g_assert_cmpint (PKCS5_PBKDF2_HMAC (text, (int) len, ASN1_STRING_get0_data (salt), 16, 2048,
                                          EVP_sha256 (), 32, bytes),
                       ==, 1);
      PBKDF2PARAM_free (params);
    }
  remember_secret (name, key);
  PBE2PARAM_free (pbe2);
  X509_SIG_free (sealed);
}

/* The first session: identities and CA keys are made, and released. */
static void
make (Session *session)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autoptr (EspIdentity) first = NULL;
  g_autoptr (EspIdentity) second = NULL;
  GError *error = NULL;

  session->passphrase = esp_secret_generate_passphrase (&error);
  g_assert_no_error (error);
  session->hex = esp_secret_generate_hex (&error);
  g_assert_no_error (error);
  remember_secret ("passphrase", session->passphrase);
  remember_secret ("keyring secret", session->hex);
  first = esp_identity_create ("First", session->passphrase, ESP_UNLOCK_PASSPHRASE, NOW,
                               &session->sealed[0], &error);
  g_assert_no_error (error);
  second = esp_identity_create ("Second", session->hex, ESP_UNLOCK_KEYRING, NOW,
                                &session->sealed[1], &error);
  g_assert_no_error (error);
  remember_identity (first, "agreement key under a passphrase", "its signing key");
  remember_identity (second, "agreement key in a keyring", "its signing key");
  g_ptr_array_add (recipients, esp_identity_get_agreement_certificate (first));
  g_ptr_array_add (recipients, esp_identity_get_agreement_certificate (second));
  session->envelopes[0] = make_ca_key ("EC_prime256v1", recipients);
  session->envelopes[1] = make_ca_key ("RSA_2048", recipients);
}

static void
unlock (Session *session)
{
  GError *error = NULL;

  session->identities[0] = esp_identity_open (session->sealed[0], session->passphrase, &error);
  g_assert_no_error (error);
  session->identities[1] = esp_identity_open (session->sealed[1], session->hex, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      EspIdentity *identity = session->identities[1 - i];
      g_autoptr (EspSecret)
        pkcs8 = esp_envelope_open (session->envelopes[i], esp_identity_get_agreement_key (identity),
                                   esp_identity_get_agreement_certificate (identity), &error);

      g_assert_no_error (error);
      session->ca_keys[i] = esp_key_decode_private (pkcs8, &error);
      g_assert_no_error (error);
    }
}

static void
sign (Session *session)
{
  static const char *const algorithms[] = { "SHA256WITHECDSA", "SHA256WITHRSA" };
  static const guint8 bytes[] = { 0x30, 0x03, 0x02, 0x01, 0x01 };
  g_autoptr (GBytes) tbs = g_bytes_new_static (bytes, sizeof bytes);
  GError *error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (EspSigner) signer = esp_signer_new_from_key (session->ca_keys[i]);
      g_autoptr (GBytes) signed_tbs = esp_signer_sign_structure (
        signer, esp_signing_algorithm_find (algorithms[i], NULL), tbs, &error);
      g_autoptr (GBytes) signature = NULL;

      g_assert_no_error (error);
      g_assert_nonnull (signed_tbs);
      signature = esp_key_sign_bytes (esp_identity_get_signing_key (session->identities[i]), bytes,
                                      sizeof bytes, &error);
      g_assert_no_error (error);
    }
}

/* Another password, and back: the same keys pass through the same code once more. */
static void
reseal (Session *session)
{
  g_autoptr (EspSecret) other = esp_secret_generate_passphrase (NULL);
  g_autoptr (EspSealedIdentity) resealed = NULL;
  GError *error = NULL;

  remember_secret ("another passphrase", other);
  resealed = esp_identity_reseal (session->sealed[0], session->passphrase, other,
                                  ESP_UNLOCK_PASSPHRASE, &error);
  g_assert_no_error (error);
}

/* What fails has held the content in its hands too: a wrong tag shows only at the end. */
static void
fail (Session *session)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (session->envelopes[1], &len);
  guint8 *copy = g_memdup2 (bytes, len);
  g_autoptr (GBytes) damaged = NULL;
  g_autoptr (EspSecret) wrong = esp_secret_generate_passphrase (NULL);
  EspIdentity *identity = session->identities[0];
  g_autoptr (GError) error = NULL;

  copy[len - 1] ^= 1;
  damaged = g_bytes_new_take (copy, len);
  g_assert_null (esp_envelope_open (damaged, esp_identity_get_agreement_key (identity),
                                    esp_identity_get_agreement_certificate (identity), &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_ENVELOPE_DAMAGED));
  g_clear_error (&error);
  remember_secret ("wrong passphrase", wrong);
  g_assert_null (esp_identity_open (session->sealed[0], wrong, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_IDENTITY_PASSWORD));
}

static void
lock (Session *session)
{
  remember_derived ("key from the passphrase", session->sealed[0], session->passphrase);
  remember_derived ("key from the keyring secret", session->sealed[1], session->hex);
  esp_openssl_burn_stack ();
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&session->identities[i], esp_identity_unref);
      g_clear_pointer (&session->ca_keys[i], esp_key_unref);
    }
  g_clear_pointer (&session->passphrase, esp_secret_unref);
  g_clear_pointer (&session->hex, esp_secret_unref);
}

static void
session_clear (Session *session)
{
  for (guint i = 0; i < 2; i++)
    {
      esp_sealed_identity_free (session->sealed[i]);
      g_bytes_unref (session->envelopes[i]);
    }
}

/* Values of a session that are in use: found, and where memory can be locked, in locked memory
 * alone. RSA is the exception: EVP_PKEY_fromdata() of OpenSSL 3.0 makes ordinary numbers of the
 * secure ones that it gets, and keeps the primes a second time as moduli of its arithmetic. Both
 * are wiped when the key is released. */
static void
assert_in_use (Session *session)
{
  gboolean locked = CAN_LOCK && esp_secret_is_locked (session->passphrase);

  search ();
  report ("in use");
  for (guint v = 0; v < wanted.n_values; v++)
    {
      Value *value = &wanted.values[v];
      gboolean rsa = g_str_has_prefix (value->name, "RSA ");

      g_assert_cmpuint (value->hits, >, 0);
      if (locked && !rsa)
        g_assert_cmpuint (value->unlocked_hits, ==, 0);
    }
}

static void
assert_gone (void)
{
  search ();
  report ("locked");
  for (guint v = 0; v < wanted.n_values; v++)
    g_assert_cmpuint (wanted.values[v].hits, ==, 0);
}

static gpointer
live_cb (gpointer data)
{
  Session *session = data;

  make (session);
  unlock (session);
  sign (session);
  assert_in_use (session);
  reseal (session);
  fail (session);
  lock (session);
  return NULL;
}

static void
test_main_thread (void)
{
  Session session = { NULL };

  forget_all ();
  live_cb (&session);
  assert_gone ();
  session_clear (&session);
}

/* As the engine works: in a thread of its own, whose stack stays mapped after it has ended. */
static void
test_worker_thread (void)
{
  Session session = { NULL };

  forget_all ();
  g_thread_join (g_thread_new ("worker", live_cb, &session));
  assert_gone ();
  session_clear (&session);
}

/* A lock while other people's keys stay open takes away the values of the one alone. */
static void
test_one_of_two (void)
{
  Session session = { NULL };

  forget_all ();
  make (&session);
  unlock (&session);
  g_clear_pointer (&session.identities[0], esp_identity_unref);
  search ();
  for (guint v = 0; v < wanted.n_values; v++)
    if (g_str_equal (wanted.values[v].name, "agreement key under a passphrase"))
      g_assert_cmpuint (wanted.values[v].hits, ==, 0);
    else if (g_str_equal (wanted.values[v].name, "agreement key in a keyring"))
      g_assert_cmpuint (wanted.values[v].hits, >, 0);
  lock (&session);
  assert_gone ();
  session_clear (&session);
}

/* The search itself: a part of a value, in either order, on heap and stack, is found. */
static void
test_search (void)
{
  guint8 on_stack[32];
  guint8 *on_heap = g_malloc (100);
  guint8 bytes[32];
  Value *value;

  forget_all ();
  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) g_test_rand_int_range (0, 256);
  value = remember ("test value", bytes, sizeof bytes);
  esp_wipe (bytes, sizeof bytes);
  search ();
  g_assert_cmpuint (value->hits, ==, 0);
  for (guint i = 0; i < 19; i++)
    on_heap[i + 7] = unmask (value, i + 5, FALSE);
  search ();
  g_assert_cmpuint (value->hits, >, 0);
  esp_wipe (on_heap, 100);
  for (guint i = 0; i < 19; i++)
    on_stack[i] = unmask (value, i + 13, TRUE);
  search ();
  g_assert_cmpuint (value->hits, >, 0);
  esp_wipe (on_stack, sizeof on_stack);
  search ();
  g_assert_cmpuint (value->hits, ==, 0);
  g_free (on_heap);
}

/* --- What makes it so ---------------------------------------------------------------------------
 */

static Value *
remember_random (guint len)
{
  g_autoptr (EspSecret) secret = esp_secret_new (len, NULL);

  for (guint i = 0; i < len; i++)
    esp_secret_get_writable (secret)[i] = (guint8) g_test_rand_int_range (0, 256);
  return remember ("test value", esp_secret_get_bytes (secret, NULL), len);
}

static void
unmask_to (const Value *value, volatile guint8 *bytes)
{
  for (gsize i = 0; i < value->len; i++)
    bytes[i] = unmask (value, i, FALSE);
}

/* OpenSSL 3.0 multiplies a point of P-256 with a scalar that it writes into a block of 33 bytes and
 * releases so (crypto/ec/ecp_nistz256.c, ecp_nistz256_windowed_mul). Whether that copy lives on
 * depends on who asks for memory next; here nobody does. */
static void
test_released_blocks (void)
{
  Value *value;
  guint8 *block, *larger;

  forget_all ();
  value = remember_random (200);
  block = OPENSSL_malloc (200);
  unmask_to (value, block);
  search ();
  g_assert_cmpuint (value->hits, >, 0);
  OPENSSL_free (block);
  search ();
  g_assert_cmpuint (value->hits, ==, 0);
  block = OPENSSL_malloc (200);
  unmask_to (value, block);
  larger = OPENSSL_realloc (block, 100000);
  g_assert_true (larger != block);
  for (gsize i = 0; i < value->len; i++)
    g_assert_cmpint (larger[i], ==, unmask (value, i, FALSE));
  esp_wipe (larger, 200);
  search ();
  g_assert_cmpuint (value->hits, ==, 0);
  OPENSSL_free (larger);
}

/* A frame 30,000 bytes down, as a function leaves it behind. */
G_GNUC_NO_INLINE static void
leave_on_stack (const Value *value)
{
  volatile guint8 frame[30000];

  unmask_to (value, frame);
}

static void
test_stack (void)
{
  Value *value;

  forget_all ();
  value = remember_random (200);
  leave_on_stack (value);
  search ();
  g_assert_cmpuint (value->hits, >, 0);
  esp_openssl_burn_stack ();
  search ();
  g_assert_cmpuint (value->hits, ==, 0);
}

int
main (int argc, char **argv)
{
  if (!esp_pki_init ())
    return 1;
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pki/memory/search", test_search);
  g_test_add_func ("/pki/memory/released-blocks", test_released_blocks);
  g_test_add_func ("/pki/memory/stack", test_stack);
  g_test_add_func ("/pki/memory/main-thread", test_main_thread);
  g_test_add_func ("/pki/memory/worker-thread", test_worker_thread);
  g_test_add_func ("/pki/memory/one-of-two", test_one_of_two);
  return g_test_run ();
}
