/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/mail.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/common/files.h"
#include "cli/common/verb.h"
#include "core/record/time.h"

#define PATH_LEN 4096
#define FILE_MAX ((size_t)16 << 20)
#define NAME_LEN 33
#define MESSAGE_MAX 2048
#define WEEK (7 * GS_DAY)
#define FIRST_MONDAY (4 * GS_DAY) /* 1970-01-05 */
#define WAIT_FIRST 60 /* seconds; doubled each time */
#define WAIT_MOST (4 * GS_HOUR)
#define GIVE_UP (5 * GS_DAY)
#define GIVE_UP_TRIES 8 /* none is given up for fewer */
#define SUSPECT_TRIES 3 /* after which a message holds up no other */
#define TO_MEMBERS (-1) /* in the place of a stage */
#define TO_LEAVERS (-2)

static const char *const sentences[] = {
	[GS_STAGE_AHEAD] = "It is due later.",
	[GS_STAGE_SOON] = "It is due within three working days.",
	[GS_STAGE_TODAY] = "It is due today.",
	[GS_STAGE_OVERDUE] = "Its time is over.",
};

/* A message that waits. */
struct letter {
	char name[NAME_LEN], to[256];
	int stage;
	int64_t since; /* what it is dated */
	int64_t put, next;
	uint64_t tries;
};

static int mail_path(char path[PATH_LEN], const struct gs_mail *m,
    const char *folder, const char *name)
{
	int n = snprintf(path, PATH_LEN, "%s/%s%s", m->dir, folder, name);

	if (n >= 0 && n < PATH_LEN)
		return GS_OK;
	gs_verb_errno("mail-path", m->dir, "cannot hold messages",
	    ENAMETOOLONG);
	return GS_ERR_IO;
}

static int write_json(const char *path, const json_t *what)
{
	char *text = json_dumps(what, JSON_SORT_KEYS | JSON_INDENT(1));
	int err = text == NULL ? GS_ERR_MEMORY : gs_cli_file_write(path, text,
	    strlen(text), 0600);

	free(text);
	return err;
}

/* An object; *out is NULL if there is no such file. */
static int read_json(json_t **out, const char *path)
{
	uint8_t *text = NULL;
	size_t len = 0;

	*out = NULL;
	if (access(path, F_OK) != 0)
		return GS_OK;
	int err = gs_cli_file_read(&text, &len, FILE_MAX, path);
	if (err == GS_OK)
		*out = json_loadb((const char *)text, len, 0, NULL);
	gs_file_wipe(&text, len);
	if (err != GS_OK || json_is_object(*out))
		return err;
	json_decref(*out);
	*out = NULL;
	gs_verb_tell("mail-file-damaged", "{0} is damaged: remove it; what "
	    "was mailed may then be mailed once more", gs_say_text(path));
	return GS_ERR_CORRUPT;
}

/* The queue ------------------------------------------------------------ */

static int write_letter(const struct gs_mail *m, const struct letter *l)
{
	char path[PATH_LEN];
	json_t *o = json_pack("{s:s, s:i, s:I, s:I, s:I, s:I}", "to", l->to,
	    "stage", l->stage, "since", (json_int_t)l->since, "put",
	    (json_int_t)l->put, "next", (json_int_t)l->next, "tries",
	    (json_int_t)l->tries);
	int err = o == NULL ? GS_ERR_MEMORY : mail_path(path, m, "queue/",
	    l->name);

	if (err == GS_OK)
		err = write_json(path, o);
	json_decref(o);
	return err;
}

/* The same message has the same name, so that one that was put in and not yet
 * remembered when the machine stopped is put in once. */
static int queue_letter(const struct gs_mail *m, const char *to, int stage,
    int64_t since, const char *about)
{
	struct letter l = {.stage = stage, .since = since,
	    .put = (int64_t)time(NULL)};
	uint8_t digest[32];
	struct gs_writer w = gs_writer_of(l.name, NAME_LEN - 1);
	const struct gs_span parts[] = {
	    {(const uint8_t *)to, strlen(to) + 1},
	    {(const uint8_t *)about, strlen(about) + 1},
	    {(const uint8_t *)&stage, sizeof stage}};

	(void)snprintf(l.to, sizeof l.to, "%s", to);
	gs_host_sha256(digest, parts, 3);
	gs_write_hex(&w, digest, 16);
	return write_letter(m, &l);
}

