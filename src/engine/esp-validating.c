/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is the same for validation with a vault and without: parameters read, the answer written.
 * The rules are in pki/esp-path-validation.h; what a vault adds is in esp-op-validate.c.
 */
#include "esp-validating.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-time.h"
#include "engine/esp-validate.h"

#include <string.h>

#define CERTIFICATE_DEPTH_MAX ESP_PATH_MAX_LENGTH

/* --- Reading -----------------------------------------------------------------------------------*/

typedef GPtrArray *(*ReadFunc) (GBytes *data, GError **error);

/* Each element of an array of PEM texts may hold several; all go into @found. */
static gboolean
read_texts (JsonObject *parameters,
            const char *member,
            ReadFunc read,
            GPtrArray *found,
            guint limit,
            GError **error)
{
  JsonArray *texts = esp_json_get_array (parameters, member);

  for (guint i = 0; texts && i < json_array_get_length (texts); i++)
    {
      JsonNode *node = json_array_get_element (texts, i);
      const char *text = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
      g_autoptr (GBytes) data = text ? g_bytes_new (text, strlen (text)) : NULL;
      g_autoptr (GPtrArray) some = NULL;
      g_autofree char *place = g_strdup_printf ("%s[%u]", member, i);

      if (!text)
        {
          esp_error_set (error, ESP_REASON_PARAMETER_TYPE, place, NULL);
          return FALSE;
        }
      some = read (data, error);
      if (!some)
        {
          if (error)
            esp_error_set_object (*error, place);
          return FALSE;
        }
      if (found->len + some->len > limit)
        {
          g_autofree char *most = g_strdup_printf ("%u", limit);

          esp_error_set (error, ESP_REASON_VALIDATE_TOO_MANY, member, "limit", most, NULL);
          return FALSE;
        }
      g_ptr_array_extend_and_steal (found, g_steal_pointer (&some));
    }
  return TRUE;
}

static gboolean
read_purpose (EspValidating *validating, JsonObject *parameters, GError **error)
{
  const char *text = esp_json_get_string (parameters, "Purpose");
  g_autofree char *lower = text ? g_ascii_strdown (text, -1) : NULL;

  if (!lower || esp_purpose_parse (lower, &validating->options.purpose))
    return TRUE;
  esp_error_set (error, ESP_REASON_VALIDATE_PURPOSE, text, NULL);
  return FALSE;
}

static gboolean
read_depth (EspValidating *validating, JsonObject *parameters, GError **error)
{
  gint64 depth = esp_json_get_int (parameters, "MaxDepth", ESP_PATH_DEPTH_NONE);
  g_autofree char *wanted = g_strdup_printf ("%" G_GINT64_FORMAT, depth);

  validating->options.max_depth = ESP_PATH_DEPTH_NONE;
  if (!json_object_has_member (parameters, "MaxDepth"))
    return TRUE;
  if (depth >= 0 && depth <= CERTIFICATE_DEPTH_MAX)
    {
      validating->options.max_depth = (int) depth;
      return TRUE;
    }
  esp_error_set (error, ESP_REASON_PATH_LENGTH_RANGE, "MaxDepth", "wanted", wanted, "limit",
                 G_STRINGIFY (32), NULL);
  return FALSE;
}

static gboolean
read_time (EspValidating *validating, JsonObject *parameters, gint64 now, GError **error)
{
  const char *text = esp_json_get_string (parameters, "Time");

  validating->options.time = now;
  return !text || esp_time_parse (text, &validating->options.time, error);
}

gboolean
esp_validating_read (EspValidating *validating, JsonObject *parameters, gint64 now, GError **error)
{
  memset (validating, 0, sizeof *validating);
  validating->certificates = g_ptr_array_new_with_free_func (
    (GDestroyNotify) esp_certificate_unref);
  validating->trusted = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);
  validating->crls = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_crl_unref);
  validating->arns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  validating->names[0] = esp_json_get_string (parameters, "Name");
  validating->options.names = validating->names;
  validating->options.crls = validating->crls;
  validating->options.require_revocation = esp_json_get_boolean (parameters, "RequireRevocation",
                                                                 FALSE);
  return read_purpose (validating, parameters, error) &&
         read_depth (validating, parameters, error) &&
         read_time (validating, parameters, now, error) &&
         read_texts (parameters, "Certificates", esp_certificate_parse_chain,
                     validating->certificates, ESP_PATH_MAX_CERTIFICATES, error) &&
         read_texts (parameters, "Trusted", esp_certificate_parse_chain, validating->trusted,
                     ESP_PATH_MAX_CERTIFICATES, error) &&
         read_texts (parameters, "Crls", esp_path_read_crls, validating->crls, ESP_PATH_MAX_CRLS,
                     error);
}

