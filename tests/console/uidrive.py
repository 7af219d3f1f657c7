#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drive a GTK 4.8 / libadwaita 1.2 program over AT-SPI's D-Bus interfaces, and
with xdotool for what AT-SPI cannot do there (focus, keys, the pointer).

Needs only the distribution's python3-gi (so /usr/bin/python3), xdotool and
ImageMagick's import, and runs inside with-desktop. It speaks D-Bus itself: the
client library's cache goes stale with GTK 4.8, and without the cache it makes
four calls a node, one after the other. Here a look at the window is one
pipelined walk. Role names are GTK's own (button, window, text box, switch).

    with UI(['build/src/app', '--vault', path]) as ui:
        ui.click('button', 'Create CA')
        dialog = ui.find('window', 'Create authority')
        ui.set_text(ui.find('text box', 'Name', within=dialog), 'Root X')
        ui.click('button', 'Create', within=dialog)
        ui.find('label', 'Created “Root X”')
        ui.screenshot('after.png')
"""
import os, re, subprocess, sys, time
from gi.repository import Gio, GLib
import uitree

A = 'org.a11y.atspi.'
ROOT = '/org/a11y/atspi/accessible/root'
STATE = {'active': 1, 'checked': 4, 'editable': 7, 'enabled': 8, 'expandable': 9, 'expanded': 10,
         'focusable': 11, 'focused': 12, 'modal': 16, 'selectable': 22, 'selected': 23,
         'sensitive': 24, 'showing': 25, 'visible': 30}
LEAF = {'label', 'img', 'image', 'separator', ''}     # not looked into
PATIENCE = 60   # seconds: only what never comes is waited for that long
CALL = 60000    # milliseconds that the program may take to answer
ROWS = 40       # list rows looked at: GTK keeps some 205 alive, seen or not


class Missing(AssertionError):
    pass


def same_name(have, want):
    if hasattr(want, 'search'):
        return bool(want.search(have))
    # GTK 4.8 names a button that has a mnemonic "_Create Create"
    return have == want or have.replace('_', '', 1) == f'{want} {want}'


class Node:
    """One accessible as it was at the last look; acting goes to the live one."""
    def __init__(self, ui, path):
        self.ui, self.path, self.role, self.name, self.bits, self.children = ui, path, '', '', 0, []

    def __repr__(self):
        return f'{self.role} {self.name!r}'

    def walk(self):
        todo = [self]
        while todo:
            x = todo.pop()
            yield x
            todo.extend(reversed(x.children))

    def has(self, state):
        return bool(self.bits >> STATE[state] & 1)

    def states(self):
        return {s for s in STATE if self.has(s)}

    def call(self, iface, method, sig='()', *args):
        return self.ui.call(self.path, iface, method, sig, *args)

    def actions(self):
        try:
            n = self.ui.prop(self.path, 'Action', 'NActions')
        except GLib.Error:
            return []
        return [self.call('Action', 'GetName', '(i)', i)[0] for i in range(n)]

    def act(self, action=None):
        """The first action (click, toggle, activate), or the named one."""
        names = self.actions()
        if not names or (action and action not in names):
            raise Missing(f'{self} has no {action or "action"}, only {names}')
        self.call('Action', 'DoAction', '(i)', names.index(action) if action else 0)

    def text(self):
        n = self.ui.prop(self.path, 'Text', 'CharacterCount')
        return self.call('Text', 'GetText', '(ii)', 0, n)[0]

    def set_text(self, text):
        self.call('EditableText', 'SetTextContents', '(s)', text)

    def select_child(self, index):
        """Of a GtkListView, GtkListBox or a column view's list."""
        self.call('Selection', 'SelectChild', '(i)', index)

    def extents(self):
        """x, y, width, height inside the window (4.8 knows no screen ones)."""
        return self.call('Component', 'GetExtents', '(u)', 1)[0]


