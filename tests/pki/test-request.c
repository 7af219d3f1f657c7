/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests: those that the openssl command makes, and everything else that people hand in instead.
 */
#include "base/esp-error.h"
#include "outside.h"
#include "pki/esp-request.h"

#include <string.h>

#define SAN_OID "2.5.29.17"
#define NEW_P256                                                                                   \
  "openssl req -new -utf8 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem "

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = outside_folder_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  outside_folder_remove (fixture->folder);
  g_free (fixture->folder);
}

/* Runs openssl, which writes the file "out". */
static GBytes *
make (Fixture *fixture, const char *command)
{
  g_assert_true (outside_run (fixture->folder, command, NULL));
  return outside_read (fixture->folder, "out");
}

static void
assert_refused (GBytes *data, EspReason reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_request_parse (data, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
  g_assert_cmpint (error->code, ==, ESP_ERROR_MALFORMED_CSR);
  g_assert_null (esp_request_parse (data, NULL));
}

static void
assert_refused_as (GBytes *data, const char *found)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_request_parse (data, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==, "CSR_NOT_A_CSR");
  g_assert_cmpstr (esp_error_get_argument (error, "found"), ==, found);
}

/* --- Good ones -----------------------------------------------------------------------------------
 */

static const struct
{
  const char *command;
  const char *subject;
  const char *key;
  const char *alternative_names; /* in words; NULL: none asked for */
} good[] = {
  { NEW_P256 "-subj /C=DE/O=Meridian/CN=a.example -out out", "CN=a.example,O=Meridian,C=DE",
    "EC P-256", NULL },
  { NEW_P256 "-subj /CN=a.example -outform DER -out out", "CN=a.example", "EC P-256", NULL },
  { NEW_P256 "-subj /CN=a.example -newhdr -out out", "CN=a.example", "EC P-256", NULL },
  { NEW_P256 "-subj /CN=a.example -text -out out", "CN=a.example", "EC P-256", NULL },
  { NEW_P256 "-subj /CN=München -addext subjectAltName=DNS:a.example,DNS:*.b.example,IP:10.0.0.1,"
             "IP:2001:db8::1,email:x@a.example,URI:https://a.example/ -out out",
    "CN=München", "EC P-256",
    "DNS:a.example, DNS:*.b.example, IP:10.0.0.1, IP:2001:db8::1, email:x@a.example, "
    "URI:https://a.example/" },
  { NEW_P256 "-subj / -addext subjectAltName=critical,DNS:a.example -out out", "", "EC P-256",
    "DNS:a.example" },
  { "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-384 -sha384 -nodes -keyout k.pem "
    "-subj /CN=b -addext subjectAltName=DNS:b.example -out out",
    "CN=b", "EC P-384", "DNS:b.example" },
  { "openssl req -new -newkey rsa:2048 -nodes -keyout k.pem -subj /CN=c -addext "
    "subjectAltName=DNS:c.example -out out",
    "CN=c", "RSA 2048", "DNS:c.example" },
  { "openssl req -new -newkey rsa:2048 -sigopt rsa_padding_mode:pss -nodes -keyout k.pem -subj "
    "/CN=c -out out",
    "CN=c", "RSA 2048", NULL },
  { "openssl req -new -newkey ed25519 -nodes -keyout k.pem -subj /CN=d -out out", "CN=d", "Ed25519",
    NULL },
};

