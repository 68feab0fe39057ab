/* SPDX-License-Identifier: Apache-2.0 */
/* The programmes and their cases.  A date that is public stands here as its
 * source has it, and `told` says which; what nobody outside knows is played as
 * an exercise may invent it, and is said to be invented.  What is due is worked
 * out by hand in tests/system/programmes.py. */
#include "demo/programme.h"

#define WORDS(...) (const char *const[]){__VA_ARGS__, NULL}
#define STEPS(...) (const struct step[]){__VA_ARGS__, {.time = NULL}}
#define CASES(list) .cases = list, .count = sizeof list / sizeof *list

/* An act of somebody who has a role's key. */
#define ACT(at, role, ...) {.time = (at), .lines = WORDS("In the log"), \
	.argv = WORDS(__VA_ARGS__, "--sign", "keys/" role ".key", "--yes", \
	    "#")}
#define ACKNOWLEDGE(at) ACT(at, "office", "acknowledge", "--identity", \
	"keys/office.age")
#define REPORT(at, words) {.time = (at), .text = (words), \
	.lines = WORDS("In the log"), .argv = WORDS("report", "--text", \
	    "demo/text", "--sign", "keys/panel.key", "--yes", "#")}
#define REQUEST(which, word) "--disposition", which " " word
#define REPLY(at, words, ...) {.time = (at), .text = (words), \
	.lines = WORDS("In the log"), .argv = WORDS("reply", "--text", \
	    "demo/text", __VA_ARGS__, "--sign", "keys/office.key", "--yes", \
	    "#")}
/* What its author says of a reply, a position; it waits for a release. */
#define AUTHOR_SAYS(at, words, line, ...) {.time = (at), .text = (words), \
	.lines = WORDS(line), .argv = WORDS(__VA_ARGS__, "--author", \
	    "#author", "--text", "demo/text", "--yes", "#")}
#define RESPOND(at, words, which) AUTHOR_SAYS(at, words, "Responded: ", \
	"respond", "--reply", which)
#define APPEAL(at, words, which, ground) AUTHOR_SAYS(at, words, \
	"Appealed: ", "appeal", "--reply", which, "--ground", ground)
#define DECIDE(at, words, outcome, why) {.time = (at), .text = (words), \
	.lines = WORDS("In the log"), .argv = WORDS("decide", "--outcome", \
	    outcome, "--reason", why, "--text", "demo/text", "--sign", \
	    "keys/appeal.key", "--yes", "#")}
#define EXTEND(at, until, why) ACT(at, "approver", "extend", "--duty", \
	"reply", "--until", until, "--reason", why, "--role", "approver")
/* It ends on a late day, which is moved to. */
#define END(at, why, day) {.time = (at), .lines = WORDS("It enters the log"), \
	.argv = WORDS("end", "--reason", why, "--sign", "keys/office.key", \
	    "--yes", "#")}, {.time = (day)}
#define AUTHOR_ENDS(at, why, day) {.time = (at), \
	.lines = WORDS("It enters the log"), .argv = WORDS("end", "--author", \
	    "--reason", why, "--sign", "#author", "--yes", "#")}, \
	{.time = (day)}
/* What became of the case's memo, as everyone with its link reads it. */
#define READ(at, code, ...) {.time = (at), .want = (code), \
	.argv = WORDS("read", "#link"), .lines = WORDS(__VA_ARGS__)}
#define TELL(words) {.tell = (words)}

