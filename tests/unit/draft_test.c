/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/memo/document.h"
#include "lib/memo/draft.h"
#include "lib/host.h"

static struct gs_request_headings headings; /* of the channel */

struct draft_case {
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_memo_draft d;
};

static void draft_text(struct draft_case *k, const char *text)
{
	memset(&k->d, 0, sizeof k->d);
	k->arena = gs_pool_start(&k->pool);
	assert_int_equal(gs_memo_draft_make(&k->d, k->arena,
	    &headings, text, strlen(text)), GS_OK);
}

static void drafts_to(const char *text, const char *want, size_t guesses)
{
	struct draft_case k;

	draft_text(&k, text);
	if (k.d.len != strlen(want) || memcmp(k.d.ptr, want, k.d.len) != 0)
		fail_msg("\"%s\" became \"%.*s\"", text, (int)k.d.len,
		    (const char *)k.d.ptr);
	assert_int_equal(k.d.guesses.advised, guesses);
	gs_pool_free(&k.pool);
}

#define HEAD "SUBJECT: A\nTO: B\n\n"
#define FRONT "---\nsubject: A\nto: B\n---\n"

static void headers_become_a_front_matter(void **state)
{
	(void)state;
	drafts_to("FM AMCONSUL\nTO DEPT\nSUBJECT: (U) LONG\n   TITLE\n"
	    "REF: X 1\n\nText.\n", "---\nsubject: LONG TITLE\nfrom: AMCONSUL\n"
	    "to: DEPT\nreference: X 1\n---\n\nText.\n", 1);
	drafts_to("A title\n\nText.\n", "---\nsubject: A title\n---\n\nText.\n",
	    2);
	drafts_to("From: us\nTo: A\nTo: B\nDate: 1971\nSubject: S\n\nText.\n",
	    "---\nsubject: S\nfrom: us\nto: A\nto: B\ndate: 1971\n---\n\n"
	    "Text.\n", 0);
	drafts_to(FRONT "\n1. x\n", FRONT "\n1. x\n", 1);
}

static void lines_become_paragraphs(void **state)
{
	(void)state;
	drafts_to(HEAD "1. (C) One\ntwo\nthree.\n2. (C) Four.\n\nFive\nsix\n",
	    FRONT "\n1. (C) One two three.\n\n2. (C) Four.\n\nFive six\n", 1);
	drafts_to(HEAD "TELEGRAM\n1. (C) One.\n", FRONT "\n## TELEGRAM\n\n"
	    "1. (C) One.\n", 1);
	drafts_to(HEAD "(C) 1. One.\n", FRONT "\n1. (C) One.\n", 0);
	drafts_to(HEAD "redi-\nrected well-\nknown, well-known.\n",
	    FRONT "\nredirected well-known, well-known.\n", 3);
	drafts_to(HEAD "* one\n* two\n", FRONT "\n- one\n\n- two\n", 1);
	drafts_to(HEAD "1971. It was <b> &amp; # so.\n",
	    FRONT "\n1971\\. It was \\<b> \\&amp; # so.\n", 1);
	drafts_to(HEAD "SOME WORDS\n\nText.\n", FRONT "\n## SOME WORDS\n\n"
	    "Text.\n", 1);
}

static void what_is_the_pages_goes(void **state)
{
	(void)state;
	drafts_to(HEAD "One\n\n2\n\ntwo.\n\n- 3 -\n", FRONT "\nOne two.\n", 4);
	drafts_to(HEAD "The end of\n\fpage one.\n", FRONT
	    "\nThe end of page one.\n", 2);
	drafts_to(HEAD "S E C R E T\n\nOne.\n\nPAGE 02 DACCA 01138 Z\n\nTwo.\n",
	    FRONT "\nOne.\n\nTwo.\n", 3);
	drafts_to(HEAD "Report 5 p. 1\nOne.\n\fReport 5 p. 2\nTwo.\n",
	    FRONT "\nOne.\n\nTwo.\n", 3);
	/* A sentence that ends is not carried on, nor is a number within
	 * the text a page's. */
	drafts_to(HEAD "One.\n\ftwo.\n\nSo 7\n8\nof them.\n", FRONT
	    "\nOne.\n\ntwo.\n\nSo 7 8 of them.\n", 2);
}

static void requests_stand_under_their_heading(void **state)
{
	(void)state;
	drafts_to(HEAD "Recommendations:\n\n1. (U) One.\n2. (U) Two.\n", FRONT
	    "\n## Requests\n\n1. (U) One.\n\n2. (U) Two.\n", 1);
	drafts_to(HEAD "3. We request that:\na. One;\nb. two.\n4. End.\n", FRONT
	    "\n3. We request that:\n\n## Requests\n\n1. One;\n\n2. two.\n\n"
	    "## Conclusion\n\n4. End.\n", 4);
	drafts_to(HEAD "REQUESTS\n\n- One.\n- Two.\n\nThank you.\n", FRONT
	    "\n## Requests\n\n1. One.\n\n2. Two.\n\nThank you.\n", 3);

	/* A channel has its own, of which the first is ours to write. */
	headings = (struct gs_request_headings){{{(const uint8_t *)"Pedidos",
	    7}, {(const uint8_t *)"A pedir", 7}}, 2};
	drafts_to(HEAD "Recommendations:\n\n1. (U) One.\n", FRONT
	    "\n## Pedidos\n\n1. (U) One.\n", 1);
	drafts_to(HEAD "## A pedir\n\n1. One.\n", FRONT
	    "\n## A pedir\n\n1. One.\n", 0);
	drafts_to(HEAD "We request that:\na. One;\n", FRONT
	    "\nWe request that:\n\n## Pedidos\n\n1. One;\n", 2);

	headings = (struct gs_request_headings){.count = 0};
	drafts_to(HEAD "We saw:\na. One.\n", FRONT "\nWe saw:\n\na. One.\n",
	    0);
}

