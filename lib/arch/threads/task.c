// SPDX-License-Identifier: MIT
/*
 * Registration: a host thread becomes a task on its first call (a kthread before that), and stops
 * being one when it exits, or when it shuts the machine down. One that outlives a machine stays a task, of the
 * machine that there is at its next call.
 *
 * tasks_lock protects the list and every entry's @self. An entry is freed when its last holder
 * lets go: the thread itself, and who holds a reference to its task_struct.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arch/threads/cpu.h"
#include "arch/upcall.h"
#include "host/subsys.h"
#include "host/call.h"
#include "host/error.h"

static struct host_lock tasks_lock;
static struct thread_task *tasks;
static pthread_key_t exit_key;

struct thread_task *task_of(const struct task_struct *t)
{
	return (struct thread_task *)t;
}

/* The tasks of a CPU's worker are part of the CPU. */
static bool is_thread_task(const struct task_struct *t)
{
	return (const char *)t < (const char *)arch_cpus ||
	       (const char *)t >= (const char *)(arch_cpus + NR_CPUS);
}

struct task_struct *get_task_struct(struct task_struct *t)
{
	if (is_thread_task(t))
		__atomic_fetch_add(&task_of(t)->refs, 1, __ATOMIC_RELAXED);
	return t;
}
EXPORT_SYMBOL_GPL(get_task_struct);

struct task_struct *tryget_task_struct(struct task_struct *t)
{
	int refs;

	if (!is_thread_task(t))
		return t;
	refs = __atomic_load_n(&task_of(t)->refs, __ATOMIC_RELAXED);
	do {
		if (!refs)
			return NULL;
	} while (!__atomic_compare_exchange_n(&task_of(t)->refs, &refs, refs + 1, false,
					      __ATOMIC_RELAXED, __ATOMIC_RELAXED));
	return t;
}
EXPORT_SYMBOL_GPL(tryget_task_struct);

void put_task_struct(struct task_struct *t)
{
	unsigned long state;

	/* O1: release what this holder did with it, acquire what the others did; pairs with itself,
	 * so that free() comes last. */
	if (!is_thread_task(t) || __atomic_sub_fetch(&task_of(t)->refs, 1, __ATOMIC_ACQ_REL))
		return;
	if (t->worker_private)
		kthread_upcall_free(t);
	state = host_call_begin();
	free(task_of(t));
	host_call_end(state);
}
EXPORT_SYMBOL_GPL(put_task_struct);

static void list_insert(struct thread_task *task)
{
	task->prev = NULL;
	task->next = tasks;
	if (tasks)
		tasks->prev = task;
	tasks = task;
}

static void list_remove(struct thread_task *task)
{
	if (task->prev)
		task->prev->next = task->next;
	else
		tasks = task->next;
	if (task->next)
		task->next->prev = task->prev;
}

/* Make @self a thread that the machine does not know. */
static void detach(struct thread_task *task)
{
	struct arch_self *self = task->self;

	list_remove(task);
	task->self = NULL;
	rekick_destroy(task->rekick);
	self->tid = 0;
	self->biased = CPU_BIASED;
	self->cpu = &arch_no_cpu;
	self->task = NULL;
}

/* At thread exit, on the thread itself. */
static void thread_exit(void *data)
{
	struct thread_task *task = data;
	struct arch_self *self = &arch_self;

	if (self->task == &task->t) {
		if (self->ctx) {
			sched_upcall_atomic_exit();
			(void)arch_section_break();
		}
		if (self->rcu_depth)
			sched_upcall_reader_exit();
		bias_exit(self);
		host_lock(&tasks_lock);
		detach(task);
		host_unlock(&tasks_lock);
		kick_reblock(task);
	}
	put_task_struct(&task->t);
}

/* The calling thread's registration is @task from here on. Return: false without memory. */
static bool own(struct thread_task *task)
{
	if (!task || pthread_setspecific(exit_key, task) != 0)
		return false;
	task->t.pid = (pid_t)syscall(SYS_gettid);
	task->t.tgid = getpid();
	task->refs = 1;
	task->rekick = &arch_rekick;
	return true;
}

static struct thread_task *new_task(void)
{
	struct thread_task *task = calloc(1, sizeof(*task));

	if (!own(task)) {
		fprintf(stderr, "tasklet: out of memory: this thread can't become a task\n");
		abort();
	}
	return task;
}

/* Return: false if the machine has gone down meanwhile. */
static bool attach(struct thread_task *task)
{
	static unsigned int spread;
	struct arch_self *self = &arch_self;
	bool up;

	prctl(PR_GET_NAME, task->t.comm);
	task->bound = -1;
	host_lock(&tasks_lock);
	up = arch_state() == ARCH_UP;
	if (up) {
		if (!task->self)
			list_insert(task);
		task->self = self;
		/* Start them on different CPUs; from there each keeps to the one that it has. */
		self->cpu = &arch_cpus[spread++ % arch_nr_cpus].a;
		self->tid = (unsigned int)task->t.pid;
		self->biased = self->tid | CPU_BIASED;
		self->task = &task->t;
	}
	host_unlock(&tasks_lock);
	if (up)
		kick_unblock(task);
	return up;
}

/**
 * arch_register_self() - make the calling thread a task, booting if there is no machine
 *
 * A thread that outlives its machine keeps its entry for the next one: it may have been asleep
 * meanwhile, with others holding on to its task_struct.
 *
 * Return: false if there is no machine to be had: a forked child, or booting failed; each has been
 * reported.
 */
