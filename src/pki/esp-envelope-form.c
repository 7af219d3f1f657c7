/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of an envelope, written down as ASN.1 templates (RFC 5083, RFC 5084) and checked before
 * OpenSSL's CMS code sees it. No key is touched and nothing is decrypted here. */
#include "esp-envelope-form.h"

#include "base/esp-secret.h"
#include "esp-openssl.h"

#include <openssl/asn1t.h>
#include <string.h>

#define NONCE_LEN 12
#define TAG_LEN 16
/* RFC 5083, 2.1 and RFC 5652, 6.2.2. */
#define ENVELOPE_VERSION 0
#define RECIPIENT_VERSION 3
/* Tag and length of a BIT STRING, no unused bits, and the mark of an uncompressed point. */
#define POINT_PREFIX "\x03\x42\x00\x04"
#define POINT_PREFIX_LEN 4
#define POINT_LEN 68
/* A wrapped AES-256 key: RFC 3394 adds 8 bytes. */
#define WRAPPED_LEN 40
/* Of a key identifier: lengths above need more than one byte. */
#define KEY_IDENTIFIER_MAX 64

/* RFC 5652, 6.2.3: a recipient that shares a secret key. */
#define KEK_VERSION 4

/* What the RFCs allow besides (originatorInfo, ukm, authAttrs, unauthAttrs, other kinds of
 * recipients) has no place here: a field that no template knows makes the parser refuse. */
typedef struct
{
  X509_ALGOR *algorithm;
  ASN1_BIT_STRING *point;
} EphemeralKey;

typedef struct
{
  ASN1_TYPE *identifier;
  ASN1_OCTET_STRING *wrapped;
} WrappedKey;

DEFINE_STACK_OF (WrappedKey)
typedef STACK_OF (WrappedKey) WrappedKeys;

typedef struct
{
  ASN1_INTEGER *version;
  EphemeralKey *ephemeral;
  X509_ALGOR *agreement;
  WrappedKeys *keys;
} Recipient;

typedef struct
{
  ASN1_OCTET_STRING *name;
} KekName;

/* Of a key under split control: who has joined the parts of its secret. */
typedef struct
{
  ASN1_INTEGER *version;
  KekName *name;
  X509_ALGOR *wrap;
  ASN1_OCTET_STRING *wrapped;
} KekRecipient;

enum
{
  BY_AGREEMENT,
  BY_SECRET,
};

typedef struct
{
  int type;
  union
  {
    Recipient *agreement;
    KekRecipient *secret;
  } d;
} AnyRecipient;

DEFINE_STACK_OF (AnyRecipient)
typedef STACK_OF (AnyRecipient) Recipients;

typedef struct
{
  ASN1_OBJECT *type;
  X509_ALGOR *algorithm;
  ASN1_OCTET_STRING *content;
} SealedContent;

typedef struct
{
  ASN1_INTEGER *version;
  Recipients *recipients;
  SealedContent *sealed;
  ASN1_OCTET_STRING *tag;
} AuthEnveloped;

typedef struct
{
  ASN1_OBJECT *type;
  AuthEnveloped *enveloped;
} ContentInfo;

typedef struct
{
  ASN1_OCTET_STRING *nonce;
  ASN1_INTEGER *tag_len;
} GcmParameters;

/* clang-format off */
ASN1_SEQUENCE (EphemeralKey) = {
  ASN1_SIMPLE (EphemeralKey, algorithm, X509_ALGOR),
  ASN1_SIMPLE (EphemeralKey, point, ASN1_BIT_STRING),
} static_ASN1_SEQUENCE_END (EphemeralKey)

/* The third choice of OriginatorIdentifierOrKey, the only one here. */
ASN1_ITEM_TEMPLATE (OriginatorKey) =
  ASN1_EX_TEMPLATE_TYPE (ASN1_TFLG_IMPTAG | ASN1_TFLG_CONTEXT, 1, OriginatorKey, EphemeralKey)
