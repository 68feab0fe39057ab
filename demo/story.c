/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/scenes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "demo/cast.h"
#include "demo/crowd.h"
#include "demo/witnesses.h"

#define MEMBER 23 /* whom the story follows */

static int play_founding(struct stage *s)
{
	const char *answers = cast_example(s, "us-state.answers");
	int err = s->unwatched ? GS_OK : witnesses_prepare(s, answers);
	if (err != GS_OK)
		return err;
	if (!s->unwatched)
		answers = witnesses_answers(s);
	stage_part(s, 0, STAGE_LIST("A new channel", "Its verifier key",
	    "localhost/exercise+", "The server keeps"), "init", "--yes",
	    "--answers", answers, "--exercise", "--origin",
	    "localhost/exercise", "--name", "Dissent Channel (exercise)",
	    "--from", "2023-01-01", "--to", "2025-12-31", "--floor", "100",
	    s->dir);

	if (chdir(s->dir) != 0)
		return GS_ERR_IO;
	err = demo_make_folders();
	if (err != GS_OK)
		return err;
	printf("%s$ cd %s%s\n", gs_terminal_escape(GS_STYLE_BOLD), s->dir,
	    gs_terminal_escape(GS_STYLE_PLAIN));

	static const char start[] = "simulated:2023-10-30T13:00:00Z";
	err = stage_serve(s, s->listen, start, false);
	if (err != GS_OK)
		err = stage_serve(s, "127.0.0.1:0", start, false);
	if (err == GS_OK && !s->unwatched)
		err = witnesses_start(s, false);
	if (err == GS_OK)
		printf("A server runs at %s, its clock set to October "
		    "2023%s.\n", s->url, s->unwatched ? "" : "; and\nthree "
		    "mirrors, which cosign");
	return err;
}

const struct scene demo_found = {
	.title = "An organisation founds a channel for dissent",
	.text =
	"It writes down who may do what, and by when the office must answer. "
	"A union, a newspaper and a university are its witnesses, each with a "
	"key of its own: what two of them have not seen, nobody believes. "
	"Everybody gets one line, the verifier key: with it anyone can check "
	"what follows.",
	.play = play_founding};

static int play_enrolment(struct stage *s)
{
	static const struct crowd crowd = {1012, 1000, CAST};
	int err = demo_write_staff(&crowd);
	if (err != GS_OK)
		return err;

	stage_aside(s);
	stage_verb(s, 0, "staff", "import", ".", "demo/staff.csv");
	stage_verb(s, 0, "staff", "issue", ".", "-o", "demo/codes.csv");
	stage_again(s);
	err = demo_enrol_crowd(s, &crowd);
	if (err != GS_OK)
		return err;

	stage_aside(s);
	stage_verb(s, 0, "roll", "prepare", ".", "--edition", "1", "-o",
	    "demo/roll-1");
	stage_verb(s, 0, "roll", "sign", "demo/roll-1", "--role", "registrar",
	    "--sign", "keys/registrar.key", "--log", ".", "--yes");
	stage_again(s);

	stage_tell(s, "The registrar signs the list of keys. With that "
	    "signature alone it is refused:");
	stage_verb(s, 1, "roll", "publish", "demo/roll-1", "--server", s->url);
	stage_tell(s, "A union counts its people, and signs too:");
	stage_part(s, 0, STAGE_LIST("1000 keys", "demo/roll-1.rec: signed"),
	    "roll", "sign", "demo/roll-1", "--role", "second", "--sign",
	    "keys/second.key", "--log", ".", "--yes");
	stage_verb(s, 0, "roll", "publish", "demo/roll-1", "--server", s->url);
	return GS_OK;
}

const struct scene demo_enrol = {
	.title = "Everyone enrols, long before anyone dissents",
	.text =
	"1,000 of the 1,012 people who may do so hand in a key; its secret "
	"stays with them, in a file, their state. Where everybody has a key, "
	"it makes nobody a suspect.",
	.proved = "the registrar and the union both say that these 1,000 keys "
	"may endorse.",
	.play = play_enrolment};

