/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/claimed.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/common/files.h"
#include "cli/common/terminal.h"

int gs_claimed_read(struct gs_claimed *c)
{
	if (c->file == NULL && c->challenge == NULL)
		return GS_OK;
	if (c->file == NULL) {
		fprintf(stderr, "gainsay verify: --challenge is what a claim "
		    "must answer: give --claim as well\n");
		return GS_ERR_IO;
	}
	return gs_cli_file_read(&c->text, &c->len, GS_RECORD_MAX, c->file) ==
	    GS_OK ? GS_OK : GS_ERR_IO;
}

int gs_claimed_judge(struct gs_claimed *c, const struct gs_memo *memo)
{
	struct gs_claim_memo about;
	if (c->file == NULL)
		return GS_OK;
	gs_claim_memo_of(&about, &memo->rec);
	int err = gs_claim_check(&c->said, &c->report,
	    gs_pool_start(&c->pool), &about, c->challenge,
	    (struct gs_span){c->text, c->len});
	c->good = err == GS_OK;
	return err == GS_ERR_MEMORY ? err : GS_OK;
}

void gs_claimed_print(const struct gs_claimed *c)
{
	const struct gs_span *name = &c->said.name;
	const struct gs_span *text = &c->said.challenge;
	if (c->file == NULL)
		return;
	if (!c->good) {
		printf("\n%sNo proof of authorship%s: %s: %s.\n",
		    gs_terminal_escape(GS_STYLE_BAD), gs_terminal_escape(GS_STYLE_PLAIN), c->file,
		    c->report.text);
		return;
	}
	printf("\n%sAuthorship%s is claimed by: %.*s\n"
	    "Whoever holds the key that the memo names as its author's has "
	    "signed this name.\nNobody can without it; that the name is theirs is "
	    "their word alone.\n",
	    gs_terminal_escape(GS_STYLE_GOOD), gs_terminal_escape(GS_STYLE_PLAIN), (int)name->len,
	    (const char *)name->ptr);
	if (c->challenge != NULL)
		printf("It was signed over the challenge that you gave: not "
		    "before you chose it.\n");
	else if (text->len > 0)
		printf("It was made for someone who chose the challenge "
		    "\"%.*s\";\nyou gave none to hold it against.\n",
		    (int)text->len, (const char *)text->ptr);
	else
		printf("It has no challenge: it may be old, and whoever shows "
		    "it need not be its author.\n");
}

json_t *gs_claimed_json(const struct gs_claimed *c)
{
	const struct gs_span *name = &c->said.name;
	const struct gs_span *text = &c->said.challenge;
	if (!c->good)
		return json_pack("{s:b, s:s}", "valid", 0, "why",
		    c->report.text);
	return json_pack("{s:b, s:s%, s:o, s:b}", "valid", 1, "name",
	    (const char *)name->ptr, name->len, "challenge",
	    text->len == 0 ? json_null() : json_stringn(
	        (const char *)text->ptr, text->len),
	    "challenged", c->challenge != NULL);
}

int gs_claimed_result(const struct gs_claimed *c)
{
	return c->file == NULL || c->good ? GS_OK : GS_ERR_MISMATCH;
}

void gs_claimed_close(struct gs_claimed *c)
{
	gs_pool_free(&c->pool);
	gs_file_wipe(&c->text, c->len);
}