static_ASN1_ITEM_TEMPLATE_END (OriginatorKey)

ASN1_SEQUENCE (WrappedKey) = {
  ASN1_SIMPLE (WrappedKey, identifier, ASN1_ANY),
  ASN1_SIMPLE (WrappedKey, wrapped, ASN1_OCTET_STRING),
} static_ASN1_SEQUENCE_END (WrappedKey)

ASN1_SEQUENCE (Recipient) = {
  ASN1_SIMPLE (Recipient, version, ASN1_INTEGER),
  ASN1_EXP (Recipient, ephemeral, OriginatorKey, 0),
  ASN1_SIMPLE (Recipient, agreement, X509_ALGOR),
  ASN1_SEQUENCE_OF (Recipient, keys, WrappedKey),
} static_ASN1_SEQUENCE_END (Recipient)

ASN1_SEQUENCE (KekName) = {
  ASN1_SIMPLE (KekName, name, ASN1_OCTET_STRING),
} static_ASN1_SEQUENCE_END (KekName)

ASN1_SEQUENCE (KekRecipient) = {
  ASN1_SIMPLE (KekRecipient, version, ASN1_INTEGER),
  ASN1_SIMPLE (KekRecipient, name, KekName),
  ASN1_SIMPLE (KekRecipient, wrap, X509_ALGOR),
  ASN1_SIMPLE (KekRecipient, wrapped, ASN1_OCTET_STRING),
} static_ASN1_SEQUENCE_END (KekRecipient)

/* The second and the third choice of RecipientInfo, KeyAgreeRecipientInfo and KEKRecipientInfo: the
 * only ones here. */
ASN1_CHOICE (AnyRecipient) = {
  ASN1_IMP (AnyRecipient, d.agreement, Recipient, 1),
  ASN1_IMP (AnyRecipient, d.secret, KekRecipient, 2),
} static_ASN1_CHOICE_END (AnyRecipient)

ASN1_SEQUENCE (SealedContent) = {
  ASN1_SIMPLE (SealedContent, type, ASN1_OBJECT),
  ASN1_SIMPLE (SealedContent, algorithm, X509_ALGOR),
  ASN1_IMP (SealedContent, content, ASN1_OCTET_STRING, 0),
} static_ASN1_SEQUENCE_END (SealedContent)

ASN1_SEQUENCE (AuthEnveloped) = {
  ASN1_SIMPLE (AuthEnveloped, version, ASN1_INTEGER),
  ASN1_SET_OF (AuthEnveloped, recipients, AnyRecipient),
  ASN1_SIMPLE (AuthEnveloped, sealed, SealedContent),
  ASN1_SIMPLE (AuthEnveloped, tag, ASN1_OCTET_STRING),
} static_ASN1_SEQUENCE_END (AuthEnveloped)

ASN1_SEQUENCE (ContentInfo) = {
  ASN1_SIMPLE (ContentInfo, type, ASN1_OBJECT),
  ASN1_EXP (ContentInfo, enveloped, AuthEnveloped, 0),
} static_ASN1_SEQUENCE_END (ContentInfo)

ASN1_SEQUENCE (GcmParameters) = {
  ASN1_SIMPLE (GcmParameters, nonce, ASN1_OCTET_STRING),
  ASN1_OPT (GcmParameters, tag_len, ASN1_INTEGER),
} static_ASN1_SEQUENCE_END (GcmParameters)
/* clang-format on */

static void
content_info_free (ContentInfo *info)
{
  ASN1_item_free ((ASN1_VALUE *) info, ASN1_ITEM_rptr (ContentInfo));
}

static void
gcm_parameters_free (GcmParameters *parameters)
{
  ASN1_item_free ((ASN1_VALUE *) parameters, ASN1_ITEM_rptr (GcmParameters));
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ContentInfo, content_info_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GcmParameters, gcm_parameters_free)

