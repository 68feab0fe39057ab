# SPDX-License-Identifier: Apache-2.0
"""The same hand (hand.py) in other engines, by the commands of WebDriver:
firefox-esr over its own Marionette, WebKit over WebKitWebDriver."""
import base64
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

import drive
from hand import named

ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'
PREFS = {'marionette.port': 0, 'browser.shell.checkDefaultBrowser': False,
         'datareporting.policy.dataSubmissionEnabled': False,
         'app.update.enabled': False, 'app.normandy.enabled': False,
         'browser.download.folderList': 2, 'dom.disable_beforeunload': True,
         'browser.download.alwaysOpenPanel': False,
         'network.captive-portal-service.enabled': False,
         'network.connectivity-service.enabled': False,
         'browser.safebrowsing.downloads.enabled': False,
         'browser.aboutwelcome.enabled': False,
         'intl.accept_languages': 'en'}


class Hand:
    by = 'clicks'
    command = None # of an engine: its name, and parameters

    def __enter__(self):
        self.home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.folder = pathlib.Path(self.home.name) / 'saved'
        self.folder.mkdir()
        self.wrong = set()
        self.start()
        return self

    def run(self, *command, **more):
        return subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL,
                                start_new_session=True, **more)

    def __exit__(self, *error):
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.home.cleanup()

    def value(self, script):
        return self.command('ExecuteScript', script=f'return {script}',
                            args=[])

    def open(self, url):
        self.command('Navigate', url=url)
        self.until('document.readyState === "complete" && document.'
                   'querySelector("h1") !== null && document.querySelector('
                   '".waits") === null')

    def until(self, script):
        end = time.monotonic() + drive.WAIT
        while not self.value(script):
            if time.monotonic() > end:
                raise TimeoutError(f'{script}\n{self.body()[-1500:]}')
            time.sleep(0.05)

    def body(self):
        return ' '.join(self.value('document.body.innerText').split())

    def sees(self, words):
        self.until('document.body.innerText.replace(/\\s+/gu, " ").includes('
                   f'{json.dumps(words)})')

    def find(self, kind, name, group='', part=''):
        what = named(kind, name, group)
        self.until(f'{what} !== undefined')
        before, at = None, 0
        while at != before: # until it stands still
            before = at
            at = self.value(f'((e) => {{ e.scrollIntoView({{block: "center", '
                            'behavior: "instant"}); const r = '
                            'e.getBoundingClientRect(); return `${r.x} ${r.y} '
                            f'${{r.width}}`; }})({what})')
            time.sleep(0.05)
        return self.value(what + part)[ELEMENT]

    def press(self, name):
        self.click(self.find('press', name))

    def tick(self, name, group=''):
        self.click(self.find('tick', name, group, '.labels[0]'))

    def click(self, element):
        self.command('ElementClick', id=element)

    def write(self, name, text, group=''):
        self.command('ElementSendKeys', id=self.find('write', name, group),
                     text=text)

    def pick(self, name, option):
        self.find('pick', name)
        self.click(self.value(
            f'[...{named("pick", name)}.options].find((o) => o.innerText.trim('
            f') === {json.dumps(option)})')[ELEMENT])

    def give(self, name, path):
        self.command('ElementSendKeys', id=self.find('give', name),
                     text=str(path))

    saved = drive.Browser.saved

    def saved_as(self, name):
        path = self.saved()
        while path.with_name(path.name + '.part').exists():
            time.sleep(0.05)
        return path.rename(self.folder.parent / name)

    def look(self, path=None):
        if path is not None:
            data = self.command('TakeScreenshot')
            pathlib.Path(f'{path}.png').write_bytes(base64.b64decode(data))


