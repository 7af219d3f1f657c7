/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What needs a second person: one row for each operation that can touch a CA under two persons, and
 * how it touches it. A new operation that changes who may do what, or signs, gets a row here. */
#include "esp-approving.h"

#include "access/esp-decision.h"
#include "access/esp-action.h"
#include "base/esp-error.h"
#include "esp-revocation-lists.h"
#include "model/esp-arn.h"
#include "vault/esp-account-store.h"
#include "vault/esp-approval-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-guardrail-store.h"

typedef gboolean (*TouchFunc) (EspOperationContext *context,
                               const EspCa *ca,
                               gboolean *touches,
                               GError **error);

/* Whose key it needs, where that is split. */
typedef enum
{
  NO_KEY,
  KEY_OF_ROOT, /* it signs: the root among what it touches */
  KEY_OF_CA,   /* it is sealed anew */
} KeyUse;

typedef struct
{
  const char *operation;
  gboolean is_own; /* the CA of the call alone can be touched */
  TouchFunc touches;
  KeyUse key;
} Rule;

/* --- How a CA is touched ----------------------------------------------------------------------*/

static gboolean
touch_own (EspOperationContext *context, const EspCa *ca, gboolean *touches, GError **error)
{
  *touches = TRUE;
  return TRUE;
}

static gboolean
touch_root (EspOperationContext *context, const EspCa *ca, gboolean *touches, GError **error)
{
  *touches = ca->type == ESP_CA_ROOT;
  return TRUE;
}

/* To hand out the list that is there signs nothing. */
static gboolean
touch_list (EspOperationContext *context, const EspCa *ca, gboolean *touches, GError **error)
{
  g_autoptr (EspRevocationList) list = NULL;

  *touches = FALSE;
  if (ca->type != ESP_CA_ROOT || !ca->revocation.crl_enabled)
    return TRUE;
  list = esp_revocation_list_load (context->vault, ca, error);
  return list && esp_revocation_list_is_due (list, context, touches, error);
}

static gboolean
touch_parent (EspOperationContext *context, const EspCa *ca, gboolean *touches, GError **error)
{
  const char *name = esp_context_text (context, "Parent");
  g_autoptr (EspCa) parent = name ? esp_context_find_ca (context, name, error) : NULL;

  *touches = parent && ca->type == ESP_CA_ROOT && g_str_equal (parent->id, ca->id);
  return !name || parent;
}

/* Itself, and the root that signs its new certificate. */
static gboolean
touch_renewed (EspOperationContext *context, const EspCa *ca, gboolean *touches, GError **error)
{
  *touches = g_str_equal (context->ca->id, ca->id) ||
             (ca->type == ESP_CA_ROOT && g_strcmp0 (context->ca->parent, ca->id) == 0);
  return TRUE;
}

/* --- Roles ------------------------------------------------------------------------------------*/

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
  return NULL;
}

/* A statement that could speak about @ca in some case, whatever its conditions and the values of
 * its variables, which a tag can give later. */
static gboolean
speaks_about (GPtrArray *policies, const EspRole *role, const char *action, const EspCa *ca)
{
  g_autofree char *arn = esp_arn_role (role->account, role->name);
  EspAccessRequest request = {
    .action = action,
    .resource = ca->arn,
    .resource_account = ca->account,
    .principal = arn,
    .principal_account = role->account,
    .principal_active = TRUE,
    .organization_scope = role->scope == ESP_ROLE_SCOPE_ORGANIZATION,
    .identity_policies = policies,
  };
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (EspDecision) decision = esp_decide_explained (&request, &steps);

  for (guint i = 0; steps && i < steps->len; i++)
    {
      const EspDecisionStep *step = g_ptr_array_index (steps, i);

      if (step->match == ESP_STATEMENT_APPLIES || step->match == ESP_STATEMENT_CONDITION ||
          step->is_unresolved)
        return TRUE;
    }
  return FALSE;
}

/* Whoever only reads and reports touches nothing. */
static gboolean
is_reading (const EspAction *action)
{
  return action->level == ESP_ACTION_LIST || action->level == ESP_ACTION_READ ||
         g_str_equal (action->name, "acm-pca:CreateCertificateAuthorityAuditReport");
}

