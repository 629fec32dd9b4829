#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run-model.sh: search the models of ownership and of biases for a violated property, scenario by
# scenario, then show for each rule of the protocol that breaking it is noticed. Output is TAP. A search that
# was cut short (depth, memory, time) fails: it has proved nothing.
#
# Usage: run-model.sh [-k]	-k keeps the work directory, to replay a trail in

set -u
src=$(cd "$(dirname "$0")" && pwd)
spin=${SPIN:-spin}
cc=${CC:-gcc}
mem_mb=3500
depth=5000

if ! command -v "$spin" >/dev/null 2>&1; then
	echo "1..0 # SKIP spin is not installed"
	exit 0
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/model.XXXXXX") || exit 1
if [ "${1-}" = -k ]; then
	echo "# work directory: $work"
else
	trap 'rm -rf "$work"' EXIT
	trap 'exit 1' HUP INT TERM
fi
cp "$src"/*.pml "$work" && cd "$work" || exit 1

n=0
failed=0
result()	# ok|not_ok text
{
	n=$((n + 1))
	if [ "$1" = ok ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		failed=1
	fi
}

model=ownership

# search NAME "CC FLAGS" "PAN FLAGS" "MODEL FLAGS": leaves what pan said in NAME/out
search()
{
	mkdir "$1" && cp ./*.pml "$1" || return 1
	# word splitting is meant
	# shellcheck disable=SC2086
	(cd "$1" &&
	"$spin" $4 -a "$model.pml" >spin.out 2>&1 &&
	$cc -w $2 -DCOLLAPSE -DMEMLIM=$mem_mb -o pan pan.c >cc.out 2>&1 &&
	./pan -b -m$depth $3 >out 2>&1)
	[ -s "$1/out" ]
}

complete()	# NAME: the whole state space was searched, without an error
{
	grep -q 'errors: 0$' "$1/out" &&
	! grep -Eq 'max search depth|out of memory|not completed|aborted|reached -DMEMLIM' "$1/out"
}

# What pan complains about, in terms of README.md.
property()	# NAME
{
	case $(grep -m1 '^pan:1:' "$1/out") in
	*old*)				echo "i (a grace period outlasts its sections)" ;;
	*inside*)			echo "a (one owner)" ;;
	*owed*)				echo "b (every line handled)" ;;
	*gone\[1\]\&\&*|*gprun*|*'end state'*)	echo "c/e (nobody hangs)" ;;
	*biased_to*)			echo "j (who revokes looks at a thread that is there)" ;;
	*list*)				echo "b/f (every line handled)" ;;
	*outside*)			echo "d (no signal outside a section)" ;;
	*selfk*)			echo "g (pending is on its way)" ;;
	*useroff*)			echo "h (irq-off is respected)" ;;
	*wsleep*)			echo "f (no work left on a free CPU)" ;;
	*sigp*|*gone*)			echo "d (no signal outside a section)" ;;
	esac
}

scenario()	# NAME "MODEL FLAGS" "what it is"
{
	if search "$1" "$opt -DSAFETY" "" "$2" && complete "$1"; then
		result ok "$3: a to i hold"
	else
		result not_ok "$3: $(property "$1")"
		sed 's/^/# /' "$1"/*.out "$1/out" 2>/dev/null
	fi
	summary "$1"
}

livelock()	# NAME "MODEL FLAGS" "what it is"
{
	if search "$1" "$opt -DNP" "-l" "$2" && complete "$1"; then
		result ok "$3: no livelock"
	else
		result not_ok "$3: no livelock"
		sed 's/^/# /' "$1"/*.out "$1/out" 2>/dev/null
	fi
	summary "$1"
}

summary()
{
	sed -n 's/^ *\([0-9.e+]*\) states, stored.*/# \1 states/p; s/^pan: elapsed time/# search:/p' \
		"$1/out" 2>/dev/null
}

