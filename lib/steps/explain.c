/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/explain.h"

#include <string.h>

#include "core/record/time.h"
#include "lib/log/quorum.h"
#include "lib/steps/flaws.h"
#include "lib/steps/local_time.h"

#define KEY_SHOWN 8   /* bytes of a key */
#define DAYS_SHOWN 4  /* closed days to come; days that a change lists */
#define NEVER INT64_MIN

/* Where the words go, and what they are about. */
struct explanation {
	struct gs_writer *w;
	const struct gs_charter *charter;
	int64_t now; /* NEVER: no example is given */
};

typedef void say_fn(const struct explanation *x, const struct gs_value *v);

static void say_text(const struct explanation *x, const char *text)
{
	gs_write_text(x->w, text);
}

static void say_part(const struct explanation *x, const struct gs_part *part)
{
	uint8_t date[GS_DATE_LEN];

	switch (part->kind) {
	case GS_PART_WORD:
	case GS_PART_TEXT:
		gs_write_bytes(x->w, part->ptr, part->len);
		break;
	case GS_PART_NUMBER:
		gs_write_decimal(x->w, (uint64_t)part->number);
		break;
	case GS_PART_DATE:
		gs_date_format(date, part->number);
		gs_write_bytes(x->w, date, sizeof date);
		break;
	case GS_PART_HASH:
	case GS_PART_BYTES:
		gs_write_hex(x->w, part->ptr, part->len < KEY_SHOWN ?
		    part->len : KEY_SHOWN);
		break;
	case GS_PART_TIME:
	case GS_PART_NONE:
	default:
		break;
	}
}

/* "{0}" stands for the first part. */
static void say_sentence(const struct explanation *x, const char *sentence,
    const struct gs_value *v)
{
	for (const char *at = sentence; *at != '\0'; at++) {
		if (at[0] == '{' && at[1] >= '0' && at[1] < '0' +
		    GS_PARTS_MAX && at[2] == '}') {
			say_part(x, &v->parts[at[1] - '0']);
			at += 2;
		} else {
			gs_write_u8(x->w, (uint8_t)*at);
		}
	}
}

/* Lines that have more to say ----------------------------------------- */

static const char *const weekdays[] = {"Monday", "Tuesday", "Wednesday",
    "Thursday", "Friday", "Saturday", "Sunday"};

static void say_whether_exercise(const struct explanation *x,
    const struct gs_value *v)
{
	if (gs_part_is(&v->parts[0], "yes"))
		say_text(x, "It is an exercise: people, acts and dates are "
		    "invented.");
	else
		say_text(x, "It is no exercise.");
}

static void say_readers(const struct explanation *x, const struct gs_value *v)
{
	if (gs_part_is(&v->parts[0], "public"))
		say_text(x, "Everybody may read the log.");
	else if (gs_part_is(&v->parts[0], "members"))
		say_text(x, "Members and those who hold a role may read the "
		    "log, and nobody else.");
	else
		say_text(x, "Those who hold a role may read the log, and "
		    "nobody else.");
}

static void say_role(const struct explanation *x, const struct gs_value *v)
{
	static const struct {
		const char *role, *does;
	} rows[] = {
		{"authority", "makes and changes these rules"},
		{"registrar", "keeps the staff list and signs each roll"},
		{"second", "signs each roll after the registrar"},
		{"office", "opens, acknowledges and answers memos"},
		{"release", "puts out texts of memos"},
		{"pages", "says what the pages of each release are"},
		{"log", "signs the log, at the server"},
		{"enrol", "signs receipts for keys, at the server"},
		{"promise", "signs promises for acts, at the server"},
	};

	say_sentence(x, "{0}: {2}, key {1}...", v);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (gs_part_is(&v->parts[0], rows[i].role)) {
			say_text(x, "; ");
			say_text(x, rows[i].does);
		}
	say_text(x, ".");
}

/* With its whole key, as other programs take it. */
static void say_witness(const struct explanation *x, const struct gs_value *v)
{
	const struct gs_witness witness = {v->parts[0], v->parts[1],
	    v->parts[2]};
	struct gs_verifier key;

	say_sentence(x, "{2} cosigns the log's checkpoints", v);
	if (gs_quorum_verifier(&key, &witness) == GS_OK) {
		say_text(x, ": ");
		gs_verifier_write(x->w, &key);
	}
	say_text(x, ".");
}

