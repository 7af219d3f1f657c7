/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PublishRevocation: lists, certificates and answers into a folder for a web server. Everything is
 * signed and staged first; then lists and the issued signers of answers are stored with the event;
 * when that is durable, the files are put in place. A run that finds everything as it should be
 * writes nothing, neither file nor event.
 */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-engine-private.h"
#include "esp-publishing.h"
#include "vault/esp-ca-store.h"

#define ACTION "espalier:PublishRevocation"
#define FILES_SHOWN 10000

static void
published_free (gpointer data)
{
  EspPublishedCa *published = data;

  esp_ca_free (published->ca);
  g_clear_pointer (&published->certificate, esp_certificate_unref);
  g_clear_pointer (&published->lists, g_ptr_array_unref);
  g_clear_pointer (&published->answerer, esp_signer_unref);
  g_clear_pointer (&published->answerer_issued, esp_issued_free);
  g_free (published->answerer_serial);
  g_free (published);
}

static void
publishing_free (gpointer data)
{
  EspPublishing *publishing = data;

  g_clear_pointer (&publishing->folder, esp_publish_folder_close);
  esp_publish_base_clear (&publishing->base);
  g_ptr_array_unref (publishing->cas);
  g_hash_table_unref (publishing->owners);
  g_ptr_array_unref (publishing->answer_paths);
  json_array_unref (publishing->skipped);
  g_free (publishing);
}

static EspPublishing *
publishing_new (void)
{
  EspPublishing *publishing = g_new0 (EspPublishing, 1);

  publishing->cas = g_ptr_array_new_with_free_func (published_free);
  publishing->owners = g_hash_table_new (g_str_hash, g_str_equal);
  publishing->answer_paths = g_ptr_array_new_with_free_func (g_free);
  publishing->skipped = json_array_new ();
  return publishing;
}

/* --- Which authorities -------------------------------------------------------------------------*/

/* Takes @ca; one that is there already goes. */
static void
add_ca (EspPublishing *publishing, EspCa *ca)
{
  EspPublishedCa *published;

  if (g_hash_table_contains (publishing->owners, ca->id))
    {
      esp_ca_free (ca);
      return;
    }
  published = g_new0 (EspPublishedCa, 1);
  published->ca = ca;
  g_ptr_array_add (publishing->cas, published);
  g_hash_table_add (publishing->owners, ca->id);
}

/* The first is the resource that is decided on, the others are needed besides. */
static gboolean
add_named (EspOperationContext *context,
           EspPublishing *publishing,
           JsonArray *names,
           GError **error)
{
  for (guint i = 0; i < json_array_get_length (names); i++)
    {
      JsonNode *node = json_array_get_element (names, i);
      EspCa *ca;

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        {
          esp_error_set (error, ESP_REASON_PARAMETER_TYPE, "CertificateAuthorities", NULL);
          return FALSE;
        }
      ca = esp_context_find_ca (context, json_node_get_string (node), error);
      if (!ca)
        return FALSE;
      if (context->resource)
        esp_context_require_on (context, ACTION, ca);
      else
        {
          esp_context_set_resource (context, ca->arn, ca->account, ca->tags);
        }
      add_ca (publishing, ca);
    }
  return TRUE;
}

static gboolean
add_permitted (EspOperationContext *context, EspPublishing *publishing, GError **error)
{
  g_autoptr (GPtrArray) cas = esp_ca_store_list (context->vault, NULL, context->now, error);

  for (guint i = 0; cas && i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);

      if (!esp_context_may (context, ACTION, ca))
        continue;
      /* The event says of which the right was looked at. */
      esp_context_require_on (context, ACTION, ca);
      add_ca (publishing, esp_ca_copy (ca));
    }
  if (!cas || publishing->cas->len > 0)
    return cas != NULL;
  esp_error_set (error, ESP_REASON_PUBLISH_NO_CA, NULL, NULL);
  return FALSE;
}

