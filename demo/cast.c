/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cast.h"

#include <stdio.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/terminal.h"

const struct cast_memo cast_cable = {
	.author = 1, .text = "dacca-1138.md", .after = "2023-12-31",
	.package = "demo/cable.package", .link = "demo/cable.link",
	.at_link = "@demo/cable.link", .meant = "--yes"};
const struct cast_memo cast_water = {
	.author = 3, .text = "harbour-water.md", .after = "2024-03-01",
	.package = "demo/water.package", .link = "demo/water.link",
	.at_link = "@demo/water.link"};

static char word_code[128];

const char *cast_code(void)
{
	return word_code;
}

const char *cast_state(unsigned member)
{
	return stage_path("demo/member/%03u.state", member);
}

const char *cast_example(const struct stage *s, const char *name)
{
	static char path[4][sizeof s->examples + 64];
	static unsigned next;
	char *out = path[next++ % 4];

	(void)snprintf(out, sizeof path[0], "%s/%s", s->examples, name);
	return out;
}

void cast_compose(struct stage *s, const struct cast_memo *memo,
    const char *const *lines)
{
	stage_part(s, 0, lines, "compose", "--server", s->url, "--key",
	    "vkey", "--to", "Secretary of State", "--after", memo->after,
	    "--out", memo->package, cast_example(s, memo->text),
	    memo->meant);
}

void cast_gather(struct stage *s, const struct cast_memo *memo)
{
	stage_keep(s, word_code, sizeof word_code, "Word code  ",
	    &(struct stage_act){.whole = s->all,
	        .lines = STAGE_LIST("Memo  ", "Word code", "The link"),
	        .argv = STAGE_LIST("gather", CAST_MEMBER(memo->author),
	            "--out", memo->link, memo->package)});
}

void cast_endorse_all(struct stage *s, const struct cast_memo *memo,
    unsigned from, unsigned to)
{
	s->quiet = true;
	for (unsigned i = from; i <= to; i++) {
		gs_progress(NULL, "endorsements", i - from + 1, to - from + 1);
		stage_brief(s, 0, STAGE_LIST("Endorsed"), "endorse",
		    CAST_MEMBER(i), "--code", word_code, memo->at_link);
	}
	s->quiet = false;
}

void cast_file(struct stage *s, const struct cast_memo *memo)
{
	stage_brief(s, 0, STAGE_LIST("Count", "Filed: ", "release, "),
	    "file", CAST_MEMBER(memo->author), "--code", word_code,
	    "--package", memo->package, memo->at_link);
}

void cast_acknowledge(struct stage *s, const char *number)
{
	stage_verb(s, 0, "acknowledge", "--yes", CAST_DESK(s, "office"),
	    "--identity", "keys/office.age", "--memo", number);
}

void cast_write(struct stage *s, const char *path, const char *text)
{
	int err = gs_cli_file_write(path, text, strlen(text), 0600);

	stage_check(s, err == GS_OK, path);
}