static int load_letter(struct letter *l, const struct gs_mail *m,
    const char *name)
{
	char path[PATH_LEN];
	json_t *o = NULL;
	int err = mail_path(path, m, "queue/", name);

	*l = (struct letter){.stage = 0};
	if (err == GS_OK)
		err = read_json(&o, path);
	if (err != GS_OK || o == NULL)
		return err == GS_OK ? GS_ERR_UNKNOWN : err;
	const char *to = json_string_value(json_object_get(o, "to"));
	(void)snprintf(l->name, sizeof l->name, "%.32s", name);
	(void)snprintf(l->to, sizeof l->to, "%s", to == NULL ? "" : to);
	l->stage = (int)json_integer_value(json_object_get(o, "stage"));
	l->since = json_integer_value(json_object_get(o, "since"));
	l->put = json_integer_value(json_object_get(o, "put"));
	l->next = json_integer_value(json_object_get(o, "next"));
	l->tries = (uint64_t)json_integer_value(json_object_get(o, "tries"));
	json_decref(o);
	return GS_OK;
}

static void drop_letter(const struct gs_mail *m, const struct letter *l)
{
	char path[PATH_LEN];

	if (mail_path(path, m, "queue/", l->name) == GS_OK)
		gs_file_discard(path);
}

/* What is to be sent ----------------------------------------------------- */

/* Of what this role owes and was not told yet: the most urgent, or NULL. */
static const struct gs_reminder *find_urgent(const struct gs_reminders *all,
    const char *role, const json_t *told)
{
	const struct gs_reminder *found = NULL;

	for (size_t i = 0; i < all->count; i++) {
		const struct gs_reminder *r = &all->list[i];
		int64_t before = json_integer_value(json_object_get(told,
		    r->uid));

		if (!r->closed && strcmp(r->duty.owner, role) == 0 &&
		    (int64_t)r->stage > before &&
		    (found == NULL || r->stage > found->stage))
			found = r;
	}
	return found;
}

static json_t *list_told(const struct gs_reminders *all)
{
	json_t *told = json_object();

	for (size_t i = 0; i < all->count; i++)
		if (!all->list[i].closed && json_object_set_new(told,
		        all->list[i].uid, json_integer(
		        (json_int_t)all->list[i].stage)) != 0) {
			json_decref(told);
			return NULL;
		}
	return told;
}

static int plan_offices(const struct gs_mail *m,
    const struct gs_reminders *all, const json_t *told)
{
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < m->count; i++) {
		const struct gs_reminder *r = find_urgent(all, m->to[i].role,
		    told);

		if (r != NULL)
			err = queue_letter(m, m->to[i].address, (int)r->stage,
			    (int64_t)time(NULL), r->uid);
	}
	return err;
}

/* What is said in one week to everybody in a list. */
struct bulk {
	const struct gs_mail *mail;
	json_t *gone; /* the leavers who were written to before */
	json_t *now;  /* those who need not be again */
	int64_t week;
};

static int queue_member(struct bulk *b, const char *to)
{
	char about[64];

	(void)snprintf(about, sizeof about, "members %lld",
	    (long long)b->week);
	return queue_letter(b->mail, to, TO_MEMBERS, FIRST_MONDAY +
	    b->week * WEEK + b->mail->week, about);
}

/* Once each.  Kept is a digest, and for as long as the list has the address. */
static int queue_leaver(struct bulk *b, const char *to)
{
	char name[NAME_LEN] = "";
	struct gs_writer w = gs_writer_of(name, NAME_LEN - 1);
	uint8_t digest[32];

	gs_host_sha256(digest, &(struct gs_span){(const uint8_t *)to,
	    strlen(to)}, 1);
	gs_write_hex(&w, digest, 16);
	if (json_object_set_new(b->now, name, json_true()) != 0)
		return GS_ERR_MEMORY;
	return json_object_get(b->gone, name) != NULL ? GS_OK : queue_letter(
	    b->mail, to, TO_LEAVERS, FIRST_MONDAY + b->week * WEEK +
	    b->mail->week, "leavers");
}

