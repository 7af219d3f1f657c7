/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The operations on CAs and certificates (service, section 1.1), rule by rule: what each refuses,
 * and with which error name. A row is one call in a vault that has an authority in every state. The
 * rules of an imported certificate have a program of their own, test-ca-import.c; policies come
 * with sharing.
 */
#include "engine-fixture.h"

#include <string.h>

#define DAY ESP_TIME_DAY
#define OK NULL

/* What rows name by "$NAME". */
typedef struct
{
  Fixture fixture;
  GHashTable *values;
} World;

typedef struct
{
  const char *operation;
  const char *rule;
  const char *parameters;
  const char *error;  /* the service's name; OK: it is done */
  const char *reason; /* ours; NULL: done */
} Row;

/* Root, Issuer (ACTIVE, path length 0), Waits (PENDING_CERTIFICATE), Off (DISABLED), Ended
 * (EXPIRED), Gone (DELETED, restorable), Past (DELETED, past its window), Short
 * (SHORT_LIVED_CERTIFICATE), Full (50 tags), Rsa (an RSA key). */
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

  /* --- IssueCertificate */
  { "IssueCertificate", "default template",
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':'30d'}", OK, NULL },
  { "IssueCertificate", "CSR required", "{'CertificateAuthority':'Issuer','Validity':'30d'}",
    "InvalidArgsException", "PARAMETER_MISSING" },
  { "IssueCertificate", "CSR is one",
    "{'CertificateAuthority':'Issuer','Csr':'$issuer','Validity':'30d'}", "MalformedCSRException",
    "CSR_NOT_A_CSR" },
  { "IssueCertificate", "CSR of at most 32768 bytes",
    "{'CertificateAuthority':'Issuer','Csr':'$large','Validity':'30d'}", "MalformedCSRException",
    "CSR_TOO_LARGE" },
  { "IssueCertificate", "CSR with subject or SAN",
    "{'CertificateAuthority':'Issuer','Csr':'$nameless','Validity':'30d'}", "MalformedCSRException",
    "CSR_NO_NAME" },
  { "IssueCertificate", "empty subject, SAN critical",
    "{'CertificateAuthority':'Issuer','Csr':'$uncritical','Validity':'30d'}",
    "MalformedCSRException", "CSR_EMPTY_SUBJECT_SAN" },
  { "IssueCertificate", "CSR signed by its key",
    "{'CertificateAuthority':'Issuer','Csr':'$unproved','Validity':'30d'}", "MalformedCSRException",
    "CSR_SIGNATURE" },
  { "IssueCertificate", "validity required", "{'CertificateAuthority':'Issuer','Csr':'$csr'}",
    "InvalidArgsException", "PARAMETER_MISSING" },
  { "IssueCertificate", "validity positive",
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':{'Type':'DAYS','Value':0}}",
    "InvalidArgsException", "VALIDITY_NOT_POSITIVE" },
  { "IssueCertificate", "validity type known",
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':{'Type':'WEEKS','Value':1}}",
    "InvalidArgsException", "VALIDITY_SYNTAX" },
  { "IssueCertificate", "NotAfter within the issuer's",
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':'90y'}", "ValidationException",
    "OUTLIVES_ISSUER" },
  { "IssueCertificate", "signing algorithm of the key's family",
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':'30d','SigningAlgorithm':"
    "'SHA256WITHRSA'}",
    "InvalidArgsException", "SIGNING_ALGORITHM_FAMILY" },
  { "IssueCertificate", "another digest of the family",
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':'30d','SigningAlgorithm':"
    "'SHA384WITHECDSA'}",
    OK, NULL },
  { "IssueCertificate", "RSA key, RSA digest",
    "{'CertificateAuthority':'Rsa','Csr':'$csr','Validity':'30d','SigningAlgorithm':"
    "'SHA512WITHRSA'}",
    OK, NULL },
  { "IssueCertificate", "template known",
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':'30d','TemplateArn':'Fancy/V1'}",
    "InvalidArgsException", "TEMPLATE_UNKNOWN" },
  { "IssueCertificate", "path length below the issuer's",
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':'30d','TemplateArn':"
    "'SubordinateCACertificate_PathLen0/V1'}",
    "ValidationException", "PATH_LENGTH_ZERO" },
  { "IssueCertificate", "ACTIVE, not waiting",
    "{'CertificateAuthority':'Waits','Csr':'$csr','Validity':'30d'}", "InvalidStateException",
    "CA_STATE" },
  { "IssueCertificate", "ACTIVE, not disabled",
    "{'CertificateAuthority':'Off','Csr':'$csr','Validity':'30d'}", "InvalidStateException",
    "CA_STATE" },
  { "IssueCertificate", "ACTIVE, not expired",
    "{'CertificateAuthority':'Ended','Csr':'$csr','Validity':'30d'}", "InvalidStateException",
    "CA_STATE" },
  { "IssueCertificate", "ACTIVE, not deleted",
    "{'CertificateAuthority':'Gone','Csr':'$csr','Validity':'30d'}", "InvalidStateException",
    "CA_STATE" },
  { "IssueCertificate", "short-lived, seven days",
    "{'CertificateAuthority':'Short','Csr':'$csr','Validity':'7d'}", OK, NULL },
  { "IssueCertificate", "short-lived, not eight",
    "{'CertificateAuthority':'Short','Csr':'$csr','Validity':'8d'}", "ValidationException",
    "SHORT_LIVED" },
  { "IssueCertificate", "exists", "{'CertificateAuthority':'Nobody','Csr':'$csr','Validity':'30d'}",
    "ResourceNotFoundException", "CA_UNKNOWN" },

  /* --- GetCertificate */
  { "GetCertificate", "valid", "{'CertificateAuthority':'Issuer','CertificateSerial':'$valid'}", OK,
    NULL },
  { "GetCertificate", "revoked", "{'CertificateAuthority':'Issuer','CertificateSerial':'$revoked'}",
    OK, NULL },
  { "GetCertificate", "expired", "{'CertificateAuthority':'Issuer','CertificateSerial':'$expired'}",
    OK, NULL },
  { "GetCertificate", "of this authority",
    "{'CertificateAuthority':'Root','CertificateSerial':'$valid'}", "ResourceNotFoundException",
    "CERTIFICATE_UNKNOWN" },
  { "GetCertificate", "a serial", "{'CertificateAuthority':'Issuer','CertificateSerial':'xyz'}",
    "InvalidArgsException", "SERIAL_SYNTAX" },
  { "GetCertificate", "ARN well formed",
    "{'CertificateAuthority':'arn:nothing','CertificateSerial':'$valid'}", "InvalidArnException",
    "CA_ARN" },

  /* --- RevokeCertificate */
  { "RevokeCertificate", "one of eight reasons",
    "{'CertificateAuthority':'Issuer','CertificateSerial':'$valid','RevocationReason':"
    "'CERTIFICATE_HOLD'}",
    "InvalidArgsException", "REVOCATION_REASON_UNKNOWN" },
  { "RevokeCertificate", "serial in hex",
    "{'CertificateAuthority':'Issuer','CertificateSerial':'12-34','RevocationReason':"
    "'SUPERSEDED'}",
    "InvalidArgsException", "SERIAL_SYNTAX" },
  { "RevokeCertificate", "serial of at most 128 characters",
    "{'CertificateAuthority':'Issuer','CertificateSerial':'$129digits','RevocationReason':"
    "'SUPERSEDED'}",
    "InvalidArgsException", "SERIAL_SYNTAX" },
  { "RevokeCertificate", "there is one",
    "{'CertificateAuthority':'Issuer','CertificateSerial':'01','RevocationReason':'SUPERSEDED'}",
    "ResourceNotFoundException", "CERTIFICATE_UNKNOWN" },
  { "RevokeCertificate", "not expired",
    "{'CertificateAuthority':'Issuer','CertificateSerial':'$expired','RevocationReason':"
    "'SUPERSEDED'}",
    "InvalidStateException", "REVOKE_EXPIRED" },
  { "RevokeCertificate", "not the self-signed root",
    "{'CertificateAuthority':'Root','CertificateSerial':'$rootserial','RevocationReason':"
    "'SUPERSEDED'}",
    "InvalidRequestException", "REVOKE_ROOT" },
  { "RevokeCertificate", "not of an expired authority",
    "{'CertificateAuthority':'Ended','CertificateSerial':'$ofended','RevocationReason':"
    "'SUPERSEDED'}",
    "InvalidStateException", "CA_STATE" },
  { "RevokeCertificate", "of a disabled authority too",
    "{'CertificateAuthority':'Off','CertificateSerial':'$ofoff','RevocationReason':"
    "'KEY_COMPROMISE'}",
    OK, NULL },
  { "RevokeCertificate", "with colons, in capitals",
    "{'CertificateAuthority':'Issuer','CertificateSerial':'$colons','RevocationReason':"
    "'UNSPECIFIED'}",
    OK, NULL },
  { "RevokeCertificate", "not twice",
    "{'CertificateAuthority':'Issuer','CertificateSerial':'$revoked','RevocationReason':"
    "'SUPERSEDED'}",
    "RequestAlreadyProcessedException", "CERTIFICATE_REVOKED" },

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
  "GetCertificate",
  "GetCertificateAuthorityCertificate",
  "GetCertificateAuthorityCsr",
  "ImportCertificateAuthorityCertificate",
  "IssueCertificate",
  "ListCertificateAuthorities",
  "ListPermissions",
  "ListTags",
  "RestoreCertificateAuthority",
  "RevokeCertificate",
  "TagCertificateAuthority",
  "UntagCertificateAuthority",
  "UpdateCertificateAuthority",
};

