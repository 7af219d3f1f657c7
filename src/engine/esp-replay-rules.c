/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a replay: writers of each part of the state, and owners of rows. */
#include "esp-replay-rules.h"

#include "base/esp-json.h"
#include "model/esp-arn.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"

#include <string.h>

typedef enum
{
  OWNER_ANY,
  OWNER_CA,
  OWNER_ROLE,
  OWNER_PRINCIPAL,
} Owner;

typedef struct
{
  const char *table;
  Owner owner;
  const char *actions; /* separated by spaces; with an asterisk at the end: all that begin so */
} RuleRow;

#define ARRIVES "espalier:ImportHierarchy"
#define IMPORT "espalier:ImportAuthorities " ARRIVES
#define CA_LIFE                                                                                    \
  "acm-pca:CreateCertificateAuthority acm-pca:ImportCertificateAuthorityCertificate"               \
  " acm-pca:UpdateCertificateAuthority acm-pca:DeleteCertificateAuthority"                         \
  " acm-pca:RestoreCertificateAuthority " IMPORT
#define ENROL "espalier:EnrolPrincipal"

/* What is not here may be changed by any act: sealed keys follow from who may do what, the revision
 * counts its changes, an approval carries signatures of its own, and a list that of its authority.
 */
static const RuleRow rule_rows[] = {
  { "account", OWNER_ANY, "organizations:CreateAccount" },
  { "approver", OWNER_CA,
    "espalier:UpdateApprovers espalier:UpdateDualControl acm-pca:CreateCertificateAuthority" },
  { "assignment", OWNER_ROLE, "iam:AssignRole iam:UnassignRole iam:DeleteRole" },
  { "ca", OWNER_CA,
    CA_LIFE " acm-pca:TagCertificateAuthority acm-pca:UntagCertificateAuthority"
            " espalier:UpdateDualControl espalier:UpdateApprovers espalier:RestoreVault"
            " espalier:ExportHierarchy" },
  { "ca_certificate", OWNER_ANY,
    "acm-pca:CreateCertificateAuthority acm-pca:ImportCertificateAuthorityCertificate " IMPORT },
  { "ca_permission", OWNER_CA, "acm-pca:CreatePermission acm-pca:DeletePermission" },
  { "ca_request", OWNER_ANY,
    "acm-pca:CreateCertificateAuthority acm-pca:ImportCertificateAuthorityCertificate " IMPORT },
  { "ca_tag", OWNER_CA,
    "acm-pca:CreateCertificateAuthority acm-pca:TagCertificateAuthority"
    " acm-pca:UntagCertificateAuthority acm-pca:ImportCertificateAuthorityCertificate " ARRIVES },
  { "certificate", OWNER_ANY,
    "acm-pca:IssueCertificate acm-pca:CreateCertificateAuthority"
    " acm-pca:ImportCertificateAuthorityCertificate espalier:ProcessSigningRequests"
    " espalier:PublishRevocation " IMPORT },
  { "exchange", OWNER_ANY,
    "espalier:CreateExchangeRequest espalier:ReceiveExchangeRequest"
    " espalier:AnswerExchangeRequest espalier:AcceptExchangeResponse" },
  { "exchange_identity", OWNER_ANY, "espalier:CreateExchangeIdentity" },
  { "exchange_partner", OWNER_ANY, "espalier:AddExchangePartner espalier:RemoveExchangePartner" },
  { "guardrail", OWNER_ANY,
    "organizations:CreatePolicy organizations:UpdatePolicy organizations:DeletePolicy" },
  { "guardrail_account", OWNER_ANY,
    "organizations:CreatePolicy organizations:UpdatePolicy organizations:DeletePolicy" },
  { "handover", OWNER_ANY, ARRIVES },
  { "handover_event", OWNER_ANY, ARRIVES },
  { "handover_person", OWNER_ANY, ARRIVES },
  { "identity", OWNER_ANY, "espalier:UpdateOwnIdentity iam:ResetUser iam:CreateUser " ENROL },
  { "invitation", OWNER_PRINCIPAL, "iam:CreateUser iam:ResetUser iam:ConfirmUser " ENROL },
  { "permission", OWNER_ANY, "ram:*" },
  { "permission_version", OWNER_ANY, "ram:*" },
  { "principal", OWNER_PRINCIPAL,
    "iam:CreateUser iam:ConfirmUser iam:ResetUser iam:UpdateUser iam:TagUser iam:UntagUser"
    " espalier:CreateRecoveryIdentity espalier:UpdateOwnIdentity " ENROL },
  { "principal_tag", OWNER_PRINCIPAL, "iam:CreateUser iam:TagUser iam:UntagUser" },
  { "report", OWNER_ANY, "acm-pca:CreateCertificateAuthorityAuditReport" },
  { "revocation", OWNER_ANY, "acm-pca:RevokeCertificate espalier:ProcessSigningRequests " IMPORT },
  { "role", OWNER_ROLE, "iam:CreateRole iam:DeleteRole" },
  { "role_policy", OWNER_ROLE,
    "iam:CreateRole iam:DeleteRole iam:PutRolePolicy iam:DeleteRolePolicy" },
  { "role_tag", OWNER_ROLE, "iam:CreateRole iam:DeleteRole iam:TagRole iam:UntagRole" },
  { "share", OWNER_ANY, "ram:* acm-pca:PutPolicy acm-pca:DeletePolicy" },
  { "share_tag", OWNER_ANY, "ram:* acm-pca:PutPolicy acm-pca:DeletePolicy" },
  { "signing_request", OWNER_ANY,
    "acm-pca:IssueCertificate acm-pca:RevokeCertificate espalier:ProcessSigningRequests"
    " espalier:ReceiveExchangeRequest" },
  { "unknown_revocation", OWNER_CA, "acm-pca:RevokeCertificate " IMPORT },
};

