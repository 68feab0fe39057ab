/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/prompt.h"

#include <stdio.h>
#include <string.h>

#include "core/channel/channel.h"

#define KEY_OR_NEW "KEY is the holder's public key in hexadecimal, or 'new': " \
	"then it is made here"
#define HOLDER "who that is, as members know them"

static const struct gs_prompt prompts[] = {
	{"preset", NULL, "preset NAME", "Which programme is it like?",
	    "one that 'gainsay init --help' lists", false, false},
	{"origin", NULL, "origin ORIGIN",
	    "What is the log called, for ever?",
	    "like dissent.example.org/2026: a-z 0-9 - . / :, at most 64, no "
	    "'+'", false, true},
	{"name", NULL, "name TEXT", "What is the channel called?",
	    "a text of one line; without one it is called like its log",
	    false, true},
	{"exercise", NULL, "exercise yes|no",
	    "Is it an exercise, with invented people?", NULL, false, true},
	{"readers", NULL, "readers WHO",
	    "Who may read the log, which has no texts and no names?", NULL,
	    false, true},
	{"zone", NULL, "zone ZONE", "In which time zone is the office?",
	    "of the IANA database, like Europe/Lisbon", false, true},
	{"week", NULL, "week DAYS", "On which weekdays does it work?",
	    "1 for Monday to 7 for Sunday, ascending, like 12345", false, true},
	{"closing", NULL, "closing HH:MM",
	    "At which hour is its day over?",
	    "from 00:01 to 24:00, or minutes, 1 to 1440", false, true},
	{"calendar", NULL, "calendar FROM TO",
	    "For which days are closed days known?",
	    "dates like 2026-01-31, within 1971 to 2100, at most 30 years "
	    "apart", false, true},
	{"holidays", NULL, "holidays RULE", "Which holidays, by rule?",
	    "us-federal, us-federal-washington (with Inauguration Day) or "
	    "none", false, true},
	{"ical", NULL, "ical FILE", "Which iCalendar files have closed days?",
	    "a file of all-day events (.ics)", true, true},
	{"closed", NULL, "closed DATE NAME", "Which days are closed besides?",
	    "a date like 2026-12-24, and its name", true, true},
	{"open", NULL, "open DATE", "Which of all these are worked after all?",
	    "a date like 2026-12-24", true, false},
	{"role", "authority", "role authority KEY HOLDER",
	    "Who makes and changes this charter?", HOLDER, false, true},
	{"role", "registrar", "role registrar KEY HOLDER",
	    "Who keeps the staff list?", HOLDER, false, true},
	{"role", "second", "role second KEY HOLDER",
	    "Who signs each roll after the registrar, and is independent?",
	    HOLDER, false, true},
	{"role", "office", "role office KEY HOLDER",
	    "Which office opens and answers memos?", HOLDER, false, true},
	{"role", "release", "role release KEY HOLDER",
	    "Who puts out texts for the public?", HOLDER, false, true},
	{"role", NULL, "role NAME KEY HOLDER", "Who holds other roles?",
	    KEY_OR_NEW, true, true},
	{"threshold", NULL, "threshold N",
	    "How many holders of the authority must sign a charter?",
	    "from 1 to as many as there are", false, false},
	{"reply-signers", NULL, "reply-signers N",
	    "How many who hold office must sign a reply?",
	    "1 or 2, and not more than there are", false, false},
	{"publish-signers", NULL, "publish-signers N",
	    "How many who hold release must sign a publication?",
	    "1 or 2, and not more than there are", false, false},
	{"exemption", NULL, "exemption CODE WORDS",
	    "For which reasons may parts be withheld when a text is published?",
	    "like (b)(5) and what it says: at most 32; nothing: the release "
	    "officer says it each time", true, false},
	{"seal", NULL, "seal NAME x25519 KEY HOLDER",
	    "To whom are memos sealed besides?", KEY_OR_NEW
	    " (age1... is taken, too)", true, true},
	{"reveal", NULL, "reveal NAME x25519 KEY HOLDER",
	    "To whom may a member make themselves known?", KEY_OR_NEW
	    " (age1... is taken, too)", true, true},
	{"witness", NULL, "witness VKEY",
	    "Who watches that there is one log? Only an exercise may have "
	    "nobody",
	    "verifier keys of witnesses (NAME+8 hex digits+base64), of the "
	    "type cosignature/v1", true, true},
	{"quorum", NULL, "quorum K",
	    "How many of the witnesses must have cosigned a checkpoint?",
	    "from 1 to as many as there are; nothing if there are none", false,
	    true},
	{"copy", NULL, "copy TEXT", "To whom may a memo be addressed?",
	    "a name or an office", true, true},
	{"style", NULL, "style WORD", "Which style have markings?", NULL,
	    false, true},
	{"marking", NULL, "marking TEXT",
	    "Which words are its marks, the lowest first?",
	    "like Internal, then Confidential: at most 16, no parentheses",
	    true, true},
	{"ceiling", NULL, "ceiling MARK",
	    "What is the highest mark that a text may have?",
	    "legacy: U, SBU, C, S or TS; cui: a portion mark like CUI; own: "
	    "one of its words", false, true},
	{"requests", NULL, "requests TEXT",
	    "Under which headings do memos number what they ask for?",
	    "the heading's words, like Pedidos: at most 8 headings of 64 "
	    "bytes; nothing: Requests", true, true},
	{"panel", NULL, "panel MEMBERS LISTED",
	    "How many members has a panel that looks into a memo, and how "
	    "many of these are from the author's list?",
	    "1 to 8, and not more from the list; nothing: any", false,
	    false},
	{"ground", NULL, "ground TEXT",
	    "On which grounds may an author appeal against a reply?",
	    "words, at most 16 times; with them a role and a seal `appeal` and "
	    "the clocks appeal and decide; nothing: nobody may", true, false},
	{"clock", "acknowledge", "clock acknowledge working|calendar|months N",
	    "Within which time is a memo acknowledged?",
	    "working or calendar days (1 to 3660), or months (1 to 120)",
	    false, true},
	{"clock", "reply-from", "clock reply-from working|calendar|months N",
	    "From which day on is a reply expected?",
	    "working or calendar days (1 to 3660), or months (1 to 120); or "
	    "nothing", false, true},
	{"clock", "reply", "clock reply working|calendar|months N",
	    "Within which time is it answered?",
	    "working or calendar days (1 to 3660), or months (1 to 120)",
	    false, true},
	{"clock", NULL, "clock NAME working|calendar|months N",
	    "Which other clocks are there?",
	    "working or calendar days (1 to 3660), or months (1 to 120)",
	    true, true},
	{"starts", NULL, "starts CLOCK EVENT",
	    "Which clocks start with something else than the filing?",
	    "like reply acknowledged; nothing: each starts with the filing",
	    true, true},
	{"escalation", NULL, "escalation CLOCK DAYS ROLE",
	    "Whose duty begins when a deadline is missed, and how many working "
	    "days later?",
	    "like escalation reply 5 deputy: the role has a key, and the clock "
	    "escalation says how long it has; at most 8; nothing: nobody's",
	    true, false},
	{"extension", NULL, "extension CLOCK TIMES DAYS",
	    "Which deadlines may be put off, how often and for how long?",
	    "like extension reply 2 30: twice, each time by 30 of what the "
	    "clock counts; nothing: none", true, true},
	{"retention", NULL, "retention calendar|months N SCHEDULE",
	    "How long are the files of a memo kept after its end?",
	    "days (1 to 3660) or months (1 to 1200), and the schedule under "
	    "which they may be deleted then; nothing: for ever", false,
	    false},
	{"release", NULL, "release HOURS",
	    "How many hours lie between releases of anonymous acts?", NULL,
	    false, true},
	{"late", NULL, "late WEEKS WEEKDAY",
	    "When do acts after filing enter?",
	    "every 1st to 52nd week, on weekday 1 to 7: 1 5 is each Friday",
	    false, true},
	{"floor", NULL, "floor N", "How many members has a roll at least?",
	    NULL, false, true},
	{"age", NULL, "age HOURS",
	    "How many hours old is a roll before it is used?", NULL, false,
	    true},
	{"batch", NULL, "batch N",
	    "By how many acts does a box's count move at least?", NULL,
	    false, true},
	{"quota", NULL, "quota N",
	    "How many memos may a member file in an edition?", NULL, false,
	    true},
	{"gather", NULL, "gather DAYS", "How long may a box stay open?", NULL,
	    false, true},
	{"cooling", NULL, "cooling DAYS",
	    "How long does a change of signers wait to be seen?", NULL,
	    false, true},
	{"without", NULL, "without FIELD [NAME]",
	    "Which lines of the preset are left out?",
	    "a line's name, and for role, seal, reveal, clock, starts and "
	    "extension which one",
	    true, false},
};

const struct gs_prompt *gs_prompt_at(size_t index)
{
	return index < sizeof prompts / sizeof *prompts ?
	    &prompts[index] : NULL;
}

/* The general one, if there is one: it is the last of its field. */
const struct gs_prompt *gs_prompt_about(const char *field)
{
	const struct gs_prompt *found = NULL, *q = NULL;

	for (size_t i = 0; (q = gs_prompt_at(i)) != NULL; i++)
		if (strcmp(q->field, field) == 0)
			found = q;
	return found;
}

void gs_prompt_legal(char out[GS_LEGAL_MAX], const struct gs_prompt *q)
{
	uint64_t min = 0, max = 0;
	const char *words = gs_charter_words(q->field);

	if (q->legal != NULL)
		(void)snprintf(out, GS_LEGAL_MAX, "%s", q->legal);
	else if (gs_charter_range(&min, &max, q->field))
		(void)snprintf(out, GS_LEGAL_MAX, "from %llu to %llu",
		    (unsigned long long)min, (unsigned long long)max);
	else
		(void)snprintf(out, GS_LEGAL_MAX, "%s",
		    words == NULL ? "" : words);
}
