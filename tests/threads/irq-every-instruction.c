// SPDX-License-Identifier: MIT
/*
 * An interrupt between any two instructions of a call loses nothing. The call is single-stepped
 * once to find its instructions; then it is run once for each of them that is the program's or the
 * library's, with a breakpoint there, at which another thread raises a line of the same CPU. The
 * kick signal is blocked while the trap is handled, so it lands exactly there. The line's handler
 * schedules a tasklet; both have to run, whatever the call does, and so has what the call itself
 * schedules. All of that once with a CPU that is taken and given back by its word, and once with one
 * that is left to the thread (lib/arch/threads/bias.c), which the raise takes away from it.
 *
 * x86 only: elsewhere a thread can't single-step itself. Not under TSan, which delivers signals at
 * its own points.
 */
#include "regress.h"

#include <linux/irq_work.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>

#if defined(__x86_64__)

#include <dlfcn.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "arch/threads/cpu.h"

#define TRAP_FLAG  0x100
#define BREAKPOINT 0xcc /* int3 */
#define STEPS_MAX  20000

static int irq;
static unsigned long handled, ran, own_ran; /* atomic */
static unsigned long lost;
static volatile unsigned long steps;
static volatile bool stepping;
static unsigned char *volatile addresses[STEPS_MAX]; /* of the instructions */
static unsigned char *breakpoint, instruction; /* atomic: NULL when it was met; what it replaced */
static sem_t wanted; /* the raiser's */
static int raised, end; /* atomic */

static void count_run(struct tasklet_struct *t)
{
	count(ran);
}

static void count_own(struct tasklet_struct *t)
{
	count(own_ran);
}

static DECLARE_TASKLET(by_handler, count_run);
static DECLARE_TASKLET(by_call, count_own);

static void count_work(struct irq_work *work)
{
	count(own_ran);
}

static DEFINE_IRQ_WORK(work, count_work);
static DEFINE_SPINLOCK(lock);
static DEFINE_PER_CPU(int, counter);

static irqreturn_t schedule_tasklet(int nr, void *dev_id)
{
	tasklet_schedule(&by_handler);
	/* Within whatever of a section the call is at. */
	rcu_read_lock();
	rcu_read_unlock();
	count(handled);
	return IRQ_HANDLED;
}

static void *raiser(void *arg)
{
	for (;;) {
		sem_wait(&wanted);
		if (get(end))
			return NULL;
		tl_irq_raise(irq);
		set(raised, 1);
	}
}