static const struct programme_case state_cases[] = {
	{.title = "Syria, 16 June 2016",
	    .told = "More than fifty signed, and a newspaper printed a draft. "
	    "The Department said that a message exists; its text, its count "
	    "and any reply are not public. Here nobody does anything.",
	    .memo = "Dissent from the policy on Syria",
	    .asks = {"Use stand-off weapons to stop the war."},
	    .filed = "2016-06-16T15:00:00Z",
	    .steps = STEPS(
	        READ("2016-06-16T22:00:00Z", 0, "due  2016-06-20T21:00:00Z",
	            "due  2016-09-12T21:00:00Z", "as a rule from 2016-07-29"),
	        READ("2016-09-12T21:00:01Z", 3, "acknowledge missed (overdue)",
	            "reply       missed (overdue)"))},
	{.title = "the travel ban, 31 January 2017",
	    .told = "About a thousand signed; the leadership had it on "
	    "Tuesday, 31 January. Whether and when it was answered is not "
	    "public: the acknowledgement here is invented.",
	    .memo = "Dissent from the order on entry",
	    .asks = {"Find a way without a ban."},
	    .filed = "2017-01-31T15:00:00Z",
	    .steps = STEPS(
	        READ("2017-01-31T22:00:00Z", 0, "due  2017-02-02T22:00:00Z",
	            "due  2017-04-26T21:00:00Z", "as a rule from 2017-03-15"),
	        ACKNOWLEDGE("2017-02-02T15:00:00Z"),
	        READ("2017-04-26T21:00:01Z", 3, "acknowledge met",
	            "reply       missed (overdue)"))},
	{.title = "Kabul, 13 July 2021",
	    .told = "The Secretary read it soon, says his Department, and "
	    "there is a reply; its day, like that of the acknowledgement, is "
	    "invented. Kabul fell on 15 August, before thirty working days "
	    "were over. The House was briefed on 27 April 2023.",
	    .memo = "Dissent from the plan for Kabul",
	    .asks = {"Begin to fly people out by 1 August."},
	    .filed = "2021-07-13T15:00:00Z",
	    .steps = STEPS(
	        READ("2021-07-13T22:00:00Z", 0, "due  2021-07-15T21:00:00Z",
	            "due  2021-10-06T21:00:00Z", "as a rule from 2021-08-24"),
	        ACKNOWLEDGE("2021-07-14T15:00:00Z"),
	        REPLY("2021-07-20T15:00:00Z", "It is being done.\n",
	            REQUEST("1", "partly")),
	        ACT("2023-04-26T15:00:00Z", "office", "notice", "--what",
	            "content", "--reader", "House Committee on Foreign Affairs",
	            "--authority", "Subpoena of 28 March 2023", "--reason",
	            "A briefing on it"))},
	{.title = "Gaza, 3 November 2023",
	    .told = "Five pages and a hundred names, sent to Policy Planning "
	    "on 3 November, says a newspaper that had a copy. Whether it was "
	    "answered is not public: what follows is invented.",
	    .memo = "Dissent from the policy on Gaza",
	    .asks = {"Call for a ceasefire.", "Say so in public."},
	    .terms = WORDS("--distribution", "Secretary of State"),
	    .filed = "2023-11-03T14:00:00Z",
	    .steps = STEPS(
	        READ("2023-11-03T21:00:00Z", 0, "due  2023-11-07T22:00:00Z",
	            "due  2024-02-02T22:00:00Z", "as a rule from 2023-12-19"),
	        ACKNOWLEDGE("2023-11-07T22:00:00Z"),
	        ACT(NULL, "office", "ruling", "--ruling", "granted"),
	        ACT(NULL, "office", "hand", "--to", "Secretary of State"))},
	{.title = "Gaza, in private and in public",
	    .told = "What the office said in private, and what was said in "
	    "public, is invented. What differs, everybody sees from the day on "
	    "which the private position is opened.",
	    .steps = STEPS(
	        {.time = "2023-11-13T15:00:00Z",
	            .text = "We will not call for it.\n",
	            .lines = WORDS("In the log"), .argv = WORDS("position",
	                "--private", "--request", "1", "--stance", "declined",
	                "--text", "demo/text", "--sign", "keys/office.key",
	                "--yes", "#")},
	        ACT("2023-11-14T15:00:00Z", "office", "position", "--public",
	            "--request", "1", "--stance", "partly", "--said",
	            "We work for pauses.", "--place", "A briefing", "--date",
	            "2023-11-13"),
	        AUTHOR_SAYS(NULL, "It asks for a ceasefire.\n", "Disputed: ",
	            "dispute", "--position", "2"),
	        ACT("2024-01-16T15:00:00Z", "office", "position", "--open",
	            "1", "--identity", "keys/office.age"))},
	{.title = "Gaza, to its end",
	    .told = "The sixtieth working day is 2 February 2024.",
	    .steps = STEPS(
	        READ("2024-02-02T22:00:01Z", 3, "reply       missed (overdue)"),
	        REPLY("2024-02-06T15:00:00Z",
	            "A ceasefire is not the policy.\n",
	            REQUEST("1", "declined"), REQUEST("2", "declined")),
	        END(NULL, "Answered.", "2024-02-09T22:00:00Z"),
	        READ(NULL, 3, "acknowledge met",
	            "reply       missed (done late)", "both sides",
	            "ended"))},
};

