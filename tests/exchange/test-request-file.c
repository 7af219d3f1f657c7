/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the files between vaults: written, read, refused where it is anything else. */
#include "base/esp-error.h"
#include "base/esp-time.h"
#include "exchange/esp-exchange-file.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1780315200)
#define HERE "7c9f4a10-52b6-4f7c-9d3e-0f6a1b2c3d4e"
#define THERE "11111111-2222-4333-8444-555555555555"
#define ID "00112233445566778899aabbccddeeff"
#define CSR "-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUEST-----\n"
#define PEM "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"

static void
fill (EspExchangeHead *head)
{
  head->id = g_strdup (ID);
  head->from = g_strdup (HERE);
  head->to = g_strdup (THERE);
  head->created_at = NOW;
  head->expires_at = NOW + 30 * ESP_TIME_DAY;
  head->person = g_strdup ("Ada Kern");
}

static EspExchangeRequest *
make_request (guint n)
{
  EspExchangeRequest *request = esp_exchange_request_new ();

  fill (&request->head);
  request->authority = g_strdup ("Root");
  request->share = g_strdup ("Radio units");
  for (guint i = 0; i < n; i++)
    esp_exchange_request_add (request, CSR, "arn:x", "30d");
  return request;
}

static EspExchangeResponse *
make_response (void)
{
  EspExchangeResponse *response = esp_exchange_response_new ();
  EspExchangeAnswer *refusal;

  fill (&response->head);
  response->request_digest = g_strnfill (64, 'a');
  response->chain = g_strdup (PEM PEM);
  esp_exchange_response_add (response)->certificate = g_strdup (PEM);
  refusal = esp_exchange_response_add (response);
  refusal->reason = g_strdup ("ACCESS_DENIED");
  refusal->problem = g_strdup ("no");
  return response;
}

static void
test_request (void)
{
  g_autoptr (EspExchangeRequest) request = make_request (2), again = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_request;

  ((EspExchangeItem *) g_ptr_array_index (request->items, 1))->authority = g_strdup (HERE);
  content = esp_exchange_request_write (request, &error);
  g_assert_no_error (error);
  again = esp_exchange_request_read (content, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->head.id, ==, ID);
  g_assert_cmpstr (again->head.person, ==, "Ada Kern");
  g_assert_cmpint (again->head.expires_at, ==, NOW + 30 * ESP_TIME_DAY);
  g_assert_cmpstr (again->share, ==, "Radio units");
  g_assert_cmpuint (again->items->len, ==, 2);
  g_assert_cmpstr (((EspExchangeItem *) g_ptr_array_index (again->items, 0))->csr, ==, CSR);
  g_assert_null (((EspExchangeItem *) g_ptr_array_index (again->items, 0))->authority);
  g_assert_cmpstr (((EspExchangeItem *) g_ptr_array_index (again->items, 1))->authority, ==, HERE);
  g_assert_true (esp_exchange_is_request (content, &is_request, NULL));
  g_assert_true (is_request);
  g_assert_null (esp_exchange_response_read (content, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_EXCHANGE_FORM));
}

static void
test_response (void)
{
  g_autoptr (EspExchangeResponse) response = make_response (), again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = esp_exchange_response_write (response, &error);
  gboolean is_request;

  g_assert_no_error (error);
  again = esp_exchange_response_read (content, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->chain, ==, PEM PEM);
  g_assert_cmpuint (again->answers->len, ==, 2);
  g_assert_cmpstr (((EspExchangeAnswer *) g_ptr_array_index (again->answers, 0))->certificate, ==,
                   PEM);
  g_assert_cmpstr (((EspExchangeAnswer *) g_ptr_array_index (again->answers, 1))->reason, ==,
                   "ACCESS_DENIED");
  g_assert_true (esp_exchange_is_request (content, &is_request, NULL));
  g_assert_false (is_request);
  g_assert_null (esp_exchange_request_read (content, NULL));
}

/* --- Refused ----------------------------------------------------------------------------------*/

/* Text for text, in a request that is good before. */
static const struct
{
  const char *what, *old, *new;
} changes[] = {
  { "another kind", "espalier-exchange-request", "espalier-exchange-reqeust" },
  { "another version", "\"Version\":1", "\"Version\":2" },
  { "no version", ",\"Version\":1", "" },
  { "no number", "\"RequestId\":\"" ID "\",", "" },
  { "a short number", ID, "0011" },
  { "a number of other digits", ID, "00112233445566778899AABBCCDDEEFF" },
  { "no vault", HERE, "somewhere" },
  { "no other vault", THERE, "" },
  { "no time", "2026-06-01T12:00:00Z", "soon" },
  { "a time in another form", "2026-06-01T12:00:00Z", "2026-06-01T14:00:00+02:00" },
  { "for too long", "2026-07-01T12:00:00Z", "2027-07-01T12:00:00Z" },
  { "over before it begins", "2026-07-01T12:00:00Z", "2026-05-01T12:00:00Z" },
  { "nobody", "\"Requester\":\"Ada Kern\",", "" },
  { "an empty name", "Ada Kern", "" },
  { "a name of two lines", "Ada Kern", "Ada\\nKern" },
  { "no authority", "\"CertificateAuthority\":\"Root\",", "" },
  { "an empty share", "Radio units", "" },
  { "something more", "\"Version\":1", "\"Version\":1,\"Wish\":true" },
  { "something more in an item", "\"Validity\":\"30d\"", "\"Validity\":\"30d\",\"Wish\":1" },
  { "an item without a validity", ",\"Validity\":\"30d\"", "" },
  { "an item without a template", ",\"TemplateArn\":\"arn:x\"", "" },
  { "white space", "{\"Cert", "{ \"Cert" },
  { "another order", "\"Version\":1", "\"AVersion\":1" },
  { "no JSON", "{\"Cert", "[\"Cert" },
  { "a member twice", "\"Version\":1", "\"Version\":1,\"Version\":1" },
};

