/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/scenes.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "demo/crowd.h"
#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "lib/log/note.h"

#define CAST 30 /* members who act, each with a state file */

#define PASSPHRASE "demo/member/passphrase"

/* Of the memo that gathers: what its author says by telephone. */
static char word_code[128];

static const char *state_of(unsigned member)
{
	return stage_path("demo/member/%03u.state", member);
}

static const char *example_path(const struct stage *s, const char *name)
{
	static char path[4][sizeof s->examples + 64];
	static unsigned next;
	char *out = path[next++ % 4];

	(void)snprintf(out, sizeof path[0], "%s/%s", s->examples, name);
	return out;
}

int demo_found(struct stage *s)
{
	stage_scene(s, "1. A channel is founded",
	    "Its charter says who may do what, and by when; each role has a "
	    "key of its own.");
	stage_verb(s, 0, "init", "--yes", "--answers",
	    example_path(s, "us-state.answers"), "--exercise", "--origin",
	    "localhost/exercise", "--name", "Dissent Channel (exercise)",
	    "--from", "2023-01-01", "--to", "2025-12-31", "--floor", "100",
	    s->dir);

	if (chdir(s->dir) != 0)
		return GS_ERR_IO;
	int err = demo_make_folders();
	if (err != GS_OK)
		return err;
	printf("%s$ cd %s%s\n", gs_terminal_escape(GS_STYLE_DIM), s->dir,
	    gs_terminal_escape(GS_STYLE_PLAIN));

	err = stage_serve(s, "127.0.0.1:0",
	    "simulated:2023-10-30T13:00:00Z");
	if (err == GS_OK)
		printf("A server runs at %s; its clock is the exercise's.\n",
		    s->url);
	return err;
}

int demo_enrol(struct stage *s)
{
	stage_scene(s, "2. Everyone enrols, long before anyone dissents",
	    "1,012 people are eligible; 1,000 hand in a key. A list of the "
	    "enrolled must not be\na list of suspects.");
	int err = demo_write_staff();
	if (err != GS_OK)
		return err;

	stage_verb(s, 0, "staff", "import", ".",
	    "demo/staff.csv");
	stage_verb(s, 0, "staff", "issue", ".", "-o",
	    "demo/codes.csv");
	err = demo_enrol_crowd(s, CAST);
	if (err != GS_OK)
		return err;

	stage_verb(s, 0, "roll", "prepare", ".",
	    "--edition", "1", "-o", "demo/roll-1");
	stage_verb(s, 0, "roll", "sign", "demo/roll-1", "--role",
	    "registrar", "--sign", "keys/registrar.key", "--log", ".",
	    "--yes");

	printf("With one signature it is refused:\n");
	stage_verb(s, 1, "roll", "publish", "demo/roll-1",
	    "--server", s->url);
	stage_verb(s, 0, "roll", "sign", "demo/roll-1", "--role",
	    "second", "--sign", "keys/second.key", "--log", ".", "--yes");
	stage_verb(s, 0, "roll", "publish", "demo/roll-1",
	    "--server", s->url);
	return GS_OK;
}

static void endorse_once(struct stage *s, int want, unsigned member,
    const char *link)
{
	stage_verb(s, want, "endorse", "--state", state_of(member),
	    "--passphrase-file", PASSPHRASE, "--code", word_code, link);
}

/* Members first .. last: the first one is shown, the others go by. */
static void endorse_many(struct stage *s, unsigned first, unsigned last,
    const char *link)
{
	endorse_once(s, 0, first, link);
	printf("... and %u more members do the same.\n", last - first);
	s->brief = true;
	s->quiet = true;
	for (unsigned i = first + 1; i <= last; i++) {
		gs_progress(NULL, "endorsements", i - first, last - first);
		endorse_once(s, 0, i, link);
	}
	s->quiet = false;
}

static void compose_and_gather(struct stage *s, unsigned member,
    const char *memo, const char *after, const char *package,
    const char *link)
{
	stage_verb(s, 0, "compose", "--server", s->url, "--key", "vkey",
	    "--to", "Secretary of State", "--after", after, "--out", package,
	    memo);
	stage_keep(s, word_code, sizeof word_code, "Word code  ",
	    (const char *const[]){"gather", "--state", state_of(member),
	        "--passphrase-file", PASSPHRASE, "--out", link, package,
	        NULL});
}

static void file_memo(struct stage *s, unsigned member, const char *package,
    const char *link)
{
	stage_verb(s, 0, "file", "--state", state_of(member),
	    "--passphrase-file", PASSPHRASE, "--code", word_code, "--package",
	    package, link);
}

