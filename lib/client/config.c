/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/config.h"

#include <string.h>

static const struct gs_setting settings[] = {
	{"default", GS_SETTING_NAME, 1, true},
	{"channel", GS_SETTING_NAME, 1, true}, /* begins one */
	{"server", GS_SETTING_WORD, 1, false},
	{"key", GS_SETTING_WORD, 1, false},
	{"state", GS_SETTING_PATH, 1, false},
	{"proxy", GS_SETTING_WORD, 1, true},
	{"ca", GS_SETTING_PATH, 1, true},
	{"reading", GS_SETTING_PATH, 1, false},
	{"role", GS_SETTING_WORD, 1, false},
	{"sign", GS_SETTING_PATH, 1, false},
	{"identity", GS_SETTING_PATH, 1, false},
	{"docket", GS_SETTING_PATH, 1, false},
	{"witness", GS_SETTING_WORD, 64, false},
	{"policy", GS_SETTING_PATH, 1, false},
	{"accept", GS_SETTING_WORD, 3, false},
};

#define SETTINGS (sizeof settings / sizeof *settings)

const struct gs_setting *gs_setting_named(const char *name)
{
	for (size_t i = 0; i < SETTINGS; i++)
		if (strcmp(settings[i].name, name) == 0)
			return &settings[i];
	return NULL;
}

bool gs_config_is_name(const char *text)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return len >= 1 && len <= GS_CONFIG_NAME_MAX && text[len] == '\0' &&
	    text[0] != '-';
}

