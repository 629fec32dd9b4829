#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sum Meson test logs (testlog.json) into one line: N passed, N failed, N skipped.

A cmocka program counts as its single tests, read from its TAP output; a program that died,
timed out or ended before its plan adds one failure to what it had reported. Anything else
counts as one test. What a program that failed had said comes before the sum, abridged. Exit
status 1 if something failed or nothing ran."""

import json
import re
import sys

PLAN = re.compile(r'^1\.\.(\d+)$')
RESULT = re.compile(r'^(not )?ok \d+( # SKIP)?\b')


MOST_LINES = 24


def tail(lines, most):
    """The last lines, with a word about how many came before them."""
    left = len(lines) - most
    return [f'... {left} lines before'] + lines[left:] if left > 0 else lines


def words_of(test):
    """What a program that failed had said: from its first failure on, and the end of stderr."""
    out = test.get('stdout', '').splitlines()
    first = next((i for i, line in enumerate(out) if line.startswith('not ok')), None)
    said = tail(out, MOST_LINES) if first is None else out[first:first + MOST_LINES]
    return said + tail(test.get('stderr', '').splitlines(), MOST_LINES)


def count(test):
    """Return (passed, failed, skipped) of one entry of the log."""
    planned = passed = failed = skipped = 0
    for line in test.get('stdout', '').splitlines():
        plan, result = PLAN.match(line), RESULT.match(line)
        if plan:
            planned += int(plan.group(1))
        elif result and result.group(2):
            skipped += 1
        elif result and result.group(1):
            failed += 1
        elif result:
            passed += 1
    good = test['result'] in ('OK', 'EXPECTEDFAIL')
    if not planned:
        if test['result'] == 'SKIP':
            return 0, 0, 1
        return (1, 0, 0) if good else (0, 1, 0)
    complete = passed + failed + skipped == planned
    if not complete or (not good and not failed):
        failed += 1
    return passed, failed, skipped


def main(logs):
    """Print the sum over all logs, and which programs failed."""
    total = [0, 0, 0]
    for log in logs:
        with open(log, encoding='utf-8') as lines:
            for line in lines:
                test = json.loads(line)
                numbers = count(test)
                if numbers[1]:
                    print(f"FAILED: {test['name']} ({test['result'].lower()}, "
                          f"{numbers[1]} failed)")
                    for said in words_of(test):
                        print(f'    {said}')
                total = [a + b for a, b in zip(total, numbers)]
    print('%d passed, %d failed, %d skipped' % tuple(total))
    return 1 if total[1] or not total[0] + total[2] else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
