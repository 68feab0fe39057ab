/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/changes.h"

#include <stdlib.h>
#include <string.h>

#include "cli/common/verb.h"
#include "lib/steps/explain.h"
#include "lib/steps/local_time.h"

static void tell_line(const char *line, size_t len)
{
	struct gs_report said = {.text = ""};

	while (len > 0 && *line == ' ') {
		line++;
		len--;
	}
	gs_report_tell(&said, "rule-changed", "{0}", gs_say_span(line, len));
	gs_verb_note(&said);
}

static void tell_lines(const char *words, size_t len)
{
	const char *end = words + len;

	while (words < end) {
		const char *lf = memchr(words, '\n', (size_t)(end - words));
		const char *stop = lf == NULL ? end : lf;

		tell_line(words, (size_t)(stop - words));
		words = stop + 1;
	}
}

static void tell_heading(const struct gs_charter *c)
{
	struct gs_report said = {.text = ""};
	char from[GS_LOCAL_TIME_MAX];

	gs_local_time(from, c, c->from);
	gs_report_tell(&said, c->from > c->at ? "rules-coming" :
	    "rules-changed", c->from > c->at ? "THE RULES OF THIS CHANNEL "
	    "CHANGE: charter {0} is in the log, and in force from {1}" :
	    "THE RULES OF THIS CHANNEL CHANGED: charter {0} is in force since "
	    "{1}", gs_say_number(c->version), gs_say_text(from));
	gs_verb_note(&said);
}

static void tell_change(const struct gs_charter *c)
{
	char *words = malloc(GS_EXPLAIN_MAX);
	struct gs_writer w = gs_writer_of(words, GS_EXPLAIN_MAX);
	bool changed = false;

	tell_heading(c);
	if (words != NULL &&
	    gs_explain_change(&w, &changed, c->before, c,
	    NULL) == GS_OK && changed)
		tell_lines(words, w.len);
	free(words);
}

/* The oldest first: charters are few.  A version that another took the place of
 * while it waited was never in force, and stands before none. */
static void tell_behind(const struct gs_charter *newest, uint64_t known)
{
	for (uint64_t v = 2; v <= newest->version; v++) {
		const struct gs_charter *c = newest;

		while (c != NULL && c->version > v)
			c = c->before;
		if (c != NULL && c->version == v && c->index >= known)
			tell_change(c);
	}
}

void gs_changes_tell(const struct gs_state *state, uint64_t known)
{
	const struct gs_charter *coming = gs_state_charter_coming(state);

	if (known != 0)
		tell_behind(coming != NULL ? coming : gs_state_charter(state),
		    known);
}
