/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions that rows of the table name, family by family. Run functions act, print functions
 * print (cli-call.h). */
#pragma once

#include "cli-call.h"

G_BEGIN_DECLS

/* cli-vault.c */
gboolean cli_vault_create          (CliCall *call, GError **error);
gboolean cli_vault_verify          (CliCall *call, GError **error);
gboolean cli_vault_passwd          (CliCall *call, GError **error);
gboolean cli_vault_unlock_with     (CliCall *call, GError **error);
gboolean cli_vault_create_recovery (CliCall *call, GError **error);
gboolean cli_vault_restore         (CliCall *call, GError **error);
void     cli_vault_print_restored  (CliCall *call);
void     cli_vault_print_clock     (CliCall *call);
void     cli_vault_print_created   (CliCall *call);
void     cli_vault_print_status    (CliCall *call);
void     cli_vault_print_verified  (CliCall *call);
void     cli_vault_print_backup    (CliCall *call);
void     cli_vault_print_unlock    (CliCall *call);
void     cli_vault_print_recovery  (CliCall *call);

/* cli-ca.c */
gboolean cli_ca_create             (CliCall *call, GError **error);
gboolean cli_ca_show               (CliCall *call, GError **error);
gboolean cli_ca_csr                (CliCall *call, GError **error);
gboolean cli_ca_certificate        (CliCall *call, GError **error);
gboolean cli_ca_crl                (CliCall *call, GError **error);
gboolean cli_ca_disable            (CliCall *call, GError **error);
gboolean cli_ca_enable             (CliCall *call, GError **error);
gboolean cli_ca_revocation         (CliCall *call, GError **error);

/* cli-ca-care.c */
gboolean cli_ca_renew              (CliCall *call, GError **error);
gboolean cli_ca_check              (CliCall *call, GError **error);
gboolean cli_ca_permission         (CliCall *call, GError **error);
void     cli_ca_print_renewed      (CliCall *call);
void     cli_ca_print_check        (CliCall *call);
void     cli_ca_print_permissions  (CliCall *call);

/* cli-ca-print.c */
void     cli_ca_print_created      (CliCall *call);
void     cli_ca_print_list         (CliCall *call);
void     cli_ca_print_show         (CliCall *call);
void     cli_ca_print_state        (CliCall *call);
void     cli_ca_print_tags         (CliCall *call);
void     cli_ca_print_revocation   (CliCall *call);
void     cli_ca_print_crl          (CliCall *call);

/* cli-cert.c */
gboolean cli_cert_list             (CliCall *call, GError **error);
gboolean cli_cert_show             (CliCall *call, GError **error);
gboolean cli_cert_get              (CliCall *call, GError **error);
gboolean cli_cert_revoke           (CliCall *call, GError **error);
void     cli_cert_print_list       (CliCall *call);
void     cli_cert_print_show       (CliCall *call);
void     cli_cert_print_revoked    (CliCall *call);

/* cli-issue.c */
gboolean cli_issue_run             (CliCall *call, GError **error);
void     cli_issue_print           (CliCall *call);
/* Lint warnings of the result and what was left out, but for the request's own @own_oid (NULL: none). */
void     cli_issue_print_notes     (CliCall *call, const char *own_oid);
/* The certificate that "cert issue" would make of one request; 7 where it would be refused. */
gboolean cli_preview_run           (CliCall *call, GError **error);
void     cli_preview_print         (CliCall *call);

/* cli-validate.c */
gboolean cli_validate_run          (CliCall *call, GError **error);
void     cli_validate_print        (CliCall *call);

/* cli-design.c, cli-design-print.c */
gboolean cli_design_presets        (CliCall *call, GError **error);
gboolean cli_design_new            (CliCall *call, GError **error);
gboolean cli_design_from_vault     (CliCall *call, GError **error);
gboolean cli_design_check          (CliCall *call, GError **error);
gboolean cli_design_mend           (CliCall *call, GError **error);
gboolean cli_design_show           (CliCall *call, GError **error);
gboolean cli_design_diff           (CliCall *call, GError **error);
/* The plan of the argument FILE; @text, which may be NULL: as it was read. */
EspPlan *cli_design_read_plan      (CliCall *call, char **text, GError **error);
void     cli_design_print_presets  (CliCall *call);
void     cli_design_print_check    (CliCall *call);
void     cli_design_print_show     (CliCall *call);
void     cli_design_print_diff     (CliCall *call);

/* cli-design-apply.c, cli-design-apply-print.c */
gboolean cli_design_apply          (CliCall *call, GError **error);
void     cli_design_print_apply    (CliCall *call);

/* cli-ceremony.c */
gboolean cli_ceremony_show         (CliCall *call, GError **error);
void     cli_ceremony_print_list   (CliCall *call);
void     cli_ceremony_print        (CliCall *call);

/* cli-design-export.c */
gboolean cli_design_export         (CliCall *call, GError **error);
void     cli_design_print_export   (CliCall *call);

/* cli-template.c */
gboolean cli_template_list         (CliCall *call, GError **error);
gboolean cli_template_show         (CliCall *call, GError **error);
void     cli_template_print_list   (CliCall *call);
void     cli_template_print_show   (CliCall *call);
gboolean cli_template_request      (CliCall *call, GError **error);

