# SPDX-License-Identifier: MIT
"""Programs for programs.c: making them from a seed, their file form, shrinking, printing.

A program is a list of operations; an operation is a tuple (name, a, b, sub-list).
"""
import random
import struct

OPS = ['bh_off', 'bh_on', 'irq_off', 'irq_on', 'schedule', 'hi_schedule', 'disable_nosync',
       'disable_in_atomic', 'disable', 'enable', 'kill', 'schedule_kill', 'raise', 'interrupt',
       'set_callback', 'set_vector', 'look', 'unlock_wait']
CODE = {name: code for code, name in enumerate(OPS)}
TASKLETS, VECTORS, WORKS = 5, 4, 3
SUB_BYTES_MAX = 255


def encode_list(ops):
    return b''.join(encode_op(op) for op in ops)


def encode_op(op):
    name, a, b, sub = op
    body = encode_list(sub)
    if len(body) > SUB_BYTES_MAX:
        raise ValueError('sub-list too long')
    return struct.pack('BBBB', CODE[name], a, b, len(body)) + body


def encode(programs):
    bodies = [encode_list(program) for program in programs]
    return b''.join(struct.pack('<H', len(body)) + body for body in bodies)


def show(ops, indent=''):
    lines = []
    for name, a, b, sub in ops:
        who = {'raise': f' v{a}', 'set_vector': f' v{a}', 'interrupt': f' i{a}',
               'bh_off': ' by spin_lock' if b else '', 'irq_off': ' by spin_lock' if b else '',
               'bh_on': '', 'irq_on': '', 'look': ''}.get(name, f' t{a}')
        lines.append(f'{indent}{name}{who}' + (' {' if sub else ''))
        if sub:
            lines += show(sub, indent + '  ') + [indent + '}']
    return lines


class Maker:
    """One program after the other from one seed."""

    # What is done to tasklets and vectors; in atomic context, and anywhere.
    RAISING = ['schedule'] * 8 + ['hi_schedule'] * 4 + ['raise'] * 3
    OTHER = (['disable_nosync'] * 3 + ['disable_in_atomic'] * 2 + ['enable'] * 7
             + ['look'] + ['interrupt'] * 2)
    PLAIN = ['disable', 'kill', 'schedule_kill', 'unlock_wait', 'enable', 'enable', 'interrupt',
             'interrupt', 'set_callback', 'set_callback', 'set_callback', 'set_vector',
             'disable_nosync']

    def __init__(self, seed):
        self.random = random.Random(seed)

    def _op(self, name, depth):
        rnd = self.random
        if name in ('raise', 'set_vector'):
            a = rnd.randrange(VECTORS)
        elif name == 'interrupt':
            a = rnd.randrange(WORKS)
        else:
            # Few, so that they meet.
            a = min(rnd.randrange(TASKLETS), rnd.randrange(TASKLETS))
        sub = []
        if name in ('set_callback', 'set_vector', 'interrupt'):
            sub = self._script(depth + 1)
        return (name, a, rnd.randrange(2), sub)

    def _script(self, depth):
        """What a callback or handler does: little, as a rule."""
        rnd = self.random
        ops = []
        for _ in range(rnd.choice([0, 1, 1, 1, 2, 2, 3, 4])):
            name = rnd.choice(self.RAISING + self.OTHER)
            if name == 'interrupt' and depth > 2:
                name = 'look'
            ops.append(self._op(name, depth))
        return self._sections(ops)

    def _sections(self, ops):
        """Sometimes a section around a part."""
        rnd = self.random
        if ops and rnd.random() < 0.25:
            kind = rnd.choice(['bh', 'irq', 'irq'])
            i, j = sorted(rnd.randrange(len(ops) + 1) for _ in range(2))
            ops = (ops[:i] + [(f'{kind}_off', 0, rnd.randrange(2), [])] + ops[i:j]
                   + [(f'{kind}_on', 0, 0, [])] + ops[j:])
        return ops

    def program(self):
        rnd = self.random
        ops = []
        for _ in range(rnd.randrange(1, 5)):
            ops.append(self._op(rnd.choice(['set_callback', 'set_callback', 'set_vector']), 0))
        for _ in range(rnd.randrange(1, 6)):
            if rnd.random() < 0.35:
                ops.append(self._op(rnd.choice(self.PLAIN), 0))
                continue
            body = [self._op(rnd.choice(self.RAISING + self.OTHER), 0)
                    for _ in range(rnd.randrange(1, 8))]
            body = self._sections(self._sections(body))
            if rnd.random() < 0.15:
                ops += [('irq_off', 0, rnd.randrange(2), [])] + body + [('irq_on', 0, 0, [])]
            else:
                ops += [('bh_off', 0, rnd.randrange(2), [])] + body + [('bh_on', 0, 0, [])]
        return ops


def make(seed, count, first=0):
    """Programs of a seed by their numbers; each can be made alone."""
    return [Maker(f'{seed}:{i}').program() for i in range(first, first + count)]


def smaller(ops):
    """All programs with something left out: halves first, then single operations and subs."""
    n = len(ops)
    size = n // 2
    while size > 1:
        for i in range(0, n, size):
            yield ops[:i] + ops[i + size:]
        size //= 2
    for i in range(n):
        yield ops[:i] + ops[i + 1:]
    for i, (name, a, b, sub) in enumerate(ops):
        for less in smaller(sub):
            yield ops[:i] + [(name, a, b, less)] + ops[i + 1:]
        if b:
            yield ops[:i] + [(name, a, 0, sub)] + ops[i + 1:]


def shrink(program, differ):
    """Delta debugging: @differ(list of programs) says for each whether the logs differ still.

    A round tries all smaller programs at once, since a round may be a boot of a kernel.
    """
    while True:
        candidates = list(smaller(program))
        found = [c for c, bad in zip(candidates, differ(candidates)) if bad] if candidates else []
        if not found:
            return program
        program = min(found, key=lambda c: len(encode_list(c)))


def split(log):
    """The log of --verbose, per program."""
    return log.split('== program ')[1:]
