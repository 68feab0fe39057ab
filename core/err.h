/* SPDX-License-Identifier: Apache-2.0 */
/* One error enum for the whole program.  Zero is success, everything else is
 * negative.  "Normal" means that hostile or mistaken input causes it and the
 * caller must expect it; "broken" means the platform failed. */
#ifndef GS_CORE_ERR_H
#define GS_CORE_ERR_H

enum gs_err {
	GS_OK = 0,
	GS_ERR_FORMAT = -1,    /* normal: not exactly the canonical form */
	GS_ERR_RANGE = -2,     /* normal: a number or size outside its limits */
	GS_ERR_PROOF = -3,     /* normal: a proof does not verify */
	GS_ERR_SIGNATURE = -4, /* normal: a signature does not verify */
	GS_ERR_RULE = -5,      /* normal: well formed, the charter forbids it */
	GS_ERR_DUPLICATE = -6, /* normal: this act has been done already */
	GS_ERR_UNKNOWN = -7,   /* normal: names something that is not there */
	GS_ERR_MISMATCH = -8,  /* normal: two things that must agree do not */
	GS_ERR_DENIED = -9,    /* normal: no right to this */
	GS_ERR_SPACE = -10,    /* normal: the caller's buffer is too small */
	GS_ERR_MEMORY = -11,   /* broken: no memory */
	GS_ERR_RANDOM = -12,   /* broken: the random source failed */
	GS_ERR_IO = -13,       /* broken: the operating system said no */
	GS_ERR_CORRUPT = -14,  /* broken: stored data contradict themselves */
	GS_ERR_BUSY = -15,     /* normal: try again later */
	GS_ERR_INTERNAL = -16  /* broken: a bug in this program */
};

#define GS_CHECKED __attribute__((warn_unused_result))

/* A short English phrase for `err`; never NULL, never freed. */
const char *gs_strerror(int err);

#endif