static gboolean
read_days (EspOperationContext *context, EspPublishing *publishing, GError **error)
{
  g_autofree char *shown = NULL;

  publishing->ocsp_days = esp_json_get_int (context->parameters, "OcspDays", ESP_OCSP_DAYS_DEFAULT);
  if (publishing->ocsp_days >= 1 && publishing->ocsp_days <= ESP_OCSP_DAYS_MAX)
    return TRUE;
  shown = g_strdup_printf ("%" G_GINT64_FORMAT, publishing->ocsp_days);
  esp_error_set (error, ESP_REASON_PUBLISH_DAYS, NULL, "days", shown, "limit",
                 G_STRINGIFY (ESP_OCSP_DAYS_MAX), NULL);
  return FALSE;
}

gboolean
esp_op_publish_resolve (EspOperationContext *context, GError **error)
{
  JsonArray *names = esp_json_get_array (context->parameters, "CertificateAuthorities");
  EspPublishing *publishing = publishing_new ();

  context->data = publishing;
  context->free_data = publishing_free;
  publishing->all = !names || json_array_get_length (names) == 0;
  return read_days (context, publishing, error) &&
         esp_publish_base_parse (&publishing->base, esp_context_text (context, "BaseUrl"), error) &&
         (publishing->all || add_named (context, publishing, names, error));
}

/* --- Signing and staging -----------------------------------------------------------------------*/

gboolean
esp_op_publish_prepare (EspOperationContext *context, GError **error)
{
  EspPublishing *publishing = context->data;

  if (publishing->all && !add_permitted (context, publishing, error))
    return FALSE;
  publishing->folder = esp_publish_folder_open (esp_context_text (context, "Directory"),
                                                context->engine->vault_id, error);
  if (!publishing->folder)
    return FALSE;
  publishing->number = esp_revocation_next_number (context, error);
  if (publishing->number < 0)
    return FALSE;
  for (guint i = 0; i < publishing->cas->len; i++)
    {
      EspPublishedCa *published = g_ptr_array_index (publishing->cas, i);

      if (!esp_publishing_lay_out (publishing, context, published, error) ||
          !esp_publishing_answer (publishing, context, published, error))
        return FALSE;
    }
  return esp_publishing_configure (publishing, error) &&
         esp_publish_folder_seal (publishing->folder, publishing->owners, error);
}

/* --- Storing -----------------------------------------------------------------------------------*/

static gboolean
store_one (EspOperationContext *context,
           EspPublishing *publishing,
           EspPublishedCa *published,
           GError **error)
{
  for (guint i = 0; published->lists && i < published->lists->len; i++)
    if (!esp_revocation_list_store (g_ptr_array_index (published->lists, i), context->vault, error))
      return FALSE;
  if (published->answerer_issued &&
      !esp_issued_store (published->answerer_issued, context->vault, error))
    return FALSE;
  return esp_revocation_store_put_publication (context->vault, published->ca->id,
                                               esp_publish_folder_get_path (publishing->folder),
                                               context->now, published->answers_until, error);
}

static guint
count_fresh (const EspPublishedCa *published)
{
  guint n = 0;

  for (guint i = 0; published->lists && i < published->lists->len; i++)
    n += ((const EspRevocationList *) g_ptr_array_index (published->lists, i))->fresh ? 1 : 0;
  return n;
}

/* What the event says of one authority; the signer of answers is an issued certificate. */
static JsonObject *
tell_one (const EspPublishedCa *published)
{
  JsonObject *object = json_object_new ();
  const EspIssued *issued = published->answerer_issued;

  json_object_set_string_member (object, "CertificateAuthorityArn", published->ca->arn);
  json_object_set_int_member (object, "NewLists", count_fresh (published));
  json_object_set_int_member (object, "NewAnswers", published->n_new_answers);
  if (issued)
    {
      json_object_set_string_member (object, "SignerSerial", issued->row->serial);
      json_object_set_string_member (object, "SignerFingerprint",
                                     esp_certificate_get_fingerprint (issued->certificate));
    }
  return object;
}

