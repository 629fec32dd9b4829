#!/bin/sh
# SPDX-License-Identifier: MIT
# rx-fifo as a Unix filter: test.sh RX-FIFO
set -u

prog=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

fail() {
	echo "FAILED: $*" >&2
	[ -s "$dir/err" ] && sed 's/^/	/' "$dir/err" >&2
	failed=1
}

# same NAME SIZE OPTION...: what comes out is what went in
same() {
	name=$1 size=$2
	shift 2
	head -c "$size" /dev/urandom > "$dir/in"
	"$prog" "$@" < "$dir/in" > "$dir/out" 2> "$dir/err" || fail "$name: exit status $?"
	cmp "$dir/in" "$dir/out" || fail "$name"
	[ -s "$dir/err" ] && fail "$name: says something"
}

# says STATUS TEXT COMMAND...: ends so, and says so
says() {
	want=$1 text=$2
	shift 2
	"$@" > /dev/null 2> "$dir/err" < /dev/null
	got=$?
	[ "$got" = "$want" ] || fail "$*: exit status $got, not $want"
	grep -q -e "$text" "$dir/err" || fail "$*: does not say '$text'"
}

same "empty input" 0
for size in 1 2 3 4 5 4095 65537; do
	same "$size bytes" "$size"
done
same "a FIFO of one word" 5000 --depth=1
same "a ring of one word" 5000 --depth=1 --ring=1
same "a FIFO that fills the ring" 300000 --depth=256
same "a mebibyte" 1048576
head -c 10000 /dev/urandom > "$dir/in"
"$prog" "$dir/in" | cmp - "$dir/in" || fail "from a named file"
{ printf ab; sleep 0.1; printf cde; } | "$prog" > "$dir/out"
[ "$(cat "$dir/out")" = abcde ] || fail "a pipe that is slow"

says 1 "cannot open '$dir/absent': No such file" "$prog" "$dir/absent"
says 1 "Is a directory" "$prog" "$dir"
says 2 "depth: '0' is not a number from 1" "$prog" --depth=0
says 2 "depth: 'x'" "$prog" --depth=x
says 2 "ring: '0'" "$prog" --ring 0
says 2 "ring: '-1'" "$prog" --ring -1
says 2 "more than one file" "$prog" a b
says 2 "rx-fifo --help" "$prog" --no-such-option
says 1 "nr_cpus" env TASKLET_CMDLINE=nr_cpus=none "$prog"
says 1 "standard input is closed" sh -c '"$1" <&-' sh "$prog"
says 1 "standard output is closed" sh -c '"$1" >&-' sh "$prog"
says 1 "standard output is closed" sh -c '"$1" "$2" >&-' sh "$prog" "$dir/in"
"$prog" "$dir/in" <&- > "$dir/out" 2> "$dir/err" || fail "a named file, no input: exit status $?"
cmp "$dir/in" "$dir/out" || fail "a named file, no input"
"$prog" --help > "$dir/out" || fail "--help: exit status $?"
grep -q "^Usage: rx-fifo" "$dir/out" || fail "--help"

# A full disk, and a reader that goes away while the input is endless.
if [ -w /dev/full ]; then
	echo x | "$prog" 2> "$dir/err" > /dev/full && fail "full disk: exit status 0"
	grep -q "write: No space left" "$dir/err" || fail "full disk: not said"
fi
{ "$prog" < /dev/zero 2> "$dir/err"; echo $? > "$dir/status"; } | head -c 100000 > "$dir/out"
[ "$(wc -c < "$dir/out")" = 100000 ] || fail "endless input: cut short"
[ "$(cat "$dir/status")" = 1 ] || fail "endless input: exit status $(cat "$dir/status")"
grep -q "write: Broken pipe" "$dir/err" || fail "endless input: not said"

# A signal ends the sleep for input that does not come, and everything is given back.
mkfifo "$dir/fifo"
: > "$dir/out"
"$prog" --stats < "$dir/fifo" > "$dir/out" 2> "$dir/err" &
pid=$!
exec 3> "$dir/fifo"
printf 'some' >&3
until [ -s "$dir/out" ]; do
	sleep 0.01
done
sleep 0.1
kill -TERM $pid
wait $pid
[ $? = 143 ] || fail "SIGTERM: exit status"
exec 3>&-
grep -q "^sent: *1 words, 4 bytes" "$dir/err" || fail "SIGTERM: no counts"

# A reader that is slow holds the device up, and nothing is lost.
head -c 3000000 /dev/urandom > "$dir/in"
"$prog" --stats < "$dir/in" 2> "$dir/err" | { sleep 0.3; cat; } | cmp - "$dir/in" ||
	fail "slow reader"
grep -q "^dropped: *0 words" "$dir/err" || fail "slow reader: drops"

# Every word that the device sent was delivered or counted as dropped.
head -c 200001 /dev/urandom > "$dir/in"
"$prog" --ring=16 --stats < "$dir/in" > "$dir/out" 2> "$dir/err" || fail "small ring"
awk -v out="$(wc -c < "$dir/out")" '
	/^sent:/ { sw = $2; sb = $4 }
	/^delivered:/ { gw = $2; gb = $4 }
	/^dropped:/ { dw = $2; db = $4 }
	END { exit !(sb == 200001 && dw > 0 && sw == gw + dw && sb == gb + db && gb == out) }
' "$dir/err" || fail "small ring: sent is not delivered + dropped"

exit $failed
