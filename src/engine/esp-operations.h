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
 *          KeyringNote (of the newest state, in the keyring of who is signed in: KEPT, NONE (yet), LOCKED, ABSENT,
 *            SILENT, NOT_ASKED: a passphrase opens the identity),
 *          Counts: { Accounts, Principals, CertificateAuthorities, Certificates, Events } }
 *   VerifyVault {}      the file, every CA and certificate against its row, the whole log; and that no newer state
 *       was seen at this place (an older copy at another one is no finding)
 *     -> { Verified: bool, File (SOUND, DAMAGED), Events, Root, Findings: [ { Object, Problem } ] }
 *   BackupVault { Path }
 *     -> { Path, Size, Digest }
 *
 * accounts
 *   ListAccounts {}
 *     -> { Accounts: [ { Id, Name, CreatedAt? } ] }    CreatedAt: of those that the session sees (below)
 *
 * certificate authorities
 *   CreateCertificateAuthority { Subject (DN text or ASN1Subject), Type? (ROOT, SUBORDINATE; default:
 *       SUBORDINATE with Parent, else ROOT), Parent?, TemplateArn? (name or ARN), PathLength? (number), KeyAlgorithm?,
 *       SigningAlgorithm?, Validity? ("10y" or { Type, Value }), OwnerAccount? (number or name),
 *       UsageMode?, Tags? [ { Key, Value } ], RevocationConfiguration?, CsrExtensions? { KeyUsage?,
 *       SubjectInformationAccess? }, ApiPassthrough? (for its certificate), KeyStorageSecurityStandard?
 *       (always refused: keys are software keys), DualControl?: bool (default: it is a root; in force as soon as
 *       a second person may approve), IdempotencyToken? }
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
 *   CheckCertificateAuthorities { CertificateAuthority?, Branch?: bool (those below it too), OwnCertificates?: bool
 *       (their certificates, with all that stands above), Issued?: bool (and what they issued, as far as
 *       GetCertificate is allowed; in a stream) }
 *     -> { Findings: [ { CertificateAuthority, CertificateAuthorityArn, CertificateSerial? and Subject? (of what it
 *          issued), Finding (id), Severity (ALERT, WARNING, NOTE), Sentence, Arguments: { name: text }, Citation? (the
 *          source of the rule), Due? (time) } ] (the most urgent first),
 *          with Issued: Certificates: { Read, Judged (neither expired nor revoked) }, Totals: [ { CertificateAuthority,
 *          CertificateAuthorityArn, Finding, Severity, Certificates (how many), Shown (how many of them are in
 *          Findings: 20 of a kind at an authority, 1,000 altogether) } ], LeftOut: [ { CertificateAuthority,
 *          CertificateAuthorityArn, Reason (DENIED) } ] }
 *        ids and their sentences: esp-ca-finding.h (a record), esp-certificate-finding-reasons.h (a certificate)
 *   GetTrustBundle { CertificateAuthority? (the root above it; default: all that may be read) }
 *     -> { Roots: [ { Subject, Fingerprint, NotAfter, FileName, Certificate } ], Bundle (PEM of all), BundleFileName,
 *          Instructions (how they are trusted on Debian, Fedora, in Firefox, in Java), InstructionsFileName }
 *        those of authorities that are ACTIVE or DISABLED, and only what has not expired
 *   ExportCertificateIndex { CertificateAuthority, Path }    acm-pca:CreateCertificateAuthorityAuditReport, as it tells
 *       what a report does; openssl's index.txt, and Path.attr beside it
 *     -> { Path, Rows, Revoked, WithoutReason (of them, whose reason openssl ca does not know) }
 *   DestroyExpiredKeys {}    of CAs whose deletion window has ended, as far as the session may delete them;
 *       an event for each. The engine does it by itself at sign-in, and hourly while it is open. Held: the
 *       clock went too far since the last event to be believed (esp-clock-guard.h); an event once
 *     -> { Destroyed: [ { CertificateAuthority, CertificateAuthorityArn } ],
 *          Held: [ { CertificateAuthority, CertificateAuthorityArn, HeldUntil } ] }
 *   ExportHierarchy { CertificateAuthority, Recipient (PEM: certificate of the new owner, P-256), Path }
 *       espalier:ExportHierarchy, on each authority that goes; two persons where one of them is under the rule
 *     -> { Path, Size, Digest (SHA-256 of the text inside), CertificateAuthorities: [ GOES ], Stay: [ GOES ] (deleted
 *          ones of the branch, which stay), Certificates, Events, EventsLeftOut (entries whose signer's key nobody
 *          knows any more), Shares, Permissions (how many stay behind, and give nothing any more) }
 *        GOES: { CertificateAuthority, CertificateAuthorityArn, Status }. The file is whole before anything changes
 *        here; then the keys are gone from this vault, and the status is HANDED_OVER, for good. Never over a file. When
 *        the machine stops in the moment between the two, the file is whole and the keys are still here: it is
 *        exported again, to another file, and the first one destroyed. What another vault would not take never
 *        leaves. Errors: HIERARCHY_CERTIFICATE, SEALED_FILE_RECIPIENT, HIERARCHY_EXPIRED, HIERARCHY_USAGE (of
 *        Recipient), HIERARCHY_NOTHING, HIERARCHY_SPLIT, HIERARCHY_UNFIT, HIERARCHY_TOO_LARGE,
 *        FILE_EXISTS, FILE_WRITE; told when it is asked for, not when somebody has approved it
 *   ImportHierarchy { Path, Key, Certificate (paths: those of the new owner), KeyPassphraseFile?, OwnerAccount? }
 *       espalier:ImportHierarchy, and CreateCertificateAuthority in that account
 *     -> { CertificateAuthorities: [ CA ], FromVault, FromOrganization, Digest, Certificates, Revocations, Events }
 *        all or nothing; people, roles and shares of the other vault do not come. What had no key there is DISABLED
 *        here, lists go on with the numbers they had. What its log said is proven now,
 *        and by each VerifyVault.
 *   PreviewImport { Path, PassphraseFiles? [ paths ] (at most 64; each passphrase is tried on whatever is locked),
 *       Rows? (how many are shown, default 1,000, and as many again of what is not ready) }    espalier:PreviewImport
 *       what an import would bring; nothing is changed, no event. esp_engine_preview_import() takes passphrases that
 *       were typed.
 *     -> { Path, Source (PEM, DER, PKCS12, FOLDER, OPENSSL_CA, EASY_RSA, XCA, GNOMINT, REPORT),
 *          Rows: [ { Place, Kind (CERTIFICATE, KEY, REQUEST, REVOCATION, CRL, NEXT_SERIAL, NEXT_CRL_NUMBER, HISTORY,
 *            NOTE, UNKNOWN), Name?, Subject?, Serial?, Issuer?, NotAfter?, RevocationReason?, RevokedAt?, Number?,
 *            Verdict (READY, KNOWN: it is in the vault, TWICE, UNLINKED: nobody here signed it, NO_KEY, LOCKED,
 *            LEFT_OUT, BAD), Reason? (id), Sentence?, Text?, Arguments? (of the sentence, to translate
 *            it) } ], RowsLeftOut, Counts: { Kind: number },
 *          Verdicts: { Verdict: number },
 *          Authorities: [ { Subject, Serial, Fingerprint, Place?, Parent? (fingerprint), Root: bool, Key: bool,
 *            KeyAlgorithm, PathLength?, NotBefore, NotAfter, Certificates, Revocations (numbers), NextCrlNumber?,
 *            NextSerial?, CertificateAuthorityArn? (of the vault, where something stands below it), Findings: [ {
 *            Finding, Severity, Sentence, Arguments, Due? } as of CheckCertificateAuthorities ] } ] }
 *   ImportAuthorities { Path, PassphraseFiles?, OwnerAccount? (default: the own one), DualControl?: bool (default: for
 *       roots), WithoutLocked?: bool (what no passphrase opens is left out; else nothing is imported), Rows? }
 *       espalier:ImportAuthorities, and acm-pca:CreateCertificateAuthority in that account; to add to what an
 *       authority of the vault issued, acm-pca:IssueCertificate and acm-pca:RevokeCertificate on it. All or nothing, in
 *       one transaction with one event; progress through an EspProgress as the cancellable. An authority without its
 *       key comes DISABLED and signs nothing. What is in the vault already is KNOWN. Under two persons where it puts
 *       an authority below one that is: then Path and PassphraseFiles have to be there, unchanged, when it is
 *       approved. esp_engine_call_import() takes passphrases that were typed.
 *     -> as PreviewImport, with Imported: { Authorities, Keys, Certificates, Revocations, RevocationLists (numbers) },
 *        and of each of Authorities that is in the vault now CertificateAuthorityArn, CertificateAuthority (its name).
 *        What is not READY nor NO_KEY did not come, and its row says why. Errors: IMPORT_LOCKED, IMPORT_NOTHING
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
 *         SuccessorArn? (of a replacement and what it replaces), FailureReason?, DualControl?: true, TemplateArn?,
 *         UsageMode,
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
 * plans (documents: data/plan.schema.json; of CAs, what ListCertificateAuthorities shows; the rest where its lists are
 * allowed, roles where DescribeRole is too)
 *   ExportPlan {}    acm-pca:ListCertificateAuthorities
 *     -> { Plan (the document as text) }    a plan of what exists
 *   ComparePlan { Plan (text) }    acm-pca:ListCertificateAuthorities
 *     -> { Same: bool, Differences: [ { Kind (MISSING: it would be made, DIFFERS, ONLY_HERE), Thing (ACCOUNT,
 *          GUARDRAIL, ROLE, PERSON, CERTIFICATE_AUTHORITY, RESOURCE_SHARE), Name, OwnerAccount? (not of a GUARDRAIL),
 *          Key? (in the plan), CertificateAuthorityArn?, Member?, Planned?, Existing? } ] }
 *        Of GUARDRAIL, ROLE and PERSON only what the plan brings; the account in which the vault was founded is no
 *        difference while it holds no CA. Same looks past people who are not there yet, and past approvers while not
 *        all of them are: nothing of the plan is left to be made then, but for inviting them.
 *   PreviewProvisioning { Plan (text), Invite?: bool }    acm-pca:ListCertificateAuthorities; the ceremony as a list
 *     -> { Ready: bool, Steps: [ { Operation, Name, OwnerAccount?, Key?, Parent? (name), Subject?, KeyAlgorithm?,
 *          TemplateArn?, Principal?, Role?, Consumer?, NotAfter?, Denied? (sentence: may not be done in this role) } ],
 *          Problems: [ { Id (of the check, or of the reason), Sentence } ] (why it is not Ready),
 *          NeedsApproval: bool, Approvers: [ names ] (who could approve, if it does; told where it is Ready),
 *          Remaining: [ { What (PERSON, APPROVER, SHARE_INVITATION), Name, Account, Roles?: [ names ],
 *            Status? (of a PERSON who is there already) } ] (what somebody has to do afterwards) }
 *   ProvisionPlan { Plan (text), Invite?: bool, IdempotencyToken? }    espalier:ProvisionPlan, and for each step its
 *       own action; everything or nothing
 *     -> { Provisioning (id), Sequence (of its last event), Steps: number,
 *          CertificateAuthorities: [ { Key, CertificateAuthorityArn, CommonName, Fingerprint } ],
 *          Invitations: [ { Principal, Account, Code, InvitationExpiresAt } ], Remaining: as above }
 *        nothing is missing: Steps 0 and no event. Where a root under two persons signs, the whole plan is one request
 *        (WAITING_FOR_APPROVAL) and everything is made when it is approved; then Invite is refused (PLAN_INVITES_WAIT).
 *   ListCeremonies {}    espalier:ListEvents
 *     -> { Ceremonies: [ { Id, Sequence, Plan?, PlanDigest, Time, PerformedBy, Role?, ApprovedBy?,
 *          CertificateAuthorities: number } ] }, the newest first
 *   DescribeCeremony { Id (of the run, or the sequence of its last event as text) }    espalier:GetEvent
 *     -> { Ceremony: { Id, Sequence, FirstEvent, Plan?, PlanDigest, Organization, VaultId, VaultFingerprint,
 *          PerformedBy, Role?, ApprovedBy?, StartedAt, FinishedAt, Root, Steps: [ { Sequence, Time, Action, Name,
 *          OwnerAccount?, Arn?, Parent? (name), Subject?, KeyAlgorithm?, TemplateArn?, Serial?, Fingerprint?,
 *          NotBefore?, NotAfter? } ] } }
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
 *          Problem?: { Code, Message, Reason } (there: it would be refused),
 *          WaitsFor? (account: there: it would be kept until that side signs it) }
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
 *   CreateCertificateAuthorityAuditReport { CertificateAuthority? or Account? (number or name; neither: everything),
 *       AuditReportResponseFormat (JSON, CSV, PDF), Path }
 *     -> { AuditReportId, Path, Rows, Digest (SHA-256, hex), CreatedAt, Scope (CERTIFICATE_AUTHORITY, ACCOUNT, ALL),
 *          Account?, AccountName?, CertificateAuthorities: [ SOME ], LeftOut: [ SOME with Reason (DENIED) ],
 *          Complete: bool }    SOME: { CertificateAuthorityArn, CertificateAuthority }
 *        the file is written whole or not at all, and takes the place of an older one when it is recorded (how it ends
 *        where something fails: esp-report-file.h). Of an account or of everything the authorities whose reports the
 *        session may make are in it, whatever state they are in; LeftOut are the others that it sees, and Complete
 *        says whether it is all there is. A PDF is in the language of esp_engine_set_words().
 *   ListCertificateAuthorityAuditReports { CertificateAuthority? }
 *     -> { AuditReports: [ { AuditReportId, Scope, CertificateAuthorityArn?, CertificateAuthority?, Account?,
 *          AccountName?, Format, CreatedAt, Rows, Digest, RequestedBy } ] }, newest first
 *        those of several authorities: own ones, and what may be seen of each of them
 *   SummarizeCertificates { By (ca, account, template, month, or all), CertificateAuthority?, Account? (whose
 *       authorities) }
 *     -> { Groups: [ GROUP ], or with all Summaries: { ca, account, template, month: [ GROUP ] }, Total: GROUP }
 *        GROUP: { Group, Issued, Valid, Expired, Revoked, Revocations }; of a month Revocations are those made in it,
 *        and the rest is about what was issued in it
 *   ListEvents { Since?, Actor?, Action?, Resource?, Outcome? (ALLOWED, DENIED, FAILED), Limit?, Before?,
 *                Search?, SearchActions? [ full names ] }
 *     -> { Events: [ EVENT ] }, newest first; with Search { Events, LookedFrom, LookedTo, Complete }: those in which
 *        the name of the actor, the role or the CA, or the action, holds the text in any case, or whose action is one
 *        of these; looks at 20,000 entries and goes on with Before: LookedTo unless Complete. It may give a few more
 *        than match.
 *   GetEvent { Sequence }
 *     -> { Event: EVENT, Canonical, Signature (hex) }
 *   VerifyLog {}
 *     -> { Verified: bool, Events, Root, Findings: [ { Sequence, Problem } ] }
 *   EVENT: the members of the canonical text (esp-event.h); in lists without "rows"
 *
 * ---- who may do what ----------------------------------------------------------------------------
 * After each operation: its action, and the type of its resource where it has one. People, roles, guardrails, shares
 * and permissions are named by name; a role also as ACCOUNT/ROLE or ARN where a name stands in several accounts.
 *
 * What a session sees: a role of the organization everything; any other role the people, roles and permissions of its
 * own account, the guardrails that limit it (in the organization's own account: all), and of other accounts the number
 * and the name, because shares are made with them; of the log, what people of its account did and what was done to
 * what is its account's (ExportLog is for roles that reach the organization's own account). Lists leave the rest out;
 * whoever names one of them is refused as for a name that nothing has (esp-seeing.h), and of authorities of other
 * accounts it is the same unless a share told of them. Either leaves an event, DENIED, that does not say which it was.
 * What reaches all accounts (a role of organization scope, who holds one, the recovery identity) is changed in a role
 * of organization scope alone (esp-decision.h): ACCESS_DENIED_ORGANIZATION.
 *
 * accounts and people
 *   CreateAccount { Name, Number? (default: a random free one) }              organizations:CreateAccount
 *     -> { Account: { Id, Name, CreatedAt } }
 *   InvitePrincipal { Name, Account, Tags?, Service?: bool }                  iam:CreateUser (user)
 *     -> { Principal: PRINCIPAL, Code, InvitationExpiresAt }
 *        of one that is still INVITED: a new code. The code is good for 7 days and for one use.
 *   ConfirmPrincipal { Name, Fingerprint }                                    iam:ConfirmUser (user)
 *     -> { Principal }    the fingerprint that the person read out, colons and case do not matter
 *   ResetPrincipal { Name }    for who lost the keys: suspended at once, then as invited; iam:ResetUser (user)
 *     -> { Principal, Code, InvitationExpiresAt }
 *   SuspendPrincipal { Name } / ResumePrincipal { Name }                      iam:UpdateUser (user)
 *     -> { Principal }
 *   TagPrincipal { Name, Tags } / UntagPrincipal { Name, TagKeys }            iam:TagUser / iam:UntagUser (user)
 *   DescribePrincipal { Name }                                                iam:GetUser (user)
 *     -> { Principal }
 *   ListPrincipals {}                                                         iam:ListUsers
 *     -> { Principals: [ PRINCIPAL ] }
 *   PRINCIPAL: { Name, Arn, Account, AccountName, Kind (PERSON, SERVICE, RECOVERY), Status (INVITED, ENROLLED, ACTIVE,
 *     SUSPENDED), CreatedAt, Fingerprint? (SHA-256 of its signing certificate, colons), InvitationExpiresAt?,
 *     Unlock?, Roles: [ names ], Tags }
 *   Enrolling is a function, esp_engine_enrol() (esp-engine.h): nobody is signed in then.
 *
 * roles
 *   CreateRole { Name, Account, Policies? [ { Name, Document } ], Tags? }     iam:CreateRole (role)
 *     -> { Role: ROLE }
 *   DeleteRole { Role, Account? }    without holders only                     iam:DeleteRole (role)
 *   DescribeRole { Role, Account? }                                           iam:GetRole (role)
 *     -> { Role: ROLE with PolicyDocuments: [ { Name, Document } ] }
 *   AssignRole { Role, Account?, Principal } / UnassignRole                   iam:AssignRole / iam:UnassignRole (role)
 *   PutRolePolicy { Role, Account?, PolicyName, PolicyDocument }              iam:PutRolePolicy (role)
 *     -> { Findings: [ FINDING ] }
 *   DeleteRolePolicy { Role, Account?, PolicyName }                           iam:DeleteRolePolicy (role)
 *   TagRole { Role, Account?, Tags } / UntagRole { …, TagKeys }               iam:TagRole / iam:UntagRole (role)
 *   ListRoles {} -> { Roles: [ ROLE ] }                                       iam:ListRoles
 *   ROLE: { Name, Arn, Account, AccountName, Scope, Policies: [ names ], Principals: [ names ], Tags }
 *   A change after which no person could sign for a CA any more is refused: LockoutPrevented.
 *
 * guardrails
 *   CreateGuardrail { Name, Document, Accounts? [ numbers or names ] (none: all) }   organizations:CreatePolicy
 *   UpdateGuardrail { Name, Document?, Accounts? }                            organizations:UpdatePolicy
 *   DeleteGuardrail { Name }                                                  organizations:DeletePolicy
 *   DescribeGuardrail { Name }                                                organizations:DescribePolicy
 *   ListGuardrails {} -> { Guardrails: [ GUARDRAIL ] }                        organizations:ListPolicies
 *     -> { Guardrail: { Name, Accounts: [ numbers ] (empty: all), CreatedAt, Document } }
 *
 * access
 *   SimulateAccess { Principal, Role?, Action, CertificateAuthority?, TemplateArn?,
 *       RequestTags? [ { Key, Value } ], ResourceTags? (instead of the CA's) } iam:SimulatePrincipalPolicy
 *     -> { Decision (ALLOW, EXPLICIT_DENY, IMPLICIT_DENY), Policy?, Statement?, Source? (GUARDRAIL, IDENTITY,
 *          RESOURCE),
 *          Missing?, NeedsApproval: bool, OpensKey: bool, Context: [ { Key, Values } ],
 *          Steps: [ { Source, Policy, Statement, Effect, Match (APPLIES, OTHER_PRINCIPAL, OTHER_ACTION,
 *            OTHER_RESOURCE, CONDITION), Condition?, Decided: bool } ] }
 *        Principal and CertificateAuthority: that the session sees. Of an authority that is not shared with its account
 *        any more it needs acm-pca:DescribeCertificateAuthority on it.
 *   AccessMatrix { CertificateAuthority? }                                    iam:SimulatePrincipalPolicy
 *     -> { Actions: [ names ], CertificateAuthorities: [ { Arn, CommonName, OwnerAccount, DualControl (in force) } ],
 *          Rows: [ { Principal, Account, Role, CertificateAuthorityArn, Allowed: [ actions ], Conditional: [ actions:
 *            allowed under some template or tag only ], NeedsApproval: [ actions ], OpensKey: bool } ] }
 *   FINDING: { Severity (ERROR, WARNING, NOTE), Rule, Statement?, Line?, Column?, Sentence, Text, Arguments }
 *     (esp_policy_lint() needs no vault)
 *
 * shares (their managed permissions are not the permissions of renewal above)
 *   CreateResourceShare { Name, CertificateAuthority, Consumer (account number or name, role, or principal),
 *       Permission? (default: the service's default), Signing? (REQUEST, HERE; default REQUEST), Tags? }
 *                                    ram:CreateResourceShare (resource-share), and acm-pca:PutPolicy on the CA
 *   ListResourceShares { CertificateAuthority? }                              ram:GetResourceShares
 *     -> { ResourceShares: [ SHARE ] }    those of the caller's account, on either side
 *   DescribeResourceShare { Name }                                            ram:GetResourceShares
 *   AcceptResourceShareInvitation { Name }    by the consumer's account       ram:AcceptResourceShareInvitation
 *   RejectResourceShareInvitation { Name }                                    ram:RejectResourceShareInvitation
 *   LeaveResourceShare { Name }                                               ram:DisassociateResourceShare
 *   DeleteResourceShare { Name }    by the owner                              ram:DeleteResourceShare
 *   ReplaceResourceSharePermission { Name, Permission, Version? }             ram:AssociateResourceSharePermission
 *   TagResourceShare { Name, Tags } / UntagResourceShare { Name, TagKeys }    ram:TagResource / ram:UntagResource
 *     -> { ResourceShare: SHARE }
 *   SHARE: { Name, Arn, OwnerAccount, CertificateAuthority, CertificateAuthorityArn, Consumer: { Kind (ACCOUNT, ROLE,
 *     PRINCIPAL), Name, Arn, Account }, Permission, PermissionVersion? (own ones), Signing, Status (PENDING, ACTIVE,
 *     REJECTED, EXPIRED, LEFT, DELETED), FeatureSet, CreatedAt, InvitationExpiresAt?, AnsweredAt?, EndedAt?, Tags,
 *     Side (OWNER, CONSUMER) }
 *   ListManagedPermissions {} -> { Permissions: [ MANAGED ] }                 ram:ListPermissions
 *   DescribeManagedPermission { Name, Version? }                              ram:GetPermission
 *   CreateManagedPermission { Name, PolicyTemplate }                          ram:CreatePermission
 *   CreateManagedPermissionVersion { Name, PolicyTemplate }    at most 5      ram:CreatePermissionVersion
 *   SetDefaultManagedPermissionVersion { Name, Version }                      ram:SetDefaultPermissionVersion
 *   DeleteManagedPermissionVersion { Name, Version }                          ram:DeletePermissionVersion
 *   DeleteManagedPermission { Name }    not while a share has it              ram:DeletePermission
 *     -> { Permission: { Name, Arn, Kind (SERVICE, ORGANIZATION), Version?, DefaultVersion?, Versions?: [ numbers ],
 *          PolicyTemplate, Actions: [ names ], TemplateArn?, IsDefault: bool, Shares: number } }
 *   GetPolicy { CertificateAuthority } -> { Policy (JSON text) }              acm-pca:GetPolicy
 *   PutPolicy { CertificateAuthority, Policy }                                acm-pca:PutPolicy
 *   DeletePolicy { CertificateAuthority }                                     acm-pca:DeletePolicy
 *
 *   Through a share by request, IssueCertificate is refused with WAITING_FOR_SIGNATURE (exit 4; arguments "id",
 *   "owner"): the request is kept, and signed when one of the owner's people or services is signed in.
 *   ListSigningRequests { Status?, CertificateAuthority? }                    espalier:ListSigningRequests
 *     -> { SigningRequests: [ SIGNING ] }    own ones, and those of CAs of the own account
 *   DescribeSigningRequest { Id } -> { SigningRequest: SIGNING with Certificate?, CertificateChain? }
 *   ProcessSigningRequests { CertificateAuthority? }    by who may issue      espalier:ProcessSigningRequests
 *     -> { Signed, Refused, SigningRequests: [ SIGNING ] }
 *        the engine does it by itself at sign-in and while watching
 *   SIGNING: { Id, CertificateAuthority, CertificateAuthorityArn, Operation, RequestedBy, RequesterAccount, Role,
 *     Status (WAITING, SIGNED, REFUSED), RequestedAt, AnsweredAt?, CertificateSerial?, CertificateArn?, Reason?,
 *     Problem?, Subject, TemplateArn? }
 *
 * two vaults over files (esp-exchanging.h)
 *   CreateExchangeIdentity {}    makes the caller's key for files, anew     espalier:CreateExchangeIdentity
 *   GetExchangeIdentity {}                                                    espalier:ListExchanges
 *     -> { ExchangeIdentity: { Certificate (PEM, for the other side), Fingerprint, Vault, Principal, CreatedAt } }
 *   ListExchangePartners {} -> { Partners: [ PARTNER ] }                      espalier:ListExchanges
 *   AddExchangePartner { Name, Certificate (PEM), Fingerprint (as compared with the other side), Principal?, Role? }
 *     as whom it asks here; neither: it only answers                          espalier:AddExchangePartner
 *   RemoveExchangePartner { Name }                                            espalier:RemoveExchangePartner
 *     -> { Partner: PARTNER: { Id, Name, Vault, Fingerprint, Signer, Principal?, Account?, Role?, AddedAt,
 *          RemovedAt? } }
 *   CreateExchangeRequest { Partner, CertificateAuthority (there), Share?, Days?: 1 to 90,
 *     Items: [ { CertificateAuthority (here, waiting) or Csr (PEM), TemplateArn?, Validity } ] }   1,000 at most
 *     -> { RequestId, File (PEM, for the other side), ExpiresAt }             espalier:CreateExchangeRequest
 *   ReceiveExchangeRequest { File }    becomes signing requests               espalier:ReceiveExchangeRequest
 *     -> { RequestId, CertificateAuthorityArn, Partner, Items: number, Known: bool (the same file came before) }
 *        and needs espalier:ProcessSigningRequests on the authority; then ProcessSigningRequests signs
 *   AnswerExchangeRequest { RequestId }    EXCHANGE_OPEN (exit 4) while something waits; once, then the same again
 *     -> { RequestId, File (PEM, for the other side), Issued, Refused }       espalier:AnswerExchangeRequest
 *   AcceptExchangeResponse { File }    as a whole, once                       espalier:AcceptExchangeResponse
 *     -> { RequestId, CertificateChain?, Items: [ { Status (ISSUED, REFUSED), Authority? (UUID, here), Certificate?,
 *          Reason?, Problem? } ] }    authorities are installed by ImportCertificateAuthorityCertificate
 *   ListExchangeRequests {} -> { Exchanges: [ EXCHANGE ] }                    espalier:ListExchanges
 *   DescribeExchangeRequest { RequestId } -> { Exchange: EXCHANGE with CertificateAuthority, Share?, Requester,
 *     CertificateChain?, Items: [ { Subject, TemplateArn, Validity, Authority?, Status?, Certificate?, Reason?,
 *     Problem? } ] }
 *   EXCHANGE: { RequestId, Direction (SENT, RECEIVED), Status (WAITING, ANSWERED), Partner, CreatedAt, ExpiresAt,
 *     AnsweredAt? }
 *   ShowExchangeFile { File }    whoever signed it                            espalier:ListExchanges
 *     -> { ExchangeFile: { Verified: bool, Partner? or Problem?, Digest, Kind (REQUEST, RESPONSE), RequestId,
 *          FromVault, ToVault, CreatedAt, ExpiresAt, Sender, CertificateAuthority?, Share?, CertificateChain?,
 *          Items } }
 *
 * two persons
 *   An operation that needs a second person is refused with WAITING_FOR_APPROVAL (exit 4, code "WaitingForApproval";
 *   arguments "id", "approvers", "until"): it is kept, and takes effect when an approver approves it.
 *   SetDualControl { CertificateAuthority, Enabled: bool }                    espalier:UpdateDualControl
 *   AddApprover / RemoveApprover { CertificateAuthority, Principal }          espalier:UpdateApprovers
 *   ListApprovers { CertificateAuthority }                                    espalier:ListApprovals
 *     -> { DualControl: bool, SplitKey: bool, InForce: bool (and there is a second person),
 *          Missing? (id: NO_SECOND_PERSON),
 *          Approvers: [ { Principal, Account, Named: bool, AddedAt?, MayApprove: bool } ] }
 *        While nobody is named, everybody who may approve is an approver; with the first change they are named.
 *   ListApprovals { Status?, CertificateAuthority? }                          espalier:ListApprovals
 *     -> { Approvals: [ APPROVAL ] }, the newest first
 *   DescribeApproval { Id } -> { Approval }                                   espalier:ListApprovals
 *   ApproveRequest { Id, Digest? (refused where it is another) }              espalier:Approve
 *     -> { Approval, Result? (of the operation) }
 *   RefuseRequest { Id, Reason? }                                             espalier:Approve
 *   WithdrawRequest { Id }    by the requester                                espalier:WithdrawRequest
 *   ExecuteApproved {}    approved ones that wait for this requester's key    espalier:ExecuteApproved
 *     -> { Approvals }    the engine does it by itself at sign-in and while watching
 *   APPROVAL: { Id, Status (WAITING, APPROVED, DONE, REFUSED, WITHDRAWN, EXPIRED, FAILED), Operation, Action,
 *     CertificateAuthority?, CertificateAuthorityArn?, RequestedBy, RequestedInRole, RequestedAt, ExpiresAt, Digest,
 *     Changes: [ { What (id), Before, After } ], Parameters, DecidedBy?, DecidedAt?, Reason?, Problem?,
 *     MayApprove: bool, WhyNot? (id: OWN_REQUEST, NOT_AN_APPROVER, NOT_ALLOWED, REQUESTED_DISABLE, OVER) }
 *     What: STATUS, REVOCATION_CONFIGURATION, DELETION_DAYS, CERTIFICATE, VALIDITY, SUBJECT, TAGS_SET, TAGS_REMOVED,
 *     PUBLIC_KEY, TEMPLATE, NOT_BEFORE, SIGNING_ALGORITHM, API_PASSTHROUGH, CERTIFICATE_AUTHORITY, PARENT, PATH_LENGTH,
 *     KEY_ALGORITHM, OWNER_ACCOUNT, REVOCATION_LIST, CERTIFICATE_STATUS, POLICY, PERMISSION, DUAL_CONTROL, APPROVERS,
 *     ROLE, ROLE_HOLDERS, ROLE_POLICY, GUARDRAIL, GUARDRAIL_ACCOUNTS, PERSON, PERSON_STATUS, ISSUER, SERIAL,
 *     IMPORTED_FINGERPRINT and IMPORTED_KEY (of each imported authority), IMPORTED_CONTENTS,
 *     CHAIN_CERTIFICATE (then its SUBJECT, ISSUER, SERIAL and VALIDITY), RECOVERY_IDENTITY
 *   Which operations: esp-approving-rules.c. A request for a split key waits as APPROVED for its requester's session.
 *
 * alerts
 *   ListAlerts { Acknowledged?: bool, Limit?, Before? (only numbers below it) }   espalier:ListAlerts
 *     -> { Alerts: [ { Id? (number), Kind (id), Severity (ALERT, WARNING, NOTE), CreatedAt, Event? (sequence), Actor,
 *          CertificateAuthority?, CertificateAuthorityArn?, Sentence, Text, Arguments, AcknowledgedBy?,
 *          AcknowledgedAt? } ] }, the newest first
 *        on top and without Id and Event: what of the vault's state is not what was signed (Kind STATE_PROBLEM)
 *   AcknowledgeAlert { Id }                                                   espalier:AcknowledgeAlert
 *
 * log and state
 *   VerifyLog { Checkpoint? (text of a saved one) }    as above, and whether the log continues that checkpoint
 *     -> { Verified, Events, Root, Findings: [ { Sequence?, Object?, Problem } ],
 *          Checkpoint?: { Size, Root, Extends } }
 *   VerifyVault {} also replays every change of who-may-what, and compares every row with what was signed
 *   CreateCheckpoint {} -> { Checkpoint (signed note), Size, Root }           espalier:CreateCheckpoint
 *   ExportLog { Path (a folder that does not exist yet) }                     espalier:ExportLog
 *     -> { Path, Events, Files, Root }
 *   DescribeVault -> also { Checkpoint?: { Size, Root, CreatedAt }, StateProblems?: [ { Object, Problem } ] }
 *   ConfirmClock {} -> { Before, Now }                                        espalier:ConfirmClock
 *        where the clock is behind the newest event (by more than five minutes), every other change is refused with
 *        CLOCK_WENT_BACK until somebody confirms that the clock is right now
 *   Restoring is a function, esp_engine_restore() (esp-engine.h), and so is signing in with the recovery identity,
 *   esp_engine_sign_in_recovery(). After a restore RevokeCertificate takes serials that the vault does not know
 *   (CertificateAuthority is needed then).
 *
 * Internal operations (UpdateOwnIdentity, CreateRecoveryIdentity, CreateSample, QueryCertificates,
 * FetchCertificates) stand in the same table and pass the same door, and have functions of their own
 * in esp-engine.h and esp-certificate-list.h, because their input is no JSON. CreateRecoveryIdentity has
 * { AgreementCertificate, SigningCertificate } (PEM) beside it: that is what a second person approves.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names of all operations in the order of the table; NULL-terminated. */
const char * const *esp_operation_names  (void);
/* "acm-pca:IssueCertificate"; NULL for an unknown operation. */
const char         *esp_operation_action (const char *operation);

G_END_DECLS
