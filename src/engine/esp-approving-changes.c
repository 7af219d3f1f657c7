/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before and after, as texts that two people sign: read from the vault and from the parameters, the
 * same each time while nothing moved. What an act finds changed when it runs makes it void. */
#include "esp-approving.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-revocation-lists.h"
#include "esp-share-views.h"
#include "esp-sharing.h"
#include "esp-signing-requests.h"
#include "esp-views.h"
#include "model/esp-arn.h"
#include "model/esp-certificate-row.h"
#include "model/esp-tag.h"
#include "pki/esp-certificate.h"
#include "pki/esp-digest.h"
#include "pki/esp-request.h"
#include "vault/esp-account-store.h"
#include "vault/esp-approval-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-guardrail-store.h"

typedef gboolean (*DescribeFunc) (EspOperationContext *context, JsonArray *changes, GError **error);

static void
add_change (JsonArray *changes, const char *what, const char *before, const char *after)
{
  JsonObject *change = json_object_new ();

  json_object_set_string_member (change, "what", what);
  json_object_set_string_member (change, "before", before ? before : "");
  json_object_set_string_member (change, "after", after ? after : "");
  json_array_add_object_element (changes, change);
}

/* --- Values as texts --------------------------------------------------------------------------*/

static char *
show_node (JsonNode *node)
{
  if (!node || JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("");
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  return esp_json_to_canonical (node, NULL);
}

static char *
show_parameter (EspOperationContext *context, const char *name)
{
  return show_node (json_object_get_member (context->parameters, name));
}

static void
add_parameter (EspOperationContext *context, JsonArray *changes, const char *what, const char *name)
{
  g_autofree char *value = show_parameter (context, name);

  if (value && *value)
    add_change (changes, what, NULL, value);
}

static char *
show_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = esp_json_wrap_object (object);

  return esp_json_to_canonical (node, NULL);
}

static char *
show_tags (GPtrArray *tags)
{
  g_autoptr (JsonNode) node = esp_json_wrap_array (esp_view_tags (tags));

  return esp_json_to_canonical (node, NULL);
}

/* --- The life of a CA -------------------------------------------------------------------------*/

static void
add_status (EspOperationContext *context, JsonArray *changes, const char *after)
{
  add_change (changes, "STATUS", esp_ca_state_to_string (context->ca->state), after);
}

static gboolean
describe_update (EspOperationContext *context, JsonArray *changes, GError **error)
{
  JsonObject *wanted = esp_json_get_object (context->parameters, "RevocationConfiguration");
  const char *status = esp_context_text (context, "Status");
  g_autoptr (EspCa) after = esp_ca_copy (context->ca);
  g_autofree char *old = NULL;
  g_autofree char *new = NULL;

  if (status)
    add_status (context, changes, status);
  if (!wanted)
    return TRUE;
  if (!esp_view_read_revocation (wanted, &after->revocation, error))
    return FALSE;
  old = show_object (esp_view_revocation (&context->ca->revocation));
  new = show_object (esp_view_revocation (&after->revocation));
  add_change (changes, "REVOCATION_CONFIGURATION", old, new);
  return TRUE;
}

static gboolean
describe_delete (EspOperationContext *context, JsonArray *changes, GError **error)
{
  gint64 days = esp_json_get_int (context->parameters, "PermanentDeletionTimeInDays",
                                  ESP_DELETION_DAYS_DEFAULT);
  g_autofree char *shown = g_strdup_printf ("%" G_GINT64_FORMAT, days);

  add_status (context, changes, "DELETED");
  add_change (changes, "DELETION_DAYS", NULL, shown);
  return TRUE;
}

static gboolean
describe_restore (EspOperationContext *context, JsonArray *changes, GError **error)
{
  add_status (context, changes, esp_ca_state_to_string (context->ca->restore_state));
  return TRUE;
}

static char *
show_certificate (const EspCa *ca)
{
  g_autofree char *end = esp_time_to_rfc3339 (ca->not_after);

  return ca->serial ? g_strconcat (ca->serial, ", ", end, NULL) : g_strdup ("");
}

