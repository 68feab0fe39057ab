/* SPDX-License-Identifier: Apache-2.0 */
/* The page for people: no script, no cookie, nothing loaded from anywhere. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/channel/channel.h"
#include "core/record/time.h"
#include "server/front/inside.h"
#include "server/front/kept.h"

#define PAGE_HEAD_MAX 8192
#define PAGE_ROW_MAX 2048 /* without the banner */

static void write_escaped(struct gs_writer *w, struct gs_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.ptr[i];
		if (c == '&')
			gs_write_text(w, "&amp;");
		else if (c == '<')
			gs_write_text(w, "&lt;");
		else if (c == '>')
			gs_write_text(w, "&gt;");
		else if (c == '"')
			gs_write_text(w, "&quot;");
		else
			gs_write_u8(w, c);
	}
}

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

static void write_head(struct gs_writer *w, const struct gs_answer *a)
{
	gs_write_text(w, "<!doctype html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
	    "content=\"width=device-width, initial-scale=1\">\n<title>");
	write_escaped(w, a->channel.name);
	gs_write_text(w, "</title>\n</head>\n<body>\n<header>\n");
	if (a->channel.exercise)
		gs_write_text(w, "<p role=\"note\"><strong>EXERCISE. Nothing "
		    "on this page is real.</strong></p>\n");

	gs_write_text(w, "<h1>");
	write_escaped(w, a->channel.name);
	gs_write_text(w, "</h1>\n</header>\n<main>\n<p>The log ");
	write_escaped(w, a->channel.origin);
	gs_write_text(w, " has ");
	gs_write_decimal(w, a->channel.size);
	gs_write_text(w, " entries at ");
	write_moment(w, a->channel.now);
	gs_write_text(w, ". Its key, to be compared with one from another "
	    "source: <code>");
	write_escaped(w, a->channel.vkey);
	gs_write_text(w, "</code></p>\n");
}

/* What its witnesses have not cosigned nobody's program believes. */
static void write_witnesses(struct gs_writer *w, const struct gs_answer *a)
{
	if (a->channel.published >= a->channel.size)
		return;
	gs_write_text(w, "<p role=\"status\"><strong>Of these entries ");
	gs_write_decimal(w, a->channel.published);
	gs_write_text(w, " can be read.</strong> For the rest too few of the "
	    "channel's witnesses have cosigned the log. What is handed in "
	    "meanwhile is kept, and can be read when they have. Who has not "
	    "yet: ");
	for (size_t i = 0; i < a->text_count; i++) {
		gs_write_text(w, i == 0 ? "" : ", ");
		write_escaped(w, a->texts[i]);
	}
	gs_write_text(w, ".</p>\n");
}

/* The columns, in their order; a memo may lack a duty. */
static const struct {
	int kind; /* enum gs_duty_kind */
	const char *heading;
} duty_columns[] = {
	{GS_DUTY_ACKNOWLEDGE, "Acknowledgement"},
	{GS_DUTY_REPLY, "Reply"},
};

#define DUTY_COLUMNS (sizeof duty_columns / sizeof *duty_columns)

static const struct gs_duty_row *find_duty(const struct gs_memo_row *m,
    int kind)
{
	for (size_t i = 0; i < m->duty_count; i++)
		if (m->duties[i].kind == kind)
			return &m->duties[i];
	return NULL;
}

static void write_duty(struct gs_writer *w, const struct gs_duty_row *duty)
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
	    [GS_DUTY_ENDED] = "ended by the author"};
	bool known = duty->status >= 0 &&
	    (size_t)duty->status < sizeof words / sizeof *words;

	gs_write_text(w, "<td>");
	gs_write_text(w, known ? words[duty->status] : "unknown");
	gs_write_text(w, "<br>due ");
	write_moment(w, duty->due);
	if (duty->done != 0) {
		gs_write_text(w, "<br>done ");
		write_moment(w, duty->done);
	}
	gs_write_text(w, "</td>");
}

/* What its reader could not open: it makes no duty met. */
static void write_unreadable(struct gs_writer *w, const struct gs_memo_row *m)
{
	if (m->unreadable_memo > 0) {
		gs_write_text(w, "<br>the office called the memo unreadable ");
		gs_write_decimal(w, m->unreadable_memo);
		gs_write_text(w, m->unreadable_memo == 1 ? " time" :
		    " times");
	}
	if (m->unreadable_letters > 0) {
		gs_write_text(w, "<br>the author called ");
		gs_write_decimal(w, m->unreadable_letters);
		gs_write_text(w, " of the office's letters unreadable");
	}
}