static int play_writing(struct stage *s)
{
	stage_clock(s, "2023-11-01T15:00:00Z");
	cast_compose(s, &cast_cable, STAGE_LIST("advice: line 3", "wrote"));
	cast_gather(s, &cast_cable);
	cast_endorse_all(s, &cast_cable, 1, 20);
	stage_tell(s, "The author and 19 colleagues endorse it. Each proves "
	    "that one of the 1,000 keys is theirs; nobody learns which.");
	return GS_OK;
}

const struct scene demo_write = {
	.title = "An author writes a memo, and it gathers endorsements",
	.text =
	"The text is real: the telegram from Dacca of 1971. That anyone "
	"endorses it here is invented. The server keeps the memo encrypted: "
	"its key is in a link, which the author hands on. Eight words, the "
	"word code, stand for the exact text.",
	.play = play_writing};

/* Another one of the same words. */
static const char *mistake_code(void)
{
	static char code[128];
	const char *right = cast_code(), *first = strchr(right, ' ');

	if (first != NULL)
		(void)snprintf(code, sizeof code, "%s %.*s", first + 1,
		    (int)(first - right), right);
	return code;
}

static int play_reading(struct stage *s)
{
	stage_clock(s, "2023-11-02T15:00:00Z");
	stage_aside(s);
	stage_copy(s, STAGE_LIST("inbox.db", "inbox.db-wal", "demo/night"));
	stage_again(s);

	stage_part(s, 1, STAGE_LIST("This text is not the memo",
	    "block 8   altered", "the memo has \"bankruptcy\"", "3. (C)\n",
	    "Word code", "Roll", "Addressed", "Filing", "Sealed to"), "show",
	    CAST_MEMBER(MEMBER), cast_cable.at_link,
	    cast_example(s, "dacca-transcript.txt"));
	return GS_OK;
}

const struct scene demo_read = {
	.title = "A member is shown the text before they act",
	.text =
	"Member 23 has the link, and a transcript of the memo that came by "
	"mail. The program holds one against the other: in two blocks, which "
	"are paragraphs here, a word differs. Then it shows the whole memo, "
	"and who is to get it.",
	.proved = "the member has seen the very text that they may endorse.",
	.play = play_reading};

static int play_endorsing(struct stage *s)
{
	stage_brief(s, 1, STAGE_LIST("gainsay endorse: "), "endorse",
	    CAST_MEMBER(MEMBER), "--code", mistake_code(), cast_cable.at_link);
	stage_tell(s, "With the right words:");
	stage_brief(s, 0, STAGE_LIST("Endorsed", "Your state"), "endorse",
	    CAST_MEMBER(MEMBER), "--code", cast_code(), cast_cable.at_link);
	return GS_OK;
}

const struct scene demo_endorse = {
	.title = "The member endorses that text, and no other",
	.text =
	"The author says the word code by telephone. If somebody had put "
	"another text behind the link, its code would not be that one, and "
	"nothing would be endorsed:",
	.proved = "the endorsement is for that text alone. And the server has "
	"signed a promise: it will count.",
	.play = play_endorsing};

