# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scripts that drive the real program have in common: waiting for dialogs, asking the command
line, and judging by openssl what was saved. How a step is done, by pointer or by keys, is theirs.

Scripts run inside with-desktop -w, and exit 77, saying why, where a program is missing.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

try:
    from uidrive import UI, Missing  # noqa: F401, Missing is for the scripts
except ImportError as missing:
    print('skipped:', missing)
    sys.exit(77)

PASSPHRASE = 'correct horse battery staple'
ORGANIZATION = 'Meridian Motors'
PERSON = 'Ada Kern'
CAS = ['Meridian Root', 'Level One', 'Level Two', 'Level Three', 'Level Four']
STEP = 10       # seconds; a slow machine is given them before something is tried once more
TRIES = 5
MOVE = 0.3      # seconds for the focus to move by itself, after the key has been taken
STATES = {'ACTIVE': 'Active', 'DISABLED': 'Disabled'}


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            print(f'skipped: {program} is not installed')
            sys.exit(77)


def run(*argv, **options):
    done = subprocess.run(argv, check=False, capture_output=True, text=True, **options)
    if done.returncode:
        raise AssertionError(f'{argv} ended with {done.returncode}: {done.stdout}{done.stderr}')
    return done.stdout


class Job:
    """One run of the program, and the folder that it works in."""

    def __init__(self, ui, cli, folder):
        self.ui, self.cli, self.folder = ui, cli, folder
        self.passed = 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def ok(self, what):
        self.passed += 1
        print(f'ok {self.passed} {what}', flush=True)

    # -- the command line ----------------------------------------------------------------------

    def tell(self, *words):
        return run(self.cli, *words)

    def ask(self, *words):
        """The command line's answer, as JSON."""
        return json.loads(run(self.cli, '--json', *words))

    def cas(self):
        return self.ask('ca', 'list')['CertificateAuthorities']

    def certificates(self, *words):
        return self.ask('cert', 'list', *words)['Certificates']

    # -- waiting -------------------------------------------------------------------------------

    def wait_for(self, probe, what, timeout=None):
        return self.ui._wait(probe, what, timeout)

    def window(self):
        """The window itself, with the keyboard's focus."""
        self.ui.focus(ORGANIZATION)

    def dialog(self, title):
        """The dialog of this title, with the keyboard's focus."""
        window = self.ui.top(title, 'modal')
        self.ui.focus(title)
        return window

    def gone(self, title, timeout=None):
        self.wait_for(lambda: not any(x.name == title for x in self.ui.windows()),
                      f'end of dialog {title!r}', timeout)

    def saved(self, name):
        self.wait_for(lambda: os.path.exists(self.path(name)), name)

    def focused(self, within=None):
        return next((x for x in self.ui.look(within.path if within else
                                             '/org/a11y/atspi/accessible/root').walk()
                     if x.has('focused')), None)

    def step(self, key, within=None, before=None):
        """Presses a key that moves the focus, and tells to where. The window has taken the key before it is
        looked at; where nothing accessible has the focus then, it is for the caller to press on."""
        before = before or self.focused(within)
        after = self.ui.press(key)
        if after and after.name.strip():
            return after

        def moved():
            after = self.focused(within)
            return after if after and (not before or after.path != before.path) else None
        try:
            return self.wait_for(moved, 'move of the focus', MOVE)
        except Missing:
            return self.focused(within)

    def enabled(self, name, within):
        """A button that may be pressed: the key that stands for it is lost before."""
        self.ui.find('button', re.compile('^_?' + re.escape(name)), within=within, state='sensitive')

    def field(self, within=None):
        """The field that has the focus. That of a dialog which has just come is not told by 4.8."""
        def probe():
            node = self.focused(within)
            return node if node and node.role == 'text box' else None
        return self.wait_for(probe, 'field with the focus')

    def fill(self, node, text):
        """Types into the field that has the focus, in place of what stands there, and sees it in node."""
        self.ui.key('ctrl+a')
        self.ui.type(text)
        self.wait_for(lambda: node.text() == text, f'{text!r} in {node}')

    def label_with(self, text, timeout=None):
        """A label that says this, maybe among other things."""
        return self.ui.find('label', re.compile(re.escape(text)), timeout=timeout)

    def press(self, name, within):
        """A button; GTK 4.8 puts its label behind the name it was given."""
        self.ui.click('button', re.compile('^_?' + re.escape(name)), within=within)

    def again(self, act, done, what):
        """What is lost if the window is not ready for it, of which nothing tells: done once more if what it
        is to do does not come."""
        for _ in range(TRIES):
            try:
                act()
            except Missing:                     # what was slow has come after all
                pass
            try:
                return done()
            except Missing:
                pass
        raise Missing(f'{what}, {TRIES} times')

    def key_ends(self, key, title):
        """A key that ends a dialog: it is lost while that is just coming up, or busy."""
        def act():
            self.ui.focus(title)
            self.ui.key(key)
        self.again(act, lambda: self.gone(title, STEP), f'{title} stays')

    def row_menu(self, pattern, item):
        """An item of the menu of a row, by the pointer. A table is read anew while it is looked at: its row
        may go before it is clicked."""
        ui = self.ui
        self.again(lambda: ui.point_click(ORGANIZATION, ui.find('label', re.compile(pattern)), 3),
                   lambda: ui.find('menu item', item, state='sensitive', timeout=STEP),
                   f'no menu of {pattern}')
        ui.click('menu item', item)

    def name_path(self, title, path):
        """A chooser for saving: its entry for the name has the focus, and takes a path as well."""
        ui = self.ui
        ui.focus(title)
        self.fill(self.field(ui.top(title)), path)
        self.key_ends('Return', title)

    def name_file(self, title, path):
        """A chooser for opening: a slash, as in any path, asks for the rest."""
        ui = self.ui
        ui.focus(title)
        self.wait_for(lambda: self.focused(ui.top(title)), f'focus in {title}')
        ui.type('/')
        self.fill(self.field(ui.top(title)), path)
        self.key_ends('Return', title)

    # -- material ------------------------------------------------------------------------------

    def make_request(self, name='radio-0001.example', file='request.csr'):
        request = os.path.join(os.environ['HOME'], file)
        run('openssl', 'req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
            '-keyout', self.path('key.pem'), '-out', request, '-subj',
            f'/O={ORGANIZATION}/CN={name}', '-addext', f'subjectAltName=DNS:{name}')
        return request

    def unlock(self):
        ui = self.ui
        ui.focus(ORGANIZATION)
        self.field()
        ui.type(PASSPHRASE)
        ui.key('Return')
        ui.find('search box', 'Filter CAs')

    # -- what the window says ------------------------------------------------------------------

    def rows(self):
        """The tree of CAs as a screen reader has it."""
        return [x.name for tree in self.ui.all(None, 'Hierarchy of CAs') for x in tree.walk()
                if x.role == 'list item']

    def row_of(self, ca):
        length = ca.get('PathLength')
        return (f"{ca['CommonName']}, {STATES[ca['Status']]}, " +
                ('no limit of path length' if length is None else f'path length {length}'))

    def compare_tree(self):
        """Name, state and path length of each CA: the window and the command line say the same."""
        want = sorted(self.row_of(ca) for ca in self.cas())
        self.wait_for(lambda: sorted(self.rows()) == want, f'rows {want}')

    def compare_counts(self, name):
        """The numbers on the page of the CA that is shown."""
        def said():
            return {word: next((x.children[0].name for x in self.ui.all('group')
                                if [c.role for c in x.children[:2]] == ['label', 'group'] and
                                any(c.name == word for c in x.children[1].children)), None)
                    for word in ('Valid', 'Expired', 'Revoked')}
        counts = next(ca for ca in self.cas() if ca['CommonName'] == name)['IssuedCertificates']
        want = {word: str(number) for word, number in counts.items()}
        self.wait_for(lambda: said() == want, f'counts {want} of {name}')

    # -- the judges ----------------------------------------------------------------------------

    def between(self, end):
        return [word for level in range(1, end) for word in ('-untrusted', self.path(f'ca-{level}.pem'))]

    def judge_hierarchy(self):
        cas = self.cas()
        assert [ca['CommonName'] for ca in cas] == CAS, cas
        for level, ca in enumerate(cas):
            assert ca['Status'] == 'ACTIVE', ca
            assert ca.get('PathLength') == (len(CAS) - 1 - level if level else None), ca
            assert ca.get('ParentArn') == (cas[level - 1]['Arn'] if level else None), ca
        for level in range(len(CAS)):
            chain = self.ask('ca', 'certificate', cas[level]['Id'])
            with open(self.path(f'ca-{level}.pem'), 'w', encoding='ascii') as file:
                file.write(chain['Certificate'])
        run('openssl', 'verify', '-x509_strict', '-CAfile', self.path('ca-0.pem'),
            *self.between(len(CAS) - 1), self.path(f'ca-{len(CAS) - 1}.pem'))

    def judge_certificate(self, name):
        """The saved certificate leads to the root, and is the one that the vault has."""
        run('openssl', 'verify', '-x509_strict', '-CAfile', self.path('ca-0.pem'),
            *self.between(len(CAS)), self.path(name))
        serial = run('openssl', 'x509', '-in', self.path(name), '-noout', '-serial')
        rows = [row for row in self.certificates() if row['Subject'].startswith('CN=radio')]
        assert len(rows) == 1 and rows[0]['Issuer'] == CAS[-1], rows
        assert serial.strip().lower() == 'serial=' + rows[0]['Serial'].lower(), (serial, rows)

    def check_list(self, path, serial):
        """The list is signed by issuer.pem, and names this certificate."""
        text = run('openssl', 'crl', '-in', path, '-noout', '-text', '-CAfile', self.path('issuer.pem'))
        assert serial.upper() in text, (serial, text)

    def judge_list(self, name, reason):
        """Of the last CA; who checks the certificate by it is refused."""
        revoked = self.certificates('--state', 'revoked')
        assert len(revoked) == 1 and revoked[0]['RevocationReason'] == reason, revoked
        shutil.copy(self.path(f'ca-{len(CAS) - 1}.pem'), self.path('issuer.pem'))
        self.check_list(self.path(name), revoked[0]['Serial'])
        done = subprocess.run(['openssl', 'verify', '-crl_check', '-CAfile', self.path('ca-0.pem'),
                               *self.between(len(CAS)), '-CRLfile', self.path(name),
                               self.path('radio.pem')], capture_output=True, text=True, check=False)
        assert done.returncode and 'certificate revoked' in done.stderr, done

    def judge_paper(self, name):
        """A PDF with the one certificate, revoked; the vault knows it by its digest."""
        with open(self.path(name), 'rb') as file:
            assert file.read(5) == b'%PDF-'
        if shutil.which('pdftotext'):
            text = run('pdftotext', '-layout', self.path(name), '-')
            revoked = self.certificates('--state', 'revoked')
            assert revoked[0]['Serial'].lower() in text and 'Revoked 2' in text, text
        self.judge_digest(name)

    def judge_digest(self, name):
        reports = self.ask('report', 'list')['AuditReports']
        digest = run('sha256sum', self.path(name)).split()[0]
        assert any(report['Digest'] == digest for report in reports), (reports, digest)