static void
check_alternative_names (EspRequest *request, const char *expected)
{
  GPtrArray *extensions = esp_request_get_extensions (request);
  const EspExtension *extension;
  g_autofree char *text = NULL;

  g_assert_cmpuint (extensions->len, ==, expected ? 1 : 0);
  if (!expected)
    return;
  extension = g_ptr_array_index (extensions, 0);
  g_assert_cmpstr (extension->oid, ==, SAN_OID);
  g_assert_cmpint (extension->source, ==, ESP_SOURCE_CSR);
  g_assert_false (extension->ignored);
  g_assert_cmpint (extension->critical, ==, esp_name_is_empty (esp_request_get_subject (request)));
  text = esp_extension_to_text (extension);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GBytes) bytes = make (fixture, good[i].command);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspRequest) request = esp_request_parse (bytes, &error);
      g_autoptr (EspRequest) again = NULL;
      g_autofree char *pem = NULL;
      g_autoptr (GBytes) pem_bytes = NULL;

      g_test_message ("%s", good[i].command);
      g_assert_no_error (error);
      g_assert_cmpstr (esp_name_get_text (esp_request_get_subject (request)), ==, good[i].subject);
      g_assert_cmpstr (esp_key_get_label (esp_request_get_key (request)), ==, good[i].key);
      g_assert_false (esp_key_has_private (esp_request_get_key (request)));
      check_alternative_names (request, good[i].alternative_names);
      pem = esp_request_to_pem (request);
      pem_bytes = g_bytes_new (pem, strlen (pem));
      again = esp_request_parse (pem_bytes, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (esp_request_get_der (request), esp_request_get_der (again)));
    }
}

/* Everything that a request asks for is kept, in its order. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  static const char *const oids[] = { "2.5.29.15", SAN_OID, "2.5.29.19", "1.3.6.1.4.1.99999.1" };
  g_autoptr (GBytes) bytes = make (
    fixture, NEW_P256 "-subj /CN=x -addext keyUsage=critical,digitalSignature -addext "
                      "subjectAltName=DNS:a -addext basicConstraints=CA:TRUE,pathlen:3 "
                      "-addext 1.3.6.1.4.1.99999.1=DER:0101ff -out out");
  g_autoptr (EspRequest) request = esp_request_parse (bytes, NULL);
  GPtrArray *extensions = esp_request_get_extensions (request);

  g_assert_cmpuint (extensions->len, ==, G_N_ELEMENTS (oids));
  for (guint i = 0; i < extensions->len; i++)
    g_assert_cmpstr (((EspExtension *) g_ptr_array_index (extensions, i))->oid, ==, oids[i]);
}

/* --- What is no request
 * --------------------------------------------------------------------------- */

static const struct
{
  const char *command;
  const char *found;
} others[] = {
  { "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -subj /CN=x "
    "-out out",
    "a certificate" },
  { "openssl x509 -in out.pem -outform DER -out out", "a certificate" },
  { "openssl pkey -in k.pem -out out", "a private key" },
  { "openssl pkcs8 -topk8 -nocrypt -in k.pem -outform DER -out out", "a private key" },
  { "openssl ec -in k.pem -outform DER -out out", "a private key" },
  { "openssl pkcs8 -topk8 -passout pass:x -in k.pem -outform DER -out out",
    "an encrypted private key" },
  { "openssl pkey -in k.pem -pubout -out out", "a public key" },
  { "openssl pkey -in k.pem -pubout -outform DER -out out", "a public key" },
  { "openssl pkcs12 -export -passout pass:x -inkey k.pem -in out.pem -out out", "a PKCS#12 file" },
  { "openssl crl2pkcs7 -nocrl -certfile out.pem -outform DER -out out", "a CMS message" },
};

static void
test_others (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GBytes) bytes = make (fixture, others[i].command);
      gsize len;
      const void *content = g_bytes_get_data (bytes, &len);

      g_test_message ("%s", others[i].command);
      if (i == 0)
        outside_write (fixture->folder, "out.pem", content, len);
      assert_refused_as (bytes, others[i].found);
    }
}

