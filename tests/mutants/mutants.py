# SPDX-License-Identifier: MIT
"""The rules that are broken, and the tests that have to notice. Labels are those of the code."""

import re
from collections import namedtuple

# tests: in order of preference; the first that fails is the one that caught it.
# also: more replacements (path, old, new) that belong to the break.
Mutant = namedtuple('Mutant', 'name what path old new tests also', defaults=((),))


def places(text, old):
    """Where it stands, however the text is wrapped and indented."""
    return list(re.finditer(r'\s+'.join(map(re.escape, old.split())), text))


STORM = ('stress-storm',)
BIAS = ('stress-bias',)
LIBC = ('stress-libc',)
LOCKS = ('stress-locks',)
SLEEPING = ('sim-explore-locks', 'stress-sleeping')
SELF = 'include/arch/threads/asm/self.h'
CPU = 'lib/arch/threads/cpu.c'
KICK = 'lib/arch/threads/kick.c'
BIAS_C = 'lib/arch/threads/bias.c'
PC = 'lib/arch/threads/pc.c'
WORKER = 'lib/arch/threads/worker.c'
SLEEP = 'lib/arch/threads/sleep.c'
LINE = 'lib/irq/line.c'
ENABLE = 'lib/irq/enable.c'
FLOW = 'lib/irq/flow.c'
THREAD = 'lib/irq/thread.c'
MANAGE = 'lib/irq/manage.c'
SOFTIRQ = 'lib/kernel/softirq.c'
TASKLET = 'lib/kernel/tasklet.c'
WAIT = 'lib/kernel/wait.c'
SPINLOCK = 'include/linux/spinlock.h'
MUTEX = 'lib/locking/mutex.c'
RWSEM = 'lib/locking/rwsem.c'
WW_MUTEX = 'lib/locking/ww_mutex.c'
PERCPU_REF = 'lib/lib/percpu-refcount.c'
SEMAPHORE = 'lib/locking/semaphore.c'
RWLOCK = 'lib/locking/rwlock.c'
COMPLETION = 'lib/kernel/completion.c'
SEQLOCK = 'include/linux/seqlock.h'