static void acknowledge_memo(struct stage *s, const char *memo)
{
	stage_verb(s, 0, "acknowledge", "--server", s->url, "--key", "vkey",
	    "--sign", "keys/office.key", "--identity",
	    "keys/office.age", "--memo", memo);
}

void demo_first_memo(struct stage *s)
{
	const char *at_link = "@demo/cable.link";

	stage_scene(s, "3. A memo gathers",
	    "The cable of 1971 (real, and in the public domain; its "
	    "endorsements here are invented).\nWhoever has the link may read "
	    "and endorse; the server holds ciphertext.");
	stage_clock(s, "2023-11-01T15:00:00Z");
	compose_and_gather(s, 1, example_path(s, "dacca-1138.md"),
	    "2023-12-31", "demo/cable.package", "demo/cable.link");
	endorse_many(s, 1, 21, at_link);
	printf("Whoever endorses twice is promised the same, and counts "
	    "once:\n");
	endorse_once(s, 0, 7, at_link);
	printf("One of the 21 thinks better of it:\n");
	stage_verb(s, 0, "withdraw", "--state", state_of(21),
	    "--passphrase-file", PASSPHRASE, "--code", word_code, at_link);

	stage_scene(s, "4. It is filed",
	    "Friday, 3 November 2023, ten in the morning in Washington. It is "
	    "promised at once, and\nenters the log with the release at the "
	    "close of business: its time points at nobody.");
	stage_clock(s, "2023-11-03T14:00:00Z");
	file_memo(s, 1, "demo/cable.package", at_link);
	stage_clock(s, "2023-11-03T21:00:00Z");
	printf("A member who comes late is counted apart, on the next late "
	    "day, the 10th:\n");
	stage_verb(s, 0, "endorse", "--state", state_of(22),
	    "--passphrase-file", PASSPHRASE, "--code", word_code, "--promise",
	    "demo/late.promise", at_link);

	stage_scene(s, "5. The office acknowledges in time",
	    "Two working days: until Tuesday, 7 November, at the close of "
	    "business.");
	stage_clock(s, "2023-11-07T16:30:00Z");
	stage_verb(s, 0, "inbox", "--server", s->url, "--key", "vkey",
	    "--sign", "keys/office.key", "--identity", "keys/office.age",
	    "--memo", "1", "--out", "demo/office-reads.md");
	printf("The registrar's key does not speak for the office:\n");
	stage_verb(s, 1, "acknowledge", "--server", s->url, "--key", "vkey",
	    "--sign", "keys/registrar.key", "--identity",
	    "keys/office.age", "--memo", "1");
	acknowledge_memo(s, "1");
}

void demo_second_memo(struct stage *s)
{
	const char *at_link = "@demo/water.link";

	stage_scene(s, "6. A second memo, with four requests",
	    "Filed on Thursday, 21 December 2023.");
	stage_clock(s, "2023-12-20T15:00:00Z");
	compose_and_gather(s, 3, example_path(s, "harbour-water.md"),
	    "2024-03-01", "demo/water.package", "demo/water.link");
	endorse_many(s, 3, 14, at_link);
	stage_clock(s, "2023-12-21T15:00:00Z");
	file_memo(s, 3, "demo/water.package", at_link);
	stage_clock(s, "2023-12-26T15:00:00Z");
	acknowledge_memo(s, "2");

	stage_scene(s, "7. It is answered, request by request",
	    "A reply that leaves a request open is refused.");
	int err = gs_cli_file_write("demo/reply-2.txt",
	    "The survey is repeated with the pumps on.\n", 42, 0600);
	stage_check(s, err == GS_OK, "the office writes its reply");
	stage_clock(s, "2024-01-30T15:00:00Z");
	stage_verb(s, 1, "reply", "--server", s->url, "--key", "vkey",
	    "--sign", "keys/office.key", "--memo", "2", "--text",
	    "demo/reply-2.txt", "--disposition", "1 accepted",
	    "--disposition", "2 partly", "--disposition", "4 declined");
	stage_verb(s, 0, "reply", "--yes", "--server", s->url, "--key", "vkey",
	    "--sign", "keys/office.key", "--memo", "2", "--text",
	    "demo/reply-2.txt", "--disposition", "1 accepted",
	    "--disposition", "2 partly", "--disposition", "3 already-done",
	    "--disposition", "4 declined");
	printf("Whoever holds the link reads the reply, and nobody else:\n");
	stage_says(s, 0, "pumps on", (const char *const[]){"read", "--key",
	    "vkey", at_link, NULL});
}

