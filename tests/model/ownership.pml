/* SPDX-License-Identifier: MIT */
/*
 * ownership.pml: who owns a virtual CPU, and how an interrupt finds its owner.
 *
 * A model of the ownership word of arch `threads`, for Spin. The labels (T1.., G1.., K1.., S1..,
 * R1.., W1..) are those of the code. One step of the model is one atomic access to shared memory
 * or one system call; a compare-and-swap loop that only retries is one step. A thread is a stack
 * of frames, and only the topmost runs: frame 0 is the thread itself, frames 1 and 2 are signal
 * handlers that landed on it. A handler that finds interrupts flagged off is a step of host().
 *
 * Memory is sequentially consistent here: the word and the pending list are only changed by
 * seq_cst read-modify-writes. PC tests (a handler that lands in libc) are not modelled.
 *
 * -DMUT=n breaks one rule on purpose; run-model.sh shows that each of these is noticed.
 * What is checked is listed in README.md; assertions carry the letter of their property.
 */

#ifndef NCPU
#define NCPU	1
#endif
#ifndef NTASK
#define NTASK	2
#endif
#ifndef LOOPS
#define LOOPS	1	/* sections that a task enters */
#endif
#ifndef NKICK
#define NKICK	1	/* host threads that raise lines */
#endif
#ifndef RAISES
#define RAISES	2	/* by the first of them, on lines 0, 1, 0, ...; the others raise once */
#endif
#ifndef MUT
#define MUT	0
#endif

#define NTHREAD	(NTASK + NCPU)	/* ids: tasks 1..NTASK, then the workers */
#define HOST	7		/* the id of a thread that can't own a CPU */

/* The word. */
#define OWNER		7
#define PENDING		8
#define KICKING		16
#define SIGNALLED	32
#define WORK		64
#define WAITER		128
#define KICKED		(PENDING | KICKING | SIGNALLED)
#ifdef RCU
#define GP		256	/* CPU_RCU: a grace period waits for the owner */
#define word		short
#else
#define GP		0
#define word		byte
#endif

#define owner(c)	(W[c] & OWNER)
#define is_free(c)	((W[c] & OWNER) == 0)

word W[NCPU];
bool wsleep[NCPU];		/* the worker sleeps in futex_wait(W) */
chan queue[NCPU] = [NTHREAD] of { byte };
bool qlock[NCPU];

byte list[NCPU];		/* pending lines, a bit each */
bool soft[NCPU];		/* a softirq is pending */
bool insoft[NCPU];
#ifdef POST
bool posted[NCPU];		/* by threads that own no CPU */
#endif

#ifdef RCU
bool watching;			/* rcu_preempt waits for CPUs */
byte ended;			/* sections that ended meanwhile, and its futex */
bool gpsleep;			/* rcu_preempt sleeps in futex_wait(ended) */
bool reads[NTHREAD + 1];	/* in a read section of liburcu's */
bool waited[NTHREAD + 1];	/* for which liburcu waits */
bool deferred[NTHREAD + 1];	/* leaves it at its give-back; thread-local */
#endif

/* Thread-local, written only by the thread and its handlers. */
bool irqoff[NTHREAD + 1], replay[NTHREAD + 1];
bool granted[NTHREAD + 1], gsleep[NTHREAD + 1];
#if NCPU > 1
byte cpu[NTHREAD + 1];
#define CPU(t)	cpu[t]
#else
#define CPU(t)	0
#endif

/* The host kernel. */
bool sigp[NTHREAD + 1];		/* the kick signal is pending on that thread */
byte frame[NTHREAD + 1];	/* which frame runs */

/* Ghosts, for the properties. */
byte owed;			/* lines raised and not yet handled */
byte kicking;			/* raisers that have not finished */
bool gone[NTHREAD + 1];		/* the thread has exited */
byte inside[NCPU];		/* sections on that CPU */
bool useroff[NTHREAD + 1];	/* the program has interrupts off */
bool selfk[NTHREAD + 1];	/* raised its own CPU's line with interrupts on */
#ifdef RCU
bool sec[NTHREAD + 1];		/* in a read section, or in a chain of such that overlap */
bool old[NTHREAD + 1];		/* and that has been there since the grace period began */
bool gprun;			/* the grace period has not ended */
#endif

#define THREAD	(1 + (_pid - 1) % NTHREAD)
#define LEVEL	((_pid - 1) / NTHREAD)
#ifdef USR1
bool ustop[NTHREAD + 1];	/* the program's own signal handler runs on it */
#define RUNS	(frame[THREAD] == LEVEL && !ustop[THREAD])
#else
#define RUNS	(frame[THREAD] == LEVEL)
#endif

