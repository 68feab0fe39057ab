/* SPDX-License-Identifier: Apache-2.0 */
/* Private to server/front. */
#ifndef GS_SERVER_FRONT_INSIDE_H
#define GS_SERVER_FRONT_INSIDE_H

#include <jansson.h>

#include "server/front/front.h"

#define GS_BODY_SMALL ((size_t)64 << 10)
#define GS_BODY_ACT ((size_t)16384) /* exactly */
#define GS_BODY_LARGE ((size_t)8 << 20)

struct gs_asset;
struct gs_call;
struct gs_kept;

struct gs_route {
	const char *method; /* GET also answers HEAD */
	/* `#` stands for 64 hexadecimal digits, `*` at the end for the
	 * rest. */
	const char *path;
	const char *name; /* for the log */
	size_t limit;     /* bytes of body */
	/* Of what members ask there is not even a line in a log: whoever keeps
	 * the log puts a time on it.  The rest of this list are requests that
	 * no member makes. */
	bool logged;
	bool token; /* it must carry one; the back judges it */
	bool proofs; /* may stand on member proofs */
	bool file;  /* answered from a file, at once if the log is open */
	bool log;   /* also from a file if the log is open, but by a worker */
	bool own;   /* no page of another site, nor a saved one, may ask it */
	/* NULL, or: answers at once, if it can without waiting; else false, and
	 * `handle` does. */
	bool (*at_once)(struct gs_call *call);
	void (*handle)(struct gs_call *call);
};

/* The route of a request; NULL if there is none, and then *allow names the
 * method that the path has, or is NULL. */
const struct gs_route *gs_route_find(const char **allow, uint8_t id[32],
    const char **rest, const char *method, const char *path);

/* Whether there is a route of that path that a page from elsewhere may ask. */
bool gs_route_is_for_others(const char *path);

/* One request and its answer.  The front's threads pass it from hand to hand;
 * one at a time has it. */
struct gs_call {
	uint32_t magic;
	struct gs_front *front;
	struct gs_kept *kept; /* of the channel; NULL: nothing is */
	struct gs_way way;
	const char *dir; /* the channel's */
	struct MHD_Connection *connection;
	const struct gs_route *route;
	uint8_t id[32], token[32]; /* token: secret */
	/* Of the Authorization header. */
	bool has_token, bad_request;
	struct gs_span signed_request; /* empty: none */
	struct gs_span path; /* the method, a blank, the path */
	const char *rest;
	struct gs_pool pool;
	uint8_t *body;
	size_t body_len, body_room;
	bool overflow, busy, handed_over, done;
	int64_t arrived; /* ticks */
	unsigned status;
	const char *type, *allow;
	bool immutable;
	bool closes; /* the connection, with the answer */
	bool preflight; /* others.h */
	bool takes_gzip; /* so the client says */
	const char *known; /* If-None-Match, or NULL */
	char tag[40];      /* of the answer's bytes; "": none */
	bool page;         /* for a browser, with all that it may not do */
	bool varies, is_gzip; /* of the answer: by takes_gzip; compressed */
	const struct gs_asset *asset; /* the answer, in place of `reply` */
	uint8_t *reply; /* malloc'ed */
	size_t reply_len, reply_held; /* bytes that count among the replies */
	int fd; /* or the file that is the reply */
	/* A question of the back (gs_call_put). */
	struct gs_ask ask; /* may have a token and other secrets */
	struct gs_answer answer;
	struct gs_waiting waiting;
	void (*then)(struct gs_call *call); /* NULL: none */
	uint8_t reading[32]; /* of `ask`; secret */
	uint64_t changes; /* kept.h */
	/* The lanes' (lanes.h). */
	bool asks; /* it is no file: the back has to say something first */
	size_t matter;
	uint64_t arrival;
	struct gs_call *next;
};

/* problem.c: RFC 9457.  The report says the fact, `detail` what to do (NULL:
 * what the error asks for).  An empty report: what the error says. */
void gs_call_problem(struct gs_call *call, int err,
    const struct gs_report *report, const char *detail);
/* A sentence without values, as for gs_report_say; and the error alone. */
void gs_call_say(struct gs_call *call, int err, const char *code,
    const char *sentence);
void gs_call_fail(struct gs_call *call, int err);
/* By HTTP alone: 405 and 408. */
void gs_call_status(struct gs_call *call, unsigned status, const char *word,
    const struct gs_report *report, const char *detail);
/* What the back said, with the signed record of it if there is one. */
void gs_call_refused(struct gs_call *call, const struct gs_answer *answer);
/* The file of that name below the channel's folder as the answer; false: none,
 * and there is no answer. */
bool gs_call_file(struct gs_call *call, const char *folder,
    const char *name);
/* Takes `value`, which may be NULL (no memory). */
void gs_call_json(struct gs_call *call, unsigned status, json_t *value);
/* An object of `count` long values as base64, then what `rest` has, at least
 * one member: status 200.  The library would look at each character of the long
 * ones four times, which takes ten times what all else of the answer does. */
struct gs_json_long {
	const char *name;
	struct gs_span bytes;
};
void gs_call_json_long(struct gs_call *call, const struct gs_json_long *values,
    size_t count, json_t *rest);
void gs_call_bytes(struct gs_call *call, unsigned status, const char *type,
    const void *ptr, size_t len);

