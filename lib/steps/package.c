/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/package.h"

#include <sodium.h>
#include <string.h>

#include "core/channel/channel.h"
#include "core/host.h"
#include "core/record/time.h"
#include "lib/age.h"
#include "lib/misread.h"
#include "lib/steps/local_time.h"
#include "lib/steps/terms.h"

#define ADDRESSEES_MAX 8

/* The channel ------------------------------------------------------------- */

static int read_record(struct gs_record *out, struct gs_report *report,
    struct gs_arena *arena, struct gs_span text, const char *type)
{
	struct gs_record rec;
	struct gs_report why;
	size_t line = 0;

	int err = gs_record_parse(&rec, &line, arena, text.ptr, text.len);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err == GS_OK && strcmp(rec.type->name, type) == 0) {
		*out = rec;
		return GS_OK;
	}

	if (err == GS_OK) {
		gs_report_tell(report, "record-other-type", "this is a record "
		    "of the type `{0}`; a `{1}` is needed",
		    gs_say_text(rec.type->name), gs_say_text(type));
		return GS_ERR_FORMAT;
	}

	gs_misread_tell(&why, arena, type, text, line);
	gs_report_tell(report, "record-form", "this is not a {0} record in its "
	    "canonical form: {1}", gs_say_text(type), gs_say_text(why.text));
	return GS_ERR_FORMAT;
}

static void set_document_rules(struct gs_document_rules *rules,
    const struct gs_record *charter)
{
	struct gs_document_rules mine;

	gs_document_rules_of(&mine, charter);
	rules->marks = mine.marks;
	rules->ceiling = mine.ceiling;
	rules->exercise = mine.exercise;
	rules->headings = mine.headings;
}

int gs_package_charter(struct gs_package_channel *out,
    struct gs_document_rules *rules, struct gs_report *report,
    struct gs_arena *arena, struct gs_span text)
{
	int err = read_record(&out->charter, report, arena, text, "charter");

	if (err != GS_OK)
		return err;
	set_document_rules(rules, &out->charter);
	gs_record_digest(out->charter_digest, &out->charter);
	gs_channel_id(out->id, &out->charter);
	return GS_OK;
}

int gs_package_roll(struct gs_package_channel *channel,
    struct gs_report *report, struct gs_arena *arena, struct gs_span text)
{
	struct gs_record roll;

	int err = read_record(&roll, report, arena, text, "roll");
	if (err != GS_OK)
		return err;
	if (memcmp(channel->id, gs_record_hash(&roll, "channel"), 32) != 0) {
		gs_report_say(report, "roll-other-channel", "charter and roll "
		    "are of different channels");
		return GS_ERR_MISMATCH;
	}

	channel->roll = gs_record_hash(&roll, "root");
	return GS_OK;
}

void gs_package_charter_in_force(struct gs_package_channel *out,
    struct gs_document_rules *rules, const struct gs_state *state)
{
	const struct gs_charter *charter = gs_state_charter(state);

	*out = (struct gs_package_channel){.charter = charter->rec};
	memcpy(out->charter_digest, charter->digest, 32);
	memcpy(out->id, charter->channel, 32);
	set_document_rules(rules, &charter->rec);
}

/* Which roll is awaited: the first of those that are large enough and young. */
static int report_roll(struct gs_report *report, const struct gs_state *state,
    const struct gs_roll_edition *young)
{
	const struct gs_charter *c = gs_state_charter(state);
	char when[GS_LOCAL_TIME_MAX];

	if (young == NULL) {
		gs_report_tell(report, "roll-in-use-missing", "the log has no "
		    "roll of {0} keys or more: until one is {1} hours old a "
		    "memo would have nobody to hide among",
		    gs_say_number(c->floor), gs_say_number(c->age));
		return GS_ERR_RULE;
	}

	gs_local_time(when, c, young->at + (int64_t)c->age * GS_HOUR);
	gs_report_tell(report, "roll-in-use-young", "roll {0} is not yet {1} "
	    "hours old: until then a memo would have nobody to hide among; "
	    "again from {2}", gs_say_number(young->edition),
	    gs_say_number(c->age), gs_say_text(when));
	return GS_ERR_RULE;
}

