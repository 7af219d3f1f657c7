#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""e2e-main-job.py ESPALIER ESPALIER-CLI: the main job on the real program, by pointer through AT-SPI.

First run, a root, four levels below it, a certificate from a request that openssl made, found again,
revoked; CRL and report saved. Command line and openssl judge (e2e_job.py).
"""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from e2e_job import CAS, ORGANIZATION, PASSPHRASE, PERSON, STEP, Job, main, need


class Pointer(Job):
    def result(self, dialog):
        """The page of a result, and nothing of the form any more."""
        self.ui.find('button', re.compile('Done'), within=dialog, state='sensitive')

    def open_file(self, title, path):
        """A chooser for opening. Its rows are not accessible in 4.8; path is the only file in the home
        folder, where it opens and selects it."""
        ui = self.ui
        ui.focus(title)
        chooser = ui.top(title)
        ui.find('label', os.path.basename(os.path.dirname(path)), within=chooser)
        self.again(lambda: self.press('Open', chooser), lambda: self.gone(title, STEP), f'{title} stays')

    def menu(self, button, item):
        self.press(button, None)
        self.ui.click('menu item', item)

    def point_into(self, title, field, dialog):
        node = self.ui.find('text box', field, within=dialog)
        self.ui.point_click(title, node)
        return node

    # -- the steps -----------------------------------------------------------------------------

    def first_run(self):
        ui = self.ui
        ui.click('button', 'Create an organization…')
        dialog = self.dialog('New Organization')
        for field, text in (('Name of the organization', ORGANIZATION), ('Your name', PERSON)):
            self.fill(self.point_into('New Organization', field, dialog), text)
        for field in ('Passphrase', 'The same once more'):
            self.point_into('New Organization', field, dialog)
            ui.type(PASSPHRASE)
        self.press('Create', dialog)
        self.press('Not Now', self.dialog('Recovery Identity'))
        self.gone('Recovery Identity')
        self.ok('first run')

    def create(self, level):
        ui, name = self.ui, CAS[level]
        title = 'New Subordinate CA' if level else 'New Root CA'
        self.window()
        self.menu('Create a CA', 'Subordinate CA…' if level else 'Root CA…')
        dialog = self.dialog(title)
        if level:                                   # three levels below it, two, one, none
            below = str(len(CAS) - 1 - level)
            ui.point_click(title, ui.find('label', below, within=dialog))
            row = ui.find('list item', below, within=dialog)
            self.wait_for(lambda: any(x.has('checked') for x in ui.look(row.path).walk()),
                          f'{below} checked')
            self.point_into(title, 'Name', dialog)
        self.fill(ui.find('text box', 'Name', within=dialog), name)     # it has the focus
        self.press('Create', dialog)
        self.gone(title, timeout=30)
        self.compare_tree()
        self.ok(f'created {name}')

    def hierarchy(self):
        for level in range(len(CAS)):
            self.create(level)
        self.judge_hierarchy()
        self.ok('the window, the command line and openssl see the same hierarchy')

    def issue(self):
        ui = self.ui
        request = self.make_request()
        self.window()
        self.press('Issue a certificate', None)
        dialog = self.dialog('Issue Certificate')
        assert dialog.role == 'dialog', dialog
        assert not ui.all('button', re.compile('Save Certificate')), 'a result before there is one'
        self.press('Open File', dialog)
        self.open_file('Open Request', request)
        ui.focus('Issue Certificate')
        self.press('Issue', dialog)
        self.result(dialog)
        assert not ui.all('button', re.compile('Open File')), 'a form after it was sent'
        self.press('Save Certificate', dialog)
        self.name_path('Save Certificate', self.path('radio.pem'))
        self.saved('radio.pem')
        ui.focus('Issue Certificate')
        self.press('Done', dialog)
        self.gone('Issue Certificate')
        self.judge_certificate('radio.pem')
        self.compare_counts(CAS[-1])
        self.ok('issued from the request, saved, and openssl verifies it')

    def revoke(self):
        """Found by its name, revoked from the menu of its row, and a fresh list saved."""
        ui = self.ui
        self.window()
        ui.point_click(ORGANIZATION, ui.find('tab', 'Certificates'))
        search = ui.find('search box', 'Search certificates')
        ui.point_click(ORGANIZATION, search)
        self.fill(search, 'radio-0001')
        self.row_menu('^CN=radio-0001', 'Revoke…')
        dialog = self.dialog('Revoke Certificate')
        self.press('Revoke', dialog)
        self.name_path('Save Revocation List', self.path('list.crl'))
        self.saved('list.crl')
        self.gone('Revoke Certificate')
        self.judge_list('list.crl', 'UNSPECIFIED')
        ui.point_click(ORGANIZATION, ui.find('tab', 'Overview'))
        self.compare_counts(CAS[-1])
        self.ok('found, revoked, and the list names it')

    def report(self):
        ui = self.ui
        self.window()
        self.press('Audit report', None)
        dialog = self.dialog('Audit Report')
        self.press('Create…', dialog)
        self.name_path('Write Audit Report', self.path('report.pdf'))
        self.saved('report.pdf')
        ui.find('label', 'Report Written')
        self.press('Done', dialog)
        self.gone('Audit Report')
        self.judge_paper('report.pdf')
        self.ok('a report on paper, whose digest the vault knows')


need('sha256sum')
sys.exit(main(Pointer, (Pointer.first_run, Pointer.hierarchy, Pointer.issue, Pointer.revoke,
                        Pointer.report), sys.argv))
