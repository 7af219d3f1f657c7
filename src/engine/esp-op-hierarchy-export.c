/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ExportHierarchy: an authority and all below it leave, with their keys, for whoever has the key of
 * one certificate. The file is whole and on the disk before the transaction that takes the keys out
 * of this vault commits; when that fails the file goes again. What stays here is history. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "esp-approving-facts.h"
#include "esp-checkpointing.h"
#include "esp-hierarchy-private.h"
#include "esp-issuing.h"
#include "esp-splitting.h"
#include "exchange/esp-hierarchy-file.h"
#include "pki/esp-digest.h"
#include "pki/esp-envelope.h"
#include "pki/esp-sealed-file.h"
#include "pki/esp-signer.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-event-store.h"
#include "vault/esp-revocation-store.h"
#include "vault/esp-share-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define PAGE 500

typedef struct
{
  GPtrArray *branch; /* EspCa: those that go, parents first */
  GPtrArray *stay;   /* EspCa: of the branch, deleted or never made */
  GHashTable *ids;   /* of those that go */
  EspCertificate *owner;
  char *written; /* the file, once it is there */
} Handover;

static void
handover_free (gpointer data)
{
  Handover *handover = data;

  g_clear_pointer (&handover->branch, g_ptr_array_unref);
  g_clear_pointer (&handover->stay, g_ptr_array_unref);
  g_clear_pointer (&handover->ids, g_hash_table_unref);
  g_clear_pointer (&handover->owner, esp_certificate_unref);
  g_free (handover->written);
  g_free (handover);
}

/* --- What goes --------------------------------------------------------------------------------*/

static gboolean
has_life (const EspCa *ca)
{
  return ca->state == ESP_CA_ACTIVE || ca->state == ESP_CA_DISABLED ||
         ca->state == ESP_CA_PENDING_CERTIFICATE;
}

static gboolean
collect (EspOperationContext *context, Handover *handover, GError **error)
{
  g_autoptr (GPtrArray) cas = esp_ca_store_list (context->vault, NULL, context->now, error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; cas && i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);
      EspCa *copy;

      if (!g_str_equal (ca->id, context->ca->id) &&
          (!ca->parent || !g_hash_table_contains (seen, ca->parent)))
        continue;
      g_hash_table_add (seen, ca->id);
      copy = esp_ca_copy (ca);
      g_ptr_array_add (has_life (ca) ? handover->branch : handover->stay, copy);
      if (has_life (ca))
        g_hash_table_add (handover->ids, copy->id);
    }
  if (cas && !g_hash_table_contains (handover->ids, context->ca->id))
    {
      esp_error_set (error, ESP_REASON_HIERARCHY_NOTHING, context->ca->label, NULL);
      return FALSE;
    }
  return cas != NULL;
}

static gboolean
read_owner (EspOperationContext *context, Handover *handover, GError **error)
{
  const char *pem = esp_context_text (context, "Recipient");
  g_autoptr (GBytes) bytes = g_bytes_new (pem, strlen (pem));

  handover->owner = esp_certificate_parse (bytes, NULL);
  if (handover->owner)
    return TRUE;
  esp_error_set (error, ESP_REASON_HIERARCHY_CERTIFICATE, "Recipient", NULL);
  return FALSE;
}

gboolean
esp_op_export_hierarchy_resolve (EspOperationContext *context, GError **error)
{
  Handover *handover = g_new0 (Handover, 1);

  context->data = handover;
  context->free_data = handover_free;
  handover->branch = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_free);
  handover->stay = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_free);
  handover->ids = g_hash_table_new (g_str_hash, g_str_equal);
  if (!esp_context_resolve_ca (context, error) || !read_owner (context, handover, error) ||
      !collect (context, handover, error))
    return FALSE;
  for (guint i = 0; i < handover->branch->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (handover->branch, i);

      if (!g_str_equal (ca->id, context->ca->id))
        esp_context_require_on (context, context->operation->action, ca);
    }
  return TRUE;
}

gboolean
esp_facts_add_hierarchy (EspOperationContext *context,
                         EspTouch touch,
                         GPtrArray *facts,
                         GError **error)
{
  const Handover *handover = context->data;

  for (guint i = 0; i < handover->branch->len; i++)
    esp_facts_add_ca (facts, touch, ((const EspCa *) g_ptr_array_index (handover->branch, i))->id);
  return TRUE;
}