static gboolean
concerns (GPtrArray *policies, const EspRole *role, const EspCa *ca)
{
  GPtrArray *actions = esp_actions ();

  if (role->scope != ESP_ROLE_SCOPE_ORGANIZATION && !g_str_equal (role->account, ca->account))
    return FALSE;
  for (guint i = 0; i < actions->len; i++)
    {
      const EspAction *action = g_ptr_array_index (actions, i);

      if (g_strcmp0 (action->resource_type, "certificate-authority") == 0 && !is_reading (action) &&
          speaks_about (policies, role, action->name, ca))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_held (EspVault *vault, const EspRole *role, gboolean *held, GError **error)
{
  g_autoptr (GPtrArray) principals = esp_principal_store_list (vault, error);

  *held = FALSE;
  for (guint i = 0; principals && i < principals->len && !*held; i++)
    {
      const EspPrincipal *principal = g_ptr_array_index (principals, i);
      g_autoptr (GPtrArray) roles = esp_role_store_list_for (vault, principal->id, error);

      if (!roles)
        return FALSE;
      for (guint j = 0; j < roles->len && !*held; j++)
        *held = g_str_equal (((const EspRole *) g_ptr_array_index (roles, j))->id, role->id);
    }
  return principals != NULL;
}

/* The role as it is and as it would become. */
static gboolean
touch_by_role (EspOperationContext *context, const EspCa *ca, gboolean *touches, GError **error)
{
  const char *document = esp_context_text (context, "PolicyDocument");
  g_autoptr (EspRole) role = find_role (context, error);
  g_autoptr (GPtrArray) policies = role ? esp_role_parse_policies (role, error) : NULL;

  *touches = FALSE;
  if (!policies)
    return role == NULL && !(error && *error);
  if (document)
    {
      EspPolicy *policy = esp_policy_parse ("new", document, NULL);

      /* What can't be read is refused by the operation itself. */
      if (policy)
        g_ptr_array_add (policies, policy);
    }
  *touches = concerns (policies, role, ca);
  return TRUE;
}

/* A policy of a role that nobody has changes nothing until somebody gets it. */
static gboolean
touch_by_policy (EspOperationContext *context, const EspCa *ca, gboolean *touches, GError **error)
{
  g_autoptr (EspRole) role = find_role (context, error);

  *touches = FALSE;
  if (!role)
    return !(error && *error);
  if (!is_held (context->vault, role, touches, error))
    return FALSE;
  return !*touches || touch_by_role (context, ca, touches, error);
}

/* --- Guardrails and people --------------------------------------------------------------------*/

static gboolean
names_account (JsonArray *accounts, EspVault *vault, const char *number)
{
  for (guint i = 0; i < json_array_get_length (accounts); i++)
    {
      JsonNode *node = json_array_get_element (accounts, i);
      const char *text = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
      g_autoptr (EspAccount) account = text ? esp_account_store_find (vault, text, NULL) : NULL;

      if (account && g_str_equal (account->id, number))
        return TRUE;
    }
  return FALSE;
}

static gboolean
limits_account (const EspGuardrail *guardrail, const char *number)
{
  for (guint i = 0; i < guardrail->accounts->len; i++)
    if (g_str_equal (g_ptr_array_index (guardrail->accounts, i), number))
      return TRUE;
  return guardrail->accounts->len == 0;
}

/* As it is or as it would be, it limits people of an account: the owner's, or an approver's. */
static gboolean
limits (EspOperationContext *context, const char *number, gboolean *does, GError **error)
{
  JsonArray *accounts = esp_json_get_array (context->parameters, "Accounts");
  const char *name = esp_context_text (context, "Name");
  g_autoptr (GError) problem = NULL;
  g_autoptr (EspGuardrail) now = esp_guardrail_store_find (context->vault, name, &problem);

  if (problem)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  *does = now && limits_account (now, number);
  if (accounts && json_array_get_length (accounts) > 0)
    *does = *does || names_account (accounts, context->vault, number);
  else if (accounts || !now)
    *does = TRUE;
  return TRUE;
}

static gboolean
touch_by_guardrail (EspOperationContext *context,
                    const EspCa *ca,
                    gboolean *touches,
                    GError **error)
{
  g_autoptr (GPtrArray) able = NULL;

  if (!limits (context, ca->account, touches, error))
    return FALSE;
  able = esp_approving_able (context->vault, ca, context->now, error);
  for (guint i = 0; able && i < able->len && !*touches; i++)
    if (!limits (context, ((const EspPrincipal *) g_ptr_array_index (able, i))->account, touches,
                 error))
      return FALSE;
  return able != NULL;
}

static EspPrincipal *
find_person (EspOperationContext *context, GError **error)
{
  return esp_principal_store_find (context->vault, esp_context_text (context, "Name"), error);
}

/* Who can approve is not sent away by one alone where the rule would fall with them. */
static gboolean
touch_by_suspending (EspOperationContext *context,
                     const EspCa *ca,
                     gboolean *touches,
                     GError **error)
{
  g_autoptr (EspPrincipal) person = find_person (context, error);
  gboolean holds;

  *touches = FALSE;
  if (!person)
    return !(error && *error);
  if (!esp_approving_in_force (context->vault, ca, context->now, person->id, &holds, error))
    return FALSE;
  *touches = !holds;
  return TRUE;
}

/* What a principal is tagged with counts where a policy looks at it; an approver's rights always.
 */
static gboolean
touch_by_tagging (EspOperationContext *context, const EspCa *ca, gboolean *touches, GError **error)
{
  g_autoptr (EspPrincipal) person = find_person (context, error);
  g_autoptr (GPtrArray)
    roles = person ? esp_role_store_list_for (context->vault, person->id, error) : NULL;

  *touches = FALSE;
  for (guint i = 0; roles && i < roles->len && !*touches; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);
      g_autoptr (GPtrArray) policies = esp_role_parse_policies (role, error);

      if (!policies)
        return FALSE;
      *touches = concerns (policies, role, ca);
    }
  return !(error && *error);
}

/* Nor is somebody given new keys who approves, or may act on it: whoever has those keys would be a
 * second person who was invented. */
static gboolean
touch_by_keys (EspOperationContext *context, const EspCa *ca, gboolean *touches, GError **error)
{
  g_autoptr (EspPrincipal) person = find_person (context, error);
  g_autoptr (GPtrArray) approvers = esp_approver_store_list (context->vault, ca->id, error);

  *touches = FALSE;
  if (!approvers || !person)
    return !(error && *error);
  for (guint i = 0; i < approvers->len; i++)
    if (g_str_equal (((const EspApprover *) g_ptr_array_index (approvers, i))->principal,
                     person->id))
      *touches = TRUE;
  return *touches || touch_by_tagging (context, ca, touches, error);
}

static gboolean
touch_by_resetting (EspOperationContext *context,
                    const EspCa *ca,
                    gboolean *touches,
                    GError **error)
{
  return touch_by_keys (context, ca, touches, error) &&
         (*touches || touch_by_suspending (context, ca, touches, error));
}

/* --- The table --------------------------------------------------------------------------------*/

static const Rule rules[] = {
  { "UpdateCertificateAuthority", TRUE, touch_own, NO_KEY },
  { "DeleteCertificateAuthority", TRUE, touch_own, NO_KEY },
  { "RestoreCertificateAuthority", TRUE, touch_own, NO_KEY },
  { "ImportCertificateAuthorityCertificate", TRUE, touch_own, NO_KEY },
  { "TagCertificateAuthority", TRUE, touch_own, NO_KEY },
  { "UntagCertificateAuthority", TRUE, touch_own, NO_KEY },
  { "CreatePermission", TRUE, touch_own, NO_KEY },
  { "DeletePermission", TRUE, touch_own, NO_KEY },
  { "PutPolicy", TRUE, touch_own, NO_KEY },
  { "DeletePolicy", TRUE, touch_own, NO_KEY },
  { "CreateResourceShare", TRUE, touch_own, NO_KEY },
  { "DeleteResourceShare", TRUE, touch_own, NO_KEY },
  { "ReplaceResourceSharePermission", TRUE, touch_own, NO_KEY },
  { "SetDualControl", TRUE, touch_own, KEY_OF_CA },
  { "AddApprover", TRUE, touch_own, KEY_OF_CA },
  { "RemoveApprover", TRUE, touch_own, KEY_OF_CA },

  { "IssueCertificate", TRUE, touch_root, KEY_OF_ROOT },
  { "IssueCertificates", TRUE, touch_root, KEY_OF_ROOT },
  { "ProcessSigningRequests", TRUE, touch_root, KEY_OF_ROOT },
  { "RevokeCertificate", TRUE, touch_root, KEY_OF_ROOT },
  { "GetCertificateRevocationList", TRUE, touch_list, KEY_OF_ROOT },
  { "CreateCertificateAuthority", FALSE, touch_parent, KEY_OF_ROOT },
  { "RenewCertificateAuthority", FALSE, touch_renewed, KEY_OF_ROOT },

  { "AssignRole", FALSE, touch_by_role, NO_KEY },
  { "UnassignRole", FALSE, touch_by_role, NO_KEY },
  { "PutRolePolicy", FALSE, touch_by_policy, NO_KEY },
  { "DeleteRolePolicy", FALSE, touch_by_policy, NO_KEY },
  { "CreateGuardrail", FALSE, touch_by_guardrail, NO_KEY },
  { "UpdateGuardrail", FALSE, touch_by_guardrail, NO_KEY },
  { "DeleteGuardrail", FALSE, touch_by_guardrail, NO_KEY },
  { "SuspendPrincipal", FALSE, touch_by_suspending, NO_KEY },
  { "ResetPrincipal", FALSE, touch_by_resetting, NO_KEY },
  { "ConfirmPrincipal", FALSE, touch_by_keys, NO_KEY },
  { "TagPrincipal", FALSE, touch_by_tagging, NO_KEY },
  { "UntagPrincipal", FALSE, touch_by_tagging, NO_KEY },
};

static const Rule *
find_rule (const char *operation)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_str_equal (rules[i].operation, operation))
      return &rules[i];
  return NULL;
}

