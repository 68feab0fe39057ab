/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/record/time.h"
#include "tests/unit/world.h"

static void what_is_written_is_read(void **state)
{
	(void)state;
	struct world w;
	world_start(&w);
	struct world_memo m = world_memo_plain();
	struct gs_span text = world_memo(&w, &m);

	struct gs_record rec;
	assert_int_equal(gs_record_parse(&rec, NULL, w.arena, text.ptr,
	    text.len), GS_OK);

	assert_string_equal(rec.type->name, "memo");
	assert_memory_equal(gs_record_hash(&rec, "memo"), m.id, 32);
	assert_int_equal(gs_record_number(&rec, "requests"), 2);
	struct gs_part banner = gs_record_part(&rec, "banner");
	assert_true(gs_part_is(&banner, "UNCLASSIFIED"));

	assert_int_equal(gs_record_count(&rec, "addressee"), 1);
	assert_null(gs_record_value(&rec, "addressee", 1));
	assert_null(gs_record_hash(&rec, "nothing"));

	assert_true(rec.signed_len < rec.len);
	assert_memory_equal(text.ptr + rec.signed_len, "signature ", 10);

	assert_int_equal(gs_record_verify(&rec, "author",
	    w.public[W_AUTHOR]), GS_OK);
	assert_int_equal(gs_record_verify(&rec, "author",
	    w.public[W_OFFICE]), GS_ERR_SIGNATURE);
	assert_int_equal(gs_record_verify(&rec, "office",
	    w.public[W_OFFICE]), GS_ERR_UNKNOWN);

	world_stop(&w);
}

/* Writes a parsed record again and compares: the reader accepts nothing that
 * the writer would write otherwise. */
static bool same_when_written(struct gs_arena *arena,
    const struct gs_record *rec)
{
	struct gs_record_writer d;
	uint8_t *buf = gs_arena_take(arena, GS_RECORD_MAX, 1);

	assert_non_null(buf);

	gs_record_start(&d, buf, GS_RECORD_MAX, rec->type->name);

	for (size_t i = 0; i < rec->count; i++) {
		const struct gs_value *v = &rec->values[i];
		size_t parts = 0;

		while (parts < GS_PARTS_MAX &&
		    v->field->parts[parts] != GS_PART_NONE)
			parts++;
		gs_record_parts(&d, v->field->name, v->parts, parts);
	}

	return d.w.err == GS_OK && d.w.len == rec->len &&
	    memcmp(d.w.ptr, rec->text, rec->len) == 0;
}

/* Every bit of a record flipped, every byte removed or doubled: what is still
 * accepted is canonical. */
static void mutants_are_refused_or_canonical(void **state)
{
	(void)state;
	struct world w;
	world_start(&w);
	struct gs_span text = world_roll(&w, 2, 0x22, W_REGISTRAR, W_SECOND);

	size_t accepted = 0;

	for (size_t i = 0; i < text.len * 10; i++) {
		uint8_t buf[4096];
		size_t at = i / 10, len = text.len;
		struct gs_pool pool;
		struct gs_arena *arena = gs_pool_start(&pool);
		struct gs_record rec;

		memcpy(buf, text.ptr, len);
		if (i % 10 < 8)
			buf[at] ^= (uint8_t)(1u << (i % 10));
		else if (i % 10 == 8)
			memmove(buf + at, buf + at + 1, --len - at);
		else
			memmove(buf + at + 1, buf + at, len++ - at);

		if (gs_record_parse(&rec, NULL, arena, buf, len) == GS_OK) {
			assert_true(same_when_written(arena, &rec));
			accepted++;
		}

		gs_pool_free(&pool);
	}

	assert_true(accepted > 0 && accepted < text.len * 8);
	world_stop(&w);
}

