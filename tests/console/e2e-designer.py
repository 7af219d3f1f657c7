#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""e2e-designer.py ESPALIER ESPALIER-CLI [keyboard|pointer]: a hierarchy is designed and made real, on the
real program, once by the keyboard alone and once by pointer through AT-SPI.

From the preset of an IoT manufacturer: a factory's CA is added below the toasters', its path length
broken, the check seen, its fix applied, the plan saved and provisioned. Command line and openssl judge
what was saved and what was made.
"""
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from e2e_job import ORGANIZATION, Job, Missing, main, make_vault, run

PRESET = 'IoT manufacturer'
PARENT = 'Halcyon Toaster Devices CA'
ROOT = 'Halcyon Toaster Root'
NEW = 'Toaster Factory CA'
BROKEN = 'Error: Path length does not decrease'
PRESSES = 60
WHEEL_RIGHT = 7    # as X counts buttons


class Designer(Job):
    """What both ways have in common: what is looked at, and who judges it."""

    def title(self):
        """Of the window: it names the open plan, and whether that is saved."""
        return next(x.name for x in self.ui.windows() if x.name.endswith(ORGANIZATION))

    def window(self):
        self.ui.focus(self.title())

    def page(self):
        """The page of plans: to look at it alone is quicker than at all that the window keeps."""
        return self.ui.find('widget', 'ConsolePlansPage')

    def reach(self, pattern, role=None, within=None, key='Tab', presses=PRESSES):
        seen = []
        node = self.focused(within)
        for _ in range(presses):
            if node and re.search('^_?' + pattern, node.name) and role in (None, node.role):
                return node
            seen.append(repr(node))
            node = self.step(key, within, node)
        raise Missing(f'{role or "widget"} {pattern!r} is not reached by {key}: {seen}')

    def choose(self, text):
        """In the list of a row that is open."""
        self.wait_for(lambda: (self.focused() or self.ui.look()).role == 'list item', 'open list')
        self.reach(text, 'list item', key='Down', presses=5)
        self.ui.key('Return')

    def card(self, name, says=''):
        return self.ui.find('tree item', re.compile('^' + re.escape(name) + ', ' + says))

    def summary(self, pattern):
        """The button that shows the checks says how many there are."""
        return self.ui.find('button', re.compile(pattern))

    def judge_plan(self, path):
        """The saved plan has the new CA below the right one, and nothing is wrong with it."""
        plan = json.load(open(path, encoding='utf-8'))
        key = {ca['subject'].split(',')[0]: ca['key'] for ca in plan['cas']}
        new = next(ca for ca in plan['cas'] if ca['subject'].startswith(f'CN={NEW}'))
        assert new['parent'] == key[f'CN={PARENT}'], new
        found = self.ask('design', 'check', path)
        assert not found['Findings'], found

    def judge_vault(self, path):
        """What the plan says exists, and openssl follows the chain of the new CA to its root."""
        cas = {ca['CommonName']: ca for ca in self.cas()}
        assert cas[NEW]['ParentArn'] == cas[PARENT]['Arn'] and cas[NEW]['PathLength'] == 0, cas[NEW]
        assert cas[PARENT]['ParentArn'] == cas[ROOT]['Arn'], cas[PARENT]
        assert {ca['Status'] for ca in cas.values()} == {'ACTIVE'}, cas
        for number, name in enumerate((ROOT, PARENT, NEW)):
            with open(self.path(f'{number}.pem'), 'w', encoding='ascii') as file:
                file.write(self.ask('ca', 'certificate', cas[name]['Id'])['Certificate'])
        run('openssl', 'verify', '-x509_strict', '-CAfile', self.path('0.pem'), '-untrusted',
            self.path('1.pem'), self.path('2.pem'))
        assert self.ask('design', 'diff', path)['Same']
        assert self.ask('vault', 'verify')['Verified']

    # -- the steps, each done in the way of the class ------------------------------------------

    def begin(self):
        self.unlock()
        self.window()
        self.open_preset()
        self.summary('^No findings')
        self.ok('the preset is open, and nothing is wrong with it')

    def add(self):
        self.add_below()
        self.card(NEW)
        self.ok(f'{NEW} is added below {PARENT}')

    def damage(self):
        self.set_path_length('2')
        self.summary('^1 error')
        self.show_checks()
        self.ui.find('list item', re.compile(BROKEN + '.*' + NEW))
        self.card(NEW, 'Path length 2 ')
        self.ok('the path length is broken, and the check says so')

    def mend(self):
        self.apply_fix()
        self.summary('^No findings')
        self.card(NEW, 'Path length 0 ')
        self.ok('its fix is applied, and no finding is left')

    def save(self):
        path = self.path('toasters.espalier-plan')
        self.press_save()
        self.name_path('Save Plan', path)
        self.saved('toasters.espalier-plan')
        self.judge_plan(path)
        self.ok('saved, and the command line finds nothing wrong')

    def provision(self):
        self.window()
        self.press_provision()
        dialog = self.dialog('Provision')
        self.ui.find('list item', re.compile(NEW), within=dialog)
        self.press_run(dialog)
        self.ui.find('button', re.compile('^_?Done'), within=dialog, state='sensitive', timeout=60)
        self.press_done(dialog)
        self.judge_vault(self.path('toasters.espalier-plan'))
        self.ok('provisioned, and openssl verifies what was made')


class Keyboard(Designer):
    def push(self, pattern, within=None):
        self.reach(pattern, 'button', within)
        self.ui.key('space')

    def open_preset(self):
        self.ui.key('alt+3')
        self.push(PRESET)

    def add_below(self):
        """Along the tree by arrows."""
        page = self.page()
        self.reach('Halcyon Internal Operations Root', 'tree item', page)
        self.reach(ROOT, 'tree item', page, key='Right', presses=6)
        self.reach(PARENT, 'tree item', page, key='Down', presses=3)
        self.ui.key('Insert')
        self.card('New CA')
        # its name has the focus, which 4.8 does not tell of an entry row
        self.wait_for(lambda: (self.focused() or self.ui.look()).role != 'tree item', 'focus on the name')
        self.ui.key('ctrl+a')
        self.ui.type(NEW)

    def set_path_length(self, length):
        self.reach('Path length', 'combo box', self.page())
        self.ui.key('space')
        self.choose(length)

    def show_checks(self):
        self.push('1 error', self.page())

    def apply_fix(self):
        """From the button that shows it into the list of findings, and along it by arrows."""
        page = self.page()
        self.reach('1 error', 'list item', page, presses=3)
        self.reach(BROKEN, 'list item', page, key='Down', presses=4)
        self.push('Adjust the path lengths', page)

    def press_save(self):
        self.ui.key('ctrl+s')

    def press_provision(self):
        self.push('Provision the plan')

    def press_run(self, dialog):
        self.push('Provision', dialog)

    def press_done(self, dialog):
        self.push('Done', dialog)
        self.gone('Provision')


class Pointer(Designer):
    def open_preset(self):
        self.ui.point_click(self.title(), self.ui.find('list item', 'Plans'))
        self.ui.click('button', PRESET)

    def scroll_to(self, name):
        """Only the cards in sight are there; the wheel brings the others, beside the inspector."""
        first = self.ui.place(self.card('Halcyon Operations CA'))
        edge = self.ui.place(self.ui.find('group', 'Inspector'))[0]
        for _ in range(40):
            there = self.ui.all('tree item', re.compile('^' + re.escape(name) + ', '))
            if there and sum(there[0].extents()[::2]) < edge:
                return
            self.ui.point_at(self.title(), first[0] + 20, first[1] + first[3] + 40, WHEEL_RIGHT)
        raise Missing(f'{name} does not come into sight')

    def add_below(self):
        self.scroll_to(PARENT)
        self.ui.point_click(self.title(), self.card(PARENT))
        self.press('Add Below', None)
        self.card('New CA')
        self.fill(self.ui.find('text box', 'Name'), NEW)

    def set_path_length(self, length):
        self.ui.point_click(self.title(), self.ui.find('combo box', 'Path length'))
        self.choose(length)             # 4.8 does not say where the rows of a popover are

    def show_checks(self):
        self.press('1 error', None)

    def apply_fix(self):
        self.press('Adjust the path lengths', None)

    def press_save(self):
        self.press('Save the plan', None)

    def press_provision(self):
        self.press('Provision the plan', None)

    def press_run(self, dialog):
        self.press('Provision', dialog)

    def press_done(self, dialog):
        self.press('Done', dialog)
        self.gone('Provision')


JOBS = (Designer.begin, Designer.add, Designer.damage, Designer.mend, Designer.save, Designer.provision)

WAYS = {'keyboard': Keyboard, 'pointer': Pointer}

for name in sys.argv[3:] or WAYS:
    os.environ['ESPALIER_VAULT'] = os.path.join(os.environ.get('HOME', '.'), f'{name}.espalier')
    status = main(WAYS[name], JOBS, sys.argv, make_vault)
    if status:
        sys.exit(status)
