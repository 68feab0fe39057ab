/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a target over its corpus without a fuzzer: each file as it is, then
 * with deterministic mutations.  A file that the target refuses at its first
 * parse is a failure, since the format has changed and the corpus has not,
 * unless its name begins with REFUSED: then it must be. */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/host.h"

#define INPUT_MAX ((size_t)1 << 20)
#define MUTATIONS 300
#define REFUSED "refused-"

static uint64_t rng = 1;

static uint64_t next_random(void)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return rng;
}

/* One of: a bit flipped, a byte replaced, cut at either end, a piece doubled.
 * `buf` has room for twice `len`. */
static size_t mutate(uint8_t *buf, size_t len)
{
	if (len == 0)
		return 0;

	size_t at = next_random() % len, n = next_random() % 16;
	switch (next_random() % 5) {
	case 0:
		buf[at] ^= (uint8_t)(1u << (next_random() % 8));
		return len;
	case 1:
		buf[at] = (uint8_t)next_random();
		return len;
	case 2:
		return at;
	case 3:
		memmove(buf, buf + at, len - at);
		return len - at;
	default:
		n = n > len - at ? len - at : n;
		memmove(buf + at + n, buf + at, len - at);
		return len + n;
	}
}

static size_t stale; /* files that were wrongly refused, or not refused */

static void replay_whole(const char *name, const uint8_t *input, size_t len)
{
	size_t before = gs_fuzz_reached;
	bool refused = strncmp(name, REFUSED, sizeof REFUSED - 1) == 0;

	(void)LLVMFuzzerTestOneInput(input, len);
	if ((gs_fuzz_reached == before) == refused)
		return;
	printf("%s: %s at its first parse; make the corpus anew with "
	    "fuzz/corpus.py\n", name, refused ? "accepted" : "refused");
	stale++;
}

static size_t replay(const uint8_t *input, size_t len)
{
	uint8_t *buf = malloc(2 * len + 64);
	if (buf == NULL)
		exit(1);
	for (size_t i = 0; i < MUTATIONS; i++) {
		size_t n = len;
		if (len != 0)
			memcpy(buf, input, len);
		for (size_t k = next_random() % 4 + 1; k > 0 && n <= len; k--)
			n = mutate(buf, n);
		(void)LLVMFuzzerTestOneInput(buf, n);
	}
	free(buf);
	return MUTATIONS;
}

static size_t replay_file(const char *dir, const char *name)
{
	char path[4096];
	uint8_t *buf = malloc(INPUT_MAX);
	(void)snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *file = fopen(path, "rb");
	if (file == NULL || buf == NULL)
		exit(1);
	size_t len = fread(buf, 1, INPUT_MAX, file);
	fclose(file);
	replay_whole(name, buf, len);
	size_t runs = replay(buf, len) + 1;
	free(buf);
	return runs;
}

int main(int argc, char **argv)
{
	size_t runs = 0, files = 0;
	DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
	if (dir == NULL || gs_host_start() != GS_OK) {
		fprintf(stderr, "usage: replay CORPUS\n");
		return 2;
	}
	for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
		if (e->d_name[0] == '.')
			continue;
		runs += replay_file(argv[1], e->d_name);
		files++;
	}
	closedir(dir);
	printf("%zu files, %zu inputs, %zu reached\n", files, runs,
	    gs_fuzz_reached);
	return files == 0 || stale != 0;
}
