/* SPDX-License-Identifier: Apache-2.0 */
/* A server over HTTP, from an empty directory to a memo's end, and through a
 * kill. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include <curl/curl.h>
#include <jansson.h>
#include <sodium.h>

#include "core/bytes.h"
#include "core/proof/member.h"
#include "core/record/time.h"
#include "lib/log/note.h"
#include "lib/log/tiles.h"
#include "tests/unit/one_process.h"
#include "store/staff.h"
#include "lib/sign.h"
#include "tests/unit/world.h"

#define MEMBERS 16
#define START "2023-11-03T14:00:00Z"
#define DAY_LATER "2023-11-04T14:00:00Z"
#define TWO_LATER "2023-11-06T14:00:00Z"
#define THREE_LATER "2023-11-07T14:00:00Z"
#define SEALED "a sealed file"
#define TOKEN \
	"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

struct site {
	struct world w;
	char dir[64], url[64];
	struct gs_server *server;
	struct gs_secret secrets[MEMBERS];
	uint8_t keys[MEMBERS][32];
	struct gs_roll *roll;
	uint8_t memo[32], content[32];
	char id[65];
	char code[2][GS_CODE_LEN];
	size_t codes;
	struct gs_verifier log;
};

/* --- files --------------------------------------------------------------- */

static void write_file(const char *dir, const char *name, const void *ptr,
    size_t len)
{
	char path[256];
	snprintf(path, sizeof path, "%.63s/%s", dir, name);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(ptr, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static void remove_file(const char *dir, const char *name)
{
	char path[256];
	snprintf(path, sizeof path, "%.63s/%s", dir, name);
	assert_int_equal(unlink(path), 0);
}

static int remove_one(const char *path, const struct stat *st, int kind,
    struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

static void remove_site(struct site *s)
{
	assert_int_equal(nftw(s->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS),
	    0);
	world_stop(&s->w);
}

static int take_code(void *ctx, const struct gs_staff_row *who,
    const char code[GS_CODE_LEN])
{
	struct site *s = ctx;
	(void)who;

	memcpy(s->code[s->codes++], code, GS_CODE_LEN);
	return GS_OK;
}

static void write_staff(struct site *s)
{
	char path[256];
	struct gs_database *staff = NULL;
	struct gs_span name = {(const uint8_t *)"N", 1};
	const struct gs_staff_row rows[2] = {
	    {{(const uint8_t *)"a", 1}, name, name},
	    {{(const uint8_t *)"b", 1}, name, name}};

	snprintf(path, sizeof path, "%s/staff.db", s->dir);
	assert_int_equal(gs_staff_open(&staff, path), GS_OK);
	assert_int_equal(gs_staff_import(staff, rows, 2), GS_OK);
	assert_int_equal(gs_staff_issue(staff,
	    &(struct gs_staff_wish){.edition = 0}, take_code, s), GS_OK);
	gs_staff_free(&staff);
}

static void write_keys(struct site *s)
{
	char text[512];
	struct gs_signer signer;

	assert_int_equal(gs_signer_init_secret(&signer, "dissent.example/test",
	    GS_KEY_ED25519, s->w.secret[W_LOG]), GS_OK);
	s->log = signer.verifier;

	struct gs_writer w = gs_writer_of(text, sizeof text);
	gs_signer_write(&w, &signer);
	gs_write_u8(&w, '\n');
	write_file(s->dir, "keys/log.key", text, w.len);

	w = gs_writer_of(text, sizeof text);
	gs_write_hex(&w, s->w.secret[W_ENROL], 32);
	gs_write_u8(&w, '\n');
	write_file(s->dir, "keys/enrol.key", text, w.len);
	w = gs_writer_of(text, sizeof text);
	gs_write_hex(&w, s->w.secret[W_PROMISE], 32);
	gs_write_u8(&w, '\n');
	write_file(s->dir, "keys/promise.key", text, w.len);
	gs_signer_wipe(&signer);
}

static void make_members(struct site *s)
{
	for (size_t i = 0; i < MEMBERS; i++) {
		struct gs_secret secret;
		uint8_t key[32];
		size_t at = i;

		assert_int_equal(gs_secret_new(&secret, key), GS_OK);
		for (; at > 0 && memcmp(s->keys[at - 1], key, 32) > 0; at--) {
			memcpy(s->keys[at], s->keys[at - 1], 32);
			s->secrets[at] = s->secrets[at - 1];
		}

		memcpy(s->keys[at], key, 32);
		s->secrets[at] = secret;
	}

	assert_int_equal(gs_roll_open(&s->roll, s->w.arena, s->keys[0],
	    MEMBERS), GS_OK);
	memcpy(s->w.roll, gs_roll_root(s->roll), 32);
}

static void make_site(struct site *s)
{
	char path[256];

	memset(s, 0, sizeof *s);
	world_start(&s->w);
	make_members(s);
	snprintf(s->dir, sizeof s->dir, "gainsay-server-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	snprintf(path, sizeof path, "%s/keys", s->dir);
	assert_int_equal(mkdir(path, 0700), 0);

	struct gs_span charter = world_charter(&s->w, 1, "yes", "SBU");
	gs_host_sha256(s->w.charter, &charter, 1);
	write_file(s->dir, "charter.rec", charter.ptr, charter.len);

	write_keys(s);
	write_staff(s);
}

static int start(struct site *s, struct gs_report *report)
{
	struct gs_server_options options = {.dir = s->dir,
	    .listen = "127.0.0.1:0", .simulated = true};

	assert_int_equal(gs_time_parse(&options.simulated_start, START,
	    GS_TIME_LEN), GS_OK);
	int err = gs_server_start(&s->server, &options, report);
	if (err == GS_OK)
		snprintf(s->url, sizeof s->url, "http://127.0.0.1:%u",
		    gs_server_port(s->server));
	return err;
}

static void must_start(struct site *s)
{
	struct gs_report report = {.text = ""};

	int err = start(s, &report);
	assert_string_equal(report.text, "");
	assert_int_equal(err, GS_OK);
}

/* --- HTTP ---------------------------------------------------------------- */

struct reply {
	long status; /* 0: the connection ended */
	uint8_t body[1 << 20];
	size_t len;
	char headers[4096];
	size_t headers_len;
};

static struct reply reply;

static size_t take_body(char *ptr, size_t size, size_t n, void *ctx)
{
	struct reply *r = ctx;

	if (size * n > sizeof r->body - 1 - r->len)
		return 0;
	memcpy(r->body + r->len, ptr, size * n);
	r->len += size * n;
	r->body[r->len] = 0;
	return size * n;
}

static size_t take_header(char *ptr, size_t size, size_t n, void *ctx)
{
	struct reply *r = ctx;

	if (size * n < sizeof r->headers - 1 - r->headers_len) {
		memcpy(r->headers + r->headers_len, ptr, size * n);
		r->headers_len += size * n;
		r->headers[r->headers_len] = '\0';
	}
	return size * n;
}

struct request {
	const char *method, *path, *token, *type, *body;
	size_t body_len;
	bool chunked;
};

static long send_request(struct site *s, const struct request *q)
{
	static CURL *curl;
	char url[256], auth[128], type[64];
	struct curl_slist *headers = NULL;

	if (curl == NULL)
		curl = curl_easy_init();
	curl_easy_reset(curl);

	reply.status = 0;
	reply.len = reply.headers_len = 0;
	reply.body[0] = 0;
	reply.headers[0] = 0;

	snprintf(url, sizeof url, "%s%s", s->url, q->path);
	snprintf(auth, sizeof auth, "Authorization: Bearer %s", q->token ?
	    q->token : "");
	snprintf(type, sizeof type, "Content-Type: %s", q->type ? q->type :
	    "application/json");

	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, q->method);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reply);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);

	if (q->body != NULL) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, q->body);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)q->body_len);
		headers = curl_slist_append(headers, type);
		if (q->chunked)
			headers = curl_slist_append(headers,
			    "Transfer-Encoding: chunked");
	}

	if (q->token != NULL)
		headers = curl_slist_append(headers, auth);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);

	CURLcode code = curl_easy_perform(curl);
	if (code == CURLE_OK || code == CURLE_SEND_ERROR)
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
	else
		reply.status = 0;

	curl_slist_free_all(headers);
	return reply.status;
}