static const struct programme_case dpo_cases[] = {
	{.title = "DPO-2006-002",
	    .told = "Public are the days on which a later date was asked for, "
	    "30 October 2006 and 31 January 2007, and the one that was then "
	    "agreed on, 30 March. The days of filing and acceptance, and the "
	    "first later date, are invented.",
	    .memo = "A differing opinion on a review",
	    .asks = {"Review it anew."},
	    .filed = "2006-07-05T15:00:00Z",
	    .steps = STEPS(
	        READ("2006-07-05T21:00:00Z", 0, "due  2006-07-19T21:00:00Z",
	            "due  2006-11-02T22:00:00Z"),
	        ACKNOWLEDGE("2006-07-18T15:00:00Z"),
	        EXTEND("2006-10-30T15:00:00Z", "2007-01-31",
	            "More is to be looked into."),
	        EXTEND("2007-01-31T15:00:00Z", "2007-03-30",
	            "More is to be looked into."))},
	{.title = "DPO-2006-002, to its end",
	    .told = "The decision, and its day, are invented. Nobody appeals "
	    "within the 30 days, and two more for the log.",
	    .steps = STEPS(
	        READ("2007-03-30T21:00:00Z", 0, "due  2007-03-30T21:00:00Z",
	            "extended 2 times"),
	        REPLY(NULL, "It is reviewed.\n", REQUEST("1", "accepted")),
	        END("2007-05-03T15:00:00Z", "Decided.",
	            "2007-05-04T21:00:00Z"),
	        READ(NULL, 0, "reply       met", "ended"))},
	{.title = "DPO-2013-002",
	    .told = "On earthquakes; handed in on 18 July 2013, accepted on "
	    "the 31st at 17:41. The days of the panel and of its report are "
	    "invented.",
	    .memo = "A differing opinion on seismic loads",
	    .asks = {"Hold the plant to the limits of its licence."},
	    .terms = WORDS("--panel", "A seismologist"),
	    .filed = "2013-07-18T15:00:00Z",
	    .steps = STEPS(
	        READ("2013-07-18T21:00:00Z", 0, "due  2013-08-01T21:00:00Z",
	            "due  2013-11-15T22:00:00Z"),
	        ACKNOWLEDGE("2013-07-31T21:41:00Z"),
	        ACT("2013-09-03T15:00:00Z", "office", "panel", "--member",
	            "The chair", "--member", "A member", "--member",
	            "A seismologist"),
	        REPORT("2013-10-21T15:00:00Z", "We looked into it.\n"))},
	{.title = "DPO-2013-002, decided and appealed",
	    .told = "Decided before August 2014, appealed to the Executive "
	    "Director, and decided again. 29 May, 23 June and 9 September "
	    "2014 are said to be the days, in no source that we read. What "
	    "each of them said is invented.",
	    .steps = STEPS(
	        READ("2013-11-15T22:00:01Z", 3, "acknowledge met",
	            "reply       missed (overdue)"),
	        REPLY("2014-05-29T15:00:00Z", "The limits are kept.\n",
	            REQUEST("1", "declined")),
	        APPEAL("2014-06-23T15:00:00Z", "They are not.\n", "1",
	            "The decision"),
	        READ("2014-06-23T21:00:00Z", 3, "decide 1    open",
	            "due  2014-09-21T21:00:00Z"),
	        DECIDE("2014-09-09T15:00:00Z", "It stands.\n", "uphold",
	            "The decision stands."))},
	{.title = "DPO-2013-002, to its end",
	    .told = "The text leaked on 25 August 2014, and the log says "
	    "nothing of that. The case file was public on 10 September, 419 "
	    "days after the filing; which words are withheld here is invented.",
	    .steps = STEPS(
	        {.time = "2014-09-09T21:00:00Z", .unseen = true},
	        {.time = "2014-09-09T22:00:01Z", .unseen = true,
	            .argv = WORDS("provenance",
	            "--server", "#url", "--key", "vkey", "--memo-file",
	            "#package", "-o", "demo/whole.gainsay")},
	        {.unseen = true, .argv = WORDS("redact", "--withhold",
	            "5 (b)(6)",
	            "--text", "demo/open.md", "-o", "demo/open.gainsay",
	            "demo/whole.gainsay")},
	        {.time = "2014-09-10T14:00:00Z", .lines = WORDS("In the log"),
	            .argv = WORDS("publish", "--sign", "keys/release.key",
	                "--text", "demo/open.md", "--yes",
	                    "demo/open.gainsay")},
	        END(NULL, "Decided.", "2014-09-12T21:00:00Z"),
	        READ(NULL, 3, "reply       missed (done late)",
	            "decide 1    met", "published", "ended"))},
};

static const struct programme_case nonconcurrence_cases[] = {
	{.title = "NCP-2011-103",
	    .told = "Of 7 November 2011, and not public: that it exists is "
	    "known from what came after it. Here its time runs out.",
	    .memo = "I do not concur in the draft",
	    .asks = {"Change the draft."},
	    .filed = "2011-11-07T15:00:00Z",
	    .steps = STEPS(
	        READ("2011-11-07T22:00:00Z", 0, "due  2011-11-14T22:00:00Z",
	            "due  2012-01-06T22:00:00Z"),
	        ACKNOWLEDGE("2011-11-09T15:00:00Z"),
	        READ("2012-01-06T22:00:01Z", 3, "acknowledge met",
	            "reply       missed (overdue)"))},
	{.title = "NCP-2012-001",
	    .told = "Of 26 January 2012, and public. The agency's answer, "
	    "Section C of the form, is invented, and so is its day.",
	    .memo = "I do not concur in the report",
	    .asks = {"Change the report."},
	    .terms = WORDS("--related", "1"),
	    .filed = "2012-01-26T15:00:00Z",
	    .steps = STEPS(
	        READ("2012-01-26T22:00:00Z", 0, "due  2012-02-02T22:00:00Z",
	            "due  2012-03-26T21:00:00Z"),
	        ACKNOWLEDGE("2012-01-30T15:00:00Z"),
	        REPLY("2012-03-20T15:00:00Z", "The report goes out.\n",
	            REQUEST("1", "partly")))},
	{.title = "NCP-2012-001, to its end",
	    .told = "Whoever is not content files a differing opinion; its "
	    "author did so on 18 July 2013, 539 days after (--programme "
	    "nrc-dpo).",
	    .steps = STEPS(
	        AUTHOR_ENDS("2012-03-21T15:00:00Z", "I still do not concur.",
	            "2012-03-23T21:00:00Z"),
	        READ(NULL, 0, "acknowledge met", "reply       met", "ended"))},
};

