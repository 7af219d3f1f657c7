/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The 61 templates: the ten base ones against a table written from the guide's, the rules that the
 * set obeys, and every row against the reference where it is at hand. */
#include "base/esp-error.h"
#include "base/esp-json.h"
#include "pki/esp-template.h"

#include <string.h>

#define NONE ESP_PATH_LENGTH_NONE
#define DS (1u << 0)
#define KE (1u << 2)
#define KCS (1u << 5)
#define CS (1u << 6)
#define CA_USAGE (DS | KCS | CS)
#define SERVER "1.3.6.1.5.5.7.3.1"
#define CLIENT "1.3.6.1.5.5.7.3.2"
#define CODE "1.3.6.1.5.5.7.3.3"
#define OCSP "1.3.6.1.5.5.7.3.9"
#define END ESP_TEMPLATE_END_ENTITY
#define ROOT ESP_TEMPLATE_ROOT
#define SUB ESP_TEMPLATE_SUBORDINATE

static const EspTemplate *
find (const char *name)
{
  g_autoptr (GError) error = NULL;
  const EspTemplate *template = esp_template_find (name, &error);

  g_assert_no_error (error);
  return template;
}

static char *
join_purposes (const EspTemplate *template)
{
  return g_strjoinv ("+", (char **) template->extended_key_usages);
}

/* --- The base templates
 * --------------------------------------------------------------------------- */

static const struct
{
  const char *name;
  EspTemplateKind kind;
  gboolean ca;
  gboolean constraints_critical;
  int path_length;
  guint key_usage;
  const char *purposes; /* "": not fixed */
  gboolean purposes_critical;
  gboolean authority_key_identifier;
  gboolean crl_from_ca;
} base[] = {
  { "CodeSigningCertificate", END, FALSE, FALSE, NONE, DS, CODE, TRUE, TRUE, TRUE },
  { "EndEntityCertificate", END, FALSE, FALSE, NONE, DS | KE, SERVER "+" CLIENT, FALSE, TRUE,
    TRUE },
  { "EndEntityClientAuthCertificate", END, FALSE, FALSE, NONE, DS | KE, CLIENT, FALSE, TRUE, TRUE },
  { "EndEntityServerAuthCertificate", END, FALSE, FALSE, NONE, DS | KE, SERVER, FALSE, TRUE, TRUE },
  { "OCSPSigningCertificate", END, FALSE, FALSE, NONE, DS, OCSP, TRUE, TRUE, TRUE },
  { "RootCACertificate", ROOT, TRUE, TRUE, NONE, CA_USAGE, "", FALSE, FALSE, FALSE },
  { "SubordinateCACertificate_PathLen0", SUB, TRUE, TRUE, 0, CA_USAGE, "", FALSE, TRUE, TRUE },
  { "SubordinateCACertificate_PathLen1", SUB, TRUE, TRUE, 1, CA_USAGE, "", FALSE, TRUE, TRUE },
  { "SubordinateCACertificate_PathLen2", SUB, TRUE, TRUE, 2, CA_USAGE, "", FALSE, TRUE, TRUE },
  { "SubordinateCACertificate_PathLen3", SUB, TRUE, TRUE, 3, CA_USAGE, "", FALSE, TRUE, TRUE },
};

