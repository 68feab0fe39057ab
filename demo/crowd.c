/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/crowd.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/common/files.h"
#include "cli/common/source.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "core/host.h"
#include "lib/steps/enrol.h"

#define ELIGIBLE 1012
#define CSV_MAX ((size_t)1 << 20)
#define PASSPHRASE "an exercise needs no secret"

int demo_make_folders(void)
{
	if (mkdir("demo", 0700) != 0 || mkdir("demo/member", 0700) != 0 ||
	    mkdir("demo/night", 0700) != 0)
		return GS_ERR_IO;
	return gs_cli_file_write("demo/member/passphrase",
	    PASSPHRASE "\n", strlen(PASSPHRASE) + 1, 0600);
}

int demo_write_staff(const struct crowd *crowd)
{
	static const char *const grades[] = {"foreign-service",
	    "civil-service", "re-employed"};
	char *text = malloc(CSV_MAX);
	size_t len = 0;

	if (text == NULL)
		return GS_ERR_MEMORY;
	len += (size_t)snprintf(text, CSV_MAX, "id,name,category\n");
	for (unsigned i = 1; i <= crowd->eligible; i++)
		len += (size_t)snprintf(text + len, CSV_MAX - len,
		    "E%04u,\"Invented, Person %u\",%s\n", i, i,
		    grades[i % 3]);
	int err = gs_cli_file_write("demo/staff.csv", text, len,
	    0600);
	free(text);
	return err;
}

/* The third column of demo/codes.csv. */
struct codes {
	char code[ELIGIBLE][64];
	size_t row, column;
	const struct crowd *crowd;
};

static void take_code(void *bytes, size_t len, void *ctx)
{
	struct codes *c = ctx;

	if (c->column == 2 && c->row > 0 && c->row <= ELIGIBLE && len < 64)
		memcpy(c->code[c->row - 1], bytes, len);
	c->column++;
}

static void end_code_row(int terminator, void *ctx)
{
	struct codes *c = ctx;

	(void)terminator;
	c->row++;
	c->column = 0;
}

static int read_codes(struct codes *c)
{
	struct csv_parser parser;
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_cli_file_read(&text, &len, CSV_MAX,
	    "demo/codes.csv");
	if (err != GS_OK)
		return err;

	if (csv_init(&parser, CSV_STRICT) != 0)
		err = GS_ERR_MEMORY;
	else if (csv_parse(&parser, text, len, take_code, end_code_row, c) !=
	        len ||
	    csv_fini(&parser, take_code, end_code_row, c) != 0 ||
	    c->row != c->crowd->eligible + 1)
		err = GS_ERR_FORMAT;
	csv_free(&parser);
	gs_file_wipe(&text, len);
	return err;
}

static void enrol_cast(struct stage *s, const struct codes *codes)
{
	const struct crowd *crowd = codes->crowd;
	bool quiet = s->quiet;

	for (unsigned i = 1; i <= crowd->cast; i++) {
		stage_part(s, 0, STAGE_LIST("Enrolled: "),
		    "enrol", "--server", s->url, "--key",
		    "vkey", "--state",
		    stage_path("demo/member/%03u.state", i),
		    "--passphrase-file",
		    "demo/member/passphrase", "--cost", "low",
		    "--editions", "2", "--code", codes->code[i - 1]);
		if (i == 1 && !quiet)
			printf("... and %u more members do the same.\n",
			    crowd->enrolled - 1);
		s->quiet = true;
		gs_progress(NULL, "enrolments", i, crowd->enrolled);
	}
	s->quiet = quiet;
}

/* Two keys, handed in and receipted; nobody keeps them. */
static int enrol_one(struct gs_http *http, struct gs_report *report,
    struct gs_client_key keys[2], const struct gs_enrol_ground *ground,
    const struct gs_lock *lock)
{
	struct gs_request request = {.body = NULL};
	uint8_t *answer = NULL;
	size_t len = 0;

	int err = gs_enrol_make(keys, 2, 1, lock);
	if (err == GS_OK)
		err = gs_enrol_request(&request, keys, 2, ground);
	if (err == GS_OK)
		err = gs_http_send(http, report, &answer, &len, &request);
	if (err == GS_OK)
		err = gs_enrol_receipts(keys, 2, report, ground,
		    &(struct gs_reply){gs_http_base(http), {answer, len}});
	gs_request_free(&request);
	free(answer);
	return err;
}

static int enrol_rest(struct stage *s, const struct codes *codes,
    const struct gs_charter *charter)
{
	const struct crowd *crowd = codes->crowd;
	struct gs_report report = {.text = ""};
	struct gs_http *http = NULL;
	struct gs_client_key keys[2];
	struct gs_lock lock = {.set = false};
	struct gs_enrol_ground ground = {.channel = charter->channel,
	    .enrol_key = gs_charter_role(charter, "enrol")->key.ptr};

	int err = gs_lock_new(&lock, GS_COST_LOW, PASSPHRASE,
	    strlen(PASSPHRASE));
	if (err == GS_OK)
		err = gs_http_open(&http, &report, s->url, NULL);
	for (unsigned i = crowd->cast + 1;
	    err == GS_OK && i <= crowd->enrolled; i++) {
		ground.code = codes->code[i - 1];
		err = enrol_one(http, &report, keys, &ground, &lock);
		if (i % 50 == 0)
			gs_progress(NULL, "enrolments", i, crowd->enrolled);
	}

	gs_http_free(&http);
	gs_host_wipe(keys, sizeof keys);
	gs_host_wipe(&lock, sizeof lock);
	if (err != GS_OK)
		gs_verb_tell("demo-enrolment", "enrolment: {0}",
		    gs_say_text(report.text));
	return err;
}

int demo_enrol_crowd(struct stage *s, const struct crowd *crowd)
{
	static struct codes codes;
	struct gs_source source = {.http = NULL};

	codes.crowd = crowd;
	int err = read_codes(&codes);
	if (err != GS_OK)
		return err;

	enrol_cast(s, &codes);
	err = gs_source_open(&source, s->url, "vkey", true);
	if (err == GS_OK)
		err = enrol_rest(s, &codes, gs_state_charter(
		    gs_channel_state(source.channel)));
	gs_source_close(&source);
	stage_check(s, err == GS_OK, "the keys are handed in, each with a "
	    "proof of possession and a signed receipt");
	return err;
}
