/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Installing a CA certificate over none or over another one. */
#include "esp-installing.h"

#include "base/esp-error.h"
#include "esp-issuing.h"
#include "pki/esp-hierarchy.h"
#include "vault/esp-ca-store.h"

/* --- What stands below -------------------------------------------------------------------------*/

/* Issued certificates point to their issuer by its key identifier. */
static gboolean
check_key_identifier (EspOperationContext *context,
                      const EspCa *ca,
                      EspCertificate *certificate,
                      GError **error)
{
  g_autoptr (EspCertificate) before = esp_issuing_load_issuer (context->vault, ca, error);
  GBytes *old_id, *new_id;

  if (!before)
    return FALSE;
  old_id = esp_certificate_get_subject_key_identifier (before);
  new_id = esp_certificate_get_subject_key_identifier (certificate);
  if (!old_id || !new_id || g_bytes_equal (old_id, new_id))
    return TRUE;
  esp_error_set (error, ESP_REASON_IMPORT_KEY_IDENTIFIER, ca->label, NULL);
  return FALSE;
}

static gboolean
check_child (const EspCa *ca, const EspCa *child, EspCertificate *certificate, GError **error)
{
  int wanted = esp_certificate_get_path_length (certificate);
  g_autofree char *length = g_strdup_printf ("%d", wanted);
  g_autofree char *child_length = g_strdup_printf ("%d", child->path_length);

  if (child->state == ESP_CA_DELETED ||
      esp_hierarchy_check_path_length (wanted, child->path_length, NULL))
    return TRUE;
  esp_error_set (error, ESP_REASON_IMPORT_CHILD, ca->label, "wanted", length, "child", child->label,
                 "child_length", child->path_length < 0 ? "none" : child_length, NULL);
  return FALSE;
}

static gboolean
is_child (const EspCa *child, const EspCa *ca)
{
  return child->serial && g_strcmp0 (child->parent, ca->id) == 0;
}

/* With another parent the whole branch may move up or down a level. */
static gboolean
set_level (EspOperationContext *context, EspCa *child, const EspCa *above, GError **error)
{
  if (child->level == above->level + 1)
    return TRUE;
  if (!esp_hierarchy_check_depth (above->level, error))
    {
      if (error)
        esp_error_set_object (*error, child->label);
      return FALSE;
    }
  child->level = above->level + 1;
  return esp_ca_store_update (context->vault, child, error);
}

/* @cas has parents before children. */
static gboolean
set_levels_below (EspOperationContext *context, const EspCa *ca, GPtrArray *cas, GError **error)
{
  g_autoptr (GHashTable) below = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (below, ca->id, (gpointer) ca);
  for (guint i = 0; i < cas->len; i++)
    {
      EspCa *child = g_ptr_array_index (cas, i);
      const EspCa *above = child->parent ? g_hash_table_lookup (below, child->parent) : NULL;

      if (!above || !child->serial)
        continue;
      if (!set_level (context, child, above, error))
        return FALSE;
      g_hash_table_insert (below, child->id, child);
    }
  return TRUE;
}

static gboolean
check_replaced (EspOperationContext *context,
                const EspCa *ca,
                EspCertificate *certificate,
                GPtrArray *cas,
                GError **error)
{
  if (!ca->serial)
    return TRUE;
  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *child = g_ptr_array_index (cas, i);

      if (is_child (child, ca) && !check_child (ca, child, certificate, error))
        return FALSE;
    }
  return check_key_identifier (context, ca, certificate, error);
}

/* --- The record --------------------------------------------------------------------------------*/

static void
fill_record (EspCa *ca, const EspInstallation *installation)
{
  EspCertificate *certificate = installation->certificate;
  const EspCa *parent = installation->parent;

  g_free (ca->serial);
  ca->serial = g_strdup (esp_certificate_get_serial (certificate));
  g_free (ca->template_name);
  ca->template_name = g_strdup (installation->template_name);
  g_free (ca->parent);
  ca->parent = parent ? g_strdup (parent->id) : NULL;
  ca->level = (parent ? parent->level : installation->n_above) + 1;
  ca->path_length = esp_certificate_get_path_length (certificate);
  ca->not_before = esp_certificate_get_not_before (certificate);
  ca->not_after = esp_certificate_get_not_after (certificate);
}

gboolean
esp_installing_run (EspOperationContext *context,
                    EspCa *ca,
                    const EspInstallation *installation,
                    GError **error)
{
  g_autoptr (GPtrArray) cas = esp_ca_store_list (context->vault, NULL, context->now, error);
  EspCaState shown = esp_ca_get_status (ca, context->now), next;

  if (!cas ||
      !esp_ca_state_next (shown, ca->state, ESP_CA_EVENT_IMPORT_CERTIFICATE, &next, NULL, error))
    return FALSE;
  if (!check_replaced (context, ca, installation->certificate, cas, error))
    return FALSE;
  esp_context_detail (context, "Before", esp_ca_state_to_string (shown));
  esp_context_detail (context, "After", esp_ca_state_to_string (next));
  ca->state = next;
  ca->changed_at = context->now;
  fill_record (ca, installation);
  return esp_ca_store_put_certificate (context->vault, ca->id,
                                       esp_certificate_get_der (installation->certificate),
                                       installation->chain, error) &&
         esp_ca_store_update (context->vault, ca, error) &&
         set_levels_below (context, ca, cas, error);
}
