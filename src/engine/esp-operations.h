/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Operations, their parameters and results. Names and spelling are the service's where it has them.
 * A CA is named in "CertificateAuthority": ARN, UUID, UUID prefix of 8 or more characters, or common
 * name. A certificate in "CertificateSerial": hex, colons or not. Times are RFC 3339 texts, PEM texts
 * end with a line end. A parameter that an operation does not know is refused by name. "?": optional.
 *
 * vault
 *   DescribeVault {}
 *     -> { Id, Organization, Path, CreatedAt, SchemaVersion, ReadOnlyReason?, InterruptedIssuances,
 *          Session: { Principal, Account, Role }, RecoveryIdentity: bool, OpenSslVersion,
 *          Counts: { Accounts, Principals, CertificateAuthorities, Certificates, Events } }
 *   VerifyVault {}      the file, every CA and certificate against its row, the whole log
 *     -> { Verified: bool, File (SOUND, DAMAGED), Events, Root, Findings: [ { Object, Problem } ] }
 *   BackupVault { Path }
 *     -> { Path, Size, Digest }
 *
 * accounts, people, roles (reading)
 *   ListAccounts {}
 *     -> { Accounts: [ { Id, Name, CreatedAt } ] }
 *   ListPrincipals {}
 *     -> { Principals: [ { Name, Arn, Account, Kind, Status, Roles: [ names ], Tags } ] }
 *   ListRoles {}
 *     -> { Roles: [ { Name, Arn, Account, Scope, Policies: [ names ], Principals: [ names ] } ] }
 *
 * certificate authorities
 *   CreateCertificateAuthority { Subject (DN text), Type? (ROOT, SUBORDINATE; default: SUBORDINATE with
 *       Parent, else ROOT), Parent?, TemplateArn? (name or ARN), PathLength? (number), KeyAlgorithm?,
 *       SigningAlgorithm?, Validity? ("10y" or { Type, Value }), OwnerAccount? (number or name),
 *       UsageMode?, Tags? [ { Key, Value } ], RevocationConfiguration? }
 *     -> { CertificateAuthorityArn, CertificateAuthority: CA, Warnings?, Ignored? }
 *   ListCertificateAuthorities { OwnerAccount? }
 *     -> { CertificateAuthorities: [ CA ] }, parents before children
 *   DescribeCertificateAuthority { CertificateAuthority }
 *     -> { CertificateAuthority: CA }
 *   GetCertificateAuthorityCsr { CertificateAuthority }
 *     -> { Csr }
 *   GetCertificateAuthorityCertificate { CertificateAuthority }
 *     -> { Certificate, CertificateChain? }
 *   ImportCertificateAuthorityCertificate { CertificateAuthority, Certificate, CertificateChain? }
 *     -> { CertificateAuthority: CA }
 *   UpdateCertificateAuthority { CertificateAuthority, Status? (ACTIVE, DISABLED),
 *       RevocationConfiguration? }
 *     -> { CertificateAuthority: CA }
 *   DeleteCertificateAuthority { CertificateAuthority, PermanentDeletionTimeInDays? }
 *     -> { CertificateAuthority: CA }
 *   RestoreCertificateAuthority { CertificateAuthority }
 *     -> { CertificateAuthority: CA }
 *   TagCertificateAuthority { CertificateAuthority, Tags }
 *   UntagCertificateAuthority { CertificateAuthority, Tags [ { Key, Value? } ] }
 *   ListTags { CertificateAuthority }
 *     -> { Tags }
 *   GetCertificateRevocationList { CertificateAuthority }
 *     -> { Crl (PEM), Number, ThisUpdate, NextUpdate, Entries, New: bool, Overdue: bool }
 *        signs a new one when the newest lacks a revocation or has passed half of its time
 *
 *   CA: { Arn, Id, OwnerAccount, Type, Status, CommonName, Subject (text), ParentArn?, Level?,
 *         PathLength? (left out: none), Serial?, NotBefore?, NotAfter?, CreatedAt, LastStateChangeAt,
 *         RestorableUntil?, FailureReason?, TemplateArn?, UsageMode,
 *         CertificateAuthorityConfiguration: { KeyAlgorithm, SigningAlgorithm, Subject: ASN1Subject },
 *         RevocationConfiguration: {
 *           CrlConfiguration: { Enabled, ExpirationInDays?, CrlType?, Url? },
 *           OcspConfiguration: { Enabled, Url? } },
 *         Tags: [ { Key, Value } ], IssuedCertificates: { Valid, Expired, Revoked } }
 *   RevocationConfiguration as a parameter has the same members; what is left out stays as it is.
 *
 * certificates
 *   IssueCertificate { CertificateAuthority, Csr (PEM), TemplateArn?, Validity, ValidityNotBefore?,
 *       SigningAlgorithm? }
 *     -> { CertificateArn, CertificateSerial, Certificate, CertificateChain,
 *          Warnings: [ { Rule, Citation, Sentence } ], Ignored: [ { Extension, Oid, Reason } ] }
 *   IssueCertificates { CertificateAuthority, Requests [ PEM ] (at most 1,000), TemplateArn?, Validity,
 *       ValidityNotBefore?, SigningAlgorithm?, Jobs? }
 *     -> { Issued, Failed, CertificateChain, Results: [ { CertificateArn, CertificateSerial,
 *          Certificate } or { Error: { Code, Message, Reason } } ] } in the order of the requests
 *   ListCertificates { CertificateAuthority?, Status? (VALID, EXPIRED, REVOKED), Search?,
 *       Limit? (default 1,000), After? (the NextToken of the page before) }
 *     -> { Certificates: [ CERT ], NextToken? }
 *   DescribeCertificate { CertificateSerial, CertificateAuthority? }
 *     -> { Certificate: CERT, Pem }
 *   GetCertificate { CertificateSerial, CertificateAuthority? }
 *     -> { CertificateArn, Certificate, CertificateChain }
 *   RevokeCertificate { CertificateAuthority, CertificateSerial, RevocationReason }
 *     -> { CertificateArn, RevokedAt, RevocationReason }
 *
 *   CERT: { CertificateArn, Serial, Subject, SubjectAlternativeNames?, Status, NotBefore, NotAfter,
 *           IssuedAt, RevokedAt?, RevocationReason?, TemplateArn?, IssuerArn, Issuer, RequestedBy,
 *           RequesterAccount }
 *
 * reports and log
 *   CreateCertificateAuthorityAuditReport { CertificateAuthority, AuditReportResponseFormat (JSON, CSV),
 *       Path }
 *     -> { AuditReportId, Path, Rows, Digest (SHA-256, hex), CreatedAt }
 *        the file is written whole or not at all
 *   ListCertificateAuthorityAuditReports { CertificateAuthority? }
 *     -> { AuditReports: [ { AuditReportId, CertificateAuthorityArn, CertificateAuthority, Format,
 *          CreatedAt, Rows, Digest, RequestedBy } ] }
 *   SummarizeCertificates { By (ca, account, template, month), CertificateAuthority? }
 *     -> { Groups: [ { Group, Issued, Valid, Expired, Revoked } ] }
 *   ListEvents { Since?, Actor?, Action?, Resource?, Outcome? (ALLOWED, DENIED, FAILED), Limit?, Before? }
 *     -> { Events: [ EVENT ] }, newest first
 *   GetEvent { Sequence }
 *     -> { Event: EVENT, Canonical, Signature (hex) }
 *   VerifyLog {}
 *     -> { Verified: bool, Events, Root, Findings: [ { Sequence, Problem } ] }
 *   EVENT: the members of the canonical text (esp-event.h)
 *
 * Internal operations (UpdateOwnIdentity, CreateRecoveryIdentity, CreateSample, QueryCertificates,
 * FetchCertificates) stand in the same table and pass the same door, and have functions of their own
 * in esp-engine.h and esp-certificate-list.h, because their input is no JSON.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names of all operations in the order of the table; NULL-terminated. */
const char * const *esp_operation_names  (void);
/* "acm-pca:IssueCertificate"; NULL for an unknown operation. */
const char         *esp_operation_action (const char *operation);

G_END_DECLS
