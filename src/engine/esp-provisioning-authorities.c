/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of the list of steps: authorities, parents first, those who approve for them, and with whom they
 * are shared. */
#include "esp-provisioning-private.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-approving.h"
#include "esp-views.h"
#include "model/esp-arn.h"
#include "model/esp-tag.h"
#include "pki/esp-name-constraints.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"

#define ROOT_CRL_DAYS 180
#define SUBORDINATE_CRL_DAYS 7
#define NAME_CONSTRAINTS "2.5.29.30"

/* --- Authorities ------------------------------------------------------------------------------*/

static void
set_revocation (JsonObject *parameters, const EspPlanCa *ca, gboolean is_root)
{
  EspRevocationSettings settings = ca->revocation;

  if (settings.crl_days == 0)
    settings.crl_days = is_root ? ROOT_CRL_DAYS : SUBORDINATE_CRL_DAYS;
  json_object_set_object_member (parameters, "RevocationConfiguration",
                                 esp_view_revocation (&settings));
}

/* They come in by the request to issue: the checks have seen to it that the template lets them. */
gboolean
esp_provisioning_add_constraints (JsonObject *parameters, const EspPlanCa *ca, GError **error)
{
  g_autoptr (GBytes) der = NULL;
  g_autofree char *value = NULL;
  JsonObject *passthrough, *extensions, *extension;
  JsonArray *custom;

  if (!ca->name_constraints)
    return TRUE;
  der = esp_name_constraints_encode (ca->name_constraints, error);
  if (!der)
    return FALSE;
  passthrough = json_object_new ();
  extensions = json_object_new ();
  extension = json_object_new ();
  custom = json_array_new ();
  value = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  json_object_set_string_member (extension, "ObjectIdentifier", NAME_CONSTRAINTS);
  json_object_set_string_member (extension, "Value", value);
  json_object_set_boolean_member (extension, "Critical", TRUE);
  json_array_add_object_element (custom, extension);
  json_object_set_array_member (extensions, "CustomExtensions", custom);
  json_object_set_object_member (passthrough, "Extensions", extensions);
  json_object_set_object_member (parameters, "ApiPassthrough", passthrough);
  return TRUE;
}