/* g: with interrupts on, what is pending has its signal under way. */
#define g_on_its_way(t)	(MUT == 3 || \
	!(W[CPU(t)] & PENDING) || (W[CPU(t)] & KICKING) || sigp[t] || selfk[t])

/* d: no signal is under way to a thread that lets go of its CPU. */
#define let_go(t)	assert(!sigp[t] && owner(CPU(t)) == t)

#define lock_queue(c)	atomic { !qlock[c] -> qlock[c] = 1 }
#define unlock_queue(c)	qlock[c] = 0
#define futex_wake_word(c)	wsleep[c] = 0

/* ---- serving ---- */

/* S1 to S3; interrupts are flagged off. */
inline serve_lines(me)
{
	replay[me] = 0;					/* S1 */
	if
#if MUT != 11
	/* S1a: replay may be left over from a signal that an earlier serve absorbed. With nothing
	 * pending S2 must not run: it would take the SIGNALLED of a kick that starts meanwhile. */
	:: (W[CPU(me)] & KICKED) == 0
	:: (W[CPU(me)] & KICKED) != 0 ->
#else
	:: true ->
#endif
		d_step { b = list[CPU(me)]; list[CPU(me)] = 0 };
		d_step {
			assert(owner(CPU(me)) == me && !useroff[me]);
			assert(owed >= (b & 1) + (b >> 1));
			owed = owed - (b & 1) - (b >> 1);
			if
			:: b -> soft[CPU(me)] = 1
			:: else
			fi;
			b = 0
		};
#if MUT != 4
		!(W[CPU(me)] & KICKING);		/* S2 */
#endif
#if MUT != 5
		if
		:: W[CPU(me)] & SIGNALLED -> !sigp[me]	/* system call */
		:: else
		fi;
#endif
		d_step { W[CPU(me)] = W[CPU(me)] & ~(PENDING | SIGNALLED); selfk[me] = 0 };
#if MUT != 10
		if					/* S3 */
		:: list[CPU(me)] != 0 -> raise_self(me)
		:: else
		fi
#endif
	fi
}

/* K1, K3 on the own CPU */
inline raise_self(me)
{
	if
	:: atomic { !(W[CPU(me)] & PENDING) -> W[CPU(me)] = W[CPU(me)] | PENDING };
		replay[me] = 1
	:: W[CPU(me)] & PENDING
	fi
}

/* S4: softirqs, on the stack of whoever serves; a handler that lands here does not nest them. */
inline softirqs(me)
{
	d_step { insoft[CPU(me)] = 1; irqoff[me] = 0 };
	do
#if MUT == 12
	:: true ->
#else
	:: replay[me] -> irqoff[me] = 1; serve_lines(me); irqoff[me] = 0
	:: !replay[me] ->
#endif
		d_step { assert(g_on_its_way(me)); soft[CPU(me)] = 0 };
		irqoff[me] = 1;
		if
		:: !soft[CPU(me)] -> break
		:: soft[CPU(me)] -> irqoff[me] = 0
#ifdef BUDGET
		:: soft[CPU(me)] ->
#if MUT != 22
			W[CPU(me)] = W[CPU(me)] | WORK;
#endif
			break
#endif
		fi
	od;
	insoft[CPU(me)] = 0
}

inline serve(me)
{
	serve_lines(me);
	if
	:: soft[CPU(me)] && !insoft[CPU(me)] -> softirqs(me)
	:: else
	fi
}

/* local_irq_restore() to "on" */
inline irq_on(me)
{
	irqoff[me] = 0;					/* R1 */
#if MUT != 1
	do						/* R2 */
#if MUT == 13
	:: replay[me] -> irqoff[me] = 1; serve(me); irqoff[me] = 0; break
#else
	:: replay[me] -> irqoff[me] = 1; serve(me); irqoff[me] = 0
#endif
	:: else -> break
	od
#endif
}

/* ---- raising ---- */

inline kick(me, c)
{
	atomic {
		if
		:: W[c] & PENDING -> v = 0				/* K1 */
		:: else ->
			if
			:: is_free(c) -> v = ((W[c] & WORK) -> 0 : HOST);	/* K2 */
				W[c] = W[c] | PENDING
			:: !is_free(c) && owner(c) == me -> v = me;	/* K3 */
				W[c] = W[c] | PENDING
			:: else -> v = owner(c);			/* K4 */
#if MUT == 3
				W[c] = W[c] | PENDING | SIGNALLED
#else
				W[c] = W[c] | KICKED
#endif
			fi
		fi
	};
	if
	:: v == 0
#if MUT == 15
	:: v == HOST
#else
	:: v == HOST -> futex_wake_word(c)
#endif
	:: v != 0 && v == me && v != HOST -> replay[v] = 1
	:: v != 0 && v != me && v != HOST ->
		d_step { assert(owner(c) == v && !gone[v]); sigp[v] = 1 };	/* tgkill */
		W[c] = W[c] & ~KICKING
	fi;
	v = 0
}

