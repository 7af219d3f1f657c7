#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inputs at the edge of what is read at all: as many of everything as the limits let in, so that work that
grows faster than the input shows. Made anew for each replay: FOLDER/TARGET/NAME.

usage: make-bombs.py FOLDER
"""

import json
import pathlib
import sys

# SubjectPublicKeyInfo of the base point of P-256.
KEY = bytes.fromhex(
    "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)


# --- DER ----------------------------------------------------------------------------------------------


def element(tag, *parts):
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def sequence(*parts):
    return element(0x30, *parts)


def oid(text):
    numbers = [int(number) for number in text.split(".")]
    content = bytearray()
    for number in [numbers[0] * 40 + numbers[1], *numbers[2:]]:
        digits = [number & 0x7F]
        while number := number >> 7:
            digits.append(0x80 | number & 0x7F)
        content += bytes(reversed(digits))
    return element(6, bytes(content))


def name(*units):
    return sequence(*(element(0x31, sequence(oid("2.5.4.11"), element(0x0C, unit.encode()))) for unit in units))


def extension(number, value, critical=False):
    return sequence(oid(number), *([element(1, b"\xff")] if critical else []), element(4, value))


def dns(text):
    return element(0x82, text.encode())


AUTHORITY = [
    extension("2.5.29.19", sequence(element(1, b"\xff")), True),
    extension("2.5.29.15", bytes([3, 2, 1, 6]), True),
]
HOST = extension("2.5.29.17", sequence(dns("a.example")))


def certificate(extensions, serial=1, subject=None, issuer=None):
    algorithm = sequence(oid("1.2.840.10045.4.3.2"))
    validity = sequence(element(0x17, b"250101000000Z"), element(0x17, b"350101000000Z"))
    tbs = sequence(element(0xA0, element(2, b"\2")), element(2, bytes([serial])), algorithm,
                   issuer or name("issuer"), validity, subject or name("subject"), KEY,
                   element(0xA3, sequence(*extensions)))  # fmt: skip
    return sequence(tbs, algorithm, element(3, b"\0" + sequence(element(2, b"\1"), element(2, b"\1"))))


# --- As many as will go in -----------------------------------------------------------------------------


def subtrees(tag, names):
    return element(tag, *(sequence(one) for one in names))


def policies(count):
    return extension("2.5.29.32", sequence(*(sequence(oid(f"1.2.{i}")) for i in range(count))))


def name_constraints():
    permitted = subtrees(0xA0, [dns(f"a{i}") for i in range(1500)])
    excluded = subtrees(0xA1, [dns(f"b{i}") for i in range(1300)])
    return extension("2.5.29.30", sequence(permitted, excluded), True)


def certificates():
    many = name(*(str(i) for i in range(30)))
    return {
        "names": [extension("2.5.29.17", sequence(*(dns(f"a{i}.e") for i in range(3500))))],
        "empty-names": [extension("2.5.29.17", sequence(*([dns("")] * 15000)))],
        "directory-names": [extension("2.5.29.17", sequence(*([element(0xA4, many)] * 60)))],
        "policies": [*AUTHORITY, policies(4600)],
        "purposes": [extension("2.5.29.37", sequence(*(oid(f"1.2.{i}") for i in range(6500))))],
        "extensions": [extension(f"1.2.{i}", b"") for i in range(3000)],
        "constraints": [*AUTHORITY, name_constraints()],
        "mappings": [*AUTHORITY, extension("2.5.29.33", sequence(
            *(sequence(oid(f"1.2.{i}"), oid(f"1.3.{i}")) for i in range(2500))))],
        "points": [extension("2.5.29.31", sequence(*([sequence()] * 15000)))],
        "places": [extension("1.3.6.1.5.5.7.1.1", sequence(
            *([sequence(oid("1.3.6.1.5.5.7.48.1"), element(0x86, b"a"))] * 2000)))],
        "nested": [extension("2.5.29.17", b"\x30\x80" * 14000)],
    }  # fmt: skip


def paths():
    """Authorities that could all have signed each other; names against constraints."""
    x, issuer = name("x"), name("issuer")
    identifiers = [extension("2.5.29.14", element(4, b"k" * 20)),
                   extension("2.5.29.35", sequence(element(0x80, b"k" * 20)))]  # fmt: skip
    ring = [certificate([*AUTHORITY, *identifiers], i + 1, x, x) for i in range(60)]
    blind = [certificate(AUTHORITY, i + 1, x, x) for i in range(60)]
    directory = element(0xA4, name("1", "2", "3", "4"))
    excluded = extension("2.5.29.30", sequence(subtrees(0xA1, [directory] * 250)), True)
    mappings = extension("2.5.29.33", sequence(
        *(sequence(oid(f"1.2.{i % 60}"), oid(f"1.2.{i // 60 % 60}")) for i in range(1800))))  # fmt: skip
    mapping = [*AUTHORITY, policies(60), mappings]
    levels = [certificate(mapping, 5 + i, name(f"l{i}"), name(f"l{i + 1}")) for i in range(2)]
    return {
        "ring": [certificate([identifiers[1], HOST], 99, issuer=x), *ring],
        "blind-ring": [certificate([HOST], 99, issuer=x), *blind],
        "names": [certificate(certificates()["names"]),
                  certificate([*AUTHORITY, name_constraints()], 2, issuer, issuer)],
        "directory-names": [certificate([extension("2.5.29.17", sequence(*([directory] * 250)))]),
                            certificate([*AUTHORITY, excluded], 2, issuer, issuer)],
        "policies": [certificate([policies(60)], issuer=name("l0")), *levels,
                     certificate(AUTHORITY, 3, name("l2"), name("l2"))],
    }  # fmt: skip


def texts():
    custom = [{"ObjectIdentifier": f"1.2.3.{i}", "Value": "DAF4" * 1000} for i in range(150)]
    return {
        "passthrough/deep": "[" * 500000,
        "passthrough/members": "{" + ",".join(f'"a{i}":0' for i in range(15000)) + "}",
        "passthrough/custom": json.dumps({"Extensions": {"CustomExtensions": custom}}),
        "pem/begun": "-----BEGIN CERTIFICATE-----\n" * 15000,
        "pem/empty": "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n" * 15000,
        "pem/label": "-----BEGIN " + "X" * 1000000,
        "name/units": "+".join(["CN=a"] * 20000),
        "policy/stars": "arn:aws:acm-pca:local:1:x/" + "*a" * 2000 + "b",
        "policy/actions": json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": ["acm-pca:" + "*?" * 30] * 400, "Resource": "*"}]}),
    }  # fmt: skip


def statement(**members):
    return {"Effect": "Allow", "Action": "acm-pca:*", "Resource": "*", **members}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, separators=(",", ":"))


def lint():
    """Up to the 81920 bytes of a policy, in one direction each."""
    authority = "arn:aws:acm-pca:local:1:certificate-authority/"
    values = [f"*{i}?a" for i in range(500)]
    tags = {f"aws:ResourceTag/{i}": "a*" for i in range(99)}
    return {
        "actions": policy(*[statement(Action=[f"acm-pca:I{i}{j}ue" for j in range(40)]) for i in range(90)]),
        "patterns": policy(*[statement(Action=["*?*?*?*?*e" + str(i * j) for j in range(45)]) for i in range(90)]),
        "slow-patterns": policy(*[statement(Action=["*" + "?" * 25 + str(j) for j in range(50)]) for i in range(40)]),
        "long-pattern": policy(statement(Action="*?" * 40000)),
        "resources": policy(*[statement(Resource=[f"{authority}*{i}*{j}*" for j in range(10)]) for i in range(100)]),
        "long-resource": policy(statement(Resource="arn:aws:acm-pca:local:1:" + "*c" * 39000)),
        "shadows": policy(*[statement(Effect=effect, Resource=[f"arn:aws:acm-pca:*:*:{i}*{j}" for j in range(20)])
                            for i in range(60) for effect in ("Allow", "Deny")]),
        "same": policy(*[statement(Action=[f"iam:{j}" for j in range(20)]) for i in range(190)]),
        "keys": policy(*[statement(Condition={"StringEquals": tags}) for i in range(18)]),
        "unknown-keys": policy(*[statement(Condition={"StringEquals": {"aws:" + "x" * 100 + str(i): "a"}})
                                 for i in range(190)]),
        "values": policy(*[statement(Condition={"ArnLike": {"acm-pca:TemplateArn": values}}) for i in range(9)]),
        "variables": policy(statement(Condition={"StringEquals": {"aws:username": ["${a:b}" * 60] * 200}})),
        "open-variables": policy(statement(Condition={"StringEquals": {"aws:username": ["${" * 900] * 40}})),
        "one-open-variable": policy(statement(Condition={"StringEquals": {"aws:username": "${" * 40000}})),
        "open-resource": policy(statement(Resource="arn:aws:acm-pca:local:1:" + "${" * 40000)),
        "quotes": '{"Statement":[' + "“a”," * 9000,
        "half-quotes": '{"Statement":[' + "“a" * 20000,
        "commas": "[" + "," * 81000,
        "missing-commas": "[" + '"a" ' * 20000 + "]",
        "spaces": "[“a”" + " " * 80000 + "“b”]",
        "ends": policy(statement()) + "}" * 80000,
        "placeholders": "[" + "<a>," * 20000,
        "deep": "[" * 80000,
        "broken-deep": '{"a":' * 16000,
    }  # fmt: skip


def resource_policies():
    authority = "arn:aws:acm-pca:local:111122223333:certificate-authority/11111111-2222-3333-4444-555555555555"
    shared = statement(Action="acm-pca:RevokeCertificate", Resource=authority)
    roles = [[f"arn:aws:iam::111122223333:role/{i}{j}" for j in range(180)] for i in range(9)]
    return {
        "principals": policy(*[{**shared, "Principal": {"AWS": names}} for names in roles]),
        "statements": policy(*[{**shared, "Principal": {"AWS": f"{i:012}"}} for i in range(200)]),
        "actions": policy({**shared, "Principal": {"AWS": "111122223333"}, "Action": ["acm-pca:ListTags"] * 4000}),
        "conditions": policy(*[{**shared, "Principal": {"AWS": "111122223333"}, "Condition": {
            "StringEquals": {f"a:{i}": ["x"] * 9 for i in range(60)}}} for _ in range(20)]),
    }  # fmt: skip


def plans():
    """The longest chain, a document with many members, and everything nested as deep as is read."""
    rest = {"account": "111122223333", "subject": "CN=a", "template": "t", "keyAlgorithm": "k", "validity": "1y"}
    chain = [{"key": f"c{n}", **({"parent": f"c{n + 1}"} if n < 1999 else {}), **rest} for n in range(2000)]
    wide = {"name": "g", "document": {f"member{n}": n for n in range(10000)}}
    deep = {"name": "g", "document": json.loads('{"a": ' * 59 + "[" + "0," * 10000 + "0]" + "}" * 59)}
    return {
        "chain": json.dumps({"format": 1, "cas": chain}),
        "wide": json.dumps({"format": 1, "guardrails": [wide]}),
        "deep": json.dumps({"format": 1, "guardrails": [deep]}),
    }


def main():
    folder = pathlib.Path(sys.argv[1])
    made = {f"certificate/{key}": certificate(value) for key, value in certificates().items()}
    made |= {f"path/{key}": b"".join(value) for key, value in paths().items()}
    made |= {key: value.encode() for key, value in texts().items()}
    made |= {f"policy-lint/{key}": value.encode() for key, value in lint().items()}
    made |= {f"resource-policy/{key}": value.encode() for key, value in resource_policies().items()}
    made |= {f"plan/{key}": value.encode() for key, value in plans().items()}
    for key, content in made.items():
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
