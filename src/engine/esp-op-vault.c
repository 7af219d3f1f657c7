/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vault as a whole: what is in it, whether it is sound, a copy of it. */
#include "esp-hierarchy-private.h"
#include "esp-ops.h"

#include "audit/esp-checkpoint.h"
#include "base/esp-error.h"
#include "esp-engine-private.h"
#include "esp-issuing.h"
#include "esp-log-verifier.h"
#include "esp-parallel.h"
#include "esp-rollback.h"
#include "pki/esp-algorithm.h"
#include "pki/esp-digest.h"
#include "pki/esp-envelope.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-checkpoint-store.h"
#include "vault/esp-event-store.h"

#include <glib/gstdio.h>

#define PAGE 1000
#define FINDINGS_MAX 100

/* --- Status ------------------------------------------------------------------------------------*/

static gboolean
count_everything (EspOperationContext *context,
                  JsonObject *counts,
                  gboolean *recovery,
                  GError **error)
{
  EspCertificateFilter filter = { .status = -1, .now = context->now };
  g_autoptr (GPtrArray) accounts = esp_account_store_list (context->vault, error);
  g_autoptr (GPtrArray) principals = NULL, cas = NULL;
  gint64 certificates, events;

  if (!accounts || !(principals = esp_principal_store_list (context->vault, error)) ||
      !(cas = esp_ca_store_list (context->vault, NULL, context->now, error)))
    return FALSE;
  certificates = esp_certificate_store_count (context->vault, &filter, error);
  events = certificates < 0 ? -1 : esp_event_store_count (context->vault, error);
  if (events < 0)
    return FALSE;
  for (guint i = 0; i < principals->len; i++)
    if (((const EspPrincipal *) g_ptr_array_index (principals, i))->kind == ESP_PRINCIPAL_RECOVERY)
      *recovery = TRUE;
  json_object_set_int_member (counts, "Accounts", accounts->len);
  json_object_set_int_member (counts, "Principals", principals->len);
  json_object_set_int_member (counts, "CertificateAuthorities", cas->len);
  json_object_set_int_member (counts, "Certificates", certificates);
  json_object_set_int_member (counts, "Events", events);
  return TRUE;
}

static JsonObject *
view_session (EspSession *session)
{
  JsonObject *view = json_object_new ();

  json_object_set_string_member (view, "Principal", esp_session_get_principal (session));
  json_object_set_string_member (view, "Account", esp_session_get_account (session));
  json_object_set_string_member (view, "Role", esp_session_get_role (session));
  return view;
}

static void
show_state (EspOperationContext *context, JsonObject *result)
{
  JsonArray *problems = esp_engine_show_problems (context->engine);
  gint64 size = 0, created_at = 0;
  g_autofree char *note = esp_checkpoint_store_newest (context->vault, &size, &created_at, NULL);
  g_autoptr (EspCheckpoint) checkpoint = note ? esp_checkpoint_parse (note, NULL) : NULL;
  g_autofree char *root = checkpoint ? esp_hash_to_hex (&checkpoint->root) : NULL;

  json_object_set_string_member (result, "KeyringNote",
                                 esp_rollback_get_keyring_note (context->engine));
  if (problems)
    json_object_set_array_member (result, "StateProblems", problems);
  if (root)
    {
      JsonObject *view = json_object_new ();

      json_object_set_int_member (view, "Size", size);
      json_object_set_string_member (view, "Root", root);
      esp_json_set_time (view, "CreatedAt", created_at);
      json_object_set_object_member (result, "Checkpoint", view);
    }
}

gboolean
esp_op_describe_vault (EspOperationContext *context, GError **error)
{
  const EspVaultInfo *info = esp_vault_get_info (context->vault);
  JsonObject *result = context->result, *counts = json_object_new ();
  gint64 interrupted = esp_certificate_store_count_reserved (context->vault, error);
  gboolean recovery = FALSE;

  json_object_set_object_member (result, "Counts", counts);
  if (interrupted < 0 || !count_everything (context, counts, &recovery, error))
    return FALSE;
  json_object_set_string_member (result, "Id", info->id);
  json_object_set_string_member (result, "Organization", info->organization);
  json_object_set_string_member (result, "Path", context->engine->path);
  esp_json_set_time (result, "CreatedAt", info->created_at);
  json_object_set_int_member (result, "SchemaVersion",
                              esp_vault_get_schema_version (context->vault));
  esp_json_set_string (result, "ReadOnlyReason", esp_engine_get_read_only_reason (context->engine));
  show_state (context, result);
  json_object_set_object_member (result, "Session", view_session (context->session));
  json_object_set_int_member (result, "InterruptedIssuances", interrupted);
  json_object_set_boolean_member (result, "RecoveryIdentity", recovery);
  json_object_set_string_member (result, "OpenSslVersion", esp_openssl_version ());
  return TRUE;
}