/* The pending list, before the kick. */
inline latch(c, line)
{
	d_step {
		if
		:: !(list[c] & (1 << (line))) -> list[c] = list[c] | (1 << (line)); owed++
		:: else
		fi
	}
}

/* ---- posting ---- */

#ifdef POST
/* I3: by who has just taken the CPU, after WORK was cleared or seen. */
inline taken(c)
{
	d_step {
		if
		:: posted[c] -> posted[c] = 0; soft[c] = 1
		:: else
		fi
	}
}

/* I1 */
inline post(c)
{
#if MUT == 28
	atomic { v = W[c]; W[c] = W[c] | WORK };
	posted[c] = 1;
#else
	posted[c] = 1;
	atomic { v = W[c]; W[c] = W[c] | WORK };
#endif
	if
#if MUT != 27
	:: !(v & WORK) && (v & OWNER) <= NTASK -> futex_wake_word(c)
#endif
	:: (MUT == 27) || (v & WORK) || (v & OWNER) > NTASK
	fi;
	v = 0
}
#else
#define taken(c)	skip
#endif

/* ---- grace periods ---- */

#ifdef RCU
#define section_begins(t)	sec[t] = 1
#define section_is_over(t)	sec[t] = 0; old[t] = 0

inline reader_leave(me)
{
	d_step { reads[me] = 0; waited[me] = 0 }
}

/* rcu_read_unlock() with the CPU owned: liburcu is told at the give-back, which RCU makes a slow
 * one. */
inline defer(me)
{
#if MUT == 34
	reader_leave(me)
#elif MUT == 36
	deferred[me] = 1
#else
	deferred[me] = 1;				/* X0 */
	W[CPU(me)] = W[CPU(me)] | GP
#endif
}

/* X3: after the word, which was w, has changed without it (X2). */
inline section_ended(me)
{
	if
#if MUT == 32
	:: (w & GP) && seen -> ended++; gpsleep = 0
	:: !(w & GP) || !seen
#else
	:: (w & GP) && watching -> ended++; gpsleep = 0
	:: !(w & GP) || !watching
#endif
	fi
}
/* Of the slow give-back: nothing is left to be told to liburcu; the word before it changes. */
#define told(me)	!deferred[me]
#define was(me)		w = W[CPU(me)];

inline mark_cpus()
{
	c = 0;
	do
	:: c < NCPU ->					/* X1 */
#if MUT == 30
		g = W[c];
		W[c] = ((g & OWNER) -> g | GP : g);
#elif MUT == 37
		W[c] = W[c] | GP;
#else
		W[c] = (owner(c) -> W[c] | GP : W[c]);
#endif
		c++
	:: else -> break
	od;
	c = 0;
	g = 0
}

#if NCPU > 1
#define marked	((W[0] | W[1]) & GP)
#else
#define marked	(W[0] & GP)
#endif

inline wait_for_cpus()
{
#if MUT != 31
	watching = 1;					/* X3 */
#endif
	do
	::
#if MUT == 33
		if						/* X4 */
		:: !marked -> break
		:: marked
		fi;
		c = ended;
#else
		c = ended;
		if						/* X4 */
		:: !marked -> break
		:: marked
		fi;
#endif
#if MUT == 31
		watching = 1;
#endif
		if
		:: d_step { ended == c -> gpsleep = 1 }; !gpsleep
		:: ended != c
		fi
	od;
	c = 0;
	watching = 0
}

inline readers_wait()
{
	d_step {
		c = 1;
		do
		:: c <= NTHREAD -> waited[c] = reads[c]; c++
		:: else -> break
		od;
		c = 0
	};
#if NTASK > 1
	!waited[1] && !waited[2]
#else
	!waited[1]
#endif
}
#else
#define section_begins(t)	skip
#define section_is_over(t)	skip
#define told(me)		true
#define was(me)
#endif

/* ---- taking and giving back ---- */

