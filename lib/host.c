/* SPDX-License-Identifier: Apache-2.0 */
/* core/host.h by libsodium, but SHA-256, which most of a log's time goes into,
 * by libcrypto: a third to a fifth of the time where the processor has
 * instructions for it.  Its plain functions, which OpenSSL would like to be rid
 * of, take no lock and no memory; what a hash costs is for 64 bytes mostly the
 * way there.  gs_host_start must have succeeded first. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "lib/host.h"

#include <errno.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include "core/host.h"
#include "core/proof/cpu.h"

#define LARGE_PAGE ((size_t)2 << 20)

void gs_host_sha256(uint8_t out[32], const struct gs_span *parts,
    size_t nparts)
{
	SHA256_CTX st;

	/* None of these fails, though each says that it did not. */
	(void)SHA256_Init(&st);
	for (size_t i = 0; i < nparts; i++)
		(void)SHA256_Update(&st, parts[i].ptr, parts[i].len);
	(void)SHA256_Final(out, &st);
	sodium_memzero(&st, sizeof st);
}

void gs_host_sha512(uint8_t out[64], const struct gs_span *parts,
    size_t nparts)
{
	crypto_hash_sha512_state st;

	crypto_hash_sha512_init(&st);
	for (size_t i = 0; i < nparts; i++)
		crypto_hash_sha512_update(&st, parts[i].ptr, parts[i].len);
	crypto_hash_sha512_final(&st, out);
	sodium_memzero(&st, sizeof st);
}

int gs_host_random(uint8_t *out, size_t len)
{
	size_t have = 0;

	while (have < len) {
		ssize_t n = getrandom(out + have, len - have, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			sodium_memzero(out, len);
			return GS_ERR_RANDOM;
		}
		have += (size_t)n;
	}
	return GS_OK;
}

/* GAINSAY_CPU is for comparing and for a vector unit under suspicion.  NULL if
 * it names no path of this machine. */
static const struct gs_proof_ops *wished_path(void)
{
	const char *wish = getenv("GAINSAY_CPU");
	const struct gs_proof_ops *ops = gs_host_proof_path(0);

	if (wish == NULL || *wish == '\0')
		return ops;

	for (size_t i = 0; ops != NULL && strcmp(ops->name, wish) != 0;)
		ops = gs_host_proof_path(++i);
	return ops;
}

const struct gs_proof_ops *gs_host_proof_ops(void)
{
	const struct gs_proof_ops *ops = wished_path();

	return ops != NULL ? ops : &gs_proof_ops_portable;
}

/* Set at the start, before there are threads: the server cannot ask any more
 * once it is in its sandbox. */
static size_t workers = 1;

void gs_host_set_workers(size_t n)
{
	workers = n < 1 ? 1 : n > GS_WORKERS_MAX ? GS_WORKERS_MAX : n;
}

size_t gs_host_workers(void)
{
	return workers;
}

static int choose_workers(void)
{
	const char *wish = getenv("GAINSAY_THREADS");

	if (wish == NULL || *wish == '\0') {
		long n = sysconf(_SC_NPROCESSORS_ONLN);
		gs_host_set_workers(n < 1 ? 1 : (size_t)n);
		return GS_OK;
	}

	if (wish[0] < '1' || wish[0] > '0' + GS_WORKERS_MAX || wish[1] != '\0')
		return GS_ERR_UNKNOWN;
	gs_host_set_workers((size_t)(wish[0] - '0'));
	return GS_OK;
}

struct crowd {
	void (*job)(void *ctx, size_t i);
	void *ctx;
	size_t n;
	atomic_size_t next;
};

static void *take_jobs(void *arg)
{
	struct crowd *c = arg;
	size_t i = 0;

	while ((i = atomic_fetch_add(&c->next, 1)) < c->n)
		c->job(c->ctx, i);
	return NULL;
}

/* A thread that does not start leaves its jobs to the others. */
void gs_host_each(void (*job)(void *ctx, size_t i), void *ctx, size_t n)
{
	struct crowd c = {.job = job, .ctx = ctx, .n = n};
	pthread_t threads[GS_WORKERS_MAX];
	size_t started = 0;

	while (started + 1 < n && started + 1 < workers &&
	    pthread_create(&threads[started], NULL, take_jobs, &c) == 0)
		started++;

	(void)take_jobs(&c);
	while (started > 0)
		(void)pthread_join(threads[--started], NULL);
}

int gs_host_start(void)
{
	if (wished_path() == NULL || choose_workers() != GS_OK)
		return GS_ERR_UNKNOWN;
	return sodium_init() < 0 ? GS_ERR_RANDOM : GS_OK;
}

/* The program shows none: natively a proof takes a second. */
void gs_host_progress(uint64_t done, uint64_t total)
{
	(void)done;
	(void)total;
}

void gs_host_wipe(void *ptr, size_t len)
{
	sodium_memzero(ptr, len);
}

void *gs_host_large(size_t len)
{
	size_t room = (len + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);

	if (len == 0 || room < len)
		return NULL;
	void *out = aligned_alloc(LARGE_PAGE, room);

#ifdef MADV_HUGEPAGE
	/* What fills none stays small.  Refused, it is only slower. */
	if (out != NULL)
		(void)madvise(out, len & ~(LARGE_PAGE - 1), MADV_HUGEPAGE);
#endif
	return out;
}

int gs_host_lock(void *ptr, size_t len)
{
	return sodium_mlock(ptr, len) == 0 ? GS_OK : GS_ERR_MEMORY;
}

void gs_host_unlock(void *ptr, size_t len)
{
	(void)sodium_munlock(ptr, len);
}
