/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/deliver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/verb.h"
#include "lib/file.h"
#include "lib/steps/complaint.h"

#define ATTEMPTS 3

static int save_state(const struct gs_delivery *d, struct gs_report *report)
{
	return d->state == NULL ? GS_OK : gs_client_save(d->member, report,
	    d->state, false);
}

static int send_attempts(struct gs_reply *reply, struct gs_report *report,
    struct gs_http *http, struct gs_request *request)
{
	uint8_t *text = NULL;
	size_t len = 0;
	int err = GS_ERR_IO;

	for (unsigned i = 0; i < ATTEMPTS && err == GS_ERR_IO; i++) {
		if (i > 0)
			(void)sleep(i);
		err = gs_http_send(http, report, &text, &len, request);
	}
	gs_request_free(request);
	if (err == GS_OK)
		*reply = (struct gs_reply){gs_http_base(http), {text, len}};
	return err;
}

/* What the server signed, and the act that it is about, for others. */
static int write_signed(struct gs_report *report, const char *path,
    const char *text, struct gs_span act)
{
	const struct gs_span span = {(const uint8_t *)text, strlen(text)};
	size_t room = span.len + 1 + act.len;
	uint8_t *file = malloc(room);

	if (file == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(file, room);
	int err = gs_complaint_write(&w, span, act);
	if (err == GS_OK)
		err = gs_file_write(path, file, w.len, 0600, report);
	free(file);
	return err;
}

/* Whether an honest server signs that it refused: it has judged the record. */
static bool is_judged(int err)
{
	return err == GS_ERR_RULE || err == GS_ERR_PROOF ||
	    err == GS_ERR_SIGNATURE || err == GS_ERR_DUPLICATE ||
	    err == GS_ERR_MISMATCH || err == GS_ERR_UNKNOWN ||
	    err == GS_ERR_DENIED || err == GS_ERR_FORMAT ||
	    err == GS_ERR_SPACE;
}

/* A refusal that is signed can be shown to others. */
static void show_refusal(const struct gs_delivery *d, const char *refusal,
    struct gs_span act)
{
	struct gs_report said = {.text = ""};

	if (d->promise == NULL && d->state == NULL)
		gs_report_say(&said, "refusal-not-kept", "the refusal is "
		    "signed, and nothing here keeps it: with --promise FILE it "
		    "is written, for 'gainsay audit --promise'");
	else if (d->promise != NULL && write_signed(&said, d->promise, refusal,
	    act) == GS_OK && strcmp(d->promise, "-") != 0)
		gs_report_tell(&said, "refusal-written", "the refusal is "
		    "written to {0}", gs_say_text(d->promise));
	gs_verb_note(&said);
}

/* The server's reason is told by whoever called; here, what it signed. */
static int keep_refused(const struct gs_delivery *d,
    const struct gs_client_act *act, int refused)
{
	const char *refusal = gs_http_refusal(d->source->http);
	struct gs_report said = {.text = ""};

	if (refusal == NULL && !is_judged(refused))
		return refused;
	int err = gs_keep_refusal(d->member, &said, act,
	    gs_state_charter(gs_channel_state(d->source->channel)), refusal);
	bool is_signed = err == GS_OK;
	if (err == GS_OK)
		err = save_state(d, &said);
	if (err == GS_OK && d->state != NULL)
		gs_report_say(&said, "refusal-kept", "the refusal is signed, "
		    "and your state keeps it: 'gainsay promises' shows it, and "
		    "writes it for others");
	gs_verb_note(&said);

	if (is_signed)
		show_refusal(d, refusal, act->record);
	return refused;
}

static int send_kept(struct gs_report *report, const struct gs_delivery *d,
    const struct gs_client_act *act, struct gs_request *request)
{
	struct gs_reply reply = {.from = NULL};

	int err = send_attempts(&reply, report, d->source->http, request);
	if (err != GS_OK)
		return keep_refused(d, act, err);

	struct gs_keep_view view = {
	    .state = gs_channel_state(d->source->channel)};
	err = gs_source_now(&view.now, d->source);
	if (err == GS_OK)
		err = gs_keep_promise(d->member, report, act, &view, &reply);
	free((void *)(uintptr_t)reply.text.ptr);
	return err;
}

static int release_queued(const struct gs_client_act **act,
    struct gs_report *report, const struct gs_delivery *d)
{
	if ((*act)->later == 0)
		return GS_OK;

	int err = gs_keep_release(act, d->member);
	return err == GS_OK ? save_state(d, report) : err;
}

int gs_deliver_kept(struct gs_report *report, const struct gs_delivery *d,
    const struct gs_client_act *act)
{
	struct gs_request request = {.body = NULL};

	int err = gs_keep_request(&request, act, d->filed);
	if (err == GS_OK)
		err = release_queued(&act, report, d);
	if (err != GS_OK) {
		gs_request_free(&request);
		return err;
	}

	err = send_kept(report, d, act, &request);
	return err == GS_OK ? save_state(d, report) : err;
}

int gs_deliver_later(struct gs_report *report, const struct gs_delivery *d,
    const struct gs_keep_order *order)
{
	const struct gs_client_act *act = NULL;

	int err = gs_keep_act(&act, report, d->member, order);
	return err == GS_OK ? save_state(d, report) : err;
}

static int deliver_with(char **promise, struct gs_report *report,
    const struct gs_delivery *d, const struct gs_keep_order *order)
{
	const struct gs_client_act *act = NULL;
	struct gs_request request = {.body = NULL};

	int err = gs_keep_act(&act, report, d->member, order);
	if (err == GS_OK)
		err = act->later != 0 ? release_queued(&act, report, d) :
		    save_state(d, report);
	if (err == GS_OK)
		err = gs_keep_send(&request, act, order, d->filed);
	if (err == GS_OK)
		err = send_kept(report, d, act, &request);
	if (err == GS_OK)
		err = save_state(d, report);
	if (err != GS_OK || promise == NULL)
		return err;
	*promise = strndup((const char *)act->promise.ptr, act->promise.len);
	return *promise == NULL ? GS_ERR_MEMORY : GS_OK;
}

int gs_deliver_tell(struct gs_report *report, const struct gs_delivery *d,
    const char *promise, struct gs_span act)
{
	int err = d->promise == NULL ? GS_OK : write_signed(report, d->promise,
	    promise, act);
	const char *written = err == GS_OK ? d->promise : NULL;

	if (d->state != NULL)
		printf("Your state keeps the server's promise; 'gainsay "
		    "promises' says what became of it.\n");
	else if (written == NULL)
		printf("The server promises, and nothing here keeps it:\n%s",
		    promise);
	if (written != NULL && strcmp(written, "-") != 0)
		printf("The server's promise, which 'gainsay audit --promise' "
		    "checks, is in %s.\n", written);
	return err;
}

/* Without a state it is kept in one that is never written. */
int gs_deliver(char **promise, struct gs_report *report,
    const struct gs_delivery *d, const struct gs_keep_order *order)
{
	struct gs_delivery mine = *d;
	const struct gs_client_home home = {.server = "-", .vkey = "-"};

	if (d->member != NULL)
		return deliver_with(promise, report, d, order);
	mine.state = NULL;
	int err = gs_client_new(&mine.member, &home);
	if (err == GS_OK)
		err = deliver_with(promise, report, &mine, order);
	gs_client_free(&mine.member);
	return err;
}
