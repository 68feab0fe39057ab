/* SPDX-License-Identifier: Apache-2.0 */
/* The languages of the pages. */
#include <string.h>

#include "lib/site/page.h"
#include "lib/site_words.h"

#define ROWS(words) words, sizeof words / sizeof *words

static const struct gs_language languages[] = {
	{"en", "English", false, ",", 1000, gs_plural_two, NULL, 0},
	{"fr", "Fran\xc3\xa7" "ais", false, "\xe2\x80\xaf", 1000,
	    gs_plural_french, ROWS(words_fr)},
	{"es", "Espa\xc3\xb1ol", false, ".", 10000, gs_plural_two,
	    ROWS(words_es)},
	{"ar", "\xd8\xa7\xd9\x84\xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a\xd8\xa9",
	    true, ",", 1000, gs_plural_arabic, ROWS(words_ar)},
};

const struct gs_language *site_language_at(size_t index)
{
	return index < sizeof languages / sizeof *languages ?
	    &languages[index] : NULL;
}

bool gs_site_speaks(const char *tag)
{
	for (size_t i = 1; i < sizeof languages / sizeof *languages; i++)
		if (strcmp(languages[i].tag, tag) == 0)
			return true;
	return false;
}

void site_ending(char out[16], const struct gs_language *l)
{
	gs_words(out, 16, l == &languages[0] ? ".html" : ".{0}.html",
	    gs_say_text(l->tag));
}

const char *site_crumb(const struct site_page *p)
{
	return p->language->to_left ? "\xe2\x80\xb9" : "\xe2\x80\xba";
}

struct gs_message_value site_link(struct site_page *p, const char *name)
{
	size_t from = p->w.len;
	char ending[16];

	site_ending(ending, p->language);
	site_form(p, "{0}{1}{2}", gs_say_text(p->up), gs_say_text(name),
	    gs_say_text(ending));
	return site_cut(p, from);
}
