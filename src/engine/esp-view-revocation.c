/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RevocationConfiguration in the service's members, out and in, with the service's rules about what
 * may stand beside what; and RevocationStatus. What the settings amount to: model/esp-revocation.h.
 */
#include "esp-views.h"

#include "base/esp-error.h"
#include "model/esp-revocation.h"

#define CRL_DAYS_MAX 5000
#define URL_MAX 253
#define OMISSION "CrlDistributionPointExtensionConfiguration"

typedef struct
{
  const char *name;
  GType type; /* of its value; G_TYPE_NONE: an object, G_TYPE_INVALID: it has no meaning here */
} Member;

static const Member crl_members[] = {
  { "Enabled", G_TYPE_BOOLEAN },     { "ExpirationInDays", G_TYPE_INT64 },
  { "CrlType", G_TYPE_STRING },      { "Url", G_TYPE_STRING },
  { "CustomCname", G_TYPE_STRING },  { "CustomPath", G_TYPE_STRING },
  { OMISSION, G_TYPE_NONE },         { "S3BucketName", G_TYPE_INVALID },
  { "S3ObjectAcl", G_TYPE_INVALID }, { NULL },
};

static const Member omission_members[] = {
  { "OmitExtension", G_TYPE_BOOLEAN },
  { NULL },
};

static const Member ocsp_members[] = {
  { "Enabled", G_TYPE_BOOLEAN },
  { "Url", G_TYPE_STRING },
  { "OcspCustomCname", G_TYPE_STRING },
  { NULL },
};

static const Member sections[] = {
  { "CrlConfiguration", G_TYPE_NONE },
  { "OcspConfiguration", G_TYPE_NONE },
  { NULL },
};

/* --- Out ---------------------------------------------------------------------------------------*/

static JsonObject *
view_crl (const EspRevocationSettings *settings)
{
  JsonObject *crl = json_object_new ();

  json_object_set_boolean_member (crl, "Enabled", settings->crl_enabled);
  if (!settings->crl_enabled)
    return crl;
  json_object_set_int_member (crl, "ExpirationInDays", settings->crl_days);
  json_object_set_string_member (crl, "CrlType",
                                 settings->crl_partitioned ? "PARTITIONED" : "COMPLETE");
  esp_json_set_string (crl, "Url", settings->crl_url);
  esp_json_set_string (crl, "CustomCname", settings->crl_cname);
  esp_json_set_string (crl, "CustomPath", settings->crl_path);
  if (settings->crl_omitted)
    {
      JsonObject *omission = json_object_new ();

      json_object_set_boolean_member (omission, "OmitExtension", TRUE);
      json_object_set_object_member (crl, OMISSION, omission);
    }
  return crl;
}

JsonObject *
esp_view_revocation (const EspRevocationSettings *settings)
{
  JsonObject *view = json_object_new (), *ocsp = json_object_new ();

  json_object_set_boolean_member (ocsp, "Enabled", settings->ocsp_enabled);
  if (settings->ocsp_enabled)
    {
      esp_json_set_string (ocsp, "Url", settings->ocsp_url);
      esp_json_set_string (ocsp, "OcspCustomCname", settings->ocsp_cname);
    }
  json_object_set_object_member (view, "CrlConfiguration", view_crl (settings));
  json_object_set_object_member (view, "OcspConfiguration", ocsp);
  return view;
}

JsonObject *
esp_view_revocation_status (const EspCa *ca, gint64 now)
{
  const EspRevocationCounts *counts = &ca->published;
  EspRevocationHealth crl = esp_revocation_crl_health (ca, now);
  EspRevocationHealth ocsp = esp_revocation_ocsp_health (ca, now);
  g_autofree char *crl_url = esp_revocation_crl_url (&ca->revocation, ca->id);
  g_autofree char *ocsp_url = esp_revocation_ocsp_url (&ca->revocation);
  JsonObject *view = json_object_new ();

  json_object_set_string_member (view, "Crl", esp_revocation_health_to_string (crl));
  json_object_set_boolean_member (view, "CrlDue", crl >= ESP_REVOCATION_DUE);
  json_object_set_boolean_member (view, "CrlOverdue", crl == ESP_REVOCATION_OVERDUE);
  if (counts->crl_number > 0)
    json_object_set_int_member (view, "CrlNumber", counts->crl_number);
  esp_json_set_time (view, "CrlThisUpdate", counts->crl_this_update);
  esp_json_set_time (view, "CrlNextUpdate", counts->crl_next_update);
  if (counts->n_parts > 0)
    json_object_set_int_member (view, "CrlParts", counts->n_parts);
  if (ca->revocation.crl_enabled)
    esp_json_set_string (view, "CrlUrl", crl_url);
  json_object_set_string_member (view, "Ocsp", esp_revocation_health_to_string (ocsp));
  esp_json_set_time (view, "OcspNextUpdate", counts->ocsp_next_update);
  if (ca->revocation.ocsp_enabled)
    esp_json_set_string (view, "OcspUrl", ocsp_url);
  esp_json_set_time (view, "LastRevokedAt", counts->last_revoked_at);
  esp_json_set_time (view, "PublishedAt", counts->published_at);
  return view;
}

