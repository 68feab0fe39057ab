/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/explain.h"

#include <string.h>

#include "core/record/time.h"
#include "lib/log/quorum.h"
#include "lib/steps/flaws.h"
#include "lib/steps/local_time.h"
#include "lib/steps/words.h"

#define KEY_SHOWN 8   /* bytes of a key */
#define DAYS_SHOWN 4  /* closed days to come; days that a change lists */
#define NEVER INT64_MIN

/* Where the words go, and what they are about. */
struct explanation {
	struct gs_writer *w;
	const struct gs_charter *charter;
	int64_t now; /* NEVER: no example is given */
	const struct gs_language *language;
};

typedef void say_fn(const struct explanation *x, const struct gs_value *v);

/* Words of ours. */
static void say_text(const struct explanation *x, const char *text)
{
	gs_write_text(x->w, gs_in_language(x->language, text));
}

/* Words of the charter. */
static void say_theirs(const struct explanation *x, const uint8_t *words,
    size_t len)
{
	if (x->language != NULL)
		gs_write_u8(x->w, GS_EXPLAIN_BEGINS);
	gs_write_bytes(x->w, words, len);
	if (x->language != NULL)
		gs_write_u8(x->w, GS_EXPLAIN_ENDS);
}

static void say_part(const struct explanation *x, const struct gs_part *part)
{
	uint8_t date[GS_DATE_LEN];

	switch (part->kind) {
	case GS_PART_WORD:
	case GS_PART_TEXT:
		say_theirs(x, part->ptr, part->len);
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
	for (const char *at = gs_in_language(x->language,
	    sentence); *at != '\0'; at++) {
		if (at[0] == '{' && at[1] >= '0' && at[1] < '0' +
		    GS_PARTS_MAX && at[2] == '}') {
			say_part(x, &v->parts[at[1] - '0']);
			at += 2;
		} else {
			gs_write_u8(x->w, (uint8_t)*at);
		}
	}
}

#define say_values(x, form, ...) \
	gs_words_write((x)->w, gs_in_language((x)->language, form), \
	    __VA_ARGS__)

/* Lines that have more to say ----------------------------------------- */

static void say_whether_exercise(const struct explanation *x,
    const struct gs_value *v)
{
	if (gs_part_is(&v->parts[0], "yes"))
		say_text(x, GS_TR("It is an exercise: people, acts and dates "
		    "are invented."));
	else
		say_text(x, GS_TR("It is no exercise."));
}

static void say_readers(const struct explanation *x, const struct gs_value *v)
{
	if (gs_part_is(&v->parts[0], "public"))
		say_text(x, GS_TR("Everybody may read the log."));
	else if (gs_part_is(&v->parts[0], "members"))
		say_text(x, GS_TR("Members and those who hold a role may read "
		    "the log, and nobody else."));
	else
		say_text(x, GS_TR("Those who hold a role may read the log, and "
		    "nobody else."));
}

static void say_role(const struct explanation *x, const struct gs_value *v)
{
	static const struct {
		const char *role, *does;
	} rows[] = {
		{"authority", GS_TR("makes and changes these rules")},
		{"registrar", GS_TR("keeps the staff list and signs each "
		    "roll")},
		{"second", GS_TR("signs each roll after the registrar")},
		{"office", GS_TR("opens, acknowledges and answers memos")},
		{"release", GS_TR("puts out texts of memos")},
		{"pages", GS_TR("says what the pages of each release are")},
		{"log", GS_TR("signs the log, at the server")},
		{"enrol", GS_TR("signs receipts for keys, at the server")},
		{"promise", GS_TR("signs promises for acts, at the server")},
	};

	say_sentence(x, GS_TR("{0}: {2}, key {1}..."), v);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (gs_part_is(&v->parts[0], rows[i].role)) {
			say_text(x, GS_TR("; "));
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

	say_sentence(x, GS_TR("{2} cosigns the log's checkpoints"), v);
	if (gs_quorum_verifier(&key, &witness) == GS_OK) {
		say_text(x, ": ");
		gs_verifier_write(x->w, &key);
	}
	say_text(x, ".");
}

static void say_style(const struct explanation *x, const struct gs_value *v)
{
	static const char *const rows[][2] = {
		{"cui", GS_TR("Texts are marked as Controlled Unclassified "
		    "Information.")},
		{"legacy", GS_TR("Texts are marked U, SBU, C, S or TS.")},
		{"none", GS_TR("Texts have no marks.")},
		{"own", GS_TR("Texts have marks of its own, the lowest "
		    "first:")}};

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
	char list[256];
	struct gs_writer w = gs_writer_of(list, sizeof list);
	bool range = n > 2 && days[0] - days[n - 1] == n - 1;
	const char *first = gs_weekday_in(x->language, days[n == 0 ? 0 :
	    n - 1]), *last = gs_weekday_in(x->language, days[0]);

	while (!range && n-- > 0) {
		gs_write_text(&w, gs_weekday_in(x->language, days[n]));
		gs_write_text(&w, n == 0 ? "" :
		    gs_in_language(x->language, GS_TR(", ")));
	}
	if (range)
		say_values(x, GS_TR("It works on {0} to {1}."),
		    gs_say_text(first), gs_say_text(last));
	else
		say_values(x, GS_TR("It works on {0}."),
		    gs_say_span(list, w.len));
}

static void say_closing(const struct explanation *x, const struct gs_value *v)
{
	uint64_t minute = (uint64_t)v->parts[0].number;
	char time[8];

	gs_words(time, sizeof time, "{0}{1}:{2}{3}",
	    gs_say_number(minute / 600), gs_say_number(minute / 60 % 10),
	    gs_say_number(minute % 60 / 10), gs_say_number(minute % 10));
	say_values(x, GS_TR("Its day is over at {0}."), gs_say_text(time));
}

/* With those that come next, so that a missing one is seen. */
static void say_calendar(const struct explanation *x,
    const struct gs_value *v)
{
	const struct gs_record *rec = &x->charter->rec;
	const struct gs_value *day = NULL;
	size_t shown = 0;

	say_sentence(x, GS_TR("Closed days are known from {0} to {1}: "), v);
	say_values(x, GS_TR("{0} of them."),
	    gs_say_number(gs_record_count(rec, "closed")));
	if (x->now == NEVER)
		return;

	int64_t today = gs_charter_day(x->charter, x->now);
	for (size_t i = 0; shown < DAYS_SHOWN &&
	    (day = gs_record_value(rec, "closed", i)) != NULL; i++) {
		if (day->parts[0].number < today)
			continue;
		say_text(x, shown++ == 0 ? GS_TR(" The next: ") : GS_TR("; "));
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

/* "2 working days" */
static void name_span(const struct explanation *x, char out[96],
    const struct gs_charter_clock *clock)
{
	const struct gs_language *l = x->language;
	uint64_t n = clock->count;

	gs_words(out, 96, clock->unit == GS_CLOCK_WORKING ?
	    gs_count_in(l, n, GS_TRN("{0} working day",
	        "{0} working days")) : clock->unit == GS_CLOCK_CALENDAR ?
	    gs_count_in(l, n, GS_TRN("{0} calendar day",
	        "{0} calendar days")) :
	    gs_count_in(l, n, GS_TRN("{0} month", "{0} months")),
	    gs_say_number(n));
}

/* As the program says a time, or as a page does. */
static void name_time(const struct explanation *x,
    char out[GS_LOCAL_TIME_MAX], int64_t at)
{
	struct gs_writer w = gs_writer_of(out, GS_LOCAL_TIME_MAX - 1);

	if (x->language == NULL) {
		gs_local_time(out, x->charter, at);
		return;
	}
	gs_time_in(&w, x->language, x->charter, at, GS_TIME_LONG);
	out[w.len] = '\0';
}

static void say_example(const struct explanation *x,
    const struct gs_value *v, bool from)
{
	char time[GS_LOCAL_TIME_MAX];
	int64_t due = 0;

	if (x->now == NEVER || starts_later(x, &v->parts[0]) ||
	    gs_deadline(&due, x->charter, x->now, gs_clock_of(v)) != GS_OK)
		return;
	name_time(x, time, due);
	say_values(x, from ? GS_TR("; of one filed now from {0}") :
	    GS_TR("; of one filed now by {0}"), gs_say_text(time));
	if (gs_calendar_lacks(x->charter, due))
		say_text(x, GS_TR(", where closed days are not known: it lies "
		    "outside the calendar"));
}

static void say_clock(const struct explanation *x, const struct gs_value *v)
{
	const struct gs_charter_clock clock = gs_clock_of(v);
	const struct gs_part *name = &v->parts[0];
	bool from = gs_part_is(name, "reply-from");
	char days[96], own[256];

	struct gs_writer w = gs_writer_of(own, sizeof own);
	const struct explanation apart = {&w, x->charter, x->now, x->language};
	say_theirs(&apart, name->ptr, name->len);
	name_span(x, days, &clock);
	say_values(x, gs_part_is(name, "acknowledge") ?
	    GS_TR("A memo is acknowledged within {0}") :
	    gs_part_is(name, "reply") ? GS_TR("It is answered within {0}") :
	    from ? GS_TR("Its reply is expected from {0} on") :
	    GS_TR("The clock '{1}' has {0}"), gs_say_text(days),
	    gs_say_span(own, w.len));
	say_example(x, v, from);
	gs_write_text(x->w, ".");
}

static void say_retention(const struct explanation *x,
    const struct gs_value *v)
{
	const struct gs_charter_clock clock = gs_clock_of(v);
	char kept[96], own[512];

	struct gs_writer w = gs_writer_of(own, sizeof own);
	const struct explanation apart = {&w, x->charter, x->now, x->language};
	say_theirs(&apart, v->parts[2].ptr, v->parts[2].len);
	name_span(x, kept, &clock);
	say_values(x, GS_TR("The files of a memo are kept for {0} after the "
	    "end of its procedure. Then they may be deleted, under {1}; what "
	    "proves them stays."), gs_say_text(kept),
	    gs_say_span(own, w.len));
}

static void say_late(const struct explanation *x, const struct gs_value *v)
{
	int64_t weekday = v->parts[1].number;

	const char *day = weekday >= 1 && weekday <= 7 ?
	    gs_weekday_in(x->language, (unsigned)weekday - 1) : "?";

	if (v->parts[0].number == 1)
		say_values(x, GS_TR("After filing they enter on {0} of every "
		    "week, at the closing hour."), gs_say_text(day));
	else
		say_values(x, GS_TR("After filing they enter on {0} of one "
		    "week in {1}, at the closing hour."), gs_say_text(day),
		    gs_say_number((uint64_t)v->parts[0].number));
}

/* The table ----------------------------------------------------------- */

static const struct saying {
	const char *field, *heading;
	const char *sentence; /* or */
	say_fn *fn;           /* neither: part of another line */
} sayings[] = {
	{"channel", GS_TR("The channel"), NULL, NULL},
	{"version", GS_TR("The channel"), GS_TR("Its charter has version {0}."),
	    NULL},
	{"origin", GS_TR("The channel"), GS_TR("Its log is called {0}, for "
	    "ever."), NULL},
	{"name", GS_TR("The channel"), GS_TR("It is called {0}."), NULL},
	{"exercise", GS_TR("The channel"), NULL, say_whether_exercise},
	{"readers", GS_TR("The channel"), NULL, say_readers},
	{"role", GS_TR("Who does what"), NULL, say_role},
	{"threshold", GS_TR("Who does what"), GS_TR("Signatures of the "
	    "authority that a charter needs: {0}."), NULL},
	{"reply-signers", GS_TR("Who does what"), GS_TR("Signatures of the "
	    "office that a reply needs: {0}."), NULL},
	{"publish-signers", GS_TR("Who does what"), GS_TR("Signatures of the "
	    "release officers that a publication needs: {0}."), NULL},
	{"exemption", GS_TR("Why a passage may be withheld"), "{0}", NULL},
	{"seal", GS_TR("Who does what"), GS_TR("Memos are sealed to {3} ({0}, "
	    "key {2}...)."), NULL},
	{"reveal", GS_TR("Who does what"), GS_TR("A member may make themselves "
	    "known to {3} ({0}, key {2}...)."), NULL},
	{"witness", GS_TR("Witnesses"), NULL, say_witness},
	{"quorum", GS_TR("Witnesses"), GS_TR("Cosignatures of theirs that a "
	    "checkpoint needs: {0}."), NULL},
	{"copy", GS_TR("To whom memos go"), "{0}", NULL},
	{"style", GS_TR("Markings"), NULL, say_style},
	{"marking", GS_TR("Markings"), "{0}", NULL},
	{"ceiling", GS_TR("Markings"), GS_TR("The highest mark is {0}."), NULL},
	{"requests", GS_TR("What memos ask for"), GS_TR("Each item of a "
	    "numbered list under the heading '{0}' is a request, which the "
	    "office answers by its number."), NULL},
	{"panel", GS_TR("Who looks into a memo"), GS_TR("A panel has {0} "
	    "members, of whom {1} are from the author's list."), NULL},
	{"ground", GS_TR("On what grounds an author may appeal"), "{0}", NULL},
	{"zone", GS_TR("The office's time"), GS_TR("It goes by the clocks of "
	    "{0}."), NULL},
	{"week", GS_TR("The office's time"), NULL, say_week},
	{"closing", GS_TR("The office's time"), NULL, say_closing},
	{"calendar", GS_TR("The office's time"), NULL, say_calendar},
	{"offset", GS_TR("The office's time"), NULL, NULL},
	{"closed", GS_TR("The office's time"), NULL, NULL},
	{"clock", GS_TR("Its deadlines"), NULL, say_clock},
	{"starts", GS_TR("Its deadlines"), GS_TR("The clock '{0}' starts when "
	    "the memo is {1}."), NULL},
	{"escalation", GS_TR("Its deadlines"), GS_TR("Where '{0}' is missed, a "
	    "duty of the role {2} begins {1} working days later."), NULL},
	{"extension", GS_TR("Its deadlines"), GS_TR("The clock '{0}' may be "
	    "put off before it ends: {1} times at most, each time by at most "
	    "{2} of what it counts."), NULL},
	{"retention", GS_TR("What is kept"), NULL, say_retention},
	{"quota", GS_TR("Members"), GS_TR("A member may file {0} memos under "
	    "one roll."),
	    NULL},
	{"floor", GS_TR("Members"), GS_TR("A roll has at least {0} members."),
	    NULL},
	{"age", GS_TR("Members"), GS_TR("It is used when it is {0} hours old."),
	    NULL},
	{"batch", GS_TR("Members"), GS_TR("The count of a box moves by at "
	    "least {0} acts."),
	    NULL},
	{"release", GS_TR("Members"), GS_TR("Anonymous acts enter the log "
	    "every {0} hours and at each closing hour."), NULL},
	{"late", GS_TR("Members"), NULL, say_late},
	{"gather", GS_TR("Members"), GS_TR("A box stays open for at most {0} "
	    "days."), NULL},
	{"cooling", GS_TR("Changes"), GS_TR("A change of those who sign, or of "
	    "the witnesses, waits {0} days, unless the second signer of before "
	    "signs it."), NULL},
	{"signature", GS_TR("Changes"), NULL, NULL},
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
		say_theirs(x, v->line.ptr, v->line.len - 1);
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
    int64_t now, const struct gs_language *language)
{
	const struct explanation x = {w, charter, now, language};
	const char *last = NULL;

	for (size_t i = 0; i < charter->rec.count; i++) {
		const struct gs_value *v = &charter->rec.values[i];
		const struct saying *s = saying_of(v);
		const char *heading = s == NULL ? GS_TR("Other lines") :
		    s->heading;

		if (!is_said(v))
			continue;
		if (last == NULL || strcmp(heading, last) != 0) {
			gs_write_text(w, last == NULL ? "" : "\n");
			say_text(&x, heading);
			gs_write_text(w, "\n");
		}
		last = heading;
		gs_write_text(w, "  ");
		say_value(&x, v);
		gs_write_text(w, "\n");
	}
	if (charter->witness_count == 0)
		gs_words_write(w, "\n{0}\n  {1}\n", gs_say_text(
		    gs_in_language(language, GS_TR("Witnesses"))),
		    gs_say_text(gs_in_language(language, GS_TR("Nobody watches "
		        "that all are shown one log, which only an exercise "
		        "does without."))));
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
		say_sentence(x, GS_TR("Closed on {0}: {1}"), v);
		gs_write_text(x->w, "\n");
	}
	if (count <= DAYS_SHOWN)
		return count;

	say_text(x, what);
	gs_words_write(x->w, gs_count_in(x->language, count - DAYS_SHOWN,
	    GS_TRN("{0} more closed day.", "{0} more closed days.")),
	    gs_say_number(count - DAYS_SHOWN));
	gs_write_text(x->w, "\n");
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
		gs_write_text(x->w, "\n");
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
    const struct gs_charter *before, const struct gs_charter *after,
    const struct gs_language *language)
{
	const struct explanation was = {w, before, NEVER, language};
	const struct explanation is = {w, after, NEVER, language};
	size_t clocks = count_offsets(before, after) +
	    count_offsets(after, before);

	size_t count = say_only(&was, after, GS_TR("  no longer:   "));
	count += say_only(&is, before, GS_TR("  from now on: "));
	if (clocks != 0) {
		gs_words_write(w, gs_count_in(language, clocks, GS_TRN(
		    "  The changes of its clocks are others on {0} line.",
		    "  The changes of its clocks are others on {0} lines.")),
		    gs_say_number(clocks));
		gs_write_text(w, "\n");
	}

	*changed = count + clocks != 0;
	return gs_writer_end(w);
}
