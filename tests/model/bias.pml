/* SPDX-License-Identifier: MIT */
/*
 * bias.pml: CPUs that are left to a thread, which takes them and gives them back with plain
 * accesses (lib/arch/threads/bias.c). The labels are those of the code.
 *
 * Here memory is not sequentially consistent: what a thread stores to its ctx goes through a store
 * buffer, `stores`, which memory() empties in order, some time. A read-modify-write, a signal's
 * delivery and membarrier() wait until it is empty. A thread and its own signal handlers see its
 * stores at once (`ctx`), all others when they have arrived (`shown`).
 *
 * One CPU; two tasks that both may have it left to them, after any section; the worker; raisers, also
 * in a signal handler of the program on task 1. Who waits for the CPU does so without a queue, and a
 * handler is one step: those are ownership.pml's. -DMUT=n breaks one rule.
 */

#ifndef LOOPS
#define LOOPS	2	/* sections of each task */
#endif
#ifndef NTASK
#define NTASK	2
#endif
#ifndef NRAISER
#define NRAISER	1
#endif
#ifndef RAISES
#define RAISES	1
#endif
#ifndef MUT
#define MUT	0
#endif

#define WORKER	3

/* The word. */
#define OWNER		3
#define PENDING		4
#define KICKING		8
#define SIGNALLED	16
#define BIASED		32
#define REVOKING	64

#define owner		(W & OWNER)

byte W;
byte list;			/* lines raised, not handled */
byte biased_to;
bool wsleep;

/* ctx: 0, in a section, or interrupts off. */
#define SECTION	1
#define OFF	2
byte ctx[4], shown[4];
chan stores[4] = [2] of { byte };
bool replay[4];

bool sigp[4], ustop[4];
#if MUT == 4
bool blip[4];			/* a handler that sets ctx for its own length */
#endif
#ifdef STRAY
bool stray = 1;
#endif
bool gone[4], outside[4];
byte inside, kicking;

#define drained(t)	empty(stores[t])
#define store(t, v)	atomic { nfull(stores[t]) -> stores[t]!v; ctx[t] = v }

/* ---- revoking ---- */

inline resolve()
{
#if MUT != 1
	drained(1) && drained(2);			/* B3: membarrier() */
#endif
	d_step {
		assert(!gone[biased_to]);		/* x */
		held = shown[biased_to]			/* B4 */
	};
	atomic {
		act = 0;
		if
		:: W & BIASED ->
			to = owner;
			if
			:: !held -> act = ((W & PENDING) -> 1 : 0);
				W = W & ~(OWNER | BIASED | REVOKING)
#if MUT == 2
			:: held -> W = W & ~(BIASED | REVOKING)
#else
			:: held && (W & PENDING) -> act = 2;
				W = (W & ~(BIASED | REVOKING)) | KICKING | SIGNALLED
			:: held && !(W & PENDING) -> W = W & ~(BIASED | REVOKING)
#endif
			fi
		:: else -> W = W & ~REVOKING
		fi;
		held = 0
	};
	if
	:: act == 0
	:: act == 1 -> wsleep = 0
	:: act == 2 -> kick_signal(to)
	fi;
	d_step { act = 0; to = 0 }
}

/* Who wants the CPU. */
inline revoke(me)
{
	do
	:: atomic { !(W & BIASED) -> break }
	:: atomic { (W & BIASED) && !(W & REVOKING) && drained(me) -> W = W | REVOKING };	/* B2 */
		resolve();
		break
	:: (W & BIASED) && (W & REVOKING) -> !(W & REVOKING)
	od
}

/* ---- interrupts ---- */

inline kick_signal(t)
{
	d_step { assert(owner == t && !outside[t]); sigp[t] = 1 };	/* tgkill, d */
	W = W & ~KICKING					/* K5 */
}

/* bias_known() */
#if MUT == 3
#define mine(t)		0
#else
#define mine(t)		(t && (W & BIASED) && owner == t)
#endif

inline kick(me)
{
	atomic {
		if
		:: (W & PENDING) && !mine(me) -> act = (owner == me && me -> 3 : 0)	/* K1 */
		:: else ->
			if
			:: mine(me) && !ctx[me] -> act = 1; W = (W & ~(OWNER | BIASED)) | PENDING
			:: mine(me) && ctx[me] -> act = 3; W = (W & ~BIASED) | PENDING
			:: !mine(me) && !owner -> act = 1; W = W | PENDING	/* K2 */
			:: !mine(me) && owner && owner == me -> act = 3; W = W | PENDING /* K3 */
			:: !mine(me) && owner && owner != me && !(W & BIASED) -> act = 2; to = owner;
				W = W | PENDING | KICKING | SIGNALLED			/* K4 */
			:: !mine(me) && owner != me && (W & BIASED) ->
				act = ((W & REVOKING) -> 0 : 4); W = W | PENDING | REVOKING /* B2 */
			fi
		fi
	};
	if
	:: act == 0
	:: act == 1 -> wsleep = 0
	:: act == 2 -> kick_signal(to)
	:: act == 3 -> d_step { assert(!outside[me]); replay[me] = 1 }	/* d */
	:: act == 4 -> resolve()
	fi;
	d_step { act = 0; to = 0 }
}

