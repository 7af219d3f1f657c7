/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts of a call: one row for each operation that can touch something under two persons. A new
 * operation that changes who may do what, or signs, gets a row here; the rows of the vault that it
 * changes, one in esp-replay-facts.c. */
#include "esp-approving-facts.h"

#include "access/esp-policy.h"
#include "esp-importing.h"
#include "esp-revocation-lists.h"
#include "model/esp-arn.h"
#include "vault/esp-account-store.h"
#include "vault/esp-guardrail-store.h"

/* --- Facts ------------------------------------------------------------------------------------*/

static void
fact_free (gpointer data)
{
  EspFact *fact = data;

  g_free (fact->ca);
  g_clear_pointer (&fact->role, esp_role_free);
  g_clear_pointer (&fact->person, esp_principal_free);
  g_clear_pointer (&fact->before, g_ptr_array_unref);
  g_clear_pointer (&fact->after, g_ptr_array_unref);
  g_free (fact);
}

GPtrArray *
esp_facts_new (void)
{
  return g_ptr_array_new_with_free_func (fact_free);
}

static EspFact *
add_fact (GPtrArray *facts, EspTouch touch)
{
  EspFact *fact = g_new0 (EspFact, 1);

  fact->touch = touch;
  g_ptr_array_add (facts, fact);
  return fact;
}

void
esp_facts_add_ca (GPtrArray *facts, EspTouch touch, const char *ca)
{
  add_fact (facts, touch)->ca = g_strdup (ca);
}

void
esp_facts_add_role (GPtrArray *facts, EspTouch touch, EspRole *role, EspPrincipal *person)
{
  EspFact *fact = add_fact (facts, touch);

  fact->role = role;
  fact->person = person;
}

void
esp_facts_add_person (GPtrArray *facts, EspTouch touch, EspPrincipal *person)
{
  add_fact (facts, touch)->person = person;
}

void
esp_facts_add_guardrail (GPtrArray *facts, GPtrArray *before, GPtrArray *after)
{
  EspFact *fact = add_fact (facts, ESP_TOUCH_GUARDRAIL);

  fact->before = before;
  fact->after = after;
}

void
esp_facts_add_recovery (GPtrArray *facts)
{
  add_fact (facts, ESP_TOUCH_RECOVERY);
}

/* --- Authorities ------------------------------------------------------------------------------*/

static gboolean
add_own (EspOperationContext *context, EspTouch touch, GPtrArray *facts, GError **error)
{
  esp_facts_add_ca (facts, touch, context->ca->id);
  return TRUE;
}

/* To hand out the list that is there signs nothing. */
static gboolean
add_list (EspOperationContext *context, EspTouch touch, GPtrArray *facts, GError **error)
{
  g_autoptr (EspRevocationList) list = NULL;
  gboolean due;

  if (context->ca->type != ESP_CA_ROOT || !context->ca->revocation.crl_enabled)
    return TRUE;
  list = esp_revocation_list_load (context->vault, context->ca, error);
  if (!list || !esp_revocation_list_is_due (list, context, &due, error))
    return FALSE;
  if (due)
    esp_facts_add_ca (facts, touch, context->ca->id);
  return TRUE;
}

static gboolean
add_parent (EspOperationContext *context, EspTouch touch, GPtrArray *facts, GError **error)
{
  const char *name = esp_context_text (context, "Parent");
  g_autoptr (EspCa) parent = name ? esp_context_find_ca (context, name, error) : NULL;

  if (parent)
    esp_facts_add_ca (facts, touch, parent->id);
  return !name || parent;
}

/* Those of the vault below which something comes to stand. */
static gboolean
add_imported (EspOperationContext *context, EspTouch touch, GPtrArray *facts, GError **error)
{
  EspImporting *importing = esp_op_import_survey (context, error);
  GPtrArray *list = importing ?
                      esp_imported_authorities_list (esp_importing_get_authorities (importing)) :
                      NULL;

  for (guint i = 0; list && i < list->len; i++)
    {
      const EspImportedAuthority *authority = g_ptr_array_index (list, i);
      const EspCa *parent = authority->parent ? authority->parent->leader->ca : NULL;

      if (parent && esp_imported_authority_is_new (authority))
        esp_facts_add_ca (facts, touch, parent->id);
    }
  return list != NULL;
}

/* Itself, and the root that signs its new certificate. */
static gboolean
add_renewed (EspOperationContext *context, EspTouch touch, GPtrArray *facts, GError **error)
{
  esp_facts_add_ca (facts, ESP_TOUCH_AUTHORITY, context->ca->id);
  if (context->ca->parent)
    esp_facts_add_ca (facts, touch, context->ca->parent);
  return TRUE;
}

