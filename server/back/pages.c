/* SPDX-License-Identifier: Apache-2.0 */
/* No script, no cookie, nothing loaded from anywhere. */
#include "server/back/pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/record/time.h"
#include "lib/html.h"
#include "lib/log/quorum.h"
#include "server/back/cosign.h"
#include "server/back/public.h"
#include "server/back/warn.h"

#define PAGE_HEAD_MAX 8192
#define PAGE_ROW_MAX 2048 /* without the banner */
#define VKEY_MAX 400
#define RETRY_SECONDS 60

static void write_moment(struct gs_writer *w, int64_t time)
{
	uint8_t text[GS_TIME_LEN];

	if (time < 0 || time > GS_TIME_MAX)
		return;
	gs_time_format(text, time);
	gs_write_text(w, "<time>");
	gs_write_bytes(w, text, sizeof text);
	gs_write_text(w, "</time>");
}

static void write_word(struct gs_writer *w, const char *text)
{
	gs_html_write(w, (struct gs_span){(const uint8_t *)text, strlen(text)});
}

/* What one page is made of. */
struct page {
	struct gs_back *back;
	uint64_t number; /* from 1 */
	int64_t now;
	const struct gs_memo *newest; /* NULL: there is none */
	size_t count;
	bool older; /* there is a page behind it */
	int64_t until; /* it holds up to there, if nothing happens */
};

static void write_head(struct gs_writer *w, const struct page *page)
{
	const struct gs_back *back = page->back;
	const struct gs_charter *charter = gs_state_charter(back->state);
	struct gs_part part = gs_record_part(&charter->rec, "name");
	struct gs_span name = {part.ptr, part.len};

	gs_write_text(w, "<!doctype html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
	    "content=\"width=device-width, initial-scale=1\">\n<title>");
	gs_html_write(w, name);
	gs_write_text(w, "</title>\n</head>\n<body>\n<header>\n");
	if (charter->exercise)
		gs_write_text(w, "<p role=\"note\"><strong>EXERCISE. Nothing "
		    "on this page is real.</strong></p>\n");

	gs_write_text(w, "<h1>");
	gs_html_write(w, name);
	gs_write_text(w, "</h1>\n</header>\n<main>\n");
}

/* On the first page alone, so that the others stay as they are while what they
 * show does.  No page says when it was made: a file that did would have a time
 * that is nobody's business. */
static void write_log(struct gs_writer *w, const struct page *page)
{
	const struct gs_back *back = page->back;
	uint8_t vkey[VKEY_MAX];
	struct gs_writer v = gs_writer_of(vkey, sizeof vkey);

	gs_write_text(w, "<p>The log ");
	write_word(w, back->signer.verifier.name);
	gs_write_text(w, " has ");
	gs_write_decimal(w, gs_state_size(back->state));
	gs_write_text(w, " entries, the last of ");
	write_moment(w, gs_state_at(back->state));
	gs_write_text(w, ". Its key, to be compared with one from another "
	    "source: <code>");
	gs_verifier_write(&v, &back->signer.verifier);
	gs_html_write(w, (struct gs_span){vkey, v.len});
	gs_write_text(w, "</code></p>\n");
}

/* What its witnesses have not cosigned nobody's program believes. */
static int write_witnesses(struct gs_writer *w, const struct page *page)
{
	struct gs_back *back = page->back;
	struct gs_answer missing;

	if (back->witnessed >= back->signed_size)
		return GS_OK;
	gs_answer_start(&missing);
	int err = gs_back_name_missing(back, &missing);

	gs_write_text(w, "<p role=\"status\"><strong>Of these entries ");
	gs_write_decimal(w, back->witnessed);
	gs_write_text(w, " can be read.</strong> For the rest too few of the "
	    "channel's witnesses have cosigned the log. What is handed in "
	    "meanwhile is kept, and can be read when they have. Who has not "
	    "yet: ");
	for (size_t i = 0; err == GS_OK && i < missing.text_count; i++) {
		gs_write_text(w, i == 0 ? "" : ", ");
		gs_html_write(w, missing.texts[i]);
	}
	gs_write_text(w, ".</p>\n");
	gs_answer_free(&missing);
	return err;
}

