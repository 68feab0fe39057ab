/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the log of an exercise as long as one likes, by the server's own back:
 * filings of memos with 500 endorsements each, like one that is in the log.
 * Their proofs are random bytes, which a server never verifies again: who
 * audits such a log finds that out.  No server may have the channel open.
 *
 * usage: bench-long_filings CHANNEL ENTRIES
 *        bench-long_filings CHANNEL MEMOS YEARS
 *
 * With YEARS it fills them evenly with memos of 20 endorsements, of which the
 * office acknowledges and answers all but each tenth, some of them late. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/channel/channel.h"
#include "core/memo/memo.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/sign.h"
#include "server/back/back.h"
#include "store/log.h"

#define ACTS 500      /* of a memo, at most */
#define FEW 20        /* of one of many years */
#define TOGETHER 10   /* memos of a release */
#define ROOM 4096     /* bytes of an act */
#define DAY 86400

static struct gs_way way;
static struct gs_pool pool; /* what all memos share */
static struct gs_memo_terms terms;
static size_t proof_len, reveals, acts = ACTS;
static struct gs_span file;
static uint8_t author[64], author_key[32], clock_key[32], office[64];

static _Noreturn void give_up(const char *what, const char *why)
{
	fprintf(stderr, "bench-long_filings: %s: %s\n", what, why);
	exit(2);
}

static void need(int err, const char *what)
{
	if (err != GS_OK)
		give_up(what, gs_strerror(err));
}

static struct gs_span keep(struct gs_span span)
{
	struct gs_span out = {NULL, 0};

	need(gs_arena_copy(&out, &pool.arena, span), "memory");
	return out;
}

/* The first memo of the log, whose terms the others have too. */
static void read_memo(struct gs_log *store)
{
	uint64_t size = 0;
	struct gs_span text = {NULL, 0}, entry = {NULL, 0};
	struct gs_entry_header header;
	struct gs_record rec;
	const struct gs_type *type = NULL;

	need(gs_store_size(&size, store), "the log");
	for (uint64_t i = 0; i < size; i++) {
		need(gs_store_entry(&entry, store, i), "an entry");
		need(gs_entry_split(&header, &text, entry.ptr, entry.len),
		    "an entry");
		type = gs_type_of(text.ptr, text.len);
		if (type != NULL && type->kind == GS_RECORD_MEMO)
			break;
	}
	if (type == NULL || type->kind != GS_RECORD_MEMO)
		give_up("the log", "no memo");

	text = keep(text);
	need(gs_record_parse(&rec, NULL, &pool.arena, text.ptr, text.len),
	    "the memo");
	gs_memo_terms_of(&terms, &rec);
	proof_len = gs_record_part(&rec, "proof").len;
	need(gs_store_content(&file, store, terms.content), "its file");
	file = keep(file);
}

/* How many readers its charter has: as many lines has each endorsement. */
static void read_charter(struct gs_log *store)
{
	struct gs_span text = {NULL, 0}, entry = {NULL, 0};
	struct gs_entry_header header;
	struct gs_record rec;

	need(gs_store_entry(&entry, store, 0), "the charter");
	need(gs_entry_split(&header, &text, entry.ptr, entry.len), "it");
	text = keep(text);
	need(gs_record_parse(&rec, NULL, &pool.arena, text.ptr, text.len),
	    "the charter");
	reveals = gs_record_count(&rec, "reveal");
}

static struct gs_part random_proof(struct gs_arena *arena)
{
	uint8_t *proof = gs_arena_take(arena, proof_len, 1);

	if (proof == NULL)
		give_up("a proof", "no memory");
	need(gs_host_random(proof, proof_len), "a proof");
	return gs_part_bytes(proof, proof_len);
}

static void start_record(struct gs_record_writer *d, struct gs_arena *arena,
    const char *type)
{
	uint8_t *text = gs_arena_take(arena, 4 * ROOM, 1);

	if (text == NULL)
		give_up(type, "no memory");
	gs_record_start(d, text, 4 * ROOM, type);
	gs_record_line(d, "channel", gs_part_hash(terms.channel));
}

