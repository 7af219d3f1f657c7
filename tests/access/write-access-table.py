#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the tables of tests/fixtures/access: every action, for every role of the car maker's
example, on an authority of the own account, a shared one and a foreign one.

What is granted to whom stands in the tables below as the documents say it, each with the place where
they say it; the program's policies, its sample and its decision are not read. So the tables and the
program are two opinions, and tests/engine/test-access-table.c has them agree.

  write-access-table.py DIR           writes the tables into DIR
  write-access-table.py --check DIR   fails where they are not what would be written

Documents: "article" is the walk-through of the car maker and its suppliers, by its headings;
"reference" the collection of facts about the service, by its sections; "domain" and "security" the
design's two pages, by theirs. "choice" is what no document says and the example does to be usable.
"""
import os
import sys

# --- Actions ---------------------------------------------------------------------------------------

# article, "Day-to-day CA admin policy": all of the service's actions but the deletion.
# article, "Privileged CA admin policy": all of them but the update.
MANAGING = """
    CreateCertificateAuthorityAuditReport CreatePermission DeletePermission DeletePolicy
    DescribeCertificateAuthority DescribeCertificateAuthorityAuditReport GetCertificate
    GetCertificateAuthorityCertificate GetCertificateAuthorityCsr GetPolicy
    ImportCertificateAuthorityCertificate IssueCertificate ListPermissions ListTags PutPolicy
    RestoreCertificateAuthority RevokeCertificate TagCertificateAuthority UntagCertificateAuthority
    """.split()
# reference 8.4, AWSPrivateCAAuditor
AUDITING = """
    CreateCertificateAuthorityAuditReport DescribeCertificateAuthority
    DescribeCertificateAuthorityAuditReport GetCertificate GetCertificateAuthorityCertificate
    GetCertificateAuthorityCsr GetPolicy ListPermissions ListTags
    """.split()
# reference 7.1: what each permission that issues gives besides its template
SHARED_READS = """
    DescribeCertificateAuthority GetCertificate GetCertificateAuthorityCertificate ListPermissions
    ListTags
    """.split()


def pca(names):
    return {"acm-pca:" + name for name in names}


def espalier(text):
    return {"espalier:" + name for name in text.split()}


# Rows of the first table: an action on an authority, and for issuing a template (reference 2.2).
TEMPLATES = ["EndEntityCertificate", "EndEntityClientAuthCertificate",
             "EndEntityServerAuthCertificate"]
ON_AUTHORITIES = sorted(pca(MANAGING) | pca(["DeleteCertificateAuthority",
                                             "UpdateCertificateAuthority"]))
# domain, "Decisions" and "Two persons": actions of our own on an authority
OWN_ON_AUTHORITIES = sorted(espalier("Approve ExportHierarchy GetCertificateRevocationList ProcessSigningRequests"
                                     " PublishRevocation UpdateApprovers UpdateDualControl"))
# Rows of the second table: reference 8.1 (those without a resource) and domain, "Decisions".
OTHERS = sorted(pca(["CreateCertificateAuthority", "ListCertificateAuthorities"])
                | espalier("""AcceptExchangeResponse AcknowledgeAlert AddExchangePartner
                              AnswerExchangeRequest BackupVault ConfirmClock CreateCheckpoint
                              CreateExchangeIdentity CreateExchangeRequest
                              CreateRecoveryIdentity DescribeVault ExecuteApproved ExportLog GetEvent
                              ImportAuthorities ImportHierarchy ListAlerts ListApprovals ListEvents ListExchanges
                              ListSigningRequests PreviewImport ProvisionPlan ReceiveExchangeRequest
                              RemoveExchangePartner RestoreVault UpdateOwnIdentity
                              VerifyLog VerifyVault WithdrawRequest""")
                | {"iam:" + name for name in """
                    AssignRole ConfirmUser CreateRole CreateUser DeleteRole DeleteRolePolicy GetRole
                    GetUser ListRoles ListUsers PutRolePolicy ResetUser SimulatePrincipalPolicy
                    TagRole TagUser UnassignRole UntagRole UntagUser UpdateUser""".split()}
                | {"organizations:" + name for name in """
                    CreateAccount CreatePolicy DeletePolicy DescribePolicy ListAccounts ListPolicies
                    UpdatePolicy""".split()}
                | {"ram:" + name for name in """
                    AcceptResourceShareInvitation AssociateResourceSharePermission CreatePermission
                    CreatePermissionVersion CreateResourceShare DeletePermission
                    DeletePermissionVersion DeleteResourceShare DisassociateResourceShare
                    GetPermission GetResourceShares ListPermissions RejectResourceShareInvitation
                    SetDefaultPermissionVersion TagResource UntagResource""".split()})

# --- Accounts, authorities, shares -----------------------------------------------------------------

ROOT, CAS, RADIO, NAVIGATION, TELEMETRY = "root", "cas", "radio", "navigation", "telemetry"

# article, "Architecture overview" (root account, account of the subordinate CAs, a CA per supplier)
# and "Certificate issuing policy that uses ABAC" (tags access-project and access-team).
AUTHORITIES = {
    "Meridian Root G1": (ROOT, None),
    "Meridian Operations CA": (CAS, None),
    "Supplier Radio CA": (CAS, ("radio", "ProdTeam")),
    "Supplier Radio Development CA": (CAS, ("radio", "DevTeam")),
    "Supplier Navigation CA": (CAS, ("navigation", "ProdTeam")),
    "Supplier Telemetry CA": (CAS, ("telemetry", "ProdTeam")),
}

# Consumer and authority -> templates. article, "Certificate templates with AWS RAM managed
# permissions": the client template alone, without revoking, for modules; reference 7.1: the default
# permission is that of EndEntityCertificate; domain, "Things": several shares of one CA.
SHARES = {
    (RADIO, "Supplier Radio CA"): {"EndEntityClientAuthCertificate"},
    (RADIO, "Supplier Radio Development CA"): {"EndEntityCertificate"},
    (NAVIGATION, "Supplier Navigation CA"): {"EndEntityClientAuthCertificate"},
    (TELEMETRY, "Supplier Telemetry CA"): {"EndEntityCertificate",
                                           "EndEntityServerAuthCertificate"},
}

# --- Roles -----------------------------------------------------------------------------------------

EVERYTHING = "everything"

# choice: who works in the console sees the vault, looks people and roles up and asks the simulator
LOOKING = {"espalier:DescribeVault", "iam:ListRoles", "iam:ListUsers", "iam:SimulatePrincipalPolicy",
           "organizations:ListAccounts"}
# security, "Keys": everybody changes how their own identity opens
OWN_IDENTITY = espalier("UpdateOwnIdentity")
# domain, "Two persons": admins approve each other's requests, take theirs back and have them executed
TWO_PERSONS = espalier("Approve ExecuteApproved ListApprovals WithdrawRequest")
# article, "AWS account that holds the root CA", and domain, "Ready-made": alerts on the root
ALERTS = espalier("AcknowledgeAlert ListAlerts")
# article, "Cross-account sharing by using AWS RAM": the account of the subordinate CAs shares them
SHARING = {"ram:" + name for name in """
    AssociateResourceSharePermission CreateResourceShare DeleteResourceShare GetPermission
    GetResourceShares ListPermissions TagResource UntagResource""".split()}
# security, "Keys": what is asked for through a share by request, the owner's side signs
SIGNING = espalier("ListSigningRequests ProcessSigningRequests")
# reference 5.1 and domain, "Depth and path length": revocation is published by those who revoke
PUBLISHING = espalier("GetCertificateRevocationList PublishRevocation")

ADMIN = (pca(MANAGING + ["CreateCertificateAuthority", "ListCertificateAuthorities"])
         | LOOKING | OWN_IDENTITY | TWO_PERSONS | ALERTS | PUBLISHING)
DISABLES = {"acm-pca:UpdateCertificateAuthority"}   # article, "Day-to-day CA admin policy"
DELETES = {"acm-pca:DeleteCertificateAuthority"}    # article, "Privileged CA admin policy"

# What a role may do with what is of its own account, or with nothing in particular; and what it is
# denied there by a statement of its own.
ROLES = {
    "day-to-day admin of the root": (ADMIN | DISABLES, DELETES),
    "privileged admin of the root": (ADMIN | DELETES, DISABLES),
    "day-to-day admin of the CAs": (ADMIN | DISABLES | SHARING | SIGNING, DELETES),
    "privileged admin of the CAs": (ADMIN | DELETES | SHARING | SIGNING, DISABLES),
    # reference 8.4 (AWSPrivateCAAuditor); domain, "Decisions" (reading of what the neighbours have) and
    # security, "The log" (auditors read and export it, keep checkpoints and verify)
    "auditor": (pca(AUDITING + ["ListCertificateAuthorities"]) | LOOKING | OWN_IDENTITY
                | espalier("""CreateCheckpoint ExportLog GetCertificateRevocationList GetEvent
                              ListAlerts ListApprovals ListEvents VerifyLog VerifyVault""")
                | {"iam:GetRole", "iam:GetUser", "organizations:DescribePolicy",
                   "organizations:ListPolicies", "ram:GetPermission", "ram:GetResourceShares",
                   "ram:ListPermissions"}, set()),
    # article, "Separation of duties": issuers apart from administrators; choice: the issuer for the own
    # operations revokes what it issued
    "issuer of operations": (pca(["DescribeCertificateAuthority", "GetCertificate",
                                  "IssueCertificate", "ListCertificateAuthorities",
                                  "RevokeCertificate"])
                             | espalier("GetCertificateRevocationList") | OWN_IDENTITY, set()),
    # security, "Keys": the owner's service principal signs what suppliers ask for
    "signing service": (pca(["GetCertificate", "IssueCertificate", "ListCertificateAuthorities"])
                        | SIGNING | OWN_IDENTITY | espalier("DescribeVault"), set()),
    # article, "Example of creating a resource share": the supplier's administrator accepts. That it
    # manages its own people is about people that are named, and named are none in these tables.
    "admin of a supplier": ({"ram:" + name for name in """
                                AcceptResourceShareInvitation DisassociateResourceShare GetPermission
                                GetResourceShares ListPermissions
                                RejectResourceShareInvitation""".split()}
                            | pca(["ListCertificateAuthorities"])
                            | espalier("DescribeVault ListSigningRequests") | OWN_IDENTITY
                            | {"iam:ListRoles", "iam:ListUsers", "organizations:ListAccounts"}, set()),
    # The four actions of the article's policy are in BY_TAGS, as they depend on tags; listing is for
    # seeing what is shared (domain, "Decisions"), the rest for what was asked for (security, "Keys").
    "issuer of a supplier": (pca(["ListCertificateAuthorities"])
                             | espalier("DescribeVault ListSigningRequests WithdrawRequest")
                             | OWN_IDENTITY, set()),
    "founder": (EVERYTHING, set()),  # domain, "Things": limited by guardrails alone
}
# article, "Certificate issuing policy that uses ABAC": where the tags of both are the same
BY_TAGS = {"issuer of a supplier": pca(["GetCertificate", "IssueCertificate", "ListTags"])}
# security, "Keys": an auditor opens nothing but sees all accounts; the founder administers them
ORGANIZATION = {"auditor", "founder"}

# --- Guardrails ------------------------------------------------------------------------------------

# article, "Manufacturer IAM role overview": tags of CAs are required at the organization level, and
# only authorized users change tags; "Certificate issuing policy that uses ABAC": people carry tags too.
TAGGING = pca(["TagCertificateAuthority", "UntagCertificateAuthority"])
GUARDRAILS = {
    CAS: {"acm-pca:CreateCertificateAuthority"},
    RADIO: {"iam:CreateUser"},
    NAVIGATION: {"iam:CreateUser"},
    TELEMETRY: {"iam:CreateUser"},
}
KEEPERS_ALONE = TAGGING | {"iam:TagUser", "iam:UntagUser"}
KEPT_IN = {CAS, RADIO, NAVIGATION, TELEMETRY}

# --- People ----------------------------------------------------------------------------------------

# Name: account, role, own tags (article, "Certificate issuing policy that uses ABAC": DevTeam and
# ProdTeam), and whether they are one of the authorized users who change tags.
PEOPLE = {
    "ines.adler": (ROOT, "day-to-day admin of the root", None, True),
    "tomas.vega": (ROOT, "privileged admin of the root", None, False),
    "noor.haddad": (CAS, "day-to-day admin of the CAs", None, True),
    "pavel.orlov": (CAS, "privileged admin of the CAs", None, False),
    "audrey.lin": (ROOT, "auditor", None, False),
    "sven.lindgren": (CAS, "issuer of operations", None, False),
    "module-signer": (CAS, "signing service", None, False),
    "lena.frost": (RADIO, "admin of a supplier", None, True),
    "dana.reyes": (RADIO, "issuer of a supplier", ("radio", "DevTeam"), False),
    "radio-line": (RADIO, "issuer of a supplier", ("radio", "ProdTeam"), False),
    "mirko.bauer": (NAVIGATION, "issuer of a supplier", ("navigation", "ProdTeam"), False),
    "yuki.tanaka": (TELEMETRY, "issuer of a supplier", ("telemetry", "ProdTeam"), False),
    "Ada Kern": (ROOT, "founder", None, False),
}

# Whom the tables ask about what. Own, shared (where there is one) and foreign.
COLUMNS = [
    ("ines.adler", ["Meridian Root G1", "Meridian Operations CA"]),
    ("tomas.vega", ["Meridian Root G1", "Meridian Operations CA"]),
    ("noor.haddad", ["Meridian Operations CA", "Meridian Root G1"]),
    ("pavel.orlov", ["Meridian Operations CA", "Meridian Root G1"]),
    ("audrey.lin", ["Meridian Root G1", "Meridian Operations CA"]),
    ("sven.lindgren", ["Meridian Operations CA", "Meridian Root G1"]),
    ("module-signer", ["Supplier Radio CA", "Meridian Root G1"]),
    ("lena.frost", ["Supplier Radio CA", "Supplier Navigation CA"]),
    ("dana.reyes", ["Supplier Radio Development CA", "Supplier Radio CA",
                    "Supplier Navigation CA"]),
    ("radio-line", ["Supplier Radio CA", "Supplier Radio Development CA"]),
    ("mirko.bauer", ["Supplier Navigation CA", "Supplier Radio CA"]),
    ("yuki.tanaka", ["Supplier Telemetry CA", "Meridian Root G1"]),
    ("Ada Kern", ["Meridian Root G1", "Supplier Navigation CA"]),
]
OTHERS_COLUMNS = ["ines.adler", "tomas.vega", "noor.haddad", "pavel.orlov", "audrey.lin",
                  "sven.lindgren", "module-signer", "lena.frost", "dana.reyes", "mirko.bauer",
                  "Ada Kern"]

# --- The order of deciding: domain, "Decisions" ----------------------------------------------------


def is_denied(person, action, owner):
    account, role, _, keeper = PEOPLE[person]
    if action in GUARDRAILS.get(account, ()):
        return True
    if action in KEEPERS_ALONE and account in KEPT_IN and not keeper:
        return True
    # The article's two policies deny for the authorities of the own account alone.
    return action in ROLES[role][1] and owner == account


def is_granted(person, action, tags):
    _, role, own_tags, _ = PEOPLE[person]
    granted = ROLES[role][0]
    if granted == EVERYTHING or action in granted:
        return True
    return action in BY_TAGS.get(role, ()) and own_tags is not None and own_tags == tags


def is_shared(person, action, template, authority):
    templates = SHARES.get((PEOPLE[person][0], authority))
    if templates is None:
        return False
    if action == "acm-pca:IssueCertificate":
        return template in templates
    return action in pca(SHARED_READS)


def decide(person, action, template, authority):
    owner, tags = AUTHORITIES[authority]
    if is_denied(person, action, owner):
        return "D"
    account, role, _, _ = PEOPLE[person]
    if account != owner and role not in ORGANIZATION:
        if not is_shared(person, action, template, authority):
            return "-"
    return "A" if is_granted(person, action, tags) else "-"


def decide_other(person, action):
    if is_denied(person, action, None):
        return "D"
    return "A" if is_granted(person, action, None) else "-"


# --- Writing ---------------------------------------------------------------------------------------

HEAD = """\
# Who of the automotive example may do what with an authority of the own account, one that is shared, and a foreign
# one: written from the documents by tests/access/write-access-table.py, which says where they say it. A: allowed, D: a
# statement denies it, -: nothing allows it. First line of names: who; second: which authority.
"""
HEAD_OTHERS = """\
# Actions that have no authority as their resource, asked without a resource and without tags in the request: as
# automotive-table.csv. Guardrails deny making an authority or a person without tags, and changing tags of people.
"""


def write_table():
    asked = [(person, authority) for person, authorities in COLUMNS for authority in authorities]
    lines = ["action,template," + ",".join(person for person, _ in asked),
             ",," + ",".join(authority for _, authority in asked)]
    for action in ON_AUTHORITIES + OWN_ON_AUTHORITIES:
        for template in TEMPLATES if action == "acm-pca:IssueCertificate" else [""]:
            answers = [decide(person, action, template, authority) for person, authority in asked]
            lines.append(",".join([action, template] + answers))
    return HEAD + "\n".join(lines) + "\n"


def write_others():
    lines = ["action," + ",".join(OTHERS_COLUMNS)]
    for action in OTHERS:
        lines.append(",".join([action] + [decide_other(person, action)
                                          for person in OTHERS_COLUMNS]))
    return HEAD_OTHERS + "\n".join(lines) + "\n"


def main(arguments):
    check = arguments[:1] == ["--check"]
    folders = arguments[1:] if check else arguments
    if len(folders) != 1:
        sys.exit(__doc__)
    bad = 0
    for name, text in (("automotive-table.csv", write_table()),
                       ("automotive-others.csv", write_others())):
        path = os.path.join(folders[0], name)
        if not check:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            continue
        with open(path, encoding="utf-8") as file:
            there = file.read()
        if there != text:
            print(f"{path} is not what the rules say; write it anew with write-access-table.py",
                  file=sys.stderr)
            for before, after in zip(there.splitlines(), text.splitlines()):
                if before != after:
                    print(f"- {before}\n+ {after}", file=sys.stderr)
            bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
