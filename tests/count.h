/* SPDX-License-Identifier: MIT */
/* How many threads and descriptors the host sees in this process. */
#ifndef TESTS_COUNT_H
#define TESTS_COUNT_H

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define COUNT_EXITING 0x4 /* PF_EXITING, in the flags of /proc/PID/task/TID/stat */

/* Is it there, other than on its way out? */
static inline bool thread_lives(const char *tid)
{
	unsigned int flags = COUNT_EXITING;
	char path[300], text[512];
	const char *after_comm;
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%s/stat", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[len > 0 ? len : 0] = '\0';
	after_comm = strrchr(text, ')');
	if (after_comm)
		(void)sscanf(after_comm, ") %*c %*d %*d %*d %*d %*d %u", &flags);
	return !(flags & COUNT_EXITING);
}

/*
 * Who joins a thread is woken while that thread is yet to leave the list, which takes it 1 ms now
 * and then on an idle host, and longer on a busy one. Such are waited for, and do not count: a list
 * in which one ended may lack another.
 */
static inline int nr_threads(void)
{
	bool complete;
	int n;

	do {
		DIR *dir = opendir("/proc/self/task");
		struct dirent *entry;

		complete = true;
		n = 0;
		while ((entry = readdir(dir))) {
			if (entry->d_name[0] == '.')
				continue;
			complete &= thread_lives(entry->d_name);
			n++;
		}
		closedir(dir);
	} while (!complete);
	return n;
}

/* With the one that it takes to look. */
static inline int nr_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

#endif /* TESTS_COUNT_H */
