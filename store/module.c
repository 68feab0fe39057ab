/* SPDX-License-Identifier: Apache-2.0 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/file.h"
#include "store/log_calls.h"

#define MODULE "gainsay-postgresql.so"
#define TABLE "gs_log_in_postgresql"
#define PATH_MAX_LEN 1024

/* Where the program lies, as in the folder that it was built in; else where it
 * was installed. */
static void find_module(char path[PATH_MAX_LEN])
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX_LEN - 1);

	path[n < 0 ? 0 : n] = '\0';
	char *slash = strrchr(path, '/');
	if (slash != NULL) {
		size_t at = (size_t)(slash + 1 - path);
		n = snprintf(slash + 1, PATH_MAX_LEN - at, MODULE);
		if (n > 0 && (size_t)n < PATH_MAX_LEN - at &&
		    access(path, R_OK) == 0)
			return;
	}
	(void)snprintf(path, PATH_MAX_LEN, "%s", GAINSAY_MODULES "/" MODULE);
}

static const struct gs_log_calls *find_table(void *module)
{
	const struct gs_log_calls *calls = dlsym(module, TABLE);

	return calls != NULL && strcmp(calls->version, GAINSAY_VERSION) == 0 ?
	    calls : NULL;
}

int gs_log_open_database(struct gs_log **out, const char *place,
    const char *module, struct gs_report *report)
{
	char path[PATH_MAX_LEN], why[512] = "";

	if (module == NULL)
		find_module(path);
	void *opened = dlopen(module == NULL ? path : module,
	    RTLD_NOW | RTLD_LOCAL);
	if (opened == NULL) {
		gs_report_tell(report, "database-module-missing", "what "
		    "connects to PostgreSQL cannot be loaded: {0}; it comes "
		    "with gainsay where that was built with libpq",
		    gs_say_text(dlerror()));
		return GS_ERR_UNKNOWN;
	}
	const struct gs_log_calls *calls = find_table(opened);
	if (calls == NULL) {
		(void)dlclose(opened);
		gs_report_tell(report, "database-module-other", "{0} is of "
		    "another version than this program, " GAINSAY_VERSION
		    ": install both together",
		    gs_say_text(module == NULL ? path : module));
		return GS_ERR_UNKNOWN;
	}

	int err = gs_log_open_by_calls(out, calls, place, opened, why,
	    sizeof why);
	if (err != GS_OK)
		gs_report_tell(report, "database-not-connected", "the log's "
		    "database: {0}", gs_say_text(why[0] != '\0' ? why :
		        gs_strerror(err)));
	return err;
}

int gs_log_open_named(struct gs_log **out, const char *path,
    struct gs_report *report)
{
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_file_read_secret(&text, &len, 4096, path, report);
	if (err == GS_OK)
		err = gs_log_open_database(out,
		    (const char *)gs_file_line(text, len).ptr, NULL, report);
	gs_file_wipe(&text, len);
	return err;
}
