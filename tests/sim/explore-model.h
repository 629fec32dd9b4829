/* SPDX-License-Identifier: MIT */
/*
 * What a program of explore-program.h may come to, by a model of the machine that has nothing in
 * common with the library: a graph of states that is searched whole.
 */
#ifndef TESTS_SIM_EXPLORE_MODEL_H
#define TESTS_SIM_EXPLORE_MODEL_H

#include "explore-program.h"

/**
 * struct model_result - what there is to say of a program
 * @complete: it was not too large
 * @stuck: some order of events ends with somebody who can't go on
 */
struct model_result {
	bool complete;
	bool stuck;
};

/* @end: called for each end that it may come to, with all variables and what everybody has read */
struct model_result model_run(const struct program *p,
			      void (*end)(const int *vars, const uint64_t *seen));

#endif /* TESTS_SIM_EXPLORE_MODEL_H */
