/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extensions as rows: names, words, copies; and values that lie. */
#include "base/esp-hex.h"
#include "pki/esp-extension.h"

#include <string.h>

static EspExtension *
extension_new (const char *oid, const char *hex)
{
  g_autoptr (GBytes) value = *hex ? esp_hex_decode (hex, NULL) : g_bytes_new (NULL, 0);

  g_assert_nonnull (value);
  return esp_extension_new (oid, TRUE, value, ESP_SOURCE_CSR);
}

static const struct
{
  const char *oid;
  const char *hex;
  const char *label;
  const char *text;
} rows[] = {
  { "2.5.29.15", "030205a0", "Key usage", "digitalSignature, keyEncipherment" },
  { "2.5.29.15", "03020106", "Key usage", "keyCertSign, cRLSign" },
  { "2.5.29.37", "301406082b0601050507030106082b06010505070302", "Extended key usage",
    "serverAuth, clientAuth" },
  { "2.5.29.37", "300b06092b06010401868d1f01", "Extended key usage", "1.3.6.1.4.1.99999.1" },
  { "2.5.29.19", "3000", "Basic constraints", "CA:FALSE" },
  { "2.5.29.19", "30030101ff", "Basic constraints", "CA:TRUE" },
  { "2.5.29.19", "30060101ff020103", "Basic constraints", "CA:TRUE, pathlen:3" },
  { "2.5.29.17", "3009820161870401020304", "Subject alternative name", "DNS:a, IP:1.2.3.4" },
  { "2.5.29.14", "040301abff", "Subject key identifier", "01:ab:ff" },
  { "2.5.29.35", "3005800301abff", "Authority key identifier", "01:ab:ff" },
  { "2.5.29.31", "3010300ea00ca00a8608687474703a2f2f61", "CRL distribution points",
    "URI:http://a" },
  { "1.3.6.1.5.5.7.1.1", "3016301406082b060105050730018608687474703a2f2f61",
    "Authority information access", "OCSP URI:http://a" },
  /* OpenSSL's words */
  { "2.5.29.54", "020100", "Inhibit any policy", "0" },
  /* nobody's words */
  { "1.3.6.1.4.1.99999.1", "0101ff", "1.3.6.1.4.1.99999.1", "01:01:ff" },
  { "1.3.6.1.4.1.99999.1", "", "1.3.6.1.4.1.99999.1", "" },
  /* broken values are bytes */
  { "2.5.29.15", "0500", "Key usage", "05:00" },
  { "2.5.29.19", "30030101ff00", "Basic constraints", "30:03:01:01:ff:00" },
  { "2.5.29.17", "30", "Subject alternative name", "30" },
};

static void
test_text (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (EspExtension) extension = extension_new (rows[i].oid, rows[i].hex);
      g_autofree char *text = esp_extension_to_text (extension);

      g_assert_cmpstr (esp_extension_get_label (extension), ==, rows[i].label);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

/* A DNS name with a line end in it stays on its line. */
static void
test_disguise (void)
{
  g_autoptr (EspExtension) extension = extension_new ("2.5.29.17", "30058203610a62");
  g_autofree char *text = esp_extension_to_text (extension);

  g_assert_null (strchr (text, '\n'));
  g_assert_cmpstr (text, ==, "DNS:a\\x0ab");
}

static void
test_copy (void)
{
  g_autoptr (EspExtension) extension = extension_new ("2.5.29.19", "3000");
  g_autoptr (EspExtension) copy = NULL;

  extension->ignored = TRUE;
  extension->ignored_why = g_strdup ("template-fixes-it");
  copy = esp_extension_copy (extension);
  g_assert_cmpstr (copy->oid, ==, extension->oid);
  g_assert_true (copy->oid != extension->oid);
  g_assert_true (copy->critical);
  g_assert_true (copy->ignored);
  g_assert_cmpstr (copy->ignored_why, ==, "template-fixes-it");
  g_assert_true (g_bytes_equal (copy->value, extension->value));
  g_assert_cmpint (copy->source, ==, ESP_SOURCE_CSR);
}

static void
test_names (void)
{
  static const char *const sources[] = { "Template",        "Api",    "Csr",
                                         "CaConfiguration", "Issuer", "SubjectKey" };

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_assert_cmpstr (esp_source_get_name ((EspSource) i), ==, sources[i]);
  g_assert_cmpstr (esp_key_usage_get_name (0), ==, "digitalSignature");
  g_assert_cmpstr (esp_key_usage_get_name (8), ==, "decipherOnly");
  g_assert_null (esp_key_usage_get_name (9));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pki/extension/text", test_text);
  g_test_add_func ("/pki/extension/disguise", test_disguise);
  g_test_add_func ("/pki/extension/copy", test_copy);
  g_test_add_func ("/pki/extension/names", test_names);
  return g_test_run ();
}