static const char *
check_cipher (const X509_ALGOR *algorithm)
{
  g_autoptr (GcmParameters) parameters = NULL;
  const ASN1_OBJECT *oid;
  const void *value;
  int type;

  X509_ALGOR_get0 (&oid, &type, &value, algorithm);
  if (OBJ_obj2nid (oid) != NID_aes_256_gcm || type != V_ASN1_SEQUENCE)
    return "the content is not encrypted with AES-256-GCM";
  parameters = ASN1_item_unpack (value, ASN1_ITEM_rptr (GcmParameters));
  if (!parameters)
    return "the parameters of AES-256-GCM can't be read";
  if (ASN1_STRING_length (parameters->nonce) != NONCE_LEN)
    return "the nonce has not 12 bytes";
  if (!parameters->tag_len || ASN1_INTEGER_get (parameters->tag_len) != TAG_LEN)
    return "the authentication tag is not declared with 16 bytes";
  return NULL;
}

static gboolean
is_algorithm (const X509_ALGOR *algorithm, int nid)
{
  const ASN1_OBJECT *oid;
  int type;

  X509_ALGOR_get0 (&oid, &type, NULL, algorithm);
  return OBJ_obj2nid (oid) == nid && (type == V_ASN1_UNDEF || type == V_ASN1_NULL);
}

static const char *
check_agreement (const X509_ALGOR *agreement)
{
  g_autoptr (X509_ALGOR) wrap = NULL;
  const ASN1_OBJECT *oid;
  const void *value;
  int type;

  X509_ALGOR_get0 (&oid, &type, &value, agreement);
  if (OBJ_obj2nid (oid) != NID_dhSinglePass_stdDH_sha256kdf_scheme || type != V_ASN1_SEQUENCE)
    return "a recipient's key agreement is not ECDH with SHA-256";
  wrap = ASN1_item_unpack (value, ASN1_ITEM_rptr (X509_ALGOR));
  if (!wrap || !is_algorithm (wrap, NID_id_aes256_wrap))
    return "a recipient's key is not wrapped with AES-256";
  return NULL;
}

/* OpenSSL would take the same point in other words too: "hybrid", or with unused bits. */
static gboolean
is_plain_point (const ASN1_BIT_STRING *point)
{
  guint8 *der = NULL;
  int len = i2d_ASN1_BIT_STRING (point, &der);
  g_autoptr (GBytes) encoded = esp_openssl_take_der (der, len);

  return encoded && len == POINT_LEN &&
         memcmp (g_bytes_get_data (encoded, NULL), POINT_PREFIX, POINT_PREFIX_LEN) == 0;
}

static const char *
check_recipient (const Recipient *recipient)
{
  if (ASN1_INTEGER_get (recipient->version) != RECIPIENT_VERSION)
    return "a recipient has an unknown version";
  if (!is_algorithm (recipient->ephemeral->algorithm, NID_X9_62_id_ecPublicKey))
    return "a recipient's key agreement is not with an elliptic curve";
  if (!is_plain_point (recipient->ephemeral->point))
    return "a recipient's ephemeral key is no uncompressed point of P-256";
  if (sk_WrappedKey_num (recipient->keys) != 1)
    return "a recipient has not exactly one wrapped key";
  if (ASN1_STRING_length (sk_WrappedKey_value (recipient->keys, 0)->wrapped) != WRAPPED_LEN)
    return "a wrapped key has not 40 bytes";
  return check_agreement (recipient->agreement);
}

static const char *
check_secret (const KekRecipient *recipient)
{
  if (ASN1_INTEGER_get (recipient->version) != KEK_VERSION)
    return "a recipient has an unknown version";
  if (!is_algorithm (recipient->wrap, NID_id_aes256_wrap))
    return "a recipient's key is not wrapped with AES-256";
  if (ASN1_STRING_length (recipient->wrapped) != WRAPPED_LEN)
    return "a wrapped key has not 40 bytes";
  return NULL;
}

