/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/look.h"

#include "cli/common/options.h"

int gs_look(int argc, char **argv, const struct gs_look *look)
{
	struct gs_source s = {.want = GS_WANT_NEWS};
	const char *key = NULL, *place = NULL;
	bool json = false;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_KEY(key),
		GS_OPTION_JSON(json),
		GS_OPTIONS_READER(s),
		GS_OPTION_CACHE(s),
		GS_OPTIONS_WAY(s.way)};
	const struct gs_usage usage = {.help = look->help, GS_OPTIONS(options),
	    .most = 1, .place = &place};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	int err = gs_source_open(&s, place, key, true);
	if (err == GS_OK)
		err = json ? look->print_json(&s) : look->print(&s);
	gs_source_close(&s);
	return gs_verb_end(err);
}