bool arch_register_self(void)
{
	struct thread_task *task;

	if (!word_dead(cpu_word(arch_self.cpu)))
		return true;
	/* Also when the CPUs are up: another thread's boot may not be done yet. */
	if (tl_boot_auto() < 0 || arch_state() != ARCH_UP)
		return false;
	task = pthread_getspecific(exit_key);
	return attach(task ? task : new_task());
}

/* As a kthread's host thread. Return: false if there is no machine any more, or no memory. */
bool task_begin(struct thread_task *task)
{
	if (!own(task))
		return false;
	if (attach(task))
		return true;
	pthread_setspecific(exit_key, NULL);
	return false;
}

struct task_struct *arch_task_register(void)
{
	static __thread struct task_struct none;
	struct arch_self *self = &arch_self;

	if (!self->task) {
		unsigned long ctx = self->ctx;

		WRITE_ONCE(self->ctx, 0);
		(void)arch_register_self();
		WRITE_ONCE(self->ctx, ctx);
	}
	return self->task ? self->task : &none;
}

/* What reports say of a task that goes on meanwhile. */
static void copy_name(struct task_struct *copy, const struct task_struct *t)
{
	copy->pid = t->pid;
	memcpy(copy->comm, t->comm, sizeof(copy->comm));
}

/* Name and pid, for reports, of a thread id that was read from an ownership word. */
void task_describe(unsigned int tid, struct task_struct *copy)
{
	struct thread_task *task;

	*copy = (struct task_struct){.pid = (pid_t)tid, .comm = "?"};
	for (unsigned int i = 0; i < arch_nr_cpus; i++)
		if (__atomic_load_n(&arch_cpus[i].worker_tid, __ATOMIC_RELAXED) == tid)
			copy_name(copy, &arch_cpus[i].ksoftirqd);
	host_lock(&tasks_lock);
	for (task = tasks; task; task = task->next)
		if ((unsigned int)task->t.pid == tid)
			copy_name(copy, &task->t);
	host_unlock(&tasks_lock);
}

int arch_signal(struct task_struct *t, int sig)
{
	return syscall(SYS_tgkill, getpid(), t->pid, sig) < 0 ? -errno : 0;
}

void arch_set_nice(struct task_struct *t, int nice)
{
	(void)setpriority(PRIO_PROCESS, (id_t)t->pid, nice);
}

bool arch_task_name(const struct task_struct *t, char *comm, pid_t *pid)
{
	unsigned long state = host_call_begin();
	struct thread_task *task;

	host_lock(&tasks_lock);
	for (task = tasks; task && &task->t != t; task = task->next)
		;
	if (task) {
		memcpy(comm, task->t.comm, TASK_COMM_LEN);
		*pid = task->t.pid;
	}
	host_unlock(&tasks_lock);
	host_call_end(state);
	return task != NULL;
}

/* The same of some task in a read section of RCU, and where that began. Return: is there one? */
bool task_describe_reader(struct task_struct *copy, const struct lock_site **site)
{
	struct thread_task *task;
	bool found = false;

	host_lock(&tasks_lock);
	for (task = tasks; task && !found; task = task->next) {
		if (!READ_ONCE(task->self->rcu_depth))
			continue;
		copy_name(copy, &task->t);
		*site = READ_ONCE(task->self->rcu_site);
		found = true;
	}
	host_unlock(&tasks_lock);
	return found;
}

int arch_bind(int cpu)
{
	struct arch_self *self = &arch_self;

	if (!arch_register_self())
		return -EAGAIN;
	if (self->ctx || !is_thread_task(self->task))
		return -EINVAL;
	task_of(self->task)->bound = cpu;
	if (cpu >= 0) {
		bias_drop(self);
		self->cpu = &arch_cpus[cpu].a;
	}
	return 0;
}

/*
 * Shutdown. The caller is no task any more. The others stay what they are, with all that is
 * theirs alone: one that is in the midst of arch_take() must not have its thread id or its CPU
 * changed under it. Their next call finds the word of that CPU dead, and a place in the machine
 * of that time; or a CPU of that machine, and takes it.
 */
void tasks_forget(void)
{
	struct arch_self *self = &arch_self;
	struct thread_task *task, *mine = NULL;

	host_lock(&tasks_lock);
	for (task = tasks; task; task = task->next) {
		__atomic_store_n(&task->bound, -1, __ATOMIC_RELAXED);
		rekick_destroy(task->rekick);
		if (task->self == self)
			mine = task;
	}
	if (mine)
		detach(mine);
	host_unlock(&tasks_lock);
	if (mine) {
		pthread_setspecific(exit_key, NULL);
		kick_reblock(mine);
		put_task_struct(&mine->t);
	}
}

static int key_error;

static void create_key(void)
{
	key_error = pthread_key_create(&exit_key, thread_exit);
}

/* The key stays for good: a thread that outlives its machine gives its entry back by it. */
int tasks_init(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, create_key);
	return key_error ? host_error(-key_error, "pthread_key_create()") : 0;
}

/* In a forked child only the calling thread is left, and it has no machine. */
void tasks_forked(void)
{
	struct arch_self *self = &arch_self;

	if (self->task && is_thread_task(self->task))
		kick_reblock(task_of(self->task));
	tasks = NULL;
	tasks_lock.holder = 0;
	arch_rekick.exists = false;
	/* ctx stays: forked within a section, the child still comes to its end. */
	self->tid = 0;
	self->biased = CPU_BIASED;
	self->cpu = &arch_no_cpu;
	self->task = NULL;
	self->replay = 0;
}

void *arch_object_alloc(size_t size)
{
	unsigned long host = host_call_begin();
	void *p = calloc(1, size);

	host_call_end(host);
	return p;
}

void arch_object_free(void *p)
{
	unsigned long host = host_call_begin();

	free(p);
	host_call_end(host);
}
