/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of a share, its spellings, and the record of a managed permission of the organisation.
 * What they allow is not known here. */
#include "esp-share.h"

#include "esp-names.h"
#include "esp-tag.h"

static const char *const consumer_kinds[] = {
  [ESP_SHARE_WITH_ACCOUNT] = "ACCOUNT",
  [ESP_SHARE_WITH_ROLE] = "ROLE",
  [ESP_SHARE_WITH_PRINCIPAL] = "PRINCIPAL",
};

static const char *const signings[] = {
  [ESP_SHARE_SIGNING_REQUEST] = "REQUEST",
  [ESP_SHARE_SIGNING_HERE] = "HERE",
};

static const char *const statuses[] = {
  [ESP_SHARE_PENDING] = "PENDING", [ESP_SHARE_ACTIVE] = "ACTIVE", [ESP_SHARE_REJECTED] = "REJECTED",
  [ESP_SHARE_EXPIRED] = "EXPIRED", [ESP_SHARE_LEFT] = "LEFT",     [ESP_SHARE_DELETED] = "DELETED",
};

static const char *const feature_sets[] = {
  [ESP_SHARE_STANDARD] = "STANDARD",
  [ESP_SHARE_CREATED_FROM_POLICY] = "CREATED_FROM_POLICY",
};

/* --- Shares ------------------------------------------------------------------------------------*/

EspShare *
esp_share_new (void)
{
  EspShare *share = g_new0 (EspShare, 1);

  share->tags = esp_tags_new ();
  return share;
}

void
esp_share_free (EspShare *share)
{
  if (!share)
    return;
  g_free (share->id);
  g_free (share->name);
  g_free (share->ca);
  g_free (share->owner_account);
  g_free (share->consumer);
  g_free (share->consumer_account);
  g_free (share->permission);
  g_ptr_array_unref (share->tags);
  g_free (share);
}

EspShareStatus
esp_share_get_status (const EspShare *share, gint64 now)
{
  if (share->status == ESP_SHARE_PENDING && share->expires_at <= now)
    return ESP_SHARE_EXPIRED;
  return share->status;
}

char *
esp_share_get_arn (const EspShare *share)
{
  return g_strdup_printf ("arn:aws:ram:local:%s:resource-share/%s", share->owner_account,
                          share->id);
}

const char *
esp_share_consumer_kind_to_string (EspShareConsumerKind kind)
{
  return consumer_kinds[kind];
}

const char *
esp_share_signing_to_string (EspShareSigning signing)
{
  return signings[signing];
}

const char *
esp_share_status_to_string (EspShareStatus status)
{
  return statuses[status];
}

const char *
esp_share_feature_set_to_string (EspShareFeatureSet set)
{
  return feature_sets[set];
}

#define FROM_STRING(function, Type, names)                                                         \
  gboolean function (const char *text, Type *value)                                                \
  {                                                                                                \
    guint index;                                                                                   \
                                                                                                   \
    if (!esp_names_find (names, G_N_ELEMENTS (names), text, &index))                               \
      return FALSE;                                                                                \
    *value = (Type) index;                                                                         \
    return TRUE;                                                                                   \
  }

FROM_STRING (esp_share_consumer_kind_from_string, EspShareConsumerKind, consumer_kinds)
FROM_STRING (esp_share_signing_from_string, EspShareSigning, signings)
FROM_STRING (esp_share_status_from_string, EspShareStatus, statuses)
FROM_STRING (esp_share_feature_set_from_string, EspShareFeatureSet, feature_sets)

/* --- Own permissions ---------------------------------------------------------------------------*/

static void
version_free (gpointer data)
{
  EspOwnPermissionVersion *version = data;

  g_free (version->template);
  g_free (version);
}

EspOwnPermission *
esp_own_permission_new (void)
{
  EspOwnPermission *permission = g_new0 (EspOwnPermission, 1);

  permission->versions = g_ptr_array_new_with_free_func (version_free);
  return permission;
}

void
esp_own_permission_free (EspOwnPermission *permission)
{
  if (!permission)
    return;
  g_free (permission->name);
  g_free (permission->account);
  g_ptr_array_unref (permission->versions);
  g_free (permission);
}

const EspOwnPermissionVersion *
esp_own_permission_find (const EspOwnPermission *permission, gint64 number)
{
  for (guint i = 0; i < permission->versions->len; i++)
    {
      const EspOwnPermissionVersion *version = g_ptr_array_index (permission->versions, i);

      if (version->number == number)
        return version;
    }
  return NULL;
}

char *
esp_own_permission_get_arn (const EspOwnPermission *permission)
{
  return g_strdup_printf ("arn:aws:ram:local:%s:permission/%s", permission->account,
                          permission->name);
}
