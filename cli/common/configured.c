/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/configured.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/common/verb.h"
#include "lib/file.h"
#include "lib/host.h"

#define VKEY_FILE_MAX 4096

/* One process runs one verb. */
static struct {
	struct gs_pool pool;
	bool read;
	struct gs_config config;
	const char *channel;
	char path[GS_CONFIGURED_PATH];
} configured;

/* An absolute path in the environment; what is relative counts for nothing
 * (XDG Base Directory Specification). */
static const char *find_folder(const char *variable)
{
	const char *path = getenv(variable);

	return path != NULL && path[0] == '/' ? path : NULL;
}

int gs_configured_path(char out[GS_CONFIGURED_PATH])
{
	const char *file = getenv("GAINSAY_CONFIG");
	const char *xdg = find_folder("XDG_CONFIG_HOME");
	const char *home = find_folder("HOME");
	int n = 0;

	if (file != NULL && file[0] != '\0')
		n = snprintf(out, GS_CONFIGURED_PATH, "%s", file);
	else if (xdg != NULL)
		n = snprintf(out, GS_CONFIGURED_PATH, "%s/gainsay/config",
		    xdg);
	else if (home != NULL)
		n = snprintf(out, GS_CONFIGURED_PATH,
		    "%s/.config/gainsay/config", home);
	return n > 0 && n < GS_CONFIGURED_PATH ? GS_OK : GS_ERR_UNKNOWN;
}

/* Whether it is there, and nobody else can write it. */
static int check_config_file(bool *there, const char *path)
{
	struct stat st;

	*there = stat(path, &st) == 0;
	if (!*there && errno == ENOENT)
		return GS_OK;
	if (!*there) {
		gs_verb_errno("config-unread", path, "your configuration, "
		    "cannot be read", errno);
		return GS_ERR_IO;
	}
	if (!S_ISREG(st.st_mode) || ((st.st_mode & 022) == 0 &&
	    (st.st_uid == geteuid() || st.st_uid == 0)))
		return GS_OK;
	gs_verb_tell("config-not-yours", "{0}, your configuration, can be "
	    "written by others, who would choose whom you trust; make it yours "
	    "alone: chmod 600 {0}", gs_say_text(path));
	return GS_ERR_IO;
}

static int read_config(void)
{
	struct gs_report report = {.text = ""};
	struct gs_arena *arena = gs_pool_start(&configured.pool);
	uint8_t *text = NULL;
	size_t len = 0;
	bool there = false;

	configured.read = true;
	if (gs_configured_path(configured.path) != GS_OK)
		return GS_OK;
	int err = check_config_file(&there, configured.path);
	if (err != GS_OK || !there)
		return err;

	err = gs_file_read(&text, &len, GS_CONFIG_MAX, configured.path,
	    &report);
	if (err == GS_OK)
		err = gs_config_parse(&configured.config, &report, arena,
		    text, len);
	gs_file_wipe(&text, len);
	if (err != GS_OK)
		gs_verb_report_at(configured.path, &report);
	return err == GS_OK ? GS_OK : GS_ERR_IO;
}

int gs_configured_open(const char *channel)
{
	int err = configured.read ? GS_OK : read_config();

	if (err != GS_OK)
		return err;
	if (channel != NULL && !gs_config_has(&configured.config, channel)) {
		gs_verb_tell("config-channel-unknown", "there is no channel "
		    "'{0}' in {1}, which has {2}", gs_say_text(channel),
		    gs_say_text(configured.path),
		    gs_say_number(gs_config_channels(&configured.config)));
		return GS_ERR_IO;
	}
	configured.channel = channel != NULL ? channel :
	    gs_config_default(&configured.config);
	return GS_OK;
}

/* The whole path, in memory that lasts.  NULL: no memory. */
static const char *expand_path(const char *value)
{
	const char *home = find_folder("HOME");
	const char *slash = strrchr(configured.path, '/');
	size_t folder = slash == NULL ? 0 :
	    (size_t)(slash - configured.path) + 1;

	if (value[0] == '/')
		return value;
	bool homely = value[0] == '~' && value[1] == '/' && home != NULL;
	const char *tail = homely ? value + 1 : value;
	size_t len = homely ? strlen(home) : folder, n = strlen(tail);
	char *whole = gs_arena_take(&configured.pool.arena, len + n + 1, 1);
	if (whole == NULL)
		return NULL;

	memcpy(whole, homely ? home : configured.path, len);
	memcpy(whole + len, tail, n);
	return whole;
}

const char *gs_configured(const char *setting, size_t index)
{
	const char *value = gs_config_value(&configured.config,
	    configured.channel, setting, index);

	if (value == NULL ||
	    gs_setting_named(setting)->kind != GS_SETTING_PATH)
		return value;
	return expand_path(value);
}

const char *gs_configured_channel(void)
{
	return configured.channel;
}

size_t gs_configured_count(void)
{
	return gs_config_channels(&configured.config);
}

/* The setting is the key, or the name of a file that holds it. */
static bool is_key(const char *value, const char *key)
{
	uint8_t *text = NULL;
	size_t len = 0;

	if (strchr(value, '+') != NULL)
		return strcmp(value, key) == 0;
	if (gs_file_read(&text, &len, VKEY_FILE_MAX, value, NULL) != GS_OK)
		return false;
	size_t n = strcspn((const char *)text, "\n");
	bool same = n == strlen(key) && memcmp(text, key, n) == 0;
	gs_file_wipe(&text, len);
	return same;
}

