/* SPDX-License-Identifier: Apache-2.0 */
/* usage: certificate-states DIR
 * Certificates of memos in states that no kept file is in: certificate.py looks
 * at them.  The states are real, the verdict is made without a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "certificate/certificate.h"
#include "certificate/page.h"
#include "lib/file.h"
#include "tests/unit/world.h"

static struct world w;
static struct gs_case e;

static void apply(struct gs_span text)
{
	int err = world_apply(&w, text);

	if (err == GS_OK)
		return;

	fprintf(stderr, "certificate-states: %s (%d)\n",
	    w.refusal.why != NULL ? w.refusal.why : "refused", err);
	exit(1);
}

static struct world_memo file(uint64_t requests)
{
	struct world_memo m = world_memo_plain();

	world_start(&w);
	m.requests = requests;
	apply(world_memo(&w, &m));
	memset(&e, 0, sizeof e);
	return m;
}

static void print(const char *dir, const char *name,
    const struct gs_memo *memo)
{
	static uint8_t pdf[GS_CERTIFICATE_MAX];
	static const uint8_t key[32] = {1};
	char path[4096];
	struct gs_writer out = gs_writer_of(pdf, sizeof pdf);

	e.verdict.memo = memo != NULL ? memo : gs_state_memo(w.state);
	e.verdict.state = w.state;
	e.verdict.checkpoint = (struct gs_checkpoint){
	    .origin = "dissent.example/test", .size = 27};
	e.trust.count = e.trust.count == 0 ? 1 : e.trust.count;

	(void)snprintf(path, sizeof path, "%s/%s.pdf", dir, name);
	if (gs_verifier_init(&e.trust.verifiers[0], "dissent.example/test",
	        GS_KEY_ED25519, key) != GS_OK ||
	    gs_certificate_write(&out, &e) != GS_OK ||
	    gs_file_write(path, pdf, out.len, 0644, NULL) != GS_OK) {
		fprintf(stderr, "certificate-states: %s\n", name);
		exit(1);
	}

	world_stop(&w);
}

static struct gs_span reply(const struct world_memo *m, size_t requests)
{
	static const char *const words[] = {"accepted", "declined",
	    "no-decision"};
	static const char *some[512];

	for (size_t i = 0; i < requests; i++)
		some[i] = words[i % 3];
	return world_reply(&w, m->id, some, requests, false);
}

static void witness(bool seen)
{
	if (seen)
		gs_state_witnessed(w.state, gs_state_size(w.state), w.at + 60,
		    9);
}

static void answered(const char *dir, const char *name, int64_t days,
    bool seen)
{
	struct world_memo m = file(3);

	w.at += days > 60 ? 6 * 86400 : 86400;
	apply(world_acknowledge(&w, m.id, W_OFFICE, "office"));
	witness(seen);
	w.at += days * 86400;
	apply(reply(&m, 3));
	witness(seen);
	print(dir, name, NULL);
}

static void overdue(const char *dir)
{
	struct world_memo m = file(2), other = world_memo_plain();
	(void)m;

	w.at += 200 * 86400;
	other.tag = 5;
	other.requests = 5;
	apply(world_memo(&w, &other));
	print(dir, "overdue", gs_state_memo(w.state)->before);
}

/* Its reply is due after the last day whose closed days are known: the
 * acknowledgement is not. */
static void outside(const char *dir)
{
	struct world_memo m = world_memo_plain();

	world_start(&w);
	w.at += (int64_t)400 * 86400;
	apply(world_memo(&w, &m));
	memset(&e, 0, sizeof e);
	print(dir, "outside", NULL);
}

/* What either side could not open, beside duties that are met. */
static void unopened(const char *dir)
{
	const struct world_unreadable office = {"memo", 1, 0, W_OFFICE,
	    "office"}, author = {"reply", 2, 1, W_AUTHOR, "author"};
	struct world_memo m = file(3);

	w.at += 3600;
	apply(world_unreadable(&w, m.id, &office));
	apply(world_acknowledge(&w, m.id, W_OFFICE, "office"));
	w.at += 30 * 86400;
	apply(reply(&m, 3));
	apply(world_unreadable(&w, m.id, &author));
	print(dir, "unopened", NULL);
}

