/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decryption under a passphrase. Which of the given passphrases it is is found by trying; what a
 * file asks for is looked at first, because it decides how long each try takes. */
#include "esp-pbe.h"

#include "esp-der.h"
#include "esp-openssl-memory.h"

#include <openssl/provider.h>

#define SCRYPT_MAX_N (1 << 17)
#define SCRYPT_MAX_R 32
#define SCRYPT_MAX_P 16
#define TRADITIONAL_SALT_LEN 8

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PBE2PARAM, PBE2PARAM_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PBEPARAM, PBEPARAM_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PBKDF2PARAM, PBKDF2PARAM_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SCRYPT_PARAMS, SCRYPT_PARAMS_free)

/* --- Refusals --------------------------------------------------------------------------------- */

static gboolean
refuse_structure (const char *problem, GError **error)
{
  esp_error_set (error, ESP_REASON_FOREIGN_STRUCTURE, NULL, "problem", problem, NULL);
  esp_openssl_move_queue (error ? *error : NULL);
  return FALSE;
}

gboolean
esp_pbe_refuse_algorithm (const char *algorithm, GError **error)
{
  esp_error_set (error, ESP_REASON_FOREIGN_ALGORITHM, NULL, "algorithm", algorithm, NULL);
  esp_openssl_move_queue (error ? *error : NULL);
  return FALSE;
}

gboolean
esp_pbe_check_rounds (gint64 rounds, GError **error)
{
  g_autofree char *asked = NULL;

  if (rounds >= 1 && rounds <= ESP_PBE_MAX_ROUNDS)
    return TRUE;
  if (rounds < 1)
    return refuse_structure ("the number of rounds is none", error);
  asked = g_strdup_printf ("%" G_GINT64_FORMAT, rounds);
  esp_error_set (error, ESP_REASON_FOREIGN_ROUNDS, NULL, "rounds", asked, "limit",
                 G_STRINGIFY (ESP_PBE_MAX_ROUNDS), NULL);
  return FALSE;
}

static gboolean
refuse_object (const ASN1_OBJECT *object, GError **error)
{
  char text[128] = "?";

  OBJ_obj2txt (text, sizeof text, object, 0);
  return esp_pbe_refuse_algorithm (text, error);
}

/* --- Old ciphers ------------------------------------------------------------------------------ */

/* Where a cipher is found: in the context of the process, or in one with the legacy provider. */
typedef struct
{
  OSSL_LIB_CTX *context; /* NULL: that of the process */
  OSSL_PROVIDER *legacy;
  OSSL_PROVIDER *usual;
} Home;

static void
home_clear (Home *home)
{
  if (home->legacy)
    OSSL_PROVIDER_unload (home->legacy);
  if (home->usual)
    OSSL_PROVIDER_unload (home->usual);
  OSSL_LIB_CTX_free (home->context);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Home, home_clear)

static gboolean
has_cipher (OSSL_LIB_CTX *context, const char *name)
{
  g_autoptr (EVP_CIPHER) cipher = EVP_CIPHER_fetch (context, name, NULL);

  ERR_clear_error ();
  return cipher != NULL;
}

static gboolean
find_home (Home *home, const char *name, GError **error)
{
  if (has_cipher (NULL, name))
    return TRUE;
  if (EVP_get_cipherbyname (name) == NULL)
    return esp_pbe_refuse_algorithm (name, error);
  home->context = OSSL_LIB_CTX_new ();
  home->legacy = home->context ? OSSL_PROVIDER_load (home->context, "legacy") : NULL;
  home->usual = home->legacy ? OSSL_PROVIDER_load (home->context, "default") : NULL;
  if (home->usual && has_cipher (home->context, name))
    return TRUE;
  esp_error_set (error, home->usual ? ESP_REASON_FOREIGN_ALGORITHM : ESP_REASON_FOREIGN_LEGACY,
                 NULL, "algorithm", name, NULL);
  esp_openssl_move_queue (error ? *error : NULL);
  return FALSE;
}

/* --- What a file asks for --------------------------------------------------------------------- */

static gboolean
check_prf (const X509_ALGOR *prf, GError **error)
{
  int digest = NID_sha1;
  const ASN1_OBJECT *oid = NULL;
  g_autoptr (EVP_MD) md = NULL;

  if (prf)
    {
      X509_ALGOR_get0 (&oid, NULL, NULL, prf);
      if (EVP_PBE_find (EVP_PBE_TYPE_PRF, OBJ_obj2nid (oid), NULL, &digest, NULL) != 1)
        return refuse_object (oid, error);
    }
  md = EVP_MD_fetch (NULL, OBJ_nid2sn (digest), NULL);
  return md || esp_pbe_refuse_algorithm (OBJ_nid2sn (digest), error);
}

static gboolean
check_pbkdf2 (const ASN1_TYPE *parameter, GError **error)
{
  g_autoptr (PBKDF2PARAM)
    param = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBKDF2PARAM), parameter);
  gint64 rounds = 0;

  if (!param || ASN1_INTEGER_get_int64 (&rounds, param->iter) != 1)
    return refuse_structure ("the parameters of PBKDF2 can't be read", error);
  return esp_pbe_check_rounds (rounds, error) && check_prf (param->prf, error);
}

