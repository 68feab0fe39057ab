/* SPDX-License-Identifier: Apache-2.0 */
/* A channel's log for its statistics: of which year, as of when. */
#ifndef GS_CLI_COMMON_FIGURES_H
#define GS_CLI_COMMON_FIGURES_H

#include "cli/common/options.h"
#include "cli/common/source.h"
#include "lib/host.h"
#include "lib/steps/statistics.h"

struct gs_figures {
	struct gs_source s;
	const char *key, *place;
	const char *year, *as_of, *since, *until; /* each may be NULL */
	struct gs_pool pool;
	struct gs_statistics is;
};
#define GS_OPTIONS_FIGURES(f) \
	GS_OPTION_KEY((f).key), \
	{.name = "year", .value = &(f).year}, \
	{.name = "as-of", .value = &(f).as_of}, \
	{.name = "since", .value = &(f).since}, \
	{.name = "until", .value = &(f).until}, \
	GS_OPTIONS_READER((f).s), \
	GS_OPTION_CACHE((f).s), \
	GS_OPTIONS_WAY((f).s.way)

/* Opens the log, replays it without its member proofs and counts; what is wrong
 * is said.  Release with gs_figures_close, also after a failure. */
GS_CHECKED int gs_figures_open(struct gs_figures *f);
void gs_figures_close(struct gs_figures *f);

#endif
