# SPDX-License-Identifier: GPL-3.0-or-later
"""Other people's validators: openssl, GnuTLS' certtool, NSS' vfychain, OpenJDK's PKIX, and dumpasn1.

A chain is a Chain of files; a verdict is a Verdict. A judge that is not installed says so once and is
left out.
"""

import dataclasses
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS = 60  # for one call; NSS is known to hang on some chains

PURPOSES = {  # of a leaf: openssl's name, OID, NSS' usage
    "server": ("sslserver", "1.3.6.1.5.5.7.3.1", "1"),
    "client": ("sslclient", "1.3.6.1.5.5.7.3.2", "0"),
    "code": ("any", "1.3.6.1.5.5.7.3.3", "6"),
    "ocsp": ("any", "1.3.6.1.5.5.7.3.9", "10"),
    "authority": ("any", None, "11"),
}


@dataclasses.dataclass
class Chain:
    """PEM files with their DER beside them (NAME.pem, NAME.der); the issuers from the leaf upwards."""

    leaf: str
    issuers: list
    root: str
    purpose: str = "server"
    crls: list = None  # None: nobody looks at revocation

    def pem(self, name):
        return name + ".pem"

    def der(self, name):
        return name + ".der"


@dataclasses.dataclass
class Verdict:
    good: bool
    text: str


def run(command, **options):
    try:
        result = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS, check=False, **options
        )
    except subprocess.TimeoutExpired:
        return -1, f"no answer in {SECONDS} seconds"
    return result.returncode, result.stdout.decode("utf-8", "replace")


def concatenate(target, names):
    with open(target, "wb") as output:
        for name in names:
            with open(name, "rb") as part:
                output.write(part.read())
    return target


# --- One call a chain -------------------------------------------------------------------------------


def judge_openssl(chain, scratch):
    command = ["openssl", "verify", "-x509_strict", "-purpose", PURPOSES[chain.purpose][0]]
    command += ["-CAfile", chain.pem(chain.root)]
    for issuer in chain.issuers:
        command += ["-untrusted", chain.pem(issuer)]
    if chain.crls is not None:
        command.append("-crl_check_all")
        if chain.crls:
            lists = concatenate(scratch + ".crls", [chain.pem(crl) for crl in chain.crls])
            command += ["-CRLfile", lists]
    status, text = run([*command, chain.pem(chain.leaf)])
    return Verdict(status == 0, text)


def judge_certtool(chain, scratch):
    files = [chain.pem(name) for name in (chain.leaf, *chain.issuers)]
    command = ["certtool", "--verify", "--verify-profile=medium"]
    command += ["--load-ca-certificate=" + chain.pem(chain.root)]
    command += ["--infile=" + concatenate(scratch + ".chain", files)]
    if PURPOSES[chain.purpose][1]:
        command.append("--verify-purpose=" + PURPOSES[chain.purpose][1])
    if chain.crls:
        lists = concatenate(scratch + ".crls", [chain.pem(crl) for crl in chain.crls])
        command.append("--load-crl=" + lists)
    status, text = run(command)
    return Verdict(status == 0, text)


def _nss_database(chain, scratch):
    """NSS takes lists from a database alone, and there only those of authorities that it knows."""
    shutil.rmtree(scratch + ".nss", ignore_errors=True)
    os.mkdir(scratch + ".nss")
    database = "sql:" + scratch + ".nss"
    run(["certutil", "-N", "-d", database, "--empty-password"])
    for number, name in enumerate((*chain.issuers, chain.root)):
        run(["certutil", "-A", "-d", database, "-n", f"ca{number}", "-t", ",,", "-i", chain.der(name)])
    for crl in chain.crls:
        run(["crlutil", "-I", "-B", "-t", "1", "-d", database, "-i", chain.der(crl)])
    return database


def judge_vfychain(chain, scratch):
    command = ["vfychain", "-pp", "-u", PURPOSES[chain.purpose][2]]
    if chain.crls is not None:
        command += ["-d", _nss_database(chain, scratch)]
        for which in ("leaf", "chain"):
            command += ["-g", which, "-m", "crl", "-s", "failIfNoInfo"]
    command += [chain.der(chain.leaf), *(chain.der(name) for name in chain.issuers)]
    status, text = run([*command, "-t", chain.der(chain.root)])
    return Verdict(status == 0 and "Chain is good!" in text, text)


def ask_espalier(chain):
    """The status and the words of our own validation: 0 good, 7 bad, 8 cannot tell."""
    purpose = chain.purpose if chain.purpose in ("server", "client") else "any"
    command = [os.environ["ESPALIER_CLI"], "cert", "validate", chain.pem(chain.leaf)]
    command += [chain.pem(name) for name in chain.issuers]
    command += ["--trust", chain.pem(chain.root), "--purpose", purpose]
    for crl in chain.crls or []:
        command += ["--crl", chain.pem(crl)]
    return run(command)