static const struct programme_case doe_cases[] = {
	{.title = "an invented case",
	    .told = "No case with a number and dates was found, so that all "
	    "of this is invented. It is accepted on 10 March 2023; the panel "
	    "is named on the tenth day after.",
	    .memo = "A differing opinion on a filter",
	    .asks = {"Test the filter.", "Stop the work until then."},
	    .terms = WORDS("--panel", "An expert"),
	    .filed = "2023-03-06T15:00:00Z",
	    .steps = STEPS(
	        READ("2023-03-06T22:00:00Z", 0, "due  2023-03-13T21:00:00Z",
	            "due  2023-05-30T21:00:00Z"),
	        ACKNOWLEDGE("2023-03-10T15:00:00Z"),
	        ACT("2023-03-20T15:00:00Z", "office", "panel", "--member",
	            "The chair", "--member", "An expert"),
	        {.time = "2023-03-21T15:00:00Z", .text = "Which filter?\n",
	            .lines = WORDS("In the log"), .argv = WORDS("ask", "--text",
	                "demo/text", "--sign", "keys/office.key", "--yes",
	                    "#")},
	        {.text = "The second.\n", .lines = WORDS("Answered: "),
	            .argv = WORDS("answer", "--author", "#author", "--question",
	                "1", "--text", "demo/text", "--yes", "#")})},
	{.title = "the same, answered",
	    .told = "The panel has 30 days, until 19 April. Whoever is not "
	    "content appeals to the Under Secretary.",
	    .steps = STEPS(
	        REPORT("2023-04-18T15:00:00Z", "Test it.\n"),
	        REPLY("2023-05-30T21:00:00Z", "We test it.\n",
	            REQUEST("1", "accepted"), REQUEST("2", "declined"),
	            "--commitment", "1 2023-07-31 The plant"),
	        APPEAL("2023-06-05T15:00:00Z", "It runs on.\n", "1",
	            "The decision"),
	        READ("2023-06-05T21:00:00Z", 0, "decide 1    open",
	            "due  2023-06-25T21:00:00Z"))},
	{.title = "the same, sent back",
	    .told = "A remand starts the 60 working days again. What the "
	    "office accepted has an owner and a day.",
	    .steps = STEPS(
	        DECIDE("2023-06-12T15:00:00Z", "Say why.\n", "remand",
	            "Request 2 has no reason."),
	        READ(NULL, 0, "reply 2     open", "due  2023-09-07T21:00:00Z"),
	        REPLY("2023-07-10T15:00:00Z", "There is a second filter.\n",
	            REQUEST("1", "accepted"), REQUEST("2", "declined")),
	        ACT("2023-07-14T15:00:00Z", "office", "done", "--request", "1",
	            "--text", "It was tested."),
	        RESPOND(NULL, "There is none.\n", "2"))},
	{.title = "the same, to its end",
	    .told = "The second appeal is granted, and the office sets its "
	    "reply right.",
	    .steps = STEPS(
	        APPEAL("2023-07-17T15:00:00Z", "There is none.\n", "2",
	            "The decision"),
	        DECIDE("2023-07-18T15:00:00Z", "So it is.\n", "grant",
	            "There is no second filter."),
	        {.time = "2023-07-20T15:00:00Z", .text = "The work stops.\n",
	            .lines = WORDS("In the log"), .argv = WORDS("correct",
	                "--text", "demo/text", REQUEST("1", "accepted"),
	                REQUEST("2", "accepted"), "--sign", "keys/office.key",
	                "--yes", "#")},
	        END(NULL, "Decided.", "2023-07-21T21:00:00Z"),
	        READ(NULL, 0, "reply 2     met", "decide 2    met",
	            "commitment 1 met", "ended"))},
};

