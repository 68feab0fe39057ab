/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/scenes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/files.h"
#include "demo/cast.h"
#include "lib/log/note.h"

/* An endorsement or a withdrawal of the cable. */
static void act_on_cable(struct stage *s, const char *verb, unsigned member,
    const char *done)
{
	stage_brief(s, 0, STAGE_LIST("Your key", done, "Your state"), verb,
	    CAST_MEMBER(member), "--code", cast_code(), cast_cable.at_link);
}

static int play_taking_back(struct stage *s)
{
	act_on_cable(s, "endorse", 7, "You endorsed");
	cast_endorse_all(s, &cast_cable, 21, 21);
	stage_tell(s, "Member 21 endorsed it too, and thinks better of it:");
	act_on_cable(s, "withdraw", 21, "Withdrawn");
	return GS_OK;
}

const struct scene demo_take_back = {
	.title = "A member endorses twice, and one takes it back",
	.text =
	"Whoever endorses twice is promised the same, and counts once.",
	.extra = true, .play = play_taking_back};

static int play_keeping(struct stage *s)
{
	stage_part(s, 0, STAGE_LIST("gainsay promises: your endorsement"),
	    "promises", CAST_MEMBER(5));
	return GS_OK;
}

const struct scene demo_keep = {
	.title = "The promise to another member was kept",
	.text = "Member 5 asks what became of it, and need not keep it any "
	"longer.",
	.extra = true, .play = play_keeping};

static int play_coming_late(struct stage *s)
{
	stage_brief(s, 0, STAGE_LIST("Count", "Endorsed after",
	    "Your state"), "endorse", CAST_MEMBER(22), "--code", cast_code(),
	    "--promise", "demo/late.promise", cast_cable.at_link);
	return GS_OK;
}

const struct scene demo_come_late = {
	.title = "A member endorses after the filing",
	.text =
	"They are counted apart, and enter with all who come late on the next "
	"late day, the\n10th: the time points at nobody.",
	.extra = true, .play = play_coming_late};

static int play_overreach(struct stage *s)
{
	stage_clock(s, "2023-11-07T16:00:00Z");
	stage_verb(s, 0, "inbox", CAST_DESK(s, "office"), "--identity",
	    "keys/office.age", "--memo", "1", "--out", "demo/office-reads.md");
	stage_verb(s, 1, "acknowledge", "--yes", CAST_DESK(s, "registrar"),
	    "--identity", "keys/office.age", "--memo", "1");
	return GS_OK;
}

const struct scene demo_overreach = {
	.title = "The office reads the memo; the registrar may not",
	.text =
	"The registrar's key does not speak for the office, even beside the "
	"file that opens what is sealed to it.",
	.extra = true, .play = play_overreach};

static int play_second_memo(struct stage *s)
{
	stage_clock(s, "2023-12-20T15:00:00Z");
	cast_compose(s, &cast_water, NULL);
	cast_gather(s, &cast_water);
	cast_endorse_all(s, &cast_water, 3, 14);
	stage_tell(s, "Twelve members endorse it.");
	stage_clock(s, "2023-12-21T15:00:00Z");
	cast_file(s, &cast_water);
	stage_clock(s, "2023-12-26T15:00:00Z");
	cast_acknowledge(s, "2");
	return GS_OK;
}

const struct scene demo_second = {
	.title = "A second memo, with four requests",
	.text = "It is filed on Thursday, 21 December 2023.",
	.extra = true, .play = play_second_memo};

static int play_answering(struct stage *s)
{
	cast_write(s, "demo/reply-2.txt",
	    "The survey is repeated with the pumps on.\n");
	stage_clock(s, "2024-01-30T15:00:00Z");
	stage_verb(s, 1, "reply", CAST_DESK(s, "office"), "--memo", "2",
	    "--text", "demo/reply-2.txt", "--disposition", "1 accepted",
	    "--disposition", "2 partly", "--disposition", "4 declined");
	stage_verb(s, 0, "reply", "--yes", CAST_DESK(s, "office"), "--memo",
	    "2", "--text", "demo/reply-2.txt", "--disposition", "1 accepted",
	    "--disposition", "2 partly", "--disposition", "3 already-done",
	    "--disposition", "4 declined");
	stage_tell(s, "Whoever holds the link reads the reply, and nobody "
	    "else:");
	stage_part(s, 0, STAGE_LIST("The survey is repeated"), "read", "--key",
	    "vkey", cast_water.at_link);
	return GS_OK;
}

const struct scene demo_answer = {
	.title = "The office answers it, request by request",
	.text = "A reply that leaves a request open is refused.",
	.extra = true, .play = play_answering};