static void trapped(int signo, siginfo_t *info, void *context)
{
	greg_t *ip = &((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
	unsigned char *at;

	if (stepping) {
		if (steps < STEPS_MAX)
			addresses[steps] = (unsigned char *)*ip;
		steps++;
		return;
	}
	/* The worker may come by too, before us or at the same time. */
	*ip -= 1;
	at = __atomic_exchange_n(&breakpoint, NULL, __ATOMIC_SEQ_CST);
	if (!at)
		return;
	__atomic_store_n(at, instruction, __ATOMIC_SEQ_CST);
	set(raised, 0);
	sem_post(&wanted);
	while (!get(raised))
		sched_yield();
}

static void single_step(bool on)
{
	unsigned long flags;

	/* Past the red zone. */
	__asm__ volatile("lea -128(%%rsp), %%rsp\n\t"
			 "pushfq\n\t"
			 "pop %0\n\t"
			 "and %1, %0\n\t"
			 "or %2, %0\n\t"
			 "push %0\n\t"
			 "popfq\n\t"
			 "lea 128(%%rsp), %%rsp"
			 : "=&r"(flags)
			 : "i"(~TRAP_FLAG), "r"(on ? (unsigned long)TRAP_FLAG : 0)
			 : "cc", "memory");
}

/* On this CPU, a softirq is pending that nobody is going to serve. */
static bool softirq_is_lost(void)
{
	unsigned int word;
	bool lost;

	preempt_disable();
	word = cpu_word(arch_self.cpu);
	lost = arch_softirq_pending && (word == arch_self.tid || word == arch_self.biased);
	preempt_enable();
	return lost;
}

/* What is lost is told of, and brought back. */
static void wait_for_runs(unsigned long interrupts, unsigned long own, const void *at)
{
	while (get(handled) != interrupts || get(ran) != interrupts || get(own_ran) != own) {
		if (get(handled) && softirq_is_lost()) {
			print_error("lost: interrupt at %p\n", at);
			lost++;
			raise_softirq(TASKLET_SOFTIRQ);
		}
		usleep(10);
	}
	assert_int_equal(preempt_count(), 0);
	assert_false(irqs_disabled());
	assert_int_equal(rcu_preempt_depth(), 0);
	set(handled, 0);
	set(ran, 0);
	set(own_ran, 0);
}

/* How many sections in a row have the CPU left to this thread; 0: it never is. */
static unsigned int bias_after;

static void settle_cpu(void)
{
	set(arch_cpus[0].bias_after, bias_after);
	do {
		preempt_disable();
		preempt_enable();
	} while (bias_after && cpu_word(&arch_cpus[0].a) != arch_self.biased);
}

static void find_instructions(void (*call)(void), unsigned long own)
{
	settle_cpu();
	steps = 0;
	stepping = true;
	single_step(true);
	call();
	single_step(false);
	stepping = false;
	wait_for_runs(0, own, NULL);
	assert_in_range(steps, 10, STEPS_MAX);
}

static void interrupt_at(unsigned char *at, void (*call)(void), unsigned long own)
{
	bool met;

	settle_cpu();
	instruction = *at;
	set(breakpoint, at);
	__atomic_store_n(at, BREAKPOINT, __ATOMIC_SEQ_CST);
	call();
	met = !__atomic_exchange_n(&breakpoint, NULL, __ATOMIC_SEQ_CST);
	__atomic_store_n(at, instruction, __ATOMIC_SEQ_CST);
	/* The path may have been another one than before. */
	wait_for_runs(met, own, at);
}

/* Make the code writable; false: libc's, or the host's. */
static bool is_ours(unsigned char *at)
{
	uintptr_t page = (uintptr_t)at & ~4095ul;
	Dl_info ours, library, info;

	assert_true(dladdr(trapped, &ours) && dladdr(arch_give_slow, &library));
	if (!dladdr(at, &info) ||
	    (info.dli_fbase != ours.dli_fbase && info.dli_fbase != library.dli_fbase))
		return false;
	assert_int_equal(mprotect((void *)page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC), 0);
	return true;
}

static bool had_before(unsigned long step)
{
	for (unsigned long i = 0; i < step; i++)
		if (addresses[i] == addresses[step])
			return true;
	return false;
}

static void interrupt_each(void (*call)(void), unsigned long own)
{
	unsigned long places = 0;

	find_instructions(call, own);
	lost = 0;
	for (unsigned long k = 0; k < steps; k++) {
		if (had_before(k) || !is_ours(addresses[k]))
			continue;
		interrupt_at(addresses[k], call, own);
		places++;
	}
	assert_true(places > 10);
	assert_int_equal(lost, 0);
	assert_int_equal(new_reports(), 0);
}

static void interrupt_everywhere(void (*call)(void), unsigned long own)
{
	bool can = arch_cpus[0].bias_after;

	bias_after = 0;
	interrupt_each(call, own);
	if (!can)
		return;
	bias_after = 1;
	interrupt_each(call, own);
}

static void bh(void)
{
	local_bh_disable();
	local_bh_enable();
}

static void local_bh_enable_loses_nothing(void **state)
{
	interrupt_everywhere(bh, 0);
}

static void bh_nested(void)
{
	local_bh_disable();
	local_bh_disable();
	local_bh_enable();
	local_bh_enable();
}

static void nested_local_bh_enable_loses_nothing(void **state)
{
	interrupt_everywhere(bh_nested, 0);
}

static void bh_in_preempt(void)
{
	preempt_disable();
	local_bh_disable();
	local_bh_enable();
	preempt_enable();
}

static void local_bh_enable_with_preemption_off_loses_nothing(void **state)
{
	interrupt_everywhere(bh_in_preempt, 0);
}

static void lock_bh(void)
{
	spin_lock_bh(&lock);
	spin_unlock_bh(&lock);
}

static void spin_unlock_bh_loses_nothing(void **state)
{
	interrupt_everywhere(lock_bh, 0);
}

static void trylock_bh(void)
{
	if (spin_trylock_bh(&lock))
		spin_unlock_bh(&lock);
}

static void spin_trylock_bh_loses_nothing(void **state)
{
	interrupt_everywhere(trylock_bh, 0);
}

static void preempt(void)
{
	preempt_disable();
	preempt_enable();
}

static void preempt_enable_loses_nothing(void **state)
{
	interrupt_everywhere(preempt, 0);
}

static void irqs_off(void)
{
	unsigned long flags;

	local_irq_save(flags);
	local_irq_restore(flags);
}

static void local_irq_restore_loses_nothing(void **state)
{
	interrupt_everywhere(irqs_off, 0);
}

static void lock_irqs_off(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	spin_unlock_irqrestore(&lock, flags);
}

static void spin_unlock_irqrestore_loses_nothing(void **state)
{
	interrupt_everywhere(lock_irqs_off, 0);
}

static void read_section(void)
{
	preempt_disable();
	rcu_read_lock();
	rcu_read_lock();
	rcu_read_unlock();
	rcu_read_unlock();
	preempt_enable();
}

static void a_read_section_loses_nothing(void **state)
{
	interrupt_everywhere(read_section, 0);
	/* No reader is left. */
	synchronize_rcu();
}

static void read_sections_that_overlap(void)
{
	rcu_read_lock();
	preempt_disable();
	rcu_read_unlock();
	rcu_read_lock();
	preempt_enable();
	rcu_read_unlock();
}

static void read_sections_that_overlap_lose_nothing(void **state)
{
	interrupt_everywhere(read_sections_that_overlap, 0);
	synchronize_rcu();
}

static void per_cpu_operation(void)
{
	this_cpu_inc(counter);
}

static void this_cpu_inc_loses_nothing(void **state)
{
	interrupt_everywhere(per_cpu_operation, 0);
}

static void schedule_by_call(void)
{
	tasklet_schedule(&by_call);
}

static void tasklet_schedule_loses_nothing(void **state)
{
	interrupt_everywhere(schedule_by_call, 1);
}

static void schedule_with_bh_off(void)
{
	local_bh_disable();
	tasklet_schedule(&by_call);
	local_bh_enable();
}

static void local_bh_enable_with_a_tasklet_loses_nothing(void **state)
{
	interrupt_everywhere(schedule_with_bh_off, 1);
}

static void schedule_with_irqs_off(void)
{
	unsigned long flags;

	local_irq_save(flags);
	tasklet_hi_schedule(&by_call);
	local_irq_restore(flags);
}

static void tasklet_hi_schedule_with_irqs_off_loses_nothing(void **state)
{
	interrupt_everywhere(schedule_with_irqs_off, 1);
}

/* It may find the handler's tasklet queued, and has it parked. */
static void disable_and_enable(void)
{
	tasklet_disable_nosync(&by_handler);
	tasklet_enable(&by_handler);
}

static void tasklet_enable_loses_nothing(void **state)
{
	interrupt_everywhere(disable_and_enable, 0);
}

static void disable_with_bh_off(void)
{
	tasklet_disable_nosync(&by_call);
	local_bh_disable();
	tasklet_schedule(&by_call);
	local_bh_enable();
	tasklet_enable(&by_call);
}

static void tasklet_enable_of_a_parked_queue_loses_nothing(void **state)
{
	interrupt_everywhere(disable_with_bh_off, 1);
}

static void queue_work(void)
{
	irq_work_queue(&work);
}

static void irq_work_queue_loses_nothing(void **state)
{
	interrupt_everywhere(queue_work, 1);
}

static pthread_t thread;
static struct sigaction old_trap;

static int set_up(void **state)
{
	struct sigaction sa = {.sa_flags = SA_SIGINFO, .sa_sigaction = trapped};

	if (boot_with("nr_cpus=1 loglevel=0"))
		return -1;
	/* The kick lands when the trap's handler returns, where the trap was. */
	sigfillset(&sa.sa_mask);
	sigaction(SIGTRAP, &sa, &old_trap);
	irq = tl_irq_alloc("steps", TL_IRQ_RISING, 0);
	if (request_irq((unsigned int)irq, schedule_tasklet, 0, "steps", &irq))
		return -1;
	sem_init(&wanted, 0, 0);
	set(end, 0);
	thread = start(raiser, NULL);
	return 0;
}

static int tear_down(void **state)
{
	set(end, 1);
	sem_post(&wanted);
	join(thread);
	sem_destroy(&wanted);
	free_irq((unsigned int)irq, &irq);
	tl_irq_free(irq);
	tasklet_kill(&by_handler);
	tasklet_kill(&by_call);
	sigaction(SIGTRAP, &old_trap, NULL);
	return tl_shutdown();
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(local_bh_enable_loses_nothing),
		TEST(nested_local_bh_enable_loses_nothing),
		TEST(local_bh_enable_with_preemption_off_loses_nothing),
		TEST(spin_unlock_bh_loses_nothing),
		TEST(spin_trylock_bh_loses_nothing),
		TEST(preempt_enable_loses_nothing),
		TEST(local_irq_restore_loses_nothing),
		TEST(spin_unlock_irqrestore_loses_nothing),
		TEST(a_read_section_loses_nothing),
		TEST(read_sections_that_overlap_lose_nothing),
		TEST(this_cpu_inc_loses_nothing),
		TEST(tasklet_schedule_loses_nothing),
		TEST(local_bh_enable_with_a_tasklet_loses_nothing),
		TEST(tasklet_hi_schedule_with_irqs_off_loses_nothing),
		TEST(tasklet_enable_loses_nothing),
		TEST(tasklet_enable_of_a_parked_queue_loses_nothing),
		TEST(irq_work_queue_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

static void a_call_can_not_be_single_stepped_here(void **state)
{
	skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_can_not_be_single_stepped_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
