# SPDX-License-Identifier: MIT
"""Deliberate faults of libtasklet, and what notices each on each machine: programs, or named cases.

Each fault replaces pieces of text that stand in their file exactly once. All are in the code that
the machines share; a fault is noticed if it is on both.
"""
import pathlib
import shutil

import machine
import programs

TASKLET, SOFTIRQ = 'lib/kernel/tasklet.c', 'lib/kernel/softirq.c'
INTERRUPT, IRQ_WORK = 'include/linux/interrupt_softirq.h', 'lib/kernel/irq_work.c'
WORKQUEUE, WAIT, COMPLETION = (f'lib/kernel/{name}.c' for name in
                               ('workqueue', 'wait', 'completion'))
HRQUEUE, SRCU, DEVRES = 'lib/time/hrqueue.c', 'lib/kernel/srcu.c', 'lib/base/devres.c'
IRQ_ENABLE, IRQ_FLOW = 'lib/irq/enable.c', 'lib/irq/flow.c'

MUTANTS = [
    ('a schedule while disabled is lost', [(TASKLET, '''		if (likely(outcome == DONE))
			continue;
''', '''		if (outcome == DISABLED)
			clear_bit(TASKLET_STATE_SCHED, &t->state);
		if (outcome != BUSY)
			continue;
''')]),
    ('last scheduled runs first', [(TASKLET, '''	t->next = NULL;
	*q->tail = t;
	q->tail = &t->next;
''', '''	t->next = q->head;
	if (!q->head)
		q->tail = &t->next;
	q->head = t;
''')]),
    ('hi is an alias of normal', [(TASKLET, 'schedule_on_this_cpu(t, TASKLET_HI)',
                                   'schedule_on_this_cpu(t, TASKLET_NORMAL)')]),
    ('SCHED is cleared after the callback', [
        (TASKLET, '''			wake_waiters(t);
			call(t);
''', '''			set_bit(TASKLET_STATE_SCHED, &t->state);
			call(t);
			clear_bit(TASKLET_STATE_SCHED, &t->state);
''')]),
    ('kill cancels a pending run', [(TASKLET, '''		while (!claim(t))
			wait_for_clear(t, TASKLET_STATE_SCHED);
''', '''		if (!claim(t))
			clear_bit(TASKLET_STATE_SCHED, &t->state);
''')]),
    ('runs on the wrong CPU', [(TASKLET, '''	append(&softirq_cpus[arch_smp_processor_id()].queue[prio], t);
	softirq_raise_here(prio_softirq[prio]);
''', '''	append(&softirq_cpus[arch_smp_processor_id() ^ 1].queue[prio], t);
	softirq_raise_on(arch_smp_processor_id() ^ 1, prio_softirq[prio]);
''')]),
    ('no budget', [(SOFTIRQ, 'if (!--rounds_left || arch_clock_coarse_ns() >= end) {',
                    'if (rounds_left < 0) {')]),
    ('bh_enable forgets what is pending', [(SOFTIRQ, '''	else
		serve_pending();
}
''', '''}
''')]),
    ('softirqs nest at irq exit', [(SOFTIRQ, '''	if (!in_interrupt() &&
	    (arch_softirq_pending''', '''	if (!in_hardirq() &&
	    (arch_softirq_pending''')]),
    ('enable runs it once too often', [(INTERRUPT, '''	if (atomic_dec_and_test(&t->count) && test_bit(TASKLET_STATE_SCHED, &t->state))
''', '''	if (atomic_dec_and_test(&t->count))
		tasklet_schedule(t);
	if (!atomic_read(&t->count) && test_bit(TASKLET_STATE_SCHED, &t->state))
''')]),
    ('a reschedule by its own callback is dropped', [
        (INTERRUPT, '''	if (!test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		__tasklet_schedule(t);
''', '''	if (!test_bit(TASKLET_STATE_RUN, &t->state) &&
	    !test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		__tasklet_schedule(t);
''')]),
    ('disables do not nest', [(INTERRUPT, 'atomic_inc_return(&t->count);',
                               'atomic_set(&t->count, 1);')]),
    ('enable does not wake a parked queue', [(TASKLET, '''				softirq_wake_parked_on(cpu, prio);
''', '''				(void)softirq_wake_parked_on;
''')]),
    ('a parked queue misses the pass', [(SOFTIRQ, 'pending |= tasklet_unpark(sc);', ';')]),
    ('a disabled tasklet loses its place', [(TASKLET, '''	list = take_all(q);
''', '''	list = take_all(q);
	if (list && list->next && atomic_read(&list->count)) {
		struct tasklet_struct *last = list->next;

		while (last->next)
			last = last->next;
		last->next = list;
		list = list->next;
		last->next->next = NULL;
	}
''')]),
    ('the highest vector is served first', [
        (SOFTIRQ, 'for (; pending; pending &= pending - 1)',
         'for (; pending; pending &= ~(1U << __fls(pending)))'),
        (SOFTIRQ, '(unsigned int)__ffs(pending)', '(unsigned int)__fls(pending)')]),
    ('a raise is served in the pass that it was made in', [
        (SOFTIRQ, 'run_one(sc, (unsigned int)__ffs(pending));',
         'run_one(sc, (unsigned int)__ffs(pending)), '
         'pending |= arch_softirq_pending & ~(2 * (pending & -pending) - 1), '
         'arch_softirq_pending &= ~pending;')]),
    ('softirqs run with interrupts off', [(SOFTIRQ, '''		local_irq_enable();
		for (;''', '''		for (;''')]),
    ('a busy tasklet is not put back', [(TASKLET, '''		if (outcome == BUSY)
			__raise_softirq_irqoff(prio_softirq[prio]);
		else
			disabled = true;
''', '''		disabled |= outcome == DISABLED;
''')]),
    ('an interrupt queued while it runs is lost', [(IRQ_WORK, '''	if (!claim(work))
		return false;
	/* The''', '''	if (irq_work_is_busy(work) || !claim(work))
		return false;
	/* The''')]),
    ('works are done last queued first', [(WORKQUEUE, '''	list_add_tail(&work->entry, &pwq->pool->worklist);
	pool_kick''', '''	list_add(&work->entry, &pwq->pool->worklist);
	pool_kick''')]),
    ('hrtimers of one moment run last added first', [(HRQUEUE, 'a->seq < b->seq',
                                                      'a->seq > b->seq')]),
    ('a wake wakes all exclusive waiters', [(WAIT, '(entry_flags & WQ_FLAG_EXCLUSIVE) && !--nr',
                                             '(entry_flags & WQ_FLAG_EXCLUSIVE) && !nr')]),
    ('completions do not count', [(COMPLETION, 'arch_poke(x->done, x->done + 1);', 'x->done = 1;')]),
    ('the first enable_irq() ends all disables', [(IRQ_ENABLE, 'balanced && !--desc->depth',
                                                   'balanced && !(desc->depth = 0)')]),
    ('a ONESHOT level is unmasked before its thread', [
        (IRQ_FLOW, ' && !desc->threads_oneshot;', ';')]),
    ('resources of a device are released first first', [
        (DEVRES, 'list_for_each_entry_safe_reverse(node, previous, todo, entry) {',
         'list_for_each_entry_safe(node, previous, todo, entry) {')]),
    ('a grace period of SRCU does not wait for readers', [
        (SRCU, 'if (await(&ssp->readers[!cur]))', 'if (await(&ssp->readers[!cur]) && false)')]),
]

