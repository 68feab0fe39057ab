/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay serve: a channel's server, in the foreground.  gainsayd does it.  It
 * has no client of HTTP, so what a --copy URL has of the log is asked here, and
 * handed on as an open file: `--copy URL=/proc/self/fd/N`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/common/program.h"
#include "cli/common/verb.h"
#include "cli/verbs.h"
#include "lib/client/http.h"
#include "lib/file.h"
#include "lib/log/note.h"

#define COPY "--copy"
#define WORD_MAX 2048

static int fetch_copied_note(uint8_t *out, size_t *len,
    struct gs_report *report, const char *url)
{
	const struct gs_http_way way = {NULL, NULL};
	struct gs_http *http = NULL;

	int err = gs_http_open(&http, report, url, &way);
	if (err == GS_OK)
		err = gs_http_fetch(http, report, out, len, GS_NOTE_MAX,
		    "log/checkpoint");
	gs_http_free(&http);
	return err;
}

/* The word with the open file behind it; it and the file stay for the program
 * that is started. */
static char *keep_note(const char *word, const uint8_t *note, size_t len)
{
	char *kept = malloc(WORD_MAX);
	int fd = memfd_create("checkpoint", 0);

	if (kept == NULL || fd < 0 || write(fd, note, len) != (ssize_t)len) {
		free(kept);
		return NULL;
	}
	int n = snprintf(kept, WORD_MAX, "%s=/proc/self/fd/%d", word, fd);
	if (n > 0 && n < WORD_MAX)
		return kept;
	free(kept);
	return NULL;
}

/* `url` is the end of *word.  What does not answer is handed on as it is: the
 * server says what follows. */
static void ask_copy(char **word, const char *url)
{
	struct gs_report why = {.text = ""};
	uint8_t *note = malloc(GS_NOTE_MAX);
	size_t len = 0;

	int err = note == NULL ? GS_ERR_MEMORY :
	    fetch_copied_note(note, &len, &why, url);
	char *kept = err == GS_OK ? keep_note(*word, note, len) : NULL;

	if (err != GS_OK)
		gs_verb_note(&why);
	if (kept != NULL)
		*word = kept;
	free(note);
}

int gs_cli_serve(int argc, char **argv)
{
	const size_t n = strlen(COPY);

	gs_verb_begin("serve");
	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], COPY "=", n + 1) == 0 &&
		    gs_file_is_url(argv[i] + n + 1))
			ask_copy(&argv[i], argv[i] + n + 1);
		else if (strcmp(argv[i], COPY) == 0 && i + 1 < argc &&
		    gs_file_is_url(argv[i + 1]))
			ask_copy(&argv[i + 1], argv[i + 1]);
	}
	return gs_program_become("gainsayd", argv + 1);
}
