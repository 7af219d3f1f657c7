/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both readings of a foreign source. Items come in a stream and go into rows; certificates are
 * collected by the few hundred, so that all processors can check their signatures. */
#include "esp-importing.h"

#include "audit/esp-merkle.h"
#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-importing-keys.h"
#include "esp-importing-rows.h"
#include "esp-importing-store.h"
#include "esp-issuing.h"
#include "esp-ops.h"
#include "esp-parallel.h"
#include "esp-progress.h"
#include "pki/esp-digest.h"
#include "pki/esp-request.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"

#include <string.h>

#define BATCH 512
#define CRL_KEPT_SIZE 4194304 /* of a list that findings look at */
#define CRLS_KEPT 64
#define TELL_EVERY 1000

/* A certificate on its way to its verdict. */
typedef struct
{
  EspImportedAuthorities *all;
  EspForeignItem item; /* its texts are copies */
  GBytes *der;
  EspCertificateScan scan;
  EspCertificate *parsed; /* what @scan views, where it is not of the plain shape; or NULL */
  guint64 digest;
  EspHash leaf;    /* of it, in the tree that the event has the root of */
  GError *problem; /* it can't be read */
  EspImportedAuthority *issuer, *named;
  gboolean comes;              /* into the vault, if nothing speaks against it */
  EspCertificate *certificate; /* what is stored of it, without its key; or NULL */
} Pending;

struct _EspImporting
{
  EspOperationContext *context;
  EspImportSource source; /* its texts are copies */
  EspImportStore *store;  /* NULL: it is only looked at */
  EspImportedAuthorities *all;
  GPtrArray *cas; /* EspCa: what the vault has and the session sees */
  EspImportRows *rows;
  GHashTable *seen;      /* eight bytes of the digest of each certificate */
  GHashTable *serials;   /* and of its issuer with its serial */
  GPtrArray *batch;      /* Pending */
  EspImportedKeys *keys; /* until all authorities are known */
  EspSha256 *contents;   /* of this reading */
  char *digest;          /* of the first one */
  gint64 n_items, n_done, n_locked;
  guint n_crls;
};

typedef EspImporting Importing;

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  esp_import_rows_drop_item (&pending->item);
  g_bytes_unref (pending->der);
  g_clear_pointer (&pending->parsed, esp_certificate_unref);
  g_clear_pointer (&pending->certificate, esp_certificate_unref);
  g_clear_error (&pending->problem);
  g_free (pending);
}

EspImporting *
esp_importing_new (EspOperationContext *context, const EspImportSource *source)
{
  EspImporting *importing = g_new0 (EspImporting, 1);

  importing->context = context;
  importing->source.path = g_strdup (source->path);
  importing->source.passphrases = source->passphrases ? g_ptr_array_ref (source->passphrases) :
                                                        NULL;
  importing->source.max_rows = source->max_rows;
  importing->all = esp_imported_authorities_new ();
  importing->rows = esp_import_rows_new (source->max_rows);
  importing->contents = esp_sha256_new ();
  importing->seen = g_hash_table_new (NULL, NULL);
  importing->serials = g_hash_table_new (NULL, NULL);
  importing->batch = g_ptr_array_new_with_free_func (pending_free);
  importing->keys = esp_imported_keys_new ();
  return importing;
}

void
esp_importing_free (EspImporting *importing)
{
  if (!importing)
    return;
  g_free ((char *) importing->source.path);
  g_free (importing->digest);
  g_clear_pointer (&importing->contents, esp_sha256_free);
  g_clear_pointer (&importing->source.passphrases, g_ptr_array_unref);
  g_clear_pointer (&importing->store, esp_import_store_free);
  g_clear_pointer (&importing->all, esp_imported_authorities_free);
  g_clear_pointer (&importing->cas, g_ptr_array_unref);
  g_clear_pointer (&importing->rows, esp_import_rows_free);
  g_clear_pointer (&importing->seen, g_hash_table_unref);
  g_clear_pointer (&importing->serials, g_hash_table_unref);
  g_clear_pointer (&importing->batch, g_ptr_array_unref);
  g_clear_pointer (&importing->keys, esp_imported_keys_free);
  g_free (importing);
}

