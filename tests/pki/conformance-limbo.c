/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The core of x509-limbo: one document, a case an object. */
#include "conformance.h"

#include "base/esp-time.h"

#include <string.h>

#define RIGHT_LEAST 190 /* of 208 */

static EspCertificate *
read_certificate (const char *pem)
{
  g_autoptr (GBytes) data = g_bytes_new (pem, strlen (pem));

  return esp_certificate_parse (data, NULL);
}

/* What can't be read can't be a part of a path. */
static GPtrArray *
read_certificates (JsonObject *test, const char *member)
{
  JsonArray *texts = json_object_get_array_member (test, member);
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);

  for (guint i = 0; i < json_array_get_length (texts); i++)
    {
      EspCertificate *certificate = read_certificate (json_array_get_string_element (texts, i));

      if (certificate)
        g_ptr_array_add (found, certificate);
    }
  return found;
}

static GPtrArray *
read_crls (JsonObject *test)
{
  JsonArray *texts = json_object_get_array_member (test, "crls");
  GPtrArray *crls = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_crl_unref);

  for (guint i = 0; i < json_array_get_length (texts); i++)
    {
      const char *pem = json_array_get_string_element (texts, i);
      g_autoptr (GBytes) data = g_bytes_new (pem, strlen (pem));
      g_autoptr (GError) error = NULL;
      EspCrl *crl = esp_crl_parse (data, &error);

      g_assert_no_error (error);
      g_ptr_array_add (crls, crl);
    }
  return crls;
}

static void
add_name (JsonNode *name, GStrvBuilder *names)
{
  if (!JSON_NODE_HOLDS_NULL (name))
    g_strv_builder_add (names,
                        json_object_get_string_member (json_node_get_object (name), "value"));
}

static GStrv
read_names (JsonObject *test)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  JsonArray *more = json_object_get_array_member (test, "expected_peer_names");

  add_name (json_object_get_member (test, "expected_peer_name"), names);
  for (guint i = 0; i < json_array_get_length (more); i++)
    add_name (json_array_get_element (more, i), names);
  return g_strv_builder_end (names);
}

/* Whole seconds: a fraction lies within the second that has begun. */
static gint64
read_time (JsonObject *test)
{
  JsonNode *node = json_object_get_member (test, "validation_time");
  g_autoptr (GDateTime) time = NULL;

  if (JSON_NODE_HOLDS_NULL (node))
    return g_get_real_time () / G_USEC_PER_SEC;
  time = g_date_time_new_from_iso8601 (json_node_get_string (node), NULL);
  g_assert_nonnull (time);
  return g_date_time_to_unix (time);
}

static void
run_case (ConformanceSuite *suite, JsonObject *test)
{
  const char *id = json_object_get_string_member (test, "id");
  const char *kind = json_object_get_string_member (test, "validation_kind");
  gboolean expected = g_str_equal (json_object_get_string_member (test, "expected_result"),
                                   "SUCCESS");
  g_autoptr (EspCertificate)
    target = read_certificate (json_object_get_string_member (test, "peer_certificate"));
  g_autoptr (GPtrArray) anchors = read_certificates (test, "trusted_certs");
  g_autoptr (GPtrArray) candidates = read_certificates (test, "untrusted_intermediates");
  g_autoptr (GPtrArray) crls = read_crls (test);
  g_auto (GStrv) names = read_names (test);
  EspValidationOptions options = { .max_depth = ESP_PATH_DEPTH_NONE };

  options.time = read_time (test);
  options.purpose = g_str_equal (kind, "SERVER") ? ESP_PURPOSE_SERVER : ESP_PURPOSE_CLIENT;
  options.names = (const char *const *) names;
  options.crls = crls;
  if (!json_object_get_null_member (test, "max_chain_depth"))
    options.max_depth = (int) json_object_get_int_member (test, "max_chain_depth");
  if (target)
    suite_run (suite, id, expected, target, candidates, anchors, &options);
  else
    suite_refused (suite, id, expected);
}

void
conformance_limbo (void)
{
  g_autoptr (GBytes) text = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonArray *tests;
  ConformanceSuite suite;

  if (!conformance_is_there ())
    return;
  text = conformance_unpack ("x509-limbo-core.json.xz");
  root = conformance_json (text);
  tests = json_object_get_array_member (json_node_get_object (root), "testcases");
  suite_init (&suite, "limbo");
  for (guint i = 0; i < json_array_get_length (tests); i++)
    run_case (&suite, json_array_get_object_element (tests, i));
  g_assert_cmpuint (suite.cases, ==, 208);
  suite_finish (&suite, RIGHT_LEAST);
}
