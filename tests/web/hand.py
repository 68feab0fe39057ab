# SPDX-License-Identifier: Apache-2.0
"""What a person does with a page, by the names that are read there: `press` a
button or a link, `write` into a field, `tick`, `pick` from a list, `give` a
file.  In Chromium by clicks, by keys alone, or by what its accessibility tree
says alone; in other engines by their own WebDriver (webdriver.py)."""
import json
import time

import drive

KINDS = {'press': 'button, a, summary', 'tick': 'input[type=checkbox], '
         'input[type=radio]', 'pick': 'select', 'give': 'input[type=file]',
         'write': 'textarea, input:not([type=checkbox]):not([type=radio])'
                  ':not([type=file])'}
# The element of a kind, and of a group, that has a name, or begins with it.
NAMED = """((kind, name, group) => {
    const calm = (text) => (text ?? "").replace(/\\s+/gu, " ").trim();
    const called = (e) => calm(e.getAttribute("aria-label") ||
        e.labels?.[0]?.innerText || e.innerText);
    const within = (e) => group === "" || [...document.querySelectorAll(
        "fieldset, [role=radiogroup]")].some((g) => g.contains(e) &&
        calm(g.getAttribute("aria-label") ||
            g.querySelector("legend")?.innerText) === group);
    const all = [...document.querySelectorAll(kind)].filter((e) =>
        !e.disabled && e.getClientRects().length > 0 && within(e));
    return all.find((e) => called(e) === name) ??
        all.find((e) => called(e).startsWith(name)); })"""
# Where the focus is, and whether a person could tell.
FOCUS = """(() => { const e = document.activeElement;
    if (e === document.body || e === null) return "";
    e.scrollIntoView({block: "nearest", behavior: "instant"});
    const shows = (one) => { const s = getComputedStyle(one);
        return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 ||
            s.boxShadow !== "none"; };
    const r = e.getClientRects()[0];
    if (r === undefined) return e.outerHTML.slice(0, 150) + ": not drawn";
    const hit = document.elementFromPoint(r.x + Math.min(r.width, 40) / 2,
        r.y + Math.min(r.height, 30) / 2);
    const seen = hit !== null && (e.contains(hit) || hit.contains(e) ||
        [...(e.labels ?? [])].some((l) => l.contains(hit)));
    return (shows(e) || [...(e.labels ?? [])].some(shows) ? "" :
        e.outerHTML.slice(0, 150) + ": the focus is not seen") +
        (seen ? "" : e.outerHTML.slice(0, 150) + ": it is covered"); })()"""
WIDTHS = (360, 640, 1024, 1600) # 640 is 1,280 at 200 %


def named(kind, name, group=''):
    return f'{NAMED}({json.dumps(KINDS[kind])}, {json.dumps(name)}, ' \
           f'{json.dumps(group)})'


