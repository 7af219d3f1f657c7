#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""e2e-lock.py ESPALIER ESPALIER-CLI: what locks the vault, and what a file that can't be written does.

By hand; by the lock of the screen, told by a service that this script puts on the private bus in the place
of the desktop's (GNOME's and freedesktop's name); not by its end. What stood over the window is gone with
the lock. Then the same vault with a file that nobody may write: the window says so, and greys out.
"""
import os
import re
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from e2e_job import ORGANIZATION, Job, main, make_vault, need

from gi.repository import Gio, GLib

VAULT = (f'ca create --subject "CN=Root,O={ORGANIZATION}" --key-algorithm EC_prime256v1 --validity 10y',)
NAMES = {'org.gnome.ScreenSaver': '/org/gnome/ScreenSaver',
         'org.freedesktop.ScreenSaver': '/org/freedesktop/ScreenSaver'}
XML = '''<node><interface name="{}"><method name="GetActive"><arg type="b" direction="out"/></method>
<signal name="ActiveChanged"><arg type="b"/></signal></interface></node>'''


class ScreenSaver:
    """A desktop's service of this name, as far as programs look at it."""

    def __init__(self, name):
        self.name, self.path = name, NAMES[name]
        address = os.environ['DBUS_SESSION_BUS_ADDRESS']
        flags = Gio.DBusConnectionFlags
        self.bus = Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        self.active = False
        interface = Gio.DBusNodeInfo.new_for_xml(XML.format(name)).interfaces[0]
        self.bus.register_object(self.path, interface, self.called, None, None)
        owner = self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus',
                                   'org.freedesktop.DBus', 'RequestName',
                                   GLib.Variant('(su)', (name, 4)), None, 0, 5000, None)
        assert owner.unpack()[0] == 1, owner

    def called(self, bus, sender, path, interface, method, arguments, call):
        call.return_value(GLib.Variant('(b)', (self.active,)))

    def tell(self, active):
        self.active = active
        self.bus.emit_signal(None, self.path, self.name, 'ActiveChanged',
                             GLib.Variant('(b)', (active,)))
        self.bus.flush_sync(None)


class Locks(Job):
    def locked(self):
        """The page that asks for the passphrase, and nothing of the vault's content."""
        self.ui.find('text box', 'Passphrase')
        self.wait_for(lambda: not self.ui.all('search box', 'Filter CAs'), 'end of the tree')
        self.wait_for(lambda: len(self.ui.windows()) == 1, 'end of the dialogs')
        assert not self.ui.all('label', 'Root'), 'a CA on the page of a locked vault'

    def open_dialog(self):
        self.window()
        self.ui.key('ctrl+n')
        self.dialog('New Root CA')

    def by_hand(self):
        self.unlock()
        self.compare_tree()
        self.window()
        self.ui.key('ctrl+l')
        self.locked()
        self.unlock()
        self.compare_tree()
        self.ok('locked by hand and opened again')

    def by_screen(self, saver):
        self.open_dialog()
        saver.tell(False)
        self.ui.top('New Root CA', 'modal')
        saver.tell(True)
        self.locked()
        saver.tell(False)
        self.locked()
        self.unlock()
        self.compare_tree()
        self.ok(f'locked with the screen by {saver.name}')

    def by_gnome(self):
        self.by_screen(savers[0])

    def by_freedesktop(self):
        self.by_screen(savers[1])


class ReadOnly(Job):
    def says_so(self):
        self.unlock()
        self.label_with('open for reading only')
        self.compare_tree()
        self.ok('a file that can not be written: the window says so')

    def greys_out(self):
        """Nothing that would write can be begun, by pointer or by key; looking around still works."""
        ui = self.ui
        self.window()
        for name in ('Issue a certificate', 'Create a CA', 'Audit report'):
            nodes = ui.all('button', re.compile('^' + name))
            assert nodes and not nodes[0].has('sensitive'), (name, nodes)
        for key in ('ctrl+n', 'ctrl+shift+n', 'ctrl+i', 'ctrl+e'):
            ui.key(key)
        ui.key('alt+4')                             # after those: what they would have opened is there
        ui.find('list item', 'Certificates', state='selected')
        assert len(ui.windows()) == 1, ui.windows()
        assert [ca['CommonName'] for ca in self.cas()] == ['Root'], self.cas()
        self.ok('what would change it can not be begun')


def before(cli):
    make_vault(cli, *VAULT)


def make_unwritable(cli):
    folder = os.path.join(os.environ['XDG_DATA_HOME'], 'espalier')
    for name in os.listdir(folder):
        os.chmod(os.path.join(folder, name), 0o444)
    os.chmod(folder, 0o555)


def serve(ready):
    """The services answer whatever the script itself waits for: a thread and a context of their own."""
    context = GLib.MainContext.new()
    context.push_thread_default()
    savers.extend(ScreenSaver(name) for name in NAMES)
    ready.set()
    GLib.MainLoop.new(context, False).run()


def start_services():
    ready = threading.Event()
    threading.Thread(target=serve, args=(ready,), daemon=True).start()
    assert ready.wait(10), 'no screen saver on the bus'


need('openssl', 'setpriv')
savers = []
if 'WD_DIR' in os.environ:
    start_services()
status = main(Locks, (Locks.by_hand, Locks.by_gnome, Locks.by_freedesktop), sys.argv, before)
if status == 0:
    # root may write any file, unless it gives that up
    argv = ['setpriv', '--bounding-set', '-dac_override'] if os.geteuid() == 0 else []
    status = main(ReadOnly, (ReadOnly.says_so, ReadOnly.greys_out),
                  [sys.argv[0], [*argv, sys.argv[1]], sys.argv[2]], make_unwritable)
sys.exit(status)
