/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recipients of the sealed keys, as rows: what an envelope says of them is only key identifiers. */
#include "esp-ca-recipient-store.h"

#include "esp-store.h"

GPtrArray *
esp_ca_recipient_store_list (EspVault *vault, const char *ca, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "SELECT principal FROM ca_key_recipient WHERE ca = $1 ORDER BY principal", ca, error);
  gboolean row;

  if (!statement)
    return NULL;
  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&ids);
      g_ptr_array_add (ids, esp_statement_dup_text (statement, 0));
    }
  return NULL;
}

static gboolean
clear (EspVault *vault, const char *ca, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "DELETE FROM ca_key_recipient WHERE ca = $1", ca, error);

  return statement && esp_statement_run (statement, NULL, error);
}

gboolean
esp_ca_recipient_store_put (EspVault *vault, const char *ca, GPtrArray *principals, GError **error)
{
  if (!clear (vault, ca, error))
    return FALSE;
  for (guint i = 0; i < principals->len; i++)
    {
      g_autoptr (EspStatement) statement = esp_store_prepare_for (
        vault, "INSERT INTO ca_key_recipient (ca, principal) VALUES ($1, $2)", ca, error);

      if (!statement)
        return FALSE;
      esp_statement_bind_text (statement, 2, g_ptr_array_index (principals, i));
      if (!esp_statement_run (statement, NULL, error))
        return FALSE;
    }
  return TRUE;
}

gint64
esp_ca_recipient_store_get_due (EspVault *vault, const char *ca, GError **error)
{
  return esp_store_ask_int (vault, "SELECT reseal_since FROM ca_key WHERE ca = $1", ca, error);
}

gboolean
esp_ca_recipient_store_set_due (EspVault *vault, const char *ca, gint64 since, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    since == 0 ? "UPDATE ca_key SET reseal_since = $2 WHERE ca = $1" :
                 "UPDATE ca_key SET reseal_since = coalesce(reseal_since, $2) WHERE ca = $1",
    ca, error);

  if (!statement)
    return FALSE;
  esp_store_bind_time (statement, 2, since);
  return esp_store_run_changing (statement, error);
}

gint64
esp_ca_recipient_store_count_due (EspVault *vault, GError **error)
{
  return esp_store_ask_int (vault, "SELECT count(*) FROM ca_key WHERE reseal_since IS NOT NULL",
                            NULL, error);
}

/* aws:CurrentTime and aws:EpochTime, in any spelling of letters, or hidden behind an escape. */
int
esp_ca_recipient_store_depend_on_time (EspVault *vault, GError **error)
{
  gint64 found = esp_store_ask_int (
    vault,
    "SELECT count(*) FROM (SELECT document FROM role_policy UNION ALL SELECT document FROM guardrail"
    " UNION ALL SELECT template FROM permission_version) AS policies"
    " WHERE lower(document) LIKE '%aws:currenttime%' OR lower(document) LIKE '%aws:epochtime%'"
    " OR document LIKE '%\\u%'",
    NULL, error);

  return found < 0 ? -1 : found > 0;
}

int
esp_ca_recipient_store_is_split (EspVault *vault, const char *ca, GError **error)
{
  gint64 n_parts = esp_store_ask_int (vault, "SELECT count(*) FROM ca_key_part WHERE ca = $1", ca,
                                      error);

  return n_parts < 0 ? -1 : n_parts > 0;
}
