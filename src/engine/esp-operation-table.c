/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every operation of the product: one row each. To add one, add a row here and a handler in the
 * matching esp-op-*.c; its shape is told in esp-operations.h. */
#include "engine/esp-operations.h"
#include "esp-ops.h"

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

static const EspParameter none[] = { END };
static const EspParameter one_ca[] = { CA, END };
static const EspParameter maybe_ca[] = { TEXT ("CertificateAuthority"), END };
static const EspParameter owner[] = { TEXT ("OwnerAccount"), END };
static const EspParameter path[] = { TEXT_NEEDED ("Path"), END };
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
static const EspParameter report[] = {
  CA,
  TEXT_NEEDED ("AuditReportResponseFormat"),
  TEXT_NEEDED ("Path"),
  END,
};
static const EspParameter summary[] = {
  TEXT_NEEDED ("By"),
  TEXT ("CertificateAuthority"),
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
  END,
};
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

  { "UpdateOwnIdentity", "espalier:UpdateOwnIdentity", ESP_OPERATION_WRITE, ESP_TOPIC_ACCESS, none,
    .internal = TRUE, .perform = esp_op_update_own_identity },
  { "CreateRecoveryIdentity", "espalier:CreateRecoveryIdentity", ESP_OPERATION_WRITE,
    ESP_TOPIC_ACCESS, none, .internal = TRUE, .perform = esp_op_create_recovery },
  { "CreateSample", "espalier:CreateSample", ESP_OPERATION_WRITE, ESP_TOPIC_ALL, none,
    .internal = TRUE, .perform = esp_op_create_sample },

  { "ListAccounts", "organizations:ListAccounts", ESP_OPERATION_READ, 0, none,
    .perform = esp_op_list_accounts },
  { "ListPrincipals", "iam:ListUsers", ESP_OPERATION_READ, 0, none,
    .perform = esp_op_list_principals },
  { "ListRoles", "iam:ListRoles", ESP_OPERATION_READ, 0, none, .perform = esp_op_list_roles },

  { "CreateCertificateAuthority", "acm-pca:CreateCertificateAuthority", ESP_OPERATION_WRITE,
    ESP_TOPIC_CAS | ESP_TOPIC_CERTIFICATES, create_ca, .resolve = esp_op_create_ca_resolve,
    .prepare = esp_op_create_ca_prepare, .perform = esp_op_create_ca_perform,
    .abandon = esp_op_create_ca_abandon },
  { "ListCertificateAuthorities", "acm-pca:ListCertificateAuthorities", ESP_OPERATION_READ, 0,
    owner, .perform = esp_op_list_cas },
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
    maybe_ca, .filtered = TRUE, .resolve = resolve_maybe_ca, .perform = esp_op_check_cas },
  { "CreatePermission", "acm-pca:CreatePermission", ESP_OPERATION_WRITE, ESP_TOPIC_CAS, permission,
    .resolve = esp_context_resolve_ca, .perform = esp_op_create_permission },
  { "DeletePermission", "acm-pca:DeletePermission", ESP_OPERATION_WRITE, ESP_TOPIC_CAS,
    one_permission, .resolve = esp_context_resolve_ca, .perform = esp_op_delete_permission },
  { "ListPermissions", "acm-pca:ListPermissions", ESP_OPERATION_READ, 0, one_ca,
    .resolve = esp_context_resolve_ca, .perform = esp_op_list_permissions },
  { "DestroyExpiredKeys", "acm-pca:DeleteCertificateAuthority", ESP_OPERATION_WRITE, ESP_TOPIC_CAS,
    none, .filtered = TRUE, .perform = esp_op_destroy_expired_keys },
  { "TagCertificateAuthority", "acm-pca:TagCertificateAuthority", ESP_OPERATION_WRITE,
    ESP_TOPIC_CAS | ESP_TOPIC_ACCESS, tags, .resolve = esp_context_resolve_ca,
    .perform = esp_op_tag_ca },
  { "UntagCertificateAuthority", "acm-pca:UntagCertificateAuthority", ESP_OPERATION_WRITE,
    ESP_TOPIC_CAS | ESP_TOPIC_ACCESS, tags, .resolve = esp_context_resolve_ca,
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
    issue, .resolve = esp_context_resolve_ca, .prepare = esp_op_issue_prepare,
    .perform = esp_op_issue_perform, .abandon = esp_op_issue_abandon },
  { "PreviewCertificate", "acm-pca:IssueCertificate", ESP_OPERATION_READ, 0, issue,
    .resolve = esp_context_resolve_ca, .perform = esp_op_preview_certificate },
  { "IssueCertificates", "acm-pca:IssueCertificate", ESP_OPERATION_WRITE, ESP_TOPIC_CERTIFICATES,
    issue_many, .resolve = esp_context_resolve_ca, .prepare = esp_op_issue_many_prepare,
    .perform = esp_op_issue_many_perform, .abandon = esp_op_issue_many_abandon },
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
    revocation, .resolve = esp_op_certificate_resolve, .perform = esp_op_revoke_certificate },
  { "ValidateCertificate", "acm-pca:GetCertificate", ESP_OPERATION_READ, 0, validation,
    .filtered = TRUE, .resolve = esp_op_validate_resolve, .perform = esp_op_validate },

  { "CreateCertificateAuthorityAuditReport", "acm-pca:CreateCertificateAuthorityAuditReport",
    ESP_OPERATION_RECORDED, ESP_TOPIC_REPORTS, report, .resolve = esp_context_resolve_ca,
    .perform = esp_op_create_report_perform, .store = esp_op_create_report_store,
    .abandon = esp_op_create_report_abandon },
  { "ListCertificateAuthorityAuditReports", "acm-pca:DescribeCertificateAuthorityAuditReport",
    ESP_OPERATION_READ, 0, maybe_ca, .filtered = TRUE, .resolve = resolve_maybe_ca,
    .perform = esp_op_list_reports },
  { "SummarizeCertificates", "acm-pca:GetCertificate", ESP_OPERATION_READ, 0, summary,
    .filtered = TRUE, .resolve = resolve_maybe_ca, .perform = esp_op_summarize },
  { "ListEvents", "espalier:ListEvents", ESP_OPERATION_READ, 0, events,
    .perform = esp_op_list_events },
  { "GetEvent", "espalier:GetEvent", ESP_OPERATION_READ, 0, one_event,
    .perform = esp_op_get_event },
  { "VerifyLog", "espalier:VerifyLog", ESP_OPERATION_READ, 0, none, .perform = esp_op_verify_log },
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
