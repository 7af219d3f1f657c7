/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The operations on CAs (service, section 1.1), rule by rule: what each refuses, and with which
 * error name. The rules of an imported certificate have a program of their own, test-ca-import.c;
 * policies come with sharing, certificates are in test-operations-certificates.c.
 */
#include "operations-table-fixture.h"

static const Row rows[] = {
  /* --- CreateCertificateAuthority */
  { "CreateCertificateAuthority", "configuration alone", "{'Subject':'CN=A'}", OK, NULL },
  { "CreateCertificateAuthority", "subject required", "{}", "InvalidArgsException",
    "PARAMETER_MISSING" },
  { "CreateCertificateAuthority", "subject well formed", "{'Subject':'nothing'}",
    "InvalidArgsException", "NAME_SYNTAX" },
  { "CreateCertificateAuthority", "type ROOT or SUBORDINATE", "{'Subject':'CN=A','Type':'LEAF'}",
    "InvalidArgsException", "CA_TYPE" },
  { "CreateCertificateAuthority", "key algorithm known",
    "{'Subject':'CN=A','KeyAlgorithm':'RSA_1024'}", "InvalidArgsException",
    "KEY_ALGORITHM_UNKNOWN" },
  { "CreateCertificateAuthority", "signing algorithm known",
    "{'Subject':'CN=A','SigningAlgorithm':'MD5WITHRSA'}", "InvalidArgsException",
    "SIGNING_ALGORITHM_UNKNOWN" },
  { "CreateCertificateAuthority", "signing algorithm of the key's family",
    "{'Subject':'CN=A','SigningAlgorithm':'SHA256WITHRSA'}", "InvalidArgsException",
    "SIGNING_ALGORITHM_FAMILY" },
  { "CreateCertificateAuthority", "usage mode known", "{'Subject':'CN=A','UsageMode':'LONG'}",
    "InvalidArgsException", "USAGE_MODE" },
  { "CreateCertificateAuthority", "at most 50 tags", "{'Subject':'CN=A','Tags':$51tags}",
    "ValidationException", "PARAMETER_SIZE" },
  { "CreateCertificateAuthority", "aws: refused",
    "{'Subject':'CN=A','Tags':[{'Key':'aws:x','Value':''}]}", "InvalidTagException",
    "TAG_RESERVED" },
  { "CreateCertificateAuthority", "tag characters",
    "{'Subject':'CN=A','Tags':[{'Key':'a;b','Value':''}]}", "InvalidTagException", "TAG_KEY" },
  { "CreateCertificateAuthority", "a tag key once",
    "{'Subject':'CN=A','Tags':[{'Key':'a','Value':'1'},{'Key':'a','Value':'2'}]}",
    "InvalidTagException", "TAG_TWICE" },
  { "CreateCertificateAuthority", "CRL off stands alone",
    "{'Subject':'CN=A','RevocationConfiguration':{'CrlConfiguration':{'Enabled':false,"
    "'ExpirationInDays':7}}}",
    "InvalidArgsException", "REVOCATION_OFF_ALONE" },
  { "CreateCertificateAuthority", "OCSP off stands alone",
    "{'Subject':'CN=A','RevocationConfiguration':{'OcspConfiguration':{'Enabled':false,"
    "'OcspCustomCname':'ocsp.example'}}}",
    "InvalidArgsException", "REVOCATION_OFF_ALONE" },
  { "CreateCertificateAuthority", "CNAME without a protocol",
    "{'Subject':'CN=A','RevocationConfiguration':{'CrlConfiguration':{'Enabled':true,"
    "'CustomCname':'http://crl.example'}}}",
    "ValidationException", "REVOCATION_HOST" },
  { "CreateCertificateAuthority", "OCSP CNAME without a protocol",
    "{'Subject':'CN=A','RevocationConfiguration':{'OcspConfiguration':{'Enabled':true,"
    "'OcspCustomCname':'http://ocsp.example'}}}",
    "ValidationException", "REVOCATION_HOST" },
  { "CreateCertificateAuthority", "OmitExtension not with CustomCname",
    "{'Subject':'CN=A','RevocationConfiguration':{'CrlConfiguration':{'Enabled':true,"
    "'CustomCname':'crl.example','CrlDistributionPointExtensionConfiguration':{'OmitExtension':"
    "true}}}}",
    "InvalidArgsException", "REVOCATION_OMIT_CNAME" },
  { "CreateCertificateAuthority", "CRL for at least a day",
    "{'Subject':'CN=A','RevocationConfiguration':{'CrlConfiguration':{'Enabled':true,"
    "'ExpirationInDays':0}}}",
    "ValidationException", "REVOCATION_DAYS" },
  { "CreateCertificateAuthority", "CRL for at most 5000 days",
    "{'Subject':'CN=A','RevocationConfiguration':{'CrlConfiguration':{'Enabled':true,"
    "'ExpirationInDays':5001}}}",
    "ValidationException", "REVOCATION_DAYS" },
  { "CreateCertificateAuthority", "CRL type known",
    "{'Subject':'CN=A','RevocationConfiguration':{'CrlConfiguration':{'Enabled':true,"
    "'CrlType':'DELTA'}}}",
    "InvalidArgsException", "REVOCATION_TYPE" },
  { "CreateCertificateAuthority", "path length below the parent's",
    "{'Subject':'CN=A','Parent':'Issuer','PathLength':0}", "ValidationException",
    "PATH_LENGTH_ZERO" },
  { "CreateCertificateAuthority", "parent active", "{'Subject':'CN=A','Parent':'Off'}",
    "InvalidStateException", "CA_STATE" },
  { "CreateCertificateAuthority", "parent exists", "{'Subject':'CN=A','Parent':'Nobody'}",
    "ResourceNotFoundException", "CA_UNKNOWN" },
  { "CreateCertificateAuthority", "a root has no parent",
    "{'Subject':'CN=A','Type':'ROOT','Parent':'Root'}", "InvalidArgsException",
    "ROOT_WITH_PARENT" },

  /* --- CreateCertificateAuthorityAuditReport */
  { "CreateCertificateAuthorityAuditReport", "ACTIVE",
    "{'CertificateAuthority':'Issuer','AuditReportResponseFormat':'JSON','Path':'$folder/1.json'}",
    OK, NULL },
  { "CreateCertificateAuthorityAuditReport", "DISABLED",
    "{'CertificateAuthority':'Off','AuditReportResponseFormat':'CSV','Path':'$folder/2.csv'}", OK,
    NULL },
  { "CreateCertificateAuthorityAuditReport", "not waiting",
    "{'CertificateAuthority':'Waits','AuditReportResponseFormat':'JSON','Path':'$folder/3.json'}",
    "InvalidStateException", "CA_STATE" },
  { "CreateCertificateAuthorityAuditReport", "not expired",
    "{'CertificateAuthority':'Ended','AuditReportResponseFormat':'JSON','Path':'$folder/3.json'}",
    "InvalidStateException", "CA_STATE" },
  { "CreateCertificateAuthorityAuditReport", "format JSON or CSV",
    "{'CertificateAuthority':'Issuer','AuditReportResponseFormat':'XML','Path':'$folder/3.xml'}",
    "InvalidArgsException", "REPORT_FORMAT" },
  { "CreateCertificateAuthorityAuditReport", "exists",
    "{'CertificateAuthority':'Nobody','AuditReportResponseFormat':'JSON','Path':'$folder/3.json'}",
    "ResourceNotFoundException", "CA_UNKNOWN" },

  /* --- Findings and what leaves for other programs */
  { "CheckCertificateAuthorities", "everything",
    "{'OwnCertificates':true,'Issued':true,'Branch':true,'CertificateAuthority':'Root'}", OK,
    NULL },
  { "CheckCertificateAuthorities", "in any state", "{'CertificateAuthority':'Past','Issued':true}",
    OK, NULL },
  { "CheckCertificateAuthorities", "yes or no", "{'Issued':'yes'}", "InvalidArgsException",
    "PARAMETER_TYPE" },
  { "CheckCertificateAuthorities", "exists", "{'CertificateAuthority':'Nobody'}",
    "ResourceNotFoundException", "CA_UNKNOWN" },
  { "GetTrustBundle", "all roots in use", "{}", OK, NULL },
  { "GetTrustBundle", "above an authority", "{'CertificateAuthority':'Issuer'}", OK, NULL },
  { "GetTrustBundle", "not of what has expired", "{'CertificateAuthority':'Ended'}",
    "ResourceNotFoundException", "TRUST_NOTHING" },
  { "GetTrustBundle", "not of what is deleted", "{'CertificateAuthority':'Gone'}",
    "ResourceNotFoundException", "TRUST_NOTHING" },
  { "GetTrustBundle", "exists", "{'CertificateAuthority':'Nobody'}", "ResourceNotFoundException",
    "CA_UNKNOWN" },
  { "ExportCertificateIndex", "done",
    "{'CertificateAuthority':'Issuer','Path':'$folder/index.txt'}", OK, NULL },
  { "ExportCertificateIndex", "nothing issued",
    "{'CertificateAuthority':'Waits','Path':'$folder/empty.txt'}", OK, NULL },
  { "ExportCertificateIndex", "no folder", "{'CertificateAuthority':'Issuer','Path':'$folder'}",
    "StorageException", "FILE_WRITE" },
  { "ExportCertificateIndex", "exists",
    "{'CertificateAuthority':'Nobody','Path':'$folder/index.txt'}", "ResourceNotFoundException",
    "CA_UNKNOWN" },

  /* --- Permissions */
  { "CreatePermission", "ACTIVE alone",
    "{'CertificateAuthority':'Off','Principal':'acm.amazonaws.com','Actions':['GetCertificate']}",
    "InvalidStateException", "CA_STATE" },
  { "CreatePermission", "the renewal service alone",
    "{'CertificateAuthority':'Issuer','Principal':'ec2.amazonaws.com','Actions':['GetCertificate']}",
    "ValidationException", "PERMISSION_PRINCIPAL" },
  { "CreatePermission", "no wildcard",
    "{'CertificateAuthority':'Issuer','Principal':'*','Actions':['GetCertificate']}",
    "ValidationException", "PERMISSION_PRINCIPAL" },
  { "CreatePermission", "at least one action",
    "{'CertificateAuthority':'Issuer','Principal':'acm.amazonaws.com','Actions':[]}",
    "ValidationException", "PERMISSION_ACTION" },
  { "CreatePermission", "at most three actions",
    "{'CertificateAuthority':'Issuer','Principal':'acm.amazonaws.com','Actions':"
    "['IssueCertificate','GetCertificate','ListPermissions','RevokeCertificate']}",
    "ValidationException", "PARAMETER_SIZE" },
  { "CreatePermission", "one of the three actions",
    "{'CertificateAuthority':'Issuer','Principal':'acm.amazonaws.com','Actions':"
    "['RevokeCertificate']}",
    "ValidationException", "PERMISSION_ACTION" },
  { "CreatePermission", "an action is a text",
    "{'CertificateAuthority':'Issuer','Principal':'acm.amazonaws.com','Actions':[{}]}",
    "ValidationException", "PERMISSION_ACTION" },
  { "CreatePermission", "account of 12 digits",
    "{'CertificateAuthority':'Issuer','Principal':'acm.amazonaws.com','SourceAccount':'12',"
    "'Actions':['GetCertificate']}",
    "ValidationException", "PERMISSION_ACCOUNT" },
  { "CreatePermission", "done",
    "{'CertificateAuthority':'Issuer','Principal':'acm.amazonaws.com','Actions':"
    "['IssueCertificate','GetCertificate','ListPermissions']}",
    OK, NULL },
  { "CreatePermission", "one for each principal",
    "{'CertificateAuthority':'Issuer','Principal':'acm.amazonaws.com','Actions':['GetCertificate']}",
    "PermissionAlreadyExistsException", "PERMISSION_EXISTS" },
  { "CreatePermission", "exists",
    "{'CertificateAuthority':'Nobody','Principal':'acm.amazonaws.com','Actions':['GetCertificate']}",
    "ResourceNotFoundException", "CA_UNKNOWN" },
  { "ListPermissions", "done", "{'CertificateAuthority':'Issuer'}", OK, NULL },
  { "ListPermissions", "not deleted", "{'CertificateAuthority':'Gone'}", "InvalidStateException",
    "CA_STATE" },
  { "ListPermissions", "ARN well formed", "{'CertificateAuthority':'arn:aws:acm-pca:local:1:x'}",
    "InvalidArnException", "CA_ARN" },
  { "DeletePermission", "done", "{'CertificateAuthority':'Issuer','Principal':'acm.amazonaws.com'}",
    OK, NULL },
  { "DeletePermission", "there is one",
    "{'CertificateAuthority':'Issuer','Principal':'acm.amazonaws.com'}",
    "ResourceNotFoundException", "PERMISSION_UNKNOWN" },
  { "DeletePermission", "the renewal service alone",
    "{'CertificateAuthority':'Issuer','Principal':'ec2.amazonaws.com'}", "ValidationException",
    "PERMISSION_PRINCIPAL" },
  { "DeletePermission", "not deleted",
    "{'CertificateAuthority':'Gone','Principal':'acm.amazonaws.com'}", "InvalidStateException",
    "CA_STATE" },

  /* --- DeleteCertificateAuthority and RestoreCertificateAuthority */
  { "DeleteCertificateAuthority", "not while ACTIVE", "{'CertificateAuthority':'Root'}",
    "InvalidStateException", "CA_STATE_ACTIVE_DELETE" },
  { "DeleteCertificateAuthority", "window of at least 7 days",
    "{'CertificateAuthority':'Off','PermanentDeletionTimeInDays':6}", "ValidationException",
    "DELETION_WINDOW" },
  { "DeleteCertificateAuthority", "window of at most 30 days",
    "{'CertificateAuthority':'Off','PermanentDeletionTimeInDays':31}", "ValidationException",
    "DELETION_WINDOW" },
  { "DeleteCertificateAuthority", "not twice", "{'CertificateAuthority':'Gone'}",
    "InvalidStateException", "CA_STATE_TRANSITION" },
  { "DeleteCertificateAuthority", "exists", "{'CertificateAuthority':'Nobody'}",
    "ResourceNotFoundException", "CA_UNKNOWN" },
  { "DeleteCertificateAuthority", "ARN well formed",
    "{'CertificateAuthority':'arn:aws:acm-pca:local:111122223333:certificate-authority/1'}",
    "InvalidArnException", "CA_ARN" },
  { "DeleteCertificateAuthority", "DISABLED",
    "{'CertificateAuthority':'Off','PermanentDeletionTimeInDays':7}", OK, NULL },
  { "DeleteCertificateAuthority", "PENDING_CERTIFICATE", "{'CertificateAuthority':'Waits'}", OK,
    NULL },
  { "DeleteCertificateAuthority", "EXPIRED", "{'CertificateAuthority':'Ended'}", OK, NULL },
  { "RestoreCertificateAuthority", "from DELETED", "{'CertificateAuthority':'Off'}", OK, NULL },
  { "RestoreCertificateAuthority", "to the state before", "{'CertificateAuthority':'Waits'}", OK,
    NULL },
  { "RestoreCertificateAuthority", "EXPIRED again", "{'CertificateAuthority':'Ended'}", OK, NULL },
  { "RestoreCertificateAuthority", "only from DELETED", "{'CertificateAuthority':'Root'}",
    "InvalidStateException", "CA_STATE_TRANSITION" },
  { "RestoreCertificateAuthority", "within the window", "{'CertificateAuthority':'Past'}",
    "InvalidStateException", "RESTORE_TOO_LATE" },
  { "RestoreCertificateAuthority", "exists", "{'CertificateAuthority':'Nobody'}",
    "ResourceNotFoundException", "CA_UNKNOWN" },

  /* --- Reading authorities */
  { "DescribeCertificateAuthority", "in any state", "{'CertificateAuthority':'Gone'}", OK, NULL },
  { "DescribeCertificateAuthority", "after its window", "{'CertificateAuthority':'Past'}", OK,
    NULL },
  { "DescribeCertificateAuthority", "exists", "{'CertificateAuthority':'Nobody'}",
    "ResourceNotFoundException", "CA_UNKNOWN" },
  { "DescribeCertificateAuthority", "ARN well formed", "{'CertificateAuthority':'arn:aws:s3:::x'}",
    "InvalidArnException", "CA_ARN" },
  { "ListCertificateAuthorities", "done", "{}", OK, NULL },
  { "ListCertificateAuthorities", "account exists", "{'OwnerAccount':'000000000001'}",
    "ResourceNotFoundException", "ACCOUNT_UNKNOWN" },
  { "ExportPlan", "done", "{}", OK, NULL },
  { "ComparePlan", "is a plan", "{'Plan':'none'}", "InvalidArgsException", "PLAN_SYNTAX" },
  { "ComparePlan", "is there", "{}", "InvalidArgsException", "PARAMETER_MISSING" },
  { "PreviewProvisioning", "is a plan", "{'Plan':'none'}", "InvalidArgsException", "PLAN_SYNTAX" },
  { "PreviewProvisioning", "is there", "{}", "InvalidArgsException", "PARAMETER_MISSING" },
  { "ProvisionPlan", "is a plan", "{'Plan':'none'}", "InvalidArgsException", "PLAN_SYNTAX" },
  { "ProvisionPlan", "is there", "{'Invite':true}", "InvalidArgsException", "PARAMETER_MISSING" },
  { "ProvisionPlan", "people are invited or not", "{'Plan':'none','Invite':'yes'}",
    "InvalidArgsException", "PARAMETER_TYPE" },
  { "ExportHierarchy", "is there", "{}", "InvalidArgsException", "PARAMETER_MISSING" },
  { "ExportHierarchy", "exists",
    "{'CertificateAuthority':'nobody','Recipient':'x','Path':'/nowhere'}",
    "ResourceNotFoundException", "CA_UNKNOWN" },
  { "ExportHierarchy", "is a certificate",
    "{'CertificateAuthority':'Waits','Recipient':'none','Path':'/nowhere'}", "InvalidArgsException",
    "HIERARCHY_CERTIFICATE" },
  { "ImportHierarchy", "is there", "{}", "InvalidArgsException", "PARAMETER_MISSING" },
  { "ImportHierarchy", "is a file", "{'Path':'/nowhere','Key':'/nowhere','Certificate':'/nowhere'}",
    "StorageException", "FILE_READ" },
  { "ImportHierarchy", "account exists",
    "{'Path':'/nowhere','Key':'/n','Certificate':'/n','OwnerAccount':'000000000001'}",
    "ResourceNotFoundException", "ACCOUNT_UNKNOWN" },
  { "ImportAuthorities", "is there", "{}", "InvalidArgsException", "PARAMETER_MISSING" },
  { "ImportAuthorities", "is a file", "{'Path':'/nowhere/at/all'}", "StorageException",
    "FILE_READ" },
  { "ImportAuthorities", "account exists", "{'Path':'/nowhere','OwnerAccount':'000000000001'}",
    "ResourceNotFoundException", "ACCOUNT_UNKNOWN" },
  { "GetCertificateAuthorityCertificate", "has one", "{'CertificateAuthority':'Waits'}",
    "InvalidStateException", "CA_STATE" },
  { "GetCertificateAuthorityCertificate", "not deleted", "{'CertificateAuthority':'Gone'}",
    "InvalidStateException", "CA_STATE" },
  { "GetCertificateAuthorityCertificate", "expired too", "{'CertificateAuthority':'Ended'}", OK,
    NULL },
  { "GetCertificateAuthorityCsr", "waiting", "{'CertificateAuthority':'Waits'}", OK, NULL },
  { "GetCertificateAuthorityCsr", "not deleted", "{'CertificateAuthority':'Gone'}",
    "InvalidStateException", "CA_STATE" },
  { "GetCertificateAuthorityCsr", "exists", "{'CertificateAuthority':'Nobody'}",
    "ResourceNotFoundException", "CA_UNKNOWN" },
  { "ListCertificateAuthorityAuditReports", "done", "{'CertificateAuthority':'Issuer'}", OK, NULL },
  { "ListCertificateAuthorityAuditReports", "exists", "{'CertificateAuthority':'Nobody'}",
    "ResourceNotFoundException", "CA_UNKNOWN" },

  /* --- ImportCertificateAuthorityCertificate; its rules one by one: test-ca-import.c */
  { "ImportCertificateAuthorityCertificate", "not DISABLED",
    "{'CertificateAuthority':'Off','Certificate':'$issuer'}", "InvalidStateException", "CA_STATE" },
  { "ImportCertificateAuthorityCertificate", "not DELETED",
    "{'CertificateAuthority':'Gone','Certificate':'$issuer'}", "InvalidStateException",
    "CA_STATE" },
  { "ImportCertificateAuthorityCertificate", "a certificate",
    "{'CertificateAuthority':'Waits','Certificate':'$csr'}", "MalformedCertificateException",
    "CERTIFICATE_NOT_A_CERTIFICATE" },
  { "ImportCertificateAuthorityCertificate", "the key of its request",
    "{'CertificateAuthority':'Waits','Certificate':'$issuer'}", "CertificateMismatchException",
    "IMPORT_KEY" },
  { "ImportCertificateAuthorityCertificate", "certificate required",
    "{'CertificateAuthority':'Waits'}", "InvalidArgsException", "PARAMETER_MISSING" },
  { "ImportCertificateAuthorityCertificate", "exists",
    "{'CertificateAuthority':'Nobody','Certificate':'$issuer'}", "ResourceNotFoundException",
    "CA_UNKNOWN" },

  /* --- Tags */
  { "TagCertificateAuthority", "done",
    "{'CertificateAuthority':'Root','Tags':[{'Key':'a b_.:/=+-@','Value':''}]}", OK, NULL },
  { "TagCertificateAuthority", "letters of any language",
    "{'CertificateAuthority':'Root','Tags':[{'Key':'Größe','Value':'größer'}]}", OK, NULL },
  { "TagCertificateAuthority", "at least one", "{'CertificateAuthority':'Root','Tags':[]}",
    "ValidationException", "TAGS_NONE" },
  { "TagCertificateAuthority", "at most 50 in a call",
    "{'CertificateAuthority':'Root','Tags':$51tags}", "ValidationException", "PARAMETER_SIZE" },
  { "TagCertificateAuthority", "at most 50 on an authority",
    "{'CertificateAuthority':'Full','Tags':[{'Key':'one more','Value':''}]}",
    "TooManyTagsException", "TAGS_TOO_MANY" },
  { "TagCertificateAuthority", "a known key is changed",
    "{'CertificateAuthority':'Full','Tags':[{'Key':'k0','Value':'new'}]}", OK, NULL },
  { "TagCertificateAuthority", "key of at most 128 characters",
    "{'CertificateAuthority':'Root','Tags':[{'Key':'$129digits','Value':''}]}",
    "InvalidTagException", "TAG_KEY" },
  { "TagCertificateAuthority", "key of at least one character",
    "{'CertificateAuthority':'Root','Tags':[{'Key':'','Value':''}]}", "InvalidTagException",
    "TAG_KEY" },
  { "TagCertificateAuthority", "value of at most 256 characters",
    "{'CertificateAuthority':'Root','Tags':[{'Key':'k','Value':'$129digits$129digits'}]}",
    "InvalidTagException", "TAG_VALUE" },
  { "TagCertificateAuthority", "aws: refused",
    "{'CertificateAuthority':'Root','Tags':[{'Key':'AWS:x','Value':''}]}", "InvalidTagException",
    "TAG_RESERVED" },
  { "TagCertificateAuthority", "a key once",
    "{'CertificateAuthority':'Root','Tags':[{'Key':'k','Value':'1'},{'Key':'k','Value':'2'}]}",
    "InvalidTagException", "TAG_TWICE" },
  { "TagCertificateAuthority", "not deleted",
    "{'CertificateAuthority':'Gone','Tags':[{'Key':'k','Value':''}]}", "InvalidStateException",
    "CA_STATE" },
  { "ListTags", "done", "{'CertificateAuthority':'Root'}", OK, NULL },
  { "ListTags", "not deleted", "{'CertificateAuthority':'Gone'}", "InvalidStateException",
    "CA_STATE" },
  { "ListTags", "exists", "{'CertificateAuthority':'Nobody'}", "ResourceNotFoundException",
    "CA_UNKNOWN" },
  { "UntagCertificateAuthority", "key alone",
    "{'CertificateAuthority':'Full','Tags':[{'Key':'k1'}]}", OK, NULL },
  { "UntagCertificateAuthority", "at least one", "{'CertificateAuthority':'Full','Tags':[]}",
    "ValidationException", "TAGS_NONE" },
  { "UntagCertificateAuthority", "not deleted",
    "{'CertificateAuthority':'Gone','Tags':[{'Key':'k'}]}", "InvalidStateException", "CA_STATE" },

  /* --- UpdateCertificateAuthority */
  { "UpdateCertificateAuthority", "not waiting",
    "{'CertificateAuthority':'Waits','Status':'DISABLED'}", "InvalidStateException", "CA_STATE" },
  { "UpdateCertificateAuthority", "not expired",
    "{'CertificateAuthority':'Ended','Status':'DISABLED'}", "InvalidStateException", "CA_STATE" },
  { "UpdateCertificateAuthority", "not deleted",
    "{'CertificateAuthority':'Gone','Status':'ACTIVE'}", "InvalidStateException", "CA_STATE" },
  { "UpdateCertificateAuthority", "status ACTIVE or DISABLED",
    "{'CertificateAuthority':'Root','Status':'DELETED'}", "InvalidArgsException", "CA_STATUS" },
  { "UpdateCertificateAuthority", "disabled", "{'CertificateAuthority':'Rsa','Status':'DISABLED'}",
    OK, NULL },
  { "UpdateCertificateAuthority", "enabled", "{'CertificateAuthority':'Rsa','Status':'ACTIVE'}", OK,
    NULL },
  { "UpdateCertificateAuthority", "revocation as at creation",
    "{'CertificateAuthority':'Root','RevocationConfiguration':{'CrlConfiguration':{'Enabled':true,"
    "'ExpirationInDays':5001}}}",
    "ValidationException", "REVOCATION_DAYS" },
  { "UpdateCertificateAuthority", "exists", "{'CertificateAuthority':'Nobody','Status':'DISABLED'}",
    "ResourceNotFoundException", "CA_UNKNOWN" },

  /* --- Other vaults: what no partner is needed for; the rest is in test-exchange-file.c */
  { "ListExchangePartners", "none", "{}", OK, NULL },
  { "ListExchangeRequests", "none", "{}", OK, NULL },
  { "GetExchangeIdentity", "none yet", "{}", "InvalidStateException", "EXCHANGE_NO_IDENTITY" },
  { "CreateExchangeIdentity", "made", "{}", OK, NULL },
  { "AddExchangePartner", "a certificate", "{'Name':'a','Certificate':'none','Fingerprint':'00'}",
    "MalformedCertificateException", "CERTIFICATE_NOT_A_CERTIFICATE" },
  { "AddExchangePartner", "a name", "{'Name':'','Certificate':'none','Fingerprint':'00'}",
    "ValidationException", "NAME_OF_THING" },
  { "RemoveExchangePartner", "exists", "{'Name':'nobody'}", "ResourceNotFoundException",
    "EXCHANGE_PARTNER_UNKNOWN" },
  { "CreateExchangeRequest", "partner exists",
    "{'Partner':'nobody','CertificateAuthority':'Root','Items':[]}", "ResourceNotFoundException",
    "EXCHANGE_PARTNER_UNKNOWN" },
  { "DescribeExchangeRequest", "exists", "{'RequestId':'00'}", "ResourceNotFoundException",
    "EXCHANGE_UNKNOWN" },
  { "ShowExchangeFile", "is one", "{'File':'none'}", "VerificationFailedException",
    "SIGNED_DATA_FORM" },
  { "ReceiveExchangeRequest", "is one", "{'File':'none'}", "VerificationFailedException",
    "SIGNED_DATA_FORM" },
  { "AnswerExchangeRequest", "exists", "{'RequestId':'00'}", "ResourceNotFoundException",
    "EXCHANGE_UNKNOWN" },
  { "AcceptExchangeResponse", "is one", "{'File':'none'}", "VerificationFailedException",
    "SIGNED_DATA_FORM" },
};

