/* SPDX-License-Identifier: MIT */
/*
 * Bits of terminal settings, and the modem lines TIOCM_*: libc's, whose struct termios is not the
 * one that is here in Linux.
 */
#ifndef _TL_LINUX_TERMIOS_H
#define _TL_LINUX_TERMIOS_H

#include <sys/ioctl.h>
#include <termios.h>

#endif /* _TL_LINUX_TERMIOS_H */