static const RuleRow *
find_rule (const EspStateTable *table)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rule_rows); i++)
    if (g_str_equal (rule_rows[i].table, table->name))
      return &rule_rows[i];
  return NULL;
}

static gboolean
names_action (const char *pattern, const char *action)
{
  gsize len = strlen (pattern);

  if (len > 0 && pattern[len - 1] == '*')
    return strncmp (pattern, action, len - 1) == 0;
  return g_str_equal (pattern, action);
}

gboolean
esp_replay_may_write (const char *action, const EspStateTable *table)
{
  const RuleRow *rule = find_rule (table);
  g_auto (GStrv) patterns = rule ? g_strsplit (rule->actions, " ", -1) : NULL;

  if (!rule)
    return TRUE;
  for (guint i = 0; patterns[i]; i++)
    if (names_action (patterns[i], action))
      return TRUE;
  return FALSE;
}

/* --- Owners -----------------------------------------------------------------------------------*/

/* "id" in the owner's own table, else the key column that names it. */
static char *
owner_id (const EspStateTable *table, const char *key, Owner owner)
{
  static const char *const columns[] = { NULL, "ca", "role", "principal" };
  g_auto (GStrv) parts = esp_state_split_key (table, key);

  for (guint i = 0; parts && parts[i]; i++)
    if (g_str_equal (table->keys[i], "id") || g_str_equal (table->keys[i], columns[owner]))
      return g_strdup (parts[i]);
  return NULL;
}

static char *
role_arn (EspVault *state, const char *id, const EspStateTable *table, JsonObject *row)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list (state, NULL, NULL);

  for (guint i = 0; roles && i < roles->len; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);

      if (g_str_equal (role->id, id))
        return esp_arn_role (role->account, role->name);
    }
  if (!row || !g_str_equal (table->name, "role"))
    return NULL;
  return esp_arn_role (esp_json_get_string (row, "account"), esp_json_get_string (row, "name"));
}

static char *
principal_arn (EspVault *state, const char *id, const EspStateTable *table, JsonObject *row)
{
  g_autoptr (EspPrincipal) principal = esp_principal_store_find (state, id, NULL);

  if (principal && principal->kind == ESP_PRINCIPAL_RECOVERY)
    return NULL;
  if (principal)
    return esp_arn_principal (principal->account, principal->name);
  if (!row || !g_str_equal (table->name, "principal") ||
      g_strcmp0 (esp_json_get_string (row, "kind"), "RECOVERY") == 0)
    return NULL;
  return esp_arn_principal (esp_json_get_string (row, "account"),
                            esp_json_get_string (row, "name"));
}

/* A new authority is its creator's; what replaces another is made by an act on that one. */
static char *
ca_arn (EspVault *state, const char *id)
{
  g_autoptr (EspCa) ca = esp_ca_store_find (state, id, NULL);

  return ca ? g_strdup (ca->arn) : NULL;
}

char *
esp_replay_owner (EspVault *state, const EspStateTable *table, const char *key, JsonObject *row)
{
  const RuleRow *rule = find_rule (table);
  Owner owner = rule ? rule->owner : OWNER_ANY;
  g_autofree char *id = owner != OWNER_ANY ? owner_id (table, key, owner) : NULL;

  if (!id)
    return NULL;
  if (owner == OWNER_CA)
    return ca_arn (state, id);
  if (owner == OWNER_ROLE)
    return role_arn (state, id, table, row);
  return principal_arn (state, id, table, row);
}

/* --- Before and after -------------------------------------------------------------------------*/

JsonObject *
esp_replay_read_row (EspVault *state, const EspStateTable *table, const char *key)
{
  g_auto (GStrv) keys = esp_state_split_key (table, key);
  g_auto (EspStateRow) before = { NULL };
  g_autoptr (JsonNode) node = NULL;

  if (!keys || !esp_state_row_read (state, table, (const char *const *) keys, &before, NULL))
    return NULL;
  node = before.text ? esp_json_parse (before.text, -1, ESP_EVENT_MAX_SIZE, NULL) : NULL;
  return node ? json_node_dup_object (node) : NULL;
}

gboolean
esp_replay_has (JsonObject *row, const char *column, const char *value)
{
  return g_strcmp0 (esp_json_get_string (row, column), value) == 0;
}

gboolean
esp_replay_has_number (JsonObject *row, const char *column, gint64 value)
{
  return esp_json_get_int (row, column, G_MININT64) == value;
}

gboolean
esp_replay_changes (EspVault *state,
                    const EspStateTable *table,
                    const char *key,
                    JsonObject *row,
                    const char *column)
{
  g_autoptr (JsonObject) before = esp_replay_read_row (state, table, key);

  return !row || !esp_replay_same (before, row, column);
}

gboolean
esp_replay_same (JsonObject *before, JsonObject *after, const char *column)
{
  JsonNode *old = before ? json_object_get_member (before, column) : NULL;
  JsonNode *new = after ? json_object_get_member (after, column) : NULL;

  return old && new ? json_node_equal (old, new) : old == new;
}

static gboolean
differs_beside (JsonObject *one, JsonObject *other, const char *const *columns)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, one);
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_strv_contains (columns, name) && !esp_replay_same (one, other, name))
      return TRUE;
  return FALSE;
}

gboolean
esp_replay_same_beside (JsonObject *before, JsonObject *after, const char *const *columns)
{
  return !differs_beside (before, after, columns) && !differs_beside (after, before, columns);
}
