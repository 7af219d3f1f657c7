/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of revocation lists that arrive. A part is where its certificates say that it is, so it
 * keeps its address and its name; it is opened here when the first of its certificates comes. */
#include "esp-hierarchy-arriving.h"

#include "base/esp-error.h"
#include "esp-hierarchy-private.h"
#include "model/esp-revocation.h"
#include "pki/esp-crl.h"
#include "vault/esp-revocation-store.h"

#include <string.h>

#define URL_MAX 4096

typedef struct
{
  const EspArrived *arrived; /* borrowed */
  char *id, *url;
  gint64 opened_at;
  EspCrl *list; /* or NULL */
  gint64 row;   /* 0: it is not opened yet */
} Part;

static void
part_free (gpointer data)
{
  Part *part = data;

  g_free (part->id);
  g_free (part->url);
  g_clear_pointer (&part->list, esp_crl_unref);
  g_free (part);
}

GHashTable *
esp_arrived_parts_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, part_free);
}

/* Addresses stand in certificates and lists as they are. */
static gboolean
says (GBytes *der, const char *url)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (der, &len);

  return memmem (bytes, len, url, strlen (url)) != NULL;
}

static gboolean
check_list (const Part *part)
{
  EspCertificate *issuer = esp_arrived_newest (part->arrived);

  return issuer && esp_crl_is_issued_by (part->list, issuer) &&
         esp_crl_get_number (part->list) >= 0 &&
         esp_crl_get_next_update (part->list) > esp_crl_get_this_update (part->list) &&
         says (esp_crl_get_der (part->list), part->url);
}

gboolean
esp_arrival_take_part (EspArrival *arrival, JsonObject *line, GError **error)
{
  const EspArrived *arrived = esp_arrival_find (arrival, line);
  const char *id = esp_json_get_string (line, "id");
  const char *url = esp_json_get_string (line, "url");
  gint64 opened_at = esp_json_get_int (line, "opened_at", 0);
  g_autoptr (GBytes) der = esp_hierarchy_get_bytes (line, "crl");
  Part *part;

  if (!arrived || !id || !g_uuid_string_is_valid (id) || !url || !*url || strlen (url) > URL_MAX ||
      opened_at <= 0 || g_hash_table_contains (arrival->parts, id))
    return esp_arrival_refuse (arrived ? arrived->ca->label : "part", error);
  part = g_new0 (Part, 1);
  part->arrived = arrived;
  part->id = g_strdup (id);
  part->url = g_strdup (url);
  part->opened_at = opened_at;
  part->list = der ? esp_crl_parse (der, NULL) : NULL;
  g_hash_table_insert (arrival->parts, part->id, part);
  if (!json_object_has_member (line, "crl") || (part->list && check_list (part)))
    return TRUE;
  return esp_arrival_refuse (arrived->ca->label, error);
}

static gboolean
put_list (EspVault *vault, const Part *part, GError **error)
{
  return !part->list ||
         esp_crl_part_store_put_list (
           vault, part->row, esp_crl_get_number (part->list), esp_crl_get_this_update (part->list),
           esp_crl_get_next_update (part->list), (gint64) esp_crl_get_n_entries (part->list),
           esp_crl_get_der (part->list), error);
}

gboolean
esp_arrival_bind (EspArrival *arrival,
                  JsonObject *line,
                  EspCertificate *certificate,
                  EspCertificateRow *row,
                  GError **error)
{
  EspVault *vault = arrival->context->vault;
  const char *id = esp_json_get_string (line, "part");
  Part *part = id ? g_hash_table_lookup (arrival->parts, id) : NULL;
  gboolean is_first = part && part->row == 0;

  if (!id)
    return TRUE;
  if (!part || part->arrived != esp_arrival_find (arrival, line) ||
      !says (esp_certificate_get_der (certificate), part->url))
    return esp_arrival_refuse (row->serial, error);
  if (arrival->rehearsed)
    return TRUE;
  if (!esp_crl_part_store_bind (vault, row->ca, id, part->url, row->not_after, part->opened_at,
                                ESP_CRL_PART_CERTIFICATES_MAX, &part->row, error))
    return FALSE;
  row->crl_part = part->row;
  return !is_first || put_list (vault, part, error);
}