static guint
count_secrets (const AuthEnveloped *enveloped)
{
  guint n_secrets = 0;

  for (int i = 0; i < sk_AnyRecipient_num (enveloped->recipients); i++)
    if (sk_AnyRecipient_value (enveloped->recipients, i)->type == BY_SECRET)
      n_secrets++;
  return n_secrets;
}

static const char *
check_recipients (const AuthEnveloped *enveloped)
{
  const char *problem = NULL;

  if (sk_AnyRecipient_num (enveloped->recipients) < 1)
    return "no recipient";
  for (int i = 0; !problem && i < sk_AnyRecipient_num (enveloped->recipients); i++)
    {
      const AnyRecipient *recipient = sk_AnyRecipient_value (enveloped->recipients, i);

      problem = recipient->type == BY_SECRET ? check_secret (recipient->d.secret) :
                                               check_recipient (recipient->d.agreement);
    }
  return problem || count_secrets (enveloped) < 2 ? problem : "more than one split secret";
}

static const char *
check_info (const ContentInfo *info)
{
  const AuthEnveloped *enveloped = info->enveloped;
  const char *problem = check_recipients (enveloped);
  int len = ASN1_STRING_length (enveloped->sealed->content);

  if (problem)
    return problem;
  if (OBJ_obj2nid (info->type) != NID_id_smime_ct_authEnvelopedData ||
      ASN1_INTEGER_get (enveloped->version) != ENVELOPE_VERSION)
    return "not AuthEnvelopedData";
  if (OBJ_obj2nid (enveloped->sealed->type) != NID_pkcs7_data)
    return "the content is not plain data";
  if (ASN1_STRING_length (enveloped->tag) != TAG_LEN)
    return "the authentication tag has not 16 bytes";
  if (len < 1 || len > ESP_SECRET_MAX_LEN)
    return "the content is empty or larger than 65536 bytes";
  return check_cipher (enveloped->sealed->algorithm);
}

/* The parser overlooks some deviations from DER; then what it read encodes to other bytes. */
static gboolean
encodes_to (const ContentInfo *info, const guint8 *bytes, gsize len)
{
  guint8 *der = NULL;
  int der_len = ASN1_item_i2d ((const ASN1_VALUE *) info, &der, ASN1_ITEM_rptr (ContentInfo));
  g_autoptr (GBytes) encoded = esp_openssl_take_der (der, der_len);

  return encoded && g_bytes_get_size (encoded) == len &&
         memcmp (g_bytes_get_data (encoded, NULL), bytes, len) == 0;
}

gboolean
esp_envelope_form_check (GBytes *envelope,
                         gsize *content_len,
                         guint *n_recipients,
                         const char **problem)
{
  g_autoptr (ContentInfo) info = NULL;
  gsize len;
  const guint8 *start = g_bytes_get_data (envelope, &len);
  const guint8 *end = start;

  *problem = "larger than 1 MiB";
  if (len > ESP_ENVELOPE_MAX_SIZE)
    return FALSE;
  *problem = "not the ASN.1 of an envelope";
  if (len > 0)
    info = (ContentInfo *) ASN1_item_d2i (NULL, &end, (long) len, ASN1_ITEM_rptr (ContentInfo));
  if (!info || !encodes_to (info, start, len))
    return FALSE;
  *problem = check_info (info);
  if (*problem)
    return FALSE;
  if (content_len)
    *content_len = (gsize) ASN1_STRING_length (info->enveloped->sealed->content);
  if (n_recipients)
    *n_recipients = (guint) sk_AnyRecipient_num (info->enveloped->recipients);
  return TRUE;
}

