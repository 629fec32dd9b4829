/* SPDX-License-Identifier: MIT */
/*
 * threads.pml: what runs on the model of ownership.pml. Tasks with sections, the workers, the
 * raisers, and the host kernel that delivers signals. Processes are started in an order that
 * lets THREAD and LEVEL find a frame's thread by its process number.
 */

inline enter(me)
{
	d_step {
		inside[CPU(me)]++;
		section_begins(me);
		assert(inside[CPU(me)] == 1 && owner(CPU(me)) == me);	/* a */
		assert(g_on_its_way(me))
	}
}

inline leave(me)
{
	d_step {
		assert(g_on_its_way(me));
		inside[CPU(me)]--;
#ifdef RCU
		if
		:: kind != 2 -> section_is_over(me)
		:: else
		fi
#endif
	}
}

/* A section that was opened by preempt_disable(), with an irq-off section in it. */
proctype task(byte me) provided (RUNS)
{
	word w;
	byte n, b, v, loops = LOOPS;
#ifdef RCU
	byte kind;
	bool seen;
#endif

	do
	:: loops > 0 -> loops--;
#ifdef RCU
		/* A section alone; one that a section of rcu_read_lock() overlaps with at its
		 * beginning; or at its end. One task of each will do. */
		if
		:: kind = 0
		:: d_step { me == 1 -> kind = 1; reads[me] = 1; section_begins(me) }
		:: me == 1 -> kind = 2
		fi;
#endif
		take(me);
		enter(me);
#ifdef RCU
		if
		:: kind == 1 -> defer(me)
		:: kind == 2 -> reads[me] = 1
		:: else
		fi;
#endif
		d_step { irqoff[me] = 1; useroff[me] = 1 };
#ifdef RAISE_SOFTIRQ
		/* in process context: nobody will run it, so the worker must */
		if
		:: me == 1 -> d_step { soft[CPU(me)] = 1; W[CPU(me)] = W[CPU(me)] | WORK }
		:: else
		fi;
#endif
#ifdef SELF_OFF
		if
		:: me == 1 -> latch(CPU(me), 0); kick(me, CPU(me))
		:: else
		fi;
#endif
#ifdef EXIT
		if
		:: d_step { irqoff[me] = 0; useroff[me] = 0; inside[CPU(me)]--; loops = 0 };
#if MUT == 20
			atomic { let_go(me); W[CPU(me)] = W[CPU(me)] & (PENDING | WORK) };
			break
#else
			irqoff[me] = 1; give_slow(me); break
#endif
		:: skip
		fi;
#endif
		useroff[me] = 0;
		irq_on(me);
#ifdef SELF_ON
		/* Raising never runs a handler: the next place that looks at replay does. */
		if
		:: me == 1 -> irqoff[me] = 1; latch(CPU(me), 0); kick(me, CPU(me));
			if
			:: replay[me] -> d_step { irqoff[me] = 0; selfk[me] = 1 }
			:: else -> irqoff[me] = 0
			fi
		:: else
		fi;
#endif
#ifdef CROSS
		/* A signal for this CPU that came while the kick had interrupts off is due now. */
		if
		:: me == 1 -> irqoff[me] = 1; latch(1 - CPU(me), 0); kick(me, 1 - CPU(me));
#if MUT == 24
			irqoff[me] = 0
#else
			irq_on(me)
#endif
		:: else
		fi;
#endif
#ifdef WAIT
		/* Spin, interrupts on, for an interrupt of this CPU; cpu_relax() looks at replay. */
		if
		:: me == 1 ->
			do
			:: kicking == 0 && owed == 0 -> break
#if MUT != 25
			:: replay[me] -> irq_on(me)
#endif
			od
		:: else
		fi;
#endif
		leave(me);
		give(me);
#ifdef RCU
		if
		:: kind == 2 -> d_step { section_is_over(me) }; reader_leave(me)
		:: else
		fi
#endif
	:: loops == 0 -> break
	od;
	atomic { assert(!sigp[me]); gone[me] = 1 }		/* d */
}

/* The idle loop of a CPU, and its ksoftirqd. */
proctype worker(byte me; byte c) provided (RUNS)
{
	word w;
	byte n, b;
#ifdef RCU
	bool seen;
#endif

again:
	if
	:: atomic { is_free(c) && (W[c] & (PENDING | WORK)) ->	/* W1 */
			replay[me] = ((W[c] & PENDING) != 0);
			W[c] = me | (W[c] & PENDING);
			irqoff[me] = 1 }
	:: !is_free(c) && (W[c] & WORK) ->			/* W3 */
		irqoff[me] = 1;
		enqueue(me);
		if
		:: n -> wait_for_grant(me); W[c] = W[c] & ~WORK
		:: !n -> irqoff[me] = 0; goto again
		fi
	:: atomic { (is_free(c) -> !(W[c] & (PENDING | WORK)) : !(W[c] & WORK)) -> w = W[c] };
		if						/* W2, W3 */
#if MUT == 6
		:: d_step { wsleep[c] = 1; w = 0 };
#else
		:: d_step { W[c] == w -> wsleep[c] = 1; w = 0 };
#endif
end_asleep:		!wsleep[c]
#if MUT != 6
		:: d_step { W[c] != w -> w = 0 }
#endif
		fi;
		goto again
	fi;

	d_step { inside[c]++; section_begins(me); assert(inside[c] == 1 && owner(c) == me) };	/* a */
	do
	:: replay[me] -> serve(me)
	:: else -> break
	od;
#if MUT != 29
	taken(c);
#endif
	if
	:: soft[c] -> softirqs(me)
	:: else
	fi;
	d_step { inside[c]--; section_is_over(me) };
	give_slow(me);
	goto again
}

