/* SPDX-License-Identifier: Apache-2.0 */
/* The key files that a verb signs with or opens with: those of 'gainsay init',
 * in clear text, and those of 'gainsay key', under a passphrase. */
#ifndef GS_CLI_COMMON_KEYS_H
#define GS_CLI_COMMON_KEYS_H

#include "lib/client/key_file.h"
#include "lib/report.h"

/* Of one verb: a file that both signs and opens is asked about once. */
struct gs_key_ring {
	const char *passphrase; /* a file whose first line it is; NULL: asks */
	char *path;             /* what was opened last; NULL: nothing */
	struct gs_role_key key; /* secret */
};

#define GS_OPTION_KEY_PASSPHRASE(ring) \
	{.name = "passphrase-file", .value = &(ring).passphrase}
#define GS_HELP_KEY_PASSPHRASE \
"  --passphrase-file P  the passphrase of a KEYFILE that has one, as those of\n" \
"                       'gainsay key' do (the first line); else it is asked for\n"

/* A file under a passphrase, opened.  Borrowed, secret. */
GS_CHECKED int gs_key_ring_open(const struct gs_role_key **out,
    struct gs_key_ring *ring, struct gs_report *report, const char *path);
/* An Ed25519 seed, or libsodium's secret, and an age identity out of a file of
 * either kind.  The report says what is wrong.  Secret. */
GS_CHECKED int gs_key_ring_seed(uint8_t seed[32], struct gs_key_ring *ring,
    struct gs_report *report, const char *path);
GS_CHECKED int gs_key_ring_secret(uint8_t secret[64],
    struct gs_key_ring *ring, struct gs_report *report, const char *path);
GS_CHECKED int gs_key_ring_identity(uint8_t identity[32],
    struct gs_key_ring *ring, struct gs_report *report, const char *path);
void gs_key_ring_wipe(struct gs_key_ring *ring);

#endif
