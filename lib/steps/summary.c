/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/summary.h"

#include "lib/memo/document.h"

struct phrase {
	const char *code, *sentence;
};

static size_t count_same(const struct gs_comparison *k)
{
	return k->counts[GS_MATCH_IDENTICAL] + k->counts[GS_MATCH_TYPOGRAPHY];
}

/* How many blocks, at the least, the text has although it says that it
 * withholds them.  Which ones nobody can tell of blocks that are alike, and a
 * rule is the memo's wherever it stands. */
static size_t count_false_gaps(const struct gs_comparison *k)
{
	size_t absent = 0;

	for (size_t i = 0; i < k->match_count; i++)
		absent += k->matches[i].text == GS_NOWHERE;
	return k->gaps > absent ? k->gaps - absent : 0;
}

static size_t count_asides(const struct gs_comparison *k)
{
	return k->file == NULL ? 0 : gs_asides_count(k->file);
}

bool gs_summary_good(const struct gs_comparison *k)
{
	return count_asides(k) == 0 && count_same(k) > 0 &&
	    k->counts[GS_MATCH_ALTERED] == 0 &&
	    k->counts[GS_MATCH_EXTRA] == 0 && k->words_in_gap == 0 &&
	    count_false_gaps(k) == 0;
}

/* Precondition: gs_summary_good. */
static bool is_excerpt(const struct gs_comparison *k)
{
	return k->counts[GS_MATCH_MISSING] + k->counts[GS_MATCH_WITHHELD] +
	    k->shown_in_part + k->gaps_in_text > 0;
}

const char *gs_summary_word(const struct gs_comparison *k)
{
	const size_t *n = k->counts;

	if (count_same(k) == 0 && n[GS_MATCH_ALTERED] == 0)
		return "nothing in common";
	if (!gs_summary_good(k))
		return "different";
	if (is_excerpt(k))
		return "excerpt";
	return n[GS_MATCH_TYPOGRAPHY] > 0 ? "same but for typography" :
	    "same";
}

const char *gs_summary_kind(enum gs_match_kind kind)
{
	static const char *const kinds[GS_MATCH_KINDS] = {
		[GS_MATCH_IDENTICAL] = "identical",
		[GS_MATCH_TYPOGRAPHY] = "typography",
		[GS_MATCH_ALTERED] = "altered",
		[GS_MATCH_MISSING] = "missing",
		[GS_MATCH_WITHHELD] = "withheld",
		[GS_MATCH_EXTRA] = "extra",
		[GS_MATCH_FURNITURE] = "furniture",
		[GS_MATCH_OMISSION] = "omission"};

	return kinds[kind];
}

/* One more fact, of whose sentence {0} is `n` and {1} is `total`. */
static void add_fact(struct gs_summary *s, const char *before,
    struct phrase phrase, size_t n, size_t total)
{
	const struct gs_message_value values[2] = {gs_say_number(n),
	    gs_say_number(total)};

	if (s->fact_count == GS_SUMMARY_FACTS_MAX)
		return;
	struct gs_summary_fact *fact = &s->facts[s->fact_count++];
	fact->before = before;
	gs_report_values(&fact->said, phrase.code, phrase.sentence, values, 2);
}

static struct phrase by_number(size_t n, struct phrase one,
    struct phrase many)
{
	return n == 1 ? one : many;
}

/* What the text has that the memo does not, as far as the file shows it: what
 * is withheld may have any words. */
static void add_foreign(struct gs_summary *s, const struct gs_comparison *k,
    const struct gs_opening *memo)
{
	size_t extra = k->counts[GS_MATCH_EXTRA];
	bool whole = memo->open_count == memo->count && memo->part_count == 0;

	if (extra > 0 && whole)
		add_fact(s, "; ", by_number(extra,
		    (struct phrase){"text-passage-foreign",
		        "{0} passage of it is not in the memo"},
		    (struct phrase){"text-passages-foreign",
		        "{0} passages of it are not in the memo"}), extra, 0);
	else if (extra > 0)
		add_fact(s, "; ", by_number(extra,
		    (struct phrase){"text-passage-foreign-as-shown",
		        "{0} passage of it is not in the memo as far as the "
		        "file shows it"},
		    (struct phrase){"text-passages-foreign-as-shown",
		        "{0} passages of it are not in the memo as far as the "
		        "file shows it"}), extra, 0);

	if (k->words_in_gap > 0)
		add_fact(s, "; ", (struct phrase){"text-words-in-gaps",
		    "in {0} it has words where the file withholds sentences, "
		    "and this file cannot tell whether they are the memo's"},
		    k->words_in_gap, 0);
}

