/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/deliver.h"
#include "cli/common/verb.h"
#include "core/record/time.h"

/* Keep -------------------------------------------------------------------- */

int gs_queue_keep(struct gs_session *s, const char *path,
    struct gs_keep_order *order)
{
	char day[GS_DATE_LEN + 1] = "";
	const struct gs_delivery d = {.source = &s->source,
	    .member = s->member, .state = path};

	int err = gs_keep_day(&order->later, s->matter.now);
	if (err == GS_OK)
		err = gs_deliver_later(&s->report, &d, order);
	if (err != GS_OK)
		return err;

	gs_date_format((uint8_t *)day, order->later);
	printf("Queued; nothing was sent. The first 'gainsay show', 'read', "
	    "'promises' or 'me'\nwith your state on %s, UTC, or later sends it; "
	    "'gainsay promises\n--send' does so now.\n", day);
	return GS_OK;
}

/* Send -------------------------------------------------------------------- */

/* The same server over a connection of its own: what the verb asked for is not
 * to be tied to the act. */
static int reach_apart(struct gs_source *apart, struct gs_report *report,
    const struct gs_session *s)
{
	*apart = s->source;
	apart->http = NULL;
	return gs_http_open(&apart->http, report,
	    gs_http_base(s->source.http), &s->source.way);
}

/* A filing was asked for with all that its box showed then. */
static int check_count(struct gs_report *report, const struct gs_session *s,
    const struct gs_client_act *act, const struct gs_box_status *box)
{
	const struct gs_span count = {(const uint8_t *)box->count,
	    strlen(box->count)};

	if (gs_keep_again(s->member, act, count) != GS_KEEP_FELL)
		return GS_OK;
	gs_report_tell(report, "queued-filing-fell", "the box counts {0} acts, "
	    "fewer than when you asked to file its memo: the filing stays "
	    "queued; 'gainsay file' shows the memo and asks again",
	    gs_say_number(box->shown));
	return GS_ERR_RULE;
}

/* Where it goes is for the box to say, unless the log has the memo. */
static int ask_filed(bool *filed, struct gs_report *report,
    struct gs_http *http, const struct gs_session *s,
    const struct gs_client_act *act)
{
	struct gs_box_link link;
	struct gs_box_status box = {.filed = false};
	struct gs_request request;
	uint8_t *text = NULL;
	size_t len = 0;

	*filed = act->link.len == 0 ||
	    gs_state_memo_by(s->matter.state, act->memo) != NULL;
	if (*filed)
		return GS_OK;
	int err = gs_box_link_parse(&link, report, act->link.ptr,
	    act->link.len);
	if (err == GS_OK)
		err = gs_request_box_get(&request, &link, "");
	if (err != GS_OK)
		return err;

	err = gs_http_send(http, report, &text, &len, &request);
	gs_request_free(&request);
	const struct gs_reply reply = {gs_http_base(http), {text, len}};
	if (err == GS_OK)
		err = gs_box_look(&box, report, s->matter.state, &link,
		    &reply);
	if (err == GS_OK)
		err = check_count(report, s, act, &box);
	*filed = err == GS_OK && box.filed;
	free(text);
	gs_host_wipe(&link, sizeof link);
	return err;
}

/* A memo is filed once, whoever did it. */
static int drop_filing(struct gs_session *s, struct gs_report *report,
    const char *path, const struct gs_client_act *act)
{
	struct gs_report said = {.text = ""};

	gs_keep_drop(s->member, act->record);
	int err = gs_client_save(s->member, report, path, false);
	if (err == GS_OK)
		gs_report_say(&said, "queued-filing-done", "the memo that you "
		    "queued a filing of was filed by somebody else: yours was "
		    "not sent, and is erased");
	gs_verb_note(&said);
	return err;
}

static void tell_sent(const char *name)
{
	struct gs_report said = {.text = ""};

	gs_report_tell(&said, "queued-act-sent", "{0}, which was queued, was "
	    "sent, and is promised", gs_say_text(name));
	gs_verb_note(&said);
}

int gs_queue_send(struct gs_session *s, const char *path,
    const struct gs_client_act *act)
{
	struct gs_source apart;
	char name[GS_KEEP_NAME_MAX];
	bool filed = false;

	gs_keep_name(name, act, s->matter.state);
	int err = reach_apart(&apart, &s->report, s);
	if (err == GS_OK)
		err = ask_filed(&filed, &s->report, apart.http, s, act);
	if (err == GS_OK && filed && strcmp(act->kind, "file") == 0) {
		err = drop_filing(s, &s->report, path, act);
	} else if (err == GS_OK) {
		const struct gs_delivery d = {.source = &apart,
		    .member = s->member, .state = path, .filed = filed};

		err = gs_deliver_kept(&s->report, &d, act);
		if (err == GS_OK)
			tell_sent(name);
	}
	gs_http_free(&apart.http);
	return err;
}

void gs_queue_look(struct gs_session *s, const char *path)
{
	struct gs_report said = {.text = ""};
	char name[GS_KEEP_NAME_MAX];

	if (s->member == NULL)
		return;
	size_t index = gs_keep_due(s->member, s->matter.now);
	const struct gs_client_act *act = gs_client_act_at(s->member, index);
	if (act == NULL)
		return;

	gs_keep_name(name, act, s->matter.state);
	int err = gs_queue_send(s, path, act);
	if (err != GS_OK)
		gs_report_tell(&said, "queued-act-not-sent", "{0}, which was "
		    "queued, was to be sent, and no promise of it came: {1}",
		    gs_say_text(name), gs_say_text(s->report.text[0] != '\0' ?
		    s->report.text : gs_strerror(err)));
	gs_verb_note(&said);
	s->report = (struct gs_report){.text = ""};
}

void gs_queue_tell(const struct gs_session *s)
{
	struct gs_report said = {.text = ""};

	if (s->member == NULL || gs_keep_due(s->member, s->matter.now) ==
	    gs_client_act_count(s->member))
		return;
	gs_report_say(&said, "queued-acts-stay", "an act that you queued is "
	    "due, and does not go together with this one: 'gainsay promises' "
	    "sends it, at another time");
	gs_verb_note(&said);
}
