#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Espalier issues, before other people's validators: every template with every key, depth and edge
value, pair by pair. Everybody must accept everything, and every byte must be as DER wants it.

usage: test-matrix.py TEMPLATES.json     (ESPALIER_CLI: the binary under test)
"""

import concurrent.futures
import json
import os
import sys
import tempfile
import time

import console
import judges
import pairwise

DEPTHS = 5
MOST_NAMES = 1000  # of a request
END_OF_TIME = "9999-12-31T23:59:59Z"
VALIDITIES = {
    "a year": "365d",
    "to the last second of 2049": "2049-12-31T23:59:59Z",
    "to the first second of 2050": "2050-01-01T00:00:00Z",
    "without end": END_OF_TIME,
}
LONG = "x" * 64
SUBJECTS = {  # lines of openssl's section, and the same for `ca create`
    "plain": (["C = DE", "O = Meridian", "CN = plain"], "CN={},O=Meridian,C=DE"),
    "longest": ([f"O = {LONG}", f"OU = {LONG}", f"CN = {LONG}"], "CN={:x<64},O=" + LONG + ",OU=" + LONG),
    "utf-8": (["C = DE", "O = Bäckerei Łódź 株式会社", "CN = Ωmega ñandú"],
              "CN=Ωmega {},O=Bäckerei Łódź 株式会社,C=DE"),
    "empty": ([], None),
}  # fmt: skip
NAMES = {
    "none": [],
    "one": ["DNS:a.example"],
    "as many as allowed": [f"DNS:h{number}.example" for number in range(MOST_NAMES)],
    "addresses": ["IP:2001:db8::1", "IP:::", "IP:192.0.2.1", "email:a@a.example", "URI:https://a.example/x"],
}
PURPOSES = {"CA": "authority", "CODE_SIGNING": "code", "OCSP_SIGNING": "ocsp"}

# (judge, test over the case, sentence): what a judge refuses although it is right.
DEVIATIONS = [
    (
        "vfychain",
        lambda case: case.get("template", "").startswith("CodeSigning"),
        "for code NSS wants codeSigning or a Netscape type in every authority above, which RFC 5280 does not",
    ),
]


# --- Which cases -------------------------------------------------------------------------------------


class Template:
    def __init__(self, row):
        self.name = row["name"]
        self.ca = row["basicConstraints"]["cA"]
        self.path_length = row["basicConstraints"]["pathLen"]
        self.root = "RootCA" in self.name
        self.blank = row["keyUsage"] is None
        self.api, self.csr = row["apiPassthrough"], row["csrPassthrough"]
        uses = (row["extendedKeyUsage"] or {}).get("purposes", [])
        client = "clientAuth" in uses and "serverAuth" not in uses
        self.purpose = PURPOSES.get(row["certificateType"], "client" if client else "server")


def issuer_path_length(template, case):
    """Of the authority above: the least that will do, or the most that can stand at its level."""
    level = case["depth"] - 1 if template.ca else case["depth"]
    if level == 1:
        return None
    least = template.path_length + 1 if template.ca else 0
    return least if case["path length"] == "least" else DEPTHS - level


def is_allowed(templates, case):
    template = templates[case["template"]]
    if case["subject"] == "empty" and (template.ca or case["names"] == "none"):
        return False
    if template.root:
        return (case["depth"], case["path length"], case["names"]) == (1, "most", "none") and (
            case["key"] == case["authority's key"]
        )
    if not template.ca:
        return case["depth"] > 1 or case["path length"] == "most"
    level = case["depth"] - 1
    if level == 0 or case["names"] not in ("none", "one"):
        return False
    if level == 1:
        return case["path length"] == "most"
    return template.path_length < DEPTHS - level


def choose(templates):
    factors = {
        "template": list(templates),
        "authority's key": list(console.KEYS),
        "key": list(console.KEYS),
        "depth": list(range(1, DEPTHS + 1)),
        "path length": ["least", "most"],
        "validity": list(VALIDITIES),
        "subject": list(SUBJECTS),
        "names": list(NAMES),
    }
    cases, possible = pairwise.select(factors, lambda case: is_allowed(templates, case))
    held = set().union(*(pairwise.pairs_of(case, list(factors)) for case in cases))
    if held != possible:
        console.fail(f"{len(possible - held)} pairs stand in no case")
    return cases, len(possible)


# --- Making them -------------------------------------------------------------------------------------


def blank_usage(template, case):
    """What a blank template must be given: NSS wants to see how an RSA key of a server is used."""
    if template.ca:
        return ["keyCertSign", "cRLSign"]
    return ["digitalSignature", "keyEncipherment"] if case["key"].startswith("RSA") else ["digitalSignature"]


class Maker:
    def __init__(self):
        self.batch = console.Batch("vault.espalier")
        self.batch.call("vault", "create", "--organization", "Meridian", "--admin", "ada", "--unlock", "passphrase")
        self.authorities = {}
        self.requests = {}
        self.count = 0
        console.make_keys()

    def authority(self, key, level, path_length):
        """(ARN, file, files of its issuers upwards with the root as the last)."""
        wanted = (key, level, path_length)
        if wanted not in self.authorities:
            self.authorities[wanted] = self._make_authority(*wanted)
        return self.authorities[wanted]

    def _make_authority(self, key, level, path_length):
        above = []
        words = ["--subject", f"CN={key} {level} {path_length},O=Meridian", "--key-algorithm", key]
        if level > 1:
            arn, name, rest = self.authority(key, level - 1, DEPTHS - level + 1 if level > 2 else None)
            above = [name, *rest]
            words += ["--parent", arn, "--path-length", str(path_length)]
        result = self.batch.call("ca", "create", *words, "--validity", END_OF_TIME)
        arn = result["CertificateAuthorityArn"]
        pem = self.batch.call("ca", "certificate", arn)["Certificate"]
        return arn, console.save(f"ca-{key}-{level}-{path_length}", pem), above

    def request(self, template, case):
        extensions = []
        names = NAMES[case["names"]]
        if names:
            mark = "critical," if case["subject"] == "empty" else ""
            extensions.append(f"subjectAltName = {mark}" + ",".join(names))
        if template.blank and not template.api:
            extensions.append("keyUsage = critical," + ",".join(blank_usage(template, case)))
        if template.csr and not template.ca and template.blank:
            extensions.append("extendedKeyUsage = serverAuth")
        wanted = (case["key"], case["subject"], *extensions)
        if wanted not in self.requests:
            name = f"request-{len(self.requests)}"
            lines = SUBJECTS[case["subject"]][0]
            self.requests[wanted] = console.make_request(name, case["key"], lines, extensions)
        return self.requests[wanted]

    def passthrough(self, template, case):
        """A file with what a blank template needs to be of use, or NULL."""
        if not (template.api and template.blank):
            return None
        usage = blank_usage(template, case)
        document = {"Extensions": {"KeyUsage": {bit[0].upper() + bit[1:]: True for bit in usage}}}
        if not template.ca and not template.csr:
            document["Extensions"]["ExtendedKeyUsage"] = [{"ExtendedKeyUsageType": "SERVER_AUTH"}]
        name = "-".join(["passthrough", *usage, str(template.csr)]) + ".json"
        with open(name, "w", encoding="utf-8") as file:
            json.dump(document, file)
        return name

    def make(self, template, case):
        self.count += 1
        name = f"made-{self.count}"
        words = ["--template", template.name, "--validity", VALIDITIES[case["validity"]]]
        passthrough = self.passthrough(template, case)
        if passthrough:
            words += ["--passthrough", passthrough]
        if template.root:
            return self._make_root(name, case, words)
        level = case["depth"] - 1 if template.ca else case["depth"]
        issuer = self.authority(case["authority's key"], level, issuer_path_length(template, case))
        result = self.batch.call("cert", "issue", "--ca", issuer[0], "--csr", self.request(template, case), *words)
        path = [issuer[1], *issuer[2]]
        leaf = console.save(name, result["Certificate"])
        return judges.Chain(leaf, path[:-1], path[-1], template.purpose)

    def _make_root(self, name, case, words):
        subject = SUBJECTS[case["subject"]][1].format(name)
        result = self.batch.call("ca", "create", "--type", "root", "--subject", subject,
                                 "--key-algorithm", case["key"], *words)  # fmt: skip
        pem = self.batch.call("ca", "certificate", result["CertificateAuthorityArn"])["Certificate"]
        root = console.save(name, pem)
        return judges.Chain(root, [], root, "authority")


# --- Judging them ------------------------------------------------------------------------------------


def judge_one(names, chain):
    """{judge: Verdict}, what dumpasn1 says, whether it encodes again."""
    scratch = os.path.abspath(chain.leaf)
    verdicts = {name: judge(chain, scratch) for name, judge in judges.SINGLE.items() if name in names}
    status, text = judges.ask_espalier(chain)
    verdicts["espalier"] = judges.Verdict(status == 0, text)
    der = chain.der(chain.leaf)
    encoding = judges.judge_encoding(der) if "dumpasn1" in names else (None, 0)
    return verdicts, encoding, judges.encodes_again(der)


class Report:
    def __init__(self):
        self.failures = []
        self.deviations = {}
        self.remarks = 0

    def note(self, judge, case, verdict):
        if verdict.good:
            return
        for number, (name, applies, _) in enumerate(DEVIATIONS):
            if name == judge and applies(case):
                self.deviations[number] = self.deviations.get(number, 0) + 1
                return
        self.failures.append(f"{judge} refuses {case}: {' '.join(verdict.text.split())[-400:]}")

    def finish(self, present):
        for number, (judge, _, sentence) in enumerate(DEVIATIONS):
            count = self.deviations.get(number, 0)
            if judge not in present:
                continue
            print(f"deviation: {judge}: {sentence} ({count} times)")
            if count == 0:
                self.failures.append(f"{judge} deviates no longer: {sentence}")
        for failure in self.failures[:20]:
            print("FAIL:", failure)
        if len(self.failures) > 20:
            print(f"… and {len(self.failures) - 20} more")


def judge_all(present, made):
    report = Report()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(lambda pair: judge_one(present, pair[1]), made))
    java = judges.judge_java([chain for _, chain in made]) if "java" in present else []
    for number, ((case, chain), (verdicts, encoding, again)) in enumerate(zip(made, answers, strict=True)):
        if java:
            verdicts["java"] = java[number]
        for judge, verdict in verdicts.items():
            report.note(judge, case, verdict)
        report.remarks += encoding[1]
        if encoding[0]:
            report.failures.append(f"dumpasn1 on {chain.leaf}, {case}: {encoding[0]}")
        if not again:
            report.failures.append(f"openssl encodes {chain.leaf} in other bytes: {case}")
    return report


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        templates = {row["name"]: Template(row) for row in json.load(file)["templates"]}
    started = time.monotonic()
    cases, pairs = choose(templates)
    print(f"{len(cases)} cases hold all {pairs} pairs ({time.monotonic() - started:.0f} s)", flush=True)
    present = judges.installed(["openssl", "certtool", "vfychain", "java", "dumpasn1"])
    maker = Maker()
    made = [(case, maker.make(templates[case["template"]], case)) for case in cases]
    maker.batch.close()
    authorities = [
        ({"authority": name}, judges.Chain(name, above[:-1], above[-1] if above else name, "authority"))
        for _, name, above in maker.authorities.values()
    ]
    print(f"{len(made)} certificates under {len(authorities)} authorities are made "
          f"({time.monotonic() - started:.0f} s)", flush=True)  # fmt: skip
    report = judge_all(present, made + authorities)
    report.finish(["espalier", *present])
    print(f"judged by espalier, {', '.join(present)} and re-encoded: {len(made) + len(authorities)} certificates, "
          f"{len(report.failures)} objections, {report.remarks} remarks of dumpasn1 that a year is far away "
          f"({time.monotonic() - started:.0f} s)")  # fmt: skip
    return 1 if report.failures else 0


if __name__ == "__main__":
    TEMPLATES = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="espalier-matrix-") as work:
        os.chdir(work)
        sys.argv[1] = TEMPLATES
        STATUS = main()
        os.chdir("/")
    sys.exit(STATUS)
