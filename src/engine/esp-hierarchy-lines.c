/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of a hierarchy as lines, and back. */
#include "esp-hierarchy-private.h"

#include "model/esp-arn.h"
#include "model/esp-tag.h"
#include "pki/esp-template.h"

#include <string.h>

#define TEXT_MAX 4096

void
esp_hierarchy_put_bytes (JsonObject *line, const char *member, GBytes *bytes)
{
  gsize len;
  const guint8 *data = bytes ? g_bytes_get_data (bytes, &len) : NULL;
  g_autofree char *text = data ? g_base64_encode (data, len) : NULL;

  esp_json_set_string (line, member, text);
}

static GBytes *
decode (const char *text)
{
  g_autofree char *again = NULL;
  guchar *bytes;
  gsize len;

  if (!text || !*text)
    return NULL;
  bytes = g_base64_decode (text, &len);
  again = g_base64_encode (bytes, len);
  if (len > 0 && g_str_equal (again, text))
    return g_bytes_new_take (bytes, len);
  g_free (bytes);
  return NULL;
}

GBytes *
esp_hierarchy_get_bytes (JsonObject *line, const char *member)
{
  return decode (esp_json_get_string (line, member));
}

GPtrArray *
esp_hierarchy_get_certificates (JsonObject *line)
{
  JsonArray *array = esp_json_get_array (line, "certificates");
  g_autoptr (GPtrArray)
    all = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      gsize len = 0;
      g_autofree guchar *bytes = JSON_NODE_HOLDS_VALUE (node) && json_node_get_string (node) ?
                                   g_base64_decode (json_node_get_string (node), &len) :
                                   NULL;
      g_autoptr (GBytes) der = g_bytes_new (bytes, len);
      EspCertificate *certificate = esp_certificate_parse (der, NULL);

      if (!certificate)
        return NULL;
      g_ptr_array_add (all, certificate);
    }
  return g_steal_pointer (&all);
}

/* --- Revocation settings ----------------------------------------------------------------------*/

static JsonObject *
write_revocation (const EspRevocationSettings *settings)
{
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (object, "crl", settings->crl_enabled);
  json_object_set_int_member (object, "crl_days", settings->crl_days);
  esp_json_set_string (object, "crl_url", settings->crl_url);
  esp_json_set_string (object, "crl_cname", settings->crl_cname);
  esp_json_set_string (object, "crl_path", settings->crl_path);
  json_object_set_boolean_member (object, "crl_omitted", settings->crl_omitted);
  json_object_set_boolean_member (object, "crl_partitioned", settings->crl_partitioned);
  json_object_set_boolean_member (object, "ocsp", settings->ocsp_enabled);
  esp_json_set_string (object, "ocsp_url", settings->ocsp_url);
  esp_json_set_string (object, "ocsp_cname", settings->ocsp_cname);
  return object;
}

/* FALSE: longer than any of ours. */
static gboolean
take_text (JsonObject *object, const char *member, char **text)
{
  const char *value = esp_json_get_string (object, member);

  *text = g_strdup (value);
  return !value || strlen (value) <= TEXT_MAX;
}

static gboolean
read_revocation (JsonObject *object, EspRevocationSettings *settings)
{
  gint64 days = esp_json_get_int (object, "crl_days", 0);

  settings->crl_enabled = esp_json_get_boolean (object, "crl", FALSE);
  settings->crl_omitted = esp_json_get_boolean (object, "crl_omitted", FALSE);
  settings->crl_partitioned = esp_json_get_boolean (object, "crl_partitioned", FALSE);
  settings->ocsp_enabled = esp_json_get_boolean (object, "ocsp", FALSE);
  settings->crl_days = (int) CLAMP (days, 0, 5000);
  return object && (!settings->crl_enabled || (days >= 1 && days <= 5000)) &&
         (!settings->crl_partitioned || esp_json_get_string (object, "crl_url") ||
          esp_json_get_string (object, "crl_cname")) &&
         take_text (object, "crl_url", &settings->crl_url) &&
         take_text (object, "crl_cname", &settings->crl_cname) &&
         take_text (object, "crl_path", &settings->crl_path) &&
         take_text (object, "ocsp_url", &settings->ocsp_url) &&
         take_text (object, "ocsp_cname", &settings->ocsp_cname);
}

