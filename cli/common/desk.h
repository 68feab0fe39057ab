/* SPDX-License-Identifier: Apache-2.0 */
/* What the office's verbs share: options, keys, a memo's content, sending
 * records. */
#ifndef GS_CLI_COMMON_DESK_H
#define GS_CLI_COMMON_DESK_H

#include "cli/common/options.h"
#include "cli/common/source.h"
#include "lib/host.h"
#include "lib/records/office.h"

/* A verb that signs something about one memo. */
struct gs_desk {
	/* The options. */
	const char *server, *key, *sign, *number;
	const char *role; /* who signs; NULL: the office */
	bool yes;    /* nobody is asked; for verbs that ask */
	struct gs_source source;
	const struct gs_memo *memo; /* set by gs_desk_start */
};

#define GS_DESK_OPTIONS(desk) \
	GS_OPTION_SERVER((desk).server), GS_OPTION_KEY((desk).key), \
	GS_OPTION_SIGN((desk).sign), GS_OPTION_MEMO((desk).number), \
	GS_OPTION_KEY_PASSPHRASE((desk).source.ring), \
	GS_OPTION_READING((desk).source), \
	GS_OPTIONS_WAY((desk).source.way)
/* The help of these, but for --sign and --proxy, which are to be the last. */
#define GS_HELP_DESK GS_HELP_SERVER GS_HELP_KEY GS_HELP_MEMO GS_HELP_READING \
	GS_HELP_KEY_PASSPHRASE

/* The memo's number is the operand or --memo, which has filled *number.  False,
 * and said, if neither or both. */
bool gs_desk_number(const char **number, int operands, char **operand);

/* Connects, its requests signed by that role, finds the memo, and says if it
 * is an exercise.  Says what is wrong; release with gs_source_close in
 * any case. */
GS_CHECKED int gs_desk_start(struct gs_desk *desk);

/* A memo's content, opened. */
struct gs_plain_memo {
	struct gs_pool pool;
	struct gs_content content;
	uint8_t *plain; /* secret */
	size_t plain_len;
};

/* Fetches and opens the memo's content with the age identity in the file
 * `identity`.  Says what is wrong.  Release in any case. */
GS_CHECKED int gs_desk_open(struct gs_plain_memo *out,
    struct gs_source *s, const struct gs_memo *memo,
    const char *identity);
void gs_desk_close(struct gs_plain_memo *memo);
/* Has the log say, once a day, that the holder of s->sign has opened the memo:
 * before its text is shown, and if that fails nothing is.  Says what is
 * wrong. */
GS_CHECKED int gs_desk_say_opened(struct gs_source *s,
    const struct gs_memo *memo);
/* An age identity, and a signing key as libsodium's secret, out of key files of
 * either kind (cli/common/keys.h); says what is wrong.  Secret. */
GS_CHECKED int gs_desk_identity(uint8_t identity[32], struct gs_source *s,
    const char *path);
GS_CHECKED int gs_desk_key(uint8_t secret[64], struct gs_source *s,
    const char *path);
/* POST /records with one record and the files that it names; prints where it
 * entered the log. */
GS_CHECKED int gs_desk_send(const struct gs_source *s, struct gs_span record,
    const struct gs_span *contents, size_t count);

#endif
