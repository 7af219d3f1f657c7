#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""e2e-two-persons.py ESPALIER ESPALIER-CLI: what takes two persons, on the real program.

Two-person control of a CA is switched on; one person asks for its disabling, and it stays as it is; another
signs in, is told of it, sees what will be different, and approves; then it is disabled. The log is verified
in the window, and a report is written on paper in three clicks. The command line, openssl and what reads a
PDF say what became of each.
"""
import json
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from e2e_job import ORGANIZATION, PERSON, main, make_vault, need, run
from e2e_people import People

ROOT, CA, SECOND = 'Meridian Root', 'Vehicle Line', 'Berta Roth'
DEVICE = 'gateway-0001.example'
VAULT = (
    f'ca create --subject "CN={ROOT},O={ORGANIZATION}" --key-algorithm EC_prime256v1 --validity 10y '
    '--no-dual-control',
    f'ca create --subject "CN={CA},O={ORGANIZATION}" --parent "{ROOT}" --path-length 0 --validity 5y',
)
POLICY = {'Version': '2012-10-17', 'Statement': [
    {'Sid': 'SecondPerson', 'Effect': 'Allow', 'Resource': '*',
     'Action': ['acm-pca:DescribeCertificateAuthority', 'acm-pca:ListCertificateAuthorities',
                'espalier:Approve', 'espalier:DescribeVault', 'espalier:ListApprovals']}]}


class TwoPersons(People):
    def state(self, name=CA):
        return next(ca['Status'] for ca in self.cas() if ca['CommonName'] == name)

    def approval(self):
        approvals = self.ask('approval', 'list')['Approvals']
        assert len(approvals) == 1, approvals
        return approvals[0]

    # -- the steps -----------------------------------------------------------------------------

    def switch_on(self):
        ui = self.ui
        self.unlock()
        self.show_ca(CA, 'Overview')
        control = ui.find('widget', 'ConsoleDualControl')
        ui.find('label', 'Off', within=control)
        ui.click('switch', re.compile('^Require a second person'), within=control)
        ui.find('label', 'In force', within=control)
        told = self.ask('ca', 'approvers', CA, 'list')
        assert (told['DualControl'], told['InForce']) == (True, True), told
        assert {approver['Principal'] for approver in told['Approvers']
                if approver['MayApprove']} == {PERSON, SECOND}, told
        self.ok('two persons are required')

    def request(self):
        """Nothing happens before another person agrees."""
        self.press('More for This CA', None)
        self.ui.click('menu item', 'Disable')
        self.label_with(f'Sent. It waits for the approval of {SECOND}.')
        approval = self.approval()
        assert (approval['Status'], approval['RequestedBy'], approval['MayApprove']) == \
            ('WAITING', PERSON, False), approval
        assert self.state() == 'ACTIVE'
        self.compare_tree()
        self.ok('one person asks for the disabling, and nothing is disabled')

    def approve(self):
        """Who can approve is told when they sign in, and sees what will be different."""
        ui = self.ui
        self.sign_in(SECOND)
        self.label_with('1 request waits for your approval.')
        self.wait_for(lambda: self.waits('Approvals') == 'Approvals, 1 waits', 'number at Approvals')
        self.press('Show', None)
        ui.find('list item', re.compile('^Approvals'), state='selected')
        row = ui.find('list item', re.compile(f'^Disable CA.*{CA}.*{PERSON}', re.S))
        ui.point_click(ORGANIZATION, row)
        dialog = self.dialog('Request for Approval')
        said = self.wait_for(lambda: self.said(dialog), 'the request')
        assert 'Active → Disabled' in said and PERSON in said and CA in said, said
        approval = self.ask_as(SECOND, 'approval', 'list')['Approvals'][0]
        assert approval['Digest'] in said, (approval, said)
        self.press('Approve', dialog)
        self.gone('Request for Approval')
        self.wait_for(lambda: self.waits('Approvals') == 'Approvals', 'no number at Approvals')
        self.judge_approval()
        self.compare_tree()
        self.ok('another person sees what will be different, approves, and it is disabled')

    def judge_approval(self):
        approval = self.approval()
        assert (approval['Status'], approval['DecidedBy']) == ('DONE', SECOND), approval
        assert (self.state(), self.state(ROOT)) == ('DISABLED', 'ACTIVE')
        done = self.ask('log', 'list', '--action', 'acm-pca:UpdateCertificateAuthority')['Events'][0]
        consent = self.ask('log', 'list', '--action', 'espalier:Approve')['Events'][0]
        assert (consent['actorName'], consent['outcome']) == (SECOND, 'ALLOWED'), consent
        assert done['outcome'] == 'ALLOWED', done
        assert self.ask('vault', 'verify')['Verified'] and self.ask('log', 'verify')['Verified']

    def verify_log(self):
        """The window says up to which event: no fewer than there were before, no more than there are."""
        self.sign_in(PERSON)
        before = self.ask('log', 'verify')['Events']
        self.place('Activity')
        says = re.compile('^Verified up to event ([0-9]+): every entry is signed, in order and unchanged')
        number = int(says.match(self.ui.find('label', says).name).group(1))
        if number < before:                     # the page was seen before, and verified then
            self.press('Verify Again', None)
            number = self.wait_for(lambda: next(
                (int(says.match(label.name).group(1)) for label in self.ui.all('label', says)
                 if int(says.match(label.name).group(1)) >= before), None), f'proof up to {before}')
        after = self.ask('log', 'verify')
        assert after['Verified'] and before <= number <= after['Events'], (before, number, after)
        self.ok('the log verifies, in the window and for the command line')

    def report(self):
        """Three clicks from the page of the CA."""
        self.show_ca(CA, 'Overview')
        self.press('Audit report', None)
        self.press('Create…', self.dialog('Audit Report'))
        self.ui.focus('Write Audit Report')
        self.press('Save', self.ui.top('Write Audit Report'))
        self.ui.find('label', 'Report Written')
        written = os.path.join(os.environ['HOME'], f'{CA}.pdf')
        os.rename(written, self.path('report.pdf'))
        self.judge_report()
        self.press('Done', self.ui.top('Audit Report', 'modal'))
        self.gone('Audit Report')
        self.ok('a report on paper in three clicks, whose digest the vault knows')

    def judge_report(self):
        self.judge_digest('report.pdf')
        if not shutil.which('pdfinfo') or not shutil.which('pdftotext'):
            return
        pages = int(re.search(r'^Pages: *([0-9]+)$', run('pdfinfo', self.path('report.pdf')),
                              re.M).group(1))
        text = run('pdftotext', '-layout', self.path('report.pdf'), '-')
        serial = self.certificates('--ca', CA)[0]['Serial'].lower()
        for words in (CA, serial, DEVICE, f'Page {pages} of {pages}'):
            assert words in text, (words, text)
        for words in (r'entries, root [0-9a-f]{64}', r'Vault, SHA-256 *[0-9A-F:]{95}'):
            assert len(re.findall(words, text)) == pages, (words, pages, text)


def before(cli):
    """The second person with a role that approves, and one certificate for the report."""
    folder = os.path.dirname(os.environ['ESPALIER_PASSPHRASE_FILE'])

    def path(name):
        return os.path.join(folder, name)
    make_vault(cli, *VAULT)
    os.environ['ESPALIER_AS'] = PERSON
    account = json.loads(run(cli, '--json', 'account', 'list'))['Accounts'][0]['Id']
    for name, text in (('policy.json', json.dumps(POLICY)), ('second', f'{SECOND}, and nobody else')):
        with open(os.open(path(name), os.O_WRONLY | os.O_CREAT, 0o600), 'w', encoding='utf-8') as file:
            file.write(text)
    run('openssl', 'req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
        '-keyout', path('key.pem'), '-out', path('device.csr'), '-subj', f'/CN={DEVICE}')
    run(cli, 'cert', 'issue', '--ca', CA, '--csr', path('device.csr'), '--validity', '30d', '--out',
        path('device.pem'))
    run(cli, 'role', 'create', 'Approver', '--account', account, '--policy', path('policy.json'))
    run(cli, 'principal', 'invite', SECOND, '--account', account, '--code-file', path('code'))
    fingerprint = run(cli, '--quiet', 'principal', 'enrol', SECOND, '--code-file', path('code'),
                      '--unlock', 'passphrase', '--new-passphrase-file', path('second')).strip()
    run(cli, 'principal', 'confirm', SECOND, '--fingerprint', fingerprint)
    run(cli, 'role', 'assign', 'Approver', SECOND)


if __name__ == '__main__':
    need('sha256sum')
    sys.exit(main(TwoPersons, (TwoPersons.switch_on, TwoPersons.request, TwoPersons.approve,
                               TwoPersons.verify_log, TwoPersons.report), sys.argv, before))
