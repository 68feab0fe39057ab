/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/matter.h"

#include <string.h>

#include "lib/age.h"
#include "lib/host.h"
#include "lib/steps/local_time.h"

int gs_matter_leads(struct gs_report *report, const char *home,
    const struct gs_box_link *link)
{
	size_t len = strlen(home);

	while (len > 0 && home[len - 1] == '/')
		len--;
	if (strlen(link->server) == len &&
	    memcmp(link->server, home, len) == 0)
		return GS_OK;
	gs_report_tell(report, "link-elsewhere", "the link leads to {0}, your "
	    "channel is at {1}; if the channel has moved, say where by "
	    "--server", gs_say_text(link->server), gs_say_text(home));
	return GS_ERR_MISMATCH;
}

int gs_matter_home(struct gs_report *report, const struct gs_client *client,
    const struct gs_state *state, const struct gs_box_link *link)
{
	/* A link from before the server moved names where it was. */
	return gs_state_moved(state) != NULL ? GS_OK :
	    gs_matter_leads(report, gs_client_server(client), link);
}

int gs_matter_channel(struct gs_report *report, const struct gs_client *client,
    const struct gs_state *state)
{
	if (memcmp(gs_client_channel(client), gs_state_charter(state)->channel,
	    32) == 0)
		return GS_OK;
	gs_report_say(report, "log-other-channel", "this log is of another "
	    "channel than the one that you enrolled in");
	return GS_ERR_MISMATCH;
}

const struct gs_charter *gs_matter_charter(const struct gs_state *state,
    const void *text, size_t len)
{
	const struct gs_charter *named = NULL;
	size_t max = len < GS_RECORD_MAX ? len : GS_RECORD_MAX;
	const uint8_t *bytes = text;
	struct gs_record rec;
	struct gs_pool pool;
	size_t end = 0;

	/* The record ends before the first empty line. */
	while (end + 1 < max && (bytes[end] != '\n' || bytes[end + 1] != '\n'))
		end++;
	if (end + 1 >= max)
		return gs_state_charter(state);

	if (gs_record_parse(&rec, NULL, gs_pool_start(&pool), text, end + 1) ==
	    GS_OK) {
		const uint8_t *digest = gs_record_hash(&rec, "charter");

		if (digest != NULL)
			named = gs_state_charter_by(state, digest);
	}
	gs_pool_free(&pool);
	return named != NULL ? named : gs_state_charter(state);
}

/* The file that the office will get, and so the memo id. */
static int make_sealed(struct gs_matter *m, const struct gs_charter *charter)
{
	uint8_t *file = NULL, *copy = NULL, *digest = NULL;
	size_t len = 0;

	int err = gs_content_seal(&file, &len, &m->content, m->arena,
	    &charter->rec);
	if (err != GS_OK)
		return err;
	copy = gs_arena_take(m->arena, len, 1);
	digest = gs_arena_take(m->arena, 32, 1);
	if (copy == NULL || digest == NULL)
		err = GS_ERR_MEMORY;
	else
		memcpy(copy, file, len);
	gs_age_free(&file, len);
	if (err != GS_OK)
		return err;

	m->sealed = (struct gs_span){copy, len};
	gs_host_sha256(digest, &m->sealed, 1);
	return gs_content_name(&m->content, m->arena, digest);
}

int gs_matter_content(struct gs_matter *m, struct gs_report *report,
    const struct gs_charter *charter, const void *text, size_t len)
{
	struct gs_document_rules rules;

	gs_document_rules_of(&rules, &charter->rec);
	int err = gs_content_parse(&m->content, report, m->arena, &rules, text,
	    len);
	if (err != GS_OK)
		return err;
	if (memcmp(m->content.terms.charter, charter->digest, 32) != 0) {
		gs_report_tell(report, "memo-other-charter", "the memo was "
		    "composed under another charter than version {0}; compose "
		    "it again", gs_say_number(charter->version));
		return GS_ERR_MISMATCH;
	}

	if (m->content.secrets.reply == NULL ||
	    m->content.secrets.seal == NULL) {
		gs_report_say(report, "package-without-secrets", "this is no "
		    "package: it has not both a reply secret and a seal "
		    "secret; give the package that compose wrote");
		return GS_ERR_UNKNOWN;
	}

	m->charter = charter;
	return make_sealed(m, charter);
}

int gs_matter_is_of(struct gs_report *report, const struct gs_matter *m,
    const struct gs_box_link *link, const char *what)
{
	if (memcmp(m->content.id, link->memo, 32) == 0)
		return GS_OK;
	gs_report_tell(report, "memo-not-of-link", "{0} is not the link's "
	    "memo", gs_say_text(what));
	return GS_ERR_MISMATCH;
}

int gs_matter_roll(struct gs_matter *m, struct gs_report *report)
{
	const struct gs_charter *c = m->charter;
	const struct gs_roll_edition *e = gs_state_roll_by(m->state,
	    m->content.terms.roll);

	if (e == NULL) {
		gs_report_say(report, "roll-unknown", "the memo's roll is not "
		    "in the log; do not endorse, tell the author");
		return GS_ERR_UNKNOWN;
	}
	if (e->size < c->floor) {
		gs_report_tell(report, "roll-too-small", "the memo's roll, "
		    "edition {0}, has {1} keys; the charter's floor is {2}: "
		    "too few to hide among", gs_say_number(e->edition),
		    gs_say_number(e->size), gs_say_number(c->floor));
		return GS_ERR_RULE;
	}
	if (m->now < gs_roll_serves_from(e, c)) {
		char from[GS_LOCAL_TIME_MAX];

		gs_local_time(from, c, gs_roll_serves_from(e, c));
		gs_report_tell(report, "roll-too-young", "the memo's roll, "
		    "edition {0}, is younger than the charter's {1} hours: it "
		    "might have been made to single you out; wait until {2}. "
		    "If that time is past, the clock here is slow",
		    gs_say_number(e->edition), gs_say_number(c->age),
		    gs_say_text(from));
		return GS_ERR_RULE;
	}

	m->edition = e;
	return GS_OK;
}

int gs_matter_key(struct gs_matter *m, struct gs_report *report,
    const struct gs_client *client)
{
	m->key = gs_client_key(client, m->edition->edition);
	if (m->key != NULL)
		return GS_OK;
	gs_report_tell(report, "state-key-missing", "the state has no key for "
	    "edition {0} of the roll, which this memo runs under; it has {1} "
	    "keys of other editions: enrol before the next edition",
	    gs_say_number(m->edition->edition),
	    gs_say_number(gs_client_key_count(client)));
	return GS_ERR_UNKNOWN;
}