/* As owner by the word, interrupts off. */
inline serve(me)
{
	replay[me] = 0;
	if
	:: W & PENDING ->
		d_step { assert(owner == me && !(W & BIASED)); list = 0 };
		!(W & KICKING);				/* S2 */
		if
		:: W & SIGNALLED -> !sigp[me]
		:: else
		fi;
		atomic { drained(me) -> W = W & ~(PENDING | SIGNALLED) };
		if					/* S3 */
		:: list -> d_step { W = W | PENDING; replay[me] = 1 }
		:: else
		fi
	:: else
	fi
}

/* The kick arrives. One step; with interrupts on it serves, after KICKING is gone. */
inline deliver(t)
{
	assert(!outside[t]);				/* d */
	sigp[t] = 0;
	if
#if MUT == 4
	:: ctx[t] == 0 && shown[t] == 0 -> shown[t] = OFF; blip[t] = 1
#else
	:: ctx[t] == 0
#endif
	:: ctx[t] == OFF -> replay[t] = 1
	:: ctx[t] == SECTION && owner == t ->
		W = W & ~BIASED;			/* cpu_owned() */
		if
		:: W & PENDING -> list = 0; W = W & ~(PENDING | SIGNALLED)
		:: else
		fi
	:: ctx[t] == SECTION && owner != t
	fi
}

proctype host()
{
end_idle:
	do
	:: d_step { sigp[1] && drained(1) && !(ctx[1] == SECTION && (W & KICKING)) -> deliver(1) }
	:: d_step { sigp[2] && drained(2) && !(ctx[2] == SECTION && (W & KICKING)) -> deliver(2) }
#ifdef STRAY
	/* A signal of that number from elsewhere: it must leave nothing behind. */
	:: d_step { !gone[1] && drained(1) && !(ctx[1] == SECTION && (W & KICKING)) && stray ->
			stray = 0;
			if
			:: ctx[1] == SECTION && owner == 1 ->
				W = W & ~BIASED;
				if
				:: W & PENDING -> list = 0; W = W & ~(PENDING | SIGNALLED); sigp[1] = 0
				:: else
				fi
#if MUT == 4
			:: ctx[1] == 0 -> shown[1] = OFF; blip[1] = 1
#endif
			:: else
			fi }
#endif
#if MUT == 4
	:: d_step { blip[1] -> shown[1] = 0; blip[1] = 0 }
#endif
	od
}

proctype memory()
{
end_idle:
	do
	:: atomic { nempty(stores[1]) -> stores[1]?shown[1] }
	:: atomic { nempty(stores[2]) -> stores[2]?shown[2] }
	od
}

/* ---- taking and giving back ---- */