class Hand(drive.Browser):
    """By clicks."""
    by = 'clicks'

    def __enter__(self):
        super().__enter__()
        self.keep_downloads()
        self.wrong = set() # about focus and widths
        return self

    def open(self, url, **how):
        if self.session is not None:
            before = self.call('Target.getTargetInfo')['targetInfo']
            self.session = None
            self.call('Target.closeTarget', targetId=before['targetId'])
        super().open(url, **how)
        self.call('Page.setInterceptFileChooserDialog', enabled=True)
        self.value('new Promise((go) => { const look = () => document.'
                   'querySelector(".waits") === null ? go() : '
                   'setTimeout(look, 20); look(); })')

    def body(self):
        return ' '.join(self.value('document.body.innerText').split())

    def sees(self, words):
        end = time.monotonic() + drive.WAIT
        while words not in self.body():
            if time.monotonic() > end:
                raise TimeoutError(f'no {words!r} in\n{self.body()[-1500:]}')
            time.sleep(0.05)

    # Finding -------------------------------------------------------------

    def find(self, kind, name, group=''):
        """Waits until it is there, and can be used."""
        try:
            self.until(f'{named(kind, name, group)} !== undefined')
        except TimeoutError:
            raise TimeoutError(f'no {name!r} to {kind} in\n'
                               f'{self.body()[-1500:]}') from None

    def place(self, script):
        """The middle of an element that stands still, in view."""
        end, before = time.monotonic() + drive.WAIT, None
        while True:
            at = self.value(
                f'(() => {{ const e = {script}; e.scrollIntoView({{block: '
                '"center", behavior: "instant"}); const r = '
                'e.getClientRects()[0]; return [r.x + Math.min(r.width, 300) '
                '/ 2, r.y + r.height / 2]; })()')
            if at == before:
                return at
            before = at
            if time.monotonic() > end:
                raise TimeoutError(script)
            time.sleep(0.05)

    def click(self, at):
        for kind in ('mousePressed', 'mouseReleased'):
            self.call('Input.dispatchMouseEvent', type=kind, x=at[0], y=at[1],
                      button='left', clickCount=1)

    # What a person does --------------------------------------------------

    def press(self, name):
        self.find('press', name)
        self.click(self.place(named('press', name)))

    def tick(self, name, group=''):
        self.find('tick', name, group)
        self.click(self.place(named('tick', name, group) + '.labels[0]'))

    def write(self, name, text, group=''):
        self.find('write', name, group)
        self.click(self.place(named('write', name, group)))
        self.key('a', 'KeyA', 65, modifiers=2)
        self.type(text)

    def pick(self, name, option):
        """A list that is drawn by the system is worked by keys."""
        self.find('pick', name)
        self.click(self.place(named('pick', name) + '.labels[0]'))
        self.arrow(f'{named("pick", name)}.selectedOptions[0].innerText'
                   f'.trim() === {json.dumps(option)}')

    def give(self, name, path):
        self.find('give', name)
        self.click(self.place(named('give', name)))
        self.chosen(path)

    # Keys ----------------------------------------------------------------

    def key(self, key, code, number, text='', modifiers=0):
        for kind in ('keyDown' if text else 'rawKeyDown', 'keyUp'):
            self.call('Input.dispatchKeyEvent', type=kind, key=key, code=code,
                      windowsVirtualKeyCode=number, modifiers=modifiers,
                      **({'text': text} if kind == 'keyDown' else {}))

    def arrow(self, until):
        for key, code in (('ArrowDown', 40), ('ArrowUp', 38)):
            for _ in range(20):
                if self.value(until):
                    return
                self.key(key, key, code)
        raise TimeoutError(until)

    def chosen(self, path):
        asked = self.event('Page.fileChooserOpened')
        self.call('DOM.setFileInputFiles', files=[str(path)],
                  backendNodeId=asked['backendNodeId'])

    def saved_as(self, name):
        """What was saved, out of the folder, under another name."""
        path = self.saved()
        return path.rename(self.folder.parent / name)

    # Looking -------------------------------------------------------------

    def look(self, path=None):
        """No scrolling to the side at any width or zoom; nothing moves for who
        asks for that."""
        self.value('scrollTo(0, 0)')
        still = [{'name': 'prefers-reduced-motion', 'value': 'reduce'}]
        self.call('Emulation.setEmulatedMedia', features=still)
        for width in WIDTHS:
            self.call('Emulation.setDeviceMetricsOverride', width=width,
                      height=900, deviceScaleFactor=1, mobile=False)
            wide = self.value('document.documentElement.scrollWidth')
            if wide > width:
                self.wrong.add(f'{self.body()[:80]}: {wide} pixels of {width}')
            if path is not None and width in (360, 640):
                self.shot(f'{path}-{width}.png')
        self.call('Emulation.setDeviceMetricsOverride', width=1280,
                  height=900, deviceScaleFactor=1, mobile=False)
        if self.value('document.getAnimations().filter((a) => a.playState === '
                      '"running" && a.effect?.getComputedTiming().duration > '
                      '1).length') > 0:
            self.wrong.add(f'{self.body()[:80]}: it moves')
        self.call('Emulation.setEmulatedMedia', features=[])
        if path is not None:
            self.shot(f'{path}.png')


