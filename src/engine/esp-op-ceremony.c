/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ceremonies: what a run over a plan did, as its entries of the log tell it (esp-provisioning.h
 * says what they hold). Nothing is kept about a run beside the log. What a certificate says is
 * looked up by the serial that its entry names, and what has become of anything since then is no
 * part of it.
 */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-json.h"
#include "base/esp-time.h"
#include "esp-people.h"
#include "model/esp-arn.h"
#include "pki/esp-template.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-event-store.h"

#include <string.h>

#define ACTION "espalier:ProvisionPlan"
#define CREATE_CA "acm-pca:CreateCertificateAuthority"
#define PAGE 200    /* entries read at a time */
#define LISTED 1000 /* ceremonies */
#define STEPS_MAX 20000
#define DIGITS_MAX 18 /* of a sequence */

/* --- Who --------------------------------------------------------------------------------------*/

static char *
name_of_principal (EspVault *vault, const char *id)
{
  g_autoptr (EspPrincipal) principal = id ? esp_principal_store_find (vault, id, NULL) : NULL;

  return principal ? g_strdup (principal->name) : NULL;
}

static char *
name_of_role (EspVault *vault, const char *id)
{
  g_autoptr (EspRole) role = id ? esp_role_store_find (vault, id, NULL) : NULL;

  if (g_strcmp0 (id, ESP_RECOVERY_ROLE) == 0)
    return g_strdup (ESP_RECOVERY_ROLE);
  return role ? g_strdup (role->name) : NULL;
}

/* An approved plan is made in the name of whoever asked for it; the entry is signed by who was
 * there. */
static void
tell_people (EspVault *vault, const EspEvent *event, JsonObject *row)
{
  JsonObject *approval = esp_json_get_object (event->details, "Approval");
  g_autofree char *requester = name_of_principal (vault,
                                                  esp_json_get_string (approval, "Requester"));
  g_autofree char *approver = name_of_principal (vault, esp_json_get_string (approval, "Approver"));
  g_autofree char *role = name_of_role (vault, esp_json_get_string (approval, "Role"));

  json_object_set_string_member (row, "PerformedBy", requester ? requester : event->actor_name);
  esp_json_set_string (row, "Role", approval ? role : event->role);
  esp_json_set_string (row, "ApprovedBy", approver);
}

static gboolean
sees_people (EspOperationContext *context, const EspEvent *event)
{
  JsonObject *approval = esp_json_get_object (event->details, "Approval");
  const char *id = esp_json_get_string (approval, "Requester");
  g_autoptr (EspPrincipal) requester = id ? esp_principal_store_find (context->vault, id, NULL) :
                                            NULL;

  return esp_people_sees (context, event->account) ||
         (requester && esp_people_sees (context, requester->account));
}

/* --- The last entry of a run ------------------------------------------------------------------*/

static gint64
get_first (const EspEvent *event)
{
  gint64 first = esp_json_get_int (event->details, "FirstEvent", 0);

  return first >= 1 && first <= event->sequence ? first : event->sequence;
}

static gboolean
is_end (const EspEvent *event)
{
  return g_str_equal (event->action, ACTION) && event->outcome == ESP_OUTCOME_ALLOWED &&
         esp_json_get_string (event->details, "Provisioning") &&
         esp_json_get_string (event->details, "PlanDigest");
}

/* Ends of runs, the newest first, below the sequence @before (0: all). */
static GPtrArray *
list_ends (EspOperationContext *context, gint64 before, GError **error)
{
  EspEventFilter filter = { .action = ACTION,
                            .outcome = ESP_OUTCOME_ALLOWED,
                            .before = before,
                            .limit = LISTED };
  g_autoptr (GPtrArray) stored = esp_event_store_list (context->vault, &filter, error);
  g_autoptr (GPtrArray) ends = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_event_free);

  for (guint i = 0; stored && i < stored->len; i++)
    {
      const EspStoredEvent *row = g_ptr_array_index (stored, i);
      EspEvent *event = esp_event_parse (row->canonical, error);

      if (!event)
        return NULL;
      g_ptr_array_add (ends, event);
    }
  return stored ? g_steal_pointer (&ends) : NULL;
}

