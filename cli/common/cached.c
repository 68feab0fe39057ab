/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/cached.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cli/common/verb.h"

#define NAME_BYTES 16
#define VKEY_MAX (GS_NOTE_NAME_MAX + 64)

/* As the XDG base directory specification has it: a relative path counts as
 * none. */
static const char *absolute_from(const char *variable)
{
	const char *path = getenv(variable);

	return path != NULL && path[0] == '/' ? path : NULL;
}

int gs_cached_place(char out[GS_CACHE_PATH_MAX],
    const struct gs_verifier *log)
{
	const char *base = absolute_from("XDG_CACHE_HOME"), *below = "";
	uint8_t text[VKEY_MAX], hash[32];
	char digits[2 * NAME_BYTES + 1] = "";
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_writer name = gs_writer_of(digits, 2 * NAME_BYTES);

	if (base == NULL) {
		base = absolute_from("HOME");
		below = "/.cache";
	}
	if (base == NULL)
		return GS_ERR_UNKNOWN;

	gs_verifier_write(&w, log);
	int err = gs_writer_end(&w);
	if (err != GS_OK)
		return err;
	gs_host_sha256(hash, &(struct gs_span){text, w.len}, 1);
	gs_write_hex(&name, hash, NAME_BYTES);

	int n = snprintf(out, GS_CACHE_PATH_MAX, "%s%s/gainsay/%s", base,
	    below, digits);
	return n < 0 || n >= GS_CACHE_PATH_MAX ? GS_ERR_RANGE : GS_OK;
}

int gs_cached_make(char out[GS_CACHE_PATH_MAX], const struct gs_verifier *log)
{
	if (gs_cached_place(out, log) != GS_OK) {
		gs_verb_say("cache-nowhere", "neither XDG_CACHE_HOME nor HOME "
		    "has an absolute path: say where the cache is to be, by "
		    "--cache DIR");
		return GS_ERR_IO;
	}

	for (char *slash = strchr(out + 1, '/'); slash != NULL;
	    slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(out, 0700) != 0 && errno != EEXIST) {
			gs_verb_errno("cache-above", out, "cannot be made",
			    errno);
			return GS_ERR_IO;
		}
		*slash = '/';
	}
	return GS_OK;
}

static int require_cache(struct gs_report *report, const char *named, int err)
{
	if (err == GS_ERR_UNKNOWN)
		gs_report_tell(report, "cache-absent", "{0} has no cache: "
		    "'gainsay sync --cache {0}' fills one",
		    gs_say_text(named));
	return err == GS_ERR_MEMORY ? err : GS_ERR_IO;
}

int gs_cached_find(struct gs_cache **out, struct gs_report *report,
    const char *named, const struct gs_verifier *log)
{
	char usual[GS_CACHE_PATH_MAX];
	struct gs_report why = {.text = ""};

	*out = NULL;
	if (named == NULL && gs_cached_place(usual, log) != GS_OK)
		return GS_OK;
	int err = gs_cache_open(out, &why, named != NULL ? named : usual, log);
	if (err == GS_OK)
		return GS_OK;
	if (named != NULL) {
		*report = why;
		return require_cache(report, named, err);
	}

	if (err != GS_ERR_UNKNOWN)
		gs_verb_note(&why);
	return err == GS_ERR_MEMORY ? err : GS_OK;
}

bool gs_cached_is_fresh(const struct gs_cache *cache)
{
	int64_t age = (int64_t)time(NULL) - gs_cache_filled(cache);

	return age >= 0 && age <= GS_CACHE_SECONDS;
}
