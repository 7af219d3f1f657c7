#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Made the seeds in seeds/, with openssl and with Espalier itself; run again only to have other ones.

usage: make-seeds.py ESPALIER-CLI FOLDER
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
RSA = ["-newkey", "rsa:1024"]
EXTENSION_REQUEST = bytes.fromhex("06092a864886f70d01090e31")


def openssl(*words, stdin=None):
    return subprocess.run(["openssl", *words], input=stdin, stdout=subprocess.PIPE, check=True,
                          stderr=subprocess.DEVNULL).stdout  # fmt: skip


class Seeds:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def put(self, target, name, content):
        path = self.folder / target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def der_length(data):
    """Of the element at the beginning of @data."""
    if data[1] < 0x80:
        return 2 + data[1]
    n = data[1] & 0x7F
    return 2 + n + int.from_bytes(data[2 : 2 + n], "big")


def requested_extensions(request):
    at = request.index(EXTENSION_REQUEST) + len(EXTENSION_REQUEST)
    at += 1 if request[at] < 0x80 else 1 + (request[at] & 0x7F)
    return request[at : at + der_length(request[at:])]


RICH = [
    "keyUsage=critical,digitalSignature,keyAgreement",
    "extendedKeyUsage=serverAuth,clientAuth,1.3.6.1.4.1.99999.1",
    "certificatePolicies=1.2.3.4,1.3.6.1.5.5.7.2.1",
    "crlDistributionPoints=URI:http://a.example/a.crl",
    "authorityInfoAccess=OCSP;URI:http://a.example/ocsp,caIssuers;URI:http://a.example/a.cer",
    "subjectAltName=DNS:a.example,IP:2001:db8::1,email:a@a.example,URI:https://a.example/,RID:1.2.3,"
    "otherName:1.2.3.4;UTF8:other",
    "tlsfeature=status_request",
    "1.2.3.4.5=ASN1:UTF8String:custom",
]
AUTHORITY = [
    "basicConstraints=critical,CA:TRUE,pathlen:2",
    "keyUsage=critical,keyCertSign,cRLSign",
    "nameConstraints=critical,permitted;DNS:a.example,permitted;IP:10.0.0.0/255.0.0.0,excluded;email:b.example",
    "policyConstraints=requireExplicitPolicy:1,inhibitPolicyMapping:0",
    "policyMappings=1.2.3:1.2.4",
    "inhibitAnyPolicy=1",
]


def options(extensions):
    return [word for extension in extensions for word in ("-addext", extension)]


def requests_and_certificates(seeds):
    for name, key, extensions in (("rich", EC, RICH), ("authority", EC, AUTHORITY), ("rsa", RSA, RICH[:2])):
        words = [*key, "-noenc", "-keyout", name + ".key", "-subj", f"/C=DE/O=Espalier/CN={name}"]
        request = openssl("req", "-new", *words, *options(extensions), "-outform", "DER")
        seeds.put("csr", name, request)
        seeds.put("csr-extensions", name, requested_extensions(request) + b"\0")
        pathlib.Path(name + ".der").write_bytes(request)
        words = ["req", "-x509", "-key", name + ".key", "-subj", f"/O=Espalier/CN={name}", "-days", "3000"]
        certificate = openssl(*words, *options(extensions), "-outform", "DER")
        seeds.put("certificate", name, certificate)
        seeds.put("key", name + "-private", openssl("pkcs8", "-topk8", "-nocrypt", "-in", name + ".key",
                                                    "-outform", "DER"))  # fmt: skip
        seeds.put("key", name + "-public", openssl("pkey", "-in", name + ".key", "-pubout", "-outform", "DER"))
        seeds.put("pem", name, openssl(*words, *options(extensions)) + openssl("req", "-in", name + ".der",
                                                                                "-inform", "DER"))  # fmt: skip
    words = ["req", "-new", *EC, "-noenc", "-keyout", "empty.key", "-subj", "/"]
    request = openssl(*words, "-addext", "subjectAltName=critical,DNS:a.example", "-outform", "DER")
    seeds.put("csr", "empty", request)
    seeds.put("csr-extensions", "empty", requested_extensions(request) + b"\1")
    seeds.put("csr", "text", openssl("req", "-in", "rich.der", "-inform", "DER"))


