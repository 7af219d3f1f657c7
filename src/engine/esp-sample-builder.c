/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample, in one transaction. What is in it is data (data/samples); that it is sound was
 * checked when it was read. */
#include "esp-sample-private.h"

#include "audit/esp-merkle.h"
#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-time.h"
#include "esp-engine-private.h"
#include "esp-new-ca.h"
#include "esp-ops.h"
#include "model/esp-tag.h"
#include "pki/esp-crl.h"
#include "pki/esp-validity.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"

static void
builder_clear (EspSampleBuilder *builder)
{
  g_clear_pointer (&builder->role_ids, g_hash_table_unref);
  g_clear_pointer (&builder->cas, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspSampleBuilder, builder_clear)

gboolean
esp_sample_record (EspSampleBuilder *builder,
                   const char *action,
                   const char *resource,
                   JsonObject *details,
                   GError **error)
{
  EspOperationContext *context = builder->context;
  g_autoptr (EspEvent) event = esp_event_new ();

  event->time = context->now;
  event->actor = g_strdup (esp_session_get_principal_id (context->session));
  event->actor_name = g_strdup (esp_session_get_principal (context->session));
  event->account = g_strdup (esp_session_get_account (context->session));
  event->role = g_strdup (esp_session_get_role (context->session));
  event->action = g_strdup (action);
  event->resource = g_strdup (resource);
  event->details = json_object_ref (details);
  event->decision = g_strdup ("ALLOW");
  event->statement = g_strdup ("sample");
  event->outcome = ESP_OUTCOME_ALLOWED;
  return esp_recorder_append (context->engine->recorder, context->vault, event,
                              esp_session_get_identity (context->session), error);
}

/* --- Certificate authorities -------------------------------------------------------------------*/

static gboolean
read_end (const char *validity, gint64 from, gint64 *end, GError **error)
{
  EspValidity parsed;

  return esp_validity_parse (validity, &parsed, error) &&
         esp_validity_end (&parsed, from, end, error);
}

static EspNewCa *
make_ca (EspSampleBuilder *builder, const EspSampleCa *row, gint64 made_at, GError **error)
{
  g_autoptr (EspName) subject = esp_name_parse (row->subject, error);
  const EspKeyAlgorithm *key = subject ? esp_key_algorithm_find (row->key_algorithm, error) : NULL;
  const EspSigningAlgorithm *signing = key ?
                                         esp_signing_algorithm_find (key->default_signing, error) :
                                         NULL;
  EspCa *ca;

  if (!signing)
    return NULL;
  ca = esp_new_ca_record (row->account, row->parent ? ESP_CA_SUBORDINATE : ESP_CA_ROOT, subject,
                          key, signing, made_at);
  /* Those that name their approvers come under it with them (esp-sample-people.c). */
  ca->dual_control = row->dual_control && !row->approvers;
  for (guint i = 0; i < row->tags->len; i++)
    g_ptr_array_add (ca->tags, esp_tag_copy (g_ptr_array_index (row->tags, i)));
  return esp_new_ca_make (ca, subject, error);
}

static gboolean
certify_ca (EspSampleBuilder *builder,
            const EspSampleCa *row,
            EspNewCa *made,
            gint64 made_at,
            GError **error)
{
  g_auto (EspIssuing) issuing = { 0 };
  EspNewCa *parent = row->parent ? g_hash_table_lookup (builder->cas, row->parent) : NULL;
  g_autofree char *name = parent ? g_strdup_printf ("SubordinateCACertificate_PathLen%d",
                                                    row->path_length) :
                                   g_strdup ("RootCACertificate");
  g_autoptr (GBytes) serial = esp_serial_generate (error);

  issuing.ca = parent ? parent->ca : made->ca;
  issuing.template = serial ? esp_template_find (name, error) : NULL;
  issuing.algorithm = issuing.template ?
                        esp_signing_algorithm_find (issuing.ca->signing_algorithm, error) :
                        NULL;
  if (!issuing.algorithm || !read_end (row->validity, made_at, &issuing.not_after, error))
    return FALSE;
  issuing.not_before = made_at - ESP_VALIDITY_BACKDATE;
  issuing.issued_at = made_at;
  issuing.requester = g_strdup (esp_session_get_principal (builder->context->session));
  issuing.requester_account = g_strdup (made->ca->account);
  if (parent)
    {
      issuing.issuer = esp_certificate_ref (parent->issued->certificate);
      issuing.signer = esp_signer_ref (parent->signer);
    }
  return esp_new_ca_certify (made, &issuing, serial, error);
}

static gboolean
build_ca (EspSampleBuilder *builder, const EspSampleCa *row, GError **error)
{
  EspOperationContext *context = builder->context;
  gint64 made_at = context->now - row->age_days * ESP_TIME_DAY;
  EspNewCa *made = make_ca (builder, row, made_at, error);
  g_autoptr (JsonObject) details = json_object_new ();

  if (!made)
    return FALSE;
  g_hash_table_insert (builder->cas, g_strdup (row->key), made);
  if (!certify_ca (builder, row, made, made_at, error) ||
      !esp_new_ca_store (made, context->vault, context->now, error))
    return FALSE;
  json_object_set_string_member (details, "CertificateAuthority", made->ca->label);
  json_object_set_string_member (details, "Serial", made->ca->serial);
  json_object_set_string_member (details, "Subject", made->ca->subject);
  return esp_sample_record (builder, "acm-pca:CreateCertificateAuthority", made->ca->arn, details,
                            error);
}

/* Disabled at the end, after what it had issued. */
static gboolean
disable_cas (EspSampleBuilder *builder, GError **error)
{
  GPtrArray *rows = builder->input->sample->cas;

  for (guint i = 0; i < rows->len; i++)
    {
      const EspSampleCa *row = g_ptr_array_index (rows, i);
      EspNewCa *made = g_hash_table_lookup (builder->cas, row->key);
      g_autoptr (JsonObject) details = json_object_new ();

      if (!row->disabled)
        continue;
      made->ca->state = ESP_CA_DISABLED;
      made->ca->changed_at = builder->context->now;
      json_object_set_string_member (details, "CertificateAuthority", made->ca->label);
      json_object_set_string_member (details, "After", "DISABLED");
      if (!esp_ca_store_update (builder->context->vault, made->ca, error) ||
          !esp_sample_record (builder, "acm-pca:UpdateCertificateAuthority", made->ca->arn, details,
                              error))
        return FALSE;
    }
  return TRUE;
}

/* --- Certificates ------------------------------------------------------------------------------*/

static char *
fill_number (const char *pattern, int number)
{
  g_autofree char *text = g_strdup_printf ("%04d", number);
  const char *pairs[] = { "n", text, NULL };

  return pattern ? esp_text_fill (pattern, pairs) : NULL;
}

static EspRequest *
make_request (const EspSampleBatch *row, int number, GError **error)
{
  g_autofree char *text = fill_number (row->subject, number);
  g_autofree char *alternative = fill_number (row->alternative_name, number);
  g_autoptr (EspName) subject = esp_name_parse (text, error);
  const EspKeyAlgorithm *algorithm = subject ? esp_key_algorithm_find ("EC_prime256v1", error) :
                                               NULL;
  g_autoptr (EspKey) key = algorithm ? esp_key_generate (algorithm, error) : NULL;
  g_autoptr (EspSigner) signer = key ? esp_signer_new_from_key (key) : NULL;

  if (!signer)
    return NULL;
  return esp_request_create (subject, alternative, signer,
                             esp_signing_algorithm_find (algorithm->default_signing, NULL), error);
}

static gint64
issue_time (const EspSampleBatch *row, int index, gint64 now)
{
  double share = row->count > 1 ? (double) index / (row->count - 1) : 0;
  double age = row->first_age_days + (row->last_age_days - row->first_age_days) * share;

  return now - (gint64) (age * ESP_TIME_DAY);
}

/* A device that was lost or stolen: some days after its certificate came, before it ends. */
static gboolean
maybe_revoke (EspSampleBuilder *builder,
              const EspSampleBatch *row,
              int index,
              EspIssued *issued,
              guint *n_revoked,
              GError **error)
{
  const EspRevocationReason *reason;
  gint64 revoked_at = issued->row->issued_at + (3 + index % 11) * ESP_TIME_DAY;

  if (row->revoke_every == 0 || (index + 1) % row->revoke_every != 0 ||
      revoked_at > builder->context->now || revoked_at > issued->row->not_after)
    return TRUE;
  reason = esp_revocation_reason_find (row->revocation_reason, error);
  ++*n_revoked;
  return reason && esp_certificate_store_revoke (builder->context->vault, issued->row->row,
                                                 revoked_at, reason->code, error);
}

/* One batch while it is being issued. */
typedef struct
{
  const EspSampleBatch *row;
  const EspCa *ca;
  EspIssuing issuing;
  GArray *leaves; /* EspHash */
  guint n_revoked;
} Batch;

static void
batch_clear (gpointer data)
{
  Batch *batch = data;

  esp_issuing_clear (&batch->issuing);
  g_clear_pointer (&batch->leaves, g_array_unref);
}

/* One device of a batch, in its place in time. */
typedef struct
{
  Batch *batch;
  int index;
  gint64 issued_at;
} Device;

static int
compare_devices (gconstpointer a, gconstpointer b)
{
  const Device *x = a, *y = b;

  return (x->issued_at > y->issued_at) - (x->issued_at < y->issued_at);
}

static gboolean
issue_device (EspSampleBuilder *builder, const Device *device, GError **error)
{
  Batch *batch = device->batch;
  EspIssuing *issuing = &batch->issuing;
  g_autoptr (EspRequest) request = make_request (batch->row, device->index + 1, error);
  g_autoptr (GBytes) serial = request ? esp_serial_generate (error) : NULL;
  g_autoptr (EspIssued) issued = NULL;
  EspHash leaf;
  const guint8 *der;
  gsize len;

  issuing->issued_at = device->issued_at;
  issuing->not_before = issuing->issued_at - ESP_VALIDITY_BACKDATE;
  if (!serial || !read_end (batch->row->validity, issuing->issued_at, &issuing->not_after, error))
    return FALSE;
  issued = esp_issuing_run (issuing, request, serial, error);
  if (!issued || !esp_issued_store (issued, builder->context->vault, error))
    return FALSE;
  der = g_bytes_get_data (esp_certificate_get_der (issued->certificate), &len);
  esp_merkle_leaf_hash (der, len, &leaf);
  g_array_append_val (batch->leaves, leaf);
  return maybe_revoke (builder, batch->row, device->index, issued, &batch->n_revoked, error);
}

static gboolean
record_batch (EspSampleBuilder *builder, const Batch *batch, GError **error)
{
  const EspSampleBatch *row = batch->row;
  const EspCa *ca = batch->ca;
  GArray *leaves = batch->leaves;
  guint n_revoked = batch->n_revoked;

  g_autoptr (JsonObject) issued = json_object_new ();
  g_autoptr (JsonObject) revoked = json_object_new ();
  g_autofree char *hex = NULL;
  EspHash root;

  esp_merkle_root_of ((const EspHash *) (void *) leaves->data, leaves->len, &root);
  hex = esp_hex_encode (root.bytes, sizeof root.bytes);
  json_object_set_string_member (issued, "CertificateAuthority", ca->label);
  json_object_set_string_member (issued, "Template", row->template_name);
  json_object_set_string_member (issued, "CertificatesRoot", hex);
  json_object_set_int_member (issued, "Issued", leaves->len);
  if (!esp_sample_record (builder, "acm-pca:IssueCertificate", ca->arn, issued, error))
    return FALSE;
  if (n_revoked == 0)
    return TRUE;
  json_object_set_string_member (revoked, "CertificateAuthority", ca->label);
  json_object_set_string_member (revoked, "Reason", row->revocation_reason);
  json_object_set_int_member (revoked, "Revoked", n_revoked);
  return esp_sample_record (builder, "acm-pca:RevokeCertificate", ca->arn, revoked, error);
}

static const char *
find_account_of (EspSampleBuilder *builder, const char *person)
{
  GPtrArray *people = builder->input->sample->people;

  for (guint i = 0; i < people->len; i++)
    {
      const EspSamplePerson *row = g_ptr_array_index (people, i);

      if (g_str_equal (row->name, person))
        return row->account;
    }
  return NULL;
}

static gboolean
start_batch (EspSampleBuilder *builder, Batch *batch, const EspSampleBatch *row, GError **error)
{
  EspNewCa *made = g_hash_table_lookup (builder->cas, row->ca);
  EspIssuing *issuing = &batch->issuing;

  batch->row = row;
  batch->ca = made->ca;
  batch->leaves = g_array_new (FALSE, FALSE, sizeof (EspHash));
  issuing->ca = made->ca;
  issuing->issuer = esp_certificate_ref (made->issued->certificate);
  issuing->signer = esp_signer_ref (made->signer);
  issuing->requester = g_strdup (row->requester);
  issuing->requester_account = g_strdup (find_account_of (builder, row->requester));
  issuing->template = esp_template_find (row->template_name, error);
  if (issuing->template)
    issuing->algorithm = esp_signing_algorithm_find (made->ca->signing_algorithm, error);
  return issuing->algorithm != NULL;
}

static GArray *
start_batches (EspSampleBuilder *builder, GError **error)
{
  GPtrArray *rows = builder->input->sample->batches;
  g_autoptr (GArray) batches = g_array_sized_new (FALSE, TRUE, sizeof (Batch), rows->len);

  g_array_set_clear_func (batches, batch_clear);
  g_array_set_size (batches, rows->len);
  for (guint i = 0; i < rows->len; i++)
    if (!start_batch (builder, &g_array_index (batches, Batch, i), g_ptr_array_index (rows, i),
                      error))
      return NULL;
  return g_steal_pointer (&batches);
}

/* All devices of all batches, the oldest first: a list by row then is one by time, as in a vault
 * that has grown. */
static GArray *
line_up_devices (EspSampleBuilder *builder, GArray *batches)
{
  GArray *devices = g_array_new (FALSE, FALSE, sizeof (Device));

  for (guint i = 0; i < batches->len; i++)
    {
      Batch *batch = &g_array_index (batches, Batch, i);

      for (int j = 0; j < batch->row->count; j++)
        {
          Device device = { batch, j, issue_time (batch->row, j, builder->context->now) };

          g_array_append_val (devices, device);
        }
    }
  g_array_sort (devices, compare_devices);
  return devices;
}

static gboolean
build_certificates (EspSampleBuilder *builder, GError **error)
{
  GPtrArray *cas = builder->input->sample->cas;
  g_autoptr (GArray) batches = NULL;
  g_autoptr (GArray) devices = NULL;

  for (guint i = 0; i < cas->len; i++)
    if (!build_ca (builder, g_ptr_array_index (cas, i), error))
      return FALSE;
  batches = start_batches (builder, error);
  if (!batches)
    return FALSE;
  devices = line_up_devices (builder, batches);
  for (guint i = 0; i < devices->len; i++)
    if (!issue_device (builder, &g_array_index (devices, Device, i), error))
      return FALSE;
  for (guint i = 0; i < batches->len; i++)
    if (!record_batch (builder, &g_array_index (batches, Batch, i), error))
      return FALSE;
  return disable_cas (builder, error);
}

gboolean
esp_op_create_sample (EspOperationContext *context, GError **error)
{
  g_auto (EspSampleBuilder) builder = { .context = context, .input = context->input };

  builder.role_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  builder.cas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) esp_new_ca_free);
  esp_context_detail (context, "Sample", builder.input->sample->id);
  return esp_sample_build_people (&builder, error) && build_certificates (&builder, error) &&
         esp_sample_build_consents (&builder, error) &&
         esp_vault_bump_access_revision (context->vault, error);
}
