/* SPDX-License-Identifier: Apache-2.0 */
/* What a member's key was used for once and must not be used for again: the
 * slots of filings, the turns of boxes. */
#include "lib/client/state_inside.h"

#include <string.h>

static const struct gs_client_use *find_use(const struct gs_client_uses *uses,
    const struct gs_client_use *want)
{
	for (size_t i = 0; i < uses->count; i++)
		if (uses->of[i].week == want->week &&
		    uses->of[i].slot == want->slot &&
		    memcmp(uses->of[i].roll, want->roll, 32) == 0)
			return &uses->of[i];
	return NULL;
}

static int add_use(struct gs_client_uses *uses,
    const struct gs_client_use *use)
{
	if (find_use(uses, use) != NULL)
		return GS_ERR_DUPLICATE;
	if (uses->count == GS_CLIENT_SLOTS_MAX)
		return GS_ERR_SPACE;

	uses->of[uses->count++] = *use;
	return GS_OK;
}

/* `memo` NULL: to look for. */
static struct gs_client_use use_of(const uint8_t roll[32],
    const struct gs_box_turn *turn, const uint8_t *memo)
{
	struct gs_client_use use = {.week = turn->week, .slot = turn->slot};

	memcpy(use.roll, roll, 32);
	if (memo != NULL)
		memcpy(use.memo, memo, 32);
	return use;
}

int gs_client_mark_slot(struct gs_client *client, const uint8_t roll[32],
    uint32_t slot, const uint8_t memo[32])
{
	const struct gs_client_use use = use_of(roll,
	    &(struct gs_box_turn){0, slot}, memo);

	return add_use(&client->slots, &use);
}

const uint8_t *gs_client_slot(const struct gs_client *client,
    const uint8_t roll[32], uint32_t slot)
{
	const struct gs_client_use want = use_of(roll,
	    &(struct gs_box_turn){0, slot}, NULL);
	const struct gs_client_use *use = find_use(&client->slots, &want);

	return use == NULL ? NULL : use->memo;
}

int gs_client_mark_turn(struct gs_client *client, const uint8_t roll[32],
    const struct gs_box_turn *turn, const uint8_t memo[32])
{
	const struct gs_client_use use = use_of(roll, turn, memo);

	return add_use(&client->turns, &use);
}

const uint8_t *gs_client_turn(const struct gs_client *client,
    const uint8_t roll[32], const struct gs_box_turn *turn)
{
	const struct gs_client_use want = use_of(roll, turn, NULL);
	const struct gs_client_use *use = find_use(&client->turns, &want);

	return use == NULL ? NULL : use->memo;
}

bool gs_client_spend_turns(struct gs_client *client, const uint8_t memo[32])
{
	struct gs_client_uses *turns = &client->turns;
	bool spent = false;

	for (size_t i = 0; i < turns->count; i++) {
		if (memcmp(turns->of[i].memo, memo, 32) != 0)
			continue;
		memset(turns->of[i].memo, 0, 32);
		spent = true;
	}
	return spent;
}

static void forget_of(struct gs_client_uses *uses, const uint8_t roll[32])
{
	size_t kept = 0;

	for (size_t i = 0; i < uses->count; i++)
		if (memcmp(uses->of[i].roll, roll, 32) != 0)
			uses->of[kept++] = uses->of[i];
	gs_host_wipe(&uses->of[kept], (uses->count - kept) *
	    sizeof uses->of[0]);
	uses->count = kept;
}

void gs_client_forget_uses(struct gs_client *client, const uint8_t roll[32])
{
	forget_of(&client->slots, roll);
	forget_of(&client->turns, roll);
}

/* The lines ------------------------------------------------------------- */

static void write_uses(struct gs_writer *w, const char *name,
    const struct gs_client_uses *uses, bool turns)
{
	gs_write_text(w, name);
	gs_write_text(w, "s ");
	gs_write_decimal(w, uses->count);
	gs_write_text(w, "\n");

	for (size_t i = 0; i < uses->count; i++) {
		gs_write_text(w, name);
		gs_write_text(w, " ");
		gs_write_hex(w, uses->of[i].roll, 32);
		gs_write_text(w, " ");
		if (turns) {
			gs_write_decimal(w, uses->of[i].week);
			gs_write_text(w, " ");
		}
		gs_write_decimal(w, uses->of[i].slot);
		gs_write_text(w, " ");
		gs_write_hex(w, uses->of[i].memo, 32);
		gs_write_text(w, "\n");
	}
}

void gs_client_write_uses(struct gs_writer *w, const struct gs_client *client)
{
	write_uses(w, "slot", &client->slots, false);
	write_uses(w, "turn", &client->turns, true);
}

static void read_use(struct gs_client_uses *uses, struct gs_reader *r,
    bool turn)
{
	struct gs_client_use use = {.week = 0};

	gs_read_expect(r, turn ? "turn " : "slot ");
	gs_client_read_hex(use.roll, r);
	gs_read_expect(r, " ");
	if (turn)
		use.week = (uint32_t)gs_client_read_number(r, UINT32_MAX);
	use.slot = (uint32_t)gs_client_read_number(r, UINT32_MAX);
	gs_client_read_hex(use.memo, r);
	gs_read_expect(r, "\n");
	if (r->err == GS_OK)
		r->err = add_use(uses, &use);
}

void gs_client_read_uses(struct gs_client *client, struct gs_reader *r)
{
	uint64_t slots = gs_client_read_count(r, "slots", GS_CLIENT_SLOTS_MAX);

	for (uint64_t i = 0; r->err == GS_OK && i < slots; i++)
		read_use(&client->slots, r, false);

	uint64_t turns = gs_client_read_count(r, "turns", GS_CLIENT_SLOTS_MAX);
	for (uint64_t i = 0; r->err == GS_OK && i < turns; i++)
		read_use(&client->turns, r, true);
}