class Firefox(Hand):
    engine = 'firefox'

    def start(self):
        profile = pathlib.Path(self.home.name) / 'profile'
        profile.mkdir()
        prefs = {**PREFS, 'browser.download.dir': str(self.folder)}
        (profile / 'user.js').write_text(''.join(
            f'user_pref({json.dumps(k)}, {json.dumps(v)});\n'
            for k, v in prefs.items()))
        self.processes = [self.run(
            'firefox-esr', '--headless', '--marionette', '--no-remote',
            '--profile', profile, env={**os.environ, 'HOME': self.home.name,
                                       'MOZ_HEADLESS_WIDTH': '1280',
                                       'MOZ_HEADLESS_HEIGHT': '900'})]
        port = profile / 'MarionetteActivePort'
        end = time.monotonic() + drive.WAIT
        while not port.is_file() or not port.read_text().strip():
            if time.monotonic() > end:
                raise TimeoutError('firefox-esr says no port')
            time.sleep(0.1)
        self.line = socket.create_connection(
            ('127.0.0.1', int(port.read_text())))
        self.rest, self.number = b'', 0
        self.hear()
        self.command('NewSession', capabilities={'alwaysMatch': {
            'unhandledPromptBehavior': 'accept'}})

    def hear(self):
        while b':' not in self.rest:
            self.rest += self.line.recv(1 << 20)
        length, _, self.rest = self.rest.partition(b':')
        while len(self.rest) < int(length):
            more = self.line.recv(1 << 20)
            if not more:
                raise EOFError('firefox-esr has ended')
            self.rest += more
        said, self.rest = self.rest[:int(length)], self.rest[int(length):]
        return json.loads(said)

    def command(self, name, **params):
        self.number += 1
        data = json.dumps([0, self.number, f'WebDriver:{name}',
                           params]).encode()
        self.line.sendall(b'%d:%s' % (len(data), data))
        _, _, error, result = self.hear()
        if error is not None:
            raise RuntimeError(f'{name}: {error["error"]}: '
                               f'{error["message"][:500]}')
        return result.get('value') if isinstance(result, dict) and set(
            result) == {'value'} else result


# How WebDriver over HTTP calls the same.
PATHS = {'ExecuteScript': ('POST', 'execute/sync'), 'Navigate': ('POST', 'url'),
         'ElementClick': ('POST', 'element/{id}/click'),
         'ElementSendKeys': ('POST', 'element/{id}/value'),
         'TakeScreenshot': ('GET', 'screenshot'), 'NewSession': ('POST', '')}


class WebKit(Hand):
    engine = 'webkit'

    def start(self):
        with socket.create_server(('127.0.0.1', 0)) as free:
            port = free.getsockname()[1]
        log = open(os.path.join(self.home.name, 'display'), 'w+b')
        display = subprocess.Popen(
            ['Xvfb', '-displayfd', '1', '-nolisten', 'tcp', '-screen', '0',
             '1280x900x24'], stdin=subprocess.DEVNULL, stdout=log,
            stderr=subprocess.DEVNULL, start_new_session=True)
        self.processes = [display]
        end = time.monotonic() + drive.WAIT
        while not (number := pathlib.Path(log.name).read_text().strip()):
            if time.monotonic() > end:
                raise TimeoutError('Xvfb has no display')
            time.sleep(0.05)
        log.close()
        self.processes.insert(0, self.run(
            'WebKitWebDriver', f'--port={port}', env={
                **os.environ, 'HOME': self.home.name, 'DISPLAY': f':{number}',
                'WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS': '1',
                'WEBKIT_DISABLE_COMPOSITING_MODE': '1'}))
        self.url = f'http://127.0.0.1:{port}/session'
        while True:
            try:
                socket.create_connection(('127.0.0.1', port)).close()
                break
            except OSError:
                time.sleep(0.05)
        browser = next(pathlib.Path('/usr/lib').glob(
            '*/webkit2gtk-4.*/MiniBrowser'))
        made = self.command('NewSession', capabilities={'alwaysMatch': {
            'webkitgtk:browserOptions': {'binary': str(browser),
                                         'args': ['--automation']}}})
        self.url += '/' + made['sessionId']

    def command(self, name, **params):
        method, path = PATHS[name]
        path = re.sub(r'\{(\w+)\}', lambda m: params.pop(m[1]), path)
        data = None if method == 'GET' else json.dumps(params).encode()
        asked = urllib.request.Request(
            f'{self.url}/{path}'.rstrip('/'), data, method=method,
            headers={'Content-Type': 'application/json'})
        try:
            with urllib.request.urlopen(asked) as answer:
                return json.load(answer)['value']
        except urllib.error.HTTPError as error:
            raise RuntimeError(f'{name}: {error.read()[:500]}') from error


ENGINES = {'firefox': Firefox, 'webkit': WebKit}
