/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ImportHierarchy: what another vault handed over becomes that of this one, in one transaction:
 * authorities with their keys, what they issued and revoked, and what the old log says of them.
 * What does not hold together ends all of it. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-hierarchy-private.h"
#include "esp-seeing.h"
#include "esp-splitting.h"
#include "esp-views.h"
#include "exchange/esp-foreign.h"
#include "exchange/esp-hierarchy-file.h"
#include "pki/esp-crl.h"
#include "pki/esp-digest.h"
#include "pki/esp-envelope.h"
#include "pki/esp-hierarchy.h"
#include "pki/esp-request.h"
#include "pki/esp-sealed-file.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-revocation-store.h"

#include <string.h>

/* One authority that came. */
typedef struct
{
  EspCa *ca;
  GPtrArray *certificates; /* EspCertificate: all that it had, the newest last */
} Arrived;

typedef struct
{
  EspOperationContext *context;
  char *account;
  EspKey *key; /* of the new owner */
  EspCertificate *owner;
  char *digest;
  EspHandover *handover;
  GHashTable *arrived; /* UUID -> Arrived */
  GPtrArray *order;    /* Arrived, as they came */
  gint64 n_certificates, n_revocations, n_events;
} Arrival;

static void
arrived_free (gpointer data)
{
  Arrived *arrived = data;

  esp_ca_free (arrived->ca);
  g_clear_pointer (&arrived->certificates, g_ptr_array_unref);
  g_free (arrived);
}

static void
arrival_free (gpointer data)
{
  Arrival *arrival = data;

  g_free (arrival->account);
  g_clear_pointer (&arrival->key, esp_key_unref);
  g_clear_pointer (&arrival->owner, esp_certificate_unref);
  g_free (arrival->digest);
  esp_handover_free (arrival->handover);
  g_clear_pointer (&arrival->arrived, g_hash_table_unref);
  g_clear_pointer (&arrival->order, g_ptr_array_unref);
  g_free (arrival);
}

static gboolean
wrong (const char *what, GError **error)
{
  esp_error_set (error, ESP_REASON_HIERARCHY_ROW, NULL, "what", what ? what : "-", NULL);
  return FALSE;
}

/* --- Whose it is here -------------------------------------------------------------------------*/

gboolean
esp_op_import_hierarchy_resolve (EspOperationContext *context, GError **error)
{
  const char *wanted = esp_context_text (context, "OwnerAccount");
  g_autoptr (EspAccount) account = wanted ? esp_seeing_find_account (context, wanted, error) : NULL;
  Arrival *arrival;

  if (wanted && !account)
    return FALSE;
  arrival = g_new0 (Arrival, 1);
  context->data = arrival;
  context->free_data = arrival_free;
  arrival->context = context;
  arrival->account = g_strdup (account ? account->id : esp_session_get_account (context->session));
  arrival->order = g_ptr_array_new_with_free_func (arrived_free);
  arrival->arrived = g_hash_table_new (g_str_hash, g_str_equal);
  esp_context_set_resource (context, NULL, arrival->account, NULL);
  /* It makes authorities: what forbids that forbids this. */
  esp_context_require (context, "acm-pca:CreateCertificateAuthority", NULL, arrival->account);
  return TRUE;
}

/* --- The new owner's key ----------------------------------------------------------------------*/

static gboolean
take_owner_cb (const EspForeignItem *item, gpointer data, GError **error)
{
  Arrival *arrival = data;

  if (item->kind == ESP_FOREIGN_CERTIFICATE && item->der && !arrival->owner)
    arrival->owner = esp_certificate_parse (item->der, NULL);
  return TRUE;
}

static gboolean
take_key_cb (const EspForeignItem *item, gpointer data, GError **error)
{
  Arrival *arrival = data;
  g_autoptr (EspKey) key = NULL;

  if (item->kind != ESP_FOREIGN_KEY || arrival->key)
    return TRUE;
  if (!item->key)
    {
      if (item->problem && error)
        *error = g_error_copy (item->problem);
      return FALSE;
    }
  key = esp_key_decode_private (item->key, error);
  if (!key)
    return FALSE;
  if (esp_key_equal_public (key, esp_certificate_get_key (arrival->owner)))
    arrival->key = g_steal_pointer (&key);
  return TRUE;
}