EspImportedAuthorities *
esp_importing_get_authorities (EspImporting *importing)
{
  return importing->all;
}

const char *
esp_importing_get_digest (EspImporting *importing)
{
  return importing->digest;
}

gint64
esp_importing_count_locked (EspImporting *importing)
{
  return importing->n_locked;
}

static const char *
subject_of (const EspImportedAuthority *authority)
{
  return esp_name_get_text (esp_certificate_get_subject (authority->certificate));
}

static GError *
refuse (EspReason reason)
{
  GError *verdict = NULL;

  esp_error_set (&verdict, reason, NULL, NULL);
  return verdict;
}

/* --- The vault -------------------------------------------------------------------------------- */

static gboolean
add_vault (Importing *importing, GError **error)
{
  EspOperationContext *context = importing->context;

  importing->cas = esp_ca_store_list (context->vault, NULL, context->now, error);
  for (guint i = 0; importing->cas && i < importing->cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (importing->cas, i);
      g_autoptr (EspCertificate) certificate = NULL;
      GError *problem = NULL;

      if (!ca->serial || ca->state == ESP_CA_DELETED || !esp_ops_may_see_ca (context, ca))
        continue;
      certificate = esp_issuing_load_issuer (context->vault, ca, error);
      if (!certificate)
        return FALSE;
      esp_imported_authorities_add (importing->all, certificate, NULL, ca, &problem);
      if (problem)
        {
          g_propagate_error (error, problem);
          return FALSE;
        }
    }
  return importing->cas != NULL;
}

static char *
dup_serial (const Pending *pending)
{
  return pending->parsed ? g_strdup (esp_certificate_get_serial (pending->parsed)) :
                           esp_certificate_scan_dup_serial (&pending->scan);
}

static gboolean
is_stored (Importing *importing, const EspImportedAuthority *issuer, const Pending *pending)
{
  const EspCa *ca = issuer->leader->ca;
  g_autofree char *serial = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (!ca)
    return FALSE;
  serial = dup_serial (pending);
  rows = esp_certificate_store_find (importing->context->vault, ca->id, serial, NULL);
  return rows && rows->len > 0;
}

/* --- Is it still the same? -------------------------------------------------------------------- */

static void
add_bytes (EspSha256 *contents, GBytes *bytes)
{
  gsize len = 0;
  const guint8 *data = bytes ? g_bytes_get_data (bytes, &len) : NULL;
  g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT ":", len);

  esp_sha256_update (contents, size, strlen (size));
  if (len > 0)
    esp_sha256_update (contents, data, len);
}

/* All that an import takes from an item. Of keys the authorities say that they are there. */
static void
add_contents (Importing *importing, const EspForeignItem *item)
{
  g_autofree char *text = g_strdup_printf ("%d %s %" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT ";",
                                           item->kind, item->serial ? item->serial : "", item->time,
                                           item->reason ? item->reason : "", item->number);

  if (item->kind == ESP_FOREIGN_KEY)
    return;
  esp_sha256_update (importing->contents, text, strlen (text));
  add_bytes (importing->contents, item->der);
  add_bytes (importing->contents, item->authority);
}

static gboolean
check_contents (Importing *importing, GError **error)
{
  g_autofree char *digest = esp_sha256_finish (importing->contents);

  if (g_strcmp0 (digest, importing->digest) == 0)
    return TRUE;
  esp_error_set (error, ESP_REASON_FOREIGN_CHANGED, importing->source.path, NULL);
  return FALSE;
}

/* --- First reading: authorities and keys ------------------------------------------------------ */

/* What is read is lent for the length of a call; what was parsed keeps its bytes. */
static GBytes *
copy_bytes (GBytes *lent)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (lent, &len);

  return g_bytes_new (bytes, len);
}