static int play_dropping(struct stage *s)
{
	char act[32];

	stage_stop(s);
	stage_check(s, mkdir("demo/other", 0700) == 0, "a folder");
	stage_aside(s);
	stage_copy(s, STAGE_LIST("-r", "channel.db", "inbox.db", "boxes.db",
	    "channel.home", "charter.rec", "vkey", "keys", "log", "roll",
	    "tidy", "demo/other"));
	stage_again(s);
	stage_copy(s, STAGE_LIST("demo/night/inbox.db",
	    "demo/night/inbox.db-wal", "."));
	int err = stage_serve_again(s, false);
	if (err != GS_OK)
		return err;
	stage_tell(s, "The author files the memo, and it enters the public "
	    "log.");
	stage_aside(s);
	stage_clock(s, "2023-11-03T14:00:00Z");
	/* As a server gets it, which may keep it. */
	stage_verb(s, 0, "file", CAST_MEMBER(1), "--code", cast_code(),
	    "--package", cast_cable.package, "-o", "demo/filing",
	    cast_cable.at_link);
	cast_file(s, &cast_cable);
	stage_again(s);
	stage_clock(s, "2023-11-03T22:00:00Z");

	stage_tell(s, "Member 23 asks what became of the promise, and has the "
	    "proof written to a file:");
	stage_keep(s, act, sizeof act, "endorse:", &(struct stage_act){
	    .want = 3, .whole = s->all,
	    .lines = STAGE_LIST("gainsay promises: THE SERVER BROKE"),
	    .argv = STAGE_LIST("promises", CAST_MEMBER(MEMBER))});
	stage_part(s, 0, STAGE_LIST("Written to demo/dropped"), "promises",
	    CAST_MEMBER(MEMBER), "--act", stage_path("endorse:%s", act),
	    "--evidence", "demo/dropped");
	stage_tell(s, "A newspaper gets the file, and checks it against the "
	    "log:");
	stage_part(s, 3, STAGE_LIST("PROMISE NOT KEPT"), "audit", "--key",
	    "vkey", "--promise", "demo/dropped", s->url);
	return GS_OK;
}

const struct scene demo_drop = {
	.title = "The operator drops the endorsement, and is caught with proof "
	"in hand",
	.text =
	"The operator stops the server, puts last night's copy of its "
	"database back, and starts it again. Member 23's endorsement is "
	"gone.",
	.proved = "the operator signed that the endorsement would count, and "
	"it does not.",
	.play = play_dropping};

/* How many entries a log had that was copied. */
static const char *entries_of(const char *note)
{
	uint8_t *text = NULL;
	size_t len = 0;
	const char *out = "";

	if (gs_cli_file_read(&text, &len, (size_t)64 << 10, note) != GS_OK)
		return out;
	const char *line = strchr((const char *)text, '\n');
	if (line != NULL)
		out = stage_path("%.*s", (int)strcspn(line + 1, "\n"),
		    line + 1);
	free(text);
	return out;
}

/* What the author filed is handed to the other server as well; an hour after
 * the release its log is longer than the first. */
static int grow_other(struct stage *s, struct stage_server *first)
{
	int err = stage_serve_other(s, first, "demo/other",
	    entries_of("demo/other/log/checkpoint"));
	if (err != GS_OK)
		return err;
	stage_aside(s);
	stage_clock(s, "2023-11-03T14:00:00Z");
	stage_hand_in(s, "demo/filing");
	stage_clock(s, "2023-11-03T22:00:00Z");
	stage_clock(s, "2023-11-04T00:30:00Z");
	stage_again(s);
	return GS_OK;
}

static int play_forking(struct stage *s)
{
	struct stage_server first;

	int err = grow_other(s, &first);
	if (err != GS_OK)
		return err;
	stage_tell(s, "The witnesses have seen the other log, and do not "
	    "cosign this one:");
	stage_part(s, 1, STAGE_LIST(
	    "gainsay courier: the witness union.example/witness refuses"),
	    "courier", "--once", "--key", "vkey", "--witnesses",
	    witnesses_list(s), s->url);
	stage_tell(s, "It is shown all the same. Member 23's program knows the "
	    "log that it saw before:");
	stage_copy(s, STAGE_LIST("demo/other/log/newest",
	    "demo/other/log/checkpoint"));
	stage_part(s, 1, STAGE_LIST("gainsay promises: http"),
	    "promises", CAST_MEMBER(MEMBER), "--server", s->url);
	stage_serve_first(s, &first);

	stage_part(s, 0, STAGE_LIST("Written"), "me", "--offline",
	    CAST_MEMBER(MEMBER), "--evidence", "demo/two-logs");
	stage_tell(s, "The newspaper judges it, without a network:");
	stage_part(s, 1, STAGE_LIST("THE LOG'S KEY"), "audit", "--key", "vkey",
	    "--evidence", "demo/two-logs");
	return GS_OK;
}

