/* SPDX-License-Identifier: Apache-2.0 */
/* Who acts in the scenes, and what they do in more than one. */
#ifndef GS_DEMO_CAST_H
#define GS_DEMO_CAST_H

#include "demo/stage.h"

/* Members who act, each with a state file. */
#define CAST 30

#define CAST_PASSPHRASE "demo/member/passphrase"
/* The options by which a member acts. */
#define CAST_MEMBER(i) "--state", cast_state(i), "--passphrase-file", \
	CAST_PASSPHRASE
/* Those of an office's desk. */
#define CAST_DESK(s, role) "--server", (s)->url, "--key", "vkey", "--sign", \
	"keys/" role ".key"

/* A member's state; one of stage_path's buffers. */
const char *cast_state(unsigned member);
/* One of the memos that come with the program; one of 4 rotating buffers. */
const char *cast_example(const struct stage *s, const char *name);
/* The word code of the memo that gathers: what its author says by
 * telephone. */
const char *cast_code(void);

/* A memo of `examples` that `member` writes and opens a box for. */
struct cast_memo {
	unsigned author;
	const char *text;    /* its file in the examples */
	const char *after;   /* from when on anyone may file it */
	const char *package; /* written */
	const char *link;    /* written */
	const char *at_link; /* "@" and that */
	const char *meant;   /* --yes: it has no request; NULL: it has */
};
extern const struct cast_memo cast_cable, cast_water;

void cast_compose(struct stage *s, const struct cast_memo *memo,
    const char *const *lines);
void cast_gather(struct stage *s, const struct cast_memo *memo);
/* Members `from` .. `to`, unseen. */
void cast_endorse_all(struct stage *s, const struct cast_memo *memo,
    unsigned from, unsigned to);
void cast_file(struct stage *s, const struct cast_memo *memo);
void cast_acknowledge(struct stage *s, const char *number);
/* A file that somebody has, written unseen. */
void cast_write(struct stage *s, const char *path, const char *text);

#endif
