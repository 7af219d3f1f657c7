# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives one "espalier-cli --json batch": gives it the same command again and again, each when the one
before has answered, until the time is over. Writes the answers to a file.

usage: drive-batch.py ESPALIER-CLI SECONDS ANSWERS COMMAND
"""

import subprocess
import sys
import time


def main():
    program, seconds, path, command = sys.argv[1:]
    end = time.monotonic() + float(seconds)
    batch = subprocess.Popen([program, "--json", "batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             text=True, encoding="utf-8")  # fmt: skip
    with open(path, "w", encoding="utf-8") as answers:
        while time.monotonic() < end:
            batch.stdin.write(command + "\n")
            batch.stdin.flush()
            answer = batch.stdout.readline()
            if not answer:
                sys.exit("the batch ended in the middle")
            answers.write(answer)
    batch.stdin.close()
    sys.exit(batch.wait())


main()
