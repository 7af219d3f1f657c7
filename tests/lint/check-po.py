#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Translations: msgfmt -c on each, and what msgfmt knows nothing of: the {places} of the core's sentences, and
characters that turn the direction of text.

usage: check-po.py FOLDER
"""

import os
import re
import shutil
import subprocess
import sys

PLACE = re.compile(r"\{[A-Za-z_][A-Za-z_0-9]*\}")
# They could make a name read as another one; a language that needs them asks for them here.
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
STRING = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr)?(?:\[\d+\])? ?"(.*)"$')


def entries_of(path):
    """(line, English sentences, translations) of each entry that is translated and not left out."""
    with open(path, encoding="utf-8") as stream:
        blocks = stream.read().split("\n\n")
    line = 1
    for block in blocks:
        texts, kind = {}, None
        for row in block.split("\n"):
            found = STRING.match(row)
            if not found or row.startswith("#"):
                continue
            if found.group(1):
                kind = found.group(1)
                texts.setdefault(kind, []).append("")
            texts[kind][-1] += found.group(2)
        english = texts.get("msgid", []) + texts.get("msgid_plural", [])
        yield line, english, [text for text in texts.get("msgstr", []) if text]
        line += block.count("\n") + 2


def judge(path):
    findings = []
    for line, english, translated in entries_of(path):
        # One form of a plural can do without the number that another one has.
        wanted = [sorted(PLACE.findall(text)) for text in english]
        for text in translated if english != [""] else []:
            if sorted(PLACE.findall(text)) not in wanted:
                findings.append(f"{path}:{line}: places {sorted(PLACE.findall(text))}, wanted {wanted}")
            if TURNS.search(text):
                findings.append(f"{path}:{line}: it turns the direction of text")
    return findings


def main(arguments):
    folder = arguments[1]
    with open(os.path.join(folder, "LINGUAS"), encoding="utf-8") as stream:
        languages = [name for row in stream if not row.startswith("#") for name in row.split()]
    findings = []
    for name in sorted(name for name in os.listdir(folder) if name.endswith(".po")):
        path = os.path.join(folder, name)
        findings += judge(path)
        if shutil.which("msgfmt"):
            done = subprocess.run(["msgfmt", "-c", "-o", os.devnull, path], text=True, capture_output=True, check=False)
            findings += done.stderr.splitlines() if done.returncode else []
    findings += [f"{name} is in LINGUAS, and has no file" for name in languages
                 if not os.path.exists(os.path.join(folder, name + ".po"))]  # fmt: skip
    print("\n".join(findings))
    print(f"{len(languages)} languages, {len(findings)} findings")
    return 1 if findings else 0


sys.exit(main(sys.argv))