static void redacted(const char *dir)
{
	(void)file(2);

	e.verdict.opening.count = 400;
	e.verdict.opening.open_count = 3;
	print(dir, "redacted", NULL);
}

static void name_witnesses(void)
{
	char name[GS_NOTE_NAME_MAX + 1];
	uint8_t key[32] = {2};

	e.trust.time = 1709251200;
	for (e.trust.count = 1; e.trust.count < 64; e.trust.count++) {
		size_t i = e.trust.count;
		key[1] = (uint8_t)i;
		memset(name, 'w', sizeof name - 1);
		name[sizeof name - 1] = '\0';
		(void)snprintf(name, 8, "w%zu", i);
		name[strlen(name)] = '.';
		if (gs_verifier_init(&e.trust.verifiers[i], name,
		    GS_KEY_COSIGNATURE, key) != GS_OK)
			exit(1);
		e.trust.verified[i] = (struct gs_attestation){true, 1709251200};
	}
}

static void parse(struct gs_record *out, struct gs_span text)
{
	if (gs_record_parse(out, NULL, w.arena, text.ptr, text.len) != GS_OK)
		exit(1);
}

/* Everything as long as it can be, in a memo that could not be: it has fewer
 * blocks than requests. */
static void full(const char *dir, const char *name, size_t banner_len)
{
	static char banner[2049];
	struct world_memo m = file(3);

	w.at += 86400;
	apply(world_acknowledge(&w, m.id, W_OFFICE, "office"));
	w.at += 80 * 86400;
	apply(reply(&m, 3));

	struct gs_memo memo = *gs_state_memo(w.state);
	struct gs_writer text = gs_writer_of(banner, sizeof banner - 1);
	gs_write_text(&text, "CUI//SP-INTL");
	while (text.len + 8 < banner_len)
		gs_write_text(&text, "/SP-ABCD");
	banner[text.len] = '\0';

	struct gs_memo_reply last = *memo.reply;
	parse(&last.rec, reply(&m, 512));
	memo.reply = &last;
	memo.requests = 512;
	m.banner = banner;
	parse(&memo.rec, world_memo(&w, &m));

	name_witnesses();
	print(dir, name, &memo);
}

/* More than any certificate has. */
static void overflow(const char *dir)
{
	static uint8_t pdf[GS_CERTIFICATE_MAX];
	static const uint8_t marking[] = "UNCLASSIFIED";
	char path[4096], text[32];
	struct gs_page *page = NULL;
	const struct gs_page_plan plan = {.title = "Overflow",
	    .marking = {marking, sizeof marking - 1}};
	struct gs_writer out = gs_writer_of(pdf, sizeof pdf);

	int err = gs_page_open(&page, &out, &plan);
	if (err != GS_OK)
		exit(1);

	for (int i = 1; i <= 500; i++) {
		(void)snprintf(text, sizeof text, "This is line %d.", i);
		gs_page_text(page, GS_PAGE_BODY, text);
	}

	(void)gs_page_draw(page, 50);
	gs_page_box(page, GS_INK_RED, (struct gs_page_rect){50, 780, 200, 10});
	gs_page_label(page, GS_INK_RED, (struct gs_spot){50, 780, 0, 0},
	    "A label");
	gs_page_drawn(page);
	gs_page_row(page, "A name", "A row", GS_INK_BLACK);

	err = gs_page_close(&page);
	(void)snprintf(path, sizeof path, "%s/overflow.pdf", dir);
	if (err != GS_OK ||
	    gs_file_write(path, pdf, out.len, 0644, NULL) != GS_OK)
		exit(1);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;

	answered(argv[1], "met", 30, true);
	answered(argv[1], "dated", 30, false);
	answered(argv[1], "late", 90, false);
	overdue(argv[1]);
	outside(argv[1]);
	unopened(argv[1]);
	redacted(argv[1]);
	full(argv[1], "long", 240);
	full(argv[1], "longest", 2048);
	overflow(argv[1]);
	return 0;
}
