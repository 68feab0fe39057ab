/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/keep.h"

#include <stdlib.h>
#include <string.h>

#include "core/record/time.h"
#include "lib/client/json.h"
#include "lib/host.h"
#include "lib/records/refusal.h"
#include "lib/steps/complaint.h"
#include "lib/steps/endorse.h"
#include "lib/steps/filing.h"
#include "lib/steps/promise.h"

#define ID_DIGITS 16 /* of a memo's id, for people */
#define LATER_LEAST (INT64_C(12) * GS_HOUR)
#define LATER_SPREAD (48u * GS_HOUR) /* seconds */

/* Keep -------------------------------------------------------------------- */

static int parse_kept_act(struct gs_promise *out, struct gs_span record)
{
	struct gs_record rec;
	struct gs_pool pool;

	int err = gs_record_parse(&rec, NULL, gs_pool_start(&pool), record.ptr,
	    record.len);
	if (err == GS_OK)
		err = gs_promise_of(out, &rec);
	gs_pool_free(&pool);
	return err == GS_OK || err == GS_ERR_MEMORY ? err : GS_ERR_FORMAT;
}

static int refuse_room(struct gs_report *report, int err)
{
	if (err == GS_ERR_SPACE)
		gs_report_tell(report, "state-acts-full", "the state has no "
		    "room for another act: it keeps {0} at most; drop some "
		    "that wait for nothing, by 'gainsay promises --drop'",
		    gs_say_number(GS_CLIENT_ACTS_MAX));
	return err;
}

/* Whether the state has all that is needed to hand it in again. */
static bool is_kept_whole(const struct gs_keep_order *order)
{
	return order->load == NULL && !order->unkept;
}

/* One that was not refused stays, and learns the link that is used now: a box
 * may have been taken back and opened again.  It forgets its link when it is
 * not to go to its box alone. */
static int put_again(struct gs_client *client,
    const struct gs_client_act *old, const struct gs_keep_order *order,
    struct gs_span link)
{
	struct gs_client_act mine = *old;
	bool alone = is_kept_whole(order);

	if (alone && (link.len == 0 || (old->link.len == link.len &&
	    memcmp(old->link.ptr, link.ptr, link.len) == 0)))
		return GS_OK;
	mine.link = alone ? link : (struct gs_span){NULL, 0};
	return gs_client_put_act(client, &mine);
}

static int put_new(struct gs_client *client, const struct gs_promise *is,
    const struct gs_keep_order *order, struct gs_span link)
{
	struct gs_client_act act = {.edition = order->edition,
	    .later = order->later, .record = order->record, .link = link,
	    .count = order->count};

	if (!order->unkept)
		act.content = order->content;

	memcpy(act.memo, is->memo, 32);
	memcpy(act.tag, is->tag, 32);
	memcpy(act.kind, is->act, sizeof act.kind);
	return gs_client_put_act(client, &act);
}

/* An endorsement that was never sent needs no withdrawal, which is final. */
static int refuse_queued(struct gs_report *report,
    const struct gs_client *client, const struct gs_promise *is)
{
	const struct gs_client_act *endorsement = strcmp(is->act, "withdraw") ==
	    0 ? gs_client_act(client, is->memo, "endorse", is->tag) : NULL;

	if (endorsement == NULL || endorsement->later == 0)
		return GS_OK;
	gs_report_say(report, "endorsement-still-queued", "your endorsement "
	    "waits in your state and was never sent: 'gainsay promises --drop' "
	    "erases it, nobody learns of it, and you may endorse later");
	return GS_ERR_RULE;
}

/* What is to be queued must not be out already. */
static int refuse_sent(struct gs_report *report,
    const struct gs_client_act *old, const struct gs_keep_order *order)
{
	if (old == NULL || order->later == 0 || old->later != 0 ||
	    old->refusal.len > 0)
		return GS_OK;
	gs_report_say(report, "act-sent-already", "this act was sent already: "
	    "'gainsay promises' says what became of it");
	return GS_ERR_DUPLICATE;
}

/* A memo has one end of an author's.  What is sent is what is kept: another
 * reason than that which was just confirmed must not be. */