static long get(struct site *s, const char *path, const char *token)
{
	return send_request(s, &(struct request){.method = "GET",
	    .path = path, .token = token});
}

static long post(struct site *s, const char *path, const char *token,
    json_t *body)
{
	char *text = json_dumps(body, JSON_COMPACT);

	json_decref(body);
	assert_non_null(text);
	long status = send_request(s, &(struct request){.method = "POST",
	    .path = path, .token = token, .body = text,
	    .body_len = strlen(text)});
	free(text);
	return status;
}

static void assert_has(const char *text)
{
	if (strstr((const char *)reply.body, text) == NULL)
		fail_msg("no %s in %s", text, (const char *)reply.body);
}

static json_t *base64(const void *ptr, size_t len)
{
	static char text[1 << 16];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	gs_write_base64(&w, ptr, len);
	return json_stringn(text, w.len);
}

static json_t *text_of(struct gs_span span)
{
	return json_stringn((const char *)span.ptr, span.len);
}

static json_t *one_record(struct gs_span text)
{
	return json_pack("{s:[o]}", "records", text_of(text));
}

/* --- records ------------------------------------------------------------- */

static void *room(struct site *s, size_t len)
{
	void *p = gs_arena_take(s->w.arena, 1, len);

	assert_non_null(p);
	return p;
}

static void begin(struct site *s, struct gs_record_writer *d, const char *type)
{
	gs_record_start(d, room(s, 8192), 8192, type);
	gs_record_line(d, "channel", gs_part_hash(s->w.channel));
}

static void sign(struct site *s, struct gs_record_writer *d, size_t len,
    enum world_role signer, const char *role)
{
	assert_int_equal(gs_record_countersign(d, role, s->w.secret[signer],
	    len), GS_OK);
}

static struct gs_span finish(struct site *s, struct gs_record_writer *d)
{
	assert_int_equal(gs_record_end(d, s->w.arena), GS_OK);
	return (struct gs_span){d->w.ptr, d->w.len};
}

static struct gs_span make_roll(struct site *s, uint64_t edition)
{
	struct gs_record_writer d;

	begin(s, &d, "roll");
	gs_record_line(&d, "edition", gs_part_number(edition));
	gs_record_line(&d, "size", gs_part_number(MEMBERS));
	gs_record_line(&d, "eligible", gs_part_number(MEMBERS + 4));
	gs_record_line(&d, "root", gs_part_hash(s->w.roll));

	size_t len = d.w.len;
	sign(s, &d, len, W_REGISTRAR, "registrar");
	sign(s, &d, len, W_SECOND, "second");
	return finish(s, &d);
}

static struct gs_part prove(struct site *s, size_t member,
    const uint8_t *scope, size_t scope_len, const char *verb)
{
	uint8_t message[GS_MESSAGE_MAX], *proof = room(s, GS_PROOF_LEN_MAX);
	struct gs_statement st = {.scope = scope, .scope_len = scope_len,
	    .message = message};
	struct gs_pool pool;
	uint8_t reveals[32];
	size_t len = 0;
	gs_reveals_hash(reveals, NULL, 0);
	assert_int_equal(gs_message(message, &st.message_len, sizeof message,
	    verb, s->memo, strcmp(verb, "endorse") == 0 ? reveals : NULL),
	    GS_OK);
	assert_int_equal(gs_member_prove(proof, &len, GS_PROOF_LEN_MAX,
	    &(struct gs_proof_inputs){s->roll, &s->secrets[member], &st},
	    gs_pool_start(&pool)), GS_OK);

	gs_pool_free(&pool);
	return gs_part_bytes(proof, len);
}