#define LONG "of which nothing was said in the report of the harbour office."

static void a_cable_loses_its_transmission(void **state)
{
	(void)state;
	drafts_to("VZCZCXYZ0000\nPP RUEHWEB\n\nDE RUEHEX #5290/01 3131619\n"
	    "ZNY CCCCC ZZH\nO 091619Z NOV 06\nFM AMEMBASSY EXAMPLE\n"
	    "TO SECSTATE WASHDC PRIORITY 2430\n"
	    "C O N F I D E N T I A L EXAMPLE 005290\n\nSIPDIS\n\n"
	    "SUBJECT: THE FERRY\n\n\u00b61. (C) One.\n\nBT\n#5290\n\nNNNN\n",
	    "---\nsubject: THE FERRY\nfrom: AMEMBASSY EXAMPLE\n"
	    "to: SECSTATE WASHDC PRIORITY 2430\n---\n\n1. (C) One.\n",
	    11);
	drafts_to("UNCLAS SECTION 01 OF 02 DACCA 01138\n" HEAD "One.\n",
	    FRONT "\nOne.\n", 2);
	/* No cable: nothing is taken for a transmission. */
	drafts_to("De Roos wrote this\n\n" HEAD "One.\n", "---\n"
	    "subject: De Roos wrote this\n---\n\nSUBJECT: A TO: B\n\nOne.\n",
	    3);
}

static void double_spacing_is_closed(void **state)
{
	(void)state;
	drafts_to(HEAD "The ferry to the islands was closed in May, against\n\n"
	    "the advice of the harbour office and without a word to\n\n"
	    "those who live there.\n\n"
	    "We have seen no figures that support it. The report of\n\n"
	    "the commission was not finished when the decision was\n\n"
	    "taken, and its authors have said so.\n\n\u2013 2 \u2013\n", FRONT
	    "\nThe ferry to the islands was closed in May, against the advice "
	    "of the harbour office and without a word to those who live "
	    "there.\n\nWe have seen no figures that support it. The report of "
	    "the commission was not finished when the decision was taken, and "
	    "its authors have said so.\n", 3);
	/* Short paragraphs are none. */
	drafts_to(HEAD "One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.\n\nSix.\n",
	    FRONT "\nOne.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.\n\nSix.\n", 0);
}

static void a_heading_may_stand_above_its_text(void **state)
{
	(void)state;
	drafts_to(HEAD "Our Shared Commitment\nWe saw the ferry, " LONG "\n",
	    FRONT "\n## Our Shared Commitment\n\nWe saw the ferry, " LONG
	    "\n", 1);
	drafts_to("To: B\n\nThe Ferry\nWe saw the ferry, " LONG "\n", "---\n"
	    "subject: The Ferry\nto: B\n---\n\nWe saw the ferry, " LONG
	    "\n", 1);
	/* A sentence that its width wraps is none, nor is an address. */
	drafts_to(HEAD "We all saw the ferry of the islands, and on the "
	    "Small\n"
	    "Island we saw more of it, and nothing was said of it.\n", FRONT
	    "\nWe all saw the ferry of the islands, and on the Small Island "
	    "we saw more of it, and nothing was said of it.\n", 1);
	drafts_to(HEAD "The Harbour\nStreet 2\nHaven\n", FRONT
	    "\nThe Harbour Street 2 Haven\n", 1);
}

/* Whatever comes in, what goes out has the lines that the guesses name. */
static void any_text_has_a_draft(void **state)
{
	(void)state;
	static const char letters[] = "\n\n  \f\f-1.a()#CU:<S*";
	uint32_t seed = 1;

	for (size_t i = 0; i < 20000; i++) {
		char text[64];
		size_t lines = 0, n = 0;
		struct draft_case k;
		for (; n < sizeof text - 2 && n < i % 61; n++) {
			seed = seed * 1103515245 + 12345;
			text[n] = letters[(seed >> 16) % (sizeof letters - 1)];
		}
		text[n++] = '\n';
		text[n] = '\0';
		memset(&k.d, 0, sizeof k.d);
		int err = gs_memo_draft_make(&k.d, gs_pool_start(&k.pool),
		    &headings, text, n);
		if (err != GS_OK)
			fail_msg("%d: \"%s\"", err, text);
		for (size_t j = 0; j < k.d.len; j++)
			lines += k.d.ptr[j] == '\n';
		for (const struct gs_fault *f = k.d.guesses.first; f != NULL;
		    f = f->next)
			assert_true(f->line <= lines);
		gs_pool_free(&k.pool);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_become_a_front_matter),
		cmocka_unit_test(lines_become_paragraphs),
		cmocka_unit_test(what_is_the_pages_goes),
		cmocka_unit_test(requests_stand_under_their_heading),
		cmocka_unit_test(a_cable_loses_its_transmission),
		cmocka_unit_test(double_spacing_is_closed),
		cmocka_unit_test(a_heading_may_stand_above_its_text),
		cmocka_unit_test(any_text_has_a_draft),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("draft", tests, NULL, NULL);
}
