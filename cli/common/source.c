/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "core/record/time.h"
#include "lib/host.h"

int gs_source_key(struct gs_verifier *out, const char *vkey)
{
	uint8_t *text = NULL;
	size_t len = 0;
	int err = gs_verifier_parse(out, vkey, strlen(vkey));
	if (err == GS_OK)
		return GS_OK;
	if (strchr(vkey, '+') == NULL &&
	    gs_cli_file_read(&text, &len, 4096, vkey) == GS_OK) {
		len -= len > 0 && text[len - 1] == '\n';
		err = gs_verifier_parse(out, text, len);
		free(text);
	}
	if (err != GS_OK)
		fprintf(stderr, "gainsay: '%s' is not a verifier key "
		    "(NAME+8 hex digits+base64, as 'gainsay init' prints it) "
		    "nor a file with one\n", vkey);
	return err;
}

static int fetch_dir(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	char name[4096];
	const struct gs_source *s = ctx;
	int n = snprintf(name, sizeof name, "%s", s->dir);
	if (n < 0 || (size_t)n >= sizeof name)
		return GS_ERR_RANGE;
	return gs_tiles_fetch_dir(name, report, out, len, max, path);
}

static bool is_url(const char *place)
{
	return strncmp(place, "http://", 7) == 0 ||
	    strncmp(place, "https://", 8) == 0;
}

int gs_source_open(struct gs_source *s, const char *place, const char *vkey,
    bool trust_proofs)
{
	struct gs_report report = {.text = ""};
	int err = gs_source_key(&s->key, vkey);
	if (err != GS_OK)
		return GS_ERR_IO; /* nothing was judged */
	s->dir = place;
	if (is_url(place))
		err = gs_http_open(&s->http, &report, place, s->proxy);
	const struct gs_channel_source source = {
	    .fetch = s->http != NULL ? gs_http_fetch : fetch_dir,
	    .ctx = s->http != NULL ? (void *)s->http : (void *)s,
	    .log = &s->key, .progress = gs_progress,
	    .trust_proofs = trust_proofs};
	if (err == GS_OK)
		err = gs_channel_open(&s->channel, &report, &source);
	if (err != GS_OK)
		gs_verb_report(&report);
	return err;
}

void gs_source_close(struct gs_source *s)
{
	gs_channel_free(&s->channel);
	gs_http_free(&s->http);
}

int gs_source_now(int64_t *now, const struct gs_source *s)
{
	const struct gs_state *state = gs_channel_state(s->channel);
	bool exercise = gs_state_charter(state)->exercise;
	struct gs_report report;
	json_t *answer = NULL;
	const char *text = NULL;
	struct timespec clock;
	if (!exercise || s->http == NULL) {
		*now = gs_state_at(state);
		if (!exercise && clock_gettime(CLOCK_REALTIME, &clock) == 0 &&
		    clock.tv_sec > *now)
			*now = clock.tv_sec;
		return GS_OK;
	}
	int err = gs_http_get_json(s->http, &report, &answer, "/channel",
	    NULL);
	if (err == GS_OK)
		err = gs_json_text(&text, answer, "now");
	if (err == GS_OK)
		err = gs_time_parse(now, text, strlen(text));
	if (err != GS_OK)
		fprintf(stderr, "gainsay: %s does not tell its time\n",
		    s->dir);
	json_decref(answer);
	return err;
}

const struct gs_memo *gs_source_memo(const struct gs_source *s,
    const char *number)
{
	const struct gs_memo *m = gs_state_memo(gs_channel_state(s->channel));
	unsigned long long last = m == NULL ? 0 : m->number;
	uint64_t want = 0;
	if (gs_decimal_decode(&want, number, strlen(number), INT64_MAX) ==
	    GS_OK)
		while (m != NULL && m->number != want)
			m = m->before;
	else
		m = NULL;
	if (m == NULL)
		fprintf(stderr, "gainsay: there is no memo '%s'; this log has "
		    "the memos 1 to %llu\n", number, last);
	return m;
}

int gs_source_for_each(const struct gs_source *s, gs_entry_fn *visit,
    void *ctx)
{
	struct gs_tiles *tiles = gs_channel_tiles(s->channel);
	struct gs_report report = {.text = ""};

	gs_tiles_listen(tiles, &report);
	int err = gs_tiles_for_each(tiles, 0,
	    gs_channel_checkpoint(s->channel)->size, visit, ctx);
	gs_tiles_listen(tiles, NULL);
	if (err != GS_OK)
		gs_verb_report(&report);
	return err;
}

const struct gs_charter *gs_package_charter(const struct gs_state *state,
    const uint8_t *text, size_t len)
{
	const struct gs_charter *named = NULL;
	size_t max = len < GS_RECORD_MAX ? len : GS_RECORD_MAX;
	const uint8_t *end = memmem(text, max, "\n\n", 2);
	struct gs_record rec;
	struct gs_pool pool;
	if (end != NULL && gs_record_parse(&rec, NULL, gs_pool_start(&pool),
	        text, (size_t)(end - text) + 1) == GS_OK) {
		const uint8_t *digest = gs_record_hash(&rec, "charter");
		if (digest != NULL)
			named = gs_state_charter_by(state, digest);
	}
	if (end != NULL)
		gs_pool_free(&pool);
	return named != NULL ? named : gs_state_charter(state);
}