static gboolean
survey_certificate (Importing *importing, const EspForeignItem *item, GError **error)
{
  g_autofree char *place = esp_foreign_item_dup_place (item);
  g_autoptr (GBytes) der = NULL;
  g_autoptr (EspCertificate) certificate = NULL;
  EspCertificateScan scan;
  GError *problem = NULL;

  if (!item->der || (esp_certificate_scan (item->der, &scan) && !scan.ca))
    return TRUE;
  der = copy_bytes (item->der);
  certificate = esp_certificate_parse (der, NULL);
  if (certificate)
    esp_imported_authorities_add (importing->all, certificate, place, NULL, &problem);
  if (!problem)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

static gboolean
survey_cb (const EspForeignItem *item, gpointer data, GError **error)
{
  Importing *importing = data;

  add_contents (importing, item);
  if (item->kind != ESP_FOREIGN_KEY)
    importing->n_items++;
  if (item->kind == ESP_FOREIGN_KEY)
    return esp_imported_keys_add (importing->keys, item, error);
  if (item->kind == ESP_FOREIGN_CERTIFICATE)
    return survey_certificate (importing, item, error);
  return TRUE;
}

/* --- Certificates ----------------------------------------------------------------------------- */

static EspScanView
view_of (GBytes *bytes)
{
  EspScanView view = { NULL, 0 };

  if (bytes)
    view.bytes = g_bytes_get_data (bytes, &view.len);
  return view;
}

/* What is not of the plain shape is parsed; then its links are looked at the long way. */
static gboolean
scan_parsed (Pending *pending)
{
  EspCertificate *parsed = esp_certificate_parse (pending->der, &pending->problem);

  memset (&pending->scan, 0, sizeof pending->scan);
  if (!parsed)
    return FALSE;
  pending->parsed = parsed;
  pending->scan.ca = esp_certificate_is_ca (parsed);
  pending->scan.issuer = view_of (esp_name_get_der (esp_certificate_get_issuer (parsed)));
  pending->scan.authority_key_identifier = view_of (
    esp_certificate_get_authority_key_identifier (parsed));
  return TRUE;
}

/* In any thread. */
static void
link_one (gpointer data, gpointer unused)
{
  Pending *pending = data;
  guint8 digest[ESP_SHA256_LEN];
  const guint8 *bytes;
  gsize len;

  bytes = g_bytes_get_data (pending->der, &len);
  esp_sha256 (bytes, len, digest);
  memcpy (&pending->digest, digest, sizeof pending->digest);
  if (esp_certificate_scan (pending->der, &pending->scan) || scan_parsed (pending))
    pending->issuer = esp_imported_authorities_find_issuer (pending->all, &pending->scan,
                                                            pending->der, &pending->named);
  if (pending->comes && !pending->problem)
    pending->certificate = esp_certificate_parse_keyless (
      pending->der, pending->issuer ? pending->issuer->certificate : NULL, &pending->problem);
  esp_merkle_leaf_hash (bytes, len, &pending->leaf);
}

/* What is wrong with an authority itself, whatever stands around it. */
static GError *
judge_own (const EspImportedAuthority *own)
{
  EspKey *key = esp_certificate_get_key (own->certificate);
  GError *verdict = NULL;

  if (own->ca)
    return refuse (ESP_REASON_FOREIGN_KNOWN);
  if (own->leader->ca)
    return refuse (ESP_REASON_FOREIGN_RENEWED);
  if (!esp_key_get_algorithm (key))
    esp_error_set (&verdict, ESP_REASON_FOREIGN_AUTHORITY_KIND, NULL, "kind",
                   esp_key_get_label (key), NULL);
  else if (!esp_imported_certificate_fits (own->certificate))
    return refuse (ESP_REASON_FOREIGN_FIELDS);
  return verdict;
}

static GError *
judge_authority (const EspImportedAuthority *own, const EspImportedAuthority *issuer)
{
  if (!own || !own->key)
    return refuse (ESP_REASON_FOREIGN_KEY_MISSING);
  return issuer ? NULL : refuse (ESP_REASON_FOREIGN_OUTSIDE);
}

static GError *
refuse_signature (const EspImportedAuthority *named)
{
  GError *verdict = NULL;

  esp_error_set (&verdict, ESP_REASON_FOREIGN_SIGNATURE, NULL, "authority", subject_of (named),
                 NULL);
  return verdict;
}

/* One number of an authority stands for one certificate; in the vault too. */
static GError *
judge_serial (Importing *importing, const Pending *pending)
{
  const EspImportedAuthority *leader = pending->issuer->leader;
  const char *issuer = esp_certificate_get_fingerprint (leader->certificate);
  g_autofree char *serial = dup_serial (pending);
  g_autofree char *both = g_strconcat (issuer, serial, NULL);
  GError *verdict = NULL;
  guint8 digest[ESP_SHA256_LEN];
  guint64 number;

  esp_sha256 ((const guint8 *) both, strlen (both), digest);
  memcpy (&number, digest, sizeof number);
  if (g_hash_table_add (importing->serials, GSIZE_TO_POINTER (number)))
    return NULL;
  esp_error_set (&verdict, ESP_REASON_FOREIGN_SERIAL, NULL, "authority", subject_of (leader),
                 "serial", serial, NULL);
  return verdict;
}

static GError *
judge_certificate (Importing *importing, const Pending *pending)
{
  EspImportedAuthority *issuer = pending->issuer, *own = NULL;
  GError *verdict = NULL;

  if (pending->problem)
    return g_error_copy (pending->problem);
  if (!g_hash_table_add (importing->seen, GSIZE_TO_POINTER (pending->digest)))
    return refuse (ESP_REASON_FOREIGN_TWICE);
  if (!issuer && pending->named)
    return refuse_signature (pending->named);
  if (pending->scan.ca)
    own = esp_imported_authorities_find (importing->all, pending->der);
  if (!issuer && !own)
    return refuse (ESP_REASON_FOREIGN_NO_AUTHORITY);
  if (issuer && !pending->scan.ca && is_stored (importing, issuer, pending))
    return refuse (ESP_REASON_FOREIGN_KNOWN);
  if (issuer && own != issuer)
    issuer->n_certificates++;
  verdict = own ? judge_own (own) : NULL;
  if (!verdict && issuer)
    verdict = judge_serial (importing, pending);
  if (!verdict && pending->certificate && !esp_imported_certificate_fits (pending->certificate))
    verdict = refuse (ESP_REASON_FOREIGN_FIELDS);
  if (verdict || pending->scan.ca)
    return verdict ? verdict : judge_authority (own, issuer);
  return issuer->key ? NULL : refuse (ESP_REASON_FOREIGN_NO_KEY);
}

/* What comes though there is something to say of it. */
static gboolean
comes (const GError *verdict)
{
  return !verdict || g_str_equal (esp_import_verdict_name (verdict), "NO_KEY");
}

/* What an authority of the vault issued before may be in its rows already. */
static gboolean
store_certificate (Importing *importing, const Pending *pending, GError **verdict, GError **error)
{
  EspImportedAuthority *issuer = pending->issuer;
  GError *refused = NULL;

  if (!importing->store || !issuer || !comes (*verdict) ||
      (pending->scan.ca && is_stored (importing, issuer->leader, pending)))
    return TRUE;
  if (!esp_import_store_certificate (importing->store, issuer, pending->certificate, &pending->leaf,
                                     &refused, error))
    return FALSE;
  if (!refused)
    return TRUE;
  g_clear_error (verdict);
  *verdict = refused;
  return TRUE;
}

static gboolean
add_certificate (Importing *importing, const Pending *pending, GError **error)
{
  g_autoptr (GError) verdict = judge_certificate (importing, pending);
  g_autoptr (EspCertificate) certificate = NULL;
  EspImportRow row = { 0 };

  if (!store_certificate (importing, pending, &verdict, error))
    return FALSE;
  if (!pending->problem && esp_import_rows_has_room (importing->rows, verdict))
    certificate = esp_certificate_parse_keyless (pending->der, NULL, NULL);
  if (certificate)
    {
      row.subject = esp_name_get_text (esp_certificate_get_subject (certificate));
      row.issuer = esp_name_get_text (esp_certificate_get_issuer (certificate));
      row.serial = esp_certificate_get_serial (certificate);
      row.not_after = esp_certificate_get_not_after (certificate);
    }
  esp_import_rows_add (importing->rows, &pending->item, &row, verdict);
  return TRUE;
}

static gboolean
flush (Importing *importing, GError **error)
{
  if (importing->batch->len == 0)
    return TRUE;
  esp_parallel_run (link_one, importing->batch->pdata, importing->batch->len,
                    g_get_num_processors ());
  for (guint i = 0; i < importing->batch->len; i++)
    if (!add_certificate (importing, g_ptr_array_index (importing->batch, i), error))
      return FALSE;
  importing->n_done += importing->batch->len;
  g_ptr_array_set_size (importing->batch, 0);
  esp_progress_tell (importing->context->cancellable, importing->n_done, importing->n_items);
  if (!g_cancellable_is_cancelled (importing->context->cancellable))
    return TRUE;
  esp_error_set (error, ESP_REASON_CANCELLED, NULL, NULL);
  return FALSE;
}

static gboolean
take_certificate (Importing *importing, const EspForeignItem *item, GError **error)
{
  Pending *pending;

  if (!item->der)
    {
      EspImportRow row = { .serial = item->serial };

      esp_import_rows_add (importing->rows, item, &row, item->problem);
      return TRUE;
    }
  pending = g_new0 (Pending, 1);
  pending->all = importing->all;
  pending->comes = importing->store != NULL;
  esp_import_rows_keep_item (&pending->item, item);
  pending->der = copy_bytes (item->der);
  g_ptr_array_add (importing->batch, pending);
  return importing->batch->len < BATCH || flush (importing, error);
}

/* --- Everything else -------------------------------------------------------------------------- */

static EspImportedAuthority *
find_authority (Importing *importing, const EspForeignItem *item)
{
  return item->authority ? esp_imported_authorities_find (importing->all, item->authority) :
                           esp_imported_authorities_only (importing->all);
}

static GError *
judge_of_authority (const EspImportedAuthority *authority)
{
  if (!authority)
    return refuse (ESP_REASON_FOREIGN_NO_AUTHORITY);
  return authority->key ? NULL : refuse (ESP_REASON_FOREIGN_NO_KEY);
}

static void
continue_number (EspImportedAuthority *authority, gint64 next)
{
  authority->next_crl_number = MAX (authority->next_crl_number, next);
}

static void
keep_crl (Importing *importing, EspImportedAuthority *authority, EspCrl *crl)
{
  if (g_bytes_get_size (esp_crl_get_der (crl)) > CRL_KEPT_SIZE || esp_crl_is_partial (crl) ||
      (authority->crl &&
       esp_crl_get_this_update (authority->crl) >= esp_crl_get_this_update (crl)) ||
      (!authority->crl && importing->n_crls == CRLS_KEPT))
    return;
  importing->n_crls += authority->crl ? 0 : 1;
  g_clear_pointer (&authority->crl, esp_crl_unref);
  authority->crl = esp_crl_ref (crl);
}

static GError *
judge_crl (Importing *importing, const EspForeignItem *item)
{
  GError *problem = NULL;
  g_autoptr (GBytes) der = copy_bytes (item->der);
  g_autoptr (EspCrl) crl = esp_crl_parse (der, &problem);
  EspImportedAuthority *authority;
  gint64 number;

  if (!crl)
    return problem;
  authority = esp_imported_authorities_find_crl_issuer (importing->all, crl);
  if (!authority)
    return refuse (ESP_REASON_FOREIGN_NO_AUTHORITY);
  number = esp_crl_get_number (crl);
  if (number >= 0 && number < G_MAXINT64)
    continue_number (authority, number + 1);
  keep_crl (importing, authority, crl);
  if (importing->store)
    esp_import_store_add_crl (importing->store, authority, crl);
  return judge_of_authority (authority);
}

static GError *
judge_request (const EspForeignItem *item)
{
  GError *problem = NULL;
  g_autoptr (EspRequest) request = esp_request_parse (item->der, &problem);

  return request ? refuse (ESP_REASON_FOREIGN_REQUEST) : problem;
}

/* A hold could end; here a revocation is for good, and whoever brings one has to know. */
static GError *
judge_revocation (Importing *importing, const EspForeignItem *item, EspImportedAuthority *authority)
{
  GError *verdict = judge_of_authority (authority);

  if (!authority)
    return verdict;
  authority->n_revocations++;
  if (importing->store)
    esp_import_store_add_revocation (importing->store, authority, item->serial, item->time,
                                     item->reason);
  if (!verdict && item->text)
    esp_error_set (&verdict, ESP_REASON_FOREIGN_REASON, NULL, "reason", item->text, NULL);
  return verdict;
}

static GError *
judge_item (Importing *importing, const EspForeignItem *item)
{
  EspImportedAuthority *authority;

  switch (item->kind)
    {
    case ESP_FOREIGN_REQUEST:
      return judge_request (item);
    case ESP_FOREIGN_CRL:
      return judge_crl (importing, item);
    case ESP_FOREIGN_HISTORY:
      return refuse (ESP_REASON_FOREIGN_HISTORY);
    case ESP_FOREIGN_REVOCATION:
    case ESP_FOREIGN_NEXT_CRL_NUMBER:
    case ESP_FOREIGN_NEXT_SERIAL:
      break;
    default:
      return refuse (ESP_REASON_FOREIGN_NOTE);
    }
  authority = find_authority (importing, item);
  if (item->kind == ESP_FOREIGN_REVOCATION)
    return judge_revocation (importing, item, authority);
  if (authority && item->kind == ESP_FOREIGN_NEXT_CRL_NUMBER)
    continue_number (authority, item->number);
  if (authority && item->kind == ESP_FOREIGN_NEXT_SERIAL)
    {
      g_free (authority->next_serial);
      authority->next_serial = g_strdup (item->serial);
    }
  return judge_of_authority (authority);
}

/* Second reading. */
static gboolean
judge_cb (const EspForeignItem *item, gpointer data, GError **error)
{
  Importing *importing = data;
  g_autoptr (GError) verdict = NULL;
  EspImportRow row = { .serial = item->serial };

  add_contents (importing, item);
  if (item->kind == ESP_FOREIGN_KEY)
    return !importing->store || !item->key ||
           esp_import_store_key (importing->store, item->key, error);
  if (item->kind == ESP_FOREIGN_CERTIFICATE)
    return take_certificate (importing, item, error);
  verdict = item->problem ? g_error_copy (item->problem) : judge_item (importing, item);
  if (item->entry)
    row.subject = item->entry->subject;
  esp_import_rows_add (importing->rows, item, &row, verdict);
  if (++importing->n_done % TELL_EVERY == 0)
    esp_progress_tell (importing->context->cancellable, importing->n_done, importing->n_items);
  return TRUE;
}

/* --- Both ------------------------------------------------------------------------------------- */

gboolean
esp_importing_survey (EspImporting *importing, GError **error)
{
  EspForeignOptions options = { .passphrases = importing->source.passphrases,
                                .cancellable = importing->context->cancellable };

  if (!esp_foreign_detect (importing->source.path, error) || !add_vault (importing, error) ||
      !esp_foreign_read (importing->source.path, &options, survey_cb, importing, error))
    return FALSE;
  importing->n_locked = esp_imported_keys_judge (importing->keys, importing->context->vault,
                                                 importing->all, importing->rows);
  esp_imported_authorities_link (importing->all);
  importing->digest = esp_sha256_finish (importing->contents);
  esp_sha256_free (importing->contents);
  importing->contents = esp_sha256_new ();
  return TRUE;
}

gboolean
esp_importing_run (EspImporting *importing, const char *account, GError **error)
{
  EspForeignOptions options = { .passphrases = importing->source.passphrases,
                                .cancellable = importing->context->cancellable,
                                .without_keys = !account };

  if (account)
    {
      importing->store = esp_import_store_new (importing->context, importing->all, account);
      if (!esp_import_store_begin (importing->store, error))
        return FALSE;
    }
  return esp_foreign_read (importing->source.path, &options, judge_cb, importing, error) &&
         flush (importing, error) && check_contents (importing, error) &&
         (!account || esp_import_store_end (importing->store, error));
}

void
esp_importing_show (EspImporting *importing)
{
  EspOperationContext *context = importing->context;

  json_object_set_string_member (context->result, "Path", importing->source.path);
  json_object_set_string_member (context->result, "Source",
                                 esp_foreign_detect (importing->source.path, NULL));
  esp_import_rows_show (importing->rows, context->result);
  esp_importing_show_authorities (context, importing->all);
}