PASSTHROUGH = {
    "Subject": {"Country": "DE", "Organization": "Espalier", "CommonName": "a.example"},
    "Extensions": {
        "KeyUsage": {"DigitalSignature": True, "KeyAgreement": True},
        "ExtendedKeyUsage": [{"ExtendedKeyUsageType": "SERVER_AUTH"},
                             {"ExtendedKeyUsageObjectIdentifier": "1.2.3.4"}],
        "CertificatePolicies": [{"CertPolicyId": "1.2.3", "PolicyQualifiers": [
            {"PolicyQualifierId": "CPS", "Qualifier": {"CpsUri": "https://a.example/cps"}}]}],
        "SubjectAlternativeNames": [
            {"DnsName": "a.example"}, {"IpAddress": "2001:db8::1"}, {"Rfc822Name": "a@a.example"},
            {"UniformResourceIdentifier": "https://a.example/"}, {"RegisteredId": "1.2.3"},
            {"DirectoryName": {"CommonName": "a"}}, {"OtherName": {"TypeId": "1.2.3", "Value": "x"}},
            {"EdiPartyName": {"PartyName": "p", "NameAssigner": "n"}}],
        "CustomExtensions": [{"ObjectIdentifier": "1.2.3.4", "Value": "DAF4", "Critical": True}],
    },
}  # fmt: skip
CUSTOM = {"Subject": {"CustomAttributes": [{"ObjectIdentifier": "2.5.4.3", "Value": "a"},
                                           {"ObjectIdentifier": "1.2.3.4", "Value": "b"}]},
          "CsrExtensions": {"KeyUsage": {"CRLSign": True},
                            "SubjectInformationAccess": [{
                                "AccessMethod": {"AccessMethodType": "CA_REPOSITORY"},
                                "AccessLocation": {"DnsName": "a.example"}}]}}  # fmt: skip
POLICY = {"Version": "2012-10-17", "Statement": [
    {"Sid": "A", "Effect": "Allow", "Action": ["acm-pca:Issue*", "acm-pca:GetCertificate"],
     "Resource": "arn:aws:acm-pca:*:111122223333:certificate-authority/*"},
    {"Effect": "Deny", "Action": "*", "Resource": "*"}]}  # fmt: skip


TEAM = "aws:PrincipalTag/team"
CONDITIONS = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "NotAction": ["iam:*", "acm-pca:Get?*"],
    "NotResource": ["arn:aws:acm-pca:*:*:certificate-authority/${aws:username}-${*}*"],
    "Condition": {
        "StringLike": {TEAM: ["r${*}*", "${aws:PrincipalTag/none, 'red'}", "?*d"]},
        "StringNotEqualsIgnoreCaseIfExists": {TEAM: "RED"},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["team", "project"]},
        "ForAnyValue:StringNotLike": {"aws:TagKeys": "t*"},
        "NumericLessThanEquals": {"aws:PrincipalTag/limit": [11, "2.5", -3]},
        "DateGreaterThan": {"aws:CurrentTime": ["2025-12-31T23:59:59.5+01:00", "1700000000"]},
        "Bool": {"aws:MultiFactorAuthPresent": True},
        "BinaryEquals": {"aws:PrincipalTag/limit": "AQID"},
        "NotIpAddress": {"aws:SourceIp": ["10.0.0.0/8", "2001:db8:1::/48"]},
        "ArnNotLike": {"acm-pca:TemplateArn": "arn:aws:acm-pca:*:*:template/*CACertificate*/V?"},
        "Null": {"aws:PrincipalTag/none": "true"}}}]}  # fmt: skip
PRINCIPALS = {"Version": "2012-10-17", "Id": "x", "Statement": [
    {"Sid": "1", "Effect": "Allow", "Action": "acm-pca:*", "Resource": "*", "Principal": {
        "AWS": ["222233334444", "arn:aws:iam::222233334444:role/Issuer", "arn:aws:iam::222233334444:root"],
        "Service": "acm.amazonaws.com"}},
    {"Sid": "1", "Effect": "Deny", "Action": "*", "Resource": "*",
     "NotPrincipal": {"AWS": "arn:aws:iam::222233334444:user/Ada"}}]}  # fmt: skip
READS = ["acm-pca:" + name for name in ("DescribeCertificateAuthority", "GetCertificate",
                                        "GetCertificateAuthorityCertificate",
                                        "ListPermissions", "ListTags")]  # fmt: skip