char *
esp_hierarchy_describe_owner (EspOperationContext *context)
{
  const Handover *handover = context->data;
  EspCertificate *owner = handover->owner;

  return g_strdup_printf ("%s, SHA-256 %s", esp_name_get_text (esp_certificate_get_subject (owner)),
                          esp_certificate_get_fingerprint (owner));
}

char *
esp_hierarchy_describe_branch (EspOperationContext *context)
{
  const Handover *handover = context->data;
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < handover->branch->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (handover->branch, i);

      g_string_append_printf (names, "%s%s (%s)", i > 0 ? "\n" : "", ca->label, ca->id);
    }
  return g_string_free (names, FALSE);
}

/* --- Keys -------------------------------------------------------------------------------------*/

static EspSecret *
open_key (EspOperationContext *context, const EspCa *ca, GBytes *envelope, GError **error)
{
  EspIdentity *identity = esp_session_get_identity (context->session);

  if (context->opened_key && g_strcmp0 (context->opened_ca, ca->id) == 0)
    return esp_secret_ref (context->opened_key);
  if (!esp_splitting_check_whole (context->vault, ca, error))
    return NULL;
  return esp_envelope_open (envelope, esp_identity_get_agreement_key (identity),
                            esp_identity_get_agreement_certificate (identity), error);
}

/* Sealed to the new owner alone. */
static gboolean
add_key (EspOperationContext *context, const EspCa *ca, JsonObject *line, GError **error)
{
  const Handover *handover = context->data;
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  GError *problem = NULL;
  g_autoptr (GBytes) envelope = esp_ca_store_get_key (context->vault, ca->id, &problem);
  g_autoptr (EspSecret) pkcs8 = NULL;
  g_autoptr (GBytes) sealed = NULL;

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (!envelope)
    return TRUE;
  pkcs8 = open_key (context, ca, envelope, error);
  if (!pkcs8)
    {
      if (error)
        esp_error_set_object (*error, ca->label);
      return FALSE;
    }
  g_ptr_array_add (recipients, handover->owner);
  sealed = esp_envelope_seal (pkcs8, recipients, error);
  esp_hierarchy_put_bytes (line, "key", sealed);
  return sealed != NULL;
}

/* --- Authorities ------------------------------------------------------------------------------*/

static gboolean
check_parts (EspOperationContext *context, const EspCa *ca, GError **error)
{
  g_autoptr (GPtrArray) parts = esp_crl_part_store_list (context->vault, ca->id, error);

  if (!parts || (parts->len == 0 && !ca->revocation.crl_partitioned))
    return parts != NULL;
  esp_error_set (error, ESP_REASON_HIERARCHY_PARTS, ca->label, NULL);
  return FALSE;
}

/* What stands above the top and stays here goes along as a chain. */
static char *
chain_above (EspOperationContext *context, const EspCa *ca, char **own, GError **error)
{
  g_autoptr (EspCa) parent = NULL;

  if (!ca->parent)
    return g_steal_pointer (own);
  parent = esp_ca_store_find (context->vault, ca->parent, error);
  return parent ? esp_issuing_chain (context->vault, parent, TRUE, error) : NULL;
}

static gboolean
add_certificates (EspOperationContext *context, const EspCa *ca, JsonObject *line, GError **error)
{
  const Handover *handover = context->data;
  g_autofree char *own = NULL;
  g_autofree char *chain = NULL;
  g_autoptr (GPtrArray) all = esp_ca_store_list_certificates (context->vault, ca->id, &own, error);
  JsonArray *array = json_array_new ();

  json_object_set_array_member (line, "certificates", array);
  if (!all)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    {
      gsize len;
      const guint8 *bytes = g_bytes_get_data (g_ptr_array_index (all, i), &len);
      g_autofree char *text = g_base64_encode (bytes, len);

      json_array_add_string_element (array, text);
    }
  if (ca->parent && g_hash_table_contains (handover->ids, ca->parent))
    return TRUE;
  chain = chain_above (context, ca, &own, error);
  esp_json_set_string (line, "chain", chain);
  return chain || !ca->parent;
}

