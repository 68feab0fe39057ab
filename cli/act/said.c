/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/act/said.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/print/letter.h"

/* Its lines between those of every record and the signature. */
static struct gs_span said_lines(struct gs_span record)
{
	const char *from = memmem(record.ptr, record.len, "\nmemo ", 6);
	const char *to = memmem(record.ptr, record.len, "\nsignature ", 11);

	from = from == NULL ? NULL : strchr(from + 1, '\n');
	if (from == NULL || to == NULL || from >= to)
		return (struct gs_span){record.ptr, 0};
	return (struct gs_span){(const uint8_t *)from + 1,
	    (size_t)(to - from)};
}

static int ask_about(const struct gs_desk *desk,
    const struct gs_saying *saying, struct gs_span record)
{
	printf("%s memo %llu; in the log it says:\n", saying->heading,
	    (unsigned long long)desk->memo->number);
	return gs_letter_confirm(said_lines(record),
	    "Send it? It cannot be taken back.", desk->yes);
}

int gs_saying_send(struct gs_desk *desk, const struct gs_saying *saying)
{
	uint8_t secret[64], *text = calloc(1, GS_RECORD_MAX + 1);
	struct gs_writer w = gs_writer_of(text, GS_RECORD_MAX);

	if (text == NULL)
		return GS_ERR_MEMORY;
	int err = gs_desk_key(secret, &desk->source, desk->sign);
	if (err == GS_OK) {
		err = saying->write(&w, desk->memo, saying->ctx, secret);
		if (err != GS_OK)
			gs_verb_tell("said-record", "the record cannot be "
			    "made: {0}; each text is one line without control "
			    "characters and without a space at either end, and "
			    "the key is a signing key",
			    gs_say_text(gs_strerror(err)));
	}
	gs_host_wipe(secret, sizeof secret);

	const struct gs_span record = {text, w.len};
	if (err == GS_OK)
		err = ask_about(desk, saying, record);
	if (err == GS_OK)
		err = gs_desk_send(&desk->source, record, saying->contents,
		    saying->count);
	free(text);
	return err;
}

int gs_said_run(struct gs_desk *desk, int argc, char **argv,
    const struct gs_usage *usage, const struct gs_said_verb *verb)
{
	int at = 0;

	int code = gs_options_read(&at, argc, argv, usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&desk->number, argc - at, argv + at))
		return gs_verb_misused();

	if (desk->role == NULL)
		desk->role = verb->role;
	int err = gs_desk_start(desk);
	if (err == GS_OK)
		err = verb->run(desk, verb->ctx);
	gs_source_close(&desk->source);
	return gs_verb_end(err);
}
