/* SPDX-License-Identifier: Apache-2.0 */
/* A category's word and a control's look alike, so that no pattern tells them
 * apart: both are read from lists. */
#include <string.h>

#include "core/host.h"
#include "core/memo/cui.h"

/* The registry's category markings as of NIEM 6.0, in the order in which a
 * mark has them: specified first, each alphabetical. */
static const char *const categories[GS_CUI_CATEGORIES] = {
	"SP-ADPO", "SP-AIV", "SP-ARCHR", "SP-BUDG", "SP-CCI", "SP-CEII",
	"SP-CENS", "SP-CHLD", "SP-CHRI", "SP-CONTRACT", "SP-CRITAN", "SP-CTI",
	"SP-CVI", "SP-DCNI", "SP-EXPT", "SP-FISA", "SP-FISAB", "SP-FNC",
	"SP-FSEC", "SP-FUND", "SP-GENETIC", "SP-GEO", "SP-HISTP", "SP-HLTH",
	"SP-ID", "SP-IFNC", "SP-INF", "SP-INTEL", "SP-INTL", "SP-INV",
	"SP-JURY", "SP-LDNA", "SP-LFNC", "SP-LPROT", "SP-MFC", "SP-NNPI",
	"SP-NPSR", "SP-NUC", "SP-PCII", "SP-PERS", "SP-PRIIG", "SP-PROCURE",
	"SP-PROPIN", "SP-PRVCY", "SP-SGI", "SP-SRI", "SP-SSEL", "SP-SSI",
	"SP-STAT", "SP-STUD", "SP-SUB", "SP-TAX", "SP-TSCA", "SP-UCNI",
	"SP-WDT", "SP-WHSTL", "SP-WIT",
	"ADJ", "ADPO", "AG", "APP", "ASYL", "BARG", "BATT", "CMPRS", "COMPT",
	"CONREG", "CONV", "CRIT", "CVI", "CVIC", "DCNI", "DCRIT", "DREC",
	"EMGT", "EXPT", "EXPTR", "FHFANPI", "FINT", "FNC", "FSEC", "FSI",
	"GENETIC", "HLTH", "ID", "INF", "INTEL", "INV", "INVENT", "ISVI",
	"IVIC", "JURY", "JUV", "LCOMM", "LEI", "LMI", "LNSL", "LPROT", "LSCRN",
	"LVIC", "MERG", "MIL", "NETW", "NNPI", "NUC", "OCCMTO", "OPSEC",
	"PERS", "PEST", "PHYS", "POST", "PRE", "PRIIG", "PRIOR", "PRIVILEGE",
	"PROPIN", "PROT", "PRVCY", "PSEC", "RAIL", "RECCOM", "RESD", "RTR",
	"RWRD", "SAFE", "SBIZ", "SCV", "SERV", "SRI", "SSEL", "STAT", "STUD",
	"SURV", "TAI", "TRACE", "UCNI", "VISA", "WATER", "WHSTL", "WIT",
	"XFER",
};

/* Limited dissemination controls, in the order in which banners and marks have
 * them. */
enum control {
	CLIENT, WORK_PRODUCT, DISPLAY_ONLY, DL_ONLY, FED_ONLY, FEDCON, NOCON,
	NOFORN, REL_TO, RELIDO, CONTROLS
};
static const struct {
	const char *banner, *mark;
} controls[CONTROLS] = {
	[CLIENT] = {"Attorney-Client", "AC"},
	[WORK_PRODUCT] = {"Attorney-WP", "AWP"},
	[DISPLAY_ONLY] = {"DISPLAY ONLY", "DISPLAY ONLY"},
	[DL_ONLY] = {"DL ONLY", "DL ONLY"},
	[FED_ONLY] = {"FED ONLY", "FED ONLY"},
	[FEDCON] = {"FEDCON", "FEDCON"},
	[NOCON] = {"NOCON", "NOCON"},
	[NOFORN] = {"NOFORN", "NF"},
	[REL_TO] = {"REL TO", "REL TO"},
	[RELIDO] = {"RELIDO", "RELIDO"},
};
#define BIT(control) ((uint16_t)(1u << (control)))
#define RELEASED "REL TO USA, "

