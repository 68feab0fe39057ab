# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium that is driven as a person would: files are given, keys
are pressed, and what the page asks the network for is written down.  It speaks
over a pipe, so no port is open."""
import base64
import json
import os
import pathlib
import select
import signal
import subprocess
import tempfile
import time

from browser import CHROMIUM

WAIT = 60 # seconds
TONGUES = ('ar', 'es', 'fr')
# What stands in English and is not said to: of the page's own, not of a memo.
ENGLISH = """(() => { const main = document.body.cloneNode(true);
    for (const e of main.querySelectorAll(
        '[lang=en], .doc, .code, .mark, select, script, noscript'))
        e.remove();
    return NAMES.reduce((t, n) => t.replaceAll(n, ''), main.textContent).match(
        /\\b(the|of|and|that|is|your|with|this|not)\\b/giu) ?? []; })()"""


class Browser:
    def __enter__(self):
        self.home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        here, its = os.pipe(), os.pipe()
        self.out, self.back = here[1], os.fdopen(its[0], 'rb')

        def prepare():
            keep, give = os.dup(here[0]), os.dup(its[1])
            os.dup2(keep, 3)
            os.dup2(give, 4)
        self.process = subprocess.Popen(
            [*CHROMIUM, '--remote-debugging-pipe', '--hide-scrollbars',
             f'--user-data-dir={self.home.name}/profile'],
            env={**os.environ, 'HOME': self.home.name}, close_fds=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
            preexec_fn=prepare)
        os.close(here[0])
        os.close(its[1])
        self.number, self.rest, self.events = 0, b'', []
        self.session = None
        return self

    def __exit__(self, *error):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.out)
        self.back.close()
        self.home.cleanup()

    def hear(self):
        while b'\0' not in self.rest:
            if not select.select([self.back], [], [], 2 * WAIT)[0]:
                raise TimeoutError('the browser says nothing')
            more = os.read(self.back.fileno(), 1 << 20)
            if not more:
                raise EOFError('the browser has ended')
            self.rest += more
        one, self.rest = self.rest.split(b'\0', 1)
        return json.loads(one)

    def call(self, method, **params):
        self.number += 1
        order = {'id': self.number, 'method': method, 'params': params}
        if self.session is not None:
            order['sessionId'] = self.session
        data = json.dumps(order).encode() + b'\0'
        while data:
            data = data[os.write(self.out, data):]
        while True:
            told = self.hear()
            if told.get('id') == self.number:
                if 'error' in told:
                    raise RuntimeError(f'{method}: {told["error"]}')
                return told['result']
            self.events.append(told)

    def open(self, url, width=1280, dark=False):
        self.session = None
        target = self.call('Target.createTarget', url='about:blank')
        self.session = self.call('Target.attachToTarget', flatten=True,
                                 targetId=target['targetId'])['sessionId']
        self.events = []
        for domain in ('Page', 'Runtime', 'Network', 'Log', 'DOM'):
            self.call(f'{domain}.enable')
        self.size(width, dark)
        self.call('Page.navigate', url=url)
        self.until('document.readyState === "complete"'
                   ' && document.querySelector("h1") !== null')

    def size(self, width, dark):
        self.call('Emulation.setDeviceMetricsOverride', width=width,
                  height=900, deviceScaleFactor=1, mobile=False)
        self.call('Emulation.setEmulatedMedia', features=[
            {'name': 'prefers-color-scheme',
             'value': 'dark' if dark else 'light'}])

    def move(self, url):
        """To another page of the kind, in the same tab."""
        self.events = []
        self.call('Page.navigate', url=url)
        self.until(f'location.href === {json.dumps(url)} && '
                   'document.readyState === "complete"'
                   ' && document.querySelector("h1") !== null')

    def value(self, script):
        told = self.call('Runtime.evaluate', expression=script,
                         awaitPromise=True, returnByValue=True)
        if 'exceptionDetails' in told:
            raise RuntimeError(told['exceptionDetails'])
        return told['result'].get('value')

    def titled(self, begins):
        """A title follows what is drawn, in its own time."""
        self.until(f'document.title.startsWith({json.dumps(begins)})')

    def speak(self, tongue):
        """Chooses a language from the page's own menu."""
        self.value(f"""(() => {{ const s = document.querySelector("#language");
            s.value = "{tongue}";
            s.dispatchEvent(new Event("change", {{bubbles: true}})); }})()""")
        self.until(f'document.documentElement.lang === "{tongue}" && '
                   'document.documentElement.dir === '
                   f'"{"rtl" if tongue == "ar" else "ltr"}"')

    def english(self, *names):
        """`names` are the charter's, in whatever language."""
        return self.value(ENGLISH.replace('NAMES', json.dumps(names)))

    def until(self, script):
        end = time.monotonic() + WAIT
        while not self.value(script):
            if time.monotonic() > end:
                raise TimeoutError(script)
            time.sleep(0.02)

    def give(self, selector, path):
        root = self.call('DOM.getDocument')['root']['nodeId']
        node = self.call('DOM.querySelector', nodeId=root,
                         selector=selector)['nodeId']
        self.call('DOM.setFileInputFiles', nodeId=node, files=[str(path)])

    def focus(self, selector):
        self.value(f'document.querySelector({json.dumps(selector)}).focus()')

    def type(self, text):
        self.call('Input.insertText', text=text)

    def press(self, key, code):
        for kind in ('keyDown', 'keyUp'):
            self.call('Input.dispatchKeyEvent', type=kind, key=key,
                      windowsVirtualKeyCode=code,
                      text='\r' if key == 'Enter' and kind == 'keyDown'
                      else '')

    def keep_downloads(self):
        self.folder = pathlib.Path(self.home.name) / 'saved'
        self.folder.mkdir()
        self.call('Browser.setDownloadBehavior', behavior='allow',
                  downloadPath=str(self.folder))

    def saved(self, ending=''):
        """The file that the page has saved."""
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            found = [p for p in self.folder.iterdir()
                     if p.suffix != '.crdownload' and p.name.endswith(ending)
                     and p.stat().st_size > 0]
            if found:
                return found[0]
            time.sleep(0.05)
        raise TimeoutError('nothing was saved')

    def event(self, method):
        """What the browser says next of that kind."""
        while True:
            for one in self.events:
                if one['method'] == method:
                    self.events.remove(one)
                    return one['params']
            self.events.append(self.hear())

    def text(self, selector):
        return self.value(
            f'document.querySelector({json.dumps(selector)})?.innerText ?? ""')

    def asked(self):
        """What the page asked the network for: (method, address)."""
        return [(e['params']['request']['method'], e['params']['request']['url'])
                for e in self.events
                if e['method'] == 'Network.requestWillBeSent']

    def complaints(self):
        """Of the policy, and whatever else the console was told."""
        return [e['params'] for e in self.events
                if e['method'] == 'Runtime.exceptionThrown'
                or e['method'] == 'Log.entryAdded'
                and e['params']['entry']['level'] == 'error']

    def shot(self, path):
        size = self.call('Page.getLayoutMetrics')['cssContentSize']
        data = self.call('Page.captureScreenshot', captureBeyondViewport=True,
                         clip={'x': 0, 'y': 0, 'width': size['width'],
                               'height': min(size['height'], 4000),
                               'scale': 1})['data']
        pathlib.Path(path).write_bytes(base64.b64decode(data))
