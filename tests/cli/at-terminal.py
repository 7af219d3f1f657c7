# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays a person at a terminal: types passphrases, looks at the echo, presses Ctrl-C.

usage: at-terminal.py ESPALIER-CLI VAULT (its passphrase: "another passphrase")
"""

import os
import pty
import re
import select
import signal
import sys
import termios
import time

LIMIT = 60


class Terminal:
    def __init__(self, *arguments):
        environment = {k: v for k, v in os.environ.items() if k != "ESPALIER_PASSPHRASE_FILE"}
        self.text = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(sys.argv[1], [sys.argv[1], "--vault", sys.argv[2], *arguments], environment)

    def read(self, seconds):
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.fd, 4096)
        except OSError:
            return False
        self.text += data
        return bool(data)

    def expect(self, pattern):
        end = time.monotonic() + LIMIT
        while not re.search(pattern, self.text):
            if time.monotonic() > end or not self.read(1) and os.waitpid(self.pid, os.WNOHANG)[0]:
                sys.exit(f"{pattern} did not come: {self.text!r}")
        # The question is asked after the echo is off.
        if termios.tcgetattr(self.fd)[3] & termios.ECHO:
            sys.exit("the terminal echoes while a passphrase is typed")

    def type(self, text):
        os.write(self.fd, text)
        self.text = b""

    def finish(self):
        while self.read(LIMIT):
            pass
        status = os.waitpid(self.pid, 0)[1]
        return os.waitstatus_to_exitcode(status)


def check(good, what):
    if not good:
        sys.exit("wrong: " + what)


def ask_and_answer():
    terminal = Terminal("vault", "status")
    terminal.expect(rb"Passphrase of ada: ")
    terminal.type(b"another passphrase\n")
    check(terminal.finish() == 0, f"exit status; {terminal.text!r}")
    check(b"Meridian Motors" in terminal.text, "the answer")
    check(b"another passphrase" not in terminal.text, "the passphrase was echoed")


def answer_wrong():
    terminal = Terminal("vault", "status")
    terminal.expect(rb"Passphrase of ada: ")
    terminal.type(b"guessed\n")
    check(terminal.finish() == 6, "exit status of a wrong passphrase")


def press_ctrl_c():
    terminal = Terminal("vault", "status")
    terminal.expect(rb"Passphrase of ada: ")
    os.write(terminal.fd, b"\x03")
    check(terminal.finish() == -signal.SIGINT, "Ctrl-C ends the program by its signal")


def change():
    terminal = Terminal("vault", "passwd")
    terminal.expect(rb"Passphrase of ada: ")
    terminal.type(b"another passphrase\n")
    terminal.expect(rb"New passphrase: ")
    terminal.type(b"typed passphrase\n")
    terminal.expect(rb"once more: ")
    terminal.type(b"mistyped passphrase\n")
    check(terminal.finish() == 2, "two different new passphrases")


def overwrite(answer, status):
    with open("kept", "w", encoding="ascii") as file:
        file.write("old")
    terminal = Terminal("--passphrase-file", "new", "vault", "status", "--quiet")
    check(terminal.finish() == 0, "a passphrase file on a terminal")
    terminal = Terminal("--passphrase-file", "new", "ca", "csr", "Waiting", "--out", "kept")
    while not re.search(rb"Overwrite it\?", terminal.text):
        check(terminal.read(LIMIT), f"no question: {terminal.text!r}")
    terminal.type(answer)
    check(terminal.finish() == status, f"exit status after {answer!r}")
    with open("kept", encoding="ascii") as file:
        check((file.read() == "old") == (status != 0), f"the file after {answer!r}")


ask_and_answer()
answer_wrong()
press_ctrl_c()
change()
make = Terminal("--passphrase-file", "new", "ca", "create", "--subject", "CN=Waiting", "--type", "subordinate")
check(make.finish() == 0, "a waiting authority")
overwrite(b"n\n", 1)
overwrite(b"\n", 1)
overwrite(b"y\n", 0)
print("a terminal: asked without echo, Ctrl-C, a typing error, and whether to overwrite")
