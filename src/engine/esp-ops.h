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
/* esp-restoring.c, esp-clock-guard.c */
ESP_OP (esp_op_restore_vault);
ESP_OP (esp_op_confirm_clock);
ESP_OP (esp_op_list_accounts);
ESP_OP (esp_op_list_principals);
ESP_OP (esp_op_list_roles);
ESP_OP (esp_op_organization_resolve);
ESP_OP (esp_op_create_account);
ESP_OP (esp_op_describe_principal);
ESP_OP (esp_op_describe_role);
/* people: esp-op-principal.c; roles: esp-op-role.c; guardrails: esp-op-guardrail.c */
ESP_OP (esp_op_principal_resolve);
ESP_OP (esp_op_invite_resolve);
ESP_OP (esp_op_invite_principal);
ESP_OP (esp_op_confirm_principal);
ESP_OP (esp_op_reset_principal);
ESP_OP (esp_op_suspend_principal);
ESP_OP (esp_op_resume_principal);
ESP_OP (esp_op_tag_principal);
ESP_OP (esp_op_untag_principal);
ESP_OP (esp_op_role_resolve);
ESP_OP (esp_op_create_role_resolve);
ESP_OP (esp_op_create_role);
ESP_OP (esp_op_delete_role);
ESP_OP (esp_op_assign_role);
ESP_OP (esp_op_unassign_role);
ESP_OP (esp_op_put_role_policy);
ESP_OP (esp_op_delete_role_policy);
ESP_OP (esp_op_tag_role);
ESP_OP (esp_op_untag_role);
ESP_OP (esp_op_guardrail_resolve);
ESP_OP (esp_op_list_guardrails);
ESP_OP (esp_op_describe_guardrail);
ESP_OP (esp_op_create_guardrail);
ESP_OP (esp_op_update_guardrail);
ESP_OP (esp_op_delete_guardrail);
/* esp-op-access.c */
ESP_OP (esp_op_simulate_resolve);
ESP_OP (esp_op_simulate_access);
ESP_OP (esp_op_access_matrix_resolve);
ESP_OP (esp_op_access_matrix);
/* certificate authorities: esp-op-ca-create.c, esp-op-ca.c, esp-op-ca-import.c, esp-op-ca-state.c, esp-op-ca-keys.c,
 * esp-op-ca-renew.c, esp-op-ca-check.c, esp-op-permission.c, esp-op-tags.c */
ESP_OP (esp_op_create_ca_resolve);
ESP_OP (esp_op_create_ca_prepare);
ESP_OP (esp_op_create_ca_perform);
ESP_OP (esp_op_create_ca_abandon);
ESP_OP (esp_op_list_cas);
/* plans: esp-op-plan.c */
ESP_OP (esp_op_export_plan);
ESP_OP (esp_op_compare_plan);
/* esp-op-provision.c */
ESP_OP (esp_op_preview_provisioning);
ESP_OP (esp_op_provision_resolve);
ESP_OP (esp_op_provision_prepare);
ESP_OP (esp_op_provision_perform);
ESP_OP (esp_op_provision_finish);
ESP_OP (esp_op_provision_abandon);
/* Is @ca listed to this session (esp-op-ca.c)? */
gboolean esp_ops_may_see_ca (EspOperationContext *context, const EspCa *ca);
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
/* esp-op-trust.c, esp-op-index.c */
ESP_OP (esp_op_get_trust_bundle);
ESP_OP (esp_op_export_index);
ESP_OP (esp_op_create_permission);
ESP_OP (esp_op_delete_permission);
ESP_OP (esp_op_list_permissions);
ESP_OP (esp_op_tag_ca_resolve);
ESP_OP (esp_op_tag_ca);
ESP_OP (esp_op_untag_ca);
ESP_OP (esp_op_list_tags);
ESP_OP (esp_op_get_crl);
/* revocation: esp-op-revoke.c, esp-op-publish.c */
ESP_OP (esp_op_preview_import);
ESP_OP (esp_op_import_resolve);
ESP_OP (esp_op_import_prepare);
ESP_OP (esp_op_import_perform);
ESP_OP (esp_op_export_hierarchy_resolve);
ESP_OP (esp_op_export_hierarchy_rehearse);
ESP_OP (esp_op_export_hierarchy_perform);
ESP_OP (esp_op_export_hierarchy_abandon);
ESP_OP (esp_op_import_hierarchy_resolve);
ESP_OP (esp_op_import_hierarchy_perform);
/* Of ExportHierarchy, resolved: the certificate of the new owner, and the authorities that go, one a line. Free with
 * g_free(). */
