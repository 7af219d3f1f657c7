/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is kept in memory about certificates so that a million of them can be searched and sorted at
 * once: for each block of rows a mark of the pairs and triples of letters that occur in their texts,
 * so that a search reads only blocks that may hold what it looks for; and for each row which CA,
 * template and requester it names. All of this stands in rows that are never changed, so it only
 * grows. It is filled from the vault and never written to it: nobody can hide a certificate by
 * editing it. About 20 bytes a row. May be used by several threads.
 */
#pragma once

#include "esp-vault.h"

G_BEGIN_DECLS

#define ESP_SIEVE_BLOCK_ROWS 64

typedef struct _EspCertificateSieve EspCertificateSieve;

EspCertificateSieve *esp_certificate_sieve_new    (void);
EspCertificateSieve *esp_certificate_sieve_ref    (EspCertificateSieve *sieve);
void                 esp_certificate_sieve_unref  (EspCertificateSieve *sieve);
/* Reads the next rows, some thousand; *@complete: all rows up to @last are known. */
gboolean             esp_certificate_sieve_grow   (EspCertificateSieve *sieve, EspVault *vault, gint64 last,
                                                   gboolean *complete, GError **error);
/* For each block up to that of row @last one byte: whether @text, in lower case, may occur in a row of it. Blocks
 * that are not known yet may hold anything. */
guint8              *esp_certificate_sieve_search (EspCertificateSieve *sieve, const char *text, gint64 last);

/* TRUE for the first who asks, of all who share it: the indexes are to be read once only. */
gboolean             esp_certificate_sieve_claim_orders (EspCertificateSieve *sieve);

typedef enum
{
  ESP_SIEVE_CA,
  ESP_SIEVE_TEMPLATE,
  ESP_SIEVE_REQUESTER,
  ESP_SIEVE_N_FIELDS
} EspSieveField;

/* For each row number from 0 to @last a rank: rows that name the same have the same one, and of two that don't the
 * one that comes first in order of text has the lower. *@n_ranks: how many there are. NULL while rows up to @last are
 * not known. A CA is named by its row number; @names gives the text to order it by, or NULL. */
guint32             *esp_certificate_sieve_rank   (EspCertificateSieve *sieve, EspSieveField field,
                                                   GHashTable *names, gint64 last, guint *n_ranks);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCertificateSieve, esp_certificate_sieve_unref)

G_END_DECLS
