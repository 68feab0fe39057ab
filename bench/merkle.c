/* SPDX-License-Identifier: Apache-2.0 */
/* The peer of 'gainsay status': the root of a log's tree (RFC 6962) over the
 * bundles of its directory, by OpenSSL's SHA-256, and nothing else.  None of it
 * is the program's own code: it reads each bundle, hashes each entry once, and
 * each node of the tree once.  It says the root as a checkpoint does.
 *
 * usage: bench-merkle LOG ENTRIES */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPENSSL_SUPPRESS_DEPRECATED /* the calls that allocate nothing */
#include <openssl/evp.h>
#include <openssl/sha.h>

#define WIDTH 256
#define BUNDLE_MAX ((size_t)WIDTH * (2 + 65535))

/* A stack of complete subtrees, the largest at the bottom. */
static unsigned char stack[64][32];
static size_t depth;

static _Noreturn void give_up(const char *what)
{
	fprintf(stderr, "bench-merkle: %s\n", what);
	exit(2);
}

static void hash_node(unsigned char out[32], const unsigned char left[32],
    const unsigned char right[32])
{
	unsigned char both[65];

	both[0] = 1;
	memcpy(both + 1, left, 32);
	memcpy(both + 33, right, 32);
	SHA256(both, sizeof both, out);
}

static void add_leaf(unsigned long long index, const unsigned char *ptr,
    size_t len)
{
	SHA256_CTX st;
	unsigned char zero = 0;

	SHA256_Init(&st);
	SHA256_Update(&st, &zero, 1);
	SHA256_Update(&st, ptr, len);
	SHA256_Final(stack[depth++], &st);
	for (; index & 1; index >>= 1, depth--)
		hash_node(stack[depth - 2], stack[depth - 2],
		    stack[depth - 1]);
}

static void open_bundle(FILE **out, const char *log, unsigned long long n,
    unsigned long long size)
{
	char path[4096], name[64];
	unsigned width = size - n * WIDTH < WIDTH ?
	    (unsigned)(size - n * WIDTH) : WIDTH;

	if (n < 1000)
		(void)snprintf(name, sizeof name, "%03llu", n);
	else if (n < 1000000)
		(void)snprintf(name, sizeof name, "x%03llu/%03llu", n / 1000,
		    n % 1000);
	else
		give_up("more entries than this program numbers");
	if (width < WIDTH)
		(void)snprintf(path, sizeof path, "%s/tile/entries/%s.p/%u",
		    log, name, width);
	else
		(void)snprintf(path, sizeof path, "%s/tile/entries/%s", log,
		    name);

	*out = fopen(path, "rb");
	if (*out == NULL)
		give_up(path);
}

static void hash_bundle(const char *log, unsigned long long n,
    unsigned long long size)
{
	static unsigned char bytes[BUNDLE_MAX];
	FILE *file = NULL;
	unsigned long long index = n * WIDTH;

	open_bundle(&file, log, n, size);
	(void)setvbuf(file, NULL, _IONBF, 0);
	size_t len = fread(bytes, 1, sizeof bytes, file);
	(void)fclose(file);

	for (size_t at = 0; at < len; index++) {
		size_t have = len - at < 2 ? 0 :
		    (size_t)bytes[at] << 8 | bytes[at + 1];

		if (len - at < 2 + have)
			give_up("a bundle whose lengths do not add up");
		add_leaf(index, bytes + at + 2, have);
		at += 2 + have;
	}
}

int main(int argc, char **argv)
{
	unsigned char text[64];

	if (argc != 3)
		give_up("usage: bench-merkle LOG ENTRIES");
	unsigned long long size = strtoull(argv[2], NULL, 10);
	for (unsigned long long n = 0; n * WIDTH < size; n++)
		hash_bundle(argv[1], n, size);

	for (; depth > 1; depth--)
		hash_node(stack[depth - 2], stack[depth - 2],
		    stack[depth - 1]);
	if (depth == 1)
		(void)EVP_EncodeBlock(text, stack[0], 32);
	printf("%s\n", depth == 1 ? (const char *)text : "no entry");
	return 0;
}
