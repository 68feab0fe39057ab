#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""scripts/test must not count as passed what did not pass."""
import importlib.machinery
import importlib.util
import pathlib
import sys

sys.dont_write_bytecode = True
SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / 'scripts'
sys.path.insert(0, str(SCRIPTS))
loader = importlib.machinery.SourceFileLoader('tally', str(SCRIPTS / 'test'))
tally = importlib.util.module_from_spec(
    importlib.util.spec_from_loader('tally', loader))
loader.exec_module(tally)

RUN = '[==========] Running 5 test(s).\n'


def entry(result, stdout='', stderr=''):
    return {'result': result, 'stdout': stdout, 'stderr': stderr}


CASES = (
    ('not run at all', None, (0, 1)),
    ('one plain test', entry('OK'), (1, 0)),
    ('one plain failure', entry('FAIL'), (0, 1)),
    ('skipped', entry('SKIP'), (0, 1)),
    ('timed out', entry('TIMEOUT'), (0, 1)),
    ('cmocka passed', entry('OK', RUN, '[  PASSED  ] 5 test(s).\n'), (5, 0)),
    ('cmocka failed', entry('FAIL', RUN, '[  PASSED  ] 3 test(s).\n'
     '[  FAILED  ] 2 test(s), listed below:\n'), (3, 2)),
    ('cmocka skipped', entry('OK', RUN, '[  PASSED  ] 4 test(s).\n'
     '[  SKIPPED ] 1 test(s), listed below:\n'), (4, 1)),
    ('cmocka died on the way', entry('FAIL', RUN), (0, 5)),
    ('cmocka left early with 0', entry('OK', RUN), (0, 5)),
    ('cmocka, two groups', entry('OK', RUN + RUN,
     '[  PASSED  ] 5 test(s).\n[  PASSED  ] 5 test(s).\n'), (10, 0)),
    ('cmocka, second group missing', entry('OK', RUN + RUN,
     '[  PASSED  ] 5 test(s).\n'), (5, 5)),
    ('cmocka, no tests', entry('OK', '[==========] Running 0 test(s).\n',
     '[  PASSED  ] 0 test(s).\n'), (0, 1)),
    ('cmocka, leak found at exit', entry('FAIL', RUN,
     '[  PASSED  ] 5 test(s).\n'), (5, 1)),
    ('a tally', entry('OK', 'a\n7 passed, 0 failed\n'), (7, 0)),
    ('a tally with failures', entry('FAIL', '7 passed, 2 failed\n'), (7, 2)),
    ('a tally that its exit denies', entry('FAIL', '7 passed, 0 failed\n'),
     (7, 1)),
    ('a tally of nothing', entry('OK', '0 passed, 0 failed\n'), (0, 1)),
    ('a tally that is not the end', entry('OK', '7 passed, 0 failed\nx\n'),
     (1, 0)),
)


NAMED = (
    (None, []),
    (entry('FAIL', 'FAILED: the lot\n  why\n\n3 passed, 1 failed\n'),
     ['FAILED: the lot']),
    (entry('FAIL', RUN, '[  FAILED  ] an_act\n[  PASSED  ] 4 test(s).\n'
     '[  FAILED  ] 1 test(s), listed below:\n[  FAILED  ] an_act\n'),
     ['[  FAILED  ] an_act']),
)


def main():
    failed = 0
    for name, given, wanted in CASES:
        got = tally.count(given)
        if got != wanted:
            failed += 1
            print(f'{name}: counted {got}, not {wanted}')
    if tally.log_key('gainsay:unit+slow / a / b') != ('unit', 'a / b'):
        failed += 1
        print('the name in the log is misread')
    for given, wanted in NAMED:
        got = tally.failures(given)
        if got != wanted:
            failed += 1
            print(f'what failed is named {got}, not {wanted}')
    print(f'{len(CASES) + len(NAMED) + 1 - failed} passed, {failed} failed')
    sys.exit(1 if failed else 0)


main()
