/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canonical form of an event, to the byte; everything that is nearly one is refused. */
#include "audit/esp-event.h"
#include "base/esp-error.h"
#include "base/esp-json.h"

#include <string.h>

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char full_text[] =
  "{\"account\":\"111122223333\",\"action\":\"acm-pca:IssueCertificate\",\"actor\":\"id-1\","
  "\"actorName\":\"Ada \\\"A\\\" L\xc3\xb6w\",\"decision\":\"ALLOW\","
  "\"details\":{\"after\":\"b\",\"count\":3,\"list\":[1,true,null],\"z\":{}},"
  "\"error\":\"FILE_WRITE\",\"outcome\":\"FAILED\",\"parametersDigest\":\"" DIGEST "\","
  "\"previousRoot\":\"" DIGEST "\",\"resource\":\"arn:aws:x\",\"role\":\"Administrator\","
  "\"rowDigests\":{\"ca/1\":\"" DIGEST "\",\"certificate/2\":\"" DIGEST "\"},"
  "\"sequence\":42,\"statement\":\"All/Everything\",\"time\":\"2026-01-10T08:00:00Z\"}";

static const char small_text[] =
  "{\"outcome\":\"ALLOWED\",\"sequence\":1,\"time\":\"1970-01-01T00:00:00Z\"}";

static EspEvent *
make_full (void)
{
  EspEvent *event = esp_event_new ();
  JsonArray *list = json_array_new ();

  event->sequence = 42;
  event->time = 1768032000;
  event->actor = g_strdup ("id-1");
  event->actor_name = g_strdup ("Ada \"A\" L\xc3\xb6w");
  event->account = g_strdup ("111122223333");
  event->role = g_strdup ("Administrator");
  event->action = g_strdup ("acm-pca:IssueCertificate");
  event->resource = g_strdup ("arn:aws:x");
  event->parameters_digest = g_strdup (DIGEST);
  event->details = json_object_new ();
  json_object_set_object_member (event->details, "z", json_object_new ());
  json_object_set_string_member (event->details, "after", "b");
  json_object_set_int_member (event->details, "count", 3);
  json_array_add_int_element (list, 1);
  json_array_add_boolean_element (list, TRUE);
  json_array_add_null_element (list);
  json_object_set_array_member (event->details, "list", list);
  event->row_digests = json_object_new ();
  json_object_set_string_member (event->row_digests, "certificate/2", DIGEST);
  json_object_set_string_member (event->row_digests, "ca/1", DIGEST);
  event->decision = g_strdup ("ALLOW");
  event->statement = g_strdup ("All/Everything");
  event->outcome = ESP_OUTCOME_FAILED;
  event->error = g_strdup ("FILE_WRITE");
  event->previous_root = g_strdup (DIGEST);
  return event;
}

static void
test_written (void)
{
  g_autoptr (EspEvent) full = make_full ();
  g_autoptr (EspEvent) small = esp_event_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = esp_event_to_canonical (full, &error);
  g_autofree char *again = esp_event_to_canonical (full, &error);
  g_autofree char *least = NULL;

  small->sequence = 1;
  least = esp_event_to_canonical (small, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, full_text);
  g_assert_cmpstr (again, ==, full_text);
  g_assert_cmpstr (least, ==, small_text);
}

static void
test_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspEvent) event = esp_event_parse (full_text, &error);
  g_autoptr (EspEvent) small = esp_event_parse (small_text, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (event->sequence, ==, 42);
  g_assert_cmpint (event->time, ==, 1768032000);
  g_assert_cmpstr (event->actor, ==, "id-1");
  g_assert_cmpstr (event->actor_name, ==, "Ada \"A\" L\xc3\xb6w");
  g_assert_cmpstr (event->account, ==, "111122223333");
  g_assert_cmpstr (event->role, ==, "Administrator");
  g_assert_cmpstr (event->action, ==, "acm-pca:IssueCertificate");
  g_assert_cmpstr (event->resource, ==, "arn:aws:x");
  g_assert_cmpstr (event->parameters_digest, ==, DIGEST);
  g_assert_cmpint (esp_json_get_int (event->details, "count", 0), ==, 3);
  g_assert_cmpstr (esp_json_get_string (event->row_digests, "ca/1"), ==, DIGEST);
  g_assert_cmpstr (event->decision, ==, "ALLOW");
  g_assert_cmpstr (event->statement, ==, "All/Everything");
  g_assert_cmpint (event->outcome, ==, ESP_OUTCOME_FAILED);
  g_assert_cmpstr (event->error, ==, "FILE_WRITE");
  g_assert_cmpstr (event->previous_root, ==, DIGEST);
  g_assert_null (small->actor);
  g_assert_null (small->details);
  g_assert_null (small->previous_root);
  text = esp_event_to_canonical (event, &error);
  g_assert_cmpstr (text, ==, full_text);
}