CLIENT = {"StringEquals": {"acm-pca:TemplateArn": "arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1"}}
SHARED = {"Effect": "Allow", "Principal": {"AWS": "444455556666"},
          "Resource": "arn:aws:acm-pca:local:111122223333:certificate-authority/"
                      "11111111-2222-3333-4444-555555555555"}  # fmt: skip
RESOURCE_POLICY = {"Version": "2012-10-17", "Statement": [
    {"Sid": "1", **SHARED, "Action": READS},
    {"Sid": "1", **SHARED, "Action": "acm-pca:IssueCertificate", "Condition": CLIENT}]}  # fmt: skip
TEMPLATE = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": [*READS, "acm-pca:IssueCertificate"], "Condition": CLIENT}]}  # fmt: skip


def policies(seeds):
    """Broken ones of the documents, and the cases of lint."""
    fixtures = HERE.parent / "fixtures" / "policies"
    for path in sorted(fixtures.glob("*.json.txt")):
        seeds.put("policy-lint", path.name.split(".")[0], path.read_bytes())
    cases = (fixtures / "lint-cases.txt").read_text(encoding="utf-8").split("\n== ")[1:]
    for number, case in enumerate(cases):
        document = case.split("\n", 1)[1].rpartition("\n--")[0]
        seeds.put("policy-lint", f"case-{number:02}", document.encode())
    seeds.put("resource-policy", "guide", json.dumps(RESOURCE_POLICY, indent=1).encode())
    seeds.put("resource-policy", "template", json.dumps(TEMPLATE, indent=1).encode())


def plans(seeds):
    """Of the fixtures those that are read, and those that are no JSON; and two presets."""
    fixtures = HERE.parent / "fixtures" / "plans"
    paths = [*fixtures.glob("good/*"), *fixtures.glob("syntax/*"), *fixtures.glob("nonsense/*")]
    paths += [HERE.parent.parent / "data" / "plans" / f"{name}.espalier-plan" for name in ("automotive", "five-levels")]
    for path in sorted(paths):
        seeds.put("plan", path.stem, path.read_bytes())


def texts(seeds):
    seeds.put("passthrough", "all", json.dumps(PASSTHROUGH, indent=1).encode())
    seeds.put("passthrough", "custom", json.dumps(CUSTOM, indent=1).encode())
    seeds.put("policy", "two", json.dumps(POLICY, indent=1).encode())
    seeds.put("policy", "conditions", json.dumps(CONDITIONS, indent=1).encode())
    seeds.put("policy", "principals", json.dumps(PRINCIPALS, indent=1).encode())
    seeds.put("name", "rfc4514", "CN=Müller\\, Sue+OU=#0c0161,O=\\41\\ x ,C=DE".encode())
    seeds.put("name", "slashes", b"/C=DE/O=a\\/b/CN=c/2.5.4.5=42")
    seeds.put("name", "nothing", b"")


CA_CONFIGURATION = """[ca]
default_ca = x
[x]
database = index
crlnumber = number
default_md = sha256
default_crl_days = 3000
crl_extensions = e
[e]
authorityKeyIdentifier = keyid
"""


def make_authority():
    header = (HERE / "fuzz-authority.h").read_text(encoding="utf-8")
    der = bytes(int(octet, 16) for octet in re.findall("0x([0-9a-f]{2})", header))
    pathlib.Path("ca.key").write_bytes(openssl("pkey", "-inform", "DER", stdin=der))
    words = ["req", "-x509", "-key", "ca.key", "-subj", "/O=Espalier/CN=Fuzz", "-days", "3000"]
    pathlib.Path("ca.pem").write_bytes(openssl(*words))


def sealed(seeds):
    words = ["cms", "-encrypt", "-aes-256-gcm", "-keyid", "-outform", "DER", "-recip", "ca.pem"]
    words += ["-keyopt", "ecdh_kdf_md:sha256", "-aes256-wrap"]
    seeds.put("envelope", "cms", openssl(*words, stdin=b"what is sealed"))
    words = ["pkcs8", "-topk8", "-in", "rich.key", "-outform", "DER", "-passout", "pass:fuzz", "-iter", "16"]
    seeds.put("envelope", "pbes2", openssl(*words, "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256"))