static gboolean
check_scrypt (const ASN1_TYPE *parameter, GError **error)
{
  g_autoptr (SCRYPT_PARAMS)
    param = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (SCRYPT_PARAMS), parameter);
  guint64 n, r, p;

  if (!param || ASN1_INTEGER_get_uint64 (&n, param->costParameter) != 1 ||
      ASN1_INTEGER_get_uint64 (&r, param->blockSize) != 1 ||
      ASN1_INTEGER_get_uint64 (&p, param->parallelizationParameter) != 1)
    return refuse_structure ("the parameters of scrypt can't be read", error);
  if (n > SCRYPT_MAX_N || r > SCRYPT_MAX_R || p > SCRYPT_MAX_P)
    return refuse_structure ("scrypt is asked for more memory or work than is given", error);
  return TRUE;
}

static const struct
{
  int nid;
  gboolean (*check) (const ASN1_TYPE *parameter, GError **error);
} derivations[] = {
  { NID_id_pbkdf2, check_pbkdf2 },
#ifdef NID_id_scrypt
  { NID_id_scrypt, check_scrypt },
#endif
};

static gboolean
check_pbes2 (const X509_ALGOR *algorithm, Home *home, GError **error)
{
  g_autoptr (PBE2PARAM)
    pbe2 = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBE2PARAM), algorithm->parameter);
  const ASN1_OBJECT *cipher, *derivation;

  if (!pbe2)
    return refuse_structure ("the parameters of PBES2 can't be read", error);
  X509_ALGOR_get0 (&cipher, NULL, NULL, pbe2->encryption);
  X509_ALGOR_get0 (&derivation, NULL, NULL, pbe2->keyfunc);
  if (OBJ_obj2nid (cipher) == NID_undef)
    return refuse_object (cipher, error);
  if (!find_home (home, OBJ_nid2sn (OBJ_obj2nid (cipher)), error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (derivations); i++)
    if (OBJ_obj2nid (derivation) == derivations[i].nid)
      return derivations[i].check (pbe2->keyfunc->parameter, error);
  return refuse_object (derivation, error);
}

static gboolean
check_algorithm (const X509_ALGOR *algorithm, Home *home, GError **error)
{
  int nid = OBJ_obj2nid (algorithm->algorithm);
  g_autoptr (PBEPARAM) param = NULL;
  int cipher = NID_undef, digest = NID_undef;
  gint64 rounds = 1;

  if (nid == NID_pbes2)
    return check_pbes2 (algorithm, home, error);
  if (EVP_PBE_find (EVP_PBE_TYPE_OUTER, nid, &cipher, &digest, NULL) != 1 || cipher <= 0)
    return refuse_object (algorithm->algorithm, error);
  param = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBEPARAM), algorithm->parameter);
  if (!param || (param->iter && ASN1_INTEGER_get_int64 (&rounds, param->iter) != 1))
    return refuse_structure ("the parameters of its encryption can't be read", error);
  return esp_pbe_check_rounds (rounds, error) && find_home (home, OBJ_nid2sn (cipher), error);
}

/* --- Trying ----------------------------------------------------------------------------------- */

gboolean
esp_pbe_accept_sequence (const guint8 *bytes, gsize len)
{
  EspDer der = { bytes, len };
  EspDer content;

  return esp_der_read (&der, ESP_DER_SEQUENCE, &content) && der.len == 0;
}

gboolean
esp_pbe_accept_key (const guint8 *bytes, gsize len)
{
  EspDer der = { bytes, len };
  EspDer info, version, algorithm;

  return esp_der_read (&der, ESP_DER_SEQUENCE, &info) && der.len == 0 &&
         esp_der_read_number (&info, &version) &&
         esp_der_read (&info, ESP_DER_SEQUENCE, &algorithm);
}

GPtrArray *
esp_pbe_with_empty (GPtrArray *passphrases)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);
  EspSecret *empty;

  for (guint i = 0; passphrases && i < passphrases->len; i++)
    g_ptr_array_add (all, esp_secret_ref (g_ptr_array_index (passphrases, i)));
  empty = esp_secret_new (0, NULL);
  if (empty)
    g_ptr_array_add (all, empty);
  return all;
}

/* @text NULL: PKCS#12 tells no passphrase from an empty one. */
static guint8 *
try_one (const X509_ALGOR *algorithm,
         const ASN1_OCTET_STRING *encrypted,
         const char *text,
         int text_len,
         Home *home,
         EspPbeAccept accept,
         gsize *len)
{
  guint8 *plain = NULL;
  int plain_len = 0;

  if (!PKCS12_pbe_crypt_ex (algorithm, text, text_len, ASN1_STRING_get0_data (encrypted),
                            ASN1_STRING_length (encrypted), &plain, &plain_len, 0, home->context,
                            NULL))
    plain = NULL;
  esp_openssl_burn_stack ();
  ERR_clear_error ();
  if (plain && plain_len > 0 && accept (plain, (gsize) plain_len))
    {
      *len = (gsize) plain_len;
      return plain;
    }
  if (plain)
    OPENSSL_clear_free (plain, (size_t) MAX (plain_len, 0));
  return NULL;
}

