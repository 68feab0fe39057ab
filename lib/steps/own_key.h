/* SPDX-License-Identifier: Apache-2.0 */
/* A provenance file for which nobody gave a key: the one that it names itself,
 * by which every file could be shown to be true, and the words to hear from
 * somebody else. */
#ifndef GS_LIB_STEPS_OWN_KEY_H
#define GS_LIB_STEPS_OWN_KEY_H

#include "lib/log/note.h"
#include "lib/memo/word_code.h"
#include "lib/report.h"
#include "lib/steps/json.h"

struct gs_own_key {
	char vkey[GS_NOTE_NAME_MAX + 128]; /* the log's */
	char code[GS_WORD_CODE_MAX];       /* that key's and the channel's */
};

/* Why nothing is proved. */
extern const char gs_own_key_why[];

/* Errors of gs_case_own_key and gs_word_code_make. */
GS_CHECKED int gs_own_key_find(struct gs_own_key *out,
    struct gs_report *report, struct gs_span file);
/* docs/spec/provenance.md ("Verdicts as JSON"). */
struct gs_json_object gs_own_key_json(const struct gs_own_key *key);

#endif
