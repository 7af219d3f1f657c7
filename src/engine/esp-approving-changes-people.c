/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before and after of who may do what: roles and who has them, guardrails, people. */
#include "esp-approving-changes.h"

#include "base/esp-error.h"
#include "model/esp-arn.h"
#include "pki/esp-certificate.h"
#include "pki/esp-digest.h"
#include "vault/esp-account-store.h"
#include "vault/esp-guardrail-store.h"

/* --- Names and people -------------------------------------------------------------------------*/

char *
esp_change_join (GPtrArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s%s", i ? ", " : "",
                            (const char *) g_ptr_array_index (names, i));
  return g_string_free (text, FALSE);
}

/* With @name added, or taken away. */
void
esp_change_put_name (GPtrArray *names, const char *name, gboolean there)
{
  for (guint i = names->len; i > 0; i--)
    if (g_str_equal (g_ptr_array_index (names, i - 1), name))
      g_ptr_array_remove_index (names, i - 1);
  if (there)
    g_ptr_array_add (names, g_strdup (name));
}

/* Whom it is given to, as they are now: with other keys it would be somebody else, and with other
 * tags it would be another right. */
gboolean
esp_change_add_person (EspOperationContext *context, JsonArray *changes, GError **error)
{
  const char *name = esp_context_text (context, "Principal");
  g_autoptr (EspPrincipal) person = esp_principal_store_find (context->vault, name, error);
  g_autofree char *tags = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *key = NULL;

  if (!person)
    {
      if (error && !*error)
        esp_error_set (error, ESP_REASON_PRINCIPAL_UNKNOWN, name, NULL);
      return FALSE;
    }
  tags = esp_change_show_tags (person->tags);
  shown = g_strconcat (person->name, " ", tags, NULL);
  esp_change_add (changes, "PERSON", NULL, shown);
  if (!person->signing_certificate)
    return TRUE;
  key = esp_sha256_hex (g_bytes_get_data (person->signing_certificate, NULL),
                        g_bytes_get_size (person->signing_certificate));
  esp_change_add (changes, "PUBLIC_KEY", NULL, key);
  return TRUE;
}

/* --- Roles, guardrails, people ----------------------------------------------------------------*/

static EspRole *
find_role (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list (context->vault, NULL, error);

  for (guint i = 0; roles && i < roles->len; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);
      g_autofree char *arn = esp_arn_role (role->account, role->name);

      if (g_strcmp0 (arn, context->resource) == 0)
        return g_ptr_array_steal_index (roles, i);
    }
  if (roles)
    esp_error_set (error, ESP_REASON_ROLE_UNKNOWN, esp_context_text (context, "Role"), NULL);
  return NULL;
}

static GPtrArray *
list_holders (EspVault *vault, const EspRole *role, GError **error)
{
  g_autoptr (GPtrArray) principals = esp_principal_store_list (vault, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; principals && i < principals->len; i++)
    {
      const EspPrincipal *principal = g_ptr_array_index (principals, i);
      g_autoptr (GPtrArray) roles = esp_role_store_list_for (vault, principal->id, error);

      if (!roles)
        return NULL;
      for (guint j = 0; j < roles->len; j++)
        if (g_str_equal (((const EspRole *) g_ptr_array_index (roles, j))->id, role->id))
          g_ptr_array_add (names, g_strdup (principal->name));
    }
  return principals ? g_steal_pointer (&names) : NULL;
}

/* What somebody gets with a role: until then its policies need nobody's consent. */
static void
add_policies (JsonArray *changes, const EspRole *role)
{
  for (guint i = 0; i < role->policies->len; i++)
    {
      const EspRolePolicy *policy = g_ptr_array_index (role->policies, i);

      esp_change_add (changes, "ROLE_POLICY", NULL, policy->document);
    }
}

gboolean
esp_describe_holders (EspOperationContext *context, JsonArray *changes, GError **error)
{
  g_autoptr (EspRole) role = find_role (context, error);
  g_autoptr (GPtrArray) names = role ? list_holders (context->vault, role, error) : NULL;
  gboolean gives = g_str_equal (context->operation->name, "AssignRole");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (!names)
    return FALSE;
  before = esp_change_join (names);
  esp_change_put_name (names, esp_context_text (context, "Principal"), gives);
  after = esp_change_join (names);
  esp_change_add (changes, "ROLE", NULL, context->resource);
  esp_change_add (changes, "ROLE_HOLDERS", before, after);
  if (!gives)
    return TRUE;
  add_policies (changes, role);
  return esp_change_add_person (context, changes, error);
}

