/* SPDX-License-Identifier: Apache-2.0 */
/* What a processor can do at most: the scalar matrix's innermost instructions
 * on registers alone, nothing loaded, reduced or stored. */
#ifndef GS_BENCH_LIMIT_H
#define GS_BENCH_LIMIT_H

#include <stddef.h>

/* Does the work of `turns` products of scalars, a multiple of 1000. */
typedef void gs_limit_kernel(size_t turns);
/* The way that path does them; NULL if there is no such kernel here. */
gs_limit_kernel *gs_limit_of(const char *path);
/* The same by limbs of 52 bits, without residues: AVX-512 IFMA, eight products
 * in 50 multiply-adds.  NULL likewise. */
gs_limit_kernel *gs_limit_limbs(void);

#endif
