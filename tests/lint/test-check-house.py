#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proves the lint: each bad sample is refused by exactly its rule, at its place; each good one is not.

Each sample lies over samples/house.txt. A bad one is called RULE.txt or RULE.VARIANT.txt, and its first
line says where: "at PATH:LINE". Every rule must have a bad sample. Prints TAP.
"""

import importlib
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(HERE, "samples")
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
check_house = importlib.import_module("check-house")


def read_sample(path):
    """(first line, {path: text}) of a sample."""
    with open(path, encoding="utf-8", newline="") as stream:
        head, *sections = re.split(r"^=== (.*)\n", stream.read(), flags=re.M)
    files = {}
    for name, text in zip(sections[::2], sections[1::2]):
        files[name] = re.sub(r"^@@ (\d+) (.*)\n", lambda m: (m.group(2) + "\n") * int(m.group(1)), text, flags=re.M)
    return head.split("\n")[0], files


def findings_of(files):
    with tempfile.TemporaryDirectory(prefix="espalier-lint-") as top:
        for name, text in files.items():
            full = os.path.join(top, name)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
        return check_house.check(check_house.Tree(top))


def judge_bad(name, head, findings):
    rule = name.split(".")[0]
    places = {f"{path}:{line}" for path, line, _, _ in findings}
    rules = {found for _, _, found, _ in findings}
    if rule not in check_house.house_rules.RULE_IDS:
        return f"there is no rule {rule}"
    if rules != {rule}:
        return f"wanted {rule} alone, found {findings}"
    if head[len("at ") :] not in places or not head.startswith("at "):
        return f"wanted it {head}, found it at {sorted(places)}"
    return None


def cases():
    _, house = read_sample(os.path.join(SAMPLES, "house.txt"))
    yield "the house itself", findings_of(house) or None
    seen = set()
    for kind in ("bad", "good"):
        for name in sorted(os.listdir(os.path.join(SAMPLES, kind))):
            head, files = read_sample(os.path.join(SAMPLES, kind, name))
            findings = findings_of({**house, **files})
            if kind == "bad":
                seen.add(name.split(".")[0])
                yield f"bad: {name}", judge_bad(name, head, findings)
            else:
                yield f"good: {name}", findings or None
    missing = set(check_house.house_rules.RULE_IDS) - seen
    yield "every rule has a bad sample", missing or None


def main():
    failed = 0
    number = 0
    for number, (name, problem) in enumerate(cases(), 1):
        print(f"{'not ok' if problem else 'ok'} {number} {name}")
        if problem:
            failed += 1
            print(f"# {problem}")
    print(f"1..{number}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
