/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ImportHierarchy: what another vault handed over becomes that of this one, in one transaction:
 * authorities with their keys, what they issued and revoked, and what the old log says of them.
 * What does not hold together ends all of it. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-engine-private.h"
#include "esp-hierarchy-arriving.h"
#include "esp-hierarchy-private.h"
#include "esp-seeing.h"
#include "esp-views.h"
#include "exchange/esp-foreign.h"
#include "pki/esp-sealed-file.h"

/* --- Whose it is here --------------------------------------------------------------------------*/

gboolean
esp_op_import_hierarchy_resolve (EspOperationContext *context, GError **error)
{
  const char *wanted = esp_context_text (context, "OwnerAccount");
  g_autoptr (EspAccount) account = wanted ? esp_seeing_find_account (context, wanted, error) : NULL;
  EspArrival *arrival;

  if (wanted && !account)
    return FALSE;
  arrival = esp_arrival_new (context,
                             account ? account->id : esp_session_get_account (context->session));
  context->data = arrival;
  context->free_data = esp_arrival_free;
  esp_context_set_resource (context, NULL, arrival->account, NULL);
  /* It makes authorities: what forbids that forbids this. */
  esp_context_require (context, "acm-pca:CreateCertificateAuthority", NULL, arrival->account);
  return TRUE;
}

/* --- The new owner's key -----------------------------------------------------------------------*/

static gboolean
take_owner_cb (const EspForeignItem *item, gpointer data, GError **error)
{
  EspArrival *arrival = data;

  if (item->kind == ESP_FOREIGN_CERTIFICATE && item->der && !arrival->owner)
    arrival->owner = esp_certificate_parse (item->der, NULL);
  return TRUE;
}

static gboolean
take_key_cb (const EspForeignItem *item, gpointer data, GError **error)
{
  EspArrival *arrival = data;
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

/* Those that were typed, and what is in the file. EspSecret; free with g_ptr_array_unref(). */
static GPtrArray *
read_passphrases (EspOperationContext *context, GError **error)
{
  GPtrArray *typed = context->input; /* EspSecret, or NULL */
  const char *file = esp_context_text (context, "KeyPassphraseFile");
  g_autoptr (GPtrArray)
    passphrases = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);
  EspSecret *passphrase = file ? esp_secret_read_file (file, error) : NULL;

  if (file && !passphrase)
    return NULL;
  if (passphrase)
    g_ptr_array_add (passphrases, passphrase);
  for (guint i = 0; typed && i < typed->len; i++)
    g_ptr_array_add (passphrases, esp_secret_ref (g_ptr_array_index (typed, i)));
  return g_steal_pointer (&passphrases);
}

static gboolean
open_owner (EspArrival *arrival, GError **error)
{
  EspOperationContext *context = arrival->context;
  const char *key = esp_context_text (context, "Key");
  const char *certificate = esp_context_text (context, "Certificate");
  g_autoptr (GPtrArray) passphrases = read_passphrases (context, error);
  EspForeignOptions options = { .passphrases = passphrases };

  if (!passphrases)
    return FALSE;
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

/* --- The whole ---------------------------------------------------------------------------------*/

static GBytes *
read_file (EspArrival *arrival, GError **error)
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
prove (EspArrival *arrival, GError **error)
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
show (EspArrival *arrival)
{
  EspOperationContext *context = arrival->context;
  JsonArray *cas = json_array_new ();
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < arrival->order->len; i++)
    {
      const EspCa *ca = ((const EspArrived *) g_ptr_array_index (arrival->order, i))->ca;
      const EspArrived *parent = ca->parent ? g_hash_table_lookup (arrival->arrived, ca->parent) :
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
  EspArrival *arrival = context->data;
  g_autoptr (GBytes) text = NULL;

  if (!open_owner (arrival, error))
    return FALSE;
  text = read_file (arrival, error);
  if (!text || !esp_arrival_take (arrival, text, error) || !prove (arrival, error))
    return FALSE;
  show (arrival);
  return TRUE;
}

JsonNode *
esp_engine_call_import_hierarchy (EspEngine *engine,
                                  JsonObject *parameters,
                                  GPtrArray *passphrases,
                                  GCancellable *cancellable,
                                  GError **error)
{
  return esp_engine_call_internal (engine, "ImportHierarchy", parameters, passphrases, cancellable,
                                   error);
}