/* The columns, in their order; a memo may lack a duty. */
static const struct {
	enum gs_duty_kind kind;
	const char *heading;
} duty_columns[] = {
	{GS_DUTY_ACKNOWLEDGE, "Acknowledgement"},
	{GS_DUTY_REPLY, "Reply"},
};

#define DUTY_COLUMNS (sizeof duty_columns / sizeof *duty_columns)

static void write_duty(struct gs_writer *w, const struct gs_duty *duty)
{
	if (duty == NULL) {
		gs_write_text(w, "<td></td>");
		return;
	}

	static const char *const words[] = {
	    [GS_DUTY_OPEN] = "open", [GS_DUTY_MET] = "met",
	    [GS_DUTY_MET_BY_DATE] = "met by the operator's date",
	    [GS_DUTY_LATE] = "missed: done late",
	    [GS_DUTY_OVERDUE] = "missed: overdue",
	    [GS_DUTY_ENDED] = "ended by "};

	gs_write_text(w, "<td>");
	gs_write_text(w, words[duty->status]);
	if (duty->ended_by != NULL)
		gs_write_text(w, duty->ended_by);
	gs_write_text(w, "<br>due ");
	write_moment(w, duty->due);
	if (duty->extended > 0) {
		gs_write_text(w, "<br>put off from ");
		write_moment(w, duty->first_due);
	}
	if (duty->done != 0) {
		gs_write_text(w, "<br>done ");
		write_moment(w, duty->done);
	}
	gs_write_text(w, "</td>");
}

/* What its reader could not open: it makes no duty met. */
static void write_unreadable(struct gs_writer *w, const struct gs_memo *m)
{
	size_t memo = gs_unreadable_count(m, GS_UNREADABLE_MEMO);
	size_t letters = gs_unreadable_letters(m);

	if (memo > 0) {
		gs_write_text(w, "<br>the office called the memo unreadable ");
		gs_write_decimal(w, memo);
		gs_write_text(w, memo == 1 ? " time" : " times");
	}
	if (letters > 0) {
		gs_write_text(w, "<br>the author called ");
		gs_write_decimal(w, letters);
		gs_write_text(w, " of the office's letters unreadable");
	}
}

/* The page holds until the first open duty's time has passed. */
static int write_duties(struct gs_writer *w, struct page *page,
    const struct gs_memo *m)
{
	struct gs_duties all = gs_duties_of(m, page->now);
	struct gs_duty one, found[DUTY_COLUMNS] = {{.name = NULL}};

	while (gs_duties_next(&one, &all)) {
		if (one.status == GS_DUTY_OPEN && one.due < page->until)
			page->until = one.due;
		for (size_t i = 0; i < DUTY_COLUMNS; i++)
			if (one.kind == duty_columns[i].kind)
				found[i] = one;
	}
	if (all.err != GS_OK)
		return all.err;

	for (size_t i = 0; i < DUTY_COLUMNS; i++)
		write_duty(w, found[i].name == NULL ? NULL : &found[i]);
	return GS_OK;
}

static int write_memo(struct gs_writer *w, struct page *page,
    const struct gs_memo *m)
{
	struct gs_part banner = gs_record_part(&m->rec, "banner");

	gs_write_text(w, "<tr><th scope=\"row\">");
	gs_write_decimal(w, m->number);
	gs_write_text(w, "</th><td>");
	gs_html_write(w, (struct gs_span){banner.ptr, banner.len});
	gs_write_text(w, "</td><td>");
	write_moment(w, m->at);

	gs_write_text(w, "</td><td>");
	gs_write_decimal(w, m->endorsements);
	gs_write_text(w, " of ");
	gs_write_decimal(w, m->roll->size);
	gs_write_text(w, " enrolled keys (");
	gs_write_decimal(w, m->roll->eligible);
	gs_write_text(w, " eligible)");
	if (m->later + m->withdrawn_later > 0) {
		gs_write_text(w, "<br>after filing: ");
		gs_write_decimal(w, m->later);
		gs_write_text(w, " more, ");
		gs_write_decimal(w, m->withdrawn_later);
		gs_write_text(w, " withdrawn");
	}

	gs_write_text(w, "</td>");
	int err = write_duties(w, page, m);
	gs_write_text(w, m->ended != 0 ? "<td>ended" : "<td>running");
	write_unreadable(w, m);
	gs_write_text(w, "</td></tr>\n");
	return err;
}

