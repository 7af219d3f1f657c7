#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every command of the help (data/help/C), page after page, on a vault like the one that its examples name.

usage: test-help.py FOLDER espalier-cli

A key must come out of the vault as the page says, and the log must prove itself by its own page. Where yelp-check is
installed it judges the pages too.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

NAMESPACE = "{http://projectmallard.org/1.0/}"

# What the examples take for granted: an organisation, a root that signs alone, an authority below, a request.
BEFORE = """
(umask 077; openssl rand -hex 16 > passphrase)
espalier-cli vault create --organization Acme --admin ann --unlock passphrase
espalier-cli ca create --subject "CN=Acme Root,O=Acme" --validity 20y --no-dual-control
espalier-cli ca create --subject "CN=Acme Devices,O=Acme" --parent "Acme Root" --path-length 0 --validity 10y
espalier-cli ca certificate "Acme Root" --out root.pem
espalier-cli ca certificate "Acme Devices" --out devices.pem
espalier-cli ca certificate "Acme Devices" --chain --out chain.pem
espalier-cli ca crl "Acme Devices" --out devices.crl.pem
(umask 077; openssl rand -hex 16 > old-ca.pass
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout old-ca.pem -passout file:old-ca.pass \
  -out old-ca.crt -subj "/CN=Old CA" -days 3650 2> old-ca.log
cat old-ca.crt >> old-ca.pem)
"""

# Two vaults that only hand files to each other: which side does each block of these pages, and what either has before.
SIDES = ["root", "issuing"]
DONE_BY = {
    "offline-root": [SIDES, ["root"], ["issuing"], ["issuing"], ["root"], ["issuing"]],
    "handover": [["issuing"], ["root"], ["issuing"]],
}
# What is made on one side, and its name on the other.
HANDED = {
    "me.pem": "them.pem",
    **{name: name for name in ("request.cms", "response.cms", "owner.pem", "division.cms")},
}
EITHER = """
(umask 077; openssl rand -hex 16 > passphrase; openssl rand -hex 16 > thrown-away)
espalier-cli vault create --organization Acme --admin ann --unlock passphrase
"""
BESIDE_THE_ROOT = """
espalier-cli ca create --subject "CN=Root,O=Acme" --validity 20y --no-dual-control
number=$(espalier-cli --json account list |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["Accounts"][0]["Id"])')
espalier-cli ca create --subject "CN=Division,O=Acme" --parent Root --path-length 0 --validity 10y
espalier-cli principal invite issuing-vault --account "$number" --service --code-file code
espalier-cli --quiet principal enrol issuing-vault --code-file code --unlock passphrase \
  --new-passphrase-file thrown-away > printed
espalier-cli principal confirm issuing-vault --fingerprint "$(cat printed)"
cat > role.json <<'END'
{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Resource": "*", "Action": [
  "acm-pca:IssueCertificate", "acm-pca:GetCertificate", "acm-pca:ListCertificateAuthorities" ] } ] }
END
espalier-cli role create Subordinates --account "$number" --policy role.json
espalier-cli role assign Subordinates issuing-vault
"""

# Between the pages: what was asked for by hand in the window.
AFTER_REQUEST = 'espalier-cli cert issue --ca "Acme Devices" --csr device.csr --validity 1y --out device.pem'


def blocks_of(folder):
    """Page -> its blocks of commands, in their order; each page names itself and is well-formed."""
    pages = {}
    for name in sorted(os.listdir(folder)):
        root = tree.parse(os.path.join(folder, name)).getroot()
        if root.get("id") + ".page" != name:
            sys.exit(f"{name} calls itself {root.get('id')}")
        found = [
            "".join(code.itertext())
            for parent in root.iter()
            if parent.tag not in (NAMESPACE + "p", NAMESPACE + "link")
            for code in parent.findall(NAMESPACE + "code")
        ]
        if found:
            pages[root.get("id")] = found
    return pages