static int refuse_other_end(struct gs_report *report,
    const struct gs_client_act *old, const struct gs_keep_order *order)
{
	if (old == NULL || strcmp(old->kind, "end") != 0 ||
	    (old->refusal.len > 0 && old->promise.len == 0) ||
	    (old->record.len == order->record.len && memcmp(old->record.ptr,
	    order->record.ptr, old->record.len) == 0))
		return GS_OK;
	gs_report_say(report, "end-has-other-reason", "your state keeps an end "
	    "of this memo with another reason, which may have been sent: give "
	    "the same reason again, or erase it by 'gainsay promises --drop'");
	return GS_ERR_DUPLICATE;
}

int gs_keep_act(const struct gs_client_act **out, struct gs_report *report,
    struct gs_client *client, const struct gs_keep_order *order)
{
	struct gs_promise is;
	char link[GS_LINK_MAX];
	struct gs_writer w = gs_writer_of(link, sizeof link);

	int err = parse_kept_act(&is, order->record);
	if (err == GS_OK)
		err = refuse_queued(report, client, &is);
	if (err == GS_OK && order->link != NULL && is_kept_whole(order)) {
		gs_box_link_write(&w, order->link);
		err = gs_writer_end(&w);
	}
	if (err != GS_OK)
		return err;

	const struct gs_span span = {(const uint8_t *)link, w.len};
	const struct gs_client_act *old = gs_client_act(client, is.memo,
	    is.act, is.tag);
	err = refuse_sent(report, old, order);
	if (err == GS_OK)
		err = refuse_other_end(report, old, order);
	if (err == GS_OK)
		err = old != NULL && (old->refusal.len == 0 ||
		    old->promise.len > 0) ?
		    put_again(client, old, order, span) :
		    put_new(client, &is, order, span);
	gs_host_wipe(link, sizeof link);
	if (err == GS_OK)
		*out = gs_client_act(client, is.memo, is.act, is.tag);
	return refuse_room(report, err);
}

void gs_keep_drop(struct gs_client *client, struct gs_span record)
{
	for (size_t i = gs_client_act_count(client); i > 0; i--) {
		const struct gs_span *kept =
		    &gs_client_act_at(client, i - 1)->record;

		if (kept->len == record.len &&
		    memcmp(kept->ptr, record.ptr, record.len) == 0)
			gs_client_drop_act(client, i - 1);
	}
}

/* Queue ------------------------------------------------------------------- */

int gs_keep_day(int64_t *day, int64_t now)
{
	uint32_t draw = 0;

	int err = gs_host_random((uint8_t *)&draw, sizeof draw);
	if (err != GS_OK)
		return err;
	int64_t moment = now + LATER_LEAST + (int64_t)(draw % LATER_SPREAD);
	*day = (moment + GS_DAY - 1) / GS_DAY;
	return GS_OK;
}

size_t gs_keep_due(const struct gs_client *client, int64_t now)
{
	size_t i = 0, count = gs_client_act_count(client);

	for (; i < count; i++) {
		int64_t later = gs_client_act_at(client, i)->later;

		if (later != 0 && later * GS_DAY <= now)
			break;
	}
	return i;
}

int gs_keep_release(const struct gs_client_act **act, struct gs_client *client)
{
	struct gs_client_act mine = **act;

	mine.later = 0;
	int err = gs_client_put_act(client, &mine);
	if (err == GS_OK)
		*act = gs_client_act(client, mine.memo, mine.kind, mine.tag);
	return err;
}

/* Send -------------------------------------------------------------------- */

static bool is_vote(const struct gs_client_act *act)
{
	return strcmp(act->kind, "endorse") == 0 ||
	    strcmp(act->kind, "withdraw") == 0;
}

int gs_keep_send(struct gs_request *out, const struct gs_client_act *act,
    const struct gs_keep_order *order, bool filed)
{
	if (order->load != NULL)
		return gs_filing_send(out, order->link, act->record,
		    order->load);
	return order->unkept ? gs_promise_request(out, order->link,
	    act->record, order->content) : gs_keep_request(out, act, filed);
}