const char *gs_configured_with_key(const char *key)
{
	const struct gs_config *c = &configured.config;

	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->line[i].setting->name, "key") == 0 &&
		    is_key(c->line[i].value, key))
			return c->line[i].channel;
	return NULL;
}

bool gs_configured_is_log(const struct gs_verifier *log)
{
	const char *key = gs_configured("key", 0);
	struct gs_verifier named;
	uint8_t *text = NULL;
	size_t len = 0;

	if (key == NULL)
		return false;
	int err = gs_verifier_parse(&named, key, strlen(key));
	if (err != GS_OK)
		err = gs_file_read(&text, &len, VKEY_FILE_MAX, key, NULL);
	if (err == GS_OK && text != NULL) {
		len -= len > 0 && text[len - 1] == '\n';
		err = gs_verifier_parse(&named, text, len);
	}

	gs_file_wipe(&text, len);
	return err == GS_OK && strcmp(named.name, log->name) == 0 &&
	    memcmp(named.key, log->key, sizeof named.key) == 0;
}

bool gs_configured_has(const char *channel)
{
	return gs_config_has(&configured.config, channel);
}

/* Write ------------------------------------------------------------------- */

/* The folders that a file of that path needs, each its owner's alone. */
static int make_folders(const char *path)
{
	char folder[GS_CONFIGURED_PATH];

	for (const char *slash = strchr(path + 1, '/'); slash != NULL;
	    slash = strchr(slash + 1, '/')) {
		memcpy(folder, path, (size_t)(slash - path));
		folder[slash - path] = '\0';
		if (mkdir(folder, 0700) == 0 || errno == EEXIST)
			continue;
		gs_verb_errno("folder-not-made", folder, "cannot be made",
		    errno);
		return GS_ERR_IO;
	}
	return GS_OK;
}

static int write_config(const struct gs_writer *w)
{
	struct gs_report report = {.text = ""};

	int err = make_folders(configured.path);
	if (err == GS_OK) {
		err = gs_file_write(configured.path, w->ptr, w->len, 0600,
		    &report);
		gs_verb_report(&report);
	}
	return err;
}

int gs_configured_add(const char *name, const struct gs_config_entry *entries,
    size_t count)
{
	uint8_t *text = NULL, *longer = malloc(2 * GS_CONFIG_MAX);
	struct gs_report report = {.text = ""};
	size_t len = 0;
	int err = longer == NULL ? GS_ERR_MEMORY : GS_OK;

	if (err == GS_OK && configured.path[0] == '\0') {
		gs_verb_say("config-homeless", "there is no place for your "
		    "configuration: HOME is not set");
		err = GS_ERR_IO;
	}
	if (err == GS_OK && access(configured.path, F_OK) == 0) {
		err = gs_file_read(&text, &len, GS_CONFIG_MAX,
		    configured.path, &report);
		gs_verb_report(&report);
	}

	struct gs_writer w = gs_writer_of(longer, 2 * GS_CONFIG_MAX);
	if (err == GS_OK) {
		err = gs_config_add(&w, &configured.config,
		    (struct gs_span){text, len}, name, entries, count);
		if (err != GS_OK)
			gs_verb_tell("config-not-added", "the channel '{0}' "
			    "cannot be added to {1}: {2}", gs_say_text(name),
			    gs_say_text(configured.path),
			    gs_say_text(gs_strerror(err)));
	}
	if (err == GS_OK)
		err = write_config(&w);
	gs_file_wipe(&text, len);
	free(longer);
	return err;
}

int gs_configured_move(const char *server)
{
	uint8_t *text = NULL, *longer = malloc(2 * GS_CONFIG_MAX);
	struct gs_report report = {.text = ""};
	size_t len = 0;

	if (longer == NULL)
		return GS_ERR_MEMORY;
	int err = gs_file_read(&text, &len, GS_CONFIG_MAX, configured.path,
	    &report);
	gs_verb_report(&report);

	struct gs_writer w = gs_writer_of(longer, 2 * GS_CONFIG_MAX);
	if (err == GS_OK)
		err = gs_config_move(&w, (struct gs_span){text, len},
		    configured.channel, server);
	if (err == GS_OK)
		err = write_config(&w);
	gs_file_wipe(&text, len);
	free(longer);
	return err;
}

int gs_configured_data(char out[GS_CONFIGURED_PATH], const char *name)
{
	const char *xdg = find_folder("XDG_DATA_HOME");
	const char *home = find_folder("HOME");
	int n = xdg == NULL && home == NULL ? -1 :
	    snprintf(out, GS_CONFIGURED_PATH, "%s%s/gainsay/%s",
	        xdg != NULL ? xdg : home, xdg != NULL ? "" : "/.local/share",
	        name);

	if (n > 0 && n < GS_CONFIGURED_PATH)
		return make_folders(out);
	gs_verb_say("data-homeless", "there is no place for your state: HOME "
	    "is not set; name one by --state");
	return GS_ERR_IO;
}