static void
test_not_asn1 (void)
{
  static const guint8 png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13 };
  static const guint8 junk[] = { 1, 2, 3, 4, 0xff };
  static const guint8 empty_sequence[] = { 0x30, 0 };
  g_autoptr (GBytes) picture = g_bytes_new_static (png, sizeof png);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) text = g_bytes_new_static ("0123 hello\n", 11);
  g_autoptr (GBytes) binary = g_bytes_new_static (junk, sizeof junk);
  g_autoptr (GBytes) sequence = g_bytes_new_static (empty_sequence, sizeof empty_sequence);
  g_autoptr (GBytes) key = g_bytes_new_static ("-----BEGIN RSA PRIVATE KEY-----\nMIIE", 35);

  assert_refused_as (picture, "a PNG picture");
  assert_refused_as (nothing, "nothing");
  assert_refused_as (text, "text");
  assert_refused_as (binary, "binary data");
  assert_refused_as (sequence, "binary data");
  assert_refused_as (key, "a private key");
}

static void
test_size (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = make (fixture, NEW_P256 "-subj /CN=x -out out");
  gsize len;
  const char *pem = g_bytes_get_data (bytes, &len);
  g_autofree char *padding = g_strnfill (ESP_REQUEST_MAX_SIZE - len, '\n');
  g_autofree char *padded = g_strdup_printf ("%s%.*s", padding, (int) len, pem);
  g_autoptr (GBytes) largest = g_bytes_new (padded, ESP_REQUEST_MAX_SIZE);
  g_autofree char *longer = g_strconcat ("\n", padded, NULL);
  g_autoptr (GBytes) too_large = g_bytes_new (longer, ESP_REQUEST_MAX_SIZE + 1);
  g_autofree char *forty = g_strnfill (40000, 'x');
  g_autoptr (GBytes) forty_bytes = g_bytes_new (forty, 40000);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspRequest) request = esp_request_parse (largest, &error);

  g_assert_no_error (error);
  g_assert_nonnull (request);
  assert_refused (too_large, ESP_REASON_CSR_TOO_LARGE);
  g_assert_null (esp_request_parse (forty_bytes, &error));
  g_assert_cmpstr (esp_error_get_argument (error, "size"), ==, "40000");
  g_assert_cmpstr (esp_error_get_argument (error, "limit"), ==, "32768");
}

/* --- Damaged -------------------------------------------------------------------------------------
 */

static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) pem = make (fixture, NEW_P256 "-subj /CN=x -out out");
  g_autoptr (EspRequest) request = esp_request_parse (pem, NULL);
  GBytes *der = esp_request_get_der (request);
  gsize len = g_bytes_get_size (der);

  for (gsize i = 40; i < g_bytes_get_size (pem) - 1; i += 7)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (pem, 0, i);

      assert_refused (part, ESP_REASON_CSR_TRUNCATED);
    }
  for (gsize i = 2; i < len; i++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (der, 0, i);

      assert_refused (part, ESP_REASON_CSR_TRUNCATED);
    }
}

/* Half of the base64 is gone, and both armour lines are there. */
static void
test_hollow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) pem = make (fixture, NEW_P256 "-subj /CN=x -out out");
  g_autofree char *text = g_strndup (g_bytes_get_data (pem, NULL), g_bytes_get_size (pem));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *hollow = g_strjoin ("\n", lines[0], lines[1], lines[2],
                                       "-----END CERTIFICATE REQUEST-----\n", NULL);
  g_autofree char *odd = g_strjoin ("\n", lines[0], lines[1],
                                    "A!==", "-----END CERTIFICATE REQUEST-----\n", NULL);
  g_autoptr (GBytes) hollow_bytes = g_bytes_new (hollow, strlen (hollow));
  g_autoptr (GBytes) odd_bytes = g_bytes_new (odd, strlen (odd));

  assert_refused (hollow_bytes, ESP_REASON_CSR_TRUNCATED);
  assert_refused (odd_bytes, ESP_REASON_CSR_TRUNCATED);
}

static GBytes *
join (GBytes *a, const void *b, gsize b_len)
{
  GByteArray *joined = g_byte_array_new ();

  g_byte_array_append (joined, g_bytes_get_data (a, NULL), (guint) g_bytes_get_size (a));
  g_byte_array_append (joined, b, (guint) b_len);
  return g_byte_array_free_to_bytes (joined);
}

