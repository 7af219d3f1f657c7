/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ExportHierarchy: an authority and all below it leave, with their keys, for whoever has the key of
 * one certificate. The file is whole and on the disk before the transaction that takes the keys out
 * of this vault commits; when that fails the file goes again. What stays here is history. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-hierarchy-arriving.h"
#include "esp-hierarchy-leaving.h"
#include "pki/esp-digest.h"
#include "pki/esp-sealed-file.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-share-store.h"

/* What the seal adds has its place in what is read of a sealed file. */
#define MAX_TEXT (ESP_SEALED_FILE_MAX_SIZE - 65536)

static GBytes *
write_all (EspOperationContext *context, GError **error)
{
  const EspLeaving *leaving = context->data;
  g_autoptr (EspHierarchyText) text = esp_hierarchy_text_new ();
  g_autoptr (EspLeavingStory) story = esp_leaving_story_begin (context, text, error);
  gint64 n = 0;

  if (!story)
    return NULL;
  for (guint i = 0; i < leaving->branch->len; i++)
    if (!esp_leaving_write_authority (context, text, g_ptr_array_index (leaving->branch, i), error))
      return NULL;
  for (guint i = 0; i < leaving->branch->len; i++)
    if (!esp_leaving_write_issued (context, text, g_ptr_array_index (leaving->branch, i), &n,
                                   error) ||
        !esp_leaving_write_unknown (context, text, g_ptr_array_index (leaving->branch, i), error))
      return NULL;
  json_object_set_int_member (context->result, "Certificates", n);
  return esp_leaving_story_end (story, context, text, error) ? esp_hierarchy_text_finish (text) :
                                                               NULL;
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
  const EspLeaving *leaving = context->data;
  gint64 n_shares = 0, n_permissions = 0;

  for (guint i = 0; i < leaving->branch->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (leaving->branch, i);
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

/* All that it will be, as whoever takes it over reads it. */
static GBytes *
make_text (EspOperationContext *context, GError **error)
{
  g_autoptr (GBytes) text = esp_leaving_check (context, error) ? write_all (context, error) : NULL;
  g_autofree char *limit = g_strdup_printf ("%d", MAX_TEXT);

  if (text && g_bytes_get_size (text) > MAX_TEXT)
    esp_error_set (error, ESP_REASON_HIERARCHY_TOO_LARGE, context->ca->label, "limit", limit, NULL);
  else if (text && esp_arrival_rehearse (context, text, error))
    return g_steal_pointer (&text);
  return NULL;
}

/* Before somebody else is asked: all that could refuse it, and nothing of what it does. */
gboolean
esp_op_export_hierarchy_rehearse (EspOperationContext *context, GError **error)
{
  g_autoptr (GBytes) text = NULL;

  ((EspLeaving *) context->data)->rehearsed = TRUE;
  text = make_text (context, error);
  return text != NULL;
}

static void
tell (EspOperationContext *context, const char *path, GBytes *file, GBytes *text)
{
  const EspLeaving *leaving = context->data;
  g_autofree char *digest = esp_sha256_hex (g_bytes_get_data (text, NULL), g_bytes_get_size (text));

  esp_context_detail (context, "NewOwner", esp_certificate_get_fingerprint (leaving->owner));
  esp_context_detail (context, "Digest", digest);
  json_object_set_int_member (context->details, "Authorities", leaving->branch->len);
  json_object_set_string_member (context->result, "Path", path);
  json_object_set_int_member (context->result, "Size", (gint64) g_bytes_get_size (file));
  json_object_set_string_member (context->result, "Digest", digest);
  json_object_set_array_member (context->result, "CertificateAuthorities",
                                view_all (leaving->branch, context->now));
  json_object_set_array_member (context->result, "Stay", view_all (leaving->stay, context->now));
}

/* The file is the last thing before the commit, so that hardly any time is between them. */
gboolean
esp_op_export_hierarchy_perform (EspOperationContext *context, GError **error)
{
  EspLeaving *leaving = context->data;
  const char *path = esp_context_text (context, "Path");
  g_autoptr (GBytes) text = make_text (context, error);
  g_autoptr (GBytes) file = text ? esp_sealed_file_seal (text, leaving->owner, error) : NULL;

  if (!file || !count_left (context, error))
    return FALSE;
  for (guint i = 0; i < leaving->branch->len; i++)
    if (!let_go (context, g_ptr_array_index (leaving->branch, i), error))
      return FALSE;
  tell (context, path, file, text);
  return esp_leaving_write_file (leaving, path, file, error);
}

gboolean
esp_op_export_hierarchy_abandon (EspOperationContext *context, GError **error)
{
  esp_leaving_take_back (context->data);
  return TRUE;
}
