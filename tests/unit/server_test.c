/* SPDX-License-Identifier: Apache-2.0 */
/* A server over HTTP, from an empty directory to a memo's end, and through a
 * kill. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
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
#include <sqlite3.h>

#include "core/bytes.h"
#include "core/proof/member.h"
#include "core/record/time.h"
#include "lib/client/box_link.h"
#include "lib/file.h"
#include "lib/log/note.h"
#include "lib/log/tiles.h"
#include "lib/records/act.h"
#include "lib/records/promise.h"
#include "lib/records/refusal.h"
#include "tests/unit/folder.h"
#include "tests/unit/one_process.h"
#include "tests/unit/world.h"
#include "server/back/back.h"
#include "server/back/pages.h"
#include "store/staff.h"
#include "lib/sign.h"

#define MEMBERS 16
#define START "2023-11-03T14:00:00Z"
#define DAY_LATER "2023-11-04T14:00:00Z"
#define TWO_LATER_CLOSED "2023-11-06T22:00:00Z"
/* A late day, which is a day off as well; and the next one. */
#define FRIDAY_CLOSED "2023-11-10T22:00:00Z"
#define NEXT_FRIDAY_CLOSED "2023-11-17T22:00:00Z"
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
	uint8_t fresh;   /* of another memo */
	uint64_t boxes_max, whole_max;
	const char *now; /* what the clock says */
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

struct contents {
	uint8_t bytes[1 << 20];
	size_t len;
};

static struct contents other_snapshot; /* of another log */

static void read_file(struct contents *out, const char *dir, const char *name)
{
	char path[256];
	snprintf(path, sizeof path, "%.63s/%s", dir, name);
	FILE *f = fopen(path, "rb");
	out->len = f == NULL ? 0 : fread(out->bytes, 1, sizeof out->bytes, f);
	if (f != NULL)
		fclose(f);
}

static void remove_file(const char *dir, const char *name)
{
	char path[256];
	snprintf(path, sizeof path, "%.63s/%s", dir, name);
	assert_int_equal(unlink(path), 0);
}

static void remove_site(struct site *s)
{
	assert_int_equal(folder_remove(s->dir), 0);
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
	    &(struct gs_staff_wish){.edition = 0},
	    GS_CODE_DESK(take_code, s)), GS_OK);
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
	assert_int_equal(folder_make(s->dir, sizeof s->dir, ".", "server"), 0);
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
	    .listen = "127.0.0.1:0", .simulated = true,
	    .boxes_max = s->boxes_max, .whole_max = s->whole_max};

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

/* Each 409 says what is the case, under a code, and what to do. */
static void require_case(void)
{
	static const char *const members[] = {"code", "title", "detail"};
	json_t *said = json_loadb((const char *)reply.body, reply.len, 0, NULL);

	for (size_t i = 0; reply.status == 409 && i < 3; i++) {
		const char *text = json_string_value(json_object_get(said,
		    members[i]));

		if (text == NULL || *text == '\0')
			fail_msg("a 409 without %s: %s", members[i],
			    (const char *)reply.body);
	}
	json_decref(said);
}

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
	require_case();

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

/* What stands for every sealed file while it is set. */
static const struct gs_span *junk;

static struct gs_span sealed_of(const char *text)
{
	return junk != NULL ? *junk : world_sealed(text);
}

/* A file that is none: empty, cut short, too long by a tag, to a reader of
 * another kind. */
#define JUNK 4
static struct gs_span junk_of(unsigned kind)
{
	static uint8_t bytes[1 << 15];
	struct gs_span file = world_sealed("of junk");
	const size_t lens[JUNK] = {0, file.len - 1, file.len + 16, file.len};

	assert_true(file.len + 16 <= sizeof bytes);
	memcpy(bytes, file.ptr, file.len);
	if (kind == 3)
		bytes[strlen("age-encryption.org/v1\n-> ")] = 'Y';
	return (struct gs_span){bytes, lens[kind]};
}

static json_t *sealed_file(const char *text)
{
	const struct gs_span file = sealed_of(text);
	return base64(file.ptr, file.len);
}

static json_t *long_base64(const void *ptr, size_t len)
{
	char *text = malloc(GS_BASE64_LEN(len) + 1);
	struct gs_writer w = gs_writer_of(text, GS_BASE64_LEN(len));

	assert_non_null(text);
	gs_write_base64(&w, ptr, len);
	json_t *value = json_stringn(text, w.len);
	free(text);
	return value;
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
	static const uint8_t reply_key[32] = {2};
	static uint8_t root[32] = {1};
	static const char banner[] = "UNCLASSIFIED";
	static const char to[] = "Secretary of State";

	root[1] = s->fresh;
	*t = (struct gs_memo_terms){.channel = s->w.channel,
	    .charter = s->w.charter, .roll = s->w.roll, .root = root,
	    .blocks = 7, .requests = 2,
	    .banner = {(const uint8_t *)banner, sizeof banner - 1},
	    .addressees = {{{(const uint8_t *)to, sizeof to - 1}}, 1},
	    .reply_type = {(const uint8_t *)"x25519", 6},
	    .reply = {reply_key, 32}, .author = s->w.public[W_AUTHOR],
	    .content = s->content};
	const struct gs_span sealed = sealed_of(SEALED);
	gs_host_sha256(s->content, &sealed, 1);
	assert_int_equal(gs_memo_id(s->memo, t, s->w.arena), GS_OK);
	struct gs_writer w = gs_writer_of(s->id, 64);
	gs_write_hex(&w, s->memo, 32);
}

static struct gs_span make_memo_by(struct site *s, size_t member,
    uint32_t slot)
{
	struct gs_memo_terms t;
	struct gs_record_writer d;
	uint8_t scope[GS_SCOPE_MAX];
	size_t len = 0;

	memo_terms(s, &t);
	assert_int_equal(gs_scope_file(scope, &len, sizeof scope,
	    s->w.channel, s->w.roll, slot), GS_OK);

	begin(s, &d, "memo");
	gs_record_line(&d, "memo", gs_part_hash(s->memo));
	gs_memo_terms_write(&d, &t);
	gs_record_line(&d, "slot", gs_part_number(slot));
	gs_record_line(&d, "proof", prove(s, member, scope, len, "file"));

	sign(s, &d, d.w.len, W_AUTHOR, "author");
	return finish(s, &d);
}

