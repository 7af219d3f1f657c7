# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a JSON and a CSV report of the same rows with Python's own readers and compares them.

Usage: judge-report.py REPORT.json REPORT.csv. Prints the number of rows; fails on any difference.
"""
import csv
import json
import re
import sys

FIELDS = ["awsAccountId", "requestedByServicePrincipal", "certificateArn", "serial", "subject",
          "notBefore", "notAfter", "issuedAt", "revokedAt", "revocationReason", "templateArn"]
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000")

with open(sys.argv[1], encoding="utf-8") as file:
    objects = json.load(file)
with open(sys.argv[2], encoding="utf-8", newline="") as file:
    reader = csv.reader(file, strict=True)
    header = next(reader)
    lines = list(reader)

assert header == FIELDS, header
assert len(objects) == len(lines), (len(objects), len(lines))
for object, line in zip(objects, lines):
    assert len(line) == len(FIELDS), line
    assert set(object) <= set(FIELDS), object
    assert list(object) == [field for field in FIELDS if field in object], object
    for field, value in zip(FIELDS, line):
        assert object.get(field, "") == value, (field, object.get(field), value)
    assert all(TIME.fullmatch(object[field]) for field in FIELDS[5:8]), object
    assert ("revokedAt" in object) == ("revocationReason" in object), object
    assert "requestedByServicePrincipal" not in object, object
print(len(objects))
