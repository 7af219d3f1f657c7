/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding and showing accounts, principals and roles. Nothing is decided and nothing is changed. */
#include "esp-people.h"

#include "access/esp-policy-lint.h"
#include "base/esp-error.h"
#include "esp-views.h"
#include "model/esp-arn.h"
#include "pki/esp-certificate.h"

#define FINGERPRINT_DIGITS 64

/* --- Finding -----------------------------------------------------------------------------------*/

EspAccount *
esp_people_find_account (EspVault *vault, const char *number_or_name, GError **error)
{
  EspAccount *account = esp_account_store_find (vault, number_or_name, error);

  if (!account && error && !*error)
    esp_error_set (error, ESP_REASON_ACCOUNT_UNKNOWN, number_or_name, NULL);
  return account;
}

EspPrincipal *
esp_people_find_principal (EspVault *vault, const char *name, GError **error)
{
  EspPrincipal *principal = esp_principal_store_find (vault, name, error);

  if (!principal && error && !*error)
    esp_error_set (error, ESP_REASON_PRINCIPAL_UNKNOWN, name, NULL);
  return principal;
}

char *
esp_people_find_organization (EspVault *vault, GError **error)
{
  const char *founder = esp_vault_get_info (vault)->founder;
  g_autoptr (EspPrincipal)
    principal = esp_people_find_principal (vault, founder ? founder : "", error);

  return principal ? g_strdup (principal->account) : NULL;
}

gboolean
esp_people_sees (const EspOperationContext *context, const char *account)
{
  return context->rights->organization_scope || g_str_equal (context->rights->account, account);
}

static gboolean
is_named (const EspRole *role, const char *name, const EspAccount *account)
{
  g_autofree char *arn = esp_arn_role (role->account, role->name);
  g_autofree char *path = g_strdup_printf ("%s/%s", role->account, role->name);

  if (account && !g_str_equal (role->account, account->id))
    return FALSE;
  return g_str_equal (role->name, name) || g_str_equal (arn, name) || g_str_equal (path, name) ||
         g_str_equal (role->id, name);
}

/* The account may stand before the role by its name too: "Supplier Radio/Issuer". */
static char *
with_account_number (EspVault *vault, const char *name)
{
  const char *slash = strchr (name, '/');
  g_autofree char *before = slash ? g_strndup (name, slash - name) : NULL;
  g_autoptr (EspAccount) account = before ? esp_account_store_find (vault, before, NULL) : NULL;

  return account ? g_strconcat (account->id, slash, NULL) : g_strdup (name);
}

static void
add_candidate (GString *candidates, const EspRole *role)
{
  g_string_append_printf (candidates, "%s%s/%s", candidates->len > 0 ? ", " : "", role->account,
                          role->name);
}

EspRole *
esp_people_find_role (EspVault *vault, const char *name, const char *account, GError **error)
{
  g_autoptr (EspAccount) owner = account ? esp_people_find_account (vault, account, error) : NULL;
  g_autoptr (GPtrArray) roles = NULL;
  g_autofree char *wanted = with_account_number (vault, name);
  g_autoptr (GString) candidates = g_string_new (NULL);
  guint n_found = 0, index = 0;

  if (account && !owner)
    return NULL;
  roles = esp_role_store_list (vault, NULL, error);
  for (guint i = 0; roles && i < roles->len; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);

      if (!is_named (role, wanted, owner))
        continue;
      add_candidate (candidates, role);
      index = i;
      n_found++;
    }
  if (n_found == 1)
    return g_ptr_array_steal_index (roles, index);
  if (roles && n_found == 0)
    esp_error_set (error, ESP_REASON_ROLE_NOT_FOUND, name, NULL);
  else if (roles)
    esp_error_set (error, ESP_REASON_ROLE_AMBIGUOUS, name, "candidates", candidates->str, NULL);
  return NULL;
}

/* --- Resources ---------------------------------------------------------------------------------*/

void
esp_people_set_principal (EspOperationContext *context, const EspPrincipal *principal)
{
  g_autofree char *arn = esp_arn_principal (principal->account, principal->name);

  esp_context_set_resource (context, arn, principal->account, principal->tags);
}