/* Section 1.1 without the three policies; the report's description is the list of reports here. */
static const char *const covered[] = {
  "CreateCertificateAuthority",
  "CreateCertificateAuthorityAuditReport",
  "CreatePermission",
  "DeleteCertificateAuthority",
  "DeletePermission",
  "DescribeCertificateAuthority",
  "ListCertificateAuthorityAuditReports",
  "GetCertificateAuthorityCertificate",
  "GetCertificateAuthorityCsr",
  "ImportCertificateAuthorityCertificate",
  "ListCertificateAuthorities",
  "ListPermissions",
  "ListTags",
  "RestoreCertificateAuthority",
  "TagCertificateAuthority",
  "UntagCertificateAuthority",
  "UpdateCertificateAuthority",
  NULL,
};

static void
test_rows (World *world, gconstpointer data)
{
  try_rows (world, rows, G_N_ELEMENTS (rows));
}

static void
test_covered (void)
{
  assert_covered (rows, G_N_ELEMENTS (rows), covered);
}

/* --- Rules that need more than one call --------------------------------------------------------*/

static void
assert_tag (World *world, const char *key, const char *value)
{
  g_autoptr (JsonObject)
    result = call (world->fixture.engine, "ListTags", "{'CertificateAuthority':'Full'}");
  JsonArray *tags = esp_json_get_array (result, "Tags");
  const char *found = NULL;

  for (guint i = 0; i < json_array_get_length (tags); i++)
    {
      JsonObject *tag = json_array_get_object_element (tags, i);

      if (g_str_equal (esp_json_get_string (tag, "Key"), key))
        found = esp_json_get_string (tag, "Value");
    }
  g_assert_cmpstr (found, ==, value);
}

