#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What went wrong is an error with its last words, never a pass. Needs no kernel: ./run conformance
--self-test has a real one go wrong.
"""
import pathlib
import sys
import tempfile
import unittest
import zlib

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import conform  # noqa: E402
import programs  # noqa: E402
from machine import Failed, Tasklet, split_cases, unframe  # noqa: E402

LOG = b'== a_case\none\ntwo\n== another\nthree\n'
WORDS = 'preempt: none (voluntary) full\nthe last word\n'


def frame(log, size=None, crc=None, end=b'CONFORMANCE-END\n'):
    size = len(log) if size is None else size
    crc = zlib.crc32(log) if crc is None else crc
    return b'CONFORMANCE-BEGIN %d %08x\n' % (size, crc) + log + end


class RealKernel(unittest.TestCase):
    def refused(self, reason, data, why='', words=WORDS):
        with self.assertRaises(Failed) as caught:
            unframe(data, why, words)
        self.assertIn(reason, str(caught.exception))
        self.assertTrue(str(caught.exception).endswith(words[-100:]))

    def test_a_whole_log_is_accepted(self):
        self.assertEqual(unframe(frame(LOG), '', WORDS), LOG.decode())
        self.assertEqual(unframe(b'noise\n' + frame(LOG) + b'noise\n', '', WORDS), LOG.decode())

    def test_no_log_is_an_error(self):
        self.refused('no log came', b'')
        self.refused('no log came', LOG)
        self.refused('no log came', b'CONFORMANCE-BEGIN \n' + LOG)

    def test_a_log_that_is_cut_anywhere_is_an_error(self):
        whole = frame(LOG)
        for size in range(len(whole)):
            with self.subTest(size=size):
                self.refused('', whole[:size])

    def test_a_log_with_a_changed_byte_is_an_error(self):
        whole = frame(LOG)
        for i in range(len(whole)):
            with self.subTest(i=i):
                self.refused('', whole[:i] + bytes([whole[i] ^ 1]) + whole[i + 1:])

    def test_a_log_with_a_lost_or_doubled_byte_is_an_error(self):
        self.refused('bytes instead of', frame(LOG[:5] + LOG[6:], len(LOG), zlib.crc32(LOG)))
        self.refused('bytes instead of', frame(LOG[:5] + LOG[4:], len(LOG), zlib.crc32(LOG)))

    def test_what_the_kernel_complains_of_is_an_error(self):
        for complaint in ('WARNING: CPU: 0 PID: 1 at kernel/softirq.c:376',
                          'BUG: kernel NULL pointer dereference, address: 0000000000000000',
                          'BUG: scheduling while atomic: conformance/0/51/0x00000002',
                          'watchdog: BUG: soft lockup - CPU#0 stuck for 22s!',
                          'rcu: INFO: rcu_preempt self-detected stall on CPU',
                          'INFO: task conformance/0:51 blocked for more than 120 seconds.',
                          'Oops: 0002 [#1] PREEMPT SMP NOPTI',
                          'general protection fault, probably for non-canonical address',
                          'Kernel panic - not syncing: Fatal exception',
                          'irq 24: nobody cared (try booting with the "irqpoll" option)',
                          'huh, entered softirq 6 TASKLET 0 with preempt_count 00000100'):
            with self.subTest(complaint=complaint):
                self.refused(complaint, frame(LOG), words=f'{WORDS}[ 1.0] {complaint}\n')

    def test_what_a_case_makes_it_complain_of_is_none(self):
        expected = ('[ 1.0] conformance: complaints begin\nWARNING: CPU: 0\n'
                    '[ 1.1] conformance: complaints end\n')
        unframe(frame(LOG), '', WORDS + expected + expected)
        self.refused('BUG: after', frame(LOG), words=f'{expected}BUG: after\n{expected}')
        self.refused('BUG: in', frame(LOG), words=f'{expected[:60]}BUG: in\n')

    def test_a_machine_that_failed_or_did_not_end_is_an_error(self):
        self.refused('no end after 120 s', frame(LOG), 'no end after 120 s')
        self.refused('qemu: broken', b'', 'qemu: broken')


class OurMachine(unittest.TestCase):
    def machine(self, script):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        path = pathlib.Path(directory.name) / 'machine'
        path.write_text('#!/bin/sh\n' + script)
        path.chmod(0o755)
        return Tasklet('ours', path, directory.name)

    def refused(self, reason, script):
        machine = self.machine(script)
        machine.TIMEOUT = 0.5 if 'sleep' in script else 60
        with self.assertRaises(Failed) as caught:
            machine.run()
        self.assertIn(reason, str(caught.exception))

    def test_a_log_is_what_it_printed(self):
        self.assertEqual(self.machine('echo "== a_case"').run(), '== a_case\n')

    def test_a_crash_is_an_error(self):
        self.refused('exit status -11', 'echo "== a_case"; kill -SEGV $$')

    def test_a_failure_is_an_error_with_its_words(self):
        self.refused('its last words', 'echo "its last words" >&2; exit 2')

    def test_a_complaint_is_an_error_though_it_ends_well(self):
        self.refused('BUG: sleeping', 'echo "BUG: sleeping function" >&2; echo "== a_case"')

    def test_a_hang_is_an_error(self):
        self.refused('no end after', 'echo "BUG: stalls" >&2; exec sleep 60')

    def test_results_for_fewer_programs_are_an_error(self):
        machine = self.machine('echo "0 0123456789abcdef 10"')
        data = programs.encode(programs.make('1', 2))
        with self.assertRaises(Failed):
            conform.results(machine, data, 2)


class Comparison(unittest.TestCase):
    class Says:
        def __init__(self, log):
            self.name = 'ours'
            self.log = log

        def run(self):
            return self.log

    def test_a_case_that_differs_or_is_missing_diverges(self):
        theirs = LOG.decode()
        self.assertEqual(conform.compare_cases(self.Says(theirs), theirs), 0)
        for ours in ('', '== a_case\none\ntwo\n', theirs + '== more\n', theirs + 'four\n',
                     theirs.replace('two', 'too')):
            with self.subTest(ours=ours):
                self.assertEqual(conform.compare_cases(self.Says(ours), theirs),
                                 2 if not ours else 1)

    def test_only_what_linux_alone_takes_back_is_not_counted(self):
        ours = self.Says('')
        for a, b, a_again, b_again, counts in (('x', 'y', 'x', 'y', True),
                                               ('x', 'y', 'x', 'x', False),
                                               ('x', 'y', 'y', 'y', True),
                                               ('x', 'y', 'z', 'x', True),
                                               ('x', 'y', 'x', 'z', True)):
            with self.subTest(a=a, b=b, a_again=a_again, b_again=b_again):
                self.assertEqual(conform.confirmed(ours, [0], 0, [a], [b], [a_again], [b_again]),
                                 [0] if counts else [])

    def test_cases_are_told_apart(self):
        self.assertEqual(split_cases(LOG.decode()), {'a_case': 'one\ntwo\n', 'another': 'three\n'})

    def test_a_documented_divergence_that_is_none_any_more_is_told(self):
        log = '== timers_of_one_jiffy\none\n'
        self.assertEqual(conform.compare_cases(self.Says(log), log), 1)
        self.assertEqual(conform.compare_cases(self.Says(log + 'two\n'), log), 0)


if __name__ == '__main__':
    unittest.main(buffer=True)
