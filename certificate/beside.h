/* SPDX-License-Identifier: Apache-2.0 */
/* A memo and a text side by side, as a page for a browser and on paper: what is
 * the same, what differs, what is missing, in the memo's order. */
#ifndef GS_CERTIFICATE_BESIDE_H
#define GS_CERTIFICATE_BESIDE_H

#include "core/bytes.h"
#include "core/err.h"
#include "lib/steps/asides.h"
#include "lib/steps/beside.h"
#include "lib/steps/verification.h"

/* Bytes that any page fits in that somebody reads to its end. */
#define GS_BESIDE_MAX ((size_t)64 << 20)

#define GS_BESIDE_ASIDES_MAX 60

struct gs_beside_sheet {
	const struct gs_verification *v; /* valid, with a comparison */
	struct gs_beside beside;
	char answer[1024]; /* the sentence that heads the page */
	char code[256];    /* the memo's word code */
	char filed[128];   /* when, in the office's zone */
	bool whole;        /* the file shows all of the memo */
	bool same;         /* nothing differs */
	/* What the text's file has beside it; what is too much is counted. */
	struct gs_report asides[GS_BESIDE_ASIDES_MAX];
	size_t aside_count;
};

/* All of it lives in the verification's arena.  GS_ERR_MEMORY. */
GS_CHECKED int gs_beside_sheet_of(struct gs_beside_sheet *out,
    const struct gs_verification *v);

/* One file: no script, nothing that is loaded from anywhere.  GS_ERR_SPACE. */
GS_CHECKED int gs_beside_html(struct gs_writer *html,
    const struct gs_beside_sheet *sheet);
/* Errors of gs_page_close. */
GS_CHECKED int gs_beside_pdf(struct gs_writer *pdf,
    const struct gs_beside_sheet *sheet);

/* What a row shows. */
enum gs_beside_form {
	GS_BESIDE_FILED, /* the memo's words, which are the text's or missing */
	GS_BESIDE_TEXT,  /* the text's, which are not the memo's */
	GS_BESIDE_BOTH,
	GS_BESIDE_BARS   /* of one size, which tell no length */
};
enum gs_beside_form gs_beside_form_of(const struct gs_match *match);
/* The sign beside a row, which stands for its colour where there is none. */
const char *gs_beside_sign(const struct gs_match *match);
/* "block 3", "line 12 of the text". */
void gs_beside_place(char out[64], const struct gs_beside_row *row);

#endif