static EspEvent *
find_by_sequence (EspOperationContext *context, const char *text, GError **error)
{
  gint64 sequence = g_ascii_strtoll (text, NULL, 10);
  g_autoptr (EspStoredEvent) stored = esp_event_store_get (context->vault, sequence, error);
  g_autoptr (EspEvent) event = stored ? esp_event_parse (stored->canonical, error) : NULL;

  return event && is_end (event) ? g_steal_pointer (&event) : NULL;
}

static EspEvent *
find_by_id (EspOperationContext *context, const char *id, GError **error)
{
  gint64 before = 0;

  for (;;)
    {
      g_autoptr (GPtrArray) ends = list_ends (context, before, error);

      for (guint i = 0; ends && i < ends->len; i++)
        {
          EspEvent *event = g_ptr_array_index (ends, i);

          before = event->sequence;
          if (is_end (event) &&
              g_ascii_strcasecmp (esp_json_get_string (event->details, "Provisioning"), id) == 0)
            return g_ptr_array_steal_index (ends, i);
        }
      if (!ends || ends->len < LISTED)
        return NULL;
    }
}

static gboolean
is_sequence (const char *text)
{
  gsize len = strlen (text);

  return len > 0 && len <= DIGITS_MAX && strspn (text, "0123456789") == len;
}

gboolean
esp_op_ceremony_resolve (EspOperationContext *context, GError **error)
{
  const char *id = esp_context_text (context, "Id");
  GError *problem = NULL;
  g_autoptr (EspEvent) event = is_sequence (id) ? find_by_sequence (context, id, &problem) :
                                                  find_by_id (context, id, &problem);

  /* That of others is theirs, as each of its entries is. */
  if (!problem && (!event || !sees_people (context, event)))
    esp_error_set (&problem, ESP_REASON_CEREMONY_UNKNOWN, id, NULL);
  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  context->data = g_steal_pointer (&event);
  context->free_data = (GDestroyNotify) esp_event_free;
  return TRUE;
}

/* --- The list ---------------------------------------------------------------------------------*/

static JsonObject *
view_end (EspOperationContext *context, const EspEvent *event, GError **error)
{
  gint64 n_cas = esp_event_store_count_action (context->vault, CREATE_CA, get_first (event),
                                               event->sequence, error);
  JsonObject *row;

  if (n_cas < 0)
    return NULL;
  row = json_object_new ();
  json_object_set_string_member (row, "Id", esp_json_get_string (event->details, "Provisioning"));
  json_object_set_int_member (row, "Sequence", event->sequence);
  esp_json_set_string (row, "Plan", esp_json_get_string (event->details, "Plan"));
  json_object_set_string_member (row, "PlanDigest",
                                 esp_json_get_string (event->details, "PlanDigest"));
  esp_json_set_time (row, "Time", event->time);
  tell_people (context->vault, event, row);
  json_object_set_int_member (row, "CertificateAuthorities", n_cas);
  return row;
}

gboolean
esp_op_list_ceremonies (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) ends = list_ends (context, 0, error);
  JsonArray *list;

  if (!ends)
    return FALSE;
  list = json_array_new ();
  json_object_set_array_member (context->result, "Ceremonies", list);
  for (guint i = 0; i < ends->len; i++)
    {
      const EspEvent *event = g_ptr_array_index (ends, i);
      JsonObject *row;

      if (!is_end (event) || !sees_people (context, event))
        continue;
      row = view_end (context, event, error);
      if (!row)
        return FALSE;
      json_array_add_object_element (list, row);
    }
  return TRUE;
}

/* --- One step ---------------------------------------------------------------------------------*/

/* What an entry is about, by the members of its details; the second, where there is one, comes
 * first: "Root: ben". */
