/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CreateCertificateAuthority: a root in one go, a subordinate in one go below a parent of this
 * vault, or a subordinate that waits for an external parent's certificate. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-time.h"
#include "esp-approving.h"
#include "esp-op-ca-create.h"
#include "esp-seeing.h"
#include "esp-signing-requests.h"
#include "esp-views.h"
#include "model/esp-arn.h"
#include "model/esp-revocation.h"
#include "model/esp-tag.h"
#include "pki/esp-ca-rules.h"
#include "pki/esp-hierarchy.h"
#include "pki/esp-validity.h"
#include "vault/esp-account-store.h"
#include "vault/esp-certificate-store.h"

typedef struct
{
  EspCa *record; /* until it becomes made->ca */
  EspName *subject;
  GPtrArray *csr_extensions; /* EspExtension, or NULL */
  EspCa *parent;
  const EspTemplate *template;
  EspIssuing issuing;
  char *serial; /* reserved under @issuing.ca */
  gboolean reserved;
  EspNewCa *made;
} Creation;

static void
creation_free (gpointer data)
{
  Creation *creation = data;

  esp_ca_free (creation->record);
  g_clear_pointer (&creation->subject, esp_name_unref);
  g_clear_pointer (&creation->csr_extensions, g_ptr_array_unref);
  esp_ca_free (creation->parent);
  esp_issuing_clear (&creation->issuing);
  g_free (creation->serial);
  esp_new_ca_free (creation->made);
  g_free (creation);
}

/* --- What is wanted ----------------------------------------------------------------------------*/

static char *
find_account (EspOperationContext *context, GError **error)
{
  const char *wanted = esp_context_text (context, "OwnerAccount");
  g_autoptr (EspAccount) account = NULL;

  if (!wanted)
    return g_strdup (esp_session_get_account (context->session));
  account = esp_seeing_find_account (context, wanted, error);
  return account ? g_strdup (account->id) : NULL;
}

static EspName *
read_subject (JsonObject *parameters, GError **error)
{
  const char *text = esp_json_get_string (parameters, "Subject");

  if (text)
    return esp_name_parse (text, error);
  return esp_name_from_json (esp_json_get_object (parameters, "Subject"), "Subject", error);
}

/* The keys of a vault are software keys: what the service's standards promise of a key can't be
 * promised here, and to record such a promise would be to lie. */
static gboolean
check_key_storage (EspOperationContext *context, GError **error)
{
  static const char *const standards[] = { "FIPS_140_2_LEVEL_2_OR_HIGHER",
                                           "FIPS_140_2_LEVEL_3_OR_HIGHER", "CCPC_LEVEL_1_OR_HIGHER",
                                           NULL };
  const char *standard = esp_context_text (context, "KeyStorageSecurityStandard");
  g_autofree char *names = g_strjoinv (", ", (char **) standards);
  gboolean known = standard && g_strv_contains (standards, standard);

  if (!standard)
    return TRUE;
  esp_error_set (error, known ? ESP_REASON_KEY_STORAGE : ESP_REASON_KEY_STORAGE_UNKNOWN, NULL,
                 "name", standard, "names", names, NULL);
  return FALSE;
}

static gboolean
read_passed (EspOperationContext *context, Creation *creation, GError **error)
{
  JsonObject *wanted = esp_json_get_object (context->parameters, "CsrExtensions");

  if (wanted)
    creation->csr_extensions = esp_csr_extensions_from_json (wanted, "CsrExtensions", error);
  return (!wanted || creation->csr_extensions) &&
         esp_issuing_read_passthrough (context, &creation->issuing.passthrough, error);
}

