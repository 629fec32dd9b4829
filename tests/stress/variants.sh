#!/bin/sh
# SPDX-License-Identifier: MIT
# libc in atomic code, built in every way that changes where libc and its replacements are and so
# how interrupts have to be delivered:
#
#   direct   into the program's own code, wherever the interrupted address tells (the PC test)
#   polled   at API calls only, where it can't tell: libc or a sanitizer's runtime lies in the program
#
# usage: variants.sh SOURCE_DIR WORK_DIR [VARIANT...]; writes TAP. A compiler or tool that is absent
# skips its variants. STRESS_SECONDS (30) says how long each runs.
set -u
source=$1 work=$2
shift 2
[ $# -gt 0 ] || set -- gcc gcc-static gcc-asan clang clang-asan-shared clang-asan-static
export STRESS_SECONDS="${STRESS_SECONDS:-30}" STRESS_WATCHDOG="${STRESS_WATCHDOG:-120}"

# build DIR CC MESON_ARGUMENT...: the shared library, the static one and the program
build() {
	dir=$1 cc=$2
	shift 2
	[ -f "$dir/build.ninja" ] ||
		CC=$cc meson setup "$dir" "$source" -Dexamples=false "$@" >/dev/null || return 1
	ninja -C "$dir" tests/test-stress-libc lib/libtasklet.a >"$dir/ninja.log" 2>&1 || {
		tail -n 20 "$dir/ninja.log"
		return 1
	}
}

# With everything of libc in the program. Only the program's own threads and signals are used, so
# the linker's warnings about getaddrinfo() and the like would not concern it.
link_static() {
	gcc -std=gnu11 -O2 -g -static -D_GNU_SOURCE -I"$source/include" \
		-I"$source/include/arch/threads" -o "$1/libc-static" \
		"$source/tests/stress/libc.c" "$1/lib/libtasklet.a" \
		$(pkg-config --static --libs liburcu-memb) -lpthread
}

# variant NAME: builds it and sets $program, or sets $skip
variant() {
	dir=$work/$1 skip='' program=$work/$1/tests/test-stress-libc
	case $1 in
	clang*) command -v clang >/dev/null || skip='no clang' ;;
	valgrind) command -v valgrind >/dev/null || skip='no valgrind' ;;
	esac
	[ -z "$skip" ] || return 0
	STRESS_DELIVERY=direct
	export STRESS_DELIVERY
	case $1 in
	gcc | valgrind)
		dir=$work/gcc program=$work/gcc/tests/test-stress-libc
		build "$dir" gcc
		;;
	gcc-static)
		STRESS_DELIVERY=polled
		dir=$work/gcc program=$work/gcc/libc-static
		build "$dir" gcc && link_static "$dir"
		;;
	gcc-asan)
		build "$dir" gcc -Db_sanitize=address
		;;
	clang)
		build "$dir" clang
		;;
	clang-asan-shared)
		runtime=$(dirname "$(clang -print-file-name="libclang_rt.asan-$(uname -m).so")")
		[ "$runtime" != . ] || { skip='no shared runtime of ASan for clang'; return 0; }
		build "$dir" clang -Db_sanitize=address -Db_lundef=false -Dc_args=-shared-libasan \
			-Dc_link_args="['-shared-libasan', '-Wl,-rpath,$runtime']"
		;;
	clang-asan-static)
		STRESS_DELIVERY=polled
		build "$dir" clang -Db_sanitize=address -Db_lundef=false
		;;
	*)
		echo "# variants.sh: no variant '$1'"
		return 1
		;;
	esac
}

run() {
	case $1 in
	valgrind)
		valgrind -q --error-exitcode=9 --leak-check=full --fair-sched=try "$program"
		;;
	*) "$program" ;;
	esac
}

mkdir -p "$work"
echo "1..$#"
nr=0 failed=0
for name; do
	nr=$((nr + 1))
	if ! variant "$name"; then
		echo "not ok $nr - $name: does not build"
		failed=1
	elif [ -n "$skip" ]; then
		echo "ok $nr # SKIP $name: $skip"
	elif run "$name" >"$work/$name.log" 2>&1; then
		echo "ok $nr - $name: libc in atomic code, delivery $STRESS_DELIVERY"
		grep '^# [0-9]* interrupts' "$work/$name.log"
	else
		echo "not ok $nr - $name: exit status $?"
		sed 's/^/# /' "$work/$name.log" | tail -n 60
		failed=1
	fi
done
exit $failed