static struct gs_span make_act(struct site *s, const char *type,
    size_t member)
{
	struct gs_record_writer d;
	uint8_t scope[GS_SCOPE_MAX];
	size_t len = 0;

	assert_int_equal(gs_scope_memo(scope, &len, sizeof scope,
	    s->w.channel, s->memo), GS_OK);
	begin(s, &d, type);
	gs_record_line(&d, "memo", gs_part_hash(s->memo));
	gs_record_line(&d, "proof", prove(s, member, scope, len, type));
	return finish(s, &d);
}

static void memo_terms(struct site *s, struct gs_memo_terms *t)
{
	static const uint8_t root[32] = {1}, reply_key[32] = {2};
	static const char banner[] = "UNCLASSIFIED";
	static const char to[] = "Secretary of State";

	*t = (struct gs_memo_terms){.channel = s->w.channel,
	    .charter = s->w.charter, .roll = s->w.roll, .root = root,
	    .blocks = 7, .requests = 2,
	    .banner = {(const uint8_t *)banner, sizeof banner - 1},
	    .addressees = {{{(const uint8_t *)to, sizeof to - 1}}, 1},
	    .reply_type = {(const uint8_t *)"x25519", 6},
	    .reply = {reply_key, 32}, .author = s->w.public[W_AUTHOR],
	    .content = s->content};
	gs_host_sha256(s->content, &(struct gs_span){(const uint8_t *)SEALED,
	    strlen(SEALED)}, 1);
	assert_int_equal(gs_memo_id(s->memo, t, s->w.arena), GS_OK);
	struct gs_writer w = gs_writer_of(s->id, 64);
	gs_write_hex(&w, s->memo, 32);
}

static struct gs_span make_memo(struct site *s)
{
	struct gs_memo_terms t;
	struct gs_record_writer d;
	uint8_t scope[GS_SCOPE_MAX];
	size_t len = 0;

	memo_terms(s, &t);
	assert_int_equal(gs_scope_file(scope, &len, sizeof scope,
	    s->w.channel, s->w.roll, 1), GS_OK);

	begin(s, &d, "memo");
	gs_record_line(&d, "memo", gs_part_hash(s->memo));
	gs_memo_terms_write(&d, &t);
	gs_record_line(&d, "slot", gs_part_number(1));
	gs_record_line(&d, "proof", prove(s, 0, scope, len, "file"));

	sign(s, &d, d.w.len, W_AUTHOR, "author");
	return finish(s, &d);
}

/* --- the log as the server shows it -------------------------------------- */

static void read_checkpoint(struct site *s, struct gs_checkpoint *c)
{
	struct gs_attestation verified;

	assert_int_equal(get(s, "/log/checkpoint", NULL), 200);
	assert_int_equal(gs_checkpoint_open(c, &verified, reply.body,
	    reply.len, &s->log, 1), GS_OK);
}

static uint64_t log_size(struct site *s)
{
	struct gs_checkpoint c;
	read_checkpoint(s, &c);
	return c.size;
}

static int fetch(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	char full[128];
	(void)report;

	snprintf(full, sizeof full, "/log/%s", path);
	long status = get(ctx, full, NULL);

	if (status == 404)
		return GS_ERR_UNKNOWN;
	if (status != 200 || reply.len > max)
		return GS_ERR_IO;
	memcpy(out, reply.body, reply.len);
	*len = reply.len;
	return GS_OK;
}

static struct gs_tiles *open_log(struct site *s, struct gs_checkpoint *c)
{
	struct gs_tiles *tiles = NULL;

	read_checkpoint(s, c);
	assert_int_equal(gs_tiles_open(&tiles, NULL, fetch, s, c->size,
	    c->root), GS_OK);
	return tiles;
}

static void assert_logged(struct gs_tiles *tiles, uint64_t index,
    struct gs_span text)
{
	const uint8_t *entry = NULL;
	struct gs_entry_header header;
	struct gs_span got = {NULL, 0};
	size_t len = 0;
	assert_int_equal(gs_tiles_read_entry(&entry, &len, tiles, index),
	    GS_OK);
	assert_int_equal(gs_entry_split(&header, &got, entry, len), GS_OK);
	assert_int_equal(got.len, text.len);
	assert_memory_equal(got.ptr, text.ptr, text.len);
}

/* --- the tests, in order, over one server --------------------------------- */

static struct site site;

static void it_starts_with_the_charter(void **state)
{
	struct site *s = &site;
	struct gs_checkpoint c;
	(void)state;

	assert_int_equal(get(s, "/channel", NULL), 200);
	assert_has("\"exercise\":true");
	assert_has("\"now\":\"" START "\"");
	assert_has("\"vkey\":\"dissent.example/test+");
	assert_non_null(strstr(reply.headers, "no-store"));

	struct gs_tiles *tiles = open_log(s, &c);
	assert_int_equal(c.size, 1);
	assert_logged(tiles, 0, world_charter(&s->w, 1, "yes", "SBU"));
	gs_tiles_free(&tiles);

	assert_int_equal(get(s, "/", NULL), 200);
	assert_has("EXERCISE");
	assert_has("No memo has been filed");
	assert_null(strstr((const char *)reply.body, "<script"));
}

static void raw(struct site *s, long want, const char *word,
    const struct request *q)
{
	assert_int_equal(send_request(s, q), want);
	assert_has(word);
	assert_non_null(strstr(reply.headers, "application/problem+json"));
}