static int queue_list(struct bulk *b, const char *path,
    int (*queue)(struct bulk *b, const char *to))
{
	uint8_t *text = NULL;
	size_t len = 0;

	if (path[0] == '\0')
		return GS_OK;
	int err = gs_cli_file_read(&text, &len, FILE_MAX, path);
	if (err == GS_OK)
		text[gs_file_lines(text, len)] = '\0';
	for (char *line = (char *)text, *next; err == GS_OK && line != NULL;
	    line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		if (*line != '\0' && *line != '#' && strlen(line) < 256)
			err = queue(b, line);
	}
	gs_file_wipe(&text, len);
	return err;
}

/* Everybody, every week, whatever happened: when they are written to says
 * nothing.  Who left, in the same hour.  0: the first look, or the first with
 * members. */
static int plan_bulk(struct bulk *b, const json_t *kept)
{
	const struct gs_mail *m = b->mail;
	int64_t before = json_integer_value(json_object_get(kept, "week"));

	b->gone = json_object_get(kept, "gone");
	if (m->members[0] == '\0')
		return GS_OK;
	b->week = ((int64_t)time(NULL) - FIRST_MONDAY - m->week) / WEEK;
	if (before == 0 || before >= b->week)
		return b->gone == NULL ||
		    json_object_update(b->now, b->gone) == 0 ?
		    GS_OK : GS_ERR_MEMORY;

	int err = queue_list(b, m->members, queue_member);
	return err == GS_OK ? queue_list(b, m->leavers, queue_leaver) : err;
}

static int make_queue(const struct gs_mail *m)
{
	char path[PATH_LEN];
	int err = mail_path(path, m, "queue", "");

	if (err != GS_OK || mkdir(path, 0700) == 0 || errno == EEXIST)
		return err;
	gs_verb_errno("mail-queue", path, "cannot be made", errno);
	return GS_ERR_IO;
}

int gs_mail_plan(struct gs_mail *m, const struct gs_reminders *all)
{
	struct bulk bulk = {.mail = m, .now = json_object()};
	char path[PATH_LEN];
	json_t *kept = NULL;
	int err = bulk.now == NULL ? GS_ERR_MEMORY : make_queue(m);

	if (err == GS_OK)
		err = mail_path(path, m, "mailed", "");
	if (err == GS_OK)
		err = read_json(&kept, path);
	if (err == GS_OK)
		err = plan_offices(m, all, json_object_get(kept, "told"));
	if (err == GS_OK)
		err = plan_bulk(&bulk, kept);
	if (err == GS_OK) {
		json_t *now = json_pack("{s:o, s:I, s:O}", "told",
		    list_told(all), "week", (json_int_t)bulk.week, "gone",
		    bulk.now);

		err = now == NULL ? GS_ERR_MEMORY : write_json(path, now);
		json_decref(now);
	}
	json_decref(kept);
	json_decref(bulk.now);
	return err;
}

/* Sending ----------------------------------------------------------------- */

/* An office's are one for each stage. */
static const struct wording {
	const char *subject, *first, *second;
} office_wording = {"Something waits for you in the channel",
    "Something waits for you in the channel.", NULL},
members_wording = {"What waits for you in the channel",
    "Look whether something waits for you in the channel, and how long\r\n"
    "your keys last: who has none for the next roll asks the registrar.",
    "Every member gets this message,\r\n"
    "every week at the same time, whatever happens there."},
leavers_wording = {"You are no longer on the list of the channel",
    "You are no longer on the list of those who may act in the channel,\r\n"
    "and the next roll is without a key of yours. What you did before counts\r\n"
    "on, and stays unnamed.",
    "Everybody who left gets this message, once."};

static struct wording find_wording(const struct letter *l)
{
	struct wording w = office_wording;

	if (l->stage == TO_LEAVERS)
		return leavers_wording;
	if (l->stage < 0 || l->stage > GS_STAGE_OVERDUE)
		return members_wording;
	w.second = sentences[l->stage];
	return w;
}

static size_t write_message(char out[MESSAGE_MAX], const struct gs_mail *m,
    const struct letter *l)
{
	const char *domain = strchr(m->server.from, '@');
	const struct wording words = find_wording(l);
	time_t since = (time_t)l->since;
	char date[64] = "";
	struct tm t;

	if (gmtime_r(&since, &t) != NULL)
		(void)strftime(date, sizeof date,
		    "%a, %d %b %Y %H:%M:%S +0000", &t);
	int n = snprintf(out, MESSAGE_MAX, "From: %s\r\nTo: %s\r\n"
	    "Subject: %s\r\nDate: %s\r\nMessage-ID: <%s%s>\r\n"
	    "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=us-ascii\r\n\r\n"
	    "%s %s\r\n", m->server.from, l->to, words.subject, date, l->name,
	    domain == NULL ? "" : domain, words.first, words.second);
	return n > 0 && n < MESSAGE_MAX ? (size_t)n : 0;
}