static void other_spellings_are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "gainsay/v1 end", "gainsay/v1 none\n", "gainsay/v2 end\n",
		"\xef\xbb\xbfgainsay/v1 end\n", "gainsay/v1 end\n",
		"gainsay/v1  end\n", "gainsay/v1 end \n", "gainsay/v1 end\r\n"};
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_record rec = {.count = 77};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (gs_record_parse(&rec, NULL, arena, bad[i],
		    strlen(bad[i])) == GS_OK)
			fail_msg("accepted: %s", bad[i]);

	assert_int_equal(rec.count, 77);
	gs_pool_free(&pool);
}

static void the_bad_line_is_named(void **state)
{
	(void)state;
	static const char text[] = "gainsay/v1 promise\n"
	    "channel AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
	    "memo AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
	    "roll AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
	    "act endorse\n"
	    "tag AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
	    "by 2023-02-29T00:00:00Z\n";
	struct gs_pool pool;
	struct gs_record rec;
	size_t line = 0;

	assert_int_equal(gs_record_parse(&rec, &line, gs_pool_start(&pool),
	    text, strlen(text)), GS_ERR_FORMAT);

	assert_int_equal(line, 7);
	gs_pool_free(&pool);
}

static void civil_time_agrees_with_libc(void **state)
{
	(void)state;

	for (int64_t t = 0; t < GS_TIME_MAX; t += INT64_C(86400) * 97 + 12345) {
		uint8_t ours[GS_TIME_LEN];
		char theirs[32];
		time_t tt = (time_t)t;
		struct tm tm;
		int64_t back = -1;

		gs_time_format(ours, t);

		assert_non_null(gmtime_r(&tt, &tm));
		strftime(theirs, sizeof theirs, "%Y-%m-%dT%H:%M:%SZ", &tm);
		assert_memory_equal(ours, theirs, GS_TIME_LEN);

		assert_int_equal(gs_time_parse(&back, ours, GS_TIME_LEN), 0);
		assert_int_equal(back, t);

		assert_int_equal(gs_weekday(t / GS_DAY) % 7, tm.tm_wday);
	}

	int64_t days = 3;
	assert_int_equal(gs_date_parse(&days, "2024-02-29", 10), GS_OK);
	assert_int_not_equal(gs_date_parse(&days, "2023-02-29", 10), GS_OK);
	assert_int_not_equal(gs_date_parse(&days, "1969-12-31", 10), GS_OK);
	assert_int_not_equal(gs_date_parse(&days, "2023-1-031", 10), GS_OK);
}