static const struct programme_case nasa_cases[] = {
	{.title = "STS-121, 17 June 2006",
	    .told = "At the readiness review of 16 and 17 June two voted no. "
	    "The Administrator decided on the 17th, a Saturday, to fly. The "
	    "hours are invented.",
	    .memo = "A dissenting opinion on STS-121",
	    .asks = {"Do not fly before the foam is mended."},
	    .filed = "2006-06-17T14:00:00Z",
	    .steps = STEPS(
	        READ("2006-06-17T15:00:00Z", 0, "due  2006-06-20T21:00:00Z",
	            "due  2006-07-01T21:00:00Z"),
	        ACKNOWLEDGE("2006-06-17T16:00:00Z"),
	        REPLY("2006-06-17T20:00:00Z", "We fly.\n",
	            REQUEST("1", "declined")))},
	{.title = "STS-121, to its end",
	    .told = "They did not appeal, and said on Monday, 19 June, in "
	    "public that the crew can come home.",
	    .steps = STEPS(
	        AUTHOR_ENDS("2006-06-19T15:00:00Z", "We decline to appeal.",
	            "2006-06-23T21:00:00Z"),
	        READ(NULL, 0, "acknowledge met", "reply       met", "ended"))},
};

static const struct programme_case fda_cases[] = {
	{.title = "eteplirsen, 18 July 2016",
	    .told = "The appeal is dated 18 July 2016, Day 1. The board "
	    "reported on 8 August at 20:00, Day 22. The Commissioner left the "
	    "decision to the centre; 16 September, Day 61, is said to be the "
	    "day.",
	    .memo = "Appeal from a decision of the centre",
	    .asks = {"Say whether the procedure was followed."},
	    .filed = "2016-07-18T15:00:00Z",
	    .steps = STEPS(
	        READ("2016-07-18T21:00:00Z", 0, "due  2016-10-15T21:00:00Z"),
	        ACKNOWLEDGE(NULL),
	        ACT(NULL, "office", "panel", "--member", "The Chief Scientist",
	            "--member", "The board"),
	        REPORT("2016-08-09T00:00:00Z", "It was followed.\n"),
	        READ(NULL, 0, "report      met", "due  2016-09-15T21:00:00Z"))},
	{.title = "eteplirsen, to its end",
	    .told = "The rule asks about the process alone. It was followed, "
	    "so that the centre's decision stands.",
	    .steps = STEPS(
	        REPLY("2016-09-16T14:00:00Z", "The procedure was followed.\n",
	            REQUEST("1", "declined")),
	        END(NULL, "The centre's decision is final.",
	            "2016-09-16T21:00:00Z"),
	        READ(NULL, 0, "acknowledge met", "reply       met",
	            "report      met",
	            "ended"))},
};

static const struct programme_case eu_cases[] = {
	{.title = "acknowledged on the fourth day",
	    .told = "Reports within an organisation are confidential, so that "
	    "all are invented. Received on Monday, 5 October 2026: until it "
	    "is acknowledged, the feedback is due at the latest on 12 January.",
	    .memo = "A breach of the rules on waste",
	    .asks = {"Stop the discharge."},
	    .filed = "2026-10-05T10:00:00Z",
	    .steps = STEPS(
	        READ("2026-10-05T15:00:00Z", 0, "due  2026-10-12T15:00:00Z",
	            "due  2027-01-12T16:00:00Z"),
	        ACKNOWLEDGE("2026-10-09T10:00:00Z"),
	        READ(NULL, 0, "acknowledge met", "due  2027-01-09T16:00:00Z"))},
	{.title = "acknowledged on 30 November",
	    .told = "Three months after 30 November are over on 28 February.",
	    .memo = "A breach of the rules on feed",
	    .asks = {"Recall the feed."},
	    .filed = "2026-11-25T10:00:00Z",
	    .steps = STEPS(
	        READ("2026-11-25T16:00:00Z", 0, "due  2026-12-02T16:00:00Z",
	            "due  2027-03-02T16:00:00Z"),
	        ACKNOWLEDGE("2026-11-30T10:00:00Z"),
	        READ(NULL, 0, "acknowledge met", "due  2027-02-28T16:00:00Z"))},
	{.title = "never acknowledged",
	    .told = "Received on 30 November: the three months begin on the "
	    "seventh day, 7 December, whether or not anybody acts.",
	    .memo = "A breach of the rules on tenders",
	    .asks = {"Open the tender."},
	    .filed = "2026-11-30T11:00:00Z",
	    .steps = STEPS(
	        READ("2026-11-30T16:00:00Z", 0, "due  2026-12-07T16:00:00Z",
	            "due  2027-03-07T16:00:00Z"),
	        READ("2026-12-07T16:00:01Z", 3, "acknowledge missed (overdue)",
	            "due  2027-03-07T16:00:00Z"))},
	{.title = "a disagreement on policy",
	    .told = "That is outside the Directive: it is acknowledged all the "
	    "same, and its author told whom to turn to.",
	    .memo = "Against the plan for the plant",
	    .asks = {"Do not build it."},
	    .filed = "2026-12-09T10:00:00Z",
	    .steps = STEPS(
	        ACT("2026-12-10T10:00:00Z", "office", "refer", "--to",
	            "The works council", "--reason", "It is no breach of law."),
	        READ(NULL, 0, "acknowledge open", "reply       open"),
	        ACKNOWLEDGE("2026-12-11T10:00:00Z"),
	        READ(NULL, 0, "acknowledge met",
	            "reply       ended by a referral"))},
	{.title = "a case of reprisal",
	    .told = "Articles 19 and 21 forbid it. What happened is sealed to "
	    "the protection officer alone, with a proof that nobody else can "
	    "use; the log says that there is a case, and by when more is said "
	    "of it.",
	    .steps = STEPS(
	        {.text = "I was moved to another post.\n",
	            .lines = WORDS("Written to"), .argv = WORDS("reprisal",
	                "--key", "vkey", "--text", "demo/text", "--vouch", "2",
	                "--state", "demo/member/002.state",
	                "--passphrase-file", "demo/member/passphrase", "--yes",
	                "-o", "demo/case", "#url")},
	        {.argv = WORDS("cases", "--open", "demo/case", "--identity",
	                "keys/protection.age"),
	            .lines = WORDS("Its writer endorsed memo 2")},
	        {.time = "2026-12-14T10:00:00Z", .lines = WORDS("In the log"),
	            .argv = WORDS("cases", "--opened", "--until", "2026-12-31",
	                "--sign", "keys/protection.key", "--yes")},
	        {.time = "2027-01-04T10:00:00Z", .want = 3,
	            .argv = WORDS("cases"), .lines = WORDS("Case 1")},
	        {.lines = WORDS("In the log"), .argv = WORDS("cases", "--ended",
	                "1", "--sign", "keys/protection.key", "--yes")})},
	{.title = "how they end",
	    .told = "The first is answered on its last day, the second after "
	    "it, the third never.",
	    .steps = STEPS(
	        {.time = "2027-01-09T16:00:00Z", .text = "It was stopped.\n",
	            .lines = WORDS("In the log"), .argv = WORDS("reply",
	                "--text", "demo/text", REQUEST("1", "accepted"),
	                "--sign", "keys/office.key", "--yes", "1")},
	        {.argv = WORDS("read", "@demo/1.link"),
	            .lines = WORDS("acknowledge met", "reply       met")},
	        {.time = "2027-03-07T16:00:01Z", .want = 3,
	            .argv = WORDS("read", "@demo/3.link"),
	            .lines = WORDS("acknowledge missed (overdue)",
	                "reply       missed (overdue)")},
	        {.time = "2027-03-08T10:00:00Z",
	            .text = "It is recalled.\n", .lines = WORDS("In the log"),
	            .argv = WORDS("reply", "--text", "demo/text",
	                REQUEST("1", "accepted"), "--sign", "keys/office.key",
	                "--yes", "2")},
	        TELL("From here on the reporter may go to an authority "
	            "outside, and to the public (Articles 10 and 15)."))},
};

