/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every operation of the product: one row each. To add one, add a row here and a handler in the
 * matching esp-op-*.c; its shape is told in esp-operations.h. */
#include "engine/esp-operations.h"

#include "access/esp-policy.h"
#include "design/esp-plan.h"
#include "exchange/esp-exchange-file.h"
#include "exchange/esp-foreign.h"
#include "esp-ops.h"
#include "pki/esp-signed-data.h"

#define TEXT(name)                                                                                 \
  {                                                                                                \
    name, ESP_PARAMETER_TEXT, FALSE, 0                                                             \
  }
#define TEXT_NEEDED(name)                                                                          \
  {                                                                                                \
    name, ESP_PARAMETER_TEXT, TRUE, 0                                                              \
  }
#define CA TEXT_NEEDED ("CertificateAuthority")
#define END                                                                                        \
  {                                                                                                \
    NULL, ESP_PARAMETER_TEXT, FALSE, 0                                                             \
  }
#define CSR_LIMIT 65536
#define CHAIN_LIMIT 2097152
#define POLICY_LIMIT 81920

static const EspParameter none[] = { END };
static const EspParameter one_ca[] = { CA, END };
static const EspParameter maybe_ca[] = { TEXT ("CertificateAuthority"), END };
static const EspParameter owner[] = { TEXT ("OwnerAccount"), END };
static const EspParameter recovery[] = { TEXT_NEEDED ("AgreementCertificate"),
                                         TEXT_NEEDED ("SigningCertificate"), END };
