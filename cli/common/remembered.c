/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/remembered.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "cli/common/cached.h"
#include "cli/common/verb.h"
#include "lib/file.h"

#define HEADING "gainsay/v1 memory\n"

/* Nothing is made here: who only looks leaves no empty folders. */
static int name_place(struct gs_remembered *r, const char *named,
    const struct gs_verifier *log)
{
	char usual[GS_CACHE_PATH_MAX];

	if (named == NULL && gs_cached_place(usual, log) != GS_OK)
		return GS_ERR_UNKNOWN;
	const char *place = named != NULL ? named : usual;
	size_t len = strlen(place);
	while (len > 1 && place[len - 1] == '/')
		len--;

	int n = snprintf(r->path, sizeof r->path, "%.*s.memory", (int)len,
	    place);
	int m = snprintf(r->evidence, sizeof r->evidence,
	    "%.*s.contradiction", (int)len, place);
	return n < 0 || m < 0 || (size_t)n >= sizeof r->path ||
	    (size_t)m >= sizeof r->evidence ? GS_ERR_RANGE : GS_OK;
}

static int read_memory(struct gs_memory *out, struct gs_report *report,
    const char *path, const struct gs_verifier *log)
{
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_file_read(&text, &len, GS_MEMORY_MAX, path, report);
	if (err != GS_OK)
		return err;
	struct gs_reader r = gs_reader_of(text, len);
	gs_read_expect(&r, HEADING);
	gs_memory_read(out, &r);
	err = gs_reader_end(&r);
	free(text);
	if (err == GS_OK && gs_memory_is_of(out, log))
		return GS_OK;

	gs_report_tell(report, "memory-damaged", "{0} is not what was seen of "
	    "{1}: it is damaged, or another channel's; ask others what they "
	    "see before you remove it", gs_say_text(path),
	    gs_say_text(log->name));
	return GS_ERR_FORMAT;
}

int gs_remembered_open(struct gs_remembered **out, struct gs_report *report,
    const char *named, const struct gs_verifier *log)
{
	struct gs_report said = {.text = ""};
	struct gs_remembered *r = calloc(1, sizeof *r);

	*out = NULL;
	if (r == NULL)
		return GS_ERR_MEMORY;
	int err = name_place(r, named, log);
	if (err != GS_OK) {
		gs_report_say(&said, "memory-nowhere", "nothing keeps what "
		    "this channel showed: neither XDG_CACHE_HOME nor HOME has "
		    "an absolute path; --cache DIR names a place");
		gs_verb_note(&said);
		free(r);
		return GS_OK;
	}

	if (access(r->path, F_OK) == 0)
		err = read_memory(&r->memory, report, r->path, log);
	if (err == GS_OK)
		*out = r;
	else
		free(r);
	return err;
}

void gs_remembered_free(struct gs_remembered **remembered)
{
	free(*remembered);
	*remembered = NULL;
}

static int put_memory(const char *path, const struct gs_memory *m,
    struct gs_report *report)
{
	uint8_t *text = malloc(GS_MEMORY_MAX);
	struct gs_writer w = gs_writer_of(text, GS_MEMORY_MAX);

	if (text == NULL)
		return GS_ERR_MEMORY;
	gs_write_text(&w, HEADING);
	gs_memory_write(&w, m);
	int err = gs_writer_end(&w);
	if (err == GS_OK)
		err = gs_file_write(path, text, w.len, 0600, report);
	free(text);
	return err;
}

/* What is proven stays, whoever found it. */
static void join_proof(struct gs_memory *m, const struct gs_memory *other)
{
	if (m->proven || !other->proven)
		return;
	memcpy(m->evidence, other->evidence, other->evidence_len);
	m->evidence_len = other->evidence_len;
	m->proven = true;
}

/* Of one change the earlier sight. */
static void join_change(struct gs_memory *m, const struct gs_memory *other)
{
	if (memcmp(m->change.charter, other->change.charter, 32) == 0 &&
	    other->change.hour < m->change.hour && other->change.hour != 0)
		m->change.hour = other->change.hour;
}

/* Another program may have looked meanwhile, and later than this one. */
static int write_memory(const struct gs_remembered *r,
    struct gs_report *report, const struct gs_verifier *log)
{
	struct gs_memory *both = calloc(2, sizeof *both); /* mine, theirs */
	int folder = -1;
	bool later = false;

	if (both == NULL)
		return GS_ERR_MEMORY;
	both[0] = r->memory;
	int err = gs_file_lock(&folder, r->path, LOCK_EX, report);
	int there = err != GS_OK || access(r->path, F_OK) != 0 ?
	    GS_ERR_UNKNOWN : read_memory(&both[1], report, r->path, log);
	/* What cannot be read just now is not written over. */
	if (there == GS_ERR_MEMORY || there == GS_ERR_IO)
		err = there;
	if (there == GS_OK) {
		later = both[1].checkpoint.size > both[0].checkpoint.size;
		join_proof(&both[later], &both[!later]);
		join_change(&both[later], &both[!later]);
	}

	if (err == GS_OK)
		err = put_memory(r->path, &both[later], report);
	if (folder >= 0)
		(void)close(folder);
	free(both);
	return err;
}

void gs_remembered_save(const struct gs_remembered *r,
    const struct gs_verifier *log)
{
	struct gs_report report = {.text = ""}, said = {.text = ""};
	char usual[GS_CACHE_PATH_MAX];

	/* The folders above the usual place. */
	if (gs_cached_place(usual, log) == GS_OK &&
	    strncmp(r->path, usual, strlen(usual)) == 0 &&
	    gs_cached_make(usual, log) != GS_OK)
		return;
	int err = write_memory(r, &report, log);
	if (err == GS_OK)
		return;
	gs_report_tell(&said, "memory-not-written", "what this channel showed "
	    "is not kept, so that a later look cannot be held against it: {0}",
	    gs_say_text(report.text[0] != '\0' ? report.text :
	        gs_strerror(err)));
	gs_verb_note(&said);
}

void gs_remembered_accuse(const struct gs_remembered *r)
{
	const struct gs_memory *m = &r->memory;
	struct gs_report report = {.text = ""}, said = {.text = ""};

	if (m->evidence_len == 0)
		return;
	int err = gs_file_write(r->evidence, m->evidence, m->evidence_len,
	    0600, &report);
	if (err == GS_OK)
		gs_report_tell(&said, "evidence-beside-cache", "both signed "
		    "checkpoints are in {0}: 'gainsay audit --evidence {0}' "
		    "judges them, without a network; show it to others",
		    gs_say_text(r->evidence));
	gs_verb_note(err == GS_OK ? &said : &report);
}