static gboolean
open_owner (Arrival *arrival, GError **error)
{
  EspOperationContext *context = arrival->context;
  const char *file = esp_context_text (context, "KeyPassphraseFile");
  const char *key = esp_context_text (context, "Key");
  const char *certificate = esp_context_text (context, "Certificate");
  g_autoptr (GPtrArray)
    passphrases = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);
  EspForeignOptions options = { .passphrases = passphrases };
  EspSecret *passphrase = file ? esp_secret_read_file (file, error) : NULL;

  if (file && !passphrase)
    return FALSE;
  if (passphrase)
    g_ptr_array_add (passphrases, passphrase);
  if (!esp_foreign_read (certificate, &options, take_owner_cb, arrival, error))
    return FALSE;
  if (!arrival->owner)
    {
      esp_error_set (error, ESP_REASON_HIERARCHY_CERTIFICATE, certificate, NULL);
      return FALSE;
    }
  if (!esp_foreign_read (key, &options, take_key_cb, arrival, error))
    return FALSE;
  if (arrival->key)
    return TRUE;
  esp_error_set (error, ESP_REASON_HIERARCHY_OWNER_KEY, key, NULL);
  return FALSE;
}

/* --- The head, and people ---------------------------------------------------------------------*/

static gboolean
take_head (Arrival *arrival, JsonObject *line, GError **error)
{
  const char *vault = esp_json_get_string (line, "vault");
  const char *organization = esp_json_get_string (line, "organization");
  const char *checkpoint = esp_json_get_string (line, "checkpoint");
  EspHandover *handover;

  if (!vault || !g_uuid_string_is_valid (vault) || !organization || !checkpoint ||
      strlen (organization) > 256)
    return wrong ("hierarchy", error);
  handover = arrival->handover = g_new0 (EspHandover, 1);
  handover->id = g_uuid_string_random ();
  handover->vault = g_strdup (vault);
  handover->organization = g_strdup (organization);
  handover->received_at = arrival->context->now;
  handover->digest = g_strdup (arrival->digest);
  handover->checkpoint = g_strdup (checkpoint);
  return esp_handover_store_insert (arrival->context->vault, handover, error);
}

static gboolean
take_person (Arrival *arrival, JsonObject *line, GError **error)
{
  g_autoptr (GBytes) der = esp_hierarchy_get_bytes (line, "certificate");
  g_autoptr (EspCertificate) certificate = der ? esp_certificate_parse (der, NULL) : NULL;
  EspHandoverPerson person = { .principal = (char *) esp_json_get_string (line, "principal"),
                               .name = (char *) esp_json_get_string (line, "name"),
                               .certificate = der };

  if (!certificate || !person.principal || !person.name || strlen (person.name) > 256)
    return wrong ("person", error);
  person.fingerprint = (char *) esp_certificate_get_fingerprint (certificate);
  return esp_handover_store_add_person (arrival->context->vault, arrival->handover->id, &person,
                                        error);
}

/* --- Authorities ------------------------------------------------------------------------------*/

static EspCertificate *
newest_of (const Arrived *arrived)
{
  guint n = arrived->certificates->len;

  return n > 0 ? g_ptr_array_index (arrived->certificates, n - 1) : NULL;
}

