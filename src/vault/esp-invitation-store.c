/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invitations: of each code only the digest is kept. A row goes when the code was used. */
#include "esp-account-store.h"

#include "esp-store.h"

void
esp_invitation_free (EspInvitation *invitation)
{
  if (!invitation)
    return;
  g_free (invitation->principal);
  g_free (invitation->code_digest);
  g_free (invitation);
}

gboolean
esp_invitation_store_put (EspVault *vault, const EspInvitation *invitation, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "INSERT INTO invitation (principal, code_digest, created_at,"
                                       " expires_at) VALUES ($1, $2, $3, $4)"
                                       " ON CONFLICT (principal) DO UPDATE SET"
                                       " code_digest = excluded.code_digest,"
                                       " created_at = excluded.created_at,"
                                       " expires_at = excluded.expires_at",
                                       invitation->principal, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, invitation->code_digest);
  esp_statement_bind_int (statement, 3, invitation->created_at);
  esp_statement_bind_int (statement, 4, invitation->expires_at);
  return esp_statement_run (statement, NULL, error);
}

EspInvitation *
esp_invitation_store_find (EspVault *vault, const char *principal, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "SELECT principal, code_digest, created_at, expires_at"
                                       " FROM invitation WHERE principal = $1",
                                       principal, error);
  EspInvitation *invitation;
  gboolean row;

  if (!statement || !esp_statement_step (statement, &row, error) || !row)
    return NULL;
  invitation = g_new0 (EspInvitation, 1);
  invitation->principal = esp_statement_dup_text (statement, 0);
  invitation->code_digest = esp_statement_dup_text (statement, 1);
  invitation->created_at = esp_statement_get_int (statement, 2);
  invitation->expires_at = esp_statement_get_int (statement, 3);
  return invitation;
}

gboolean
esp_invitation_store_delete (EspVault *vault, const char *principal, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "DELETE FROM invitation WHERE principal = $1", principal, error);

  return statement && esp_statement_run (statement, NULL, error);
}