const struct scene demo_fork = {
	.title = "The operator shows member 23 another log, and is caught "
	"again",
	.text =
	"In a copy of its database the operator keeps the endorsement, files "
	"the memo there too, and has a second server show that log to member "
	"23 alone.",
	.proved = "the log's key signed two histories. Nobody but its holder "
	"could.",
	.watched = true, .play = play_forking};

static int play_opening(struct stage *s)
{
	stage_clock(s, "2023-11-07T16:30:00Z");
	cast_acknowledge(s, "1");
	/* The day's release, and an hour later: then the log has the
	 * witnesses' word for the day. */
	stage_aside(s);
	stage_clock(s, "2023-11-07T22:00:00Z");
	stage_again(s);
	stage_clock(s, "2023-11-07T23:00:00Z");
	stage_part(s, 0, STAGE_LIST("endorsed", "acknowledge met",
	    s->unwatched ? "done 2023-11-07" :
	        "seen by witnesses before 2023-11-07", "reply       open",
	    "due  2024-02-02"), "status", "--key", "vkey", s->url);
	return GS_OK;
}

const struct scene demo_open = {
	.title = "The office opens the memo, and a clock runs against it",
	.text =
	"It has two working days to acknowledge the memo, until Tuesday, 7 "
	"November, and sixty for a reply. Met is what two witnesses saw in "
	"time; otherwise there is the operator's date alone.",
	.proved = "the office has the memo that was filed; it owes a reply by "
	"2 February 2024.",
	.play = play_opening};

static int play_empty_reply(struct stage *s)
{
	stage_clock(s, "2024-02-02T20:00:00Z");
	cast_write(s, "demo/empty.txt", "");
	stage_verb(s, 1, "reply", "--yes", CAST_DESK(s, "office"), "--memo",
	    "1", "--text", "demo/empty.txt", "--disposition", "0 no-decision");
	stage_clock(s, "2024-02-03T15:00:00Z");
	stage_tell(s, "The deadline has passed. Nobody has to admit it; anyone "
	    "can see it:");
	stage_part(s, 3, STAGE_LIST("reply       missed (overdue)"), "status",
	    "--key", "vkey", s->url);

	stage_clock(s, "2024-02-06T15:00:00Z");
	stage_tell(s, "The office sends a text after all. Whoever has the link "
	    "reads it:");
	cast_write(s, "demo/reply-1.txt",
	    "The Department has taken note of your views.\n");
	stage_aside(s);
	stage_verb(s, 0, "reply", "--yes", CAST_DESK(s, "office"), "--memo",
	    "1", "--text", "demo/reply-1.txt", "--disposition",
	    "0 no-decision");
	stage_again(s);
	stage_part(s, 3, STAGE_LIST("reply       missed (done late)",
	    "answer", "The reply", "The Department"), "read", "--key", "vkey",
	    cast_cable.at_link);
	return GS_OK;
}

const struct scene demo_empty = {
	.title = "The office tries an empty reply, and is refused",
	.text =
	"It is the last day. A reply is sealed: only who has the memo's link "
	"can read it. To all others an empty one would look like an answer. "
	"The office's program does not send it:",
	.proved = "the reply came late. The log shows that, whatever the "
	"office says.",
	.play = play_empty_reply};

static int play_following(struct stage *s)
{
	stage_part(s, 1, STAGE_LIST("gainsay mirror: memo 1: the duty reply"),
	    "mirror", "--once", "--key", "vkey", "--dir", "demo/mirror",
	    s->url);
	stage_tell(s, "Its copy needs no server to be checked:");
	stage_part(s, 3, STAGE_LIST("The log keeps its rules"), "audit",
	    "--key", "vkey", "demo/mirror/public");
	return GS_OK;
}

