/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before and after of what happens to a CA itself: its life, its tags, its policy, and the rule of
 * two persons. */
#include "esp-approving-changes.h"
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-importing.h"
#include "base/esp-time.h"
#include "esp-share-views.h"
#include "esp-sharing.h"
#include "esp-views.h"
#include "pki/esp-certificate.h"

/* --- The life of a CA -------------------------------------------------------------------------*/

static void
add_status (EspOperationContext *context, JsonArray *changes, const char *after)
{
  esp_change_add (changes, "STATUS", esp_ca_state_to_string (context->ca->state), after);
}

gboolean
esp_describe_update (EspOperationContext *context, JsonArray *changes, GError **error)
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
  old = esp_change_show_object (esp_view_revocation (&context->ca->revocation));
  new = esp_change_show_object (esp_view_revocation (&after->revocation));
  esp_change_add (changes, "REVOCATION_CONFIGURATION", old, new);
  return TRUE;
}

gboolean
esp_describe_delete (EspOperationContext *context, JsonArray *changes, GError **error)
{
  gint64 days = esp_json_get_int (context->parameters, "PermanentDeletionTimeInDays",
                                  ESP_DELETION_DAYS_DEFAULT);
  g_autofree char *shown = g_strdup_printf ("%" G_GINT64_FORMAT, days);

  add_status (context, changes, "DELETED");
  esp_change_add (changes, "DELETION_DAYS", NULL, shown);
  return TRUE;
}

gboolean
esp_describe_handover (EspOperationContext *context, JsonArray *changes, GError **error)
{
  g_autofree char *owner = esp_hierarchy_describe_owner (context);
  g_autofree char *branch = esp_hierarchy_describe_branch (context);

  add_status (context, changes, "HANDED_OVER");
  esp_change_add (changes, "NEW_OWNER", NULL, owner);
  esp_change_add (changes, "HIERARCHY", NULL, branch);
  return TRUE;
}

gboolean
esp_describe_restore (EspOperationContext *context, JsonArray *changes, GError **error)
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

/* Subject, issuer, serial number, from when until when, and the fingerprint: one line for each, so
 * that two people can compare what they sign with what they were handed. */
static void
add_certificate (JsonArray *changes,
                 const char *what,
                 const char *before,
                 EspCertificate *certificate)
{
  g_autofree char *from = esp_time_to_rfc3339 (esp_certificate_get_not_before (certificate));
  g_autofree char *to = esp_time_to_rfc3339 (esp_certificate_get_not_after (certificate));
  g_autofree char *validity = g_strconcat (from, "/", to, NULL);

  esp_change_add (changes, what, before, esp_certificate_get_fingerprint (certificate));
  esp_change_add (changes, "SUBJECT", NULL,
                  esp_name_get_text (esp_certificate_get_subject (certificate)));
  esp_change_add (changes, "ISSUER", NULL,
                  esp_name_get_text (esp_certificate_get_issuer (certificate)));
  esp_change_add (changes, "SERIAL", NULL, esp_certificate_get_serial (certificate));
  esp_change_add (changes, "VALIDITY", NULL, validity);
}

/* The certificates above it, from its issuer to the root: they decide who vouches for it. */
static gboolean
add_chain (EspOperationContext *context, JsonArray *changes, GError **error)
{
  const char *pem = esp_context_text (context, "CertificateChain");
  g_autoptr (GBytes) bytes = pem && *pem ? g_bytes_new (pem, strlen (pem)) : NULL;
  g_autoptr (GPtrArray) chain = bytes ? esp_certificate_parse_chain (bytes, error) : NULL;

  for (guint i = 0; chain && i < chain->len; i++)
    add_certificate (changes, "CHAIN_CERTIFICATE", NULL, g_ptr_array_index (chain, i));
  return !bytes || chain;
}

gboolean
esp_describe_import (EspOperationContext *context, JsonArray *changes, GError **error)
{
  const char *pem = esp_context_text (context, "Certificate");
  g_autoptr (GBytes) bytes = g_bytes_new (pem, strlen (pem));
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (bytes, error);
  g_autofree char *before = show_certificate (context->ca);

  if (!certificate)
    return FALSE;
  add_certificate (changes, "CERTIFICATE", before, certificate);
  return add_chain (context, changes, error);
}

/* Which authorities, by the names and fingerprints of their certificates; and by its digest, all
 * that they issued and revoked. A passphrase that was typed is gone when it is approved. */
