#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""e2e-steps.py ESPALIER ESPALIER-CLI: how many steps each task takes from a running console.

A click, a double click, a secondary click, an item of a menu: one step each. A name that is typed is
counted apart. A revocation begins where the certificate is seen, in the table of its CA. Each step goes
through one function that counts it; nothing else acts on the window. The command line says whether the
task was done.
"""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from e2e_job import ORGANIZATION, STEP, Job, main, make_vault, need

VAULT = (
    f'ca create --subject "CN=Root,O={ORGANIZATION}" --key-algorithm EC_prime256v1 --validity 10y',
    f'ca create --subject "CN=Line,O={ORGANIZATION}" --parent Root --path-length 0 --validity 5y',
)


class Steps(Job):
    clicks = names = 0

    def click(self, name, role='button', within=None):
        self.clicks += 1
        self.ui.click(role, re.compile('^_?' + re.escape(name)), within=within)

    def row_menu(self, pattern, item):
        """A secondary click and the item; once, however often a slow machine has to be asked."""
        self.clicks += 2
        super().row_menu(pattern, item)

    def name(self, text, dialog):
        """Typed into what has the focus: that it is the name is for the dialog to see to."""
        self.names += 1
        self.fill(self.ui.find('text box', 'Name', within=dialog), text)

    def start(self, ca):
        """A running console with this CA selected: not counted."""
        self.window()
        row = re.compile(f'^{ca}, ')
        self.ui.point_click(ORGANIZATION, self.ui.find('list item', row))
        self.ui.find('list item', row, state='selected')
        self.clicks = self.names = 0

    def judge(self, task, clicks, names):
        assert (self.clicks <= clicks and self.names <= names), \
            f'{task}: {self.clicks} clicks and {self.names} names, not {clicks} and {names}'
        self.ok(f'{task}: {self.clicks} clicks' + (' and a name' if self.names else ''))

    # -- the tasks -----------------------------------------------------------------------------

    def root(self):
        self.start('Root')
        self.click('Create a CA')
        self.click('Root CA…', 'menu item')
        dialog = self.dialog('New Root CA')
        self.name('Second Root', dialog)
        self.click('Create', within=dialog)
        self.gone('New Root CA', timeout=30)
        ca = next(ca for ca in self.cas() if ca['CommonName'] == 'Second Root')
        assert (ca['Type'], ca['Status']) == ('ROOT', 'ACTIVE'), ca
        self.judge('a root', 4, 1)
        self.compare_tree()

    def subordinate(self):
        self.start('Root')
        self.click('Create a CA')
        self.click('Subordinate CA…', 'menu item')
        dialog = self.dialog('New Subordinate CA')
        self.name('Second Line', dialog)
        self.click('Create', within=dialog)
        self.gone('New Subordinate CA', timeout=30)
        cas = {ca['CommonName']: ca for ca in self.cas()}
        assert cas['Second Line']['Status'] == 'ACTIVE', cas
        assert cas['Second Line']['ParentArn'] == cas['Root']['Arn'], cas
        self.judge('a subordinate', 3, 1)
        self.compare_tree()

    def choose_file(self, title, name):
        """A double click on the second of several files: rows of a chooser are not accessible in 4.8, so
        the place is told by the heading of the column."""
        ui = self.ui
        ui.focus(title)
        chooser = ui.top(title)
        ui.find('label', os.path.basename(os.environ['HOME']), within=chooser)
        heading = ui.find('label', 'Name', within=chooser)
        button = next(x for x in ui.look(chooser.path).walk()
                      if x.role == 'button' and heading.path in [y.path for y in x.walk()])
        x, y, width, height = ui.place(button)
        self.clicks += 1
        self.again(lambda: ui.point_at(title, x + 60, y + height + (height * 3) // 2 - 10, repeat=2),
                   lambda: self.gone(title, STEP), f'{name!r} was not opened by a double click')

    def certificate(self):
        for name in ('a-first', 'b-second', 'c-third'):
            self.make_request(f'{name}.example', f'{name}.csr')
        self.start('Line')
        self.click('Issue a certificate')
        dialog = self.dialog('Issue Certificate')
        self.click('Open File', within=dialog)
        self.choose_file('Open Request', 'b-second.csr')
        self.ui.focus('Issue Certificate')
        self.click('Issue', within=dialog)
        self.ui.find('button', re.compile('Done'), within=dialog)
        rows = self.certificates('--ca', 'Line')
        assert len(rows) == 1 and 'CN=b-second.example' in rows[0]['Subject'], rows
        self.judge('a certificate from a request in a file', 4, 0)
        self.press('Done', dialog)
        self.gone('Issue Certificate')

    def revocation(self):
        self.start('Line')
        self.ui.point_click(ORGANIZATION, self.ui.find('tab', 'Certificates'))
        self.clicks = 0
        self.row_menu('b-second.example', 'Revoke…')
        dialog = self.dialog('Revoke Certificate')
        self.click('Revoke', within=dialog)
        self.ui.focus('Save Revocation List')
        chooser = self.ui.top('Save Revocation List')
        self.click('Save', within=chooser)
        self.gone('Revoke Certificate')
        saved = [name for name in os.listdir(os.environ['HOME']) if name.endswith('.crl')]
        assert saved, os.listdir(os.environ['HOME'])
        revoked = self.certificates('--state', 'revoked')
        assert len(revoked) == 1, revoked
        with open(self.path('issuer.pem'), 'w', encoding='ascii') as file:
            file.write(self.ask('ca', 'certificate', 'Line')['Certificate'])
        self.check_list(os.path.join(os.environ['HOME'], saved[0]), revoked[0]['Serial'])
        self.judge('a revocation with a fresh list', 4, 0)

    def report(self):
        self.start('Line')
        self.click('Audit report')
        dialog = self.dialog('Audit Report')
        self.click('Create…', within=dialog)
        self.ui.focus('Write Audit Report')
        self.click('Save', within=self.ui.top('Write Audit Report'))
        self.ui.find('label', 'Report Written')
        path = os.path.join(os.environ['HOME'], 'Line.pdf')
        os.rename(path, self.path('report.pdf'))
        self.judge_paper('report.pdf')
        self.judge('an audit report', 3, 0)


def before(cli):
    make_vault(cli, *VAULT)


need('sha256sum')
sys.exit(main(Steps, (Steps.unlock, Steps.root, Steps.subordinate, Steps.certificate, Steps.revocation,
                      Steps.report), sys.argv, before))