static void nonsense_is_refused(void **state)
{
	struct site *s = &site;
	struct gs_checkpoint before, after;
	(void)state;

	read_checkpoint(s, &before);
	raw(s, 404, "/problems/unknown", &(struct request){.method = "GET",
	    .path = "/nowhere"});
	raw(s, 404, "/problems/unknown", &(struct request){.method = "GET",
	    .path = "/log/../channel.db"});
	raw(s, 404, "/problems/unknown", &(struct request){.method = "GET",
	    .path = "/log/%2e%2e/channel.db"});
	raw(s, 404, "/problems/unknown", &(struct request){.method = "GET",
	    .path = "/roll/" TOKEN});
	raw(s, 404, "/problems/unknown", &(struct request){.method = "GET",
	    .path = "/content/" TOKEN});
	raw(s, 404, "/problems/unknown", &(struct request){.method = "GET",
	    .path = "/roll/0"});

	raw(s, 405, "/problems/method", &(struct request){.method = "DELETE",
	    .path = "/records"});
	assert_non_null(strstr(reply.headers, "Allow: POST"));

	raw(s, 400, "/problems/format", &(struct request){.method = "POST",
	    .path = "/records", .body = "{", .body_len = 1});
	raw(s, 400, "not know", &(struct request){.method = "POST",
	    .path = "/records", .body = "{\"records\":[],\"x\":1}",
	    .body_len = 20});
	raw(s, 400, "/problems/format", &(struct request){.method = "POST",
	    .path = "/records", .body = "{\"records\":[3]}",
	    .body_len = 15});
	raw(s, 400, "application/json", &(struct request){.method = "POST",
	    .path = "/records", .type = "text/plain", .body = "{}",
	    .body_len = 2});
	raw(s, 400, "canonical", &(struct request){.method = "POST",
	    .path = "/records", .body = "{\"records\":[\"x\"]}",
	    .body_len = 17});

	raw(s, 403, "/problems/denied", &(struct request){.method = "GET",
	    .path = "/box/" TOKEN});
	raw(s, 404, "/problems/unknown", &(struct request){.method = "GET",
	    .path = "/box/" TOKEN, .token = TOKEN});

	read_checkpoint(s, &after);
	assert_memory_equal(&before, &after, sizeof before);
}

/* Whatever says no names the fact by a code, and the values of its sentence:
 * the front as well as the back. */
static void problems_have_codes_and_arguments(void **state)
{
	struct site *s = &site;
	(void)state;

	raw(s, 404, "\"code\":\"address-unknown\",\"arguments\":[]",
	    &(struct request){.method = "GET", .path = "/nowhere"});
	raw(s, 405, "\"code\":\"method-unknown\",\"arguments\":[\"POST\"]",
	    &(struct request){.method = "DELETE", .path = "/records"});
	raw(s, 400, "\"code\":\"member-missing\",\"arguments\":[\"records\"]",
	    &(struct request){.method = "POST", .path = "/records",
	    .body = "{}", .body_len = 2});
	assert_has("\"title\":\"`records` is missing\"");
	raw(s, 404, "\"code\":\"box-unknown\"", &(struct request){
	    .method = "GET", .path = "/box/" TOKEN, .token = TOKEN});
}

static void large_bodies_are_refused(void **state)
{
	struct site *s = &site;
	size_t len = ((size_t)64 << 10) + 1;
	char *body = calloc(1, len);
	(void)state;

	assert_non_null(body);
	memset(body, ' ', len);
	raw(s, 413, "too-large", &(struct request){.method = "POST",
	    .path = "/acts", .body = body, .body_len = len});
	raw(s, 413, "too-large", &(struct request){.method = "POST",
	    .path = "/acts", .body = body, .body_len = len,
	    .chunked = true});

	/* One byte less is read, and is no JSON. */
	raw(s, 400, "/problems/format", &(struct request){.method = "POST",
	    .path = "/acts", .body = body, .body_len = len - 1});
	free(body);
}

static json_t *enrolment(struct site *s, const char *code, size_t member,
    uint64_t edition)
{
	uint8_t nonce[32], proof[GS_POSSESSION_LEN];

	gs_code_nonce(nonce, (struct gs_span){(const uint8_t *)code,
	    strlen(code)});
	struct gs_possession context = {s->w.channel, 32, edition, nonce, 32};
	assert_int_equal(gs_possession_prove(proof, &s->secrets[member],
	    &context), GS_OK);
	return json_pack("{s:s, s:[{s:I, s:o, s:o}]}", "code", code, "keys",
	    "edition", (json_int_t)edition, "key",
	    base64(s->keys[member], 32), "possession",
	    base64(proof, sizeof proof));
}

static void members_enrol_once(void **state)
{
	struct site *s = &site;
	char *first = NULL;
	struct gs_record rec;
	(void)state;

	assert_int_equal(post(s, "/enrol", NULL,
	    enrolment(s, "0000-0000", 3, 7)), 403);

	json_t *crossed = enrolment(s, s->code[0], 3, 7);
	json_object_set_new(crossed, "code", json_string(s->code[1]));
	assert_int_equal(post(s, "/enrol", NULL, crossed), 422);
	assert_has("/problems/proof");

	assert_int_equal(post(s, "/enrol", NULL,
	    enrolment(s, s->code[0], 3, 7)), 200);
	first = strdup((const char *)reply.body);

	json_t *answer = json_loads(first, 0, NULL);
	const char *receipt = json_string_value(json_array_get(
	    json_object_get(answer, "receipts"), 0));
	assert_non_null(receipt);
	assert_int_equal(gs_record_parse(&rec, NULL, s->w.arena, receipt,
	    strlen(receipt)), GS_OK);
	assert_int_equal(gs_record_verify(&rec, "enrol",
	    s->w.public[W_ENROL]), GS_OK);
	json_decref(answer);

	assert_int_equal(post(s, "/enrol", NULL,
	    enrolment(s, s->code[0], 3, 7)), 200);
	assert_string_equal((const char *)reply.body, first);
	free(first);

	assert_int_equal(post(s, "/enrol", NULL,
	    enrolment(s, s->code[0], 4, 7)), 409);
	assert_int_equal(post(s, "/enrol", NULL,
	    enrolment(s, s->code[1], 3, 7)), 409);
}

static void a_roll_is_published_with_its_keys(void **state)
{
	struct site *s = &site;
	char path[128] = "/roll/";
	(void)state;

	struct gs_span roll = make_roll(s, 1);
	assert_int_equal(post(s, "/records", NULL, one_record(roll)), 409);

	json_t *body = one_record(roll);
	json_object_set_new(body, "keys", base64(s->keys, sizeof s->keys));
	assert_int_equal(post(s, "/records", NULL, body), 200);
	assert_has("\"index\":1");
	assert_has("\"size\":2");

	struct gs_writer w = gs_writer_of(path + 6, 64);
	gs_write_hex(&w, s->w.roll, 32);
	assert_int_equal(get(s, path, NULL), 200);
	assert_int_equal(reply.len, sizeof s->keys);
	assert_memory_equal(reply.body, s->keys, reply.len);
	assert_non_null(strstr(reply.headers, "immutable"));

	assert_int_equal(post(s, "/enrol", NULL,
	    enrolment(s, s->code[1], 5, 1)), 422);
}

