/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the Secret Service protocol that tells locked from missing: search, unlock, the
 * default collection. Values are never asked for here; that is libsecret's part, which encrypts
 * them on the bus (esp-keyring-secret.c). */
#include "esp-keyring-service.h"

#include "base/esp-error.h"
#include "esp-keyring-bus.h"

#define SERVICE_INTERFACE "org.freedesktop.Secret.Service"
#define COLLECTION_INTERFACE "org.freedesktop.Secret.Collection"
#define NO_OBJECT "/"

/* A locked collection may hide its items, and an item may be locked by itself: two prompts at most,
 * then the answer stands. */
#define MAX_UNLOCKS 2

typedef enum
{
  ITEM_MISSING,
  ITEM_LOCKED,
  ITEM_OPEN,
} ItemState;

static gboolean
refuse_locked (GError **error)
{
  esp_error_set (error, ESP_REASON_KEYRING_LOCKED, NULL, NULL);
  return FALSE;
}

static gboolean
unlock (EspKeyringBus *bus, const char *path, GError **error)
{
  g_autoptr (GVariant) reply = NULL;
  const char *prompt;

  if (bus->quiet)
    return refuse_locked (error);
  reply = esp_keyring_bus_call (bus, ESP_SECRETS_PATH, SERVICE_INTERFACE, "Unlock",
                                g_variant_new ("(@ao)", g_variant_new_objv (&path, 1)), "(aoo)",
                                error);
  if (!reply)
    return FALSE;
  g_variant_get_child (reply, 1, "&o", &prompt);
  return esp_keyring_bus_ask (bus, prompt, error);
}

/* *path: of a locked item, where there is no open one. */
static gboolean
search (EspKeyringBus *bus, GVariant *attributes, ItemState *state, char **path, GError **error)
{
  g_autoptr (GVariant) reply = NULL;
  g_autofree const char **open = NULL;
  g_autofree const char **locked = NULL;

  reply = esp_keyring_bus_call (bus, ESP_SECRETS_PATH, SERVICE_INTERFACE, "SearchItems",
                                g_variant_new ("(@a{ss})", attributes), "(aoao)", error);
  if (!reply)
    return FALSE;
  g_variant_get (reply, "(^a&o^a&o)", &open, &locked);
  *state = open[0] ? ITEM_OPEN : locked[0] ? ITEM_LOCKED : ITEM_MISSING;
  if (*state == ITEM_LOCKED)
    *path = g_strdup (locked[0]);
  return TRUE;
}

/* *path: of the default collection, or NULL where there is none. */
static gboolean
find_default (EspKeyringBus *bus, char **path, GError **error)
{
  g_autoptr (GVariant) reply = NULL;
  const char *found;

  reply = esp_keyring_bus_call (bus, ESP_SECRETS_PATH, SERVICE_INTERFACE, "ReadAlias",
                                g_variant_new ("(s)", "default"), "(o)", error);
  if (!reply)
    return FALSE;
  g_variant_get (reply, "(&o)", &found);
  *path = g_str_equal (found, NO_OBJECT) ? NULL : g_strdup (found);
  return TRUE;
}

static GVariant *
get_property (EspKeyringBus *bus,
              const char *path,
              const char *name,
              const GVariantType *type,
              GError **error)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) value = NULL;

  reply = esp_keyring_bus_call (bus, path, "org.freedesktop.DBus.Properties", "Get",
                                g_variant_new ("(ss)", COLLECTION_INTERFACE, name), "(v)", error);
  if (!reply)
    return NULL;
  g_variant_get (reply, "(v)", &value);
  if (!g_variant_is_of_type (value, type))
    {
      g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_FAILED, "%s has an unexpected type", name);
      return NULL;
    }
  return g_steal_pointer (&value);
}

static gboolean
get_locked (EspKeyringBus *bus, const char *path, gboolean *locked, GError **error)
{
  g_autoptr (GVariant) value = get_property (bus, path, "Locked", G_VARIANT_TYPE_BOOLEAN, error);

  if (!value)
    return FALSE;
  *locked = g_variant_get_boolean (value);
  return TRUE;
}

/* Some services show no items of a locked collection, so a search can't tell. *path: the default
 * collection where it is of that kind, else NULL. */
static gboolean
find_hiding_collection (EspKeyringBus *bus, char **path, GError **error)
{
  g_autofree char *collection = NULL;
  g_autoptr (GVariant) items = NULL;
  gboolean locked;

  *path = NULL;
  if (!find_default (bus, &collection, error))
    return FALSE;
  if (!collection)
    return TRUE;
  if (!get_locked (bus, collection, &locked, error))
    return FALSE;
  if (!locked)
    return TRUE;
  items = get_property (bus, collection, "Items", G_VARIANT_TYPE ("ao"), error);
  if (!items)
    return FALSE;
  if (g_variant_n_children (items) == 0)
    *path = g_steal_pointer (&collection);
  return TRUE;
}

gboolean
esp_keyring_service_open_item (GVariant *attributes,
                               gboolean quiet,
                               GCancellable *cancellable,
                               GError **error)
{
  g_auto (EspKeyringBus) bus = { .quiet = quiet };
  g_autoptr (GVariant) wanted = g_variant_ref_sink (attributes);
  ItemState state = ITEM_MISSING;

  if (!esp_keyring_bus_open (&bus, cancellable, error))
    return FALSE;
  for (int unlocks = 0;; unlocks++)
    {
      g_autofree char *path = NULL;

      if (!search (&bus, wanted, &state, &path, error))
        return FALSE;
      if (state == ITEM_OPEN)
        return TRUE;
      if (state == ITEM_MISSING && !find_hiding_collection (&bus, &path, error))
        return FALSE;
      if (!path || unlocks == MAX_UNLOCKS)
        {
          esp_error_set (error, path ? ESP_REASON_KEYRING_LOCKED : ESP_REASON_KEYRING_MISSING, NULL,
                         NULL);
          return FALSE;
        }
      if (!unlock (&bus, path, error))
        return FALSE;
    }
}

static gboolean
create_default (EspKeyringBus *bus, GError **error)
{
  g_autoptr (GVariant) reply = NULL;
  GVariantDict properties;
  const char *prompt;

  if (bus->quiet)
    return refuse_locked (error);
  g_variant_dict_init (&properties, NULL);
  g_variant_dict_insert (&properties, COLLECTION_INTERFACE ".Label", "s", "Default keyring");
  reply = esp_keyring_bus_call (
    bus, ESP_SECRETS_PATH, SERVICE_INTERFACE, "CreateCollection",
    g_variant_new ("(@a{sv}s)", g_variant_dict_end (&properties), "default"), "(oo)", error);
  if (!reply)
    return FALSE;
  g_variant_get_child (reply, 1, "&o", &prompt);
  return esp_keyring_bus_ask (bus, prompt, error);
}

gboolean
esp_keyring_service_open_default (gboolean quiet, GCancellable *cancellable, GError **error)
{
  g_auto (EspKeyringBus) bus = { .quiet = quiet };
  g_autofree char *path = NULL;
  gboolean locked;

  if (!esp_keyring_bus_open (&bus, cancellable, error) || !find_default (&bus, &path, error))
    return FALSE;
  if (!path)
    return create_default (&bus, error);
  if (!get_locked (&bus, path, &locked, error))
    return FALSE;
  if (!locked)
    return TRUE;
  if (!unlock (&bus, path, error) || !get_locked (&bus, path, &locked, error))
    return FALSE;
  return !locked || refuse_locked (error);
}
