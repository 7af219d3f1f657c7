/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a hierarchy that arrives, as they come: each is checked against what came before it, and
 * stored. What does not hold together ends all of it. */
#include "esp-hierarchy-arriving.h"

#include "base/esp-error.h"
#include "esp-hierarchy-private.h"
#include "exchange/esp-hierarchy-file.h"
#include "pki/esp-digest.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-handover-store.h"
#include "vault/esp-revocation-store.h"

#include <string.h>

static void
arrived_free (gpointer data)
{
  EspArrived *arrived = data;

  esp_ca_free (arrived->ca);
  g_clear_pointer (&arrived->certificates, g_ptr_array_unref);
  g_free (arrived);
}

EspArrival *
esp_arrival_new (EspOperationContext *context, const char *account)
{
  EspArrival *arrival = g_new0 (EspArrival, 1);

  arrival->context = context;
  arrival->account = g_strdup (account);
  arrival->order = g_ptr_array_new_with_free_func (arrived_free);
  arrival->arrived = g_hash_table_new (g_str_hash, g_str_equal);
  arrival->parts = esp_arrived_parts_new ();
  return arrival;
}

void
esp_arrival_free (gpointer data)
{
  EspArrival *arrival = data;

  if (!arrival)
    return;

  g_free (arrival->account);
  g_clear_pointer (&arrival->key, esp_key_unref);
  g_clear_pointer (&arrival->owner, esp_certificate_unref);
  g_free (arrival->digest);
  esp_handover_free (arrival->handover);
  g_clear_pointer (&arrival->arrived, g_hash_table_unref);
  g_clear_pointer (&arrival->order, g_ptr_array_unref);
  g_clear_pointer (&arrival->parts, g_hash_table_unref);
  g_free (arrival);
}

gboolean
esp_arrival_refuse (const char *what, GError **error)
{
  esp_error_set (error, ESP_REASON_HIERARCHY_ROW, NULL, "what", what ? what : "-", NULL);
  return FALSE;
}

/* --- The head, and people ----------------------------------------------------------------------*/

static gboolean
take_head (EspArrival *arrival, JsonObject *line, GError **error)
{
  const char *vault = esp_json_get_string (line, "vault");
  const char *organization = esp_json_get_string (line, "organization");
  const char *checkpoint = esp_json_get_string (line, "checkpoint");
  EspHandover *handover;

  if (!vault || !g_uuid_string_is_valid (vault) || !organization || !checkpoint ||
      strlen (organization) > 256)
    return esp_arrival_refuse ("hierarchy", error);
  handover = arrival->handover = g_new0 (EspHandover, 1);
  handover->id = g_uuid_string_random ();
  handover->vault = g_strdup (vault);
  handover->organization = g_strdup (organization);
  handover->received_at = arrival->context->now;
  handover->digest = g_strdup (arrival->digest);
  handover->checkpoint = g_strdup (checkpoint);
  return arrival->rehearsed || esp_handover_store_insert (arrival->context->vault, handover, error);
}

static gboolean
take_person (EspArrival *arrival, JsonObject *line, GError **error)
{
  g_autoptr (GBytes) der = esp_hierarchy_get_bytes (line, "certificate");
  g_autoptr (EspCertificate) certificate = der ? esp_certificate_parse (der, NULL) : NULL;
  EspHandoverPerson person = { .principal = (char *) esp_json_get_string (line, "principal"),
                               .name = (char *) esp_json_get_string (line, "name"),
                               .certificate = der };

  if (!certificate || !person.principal || !person.name || strlen (person.name) > 256)
    return esp_arrival_refuse ("person", error);
  person.fingerprint = (char *) esp_certificate_get_fingerprint (certificate);
  return arrival->rehearsed || esp_handover_store_add_person (
                                 arrival->context->vault, arrival->handover->id, &person, error);
}

/* --- What they issued --------------------------------------------------------------------------*/

static gboolean
has_issued (const EspArrived *arrived, EspCertificate *certificate)
{
  for (guint i = arrived->certificates->len; i > 0; i--)
    if (esp_certificate_is_issued_by (certificate,
                                      g_ptr_array_index (arrived->certificates, i - 1)))
      return TRUE;
  return FALSE;
}

const EspArrived *
esp_arrival_find (EspArrival *arrival, JsonObject *line)
{
  const char *id = esp_json_get_string (line, "ca");

  return id ? g_hash_table_lookup (arrival->arrived, id) : NULL;
}

