/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handlers that esp-operation-table.c names, and what several of them share. */
#pragma once

#include "esp-operation.h"
#include "model/esp-certificate-row.h"

G_BEGIN_DECLS

#define ESP_OP(name) gboolean name (EspOperationContext *context, GError **error)

/* vault, accounts, people: esp-op-vault.c, esp-op-people.c, esp-unlock.c, esp-recovery.c, esp-sample-builder.c */
ESP_OP (esp_op_update_own_identity);
ESP_OP (esp_op_create_recovery);
ESP_OP (esp_op_create_sample);
ESP_OP (esp_op_describe_vault);
ESP_OP (esp_op_verify_vault);
ESP_OP (esp_op_backup_vault);
ESP_OP (esp_op_list_accounts);
ESP_OP (esp_op_list_principals);
ESP_OP (esp_op_list_roles);
/* certificate authorities: esp-op-ca-create.c, esp-op-ca.c, esp-op-ca-import.c, esp-op-ca-state.c, esp-op-ca-keys.c,
 * esp-op-ca-renew.c, esp-op-ca-check.c, esp-op-permission.c, esp-op-tags.c */
ESP_OP (esp_op_create_ca_resolve);
ESP_OP (esp_op_create_ca_prepare);
ESP_OP (esp_op_create_ca_perform);
ESP_OP (esp_op_create_ca_abandon);
ESP_OP (esp_op_list_cas);
ESP_OP (esp_op_describe_ca);
ESP_OP (esp_op_get_ca_csr);
ESP_OP (esp_op_get_ca_certificate);
ESP_OP (esp_op_import_ca_prepare);
ESP_OP (esp_op_import_ca_perform);
ESP_OP (esp_op_update_ca);
ESP_OP (esp_op_delete_ca);
ESP_OP (esp_op_restore_ca);
ESP_OP (esp_op_destroy_expired_keys);
ESP_OP (esp_op_renew_ca_resolve);
ESP_OP (esp_op_renew_ca_prepare);
ESP_OP (esp_op_renew_ca_perform);
ESP_OP (esp_op_renew_ca_abandon);
ESP_OP (esp_op_check_cas);
ESP_OP (esp_op_create_permission);
ESP_OP (esp_op_delete_permission);
ESP_OP (esp_op_list_permissions);
ESP_OP (esp_op_tag_ca);
ESP_OP (esp_op_untag_ca);
ESP_OP (esp_op_list_tags);
ESP_OP (esp_op_get_crl);
/* revocation: esp-op-revoke.c, esp-op-publish.c */
ESP_OP (esp_op_publish_resolve);
ESP_OP (esp_op_publish_prepare);
ESP_OP (esp_op_publish_perform);
ESP_OP (esp_op_publish_finish);
ESP_OP (esp_op_publish_abandon);
/* certificates: esp-op-issue.c, esp-op-issue-many.c, esp-op-preview.c, esp-op-certificate.c, esp-op-revoke.c */
ESP_OP (esp_op_issue_prepare);
ESP_OP (esp_op_issue_perform);
ESP_OP (esp_op_issue_abandon);
ESP_OP (esp_op_preview_certificate);
ESP_OP (esp_op_issue_many_prepare);
ESP_OP (esp_op_issue_many_perform);
ESP_OP (esp_op_issue_many_abandon);
ESP_OP (esp_op_list_certificates);
ESP_OP (esp_op_query_certificates);
ESP_OP (esp_op_fetch_certificates);
ESP_OP (esp_op_certificate_resolve);
ESP_OP (esp_op_describe_certificate);
ESP_OP (esp_op_get_certificate);
ESP_OP (esp_op_revoke_certificate);
/* esp-op-validate.c */
ESP_OP (esp_op_validate_resolve);
ESP_OP (esp_op_validate);
/* reports and log: esp-op-report.c, esp-op-log.c */
ESP_OP (esp_op_create_report_perform);
ESP_OP (esp_op_create_report_store);
ESP_OP (esp_op_create_report_abandon);
ESP_OP (esp_op_list_reports);
ESP_OP (esp_op_summarize);
ESP_OP (esp_op_list_events);
ESP_OP (esp_op_get_event);
ESP_OP (esp_op_verify_log);

/* Removes the sealed key of @ca and notes when; the caller stores the row. */
gboolean   esp_ops_destroy_key    (EspOperationContext *context, EspCa *ca, GError **error);
/* In a transaction of its own: a crash leaves the trace of every signature that may exist. */
gboolean   esp_ops_reserve        (EspOperationContext *context, const char *ca, const char *serial, GError **error);
gboolean   esp_ops_release        (EspOperationContext *context, const char *ca, const char *serial, GError **error);
/* The CA as the result shows it, with the ARN of its parent. */
gboolean   esp_ops_show_ca        (EspOperationContext *context, const EspCa *ca, GError **error);
/* The CAs that the session may see certificates of: GPtrArray of EspCa. */
GPtrArray *esp_ops_readable_cas   (EspOperationContext *context, GError **error);
/* Their UUIDs for a filter, or *@ids NULL when that is all there are. Free with g_strfreev(). */
gboolean   esp_ops_restrict_to_readable (EspOperationContext *context, char ***ids, GError **error);
/* Serial as typed (hex, colons or not, leading zeros or not) to 32 digits. Errors: SERIAL_SYNTAX. */
char      *esp_ops_read_serial    (const char *text, GError **error);
/* The certificate that CertificateSerial (and CertificateAuthority) names. Errors: CERTIFICATE_UNKNOWN,
 * CERTIFICATE_AMBIGUOUS. */
EspCertificateRow *esp_ops_find_certificate (EspOperationContext *context, GError **error);

G_END_DECLS
