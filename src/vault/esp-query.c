/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text with numbered places, and the values for them. */
#include "esp-query.h"

#include "esp-store.h"

struct _EspQuery
{
  GString *sql;
  GPtrArray *values; /* GVariant, "s" or "x"; the first is $1 */
};

EspQuery *
esp_query_new (const char *sql)
{
  EspQuery *query = g_new0 (EspQuery, 1);

  query->sql = g_string_new (sql);
  query->values = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  return query;
}

void
esp_query_free (EspQuery *query)
{
  if (!query)
    return;
  g_string_free (query->sql, TRUE);
  g_ptr_array_unref (query->values);
  g_free (query);
}

void
esp_query_add (EspQuery *query, const char *sql)
{
  g_string_append (query->sql, sql);
}

static void
add_value (EspQuery *query, const char *sql, GVariant *value)
{
  g_ptr_array_add (query->values, g_variant_ref_sink (value));
  for (const char *c = sql; *c; c++)
    {
      if (*c == '?')
        g_string_append_printf (query->sql, "$%u", query->values->len);
      else
        g_string_append_c (query->sql, *c);
    }
}

void
esp_query_add_text (EspQuery *query, const char *sql, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  add_value (query, sql, g_variant_new_string (valid));
}

void
esp_query_add_int (EspQuery *query, const char *sql, gint64 value)
{
  add_value (query, sql, g_variant_new_int64 (value));
}

EspStatement *
esp_query_prepare (EspQuery *query, EspVault *vault, GError **error)
{
  EspStatement *statement = esp_store_prepare (vault, query->sql->str, error);

  for (guint i = 0; statement && i < query->values->len; i++)
    {
      GVariant *value = g_ptr_array_index (query->values, i);

      if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
        esp_statement_bind_text (statement, (int) i + 1, g_variant_get_string (value, NULL));
      else
        esp_statement_bind_int (statement, (int) i + 1, g_variant_get_int64 (value));
    }
  return statement;
}
