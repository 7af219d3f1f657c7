#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the commands of README.md that are marked for it: the five minutes, roles, shares and two persons, the
care over the years, plans, reports, then the way of a CA key out of the vault.

usage: test-readme.py README espalier-cli

A CA key must come out of a vault with sqlite3 and openssl alone, exactly as it is written there; and the
key that came out must sign what the CA's certificate verifies.
"""

import os
import re
import subprocess
import sys
import tempfile


def blocks_of(path):
    with open(path, encoding="utf-8") as stream:
        marked = r"^<!-- tests/tour/test-readme.py runs this block -->\n```sh\n(.*?)^```$"
        return re.findall(marked, stream.read(), flags=re.M | re.S)


def run(script, folder, environment):
    done = subprocess.run(["sh", "-eu", "-c", script], cwd=folder, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)  # fmt: skip
    print(done.stdout, end="")
    if done.returncode:
        sys.exit(f"the block ended with {done.returncode}:\n{script}")
    return done.stdout


def check_signature(folder):
    """The key from the vault signs; the CA's certificate, issued long before, verifies."""
    commands = """
      openssl x509 -in chain.pem -noout -pubkey > ca.pub
      openssl dgst -sha256 -sign ca.key -out message.sig device.csr
      openssl dgst -sha256 -verify ca.pub -signature message.sig device.csr
    """
    run(commands, folder, os.environ)


def check_shared(folder):
    """What the supplier got is the template of the share, from the authority that was shared."""
    commands = """
      openssl verify -x509_strict -untrusted chain.pem -CAfile root.pem bob.pem
      openssl x509 -in bob.pem -noout -ext extendedKeyUsage | grep "TLS Web Client Authentication"
    """
    run(commands, folder, os.environ)


def check_ceremony(folder):
    """The people of the plan have codes of their own, and the report is a PDF."""
    codes = os.listdir(os.path.join(folder, "codes"))
    if "lena.brandt.code" not in codes:
        sys.exit(f"no code for somebody of the plan: {codes}")
    with open(os.path.join(folder, "ceremony.pdf"), "rb") as report:
        if report.read(5) != b"%PDF-":
            sys.exit("the report of the ceremony is no PDF")


def check_reports(output):
    """The digests that the vault lists are those of the files."""
    digests = re.findall(r"^([0-9a-f]{64}) +(all\.pdf|devices\.json)$", output, flags=re.M)
    if len(digests) != 2 or any(output.count(digest) < 3 for digest, _ in digests):
        sys.exit(f"the vault lists other reports: {digests}")


def main(arguments):
    readme, cli = arguments[1:]
    by_hand, sharing, consenting, care, planning, ceremony, reporting, extraction = blocks_of(readme)
    with tempfile.TemporaryDirectory(prefix="espalier-readme-") as folder:
        # The block goes to a fresh folder and looks for the program in the build; here both are given.
        by_hand = re.sub(r"^(cd|PATH=).*\n", "", by_hand, flags=re.M)
        environment = {
            **os.environ,
            "PATH": os.path.dirname(os.path.abspath(cli)) + os.pathsep + os.environ["PATH"],
            "ESPALIER_VAULT": os.path.join(folder, "acme.espalier"),
            "ESPALIER_PASSPHRASE_FILE": os.path.join(folder, "passphrase"),
        }
        run(by_hand, folder, environment)
        run(sharing, folder, environment)
        check_shared(folder)
        # A reader has one shell, in which that block said who acts; here each block gets its own.
        environment["ESPALIER_AS"] = "ann"
        consented = run(consenting, folder, environment)
        if "disabled" not in consented.lower():
            sys.exit("the approver was not shown what would happen")
        run(care, folder, environment)
        run(planning, folder, environment)
        run(ceremony, folder, environment)
        check_ceremony(folder)
        check_reports(run(reporting, folder, environment))
        output = run(extraction, folder, environment)
        keys = re.findall(r"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", output, flags=re.S)
        if len(keys) != 2 or keys[0] != keys[1]:
            sys.exit(f"the key that came out is not the CA's: {keys}")
        check_signature(folder)
    print("the README's commands work, and the CA's key came out")


if __name__ == "__main__":
    main(sys.argv)
