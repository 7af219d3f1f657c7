/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents in JSON: what the caller of an issuance wants, and policies. */
#include "fuzz.h"

#include "access/esp-policy.h"
#include "base/esp-json.h"

static void
build_from (JsonObject *object)
{
  const FuzzAuthority *authority = fuzz_get_authority ();
  g_autoptr (GError) error = NULL;
  g_autoptr (EspPassthrough) passthrough = esp_passthrough_from_json (object, &error);

  g_assert_true (!passthrough == !!error);
  if (!passthrough)
    return;
  fuzz_show_extensions (esp_passthrough_get_extensions (passthrough));
  fuzz_preview ("BlankEndEntityCertificate_APICSRPassthrough", authority->request, passthrough);
  fuzz_preview ("EndEntityCertificate_APIPassthrough", authority->request, passthrough);
  fuzz_preview ("EndEntityCertificate", authority->request, passthrough);
}

void
fuzz_passthrough (const guint8 *data, gsize size)
{
  g_autoptr (JsonNode)
    node = esp_json_parse ((const char *) data, (gssize) size, ESP_PASSTHROUGH_MAX_SIZE, NULL);
  g_autofree char *canonical = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) extensions = NULL;

  if (!node)
    return;
  canonical = esp_json_to_canonical (node, NULL);
  text = esp_json_to_text (node, TRUE);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  build_from (json_node_get_object (node));
  extensions = esp_csr_extensions_from_json (json_node_get_object (node), "CsrExtensions", NULL);
}

void
fuzz_policy (const guint8 *data, gsize size)
{
  g_autofree char *text = fuzz_to_text (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspPolicy) policy = esp_policy_parse ("fuzz", text, &error);

  g_assert_true (!policy == !!error);
  if (size < 4096)
    {
      esp_wildcard_match (text, "arn:aws:acm-pca:local:111122223333:certificate-authority/x",
                          FALSE);
      esp_arn_pattern_match (text, "arn:aws:acm-pca:local:111122223333:certificate-authority/x");
    }
}
