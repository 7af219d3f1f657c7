/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A renewal that two persons agreed on: the certificate that takes the place of another one, or the
 * authority that takes the place of another one, is no more than that was. */
#include "esp-replay-private.h"

#include "base/esp-json.h"
#include "esp-approving.h"
#include "esp-replay-rules.h"
#include "model/esp-tag.h"
#include "vault/esp-certificate-store.h"

static gboolean
is_replacement (JsonObject *parameters)
{
  return g_strcmp0 (esp_json_get_string (parameters, "Mode"), "REPLACE") == 0;
}

/* --- The authority that was there -------------------------------------------------------------*/

static gboolean
is_changed_as_meant (JsonObject *parameters, gboolean is_old, JsonObject *before, JsonObject *row)
{
  static const char *const of_reissued[] = { "serial", "not_before", "not_after",  "template_name",
                                             "state",  "level",      "changed_at", NULL };
  static const char *const of_replaced[] = { "state", "changed_at", NULL };
  static const char *const of_others[] = { "level", "changed_at", NULL };
  gboolean replaced = is_replacement (parameters);

  if (!is_old)
    return esp_replay_same_beside (before, row, of_others);
  if (!replaced)
    return esp_replay_same_beside (before, row, of_reissued) &&
           esp_replay_has (row, "state", "ACTIVE");
  return esp_replay_same_beside (before, row, of_replaced) &&
         (esp_replay_same (before, row, "state") ||
          (esp_json_get_boolean (parameters, "DisableOld", FALSE) &&
           esp_replay_has (row, "state", "DISABLED")));
}

/* --- The one that takes its place -------------------------------------------------------------*/

/* Where the id of the old one is part of an address, the id of the new one takes its place. */
static char *
adapt (const char *address, const EspCa *old, const char *id)
{
  g_autoptr (GString) text = address ? g_string_new (address) : NULL;

  if (text)
    g_string_replace (text, old->id, id, 0);
  return text ? g_strdup (text->str) : NULL;
}

static gboolean
has_its_settings (const EspCa *old, const char *id, JsonObject *row)
{
  EspRevocationSettings wanted = old->revocation;
  g_autofree char *crl_url = adapt (old->revocation.crl_url, old, id);
  g_autofree char *crl_path = adapt (old->revocation.crl_path, old, id);
  g_autofree char *ocsp_url = adapt (old->revocation.ocsp_url, old, id);

  wanted.crl_url = crl_url;
  wanted.crl_path = crl_path;
  wanted.ocsp_url = ocsp_url;
  return esp_replay_has_settings (row, &wanted);
}

/* Without a name that is told it is the next generation of the old one. */
static gboolean
has_its_name (JsonObject *parameters, JsonObject *row)
{
  const char *told = esp_json_get_string (parameters, "Subject");
  g_autoptr (EspName) name = told ? esp_name_parse (told, NULL) : NULL;

  return !told || (name && esp_replay_has (row, "subject", esp_name_get_text (name)));
}

/* Below a parent elsewhere it waits for its certificate. */
static gboolean
stands_where_it_stood (const EspCa *old, JsonObject *row)
{
  if (esp_replay_has (row, "state", "PENDING_CERTIFICATE"))
    return old->type == ESP_CA_SUBORDINATE && !old->parent && esp_replay_has (row, "parent", NULL);
  return esp_replay_has (row, "state", "ACTIVE") && esp_replay_has (row, "parent", old->parent) &&
         esp_replay_has_number (row, "path_length", old->path_length);
}

static gboolean
is_successor (const EspCa *old, JsonObject *parameters, const char *id, JsonObject *row)
{
  return is_replacement (parameters) && esp_replay_has (row, "predecessor", old->id) &&
         esp_replay_has (row, "account", old->account) &&
         esp_replay_has (row, "type", esp_ca_type_to_string (old->type)) &&
         esp_replay_has (row, "key_algorithm", old->key_algorithm) &&
         esp_replay_has (row, "signing_algorithm", old->signing_algorithm) &&
         esp_replay_has (row, "usage_mode", esp_usage_mode_to_string (old->usage_mode)) &&
         esp_replay_has_number (row, "dual_control", old->dual_control) &&
         has_its_name (parameters, row) && stands_where_it_stood (old, row) &&
         has_its_settings (old, id, row);
}

gboolean
esp_replay_is_renewed (const EspCa *old,
                       JsonObject *parameters,
                       const char *id,
                       JsonObject *before,
                       JsonObject *row)
{
  if (!row)
    return FALSE;
  return before ? is_changed_as_meant (parameters, g_str_equal (id, old->id), before, row) :
                  is_successor (old, parameters, id, row);
}

gboolean
esp_replay_is_inherited_tag (const EspCa *old, JsonObject *row)
{
  for (guint i = 0; i < old->tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (old->tags, i);

      if (esp_replay_has (row, "key", tag->key))
        return esp_replay_has (row, "value", tag->value);
    }
  return FALSE;
}

gboolean
esp_replay_is_inherited_approver (EspReplay *replay, const EspCa *old, const char *person)
{
  g_autoptr (GPtrArray) approvers = esp_approving_list (replay->state, old->id, NULL);

  return approvers && esp_approving_is_among (approvers, person);
}

/* --- The certificate --------------------------------------------------------------------------*/

/* NULL: another vault, or nobody here, has signed it. */
static EspCertificate *
load_present (EspReplay *replay, const EspCa *old)
{
  const char *issuer = old->parent ? old->parent : old->id;
  g_autoptr (GPtrArray) rows =
    old->serial ? esp_certificate_store_find (replay->vault, issuer, old->serial, NULL) : NULL;
  const EspCertificateRow *row = rows && rows->len == 1 ? g_ptr_array_index (rows, 0) : NULL;
  g_autoptr (GBytes) der = row ? esp_certificate_store_get_der (replay->vault, row->row, NULL) :
                                 NULL;

  return der ? esp_certificate_parse (der, NULL) : NULL;
}

static gboolean
is_of_same_key (EspCertificate *certificate, EspCertificate *present)
{
  const char *subject = esp_name_get_text (esp_certificate_get_subject (certificate));

  return g_str_equal (subject, esp_name_get_text (esp_certificate_get_subject (present))) &&
         esp_key_equal_public (esp_certificate_get_key (certificate),
                               esp_certificate_get_key (present));
}

gboolean
esp_replay_is_renewed_certificate (EspReplay *replay,
                                   const EspCa *old,
                                   JsonObject *parameters,
                                   EspCertificate *certificate,
                                   gint64 now)
{
  g_autoptr (EspCertificate) present = load_present (replay, old);

  if (present && !is_replacement (parameters) && !is_of_same_key (certificate, present))
    return FALSE;
  return esp_replay_keeps_renewal (certificate, present, old, parameters, now);
}