static void
test_several (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) pem = make (fixture, NEW_P256 "-subj /CN=x -out out");
  g_autoptr (GBytes) key = outside_read (fixture->folder, "k.pem");
  g_autoptr (EspRequest) request = esp_request_parse (pem, NULL);
  gsize len, key_len;
  const void *bytes = g_bytes_get_data (pem, &len);
  const void *key_bytes = g_bytes_get_data (key, &key_len);
  g_autoptr (GBytes) twice = join (pem, bytes, len);
  g_autoptr (GBytes) with_key = join (pem, key_bytes, key_len);
  g_autoptr (GBytes) blank = join (pem, "\n \r\n\t", 5);
  g_autoptr (GBytes) trailing = join (pem, "x", 1);
  g_autoptr (GBytes) der_trailing = join (esp_request_get_der (request), "\n", 1);
  g_autoptr (EspRequest) accepted = esp_request_parse (blank, NULL);

  assert_refused (twice, ESP_REASON_CSR_SEVERAL);
  assert_refused (with_key, ESP_REASON_CSR_SEVERAL);
  assert_refused (trailing, ESP_REASON_CSR_TRAILING);
  assert_refused (der_trailing, ESP_REASON_CSR_TRAILING);
  g_assert_nonnull (accepted);
}

static void
test_signature (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) der = make (fixture, NEW_P256 "-subj /CN=abcdef -outform DER -out out");
  gsize len;
  const guint8 *bytes = g_bytes_get_data (der, &len);
  g_autofree guint8 *changed = g_memdup2 (bytes, len);
  guint8 *subject = memmem (changed, len, "abcdef", 6);
  g_autoptr (GBytes) last_bit = NULL;
  g_autoptr (GBytes) other_name = NULL;

  changed[len - 1] ^= 1;
  last_bit = g_bytes_new (changed, len);
  assert_refused (last_bit, ESP_REASON_CSR_SIGNATURE);
  changed[len - 1] ^= 1;
  subject[0] = 'x';
  other_name = g_bytes_new (changed, len);
  assert_refused (other_name, ESP_REASON_CSR_SIGNATURE);
}

/* Each byte once with another value. Nothing that is signed may change unnoticed. */
static void
test_flipped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) der = make (
    fixture, NEW_P256 "-subj /CN=x -addext subjectAltName=DNS:a.example -outform DER -out out");
  gsize len;
  const guint8 *bytes = g_bytes_get_data (der, &len);
  g_autofree guint8 *changed = g_memdup2 (bytes, len);

  for (gsize i = 0; i < len; i++)
    {
      g_autoptr (GBytes) copy = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (EspRequest) request = NULL;

      changed[i] ^= 0x55;
      copy = g_bytes_new (changed, len);
      changed[i] ^= 0x55;
      request = esp_request_parse (copy, &error);
      g_assert_null (request);
      g_assert_cmpint (error->code, ==, ESP_ERROR_MALFORMED_CSR);
    }
}

/* --- Names ---------------------------------------------------------------------------------------
 */

static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) nobody = make (fixture, NEW_P256 "-subj / -out out");
  g_autoptr (GBytes)
    not_critical = make (fixture, NEW_P256 "-subj / -addext subjectAltName=DNS:a -out out");
  g_autoptr (GBytes)
    garbage = make (fixture, NEW_P256 "-subj /CN=x -addext 2.5.29.17=DER:0500 -out out");
  g_autoptr (GBytes)
    empty = make (fixture, NEW_P256 "-subj /CN=x -addext 2.5.29.17=DER:3000 -out out");
  g_autoptr (GBytes) three_bytes = make (
    fixture, NEW_P256 "-subj /CN=x -addext 2.5.29.17=DER:30058703010203 -out out");
  g_autoptr (GBytes)
    nul = make (fixture, NEW_P256 "-subj /CN=x -addext 2.5.29.17=DER:30058203610062 -out out");
  g_autoptr (GBytes)
    trailing = make (fixture, NEW_P256 "-subj /CN=x -addext 2.5.29.17=DER:3003820161ff -out out");

  assert_refused (nobody, ESP_REASON_CSR_NO_NAME);
  assert_refused (not_critical, ESP_REASON_CSR_EMPTY_SUBJECT_SAN);
  assert_refused (garbage, ESP_REASON_CSR_SAN);
  assert_refused (empty, ESP_REASON_CSR_SAN);
  assert_refused (three_bytes, ESP_REASON_CSR_SAN);
  assert_refused (nul, ESP_REASON_CSR_SAN);
  assert_refused (trailing, ESP_REASON_CSR_SAN);
}

