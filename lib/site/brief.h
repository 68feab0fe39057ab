/* SPDX-License-Identifier: Apache-2.0 */
/* The head's page about a memo: its banner, what it asks, how many endorsed it
 * and what is due.  For a browser, without script, and as a document that
 * gainsay-certificate prints.  It has the memo's words, and its marking. */
#ifndef GS_LIB_SITE_BRIEF_H
#define GS_LIB_SITE_BRIEF_H

#include "core/channel/channel.h"
#include "lib/memo/document.h"

/* Bytes that any of both fits in. */
#define GS_BRIEF_MAX ((size_t)4 << 20)

struct gs_brief {
	const struct gs_memo *memo;
	const struct gs_document *doc;
	int64_t now;
};

/* GS_ERR_SPACE, errors of gs_duties_next. */
GS_CHECKED int gs_brief_html(struct gs_writer *w,
    const struct gs_brief *brief);
/* In the normal form of memos, with a front matter (certificate/printed.h). */
GS_CHECKED int gs_brief_document(struct gs_writer *w,
    const struct gs_brief *brief);

#endif