static bool word_is(const char *name, struct gs_span s)
{
	return strlen(name) == s.len && memcmp(name, s.ptr, s.len) == 0;
}

static size_t category_of(struct gs_span word)
{
	size_t i = 0;

	while (i < GS_CUI_CATEGORIES && !word_is(categories[i], word))
		i++;

	return i;
}

/* One mark while it is read.  `category` and `control` are the least that may
 * come next, so that each comes once and in order. */
struct reading {
	struct gs_cui cui;
	bool mark; /* not a banner */
	size_t category, control;
};

static bool take_category(struct reading *r, struct gs_span word)
{
	size_t i = category_of(word);

	if (i == GS_CUI_CATEGORIES || i < r->category)
		return false;

	r->cui.category[i] = true;
	r->category = i + 1;
	return true;
}

/* `GBR` or `FRA, GBR`: what stands after `REL TO USA, `. */
static bool take_countries(struct gs_cui *cui, struct gs_span list)
{
	struct gs_reader r = gs_reader_of(list.ptr, list.len);

	do {
		size_t n = cui->countries;
		if (n == GS_CUI_COUNTRIES_MAX)
			return false;

		if (n > 0)
			gs_read_expect(&r, ", ");

		uint8_t *to = cui->country[n];
		gs_read_copy(&r, to, 3);

		for (size_t i = 0; i < 3; i++)
			if (r.err != GS_OK || to[i] < 'A' || to[i] > 'Z')
				return false;

		if (memcmp(to, "USA", 3) == 0 || (n > 0 &&
		    memcmp(cui->country[n - 1], to, 3) >= 0))
			return false;

		cui->countries++;
	} while (r.left > 0);

	return true;
}

static bool take_control(struct reading *r, struct gs_span word)
{
	size_t n = strlen(RELEASED), i = 0;
	struct gs_span list = {NULL, 0};

	if (word.len > n && memcmp(word.ptr, RELEASED, n) == 0) {
		list = (struct gs_span){word.ptr + n, word.len - n};
		word.len = strlen(controls[REL_TO].mark);
	} else if (word_is(controls[REL_TO].mark, word)) {
		return false; /* to nobody */
	}

	while (i < CONTROLS && !word_is(r->mark ? controls[i].mark :
	    controls[i].banner, word))
		i++;

	if (i == CONTROLS || i < r->control)
		return false;

	r->cui.controls |= BIT(i);
	r->control = i + 1;
	return i != REL_TO || take_countries(&r->cui, list);
}

/* Controls that contradict each other, or that need their category. */
static bool makes_sense(const struct gs_cui *cui)
{
	static const struct gs_span privilege = {
	    (const uint8_t *)"PRIVILEGE", 9};

	if ((cui->controls & BIT(NOFORN)) != 0 &&
	    (cui->controls & BIT(REL_TO)) != 0)
		return false;

	return (cui->controls & (BIT(CLIENT) | BIT(WORK_PRODUCT))) == 0 ||
	    cui->category[category_of(privilege)];
}

static struct gs_span read_word(struct gs_reader *r)
{
	size_t n = 0;

	while (n < r->left && r->ptr[n] != '/')
		n++;

	const uint8_t *ptr = gs_read_bytes(r, n);
	return (struct gs_span){ptr, ptr == NULL ? 0 : n};
}

static size_t read_slashes(struct gs_reader *r)
{
	size_t n = 0;

	while (n < r->left && r->ptr[n] == '/')
		n++;

	(void)gs_read_bytes(r, n);
	return n;
}

/* What stands after the control marking itself: `//A/B//C/D`, either group
 * alone too. */
static bool read_groups(struct reading *g, struct gs_reader *r)
{
	enum { NOTHING, CATEGORY, CONTROL } group = NOTHING;

	while (r->left > 0) {
		size_t slashes = read_slashes(r);
		struct gs_span word = read_word(r);

		if (slashes == 0 || slashes > 2 ||
		    (slashes == 1 && group == NOTHING) ||
		    (slashes == 2 && group == CONTROL))
			return false;

		if (slashes == 2)
			group = group == NOTHING && category_of(word) <
			    GS_CUI_CATEGORIES ? CATEGORY : CONTROL;

		if (group == CATEGORY ? !take_category(g, word) :
		    !take_control(g, word))
			return false;
	}

	return makes_sense(&g->cui);
}

