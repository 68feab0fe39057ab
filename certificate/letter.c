/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate/letter.h"

#include <stdio.h>
#include <string.h>

#include "certificate/page.h"
#include "core/host.h"
#include "lib/host.h"

#define CODE_SIDE 190.0
#define SHEET_SIDE 240.0 /* it says more */
#define LINE_MAX (GS_INVITATION_MAX + 1)

static void put_items(struct gs_page *p, const char *const *items,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		gs_page_text(p, GS_PAGE_ITEM, items[i]);
}

static int print_greeting(struct gs_page *p,
    const struct gs_letter_plan *plan)
{
	char line[1024];

	gs_page_text(p, GS_PAGE_TITLE, "Invitation");
	int err = gs_page_code(p, &plan->text, CODE_SIDE);
	if (err != GS_OK)
		return err;
	(void)snprintf(line, sizeof line, "to %s: the channel in which "
	    "members question policy in writing, unnamed, and are answered.",
	    plan->invitation->name);
	gs_page_text(p, GS_PAGE_BODY, line);
	gs_page_text(p, GS_PAGE_BODY, "Everybody who is eligible gets this "
	    "page and should join, whether or not they will ever use it: the "
	    "more have joined, the better each of them is hidden. That you "
	    "joined says nothing of what you think.");

	gs_page_text(p, GS_PAGE_BODY, "It is yours alone. Whoever has it can "
	    "join in your place: keep it as you keep a password, and destroy "
	    "it when you have joined. If somebody was quicker, the program "
	    "tells you; then ask for another.");
	return GS_OK;
}

static void print_steps(struct gs_page *p)
{
	static const char *const items[] = {
	    "Install the program gainsay on a computer of your own.",
	    "Scan the code on this page, and save its text in a file with the "
	    "name invitation. Without a scanner copy the lines at the foot.",
	    "Type two lines. The first makes the file yours alone, without "
	    "which the second refuses it: chmod 600 invitation, then gainsay "
	    "join invitation",
	    "It shows eight words. Compare them with what your union or your "
	    "colleagues have, in another way than this page: they are the same "
	    "for every member. If yours differ, stop.",
	    "Choose a passphrase that you can remember and nobody can guess. "
	    "Nobody can give you another. Keep a copy of the file that the "
	    "program makes, on a device of your own."};

	gs_page_text(p, GS_PAGE_HEADING, "To join");
	put_items(p, items, sizeof items / sizeof *items);
}

static void print_warnings(struct gs_page *p)
{
	static const char *const items[] = {
	    "On its computers, its telephones, its network and its mail: "
	    "everything. What you type, read and print, which programs run, "
	    "which addresses you open, and when. In 2025 people who had signed "
	    "a letter of dissent were found by a search of their employer's "
	    "own computers and mail.",
	    "So do all of this at home, on a computer, a line and an account "
	    "that are yours. Do not photograph this page with a telephone of "
	    "your employer's, do not print memos there, do not send links by "
	    "its mail, and do not open one there that somebody sent you.",
	    "That you got this page, and that you joined. Not what you read or "
	    "endorse: the channel keeps no address and no time of it, and a "
	    "proof shows that one of all members endorsed, not which.",
	    "From which address you come, if it watches the line of its "
	    "server. With Tor it cannot: gainsay join --proxy "
	    "socks5h://127.0.0.1:9050 invitation",
	    ("Your way of writing, if you write a memo yourself; and what you "
	    "tell others. No program helps against that.")};

	gs_page_text(p, GS_PAGE_HEADING, "What your employer can see");
	put_items(p, items, sizeof items / sizeof *items);
}

/* Nobody copies a checkpoint's 132 characters of base64 without an error: what
 * is there to be typed is the invitation without it, which is one too. */
static void drop_checkpoint(char *text)
{
	char *line = strstr(text, "\ncheckpoint ");
	char *end = line == NULL ? NULL : strchr(line + 1, '\n');

	if (end != NULL)
		memmove(line, end, strlen(end) + 1);
}

static void print_code_lines(struct gs_page *p, struct gs_span record)
{
	char text[LINE_MAX];
	size_t len = record.len < sizeof text ? record.len : sizeof text - 1;

	/* Without the last line's end, which would be an empty line. */
	len -= len > 0 && record.ptr[len - 1] == '\n';
	memcpy(text, record.ptr, len);
	text[len] = '\0';
	drop_checkpoint(text);
	gs_page_text(p, GS_PAGE_COMMAND, text);
	gs_host_wipe(text, sizeof text);
}

