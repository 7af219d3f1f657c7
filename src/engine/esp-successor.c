/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names, settings and extensions handed on at a renewal. */
#include "esp-successor.h"

#include "base/esp-error.h"
#include "esp-new-ca.h"
#include "model/esp-tag.h"
#include "pki/esp-name-generation.h"
#include "vault/esp-ca-store.h"

#define GENERATIONS_MAX 1000

/* --- The name ----------------------------------------------------------------------------------*/

static gboolean
is_taken (EspVault *vault, EspName *name, gboolean *taken, GError **error)
{
  g_autoptr (GPtrArray) found = esp_ca_store_search (vault, esp_name_get_label (name), error);

  *taken = found && found->len > 0;
  return found != NULL;
}

EspName *
esp_successor_subject (EspVault *vault, const EspCa *ca, GError **error)
{
  g_autoptr (EspName) name = esp_name_new_from_der (ca->subject_der, error);
  gboolean taken = name != NULL;

  for (int i = 0; taken && i < GENERATIONS_MAX; i++)
    {
      EspName *next = esp_name_next_generation (name, error);

      if (!next)
        return NULL;
      esp_name_unref (name);
      name = next;
      if (!is_taken (vault, name, &taken, error))
        return NULL;
    }
  return g_steal_pointer (&name);
}

/* --- The settings ------------------------------------------------------------------------------*/

/* Where the old authority's id is part of the address, the new one's takes its place. */
static char *
adapt_address (const char *address, const EspCa *old, const EspCa *new)
{
  g_autoptr (GString) text = address ? g_string_new (address) : NULL;

  if (!text)
    return NULL;
  g_string_replace (text, old->id, new->id, 0);
  return g_strdup (text->str);
}

static void
copy_revocation (EspCa *new, const EspCa *old)
{
  const EspRevocationSettings *from = &old->revocation;
  EspRevocationSettings *to = &new->revocation;

  to->crl_enabled = from->crl_enabled;
  to->crl_days = from->crl_days;
  to->crl_url = adapt_address (from->crl_url, old, new);
  to->crl_cname = g_strdup (from->crl_cname);
  to->crl_path = adapt_address (from->crl_path, old, new);
  to->crl_omitted = from->crl_omitted;
  to->crl_partitioned = from->crl_partitioned;
  to->ocsp_enabled = from->ocsp_enabled;
  to->ocsp_url = adapt_address (from->ocsp_url, old, new);
  to->ocsp_cname = g_strdup (from->ocsp_cname);
}

EspCa *
esp_successor_record (const EspCa *ca, EspName *subject, gint64 now, GError **error)
{
  const EspKeyAlgorithm *key = esp_key_algorithm_find (ca->key_algorithm, error);
  const EspSigningAlgorithm *signing = key ?
                                         esp_signing_algorithm_find (ca->signing_algorithm, error) :
                                         NULL;
  EspCa *new;

  if (!signing)
    return NULL;
  new = esp_new_ca_record (ca->account, ca->type, subject, key, signing, now);
  new->usage_mode = ca->usage_mode;
  new->predecessor = g_strdup (ca->id);
  new->dual_control = ca->dual_control;
  copy_revocation (new, ca);
  for (guint i = 0; i < ca->tags->len; i++)
    g_ptr_array_add (new->tags, esp_tag_copy (g_ptr_array_index (ca->tags, i)));
  return new;
}

/* --- The extensions ----------------------------------------------------------------------------*/

/* By OID: those that are always made anew, and those that this template may fix. */
static gboolean
is_made_anew (const char *oid, const EspTemplate *template)
{
  static const char *const always[] = {
    "2.5.29.14", "2.5.29.19", "2.5.29.31", "2.5.29.35", "1.3.6.1.5.5.7.1.1", NULL,
  };

  if (g_strv_contains (always, oid))
    return TRUE;
  if (g_str_equal (oid, "2.5.29.15"))
    return template->has_key_usage;
  return g_str_equal (oid, "2.5.29.37") && template->has_extended_key_usage;
}

static JsonObject *
view_custom (const EspExtension *extension)
{
  JsonObject *view = json_object_new ();
  gsize len;
  const guint8 *bytes = g_bytes_get_data (extension->value, &len);
  g_autofree char *base64 = g_base64_encode (bytes, len);

  json_object_set_string_member (view, "ObjectIdentifier", extension->oid);
  json_object_set_string_member (view, "Value", base64);
  json_object_set_boolean_member (view, "Critical", extension->critical);
  return view;
}

EspPassthrough *
esp_successor_passthrough (EspCertificate *certificate, const EspTemplate *template, GError **error)
{
  GPtrArray *present = esp_certificate_get_extensions (certificate);
  g_autoptr (JsonObject) document = json_object_new ();
  JsonObject *extensions = json_object_new ();
  JsonArray *custom = json_array_new ();

  for (guint i = 0; i < present->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (present, i);

      if (!is_made_anew (extension->oid, template))
        json_array_add_object_element (custom, view_custom (extension));
    }
  if (json_array_get_length (custom) > 0)
    {
      json_object_set_array_member (extensions, "CustomExtensions", custom);
      json_object_set_object_member (document, "Extensions", extensions);
      return esp_passthrough_from_json (document, error);
    }
  json_array_unref (custom);
  json_object_unref (extensions);
  return esp_passthrough_from_json (document, error);
}