class UI:
    def __init__(self, argv, env=None, log=None, timeout=PATIENCE):
        self.timeout = timeout
        self.roles = {}
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        addr = bus.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress',
                             None, None, 0, -1, None).unpack()[0]
        self.bus = Gio.DBusConnection.new_for_address_sync(
            addr, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
            Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        self.log = open(log, 'wb') if log else None
        self.t0 = time.monotonic()
        self.dest = self.told = None
        self.proc = subprocess.Popen(argv, env={**os.environ, **(env or {})},
                                     stdout=self.log, stderr=self.log)
        try:
            self.dest = self._wait(self._find_dest, 'program on the AT-SPI bus')
            self.bus.signal_subscribe(self.dest, A + 'Event.Object', 'StateChanged', None, 'focused', 0,
                                      self._focus_told)
            # only a toplevel ever gets 'showing' in 4.8, once it is mapped
            self._wait(lambda: any(w.has('showing') for w in self.windows()), 'shown window')
        except BaseException:
            self.close()
            raise
        self.ready_ms = (time.monotonic() - self.t0) * 1000

    def __enter__(self):
        return self

    def __exit__(self, kind, *rest):
        if kind and os.environ.get('UIDRIVE_FAIL_SHOT'):
            try:
                self.screenshot(os.environ['UIDRIVE_FAIL_SHOT'])
                self.dump(sys.stderr)
            except Exception as e:
                print('no failure picture:', e, file=sys.stderr)
        self.close()

    def close(self):
        if self.proc.poll() is None:
            self.proc.terminate()
            try:
                self.proc.wait(5)
            except subprocess.TimeoutExpired:
                self.proc.kill()
                self.proc.wait()
        if self.log:
            self.log.close()
        return self.proc.returncode

    # -- the bus ---------------------------------------------------------------
    def call(self, path, iface, method, sig='()', *args, dest=None):
        return self.bus.call_sync(dest or self.dest, path, A + iface, method,
                                  GLib.Variant(sig, args), None, 0, CALL, None).unpack()

    def prop(self, path, iface, name):
        return self.bus.call_sync(self.dest, path, 'org.freedesktop.DBus.Properties', 'Get',
                                  GLib.Variant('(ss)', (A + iface, name)), None, 0, CALL,
                                  None).unpack()[0]

    def _find_dest(self):
        for dest, _ in self.call(ROOT, 'Accessible', 'GetChildren', dest=A + 'Registry')[0]:
            pid = self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus',
                                     'org.freedesktop.DBus', 'GetConnectionUnixProcessID',
                                     GLib.Variant('(s)', (dest,)), None, 0, CALL, None).unpack()[0]
            if pid == self.proc.pid:
                return dest

    def _focus_told(self, _bus, _sender, path, _interface, _signal, values):
        if values.unpack()[1]:
            self.told = path

    def _role(self, number, path):
        if number not in self.roles:
            self.roles[number] = self.call(path, 'Accessible', 'GetRoleName')[0]
        return self.roles[number]

    def _many(self, calls):
        """Reply tuples (None on error) of (path, iface, method, args), all in flight at once."""
        out, left = [None] * len(calls), [len(calls)]
        if not calls:
            return out
        loop = GLib.MainLoop.new(None, False)

        def done(bus, res, i):
            try:
                out[i] = bus.call_finish(res).unpack()
            except GLib.Error:
                pass                                    # it went away meanwhile
            left[0] -= 1
            if not left[0]:
                loop.quit()
        for i, (path, iface, method, args) in enumerate(calls):
            self.bus.call(self.dest, path, iface, method, args, None, 0, CALL, None, done, i)
        loop.run()
        return out

    def _items(self):
        """What GTK's cache holds, by path (uitree.py)."""
        return uitree.items_of(self.bus.call_sync(self.dest, '/org/a11y/atspi/cache', A + 'Cache',
                                                  'GetItems', None, None, 0, CALL, None))

    def _fill(self, nodes, items):
        """Role, name and states: from the cache, or asked for."""
        asked = []
        for n in nodes:
            item = items.get(n.path)
            if item:
                n.role, n.name, n.bits = self._role(item.role, n.path), item.name, item.bits
            else:
                asked.append(n)
        get = GLib.Variant('(ss)', (A + 'Accessible', 'Name'))
        r = self._many([c for n in asked for c in (
            (n.path, A + 'Accessible', 'GetRole', None),
            (n.path, 'org.freedesktop.DBus.Properties', 'Get', get),
            (n.path, A + 'Accessible', 'GetState', None))])
        for i, n in enumerate(asked):
            role, name, st = r[3 * i:3 * i + 3]
            if role and name and st:
                n.role, n.name = self._role(role[0], n.path), name[0]
                n.bits = st[0][0] | st[0][1] << 32

    def _kids(self, nodes, items):
        """The children's paths of each. The cache tells their number; which they are it does not: it forgets
        nothing that is only hidden, and knows nothing that nobody has asked for."""
        out = {n.path: [] for n in nodes}
        asked = [n for n in nodes if n.path not in items or items[n.path].count]
        answers = self._many([(n.path, A + 'Accessible', 'GetChildren', None) for n in asked])
        for n, kids in zip(asked, answers):
            out[n.path] = [p for _, p in kids[0]] if kids else []
        return out

    def look(self, root=ROOT, large=False):
        """A fresh tree, level by level with all calls of a level in flight together; of the whole program,
        or a large part of it, only children are asked for, since its cache tells the rest at once."""
        items = self._items() if large or root == ROOT else {}
        items.pop(ROOT, None)               # of which the cache tells nothing
        top = Node(self, root)
        level, seen = [top], {root}
        while level:
            self._fill(level, items)
            parents = [n for n in level if n.role not in LEAF]
            kids = self._kids(parents, items)
            nxt = []
            for n in parents:
                for p in kids[n.path][:ROWS]:
                    if p not in seen and not p.endswith('/null'):
                        seen.add(p)
                        n.children.append(Node(self, p))
                nxt.extend(n.children)
            level = nxt
        return top

    def windows(self):
        """The program's windows, without what is in them."""
        tops = [Node(self, p) for _, p in self.call(ROOT, 'Accessible', 'GetChildren')[0]]
        self._fill(tops, {})
        return tops

    # -- waiting and finding -----------------------------------------------------
    def _wait(self, probe, what, timeout=None):
        end, pause = time.monotonic() + (timeout or self.timeout), 0.02
        while True:
            if self.proc.poll() is not None:
                raise Missing(f'the program ended ({self.proc.returncode}) while waiting for {what}')
            try:
                r = probe()
            except (GLib.Error, subprocess.CalledProcessError):
                r = None
            if r:
                return r
            if time.monotonic() > end:
                raise Missing(f'no {what}')
            # each look keeps the program from what is waited for
            time.sleep(pause)
            pause = min(pause * 1.5, 0.25)

    def all(self, role=None, name=None, within=None):
        return [x for x in self.look(within.path if within else ROOT).walk()
                if (role is None or x.role == role) and (name is None or same_name(x.name, name))]

    def find(self, role, name, within=None, state=None, timeout=None):
        return self._wait(lambda: next((x for x in self.all(role, name, within)
                                        if state is None or x.has(state)), None),
                          f'{role} {name!r}', timeout)

    def gone(self, role, name, timeout=None):
        self._wait(lambda: not self.all(role, name), f'end of {role} {name!r}', timeout)

    def top(self, title, state=None, timeout=None):
        """The window of this title; what is in it is not looked at."""
        return self._wait(lambda: next((w for w in self.windows() if w.name == title and
                                        (state is None or w.has(state))), None),
                          f'window {title!r}', timeout)

    # -- acting ------------------------------------------------------------------
    def click(self, role, name, within=None, timeout=None):
        """DoAction on the first sensitive match that has an action. Widgets run
        their handler only 250 ms later: wait for what it does, never sleep."""
        def probe():
            for x in self.all(role, name, within):
                if x.has('sensitive') and x.actions():
                    return x
        self._wait(probe, f'clickable {role} {name!r}', timeout).act()

    def set_text(self, node, text):
        node.set_text(text)
        self._wait(lambda: node.text() == text, f'text {text!r}')

    # -- keys, pointer, pictures (X11) ---------------------------------------------
    def settle(self):
        """Until the program has taken what was sent to it by now: keys come in before the second of two
        calls is answered, and movements with the next frame."""
        for _ in range(2):
            time.sleep(0.02)
            self._many([(ROOT, A + 'Accessible', 'GetRole', None)])

    def press(self, key):
        """A key, and what it gave the focus to: None if it moved none, or if 4.8 does not tell, as of the
        field of a row."""
        self.told = None
        self.key(key)
        self.settle()
        if not self.told:
            return None
        node = Node(self, self.told)
        self._fill([node], {})
        return node if node.has('focused') else None

    def x(self, *args):
        return subprocess.run(['xdotool', *map(str, args)], check=True,
                              capture_output=True, text=True).stdout.strip()

    def window(self, title):
        def probe():
            r = subprocess.run(['xdotool', 'search', '--all', '--onlyvisible', '--pid',
                                str(self.proc.pid), '--name', f'^{re.escape(title)}$'],
                               capture_output=True, text=True, check=False)
            return r.stdout.split()[-1] if r.stdout.split() else None
        return self._wait(probe, f'X window {title!r}')

    def focus(self, title):
        # the state 'active' is not told of a modal window in 4.8: ask the server, and the window
        # manager, which may still be about to focus what it has just been shown
        window, asked = self.window(title), 0

        def probe():
            nonlocal asked
            if self.x('getwindowfocus') == window == self.x('getactivewindow'):
                return True
            if time.monotonic() - asked > 0.5:
                asked = time.monotonic()
                self.x('windowactivate', window)
        self._wait(probe, f'focus on {title!r}')

    def key(self, *keys):
        self.x('key', '--delay', 15, *keys)

    def type(self, text):
        self.x('type', '--delay', 8, text)

    def point_at(self, title, x, y, button=1, repeat=1):
        """A real click at a place in window title."""
        # a hand comes in many small movements; after one single jump 4.8 loses the click that
        # follows at once, when a modal window was there before
        window = self.window(title)
        for left in (12, 0):
            self.x('mousemove', '--window', window, x - left, y)
            self.settle()
        self.x('click', '--repeat', repeat, '--delay', 60, button)

    def place(self, node):
        """Where node is, once it has a size and stays there: a window that has just come is still
        being laid out."""
        last = None

        def probe():
            nonlocal last
            before, last = last, node.extents()
            return last if last == before and last[2] > 0 and last[3] > 0 else None
        return self._wait(probe, f'place of {node}')

    def point_click(self, title, node, button=1, repeat=1):
        """A real pointer click in the middle of node, which is in window title."""
        x, y, w, h = self.place(node)
        self.point_at(title, x + w // 2, y + h // 2, button, repeat)

    def screenshot(self, path, window='root', settle=True):
        """Taken again until two in a row are the same. A toast or a caret still
        moves on by itself: keep those out of pictures that are compared."""
        last = None
        for _ in range(20):
            png = subprocess.run(['import', '-window', window, '-define',
                                  'png:exclude-chunks=date,time', 'png:-'],
                                 check=True, capture_output=True).stdout
            if not settle or png == last:
                break
            last = png
            time.sleep(0.1)
        with open(path, 'wb') as f:
            f.write(png)

    # -- accessibility -----------------------------------------------------------
    INTERACTIVE = {'button', 'toggle button', 'check box', 'radio', 'switch', 'text box',
                   'search box', 'combo box', 'slider', 'spin button', 'list', 'list box',
                   'tree grid', 'row', 'list item', 'menu item', 'link', 'window', 'dialog'}

    def audit(self, within=None, skip=()):
        """Interactive accessibles without a name of their own. GTK 4.8 falls back
        to the class name, so 'GtkImage' and the like are no names either."""
        return [f'{x.role} {x.name!r}' for x in self.all(None, None, within)
                if x.role in self.INTERACTIVE and x.role not in skip and
                (not x.name.strip() or re.fullmatch(r'(Gtk|Adw)[A-Z]\w+', x.name))]

    def dump(self, out=sys.stdout):
        def go(x, d):
            print('  ' * d + repr(x), ','.join(sorted(x.states())), file=out)
            for c in x.children:
                go(c, d + 1)
        go(self.look(), 0)