/* --- Roles ------------------------------------------------------------------------------------*/

static gboolean
find_role (EspOperationContext *context, EspRole **role, GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list (context->vault, NULL, error);

  *role = NULL;
  for (guint i = 0; roles && i < roles->len && !*role; i++)
    {
      const EspRole *listed = g_ptr_array_index (roles, i);
      g_autofree char *arn = esp_arn_role (listed->account, listed->name);

      if (g_strcmp0 (arn, context->resource) == 0)
        *role = g_ptr_array_steal_index (roles, i);
    }
  return roles != NULL;
}

static gboolean
find_person (EspOperationContext *context,
             const char *parameter,
             EspPrincipal **person,
             GError **error)
{
  const char *name = esp_context_text (context, parameter);
  GError *problem = NULL;

  *person = name ? esp_principal_store_find (context->vault, name, &problem) : NULL;
  if (!problem)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

/* The role as it is and as it would become. A document that can't be read is refused by the
 * operation itself. */
static gboolean
add_role (EspOperationContext *context, EspTouch touch, GPtrArray *facts, GError **error)
{
  const char *document = esp_context_text (context, "PolicyDocument");
  g_autoptr (EspRole) role = NULL;
  g_autoptr (EspPolicy) policy = NULL;
  EspPrincipal *person;

  if (!find_role (context, &role, error) || !find_person (context, "Principal", &person, error))
    return FALSE;
  policy = document ? esp_policy_parse ("new", document, NULL) : NULL;
  if (role && policy)
    g_ptr_array_add (role->policies, esp_role_policy_new ("new", document));
  if (role)
    esp_facts_add_role (facts, touch, g_steal_pointer (&role), person);
  else
    esp_principal_free (person);
  return TRUE;
}

/* --- Guardrails -------------------------------------------------------------------------------*/

/* A name that no account has is refused by the operation itself. */
static GPtrArray *
read_accounts (EspOperationContext *context, JsonArray *names)
{
  GPtrArray *accounts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; names && i < json_array_get_length (names); i++)
    {
      JsonNode *node = json_array_get_element (names, i);
      const char *text = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
      g_autoptr (EspAccount) account = text ? esp_account_store_find (context->vault, text, NULL) :
                                              NULL;

      if (account)
        g_ptr_array_add (accounts, g_strdup (account->id));
    }
  return accounts;
}

static gboolean
add_guardrail (EspOperationContext *context, EspTouch touch, GPtrArray *facts, GError **error)
{
  JsonArray *names = esp_json_get_array (context->parameters, "Accounts");
  GError *problem = NULL;
  g_autoptr (EspGuardrail)
    now = esp_guardrail_store_find (context->vault, esp_context_text (context, "Name"), &problem);
  GPtrArray *after = NULL;

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (names || !now)
    after = read_accounts (context, names);
  else if (!g_str_equal (context->operation->name, "DeleteGuardrail"))
    after = g_ptr_array_ref (now->accounts);
  esp_facts_add_guardrail (facts, now ? g_ptr_array_ref (now->accounts) : NULL, after);
  return TRUE;
}

/* --- People -----------------------------------------------------------------------------------*/

static gboolean
add_person (EspOperationContext *context, EspTouch touch, GPtrArray *facts, GError **error)
{
  EspPrincipal *person;

  if (!find_person (context, "Name", &person, error))
    return FALSE;
  if (person)
    esp_facts_add_person (facts, touch, person);
  return TRUE;
}

static gboolean
add_reset (EspOperationContext *context, EspTouch touch, GPtrArray *facts, GError **error)
{
  return add_person (context, touch, facts, error) &&
         add_person (context, ESP_TOUCH_LEAVING, facts, error);
}

static gboolean
add_recovery (EspOperationContext *context, EspTouch touch, GPtrArray *facts, GError **error)
{
  esp_facts_add_recovery (facts);
  return TRUE;
}

/* --- The table --------------------------------------------------------------------------------*/

#define OWN TRUE, ESP_TOUCH_AUTHORITY, add_own
#define SIGNS TRUE, ESP_TOUCH_SIGNATURE, add_own
#define PERSON(touch) FALSE, ESP_TOUCH_##touch, add_person