static gboolean
describe_import (EspOperationContext *context, JsonArray *changes, GError **error)
{
  const char *pem = esp_context_text (context, "Certificate");
  g_autoptr (GBytes) bytes = g_bytes_new (pem, strlen (pem));
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (bytes, error);
  g_autofree char *before = show_certificate (context->ca);

  if (!certificate)
    return FALSE;
  add_change (changes, "CERTIFICATE", before, esp_certificate_get_fingerprint (certificate));
  return TRUE;
}

static gboolean
describe_renew (EspOperationContext *context, JsonArray *changes, GError **error)
{
  g_autofree char *before = show_certificate (context->ca);

  add_change (changes, "CERTIFICATE", before, esp_context_text (context, "Mode"));
  add_parameter (context, changes, "VALIDITY", "Validity");
  add_parameter (context, changes, "SUBJECT", "Subject");
  if (esp_json_get_boolean (context->parameters, "DisableOld", FALSE))
    add_status (context, changes, "DISABLED");
  return TRUE;
}

static gboolean
describe_tags (EspOperationContext *context, JsonArray *changes, GError **error)
{
  g_autofree char *before = show_tags (context->ca->tags);
  g_autofree char *after = show_parameter (context, "Tags");
  gboolean adds = g_str_equal (context->operation->name, "TagCertificateAuthority");

  add_change (changes, adds ? "TAGS_SET" : "TAGS_REMOVED", before, after);
  return TRUE;
}

/* --- What a root signs ------------------------------------------------------------------------*/

static gboolean
add_request (JsonArray *changes, const char *pem, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (pem, strlen (pem));
  g_autoptr (EspRequest) request = esp_request_parse (bytes, error);
  g_autofree char *key = NULL;
  GBytes *spki;
  gsize len;
  const guint8 *der;

  if (!request)
    return FALSE;
  spki = esp_key_get_spki (esp_request_get_key (request));
  der = g_bytes_get_data (spki, &len);
  key = esp_sha256_hex (der, len);
  add_change (changes, "CERTIFICATE", NULL, esp_name_get_text (esp_request_get_subject (request)));
  add_change (changes, "PUBLIC_KEY", NULL, key);
  return TRUE;
}

static void
add_issue_parameters (EspOperationContext *context, JsonArray *changes)
{
  add_parameter (context, changes, "TEMPLATE", "TemplateArn");
  add_parameter (context, changes, "VALIDITY", "Validity");
  add_parameter (context, changes, "NOT_BEFORE", "ValidityNotBefore");
  add_parameter (context, changes, "SIGNING_ALGORITHM", "SigningAlgorithm");
  add_parameter (context, changes, "API_PASSTHROUGH", "ApiPassthrough");
}

static gboolean
describe_issue (EspOperationContext *context, JsonArray *changes, GError **error)
{
  if (!add_request (changes, esp_context_text (context, "Csr"), error))
    return FALSE;
  add_issue_parameters (context, changes);
  return TRUE;
}

/* Each request for a signature that would be answered. */
static gboolean
describe_signing (EspOperationContext *context, JsonArray *changes, GError **error)
{
  g_autoptr (GPtrArray) texts = esp_signing_list_texts (context->vault, context->ca->id, error);

  for (guint i = 0; texts && i < texts->len; i++)
    add_change (changes, "SIGNING_REQUEST", NULL, g_ptr_array_index (texts, i));
  return texts != NULL;
}

static gboolean
describe_issue_many (EspOperationContext *context, JsonArray *changes, GError **error)
{
  JsonArray *requests = esp_json_get_array (context->parameters, "Requests");

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonNode *node = json_array_get_element (requests, i);
      const char *pem = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

      if (!add_request (changes, pem ? pem : "", error))
        return FALSE;
    }
  add_issue_parameters (context, changes);
  return TRUE;
}

static gboolean
describe_create (EspOperationContext *context, JsonArray *changes, GError **error)
{
  add_parameter (context, changes, "CERTIFICATE_AUTHORITY", "Subject");
  add_parameter (context, changes, "PARENT", "Parent");
  add_parameter (context, changes, "PATH_LENGTH", "PathLength");
  add_parameter (context, changes, "KEY_ALGORITHM", "KeyAlgorithm");
  add_issue_parameters (context, changes);
  add_parameter (context, changes, "OWNER_ACCOUNT", "OwnerAccount");
  add_parameter (context, changes, "TAGS_SET", "Tags");
  return TRUE;
}

