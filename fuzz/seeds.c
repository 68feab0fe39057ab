/* SPDX-License-Identifier: Apache-2.0 */
/* usage: fuzz-seeds DIR
 * What this program alone writes for the corpus: asks and answers as they cross
 * the wire, one file each.  fuzz/corpus.py makes the rest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/host.h"
#include "server/wire/wire.h"
#include "tests/unit/wire_samples.h"

#define ROOM ((size_t)1 << 16)

static void write_file(const char *dir, const char *name, unsigned number,
    const struct gs_writer *w)
{
	char path[4096];

	(void)snprintf(path, sizeof path, "%s/%s-%02u", dir, name, number);
	FILE *f = fopen(path, "wb");
	if (w->err != GS_OK || f == NULL ||
	    fwrite(w->ptr, 1, w->len, f) != w->len || fclose(f) != 0) {
		fprintf(stderr, "%s: not written\n", path);
		exit(1);
	}
}

static void write_asks(const char *dir, uint8_t *bytes)
{
	for (unsigned i = 0; i < 2 * GS_WIRE_KINDS; i++) {
		struct gs_writer w = gs_writer_of(bytes, ROOM);
		struct gs_ask ask = wire_sample_ask((enum gs_ask_kind)(i / 2),
		    i % 2 == 1);

		if (gs_wire_ask_write(&w, &ask) != GS_OK)
			exit(1);
		write_file(dir, i % 2 == 1 ? "least" : "ask", i / 2, &w);
	}
}

static void write_answers(const char *dir, uint8_t *bytes)
{
	static void (*const fill[])(struct gs_answer *a) = {
	    gs_answer_start, wire_sample_answer, wire_sample_refusal};

	for (unsigned i = 0; i < sizeof fill / sizeof *fill; i++) {
		struct gs_writer w = gs_writer_of(bytes, ROOM);
		struct gs_answer answer;

		fill[i](&answer);
		gs_wire_answer_write(&w, &answer);
		write_file(dir, "answer", i, &w);
		gs_answer_free(&answer);
	}
}

int main(int argc, char **argv)
{
	static uint8_t bytes[ROOM];

	if (argc != 2 || gs_host_start() != GS_OK) {
		fprintf(stderr, "usage: fuzz-seeds DIR\n");
		return 2;
	}
	write_asks(argv[1], bytes);
	write_answers(argv[1], bytes);
	return 0;
}
