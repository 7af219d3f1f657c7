/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the table of an import. */
#include "esp-importing-rows.h"

#include "base/esp-json.h"

#include <string.h>

#define READY "READY"
#define BAD "BAD"

/* What is not here is bad. */
static const struct
{
  EspReason reason;
  const char *verdict;
} verdicts[] = {
  { ESP_REASON_FOREIGN_KNOWN, "KNOWN" },
  { ESP_REASON_FOREIGN_TWICE, "TWICE" },
  { ESP_REASON_FOREIGN_NO_AUTHORITY, "UNLINKED" },
  { ESP_REASON_FOREIGN_NO_KEY, "NO_KEY" },
  { ESP_REASON_FOREIGN_KEY_MISSING, "NO_KEY" },
  { ESP_REASON_FOREIGN_TOKEN, "NO_KEY" },
  { ESP_REASON_FOREIGN_PASSPHRASE, "LOCKED" },
  { ESP_REASON_FOREIGN_OWN_PASSPHRASE, "LOCKED" },
  { ESP_REASON_FOREIGN_DATABASE_PASSPHRASE, "LOCKED" },
  { ESP_REASON_FOREIGN_OUTSIDE, READY },
  { ESP_REASON_FOREIGN_REASON, READY },
  { ESP_REASON_FOREIGN_RENEWED, "KNOWN" },
  { ESP_REASON_FOREIGN_KEY_LATE, "LEFT_OUT" },
  { ESP_REASON_FOREIGN_NOT_ALLOWED, "LEFT_OUT" },
  { ESP_REASON_FOREIGN_TWO_PERSONS, "LEFT_OUT" },
  { ESP_REASON_FOREIGN_AUTHORITY_KIND, "LEFT_OUT" },
  { ESP_REASON_FOREIGN_AUTHORITY_LEFT, "LEFT_OUT" },
  { ESP_REASON_FOREIGN_LONE_KEY, "LEFT_OUT" },
  { ESP_REASON_FOREIGN_REQUEST, "LEFT_OUT" },
  { ESP_REASON_FOREIGN_NOTE, "LEFT_OUT" },
  { ESP_REASON_FOREIGN_HISTORY, "LEFT_OUT" },
  { ESP_REASON_FOREIGN_OTHER, "LEFT_OUT" },
};

struct _EspImportRows
{
  JsonArray *list;
  guint max_rows;
  guint n_ready, n_other;
  gint64 n_left_out;
  gint64 kinds[ESP_N_FOREIGN_KINDS];
  GHashTable *verdicts; /* name, static → number */
};

const char *
esp_import_verdict_name (const GError *verdict)
{
  if (!verdict)
    return READY;
  for (gsize i = 0; i < G_N_ELEMENTS (verdicts); i++)
    if (esp_error_has_reason (verdict, verdicts[i].reason))
      return verdicts[i].verdict;
  return BAD;
}

EspImportRows *
esp_import_rows_new (guint max_rows)
{
  EspImportRows *rows = g_new0 (EspImportRows, 1);

  rows->list = json_array_new ();
  rows->max_rows = max_rows;
  rows->verdicts = g_hash_table_new (g_str_hash, g_str_equal);
  return rows;
}

void
esp_import_rows_free (EspImportRows *rows)
{
  if (!rows)
    return;
  g_clear_pointer (&rows->list, json_array_unref);
  g_hash_table_unref (rows->verdicts);
  g_free (rows);
}

void
esp_import_rows_keep_item (EspForeignItem *copy, const EspForeignItem *item)
{
  *copy = (EspForeignItem){ .kind = item->kind, .row = item->row };
  copy->file = g_strdup (item->file);
  copy->table = g_strdup (item->table);
  copy->label = g_strdup (item->label);
  copy->serial = g_strdup (item->serial);
}

void
esp_import_rows_drop_item (EspForeignItem *copy)
{
  g_free ((char *) copy->file);
  g_free ((char *) copy->table);
  g_free ((char *) copy->label);
  g_free ((char *) copy->serial);
}