int gs_package_roll_in_use(struct gs_package_channel *channel,
    struct gs_report *report, const struct gs_state *state, int64_t now)
{
	const struct gs_charter *c = gs_state_charter(state);
	const struct gs_roll_edition *e = gs_state_roll(state), *young = NULL;

	while (e != NULL && (e->size < c->floor ||
	        now - e->at < (int64_t)c->age * GS_HOUR)) {
		if (e->size >= c->floor)
			young = e;
		e = e->before;
	}
	if (e == NULL)
		return report_roll(report, state, young);

	channel->roll = e->root;
	return GS_OK;
}

/* The package ------------------------------------------------------------- */

static bool has_copy(const struct gs_record *charter, const char *name)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(charter, "copy", i)); i++)
		if (gs_part_is(&v->parts[0], name))
			return true;
	return false;
}

static int set_addressees(struct gs_memo_terms *terms, struct gs_report *report,
    const struct gs_package_channel *channel,
    const struct gs_package_order *order)
{
	if (order->to_count > ADDRESSEES_MAX) {
		gs_report_tell(report, "addressees-many", "{0} addressees were "
		    "given; a memo has at most {1}",
		    gs_say_number(order->to_count),
		    gs_say_number(ADDRESSEES_MAX));
		return GS_ERR_RANGE;
	}
	for (size_t i = 0; i < order->to_count; i++) {
		const char *name = order->to[i];

		if (!has_copy(&channel->charter, name)) {
			gs_report_tell(report, "addressee-without-copy", "the "
			    "charter has no copy for \"{0}\"",
			    gs_say_text(name));
			return GS_ERR_UNKNOWN;
		}
		terms->addressees.item[i] = (struct gs_span){
		    (const uint8_t *)name, strlen(name)};
	}
	terms->addressees.count = order->to_count;
	return GS_OK;
}

static int set_after(struct gs_memo_terms *terms, struct gs_report *report,
    const struct gs_package_channel *channel,
    const struct gs_package_order *order)
{
	const struct gs_record *rec = &channel->charter;
	/* The zone's offsets are all that a local day needs. */
	const struct gs_charter charter = {.rec = *rec,
	    .offsets = gs_record_value(rec, "offset", 0),
	    .offset_count = gs_record_count(rec, "offset")};

	if (order->after == NULL) {
		terms->after = gs_charter_day(&charter, order->now) +
		    (int64_t)gs_record_number(rec, "gather");
		return GS_OK;
	}
	if (gs_date_parse(&terms->after, order->after, strlen(order->after)) ==
	    GS_OK)
		return GS_OK;
	gs_report_tell(report, "day-form", "'{0}' is not a day like "
	    "2023-12-01", gs_say_text(order->after));
	return GS_ERR_FORMAT;
}

static void set_wishes(struct gs_memo_terms *terms,
    const struct gs_memo_terms *wishes)
{
	if (wishes == NULL)
		return;
	terms->amends = wishes->amends;
	terms->related = wishes->related;
	terms->panel = wishes->panel;
	terms->distribution = wishes->distribution;
}

/* Secret but for the two public keys. */
struct package_keys {
	uint8_t seed[32], reply[32], seal[32], author[32], scratch[64];
	uint8_t reply_public[32], author_public[32];
};

static int draw_keys(struct package_keys *k)
{
	int err = gs_host_random(k->seed, 32);

	if (err == GS_OK)
		err = gs_host_random(k->reply, 32);
	if (err == GS_OK)
		err = gs_host_random(k->seal, 32);
	if (err == GS_OK)
		err = gs_host_random(k->author, 32);
	if (err != GS_OK)
		return err;
	return crypto_scalarmult_base(k->reply_public, k->reply) == 0 &&
	    crypto_sign_seed_keypair(k->author_public, k->scratch,
	        k->author) == 0 ? GS_OK : GS_ERR_INTERNAL;
}

