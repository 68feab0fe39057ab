/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/client/config.h"
#include "lib/host.h"

static struct gs_config config;
static struct gs_report report;
static struct gs_pool pool;

static int parse(const char *text)
{
	report = (struct gs_report){.text = ""};
	return gs_config_parse(&config, &report, &pool.arena, text,
	    strlen(text));
}

static void assert_value(const char *is, const char *channel,
    const char *setting, size_t index)
{
	const char *value = gs_config_value(&config, channel, setting, index);

	if (is == NULL) {
		assert_null(value);
		return;
	}
	assert_non_null(value);
	assert_string_equal(value, is);
}

static void settings_are_the_channels(void **state)
{
	(void)state;
	assert_int_equal(parse("# two of them\n"
	    "proxy socks5h://127.0.0.1:9050\n"
	    "\n"
	    "channel ours\n"
	    "\tserver https://a.example\r\n"
	    "  state ~/my state  \n"
	    "  witness w1+00000000+AA\n"
	    "  witness w2+00000000+AA\n"
	    "channel other\n"
	    "server https://b.example\n"
	    "proxy http://127.0.0.1:1"), GS_OK);

	assert_int_equal(gs_config_channels(&config), 2);
	assert_true(gs_config_has(&config, "ours"));
	assert_false(gs_config_has(&config, "our"));
	assert_value("https://a.example", "ours", "server", 0);
	assert_value("~/my state", "ours", "state", 0);
	assert_value("w2+00000000+AA", "ours", "witness", 1);
	assert_value(NULL, "ours", "witness", 2);
	assert_value("https://b.example", "other", "server", 0);
	assert_value(NULL, "other", "state", 0);

	/* What holds for all, unless a channel has its own. */
	assert_value("socks5h://127.0.0.1:9050", "ours", "proxy", 0);
	assert_value("http://127.0.0.1:1", "other", "proxy", 0);
	assert_value(NULL, "other", "proxy", 1);
	assert_value("socks5h://127.0.0.1:9050", NULL, "proxy", 0);
	assert_value(NULL, NULL, "server", 0);
	assert_value(NULL, "third", "server", 0);
	/* There is no telling which is meant. */
	assert_null(gs_config_default(&config));
}

static void the_default_is_named_or_alone(void **state)
{
	(void)state;
	assert_int_equal(parse(""), GS_OK);
	assert_null(gs_config_default(&config));
	assert_int_equal(parse("proxy http://x\nchannel a\n"), GS_OK);
	assert_string_equal(gs_config_default(&config), "a");
	assert_int_equal(parse("default b\nchannel a\nchannel b\n"), GS_OK);
	assert_string_equal(gs_config_default(&config), "b");
	assert_int_equal(parse("default c\nchannel a\n"), GS_ERR_FORMAT);
	assert_string_equal(report.code, "config-default");
	assert_int_equal(config.count, 0);
}

