// SPDX-License-Identifier: MIT
/*
 * Depth first: every schedule within bounds on preemptions and chosen deliveries.
 *
 * A path of choices is kept from run to run; each run follows it to its last node, takes the next
 * option there that is left, and the default from then on. The path lives in memory that is shared
 * with the parent, who goes on behind a run that ended its process.
 *
 * SLEEP SETS, when preemptions are unbounded. Once an option of a node has been explored in full,
 * it need not be tried again after another option of that node, until something happens that
 * conflicts with its first step: the two orders are one and the same (Godefroid, 1996). So each
 * node keeps the options that sleep there, and what their first step did. Steps of one CPU always
 * conflict. All sleep: the run is cut, it would repeat another. Under a bound on preemptions that
 * would lose outcomes, as the order that was tried may have been out of bounds; so there it is
 * off. Where chosen deliveries are bounded, they do not sleep, for the same reason: one that comes
 * in later may be free there, as nobody else is left. Tasks sleep, for they are tried first, and
 * as long as one sleeps, it could go on: what is delivered meanwhile costs what it costs behind it.
 *
 * SHARDS split the tree at a depth: the prefixes that reach it are numbered, and a shard takes its
 * share of them. Runs to a prefix that is another's are cut there.
 */
#include <string.h>
#include <sys/mman.h>

#include "arch/sim/explore/dfs.h"
#include "arch/sim/sim.h"

struct dfs_sleeper {
	struct ex_option option;
	struct ex_footprint footprint;
};

/**
 * struct dfs_node - a choice on the path
 * @allowed, @tried: options within the bounds, and those that were taken up to now
 * @taken: the one on the path
 * @option: that
 * @sum: of the options: the same ones must be there the next time
 * @sleepers: in the pool, from here on
 * @nr_sleepers: how many
 */
struct dfs_node {
	uint64_t allowed, tried;
	struct ex_option option;
	uint32_t sum;
	uint32_t sleepers;
	uint16_t nr_sleepers;
	uint8_t taken;
	uint8_t dflt;
};

#define MAX_NODES    100000u
#define MAX_SLEEPERS 400000u
#define MAX_ASLEEP   256u

/**
 * struct dfs - a search
 * @bounds: what it is bounded by
 * @unbounded: by nothing
 * @depth: nodes on the path
 * @at: nodes passed by this run
 * @nr_prefixes: reached at the depth of the shards
 * @pruned: an option was left out because of the bounds
 * @foreign: the run is another shard's
 * @stepping: the node whose step is being made; -1: none
 * @nr_asleep, @asleep: now, in this run
 * @nodes: the path
 * @steps: what the option on the path did first, by node
 * @pool: those who sleep at the nodes
 */
struct dfs {
	struct dfs_bounds bounds;
	bool unbounded;
	unsigned int depth;
	unsigned int at;
	uint64_t nr_prefixes;
	bool pruned;
	bool foreign;
	int stepping;
	unsigned int nr_asleep;
	struct dfs_sleeper asleep[MAX_ASLEEP];
	struct dfs_node nodes[MAX_NODES];
	struct ex_footprint steps[MAX_NODES];
	struct dfs_sleeper pool[MAX_SLEEPERS];
};

static struct dfs *trees __tl_keep;
static unsigned int nr_trees;
static struct dfs *dfs __tl_keep; /* the one in use */

static void forget_trees(void)
{
	if (trees)
		munmap(trees, nr_trees * sizeof(*trees));
	trees = dfs = NULL;
	nr_trees = 0;
}

