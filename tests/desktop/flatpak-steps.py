#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps on the installed Flatpak, in flatpak-session.sh: flatpak-steps.py FOLDER STEP...

job         the sample made under the keyring, locked, unlocked through the Secret portal, a certificate
            saved through the portal's file dialog, a picture
confined    what a process inside can reach: no network, no home, no bus names
says=TEXT   the vault stays locked and says TEXT; a picture
opens       the vault opens with the keyring
dismiss     the keyring is locked and its question is closed: the vault stays locked and says so
file=PATH   a file is handed over as by a double-click: a certificate is shown, a picture; a vault is copied in
"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'console'))
from gi.repository import GLib  # noqa: E402
from uidrive import A, CALL, ROOT, UI, Missing  # noqa: E402, F401

ID = 'org.espalier.Espalier'


class Boxed(UI):
    """The program in its sandbox: what the accessibility bus sees is a proxy, so it is found by its name."""

    def _find_dest(self):
        for dest, _ in self.call(ROOT, 'Accessible', 'GetChildren', dest=A + 'Registry')[0]:
            name = self.bus.call_sync(dest, ROOT, 'org.freedesktop.DBus.Properties', 'Get',
                                      GLib.Variant('(ss)', (A + 'Accessible', 'Name')), None, 0, CALL,
                                      None).unpack()[0]
            if name in (ID, 'espalier'):
                return dest
        return None

    def window(self, title):
        def probe():
            found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', f'^{re.escape(title)}$'],
                                   capture_output=True, text=True, check=False).stdout.split()
            return found[-1] if found else None
        return self._wait(probe, f'X window {title!r}')

    def close(self):
        subprocess.run(['flatpak', 'kill', ID], check=False, capture_output=True)
        return super().close()


def ok(what):
    print('ok', what, flush=True)


def press(ui, name, within=None, timeout=None):
    ui.click('button', re.compile('^_?' + re.escape(name)), within, timeout)


def inside(script):
    done = subprocess.run(['flatpak', 'run', '--user', '--command=sh', ID, '-c', script], check=False,
                          capture_output=True, text=True)
    return done.stdout.strip()


def opened(ui, timeout=None):
    ui.find('search box', 'Filter CAs', timeout=timeout)


def make_sample(ui):
    press(ui, 'Try the sample: automotive')
    dialog = ui._wait(lambda: next((w for w in ui.windows() if w.has('modal')), None), 'dialog')
    ui.focus(dialog.name)
    for label in ui.all('label', re.compile('keyring of this computer'), dialog):
        ui.point_click(dialog.name, label)
    ui.point_click(dialog.name, ui.find('text box', 'Your name', within=dialog))
    ui.key('ctrl+a')
    ui.type('Ada Kern')
    ui.screenshot(os.path.join(FOLDER, 'create.png'), settle=False)
    press(ui, 'Create', ui.top(dialog.name))
    opened(ui, 300)
    for window in ui.windows():
        if window.has('modal'):
            press(ui, 'Not Now', window)
    ok('the sample was made, under the keyring')


def lock(ui):
    ui.focus(next(w.name for w in ui.windows() if not w.has('modal')))
    ui.key('ctrl+l')
    ui.find('button', re.compile('Unlock with Keyring'), state='sensitive')


def save_certificate(ui):
    path = os.path.join(os.path.expanduser('~'), 'saved.pem')
    if os.path.exists(path):
        os.unlink(path)
    main = next(w.name for w in ui.windows())
    ui.focus(main)
    ui.screenshot(os.path.join(FOLDER, 'open.png'), settle=False)
    ui.click('toggle button', 'More for This CA', timeout=10)
    ui.find('menu item', '', state='showing', timeout=10)
    ui.settle()
    ui.key('c')         # its mnemonic: GTK 4.18 tells of an item of a menu that it has no name
    ui.focus('Save Certificate')
    ui.key('ctrl+a')
    ui.type(path)
    ui.screenshot(os.path.join(FOLDER, 'save.png'), settle=False)
    ui.key('Return')
    ui._wait(lambda: os.path.exists(path) and os.path.getsize(path) > 0, path)
    subject = subprocess.run(['openssl', 'x509', '-in', path, '-noout', '-subject'], check=True,
                             capture_output=True, text=True).stdout.strip()
    ok(f'saved through the file dialog of the portal: {subject}')