static gboolean
add_material (EspOperationContext *context, const EspCa *ca, JsonObject *line, GError **error)
{
  GError *problem = NULL;
  g_autoptr (GBytes) request = esp_ca_store_get_request (context->vault, ca->id, &problem);
  g_autoptr (GBytes)
    crl = problem ? NULL : esp_crl_store_get (context->vault, ca->id, NULL, NULL, NULL, &problem);

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  esp_hierarchy_put_bytes (line, "request", request);
  esp_hierarchy_put_bytes (line, "crl", crl);
  return TRUE;
}

static gboolean
write_ca (EspOperationContext *context, EspHierarchyText *text, const EspCa *ca, GError **error)
{
  const Handover *handover = context->data;
  gboolean comes = ca->parent && g_hash_table_contains (handover->ids, ca->parent);
  g_autoptr (JsonObject) line = NULL;

  if (!check_parts (context, ca, error))
    return FALSE;
  line = esp_hierarchy_write_ca (ca, comes);
  if (!add_certificates (context, ca, line, error) || !add_material (context, ca, line, error) ||
      !add_key (context, ca, line, error))
    return FALSE;
  esp_hierarchy_text_add (text, "ca", g_steal_pointer (&line));
  return TRUE;
}

/* --- What they issued -------------------------------------------------------------------------*/

static gboolean
write_issued (EspOperationContext *context,
              EspHierarchyText *text,
              const EspCa *ca,
              gint64 *n,
              GError **error)
{
  EspCertificateFilter filter = { .ca = ca->id, .status = -1, .now = context->now };
  gint64 after = 0;
  guint got = PAGE;

  while (got == PAGE)
    {
      g_autoptr (GPtrArray)
        rows = esp_certificate_store_list_page (context->vault, &filter, after, PAGE, error);

      if (!rows || g_cancellable_set_error_if_cancelled (context->cancellable, error))
        return FALSE;
      got = rows->len;
      for (guint i = 0; i < got; i++)
        {
          const EspCertificateRow *row = g_ptr_array_index (rows, i);
          g_autoptr (GBytes) der = esp_certificate_store_get_der (context->vault, row->row, error);

          if (!der)
            return FALSE;
          after = row->row;
          esp_hierarchy_text_add (text, "certificate", esp_hierarchy_write_certificate (row, der));
        }
      *n += got;
    }
  return TRUE;
}

static gboolean
write_unknown (EspOperationContext *context,
               EspHierarchyText *text,
               const EspCa *ca,
               GError **error)
{
  g_autoptr (GPtrArray)
    rows = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_row_free);

  if (!esp_revocation_store_add_unknown (context->vault, ca->id, rows, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const EspCertificateRow *row = g_ptr_array_index (rows, i);
      JsonObject *line = json_object_new ();

      json_object_set_string_member (line, "ca", ca->id);
      json_object_set_string_member (line, "serial", row->serial);
      json_object_set_int_member (line, "revoked_at", row->revoked_at);
      json_object_set_int_member (line, "reason", row->revocation_reason);
      esp_hierarchy_text_add (text, "revocation", line);
    }
  return TRUE;
}

/* --- What the log says of them ----------------------------------------------------------------*/

typedef struct
{
  GHashTable *people; /* fingerprint -> EspHandoverPerson */
  GHashTable *keys;   /* fingerprint -> EspKey */
  GTree *entries;     /* sequence -> EspStoredEvent */
  gint64 n_left_out;  /* whose signer nobody knows any more */
} Story;

