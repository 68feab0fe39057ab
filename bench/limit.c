/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/limit.h"

#include <string.h>

#include "core/group/rns.h"

#if defined(__x86_64__)
/* Written as instructions, so that nothing of it goes to memory whatever the
 * compiler does.  What the registers hold does not matter; sums that do not
 * wait for each other hide how long one takes. */
#define EIGHT(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7)
#define SIXTEEN(DO) EIGHT(DO) DO(8) DO(9) DO(10) DO(11) DO(12) DO(13) DO(14) \
	DO(15)
#define LOW_REGISTERS "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", \
	"xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", \
	"xmm15"

/* A product of scalars is one of residues for each prime, `lanes` of which an
 * instruction multiplies. */
static size_t rounds_of(size_t turns, size_t instructions, size_t lanes)
{
	return turns * GS_RNS_PRIMES / (instructions * lanes);
}

#define VNNI(i) "vpdpwssd %%zmm17, %%zmm16, %%zmm" #i "\n\t"
__attribute__((target("avx512f,avx512vnni")))
static void run_vnni(size_t turns)
{
	for (size_t k = rounds_of(turns, 16, 32); k > 0; k--)
		__asm__ volatile(SIXTEEN(VNNI) ::: LOW_REGISTERS);
}

#define AVX2(i) "vpmaddwd %%ymm9, %%ymm10, %%ymm8\n\t" \
	"vpaddd %%ymm8, %%ymm" #i ", %%ymm" #i "\n\t"
__attribute__((target("avx2")))
static void run_avx2(size_t turns)
{
	for (size_t k = rounds_of(turns, 8, 16); k > 0; k--)
		__asm__ volatile(EIGHT(AVX2) ::: LOW_REGISTERS);
}

/* What every x86-64 has.  Its multiplication replaces an operand, which a real
 * one would have had to load: a copy stands for that. */
#define SSE2(i) "movdqa %%xmm9, %%xmm8\n\t" \
	"pmaddwd %%xmm10, %%xmm8\n\t" \
	"paddd %%xmm8, %%xmm" #i "\n\t"
static void run_sse2(size_t turns)
{
	for (size_t k = rounds_of(turns, 8, 8); k > 0; k--)
		__asm__ volatile(EIGHT(SSE2) ::: LOW_REGISTERS);
}

/* Eight products of five limbs by five: low halves are summed by column in
 * registers 0 to 8, high halves in 9 to 17; the limbs are in 18 to 27. */
#define HALVES(low, high, x, y) \
	"vpmadd52luq %%zmm" #x ", %%zmm" #y ", %%zmm" #low "\n\t" \
	"vpmadd52huq %%zmm" #x ", %%zmm" #y ", %%zmm" #high "\n\t"
__attribute__((target("avx512f,avx512ifma")))
static void run_limbs(size_t turns)
{
	for (size_t k = turns / 8; k > 0; k--)
		__asm__ volatile(
		    HALVES(0, 9, 18, 23) HALVES(1, 10, 18, 24)
		    HALVES(2, 11, 18, 25) HALVES(3, 12, 18, 26)
		    HALVES(4, 13, 18, 27) HALVES(5, 14, 19, 27)
		    HALVES(1, 10, 19, 23) HALVES(2, 11, 19, 24)
		    HALVES(3, 12, 19, 25) HALVES(4, 13, 19, 26)
		    HALVES(6, 15, 20, 27) HALVES(5, 14, 20, 26)
		    HALVES(2, 11, 20, 23) HALVES(3, 12, 20, 24)
		    HALVES(4, 13, 20, 25) HALVES(7, 16, 21, 27)
		    HALVES(6, 15, 21, 26) HALVES(5, 14, 21, 25)
		    HALVES(3, 12, 21, 23) HALVES(4, 13, 21, 24)
		    HALVES(8, 17, 22, 27) HALVES(7, 16, 22, 26)
		    HALVES(6, 15, 22, 25) HALVES(5, 14, 22, 24)
		    HALVES(4, 13, 22, 23) ::: LOW_REGISTERS, "xmm16", "xmm17");
}

gs_limit_kernel *gs_limit_of(const char *path)
{
	if (strcmp(path, "ifma") == 0)
		return run_vnni;
	return strcmp(path, "avx2") == 0 ? run_avx2 : run_sse2;
}

gs_limit_kernel *gs_limit_limbs(void)
{
	return __builtin_cpu_supports("avx512ifma") ? run_limbs : NULL;
}
#else
gs_limit_kernel *gs_limit_of(const char *path)
{
	(void)path;
	return NULL;
}

gs_limit_kernel *gs_limit_limbs(void)
{
	return NULL;
}
#endif
