#!/bin/sh
# SPDX-License-Identifier: MIT
# All five versions deliver, and bad input is told: test.sh DEFERRAL
set -u

prog=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

fail() {
	echo "FAILED: $*" >&2
	cat "$dir/out" "$dir/err" >&2
	failed=1
}

# says TEXT OPTION...: ends with status 2 or 1, and says so
says() {
	text=$1
	shift
	"$prog" "$@" >"$dir/out" 2>"$dir/err" && fail "$*: exit status 0"
	grep -q -e "$text" "$dir/err" || fail "$*: does not say '$text'"
}

"$prog" --samples=200 --out="$dir/times" >"$dir/out" 2>"$dir/err" || fail "exit status $?"
[ ! -s "$dir/err" ] || fail 'something is wrong'
for version in 'hi tasklet' 'tasklet' 'BH work item' 'threaded irq' 'work item'; do
	grep -q "^$version  *" "$dir/out" || fail "no line for $version"
	n=$(cut -f1 "$dir/times" | grep -c -x "$version")
	[ "$n" = 200 ] || fail "$version: $n samples, not 200"
done

says "'0' is not a number from 1" --samples=0
says "'x' is not a number" --samples=x
says "there are no arguments" x
says "deferral --help" --no-such-option
says "cannot write '$dir/no/file'" --out="$dir/no/file"
exit $failed
