/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/log_place.h"

#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

/* Tables of what lies there belong to this test. */
static const char *database(void)
{
	return getenv("GAINSAY_TEST_DATABASE");
}

const char *log_place_name(void)
{
	return database() != NULL ? "log in a database" : "log in a file";
}

static void drop_tables(const char *place)
{
	const char *const argv[] = {"psql", "-q", "-X", "-v", "ON_ERROR_STOP=1",
	    "-c", "SET client_min_messages = error", "-c",
	    "DROP TABLE IF EXISTS lead, head, entries, checkpoints, content, "
	    "reveals, rolls, readings", "-d", place, NULL};
	pid_t child = 0;
	int status = 0;

	assert_int_equal(posix_spawnp(&child, "psql", NULL, NULL,
	    (char *const *)(uintptr_t)argv, environ), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

void log_place_make(struct log_place *p)
{
	p->database = database();
	if (p->database != NULL) {
		drop_tables(p->database);
		return;
	}
	log_place_make_file(p);
}

void log_place_make_file(struct log_place *p)
{
	snprintf(p->dir, sizeof p->dir, "gainsay-log-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	snprintf(p->path, sizeof p->path, "%s/channel.db", p->dir);
}

void log_place_open(struct gs_log **out, const struct log_place *p)
{
	struct gs_report report = {.text = ""};
	int err = p->database == NULL ? gs_log_open_file(out, p->path) :
	    gs_log_open_database(out, p->database,
	        getenv("GAINSAY_TEST_MODULE"), &report);

	assert_string_equal(report.text, "");
	assert_int_equal(err, GS_OK);
}

void log_place_remove(struct log_place *p)
{
	if (p->database != NULL)
		return;
	unlink(p->path);
	assert_int_equal(rmdir(p->dir), 0);
}
