#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the source tree against the rules of the house: rooms, names, sizes, language, whole lists.

usage: check-house.py [TREE]       (default: the tree that this script stands in)

Prints one line a finding, "path:line: rule: sentence", and ends with 1 if there is any. The rules are
in house_rules.py, their samples in samples/.
"""

import functools
import os
import sys

import csource
import house_rules

SKIPPED_FOLDERS = {".git", "__pycache__", "fixtures", "subprojects"}
SAMPLES = os.path.join("tests", "lint", "samples")


class File:
    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.split("\n")
        if self.lines and self.lines[-1] == "":
            self.lines.pop()

    @property
    def is_code(self):
        return self.path.endswith(house_rules.CODE)

    @property
    def is_script(self):
        return self.text.startswith("#!")

    @property
    def room(self):
        """The room of a file in src/ROOM/, or None."""
        parts = self.path.split("/")
        return parts[1] if len(parts) == 3 and parts[0] == "src" and parts[1] in house_rules.ROOMS else None

    @functools.cached_property
    def code(self):
        return csource.strip(self.text)

    @functools.cached_property
    def functions(self):
        return csource.functions(self.code)


class Tree:
    def __init__(self, top):
        self.files = {}
        for folder, names, files in os.walk(top):
            inside = os.path.relpath(folder, top)
            names[:] = sorted(name for name in names if not is_skipped(inside, name))
            for name in sorted(files):
                self._read(top, os.path.normpath(os.path.join(inside, name)))

    def _read(self, top, path):
        full = os.path.join(top, path)
        if os.path.islink(full) or not os.path.isfile(full):
            return
        try:
            with open(full, encoding="utf-8", newline="") as stream:
                text = stream.read()
        except UnicodeDecodeError:
            return  # a picture, a database: no text
        self.files[path.replace(os.sep, "/")] = File(path.replace(os.sep, "/"), text)

    def with_suffix(self, suffixes, scripts=False):
        return [f for f in self.files.values() if f.path.endswith(suffixes) or (scripts and f.is_script)]

    def room_files(self, suffixes):
        return [f for f in self.with_suffix(suffixes) if f.room]


def is_skipped(inside, name):
    path = os.path.normpath(os.path.join(inside, name))
    is_build = inside == "." and name.startswith(("build", "_build"))
    return name in SKIPPED_FOLDERS or is_build or path == SAMPLES


def check(tree):
    findings = {finding for rule in house_rules.RULES for finding in rule(tree)}
    return sorted(findings, key=lambda finding: (finding[0], finding[1], finding[2:]))


def print_biggest(tree):
    files = [(len(f.lines), f.path) for f in tree.with_suffix((".c", ".h", ".py", ".ui"))]
    functions = [(g.size, f"{g.name} in {f.path}") for f in tree.with_suffix((".c",)) for g in f.functions]
    for title, rows in (("files", files), ("functions", functions)):
        print(f"biggest {title}:")
        for size, name in sorted(rows, reverse=True)[:5]:
            print(f"  {size:4} {name}")


def main(arguments):
    here = os.path.dirname(os.path.abspath(__file__))
    top = arguments[1] if len(arguments) > 1 else os.path.dirname(os.path.dirname(here))
    tree = Tree(top)
    findings = check(tree)
    for path, line, rule, sentence in findings:
        print(f"{path}:{line}: {rule}: {sentence}")
    if findings:
        print(f"{len(findings)} findings in {len(tree.files)} files")
        return 1
    print_biggest(tree)
    print(f"{len(tree.files)} files, no finding")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