/* --- The world ---------------------------------------------------------------------------------*/

static void
keep (World *world, const char *name, char *value)
{
  g_hash_table_insert (world->values, g_strdup (name), value);
}

/* The members of a JSON text have \n where the text has a line end. */
static char *
fill (World *world, const char *text)
{
  g_autoptr (GString) filled = g_string_new (text);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, world->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autofree char *place = g_strconcat ("$", name, NULL);

      g_string_replace (filled, place, value, 0);
    }
  g_string_replace (filled, "\n", "\\n", 0);
  return g_strdup (filled->str);
}

static void
run (World *world, const char *operation, const char *parameters)
{
  g_autofree char *json = fill (world, parameters);
  g_autoptr (JsonObject) result = call (world->fixture.engine, operation, json);

  g_assert_nonnull (result);
}

static void
make (World *world, const char *parameters)
{
  run (world, "CreateCertificateAuthority", parameters);
}

static char *
make_serial (World *world, const char *ca, const char *validity)
{
  g_autofree char *parameters = g_strdup_printf (
    "{'CertificateAuthority':'%s','Csr':'$csr','Validity':'%s'}", ca, validity);
  g_autofree char *json = fill (world, parameters);
  g_autoptr (JsonObject) result = call (world->fixture.engine, "IssueCertificate", json);

  return g_strdup (esp_json_get_string (result, "CertificateSerial"));
}

