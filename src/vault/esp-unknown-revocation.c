/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Revocations of certificates that this vault does not know, because a restore lost them. */
#include "esp-revocation-store.h"

#include "esp-store.h"
#include "model/esp-certificate-row.h"

gboolean
esp_revocation_store_put_unknown (EspVault *vault,
                                  const char *ca,
                                  const char *serial,
                                  gint64 now,
                                  int reason,
                                  GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "INSERT INTO unknown_revocation (ca, serial, revoked_at,"
                                       " revocation_reason) VALUES ($1, $2, $3, $4)"
                                       " ON CONFLICT (ca, serial) DO NOTHING",
                                       ca, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, serial);
  esp_statement_bind_int (statement, 3, now);
  esp_statement_bind_int (statement, 4, reason);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_revocation_store_add_unknown (EspVault *vault, const char *ca, GPtrArray *rows, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "SELECT serial, revoked_at, revocation_reason FROM"
                                       " unknown_revocation WHERE ca = $1 ORDER BY serial",
                                       ca, error);
  gboolean more = statement != NULL;

  while (more)
    {
      EspCertificateRow *row;

      if (!esp_statement_step (statement, &more, error))
        return FALSE;
      if (!more)
        return TRUE;
      row = esp_certificate_row_new ();
      row->serial = esp_statement_dup_text (statement, 0);
      row->revoked_at = esp_statement_get_int (statement, 1);
      row->revocation_reason = (int) esp_statement_get_int (statement, 2);
      g_ptr_array_add (rows, row);
    }
  return FALSE;
}
