/* SPDX-License-Identifier: Apache-2.0 */
#include "server/process/follower.h"

#include "server/back/follow.h"
#include "server/node/dial.h"
#include "server/process/sandbox.h"

int gs_follower_run(const struct gs_server_options *o, void (*whole)(void),
    struct gs_report *report)
{
	static struct gs_nodes nodes;
	const struct gs_back_options back = {.dir = o->dir, .keys = o->keys};
	struct gs_line *line = NULL;
	size_t leader = 0;

	int err = gs_nodes_load(&nodes, o->dir, o->keys, report);
	if (err == GS_OK && nodes.count == 0) {
		gs_report_tell(report, "nodes-absent", "{0}/nodes: there is no "
		    "such file, or no node in it (docs/SCALING.md)",
		    gs_say_text(o->dir));
		err = GS_ERR_UNKNOWN;
	}
	if (err == GS_OK)
		err = gs_dial(&line, &leader, &nodes, report);
	if (err == GS_OK && o->sandboxed)
		err = gs_sandbox_enter(GS_SANDBOX_BACK, o->dir, o->keys,
		    report);
	if (err == GS_OK)
		err = gs_dial_greet(line, &nodes, leader, report);
	if (err == GS_OK)
		err = gs_back_follow(&back, line, whole, report);
	gs_line_free(&line);
	gs_host_wipe(&nodes, sizeof nodes);
	return err;
}
