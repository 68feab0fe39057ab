/* SPDX-License-Identifier: Apache-2.0 */
/* What a mirror tells of a channel: a missed duty, a charter, a roll that grew;
 * to a command and by mail; once each, and again if that failed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/file.h"
#include "lib/host.h"
#include "mirror/tell.h"
#include "tests/unit/folder.h"
#include "tests/unit/world.h"

static struct world w;
static char dir[200], heard[300], command[800];
static struct gs_mirror_teller teller;

/* A teller as the program has it, which has read what was told. */
static void start_telling(void)
{
	struct gs_report report = {.text = ""};

	gs_mirror_tell_close(&teller);
	teller = (struct gs_mirror_teller){.dir = dir, .place = "https://x/",
	    .command = command, .growth = 25};
	assert_int_equal(gs_mirror_tell_open(&teller, &report), GS_OK);
}

static int tell_all(int64_t now)
{
	teller.news = false;
	return gs_mirror_tell_state(&teller, w.state, now);
}

/* What the command was told since the last call. */
static const char *take_heard(void)
{
	static char text[8192];
	uint8_t *bytes = NULL;
	size_t len = 0;

	text[0] = '\0';
	if (gs_file_read(&bytes, &len, sizeof text - 1, heard, NULL) == GS_OK)
		memcpy(text, bytes, len + 1);
	free(bytes);
	(void)unlink(heard);
	return text;
}

/* As if nothing had been told yet. */
static int remove_told(void)
{
	char path[300];

	gs_mirror_tell_close(&teller);
	snprintf(path, sizeof path, "%s/told", dir);
	return unlink(path);
}

static void a_missed_duty_once(void **state)
{
	struct world_memo m = world_memo_plain();
	(void)state;

	assert_int_equal(world_apply(&w, world_memo(&w, &m)), GS_OK);
	start_telling();
	assert_int_equal(tell_all(w.at), GS_OK);
	assert_false(teller.news);
	assert_string_equal(take_heard(), "");

	assert_int_equal(tell_all(w.at + 400 * 86400), GS_OK);
	assert_true(teller.news);
	const char *text = take_heard();
	assert_non_null(strstr(text, "mirror-duty-missed memo 1: the duty "
	    "acknowledge"));
	assert_non_null(strstr(text, "the duty reply"));

	assert_int_equal(tell_all(w.at + 400 * 86400), GS_OK);
	assert_false(teller.news);
	start_telling();
	assert_int_equal(tell_all(w.at + 400 * 86400), GS_OK);
	assert_false(teller.news);
	assert_string_equal(take_heard(), "");
}

static void a_charter_and_a_roll(void **state)
{
	(void)state;

	assert_int_equal(world_apply(&w, world_charter(&w, 2, "no", "C")),
	    GS_OK);
	assert_int_equal(world_apply(&w, world_roll(&w, 2, 0x22, W_REGISTRAR,
	    W_SECOND)), GS_OK);
	struct gs_roll_edition *e =
	    (struct gs_roll_edition *)(uintptr_t)gs_state_roll(w.state);
	uint64_t before = e->before->size;

	start_telling();
	e->size = before + before / 4;
	assert_int_equal(tell_all(w.at), GS_OK);
	const char *text = take_heard();
	assert_non_null(strstr(text, "mirror-charter-changed"));
	assert_non_null(strstr(text, "version 2"));
	assert_null(strstr(text, "mirror-roll-grew"));
	e->size = before + before / 4 + 1;
	assert_int_equal(tell_all(w.at), GS_OK);
	text = take_heard();
	assert_non_null(strstr(text, "mirror-roll-grew roll edition 2"));
	assert_null(strstr(text, "mirror-charter-changed"));
}

/* Whatever the signers write, no sum overflows. */
static void a_roll_that_large_is_compared(void **state)
{
	const struct { uint64_t before, now; bool odd; } rows[] = {
		{UINT64_MAX / 100, UINT64_MAX / 100 + 1, false},
		{1, UINT64_MAX, true},
		{UINT64_MAX - 1, UINT64_MAX, false},
		{UINT64_MAX / 2, UINT64_MAX, true},
		{UINT64_MAX, 1, false}};
	(void)state;

	assert_int_equal(world_apply(&w, world_roll(&w, 2, 0x22, W_REGISTRAR,
	    W_SECOND)), GS_OK);
	struct gs_roll_edition *e =
	    (struct gs_roll_edition *)(uintptr_t)gs_state_roll(w.state);
	struct gs_roll_edition *old =
	    (struct gs_roll_edition *)(uintptr_t)e->before;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		start_telling();
		(void)remove_told();
		old->eligible = rows[i].before;
		e->eligible = rows[i].now;
		assert_int_equal(tell_all(w.at), GS_OK);
		assert_int_equal(teller.news, rows[i].odd);
	}
}

static void told_again_if_nobody_heard(void **state)
{
	const struct gs_report said = {.text = "a fact $(touch x) `id`",
	    .code = "some-fact"};
	(void)state;

	start_telling();
	teller.command = "exit 3";
	assert_int_equal(gs_mirror_tell(&teller, "fact", &said), GS_ERR_IO);
	teller.command = command;
	assert_int_equal(gs_mirror_tell(&teller, "fact", &said), GS_OK);
	assert_string_equal(take_heard(),
	    "some-fact a fact $(touch x) `id`\n");
	assert_int_equal(gs_mirror_tell(&teller, "fact", &said), GS_OK);
	assert_string_equal(take_heard(), "");
}

static void by_mail(void **state)
{
	const struct gs_report said = {.text = "a fact", .code = "some-fact"};
	struct gs_report report = {.text = ""};
	char script[800], path[300];
	(void)state;

	snprintf(path, sizeof path, "%s/sendmail", dir);
	snprintf(script, sizeof script, "#!/bin/sh\necho \"$@\" > %s\n"
	    "cat >> %s\n", heard, heard);
	assert_int_equal(gs_file_write(path, script, strlen(script), 0755,
	    NULL), GS_OK);
	start_telling();
	teller.command = NULL;
	teller.mail = "desk@paper.example";
	teller.sendmail = path;
	assert_int_equal(gs_mirror_tell(&teller, "fact", &said), GS_OK);
	const char *text = take_heard();
	assert_ptr_equal(strstr(text, "-t\nTo: desk@paper.example\nSubject: "
	    "gainsay mirror: some-fact\n"), text);
	assert_non_null(strstr(text, "\n\na fact\n\nhttps://x/\n"));

	for (size_t i = 0; i < 4; i++) {
		teller.mail = (const char *[]){"nobody", "-t@x",
		    "a@b\nBcc: c@d", "a b@c"}[i];
		assert_int_equal(gs_mirror_tell_open(&teller, &report),
		    GS_ERR_FORMAT);
	}
}

static int start_world(void **state)
{
	(void)state;
	if (folder_make(dir, sizeof dir, "/tmp", "tell") != 0) /* short */
		return -1;
	snprintf(heard, sizeof heard, "%s/heard", dir);
	snprintf(command, sizeof command, "echo \"$GAINSAY_EVENT "
	    "$GAINSAY_MESSAGE\" >> %s", heard);
	world_start(&w);
	return 0;
}

static int stop_world(void **state)
{
	(void)state;

	world_stop(&w);
	gs_mirror_tell_close(&teller);
	return folder_remove(dir);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, start_world, stop_world)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_missed_duty_once),
		CASE(a_charter_and_a_roll),
		CASE(a_roll_that_large_is_compared),
		CASE(told_again_if_nobody_heard),
		CASE(by_mail)};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("mirror_tell", tests, NULL, NULL);
}