static const EspFactsRow rows[] = {
  { "UpdateCertificateAuthority", OWN, ESP_FACTS_NO_KEY },
  { "DeleteCertificateAuthority", OWN, ESP_FACTS_NO_KEY },
  { "RestoreCertificateAuthority", OWN, ESP_FACTS_NO_KEY },
  { "ImportCertificateAuthorityCertificate", OWN, ESP_FACTS_NO_KEY },
  { "TagCertificateAuthority", OWN, ESP_FACTS_NO_KEY },
  { "UntagCertificateAuthority", OWN, ESP_FACTS_NO_KEY },
  { "CreatePermission", OWN, ESP_FACTS_NO_KEY },
  { "DeletePermission", OWN, ESP_FACTS_NO_KEY },
  { "PutPolicy", OWN, ESP_FACTS_NO_KEY },
  { "DeletePolicy", OWN, ESP_FACTS_NO_KEY },
  { "CreateResourceShare", OWN, ESP_FACTS_NO_KEY },
  { "DeleteResourceShare", OWN, ESP_FACTS_NO_KEY },
  { "ReplaceResourceSharePermission", OWN, ESP_FACTS_NO_KEY },
  { "SetDualControl", OWN, ESP_FACTS_KEY_OF_CA },
  { "AddApprover", OWN, ESP_FACTS_KEY_OF_CA },
  { "RemoveApprover", OWN, ESP_FACTS_KEY_OF_CA },

  { "IssueCertificate", SIGNS, ESP_FACTS_KEY_OF_ROOT },
  { "IssueCertificates", SIGNS, ESP_FACTS_KEY_OF_ROOT },
  { "ProcessSigningRequests", SIGNS, ESP_FACTS_KEY_OF_ROOT },
  { "RevokeCertificate", SIGNS, ESP_FACTS_KEY_OF_ROOT },
  { "GetCertificateRevocationList", TRUE, ESP_TOUCH_SIGNATURE, add_list, ESP_FACTS_KEY_OF_ROOT },
  { "CreateCertificateAuthority", FALSE, ESP_TOUCH_SIGNATURE, add_parent, ESP_FACTS_KEY_OF_ROOT },
  { "ImportAuthorities", FALSE, ESP_TOUCH_SIGNATURE, add_imported, ESP_FACTS_NO_KEY },
  { "RenewCertificateAuthority", FALSE, ESP_TOUCH_SIGNATURE, add_renewed, ESP_FACTS_KEY_OF_ROOT },

  { "AssignRole", FALSE, ESP_TOUCH_ASSIGNMENT, add_role, ESP_FACTS_NO_KEY },
  { "UnassignRole", FALSE, ESP_TOUCH_ASSIGNMENT, add_role, ESP_FACTS_NO_KEY },
  { "PutRolePolicy", FALSE, ESP_TOUCH_POLICY, add_role, ESP_FACTS_NO_KEY },
  { "DeleteRolePolicy", FALSE, ESP_TOUCH_POLICY, add_role, ESP_FACTS_NO_KEY },
  { "CreateGuardrail", FALSE, ESP_TOUCH_GUARDRAIL, add_guardrail, ESP_FACTS_NO_KEY },
  { "UpdateGuardrail", FALSE, ESP_TOUCH_GUARDRAIL, add_guardrail, ESP_FACTS_NO_KEY },
  { "DeleteGuardrail", FALSE, ESP_TOUCH_GUARDRAIL, add_guardrail, ESP_FACTS_NO_KEY },
  { "SuspendPrincipal", PERSON (LEAVING), ESP_FACTS_NO_KEY },
  { "ResumePrincipal", PERSON (KEYS), ESP_FACTS_NO_KEY },
  { "ResetPrincipal", FALSE, ESP_TOUCH_KEYS, add_reset, ESP_FACTS_NO_KEY },
  { "ConfirmPrincipal", PERSON (KEYS), ESP_FACTS_NO_KEY },
  { "TagPrincipal", PERSON (TAGS), ESP_FACTS_NO_KEY },
  { "UntagPrincipal", PERSON (TAGS), ESP_FACTS_NO_KEY },
  { "CreateRecoveryIdentity", FALSE, ESP_TOUCH_RECOVERY, add_recovery, ESP_FACTS_NO_KEY },
  { "ExportHierarchy", FALSE, ESP_TOUCH_AUTHORITY, esp_facts_add_hierarchy, ESP_FACTS_KEY_OF_CA },
  { "ProvisionPlan", FALSE, ESP_TOUCH_SIGNATURE, esp_facts_add_plan, ESP_FACTS_KEY_OF_PLAN },
};

const EspFactsRow *
esp_facts_row_nth (guint index)
{
  return index < G_N_ELEMENTS (rows) ? &rows[index] : NULL;
}

const EspFactsRow *
esp_facts_row_find (const char *operation)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].operation, operation))
      return &rows[i];
  return NULL;
}
