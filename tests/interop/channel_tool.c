/* SPDX-License-Identifier: Apache-2.0 */
/* Judges entries that another program made (tests/interop/js/twin_check.mjs).
 * usage: channel-tool ROLL... <CASES
 * A ROLL is a file of a roll's keys.  CASES has a log: its number of entries in
 * four bytes, then each entry with its length in two; then cases: how many of
 * the log's entries stand before it, in four bytes, and one entry; or
 * 0xffffffff: the log and what was accepted since the last other number.  For
 * each entry of the log, then for each case, a line says `accepted`, or the
 * code of the refusal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/channel/channel.h"
#include "lib/host.h"

#define ROLLS_MAX 8
#define ENTRIES_MAX 256
#define CASES_MAX ((size_t)64 << 20)
#define GOES_ON UINT32_MAX

struct tool {
	struct gs_roll *rolls[ROLLS_MAX];
	size_t roll_count;
	struct gs_span entries[ENTRIES_MAX];
	size_t entry_count;
	struct gs_pool pool; /* of the rolls */
	/* After the first `at` entries; NULL: after others. */
	struct gs_state *state;
	struct gs_pool state_pool;
	size_t at;
};

static uint8_t *read_all(size_t *len, FILE *f)
{
	uint8_t *out = malloc(CASES_MAX);

	if (out == NULL || f == NULL)
		abort();
	*len = fread(out, 1, CASES_MAX, f);
	if (ferror(f) || !feof(f))
		abort();
	return out;
}

static void read_roll(struct tool *t, const char *path)
{
	size_t len = 0;
	FILE *f = fopen(path, "rb");
	uint8_t *keys = read_all(&len, f);

	if (t->roll_count == ROLLS_MAX || gs_roll_open(
	        &t->rolls[t->roll_count], &t->pool.arena, keys, len / 32) !=
	    GS_OK) {
		fprintf(stderr, "%s: not a roll\n", path);
		exit(2);
	}
	t->roll_count++;
	free(keys);
	(void)fclose(f);
}

/* The keys of a roll that is in the log; NULL if they are not known. */
static struct gs_roll *find_keys(const struct tool *t,
    const struct gs_roll_edition *roll)
{
	for (size_t i = 0; i < t->roll_count; i++)
		if (memcmp(gs_roll_root(t->rolls[i]), roll->root, 32) == 0 &&
		    gs_roll_size(t->rolls[i]) == roll->size)
			return t->rolls[i];
	return NULL;
}

static bool proof_holds(const struct tool *t, const struct gs_entry_proof *p)
{
	struct gs_pool scratch;
	struct gs_roll *keys = find_keys(t, p->roll);
	const struct gs_proof_ref ref = {{p->scope, p->scope_len, p->message,
	    p->message_len}, p->proof, p->proof_len};

	int err = keys == NULL ? GS_ERR_PROOF :
	    gs_member_verify(keys, &ref, gs_pool_start(&scratch));
	if (keys != NULL)
		gs_pool_free(&scratch);
	return err == GS_OK;
}

/* The next entry: what it is refused for, or NULL.  An entry of the log that
 * was judged before needs no proof again. */
static const char *apply(const struct tool *t, struct gs_state *state,
    struct gs_span entry, bool judged)
{
	static struct gs_refusal refusal;
	struct gs_entry_proof proof;
	const struct gs_roll_edition *before = gs_state_roll(state);
	bool has_proof = false;

	if (gs_state_apply(state, &proof, &has_proof, &refusal, entry.ptr,
	        entry.len) != GS_OK)
		return refusal.code;
	if (judged)
		return NULL;
	if (has_proof && !proof_holds(t, &proof))
		return "entry-proof-bad";
	if (gs_state_roll(state) != before &&
	    find_keys(t, gs_state_roll(state)) == NULL)
		return "roll-other-root";
	return NULL;
}

static struct gs_state *start_state(struct gs_pool *pool)
{
	struct gs_state *state = NULL;

	if (gs_state_new(&state, gs_pool_start(pool)) != GS_OK)
		abort();
	return state;
}

static struct gs_span read_entry(struct gs_reader *r)
{
	size_t len = gs_read_u16(r);
	const uint8_t *ptr = gs_read_bytes(r, len);

	if (r->err != GS_OK)
		abort();
	return (struct gs_span){ptr, len};
}

static void judge_log(struct tool *t, struct gs_reader *r)
{
	struct gs_pool pool;
	struct gs_state *state = start_state(&pool);

	t->entry_count = gs_read_u32(r);
	if (t->entry_count > ENTRIES_MAX)
		abort();
	for (size_t i = 0; i < t->entry_count; i++) {
		t->entries[i] = read_entry(r);
		const char *why = apply(t, state, t->entries[i], false);
		puts(why == NULL ? "accepted" : why);
	}
	gs_pool_free(&pool);
}

/* What is refused leaves the state as it was, for the next case. */
static void go_to(struct tool *t, size_t before)
{
	if (t->state != NULL && (t->at == before || before == GOES_ON))
		return;
	gs_pool_free(&t->state_pool);
	t->state = start_state(&t->state_pool);
	t->at = before;
	for (size_t i = 0; i < before && i < t->entry_count; i++)
		if (apply(t, t->state, t->entries[i], true) != NULL)
			abort();
}

static void judge_case(struct tool *t, struct gs_reader *r)
{
	size_t before = gs_read_u32(r);
	struct gs_span entry = read_entry(r);

	go_to(t, before);
	const char *why = apply(t, t->state, entry, false);
	puts(why == NULL ? "accepted" : why);
	if (gs_state_size(t->state) != before)
		t->at = GOES_ON; /* of no number that a case can have */
}

int main(int argc, char **argv)
{
	static struct tool t;
	size_t len = 0;

	if (gs_host_start() != GS_OK)
		return 2;
	(void)gs_pool_start(&t.pool);
	for (int i = 1; i < argc; i++)
		read_roll(&t, argv[i]);

	uint8_t *cases = read_all(&len, stdin);
	struct gs_reader r = gs_reader_of(cases, len);
	judge_log(&t, &r);
	while (!gs_reader_done(&r))
		judge_case(&t, &r);

	free(cases);
	gs_pool_free(&t.state_pool);
	gs_pool_free(&t.pool);
	return 0;
}