char      *esp_hierarchy_describe_owner  (EspOperationContext *context);
char      *esp_hierarchy_describe_branch (EspOperationContext *context);
ESP_OP (esp_op_publish_resolve);
ESP_OP (esp_op_publish_prepare);
ESP_OP (esp_op_publish_perform);
ESP_OP (esp_op_publish_finish);
ESP_OP (esp_op_publish_abandon);
/* certificates: esp-op-issue.c, esp-op-issue-many.c, esp-op-preview.c, esp-op-certificate.c, esp-op-revoke.c */
ESP_OP (esp_op_issue_resolve);
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
ESP_OP (esp_op_revoke_resolve);
/* esp-op-validate.c */
ESP_OP (esp_op_validate_resolve);
ESP_OP (esp_op_validate);
/* shares: esp-op-share-create.c, esp-op-share.c, esp-op-managed-permission.c, esp-op-policy.c */
ESP_OP (esp_op_create_share_resolve);
ESP_OP (esp_op_create_share);
ESP_OP (esp_op_share_resolve_owner);
ESP_OP (esp_op_share_resolve_consumer);
ESP_OP (esp_op_share_resolve_either);
ESP_OP (esp_op_list_shares);
ESP_OP (esp_op_describe_share);
ESP_OP (esp_op_accept_share);
ESP_OP (esp_op_reject_share);
ESP_OP (esp_op_leave_share);
ESP_OP (esp_op_delete_share);
ESP_OP (esp_op_replace_share_permission);
ESP_OP (esp_op_tag_share);
ESP_OP (esp_op_untag_share);
ESP_OP (esp_op_permission_resolve_any);
ESP_OP (esp_op_permission_resolve_own);
ESP_OP (esp_op_permission_resolve_new);
ESP_OP (esp_op_list_managed_permissions);
ESP_OP (esp_op_describe_managed_permission);
ESP_OP (esp_op_create_managed_permission);
ESP_OP (esp_op_create_managed_permission_version);
ESP_OP (esp_op_set_default_managed_permission_version);
ESP_OP (esp_op_delete_managed_permission_version);
ESP_OP (esp_op_delete_managed_permission);
ESP_OP (esp_op_get_policy);
ESP_OP (esp_op_put_policy);
ESP_OP (esp_op_delete_policy);
/* esp-signing-requests.c, esp-op-signing-request.c, esp-op-signing-process.c */
ESP_OP (esp_op_keep_for_signature);
ESP_OP (esp_op_issue_check);
ESP_OP (esp_op_issue_many_check);
ESP_OP (esp_op_issue_many_keep);
ESP_OP (esp_op_revoke_check);
ESP_OP (esp_op_list_signing_requests);
ESP_OP (esp_op_describe_signing_request);
ESP_OP (esp_op_process_signing_prepare);
ESP_OP (esp_op_process_signing_perform);
ESP_OP (esp_op_process_signing_abandon);
/* esp-op-exchange-partner.c, esp-op-exchange-request.c, esp-op-exchange-process.c, esp-op-exchange-accept.c */
ESP_OP (esp_op_create_exchange_identity_prepare);
ESP_OP (esp_op_create_exchange_identity_perform);
ESP_OP (esp_op_get_exchange_identity);
ESP_OP (esp_op_list_exchange_partners);
ESP_OP (esp_op_add_exchange_partner);
ESP_OP (esp_op_remove_exchange_partner);
ESP_OP (esp_op_create_exchange_request);
ESP_OP (esp_op_list_exchange_requests);
ESP_OP (esp_op_describe_exchange_request);
ESP_OP (esp_op_show_exchange_file);
ESP_OP (esp_op_receive_exchange_prepare);
ESP_OP (esp_op_receive_exchange_perform);
ESP_OP (esp_op_answer_exchange);
ESP_OP (esp_op_accept_exchange_prepare);
ESP_OP (esp_op_accept_exchange_perform);
/* esp-op-alert.c */
ESP_OP (esp_op_list_alerts);
ESP_OP (esp_op_acknowledge_alert_resolve);
ESP_OP (esp_op_acknowledge_alert);
/* reports and log: esp-op-report.c, esp-op-report-list.c, esp-op-summary.c, esp-op-log.c */
ESP_OP (esp_op_create_report_resolve);
ESP_OP (esp_op_create_report_perform);
ESP_OP (esp_op_create_report_store);
ESP_OP (esp_op_create_report_finish);
ESP_OP (esp_op_list_reports);
ESP_OP (esp_op_summarize);
/* esp-op-ceremony.c */
ESP_OP (esp_op_list_ceremonies);
ESP_OP (esp_op_ceremony_resolve);
ESP_OP (esp_op_describe_ceremony);
ESP_OP (esp_op_list_events);
ESP_OP (esp_op_event_resolve);
ESP_OP (esp_op_get_event);
ESP_OP (esp_op_verify_log);
/* esp-op-checkpoint.c, esp-op-log-export.c */
ESP_OP (esp_op_create_checkpoint);
ESP_OP (esp_op_export_log);

/* "Tags" of the call into @tags, "TagKeys" out of them. Errors: TAGS_NONE, TAG_*, PARAMETER_TYPE. */
gboolean   esp_ops_read_tags      (EspOperationContext *context, GPtrArray *tags, GError **error);
gboolean   esp_ops_remove_tags    (EspOperationContext *context, GPtrArray *tags, GError **error);
/* two persons: esp-op-approval.c, esp-op-approver.c */
ESP_OP (esp_op_set_dual_control);
ESP_OP (esp_op_add_approver);
ESP_OP (esp_op_remove_approver);
ESP_OP (esp_op_list_approvers);
ESP_OP (esp_op_list_approvals);
ESP_OP (esp_op_describe_approval);
ESP_OP (esp_op_decide_resolve);
ESP_OP (esp_op_approve_prepare);
ESP_OP (esp_op_approve_perform);
ESP_OP (esp_op_approve_finish);
ESP_OP (esp_op_refuse_request);
ESP_OP (esp_op_withdraw_request);
ESP_OP (esp_op_execute_approved_prepare);
ESP_OP (esp_op_execute_approved_perform);

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
