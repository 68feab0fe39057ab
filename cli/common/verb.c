/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/verb.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One process runs one verb. */
static struct {
	const char *name;
	bool said, missed;
	struct gs_report last;
} verb;

void gs_verb_begin(const char *name)
{
	verb.name = name;
	verb.said = false;
	verb.missed = false;
	verb.last = (struct gs_report){.text = ""};
}

const char *gs_verb_name(void)
{
	return verb.name == NULL ? "" : verb.name;
}

static bool wants_json(void)
{
	const char *form = getenv("GAINSAY_MESSAGES");

	return form != NULL && strcmp(form, "json") == 0;
}

/* Bytes that are no UTF-8 come from names of files: jansson takes none. */
static json_t *text_value(const char *text, size_t len)
{
	json_t *value = json_stringn(text, len);

	return value != NULL ? value : json_string("?");
}

static void put_json_message(const char *place, const struct gs_report *report)
{
	json_t *arguments = json_array();

	for (size_t i = 0; i < report->count; i++)
		json_array_append_new(arguments, text_value(report->text +
		    report->values[i].at, report->values[i].len));

	json_t *message = json_pack("{s:s, s:o, s:o}", "code", report->code,
	    "arguments", arguments, "message",
	    text_value(report->text, strlen(report->text)));
	if (message != NULL && place != NULL)
		(void)json_object_set_new(message, "place",
		    text_value(place, strlen(place)));
	if (message == NULL ||
	    json_dumpf(message, stderr, JSON_COMPACT) != 0)
		fprintf(stderr, "{\"code\":\"no-memory\",\"arguments\":[],"
		    "\"message\":\"not enough memory\"}");
	fputc('\n', stderr);
	json_decref(message);
}

/* What standard output has comes first, where both are one terminal. */
static void put_message(const char *place, const struct gs_report *report)
{
	(void)fflush(stdout);
	verb.said = true;
	verb.last = *report;
	if (wants_json()) {
		put_json_message(place, report);
		return;
	}

	const char *name = gs_verb_name();
	fprintf(stderr, "gainsay%s%s: %s%s%s\n", *name == '\0' ? "" : " ",
	    name, place == NULL ? "" : place, place == NULL ? "" : ": ",
	    report->text);
}

void gs_verb_values(const char *code, const char *sentence,
    const struct gs_message_value *values, size_t count)
{
	struct gs_report report = {.text = ""};

	gs_report_values(&report, code, sentence, values, count);
	put_message(NULL, &report);
}

void gs_verb_say(const char *code, const char *sentence)
{
	gs_verb_values(code, sentence, NULL, 0);
}

void gs_verb_report(const struct gs_report *report)
{
	if (report->text[0] != '\0')
		put_message(NULL, report);
}

void gs_verb_report_at(const char *place, const struct gs_report *report)
{
	if (place != NULL && strstr(report->text, place) != NULL)
		place = NULL;
	if (report->text[0] != '\0')
		put_message(place, report);
}

void gs_verb_note(const struct gs_report *report)
{
	bool said = verb.said;

	gs_verb_report(report);
	verb.said = said;
}

void gs_verb_errno(const char *code, const char *place, const char *what,
    int errno_value)
{
	struct gs_report report = {.text = ""};

	gs_report_errno(&report, code, place, what, errno_value);
	put_message(NULL, &report);
}

void gs_verb_answered(void)
{
	verb.said = true;
}

const char *gs_verb_last(void)
{
	return verb.last.text;
}

void gs_verb_missed(void)
{
	verb.missed = true;
}

int gs_verb_misused(void)
{
	const char *name = gs_verb_name();

	if (!wants_json())
		fprintf(stderr, "Try 'gainsay %s%s--help'.\n", name,
		    *name == '\0' ? "" : " ");
	return GS_EXIT_CANNOT;
}

const char *gs_exit_meaning(enum gs_exit code)
{
	static const char *const meanings[GS_EXIT_COUNT] = {
	    [GS_EXIT_OK] = "done, or what was judged holds",
	    [GS_EXIT_NO] = "refused, or the answer is no: something does not "
	        "verify, or differs",
	    [GS_EXIT_CANNOT] = "nothing was done or proved: wrong usage, a "
	        "file or server that fails",
	    [GS_EXIT_MISSED] = "all of it holds, and tells of a missed duty "
	        "or a broken promise"};

	return meanings[code];
}

int gs_exit_code(int err)
{
	switch (err) {
	case GS_OK: return GS_EXIT_OK;
	case GS_ERR_IO:
	case GS_ERR_MEMORY:
	case GS_ERR_RANDOM:
	case GS_ERR_CORRUPT:
	case GS_ERR_BUSY:
	case GS_ERR_INTERNAL: return GS_EXIT_CANNOT;
	default: return GS_EXIT_NO;
	}
}

/* False, and said, if standard output has not taken everything.  An earlier
 * write may be the one that failed: its reason is then lost. */
static bool flush_output(void)
{
	bool failed = ferror(stdout) != 0;

	errno = 0;
	failed = fflush(stdout) != 0 || failed;
	if (!failed)
		return true;

	if (errno != 0)
		gs_verb_errno("output-unwritten", "standard output",
		    "cannot be written", errno);
	else
		gs_verb_say("output-incomplete", "standard output has not "
		    "taken everything: the disk is full, or its reader has "
		    "gone");
	clearerr(stdout);
	return false;
}

int gs_verb_end(int err)
{
	if (!flush_output() && err == GS_OK)
		err = GS_ERR_IO;

	if (err != GS_OK && !verb.said)
		gs_verb_tell("verb-failed", "{0}",
		    gs_say_text(gs_strerror(err)));
	return err == GS_OK && verb.missed ? GS_EXIT_MISSED :
	    gs_exit_code(err);
}