/* T3: become a waiter, unless the CPU turns out free. */
inline enqueue(me)
{
	lock_queue(CPU(me));
	if
#if MUT != 23
	:: atomic { is_free(CPU(me)) -> n = 0 }
	:: atomic { !is_free(CPU(me)) ->
#else
	:: atomic { true ->
#endif
			queue[CPU(me)]!me; W[CPU(me)] = W[CPU(me)] | WAITER; n = 1 }
	fi;
	unlock_queue(CPU(me))
}

/* T4 */
inline wait_for_grant(me)
{
	n = 0;
	do
	:: atomic { granted[me] -> granted[me] = 0; break }
	:: atomic { !granted[me] -> gsleep[me] = 1 }; !gsleep[me];
#if MUT == 18
		granted[me] = 0; break
#endif
	od;
	if
	:: W[CPU(me)] & PENDING -> replay[me] = 1
	:: else
	fi
}

/* T1: keeps PENDING and WORK. */
inline take_free(me)
{
	if
	:: W[CPU(me)] & PENDING -> replay[me] = 1
	:: else
	fi;
#if MUT == 7
	W[CPU(me)] = (W[CPU(me)] & ~PENDING) | me
#else
	W[CPU(me)] = W[CPU(me)] | me
#endif
}

#if NCPU > 1
#define other(t)	(1 - cpu[t])
/* T2: off a task, to a free CPU. The thread's CPU is set before the swap, for a handler that
 * lands right after it. */
inline try_other(me)
{
	if
	:: owner(cpu[me]) != 0 && owner(cpu[me]) <= NTASK && is_free(other(me)) ->
#if MUT != 19
		cpu[me] = other(me);
#endif
		if
#if MUT != 19
		:: atomic { is_free(cpu[me]) -> take_free(me); n = 1 }
		:: !is_free(cpu[me]) -> cpu[me] = other(me)
#else
		:: atomic { is_free(other(me)) ->
				replay[me] = ((W[other(me)] & PENDING) != 0);
				W[other(me)] = W[other(me)] | me };
			cpu[me] = other(me);
			n = 1
		:: !is_free(other(me))
#endif
		fi
	:: else
	fi
}
#endif

inline take(me)
{
	if
	:: atomic { W[CPU(me)] == 0 -> W[CPU(me)] = me }
	:: W[CPU(me)] != 0 -> irqoff[me] = 1;
		do
		:: atomic { is_free(CPU(me)) -> take_free(me) }; break
		:: !is_free(CPU(me)) ->
#if NCPU > 1
			try_other(me);
			if
			:: n -> n = 0; break
			:: else
			fi;
#endif
			enqueue(me);
			if
			:: n -> wait_for_grant(me); break
			:: else
			fi
		od;
		taken(CPU(me));
		irq_on(me)
	fi
}

inline give_slow(me)
{
#if MUT == 32
	seen = watching;
#endif
	do
#if MUT == 2
	:: W[CPU(me)] & (KICKING | SIGNALLED) -> serve(me)
	:: atomic { (W[CPU(me)] & (KICKED | WAITER | WORK)) == PENDING ->
			let_go(me); W[CPU(me)] = PENDING }; break
#else
	:: W[CPU(me)] & KICKED -> serve(me)			/* G1 */
#endif
#ifdef RCU
	:: !(W[CPU(me)] & KICKED) && deferred[me] -> deferred[me] = 0; reader_leave(me)
#endif
	:: atomic { !(W[CPU(me)] & KICKED) && (W[CPU(me)] & WAITER) && told(me) -> w = W[CPU(me)] };
		lock_queue(CPU(me));				/* G2 */
		if
		:: atomic { W[CPU(me)] == w ->
				let_go(me);
				queue[CPU(me)]?n;
#if MUT == 8
				W[CPU(me)] = n | (w & WORK);
#elif MUT == 9
				W[CPU(me)] = n | (len(queue[CPU(me)]) -> WAITER : 0);
#else
				W[CPU(me)] = n | (len(queue[CPU(me)]) -> WAITER : 0) | (w & WORK);
#endif
			};
			unlock_queue(CPU(me));
			granted[n] = 1;
			d_step { gsleep[n] = 0; n = 0 };	/* futex_wake */
#ifdef RCU
			section_ended(me);
#endif
			if
			:: w & WORK -> futex_wake_word(CPU(me))
			:: else
			fi;
			w = 0;
			break
		:: W[CPU(me)] != w -> w = 0; unlock_queue(CPU(me))
		fi
	:: atomic { (W[CPU(me)] & (KICKED | WAITER | WORK)) == WORK && told(me) ->
			let_go(me); was(me) W[CPU(me)] = WORK };	/* G3 */
#ifdef RCU
		section_ended(me);
		w = 0;
#endif
#if MUT != 17
		futex_wake_word(CPU(me));
#endif
		break
	:: atomic { (W[CPU(me)] & (KICKED | WAITER | WORK)) == 0 && told(me) ->
			let_go(me); was(me) W[CPU(me)] = 0 };	/* G4 */
#ifdef RCU
		section_ended(me);
		w = 0;
#endif
		break
	od;
	irqoff[me] = 0
}

inline give(me)
{
	if
	:: atomic { W[CPU(me)] == me -> let_go(me); W[CPU(me)] = 0 }
	:: W[CPU(me)] != me -> irqoff[me] = 1; give_slow(me)
	fi
}

#include "threads.pml"