/* Asked in this order, so that what is not under two persons costs nothing. */
static gboolean
add_touched (const Rule *rule,
             EspOperationContext *context,
             const EspCa *ca,
             GPtrArray *touched,
             GError **error)
{
  gboolean in_force, touches;

  if (!ca->dual_control)
    return TRUE;
  if (!esp_approving_in_force (context->vault, ca, context->now, NULL, &in_force, error))
    return FALSE;
  if (!in_force)
    return TRUE;
  if (!rule->touches (context, ca, &touches, error))
    return FALSE;
  if (touches)
    g_ptr_array_add (touched, esp_ca_copy (ca));
  return TRUE;
}

GPtrArray *
esp_approving_needed (EspOperationContext *context, GError **error)
{
  const Rule *rule = find_rule (context->operation->name);
  g_autoptr (GPtrArray) touched = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_free);
  g_autoptr (GPtrArray) cas = NULL;

  if (!rule || (rule->is_own && !context->ca))
    return g_steal_pointer (&touched);
  if (rule->is_own)
    return add_touched (rule, context, context->ca, touched, error) ? g_steal_pointer (&touched) :
                                                                      NULL;
  cas = esp_ca_store_list_dual_control (context->vault, error);
  for (guint i = 0; cas && i < cas->len; i++)
    if (!add_touched (rule, context, g_ptr_array_index (cas, i), touched, error))
      return NULL;
  return cas ? g_steal_pointer (&touched) : NULL;
}