/* cli-people.c */
gboolean cli_principal_invite      (CliCall *call, GError **error);
gboolean cli_principal_enrol       (CliCall *call, GError **error);
void     cli_account_print_list    (CliCall *call);
void     cli_account_print_created (CliCall *call);
void     cli_principal_print_invited  (CliCall *call);
void     cli_principal_print_enrolled (CliCall *call);
void     cli_principal_print_list  (CliCall *call);
void     cli_principal_print_show  (CliCall *call);
void     cli_principal_print_state (CliCall *call);
void     cli_principal_print_tags  (CliCall *call);

/* cli-role.c */
gboolean cli_role_create           (CliCall *call, GError **error);
gboolean cli_guardrail_update      (CliCall *call, GError **error);
void     cli_role_print_list       (CliCall *call);
void     cli_role_print_created    (CliCall *call);
void     cli_role_print_show       (CliCall *call);
void     cli_role_print_assigned   (CliCall *call);
void     cli_role_print_unassigned (CliCall *call);
void     cli_role_print_policy     (CliCall *call);
void     cli_role_print_policy_deleted (CliCall *call);
void     cli_role_print_deleted    (CliCall *call);
void     cli_role_print_tags       (CliCall *call);
void     cli_guardrail_print_list  (CliCall *call);
void     cli_guardrail_print_show  (CliCall *call);
void     cli_guardrail_print_created (CliCall *call);
void     cli_guardrail_print_updated (CliCall *call);
void     cli_guardrail_print_deleted (CliCall *call);

/* cli-access.c */
gboolean cli_access_simulate       (CliCall *call, GError **error);
void     cli_access_print_simulated (CliCall *call);
void     cli_access_print_matrix   (CliCall *call);

/* cli-lint.c */
gboolean cli_access_lint           (CliCall *call, GError **error);
void     cli_access_print_lint     (CliCall *call);

/* cli-share.c */
void     cli_share_print_list      (CliCall *call);
void     cli_share_print_show      (CliCall *call);
void     cli_share_print_created   (CliCall *call);
void     cli_share_print_state     (CliCall *call);
void     cli_share_print_tags      (CliCall *call);
void     cli_permission_print_list (CliCall *call);
void     cli_permission_print_show (CliCall *call);
void     cli_permission_print_created (CliCall *call);
void     cli_permission_print_deleted (CliCall *call);

/* cli-signing.c */
gboolean cli_request_show          (CliCall *call, GError **error);
void     cli_request_print_list    (CliCall *call);
void     cli_request_print_show    (CliCall *call);
void     cli_request_print_processed (CliCall *call);

/* cli-approval.c */
gboolean cli_ca_approvers          (CliCall *call, GError **error);
gboolean cli_ca_dual_control       (CliCall *call, GError **error);
gboolean cli_ca_policy             (CliCall *call, GError **error);
void     cli_approval_print_list   (CliCall *call);
void     cli_approval_print_show   (CliCall *call);
void     cli_approval_print_decided (CliCall *call);
void     cli_approval_print_run    (CliCall *call);
void     cli_ca_print_approvers    (CliCall *call);
void     cli_ca_print_policy       (CliCall *call);

/* cli-export.c */
gboolean cli_cert_export           (CliCall *call, GError **error);
gboolean cli_ca_trust              (CliCall *call, GError **error);
gboolean cli_ca_index              (CliCall *call, GError **error);
void     cli_cert_print_exported   (CliCall *call);
void     cli_ca_print_trust        (CliCall *call);
void     cli_ca_print_index        (CliCall *call);

/* cli-report.c */
gboolean cli_report_create         (CliCall *call, GError **error);
gboolean cli_report_summary        (CliCall *call, GError **error);
void     cli_report_print_created  (CliCall *call);
void     cli_report_print_list     (CliCall *call);
void     cli_report_print_summary  (CliCall *call);

/* cli-exchange.c */
gboolean cli_exchange_import       (CliCall *call, GError **error);
void     cli_exchange_print_import (CliCall *call);
gboolean cli_exchange_hierarchy    (CliCall *call, GError **error);
void     cli_exchange_print_hierarchy (CliCall *call);

/* cli-exchange-files.c */
gboolean cli_exchange_identity_run (CliCall *call, GError **error);
gboolean cli_exchange_ask          (CliCall *call, GError **error);
gboolean cli_exchange_process      (CliCall *call, GError **error);
gboolean cli_exchange_accept       (CliCall *call, GError **error);
gboolean cli_exchange_install      (CliCall *call, GError **error);
gboolean cli_exchange_show         (CliCall *call, GError **error);
void     cli_exchange_identity_print (CliCall *call);
void     cli_exchange_partner_print (CliCall *call);
void     cli_exchange_partner_print_list (CliCall *call);
void     cli_exchange_print_process (CliCall *call);
void     cli_exchange_print_accept (CliCall *call);
void     cli_exchange_print_show   (CliCall *call);
void     cli_exchange_request_print_list (CliCall *call);

/* cli-publish.c */
gboolean cli_publish_run           (CliCall *call, GError **error);
void     cli_publish_print         (CliCall *call);

/* cli-log.c */
gboolean cli_log_list              (CliCall *call, GError **error);
gboolean cli_log_verify            (CliCall *call, GError **error);
gboolean cli_log_checkpoint        (CliCall *call, GError **error);
void     cli_log_print_list        (CliCall *call);
void     cli_log_print_show        (CliCall *call);
void     cli_log_print_verified    (CliCall *call);
void     cli_log_print_exported    (CliCall *call);

/* cli-alert.c */
gboolean cli_alert_list            (CliCall *call, GError **error);
void     cli_alert_print_list      (CliCall *call);
void     cli_alert_print_acknowledged (CliCall *call);

G_END_DECLS