static void
test_base (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (base); i++)
    {
      const EspTemplate *template = find (base[i].name);
      g_autofree char *purposes = join_purposes (template);
      g_autofree char *arn = g_strdup_printf ("arn:aws:acm-pca:::template/%s/V1", base[i].name);

      g_test_message ("%s", base[i].name);
      g_assert_cmpstr (template->name, ==, base[i].name);
      g_assert_cmpstr (template->arn, ==, arn);
      g_assert_cmpstr (template->variety, ==, "Base");
      g_assert_cmpint (template->kind, ==, base[i].kind);
      g_assert_cmpint (template->ca, ==, base[i].ca);
      g_assert_cmpint (template->basic_constraints_critical, ==, base[i].constraints_critical);
      g_assert_cmpint (template->path_length, ==, base[i].path_length);
      g_assert_true (template->has_key_usage);
      g_assert_true (template->key_usage_critical);
      g_assert_cmphex (template->key_usage, ==, base[i].key_usage);
      g_assert_cmpint (template->has_extended_key_usage, ==, *base[i].purposes != '\0');
      g_assert_cmpstr (purposes, ==, base[i].purposes);
      g_assert_cmpint (template->extended_key_usage_critical, ==, base[i].purposes_critical);
      g_assert_cmpint (template->has_authority_key_identifier, ==,
                       base[i].authority_key_identifier);
      g_assert_false (template->subject_from_api);
      g_assert_false (template->alternative_name_from_api);
      g_assert_false (template->authority_key_identifier_from_api);
      g_assert_false (template->api_passthrough);
      g_assert_false (template->csr_passthrough);
      g_assert_cmpint (template->crl_from_ca, ==, base[i].crl_from_ca);
      g_assert_false (template->crl_from_csr);
      g_assert_false (template->crl_from_api);
    }
}

/* --- The set
 * -------------------------------------------------------------------------------------- */

static void
count_variety (const char *variety, guint expected)
{
  GPtrArray *templates = esp_templates ();
  guint count = 0;

  for (guint i = 0; i < templates->len; i++)
    count += g_str_equal (((EspTemplate *) g_ptr_array_index (templates, i))->variety, variety);
  g_assert_cmpuint (count, ==, expected);
}

static void
test_count (void)
{
  GPtrArray *templates = esp_templates ();
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (templates->len, ==, 61);
  g_assert_true (esp_templates () == templates);
  for (guint i = 0; i < templates->len; i++)
    g_assert_true (g_hash_table_add (
      names, (gpointer) ((EspTemplate *) g_ptr_array_index (templates, i))->name));
  count_variety ("Base", 10);
  count_variety ("CSRPassthrough", 15);
  count_variety ("APIPassthrough", 21);
  count_variety ("APICSRPassthrough", 15);
}

/* What the guide's table says of all rows at once. */
static void
test_rules (void)
{
  GPtrArray *templates = esp_templates ();

  for (guint i = 0; i < templates->len; i++)
    {
      const EspTemplate *template = g_ptr_array_index (templates, i);
      gboolean api = strstr (template->variety, "API") != NULL;
      gboolean csr = strstr (template->variety, "CSR") != NULL;
      gboolean critical_variety = strstr (template->name, "CriticalBasicConstraints") != NULL;
      gboolean blank = g_str_has_prefix (template->name, "Blank");

      g_test_message ("%s", template->name);
      g_assert_true (g_str_has_prefix (template->name, template->family));
      g_assert_cmpint (template->api_passthrough, ==, api);
      g_assert_cmpint (template->csr_passthrough, ==, csr);
      g_assert_cmpint (template->subject_from_api, ==, api);
      g_assert_cmpint (template->alternative_name_from_api, ==, api);
      g_assert_cmpint (template->authority_key_identifier_from_api, ==,
                       g_str_equal (template->name, "RootCACertificate_APIPassthrough"));
      g_assert_cmpint (template->ca, ==, template->kind != END);
      g_assert_cmpint (template->basic_constraints_critical, ==, template->ca || critical_variety);
      g_assert_cmpint (template->has_key_usage, ==, !blank);
      g_assert_cmpint (template->has_authority_key_identifier, ==, template->kind != ROOT);
      g_assert_cmpint (template->crl_from_ca, ==, template->kind != ROOT);
      g_assert_cmpint (template->crl_from_csr, ==, csr && template->kind != ROOT);
      g_assert_cmpint (template->crl_from_api, ==, api && critical_variety);
      g_assert_true (template->ca || template->path_length == NONE);
      g_assert_nonnull (template->extended_key_usages);
    }
}

