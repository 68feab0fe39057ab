/* SPDX-License-Identifier: Apache-2.0 */
/* How hard a new passphrase is to guess: by zxcvbn, or in a page, which would
 * load its dictionaries for this alone, by a rule that credits less
 * (web/strength.c). */
#ifndef GS_LIB_CLIENT_STRENGTH_H
#define GS_LIB_CLIENT_STRENGTH_H

/* The logarithm of how many tries it takes; *why: what makes them few, in
 * words.  `known` as in gs_passphrase_judge. */
double gs_strength_bits(const char **why, const char *text,
    const char *const known[]);

#endif
