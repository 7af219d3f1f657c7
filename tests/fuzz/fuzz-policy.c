/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What else is done with policies than deciding: lint, repair, and sharing by them. */
#include "fuzz.h"

#include "access/esp-managed-permission.h"
#include "access/esp-policy-lint.h"
#include "base/esp-json.h"

#define CA                                                                                         \
  "arn:aws:acm-pca:local:111122223333:certificate-authority/11111111-2222-3333-4444-555555555555"

#define N_SERVICE 7

static gboolean
has_error (GPtrArray *findings)
{
  const EspPolicyFinding *first = findings->len > 0 ? g_ptr_array_index (findings, 0) : NULL;

  return first && first->severity == ESP_POLICY_LINT_ERROR;
}

/* What lint calls an error the parser refuses, and nothing else. */
static void
lint (EspPolicyKind kind, const char *text)
{
  g_autoptr (GPtrArray) findings = esp_policy_lint (kind, text);
  g_autoptr (EspPolicy) policy = esp_policy_parse_kind (kind, "fuzz", text, NULL);

  g_assert_true (has_error (findings) == (policy == NULL));
  for (guint i = 0; i < findings->len; i++)
    {
      const EspPolicyFinding *finding = g_ptr_array_index (findings, i);

      g_assert_true (g_utf8_validate (finding->sentence, -1, NULL));
    }
}

void
fuzz_policy_lint (const guint8 *data, gsize size)
{
  g_autofree char *text = fuzz_to_text (data, size);
  g_autoptr (GPtrArray) repairs = NULL;
  g_autofree char *mended = NULL;
  gboolean changed;

  lint ((EspPolicyKind) (size % (ESP_POLICY_TEMPLATE + 1)), text);
  mended = esp_policy_repair (text, &changed, &repairs);
  g_assert_true (changed == (mended != NULL));
  g_assert_true (!changed || (repairs->len > 0 && !has_error (repairs)));
  if (mended)
    {
      g_autoptr (JsonNode) node = esp_json_parse (mended, -1, ESP_POLICY_MAX_SIZE, NULL);
      g_autofree char *again = esp_policy_repair (mended, NULL, NULL);

      g_assert_nonnull (node);
      g_assert_null (again);
    }
}

void
fuzz_resource_policy (const guint8 *data, gsize size)
{
  g_autofree char *text = fuzz_to_text (data, size);
  GPtrArray *permissions = esp_managed_permissions ();
  gsize n = MIN (permissions->len, N_SERVICE);
  EspPermissionCandidate candidates[N_SERVICE + 1] = { { "own", text } };
  g_autofree char *shared = NULL;
  g_autoptr (GPtrArray) grants = NULL;

  for (guint i = 0; i < n; i++)
    {
      const EspManagedPermission *permission = g_ptr_array_index (permissions, i);

      candidates[i + 1].name = permission->name;
      candidates[i + 1].policy_template = permission->policy_template;
    }
  grants = esp_resource_policy_read (text, CA, candidates, n + 1, NULL);
  g_assert_true (!grants || grants->len > 0);
  if (!esp_managed_permission_check (text, NULL))
    return;
  /* What may be a managed permission can be shared, and what is shared is understood. */
  shared = esp_managed_permission_to_policy (text, "111122223333", CA, NULL);
  g_assert_nonnull (shared);
  g_clear_pointer (&grants, g_ptr_array_unref);
  grants = esp_resource_policy_read (shared, CA, candidates, n + 1, NULL);
  g_assert_nonnull (grants);
}