/* After filing a withdrawal is one of what the log has. */
static int request_late_vote(struct gs_request *out,
    const struct gs_box_link *link, const struct gs_client_act *act)
{
	bool files = strcmp(act->kind, "endorse") == 0 && act->content.len > 0;
	const struct gs_span none = {NULL, 0};
	size_t len = act->record.len + (files ? act->content.len : 0);
	uint8_t *text = malloc(len);

	if (text == NULL)
		return GS_ERR_MEMORY;
	memcpy(text, act->record.ptr, act->record.len);
	if (files)
		memcpy(text + act->record.len, act->content.ptr,
		    act->content.len);
	int err = gs_promise_request(out, link, (struct gs_span){text, len},
	    none);
	free(text);
	return err;
}

int gs_keep_request(struct gs_request *out, const struct gs_client_act *act,
    bool filed)
{
	struct gs_box_link link;
	bool linked = act->link.len > 0;
	const struct gs_act_texts texts = {act->record, act->content};
	const struct gs_filing_load nothing = {.count = 0};
	int err = GS_OK;

	if (linked)
		err = gs_box_link_parse(&link, NULL, act->link.ptr,
		    act->link.len);
	if (err != GS_OK)
		return err;

	bool file = strcmp(act->kind, "file") == 0;
	bool vote = is_vote(act);
	if (!linked && (file || (vote && !filed)))
		return GS_ERR_FORMAT;
	if (file)
		err = gs_filing_send(out, &link, act->record, &nothing);
	else if (vote && !filed)
		err = gs_endorse_send(out, &link, &texts);
	else if (vote)
		err = request_late_vote(out, linked ? &link : NULL, act);
	else
		err = gs_promise_request(out, linked ? &link : NULL,
		    act->record, act->content);
	gs_host_wipe(&link, sizeof link);
	return err;
}

/* What was answered ------------------------------------------------------- */

static struct gs_span span_of_answer(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

/* Whether the first promise stays: one for a later time would put off the
 * complaint with each try, and take the evidence of the time before. */
static bool binds_already(struct gs_span old, struct gs_span text)
{
	struct gs_promise first, second;

	if (old.len == 0 ||
	    gs_promise_read(&first, old.ptr, old.len) != GS_OK ||
	    gs_promise_read(&second, text.ptr, text.len) != GS_OK)
		return false;
	return first.by == 0 || (second.by != 0 && second.by >= first.by);
}

int gs_keep_promise(struct gs_client *client, struct gs_report *report,
    const struct gs_client_act *act, const struct gs_keep_view *view,
    const struct gs_reply *reply)
{
	const struct gs_promise_ground ground = {view->state, act->edition,
	    view->now};
	struct gs_client_act mine = *act;
	char *text = NULL;

	int err = gs_promise_take(&text, report, act->record, &ground, reply);
	if (err != GS_OK)
		return err;

	if (!binds_already(act->promise, span_of_answer(text)))
		mine.promise = span_of_answer(text);
	mine.refusal.len = 0;
	mine.sent = true;
	err = gs_client_put_act(client, &mine);
	free(text);
	return refuse_room(report, err);
}

int gs_keep_refusal(struct gs_client *client, struct gs_report *report,
    const struct gs_client_act *act, const struct gs_charter *charter,
    const char *refusal)
{
	struct gs_client_act mine = *act;
	struct gs_span why = {NULL, 0};
	uint8_t digest[32];

	if (refusal == NULL) {
		gs_report_say(report, "refused-unsigned", "the server refused "
		    "your act and did not sign that it did: an honest server "
		    "signs its reason; it can be handed in again");
		return GS_ERR_SIGNATURE;
	}

	gs_host_sha256(digest, &act->record, 1);
	const struct gs_refusal_terms terms = {.channel = charter->channel,
	    .memo = act->memo, .record = digest};
	int err = gs_refusal_check(&why, &terms,
	    gs_charter_role(charter, "promise")->key.ptr, refusal,
	    strlen(refusal));
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK) {
		gs_report_tell(report, "refusal-not-for-act", "what the server "
		    "signed is no refusal of your act: {0}; it can be handed "
		    "in again", gs_say_text(gs_strerror(err)));
		return err;
	}

	mine.refusal = span_of_answer(refusal);
	mine.sent = true;
	return refuse_room(report, gs_client_put_act(client, &mine));
}

