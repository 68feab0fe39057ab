/* SPDX-License-Identifier: Apache-2.0 */
/* core/host.h with nothing but a C library: the hashes of web/, no vectors, no
 * threads. */
#include "core/host.h"

#include <string.h>
#include <sys/random.h>

#include "core/proof/cpu.h"
#include "web/sha2.h"

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
	for (size_t at = 0; at < len;) {
		ssize_t n = getrandom(out + at, len - at, 0);
		if (n <= 0) {
			gs_host_wipe(out, len);
			return GS_ERR_RANDOM;
		}
		at += (size_t)n;
	}
	return GS_OK;
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
	(void)done;
	(void)total;
}

void gs_host_wipe(void *ptr, size_t len)
{
	memset(ptr, 0, len);
	__asm__ volatile("" : : "r"(ptr) : "memory");
}