static int64_t later_by(uint64_t tries)
{
	int64_t wait = WAIT_FIRST;

	for (; tries > 1 && wait < WAIT_MOST; tries--)
		wait *= 2;
	return wait < WAIT_MOST ? wait : WAIT_MOST;
}

static int defer_letter(const struct gs_mail *m, struct letter *l,
    const struct gs_report *why, int64_t now)
{
	l->tries++;
	l->next = now + later_by(l->tries);
	gs_verb_tell("mail-later", "a message to {0} waits for {1} seconds: "
	    "{2}", gs_say_text(l->to),
	    gs_say_number((uint64_t)(l->next - now)), gs_say_text(why->text));
	return write_letter(m, l);
}

/* Whether it is too early for what is to be tried at `next`.  A clock that was
 * set back makes nothing wait for longer than it ever does. */
static bool is_early(int64_t next, int64_t now)
{
	return now < next && next - now <= WAIT_MOST;
}

/* How often in a row the server took nothing, and when it is asked again: on
 * the disk, so that whoever starts anew does not ask at once. */
struct outage {
	uint64_t failures;
	int64_t next;
};

static int load_outage(struct outage *out, const struct gs_mail *m)
{
	char path[PATH_LEN];
	json_t *o = NULL;
	int err = mail_path(path, m, "down", "");

	*out = (struct outage){.failures = 0};
	if (err == GS_OK)
		err = read_json(&o, path);
	int64_t failures = json_integer_value(json_object_get(o, "failures"));
	out->failures = failures > 0 ? (uint64_t)failures : 0;
	out->next = json_integer_value(json_object_get(o, "next"));
	json_decref(o);
	return err;
}

static int end_outage(const struct gs_mail *m, struct outage *outage)
{
	char path[PATH_LEN];
	int err = outage->failures == 0 ? GS_OK : mail_path(path, m, "down",
	    "");

	if (err == GS_OK && outage->failures > 0)
		gs_file_discard(path);
	*outage = (struct outage){.failures = 0};
	return err;
}

static int defer_all(const struct gs_mail *m, struct outage *outage,
    const struct gs_report *why, int64_t now)
{
	char path[PATH_LEN];

	outage->failures++;
	outage->next = now + later_by(outage->failures);
	gs_verb_tell("mail-down", "no message goes; what is to be mailed "
	    "waits, for {0} seconds at least: {1}",
	    gs_say_number((uint64_t)(outage->next - now)),
	    gs_say_text(why->text));
	json_t *o = json_pack("{s:I, s:I}", "failures",
	    (json_int_t)outage->failures, "next", (json_int_t)outage->next);
	int err = o == NULL ? GS_ERR_MEMORY : mail_path(path, m, "down", "");
	if (err == GS_OK)
		err = write_json(path, o);
	json_decref(o);
	return err == GS_OK ? GS_ERR_IO : err;
}

static void say_refused(const struct letter *l, const struct gs_report *why)
{
	gs_verb_tell("mail-refused", "a message to {0} is refused, and not "
	    "sent again: {1}", gs_say_text(l->to), gs_say_text(why->text));
}

static bool is_given_up(const struct letter *l, int64_t now)
{
	if (now - l->put <= GIVE_UP || l->tries < GIVE_UP_TRIES)
		return false;
	gs_verb_tell("mail-given-up", "a message to {0} is given up after {1} "
	    "tries", gs_say_text(l->to), gs_say_number(l->tries));
	return true;
}

/* The server is down, or goes down at this message: that it was tried is kept,
 * so that the next one is another, and a message that ends the server each time
 * waits by itself. */
static int defer_down(const struct gs_mail *m, struct outage *outage,
    const struct gs_report *why, struct letter *l, int64_t now)
{
	if (l->tries >= SUSPECT_TRIES) {
		int err = defer_letter(m, l, why, now);
		return err == GS_OK ? GS_ERR_IO : err;
	}
	l->tries++;
	int err = write_letter(m, l);
	return err == GS_OK ? defer_all(m, outage, why, now) : err;
}