static const struct programme_case company_cases[] = {
	{.title = "3 TaBV 8/14, 20 December 2013",
	    .told = "A complaint that the works council had on 20 December "
	    "2013 and found justified. The branch's head wrote on 31 January "
	    "2014 that it is none in law. The other acts are invented.",
	    .memo = "A complaint",
	    .asks = {"Change the duty roster."},
	    .filed = "2013-12-20T10:00:00Z",
	    .steps = STEPS(
	        READ("2013-12-20T16:00:00Z", 0, "due  2013-12-27T16:00:00Z",
	            "due  2014-01-19T16:00:00Z"),
	        ACKNOWLEDGE("2013-12-23T10:00:00Z"),
	        ACT(NULL, "office", "hand", "--to", "The works council",
	            "--identity", "keys/office.age"),
	        ACT(NULL, "recipient", "received", "--copy", "1", "--identity",
	            "keys/recipient.age", "-o", "demo/copy.md"),
	        REPLY("2014-01-31T10:00:00Z", "It is no complaint.\n",
	            REQUEST("1", "out-of-scope")))},
	{.title = "3 TaBV 8/14, to its end",
	    .told = "The court set up the conciliation board on 1 April 2014, "
	    "and the employer's appeal was dismissed on 11 December. Its "
	    "members and its ruling are invented.",
	    .steps = STEPS(
	        ACT("2014-12-11T12:00:00Z", "office", "panel", "--member",
	            "The chair", "--member", "For the employer", "--member",
	            "For the works council"),
	        REPORT("2015-01-15T10:00:00Z", "The complaint is justified.\n"),
	        END(NULL, "The board has ruled.", "2015-01-16T16:00:00Z"),
	        READ(NULL, 3, "acknowledge met",
	            "reply       missed (done late)",
	            "copy 1      met", "receive 1   met", "panel", "ended"))},
};

