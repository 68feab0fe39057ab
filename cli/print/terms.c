/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/terms.h"

#include <stdio.h>
#include <string.h>

#include "cli/common/terminal.h"
#include "cli/print/letter.h"
#include "core/bytes.h"

/* A line's name in either form. */
static const char *const amends[] = {"Amends     ", "  amends      "};
static const char *const related[] = {"Related    ", "  related     "};
static const char *const amended[] = {"Amended by ", "  amended by  "};
static const char *const named[] = {"Named by   ", "  named by    "};
static const char *const count[] = {"Annexes    ", "  annexes     "};
static const char *const panel[] = {"Panel      ", "  panel       "};
static const char *const wished[] = {"Only for   ", "  only for    "};

static void print_hash(const uint8_t hash[32])
{
	char digits[65] = "";
	struct gs_writer w = gs_writer_of(digits, sizeof digits - 1);

	gs_write_hex(&w, hash, 32);
	printf("%s\n", digits);
}

static void print_memo_name(const char *label, const uint8_t id[32],
    const struct gs_memo *known)
{
	printf("%s", label);
	while (known != NULL && memcmp(known->id, id, 32) != 0)
		known = known->before;
	if (known != NULL) {
		printf("memo %llu\n", (unsigned long long)known->number);
		return;
	}
	printf("memo id ");
	print_hash(id);
}

static void print_author_names(const char *label,
    const struct gs_terms_list *names)
{
	for (size_t i = 0; i < names->count; i++) {
		printf("%s", label);
		gs_print_foreign(names->item[i].ptr, names->item[i].len);
	}
}

void gs_print_annex(const struct gs_annex *a)
{
	gs_say_calm(stdout, a->name.ptr, a->name.len, "");
	printf(" (%.*s, %llu byte%s)", (int)a->kind.len,
	    (const char *)a->kind.ptr, (unsigned long long)a->size,
	    a->size == 1 ? "" : "s");
}

static void print_annexes(const struct gs_annexes *annexes)
{
	for (size_t i = 0; i < annexes->count; i++) {
		printf("Annex %-2zu   ", i + 1);
		gs_print_annex(&annexes->of[i]);
		printf("\n");
	}
}

void gs_print_terms(const struct gs_memo_terms *terms,
    const struct gs_memo *known, const struct gs_annexes *annexes,
    enum gs_terms_form form)
{
	if (terms->amends != NULL)
		print_memo_name(amends[form], terms->amends, known);
	for (size_t i = 0; i < terms->related.count; i++)
		print_memo_name(related[form], terms->related.item[i].ptr,
		    known);

	if (annexes != NULL)
		print_annexes(annexes);
	else if (terms->annexes.count > 0)
		printf("%s%zu, sealed with the memo\n", count[form],
		    terms->annexes.count);
	print_author_names(panel[form], &terms->panel);
	print_author_names(wished[form], &terms->distribution);
}

void gs_print_named_by(const uint8_t id[32], const struct gs_memo *newest,
    enum gs_terms_form form)
{
	for (const struct gs_memo *m = newest; m != NULL; m = m->before) {
		unsigned long long number = m->number;

		if (gs_memo_amends(m, id))
			printf("%smemo %llu\n", amended[form], number);
		else if (gs_memo_relates(m, id))
			printf("%smemo %llu, as related\n", named[form],
			    number);
	}
}
