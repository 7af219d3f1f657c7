/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Findings measured against the core of x509-limbo: where a case is refused for a path length, a
 * name constraint, a key identifier or a serial number, something is found in its chain; where it
 * is taken, nothing is found that would have it refused. ESPALIER_CONFORMANCE names the folder of
 * the material.
 */
#include "model/esp-certificate-finding.h"
#include "pki/esp-certificate-facts.h"

#include "../pki/conformance.h"

#include <string.h>

/* Of what these are about. */
static const char *const topics[] = {
  "pathlen::",      "rfc5280::nc::",     "webpki::nc::", "rfc5280::aki::",
  "rfc5280::ski::", "rfc5280::serial::", NULL,
};
/* What a verifier refuses wherever it stands. */
static const char *const refusing[] = {
  "AKI_WRONG",          "CA_MAY_NOT_SIGN",      "ISSUER_MAY_NOT_SIGN",
  "ISSUER_NOT_CA",      "NAME_EXCLUDED",        "NAME_NOT_COMPARED",
  "NAME_NOT_PERMITTED", "PATH_LENGTH_EXCEEDED", NULL,
};
/* Of no matter here: none of the cases names a revocation list, some have ended, and what is
 * missing tells nothing. */
static const char *const beside[] = {
  "AUTHORITY_EXPIRED", "ISSUER_EXPIRED", "ISSUER_UNKNOWN", "REVOCATION_PLACE_MISSING", NULL,
};
/* Of cases that are refused: found, and all. Measured. */
#define FOUND_LEAST 44

static EspCertificate *
read_certificate (const char *pem)
{
  g_autoptr (GBytes) data = g_bytes_new (pem, strlen (pem));

  return esp_certificate_parse (data, NULL);
}

static void
add_certificates (GPtrArray *all, JsonObject *test, const char *member)
{
  JsonArray *texts = json_object_get_array_member (test, member);

  for (guint i = 0; i < json_array_get_length (texts); i++)
    {
      EspCertificate *certificate = read_certificate (json_array_get_string_element (texts, i));

      if (certificate)
        g_ptr_array_add (all, certificate);
    }
}

static EspCertificate *
find_issuer (GPtrArray *all, EspCertificate *certificate, GPtrArray *above)
{
  for (guint i = 0; i < all->len; i++)
    {
      EspCertificate *issuer = g_ptr_array_index (all, i);

      if (issuer != certificate && !g_ptr_array_find (above, issuer, NULL) &&
          esp_certificate_is_issued_by (certificate, issuer))
        return issuer;
    }
  return NULL;
}

/* By signature, as an import links them. */
static GPtrArray *
find_above (GPtrArray *all, EspCertificate *certificate)
{
  GPtrArray *above = g_ptr_array_new ();
  EspCertificate *issuer;

  while (above->len < ESP_PATH_MAX_LENGTH && (issuer = find_issuer (all, certificate, above)))
    {
      g_ptr_array_add (above, issuer);
      certificate = issuer;
    }
  return above;
}

static void
add_findings (GPtrArray *all, EspCertificate *certificate, gint64 now, GHashTable *found)
{
  g_autoptr (GPtrArray) above = find_above (all, certificate);
  g_autoptr (EspChain) chain = esp_chain_new (above);
  EspCertificateFacts facts = { .certificate = certificate, .chain = chain };
  g_autoptr (GPtrArray) findings = esp_certificate_findings (&facts, now);

  for (guint i = 0; i < findings->len; i++)
    {
      const EspCaFinding *finding = g_ptr_array_index (findings, i);

      if (finding->severity != ESP_FINDING_NOTE && !g_strv_contains (beside, finding->id))
        g_hash_table_add (found, (gpointer) finding->id);
    }
}

static GHashTable *
judge (JsonObject *test, gint64 now)
{
  g_autoptr (GPtrArray)
    all = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);
  g_autoptr (GPtrArray) above = NULL;
  g_autoptr (EspCertificate)
    target = read_certificate (json_object_get_string_member (test, "peer_certificate"));
  GHashTable *found = g_hash_table_new (g_str_hash, g_str_equal);

  add_certificates (all, test, "untrusted_intermediates");
  add_certificates (all, test, "trusted_certs");
  if (!target)
    {
      g_hash_table_add (found, (gpointer) "UNREADABLE");
      return found;
    }
  add_findings (all, target, now, found);
  above = find_above (all, target);
  for (guint i = 0; i < above->len; i++)
    add_findings (all, g_ptr_array_index (above, i), now, found);
  return found;
}

/* Two kinds of cases ask the verifier something: how deep it goes, and which of two paths it takes.
 */
static gboolean
is_of_topic (const char *id)
{
  if (strstr (id, "max-chain-depth") || g_str_has_suffix (id, "-chain-ica"))
    return FALSE;
  for (guint i = 0; topics[i]; i++)
    if (g_str_has_prefix (id, topics[i]))
      return TRUE;
  return FALSE;
}

static char *
join (GHashTable *found)
{
  GString *text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_string_append_printf (text, " %s", (const char *) id);
  return g_string_free (text, FALSE);
}

/* Nothing that would have it refused, where it is taken. */
static guint
count_false_alarms (GHashTable *found)
{
  guint n = 0;

  for (guint i = 0; refusing[i]; i++)
    n += g_hash_table_contains (found, refusing[i]) ? 1 : 0;
  return n;
}

static void
test_limbo (void)
{
  g_autoptr (GBytes) text = NULL;
  g_autoptr (JsonNode) root = NULL;
  guint taken = 0, refused = 0, found_in = 0;
  JsonArray *tests;

  if (!conformance_is_there ())
    return;
  text = conformance_unpack ("x509-limbo-core.json.xz");
  root = conformance_json (text);
  tests = json_object_get_array_member (json_node_get_object (root), "testcases");
  for (guint i = 0; i < json_array_get_length (tests); i++)
    {
      JsonObject *test = json_array_get_object_element (tests, i);
      const char *id = json_object_get_string_member (test, "id");
      const char *expected = json_object_get_string_member (test, "expected_result");
      g_autoptr (GHashTable) found = NULL;
      g_autofree char *ids = NULL;

      if (!is_of_topic (id))
        continue;
      found = judge (test, g_get_real_time () / G_USEC_PER_SEC);
      ids = join (found);
      g_test_message ("%s: %s:%s", id, expected, ids);
      if (g_str_equal (expected, "SUCCESS"))
        {
          taken++;
          g_assert_cmpuint (count_false_alarms (found), ==, 0);
          continue;
        }
      refused++;
      found_in += g_hash_table_size (found) > 0 ? 1 : 0;
    }
  g_test_message ("%u taken without an alarm; of %u refused something is found in %u", taken,
                  refused, found_in);
  g_assert_cmpuint (taken, >, 20);
  g_assert_cmpuint (found_in, >=, FOUND_LEAST);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!esp_pki_init ())
    g_error ("no secure memory");
  g_test_add_func ("/findings/limbo", test_limbo);
  return g_test_run ();
}