gboolean
esp_describe_import_authorities (EspOperationContext *context, JsonArray *changes, GError **error)
{
  GPtrArray *typed = context->input;
  EspImporting *importing;
  GPtrArray *list;

  if (typed && typed->len > 0)
    {
      esp_error_set (error, ESP_REASON_IMPORT_TYPED, NULL, NULL);
      return FALSE;
    }
  importing = esp_op_import_survey (context, error);
  if (!importing)
    return FALSE;
  list = esp_imported_authorities_list (esp_importing_get_authorities (importing));
  for (guint i = 0; i < list->len; i++)
    {
      const EspImportedAuthority *authority = g_ptr_array_index (list, i);

      if (!esp_imported_authority_is_new (authority))
        continue;
      add_certificate (changes, "CERTIFICATE", NULL, authority->certificate);
      esp_change_add (changes, ESP_CHANGE_IMPORTED, NULL,
                      esp_certificate_get_fingerprint (authority->certificate));
      esp_change_add (changes, "IMPORTED_KEY", NULL, authority->key ? "YES" : "NO");
    }
  esp_change_add (changes, "IMPORTED_CONTENTS", NULL, esp_importing_get_digest (importing));
  return TRUE;
}

gboolean
esp_describe_renew (EspOperationContext *context, JsonArray *changes, GError **error)
{
  g_autofree char *before = show_certificate (context->ca);

  esp_change_add (changes, "CERTIFICATE", before, esp_context_text (context, "Mode"));
  esp_change_add_parameter (context, changes, "VALIDITY", "Validity");
  esp_change_add_parameter (context, changes, "SUBJECT", "Subject");
  if (esp_json_get_boolean (context->parameters, "DisableOld", FALSE))
    add_status (context, changes, "DISABLED");
  return TRUE;
}

gboolean
esp_describe_tags (EspOperationContext *context, JsonArray *changes, GError **error)
{
  g_autofree char *before = esp_change_show_tags (context->ca->tags);
  g_autofree char *after = esp_change_show_parameter (context, "Tags");
  gboolean adds = g_str_equal (context->operation->name, "TagCertificateAuthority");

  esp_change_add (changes, adds ? "TAGS_SET" : "TAGS_REMOVED", before, after);
  return TRUE;
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
  esp_change_add (changes, "PERMISSION", NULL, g_strchug (shown));
  return TRUE;
}

/* What a share becomes is its parameters; what counts beside it stands in the policy of before. */
gboolean
esp_describe_policy (EspOperationContext *context, JsonArray *changes, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *before = esp_sharing_get_policy (context->vault, context->ca, &problem);
  g_autofree char *after = g_str_equal (context->operation->name, "PutPolicy") ?
                             esp_change_show_parameter (context, "Policy") :
                             esp_change_show_object (json_object_ref (context->parameters));

  if (problem)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  esp_change_add (changes, "POLICY", before,
                  g_str_equal (context->operation->name, "DeletePolicy") ? NULL : after);
  return !json_object_has_member (context->parameters, "Permission") &&
             !json_object_has_member (context->parameters, "Consumer") ?
           TRUE :
           add_share (context, changes, error);
}

gboolean
esp_describe_permission (EspOperationContext *context, JsonArray *changes, GError **error)
{
  gboolean gives = g_str_equal (context->operation->name, "CreatePermission");
  g_autofree char *shown = esp_change_show_object (json_object_ref (context->parameters));

  esp_change_add (changes, "PERMISSION", gives ? NULL : shown, gives ? shown : NULL);
  return TRUE;
}

/* --- Dual control -----------------------------------------------------------------------------*/

gboolean
esp_describe_dual_control (EspOperationContext *context, JsonArray *changes, GError **error)
{
  gboolean wanted = esp_json_get_boolean (context->parameters, "Enabled", FALSE);

  esp_change_add (changes, "DUAL_CONTROL", context->ca->dual_control ? "ON" : "OFF",
                  wanted ? "ON" : "OFF");
  return TRUE;
}

static GPtrArray *
list_approver_names (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray)
    people = esp_approving_who (context->vault, context->ca, context->now, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; people && i < people->len; i++)
    g_ptr_array_add (names,
                     g_strdup (((const EspPrincipal *) g_ptr_array_index (people, i))->name));
  return people ? g_steal_pointer (&names) : NULL;
}

gboolean
esp_describe_approvers (EspOperationContext *context, JsonArray *changes, GError **error)
{
  gboolean adds = g_str_equal (context->operation->name, "AddApprover");
  g_autoptr (GPtrArray) names = list_approver_names (context, error);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (!names)
    return FALSE;
  before = esp_change_join (names);
  esp_change_put_name (names, esp_context_text (context, "Principal"), adds);
  after = esp_change_join (names);
  esp_change_add (changes, "APPROVERS", before, after);
  return !adds || esp_change_add_person (context, changes, error);
}
