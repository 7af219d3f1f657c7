/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two vaults over files. A vault knows others as partners: the certificate with which somebody there signs, added by
 * an administrator after a fingerprint was compared. What a partner asks for here it asks as a person or a service of
 * this vault, in a role: access decides as if these had asked through a share "by request" (esp-signing-requests.h),
 * and so does everything after it, two persons included. So a request file becomes signing requests, one an item, with
 * ids that follow from the file.
 *
 *   here:  CreateExchangeRequest -> file ...                        ... file -> AcceptExchangeResponse
 *   there:                          ReceiveExchangeRequest, ProcessSigningRequests, AnswerExchangeRequest
 *
 * A file that was received before is known again: the same bytes get the same answer and sign nothing; other bytes
 * under the same number are refused.
 *
 * Files: esp-exchanging.c (keys, partners, files), esp-op-exchange-partner.c, esp-op-exchange-request.c (asking and
 * looking), esp-op-exchange-process.c (the owner's side), esp-op-exchange-accept.c, esp-replay-exchange.c.
 */
#pragma once

#include "esp-operation.h"
#include "exchange/esp-exchange-file.h"
#include "model/esp-exchange.h"
#include "pki/esp-signed-data.h"

G_BEGIN_DECLS

/* A file after it was read: who signed it, and how good that is. */
typedef struct
{
  EspSignedData *data;
  EspExchangePartner *partner; /* NULL: nobody who is known */
} EspExchangeSigned;

void     esp_exchange_signed_clear  (EspExchangeSigned *file);

/* @text is read, its signer found among the partners, and the signature verified. Errors: SIGNED_DATA_*,
 * EXCHANGE_SIGNER_UNKNOWN. */
gboolean esp_exchanging_read        (EspVault *vault, const char *text, EspExchangeSigned *file, GError **error);
/* Is it from the partner's vault, for this one? Errors: EXCHANGE_WRONG_VAULT, EXCHANGE_WRONG_SENDER. */
gboolean esp_exchanging_check_places (EspVault *vault, const EspExchangeHead *head,
                                     const EspExchangePartner *partner, GError **error);
/* Head of a file from this vault to that of @partner, by the session, good for @days. @id NULL: a new one. Errors:
 * RANDOM. */
gboolean esp_exchanging_fill_head   (EspOperationContext *context, EspExchangeHead *head, const char *id,
                                     const char *to, gint64 days, GError **error);
/* Has the session a key for files? Errors: EXCHANGE_NO_IDENTITY. */
gboolean esp_exchanging_check_key   (EspOperationContext *context, GError **error);
/* @content signed with it: the file. Errors: EXCHANGE_NO_IDENTITY, those of opening it, SIGNED_DATA_CREATE. */
char    *esp_exchanging_sign        (EspOperationContext *context, GBytes *content, GError **error);

/* Errors: EXCHANGE_PARTNER_UNKNOWN. */
EspExchangePartner *esp_exchanging_find_partner (EspVault *vault, const char *name, GError **error);
/* Of the own account, or of any for a role of the organization. Errors: EXCHANGE_UNKNOWN. */
EspExchange *esp_exchanging_find    (EspOperationContext *context, EspExchangeDirection direction, const char *id,
                                     GError **error);
gboolean     esp_exchanging_sees    (EspOperationContext *context, const EspExchange *exchange);
/* What stands in a stored file, whose signature was seen when it was stored. */
EspExchangeRequest  *esp_exchanging_read_request  (const EspExchange *exchange, GError **error);
EspExchangeResponse *esp_exchanging_read_response (const EspExchange *exchange, GError **error);
/* The text of a stored file. */
char        *esp_exchanging_get_text (GBytes *file);

/* The parameters of IssueCertificate that an item stands for, canonical. */
char        *esp_exchanging_write_parameters (const EspExchangeItem *item, const char *arn, GError **error);
/* What item @index of @request was answered with: NULL where it is what was asked for, else what is wrong. */
const char  *esp_exchanging_judge_answer (const EspExchangeItem *item, const EspExchangeAnswer *answer,
                                          GPtrArray *chain);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspExchangeSigned, esp_exchange_signed_clear)

G_END_DECLS
