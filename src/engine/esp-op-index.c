/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ExportCertificateIndex: what a CA issued as openssl's index.txt, read page by page and written as
 * it is read. Whole or not at all: a file that is there keeps its content until the new one is
 * complete. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-engine-private.h"
#include "esp-progress.h"
#include "exchange/esp-index-write.h"
#include "pki/esp-certificate.h"
#include "vault/esp-certificate-store.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  EspOperationContext *context;
  GOutputStream *stream;
  const char *path;
  gint64 n_total, n_rows, n_revoked, n_without_reason;
} Index;

static gboolean
refuse_write (const char *path, GError *foreign, GError **error)
{
  if (g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, foreign);
      return FALSE;
    }
  esp_error_take_foreign (error, ESP_REASON_FILE_WRITE, path, foreign);
  return FALSE;
}

static gboolean
write_line (Index *index, const char *line, GError **error)
{
  GError *foreign = NULL;

  if (g_output_stream_write_all (index->stream, line, strlen (line), NULL, NULL, &foreign))
    return TRUE;
  return refuse_write (index->path, foreign, error);
}

static gboolean
write_row (Index *index, const EspCertificateRow *row, GError **error)
{
  EspOperationContext *context = index->context;
  g_autoptr (GBytes) der = esp_certificate_store_get_der (context->vault, row->row, error);
  g_autoptr (EspCertificate) certificate = der ? esp_certificate_parse (der, error) : NULL;
  g_autofree char *subject = NULL;
  g_autofree char *line = NULL;
  EspIndexEntry entry = { .serial = row->serial,
                          .not_after = row->not_after,
                          .revoked_at = row->revoked_at,
                          .reason = row->revocation_reason };
  gboolean kept;

  if (!certificate)
    return FALSE;
  entry.subject = subject = esp_name_to_slashes (esp_certificate_get_subject (certificate));
  line = esp_index_line (&entry, context->now, &kept);
  index->n_rows++;
  index->n_revoked += row->revoked_at != 0 ? 1 : 0;
  index->n_without_reason += kept ? 0 : 1;
  return write_line (index, line, error);
}

static gboolean
write_rows (Index *index, GError **error)
{
  EspOperationContext *context = index->context;
  gint64 last = esp_certificate_store_last_row (context->vault, error);
  g_autoptr (EspCertificateReader) reader = NULL;
  guint n = 1;

  if (last < 0)
    return FALSE;
  reader = esp_certificate_reader_new (context->vault, context->ca, last);
  while (n > 0)
    {
      const EspCertificateRow *rows = esp_certificate_reader_next (reader, &n, error);

      if (!rows)
        return FALSE;
      for (guint i = 0; i < n; i++)
        if (g_cancellable_set_error_if_cancelled (context->cancellable, error) ||
            !write_row (index, &rows[i], error))
          return FALSE;
      esp_progress_tell (context->cancellable, index->n_rows, index->n_total);
    }
  return TRUE;
}

/* A stream that is closed while cancelled leaves what was there before. */
static void
give_up (GOutputStream *stream)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_output_stream_close (stream, cancelled, NULL);
}

static gboolean
write_index (Index *index, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (index->path);
  g_autoptr (GError) foreign = NULL;
  g_autoptr (GFileOutputStream)
    out = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, &foreign);

  if (!out)
    return refuse_write (index->path, g_steal_pointer (&foreign), error);
  index->stream = g_buffered_output_stream_new_sized (G_OUTPUT_STREAM (out), 65536);
  if (!write_rows (index, error))
    {
      give_up (index->stream);
      g_clear_object (&index->stream);
      return FALSE;
    }
  if (!g_output_stream_close (index->stream, NULL, &foreign))
    {
      g_clear_object (&index->stream);
      return refuse_write (index->path, g_steal_pointer (&foreign), error);
    }
  g_clear_object (&index->stream);
  return TRUE;
}

static gboolean
write_attributes (const char *path, GError **error)
{
  g_autofree char *beside = g_strconcat (path, ".attr", NULL);
  g_autoptr (GError) foreign = NULL;

  if (g_file_set_contents (beside, esp_index_attributes (), -1, &foreign))
    return TRUE;
  return refuse_write (beside, g_steal_pointer (&foreign), error);
}

/* Never in place of the vault, by whatever name. */
static gboolean
check_place (EspOperationContext *context, const char *path, GError **error)
{
  GStatBuf place, vault;

  if (g_stat (path, &place) != 0)
    return TRUE;
  if (S_ISREG (place.st_mode) && (g_stat (context->engine->path, &vault) != 0 ||
                                  place.st_ino != vault.st_ino || place.st_dev != vault.st_dev))
    return TRUE;
  esp_error_set (error, ESP_REASON_FILE_WRITE, path, NULL);
  return FALSE;
}

gboolean
esp_op_export_index (EspOperationContext *context, GError **error)
{
  EspCertificateFilter filter = { .ca = context->ca->id, .status = -1 };
  Index index = { .context = context, .path = esp_context_text (context, "Path") };

  if (!check_place (context, index.path, error))
    return FALSE;
  index.n_total = esp_certificate_store_count (context->vault, &filter, error);
  if (index.n_total < 0 || !write_index (&index, error) || !write_attributes (index.path, error))
    return FALSE;
  json_object_set_string_member (context->result, "Path", index.path);
  json_object_set_int_member (context->result, "Rows", index.n_rows);
  json_object_set_int_member (context->result, "Revoked", index.n_revoked);
  json_object_set_int_member (context->result, "WithoutReason", index.n_without_reason);
  json_object_set_int_member (context->details, "Rows", index.n_rows);
  return TRUE;
}
