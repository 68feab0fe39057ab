/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/witnesses.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/common/files.h"
#include "core/bytes.h"
#include "demo/run.h"

#define PASSPHRASE "an exercise needs no secret\n"
#define ANSWERS_MAX ((size_t)16 << 10)
#define VKEY_MAX 256
#define WITNESS_LOG "demo/witnesses.log"
#define QUORUM "2" /* of them */

static const struct {
	const char *name, *folder;
} them[STAGE_WITNESSES] = {
	{"union.example/witness", "union"},
	{"newspaper.example/witness", "newspaper"},
	{"university.example/witness", "university"},
};
static char vkeys[STAGE_WITNESSES][VKEY_MAX];

static const char *other_path(const struct stage *s, const char *name)
{
	return stage_path("%s/%s", s->others, name);
}

const char *witnesses_answers(const struct stage *s)
{
	return other_path(s, "answers");
}

const char *witnesses_list(const struct stage *s)
{
	return other_path(s, "witnesses");
}

const char *witnesses_policy(const struct stage *s)
{
	return other_path(s, "policy");
}

static const char *key_of(const struct stage *s, size_t i)
{
	return stage_path("%s/%s.key", s->others, them[i].folder);
}

/* The first one's is shown. */
static void make_witness(struct stage *s, size_t i)
{
	if (i > 0)
		stage_aside(s);
	stage_keep(s, vkeys[i], VKEY_MAX, "witness ", &(struct stage_act){
	    .lines = STAGE_LIST("witness "),
	    .argv = STAGE_LIST("key", "new", "--witness", them[i].name,
	        "--cost", "low", "--passphrase-file", other_path(s,
	        "passphrase"), "-o", key_of(s, i))});
	stage_again(s);
}

static void write_named(struct gs_writer *w, const char *word,
    const char *value)
{
	gs_write_text(w, word);
	gs_write_text(w, value);
	gs_write_text(w, "\n");
}

static int write_answers(const struct stage *s, const char *answers)
{
	char text[ANSWERS_MAX];
	uint8_t *given = NULL;
	size_t given_len = 0;

	int err = gs_cli_file_read(&given, &given_len, ANSWERS_MAX / 2,
	    answers);
	if (err != GS_OK)
		return err;

	struct gs_writer w = gs_writer_of(text, sizeof text);
	gs_write_bytes(&w, given, given_len);
	free(given);
	for (size_t i = 0; i < STAGE_WITNESSES; i++)
		write_named(&w, "witness ", vkeys[i]);
	write_named(&w, "quorum ", QUORUM);
	return gs_writer_end(&w) != GS_OK ? GS_ERR_RANGE :
	    gs_cli_file_write(witnesses_answers(s), text, w.len, 0600);
}

int witnesses_prepare(struct stage *s, const char *answers)
{
	if (mkdir(s->others, 0700) != 0)
		return GS_ERR_IO;
	int err = gs_cli_file_write(other_path(s, "passphrase"), PASSPHRASE,
	    strlen(PASSPHRASE), 0600);
	if (err != GS_OK)
		return err;
	for (size_t i = 0; i < STAGE_WITNESSES; i++)
		make_witness(s, i);
	return write_answers(s, answers);
}

/* "listening on http://ADDRESS:PORT/" is one of its first lines. */
static int read_address(char *out, size_t max, int fd)
{
	static const char mark[] = "listening on ";
	char text[1024];
	size_t len = 0;

	while (len < sizeof text - 1 && read(fd, text + len, 1) == 1) {
		text[++len] = '\0';
		char *at = strstr(text, mark);
		if (at == NULL || text[len - 1] != '\n')
			continue;
		at += strlen(mark);
		at[strcspn(at, "\n")] = '\0';
		if (at[0] != '\0' && at[strlen(at) - 1] == '/')
			at[strlen(at) - 1] = '\0';
		return snprintf(out, max, "%s", at) < (int)max ? GS_OK :
		    GS_ERR_RANGE;
	}
	return GS_ERR_IO;
}