static void
story_clear (Story *story)
{
  g_clear_pointer (&story->people, g_hash_table_unref);
  g_clear_pointer (&story->keys, g_hash_table_unref);
  g_clear_pointer (&story->entries, g_tree_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Story, story_clear)

static void
add_person (Story *story, const char *principal, const char *name, GBytes *der)
{
  g_autoptr (EspCertificate) certificate = der ? esp_certificate_parse (der, NULL) : NULL;
  EspHandoverPerson *person;

  if (!certificate || !principal || !name ||
      g_hash_table_contains (story->people, esp_certificate_get_fingerprint (certificate)))
    return;
  person = g_new0 (EspHandoverPerson, 1);
  person->fingerprint = g_strdup (esp_certificate_get_fingerprint (certificate));
  person->principal = g_strdup (principal);
  person->name = g_strdup (name);
  person->certificate = g_bytes_ref (der);
  g_hash_table_insert (story->people, person->fingerprint, person);
  g_hash_table_insert (story->keys, person->fingerprint,
                       esp_key_ref (esp_certificate_get_key (certificate)));
}

static void
add_enrolled (Story *story, const EspStoredEvent *stored)
{
  g_autoptr (EspEvent) event = esp_event_parse (stored->canonical, NULL);
  g_autofree char *name = event && event->actor ? g_strconcat ("principal/", event->actor, NULL) :
                                                  NULL;
  JsonObject *row = name ? esp_json_get_object (event->rows, name) : NULL;
  const char *hex = esp_json_get_string (row, "signing_certificate");
  g_autoptr (GBytes) der = hex ? esp_hex_decode (hex, NULL) : NULL;

  add_person (story, event ? event->actor : NULL, event ? event->actor_name : NULL, der);
}

/* Those of today, and keys that somebody enrolled with before. */
static gboolean
load_people (EspOperationContext *context, Story *story, GError **error)
{
  g_autoptr (GPtrArray) people = esp_principal_store_list (context->vault, error);
  EspEventFilter filter = { .action = "espalier:EnrolPrincipal",
                            .outcome = ESP_OUTCOME_ALLOWED,
                            .limit = 10000 };
  g_autoptr (GPtrArray) enrolled = people ? esp_event_store_list (context->vault, &filter, error) :
                                            NULL;

  for (guint i = 0; people && i < people->len; i++)
    {
      const EspPrincipal *person = g_ptr_array_index (people, i);

      add_person (story, person->id, person->name, person->signing_certificate);
    }
  for (guint i = 0; enrolled && i < enrolled->len; i++)
    add_enrolled (story, g_ptr_array_index (enrolled, i));
  return enrolled != NULL;
}

static gboolean
is_signed (const Story *story, const EspEvent *event, const EspStoredEvent *stored)
{
  GHashTableIter iter;
  gpointer fingerprint, key;

  g_hash_table_iter_init (&iter, story->keys);
  while (g_hash_table_iter_next (&iter, &fingerprint, &key))
    {
      const EspHandoverPerson *person = g_hash_table_lookup (story->people, fingerprint);

      if (g_strcmp0 (person->principal, event->actor) == 0 &&
          esp_key_verify_bytes (key, (const guint8 *) stored->canonical, strlen (stored->canonical),
                                stored->signature))
        return TRUE;
    }
  return FALSE;
}

static void
take_event (Story *story, EspStoredEvent *stored, gint64 *sequence)
{
  g_autoptr (EspEvent) event = esp_event_parse (stored->canonical, NULL);

  *sequence = event ? event->sequence : 0;
  if (!event || g_tree_lookup (story->entries, &event->sequence))
    return;
  if (!is_signed (story, event, stored))
    {
      story->n_left_out++;
      return;
    }
  g_tree_insert (story->entries, g_memdup2 (&event->sequence, sizeof event->sequence), stored);
}

static gboolean
load_entries (EspOperationContext *context, Story *story, const EspCa *ca, GError **error)
{
  EspEventFilter filter = { .resource = ca->arn, .outcome = -1, .limit = PAGE };
  guint n = PAGE;

  while (n == PAGE)
    {
      g_autoptr (GPtrArray) page = esp_event_store_list (context->vault, &filter, error);
      gint64 sequence = 0;

      if (!page)
        return FALSE;
      n = page->len;
      g_ptr_array_set_free_func (page, NULL);
      for (guint i = 0; i < n; i++)
        {
          EspStoredEvent *stored = g_ptr_array_index (page, i);

          take_event (story, stored, &sequence);
          if (g_tree_lookup (story->entries, &sequence) != stored)
            esp_stored_event_free (stored);
        }
      if (n > 0 && sequence == 0)
        return FALSE;
      filter.before = sequence;
    }
  return TRUE;
}

typedef struct
{
  EspOperationContext *context;
  EspHierarchyText *text;
  gint64 size;
  GError *error;
} Writing;

static gboolean
write_entry_cb (gpointer key, gpointer value, gpointer data)
{
  Writing *writing = data;
  const EspStoredEvent *stored = value;
  gint64 sequence = *(gint64 *) key;
  g_autoptr (GArray) path = esp_event_store_prove (writing->context->vault, sequence, writing->size,
                                                   &writing->error);
  g_autoptr (GBytes) hashes = path ? g_bytes_new (path->data, path->len * sizeof (EspHash)) : NULL;
  JsonObject *line;

  if (!path)
    return TRUE;
  line = json_object_new ();
  json_object_set_int_member (line, "sequence", sequence);
  json_object_set_string_member (line, "text", stored->canonical);
  esp_hierarchy_put_bytes (line, "signature", stored->signature);
  esp_hierarchy_put_bytes (line, "path", path->len > 0 ? hashes : NULL);
  esp_hierarchy_text_add (writing->text, "event", line);
  return FALSE;
}

static int
compare_sequences (gconstpointer a, gconstpointer b, gpointer unused)
{
  gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

  return one < other ? -1 : one > other;
}

static gboolean
tell_story (EspOperationContext *context, Story *story, GError **error)
{
  const Handover *handover = context->data;

  story->people = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify) esp_handover_person_free);
  story->keys = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                       (GDestroyNotify) esp_key_unref);
  story->entries = g_tree_new_full (compare_sequences, NULL, g_free,
                                    (GDestroyNotify) esp_stored_event_free);
  if (!load_people (context, story, error))
    return FALSE;
  for (guint i = 0; i < handover->branch->len; i++)
    if (!load_entries (context, story, g_ptr_array_index (handover->branch, i), error))
      return FALSE;
  return TRUE;
}