static void say_style(const struct explanation *x, const struct gs_value *v)
{
	static const char *const rows[][2] = {
		{"cui", "Texts are marked as Controlled Unclassified "
		    "Information."},
		{"legacy", "Texts are marked U, SBU, C, S or TS."},
		{"none", "Texts have no marks."},
		{"own", "Texts have marks of its own, the lowest first:"}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (gs_part_is(&v->parts[0], rows[i][0]))
			say_text(x, rows[i][1]);
}

/* "Monday to Friday", or each by name. */
static void say_week(const struct explanation *x, const struct gs_value *v)
{
	unsigned days[7] = {0}, n = 0;

	for (int64_t rest = v->parts[0].number; rest > 0 && n < 7; rest /= 10)
		days[n++] = (unsigned)(rest % 10) - 1;

	say_text(x, "It works on ");
	if (n > 2 && days[0] - days[n - 1] == n - 1) {
		say_text(x, weekdays[days[n - 1]]);
		say_text(x, " to ");
		say_text(x, weekdays[days[0]]);
	} else {
		while (n-- > 0) {
			say_text(x, weekdays[days[n]]);
			say_text(x, n == 0 ? "" : ", ");
		}
	}
	say_text(x, ".");
}

static void say_two_digits(const struct explanation *x, int64_t n)
{
	gs_write_u8(x->w, (uint8_t)('0' + n / 10 % 10));
	gs_write_u8(x->w, (uint8_t)('0' + n % 10));
}

static void say_closing(const struct explanation *x, const struct gs_value *v)
{
	say_text(x, "Its day is over at ");
	say_two_digits(x, v->parts[0].number / 60);
	say_text(x, ":");
	say_two_digits(x, v->parts[0].number % 60);
	say_text(x, ".");
}

/* With those that come next, so that a missing one is seen. */
static void say_calendar(const struct explanation *x,
    const struct gs_value *v)
{
	const struct gs_record *rec = &x->charter->rec;
	const struct gs_value *day = NULL;
	size_t shown = 0;

	say_sentence(x, "Closed days are known from {0} to {1}: ", v);
	gs_write_decimal(x->w, gs_record_count(rec, "closed"));
	say_text(x, " of them.");
	if (x->now == NEVER)
		return;

	int64_t today = gs_charter_day(x->charter, x->now);
	for (size_t i = 0; shown < DAYS_SHOWN &&
	    (day = gs_record_value(rec, "closed", i)) != NULL; i++) {
		if (day->parts[0].number < today)
			continue;
		say_text(x, shown++ == 0 ? " The next: " : "; ");
		say_sentence(x, "{0} {1}", day);
	}
	say_text(x, shown == 0 ? "" : ".");
}

/* Whether something else than the filing starts the clock. */
static bool starts_later(const struct explanation *x,
    const struct gs_part *clock)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(&x->charter->rec, "starts",
	    i)) != NULL; i++)
		if (gs_part_same(&v->parts[0], clock))
			return true;
	return false;
}

static void say_clock(const struct explanation *x, const struct gs_value *v)
{
	char time[GS_LOCAL_TIME_MAX];
	int64_t due = 0;
	bool from = gs_part_is(&v->parts[0], "reply-from");

	if (gs_part_is(&v->parts[0], "acknowledge"))
		say_text(x, "A memo is acknowledged within");
	else if (gs_part_is(&v->parts[0], "reply"))
		say_text(x, "It is answered within");
	else if (from)
		say_text(x, "Its reply is expected from");
	else
		say_sentence(x, "The clock '{0}' has", v);
	say_sentence(x, gs_part_is(&v->parts[1], "months") ? " {2} months" :
	    " {2} {1} days", v);
	say_text(x, from ? " on" : "");

	if (x->now != NEVER && !starts_later(x, &v->parts[0]) &&
	    gs_deadline(&due, x->charter, x->now, gs_clock_of(v)) == GS_OK) {
		gs_local_time(time, x->charter, due);
		say_text(x, from ? "; of one filed now from " :
		    "; of one filed now by ");
		say_text(x, time);
		if (gs_calendar_lacks(x->charter, due))
			say_text(x, ", where closed days are not known: it "
			    "lies outside the calendar");
	}
	say_text(x, ".");
}

