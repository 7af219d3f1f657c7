/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ListAlerts, AcknowledgeAlert. Whoever may describe an authority sees what is said about it; what
 * is said about none is seen where the person it tells of is seen (esp-people.h). What the vault's
 * state should not be stands on top while it is so. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-engine-private.h"
#include "esp-people.h"
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

/* NULL where there is none of this name. */
static const char *
get_argument (const EspAlert *alert, const char *name)
{
  for (guint i = 0; alert->arguments[i] && alert->arguments[i + 1]; i += 2)
    if (g_str_equal (alert->arguments[i], name))
      return alert->arguments[i + 1];
  return NULL;
}

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
  const char *actor = get_argument (alert, "actor");
  const char *text = esp_alert_get_text (alert->kind);
  g_autofree char *sentence = esp_alert_to_text (alert);

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

/* --- What the file should not be ---------------------------------------------------------------*/

static JsonObject *
view_problem (EspOperationContext *context, JsonObject *problem)
{
  g_autoptr (EspAlert) alert = esp_alert_new ();
  const char *arguments[] = { "name", esp_json_get_string (problem, "Object"), "what",
                              esp_json_get_string (problem, "Problem"), NULL };
  JsonObject *view;

  alert->kind = g_strdup (ESP_ALERT_STATE);
  alert->created_at = context->now;
  alert->arguments = g_strdupv ((char **) arguments);
  view = view_alert (context->vault, alert, NULL, NULL);
  json_object_remove_member (view, "Id");
  json_object_remove_member (view, "Event");
  return view;
}

static void
add_problems (EspOperationContext *context, JsonArray *list)
{
  JsonArray *problems = esp_engine_show_problems (context->engine);

  for (guint i = 0; problems && i < json_array_get_length (problems); i++)
    json_array_add_object_element (
      list, view_problem (context, json_array_get_object_element (problems, i)));
  g_clear_pointer (&problems, json_array_unref);
}

/* --- Listing -----------------------------------------------------------------------------------*/

typedef struct
{
  GHashTable *cas; /* id -> EspCa: those that the session may see */
  GPtrArray *ids;  /* of these, borrowed; NULL: it sees all there are */
} Seen;

static void
seen_clear (Seen *seen)
{
  g_clear_pointer (&seen->cas, g_hash_table_unref);
  g_clear_pointer (&seen->ids, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Seen, seen_clear)

static gboolean
load_seen (EspOperationContext *context, Seen *seen, GError **error)
{
  g_autoptr (GPtrArray) cas = esp_ca_store_list (context->vault, NULL, context->now, error);

  if (!cas)
    return FALSE;
  seen->cas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) esp_ca_free);
  seen->ids = g_ptr_array_new ();
  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);
      char *id;

      if (!esp_context_may (context, SEEING, ca))
        continue;
      id = g_strdup (ca->id);
      g_hash_table_insert (seen->cas, id, esp_ca_copy (ca));
      g_ptr_array_add (seen->ids, id);
    }
  if (context->rights->organization_scope && seen->ids->len == cas->len)
    g_clear_pointer (&seen->ids, g_ptr_array_unref);
  return TRUE;
}

static int
read_acknowledged (EspOperationContext *context)
{
  if (!json_object_has_member (context->parameters, "Acknowledged"))
    return -1;
  return esp_json_get_boolean (context->parameters, "Acknowledged", FALSE) ? 1 : 0;
}

static EspAlertFilter
read_filter (EspOperationContext *context, const Seen *seen)
{
  gint64 limit = esp_json_get_int (context->parameters, "Limit", LIMIT);

  return (EspAlertFilter){
    .acknowledged = read_acknowledged (context),
    .before = MAX (esp_json_get_int (context->parameters, "Before", 0), 0),
    .cas = seen->ids,
    .account = context->rights->organization_scope ? NULL : context->rights->account,
    .limit = (guint) CLAMP (limit, 1, LIMIT_MAX),
  };
}

gboolean
esp_op_list_alerts (EspOperationContext *context, GError **error)
{
  g_auto (Seen) seen = { NULL, NULL };
  g_autoptr (GPtrArray) alerts = NULL;
  EspAlertFilter filter;
  JsonArray *list;

  if (!load_seen (context, &seen, error))
    return FALSE;
  filter = read_filter (context, &seen);
  alerts = esp_alert_store_list (context->vault, &filter, error);
  if (!alerts)
    return FALSE;
  list = json_array_new ();
  json_object_set_array_member (context->result, "Alerts", list);
  if (filter.acknowledged != 1 && filter.before == 0)
    add_problems (context, list);
  for (guint i = 0; i < alerts->len; i++)
    {
      const EspAlert *alert = g_ptr_array_index (alerts, i);
      const EspCa *ca = alert->ca ? g_hash_table_lookup (seen.cas, alert->ca) : NULL;
      JsonObject *view = view_alert (context->vault, alert, ca, error);

      if (!view)
        return FALSE;
      json_array_add_object_element (list, view);
    }
  return TRUE;
}

/* --- Acknowledging -----------------------------------------------------------------------------*/

/* As the list shows them: of an authority that may be looked at, of no authority to its account. */
static gboolean
sees_alert (EspOperationContext *context, const EspAlert *alert, const EspCa *ca)
{
  const char *account = get_argument (alert, "account");

  if (alert->ca)
    return ca && esp_context_may (context, SEEING, ca);
  return esp_people_sees (context, account ? account : "");
}

static EspAlert *
find_alert (EspOperationContext *context, GError **error)
{
  gint64 row = esp_json_get_int (context->parameters, "Id", 0);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, row);
  GError *problem = NULL;
  g_autoptr (EspAlert) alert = esp_alert_store_find (context->vault, row, &problem);

  if (alert && alert->ca)
    context->ca = esp_ca_store_find (context->vault, alert->ca, &problem);
  if (problem)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  if (alert && sees_alert (context, alert, context->ca))
    return g_steal_pointer (&alert);
  g_clear_pointer (&context->ca, esp_ca_free);
  esp_error_set (error, ESP_REASON_ALERT_UNKNOWN, text, NULL);
  return NULL;
}

gboolean
esp_op_acknowledge_alert_resolve (EspOperationContext *context, GError **error)
{
  EspAlert *alert = find_alert (context, error);

  context->data = alert;
  context->free_data = alert_free;
  if (!alert)
    return FALSE;
  if (context->ca)
    esp_context_require_on (context, SEEING, context->ca);
  else
    esp_context_set_resource (context, NULL, get_argument (alert, "account"), NULL);
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