static int write_memos(struct gs_writer *w, struct page *page)
{
	const struct gs_memo *m = page->newest;
	int err = GS_OK;

	if (page->count == 0) {
		gs_write_text(w, "<p>No memo has been filed.</p>\n");
		return GS_OK;
	}

	gs_write_text(w, "<table>\n<caption>Memos, newest first. Times are "
	    "UTC.</caption>\n<thead><tr><th scope=\"col\">No.</th>"
	    "<th scope=\"col\">Marking</th><th scope=\"col\">Filed</th>"
	    "<th scope=\"col\">Endorsed by</th>");
	for (size_t i = 0; i < DUTY_COLUMNS; i++) {
		gs_write_text(w, "<th scope=\"col\">");
		gs_write_text(w, duty_columns[i].heading);
		gs_write_text(w, "</th>");
	}
	gs_write_text(w, "<th scope=\"col\">Procedure</th>"
	    "</tr></thead>\n<tbody>\n");

	for (size_t i = 0; i < page->count && err == GS_OK; i++) {
		err = write_memo(w, page, m);
		m = m->before;
	}
	gs_write_text(w, "</tbody>\n</table>\n");
	return err;
}

/* Links are relative: what stands in front may serve all of it elsewhere. */
static void write_links(struct gs_writer *w, const struct page *page)
{
	uint64_t number = page->number;

	if (number == 1 && !page->older)
		return;
	gs_write_text(w, "<nav>");
	if (number == 2)
		gs_write_text(w, "<a href=\"../\">newer memos</a> ");
	if (number > 2) {
		gs_write_text(w, "<a href=\"");
		gs_write_decimal(w, number - 1);
		gs_write_text(w, "\">newer memos</a> ");
	}
	if (page->older) {
		gs_write_text(w, number == 1 ? "<a href=\"page/" :
		    "<a href=\"");
		gs_write_decimal(w, number + 1);
		gs_write_text(w, "\">older memos</a>");
	}
	gs_write_text(w, "</nav>\n");
}

static int write_page(struct gs_writer *w, struct page *page)
{
	int err = GS_OK;

	write_head(w, page);
	if (page->number == 1) {
		write_log(w, page);
		err = write_witnesses(w, page);
	}
	if (err == GS_OK)
		err = write_memos(w, page);
	write_links(w, page);
	gs_write_text(w, "<p>What this page says is the server's word. "
	    "<code>gainsay audit</code> establishes it from the log.</p>\n"
	    "</main>\n</body>\n</html>\n");
	return err == GS_OK ? gs_writer_end(w) : err;
}

/* Texts may grow sixfold when they are escaped. */
static size_t page_room(const struct page *page)
{
	const struct gs_charter *charter = gs_state_charter(page->back->state);
	size_t room = PAGE_HEAD_MAX + page->count * PAGE_ROW_MAX +
	    12 * gs_record_part(&charter->rec, "name").len +
	    6 * GS_QUORUM_KEYS_MAX * GS_NOTE_NAME_MAX;
	const struct gs_memo *m = page->newest;

	for (size_t i = 0; i < page->count; i++) {
		room += 6 * gs_record_part(&m->rec, "banner").len;
		m = m->before;
	}
	return room;
}

/* Files ------------------------------------------------------------------- */

static void name_page(char out[40], uint64_t number)
{
	if (number == 1)
		(void)snprintf(out, 40, "index.html");
	else
		(void)snprintf(out, 40, "page/%llu",
		    (unsigned long long)number);
}

/* One that is there already in these bytes is left alone. */
static int put_page(const struct page *page, struct gs_report *report,
    struct gs_span bytes)
{
	struct gs_back *back = page->back;
	uint8_t hash[32], *known = back->pages.hashes + 32 * (page->number - 1);
	char name[40];

	gs_host_sha256(hash, &bytes, 1);
	if (memcmp(hash, known, sizeof hash) == 0)
		return GS_OK;
	name_page(name, page->number);
	int err = gs_tiles_put(report, back->public_dir, name, bytes.ptr,
	    bytes.len);
	if (err == GS_OK)
		memcpy(known, hash, sizeof hash);
	return err;
}