mutation()	# NUMBER "MODEL FLAGS" "what is broken"
{
	caught=
	search "$model-mut$1" "-O0 -DSAFETY" "" "-DMUT=$1 $2" && caught=$(property "$model-mut$1")
	if [ -n "$caught" ]; then
		result ok "mutation $3 is caught by $caught"
	else
		result not_ok "mutation $3 is caught"
		sed 's/^/# /' "$model-mut$1"/*.out "$model-mut$1/out" 2>/dev/null
	fi
}

# Below a million states the compiler takes longer than the search.
opt=-O2
scenario core "-DNTASK=2" "two tasks, the worker, a raiser of two lines"
scenario raisers "-DNTASK=1 -DNKICK=2 -DRAISES=2" "two raisers"
scenario queue "-DNTASK=2 -DLOOPS=2 -DRAISES=1" "waiters queue again and again"
scenario usr1 "-DNTASK=1 -DUSR1" "a line bound to a signal of the program"
scenario two "-DNTASK=2 -DNCPU=2 -DRAISES=1" "two CPUs, tasks move"
scenario post "-DNTASK=1 -DRAISES=1 -DPOST=2" "tasklets posted to a CPU, and a raiser"
scenario posts "-DNTASK=2 -DNKICK=0 -DPOST=2" "tasklets posted to a CPU that two tasks want"
scenario rcu "-DNTASK=2 -DNKICK=0 -DRCU" "a grace period, two tasks with sections that overlap"
scenario rcu-raiser "-DNTASK=1 -DRAISES=1 -DRCU" "a grace period, a task, a raiser"
scenario rcu-post "-DNTASK=1 -DNKICK=0 -DPOST=1 -DRCU" "a grace period, a task, a post"

opt=-O0
scenario softirq "-DNTASK=1 -DLOOPS=2 -DRAISES=2 -DBUDGET -DRAISE_SOFTIRQ" \
	"softirqs from process context and past the budget"
scenario handover "-DNTASK=2 -DLOOPS=2 -DNKICK=0 -DRAISE_SOFTIRQ" "hand-over with work for ksoftirqd"
scenario wait "-DNTASK=2 -DRAISES=1 -DSELF_ON -DWAIT" "a section spins for its interrupt"
scenario self "-DNTASK=2 -DRAISES=1 -DSELF_OFF" "a task raises a line of its own CPU"
scenario exit "-DNTASK=2 -DRAISES=1 -DEXIT" "a thread exits while it owns the CPU"
scenario cross "-DNTASK=1 -DNCPU=2 -DRAISES=1 -DCROSS" "a task raises a line of another CPU"

livelock live1 "-DNTASK=2 -DRAISES=1" "two tasks, the worker, a raiser"
livelock live2 "-DNTASK=2 -DLOOPS=2 -DNKICK=0 -DRAISE_SOFTIRQ" "hand-over with work for ksoftirqd"
livelock live3 "-DNTASK=1 -DNKICK=0 -DPOST=2" "tasklets posted to a CPU"

one="-DNTASK=1"
mutation 1 "$one" "'R2: restore does not look at replay'"
mutation 2 "$one -DSELF_ON -DRAISES=1" "'G1: give-back ignores PENDING'"
mutation 3 "$one" "'K4: no KICKING'"
mutation 4 "$one" "'S2: does not wait for KICKING'"
mutation 5 "$one" "'S2: does not absorb the signal'"
mutation 6 "$one" "'W2: sleeps without comparing the word'"
mutation 7 "$one" "'T1: drops PENDING'"
mutation 8 "-DNTASK=2 -DRAISES=1" "'G2: loses WAITER'"
mutation 9 "-DNTASK=2 -DNKICK=0 -DRAISE_SOFTIRQ" "'G2: drops WORK'"
mutation 10 "$one" "'S3: omitted'"
mutation 11 "$one" "'S1a: serves with nothing pending'"
mutation 12 "$one" "'S4: softirqs open interrupts without looking at replay'"
mutation 13 "$one" "'R2: looks only once'"
mutation 14 "$one" "'handler returns without looking at replay'"
mutation 15 "$one" "'K2: does not wake the worker'"
mutation 17 "-DNTASK=2 -DNKICK=0 -DRAISE_SOFTIRQ" "'G3: does not wake the worker'"
mutation 18 "-DNTASK=2 -DLOOPS=2 -DNKICK=0 -DRAISE_SOFTIRQ" "'T4: takes any wake-up for the grant'"
mutation 19 "-DNTASK=2 -DNCPU=2 -DRAISES=1" "'T2: sets its CPU after the swap'"
mutation 20 "$one -DEXIT" "'exit stores a free word'"
mutation 21 "$one" "'handler ignores IRQ_OFF'"
mutation 22 "$one -DBUDGET" "'no WORK past the budget'"
mutation 23 "-DNTASK=2 -DRAISES=1" "'T3: no second look under the lock'"
mutation 24 "$one -DNCPU=2 -DRAISES=1 -DCROSS -DNKICK=2" "'kick leaves without looking at replay'"
mutation 25 "$one -DRAISES=1 -DSELF_ON -DWAIT" "'cpu_relax() does not look at replay'"
mutation 26 "$one -DUSR1" "'the program's signal handler returns without looking at replay'"
mutation 27 "$one -DNKICK=0 -DPOST=2" "'I1: a post does not wake the worker'"
mutation 28 "$one -DNKICK=0 -DPOST=2" "'I1: WORK is set before the post'"
mutation 29 "$one -DNKICK=0 -DPOST=2" "'I3: the worker does not look for posts'"
rcu="$one -DNKICK=0 -DRCU"
mutation 30 "$rcu" "'X1: marks with a load and a store'"
mutation 31 "$rcu" "'X3: watches after the look at the words'"
mutation 32 "$rcu" "'X3: give-back looks for who watches before the word changes'"
mutation 33 "$rcu" "'X4: sleeps for a section that ended before the look'"
mutation 34 "$rcu" "'an unlock with the CPU owned is not put off'"
mutation 35 "$rcu" "'waits for readers before it marks CPUs'"
mutation 36 "$rcu" "'X0: an unlock that is put off leaves the word as it is'"
mutation 37 "$rcu" "'X1: marks free words'"

model=bias
opt=-O1
scenario bias-two "-DLOOPS=1" "a CPU left to one of two tasks, and a raiser"
scenario bias-turns "-DLOOPS=2 -DNRAISER=0" "a CPU left to each of two tasks in turn"
scenario bias-raisers "-DNTASK=1 -DNRAISER=2" "two raisers on a CPU that is left to a task"
scenario bias-wait "-DNTASK=1 -DNRAISER=2 -DWAIT" "the same, and a section spins for them"
scenario bias-again "-DNTASK=1 -DLOOPS=3 -DRAISES=2" "a CPU left to a task again and again"
scenario bias-usr1 "-DNTASK=1 -DUSR1" "the task's own signal handler raises, too"
scenario bias-stray "-DNTASK=1 -DSTRAY" "the kick's signal comes from elsewhere, too"

mutation 1 "-DNRAISER=0" "'B3: no membarrier()'"
mutation 2 "$one -DNRAISER=2 -DWAIT" "'B4: does not kick'"
mutation 3 "$one -DNRAISER=0 -DUSR1" "'a handler takes its own bias for ownership'"
mutation 4 "$one -DSTRAY" "'the handler changes ctx where it was 0'"
mutation 5 "$one" "'T1: does not know its own CPU'"
mutation 6 "$one" "'G0: does not look at the word again'"
mutation 7 "-DLOOPS=3" "'B1: a bias while one is revoked'"
mutation 8 "$one" "'B5: exits while somebody looks'"

echo "1..$n"
exit $failed