static void
tell_event (EspOperationContext *context, EspPublishing *publishing, guint n_files)
{
  EspPublishFolder *folder = publishing->folder;
  JsonArray *cas = json_array_new ();

  esp_context_detail (context, "Directory", esp_publish_folder_get_path (folder));
  esp_context_detail (context, "FilesDigest", esp_publish_folder_get_digest (folder));
  json_object_set_int_member (context->details, "Files", n_files);
  json_object_set_int_member (context->details, "NewFiles",
                              esp_publish_folder_get_n_fresh (folder));
  json_object_set_int_member (context->details, "RemovedFiles",
                              esp_publish_folder_get_n_removed (folder));
  for (guint i = 0; i < publishing->cas->len; i++)
    {
      const EspPublishedCa *published = g_ptr_array_index (publishing->cas, i);

      if (count_fresh (published) > 0 || published->n_new_answers > 0)
        json_array_add_object_element (cas, tell_one (published));
    }
  json_object_set_array_member (context->details, "CertificateAuthorities", cas);
}

static void
show_files (EspOperationContext *context, GPtrArray *files)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < files->len && i < FILES_SHOWN; i++)
    {
      const EspPublishedFile *file = g_ptr_array_index (files, i);
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "Path", file->path);
      json_object_set_string_member (row, "Kind", esp_published_kind_to_string (file->kind));
      json_object_set_int_member (row, "Size", file->size);
      json_object_set_boolean_member (row, "New", file->fresh);
      json_array_add_object_element (list, row);
    }
  json_object_set_array_member (context->result, "Files", list);
}

static void
show_counts (EspOperationContext *context, EspPublishing *publishing, GPtrArray *files)
{
  static const char *const members[] = {
    [ESP_PUBLISHED_CRL] = "Crls",
    [ESP_PUBLISHED_CERTIFICATE] = "Certificates",
    [ESP_PUBLISHED_OCSP] = "OcspResponses",
    [ESP_PUBLISHED_CONFIGURATION] = "Configurations",
  };
  guint counts[G_N_ELEMENTS (members)] = { 0 };
  JsonObject *view = json_object_new ();

  for (guint i = 0; i < files->len; i++)
    counts[((const EspPublishedFile *) g_ptr_array_index (files, i))->kind]++;
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set_int_member (view, members[i], counts[i]);
  json_object_set_int_member (view, "New", esp_publish_folder_get_n_fresh (publishing->folder));
  json_object_set_int_member (view, "Removed",
                              esp_publish_folder_get_n_removed (publishing->folder));
  json_object_set_object_member (context->result, "Counts", view);
}

static gboolean
is_unchanged (const EspPublishing *publishing)
{
  for (guint i = 0; i < publishing->cas->len; i++)
    {
      const EspPublishedCa *published = g_ptr_array_index (publishing->cas, i);

      if (count_fresh (published) > 0 || published->answerer_issued)
        return FALSE;
    }
  return esp_publish_folder_get_n_fresh (publishing->folder) == 0 &&
         esp_publish_folder_get_n_removed (publishing->folder) == 0;
}

gboolean
esp_op_publish_perform (EspOperationContext *context, GError **error)
{
  EspPublishing *publishing = context->data;
  g_autoptr (GPtrArray) files = esp_publish_folder_list (publishing->folder);

  json_object_set_string_member (context->result, "Directory",
                                 esp_publish_folder_get_path (publishing->folder));
  show_counts (context, publishing, files);
  show_files (context, files);
  json_object_set_array_member (context->result, "Skipped", json_array_ref (publishing->skipped));
  context->unchanged = is_unchanged (publishing);
  if (context->unchanged)
    return TRUE;
  for (guint i = 0; i < publishing->cas->len; i++)
    if (!store_one (context, publishing, g_ptr_array_index (publishing->cas, i), error))
      return FALSE;
  tell_event (context, publishing, files->len);
  return TRUE;
}

/* --- Afterwards --------------------------------------------------------------------------------*/

gboolean
esp_op_publish_finish (EspOperationContext *context, GError **error)
{
  EspPublishing *publishing = context->data;

  return context->unchanged || esp_publish_folder_place (publishing->folder, error);
}

gboolean
esp_op_publish_abandon (EspOperationContext *context, GError **error)
{
  EspPublishing *publishing = context->data;

  for (guint i = 0; publishing && i < publishing->cas->len; i++)
    {
      const EspPublishedCa *published = g_ptr_array_index (publishing->cas, i);

      if (published->answerer_serial &&
          !esp_ops_release (context, published->ca->id, published->answerer_serial, error))
        return FALSE;
    }
  return TRUE;
}
