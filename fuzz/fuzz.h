/* SPDX-License-Identifier: Apache-2.0 */
/* Every target is one function.  Under libFuzzer it is called with what the
 * fuzzer makes up; in the ordinary tests replay.c calls it with its corpus and
 * with mutations of that. */
#ifndef GS_FUZZ_H
#define GS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* How often an input came past the target's first parse: it was a record, a
 * log, a body that a route takes.  What is in the corpus must (replay.c): an
 * input that is refused at its first line tries nothing. */
extern size_t gs_fuzz_reached;

/* What must hold whatever the input is. */
#define GS_HOLDS(condition) \
	do { \
		if (!(condition)) \
			__builtin_trap(); \
	} while (0)

#endif
