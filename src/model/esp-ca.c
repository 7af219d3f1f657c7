/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CA record: making, copying, freeing, and the state that is shown. */
#include "esp-ca.h"

#include "esp-names.h"
#include "esp-tag.h"

static const char *const type_names[] = {
  [ESP_CA_ROOT] = "ROOT",
  [ESP_CA_SUBORDINATE] = "SUBORDINATE",
};

static const char *const usage_names[] = {
  [ESP_USAGE_GENERAL_PURPOSE] = "GENERAL_PURPOSE",
  [ESP_USAGE_SHORT_LIVED_CERTIFICATE] = "SHORT_LIVED_CERTIFICATE",
};

/* Every text of the record, so that a new one can't be forgotten in copy or free. */
static const gsize text_offsets[] = {
  G_STRUCT_OFFSET (EspCa, id),
  G_STRUCT_OFFSET (EspCa, account),
  G_STRUCT_OFFSET (EspCa, arn),
  G_STRUCT_OFFSET (EspCa, failure_reason),
  G_STRUCT_OFFSET (EspCa, parent),
  G_STRUCT_OFFSET (EspCa, label),
  G_STRUCT_OFFSET (EspCa, subject),
  G_STRUCT_OFFSET (EspCa, key_algorithm),
  G_STRUCT_OFFSET (EspCa, signing_algorithm),
  G_STRUCT_OFFSET (EspCa, serial),
  G_STRUCT_OFFSET (EspCa, template_name),
  G_STRUCT_OFFSET (EspCa, predecessor),
  G_STRUCT_OFFSET (EspCa, successor),
  G_STRUCT_OFFSET (EspCa, revocation.crl_url),
  G_STRUCT_OFFSET (EspCa, revocation.crl_cname),
  G_STRUCT_OFFSET (EspCa, revocation.crl_path),
  G_STRUCT_OFFSET (EspCa, revocation.ocsp_url),
  G_STRUCT_OFFSET (EspCa, revocation.ocsp_cname),
};

static char **
text_at (EspCa *ca, gsize index)
{
  return &G_STRUCT_MEMBER (char *, ca, text_offsets[index]);
}

EspCa *
esp_ca_new (void)
{
  EspCa *ca = g_new0 (EspCa, 1);

  ca->path_length = -1;
  ca->tags = esp_tags_new ();
  return ca;
}

EspCa *
esp_ca_copy (const EspCa *ca)
{
  EspCa *copy = g_memdup2 (ca, sizeof *ca);

  for (gsize i = 0; i < G_N_ELEMENTS (text_offsets); i++)
    *text_at (copy, i) = g_strdup (*text_at (copy, i));
  if (copy->subject_der)
    g_bytes_ref (copy->subject_der);
  copy->tags = esp_tags_new ();
  for (guint i = 0; i < ca->tags->len; i++)
    g_ptr_array_add (copy->tags, esp_tag_copy (g_ptr_array_index (ca->tags, i)));
  return copy;
}

void
esp_ca_free (EspCa *ca)
{
  if (!ca)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (text_offsets); i++)
    g_free (*text_at (ca, i));
  g_clear_pointer (&ca->subject_der, g_bytes_unref);
  g_ptr_array_unref (ca->tags);
  g_free (ca);
}

const char *
esp_ca_type_to_string (EspCaType type)
{
  return type_names[type];
}

gboolean
esp_ca_type_from_string (const char *text, EspCaType *type)
{
  guint index;

  if (!esp_names_find (type_names, G_N_ELEMENTS (type_names), text, &index))
    return FALSE;
  *type = (EspCaType) index;
  return TRUE;
}

const char *
esp_usage_mode_to_string (EspUsageMode mode)
{
  return usage_names[mode];
}

gboolean
esp_usage_mode_from_string (const char *text, EspUsageMode *mode)
{
  guint index;

  if (!esp_names_find (usage_names, G_N_ELEMENTS (usage_names), text, &index))
    return FALSE;
  *mode = (EspUsageMode) index;
  return TRUE;
}

/* A certificate is good through the whole second that notAfter names (RFC 5280, 4.1.2.5). */
EspCaState
esp_ca_get_status (const EspCa *ca, gint64 now)
{
  gboolean can_expire = ca->state == ESP_CA_ACTIVE || ca->state == ESP_CA_DISABLED;

  if (ca->state == ESP_CA_DELETED && ca->handed_over_at != 0)
    return ESP_CA_HANDED_OVER;
  return can_expire && ca->not_after != 0 && now > ca->not_after ? ESP_CA_EXPIRED : ca->state;
}
