#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""e2e-accessibility.py ESPALIER ESPALIER-CLI places|all: an audit over AT-SPI of the real program.

With the sample vault, and by the keyboard alone, it goes to every place, or to all: every tab, and every
dialog that a button with "…" or the first row of a list opens there, or that has a key. Of each it looks at
all that is there: whatever has a role that is read out has a name, and whatever can have the focus gets it
by the Tab key. Which row of a list has the focus is the arrows' matter; those, and the dialogs that need more
than a key, are walked in-process by test-accessibility.c. What the focus comes to is heard as a screen reader
hears it: by events.
"""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from e2e_job import ORGANIZATION, PASSPHRASE, PERSON, Job, Missing, main, run

from gi.repository import GLib

PLACES = (('alt+1', 'CA'), ('alt+2', 'Diagram'), ('alt+3', 'Plans'), ('alt+4', 'Certificates'),
          ('alt+5', 'Audit Reports'), ('alt+6', 'People and Roles'), ('alt+7', 'Shares'),
          ('alt+8', 'Approvals'), ('alt+9', 'Activity'), ('alt+0', 'Alerts'))
DIALOG_KEYS = ('ctrl+n', 'ctrl+shift+n', 'ctrl+i', 'ctrl+e', 'ctrl+t')
SPOKEN = {'button', 'toggle button', 'check box', 'radio', 'switch', 'text box', 'search box', 'combo box',
          'slider', 'spin button', 'list', 'list box', 'tree grid', 'grid', 'table', 'row', 'list item',
          'tree item', 'tab', 'menu item', 'link', 'image', 'img', 'column header', 'window', 'dialog'}
ROWS = {'row', 'list item', 'tree item', 'grid cell', 'gridcell', 'option'}
LISTS = {'list', 'list box', 'tree grid', 'grid', 'table'}
# Of several, of which the Tab key comes to one: GTK 4.8 tells of a round check button as a switch.
CHOICES = {'radio', 'switch'}
# A class of the toolkit is what GTK 4.8 tells of what has no name.
CLASS = re.compile(r'(Gtk|Adw|Console)[A-Z]\w+')
# What the window manager's keys do: GTK never gives these the focus.
CONTROLS = {'Minimize', 'Maximize', 'Restore', 'Close'}
STOPS = 400
MANY = 20           # rows, after which the rest of a list is taken for like them

def make_sample(cli):
    run(cli, 'vault', 'create', '--organization', ORGANIZATION, '--admin', PERSON, '--unlock', 'passphrase',
        '--sample', 'automotive')


class Audit(Job):
    def __init__(self, *words):
        super().__init__(*words)
        self.seen, self.table, self.faults = set(), [], []
        self.changed = None
        self.opened = set()         # titles
        self.left = []              # rows at which a long list was left
        self.reached = set()        # as words: a list may be made anew on a page that was gone through
        self.ui.bus.signal_subscribe(self.ui.dest, 'org.a11y.atspi.Event.Object', 'TextChanged', None, None,
                                     0, self.on_text)

    # -- hearing -------------------------------------------------------------------------------

    def on_text(self, _bus, _sender, path, _interface, _signal, _values):
        self.changed = path

    def move(self, key):
        """What has the focus after this key. Of a row with a field 4.8 does not tell: there the field
        tells itself when something is typed."""
        self.ui.press(key)
        if self.ui.told:
            return self.ui.told
        self.changed = None
        self.ui.press('x')
        if self.ui.told:
            return self.ui.told
        if self.changed:
            path = self.changed
            self.ui.press('BackSpace')
            return path
        return None

    # -- looking -------------------------------------------------------------------------------

    def settled(self, window):
        """All in the window, once it stays the same."""
        last = None

        def probe():
            nonlocal last
            nodes = list(self.ui.look(window.path, large=True).walk())
            said = [(n.path, n.name) for n in nodes]
            before, last = last, said
            return nodes if before == said else None
        return self.wait_for(probe, f'rest of {window}')

    def have_size(self, nodes):
        """Those that have been laid out: what was never shown is in the tree as well."""
        area = GLib.Variant('(u)', (1,))
        answers = self.ui._many([(n.path, 'org.a11y.atspi.Component', 'GetExtents', area) for n in nodes])
        return [n for n, answer in zip(nodes, answers) if answer and answer[0][2] > 0 and answer[0][3] > 0]

    @staticmethod
    def nameless(nodes):
        return [n for n in nodes if n.role in SPOKEN and (not n.name.strip() or CLASS.fullmatch(n.name))]

    def role(self, path):
        return self.ui.call(path, 'Accessible', 'GetRoleName')[0]

    def round(self, key='Tab'):
        """Where Tab comes by, until it comes by again; out of a list, or of a text that takes the Tab key
        for itself, by Ctrl+Tab."""
        stops, rows = [], 0
        for _ in range(STOPS):
            if rows > MANY:
                self.left.append(stops[-1])
            path = self.move('ctrl+' + key if rows > MANY else key)
            if path and path == (stops[-1] if stops else None):
                path = self.move('ctrl+' + key)
            if path and path in stops:
                break
            if path:
                stops.append(path)
                rows = rows + 1 if self.role(path) in ROWS else 0
        return stops

    @staticmethod
    def wanted(new, nodes):
        """What can have the focus, and was not on a page before this one. The list in a combo box that shows
        what is chosen never has it, whatever 4.8 says."""
        above = {child.path: n for n in nodes for child in n.children}

        def is_off(node):
            while node and node.has('sensitive'):
                node = above.get(node.path)
            return node and node.role != 'application'

        def is_shown_choice(node):
            while node and node.role != 'combo box':
                node = above.get(node.path)
            return node
        return [n for n in new if n.has('focusable') and n.role in SPOKEN and n.name not in CONTROLS and
                not is_off(n) and not (n.role in LISTS and is_shown_choice(n))]

    @staticmethod
    def lists_of(above, path):
        """The lists that it is in."""
        lists = set()
        while path in above:
            node = above[path]
            if node.role in LISTS:
                lists.add(node.path)
            path = node.path
        return lists

    def unreached(self, wanted, nodes, stops):
        """What the round has not come by; nothing of a list that it left before its end, when it had been
        at enough of its rows."""
        above = {child.path: n for n in nodes for child in n.children}
        left = set().union(*(self.lists_of(above, path) for path in self.left))
        return [n for n in wanted if not self.is_reached(n, stops) and
                not (n.role not in ROWS and left & self.lists_of(above, n.path)) and
                self.chain(above, n) not in self.reached]

    def is_reached(self, node, stops):
        """The focus is told of what is inside some; one row stands for all of its list, one of several
        choices for the others, between which the arrow keys go."""
        inside = list(self.ui.look(node.path).walk())
        if any(x.path in stops for x in inside):
            return True
        if node.role in LISTS:
            return not any(x.has('focusable') for x in inside[1:])
        return node.role in ROWS or node.role in CHOICES

    def audit(self, page, window):
        """The page that the window shows; what is new on it."""
        nodes = self.settled(window)
        new = self.have_size([n for n in nodes if n.path not in self.seen])
        nameless, wanted = self.nameless(new), self.wanted(new, nodes)
        self.left = []
        stops = self.round()
        unreached = self.unreached(wanted, nodes, stops)
        if unreached:
            # forwards GTK 4.8 enters a list at its first row that takes the focus, past buttons before it
            stops += self.round('shift+Tab')
            unreached = self.unreached(unreached, nodes, stops)
        unreached = self.still(window, unreached)
        above = {child.path: n for n in nodes for child in n.children}
        self.reached.update(self.chain(above, n) for n in wanted if n not in unreached)
        # what had the focus may be told by another object than the row that is named
        nameless += [n for n in nodes if n.path in stops and n not in nameless and
                     (not n.name.strip() or CLASS.fullmatch(n.name))]
        self.seen.update(n.path for n in new)
        self.come_late(page, window)
        self.table.append((page, len(new), len(stops), len(nameless), len(unreached)))
        self.faults += [f'{page}: nameless: {self.where(nodes, n)}' for n in nameless]
        self.faults += [f'{page}: unreachable: {self.where(nodes, n)}' for n in unreached]
        return wanted

    def come_late(self, page, window):
        """What was made while the page was gone through: rows by scrolling, and what a dialog changed. It
        is of this page, which the next one would not know, and like what was there. The pencil in the row
        of a field is told again whenever it is shown again, whatever was said of it."""
        nodes = self.settled(window)
        new = self.have_size([n for n in nodes if n.path not in self.seen])
        self.seen.update(n.path for n in new)
        self.faults += [f'{page}: nameless: {self.where(nodes, n)}' for n in self.nameless(new)
                        if n.role not in ('img', 'image')]

    @staticmethod
    def chain(above, node):
        """In words, up to the window, which is told by its path: another dialog is another place."""
        words = [repr(node)]
        while node.path in above:
            node = above[node.path]
            words.append(repr(node))
        return (node.path, *words)

    def still(self, window, nodes):
        """Those that are there after the round, too."""
        paths = {n.path for n in self.ui.look(window.path, large=True).walk() if n.has('focusable') and
                 n.has('sensitive')} if nodes else ()
        return [n for n in nodes if n.path in paths]

    @staticmethod
    def where(nodes, node):
        above = {child.path: n for n in nodes for child in n.children}
        words, n = [repr(node)], node
        while n.path in above and len(words) < 6:
            n = above[n.path]
            words.append(repr(n))
        return ' in '.join(words)

    # -- going ---------------------------------------------------------------------------------

    def main_window(self):
        """With the focus; what was slow to come up over it is looked at first."""
        while self.take_dialog('late', 0.1):
            pass
        window = next(w for w in self.ui.windows() if w.name.endswith(ORGANIZATION))
        self.ui.focus(window.name)
        return window

    def modal(self, seconds):
        """The dialog that came up, if one did."""
        def probe():
            return next((w for w in self.ui.windows() if w.has('modal')), None)
        try:
            return self.wait_for(probe, 'dialog', seconds)
        except Missing:
            return None

    def take_dialog(self, page, seconds=1.5):
        """What has come up over the window is looked at and closed by Escape."""
        dialog = self.modal(seconds)
        if not dialog:
            return False
        title = dialog.name
        if title not in self.opened and not self.is_chooser(dialog):
            self.ui.focus(title)
            self.audit(f'{page}: {title}', dialog)
        self.opened.add(title)
        self.leave(dialog)
        return True

    def is_chooser(self, dialog):
        """Of files: GTK's own."""
        return any(n.name.startswith('GtkFileChooser') for n in self.ui.look(dialog.path).walk())

    def leave(self, dialog):
        def gone():
            return not any(w.path == dialog.path for w in self.ui.windows())
        for _ in range(4):
            self.ui.focus(dialog.name)
            self.ui.key('Escape')
            try:
                self.wait_for(gone, f'end of {dialog}', 2)
                break
            except Missing:
                pass
        else:
            raise Missing(f'{dialog} does not close')

    def tab_to(self, paths):
        """To one of these, once round at most."""
        seen = set()
        for _ in range(STOPS):
            path = self.move('Tab')
            if path in paths:
                return True
            if path in seen:
                return False
            seen.add(path)
        return False

    def press(self, node):
        """By Tab to it, and the space bar."""
        reached = self.tab_to({node.path})
        if reached:
            self.ui.key('space')
        return reached

    def open_all(self, page, wanted):
        """By each button that says that it opens something, and by the first row of each list."""
        for node in wanted:
            if node.role == 'button' and node.name.endswith('…') and self.main_window() and self.press(node):
                self.take_dialog(page)
        rows = [n for n in wanted if n.role in ('row', 'list item')]
        if rows and self.tab_to({n.path for n in rows}):
            self.ui.key('Return')
            self.take_dialog(page)
        self.come_late(page, self.main_window())

    def visit(self, page):
        return self.audit(page, self.main_window())

    def visit_tabs(self, page, wanted):
        for tab in wanted:
            if tab.role == 'tab' and not tab.has('selected') and self.main_window() and self.press(tab):
                self.open_all(f'{page}, {tab.name}', self.visit(f'{page}, {tab.name}'))

    # -- the steps -----------------------------------------------------------------------------

    def locked(self):
        self.audit('Locked', self.main_window())
        self.wait_for(lambda: self.to_field('Passphrase'), 'the field')
        self.ui.type(PASSPHRASE)
        self.ui.key('Return')
        self.ui.find('search box', 'Filter CAs')
        self.ok('locked')

    def to_field(self, name):
        path = self.move('Tab')
        return path and self.ui.prop(path, 'Accessible', 'Name') == name

    def places(self):
        for key, page in PLACES:
            self.main_window()
            self.ui.key(key)
            self.visit(page)
            self.ok(page)

    def all_places(self):
        """And what can be opened there."""
        for key, page in PLACES:
            self.main_window()
            self.ui.key(key)
            wanted = self.visit(page)
            self.open_all(page, wanted)
            self.visit_tabs(page, wanted)
            self.ok(page)

    def dialogs(self):
        self.main_window()
        self.ui.key('alt+1')
        for key in DIALOG_KEYS:
            self.main_window()
            self.ui.key(key)
            assert self.take_dialog('by key', 10), f'{key} opens nothing'
            self.ok(f'{key}')

    def sum_up(self):
        print(f'# {"page":48} objects stops nameless unreachable')
        for page, objects, stops, nameless, unreached in self.table:
            print(f'# {page:48} {objects:7} {stops:5} {nameless:8} {unreached:11}')
        for fault in self.faults:
            print('#', fault)
        assert not self.faults, f'{len(self.faults)} faults'
        assert sum(row[1] for row in self.table) > 1000, self.table
        self.ok('nothing nameless, nothing reachable by pointer only')


WAYS = {'places': (Audit.locked, Audit.places, Audit.sum_up),
        'all': (Audit.locked, Audit.all_places, Audit.dialogs, Audit.sum_up)}

sys.exit(main(Audit, WAYS[sys.argv[3]], sys.argv, make_sample))
