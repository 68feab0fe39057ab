/* SPDX-License-Identifier: Apache-2.0 */
/* One instruction of core's *_ifma.c after the other, as the processor has it
 * and as the model does (immintrin.h). */
#ifndef GS_TESTS_MODEL_INSTRUCTIONS_H
#define GS_TESTS_MODEL_INSTRUCTIONS_H

#include <stddef.h>
#include <stdint.h>

/* Three vectors, and a mask. */
#define OPERANDS (3 * 64 + 2)
#define RESULT 64

struct instruction {
	const char *name;
	/* What the instruction leaves is zeros. */
	void (*run)(uint8_t out[RESULT], const uint8_t in[OPERANDS]);
};

extern const struct instruction model_instructions[];
extern const size_t model_count;

/* The same table, of the processor. */
extern const struct instruction real_instructions[];
extern const size_t real_count;

#endif