static gboolean
add_list (EspOperationContext *context, JsonArray *changes, GError **error)
{
  g_autoptr (EspRevocationList) list = NULL;
  g_autofree char *number = NULL;

  if (!context->ca->revocation.crl_enabled)
    return TRUE;
  list = esp_revocation_list_load (context->vault, context->ca, error);
  if (!list)
    return FALSE;
  if (list->crl)
    number = g_strdup_printf ("%" G_GINT64_FORMAT, esp_crl_get_number (list->crl));
  add_change (changes, "REVOCATION_LIST", number, "NEW");
  return TRUE;
}

static gboolean
describe_list (EspOperationContext *context, JsonArray *changes, GError **error)
{
  const EspCa *ca = context->ca;

  if (esp_ca_state_check (esp_ca_get_status (ca, context->now), ESP_CA_MAY_CRL, error))
    return add_list (context, changes, error);
  if (error)
    esp_error_set_object (*error, ca->label);
  return FALSE;
}

static gboolean
describe_revoke (EspOperationContext *context, JsonArray *changes, GError **error)
{
  const EspCertificateRow *row = context->data;
  g_autofree char *before = g_strconcat (row->serial, row->revoked_at ? ": REVOKED" : ": VALID",
                                         NULL);
  g_autofree char *after = g_strconcat (row->serial, ": REVOKED, ",
                                        esp_context_text (context, "RevocationReason"), NULL);

  add_change (changes, "CERTIFICATE_STATUS", before, after);
  return add_list (context, changes, error);
}

/* --- Policy of a CA ---------------------------------------------------------------------------*/

/* What a share will give, and to whom: a permission may get another default version meanwhile, and
 * a name may come to mean another. */
static gboolean
add_share (EspOperationContext *context, JsonArray *changes, GError **error)
{
  const char *named = esp_context_text (context, "Consumer");
  g_autoptr (EspShare) share = esp_share_new ();
  g_autofree char *consumer = NULL;
  g_autofree char *template = NULL;
  g_autofree char *shown = NULL;

  share->owner_account = g_strdup (context->ca->account);
  if ((named && !esp_share_read_consumer (context->vault, named, share, error)) ||
      !esp_share_read_permission (context->vault, esp_context_text (context, "Permission"),
                                  esp_json_get_int (context->parameters, "Version", 0), share,
                                  error))
    return FALSE;
  consumer = named ? esp_share_find_consumer (context->vault, share, NULL, error) : g_strdup ("");
  template = consumer ? esp_sharing_find_template (context->vault, share->permission,
                                                   share->permission_version, error) :
                        NULL;
  if (!template)
    return FALSE;
  shown = g_strdup_printf ("%s %s %" G_GINT64_FORMAT " %s", consumer, share->permission,
                           share->permission_version, template);
  add_change (changes, "PERMISSION", NULL, g_strchug (shown));
  return TRUE;
}

/* What a share becomes is its parameters; what counts beside it stands in the policy of before. */
static gboolean
describe_policy (EspOperationContext *context, JsonArray *changes, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *before = esp_sharing_get_policy (context->vault, context->ca, &problem);
  g_autofree char *after = g_str_equal (context->operation->name, "PutPolicy") ?
                             show_parameter (context, "Policy") :
                             show_object (json_object_ref (context->parameters));

  if (problem)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  add_change (changes, "POLICY", before,
              g_str_equal (context->operation->name, "DeletePolicy") ? NULL : after);
  return !json_object_has_member (context->parameters, "Permission") &&
             !json_object_has_member (context->parameters, "Consumer") ?
           TRUE :
           add_share (context, changes, error);
}

static gboolean
describe_permission (EspOperationContext *context, JsonArray *changes, GError **error)
{
  gboolean gives = g_str_equal (context->operation->name, "CreatePermission");
  g_autofree char *shown = show_object (json_object_ref (context->parameters));

  add_change (changes, "PERMISSION", gives ? NULL : shown, gives ? shown : NULL);
  return TRUE;
}