static struct gs_span make_endorsement(struct gs_arena *arena,
    const uint8_t memo[32])
{
	static const uint8_t none[32];
	struct gs_record_writer d;

	start_record(&d, arena, "endorse");
	gs_record_line(&d, "memo", gs_part_hash(memo));
	for (size_t i = 0; i < reveals; i++)
		gs_record_line(&d, "reveal", gs_part_hash(none));
	gs_record_line(&d, "proof", random_proof(arena));
	need(gs_record_end(&d, arena), "an endorsement");
	return (struct gs_span){d.w.ptr, d.w.len};
}

static struct gs_span make_memo(struct gs_arena *arena, uint8_t id[32])
{
	uint8_t root[32];
	struct gs_memo_terms mine = terms;
	struct gs_record_writer d;

	need(gs_host_random(root, sizeof root), "a memo");
	mine.root = root;
	mine.author = author_key;
	need(gs_memo_id(id, &mine, arena), "a memo's id");

	start_record(&d, arena, "memo");
	gs_record_line(&d, "memo", gs_part_hash(id));
	gs_memo_terms_write(&d, &mine);
	gs_record_line(&d, "slot", gs_part_number(0));
	gs_record_line(&d, "proof", random_proof(arena));
	need(gs_record_sign(&d, "author", author, arena), "a memo");
	return (struct gs_span){d.w.ptr, d.w.len};
}

/* As the gate asks, but that it takes every proof. */
static void ask_gated(const struct gs_ask *question)
{
	struct gs_answer answer;
	struct gs_ask mine = *question;

	gs_answer_start(&answer);
	mine.dry = true;
	gs_way_ask(way, &answer, &mine);
	if (answer.err != GS_OK)
		give_up("a filing", answer.report.text);
	gs_answer_digest(mine.digest, &answer);
	gs_answer_free(&answer);

	gs_answer_start(&answer);
	mine.dry = false;
	gs_way_ask(way, &answer, &mine);
	if (answer.err != GS_OK)
		give_up("a filing", answer.report.text);
	gs_answer_free(&answer);
}

static void file_memo(uint8_t id[32])
{
	struct gs_pool scratch;
	struct gs_arena *arena = gs_pool_start(&scratch);
	static struct gs_span texts[1 + ACTS];
	const struct gs_ask ask = {.kind = GS_ASK_FILING, .texts = texts,
	    .text_count = 1 + acts, .contents = &file, .content_count = 1};

	texts[0] = make_memo(arena, id);
	for (size_t i = 1; i <= acts; i++)
		texts[i] = make_endorsement(arena, id);
	ask_gated(&ask);
	gs_pool_free(&scratch);
}

/* The time and how many entries there are. */
static int64_t look(uint64_t *size)
{
	struct gs_ask ask = {.kind = GS_ASK_CHANNEL};
	struct gs_answer answer;

	gs_answer_start(&answer);
	gs_way_ask(way, &answer, &ask);
	if (answer.err != GS_OK)
		give_up("the channel", answer.report.text);
	int64_t now = answer.channel.now;
	*size = answer.channel.size;
	gs_answer_free(&answer);
	return now;
}

static void pass_day(int64_t now)
{
	struct gs_ask ask = {.kind = GS_ASK_CLOCK, .now = now + DAY};
	struct gs_answer answer;

	memcpy(ask.token, clock_key, sizeof ask.token);
	gs_answer_start(&answer);
	gs_way_ask(way, &answer, &ask);
	if (answer.err != GS_OK)
		give_up("the clock", answer.report.text);
	gs_answer_free(&answer);
}

static void grow(uint64_t total)
{
	uint8_t id[32];
	uint64_t size = 0;
	int64_t now = look(&size);

	while (size < total) {
		for (int i = 0; i < TOGETHER && size + (uint64_t)i * ACTS <
		    total; i++)
			file_memo(id);
		pass_day(now);
		now = look(&size);
	}
	printf("%llu entries\n", (unsigned long long)size);
}

/* What the office says of a memo.  Its reply's file is the memo's, which is a
 * sealed file like another. */
