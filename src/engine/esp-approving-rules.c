/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What needs a second person: how a fact touches an authority, one row for each kind of fact. The
 * dispatcher asks before an act, a replay afterwards, both with the state before it. What the facts
 * of a call are is in esp-approving-facts.c, those of an entry of the log in esp-replay-facts.c. */
#include "esp-approving.h"

#include "access/esp-action.h"
#include "access/esp-decision.h"
#include "access/esp-managed-permission.h"
#include "base/esp-error.h"
#include "esp-approving-facts.h"
#include "esp-sharing.h"
#include "model/esp-arn.h"
#include "vault/esp-account-store.h"
#include "vault/esp-approval-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-share-store.h"

/* What a fact is compared with. */
typedef struct
{
  EspVault *vault;
  const EspCa *ca;
  gint64 now;
} Asked;

typedef gboolean (*TouchFunc) (const Asked *asked,
                               const EspFact *fact,
                               gboolean *touches,
                               GError **error);

/* --- Authorities ------------------------------------------------------------------------------*/

static gboolean
touch_authority (const Asked *asked, const EspFact *fact, gboolean *touches, GError **error)
{
  *touches = g_str_equal (fact->ca, asked->ca->id);
  return TRUE;
}

static gboolean
touch_signature (const Asked *asked, const EspFact *fact, gboolean *touches, GError **error)
{
  *touches = asked->ca->type == ESP_CA_ROOT && g_str_equal (fact->ca, asked->ca->id);
  return TRUE;
}

/* --- What statements speak about --------------------------------------------------------------*/

/* Somebody in a role. */
typedef struct
{
  const Asked *asked;
  const EspRole *role;
  const char *arn;            /* of the role */
  const EspPrincipal *person; /* or NULL: whoever */
  GPtrArray *policies;
} Actor;

/* A statement of @source that could speak about it in some case, whatever its conditions and the
 * values of its variables, which a tag can give later. */
static gboolean
has_step (GPtrArray *steps, gboolean is_resource)
{
  for (guint i = 0; steps && i < steps->len; i++)
    {
      const EspDecisionStep *step = g_ptr_array_index (steps, i);

      if ((step->source == ESP_POLICY_SOURCE_RESOURCE) == is_resource &&
          (step->match == ESP_STATEMENT_APPLIES || step->match == ESP_STATEMENT_CONDITION ||
           step->is_unresolved))
        return TRUE;
    }
  return FALSE;
}

/* @shared NULL: in the own account, or in a role of the organization. */
static gboolean
speaks_about (const Actor *actor, const char *action, const char *principal, GPtrArray *shared)
{
  const EspCa *ca = actor->asked->ca;
  EspAccessRequest request = {
    .action = action,
    .resource = ca->arn,
    .resource_account = ca->account,
    .principal = principal,
    .principal_role = actor->arn,
    .principal_account = actor->role->account,
    .principal_active = TRUE,
    .organization_scope = actor->role->scope == ESP_ROLE_SCOPE_ORGANIZATION,
    .identity_policies = actor->policies,
    .resource_policies = shared,
  };
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (EspDecision) decision = esp_decide_explained (&request, &steps);

  return has_step (steps, FALSE) && (!shared || has_step (steps, TRUE));
}

/* Whoever only reads and reports touches nothing. */
static gboolean
is_reading (const EspAction *action)
{
  return action->level == ESP_ACTION_LIST || action->level == ESP_ACTION_READ ||
         g_str_equal (action->name, "acm-pca:CreateCertificateAuthorityAuditReport");
}

static gboolean
acts_on (const Actor *actor, const char *principal, GPtrArray *shared)
{
  GPtrArray *actions = esp_actions ();

  for (guint i = 0; i < actions->len; i++)
    {
      const EspAction *action = g_ptr_array_index (actions, i);

      if (g_strcmp0 (action->resource_type, "certificate-authority") == 0 && !is_reading (action) &&
          speaks_about (actor, action->name, principal, shared))
        return TRUE;
    }
  return FALSE;
}

