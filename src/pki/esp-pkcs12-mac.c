/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 7292's checksum through OpenSSL, and RFC 9579's, which OpenSSL before 3.4 does not have,
 * put together from PBKDF2 and HMAC. */
#include "esp-pkcs12-mac.h"

#include "esp-der.h"
#include "esp-openssl-memory.h"
#include "esp-pbe.h"

#define KEY_MIN_LEN 20 /* RFC 9579, 5: what is shorter is refused */
#define KEY_LIMIT 128

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PBKDF2PARAM, PBKDF2PARAM_free)

static gboolean
refuse (const char *problem, GError **error)
{
  esp_error_set (error, ESP_REASON_FOREIGN_STRUCTURE, NULL, "problem", problem, NULL);
  esp_openssl_move_queue (error ? *error : NULL);
  return FALSE;
}

/* --- PBMAC1 ----------------------------------------------------------------------------------- */

typedef struct
{
  PBKDF2PARAM *derivation;
  const EVP_MD *prf;
  const EVP_MD *digest;
  gsize key_len;
  int rounds;
} Pbmac1;

static void
pbmac1_clear (Pbmac1 *pbmac1)
{
  PBKDF2PARAM_free (pbmac1->derivation);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pbmac1, pbmac1_clear)

/* An HMAC by its OID. */
static const EVP_MD *
find_digest (const X509_ALGOR *hmac)
{
  int digest = NID_undef;

  if (EVP_PBE_find (EVP_PBE_TYPE_PRF, OBJ_obj2nid (hmac->algorithm), NULL, &digest, NULL) != 1)
    return NULL;
  return EVP_get_digestbynid (digest);
}

static gboolean
is_pbmac1 (const X509_ALGOR *algorithm)
{
  char oid[64];

  return OBJ_obj2txt (oid, sizeof oid, algorithm->algorithm, 1) > 0 &&
         strcmp (oid, "1.2.840.113549.1.5.14") == 0;
}

/* SEQUENCE { keyDerivationFunc AlgorithmIdentifier, messageAuthScheme AlgorithmIdentifier } */
static gboolean
split_parameters (const X509_ALGOR *algorithm, X509_ALGOR **derivation, X509_ALGOR **scheme)
{
  const ASN1_TYPE *parameter = algorithm->parameter;
  EspDer content, whole;
  const guint8 *at;

  if (!parameter || parameter->type != V_ASN1_SEQUENCE)
    return FALSE;
  whole.bytes = ASN1_STRING_get0_data (parameter->value.sequence);
  whole.len = (gsize) ASN1_STRING_length (parameter->value.sequence);
  if (!esp_der_read (&whole, ESP_DER_SEQUENCE, &content))
    return FALSE;
  at = content.bytes;
  *derivation = d2i_X509_ALGOR (NULL, &at, (long) content.len);
  if (!*derivation)
    return FALSE;
  *scheme = d2i_X509_ALGOR (NULL, &at, (long) (content.bytes + content.len - at));
  return *scheme != NULL;
}

static gboolean
read_derivation (const X509_ALGOR *derivation, Pbmac1 *pbmac1, GError **error)
{
  gint64 rounds = 0, key_len = 0;

  if (OBJ_obj2nid (derivation->algorithm) != NID_id_pbkdf2)
    return esp_pbe_refuse_algorithm ("PBMAC1 without PBKDF2", error);
  pbmac1->derivation = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBKDF2PARAM),
                                                  derivation->parameter);
  if (!pbmac1->derivation || pbmac1->derivation->salt->type != V_ASN1_OCTET_STRING ||
      ASN1_INTEGER_get_int64 (&rounds, pbmac1->derivation->iter) != 1)
    return refuse ("the parameters of its checksum can't be read", error);
  if (!pbmac1->derivation->keylength ||
      ASN1_INTEGER_get_int64 (&key_len, pbmac1->derivation->keylength) != 1)
    return refuse ("its checksum does not say how long its key is", error);
  if (key_len < KEY_MIN_LEN || key_len > KEY_LIMIT)
    return refuse ("the key of its checksum is too short or too long", error);
  if (!esp_pbe_check_rounds (rounds, error))
    return FALSE;
  pbmac1->rounds = (int) rounds;
  pbmac1->key_len = (gsize) key_len;
  pbmac1->prf = pbmac1->derivation->prf ? find_digest (pbmac1->derivation->prf) : EVP_sha1 ();
  return pbmac1->prf || esp_pbe_refuse_algorithm ("PBMAC1", error);
}

static gboolean
read_pbmac1 (const X509_ALGOR *algorithm, Pbmac1 *pbmac1, GError **error)
{
  g_autoptr (X509_ALGOR) derivation = NULL;
  g_autoptr (X509_ALGOR) scheme = NULL;

  if (!split_parameters (algorithm, &derivation, &scheme))
    return refuse ("the parameters of its checksum can't be read", error);
  pbmac1->digest = find_digest (scheme);
  if (!pbmac1->digest)
    return esp_pbe_refuse_algorithm ("PBMAC1", error);
  return read_derivation (derivation, pbmac1, error);
}

