/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/compare/shorten.h"

#include <string.h>

/* A memo while gaps of the text are made in it. */
struct shortening {
	struct gs_arena *arena;
	const struct gs_opening *memo;
	const struct gs_passages *text;
	struct gs_sentences **part; /* of the blocks with a gap */
};

/* A copy of the sentences of block i, to withhold some of. */
static int copy_sentences(struct gs_sentences **out, struct shortening *s,
    size_t i)
{
	struct gs_sentences *all = NULL;
	int err = gs_opening_sentences(&all, s->arena, s->memo, i);

	if (err != GS_OK)
		return err;

	size_t count = all->leaves.count;
	struct gs_sentences *copy = gs_arena_take(s->arena, 1, sizeof *copy);
	uint8_t *shown = gs_arena_take(s->arena, count, 1);
	struct gs_span *text = gs_arena_take(s->arena, count, sizeof *text);
	if (copy == NULL || shown == NULL || text == NULL)
		return GS_ERR_MEMORY;

	*copy = *all;
	memcpy(shown, all->leaves.shown, count);
	memcpy(text, all->text, count * sizeof *text);
	copy->leaves.shown = shown;
	copy->text = text;
	*out = copy;
	return GS_OK;
}

/* A gap of sentences that the block does not have, or that are all of it, is
 * no gap: the text's words are then held against the block as it is. */
static int withhold_sentences(struct shortening *s, const struct gs_gap *gap)
{
	size_t i = gap->block - 1;

	if (s->part[i] == NULL) {
		int err = copy_sentences(&s->part[i], s, i);
		if (err != GS_OK)
			return err;
	}
	struct gs_sentences *part = s->part[i];
	if (gap->to > part->leaves.count ||
	    gap->to - gap->from + 1 == part->leaves.count)
		return GS_OK;

	for (size_t k = gap->from - 1; k < gap->to; k++) {
		part->leaves.shown[k] = GS_WITHHELD;
		part->text[k] = (struct gs_span){NULL, 0};
	}
	return GS_OK;
}

static int apply_gaps(struct shortening *s, const bool *keep)
{
	int err = GS_OK;

	for (size_t t = 0; err == GS_OK && t < s->text->count; t++) {
		struct gs_gap gap;
		if (!gs_token_gap(&gap, &s->text->token[t]) ||
		    gap.block > s->memo->count ||
		    !s->memo->open[gap.block - 1] ||
		    keep[gap.block - 1])
			continue;
		err = withhold_sentences(s, &gap);
	}
	return err;
}

/* Whether the text withholds more of block i than the memo does. */
static bool withholds_more(const struct shortening *s, size_t i)
{
	const struct gs_sentences *part = s->part[i];
	const struct gs_sentences *was = s->memo->part[i];
	size_t more = 0, shown = 0;

	for (size_t k = 0; part != NULL && k < part->leaves.count; k++) {
		bool here = part->leaves.shown[k] != GS_WITHHELD;
		shown += here;
		more += !here && (was == NULL ||
		    was->leaves.shown[k] != GS_WITHHELD);
	}
	return more > 0 && shown > 0;
}

int gs_shorten(struct gs_opening *out, bool *gaps_in_text,
    struct gs_arena *arena, const struct gs_opening *memo,
    const struct gs_passages *text, const bool *keep)
{
	size_t count = memo->count;
	struct shortening s = {.arena = arena, .memo = memo, .text = text};
	struct gs_opening o = *memo;

	s.part = gs_arena_take(arena, count + 1, sizeof *s.part);
	o.blocks = gs_arena_take(arena, count + 1, sizeof *o.blocks);
	if (s.part == NULL || o.blocks == NULL)
		return GS_ERR_MEMORY;
	memcpy(o.blocks, memo->blocks, count * sizeof *o.blocks);
	o.part = s.part;

	int err = apply_gaps(&s, keep);
	for (size_t i = 0; err == GS_OK && i < count; i++) {
		gaps_in_text[i] = withholds_more(&s, i);
		if (gaps_in_text[i])
			err = gs_opening_text(&o.blocks[i].text, arena, &o, i,
			    NULL);
	}

	o.part = memo->part;
	if (err == GS_OK)
		*out = o;
	return err;
}