static int draw_salts(struct gs_annexes *annexes, struct gs_arena *arena)
{
	for (size_t i = 0; i < annexes->count; i++) {
		uint8_t *salt = gs_arena_take(arena, 32, 1);

		if (salt == NULL)
			return GS_ERR_MEMORY;
		int err = gs_host_random(salt, 32);
		if (err != GS_OK)
			return err;
		annexes->of[i].salt = salt;
	}
	return GS_OK;
}

static int set_annexes(struct gs_content *content, struct gs_arena *arena,
    const struct gs_annexes *given)
{
	struct gs_annexes *own = gs_arena_take(arena, 1, sizeof *own);

	if (given == NULL)
		return GS_OK;
	if (own == NULL)
		return GS_ERR_MEMORY;
	*own = *given;
	int err = draw_salts(own, arena);
	if (err != GS_OK)
		return err;

	gs_annexes_complete(own);
	gs_annexes_terms(&content->terms.annexes, own);
	content->annexes = own;
	return GS_OK;
}

/* What becomes of the package where it is read: its sealed file, its id. */
static int name_package(struct gs_package *out, uint8_t digest[32],
    struct gs_arena *arena, struct gs_content *content,
    const struct gs_record *charter)
{
	uint8_t *sealed = NULL;
	size_t len = 0;

	int err = gs_content_seal(&sealed, &len, content, arena, charter);
	if (err != GS_OK)
		return err;
	gs_host_sha256(digest, &(struct gs_span){sealed, len}, 1);
	gs_age_free(&sealed, len);

	err = gs_content_name(content, arena, digest);
	memcpy(out->id, content->id, 32);
	return err;
}

static int write_package(struct gs_package *out, struct gs_report *report,
    struct gs_arena *arena, struct gs_content *content,
    const struct package_keys *k, const struct gs_record *charter)
{
	uint8_t root[32], digest[32];
	uint8_t *text = gs_arena_take(arena, GS_CONTENT_MAX, 1);

	if (text == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(text, GS_CONTENT_MAX);
	int err = gs_content_terms(&content->terms, root, arena,
	    &content->doc, k->seed);
	if (err == GS_OK)
		err = gs_content_write(&w, arena, &content->terms,
		    &content->secrets, &content->doc, content->annexes);
	if (err == GS_OK)
		err = name_package(out, digest, arena, content, charter);
	if (err == GS_OK)
		err = gs_terms_fit(report, arena, &content->terms);

	out->text = text;
	out->len = w.len;
	memcpy(out->seed, k->author, 32);
	return err;
}

int gs_package_make(struct gs_package *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_package_channel *channel,
    const struct gs_package_order *order)
{
	static const uint8_t type[] = GS_RECIPIENT_X25519;
	struct package_keys k = {.seed = {0}};
	struct gs_content content = {.doc = *order->doc,
	    .secrets = {k.seed, k.reply, k.seal},
	    .terms = {.channel = channel->id,
	        .charter = channel->charter_digest,
	        .roll = channel->roll,
	        .reply_type = {type, sizeof type - 1},
	        .reply = {k.reply_public, 32}, .author = k.author_public}};

	int err = set_addressees(&content.terms, report, channel, order);
	if (err == GS_OK)
		err = set_after(&content.terms, report, channel, order);
	set_wishes(&content.terms, order->wishes);
	if (err == GS_OK)
		err = set_annexes(&content, arena, order->annexes);
	if (err == GS_OK)
		err = draw_keys(&k);
	if (err == GS_OK)
		err = write_package(out, report, arena, &content, &k,
		    &channel->charter);
	gs_host_wipe(&k, sizeof k);
	if (err != GS_OK)
		gs_package_wipe(out);
	return err;
}

void gs_package_wipe(struct gs_package *package)
{
	/* The arena wipes the text. */
	gs_host_wipe(package, sizeof *package);
}