/* A new root signs itself with its new key. */
static gboolean
signs_itself_anew (EspOperationContext *context)
{
  return g_str_equal (context->operation->name, "RenewCertificateAuthority") &&
         context->ca->type == ESP_CA_ROOT &&
         g_strcmp0 (esp_context_text (context, "Mode"), "REPLACE") == 0;
}

const char *
esp_approving_key_of (EspOperationContext *context, GPtrArray *cas)
{
  const Rule *rule = find_rule (context->operation->name);

  if (!rule || rule->key == NO_KEY || signs_itself_anew (context))
    return NULL;
  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);

      if (rule->key == KEY_OF_CA || ca->type == ESP_CA_ROOT)
        return ca->id;
    }
  return NULL;
}

gboolean
esp_approving_would_be_needed (EspVault *vault, const char *action, const EspCa *ca, GError **error)
{
  gboolean ruled = FALSE, in_force;

  for (gsize i = 0; i < G_N_ELEMENTS (rules) && !ruled; i++)
    {
      const EspOperation *operation = esp_operation_find (rules[i].operation);
      gboolean about_roots = rules[i].touches == touch_root || rules[i].touches == touch_list;

      ruled = rules[i].is_own && operation && g_str_equal (operation->action, action) &&
              (!about_roots || ca->type == ESP_CA_ROOT);
    }
  return ruled && esp_approving_in_force (vault, ca, ca->changed_at, NULL, &in_force, error) &&
         in_force;
}

EspSigner *
esp_approving_open_signer (EspOperationContext *context, const EspCa *ca, GError **error)
{
  gboolean in_force = FALSE;

  if (ca->type == ESP_CA_ROOT && !context->approval &&
      !esp_approving_in_force (context->vault, ca, context->now, NULL, &in_force, error))
    return NULL;
  if (!in_force)
    return esp_session_open_signer (context->session, context->vault, ca, error);
  esp_error_set (error, ESP_REASON_APPROVAL_OF_LIST, ca->label, NULL);
  return NULL;
}