int dfs_setup(unsigned int n)
{
	if (trees && nr_trees >= n)
		return 0;
	forget_trees();
	trees = mmap(NULL, n * sizeof(*trees), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (trees != MAP_FAILED) {
		nr_trees = n;
		return 0;
	}
	trees = NULL;
	return -1;
}

void dfs_use(unsigned int i)
{
	dfs = &trees[i];
}

void dfs_start(const struct dfs_bounds *bounds)
{
	dfs->bounds = *bounds;
	dfs->unbounded = bounds->p == DFS_UNBOUNDED && bounds->q == DFS_UNBOUNDED &&
			 bounds->d == DFS_UNBOUNDED;
	dfs->depth = dfs->at = 0;
	dfs->nr_prefixes = 0;
	dfs->pruned = dfs->foreign = false;
}

bool dfs_pruned(void)
{
	return dfs->pruned;
}

/* Of the accesses only those that there are: most of the room is empty. */
static void copy_footprint(struct ex_footprint *to, const struct ex_footprint *from)
{
	to->n = from->n;
	to->all = from->all;
	memcpy(to->access, from->access, from->n * sizeof(from->access[0]));
}

static void copy_sleepers(struct dfs_sleeper *to, const struct dfs_sleeper *from, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		to[i].option = from[i].option;
		copy_footprint(&to[i].footprint, &from[i].footprint);
	}
}

static void begin(void)
{
	dfs->at = 0;
	dfs->stepping = -1;
	dfs->nr_asleep = 0;
	dfs->foreign = false;
	ex.strategy_looks = dfs->bounds.reduce;
}

static uint32_t sum_of(const struct ex_choice *c)
{
	uint32_t sum = c->n;

	for (unsigned int i = 0; i < c->n; i++) {
		const struct ex_option *o = &c->options[i];

		sum = (sum ^ o->kind ^ (uint32_t)o->cpu << 4 ^ (uint32_t)o->id << 16) * 16777619u;
	}
	return sum;
}

static __always_inline bool sleeps(const struct ex_option *o)
{
	for (unsigned int i = 0; i < dfs->nr_asleep; i++)
		if (ex_same(dfs->asleep[i].option, *o))
			return true;
	return false;
}

static uint64_t within_bounds(const struct ex_choice *c)
{
	uint64_t allowed = 0;

	if (dfs->unbounded && !dfs->nr_asleep)
		return ~0ull >> (64 - c->n);
	for (unsigned int i = 0; i < c->n; i++) {
		const struct ex_option *o = &c->options[i];

		if (ex.preemptions + o->costs > dfs->bounds.p ||
		    ex.deliveries + o->chosen_delivery > dfs->bounds.q ||
		    ex.deviations + (i != c->dflt) > dfs->bounds.d)
			dfs->pruned = true;
		else if (!sleeps(o))
			allowed |= 1ull << i;
	}
	return allowed;
}

/* The default first, then in their order. */
static int next_of(const struct dfs_node *node)
{
	uint64_t left = node->allowed & ~node->tried;

	if (left >> node->dflt & 1)
		return node->dflt;
	return left ? __builtin_ctzll(left) : -1;
}

/* Those that sleep here go on sleeping, and those that were explored from here on sleep, too. */
static void load_asleep(const struct dfs_node *node)
{
	dfs->nr_asleep = node->nr_sleepers;
	copy_sleepers(dfs->asleep, &dfs->pool[node->sleepers], node->nr_sleepers);
}

/* The path has just got to the depth of the shards, or ended before. */
static bool is_foreign(void)
{
	return dfs->bounds.shards > 1 &&
	       dfs->nr_prefixes++ % dfs->bounds.shards != dfs->bounds.shard;
}

static void add_node(const struct ex_choice *c)
{
	struct dfs_node *node, *former = dfs->depth ? &dfs->nodes[dfs->depth - 1] : NULL;

	if (dfs->depth == MAX_NODES)
		ex_truncated("more than 100,000 choices in one run");
	node = &dfs->nodes[dfs->depth++];
	node->sum = sum_of(c);
	node->dflt = (uint8_t)c->dflt;
	node->tried = 0;
	node->sleepers = former ? former->sleepers + former->nr_sleepers : 0;
	node->nr_sleepers = (uint16_t)dfs->nr_asleep;
	if (node->sleepers + dfs->nr_asleep + EX_MAX_OPTIONS > MAX_SLEEPERS)
		ex_truncated("no room for sleep sets");
	copy_sleepers(&dfs->pool[node->sleepers], dfs->asleep, dfs->nr_asleep);
	node->allowed = within_bounds(c);
}