static GBytes *
make_with_names (Fixture *fixture, guint n)
{
  g_autoptr (GString)
    command = g_string_new (NEW_P256 "-subj /CN=x -out out -addext subjectAltName=");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (command, "%sDNS:h%u.example", i > 0 ? "," : "", i);
  return make (fixture, command->str);
}

static void
test_name_count (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) most = make_with_names (fixture, 1000);
  g_autoptr (GBytes) too_many = make_with_names (fixture, 1001);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspRequest) request = esp_request_parse (most, &error);

  g_assert_no_error (error);
  g_assert_nonnull (request);
  g_assert_null (esp_request_parse (too_many, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_CSR_SAN_COUNT));
  g_assert_cmpstr (esp_error_get_argument (error, "count"), ==, "1001");
  g_assert_cmpstr (esp_error_get_argument (error, "limit"), ==, "1000");
}

static void
test_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes)
    spelt = make (fixture, "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -pkeyopt "
                           "ec_param_enc:explicit -nodes -keyout k.pem -subj /CN=x -out out");

  assert_refused (spelt, ESP_REASON_CSR_KEY);
}

/* --- What openssl does not make
 * ------------------------------------------------------------------- */

/* One element of DER around the pieces given in hex, from the inside out. */
static void
wrap (GByteArray *bytes, guint8 tag)
{
  guint8 header[4] = { tag, 0x82, (guint8) (bytes->len >> 8), (guint8) bytes->len };
  gsize len = 4;

  if (bytes->len < 0x80)
    {
      header[1] = (guint8) bytes->len;
      len = 2;
    }
  else if (bytes->len < 0x100)
    {
      header[1] = 0x81;
      header[2] = (guint8) bytes->len;
      len = 3;
    }
  g_byte_array_prepend (bytes, header, (guint) len);
}

static void
append_hex (GByteArray *bytes, const char *hex)
{
  for (; hex[0] && hex[1]; hex += 2)
    {
      guint8 byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (bytes, &byte, 1);
    }
}

/* A request with a good signature and whatever @subject and @attributes (hex) say. */
static GBytes *
sign_request (const char *version, const char *subject, const char *attributes)
{
  g_autoptr (EspKey) key = esp_key_generate (esp_key_algorithm_find ("EC_prime256v1", NULL), NULL);
  g_autoptr (EspSigner) signer = esp_signer_new_from_key (key);
  g_autoptr (GByteArray) list = g_byte_array_new ();
  GByteArray *tbs = g_byte_array_new ();
  g_autoptr (GBytes) tbs_bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize len;
  const guint8 *spki = g_bytes_get_data (esp_key_get_spki (key), &len);
  GBytes *request;

  append_hex (tbs, version);
  append_hex (tbs, subject);
  g_byte_array_append (tbs, spki, (guint) len);
  append_hex (list, attributes);
  wrap (list, 0xa0);
  g_byte_array_append (tbs, list->data, list->len);
  wrap (tbs, 0x30);
  tbs_bytes = g_byte_array_free_to_bytes (tbs);
  request = esp_signer_sign_structure (signer, esp_signing_algorithm_find ("SHA256WITHECDSA", NULL),
                                       tbs_bytes, &error);
  g_assert_no_error (error);
  return request;
}