class Keys(Hand):
    """By Tab, Enter, space, arrows and letters alone."""
    by = 'keyboard'
    most = 250 # steps of Tab

    def at(self, kind, name, group=''):
        """Steps on until the focus is there."""
        self.find(kind, name, group)
        there = f'document.activeElement === {named(kind, name, group)}'
        if kind == 'tick':
            there = (f'((e) => document.activeElement === e || e.type === '
                     f'"radio" && document.activeElement.name === e.name && '
                     f'document.activeElement.type === "radio")'
                     f'({named(kind, name, group)})')
        for _ in range(self.most):
            if self.value(there):
                return
            self.key('Tab', 'Tab', 9)
            wrong = self.value(FOCUS)
            if wrong:
                self.wrong.add(wrong)
        raise TimeoutError(f'no Tab leads to {name}: {self.body()[-800:]}')

    def enter(self):
        self.key('Enter', 'Enter', 13, '\r')

    def space(self):
        self.key(' ', 'Space', 32, ' ')

    def press(self, name):
        self.at('press', name)
        self.enter()

    def tick(self, name, group=''):
        self.at('tick', name, group)
        mine = named('tick', name, group)
        if self.value(f'{mine} !== document.activeElement'):
            self.arrow(f'{mine} === document.activeElement')
        if self.value(f'!{mine}.checked'):
            self.space()

    def write(self, name, text, group=''):
        self.at('write', name, group)
        self.key('a', 'KeyA', 65, modifiers=2)
        for one in text:
            if one == '\n':
                self.enter()
            else:
                self.key(one, '', 0, one)

    def pick(self, name, option):
        self.at('pick', name)
        self.arrow(f'document.activeElement.selectedOptions[0].innerText'
                   f'.trim() === {json.dumps(option)}')

    def give(self, name, path):
        self.at('give', name)
        self.enter()
        self.chosen(path)

    def go_back(self):
        """Shift and Tab leads where Tab came from."""
        script = 'document.activeElement.outerHTML'
        self.key('Tab', 'Tab', 9)
        before = self.value(script)
        self.key('Tab', 'Tab', 9)
        self.key('Tab', 'Tab', 9, modifiers=8)
        if self.value(script) != before:
            self.wrong.add(f'{before[:100]}: no way back')


ROLES = {'press': ('button', 'link', 'DisclosureTriangle'),
         'tick': ('checkbox', 'radio'), 'pick': ('combobox',),
         'give': ('button',), 'write': ('textbox', 'searchbox')}


class Names(Hand):
    """By roles and names of the accessibility tree alone, as who does not see
    the page has them."""
    by = 'names'

    def open(self, url, **how):
        super().open(url, **how)
        self.call('Accessibility.enable')

    def tree(self, role, node=None):
        if node is None:
            node = {'nodeId': self.call('DOM.getDocument')['root']['nodeId']}
        return [one for one in self.call(
            'Accessibility.queryAXTree', role=role, **node)['nodes']
            if not one.get('ignored')]

    def group(self, name):
        if name == '':
            return None
        for role in ('radiogroup', 'group'):
            for one in self.tree(role):
                if called(one) == name:
                    return {'backendNodeId': one['backendDOMNodeId']}
        return {}

    def node(self, kind, name, group=''):
        end = time.monotonic() + drive.WAIT
        while time.monotonic() < end:
            within = self.group(group)
            found = [] if within == {} else [
                one for role in ROLES[kind] for one in self.tree(role, within)
                if not prop(one, 'disabled')]
            for fits in (str.__eq__, str.startswith):
                for one in found:
                    if fits(called(one), name):
                        return one
            time.sleep(0.05)
        raise TimeoutError(f'nothing is called {name!r}: '
                           f'{[called(one) for one in found]}')

    def touch(self, one):
        node = {'backendNodeId': one['backendDOMNodeId']}
        before, quads = None, 0
        while quads != before: # until it stands still
            before = quads
            self.call('DOM.scrollIntoViewIfNeeded', **node)
            quads = self.call('DOM.getContentQuads', **node)['quads']
            time.sleep(0.05)
        x, y = quads[0][0::2], quads[0][1::2]
        self.click((min(x) + min(max(x) - min(x), 300) / 2, sum(y) / 4))

    def focus(self, one):
        self.call('DOM.focus', backendNodeId=one['backendDOMNodeId'])

    def press(self, name):
        self.touch(self.node('press', name))

    def tick(self, name, group=''):
        self.focus(self.node('tick', name, group))
        self.key(' ', 'Space', 32, ' ')

    def write(self, name, text, group=''):
        self.focus(self.node('write', name, group))
        self.key('a', 'KeyA', 65, modifiers=2)
        self.type(text)

    def pick(self, name, option):
        self.focus(self.node('pick', name))
        for key, code in (('ArrowDown', 40), ('ArrowUp', 38)):
            for _ in range(20):
                if self.node('pick', name)['value']['value'] == option:
                    return
                self.key(key, key, code)
        raise TimeoutError(option)

    def give(self, name, path):
        self.focus(self.node('give', name))
        self.key('Enter', 'Enter', 13, '\r')
        self.chosen(path)


def called(node):
    return ' '.join(str(node.get('name', {}).get('value', '')).split())


def prop(node, name):
    return next((one['value'].get('value') for one in
                 node.get('properties', ()) if one['name'] == name), False)


HANDS = {hand.by: hand for hand in (Hand, Keys, Names)}
