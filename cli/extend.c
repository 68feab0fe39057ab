/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay extend: a duty has a later date. */
#include <stdio.h>
#include <string.h>

#include "cli/act/said.h"
#include "cli/verbs.h"
#include "core/bytes.h"
#include "core/record/time.h"

#define NAME_MAX_BYTES 65 /* of a word, and a 0 */

static const char help[] =
"usage: gainsay extend [OPTION]... --duty DUTY --until DAY --reason TEXT N\n"
"Puts off the deadline of a duty about memo N to the closing hour of DAY. This\n"
"can be done before the deadline, as often and by as much as the 'extension' line\n"
"of the charter says under which the memo was filed; without that line, never.\n"
"Where the charter names somebody with the role approver, they sign it; else\n"
"whoever owes the duty: of report the panel, of decide the appeal authority.\n"
"Asks before it is sent.\n\n"
GS_HELP_DESK
"  --sign KEYFILE       the signing key of who puts it off\n"
"  --role ROLE          whose key that is (default: office)\n"
"  --duty DUTY          as 'gainsay status' names it: reply, or 'copy 2'\n"
"  --until DAY          the new day, as 2023-11-03\n"
"  --reason TEXT        one line, in the log; do not quote the memo\n"
GS_HELP_YES GS_HELP_WAY;

struct extending {
	struct gs_desk desk;
	const char *duty, *until;
	struct gs_extension_text text;
	char name[NAME_MAX_BYTES];
};

static int read_duty(struct extending *e)
{
	const char *number = strrchr(e->duty, ' ');
	size_t len = number == NULL ? strlen(e->duty) :
	    (size_t)(number - e->duty);

	e->text.duty = e->name;
	if (len > 0 && len < sizeof e->name && (number == NULL ||
	    gs_decimal_decode(&e->text.number, number + 1,
	        strlen(number + 1), UINT32_MAX) == GS_OK)) {
		memcpy(e->name, e->duty, len);
		return GS_OK;
	}
	gs_verb_tell("extend-duty", "'{0}' names no duty; write it as 'gainsay "
	    "status' does: reply, or 'copy 2'", gs_say_text(e->duty));
	return GS_ERR_FORMAT;
}

static int read_until(struct extending *e)
{
	if (gs_date_parse(&e->text.until, e->until, strlen(e->until)) ==
	    GS_OK)
		return GS_OK;
	gs_verb_tell("extend-day", "'{0}', of --until, is no day; write it as "
	    "2023-11-03", gs_say_text(e->until));
	return GS_ERR_FORMAT;
}

static int write_extension(struct gs_writer *w, const struct gs_memo *memo,
    void *ctx, const uint8_t secret[64])
{
	const struct extending *e = ctx;

	return gs_circle_extend(w, memo, &e->text, secret);
}

static int put_off(struct extending *e)
{
	const struct gs_saying saying = {.heading = "An extension of",
	    .write = write_extension, .ctx = e};

	if (e->desk.role == NULL)
		e->desk.role = "office";
	e->text.role = e->desk.role;
	int err = read_duty(e);
	if (err == GS_OK)
		err = read_until(e);
	if (err == GS_OK)
		err = gs_desk_start(&e->desk);
	return err == GS_OK ? gs_saying_send(&e->desk, &saying) : err;
}

int gs_cli_extend(int argc, char **argv)
{
	struct extending e = {.duty = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(e.desk),
		GS_OPTION_YES(e.desk.yes),
		{.name = "role", .value = &e.desk.role},
		{.name = "duty", .value = &e.duty, .required = true},
		{.name = "until", .value = &e.until, .required = true},
		{.name = "reason", .value = &e.text.reason,
		 .required = true}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&e.desk.number, argc - at, argv + at))
		return gs_verb_misused();

	int err = put_off(&e);
	gs_source_close(&e.desk.source);
	return gs_verb_end(err);
}
