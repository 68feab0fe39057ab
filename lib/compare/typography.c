/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/compare/typography.h"

#include <stddef.h>

static const struct {
	const char *code, *words, *guess;
} kinds[GS_TYPO_KINDS] = {
	[GS_TYPO_BLANKS] = {"blanks", "blanks and line ends", NULL},
	[GS_TYPO_MARK] = {"mark", "portion mark left out", NULL},
	[GS_TYPO_CAPITALS] = {"capitals", "capitals", NULL},
	[GS_TYPO_ACCENTS] = {"accents", "accents left out in capitals",
	    "words in capitals have no accents in the text, as many write "
	    "them; that the words are the same rests on that"},
	[GS_TYPO_QUOTES] = {"quotes", "quotation marks and apostrophes", NULL},
	[GS_TYPO_DASHES] = {"dashes", "dashes and hyphens", NULL},
	[GS_TYPO_HYPHENATION] = {"hyphenation", "hyphens at line ends", NULL},
	[GS_TYPO_POINTS] = {"points", "ellipsis and points", NULL},
	[GS_TYPO_LIGATURES] = {"ligatures", "ligatures", NULL},
	[GS_TYPO_WIDTH] = {"width", "signs in another width or script", NULL},
	[GS_TYPO_FORMS] = {"letter-forms", "forms of letters", NULL},
	[GS_TYPO_FIGURES] = {"figures", "figures of another script", NULL},
	[GS_TYPO_MARKDOWN] = {"markdown", "Markdown's signs", NULL},
	[GS_TYPO_LINKS] = {"links", "links", NULL},
	[GS_TYPO_ENTITIES] = {"entities", "entities", NULL},
	[GS_TYPO_TABLE] = {"table", "lines of tables", NULL},
	[GS_TYPO_LIST] = {"list", "signs of lists", NULL},
	[GS_TYPO_NUMBER] = {"number-left-out", "number left out",
	    "the number in front is not in the text, as when a list's numbers "
	    "get lost in copying; that none was meant to be another rests on "
	    "that"},
	[GS_TYPO_LINE_NUMBERS] = {"line-numbers", "line numbers",
	    "figures at the beginnings of lines are taken for the numbers of "
	    "the lines, because they count on from line to line"},
	[GS_TYPO_FIELD] = {"field-name", "name of a line at the head", NULL},
	[GS_TYPO_OPENING] = {"quoted", "quotation marks around it", NULL},
};

const char *gs_typography_code(enum gs_typography kind)
{
	return kinds[kind].code;
}

const char *gs_typography_words(enum gs_typography kind)
{
	return kinds[kind].words;
}

const char *gs_typography_guess(enum gs_typography kind)
{
	return kinds[kind].guess;
}
