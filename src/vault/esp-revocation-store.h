/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the publishing of revocations asks of the vault: parts of partitioned CRLs, who stands in which
 * list, what was laid out where. The complete lists are in esp-ca-store.h. */
#pragma once

#include "esp-vault.h"

G_BEGIN_DECLS

/* A part with the record of its newest list. */
typedef struct
{
  gint64 row;
  char *id;              /* UUID: its name in the address */
  char *url;             /* as it stands in its certificates */
  gint64 opened_at;
  gint64 n_certificates;
  gint64 last_not_after; /* when its last certificate ends */
  gint64 number;         /* of its list; -1: none was signed yet */
  gint64 this_update, next_update;
} EspCrlPart;

void        esp_crl_part_free                 (EspCrlPart *part);
/* All parts of @ca, oldest first. */
GPtrArray  *esp_crl_part_store_list           (EspVault *vault, const char *ca, GError **error);
/* The newest part of @ca with the address @folder, its name, ".crl", and at most @most certificates; NULL,
 * no error: none. */
EspCrlPart *esp_crl_part_store_find_open      (EspVault *vault, const char *ca, const char *folder, gint64 most,
                                               GError **error);
/* Counts a certificate that ends at @not_after into the part, which is opened where it is not there
 * yet; @row becomes its number. At most @limit fit. Errors: CRL_PART_FULL. */
gboolean    esp_crl_part_store_bind           (EspVault *vault, const char *ca, const char *id, const char *url,
                                               gint64 not_after, gint64 now, gint64 limit, gint64 *row,
                                               GError **error);
/* Errors: CRL_NUMBER. */
gboolean    esp_crl_part_store_put_list       (EspVault *vault, gint64 part, gint64 number, gint64 this_update,
                                               gint64 next_update, gint64 n_entries, GBytes *der, GError **error);
/* NULL, no error: none yet. */
GBytes     *esp_crl_part_store_get_list       (EspVault *vault, gint64 part, GError **error);
/* The part that a certificate is bound to, by its row; NULL, no error: none. Free with g_free(). */
char       *esp_crl_part_store_find_id_of     (EspVault *vault, gint64 certificate, GError **error);

/* Revoked, bound to @part, and not expired before @since. Rows carry serial, revoked_at and reason. */
GPtrArray  *esp_revocation_store_list_part    (EspVault *vault, gint64 part, gint64 since, GError **error);
/* The next @limit certificates of @ca after row number @after that are not expired at @now: serial, row,
 * not_after, revocation, template. */
GPtrArray  *esp_revocation_store_list_page    (EspVault *vault, const char *ca, gint64 now, gint64 after,
                                               guint limit, GError **error);
/* 1 when a certificate that had not ended at @since is bound to no part, so that only the complete list
 * speaks of it; 0 when none; -1 on error. */
int         esp_revocation_store_needs_complete (EspVault *vault, const char *ca, gint64 since, GError **error);
/* A serial of @ca that no certificate here has; nothing where it is there already. */
gboolean    esp_revocation_store_put_unknown  (EspVault *vault, const char *ca, const char *serial, gint64 now,
                                               int reason, GError **error);
/* Adds them to @rows (EspCertificateRow). */
gboolean    esp_revocation_store_add_unknown  (EspVault *vault, const char *ca, GPtrArray *rows, GError **error);
/* Fills ca->published of each EspCa of @cas; last_revoked_at is there already. */
gboolean    esp_revocation_store_fill         (EspVault *vault, GPtrArray *cas, GError **error);
/* @ocsp_next_update 0: there were no answers. */
gboolean    esp_revocation_store_put_publication (EspVault *vault, const char *ca, const char *directory,
                                                  gint64 published_at, gint64 ocsp_next_update, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCrlPart, esp_crl_part_free)

G_END_DECLS