guint8 *
esp_pbe_decrypt (const X509_ALGOR *algorithm,
                 const ASN1_OCTET_STRING *encrypted,
                 GPtrArray *passphrases,
                 EspPbeAccept accept,
                 gsize *len,
                 GError **error)
{
  g_autoptr (GPtrArray) all = esp_pbe_with_empty (passphrases);
  g_auto (Home) home = { 0 };
  guint8 *plain = NULL;

  if (!check_algorithm (algorithm, &home, error))
    return NULL;
  for (guint i = 0; !plain && i < all->len; i++)
    {
      EspSecret *passphrase = g_ptr_array_index (all, i);
      gsize text_len;
      const char *text = (const char *) esp_secret_get_bytes (passphrase, &text_len);

      plain = try_one (algorithm, encrypted, text_len > 0 ? text : "", (int) text_len, &home,
                       accept, len);
    }
  if (!plain)
    plain = try_one (algorithm, encrypted, NULL, 0, &home, accept, len);
  if (!plain)
    esp_error_set (error, ESP_REASON_FOREIGN_PASSPHRASE, NULL, NULL);
  return plain;
}

/* --- Ways of their own ------------------------------------------------------------------------ */

static EspSecret *
run_cipher (EVP_CIPHER *cipher,
            const guint8 *key,
            const guint8 *iv,
            const guint8 *bytes,
            gsize len,
            GError **error)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  g_autoptr (EspSecret) plain = NULL;
  guint8 *place;
  int first = 0, last = 0;

  if (len == 0 || len > ESP_SECRET_MAX_LEN - EVP_MAX_BLOCK_LENGTH)
    {
      refuse_structure ("it is empty or too long for a key", error);
      return NULL;
    }
  plain = esp_secret_new (len + EVP_MAX_BLOCK_LENGTH, error);
  if (!plain || !context)
    return NULL;
  place = esp_secret_get_writable (plain);
  if (EVP_DecryptInit_ex2 (context, cipher, key, iv, NULL) != 1 ||
      EVP_DecryptUpdate (context, place, &first, bytes, (int) len) != 1 ||
      EVP_DecryptFinal_ex (context, place + first, &last) != 1 || first + last <= 0)
    {
      esp_openssl_set_error (error, ESP_REASON_FOREIGN_PASSPHRASE, NULL);
      return NULL;
    }
  esp_secret_truncate (plain, (gsize) (first + last));
  return g_steal_pointer (&plain);
}

EspSecret *
esp_pbe_decrypt_with (const char *cipher,
                      const guint8 *key,
                      const guint8 *iv,
                      const guint8 *bytes,
                      gsize len,
                      GError **error)
{
  g_auto (Home) home = { 0 };
  g_autoptr (EVP_CIPHER) fetched = NULL;
  EspSecret *plain;

  if (!find_home (&home, cipher, error))
    return NULL;
  fetched = EVP_CIPHER_fetch (home.context, cipher, NULL);
  plain = run_cipher (fetched, key, iv, bytes, len, error);
  /* Before the context that it came from. */
  g_clear_pointer (&fetched, EVP_CIPHER_free);
  esp_openssl_burn_stack ();
  return plain;
}

EspSecret *
esp_pbe_decrypt_traditional (const char *cipher,
                             const char *digest,
                             const guint8 *iv,
                             gsize iv_len,
                             EspSecret *passphrase,
                             const guint8 *bytes,
                             gsize len,
                             GError **error)
{
  g_auto (Home) home = { 0 };
  g_autoptr (EVP_CIPHER) fetched = NULL;
  guint8 key[EVP_MAX_KEY_LENGTH];
  gsize text_len;
  const guint8 *text = esp_secret_get_bytes (passphrase, &text_len);
  EspSecret *plain = NULL;

  if (!find_home (&home, cipher, error))
    return NULL;
  fetched = EVP_CIPHER_fetch (home.context, cipher, NULL);
  if ((gsize) EVP_CIPHER_get_iv_length (fetched) != iv_len || iv_len < TRADITIONAL_SALT_LEN)
    esp_pbe_refuse_algorithm (cipher, error);
  else if (EVP_BytesToKey (fetched, EVP_get_digestbyname (digest), iv,
                           text_len > 0 ? text : (const guint8 *) "", (int) text_len, 1, key,
                           NULL) > 0)
    plain = run_cipher (fetched, key, iv, bytes, len, error);
  else
    esp_pbe_refuse_algorithm (cipher, error);
  esp_wipe (key, sizeof key);
  g_clear_pointer (&fetched, EVP_CIPHER_free);
  esp_openssl_burn_stack ();
  return plain;
}
