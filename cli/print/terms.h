/* SPDX-License-Identifier: Apache-2.0 */
/* What a memo's author says of it beside the text: other memos, files, people.
 * Their names are the author's, and do not steer the terminal. */
#ifndef GS_CLI_PRINT_TERMS_H
#define GS_CLI_PRINT_TERMS_H

#include "core/channel/channel.h"
#include "core/memo/memo.h"
#include "lib/memo/annex.h"

enum gs_terms_form {
	GS_TERMS_SHOWN, /* as `show` prints a memo that is not filed */
	GS_TERMS_LISTED /* as `status` prints one that is */
};
/* A line each; nothing for what is not there.  `known` is the newest of the
 * memos that are told by their numbers, or NULL; others are told by their
 * ids.  `annexes` is NULL where the content is not at hand: then only how many
 * there are is told. */
void gs_print_terms(const struct gs_memo_terms *terms,
    const struct gs_memo *known, const struct gs_annexes *annexes,
    enum gs_terms_form form);
/* The memos of a log, from the newest on, that amend this one or name it as
 * related: a line each. */
void gs_print_named_by(const uint8_t id[32], const struct gs_memo *newest,
    enum gs_terms_form form);
/* `table.pdf (pdf, 12345 bytes)`. */
void gs_print_annex(const struct gs_annex *annex);

#endif
