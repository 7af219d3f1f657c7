# SPDX-License-Identifier: GPL-3.0-or-later
"""Espalier as the maker of what is judged: one `espalier-cli batch` that answers line by line, and the
requests of others that it signs."""

import base64
import json
import os
import shlex
import subprocess
import sys
import textwrap

KEYS = {
    "RSA_2048": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "EC_prime256v1": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "EC_secp384r1": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
}


def fail(sentence):
    sys.exit("FAIL: " + sentence)


class Batch:
    """Commands to one unlocked process. @now (RFC 3339) sets its clock."""

    def __init__(self, vault, now=None):
        with open("passphrase", "w", encoding="utf-8") as file:
            file.write("correct horse battery staple\n")
        clock = ["--now", now] if now else []
        command = [os.environ["ESPALIER_CLI"], "--vault", vault, "--passphrase-file", "passphrase", *clock]
        self.process = subprocess.Popen(
            [*command, "--json", "batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
        )  # fmt: skip

    def ask(self, *words):
        """The whole answer."""
        self.process.stdin.write(shlex.join(words) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            fail("the batch ended at: " + shlex.join(words))
        return json.loads(line)

    def call(self, *words):
        """The result; the command must succeed."""
        answer = self.ask(*words)
        if answer["exit"] != 0:
            fail(f"{shlex.join(words)}: {json.dumps(answer.get('error', answer))[:2000]}")
        return answer["result"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def to_der(pem):
    lines = pem.strip().splitlines()
    return base64.b64decode("".join(lines[1 : lines.index(next(line for line in lines if "-END" in line))]))


def from_der(label, der):
    body = "\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64))
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n"


def save(name, pem):
    """Writes NAME.pem and NAME.der of the first block; gives the name back."""
    der = to_der(pem)
    label = pem.strip().splitlines()[0].strip("-").removeprefix("BEGIN ")
    with open(name + ".der", "wb") as file:
        file.write(der)
    with open(name + ".pem", "w", encoding="ascii") as file:
        file.write(from_der(label, der))
    return name


def openssl(*words):
    result = subprocess.run(["openssl", *words], capture_output=True, check=False)
    if result.returncode:
        fail(f"openssl {shlex.join(words)}: {result.stderr.decode()[:2000]}")
    return result.stdout


def make_keys():
    for name, options in KEYS.items():
        openssl("genpkey", *options, "-out", name + ".key")


def make_request(name, key, subject, extensions):
    """@subject: lines of a distinguished_name section; @extensions: lines of a section."""
    with open(name + ".cnf", "w", encoding="utf-8") as file:
        file.write("[req]\nprompt = no\nutf8 = yes\nstring_mask = utf8only\ndistinguished_name = dn\n")
        file.write("req_extensions = ext\n" if extensions else "")
        file.write("[dn]\n" + "\n".join(subject) + "\n[ext]\n" + "\n".join(extensions) + "\n")
    command = ["req", "-new", "-key", key + ".key", "-config", name + ".cnf", "-out", name + ".csr", "-sha256"]
    openssl(*command, *([] if subject else ["-subj", "/"]))
    return name + ".csr"
