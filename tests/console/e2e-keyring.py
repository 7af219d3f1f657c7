#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""e2e-keyring.py ESPALIER ESPALIER-CLI: a vault that the keyring opens, and all that can happen to a keyring.

The question for its password closed, answered, nobody there to ask it, the keyring's service ending while
the vault is open, and no such service from the start. Each time the window stays, and says which it is.
Runs inside with-desktop -w -p, and ends its prompter and its keyring by their process numbers.
"""
import os
import re
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from e2e_job import ORGANIZATION, PERSON, STEP, Job, main, need, run

PASSWORD = 'test'                   # of the keyring, as with-desktop makes it
SERVICE = 'org.freedesktop.secrets'
DISMISSED = 'because the question for its password was closed'
LOCKED = 'nothing in this session can ask for its password'
ABSENT = 'No keyring service answers'


def end(variable):
    os.kill(int(os.environ[variable]), signal.SIGTERM)


class Keyring(Job):
    def first_run(self):
        ui = self.ui
        ui.click('button', 'Create an organization…')
        dialog = self.dialog('New Organization')
        ui.type(ORGANIZATION)
        ui.point_click('New Organization', ui.find('label', 'The keyring of this computer', dialog))
        ui.point_click('New Organization', ui.find('text box', 'Your name', within=dialog))
        ui.key('ctrl+a')
        ui.type(PERSON)
        self.enabled('Create', dialog)
        ui.key('Return')
        self.press('Not Now', self.dialog('Recovery Identity'))
        self.gone('Recovery Identity')
        self.ok('a vault that the keyring opens')

    def lock_keyring(self):
        run('gdbus', 'call', '--session', f'--dest={SERVICE}', '--object-path=/org/freedesktop/secrets',
            '--method=org.freedesktop.Secret.Service.Lock',
            "['/org/freedesktop/secrets/aliases/default']")

    def lock_window(self):
        self.window()
        self.ui.key('ctrl+l')
        self.ui.find('button', re.compile('Unlock with Keyring'), state='sensitive')

    def unlock(self):
        self.press('Unlock with Keyring', None)

    def opened(self):
        self.ui.find('search box', 'Filter CAs')

    def says(self, text):
        """The reason, on the page of a vault that is still locked, and it can be tried again."""
        self.ui.find('alert', re.compile(re.escape(text)))
        self.ui.find('button', re.compile('Unlock with Keyring'), state='sensitive')
        others = {DISMISSED, LOCKED, ABSENT} - {text}
        said = ' '.join(x.name for x in self.ui.all())
        assert not any(other in said for other in others), said
        assert not self.ui.all('search box', 'Filter CAs')

    @staticmethod
    def prompts():
        return subprocess.run(['xdotool', 'search', '--onlyvisible', '--class', 'gcr-prompter'],
                              capture_output=True, text=True, check=False).stdout.split()

    def prompt(self, act):
        """The question of the prompter, with the keyboard's focus: what is done there ends it. It is deaf
        at first, and asks once more after a password of which it has heard only a part."""
        def look():
            found = self.prompts()
            return found and self.ui.x('getwindowfocus') in found

        def answer():
            self.wait_for(lambda: look() or not self.prompts(), "the question's focus")
            if self.prompts():
                act()
        self.wait_for(look, "the keyring's question")
        self.again(answer, lambda: self.wait_for(lambda: not self.prompts(), 'end of the question', STEP),
                   "the keyring's question stays")

    def dismissed(self):
        self.lock_keyring()
        self.lock_window()
        self.unlock()
        self.prompt(lambda: self.ui.key('Escape'))
        self.says(DISMISSED)
        self.ok('the question closed: the window says so')

    def answered(self):
        def answer():
            self.ui.key('ctrl+a')
            self.ui.type(PASSWORD)
            self.ui.key('Return')
        self.unlock()
        self.prompt(answer)
        self.opened()
        self.ok('the question answered: the vault opens')

    def locked(self):
        end('WD_PROMPTER_PID')
        self.lock_keyring()
        self.lock_window()
        self.unlock()
        self.says(LOCKED)
        self.ok('nobody to ask: the window says so')

    def dying(self):
        """What is open stays open; what needs the keyring says that it is gone."""
        end('WD_KEYRING_PID')
        self.wait_for(lambda: SERVICE not in run(
            'gdbus', 'call', '--session', '--dest=org.freedesktop.DBus',
            '--object-path=/org/freedesktop/DBus', '--method=org.freedesktop.DBus.ListNames'),
            'end of the keyring')
        self.unlock()
        self.says(ABSENT)
        self.ok('the service ended in use: the window says so')

    def missing(self):
        self.unlock()
        self.says(ABSENT)
        self.ok('no service from the start: the window says so')


need('openssl', 'gdbus')
if not {'WD_PROMPTER_PID', 'WD_KEYRING_PID'} <= set(os.environ):
    print('skipped: run it inside with-desktop -w -p')
    sys.exit(77)
status = main(Keyring, (Keyring.first_run, Keyring.dismissed, Keyring.answered, Keyring.locked,
                        Keyring.dying), sys.argv)
if status == 0:
    status = main(Keyring, (Keyring.missing,), sys.argv)
sys.exit(status)