static bool parse_marking(struct gs_cui *out, const void *text, size_t len,
    bool mark)
{
	struct reading g = {.mark = mark};
	struct gs_reader r = gs_reader_of(text, len);
	*out = (struct gs_cui){.controlled = false};

	if (len == 0)
		return false;

	struct gs_span name = read_word(&r);
	if (word_is(mark ? "U" : "UNCLASSIFIED", name))
		return r.left == 0;

	if (!word_is("CUI", name) && (mark || !word_is("CONTROLLED", name)))
		return false;

	g.cui.controlled = true;
	if (!read_groups(&g, &r))
		return false;

	*out = g.cui;
	return true;
}

bool gs_cui_parse_mark(struct gs_cui *out, const void *text, size_t len)
{
	return parse_marking(out, text, len, true);
}

bool gs_cui_parse_banner(struct gs_cui *out, const void *text, size_t len)
{
	return parse_marking(out, text, len, false);
}

static bool has_country(const struct gs_cui *cui, const uint8_t country[3])
{
	for (size_t i = 0; i < cui->countries; i++)
		if (memcmp(cui->country[i], country, 3) == 0)
			return true;
	return false;
}

/* The whole may be released to the countries that every part may be released
 * to. If there are none in common, or a part says so, it may be released to
 * none. */
static void add_countries(struct gs_cui *sum, const struct gs_cui *more,
    bool both)
{
	size_t kept = 0;

	if (!both && sum->countries == 0) {
		memcpy(sum->country, more->country, sizeof sum->country);
		sum->countries = more->countries;
	}

	for (size_t i = 0; both && i < sum->countries; i++)
		if (has_country(more, sum->country[i]))
			memmove(sum->country[kept++], sum->country[i], 3);

	if (both)
		sum->countries = kept;

	if (sum->countries == 0 && (sum->controls & BIT(REL_TO)) != 0)
		sum->controls |= BIT(NOFORN);

	if ((sum->controls & BIT(NOFORN)) != 0) {
		sum->controls &= (uint16_t)~BIT(REL_TO);
		sum->countries = 0;
	}
}

void gs_cui_add(struct gs_cui *sum, const struct gs_cui *more)
{
	bool both = (sum->controls & more->controls & BIT(REL_TO)) != 0;

	sum->controlled = sum->controlled || more->controlled;

	for (size_t i = 0; i < GS_CUI_CATEGORIES; i++)
		sum->category[i] = sum->category[i] || more->category[i];
	sum->controls |= more->controls;

	add_countries(sum, more, both);
}

bool gs_cui_within(const struct gs_cui *mark, const struct gs_cui *most)
{
	uint16_t missing = mark->controls & (uint16_t)~most->controls;

	if (mark->controlled && !most->controlled)
		return false;

	for (size_t i = 0; i < GS_CUI_CATEGORIES; i++)
		if (mark->category[i] && !most->category[i])
			return false;

	/* Whoever may see what no foreigner may see may see this. */
	if ((most->controls & BIT(NOFORN)) != 0)
		missing &= (uint16_t)~BIT(REL_TO);

	for (size_t i = 0; (mark->controls & BIT(REL_TO)) != 0 &&
	    i < most->countries; i++)
		if (!has_country(mark, most->country[i]))
			return false;

	return missing == 0;
}

void gs_cui_write_banner(struct gs_writer *w, const struct gs_cui *cui)
{
	const char *before = "//";

	gs_write_text(w, cui->controlled ? "CUI" : "UNCLASSIFIED");
	for (size_t i = 0; i < GS_CUI_CATEGORIES; i++)
		if (cui->category[i]) {
			gs_write_text(w, before);
			gs_write_text(w, categories[i]);
			before = "/";
		}

	before = "//";

	for (size_t i = 0; i < CONTROLS; i++)
		if ((cui->controls & BIT(i)) != 0) {
			gs_write_text(w, before);
			gs_write_text(w, controls[i].banner);
			before = "/";

			for (size_t k = 0; i == REL_TO &&
			    k < cui->countries; k++) {
				gs_write_text(w, k == 0 ? " USA, " : ", ");
				gs_write_bytes(w, cui->country[k], 3);
			}
		}
}