/* --- In: members -------------------------------------------------------------------------------*/

static const Member *
find_member (const Member *members, const char *name)
{
  for (; members->name; members++)
    if (g_str_equal (members->name, name))
      return members;
  return NULL;
}

static gboolean
refuse_unknown (const Member *members, const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (; members->name; members++)
    if (members->type != G_TYPE_INVALID)
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", members->name);
  esp_error_set (error, ESP_REASON_MEMBER_UNKNOWN, name, "names", names->str, NULL);
  return FALSE;
}

static gboolean
check_member (const Member *members, const char *name, JsonNode *node, GError **error)
{
  const Member *member = find_member (members, name);
  const char *wanted = NULL;

  if (!member)
    return refuse_unknown (members, name, error);
  if (member->type == G_TYPE_INVALID)
    {
      esp_error_set (error, ESP_REASON_REVOCATION_BUCKET, name, NULL);
      return FALSE;
    }
  if (member->type == G_TYPE_NONE && !JSON_NODE_HOLDS_OBJECT (node))
    wanted = "an object";
  else if (member->type != G_TYPE_NONE &&
           (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != member->type))
    wanted = member->type == G_TYPE_BOOLEAN ? "true or false" :
             member->type == G_TYPE_INT64   ? "a whole number" :
                                              "a text";
  if (wanted)
    esp_error_set (error, ESP_REASON_MEMBER_TYPE, name, "wanted", wanted, NULL);
  return wanted == NULL;
}

static gboolean
check_members (const Member *members, JsonObject *object, GError **error)
{
  g_autoptr (GList) names = object ? json_object_get_members (object) : NULL;

  for (GList *l = names; l; l = l->next)
    if (!check_member (members, l->data, json_object_get_member (object, l->data), error))
      return FALSE;
  return TRUE;
}

/* What is switched off stands alone (service, 5.1); the settings from before are kept for the day
 * on which it is switched on again. */
static gboolean
check_alone (JsonObject *object, gboolean enabled, const char *section, GError **error)
{
  gboolean only = json_object_has_member (object, "Enabled") && json_object_get_size (object) == 1;

  if (enabled || only || json_object_get_size (object) == 0)
    return TRUE;
  esp_error_set (error, ESP_REASON_REVOCATION_OFF_ALONE, section, NULL);
  return FALSE;
}

/* --- In: values --------------------------------------------------------------------------------*/

/* Fetched while a certificate is judged, so never over TLS (RFC 5280, 8). */
static gboolean
is_url (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return uri && strlen (url) <= URL_MAX && g_str_equal (g_uri_get_scheme (uri), "http") &&
         g_uri_get_host (uri) && *g_uri_get_host (uri) && !g_uri_get_query (uri) &&
         !g_uri_get_fragment (uri);
}

/* Takes the text over into @place where it is there; an empty one clears it. */
static gboolean
take_text (JsonObject *object,
           const char *member,
           gboolean (*is_fit) (const char *text),
           EspReason refusal,
           char **place,
           GError **error)
{
  const char *text = esp_json_get_string (object, member);

  if (!text)
    return TRUE;
  if (*text && !is_fit (text))
    {
      esp_error_set (error, refusal, text, NULL);
      return FALSE;
    }
  g_free (*place);
  *place = *text ? g_strdup (text) : NULL;
  return TRUE;
}

static gboolean
take_days (JsonObject *crl, EspRevocationSettings *settings, GError **error)
{
  gint64 days = esp_json_get_int (crl, "ExpirationInDays", settings->crl_days);
  g_autofree char *shown = g_strdup_printf ("%" G_GINT64_FORMAT, days);

  if (days < 1 || days > CRL_DAYS_MAX)
    {
      esp_error_set (error, ESP_REASON_REVOCATION_DAYS, NULL, "days", shown, "limit",
                     G_STRINGIFY (CRL_DAYS_MAX), NULL);
      return FALSE;
    }
  settings->crl_days = (int) days;
  return TRUE;
}