gboolean
esp_envelope_form_is_split (GBytes *envelope)
{
  g_autoptr (ContentInfo) info = NULL;
  gsize len;
  const guint8 *start = g_bytes_get_data (envelope, &len);
  const char *problem;

  if (!esp_envelope_form_check (envelope, NULL, NULL, &problem))
    {
      ERR_clear_error ();
      return FALSE;
    }
  info = (ContentInfo *) ASN1_item_d2i (NULL, &start, (long) len, ASN1_ITEM_rptr (ContentInfo));
  return info && count_secrets (info->enveloped) == 1;
}

/* --- Recipients, without opening anything -----------------------------------------------------*/

static ContentInfo *
read_info (GBytes *envelope)
{
  const char *problem;
  const guint8 *start = g_bytes_get_data (envelope, NULL);

  if (!esp_envelope_form_check (envelope, NULL, NULL, &problem))
    return NULL;
  return (ContentInfo *) ASN1_item_d2i (NULL, &start, (long) g_bytes_get_size (envelope),
                                        ASN1_ITEM_rptr (ContentInfo));
}

/* RecipientKeyIdentifier with nothing but the identifier, as the first choice of
 * KeyAgreeRecipientIdentifier that is not a name: [0] { OCTET STRING }. */
static gboolean
names_key (const AnyRecipient *recipient, const guint8 *id, gsize id_len)
{
  const guint8 head[] = { 0xa0, (guint8) (id_len + 2), 0x04, (guint8) id_len };
  const ASN1_TYPE *identifier;
  const guint8 *bytes;

  if (recipient->type != BY_AGREEMENT)
    return FALSE;
  identifier = sk_WrappedKey_value (recipient->d.agreement->keys, 0)->identifier;
  if (identifier->type != V_ASN1_OTHER || id_len > KEY_IDENTIFIER_MAX ||
      ASN1_STRING_length (identifier->value.asn1_string) != (int) (sizeof head + id_len))
    return FALSE;
  bytes = ASN1_STRING_get0_data (identifier->value.asn1_string);
  return memcmp (bytes, head, sizeof head) == 0 && memcmp (bytes + sizeof head, id, id_len) == 0;
}

gboolean
esp_envelope_form_names (GBytes *envelope, GBytes *key_identifier)
{
  g_autoptr (ContentInfo) info = read_info (envelope);
  gsize len;
  const guint8 *id = g_bytes_get_data (key_identifier, &len);

  for (int i = 0; info && i < sk_AnyRecipient_num (info->enveloped->recipients); i++)
    if (names_key (sk_AnyRecipient_value (info->enveloped->recipients, i), id, len))
      return TRUE;
  return FALSE;
}

static gboolean
is_kept (const AnyRecipient *recipient, GPtrArray *key_identifiers)
{
  if (recipient->type != BY_AGREEMENT)
    return TRUE;
  for (guint i = 0; i < key_identifiers->len; i++)
    {
      gsize len;
      const guint8 *id = g_bytes_get_data (g_ptr_array_index (key_identifiers, i), &len);

      if (names_key (recipient, id, len))
        return TRUE;
    }
  return FALSE;
}

static void
recipient_free (AnyRecipient *recipient)
{
  ASN1_item_free ((ASN1_VALUE *) recipient, ASN1_ITEM_rptr (AnyRecipient));
}

GBytes *
esp_envelope_form_keep (GBytes *envelope, GPtrArray *key_identifiers)
{
  g_autoptr (ContentInfo) info = read_info (envelope);
  Recipients *recipients = info ? info->enveloped->recipients : NULL;
  guint8 *der = NULL;
  int len;

  for (int i = info ? sk_AnyRecipient_num (recipients) - 1 : -1; i >= 0; i--)
    if (!is_kept (sk_AnyRecipient_value (recipients, i), key_identifiers))
      recipient_free (sk_AnyRecipient_delete (recipients, i));
  if (!info || sk_AnyRecipient_num (recipients) == 0)
    return NULL;
  len = ASN1_item_i2d ((const ASN1_VALUE *) info, &der, ASN1_ITEM_rptr (ContentInfo));
  return esp_openssl_take_der (der, len);
}
