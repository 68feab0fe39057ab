/* SPDX-License-Identifier: Apache-2.0 */
/* What goes into the module and what comes out, by number. */
#ifndef GS_WEB_KINDS_H
#define GS_WEB_KINDS_H

/* The inputs; scope and message are empty until they are given. */
enum gs_web_input {
	GS_WEB_KEYS,    /* of a roll, 32 bytes each */
	GS_WEB_SECRET,  /* x and y, 64 bytes; secret */
	GS_WEB_SCOPE,
	GS_WEB_MESSAGE,
	GS_WEB_PROOF,
	GS_WEB_FILE,    /* a provenance file */
	GS_WEB_TRUST,   /* verifier keys, one a line: the log's, then of
	                   witnesses */
	GS_WEB_POLICY,
	GS_WEB_TEXT,    /* to be held against the memo */
	GS_WEB_CLAIM,   /* of authorship */
	GS_WEB_CHALLENGE,
	GS_WEB_INPUTS   /* how many there are */
};

/* What a call answers beside its result. */
enum gs_web_answer {
	GS_WEB_VERDICT, /* JSON, as the program prints it */
	GS_WEB_SHOWN,   /* JSON, what a page shows of it */
	GS_WEB_WHY,     /* a sentence: why there is no verdict */
	GS_WEB_ANSWERS
};

#endif
