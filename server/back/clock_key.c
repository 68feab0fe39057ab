/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/clock_key.h"

#include <stdio.h>

#include "core/bytes.h"
#include "core/host.h"
#include "lib/file.h"

static int make_clock_key(uint8_t key[32], const char *path,
    struct gs_report *report)
{
	char text[65];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	int err = gs_host_random(key, 32);
	if (err == GS_OK) {
		gs_write_hex(&w, key, 32);
		gs_write_u8(&w, '\n');
		err = gs_file_write(path, text, w.len, 0600, report);
	}
	gs_host_wipe(text, sizeof text);
	return err;
}

int gs_clock_key_start(struct gs_back *back, struct gs_report *report)
{
	char path[sizeof back->dir + sizeof GS_CLOCK_KEY_FILE];

	if (!back->clock.simulated)
		return GS_OK;
	(void)snprintf(path, sizeof path, "%s/" GS_CLOCK_KEY_FILE, back->dir);

	return gs_file_is_there(path) ?
	    gs_file_seed(back->clock_key, path, report) :
	    make_clock_key(back->clock_key, path, report);
}

int gs_clock_key_check(const struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	if (gs_bytes_equal(back->clock_key, ask->token, 32))
		return GS_OK;
	return gs_answer_refuse(answer, GS_ERR_DENIED, "clock-key-wrong",
	    "the clock of an exercise is moved by whoever has the key in "
	    GS_CLOCK_KEY_FILE " beside the channel");
}
