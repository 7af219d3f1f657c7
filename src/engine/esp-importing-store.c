/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of what an import brings: authorities with their certificates and keys, what they issued,
 * what was revoked, and where the numbers of their lists go on. */
#include "esp-importing-store.h"

#include "audit/esp-merkle.h"
#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-approving.h"
#include "esp-new-ca.h"
#include "esp-revocation-lists.h"
#include "esp-splitting.h"
#include "pki/esp-request.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-revocation-store.h"

#include <string.h>

#define OUTSIDE_LEVEL 2 /* below an authority that nobody here has */

typedef struct
{
  EspImportedAuthority *authority;
  char *serial;
  gint64 time;
  int reason;
} Revocation;

struct _EspImportStore
{
  EspOperationContext *context;
  EspImportedAuthorities *all;
  char *account;
  EspMerkle *tree;     /* over the certificates, in the order in which they came */
  GArray *revocations; /* Revocation */
  GHashTable
    *refused; /* EspImportedAuthority of the vault -> GError, or NULL where it is allowed */
  gint64 n_authorities, n_keys, n_certificates, n_revocations, n_lists;
};

static void
revocation_clear (gpointer data)
{
  g_free (((Revocation *) data)->serial);
}

static void
problem_free (gpointer problem)
{
  if (problem)
    g_error_free (problem);
}

EspImportStore *
esp_import_store_new (EspOperationContext *context,
                      EspImportedAuthorities *all,
                      const char *account)
{
  EspImportStore *store = g_new0 (EspImportStore, 1);

  store->context = context;
  store->all = all;
  store->account = g_strdup (account);
  store->tree = esp_merkle_new ();
  store->revocations = g_array_new (FALSE, FALSE, sizeof (Revocation));
  g_array_set_clear_func (store->revocations, revocation_clear);
  store->refused = g_hash_table_new_full (NULL, NULL, NULL, problem_free);
  return store;
}

void
esp_import_store_free (EspImportStore *store)
{
  if (!store)
    return;
  g_free (store->account);
  esp_merkle_free (store->tree);
  g_array_unref (store->revocations);
  g_hash_table_unref (store->refused);
  g_free (store);
}

/* --- Authorities -------------------------------------------------------------------------------*/

static const EspCa *
parent_of (const EspImportedAuthority *authority)
{
  return authority->parent ? esp_imported_authority_get_ca (authority->parent) : NULL;
}

/* Its parent comes with it, and is not there yet. */
static gboolean
waits (const EspImportedAuthority *authority)
{
  return authority->parent && !parent_of (authority) &&
         esp_imported_authority_is_new (authority->parent->leader) &&
         authority->parent->leader != authority;
}

/* One without a key is kept so that what it issued has its place: it signs nothing, and no list is
 * expected of it. */
static EspCa *
make_record (EspImportStore *store, const EspImportedAuthority *authority, GError **error)
{
  EspOperationContext *context = store->context;
  EspCertificate *certificate = authority->certificate;
  const EspKeyAlgorithm *key = esp_key_get_algorithm (esp_certificate_get_key (certificate));
  const EspSigningAlgorithm *signing = esp_signing_algorithm_find (key->default_signing, error);
  EspCaType type = authority->root ? ESP_CA_ROOT : ESP_CA_SUBORDINATE;
  const EspCa *parent = parent_of (authority);
  EspCa *ca;

  if (!signing)
    return NULL;
  ca = esp_new_ca_record (store->account, type, esp_certificate_get_subject (certificate), key,
                          signing, context->now);
  ca->state = authority->key ? ESP_CA_ACTIVE : ESP_CA_DISABLED;
  ca->revocation.crl_enabled = authority->key;
  ca->parent = parent ? g_strdup (parent->id) : NULL;
  ca->level = parent ? parent->level + 1 : authority->root ? 1 : OUTSIDE_LEVEL;
  ca->path_length = esp_certificate_get_path_length (certificate);
  ca->serial = g_strdup (esp_certificate_get_serial (certificate));
  ca->not_before = esp_certificate_get_not_before (certificate);
  ca->not_after = esp_certificate_get_not_after (certificate);
  ca->dual_control = esp_json_get_boolean (context->parameters, "DualControl", type == ESP_CA_ROOT);
  return ca;
}

