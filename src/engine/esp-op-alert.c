/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ListAlerts, AcknowledgeAlert. Whoever may describe an authority sees what is said about it. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "vault/esp-account-store.h"
#include "vault/esp-alert-store.h"
#include "vault/esp-ca-store.h"

#define LIMIT 1000
#define LIMIT_MAX 100000
#define SEEING "acm-pca:DescribeCertificateAuthority"

static void
alert_free (gpointer data)
{
  esp_alert_free (data);
}

/* --- Shown -------------------------------------------------------------------------------------*/

static JsonObject *
view_arguments (const EspAlert *alert)
{
  JsonObject *view = json_object_new ();

  for (guint i = 0; alert->arguments[i] && alert->arguments[i + 1]; i += 2)
    json_object_set_string_member (view, alert->arguments[i], alert->arguments[i + 1]);
  return view;
}

static gboolean
view_acknowledged (EspVault *vault, const EspAlert *alert, JsonObject *view, GError **error)
{
  g_autoptr (EspPrincipal) principal = NULL;

  if (!alert->acknowledged_at)
    return TRUE;
  principal = esp_principal_store_find (vault, alert->acknowledged_by, error);
  if (!principal)
    return FALSE;
  json_object_set_string_member (view, "AcknowledgedBy", principal->name);
  esp_json_set_time (view, "AcknowledgedAt", alert->acknowledged_at);
  return TRUE;
}

static JsonObject *
view_alert (EspVault *vault, const EspAlert *alert, const EspCa *ca, GError **error)
{
  g_autoptr (JsonObject) view = json_object_new ();
  const char *actor = NULL;
  const char *text = esp_alert_get_text (alert->kind);
  g_autofree char *sentence = esp_alert_to_text (alert);

  for (guint i = 0; alert->arguments[i] && alert->arguments[i + 1]; i += 2)
    if (g_str_equal (alert->arguments[i], "actor"))
      actor = alert->arguments[i + 1];
  json_object_set_int_member (view, "Id", alert->row);
  json_object_set_string_member (view, "Kind", alert->kind);
  json_object_set_string_member (
    view, "Severity", esp_finding_severity_to_string (esp_alert_get_severity (alert->kind)));
  esp_json_set_time (view, "CreatedAt", alert->created_at);
  json_object_set_int_member (view, "Event", alert->event);
  json_object_set_string_member (view, "Actor", actor ? actor : "");
  if (ca)
    {
      json_object_set_string_member (view, "CertificateAuthority", ca->label);
      json_object_set_string_member (view, "CertificateAuthorityArn", ca->arn);
    }
  json_object_set_string_member (view, "Sentence", sentence);
  json_object_set_string_member (view, "Text", text ? text : alert->kind);
  json_object_set_object_member (view, "Arguments", view_arguments (alert));
  return view_acknowledged (vault, alert, view, error) ? g_steal_pointer (&view) : NULL;
}

/* --- Listing -----------------------------------------------------------------------------------*/

/* CA id -> EspCa of those that the session may see; others are left out. */
static GHashTable *
load_seen (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) cas = esp_ca_store_list (context->vault, NULL, context->now, error);
  GHashTable *seen;

  if (!cas)
    return NULL;
  seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) esp_ca_free);
  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);

      if (esp_context_may (context, SEEING, ca))
        g_hash_table_insert (seen, g_strdup (ca->id), esp_ca_copy (ca));
    }
  return seen;
}

static int
read_acknowledged (EspOperationContext *context)
{
  if (!json_object_has_member (context->parameters, "Acknowledged"))
    return -1;
  return esp_json_get_boolean (context->parameters, "Acknowledged", FALSE) ? 1 : 0;
}

gboolean
esp_op_list_alerts (EspOperationContext *context, GError **error)
{
  gint64 limit = CLAMP (esp_json_get_int (context->parameters, "Limit", LIMIT), 1, LIMIT_MAX);
  g_autoptr (GHashTable) seen = load_seen (context, error);
  g_autoptr (GPtrArray) alerts = NULL;
  JsonArray *list;

  if (!seen)
    return FALSE;
  alerts = esp_alert_store_list (context->vault, read_acknowledged (context), 0, LIMIT_MAX, error);
  if (!alerts)
    return FALSE;
  list = json_array_new ();
  json_object_set_array_member (context->result, "Alerts", list);
  for (guint i = 0; i < alerts->len && json_array_get_length (list) < limit; i++)
    {
      const EspAlert *alert = g_ptr_array_index (alerts, i);
      const EspCa *ca = alert->ca ? g_hash_table_lookup (seen, alert->ca) : NULL;
      JsonObject *view;

      if (alert->ca && !ca)
        continue;
      view = view_alert (context->vault, alert, ca, error);
      if (!view)
        return FALSE;
      json_array_add_object_element (list, view);
    }
  return TRUE;
}

/* --- Acknowledging -----------------------------------------------------------------------------*/

static EspAlert *
find_alert (EspOperationContext *context, GError **error)
{
  gint64 row = esp_json_get_int (context->parameters, "Id", 0);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, row);
  GError *problem = NULL;
  EspAlert *alert = esp_alert_store_find (context->vault, row, &problem);

  if (!alert && problem)
    g_propagate_error (error, problem);
  else if (!alert)
    esp_error_set (error, ESP_REASON_ALERT_UNKNOWN, text, NULL);
  return alert;
}

gboolean
esp_op_acknowledge_alert_resolve (EspOperationContext *context, GError **error)
{
  EspAlert *alert = find_alert (context, error);

  context->data = alert;
  context->free_data = alert_free;
  if (!alert || !alert->ca)
    return alert != NULL;
  context->ca = esp_ca_store_find (context->vault, alert->ca, error);
  if (!context->ca)
    return FALSE;
  esp_context_require_on (context, SEEING, context->ca);
  return TRUE;
}

/* Whoever comes second changes nothing: the first name stays. */
gboolean
esp_op_acknowledge_alert (EspOperationContext *context, GError **error)
{
  GError *problem = NULL;
  g_autoptr (EspAlert) alert = NULL;
  JsonObject *view;
  gint64 row = ((const EspAlert *) context->data)->row;

  context->unchanged = !esp_alert_store_acknowledge (
    context->vault, row, esp_session_get_principal_id (context->session), context->now, &problem);
  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  alert = esp_alert_store_find (context->vault, row, error);
  view = alert ? view_alert (context->vault, alert, context->ca, error) : NULL;
  if (!view)
    return FALSE;
  esp_context_detail (context, "Alert", alert->kind);
  json_object_set_int_member (context->details, "Event", alert->event);
  json_object_set_object_member (context->result, "Alert", view);
  return TRUE;
}
