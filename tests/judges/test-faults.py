#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults planted into chains, before our own validation and other people's: each must answer as the table
below says. A cell that changes is a finding either way.

What Espalier refuses to make is made with openssl alone, after it was seen to refuse it.

usage: test-faults.py     (ESPALIER_CLI: the binary under test, with test hooks)
"""

import datetime
import json
import os
import sys
import tempfile

import console
import judges

KEY = "EC_prime256v1"
GOOD, BAD, UNSURE = "ok", "refused", "cannot tell"
JUDGES = ["espalier", "openssl", "certtool", "vfychain", "java"]
TABLE = {  # fault: what each of JUDGES has to say
    "none": (GOOD, GOOD, GOOD, GOOD, GOOD),
    "none, with lists": (GOOD, GOOD, GOOD, GOOD, GOOD),
    "none, by openssl alone": (GOOD, GOOD, GOOD, GOOD, GOOD),
    "a fifth authority below path length 0": (BAD, BAD, BAD, BAD, BAD),
    "path length 0 on the root, authorities below": (BAD, BAD, BAD, BAD, GOOD),
    "a name that the root alone excludes": (BAD, BAD, BAD, BAD, GOOD),
    "a name that an authority below excludes": (BAD, BAD, BAD, BAD, BAD),
    "leaf expired": (BAD, BAD, BAD, BAD, BAD),
    "leaf revoked": (BAD, BAD, BAD, BAD, BAD),
    "authority revoked": (BAD, BAD, BAD, BAD, BAD),
    "list of the issuer missing": (UNSURE, BAD, GOOD, GOOD, BAD),
    "lists stale": (UNSURE, BAD, GOOD, GOOD, BAD),
}
REASONS = {  # the cells in which somebody else takes what is bad, and why
    ("path length 0 on the root, authorities below", "java"): "Java leaves out the path length of the anchor",
    ("a name that the root alone excludes", "java"): "Java leaves out the name constraints of the anchor",
    ("list of the issuer missing", "certtool"): "certtool takes no answer for a good one",
    ("list of the issuer missing", "vfychain"): "NSS takes no answer for a good one, failIfNoInfo or not",
    ("lists stale", "certtool"): "certtool takes an old answer for a good one",
    ("lists stale", "vfychain"): "NSS takes an old answer for a good one",
}
EXIT = {0: GOOD, 7: BAD, 8: UNSURE}


# --- Chains of the product -----------------------------------------------------------------------------


class Product:
    """Root, L2 (2), L3 (1), L4 (0) and leaves, made 60 days ago; lists of then and of now."""

    LEVELS = ["Root", "L2", "L3", "L4"]

    def __init__(self):
        then = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=60)
        self.batch = console.Batch("vault.espalier", then.strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.batch.call("vault", "create", "--organization", "Meridian", "--admin", "ada", "--unlock", "passphrase")
        for number, name in enumerate([*self.LEVELS, "Gone"]):
            self.make_authority(name, number)
        self.leaf("leaf", "L4", "730d")
        self.leaf("brief", "L4", "30d")
        self.leaf("stolen", "L4", "730d")
        self.leaf("below", "Gone", "730d")
        self.lists("stale")
        self.batch.close()
        self.batch = console.Batch("vault.espalier")
        self.lists("fresh")
        self.revoke("stolen", "L4")
        self.revoke("Gone", "L3")
        self.lists("late")

    def make_authority(self, name, number):
        number = min(number, 3)
        words = ["--subject", f"CN={name},O=Meridian", "--key-algorithm", KEY, "--validity", f"{20 - number}y"]
        if number > 0:
            words += ["--parent", self.LEVELS[number - 1], "--path-length", str(3 - number)]
        self.batch.call("ca", "create", *words)
        console.save(name, self.batch.call("ca", "certificate", name)["Certificate"])

    def leaf(self, name, issuer, validity):
        request = console.make_request(name, KEY, ["O = Meridian", f"CN = {name}.corp.example"],
                                       [f"subjectAltName = DNS:{name}.corp.example"])  # fmt: skip
        words = ["--ca", issuer, "--csr", request, "--template", "EndEntityServerAuthCertificate"]
        console.save(name, self.batch.call("cert", "issue", *words, "--validity", validity)["Certificate"])

    def lists(self, prefix):
        for name in [*self.LEVELS, "Gone"]:
            console.save(f"{prefix}-{name}", self.batch.call("ca", "crl", name)["Crl"])

    def revoke(self, name, issuer):
        serial = console.openssl("x509", "-in", name + ".pem", "-noout", "-serial").decode().strip().split("=")[1]
        self.batch.call("cert", "revoke", serial, "--ca", issuer, "--reason", "KEY_COMPROMISE")

    def refuses(self, reason, *words):
        answer = self.batch.ask(*words)
        if answer["exit"] == 0 or answer["error"]["reason"] != reason:
            console.fail(f"instead of refusing with {reason}: {json.dumps(answer)[:500]}")

    def chain(self, leaf, crls, issuers=("L4", "L3", "L2")):
        return judges.Chain(leaf, list(issuers), "Root", "server", crls)


def chains_of(product):
    fresh = ["fresh-" + name for name in product.LEVELS]
    late = ["late-" + name for name in [*product.LEVELS, "Gone"]]
    stale = ["stale-" + name for name in product.LEVELS]
    return {
        "none": product.chain("leaf", None),
        "none, with lists": product.chain("leaf", fresh),
        "leaf expired": product.chain("brief", None),
        "leaf revoked": product.chain("stolen", late),
        "authority revoked": product.chain("below", late, ("Gone", "L3", "L2")),
        "list of the issuer missing": product.chain("leaf", fresh[:-1]),
        "lists stale": product.chain("leaf", stale),
    }


# --- Chains that the product won't make -----------------------------------------------------------------


def make_foreign(prefix, levels, leaf):
    """By openssl: @levels are [(name, extensions)] from the root down, @leaf a host name. Gives the chain."""
    above = None
    for number, (name, extensions) in enumerate([*levels, ("leaf", None)]):
        file = f"{prefix}-{name}"
        console.openssl("genpkey", *console.KEYS[KEY], "-out", file + ".key")
        if extensions is None:
            lines = ["basicConstraints = critical,CA:FALSE", "keyUsage = critical,digitalSignature",
                     "extendedKeyUsage = serverAuth", f"subjectAltName = DNS:{leaf}"]  # fmt: skip
            subject = ["O = Meridian", f"CN = {leaf}"]
        else:
            lines = ["keyUsage = critical,keyCertSign,cRLSign", *extensions]
            subject = ["O = Meridian", f"CN = {prefix} {name}"]
        lines.append("subjectKeyIdentifier = hash")
        if above:
            lines.append("authorityKeyIdentifier = keyid")
        with open(file + ".ext", "w", encoding="utf-8") as output:
            output.write("\n".join(lines) + "\n")
        request = console.make_request(file, file, subject, [])
        signer = ["-CA", above + ".pem", "-CAkey", above + ".key"] if above else ["-signkey", file + ".key"]
        pem = console.openssl("x509", "-req", "-in", request, *signer, "-set_serial", str(1000 + number),
                              "-days", str(900 - number), "-extfile", file + ".ext")  # fmt: skip
        console.save(file, pem.decode())
        above = file
    names = [f"{prefix}-{name}" for name, _ in levels]
    return judges.Chain(f"{prefix}-leaf", names[:0:-1], names[0], "server")


def foreign_chains():
    def authority(path_length, *more):
        limit = "" if path_length is None else f",pathlen:{path_length}"
        return [f"basicConstraints = critical,CA:TRUE{limit}", *more]

    excluded = "nameConstraints = critical,permitted;DNS:corp.example,excluded;DNS:bad.corp.example"
    plain = [("root", authority(3)), ("l2", authority(2)), ("l3", authority(1)), ("l4", authority(0))]
    short = [("root", authority(0)), ("l2", authority(None)), ("l3", authority(None))]
    on_root = [("root", authority(3, excluded)), *plain[1:]]
    below = [plain[0], ("l2", authority(2, excluded)), *plain[2:]]
    return {
        "none, by openssl alone": make_foreign("plain", on_root, "a.corp.example"),
        "a fifth authority below path length 0": make_foreign(
            "fifth", [*plain, ("l5", authority(0))], "a.corp.example"
        ),
        "path length 0 on the root, authorities below": make_foreign("short", short, "a.corp.example"),
        "a name that the root alone excludes": make_foreign("named", on_root, "a.bad.corp.example"),
        "a name that an authority below excludes": make_foreign("below", below, "a.bad.corp.example"),
    }


# --- The table ------------------------------------------------------------------------------------------


def judge_espalier(chain):
    status, text = judges.ask_espalier(chain)
    return EXIT.get(status, f"exit {status}"), text


def answers(present, chains):
    """{(fault, judge): (word, text)}"""
    cells = {}
    for number, (fault, chain) in enumerate(chains.items()):
        cells[fault, "espalier"] = judge_espalier(chain)
        for name in present:
            if name in judges.SINGLE:
                verdict = judges.SINGLE[name](chain, os.path.abspath(f"scratch-{number}"))
                cells[fault, name] = (GOOD if verdict.good else BAD, verdict.text)
    if "java" in present:
        for fault, verdict in zip(chains, judges.judge_java(list(chains.values())), strict=True):
            cells[fault, "java"] = (GOOD if verdict.good else BAD, verdict.text)
    return cells


def print_table(present, cells):
    print(f"{'fault':<46}" + "".join(f"{name:<13}" for name in present))
    wrong = []
    for fault, expected in TABLE.items():
        row = f"{fault:<46}"
        for name, word in zip(JUDGES, expected, strict=True):
            if name not in present:
                continue
            found, text = cells[fault, name]
            row += f"{found:<13}"
            if found != word:
                wrong.append(f"{name} says {found} instead of {word} to: {fault}: {' '.join(text.split())[-500:]}")
        print(row)
    for (fault, name), why in REASONS.items():
        print(f"deviation: {fault}: {why}" + ("" if name in present else f" ({name} is not here)"))
    return wrong


# --- The bytes -----------------------------------------------------------------------------------------


def mistaken_encodings():
    """What dumpasn1 gets wrong: a key identifier that happens to begin like a SEQUENCE of just that length is right,
    and a certificate that ends four bytes early is not."""
    certificate = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    certificate += ["-config", "/dev/null", "-subj", "/CN=Encoding", "-keyout", "encoding.key", "-outform", "DER"]
    certificate += ["-out", "whole.der", "-addext", "subjectKeyIdentifier=301233ab" + "ff" * 16]
    status, text = judges.run(certificate)
    if status != 0:
        console.fail(f"openssl makes no certificate with that identifier: {text}")
    with open("whole.der", "rb") as whole, open("short.der", "wb") as short:
        short.write(whole.read()[:-4])
    if not judges.read_encoding("whole.der")[0]:
        console.fail("dumpasn1 takes the identifier for what it is: judge_encoding() need not look twice")
    wrong = judges.judge_encoding("whole.der")[0]
    mistakes = [f"it objects to an identifier: {wrong}"] if wrong else []
    return mistakes + ([] if judges.judge_encoding("short.der")[0] else ["it takes a certificate without its end"])


def main():
    present = judges.installed(["openssl", "certtool", "vfychain", "java"])
    console.make_keys()
    product = Product()
    child = ["--subject", "CN=L5,O=Meridian", "--key-algorithm", KEY, "--validity", "1y", "--parent", "L4"]
    product.refuses("PATH_LENGTH_ZERO", "ca", "create", *child, "--path-length", "0")
    wide = ["--subject", "CN=Wide,O=Meridian", "--key-algorithm", KEY, "--validity", "1y", "--parent", "L2"]
    product.refuses("PATH_LENGTH_NOT_BELOW", "ca", "create", *wide, "--path-length", "2")
    chains = chains_of(product) | foreign_chains()
    product.batch.close()
    if set(chains) != set(TABLE):
        console.fail(f"chains and table differ: {set(chains) ^ set(TABLE)}")
    wrong = print_table(["espalier", *present], answers(present, chains))
    if judges.installed(["dumpasn1"]):
        wrong += [f"dumpasn1: {mistake}" for mistake in mistaken_encodings()]
    for sentence in wrong:
        print("FAIL:", sentence)
    print(f"{len(TABLE)} chains before {len(present) + 1} judges, {len(wrong)} cells not as expected")
    return 1 if wrong else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="espalier-faults-") as work:
        os.chdir(work)
        STATUS = main()
        os.chdir("/")
    sys.exit(STATUS)