static int make_page(struct page *page, struct gs_report *report)
{
	size_t room = page_room(page);
	uint8_t *bytes = malloc(room);
	struct gs_writer w = gs_writer_of(bytes, room);

	if (bytes == NULL)
		return GS_ERR_MEMORY;
	int err = write_page(&w, page);
	if (err == GS_OK)
		err = put_page(page, report, (struct gs_span){w.ptr, w.len});
	free(bytes);
	return err;
}

/* Room for what was written of so many pages. */
static int keep_hashes(struct gs_back *back, uint64_t pages)
{
	struct gs_pages *p = &back->pages;

	if (pages <= p->count)
		return GS_OK;
	uint8_t *hashes = calloc((size_t)pages, 32);
	if (hashes == NULL)
		return GS_ERR_MEMORY;
	if (p->count > 0)
		memcpy(hashes, p->hashes, 32 * p->count);
	free(p->hashes);
	p->hashes = hashes;
	p->count = (size_t)pages;
	return GS_OK;
}

/* From the last to the first: a link leads to a page that is there. */
static int make_pages(struct gs_back *back, struct gs_report *report,
    int64_t now)
{
	const struct gs_memo *m = gs_state_memo(back->state);
	uint64_t memos = m == NULL ? 0 : m->number;
	uint64_t pages = memos == 0 ? 1 : (memos - 1) / GS_PAGE_MEMOS + 1;
	int64_t until = INT64_MAX;
	struct page *all = calloc((size_t)pages, sizeof *all);

	int err = all == NULL ? GS_ERR_MEMORY : keep_hashes(back, pages);
	for (uint64_t i = 0; err == GS_OK && i < pages; i++) {
		uint64_t left = memos - i * GS_PAGE_MEMOS;

		all[i] = (struct page){.back = back, .number = i + 1,
		    .now = now, .newest = m, .older = i + 1 < pages,
		    .count = left < GS_PAGE_MEMOS ? left : GS_PAGE_MEMOS,
		    .until = INT64_MAX};
		for (size_t skip = 0; skip < all[i].count; skip++)
			m = m->before;
	}
	for (uint64_t i = pages; err == GS_OK && i > 0; i--) {
		err = make_page(&all[i - 1], report);
		until = all[i - 1].until < until ? all[i - 1].until : until;
	}
	free(all);
	back->pages.until = until;
	return err;
}

/* Whether one of the things has changed that they are made of. */
static bool are_due(const struct gs_back *back, int64_t now)
{
	const struct gs_pages *p = &back->pages;

	return !p->made || back->pages_due ||
	    p->size != back->signed_size || p->witnessed != back->witnessed ||
	    p->charter != gs_state_charter(back->state) || now > p->until;
}

static void tell_unmade(struct gs_back *back, const struct gs_report *report,
    int err)
{
	if (err != GS_OK && !back->pages.told)
		gs_back_warn("pages-not-written", "{0}: the pages for people "
		    "cannot be made anew, and show what was: {1}",
		    gs_say_text(back->public_dir),
		    gs_say_text(report->text[0] != '\0' ? report->text :
		        gs_strerror(err)));
	back->pages.told = err != GS_OK;
}

void gs_back_pages_settle(struct gs_back *back)
{
	int64_t now = gs_clock_now(&back->clock);
	struct gs_pages *p = &back->pages;
	struct gs_report report = {.text = ""};

	if (back->broken || gs_state_charter(back->state) == NULL ||
	    now < p->retry || !are_due(back, now))
		return;
	int err = gs_back_public_show(back, &report);
	if (err == GS_OK)
		err = make_pages(back, &report, now);
	tell_unmade(back, &report, err);
	p->retry = err == GS_OK ? 0 : now + RETRY_SECONDS;
	if (err != GS_OK)
		return;

	p->made = true;
	p->size = back->signed_size;
	p->witnessed = back->witnessed;
	p->charter = gs_state_charter(back->state);
	back->pages_due = false;
}

int64_t gs_back_pages_event(const struct gs_back *back)
{
	const struct gs_pages *p = &back->pages;

	return p->retry != 0 ? p->retry : p->until == INT64_MAX ? INT64_MAX :
	    p->until + 1;
}

void gs_back_pages_stop(struct gs_back *back)
{
	free(back->pages.hashes);
	back->pages.hashes = NULL;
}