static const struct programme_case staff_cases[] = {
	{.title = "case 5/76, 6 March 1975",
	    .told = "A complaint of 3 March 1975, registered on the 6th, "
	    "which counts. Silence for four months is a refusal. The "
	    "rejection of 2 October was notified on the 16th; the court was "
	    "asked on 16 January 1976. The acknowledgement is invented.",
	    .memo = "A complaint under Article 90",
	    .asks = {"Withdraw the decision."},
	    .filed = "1975-03-06T10:00:00Z",
	    .steps = STEPS(
	        READ("1975-03-06T16:00:00Z", 0, "due  1975-03-13T16:00:00Z",
	            "due  1975-07-06T16:00:00Z"),
	        ACKNOWLEDGE("1975-03-07T10:00:00Z"),
	        READ("1975-07-06T16:00:01Z", 3, "acknowledge met",
	            "reply       missed (overdue)"))},
	{.title = "case 5/76, to its end",
	    .told = "An express rejection within the three months for the "
	    "court begins them anew.",
	    .steps = STEPS(
	        REPLY("1975-10-16T10:00:00Z", "The decision stands.\n",
	            REQUEST("1", "declined")),
	        AUTHOR_ENDS("1976-01-16T10:00:00Z", "Taken to the court.",
	            "1976-01-16T16:00:00Z"),
	        READ(NULL, 3, "reply       missed (done late)", "ended"))},
};

static const struct programme_case uk_cases[] = {
	{.title = "an invented case",
	    .told = "No case with dates is public. Raised on Monday, 3 June "
	    "2024; the department takes its time.",
	    .memo = "A concern about a statement",
	    .asks = {"Correct the figures."},
	    .filed = "2024-06-03T10:00:00Z",
	    .steps = STEPS(
	        READ("2024-06-03T16:00:00Z", 0, "due  2024-06-10T16:00:00Z",
	            "due  2024-07-01T16:00:00Z"),
	        ACKNOWLEDGE("2024-06-10T16:00:00Z"),
	        READ("2024-07-01T16:00:01Z", 3, "acknowledge met",
	            "reply       missed (overdue)"),
	        ACT(NULL, "monitor", "remark", "--text",
	            "Twenty working days have gone by."))},
	{.title = "the same, to its end",
	    .told = "Whoever is not content may go to the Commission.",
	    .steps = STEPS(
	        REPLY("2024-07-05T10:00:00Z", "The figures are corrected.\n",
	            REQUEST("1", "accepted")),
	        END(NULL, "Corrected.", "2024-07-05T16:00:00Z"),
	        READ(NULL, 3, "reply       missed (done late)", "remark",
	            "ended"))},
};

#define APPEALS(who) "role appeal new " who "\n" \
	"seal appeal x25519 new " who "\nground The decision\n"
#define NRC "role authority new The Commission\n" \
	"role office new The deciding office\n" \
	"copy Executive Director for Operations\n"

