/* SPDX-License-Identifier: Apache-2.0 */
/* Constant-time building blocks, and the marks by which a constant-time test
 * (tests/ct) learns what is secret.  Built with -DGS_CT_VALGRIND the marks are
 * requests to valgrind's memcheck: a secret counts as undefined memory, so
 * that every branch and every address that depends on it is reported.
 * Otherwise they are nothing. */
#ifndef GS_CORE_CT_H
#define GS_CORE_CT_H

#include <stddef.h>
#include <stdint.h>

#ifdef GS_CT_VALGRIND
#include <valgrind/memcheck.h>
#define GS_SECRET(ptr, len) ((void)VALGRIND_MAKE_MEM_UNDEFINED((ptr), (len)))
#define GS_DECLASSIFY(ptr, len) \
	((void)VALGRIND_MAKE_MEM_DEFINED((ptr), (len)))
#else
#define GS_SECRET(ptr, len) ((void)(ptr), (void)(len))
#define GS_DECLASSIFY(ptr, len) ((void)(ptr), (void)(len))
#endif

/* Hides the origin of `v` from the compiler, which would otherwise be free to
 * turn a mask back into the branch that it came from. */
static inline uint64_t gs_ct_barrier(uint64_t v)
{
	__asm__("" : "+r"(v));
	return v;
}

/* All of these return masks: 0 or all ones.  A barrier before as well: of a
 * comparison that becomes a mask, clang makes a selection for WebAssembly. */
static inline uint64_t gs_ct_mask(uint64_t bit)
{
	return gs_ct_barrier(0 - (gs_ct_barrier(bit) & 1));
}

static inline uint64_t gs_ct_is_zero(uint64_t v)
{
	return gs_ct_mask(~(v | (0 - v)) >> 63);
}

static inline uint64_t gs_ct_equal(uint64_t a, uint64_t b)
{
	return gs_ct_is_zero(a ^ b);
}

static inline uint64_t gs_ct_select(uint64_t mask, uint64_t yes, uint64_t no)
{
	return no ^ (mask & (yes ^ no));
}

#endif