static void say_late(const struct explanation *x, const struct gs_value *v)
{
	int64_t weekday = v->parts[1].number;

	say_text(x, "After filing they enter on ");
	say_text(x, weekday >= 1 && weekday <= 7 ? weekdays[weekday - 1] : "?");
	if (v->parts[0].number == 1)
		say_text(x, " of every week, at the closing hour.");
	else
		say_sentence(x, " of one week in {0}, at the closing hour.",
		    v);
}

/* The table ----------------------------------------------------------- */

static const struct saying {
	const char *field, *heading;
	const char *sentence; /* or */
	say_fn *fn;           /* neither: part of another line */
} sayings[] = {
	{"channel", "The channel", NULL, NULL},
	{"version", "The channel", "Its charter has version {0}.", NULL},
	{"origin", "The channel", "Its log is called {0}, for ever.", NULL},
	{"name", "The channel", "It is called {0}.", NULL},
	{"exercise", "The channel", NULL, say_whether_exercise},
	{"readers", "The channel", NULL, say_readers},
	{"role", "Who does what", NULL, say_role},
	{"threshold", "Who does what", "Signatures of the authority that a "
	    "charter needs: {0}.", NULL},
	{"reply-signers", "Who does what", "Signatures of the office that a "
	    "reply needs: {0}.", NULL},
	{"publish-signers", "Who does what", "Signatures of the release "
	    "officers that a publication needs: {0}.", NULL},
	{"exemption", "Why a passage may be withheld", "{0}", NULL},
	{"seal", "Who does what", "Memos are sealed to {3} ({0}, key "
	    "{2}...).", NULL},
	{"reveal", "Who does what", "A member may make themselves known to "
	    "{3} ({0}, key {2}...).", NULL},
	{"witness", "Witnesses", NULL, say_witness},
	{"quorum", "Witnesses", "Cosignatures of theirs that a checkpoint "
	    "needs: {0}.", NULL},
	{"copy", "To whom memos go", "{0}", NULL},
	{"style", "Markings", NULL, say_style},
	{"marking", "Markings", "{0}", NULL},
	{"ceiling", "Markings", "The highest mark is {0}.", NULL},
	{"requests", "What memos ask for", "Each item of a numbered list under "
	    "the heading '{0}' is a request, which the office answers by its "
	    "number.", NULL},
	{"panel", "Who looks into a memo", "A panel has {0} members, of whom "
	    "{1} are from the author's list.", NULL},
	{"ground", "On what grounds an author may appeal", "{0}", NULL},
	{"zone", "The office's time", "It goes by the clocks of {0}.", NULL},
	{"week", "The office's time", NULL, say_week},
	{"closing", "The office's time", NULL, say_closing},
	{"calendar", "The office's time", NULL, say_calendar},
	{"offset", "The office's time", NULL, NULL},
	{"closed", "The office's time", NULL, NULL},
	{"clock", "Its deadlines", NULL, say_clock},
	{"starts", "Its deadlines", "The clock '{0}' starts when the memo is "
	    "{1}.", NULL},
	{"escalation", "Its deadlines", "Where '{0}' is missed, a duty of the "
	    "role {2} begins {1} working days later.", NULL},
	{"extension", "Its deadlines", "The clock '{0}' may be put off before "
	    "it ends: {1} times at most, each time by at most {2} of what it "
	    "counts.", NULL},
	{"quota", "Members", "A member may file {0} memos under one roll.",
	    NULL},
	{"floor", "Members", "A roll has at least {0} members.", NULL},
	{"age", "Members", "It is used when it is {0} hours old.", NULL},
	{"batch", "Members", "The count of a box moves by at least {0} acts.",
	    NULL},
	{"release", "Members", "Anonymous acts enter the log every {0} hours "
	    "and at each closing hour.", NULL},
	{"late", "Members", NULL, say_late},
	{"gather", "Members", "A box stays open for at most {0} days.", NULL},
	{"cooling", "Changes", "A change of those who sign, or of the "
	    "witnesses, waits {0} days, unless the second signer of before "
	    "signs it.", NULL},
	{"signature", "Changes", NULL, NULL},
};

static const struct saying *saying_of(const struct gs_value *v)
{
	for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++)
		if (strcmp(sayings[i].field, v->field->name) == 0)
			return &sayings[i];
	return NULL;
}

