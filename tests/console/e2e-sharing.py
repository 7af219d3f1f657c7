#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""e2e-sharing.py ESPALIER ESPALIER-CLI: a CA is shared with a supplier, on the real program.

The administrator makes an account, a role and a person of the supplier, and offers a CA. The supplier makes
keys from the code, accepts, asks for a certificate, gets it, and tries to revoke it: that is denied, and the
window says what decided, who could allow it, and how. The administrator revokes it for them, and offers
another CA, whose key the supplier may use themselves: they accept, and issue, and nobody else is asked. The
command line and openssl say what became of each.
"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from e2e_job import ORGANIZATION, PERSON, main, make_vault, run
from e2e_people import People

ROOT, CA, OTHER = 'Meridian Root', 'Vehicle Line', 'Radio Line'
ACCOUNT, ROLE, SUPPLIER = 'Radio Works', 'Radio Issuer', 'Rita Sand'
SHARE, OTHER_SHARE = 'vehicle-line-radio-works', 'radio-line-radio-works'
DEVICE = 'radio-0001.example'
VAULT = (
    f'ca create --subject "CN={ROOT},O={ORGANIZATION}" --key-algorithm EC_prime256v1 --validity 10y '
    '--no-dual-control',
    *(f'ca create --subject "CN={name},O={ORGANIZATION}" --parent "{ROOT}" --path-length 0 --validity 5y'
      for name in (CA, OTHER)),
)