def answers(seeds):
    """OCSP and lists by openssl, as of the authority that the fuzzed functions know."""
    pathlib.Path("index").write_bytes(b"V\t360101000000Z\t\t01\tunknown\t/CN=x\n"
                                      b"R\t360101000000Z\t260101000000Z,keyCompromise\t02\tunknown\t/CN=y\n")
    for serial in ("1", "2", "3"):
        openssl("ocsp", "-index", "index", "-CA", "ca.pem", "-rsigner", "ca.pem", "-rkey", "ca.key",
                "-issuer", "ca.pem", "-serial", serial, "-ndays", "3", "-respout", "answer", "-no_nonce")  # fmt: skip
        seeds.put("ocsp", "answer-" + serial, pathlib.Path("answer").read_bytes())
    pathlib.Path("number").write_bytes(b"01\n")
    pathlib.Path("ca.cnf").write_text(CA_CONFIGURATION, encoding="ascii")
    openssl("ca", "-gencrl", "-config", "ca.cnf", "-keyfile", "ca.key", "-cert", "ca.pem", "-out", "list.pem")
    crl = openssl("crl", "-in", "list.pem", "-outform", "DER")
    seeds.put("crl", "authority", crl)
    seeds.put("crl", "negative-number", crl.replace(bytes.fromhex("0403020101"), bytes.fromhex("04030201bd")))


def from_the_product(seeds, cli):
    """A chain with its lists: complete, partitioned, with entries."""
    pathlib.Path("passphrase").write_text("correct horse battery staple\n", encoding="ascii")
    pathlib.Path("a.csr").write_bytes(openssl("req", "-in", "rich.der", "-inform", "DER"))

    def call(*words):
        command = [cli, "--vault", "vault.espalier", "--passphrase-file", "passphrase", "--json", *words]
        return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)

    def der(kind, pem):
        return openssl(kind, "-outform", "DER", stdin=pem.encode())

    call("vault", "create", "--organization", "Seeds", "--admin", "ada", "--unlock", "passphrase")
    words = ["--key-algorithm", "EC_prime256v1", "--validity"]
    call("ca", "create", "--subject", "CN=Root,O=Seeds", *words, "9y")
    call("ca", "create", "--subject", "CN=Line,O=Seeds", "--parent", "Root", "--path-length", "0", *words, "8y")
    call("ca", "revocation", "Line", "--crl-url", "http://a.example/line.crl", "--crl-type", "partitioned")
    issued = call("cert", "issue", "--ca", "Line", "--csr", "a.csr", "--validity", "7y")
    empty = der("crl", call("ca", "crl", "Line")["Crl"])
    call("cert", "revoke", issued["CertificateSerial"], "--ca", "Line", "--reason", "KEY_COMPROMISE")
    full = der("crl", call("ca", "crl", "Line")["Crl"])
    chain = [der("x509", issued["Certificate"])]
    chain += [der("x509", call("ca", "certificate", name)["Certificate"]) for name in ("Line", "Root")]
    seeds.put("certificate", "issued", chain[0])
    seeds.put("crl", "empty", empty)
    seeds.put("crl", "entries", full)
    seeds.put("pem", "list", openssl("crl", "-inform", "DER", stdin=full))
    seeds.put("path", "chain", b"".join(chain))
    seeds.put("path", "chain-and-list", b"".join([chain[0], full, *chain[1:]]))


def exchanges(seeds, cli):
    """Two vaults: one asks, the other answers, and refuses."""

    def call(vault, *words):
        environment = dict(os.environ, ESPALIER_VAULT=vault, ESPALIER_PASSPHRASE_FILE="passphrase")
        return subprocess.run([cli, *words], env=environment, stdout=subprocess.PIPE, check=True).stdout

    def keep(name, certificate):
        path = pathlib.Path(name)
        seeds.put("signed-data", name, path.read_bytes())
        der = openssl("cms", "-cmsout", "-in", name, "-inform", "PEM", "-outform", "DER")
        seeds.put("signed-data", name + "-der", der)
        seeds.put("exchange-file", name, openssl(
            "cms", "-verify", "-binary", "-inform", "PEM", "-in", name, "-nointern", "-noverify", "-certfile",
            certificate, "-out", "/dev/stdout"))  # fmt: skip

    pathlib.Path("passphrase").write_text("correct horse battery staple\n")
    for vault in ("asks", "owns"):
        call(vault, "vault", "create", "--organization", vault, "--admin", vault, "--unlock", "passphrase")
        call(vault, "exchange", "identity", "create", "--out", vault + ".pem")
    rights = ["--asks-as", "owns", "--asks-in", "Administrator"]
    for vault, other, more in (("asks", "owns", []), ("owns", "asks", rights)):
        fingerprint = openssl("x509", "-in", other + ".pem", "-noout", "-fingerprint", "-sha256").decode()
        call(vault, "exchange", "partner", "add", other, "--certificate", other + ".pem", "--fingerprint",
             fingerprint.split("=")[1].strip(), *more)  # fmt: skip
    seeds.put("signed-data", "certificate", pathlib.Path("asks.pem").read_bytes())
    call("owns", "ca", "create", "--subject", "CN=Root", "--no-dual-control")
    call("asks", "ca", "create", "--subject", "CN=Below", "--type", "subordinate")
    openssl("req", "-new", *EC, "-noenc", "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=leaf")
    ask = ("exchange", "request", "create", "--partner", "owns", "--ca", "Root", "--validity")
    template = "SubordinateCACertificate_PathLen0/V1"
    call("asks", *ask, "1y", "--for", "Below", "--template", template, "--out", "request-ca")
    call("asks", *ask, "90y", "--csr", "leaf.csr", "--share", "Units", "--out", "request-share")
    call("asks", *ask, "90y", "--csr", "leaf.csr", "--out", "request-long")
    for name in ("request-ca", "request-long"):
        call("owns", "exchange", "request", "process", name, "--out", name.replace("request", "response"))
        keep(name.replace("request", "response"), "owns.pem")
    for name in ("request-ca", "request-share", "request-long"):
        keep(name, "asks.pem")


