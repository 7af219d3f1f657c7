#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Translations: msgfmt -c on each, and what msgfmt knows nothing of: the {places} of the core's sentences, and
characters that turn the direction of text.

usage: check-po.py FOLDER
"""

import gettext
import os
import re
import shutil
import subprocess
import sys

PLACE = re.compile(r"\{[A-Za-z_][A-Za-z_0-9]*\}")
# They could make a name read as another one; a language that needs them asks for them here.
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
STRING = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr)?(?:\[\d+\])? ?"(.*)"$')
PLURALS = re.compile(r"Plural-Forms: *nplurals *= *(\d+); *plural *= *([^;]*);")
NUMBERS = range(1000)  # every form that a language has shows up among them


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
        yield line, english, texts.get("msgstr", [])
        line += block.count("\n") + 2


def forms_of_one_number(path):
    """Those that say one number only, as the dual of Arabic does: the word says which, and the number may go."""
    with open(path, encoding="utf-8") as stream:
        found = PLURALS.search(stream.read().replace('"\n"', ""))
    if not found:
        return set()
    choose = gettext.c2py(found.group(2))
    chosen = [choose(number) for number in NUMBERS]
    return {form for form in range(int(found.group(1))) if chosen.count(form) == 1}


def fits(places, wanted, may_drop):
    if places in wanted:
        return True
    return may_drop and any(len(places) + 1 == len(whole) and set(places) < set(whole) for whole in wanted)


def judge(path):
    findings = []
    of_one = forms_of_one_number(path)
    for line, english, translated in entries_of(path):
        # One form of a plural can do without the number that another one has.
        wanted = [sorted(PLACE.findall(text)) for text in english]
        for form, text in enumerate(translated if english != [""] else []):
            places = sorted(PLACE.findall(text))
            if text and not fits(places, wanted, len(translated) > 1 and form in of_one):
                findings.append(f"{path}:{line}: places {places}, wanted {wanted}")
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
