/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/enrol/settle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/host.h"
#include "lib/host.h"

#define NAMES_TRIED 99

/* The first word of the log's origin: "dissent" of dissent.example.gov/2026. */
static void derive_name(char out[GS_CONFIG_NAME_MAX + 1], const char *key)
{
	size_t len = strcspn(key, "./:+");

	/* Room for "-99" behind it. */
	if (len > GS_CONFIG_NAME_MAX - 3)
		len = GS_CONFIG_NAME_MAX - 3;
	memcpy(out, key, len);
	out[len] = '\0';
	if (!gs_config_is_name(out))
		memcpy(out, "channel", sizeof "channel");
}

static void number_name(char out[GS_CONFIG_NAME_MAX + 1])
{
	size_t len = strlen(out);

	for (unsigned i = 2; i <= NAMES_TRIED && gs_configured_has(out); i++)
		(void)snprintf(out + len, GS_CONFIG_NAME_MAX + 1 - len, "-%u",
		    i);
}

static int check_name(const struct gs_settling *s, struct gs_report *report,
    const char *known)
{
	if (s->name == NULL)
		return GS_OK;
	if (!gs_config_is_name(s->name)) {
		gs_report_tell(report, "join-name", "--name '{0}' is no short "
		    "name: 1 to {1} of a-z, 0-9 and -", gs_say_text(s->name),
		    gs_say_number(GS_CONFIG_NAME_MAX));
		return GS_ERR_FORMAT;
	}

	if (gs_configured_has(s->name) &&
	    (known == NULL || strcmp(known, s->name) != 0)) {
		gs_report_tell(report, "join-name-taken", "your configuration "
		    "has a channel '{0}' already, of another key; give "
		    "another --name", gs_say_text(s->name));
		return GS_ERR_DUPLICATE;
	}
	return GS_OK;
}

/* The name that the configuration has, or a new one. */
static int choose_name(struct gs_settling *s, struct gs_report *report)
{
	const char *known = gs_configured_with_key(s->key);

	int err = check_name(s, report, known);
	if (err != GS_OK)
		return err;
	s->known = known != NULL && (s->name == NULL ||
	    strcmp(s->name, known) == 0);
	if (s->known)
		s->name = known;
	if (s->name == NULL) {
		derive_name(s->own_name, s->key);
		number_name(s->own_name);
		s->name = s->own_name;
	}
	return GS_OK;
}

static int choose_state(struct gs_settling *s)
{
	char file[GS_CONFIG_NAME_MAX + sizeof ".state"];

	if (s->state == NULL && s->known &&
	    gs_configured_open(s->name) == GS_OK)
		s->state = gs_configured("state", 0);
	if (s->state != NULL)
		return GS_OK;

	(void)snprintf(file, sizeof file, "%s.state", s->name);
	int err = gs_configured_data(s->own_state, file);
	s->state = s->own_state;
	return err;
}

int gs_settle_choose(struct gs_settling *s, struct gs_report *report)
{
	int err = choose_name(s, report);

	return err == GS_OK ? choose_state(s) : err;
}

/* The configuration's paths are whole. */
static int name_whole(char out[GS_CONFIGURED_PATH], struct gs_report *report,
    const char *path)
{
	char *whole = path[0] == '/' ? NULL : realpath(path, NULL);
	int n = snprintf(out, GS_CONFIGURED_PATH, "%s",
	    whole == NULL ? path : whole);

	free(whole);
	if (n > 0 && n < GS_CONFIGURED_PATH && out[0] == '/')
		return GS_OK;
	gs_report_tell(report, "path-not-whole", "{0}: its whole path cannot "
	    "be told", gs_say_text(path));
	return GS_ERR_IO;
}

int gs_settle_write(const struct gs_settling *s, struct gs_report *report,
    const char *server, const char *const witnesses[], size_t count)
{
	static char state[GS_CONFIGURED_PATH], ca[GS_CONFIGURED_PATH];
	struct gs_config_entry entries[5 + GS_SETTLED_WITNESSES] = {
	    {"server", server}, {"key", s->key}, {"state", state},
	    {"proxy", s->way.proxy},
	    {"ca", s->way.ca == NULL ? NULL : ca}};

	if (s->known)
		return GS_OK;
	int err = name_whole(state, report, s->state);
	if (err == GS_OK && s->way.ca != NULL)
		err = name_whole(ca, report, s->way.ca);
	if (err != GS_OK)
		return err;
	for (size_t i = 0; i < count && i < GS_SETTLED_WITNESSES; i++)
		entries[5 + i] = (struct gs_config_entry){"witness",
		    witnesses[i]};
	return gs_configured_add(s->name, entries, 5 + count);
}

void gs_settle_tidy(uint8_t *text, size_t *len)
{
	size_t n = 0;

	for (size_t i = 0; i < *len; i++)
		if (text[i] != '\r')
			text[n++] = text[i];
	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == ' '))
		n--;
	text[n++] = '\n';
	gs_host_wipe(text + n, *len + 1 - n);
	*len = n;
}