void
esp_people_set_role (EspOperationContext *context, const EspRole *role)
{
  g_autofree char *arn = esp_arn_role (role->account, role->name);

  esp_context_set_resource (context, arn, role->account, role->tags);
}

/* --- Showing -----------------------------------------------------------------------------------*/

char *
esp_people_write_fingerprint (const char *hex)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; hex[i]; i++)
    {
      if (i > 0 && i % 2 == 0)
        g_string_append_c (text, ':');
      g_string_append_c (text, hex[i]);
    }
  return g_string_free (text, FALSE);
}

JsonObject *
esp_people_view_account (const EspAccount *account)
{
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "Id", account->id);
  json_object_set_string_member (row, "Name", account->name);
  esp_json_set_time (row, "CreatedAt", account->created_at);
  return row;
}

JsonArray *
esp_people_view_names (GPtrArray *names)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < names->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (names, i));
  return array;
}

static gboolean
add_account_name (EspVault *vault, JsonObject *row, const char *number, GError **error)
{
  g_autoptr (EspAccount) account = esp_people_find_account (vault, number, error);

  json_object_set_string_member (row, "Account", number);
  if (account)
    json_object_set_string_member (row, "AccountName", account->name);
  return account != NULL;
}

static void
add_fingerprint (JsonObject *row, const EspPrincipal *principal)
{
  g_autoptr (EspCertificate)
    certificate = principal->signing_certificate ?
                    esp_certificate_parse (principal->signing_certificate, NULL) :
                    NULL;
  g_autofree char *shown = certificate ? esp_people_write_fingerprint (
                                           esp_certificate_get_fingerprint (certificate)) :
                                         NULL;

  esp_json_set_string (row, "Fingerprint", shown);
}

static gboolean
add_invitation (EspVault *vault, JsonObject *row, const EspPrincipal *principal, GError **error)
{
  GError *problem = NULL;
  g_autoptr (EspInvitation) invitation = esp_invitation_store_find (vault, principal->id, &problem);

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (invitation)
    esp_json_set_time (row, "InvitationExpiresAt", invitation->expires_at);
  return TRUE;
}

static gboolean
add_unlock (EspVault *vault, JsonObject *row, const EspPrincipal *principal, GError **error)
{
  g_autoptr (EspSealedIdentity) sealed = NULL;
  g_autofree char *unlock = NULL;

  if (!esp_principal_store_get_identity (vault, principal->id, &sealed, &unlock, error))
    return FALSE;
  esp_json_set_string (row, "Unlock", unlock);
  return TRUE;
}

static gboolean
add_roles (EspVault *vault, JsonObject *row, const EspPrincipal *principal, GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list_for (vault, principal->id, error);
  JsonArray *names;

  if (!roles)
    return FALSE;
  names = json_array_new ();
  for (guint i = 0; i < roles->len; i++)
    json_array_add_string_element (names, ((const EspRole *) g_ptr_array_index (roles, i))->name);
  json_object_set_array_member (row, "Roles", names);
  return TRUE;
}

JsonObject *
esp_people_view_principal (EspVault *vault, const EspPrincipal *principal, GError **error)
{
  g_autoptr (JsonObject) row = json_object_new ();
  g_autofree char *arn = esp_arn_principal (principal->account, principal->name);

  json_object_set_string_member (row, "Name", principal->name);
  json_object_set_string_member (row, "Arn", arn);
  if (!add_account_name (vault, row, principal->account, error))
    return NULL;
  json_object_set_string_member (row, "Kind", esp_principal_kind_to_string (principal->kind));
  json_object_set_string_member (row, "Status", esp_principal_get_state (principal));
  esp_json_set_time (row, "CreatedAt", principal->created_at);
  add_fingerprint (row, principal);
  if (!add_invitation (vault, row, principal, error) ||
      !add_unlock (vault, row, principal, error) || !add_roles (vault, row, principal, error))
    return NULL;
  json_object_set_array_member (row, "Tags", esp_view_tags (principal->tags));
  return g_steal_pointer (&row);
}

