#!/bin/sh
# SPDX-License-Identifier: MIT
# Streams a file through the simulated receiver and compares what comes out with what went in.
#
#	demo.sh RX-FIFO [MIB]		the program, and the size of the file (8)
set -eu

# The tables of the program and the lines between them are one text.
exec 2>&1

prog=${1:?"usage: demo.sh RX-FIFO [MIB]"}
mib=${2:-8}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM

head -c $((mib * 1048576)) /dev/urandom > "$dir/in"

echo "== $mib MiB through a FIFO of 64 words and a ring of 256"
"$prog" --stats --progress < "$dir/in" > "$dir/out"
in=$(sha256sum < "$dir/in")
out=$(sha256sum < "$dir/out")
echo
echo "in:   $in"
echo "out:  $out"
if [ "$in" != "$out" ]; then
	echo "demo: what came out is not what went in" >&2
	exit 1
fi

echo
echo "== 1 MiB through a FIFO of 64 words and a ring of 16: drops, counted"
head -c 1048576 "$dir/in" | "$prog" --ring=16 --stats 2> "$dir/stats" > "$dir/out"
grep -E '^(sent|delivered|dropped|interrupts):' "$dir/stats"
echo "came out:   $(wc -c < "$dir/out") bytes"
