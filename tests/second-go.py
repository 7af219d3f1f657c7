#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names the tests of a build folder that may be run once more, alone.

usage: second-go.py BUILD

A check runs on machines that are shared and noisy. What drives a private desktop, a daemon or two processes may fail
there for want of time alone; so it has a second go, with nothing beside it. Both its goes are told of in the end
(tally.py), and a test that needs the second one is a fault to be mended before anything new.

No second go has what a sanitizer stopped, what can't depend on the machine (a room of the library, the lint), and a
check in which more than a few failed: that is no noise.
"""

import json
import os
import sys

AT_MOST = 3
DRIVES_MORE_THAN_ITSELF = {"console", "cli", "slow"}
FAULTS = ("Sanitizer", "runtime error:")


def failures_of(folder):
    with open(os.path.join(folder, "meson-logs", "testlog.json"), encoding="utf-8") as stream:
        rows = [row for row in map(json.loads, stream) if row]
    return [row for row in rows if row["result"] in {"FAIL", "TIMEOUT", "ERROR"}]


def may_go_again(row):
    suites = row["name"].split(" / ")[0].split(":")[-1].split("+")
    output = (row.get("stdout") or "") + (row.get("stderr") or "")
    return bool(DRIVES_MORE_THAN_ITSELF.intersection(suites)) and not any(fault in output for fault in FAULTS)


def main(folder):
    try:
        failures = failures_of(folder)
    except OSError:
        return
    if len(failures) <= AT_MOST:
        for row in filter(may_go_again, failures):
            print(row["name"].split(" / ")[-1])


if __name__ == "__main__":
    main(*sys.argv[1:])
