/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records to JSON, and the two shapes that come back as parameters. */
#include "esp-views.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "model/esp-arn.h"
#include "model/esp-tag.h"
#include "pki/esp-crl.h"
#include "pki/esp-name.h"

#define CRL_DAYS_MAX 5000
#define URL_MAX 253

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

JsonObject *
esp_view_revocation (const EspRevocationSettings *settings)
{
  JsonObject *view = json_object_new (), *crl = json_object_new (), *ocsp = json_object_new ();

  json_object_set_boolean_member (crl, "Enabled", settings->crl_enabled);
  if (settings->crl_enabled)
    {
      json_object_set_int_member (crl, "ExpirationInDays", settings->crl_days);
      json_object_set_string_member (crl, "CrlType",
                                     settings->crl_partitioned ? "PARTITIONED" : "COMPLETE");
      esp_json_set_string (crl, "Url", settings->crl_url);
    }
  json_object_set_boolean_member (ocsp, "Enabled", settings->ocsp_enabled);
  if (settings->ocsp_enabled)
    esp_json_set_string (ocsp, "Url", settings->ocsp_url);
  json_object_set_object_member (view, "CrlConfiguration", crl);
  json_object_set_object_member (view, "OcspConfiguration", ocsp);
  return view;
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
  if (ca->state == ESP_CA_DELETED)
    esp_json_set_time (view, "RestorableUntil", ca->restorable_until);
  esp_json_set_string (view, "FailureReason", ca->failure_reason);
  json_object_set_string_member (view, "UsageMode", esp_usage_mode_to_string (ca->usage_mode));
  json_object_set_object_member (view, "CertificateAuthorityConfiguration",
                                 view_configuration (ca));
  json_object_set_object_member (view, "RevocationConfiguration",
                                 esp_view_revocation (&ca->revocation));
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

gboolean
esp_view_read_tags (JsonArray *array, GPtrArray *tags, GError **error)
{
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
      if (!esp_tag_check (key, value ? value : "", error) ||
          !esp_tags_set (tags, key, value ? value : "", error))
        return FALSE;
    }
  return TRUE;
}

/* A distribution point is fetched while a certificate is judged, so never over TLS (RFC 5280, 8).
 */
static gboolean
check_crl_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  if (uri && strlen (url) <= URL_MAX && g_str_equal (g_uri_get_scheme (uri), "http") &&
      g_uri_get_host (uri) && *g_uri_get_host (uri))
    return TRUE;
  esp_error_set (error, ESP_REASON_REVOCATION_URL, url, NULL);
  return FALSE;
}

static gboolean
read_crl (JsonObject *crl, EspRevocationSettings *settings, GError **error)
{
  gint64 days = esp_json_get_int (crl, "ExpirationInDays", settings->crl_days);
  const char *type = esp_json_get_string (crl, "CrlType");
  const char *url = esp_json_get_string (crl, "Url");

  settings->crl_enabled = esp_json_get_boolean (crl, "Enabled", settings->crl_enabled);
  if (days < 1 || days > CRL_DAYS_MAX)
    {
      g_autofree char *shown = g_strdup_printf ("%" G_GINT64_FORMAT, days);

      esp_error_set (error, ESP_REASON_REVOCATION_DAYS, NULL, "days", shown, "limit",
                     G_STRINGIFY (CRL_DAYS_MAX), NULL);
      return FALSE;
    }
  if (type && !g_str_equal (type, "COMPLETE"))
    {
      esp_error_set (error, ESP_REASON_REVOCATION_TYPE, type, NULL);
      return FALSE;
    }
  settings->crl_days = (int) days;
  if (!url)
    return TRUE;
  if (*url && !check_crl_url (url, error))
    return FALSE;
  g_free (settings->crl_url);
  settings->crl_url = *url ? g_strdup (url) : NULL;
  return TRUE;
}

gboolean
esp_view_read_revocation (JsonObject *object, EspRevocationSettings *settings, GError **error)
{
  JsonObject *crl = esp_json_get_object (object, "CrlConfiguration");
  JsonObject *ocsp = esp_json_get_object (object, "OcspConfiguration");

  if (ocsp && esp_json_get_boolean (ocsp, "Enabled", FALSE))
    {
      esp_error_set (error, ESP_REASON_REVOCATION_OCSP, NULL, NULL);
      return FALSE;
    }
  return !crl || read_crl (crl, settings, error);
}