static void add_false_gaps(struct gs_summary *s,
    const struct gs_comparison *k)
{
	size_t n = count_false_gaps(k);

	if (n > 0)
		add_fact(s, "; ", by_number(n,
		    (struct phrase){"text-gap-false",
		        "it has {0} block that it says it withholds"},
		    (struct phrase){"text-gaps-false",
		        "it has {0} blocks that it says it withholds"}), n, 0);
}

/* What its file holds beside it: nobody held that against the memo. */
static void add_asides(struct gs_summary *s, const struct gs_comparison *k)
{
	size_t n = count_asides(k);

	if (n > 0)
		add_fact(s, "; ", by_number(n,
		    (struct phrase){"file-aside",
		        "its file has {0} thing beside the text, named below, "
		        "which was not compared"},
		    (struct phrase){"file-asides",
		        "its file has {0} things beside the text, named "
		        "below, which were not compared"}), n, 0);
}

/* What the memo has that the text does not. */
static void add_missing(struct gs_summary *s, const struct gs_comparison *k)
{
	size_t missing = k->counts[GS_MATCH_MISSING];
	size_t withheld = k->counts[GS_MATCH_WITHHELD];

	if (missing > 0 || withheld > 0)
		add_fact(s, "; ", by_number(missing,
		    (struct phrase){"text-block-missing", "{0} is missing"},
		    (struct phrase){"text-blocks-missing",
		        "{0} are missing"}), missing, 0);
	if (withheld > 0)
		add_fact(s, ", ", (struct phrase){"text-blocks-withheld",
		    "{0} withheld by the file"}, withheld, 0);
	if (k->shown_in_part > 0)
		add_fact(s, ", ", (struct phrase){"text-blocks-in-part",
		    "{0} shown by the file in part"}, k->shown_in_part, 0);
}

static void add_rest(struct gs_summary *s, const struct gs_comparison *k)
{
	add_missing(s, k);

	if (k->gaps_in_text > 0)
		add_fact(s, "; ", by_number(k->gaps_in_text,
		    (struct phrase){"text-block-shortened",
		        "{0} has words left out, as the text says itself"},
		    (struct phrase){"text-blocks-shortened",
		        "{0} have words left out, as the text says "
		        "itself"}), k->gaps_in_text, 0);
	if (k->moved > 0)
		add_fact(s, "; ", by_number(k->moved,
		    (struct phrase){"text-block-moved",
		        "{0} stands in another order"},
		    (struct phrase){"text-blocks-moved",
		        "{0} stand in another order"}), k->moved, 0);
}

static void say_verdict(struct gs_summary *s, struct phrase filed,
    struct phrase gathers)
{
	const struct phrase *p = s->filed ? &filed : &gathers;

	gs_report_say(&s->verdict, p->code, p->sentence);
}

static void say_altered(struct gs_summary *s, const struct gs_comparison *k,
    const struct gs_opening *memo)
{
	size_t altered = k->counts[GS_MATCH_ALTERED], same = count_same(k);

	say_verdict(s, (struct phrase){"text-altered",
	        "This text is not the memo as filed"},
	    (struct phrase){"text-altered-link",
	        "This text is not the memo behind the link"});
	add_fact(s, ": ", by_number(altered,
	    (struct phrase){"text-block-altered",
	        "{0} of its blocks is altered"},
	    (struct phrase){"text-blocks-altered",
	        "{0} of its blocks are altered"}), altered, 0);
	if (k->quoted > 0)
		add_fact(s, " ", (struct phrase){"text-blocks-quoted",
		    "({0} by leaving words out at an end, and nothing else)"},
		    k->quoted, 0);
	add_fact(s, "; ", by_number(same,
	    (struct phrase){"text-block-same",
	        "{0} of the memo's {1} blocks is in it word for word"},
	    (struct phrase){"text-blocks-same",
	        "{0} of the memo's {1} blocks are in it word for word"}),
	    same, memo->count);
}

static void say_different(struct gs_summary *s, const struct gs_comparison *k,
    const struct gs_opening *memo)
{
	s->tone = GS_SUMMARY_BAD;
	if (k->counts[GS_MATCH_ALTERED] > 0) {
		say_altered(s, k, memo);
	} else {
		gs_report_say(&s->verdict, "text-not-alone",
		    "This text is not the memo alone");
		add_fact(s, ": ", (struct phrase){"text-has-blocks",
		    "it has {0} of the memo's {1} blocks, word for word"},
		    count_same(k), memo->count);
	}

	add_foreign(s, k, memo);
	add_asides(s, k);
	add_false_gaps(s, k);
	add_rest(s, k);
}