static json_t *opening(struct site *s)
{
	struct gs_memo_terms t;

	memo_terms(s, &t);
	return json_pack("{s:o, s:o, s:o, s:s, s:s, s:o}", "memo",
	    base64(s->memo, 32), "roll", base64(s->w.roll, 32), "charter",
	    base64(s->w.charter, 32), "after", "1970-01-01", "token", TOKEN,
	    "sealed", base64("sealed to the link", 18));
}

static long clock_to(struct site *s, const char *time)
{
	return post(s, "/exercise/clock", NULL, json_pack("{s:s}", "now",
	    time));
}

static const char *box_path(struct site *s, const char *rest)
{
	static char path[128];
	snprintf(path, sizeof path, "/box/%.64s%s", s->id, rest);
	return path;
}

static void a_box_opens_over_an_aged_roll(void **state)
{
	struct site *s = &site;
	char wrong[65] = TOKEN;
	(void)state;

	wrong[0] = 'f';
	assert_int_equal(post(s, "/box", NULL, opening(s)), 422);
	assert_has("younger");

	assert_int_equal(clock_to(s, DAY_LATER), 200);
	assert_int_equal(clock_to(s, START), 422);
	assert_int_equal(post(s, "/box", NULL, opening(s)), 201);

	/* The answer was lost: the same again.  Another's is another. */
	assert_int_equal(post(s, "/box", NULL, opening(s)), 201);
	json_t *other = opening(s);
	json_object_set_new(other, "token", json_string(wrong));
	assert_int_equal(post(s, "/box", NULL, other), 409);
	assert_has("\"code\":\"box-exists\"");

	assert_int_equal(get(s, box_path(s, ""), wrong), 403);
	assert_int_equal(get(s, box_path(s, ""), TOKEN), 200);
	assert_has("\"shown\":0");
	assert_has("\"filed\":false");
	assert_has("\"sealed\":\"c2VhbGVkIHRvIHRoZSBsaW5r\"");
}

static long box_act(struct site *s, struct gs_span text)
{
	return post(s, box_path(s, "/acts"), TOKEN, json_pack("{s:o}",
	    "record", text_of(text)));
}

static void assert_shown(struct site *s, int shown)
{
	char text[64];
	assert_int_equal(get(s, box_path(s, ""), TOKEN), 200);
	snprintf(text, sizeof text, "\"shown\":%d,", shown);
	assert_has(text);
}

static void it_gathers_in_steps(void **state)
{
	struct site *s = &site;
	(void)state;

	for (size_t i = 0; i < 4; i++)
		assert_int_equal(box_act(s, make_act(s, "endorse", i)), 200);
	assert_shown(s, 0);
	/* P10: who has not endorsed has nothing to take back. */
	assert_int_equal(box_act(s, make_act(s, "withdraw", 4)), 422);
	assert_has("nothing to withdraw");
	assert_int_equal(box_act(s, make_act(s, "endorse", 4)), 200);
	assert_shown(s, 5);
	assert_int_equal(box_act(s, make_act(s, "endorse", 2)), 409);
	assert_has("/problems/duplicate");

	/* Two members' acts, exchanged in the last byte of a proof. */
	struct gs_span bad = make_act(s, "endorse", 6);
	uint8_t *text = room(s, bad.len);
	memcpy(text, bad.ptr, bad.len);
	text[bad.len - 60] = text[bad.len - 60] == 'A' ? 'B' : 'A';
	assert_int_equal(box_act(s, (struct gs_span){text, bad.len}), 422);
	assert_has("/problems/proof");

	struct gs_span gone = make_act(s, "withdraw", 3);
	assert_int_equal(box_act(s, gone), 200);
	assert_int_equal(box_act(s, gone), 200);
	assert_int_equal(box_act(s, make_act(s, "endorse", 3)), 422);
	assert_shown(s, 5);
	assert_int_equal(get(s, box_path(s, "/export"), TOKEN), 200);
	assert_null(strstr((const char *)reply.body, "withdraw"));
}

static long file_memo(struct site *s, struct gs_span memo, const char *sealed)
{
	return post(s, box_path(s, "/file"), TOKEN, json_pack("{s:o, s:o}",
	    "record", text_of(memo), "content",
	    base64(sealed, strlen(sealed))));
}

/* Whose keys are of two editions opens the box under one and files under the
 * other: the acts of the box would enter over a roll that nobody checked. */
static void a_box_of_another_roll_is_not_filed(void **state)
{
	struct site *s = &site;
	uint8_t roll[32];
	(void)state;

	memcpy(roll, s->w.roll, 32);
	memset(s->w.roll, 7, 32);
	struct gs_span memo = make_memo(s);
	json_t *body = opening(s);
	json_object_set_new(body, "roll", base64(roll, 32));
	assert_int_equal(post(s, "/box", NULL, body), 201);

	uint64_t size = log_size(s);
	assert_int_equal(file_memo(s, memo, SEALED), 422);
	assert_has("\"code\":\"box-other-roll\"");
	assert_int_equal(log_size(s), size);

	struct gs_memo_terms t;
	memcpy(s->w.roll, roll, 32);
	memo_terms(s, &t);
}

