/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the log of an exercise as long as one likes, by the server's own back:
 * `moved` records, which carry a signature and no proof.  No server may have
 * the channel open.
 *
 * usage: bench-long_log CHANNEL AUTHORITY-KEY TIME ENTRIES */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/record/time.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/sign.h"
#include "server/back/back.h"

#define THREADS 64 /* whose records come in one batch */

static struct gs_way way;
static uint8_t secret[64], channel[32];
static uint64_t total;
static _Atomic uint64_t made, failed;

static _Noreturn void give_up(const char *what, const char *why)
{
	fprintf(stderr, "bench-long_log: %s: %s\n", what, why);
	exit(2);
}

static int write_moved(struct gs_span *out, uint8_t *text, size_t room,
    uint64_t n)
{
	struct gs_pool pool;
	struct gs_record_writer d;
	char url[64];

	(void)snprintf(url, sizeof url, "https://%llu.example/",
	    (unsigned long long)n);
	gs_record_start(&d, text, room, "moved");
	gs_record_line(&d, "channel", gs_part_hash(channel));
	gs_record_line(&d, "url", gs_part_text(url));
	int err = gs_record_sign(&d, "authority", secret,
	    gs_pool_start(&pool));
	gs_pool_free(&pool);
	*out = (struct gs_span){text, d.w.len};
	return err;
}

static void *make_entries(void *ctx)
{
	uint8_t text[1024];
	struct gs_answer answer;
	struct gs_span record = {NULL, 0};
	(void)ctx;

	for (uint64_t n = atomic_fetch_add(&made, 1); n < total;
	    n = atomic_fetch_add(&made, 1)) {
		struct gs_ask ask = {.kind = GS_ASK_SUBMIT, .texts = &record,
		    .text_count = 1};

		gs_answer_start(&answer);
		answer.err = write_moved(&record, text, sizeof text, n);
		if (answer.err == GS_OK)
			gs_way_ask(way, &answer, &ask);
		if (answer.err != GS_OK && atomic_fetch_add(&failed, 1) == 0)
			fprintf(stderr, "bench-long_log: %s\n",
			    answer.report.text);
		gs_answer_free(&answer);
	}
	return NULL;
}

static void learn_channel(void)
{
	struct gs_ask ask = {.kind = GS_ASK_CHANNEL};
	struct gs_answer answer;

	gs_answer_start(&answer);
	gs_way_ask(way, &answer, &ask);
	if (answer.err != GS_OK)
		give_up("the channel", answer.report.text);
	memcpy(channel, answer.channel.id, 32);
	gs_answer_free(&answer);
}

static void read_key(const char *path)
{
	struct gs_report report = {.text = ""};
	uint8_t seed[32];

	if (gs_file_seed(seed, path, &report) != GS_OK ||
	    gs_sign_secret(secret, seed) != GS_OK)
		give_up(path, report.text);
}

int main(int argc, char **argv)
{
	struct gs_report report = {.text = ""};
	struct gs_back *back = NULL;
	struct gs_back_options options = {.simulated = true};
	pthread_t threads[THREADS];

	if (argc != 5 || gs_host_start() != GS_OK)
		give_up("usage", "CHANNEL AUTHORITY-KEY TIME ENTRIES");
	options.dir = argv[1];
	read_key(argv[2]);
	total = strtoull(argv[4], NULL, 10);
	if (gs_time_parse(&options.simulated_start, argv[3],
	    strlen(argv[3])) != GS_OK)
		give_up(argv[3], "no time");
	if (gs_back_start(&back, &options, &report) != GS_OK)
		give_up(argv[1], report.text);

	way = gs_back_way(back);
	learn_channel();
	for (size_t i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, make_entries, NULL) != 0)
			give_up("a thread", "not made");
	for (size_t i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);
	gs_back_stop(&back);
	return failed == 0 ? 0 : 1;
}
