#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up what meson's tests did in several build folders: one last line, and the exit status.

usage: tally.py BUILD…

A build folder without results counts as one failure: it was not built, so nothing was tested in it. What had a second
go (second-go.py) counts by that one, and is named.
"""

import json
import os
import sys

PASSED = {"OK", "EXPECTEDFAIL"}
SKIPPED = {"SKIP", "IGNORED"}


def read(folder, log):
    """{name: result} of a log of meson's; empty where there is none."""
    try:
        with open(os.path.join(folder, "meson-logs", log), encoding="utf-8") as stream:
            return {row["name"]: row["result"] for row in map(json.loads, stream) if row}
    except OSError:
        return {}


def results_of(folder):
    """(name, result, whether that is of a second go) of each test that ran."""
    second = read(folder, "second-go.json")
    for name, result in read(folder, "testlog.json").items():
        again = name in second and result not in PASSED
        yield name, second[name] if again else result, again


def main(folders):
    passed = skipped = 0
    failures = []
    seconds = []
    for folder in folders:
        results = list(results_of(folder))
        if not results:
            failures.append(f"{folder}: not built, nothing tested")
        for name, result, again in results:
            if result in PASSED:
                passed += 1
                if again:
                    seconds.append(f"{folder}: {name}")
            elif result in SKIPPED:
                skipped += 1
            else:
                failures.append(f"{folder}: {name}: {result.lower()}" + (", twice" if again else ""))
    for name in seconds:
        print(f"passed at the second go only, to be mended: {name}")
    for failure in failures:
        print(f"failed: {failure}")
    print(f"{passed} passed, {len(failures)} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