/* Below an authority that came before it, or with the chain that is above it elsewhere. */
static gboolean
place (Arrival *arrival, Arrived *arrived, const char *pem, GError **error)
{
  EspCa *ca = arrived->ca;
  const Arrived *parent = ca->parent ? g_hash_table_lookup (arrival->arrived, ca->parent) : NULL;
  EspCertificate *own = newest_of (arrived);
  g_autoptr (GBytes) bytes = pem ? g_bytes_new (pem, strlen (pem)) : NULL;
  g_autoptr (GPtrArray) chain = bytes ? esp_certificate_parse_chain (bytes, NULL) : NULL;

  if ((ca->parent && !parent) || (pem && !chain) || (ca->parent && pem) || !own)
    return own == NULL && !ca->parent ? TRUE : wrong (ca->label, error);
  if (parent)
    {
      ca->level = parent->ca->level + 1;
      return (newest_of (parent) && esp_certificate_is_issued_by (own, newest_of (parent)) &&
              parent->ca->level > 0 && esp_hierarchy_check_depth (parent->ca->level, NULL)) ||
             wrong (ca->label, error);
    }
  ca->level = chain ? (int) chain->len + 1 : 1;
  if (!chain)
    return ca->type == ESP_CA_ROOT || wrong (ca->label, error);
  return esp_certificate_is_issued_by (own, g_ptr_array_index (chain, 0)) ||
         wrong (ca->label, error);
}

static EspSecret *
open_key (Arrival *arrival, const EspCa *ca, EspKey *wanted, GBytes *envelope, GError **error)
{
  g_autoptr (EspSecret) pkcs8 = esp_envelope_open (envelope, arrival->key, arrival->owner, error);
  g_autoptr (EspKey) key = pkcs8 ? esp_key_decode_private (pkcs8, error) : NULL;

  if (!key)
    return NULL;
  if (esp_key_equal_public (key, wanted))
    return g_steal_pointer (&pkcs8);
  wrong (ca->label, error);
  return NULL;
}

static gboolean
store_list (Arrival *arrival, const Arrived *arrived, JsonObject *line, GError **error)
{
  g_autoptr (GBytes) der = esp_hierarchy_get_bytes (line, "crl");
  g_autoptr (EspCrl) crl = der ? esp_crl_parse (der, NULL) : NULL;

  if (!esp_json_get_string (line, "crl"))
    return TRUE;
  if (!crl || !newest_of (arrived) || !esp_crl_is_issued_by (crl, newest_of (arrived)) ||
      esp_crl_get_number (crl) < 0 ||
      esp_crl_get_next_update (crl) <= esp_crl_get_this_update (crl))
    return wrong (arrived->ca->label, error);
  return esp_crl_store_put (arrival->context->vault, arrived->ca->id, esp_crl_get_number (crl),
                            esp_crl_get_this_update (crl), esp_crl_get_next_update (crl),
                            (gint64) esp_crl_get_n_entries (crl), der, error);
}

static gboolean
store_material (Arrival *arrival, const Arrived *arrived, JsonObject *line, GError **error)
{
  EspVault *vault = arrival->context->vault;
  g_autoptr (GBytes) request = esp_hierarchy_get_bytes (line, "request");
  const char *pem = esp_json_get_string (line, "chain");

  if (request && !esp_ca_store_put_request (vault, arrived->ca->id, request, error))
    return FALSE;
  for (guint i = 0; i < arrived->certificates->len; i++)
    {
      EspCertificate *certificate = g_ptr_array_index (arrived->certificates, i);

      if (!esp_ca_store_put_certificate (vault, arrived->ca->id,
                                         esp_certificate_get_der (certificate),
                                         certificate == newest_of (arrived) ? pem : NULL, error))
        return FALSE;
    }
  return store_list (arrival, arrived, line, error);
}