def hierarchies(seeds, cli):
    """Of two levels, with an authority that waits for its certificate below; opened, as its new owner does."""

    def call(*words):
        environment = dict(os.environ, ESPALIER_VAULT="leaves", ESPALIER_PASSPHRASE_FILE="passphrase")
        return subprocess.run([cli, *words], env=environment, stdout=subprocess.PIPE, check=True).stdout

    pathlib.Path("passphrase").write_text("correct horse battery staple\n")
    owner = ["-keyout", "owner.key", "-out", "owner.pem", "-days", "30", "-subj", "/CN=New owner"]
    openssl("req", "-x509", *EC, "-noenc", *owner)
    openssl("req", "-new", *EC, "-noenc", "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=leaf")
    call("vault", "create", "--organization", "Leaving", "--admin", "ada", "--unlock", "passphrase")
    words = ["--key-algorithm", "EC_prime256v1"]
    call("ca", "create", "--subject", "CN=Root", "--no-dual-control", "--validity", "9y", *words)
    call("ca", "create", "--subject", "CN=Line", "--parent", "Root", "--path-length", "0", "--validity", "8y", *words)
    call("ca", "create", "--subject", "CN=Waits", "--type", "subordinate", *words)
    call("ca", "tag", "Line", "line=9", "plant=north")
    call("cert", "issue", "--ca", "Line", "--csr", "leaf.csr", "--validity", "300d")
    shown = json.loads(call("--json", "cert", "list", "--ca", "Line"))["Certificates"]
    call("cert", "revoke", shown[0]["Serial"], "--ca", "Line", "--reason", "KEY_COMPROMISE")
    call("ca", "crl", "Line", "--out", "line.crl")
    for name in ("Root", "Waits"):
        call("exchange", "hierarchy", "export", name + ".left", "--ca", name, "--to", "owner.pem")
        text = openssl("cms", "-decrypt", "-inform", "DER", "-in", name + ".left", "-inkey", "owner.key", "-recip",
                       "owner.pem", "-binary")  # fmt: skip
        seeds.put("hierarchy", name.lower(), text)
    lines = text.splitlines(keepends=True)
    seeds.put("hierarchy", "cut", b"".join(lines[:-1]))
    whole = (seeds.folder / "hierarchy" / "root").read_bytes().splitlines(keepends=True)
    for kind in ("ca", "certificate", "event", "person"):
        mark = json.dumps({"kind": kind}, separators=(",", ":")).encode()[1:-1]
        seeds.put("hierarchy", "line-" + kind, next(line for line in whole if mark in line))


def main():
    cli, folder = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    seeds = Seeds(folder)
    with tempfile.TemporaryDirectory(prefix="espalier-seeds-") as work:
        os.chdir(work)
        make_authority()
        requests_and_certificates(seeds)
        texts(seeds)
        policies(seeds)
        plans(seeds)
        sealed(seeds)
        answers(seeds)
        from_the_product(seeds, cli)
        exchanges(seeds, cli)
        hierarchies(seeds, cli)
        os.chdir("/")


if __name__ == "__main__":
    main()
