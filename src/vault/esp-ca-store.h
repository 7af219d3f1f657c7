/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificate authorities: rows, tags, requests, certificates, sealed keys, CRLs. */
#pragma once

#include "esp-vault.h"
#include "model/esp-ca.h"

G_BEGIN_DECLS

gboolean   esp_ca_store_insert           (EspVault *vault, EspCa *ca, GError **error); /* sets ca->row */
/* Everything of the row but id, account, type, subject, key and creation; tags too. */
gboolean   esp_ca_store_update           (EspVault *vault, const EspCa *ca, GError **error);
EspCa     *esp_ca_store_find             (EspVault *vault, const char *id, GError **error); /* NULL, no error: none */
/* All CAs, parents before children, then by label; counts filled as of @now. @account NULL: all. */
GPtrArray *esp_ca_store_list             (EspVault *vault, const char *account, gint64 now, GError **error);
/* Those under dual control, without counts. */
GPtrArray *esp_ca_store_list_dual_control (EspVault *vault, GError **error);
/* Candidates for what a person typed: UUID, UUID prefix of 8 or more, ARN, or common name. */
GPtrArray *esp_ca_store_search           (EspVault *vault, const char *text, GError **error);

gboolean   esp_ca_store_put_request      (EspVault *vault, const char *ca, GBytes *der, GError **error);
GBytes    *esp_ca_store_get_request      (EspVault *vault, const char *ca, GError **error);
/* @chain: PEM of the certificates above that are not in this vault, or NULL. */
gboolean   esp_ca_store_put_certificate  (EspVault *vault, const char *ca, GBytes *der, const char *chain,
                                          GError **error);
GBytes    *esp_ca_store_get_certificate  (EspVault *vault, const char *ca, char **chain, GError **error);
/* One that it has, or had: numbers count from 1. NULL, no error: there is none. */
GBytes    *esp_ca_store_get_nth_certificate (EspVault *vault, const char *ca, gint64 number, GError **error);
/* The envelope (esp-envelope.h). Deleting it is the destruction of the key. */
gboolean   esp_ca_store_put_key          (EspVault *vault, const char *ca, GBytes *envelope, gint64 sealed_at,
                                          GError **error);
GBytes    *esp_ca_store_get_key          (EspVault *vault, const char *ca, GError **error);
gboolean   esp_ca_store_delete_key       (EspVault *vault, const char *ca, GError **error);

/* Deleted CAs whose window has ended and whose key is still there; -1 on error. */
gint64     esp_ca_store_count_keys_due   (EspVault *vault, gint64 now, GError **error);

/* What a service may do with a CA: esp-permission-store.c. */
typedef struct
{
  char *principal;      /* "acm.amazonaws.com" */
  char *source_account;
  char **actions;       /* "IssueCertificate", … */
  gint64 created_at;
} EspPermission;

void       esp_permission_free           (EspPermission *permission);
/* Errors: VAULT_UNIQUE where it has one. */
gboolean   esp_permission_store_insert   (EspVault *vault, const char *ca, const EspPermission *permission,
                                          GError **error);
/* VAULT_REFERENCE where there was none. */
gboolean   esp_permission_store_delete   (EspVault *vault, const char *ca, const char *principal,
                                          const char *source_account, GError **error);
/* GPtrArray of EspPermission. */
GPtrArray *esp_permission_store_list     (EspVault *vault, const char *ca, GError **error);

gboolean   esp_crl_store_put             (EspVault *vault, const char *ca, gint64 number, gint64 this_update,
                                          gint64 next_update, gint64 n_entries, GBytes *der, GError **error);
/* The newest; NULL, no error: none yet. Outputs may be NULL. */
GBytes    *esp_crl_store_get             (EspVault *vault, const char *ca, gint64 *number, gint64 *this_update,
                                          gint64 *next_update, GError **error);

/* What is added to the log's size for the numbers of the lists of @ca; and more of it for all. */
gint64     esp_crl_store_get_offset      (EspVault *vault, const char *ca, GError **error); /* -1 on error */
gboolean   esp_crl_store_set_offset      (EspVault *vault, const char *ca, gint64 offset, GError **error);
gboolean   esp_crl_store_raise_offset    (EspVault *vault, gint64 by, GError **error);

G_END_DECLS