static void it_is_filed_once(void **state)
{
	struct site *s = &site;
	struct gs_checkpoint c;
	(void)state;
	struct gs_span memo = make_memo(s);
	assert_int_equal(file_memo(s, memo, "another"), 409);
	assert_int_equal(file_memo(s, memo, SEALED), 200);
	assert_has("\"index\":2");
	assert_has("\"size\":9");
	assert_has("\"endorsements\":4");
	assert_has("\"withdrawals\":1");
	struct gs_tiles *tiles = open_log(s, &c);
	assert_int_equal(c.size, 9);
	assert_logged(tiles, 2, memo);
	gs_tiles_free(&tiles);

	assert_int_equal(file_memo(s, memo, SEALED), 422);
	assert_int_equal(box_act(s, make_act(s, "endorse", 7)), 422);
	assert_int_equal(get(s, box_path(s, ""), TOKEN), 200);
	assert_has("\"filed\":true");

	assert_int_equal(get(s, "/", NULL), 200);
	assert_has("4 of 16 enrolled keys (20 eligible)");
}

static long late(struct site *s, struct gs_span text)
{
	return post(s, "/acts", TOKEN, json_pack("{s:o}", "record",
	    text_of(text)));
}

/* Nobody without the box's token makes the server check a proof. */
static void late_acts_need_the_token(void **state)
{
	static const char other[] =
	    "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
	static const char *const wrong[] = {NULL, other, "00", ""};
	struct site *s = &site;
	(void)state;

	struct gs_span act = make_act(s, "endorse", 8);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(post(s, "/acts", wrong[i], json_pack("{s:o}",
		    "record", text_of(act))), 403);
		assert_has("/problems/denied");
	}
}

static void late_acts_wait_for_the_release(void **state)
{
	struct site *s = &site;
	struct gs_checkpoint c;
	struct gs_record rec;
	(void)state;

	struct gs_span act = make_act(s, "endorse", 8);
	assert_int_equal(post(s, "/records", NULL, one_record(act)), 422);
	assert_int_equal(late(s, act), 202);

	json_t *answer = json_loads((const char *)reply.body, 0, NULL);
	const char *promise = json_string_value(json_object_get(answer,
	    "promise"));
	assert_non_null(promise);
	assert_int_equal(gs_record_parse(&rec, NULL, s->w.arena, promise,
	    strlen(promise)), GS_OK);
	assert_int_equal(gs_record_verify(&rec, "promise",
	    s->w.public[W_PROMISE]), GS_OK);
	assert_memory_equal(gs_record_hash(&rec, "memo"), s->memo, 32);
	assert_int_equal(late(s, act), 202);
	assert_has("\\nact endorse\\n");
	assert_non_null(strstr((const char *)reply.body, "2023-11-06T00:00"));
	json_decref(answer);
	assert_int_equal(late(s, make_act(s, "endorse", 8)), 409);
	assert_int_equal(late(s, make_act(s, "endorse", 1)), 409);
	assert_int_equal(late(s, make_act(s, "withdraw", 10)), 422);
	assert_has("nothing to withdraw");
	/* One who thinks better of it before the release. */
	assert_int_equal(late(s, make_act(s, "endorse", 9)), 202);
	struct gs_span gone = make_act(s, "withdraw", 9);
	assert_int_equal(late(s, gone), 202);
	assert_int_equal(late(s, make_act(s, "endorse", 9)), 422);

	read_checkpoint(s, &c);
	assert_int_equal(c.size, 9);
	assert_int_equal(clock_to(s, TWO_LATER), 200);
	struct gs_tiles *tiles = open_log(s, &c);
	assert_int_equal(c.size, 12);
	const uint8_t *entry = NULL;
	size_t len = 0;
	for (uint64_t i = 9; i < 12; i++) {
		assert_int_equal(gs_tiles_read_entry(&entry, &len, tiles, i),
		    GS_OK);
		assert_memory_equal(entry, "at 2023-11-05T00:00:00Z\n", 24);
	}
	gs_tiles_free(&tiles);
	assert_int_equal(get(s, "/", NULL), 200);
	assert_has("after filing: 2 more, 1 withdrawn");
}

static void the_office_acts_under_its_key(void **state)
{
	struct site *s = &site;
	(void)state;

	assert_int_equal(post(s, "/records", NULL, one_record(
	    world_acknowledge(&s->w, s->memo, W_REGISTRAR, "office"))), 422);
	assert_has("/problems/signature");
	struct gs_span ack = world_acknowledge(&s->w, s->memo, W_OFFICE,
	    "office");
	assert_int_equal(post(s, "/records", NULL, one_record(ack)), 200);
	assert_int_not_equal(post(s, "/records", NULL, one_record(ack)), 200);
	assert_int_equal(get(s, "/", NULL), 200);
	assert_has("<td>met<br>");
}

#define OTHER "another sealed file"

/* A question or an answer about the memo, with a sealed file of that text. */
static struct gs_span make_question(struct site *s, const char *type,
    uint64_t number, const char *sealed, enum world_role signer,
    const char *role)
{
	struct gs_record_writer d;
	uint8_t content[32];

	gs_host_sha256(content, &(struct gs_span){(const uint8_t *)sealed,
	    strlen(sealed)}, 1);

	begin(s, &d, type);
	gs_record_line(&d, "memo", gs_part_hash(s->memo));
	gs_record_line(&d, "question", gs_part_number(number));
	gs_record_line(&d, "content", gs_part_hash(content));
	sign(s, &d, d.w.len, signer, role);
	return finish(s, &d);
}

static json_t *files(const char *sealed)
{
	return json_pack("[o]", base64(sealed, strlen(sealed)));
}

static long ask(struct site *s, struct gs_span text)
{
	json_t *body = one_record(text);
	json_object_set_new(body, "content", files(SEALED));
	return post(s, "/records", NULL, body);
}

/* `sealed` NULL: without a file. */
static long answer(struct site *s, struct gs_span text, const char *sealed)
{
	json_t *body = json_pack("{s:o}", "record", text_of(text));
	if (sealed != NULL)
		json_object_set_new(body, "content", files(sealed));
	return post(s, "/acts", NULL, body);
}