const struct scene demo_follow = {
	.title = "A second newspaper follows the channel with a mirror",
	.text = "It judges every entry, keeps a copy, and tells what was "
	"missed.",
	.play = play_following};

/* The release with one word exchanged. */
static void alter_release(struct stage *s)
{
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_cli_file_read(&text, &len, (size_t)1 << 20,
	    "demo/release.md");
	char *at = err == GS_OK ? memmem(text, len, "strong", 6) : NULL;
	if (at != NULL) {
		memcpy(at, "modest", 6);
		err = gs_cli_file_write("demo/altered.md", text, len, 0600);
	}
	stage_check(s, at != NULL && err == GS_OK, "an altered release");
	free(text);
}

static int play_release(struct stage *s)
{
	stage_aside(s);
	/* An hour after the day's release, which closed with an anchor. */
	stage_clock(s, "2024-02-06T22:00:00Z");
	stage_clock(s, "2024-02-06T23:00:00Z");
	stage_verb(s, 0, "provenance", "--key", "vkey", "--memo-file",
	    cast_cable.package, "-o", "demo/cable.gainsay", s->url);
	stage_again(s);

	stage_verb(s, 0, "redact", "--withhold", "7:2 (b)(5)", "--text",
	    "demo/part.md", "-o", "demo/part.gainsay", "demo/cable.gainsay");
	stage_part(s, 0, STAGE_LIST("2. (C)", "In the log"), "publish",
	    "--yes", CAST_DESK(s, "release"), "--text", "demo/part.md",
	    "demo/part.gainsay");
	return GS_OK;
}

const struct scene demo_release = {
	.title = "An officer releases the memo, but for one sentence",
	.text =
	"The second sentence of paragraph 2, which is block 7, is withheld for "
	"the reason (b)(5). The rest becomes public in the log.",
	.play = play_release};

static int play_checking(struct stage *s)
{
	/* The log has fixed the note of the midnight's release. */
	stage_clock(s, "2024-02-07T01:00:00Z");
	stage_verb(s, 0, "provenance", "--key", "vkey", "--memo", "1",
	    "--publication", "1", "--text", "demo/release.md", "-o",
	    "demo/release.gainsay", s->url);
	stage_stop(s);
	stage_tell(s, "The server is stopped; nobody needs it for this:");
	stage_part(s, 3, STAGE_LIST("This text is", "Valid", "endorsed",
	    "It is, byte"), "verify", "--key", "vkey", "demo/release.gainsay",
	    "demo/release.md");
	stage_tell(s, "A copy in which one word was changed:");
	alter_release(s);
	stage_part(s, 1, STAGE_LIST("This text is not", "the memo has"),
	    "verify", "--key", "vkey", "demo/release.gainsay",
	    "demo/altered.md");
	return GS_OK;
}

const struct scene demo_check = {
	.title = "A reporter verifies the release",
	.text =
	"They have the verifier key, and get the released text and its proof.",
	.proved = "the released text is what was filed, but for the sentence "
	"that it says is withheld.",
	.play = play_checking};

static int play_certifying(struct stage *s)
{
	stage_part(s, 3, STAGE_LIST("Valid", "times", "filed",
	    "seen by witnesses before 2023-11-03", "acknowledge met",
	    "seen by witnesses before 2023-11-07"), "verify", "--policy",
	    witnesses_policy(s), "demo/cable.gainsay");
	stage_verb(s, 0, "certificate", "--policy", witnesses_policy(s), "-o",
	    "demo/certificate.pdf", "demo/cable.gainsay");
	return GS_OK;
}

const struct scene demo_certify = {
	.title = "The memo's evidence on one page",
	.text =
	"The reporter asked each witness for its key, and wrote down that two "
	"of the three must have cosigned. For who would rather hold paper the "
	"same goes into a certificate, demo/certificate.pdf.",
	.proved = "the memo was filed, and acknowledged in time, before the "
	"times that two witnesses say.",
	.watched = true, .play = play_certifying};