static char *
openssl_request (const char *more)
{
  g_autofree char *command = g_strdup_printf (
    "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null %s",
    more);
  const char *argv[] = { "sh", "-c", command, NULL };
  char *pem = NULL;
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &pem,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return pem;
}

/* One bit of the signature, in the last bytes of the DER. */
static char *
break_request (const char *pem)
{
  const char *body = strchr (pem, '\n') + 1;
  const char *end = strstr (body, "-----END");
  g_autofree char *base64 = g_strndup (body, (gsize) (end - body));
  gsize len;
  g_autofree guint8 *der = g_base64_decode (base64, &len);
  g_autofree char *broken = NULL;

  der[len - 1] ^= 1;
  broken = g_base64_encode (der, len);
  return g_strdup_printf ("-----BEGIN CERTIFICATE REQUEST-----\n%s\n-----END CERTIFICATE "
                          "REQUEST-----\n",
                          broken);
}

static char *
many_tags (int n)
{
  GString *text = g_string_new ("[");

  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%s{'Key':'k%d','Value':'v'}", i ? "," : "", i);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static char *
with_colons (const char *serial)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; serial[i]; i += 2)
    g_string_append_printf (text, "%s%c%c", i ? ":" : "", g_ascii_toupper (serial[i]),
                            g_ascii_toupper (serial[i + 1]));
  return g_string_free (text, FALSE);
}

