#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What came of hostile texts: judge-hostile.py KIND FOLDER looks at each file of the folder.

SVG is read by expat, which is strict: it is well-formed, has only the elements and attributes that a diagram or a
chart is made of, and no character that moves or hides others. PDF is read by pdfinfo and pdftotext: it opens, its
title can be shown, the text is found again, and each word stands inside of its page.
"""
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as tree

MARK = "Qz"
SVG = "{http://www.w3.org/2000/svg}"
ATTRIBUTES = {
    "svg": "version width height viewBox role aria-labelledby font-family",
    "title": "id",
    "desc": "id",
    "g": "role",
    "rect": "x y width height rx fill fill-opacity stroke stroke-opacity stroke-width",
    "path": "d fill fill-opacity stroke stroke-opacity stroke-width",
    "text": "x y font-size font-weight direction text-anchor textLength lengthAdjust fill fill-opacity",
}
# Begin a text with something else than the mark.
WITHOUT_MARK = {"formula": "=cmd", "sum": "+1+1", "difference": "-2+3", "at": "@SUM", "empty": ""}


def is_hidden(character):
    """Controls, what turns or ends the direction of writing, tags, and what is no character."""
    code = ord(character)
    return (unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") and character != "\n"
            or character in "\u061c\u200e\u200f\ufeff" or 0x202a <= code <= 0x202e or 0x2066 <= code <= 0x2069
            or code & 0xfffe == 0xfffe or 0xfdd0 <= code <= 0xfdef or 0xe0000 <= code <= 0xe007f)


def check_text(what, text):
    hidden = sorted({f"U+{ord(c):04X}" for c in text if is_hidden(c)})
    assert not hidden, f"{what}: {' '.join(hidden)}"


def wanted(path):
    name = os.path.basename(path).split(".")[0]
    return WITHOUT_MARK.get(name, MARK)


def judge_svg(path):
    with open(path, "rb") as file:
        data = file.read()
    assert b"<!DOCTYPE" not in data and b"<![CDATA[" not in data
    texts = []
    for element in tree.fromstring(data).iter():
        name = element.tag.removeprefix(SVG)
        assert name in ATTRIBUTES, f"an element {element.tag}"
        unknown = set(element.attrib) - set(ATTRIBUTES[name].split())
        assert not unknown, f"{name} has {unknown}"
        for value in element.attrib.values():
            assert re.fullmatch(r"[-#A-Za-z0-9 .,']*", value), f"{name}: {value}"
        check_text(name, (element.text or "") + (element.tail or ""))
        texts.append(element.text or "")
    start = wanted(path)
    found = sum(text.startswith(start) for text in texts)
    assert found >= 3, f"{start} stands in {found} of {len(texts)} texts"


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, timeout=120)


def judge_pdf(path):
    done = run("pdfinfo", "-enc", "UTF-8", path)
    assert not done.stderr, done.stderr
    info = done.stdout.decode()
    for line in info.splitlines():
        check_text("pdfinfo", line)
    pages = int(re.search(r"^Pages: *(\d+)$", info, re.M).group(1))
    assert 1 <= pages <= 12, f"{pages} pages"
    done = run("pdftotext", "-layout", path, "-")
    assert not done.stderr, done.stderr
    # pdftotext itself puts marks around what runs to the left.
    text = re.sub("[\f\u202a-\u202c]", "", done.stdout.decode())
    check_text("pdftotext", text)
    assert wanted(path).replace("-", "") in text.replace("-", ""), "the text is not found again"
    words = 0
    # What is drawn by the letter outside of the paper is still in the file, so that it is seen here.
    page = None
    for line in run("pdftotext", "-bbox", path, "-").stdout.decode(errors="replace").splitlines():
        box = re.search(r'<page width="([\d.]+)" height="([\d.]+)"', line)
        if box:
            page = float(box.group(1)), float(box.group(2))
        box = re.search(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">', line)
        if not box:
            continue
        left, top, right, bottom = map(float, box.groups())
        words += 1
        assert left > -1 and top > -1 and right < page[0] + 1 and bottom < page[1] + 1, f"outside: {line} of {page}"
    assert words > 3, f"{words} words"


def main():
    kind, folder = sys.argv[1:]
    if kind == "pdf" and not (shutil.which("pdfinfo") and shutil.which("pdftotext")):
        sys.exit(77)
    bad = 0
    names = sorted(os.listdir(folder))
    for name in names:
        path = os.path.join(folder, name)
        try:
            judge_pdf(path) if kind == "pdf" else judge_svg(path)
        except (AssertionError, tree.ParseError, subprocess.CalledProcessError) as problem:
            print(f"{name}: {problem}", file=sys.stderr)
            bad += 1
    print(f"# {len(names)} files, {bad} bad")
    sys.exit(1 if bad or not names else 0)


main()
