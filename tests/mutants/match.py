#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""match.py SOURCE: does each deliberate fault, of stress tests and of conformance cases, still find
the text that it replaces? One that does not breaks nothing, and is not told until somebody runs it.
"""
import os
import sys

sys.dont_write_bytecode = True
from mutants import MUTANTS, places  # noqa: E402


def lost(source, faults, count):
    found = []
    for name, edits in faults:
        for path, old, *_ in edits:
            with open(os.path.join(source, path)) as f:
                n = count(f.read(), old)
            if n != 1:
                found.append('%s: its text is %d times in %s, not once' % (name, n, path))
    return found


def main(source):
    ours = [(m.name, ((m.path, m.old, m.new),) + m.also) for m in MUTANTS]
    # Of the same name as ours.
    del sys.modules['mutants']
    sys.path.insert(0, os.path.join(source, 'tests/conformance'))
    from mutants import MUTANTS as conformance

    failed = False
    print('1..2')
    for nr, (what, faults, count) in enumerate((('stress tests', ours, lambda text, old: len(places(text, old))),
                                                ('conformance cases', conformance, str.count)), 1):
        wrong = lost(source, faults, count)
        print('%sok %d - faults for %s' % ('not ' if wrong else '', nr, what))
        for line in wrong:
            print('# ' + line)
        failed = failed or wrong
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