/* --- Shares -----------------------------------------------------------------------------------*/

/* An invitation counts too: to accept it needs nobody's consent. */
static gboolean
is_for (const EspShare *share, const Actor *actor)
{
  EspShareStatus status = esp_share_get_status (share, actor->asked->now);

  if ((status != ESP_SHARE_ACTIVE && status != ESP_SHARE_PENDING) ||
      !g_str_equal (share->consumer_account, actor->role->account))
    return FALSE;
  if (share->consumer_kind == ESP_SHARE_WITH_ROLE)
    return g_str_equal (share->consumer, actor->role->id);
  return share->consumer_kind == ESP_SHARE_WITH_ACCOUNT || !actor->person ||
         g_str_equal (share->consumer, actor->person->id);
}

/* What it lets in, as a policy of one; NULL with *error unset where whom it names is no more. */
static GPtrArray *
read_share (const Actor *actor, const EspShare *share, char **principal, GError **error)
{
  EspVault *vault = actor->asked->vault;
  g_autofree char *template = NULL;
  g_autofree char *document = NULL;
  GPtrArray *policies;
  EspPolicy *policy;

  *principal = esp_share_find_consumer (vault, share, NULL, error);
  if (!*principal)
    return NULL;
  template = esp_sharing_find_template (vault, share->permission, share->permission_version, error);
  document = template ? esp_managed_permission_to_policy (template, *principal,
                                                          actor->asked->ca->arn, error) :
                        NULL;
  policy = document ? esp_policy_parse_kind (ESP_POLICY_RESOURCE, share->name, document, error) :
                      NULL;
  if (!policy)
    return NULL;
  policies = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_unref);
  g_ptr_array_add (policies, policy);
  return policies;
}

static gboolean
acts_through (const Actor *actor, const EspShare *share, gboolean *acts, GError **error)
{
  g_autofree char *principal = NULL;
  GError *problem = NULL;
  g_autoptr (GPtrArray) shared = read_share (actor, share, &principal, &problem);

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  *acts = shared &&
          acts_on (actor, share->consumer_kind == ESP_SHARE_WITH_PRINCIPAL ? principal : actor->arn,
                   shared);
  return TRUE;
}

static gboolean
acts_across (const Actor *actor, gboolean *acts, GError **error)
{
  g_autoptr (GPtrArray) shares = esp_share_store_list (actor->asked->vault, actor->asked->ca->id,
                                                       actor->role->account, error);

  for (guint i = 0; shares && i < shares->len && !*acts; i++)
    {
      const EspShare *share = g_ptr_array_index (shares, i);

      if (is_for (share, actor) && !acts_through (actor, share, acts, error))
        return FALSE;
    }
  return shares != NULL;
}

/* --- Roles ------------------------------------------------------------------------------------*/

/* In its own account, in all of them, or through what is shared: could @person (NULL: anybody) in
 * @role act on it in some case? */
static gboolean
concerns (const Asked *asked,
          const EspRole *role,
          const EspPrincipal *person,
          gboolean *does,
          GError **error)
{
  g_autoptr (GPtrArray) policies = esp_role_parse_policies (role, error);
  g_autofree char *arn = esp_arn_role (role->account, role->name);
  const Actor actor = { asked, role, arn, person, policies };

  *does = FALSE;
  if (!policies)
    return FALSE;
  if (role->scope != ESP_ROLE_SCOPE_ORGANIZATION &&
      !g_str_equal (role->account, asked->ca->account))
    return acts_across (&actor, does, error);
  *does = acts_on (&actor, arn, NULL);
  return TRUE;
}

static gboolean
touch_by_role (const Asked *asked, const EspFact *fact, gboolean *touches, GError **error)
{
  return concerns (asked, fact->role, fact->person, touches, error);
}