static void print_record(struct gs_page *p, struct gs_span record)
{
	gs_page_text(p, GS_PAGE_HEADING, "What the code says");
	print_code_lines(p, record);
}

static void print_whose(struct gs_page *p, const char *whose)
{
	char line[256];

	if (whose == NULL)
		return;
	(void)snprintf(line, sizeof line, "For %s", whose);
	gs_page_text(p, GS_PAGE_SMALL, line);
}

static void print_keeping(struct gs_page *p)
{
	static const char *const items[] = {
	    "Whoever has this page acts as you, and finds out which acts are "
	    "yours: it is not under your passphrase. Keep it as you keep a "
	    "passport; not with your computer, and not where your employer or "
	    "others look.",
	    "To bring your state back: scan the code and save its text in a "
	    "file with the name sheet, or copy the lines below; then type "
	    "chmod 600 sheet, which makes it yours alone, and gainsay restore "
	    "sheet",
	    "It has the keys that you had when it was made. When you have "
	    "handed in new ones, make another and destroy this one.",
	    "If it is lost or somebody saw it, tell the registrar at once, who "
	    "replaces the keys of the rolls that are not out yet."};

	put_items(p, items, sizeof items / sizeof *items);
}

int gs_sheet_page(struct gs_writer *pdf, struct gs_span text, int64_t date)
{
	struct gs_page *page = NULL;
	const struct gs_page_plan form = {.title = "Recovery sheet",
	    .date = date, .marking = {(const uint8_t *)"", 0}};

	int err = gs_page_open(&page, pdf, &form);
	if (err != GS_OK)
		return err;
	gs_page_text(page, GS_PAGE_TITLE, "Recovery sheet");
	err = gs_page_code(page, &text, SHEET_SIDE);
	if (err == GS_OK) {
		print_keeping(page);
		gs_page_clear(page);
		print_record(page, text);
	}

	int closed = gs_page_close(&page);
	return err != GS_OK ? err : closed;
}

static int print_own_part(struct gs_page *p, struct gs_arena *arena,
    const struct gs_letter_part *part, const struct gs_letter_plan *plan)
{
	static const enum gs_page_style styles[] = {
	    [GS_LETTER_TITLE] = GS_PAGE_TITLE,
	    [GS_LETTER_HEADING] = GS_PAGE_HEADING,
	    [GS_LETTER_BODY] = GS_PAGE_BODY, [GS_LETTER_ITEM] = GS_PAGE_ITEM};
	const struct gs_letter_values values = {plan->invitation->name,
	    plan->whose};
	const char *text = NULL;

	if (part->style == GS_LETTER_QR)
		return gs_page_code(p, &plan->text, CODE_SIDE);
	if (part->style == GS_LETTER_RECORD) {
		gs_page_clear(p);
		print_code_lines(p, plan->text);
		return GS_OK;
	}
	int err = gs_letter_text_fill(&text, arena, part, &values);
	if (err == GS_OK && text != NULL)
		gs_page_text(p, styles[part->style], text);
	return err;
}

/* In the organisation's own words. */
static int print_own_words(struct gs_page *p, const struct gs_letter_plan *plan)
{
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < plan->own->count; i++)
		err = print_own_part(p, arena, &plan->own->part[i], plan);
	gs_pool_free(&pool);
	return err;
}

static int print_ours(struct gs_page *p, const struct gs_letter_plan *plan)
{
	int err = print_greeting(p, plan);

	if (err != GS_OK)
		return err;
	print_steps(p);
	gs_page_clear(p);
	print_warnings(p);
	print_record(p, plan->text);
	print_whose(p, plan->whose);
	return GS_OK;
}

int gs_letter_page(struct gs_writer *pdf, const struct gs_letter_plan *plan)
{
	struct gs_page *page = NULL;
	const struct gs_page_plan form = {.title = plan->own != NULL ?
	    plan->invitation->name : "Invitation", .date = plan->date,
	    .marking = {(const uint8_t *)"", 0}, .foreign = plan->own != NULL};

	int err = gs_page_open(&page, pdf, &form);
	if (err != GS_OK)
		return err;
	err = plan->own != NULL ? print_own_words(page, plan) :
	    print_ours(page, plan);

	int closed = gs_page_close(&page);
	return err != GS_OK ? err : closed;
}