int gs_keep_count(struct gs_client *client, struct gs_report *report,
    const struct gs_client_act *act, const struct gs_charter *charter,
    struct gs_span text)
{
	struct gs_client_act mine = *act;
	struct gs_count count;

	int err = gs_count_read(&count, charter->channel, act->memo,
	    gs_charter_role(charter, "promise")->key.ptr, text);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK) {
		gs_report_tell(report, "count-not-signed", "the box's count is "
		    "not one that this channel's role `promise` signed: {0}",
		    gs_say_text(gs_strerror(err)));
		return err;
	}

	mine.count = text;
	return refuse_room(report, gs_client_put_act(client, &mine));
}

/* What the box shows ------------------------------------------------------ */

static uint64_t count_of(struct gs_span text)
{
	struct gs_record rec;
	struct gs_pool pool;
	uint64_t shown = 0;

	if (gs_record_parse(&rec, NULL, gs_pool_start(&pool), text.ptr,
	    text.len) == GS_OK && gs_record_is(&rec, GS_RECORD_COUNT))
		shown = gs_record_number(&rec, "shown");
	gs_pool_free(&pool);
	return shown;
}

enum gs_keep_again gs_keep_again(const struct gs_client *client,
    const struct gs_client_act *act, struct gs_span count)
{
	bool outdone = strcmp(act->kind, "endorse") == 0 && gs_client_act(
	    client, act->memo, "withdraw", act->tag) != NULL;

	if (outdone || act->refusal.len > 0 || act->link.len == 0)
		return GS_KEEP_WELL;
	/* A filing was asked for with all that its box showed then. */
	if (strcmp(act->kind, "file") == 0 && count.len > 0 &&
	    count_of(count) < count_of(act->count))
		return GS_KEEP_FELL;
	if (act->later != 0)
		return GS_KEEP_WELL;
	if (act->promise.len == 0)
		return GS_KEEP_SEND;
	if (!is_vote(act) || count.len == 0 || (count.len == act->count.len &&
	    memcmp(count.ptr, act->count.ptr, count.len) == 0))
		return GS_KEEP_WELL;
	return count_of(count) < count_of(act->count) ? GS_KEEP_FELL :
	    GS_KEEP_LOOK;
}

/* An act is there if one of its kind or a later one is: an endorsement that the
 * box shows is not the withdrawal of it. */
static int meet_exported(bool *found, struct gs_span record,
    const struct gs_client_act *act)
{
	struct gs_promise is;

	int err = parse_kept_act(&is, record);
	if (err == GS_OK && memcmp(is.tag, act->tag, 32) == 0 &&
	    (strcmp(act->kind, "endorse") == 0 ||
	        strcmp(act->kind, is.act) == 0))
		*found = true;
	return err;
}

/* The records of an export, which must be those that were counted. */
static int match_export(bool *found, const json_t *list,
    const struct gs_count *count, const struct gs_client_act *act)
{
	size_t n = json_array_size(list);
	bool mine = false;
	int err = GS_OK;

	struct gs_span *texts = calloc(n + 1, sizeof *texts);
	if (texts == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; err == GS_OK && i < n; i++) {
		const json_t *text = json_array_get(list, i);

		texts[i] = (struct gs_span){
		    (const uint8_t *)json_string_value(text),
		    json_string_length(text)};
		err = texts[i].ptr == NULL ? GS_ERR_FORMAT :
		    meet_exported(&mine, texts[i], act);
	}
	if (err == GS_OK)
		err = gs_count_match(count, texts, n);
	free(texts);
	if (err == GS_OK)
		*found = mine;
	return err;
}

