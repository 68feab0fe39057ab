/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/pages.h"

#include <stdio.h>
#include <string.h>

#include "core/bytes.h"
#include "lib/site/site.h"
#include "server/back/cosign.h"
#include "server/back/public.h"
#include "server/back/warn.h"

#define VKEY_MAX 400
#define RETRY_SECONDS 60

struct pages {
	struct gs_back *back;
	struct gs_report *report;
};

/* In the folder of the channel a publication's page lies beside the others, so
 * that no folder there has a name of its own. */
static void place_page(char out[GS_SITE_NAME_MAX], const char *name)
{
	static const char middle[] = "/publication/";
	const char *at = strstr(name, middle);

	if (at == NULL)
		(void)snprintf(out, GS_SITE_NAME_MAX, "%s", name);
	else
		(void)snprintf(out, GS_SITE_NAME_MAX, "publication/%.*s-%s",
		    (int)(at - name) - 5, name + 5, at + sizeof middle - 1);
}

static int put_page(void *ctx, const char *name, struct gs_span bytes)
{
	const struct pages *p = ctx;
	char place[GS_SITE_NAME_MAX];

	place_page(place, name);
	return gs_tiles_show(p->report, p->back->public_dir, place, bytes.ptr,
	    bytes.len);
}

static int give_content(void *ctx, struct gs_span *bytes,
    const uint8_t hash[32])
{
	const struct pages *p = ctx;

	return gs_store_content(bytes, p->back->log, hash);
}

static int make_pages(struct gs_back *back, struct gs_report *report,
    int64_t now)
{
	struct pages pages = {back, report};
	uint8_t vkey[VKEY_MAX];
	struct gs_writer v = gs_writer_of(vkey, sizeof vkey);
	struct gs_site site = {.state = back->state, .now = now,
	    .witnessed = back->witnessed, .check = "check/",
	    .member = "member/", .content = give_content,
	    .put = put_page, .ctx = &pages};
	struct gs_answer missing;
	int err = GS_OK;

	gs_verifier_write(&v, &back->signer.verifier);
	site.vkey = (struct gs_span){vkey, v.len};
	gs_answer_start(&missing);
	/* What its witnesses have not cosigned nobody's program believes. */
	if (back->witnessed < back->signed_size)
		err = gs_back_name_missing(back, &missing);
	site.missing = missing.texts;
	site.missing_count = missing.text_count;
	if (err == GS_OK)
		err = gs_site_make(&back->pages.until, &back->pages.kept,
		    &site);
	gs_answer_free(&missing);
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
	gs_site_forget(&back->pages.kept);
}