static void
write_people (EspHierarchyText *text, const Story *story)
{
  GHashTableIter iter;
  gpointer fingerprint, value;

  g_hash_table_iter_init (&iter, story->people);
  while (g_hash_table_iter_next (&iter, &fingerprint, &value))
    {
      const EspHandoverPerson *person = value;
      JsonObject *line = json_object_new ();

      json_object_set_string_member (line, "principal", person->principal);
      json_object_set_string_member (line, "name", person->name);
      esp_hierarchy_put_bytes (line, "certificate", person->certificate);
      esp_hierarchy_text_add (text, "person", line);
    }
}

/* --- The whole --------------------------------------------------------------------------------*/

static gboolean
write_head (EspOperationContext *context, EspHierarchyText *text, gint64 *size, GError **error)
{
  const EspVaultInfo *info = esp_vault_get_info (context->vault);
  g_autoptr (EspMerkle) tree = esp_event_store_load_tree (context->vault, NULL, error);
  g_autofree char *note = NULL;
  JsonObject *line;
  EspHash root;

  if (!tree)
    return FALSE;
  *size = (gint64) esp_merkle_get_size (tree);
  esp_merkle_get_root (tree, &root);
  note = esp_checkpointing_sign (context->vault, context->session, *size, &root, error);
  if (!note)
    return FALSE;
  line = json_object_new ();
  json_object_set_int_member (line, "format", ESP_HIERARCHY_FORMAT);
  json_object_set_string_member (line, "vault", info->id);
  json_object_set_string_member (line, "organization", info->organization);
  json_object_set_int_member (line, "exported_at", context->now);
  json_object_set_string_member (line, "checkpoint", note);
  esp_hierarchy_text_add (text, "hierarchy", line);
  return TRUE;
}

static GBytes *
write_all (EspOperationContext *context, GError **error)
{
  const Handover *handover = context->data;
  g_autoptr (EspHierarchyText) text = esp_hierarchy_text_new ();
  g_auto (Story) story = { NULL };
  Writing writing = { .context = context, .text = text };
  gint64 n = 0;

  if (!write_head (context, text, &writing.size, error) || !tell_story (context, &story, error))
    return NULL;
  write_people (text, &story);
  for (guint i = 0; i < handover->branch->len; i++)
    if (!write_ca (context, text, g_ptr_array_index (handover->branch, i), error))
      return NULL;
  for (guint i = 0; i < handover->branch->len; i++)
    if (!write_issued (context, text, g_ptr_array_index (handover->branch, i), &n, error) ||
        !write_unknown (context, text, g_ptr_array_index (handover->branch, i), error))
      return NULL;
  g_tree_foreach (story.entries, write_entry_cb, &writing);
  if (writing.error)
    {
      g_propagate_error (error, writing.error);
      return NULL;
    }
  json_object_set_int_member (context->result, "Certificates", n);
  json_object_set_int_member (context->result, "Events", g_tree_nnodes (story.entries));
  json_object_set_int_member (context->result, "EventsLeftOut", story.n_left_out);
  return esp_hierarchy_text_finish (text);
}

