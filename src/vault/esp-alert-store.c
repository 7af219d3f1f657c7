/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts. Their arguments are kept as one canonical JSON object of texts. */
#include "esp-alert-store.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-store.h"

#define COLUMNS "row, event, kind, ca, created_at, arguments, acknowledged_by, acknowledged_at"
#define ARGUMENTS_MAX 65536

/* --- Arguments ---------------------------------------------------------------------------------*/

static char *
write_arguments (char **arguments, GError **error)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = NULL;

  for (guint i = 0; arguments && arguments[i] && arguments[i + 1]; i += 2)
    json_object_set_string_member (object, arguments[i], arguments[i + 1]);
  node = esp_json_wrap_object (object);
  return esp_json_to_canonical (node, error);
}

static char **
read_arguments (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = esp_json_parse (text, -1, ARGUMENTS_MAX, error);
  JsonObject *object = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GList) names = object ? json_object_get_members (object) : NULL;

  if (!node)
    return NULL;
  for (GList *name = names; name; name = name->next)
    {
      const char *value = esp_json_get_string (object, name->data);

      g_strv_builder_add (builder, name->data);
      g_strv_builder_add (builder, value ? value : "");
    }
  return g_strv_builder_end (builder);
}

/* --- Rows --------------------------------------------------------------------------------------*/

gboolean
esp_alert_store_insert (EspVault *vault, EspAlert *alert, GError **error)
{
  g_autofree char *arguments = write_arguments (alert->arguments, error);
  g_autoptr (EspStatement)
    statement = arguments ?
                  esp_store_prepare (vault,
                                     "INSERT INTO alert (event, kind, ca, created_at, arguments)"
                                     " VALUES ($1, $2, $3, $4, $5) RETURNING row",
                                     error) :
                  NULL;
  gboolean row;

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, alert->event);
  esp_statement_bind_text (statement, 2, alert->kind);
  esp_statement_bind_text (statement, 3, alert->ca);
  esp_statement_bind_int (statement, 4, alert->created_at);
  esp_statement_bind_text (statement, 5, arguments);
  if (!esp_statement_step (statement, &row, error) || !row)
    return FALSE;
  alert->row = esp_statement_get_int (statement, 0);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_alert_store_acknowledge (EspVault *vault,
                             gint64 row,
                             const char *principal,
                             gint64 now,
                             GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault,
                                   "UPDATE alert SET acknowledged_by = $2, acknowledged_at = $3"
                                   " WHERE row = $1 AND acknowledged_at IS NULL",
                                   error);
  gint64 changed;

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, row);
  esp_statement_bind_text (statement, 2, principal);
  esp_statement_bind_int (statement, 3, now);
  return esp_statement_run (statement, &changed, error) && changed > 0;
}

static EspAlert *
read_alert (EspStatement *statement, GError **error)
{
  g_autoptr (EspAlert) alert = esp_alert_new ();

  alert->row = esp_statement_get_int (statement, 0);
  alert->event = esp_statement_get_int (statement, 1);
  alert->kind = esp_statement_dup_text (statement, 2);
  alert->ca = esp_statement_dup_text (statement, 3);
  alert->created_at = esp_statement_get_int (statement, 4);
  alert->arguments = read_arguments (esp_statement_get_text (statement, 5), error);
  alert->acknowledged_by = esp_statement_dup_text (statement, 6);
  alert->acknowledged_at = esp_statement_get_int (statement, 7);
  return alert->arguments ? g_steal_pointer (&alert) : NULL;
}

EspAlert *
esp_alert_store_find (EspVault *vault, gint64 number, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault, "SELECT " COLUMNS " FROM alert WHERE row = $1", error);
  gboolean row;

  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 1, number);
  if (!esp_statement_step (statement, &row, error) || !row)
    return NULL;
  return read_alert (statement, error);
}

GPtrArray *
esp_alert_store_list (EspVault *vault, int acknowledged, gint64 event, guint limit, GError **error)
{
  g_autoptr (GPtrArray) alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_alert_free);
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault,
    "SELECT " COLUMNS " FROM alert WHERE ($1 < 0 OR"
    " CASE WHEN acknowledged_at IS NULL THEN 0 ELSE 1 END = $1) AND ($2 = 0 OR event = $2)"
    " ORDER BY row DESC LIMIT $3",
    error);
  gboolean row;

  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 1, acknowledged);
  esp_statement_bind_int (statement, 2, event);
  esp_statement_bind_int (statement, 3, limit);
  while (esp_statement_step (statement, &row, error))
    {
      EspAlert *alert;

      if (!row)
        return g_steal_pointer (&alerts);
      alert = read_alert (statement, error);
      if (!alert)
        return NULL;
      g_ptr_array_add (alerts, alert);
    }
  return NULL;
}