void
esp_validating_clear (EspValidating *validating)
{
  g_clear_pointer (&validating->certificates, g_ptr_array_unref);
  g_clear_pointer (&validating->trusted, g_ptr_array_unref);
  g_clear_pointer (&validating->crls, g_ptr_array_unref);
  g_clear_pointer (&validating->arns, g_hash_table_unref);
}

/* --- The answer --------------------------------------------------------------------------------*/

static JsonObject *
view_arguments (const EspPathFinding *finding)
{
  JsonObject *object = json_object_new ();

  for (gsize i = 0; finding->arguments[i]; i += 2)
    json_object_set_string_member (object, finding->arguments[i], finding->arguments[i + 1]);
  return object;
}

static JsonObject *
view_finding (const EspPathFinding *finding)
{
  JsonObject *object = json_object_new ();
  g_autofree char *sentence = esp_path_finding_format (finding, NULL);

  json_object_set_string_member (object, "Check", esp_path_check_get_name (finding->check));
  json_object_set_string_member (object, "Verdict", esp_verdict_get_name (finding->verdict));
  json_object_set_string_member (object, "Reason", esp_path_reason_get_id (finding->reason));
  esp_json_set_string (object, "Rule", finding->rule);
  json_object_set_string_member (object, "Sentence", sentence);
  json_object_set_string_member (object, "Text", esp_path_reason_get_text (finding->reason));
  json_object_set_object_member (object, "Arguments", view_arguments (finding));
  esp_json_set_string (object, "Citation", finding->citation);
  return object;
}

static JsonObject *
view_step (const EspPathStep *step, GHashTable *arns)
{
  JsonObject *object = json_object_new ();
  JsonArray *checks = json_array_new ();
  const char *fingerprint = esp_certificate_get_fingerprint (step->certificate);

  for (guint i = 0; i < step->findings->len; i++)
    json_array_add_object_element (checks, view_finding (g_ptr_array_index (step->findings, i)));
  json_object_set_string_member (object, "Role", esp_path_role_get_name (step->role));
  json_object_set_string_member (
    object, "Subject", esp_name_get_text (esp_certificate_get_subject (step->certificate)));
  json_object_set_string_member (
    object, "Issuer", esp_name_get_text (esp_certificate_get_issuer (step->certificate)));
  json_object_set_string_member (object, "Serial", esp_certificate_get_serial (step->certificate));
  json_object_set_string_member (object, "Fingerprint", fingerprint);
  esp_json_set_string (object, "CertificateAuthorityArn", g_hash_table_lookup (arns, fingerprint));
  json_object_set_string_member (object, "Verdict", esp_verdict_get_name (step->verdict));
  json_object_set_array_member (object, "Checks", checks);
  return object;
}

static JsonObject *
view_path (const EspPath *path, GHashTable *arns)
{
  JsonObject *object = json_object_new ();
  JsonArray *steps = json_array_new ();

  for (guint i = 0; i < path->steps->len; i++)
    json_array_add_object_element (steps, view_step (g_ptr_array_index (path->steps, i), arns));
  json_object_set_string_member (object, "Verdict", esp_verdict_get_name (path->verdict));
  json_object_set_boolean_member (object, "Complete", path->complete);
  json_object_set_array_member (object, "Steps", steps);
  return object;
}

gboolean
esp_validating_run (EspValidating *validating, JsonObject *result, GError **error)
{
  g_autoptr (EspValidation) validation = NULL;
  JsonArray *paths = json_array_new ();

  if (validating->certificates->len == 0)
    {
      json_array_unref (paths);
      esp_error_set (error, ESP_REASON_PARAMETER_MISSING, "Certificates", "operation",
                     "ValidateCertificate", NULL);
      return FALSE;
    }
  validation = esp_path_validate (g_ptr_array_index (validating->certificates, 0),
                                  validating->certificates, validating->trusted,
                                  &validating->options);
  json_object_set_string_member (result, "Verdict", esp_verdict_get_name (validation->verdict));
  esp_json_set_time (result, "Time", validation->time);
  json_object_set_boolean_member (result, "PathsLimited", validation->limited);
  for (guint i = 0; i < validation->paths->len; i++)
    json_array_add_object_element (
      paths, view_path (g_ptr_array_index (validation->paths, i), validating->arns));
  json_object_set_array_member (result, "Paths", paths);
  return TRUE;
}

JsonObject *
esp_validate_given (JsonObject *parameters, gint64 now, GError **error)
{
  g_auto (EspValidating) validating = { 0 };
  g_autoptr (JsonObject) result = json_object_new ();

  if (!esp_validating_read (&validating, parameters, now, error))
    return NULL;
  if (validating.trusted->len == 0)
    {
      esp_error_set (error, ESP_REASON_PARAMETER_MISSING, "Trusted", "operation",
                     "ValidateCertificate", NULL);
      return NULL;
    }
  if (!esp_validating_run (&validating, result, error))
    return NULL;
  return g_steal_pointer (&result);
}
