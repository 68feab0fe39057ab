/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/restore.h"

#include <string.h>

#include "core/host.h"
#include "lib/host.h"

void gs_restore_strip(struct gs_client *client)
{
	for (size_t i = gs_client_act_count(client); i > 0; i--)
		gs_client_drop_act(client, i - 1);
}

int gs_restore_sheet(struct gs_writer *w, size_t *left_out,
    struct gs_report *report, const struct gs_client *client)
{
	struct gs_recovery r = {.server = gs_client_server(client),
	    .key = gs_client_vkey(client)};
	size_t count = gs_client_key_count(client);
	size_t first = count > GS_RECOVERY_KEYS ? count - GS_RECOVERY_KEYS : 0;
	struct gs_pool pool;

	memcpy(r.channel, gs_client_channel(client), 32);
	for (size_t i = first; i < count; i++) {
		const struct gs_client_key *k = gs_client_key_at(client, i);

		r.keys[r.count++] = (struct gs_recovery_key){k->edition,
		    k->secret};
	}
	int err = gs_recovery_write(w, gs_pool_start(&pool), &r);
	gs_pool_free(&pool);
	gs_host_wipe(&r, sizeof r);
	if (err != GS_OK)
		gs_report_tell(report, "sheet-not-made", "no sheet can be made "
		    "of the state: {0}", gs_say_text(gs_strerror(err)));
	*left_out = first;
	return err;
}

int gs_restore_state(struct gs_client **out, struct gs_report *report,
    const struct gs_recovery *recovery)
{
	struct gs_client_home home = {recovery->server, recovery->key, {0}};
	struct gs_client *client = NULL;

	memcpy(home.channel, recovery->channel, 32);
	int err = gs_client_new(&client, &home);
	for (size_t i = 0; err == GS_OK && i < recovery->count; i++) {
		struct gs_client_key key = {.edition =
		    recovery->keys[i].edition,
		    .secret = recovery->keys[i].secret};

		err = gs_secret_key(key.key, &key.secret);
		if (err == GS_OK)
			err = gs_client_add_key(client, &key);
		gs_host_wipe(&key, sizeof key);
	}
	if (err == GS_OK) {
		*out = client;
		return GS_OK;
	}
	gs_report_tell(report, "sheet-not-read", "no state can be made of the "
	    "sheet: {0}", gs_say_text(gs_strerror(err)));
	gs_client_free(&client);
	return err;
}
