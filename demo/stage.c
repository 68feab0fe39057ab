/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/stage.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/common/terminal.h"
#include "core/record/time.h"
#include "demo/run.h"
#include "demo/show.h"
#include "lib/client/http.h"
#include "lib/file.h"

#define OUTPUT_MAX ((size_t)1 << 20)
#define SERVE_LOG "demo/serve.log"

int stage_scene(struct stage *s, const struct scene *scene)
{
	unsigned failures = s->failures;

	if ((scene->extra && !s->all) || (scene->watched && s->unwatched))
		return GS_OK;
	printf("\n%s%u. %s%s\n", gs_terminal_escape(GS_STYLE_BOLD),
	    ++s->scenes, scene->title, gs_terminal_escape(GS_STYLE_PLAIN));
	demo_show_text(scene->text);

	int err = scene->play(s);
	if (err == GS_OK && s->failures == failures && scene->proved != NULL) {
		char text[512];
		(void)snprintf(text, sizeof text, "%sProved:%s %s",
		    gs_terminal_escape(GS_STYLE_GOOD),
		    gs_terminal_escape(GS_STYLE_PLAIN), scene->proved);
		demo_show_text(text);
	}
	return err;
}

void stage_tell(struct stage *s, const char *text)
{
	if (!s->quiet)
		demo_show_text(text);
}

const char *stage_path(const char *format, ...)
{
	static char rotating[16][STAGE_PATH];
	static unsigned next;
	char *out = rotating[next++ % 16];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(out, STAGE_PATH, format, args);
	va_end(args);
	return out;
}

static void say_unexpected(struct stage *s, const char *what, int code,
    int want)
{
	s->failures++;
	printf("%sNOT AS IT MUST BE: exit code %d, expected %d%s%s%s\n",
	    gs_terminal_escape(GS_STYLE_BAD), code, want,
	    what == NULL ? "" : "; no line begins with: ",
	    what == NULL ? "" : what, gs_terminal_escape(GS_STYLE_PLAIN));
}

/* To the witnesses with what the log has now: who reads it next believes no
 * more of it than they have seen.  What the courier says is shown where it is
 * the scene's. */
static void bring_checkpoint(struct stage *s)
{
	const char *argv[] = {"courier", "--once", "--key", "vkey",
	    "--witnesses", stage_path("%s/witnesses", s->others), s->url,
	    NULL};
	char said[4096];

	if (!s->watched || s->alone || s->server <= 0)
		return;
	int code = demo_run(said, sizeof said - 1, s->gainsay, argv);
	stage_check(s, code == 0, said);
}

/* What it prints, the caller's to free; NULL if there is no memory. */
static char *play_act(struct stage *s, const struct stage_act *act)
{
	char *out = calloc(1, OUTPUT_MAX + 1);

	if (out == NULL) {
		stage_check(s, false, "memory for the output of a command");
		return NULL;
	}
	if (!s->quiet)
		demo_show_command("gainsay", act->argv);
	bring_checkpoint(s);

	int code = demo_run(out, OUTPUT_MAX, s->gainsay, act->argv);
	const char *lacks = demo_show_lacks(out, act->lines);
	bool good = code == act->want && lacks == NULL;

	s->checks++;
	if (!good && s->quiet)
		demo_show_command("gainsay", act->argv);
	if (!s->quiet || !good)
		demo_show_output(out,
		    act->whole || !good ? NULL : act->lines,
		    s->all ? DEMO_AS_IT_IS :
		    s->tight ? DEMO_TIGHT : DEMO_FOLDED);
	if (!good)
		say_unexpected(s, lacks, code, act->want);
	return out;
}

void stage_act(struct stage *s, const struct stage_act *act)
{
	free(play_act(s, act));
}

void stage_keep(struct stage *s, char *out, size_t max, const char *name,
    const struct stage_act *act)
{
	char *text = play_act(s, act);
	const char *rest = text == NULL ? NULL : demo_show_find(text, name);

	out[0] = '\0';
	if (rest != NULL) {
		size_t len = strcspn(rest, "\n\033");
		const char *blanks = memmem(rest, len, "  ", 2);

		len = blanks == NULL ? len : (size_t)(blanks - rest);
		(void)snprintf(out, max, "%.*s", (int)len, rest);
	}
	if (out[0] == '\0')
		stage_check(s, false, name);
	free(text);
}

void stage_aside(struct stage *s)
{
	s->quiet = !s->all;
}

void stage_again(struct stage *s)
{
	s->quiet = false;
}

void stage_check(struct stage *s, bool good, const char *what)
{
	s->checks++;
	s->failures += !good;
	if (!good)
		printf("%sNOT AS IT MUST BE:%s %s\n",
		    gs_terminal_escape(GS_STYLE_BAD),
		    gs_terminal_escape(GS_STYLE_PLAIN), what);
}

