/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts. Their arguments are kept as one canonical JSON object of texts. */
#include "esp-alert-store.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-query.h"
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

/* --- Lists -------------------------------------------------------------------------------------*/

/* Those that are open have an index of their own, so it is asked for in its words. */
static void
add_acknowledged (EspQuery *query, int acknowledged)
{
  if (acknowledged >= 0)
    esp_query_add (query, acknowledged ? " AND acknowledged_at IS NOT NULL" :
                                         " AND acknowledged_at IS NULL");
}

/* Arguments are canonical JSON: a quotation mark in a value has a stroke before it, so this is
 * found in no name. */
static void
add_account (EspQuery *query, const char *account)
{
  g_autofree char *pattern = g_strdup_printf ("%%\"account\":\"%s\"%%", account);

  esp_query_add_text (query, " AND arguments LIKE ?", pattern);
}

static void
add_seen (EspQuery *query, const EspAlertFilter *filter)
{
  if (!filter->cas)
    return;
  esp_query_add (query, " AND (ca IN (");
  for (guint i = 0; i < filter->cas->len; i++)
    esp_query_add_text (query, i > 0 ? ", ?" : "?", g_ptr_array_index (filter->cas, i));
  esp_query_add (query, ") OR (ca IS NULL");
  if (filter->account)
    add_account (query, filter->account);
  esp_query_add (query, "))");
}

static EspStatement *
prepare_list (EspVault *vault, const EspAlertFilter *filter, GError **error)
{
  g_autoptr (EspQuery) query = esp_query_new ("SELECT " COLUMNS " FROM alert WHERE TRUE");

  if (filter->event > 0)
    esp_query_add_int (query, " AND event = ?", filter->event);
  if (filter->before > 0)
    esp_query_add_int (query, " AND row < ?", filter->before);
  add_acknowledged (query, filter->acknowledged);
  add_seen (query, filter);
  esp_query_add_int (query, " ORDER BY row DESC LIMIT ?", filter->limit);
  return esp_query_prepare (query, vault, error);
}

GPtrArray *
esp_alert_store_list (EspVault *vault, const EspAlertFilter *filter, GError **error)
{
  g_autoptr (GPtrArray) alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_alert_free);
  g_autoptr (EspStatement) statement = prepare_list (vault, filter, error);
  gboolean row;

  if (!statement)
    return NULL;
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

gint64
esp_alert_store_last_of (EspVault *vault, const char *kind, const char *actor, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault,
    "SELECT alert.created_at FROM alert JOIN event ON event.sequence = alert.event"
    " WHERE alert.kind = $1 AND event.actor_name = $2 ORDER BY alert.row DESC LIMIT 1",
    error);
  gboolean row;

  if (!statement)
    return -1;
  esp_statement_bind_text (statement, 1, kind);
  esp_statement_bind_text (statement, 2, actor);
  if (!esp_statement_step (statement, &row, error))
    return -1;
  return row ? esp_statement_get_int (statement, 0) : 0;
}