static const struct programme programmes[] = {
	{.name = "us-state", .rule = "2 FAM 070",
	    .told = "Acknowledged within 2 working days, answered "
	    "\"normally\" within 30 to 60: so says the account of the Foreign "
	    "Service's union. How a reply may be put off is not known.",
	    .answers = "role office new Policy Planning Staff\n"
	        "copy Secretary of State\ncopy Deputy Secretary of State\n",
	    .to = "Secretary of State", .mark = "(U) ",
	    .from = "2016-01-01", .until = "2024-12-31",
	    .begin = "2016-05-02T14:00:00Z", .aged = "2016-05-04T14:00:00Z",
	    CASES(state_cases)},
	{.name = "nrc-dpo", .rule = "MD 10.159",
	    .told = "Of a panel of three the director names two, and one whom "
	    "the submitter proposes. The rule's days were not found: 14 to "
	    "accept, 120 to decide, 30 to appeal, 90 for that, and how far a "
	    "date is put off, are this exercise's.",
	    .answers = NRC "role panel new The panel\npanel 3 1\n"
	        "role approver new The Executive Director for Operations\n"
	        APPEALS("The Executive Director for Operations")
	        "clock acknowledge calendar 14\nclock reply calendar 120\n"
	        "extension reply 8 120\n"
	        "clock appeal calendar 30\nclock decide calendar 90\n",
	    .to = "Executive Director for Operations", .mark = "(U) ",
	    .from = "2006-01-01", .until = "2015-12-31",
	    .begin = "2006-06-01T14:00:00Z", .aged = "2006-06-05T14:00:00Z",
	    CASES(dpo_cases)},
	{.name = "nrc-nonconcurrence", .rule = "MD 10.158",
	    .told = "Who has a part in a draft may not concur; the agency "
	    "answers, and the draft may go out. The rule's days were not "
	    "found: 7 to acknowledge and 60 to answer are this exercise's.",
	    .answers = NRC
	        "clock acknowledge calendar 7\nclock reply calendar 60\n",
	    .to = "Executive Director for Operations", .mark = "(U) ",
	    .from = "2011-01-01", .until = "2013-12-31",
	    .begin = "2011-10-03T14:00:00Z", .aged = "2011-10-05T14:00:00Z",
	    CASES(nonconcurrence_cases)},
	{.name = "doe-dpo", .rule = "O 442.2",
	    .told = "Who decides is named within 10 days of acceptance, of "
	    "which kind is not said. 5 working days to acknowledge, 60 to "
	    "answer, 10 to appeal, 30 days for the panel and 20 for an appeal "
	    "are this exercise's.",
	    .answers = "role office new The DPO Manager\n"
	        "role panel new The panel\npanel 2 1\ncopy Under Secretary\n"
	        APPEALS("The Under Secretary")
	        "clock appeal working 10\nclock decide calendar 20\n"
	        "clock acknowledge working 5\nclock reply working 60\n"
	        "clock report calendar 30\n",
	    .to = "Under Secretary", .mark = "(U) ",
	    .from = "2023-01-01", .until = "2024-12-31",
	    .begin = "2023-02-06T15:00:00Z", .aged = "2023-02-08T15:00:00Z",
	    CASES(doe_cases)},
	{.name = "nasa", .rule = "NPR 7120.5",
	    .told = "The next higher manager decides, and the one above is "
	    "told; the last is the Administrator. The rule has no days, it "
	    "says \"timely\": 1 to acknowledge and 12 to answer are this "
	    "exercise's.",
	    .answers = "role office new The Administrator\n"
	        "copy The Administrator\nrelease 1\n"
	        "clock acknowledge calendar 1\nclock reply calendar 12\n",
	    .to = "The Administrator", .mark = "(U) ",
	    .from = "2006-01-01", .until = "2006-12-31",
	    .begin = "2006-06-01T14:00:00Z", .aged = "2006-06-05T14:00:00Z",
	    CASES(nasa_cases)},
	{.name = "fda-appeal", .rule = "SMG 9010.1",
	    .told = "Day 1 is the day of the appeal, the board's findings are "
	    "due on Day 60, the Commissioner's decision on Day 90. 7 days to "
	    "acknowledge are this exercise's.",
	    .answers = "role office new The Commissioner\n"
	        "role panel new The review board\ncopy The Commissioner\n"
	        "clock acknowledge calendar 7\nclock report calendar 59\n",
	    .to = "The Commissioner", .mark = "(U) ",
	    .from = "2016-01-01", .until = "2016-12-31",
	    .begin = "2016-07-01T14:00:00Z", .aged = "2016-07-05T14:00:00Z",
	    CASES(fda_cases)},
	{.name = "eu-2019-1937", .rule = "Article 9",
	    .told = "Acknowledged within 7 days; feedback within 3 months of "
	    "the acknowledgement or, if none was sent, of the end of those "
	    "days.",
	    .answers = "zone Europe/Berlin\nholidays none\n"
	        "role protection new The protection officer\n"
	        "reveal protection x25519 new The protection officer\n",
	    .to = "The head of the organisation", .mark = "",
	    .from = "2026-01-01", .until = "2027-12-31",
	    .begin = "2026-09-01T10:00:00Z", .aged = "2026-09-03T10:00:00Z",
	    CASES(eu_cases)},
	{.name = "company", .rule = "BetrVG 84 to 86",
	    .told = "Every employee may complain; the law has no days, a "
	    "works agreement may have them: 7 to acknowledge, 30 to answer, 3 "
	    "working days for a copy and 2 to receive it are this exercise's.",
	    .answers = "zone Europe/Berlin\nholidays none\n"
	        "role recipient new The works council\n"
	        "seal recipient x25519 new The works council\n"
	        "role panel new The conciliation board\n"
	        "copy The management\ncopy The works council\n"
	        "clock acknowledge calendar 7\nclock reply calendar 30\n"
	        "clock copy working 3\nclock receive working 2\n",
	    .to = "The works council", .mark = "",
	    .from = "2013-01-01", .until = "2015-12-31",
	    .begin = "2013-12-02T10:00:00Z", .aged = "2013-12-04T10:00:00Z",
	    CASES(company_cases)},
	{.name = "eu-staff", .rule = "Article 90",
	    .told = "An answer within 4 months of the registration; silence "
	    "is a refusal. 7 days to acknowledge are this exercise's.",
	    .answers = "holidays none\nclock acknowledge calendar 7\n",
	    .to = "The head of the organisation", .mark = "",
	    .from = "1975-01-01", .until = "1976-12-31",
	    .begin = "1975-02-03T10:00:00Z", .aged = "1975-02-05T10:00:00Z",
	    CASES(staff_cases)},
	{.name = "uk-code", .rule = "Civil Service Code",
	    .told = "Raised inside first, and given time; then with the "
	    "Commission. The numbers of its times were not found: 5 working "
	    "days to acknowledge and 20 to answer are this exercise's.",
	    .answers = "holidays none\nrole monitor new The Commission\n"
	        "clock acknowledge working 5\nclock reply working 20\n",
	    .to = "The head of the organisation", .mark = "",
	    .from = "2024-01-01", .until = "2024-12-31",
	    .begin = "2024-05-06T10:00:00Z", .aged = "2024-05-08T10:00:00Z",
	    CASES(uk_cases)},
};

const struct programme *programme_at(size_t index)
{
	return index < sizeof programmes / sizeof *programmes ?
	    &programmes[index] : NULL;
}