static struct gs_span make_memo(struct site *s)
{
	return make_memo_by(s, 0, 1);
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

/* Byte for byte: what a page says to a browser. */
#define PAGE_HEADERS "Content-Type: text/html; charset=utf-8\r\n" \
	"X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n" \
	"Content-Security-Policy: default-src 'none'; style-src 'self'; " \
	"form-action 'none'; base-uri 'none'; frame-ancestors 'none'; " \
	"require-trusted-types-for 'script'; trusted-types 'none'\r\n" \
	"Cross-Origin-Opener-Policy: same-origin\r\n" \
	"Cross-Origin-Embedder-Policy: require-corp\r\n" \
	"Cross-Origin-Resource-Policy: same-origin\r\n" \
	"Permissions-Policy: accelerometer=(), autoplay=(), camera=(), " \
	"clipboard-read=(), clipboard-write=(), display-capture=(), " \
	"encrypted-media=(), fullscreen=(), geolocation=(), " \
	"gyroscope=(), magnetometer=(), microphone=(), midi=(), " \
	"payment=(), publickey-credentials-get=(), " \
	"screen-wake-lock=(), serial=(), usb=(), web-share=(), " \
	"xr-spatial-tracking=()\r\nCache-Control: no-cache\r\n"

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
	assert_non_null(strstr(reply.headers, PAGE_HEADERS));
	assert_non_null(strstr(reply.headers, "ETag: \""));
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
	/* Its length is to be known before it comes. */
	raw(s, 400, "body-coded", &(struct request){.method = "POST",
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

/* --- a box ---------------------------------------------------------------- */

/* Who has the link of the memo. */
static void memo_link(struct site *s, struct gs_box_link *link)
{
	struct gs_memo_terms t;

	memo_terms(s, &t);
	*link = (struct gs_box_link){.server = "http://x", .key = {s->fresh}};
	memcpy(link->memo, s->memo, 32);
}

static const char *token_of(struct site *s)
{
	static char token[65];
	struct gs_box_link link;

	memo_link(s, &link);
	gs_box_token(token, &link);
	return token;
}

static const char *owner_of(struct site *s)
{
	static char token[65];
	static const uint8_t seed[32] = {5};
	struct gs_box_link link;

	memo_link(s, &link);
	gs_box_owner(token, &link, seed);
	return token;
}

/* The hash of a token, as it is sent at the opening. */
static json_t *hash_of(const char *token)
{
	char text[65] = "";
	uint8_t bytes[32], hash[32];

	assert_int_equal(gs_hex_decode(bytes, 32, token, 64), GS_OK);
	gs_host_sha256(hash, &(struct gs_span){bytes, 32}, 1);
	struct gs_writer w = gs_writer_of(text, sizeof text);
	gs_write_hex(&w, hash, 32);
	return json_string(text);
}

static struct gs_span prove_box(struct site *s, size_t member, uint32_t slot)
{
	struct gs_pool pool;
	int64_t now = 0;
	struct gs_writer w = gs_writer_of(room(s, GS_PROOF_LEN_MAX),
	    GS_PROOF_LEN_MAX);
	const struct gs_act_maker maker = {s->w.channel, s->memo, s->roll,
	    &s->secrets[member]};

	assert_int_equal(gs_time_parse(&now, s->now, GS_TIME_LEN), GS_OK);
	/* In these weeks local days change no week of the hours used. */
	const struct gs_box_turn turn = {(uint32_t)gs_week(now / GS_DAY),
	    slot};
	assert_int_equal(gs_act_prove_box(&w, gs_pool_start(&pool), &maker,
	    &turn), GS_OK);
	gs_pool_free(&pool);
	return (struct gs_span){w.ptr, w.len};
}

static json_t *opening(struct site *s, size_t member, uint32_t slot,
    const char *file)
{
	struct gs_box_link link;
	uint8_t *sealed = NULL;
	size_t len = 0;

	memo_link(s, &link);
	assert_int_equal(gs_box_file_seal(&sealed, &len, &link,
	    sealed_of(file)), GS_OK);
	struct gs_span proof = prove_box(s, member, slot);
	json_t *body = json_pack("{s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, "
	    "s:I, s:o}", "memo", base64(s->memo, 32), "roll",
	    base64(s->w.roll, 32), "charter", base64(s->w.charter, 32),
	    "after", "1970-01-01", "token", hash_of(token_of(s)), "owner",
	    hash_of(owner_of(s)), "sealed", base64("sealed to the link", 18),
	    "file", base64(sealed, len), "slot", (json_int_t)slot, "proof",
	    base64(proof.ptr, proof.len));
	free(sealed);
	return body;
}

/* The key of the exercise's clock, as text. */
static const char *clock_key(const struct site *s)
{
	static char text[65];
	char path[128];
	uint8_t key[32];
	struct gs_writer w = gs_writer_of(text, 64);

	snprintf(path, sizeof path, "%s/keys/clock.key", s->dir);
	assert_int_equal(gs_file_seed(key, path, NULL), GS_OK);
	gs_write_hex(&w, key, 32);
	return text;
}

static long clock_to(struct site *s, const char *time)
{
	long status = post(s, "/exercise/clock", clock_key(s),
	    json_pack("{s:s}", "now", time));

	if (status == 200)
		s->now = time;
	return status;
}

static void the_clock_is_moved_by_who_has_its_key(void **state)
{
	struct site *s = &site;
	char other[65];
	(void)state;

	memcpy(other, clock_key(s), sizeof other);
	other[63] = other[63] == '0' ? '1' : '0';
	assert_int_equal(post(s, "/exercise/clock", NULL,
	    json_pack("{s:s}", "now", "9899-12-31T00:00:00Z")), 403);
	assert_int_equal(post(s, "/exercise/clock", other,
	    json_pack("{s:s}", "now", "9899-12-31T00:00:00Z")), 403);
	assert_has("clock-key-wrong");
	assert_int_equal(clock_to(s, s->now), 200);
}

static const char *box_path(struct site *s, const char *rest)
{
	static char path[128];
	struct gs_memo_terms t;

	/* Arguments of a call are evaluated in any order: the id is this one's
	 * to set. */
	memo_terms(s, &t);
	snprintf(path, sizeof path, "/box/%.64s%s", s->id, rest);
	return path;
}

static void a_box_opens_over_an_aged_roll(void **state)
{
	struct site *s = &site;
	(void)state;

	assert_int_equal(post(s, "/box", NULL, opening(s, 0, 0, SEALED)), 422);
	assert_has("younger");

	assert_int_equal(clock_to(s, DAY_LATER), 200);
	assert_int_equal(clock_to(s, START), 422);
	assert_int_equal(post(s, "/box", NULL, opening(s, 0, 0, SEALED)), 201);

	/* The answer was lost: the same again.  Another's is another. */
	assert_int_equal(post(s, "/box", NULL, opening(s, 0, 0, SEALED)), 201);
	json_t *other = opening(s, 1, 0, SEALED);
	json_object_set_new(other, "token", json_string(TOKEN));
	assert_int_equal(post(s, "/box", NULL, other), 409);
	assert_has("\"code\":\"box-exists\"");

	assert_int_equal(get(s, box_path(s, ""), TOKEN), 404);
	assert_int_equal(get(s, box_path(s, ""), token_of(s)), 200);
	assert_has("\\nshown 0\\n");
	assert_has("\"filed\":false");
	assert_has("\"sealed\":\"c2VhbGVkIHRvIHRoZSBsaW5r\"");
	assert_has("\"after\":\"1970-01-01\"");
	assert_has("\"expires\":\"2024-02-02\"");
}

/* Four boxes a week and member, each with a proof; limits of size. */
static void a_box_costs_a_turn(void **state)
{
	struct site *s = &site;
	static uint8_t large[(2 << 20) + 8192];
	(void)state;

	s->fresh = 1;
	json_t *body = opening(s, 0, 0, SEALED);
	assert_int_equal(post(s, "/box", NULL, json_deep_copy(body)), 422);
	assert_has("\"code\":\"box-slot-used\"");
	json_decref(body);
	body = opening(s, 1, 0, SEALED);
	json_object_set_new(body, "slot", json_integer(1));
	assert_int_equal(post(s, "/box", NULL, body), 422);
	assert_has("/problems/proof");
	assert_int_equal(post(s, "/box", NULL, opening(s, 0, 4, SEALED)), 422);
	assert_has("\"code\":\"box-slot-over\"");

	body = opening(s, 0, 1, SEALED);
	json_object_set_new(body, "after", json_string("2024-02-03"));
	assert_int_equal(post(s, "/box", NULL, body), 422);
	assert_has("\"code\":\"after-too-far\"");

	static const char *const texts[] = {"sealed", "file"};
	for (size_t i = 0; i < 2; i++) {
		body = opening(s, 0, 1, SEALED);
		json_object_set_new(body, texts[i], long_base64(large,
		    2101248 + 1)); /* docs/spec/http.md, The box */
		assert_int_equal(post(s, "/box", NULL, body), 413);
		assert_has("\"code\":\"box-too-large\"");
	}

	body = opening(s, 0, 1, SEALED);
	json_object_set_new(body, "proof", base64("short", 5));
	assert_int_equal(post(s, "/box", NULL, body), 422);
	assert_has("\"code\":\"box-proof-length\"");
	body = opening(s, 0, 1, SEALED);
	json_object_set_new(body, "charter", base64("short", 5));
	assert_int_equal(post(s, "/box", NULL, body), 400);

	for (int i = 1; i < GS_BOX_SLOTS; i++) {
		s->fresh = (uint8_t)i;
		assert_int_equal(post(s, "/box", NULL, opening(s, 0,
		    (uint32_t)i, SEALED)), 201);
	}
}

static long delete_box(struct site *s, const char *token)
{
	return send_request(s, &(struct request){.method = "DELETE",
	    .path = box_path(s, ""), .token = token});
}

/* What `method` for the box of this id says to whoever has neither its link nor
 * a member's key. */
static void ask_as_stranger(struct site *s, char said[2048],
    const uint8_t id[32], const char *method)
{
	char path[128], hex[65] = "";
	struct gs_writer w = gs_writer_of(hex, 64);
	json_t *body = opening(s, 1, 1, SEALED);
	const uint8_t none[4096] = {0};
	size_t len = GS_PROOF_LEN(gs_roll_levels(MEMBERS));

	gs_write_hex(&w, id, 32);
	if (strcmp(method, "POST") == 0) {
		json_object_set_new(body, "memo", base64(id, 32));
		json_object_set_new(body, "token", json_string(TOKEN));
		json_object_set_new(body, "proof", base64(none, len));
		(void)post(s, "/box", NULL, body);
	} else {
		json_decref(body);
		snprintf(path, sizeof path, "/box/%s", hex);
		(void)send_request(s, &(struct request){.method = method,
		    .path = path, .token = TOKEN});
	}
	snprintf(said, 2048, "%ld %.2000s", reply.status,
	    (const char *)reply.body);
}

static void a_box_is_told_of_to_no_stranger(void **state)
{
	static const char *const methods[] = {"GET", "DELETE", "POST"};
	struct site *s = &site;
	char there[2048], nowhere[2048];
	uint8_t none[32] = {7};
	(void)state;

	s->fresh = 0;
	assert_int_equal(get(s, box_path(s, ""), token_of(s)), 200);
	for (size_t i = 0; i < 3; i++) {
		ask_as_stranger(s, there, s->memo, methods[i]);
		ask_as_stranger(s, nowhere, none, methods[i]);
		assert_string_equal(there, nowhere);
		assert_int_equal(there[0], '4');
	}
}

static void its_opener_takes_it_back(void **state)
{
	struct site *s = &site;
	(void)state;

	s->fresh = 1;
	(void)token_of(s);
	assert_int_equal(delete_box(s, token_of(s)), 404);
	assert_int_equal(post(s, box_path(s, "/prolong"), owner_of(s),
	    json_object()), 200);
	assert_has("\"expires\":\"2024-02-02\"");
	assert_int_equal(delete_box(s, owner_of(s)), 200);
	assert_int_equal(delete_box(s, owner_of(s)), 404);
	assert_int_equal(get(s, box_path(s, ""), token_of(s)), 404);
	s->fresh = 0;
	(void)token_of(s);
}

/* A body of the one length. */
static long post_padded(struct site *s, const char *path, const char *token,
    json_t *body)
{
	static char blanks[16385];
	json_object_set_new(body, "pad", json_string(""));
	char *text = json_dumps(body, JSON_COMPACT);
	size_t len = strlen(text);

	assert_true(len <= 16384);
	free(text);
	memset(blanks, ' ', sizeof blanks);
	blanks[16384 - len] = '\0';
	json_object_set_new(body, "pad", json_string(blanks));
	return post(s, path, token, body);
}

static long box_act(struct site *s, struct gs_span text)
{
	return post_padded(s, box_path(s, "/acts"), token_of(s),
	    json_pack("{s:o}", "record", text_of(text)));
}

static long take_back(struct site *s, size_t member)
{
	return post_padded(s, box_path(s, "/acts"), token_of(s), json_pack(
	    "{s:o, s:o}", "record", text_of(make_act(s, "withdraw", member)),
	    "endorsement", text_of(make_act(s, "endorse", member))));
}

static void assert_shown(struct site *s, const char *shown)
{
	assert_int_equal(get(s, box_path(s, ""), token_of(s)), 200);
	assert_has(shown);
}

/* The promise in the last answer. */
static void read_promise(struct site *s, struct gs_promise *promise)
{
	json_t *answer = json_loads((const char *)reply.body, 0, NULL);
	const char *text = json_string_value(json_object_get(answer,
	    "promise"));

	assert_non_null(text);
	assert_int_equal(gs_promise_read(promise, text, strlen(text)), GS_OK);
	assert_int_equal(gs_promise_check(promise, s->w.public[W_PROMISE],
	    text, strlen(text)), GS_OK);
	assert_memory_equal(promise->memo, s->memo, 32);
	json_decref(answer);
}

/* The refusal in the last answer is of this record. */
static void assert_refusal(struct site *s, struct gs_span record)
{
	uint8_t digest[32];
	json_t *answer = json_loads((const char *)reply.body, 0, NULL);
	const char *text = json_string_value(json_object_get(answer,
	    "refusal"));
	const struct gs_refusal_terms terms = {.channel = s->w.channel,
	    .memo = s->memo, .record = digest};

	assert_non_null(text);
	gs_host_sha256(digest, &record, 1);
	assert_int_equal(gs_refusal_check(NULL, &terms,
	    s->w.public[W_PROMISE], text, strlen(text)), GS_OK);
	json_decref(answer);
}

/* Every act is promised, the same act again the same, whatever its proof. */
static void acts_in_a_box_are_promised(void **state)
{
	struct site *s = &site;
	struct gs_promise promise;
	static uint8_t first[4096];
	(void)state;

	struct gs_span act = make_act(s, "endorse", 0);
	assert_int_equal(box_act(s, act), 200);
	read_promise(s, &promise);
	assert_string_equal(promise.act, "endorse");
	assert_int_equal(promise.by, 0);
	size_t len = reply.len;
	memcpy(first, reply.body, len);

	assert_int_equal(box_act(s, act), 200);
	assert_memory_equal(reply.body, first, len);
	assert_int_equal(box_act(s, make_act(s, "endorse", 0)), 200);
	assert_memory_equal(reply.body, first, len);

	/* After a withdrawal too: the later one keeps the earlier promise. */
	assert_int_equal(take_back(s, 0), 200);
	read_promise(s, &promise);
	assert_string_equal(promise.act, "withdraw");
	assert_int_equal(box_act(s, act), 200);
	assert_memory_equal(reply.body, first, len);
}

static void what_is_refused_is_signed(void **state)
{
	struct site *s = &site;
	(void)state;

	/* Two members' acts, exchanged in the last byte of a proof. */
	struct gs_span bad = make_act(s, "endorse", 6);
	uint8_t *text = room(s, bad.len);
	memcpy(text, bad.ptr, bad.len);
	text[bad.len - 60] = text[bad.len - 60] == 'A' ? 'B' : 'A';
	bad.ptr = text;
	assert_int_equal(box_act(s, bad), 422);
	assert_has("/problems/proof");
	assert_refusal(s, bad);

	/* A withdrawal brings the endorsement that it takes back, its own. */
	struct gs_span alone = make_act(s, "withdraw", 4);
	assert_int_equal(box_act(s, alone), 422);
	assert_has("\"code\":\"act-records\"");
	assert_refusal(s, alone);
	assert_int_equal(post_padded(s, box_path(s, "/acts"), token_of(s),
	    json_pack("{s:o, s:o}", "record", text_of(alone), "endorsement",
	        text_of(make_act(s, "endorse", 5)))), 422);
	assert_has("\"code\":\"withdrawal-of-other\"");

	assert_int_equal(post_padded(s, box_path(s, "/acts"), TOKEN,
	    json_pack("{s:o}", "record", text_of(alone))), 404);
	assert_refusal(s, alone);

	/* Acts of another length tell what they are. */
	assert_int_equal(post(s, box_path(s, "/acts"), token_of(s), json_pack(
	    "{s:o, s:s}", "record", text_of(make_act(s, "endorse", 5)), "pad",
	    "")), 400);
	assert_has("\"code\":\"act-body-length\"");
}

/* The count moves at a release, by a batch at least; and nobody is told a
 * number between. */
static void a_box_shows_in_steps(void **state)
{
	struct site *s = &site;
	(void)state;

	for (size_t i = 1; i < 4; i++)
		assert_int_equal(box_act(s, make_act(s, "endorse", i)), 200);
	assert_int_equal(clock_to(s, "2023-11-05T00:00:00Z"), 200);
	assert_shown(s, "\\nshown 0\\n");
	assert_int_equal(box_act(s, make_act(s, "endorse", 4)), 200);
	assert_shown(s, "\\nshown 0\\n");
	assert_int_equal(clock_to(s, "2023-11-05T23:59:59Z"), 200);
	assert_shown(s, "\\nshown 0\\n");
	assert_int_equal(clock_to(s, "2023-11-06T00:00:00Z"), 200);
	assert_shown(s, "\\nshown 5\\n");

	assert_int_equal(box_act(s, make_act(s, "endorse", 5)), 200);
	assert_int_equal(take_back(s, 3), 200);
	assert_int_equal(clock_to(s, "2023-11-06T12:00:00Z"), 200);
	assert_shown(s, "\\nshown 5\\n");
	assert_int_equal(get(s, box_path(s, "/export"), token_of(s)), 200);
	assert_has("\\nshown 5\\n");
	json_t *answer = json_loads((const char *)reply.body, 0, NULL);
	/* Five tags, of which one took its endorsement back before. */
	assert_int_equal(json_array_size(json_object_get(answer, "records")),
	    6);
	json_decref(answer);
}

/* --- filing --------------------------------------------------------------- */

static json_t *filing(struct site *s, struct gs_span memo)
{
	struct gs_box_link link;
	uint8_t key[32];
	char hex[65] = "";
	struct gs_writer w = gs_writer_of(hex, 64);

	memo_link(s, &link);
	gs_box_file_key(key, &link);
	gs_write_hex(&w, key, 32);
	return json_pack("{s:o, s:s, s:[]}", "record", text_of(memo), "key",
	    hex, "acts");
}

static long file_memo(struct site *s, struct gs_span memo)
{
	return post(s, box_path(s, "/file"), token_of(s), filing(s, memo));
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
	s->fresh = 9;
	struct gs_span memo = make_memo(s);
	json_t *body = opening(s, 1, 0, SEALED);
	json_object_set_new(body, "roll", base64(roll, 32));
	assert_int_equal(post(s, "/box", NULL, body), 201);

	assert_int_equal(file_memo(s, memo), 422);
	assert_has("\"code\":\"box-other-roll\"");
	assert_refusal(s, memo);
	memcpy(s->w.roll, roll, 32);
	s->fresh = 0;
	(void)token_of(s);
}

static json_t *bare_filing(struct gs_span memo)
{
	return json_pack("{s:o, s:o, s:[]}", "record", text_of(memo),
	    "content", sealed_file(SEALED), "acts");
}

/* Nor what nobody could open, though the memo names it. */
static void what_is_no_sealed_file_is_not_filed(void **state)
{
	struct site *s = &site;
	struct gs_span none = {NULL, 0};
	(void)state;

	s->fresh = 7;
	junk = &none;
	for (unsigned i = 0; i < JUNK; i++) {
		none = junk_of(i);
		struct gs_span memo = make_memo(s);
		assert_int_equal(post(s, "/filings", NULL, bare_filing(memo)),
		    422);
		assert_has("\"code\":\"file-not-sealed\"");
		assert_refusal(s, memo);
	}

	assert_int_equal(post(s, "/box", NULL, opening(s, 2, 1, SEALED)), 201);
	struct gs_span memo = make_memo(s);
	assert_int_equal(file_memo(s, memo), 422);
	assert_has("\"code\":\"file-not-sealed\"");
	assert_refusal(s, memo);
	junk = NULL;
	s->fresh = 0;
	(void)token_of(s);
}

/* What the office could not open is not filed. */
static void junk_is_not_filed(void **state)
{
	struct site *s = &site;
	(void)state;

	s->fresh = 8;
	struct gs_span memo = make_memo(s);
	assert_int_equal(post(s, "/box", NULL, opening(s, 2, 0, "junk")), 201);
	assert_int_equal(file_memo(s, memo), 409);
	assert_has("\"code\":\"file-not-content\"");
	json_t *body = filing(s, memo);
	json_object_set_new(body, "key", json_string(TOKEN));
	assert_int_equal(post(s, box_path(s, "/file"), token_of(s), body),
	    422);
	assert_has("\"code\":\"box-file-unopened\"");
	assert_int_equal(post(s, "/filings", NULL, json_pack(
	    "{s:o, s:o, s:[]}", "record", text_of(memo), "content",
	    base64("junk", 4), "acts")), 409);
	assert_has("\"code\":\"file-not-content\"");
	s->fresh = 0;
	(void)token_of(s);
}

static void a_filing_waits_for_its_release(void **state)
{
	struct site *s = &site;
	struct gs_checkpoint c;
	struct gs_promise promise;
	const uint8_t *entry = NULL;
	size_t len = 0;
	(void)state;

	uint64_t size = log_size(s);
	struct gs_span memo = make_memo(s);
	assert_int_equal(post(s, "/records", NULL, one_record(memo)), 422);
	assert_has("it goes to /filings");
	assert_int_equal(file_memo(s, memo), 202);
	read_promise(s, &promise);
	assert_string_equal(promise.act, "file");
	static uint8_t first[4096];
	size_t first_len = reply.len;
	memcpy(first, reply.body, first_len);
	assert_int_equal(file_memo(s, make_memo(s)), 202);
	assert_memory_equal(reply.body, first, first_len);
	assert_int_equal(log_size(s), size);

	/* The box goes on until then, but stays. */
	assert_int_equal(box_act(s, make_act(s, "endorse", 7)), 200);
	assert_int_equal(delete_box(s, owner_of(s)), 422);
	assert_has("\"code\":\"box-being-filed\"");

	/* A crash forgets nothing. */
	gs_server_stop(&s->server);
	must_start(s);
	assert_int_equal(clock_to(s, "2023-11-06T21:59:59Z"), 200);
	assert_int_equal(log_size(s), size);
	assert_int_equal(clock_to(s, TWO_LATER_CLOSED), 200);

	/* Seven tags: two took it back.  Then the release's anchor. */
	struct gs_tiles *tiles = open_log(s, &c);
	assert_int_equal(c.size, size + 1 + 7 + 2 + 1);
	assert_int_equal(gs_tiles_read_entry(&entry, &len, tiles, size),
	    GS_OK);
	assert_memory_equal(entry, "at 2023-11-06T22:00:00Z\nacts 5 2\n", 33);
	gs_tiles_free(&tiles);

	assert_int_equal(file_memo(s, memo), 409);
	assert_has("\"code\":\"filing-in-log\"");
	assert_int_equal(box_act(s, make_act(s, "endorse", 8)), 422);
	assert_int_equal(get(s, box_path(s, ""), token_of(s)), 200);
	assert_has("\"filed\":true");
	assert_has("\"count\":\"\"");
	assert_int_equal(get(s, box_path(s, "/export"), token_of(s)), 422);

	assert_int_equal(get(s, "/", NULL), 200);
	assert_has("5</strong> of 16 members\xe2\x80\x99 keys");
}

/* Whoever knows the id of a memo that gathers elsewhere opens a box for it: its
 * late acts are nobody's hostage. */
static void a_squatted_box_locks_nobody_out(void **state)
{
	struct site *s = &site;
	(void)state;

	s->fresh = 6;
	assert_int_equal(post(s, "/box", NULL, opening(s, 3, 0, SEALED)), 201);
	struct gs_span memo = make_memo_by(s, 3, 0);
	assert_int_equal(post(s, "/filings", NULL, json_pack(
	    "{s:o, s:o, s:[o]}", "record", text_of(memo), "content",
	    sealed_file(SEALED), "acts",
	    text_of(make_act(s, "endorse", 4)))), 202);
	assert_int_equal(clock_to(s, "2023-11-07T00:00:00Z"), 200);
	assert_int_equal(get(s, box_path(s, ""), token_of(s)), 404);
	assert_int_equal(post_padded(s, "/acts", NULL, json_pack("{s:o}",
	    "record", text_of(make_act(s, "endorse", 5)))), 202);
	assert_int_equal(post(s, "/box", NULL, opening(s, 3, 1, SEALED)), 409);
	assert_has("\"code\":\"box-memo-filed\"");
	s->fresh = 0;
	(void)token_of(s);
}

/* Of two filings of a memo the lower tag enters, and only its slot is used. */
static void two_file_one_memo(void **state)
{
	struct site *s = &site;
	struct gs_checkpoint c;
	(void)state;

	s->fresh = 5;
	struct gs_span texts[2];
	uint8_t tags[2][32];
	for (size_t i = 0; i < 2; i++) {
		struct gs_promise promise;
		texts[i] = make_memo_by(s, 5 + i, 0);
		assert_int_equal(post(s, "/filings", NULL, json_pack(
		    "{s:o, s:o, s:[]}", "record", text_of(texts[i]), "content",
		    sealed_file(SEALED), "acts")), 202);
		read_promise(s, &promise);
		memcpy(tags[i], promise.tag, 32);
	}
	uint64_t size = log_size(s);
	size_t lower = memcmp(tags[0], tags[1], 32) < 0 ? 0 : 1;
	assert_int_equal(clock_to(s, "2023-11-07T22:00:00Z"), 200);
	struct gs_tiles *tiles = open_log(s, &c);
	/* The last release's note, the memo, this one's anchor. */
	assert_int_equal(c.size, size + 3);
	assert_logged(tiles, size + 1, texts[lower]);
	gs_tiles_free(&tiles);

	/* The other's slot is free. */
	s->fresh = 4;
	assert_int_equal(post(s, "/filings", NULL, json_pack(
	    "{s:o, s:o, s:[]}", "record", text_of(make_memo_by(s,
	        5 + (lower ^ 1), 0)), "content",
	    sealed_file(SEALED), "acts")), 202);
	s->fresh = 3;
	struct gs_span twice = make_memo_by(s, 5 + (lower ^ 1), 0);
	assert_int_equal(post(s, "/filings", NULL, json_pack(
	    "{s:o, s:o, s:[]}", "record", text_of(twice), "content",
	    sealed_file(SEALED), "acts")), 422);
	assert_has("\"code\":\"slot-waits\"");
	assert_refusal(s, twice);
	s->fresh = 0;
	(void)token_of(s);
}

static void assert_filed_with(struct site *s, const char *header)
{
	const uint8_t *entry = NULL;
	struct gs_checkpoint c;
	size_t len = 0;
	char id[80] = "\nmemo ";
	struct gs_writer w = gs_writer_of(id + 6, 64);
	bool found = false;

	gs_write_base64(&w, s->memo, 32);
	struct gs_tiles *tiles = open_log(s, &c);
	for (uint64_t i = 0; i < c.size; i++) {
		assert_int_equal(gs_tiles_read_entry(&entry, &len, tiles, i),
		    GS_OK);
		found = found || (memmem(entry, len, id, strlen(id)) != NULL &&
		    memmem(entry, len, header, strlen(header)) != NULL);
	}
	gs_tiles_free(&tiles);
	assert_true(found);
}

/* Who could make a promise void by taking the box back would frame the server,
 * and so would a box that expires. */
static void what_a_box_promised_outlives_it(void **state)
{
	struct site *s = &site;
	(void)state;

	assert_int_equal(clock_to(s, "2023-11-20T14:00:00Z"), 200);
	for (int i = 0; i < 2; i++) {
		s->fresh = (uint8_t)(12 + i);
		assert_int_equal(post(s, "/box", NULL, opening(s, 11,
		    (uint32_t)(2 * i), SEALED)), 201);
		assert_int_equal(box_act(s, make_act(s, "endorse", 12)), 200);
		assert_int_equal(delete_box(s, owner_of(s)), 200);
		assert_int_equal(delete_box(s, owner_of(s)), 404);
		assert_int_equal(get(s, box_path(s, ""), token_of(s)), 404);
		assert_int_equal(box_act(s, make_act(s, "endorse", 13)), 404);
		assert_has("\"code\":\"box-unknown\"");

		struct gs_span memo = make_memo_by(s, 11, (uint32_t)i);
		if (i == 0) {
			assert_int_equal(post(s, "/box", NULL, opening(s, 11,
			    1, SEALED)), 201);
			assert_int_equal(file_memo(s, memo), 202);
		} else {
			assert_int_equal(post(s, "/filings", NULL,
			    bare_filing(memo)), 202);
		}
	}
	assert_int_equal(clock_to(s, "2023-11-21T00:00:00Z"), 200);
	for (int i = 0; i < 2; i++) {
		s->fresh = (uint8_t)(12 + i);
		(void)token_of(s);
		assert_filed_with(s, "acts 1 0\n");
	}
	s->fresh = 0;
	(void)token_of(s);
}

/* A flood of boxes keeps nobody from filing. */
static void full_boxes_leave_room_for_filings(void **state)
{
	struct site *s = &site;
	static uint8_t large[340000];
	(void)state;

	gs_server_stop(&s->server);
	s->boxes_max = 400000;
	must_start(s);
	s->fresh = 10;
	json_t *body = opening(s, 9, 0, SEALED);
	json_object_set_new(body, "sealed", long_base64(large, sizeof large));
	assert_int_equal(post(s, "/box", NULL, body), 503);
	assert_has("\"code\":\"boxes-full\"");
	assert_int_equal(post(s, "/filings", NULL, json_pack(
	    "{s:o, s:o, s:[]}", "record", text_of(make_memo_by(s, 9, 0)),
	    "content", sealed_file(SEALED), "acts")), 202);

	gs_server_stop(&s->server);
	s->boxes_max = 0;
	must_start(s);
	s->fresh = 0;
	(void)token_of(s);
}

/* --- late ----------------------------------------------------------------- */

static long late(struct site *s, struct gs_span text)
{
	return post_padded(s, "/acts", token_of(s), json_pack("{s:o}",
	    "record", text_of(text)));
}

/* Nobody without the box's token makes the server check a proof. */
static void late_acts_need_the_token(void **state)
{
	static const char *const wrong[] = {NULL, TOKEN, "00", ""};
	struct site *s = &site;
	(void)state;

	struct gs_span act = make_act(s, "endorse", 8);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(post_padded(s, "/acts", wrong[i], json_pack(
		    "{s:o}", "record", text_of(act))), 403);
		assert_has("/problems/denied");
		assert_refusal(s, act);
	}
}

static void late_acts_wait_for_their_day(void **state)
{
	struct site *s = &site;
	struct gs_checkpoint c;
	struct gs_promise promise;
	static uint8_t first[4096];
	int64_t friday = 0;
	(void)state;

	assert_int_equal(gs_time_parse(&friday, FRIDAY_CLOSED, GS_TIME_LEN),
	    GS_OK);
	struct gs_span act = make_act(s, "endorse", 8);
	assert_int_equal(post(s, "/records", NULL, one_record(act)), 422);
	assert_has("it goes to /acts");
	assert_int_equal(late(s, act), 202);
	read_promise(s, &promise);
	assert_string_equal(promise.act, "endorse");
	assert_int_equal(promise.by, friday);
	size_t first_len = reply.len;
	memcpy(first, reply.body, first_len);
	assert_int_equal(late(s, act), 202);
	assert_memory_equal(reply.body, first, first_len);
	assert_int_equal(late(s, make_act(s, "endorse", 8)), 202);
	assert_memory_equal(reply.body, first, first_len);

	assert_int_equal(late(s, make_act(s, "endorse", 1)), 409);
	assert_has("\"code\":\"already-endorsed\"");
	assert_int_equal(late(s, make_act(s, "withdraw", 10)), 422);
	assert_has("nothing to withdraw");

	/* One who thinks better of it before the day. */
	assert_int_equal(late(s, make_act(s, "endorse", 9)), 202);
	assert_int_equal(late(s, make_act(s, "withdraw", 9)), 202);
	assert_int_equal(late(s, make_act(s, "endorse", 9)), 202);

	uint64_t size = log_size(s);
	assert_int_equal(clock_to(s, "2023-11-10T21:00:00Z"), 200);
	/* The note of the last release alone. */
	assert_int_equal(log_size(s), ++size);
	gs_server_stop(&s->server);
	must_start(s);
	assert_int_equal(clock_to(s, FRIDAY_CLOSED), 200);
	struct gs_tiles *tiles = open_log(s, &c);
	assert_int_equal(c.size, size + 4 + 1);
	const uint8_t *entry = NULL;
	size_t len = 0;
	for (uint64_t i = size; i < c.size; i++) {
		assert_int_equal(gs_tiles_read_entry(&entry, &len, tiles, i),
		    GS_OK);
		assert_memory_equal(entry, "at " FRIDAY_CLOSED "\n", 24);
	}
	gs_tiles_free(&tiles);
	assert_int_equal(late(s, make_act(s, "endorse", 9)), 422);
	assert_int_equal(get(s, "/", NULL), 200);
	assert_has(" keys, and 2 more later");
	assert_int_equal(get(s, "/memo/1", NULL), 200);
	assert_has("before filing, 1 after");
	assert_has("20 people are entitled; 16 have a key.");
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
	assert_int_equal(get(s, "/memo/1.html", NULL), 200);
	assert_has("by the operator\xe2\x80\x99s date alone");
}

#define OTHER "another sealed file"

/* A question or an answer about the memo, with a sealed file of that text. */
static struct gs_span make_question(struct site *s, const char *type,
    uint64_t number, const char *sealed, enum world_role signer,
    const char *role)
{
	struct gs_record_writer d;
	uint8_t content[32];

	const struct gs_span file = sealed_of(sealed);
	gs_host_sha256(content, &file, 1);

	begin(s, &d, type);
	gs_record_line(&d, "memo", gs_part_hash(s->memo));
	gs_record_line(&d, "question", gs_part_number(number));
	gs_record_line(&d, "content", gs_part_hash(content));
	sign(s, &d, d.w.len, signer, role);
	return finish(s, &d);
}

static json_t *files(const char *sealed)
{
	return json_pack("[o]", sealed_file(sealed));
}

static long ask(struct site *s, struct gs_span text)
{
	json_t *body = one_record(text);
	json_object_set_new(body, "content", files(SEALED));
	return post(s, "/records", NULL, body);
}

/* Said of the memo by the office, or of a letter by the author. */
static struct gs_span make_unreadable(struct site *s, const char *what,
    uint64_t number, uint64_t question)
{
	const struct world_unreadable u = {what, number, question,
	    strcmp(what, "memo") == 0 ? W_OFFICE : W_AUTHOR,
	    strcmp(what, "memo") == 0 ? "office" : "author"};

	return world_unreadable(&s->w, s->memo, &u);
}

static struct gs_span make_resupply(struct site *s, size_t member,
    const char *sealed)
{
	static uint8_t texts[8][GS_RECORD_MAX];
	static size_t next;
	struct gs_writer w = gs_writer_of(texts[next++ % 8], GS_RECORD_MAX);
	const struct gs_act_maker maker = {s->w.channel, s->memo, s->roll,
	    &s->secrets[member]};
	struct gs_pool pool;
	uint8_t content[32];

	const struct gs_span file = sealed_of(sealed);
	gs_host_sha256(content, &file, 1);
	assert_int_equal(gs_act_resupply(&w, gs_pool_start(&pool), &maker, 1,
	    content), GS_OK);
	gs_pool_free(&pool);
	return (struct gs_span){w.ptr, w.len};
}

static long resupply(struct site *s, struct gs_span text, const char *sealed)
{
	return post(s, "/resupply", NULL, json_pack("{s:o, s:o}", "record",
	    text_of(text), "content", files(sealed)));
}

/* Of two for one `unreadable` the record with the lower hash enters, with its
 * own file, whichever came first. */
static void a_resupply_waits_for_its_release(void **state)
{
	struct site *s = &site;
	struct gs_checkpoint c;
	static uint8_t first[4096];
	uint8_t hash[2][32];
	(void)state;

	assert_int_equal(resupply(s, make_resupply(s, 3, SEALED), SEALED),
	    403);
	assert_has("\"code\":\"act-needs-token\"");
	s->fresh = 5;
	(void)token_of(s);
	struct gs_span texts[2] = {make_resupply(s, 3, SEALED),
	    make_resupply(s, 4, OTHER)};
	assert_int_equal(resupply(s, texts[0], SEALED), 404);
	assert_int_equal(post(s, "/records", NULL, one_record(
	    make_unreadable(s, "memo", 1, 0))), 200);
	assert_int_equal(get(s, "/", NULL), 200);
	assert_has("the memo, by the office, 1 time");

	assert_int_equal(resupply(s, texts[0], OTHER), 409);
	for (unsigned i = 0; i < JUNK; i++) {
		const struct gs_span none = junk_of(i);
		junk = &none;
		assert_int_equal(resupply(s, make_resupply(s, 5, SEALED),
		    SEALED), 422);
		assert_has("\"code\":\"file-not-sealed\"");
	}
	junk = NULL;
	json_t *body = one_record(texts[0]);
	json_object_set_new(body, "content", files(SEALED));
	assert_int_equal(post(s, "/records", NULL, body), 422);
	assert_has("it goes to /resupply");
	uint64_t size = log_size(s);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(resupply(s, texts[i % 2], i % 2 == 0 ?
		    SEALED : OTHER), 202);
		if (i == 0)
			memcpy(first, reply.body, sizeof first);
		assert_memory_equal(reply.body, first, reply.len);
	}
	assert_int_equal(log_size(s), size);

	gs_server_stop(&s->server);
	must_start(s);
	assert_int_equal(clock_to(s, "2023-11-08T00:00:00Z"), 200);
	for (size_t i = 0; i < 2; i++)
		gs_host_sha256(hash[i], &texts[i], 1);
	size_t lower = memcmp(hash[0], hash[1], 32) < 0 ? 0 : 1;
	struct gs_tiles *tiles = open_log(s, &c);
	/* Behind the last release's note and the filings of this one, which
	 * has its anchor behind it. */
	assert_int_equal(c.size, size + 5);
	assert_logged(tiles, size + 3, texts[lower]);
	gs_tiles_free(&tiles);
	assert_int_equal(resupply(s, texts[lower ^ 1], lower == 0 ? OTHER :
	    SEALED), 409);
	s->fresh = 0;
	(void)token_of(s);
}

/* `sealed` NULL: without a file. */
static long answer(struct site *s, struct gs_span text, const char *sealed)
{
	json_t *body = json_pack("{s:o}", "record", text_of(text));
	if (sealed == NULL)
		return post_padded(s, "/acts", NULL, body);
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
	for (unsigned i = 0; i < JUNK; i++) {
		const struct gs_span none = junk_of(i);
		junk = &none;
		assert_int_equal(ask(s, make_question(s, "ask", 3, SEALED,
		    W_OFFICE, "office")), 422);
		assert_has("\"code\":\"file-not-sealed\"");
		assert_int_equal(answer(s, make_question(s, "answer", 1,
		    SEALED, W_AUTHOR, "author"), SEALED), 422);
		assert_has("\"code\":\"file-not-sealed\"");
	}
	junk = NULL;
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

static long find_unreadable(struct site *s, struct gs_span text)
{
	return post_padded(s, "/acts", NULL, json_pack("{s:o}", "record",
	    text_of(text)));
}

/* What the author says waits as well; two of one number are not told apart. */
static void the_author_finds_a_letter_unreadable(void **state)
{
	struct site *s = &site;
	struct gs_promise promise;
	(void)state;

	uint64_t size = log_size(s);
	struct gs_span text = make_unreadable(s, "question", 1, 1);
	assert_int_equal(post(s, "/records", NULL, one_record(text)), 422);
	assert_has("it goes to /acts");
	assert_int_equal(find_unreadable(s, make_unreadable(s, "question", 2,
	    1)), 422);
	assert_int_equal(find_unreadable(s, make_unreadable(s, "question", 1,
	    3)), 404);
	assert_int_equal(find_unreadable(s, make_unreadable(s, "memo", 1, 0)),
	    422);
	assert_has("\"code\":\"record-does-not-wait\"");
	assert_int_equal(find_unreadable(s, text), 202);
	read_promise(s, &promise);
	assert_string_equal(promise.act, "unreadable");
	assert_int_equal(find_unreadable(s, text), 202);
	assert_int_equal(find_unreadable(s, make_unreadable(s, "question", 1,
	    2)), 409);
	assert_has("\"code\":\"unreadable-waits\"");
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
	assert_int_equal(clock_to(s, "2023-11-11T00:00:00Z"), 200);

	struct gs_tiles *tiles = open_log(s, &c);
	/* Friday's note comes first. */
	assert_int_equal(c.size, size + 5);
	for (uint64_t i = ++size; i < c.size; i++) {
		const char *type = i < size + 2 ? GS_HEADING "answer\n" :
		    i == size + 2 ? GS_HEADING "unreadable\n" :
		    GS_HEADING "anchor\n";

		assert_int_equal(gs_tiles_read_entry(&entry, &len, tiles, i),
		    GS_OK);
		assert_memory_equal(entry, "at 2023-11-11T00:00:00Z\n", 24);
		assert_memory_equal(entry + 24, type, strlen(type));
	}
	gs_tiles_free(&tiles);

	assert_int_equal(answer(s, good, SEALED), 409);
	assert_has("answered already");
}

static void what_was_promised_comes_before_the_end(void **state)
{
	struct site *s = &site;
	struct gs_checkpoint c;
	struct gs_promise promise;
	static uint8_t first[4096];
	(void)state;

	assert_int_equal(ask(s, make_question(s, "ask", 3, SEALED, W_OFFICE,
	    "office")), 200);
	uint64_t size = log_size(s);

	struct gs_span end = world_end(&s->w, s->memo, W_AUTHOR, "author");
	assert_int_equal(post(s, "/records", NULL, one_record(end)), 422);
	assert_has("it goes to /acts");
	assert_int_equal(post_padded(s, "/acts", NULL, json_pack("{s:o}",
	    "record", text_of(end))), 202);
	read_promise(s, &promise);
	assert_string_equal(promise.act, "end");
	size_t first_len = reply.len;
	memcpy(first, reply.body, first_len);

	/* What comes after it is in time still. */
	struct gs_span act = make_act(s, "endorse", 10);
	assert_int_equal(late(s, act), 202);
	struct gs_span last = make_question(s, "answer", 3, OTHER, W_AUTHOR,
	    "author");
	assert_int_equal(answer(s, last, OTHER), 202);
	assert_int_equal(post_padded(s, "/acts", NULL, json_pack("{s:o}",
	    "record", text_of(end))), 202);
	assert_memory_equal(reply.body, first, first_len);
	assert_int_equal(log_size(s), size);

	assert_int_equal(clock_to(s, NEXT_FRIDAY_CLOSED), 200);
	struct gs_tiles *tiles = open_log(s, &c);
	/* The hour after the last release has an anchor for the question, and
	 * the next hour that one's note; the answer came alone, with its anchor
	 * and the note of that; then what waited for the day. */
	assert_int_equal(c.size, size + 8);
	assert_logged(tiles, size + 2, last);
	assert_logged(tiles, size + 5, act);
	assert_logged(tiles, size + 6, end);
	gs_tiles_free(&tiles);

	assert_int_equal(late(s, make_act(s, "endorse", 11)), 422);
	assert_int_equal(ask(s, make_question(s, "ask", 4, SEALED, W_OFFICE,
	    "office")), 422);
	assert_has("ended");
}

/* Boxes go when their days are over, and what was in them. */
static void boxes_expire(void **state)
{
	struct site *s = &site;
	(void)state;

	s->fresh = 2;
	assert_int_equal(get(s, box_path(s, ""), token_of(s)), 200);
	assert_int_equal(clock_to(s, "2024-02-02T22:00:00Z"), 200);
	assert_int_equal(get(s, box_path(s, ""), token_of(s)), 200);
	assert_int_equal(clock_to(s, "2024-02-04T00:00:00Z"), 200);
	assert_int_equal(get(s, box_path(s, ""), token_of(s)), 404);
	assert_has("\"code\":\"box-unknown\"");

	/* That of a filed memo is there until its procedure is long over, and
	 * goes on knowing whose its link is. */
	s->fresh = 0;
	assert_int_equal(get(s, box_path(s, ""), token_of(s)), 200);
	assert_has("\"filed\":true");
	assert_int_equal(clock_to(s, "2024-06-01T00:00:00Z"), 200);
	assert_int_equal(get(s, box_path(s, ""), token_of(s)), 404);
	assert_has("\"code\":\"box-expired\"");
	assert_int_equal(get(s, box_path(s, ""), TOKEN), 404);
	assert_has("\"code\":\"box-unknown\"");
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
	/* An hour after the last release that found anything. */
	assert_has("\"now\":\"2023-11-17T23:00:00Z\"");
	struct gs_tiles *tiles = open_log(s, &after);
	gs_tiles_free(&tiles);
}

static void change_entry(struct site *s, const char *sql)
{
	char path[256];
	sqlite3 *db = NULL;

	snprintf(path, sizeof path, "%.63s/channel.db", s->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Entries enter with their checkpoint or not at all, so that what no checkpoint
 * covers was put there by somebody else: a start signs nothing that no gate has
 * seen (docs/SERVER.md, "When it signs"). */
static void what_nobody_signed_is_not_signed_at_the_start(void **state)
{
	struct site *s = &site;
	struct gs_report report = {.text = ""};
	struct gs_checkpoint before, after;
	(void)state;

	read_checkpoint(s, &before);
	gs_server_stop(&s->server);
	change_entry(s, "UPDATE checkpoints SET size = -size WHERE size = "
	    "(SELECT max(size) FROM checkpoints)");
	remove_file(s->dir, "log/checkpoint");
	assert_int_equal(start(s, &report), GS_ERR_CORRUPT);
	assert_non_null(strstr(report.text, "does not match the stored "
	    "entries"));

	change_entry(s, "UPDATE checkpoints SET size = -size WHERE size < 0");
	must_start(s);
	read_checkpoint(s, &after);
	assert_int_equal(after.size, before.size);
	assert_memory_equal(after.root, before.root, 32);
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

/* --- the snapshot --------------------------------------------------------- */

static struct contents snapshot, again;

/* Starts while what it tells the operator goes into a file, and stops. */
static void hear_start(struct site *s, const char *said)
{
	static struct contents heard;
	char path[256];

	snprintf(path, sizeof path, "%.63s/heard", s->dir);
	int old = dup(STDERR_FILENO);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(old >= 0 && fd >= 0);
	assert_int_equal(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	must_start(s);
	gs_server_stop(&s->server);
	assert_int_equal(dup2(old, STDERR_FILENO), STDERR_FILENO);
	close(fd);
	close(old);

	read_file(&heard, s->dir, "heard");
	remove_file(s->dir, "heard");
	heard.bytes[heard.len] = '\0';
	if (strstr((char *)heard.bytes, said) == NULL ||
	    (said[0] == '\0' && heard.len > 0))
		fail_msg("'%s' in: %s", said, (char *)heard.bytes);
}

/* With this file in its place a start tells that, and writes the right one
 * anew, whether it reads the log whole or would not. */
static void refuses_snapshot(struct site *s, const void *bytes, size_t len,
    const char *why)
{
	for (int whole = 0; whole < 2; whole++) {
		write_file(s->dir, "snapshot", bytes, len);
		s->whole_max = whole ? 0 : 1;
		hear_start(s, why);
		read_file(&again, s->dir, "snapshot");
		assert_int_equal(again.len, snapshot.len);
		assert_memory_equal(again.bytes, snapshot.bytes, again.len);
	}
}

static void a_start_takes_the_snapshot(void **state)
{
	struct site *s = &site;
	struct gs_checkpoint before, after;
	(void)state;

	read_checkpoint(s, &before);
	gs_server_stop(&s->server);
	read_file(&snapshot, s->dir, "snapshot");
	assert_in_range(snapshot.len, 1000, sizeof snapshot.bytes - 1);
	for (s->whole_max = 0; s->whole_max < 2; s->whole_max++)
		hear_start(s, "");

	/* An entry that it does not read again is not there for it. */
	s->whole_max = 1;
	must_start(s);
	read_checkpoint(s, &after);
	assert_memory_equal(&before, &after, sizeof before);
	assert_int_equal(get(s, "/", NULL), 200);
	gs_server_stop(&s->server);
	read_file(&again, s->dir, "snapshot");
	assert_int_equal(again.len, snapshot.len);
	assert_memory_equal(again.bytes, snapshot.bytes, again.len);
	s->whole_max = 0;
	must_start(s);
}

static void a_wrong_snapshot_is_refused_and_told(void **state)
{
	struct site *s = &site;
	struct gs_back_options options = {.dir = s->dir, .simulated = true};
	struct gs_report report = {.text = ""};
	(void)state;

	gs_server_stop(&s->server);
	memcpy(again.bytes, snapshot.bytes, snapshot.len);
	for (size_t at = 0; at < snapshot.len; at += snapshot.len / 9) {
		static struct contents flipped;

		memcpy(flipped.bytes, snapshot.bytes, snapshot.len);
		flipped.bytes[at] ^= 4;
		refuses_snapshot(s, flipped.bytes, snapshot.len,
		    "/snapshot: it is");
	}
	refuses_snapshot(s, snapshot.bytes, snapshot.len / 2, "/snapshot: it");
	refuses_snapshot(s, "", 0, "it is not used");
	refuses_snapshot(s, other_snapshot.bytes, other_snapshot.len,
	    "not of this log's entries");

	assert_int_equal(gs_back_check_channel(&options, &report), GS_OK);
	write_file(s->dir, "snapshot", other_snapshot.bytes,
	    other_snapshot.len);
	assert_int_equal(gs_back_check_channel(&options, &report),
	    GS_ERR_CORRUPT);
	assert_non_null(strstr(report.text, "the snapshot is"));
	/* A check writes nothing. */
	read_file(&again, s->dir, "snapshot");
	assert_int_equal(again.len, other_snapshot.len);
	s->whole_max = 0;
	must_start(s);
}

/* Within a while the server comes to it. */
static void await_status(struct site *s, long status)
{
	for (int i = 0; i < 200 && get(s, "/channel", NULL) != status; i++)
		usleep(20000);
	assert_int_equal(get(s, "/channel", NULL), status);
}

/* What a start from the snapshot does not look at is looked at beside
 * serving. */
static void damage_is_found_beside_serving(void **state)
{
	struct site *s = &site;
	struct gs_checkpoint c;
	char tile[64];
	static struct contents was;
	(void)state;

	read_checkpoint(s, &c);
	gs_server_stop(&s->server);
	snprintf(tile, sizeof tile, "log/tile/entries/000.p/%llu",
	    (unsigned long long)c.size);
	read_file(&was, s->dir, tile);
	assert_true(was.len > 0);
	write_file(s->dir, tile, "none", 4);
	s->whole_max = 1;
	must_start(s);
	for (int i = 0; i < 200 && again.len != was.len; i++) {
		usleep(20000);
		read_file(&again, s->dir, tile);
	}
	assert_int_equal(again.len, was.len);
	assert_memory_equal(again.bytes, was.bytes, was.len);
	await_status(s, 200);
	gs_server_stop(&s->server);

	change_entry(s, "CREATE TABLE kept AS SELECT * FROM entries WHERE"
	    " position = 2; UPDATE entries SET entry = CAST('x' AS BLOB)"
	    " WHERE position = 2");
	must_start(s);
	await_status(s, 500);
	gs_server_stop(&s->server);

	change_entry(s, "UPDATE entries SET entry = (SELECT entry FROM kept)"
	    " WHERE position = 2; DROP TABLE kept");
	s->whole_max = 0;
	must_start(s);
}

/* --- a second roll -------------------------------------------------------- */

/* Without the last member: another root.  Not published. */
static struct gs_roll *make_second_keys(struct site *s)
{
	struct gs_roll *roll = NULL;

	assert_int_equal(gs_roll_open(&roll, s->w.arena, s->keys[0],
	    MEMBERS - 1), GS_OK);
	return roll;
}

static void publish_second_roll(struct site *s, const struct gs_roll *keys)
{
	struct gs_record_writer d;

	begin(s, &d, "roll");
	gs_record_line(&d, "edition", gs_part_number(2));
	gs_record_line(&d, "size", gs_part_number(MEMBERS - 1));
	gs_record_line(&d, "eligible", gs_part_number(MEMBERS + 4));
	gs_record_line(&d, "left", gs_part_number(1));
	gs_record_line(&d, "root", gs_part_hash(gs_roll_root(keys)));
	size_t len = d.w.len;
	sign(s, &d, len, W_REGISTRAR, "registrar");
	sign(s, &d, len, W_SECOND, "second");

	json_t *body = one_record(finish(s, &d));
	json_object_set_new(body, "keys", base64(s->keys, 32 * (MEMBERS - 1)));
	assert_int_equal(post(s, "/records", NULL, body), 200);
}

/* What takes a box back and opens it again over the memo's true roll, while a
 * proof over the roll that it had before is being checked. */
struct reopening {
	struct gs_ask ask;
	uint8_t owner[32];
	bool done;
};

static void ask_in_earnest(struct gs_way back, struct gs_ask *ask)
{
	struct gs_answer answer;

	ask->dry = true;
	for (int i = 0; i < 2; i++) {
		gs_answer_start(&answer);
		gs_way_ask(back, &answer, ask);
		assert_int_equal(answer.err, GS_OK);
		gs_answer_digest(ask->digest, &answer);
		ask->dry = false;
		gs_answer_free(&answer);
	}
}

static void reopen_box(void *ctx, struct gs_way back)
{
	struct reopening *r = ctx;
	struct gs_answer answer;
	struct gs_ask remove = {.kind = GS_ASK_BOX_REMOVE};

	memcpy(remove.id, r->ask.id, 32);
	memcpy(remove.token, r->owner, 32);
	gs_answer_start(&answer);
	gs_way_ask(back, &answer, &remove);
	assert_int_equal(answer.err, GS_OK);
	gs_answer_free(&answer);
	ask_in_earnest(back, &r->ask);
	r->done = true;
}

/* Of a proof that the gate is not asked about. */
static struct gs_span make_unproved_memo(struct site *s)
{
	struct gs_memo_terms t;
	struct gs_record_writer d;
	size_t len = GS_PROOF_LEN(gs_roll_levels(MEMBERS));
	uint8_t *proof = room(s, len);

	assert_int_equal(gs_host_random(proof, len), GS_OK);
	memo_terms(s, &t);
	begin(s, &d, "memo");
	gs_record_line(&d, "memo", gs_part_hash(s->memo));
	gs_memo_terms_write(&d, &t);
	gs_record_line(&d, "slot", gs_part_number(0));
	gs_record_line(&d, "proof", gs_part_bytes(proof, len));
	sign(s, &d, d.w.len, W_AUTHOR, "author");
	return finish(s, &d);
}

static void file_unproved(struct site *s, struct gs_way back, int fresh)
{
	const struct gs_span sealed = sealed_of(SEALED);

	s->fresh = (uint8_t)fresh;
	struct gs_span memo = make_unproved_memo(s);
	struct gs_ask ask = {.kind = GS_ASK_FILING, .texts = &memo,
	    .text_count = 1, .contents = &sealed, .content_count = 1};
	ask_in_earnest(back, &ask);
}

static void file_many(void *ctx, struct gs_way back)
{
	for (int i = 0; i < GS_SITE_MEMOS; i++)
		file_unproved(ctx, back, 100 + i);
}

static void file_one(void *ctx, struct gs_way back)
{
	file_unproved(ctx, back, 100 + GS_SITE_MEMOS);
}

static size_t count_rows(void)
{
	size_t rows = 0;

	for (const char *at = (const char *)reply.body;
	    (at = strstr(at, "<li><article class=\"memo\"")) != NULL; at++)
		rows++;
	return rows;
}

/* A hundred memos each, the newest first, as soon as they are in the log; and
 * no time but what the log has. */
static void the_page_has_a_hundred_memos(void **state)
{
	static const char *const none[] = {"/page/1", "/page/3", "/page/02",
	    "/page/", "/page/x", "/page/4294967296"};
	struct site *s = &site;
	(void)state;

	assert_int_equal(get(s, "/", NULL), 200);
	size_t before = count_rows();
	assert_in_range(before, 1, GS_SITE_MEMOS - 1);
	assert_int_equal(get(s, "/page/2", NULL), 404);
	gs_server_interpose(s->server, file_many, s);
	assert_int_equal(post(s, "/records", NULL, one_record((struct gs_span){
	    (const uint8_t *)"none", 4})), 400);
	assert_int_equal(get(s, "/", NULL), 200);
	assert_int_equal(count_rows(), before);

	assert_int_equal(clock_to(s, "2023-11-18T22:00:00Z"), 200);
	assert_int_equal(get(s, "/", NULL), 200);
	assert_int_equal(count_rows(), GS_SITE_MEMOS);
	assert_has("href=\"page/2.html\">Older memos</a>");
	for (int i = 0; i < 2; i++) {
		assert_int_equal(get(s, "/page/2", NULL), 200);
		assert_int_equal(count_rows(), before);
		assert_has("href=\"../index.html\">Newer memos</a>");
		assert_null(strstr((char *)reply.body, "Older"));
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(get(s, none[i], NULL), 404);

	assert_int_equal(clock_to(s, "2023-11-18T22:30:07Z"), 200);
	assert_int_equal(get(s, "/", NULL), 200);
	assert_null(strstr((char *)reply.body, "2023-11-18T22:30:07Z"));
	s->fresh = 0;
	(void)token_of(s);
}

/* A batch that fails is undone from the snapshot.  That no old entry is read
 * again one sees by one that cannot be: the server would end. */
static void a_failed_batch_replays_nothing_old(void **state)
{
	struct site *s = &site;
	struct gs_checkpoint before, after;
	const char *const later = "2023-11-20T00:00:00Z"; /* than a release */
	(void)state;

	gs_server_stop(&s->server);
	s->whole_max = 1;
	must_start(s);
	gs_server_interpose(s->server, file_one, s);
	assert_int_equal(post(s, "/records", NULL, one_record((struct gs_span){
	    (const uint8_t *)"none", 4})), 400);
	read_checkpoint(s, &before);
	usleep(1000000); /* until the old ones have been looked at */
	change_entry(s, "CREATE TABLE kept AS SELECT * FROM entries WHERE"
	    " position = 2; UPDATE entries SET entry = CAST('x' AS BLOB)"
	    " WHERE position = 2; CREATE TRIGGER never BEFORE INSERT ON"
	    " checkpoints BEGIN SELECT abs(-9223372036854775807 - 1); END");

	for (int i = 0; i < 2; i++) {
		assert_int_equal(clock_to(s, later), 500);
		assert_int_equal(get(s, "/channel", NULL), 200);
		read_checkpoint(s, &after);
		assert_memory_equal(&before, &after, sizeof before);
	}
	change_entry(s, "DROP TRIGGER never; UPDATE entries SET entry ="
	    " (SELECT entry FROM kept) WHERE position = 2; DROP TABLE kept");
	assert_int_equal(clock_to(s, later), 200);
	read_checkpoint(s, &after);
	assert_true(after.size > before.size);
	gs_server_stop(&s->server);
	s->whole_max = s->fresh = 0;
	must_start(s);
}

static void hash_token(uint8_t hash[32], const char *token)
{
	uint8_t bytes[32];

	assert_int_equal(gs_hex_decode(bytes, 32, token, 64), GS_OK);
	gs_host_sha256(hash, &(struct gs_span){bytes, 32}, 1);
}

static void prepare_reopening(struct site *s, struct reopening *r,
    struct gs_span file)
{
	struct gs_opening *o = &r->ask.opening;

	*r = (struct reopening){.ask = {.kind = GS_ASK_BOX_OPEN}};
	memcpy(r->ask.id, s->memo, 32);
	memcpy(o->roll, s->w.roll, 32);
	memcpy(o->charter, s->w.charter, 32);
	hash_token(o->token_hash, token_of(s));
	hash_token(o->owner_hash, owner_of(s));
	assert_int_equal(gs_hex_decode(r->owner, 32, owner_of(s), 64), GS_OK);
	o->sealed = o->file = file;
	o->proof = prove_box(s, 8, 1);
	o->slot = 1;
}

/* The gate checks a proof over the roll that the box has; when the act is kept,
 * the box has another.  Filed over that one, it would fail every audit. */
static void a_box_cannot_change_its_roll_under_a_proof(void **state)
{
	struct site *s = &site;
	struct reopening r;
	uint8_t first[32];
	(void)state;

	struct gs_roll *second = make_second_keys(s);
	memcpy(first, s->w.roll, 32);
	memcpy(s->w.roll, gs_roll_root(second), 32);
	s->fresh = 20;
	(void)token_of(s);
	assert_int_equal(clock_to(s, "2024-02-05T14:00:00Z"), 200);
	json_t *body = opening(s, 8, 0, SEALED);
	json_object_set_new(body, "roll", base64(first, 32));
	assert_int_equal(post(s, "/box", NULL, body), 201);

	s->fresh = 21;
	(void)token_of(s);
	body = opening(s, 8, 2, SEALED);
	json_object_set_new(body, "roll", base64(first, 32));
	assert_int_equal(post(s, "/box", NULL, body), 201);
	assert_int_equal(box_act(s, make_act(s, "endorse", 7)), 200);
	assert_int_equal(delete_box(s, owner_of(s)), 200);

	s->fresh = 20;
	(void)token_of(s);
	publish_second_roll(s, second);
	assert_int_equal(clock_to(s, "2024-02-06T15:00:00Z"), 200);
	struct gs_span act = make_act(s, "endorse", 7);
	s->roll = second;
	prepare_reopening(s, &r, world_sealed(SEALED));
	gs_server_interpose(s->server, reopen_box, &r);
	assert_int_equal(box_act(s, act), 503);
	assert_has("\"code\":\"ground-changed\"");
	assert_true(r.done);

	/* The same bytes again are judged by the roll that is there now. */
	assert_int_equal(box_act(s, act), 422);
	assert_has("/problems/proof");
	assert_int_equal(box_act(s, make_act(s, "endorse", 7)), 200);

	/* What a box over the first roll promised keeps others away, until no
	 * memo over that roll can be filed any more. */
	s->fresh = 21;
	assert_int_equal(post(s, "/box", NULL, opening(s, 9, 0, SEALED)), 409);
	assert_has("\"code\":\"box-other-ground\"");
	assert_int_equal(clock_to(s, "2024-05-04T00:00:00Z"), 200);
	assert_int_equal(post(s, "/box", NULL, opening(s, 9, 1, SEALED)), 409);
	assert_int_equal(clock_to(s, "2024-05-07T14:00:00Z"), 200);
	assert_int_equal(post(s, "/box", NULL, opening(s, 9, 2, SEALED)), 201);
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

	read_file(&other_snapshot, s.dir, "snapshot");
	remove_site(&s);
	printf("%llu records over four kills\n", (unsigned long long)version);
}

static int setup(void **state)
{
	(void)state;
	assert_int_equal(gs_host_start(), GS_OK);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	make_site(&site);
	site.now = START;
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
	    cmocka_unit_test(the_clock_is_moved_by_who_has_its_key),
	    cmocka_unit_test(a_box_costs_a_turn),
	    cmocka_unit_test(a_box_is_told_of_to_no_stranger),
	    cmocka_unit_test(its_opener_takes_it_back),
	    cmocka_unit_test(acts_in_a_box_are_promised),
	    cmocka_unit_test(what_is_refused_is_signed),
	    cmocka_unit_test(a_box_shows_in_steps),
	    cmocka_unit_test(a_box_of_another_roll_is_not_filed),
	    cmocka_unit_test(junk_is_not_filed),
	    cmocka_unit_test(what_is_no_sealed_file_is_not_filed),
	    cmocka_unit_test(a_filing_waits_for_its_release),
	    cmocka_unit_test(the_office_acts_under_its_key),
	    cmocka_unit_test(a_squatted_box_locks_nobody_out),
	    cmocka_unit_test(two_file_one_memo),
	    cmocka_unit_test(full_boxes_leave_room_for_filings),
	    cmocka_unit_test(a_resupply_waits_for_its_release),
	    cmocka_unit_test(late_acts_need_the_token),
	    cmocka_unit_test(late_acts_wait_for_their_day),
	    cmocka_unit_test(the_office_asks_and_the_author_answers),
	    cmocka_unit_test(the_author_finds_a_letter_unreadable),
	    cmocka_unit_test(an_answer_waits_through_a_restart),
	    cmocka_unit_test(what_was_promised_comes_before_the_end),
	    cmocka_unit_test(boxes_expire),
	    cmocka_unit_test(one_directory_has_one_server),
	    cmocka_unit_test(a_restart_goes_on),
	    cmocka_unit_test(what_nobody_signed_is_not_signed_at_the_start),
	    cmocka_unit_test(what_contradicts_itself_does_not_start),
	    cmocka_unit_test(a_start_takes_the_snapshot),
	    cmocka_unit_test(a_wrong_snapshot_is_refused_and_told),
	    cmocka_unit_test(damage_is_found_beside_serving),
	    cmocka_unit_test(the_page_has_a_hundred_memos),
	    cmocka_unit_test(a_failed_batch_replays_nothing_old),
	    cmocka_unit_test(what_a_box_promised_outlives_it),
	    cmocka_unit_test(a_box_cannot_change_its_roll_under_a_proof),
	};

	/* First, while this process has no threads that a fork would lose. */
	const struct CMUnitTest first[] = {
	    cmocka_unit_test(nothing_acknowledged_is_lost)};

	signal(SIGPIPE, SIG_IGN);
	(void)umask(077); /* the server takes no key that others may read */
	if (gs_host_start() != GS_OK)
		return 1;
	int failed = cmocka_run_group_tests_name("server killed", first, NULL,
	    NULL);
	return failed + cmocka_run_group_tests_name("server", tests, setup,
	    teardown);
}
