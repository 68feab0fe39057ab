/* SPDX-License-Identifier: Apache-2.0 */
#include "web/run.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/common/options.h"
#include "cli/common/shelf.h"
#include "cli/verbs.h"
#include "core/host.h"
#include "lib/client/transport.h"
#include "web/files.h"
#include "web/stdio.h"

#define WORDS_MAX 512
#define CACHE "/cache"
#define IMPORT(name) \
	__attribute__((import_module("host"), import_name(name)))

/* Seconds since 1970. */
IMPORT("clock") double host_clock(void);

extern volatile uint32_t hashtable_seed; /* jansson's */

/* The verbs of a page's roles.  What runs for weeks, plays an exercise, founds
 * a channel, prints or keeps a copy for others is the program's alone. */
static const struct gs_verb verbs[] = {
	{"acknowledge", gs_cli_acknowledge, ""},
	{"answer", gs_cli_answer, ""},
	{"appeal", gs_cli_appeal, ""},
	{"ask", gs_cli_ask, ""},
	{"assign", gs_cli_assign, ""},
	{"brief", gs_cli_brief, ""},
	{"cases", gs_cli_cases, ""},
	{"claim", gs_cli_claim, ""},
	{"compose", gs_cli_compose, ""},
	{"copy", gs_cli_copy, ""},
	{"correct", gs_cli_correct, ""},
	{"countersign", gs_cli_countersign, ""},
	{"decide", gs_cli_decide, ""},
	{"dispute", gs_cli_dispute, ""},
	{"done", gs_cli_done, ""},
	{"end", gs_cli_end, ""},
	{"endorse", gs_cli_endorse, ""},
	{"enrol", gs_cli_enrol, ""},
	{"export", gs_cli_export, ""},
	{"extend", gs_cli_extend, ""},
	{"file", gs_cli_file, ""},
	{"forget", gs_cli_forget, ""},
	{"gather", gs_cli_gather, ""},
	{"hand", gs_cli_hand, ""},
	{"hold", gs_cli_hold, ""},
	{"inbox", gs_cli_inbox, ""},
	{"join", gs_cli_join, ""},
	{"keep", gs_cli_keep, ""},
	{"key", gs_cli_key, ""},
	{"me", gs_cli_me, ""},
	{"moved", gs_cli_moved, ""},
	{"name", gs_cli_name, ""},
	{"notice", gs_cli_notice, ""},
	{"panel", gs_cli_panel, ""},
	{"passphrase", gs_cli_passphrase, ""},
	{"position", gs_cli_position, ""},
	{"promises", gs_cli_promises, ""},
	{"provenance", gs_cli_provenance, ""},
	{"publish", gs_cli_publish, ""},
	{"read", gs_cli_read, ""},
	{"reading", gs_cli_reading, ""},
	{"received", gs_cli_received, ""},
	{"recovery", gs_cli_recovery, ""},
	{"redact", gs_cli_redact, ""},
	{"refer", gs_cli_refer, ""},
	{"remark", gs_cli_remark, ""},
	{"reply", gs_cli_reply, ""},
	{"report", gs_cli_report, ""},
	{"reprisal", gs_cli_reprisal, ""},
	{"respond", gs_cli_respond, ""},
	{"restore", gs_cli_restore, ""},
	{"resupply", gs_cli_resupply, ""},
	{"reveals", gs_cli_reveals, ""},
	{"roll", gs_cli_roll, ""},
	{"ruling", gs_cli_ruling, ""},
	{"show", gs_cli_show, ""},
	{"staff", gs_cli_staff, ""},
	{"statistics", gs_cli_statistics, ""},
	{"status", gs_cli_status, ""},
	{"sync", gs_cli_sync, ""},
	{"unreadable", gs_cli_unreadable, ""},
	{"verify", gs_cli_verify, ""},
	{"withdraw", gs_cli_withdraw, ""},
};

