/* SPDX-License-Identifier: Apache-2.0 */
/* What the module of the verbs exports: one run of one verb, as the program
 * does it, then whoever made the instance fills its memory with zeros and drops
 * it.  As web/module.h, no function takes an address. */
#ifndef GS_WEB_RUN_H
#define GS_WEB_RUN_H

#include <stddef.h>
#include <stdint.h>

enum gs_run_input {
	GS_RUN_WORDS, /* the command line, the verb first; a NUL behind each */
	GS_RUN_FILES, /* as gs_web_files_put takes them */
	GS_RUN_TYPED, /* secret: the answers, in order; a NUL behind each */
	GS_RUN_INPUTS
};

enum gs_run_answer {
	GS_RUN_OUT,
	GS_RUN_ERR,
	GS_RUN_WRITTEN, /* as gs_web_files_take gives them */
	GS_RUN_ASKED,   /* the questions; a NUL behind each */
	GS_RUN_ANSWERS
};

/* As gs_web_room. */
uint8_t *gs_run_room(uint32_t input, size_t len);
/* Once an instance.  What the program would exit with. */
int gs_run_verb(void);
const uint8_t *gs_run_answer(uint32_t kind);
size_t gs_run_answer_len(uint32_t kind);

#endif