def make_vault(cli, *lines):
    """Without the window, for what is not about making one."""
    script = '\n'.join([f'vault create --organization "{ORGANIZATION}" --admin "{PERSON}" '
                        '--unlock passphrase', *lines])
    run(cli, 'batch', input=script + '\n')


def main(script, jobs, argv, before=None):
    """Runs jobs (functions of a Job) in one window; before (a function of the command line) first."""
    espalier, cli = argv[1:3]
    need('xdotool', 'import', 'openssl')
    if 'DISPLAY' not in os.environ or 'WD_DIR' not in os.environ:
        print('skipped: run it inside with-desktop -w')
        return 77
    with tempfile.TemporaryDirectory() as folder:
        secret = os.path.join(folder, 'passphrase')
        with open(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), 'w', encoding='ascii') as file:
            file.write(PASSPHRASE)
        os.environ['ESPALIER_PASSPHRASE_FILE'] = secret
        # builds with test hooks derive keys from passphrases in no time; how long that takes is no matter here
        os.environ['ESPALIER_TEST_CHEAP_SCRYPT'] = '1'
        if before:
            before(cli)
        argv = espalier if isinstance(espalier, list) else [espalier]
        with UI(argv, log=os.path.join(os.environ['WD_DIR'], 'log', 'espalier')) as ui:
            job = script(ui, cli, folder)
            for step in jobs:
                step(job)
            # still there, and ended by us
            assert ui.proc.poll() is None, ui.proc.returncode
        print(f'1..{job.passed}')
    return 0
