/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/client/state.h"
#include "lib/host.h"

static void what_is_typed_has_one_spelling(void **state)
{
	static const struct {
		const char *typed, *is;
	} cases[] = {
	    {"na\xc3\xafve", "na\xc3\xafve"},
	    {"nai\xcc\x88ve", "na\xc3\xafve"},
	    /* The Angstrom sign, which NFC replaces; a ligature stays. */
	    {"\xe2\x84\xab", "\xc3\x85"},
	    {"\xef\xac\x81", "\xef\xac\x81"},
	    /* Blanks and capitals count. */
	    {" a  B ", " a  B "},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint8_t out[GS_PASSPHRASE_NORMAL_MAX];
		size_t len = 0;

		assert_int_equal(gs_passphrase_normal(out, &len,
		    cases[i].typed, strlen(cases[i].typed)), GS_OK);
		assert_int_equal(len, strlen(cases[i].is));
		assert_memory_equal(out, cases[i].is, len);
	}
}

static void what_is_none_is_told(void **state)
{
	static char text[GS_PASSPHRASE_MAX + 1];
	uint8_t out[GS_PASSPHRASE_NORMAL_MAX];
	struct gs_report report = {.text = ""};
	size_t len = 0;
	(void)state;

	assert_int_equal(gs_passphrase_check(&report, "", 0), GS_ERR_RANGE);
	assert_string_equal(report.code, "passphrase-length");
	assert_int_equal(gs_passphrase_check(&report, "a\xff", 2),
	    GS_ERR_FORMAT);
	assert_string_equal(report.code, "passphrase-not-utf8");
	assert_int_equal(gs_passphrase_check(&report, "a\0b", 3),
	    GS_ERR_FORMAT);

	/* What grows most: a Greek letter with two signs, three of them. */
	for (size_t i = 0; i < GS_PASSPHRASE_MAX - 1; i += 3)
		memcpy(text + i, "\xef\xac\xac", 3);
	assert_int_equal(gs_passphrase_normal(out, &len, text,
	    GS_PASSPHRASE_MAX - 1), GS_OK);
	assert_int_equal(len, (GS_PASSPHRASE_MAX - 1) / 3 * 6);
	memset(text, 'x', sizeof text);
	assert_int_equal(gs_passphrase_check(&report, text,
	    GS_PASSPHRASE_MAX), GS_OK);
	assert_int_equal(gs_passphrase_check(&report, text, sizeof text),
	    GS_ERR_RANGE);
}

static void what_is_guessed_is_refused_with_the_reason(void **state)
{
	static const char *const known[] = {"quixotterie", NULL};
	static const struct {
		const char *text, *why;
	} weak[] = {
	    {"x8$kQ2!v", "short"},
	    {"password", "common words"},
	    {"P4ssw0rd!", "common words"},
	    {"hunter2", "common words"},
	    {"mju76yhnbgt5", "beside each other"},
	    {"abcdefghijklmnopqrstuvwxyz", "sequence"},
	    {"zqzqzqzqzqzqzqzqzqzqzqzq", "repeats itself"},
	    {"quixotterie", "channel's own name"},
	    {"23.11.1973", "date"},
	};
	static const char *const strong[] = {"correct horse battery staple",
	    "n\xc3\xa3o h\xc3\xa1 machado que corte", "Xk3!vQz8@mWp2#Lr",
	    "vivid harbor kidney stool"};
	struct gs_report report = {.text = ""};
	(void)state;

	for (size_t i = 0; i < sizeof weak / sizeof *weak; i++)
		if (gs_passphrase_judge(&report, weak[i].text,
		    strlen(weak[i].text), known) != GS_ERR_RULE ||
		    strstr(report.text, weak[i].why) == NULL ||
		    strstr(report.text, weak[i].text) != NULL)
			fail_msg("%s: %s", weak[i].text, report.text);
	for (size_t i = 0; i < sizeof strong / sizeof *strong; i++)
		if (gs_passphrase_judge(&report, strong[i], strlen(strong[i]),
		    known) != GS_OK)
			fail_msg("%s: %s", strong[i], report.text);
}

static const struct gs_client_home home = {
    .server = "https://a", .vkey = "a+b+c", .channel = {7}};

/* Whether `second` opens what `first` locked. */
static int open_with(const char *first, const char *second)
{
	struct gs_client *client = NULL, *read = NULL;
	uint8_t *file = NULL;
	size_t len = 0;

	assert_int_equal(gs_client_new(&client, &home), GS_OK);
	assert_int_equal(gs_client_lock(client, GS_COST_LOW, first,
	    strlen(first)), GS_OK);
	assert_int_equal(gs_client_relock(client, first, strlen(first)),
	    GS_OK);
	assert_int_equal(gs_client_write(&file, &len, client), GS_OK);
	assert_non_null(memmem(file, len, "argon2id 1 8192\n", 16));
	int err = gs_client_read(&read, NULL, file, len, second,
	    strlen(second));
	gs_client_free(&client);
	gs_client_free(&read);
	free(file);
	return err;
}

static void a_state_opens_from_any_keyboard(void **state)
{
	(void)state;
	assert_int_equal(open_with("na\xc3\xafve", "nai\xcc\x88ve"), GS_OK);
	assert_int_equal(open_with("nai\xcc\x88ve", "na\xc3\xafve"), GS_OK);
	assert_int_equal(open_with("naive", "na\xc3\xafve"), GS_ERR_DENIED);
	/* What no passphrase is like opens nothing. */
	assert_int_equal(open_with("naive", "na\xef"), GS_ERR_DENIED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_typed_has_one_spelling),
		cmocka_unit_test(what_is_none_is_told),
		cmocka_unit_test(what_is_guessed_is_refused_with_the_reason),
		cmocka_unit_test(a_state_opens_from_any_keyboard),
	};

	return gs_host_start() != GS_OK ? 1 :
	    cmocka_run_group_tests(tests, NULL, NULL);
}