static gboolean
take_certificate (EspArrival *arrival, JsonObject *line, GError **error)
{
  const EspArrived *arrived = esp_arrival_find (arrival, line);
  g_autoptr (GBytes) der = esp_hierarchy_get_bytes (line, "der");
  g_autoptr (EspCertificate) certificate = der ? esp_certificate_parse (der, NULL) : NULL;
  g_autoptr (EspCertificateRow) row = NULL;

  if (!arrived || !certificate || !has_issued (arrived, certificate))
    return esp_arrival_refuse (arrived ? arrived->ca->label : "certificate", error);
  row = esp_hierarchy_read_certificate (line, certificate);
  if (!row)
    return esp_arrival_refuse (arrived->ca->label, error);
  if (!esp_arrival_bind (arrival, line, certificate, row, error))
    return FALSE;
  arrival->n_certificates++;
  arrival->n_revocations += row->revoked_at != 0;
  return arrival->rehearsed ||
         esp_certificate_store_insert (arrival->context->vault, row, der, error);
}

static gboolean
is_serial (const char *serial)
{
  gsize len = serial ? strlen (serial) : 0;

  return len >= 1 && len <= 64 && strspn (serial, "0123456789abcdef") == len;
}

static gboolean
take_revocation (EspArrival *arrival, JsonObject *line, GError **error)
{
  const EspArrived *arrived = esp_arrival_find (arrival, line);
  const char *serial = esp_json_get_string (line, "serial");
  gint64 when = esp_json_get_int (line, "revoked_at", 0);
  gint64 reason = esp_json_get_int (line, "reason", -1);

  if (!arrived || !is_serial (serial) || when <= 0 || reason < 0 || reason > 10)
    return esp_arrival_refuse (arrived ? arrived->ca->label : "revocation", error);
  arrival->n_revocations++;
  return arrival->rehearsed ||
         esp_revocation_store_put_unknown (arrival->context->vault, arrived->ca->id, serial, when,
                                           (int) reason, error);
}

static gboolean
take_event (EspArrival *arrival, JsonObject *line, GError **error)
{
  g_autoptr (GBytes) signature = esp_hierarchy_get_bytes (line, "signature");
  g_autoptr (GBytes) hashes = esp_hierarchy_get_bytes (line, "path");
  g_autoptr (GBytes) path = hashes ? g_bytes_ref (hashes) : g_bytes_new (NULL, 0);
  EspHandoverEvent event = { .sequence = esp_json_get_int (line, "sequence", 0),
                             .text = (char *) esp_json_get_string (line, "text"),
                             .signature = signature,
                             .path = path };

  if (event.sequence < 1 || !event.text || !signature || g_bytes_get_size (signature) != 64 ||
      g_bytes_get_size (path) % ESP_HASH_LEN != 0 || g_bytes_get_size (path) > 64 * ESP_HASH_LEN)
    return esp_arrival_refuse ("event", error);
  arrival->n_events++;
  return arrival->rehearsed || esp_handover_store_add_event (arrival->context->vault,
                                                             arrival->handover->id, &event, error);
}

/* --- The whole ---------------------------------------------------------------------------------*/

static const struct
{
  const char *kind;
  gboolean (*take) (EspArrival *arrival, JsonObject *line, GError **error);
} takers[] = {
  { "hierarchy", take_head },
  { "person", take_person },
  { "ca", esp_arrival_take_ca },
  { "part", esp_arrival_take_part },
  { "certificate", take_certificate },
  { "revocation", take_revocation },
  { "event", take_event },
};

static gboolean
take_cb (const char *kind, JsonObject *line, gpointer data, GError **error)
{
  EspArrival *arrival = data;

  if (g_cancellable_is_cancelled (arrival->context->cancellable))
    {
      esp_error_set (error, ESP_REASON_CANCELLED, NULL, NULL);
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (takers); i++)
    if (g_str_equal (takers[i].kind, kind))
      return takers[i].take (arrival, line, error);
  return esp_arrival_refuse (kind, error);
}

gboolean
esp_arrival_take (EspArrival *arrival, GBytes *text, GError **error)
{
  arrival->digest = esp_sha256_hex (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
  if (!esp_hierarchy_text_read (text, take_cb, arrival, error))
    return FALSE;
  return (arrival->handover && arrival->order->len > 0) || esp_arrival_refuse ("hierarchy", error);
}

gboolean
esp_arrival_rehearse (EspOperationContext *context, GBytes *text, GError **error)
{
  g_autoptr (EspArrival) arrival = esp_arrival_new (context, context->ca->account);
  GError *problem = NULL;
  const char *what;

  arrival->rehearsed = TRUE;
  if (esp_arrival_take (arrival, text, &problem))
    return TRUE;
  if (esp_error_has_reason (problem, ESP_REASON_CANCELLED))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  what = esp_error_get_argument (problem, "what");
  esp_error_set (error, ESP_REASON_HIERARCHY_UNFIT, context->ca->label, "what",
                 what ? what : problem->message, NULL);
  g_error_free (problem);
  return FALSE;
}
