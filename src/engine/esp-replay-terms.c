/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a text that two persons signed says of a certificate, and whether one that came of it keeps
 * to that: where it may stand, from when to when, and the names that limit it. What else is in a
 * certificate follows from its template, and is not compared: a later version may say it in other
 * bytes.
 */
#include "esp-replay-private.h"

#include "base/esp-json.h"
#include "base/esp-time.h"
#include "esp-issuing.h"
#include "esp-op-ca-create.h"
#include "esp-replay-rules.h"
#include "pki/esp-validity.h"
#include "vault/esp-certificate-store.h"

#include <string.h>

#define NAME_CONSTRAINTS "2.5.29.30"
/* A run over a plan makes its certificates first, and then its entries. */
#define RUN_SECONDS 3600

/* --- From when to when ------------------------------------------------------------------------*/

/* *@issued: the moment from which its end was counted. */
static gboolean
keeps_start (EspCertificate *certificate, JsonObject *parameters, gint64 now, gint64 *issued)
{
  gint64 start = esp_certificate_get_not_before (certificate), told;

  *issued = now;
  if (json_object_has_member (parameters, "ValidityNotBefore"))
    return esp_issuing_read_start (parameters, now, &told, NULL) && told == start;
  *issued = start + ESP_VALIDITY_BACKDATE;
  return *issued <= now && *issued >= now - RUN_SECONDS;
}

static gboolean
keeps_end (EspCertificate *certificate,
           const EspTemplate *template,
           JsonObject *parameters,
           gint64 issued)
{
  gint64 end = esp_certificate_get_not_after (certificate), told;
  gint64 years = template->kind == ESP_TEMPLATE_ROOT ? ESP_CA_ROOT_YEARS : ESP_CA_SUBORDINATE_YEARS;
  gboolean found;

  if (esp_issuing_read_validity (parameters, issued, &found, &told, NULL))
    return end == told;
  return !found && end <= esp_time_add_months (issued, years * 12);
}

/* --- The names that limit it ------------------------------------------------------------------*/

static GBytes *
find_constraints (GPtrArray *extensions)
{
  for (guint i = 0; extensions && i < extensions->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (extensions, i);

      if (g_str_equal (extension->oid, NAME_CONSTRAINTS))
        return extension->value;
    }
  return NULL;
}

static gboolean
keeps_constraints (EspCertificate *certificate,
                   const EspTemplate *template,
                   JsonObject *parameters,
                   EspRequest *request)
{
  JsonObject *passed = esp_json_get_object (parameters, "ApiPassthrough");
  g_autoptr (EspPassthrough) passthrough = passed && template->api_passthrough ?
                                             esp_passthrough_from_json (passed, NULL) :
                                             NULL;
  GBytes *own = find_constraints (esp_certificate_get_extensions (certificate));
  GBytes *called = passthrough ? find_constraints (esp_passthrough_get_extensions (passthrough)) :
                                 NULL;
  GBytes *asked = request && template->csr_passthrough ?
                    find_constraints (esp_request_get_extensions (request)) :
                    NULL;

  if (!own)
    return !called && !asked;
  return (called && g_bytes_equal (own, called)) || (asked && g_bytes_equal (own, asked));
}

/* --- All of it --------------------------------------------------------------------------------*/

gboolean
esp_replay_keeps_terms (EspCertificate *certificate,
                        const EspTemplate *template,
                        JsonObject *parameters,
                        EspRequest *request,
                        gint64 now)
{
  gint64 issued;

  return esp_certificate_is_ca (certificate) == template->ca &&
         esp_certificate_get_path_length (certificate) == template->path_length &&
         keeps_start (certificate, parameters, now, &issued) &&
         keeps_end (certificate, template, parameters, issued) &&
         keeps_constraints (certificate, template, parameters, request);
}

/* As long as the one before was meant to be, unless another time is told. */
static gboolean
keeps_length (EspCertificate *certificate, const EspCa *old, JsonObject *parameters, gint64 issued)
{
  gint64 start = esp_certificate_get_not_before (certificate);
  gint64 end = esp_certificate_get_not_after (certificate), told;
  gboolean found;

  if (esp_issuing_read_validity (parameters, issued, &found, &told, NULL))
    return end == told;
  return !found && end - start <= old->not_after - old->not_before;
}

static gboolean
is_same_value (GBytes *first, GBytes *second)
{
  return first == second || (first && second && g_bytes_equal (first, second));
}

gboolean
esp_replay_keeps_renewal (EspCertificate *certificate,
                          EspCertificate *present,
                          const EspCa *old,
                          JsonObject *parameters,
                          gint64 now)
{
  gint64 issued;

  return esp_certificate_is_ca (certificate) &&
         esp_certificate_get_path_length (certificate) == old->path_length &&
         keeps_start (certificate, parameters, now, &issued) &&
         keeps_length (certificate, old, parameters, issued) &&
         (!present ||
          is_same_value (find_constraints (esp_certificate_get_extensions (certificate)),
                         find_constraints (esp_certificate_get_extensions (present))));
}

EspCertificate *
esp_replay_read_certificate (EspReplay *replay, const EspReplayChange *change)
{
  g_autoptr (GBytes) der = NULL;

  if (strchr (change->key, '-'))
    return NULL;
  der = esp_certificate_store_get_der (replay->vault, g_ascii_strtoll (change->key, NULL, 10),
                                       NULL);
  return der ? esp_certificate_parse (der, NULL) : NULL;
}

static gboolean
is_key_of (EspCertificate *certificate, const char *name)
{
  const EspKeyAlgorithm *algorithm = esp_key_get_algorithm (esp_certificate_get_key (certificate));

  return algorithm && g_strcmp0 (algorithm->name, name) == 0;
}

gboolean
esp_replay_is_of_authority (EspCertificate *certificate, JsonObject *row)
{
  return esp_replay_has (row, "serial", esp_certificate_get_serial (certificate)) &&
         esp_replay_has (row, "subject",
                         esp_name_get_text (esp_certificate_get_subject (certificate))) &&
         esp_replay_has_number (row, "path_length",
                                esp_certificate_get_path_length (certificate)) &&
         esp_replay_has_number (row, "not_before", esp_certificate_get_not_before (certificate)) &&
         esp_replay_has_number (row, "not_after", esp_certificate_get_not_after (certificate)) &&
         is_key_of (certificate, esp_json_get_string (row, "key_algorithm"));
}
