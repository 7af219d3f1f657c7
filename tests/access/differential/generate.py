#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Invents policies and requests for the comparison of our decision with another evaluator's.

How to run all of it (a development tool; the everyday test needs neither Node nor a network):

    npm install --prefix SOMEWHERE @cloud-copilot/iam-simulate
    tests/access/differential/generate.py SEED COUNT > cases.json
    node tests/access/differential/judge.mjs SOMEWHERE cases.json judged.json.gz explained.txt
    BUILD/tests/access/test-access-differential judged.json.gz

The judged file of one seed is kept here as cases.json.gz, what was explained in it as explained.txt.
The same seed gives the same cases. What is not invented, since it means nothing in one of the two:
service principals (the other evaluator does not ask for their identity policies), requests on "*"
for actions that have a resource, empty values, ARNs that differ in case alone.
"""
import json
import random
import sys

ACCOUNTS = ["111122223333", "222233334444", "333344445555"]
CA_IDS = ["aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "11111111-2222-4333-8444-555555555555"]
ON_CA = ["IssueCertificate", "RevokeCertificate", "GetCertificate", "GetPolicy", "ListTags",
         "DescribeCertificateAuthority", "DeleteCertificateAuthority", "UpdateCertificateAuthority"]
ON_ALL = ["CreateCertificateAuthority", "ListCertificateAuthorities"]
TEAMS = ["red", "blue", "green", "r*d", "a.b", "RED", "red team", "x$y"]
TEMPLATES = ["EndEntityCertificate/V1", "EndEntityClientAuthCertificate/V1", "RootCACertificate/V1",
             "SubordinateCACertificate_PathLen0/V1"]
TAG_KEYS = ["team", "project", "cost", "Team"]
USERS = ["Ada", "Grace", "Edsger"]
ROLES = ["CaAdmin", "Issuer"]
TIMES = ["2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2026-06-15T12:00:00+02:00",
         "2026-06-15T10:00:00Z", "2026-07-01", "2026-11"]
EPOCHS = ["1767225599", "1767225600", "1781517600"]
V4 = ["203.0.113.7", "203.0.113.200", "198.51.100.1", "10.0.0.1"]
V6 = ["2001:db8::1", "2001:db8:0:0:0:0:0:1", "2001:db8:1::5", "::1"]
NUMBERS = ["5", "10", "7.5", "-3", "0", "10.0", "abc", "12abc"]
BLOBS = ["AQID", "/+8=", "AA=="]

WORDS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]
STRINGS = ["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase",
           "StringLike", "StringNotLike"]
ARNS = ["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"]
TEXT_KEYS = ["aws:PrincipalTag/team", "aws:ResourceTag/team", "aws:RequestTag/team", "aws:username",
             "aws:PrincipalAccount", "aws:PrincipalTag/absent", "AWS:principaltag/TEAM"]
TEXTS = TEAMS + ["*", "r*", "?ed", "*e*", "r??", "Blue", "nobody", "111122223333", "Ada", "A*",
                 "red*team", "a?b", "(x)", "$", "r${*}d", "${?}", "x${$}y",
                 "${aws:PrincipalTag/team}", "${aws:ResourceTag/team}", "${aws:username}",
                 "${aws:PrincipalTag/absent}", "${aws:PrincipalTag/absent, 'red'}",
                 "${aws:PrincipalTag/team, 'blue'}", "${aws:TagKeys}", "*${aws:PrincipalTag/team}",
                 "${AWS:PRINCIPALTAG/team}*", "${aws:principaltag/absent, 'r*d'}", "r*${aws:username}"]
ADDRESSES = V4 + V6 + ["203.0.113.0/24", "203.0.113.0/25", "198.51.100.0/31", "0.0.0.0/0",
                       "10.0.0.0/8", "2001:db8::/32", "2001:db8::/127", "::/0", "2001:db8:1::/48"]


def template(name):
    return "arn:aws:acm-pca:::template/" + name


def ca_arn(account, ca):
    return "arn:aws:acm-pca:local:" + account + ":certificate-authority/" + ca


class Inventor:
    def __init__(self, seed):
        self.dice = random.Random(seed)

    def some(self, values, most=3):
        return self.dice.sample(values, min(len(values), self.dice.randint(1, most)))

    def one_or_list(self, values):
        return values[0] if len(values) == 1 and self.dice.random() < 0.7 else values

    # --- Requests

    def keys(self, principal, account, owner, action):
        dice, keys = self.dice, {}
        keys["aws:PrincipalArn"] = principal
        keys["aws:PrincipalAccount"] = account
        candidates = {
            "aws:PrincipalTag/team": lambda: dice.choice(TEAMS),
            "aws:ResourceTag/team": lambda: dice.choice(TEAMS),
            "aws:RequestTag/team": lambda: dice.choice(TEAMS),
            "aws:PrincipalTag/limit": lambda: dice.choice(NUMBERS),
            "aws:username": lambda: dice.choice(USERS),
            "aws:CurrentTime": lambda: dice.choice(TIMES + ["tomorrow"]),
            "aws:EpochTime": lambda: dice.choice(EPOCHS),
            "aws:SourceIp": lambda: dice.choice(V4 + V6 + ["no address"]),
            "aws:MultiFactorAuthPresent": lambda: dice.choice(["true", "false", "True", "maybe"]),
            "espalier:Blob": lambda: dice.choice(BLOBS),
            "aws:TagKeys": lambda: [dice.choice(TAG_KEYS) for _ in range(dice.randint(0, 3))],
        }
        for name, value in candidates.items():
            if dice.random() < 0.75:
                keys[name] = value()
        if action.endswith("IssueCertificate") and dice.random() < 0.9:
            keys["acm-pca:TemplateArn"] = template(dice.choice(TEMPLATES))
        return keys

    def request(self):
        dice = self.dice
        account = dice.choice(ACCOUNTS)
        role = None
        if dice.random() < 0.5:
            principal = "arn:aws:iam::%s:user/%s" % (account, dice.choice(USERS))
        else:
            name = dice.choice(ROLES)
            role = "arn:aws:iam::%s:role/%s" % (account, name)
            principal = "arn:aws:sts::%s:assumed-role/%s/session" % (account, name)
        if dice.random() < 0.12:
            action, resource, owner = "acm-pca:" + dice.choice(ON_ALL), "*", None
        else:
            action = "acm-pca:" + dice.choice(ON_CA)
            owner = account if dice.random() < 0.6 else dice.choice(ACCOUNTS)
            resource = ca_arn(owner, dice.choice(CA_IDS))
        if dice.random() < 0.1:
            action = dice.choice([action.lower(), action.upper()])
        return {"principal": principal, "role": role, "account": account, "action": action,
                "resource": resource, "owner": owner,
                "keys": self.keys(role or principal, account, owner, action)}

    # --- Statements

    def actions(self):
        dice = self.dice
        values = ["*", "acm-pca:*", "acm-pca:Get*", "acm-pca:*Certificate", "acm-pca:*e*",
                  "ACM-PCA:issuecertificate", "acm-pca:?ssueCertificate", "acm-pca:*Authority",
                  "iam:*", "s3:GetObject"]
        values += ["acm-pca:" + name for name in ON_CA + ON_ALL]
        return self.one_or_list(self.some(values, 4) if dice.random() < 0.6 else
                                [dice.choice(values[:2])])

    def resources(self):
        dice = self.dice
        account, ca = dice.choice(ACCOUNTS), dice.choice(CA_IDS)
        values = ["*", "arn:aws:acm-pca:*:*:certificate-authority/*", ca_arn(account, ca),
                  ca_arn("*", ca), ca_arn(account, "*"), ca_arn(account, ca[:4] + "*"),
                  ca_arn("1111????3333", "*"), "arn:aws:acm-pca:*:*:*", "arn:*:*:*:*:*",
                  "arn:aws:iam::%s:user/*" % account, ca_arn("*", "*-*"), ca_arn("*", ca[:-1] + "?"),
                  ca_arn("*", "${aws:PrincipalTag/absent}"),
                  ca_arn(account, "${aws:PrincipalTag/absent}*"), ca_arn("*", "${aws:TagKeys}"),
                  ca_arn("*", "${aws:PrincipalTag/absent, '" + ca + "'}"),
                  ca_arn("*", ca[:8] + "${aws:PrincipalTag/absent, '*'}"),
                  "arn:aws:acm-pca:*:*:certificate-*/" + ca,
                  "arn:aws:acm-pca:local:" + account + ":c*"]
        if dice.random() < 0.45:
            return dice.choice(["*", values[1]])
        return self.one_or_list(self.some(values, 3))

    def arn_values(self):
        dice = self.dice
        return self.some([template(name) for name in TEMPLATES] + [
            "arn:aws:acm-pca:*:*:template/*", "arn:aws:acm-pca:*:*:template/*CACertificate*/V*",
            "arn:aws:acm-pca:::template/EndEntity*", "arn:aws:iam::*:user/*",
            "arn:aws:iam::*:role/CaAdmin", "arn:*:iam::%s:*" % dice.choice(ACCOUNTS),
            "arn:aws:iam::${aws:PrincipalAccount}:*", "arn:aws:iam::*:user/${aws:username}",
            "arn:aws:iam::*:*/${aws:PrincipalTag/absent}", "arn:aws:*:*:*:template/RootCACertificate/V?"])

    def condition(self):
        """An operator, a key and values."""
        dice = self.dice
        kind = dice.choice(["string"] * 6 + ["number", "date", "bool", "binary", "ip", "ip", "arn", "arn",
                                             "null", "set", "set", "set"])
        if kind == "number":
            return "Numeric" + dice.choice(WORDS), "aws:PrincipalTag/limit", self.some(
                [number for number in NUMBERS if number[-1] != "c"], 2)
        if kind == "date":
            return "Date" + dice.choice(WORDS), dice.choice(["aws:CurrentTime", "aws:EpochTime"]), \
                self.some(TIMES + EPOCHS, 2)
        if kind == "bool":
            return "Bool", "aws:MultiFactorAuthPresent", self.some(["true", "false", "TRUE"], 1)
        if kind == "binary":
            return "BinaryEquals", "espalier:Blob", self.some(BLOBS, 2)
        if kind == "ip":
            return dice.choice(["IpAddress", "NotIpAddress"]), "aws:SourceIp", self.some(ADDRESSES)
        if kind == "arn":
            return dice.choice(ARNS), dice.choice(
                ["acm-pca:TemplateArn", "acm-pca:TemplateArn", "aws:PrincipalArn",
                 "aws:PrincipalTag/team"]), self.arn_values()
        if kind == "null":
            return "Null", dice.choice(TEXT_KEYS + ["aws:TagKeys", "aws:CurrentTime"]), \
                [dice.choice(["true", "false"])]
        if kind == "set":
            return dice.choice(["ForAllValues:", "ForAnyValue:", ""]) + dice.choice(STRINGS), \
                dice.choice(["aws:TagKeys"] * 3 + ["aws:PrincipalTag/team"]), \
                self.some(TAG_KEYS + ["t*", "*", "p?oject", "${aws:PrincipalTag/team}", "COST"], 4)
        return dice.choice(STRINGS), dice.choice(TEXT_KEYS), self.some(TEXTS, 4)

    def conditions(self, count):
        block = {}
        for _ in range(count):
            operator, key, values = self.condition()
            if operator != "Null" and ":" not in operator and self.dice.random() < 0.1:
                operator = self.dice.choice(["ForAllValues:", "ForAnyValue:"]) + operator
            if operator != "Null" and self.dice.random() < 0.2:
                operator += "IfExists"
            block.setdefault(operator, {})[key] = self.one_or_list(values)
        return block

    def principals(self):
        dice = self.dice
        values = []
        for account in ACCOUNTS:
            values += [account, "arn:aws:iam::%s:root" % account]
            values += ["arn:aws:iam::%s:user/%s" % (account, user) for user in USERS]
            values += ["arn:aws:iam::%s:role/%s" % (account, role) for role in ROLES]
        if dice.random() < 0.35:
            return "*" if dice.random() < 0.5 else {"AWS": "*"}
        names = {"AWS": self.one_or_list(self.some(values, 6))}
        if dice.random() < 0.15:
            names["Service"] = "acm.amazonaws.com"
        return names

    def statement(self, is_resource, broad, n_conditions):
        dice = self.dice
        deny = dice.random() < 0.35
        statement = {"Effect": "Deny" if deny else "Allow"}
        if broad:
            statement["Action"] = "acm-pca:*"
            statement["Resource"] = "*"
        else:
            statement["NotAction" if dice.random() < 0.15 else "Action"] = self.actions()
            statement["NotResource" if dice.random() < 0.15 else "Resource"] = self.resources()
        if is_resource:
            principals = self.principals()
            negated = deny and isinstance(principals, dict) and principals["AWS"] != "*" and \
                dice.random() < 0.4
            statement["NotPrincipal" if negated else "Principal"] = principals
        conditions = self.conditions(n_conditions)
        if conditions:
            statement["Condition"] = conditions
        return statement

    def pool(self, count, is_resource):
        """Half of the statements are about one condition alone, so that it decides."""
        statements = []
        for i in range(count):
            if i % 2:
                statements.append(self.statement(is_resource, True, 1))
            else:
                statements.append(self.statement(is_resource, False,
                                                 self.dice.choice([0, 0, 0, 1, 1, 2])))
        return statements

    # --- Cases

    def policy(self, numbers, most):
        version = self.dice.choices([2, 1, 0], [92, 6, 2])[0]
        return [version] + [self.dice.choice(numbers) for _ in range(self.dice.randint(1, most))]

    def case(self, n_requests, own, shared, everything):
        dice = self.dice
        if dice.random() < 0.5:
            identity = [[2, dice.choice(own)]]
        else:
            identity = [self.policy(own, 3) for _ in range(dice.randint(0, 2))]
        if dice.random() < 0.4:
            identity.append([2, everything])
        guardrails, resource = [], []
        if dice.random() < 0.3:
            guardrails = [self.policy(own, 2) for _ in range(dice.randint(1, 2))]
            if dice.random() < 0.5:
                guardrails[0].append(everything)
        if dice.random() < 0.5:
            resource = [self.policy(shared, 2)]
        return [dice.randrange(n_requests), guardrails, identity, resource]


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: generate.py SEED COUNT > cases.json")
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    inventor = Inventor(seed)
    requests = [inventor.request() for _ in range(max(1, count // 8))]
    statements = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
    statements += inventor.pool(max(2, count // 6), False)
    n_own = len(statements)
    statements += inventor.pool(max(2, count // 16), True)
    own, shared = list(range(n_own)), list(range(n_own, len(statements)))
    cases = [inventor.case(len(requests), own, shared, 0) for _ in range(count)]
    json.dump({"seed": seed, "requests": requests,
               "statements": [json.dumps(s, separators=(",", ":")) for s in statements],
               "cases": cases}, sys.stdout, separators=(",", ":"))


if __name__ == "__main__":
    main()