def do_job(ui):
    if ui.all('button', re.compile('Try the sample: automotive')):
        make_sample(ui)
    else:
        do_opens(ui)
    lock(ui)
    press(ui, 'Unlock with Keyring')
    opened(ui)
    ok('locked, and unlocked through the Secret portal')
    ui.screenshot(os.path.join(FOLDER, 'unlocked.png'), settle=False)
    save_certificate(ui)
    ui.screenshot(os.path.join(FOLDER, 'job.png'), settle=False)


def do_opens(ui):
    if not ui.all('search box', 'Filter CAs'):
        press(ui, 'Unlock with Keyring')
    opened(ui)
    ok('opened by the keyring')


def do_says(ui, text):
    press(ui, 'Unlock with Keyring')
    ui.find('alert', re.compile(re.escape(text)))
    assert not ui.all('search box', 'Filter CAs')
    ui.screenshot(os.path.join(FOLDER, 'says.png'), settle=False)
    ok(f'locked, and it says: {text}')


def do_dismiss(ui):
    press(ui, 'Unlock with Keyring')

    def asked():
        return subprocess.run(['xdotool', 'search', '--onlyvisible', '--class', 'gcr-prompter'], check=False,
                              capture_output=True, text=True).stdout.split()
    ui._wait(asked, "the keyring's question")
    ui.screenshot(os.path.join(FOLDER, 'asked.png'), settle=False)

    def closed():
        if asked():
            ui.key('Escape')
        return not asked()
    ui._wait(closed, 'end of the question')
    ui.find('alert', re.compile('keyring'))
    ui.screenshot(os.path.join(FOLDER, 'dismissed.png'), settle=False)
    print([x.name for x in ui.all('alert')])
    assert not ui.all('search box', 'Filter CAs')
    ok('the question closed: the vault stays locked, and it says so')


def confined():
    interfaces = inside("sed 1,2d /proc/net/dev | sed 's/:.*//'").split()
    assert interfaces == ['lo'], interfaces
    home = os.path.expanduser('~')
    planted = os.path.join(home, 'planted')
    with open(planted, 'w', encoding='ascii') as file:
        file.write('of the home folder')
    assert inside(f'cat {planted} 2>/dev/null; ls -A {home}').find('planted') < 0, 'the home folder is seen'
    inside(f'echo from inside >{home}/written')
    assert not os.path.exists(os.path.join(home, 'written')), 'a file came into the home folder'
    os.unlink(planted)
    assert inside('touch /usr/x /app/x 2>/dev/null && echo written') == ''
    status = inside("grep -E '^(CapEff|NoNewPrivs|Seccomp):' /proc/self/status | tr -s '\\t\\n' '  '")
    assert 'CapEff: 0000000000000000' in status and 'NoNewPrivs: 1' in status and 'Seccomp: 2' in status, status
    names = inside('gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus '
                   '--method org.freedesktop.DBus.ListNames')
    assert 'org.freedesktop.secrets' not in names, names
    inner = inside('espalier-cli --version')
    assert inner.startswith('espalier-cli '), inner
    ok(f'confined: network {interfaces}, {status}; {inner} runs inside')


STEPS = {'job': do_job, 'opens': do_opens, 'dismiss': do_dismiss}
FOLDER = sys.argv[1]


def main():
    for step in sys.argv[2:]:
        if step == 'confined':
            confined()
            continue
        with Boxed(['flatpak', 'run', '--user', ID], log=os.path.join(FOLDER, 'program.log')) as ui:
            if step.startswith('says='):
                do_says(ui, step[len('says='):])
            else:
                STEPS[step](ui)


main()