void stage_copy(struct stage *s, const char *const *argv)
{
	char said[512];

	if (!s->quiet)
		demo_show_command("cp", argv);
	int code = demo_run(said, sizeof said - 1, "cp", argv);
	stage_check(s, code == 0, code == 0 ? "" : said);
}

/* The server says "... http://ADDRESS:PORT/ ..." in its first line. */
static int read_url(struct stage *s, int fd)
{
	char line[512];
	size_t len = 0;

	while (len < sizeof line - 1 && read(fd, line + len, 1) == 1)
		if (line[len++] == '\n')
			break;
	line[len] = '\0';

	char *url = strstr(line, "http://");
	size_t n = url == NULL ? 0 : strcspn(url, " \n");
	while (n > 0 && url[n - 1] == '/')
		n--;
	if (n == 0 || n >= sizeof s->url) {
		fputs(line, stderr);
		return GS_ERR_IO;
	}

	memcpy(s->url, url, n);
	s->url[n] = '\0';
	return GS_OK;
}

static int start_server(struct stage *s, const char *const *argv, bool stays)
{
	int fd = -1;

	s->server = demo_run_server(&fd, &(struct demo_server){
	    .program = s->gainsay, .argv = argv, .log = SERVE_LOG,
	    .stays = stays});
	if (s->server < 0) {
		s->server = 0;
		return GS_ERR_IO;
	}

	int err = read_url(s, fd);
	close(fd);
	if (err != GS_OK) {
		demo_show_complaint(SERVE_LOG);
		stage_stop(s);
	}
	return err;
}

int stage_serve(struct stage *s, const char *listen, const char *clock,
    bool stays)
{
	return start_server(s, STAGE_LIST("serve", "--listen", listen,
	    "--clock", clock, "."), stays);
}

int stage_serve_other(struct stage *s, struct stage_server *kept,
    const char *dir, const char *restored_at)
{
	memcpy(kept->url, s->url, sizeof kept->url);
	kept->pid = s->server;
	s->alone = true;
	return start_server(s, STAGE_LIST("serve", "--listen", "127.0.0.1:0",
	    "--clock", "simulated", "--restored-at", restored_at, dir), false);
}

void stage_serve_first(struct stage *s, const struct stage_server *kept)
{
	stage_stop(s);
	memcpy(s->url, kept->url, sizeof s->url);
	s->server = kept->pid;
	s->alone = false;
}

int stage_serve_again(struct stage *s, bool stays)
{
	char listen[sizeof s->url];

	(void)snprintf(listen, sizeof listen, "%s",
	    s->url + strlen("http://"));
	return stage_serve(s, listen, "simulated", stays);
}

/* "Friday, 3 November 2023, 21:00 UTC". */
static void say_time(const char *time)
{
	char day[32], rest[64];
	struct tm parts;
	int64_t seconds = 0;

	if (gs_time_parse(&seconds, time, strlen(time)) != GS_OK)
		return;
	(void)gmtime_r(&(time_t){seconds}, &parts);
	(void)strftime(day, sizeof day, "%A", &parts);
	(void)strftime(rest, sizeof rest, "%B %Y, %H:%M UTC", &parts);
	printf("%s[the clock moves to %s, %d %s]%s\n",
	    gs_terminal_escape(GS_STYLE_DIM), day, parts.tm_mday, rest,
	    gs_terminal_escape(GS_STYLE_PLAIN));
}

/* Takes `body`. */
static bool post_body(struct stage *s, const char *path, const char *token,
    json_t *body)
{
	struct gs_http *http = NULL;
	struct gs_report report = {.text = ""};

	int err = gs_http_open(&http, &report, s->url, NULL);
	if (err == GS_OK)
		err = gs_http_post(http, &report, NULL, path, token, body);
	else
		json_decref(body);
	gs_http_free(&http);
	stage_check(s, err == GS_OK, report.text);
	return err == GS_OK;
}

void stage_hand_in(struct stage *s, const char *filing)
{
	(void)post_body(s, "/filings", NULL, json_load_file(filing, 0, NULL));
}

void stage_clock(struct stage *s, const char *time)
{
	char token[65] = "";
	struct gs_report report = {.text = ""};
	uint8_t key[32];
	struct gs_writer w = gs_writer_of(token, 64);

	int err = gs_file_seed(key, "keys/clock.key", &report);
	gs_write_hex(&w, key, sizeof key);
	stage_check(s, err == GS_OK, report.text);
	bool good = err == GS_OK && post_body(s, "/exercise/clock", token,
	    json_pack("{s:s}", "now", time));

	bring_checkpoint(s);
	if (good && !s->quiet)
		say_time(time);
}

void stage_stop(struct stage *s)
{
	if (s->server > 0) {
		(void)kill(s->server, SIGTERM);
		(void)waitpid(s->server, NULL, 0);
	}
	s->server = 0;
}
