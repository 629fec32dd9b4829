// SPDX-License-Identifier: MIT
/*
 * A simulated register has a non-canonical address, for which x86 raises a general protection
 * fault that does not say which address it was. So the operand of the faulting instruction is
 * decoded: prefixes, opcode, ModRM. Where that fails (string and vector instructions), a
 * register that holds such an address has to do, though the offset may then be the operand's
 * base only.
 */
#include "mm/mm.h"

#include <tasklet/mmio.h>

#include <signal.h>
#include <string.h>
#include <ucontext.h>

/* In the order in which instructions number them. */
static const unsigned char gregs_order[16] = {
	REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
	REG_R8,	 REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15,
};

static bool is_simulated(unsigned long addr)
{
	return addr >> 54 == 1;
}

static unsigned long reg(const ucontext_t *uc, unsigned int number)
{
	return (unsigned long)uc->uc_mcontext.gregs[gregs_order[number]];
}

static bool is_prefix(unsigned char byte)
{
	return byte == 0x66 || byte == 0x67 || byte == 0xf0 || byte == 0xf2 || byte == 0xf3 ||
	       byte == 0x2e || byte == 0x36 || byte == 0x3e || byte == 0x26;
}

/* Is the one-byte opcode followed by ModRM? Those that are not must not be read past. */
static bool has_modrm(unsigned char op)
{
	if (op < 0x40)
		return !(op & 4);
	return op == 0x63 || op == 0x69 || op == 0x6b || (op >= 0x80 && op <= 0x8f) || op == 0xc0 ||
	       op == 0xc1 || op == 0xc6 || op == 0xc7 || (op >= 0xd0 && op <= 0xd3) || op == 0xf6 ||
	       op == 0xf7 || op == 0xfe || op == 0xff;
}

/* The same for the second byte after 0x0f: moves, widening moves, atomics, bit tests. */
static bool has_modrm_0f(unsigned char op)
{
	return (op >= 0x10 && op <= 0x17) || (op >= 0x28 && op <= 0x2f) ||
	       (op >= 0x40 && op <= 0x76) || (op >= 0x7e && op <= 0x7f) ||
	       (op >= 0x90 && op <= 0x9f) || op == 0xa3 || op == 0xab || (op >= 0xb0 && op <= 0xc7);
}

/* Where AddressSanitizer keeps what it knows of 8 bytes of memory. It looks there first, so in a
 * program that is built with it the look is what faults. */
#define ASAN_SHADOW 0x7fff8000UL

/* Some register that holds the address of one of the 8 bytes at @granule, else @granule. */
static unsigned long within_granule(const ucontext_t *uc, unsigned long granule)
{
	unsigned int i;

	for (i = 0; i < 16; i++) {
		if ((reg(uc, i) & ~7UL) == granule)
			return reg(uc, i);
	}
	return granule;
}

/* The effective address of the instruction at RIP, or 0. */
static unsigned long decode_operand(const ucontext_t *uc)
{
	const unsigned char *ip = (const unsigned char *)uc->uc_mcontext.gregs[REG_RIP];
	unsigned int rex = 0, mod, rm;
	unsigned long addr = 0;
	int disp32;

	while (is_prefix(*ip))
		ip++;
	if ((*ip & 0xf0) == 0x40)
		rex = *ip++;
	if (*ip == 0x0f ? !has_modrm_0f(*++ip) : !has_modrm(*ip))
		return 0;
	ip++;
	mod = *ip >> 6;
	rm = *ip++ & 7;
	if (mod == 3 || (mod == 0 && rm == 5))
		return 0;
	if (rm == 4) {
		unsigned int sib = *ip++;
		unsigned int index = ((sib >> 3) & 7) | ((rex & 2) << 2);

		rm = sib & 7;
		if (index != 4)
			addr += reg(uc, index) << (sib >> 6);
		if (mod == 0 && rm == 5)
			mod = 2;
		else
			addr += reg(uc, rm | ((rex & 1) << 3));
	} else {
		addr = reg(uc, rm | ((rex & 1) << 3));
	}
	if (mod == 1) {
		addr += (unsigned long)(long)(signed char)*ip;
	} else if (mod == 2) {
		memcpy(&disp32, ip, sizeof(disp32));
		addr += (unsigned long)(long)disp32;
	}
	return addr;
}

unsigned long iofault_address(const void *siginfo, const void *ucontext)
{
	const siginfo_t *info = siginfo;
	const ucontext_t *uc = ucontext;
	unsigned long addr;
	unsigned int i;

	/* A page fault tells, also for these where addresses have 57 bits. */
	if (info->si_code != SI_KERNEL)
		return (unsigned long)info->si_addr;
	addr = decode_operand(uc);
	if (is_simulated(addr))
		return addr;
	if (is_simulated((addr - ASAN_SHADOW) << 3))
		return within_granule(uc, (addr - ASAN_SHADOW) << 3);
	for (i = 0; i < 16; i++) {
		if (is_simulated(reg(uc, i)))
			return reg(uc, i);
	}
	return 0;
}

bool iofault_is_write(const void *siginfo, const void *ucontext)
{
	const siginfo_t *info = siginfo;
	const ucontext_t *uc = ucontext;

	return info->si_code != SI_KERNEL && (uc->uc_mcontext.gregs[REG_ERR] & 2);
}
