#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Secret portal as a sandbox sees one: mock-portal.py FILE

Owns org.freedesktop.portal.Desktop on the session's bus until it is ended. FILE says at each call what it does:
"give", always the same secret; "deny", as a portal whose keyring stays locked; "other", a secret of another keyring.
"""
import hashlib
import os
import sys

try:
    from gi.repository import Gio, GLib
except ImportError as missing:
    print('skipped:', missing)
    sys.exit(77)

XML = """<node><interface name="org.freedesktop.portal.Secret">
<method name="RetrieveSecret"><arg type="h" name="fd" direction="in"/><arg type="a{sv}" name="options" direction="in"/>
<arg type="o" name="handle" direction="out"/></method><property name="version" type="u" access="read"/>
</interface></node>"""
DESKTOP = '/org/freedesktop/portal/desktop'


def call(connection, sender, path, interface, method, parameters, invocation):
    with open(sys.argv[1], encoding='ascii') as file:
        mood = file.read().strip()
    token = parameters[1].get('handle_token', 'none')
    handle = f'{DESKTOP}/request/{sender[1:].replace(".", "_")}/{token}'
    invocation.return_value(GLib.Variant('(o)', (handle,)))
    fds = invocation.get_message().get_unix_fd_list().steal_fds()
    if mood != 'deny':
        os.write(fds[parameters[0]], hashlib.sha512(mood.encode()).digest())
    for fd in fds:
        os.close(fd)

    def answer():
        connection.emit_signal(sender, handle, 'org.freedesktop.portal.Request', 'Response',
                               GLib.Variant('(ua{sv})', (2 if mood == 'deny' else 0, {})))
        return GLib.SOURCE_REMOVE
    # As from a portal that had to ask its keyring; what comes at once libsecret (0.20) may miss.
    GLib.timeout_add(100, answer)


def read(connection, sender, path, interface, name):
    return GLib.Variant('u', 1)


connection = Gio.bus_get_sync(Gio.BusType.SESSION)
connection.register_object(DESKTOP, Gio.DBusNodeInfo.new_for_xml(XML).interfaces[0], call, read, None)
Gio.bus_own_name_on_connection(connection, 'org.freedesktop.portal.Desktop', Gio.BusNameOwnerFlags.NONE,
                               lambda *_: print('ready', flush=True), lambda *_: sys.exit(1))
GLib.MainLoop().run()
