// SPDX-License-Identifier: MIT
/*
 * Accesses that may fault, by instructions of our own: all are in one section, none uses the stack,
 * and an access that faults there returns the address at fault instead of UACCESS_DONE, which the
 * handler of SIGSEGV and SIGBUS sees to (uaccess_fixup()).
 *
 * A page is good or bad as a whole, so what is good ends where the page at fault begins. The
 * registers at the fault are not asked how far the instruction came: valgrind does not have them
 * exact. What is good is done again. Nor does it have the address of an instruction that it has
 * translated in one piece with the caller, so calls are indirect where one is not looped over.
 */
#include "mm/mm.h"
#include "mm/uaccess.h"

#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/pfn.h>

#include <signal.h>
#include <string.h>
#include <ucontext.h>

#define UACCESS_DONE (~0UL)

struct result {
	unsigned long fault; /* rax */
	unsigned long value; /* rdx */
};

struct result uaccess_insn_copy(void *to, const void *from, size_t n);
struct result uaccess_insn_zero(void *to, size_t n);
struct result uaccess_insn_find_nul(const void *from, size_t n);
struct result uaccess_insn_touch(void *p);
struct result uaccess_insn_load1(const void *from);
struct result uaccess_insn_load2(const void *from);
struct result uaccess_insn_load4(const void *from);
struct result uaccess_insn_load8(const void *from);
struct result uaccess_insn_store1(void *to, u64 value);
struct result uaccess_insn_store2(void *to, u64 value);
struct result uaccess_insn_store4(void *to, u64 value);
struct result uaccess_insn_store8(void *to, u64 value);
extern const char uaccess_insn_start[], uaccess_insn_end[], uaccess_insn_fault[];

#define FUNCTION(name, body)                                           \
	".hidden uaccess_insn_" name "\n"                              \
	".globl uaccess_insn_" name "\n"                               \
	".type uaccess_insn_" name ", @function\n"                     \
	"uaccess_insn_" name ":\n"                                     \
	".cfi_startproc\n" body "	mov $-1, %rax\n	ret\n.cfi_endproc\n" \
	".size uaccess_insn_" name ", . - uaccess_insn_" name "\n"
#define LABEL(name) \
	".hidden uaccess_insn_" name "\n.globl uaccess_insn_" name "\nuaccess_insn_" name ":\n"

/* clang-format off */
__asm__(".pushsection .text.uaccess, \"ax\", @progbits\n"
	LABEL("start")
	FUNCTION("copy", "	mov %rdx, %rcx\n	rep movsb\n")
	FUNCTION("zero", "	mov %rsi, %rcx\n	xor %eax, %eax\n	rep stosb\n")
	/* Of 1 byte at least. rcx is what is left behind the NUL. */
	FUNCTION("find_nul", "	mov %rsi, %rcx\n	mov %rdi, %rdx\n	xor %eax, %eax\n"
			     "	repne scasb\n"
			     "	jne 1f\n	dec %rdi\n1:	sub %rdx, %rdi\n	mov %rdi, %rdx\n")
	FUNCTION("touch", "	lock orb $0, (%rdi)\n")
	FUNCTION("load1", "	movzbl (%rdi), %edx\n")
	FUNCTION("load2", "	movzwl (%rdi), %edx\n")
	FUNCTION("load4", "	movl (%rdi), %edx\n")
	FUNCTION("load8", "	movq (%rdi), %rdx\n")
	FUNCTION("store1", "	movb %sil, (%rdi)\n")
	FUNCTION("store2", "	movw %si, (%rdi)\n")
	FUNCTION("store4", "	movl %esi, (%rdi)\n")
	FUNCTION("store8", "	movq %rsi, (%rdi)\n")
	LABEL("end")
	LABEL("fault")
	"	ret\n"
	".popsection\n");
/* clang-format on */

static bool prepared;

void uaccess_prepare(void)
{
	/* P2: acquire, pairs with P1: the handler is there. */
	if (unlikely(!__atomic_load_n(&prepared, __ATOMIC_ACQUIRE))) {
		/* If the host refuses, a program dies of its bad pointers. */
		if (iofault_get())
			return;
		/* P1: release, pairs with P2. One of those who came at once has it for all. */
		if (__atomic_exchange_n(&prepared, true, __ATOMIC_ACQ_REL))
			iofault_put();
	}
	iofault_come_on_top();
}

void uaccess_exit(void)
{
	if (__atomic_exchange_n(&prepared, false, __ATOMIC_ACQ_REL))
		iofault_put();
}

bool uaccess_fixup(const void *siginfo, void *ucontext)
{
	const siginfo_t *info = siginfo;
	greg_t *regs = ((ucontext_t *)ucontext)->uc_mcontext.gregs;
	unsigned long ip = (unsigned long)regs[REG_RIP];

	if (ip < (unsigned long)uaccess_insn_start || ip >= (unsigned long)uaccess_insn_end)
		return false;
	regs[REG_RAX] = (greg_t)(unsigned long)info->si_addr;
	regs[REG_RIP] = (greg_t)(unsigned long)uaccess_insn_fault;
	return true;
}

/* How many bytes at @user are good, if one of them was at fault. */
static size_t good_bytes(const void *user, unsigned long fault)
{
	unsigned long start = (unsigned long)user;

	return max(fault & PAGE_MASK, start) - start;
}

static size_t copy(void *to, const void *from, size_t n, const void *user)
{
	while (n) {
		struct result r = uaccess_insn_copy(to, from, n);

		if (r.fault == UACCESS_DONE)
			break;
		if (r.fault - (unsigned long)user >= n) {
			/* On our side, which is not for the program to hear of: for real now. */
			memcpy(to, from, n);
			break;
		}
		n = good_bytes(user, r.fault);
	}
	return n;
}

size_t uaccess_read(void *to, const void *user, size_t n)
{
	return copy(to, user, n, user);
}

size_t uaccess_write(void *user, const void *from, size_t n)
{
	return copy(user, from, n, user);
}

size_t uaccess_zero(void *user, size_t n)
{
	while (n) {
		struct result r = uaccess_insn_zero(user, n);

		if (r.fault == UACCESS_DONE)
			break;
		n = good_bytes(user, r.fault);
	}
	return n;
}

bool uaccess_touch(void *p)
{
	return uaccess_insn_touch(p).fault == UACCESS_DONE;
}

bool uaccess_load(const void *user, size_t size, u64 *value)
{
	struct result (*load)(const void *from) = size == 1 ? uaccess_insn_load1 :
						  size == 2 ? uaccess_insn_load2 :
						  size == 4 ? uaccess_insn_load4 :
							      uaccess_insn_load8;
	struct result r;

	OPTIMIZER_HIDE_VAR(load);
	r = load(user);
	if (r.fault != UACCESS_DONE)
		return false;
	*value = r.value;
	return true;
}

bool uaccess_store(void *user, size_t size, u64 value)
{
	struct result (*store)(void *to, u64 value) = size == 1 ? uaccess_insn_store1 :
						      size == 2 ? uaccess_insn_store2 :
						      size == 4 ? uaccess_insn_store4 :
								  uaccess_insn_store8;

	OPTIMIZER_HIDE_VAR(store);
	return store(user, value).fault == UACCESS_DONE;
}

long uaccess_strnlen(const char *user, size_t n)
{
	struct result r = uaccess_insn_find_nul(user, n);

	return r.fault == UACCESS_DONE ? (long)r.value : -1;
}
