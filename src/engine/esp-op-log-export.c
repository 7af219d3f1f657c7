/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log as plain files that openssl and sha256sum can verify, with the page that says how. */
#include "esp-ops.h"

#include "audit/esp-checkpoint.h"
#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "esp-checkpointing.h"
#include "esp-log-howto.h"
#include "pki/esp-certificate.h"
#include "pki/esp-digest.h"
#include "pki/esp-pem.h"
#include "pki/esp-signer.h"
#include "vault/esp-account-store.h"
#include "vault/esp-event-store.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define PAGE 500

typedef struct
{
  char *file; /* "people/….pem" */
  EspKey *key;
} Signer;

typedef struct
{
  EspOperationContext *context;
  const char *folder;
  GHashTable *signers; /* principal id -> GPtrArray of Signer, the newest last */
  GString *index;
  GString *sums;
  EspMerkle *tree;
  gint64 n_events;
  guint n_files;
} Export;

static void
signer_free (gpointer data)
{
  Signer *signer = data;

  g_free (signer->file);
  esp_key_unref (signer->key);
  g_free (signer);
}

static void
export_clear (Export *export)
{
  g_clear_pointer (&export->signers, g_hash_table_unref);
  g_clear_pointer (&export->tree, esp_merkle_free);
  if (export->index)
    g_string_free (export->index, TRUE);
  if (export->sums)
    g_string_free (export->sums, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

/* --- Files ------------------------------------------------------------------------------------*/

static gboolean
write_file (Export *export, const char *name, const void *bytes, gsize len, GError **error)
{
  g_autofree char *path = g_build_filename (export->folder, name, NULL);
  g_autofree char *digest = esp_sha256_hex (bytes, len);
  GError *problem = NULL;

  if (!g_file_set_contents_full (path, bytes, (gssize) len, G_FILE_SET_CONTENTS_NONE, 0600,
                                 &problem))
    {
      esp_error_take_foreign (error, ESP_REASON_FILE_WRITE, path, problem);
      return FALSE;
    }
  g_string_append_printf (export->sums, "%s  %s\n", digest, name);
  export->n_files++;
  return TRUE;
}

static gboolean
make_folder (const char *path, GError **error)
{
  if (g_mkdir (path, 0700) == 0)
    return TRUE;
  esp_error_set (error, errno == EEXIST ? ESP_REASON_FILE_EXISTS : ESP_REASON_FILE_WRITE, path,
                 NULL);
  return FALSE;
}

static gboolean
make_folders (const char *path, GError **error)
{
  g_autofree char *events = g_build_filename (path, "events", NULL);
  g_autofree char *people = g_build_filename (path, "people", NULL);

  return make_folder (path, error) && make_folder (events, error) && make_folder (people, error);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder && (name = g_dir_read_name (folder)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (g_unlink (file) != 0)
        remove_folder (file);
    }
  g_rmdir (path);
}

/* --- People -----------------------------------------------------------------------------------*/

/* Who got new keys has more than one certificate here; each entry names its own. */
static gboolean
add_certificate (Export *export, const char *principal, GBytes *der, GError **error)
{
  g_autoptr (EspCertificate) certificate = der ? esp_certificate_parse (der, NULL) : NULL;
  GPtrArray *list = g_hash_table_lookup (export->signers, principal);
  g_autofree char *digest =
    certificate ? esp_sha256_hex (g_bytes_get_data (der, NULL), g_bytes_get_size (der)) : NULL;
  g_autofree char *file = digest ? g_strdup_printf ("people/%s-%.8s.pem", principal, digest) : NULL;
  g_autofree char *pem = NULL;
  Signer *signer;

  if (!certificate)
    return TRUE;
  for (guint i = 0; list && i < list->len; i++)
    if (g_str_equal (((Signer *) g_ptr_array_index (list, i))->file, file))
      return TRUE;
  pem = esp_pem_write ("CERTIFICATE", der);
  if (!write_file (export, file, pem, strlen (pem), error))
    return FALSE;
  if (!list)
    {
      list = g_ptr_array_new_with_free_func (signer_free);
      g_hash_table_insert (export->signers, g_strdup (principal), list);
    }
  signer = g_new0 (Signer, 1);
  signer->file = g_steal_pointer (&file);
  signer->key = esp_key_ref (esp_certificate_get_key (certificate));
  g_ptr_array_add (list, signer);
  return TRUE;
}

static gboolean
add_present_people (Export *export, GError **error)
{
  g_autoptr (GPtrArray) people = esp_principal_store_list (export->context->vault, error);

  for (guint i = 0; people && i < people->len; i++)
    {
      const EspPrincipal *person = g_ptr_array_index (people, i);

      if (!add_certificate (export, person->id, person->signing_certificate, error))
        return FALSE;
    }
  return people != NULL;
}

/* Keys that somebody had once stand in the entries that gave them. */
static gboolean
add_people_of (Export *export, const EspEvent *event, GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (!event->rows)
    return TRUE;
  json_object_iter_init (&iter, event->rows);
  while (json_object_iter_next (&iter, &name, &node))
    {
      JsonObject *row = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *hex = esp_json_get_string (row, "signing_certificate");
      g_autoptr (GBytes) der = NULL;

      if (!g_str_has_prefix (name, "principal/") || !hex)
        continue;
      der = esp_hex_decode (hex, NULL);
      if (!add_certificate (export, name + strlen ("principal/"), der, error))
        return FALSE;
    }
  return TRUE;
}

static const char *
find_signer (Export *export, const EspEvent *event, const EspStoredEvent *stored)
{
  GPtrArray *list = event->actor ? g_hash_table_lookup (export->signers, event->actor) : NULL;

  for (guint i = 0; list && i < list->len; i++)
    {
      const Signer *signer = g_ptr_array_index (list, i);

      if (esp_key_verify_bytes (signer->key, (const guint8 *) stored->canonical,
                                strlen (stored->canonical), stored->signature))
        return signer->file;
    }
  return NULL;
}

/* --- Events -----------------------------------------------------------------------------------*/

static gboolean
write_event (Export *export, const EspStoredEvent *stored, GError **error)
{
  g_autoptr (EspEvent) event = esp_event_parse (stored->canonical, NULL);
  gint64 number = ++export->n_events;
  g_autofree char *text = g_strdup_printf ("events/%08" G_GINT64_FORMAT ".json", number);
  g_autofree char *signature = g_strdup_printf ("events/%08" G_GINT64_FORMAT ".sig", number);
  const char *signer;
  EspHash leaf;

  if (event && !add_people_of (export, event, error))
    return FALSE;
  signer = event ? find_signer (export, event, stored) : NULL;
  /* What nobody signed goes out as well, so that whoever verifies finds it. */
  g_string_append_printf (export->index, "%s %s %s\n", text, signature, signer ? signer : "nobody");
  esp_merkle_leaf_hash ((const guint8 *) stored->canonical, strlen (stored->canonical), &leaf);
  esp_merkle_append (export->tree, &leaf, NULL, NULL);
  return write_file (export, text, stored->canonical, strlen (stored->canonical), error) &&
         write_file (export, signature, g_bytes_get_data (stored->signature, NULL),
                     g_bytes_get_size (stored->signature), error);
}

static gboolean
write_events (Export *export, GError **error)
{
  EspOperationContext *context = export->context;
  guint n = PAGE;

  while (n == PAGE)
    {
      g_autoptr (GPtrArray)
        page = esp_event_store_range (context->vault, export->n_events + 1, PAGE, error);

      if (!page || g_cancellable_set_error_if_cancelled (context->cancellable, error))
        return FALSE;
      n = page->len;
      for (guint i = 0; i < n; i++)
        if (!write_event (export, g_ptr_array_index (page, i), error))
          return FALSE;
    }
  return TRUE;
}

/* --- The rest ---------------------------------------------------------------------------------*/

static gboolean
write_checkpoint (Export *export, GError **error)
{
  EspOperationContext *context = export->context;
  g_autofree char *note = NULL;
  g_autoptr (EspCheckpoint) checkpoint = NULL;
  const char *person = esp_session_get_principal_id (context->session);
  GPtrArray *list = g_hash_table_lookup (export->signers, person);
  g_autofree char *line = NULL;
  EspHash root;

  esp_merkle_get_root (export->tree, &root);
  note = esp_checkpointing_sign (context->vault, context->session, export->n_events, &root, error);
  checkpoint = note ? esp_checkpoint_parse (note, error) : NULL;
  if (!checkpoint || !list)
    return FALSE;
  line = g_strdup_printf ("%s\n", ((const Signer *) g_ptr_array_index (list, list->len - 1))->file);
  return write_file (export, "checkpoint", note, strlen (note), error) &&
         write_file (export, "checkpoint.text", checkpoint->text, strlen (checkpoint->text),
                     error) &&
         write_file (export, "checkpoint.sig", g_bytes_get_data (checkpoint->signature, NULL),
                     g_bytes_get_size (checkpoint->signature), error) &&
         write_file (export, "checkpoint.signer", line, strlen (line), error);
}

static gboolean
write_everything (Export *export, GError **error)
{
  g_autofree char *page = esp_log_howto (esp_vault_get_info (export->context->vault));
  g_autofree char *sums = NULL;

  if (!make_folders (export->folder, error))
    return FALSE;
  if (!add_present_people (export, error) || !write_events (export, error) ||
      !write_checkpoint (export, error) ||
      !write_file (export, "INDEX", export->index->str, export->index->len, error) ||
      !write_file (export, "HOWTO.txt", page, strlen (page), error))
    {
      remove_folder (export->folder);
      return FALSE;
    }
  sums = g_strdup (export->sums->str);
  if (write_file (export, "SHA256SUMS", sums, strlen (sums), error))
    return TRUE;
  remove_folder (export->folder);
  return FALSE;
}

gboolean
esp_op_export_log (EspOperationContext *context, GError **error)
{
  g_auto (Export) export = { .context = context, .folder = esp_context_text (context, "Path") };
  g_autofree char *root = NULL;

  export.signers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_ptr_array_unref);
  export.index = g_string_new (NULL);
  export.sums = g_string_new (NULL);
  export.tree = esp_merkle_new ();
  if (!write_everything (&export, error))
    return FALSE;
  root = esp_merkle_get_root_hex (export.tree);
  esp_context_detail (context, "Root", root);
  json_object_set_int_member (context->details, "Events", export.n_events);
  json_object_set_string_member (context->result, "Path", export.folder);
  json_object_set_int_member (context->result, "Events", export.n_events);
  json_object_set_int_member (context->result, "Files", export.n_files);
  json_object_set_string_member (context->result, "Root", root);
  return TRUE;
}