# --- All chains in one process ------------------------------------------------------------------------


def judge_java(chains):
    """Verdicts in the order of @chains."""
    lines = []
    for number, chain in enumerate(chains):
        mode = "plain" if chain.crls is None else "revocation"
        crls = ",".join(chain.der(crl) for crl in chain.crls or [])
        path = [] if chain.leaf == chain.root else [chain.leaf, *chain.issuers]
        files = ",".join(chain.der(name) for name in path)
        lines.append("\t".join([str(number), mode, chain.der(chain.root), crls, files]))
    command = ["java", "-XX:TieredStopAtLevel=1", "-Xshare:auto", os.path.join(HERE, "PathJudge.java")]
    result = subprocess.run(
        command, input="\n".join(lines) + "\n", capture_output=True, text=True, encoding="utf-8", check=False
    )
    answers = [line.split("\t") for line in result.stdout.splitlines()]
    if [answer[0] for answer in answers] != [str(number) for number in range(len(chains))]:
        sys.exit("FAIL: PathJudge.java did not answer: " + result.stderr[:2000])
    return [Verdict(answer[1] == "good", "".join(answer[2:])) for answer in answers]


SINGLE = {"openssl": judge_openssl, "certtool": judge_certtool, "vfychain": judge_vfychain}
NEEDS = {  # judge: commands, and the package of Debian that has them
    "openssl": (["openssl"], "openssl"),
    "certtool": (["certtool"], "gnutls-bin"),
    "vfychain": (["vfychain", "certutil", "crlutil"], "libnss3-tools"),
    "java": (["java", "javac"], "default-jdk-headless"),
    "dumpasn1": (["dumpasn1"], "dumpasn1"),
}


def installed(names):
    """Those of @names that are here; a sentence for each that is not."""
    present = []
    for name in names:
        commands, package = NEEDS[name]
        if all(shutil.which(command) for command in commands):
            present.append(name)
        else:
            print(f"skipped: {name} is not installed (package {package}); the other judges go on")
    return present


# --- The bytes -----------------------------------------------------------------------------------------

# Remarks about how far away a year is, not about the bytes; dumpasn1 counts them as errors.
FAR_AWAY = [
    "Error: Time value cannot be represented in a 32-bit time_t.",
    "Error: Time value is either more than twenty years in the past or more than half a century in the future.",
]


# What a key identifier is read as nothing else than: no length fits these bytes.
PLAIN_BYTE = b"\x5a"


def judge_encoding(der):
    """What dumpasn1 objects to, or None; and how often it remarked that a year is far away.

    A key identifier is a digest: one in some thousands begins like a SEQUENCE of just that length, and dumpasn1 takes
    it for one, with errors in it. So an objection has to stand where identifiers are plain bytes, too."""
    objection, remarks = read_encoding(der)
    if objection:
        plain = der + ".plain"
        write_without_identifiers(der, plain)
        objection, remarks = read_encoding(plain)
    return objection, remarks


def read_encoding(der):
    """Random bytes (a key identifier) now and then look like a text in an octet string: -o."""
    _, text = run(["dumpasn1", "-o", der])
    remarks = sum(text.count(remark) for remark in FAR_AWAY)
    counts = re.search(r"(\d+) warnings?, (\d+) errors?\.", text)
    if not counts:
        return "no verdict: " + text[-200:], remarks
    if int(counts[1]) == 0 and int(counts[2]) == remarks:
        return None, remarks
    lines = [line.strip(" :") for line in text.splitlines() if "Error" in line or "Warning" in line]
    return "; ".join(line for line in lines if line not in FAR_AWAY), remarks


def write_without_identifiers(der, path):
    """A copy of the same structure, whose key identifiers say nothing."""
    options = ["-noout", "-ext", "subjectKeyIdentifier,authorityKeyIdentifier"]
    _, text = run(["openssl", "x509", "-inform", "DER", "-in", der, *options])
    with open(der, "rb") as file:
        content = file.read()
    for found in re.findall(r"(?:[0-9A-F]{2}:){7,}[0-9A-F]{2}", text):
        identifier = bytes.fromhex(found.replace(":", ""))
        content = content.replace(identifier, PLAIN_BYTE * len(identifier))
    with open(path, "wb") as file:
        file.write(content)


def encodes_again(der):
    """Whether openssl makes the same bytes of what it read."""
    result = subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-outform", "DER", "-in", der], capture_output=True, check=False
    )
    with open(der, "rb") as file:
        return result.returncode == 0 and result.stdout == file.read()