#define REST "\"sequence\":1,\"time\":\"2026-01-10T08:00:00Z\"}"

static const struct
{
  const char *text;
  const char *member;
} malformed_rows[] = {
  { "null", "{" },
  { "[]", "{" },
  { "\"text\"", "{" },
  { "{}", "sequence" },
  { "{\"outcome\":\"ALLOWED\",\"time\":\"2026-01-10T08:00:00Z\"}", "sequence" },
  { "{\"outcome\":\"ALLOWED\",\"sequence\":1}", "canonical form" },
  { "{" REST, "canonical form" },
  { "{\"outcome\":\"ALLOWED\",\"sequence\":0,\"time\":\"2026-01-10T08:00:00Z\"}", "sequence" },
  { "{\"outcome\":\"ALLOWED\",\"sequence\":-1,\"time\":\"2026-01-10T08:00:00Z\"}", "sequence" },
  { "{\"outcome\":\"ALLOWED\",\"sequence\":1.0,\"time\":\"2026-01-10T08:00:00Z\"}", "sequence" },
  { "{\"outcome\":\"ALLOWED\",\"sequence\":\"1\",\"time\":\"2026-01-10T08:00:00Z\"}", "sequence" },
  { "{\"outcome\":\"ALLOWED\",\"sequence\":true,\"time\":\"2026-01-10T08:00:00Z\"}", "sequence" },
  { "{\"outcome\":\"ALLOWED\",\"sequence\":1,\"time\":\"2026-01-10\"}", "canonical form" },
  { "{\"outcome\":\"ALLOWED\",\"sequence\":1,\"time\":\"2026-01-10T08:00:00+00:00\"}",
    "canonical form" },
  { "{\"outcome\":\"ALLOWED\",\"sequence\":1,\"time\":\"2026-01-10T08:00:00.5Z\"}",
    "canonical form" },
  { "{\"outcome\":\"ALLOWED\",\"sequence\":1,\"time\":\"yesterday\"}", "time" },
  { "{\"outcome\":\"ALLOWED\",\"sequence\":1,\"time\":1768032000}", "time" },
  { "{\"outcome\":\"allowed\"," REST, "canonical form" },
  { "{\"outcome\":\"DONE\"," REST, "outcome" },
  { "{\"outcome\":null," REST, "outcome" },
  { "{\"actor\":null,\"outcome\":\"ALLOWED\"," REST, "actor" },
  { "{\"actor\":1,\"outcome\":\"ALLOWED\"," REST, "actor" },
  { "{\"actor\":[\"a\"],\"outcome\":\"ALLOWED\"," REST, "actor" },
  { "{\"details\":[],\"outcome\":\"ALLOWED\"," REST, "details" },
  { "{\"details\":null,\"outcome\":\"ALLOWED\"," REST, "details" },
  { "{\"outcome\":\"ALLOWED\",\"rowDigests\":{\"a\":1}," REST, "rowDigests" },
  { "{\"outcome\":\"ALLOWED\",\"rowDigests\":{\"a\":{}}," REST, "rowDigests" },
  { "{\"outcome\":\"ALLOWED\",\"previousRoot\":\"\"," REST, "previousRoot" },
  { "{\"outcome\":\"ALLOWED\",\"parametersDigest\":\"0123\"," REST, "parametersDigest" },
  { "{\"outcome\":\"ALLOWED\",\"unknown\":1," REST, "unknown" },
  { "{\"Outcome\":\"ALLOWED\"," REST, "Outcome" },
  { "{\"a\\u202eb\":1,\"outcome\":\"ALLOWED\"," REST, "a\\u202eb" },
  { "{\"outcome\": \"ALLOWED\"," REST, "canonical form" },
  { " {\"outcome\":\"ALLOWED\"," REST, "canonical form" },
  { "{\"outcome\":\"ALLOWED\"," REST "\n", "canonical form" },
  { "{\"outcome\":\"\\u0041LLOWED\"," REST, "canonical form" },
  { "{"
    "\"sequence\":1,\"outcome\":\"ALLOWED\",\"time\":\"2026-01-10T08:00:00Z\"}",
    "canonical form" },
};

static void
test_malformed (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (malformed_rows); i++)
    {
      g_autoptr (GError) error = NULL;
      EspEvent *event = esp_event_parse (malformed_rows[i].text, &error);

      g_test_message ("%s", malformed_rows[i].text);
      g_assert_null (event);
      g_assert_true (esp_error_has_reason (error, ESP_REASON_EVENT_MALFORMED));
      g_assert_cmpstr (esp_error_get_argument (error, "member"), ==, malformed_rows[i].member);
    }
}