/* --- Tags -------------------------------------------------------------------------------------*/

static JsonArray *
write_tags (GPtrArray *tags)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);
      JsonArray *pair = json_array_new ();

      json_array_add_string_element (pair, tag->key);
      json_array_add_string_element (pair, tag->value);
      json_array_add_array_element (array, pair);
    }
  return array;
}

static const char *
text_at (JsonArray *pair, guint index)
{
  JsonNode *node = pair && json_array_get_length (pair) == 2 ?
                     json_array_get_element (pair, index) :
                     NULL;

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ?
           json_node_get_string (node) :
           NULL;
}

static gboolean
read_tags (JsonArray *array, GPtrArray *tags)
{
  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      const char *key = text_at (pair, 0), *value = text_at (pair, 1);

      if (!key || !value || !esp_tags_set (tags, key, value, NULL))
        return FALSE;
    }
  return TRUE;
}

/* --- Authorities ------------------------------------------------------------------------------*/

JsonObject *
esp_hierarchy_write_ca (const EspCa *ca, gboolean parent_comes)
{
  JsonObject *line = json_object_new ();

  json_object_set_string_member (line, "id", ca->id);
  json_object_set_string_member (line, "type", esp_ca_type_to_string (ca->type));
  json_object_set_string_member (line, "state", esp_ca_state_to_string (ca->state));
  esp_json_set_string (line, "parent", parent_comes ? ca->parent : NULL);
  json_object_set_int_member (line, "created_at", ca->created_at);
  json_object_set_boolean_member (line, "dual_control", ca->dual_control);
  json_object_set_string_member (line, "key_algorithm", ca->key_algorithm);
  json_object_set_string_member (line, "signing_algorithm", ca->signing_algorithm);
  json_object_set_string_member (line, "usage_mode", esp_usage_mode_to_string (ca->usage_mode));
  esp_json_set_string (line, "template", ca->template_name);
  json_object_set_object_member (line, "revocation", write_revocation (&ca->revocation));
  json_object_set_array_member (line, "tags", write_tags (ca->tags));
  return line;
}

/* What the line itself has to say; the rest is in the certificate. */
static gboolean
read_own (JsonObject *line, EspCa *ca)
{
  const char *type = esp_json_get_string (line, "type");
  const char *state = esp_json_get_string (line, "state");
  const char *mode = esp_json_get_string (line, "usage_mode");
  const char *signing = esp_json_get_string (line, "signing_algorithm");
  const char *template = esp_json_get_string (line, "template");

  if (!type || !state || !mode || !signing || !esp_ca_type_from_string (type, &ca->type) ||
      !esp_ca_state_from_string (state, &ca->state) ||
      !esp_usage_mode_from_string (mode, &ca->usage_mode) ||
      !esp_signing_algorithm_find (signing, NULL) ||
      (template && !esp_template_find (template, NULL)))
    return FALSE;
  ca->signing_algorithm = g_strdup (signing);
  ca->template_name = g_strdup (template);
  ca->parent = g_strdup (esp_json_get_string (line, "parent"));
  ca->created_at = esp_json_get_int (line, "created_at", 0);
  ca->dual_control = esp_json_get_boolean (line, "dual_control", FALSE);
  return ca->created_at > 0 &&
         read_revocation (esp_json_get_object (line, "revocation"), &ca->revocation) &&
         read_tags (esp_json_get_array (line, "tags"), ca->tags);
}

static gboolean
take_key (EspCa *ca, EspKey *key)
{
  const EspKeyAlgorithm *algorithm = esp_key_get_algorithm (key);
  const EspSigningAlgorithm *signing = esp_signing_algorithm_find (ca->signing_algorithm, NULL);

  if (!algorithm || !signing || !esp_signing_algorithm_check (signing, algorithm, NULL))
    return FALSE;
  ca->key_algorithm = g_strdup (algorithm->name);
  return TRUE;
}