int gs_keep_exported(bool *found, struct gs_report *report,
    const struct gs_client_act *act, const struct gs_charter *charter,
    const struct gs_reply *reply)
{
	json_t *json = NULL;
	const char *text = NULL;
	struct gs_count count;

	int err = gs_reply_json(&json, report, reply);
	if (err != GS_OK)
		return err;
	const json_t *list = json_object_get(json, "records");
	if (!json_is_array(list) ||
	    gs_json_text(&text, json, "count") != GS_OK) {
		json_decref(json);
		return gs_reply_lacks(report, reply, "records` or `count");
	}

	err = gs_count_read(&count, charter->channel, act->memo,
	    gs_charter_role(charter, "promise")->key.ptr, span_of_answer(text));
	if (err == GS_OK)
		err = match_export(found, list, &count, act);
	json_decref(json);
	if (err != GS_OK && err != GS_ERR_MEMORY)
		gs_report_tell(report, "export-not-counted", "the acts that "
		    "the box shows are not those of its signed count: {0}",
		    gs_say_text(gs_strerror(err)));
	return err;
}

/* Judge ------------------------------------------------------------------- */

static int search_act(struct gs_promise_search *out,
    const struct gs_client_act *act)
{
	struct gs_promise promise;

	int err = act->promise.len > 0 ? gs_promise_read(&promise,
	    act->promise.ptr, act->promise.len) :
	    parse_kept_act(&promise, act->record);
	if (err == GS_OK)
		gs_promise_search_start(out, &promise, act->record);
	return err;
}

int gs_keep_search(struct gs_promise_search **out,
    const struct gs_client *client)
{
	size_t count = gs_client_act_count(client);
	struct gs_promise_search *s = calloc(count + 1, sizeof *s);
	int err = s == NULL ? GS_ERR_MEMORY : GS_OK;

	for (size_t i = 0; err == GS_OK && i < count; i++)
		err = search_act(&s[i], gs_client_act_at(client, i));
	if (err == GS_OK)
		*out = s;
	else
		free(s);
	return err;
}

static const char *kind_phrase(const char *kind)
{
	static const char *const phrases[][2] = {
	    {"endorse", "your endorsement of"},
	    {"withdraw", "your withdrawal from"},
	    {"file", "your filing of"}, {"answer", "your answer about"},
	    {"dispute", "your dispute about"},
	    {"respond", "your response about"},
	    {"appeal", "your appeal about"},
	    {"end", "your end of"}, {"resupply", "your resupply of"},
	    {"unreadable", "your `unreadable` about"}};

	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
		if (strcmp(kind, phrases[i][0]) == 0)
			return phrases[i][1];
	return "your act about";
}

static void name_with(char out[GS_KEEP_NAME_MAX], const char *phrase,
    const struct gs_client_act *act, const struct gs_state *state)
{
	const struct gs_memo *memo = gs_state_memo_by(state, act->memo);
	struct gs_writer w = gs_writer_of(out, GS_KEEP_NAME_MAX - 1);

	gs_write_text(&w, phrase);
	gs_write_text(&w, " memo ");
	if (memo != NULL)
		gs_write_decimal(&w, memo->number);
	else
		gs_write_hex(&w, act->memo, ID_DIGITS / 2);
	out[w.len] = '\0';
}

void gs_keep_name(char out[GS_KEEP_NAME_MAX],
    const struct gs_client_act *act, const struct gs_state *state)
{
	name_with(out, kind_phrase(act->kind), act, state);
}

/* A count that was signed by a key of an older charter was checked when it
 * came. */
static int judge_count(struct gs_keep_verdict *out,
    const struct gs_client_act *act, const struct gs_promise_search *search,
    const struct gs_state *state)
{
	char name[GS_KEEP_NAME_MAX];
	struct gs_record rec;
	struct gs_pool pool;
	struct gs_count count = {.shown = 0};

	int err = gs_record_parse(&rec, NULL, gs_pool_start(&pool),
	    act->count.ptr, act->count.len);
	if (err == GS_OK && !gs_record_is(&rec, GS_RECORD_COUNT))
		err = GS_ERR_FORMAT;
	if (err == GS_OK) {
		count.shown = gs_record_number(&rec, "shown");
		memcpy(count.roll, gs_record_hash(&rec, "roll"), 32);
	}
	gs_pool_free(&pool);
	if (err != GS_OK)
		return err;

	enum gs_promise_status status = gs_count_judge(search, &count);
	if (!gs_promise_is_broken(status))
		return GS_OK;
	out->status = GS_KEEP_BROKEN;
	out->count_lowered = true;
	name_with(name, "the box of", act, state);
	gs_count_say(&out->said, status, search, name, &count);
	return GS_OK;
}