/* --- Dual control -----------------------------------------------------------------------------*/

static gboolean
describe_dual_control (EspOperationContext *context, JsonArray *changes, GError **error)
{
  gboolean wanted = esp_json_get_boolean (context->parameters, "Enabled", FALSE);

  add_change (changes, "DUAL_CONTROL", context->ca->dual_control ? "ON" : "OFF",
              wanted ? "ON" : "OFF");
  return TRUE;
}

static GPtrArray *
list_approver_names (EspVault *vault, const EspCa *ca, GError **error)
{
  g_autoptr (GPtrArray) approvers = esp_approver_store_list (vault, ca->id, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; approvers && i < approvers->len; i++)
    {
      const EspApprover *approver = g_ptr_array_index (approvers, i);
      g_autoptr (EspPrincipal)
        principal = esp_principal_store_find (vault, approver->principal, error);

      if (!principal)
        return NULL;
      g_ptr_array_add (names, g_strdup (principal->name));
    }
  return approvers ? g_steal_pointer (&names) : NULL;
}

static char *
join (GPtrArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s%s", i ? ", " : "",
                            (const char *) g_ptr_array_index (names, i));
  return g_string_free (text, FALSE);
}

/* With @name added, or taken away. */
static void
put_name (GPtrArray *names, const char *name, gboolean there)
{
  for (guint i = names->len; i > 0; i--)
    if (g_str_equal (g_ptr_array_index (names, i - 1), name))
      g_ptr_array_remove_index (names, i - 1);
  if (there)
    g_ptr_array_add (names, g_strdup (name));
}

/* Whom it is given to, as they are now: with other keys it would be somebody else, and with other
 * tags it would be another right. */
static gboolean
add_person (EspOperationContext *context, JsonArray *changes, GError **error)
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
  tags = show_tags (person->tags);
  shown = g_strconcat (person->name, " ", tags, NULL);
  add_change (changes, "PERSON", NULL, shown);
  if (!person->signing_certificate)
    return TRUE;
  key = esp_sha256_hex (g_bytes_get_data (person->signing_certificate, NULL),
                        g_bytes_get_size (person->signing_certificate));
  add_change (changes, "PUBLIC_KEY", NULL, key);
  return TRUE;
}

static gboolean
describe_approvers (EspOperationContext *context, JsonArray *changes, GError **error)
{
  gboolean adds = g_str_equal (context->operation->name, "AddApprover");
  g_autoptr (GPtrArray) names = list_approver_names (context->vault, context->ca, error);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (!names)
    return FALSE;
  before = join (names);
  put_name (names, esp_context_text (context, "Principal"), adds);
  after = join (names);
  add_change (changes, "APPROVERS", before, after);
  return !adds || add_person (context, changes, error);
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

      add_change (changes, "ROLE_POLICY", NULL, policy->document);
    }
}

static gboolean
describe_holders (EspOperationContext *context, JsonArray *changes, GError **error)
{
  g_autoptr (EspRole) role = find_role (context, error);
  g_autoptr (GPtrArray) names = role ? list_holders (context->vault, role, error) : NULL;
  gboolean gives = g_str_equal (context->operation->name, "AssignRole");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (!names)
    return FALSE;
  before = join (names);
  put_name (names, esp_context_text (context, "Principal"), gives);
  after = join (names);
  add_change (changes, "ROLE", NULL, context->resource);
  add_change (changes, "ROLE_HOLDERS", before, after);
  if (!gives)
    return TRUE;
  add_policies (changes, role);
  return add_person (context, changes, error);
}

static gboolean
describe_role_policy (EspOperationContext *context, JsonArray *changes, GError **error)
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
  add_change (changes, "ROLE", NULL, context->resource);
  add_change (changes, "ROLE_POLICY", before, esp_context_text (context, "PolicyDocument"));
  return TRUE;
}