static void
test_find (void)
{
  const EspTemplate *template = find (ESP_TEMPLATE_DEFAULT);
  g_autofree char *endless = g_strnfill (10000, 'x');
  g_autoptr (GError) error = NULL;
  static const struct
  {
    const char *name;
    const char *nearest;
  } unknown[] = {
    { "EndEntityCertficate", "EndEntityCertificate" },
    { "endentitycertificate/V1", "EndEntityCertificate" },
    { "RootCA", "RootCACertificate" },
    { "EndEntityCertificate/V2", "EndEntityCertificate" },
    { "arn:aws:acm-pca:::template/RootCACertificate", "RootCACertificate" },
    { "arn:aws:acm-pca:::template/RootCACertifikate/V1", "RootCACertificate" },
    { "SubordinateCACertificate_PathLen4", "SubordinateCACertificate_PathLen0" },
    { "", ESP_TEMPLATE_DEFAULT },
    { "/", "RootCACertificate" },
  };

  g_assert_true (find ("EndEntityCertificate/V1") == template);
  g_assert_true (find ("arn:aws:acm-pca:::template/EndEntityCertificate/V1") == template);
  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      g_assert_null (esp_template_find (unknown[i].name, &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_TEMPLATE_UNKNOWN));
      g_assert_cmpstr (esp_error_get_argument (error, "name"), ==, unknown[i].name);
      g_assert_cmpstr (esp_error_get_argument (error, "nearest"), ==, unknown[i].nearest);
      g_clear_error (&error);
    }
  g_assert_null (esp_template_find (endless, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_TEMPLATE_UNKNOWN));
}

/* --- The reference
 * -------------------------------------------------------------------------------- */

static gboolean
array_has (JsonArray *array, const char *text)
{
  for (guint i = 0; array && i < json_array_get_length (array); i++)
    if (g_str_equal (json_array_get_string_element (array, i), text))
      return TRUE;
  return FALSE;
}

static guint
usage_of (JsonObject *usage)
{
  static const struct
  {
    const char *name;
    guint bit;
  } bits[] = { { "digitalSignature", DS },
               { "keyEncipherment", KE },
               { "keyCertSign", KCS },
               { "cRLSign", CS } };
  JsonArray *names = usage ? json_object_get_array_member (usage, "bits") : NULL;
  guint value = 0;
  guint known = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (bits); i++)
    if (array_has (names, bits[i].name))
      {
        value |= bits[i].bit;
        known++;
      }
  g_assert_cmpuint (known, ==, names ? json_array_get_length (names) : 0);
  return value;
}

static char *
purposes_of (JsonObject *usage)
{
  static const struct
  {
    const char *name;
    const char *oid;
  } rows[] = { { "serverAuth", SERVER },
               { "clientAuth", CLIENT },
               { "codeSigning", CODE },
               { "OCSPSigning", OCSP } };
  GString *text = g_string_new (NULL);
  JsonArray *names = usage ? json_object_get_array_member (usage, "purposes") : NULL;

  for (guint i = 0; names && i < json_array_get_length (names); i++)
    for (gsize row = 0; row < G_N_ELEMENTS (rows); row++)
      if (g_str_equal (json_array_get_string_element (names, i), rows[row].name))
        g_string_append_printf (text, "%s%s", text->len > 0 ? "+" : "", rows[row].oid);
  return g_string_free (text, FALSE);
}

