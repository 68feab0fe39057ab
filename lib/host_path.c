/* SPDX-License-Identifier: Apache-2.0 */
/* What this processor has. */
#include "lib/host.h"

#include "core/proof/cpu.h"

const struct gs_proof_ops *gs_host_proof_path(size_t i)
{
	const struct gs_proof_ops *paths[3] = {NULL};
	size_t n = 0;

#ifdef GS_HAVE_IFMA
	if (__builtin_cpu_supports("avx512f") &&
	    __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512dq") &&
	    __builtin_cpu_supports("avx512ifma") &&
	    __builtin_cpu_supports("avx512vnni"))
		paths[n++] = &gs_proof_ops_ifma;
#endif
#ifdef GS_HAVE_AVX2
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
		paths[n++] = &gs_proof_ops_avx2;
#endif

	paths[n++] = &gs_proof_ops_portable;
	return i < n ? paths[i] : NULL;
}
