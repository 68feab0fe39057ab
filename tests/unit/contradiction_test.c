/* SPDX-License-Identifier: Apache-2.0 */
/* Two signed checkpoints, judged as docs/spec/contradiction.md has it, against
 * its vectors; and what the program writes is what it judges. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/record/record.h"
#include "lib/client/other_copy.h"
#include "lib/host.h"
#include "lib/records/contradiction.h"

static json_t *vectors;
static struct gs_verifier log_verifier;

static int load_vectors(void **state)
{
	char path[4096];
	const char *vkey = NULL;

	(void)state;
	snprintf(path, sizeof path, "%s/docs/spec/contradiction-vectors.json",
	    getenv("GAINSAY_SOURCE"));
	vectors = json_load_file(path, 0, NULL);
	vkey = json_string_value(json_object_get(vectors, "vkey"));
	return vkey == NULL ? -1 : gs_verifier_parse(&log_verifier, vkey,
	    strlen(vkey));
}

static int drop_vectors(void **state)
{
	(void)state;
	json_decref(vectors);
	return 0;
}

static const char *word_of(const json_t *v, const char *name)
{
	return json_string_value(json_object_get(v, name));
}

static struct gs_span text_of(const json_t *v)
{
	const char *text = word_of(v, "text");

	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

static void each_case_is_judged(void **state)
{
	static const char *const words[] = {
	    [GS_NOTES_CONTRADICT] = "contradiction", [GS_NOTES_AGREE] = "none",
	    [GS_NOTES_UNDECIDED] = "undecided"};
	const json_t *v = NULL;
	size_t i = 0, counts[4] = {0};

	(void)state;
	json_array_foreach(json_object_get(vectors, "cases"), i, v) {
		struct gs_contradiction_verdict verdict;
		struct gs_report report = {.text = ""};

		int err = gs_contradiction_judge(&verdict, &report,
		    text_of(v), &log_verifier);
		const char *is = err != GS_OK ? "refused" :
		    words[verdict.what];
		if (strcmp(is, word_of(v, "is")) != 0)
			fail_msg("%s: %s, not %s (%s)", word_of(v, "why"), is,
			    word_of(v, "is"), report.text);
		assert_int_equal(err != GS_OK, report.text[0] != '\0');
		counts[err != GS_OK ? 3 : verdict.what]++;
	}
	for (size_t k = 0; k < 4; k++)
		assert_true(counts[k] > 0);
}

/* One bit of a record that accuses, anywhere: it accuses nobody, or says the
 * same. */
static void an_altered_record_accuses_nobody_else(void **state)
{
	const json_t *v = json_array_get(json_object_get(vectors, "cases"), 0);
	const struct gs_span text = text_of(v);
	struct gs_contradiction_verdict verdict;

	(void)state;
	uint8_t *bad = malloc(text.len);
	assert_non_null(bad);
	for (size_t i = 0; i < text.len; i++) {
		memcpy(bad, text.ptr, text.len);
		bad[i] ^= 1;
		assert_int_not_equal(gs_contradiction_judge(&verdict, NULL,
		    (struct gs_span){bad, text.len}, &log_verifier), GS_OK);
	}
	free(bad);
}

static struct gs_span note_of(struct gs_record *rec, size_t n)
{
	const struct gs_part p = gs_record_value(rec, "note", n)->parts[0];

	return (struct gs_span){p.ptr, p.len};
}

/* Of two notes without a log between them: the record is the vector's, in
 * whichever order they are given. */
static void what_is_written_is_what_is_judged(void **state)
{
	const json_t *v = NULL;
	size_t i = 0, same = 0;

	(void)state;
	json_array_foreach(json_object_get(vectors, "cases"), i, v) {
		struct gs_pool pool;
		struct gs_record rec;
		uint8_t made[GS_CONTRADICTION_MAX];
		const struct gs_span text = text_of(v);

		if (strcmp(word_of(v, "is"), "undecided") != 0 &&
		    strcmp(word_of(v, "why"), "two of one size") != 0)
			continue;
		assert_int_equal(gs_record_parse(&rec, NULL,
		    gs_pool_start(&pool), text.ptr, text.len), GS_OK);
		for (size_t k = 0; k < 2; k++) {
			struct gs_writer w = gs_writer_of(made, sizeof made);
			const struct gs_contradiction_case c = {
			    note_of(&rec, k), note_of(&rec, 1 - k),
			    &log_verifier, NULL};

			assert_int_equal(gs_contradiction_write(&w, &c),
			    GS_OK);
			assert_int_equal(w.len, text.len);
			assert_memory_equal(made, text.ptr, text.len);
		}
		gs_pool_free(&pool);
		same++;
	}
	assert_int_equal(same, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_case_is_judged),
	    cmocka_unit_test(an_altered_record_accuses_nobody_else),
	    cmocka_unit_test(what_is_written_is_what_is_judged)};

	return cmocka_run_group_tests(tests, load_vectors, drop_vectors);
}