/* --- Verification ------------------------------------------------------------------------------*/

static void
find (JsonArray *findings, const char *object, const char *problem)
{
  JsonObject *finding;

  if (json_array_get_length (findings) >= FINDINGS_MAX)
    return;
  finding = json_object_new ();
  json_object_set_string_member (finding, "Object", object);
  json_object_set_string_member (finding, "Problem", problem);
  json_array_add_object_element (findings, finding);
}

static gboolean
check_ca_certificate (EspOperationContext *context,
                      const EspCa *ca,
                      JsonArray *findings,
                      GError **error)
{
  g_autoptr (EspCertificate) certificate = esp_issuing_load_issuer (context->vault, ca, error);
  g_autoptr (EspCa) parent = NULL;
  g_autoptr (EspCertificate) above = NULL;

  if (!certificate)
    return FALSE;
  if (g_strcmp0 (esp_certificate_get_serial (certificate), ca->serial) != 0 ||
      esp_certificate_get_not_after (certificate) != ca->not_after ||
      esp_certificate_get_path_length (certificate) != ca->path_length ||
      !g_str_equal (esp_name_get_text (esp_certificate_get_subject (certificate)), ca->subject))
    find (findings, ca->arn, "the row differs from the CA's certificate");
  if (!ca->parent && ca->type == ESP_CA_SUBORDINATE)
    return TRUE;
  parent = ca->parent ? esp_ca_store_find (context->vault, ca->parent, error) : esp_ca_copy (ca);
  above = parent ? esp_issuing_load_issuer (context->vault, parent, error) : NULL;
  if (!above)
    return FALSE;
  if (!esp_certificate_is_issued_by (certificate, above))
    find (findings, ca->arn, "its parent did not sign its certificate");
  return TRUE;
}

static gboolean
check_cas (EspOperationContext *context, JsonArray *findings, GError **error)
{
  g_autoptr (GPtrArray) cas = esp_ca_store_list (context->vault, NULL, context->now, error);

  for (guint i = 0; cas && i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);
      g_autoptr (GError) problem = NULL;
      g_autoptr (GBytes) envelope = esp_ca_store_get_key (context->vault, ca->id, &problem);

      if (!problem && !envelope && ca->state != ESP_CA_DELETED)
        find (findings, ca->arn, "its sealed key is missing");
      else if (envelope && esp_envelope_count_recipients (envelope) == 0)
        find (findings, ca->arn, "its sealed key is damaged: nobody can open it");
      if (!problem && ca->serial)
        check_ca_certificate (context, ca, findings, &problem);
      if (problem)
        find (findings, ca->arn, problem->message);
    }
  return cas != NULL;
}

/* One row with its certificate, in any thread. */
typedef struct
{
  const EspCertificateRow *row;
  GBytes *der; /* NULL: @problem says why */
  GError *problem;
  gboolean differs;
} Issued;

static void
issued_clear (gpointer data)
{
  Issued *issued = data;

  g_clear_pointer (&issued->der, g_bytes_unref);
  g_clear_error (&issued->problem);
}

/* Without its key, of which the row says nothing: to decode a key takes longer than everything else
 * here, an import takes certificates with keys of any kind, and that its bytes are those that came
 * is seen from the log. */
static void
judge_issued (gpointer data, gpointer unused)
{
  Issued *issued = data;
  const EspCertificateRow *row = issued->row;
  g_autoptr (EspCertificate) certificate = NULL;

  if (!issued->der)
    return;
  certificate = esp_certificate_parse_keyless (issued->der, NULL, &issued->problem);
  issued->differs =
    certificate &&
    (!g_str_equal (esp_certificate_get_serial (certificate), row->serial) ||
     esp_certificate_get_not_before (certificate) != row->not_before ||
     esp_certificate_get_not_after (certificate) != row->not_after ||
     g_strcmp0 (esp_name_get_text (esp_certificate_get_subject (certificate)), row->subject) != 0);
}

static void
tell_issued (const Issued *issued, JsonArray *findings)
{
  if (issued->problem)
    find (findings, issued->row->serial, issued->problem->message);
  else if (!issued->der)
    find (findings, issued->row->serial, "the certificate itself is missing");
  else if (issued->differs)
    find (findings, issued->row->serial, "the row differs from the certificate");
}

static void
check_page (EspOperationContext *context, GPtrArray *rows, JsonArray *findings)
{
  g_autoptr (GArray) page = g_array_sized_new (FALSE, TRUE, sizeof (Issued), rows->len);
  g_autofree gpointer *pointers = g_new (gpointer, MAX (rows->len, 1));

  g_array_set_clear_func (page, issued_clear);
  g_array_set_size (page, rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      Issued *issued = &g_array_index (page, Issued, i);

      issued->row = g_ptr_array_index (rows, i);
      issued->der = esp_certificate_store_get_der (context->vault, issued->row->row,
                                                   &issued->problem);
      pointers[i] = issued;
    }
  esp_parallel_run (judge_issued, pointers, rows->len, g_get_num_processors ());
  for (guint i = 0; i < rows->len; i++)
    tell_issued (pointers[i], findings);
}

