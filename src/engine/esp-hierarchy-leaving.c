/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a hierarchy that would leave before any of it does: who goes, to whom, and what
 * stands in the way. Nothing here writes. */
#include "esp-hierarchy-leaving.h"

#include "base/esp-error.h"
#include "esp-approving-facts.h"
#include "esp-ops.h"
#include "esp-splitting.h"
#include "pki/esp-extension-values.h"
#include "pki/esp-sealed-file.h"
#include "vault/esp-ca-store.h"

#include <string.h>

static void
leaving_free (gpointer data)
{
  EspLeaving *leaving = data;

  g_clear_pointer (&leaving->branch, g_ptr_array_unref);
  g_clear_pointer (&leaving->stay, g_ptr_array_unref);
  g_clear_pointer (&leaving->ids, g_hash_table_unref);
  g_clear_pointer (&leaving->owner, esp_certificate_unref);
  g_free (leaving->written);
  g_free (leaving);
}

/* --- Who goes ---------------------------------------------------------------------------------*/

static gboolean
has_life (const EspCa *ca)
{
  return ca->state == ESP_CA_ACTIVE || ca->state == ESP_CA_DISABLED ||
         ca->state == ESP_CA_PENDING_CERTIFICATE;
}

static gboolean
collect (EspOperationContext *context, EspLeaving *leaving, GError **error)
{
  g_autoptr (GPtrArray) cas = esp_ca_store_list (context->vault, NULL, context->now, error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; cas && i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);
      EspCa *copy;

      if (!g_str_equal (ca->id, context->ca->id) &&
          (!ca->parent || !g_hash_table_contains (seen, ca->parent)))
        continue;
      g_hash_table_add (seen, ca->id);
      copy = esp_ca_copy (ca);
      g_ptr_array_add (has_life (ca) ? leaving->branch : leaving->stay, copy);
      if (has_life (ca))
        g_hash_table_add (leaving->ids, copy->id);
    }
  if (cas && !g_hash_table_contains (leaving->ids, context->ca->id))
    {
      esp_error_set (error, ESP_REASON_HIERARCHY_NOTHING, context->ca->label, NULL);
      return FALSE;
    }
  return cas != NULL;
}

static gboolean
read_owner (EspOperationContext *context, EspLeaving *leaving, GError **error)
{
  const char *pem = esp_context_text (context, "Recipient");
  g_autoptr (GBytes) bytes = g_bytes_new (pem, strlen (pem));

  leaving->owner = esp_certificate_parse (bytes, NULL);
  if (leaving->owner)
    return TRUE;
  esp_error_set (error, ESP_REASON_HIERARCHY_CERTIFICATE, "Recipient", NULL);
  return FALSE;
}

gboolean
esp_op_export_hierarchy_resolve (EspOperationContext *context, GError **error)
{
  EspLeaving *leaving = g_new0 (EspLeaving, 1);

  context->data = leaving;
  context->free_data = leaving_free;
  leaving->branch = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_free);
  leaving->stay = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_free);
  leaving->ids = g_hash_table_new (g_str_hash, g_str_equal);
  if (!esp_context_resolve_ca (context, error) || !read_owner (context, leaving, error) ||
      !collect (context, leaving, error))
    return FALSE;
  for (guint i = 0; i < leaving->branch->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (leaving->branch, i);

      if (!g_str_equal (ca->id, context->ca->id))
        esp_context_require_on (context, context->operation->action, ca);
    }
  return TRUE;
}

/* --- What two persons are told of it ----------------------------------------------------------*/

gboolean
esp_facts_add_hierarchy (EspOperationContext *context,
                         EspTouch touch,
                         GPtrArray *facts,
                         GError **error)
{
  const EspLeaving *leaving = context->data;

  for (guint i = 0; i < leaving->branch->len; i++)
    esp_facts_add_ca (facts, touch, ((const EspCa *) g_ptr_array_index (leaving->branch, i))->id);
  return TRUE;
}

char *
esp_hierarchy_describe_owner (EspOperationContext *context)
{
  const EspLeaving *leaving = context->data;
  EspCertificate *owner = leaving->owner;

  return g_strdup_printf ("%s, SHA-256 %s", esp_name_get_text (esp_certificate_get_subject (owner)),
                          esp_certificate_get_fingerprint (owner));
}

char *
esp_hierarchy_describe_branch (EspOperationContext *context)
{
  const EspLeaving *leaving = context->data;
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < leaving->branch->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (leaving->branch, i);

      g_string_append_printf (names, "%s%s (%s)", i > 0 ? "\n" : "", ca->label, ca->id);
    }
  return g_string_free (names, FALSE);
}

/* --- What stands in the way -------------------------------------------------------------------*/

static gboolean
check_owner (EspOperationContext *context, GError **error)
{
  EspCertificate *owner = ((const EspLeaving *) context->data)->owner;
  const EspExtension *usage = esp_extensions_find (esp_certificate_get_extensions (owner),
                                                   ESP_OID_KEY_USAGE, NULL);
  EspReason reason = 0;
  guint bits = 0;

  if (!esp_sealed_file_check_recipient (owner, error))
    return FALSE;
  /* One that begins tomorrow is of somebody whose clock is ahead. */
  if (context->now > esp_certificate_get_not_after (owner))
    reason = ESP_REASON_HIERARCHY_EXPIRED;
  else if (usage && !(esp_value_read_key_usage (usage->value, &bits) &&
                      (bits & ESP_KEY_USAGE_KEY_AGREEMENT)))
    reason = ESP_REASON_HIERARCHY_USAGE;
  else
    return TRUE;
  esp_error_set (error, reason, "Recipient", NULL);
  return FALSE;
}

/* One approval opens one key (esp-approving-run.c). */
static gboolean
check_split (EspOperationContext *context, const EspCa *ca, const EspCa **first, GError **error)
{
  gboolean split;

  if (!esp_splitting_is_split (context->vault, ca->id, &split, error))
    return FALSE;
  if (split && *first)
    {
      esp_error_set (error, ESP_REASON_HIERARCHY_SPLIT, context->ca->label, "first",
                     (*first)->label, "second", ca->label, NULL);
      return FALSE;
    }
  if (split)
    *first = ca;
  return TRUE;
}

gboolean
esp_leaving_check (EspOperationContext *context, GError **error)
{
  const EspLeaving *leaving = context->data;
  const EspCa *split = NULL;

  if (!check_owner (context, error) ||
      !esp_leaving_check_path (esp_context_text (context, "Path"), error))
    return FALSE;
  for (guint i = 0; i < leaving->branch->len; i++)
    if (!check_split (context, g_ptr_array_index (leaving->branch, i), &split, error))
      return FALSE;
  return TRUE;
}