static void what_is_not_understood_is_refused(void **state)
{
	static const struct {
		const char *text, *code, *words;
	} cases[] = {
	    {"chanel a\n", "config-setting-unknown", "line 1: "},
	    {"\n\nSERVER x\n", "config-setting-unknown", "line 3: "},
	    {"server https://a\n", "config-place", "after the first"},
	    {"channel a\ndefault a\n", "config-place", "before the first"},
	    {"channel a\nserver x\nserver x\n", "config-twice", "line 3: "},
	    {"channel a\nchannel b\nchannel a\n", "config-twice", "'a'"},
	    {"proxy x\nproxy y\n", "config-twice", "line 2: "},
	    {"channel a\nserver\n", "config-value", "line 2: "},
	    {"channel a\nserver a b\n", "config-value", "one word"},
	    {"channel a\nkey \xc3\xa9\n", "config-value", "one word"},
	    {"channel a\nstate \x01\n", "config-value", "name of a file"},
	    {"channel a\nstate \xff\n", "config-value", "name of a file"},
	    {"channel A\n", "config-value", "a-z"},
	    {"channel -a\n", "config-value", "a-z"},
	    {"channel a1234567890123456789012345678901x\n", "config-value",
	        "a-z"},
	    {"channel a.b\n", "config-value", "a-z"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (parse(cases[i].text) != GS_ERR_FORMAT ||
		    strcmp(report.code, cases[i].code) != 0 ||
		    strstr(report.text, cases[i].words) == NULL)
			fail_msg("%s: %s %s", cases[i].text, report.code,
			    report.text);
		assert_int_equal(config.count, 0);
	}
	assert_int_equal(gs_config_parse(&config, &report, &pool.arena,
	    "channel a\nstate x\0y\n", 21), GS_ERR_FORMAT);
	assert_string_equal(report.code, "config-nul");
}

static void all_of_it_is_bounded(void **state)
{
	static char text[2 * GS_CONFIG_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text - 1);
	(void)state;

	for (size_t i = 0; i <= GS_CONFIG_LINES_MAX; i++) {
		gs_write_text(&w, "channel c");
		gs_write_decimal(&w, i);
		gs_write_text(&w, "\n");
	}
	text[w.len] = '\0';
	assert_int_equal(parse(text), GS_ERR_FORMAT);
	assert_string_equal(report.code, "config-long");

	memcpy(text, "channel a\nstate ", 16);
	memset(text + 16, 'x', GS_CONFIG_VALUE_MAX);
	text[16 + GS_CONFIG_VALUE_MAX] = '\0';
	assert_int_equal(parse(text), GS_OK);
	text[16 + GS_CONFIG_VALUE_MAX] = 'x';
	text[17 + GS_CONFIG_VALUE_MAX] = '\0';
	assert_int_equal(parse(text), GS_ERR_FORMAT);
	assert_string_equal(report.code, "config-value");
}

static int add(const char *text, const char *name,
    const struct gs_config_entry *entries, size_t count, char *out)
{
	struct gs_writer w = gs_writer_of(out, 2 * GS_CONFIG_MAX - 1);

	assert_int_equal(parse(text), GS_OK);
	int err = gs_config_add(&w, &config, (struct gs_span){
	    (const uint8_t *)text, strlen(text)}, name, entries, count);
	out[w.len] = '\0';
	return err;
}

static void a_channel_is_added_and_the_rest_means_the_same(void **state)
{
	static char out[2 * GS_CONFIG_MAX];
	const struct gs_config_entry entries[] = {{"server", "https://b"},
	    {"proxy", NULL}, {"state", "/my state"}};
	const struct gs_config_entry bad = {"server", "two words"};
	(void)state;

	assert_int_equal(add("", "b", entries, 3, out), GS_OK);
	assert_string_equal(out, "channel b\n  server https://b\n"
	    "  state /my state\n");
	assert_int_equal(parse(out), GS_OK);
	assert_string_equal(gs_config_default(&config), "b");

	/* Its only channel was meant, and is named now. */
	assert_int_equal(add("# mine\nchannel a", "b", entries, 1, out),
	    GS_OK);
	assert_string_equal(out, "default a\n# mine\nchannel a\n\n"
	    "channel b\n  server https://b\n");
	assert_int_equal(parse(out), GS_OK);
	assert_string_equal(gs_config_default(&config), "a");

	/* Nobody knew which was meant, or it was said. */
	assert_int_equal(add("channel a\nchannel c\n", "b", entries, 0, out),
	    GS_OK);
	assert_string_equal(out, "channel a\nchannel c\n\nchannel b\n");
	assert_int_equal(add("default a\nchannel a\n", "b", entries, 0, out),
	    GS_OK);
	assert_string_equal(out, "default a\nchannel a\n\nchannel b\n");

	assert_int_equal(add("channel a\n", "a", entries, 1, out),
	    GS_ERR_FORMAT);
	assert_int_equal(add("channel a\n", "B", entries, 1, out),
	    GS_ERR_FORMAT);
	assert_int_equal(add("", "b", &bad, 1, out), GS_ERR_FORMAT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_are_the_channels),
		cmocka_unit_test(the_default_is_named_or_alone),
		cmocka_unit_test(what_is_not_understood_is_refused),
		cmocka_unit_test(all_of_it_is_bounded),
		cmocka_unit_test(
		    a_channel_is_added_and_the_rest_means_the_same),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	(void)gs_pool_start(&pool);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	gs_pool_free(&pool);
	return failed;
}