/* Whether the text has any of the memo but lines of its front matter, of which
 * another memo may have the same. */
static bool shares_body(const struct gs_comparison *k,
    const struct gs_opening *memo)
{
	for (size_t i = 0; i < memo->count; i++)
		if (k->matches[i].text != GS_NOWHERE &&
		    !gs_block_is_field(&memo->blocks[i]))
			return true;
	return false;
}

/* At most lines of the head are the memo's. */
static void say_foreign(struct gs_summary *s, const struct gs_comparison *k)
{
	const size_t *n = k->counts;
	size_t found = count_same(k) + n[GS_MATCH_ALTERED];

	s->tone = GS_SUMMARY_BAD;
	if (found > 0) {
		gs_report_tell(&s->verdict, "text-head-alone",
		    "This text has nothing of the memo but {0} of the lines at "
		    "its head", gs_say_number(found));
	} else {
		gs_report_say(&s->verdict, "text-foreign",
		    "This text has no block of the memo");
	}

	if (found == 0 || n[GS_MATCH_ALTERED] > 0)
		add_fact(s, ", ", s->filed ?
		    (struct phrase){"text-filed-or-altered",
		        "as filed or altered"} :
		    (struct phrase){"text-same-or-altered",
		        "the same or altered"}, 0, 0);
	if (found == 0 && n[GS_MATCH_WITHHELD] + k->shown_in_part > 0)
		add_fact(s, ", ", (struct phrase){"text-of-those-shown",
		    "of those that the file shows"}, 0, 0);
}

static void say_excerpt(struct gs_summary *s, const struct gs_comparison *k,
    const struct gs_opening *memo)
{
	s->tone = GS_SUMMARY_PART;
	say_verdict(s, (struct phrase){"text-excerpt",
	        "This text is an excerpt of the memo as filed"},
	    (struct phrase){"text-excerpt-link",
	        "This text is an excerpt of the memo behind the link"});
	if (k->shown_in_part > 0)
		add_fact(s, ": ", (struct phrase){"text-excerpt-as-shown",
		    "{0} of its {1} blocks, word for word as far as the file "
		    "shows them"}, count_same(k), memo->count);
	else
		add_fact(s, ": ", (struct phrase){"text-excerpt-blocks",
		    "{0} of its {1} blocks, word for word"}, count_same(k),
		    memo->count);
	add_rest(s, k);
}

static void say_whole(struct gs_summary *s, const struct gs_comparison *k)
{
	if (k->moved > 0) {
		s->tone = GS_SUMMARY_PART;
		say_verdict(s, (struct phrase){"text-whole",
		        "This text has all of the memo as filed"},
		    (struct phrase){"text-whole-link",
		        "This text has all of the memo behind the link"});
		add_fact(s, ", ", (struct phrase){"text-in-another-order",
		    "word for word, in another order"}, 0, 0);
		return;
	}

	s->tone = GS_SUMMARY_GOOD;
	say_verdict(s, (struct phrase){"text-same",
	        "This text is the memo as filed"},
	    (struct phrase){"text-same-link",
	        "This text is the memo behind the link"});
	if (k->counts[GS_MATCH_TYPOGRAPHY] > 0)
		add_fact(s, ", ", (struct phrase){"text-same-typography",
		    "complete, identical but for typography"}, 0, 0);
	else
		add_fact(s, ", ", (struct phrase){"text-same-words",
		    "complete, word for word"}, 0, 0);
}

void gs_summary_of(struct gs_summary *out, const struct gs_comparison *k,
    const struct gs_opening *memo, bool filed)
{
	*out = (struct gs_summary){.tone = GS_SUMMARY_BAD, .filed = filed};

	if (count_same(k) + k->counts[GS_MATCH_ALTERED] == 0 ||
	    !shares_body(k, memo))
		say_foreign(out, k);
	else if (!gs_summary_good(k))
		say_different(out, k, memo);
	else if (is_excerpt(k))
		say_excerpt(out, k, memo);
	else
		say_whole(out, k);

	/* Which ones, and what they rest on, stands with each. */
	if (k->guessed > 0)
		add_fact(out, "; ", by_number(k->guessed,
		    (struct phrase){"text-guess",
		        "{0} judgement rests on a guess"},
		    (struct phrase){"text-guesses",
		        "{0} judgements rest on guesses"}), k->guessed, 0);
}