static __always_inline unsigned int take(unsigned int place, const struct ex_choice *c)
{
	struct dfs_node *node = &dfs->nodes[place];
	int next = next_of(node);

	if (next < 0)
		return EX_CUT;
	node->taken = (uint8_t)next;
	node->tried |= 1ull << next;
	node->option = c->options[next];
	/* Until it is known: the run may end before. */
	if (dfs->bounds.reduce) {
		dfs->steps[place].n = 0;
		dfs->steps[place].all = true;
	}
	return node->taken;
}

static unsigned int pick(const struct ex_choice *c)
{
	unsigned int place = dfs->at;
	const struct dfs_node *node = &dfs->nodes[place];

	if (c->n == 1)
		return sleeps(&c->options[0]) ? EX_CUT : 0;
	if (place < dfs->depth) {
		if (node->sum != sum_of(c))
			ex_differs("other options than in the run before");
		if (place + 1 == dfs->depth)
			load_asleep(node);
	} else {
		if (place == dfs->bounds.split && is_foreign()) {
			dfs->foreign = true;
			return EX_CUT;
		}
		add_node(c);
	}
	dfs->stepping = (int)place;
	dfs->at = place + 1;
	/* The last one's next option is what this run is about. */
	return dfs->at == dfs->depth ? take(place, c) : node->taken;
}

/* What conflicts with the step wakes up. */
static void stepped(const struct ex_option *o, const struct ex_footprint *fp)
{
	unsigned int kept = 0;

	if (dfs->stepping >= 0 && (unsigned int)dfs->stepping + 1 == dfs->depth)
		copy_footprint(&dfs->steps[dfs->stepping], fp);
	dfs->stepping = -1;
	for (unsigned int i = 0; i < dfs->nr_asleep; i++) {
		struct dfs_sleeper *s = &dfs->asleep[i];

		if (s->option.cpu == o->cpu || ex_conflict(&s->footprint, fp))
			continue;
		if (kept != i)
			copy_sleepers(&dfs->asleep[kept], s, 1);
		kept++;
	}
	dfs->nr_asleep = kept;
}

/* The option on the path is explored: it sleeps while the node's others are. */
static void put_to_sleep(unsigned int place)
{
	struct dfs_node *node = &dfs->nodes[place];
	bool delivery = node->option.kind == EX_DELIVER || node->option.kind == EX_FIRE;

	if (!dfs->bounds.reduce || node->nr_sleepers == MAX_ASLEEP)
		return;
	if (delivery && dfs->bounds.q != DFS_UNBOUNDED)
		return;
	dfs->pool[node->sleepers + node->nr_sleepers++] =
		(struct dfs_sleeper){node->option, dfs->steps[place]};
}

/* To the next path. Return: false if there is none. */
static bool next_path(void)
{
	while (dfs->depth) {
		unsigned int last = dfs->depth - 1;

		if (next_of(&dfs->nodes[last]) >= 0) {
			put_to_sleep(last);
			return true;
		}
		dfs->depth--;
	}
	return false;
}

static bool go_on(bool cut)
{
	if (!cut && dfs->depth <= dfs->bounds.split)
		dfs->foreign = is_foreign();
	return next_path();
}

static bool end(bool cut)
{
	if (!cut && dfs->at < dfs->depth)
		ex_differs("fewer choices than in the run before");
	return go_on(cut);
}

bool dfs_resume(unsigned int i)
{
	dfs_use(i);
	return go_on(false);
}

bool dfs_was_foreign(void)
{
	return dfs->foreign;
}

static unsigned int place(void)
{
	return dfs->at;
}

/* The last node of the path takes another option. */
static unsigned int common(void)
{
	return dfs->depth ? dfs->depth - 1 : 0;
}

static void resume(unsigned int at)
{
	begin();
	dfs->at = at;
}

const struct ex_strategy dfs_strategy = {
	.begin = begin,
	.pick = pick,
	.stepped = stepped,
	.end = end,
	.place = place,
	.common = common,
	.resume = resume,
	.cuts = true,
};