/* body.c: strict reading of a body.  Sticky: gs_body_end tells. */
struct gs_body {
	json_t *root;
	struct gs_arena *arena;
	size_t taken;
	bool failed;
	struct gs_report why;
};
void gs_body_start(struct gs_body *j, struct gs_call *call);
bool gs_body_has(const struct gs_body *j, const char *name);
struct gs_span gs_body_text(struct gs_body *j, const char *name);
struct gs_span gs_body_bytes(struct gs_body *j, const char *name);
void gs_body_fixed(uint8_t *out, size_t len, struct gs_body *j,
    const char *name);
/* Lower-case hexadecimal of 32 bytes; secret. */
void gs_body_hex(uint8_t out[32], struct gs_body *j, const char *name);
int64_t gs_body_time(struct gs_body *j, const char *name);
int64_t gs_body_date(struct gs_body *j, const char *name);
uint64_t gs_body_number(struct gs_body *j, const char *name);
/* Below 2^32. */
uint32_t gs_body_small(struct gs_body *j, const char *name);
/* Lists of texts or of bytes, at most `max` long. */
struct gs_span *gs_body_list(size_t *count, struct gs_body *j,
    const char *name, bool bytes, size_t max);
/* An array; its items are read by gs_body_item. */
json_t *gs_body_array(struct gs_body *j, const char *name, size_t max);
void gs_body_item(struct gs_body *item, const struct gs_body *j, json_t *v);
/* Refuses what nobody asked for.  False, with a problem as the answer, if
 * anything was wrong; releases the tree either way. */
bool gs_body_end(struct gs_body *j, struct gs_call *call);
/* The same for an item: passes its failure up. */
void gs_body_item_end(struct gs_body *item, struct gs_body *j);
json_t *gs_json_of_bytes(struct gs_span bytes);
json_t *gs_json_of_text(struct gs_span text);
json_t *gs_json_of_time(int64_t time);
json_t *gs_json_of_date(int64_t day);
json_t *gs_json_of_texts(const struct gs_span *texts, size_t count);

/* Whether the log is for everybody, by the newest charter that the back told
 * of: a new one comes to the log through this front, so that its answer, before
 * anybody else's, tells.  False as long as nothing is known. */
bool gs_front_is_open(const struct gs_front *front);
void gs_front_learn(struct gs_front *front, const struct gs_answer *answer);

/* assets.c */
bool gs_scripted_at_once(struct gs_call *call);
void gs_route_scripted(struct gs_call *call);
/* read.c, act.c, box.c */
bool gs_editions_at_once(struct gs_call *call);
void gs_route_editions(struct gs_call *call);
void gs_route_reading(struct gs_call *call);
void gs_route_log(struct gs_call *call);
void gs_route_bundle(struct gs_call *call);
bool gs_roll_at_once(struct gs_call *call);
void gs_route_roll(struct gs_call *call);
bool gs_content_at_once(struct gs_call *call);
void gs_route_content(struct gs_call *call);
void gs_route_health(struct gs_call *call);
bool gs_channel_at_once(struct gs_call *call);
void gs_route_channel(struct gs_call *call);
void gs_route_page(struct gs_call *call);
void gs_route_records(struct gs_call *call);
void gs_route_filings(struct gs_call *call);
void gs_route_acts(struct gs_call *call);
void gs_route_resupply(struct gs_call *call);
void gs_route_enrol(struct gs_call *call);
void gs_route_code(struct gs_call *call);
void gs_route_enrolment(struct gs_call *call);
void gs_route_passing(struct gs_call *call);
void gs_route_clock(struct gs_call *call);
void gs_route_cosignatures(struct gs_call *call);
void gs_route_box_open(struct gs_call *call);
void gs_route_box(struct gs_call *call);
void gs_route_box_act(struct gs_call *call);
void gs_route_box_export(struct gs_call *call);
void gs_route_box_file(struct gs_call *call);
void gs_route_box_prolong(struct gs_call *call);
void gs_route_box_remove(struct gs_call *call);

/* What the call shows of who makes it; borrowed from the call. */
void gs_call_show(struct gs_ask *ask, const struct gs_call *call);
/* The last that a handler does: has the back asked `call->ask`, for which no
 * thread waits.  All that it points to lies in the call and its pool.  `then`
 * makes the call's answer of `call->answer`; a refusal is its answer as it
 * is. */
void gs_call_put(struct gs_call *call, void (*then)(struct gs_call *call));
/* For whoever has `call->answer`: does what was to be done then. */
void gs_call_take(struct gs_call *call);
/* Room for texts of a question; NULL, with a problem as the answer. */
struct gs_span *gs_call_texts(struct gs_call *call, size_t count);
/* What the front learns from any answer to a question of that kind; false if it
 * is a refusal, with the problem as the call's answer. */
bool gs_call_heed(struct gs_call *call, const struct gs_answer *answer,
    enum gs_ask_kind kind);
json_t *gs_json_of_placed(const struct gs_answer *answer);
/* Has the back asked, and answers with the promise that it gives: 200 for a
 * box's act, 202 otherwise. */
void gs_call_promise(struct gs_call *call);
/* False, with a problem as the answer, unless the body has the one length of
 * acts. */
bool gs_call_padded(struct gs_call *call);
/* `record` and `acts`: the texts of a filing. */
const struct gs_span *gs_body_filing(size_t *count, struct gs_body *j);

#endif
