#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""e2e-main-job.py ESPALIER ESPALIER-CLI: the main job on the real program, through AT-SPI.

First run, a root, four levels below it, a certificate from a request that openssl made, found again,
revoked; CRL and report saved. Then the command line is asked what the vault holds, and openssl judges
the files. Runs inside with-desktop -w; exits 77, saying why, where a program is missing.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
try:
    from uidrive import UI
except ImportError as missing:
    print('skipped:', missing)
    sys.exit(77)

PASSPHRASE = 'correct horse battery staple'
CAS = ['Meridian Root', 'Level One', 'Level Two', 'Level Three', 'Level Four']


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            print(f'skipped: {program} is not installed')
            sys.exit(77)


def run(*argv, **options):
    return subprocess.run(argv, check=True, capture_output=True, text=True, **options).stdout


class Job:
    def __init__(self, ui, cli, folder):
        self.ui, self.cli, self.folder = ui, cli, folder
        self.passed = 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def ok(self, what):
        self.passed += 1
        print(f'ok {self.passed} {what}', flush=True)

    def ask(self, *words):
        """The command line's answer, as JSON."""
        return json.loads(run(self.cli, '--json', *words))

    def dialog(self, title):
        """The dialog of this title, with the keyboard's focus."""
        window = self.ui.find(None, title, state='modal')
        self.ui.focus(title)
        return window

    def gone(self, title, timeout=None):
        self.ui._wait(lambda: not any(x.name == title for x in self.ui.look().children),
                      f'end of dialog {title!r}', timeout)

    def press(self, name, within):
        """A button; GTK 4.8 puts its label behind the name it was given."""
        self.ui.click('button', re.compile('^_?' + re.escape(name)), within=within)

    def result(self, dialog):
        """The page of a result is there, unseen, before there is one; its button is not."""
        self.ui.find('button', re.compile('Done'), within=dialog, state='sensitive')

    def wait_for(self, probe, what):
        self.ui._wait(probe, what)

    def open_file(self, title, path):
        """A chooser for opening. Its rows are not accessible in 4.8; path is the only file in the home
        folder, so it is selected there."""
        ui = self.ui
        ui.focus(title)
        chooser = ui.find(None, title)
        ui.point_click(title, ui.find('label', 'Home', within=chooser))
        folder = os.path.basename(os.path.dirname(path))
        ui.find('label', folder, within=chooser)
        self.press('Open', chooser)
        self.gone(title)

    def save_file(self, title, path):
        """A chooser for saving; its entry for the name takes a path as well."""
        ui = self.ui
        ui.focus(title)
        self.wait_for(lambda: any(x.role == 'text box' and x.has('focused')
                                  for x in ui.find(None, title).walk()), 'entry for a path')
        ui.key('ctrl+a')
        ui.type(path)
        ui.key('Return')
        self.gone(title)

    # -- the steps -----------------------------------------------------------------------------

    def first_run(self):
        ui = self.ui
        ui.click('button', 'Create an organisation…')
        self.dialog('New Organisation')
        ui.type('Meridian Motors')
        ui.key('Tab')
        ui.key('ctrl+a')
        ui.type('Ada Kern')
        for field in ('Passphrase', 'The same once more'):
            ui.tab_to('text box', field)
            ui.type(PASSPHRASE)
        ui.key('Return')
        recovery = self.dialog('Recovery Identity')
        self.press('Not Now', recovery)
        self.gone('Recovery Identity')
        self.ok('first run')

    def create(self, level):
        ui, name = self.ui, CAS[level]
        title = 'New Subordinate CA' if level else 'New Root CA'
        ui.focus('Espalier')
        ui.key('ctrl+shift+n' if level else 'ctrl+n')
        dialog = self.dialog(title)
        if level:                                   # three levels below it, two, one, none
            below = str(len(CAS) - 1 - level)
            ui.point_click(title, ui.find('label', below, within=dialog))
            row = ui.find('list item', below, within=dialog)
            self.wait_for(lambda: any(x.has('checked') for x in ui.look(row.path).walk()),
                          f'{below} checked')
            ui.point_click(title, ui.find('text box', 'Name', within=dialog))
        ui.type(name)                           # the name has the focus
        ui.key('Return')
        self.gone(title, timeout=30)
        ui.find('label', name)
        self.ok(f'created {name}')

    def issue(self):
        ui = self.ui
        request = os.path.join(os.environ['HOME'], 'request.csr')
        run('openssl', 'req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
            '-keyout', self.path('key.pem'), '-out', request, '-subj',
            '/O=Meridian Motors/CN=radio-0001.example', '-addext',
            'subjectAltName=DNS:radio-0001.example')
        ui.focus('Espalier')
        ui.key('ctrl+i')
        dialog = self.dialog('Issue Certificate')
        self.press('Open File', dialog)
        self.open_file('Open Request', request)
        ui.focus('Issue Certificate')
        self.press('Issue', dialog)
        self.result(dialog)
        self.press('Save Certificate', dialog)
        self.save_file('Save Certificate', self.path('radio.pem'))
        self.wait_for(lambda: os.path.exists(self.path('radio.pem')), 'saved certificate')
        ui.focus('Issue Certificate')
        self.press('Done', dialog)
        self.gone('Issue Certificate')
        run('openssl', 'verify', '-x509_strict', '-CAfile', self.path('ca-0.pem'),
            *self.between(len(CAS)), self.path('radio.pem'))
        self.ok('issued from the request, saved, and openssl verifies it')

    def revoke(self):
        """Found by its name, revoked by Delete, and a fresh list saved."""
        ui = self.ui
        ui.focus('Espalier')
        ui.key('ctrl+f')
        ui.type('radio-0001')
        # the list is read anew while it is looked at: a cell may go before it is clicked
        self.wait_for(lambda: [ui.point_click('Espalier',
                                              ui.find('label', re.compile('^CN=radio-0001')))],
                      'row of the certificate')
        ui.key('Delete')
        dialog = self.dialog('Revoke Certificate')
        self.press('Revoke', dialog)
        self.save_file('Save Revocation List', self.path('list.crl'))
        self.wait_for(lambda: os.path.exists(self.path('list.crl')), 'saved list')
        if ui.all(None, 'Revoke Certificate'):
            ui.focus('Revoke Certificate')
            ui.key('Escape')
        self.gone('Revoke Certificate')
        text = run('openssl', 'crl', '-in', self.path('list.crl'), '-noout', '-text', '-CAfile',
                   self.path('ca-4.pem'))
        serial = self.ask('cert', 'list', '--state', 'revoked')['Certificates'][0]['Serial']
        assert serial.replace(':', '').upper() in text.replace(':', '').upper(), (serial, text)
        self.ok('found, revoked, and the list names it')

    def report(self):
        ui = self.ui
        ui.focus('Espalier')
        ui.key('ctrl+e')
        dialog = self.dialog('Audit Report')
        self.press('Create…', dialog)
        self.save_file('Write Audit Report', self.path('report.json'))
        self.wait_for(lambda: os.path.exists(self.path('report.json')), 'report')
        ui.find('label', 'Report Written')
        with open(self.path('report.json'), encoding='utf-8') as file:
            rows = json.load(file)
        assert len(rows) == 1 and rows[0].get('revokedAt'), rows
        self.ok('the report names it as revoked')

    # -- the judges ----------------------------------------------------------------------------

    def between(self, end):
        return [word for level in range(1, end) for word in ('-untrusted', self.path(f'ca-{level}.pem'))]

    def compare_hierarchy(self):
        cas = self.ask('ca', 'list')['CertificateAuthorities']
        assert [ca['CommonName'] for ca in cas] == CAS, cas
        for level, ca in enumerate(cas):
            assert ca['Status'] == 'ACTIVE', ca
            assert ca.get('ParentArn') == (cas[level - 1]['Arn'] if level else None), ca
        for level in range(len(CAS)):
            chain = self.ask('ca', 'certificate', cas[level]['Id'])
            with open(self.path(f'ca-{level}.pem'), 'w', encoding='ascii') as file:
                file.write(chain['Certificate'])
        run('openssl', 'verify', '-x509_strict', '-CAfile', self.path('ca-0.pem'),
            *self.between(len(CAS) - 1), self.path(f'ca-{len(CAS) - 1}.pem'))
        self.ok('the command line and openssl see the same hierarchy')


def main():
    espalier, cli = sys.argv[1:3]
    need('xdotool', 'import', 'openssl')
    if 'DISPLAY' not in os.environ or 'WD_DIR' not in os.environ:
        print('skipped: run it inside with-desktop -w')
        return 77
    with tempfile.TemporaryDirectory() as folder:
        secret = os.path.join(folder, 'passphrase')
        with open(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), 'w', encoding='ascii') as file:
            file.write(PASSPHRASE)
        os.environ['ESPALIER_PASSPHRASE_FILE'] = secret
        with UI([espalier], log=os.path.join(os.environ['WD_DIR'], 'log', 'espalier')) as ui:
            job = Job(ui, cli, folder)
            job.first_run()
            for level in range(len(CAS)):
                job.create(level)
            job.compare_hierarchy()
            job.issue()
            job.revoke()
            job.report()
        print(f'1..{job.passed}')
    return 0


sys.exit(main())