static void
assert_not_parsed (const char *text, EspReason reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_event_parse (text, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
}

static void
test_no_json (void)
{
  g_autofree char *large = g_strnfill (ESP_EVENT_MAX_SIZE + 1, ' ');
  g_autofree char *deep = g_strnfill (1000, '[');

  assert_not_parsed ("{\"outcome\":\"ALLOWED\",\"sequence\":01,\"time\":\"2026-01-10T08:00:00Z\"}",
                     ESP_REASON_JSON_SYNTAX);
  assert_not_parsed ("{\"actor\":\"a\\u0000b\",\"outcome\":\"ALLOWED\"," REST, ESP_REASON_JSON_NUL);
  assert_not_parsed ("", ESP_REASON_JSON_SYNTAX);
  assert_not_parsed ("{\"sequence\":1", ESP_REASON_JSON_SYNTAX);
  assert_not_parsed ("{\"sequence\":1,\"sequence\":1}", ESP_REASON_JSON_DUPLICATE);
  assert_not_parsed (large, ESP_REASON_FILE_TOO_LARGE);
  assert_not_parsed (deep, ESP_REASON_JSON_TOO_DEEP);
  assert_not_parsed ("{\"details\":{\"a\":1.5},\"outcome\":\"ALLOWED\"," REST,
                     ESP_REASON_JSON_NUMBER);
}

static void
assert_not_written (EspEvent *event, EspReason reason, const char *member)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_event_to_canonical (event, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
  if (member)
    g_assert_cmpstr (esp_error_get_argument (error, "member"), ==, member);
}

/* What could not be read back is not written: it would be signed, and the log would end there. */
static void
test_not_written (void)
{
  g_autoptr (EspEvent) event = make_full ();

  event->sequence = 0;
  assert_not_written (event, ESP_REASON_EVENT_MALFORMED, "sequence");
  event->sequence = ESP_JSON_MAX_INTEGER + 1;
  assert_not_written (event, ESP_REASON_JSON_NUMBER, NULL);
  event->sequence = 1;
  g_clear_pointer (&event->previous_root, g_free);
  event->previous_root = g_ascii_strup (DIGEST, -1);
  assert_not_written (event, ESP_REASON_EVENT_MALFORMED, "previousRoot");
  g_clear_pointer (&event->previous_root, g_free);
  json_object_set_double_member (event->details, "ratio", 0.5);
  assert_not_written (event, ESP_REASON_JSON_NUMBER, NULL);
  json_object_remove_member (event->details, "ratio");
  json_object_set_int_member (event->row_digests, "n", 1);
  assert_not_written (event, ESP_REASON_EVENT_MALFORMED, "rowDigests");
  json_object_remove_member (event->row_digests, "n");
  g_free (event->actor_name);
  event->actor_name = g_strdup ("a\xff");
  assert_not_written (event, ESP_REASON_EVENT_MALFORMED, "UTF-8");
  g_free (event->actor_name);
  event->actor_name = g_strnfill (ESP_EVENT_MAX_SIZE, 'x');
  assert_not_written (event, ESP_REASON_FILE_TOO_LARGE, NULL);
}

/* Each byte of a good text changed: refused, or read as exactly what stands there. */
static void
test_mangled (void)
{
  guint n_refused = 0, n_tried = 0;

  for (gsize i = 0; i < strlen (full_text); i++)
    for (int flip = 1; flip < 256; flip *= 2)
      {
        g_autofree char *text = g_strdup (full_text);
        g_autoptr (EspEvent) event = NULL;
        g_autofree char *again = NULL;

        text[i] = (char) (text[i] ^ flip);
        event = esp_event_parse (text, NULL);
        n_refused += event == NULL;
        n_tried++;
        if (!event)
          continue;
        again = esp_event_to_canonical (event, NULL);
        g_assert_cmpstr (again, ==, text);
      }
  g_test_message ("%u of %u refused", n_refused, n_tried);
  g_assert_cmpuint (n_refused, >, n_tried / 3);
  g_assert_cmpuint (n_refused, <, n_tried);
}

static void
test_outcomes (void)
{
  static const char *const names[] = { "ALLOWED", "DENIED", "FAILED" };
  EspOutcome outcome = ESP_OUTCOME_ALLOWED;

  for (int i = 0; i < 3; i++)
    {
      g_autofree char *lower = g_ascii_strdown (names[i], -1);

      g_assert_cmpstr (esp_outcome_to_string ((EspOutcome) i), ==, names[i]);
      g_assert_true (esp_outcome_from_string (lower, &outcome));
      g_assert_cmpint (outcome, ==, i);
    }
  g_assert_false (esp_outcome_from_string ("any", &outcome));
  g_assert_false (esp_outcome_from_string (NULL, &outcome));
  esp_event_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/audit/event/written", test_written);
  g_test_add_func ("/audit/event/read", test_read);
  g_test_add_func ("/audit/event/malformed", test_malformed);
  g_test_add_func ("/audit/event/no-json", test_no_json);
  g_test_add_func ("/audit/event/not-written", test_not_written);
  g_test_add_func ("/audit/event/mangled", test_mangled);
  g_test_add_func ("/audit/event/outcomes", test_outcomes);
  return g_test_run ();
}