static void
make_requests (World *world)
{
  g_autofree char *garbage = g_strnfill (33000, 'A');

  keep (world, "folder", g_strdup (world->fixture.folder));
  keep (world, "csr", make_csr ("/CN=device"));
  keep (world, "nameless", openssl_request ("-subj /"));
  keep (world, "uncritical", openssl_request ("-subj / -addext subjectAltName=DNS:a.example"));
  keep (world, "unproved", break_request (g_hash_table_lookup (world->values, "csr")));
  keep (world, "large",
        g_strdup_printf ("-----BEGIN CERTIFICATE REQUEST-----\n%s\n-----END CERTIFICATE "
                         "REQUEST-----\n",
                         garbage));
  keep (world, "129digits", g_strnfill (129, '1'));
  keep (world, "50tags", many_tags (50));
  keep (world, "51tags", many_tags (51));
}

static char *
certificate_of (World *world, const char *ca, gboolean serial)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority':'%s'}", ca);
  g_autoptr (JsonObject) result = NULL;

  if (!serial)
    {
      result = call (world->fixture.engine, "GetCertificateAuthorityCertificate", json);
      return g_strdup (esp_json_get_string (result, "Certificate"));
    }
  result = call (world->fixture.engine, "DescribeCertificateAuthority", json);
  return g_strdup (
    esp_json_get_string (esp_json_get_object (result, "CertificateAuthority"), "Serial"));
}

static void
make_authorities (World *world)
{
  make (world, "{'Subject':'CN=Root','Validity':'10y'}");
  make (world, "{'Subject':'CN=Issuer','Parent':'Root','PathLength':0,'Validity':'5y'}");
  make (world, "{'Subject':'CN=Waits','Type':'SUBORDINATE'}");
  make (world, "{'Subject':'CN=Off'}");
  make (world, "{'Subject':'CN=Ended','Validity':'20d'}");
  make (world, "{'Subject':'CN=Gone'}");
  make (world, "{'Subject':'CN=Past'}");
  make (world, "{'Subject':'CN=Short','UsageMode':'SHORT_LIVED_CERTIFICATE'}");
  make (world, "{'Subject':'CN=Full','Tags':$50tags}");
  make (world, "{'Subject':'CN=Rsa','KeyAlgorithm':'RSA_2048'}");
}

static void
make_certificates (World *world)
{
  keep (world, "issuer", certificate_of (world, "Issuer", FALSE));
  keep (world, "rootserial", certificate_of (world, "Root", TRUE));
  keep (world, "valid", make_serial (world, "Issuer", "100d"));
  keep (world, "revoked", make_serial (world, "Issuer", "100d"));
  keep (world, "expired", make_serial (world, "Issuer", "1d"));
  keep (world, "ofended", make_serial (world, "Ended", "19d"));
  keep (world, "ofoff", make_serial (world, "Off", "100d"));
  {
    g_autofree char *serial = make_serial (world, "Issuer", "100d");

    keep (world, "colons", with_colons (serial));
  }
  run (world, "RevokeCertificate",
       "{'CertificateAuthority':'Issuer','CertificateSerial':'$revoked','RevocationReason':"
       "'SUPERSEDED'}");
}

static void
set_up (World *world, gconstpointer data)
{
  fixture_set_up (&world->fixture, NULL);
  world->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  make_requests (world);
  make_authorities (world);
  make_certificates (world);
  run (world, "UpdateCertificateAuthority", "{'CertificateAuthority':'Off','Status':'DISABLED'}");
  run (world, "UpdateCertificateAuthority", "{'CertificateAuthority':'Gone','Status':'DISABLED'}");
  run (world, "UpdateCertificateAuthority", "{'CertificateAuthority':'Past','Status':'DISABLED'}");
  run (world, "DeleteCertificateAuthority",
       "{'CertificateAuthority':'Past','PermanentDeletionTimeInDays':7}");
  run (world, "DeleteCertificateAuthority", "{'CertificateAuthority':'Gone'}");
  esp_clock_set (world->fixture.clock, FIXTURE_NOW + 25 * DAY);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_hash_table_unref (world->values);
  fixture_tear_down (&world->fixture, NULL);
}

/* --- The walk ----------------------------------------------------------------------------------*/

static JsonObject *
parse (World *world, const char *text)
{
  g_autofree char *filled = fill (world, text);
  g_autofree char *quoted = g_strdelimit (g_steal_pointer (&filled), "'", '"');
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_json_parse (quoted, -1, 1 << 20, &error);

  g_assert_no_error (error);
  return json_node_dup_object (node);
}