static gboolean
holds_pbmac1 (const Pbmac1 *pbmac1,
              const char *text,
              int text_len,
              const ASN1_OCTET_STRING *content,
              const ASN1_OCTET_STRING *wanted)
{
  const ASN1_OCTET_STRING *salt = pbmac1->derivation->salt->value.octet_string;
  guint8 key[KEY_LIMIT], mac[EVP_MAX_MD_SIZE];
  size_t mac_len = 0;
  gboolean holds;

  holds = PKCS5_PBKDF2_HMAC (text, text_len, ASN1_STRING_get0_data (salt),
                             ASN1_STRING_length (salt), pbmac1->rounds, pbmac1->prf,
                             (int) pbmac1->key_len, key) == 1 &&
          EVP_Q_mac (NULL, "HMAC", NULL, EVP_MD_get0_name (pbmac1->digest), NULL, key,
                     pbmac1->key_len, ASN1_STRING_get0_data (content),
                     (size_t) ASN1_STRING_length (content), mac, sizeof mac, &mac_len) != NULL &&
          mac_len == (size_t) ASN1_STRING_length (wanted) &&
          CRYPTO_memcmp (mac, ASN1_STRING_get0_data (wanted), mac_len) == 0;
  esp_wipe (key, sizeof key);
  ERR_clear_error ();
  return holds;
}

/* --- Which passphrase ------------------------------------------------------------------------- */

typedef struct
{
  PKCS12 *file;
  const ASN1_OCTET_STRING *content; /* what the checksum is over */
  const ASN1_OCTET_STRING *wanted;
  const Pbmac1 *pbmac1; /* NULL: the old one */
} Check;

static gboolean
holds (const Check *check, const char *text, int len)
{
  gboolean good;

  if (check->pbmac1)
    return holds_pbmac1 (check->pbmac1, text ? text : "", len, check->content, check->wanted);
  good = PKCS12_verify_mac (check->file, text, len) == 1;
  esp_openssl_burn_stack ();
  ERR_clear_error ();
  return good;
}

static EspPkcs12Mac
find_passphrase (const Check *check, GPtrArray *passphrases, EspSecret **passphrase, GError **error)
{
  g_autoptr (GPtrArray) all = esp_pbe_with_empty (passphrases);

  for (guint i = 0; i < all->len; i++)
    {
      EspSecret *tried = g_ptr_array_index (all, i);
      gsize len;
      const char *text = (const char *) esp_secret_get_bytes (tried, &len);

      if (!holds (check, len > 0 ? text : "", (int) len))
        continue;
      *passphrase = esp_secret_ref (tried);
      return ESP_PKCS12_MAC_GOOD;
    }
  if (holds (check, NULL, 0))
    return ESP_PKCS12_MAC_GOOD;
  esp_error_set (error, ESP_REASON_FOREIGN_PASSPHRASE, NULL, NULL);
  return ESP_PKCS12_MAC_BAD;
}

/* The content octets of the authenticated safe; OpenSSL lends no view of them. */
static ASN1_OCTET_STRING *
find_content (PKCS12 *file)
{
  guint8 *der = NULL;
  int len = i2d_PKCS12 (file, &der);
  g_autoptr (GBytes) bytes = esp_openssl_take_der (der, len);
  gsize size = 0;
  const guint8 *data = bytes ? g_bytes_get_data (bytes, &size) : NULL;
  EspDer whole = { data, size }, pfx, version, info, type, wrapped;
  ASN1_OCTET_STRING *content;
  const guint8 *at;

  if (!bytes || !esp_der_read (&whole, ESP_DER_SEQUENCE, &pfx) ||
      !esp_der_read_number (&pfx, &version) || !esp_der_read (&pfx, ESP_DER_SEQUENCE, &info) ||
      !esp_der_read (&info, ESP_DER_OID, &type) ||
      !esp_der_read (&info, ESP_DER_CONTEXT_CONSTRUCTED (0), &wrapped))
    return NULL;
  at = wrapped.bytes;
  content = d2i_ASN1_OCTET_STRING (NULL, &at, (long) wrapped.len);
  return content;
}

static EspPkcs12Mac
check_pbmac1 (Check *check,
              const X509_ALGOR *algorithm,
              GPtrArray *passphrases,
              EspSecret **passphrase,
              GError **error)
{
  g_auto (Pbmac1) pbmac1 = { 0 };
  g_autoptr (ASN1_OCTET_STRING) content = NULL;

  if (!read_pbmac1 (algorithm, &pbmac1, error))
    return ESP_PKCS12_MAC_BAD;
  content = find_content (check->file);
  if (!content)
    {
      refuse ("what its checksum is over can't be found", error);
      return ESP_PKCS12_MAC_BAD;
    }
  check->content = content;
  check->pbmac1 = &pbmac1;
  return find_passphrase (check, passphrases, passphrase, error);
}

EspPkcs12Mac
esp_pkcs12_mac_check (PKCS12 *file, GPtrArray *passphrases, EspSecret **passphrase, GError **error)
{
  const X509_ALGOR *algorithm = NULL;
  const ASN1_INTEGER *iteration = NULL;
  const ASN1_OCTET_STRING *salt = NULL;
  Check check = { .file = file };
  gint64 rounds = 1;

  if (!PKCS12_mac_present (file))
    return ESP_PKCS12_MAC_NONE;
  PKCS12_get0_mac (&check.wanted, &algorithm, &salt, &iteration, file);
  if (is_pbmac1 (algorithm))
    return check_pbmac1 (&check, algorithm, passphrases, passphrase, error);
  if (iteration && ASN1_INTEGER_get_int64 (&rounds, iteration) != 1)
    rounds = G_MAXINT64;
  if (!esp_pbe_check_rounds (rounds, error))
    return ESP_PKCS12_MAC_BAD;
  if (!EVP_get_digestbyobj (algorithm->algorithm))
    {
      char name[64] = "?";

      OBJ_obj2txt (name, sizeof name, algorithm->algorithm, 0);
      esp_pbe_refuse_algorithm (name, error);
      return ESP_PKCS12_MAC_BAD;
    }
  return find_passphrase (&check, passphrases, passphrase, error);
}