gboolean
esp_import_rows_has_room (EspImportRows *rows, const GError *verdict)
{
  return (verdict ? rows->n_other : rows->n_ready) < rows->max_rows;
}

static JsonObject *
view_arguments (const GError *verdict)
{
  const GPtrArray *pairs = esp_error_get_arguments (verdict);
  JsonObject *view = json_object_new ();

  for (guint i = 0; pairs && i + 1 < pairs->len; i += 2)
    json_object_set_string_member (view, g_ptr_array_index (pairs, i),
                                   g_ptr_array_index (pairs, i + 1));
  return view;
}

static JsonObject *
view_verdict (JsonObject *view, const GError *verdict)
{
  json_object_set_string_member (view, "Verdict", esp_import_verdict_name (verdict));
  if (!verdict)
    return view;
  json_object_set_string_member (view, "Text",
                                 esp_reason_get_text (esp_error_get_reason (verdict)));
  json_object_set_object_member (view, "Arguments", view_arguments (verdict));
  json_object_set_string_member (view, "Reason",
                                 esp_reason_get_id (esp_error_get_reason (verdict)));
  json_object_set_string_member (view, "Sentence", verdict->message);
  return view;
}

static JsonObject *
view_row (const EspForeignItem *item, const EspImportRow *row, const GError *verdict)
{
  JsonObject *view = json_object_new ();
  g_autofree char *place = esp_foreign_item_dup_place (item);

  json_object_set_string_member (view, "Place", place);
  json_object_set_string_member (view, "Kind", esp_foreign_kind_to_string (item->kind));
  esp_json_set_string (view, "Name", item->label);
  if (row)
    {
      esp_json_set_string (view, "Subject", row->subject);
      esp_json_set_string (view, "Serial", row->serial);
      esp_json_set_string (view, "Issuer", row->issuer);
      esp_json_set_time (view, "NotAfter", row->not_after);
    }
  if (item->kind == ESP_FOREIGN_REVOCATION && item->reason)
    {
      json_object_set_string_member (view, "RevocationReason", item->reason);
      esp_json_set_time (view, "RevokedAt", item->time);
    }
  if (item->kind == ESP_FOREIGN_NEXT_CRL_NUMBER && !item->problem)
    json_object_set_int_member (view, "Number", item->number);
  return view_verdict (view, verdict);
}

void
esp_import_rows_add (EspImportRows *rows,
                     const EspForeignItem *item,
                     const EspImportRow *row,
                     const GError *verdict)
{
  const char *name = esp_import_verdict_name (verdict);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (rows->verdicts, name));

  rows->kinds[item->kind]++;
  g_hash_table_insert (rows->verdicts, (gpointer) name, GUINT_TO_POINTER (n + 1));
  if (!esp_import_rows_has_room (rows, verdict))
    {
      rows->n_left_out++;
      return;
    }
  if (verdict)
    rows->n_other++;
  else
    rows->n_ready++;
  json_array_add_object_element (rows->list, view_row (item, row, verdict));
}

void
esp_import_rows_show (EspImportRows *rows, JsonObject *result)
{
  JsonObject *counts = json_object_new (), *told = json_object_new ();
  GHashTableIter iter;
  gpointer name, n;

  for (int i = 0; i < ESP_N_FOREIGN_KINDS; i++)
    if (rows->kinds[i] > 0)
      json_object_set_int_member (counts, esp_foreign_kind_to_string ((EspForeignKind) i),
                                  rows->kinds[i]);
  g_hash_table_iter_init (&iter, rows->verdicts);
  while (g_hash_table_iter_next (&iter, &name, &n))
    json_object_set_int_member (told, name, GPOINTER_TO_UINT (n));
  json_object_set_array_member (result, "Rows", json_array_ref (rows->list));
  json_object_set_int_member (result, "RowsLeftOut", rows->n_left_out);
  json_object_set_object_member (result, "Counts", counts);
  json_object_set_object_member (result, "Verdicts", told);
}