static void entries_are_split_exactly(void **state)
{
	static const char act[] = "gainsay/v1 endorse\n";
	static const char memo[] = "gainsay/v1 memo\n";
	static const struct {
		const char *name, *entry;
		int err;
	} cases[] = {
		{"an act", "at 2023-11-03T14:00:00Z\ngainsay/v1 endorse\n",
		    GS_OK},
		{"a memo", "at 2023-11-03T14:00:00Z\nacts 4 0\n"
		    "gainsay/v1 memo\n", GS_OK},
		{"a memo without counts", "at 2023-11-03T14:00:00Z\n"
		    "gainsay/v1 memo\n", GS_ERR_FORMAT},
		{"an act with counts", "at 2023-11-03T14:00:00Z\nacts 4 0\n"
		    "gainsay/v1 endorse\n", GS_ERR_FORMAT},
		{"one count", "at 2023-11-03T14:00:00Z\nacts 4\n"
		    "gainsay/v1 memo\n", GS_ERR_FORMAT},
		{"three counts", "at 2023-11-03T14:00:00Z\nacts 4 0 1\n"
		    "gainsay/v1 memo\n", GS_ERR_FORMAT},
		{"another spelling", "at 2023-11-03T14:00:00Z\nacts 04 0\n"
		    "gainsay/v1 memo\n", GS_ERR_FORMAT},
		{"a count that no roll has", "at 2023-11-03T14:00:00Z\n"
		    "acts 4294967296 0\ngainsay/v1 memo\n", GS_ERR_FORMAT},
		{"no time", "acts 4 0\ngainsay/v1 memo\n", GS_ERR_FORMAT},
	};
	uint8_t buf[GS_ENTRY_HEADER_MAX];
	struct gs_entry_header header = {.at = -1};
	struct gs_span text = {NULL, 0};
	struct gs_writer w = gs_writer_of(buf, sizeof buf);
	(void)state;

	assert_int_equal(gs_entry_head(&w, &header), GS_ERR_RANGE);
	header = (struct gs_entry_header){1699020000, true, 4, 15};
	assert_int_equal(gs_entry_head(&w, &header), GS_OK);
	assert_int_equal(w.len, GS_AT_LEN + 10);
	assert_memory_equal(buf, "at 2023-11-03T14:00:00Z\nacts 4 15\n", w.len);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		header.at = 0;
		int err = gs_entry_split(&header, &text, cases[i].entry,
		    strlen(cases[i].entry));

		if (err != cases[i].err)
			fail_msg("%s: %d", cases[i].name, err);
		if (err != GS_OK)
			continue;
		const char *want = header.has_acts ? memo : act;
		assert_int_equal(header.at, 1699020000);
		assert_int_equal(header.endorsements, header.has_acts ? 4 : 0);
		assert_int_equal(text.len, strlen(want));
		assert_memory_equal(text.ptr, want, text.len);
	}
	for (size_t i = 0; i < GS_AT_LEN; i++)
		assert_int_equal(gs_entry_split(&header, &text,
		    cases[0].entry, i), GS_ERR_FORMAT);
}

/* The second signature of a roll is over the same text and its own role. */
static void each_signature_is_over_its_role(void **state)
{
	struct world w;
	struct gs_record rec;
	(void)state;

	world_start(&w);
	struct gs_span text = world_roll(&w, 2, 0x22, W_REGISTRAR, W_SECOND);
	assert_int_equal(gs_record_parse(&rec, NULL, w.arena, text.ptr,
	    text.len), GS_OK);
	for (size_t i = 0; i < 2; i++) {
		const char *role = i == 0 ? "registrar" : "second";
		const struct gs_value *v = gs_record_value(&rec, "signature",
		    i);
		size_t tail = 10 + strlen(role);

		assert_int_equal(v->signed_text.len, rec.signed_len + tail);
		assert_memory_equal(v->signed_text.ptr, rec.text,
		    rec.signed_len);
		assert_memory_equal(v->signed_text.ptr + rec.signed_len,
		    "signature ", 10);
		assert_memory_equal(v->signed_text.ptr + rec.signed_len + 10,
		    role, strlen(role));
		assert_int_equal(gs_record_verify(&rec, role,
		    w.public[i == 0 ? W_REGISTRAR : W_SECOND]), GS_OK);
	}

	/* One key for both roles: its signature counts in one of them. */
	text = world_roll(&w, 2, 0x22, W_REGISTRAR, W_REGISTRAR);
	char *first = strstr((const char *)text.ptr, "signature registrar ");
	char *second = strstr((const char *)text.ptr, "signature second ");
	memcpy(second + 17, first + 20, GS_BASE64_LEN(64));
	assert_int_equal(gs_record_parse(&rec, NULL, w.arena, text.ptr,
	    text.len), GS_OK);
	assert_int_equal(gs_record_verify(&rec, "registrar",
	    w.public[W_REGISTRAR]), GS_OK);
	assert_int_equal(gs_record_verify(&rec, "second",
	    w.public[W_REGISTRAR]), GS_ERR_SIGNATURE);
	world_stop(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(mutants_are_refused_or_canonical),
		cmocka_unit_test(other_spellings_are_refused),
		cmocka_unit_test(the_bad_line_is_named),
		cmocka_unit_test(civil_time_agrees_with_libc),
		cmocka_unit_test(entries_are_split_exactly),
		cmocka_unit_test(each_signature_is_over_its_role),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