static int
compare_start (gconstpointer a, gconstpointer b)
{
  const EspImportedAuthority *one = *(const EspImportedAuthority *const *) a;
  const EspImportedAuthority *other = *(const EspImportedAuthority *const *) b;
  gint64 start = esp_certificate_get_not_before (one->certificate);
  gint64 second = esp_certificate_get_not_before (other->certificate);

  if (one->leader == one || other->leader == other)
    return one->leader == one ? 1 : -1;
  return start < second ? -1 : start > second;
}

/* Those that it had before too, the present one last. A cross certificate of a root is none of the
 * root's own: it stands with who issued it. */
static gboolean
put_certificates (EspImportStore *store, EspImportedAuthority *leader, GError **error)
{
  GPtrArray *same = esp_imported_authorities_find_key (
    store->all, esp_key_get_spki (esp_certificate_get_key (leader->certificate)));
  g_autoptr (GPtrArray) own = g_ptr_array_new ();

  for (guint i = 0; i < same->len; i++)
    {
      EspImportedAuthority *authority = g_ptr_array_index (same, i);

      if (authority->leader == leader && !authority->forged && authority->root == leader->root)
        g_ptr_array_add (own, authority);
    }
  g_ptr_array_sort (own, compare_start);
  for (guint i = 0; i < own->len; i++)
    {
      EspImportedAuthority *authority = g_ptr_array_index (own, i);

      if (!esp_ca_store_put_certificate (store->context->vault, leader->made->id,
                                         esp_certificate_get_der (authority->certificate), NULL,
                                         error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_authority (EspImportStore *store, EspImportedAuthority *authority, GError **error)
{
  authority->made = make_record (store, authority, error);
  if (!authority->made || !esp_ca_store_insert (store->context->vault, authority->made, error))
    return FALSE;
  store->n_authorities++;
  return put_certificates (store, authority, error);
}

/* Whoever waits for nobody. Where all wait for each other (cross certificates without a root) the
 * first one begins. */
static gboolean
put_round (EspImportStore *store, GPtrArray *waiting, GError **error)
{
  guint before = waiting->len;

  for (guint i = 0; i < waiting->len;)
    {
      EspImportedAuthority *authority = g_ptr_array_index (waiting, i);

      if (waits (authority))
        {
          i++;
          continue;
        }
      if (!put_authority (store, authority, error))
        return FALSE;
      g_ptr_array_remove_index (waiting, i);
    }
  if (waiting->len == before)
    {
      if (!put_authority (store, g_ptr_array_index (waiting, 0), error))
        return FALSE;
      g_ptr_array_remove_index (waiting, 0);
    }
  return TRUE;
}

gboolean
esp_import_store_begin (EspImportStore *store, GError **error)
{
  GPtrArray *list = esp_imported_authorities_list (store->all);
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();

  for (guint i = 0; i < list->len; i++)
    if (esp_imported_authority_is_new (g_ptr_array_index (list, i)))
      g_ptr_array_add (waiting, g_ptr_array_index (list, i));
  while (waiting->len > 0)
    if (!put_round (store, waiting, error))
      return FALSE;
  return TRUE;
}

/* --- Keys --------------------------------------------------------------------------------------*/

/* A request of its own, with which it can be renewed; and the key, sealed as a new one is. */
static gboolean
seal (EspImportStore *store,
      EspImportedAuthority *authority,
      EspKey *key,
      EspSecret *pkcs8,
      GError **error)
{
  EspOperationContext *context = store->context;
  const EspCa *ca = authority->made;
  const EspSigningAlgorithm *algorithm = esp_signing_algorithm_find (ca->signing_algorithm, error);
  g_autoptr (EspSigner) signer = esp_signer_new_from_key (key);
  g_autoptr (EspRequest) request = NULL;

  if (!algorithm)
    return FALSE;
  request = esp_request_create_ca (esp_certificate_get_subject (authority->certificate), signer,
                                   algorithm, error);
  if (!request ||
      !esp_ca_store_put_request (context->vault, ca->id, esp_request_get_der (request), error) ||
      !esp_splitting_seal (context->vault, ca, pkcs8, context->now, error))
    return FALSE;
  authority->sealed = TRUE;
  store->n_keys++;
  return TRUE;
}

gboolean
esp_import_store_key (EspImportStore *store, EspSecret *pkcs8, GError **error)
{
  g_autoptr (EspKey) key = esp_key_decode_private (pkcs8, NULL);
  GPtrArray *row = key ? esp_imported_authorities_find_key (store->all, esp_key_get_spki (key)) :
                         NULL;

  for (guint i = 0; row && i < row->len; i++)
    {
      EspImportedAuthority *authority = g_ptr_array_index (row, i);

      if (authority->made && !authority->sealed && !seal (store, authority, key, pkcs8, error))
        return FALSE;
    }
  return TRUE;
}

/* --- Authorities that the vault has ------------------------------------------------------------*/

static gboolean
is_allowed (EspOperationContext *context, const char *action, const EspCa *ca)
{
  EspQuestion question = esp_question_about (action, ca, context->now);

  return esp_rights_allow (context->rights, &question);
}

static GError *
refuse_for (EspReason reason, const EspCa *ca)
{
  GError *problem = NULL;

  esp_error_set (&problem, reason, NULL, "authority", ca->label, NULL);
  return problem;
}

/* What two persons agreed on puts authorities below it: their certificates are among what it
 * issued. */
static gboolean
is_consented (EspImportStore *store, const EspCa *ca)
{
  GPtrArray *list = esp_imported_authorities_list (store->all);

  for (guint i = 0; store->context->approval && i < list->len; i++)
    {
      const EspImportedAuthority *authority = g_ptr_array_index (list, i);

      if (authority->made && g_strcmp0 (authority->made->parent, ca->id) == 0)
        return TRUE;
    }
  return FALSE;
}

/* To say what it issued, and revoked, is to act in its name. */
static gboolean
look_at_known (EspImportStore *store, const EspCa *ca, GError **verdict, GError **error)
{
  EspOperationContext *context = store->context;
  gboolean own = context->rights->organization_scope ||
                 g_str_equal (ca->account, context->rights->account);
  gboolean in_force = FALSE;

  if (ca->dual_control &&
      !esp_approving_in_force (context->vault, ca, context->now, NULL, &in_force, error))
    return FALSE;
  if (in_force && !is_consented (store, ca))
    *verdict = refuse_for (ESP_REASON_FOREIGN_TWO_PERSONS, ca);
  else if (!own || !is_allowed (context, "acm-pca:IssueCertificate", ca) ||
           !is_allowed (context, "acm-pca:RevokeCertificate", ca))
    *verdict = refuse_for (ESP_REASON_FOREIGN_NOT_ALLOWED, ca);
  else
    {
      esp_context_require_on (context, "acm-pca:IssueCertificate", ca);
      esp_context_require_on (context, "acm-pca:RevokeCertificate", ca);
    }
  return TRUE;
}

static gboolean
may_add (EspImportStore *store, EspImportedAuthority *leader, GError **verdict, GError **error)
{
  gpointer problem = NULL;

  if (!g_hash_table_lookup_extended (store->refused, leader, NULL, &problem))
    {
      GError *found = NULL;

      if (!look_at_known (store, leader->ca, &found, error))
        return FALSE;
      g_hash_table_insert (store->refused, leader, found);
      problem = found;
    }
  if (problem)
    *verdict = g_error_copy (problem);
  return TRUE;
}

/* --- Certificates ------------------------------------------------------------------------------*/

static EspCertificateRow *
make_row (EspImportStore *store, const EspCa *ca, EspCertificate *certificate)
{
  EspSession *session = store->context->session;
  EspName *subject = esp_certificate_get_subject (certificate);
  const char *const *names = esp_certificate_get_alternative_names (certificate);
  EspCertificateRow *row = esp_certificate_row_new ();

  row->ca = g_strdup (ca->id);
  row->serial = g_strdup (esp_certificate_get_serial (certificate));
  row->subject = g_strdup (esp_name_get_text (subject));
  row->report_subject = esp_name_to_report (subject);
  if (names && names[0])
    row->alternative_names = g_strjoinv (", ", (char **) names);
  row->requester = g_strdup (esp_session_get_principal (session));
  row->requester_account = g_strdup (esp_session_get_account (session));
  row->not_before = esp_certificate_get_not_before (certificate);
  row->not_after = esp_certificate_get_not_after (certificate);
  row->issued_at = row->not_before;
  return row;
}

gboolean
esp_import_store_certificate (EspImportStore *store,
                              EspImportedAuthority *issuer,
                              EspCertificate *certificate,
                              const EspHash *leaf,
                              GError **verdict,
                              GError **error)
{
  const EspCa *ca = esp_imported_authority_get_ca (issuer);
  GBytes *der = esp_certificate_get_der (certificate);
  g_autoptr (EspCertificateRow) row = NULL;

  if (!ca)
    {
      esp_error_set (verdict, ESP_REASON_FOREIGN_AUTHORITY_LEFT, NULL, NULL);
      return TRUE;
    }
  if (issuer->leader->ca && !may_add (store, issuer->leader, verdict, error))
    return FALSE;
  if (*verdict)
    return TRUE;
  row = make_row (store, ca, certificate);
  if (!esp_certificate_store_append (store->context->vault, ca->row, row, der, error))
    return FALSE;
  esp_merkle_append (store->tree, leaf, NULL, NULL);
  store->n_certificates++;
  return TRUE;
}

/* --- Revocations -------------------------------------------------------------------------------*/

void
esp_import_store_add_revocation (EspImportStore *store,
                                 EspImportedAuthority *authority,
                                 const char *serial,
                                 gint64 time,
                                 const char *reason)
{
  const EspRevocationReason *known = esp_revocation_reason_find (reason, NULL);
  Revocation revocation = { authority->leader, g_strdup (serial), MAX (time, 1),
                            known ? known->code : 0 };

  g_array_append_val (store->revocations, revocation);
}

typedef struct
{
  EspImportStore *store;
  EspImportedAuthority *authority;
} Listed;

static gboolean
add_entry (const EspCrlEntry *entry, gpointer data)
{
  Listed *listed = data;
  Revocation revocation = { listed->authority->leader, g_strdup (entry->serial),
                            MAX (entry->revoked_at, 1), entry->reason };

  g_array_append_val (listed->store->revocations, revocation);
  return TRUE;
}

void
esp_import_store_add_crl (EspImportStore *store, EspImportedAuthority *authority, EspCrl *crl)
{
  Listed listed = { store, authority };

  esp_crl_foreach (crl, add_entry, &listed);
}

/* A certificate that is not here is on the lists all the same. Of an authority that was in the
 * vault before, the vault knows what it issued. */
static gboolean
revoke_unknown (EspImportStore *store,
                const Revocation *revocation,
                const EspCa *ca,
                GError **error)
{
  if (!revocation->authority->made)
    return TRUE;
  store->n_revocations++;
  return esp_revocation_store_put_unknown (store->context->vault, ca->id, revocation->serial,
                                           revocation->time, revocation->reason, error);
}

static gboolean
revoke_one (EspImportStore *store, const Revocation *revocation, GError **error)
{
  EspVault *vault = store->context->vault;
  const EspCa *ca = esp_imported_authority_get_ca (revocation->authority);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) refused = NULL;
  const EspCertificateRow *row;

  if (!ca)
    return TRUE;
  if (revocation->authority->ca && !may_add (store, revocation->authority, &refused, error))
    return FALSE;
  if (refused)
    return TRUE;
  rows = esp_certificate_store_find (vault, ca->id, revocation->serial, error);
  if (!rows)
    return FALSE;
  if (rows->len == 0)
    return revoke_unknown (store, revocation, ca, error);
  row = g_ptr_array_index (rows, 0);
  if (row->revoked_at)
    return TRUE;
  store->n_revocations++;
  return esp_certificate_store_revoke (vault, row->row, revocation->time, revocation->reason,
                                       error);
}

/* --- Lists and their numbers -------------------------------------------------------------------*/

/* Of all certificates that the authority had. */
static void
gather (EspImportStore *store, const EspImportedAuthority *leader, EspCrl **crl, gint64 *next)
{
  GPtrArray *list = esp_imported_authorities_list (store->all);

  *crl = NULL;
  *next = 0;
  for (guint i = 0; i < list->len; i++)
    {
      const EspImportedAuthority *authority = g_ptr_array_index (list, i);

      if (authority->leader != leader)
        continue;
      *next = MAX (*next, authority->next_crl_number);
      if (authority->crl &&
          (!*crl || esp_crl_get_this_update (*crl) < esp_crl_get_this_update (authority->crl)))
        *crl = authority->crl;
    }
}

/* The list that is out there stays the newest one until it has to be replaced, and the one after it
 * gets the number after its own. */
static gboolean
put_list (EspImportStore *store, const EspCa *ca, EspCrl *crl, gint64 *last, GError **error)
{
  *last = -1;
  if (!crl || esp_crl_get_number (crl) < 0 || esp_crl_get_number (crl) == G_MAXINT64 ||
      esp_crl_get_next_update (crl) <= esp_crl_get_this_update (crl))
    return TRUE;
  *last = esp_crl_get_number (crl);
  store->n_lists++;
  return esp_crl_store_put (store->context->vault, ca->id, *last, esp_crl_get_this_update (crl),
                            esp_crl_get_next_update (crl), (gint64) esp_crl_get_n_entries (crl),
                            esp_crl_get_der (crl), error);
}

/* Numbers that were given out and whose list is not here: those to come are above them. */
static gboolean
continue_numbers (EspImportStore *store, EspImportedAuthority *leader, GError **error)
{
  gint64 size = esp_revocation_next_number (store->context, error), next, last;
  EspCrl *crl;

  if (size < 0)
    return FALSE;
  gather (store, leader, &crl, &next);
  if (!put_list (store, leader->made, crl, &last, error))
    return FALSE;
  if (next <= last + 1 || next <= size + 1)
    return TRUE;
  return esp_crl_store_set_offset (store->context->vault, leader->made->id, next - size - 1, error);
}

/* --- All ---------------------------------------------------------------------------------------*/

static void
tell (EspImportStore *store)
{
  EspOperationContext *context = store->context;
  g_autofree char *root = esp_merkle_get_root_hex (store->tree);
  JsonObject *imported = json_object_new ();
  const struct
  {
    const char *name;
    gint64 n;
  } counts[] = {
    { "Authorities", store->n_authorities },   { "Keys", store->n_keys },
    { "Certificates", store->n_certificates }, { "Revocations", store->n_revocations },
    { "RevocationLists", store->n_lists },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      json_object_set_int_member (imported, counts[i].name, counts[i].n);
      json_object_set_int_member (context->details, counts[i].name, counts[i].n);
    }
  json_object_set_object_member (context->result, "Imported", imported);
  esp_context_detail (context, "CertificatesRoot", root);
}

gboolean
esp_import_store_end (EspImportStore *store, GError **error)
{
  GPtrArray *list = esp_imported_authorities_list (store->all);

  for (guint i = 0; i < store->revocations->len; i++)
    if (!revoke_one (store, &g_array_index (store->revocations, Revocation, i), error))
      return FALSE;
  for (guint i = 0; i < list->len; i++)
    {
      EspImportedAuthority *authority = g_ptr_array_index (list, i);

      if (authority->made && !continue_numbers (store, authority, error))
        return FALSE;
    }
  if (store->n_authorities + store->n_certificates + store->n_revocations == 0)
    {
      esp_error_set (error, ESP_REASON_IMPORT_NOTHING, NULL, NULL);
      return FALSE;
    }
  tell (store);
  return TRUE;
}