#define V1 "020100"
#define NAME_A "300c310a300806035504030c0141"
/* extensionRequest and Microsoft's own, around a list of one subjectAltName DNS:a */
#define SAN_A "300c0603551d1104053003820161"
#define ATTRIBUTE_A "301d06092a864886f70d01090e3110300e" SAN_A
#define MS_ATTRIBUTE_A "301e060a2b06010401823702010e3110300e" SAN_A
#define ATTRIBUTE_TWICE "302b06092a864886f70d01090e311e301c" SAN_A SAN_A
#define ATTRIBUTE_BROKEN "300f06092a864886f70d01090e31020500"

static const struct
{
  const char *version;
  const char *subject;
  const char *attributes;
  EspReason reason;
} crafted[] = {
  { V1, NAME_A, "", ESP_REASON_NONE },
  { V1, NAME_A, ATTRIBUTE_A, ESP_REASON_NONE },
  { V1, NAME_A, MS_ATTRIBUTE_A, ESP_REASON_NONE },
  { V1, NAME_A, ATTRIBUTE_A MS_ATTRIBUTE_A, ESP_REASON_CSR_EXTENSIONS },
  { V1, "3000", ATTRIBUTE_A, ESP_REASON_CSR_EMPTY_SUBJECT_SAN },
  /* another version is another format */
  { "020101", NAME_A, "", ESP_REASON_CSR_TRUNCATED },
  /* a NUL inside the common name */
  { V1, "300d310b300906035504030c024100", "", ESP_REASON_CSR_SUBJECT },
  /* the same extension twice */
  { V1, NAME_A, ATTRIBUTE_TWICE, ESP_REASON_CSR_EXTENSIONS },
  /* two lists, of which OpenSSL would show the first */
  { V1, NAME_A, ATTRIBUTE_A ATTRIBUTE_A, ESP_REASON_CSR_EXTENSIONS },
  /* a list that is none */
  { V1, NAME_A, ATTRIBUTE_BROKEN, ESP_REASON_CSR_EXTENSIONS },
};

static void
test_crafted (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (crafted); i++)
    {
      g_autoptr (GBytes)
        bytes = sign_request (crafted[i].version, crafted[i].subject, crafted[i].attributes);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspRequest) request = esp_request_parse (bytes, &error);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                       esp_reason_get_id (crafted[i].reason));
      g_assert_cmpint (request != NULL, ==, crafted[i].reason == ESP_REASON_NONE);
    }
}

/* --- Our own -------------------------------------------------------------------------------------
 */

static void
test_create_empty (void)
{
  g_autoptr (EspKey) key = esp_key_generate (esp_key_algorithm_find ("EC_prime256v1", NULL), NULL);
  g_autoptr (EspSigner) signer = esp_signer_new_from_key (key);
  static const guint8 empty[] = { 0x30, 0 };
  g_autoptr (GBytes) der = g_bytes_new_static (empty, sizeof empty);
  g_autoptr (EspName) subject = esp_name_new_from_der (der, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_request_create_ca (
    subject, signer, esp_signing_algorithm_find ("SHA256WITHECDSA", NULL), &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_NAME_EMPTY));
}

int
main (int argc, char **argv)
{
  g_assert_true (esp_pki_init ());
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/pki/request/good", test_good);
  ADD ("/pki/request/order", test_order);
  ADD ("/pki/request/others", test_others);
  ADD ("/pki/request/size", test_size);
  ADD ("/pki/request/truncated", test_truncated);
  ADD ("/pki/request/hollow", test_hollow);
  ADD ("/pki/request/several", test_several);
  ADD ("/pki/request/signature", test_signature);
  ADD ("/pki/request/flipped", test_flipped);
  ADD ("/pki/request/names", test_names);
  ADD ("/pki/request/name-count", test_name_count);
  ADD ("/pki/request/key", test_key);
  g_test_add_func ("/pki/request/not-asn1", test_not_asn1);
  g_test_add_func ("/pki/request/crafted", test_crafted);
  g_test_add_func ("/pki/request/create-empty", test_create_empty);
  return g_test_run ();
}