/* A signal handler that found interrupts on. It goes on whenever its frame is pushed. */
proctype handler() provided (RUNS)
{
	byte b;

end_idle:
	do
	:: serve(THREAD);
		d_step {
			irqoff[THREAD] = 0;
			if
#if MUT != 14
			:: replay[THREAD] -> irqoff[THREAD] = 1
#endif
			:: (MUT == 14 || !replay[THREAD]) -> frame[THREAD]--
			fi
		}
	od
}

/* The kick signal arrives. d: only ever at the owner of the CPU that it was sent for. */
inline deliver(t)
{
	assert(owner(CPU(t)) == t && !gone[t]);
	sigp[t] = 0;
	if
#if MUT == 21
	:: frame[t] < 2 -> irqoff[t] = 1; frame[t]++
	:: else -> replay[t] = 1
#else
	:: irqoff[t] -> replay[t] = 1; gsleep[t] = 0	/* and EINTR */
	:: else -> assert(frame[t] < 2); irqoff[t] = 1; frame[t]++
#endif
	fi
}

proctype host()
{
end_idle:
	do
	:: d_step { sigp[1] -> deliver(1) }
	:: d_step { sigp[2] -> deliver(2) }
#if NTHREAD > 2
	:: d_step { sigp[3] -> deliver(3) }
#endif
#if NTHREAD > 3
	:: d_step { sigp[4] -> deliver(4) }
#endif
	od
}

/* A device model's thread. */
proctype raiser(byte c; byte raises)
{
	byte v, i;

	do
	:: i < raises -> latch(c, i & 1); kick(HOST, c); i++
	:: else -> break
	od;
	atomic { i = 0; kicking-- }
}

#ifdef POST
/* Preemptible code schedules tasklets while others have the CPU. */
proctype poster(byte c)
{
	byte v, i;

	do
	:: i < POST -> post(c); i++
	:: else -> break
	od;
	atomic { i = 0; kicking-- }
}
#endif

#ifdef RCU
/* One grace period. */
proctype rcu_preempt()
{
	word g;
	byte c;

	d_step {
		c = 1;
		do
		:: c <= NTHREAD -> old[c] = sec[c]; c++
		:: else -> break
		od;
		c = 0
	};
#if MUT == 35
	readers_wait();
#endif
	mark_cpus();
	wait_for_cpus();
#if MUT != 35
	readers_wait();
#endif
	d_step {
		c = 1;
		do
		:: c <= NTHREAD -> assert(!old[c]); c++		/* i */
		:: else -> break
		od;
		c = 0;
		gprun = 0
	}
}
#endif

#ifdef USR1
/* A signal of the program's own that raises a line, on top of whatever thread 1 does. Where it
 * interrupted code with interrupts on, it serves before it returns, as a kick would. */
proctype usr1()
{
	byte v;
	bool saved;

	if
	:: atomic { !gone[1] -> ustop[1] = 1; saved = irqoff[1]; irqoff[1] = 1; gsleep[1] = 0 };
		latch(CPU(1), 1);
		kick(1, CPU(1));
		atomic {
			ustop[1] = 0;
			if
#if MUT != 26
			:: !saved && replay[1] && owner(CPU(1)) == 1 -> frame[1]++
#endif
			:: else -> irqoff[1] = saved
			fi;
			saved = 0
		}
	:: gone[1]
	fi;
	kicking--
}
#endif

/* When nothing moves any more: every task came to its end, and no work is left on a free CPU. */
proctype monitor()
{
	byte c;

	timeout;
	assert(gone[1] && (NTASK == 1 || gone[2]));		/* c, e */
#ifdef RCU
	assert(!gprun);						/* c */
#endif
	do
	:: c < NCPU ->
		assert(owed == 0 && list[c] == 0);		/* b */
		assert(W[c] == 0 && !soft[c] && wsleep[c]);	/* f */
#ifdef POST
		assert(!posted[c] && wsleep[c]);		/* f */
#endif
		c++
	:: else -> break
	od
}

init {
	byte i = 1;

	atomic {
		kicking = NKICK;
		do
		:: i <= NTASK -> run task(i); i++
		:: else -> break
		od;
		i = 0;
		do
		:: i < NCPU -> run worker(NTASK + 1 + i, i);
#if NCPU > 1
			cpu[NTASK + 1 + i] = i;
#endif
			i++
		:: else -> break
		od;
		i = 0;
		do
		:: i < 2 * NTHREAD -> run handler(); i++
		:: else -> break
		od;
		run host();
		i = 0;
		do
		:: i < NKICK -> run raiser(NCPU - 1 - i % NCPU, (i -> 1 : RAISES)); i++
		:: else -> break
		od;
#ifdef POST
		kicking++;
		run poster(0);
#endif
#ifdef USR1
		kicking++;
		run usr1();
#endif
#ifdef RCU
		gprun = 1;
		run rcu_preempt();
#endif
		i = 0;
		run monitor()
	}
}