static int start_one(struct stage *s, size_t i, char *address, size_t max,
    bool stay)
{
	const char *argv[] = {"mirror", "--every", "10", "--key", "vkey",
	    "--dir", other_path(s, them[i].folder), "--exercise", "--cosign",
	    key_of(s, i), "--passphrase-file", other_path(s, "passphrase"),
	    "--name", them[i].name, "--listen", "127.0.0.1:0", s->url, NULL};
	int fd = -1;

	/* Its pipe stays open: it tells each look that finds something. */
	s->witness[i] = demo_run_server(&fd, &(struct demo_server){
	    .program = s->gainsay, .argv = argv, .log = WITNESS_LOG,
	    .stays = stay});
	if (s->witness[i] < 0) {
		s->witness[i] = 0;
		return GS_ERR_IO;
	}
	int err = read_address(address, max, fd);
	if (err != GS_OK)
		demo_show_complaint(WITNESS_LOG);
	return err;
}

static int start_courier(struct stage *s)
{
	const char *argv[] = {"courier", "--key", "vkey", "--witnesses",
	    witnesses_list(s), s->url, NULL};
	int fd = -1;

	s->courier = demo_run_server(&fd, &(struct demo_server){
	    .program = s->gainsay, .argv = argv, .log = WITNESS_LOG,
	    .stays = true});
	return s->courier < 0 ? GS_ERR_IO : GS_OK;
}

/* As c2sp.org/tlog-policy writes it. */
static int write_policy(const struct stage *s)
{
	char text[(STAGE_WITNESSES + 2) * VKEY_MAX];
	uint8_t *log = NULL;
	size_t len = 0;

	int err = gs_cli_file_read(&log, &len, VKEY_MAX, "vkey");
	if (err != GS_OK)
		return err;

	struct gs_writer w = gs_writer_of(text, sizeof text);
	gs_write_text(&w, "log ");
	gs_write_bytes(&w, log, len); /* with its line's end */
	free(log);
	for (size_t i = 0; i < STAGE_WITNESSES; i++) {
		gs_write_text(&w, "witness ");
		gs_write_text(&w, them[i].folder);
		write_named(&w, " ", vkeys[i]);
	}
	gs_write_text(&w, "group some " QUORUM);
	for (size_t i = 0; i < STAGE_WITNESSES; i++) {
		gs_write_text(&w, " ");
		gs_write_text(&w, them[i].folder);
	}
	gs_write_text(&w, "\nquorum some\n");
	return gs_writer_end(&w) != GS_OK ? GS_ERR_RANGE :
	    gs_cli_file_write(witnesses_policy(s), text, w.len, 0600);
}

int witnesses_start(struct stage *s, bool stay)
{
	char list[STAGE_WITNESSES * 2 * VKEY_MAX] = "", address[128];
	int err = GS_OK;

	for (size_t i = 0; i < STAGE_WITNESSES && err == GS_OK; i++) {
		size_t len = strlen(list);
		err = start_one(s, i, address, sizeof address, stay);
		if (err == GS_OK)
			(void)snprintf(list + len, sizeof list - len,
			    "%s %s\n", vkeys[i], address);
	}
	if (err == GS_OK)
		err = gs_cli_file_write(witnesses_list(s), list, strlen(list),
		    0600);
	if (err == GS_OK && !stay)
		err = write_policy(s);
	if (err == GS_OK && stay)
		err = start_courier(s);
	s->watched = err == GS_OK;
	return err;
}

void witnesses_stop(struct stage *s)
{
	for (size_t i = 0; i < STAGE_WITNESSES; i++) {
		if (s->witness[i] <= 0)
			continue;
		(void)kill(s->witness[i], SIGTERM);
		(void)waitpid(s->witness[i], NULL, 0);
		s->witness[i] = 0;
	}
	s->watched = false;
}