static gboolean
take_type (JsonObject *crl, EspRevocationSettings *settings, GError **error)
{
  const char *type = esp_json_get_string (crl, "CrlType");

  if (type && !g_str_equal (type, "COMPLETE") && !g_str_equal (type, "PARTITIONED"))
    {
      esp_error_set (error, ESP_REASON_REVOCATION_TYPE, type, NULL);
      return FALSE;
    }
  if (type)
    settings->crl_partitioned = g_str_equal (type, "PARTITIONED");
  return TRUE;
}

/* What stands beside what, when all is taken over. */
static gboolean
check_crl (const EspRevocationSettings *settings, GError **error)
{
  EspReason reason = ESP_REASON_NONE;
  const char *member = "CrlConfiguration";

  if (settings->crl_url && settings->crl_cname)
    reason = ESP_REASON_REVOCATION_TWO_PLACES;
  else if (settings->crl_path && !settings->crl_cname)
    reason = ESP_REASON_REVOCATION_PATH_ALONE;
  else if (settings->crl_omitted && settings->crl_cname)
    reason = ESP_REASON_REVOCATION_OMIT_CNAME;
  else if (settings->crl_partitioned &&
           (settings->crl_omitted || (!settings->crl_url && !settings->crl_cname)))
    reason = ESP_REASON_REVOCATION_PART_PLACE;
  if (reason == ESP_REASON_NONE)
    return TRUE;
  esp_error_set (error, reason, member, NULL);
  return FALSE;
}

static gboolean
read_crl (JsonObject *crl, EspRevocationSettings *settings, GError **error)
{
  JsonObject *omission = esp_json_get_object (crl, OMISSION);

  if (!check_members (crl_members, crl, error) ||
      !check_members (omission_members, omission, error))
    return FALSE;
  settings->crl_enabled = esp_json_get_boolean (crl, "Enabled", settings->crl_enabled);
  if (!check_alone (crl, settings->crl_enabled, "CrlConfiguration", error))
    return FALSE;
  if (!settings->crl_enabled)
    return TRUE;
  settings->crl_omitted = esp_json_get_boolean (omission, "OmitExtension", settings->crl_omitted);
  return take_days (crl, settings, error) && take_type (crl, settings, error) &&
         take_text (crl, "Url", is_url, ESP_REASON_REVOCATION_URL, &settings->crl_url, error) &&
         take_text (crl, "CustomCname", esp_revocation_is_host, ESP_REASON_REVOCATION_HOST,
                    &settings->crl_cname, error) &&
         take_text (crl, "CustomPath", esp_revocation_is_path, ESP_REASON_REVOCATION_PATH,
                    &settings->crl_path, error) &&
         check_crl (settings, error);
}

static gboolean
read_ocsp (JsonObject *ocsp, EspRevocationSettings *settings, GError **error)
{
  EspReason reason = ESP_REASON_NONE;

  if (!check_members (ocsp_members, ocsp, error))
    return FALSE;
  settings->ocsp_enabled = esp_json_get_boolean (ocsp, "Enabled", settings->ocsp_enabled);
  if (!check_alone (ocsp, settings->ocsp_enabled, "OcspConfiguration", error))
    return FALSE;
  if (!settings->ocsp_enabled)
    return TRUE;
  if (!take_text (ocsp, "Url", is_url, ESP_REASON_REVOCATION_URL, &settings->ocsp_url, error) ||
      !take_text (ocsp, "OcspCustomCname", esp_revocation_is_host, ESP_REASON_REVOCATION_HOST,
                  &settings->ocsp_cname, error))
    return FALSE;
  if (settings->ocsp_url && settings->ocsp_cname)
    reason = ESP_REASON_REVOCATION_TWO_PLACES;
  else if (!settings->ocsp_url && !settings->ocsp_cname)
    reason = ESP_REASON_REVOCATION_OCSP_PLACE;
  if (reason != ESP_REASON_NONE)
    esp_error_set (error, reason, "OcspConfiguration", NULL);
  return reason == ESP_REASON_NONE;
}

gboolean
esp_view_read_revocation (JsonObject *object, EspRevocationSettings *settings, GError **error)
{
  JsonObject *crl = esp_json_get_object (object, "CrlConfiguration");
  JsonObject *ocsp = esp_json_get_object (object, "OcspConfiguration");

  return check_members (sections, object, error) && (!crl || read_crl (crl, settings, error)) &&
         (!ocsp || read_ocsp (ocsp, settings, error));
}
