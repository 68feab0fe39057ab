/* SPDX-License-Identifier: Apache-2.0 */
/* core/host.h inside a WebAssembly module.  Two functions come from whoever
 * instantiates it, and nothing else does: random bytes, and where progress is
 * told. */
#include "core/host.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/proof/cpu.h"
#include "lib/host.h"
#include "web/sha2.h"

#define IMPORT(name) \
	__attribute__((import_module("host"), import_name(name)))

/* Zero, or anything else for a failure. */
IMPORT("random") int host_random(uint8_t *out, size_t len);
IMPORT("progress") void host_progress(double fraction);

void gs_host_sha256(uint8_t out[32], const struct gs_span *parts,
    size_t nparts)
{
	gs_web_sha256(out, parts, nparts);
}

void gs_host_sha512(uint8_t out[64], const struct gs_span *parts,
    size_t nparts)
{
	gs_web_sha512(out, parts, nparts);
}

int gs_host_random(uint8_t *out, size_t len)
{
	if (host_random(out, len) == 0)
		return GS_OK;
	gs_host_wipe(out, len);
	return GS_ERR_RANDOM;
}

const struct gs_proof_ops *gs_host_proof_ops(void)
{
	return &gs_proof_ops_portable;
}

void gs_host_each(void (*job)(void *ctx, size_t i), void *ctx, size_t n)
{
	for (size_t i = 0; i < n; i++)
		job(ctx, i);
}

size_t gs_host_workers(void)
{
	return 1;
}

void gs_host_progress(uint64_t done, uint64_t total)
{
	host_progress((double)done / (double)total);
}

void gs_host_wipe(void *ptr, size_t len)
{
	memset(ptr, 0, len);
	/* To the compiler this reads what was just written. */
	__asm__ volatile("" : : "r"(ptr) : "memory");
}

/* What of libsodium is not linked: its own sources of random bytes, and its
 * complaint. */
void randombytes_buf(void *out, size_t len)
{
	if (gs_host_random(out, len) != GS_OK)
		__builtin_trap();
}

void sodium_misuse(void)
{
	__builtin_trap();
}

/* Of jansson: by what its tables of names are hashed.  Its objects keep the
 * order in which they were filled, and nobody gives the module JSON to read. */
extern volatile uint32_t hashtable_seed;
volatile uint32_t hashtable_seed = 1;

void json_object_seed(size_t seed)
{
	(void)seed;
}

/* Memory here has pages of one size. */
void *gs_host_large(size_t len)
{
	return len == 0 ? NULL : malloc(len);
}

/* Where wasi-libc would say it on standard error, which is nowhere here: a bug
 * of ours, or no memory in a library that cannot do without.  The call ends,
 * and the module with it. */
_Noreturn void abort(void);
_Noreturn void __assert_fail(const char *what, const char *file, int line,
    const char *function);

_Noreturn void abort(void)
{
	__builtin_trap();
}

_Noreturn void __assert_fail(const char *what, const char *file, int line,
    const char *function)
{
	(void)what;
	(void)file;
	(void)line;
	(void)function;
	__builtin_trap();
}