static gboolean
describe_guardrail (EspOperationContext *context, JsonArray *changes, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (EspGuardrail) before = esp_guardrail_store_find (
    context->vault, esp_context_text (context, "Name"), &problem);
  g_autofree char *accounts = before ? join (before->accounts) : NULL;
  const char *document = esp_context_text (context, "Document");
  gboolean stays = g_str_equal (context->operation->name, "UpdateGuardrail") && before;
  g_autofree char *wanted = show_parameter (context, "Accounts");

  if (problem)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  add_change (changes, "GUARDRAIL", before ? before->document : NULL,
              document || !stays ? document : before->document);
  add_change (changes, "GUARDRAIL_ACCOUNTS", accounts, *wanted || !stays ? wanted : accounts);
  return TRUE;
}

static gboolean
describe_person (EspOperationContext *context, JsonArray *changes, GError **error)
{
  static const char *const states[][2] = { { "ResetPrincipal", "INVITED" },
                                           { "ConfirmPrincipal", "ACTIVE" },
                                           { "SuspendPrincipal", "SUSPENDED" } };
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
  add_change (changes, "PERSON_STATUS", before, after);
  add_parameter (context, changes, "PUBLIC_KEY", "Fingerprint");
  return TRUE;
}

static gboolean
describe_person_tags (EspOperationContext *context, JsonArray *changes, GError **error)
{
  const char *name = esp_context_text (context, "Name");
  g_autoptr (EspPrincipal) person = esp_principal_store_find (context->vault, name, error);
  gboolean adds = g_str_equal (context->operation->name, "TagPrincipal");
  g_autofree char *before = NULL;
  g_autofree char *after = show_parameter (context, adds ? "Tags" : "TagKeys");

  if (!person)
    {
      if (error && !*error)
        esp_error_set (error, ESP_REASON_PRINCIPAL_UNKNOWN, name, NULL);
      return FALSE;
    }
  before = show_tags (person->tags);
  add_change (changes, "PERSON", NULL, person->name);
  add_change (changes, adds ? "TAGS_SET" : "TAGS_REMOVED", before, after);
  return TRUE;
}

/* --- The table --------------------------------------------------------------------------------*/

static const struct
{
  const char *operation;
  DescribeFunc describe;
} descriptions[] = {
  { "UpdateCertificateAuthority", describe_update },
  { "DeleteCertificateAuthority", describe_delete },
  { "RestoreCertificateAuthority", describe_restore },
  { "ImportCertificateAuthorityCertificate", describe_import },
  { "RenewCertificateAuthority", describe_renew },
  { "TagCertificateAuthority", describe_tags },
  { "UntagCertificateAuthority", describe_tags },
  { "CreatePermission", describe_permission },
  { "DeletePermission", describe_permission },
  { "PutPolicy", describe_policy },
  { "DeletePolicy", describe_policy },
  { "CreateResourceShare", describe_policy },
  { "DeleteResourceShare", describe_policy },
  { "ReplaceResourceSharePermission", describe_policy },
  { "SetDualControl", describe_dual_control },
  { "AddApprover", describe_approvers },
  { "RemoveApprover", describe_approvers },
  { "IssueCertificate", describe_issue },
  { "IssueCertificates", describe_issue_many },
  { "CreateCertificateAuthority", describe_create },
  { "ProcessSigningRequests", describe_signing },
  { "RevokeCertificate", describe_revoke },
  { "GetCertificateRevocationList", describe_list },
  { "AssignRole", describe_holders },
  { "UnassignRole", describe_holders },
  { "PutRolePolicy", describe_role_policy },
  { "DeleteRolePolicy", describe_role_policy },
  { "CreateGuardrail", describe_guardrail },
  { "UpdateGuardrail", describe_guardrail },
  { "DeleteGuardrail", describe_guardrail },
  { "SuspendPrincipal", describe_person },
  { "ResetPrincipal", describe_person },
  { "ConfirmPrincipal", describe_person },
  { "TagPrincipal", describe_person_tags },
  { "UntagPrincipal", describe_person_tags },
};

JsonArray *
esp_approving_describe (EspOperationContext *context, GError **error)
{
  g_autoptr (JsonArray) changes = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (descriptions); i++)
    if (g_str_equal (descriptions[i].operation, context->operation->name))
      return descriptions[i].describe (context, changes, error) ? g_steal_pointer (&changes) : NULL;
  esp_error_set (error, ESP_REASON_INTERNAL, context->operation->name, NULL);
  return NULL;
}