static gboolean
write_bytes (int fd, GBytes *bytes)
{
  gsize len, done = 0;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  while (done < len)
    {
      gssize n = write (fd, data + done, len - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      done += (gsize) n;
    }
  return fsync (fd) == 0;
}

static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return synced;
}

/* Never over another file: it could be the only one with keys that another vault had. */
static gboolean
write_file (Handover *handover, const char *path, GBytes *file, GError **error)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  gboolean written;

  if (fd < 0)
    {
      esp_error_set (error, errno == EEXIST ? ESP_REASON_FILE_EXISTS : ESP_REASON_FILE_WRITE, path,
                     NULL);
      return FALSE;
    }
  handover->written = g_strdup (path);
  written = write_bytes (fd, file);
  if (close (fd) == 0 && written && sync_folder (path))
    return TRUE;
  esp_error_set (error, ESP_REASON_FILE_WRITE, path, NULL);
  return FALSE;
}

static gboolean
let_go (EspOperationContext *context, EspCa *ca, GError **error)
{
  ca->restore_state = ca->state;
  ca->state = ESP_CA_DELETED;
  ca->restorable_until = ca->handed_over_at = ca->changed_at = context->now;
  return esp_ops_destroy_key (context, ca, error) &&
         esp_ca_store_update (context->vault, ca, error);
}

/* --- The answer -------------------------------------------------------------------------------*/

static JsonArray *
view_all (GPtrArray *cas, gint64 now)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "CertificateAuthority", ca->label);
      json_object_set_string_member (row, "CertificateAuthorityArn", ca->arn);
      json_object_set_string_member (row, "Status",
                                     esp_ca_state_to_string (esp_ca_get_status (ca, now)));
      json_array_add_object_element (array, row);
    }
  return array;
}

/* What others were given stays behind, and gives nothing any more. */
static gboolean
count_left (EspOperationContext *context, GError **error)
{
  const Handover *handover = context->data;
  gint64 n_shares = 0, n_permissions = 0;

  for (guint i = 0; i < handover->branch->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (handover->branch, i);
      g_autoptr (GPtrArray) shares = esp_share_store_list (context->vault, ca->id, NULL, error);
      g_autoptr (GPtrArray)
        permissions = shares ? esp_permission_store_list (context->vault, ca->id, error) : NULL;

      if (!permissions)
        return FALSE;
      n_shares += shares->len;
      n_permissions += permissions->len;
    }
  json_object_set_int_member (context->result, "Shares", n_shares);
  json_object_set_int_member (context->result, "Permissions", n_permissions);
  return TRUE;
}

gboolean
esp_op_export_hierarchy_perform (EspOperationContext *context, GError **error)
{
  Handover *handover = context->data;
  const char *path = esp_context_text (context, "Path");
  g_autoptr (GBytes) text = write_all (context, error);
  g_autoptr (GBytes) file = text ? esp_sealed_file_seal (text, handover->owner, error) : NULL;
  g_autofree char *digest = NULL;

  if (!file || !count_left (context, error) || !write_file (handover, path, file, error))
    return FALSE;
  for (guint i = 0; i < handover->branch->len; i++)
    if (!let_go (context, g_ptr_array_index (handover->branch, i), error))
      return FALSE;
  digest = esp_sha256_hex (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
  esp_context_detail (context, "NewOwner", esp_certificate_get_fingerprint (handover->owner));
  esp_context_detail (context, "Digest", digest);
  json_object_set_int_member (context->details, "Authorities", handover->branch->len);
  json_object_set_string_member (context->result, "Path", path);
  json_object_set_int_member (context->result, "Size", (gint64) g_bytes_get_size (file));
  json_object_set_string_member (context->result, "Digest", digest);
  json_object_set_array_member (context->result, "CertificateAuthorities",
                                view_all (handover->branch, context->now));
  json_object_set_array_member (context->result, "Stay", view_all (handover->stay, context->now));
  return TRUE;
}

gboolean
esp_op_export_hierarchy_abandon (EspOperationContext *context, GError **error)
{
  Handover *handover = context->data;

  if (handover && handover->written)
    g_unlink (handover->written);
  return TRUE;
}