inline take(me)
{
	store(me, SECTION);				/* R0 */
	if
	:: W == (me | BIASED)				/* T0 */
	:: W != (me | BIASED) ->
		if
		:: atomic { W == 0 && drained(me) -> W = me }
		:: W != 0 ->
			store(me, OFF);
			do
#if MUT == 5
			:: atomic { (owner == 0 || W & BIASED && owner == me) && drained(me) ->
#else
			:: atomic { (owner == 0 || owner == me) && drained(me) ->	/* T1 */
#endif
					replay[me] = ((W & PENDING) != 0);
					W = (W & ~BIASED) | me };
				break
			:: owner != 0 && owner != me && (W & BIASED) -> revoke(me)
			:: owner != 0 && owner != me && !(W & BIASED) ->
				owner == 0 || owner == me || (W & BIASED)
			od;
			restore(me)
		fi
	fi
}

/* Interrupts on, then a look at replay. */
inline restore(me)
{
	store(me, SECTION);
	do
	:: replay[me] -> store(me, OFF); serve(me); store(me, SECTION)
	:: else -> break
	od;
	skip
}

inline give(me)
{
	store(me, 0);					/* G0 */
	if
#if MUT == 6
	:: true
#endif
	:: W == (me | BIASED)
	:: W != (me | BIASED) ->
		if
		:: atomic { W == me && drained(me) -> assert(!sigp[me]); W = 0 }
		:: atomic { W == me && drained(me) -> assert(!sigp[me]);	/* B1 */
				W = me | BIASED; biased_to = me }
#if MUT == 7
		:: atomic { W == (me | REVOKING) && drained(me) -> assert(!sigp[me]);
				W = me | BIASED; biased_to = me }
#endif
		:: W != me ->
			store(me, OFF);
			if
			:: atomic { owner == me && drained(me) -> W = W & ~BIASED };
				do
				:: W & PENDING -> serve(me)			/* G1 */
				:: atomic { !(W & PENDING) && drained(me) ->	/* G4 */
						assert(!sigp[me] && owner == me);
						W = W & REVOKING };
					break
				od
			:: owner != me
			fi;
			store(me, 0)
		fi
	fi;
	replay[me] = 0
}

/* bias_drop(); the thread ends. */
inline drop(me)
{
	if
	:: atomic { W & BIASED && owner == me && drained(me) ->
			act = ((W & PENDING) != 0); W = W & ~(BIASED | OWNER) };
		if
		:: act -> wsleep = 0
		:: else
		fi;
		act = 0
	:: atomic { !(W & BIASED && owner == me) -> skip }
	fi;
#if MUT != 8
	!(W & REVOKING);				/* B5 */
#endif
	d_step { assert(!sigp[me]); gone[me] = 1 }
}

proctype task(byte me) provided (!ustop[me])
{
	byte loops = LOOPS, act, to, held;

	do
	:: loops > 0 -> loops--;
		outside[me] = 0;
		take(me);
		skip;
		d_step { inside++; assert(inside == 1 && owner == me) };	/* a */
#ifdef WAIT
		/* The last one spins, interrupts on, until all that was raised is handled (g). */
		do
		:: loops || (kicking == 0 && list == 0) -> break
		:: replay[me] -> store(me, OFF); serve(me); restore(me)
		od;
		skip;
#endif
		d_step { inside--; assert(owner == me) };
		give(me);
		d_step { assert(!sigp[me]); outside[me] = 1 }			/* d */
	:: loops == 0 -> break
	od;
	drop(me)
}

proctype worker()
{
	byte w;

end_idle:
	do
	:: atomic { owner == 0 && (W & PENDING) -> W = W | WORKER };		/* W1 */
		d_step { inside++; assert(inside == 1); list = 0 };
		do
		:: atomic { (W & PENDING) && !(W & KICKING) ->
				sigp[WORKER] = 0; W = W & ~(PENDING | SIGNALLED) };
			if
			:: list -> d_step { list = 0; W = W | PENDING }
			:: else
			fi
		:: atomic { !(W & PENDING) -> inside--; W = W & REVOKING }; break
		od
	:: atomic { !(owner == 0 && (W & PENDING)) -> w = W };
		if								/* W2 */
		:: d_step { W == w -> wsleep = 1; w = 0 };
end_asleep:		!wsleep
		:: d_step { W != w -> w = 0 }
		fi
	od
}

proctype raiser()
{
	byte i, act, to, held;

	do
	:: i < RAISES -> list = 1; kick(0); i++
	:: else -> break
	od;
	atomic { i = 0; kicking-- }
}

#ifdef USR1
proctype usr1()
{
	byte act, to, held;

	if
	:: atomic { !gone[1] && drained(1) -> ustop[1] = 1 };
		list = 1;
		kick(1);
		/* Where it interrupted code with interrupts on, it serves before it returns. */
		d_step { !(W & KICKING) ->
			if
			:: replay[1] && ctx[1] == SECTION && owner == 1 && (W & PENDING) ->
				assert(!(W & BIASED));
				replay[1] = 0; sigp[1] = 0; list = 0;
				W = W & ~(PENDING | SIGNALLED)
			:: else
			fi;
			ustop[1] = 0
		}
	:: gone[1]
	fi;
	kicking--
}
#endif

proctype monitor()
{
	timeout;
	assert(gone[1] && (NTASK == 1 || gone[2]) && !kicking);	/* c */
	assert(!list && W == 0)					/* b, f */
}

init {
	atomic {
		outside[1] = 1;
		outside[2] = 1;
		kicking = NRAISER;
		run task(1);
#if NTASK > 1
		run task(2);
#endif
		run worker();
		run memory();
		run host();
#if NRAISER > 0
		run raiser();
#endif
#if NRAISER > 1
		run raiser();
#endif
#ifdef USR1
		kicking++;
		run usr1();
#endif
		run monitor()
	}
}
