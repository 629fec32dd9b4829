#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every public header compiles alone, twice, and before and after libc's.

    check.py INCLUDE_DIR ARCH_INCLUDE_DIR COMPILER [ARG...]

For each header: alone and twice; all libc headers first, in both orders, and last, in both
orders. A header whose name uapi has too is moreover paired with single libc headers, before
and after them. At the end all of ours together, in a few shuffled orders. Half of it is compiled with
_GNU_SOURCE. One test per header, as TAP; a failing order is printed with what the compiler said."""

import itertools
import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

# Each is paired with the headers whose names uapi has too ...
PAIRED = ('stdio stdlib string errno fcntl signal time pthread sys/types sys/ioctl sys/param limits '
          'unistd poll sys/sysinfo sys/stat sys/socket sys/mount sys/time sys/uio sys/wait '
          'netinet/in').split()
# ... and these too are among "all libc headers".
OTHERS = ('stddef stdint inttypes ctype math assert sched semaphore sys/resource sys/epoll '
          'sys/eventfd sys/timerfd sys/mman sys/prctl sys/sysmacros arpa/inet net/if').split()
PAIRED = [name + '.h' for name in PAIRED]
LIBC = PAIRED + [name + '.h' for name in OTHERS]
FLAGS = ['-std=gnu11', '-Wall', '-Wextra', '-Werror', '-fsyntax-only']
BATCH = 16


def public_headers(include):
    """Names as they stand between < and >."""
    for top in ('linux', 'asm', 'tasklet'):
        for folder, _, names in os.walk(os.path.join(include, top)):
            for name in names:
                if name.endswith('.h'):
                    yield os.path.relpath(os.path.join(folder, name), include)


def orders_of(header):
    """All (sequence of headers, is _GNU_SOURCE defined) that one header is tried in."""
    backwards = LIBC[::-1]
    yield [header], False
    yield [header, header], True
    yield LIBC + [header], False
    yield backwards + [header], True
    yield [header] + LIBC, False
    yield [header] + backwards, True
    if os.path.exists(os.path.join('/usr/include', header)):
        for i, libc in enumerate(PAIRED):
            yield [libc, header], i % 2 == 0
            yield [header, libc], i % 2 == 1


class Checker:
    """Compiles orders of headers, many in one call of the compiler."""

    def __init__(self, compiler, includes, folder):
        self.call = compiler + FLAGS + ['-I' + path for path in includes]
        self.folder = folder
        self.numbers = itertools.count(1) # next() is one step for all threads

    def write(self, order):
        """Make a source of an order; return its path."""
        names, gnu = order
        path = os.path.join(self.folder, f'{next(self.numbers)}.c')
        with open(path, 'w', encoding='utf-8') as source:
            if gnu:
                source.write('#define _GNU_SOURCE 1\n')
            source.writelines(f'#include <{name}>\n' for name in names)
            source.write('int nothing_else;\n')
        return path

    def leaks(self):
        """Return [(order, complaint)]: libc headers after which our names are not free."""
        found = []
        for libc in PAIRED:
            path = self.write(([libc], True))
            with open(path, 'a', encoding='utf-8') as source:
                source.write('typedef struct { int x; } u8, atomic_t, gfp_t;\n'
                             'enum { container_of, min, ERESTARTSYS, U8_MAX, READ, S_IRUGO };\n'
                             'struct list_head { int x; };\n')
            complaint = self.compile([path])
            if complaint:
                found.append((([libc], True), complaint))
        return found

    def compile(self, paths):
        """Return what the compiler says, or None if it is content."""
        done = subprocess.run(self.call + paths, stderr=subprocess.PIPE, text=True, check=False)
        return done.stderr if done.returncode else None

    def check(self, orders):
        """Return [(order, complaint)] of those that fail."""
        paths = [self.write(order) for order in orders]
        if self.compile(paths) is None:
            return []
        failures = [(order, self.compile([path])) for order, path in zip(orders, paths)]
        return [failure for failure in failures if failure[1] is not None]


def describe(order):
    """One line that names an order."""
    names, gnu = order
    if len(names) > 4:
        names = names[:2] + ['...'] + names[-2:]
    return ' '.join(names) + (' (_GNU_SOURCE)' if gnu else '')


def main(include, arch_include, *compiler):
    """Run everything; return the exit status."""
    headers = sorted(public_headers(include))
    cases = {header: list(orders_of(header)) for header in headers}
    shuffler = random.Random(1)
    cases['all of them, shuffled'] = [
        (shuffler.sample(headers, len(headers)), i % 2 == 0) for i in range(8)]

    failures = {name: [] for name in cases}
    with tempfile.TemporaryDirectory() as folder:
        checker = Checker(list(compiler), [include, arch_include], folder)
        batches = [(name, orders[i:i + BATCH]) for name, orders in cases.items()
                   for i in range(0, len(orders), BATCH)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for (name, _), found in zip(batches, pool.map(
                    lambda batch: checker.check(batch[1]), batches)):
                failures[name] += found
        cases['a libc header that includes one of ours leaks nothing'] = PAIRED
        failures['a libc header that includes one of ours leaks nothing'] = checker.leaks()

    print(f'1..{len(cases)}')
    for number, (name, found) in enumerate(failures.items(), 1):
        print(f"{'not ok' if found else 'ok'} {number} - {name}, {len(cases[name])} orders")
        for order, complaint in found[:3]:
            print(f'# {describe(order)}')
            for line in complaint.splitlines()[:12]:
                print(f'#     {line}')
        if len(found) > 3:
            print(f'# ... and {len(found) - 3} more')
    return 1 if any(failures.values()) else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
