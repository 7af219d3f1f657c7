#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up what meson's tests did in several build folders: one last line, and the exit status.

usage: tally.py BUILD…

A build folder without results counts as one failure: it was not built, so nothing was tested in it.
"""

import json
import os
import sys

PASSED = {"OK", "EXPECTEDFAIL"}
SKIPPED = {"SKIP", "IGNORED"}


def results_of(folder):
    """(name, result) of each test that ran, or None where nothing did."""
    try:
        with open(os.path.join(folder, "meson-logs", "testlog.json"), encoding="utf-8") as stream:
            return [(row["name"], row["result"]) for row in map(json.loads, stream) if row]
    except OSError:
        return None


def main(folders):
    passed = skipped = 0
    failures = []
    for folder in folders:
        results = results_of(folder)
        if not results:
            failures.append(f"{folder}: not built, nothing tested")
        for name, result in results or ():
            if result in PASSED:
                passed += 1
            elif result in SKIPPED:
                skipped += 1
            else:
                failures.append(f"{folder}: {name}: {result.lower()}")
    for failure in failures:
        print(f"failed: {failure}")
    print(f"{passed} passed, {len(failures)} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