static void the_office_asks_and_the_author_answers(void **state)
{
	struct site *s = &site;
	(void)state;

	struct gs_span good = make_question(s, "answer", 1, SEALED, W_AUTHOR,
	    "author");
	assert_int_equal(answer(s, good, SEALED), 404);
	assert_has("not asked a question");

	assert_int_equal(ask(s, make_question(s, "ask", 1, SEALED, W_AUTHOR,
	    "office")), 422);
	assert_int_equal(ask(s, make_question(s, "ask", 2, SEALED, W_OFFICE,
	    "office")), 422);
	assert_int_equal(ask(s, make_question(s, "ask", 1, SEALED, W_OFFICE,
	    "office")), 200);
	assert_int_equal(ask(s, make_question(s, "ask", 2, SEALED, W_OFFICE,
	    "office")), 200);

	uint64_t size = log_size(s);
	assert_int_equal(answer(s, make_question(s, "answer", 1, SEALED,
	    W_OFFICE, "office"), SEALED), 422);
	assert_has("not signed by the memo's author");
	assert_int_equal(answer(s, make_question(s, "answer", 1, SEALED,
	    W_OFFICE, "author"), SEALED), 422);
	assert_has("does not verify");
	assert_int_equal(answer(s, good, NULL), 409);
	assert_has("the record names 1, and 0 came");
	assert_int_equal(answer(s, good, OTHER), 409);
	assert_has("SHA-256");
	assert_int_equal(ask(s, good), 422);
	assert_has("it goes to /acts");

	assert_int_equal(answer(s, good, SEALED), 202);
	assert_has("\\nact ");
	assert_int_equal(log_size(s), size);
}

/* The question has one answer from when it was promised, not from when it can
 * be seen, and across a restart. */
static void an_answer_waits_through_a_restart(void **state)
{
	struct site *s = &site;
	struct gs_checkpoint c;
	const uint8_t *entry = NULL;
	size_t len = 0;
	(void)state;

	uint64_t size = log_size(s);
	struct gs_span good = make_question(s, "answer", 1, SEALED, W_AUTHOR,
	    "author");
	struct gs_span other = make_question(s, "answer", 1, OTHER, W_AUTHOR,
	    "author");

	for (int i = 0; i < 2; i++) {
		assert_int_equal(answer(s, other, OTHER), 409);
		/* The same act has its promise already. */
		assert_int_equal(answer(s, good, SEALED), 202);
		assert_has("\\nact ");
		gs_server_stop(&s->server);
		must_start(s);
	}

	/* Another question's answer is another act. */
	assert_int_equal(answer(s, make_question(s, "answer", 2, OTHER,
	    W_AUTHOR, "author"), OTHER), 202);
	assert_int_equal(log_size(s), size);
	assert_int_equal(clock_to(s, THREE_LATER), 200);

	struct gs_tiles *tiles = open_log(s, &c);
	assert_int_equal(c.size, size + 2);
	for (uint64_t i = size; i < c.size; i++) {
		assert_int_equal(gs_tiles_read_entry(&entry, &len, tiles, i),
		    GS_OK);
		assert_memory_equal(entry, "at 2023-11-06T22:00:00Z\n", 24);
		assert_memory_equal(entry + 24, GS_HEADING "answer\n", 18);
	}
	gs_tiles_free(&tiles);

	assert_int_equal(answer(s, good, SEALED), 409);
	assert_has("answered already");
}

static void what_was_promised_comes_before_the_end(void **state)
{
	struct site *s = &site;
	struct gs_checkpoint c;
	(void)state;

	assert_int_equal(ask(s, make_question(s, "ask", 3, SEALED, W_OFFICE,
	    "office")), 200);
	uint64_t size = log_size(s);

	struct gs_span act = make_act(s, "endorse", 10);
	assert_int_equal(late(s, act), 202);
	struct gs_span last = make_question(s, "answer", 3, OTHER, W_AUTHOR,
	    "author");
	assert_int_equal(answer(s, last, OTHER), 202);

	struct gs_span end = world_end(&s->w, s->memo, W_AUTHOR, "author");
	assert_int_equal(post(s, "/records", NULL, one_record(end)), 200);

	struct gs_tiles *tiles = open_log(s, &c);
	assert_int_equal(c.size, size + 3);
	assert_logged(tiles, size + 2, end);
	gs_tiles_free(&tiles);

	assert_int_equal(late(s, make_act(s, "endorse", 11)), 422);
	assert_int_equal(ask(s, make_question(s, "ask", 4, SEALED, W_OFFICE,
	    "office")), 422);
	assert_has("ended");
}

static void one_directory_has_one_server(void **state)
{
	struct site *s = &site;
	struct gs_server *second = NULL;
	struct gs_report report = {.text = ""};
	struct gs_server_options options = {.dir = s->dir,
	    .listen = "127.0.0.1:0"};
	(void)state;

	assert_int_equal(gs_server_start(&second, &options, &report),
	    GS_ERR_BUSY);
	assert_non_null(strstr(report.text, "another server"));
}

static void a_restart_goes_on(void **state)
{
	struct site *s = &site;
	struct gs_checkpoint before, after;
	(void)state;

	read_checkpoint(s, &before);
	gs_server_stop(&s->server);
	/* Files that were lost on the way are written again. */
	remove_file(s->dir, "log/checkpoint");
	must_start(s);
	read_checkpoint(s, &after);
	assert_memory_equal(&before, &after, sizeof before);

	assert_int_equal(get(s, "/channel", NULL), 200);
	assert_has(THREE_LATER);
	struct gs_tiles *tiles = open_log(s, &after);
	gs_tiles_free(&tiles);
}

static void what_contradicts_itself_does_not_start(void **state)
{
	struct site *s = &site;
	struct gs_report report = {.text = ""};
	struct gs_signer signer;
	struct gs_checkpoint c;
	char note[1024];
	(void)state;

	read_checkpoint(s, &c);
	gs_server_stop(&s->server);
	assert_int_equal(gs_signer_init_secret(&signer, "dissent.example/test",
	    GS_KEY_ED25519, s->w.secret[W_LOG]), GS_OK);

	for (int i = 0; i < 2; i++) {
		struct gs_checkpoint other = c;
		if (i == 0)
			other.size++; /* the database has lost an entry */
		else
			other.root[0] ^= 1; /* or has another */
		struct gs_writer w = gs_writer_of(note, sizeof note);
		assert_int_equal(gs_checkpoint_sign(&w, &other, &signer, 1, 0),
		    GS_OK);
		write_file(s->dir, "log/checkpoint", note, w.len);
		assert_int_equal(start(s, &report), GS_ERR_CORRUPT);
		assert_non_null(strstr(report.text, "do not sign again"));
	}

	struct gs_writer w = gs_writer_of(note, sizeof note);
	assert_int_equal(gs_checkpoint_sign(&w, &c, &signer, 1, 0), GS_OK);
	write_file(s->dir, "log/checkpoint", note, w.len);
	must_start(s);
}