static gboolean
check_absent (Arrival *arrival, const char *id, GError **error)
{
  GError *problem = NULL;
  g_autoptr (EspCa) ca = id ? esp_ca_store_find (arrival->context->vault, id, &problem) : NULL;

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
read_record (Arrival *arrival, JsonObject *line, EspCertificate *newest, EspKey **key)
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

static gboolean
take_ca (Arrival *arrival, JsonObject *line, GError **error)
{
  EspOperationContext *context = arrival->context;
  g_autoptr (GBytes) envelope = esp_hierarchy_get_bytes (line, "key");
  g_autoptr (GPtrArray) certificates = esp_hierarchy_get_certificates (line);
  g_autoptr (EspKey) key = NULL;
  g_autoptr (EspSecret) pkcs8 = NULL;
  Arrived *arrived;
  guint n = certificates ? certificates->len : 0;
  g_autoptr (EspCa)
    ca = certificates ? read_record (arrival, line,
                                     n > 0 ? g_ptr_array_index (certificates, n - 1) : NULL, &key) :
                        NULL;

  if (!ca || !envelope)
    return wrong (esp_json_get_string (line, "id"), error);
  if (!check_absent (arrival, ca->id, error))
    return FALSE;
  arrived = g_new0 (Arrived, 1);
  arrived->ca = g_steal_pointer (&ca);
  arrived->certificates = g_steal_pointer (&certificates);
  g_ptr_array_add (arrival->order, arrived);
  if (!place (arrival, arrived, esp_json_get_string (line, "chain"), error))
    return FALSE;
  g_hash_table_insert (arrival->arrived, arrived->ca->id, arrived);
  /* As one that is made here: a root is under the rule from the start. */
  arrived->ca->dual_control = arrived->ca->dual_control || arrived->ca->type == ESP_CA_ROOT;
  pkcs8 = open_key (arrival, arrived->ca, key, envelope, error);
  return pkcs8 && esp_ca_store_insert (context->vault, arrived->ca, error) &&
         store_material (arrival, arrived, line, error) &&
         esp_splitting_seal (context->vault, arrived->ca, pkcs8, context->now, error);
}

/* --- What they issued -------------------------------------------------------------------------*/

static gboolean
has_issued (const Arrived *arrived, EspCertificate *certificate)
{
  for (guint i = arrived->certificates->len; i > 0; i--)
    if (esp_certificate_is_issued_by (certificate,
                                      g_ptr_array_index (arrived->certificates, i - 1)))
      return TRUE;
  return FALSE;
}

static const Arrived *
find_arrived (Arrival *arrival, JsonObject *line)
{
  const char *id = esp_json_get_string (line, "ca");

  return id ? g_hash_table_lookup (arrival->arrived, id) : NULL;
}

static gboolean
take_certificate (Arrival *arrival, JsonObject *line, GError **error)
{
  const Arrived *arrived = find_arrived (arrival, line);
  g_autoptr (GBytes) der = esp_hierarchy_get_bytes (line, "der");
  g_autoptr (EspCertificate) certificate = der ? esp_certificate_parse (der, NULL) : NULL;
  g_autoptr (EspCertificateRow) row = NULL;

  if (!arrived || !certificate || !has_issued (arrived, certificate))
    return wrong (arrived ? arrived->ca->label : "certificate", error);
  row = esp_hierarchy_read_certificate (line, certificate);
  if (!row)
    return wrong (arrived->ca->label, error);
  arrival->n_certificates++;
  arrival->n_revocations += row->revoked_at != 0;
  return esp_certificate_store_insert (arrival->context->vault, row, der, error);
}

static gboolean
is_serial (const char *serial)
{
  gsize len = serial ? strlen (serial) : 0;

  return len >= 1 && len <= 64 && strspn (serial, "0123456789abcdef") == len;
}

static gboolean
take_revocation (Arrival *arrival, JsonObject *line, GError **error)
{
  const Arrived *arrived = find_arrived (arrival, line);
  const char *serial = esp_json_get_string (line, "serial");
  gint64 when = esp_json_get_int (line, "revoked_at", 0);
  gint64 reason = esp_json_get_int (line, "reason", -1);

  if (!arrived || !is_serial (serial) || when <= 0 || reason < 0 || reason > 10)
    return wrong (arrived ? arrived->ca->label : "revocation", error);
  arrival->n_revocations++;
  return esp_revocation_store_put_unknown (arrival->context->vault, arrived->ca->id, serial, when,
                                           (int) reason, error);
}

static gboolean
take_event (Arrival *arrival, JsonObject *line, GError **error)
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
    return wrong ("event", error);
  arrival->n_events++;
  return esp_handover_store_add_event (arrival->context->vault, arrival->handover->id, &event,
                                       error);
}

