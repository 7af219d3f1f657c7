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
 *   CreateCertificateAuthority { Subject (DN text or ASN1Subject), Type? (ROOT, SUBORDINATE; default:
 *       SUBORDINATE with Parent, else ROOT), Parent?, TemplateArn? (name or ARN), PathLength? (number), KeyAlgorithm?,
 *       SigningAlgorithm?, Validity? ("10y" or { Type, Value }), OwnerAccount? (number or name),
 *       UsageMode?, Tags? [ { Key, Value } ], RevocationConfiguration?, CsrExtensions? { KeyUsage?,
 *       SubjectInformationAccess? }, ApiPassthrough? (for its certificate), KeyStorageSecurityStandard?
 *       (always refused: keys are software keys), IdempotencyToken? }
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
 *   RenewCertificateAuthority { CertificateAuthority, Mode (REISSUE: same key, new certificate; REPLACE:
 *       new key and CA, the name with the next generation suffix), Validity? (default: as long as the
 *       present certificate, within the issuer's), Subject?, DisableOld? (both REPLACE only) }
 *     -> { CertificateAuthorityArn, CertificateAuthority: CA, PreviousCertificateAuthorityArn?, Csr?,
 *          Warnings?, Ignored? }
 *        Csr: its parent is outside of this vault. With REPLACE the new CA waits for its certificate; with
 *        REISSUE nothing changed, and the answer is imported over the present certificate.
 *   CheckCertificateAuthorities { CertificateAuthority? }
 *     -> { Findings: [ { CertificateAuthority, CertificateAuthorityArn, Finding (id), Severity (ALERT,
 *          WARNING, NOTE), Sentence, Arguments: { name: text }, Due? (time) } ] }    the most urgent first
 *        ids and their sentences: esp-ca-finding.h
 *   DestroyExpiredKeys {}    of CAs whose deletion window has ended, as far as the session may delete them;
 *       an event for each. The engine does it by itself at sign-in, and hourly while it is open.
 *     -> { Destroyed: [ { CertificateAuthority, CertificateAuthorityArn } ] }
 *   CreatePermission { CertificateAuthority, Principal (acm.amazonaws.com), SourceAccount? (default: the
 *       owner), Actions [ IssueCertificate, GetCertificate, ListPermissions ] }
 *   DeletePermission { CertificateAuthority, Principal, SourceAccount? }
 *   ListPermissions { CertificateAuthority }
 *     -> { Permissions: [ { CertificateAuthorityArn, Principal, SourceAccount, Actions, CreatedAt } ] }, all
 *        three
 *   PublishRevocation { Directory, CertificateAuthorities? [ names ] (default: all that may be published
 *       for), BaseUrl? (where the folder is served), OcspDays? (1 to 30, default 7) }
 *     -> { Directory, Counts: { Crls, Certificates, OcspResponses, Configurations, New, Removed },
 *          Files: [ { Path, Kind (CRL, CERTIFICATE, OCSP, CONFIGURATION), Size, New: bool } ] (the first
 *          10,000), Skipped: [ { CertificateAuthority, CertificateAuthorityArn, Object?, Reason, Sentence } ] }
 *        a run that finds everything as it should be leaves no event
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
 *         RestorableUntil? (while DELETED and its key is there), KeyDestroyedAt?, PredecessorArn?,
 *         SuccessorArn? (of a replacement and what it replaces), FailureReason?, TemplateArn?, UsageMode,
 *         CertificateAuthorityConfiguration: { KeyAlgorithm, SigningAlgorithm, Subject: ASN1Subject },
 *         RevocationConfiguration: {
 *           CrlConfiguration: { Enabled, ExpirationInDays?, CrlType? (COMPLETE, PARTITIONED), Url? (of the
 *             complete list, or its folder with "/" at the end), CustomCname?, CustomPath?,
 *             CrlDistributionPointExtensionConfiguration?: { OmitExtension } },
 *           OcspConfiguration: { Enabled, Url?, OcspCustomCname? } },
 *         RevocationStatus?: { Crl (OFF, CURRENT, DUE, OVERDUE), CrlDue: bool, CrlOverdue: bool, CrlNumber?,
 *           CrlThisUpdate?, CrlNextUpdate?, CrlParts?, CrlUrl?, Ocsp (as Crl), OcspNextUpdate?, OcspUrl?,
 *           LastRevokedAt?, PublishedAt? } (in lists and descriptions),
 *         Tags: [ { Key, Value } ], IssuedCertificates: { Valid, Expired, Revoked } }
 *   RevocationConfiguration as a parameter has the same members; what is left out stays as it is, an empty
 *   text clears; Enabled false stands alone; S3BucketName and S3ObjectAcl are refused, there is no bucket.
 *
 * certificates
 *   IssueCertificate { CertificateAuthority, Csr (PEM), TemplateArn?, Validity, ValidityNotBefore? (time,
 *       or { Type: ABSOLUTE, Value }), SigningAlgorithm?, ApiPassthrough? (esp-passthrough.h),
 *       IdempotencyToken? (1 to 36 characters: the same call by the same person within five minutes
 *       gives the same answer; with other parameters it is refused) }
 *     -> { CertificateArn, CertificateSerial, Certificate, CertificateChain,
 *          Warnings: [ { Rule, Citation, Severity, Sentence } ], Ignored: as of PreviewCertificate }
 *   PreviewCertificate { as IssueCertificate }    signs nothing, reserves nothing, leaves no event
 *     -> { TemplateArn, SigningAlgorithm, Subject, SubjectSource (Csr, Api), NotBefore, NotAfter,
 *          Extensions: [ { Oid, Name, Critical, Value (text), Der (base64), Source (Template, Csr, Api,
 *            CaConfiguration, Issuer, SubjectKey) } ],
 *          Ignored: [ { Oid? (not of the subject), Extension, Value, Source, Reason (id), Sentence } ],
 *          Findings: [ { Rule, Citation, Severity (ERROR, WARNING), Sentence } ],
 *          Problem?: { Code, Message, Reason } }    there: it would be refused
 *   IssueCertificates { CertificateAuthority, Requests [ PEM ] (at most 1,000), TemplateArn?, Validity,
 *       ValidityNotBefore?, SigningAlgorithm?, ApiPassthrough?, IdempotencyToken?, Jobs? }
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
 *   ValidateCertificate { Certificates? [ PEM, each with one or many ] (first the one judged, further ones
 *       candidates) or CertificateSerial?, CertificateAuthority?; Trusted? [ PEM ] (default: the roots of
 *       this vault and the tops of chains imported to it), Crls? [ PEM ], Time?, Purpose? (server, client,
 *       any), Name?, MaxDepth?, RequireRevocation? (then the newest lists of this vault are read too) }
 *     -> { Verdict (GOOD, BAD, CANNOT_TELL), Time, PathsLimited: bool,
 *          Paths: [ { Verdict, Complete: bool (FALSE: a dead end), Steps: [ { Role (TARGET, INTERMEDIATE,
 *            ANCHOR), Subject, Issuer, Serial, Fingerprint, CertificateAuthorityArn?, Verdict,
 *            Checks: [ { Check (NAME, SIGNATURE, VALIDITY, BASIC_CONSTRAINTS, PATH_LENGTH, KEY_USAGE,
 *            EXTENDED_KEY_USAGE, NAME_CONSTRAINTS, POLICIES, REVOCATION, PROFILE, IDENTITY,
 *            SECOND_OPINION), Verdict (GOOD, BAD, CANNOT_TELL, NOT_CHECKED), Reason (id), Rule? (of the
 *            lint), Sentence, Text (msgid with {places}), Arguments { place: value }, Citation? } ] } ] } ]
 *        }, the best path first. Without CertificateSerial, and with Trusted, only what is given is looked
 *        at; esp_validate_given() (esp-validate.h) does that without a vault.
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
