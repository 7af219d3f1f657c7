/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records to JSON, and the two shapes that come back as parameters. */
#include "esp-views.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "model/esp-arn.h"
#include "model/esp-tag.h"
#include "pki/esp-crl.h"
#include "pki/esp-name.h"

/* --- Out ---------------------------------------------------------------------------------------*/

char *
esp_view_template_arn (const char *template_name)
{
  return template_name ? g_strdup_printf ("arn:aws:acm-pca:::template/%s/V1", template_name) : NULL;
}

JsonArray *
esp_view_tags (GPtrArray *tags)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "Key", tag->key);
      json_object_set_string_member (object, "Value", tag->value);
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonObject *
view_configuration (const EspCa *ca)
{
  JsonObject *view = json_object_new ();
  g_autoptr (EspName) subject = ca->subject_der ? esp_name_new_from_der (ca->subject_der, NULL) :
                                                  NULL;

  json_object_set_string_member (view, "KeyAlgorithm", ca->key_algorithm);
  json_object_set_string_member (view, "SigningAlgorithm", ca->signing_algorithm);
  if (subject)
    json_object_set_object_member (view, "Subject", esp_name_to_json (subject));
  return view;
}

static void
add_certificate_part (JsonObject *view, const EspCa *ca)
{
  g_autofree char *template = esp_view_template_arn (ca->template_name);

  if (ca->level > 0)
    json_object_set_int_member (view, "Level", ca->level);
  if (ca->serial && ca->path_length >= 0)
    json_object_set_int_member (view, "PathLength", ca->path_length);
  esp_json_set_string (view, "Serial", ca->serial);
  esp_json_set_time (view, "NotBefore", ca->not_before);
  esp_json_set_time (view, "NotAfter", ca->not_after);
  esp_json_set_string (view, "TemplateArn", template);
}

static JsonObject *
view_counts (const EspCa *ca)
{
  JsonObject *view = json_object_new ();

  json_object_set_int_member (view, "Valid", ca->n_valid);
  json_object_set_int_member (view, "Expired", ca->n_expired);
  json_object_set_int_member (view, "Revoked", ca->n_revoked);
  return view;
}

/* A replacement belongs to the account of what it replaces. */
static void
add_generations (JsonObject *view, const EspCa *ca)
{
  g_autofree char *before = ca->predecessor ? esp_arn_ca (ca->account, ca->predecessor) : NULL;
  g_autofree char *after = ca->successor ? esp_arn_ca (ca->account, ca->successor) : NULL;

  esp_json_set_string (view, "PredecessorArn", before);
  esp_json_set_string (view, "SuccessorArn", after);
}

JsonObject *
esp_view_ca (const EspCa *ca, const char *parent_arn, gint64 now)
{
  JsonObject *view = json_object_new ();

  json_object_set_string_member (view, "Arn", ca->arn);
  json_object_set_string_member (view, "Id", ca->id);
  json_object_set_string_member (view, "OwnerAccount", ca->account);
  json_object_set_string_member (view, "Type", esp_ca_type_to_string (ca->type));
  json_object_set_string_member (view, "Status",
                                 esp_ca_state_to_string (esp_ca_get_status (ca, now)));
  json_object_set_string_member (view, "CommonName", ca->label);
  json_object_set_string_member (view, "Subject", ca->subject);
  esp_json_set_string (view, "ParentArn", parent_arn);
  add_certificate_part (view, ca);
  esp_json_set_time (view, "CreatedAt", ca->created_at);
  esp_json_set_time (view, "LastStateChangeAt", ca->changed_at);
  if (ca->state == ESP_CA_DELETED && !ca->key_destroyed_at)
    esp_json_set_time (view, "RestorableUntil", ca->restorable_until);
  esp_json_set_time (view, ca->handed_over_at ? "HandedOverAt" : "KeyDestroyedAt",
                     ca->key_destroyed_at);
  add_generations (view, ca);
  esp_json_set_string (view, "FailureReason", ca->failure_reason);
  if (ca->dual_control)
    json_object_set_boolean_member (view, "DualControl", TRUE);
  json_object_set_string_member (view, "UsageMode", esp_usage_mode_to_string (ca->usage_mode));
  json_object_set_object_member (view, "CertificateAuthorityConfiguration",
                                 view_configuration (ca));
  json_object_set_object_member (view, "RevocationConfiguration",
                                 esp_view_revocation (&ca->revocation));
  if (ca->published.known)
    json_object_set_object_member (view, "RevocationStatus", esp_view_revocation_status (ca, now));
  json_object_set_array_member (view, "Tags", esp_view_tags (ca->tags));
  json_object_set_object_member (view, "IssuedCertificates", view_counts (ca));
  return view;
}

static const char *
reason_name (int code)
{
  for (const EspRevocationReason *r = esp_revocation_reasons (); r->name; r++)
    if (r->code == code)
      return r->name;
  return NULL;
}

JsonObject *
esp_view_certificate (const EspCertificateRow *row, gint64 now)
{
  JsonObject *view = json_object_new ();
  g_autofree char *ca_arn = esp_arn_ca (row->ca_account, row->ca);
  g_autofree char *arn = esp_arn_certificate (ca_arn, row->serial);
  g_autofree char *template = esp_view_template_arn (row->template_name);

  json_object_set_string_member (view, "CertificateArn", arn);
  json_object_set_string_member (view, "Serial", row->serial);
  json_object_set_string_member (view, "Subject", row->subject);
  esp_json_set_string (view, "SubjectAlternativeNames", row->alternative_names);
  json_object_set_string_member (
    view, "Status", esp_certificate_status_to_string (esp_certificate_row_get_status (row, now)));
  esp_json_set_time (view, "NotBefore", row->not_before);
  esp_json_set_time (view, "NotAfter", row->not_after);
  esp_json_set_time (view, "IssuedAt", row->issued_at);
  if (row->revoked_at)
    {
      esp_json_set_time (view, "RevokedAt", row->revoked_at);
      esp_json_set_string (view, "RevocationReason", reason_name (row->revocation_reason));
    }
  esp_json_set_string (view, "TemplateArn", template);
  json_object_set_string_member (view, "IssuerArn", ca_arn);
  esp_json_set_string (view, "Issuer", row->ca_label);
  esp_json_set_string (view, "RequestedBy", row->requester);
  esp_json_set_string (view, "RequesterAccount", row->requester_account);
  return view;
}

/* --- In ----------------------------------------------------------------------------------------*/

/* Of two values neither would be the one that was meant. */
static gboolean
refuse_repeated (GHashTable *keys, const char *key, GError **error)
{
  if (g_hash_table_add (keys, (char *) key))
    return TRUE;
  esp_error_set (error, ESP_REASON_TAG_TWICE, NULL, "key", key, NULL);
  return FALSE;
}

gboolean
esp_view_read_tags (JsonArray *array, GPtrArray *tags, GError **error)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *key = esp_json_get_string (object, "Key");
      const char *value = esp_json_get_string (object, "Value");

      if (!key)
        {
          esp_error_set (error, ESP_REASON_PARAMETER_TYPE, "Tags", NULL);
          return FALSE;
        }
      if (!refuse_repeated (keys, key, error) || !esp_tag_check (key, value ? value : "", error) ||
          !esp_tags_set (tags, key, value ? value : "", error))
        return FALSE;
    }
  return TRUE;
}