static JsonArray *
view_documents (const EspRole *role)
{
  JsonArray *documents = json_array_new ();

  for (guint i = 0; i < role->policies->len; i++)
    {
      const EspRolePolicy *policy = g_ptr_array_index (role->policies, i);
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "Name", policy->name);
      json_object_set_string_member (row, "Document", policy->document);
      json_array_add_object_element (documents, row);
    }
  return documents;
}

JsonObject *
esp_people_view_role (EspVault *vault, const EspRole *role, gboolean documents, GError **error)
{
  g_autoptr (JsonObject) row = json_object_new ();
  g_autofree char *arn = esp_arn_role (role->account, role->name);
  g_autoptr (GPtrArray) holders = esp_role_store_list_holders (vault, role->id, error);
  JsonArray *policies = json_array_new ();

  json_object_set_string_member (row, "Name", role->name);
  json_object_set_string_member (row, "Arn", arn);
  for (guint i = 0; i < role->policies->len; i++)
    json_array_add_string_element (
      policies, ((const EspRolePolicy *) g_ptr_array_index (role->policies, i))->name);
  json_object_set_array_member (row, "Policies", policies);
  if (!holders || !add_account_name (vault, row, role->account, error))
    return NULL;
  json_object_set_string_member (row, "Scope", esp_role_scope_to_string (role->scope));
  json_object_set_array_member (row, "Principals", esp_people_view_names (holders));
  json_object_set_array_member (row, "Tags", esp_view_tags (role->tags));
  if (documents)
    json_object_set_array_member (row, "PolicyDocuments", view_documents (role));
  return g_steal_pointer (&row);
}

/* --- Findings ----------------------------------------------------------------------------------*/

static JsonObject *
view_finding (const EspPolicyFinding *finding)
{
  JsonObject *row = json_object_new (), *arguments = json_object_new ();
  GHashTableIter iter;
  gpointer key, value;

  json_object_set_string_member (row, "Severity",
                                 esp_policy_lint_severity_to_string (finding->severity));
  json_object_set_string_member (row, "Rule", finding->rule);
  esp_json_set_string (row, "Statement", finding->statement);
  if (finding->line > 0)
    {
      json_object_set_int_member (row, "Line", finding->line);
      json_object_set_int_member (row, "Column", finding->column);
    }
  json_object_set_string_member (row, "Sentence", finding->sentence);
  json_object_set_string_member (row, "Text", finding->text);
  json_object_set_object_member (row, "Arguments", arguments);
  if (!finding->arguments)
    return row;
  g_hash_table_iter_init (&iter, finding->arguments);
  while (g_hash_table_iter_next (&iter, &key, &value))
    json_object_set_string_member (arguments, key, value);
  return row;
}

JsonArray *
esp_people_view_findings (EspPolicyKind kind, const char *document)
{
  g_autoptr (GPtrArray) findings = esp_policy_lint (kind, document);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < findings->len; i++)
    json_array_add_object_element (array, view_finding (g_ptr_array_index (findings, i)));
  return array;
}

/* --- Fingerprints ------------------------------------------------------------------------------*/

/* 64 digits in lower case; NULL where it is nothing of the kind. */
static char *
read_fingerprint (const char *typed)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *c = typed; *c; c++)
    {
      if (*c == ':' || *c == ' ')
        continue;
      if (!g_ascii_isxdigit (*c))
        return NULL;
      g_string_append_c (digits, g_ascii_tolower (*c));
    }
  return digits->len == FINGERPRINT_DIGITS ? g_strdup (digits->str) : NULL;
}

gboolean
esp_people_check_fingerprint (const char *typed,
                              EspCertificate *certificate,
                              EspReason differs,
                              GError **error)
{
  g_autofree char *digits = read_fingerprint (typed);

  if (!digits)
    {
      esp_error_set (error, ESP_REASON_FINGERPRINT_SYNTAX, NULL, NULL);
      return FALSE;
    }
  if (g_str_equal (digits, esp_certificate_get_fingerprint (certificate)))
    return TRUE;
  esp_error_set (error, differs, NULL, NULL);
  return FALSE;
}