static const EspParameter path[] = { TEXT_NEEDED ("Path"), END };
static const EspParameter create_account[] = { TEXT_NEEDED ("Name"), TEXT ("Number"), END };
static const EspParameter invitation[] = {
  TEXT_NEEDED ("Name"),
  TEXT_NEEDED ("Account"),
  { "Tags", ESP_PARAMETER_ARRAY, FALSE, 50 },
  { "Service", ESP_PARAMETER_BOOLEAN, FALSE, 0 },
  END,
};
static const EspParameter confirmation[] = {
  TEXT_NEEDED ("Name"),
  TEXT_NEEDED ("Fingerprint"),
  END,
};
#define ROLE TEXT_NEEDED ("Role"), TEXT ("Account")
static const EspParameter create_role[] = {
  TEXT_NEEDED ("Name"),
  TEXT_NEEDED ("Account"),
  { "Policies", ESP_PARAMETER_ARRAY, FALSE, 20 },
  { "Tags", ESP_PARAMETER_ARRAY, FALSE, 50 },
  END,
};
static const EspParameter one_role[] = { ROLE, END };
static const EspParameter assignment[] = { ROLE, TEXT_NEEDED ("Principal"), END };
static const EspParameter role_policy[] = {
  ROLE,
  TEXT_NEEDED ("PolicyName"),
  { "PolicyDocument", ESP_PARAMETER_TEXT, TRUE, ESP_POLICY_MAX_SIZE },
  END,
};
static const EspParameter one_role_policy[] = { ROLE, TEXT_NEEDED ("PolicyName"), END };
static const EspParameter role_tags[] = { ROLE, { "Tags", ESP_PARAMETER_ARRAY, TRUE, 50 }, END };
static const EspParameter role_tag_keys[] = {
  ROLE,
  { "TagKeys", ESP_PARAMETER_ARRAY, TRUE, 50 },
  END,
};
static const EspParameter create_guardrail[] = {
  TEXT_NEEDED ("Name"),
  { "Document", ESP_PARAMETER_TEXT, TRUE, ESP_POLICY_MAX_SIZE },
  { "Accounts", ESP_PARAMETER_ARRAY, FALSE, 1000 },
  END,
};
static const EspParameter update_guardrail[] = {
  TEXT_NEEDED ("Name"),
  { "Document", ESP_PARAMETER_TEXT, FALSE, ESP_POLICY_MAX_SIZE },
  { "Accounts", ESP_PARAMETER_ARRAY, FALSE, 1000 },
  END,
};
static const EspParameter plan[] = {
  { "Plan", ESP_PARAMETER_TEXT, TRUE, ESP_PLAN_MAX_SIZE },
  END,
};
static const EspParameter preview_plan[] = {
  { "Plan", ESP_PARAMETER_TEXT, TRUE, ESP_PLAN_MAX_SIZE },
  { "Invite", ESP_PARAMETER_BOOLEAN, FALSE, 0 },
  END,
};
static const EspParameter provision_plan[] = {
  { "Plan", ESP_PARAMETER_TEXT, TRUE, ESP_PLAN_MAX_SIZE },
  { "Invite", ESP_PARAMETER_BOOLEAN, FALSE, 0 },
  TEXT ("IdempotencyToken"),
  END,
};
static const EspParameter simulation[] = {
  TEXT_NEEDED ("Principal"),
  TEXT ("Role"),
  TEXT_NEEDED ("Action"),
  TEXT ("CertificateAuthority"),
  TEXT ("TemplateArn"),
  { "RequestTags", ESP_PARAMETER_ARRAY, FALSE, 50 },
  { "ResourceTags", ESP_PARAMETER_ARRAY, FALSE, 50 },
  END,
};
static const EspParameter create_ca[] = {
  { "Subject", ESP_PARAMETER_TEXT_OR_OBJECT, TRUE, 0 },
  TEXT ("Type"),
  TEXT ("Parent"),
  TEXT ("TemplateArn"),
  { "PathLength", ESP_PARAMETER_INT, FALSE, 0 },
  TEXT ("KeyAlgorithm"),
  TEXT ("SigningAlgorithm"),
  { "Validity", ESP_PARAMETER_TEXT_OR_OBJECT, FALSE, 0 },
  TEXT ("OwnerAccount"),
  TEXT ("UsageMode"),
  { "Tags", ESP_PARAMETER_ARRAY, FALSE, 50 },
  { "RevocationConfiguration", ESP_PARAMETER_OBJECT, FALSE, 0 },
  { "CsrExtensions", ESP_PARAMETER_OBJECT, FALSE, 0 },
  { "ApiPassthrough", ESP_PARAMETER_OBJECT, FALSE, 0 },
  TEXT ("KeyStorageSecurityStandard"),
  { "DualControl", ESP_PARAMETER_BOOLEAN, FALSE, 0 },
  TEXT ("IdempotencyToken"),
  END,
};
static const EspParameter import_ca[] = {
  CA,
  { "Certificate", ESP_PARAMETER_TEXT, TRUE, CSR_LIMIT },
  { "CertificateChain", ESP_PARAMETER_TEXT, FALSE, CHAIN_LIMIT },
  END,
};
static const EspParameter update_ca[] = {
  CA,
  TEXT ("Status"),
  { "RevocationConfiguration", ESP_PARAMETER_OBJECT, FALSE, 0 },
  END,
};
static const EspParameter delete_ca[] = {
  CA,
  { "PermanentDeletionTimeInDays", ESP_PARAMETER_INT, FALSE, 0 },
  END,
};
static const EspParameter renew_ca[] = {
  CA,
  TEXT_NEEDED ("Mode"),
  { "Validity", ESP_PARAMETER_TEXT_OR_OBJECT, FALSE, 0 },
  TEXT ("Subject"),
  { "DisableOld", ESP_PARAMETER_BOOLEAN, FALSE, 0 },
  END,
};
static const EspParameter permission[] = {
  CA,
  TEXT_NEEDED ("Principal"),
  TEXT ("SourceAccount"),
  { "Actions", ESP_PARAMETER_ARRAY, TRUE, 3 },
  END,
};
static const EspParameter one_permission[] = {
  CA,
  TEXT_NEEDED ("Principal"),
  TEXT ("SourceAccount"),
  END,
};
static const EspParameter tags[] = { CA, { "Tags", ESP_PARAMETER_ARRAY, TRUE, 50 }, END };
static const EspParameter issue[] = {
  CA,
  { "Csr", ESP_PARAMETER_TEXT, TRUE, CSR_LIMIT },
  TEXT ("TemplateArn"),
  { "Validity", ESP_PARAMETER_TEXT_OR_OBJECT, TRUE, 0 },
  { "ValidityNotBefore", ESP_PARAMETER_TEXT_OR_OBJECT, FALSE, 0 },
  TEXT ("SigningAlgorithm"),
  { "ApiPassthrough", ESP_PARAMETER_OBJECT, FALSE, 0 },
  TEXT ("IdempotencyToken"),
  END,
};
static const EspParameter issue_many[] = {
  CA,
  { "Requests", ESP_PARAMETER_ARRAY, TRUE, 1000 },
  TEXT ("TemplateArn"),
  { "Validity", ESP_PARAMETER_TEXT_OR_OBJECT, TRUE, 0 },
  { "ValidityNotBefore", ESP_PARAMETER_TEXT_OR_OBJECT, FALSE, 0 },
  TEXT ("SigningAlgorithm"),
  { "Jobs", ESP_PARAMETER_INT, FALSE, 0 },
  { "ApiPassthrough", ESP_PARAMETER_OBJECT, FALSE, 0 },
  TEXT ("IdempotencyToken"),
  END,
};
static const EspParameter dual_control[] = {
  CA,
  { "Enabled", ESP_PARAMETER_BOOLEAN, TRUE, 0 },
  END,
};
static const EspParameter approver[] = { CA, TEXT_NEEDED ("Principal"), END };
static const EspParameter approvals[] = { TEXT ("Status"), TEXT ("CertificateAuthority"), END };
static const EspParameter one_approval[] = { TEXT_NEEDED ("Id"), END };
static const EspParameter approve[] = { TEXT_NEEDED ("Id"), TEXT ("Digest"), END };
static const EspParameter refuse[] = { TEXT_NEEDED ("Id"), TEXT ("Reason"), END };
static const EspParameter list_certificates[] = {
  TEXT ("CertificateAuthority"),
  TEXT ("Status"),
  TEXT ("Search"),
  { "Limit", ESP_PARAMETER_INT, FALSE, 0 },
  { "After", ESP_PARAMETER_INT, FALSE, 0 },
  END,
};
static const EspParameter one_certificate[] = {
  TEXT_NEEDED ("CertificateSerial"),
  TEXT ("CertificateAuthority"),
  END,
};
static const EspParameter revocation[] = {
  CA,
  TEXT_NEEDED ("CertificateSerial"),
  TEXT_NEEDED ("RevocationReason"),
  END,
};
static const EspParameter validation[] = {
  { "Certificates", ESP_PARAMETER_ARRAY, FALSE, 1000 },
  TEXT ("CertificateSerial"),
  TEXT ("CertificateAuthority"),
  { "Trusted", ESP_PARAMETER_ARRAY, FALSE, 1000 },
  { "Crls", ESP_PARAMETER_ARRAY, FALSE, 1000 },
  TEXT ("Time"),
  TEXT ("Purpose"),
  TEXT ("Name"),
  { "MaxDepth", ESP_PARAMETER_INT, FALSE, 0 },
  { "RequireRevocation", ESP_PARAMETER_BOOLEAN, FALSE, 0 },
  END,
};
static const EspParameter publish[] = {
  TEXT_NEEDED ("Directory"),
  { "CertificateAuthorities", ESP_PARAMETER_ARRAY, FALSE, 1000 },
  TEXT ("BaseUrl"),
  { "OcspDays", ESP_PARAMETER_INT, FALSE, 0 },
  END,
};
static const EspParameter export_hierarchy[] = {
  CA,
  { "Recipient", ESP_PARAMETER_TEXT, TRUE, CSR_LIMIT },
  TEXT_NEEDED ("Path"),
  END,
};
static const EspParameter import_hierarchy[] = {
  TEXT_NEEDED ("Path"),       TEXT_NEEDED ("Key"),   TEXT_NEEDED ("Certificate"),
  TEXT ("KeyPassphraseFile"), TEXT ("OwnerAccount"), END,
};
static const EspParameter preview_import[] = {
  TEXT_NEEDED ("Path"),
  { "PassphraseFiles", ESP_PARAMETER_ARRAY, FALSE, ESP_FOREIGN_MAX_PASSPHRASES },
  { "Rows", ESP_PARAMETER_INT, FALSE, 0 },
  END,
};
static const EspParameter import_authorities[] = {
  TEXT_NEEDED ("Path"),
  { "PassphraseFiles", ESP_PARAMETER_ARRAY, FALSE, ESP_FOREIGN_MAX_PASSPHRASES },
  TEXT ("OwnerAccount"),
  { "DualControl", ESP_PARAMETER_BOOLEAN, FALSE, 0 },
  { "WithoutLocked", ESP_PARAMETER_BOOLEAN, FALSE, 0 },
  { "Rows", ESP_PARAMETER_INT, FALSE, 0 },
  END,
};
static const EspParameter check[] = {
  TEXT ("CertificateAuthority"),
  { "Branch", ESP_PARAMETER_BOOLEAN, FALSE, 0 },
  { "OwnCertificates", ESP_PARAMETER_BOOLEAN, FALSE, 0 },
  { "Issued", ESP_PARAMETER_BOOLEAN, FALSE, 0 },
  END,
};
static const EspParameter index_file[] = { CA, TEXT_NEEDED ("Path"), END };
static const EspParameter exchange_partner[] = {
  TEXT_NEEDED ("Name"),
  { "Certificate", ESP_PARAMETER_TEXT, TRUE, CSR_LIMIT },
  TEXT_NEEDED ("Fingerprint"),
  TEXT ("Principal"),
  TEXT ("Role"),
  END,
};
static const EspParameter exchange_request[] = {
  TEXT_NEEDED ("Partner"),
  CA,
  TEXT ("Share"),
  { "Items", ESP_PARAMETER_ARRAY, TRUE, ESP_EXCHANGE_ITEMS_MAX },
  { "Days", ESP_PARAMETER_INT, FALSE, 0 },
  END,
};
static const EspParameter exchange_file[] = {
  { "File", ESP_PARAMETER_TEXT, TRUE, ESP_SIGNED_DATA_MAX_SIZE },
  END,
};
static const EspParameter one_exchange[] = { TEXT_NEEDED ("RequestId"), END };
static const EspParameter create_share[] = {
  TEXT_NEEDED ("Name"),
  CA,
  TEXT_NEEDED ("Consumer"),
  TEXT ("Permission"),
  TEXT ("Signing"),
  { "Tags", ESP_PARAMETER_ARRAY, FALSE, 50 },
  END,
};
static const EspParameter one_name[] = { TEXT_NEEDED ("Name"), END };
static const EspParameter replace_permission[] = {
  TEXT_NEEDED ("Name"),
  TEXT_NEEDED ("Permission"),
  { "Version", ESP_PARAMETER_INT, FALSE, 0 },
  END,
};
static const EspParameter name_tags[] = {
  TEXT_NEEDED ("Name"),
  { "Tags", ESP_PARAMETER_ARRAY, TRUE, 50 },
  END,
};
static const EspParameter name_tag_keys[] = {
  TEXT_NEEDED ("Name"),
  { "TagKeys", ESP_PARAMETER_ARRAY, TRUE, 50 },
  END,
};
static const EspParameter name_version[] = {
  TEXT_NEEDED ("Name"),
  { "Version", ESP_PARAMETER_INT, FALSE, 0 },
  END,
};
static const EspParameter name_one_version[] = {
  TEXT_NEEDED ("Name"),
  { "Version", ESP_PARAMETER_INT, TRUE, 0 },
  END,
};
static const EspParameter permission_template[] = {
  TEXT_NEEDED ("Name"),
  { "PolicyTemplate", ESP_PARAMETER_TEXT, TRUE, POLICY_LIMIT },
  END,
};
static const EspParameter put_policy[] = {
  CA,
  { "Policy", ESP_PARAMETER_TEXT, TRUE, POLICY_LIMIT },
  END,
};
static const EspParameter list_signing[] = {
  TEXT ("Status"),
  TEXT ("CertificateAuthority"),
  END,
};
static const EspParameter one_id[] = { TEXT_NEEDED ("Id"), END };
static const EspParameter list_alerts[] = {
  { "Acknowledged", ESP_PARAMETER_BOOLEAN, FALSE, 0 },
  { "Before", ESP_PARAMETER_INT, FALSE, 0 },
  { "Limit", ESP_PARAMETER_INT, FALSE, 0 },
  END,
};
static const EspParameter one_number[] = { { "Id", ESP_PARAMETER_INT, TRUE, 0 }, END };
static const EspParameter report[] = {
  TEXT ("CertificateAuthority"),
  TEXT ("Account"),
  TEXT_NEEDED ("AuditReportResponseFormat"),
  TEXT_NEEDED ("Path"),
  END,
};
static const EspParameter summary[] = {
  TEXT_NEEDED ("By"),
  TEXT ("CertificateAuthority"),
  TEXT ("Account"),
  END,
};
static const EspParameter events[] = {
  TEXT ("Since"),
  TEXT ("Actor"),
  TEXT ("Action"),
  TEXT ("Resource"),
  TEXT ("Outcome"),
  { "Limit", ESP_PARAMETER_INT, FALSE, 0 },
  { "Before", ESP_PARAMETER_INT, FALSE, 0 },
  TEXT ("Search"),
  { "SearchActions", ESP_PARAMETER_ARRAY, FALSE, 0 },
  END,
};
static const EspParameter saved_checkpoint[] = { TEXT ("Checkpoint"), END };
static const EspParameter one_ceremony[] = { TEXT_NEEDED ("Id"), END };
static const EspParameter one_event[] = { { "Sequence", ESP_PARAMETER_INT, TRUE, 0 }, END };