void demo_late_reply(struct stage *s)
{
	stage_scene(s, "8. The cable's answer comes late",
	    "It was due on Friday, 2 February 2024. Nobody has to admit that: "
	    "the clock says it.");
	int err = gs_cli_file_write("demo/reply-1.txt",
	    "The Department has taken note of your views.\n", 45, 0600);
	stage_check(s, err == GS_OK, "the office writes its reply");
	stage_clock(s, "2024-02-03T15:00:00Z");
	stage_verb(s, 0, "status", "--key", "vkey", s->url);
	stage_clock(s, "2024-02-06T15:00:00Z");
	stage_verb(s, 0, "reply", "--yes", "--server", s->url, "--key", "vkey",
	    "--sign", "keys/office.key", "--memo", "1", "--text",
	    "demo/reply-1.txt", "--disposition", "0 no-decision");
	stage_verb(s, 0, "status", "--key", "vkey", s->url);
}

void demo_collect(struct stage *s)
{
	stage_scene(s, "9. The evidence is put into one file each", NULL);
	stage_verb(s, 0, "provenance", "--key", "vkey", "--memo-file",
	    "demo/cable.package", "-o",
	    "demo/cable.gainsay", s->url);
	stage_verb(s, 0, "provenance", "--key", "vkey", "--memo-file",
	    "demo/water.package", "-o",
	    "demo/water.gainsay", s->url);
}

static void verify_file(struct stage *s, int want, const char *words,
    const char *file, const char *text)
{
	stage_says(s, want, words, (const char *const[]){"verify", "--key",
	    "vkey", file, text, NULL});
}

void demo_verify(struct stage *s)
{
	const char *cable = "demo/cable.gainsay";

	stage_scene(s, "10. The server is stopped. A reporter has a file, a "
	    "text, and the verifier key",
	    "The true text:");
	verify_file(s, 0, "identical", cable, example_path(s, "dacca-1138.md"));
	printf("\nA transcript in which two words differ:\n");
	verify_file(s, 1, "mild", cable,
	    example_path(s, "dacca-transcript.txt"));
	printf("\nAn excerpt, two paragraphs:\n");
	verify_file(s, 0, "missing", cable,
	    example_path(s, "dacca-excerpt.txt"));
	printf("\nA draft that was never filed:\n");
	verify_file(s, 1, "not in the memo", cable,
	    example_path(s, "dacca-draft.md"));
	printf("\nThe second memo:\n");
	verify_file(s, 0, "identical", "demo/water.gainsay",
	    example_path(s, "harbour-water.md"));
}

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

void demo_forgeries(struct stage *s)
{
	stage_scene(s, "11. Forgeries",
	    "A provenance file with one word of the memo exchanged, one with "
	    "another time, and the\ntrue one under another channel's key:");
	make_forgery(s, "forged-text.gainsay", "strong dissent",
	    "STRONG dissent");
	verify_file(s, 1, NULL, "demo/forged-text.gainsay", NULL);
	make_forgery(s, "forged-time.gainsay", "at 2023-11-03T",
	    "at 2023-11-02T");
	verify_file(s, 1, NULL, "demo/forged-time.gainsay", NULL);
	stage_verb(s, 1, "verify", "--key", other_channel(),
	    "demo/cable.gainsay");
}

void demo_audit(struct stage *s)
{
	stage_scene(s, "12. An auditor replays everything",
	    "Every entry, signature, proof, rule and clock; every count made "
	    "anew.");
	stage_says(s, 0, "20 of 1000", (const char *const[]){"audit",
	    "--key", "vkey", "--promise", "demo/late.promise",
	    ".", NULL});
}

void demo_summary(struct stage *s)
{
	stage_scene(s, "What was proved", NULL);
	printf("  filed       the text, its time and its marking; a draft, an "
	    "altered copy and an\n              excerpt are told apart\n"
	    "  endorsed    by 20 of 1000 enrolled keys, 1 more later; nobody "
	    "can say by whom\n"
	    "  answered    one memo in time, one late: the log says so, not "
	    "the office\n"
	    "  consistent  with one log, whose every entry the audit read\n");
	printf("%s%u checks, %u not as they must be%s\n",
	    gs_terminal_escape(s->failures == 0 ? GS_STYLE_GOOD : GS_STYLE_BAD),
	    s->checks, s->failures, gs_terminal_escape(GS_STYLE_PLAIN));
}
