#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Break the library on purpose, one rule at a time, and show that a test notices.

usage: run.py SOURCE_DIR WORK_DIR [NAME...]

Works on a copy of the source tree. Each mutant (mutants.py) replaces a piece of text that must
stand in its file exactly once, white space aside: when the code moves on, its mutant fails until it is adapted. A
mutant is caught when one of its tests fails, the watchdog of a stress test included. Writes TAP."""

import filecmp
import os
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from mutants import MUTANTS, places  # noqa: E402

# More than enough for the mutants, and short where a mutant hangs the test.
ENV = dict(os.environ, STRESS_OPS='400000', STRESS_REPEAT='4', STRESS_WATCHDOG='5',
           STRESS_SECONDS='2', STRESS_DELIVERY='direct', CMOCKA_MESSAGE_OUTPUT='TAP')
TIMEOUT = 60        # seconds, for what has no watchdog
FILES = ('lib', 'include', 'examples', 'tests', 'bench', 'tools',
         'meson.build', 'meson_options.txt')


def copy_if_different(source, target):
    """By content: a run that was killed has left a mutant, newer than its original."""
    if not os.path.exists(target) or not filecmp.cmp(source, target, shallow=False):
        shutil.copy(source, target)
    return target


def copy_tree(source, tree):
    """Only what has changed, so that a second run compiles little."""
    os.makedirs(tree, exist_ok=True)
    for name in FILES:
        path = os.path.join(source, name)
        if os.path.isdir(path):
            shutil.copytree(path, os.path.join(tree, name), dirs_exist_ok=True,
                            copy_function=copy_if_different)
        elif os.path.exists(path):
            copy_if_different(path, os.path.join(tree, name))


def build(work, tests):
    """Return None, or what the build said when it failed."""
    directory = os.path.join(work, 'build')
    if not os.path.exists(os.path.join(directory, 'build.ninja')):
        subprocess.run(['meson', 'setup', directory, os.path.join(work, 'tree'),
                        '-Dexamples=false', '-Ddefault_library=shared'],
                       check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run(['ninja', '-C', directory] + ['tests/test-' + t for t in tests],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return None if done.returncode == 0 else done.stdout[-2000:]


def run(work, test):
    """Return None if it passed, else one line about how it failed."""
    program = os.path.join(work, 'build', 'tests', 'test-' + test)
    # A file, not a pipe: children that a failed test leaves behind would keep a pipe open.
    with open(os.path.join(work, 'output'), 'w+', errors='replace') as output:
        process = subprocess.Popen([program], env=ENV, stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=subprocess.STDOUT)
        try:
            status = process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return 'hangs'
        if status == 0:
            return None
        output.seek(0)
        for line in output:
            if 'watchdog:' in line or 'BUG:' in line or '.c:' in line or 'not ok' in line:
                return line.strip()
    return 'exit status %d' % status


def first_failure(mutant, work):
    """Return (test and how it failed, None) or (None, why there is no such)."""
    problem = build(work, mutant.tests)
    if problem:
        return None, problem.replace('\n', '\n# ')
    for test in mutant.tests:
        how = run(work, test)
        if how:
            return '%s: %s' % (test, how), None
    return None, 'nobody noticed: ' + ', '.join(mutant.tests)


def replace(tree, changes, originals):
    """Apply the changes; return the path of one that does not apply. Fills in originals."""
    for path, old, new in changes:
        with open(os.path.join(tree, path)) as f:
            text = f.read()
        originals.setdefault(path, text)
        found = places(text, old)
        if len(found) != 1:
            return path
        with open(os.path.join(tree, path), 'w') as f:
            f.write(text[:found[0].start()] + new + text[found[0].end():])
    return None


def try_mutant(mutant, work, tree):
    """Return (how it was caught, None) or (None, why it was not)."""
    originals = {}
    try:
        wrong = replace(tree, ((mutant.path, mutant.old, mutant.new),) + mutant.also, originals)
        if wrong:
            return None, 'its text is not in %s exactly once' % wrong
        return first_failure(mutant, work)
    finally:
        for path, text in originals.items():
            with open(os.path.join(tree, path), 'w') as f:
                f.write(text)


def main(argv):
    source, work = argv[0], argv[1]
    chosen = [m for m in MUTANTS if not argv[2:] or m.name in argv[2:]]
    tree = os.path.join(work, 'tree')
    os.makedirs(work, exist_ok=True)
    copy_tree(source, tree)

    print('1..%d' % (len(chosen) + 1), flush=True)
    tests = sorted({t for m in chosen for t in m.tests})
    problem = build(work, tests)
    for test in tests if not problem else ():
        problem = problem or (run(work, test) and '%s fails without a mutation' % test)
    print('%sok 1 - the library as it is passes' % ('not ' if problem else ''), flush=True)
    failed = bool(problem)
    if problem:
        print('# ' + problem.replace('\n', '\n# '), flush=True)

    for nr, mutant in enumerate(chosen, 2):
        started = time.monotonic()
        caught, problem = try_mutant(mutant, work, tree)
        failed = failed or not caught
        print('%sok %d - %s (%s)' % ('' if caught else 'not ', nr, mutant.name, mutant.what))
        print('# %s, %.0f s' % (caught or problem, time.monotonic() - started), flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
