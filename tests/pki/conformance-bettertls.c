/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BetterTLS, path building: a target with a heap of certificates, one trusted root. */
#include "conformance.h"

#define CASES 81

static EspCertificate *
read_certificate (const char *base64)
{
  gsize len = 0;
  guint8 *bytes = g_base64_decode (base64, &len);
  g_autoptr (GBytes) der = g_bytes_new_take (bytes, len);
  g_autoptr (GError) error = NULL;
  EspCertificate *certificate = esp_certificate_parse (der, &error);

  g_assert_no_error (error);
  return certificate;
}

static gboolean
needs (JsonObject *test, const char *feature)
{
  JsonArray *features = json_object_get_array_member (test, "requiredFeatures");

  for (guint i = 0; i < json_array_get_length (features); i++)
    if (g_str_equal (json_array_get_string_element (features, i), feature))
      return TRUE;
  return FALSE;
}

static void
run_case (ConformanceSuite *suite, JsonObject *test, GPtrArray *anchors)
{
  JsonArray *texts = json_object_get_array_member (test, "certificates");
  gboolean expected = g_str_equal (json_object_get_string_member (test, "expected"), "ACCEPT");
  g_autofree char *id = g_strdup_printf ("%d", (int) json_object_get_int_member (test, "id"));
  const char *names[] = { json_object_get_string_member (test, "hostname"), NULL };
  EspValidationOptions options = { .max_depth = ESP_PATH_DEPTH_NONE, .names = names };
  g_autoptr (EspCertificate) target = NULL;
  g_autoptr (GPtrArray)
    candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);

  target = read_certificate (json_array_get_string_element (texts, 0));
  for (guint i = 1; i < json_array_get_length (texts); i++)
    g_ptr_array_add (candidates, read_certificate (json_array_get_string_element (texts, i)));
  options.purpose = ESP_PURPOSE_SERVER;
  options.time = esp_certificate_get_not_before (target) + 1;
  /* The suite's expired certificates end before the others do, so a refusal for that reason alone
   * shows only then. */
  if (!expected && needs (test, "INVALID_REASON_EXPIRED"))
    options.time = esp_certificate_get_not_after (target) + 1;
  suite_run (suite, id, expected, target, candidates, anchors, &options);
}

void
conformance_bettertls (void)
{
  g_autoptr (GBytes) text = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GPtrArray)
    anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);
  JsonObject *document;
  JsonObject *suites;
  JsonArray *tests;
  ConformanceSuite suite;

  if (!conformance_is_there ())
    return;
  text = conformance_unpack ("bettertls-pathbuilding.json.xz");
  root = conformance_json (text);
  document = json_node_get_object (root);
  g_ptr_array_add (anchors,
                   read_certificate (json_object_get_string_member (document, "trustRoot")));
  suites = json_object_get_object_member (document, "suites");
  tests = json_object_get_array_member (json_object_get_object_member (suites, "pathbuilding"),
                                        "testCases");
  suite_init (&suite, "bettertls");
  for (guint i = 0; i < json_array_get_length (tests); i++)
    run_case (&suite, json_array_get_object_element (tests, i), anchors);
  g_assert_cmpuint (suite.cases, ==, CASES);
  suite_finish (&suite, CASES);
}
