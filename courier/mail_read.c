/* SPDX-License-Identifier: Apache-2.0 */
/* Whom to write to, and by which server. */
#include <stdio.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/verb.h"
#include "core/bytes.h"
#include "courier/mail.h"

#define CONFIG_MAX ((size_t)64 << 10)
#define WORDS 4
#define DAY_SECONDS 86400

struct words {
	const char *at[WORDS];
	size_t count;
};

/* In place; false: more of them. */
static bool split_words(struct words *w, char *line)
{
	w->count = 0;
	for (char *at = line; *at != '\0';) {
		while (*at == ' ' || *at == '\t')
			*at++ = '\0';
		if (*at == '\0')
			break;
		if (w->count == WORDS)
			return false;
		w->at[w->count++] = at;
		while (*at != '\0' && *at != ' ' && *at != '\t')
			at++;
	}
	return true;
}

static bool store_word(char *out, size_t room, const char *word)
{
	int n = snprintf(out, room, "%s", word);

	return n > 0 && (size_t)n < room;
}

/* Nothing that would be another line, or another word of SMTP. */
static bool store_address(char *out, size_t room, const char *word)
{
	for (const char *c = word; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~' || strchr("<>\"\\,;", *c) != NULL)
			return false;
	return word[0] != '@' && word[0] != '-' &&
	    strchr(word, '@') != NULL && store_word(out, room, word);
}

static bool take_smtp(struct gs_mail *m, const struct words *w)
{
	return w->count == 2 && (strncmp(w->at[1], "smtp://", 7) == 0 ||
	    strncmp(w->at[1], "smtps://", 8) == 0) && store_word(m->server.url,
	    sizeof m->server.url, w->at[1]);
}

static bool take_from(struct gs_mail *m, const struct words *w)
{
	return w->count == 2 && store_address(m->server.from,
	    sizeof m->server.from, w->at[1]);
}

static bool take_ca(struct gs_mail *m, const struct words *w)
{
	return w->count == 2 && store_word(m->server.ca, sizeof m->server.ca,
	    w->at[1]);
}

static bool take_login(struct gs_mail *m, const struct words *w)
{
	uint8_t *file = NULL;
	size_t len = 0;
	bool good = w->count == 3 && store_word(m->server.login,
	    sizeof m->server.login, w->at[1]);

	if (!good || gs_cli_file_read_secret(&file, &len, CONFIG_MAX,
	        w->at[2]) != GS_OK)
		return false;
	const struct gs_span line = gs_file_line(file, len);
	good = line.len > 0 && line.len < sizeof m->server.password;
	if (good)
		memcpy(m->server.password, line.ptr, line.len);
	gs_file_wipe(&file, len);
	return good;
}

static bool take_to(struct gs_mail *m, const struct words *w)
{
	if (w->count != 3 || m->count == GS_MAIL_TO_MAX)
		return false;
	struct gs_mail_to *to = &m->to[m->count++];
	return store_word(to->role, sizeof to->role, w->at[1]) &&
	    store_address(to->address, sizeof to->address, w->at[2]);
}

static bool take_bulk(struct gs_mail *m, const struct words *w)
{
	static const char *const days[] = {"Monday", "Tuesday", "Wednesday",
	    "Thursday", "Friday", "Saturday", "Sunday"};
	uint64_t hour = 0, minute = 0;
	size_t day = 0;

	if (w->count != 4 || strlen(w->at[2]) != 5 || w->at[2][2] != ':')
		return false;
	while (day < 7 && strcmp(days[day], w->at[1]) != 0)
		day++;
	for (size_t i = 0; i < 5; i++)
		if (i != 2 && (w->at[2][i] < '0' || w->at[2][i] > '9'))
			return false;
	hour = (uint64_t)(10 * (w->at[2][0] - '0') + w->at[2][1] - '0');
	minute = (uint64_t)(10 * (w->at[2][3] - '0') + w->at[2][4] - '0');
	m->week = (int64_t)(day * DAY_SECONDS + hour * 3600 + minute * 60);
	return day < 7 && hour < 24 && minute < 60 &&
	    store_word(m->members, sizeof m->members, w->at[3]);
}

static bool take_leavers(struct gs_mail *m, const struct words *w)
{
	return w->count == 2 && store_word(m->leavers, sizeof m->leavers,
	    w->at[1]);
}

static const struct {
	const char *word;
	bool (*take)(struct gs_mail *mail, const struct words *words);
} rows[] = {
	{"smtp", take_smtp}, {"from", take_from}, {"ca", take_ca},
	{"login", take_login}, {"to", take_to}, {"members", take_bulk},
	{"leavers", take_leavers},
};

static bool take_words(struct gs_mail *m, const struct words *w)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].word, w->at[0]) == 0)
			return rows[i].take(m, w);
	return false;
}

static int take_config(struct gs_mail *m, char *text, const char *path)
{
	uint64_t number = 0;

	for (char *line = text, *next; line != NULL; line = next) {
		struct words w;

		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		number++;
		if (*line == '#')
			continue;
		bool good = split_words(&w, line);
		if (good && w.count == 0)
			continue;
		if (!good || !take_words(m, &w)) {
			gs_verb_tell("mail-line", "{0}, line {1}: it is none "
			    "of 'smtp smtps://HOST', 'from ADDRESS', 'ca "
			    "FILE', 'login NAME PASSWORDFILE', 'to ROLE "
			    "ADDRESS', 'members Monday 09:00 ADDRESSFILE', "
			    "'leavers ADDRESSFILE'",
			    gs_say_text(path), gs_say_number(number));
			return GS_ERR_IO;
		}
	}
	if (m->leavers[0] != '\0' && m->members[0] == '\0') {
		gs_verb_tell("mail-leavers-hour", "{0} has a line 'leavers "
		    "ADDRESSFILE' and lacks 'members Monday 09:00 "
		    "ADDRESSFILE', which says at what hour they are written "
		    "to", gs_say_text(path));
		return GS_ERR_IO;
	}
	if (m->server.url[0] != '\0' && m->server.from[0] != '\0')
		return GS_OK;
	gs_verb_tell("mail-server-missing", "{0} lacks a line 'smtp "
	    "smtps://HOST' or 'from ADDRESS'", gs_say_text(path));
	return GS_ERR_IO;
}

int gs_mail_read(struct gs_mail *mail, const char *path, const char *dir)
{
	uint8_t *text = NULL;
	size_t len = 0;

	*mail = (struct gs_mail){.dir = dir};
	int err = gs_cli_file_read(&text, &len, CONFIG_MAX, path);
	if (err == GS_OK) {
		text[gs_file_lines(text, len)] = '\0';
		err = take_config(mail, (char *)text, path);
	}
	gs_file_wipe(&text, len);
	return err;
}

void gs_mail_wipe(struct gs_mail *mail)
{
	gs_host_wipe(mail->server.password, sizeof mail->server.password);
}
