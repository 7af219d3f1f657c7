/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authorities that arrive: what is told of each is compared with its certificate and what stands
 * above it, its key with both; then it is stored. */
#include "esp-hierarchy-arriving.h"

#include "base/esp-error.h"
#include "esp-hierarchy-private.h"
#include "esp-revocation-lists.h"
#include "esp-splitting.h"
#include "pki/esp-crl.h"
#include "pki/esp-envelope.h"
#include "pki/esp-hierarchy.h"
#include "pki/esp-request.h"
#include "vault/esp-ca-store.h"

#include <string.h>

#define OUTSIDE_LEVEL 2 /* below an authority that nobody here has */
#define MAX_CRL_NUMBER (G_MAXINT64 / 4)

EspCertificate *
esp_arrived_newest (const EspArrived *arrived)
{
  guint n = arrived->certificates->len;

  return n > 0 ? g_ptr_array_index (arrived->certificates, n - 1) : NULL;
}

/* The certificate of an authority that was renewed may be older than the newest above it. */
static gboolean
is_issued_by_any (EspCertificate *certificate, const EspArrived *parent)
{
  for (guint i = parent->certificates->len; i > 0; i--)
    if (esp_certificate_is_issued_by (certificate, g_ptr_array_index (parent->certificates, i - 1)))
      return TRUE;
  return FALSE;
}

/* Below an authority that came before it, with the chain that is above it elsewhere, or alone,
 * where nobody had that chain. */
static gboolean
place (EspArrival *arrival, EspArrived *arrived, const char *pem, GError **error)
{
  EspCa *ca = arrived->ca;
  const EspArrived *parent = ca->parent ? g_hash_table_lookup (arrival->arrived, ca->parent) : NULL;
  EspCertificate *own = esp_arrived_newest (arrived);
  g_autoptr (GBytes) bytes = pem ? g_bytes_new (pem, strlen (pem)) : NULL;
  g_autoptr (GPtrArray) chain = bytes ? esp_certificate_parse_chain (bytes, NULL) : NULL;

  if ((ca->parent && !parent) || (pem && !chain) || (ca->parent && pem) || !own)
    return own == NULL && !ca->parent ? TRUE : esp_arrival_refuse (ca->label, error);
  if (parent)
    {
      ca->level = parent->ca->level + 1;
      return (is_issued_by_any (own, parent) && parent->ca->level > 0 &&
              esp_hierarchy_check_depth (parent->ca->level, NULL)) ||
             esp_arrival_refuse (ca->label, error);
    }
  ca->level = chain ? (int) chain->len + 1 : ca->type == ESP_CA_ROOT ? 1 : OUTSIDE_LEVEL;
  return !chain || esp_certificate_is_issued_by (own, g_ptr_array_index (chain, 0)) ||
         esp_arrival_refuse (ca->label, error);
}

/* --- Its key -----------------------------------------------------------------------------------*/

static EspSecret *
open_key (EspArrival *arrival, const EspCa *ca, EspKey *wanted, GBytes *envelope, GError **error)
{
  g_autoptr (EspSecret) pkcs8 = esp_envelope_open (envelope, arrival->key, arrival->owner, error);
  g_autoptr (EspKey) key = pkcs8 ? esp_key_decode_private (pkcs8, error) : NULL;

  if (!key)
    return NULL;
  if (esp_key_equal_public (key, wanted))
    return g_steal_pointer (&pkcs8);
  esp_arrival_refuse (ca->label, error);
  return NULL;
}

/* --- What it has -------------------------------------------------------------------------------*/

static gboolean
store_list (EspArrival *arrival, const EspArrived *arrived, JsonObject *line, GError **error)
{
  g_autoptr (GBytes) der = esp_hierarchy_get_bytes (line, "crl");
  g_autoptr (EspCrl) crl = der ? esp_crl_parse (der, NULL) : NULL;

  if (!esp_json_get_string (line, "crl"))
    return TRUE;
  if (!crl || !esp_arrived_newest (arrived) ||
      !esp_crl_is_issued_by (crl, esp_arrived_newest (arrived)) || esp_crl_get_number (crl) < 0 ||
      esp_crl_get_next_update (crl) <= esp_crl_get_this_update (crl))
    return esp_arrival_refuse (arrived->ca->label, error);
  return arrival->rehearsed ||
         esp_crl_store_put (arrival->context->vault, arrived->ca->id, esp_crl_get_number (crl),
                            esp_crl_get_this_update (crl), esp_crl_get_next_update (crl),
                            (gint64) esp_crl_get_n_entries (crl), der, error);
}

/* Numbers that were given out, whose list need not be here: those to come are above them. */
static gboolean
continue_numbers (EspArrival *arrival, const EspArrived *arrived, JsonObject *line, GError **error)
{
  gint64 wanted = esp_json_get_int (line, "next_crl_number", 0);
  gint64 next = arrival->rehearsed ? 0 : esp_revocation_next_number (arrival->context, error);

  if (wanted < 0 || wanted > MAX_CRL_NUMBER)
    return esp_arrival_refuse (arrived->ca->label, error);
  if (next < 0)
    return FALSE;
  return arrival->rehearsed || wanted <= next ||
         esp_crl_store_set_offset (arrival->context->vault, arrived->ca->id, wanted - next, error);
}