static gboolean
check_certificates (EspOperationContext *context, JsonArray *findings, GError **error)
{
  EspCertificateFilter filter = { .status = -1, .now = context->now };
  gint64 after = 0;
  guint n = PAGE;

  while (n == PAGE)
    {
      g_autoptr (GPtrArray)
        rows = esp_certificate_store_list_page (context->vault, &filter, after, PAGE, error);

      if (!rows || g_cancellable_set_error_if_cancelled (context->cancellable, error))
        return FALSE;
      n = rows->len;
      check_page (context, rows, findings);
      after = n > 0 ? ((const EspCertificateRow *) g_ptr_array_index (rows, n - 1))->row : after;
    }
  return TRUE;
}

static gboolean
check_log (EspOperationContext *context, JsonArray *findings, GError **error)
{
  g_auto (EspLogProof) proof = { 0 };

  if (!esp_log_verify (context->vault, NULL, context->cancellable, &proof, error))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (proof.findings); i++)
    {
      JsonObject *finding = json_array_get_object_element (proof.findings, i);
      const char *row = esp_json_get_string (finding, "Object");
      gint64 sequence = esp_json_get_int (finding, "Sequence", 0);
      g_autofree char *event = g_strdup_printf ("event %" G_GINT64_FORMAT, sequence);
      g_autofree char *both = row && sequence ? g_strconcat (event, ", ", row, NULL) :
                                                g_strdup (row ? row : event);

      find (findings, both, json_object_get_string_member (finding, "Problem"));
    }
  json_object_set_int_member (context->result, "Events", proof.n_events);
  json_object_set_string_member (context->result, "Root", proof.root);
  return TRUE;
}

/* What came from other vaults, as their logs prove it. */
static gboolean
check_handovers (EspOperationContext *context, JsonArray *findings, GError **error)
{
  g_autoptr (GPtrArray) all = esp_handover_store_list (context->vault, error);

  for (guint i = 0; all && i < all->len; i++)
    {
      const EspHandover *handover = g_ptr_array_index (all, i);
      g_autofree char *object = NULL;
      gint64 sequence;

      if (!esp_hierarchy_prove (context->vault, handover, &sequence, error))
        return FALSE;
      object = g_strdup_printf ("log of vault %s, entry %" G_GINT64_FORMAT, handover->vault,
                                sequence);
      if (sequence >= 0)
        find (findings, object, "is not proven by the checkpoint that came with it");
    }
  return all != NULL;
}

gboolean
esp_op_verify_vault (EspOperationContext *context, GError **error)
{
  JsonArray *findings = json_array_new ();
  g_autofree char *older = NULL;
  g_autoptr (GError) damage = NULL;

  json_object_set_array_member (context->result, "Findings", findings);
  if (!esp_vault_check (context->vault, TRUE, &damage))
    find (findings, context->engine->path, damage->message);
  json_object_set_string_member (context->result, "File", damage ? "DAMAGED" : "SOUND");
  if (esp_rollback_is_fault (context->engine, &older))
    find (findings, context->engine->path, older);
  if (!check_cas (context, findings, error) || !check_certificates (context, findings, error) ||
      !check_log (context, findings, error) || !check_handovers (context, findings, error))
    return FALSE;
  json_object_set_boolean_member (context->result, "Verified",
                                  json_array_get_length (findings) == 0);
  return TRUE;
}

/* --- Backup ------------------------------------------------------------------------------------*/

gboolean
esp_op_backup_vault (EspOperationContext *context, GError **error)
{
  const char *path = esp_context_text (context, "Path");
  g_autoptr (GMappedFile) file = NULL;
  g_autofree char *digest = NULL;
  GError *problem = NULL;

  if (!esp_vault_backup (context->vault, path, error))
    return FALSE;
  file = g_mapped_file_new (path, FALSE, &problem);
  if (!file)
    {
      esp_error_take_foreign (error, ESP_REASON_FILE_READ, path, problem);
      return FALSE;
    }
  digest = esp_sha256_hex ((const guint8 *) g_mapped_file_get_contents (file),
                           g_mapped_file_get_length (file));
  esp_context_detail (context, "Digest", digest);
  json_object_set_string_member (context->result, "Path", path);
  json_object_set_int_member (context->result, "Size", (gint64) g_mapped_file_get_length (file));
  json_object_set_string_member (context->result, "Digest", digest);
  return TRUE;
}
