/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of checks: what is said of a plan, why it matters, and what the fix is called. When
 * something is said is decided in esp-plan-check-*.c, by topic; what the fixes do is in
 * esp-plan-fix-*.c.
 */
#include "esp-plan-check-private.h"

/* What gettext finds; it is looked up where it is shown. */
#define N_(text) (text)

#define CHECK(name, id, severity, title, sentence, reason, fix)                                    \
  [ESP_PLAN_CHECK_##name] = { id, ESP_PLAN_##severity, title, sentence, reason, fix }

/* clang-format off */
static const EspPlanCheck rows[ESP_PLAN_N_CHECKS + 1] = {
  /* Shape: levels, templates, path lengths. */
  CHECK (TEMPLATE_UNKNOWN, "template-unknown", ERROR,
         N_("Unknown template"),
         N_("{ca} is to be made with {template}, and there is no such template"),
         N_("A template says which extensions a certificate gets and where they come from. Only the 61 templates of "
            "the service can be used, so that a plan means the same here and there (AWS Private CA User Guide, "
            "“Understanding certificate templates”)."),
         N_("Use the base template that fits")),
  CHECK (TEMPLATE_KIND, "template-kind", ERROR,
         N_("Template of the wrong kind"),
         N_("{ca} stands at level {level}, and {template} makes no certificate for an authority there"),
         N_("A root signs itself with a root template, a subordinate authority is signed with a subordinate template. "
            "A certificate without cA in its basic constraints can sign no other: validators refuse what is below it "
            "(RFC 5280, 4.2.1.9)."),
         N_("Use the base template that fits")),
  CHECK (TEMPLATE_PATH_LENGTH, "template-path-length", ERROR,
         N_("Template and path length contradict"),
         N_("{ca} is to have the path length {wanted}, and its template {template} gives {given}"),
         N_("The value of the template wins over all else when a certificate is issued, so the path length that the "
            "plan shows would not be the one in the certificate (AWS Private CA User Guide, “Template order of "
            "operations”)."),
         N_("Make template and path length agree")),
  CHECK (USE_TEMPLATE, "use-template", ERROR,
         N_("Unusable template for what is issued"),
         N_("{ca} is to issue with {template}, which is no template that an authority issues with"),
         N_("What an authority is meant to issue is judged by its templates: lifetimes, shares and path lengths are "
            "compared with them. With a name that stands for nothing none of this can be judged."),
         N_("Take it out")),
  CHECK (DEPTH, "depth", ERROR,
         N_("Deeper than five levels"),
         N_("{ca} would stand at level {level}, and a hierarchy has {limit} at most"),
         N_("A root and up to four levels below it are what the service supports, and what its templates can say: the "
            "highest path length of a subordinate is 3. Each further level costs validators time and bytes in every "
            "connection (AWS Private CA User Guide, “Designing a CA hierarchy”)."),
         N_("Move it up to the fifth level")),
  CHECK (PATH_LENGTH_MISSING, "path-length-missing", ERROR,
         N_("Subordinate without path length"),
         N_("{ca} is below another authority, and {template} gives it no path length"),
         N_("Without a path length an authority may sign others to any depth, and whoever gets hold of it can grow a "
            "hierarchy of their own that everybody trusts. Below an authority with a path length it is refused "
            "outright (RFC 5280, 4.2.1.9 and 6.1.4)."),
         N_("Give it the path length it needs")),
  CHECK (PATH_LENGTH_NOT_BELOW, "path-length-not-below", ERROR,
         N_("Path length does not decrease"),
         N_("{ca} has the path length {wanted}, and {other} above it {issuer}: it must be lower there"),
         N_("The path length counts how many authorities may follow below, so it falls by one at least with every "
            "level and ends at 0. The service refuses to issue otherwise; tools that do not notice make certificates "
            "that OpenSSL rejects with “path length constraint exceeded” (AWS Private CA User Guide, “Designing a CA "
            "hierarchy”)."),
         N_("Adjust the path lengths of this branch")),
  CHECK (PATH_LENGTH_SHORT, "path-length-short", ERROR,
         N_("Path length too low for what is issued"),
         N_("{ca} is to issue authorities with {template}, for which its path length must be {needed} at least, and it "
            "is {given}"),
         N_("Who shares an authority for signing authorities, or plans to use it so, needs a level of path length for "
            "each level below. With path length 0 every such request is refused (RFC 5280, 4.2.1.9)."),
         N_("Adjust the path lengths of this branch")),
  CHECK (PATH_LENGTH_SPARE, "path-length-spare", WARNING,
         N_("Path length with levels to spare"),
         N_("{ca} has the path length {given}, and {needed} is enough for what is below it"),
         N_("Each spare level is room for authorities that nobody planned. One level of reserve can be wise; more is "
            "depth without purpose (AWS Private CA User Guide, “Designing a CA hierarchy”)."),
         N_("Lower it to what is needed")),
  CHECK (LEAF_SIGNS_CAS, "leaf-signs-cas", WARNING,
         N_("Issuing authority may sign authorities"),
         N_("{ca} has no authority below it, and with the path length {given} it may sign some"),
         N_("The authorities at the bottom are the ones used every day and the most exposed. With path length 0 they "
            "can issue end entities only, whatever happens to them (RFC 5280, 4.2.1.9; AWS Private CA User Guide, "
            "“Designing a CA hierarchy”)."),
         N_("Set the path length to 0")),
  CHECK (ROOT_PATH_LENGTH, "root-path-length", WARNING,
         N_("Path length on a root"),
         N_("{ca} is a root, and its template {template} gives it the path length {given}"),
         N_("Who trusts a root takes its name and its key; the rest of its certificate is read by some and ignored by "
            "others. OpenJDK 17 accepts authorities below a root of path length 0, others refuse them. So it limits "
            "nothing reliably, and blocks every later level for some: limit the authorities below instead (RFC 5280, "
            "6.1.1 (d))."),
         N_("Use the root template without path length")),
  CHECK (ROOT_ISSUES, "root-issues", WARNING,
         N_("Root issues end entities"),
         N_("{ca} is a root with authorities below it, and it is to issue {template} itself"),
         N_("A root should sign only when the hierarchy is built, when an authority below it is replaced, or for its "
            "revocation list. A key that is in daily use is a key that can be lost, and with a root everything is lost "
            "(AWS Private CA User Guide, “Designing a CA hierarchy”)."),
         N_("Let an authority below issue it")),
  CHECK (ONE_LEVEL, "one-level", WARNING,
         N_("One level only"),
         N_("{ca} is a root with nothing below it"),
         N_("A root that issues by itself can't be replaced without visiting everything that trusts it, and can't be "
            "revoked at all. One level is for tests; in production two are the least (AWS Private CA User Guide, "
            "“Designing a CA hierarchy”)."),
         N_("Add an issuing authority below it")),
  CHECK (LEVEL_WITHOUT_PURPOSE, "level-without-purpose", WARNING,
         N_("Level without purpose"),
         N_("{ca} has {other} below it and nothing else: it issues nothing, is shared with nobody, and both belong to "
            "one account"),
         N_("A level is worth its price where it separates something: owners, purposes, or branches that can be cut "
            "off one by one. Each one lengthens every chain, and must be renewed, published and guarded (AWS Private "
            "CA User Guide, “Designing a CA hierarchy”)."),
         N_("Take this level out")),
  CHECK (PARENT_ARN, "parent-arn", ERROR,
         N_("Unreadable parent"),
         N_("{ca} is to stand below {value}, which is no ARN of a certificate authority"),
         N_("An authority that exists is named by its ARN, which says its account and its id: "
            "arn:aws:acm-pca:local:ACCOUNT:certificate-authority/ID."),
         NULL),

  /* Validity. */
  CHECK (VALIDITY_SYNTAX, "validity-syntax", ERROR,
         N_("Unreadable validity"),
         N_("{ca} is to be valid for “{value}”, which is no time to come"),
         N_("A validity is a number of days, months or years, like 365d, 18m or 10y, or the time when it ends, like "
            "2040-12-31T23:59:59Z."),
         N_("Use a usual validity")),
  CHECK (OUTLIVES_PARENT, "outlives-parent", ERROR,
         N_("Outlives its parent"),
         N_("{ca} would be valid until {end}, and {other} above it ends on {limit}"),
         N_("When the parent's certificate ends, the path through it ends for everything below. The service refuses a "
            "certificate that ends after its issuer's (AWS Private CA User Guide, “Managing the private CA "
            "lifecycle”)."),
         N_("Shorten it to half of its parent")),
  CHECK (LIFE_CLOSE, "life-close", WARNING,
         N_("Lives nearly as long as its parent"),
         N_("{ca} is to live {days} days, more than half of the {limit} days of {other} above it"),
         N_("An authority should live two to five times as long as what it signs. Otherwise it has to be renewed while "
            "its first certificates are still in use, and what it signs in the second half of its life must be cut "
            "short (AWS Private CA User Guide, “Managing the private CA lifecycle”)."),
         N_("Shorten it to half of its parent")),
  CHECK (LIFE_LONG, "life-long", NOTE,
         N_("Lives much longer than what it signs"),
         N_("{ca} is to live {days} days, more than five times the {limit} days of what it signs"),
         N_("The longer a key lives, the longer it has to be guarded, and the older its algorithms get. Two to five "
            "times the life of what it signs is enough (AWS Private CA User Guide, “Managing the private CA "
            "lifecycle”)."),
         N_("Shorten it to five times what it signs")),
  CHECK (USE_VALIDITY_SYNTAX, "use-validity-syntax", ERROR,
         N_("Unreadable validity of what is issued"),
         N_("{ca} is to issue {template} for “{value}”, which is no time to come"),
         N_("A validity is a number of days, months or years, like 365d, 18m or 10y, or the time when it ends, like "
            "2040-12-31T23:59:59Z."),
         N_("Leave the validity open")),
  CHECK (USE_OUTLIVES, "use-outlives", ERROR,
         N_("What is issued outlives its issuer"),
         N_("{ca} is to live {limit} days and to issue {template} for {days} days"),
         N_("A certificate that ends after its issuer's is refused from the first day on (AWS Private CA User Guide, "
            "“Issuing private end-entity certificates”)."),
         N_("Shorten what is issued to half of its issuer")),
  CHECK (USE_CLOSE, "use-close", WARNING,
         N_("What is issued lives nearly as long as its issuer"),
         N_("{ca} is to live {limit} days and to issue {template} for {days} days, more than half of it"),
         N_("An authority should live two to five times as long as what it issues: in the second half of its life what "
            "it issues would have to be cut short (AWS Private CA User Guide, “Managing the private CA lifecycle”)."),
         N_("Shorten what is issued to half of its issuer")),
  CHECK (SHORT_LIVED_USE, "short-lived-use", ERROR,
         N_("Short-lived mode, long certificates"),
         N_("{ca} is in the mode for short-lived certificates, and is to issue {template} for {days} days"),
         N_("In this mode an authority issues for seven days at most, and refuses more; that is why it needs no "
            "revocation (AWS Private CA User Guide, “Certificate authority modes”)."),
         N_("Shorten what is issued to seven days")),
  CHECK (SHORT_LIVED_PARENT, "short-lived-parent", ERROR,
         N_("Short-lived mode above other authorities"),
         N_("{ca} is in the mode for short-lived certificates, and {other} is to stand below it"),
         N_("In this mode an authority issues for seven days at most, the certificates of authorities included. Only "
            "general-purpose authorities can be parents (AWS Private CA User Guide, “Certificate authority modes”)."),
         N_("Make it general-purpose")),

  /* Keys and algorithms. */
  CHECK (KEY_UNKNOWN, "key-unknown", ERROR,
         N_("Unknown key algorithm"),
         N_("{ca} is to have a key of {value}, and there is no such key algorithm"),
         N_("The names are those of the service: RSA_2048, RSA_3072, RSA_4096, EC_prime256v1, EC_secp384r1, "
            "EC_secp521r1, ML_DSA_44, ML_DSA_65, ML_DSA_87 (AWS Private CA API Reference, "
            "CertificateAuthorityConfiguration)."),
         N_("Use the algorithm of its parent")),
  CHECK (KEY_UNAVAILABLE, "key-unavailable", ERROR,
         N_("This machine can't make the key"),
         N_("{ca} is to have a key of {value}, and OpenSSL {version} on this machine makes none"),
         N_("ML-DSA came with OpenSSL 3.5; signatures with SM2 in certificates are not read alike everywhere. A plan "
            "can hold them, for export; to be made here it needs a key that OpenSSL at hand can make."),
         N_("Use keys of equal strength in this hierarchy")),
  CHECK (KEY_WEAK, "key-weak", WARNING,
         N_("Key too weak for its life"),
         N_("{ca} is to live until {end} with a key of {bits} bits of strength"),
         N_("112 bits, which RSA 2048 has, are acceptable until the end of 2030; after that 128 bits are the least "
            "(NIST SP 800-57 part 1, table 4)."),
         N_("Use the next stronger key")),
  CHECK (KEY_WEAKER_ABOVE, "key-weaker-above", WARNING,
         N_("Weaker key above a stronger one"),
         N_("{ca} has a key of {bits} bits of strength, and {other} above it one of {limit}"),
         N_("A chain is as strong as its weakest key, and the key above is in use for longer. Who breaks it makes "
            "authorities as they like; the stronger key below protects nothing (NIST SP 800-57 part 1, 5.6.2)."),
         N_("Bring both keys to one strength")),
  CHECK (KEY_FAMILY, "key-family", WARNING,
         N_("Families of algorithms mixed"),
         N_("{ca} has a key of {value}, and {other} above it one of {limit}"),
         N_("Every validator of the chain must know both families, and the service wants the key of an authority to be "
            "one that its parent supports (AWS Private CA API Reference, IssueCertificate)."),
         N_("Use the family of its parent")),
  CHECK (SIGNING_UNKNOWN, "signing-unknown", ERROR,
         N_("Unknown signing algorithm"),
         N_("{ca} is to sign with {value}, and there is no such algorithm"),
         N_("The names are those of the service, like SHA256WITHECDSA or SHA384WITHRSA (AWS Private CA API Reference, "
            "CertificateAuthorityConfiguration)."),
         N_("Use the one that fits the key")),
  CHECK (SIGNING_KEY, "signing-key", ERROR,
         N_("Signing algorithm does not fit the key"),
         N_("{ca} is to sign with {value}, and its key is one of {key}"),
         N_("A signature is made with a key, so its algorithm must be of the family of that key; the service refuses "
            "others, here and above (AWS Private CA API Reference, CertificateAuthorityConfiguration and "
            "IssueCertificate)."),
         N_("Use the one that fits the key")),

  /* Revocation. */
  CHECK (NO_REVOCATION, "no-revocation", WARNING,
         N_("No revocation"),
         N_("{ca} publishes neither revocation lists nor OCSP answers"),
         N_("Without either no validator can learn that a key was lost, and a certificate is believed until it ends. "
            "Only certificates of a few days can do without (RFC 5280, 3.3)."),
         N_("Publish lists where the others do")),
  CHECK (CRL_NO_PLACE, "crl-no-place", WARNING,
         N_("Revocation list without address"),
         N_("{ca} publishes revocation lists, and its certificates do not say where"),
         N_("A validator finds the list by the address in the certificate. A list that nobody finds revokes nothing "
            "(RFC 5280, 4.2.1.13)."),
         N_("Publish lists where the others do")),
  CHECK (CRL_PLACE, "crl-place", ERROR,
         N_("Unusable address of the revocation list"),
         N_("{ca} can't publish its revocation list as it is written: {value}"),
         N_("An address is either a URL that begins with http:// or a host name with a folder beside it. The service "
            "takes the host name without protocol, and none where the address is to be left out (AWS Private CA API "
            "Reference, CrlConfiguration)."),
         N_("Correct the address")),
  CHECK (CRL_HTTPS, "crl-https", WARNING,
         N_("Revocation list behind TLS"),
         N_("the revocation list of {ca} is to be at {value}"),
         N_("To fetch a list over https a validator must first validate the server's certificate, which may need a "
            "list again; so most do not fetch it at all. The list is signed and needs no further protection (RFC 5280, "
            "8)."),
         N_("Publish it over http")),
  CHECK (CRL_PLACE_SHARED, "crl-place-shared", ERROR,
         N_("Two revocation lists at one address"),
         N_("the revocation list of {ca} is to be at {value}, where that of {other} is"),
         N_("Each authority signs a list of its own. At one address one overwrites the other, and validators refuse a "
            "list of another issuer (RFC 5280, 6.3.3)."),
         N_("Give it an address of its own")),
  CHECK (OCSP_NO_PLACE, "ocsp-no-place", WARNING,
         N_("OCSP without address"),
         N_("{ca} answers with OCSP, and its certificates do not say where"),
         N_("A validator asks at the address in the certificate (RFC 5280, 4.2.2.1)."),
         N_("Answer where the others do, or not at all")),

  /* Names, tags, name constraints. */
  CHECK (SUBJECT_SYNTAX, "subject-syntax", ERROR,
         N_("Unreadable subject"),
         N_("{key} is to be called “{value}”: {problem}"),
         N_("The subject is what certificates below carry as their issuer; it is written like CN=Root,O=Meridian,C=DE "
            "and can't be changed later (AWS Private CA API Reference, ASN1Subject)."),
         NULL),
  CHECK (SUBJECT_TWICE, "subject-twice", WARNING,
         N_("Two authorities of one name"),
         N_("{ca} has the same subject as another one below the same parent"),
         N_("Validators look for an issuer by its name. With two of one name they may take the wrong one and fail, and "
            "no person can tell them apart (RFC 5280, 4.1.2.6)."),
         N_("Number its name")),
  CHECK (LABEL_TWICE, "label-twice", WARNING,
         N_("Two authorities called the same"),
         N_("{ca} has the common name of another authority elsewhere in the plan"),
         N_("The common name is what people see and type, in lists, reports and requests for approval; who approves "
            "for one must not mean the other."),
         N_("Number its name")),
  CHECK (TAG_MISSING, "tag-missing", ERROR,
         N_("Required tag missing"),
         N_("{ca} lacks the tag {tag}"),
         N_("Rules that go by tags, like an issuer's right to the authorities of its project, find only what carries "
            "them. So tags are demanded when an authority is made (AWS Security Blog, hierarchy for a manufacturer and "
            "its suppliers; AWS Private CA User Guide, “Attribute-based access control”)."),
         N_("Add the tag")),
  CHECK (THING_NAME, "thing-name", ERROR,
         N_("Unusable name"),
         N_("“{name}”, in {list}, can't be used as a name: {problem}"),
         N_("Names of accounts, roles, people, shares and guardrails have 1 to 64 characters, and none that hides or "
            "turns the text around it: who approves something must be able to read what it is."),
         NULL),
  CHECK (THING_TWICE, "thing-twice", ERROR,
         N_("One name twice"),
         N_("“{name}” stands twice in {list}"),
         N_("A vault finds accounts, shares and guardrails by their names, for people and for the command line, and "
            "refuses a second one of the same name."),
         N_("Number the second name")),
  CHECK (CONSTRAINTS_ROOT, "name-constraints-root", WARNING,
         N_("Name constraints on the root alone"),
         N_("{ca} is a root with name constraints, and {other} below it has none"),
         N_("Who trusts a root takes its name and its key, and need not look at the rest of its certificate: Java "
            "ignores name constraints there, and other names pass. In the certificates below they are obeyed (RFC "
            "5280, 6.1.1 (d))."),
         N_("Repeat them in the authorities right below")),
  CHECK (CONSTRAINTS_TEMPLATE, "name-constraints-template", ERROR,
         N_("Template lets no name constraints in"),
         N_("{ca} is to have name constraints, and its template {template} takes nothing over that is not its own"),
         N_("The service has no field of its own for name constraints; they are a custom extension, which only the "
            "templates with API passthrough take over. With others they are left out without a word (AWS Private CA "
            "User Guide, “Understanding certificate templates”)."),
         N_("Use the template with API passthrough")),

  /* Accounts and shares. */
  CHECK (ACCOUNT_UNKNOWN, "account-unknown", ERROR,
         N_("Unknown account"),
         N_("{what} belongs to the account {account}, which is not in the plan"),
         N_("Every authority, role, person and share belongs to an account. A plan that brings accounts names all that "
            "it uses, so that none comes into being by a slip of a digit."),
         N_("Add the account to the plan")),
  CHECK (ROOT_ACCOUNT, "root-account", WARNING,
         N_("Root and subordinates in one account"),
         N_("{ca} is a root, and other authorities, such as {other}, belong to the same account {account}"),
         N_("An account of its own for the root keeps it out of the reach of everybody whose daily work is with the "
            "authorities below, administrators included (AWS Security Blog, hierarchy for a manufacturer and its "
            "suppliers)."),
         N_("Move the others to an account of their own")),
  CHECK (ACCOUNT_MANY, "account-many", NOTE,
         N_("More authorities than an account has by default"),
         N_("the account {account} has {count} authorities, and the service's quota is {limit}"),
         N_("The quota counts per account and region, deleted authorities included until their window ends; it can be "
            "raised on request (AWS Private CA endpoints and quotas). Nothing is limited here; it concerns what is "
            "exported."),
         NULL),
  CHECK (PERMISSION_UNKNOWN, "permission-unknown", ERROR,
         N_("Unknown managed permission"),
         N_("the share {share} of {ca} gives {permission}, which is none of the service's permissions"),
         N_("What a share gives is said by one managed permission: one of the service's seven, or one that the "
            "organisation made before (AWS RAM User Guide, “Managed permissions”)."),
         N_("Use the permission that fits what is issued")),
  CHECK (SHARE_CA, "share-ca", ERROR,
         N_("Share of an unknown authority"),
         N_("the share {share} is of “{key}”, which is not in the plan"),
         N_("A share gives one authority of the plan to one account (AWS RAM User Guide). One that was taken out of the "
            "plan takes its shares with it."),
         N_("Take the share out")),
  CHECK (SHARE_OWN, "share-own", WARNING,
         N_("Shared with its owner"),
         N_("the share {share} gives {ca} to {account}, which owns it"),
         N_("In its own account an authority is used by roles and their policies. A share there gives nothing, and "
            "looks as if it were needed (AWS RAM User Guide)."),
         N_("Take the share out")),
  CHECK (SHARE_TWICE, "share-twice", WARNING,
         N_("Shared twice"),
         N_("the share {share} gives {ca} to {account} with a permission that another share gives already"),
         N_("Who takes one of them away believes that the access ended, and the other goes on giving it."),
         N_("Take the second one out")),
  CHECK (SHARE_WIDE, "share-wide", WARNING,
         N_("Share wider than what is issued"),
         N_("the share {share} lets {account} issue {template} from {ca}, which is not meant to issue it"),
         N_("A permission fixes the template, and by it what the consumer may put into a certificate; with blank "
            "templates nearly everything. Give what is needed: a supplier of clients gets clients (AWS Security Blog, "
            "hierarchy for a manufacturer and its suppliers)."),
         N_("Use the permission that fits what is issued")),
  CHECK (SUPPLIER_NO_SHARE, "supplier-no-share", WARNING,
         N_("Supplier's authority without a share"),
         N_("{ca} is meant for {account}, and is not shared with it"),
         N_("An authority for a supplier stays in the manufacturer's account, and is of use to the supplier only by a "
            "share that says what may be issued (AWS Security Blog, hierarchy for a manufacturer and its suppliers)."),
         N_("Share it")),
  CHECK (SUPPLIERS_MIXED, "suppliers-mixed", WARNING,
         N_("Several suppliers on one authority"),
         N_("{ca} is shared with {other_account} and with {account}"),
         N_("With an authority for each, one supplier can be cut off, audited and counted without touching another, "
            "and neither issues in the name of the other (AWS Security Blog, hierarchy for a manufacturer and its "
            "suppliers)."),
         N_("Give the second an authority of its own")),

  /* People. */
  CHECK (ROLE_UNKNOWN, "role-unknown", ERROR,
         N_("Unknown role"),
         N_("{person} is to have the role {role}, which is not in the account {account}"),
         N_("A role is given to people of its own account, and to nobody before it exists: a name that stands for nothing "
            "now would give whatever a role of that name gives later."),
         N_("Take the role from this person")),
  CHECK (POLICY, "policy", ERROR,
         N_("Unreadable policy"),
         N_("{policy} of {owner} can't be read: {problem}"),
         N_("What is not understood is never used to allow anything, so a policy with an error is refused as a whole "
            "(IAM User Guide, “Grammar of the IAM JSON policy language”)."),
         NULL),
  CHECK (ONE_PERSON, "one-person", WARNING,
         N_("One person may disable and delete"),
         N_("{person} may disable {ca} (as {disabling}) and delete it (as {deleting})"),
         N_("Two roles protect a root only while two different people hold them: one to disable it, another to delete "
            "it. Held by one, there is no second pair of eyes (AWS Security Blog, hierarchy for a manufacturer and its "
            "suppliers)."),
         N_("Take one of the roles from this person")),
  CHECK (DUAL_CONTROL_OFF, "dual-control-off", WARNING,
         N_("Root without dual control"),
         N_("{ca} is a root, and one person alone can act on it"),
         N_("With dual control every signature by the root, and every change of it, needs a second person who sees "
            "what will happen. It protects also against a role that allows too much (NIST SP 800-57 part 2, split "
            "knowledge and dual control)."),
         N_("Put it under dual control")),
  CHECK (DUAL_CONTROL_ALONE, "dual-control-alone", WARNING,
         N_("Dual control without two people"),
         N_("{ca} is under dual control, and of the people in the plan {count} may approve"),
         N_("Nobody approves a request of their own. With fewer than two people who may approve, the requests of one "
            "of them wait until they expire."),
         N_("Let everybody approve who may")),
  CHECK (APPROVER_UNKNOWN, "approver-unknown", ERROR,
         N_("Unknown approver"),
         N_("{person} is to approve for {ca}, and is not in the plan"),
         N_("Approvers are named people; a name that belongs to nobody now could be taken by anybody later."),
         N_("Take the name out")),
  CHECK (APPROVER_MAY_NOT, "approver-may-not", WARNING,
         N_("Approver without the right"),
         N_("{person} is to approve for {ca}, and none of their roles allows espalier:Approve there"),
         N_("To be named is not enough: approving is a right of its own, given by a role, so that rules over the "
            "organisation can take it away."),
         N_("Take the name out")),
  CHECK (APPROVERS_UNUSED, "approvers-unused", NOTE,
         N_("Approvers without dual control"),
         N_("{ca} has approvers, and is not under dual control: nobody asks them"),
         N_("Approvers decide about authorities under dual control alone. Named without it, they look like a protection that "
            "is not there."),
         N_("Take the names out")),
  CHECK (PEOPLE_MANY, "people-not-judged", NOTE,
         N_("Not all people were looked at"),
         N_("there are too many people, roles and authorities with tags of their own to look at each; {person} and those "
            "who follow were left out"),
         N_("Who may do what is decided with the policies themselves, for each person, role and authority. To stay "
            "quick while you draw, this ends after {limit} decisions; nothing is taken as allowed or denied after it."),
         NULL),
  { NULL },
};
/* clang-format on */

/* Flags of a row; what is not here has none. */
#define FLAGS(name, flags) [ESP_PLAN_CHECK_##name] = flags
#define PRODUCTION ESP_PLAN_CHECK_PRODUCTION
#define FOLLOWS ESP_PLAN_CHECK_FOLLOWS

static const guint8 row_flags[ESP_PLAN_N_CHECKS] = {
  FLAGS (PATH_LENGTH_NOT_BELOW, FOLLOWS),
  FLAGS (PATH_LENGTH_SPARE, FOLLOWS),
  FLAGS (LEAF_SIGNS_CAS, FOLLOWS),
  FLAGS (ROOT_PATH_LENGTH, FOLLOWS),
  FLAGS (ROOT_ISSUES, PRODUCTION),
  FLAGS (ONE_LEVEL, PRODUCTION),
  FLAGS (OUTLIVES_PARENT, FOLLOWS),
  FLAGS (LIFE_CLOSE, FOLLOWS),
  FLAGS (LIFE_LONG, FOLLOWS),
  FLAGS (USE_OUTLIVES, FOLLOWS),
  FLAGS (USE_CLOSE, FOLLOWS),
  FLAGS (KEY_WEAK, PRODUCTION | FOLLOWS),
  FLAGS (KEY_WEAKER_ABOVE, FOLLOWS),
  FLAGS (KEY_FAMILY, FOLLOWS),
  FLAGS (SIGNING_KEY, FOLLOWS),
  FLAGS (NO_REVOCATION, PRODUCTION | FOLLOWS),
  FLAGS (CRL_NO_PLACE, PRODUCTION),
  FLAGS (CRL_PLACE_SHARED, FOLLOWS),
  FLAGS (OCSP_NO_PLACE, PRODUCTION),
  FLAGS (TAG_MISSING, FOLLOWS),
  FLAGS (CONSTRAINTS_TEMPLATE, FOLLOWS),
  FLAGS (ROOT_ACCOUNT, PRODUCTION),
  FLAGS (ONE_PERSON, PRODUCTION),
  FLAGS (DUAL_CONTROL_OFF, PRODUCTION),
  FLAGS (DUAL_CONTROL_ALONE, PRODUCTION),
  FLAGS (APPROVERS_UNUSED, FOLLOWS),
};

const EspPlanCheck *
esp_plan_checks (void)
{
  return rows;
}

const EspPlanCheck *
esp_plan_check_get (EspPlanCheckId id)
{
  return &rows[id];
}

EspPlanCheckFlags
esp_plan_check_get_flags (EspPlanCheckId id)
{
  return (EspPlanCheckFlags) row_flags[id];
}

const EspPlanCheck *
esp_plan_check_find (const char *id)
{
  for (gsize i = 0; id && i < ESP_PLAN_N_CHECKS; i++)
    if (g_str_equal (rows[i].id, id))
      return &rows[i];
  return NULL;
}

const char *
esp_plan_severity_to_string (EspPlanSeverity severity)
{
  static const char *const names[] = {
    [ESP_PLAN_ERROR] = "ERROR",
    [ESP_PLAN_WARNING] = "WARNING",
    [ESP_PLAN_NOTE] = "NOTE",
  };

  return (gsize) severity < G_N_ELEMENTS (names) ? names[severity] : "ERROR";
}