static bool is_setting_word(const char *text)
{
	for (size_t i = 0; text[i] != '\0'; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return true;
}

static bool is_path(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return false;
	return text[0] != ' ' && text[len - 1] != ' ' &&
	    gs_utf8_valid((const uint8_t *)text, len);
}

bool gs_config_is_value(const struct gs_setting *setting, const char *value)
{
	size_t len = strlen(value);

	if (len == 0 || len > GS_CONFIG_VALUE_MAX)
		return false;
	switch (setting->kind) {
	case GS_SETTING_WORD: return is_setting_word(value);
	case GS_SETTING_PATH: return is_path(value);
	case GS_SETTING_NAME: return gs_config_is_name(value);
	}
	return false;
}

/* Read -------------------------------------------------------------------- */

struct config_reader {
	struct gs_config *out;
	struct gs_report *report;
	struct gs_arena *arena;
	const char *channel;
	uint64_t number; /* of the line, from 1 */
};

static bool is_blank_byte(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct gs_span trim_span(struct gs_span text)
{
	while (text.len > 0 && is_blank_byte(text.ptr[0])) {
		text.ptr++;
		text.len--;
	}
	while (text.len > 0 && is_blank_byte(text.ptr[text.len - 1]))
		text.len--;
	return text;
}

/* With a NUL behind it; NULL: no memory, or it has one within. */
static const char *keep_value(struct gs_arena *arena, struct gs_span text)
{
	char *copy = gs_arena_take(arena, text.len + 1, 1);

	if (copy != NULL && text.len > 0)
		memcpy(copy, text.ptr, text.len);
	return copy;
}

static size_t count_settings(const struct gs_config *config,
    const char *channel, const struct gs_setting *setting)
{
	size_t n = 0;

	for (size_t i = 0; i < config->count; i++)
		n += config->line[i].channel == channel &&
		    config->line[i].setting == setting;
	return n;
}

static int refuse_setting(const struct config_reader *c, const char *name)
{
	gs_report_tell(c->report, "config-setting-unknown", "line {0}: there "
	    "is no setting '{1}'; gainsay.conf(5) lists them",
	    gs_say_number(c->number), gs_say_text(name));
	return GS_ERR_FORMAT;
}

static int refuse_value(const struct config_reader *c,
    const struct gs_setting *setting, const char *value)
{
	static const char *const kinds[] = {
	    [GS_SETTING_WORD] = "one word of visible ASCII",
	    [GS_SETTING_PATH] = "the name of a file",
	    [GS_SETTING_NAME] = "1 to 32 of a-z, 0-9 and -"};

	gs_report_tell(c->report, "config-value", "line {0}: '{1}' cannot be "
	    "the value of '{2}', which is {3}", gs_say_number(c->number),
	    gs_say_text(value), gs_say_text(setting->name),
	    gs_say_text(kinds[setting->kind]));
	return GS_ERR_FORMAT;
}

/* Whether the line may stand here. */
static int check_line(const struct config_reader *c,
    const struct gs_setting *setting, const char *value)
{
	bool begins = strcmp(setting->name, "channel") == 0;
	bool once = strcmp(setting->name, "default") == 0;

	if (!gs_config_is_value(setting, value))
		return refuse_value(c, setting, value);
	if ((c->channel == NULL && !setting->anywhere) ||
	    (c->channel != NULL && once)) {
		gs_report_tell(c->report, "config-place", "line {0}: '{1}' "
		    "stands {2} the first 'channel NAME'",
		    gs_say_number(c->number), gs_say_text(setting->name),
		    gs_say_text(once ? "before" : "after"));
		return GS_ERR_FORMAT;
	}
	if (begins ? gs_config_has(c->out, value) :
	    count_settings(c->out, c->channel, setting) >= setting->most) {
		gs_report_tell(c->report, "config-twice", "line {0}: '{1}' "
		    "is said a second time", gs_say_number(c->number),
		    gs_say_text(begins ? value : setting->name));
		return GS_ERR_FORMAT;
	}
	return GS_OK;
}

static int add_setting(struct config_reader *c, const char *name,
    const char *value)
{
	const struct gs_setting *setting = gs_setting_named(name);

	if (setting == NULL)
		return refuse_setting(c, name);
	int err = check_line(c, setting, value);
	if (err != GS_OK)
		return err;
	if (c->out->count == GS_CONFIG_LINES_MAX) {
		gs_report_tell(c->report, "config-long", "line {0}: at most "
		    "{1} lines may say something", gs_say_number(c->number),
		    gs_say_number(GS_CONFIG_LINES_MAX));
		return GS_ERR_FORMAT;
	}

	if (strcmp(setting->name, "channel") == 0)
		c->channel = value;
	c->out->line[c->out->count++] = (struct gs_config_line){setting,
	    c->channel, value};
	return GS_OK;
}

/* `name value`; nothing, or what follows a '#' at its beginning, says
 * nothing. */
static int read_config_line(struct config_reader *c, struct gs_span line)
{
	line = trim_span(line);
	if (line.len == 0 || line.ptr[0] == '#')
		return GS_OK;
	if (memchr(line.ptr, '\0', line.len) != NULL) {
		gs_report_tell(c->report, "config-nul", "line {0}: it has a "
		    "NUL byte", gs_say_number(c->number));
		return GS_ERR_FORMAT;
	}

	size_t n = 0;
	while (n < line.len && !is_blank_byte(line.ptr[n]))
		n++;
	const char *name = keep_value(c->arena, (struct gs_span){line.ptr, n});
	const char *value = keep_value(c->arena, trim_span((struct gs_span){
	    line.ptr + n, line.len - n}));
	return name == NULL || value == NULL ? GS_ERR_MEMORY :
	    add_setting(c, name, value);
}

/* What `default` names must be there. */
static int check_default(const struct gs_config *config,
    struct gs_report *report)
{
	const char *name = gs_config_value(config, NULL, "default", 0);

	if (name == NULL || gs_config_has(config, name))
		return GS_OK;
	gs_report_tell(report, "config-default", "the default channel '{0}' "
	    "is not among its channels", gs_say_text(name));
	return GS_ERR_FORMAT;
}

int gs_config_parse(struct gs_config *out, struct gs_report *report,
    struct gs_arena *arena, const void *text, size_t len)
{
	struct config_reader c = {.out = out, .report = report,
	    .arena = arena};
	struct gs_reader r = gs_reader_of(text, len);
	int err = GS_OK;

	out->count = 0;
	while (err == GS_OK && r.left > 0) {
		const uint8_t *lf = memchr(r.ptr, '\n', r.left);
		size_t n = lf == NULL ? r.left : (size_t)(lf - r.ptr);
		const uint8_t *line = gs_read_bytes(&r, n);

		if (lf != NULL)
			gs_read_expect(&r, "\n");
		c.number++;
		err = read_config_line(&c, (struct gs_span){line, n});
	}
	if (err == GS_OK)
		err = check_default(out, report);
	if (err != GS_OK)
		out->count = 0;
	return err;
}

/* Look up ----------------------------------------------------------------- */

static bool is_of(const struct gs_config_line *line, const char *channel,
    const char *setting)
{
	bool same = line->channel == NULL ? channel == NULL :
	    channel != NULL && strcmp(line->channel, channel) == 0;

	return same && strcmp(line->setting->name, setting) == 0;
}

static const char *find_value(const struct gs_config *config,
    const char *channel, const char *setting, size_t index)
{
	for (size_t i = 0; i < config->count; i++)
		if (is_of(&config->line[i], channel, setting) &&
		    index-- == 0)
			return config->line[i].value;
	return NULL;
}

const char *gs_config_value(const struct gs_config *config,
    const char *channel, const char *setting, size_t index)
{
	const char *own = find_value(config, channel, setting, index);

	return own != NULL || channel == NULL ||
	    find_value(config, channel, setting, 0) != NULL ? own :
	    find_value(config, NULL, setting, index);
}

bool gs_config_has(const struct gs_config *config, const char *channel)
{
	return find_value(config, channel, "channel", 0) != NULL;
}

size_t gs_config_channels(const struct gs_config *config)
{
	size_t n = 0;

	for (size_t i = 0; i < config->count; i++)
		n += strcmp(config->line[i].setting->name, "channel") == 0;
	return n;
}

const char *gs_config_default(const struct gs_config *config)
{
	const char *name = find_value(config, NULL, "default", 0);

	for (size_t i = 0; name == NULL && i < config->count; i++)
		if (gs_config_channels(config) == 1)
			name = config->line[i].channel;
	return name;
}

/* Add --------------------------------------------------------------------- */

static void write_setting(struct gs_writer *w, const char *name,
    const char *value)
{
	gs_write_text(w, name);
	gs_write_text(w, " ");
	gs_write_text(w, value);
	gs_write_text(w, "\n");
}

int gs_config_add(struct gs_writer *w, const struct gs_config *old,
    struct gs_span text, const char *name,
    const struct gs_config_entry *entries, size_t count)
{
	const char *meant = gs_config_default(old);

	if (!gs_config_is_name(name) || gs_config_has(old, name))
		return GS_ERR_FORMAT;
	for (size_t i = 0; i < count; i++)
		if (entries[i].value != NULL && !gs_config_is_value(
		    gs_setting_named(entries[i].setting), entries[i].value))
			return GS_ERR_FORMAT;

	if (meant != NULL && find_value(old, NULL, "default", 0) == NULL)
		write_setting(w, "default", meant);
	gs_write_bytes(w, text.ptr, text.len);
	if (text.len > 0 && text.ptr[text.len - 1] != '\n')
		gs_write_text(w, "\n");

	if (text.len > 0)
		gs_write_text(w, "\n");
	write_setting(w, "channel", name);
	for (size_t i = 0; i < count; i++) {
		if (entries[i].value == NULL)
			continue;
		gs_write_text(w, "  ");
		write_setting(w, entries[i].setting, entries[i].value);
	}
	return w->len > GS_CONFIG_MAX ? GS_ERR_SPACE : gs_writer_end(w);
}

/* Move -------------------------------------------------------------------- */

/* Whether the line is `name VALUE`; then *value is that. */
static bool is_setting_line(struct gs_span *value, struct gs_span line,
    const char *name)
{
	size_t len = strlen(name);

	line = trim_span(line);
	if (line.len <= len || memcmp(line.ptr, name, len) != 0 ||
	    !is_blank_byte(line.ptr[len]))
		return false;
	*value = trim_span((struct gs_span){line.ptr + len, line.len - len});
	return true;
}

int gs_config_move(struct gs_writer *w, struct gs_span text, const char *name,
    const char *server)
{
	bool within = false, found = false;

	if (!gs_config_is_value(gs_setting_named("server"), server))
		return GS_ERR_FORMAT;
	while (text.len > 0) {
		const uint8_t *lf = memchr(text.ptr, '\n', text.len);
		size_t len = lf == NULL ? text.len :
		    (size_t)(lf - text.ptr) + 1;
		const struct gs_span line = {text.ptr,
		    len - (lf == NULL ? 0 : 1)};
		struct gs_span value = {NULL, 0};

		if (is_setting_line(&value, line, "channel"))
			within = value.len == strlen(name) &&
			    memcmp(value.ptr, name, value.len) == 0;
		if (within && is_setting_line(&value, line, "server")) {
			gs_write_text(w, "  ");
			write_setting(w, "server", server);
			found = true;
		} else {
			gs_write_bytes(w, text.ptr, len);
		}
		text.ptr += len;
		text.len -= len;
	}
	return !found ? GS_ERR_UNKNOWN : w->len > GS_CONFIG_MAX ?
	    GS_ERR_SPACE : gs_writer_end(w);
}