gboolean
esp_describe_role_policy (EspOperationContext *context, JsonArray *changes, GError **error)
{
  g_autoptr (EspRole) role = find_role (context, error);
  const char *name = esp_context_text (context, "PolicyName");
  const char *before = NULL;

  if (!role)
    return FALSE;
  for (guint i = 0; i < role->policies->len; i++)
    {
      const EspRolePolicy *policy = g_ptr_array_index (role->policies, i);

      if (g_strcmp0 (policy->name, name) == 0)
        before = policy->document;
    }
  esp_change_add (changes, "ROLE", NULL, context->resource);
  esp_change_add (changes, "ROLE_POLICY", before, esp_context_text (context, "PolicyDocument"));
  return TRUE;
}

gboolean
esp_describe_guardrail (EspOperationContext *context, JsonArray *changes, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (EspGuardrail) before = esp_guardrail_store_find (
    context->vault, esp_context_text (context, "Name"), &problem);
  g_autofree char *accounts = before ? esp_change_join (before->accounts) : NULL;
  const char *document = esp_context_text (context, "Document");
  gboolean stays = g_str_equal (context->operation->name, "UpdateGuardrail") && before;
  g_autofree char *wanted = esp_change_show_parameter (context, "Accounts");

  if (problem)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  esp_change_add (changes, "GUARDRAIL", before ? before->document : NULL,
                  document || !stays ? document : before->document);
  esp_change_add (changes, "GUARDRAIL_ACCOUNTS", accounts, *wanted || !stays ? wanted : accounts);
  return TRUE;
}

/* Who is invited may get other tags until they are confirmed. */
static void
add_tags_of_confirmed (EspOperationContext *context, const EspPrincipal *person, JsonArray *changes)
{
  g_autofree char *tags = esp_change_show_tags (person->tags);
  g_autofree char *shown = g_strconcat (person->name, " ", tags, NULL);

  if (g_str_equal (context->operation->name, "ConfirmPrincipal"))
    esp_change_add (changes, "PERSON", NULL, shown);
}

gboolean
esp_describe_person (EspOperationContext *context, JsonArray *changes, GError **error)
{
  static const char *const states[][2] = { { "ResetPrincipal", "INVITED" },
                                           { "ConfirmPrincipal", "ACTIVE" },
                                           { "SuspendPrincipal", "SUSPENDED" },
                                           { "ResumePrincipal", "ACTIVE" } };
  const char *name = esp_context_text (context, "Name");
  g_autoptr (EspPrincipal) person = esp_principal_store_find (context->vault, name, error);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (!person)
    {
      if (error && !*error)
        esp_error_set (error, ESP_REASON_PRINCIPAL_UNKNOWN, name, NULL);
      return FALSE;
    }
  before = g_strconcat (person->name, ": ", esp_principal_status_to_string (person->status), NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (context->operation->name, states[i][0]))
      after = g_strconcat (person->name, ": ", states[i][1], NULL);
  esp_change_add (changes, "PERSON_STATUS", before, after);
  esp_change_add_parameter (context, changes, "PUBLIC_KEY", "Fingerprint");
  add_tags_of_confirmed (context, person, changes);
  return TRUE;
}

gboolean
esp_describe_person_tags (EspOperationContext *context, JsonArray *changes, GError **error)
{
  const char *name = esp_context_text (context, "Name");
  g_autoptr (EspPrincipal) person = esp_principal_store_find (context->vault, name, error);
  gboolean adds = g_str_equal (context->operation->name, "TagPrincipal");
  g_autofree char *before = NULL;
  g_autofree char *after = esp_change_show_parameter (context, adds ? "Tags" : "TagKeys");

  if (!person)
    {
      if (error && !*error)
        esp_error_set (error, ESP_REASON_PRINCIPAL_UNKNOWN, name, NULL);
      return FALSE;
    }
  before = esp_change_show_tags (person->tags);
  esp_change_add (changes, "PERSON", NULL, person->name);
  esp_change_add (changes, adds ? "TAGS_SET" : "TAGS_REMOVED", before, after);
  return TRUE;
}

/* --- The recovery identity --------------------------------------------------------------------*/

/* It opens every key: those who approve it know it by the fingerprints that its file shows too. */
gboolean
esp_describe_recovery (EspOperationContext *context, JsonArray *changes, GError **error)
{
  static const char *const members[][2] = { { "RECOVERY_IDENTITY", "AgreementCertificate" },
                                            { "PUBLIC_KEY", "SigningCertificate" } };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *pem = esp_context_text (context, members[i][1]);
      g_autoptr (GBytes) bytes = g_bytes_new (pem, strlen (pem));
      g_autoptr (EspCertificate) certificate = esp_certificate_parse (bytes, error);

      if (!certificate)
        return FALSE;
      esp_change_add (changes, members[i][0], NULL, esp_certificate_get_fingerprint (certificate));
    }
  return TRUE;
}