static int say_refusal(struct gs_report *out, const struct gs_client_act *act,
    const char *name)
{
	struct gs_record rec;
	struct gs_pool pool;

	int err = gs_record_parse(&rec, NULL, gs_pool_start(&pool),
	    act->refusal.ptr, act->refusal.len);
	if (err == GS_OK) {
		struct gs_part why = gs_record_part(&rec, "why");
		gs_report_tell(out, "act-refused", "{0} was refused, and the "
		    "server signed why: {1}", gs_say_text(name),
		    gs_say_span(why.ptr, why.len));
	}
	gs_pool_free(&pool);
	return err;
}

static void say_queued(struct gs_report *out, const struct gs_client_act *act,
    const char *name)
{
	char day[GS_DATE_LEN + 1] = "";

	gs_date_format((uint8_t *)day, act->later);
	gs_report_tell(out, "act-queued", "{0} was not sent yet: it is, when "
	    "you look with your state on {1}, UTC, or later", gs_say_text(name),
	    gs_say_text(day));
}

/* Without a promise nobody can be blamed; the log may have it all the same. */
static int judge_unpromised(struct gs_keep_verdict *out,
    const struct gs_client_act *act, const struct gs_promise_search *search,
    const char *name)
{
	if (search->exact) {
		out->status = GS_KEEP_LOGGED;
		gs_report_tell(&out->said, "act-logged", "{0} is in the log, "
		    "though no promise of it came", gs_say_text(name));
		return GS_OK;
	}
	if (act->refusal.len > 0) {
		out->status = GS_KEEP_REFUSED;
		return say_refusal(&out->said, act, name);
	}

	if (act->later != 0) {
		out->status = GS_KEEP_QUEUED;
		say_queued(&out->said, act, name);
		return GS_OK;
	}
	out->status = GS_KEEP_UNSENT;
	gs_report_tell(&out->said, "act-unanswered", "{0} has no answer from "
	    "the server yet: nothing was promised", gs_say_text(name));
	return GS_OK;
}

/* Another's filing of the memo keeps the promise of one's own, and another's
 * resupply, and the office's end. */
static bool is_sure(const struct gs_client_act *act,
    const struct gs_promise_search *search)
{
	return search->exact || strcmp(act->kind, "file") == 0 ||
	    strcmp(act->kind, "resupply") == 0 ||
	    strcmp(act->kind, "end") == 0;
}

int gs_keep_judge(struct gs_keep_verdict *out,
    const struct gs_client_act *act, const struct gs_promise_search *search,
    const struct gs_state *state, const struct gs_promise_view *view)
{
	char name[GS_KEEP_NAME_MAX];
	struct gs_keep_verdict v = {.status = GS_KEEP_WAITS};
	int err = GS_OK;

	gs_keep_name(name, act, state);
	if (act->promise.len == 0) {
		err = judge_unpromised(&v, act, search, name);
	} else {
		enum gs_promise_status status = gs_promise_judge(search, view);

		if (gs_promise_is_broken(status))
			v.status = GS_KEEP_BROKEN;
		else if (status == GS_PROMISE_KEPT && is_sure(act, search))
			v.status = GS_KEEP_LOGGED;
		gs_promise_say(&v.said, status, search, name,
		    gs_state_charter(state), view);
	}
	if (err == GS_OK && act->count.len > 0 && v.status != GS_KEEP_BROKEN)
		err = judge_count(&v, act, search, state);
	if (err == GS_OK)
		*out = v;
	return err;
}

int gs_keep_evidence(struct gs_writer *w, struct gs_report *report,
    const struct gs_client_act *act, const struct gs_keep_verdict *verdict)
{
	const struct gs_span none = {NULL, 0};

	if (verdict->count_lowered)
		return gs_complaint_write(w, act->count, none);
	if (act->promise.len > 0)
		return gs_complaint_write(w, act->promise, act->record);
	if (act->refusal.len > 0)
		return gs_complaint_write(w, act->refusal, act->record);
	gs_report_say(report, "act-unsigned", "the server signed nothing about "
	    "this act: there is nothing to show");
	return GS_ERR_UNKNOWN;
}