MUTANTS = [
    # --- interrupts that were held off ---
    Mutant('restore-without-r2', 'R2: local_irq_restore() does not look at replay', SELF,
           '		arch_replay();		/* R2 */', '		;', STORM),
    Mutant('handler-ignores-irq-off', 'a kick is served in a section with interrupts off', KICK,
           'serve = pending && !(ctx & ARCH_CTX_MASKED) &&', 'serve = pending &&', STORM),
    Mutant('handler-forgets-replay', 'a kick that finds interrupts off sets no replay', KICK,
           'if (pending) self->replay = 1;', '', STORM),
    Mutant('handler-open', 'a kick lands in the handler of another that found itself in libc', PC,
           'if (pc >= (uintptr_t)__start_tl_kick_text && pc < (uintptr_t)__stop_tl_kick_text) '
           'return false;', '', LIBC,
           ((KICK, 'rekick_arm(self, signo); errno = saved_errno;',
             'rekick_arm(self, signo); for (volatile int i = 0; i < 20000; i++) ; '
             'errno = saved_errno;'),)),
    Mutant('k1-own-without-replay', 'K1: a raise on the own CPU relies on another raiser', KICK,
           'if (owner && owner == self->tid) replay_later(self);', '', STORM),

    # --- serving ---
    Mutant('without-s3', 'S3: the list is not looked at after PENDING was cleared', LINE,
           '	if (anything_pending(cpu))\n		arch_kick_cpu(cpu);				/* S3 */',
           '	;', STORM),
    Mutant('without-kicking-wait', 'S2: the owner does not wait for the end of tgkill()', KICK,
           '	while (cpu_word(a) & CPU_KICKING) {', '	while (0) {', STORM),
    Mutant('kick-does-not-wake-worker', 'K2: a free CPU\'s worker is left asleep', KICK,
           '		if (!(w & CPU_WORK))\n			kick_wake_worker(cpu);', '		;', STORM),
    Mutant('kick-without-signal', 'K4: the owner is not signalled', KICK,
           '	(void)syscall(SYS_tgkill, getpid(), owner, signo);', '	;', STORM),

    # --- taking and giving ---
    Mutant('give-ignores-pending', 'G1: a CPU is given back with PENDING', CPU,
           '		if (w & CPU_PENDING) {				/* G1 */', '		if (0) {', STORM),
    Mutant('give-ignores-waiter', 'G2: nobody is handed the CPU', CPU,
           '		if (w & CPU_WAITER) {				/* G2 */', '		if (0) {', STORM),
    Mutant('hand-over-loses-work', 'G2: WORK is lost in a hand-over', CPU,
           '	new = next->tid | (w & WORD_STAYS)',
           '	new = next->tid | (w & WORD_STAYS & ~CPU_WORK)', STORM),
    Mutant('hand-over-loses-waiters', 'G2: the second in the queue is forgotten', CPU,
           '(next->next ? CPU_WAITER : 0)', '0', STORM),
    Mutant('give-forgets-wake', 'G3: the worker is not woken for WORK', CPU,
           '		wake = (w & CPU_WORK) && self->owes_wake;', '		wake = false;', STORM),
    Mutant('take-ignores-pending', 'T1: who takes a CPU with PENDING does not serve it', CPU,
           'if (w & CPU_PENDING) self->replay = 1; return true; }', 'return true; }', STORM),
    Mutant('take-drops-pending', 'T1: PENDING is overwritten', CPU,
           'while (!cpu_word_cas(a, &w, (w & ~CPU_BIASED) | self->tid));',
           'while (!cpu_word_cas(a, &w, (w & CPU_WORK) | self->tid));', STORM),
    Mutant('waiter-without-flag', 'T3: a waiter queues without telling the owner', CPU,
           '	} while (!cpu_word_cas(&cpu->a, &w, w | CPU_WAITER));', '	} while (0);', STORM),

    # --- CPUs that are left to a thread ---
    Mutant('revoked-is-free', 'B4: the thread holds the CPU, and it is taken as free', BIAS_C,
           'held = __atomic_load_n(&to->ctx, __ATOMIC_ACQUIRE) != 0;', 'held = false;', BIAS),
    Mutant('revoked-without-wake', 'B4: the worker is not woken for what came meanwhile', BIAS_C,
           'kick_wake_worker(cpu); /* K2 */', 'held = false;', ('irq-every-instruction',)),
    Mutant('revoked-without-membarrier', 'B3: the thread\'s store is under way still', BIAS_C,
           'if (syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) < 0)', 'if (0)', BIAS),
    Mutant('take-does-not-know-its-own', 'T1: a thread waits for the CPU that is its own', CPU,
           'if (word_owner(w) && word_owner(w) != self->tid)', 'if (word_owner(w))', BIAS),
    Mutant('rcu-ignores-bias', 'X1: a grace period does not wait for a section with a bias', 'lib/arch/threads/rcu.c',
           'bias_revoke(&arch_cpus[i]); w = cpu_word(a); } while (!word_dead(w) && ((w & CPU_BIASED) ||',
           'w = cpu_word(a); } while (!word_dead(w) && !(w & CPU_BIASED) && (0 ||', BIAS),

    # --- the worker ---
    Mutant('worker-sleeps-blindly', 'W2: the worker compares with the word as it is by then',
           WORKER, '		(void)futex_wait(&cpu->a.word, w, NULL);	/* W2, W3 */',
           '		(void)futex_wait(&cpu->a.word, cpu_word(&cpu->a), NULL);', STORM),
    Mutant('worker-ignores-work', 'W3: the worker does not queue for an owned CPU', WORKER,
           '	return (w & CPU_WORK) || ((w & CPU_PENDING) && !word_owner(w));',
           '	return (w & (CPU_WORK | CPU_PENDING)) && !word_owner(w);', STORM),

    # --- posts ---
    # (A post that does not wake is found by the model: its window is a few instructions wide.)
    Mutant('worker-ignores-posts', 'I3: the worker does not look for posts', WORKER,
           '	softirq_upcall_taken();\n', '', ('tasklet-post',)),
    Mutant('poster-ignores-posts', 'the poster\'s own section does not run what it posted', CPU,
           '	if (likely(cpu_owned(self)))\n		softirq_upcall_taken();', '	;',
           ('tasklet-post',)),
    Mutant('posts-reversed', 'the last posted runs first', TASKLET,
           '	while (oldest) {\n		struct tasklet_struct *t = oldest;\n\n		oldest = t->next;\n'
           '		append(&sc->queue[prio], t);\n	}',
           '	take_in_reverse(sc, prio, oldest);', ('tasklet-post',),
           also=((TASKLET, '/* In the order in which they were posted. With interrupts off. */',
                  'static void take_in_reverse(struct softirq_cpu *sc, enum tasklet_prio prio,\n'
                  'struct tasklet_struct *t)\n{ if (!t) return; struct tasklet_struct *next = t->next;'
                  ' take_in_reverse(sc, prio, next); append(&sc->queue[prio], t); }'),)),

    # --- lines ---
    Mutant('done-does-not-redeliver', 'an edge that came during the handler is forgotten', LINE,
           '	change(desc, LINE_QUEUED, 0);',
           '	arch_fetch_and(&desc->line, ~LINE_QUEUED, __ATOMIC_SEQ_CST);',
           LIBC),
    Mutant('ack-after-handlers', 'an edge is acknowledged when its handlers have run', LINE,
           '		desc_flow(desc)(desc);', '		desc_flow(desc)(desc), line_ack(desc);', LIBC),
    Mutant('unmask-does-not-deliver', 'an edge latched while masked is forgotten', LINE,
           '	change(desc, LINE_MASKED, 0);',
           '	arch_fetch_and(&desc->line, ~LINE_MASKED, __ATOMIC_SEQ_CST);', ('irq-disable',)),
    Mutant('flow-forgets-edge', 'an edge that finds its line disabled is forgotten', FLOW,
           '	desc->istate |= ISTATE_PENDING;', '	;', ('irq-disable',)),
    Mutant('free-without-synchronize', 'free_irq() does not wait for the handler', MANAGE,
           '		(void)desc_synchronize_hardirq(desc);\n', '		;\n', STORM + ('irq-sync',)),
    Mutant('disable-without-synchronize', 'disable_irq() does not wait for the handler', ENABLE,
           '	disable_irq_nosync(irq);\n	wait_for_all(irq);', '	disable_irq_nosync(irq);',
           STORM),
    Mutant('queued-line-reused', 'a line on a CPU\'s list is handed out again', 'lib/irq/desc.c',
           ' || (smp_load_acquire(&desc->line) & LINE_QUEUED)', '', ('stress-freed-line',)),

    # --- threaded handlers ---
    Mutant('synchronize-forgets-thread', 'T2: synchronize_irq() does not wait for threads', ENABLE,
           '	wait_event(desc->wait_for_threads, !atomic_read_acquire(&desc->threads_active));', '',
           ('irq-thread', 'stress-irq-thread')),
    Mutant('stop-before-run', 'a thread that is to stop does not do the run that it owes', THREAD,
           '		if (run || stop)\n			break;',
           '		if (stop)\n			return false;\n		if (run)\n			break;',
           ('irq-thread-sim', 'sim-explore-irq-thread')),
    Mutant('oneshot-not-masked', 'a level is not masked while its thread is to run', FLOW,
           '	return !state_has(desc, IRQD_IRQ_DISABLED) && !desc->threads_oneshot;',
           '	return !state_has(desc, IRQD_IRQ_DISABLED);', ('irq-thread', 'stress-irq-thread')),
    Mutant('enable-unmasks-oneshot', 'enable_irq() unmasks under a thread of IRQF_ONESHOT',
           'lib/irq/chip.c', '	} else if (!desc->threads_oneshot) {', '	} else {',
           ('irq-thread', 'stress-irq-thread')),

    # --- softirqs and tasklets ---
    Mutant('looks-before-allowing', 'B0: softirqs are looked for before they are allowed',
           'include/linux/bottom_half.h',
           '	arch_ctx_keep_one(ctx, cnt);\n	if (unlikely(arch_peek('
           'arch_softirq_pending)) || unlikely(ctx & ARCH_CTX_IRQ_OFF))\n'
           '		__local_bh_enable_slow(ip);',
           '	bool slow = arch_peek(arch_softirq_pending) || (ctx & ARCH_CTX_IRQ_OFF);\n'
           '	arch_ctx_keep_one(ctx, cnt); if (slow) __local_bh_enable_slow(ip);',
           ('irq-every-instruction',)),
    Mutant('softirq-loop-once', 'softirqs raised by softirqs are left', SOFTIRQ,
           '		if (!pending)\n			break;', '		break;', STORM),
    Mutant('park-without-recheck', 'P1: enabled between the last look and parking', TASKLET,
           '		if (arch_load(&t->count.counter, __ATOMIC_SEQ_CST) == 0) {', '		if (0) {', ('stress-parked',)),
    Mutant('enable-ignores-parked', 'E1: enabling does not raise where it is parked', TASKLET,
           '	if (likely(!arch_load(&nr_parked, __ATOMIC_SEQ_CST)))\n		return;', '	return;',
           ('stress-parked',)),
    Mutant('sched-cleared-late', 'SCHED is cleared after the callback', TASKLET,
           '			wake_waiters(t);\n			call(t);\n			tasklet_unlock(t);\n			return DONE;',
           '			set_bit(TASKLET_STATE_SCHED, &t->state);\n			call(t);\n'
           '			clear_bit(TASKLET_STATE_SCHED, &t->state);\n			tasklet_unlock(t);\n			return DONE;',
           STORM),
    Mutant('without-run-bit', 'RUN is not tested', TASKLET,
           '	if (!tasklet_trylock(t))\n		return BUSY;',
           '	set_bit(TASKLET_STATE_RUN, &t->state);', STORM),
    Mutant('count-before-run-bit', 'D2: the count is read only before RUN is taken', TASKLET,
           '		if (likely(!arch_load(&t->count.counter, __ATOMIC_SEQ_CST))) {',
           '		if (1) {', STORM + ('sim-explore-tasklet',)),
    Mutant('take-back-owes-nothing', 'a schedule while a start is taken back is no second run', TASKLET,
           'new = old | STATE_OWED;', 'new = old;', ('sim-explore-tasklet',)),
    Mutant('take-back-ignores-kill', 'a kill while a start is taken back is taken for a schedule',
           TASKLET, 'new = old & ~STATE_KILL;', 'new = old | STATE_OWED;', ('sim-explore-tasklet',)),
    Mutant('busy-not-raised', 'a tasklet that is busy elsewhere is put back and forgotten', TASKLET,
           '		if (outcome == BUSY)\n			__raise_softirq_irqoff(prio_softirq[prio]);',
           '		if (outcome == BUSY)\n			;', STORM),
    Mutant('kill-without-unlock-wait', 'tasklet_kill() does not wait for the callback', TASKLET,
           '		if (old & STATE_RUN) {', '		if (0) {', STORM),
    Mutant('wakes-before-clearing', 'X1: waiters are woken before RUN is clear', TASKLET,
           '	test_and_clear_bit(TASKLET_STATE_RUN, &t->state);\n	wake_waiters(t);',
           '	wake_waiters(t);\n	test_and_clear_bit(TASKLET_STATE_RUN, &t->state);', STORM),
    # --- sleeping, waking, locks ---
    Mutant('state-after-condition', 'W1: the state is set after the condition was tested', WAIT,
           '				__add_wait_queue(wq_head, wq_entry);\n		}\n'
           '		set_current_state((unsigned int)state);',
           '				__add_wait_queue(wq_head, wq_entry);\n		}',
           LOCKS,
           also=(('include/linux/wait_event.h', 'cmd; \\ if (condition)',
                  '		set_current_state((unsigned int)(state)); cmd; if (condition)'),)),
    Mutant('sleeps-without-comparing', 'the sleeper does not compare its state', SLEEP,
           '		if (futex_wait(&me->__state, state, slice < 0 ? NULL : &ts) == 0)',
           '		if (futex_wait(&me->__state, READ_ONCE(me->__state), slice < 0 ? NULL : &ts) == 0)',
           LOCKS),
    Mutant('woken-cleared-first', 'C: WOKEN is cleared before it is tested', WAIT,
           '	set_current_state(mode);				/* B */',
           '	set_current_state(mode);\n'
           '	arch_fetch_and(&wq_entry->flags, ~(unsigned int)WQ_FLAG_WOKEN, __ATOMIC_SEQ_CST);',
           LOCKS),
    Mutant('unlock-early', 'L2: the lock is released before its holder is done with it', SPINLOCK,
           '	if (!arch_try_cmpxchg(&lock->locked, &expected, 1, __ATOMIC_ACQUIRE))\n'
           '		return false;',
           '	if (READ_ONCE(lock->locked))\n		return false;\n	(void)expected;\n'
           '	WRITE_ONCE(lock->locked, 1);', ('stress-locks', 'stress-storm')),

    # --- sleeping locks, and those that spin on readers ---
    Mutant('mutex-unlock-forgets-waiters', 'the fast path unlocks a mutex with WAITERS',
           'include/linux/mutex.h',
           '	if (unlikely(!arch_try_cmpxchg(&lock->owner, &me, 0UL, __ATOMIC_RELEASE)))\n'
           '		__mutex_unlock_slow(lock, site);',
           '	(void)me; arch_store(&lock->owner, 0UL, __ATOMIC_RELEASE);', SLEEPING),
    Mutant('mutex-taken-with-owner', 'a waiter takes a mutex that has an owner', MUTEX,
           '	while (!(*old & ~FLAGS))', '	while (1)', SLEEPING),
    Mutant('mutex-without-handoff', 'HANDOFF is never set', MUTEX,
           '			(void)arch_fetch_or(&lock->owner, HANDOFF, __ATOMIC_RELAXED);',
           '			;', ('mutex-sim',)),
    Mutant('mutex-waits-unlocked', 'the state is set when wait_lock is given up', MUTEX,
           '		__set_current_state(state);\n		raw_spin_unlock(&lock->wait_lock);',
           '		raw_spin_unlock(&lock->wait_lock);\n'
           '		for (volatile int i = 0; i < 20000; i++)\n			;\n'
           '		__set_current_state(state);', ('stress-sleeping',)),
    Mutant('rwsem-waiter-does-not-look', 'who queues does not see that it is free by now', RWSEM,
           '	(void)arch_fetch_or(&sem->count, __RWSEM_WAITERS, __ATOMIC_RELAXED);\n	grant(sem);',
           '	(void)arch_fetch_or(&sem->count, __RWSEM_WAITERS, __ATOMIC_RELAXED);', SLEEPING),
    Mutant('rwsem-reader-passes-writer', 'readers do not wait behind a waiting writer',
           'include/linux/rwsem.h', '		if (count & (__RWSEM_WRITER | __RWSEM_WAITERS))\n',
           '		if (count & __RWSEM_WRITER)\n', ('rwsem-sim',)),
    Mutant('rwsem-writer-among-readers', 'a writer is let in while somebody reads', RWSEM,
           ' || (waiter->writes && count >= __RWSEM_READER)', '', SLEEPING),
    Mutant('rwsem-reader-does-not-wake', 'the last reader leaves a writer waiting',
           'include/linux/rwsem.h',
           '	if (unlikely(count == (__RWSEM_READER | __RWSEM_WAITERS)))', '	if (0 && count)',
           SLEEPING),
    Mutant('semaphore-up-ignores-waiters', 'up() counts where somebody waits', SEMAPHORE,
           '		if (unlikely(count & __SEM_WAITERS)) {', '		if (0) {', SLEEPING),
    Mutant('semaphore-flag-stays', 'WAITERS stays when the last waiter gives up', SEMAPHORE,
           '	if (list_empty(&sem->wait_list))\n		arch_store(', '	if (0)\n		arch_store(',
           SLEEPING),
    Mutant('completion-wakes-nobody', 'a waiter that sleeps is not woken', COMPLETION,
           '	wake_up_locked(&x->wait);', '	;', SLEEPING),
    Mutant('completion-looks-unlocked', 'a wait that need not sleep does not take the lock',
           COMPLETION, '	lock_waiter_begin(&waiter);\n	spin_lock_irq(&x->wait.lock);',
           '	if (READ_ONCE(x->done)) { x->done--; return timeout ? timeout : 1; }\n'
           '	lock_waiter_begin(&waiter);\n	spin_lock_irq(&x->wait.lock);',
           ('sim-explore-locks',)),
    Mutant('rwlock-flag-stays', 'WAITING stays when the writer has it', RWLOCK,
           'arch_try_cmpxchg(&lock->cnts, &cnts, __RW_WRITER, __ATOMIC_ACQUIRE)',
           'arch_try_cmpxchg(&lock->cnts, &cnts, cnts | __RW_WRITER, __ATOMIC_ACQUIRE)',
           ('spin-family-sim',) + SLEEPING),
    Mutant('rwlock-interrupt-waits', 'an interrupt that reads waits for a writer that waits', RWLOCK,
           'in_interrupt() ? __RW_WRITER : __RW_WRITER | __RW_WAITING',
           '__RW_WRITER | __RW_WAITING', ('spin-family-sim',)),
    Mutant('seqlock-never-odd', 'SQ1: the count does not show that somebody writes', SEQLOCK,
           '	WRITE_ONCE(s->sequence, s->sequence + 1);\n	smp_wmb();', '	smp_wmb();', SLEEPING,
           ((SEQLOCK, '	smp_store_release(&s->sequence, s->sequence + 1);',
             '	smp_store_release(&s->sequence, s->sequence + 2);'),)),
    Mutant('seqlock-ends-early', 'SQ2: the count is even again before all is written', SEQLOCK,
           '	WRITE_ONCE(s->sequence, s->sequence + 1);\n	smp_wmb();',
           '	WRITE_ONCE(s->sequence, s->sequence + 2);\n	smp_wmb();', SLEEPING,
           ((SEQLOCK, '	smp_store_release(&s->sequence, s->sequence + 1);', '	(void)s;'),)),
    Mutant('ww-does-not-wound', 'wound-wait: an older one that comes wounds nobody', WW_MUTEX,
           '		WRITE_ONCE(lock->ctx->wounded, 1);', '		;', ('sim-explore-handover',)),
    Mutant('ww-wounds-without-waking', 'W2: a wounded one that sleeps is not woken', WW_MUTEX,
           '		wake_up_process(LOCK_OWNER(arch_peek(lock->base.owner)));', '		;',
           ('sim-explore-handover',)),
    Mutant('ww-younger-waits', 'wait-die: a younger one that holds something waits', WW_MUTEX,
           '	if (lock->ctx && is_older(lock->ctx, waiter->ctx))\n		return true;', '',
           ('sim-explore-handover',)),
    Mutant('ww-wound-stays', 'a context that holds nothing is wounded still', WW_MUTEX,
           '		WRITE_ONCE(ctx->wounded, 0);', '		;', ('ww-mutex-sim',)),
    Mutant('percpu-ref-without-bias', 'the common count may get 0 while CPUs count', PERCPU_REF,
           '#define BIAS (1UL << (BITS_PER_LONG - 1))', '#define BIAS 0UL',
           ('sim-explore-handover', 'percpu-ref-sim')),
    Mutant('percpu-ref-without-grace-period', 'the counters are summed up at once', PERCPU_REF,
           '	call_rcu(&data->rcu, switched);',
           '	spin_unlock(&switch_lock); switched(&data->rcu); spin_lock(&switch_lock);',
           ('sim-explore-handover',)),
    Mutant('percpu-ref-switch-holds-nothing', 'a switch holds no reference', PERCPU_REF,
           '	atomic_long_inc(&data->count);', '	;', ('sim-explore-handover', 'percpu-ref-sim')),
    Mutant('swait-tests-before-queueing', 'W1: the state is set when the condition has been tested',
           'include/linux/swait.h',
           '			long __int = prepare_to_swait_event(&(wq), &__wait, state); ',
           '			if (condition) break; '
           'long __int = prepare_to_swait_event(&(wq), &__wait, state); if (0) ',
           ('sim-explore-handover',)),
    Mutant('bit-wakes-before-clearing', 'W5: waiters are woken before the bit is clear',
           'include/linux/wait_bit.h',
           '	clear_bit_unlock(bit, word);\n', '	wake_up_bit(word, bit);\n',
           SLEEPING, (('include/linux/wait_bit.h',
                      '	smp_mb__after_atomic();\n	wake_up_bit(word, bit);',
                      '	smp_mb__after_atomic();\n	clear_bit_unlock(bit, word);'),)),
]