static const struct
{
  const char *action;
  const char *member;
  const char *before;
} names[] = {
  { "organizations:CreateAccount", "Name", NULL },
  { "organizations:CreatePolicy", "Guardrail", NULL },
  { "iam:CreateRole", "Role", NULL },
  { "iam:PutRolePolicy", "PolicyName", "Role" },
  { "iam:CreateUser", "Principal", NULL },
  { "iam:AssignRole", "Principal", "Role" },
  { "espalier:UpdateApprovers", "Principal", "CertificateAuthority" },
  { "espalier:UpdateDualControl", "CertificateAuthority", NULL },
  { "ram:CreateResourceShare", "ResourceShare", NULL },
  { "ram:CreatePermission", "Permission", NULL },
};

static char *
tell_name (const EspEvent *event)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *name = esp_json_get_string (event->details, names[i].member);
      const char *before = names[i].before ? esp_json_get_string (event->details, names[i].before) :
                                             NULL;

      if (name && g_str_equal (names[i].action, event->action))
        return before ? g_strconcat (before, ": ", name, NULL) : g_strdup (name);
    }
  return g_strdup (event->resource ? event->resource : event->action);
}

/* Of the certificate with that serial that made the CA, which may have another one by now. */
static gboolean
tell_validity (EspVault *vault,
               const EspCa *ca,
               const char *serial,
               JsonObject *row,
               GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  const EspCertificateRow *found;

  if (!serial)
    return TRUE;
  rows = esp_certificate_store_find (vault, ca->parent ? ca->parent : ca->id, serial, error);
  if (!rows)
    return FALSE;
  if (rows->len == 0)
    return TRUE;
  found = g_ptr_array_index (rows, 0);
  esp_json_set_time (row, "NotBefore", found->not_before);
  esp_json_set_time (row, "NotAfter", found->not_after);
  return TRUE;
}

static gboolean
tell_ca (EspVault *vault, const EspEvent *event, JsonObject *row, GError **error)
{
  static const char *const members[] = { "Subject", "Serial", "Fingerprint" };
  const char *template_name = esp_json_get_string (event->details, "Template");
  const EspTemplate *template = template_name ? esp_template_find (template_name, NULL) : NULL;
  const char *above = esp_json_get_string (event->details, "Parent");
  g_autofree char *id = NULL;
  g_autofree char *parent_id = NULL;
  g_autoptr (EspCa) ca = NULL;
  g_autoptr (EspCa) parent = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    esp_json_set_string (row, members[i], esp_json_get_string (event->details, members[i]));
  esp_json_set_string (row, "TemplateArn", template ? template->arn : template_name);
  if (esp_arn_parse_ca (event->resource, NULL, &id))
    ca = esp_ca_store_find (vault, id, error);
  if (!ca)
    return FALSE;
  json_object_set_string_member (row, "Name", ca->label);
  esp_json_set_string (row, "KeyAlgorithm", ca->key_algorithm);
  if (above && esp_arn_parse_ca (above, NULL, &parent_id))
    parent = esp_ca_store_find (vault, parent_id, NULL);
  esp_json_set_string (row, "Parent", parent ? parent->label : above);
  return tell_validity (vault, ca, esp_json_get_string (event->details, "Serial"), row, error);
}

static JsonObject *
view_step (EspVault *vault, const EspEvent *event, GError **error)
{
  const char *account = esp_json_get_string (event->details, "Account");
  g_autofree char *owner = esp_arn_get_account (event->resource);
  g_autofree char *name = tell_name (event);
  g_autoptr (JsonObject) row = json_object_new ();

  json_object_set_int_member (row, "Sequence", event->sequence);
  esp_json_set_time (row, "Time", event->time);
  json_object_set_string_member (row, "Action", event->action);
  json_object_set_string_member (row, "Name", name);
  esp_json_set_string (row, "OwnerAccount", account ? account : owner);
  if (event->resource && g_str_has_prefix (event->resource, "arn:"))
    json_object_set_string_member (row, "Arn", event->resource);
  if (g_str_equal (event->action, CREATE_CA) && !tell_ca (vault, event, row, error))
    return NULL;
  return g_steal_pointer (&row);
}