/* The CA is the resource where one is named, and everything where none is. */
static gboolean
resolve_maybe_ca (EspOperationContext *context, GError **error)
{
  if (!esp_context_text (context, "CertificateAuthority"))
    return TRUE;
  return esp_context_resolve_ca (context, error);
}

static const EspOperation operations[] = {
  { "DescribeVault", "espalier:DescribeVault", ESP_OPERATION_READ, 0, none,
    .perform = esp_op_describe_vault },
  { "VerifyVault", "espalier:VerifyVault", ESP_OPERATION_READ, 0, none,
    .perform = esp_op_verify_vault },
  { "BackupVault", "espalier:BackupVault", ESP_OPERATION_RECORDED, 0, path,
    .perform = esp_op_backup_vault },

  { "RestoreVault", "espalier:RestoreVault", ESP_OPERATION_WRITE, ESP_TOPIC_ALL, none,
    .internal = TRUE, .resolve = esp_op_organization_resolve, .perform = esp_op_restore_vault },
  { "ConfirmClock", "espalier:ConfirmClock", ESP_OPERATION_WRITE, ESP_TOPIC_LOG, none,
    .resolve = esp_op_organization_resolve, .perform = esp_op_confirm_clock },

  { "UpdateOwnIdentity", "espalier:UpdateOwnIdentity", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, none,
    .internal = TRUE, .perform = esp_op_update_own_identity },
  { "CreateRecoveryIdentity", "espalier:CreateRecoveryIdentity", ESP_OPERATION_WRITE,
    ESP_TOPIC_ACCESS, recovery, .internal = TRUE, .resolve = esp_op_organization_resolve,
    .perform = esp_op_create_recovery },
  { "CreateSample", "espalier:CreateSample", ESP_OPERATION_WRITE, ESP_TOPIC_ALL, none,
    .internal = TRUE, .perform = esp_op_create_sample },

  { "ListAccounts", "organizations:ListAccounts", ESP_OPERATION_READ, 0, none,
    .perform = esp_op_list_accounts },
  { "ListPrincipals", "iam:ListUsers", ESP_OPERATION_READ, 0, none,
    .perform = esp_op_list_principals },
  { "ListRoles", "iam:ListRoles", ESP_OPERATION_READ, 0, none, .perform = esp_op_list_roles },
  { "CreateAccount", "organizations:CreateAccount", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS,
    create_account, .resolve = esp_op_organization_resolve, .perform = esp_op_create_account },
  { "DescribePrincipal", "iam:GetUser", ESP_OPERATION_READ, 0, one_name,
    .resolve = esp_op_principal_resolve, .perform = esp_op_describe_principal },
  { "InvitePrincipal", "iam:CreateUser", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, invitation,
    .resolve = esp_op_invite_resolve, .perform = esp_op_invite_principal },
  { "ConfirmPrincipal", "iam:ConfirmUser", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, confirmation,
    .resolve = esp_op_principal_resolve, .perform = esp_op_confirm_principal },
  { "ResetPrincipal", "iam:ResetUser", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, one_name,
    .resolve = esp_op_principal_resolve, .perform = esp_op_reset_principal },
  { "SuspendPrincipal", "iam:UpdateUser", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, one_name,
    .resolve = esp_op_principal_resolve, .perform = esp_op_suspend_principal },
  { "ResumePrincipal", "iam:UpdateUser", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, one_name,
    .resolve = esp_op_principal_resolve, .perform = esp_op_resume_principal },
  { "TagPrincipal", "iam:TagUser", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, name_tags,
    .resolve = esp_op_principal_resolve, .perform = esp_op_tag_principal },
  { "UntagPrincipal", "iam:UntagUser", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, name_tag_keys,
    .resolve = esp_op_principal_resolve, .perform = esp_op_untag_principal },
  { "DescribeRole", "iam:GetRole", ESP_OPERATION_READ, 0, one_role, .resolve = esp_op_role_resolve,
    .perform = esp_op_describe_role },
  { "CreateRole", "iam:CreateRole", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, create_role,
    .resolve = esp_op_create_role_resolve, .perform = esp_op_create_role },
  { "DeleteRole", "iam:DeleteRole", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, one_role,
    .resolve = esp_op_role_resolve, .perform = esp_op_delete_role },
  { "AssignRole", "iam:AssignRole", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, assignment,
    .resolve = esp_op_role_resolve, .perform = esp_op_assign_role },
  { "UnassignRole", "iam:UnassignRole", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, assignment,
    .resolve = esp_op_role_resolve, .perform = esp_op_unassign_role },
  { "PutRolePolicy", "iam:PutRolePolicy", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, role_policy,
    .resolve = esp_op_role_resolve, .perform = esp_op_put_role_policy },
  { "DeleteRolePolicy", "iam:DeleteRolePolicy", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS,
    one_role_policy, .resolve = esp_op_role_resolve, .perform = esp_op_delete_role_policy },
  { "TagRole", "iam:TagRole", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, role_tags,
    .resolve = esp_op_role_resolve, .perform = esp_op_tag_role },
  { "UntagRole", "iam:UntagRole", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, role_tag_keys,
    .resolve = esp_op_role_resolve, .perform = esp_op_untag_role },
  { "ListGuardrails", "organizations:ListPolicies", ESP_OPERATION_READ, 0, none,
    .perform = esp_op_list_guardrails },
  { "DescribeGuardrail", "organizations:DescribePolicy", ESP_OPERATION_READ, 0, one_name,
    .resolve = esp_op_guardrail_resolve, .perform = esp_op_describe_guardrail },
  { "CreateGuardrail", "organizations:CreatePolicy", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS,
    create_guardrail, .resolve = esp_op_organization_resolve, .perform = esp_op_create_guardrail },
  { "UpdateGuardrail", "organizations:UpdatePolicy", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS,
    update_guardrail, .resolve = esp_op_guardrail_resolve, .perform = esp_op_update_guardrail },
  { "DeleteGuardrail", "organizations:DeletePolicy", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS,
    one_name, .resolve = esp_op_guardrail_resolve, .perform = esp_op_delete_guardrail },

  { "SimulateAccess", "iam:SimulatePrincipalPolicy", ESP_OPERATION_READ, 0, simulation,
    .resolve = esp_op_simulate_resolve, .perform = esp_op_simulate_access },
  { "AccessMatrix", "iam:SimulatePrincipalPolicy", ESP_OPERATION_READ, 0, maybe_ca,
    .resolve = esp_op_access_matrix_resolve, .perform = esp_op_access_matrix },

  { "CreateCertificateAuthority", "acm-pca:CreateCertificateAuthority", ESP_OPERATION_WRITE,
    ESP_TOPIC_CAS | ESP_TOPIC_CERTIFICATES, create_ca, .resolve = esp_op_create_ca_resolve,
    .prepare = esp_op_create_ca_prepare, .perform = esp_op_create_ca_perform,
    .abandon = esp_op_create_ca_abandon },
  { "ListCertificateAuthorities", "acm-pca:ListCertificateAuthorities", ESP_OPERATION_READ, 0,
    owner, .perform = esp_op_list_cas },
  { "ExportPlan", "acm-pca:ListCertificateAuthorities", ESP_OPERATION_READ, 0, none,
    .perform = esp_op_export_plan },
  { "ComparePlan", "acm-pca:ListCertificateAuthorities", ESP_OPERATION_READ, 0, plan,
    .perform = esp_op_compare_plan },
  { "PreviewProvisioning", "acm-pca:ListCertificateAuthorities", ESP_OPERATION_READ, 0,
    preview_plan, .perform = esp_op_preview_provisioning },
  { "ProvisionPlan", "espalier:ProvisionPlan", ESP_OPERATION_WRITE,
    ESP_TOPIC_ACCESS | ESP_TOPIC_CAS | ESP_TOPIC_CERTIFICATES, provision_plan,
    .resolve = esp_op_provision_resolve, .prepare = esp_op_provision_prepare,
    .perform = esp_op_provision_perform, .finish = esp_op_provision_finish,
    .abandon = esp_op_provision_abandon },
  { "DescribeCertificateAuthority", "acm-pca:DescribeCertificateAuthority", ESP_OPERATION_READ, 0,
    one_ca, .resolve = esp_context_resolve_ca, .perform = esp_op_describe_ca },
  { "GetCertificateAuthorityCsr", "acm-pca:GetCertificateAuthorityCsr", ESP_OPERATION_READ, 0,
    one_ca, .resolve = esp_context_resolve_ca, .perform = esp_op_get_ca_csr },
  { "GetCertificateAuthorityCertificate", "acm-pca:GetCertificateAuthorityCertificate",
    ESP_OPERATION_READ, 0, one_ca, .resolve = esp_context_resolve_ca,
    .perform = esp_op_get_ca_certificate },
  { "ImportCertificateAuthorityCertificate", "acm-pca:ImportCertificateAuthorityCertificate",
    ESP_OPERATION_WRITE, ESP_TOPIC_CAS, import_ca, .resolve = esp_context_resolve_ca,
    .prepare = esp_op_import_ca_prepare, .perform = esp_op_import_ca_perform },
  { "UpdateCertificateAuthority", "acm-pca:UpdateCertificateAuthority", ESP_OPERATION_WRITE,
    ESP_TOPIC_CAS, update_ca, .resolve = esp_context_resolve_ca, .perform = esp_op_update_ca },
  { "DeleteCertificateAuthority", "acm-pca:DeleteCertificateAuthority", ESP_OPERATION_WRITE,
    ESP_TOPIC_CAS, delete_ca, .resolve = esp_context_resolve_ca, .perform = esp_op_delete_ca },
  { "RestoreCertificateAuthority", "acm-pca:RestoreCertificateAuthority", ESP_OPERATION_WRITE,
    ESP_TOPIC_CAS, one_ca, .resolve = esp_context_resolve_ca, .perform = esp_op_restore_ca },
  { "RenewCertificateAuthority", "acm-pca:ImportCertificateAuthorityCertificate",
    ESP_OPERATION_WRITE, ESP_TOPIC_CAS | ESP_TOPIC_CERTIFICATES, renew_ca,
    .resolve = esp_op_renew_ca_resolve, .prepare = esp_op_renew_ca_prepare,
    .perform = esp_op_renew_ca_perform, .abandon = esp_op_renew_ca_abandon },
  { "CheckCertificateAuthorities", "acm-pca:DescribeCertificateAuthority", ESP_OPERATION_READ, 0,
    check, .filtered = TRUE, .resolve = resolve_maybe_ca, .perform = esp_op_check_cas },
  { "GetTrustBundle", "acm-pca:GetCertificateAuthorityCertificate", ESP_OPERATION_READ, 0, maybe_ca,
    .filtered = TRUE, .resolve = resolve_maybe_ca, .perform = esp_op_get_trust_bundle },
  { "ExportCertificateIndex", "acm-pca:CreateCertificateAuthorityAuditReport",
    ESP_OPERATION_RECORDED, 0, index_file, .resolve = esp_context_resolve_ca,
    .perform = esp_op_export_index },
  { "ExportHierarchy", "espalier:ExportHierarchy", ESP_OPERATION_WRITE,
    ESP_TOPIC_CAS | ESP_TOPIC_CERTIFICATES, export_hierarchy,
    .resolve = esp_op_export_hierarchy_resolve, .perform = esp_op_export_hierarchy_perform,
    .abandon = esp_op_export_hierarchy_abandon, .rehearse = esp_op_export_hierarchy_rehearse },
  { "ImportHierarchy", "espalier:ImportHierarchy", ESP_OPERATION_WRITE,
    ESP_TOPIC_CAS | ESP_TOPIC_CERTIFICATES | ESP_TOPIC_CRLS, import_hierarchy,
    .resolve = esp_op_import_hierarchy_resolve, .perform = esp_op_import_hierarchy_perform },
  { "PreviewImport", "espalier:PreviewImport", ESP_OPERATION_READ, 0, preview_import,
    .perform = esp_op_preview_import },
  { "ImportAuthorities", "espalier:ImportAuthorities", ESP_OPERATION_WRITE,
    ESP_TOPIC_CAS | ESP_TOPIC_CERTIFICATES | ESP_TOPIC_CRLS, import_authorities,
    .resolve = esp_op_import_resolve, .prepare = esp_op_import_prepare,
    .perform = esp_op_import_perform },
  { "CreatePermission", "acm-pca:CreatePermission", ESP_OPERATION_WRITE, ESP_TOPIC_CAS, permission,
    .resolve = esp_context_resolve_ca, .perform = esp_op_create_permission },
  { "DeletePermission", "acm-pca:DeletePermission", ESP_OPERATION_WRITE, ESP_TOPIC_CAS,
    one_permission, .resolve = esp_context_resolve_ca, .perform = esp_op_delete_permission },
  { "ListPermissions", "acm-pca:ListPermissions", ESP_OPERATION_READ, 0, one_ca,
    .resolve = esp_context_resolve_ca, .perform = esp_op_list_permissions },
  { "DestroyExpiredKeys", "acm-pca:DeleteCertificateAuthority", ESP_OPERATION_WRITE, ESP_TOPIC_CAS,
    none, .filtered = TRUE, .perform = esp_op_destroy_expired_keys },
  { "TagCertificateAuthority", "acm-pca:TagCertificateAuthority", ESP_OPERATION_WRITE,
    ESP_TOPIC_CAS | ESP_TOPIC_ACCESS, tags, .resolve = esp_op_tag_ca_resolve,
    .perform = esp_op_tag_ca },
  { "UntagCertificateAuthority", "acm-pca:UntagCertificateAuthority", ESP_OPERATION_WRITE,
    ESP_TOPIC_CAS | ESP_TOPIC_ACCESS, tags, .resolve = esp_op_tag_ca_resolve,
    .perform = esp_op_untag_ca },
  { "ListTags", "acm-pca:ListTags", ESP_OPERATION_READ, 0, one_ca,
    .resolve = esp_context_resolve_ca, .perform = esp_op_list_tags },
  { "PublishRevocation", "espalier:PublishRevocation", ESP_OPERATION_WRITE,
    ESP_TOPIC_CRLS | ESP_TOPIC_CERTIFICATES, publish, .filtered = TRUE,
    .resolve = esp_op_publish_resolve, .prepare = esp_op_publish_prepare,
    .perform = esp_op_publish_perform, .finish = esp_op_publish_finish,
    .abandon = esp_op_publish_abandon },
  { "GetCertificateRevocationList", "espalier:GetCertificateRevocationList", ESP_OPERATION_WRITE,
    ESP_TOPIC_CRLS, one_ca, .resolve = esp_context_resolve_ca, .perform = esp_op_get_crl },

  { "IssueCertificate", "acm-pca:IssueCertificate", ESP_OPERATION_WRITE, ESP_TOPIC_CERTIFICATES,
    issue, .resolve = esp_op_issue_resolve, .prepare = esp_op_issue_prepare,
    .perform = esp_op_issue_perform, .abandon = esp_op_issue_abandon, .check = esp_op_issue_check,
    .keep = esp_op_keep_for_signature },
  { "PreviewCertificate", "acm-pca:IssueCertificate", ESP_OPERATION_READ, 0, issue,
    .resolve = esp_op_issue_resolve, .perform = esp_op_preview_certificate },
  { "IssueCertificates", "acm-pca:IssueCertificate", ESP_OPERATION_WRITE, ESP_TOPIC_CERTIFICATES,
    issue_many, .resolve = esp_op_issue_resolve, .prepare = esp_op_issue_many_prepare,
    .perform = esp_op_issue_many_perform, .abandon = esp_op_issue_many_abandon,
    .check = esp_op_issue_many_check, .keep = esp_op_issue_many_keep },
  { "ListCertificates", "acm-pca:GetCertificate", ESP_OPERATION_READ, 0, list_certificates,
    .filtered = TRUE, .resolve = resolve_maybe_ca, .perform = esp_op_list_certificates },
  { "QueryCertificates", "acm-pca:GetCertificate", ESP_OPERATION_READ, 0, none, .filtered = TRUE,
    .internal = TRUE, .perform = esp_op_query_certificates },
  { "FetchCertificates", "acm-pca:GetCertificate", ESP_OPERATION_READ, 0, none, .filtered = TRUE,
    .internal = TRUE, .perform = esp_op_fetch_certificates },
  { "DescribeCertificate", "acm-pca:GetCertificate", ESP_OPERATION_READ, 0, one_certificate,
    .resolve = esp_op_certificate_resolve, .perform = esp_op_describe_certificate },
  { "GetCertificate", "acm-pca:GetCertificate", ESP_OPERATION_READ, 0, one_certificate,
    .resolve = esp_op_certificate_resolve, .perform = esp_op_get_certificate },
  { "RevokeCertificate", "acm-pca:RevokeCertificate", ESP_OPERATION_WRITE, ESP_TOPIC_CERTIFICATES,
    revocation, .resolve = esp_op_revoke_resolve, .perform = esp_op_revoke_certificate,
    .check = esp_op_revoke_check, .keep = esp_op_keep_for_signature },
  { "ValidateCertificate", "acm-pca:GetCertificate", ESP_OPERATION_READ, 0, validation,
    .filtered = TRUE, .resolve = esp_op_validate_resolve, .perform = esp_op_validate },

  { "CreateResourceShare", "ram:CreateResourceShare", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS,
    create_share, .resolve = esp_op_create_share_resolve, .perform = esp_op_create_share },
  { "ListResourceShares", "ram:GetResourceShares", ESP_OPERATION_READ, 0, maybe_ca,
    .perform = esp_op_list_shares },
  { "DescribeResourceShare", "ram:GetResourceShares", ESP_OPERATION_READ, 0, one_name,
    .resolve = esp_op_share_resolve_either, .perform = esp_op_describe_share },
  { "AcceptResourceShareInvitation", "ram:AcceptResourceShareInvitation", ESP_OPERATION_WRITE,
    ESP_TOPIC_ACCESS, one_name, .resolve = esp_op_share_resolve_consumer,
    .perform = esp_op_accept_share },
  { "RejectResourceShareInvitation", "ram:RejectResourceShareInvitation", ESP_OPERATION_WRITE,
    ESP_TOPIC_ACCESS, one_name, .resolve = esp_op_share_resolve_consumer,
    .perform = esp_op_reject_share },
  { "LeaveResourceShare", "ram:DisassociateResourceShare", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS,
    one_name, .resolve = esp_op_share_resolve_consumer, .perform = esp_op_leave_share },
  { "DeleteResourceShare", "ram:DeleteResourceShare", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS,
    one_name, .resolve = esp_op_share_resolve_owner, .perform = esp_op_delete_share },
  { "ReplaceResourceSharePermission", "ram:AssociateResourceSharePermission", ESP_OPERATION_WRITE,
    ESP_TOPIC_ACCESS, replace_permission, .resolve = esp_op_share_resolve_owner,
    .perform = esp_op_replace_share_permission },
  { "TagResourceShare", "ram:TagResource", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, name_tags,
    .resolve = esp_op_share_resolve_owner, .perform = esp_op_tag_share },
  { "UntagResourceShare", "ram:UntagResource", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, name_tag_keys,
    .resolve = esp_op_share_resolve_owner, .perform = esp_op_untag_share },
  { "ListManagedPermissions", "ram:ListPermissions", ESP_OPERATION_READ, 0, none,
    .perform = esp_op_list_managed_permissions },
  { "DescribeManagedPermission", "ram:GetPermission", ESP_OPERATION_READ, 0, name_version,
    .resolve = esp_op_permission_resolve_any, .perform = esp_op_describe_managed_permission },
  { "CreateManagedPermission", "ram:CreatePermission", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS,
    permission_template, .resolve = esp_op_permission_resolve_new,
    .perform = esp_op_create_managed_permission },
  { "CreateManagedPermissionVersion", "ram:CreatePermissionVersion", ESP_OPERATION_WRITE,
    ESP_TOPIC_ACCESS, permission_template, .resolve = esp_op_permission_resolve_own,
    .perform = esp_op_create_managed_permission_version },
  { "SetDefaultManagedPermissionVersion", "ram:SetDefaultPermissionVersion", ESP_OPERATION_WRITE,
    ESP_TOPIC_ACCESS, name_one_version, .resolve = esp_op_permission_resolve_own,
    .perform = esp_op_set_default_managed_permission_version },
  { "DeleteManagedPermissionVersion", "ram:DeletePermissionVersion", ESP_OPERATION_WRITE,
    ESP_TOPIC_ACCESS, name_one_version, .resolve = esp_op_permission_resolve_own,
    .perform = esp_op_delete_managed_permission_version },
  { "DeleteManagedPermission", "ram:DeletePermission", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS,
    one_name, .resolve = esp_op_permission_resolve_own,
    .perform = esp_op_delete_managed_permission },
  { "GetPolicy", "acm-pca:GetPolicy", ESP_OPERATION_READ, 0, one_ca,
    .resolve = esp_context_resolve_ca, .perform = esp_op_get_policy },
  { "PutPolicy", "acm-pca:PutPolicy", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, put_policy,
    .resolve = esp_context_resolve_ca, .perform = esp_op_put_policy },
  { "DeletePolicy", "acm-pca:DeletePolicy", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, one_ca,
    .resolve = esp_context_resolve_ca, .perform = esp_op_delete_policy },
  { "ListSigningRequests", "espalier:ListSigningRequests", ESP_OPERATION_READ, 0, list_signing,
    .perform = esp_op_list_signing_requests },
  { "DescribeSigningRequest", "espalier:ListSigningRequests", ESP_OPERATION_READ, 0, one_id,
    .perform = esp_op_describe_signing_request },
  { "ProcessSigningRequests", "espalier:ProcessSigningRequests", ESP_OPERATION_WRITE,
    ESP_TOPIC_CERTIFICATES, maybe_ca, .filtered = TRUE, .resolve = resolve_maybe_ca,
    .prepare = esp_op_process_signing_prepare, .perform = esp_op_process_signing_perform,
    .abandon = esp_op_process_signing_abandon },

  { "CreateExchangeIdentity", "espalier:CreateExchangeIdentity", ESP_OPERATION_WRITE,
    ESP_TOPIC_ACCESS, none, .prepare = esp_op_create_exchange_identity_prepare,
    .perform = esp_op_create_exchange_identity_perform },
  { "GetExchangeIdentity", "espalier:ListExchanges", ESP_OPERATION_READ, 0, none,
    .perform = esp_op_get_exchange_identity },
  { "ListExchangePartners", "espalier:ListExchanges", ESP_OPERATION_READ, 0, none,
    .perform = esp_op_list_exchange_partners },
  { "AddExchangePartner", "espalier:AddExchangePartner", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS,
    exchange_partner, .resolve = esp_op_organization_resolve,
    .perform = esp_op_add_exchange_partner },
  { "RemoveExchangePartner", "espalier:RemoveExchangePartner", ESP_OPERATION_WRITE,
    ESP_TOPIC_ACCESS, one_name, .resolve = esp_op_organization_resolve,
    .perform = esp_op_remove_exchange_partner },
  { "CreateExchangeRequest", "espalier:CreateExchangeRequest", ESP_OPERATION_WRITE,
    ESP_TOPIC_CERTIFICATES, exchange_request, .perform = esp_op_create_exchange_request },
  { "ListExchangeRequests", "espalier:ListExchanges", ESP_OPERATION_READ, 0, none,
    .perform = esp_op_list_exchange_requests },
  { "DescribeExchangeRequest", "espalier:ListExchanges", ESP_OPERATION_READ, 0, one_exchange,
    .perform = esp_op_describe_exchange_request },
  { "ShowExchangeFile", "espalier:ListExchanges", ESP_OPERATION_READ, 0, exchange_file,
    .perform = esp_op_show_exchange_file },
  { "ReceiveExchangeRequest", "espalier:ReceiveExchangeRequest", ESP_OPERATION_WRITE,
    ESP_TOPIC_CERTIFICATES, exchange_file, .prepare = esp_op_receive_exchange_prepare,
    .perform = esp_op_receive_exchange_perform },
  { "AnswerExchangeRequest", "espalier:AnswerExchangeRequest", ESP_OPERATION_WRITE,
    ESP_TOPIC_CERTIFICATES, one_exchange, .perform = esp_op_answer_exchange },
  { "AcceptExchangeResponse", "espalier:AcceptExchangeResponse", ESP_OPERATION_WRITE,
    ESP_TOPIC_CERTIFICATES, exchange_file, .prepare = esp_op_accept_exchange_prepare,
    .perform = esp_op_accept_exchange_perform },

  { "ListAlerts", "espalier:ListAlerts", ESP_OPERATION_READ, 0, list_alerts,
    .perform = esp_op_list_alerts },
  { "AcknowledgeAlert", "espalier:AcknowledgeAlert", ESP_OPERATION_WRITE, ESP_TOPIC_LOG, one_number,
    .resolve = esp_op_acknowledge_alert_resolve, .perform = esp_op_acknowledge_alert },

  { "SetDualControl", "espalier:UpdateDualControl", ESP_OPERATION_WRITE,
    ESP_TOPIC_CAS | ESP_TOPIC_ACCESS, dual_control, .resolve = esp_context_resolve_ca,
    .perform = esp_op_set_dual_control },
  { "AddApprover", "espalier:UpdateApprovers", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, approver,
    .resolve = esp_context_resolve_ca, .perform = esp_op_add_approver },
  { "RemoveApprover", "espalier:UpdateApprovers", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, approver,
    .resolve = esp_context_resolve_ca, .perform = esp_op_remove_approver },
  { "ListApprovers", "espalier:ListApprovals", ESP_OPERATION_READ, 0, one_ca,
    .resolve = esp_context_resolve_ca, .perform = esp_op_list_approvers },
  { "ListApprovals", "espalier:ListApprovals", ESP_OPERATION_READ, 0, approvals,
    .perform = esp_op_list_approvals },
  { "DescribeApproval", "espalier:ListApprovals", ESP_OPERATION_READ, 0, one_approval,
    .perform = esp_op_describe_approval },
  { "ApproveRequest", "espalier:Approve", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, approve,
    .resolve = esp_op_decide_resolve, .prepare = esp_op_approve_prepare,
    .perform = esp_op_approve_perform, .finish = esp_op_approve_finish },
  { "RefuseRequest", "espalier:Approve", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, refuse,
    .resolve = esp_op_decide_resolve, .perform = esp_op_refuse_request },
  { "WithdrawRequest", "espalier:WithdrawRequest", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS,
    one_approval, .perform = esp_op_withdraw_request },
  { "ExecuteApproved", "espalier:ExecuteApproved", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, none,
    .prepare = esp_op_execute_approved_prepare, .perform = esp_op_execute_approved_perform },

  { "CreateCertificateAuthorityAuditReport", "acm-pca:CreateCertificateAuthorityAuditReport",
    ESP_OPERATION_RECORDED, ESP_TOPIC_REPORTS, report, .filtered = TRUE,
    .resolve = esp_op_create_report_resolve, .perform = esp_op_create_report_perform,
    .store = esp_op_create_report_store, .finish = esp_op_create_report_finish },
  { "ListCertificateAuthorityAuditReports", "acm-pca:DescribeCertificateAuthorityAuditReport",
    ESP_OPERATION_READ, 0, maybe_ca, .filtered = TRUE, .resolve = resolve_maybe_ca,
    .perform = esp_op_list_reports },
  { "SummarizeCertificates", "acm-pca:GetCertificate", ESP_OPERATION_READ, 0, summary,
    .filtered = TRUE, .resolve = resolve_maybe_ca, .perform = esp_op_summarize },
  { "ListEvents", "espalier:ListEvents", ESP_OPERATION_READ, 0, events,
    .perform = esp_op_list_events },
  { "GetEvent", "espalier:GetEvent", ESP_OPERATION_READ, 0, one_event,
    .resolve = esp_op_event_resolve, .perform = esp_op_get_event },
  { "ListCeremonies", "espalier:ListEvents", ESP_OPERATION_READ, 0, none,
    .perform = esp_op_list_ceremonies },
  { "DescribeCeremony", "espalier:GetEvent", ESP_OPERATION_READ, 0, one_ceremony,
    .resolve = esp_op_ceremony_resolve, .perform = esp_op_describe_ceremony },
  { "VerifyLog", "espalier:VerifyLog", ESP_OPERATION_READ, 0, saved_checkpoint,
    .perform = esp_op_verify_log },
  { "CreateCheckpoint", "espalier:CreateCheckpoint", ESP_OPERATION_WRITE, ESP_TOPIC_LOG, none,
    .perform = esp_op_create_checkpoint },
  { "ExportLog", "espalier:ExportLog", ESP_OPERATION_RECORDED, 0, path,
    .resolve = esp_op_organization_resolve, .perform = esp_op_export_log },
};

const EspOperation *
esp_operation_nth (guint index)
{
  return index < G_N_ELEMENTS (operations) ? &operations[index] : NULL;
}

const EspOperation *
esp_operation_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    if (g_str_equal (operations[i].name, name))
      return &operations[i];
  return NULL;
}

const char *const *
esp_operation_names (void)
{
  static const char *names[G_N_ELEMENTS (operations) + 1];
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
        names[i] = operations[i].name;
      g_once_init_leave (&ready, 1);
    }
  return names;
}

const char *
esp_operation_action (const char *operation)
{
  const EspOperation *row = esp_operation_find (operation);

  return row ? row->action : NULL;
}
