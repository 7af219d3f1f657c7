/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers that are remembered for a while, so that a call which is repeated with the same token is done
 * once. Rows are kept for five minutes and no longer: this table is the one that forgets.
 */
#pragma once

#include "esp-vault.h"

G_BEGIN_DECLS

#define ESP_IDEMPOTENCY_SECONDS 300 /* service, section 1.2 */

typedef struct
{
  char *requester; /* id of the principal */
  char *operation;
  char *token;
  char *parameters; /* digest of what was asked for */
  char *answer;     /* JSON */
  gint64 created_at;
} EspIdempotency;

void            esp_idempotency_free         (EspIdempotency *row);
/* *@row NULL where nothing of the last five minutes before @now is remembered. */
gboolean        esp_idempotency_store_find   (EspVault *vault, const char *requester, const char *operation,
                                              const char *token, gint64 now, EspIdempotency **row,
                                              GError **error);
/* Remembers @row and forgets what is older than five minutes by its time. */
gboolean        esp_idempotency_store_insert (EspVault *vault, const EspIdempotency *row, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspIdempotency, esp_idempotency_free)

G_END_DECLS