PROGRAMS = {'threads': 'tests/conformance/conformance', 'sim': 'tests/conformance/conformance-sim'}
FILES = ('lib', 'include', 'examples', 'tests', 'bench', 'tools', 'meson.build',
         'meson_options.txt')


class Tree:
    """A copy of the sources with a build directory, where one fault at a time is made."""

    def __init__(self, scratch):
        self.source = machine.HERE.parent.parent
        self.work = pathlib.Path(scratch) / 'mutants'
        self.tree = self.work / 'tree'
        self.tree.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            path = self.source / name
            for file in path.rglob('*') if path.is_dir() else [path]:
                if file.is_file():
                    self._restore(file.relative_to(self.source))
        if not (self.work / 'build/build.ninja').exists():
            machine.run(['meson', 'setup', self.work / 'build', self.tree, '-Dtests=enabled'])

    def _restore(self, name):
        """By content, with a new time: an older source would not be compiled again."""
        source, copy = self.source / name, self.tree / name
        if not copy.exists() or source.read_bytes() != copy.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
            shutil.copymode(source, copy)

    def build(self, edits):
        """Return the programs with these faults, one for each machine."""
        for name, old, new in edits:
            text = (self.tree / name).read_text()
            if text.count(old) != 1:
                raise machine.Failed(f'{name} has {text.count(old)} times, not once:\n{old}')
            (self.tree / name).write_text(text.replace(old, new))
        try:
            machine.run(['ninja', '-C', self.work / 'build', *PROGRAMS.values()])
        finally:
            for name, _, _ in edits:
                self._restore(name)
        return {name: self.work / 'build' / path for name, path in PROGRAMS.items()}


