#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""e2e-keyboard.py ESPALIER ESPALIER-CLI: the main job on the real program by the keyboard alone.

First run, a root, four levels below it, a certificate from a request that openssl made, found again,
revoked; CRL and report saved. Only keys are sent; the accessible tree is read to see where the focus is
and what the window says. Command line and openssl judge as for the pointer (e2e_job.py).
"""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from e2e_job import CAS, ORGANIZATION, PASSPHRASE, PERSON, Job, Missing, main, need

PRESSES = 40


class Keyboard(Job):
    def reach(self, name, role=None, within=None, key='Tab'):
        """Presses the key until what has the focus is called so."""
        pattern = re.compile('^_?' + re.escape(name))
        seen = []
        node = self.focused(within)
        for _ in range(PRESSES):
            if node and pattern.search(node.name) and role in (None, node.role):
                return node
            seen.append(repr(node))
            node = self.step(key, within, node)
        raise Missing(f'{role or "widget"} {name!r} is not reached by {key}: {seen}')

    def push(self, name, within=None):
        """A button, reached by Tab and pressed by the space bar."""
        self.reach(name, 'button', within)
        self.ui.key('space')

    def first_run(self):
        ui = self.ui
        ui.focus('Espalier')
        self.push('Create an organization…')
        dialog = self.dialog('New Organization')
        self.fill(ui.find('text box', 'Name of the organization', within=dialog), ORGANIZATION)
        ui.key('Tab')
        self.fill(ui.find('text box', 'Your name', within=dialog), PERSON)
        for field in ('Passphrase', 'The same once more'):
            self.reach(field, 'text box', dialog)
            ui.type(PASSPHRASE)
        self.enabled('Create', dialog)
        ui.key('Return')
        self.push('Not Now', self.dialog('Recovery Identity'))
        self.gone('Recovery Identity')
        assert self.ask('vault', 'status')['Organization'] == ORGANIZATION
        self.ok('first run')

    def choose_path_length(self, dialog, length):
        """Into the list by Tab, to the row by an arrow, chosen by the space bar."""
        self.wait_for(lambda: self.ui.all('list item', str(length), dialog), 'path lengths')
        node = self.focused(dialog)
        for _ in range(PRESSES):
            if node and re.fullmatch('[0-3]|Path length [0-3].*', node.name):
                break
            node = self.step('Tab', dialog, node)
        for key in ('Down', 'Up'):
            for _ in range(4):
                row = self.ui.find('list item', str(length), within=dialog)
                if any(x.has('focused') for x in self.ui.look(row.path).walk()):
                    self.ui.key('space')
                    self.wait_for(lambda: any(x.has('checked') for x in
                                              self.ui.look(row.path).walk()), f'{length} checked')
                    return
                self.step(key, dialog)
        raise Missing(f'path length {length} is not reached by arrows')

    def create(self, level):
        ui, name = self.ui, CAS[level]
        title = 'New Subordinate CA' if level else 'New Root CA'
        self.window()
        ui.key('ctrl+shift+n' if level else 'ctrl+n')
        dialog = self.dialog(title)
        self.fill(ui.find('text box', 'Name', within=dialog), name)     # it has the focus
        if level:
            self.choose_path_length(dialog, len(CAS) - 1 - level)
        self.push('Create', dialog)
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
        ui.key('ctrl+i')
        dialog = self.dialog('Issue Certificate')
        self.push('Open File', dialog)
        self.name_file('Open Request', request)
        ui.focus('Issue Certificate')
        self.label_with('radio-0001.example')       # the preview
        self.push('Issue', dialog)
        ui.find('button', re.compile('Done'), within=dialog)
        self.push('Save Certificate', dialog)
        self.name_path('Save Certificate', self.path('radio.pem'))
        self.saved('radio.pem')
        ui.focus('Issue Certificate')
        self.push('Done', dialog)
        self.gone('Issue Certificate')
        self.judge_certificate('radio.pem')
        self.compare_counts(CAS[-1])
        self.ok('issued from the request, saved, and openssl verifies it')

    def revoke(self):
        """Found by its name, revoked for another reason than the first, and a fresh list saved."""
        ui = self.ui
        self.window()
        ui.key('ctrl+f')
        self.wait_for(lambda: (self.focused() or ui.look()).name == 'Search certificates', 'the search')
        ui.type('radio-0001')
        ui.key('Return')                            # at once: from the search to what it will find
        table = ui.find('tree grid', 'Certificates')
        self.wait_for(lambda: self.focused(table), 'focus on the table')
        ui.key('Delete')
        dialog = self.dialog('Revoke Certificate')
        self.reach('Reason', within=dialog)
        ui.key('space')
        self.wait_for(lambda: (self.focused(dialog) or dialog).role == 'list item', 'list of reasons')
        self.step('Down', dialog)
        ui.key('Return')
        ui.find('label', 'Key compromise', within=dialog)
        self.push('Revoke', dialog)
        self.name_path('Save Revocation List', self.path('list.crl'))
        self.saved('list.crl')
        self.gone('Revoke Certificate')
        self.judge_list('list.crl', 'KEY_COMPROMISE')
        self.window()
        ui.key('alt+1')
        self.compare_counts(CAS[-1])
        self.ok('found, revoked, and the list names it')

    def report(self):
        ui = self.ui
        self.window()
        ui.key('ctrl+e')
        self.enabled('Create', self.dialog('Audit Report'))
        ui.key('Return')                            # all is chosen already
        self.name_path('Write Audit Report', self.path('report.pdf'))
        self.saved('report.pdf')
        dialog = ui.top('Audit Report', 'modal')
        ui.find('label', 'Report Written', within=dialog)
        ui.focus('Audit Report')
        said = {x.name for x in ui.look(dialog.path).walk() if x.role == 'label'}
        self.push('Done', dialog)
        self.gone('Audit Report')
        self.judge_paper('report.pdf')
        reports = self.ask('report', 'list')['AuditReports']
        assert {reports[0]['Digest'], reports[0]['AuditReportId'], self.path('report.pdf')} <= said, said
        self.ok('a report on paper, and the window says its digest')

    def lock(self):
        """Locked by a key, and opened by the passphrase."""
        self.window()
        self.ui.key('ctrl+l')
        self.unlock()
        self.compare_tree()
        self.ok('locked and unlocked')


need('sha256sum')
sys.exit(main(Keyboard, (Keyboard.first_run, Keyboard.hierarchy, Keyboard.issue, Keyboard.revoke,
                         Keyboard.report, Keyboard.lock), sys.argv))
