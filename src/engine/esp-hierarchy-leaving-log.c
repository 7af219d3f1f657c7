/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the log says of a hierarchy that leaves: the entries about it, each with its proof, those
 * who signed them, and the checkpoint that all of it is proven by. */
#include "esp-hierarchy-leaving.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "esp-checkpointing.h"
#include "esp-hierarchy-private.h"
#include "pki/esp-signer.h"
#include "vault/esp-account-store.h"
#include "vault/esp-event-store.h"

#include <string.h>

#define PAGE 500

struct _EspLeavingStory
{
  GHashTable *people; /* fingerprint -> EspHandoverPerson */
  GHashTable *keys;   /* fingerprint -> EspKey */
  GTree *entries;     /* sequence -> EspStoredEvent */
  gint64 n_left_out;  /* whose signer nobody knows any more */
  gint64 size;        /* of the log, as its checkpoint says */
};

void
esp_leaving_story_free (EspLeavingStory *story)
{
  if (!story)
    return;
  g_clear_pointer (&story->people, g_hash_table_unref);
  g_clear_pointer (&story->keys, g_hash_table_unref);
  g_clear_pointer (&story->entries, g_tree_unref);
  g_free (story);
}

/* --- Who signed -------------------------------------------------------------------------------*/

static void
add_person (EspLeavingStory *story, const char *principal, const char *name, GBytes *der)
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
add_enrolled (EspLeavingStory *story, const EspStoredEvent *stored)
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
load_people (EspOperationContext *context, EspLeavingStory *story, GError **error)
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
is_signed (const EspLeavingStory *story, const EspEvent *event, const EspStoredEvent *stored)
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

/* --- Entries ----------------------------------------------------------------------------------*/

static void
take_event (EspLeavingStory *story, EspStoredEvent *stored, gint64 *sequence)
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
load_entries (EspOperationContext *context, EspLeavingStory *story, const EspCa *ca, GError **error)
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

static int
compare_sequences (gconstpointer a, gconstpointer b, gpointer unused)
{
  gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

  return one < other ? -1 : one > other;
}

static gboolean
load (EspOperationContext *context, EspLeavingStory *story, GError **error)
{
  const EspLeaving *leaving = context->data;

  story->people = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify) esp_handover_person_free);
  story->keys = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                       (GDestroyNotify) esp_key_unref);
  story->entries = g_tree_new_full (compare_sequences, NULL, g_free,
                                    (GDestroyNotify) esp_stored_event_free);
  if (!load_people (context, story, error))
    return FALSE;
  for (guint i = 0; i < leaving->branch->len; i++)
    if (!load_entries (context, story, g_ptr_array_index (leaving->branch, i), error))
      return FALSE;
  return TRUE;
}

/* --- Lines ------------------------------------------------------------------------------------*/

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

static void
write_people (EspHierarchyText *text, const EspLeavingStory *story)
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

EspLeavingStory *
esp_leaving_story_begin (EspOperationContext *context, EspHierarchyText *text, GError **error)
{
  g_autoptr (EspLeavingStory) story = g_new0 (EspLeavingStory, 1);

  if (!write_head (context, text, &story->size, error) || !load (context, story, error))
    return NULL;
  write_people (text, story);
  return g_steal_pointer (&story);
}

gboolean
esp_leaving_story_end (EspLeavingStory *story,
                       EspOperationContext *context,
                       EspHierarchyText *text,
                       GError **error)
{
  Writing writing = { .context = context, .text = text, .size = story->size };

  g_tree_foreach (story->entries, write_entry_cb, &writing);
  if (writing.error)
    {
      g_propagate_error (error, writing.error);
      return FALSE;
    }
  json_object_set_int_member (context->result, "Events", g_tree_nnodes (story->entries));
  json_object_set_int_member (context->result, "EventsLeftOut", story->n_left_out);
  return TRUE;
}