static gboolean
has_arn (const EspListing *listing, const char *arn)
{
  GHashTableIter iter;
  gpointer there;

  g_hash_table_iter_init (&iter, listing->arns);
  while (g_hash_table_iter_next (&iter, NULL, &there))
    if (g_strcmp0 (there, arn) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
set_parent (const EspListing *listing, JsonObject *parameters, const EspPlanCa *ca, GError **error)
{
  const char *there = ca->parent ? g_hash_table_lookup (listing->matches, ca->parent) : NULL;
  g_autofree char *label = NULL;

  if (ca->parent)
    json_object_set_string_member (parameters, there ? "Parent" : "ParentKey",
                                   there ? there : ca->parent);
  if (!ca->parent_arn)
    return TRUE;
  if (has_arn (listing, ca->parent_arn))
    {
      json_object_set_string_member (parameters, "Parent", ca->parent_arn);
      return TRUE;
    }
  label = esp_plan_ca_get_label (ca);
  esp_error_set (error, ESP_REASON_PLAN_PARENT, label, "parent", ca->parent_arn, NULL);
  return FALSE;
}

static gboolean
set_authority (const EspListing *listing,
               JsonObject *parameters,
               const EspPlanCa *ca,
               GError **error)
{
  gboolean is_root = !ca->parent && !ca->parent_arn;

  json_object_set_string_member (parameters, "Subject", ca->subject);
  json_object_set_string_member (parameters, "Type", is_root ? "ROOT" : "SUBORDINATE");
  json_object_set_string_member (parameters, "TemplateArn", ca->template_name);
  if (ca->path_length >= 0)
    json_object_set_int_member (parameters, "PathLength", ca->path_length);
  json_object_set_string_member (parameters, "KeyAlgorithm", ca->key_algorithm);
  esp_json_set_string (parameters, "SigningAlgorithm", ca->signing_algorithm);
  json_object_set_string_member (parameters, "Validity", ca->validity);
  json_object_set_string_member (parameters, "OwnerAccount", ca->account);
  json_object_set_string_member (parameters, "UsageMode",
                                 esp_usage_mode_to_string (ca->usage_mode));
  json_object_set_boolean_member (parameters, "DualControl", ca->dual_control);
  set_revocation (parameters, ca, is_root);
  return esp_provisioning_add_constraints (parameters, ca, error) &&
         set_parent (listing, parameters, ca, error);
}

gboolean
esp_listing_authorities (EspListing *listing, GError **error)
{
  g_autoptr (GPtrArray) ordered = esp_plan_list_ordered (listing->plan);

  for (guint i = 0; i < ordered->len; i++)
    {
      const EspPlanCa *ca = g_ptr_array_index (ordered, i);
      g_autofree char *label = NULL;
      EspProvisioningStep *step;

      if (g_hash_table_contains (listing->matches, ca->key))
        continue;
      label = esp_plan_ca_get_label (ca);
      step = esp_listing_add (listing, "CreateCertificateAuthority", label, ca->account);
      step->key = g_strdup (ca->key);
      if (!set_authority (listing, step->parameters, ca, error))
        return FALSE;
      esp_listing_set_tags (step, ca->tags);
    }
  return TRUE;
}

/* The CA of a share or an approver: of the plan, or there. */
static void
set_ca (const EspListing *listing, EspProvisioningStep *step, const char *key)
{
  const char *there = g_hash_table_lookup (listing->matches, key);

  json_object_set_string_member (step->parameters,
                                 there ? "CertificateAuthority" : "CertificateAuthorityKey",
                                 there ? there : key);
  step->key = g_strdup (key);
}

/* --- Approvers --------------------------------------------------------------------------------*/

static void
add_approver_step (EspListing *listing,
                   const char *operation,
                   const EspPlanCa *ca,
                   const char *name)
{
  g_autofree char *label = esp_plan_ca_get_label (ca);
  EspProvisioningStep *step = esp_listing_add (listing, operation, label, ca->account);

  set_ca (listing, step, ca->key);
  json_object_set_string_member (step->parameters, "Principal", name);
}

static gboolean
is_fit (EspVault *vault, const char *name)
{
  g_autoptr (EspPrincipal) principal = esp_principal_store_find (vault, name, NULL);

  return principal && g_str_equal (principal->name, name) &&
         principal->kind == ESP_PRINCIPAL_PERSON && principal->status == ESP_PRINCIPAL_ACTIVE;
}

EspCa *
esp_provisioning_imagine_ca (const EspPlanCa *planned, gint64 now)
{
  EspCa *ca = esp_ca_new ();

  ca->id = g_uuid_string_random ();
  ca->account = g_strdup (planned->account);
  ca->arn = esp_arn_ca (ca->account, ca->id);
  ca->type = planned->parent || planned->parent_arn ? ESP_CA_SUBORDINATE : ESP_CA_ROOT;
  ca->state = ESP_CA_ACTIVE;
  ca->label = esp_plan_ca_get_label (planned);
  ca->subject = g_strdup (planned->subject);
  ca->created_at = ca->changed_at = now;
  ca->dual_control = planned->dual_control;
  for (guint i = 0; i < planned->tags->len; i++)
    g_ptr_array_add (ca->tags, esp_tag_copy (g_ptr_array_index (planned->tags, i)));
  return ca;
}

static EspCa *
find_record (EspListing *listing, const EspPlanCa *ca, GError **error)
{
  const char *there = g_hash_table_lookup (listing->matches, ca->key);
  g_autofree char *id = NULL;

  if (!there)
    return esp_provisioning_imagine_ca (ca, listing->now);
  return esp_arn_parse_ca (there, NULL, &id) ? esp_ca_store_find (listing->vault, id, error) : NULL;
}

/* As the acts themselves tell it: who is there and fit to whoever may name approvers, who approves
 * to those and to whoever may list them. */
static gboolean
may (EspListing *listing, const char *action, const EspCa *record)
{
  return !listing->seen_by || esp_context_may (listing->seen_by, action, record);
}

/* Those who approve for it now: of one that is there, those who can or are named; of a new one,
 * those who could. */
static GPtrArray *
list_present (EspListing *listing, const EspCa *record, gboolean names, GError **error)
{
  if (!names && !may (listing, "espalier:ListApprovals", record))
    return g_ptr_array_new ();
  return esp_approving_who (listing->vault, record, listing->now, error);
}

static gboolean
has_name (GPtrArray *principals, const char *name)
{
  for (guint i = 0; i < principals->len; i++)
    if (g_str_equal (((const EspPrincipal *) g_ptr_array_index (principals, i))->name, name))
      return TRUE;
  return FALSE;
}

/* Until all whom the plan names are there, nobody is sent away: one alone would be left. Whoever
 * may name nobody is refused each of these steps, and told nothing of whom they are about. */
static gboolean
list_approvers_of (EspListing *listing, const EspPlanCa *ca, GError **error)
{
  g_autoptr (EspCa) record = find_record (listing, ca, error);
  gboolean names = record && may (listing, "espalier:UpdateApprovers", record), all = TRUE;
  g_autoptr (GPtrArray) present = record ? list_present (listing, record, names, error) : NULL;

  if (!present)
    return FALSE;
  for (char **name = ca->approvers; *name; name++)
    {
      gboolean fit = !names || is_fit (listing->vault, *name);

      all = all && fit;
      if (fit && !has_name (present, *name))
        add_approver_step (listing, "AddApprover", ca, *name);
    }
  for (guint i = 0; all && i < present->len; i++)
    {
      const char *name = ((const EspPrincipal *) g_ptr_array_index (present, i))->name;

      if (!g_strv_contains ((const char *const *) ca->approvers, name))
        add_approver_step (listing, "RemoveApprover", ca, name);
    }
  return TRUE;
}

gboolean
esp_listing_approvers (EspListing *listing, GError **error)
{
  for (guint i = 0; i < listing->plan->cas->len; i++)
    {
      const EspPlanCa *ca = g_ptr_array_index (listing->plan->cas, i);

      if (ca->dual_control && ca->approvers && *ca->approvers &&
          !list_approvers_of (listing, ca, error))
        return FALSE;
    }
  return TRUE;
}

/* --- Shares -----------------------------------------------------------------------------------*/

void
esp_listing_shares (EspListing *listing)
{
  for (guint i = 0; i < listing->plan->shares->len; i++)
    {
      const EspPlanShare *share = g_ptr_array_index (listing->plan->shares, i);
      const EspPlanCa *ca = esp_plan_find_ca (listing->plan, share->ca);
      EspProvisioningStep *step;

      if (!esp_listing_misses (listing, ESP_PLAN_THING_SHARE, share->name, share->account,
                               share->ca))
        continue;
      step = esp_listing_add (listing, "CreateResourceShare", share->name, ca->account);
      set_ca (listing, step, share->ca);
      json_object_set_string_member (step->parameters, "Name", share->name);
      json_object_set_string_member (step->parameters, "Consumer", share->account);
      json_object_set_string_member (step->parameters, "Permission", share->permission);
      json_object_set_string_member (step->parameters, "Signing", share->here ? "HERE" : "REQUEST");
      esp_listing_set_tags (step, share->tags);
    }
}
