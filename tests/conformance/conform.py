#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compare both machines of libtasklet with a real Linux kernel: cases, and programs from a seed.

A divergence that DIVERGES.txt names with its reason is shown and not counted.
"""
import argparse
import os
import itertools
import pathlib
import sys
import time

sys.dont_write_bytecode = True
import programs  # noqa: E402
from machine import Failed, Linux, Tasklet, documented, self_test, split_cases

BATCH = 20000  # programs in one boot


def side_by_side(ours, theirs, name):
    rows = [(name, 'Linux')]
    rows += itertools.zip_longest(ours.splitlines(), theirs.splitlines(), fillvalue='')
    width = min(max(len(a) for a, _ in rows), 90)
    same = 0
    for a, b in rows:
        same = same + 1 if a == b else 0
        if same > 12:
            continue
        print(f'  {"  ..." if same == 12 else a:{width}} {"|" if a == b else "#"} '
              f'{"  ..." if same == 12 else b}')


def compare_cases(machine, theirs):
    """Return how many cases differ without a reason."""
    a, b = split_cases(machine.run()), split_cases(theirs)
    reasons = documented()
    bad = 0
    for name in sorted(a | b):
        reason = reasons.get((machine.name, name), reasons.get(('', name)))
        if a.get(name) == b.get(name):
            if reason:
                print(f'{machine.name}: {name}: no divergence any more; '
                      f'strike it from DIVERGES.txt')
                bad += 1
            continue
        if reason:
            print(f'documented divergence: {machine.name}: {name}: {reason}')
            continue
        bad += 1
        print(f'divergence: {machine.name}: case {name}')
        side_by_side(a.get(name, '(not run)'), b.get(name, '(not run)'), machine.name)
    return bad


def logs(machine, progs):
    return programs.split(machine.run(programs.encode(progs), verbose=True))


def bodies(texts):
    return [text.split('\n', 1)[1] for text in texts]


def differing(ours, theirs, progs):
    """For each program: do the two differ, in each of a few runs?"""
    if not progs:
        return []
    a, b = bodies(logs(ours, progs)), bodies(logs(theirs, progs))
    return [x != y for x, y in zip(a, b)]


def confirmed(machine, bad, first, a, b, a_again, b_again):
    """Leave out those that Linux alone changed its mind about, and agrees on now.

    Once in about a million programs another interrupt of the real kernel comes at a moment at
    which ours is pending. What libtasklet says must be the same each time.
    """
    left = []
    for i in bad:
        if a[i] == a_again[i] == b_again[i]:
            print(f'program {first + i}: Linux agrees the second time, with another log than '
                  f'the first time; not counted')
            continue
        left.append(i)
        for name, once, again in (machine.name, a, a_again), ('Linux', b, b_again):
            if once[i] != again[i]:
                print(f'program {first + i}: {name} says something else the second time')
    return left


def results(machine, data, count):
    lines = machine.run(data).splitlines()
    if len(lines) != count:
        raise Failed(f'{machine.name}: {count} programs, but {len(lines)} results')
    return lines


def compare_programs(ours, theirs, seed, count):
    """Return (machine, number) of the programs that differ."""
    found = []
    for first in range(0, count, BATCH):
        n = min(BATCH, count - first)
        progs = programs.make(seed, n, first)
        data = programs.encode(progs)
        b, b_again = results(theirs, data, n), None
        for machine in ours:
            a = results(machine, data, n)
            bad = [i for i in range(n) if a[i] != b[i]]
            if bad:
                b_again = b_again or results(theirs, data, n)
                bad = confirmed(machine, bad, first, a, b, results(machine, data, n), b_again)
            found += [(machine, first + i) for i in bad]
        if count > BATCH:
            print(f'{first + n} programs, {len(found)} differ', flush=True)
    return found


def report_program(ours, theirs, seed, number):
    program, = programs.make(seed, 1, number)
    # A boot for each round of shrinking is what takes time; all candidates go in one.
    if all(differing(ours, theirs, [program] * 5)):
        program = programs.shrink(program, lambda cs: differing(ours, theirs, cs))
        note = 'shrunk to'
    else:
        note = 'which did not differ when it was tried again alone'
    print(f'divergence: {ours.name}: program {number} of seed {seed}, {note}:')
    print('\n'.join('    ' + line for line in programs.show(program)))
    a, = bodies(logs(ours, [program]))
    b, = bodies(logs(theirs, [program]))
    side_by_side(a, b, ours.name)


def main():
    parser = argparse.ArgumentParser(prog='./run conformance', description=__doc__)
    parser.add_argument('--build', required=True, type=os.path.abspath,
                        help=argparse.SUPPRESS)
    parser.add_argument('--programs', type=int, default=5000, metavar='N')
    parser.add_argument('--seed', default='1', metavar='S')
    parser.add_argument('--cases-only', action='store_true')
    parser.add_argument('--mutants', action='store_true',
                        help='build libtasklet with deliberate faults, and show what catches each')
    parser.add_argument('--self-test', action='store_true',
                        help='have the real kernel oops, hang ..., and see that it is noticed')
    args = parser.parse_args()
    start = time.monotonic()
    scratch = pathlib.Path(args.build) / 'conformance'
    theirs = Linux(scratch)
    theirs.make()
    if args.self_test:
        return 1 if self_test(theirs) else 0
    if args.mutants:
        import mutants
        return mutants.run(args, theirs, scratch)

    tests = pathlib.Path(args.build) / 'tests/conformance'
    ours = [Tasklet('libtasklet', tests / 'conformance', scratch),
            Tasklet('libtasklet-sim', tests / 'conformance-sim', scratch)]
    case_log = theirs.run()
    print(f'Linux {theirs.release}, preempt={theirs.preempt}, in QEMU with 2 CPUs; '
          f'against it {" and ".join(machine.name for machine in ours)}')
    bad = sum(compare_cases(machine, case_log) for machine in ours)
    count = 0 if args.cases_only else args.programs
    found = compare_programs(ours, theirs, args.seed, count)
    for machine, number in found[:3]:
        report_program(machine, theirs, args.seed, number)
    if len(found) > 3:
        print('and programs ' + ', '.join(f'{number} ({machine.name})'
                                          for machine, number in found[3:100]))
    bad += len(found)
    print(f'{time.monotonic() - start:.0f} s, seed {args.seed}')
    print(f'conformance: {len(split_cases(case_log))} cases, {count} programs, '
          f'{bad} divergences')
    return 1 if bad else 0


if __name__ == '__main__':
    try:
        sys.exit(main())
    except Failed as failed:
        print(f'conformance: error: {failed}', file=sys.stderr)
        sys.exit(2)