/* A policy of a role that nobody has changes nothing until somebody gets it. */
static gboolean
touch_by_policy (const Asked *asked, const EspFact *fact, gboolean *touches, GError **error)
{
  g_autoptr (GPtrArray) holders = esp_role_store_list_holders (asked->vault, fact->role->id, error);

  *touches = FALSE;
  if (!holders)
    return FALSE;
  return holders->len == 0 || touch_by_role (asked, fact, touches, error);
}

/* --- Guardrails -------------------------------------------------------------------------------*/

static gboolean
holds_account (GPtrArray *accounts, const char *number)
{
  return accounts && (accounts->len == 0 ||
                      g_ptr_array_find_with_equal_func (accounts, number, g_str_equal, NULL));
}

/* As it is or as it would be, it limits people of an account. */
static gboolean
limits (const EspFact *fact, const char *number)
{
  return holds_account (fact->before, number) || holds_account (fact->after, number);
}

/* Some account whose people could act on it: by what is shared, or in a role of the organization.
 */
static gboolean
limits_abroad (const Asked *asked, const EspFact *fact, gboolean *touches, GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list (asked->vault, NULL, error);

  for (guint i = 0; roles && i < roles->len && !*touches; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);

      if (limits (fact, role->account) && !concerns (asked, role, NULL, touches, error))
        return FALSE;
    }
  return roles != NULL;
}

/* The owner's account, an approver's, or that of others who act on it. */
static gboolean
touch_by_guardrail (const Asked *asked, const EspFact *fact, gboolean *touches, GError **error)
{
  g_autoptr (GPtrArray) able = NULL;

  *touches = limits (fact, asked->ca->account);
  if (*touches)
    return TRUE;
  able = esp_approving_able (asked->vault, asked->ca, asked->now, error);
  for (guint i = 0; able && i < able->len && !*touches; i++)
    *touches = limits (fact, ((const EspPrincipal *) g_ptr_array_index (able, i))->account);
  return able && (*touches || limits_abroad (asked, fact, touches, error));
}

/* --- People -----------------------------------------------------------------------------------*/

/* Who can approve is not sent away by one alone where the rule would fall with them. */
static gboolean
touch_by_leaving (const Asked *asked, const EspFact *fact, gboolean *touches, GError **error)
{
  gboolean holds;

  *touches = FALSE;
  if (!esp_approving_in_force (asked->vault, asked->ca, asked->now, fact->person->id, &holds,
                               error))
    return FALSE;
  *touches = !holds;
  return TRUE;
}

/* What a principal is tagged with counts where a policy looks at it. */
static gboolean
touch_by_tags (const Asked *asked, const EspFact *fact, gboolean *touches, GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list_for (asked->vault, fact->person->id, error);

  *touches = FALSE;
  for (guint i = 0; roles && i < roles->len && !*touches; i++)
    if (!concerns (asked, g_ptr_array_index (roles, i), fact->person, touches, error))
      return FALSE;
  return roles != NULL;
}

/* Nor is somebody given new keys, or brought back, who approves, or may act on it: whoever has
 * those keys would be a second person who was invented. */
static gboolean
touch_by_keys (const Asked *asked, const EspFact *fact, gboolean *touches, GError **error)
{
  g_autoptr (GPtrArray) approvers = esp_approver_store_list (asked->vault, asked->ca->id, error);

  for (guint i = 0; approvers && i < approvers->len; i++)
    if (g_str_equal (((const EspApprover *) g_ptr_array_index (approvers, i))->principal,
                     fact->person->id))
      {
        *touches = TRUE;
        return TRUE;
      }
  return approvers && touch_by_tags (asked, fact, touches, error);
}

/* It may ask, and what it asks for one person alone could consent to. */
static gboolean
touch_always (const Asked *asked, const EspFact *fact, gboolean *touches, GError **error)
{
  *touches = TRUE;
  return TRUE;
}

/* --- The table --------------------------------------------------------------------------------*/