def run(script, folder, environment):
    done = subprocess.run(["sh", "-eu", "-c", script], cwd=folder, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)  # fmt: skip
    print(done.stdout, end="")
    # What is found is told by 7, and is no fault of the command.
    if done.returncode not in (0, 7):
        sys.exit(f"it ended with {done.returncode}:\n{script}")
    return done.stdout


def carry(there, own):
    """Files go from side to side as they are made."""
    for name, came in HANDED.items():
        source, target = os.path.join(there, name), os.path.join(own, came)
        if os.path.exists(source) and not os.path.exists(target):
            shutil.copy(source, target)


def run_two_vaults(pages, folder, environment):
    sides = {}
    for side in SIDES:
        own = os.path.join(folder, side)
        os.mkdir(own)
        sides[side] = {**environment, "ESPALIER_VAULT": os.path.join(own, "acme.espalier"),
                       "ESPALIER_PASSPHRASE_FILE": os.path.join(own, "passphrase")}  # fmt: skip
        run(EITHER, own, sides[side])
    run(BESIDE_THE_ROOT, os.path.join(folder, "root"), sides["root"])
    fingerprints = {}
    for page, done_by in DONE_BY.items():
        blocks = pages.pop(page)
        if len(blocks) != len(done_by):
            sys.exit(f"{page} has {len(blocks)} blocks; say in DONE_BY who does which")
        for side, block in ((side, block) for block, doers in zip(blocks, done_by) for side in doers):
            other = SIDES[1 - SIDES.index(side)]
            own = os.path.join(folder, side)
            carry(os.path.join(folder, other), own)
            out = run(block.replace("FP", fingerprints.get(other, "FP")), own, sides[side])
            found = re.search(r"\b[0-9a-f]{2}(?::[0-9a-f]{2}){31}\b", out)
            if found:
                fingerprints.setdefault(side, found.group(0))


def check_log(folder, environment):
    """The commands of the exported page, in its folder."""
    with open(os.path.join(folder, "log", "HOWTO.txt"), encoding="utf-8") as stream:
        script = re.search(r"^BEGIN$(.*?)^END$", stream.read(), flags=re.M | re.S).group(1)
    done = subprocess.run(["bash", "-c", script], cwd=os.path.join(folder, "log"), env=environment,
                          stdout=subprocess.DEVNULL, check=False)  # fmt: skip
    if done.returncode:
        sys.exit(f"the exported log does not prove itself: {done.returncode}")


def check_valid(folder):
    if not shutil.which("yelp-check"):
        print("yelp-check is not installed: well-formed, and not validated")
        return
    pages = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    subprocess.run(["yelp-check", "validate", *pages], check=True)
    subprocess.run(["yelp-check", "links", *pages], check=True)


def main(arguments):
    source, cli = arguments[1:]
    pages = blocks_of(source)
    check_valid(source)
    with tempfile.TemporaryDirectory(prefix="espalier-help-") as folder:
        environment = {
            **os.environ,
            "PATH": os.path.dirname(os.path.abspath(cli)) + os.pathsep + os.environ["PATH"],
            "ESPALIER_VAULT": os.path.join(folder, "acme.espalier"),
            "ESPALIER_PASSPHRASE_FILE": os.path.join(folder, "passphrase"),
        }
        run(BEFORE, folder, environment)
        request, *issued = pages.pop("issue")
        run(request, folder, environment)
        run(AFTER_REQUEST, folder, environment)
        for block in issued:
            run(block, folder, environment)
        run_two_vaults(pages, folder, environment)
        # Plans come before what is done with them.
        for page in ["plans", *sorted(set(pages) - {"plans"})]:
            for block in pages[page]:
                run(block.replace("/srv/pki", "pki"), folder, environment)
        key, certificate = (
            subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout
            for command in (
                ["openssl", "pkey", "-in", "ca.key", "-pubout"],
                ["openssl", "x509", "-in", "devices.pem", "-noout", "-pubkey"],
            )
        )
        if key != certificate:
            sys.exit("the key that came out is not the authority's")
        check_log(folder, environment)
    print(f"the commands of {len(pages) + len(DONE_BY) + 1} pages work")


main(sys.argv)