static void
compare (const EspTemplate *template, JsonObject *row)
{
  JsonObject *constraints = esp_json_get_object (row, "basicConstraints");
  JsonObject *usage = esp_json_get_object (row, "keyUsage");
  JsonObject *purposes = esp_json_get_object (row, "extendedKeyUsage");
  JsonArray *points = esp_json_get_array (row, "crlDistributionPointSources");
  g_autofree char *ours = join_purposes (template);
  g_autofree char *theirs = purposes_of (purposes);

  g_test_message ("%s", template->name);
  g_assert_cmpstr (template->name, ==, esp_json_get_string (row, "name"));
  g_assert_cmpstr (template->arn, ==, esp_json_get_string (row, "arn"));
  g_assert_cmpstr (template->family, ==, esp_json_get_string (row, "family"));
  g_assert_cmpstr (template->variety, ==, esp_json_get_string (row, "variety"));
  g_assert_cmpint (template->ca, ==, esp_json_get_boolean (constraints, "cA", FALSE));
  g_assert_cmpint (template->basic_constraints_critical, ==,
                   esp_json_get_boolean (constraints, "critical", FALSE));
  g_assert_cmpint (template->path_length, ==, esp_json_get_int (constraints, "pathLen", NONE));
  g_assert_cmpint (template->has_key_usage, ==, usage != NULL);
  g_assert_cmphex (template->key_usage, ==, usage_of (usage));
  g_assert_cmpint (template->key_usage_critical, ==,
                   usage && esp_json_get_boolean (usage, "critical", FALSE));
  g_assert_cmpint (template->has_extended_key_usage, ==, purposes != NULL);
  g_assert_cmpstr (ours, ==, theirs);
  g_assert_cmpint (template->extended_key_usage_critical, ==,
                   purposes && esp_json_get_boolean (purposes, "critical", FALSE));
  g_assert_cmpint (
    template->has_authority_key_identifier, ==,
    g_str_equal (esp_json_get_string (row, "authorityKeyIdentifier"), "SKI_OF_ISSUER"));
  g_assert_cmpint (template->authority_key_identifier_from_api, ==,
                   g_str_equal (esp_json_get_string (row, "authorityKeyIdentifier"), "API"));
  g_assert_cmpint (template->subject_from_api, ==,
                   array_has (esp_json_get_array (row, "subjectSources"), "API"));
  g_assert_cmpint (template->alternative_name_from_api, ==,
                   array_has (esp_json_get_array (row, "subjectAltNameSources"), "API"));
  /* Both come from the request by all 61, and the key's identifier from its key. */
  g_assert_true (array_has (esp_json_get_array (row, "subjectSources"), "CSR"));
  g_assert_true (array_has (esp_json_get_array (row, "subjectAltNameSources"), "CSR"));
  g_assert_cmpstr (esp_json_get_string (row, "subjectKeyIdentifier"), ==, "DERIVED_FROM_CSR_KEY");
  g_assert_cmpint (template->api_passthrough, ==,
                   esp_json_get_boolean (row, "apiPassthrough", FALSE));
  g_assert_cmpint (template->csr_passthrough, ==,
                   esp_json_get_boolean (row, "csrPassthrough", FALSE));
  g_assert_cmpint (template->crl_from_ca, ==, array_has (points, "CA_CONFIGURATION"));
  g_assert_cmpint (template->crl_from_csr, ==, array_has (points, "CSR"));
  g_assert_cmpint (template->crl_from_api, ==, array_has (points, "API"));
}

static void
test_reference (void)
{
  const char *given = g_getenv ("ESPALIER_REFERENCE");
  g_autofree char *path = given ? g_strdup (given) :
                                  g_test_build_filename (G_TEST_DIST, "..", "..", "shared",
                                                         "reference", "templates.json", NULL);
  GPtrArray *templates = esp_templates ();
  g_autoptr (JsonNode) document = NULL;
  JsonArray *rows;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the reference is not at hand: set ESPALIER_REFERENCE to its templates.json");
      return;
    }
  document = esp_json_read_file (path, 1048576, NULL);
  g_assert_nonnull (document);
  rows = esp_json_get_array (json_node_get_object (document), "templates");
  g_assert_cmpuint (json_array_get_length (rows), ==, templates->len);
  for (guint i = 0; i < templates->len; i++)
    compare (g_ptr_array_index (templates, i), json_array_get_object_element (rows, i));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pki/template/base", test_base);
  g_test_add_func ("/pki/template/count", test_count);
  g_test_add_func ("/pki/template/rules", test_rules);
  g_test_add_func ("/pki/template/find", test_find);
  g_test_add_func ("/pki/template/reference", test_reference);
  return g_test_run ();
}