static void say_of(const char *type, const uint8_t memo[32])
{
	struct gs_pool scratch;
	struct gs_arena *arena = gs_pool_start(&scratch);
	struct gs_record_writer d;
	struct gs_answer answer;
	bool reply = strcmp(type, "reply") == 0;

	start_record(&d, arena, type);
	gs_record_line(&d, "memo", gs_part_hash(memo));
	if (reply)
		gs_record_line(&d, "reply", gs_part_number(1));
	for (uint64_t i = 0; reply && i < terms.requests; i++)
		gs_record_line(&d, "disposition", gs_part_number(i + 1),
		    gs_part_word(i % 2 == 0 ? "declined" : "partly"));
	if (reply && terms.requests == 0)
		gs_record_line(&d, "disposition", gs_part_number(0),
		    gs_part_word("declined"));
	if (reply) {
		gs_record_line(&d, "root", gs_part_hash(terms.content));
		gs_record_line(&d, "blocks", gs_part_number(3));
		gs_record_line(&d, "content", gs_part_hash(terms.content));
	}
	need(gs_record_sign(&d, "office", office, arena), type);

	struct gs_span text = {d.w.ptr, d.w.len};
	const struct gs_ask ask = {.kind = GS_ASK_SUBMIT, .texts = &text,
	    .text_count = 1, .contents = reply ? &file : NULL,
	    .content_count = reply};
	gs_answer_start(&answer);
	gs_way_ask(way, &answer, &ask);
	if (answer.err != GS_OK)
		give_up(type, answer.report.text);
	gs_answer_free(&answer);
	gs_pool_free(&scratch);
}

/* Memo i is filed on its day, opened 1 to 5 days later and answered 40 to 120
 * days later, so that some are late; each tenth is not. */
static void fill_years(size_t memos, size_t years)
{
	uint8_t (*ids)[32] = calloc(memos, sizeof *ids);
	size_t filed = 0, days = years * 365 + 130;
	uint64_t size = 0;
	int64_t now = look(&size);

	if (ids == NULL)
		give_up("memos", "no memory");
	acts = FEW;
	for (size_t day = 0; day < days; day++) {
		for (size_t i = 0; i < filed; i++) {
			size_t age = day - i * years * 365 / memos;

			if (i % 10 != 9 && age == 1 + i % 5)
				say_of("acknowledge", ids[i]);
			if (i % 10 != 9 && age == 40 + i * 7 % 81)
				say_of("reply", ids[i]);
		}
		for (; filed < memos && filed * years * 365 / memos <= day;
		    filed++)
			file_memo(ids[filed]);
		pass_day(now);
		now = look(&size);
	}
	printf("%llu entries\n", (unsigned long long)size);
	free(ids);
}

static void read_keys(const char *channel)
{
	struct gs_report report = {.text = ""};
	uint8_t seed[32];
	char path[1024];

	(void)snprintf(path, sizeof path, "%s/keys/clock.key", channel);
	if (gs_file_seed(clock_key, path, &report) != GS_OK)
		give_up(path, report.text);
	(void)snprintf(path, sizeof path, "%s/keys/office.key", channel);
	if (gs_file_seed(seed, path, &report) != GS_OK ||
	    gs_sign_secret(office, seed) != GS_OK)
		give_up(path, report.text);
}

int main(int argc, char **argv)
{
	struct gs_report report = {.text = ""};
	struct gs_back *back = NULL;
	struct gs_log *store = NULL;
	char path[1024];
	struct gs_back_options options = {.simulated = true};
	uint8_t seed[32] = {7};

	if (argc < 3 || argc > 4 || gs_host_start() != GS_OK)
		give_up("usage", "CHANNEL ENTRIES, or CHANNEL MEMOS YEARS");
	(void)gs_pool_start(&pool);
	(void)snprintf(path, sizeof path, "%s/channel.db", argv[1]);
	need(gs_log_open_file(&store, path), path);
	read_memo(store);
	read_charter(store);
	gs_log_free(&store);
	need(gs_sign_secret(author, seed), "a key");
	memcpy(author_key, author + 32, 32);

	options.dir = argv[1];
	if (gs_back_start(&back, &options, &report) != GS_OK)
		give_up(argv[1], report.text);
	read_keys(argv[1]);
	way = gs_back_way(back);
	if (argc == 4)
		fill_years(strtoull(argv[2], NULL, 10),
		    strtoull(argv[3], NULL, 10));
	else
		grow(strtoull(argv[2], NULL, 10));
	gs_back_stop(&back);
	gs_pool_free(&pool);
	return 0;
}