/* A line that has no row is shown as it is: nothing of a charter is kept from
 * whoever asks what it says. */
static void say_value(const struct explanation *x, const struct gs_value *v)
{
	const struct saying *s = saying_of(v);

	if (s == NULL)
		gs_write_bytes(x->w, v->line.ptr, v->line.len - 1);
	else if (s->fn != NULL)
		s->fn(x, v);
	else
		say_sentence(x, s->sentence, v);
}

static bool is_said(const struct gs_value *v)
{
	const struct saying *s = saying_of(v);

	return s == NULL || s->fn != NULL || s->sentence != NULL;
}

int gs_explain_charter(struct gs_writer *w, const struct gs_charter *charter,
    int64_t now)
{
	const struct explanation x = {w, charter, now};
	const char *last = NULL;

	for (size_t i = 0; i < charter->rec.count; i++) {
		const struct gs_value *v = &charter->rec.values[i];
		const struct saying *s = saying_of(v);
		const char *heading = s == NULL ? "Other lines" : s->heading;

		if (!is_said(v))
			continue;
		if (last == NULL || strcmp(heading, last) != 0) {
			say_text(&x, last == NULL ? "" : "\n");
			say_text(&x, heading);
			say_text(&x, "\n");
		}
		last = heading;
		say_text(&x, "  ");
		say_value(&x, v);
		say_text(&x, "\n");
	}
	if (charter->witness_count == 0)
		say_text(&x, "\nWitnesses\n  Nobody watches that all are "
		    "shown one log, which only an exercise does without.\n");
	return gs_writer_end(w);
}

/* Changes ------------------------------------------------------------- */

static bool has_line(const struct gs_charter *charter,
    const struct gs_value *line)
{
	for (size_t i = 0; i < charter->rec.count; i++) {
		const struct gs_value *v = &charter->rec.values[i];

		if (v->line.len == line->line.len && memcmp(v->line.ptr,
		        line->line.ptr, v->line.len) == 0)
			return true;
	}
	return false;
}

/* Closed days are many: some by name, the others by their number. */
static size_t say_days(const struct explanation *x,
    const struct gs_charter *other, const char *what)
{
	const struct gs_value *v = NULL;
	size_t count = 0;

	for (size_t i = 0; (v = gs_record_value(&x->charter->rec, "closed",
	        i)) != NULL; i++) {
		if (has_line(other, v) || ++count > DAYS_SHOWN)
			continue;
		say_text(x, what);
		say_sentence(x, "Closed on {0}: {1}\n", v);
	}
	if (count <= DAYS_SHOWN)
		return count;

	say_text(x, what);
	gs_write_decimal(x->w, count - DAYS_SHOWN);
	say_text(x, " more closed days.\n");
	return count;
}

/* What the charter of `x` says and the other does not. */
static size_t say_only(const struct explanation *x,
    const struct gs_charter *other, const char *what)
{
	size_t count = 0;

	for (size_t i = 0; i < x->charter->rec.count; i++) {
		const struct gs_value *v = &x->charter->rec.values[i];

		if (!is_said(v) || strcmp(v->field->name, "version") == 0 ||
		    has_line(other, v))
			continue;
		say_text(x, what);
		say_value(x, v);
		say_text(x, "\n");
		count++;
	}
	return count + say_days(x, other, what);
}

static size_t count_offsets(const struct gs_charter *charter,
    const struct gs_charter *other)
{
	const struct gs_value *v = NULL;
	size_t count = 0;

	for (size_t i = 0; (v = gs_record_value(&charter->rec, "offset",
	        i)) != NULL; i++)
		count += !has_line(other, v);
	return count;
}

int gs_explain_change(struct gs_writer *w, bool *changed,
    const struct gs_charter *before, const struct gs_charter *after)
{
	const struct explanation was = {w, before, NEVER};
	const struct explanation is = {w, after, NEVER};
	size_t clocks = count_offsets(before, after) +
	    count_offsets(after, before);

	size_t count = say_only(&was, after, "  no longer:   ");
	count += say_only(&is, before, "  from now on: ");
	if (clocks != 0) {
		say_text(&is, "  The changes of its clocks are others on ");
		gs_write_decimal(w, clocks);
		say_text(&is, " lines.\n");
	}

	*changed = count + clocks != 0;
	return gs_writer_end(w);
}