static gboolean
take_certificate (EspCa *ca, EspCertificate *certificate)
{
  ca->serial = g_strdup (esp_certificate_get_serial (certificate));
  ca->path_length = esp_certificate_get_path_length (certificate);
  ca->not_before = esp_certificate_get_not_before (certificate);
  ca->not_after = esp_certificate_get_not_after (certificate);
  return esp_certificate_is_ca (certificate) &&
         (ca->type == ESP_CA_ROOT) == esp_certificate_is_issued_by (certificate, certificate);
}

EspCa *
esp_hierarchy_read_ca (JsonObject *line,
                       const char *account,
                       EspCertificate *certificate,
                       EspName *subject,
                       EspKey *key,
                       gint64 now)
{
  const char *id = esp_json_get_string (line, "id");
  g_autoptr (EspCa) ca = esp_ca_new ();
  gboolean waits;

  if (!id || !g_uuid_string_is_valid (id) || !read_own (line, ca))
    return NULL;
  waits = ca->state == ESP_CA_PENDING_CERTIFICATE;
  if ((!waits && ca->state != ESP_CA_ACTIVE && ca->state != ESP_CA_DISABLED) ||
      waits != (certificate == NULL))
    return NULL;
  ca->id = g_strdup (id);
  ca->account = g_strdup (account);
  ca->arn = esp_arn_ca (account, id);
  ca->label = g_strdup (esp_name_get_label (subject));
  ca->subject = g_strdup (esp_name_get_text (subject));
  ca->subject_der = g_bytes_ref (esp_name_get_der (subject));
  ca->path_length = ESP_PATH_LENGTH_NONE;
  ca->changed_at = now;
  if (!take_key (ca, key) || (certificate && !take_certificate (ca, certificate)))
    return NULL;
  return g_steal_pointer (&ca);
}

/* --- Certificates -----------------------------------------------------------------------------*/

JsonObject *
esp_hierarchy_write_certificate (const EspCertificateRow *row, GBytes *der)
{
  JsonObject *line = json_object_new ();

  json_object_set_string_member (line, "ca", row->ca);
  esp_hierarchy_put_bytes (line, "der", der);
  esp_json_set_string (line, "template", row->template_name);
  json_object_set_string_member (line, "requester", row->requester);
  json_object_set_string_member (line, "requester_account", row->requester_account);
  json_object_set_int_member (line, "issued_at", row->issued_at);
  if (row->revoked_at == 0)
    return line;
  json_object_set_int_member (line, "revoked_at", row->revoked_at);
  json_object_set_int_member (line, "reason", row->revocation_reason);
  return line;
}

EspCertificateRow *
esp_hierarchy_read_certificate (JsonObject *line, EspCertificate *certificate)
{
  EspName *subject = esp_certificate_get_subject (certificate);
  const char *const *names = esp_certificate_get_alternative_names (certificate);
  g_autoptr (EspCertificateRow) row = esp_certificate_row_new ();
  gint64 reason = esp_json_get_int (line, "reason", 0);

  row->ca = g_strdup (esp_json_get_string (line, "ca"));
  row->serial = g_strdup (esp_certificate_get_serial (certificate));
  row->subject = g_strdup (esp_name_get_text (subject));
  row->report_subject = esp_name_to_report (subject);
  if (names && names[0])
    row->alternative_names = g_strjoinv (", ", (char **) names);
  row->not_before = esp_certificate_get_not_before (certificate);
  row->not_after = esp_certificate_get_not_after (certificate);
  row->issued_at = esp_json_get_int (line, "issued_at", 0);
  row->revoked_at = esp_json_get_int (line, "revoked_at", 0);
  row->revocation_reason = (int) reason;
  if (!take_text (line, "template", &row->template_name) ||
      !take_text (line, "requester", &row->requester) ||
      !take_text (line, "requester_account", &row->requester_account) || !row->requester ||
      !row->requester_account || row->issued_at <= 0 || row->revoked_at < 0 || reason < 0 ||
      reason > 10 || *row->serial == '-')
    return NULL;
  return g_steal_pointer (&row);
}
