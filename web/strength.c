/* SPDX-License-Identifier: Apache-2.0 */
/* Without a dictionary, so every run of letters is taken for a common word, and
 * what stands twice counts once: less than zxcvbn credits, seldom more. */
#include "lib/client/strength.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define BITS_WORD 14.0  /* one of 16,000 */
#define BITS_LETTER 4.0 /* of a word that is shorter than four letters */
#define BITS_DIGIT 3.0
#define BITS_SIGN 3.0

enum kind { LETTER, DIGIT, SIGN };

static enum kind sort_of(char c)
{
	if (c >= '0' && c <= '9')
		return DIGIT;
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (unsigned char)c >= 0x80 ? LETTER : SIGN;
}

static size_t run_length(const char *text)
{
	size_t n = 0;

	while (text[n] != '\0' && sort_of(text[n]) == sort_of(text[0]))
		n++;
	return n;
}

/* Whether the run stands earlier in the text, or is a word that is known. */
static bool stands_before(const char *text, const char *run, size_t n,
    const char *const known[])
{
	for (const char *at = text; at + n <= run; at++)
		if (memcmp(at, run, n) == 0)
			return true;
	for (size_t i = 0; known != NULL && known[i] != NULL; i++)
		if (strlen(known[i]) == n && memcmp(known[i], run, n) == 0)
			return true;
	return false;
}

static double bits_of(const char *run, size_t n)
{
	double each = sort_of(*run) == LETTER ? BITS_LETTER :
	    sort_of(*run) == DIGIT ? BITS_DIGIT : BITS_SIGN;
	double all = each * (double)n;

	if (sort_of(*run) != LETTER)
		return *run == ' ' ? 0 : all;
	return all < BITS_WORD ? all : BITS_WORD;
}

double gs_strength_bits(const char **why, const char *text,
    const char *const known[])
{
	double bits = 0;

	*why = "it is short, or made of few words";
	for (const char *at = text; *at != '\0'; at += run_length(at)) {
		size_t n = run_length(at);

		if (stands_before(text, at, n, known))
			*why = "it repeats itself";
		else
			bits += bits_of(at, n);
	}
	return bits;
}
