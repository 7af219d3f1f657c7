/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The role record with its policies as text. Reading the text is the business of access. */
#include "esp-role.h"

#include "esp-names.h"
#include "esp-tag.h"

static const char *const scope_names[] = {
  [ESP_ROLE_SCOPE_ACCOUNT] = "ACCOUNT",
  [ESP_ROLE_SCOPE_ORGANIZATION] = "ORGANIZATION",
};

EspRole *
esp_role_new (void)
{
  EspRole *role = g_new0 (EspRole, 1);

  role->policies = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_role_policy_free);
  role->tags = esp_tags_new ();
  return role;
}

void
esp_role_free (EspRole *role)
{
  if (!role)
    return;
  g_free (role->id);
  g_free (role->account);
  g_free (role->name);
  g_ptr_array_unref (role->policies);
  g_ptr_array_unref (role->tags);
  g_free (role);
}

EspRolePolicy *
esp_role_policy_new (const char *name, const char *document)
{
  EspRolePolicy *policy = g_new0 (EspRolePolicy, 1);

  policy->name = g_strdup (name);
  policy->document = g_strdup (document);
  return policy;
}

void
esp_role_policy_free (EspRolePolicy *policy)
{
  if (!policy)
    return;
  g_free (policy->name);
  g_free (policy->document);
  g_free (policy);
}

const char *
esp_role_scope_to_string (EspRoleScope scope)
{
  return scope_names[scope];
}

gboolean
esp_role_scope_from_string (const char *text, EspRoleScope *scope)
{
  guint index;

  if (!esp_names_find (scope_names, G_N_ELEMENTS (scope_names), text, &index))
    return FALSE;
  *scope = (EspRoleScope) index;
  return TRUE;
}