static gboolean
read_type (JsonObject *parameters, EspCaType *type, GError **error)
{
  const char *text = esp_json_get_string (parameters, "Type");
  const char *parent = esp_json_get_string (parameters, "Parent");

  *type = parent ? ESP_CA_SUBORDINATE : ESP_CA_ROOT;
  if (text && !esp_ca_type_from_string (text, type))
    {
      esp_error_set (error, ESP_REASON_CA_TYPE, text, NULL);
      return FALSE;
    }
  if (parent && *type == ESP_CA_ROOT)
    {
      esp_error_set (error, ESP_REASON_ROOT_WITH_PARENT, parent, NULL);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_algorithms (JsonObject *parameters,
                 const EspKeyAlgorithm **key,
                 const EspSigningAlgorithm **signing,
                 GError **error)
{
  const char *key_name = esp_json_get_string (parameters, "KeyAlgorithm");
  const char *signing_name = esp_json_get_string (parameters, "SigningAlgorithm");

  *key = esp_key_algorithm_find (key_name ? key_name : "EC_prime256v1", error);
  if (!*key)
    return FALSE;
  *signing = esp_signing_algorithm_find (signing_name ? signing_name : (*key)->default_signing,
                                         error);
  return *signing && esp_signing_algorithm_check (*signing, *key, error);
}

static gboolean
read_settings (JsonObject *parameters, EspCa *ca, GError **error)
{
  const char *mode = esp_json_get_string (parameters, "UsageMode");
  JsonObject *revocation = esp_json_get_object (parameters, "RevocationConfiguration");

  if (mode && !esp_usage_mode_from_string (mode, &ca->usage_mode))
    {
      esp_error_set (error, ESP_REASON_USAGE_MODE, mode, NULL);
      return FALSE;
    }
  return esp_view_read_tags (esp_json_get_array (parameters, "Tags"), ca->tags, error) &&
         (!revocation || esp_view_read_revocation (revocation, &ca->revocation, error));
}

/* A run over a plan has told others of it already. */
static void
take_id (const EspCaInput *input, EspCa *ca)
{
  if (!input)
    return;
  g_free (ca->id);
  g_free (ca->arn);
  ca->id = g_strdup (input->id);
  ca->arn = esp_arn_ca (ca->account, ca->id);
}

EspCa *
esp_ca_creation_read_record (JsonObject *parameters,
                             const char *account,
                             gint64 now,
                             EspName **subject,
                             GError **error)
{
  g_autoptr (EspName) name = read_subject (parameters, error);
  const EspKeyAlgorithm *key;
  const EspSigningAlgorithm *signing;
  g_autoptr (EspCa) ca = NULL;
  EspCaType type;

  if (!name || !read_type (parameters, &type, error) ||
      !read_algorithms (parameters, &key, &signing, error))
    return NULL;
  ca = esp_new_ca_record (account, type, name, key, signing, now);
  if (!read_settings (parameters, ca, error))
    return NULL;
  *subject = g_steal_pointer (&name);
  return g_steal_pointer (&ca);
}

static EspCa *
read_record (EspOperationContext *context, EspName **subject, GError **error)
{
  g_autofree char *account = find_account (context, error);
  EspCa *ca = account ? esp_ca_creation_read_record (context->parameters, account, context->now,
                                                     subject, error) :
                        NULL;

  if (ca)
    take_id (context->input, ca);
  return ca;
}

const EspTemplate *
esp_ca_creation_choose_template (JsonObject *parameters, EspCaType type, GError **error)
{
  const char *named = esp_json_get_string (parameters, "TemplateArn");
  gboolean has_length = json_object_has_member (parameters, "PathLength");
  gint64 length = esp_json_get_int (parameters, "PathLength", 0);
  g_autofree char *shown = g_strdup_printf ("%" G_GINT64_FORMAT, length);
  g_autofree char *name = NULL;
  const EspTemplate *template;

  if (type == ESP_CA_ROOT && has_length && !named)
    {
      esp_error_set (error, ESP_REASON_ROOT_PATH_LENGTH, NULL, "wanted", shown, NULL);
      return NULL;
    }
  if (type == ESP_CA_SUBORDINATE && !named && (length < 0 || length > ESP_MAX_LEVELS - 2))
    {
      esp_error_set (error, ESP_REASON_PATH_LENGTH_RANGE, NULL, "wanted", shown, "limit", "3",
                     NULL);
      return NULL;
    }
  name = type == ESP_CA_ROOT ? g_strdup ("RootCACertificate") :
                               g_strdup_printf ("SubordinateCACertificate_PathLen%d", (int) length);
  template = esp_template_find (named ? named : name, error);
  if (template && named && has_length && template->path_length != length)
    {
      g_autofree char *of_template = g_strdup_printf ("%d", template->path_length);

      esp_error_set (error, ESP_REASON_PATH_LENGTH_TEMPLATE, template->name, "wanted", shown,
                     "template", of_template, NULL);
      return NULL;
    }
  return template;
}

/* Creating alone would not do: the certificate is issued and installed in the same go. */
static void
require_rights (EspOperationContext *context, Creation *creation)
{
  const EspCa *ca = creation->record;
  const EspCa *issuer = creation->parent ? creation->parent : ca;

  /* Its tags are those that it will have: whoever may not give them may not make it. */
  if (ca->tags->len > 0)
    esp_context_require_on (context, "acm-pca:TagCertificateAuthority", ca)->request_tags =
      g_ptr_array_ref (ca->tags);
  if (ca->type == ESP_CA_SUBORDINATE && !creation->parent)
    return;
  esp_context_require_on (context, "acm-pca:IssueCertificate", issuer)->template_arn =
    creation->template->arn;
  esp_context_require_on (context, "acm-pca:ImportCertificateAuthorityCertificate", ca);
}

gboolean
esp_op_create_ca_resolve (EspOperationContext *context, GError **error)
{
  Creation *creation = g_new0 (Creation, 1);
  const char *parent = esp_context_text (context, "Parent");

  context->data = creation;
  context->free_data = creation_free;
  creation->record = read_record (context, &creation->subject, error);
  if (!creation->record || !check_key_storage (context, error) ||
      !read_passed (context, creation, error))
    return FALSE;
  creation->template = esp_ca_creation_choose_template (context->parameters, creation->record->type,
                                                        error);
  if (!creation->template)
    return FALSE;
  if (parent)
    {
      creation->parent = esp_context_find_ca (context, parent, error);
      if (!creation->parent)
        return FALSE;
    }
  esp_context_set_resource (context, NULL, creation->record->account, NULL);
  context->request_tags = g_ptr_array_ref (creation->record->tags);
  require_rights (context, creation);
  return TRUE;
}

/* --- Making it ---------------------------------------------------------------------------------*/

/* The end: as asked for, or the service's default, which never outlives the parent. */
static gboolean
choose_end (EspOperationContext *context, Creation *creation, GError **error)
{
  EspIssuing *issuing = &creation->issuing;
  gboolean root = creation->parent == NULL, found;
  gint64 years = root ? ESP_CA_ROOT_YEARS : ESP_CA_SUBORDINATE_YEARS;

  if (esp_issuing_read_validity (context->parameters, context->now, &found, &issuing->not_after,
                                 error))
    return TRUE;
  if (found)
    return FALSE;
  issuing->not_after = esp_time_add_months (context->now, years * 12);
  if (!root)
    issuing->not_after = MIN (issuing->not_after, creation->parent->not_after);
  return TRUE;
}

static gboolean
load_parent (EspOperationContext *context, EspIssuing *issuing, GError **error)
{
  issuing->issuer = esp_issuing_load_issuer (context->vault, issuing->ca, error);
  if (!issuing->issuer || !esp_issuing_load_constraints (issuing, context->vault, error))
    return FALSE;
  issuing->signer = esp_session_open_signer (context->session, context->vault, issuing->ca, error);
  return issuing->signer != NULL;
}

static void
add_constraining (EspIssuing *issuing, EspCertificate *certificate)
{
  if (!esp_ca_has_name_constraints (certificate))
    return;
  if (!issuing->constraining)
    issuing->constraining = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);
  g_ptr_array_add (issuing->constraining, esp_certificate_ref (certificate));
}

/* Of many keys none stays open: the memory for opened ones is small. */
static EspSigner *
open_made (const EspNewCa *made, GError **error)
{
  g_autoptr (EspKey) key = esp_key_decode_private (made->pkcs8, error);

  return key ? esp_signer_new_from_key (key) : NULL;
}

/* What no vault has yet is in memory: as it will be stored. */
static gboolean
take_parent (EspIssuing *issuing, const Creation *above, GError **error)
{
  GPtrArray *constraining = above->issuing.constraining;

  issuing->issuer = esp_certificate_ref (above->made->issued->certificate);
  add_constraining (issuing, issuing->issuer);
  for (guint i = 0; constraining && i < constraining->len; i++)
    add_constraining (issuing, g_ptr_array_index (constraining, i));
  issuing->signer = open_made (above->made, error);
  return issuing->signer != NULL;
}

/* A part that nothing is stored of yet can't be found for the next one. */
static void
share_part (EspIssuing *issuing, GHashTable *parts)
{
  const char *there = g_hash_table_lookup (parts, issuing->ca->id);

  if (!issuing->part)
    return;
  if (!there)
    {
      g_hash_table_insert (parts, g_strdup (issuing->ca->id), g_strdup (issuing->part));
      return;
    }
  g_free (issuing->part);
  g_free (issuing->configuration.crl_url);
  issuing->part = g_strdup (there);
  issuing->configuration.crl_url = esp_revocation_part_url (&issuing->ca->revocation, there);
}

static gboolean
open_parent (EspOperationContext *context, Creation *creation, GError **error)
{
  const EspCaInput *input = context->input;
  EspIssuing *issuing = &creation->issuing;
  const EspCa *parent = creation->parent;

  if (!esp_ca_state_check (esp_ca_get_status (parent, context->now), ESP_CA_MAY_ISSUE, error))
    {
      if (error)
        esp_error_set_object (*error, parent->label);
      return FALSE;
    }
  /* Told before a key is made, with both values. */
  if (!esp_hierarchy_check_path_length (parent->path_length, creation->template->path_length,
                                        error) ||
      !esp_hierarchy_check_depth (parent->level, error))
    {
      if (error)
        esp_error_set_object (*error, parent->label);
      return FALSE;
    }
  if (!esp_signing_check_here (context, parent, creation->template->arn, error))
    return FALSE;
  issuing->ca = parent;
  issuing->algorithm = esp_signing_algorithm_find (parent->signing_algorithm, error);
  if (!issuing->algorithm || !esp_issuing_choose_places (issuing, context->vault, 1, error))
    return FALSE;
  if (input)
    share_part (issuing, input->parts);
  if (input && input->parent)
    return take_parent (issuing, input->parent->data, error);
  return load_parent (context, issuing, error);
}

static gboolean
check_validity (const Creation *creation, GError **error)
{
  const EspCa *parent = creation->parent;
  const EspIssuing *issuing = &creation->issuing;

  if (esp_hierarchy_check_validity (parent->not_before, parent->not_after, issuing->not_before,
                                    issuing->not_after, error))
    return TRUE;
  if (error)
    esp_error_set_object (*error, parent->label);
  return FALSE;
}

static const EspCa *
get_own (const Creation *creation)
{
  return creation->made ? creation->made->ca : creation->record;
}

static gboolean
prepare_issuing (EspOperationContext *context, Creation *creation, GError **error)
{
  EspIssuing *issuing = &creation->issuing;

  issuing->template = creation->template;
  issuing->issued_at = context->now;
  issuing->not_before = context->now - ESP_VALIDITY_BACKDATE;
  issuing->requester = g_strdup (esp_session_get_principal (context->session));
  issuing->requester_account = g_strdup (esp_session_get_account (context->session));
  if (!choose_end (context, creation, error))
    return FALSE;
  if (creation->parent)
    return open_parent (context, creation, error) && check_validity (creation, error) &&
           esp_issuing_check_usage_mode (issuing, error);
  issuing->algorithm = esp_signing_algorithm_find (get_own (creation)->signing_algorithm, error);
  return issuing->algorithm != NULL;
}

/* The row of a new issuer does not exist yet, so no serial can be reserved under it; and no
 * signature of it exists outside this process before everything is stored. */
static gboolean
reserve (EspOperationContext *context, Creation *creation, GBytes **serial, GError **error)
{
  const EspCaInput *input = context->input;
  gsize len;
  const guint8 *bytes;

  *serial = esp_serial_generate (error);
  if (!*serial)
    return FALSE;
  bytes = g_bytes_get_data (*serial, &len);
  creation->serial = esp_hex_encode (bytes, len);
  if (!creation->parent || (input && input->parent))
    return TRUE;
  creation->reserved = esp_ops_reserve (context, creation->parent->id, creation->serial, error);
  return creation->reserved;
}

static gboolean
is_pending (const Creation *creation)
{
  return get_own (creation)->type == ESP_CA_SUBORDINATE && !creation->parent;
}

gboolean
esp_ca_creation_make_key (EspOperationContext *context, GError **error)
{
  Creation *creation = context->data;

  creation->made = esp_new_ca_make_with (g_steal_pointer (&creation->record), creation->subject,
                                         creation->csr_extensions, error);
  if (!creation->made)
    return FALSE;
  g_clear_pointer (&creation->made->signer, esp_signer_unref);
  return TRUE;
}

/* Only now the parent has its certificate. */
static void
look_at_parent (const EspCaInput *input, Creation *creation)
{
  const Creation *above = input && input->parent ? input->parent->data : NULL;

  if (!above)
    return;
  esp_ca_free (creation->parent);
  creation->parent = esp_ca_copy (above->made->ca);
}

gboolean
esp_ca_creation_certify (EspOperationContext *context, GError **error)
{
  Creation *creation = context->data;
  g_autoptr (GBytes) serial = NULL;
  gboolean certified;

  if (is_pending (creation))
    return TRUE;
  look_at_parent (context->input, creation);
  if (!prepare_issuing (context, creation, error))
    return FALSE;
  if (!creation->parent)
    {
      creation->issuing.ca = creation->made->ca;
      creation->made->signer = open_made (creation->made, error);
      if (!creation->made->signer)
        return FALSE;
    }
  certified = reserve (context, creation, &serial, error) &&
              esp_new_ca_certify (creation->made, &creation->issuing, serial, error);
  g_clear_pointer (&creation->issuing.signer, esp_signer_unref);
  g_clear_pointer (&creation->made->signer, esp_signer_unref);
  return certified;
}

EspNewCa *
esp_ca_creation_get (EspOperationContext *context)
{
  return ((Creation *) context->data)->made;
}

const EspCa *
esp_ca_creation_get_record (EspOperationContext *context)
{
  return get_own (context->data);
}

void
esp_ca_creation_hand_over (EspOperationContext *from, EspOperationContext *to)
{
  Creation *source = from->data, *target = to->data;

  esp_new_ca_free (target->made);
  target->made = g_steal_pointer (&source->made);
  source->issuing.ca = NULL;
}

gboolean
esp_op_create_ca_prepare (EspOperationContext *context, GError **error)
{
  Creation *creation = context->data;
  gboolean pending = is_pending (creation);
  g_autoptr (GBytes) serial = NULL;

  if (!pending && !prepare_issuing (context, creation, error))
    return FALSE;
  creation->made = esp_new_ca_make_with (g_steal_pointer (&creation->record), creation->subject,
                                         creation->csr_extensions, error);
  if (!creation->made)
    return FALSE;
  if (pending)
    return TRUE;
  if (!creation->parent)
    creation->issuing.ca = creation->made->ca;
  return reserve (context, creation, &serial, error) &&
         esp_new_ca_certify (creation->made, &creation->issuing, serial, error);
}

gboolean
esp_op_create_ca_perform (EspOperationContext *context, GError **error)
{
  Creation *creation = context->data;
  EspCa *ca = creation->made->ca;
  EspIssued *issued = creation->made->issued;

  /* In force it is as soon as there is a second person who may approve; to make it needs none. */
  ca->dual_control = esp_json_get_boolean (context->parameters, "DualControl",
                                           ca->type == ESP_CA_ROOT);
  if (!esp_new_ca_store (creation->made, context->vault, context->now, error))
    return FALSE;
  g_free (context->resource);
  context->resource = g_strdup (ca->arn);
  esp_context_detail (context, "Subject", ca->subject);
  esp_context_detail (context, "DualControl", ca->dual_control ? "ON" : NULL);
  esp_context_detail (context, "Template", ca->template_name);
  esp_context_detail (context, "Serial", ca->serial);
  esp_context_detail (context, "Parent", creation->parent ? creation->parent->arn : NULL);
  if (issued)
    {
      esp_context_detail (context, "Fingerprint",
                          esp_certificate_get_fingerprint (issued->certificate));
      esp_issued_add_notes (issued, context->result);
      ca->n_valid = creation->parent ? 0 : 1;
    }
  json_object_set_string_member (context->result, "CertificateAuthorityArn", ca->arn);
  json_object_set_object_member (
    context->result, "CertificateAuthority",
    esp_view_ca (ca, creation->parent ? creation->parent->arn : NULL, context->now));
  return TRUE;
}

gboolean
esp_op_create_ca_abandon (EspOperationContext *context, GError **error)
{
  Creation *creation = context->data;

  if (!creation || !creation->reserved)
    return TRUE;
  return esp_ops_release (context, creation->parent->id, creation->serial, error);
}
