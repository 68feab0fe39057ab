/* SPDX-License-Identifier: Apache-2.0 */
/* What a memo consists of, by name: the lines of its front matter
 * (docs/spec/commitments.md, "Document") and the sections of a dissent. */
#ifndef GS_LIB_MEMO_OUTLINE_H
#define GS_LIB_MEMO_OUTLINE_H

#include <stddef.h>

/* In the order in which a draft has them. */
enum gs_front_line {
	GS_FRONT_SUBJECT,
	GS_FRONT_FROM,
	GS_FRONT_TO,
	GS_FRONT_DATE,
	GS_FRONT_REFERENCE,
	GS_FRONT_MARKING,
	GS_FRONT_LINES /* how many; none of them */
};

/* In the order in which a dissent has them; none is required. */
enum gs_section {
	GS_SECTION_SUMMARY,
	GS_SECTION_ARGUMENT,
	GS_SECTION_CONSEQUENCES,
	GS_SECTION_REQUESTS,
	GS_SECTION_TRIED,
	GS_SECTIONS
};

/* `line` is an enum gs_front_line, `section` an enum gs_section: loops count
 * in size_t. */
const char *gs_front_name(size_t line);
/* As its heading reads, and what it is for. */
const char *gs_section_name(size_t section);
const char *gs_section_purpose(size_t section);

#endif