static void
test_changed (void)
{
  g_autoptr (EspExchangeRequest) request = make_request (1);
  g_autoptr (GBytes) content = esp_exchange_request_write (request, NULL);
  gsize len;
  const char *text = g_bytes_get_data (content, &len);

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GString) other = g_string_new_len (text, (gssize) len);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (EspExchangeRequest) read = NULL;

      if (g_string_replace (other, changes[i].old, changes[i].new, 1) != 1)
        g_error ("%s: nothing to change", changes[i].what);
      bytes = g_bytes_new (other->str, other->len);
      read = esp_exchange_request_read (bytes, &error);
      if (read)
        g_error ("%s: was read", changes[i].what);
      g_assert_nonnull (error);
    }
}

static void
test_list (void)
{
  static const char *const others[] = { "[]", "{}", "\"text\"", "[1]", "[null]", "null" };
  g_autoptr (EspExchangeRequest) none = make_request (0), many = NULL, most = NULL;
  g_autoptr (GBytes) content = NULL, one = NULL;
  g_autoptr (GError) error = NULL;
  const char *text;
  gsize len;

  g_assert_null (esp_exchange_request_write (none, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_EXCHANGE_FORM));
  most = make_request (ESP_EXCHANGE_ITEMS_MAX);
  content = esp_exchange_request_write (most, NULL);
  g_assert_nonnull (content);
  many = make_request (ESP_EXCHANGE_ITEMS_MAX + 1);
  g_assert_null (esp_exchange_request_write (many, NULL));
  esp_exchange_request_add (none, CSR, "arn:x", "30d");
  one = esp_exchange_request_write (none, NULL);
  text = g_bytes_get_data (one, &len);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      const char *from = strstr (text, "[{");
      g_autofree char *other = g_strdup_printf (
        "%.*s%s%.*s", (int) (from - text), text, others[i],
        (int) (len - (gsize) (strstr (from, "}]") + 2 - text)), strstr (from, "}]") + 2);
      g_autoptr (GBytes) bytes = g_bytes_new (other, strlen (other));

      g_assert_null (esp_exchange_request_read (bytes, NULL));
    }
}

static void
test_answers (void)
{
  g_autoptr (EspExchangeResponse) response = make_response ();
  EspExchangeAnswer *answer = g_ptr_array_index (response->answers, 1);

  g_clear_pointer (&response->chain, g_free);
  g_assert_null (esp_exchange_response_write (response, NULL));
  response->chain = g_strdup (PEM);
  g_clear_pointer (&answer->problem, g_free);
  g_assert_null (esp_exchange_response_write (response, NULL));
  answer->problem = g_strdup ("no");
  answer->certificate = g_strdup (PEM);
  g_assert_null (esp_exchange_response_write (response, NULL));
  g_clear_pointer (&answer->certificate, g_free);
  g_assert_nonnull (response);
  response->request_digest[0] = 'X';
  g_assert_null (esp_exchange_response_write (response, NULL));
}

static void
test_times (void)
{
  g_autoptr (EspExchangeRequest) request = make_request (1);
  const EspExchangeHead *head = &request->head;
  g_autoptr (GError) early = NULL, late = NULL;

  g_assert_true (esp_exchange_head_check (head, NOW, NULL));
  g_assert_true (esp_exchange_head_check (head, NOW - ESP_EXCHANGE_SKEW, NULL));
  g_assert_true (esp_exchange_head_check (head, head->expires_at, NULL));
  g_assert_false (esp_exchange_head_check (head, NOW - ESP_EXCHANGE_SKEW - 1, &early));
  g_assert_true (esp_error_has_reason (early, ESP_REASON_EXCHANGE_FUTURE));
  g_assert_false (esp_exchange_head_check (head, head->expires_at + 1, &late));
  g_assert_true (esp_error_has_reason (late, ESP_REASON_EXCHANGE_EXPIRED));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/file/request", test_request);
  g_test_add_func ("/exchange/file/response", test_response);
  g_test_add_func ("/exchange/file/changed", test_changed);
  g_test_add_func ("/exchange/file/list", test_list);
  g_test_add_func ("/exchange/file/answers", test_answers);
  g_test_add_func ("/exchange/file/times", test_times);
  return g_test_run ();
}
