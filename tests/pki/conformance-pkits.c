/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NIST PKITS 1.0.1: paths in order, revocation lists, and inputs for policies. */
#include "conformance.h"

#define RIGHT_LEAST 245 /* of 247 */
#define POLICIES "2.16.840.1.101.3.2.1.48."

static GBytes *
read_file (const char *folder, const char *kind, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);
  g_autofree char *path = g_build_filename (folder, "nist-pkits", kind, file, NULL);
  g_autoptr (GError) error = NULL;
  char *bytes = NULL;
  gsize len = 0;

  g_file_get_contents (path, &bytes, &len, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (bytes, len);
}

static GPtrArray *
read_certificates (const char *folder, JsonObject *test)
{
  JsonArray *names = json_object_get_array_member (test, "certs");
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);

  for (guint i = 0; i < json_array_get_length (names); i++)
    {
      g_autoptr (GBytes)
        der = read_file (folder, "certs", json_array_get_string_element (names, i), ".crt");
      g_autoptr (GError) error = NULL;
      EspCertificate *certificate = esp_certificate_parse (der, &error);

      if (!certificate)
        g_test_message ("%s: %s", json_array_get_string_element (names, i), error->message);
      g_ptr_array_add (found, certificate);
    }
  return found;
}

static GPtrArray *
read_crls (const char *folder, JsonObject *test)
{
  JsonArray *names = json_object_get_array_member (test, "crls");
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_crl_unref);

  for (guint i = 0; i < json_array_get_length (names); i++)
    {
      g_autoptr (GBytes)
        der = read_file (folder, "crls", json_array_get_string_element (names, i), ".crl");
      g_autoptr (GError) error = NULL;
      EspCrl *crl = esp_crl_parse (der, &error);

      g_assert_no_error (error);
      g_ptr_array_add (found, crl);
    }
  return found;
}

static gboolean
is_set (JsonObject *test, const char *member)
{
  return json_object_has_member (test, member) && json_object_get_boolean_member (test, member);
}

/* "NIST-test-policy-1,NIST-test-policy-2" */
static GStrv
read_policies (JsonObject *test)
{
  g_autoptr (GStrvBuilder) oids = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;

  if (!json_object_has_member (test, "initial_policy_set"))
    return NULL;
  names = g_strsplit (json_object_get_string_member (test, "initial_policy_set"), ",", -1);
  for (gsize i = 0; names[i]; i++)
    {
      g_autofree char *oid = g_strconcat (POLICIES, strrchr (names[i], '-') + 1, NULL);

      g_strv_builder_add (oids, oid);
    }
  return g_strv_builder_end (oids);
}

/* A test of the document has several variants here, which share its number. */
static char *
make_id (JsonObject *test, GStrv policies)
{
  g_autofree char *wanted = policies ? g_strjoinv (",", policies) : NULL;

  return g_strdup_printf ("%s%s%s%s%s", json_object_get_string_member (test, "id"),
                          is_set (test, "initial_explicit_policy") ? "/explicit" : "",
                          is_set (test, "inhibit_mapping") ? "/inhibit-mapping" : "",
                          wanted ? "/" : "", wanted ? wanted : "");
}

static void
run_case (ConformanceSuite *suite, JsonObject *test, const char *folder)
{
  gboolean expected = json_object_get_boolean_member (test, "valid");
  g_autoptr (GPtrArray) certificates = read_certificates (folder, test);
  g_autoptr (GPtrArray) crls = read_crls (folder, test);
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();
  g_autoptr (GPtrArray) candidates = g_ptr_array_new ();
  g_auto (GStrv) policies = read_policies (test);
  g_autofree char *id = make_id (test, policies);
  EspValidationOptions options = { .max_depth = ESP_PATH_DEPTH_NONE, .crls = crls };

  options.require_revocation = TRUE;
  options.time = 1790000000; /* 2026: the material is valid from 2010 to 2030 */
  options.policies = (const char *const *) policies;
  options.require_policy = is_set (test, "initial_explicit_policy");
  options.inhibit_mapping = is_set (test, "inhibit_mapping");
  options.inhibit_any_policy = is_set (test, "inhibit_any");
  g_ptr_array_add (anchors, g_ptr_array_index (certificates, 0));
  for (guint i = 1; i + 1 < certificates->len; i++)
    if (g_ptr_array_index (certificates, i))
      g_ptr_array_add (candidates, g_ptr_array_index (certificates, i));
  if (g_ptr_array_index (certificates, certificates->len - 1))
    suite_run (suite, id, expected, g_ptr_array_index (certificates, certificates->len - 1),
               candidates, anchors, &options);
  else
    suite_refused (suite, id, expected);
}

void
conformance_pkits (void)
{
  g_autofree char *folder = NULL;
  g_autofree char *list = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *tests;
  ConformanceSuite suite;

  if (!conformance_is_there ())
    return;
  folder = conformance_untar ("nist-pkits.tar.xz");
  list = g_build_filename (folder, "nist-pkits", "pkits.json", NULL);
  g_file_get_contents (list, &text, NULL, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new (text, strlen (text));
  root = conformance_json (bytes);
  tests = json_node_get_array (root);
  suite_init (&suite, "pkits");
  for (guint i = 0; i < json_array_get_length (tests); i++)
    run_case (&suite, json_array_get_object_element (tests, i), folder);
  g_assert_cmpuint (suite.cases, ==, 247);
  conformance_remove (folder);
  suite_finish (&suite, RIGHT_LEAST);
}
