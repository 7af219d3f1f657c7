/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents in JSON: what the caller of an issuance wants, and policies. */
#include "fuzz.h"

#include "access/esp-decision.h"
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

/* A person's request with keys of each kind; whatever the policy says, asking has one answer. */
static void
ask (EspPolicy *policy)
{
  static EspConditionKeys *keys;
  g_autoptr (GPtrArray) policies = g_ptr_array_new ();
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (EspDecision) decision = NULL;
  const char *tag_keys[] = { "team", "project", NULL };
  EspAccessRequest request = {
    .action = "acm-pca:IssueCertificate",
    .resource = "arn:aws:acm-pca:local:111122223333:certificate-authority/x",
    .resource_account = "111122223333",
    .principal = "arn:aws:iam::222233334444:user/Ada",
    .principal_role = "arn:aws:iam::222233334444:role/Issuer",
    .principal_account = "222233334444",
    .principal_active = TRUE,
  };

  if (!keys)
    {
      keys = esp_condition_keys_new ();
      esp_condition_keys_set (keys, "aws:username", "Ada");
      esp_condition_keys_set (keys, "aws:PrincipalTag/team", "r*d \303\274");
      esp_condition_keys_set (keys, "aws:PrincipalTag/limit", "10.5");
      esp_condition_keys_set (keys, "aws:CurrentTime", "2026-01-10T08:00:00Z");
      esp_condition_keys_set (keys, "aws:SourceIp", "2001:db8::1");
      esp_condition_keys_set (keys, "aws:MultiFactorAuthPresent", "true");
      esp_condition_keys_set (keys, "acm-pca:TemplateArn",
                              "arn:aws:acm-pca:::template/EndEntityCertificate/V1");
      esp_condition_keys_set_list (keys, "aws:TagKeys", tag_keys);
    }
  request.keys = keys;
  g_ptr_array_add (policies, policy);
  request.identity_policies = policies;
  request.resource_policies = policies;
  request.guardrails = policies;
  decision = esp_decide_explained (&request, &steps);
  g_assert_cmpint (decision->outcome, ==, esp_decide_quickly (&request));
  g_assert_cmpuint (steps->len % 3, ==, 0);
}

void
fuzz_policy (const guint8 *data, gsize size)
{
  g_autofree char *text = fuzz_to_text (data, size);

  for (int kind = ESP_POLICY_IDENTITY; kind <= ESP_POLICY_TEMPLATE; kind++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspPolicy)
        policy = esp_policy_parse_kind ((EspPolicyKind) kind, "fuzz", text, &error);

      g_assert_true (!policy == !!error);
      if (policy)
        ask (policy);
    }
  if (size < 4096)
    {
      esp_wildcard_match (text, "arn:aws:acm-pca:local:111122223333:certificate-authority/x",
                          FALSE);
      esp_arn_pattern_match (text, "arn:aws:acm-pca:local:111122223333:certificate-authority/x");
    }
}