static const TouchFunc rules[] = {
  [ESP_TOUCH_AUTHORITY] = touch_authority,    [ESP_TOUCH_SIGNATURE] = touch_signature,
  [ESP_TOUCH_ASSIGNMENT] = touch_by_role,     [ESP_TOUCH_POLICY] = touch_by_policy,
  [ESP_TOUCH_GUARDRAIL] = touch_by_guardrail, [ESP_TOUCH_LEAVING] = touch_by_leaving,
  [ESP_TOUCH_TAGS] = touch_by_tags,           [ESP_TOUCH_KEYS] = touch_by_keys,
  [ESP_TOUCH_RECOVERY] = touch_always,
};

static gboolean
touches_any (const Asked *asked, GPtrArray *facts, gboolean *touches, GError **error)
{
  *touches = FALSE;
  for (guint i = 0; i < facts->len && !*touches; i++)
    {
      const EspFact *fact = g_ptr_array_index (facts, i);

      if (!rules[fact->touch](asked, fact, touches, error))
        return FALSE;
    }
  return TRUE;
}

GPtrArray *
esp_facts_find_touched (EspVault *vault,
                        GPtrArray *facts,
                        gint64 now,
                        EspFactsFilter covers,
                        gpointer data,
                        GError **error)
{
  g_autoptr (GPtrArray) cas = facts->len > 0 ? esp_ca_store_list_dual_control (vault, error) : NULL;
  g_autoptr (GPtrArray) touched = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_free);

  for (guint i = 0; cas && i < cas->len; i++)
    {
      const Asked asked = { vault, g_ptr_array_index (cas, i), now };
      gboolean touches, in_force = FALSE;

      if (covers && covers (asked.ca, data))
        continue;
      if (!touches_any (&asked, facts, &touches, error) ||
          (touches && !esp_approving_in_force (vault, asked.ca, now, NULL, &in_force, error)))
        return NULL;
      if (touches && in_force)
        g_ptr_array_add (touched, esp_ca_copy (asked.ca));
    }
  return cas || facts->len == 0 ? g_steal_pointer (&touched) : NULL;
}

/* --- Of a call --------------------------------------------------------------------------------*/

static gboolean
covers (const EspCa *ca, gpointer step)
{
  return esp_approving_covers (step, ca);
}

GPtrArray *
esp_approving_needed (EspOperationContext *context, GError **error)
{
  const EspFactsRow *row = esp_facts_row_find (context->operation->name);
  g_autoptr (GPtrArray) facts = esp_facts_new ();
  g_autoptr (GPtrArray) cas = NULL;

  /* What is not under two persons costs nothing. */
  if (!row || (row->is_own && !(context->ca && context->ca->dual_control)))
    return g_steal_pointer (&facts);
  if (esp_approving_is_plan (row->operation))
    return esp_approving_needed_of_plan (context, context->data, error);
  cas = esp_ca_store_list_dual_control (context->vault, error);
  if (!cas || cas->len == 0)
    return g_steal_pointer (&cas);
  if (!row->add (context, row->touch, facts, error))
    return NULL;
  return esp_facts_find_touched (context->vault, facts, context->now,
                                 context->whole ? covers : NULL, context, error);
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
  const EspFactsRow *row = esp_facts_row_find (context->operation->name);

  if (!row || row->key == ESP_FACTS_NO_KEY || signs_itself_anew (context))
    return NULL;
  if (row->key == ESP_FACTS_KEY_OF_PLAN)
    return esp_approving_key_of_plan (context, cas);
  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);

      if (row->key == ESP_FACTS_KEY_OF_CA || ca->type == ESP_CA_ROOT)
        return ca->id;
    }
  return NULL;
}

gboolean
esp_approving_would_be_needed (EspVault *vault, const char *action, const EspCa *ca, GError **error)
{
  gboolean ruled = FALSE, in_force;
  const EspFactsRow *row;

  for (guint i = 0; !ruled && (row = esp_facts_row_nth (i)); i++)
    {
      const EspOperation *operation = esp_operation_find (row->operation);

      ruled = row->is_own && operation && g_str_equal (operation->action, action) &&
              (row->touch != ESP_TOUCH_SIGNATURE || ca->type == ESP_CA_ROOT);
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
