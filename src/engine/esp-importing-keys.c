/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of a foreign source: whose each is, and what becomes of it. */
#include "esp-importing-keys.h"

#include "pki/esp-key.h"
#include "vault/esp-ca-store.h"

typedef struct
{
  EspForeignItem item;
  GBytes *public_key; /* NULL: it does not say */
  GError *problem;
} Key;

struct _EspImportedKeys
{
  GPtrArray *list; /* Key */
};

static void
key_free (gpointer data)
{
  Key *key = data;

  esp_import_rows_drop_item (&key->item);
  g_clear_pointer (&key->public_key, g_bytes_unref);
  g_clear_error (&key->problem);
  g_free (key);
}

EspImportedKeys *
esp_imported_keys_new (void)
{
  EspImportedKeys *keys = g_new0 (EspImportedKeys, 1);

  keys->list = g_ptr_array_new_with_free_func (key_free);
  return keys;
}

void
esp_imported_keys_free (EspImportedKeys *keys)
{
  if (!keys)
    return;
  g_ptr_array_unref (keys->list);
  g_free (keys);
}

gboolean
esp_imported_keys_add (EspImportedKeys *keys, const EspForeignItem *item, GError **error)
{
  Key *key;

  if (keys->list->len == ESP_IMPORTING_MAX_KEYS)
    {
      esp_error_set (error, ESP_REASON_FOREIGN_TOO_MANY, NULL, "limit",
                     G_STRINGIFY (ESP_IMPORTING_MAX_KEYS), NULL);
      return FALSE;
    }
  key = g_new0 (Key, 1);
  esp_import_rows_keep_item (&key->item, item);
  if (item->problem)
    key->problem = g_error_copy (item->problem);
  if (item->public_key)
    key->public_key = g_bytes_ref (item->public_key);
  if (item->key)
    {
      g_autoptr (EspKey) parsed = esp_key_decode_private (item->key, &key->problem);

      g_clear_pointer (&key->public_key, g_bytes_unref);
      key->public_key = parsed ? g_bytes_ref (esp_key_get_spki (parsed)) : NULL;
    }
  g_ptr_array_add (keys->list, key);
  return TRUE;
}

static GError *
refuse (EspReason reason)
{
  GError *problem = NULL;

  esp_error_set (&problem, reason, NULL, NULL);
  return problem;
}

/* Why a key does not come though it has an owner: the vault has both, or the owner alone, or the
 * owner is left out. */
static EspReason
explain (EspVault *vault, GPtrArray *owners)
{
  EspReason reason = ESP_REASON_FOREIGN_AUTHORITY_LEFT;

  for (guint i = 0; i < owners->len; i++)
    {
      const EspCa *ca = ((EspImportedAuthority *) g_ptr_array_index (owners, i))->leader->ca;
      g_autoptr (GBytes) sealed = ca ? esp_ca_store_get_key (vault, ca->id, NULL) : NULL;

      if (sealed)
        return ESP_REASON_FOREIGN_KNOWN;
      if (ca)
        reason = ESP_REASON_FOREIGN_KEY_LATE;
    }
  return reason;
}

/* A locked key may still be known by its public half: then somebody is missing a passphrase, and
 * not a key; and where it is that of a server, nothing is missing at all. */
static void
judge (Key *key, EspVault *vault, EspImportedAuthorities *all)
{
  GPtrArray *owners = esp_imported_authorities_find_key (all, key->public_key);

  if (!owners && (key->public_key || !key->problem))
    {
      g_clear_error (&key->problem);
      key->problem = refuse (ESP_REASON_FOREIGN_LONE_KEY);
    }
  if (!key->problem && !esp_imported_authorities_give_key (all, key->public_key))
    key->problem = refuse (explain (vault, owners));
}

gint64
esp_imported_keys_judge (EspImportedKeys *keys,
                         EspVault *vault,
                         EspImportedAuthorities *all,
                         EspImportRows *rows)
{
  gint64 n_locked = 0;

  for (guint i = 0; i < keys->list->len; i++)
    {
      Key *key = g_ptr_array_index (keys->list, i);

      judge (key, vault, all);
      if (g_str_equal (esp_import_verdict_name (key->problem), "LOCKED"))
        n_locked++;
      esp_import_rows_add (rows, &key->item, NULL, key->problem);
    }
  g_ptr_array_set_size (keys->list, 0);
  return n_locked;
}
