#!/bin/busybox sh
# SPDX-License-Identifier: MIT
# The first process of the machine: loads the module, which runs everything, and sends the log out
# by the second serial line.
/bin/busybox mkdir -p /proc /dev /sys
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mount -t sysfs sys /sys
/bin/busybox mount -t debugfs debug /sys/kernel/debug
exec </dev/console >/dev/console 2>&1
echo "preempt: $(/bin/busybox cat /sys/kernel/debug/sched/preempt)"
/bin/busybox stty -F /dev/ttyS1 raw
# shellcheck disable=SC2046 # a list of words
/bin/busybox insmod /conformance.ko $(/bin/busybox cat /params)
/bin/busybox cat /proc/conformance >/dev/ttyS1
/bin/busybox poweroff -f
