/* SPDX-License-Identifier: Apache-2.0 */
/* The pages for the public: the record, each memo, what was published of it,
 * the rules in words, the figures.  All of them follow from the log and a time;
 * they have no script, load nothing but their style sheet, and their links are
 * relative, so that a folder on a disk shows what a server does. */
#ifndef GS_LIB_SITE_H
#define GS_LIB_SITE_H

#include "core/channel/channel.h"
#include "core/host.h"

#define GS_SITE_MEMOS 100 /* of a page of the record */
/* "memo/12/publication/3.html" */
#define GS_SITE_NAME_MAX 80

struct gs_site {
	const struct gs_state *state; /* which has a charter */
	int64_t now;
	struct gs_span vkey; /* the log's verifier key, as it is written */
	/* Of a log of which witnesses have not seen the end: how much of it can
	 * be read, and who has not cosigned.  Else `missing_count` is 0. */
	uint64_t witnessed;
	const struct gs_span *missing;
	size_t missing_count;
	/* Where the pages with a script are, from the first page; NULL: there
	 * is none. */
	const char *check, *member;
	/* To be opened in a folder on a disk, where no browser takes a style
	 * sheet that has its `integrity`. */
	bool on_disk;
	/* A file that a publication names; what it points to lives up to the
	 * next call.  GS_ERR_UNKNOWN: it is not kept. */
	int (*content)(void *ctx, struct gs_span *bytes,
	    const uint8_t hash[32]);
	/* Takes a page whose bytes are new. */
	int (*put)(void *ctx, const char *name, struct gs_span bytes);
	void *ctx;
};

/* What was made before, so that what has not changed is not made again. */
struct gs_site_kept;

/* Hands every page to `put` that differs from what was kept of it; *kept NULL:
 * nothing was.  A page that others lead to comes before them.  *until: up to
 * then, if nothing enters, none will change.  Errors of `content` and `put`,
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_site_make(int64_t *until, struct gs_site_kept **kept,
    const struct gs_site *site);
void gs_site_forget(struct gs_site_kept **kept);

/* Whether there are pages in a language besides English, by its tag: a page of
 * it ends in ".TAG.html". */
bool gs_site_speaks(const char *tag);

/* A file of the pages that is the same on every installation: its place has its
 * hash. */
struct gs_site_asset {
	const char *name; /* "a/0123456789abcdef/style.css" */
	const char *type, *integrity; /* of HTTP; of HTML */
	const uint8_t *bytes;
	size_t len;
};
/* NULL behind the last. */
const struct gs_site_asset *gs_site_asset_at(size_t index);

#endif