/* An instance is an object, and this is its inside. */
static struct {
	struct gs_span inputs[GS_RUN_INPUTS];
	struct gs_span answers[GS_RUN_ANSWERS];
} run;

/* What a process would have around it -------------------------------------- */

char *getenv(const char *name)
{
	static char cache[] = CACHE, config[] = "/config", yes[] = "1";

	if (strcmp(name, "XDG_CACHE_HOME") == 0)
		return cache;
	if (strcmp(name, "XDG_CONFIG_HOME") == 0)
		return config;
	return strcmp(name, "NO_COLOR") == 0 ? yes : NULL;
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
	double now = host_clock();

	(void)clock;
	*out = (struct timespec){.tv_sec = (time_t)now};
	return 0;
}

time_t time(time_t *out)
{
	time_t now = (time_t)host_clock();

	if (out != NULL)
		*out = now;
	return now;
}

/* A worker has no way to rest that every browser allows. */
unsigned sleep(unsigned seconds)
{
	double until = host_clock() + seconds;

	while (host_clock() < until)
		continue;
	return 0;
}

void gs_transport_on_wait(gs_transport_wait_fn *tell)
{
	(void)tell; /* the page shows that it waits */
}

/* Run --------------------------------------------------------------------- */

uint8_t *gs_run_room(uint32_t input, size_t len)
{
	uint8_t *room = input < GS_RUN_INPUTS ? malloc(len + 1) : NULL;

	if (room != NULL)
		run.inputs[input] = (struct gs_span){room, len};
	return room;
}

/* The words are cut in place, where each has its NUL. */
static int cut_words(char *words[WORDS_MAX], struct gs_span packed)
{
	char *at = (char *)(uintptr_t)packed.ptr, *end = at + packed.len;
	int count = 0;

	while (at < end && count < WORDS_MAX - 1) {
		size_t n = strnlen(at, (size_t)(end - at));

		words[count++] = at;
		at += n + 1;
	}
	words[count] = NULL;
	return count;
}

static int run_named(int argc, char **argv)
{
	const char *name = argc < 1 ? "" : argv[0];

	gs_verb_begin("");
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (strcmp(name, verbs[i].name) == 0) {
			gs_verb_begin(verbs[i].name);
			int code = verbs[i].run(argc, argv);
			gs_shelf_end();
			return code;
		}
	gs_verb_tell("page-verb-unknown", "a page has no verb '{0}'",
	    gs_say_text(name));
	return GS_EXIT_CANNOT;
}

int gs_run_verb(void)
{
	static char *words[WORDS_MAX];
	uint8_t seed[4] = {0}, *written = NULL;
	size_t len = 0;
	int argc = cut_words(words, run.inputs[GS_RUN_WORDS]);
	int code = GS_EXIT_CANNOT;

	gs_web_answer_with(run.inputs[GS_RUN_TYPED]);
	if (gs_host_random(seed, sizeof seed) == GS_OK) {
		memcpy((void *)(uintptr_t)&hashtable_seed, seed, sizeof seed);
		code = gs_web_files_put(run.inputs[GS_RUN_FILES]) == GS_OK ?
		    run_named(argc, words) : GS_EXIT_CANNOT;
	}
	if (gs_web_files_take(&written, &len, CACHE) != GS_OK)
		code = GS_EXIT_CANNOT;

	run.answers[GS_RUN_OUT] = gs_web_printed();
	run.answers[GS_RUN_ERR] = gs_web_told();
	run.answers[GS_RUN_WRITTEN] = (struct gs_span){written, len};
	run.answers[GS_RUN_ASKED] = gs_web_asked();
	return code;
}

const uint8_t *gs_run_answer(uint32_t kind)
{
	return kind < GS_RUN_ANSWERS ? run.answers[kind].ptr : NULL;
}

size_t gs_run_answer_len(uint32_t kind)
{
	return kind < GS_RUN_ANSWERS ? run.answers[kind].len : 0;
}