/* A key with a value is removed only where both fit; keys differ by case. */
static void
test_untag (World *world, gconstpointer data)
{
  run (world, "UntagCertificateAuthority",
       "{'CertificateAuthority':'Full','Tags':[{'Key':'k2','Value':'other'}]}");
  assert_tag (world, "k2", "v");
  run (world, "UntagCertificateAuthority", "{'CertificateAuthority':'Full','Tags':[{'Key':'K2'}]}");
  assert_tag (world, "k2", "v");
  run (world, "UntagCertificateAuthority",
       "{'CertificateAuthority':'Full','Tags':[{'Key':'k2','Value':'v'}]}");
  assert_tag (world, "k2", NULL);
  run (world, "UntagCertificateAuthority", "{'CertificateAuthority':'Full','Tags':[{'Key':'k3'}]}");
  assert_tag (world, "k3", NULL);
}

/* What is left out of an update stays. */
static void
test_update (World *world, gconstpointer data)
{
  g_autoptr (JsonObject) before = NULL;
  g_autoptr (JsonObject) after = NULL;
  JsonObject *crl;

  run (world, "UpdateCertificateAuthority",
       "{'CertificateAuthority':'Root','RevocationConfiguration':{'CrlConfiguration':{'Enabled':"
       "true,'ExpirationInDays':11}}}");
  before = call (world->fixture.engine, "UpdateCertificateAuthority",
                 "{'CertificateAuthority':'Root','Status':'DISABLED'}");
  after = call (world->fixture.engine, "UpdateCertificateAuthority",
                "{'CertificateAuthority':'Root','Status':'ACTIVE'}");
  crl = esp_json_get_object (
    esp_json_get_object (esp_json_get_object (after, "CertificateAuthority"),
                         "RevocationConfiguration"),
    "CrlConfiguration");
  g_assert_cmpint (esp_json_get_int (crl, "ExpirationInDays", 0), ==, 11);
  g_assert_cmpstr (
    esp_json_get_string (esp_json_get_object (before, "CertificateAuthority"), "Status"), ==,
    "DISABLED");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
  g_test_add_func ("/engine/operations-table/covered", test_covered);
#define ADD(path, test)                                                                            \
  g_test_add ("/engine/operations-table/" path, World, NULL, set_up, test, tear_down)
  ADD ("rows", test_rows);
  ADD ("untag", test_untag);
  ADD ("update", test_update);
  return g_test_run ();
}
