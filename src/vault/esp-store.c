/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Helpers of the stores: one value, one row, tags. No table is known here but ca's number. */
#include "esp-store.h"

#include "base/esp-error.h"
#include "model/esp-tag.h"

EspStatement *
esp_store_prepare (EspVault *vault, const char *sql, GError **error)
{
  return esp_database_prepare (esp_vault_get_database (vault), sql, error);
}

EspStatement *
esp_store_prepare_for (EspVault *vault, const char *sql, const char *text, GError **error)
{
  EspStatement *statement = esp_store_prepare (vault, sql, error);

  if (statement)
    esp_statement_bind_text (statement, 1, text);
  return statement;
}

void
esp_store_bind_time (EspStatement *statement, int number, gint64 time)
{
  if (time == 0)
    esp_statement_bind_text (statement, number, NULL);
  else
    esp_statement_bind_int (statement, number, time);
}

gboolean
esp_store_run_changing (EspStatement *statement, GError **error)
{
  gint64 changed;

  if (!esp_statement_run (statement, &changed, error))
    return FALSE;
  if (changed > 0)
    return TRUE;
  esp_error_set (error, ESP_REASON_VAULT_REFERENCE, NULL, NULL);
  return FALSE;
}

gint64
esp_store_ask_int (EspVault *vault, const char *sql, const char *text, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (vault, sql, error);
  gboolean row;

  if (statement && text)
    esp_statement_bind_text (statement, 1, text);
  if (!statement || !esp_statement_step (statement, &row, error))
    return -1;
  return row ? esp_statement_get_int (statement, 0) : 0;
}

GBytes *
esp_store_ask_bytes (EspVault *vault, const char *sql, const char *text, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (vault, sql, text, error);
  gboolean row;

  if (!statement || !esp_statement_step (statement, &row, error) || !row)
    return NULL;
  return esp_statement_get_bytes (statement, 0);
}

gboolean
esp_store_find_ca_row (EspVault *vault, const char *ca, gint64 *row, GError **error)
{
  *row = esp_store_ask_int (vault, "SELECT row FROM ca WHERE id = $1", ca ? ca : "", error);
  if (*row == 0)
    esp_error_set (error, ESP_REASON_VAULT_REFERENCE, ca, NULL);
  return *row > 0;
}

gboolean
esp_store_name_taken (GError **error, const char *name)
{
  if (error && esp_error_has_reason (*error, ESP_REASON_VAULT_UNIQUE))
    {
      g_clear_error (error);
      esp_error_set (error, ESP_REASON_NAME_TAKEN, NULL, "name", name, NULL);
    }
  return FALSE;
}

char *
esp_store_like_pattern (const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  GString *pattern = g_string_new ("%");

  for (const char *c = lower; *c; c++)
    {
      if (*c == '%' || *c == '_' || *c == '\\')
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *c);
    }
  g_string_append_c (pattern, '%');
  return g_string_free (pattern, FALSE);
}

gboolean
esp_store_read_tags (EspVault *vault,
                     const char *sql,
                     const char *owner,
                     GPtrArray *tags,
                     GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (vault, sql, owner, error);
  gboolean row;

  if (!statement)
    return FALSE;
  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return TRUE;
      g_ptr_array_add (tags, esp_tag_new (esp_statement_get_text (statement, 0),
                                          esp_statement_get_text (statement, 1)));
    }
  return FALSE;
}

gboolean
esp_store_write_tags (EspVault *vault,
                      const char *sql,
                      const char *owner,
                      GPtrArray *tags,
                      GError **error)
{
  for (guint i = 0; tags && i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);
      g_autoptr (EspStatement) statement = esp_store_prepare_for (vault, sql, owner, error);

      if (!statement)
        return FALSE;
      esp_statement_bind_text (statement, 2, tag->key);
      esp_statement_bind_text (statement, 3, tag->value);
      if (!esp_statement_run (statement, NULL, error))
        return FALSE;
    }
  return TRUE;
}