class Sharing(People):
    # -- what the vault says -------------------------------------------------------------------

    def account_number(self):
        return next(account['Id'] for account in self.ask('account', 'list')['Accounts']
                    if account['Name'] == ACCOUNT)

    def share(self, name=SHARE):
        shares = [share for share in self.ask('share', 'list')['ResourceShares'] if share['Name'] == name]
        assert len(shares) == 1, shares
        return shares[0]

    def request(self):
        """As the supplier is told: who signs in on the other side signs what waits."""
        requests = self.ask_as(SUPPLIER, 'cert', 'requests')['SigningRequests']
        assert len(requests) == 1, requests
        return requests[0]

    # -- the administrator ---------------------------------------------------------------------

    def make_supplier(self):
        self.unlock()
        self.place('People and Roles')
        self.create_account(ACCOUNT)
        self.create_role(ROLE, ACCOUNT, 'Accept shares of others, and use their CAs')
        self.invite(SUPPLIER, ACCOUNT)
        self.assign(SUPPLIER, ROLE)
        person = next(person for person in self.ask('principal', 'list')['Principals']
                      if person['Name'] == SUPPLIER)
        assert (person['Status'], person['Account']) == ('INVITED', self.account_number()), person
        self.ok('account, role and person of the supplier')

    def begin_share(self, ca):
        ui = self.ui
        self.show_ca(ca, 'Sharing')
        self.press('Share…', None)
        dialog = self.dialog('Share CA')
        ui.find('label', ACCOUNT, within=ui.find('combo box', 'Who', within=dialog))
        return dialog

    def offer(self):
        dialog = self.begin_share(CA)
        self.press('Offer', dialog)
        self.gone('Share CA')
        share = self.share()
        assert (share['Name'], share['Status'], share['Signing'], share['Consumer']['Account']) == \
            (SHARE, 'PENDING', 'REQUEST', self.account_number()), share
        self.ok('offered')

    # -- the supplier --------------------------------------------------------------------------

    def enter(self):
        """The code is handed over, the fingerprint read out."""
        fingerprint = self.enrol(SUPPLIER)
        self.unlock()                           # who confirms it
        self.place('People and Roles')
        self.confirm(SUPPLIER, fingerprint)
        self.sign_in(SUPPLIER)
        self.ok('keys made from the code, confirmed, and signed in')

    def accept(self):
        """Who sees the window for the first time is told at once what there is to do."""
        ui = self.ui
        self.label_with('1 CA of another account is offered to yours.')
        self.wait_for(lambda: self.waits('Shares') == 'Shares, 1 waits', 'number at Shares')
        assert not self.rows(), self.rows()
        self.press('Show', None)
        ui.find('list item', re.compile('^Shares'), state='selected')
        self.agree(SHARE)
        self.wait_for(lambda: self.rows() == [f'{CA}, Active, path length 0'], 'the CA')
        self.wait_for(lambda: self.waits('Shares') == 'Shares', 'no number at Shares')
        assert self.share()['Status'] == 'ACTIVE', self.share()
        assert [ca['CommonName'] for ca in self.ask_as(SUPPLIER, 'ca', 'list')
                ['CertificateAuthorities']] == [CA]
        self.ok('told of it, accepted, and the CA is there')

    def agree(self, share):
        self.open_row(share)
        dialog = self.dialog('Share')
        self.press('Accept', dialog)
        self.gone('Share')

    def open_row(self, name):
        """A row of a page with boards."""
        row = self.ui.find('list item', re.compile('^' + re.escape(name)))
        self.ui.point_click(ORGANIZATION, row)

    def send(self, path, ca):
        """A request from a file, to this CA."""
        ui = self.ui
        self.window()
        ui.point_click(ORGANIZATION, ui.find('list item', re.compile(f'^{ca}, ')))
        self.press('Issue a certificate', None)
        dialog = self.dialog('Issue Certificate')
        self.press('Open File', dialog)
        self.name_file('Open Request', path)
        ui.focus('Issue Certificate')
        self.press('Issue', dialog)
        return dialog

    def ask_for_one(self):
        self.send(self.make_request(), CA)
        self.gone('Issue Certificate')
        self.label_with('Sent. It waits for account')
        request = self.request()
        assert (request['Status'], request['RequestedBy'], request['CertificateAuthority']) == \
            ('WAITING', SUPPLIER, CA), request
        self.ok('asked for a certificate; it waits for the other side')

    def signed(self):
        """By the owner's side, as soon as somebody of it is signed in."""
        self.sign_in(PERSON)
        self.wait_for(lambda: self.request()['Status'] == 'SIGNED', 'signed request')
        self.ok('signed by the owner’s side, which is signed in')

    def fetch(self):
        self.sign_in(SUPPLIER)
        self.place('Shares')
        self.open_row(f'CN={DEVICE}')
        dialog = self.dialog('Request Through a Share')
        self.press('Save Certificate', dialog)
        self.name_path('Save Certificate', self.path('radio.pem'))
        self.saved('radio.pem')
        self.key_ends('Escape', 'Request Through a Share')
        self.judge_one()
        self.ok('fetched, and openssl verifies it')

    def judge_one(self):
        for name, file in ((ROOT, 'root.pem'), (CA, 'issuer.pem')):
            with open(self.path(file), 'w', encoding='ascii') as out:
                out.write(self.ask('ca', 'certificate', name)['Certificate'])
        run('openssl', 'verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', self.path('root.pem'),
            '-untrusted', self.path('issuer.pem'), self.path('radio.pem'))
        text = run('openssl', 'x509', '-in', self.path('radio.pem'), '-noout', '-serial', '-ext',
                   'keyUsage,basicConstraints')
        assert 'Digital Signature, Key Encipherment' in text and 'CA:FALSE' in text, text
        rows = self.certificates('--ca', CA)
        assert len(rows) == 1 and rows[0]['RequestedBy'] == SUPPLIER, rows
        self.serial = rows[0]['Serial']
        assert f'serial={self.serial}'.lower() in text.lower(), (text, rows)

    def deny(self):
        """What the window says is what the command line says."""
        ui = self.ui
        self.try_revocation()
        dialog = self.dialog('Revoke Certificate')
        self.label_with('no share gives “Revoke certificate”')
        self.press('Revoke', dialog)
        refusal = ui.top('Not Permitted')
        said = ' '.join(self.said(refusal))
        told = self.ask_as(SUPPLIER, 'cert', 'revoke', self.serial, '--ca', CA, '--reason', 'superseded',
                           wanted=3)
        # who, what, of what, and why
        words = re.match('(.*) may not ([^ ]+) on ([^ ]+): (.*)', told['error']['message']).groups()
        for what in (*words, SUPPLIER, 'acm-pca:RevokeCertificate', 'no share gives that',
                     'AWSRAMRevokeCertificateCertificateAuthority'):
            assert what in said, (what, said)
        self.key_ends('Escape', 'Not Permitted')
        self.key_ends('Escape', 'Revoke Certificate')
        self.judge_denial()
        self.ok('a revocation is denied, and the reason says who could allow it')

    def judge_denial(self):
        # the window's and the command line's: by looking around, the window asks for nothing denied
        events = self.ask('log', 'list', '--outcome', 'denied')['Events']
        assert len(events) == 2, [(event['action'], event['details']) for event in events]
        for event in events:
            assert (event['action'], event['actorName'], event['decision'], event['statement']) == \
                ('acm-pca:RevokeCertificate', SUPPLIER, 'IMPLICIT_DENY', 'share'), event
            assert 'AWSRAMRevokeCertificate' in event['details']['Problem'], event
        assert not self.certificates('--state', 'revoked')

    # -- the administrator again ---------------------------------------------------------------

    def try_revocation(self):
        self.show_ca(CA, 'Certificates')
        self.row_menu(f'^CN={DEVICE}', 'Revoke…')

    def revoke(self):
        self.sign_in(PERSON)
        self.try_revocation()
        dialog = self.dialog('Revoke Certificate')
        self.press('Revoke', dialog)
        self.name_path('Save Revocation List', self.path('list.crl'))
        self.saved('list.crl')
        self.gone('Revoke Certificate')
        self.check_list(self.path('list.crl'), self.serial)
        done = subprocess.run(['openssl', 'verify', '-crl_check', '-CAfile', self.path('root.pem'),
                               '-untrusted', self.path('issuer.pem'), '-CRLfile', self.path('list.crl'),
                               self.path('radio.pem')], capture_output=True, text=True, check=False)
        assert done.returncode and 'certificate revoked' in done.stderr, done
        self.ask('log', 'verify')
        self.ask('vault', 'verify')
        self.ok('revoked by the owner’s side; openssl refuses it, and the log verifies')

    # -- another one, used by the supplier alone ------------------------------------------------

    def offer_key(self):
        """The key goes out only after it was said that it does."""
        ui = self.ui
        dialog = self.begin_share(OTHER)
        ui.point_click('Share CA', self.scroll_to('Share CA', dialog, 'They themselves'))
        sure = self.scroll_to('Share CA', dialog, 'I agree that their people can open the key of this CA')
        self.wait_for(lambda: not ui.find('button', re.compile('Offer'), within=dialog).has('sensitive'),
                      'a question before it')
        ui.point_click('Share CA', sure)
        self.enabled('Offer', dialog)
        self.press('Offer', dialog)
        self.gone('Share CA')
        share = self.share(OTHER_SHARE)
        assert (share['Status'], share['Signing']) == ('PENDING', 'HERE'), share
        self.ok('another CA offered, with its key')

    def use_key(self):
        """It is sealed to them by somebody of the owner's side, once; then nobody else is needed."""
        ui = self.ui
        self.sign_in(SUPPLIER)
        self.place('Shares')
        self.agree(OTHER_SHARE)
        assert self.share(OTHER_SHARE)['Status'] == 'ACTIVE', self.share(OTHER_SHARE)
        self.cas()                              # as who owns it
        dialog = self.send(self.make_request('radio-0002.example', 'second.csr'), OTHER)
        ui.find('button', re.compile('Done'), within=dialog, state='sensitive')
        self.press('Done', dialog)
        self.gone('Issue Certificate')
        rows = self.certificates('--ca', OTHER)
        assert len(rows) == 1 and 'CN=radio-0002.example' in rows[0]['Subject'], rows
        assert {request['CertificateAuthority'] for request in
                self.ask('cert', 'requests')['SigningRequests']} == {CA}, 'somebody was asked'
        events = self.ask('log', 'list', '--action', 'acm-pca:IssueCertificate', '--outcome', 'allowed')
        assert events['Events'][0]['actorName'] == SUPPLIER, events['Events'][0]
        self.ok('accepted, and a certificate issued without anybody of the other side')


def before(cli):
    make_vault(cli, *VAULT)


if __name__ == '__main__':
    sys.exit(main(Sharing, (Sharing.make_supplier, Sharing.offer, Sharing.enter, Sharing.accept,
                            Sharing.ask_for_one, Sharing.signed, Sharing.fetch, Sharing.deny,
                            Sharing.revoke, Sharing.offer_key, Sharing.use_key), sys.argv, before))
