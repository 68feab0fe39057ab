# SPDX-License-Identifier: Apache-2.0
"""Programs that people make files with: each gets paragraphs and writes a file
of them.  A maker takes many at once, since most of them start slowly."""
import html
import os
import pathlib
import re
import subprocess
import textwrap

HEAD = '---\nsubject: A title\nto: Somebody\n---\n\n'


def run(*command, **more):
    done = subprocess.run([*map(str, command)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors='replace', timeout=600, **more)
    if done.returncode != 0:
        raise SystemExit(f'{command[0]}: {done.stdout[-2000:]}')


def curly(s):
    return re.sub(r'"([^"]*)"', '“\\1”', s).replace("'", '’')


def page(paragraphs, change=curly):
    """As a web page has them; its hyphens are the browser's."""
    return ('<!DOCTYPE html><html><head><meta charset="utf-8"><title>A title'
            '</title><style>body { font: 11pt serif } p { text-align: justify '
            '}</style></head><body>' + '\n'.join(
                f'<p>{html.escape(change(p))}</p>' for p in paragraphs) +
            '</body></html>')


class Makers:
    def __init__(self, gainsay, where):
        self.gainsay, self.where = gainsay, pathlib.Path(where)
        self.count = 0

    def folder(self):
        self.count += 1
        made = self.where / f'made{self.count}'
        made.mkdir()
        return made

    def chromium(self, texts):
        """A browser's `Save as PDF`."""
        folder = self.folder()
        for i, paragraphs in enumerate(texts):
            source, out = folder / f'{i}.html', folder / f'{i}.pdf'
            source.write_text(page(paragraphs))
            run('chromium', '--headless', '--no-sandbox', '--disable-gpu',
                '--no-pdf-header-footer', f'--user-data-dir={folder}/profile',
                f'--print-to-pdf={out}', source)
            yield out.read_bytes()

    def pango(self, texts):
        """`gainsay compose --print`: Pango and Cairo."""
        folder = self.folder()
        for i, paragraphs in enumerate(texts):
            source, out = folder / f'{i}.md', folder / f'{i}.pdf'
            source.write_text(HEAD + '\n\n'.join(paragraphs) + '\n')
            run(self.gainsay, 'compose', '--print', out, source)
            yield out.read_bytes()

    def groff(self, texts):
        """A typesetter's: Times, justified and hyphenated; for texts of Latin-1
        alone."""
        folder = self.folder()
        for i, paragraphs in enumerate(texts):
            source, out = folder / f'{i}.ms', folder / f'{i}.pdf'
            source.write_text(''.join(
                '.LP\n' + re.sub(r"(?m)^([.'])", r'\\&\1', textwrap.fill(
                    p.replace('\\', '\\[rs]'), 70)) + '\n'
                for p in paragraphs))
            with open(out, 'wb') as to:
                subprocess.run(['groff', '-K', 'utf8', '-T', 'pdf', '-ms',
                                source], stdout=to, check=True)
            yield out.read_bytes()

    def pandoc(self, texts, kind='docx'):
        folder = self.folder()
        for i, paragraphs in enumerate(texts):
            source, out = folder / f'{i}.html', folder / f'{i}.{kind}'
            source.write_text(page(paragraphs))
            run('pandoc', '-f', 'html', '-o', out, source)
            yield out.read_bytes()

    def office(self, texts, kind='docx', source='html'):
        """LibreOffice, from a web page or from pandoc's .docx."""
        folder = self.folder()
        if source == 'docx':
            for i, data in enumerate(self.pandoc(texts)):
                (folder / f'{i}.docx').write_bytes(data)
        else:
            for i, paragraphs in enumerate(texts):
                (folder / f'{i}.html').write_text(page(paragraphs))
        out = folder / 'out'
        convert = kind if source == 'docx' or kind == 'pdf' else {
            'docx': 'docx:MS Word 2007 XML', 'odt': 'odt:writer8'}[kind]
        filter_ = [] if source == 'docx' else [
            '--infilter=HTML (StarWriter)']
        run('soffice', '--headless', f'-env:UserInstallation=file://'
            f'{folder}/profile', *filter_, '--convert-to', convert,
            '--outdir', out, *sorted(folder.glob(f'*.{source}')),
            env={**os.environ, 'HOME': str(folder)})
        for i in range(len(list(folder.glob(f'*.{source}')))):
            yield (out / f'{i}.{kind}').read_bytes()