static gboolean
store_material (EspArrival *arrival, const EspArrived *arrived, JsonObject *line, GError **error)
{
  EspVault *vault = arrival->context->vault;
  g_autoptr (GBytes) request = esp_hierarchy_get_bytes (line, "request");
  const char *pem = esp_json_get_string (line, "chain");

  if (request && !arrival->rehearsed &&
      !esp_ca_store_put_request (vault, arrived->ca->id, request, error))
    return FALSE;
  for (guint i = 0; i < arrived->certificates->len; i++)
    {
      EspCertificate *certificate = g_ptr_array_index (arrived->certificates, i);

      if (!arrival->rehearsed && !esp_ca_store_put_certificate (
                                   vault, arrived->ca->id, esp_certificate_get_der (certificate),
                                   certificate == esp_arrived_newest (arrived) ? pem : NULL, error))
        return FALSE;
    }
  return store_list (arrival, arrived, line, error) &&
         continue_numbers (arrival, arrived, line, error);
}

/* --- It ----------------------------------------------------------------------------------------*/

static gboolean
check_absent (EspArrival *arrival, const char *id, GError **error)
{
  GError *problem = NULL;
  g_autoptr (EspCa)
    ca = arrival->rehearsed ? NULL : esp_ca_store_find (arrival->context->vault, id, &problem);

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (!ca)
    return TRUE;
  esp_error_set (error, ESP_REASON_HIERARCHY_HERE, NULL, "name", ca->label, NULL);
  return FALSE;
}

/* Its name and key: of its certificate, or of the request while it waits for one. */
static EspCa *
read_record (EspArrival *arrival, JsonObject *line, EspCertificate *newest, EspKey **key)
{
  g_autoptr (GBytes) der = esp_hierarchy_get_bytes (line, "request");
  g_autoptr (EspRequest) request = der ? esp_request_parse (der, NULL) : NULL;
  EspName *subject = newest  ? esp_certificate_get_subject (newest) :
                     request ? esp_request_get_subject (request) :
                               NULL;
  EspKey *own = newest  ? esp_certificate_get_key (newest) :
                request ? esp_request_get_key (request) :
                          NULL;

  if (!own || (request && !esp_key_equal_public (own, esp_request_get_key (request))))
    return NULL;
  *key = esp_key_ref (own);
  return esp_hierarchy_read_ca (line, arrival->account, newest, subject, own,
                                arrival->context->now);
}

/* Without a key it stands above others, and signs nothing. */
static gboolean
store (EspArrival *arrival, EspArrived *arrived, EspKey *key, GBytes *envelope, GError **error)
{
  EspVault *vault = arrival->context->vault;
  EspCa *ca = arrived->ca;
  g_autoptr (EspSecret) pkcs8 = NULL;

  if (arrival->rehearsed)
    return TRUE;
  if (!envelope)
    return esp_ca_store_insert (vault, ca, error);
  pkcs8 = open_key (arrival, ca, key, envelope, error);
  return pkcs8 && esp_ca_store_insert (vault, ca, error) &&
         esp_splitting_seal (vault, ca, pkcs8, arrival->context->now, error);
}

gboolean
esp_arrival_take_ca (EspArrival *arrival, JsonObject *line, GError **error)
{
  g_autoptr (GBytes) envelope = esp_hierarchy_get_bytes (line, "key");
  g_autoptr (GPtrArray) certificates = esp_hierarchy_get_certificates (line);
  g_autoptr (EspKey) key = NULL;
  EspArrived *arrived;
  guint n = certificates ? certificates->len : 0;
  g_autoptr (EspCa)
    ca = certificates ? read_record (arrival, line,
                                     n > 0 ? g_ptr_array_index (certificates, n - 1) : NULL, &key) :
                        NULL;

  if (!ca || (!envelope && (json_object_has_member (line, "key") || n == 0)))
    return esp_arrival_refuse (esp_json_get_string (line, "id"), error);
  if (!check_absent (arrival, ca->id, error))
    return FALSE;
  arrived = g_new0 (EspArrived, 1);
  arrived->ca = g_steal_pointer (&ca);
  arrived->certificates = g_steal_pointer (&certificates);
  g_ptr_array_add (arrival->order, arrived);
  if (!place (arrival, arrived, esp_json_get_string (line, "chain"), error))
    return FALSE;
  g_hash_table_insert (arrival->arrived, arrived->ca->id, arrived);
  /* As one that is made here: a root is under the rule from the start. */
  arrived->ca->dual_control = arrived->ca->dual_control || arrived->ca->type == ESP_CA_ROOT;
  if (!envelope)
    arrived->ca->state = ESP_CA_DISABLED;
  return store (arrival, arrived, key, envelope, error) &&
         store_material (arrival, arrived, line, error);
}
