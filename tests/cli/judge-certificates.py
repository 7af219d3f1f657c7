# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares an audit report with the certificates that it tells of, as openssl reads them.

usage: judge-certificates.py CA-ARN ACCOUNT REPORT.json VALID.pem REVOKED.pem ODD.pem
"""

import json
import re
import subprocess
import sys


def check(good, what):
    if not good:
        sys.exit("wrong: " + what)


def openssl(pem, *options):
    command = ["openssl", "x509", "-in", pem, "-noout", *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def serial_of(pem):
    digits = openssl(pem, "-serial").split("=")[1].lower().rjust(32, "0")
    return ":".join(re.findall("..", digits))


def time_of(pem, option):
    text = openssl(pem, option, "-dateopt", "iso_8601").split("=")[1]
    return text.replace(" ", "T").replace("Z", "+0000")


def check_row(row, ca_arn, account, pem, revoked):
    serial = serial_of(pem)
    check(row["awsAccountId"] == account, "awsAccountId")
    check(row["certificateArn"] == f"{ca_arn}/certificate/{serial.replace(':', '')}", "certificateArn")
    check(row["notBefore"] == time_of(pem, "-startdate"), "notBefore")
    check(row["notAfter"] == time_of(pem, "-enddate"), "notAfter")
    check(row["issuedAt"] > row["notBefore"], "issuedAt is not after the backdated notBefore")
    check(("revokedAt" in row) == revoked, "revokedAt")
    check(row.get("revocationReason") == ("CESSATION_OF_OPERATION" if revoked else None), "revocationReason")


def main():
    ca_arn, account, report, valid, revoked, odd = sys.argv[1:]
    with open(report, encoding="utf-8") as file:
        rows = {row["serial"]: row for row in json.load(file)}
    check(len(rows) == 3, f"{len(rows)} certificates instead of three")
    for pem in (valid, revoked, odd):
        check(serial_of(pem) in rows, "no row for " + pem)
        check_row(rows[serial_of(pem)], ca_arn, account, pem, pem == revoked)
    check(rows[serial_of(valid)]["subject"] == "CN=valid,O=Meridian Motors,C=DE", "order of the subject")
    # Only CN, OU, O, L, ST and C go by name; serialNumber is 2.5.4.5, here a PrintableString "42".
    subject = rows[serial_of(odd)]["subject"]
    check(subject.startswith("2.5.4.5=#13023432,CN=odd,OU=Radio,O="), "subject with an OID: " + subject)
    check(subject.endswith(",L=Ulm,ST=BW,C=DE"), "end of the subject: " + subject)
    arn = "arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1"
    check(rows[serial_of(odd)]["templateArn"] == arn, "templateArn")
    print("the report says what openssl reads in the certificates")


main()