/* GS_ERR_IO: the server takes nothing now. */
static int send_letter(const struct gs_mail *m, struct outage *outage,
    struct gs_smtp *smtp, struct letter *l, int64_t now)
{
	struct gs_report why = {.text = ""};
	char text[MESSAGE_MAX];
	const struct gs_span message = {(const uint8_t *)text,
	    write_message(text, m, l)};

	if (is_early(l->next, now))
		return GS_OK;
	if (is_given_up(l, now)) {
		drop_letter(m, l);
		return GS_OK;
	}

	enum gs_smtp_answer answer = gs_smtp_send(smtp, &why, l->to, message);
	if (answer == GS_SMTP_LATER)
		return defer_letter(m, l, &why, now);
	if (answer == GS_SMTP_DOWN)
		return defer_down(m, outage, &why, l, now);
	if (answer == GS_SMTP_REFUSED)
		say_refused(l, &why);
	drop_letter(m, l);
	return end_outage(m, outage);
}

static int is_queued(const struct dirent *entry)
{
	return strlen(entry->d_name) == NAME_LEN - 1 &&
	    strspn(entry->d_name, "0123456789abcdef") == NAME_LEN - 1;
}

/* What was being written when this was killed: it has an address in it. */
static void sweep_queue(const struct gs_mail *m, const char *queue)
{
	struct dirent **names = NULL;
	int count = scandir(queue, &names, NULL, NULL);

	for (int i = 0; i < count; i++) {
		char path[PATH_LEN];

		if (strlen(names[i]->d_name) >= NAME_LEN &&
		    names[i]->d_name[NAME_LEN - 1] == '.' &&
		    mail_path(path, m, "queue/", names[i]->d_name) == GS_OK)
			gs_file_discard(path);
		free(names[i]);
	}
	free(names);
}

static int by_tries(const void *a, const void *b)
{
	const struct letter *x = a, *y = b;

	if (x->tries != y->tries)
		return x->tries < y->tries ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* What was tried least goes first. */
static int load_letters(struct letter *out, const struct gs_mail *m,
    struct dirent *const *names, size_t count)
{
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < count; i++)
		err = load_letter(&out[i], m, names[i]->d_name);
	if (err == GS_OK)
		qsort(out, count, sizeof *out, by_tries);
	return err;
}

static int send_letters(const struct gs_mail *m, struct outage *outage,
    struct dirent *const *names, int count)
{
	struct gs_smtp *smtp = NULL;
	int64_t now = (int64_t)time(NULL);
	size_t n = count > 0 ? (size_t)count : 0;
	struct letter *list = calloc(n + 1, sizeof *list);

	int err = list == NULL ? GS_ERR_MEMORY :
	    load_letters(list, m, names, n);
	if (err == GS_OK && n > 0)
		err = gs_smtp_open(&smtp, &m->server);
	for (size_t i = 0; err == GS_OK && i < n; i++)
		err = send_letter(m, outage, smtp, &list[i], now);
	gs_smtp_free(&smtp);
	free(list);
	return err;
}

/* It is not asked yet: whoever looks on and on has heard of that. */
static int wait_on(const struct outage *outage, int count, bool again)
{
	int64_t now = (int64_t)time(NULL);

	if (count <= 0 || again)
		return GS_OK;
	gs_verb_tell("mail-waits", "{0} messages wait, and the server is asked "
	    "again in {1} seconds: it took none of them",
	    gs_say_number((uint64_t)count),
	    gs_say_number((uint64_t)(outage->next - now)));
	return GS_ERR_IO;
}

int gs_mail_send(struct gs_mail *m, bool again)
{
	struct outage outage = {.failures = 0};
	struct dirent **names = NULL;
	char path[PATH_LEN];
	int count = 0;
	int err = load_outage(&outage, m);

	if (err == GS_OK)
		err = mail_path(path, m, "queue/", "");
	if (err == GS_OK) {
		sweep_queue(m, path);
		count = scandir(path, &names, is_queued, alphasort);
	}
	if (err == GS_OK)
		err = is_early(outage.next, (int64_t)time(NULL)) ?
		    wait_on(&outage, count, again) :
		    send_letters(m, &outage, names, count);

	for (int i = 0; i < count; i++)
		free(names[i]);
	free(names);
	return err;
}
