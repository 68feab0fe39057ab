/* SPDX-License-Identifier: Apache-2.0 */
/* The N-th call of a kind fails.  Calls by our own code alone are met: the
 * linker leads them here (-Wl,--wrap in tests/unit/meson.build). */
#ifndef GS_TESTS_FAULT_H
#define GS_TESTS_FAULT_H

#include <stdbool.h>
#include <stddef.h>

enum fault_kind {
	FAULT_MEMORY, FAULT_RANDOM, FAULT_FILE, FAULT_DATABASE, FAULT_KINDS
};

/* From here on the n-th call of the kind fails, and later ones do not. */
void fault_arm(enum fault_kind kind, unsigned long n);
/* Whether it came to that. */
bool fault_disarm(void);
/* For a call that is led here by another file: whether it is the one. */
bool fault_due(enum fault_kind kind, const char *name);
/* From here on the n-th call of the kind ends the process with FAULT_ENDED, as
 * a machine that breaks, before it is done. */
#define FAULT_ENDED 77
void fault_arm_end(enum fault_kind kind, unsigned long n);
/* What failed, for a message. */
const char *fault_name(void);
/* Blocks that were taken since fault_arm and are not freed. */
size_t fault_left(void);

/* With GAINSAY_FAILING=2/3 in the environment this process is the second of
 * three that share the N among them: 2, 5, 8 ...  Otherwise it has all. */
void fault_share(unsigned long *first, unsigned long *step);

/* Runs `scenario` with the 1st, 2nd, 3rd call of each kind failing, until
 * nothing fails any more.  It returns an enum gs_err, frees all it took, and
 * asserts by itself what its outputs are.  The failure must show as its error,
 * or, if `may_succeed`, be made good.  Returns how many calls there are. */
typedef int fault_scenario(void *ctx);
unsigned long fault_each(const char *name, enum fault_kind kind,
    fault_scenario *scenario, void *ctx, bool may_succeed);

#endif