static int play_collecting(struct stage *s)
{
	stage_verb(s, 0, "provenance", "--key", "vkey", "--memo-file",
	    cast_water.package, "-o", "demo/water.gainsay", s->url);
	return GS_OK;
}

const struct scene demo_collect = {
	.title = "The evidence about a memo is put into one file",
	.text = "It settles every question below without a server.",
	.extra = true, .play = play_collecting};

static void verify_text(struct stage *s, int want, const char *words,
    const char *file, const char *text)
{
	stage_part(s, want, STAGE_LIST(words), "verify", "--key", "vkey",
	    file, text);
}

static int play_comparing(struct stage *s)
{
	const char *cable = "demo/cable.gainsay";

	stage_tell(s, "The true text:");
	verify_text(s, 3, "block 1   identical: ", cable,
	    cast_example(s, "dacca-1138.md"));
	stage_tell(s, "A transcript in which two words differ:");
	verify_text(s, 1, "the memo has \"strong\", the text \"mild\"", cable,
	    cast_example(s, "dacca-transcript.txt"));
	stage_tell(s, "An excerpt, two paragraphs:");
	verify_text(s, 3, "block 1   missing", cable,
	    cast_example(s, "dacca-excerpt.txt"));
	stage_tell(s, "A draft that was never filed:");
	verify_text(s, 1, "line 5    not in the memo", cable,
	    cast_example(s, "dacca-draft.md"));
	stage_tell(s, "The second memo:");
	verify_text(s, 0, "block 1   identical: ", "demo/water.gainsay",
	    cast_example(s, "harbour-water.md"));
	return GS_OK;
}

const struct scene demo_compare = {
	.title = "A reporter holds other texts against the memo",
	.text =
	"The server is stopped. The reporter has a file, a text and the "
	"verifier key.",
	.extra = true, .play = play_comparing};

/* The cable's file with one word of its text changed. */
static void make_forgery(struct stage *s, const char *name, const char *was,
    const char *is)
{
	uint8_t *bytes = NULL;
	size_t len = 0;

	int err = gs_cli_file_read(&bytes, &len, (size_t)16 << 20,
	    "demo/cable.gainsay");
	uint8_t *at = err == GS_OK ? memmem(bytes, len, was, strlen(was)) :
	    NULL;
	if (at != NULL && strlen(was) == strlen(is)) {
		memcpy(at, is, strlen(is));
		err = gs_cli_file_write(stage_path("demo/%s", name), bytes, len,
		    0600);
	}
	stage_check(s, at != NULL && err == GS_OK, "a forgery is made");
	free(bytes);
}

/* The verifier key of a log of the same name that somebody else runs. */
static const char *other_channel(void)
{
	static char text[256];
	static const uint8_t key[32] = {9};
	struct gs_verifier v;
	struct gs_writer w = gs_writer_of(text, sizeof text - 1);

	if (gs_verifier_init(&v, "localhost/exercise", GS_KEY_ED25519, key) ==
	    GS_OK)
		gs_verifier_write(&w, &v);
	text[w.len] = '\0';
	return text;
}

static int play_forging(struct stage *s)
{
	make_forgery(s, "forged-text.gainsay", "strong dissent",
	    "STRONG dissent");
	stage_part(s, 1, STAGE_LIST("Not valid"), "verify", "--key", "vkey",
	    "demo/forged-text.gainsay");
	make_forgery(s, "forged-time.gainsay", "at 2023-11-03T",
	    "at 2023-11-02T");
	stage_part(s, 1, STAGE_LIST("Not valid"), "verify", "--key", "vkey",
	    "demo/forged-time.gainsay");
	stage_part(s, 1, STAGE_LIST("Not valid"), "verify", "--key",
	    other_channel(), "demo/cable.gainsay");
	return GS_OK;
}

const struct scene demo_forge = {
	.title = "Forged evidence",
	.text =
	"A provenance file with one word of the memo exchanged, one with "
	"another time, and the true one under another channel's key:",
	.extra = true, .play = play_forging};

static int play_audit(struct stage *s)
{
	stage_part(s, 3, STAGE_LIST("The log keeps its rules",
	    "endorsed    by 20 of 1000",
	    "Promise kept"), "audit", "--key", "vkey", "--promise",
	    "demo/late.promise", ".");
	return GS_OK;
}

const struct scene demo_audit = {
	.title = "An auditor replays everything",
	.text = "Every entry, signature, proof, rule and clock; every count "
	"made anew.",
	.extra = true, .play = play_audit};
