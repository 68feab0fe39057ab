/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate/certificate.h"

#include <string.h>

#include "certificate/page.h"
#include "certificate/timeline.h"
#include "lib/memo/word_code.h"
#include "lib/steps/local_time.h"
#include "lib/steps/position_text.h"

#define CODE_SIDE 126.0
#define CODE_MAX 1024
#define NAMES 6 /* that are shown */
#define WORDS_MAX 8
#define ALIGNMENTS_MAX 6

/* What it takes to check the file, whatever this page says. */
static int print_code(struct gs_page *p, const struct gs_verdict *v,
    const struct gs_verifier *key)
{
	uint8_t text[CODE_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	gs_write_text(&w, "gainsay/v1 certificate\nmemo ");
	gs_write_hex(&w, v->memo->id, 32);
	gs_write_text(&w, "\norigin ");
	gs_write_text(&w, v->checkpoint.origin);
	gs_write_text(&w, "\nsize ");
	gs_write_decimal(&w, v->checkpoint.size);
	gs_write_text(&w, "\nroot ");
	gs_write_base64(&w, v->checkpoint.root, 32);
	gs_write_text(&w, "\nkey ");
	gs_verifier_write(&w, key);
	gs_write_text(&w, "\n");

	if (gs_writer_end(&w) != GS_OK)
		return GS_ERR_RANGE;
	return gs_page_code(p, &(struct gs_span){text, w.len}, CODE_SIDE);
}

/* It makes no duty met; whoever sees the bars must see it as well. */
static void print_unopened(struct gs_page *p, const struct gs_memo *m)
{
	uint64_t letters = gs_unreadable_letters(m);
	uint64_t times = gs_unreadable_count(m, GS_UNREADABLE_MEMO);

	if (times > 0)
		gs_page_say_row(p, "",
		    "The office signed %llu time%s that it could "
		    "not open the memo as it was sealed.",
		    (unsigned long long)times, times == 1 ? "" : "s");
	if (letters > 0)
		gs_page_say_row(p, "",
		    "The author signed that %llu of the office's "
		    "letters did not open or said nothing.",
		    (unsigned long long)letters);
}

/* Those who say so by name: how many stand by it, and the newest of them. */
static void print_named(struct gs_page *p, const struct gs_memo *m)
{
	uint64_t count = gs_named_count(m, INT64_MAX - 1);
	unsigned shown = 0;

	if (m->named == NULL)
		return;
	gs_page_say_row(p, "", "%llu of them named, in their own words%s",
	    (unsigned long long)count, count == 0 ? "" : ":");
	for (const struct gs_named *n = m->named; n != NULL && shown < NAMES;
	    n = n->before) {
		struct gs_part name = gs_record_part(&n->rec, "name");

		if (n->withdrawn != 0)
			continue;
		gs_page_say_row(p, "", "%.*s", (int)name.len,
		    (const char *)name.ptr);
		shown++;
	}
	if (count > shown)
		gs_page_say_row(p, "", "and %llu more",
		    (unsigned long long)(count - shown));
}

static int print_facts(struct gs_page *p, const struct gs_verdict *v)
{
	const struct gs_memo *m = v->memo;
	int64_t witnessed = m->events[GS_EVENT_FILED].witnessed;
	char when[GS_LOCAL_TIME_MAX], code[GS_WORD_CODE_MAX], id[65] = "";
	struct gs_writer w = gs_writer_of(id, 64);

	int err = gs_word_code(code, m->id);
	if (err != GS_OK)
		return err;
	gs_write_hex(&w, m->id, 32);
	gs_local_time(when, m->charter, m->at);

	gs_page_say_row(p, "Filed", "%s%s", when, witnessed == 0 ?
	    ", by the operator's date" : "");
	if (witnessed != 0) {
		gs_local_time(when, m->charter, witnessed);
		gs_page_say_row(p, "", "seen by witnesses before %s", when);
	}
	gs_page_say_row(p, "Endorsed",
	    "by %u of %llu enrolled keys (%llu eligible)",
	    m->endorsements, (unsigned long long)m->roll->size,
	    (unsigned long long)m->roll->eligible);
	gs_page_say_row(p, "",
	    "%u more after filing; %u withdrawn before, %u after",
	    m->later, m->withdrawals, m->withdrawn_later);
	print_named(p, m);
	gs_page_say_row(p, "Word code", "%s", code);
	gs_page_say_row(p, "Memo id", "%s", id);
	gs_page_say_row(p, "Log", "%s, entry %llu of checkpoint %llu",
	    v->checkpoint.origin, (unsigned long long)v->index,
	    (unsigned long long)v->checkpoint.size);
	if (m->ended != 0) {
		gs_local_time(when, m->charter, m->ended);
		gs_page_say_row(p, "Ended", "%s", when);
	}
	return GS_OK;
}

/* Requests by disposition, by the office's last word: a page has
 * no room for 512 of them. */
static void print_answers(struct gs_page *p, const struct gs_memo *m)
{
	struct gs_part words[WORDS_MAX];
	unsigned counts[WORDS_MAX] = {0};
	size_t kinds = 0, k = 0;
	const struct gs_value *v = NULL;

	const struct gs_record *last = gs_last_word(m, INT64_MAX);

	for (size_t i = 0; last != NULL && (v =
	    gs_record_value(last, "disposition", i)) != NULL; i++) {
		const struct gs_part *word = &v->parts[1];
		for (k = 0; k < kinds; k++)
			if (words[k].len == word->len &&
			    memcmp(words[k].ptr, word->ptr, word->len) == 0)
				break;
		if (k == WORDS_MAX)
			continue;
		if (k == kinds)
			words[kinds++] = *word;
		counts[k]++;
	}

	for (k = 0; k < kinds; k++)
		gs_page_say_row(p, k == 0 ? "Answer" : "", "%.*s: %u %s",
		    (int)words[k].len, (const char *)words[k].ptr, counts[k],
		    m->requests == 0 ? "(on the memo as a whole)" :
		    counts[k] == 1 ? "request" : "requests");
}

/* Where what was said in private and in public differs; a page has no room for
 * all requests, and names those that differ first. */
static void print_alignments(struct gs_page *p, const struct gs_verdict *v)
{
	const struct gs_memo *m = v->memo;
	char text[GS_ALIGNMENT_MAX];
	uint64_t first = 0, last = 0;
	unsigned shown = 0, left = 0;
	bool apart = false;

	gs_alignment_requests(&first, &last, m);
	for (int pass = 0; pass < 2; pass++)
		for (uint64_t n = first; n <= last; n++) {
			if (!gs_alignment_say(text, &apart, m, n,
			        gs_state_at(v->state)) || apart != (pass == 0))
				continue;
			if (shown == ALIGNMENTS_MAX) {
				left++;
				continue;
			}
			gs_page_say_row(p, shown++ == 0 ? "Both sides" : "",
			    "request %llu: %s", (unsigned long long)n, text);
		}
	if (left > 0)
		gs_page_say_row(p, "",
		    "and %u requests more, in the file", left);
}

static void print_time(struct gs_page *p, const struct gs_case *e)
{
	struct gs_trust_time time;

	gs_page_text(p, GS_PAGE_HEADING, "Who vouches for the time");
	gs_trust_say_time(&time, &e->trust, e->verdict.memo->charter);
	if (time.reason[0] != '\0') {
		gs_page_say(p, GS_PAGE_BODY,
		    "The operator of the log alone (%s). "
		    "The dates on this page are the operator's word, bound by its "
		    "signature.", time.reason);
		return;
	}

	gs_page_say(p, GS_PAGE_BODY,
	    "All that this page reports was in the log "
	    "%s.", time.text);
	gs_page_text(p, GS_PAGE_BODY, "Within that, dates are the operator's "
	    "word, bound by its signature.");
}

static void print_proved(struct gs_page *p, const struct gs_verdict *v)
{
	const struct gs_memo *m = v->memo;

	gs_page_text(p, GS_PAGE_HEADING, "What is proved");
	gs_page_text(p, GS_PAGE_ITEM, "The memo is in the log that this key "
	    "signs. Its text and its count are fixed since filing; whoever "
	    "holds the file can hold a text against it.");
	if (m->endorsements != 0)
		gs_page_say(p, GS_PAGE_ITEM, "%u %s of the published roll "
		    "endorsed it%s. A proof says that a key of the roll acted, and not "
		    "which one.", m->endorsements,
		    m->endorsements == 1 ? "key" : "different keys",
		    m->endorsements == 1 ? "" : ", each once");
	if (m->acknowledged != 0 || m->unreadable != NULL || m->replied != 0)
		gs_page_text(p, GS_PAGE_ITEM, "The office's acts shown here "
		    "carry the signature of the key that the charter names "
		    "for it.");
	gs_page_text(p, GS_PAGE_ITEM, "When each act was due follows from the "
	    "charter's clocks and calendar alone.");
}

static void print_unproved(struct gs_page *p, const struct gs_verdict *v)
{
	const struct gs_opening *o = &v->opening;

	gs_page_text(p, GS_PAGE_HEADING, "What is not proved");
	gs_page_text(p, GS_PAGE_ITEM, "That what the memo says is true, and "
	    "who wrote or endorsed it.");
	gs_page_text(p, GS_PAGE_ITEM, "That each enrolled key is one entitled "
	    "person's: the registrar and the second signer of the roll say "
	    "so.");
	gs_page_text(p, GS_PAGE_ITEM, "That the log has nothing more about "
	    "this memo than the file. 'gainsay audit' reads the whole log and "
	    "can tell.");

	if (o->open_count != o->count)
		gs_page_say(p, GS_PAGE_ITEM, "What stands in %zu of the memo's "
		    "%zu blocks: the file withholds them.",
		    o->count - o->open_count, o->count);
	if (o->part_count > 0)
		gs_page_say(p, GS_PAGE_ITEM,
		    "What stands in sentences of %zu of "
		    "its blocks: the file withholds them.", o->part_count);

	gs_page_text(p, GS_PAGE_ITEM, "This page: anyone can print one like "
	    "it. What counts is the file that it was made from.");
}

static void print_check(struct gs_page *p, const struct gs_verifier *key)
{
	char text[GS_NOTE_NAME_MAX + 128];
	struct gs_writer w = gs_writer_of(text, sizeof text - 1);

	gs_verifier_write(&w, key);
	text[gs_writer_end(&w) == GS_OK ? w.len : 0] = '\0';

	gs_page_text(p, GS_PAGE_HEADING, "To check it");
	gs_page_say(p, GS_PAGE_COMMAND, "gainsay verify --key '%s' FILE", text);
	gs_page_text(p, GS_PAGE_SMALL, "with the provenance file, and the key "
	    "from somewhere else than this page. The code above has the memo "
	    "id, the log's origin, the size and root of the checkpoint, and "
	    "the key.");
}

static int print_all(struct gs_page *p, const struct gs_case *e)
{
	const struct gs_verdict *v = &e->verdict;
	const struct gs_verifier *key = &e->trust.verifiers[0];
	const struct gs_memo *m = v->memo;
	struct gs_part name = gs_record_part(&m->charter->rec, "name");

	gs_page_text(p, GS_PAGE_TITLE, "Certificate of filing");
	gs_page_say(p, GS_PAGE_BODY,
	    "A dissent memo was formally filed in %.*s.",
	    (int)(name.len < 512 ? name.len : 512), (const char *)name.ptr);
	int err = print_code(p, v, key);
	if (err == GS_OK)
		err = print_facts(p, v);
	if (err != GS_OK)
		return err;
	print_answers(p, m);
	print_alignments(p, v);
	gs_page_clear(p);

	gs_page_text(p, GS_PAGE_HEADING, "The office against the clock");
	err = gs_timeline(p, m, gs_state_at(v->state));
	if (err != GS_OK)
		return err;
	print_unopened(p, m);

	print_proved(p, v);
	print_unproved(p, v);
	print_time(p, e);
	print_check(p, key);
	return GS_OK;
}

int gs_certificate_write(struct gs_writer *pdf,
    const struct gs_case *e)
{
	struct gs_page *page = NULL;
	const struct gs_memo *m = e->verdict.memo;
	struct gs_part banner = gs_record_part(&m->rec, "banner");
	const struct gs_page_plan plan = {.title = "Certificate of filing",
	    .date = m->at, .marking = {banner.ptr, banner.len},
	    .notice = m->charter->exercise ? GS_PAGE_EXERCISE : NULL};

	int err = gs_page_open(&page, pdf, &plan);
	if (err != GS_OK)
		return err;
	err = print_all(page, e);
	int closed = gs_page_close(&page);
	return err != GS_OK ? err : closed;
}
