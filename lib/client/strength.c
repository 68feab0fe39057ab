/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/strength.h"

#include <stdbool.h>
#include <stddef.h>
#include <zxcvbn.h>

/* What most of it is made of, in words. */
static const char *name_weakness(const ZxcMatch_t *info)
{
	static const char *const kinds[] = {
	    [NON_MATCH] = "it is short",
	    [BRUTE_MATCH] = "it is short",
	    [DICTIONARY_MATCH] = "it is made of common words",
	    [DICT_LEET_MATCH] = "it is common words, with signs for letters",
	    [USER_MATCH] = "it has the channel's own name",
	    [USER_LEET_MATCH] = "it has the channel's own name",
	    [REPEATS_MATCH] = "it repeats itself",
	    [SEQUENCE_MATCH] = "it is a sequence",
	    [SPATIAL_MATCH] = "its keys lie beside each other",
	    [DATE_MATCH] = "it is a date",
	    [YEAR_MATCH] = "it is a year",
	    [LONG_PWD_MATCH] = "it repeats itself"};
	int length[sizeof kinds / sizeof *kinds] = {0};
	size_t most = NON_MATCH;

	for (; info != NULL; info = info->Next) {
		bool repeated = ((int)info->Type & MULTIPLE_MATCH) != 0;
		size_t kind = repeated ? REPEATS_MATCH : (size_t)info->Type;

		if (kind >= sizeof kinds / sizeof *kinds)
			continue;
		length[kind] += info->Length;
		if (length[kind] > length[most])
			most = kind;
	}
	return kinds[most];
}

/* zxcvbn's own copies are beyond our reach; it is asked about new passphrases
 * alone. */
double gs_strength_bits(const char **why, const char *text,
    const char *const known[])
{
	ZxcMatch_t *info = NULL;
	const char *words[8] = {NULL};
	size_t n = 0;

	for (; known != NULL && known[n] != NULL && n < 7; n++)
		words[n] = known[n];
	double bits = ZxcvbnMatch(text, words, &info);
	*why = name_weakness(info);
	ZxcvbnFreeInfo(info);
	return bits;
}