/* --- kill -9 -------------------------------------------------------------- */

static pid_t start_child(struct site *s)
{
	int ends[2];
	uint16_t port = 0;

	assert_int_equal(pipe(ends), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct gs_report report = {.text = ""};
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (start(s, &report) != GS_OK)
			_exit(1);
		port = gs_server_port(s->server);
		if (write(ends[1], &port, sizeof port) != sizeof port)
			_exit(1);
		for (;;)
			pause();
	}

	assert_true(pid > 0);
	close(ends[1]);
	assert_int_equal(read(ends[0], &port, sizeof port), sizeof port);
	close(ends[0]);
	snprintf(s->url, sizeof s->url, "http://127.0.0.1:%u", port);
	return pid;
}

/* Kills the server after `usec`, from beside. */
static pid_t start_killer(pid_t victim, useconds_t usec)
{
	pid_t pid = fork();
	if (pid == 0) {
		usleep(usec);
		kill(victim, SIGKILL);
		_exit(0);
	}
	assert_true(pid > 0);
	return pid;
}

/* New charters until the server is gone, which is `usec` after the first was
 * acknowledged, however slow the machine; the version acknowledged last. */
static uint64_t publish_until_killed(struct site *s, uint64_t version,
    struct gs_checkpoint *seen, pid_t server, useconds_t usec)
{
	struct gs_attestation verified;
	pid_t killer = 0;

	for (;;) {
		if (post(s, "/records", NULL, one_record(world_charter(&s->w,
		        version + 1, "yes", "SBU"))) != 200)
			break;
		version++;
		if (killer == 0)
			killer = start_killer(server, usec);

		if (get(s, "/log/checkpoint", NULL) == 200)
			assert_int_equal(gs_checkpoint_open(seen, &verified,
			    reply.body, reply.len, &s->log, 1), GS_OK);
	}

	assert_true(killer != 0);
	assert_int_equal(waitpid(server, NULL, 0), server);
	assert_int_equal(waitpid(killer, NULL, 0), killer);
	return version;
}

/* Version n is entry n - 1. */
static void assert_versions(struct site *s, struct gs_tiles *tiles,
    uint64_t from, uint64_t to)
{
	for (uint64_t v = from; v <= to; v++)
		assert_logged(tiles, v - 1, world_charter(&s->w, v, "yes",
		    "SBU"));
}

static void nothing_acknowledged_is_lost(void **state)
{
	struct site s;
	struct gs_checkpoint seen = {.size = 0}, now;
	uint64_t version = 1;
	uint8_t root[32];
	(void)state;

	make_site(&s);
	for (unsigned round = 0; round < 4; round++) {
		pid_t server = start_child(&s);
		uint64_t have = publish_until_killed(&s, version, &seen,
		    server, 160000 + 37000 * round);
		assert_true(have > version);

		server = start_child(&s);
		struct gs_tiles *tiles = open_log(&s, &now);
		/* One more may have become durable without its answer. */
		assert_true(now.size == have || now.size == have + 1);
		assert_versions(&s, tiles, version, have);

		/* What was signed before is a beginning of what is now. */
		assert_true(seen.size > 0 && seen.size <= now.size);
		assert_int_equal(gs_tree_root(root, seen.size,
		    gs_tiles_subtree, tiles), GS_OK);
		assert_memory_equal(root, seen.root, 32);
		gs_tiles_free(&tiles);
		version = now.size;

		assert_int_equal(kill(server, SIGKILL), 0);
		assert_int_equal(waitpid(server, NULL, 0), server);
	}

	remove_site(&s);
	printf("%llu records over four kills\n", (unsigned long long)version);
}

static int setup(void **state)
{
	(void)state;
	assert_int_equal(gs_host_start(), GS_OK);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	make_site(&site);
	must_start(&site);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	gs_server_stop(&site.server);
	remove_site(&site);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_starts_with_the_charter),
	    cmocka_unit_test(nonsense_is_refused),
	    cmocka_unit_test(problems_have_codes_and_arguments),
	    cmocka_unit_test(large_bodies_are_refused),
	    cmocka_unit_test(members_enrol_once),
	    cmocka_unit_test(a_roll_is_published_with_its_keys),
	    cmocka_unit_test(a_box_opens_over_an_aged_roll),
	    cmocka_unit_test(it_gathers_in_steps),
	    cmocka_unit_test(a_box_of_another_roll_is_not_filed),
	    cmocka_unit_test(it_is_filed_once),
	    cmocka_unit_test(late_acts_need_the_token),
	    cmocka_unit_test(late_acts_wait_for_the_release),
	    cmocka_unit_test(the_office_acts_under_its_key),
	    cmocka_unit_test(the_office_asks_and_the_author_answers),
	    cmocka_unit_test(an_answer_waits_through_a_restart),
	    cmocka_unit_test(what_was_promised_comes_before_the_end),
	    cmocka_unit_test(one_directory_has_one_server),
	    cmocka_unit_test(a_restart_goes_on),
	    cmocka_unit_test(what_contradicts_itself_does_not_start),
	};

	/* First, while this process has no threads that a fork would lose. */
	const struct CMUnitTest first[] = {
	    cmocka_unit_test(nothing_acknowledged_is_lost)};

	signal(SIGPIPE, SIG_IGN);
	if (gs_host_start() != GS_OK)
		return 1;
	int failed = cmocka_run_group_tests_name("server killed", first, NULL,
	    NULL);
	return failed + cmocka_run_group_tests_name("server", tests, setup,
	    teardown);
}
