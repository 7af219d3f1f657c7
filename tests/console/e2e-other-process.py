#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""e2e-other-process.py ESPALIER ESPALIER-CLI: the command line works in the vault that the window shows.

What is selected, what is collapsed and which page is shown stays; what is new is there soon. The time
from the end of the other process to the row in the window is measured and printed; the limit leaves room
for a busy machine and for a look at the window, which takes some tenths of a second itself.
"""
import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from e2e_job import ORGANIZATION, Job, main, make_vault, need

LIMIT = 3.0
SUBJECT = f'O={ORGANIZATION}'
KEY = '--key-algorithm EC_prime256v1'
VAULT = (
    f'ca create --subject "CN=First Root,{SUBJECT}" {KEY} --validity 10y',
    f'ca create --subject "CN=Line,{SUBJECT}" --parent "First Root" --path-length 0 --validity 5y',
    f'ca create --subject "CN=Second Root,{SUBJECT}" {KEY} --validity 10y',
    f'ca create --subject "CN=Hidden,{SUBJECT}" --parent "Second Root" --path-length 0 --validity 5y',
)


class Other(Job):
    waits = []

    def soon(self, probe, what):
        """How long it takes from now until the window says so."""
        began = time.monotonic()
        self.wait_for(probe, what)
        took = time.monotonic() - began
        self.waits.append(took)
        assert took <= LIMIT, f'{what} only after {took:.2f} s'
        print(f'# {what}: {took:.2f} s', flush=True)

    def has_row(self, start):
        return lambda: any(row.startswith(start) for row in self.rows())

    def unchanged(self):
        """Selection, expansion and page are as a person left them."""
        self.ui.find('list item', re.compile('^Line, '), state='selected', timeout=1)
        self.ui.find('tab', 'Certificates', state='selected', timeout=1)
        self.ui.find('tree grid', 'Certificates', timeout=1)
        assert not any(row.startswith('Hidden') for row in self.rows()), self.rows()
        assert sum(x.has('selected') for x in self.ui.all('list item') if x.name in self.rows()) == 1

    def arrange(self):
        """One root collapsed, a CA of the other one selected, its certificates shown."""
        ui = self.ui
        self.compare_tree()
        self.window()
        row = ui.find('list item', re.compile('^Second Root, '))
        ui.point_click(ORGANIZATION, ui.find('button', re.compile('Expand|Collapse'), within=row))
        self.wait_for(lambda: not self.has_row('Hidden')(), 'collapsed row')
        ui.point_click(ORGANIZATION, ui.find('list item', re.compile('^Line, ')))
        ui.find('list item', re.compile('^Line, '), state='selected')
        ui.point_click(ORGANIZATION, ui.find('tab', 'Certificates'))
        ui.find('tab', 'Certificates', state='selected')
        self.ok('arranged')

    def create(self):
        self.tell('ca', 'create', '--subject', f'CN=Another,{SUBJECT}', '--parent', 'First Root',
                  '--path-length', '1', '--validity', '4y')
        self.soon(self.has_row('Another, Active, path length 1'), 'a subordinate')
        self.unchanged()
        self.tell('ca', 'create', '--subject', f'CN=A Root,{SUBJECT}', '--key-algorithm',
                  'EC_prime256v1', '--validity', '4y')
        self.soon(self.has_row('A Root, '), 'a root above all others')
        self.unchanged()
        self.ok('what was created is there, and nothing else moved')

    def below_collapsed(self):
        """A new CA below a collapsed one does not open it."""
        self.tell('ca', 'create', '--subject', f'CN=Unseen,{SUBJECT}', '--parent', 'Second Root',
                  '--path-length', '0', '--validity', '4y')
        self.tell('ca', 'disable', 'Another')
        self.soon(self.has_row('Another, Disabled'), 'a changed state')
        self.unchanged()
        assert not self.has_row('Unseen')(), self.rows()
        self.ok('what is collapsed stays so')

    def issue(self):
        self.tell('cert', 'issue', '--ca', 'Line', '--csr', self.make_request(), '--validity', '30d',
                  '--out', self.path('radio.pem'))
        self.soon(lambda: self.ui.all('label', re.compile('^CN=radio-0001')), 'an issued certificate')
        self.unchanged()
        self.ok('what was issued is in the table')

    def revoke(self):
        serial = self.certificates('--ca', 'Line')[0]['Serial']
        table = self.ui.find('tree grid', 'Certificates')
        assert not self.ui.all('label', 'Revoked', table)
        self.tell('--yes', 'cert', 'revoke', serial, '--ca', 'Line', '--reason', 'SUPERSEDED')
        self.soon(lambda: self.ui.all('label', 'Revoked', self.ui.find('tree grid', 'Certificates')),
                  'a revocation')
        self.unchanged()
        self.ok('what was revoked says so')

    def figures(self):
        waits = sorted(self.waits)
        print(f'# from the end of the other process to the row: median {waits[len(waits) // 2]:.2f} s, '
              f'longest {waits[-1]:.2f} s', flush=True)


def before(cli):
    make_vault(cli, *VAULT)


need('openssl')
sys.exit(main(Other, (Other.unlock, Other.arrange, Other.create, Other.below_collapsed, Other.issue,
                      Other.revoke, Other.figures), sys.argv, before))