static void write_memo(struct gs_writer *w, const struct gs_memo_row *m)
{
	gs_write_text(w, "<tr><th scope=\"row\">");
	gs_write_decimal(w, m->number);
	gs_write_text(w, "</th><td>");
	write_escaped(w, m->banner);
	gs_write_text(w, "</td><td>");
	write_moment(w, m->at);

	gs_write_text(w, "</td><td>");
	gs_write_decimal(w, m->endorsements);
	gs_write_text(w, " of ");
	gs_write_decimal(w, m->size);
	gs_write_text(w, " enrolled keys (");
	gs_write_decimal(w, m->eligible);
	gs_write_text(w, " eligible)");
	if (m->later + m->withdrawn_later > 0) {
		gs_write_text(w, "<br>after filing: ");
		gs_write_decimal(w, m->later);
		gs_write_text(w, " more, ");
		gs_write_decimal(w, m->withdrawn_later);
		gs_write_text(w, " withdrawn");
	}

	gs_write_text(w, "</td>");
	for (size_t i = 0; i < DUTY_COLUMNS; i++)
		write_duty(w, find_duty(m, duty_columns[i].kind));
	gs_write_text(w, m->ended ? "<td>ended" : "<td>running");
	write_unreadable(w, m);
	gs_write_text(w, "</td></tr>\n");
}

static void write_memos(struct gs_writer *w, const struct gs_answer *a)
{
	if (a->page.memo_count == 0) {
		gs_write_text(w, "<p>No memo has been filed.</p>\n");
		return;
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

	for (size_t i = 0; i < a->page.memo_count; i++)
		write_memo(w, &a->page.memos[i]);
	gs_write_text(w, "</tbody>\n</table>\n");
}

/* Links are relative: what stands in front may serve all of it elsewhere. */
static void write_links(struct gs_writer *w, const struct gs_answer *a,
    uint64_t page)
{
	size_t n = a->page.memo_count;
	bool older = n > 0 && a->page.memos[n - 1].number > 1;

	if (page == 1 && !older)
		return;
	gs_write_text(w, "<nav>");
	if (page == 2)
		gs_write_text(w, "<a href=\"../\">newer memos</a> ");
	if (page > 2) {
		gs_write_text(w, "<a href=\"");
		gs_write_decimal(w, page - 1);
		gs_write_text(w, "\">newer memos</a> ");
	}
	if (older) {
		gs_write_text(w, page == 1 ? "<a href=\"page/" :
		    "<a href=\"");
		gs_write_decimal(w, page + 1);
		gs_write_text(w, "\">older memos</a>");
	}
	gs_write_text(w, "</nav>\n");
}

/* Texts may grow sixfold when they are escaped. */
static size_t page_room(const struct gs_answer *a)
{
	size_t room = PAGE_HEAD_MAX + 12 * a->channel.name.len +
	    a->page.memo_count * PAGE_ROW_MAX;

	for (size_t i = 0; i < a->page.memo_count; i++)
		room += 6 * a->page.memos[i].banner.len;
	for (size_t i = 0; i < a->text_count; i++)
		room += 6 * a->texts[i].len + 2;
	return room;
}

static void write_page(struct gs_call *call, const struct gs_answer *a,
    uint64_t number)
{
	size_t room = page_room(a);
	uint8_t *page = gs_arena_take(&call->pool.arena, room, 1);
	struct gs_writer w = gs_writer_of(page, page == NULL ? 0 : room);

	write_head(&w, a);
	write_witnesses(&w, a);
	write_memos(&w, a);
	write_links(&w, a, number);
	gs_write_text(&w, "<p>What this page says is the server's word. "
	    "<code>gainsay audit</code> establishes it from the log.</p>\n"
	    "</main>\n</body>\n</html>\n");
	if (gs_writer_end(&w) == GS_OK)
		gs_call_bytes(call, 200, "text/html; charset=utf-8", w.ptr,
		    w.len);
	else
		gs_call_fail(call, GS_ERR_MEMORY);
}

static void make_page(struct gs_call *call, uint64_t number)
{
	struct gs_ask ask = {.kind = GS_ASK_PAGE, .page = number};
	struct gs_answer a;

	gs_call_show(&ask, call);
	if (gs_call_ask(call, &a, &ask))
		write_page(call, &a, number);
	gs_host_wipe(&ask, sizeof ask);
	gs_answer_free(&a);
}

/* Each page has one address: the first is /.  0: there is none. */
static uint64_t page_number(const struct gs_call *call)
{
	uint64_t number = 0;

	if (call->rest == NULL)
		return 1;
	return gs_decimal_decode(&number, call->rest, strlen(call->rest),
	    UINT32_MAX) == GS_OK && number > 1 ? number : 0;
}

/* What everybody is shown; to whoever shows who they are the back answers. */
static bool is_shared(const struct gs_call *call)
{
	return gs_front_is_open(call->front) && !call->has_token &&
	    call->signed_request.len == 0;
}

bool gs_page_at_once(struct gs_call *call)
{
	return is_shared(call) && gs_kept_try(call, call->kept,
	    page_number(call));
}

void gs_route_page(struct gs_call *call)
{
	struct gs_kept *kept = call->kept;
	uint64_t number = page_number(call);

	if (!is_shared(call) || number == 0) {
		make_page(call, number);
		return;
	}

	struct gs_kept_page *page = gs_kept_hold(kept, number);
	if (!gs_kept_take(call, kept, page, number)) {
		uint64_t changes = gs_kept_changes(kept);

		make_page(call, number);
		gs_kept_put(page, call, number, changes);
	}
	gs_kept_release(page);
}