def attempt(run):
    """What @run returns, or in one word why it returns nothing."""
    try:
        return run(), None
    except machine.Failed as failed:
        return None, 'hangs' if 'no end after' in str(failed) else 'reports an error'


def one_by_one(mutant, progs, expected):
    """The first program that hangs, is reported, or differs; the batch says nothing of it."""
    mutant.TIMEOUT = 3
    for i, program in enumerate(progs[:40]):
        log, why = attempt(lambda p=program: mutant.run(programs.encode([p])))
        if why or log.split()[1:] != expected[i].split()[1:]:
            return f'{i} ({why or "differs"})'
    return 'batch only'


def seen_by_programs(mutant, progs, expected):
    """The first program that notices it, with how many do or what it does instead."""
    log, why = attempt(lambda: mutant.run(programs.encode(progs)))
    if why:
        return one_by_one(mutant, progs, expected)
    wrong = [i for i, (a, b) in enumerate(zip(expected, log.splitlines())) if a != b]
    return f'{wrong[0]} ({len(wrong)} differ)' if wrong else '-'


def seen_by_cases(mutant, expected):
    """How many cases notice it, and which one does first."""
    log, why = attempt(mutant.run)
    if why:
        return why, ''
    cases = [c for c, text in machine.split_cases(log).items()
             if c in expected and expected[c] != text]
    return (str(len(cases)), cases[0]) if cases else ('-', '')


def run(args, theirs, scratch):
    """Show what catches each fault; 0 if all are caught."""
    tree = Tree(scratch)
    progs = programs.make(args.seed, args.programs)
    expected = theirs.run(programs.encode(progs)).splitlines()
    on_purpose = {name for _, name in machine.documented()}
    expected_cases = {name: text for name, text in machine.split_cases(theirs.run()).items()
                      if name not in on_purpose}
    missed = []
    cell = '{:24}{:17}'
    print(f'{"":51}' + ''.join(cell.format(name, '') for name in PROGRAMS) + 'by which case,')
    print(f'{"fault":51}' + cell.format('first program', 'cases') * len(PROGRAMS) + 'for example')
    for name, edits in MUTANTS:
        row, example = f'{name:51}', ''
        for arch, path in tree.build(edits).items():
            mutant = machine.Tasklet(arch, path, scratch)
            mutant.TIMEOUT = 15
            by_program = seen_by_programs(mutant, progs, expected)
            mutant.TIMEOUT = 15
            by_cases, first = seen_by_cases(mutant, expected_cases)
            row += cell.format(by_program, by_cases)
            example = example or first
            if by_program == by_cases == '-':
                missed.append(f'{name} on {arch}')
        print((row + example).rstrip(), flush=True)
    for what in missed:
        print(f'not noticed: {what}')
    print(f'conformance: {len(MUTANTS)} faults on {len(PROGRAMS)} machines, '
          f'{len(missed)} not noticed')
    return 1 if missed else 0