static void
try_row (World *world, const Row *row)
{
  g_autoptr (JsonObject) parameters = parse (world, row->parameters);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_test_message ("%s: %s", row->operation, row->rule);
  node = esp_engine_call (world->fixture.engine, row->operation, parameters, NULL, &error);
  if (!row->error)
    {
      g_assert_no_error (error);
      return;
    }
  g_assert_null (node);
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==, row->reason);
  g_assert_cmpstr (esp_error_code_get_name (error->code), ==, row->error);
}

static void
test_rows (World *world, gconstpointer data)
{
  gint64 n_events = count_events (world->fixture.engine);
  gint64 n_left = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *before = g_hash_table_lookup (world->values, "csr");

      g_assert_nonnull (before);
      try_row (world, &rows[i]);
    }
  /* The log is whole, and longer: acts and refused acts are in it. */
  n_left = count_events (world->fixture.engine);
  g_assert_cmpint (n_left, >, n_events);
}

static void
test_covered (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (covered); i++)
    {
      guint n_done = 0, n_refused = 0;

      g_assert_nonnull (esp_operation_find (covered[i]));
      for (gsize j = 0; j < G_N_ELEMENTS (rows); j++)
        if (g_str_equal (rows[j].operation, covered[i]))
          {
            n_done += rows[j].error ? 0 : 1;
            n_refused += rows[j].error ? 1 : 0;
          }
      g_test_message ("%s: %u done, %u refused", covered[i], n_done, n_refused);
      /* An import that is done needs somebody outside: test-ca-import.c. */
      if (!g_str_equal (covered[i], "ImportCertificateAuthorityCertificate"))
        g_assert_cmpuint (n_done, >, 0);
      g_assert_cmpuint (n_refused, >, 0);
    }
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

/* The chain goes up to the root, leaves out the CA itself, and is not there for a root. */
static void
test_chains (World *world, gconstpointer data)
{
  g_autofree char *json = fill (world, "{'CertificateSerial':'$valid'}");
  g_autoptr (JsonObject) certificate = call (world->fixture.engine, "GetCertificate", json);
  g_autoptr (JsonObject) issuer = call (world->fixture.engine, "GetCertificateAuthorityCertificate",
                                        "{'CertificateAuthority':'Issuer'}");
  g_autoptr (JsonObject) root = call (world->fixture.engine, "GetCertificateAuthorityCertificate",
                                      "{'CertificateAuthority':'Root'}");
  g_autofree char *whole = g_strconcat (esp_json_get_string (issuer, "Certificate"),
                                        esp_json_get_string (root, "Certificate"), NULL);

  g_assert_cmpstr (esp_json_get_string (certificate, "CertificateChain"), ==, whole);
  g_assert_cmpstr (esp_json_get_string (issuer, "CertificateChain"), ==,
                   esp_json_get_string (root, "Certificate"));
  g_assert_false (json_object_has_member (root, "CertificateChain"));
}

/* One token within five minutes is one certificate; later, or with another token, another one. */
static char *
issue_with_token (World *world, const char *token)
{
  g_autofree char *parameters = g_strdup_printf (
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':'2027-01-01T00:00:00Z',"
    "'IdempotencyToken':'%s'}",
    token);
  g_autofree char *json = fill (world, parameters);
  g_autoptr (JsonObject) result = call (world->fixture.engine, "IssueCertificate", json);

  return g_strdup (esp_json_get_string (result, "CertificateSerial"));
}

static void
test_tokens (World *world, gconstpointer data)
{
  gint64 now = esp_clock_now (world->fixture.clock);
  g_autofree char *first = issue_with_token (world, "token");
  g_autofree char *same = issue_with_token (world, "token");
  g_autofree char *other = issue_with_token (world, "other");
  g_autofree char *later = NULL;

  g_assert_cmpstr (first, ==, same);
  g_assert_cmpstr (first, !=, other);
  esp_clock_set (world->fixture.clock, now + 301);
  later = issue_with_token (world, "token");
  g_assert_cmpstr (first, !=, later);
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
  ADD ("chains", test_chains);
  ADD ("tokens", test_tokens);
  return g_test_run ();
}
