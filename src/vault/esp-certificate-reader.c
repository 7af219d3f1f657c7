/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of certificates for reports. A page is read at a time, each in a read of its own, so that no
 * commit waits for whoever writes the rows; and the memory of one page is that of the next. */
#include "esp-certificate-store.h"
#include "esp-store.h"

#define PAGE 1000
#define CHUNK (64 * 1024) /* of texts */

struct _EspCertificateReader
{
  EspVault *vault;
  char *ca, *ca_account, *ca_label; /* those of each row */
  gint64 ca_row, after, up_to_row;
  GStringChunk *texts; /* of the rows of this page */
  EspCertificateRow rows[PAGE];
};

EspCertificateReader *
esp_certificate_reader_new (EspVault *vault, const EspCa *ca, gint64 up_to_row)
{
  EspCertificateReader *reader = g_new0 (EspCertificateReader, 1);

  reader->vault = vault;
  reader->ca = g_strdup (ca->id);
  reader->ca_account = g_strdup (ca->account);
  reader->ca_label = g_strdup (ca->label);
  reader->up_to_row = up_to_row;
  reader->texts = g_string_chunk_new (CHUNK);
  return reader;
}

void
esp_certificate_reader_free (EspCertificateReader *reader)
{
  if (!reader)
    return;
  g_free (reader->ca);
  g_free (reader->ca_account);
  g_free (reader->ca_label);
  g_string_chunk_free (reader->texts);
  g_free (reader);
}

static char *
lend_text (EspCertificateReader *reader, EspStatement *statement, int column)
{
  gsize len;
  const guint8 *text = esp_statement_peek (statement, column, &len);

  return text ? g_string_chunk_insert_len (reader->texts, (const char *) text, (gssize) len) : NULL;
}

static void
read_row (EspCertificateReader *reader, EspStatement *statement, EspCertificateRow *row)
{
  *row = (EspCertificateRow){ .row = esp_statement_get_int (statement, 0),
                              .ca = reader->ca,
                              .ca_account = reader->ca_account,
                              .ca_label = reader->ca_label,
                              .serial = lend_text (reader, statement, 1),
                              .report_subject = lend_text (reader, statement, 2),
                              .template_name = lend_text (reader, statement, 3),
                              .requester_account = lend_text (reader, statement, 4),
                              .not_before = esp_statement_get_int (statement, 5),
                              .not_after = esp_statement_get_int (statement, 6),
                              .issued_at = esp_statement_get_int (statement, 7),
                              .revoked_at = esp_statement_get_int (statement, 8),
                              .revocation_reason = (int) esp_statement_get_int (statement, 9) };
}

static EspStatement *
prepare (EspCertificateReader *reader, GError **error)
{
  EspStatement *statement;

  if (reader->ca_row == 0 &&
      !esp_store_find_ca_row (reader->vault, reader->ca, &reader->ca_row, error))
    return NULL;
  statement = esp_store_prepare (reader->vault,
                                 "SELECT row, serial, report_subject, template_name,"
                                 " requester_account, not_before, not_after, issued_at, revoked_at,"
                                 " revocation_reason FROM certificate"
                                 " WHERE ca_row = $1 AND row > $2 AND row <= $3"
                                 " ORDER BY row LIMIT $4",
                                 error);
  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 1, reader->ca_row);
  esp_statement_bind_int (statement, 2, reader->after);
  esp_statement_bind_int (statement, 3, reader->up_to_row);
  esp_statement_bind_int (statement, 4, PAGE);
  return statement;
}

const EspCertificateRow *
esp_certificate_reader_next (EspCertificateReader *reader, guint *n, GError **error)
{
  g_autoptr (EspStatement) statement = prepare (reader, error);
  gboolean row;

  *n = 0;
  g_string_chunk_clear (reader->texts);
  if (!statement)
    return NULL;
  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return reader->rows;
      read_row (reader, statement, &reader->rows[*n]);
      reader->after = reader->rows[(*n)++].row;
    }
  return NULL;
}