/* --- The whole --------------------------------------------------------------------------------*/

static const struct
{
  const char *kind;
  gboolean (*take) (Arrival *arrival, JsonObject *line, GError **error);
} takers[] = {
  { "hierarchy", take_head },          { "person", take_person },         { "ca", take_ca },
  { "certificate", take_certificate }, { "revocation", take_revocation }, { "event", take_event },
};

static gboolean
take_cb (const char *kind, JsonObject *line, gpointer data, GError **error)
{
  Arrival *arrival = data;

  if (g_cancellable_is_cancelled (arrival->context->cancellable))
    {
      esp_error_set (error, ESP_REASON_CANCELLED, NULL, NULL);
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (takers); i++)
    if (g_str_equal (takers[i].kind, kind))
      return takers[i].take (arrival, line, error);
  return wrong (kind, error);
}

static GBytes *
read_file (Arrival *arrival, GError **error)
{
  const char *path = esp_context_text (arrival->context, "Path");
  GError *problem = NULL;
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (path, FALSE, &problem);
  g_autoptr (GBytes) file = mapped ? g_mapped_file_get_bytes (mapped) : NULL;
  GBytes *text;

  if (!file)
    {
      esp_error_take_foreign (error, ESP_REASON_FILE_READ, path, problem);
      return NULL;
    }
  text = esp_sealed_file_open (file, arrival->key, arrival->owner, error);
  if (!text && error)
    esp_error_set_object (*error, path);
  return text;
}

static gboolean
prove (Arrival *arrival, GError **error)
{
  gint64 sequence;
  g_autofree char *shown = NULL;

  if (!esp_hierarchy_prove (arrival->context->vault, arrival->handover, &sequence, error))
    return FALSE;
  if (sequence < 0)
    return TRUE;
  shown = g_strdup_printf ("%" G_GINT64_FORMAT, sequence);
  esp_error_set (error, ESP_REASON_HIERARCHY_PROOF, NULL, "sequence", shown, NULL);
  return FALSE;
}

static void
show (Arrival *arrival)
{
  EspOperationContext *context = arrival->context;
  JsonArray *cas = json_array_new ();
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < arrival->order->len; i++)
    {
      const EspCa *ca = ((const Arrived *) g_ptr_array_index (arrival->order, i))->ca;
      const Arrived *parent = ca->parent ? g_hash_table_lookup (arrival->arrived, ca->parent) :
                                           NULL;

      json_array_add_object_element (
        cas, esp_view_ca (ca, parent ? parent->ca->arn : NULL, context->now));
      if (i < 10)
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ca->label);
    }
  esp_context_detail (context, "FromVault", arrival->handover->vault);
  esp_context_detail (context, "Digest", arrival->digest);
  esp_context_detail (context, "Authorities", names->str);
  json_object_set_array_member (context->result, "CertificateAuthorities", cas);
  json_object_set_string_member (context->result, "FromVault", arrival->handover->vault);
  json_object_set_string_member (context->result, "FromOrganization",
                                 arrival->handover->organization);
  json_object_set_string_member (context->result, "Digest", arrival->digest);
  json_object_set_int_member (context->result, "Certificates", arrival->n_certificates);
  json_object_set_int_member (context->result, "Revocations", arrival->n_revocations);
  json_object_set_int_member (context->result, "Events", arrival->n_events);
}

gboolean
esp_op_import_hierarchy_perform (EspOperationContext *context, GError **error)
{
  Arrival *arrival = context->data;
  g_autoptr (GBytes) text = NULL;

  if (!open_owner (arrival, error))
    return FALSE;
  text = read_file (arrival, error);
  if (!text)
    return FALSE;
  arrival->digest = esp_sha256_hex (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
  if (!esp_hierarchy_text_read (text, take_cb, arrival, error))
    return FALSE;
  if (!arrival->handover || arrival->order->len == 0)
    return wrong ("hierarchy", error);
  if (!prove (arrival, error))
    return FALSE;
  show (arrival);
  return TRUE;
}