/* --- All of them ------------------------------------------------------------------------------*/

static gboolean
is_of_run (const EspEvent *event, const char *id)
{
  return event->outcome == ESP_OUTCOME_ALLOWED &&
         g_strcmp0 (esp_json_get_string (event->details, "Provisioning"), id) == 0;
}

static gboolean
add_steps (EspOperationContext *context,
           const EspEvent *end,
           JsonArray *steps,
           gint64 *started,
           GError **error)
{
  const char *id = esp_json_get_string (end->details, "Provisioning");
  gint64 next = get_first (end);

  while (next < end->sequence && json_array_get_length (steps) < STEPS_MAX)
    {
      g_autoptr (GPtrArray) page = esp_event_store_range (context->vault, next, PAGE, error);

      if (!page || g_cancellable_set_error_if_cancelled (context->cancellable, error))
        return FALSE;
      if (page->len == 0)
        return TRUE;
      for (guint i = 0; i < page->len; i++, next++)
        {
          const EspStoredEvent *stored = g_ptr_array_index (page, i);
          g_autoptr (EspEvent) event = esp_event_parse (stored->canonical, error);
          JsonObject *row;

          if (!event)
            return FALSE;
          if (event->sequence >= end->sequence)
            return TRUE;
          if (!is_of_run (event, id))
            continue;
          row = view_step (context->vault, event, error);
          if (!row)
            return FALSE;
          if (json_array_get_length (steps) == 0)
            *started = event->time;
          json_array_add_object_element (steps, row);
        }
    }
  return TRUE;
}

/* As of the founding: a founder may get new keys later. */
static gboolean
tell_vault (EspVault *vault, JsonObject *view, GError **error)
{
  const EspVaultInfo *info = esp_vault_get_info (vault);
  g_autoptr (EspStoredEvent) stored = esp_event_store_get (vault, 1, error);
  g_autoptr (EspEvent) founding = stored ? esp_event_parse (stored->canonical, error) : NULL;

  if (!founding)
    return FALSE;
  json_object_set_string_member (view, "Organization", info->organization);
  json_object_set_string_member (view, "VaultId", info->id);
  esp_json_set_string (view, "VaultFingerprint",
                       esp_json_get_string (founding->details, "SigningFingerprint"));
  return TRUE;
}

static gboolean
tell_root (EspVault *vault, const EspEvent *end, JsonObject *view, GError **error)
{
  g_autofree char *hex = NULL;
  EspHash root;

  if (!esp_event_store_root_at (vault, end->sequence, &root, error))
    return FALSE;
  hex = esp_hex_encode (root.bytes, ESP_HASH_LEN);
  json_object_set_string_member (view, "Root", hex);
  return TRUE;
}

gboolean
esp_op_describe_ceremony (EspOperationContext *context, GError **error)
{
  const EspEvent *end = context->data;
  g_autoptr (JsonObject) view = json_object_new ();
  JsonArray *steps = json_array_new ();
  gint64 started = end->time;

  json_object_set_string_member (view, "Id", esp_json_get_string (end->details, "Provisioning"));
  json_object_set_int_member (view, "Sequence", end->sequence);
  json_object_set_int_member (view, "FirstEvent", get_first (end));
  esp_json_set_string (view, "Plan", esp_json_get_string (end->details, "Plan"));
  json_object_set_string_member (view, "PlanDigest",
                                 esp_json_get_string (end->details, "PlanDigest"));
  tell_people (context->vault, end, view);
  json_object_set_array_member (view, "Steps", steps);
  if (!tell_vault (context->vault, view, error) || !tell_root (context->vault, end, view, error) ||
      !add_steps (context, end, steps, &started, error))
    return FALSE;
  esp_json_set_time (view, "StartedAt", started);
  esp_json_set_time (view, "FinishedAt", end->time);
  json_object_set_object_member (context->result, "Ceremony", g_steal_pointer (&view));
  return TRUE;
}
