# SPDX-License-Identifier: GPL-3.0-or-later
"""Stories of several people in one window: who is made known to the vault, makes keys of their own from a
code, signs in and out. Pointer where AT-SPI tells where something is, keys in lists that pop up, of whose
rows it tells nothing.
"""
import json
import os
import re
import subprocess

from e2e_job import ORGANIZATION, PASSPHRASE, PERSON, Job, Missing

ROWS = 20       # of a list that pops up
MARGIN = 12     # of a window
WHEEL_DOWN = 5  # as X counts buttons


class People(Job):
    # -- moving around -------------------------------------------------------------------------

    def place(self, name):
        """A place of the sidebar, by the pointer; its row says how much waits there."""
        self.window()
        places = self.ui.find('list', 'Places')
        row = re.compile(f'^{name}(, |$)')
        self.ui.point_click(ORGANIZATION, self.ui.find('list item', row, within=places))
        self.ui.find('list item', row, within=places, state='selected')

    def waits(self, name):
        """What the row of a place says of what waits there."""
        places = self.ui.find('list', 'Places')
        return self.ui.find('list item', re.compile(f'^{name}(, |$)'), within=places).name

    def show_ca(self, name, tab):
        self.window()
        row = re.compile(f'^{name}, ')
        self.ui.point_click(ORGANIZATION, self.ui.find('list item', row))
        self.ui.find('list item', row, state='selected')
        self.ui.point_click(ORGANIZATION, self.ui.find('tab', tab))
        self.ui.find('tab', tab, state='selected')

    def choose(self, title, dialog, row, value):
        """In a row with a list: opened by the pointer, gone through by arrows."""
        ui = self.ui
        combo = ui.find('combo box', row, within=dialog)
        words = re.compile('^' + re.escape(value) + '( · |$)')
        if ui.all('label', words, combo):
            return
        ui.point_click(title, combo)
        self.wait_for(lambda: (self.focused(dialog) or dialog).role == 'list item', f'list of {row}')
        for key in ['Down'] * ROWS + ['Up'] * ROWS:
            node = self.focused(dialog)
            if node and words.search(node.name):
                ui.key('Return')
                self.wait_for(lambda: not ui.all('list item', words, combo), f'end of the list of {row}')
                ui.find('label', words, within=combo)
                return
            self.step(key, dialog)
        raise Missing(f'{value!r} is not in the list of {row}')

    def scroll_to(self, title, dialog, pattern):
        """The label, brought into sight by the wheel."""
        ui = self.ui
        for _ in range(ROWS):
            label = ui.find('label', pattern, within=dialog)
            _, y, _, height = ui.place(label)
            _, _, width, end = ui.place(dialog)
            if y + height < end - MARGIN:
                return label
            ui.point_at(title, width // 2, end // 2, WHEEL_DOWN, 3)
        raise Missing(f'{pattern!r} does not come into sight')

    def said(self, node):
        """All that is written in it."""
        return [x.name for x in self.ui.look(node.path).walk() if x.role == 'label']

    # -- who is signed in ----------------------------------------------------------------------

    def passphrase_of(self, name):
        return PASSPHRASE if name == PERSON else f'{name}, and nobody else'

    def ask_as(self, name, *words, wanted=0):
        """The command line's answer to somebody, as JSON."""
        path = self.path(f'passphrase of {name}')
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'w',
                  encoding='utf-8') as file:
            file.write(self.passphrase_of(name))
        done = subprocess.run([self.cli, '--json', *words], check=False, capture_output=True, text=True,
                              env={**os.environ, 'ESPALIER_AS': name, 'ESPALIER_PASSPHRASE_FILE': path})
        assert done.returncode == wanted, (words, done)
        return json.loads(done.stdout) if done.stdout else done.stderr

    def ask(self, *words):
        return self.ask_as(PERSON, *words)

    def signed_in(self, name):
        return self.ui.find('button', re.compile(f'^Signed in as {name}, '), state='sensitive')

    def sign_in(self, name):
        """From the foot of the sidebar, over who is signed in."""
        ui = self.ui
        self.window()
        ui.point_click(ORGANIZATION, ui.find('button', re.compile('^Signed in as ')))
        ui.click('menu item', name)
        dialog = self.dialog('Sign In')
        ui.type(self.passphrase_of(name))
        self.enabled('Sign In', dialog)
        self.key_ends('Return', 'Sign In')
        self.signed_in(name)

    # -- making people known -------------------------------------------------------------------

    def create_account(self, name):
        self.press('New Account…', None)
        dialog = self.dialog('New Account')
        self.fill(self.ui.find('text box', 'Name', within=dialog), name)
        self.key_ends('Return', 'New Account')

    def create_role(self, name, account, may):
        ui = self.ui
        ui.point_click(ORGANIZATION, ui.find('tab', 'Roles'))
        self.press('New Role…', None)
        dialog = self.dialog('New Role')
        self.fill(ui.find('text box', 'Name', within=dialog), name)
        self.choose('New Role', dialog, 'Account', account)
        self.choose('New Role', dialog, 'May', may)
        self.press('Create', dialog)
        self.gone('New Role')
        self.dialog(name)                       # what it may do
        self.key_ends('Escape', name)

    def invite(self, name, account):
        """Leaves the code in a file, as it would be handed over."""
        ui = self.ui
        self.window()
        ui.point_click(ORGANIZATION, ui.find('tab', 'People'))
        self.press('Invite…', None)
        dialog = self.dialog('Invite')
        self.fill(ui.find('text box', 'Name', within=dialog), name)
        self.choose('Invite', dialog, 'Account', account)
        self.press('Invite', dialog)
        self.press('Save code…', dialog)
        self.name_path('Save Code', self.path('code'))
        self.saved('code')
        ui.focus('Invite')
        self.press('Done', dialog)
        self.gone('Invite')

    def open_person(self, name):
        people = self.ui.find('list', 'People and services, by account')
        row = self.ui.find('list item', re.compile(f'^{name}, '), within=people)
        self.ui.point_click(ORGANIZATION, row, repeat=2)
        return self.dialog(name)

    def assign(self, name, role):
        dialog = self.open_person(name)
        self.choose(name, dialog, 'Another role', role)
        self.press('Assign this role', dialog)
        self.ui.find('button', re.compile('^Take “.*” away'), within=dialog)
        self.key_ends('Escape', name)

    def enrol(self, name):
        """At the locked vault, with the code; tells the fingerprint that is to be read out."""
        ui = self.ui
        with open(self.path('code'), encoding='ascii') as file:
            code = file.read().strip()
        self.window()
        ui.key('ctrl+l')
        self.press('I Have a Code…', None)
        dialog = self.dialog('I Have a Code')
        ui.type(code)                           # it has the focus
        for field in ('Passphrase', 'Passphrase once more'):
            ui.point_click('I Have a Code', ui.find('text box', field, within=dialog))
            ui.type(self.passphrase_of(name))
        self.enabled('Make My Keys', dialog)
        ui.key('Return')
        ui.find('button', re.compile('Done'), within=dialog, state='sensitive')
        words = self.said(dialog)
        assert name in words, words
        fingerprint = words[words.index('Fingerprint of your keys') + 1]
        self.press('Done', dialog)
        self.gone('I Have a Code')
        return fingerprint

    def confirm(self, name, fingerprint):
        dialog = self.open_person(name)
        self.press('Confirm…', dialog)
        form = self.dialog('Confirm Person')
        self.fill(self.ui.find('text box', 'Fingerprint', within=form), fingerprint)
        self.enabled('Confirm', form)
        self.key_ends('Return', 'Confirm Person')
        self.ui.find('label', 'Active', within=dialog)
        self.key_ends('Escape', name)
