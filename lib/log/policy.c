/* SPDX-License-Identifier: Apache-2.0 */
/* Clauses are those of c2sp.org/tlog-policy, "Policy file syntax and
 * structure". */
#include "lib/log/policy.h"

#include <stdlib.h>
#include <string.h>

#include "core/record/time.h"

/* "Character set": of control characters the tab and the line feed alone. */
static bool octets_valid(const uint8_t *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((text[i] < 0x20 && text[i] != '\t' && text[i] != '\n') ||
		    text[i] == 0x7f)
			return false;
	return true;
}

/* The next item of a line; len 0: no more. */
static struct gs_span next_item(struct gs_span *line)
{
	size_t from = 0, to = 0;

	while (from < line->len &&
	    (line->ptr[from] == ' ' || line->ptr[from] == '\t'))
		from++;

	for (to = from; to < line->len && line->ptr[to] != ' ' &&
	    line->ptr[to] != '\t';)
		to++;

	struct gs_span item = {line->ptr + from, to - from};
	line->ptr += to;
	line->len -= to;
	return item;
}

static bool item_is(struct gs_span item, const char *word)
{
	return item.len == strlen(word) &&
	    memcmp(item.ptr, word, item.len) == 0;
}

struct policy_parse {
	struct gs_policy *p;
	struct gs_report *report;
	size_t line;
	bool has_quorum;
};

/* `sentence` has the line as {0}, and may have `value` as {1}. */
static int refuse_at(const struct policy_parse *s, int err, const char *code,
    const char *sentence, struct gs_span value)
{
	const struct gs_message_value values[] = {gs_say_number(s->line),
	    gs_utf8_valid(value.ptr, value.len) ?
	        gs_say_span(value.ptr, value.len) :
	        gs_say_text("(bytes that are no text)")};

	gs_report_values(s->report, code, sentence, values, 2);
	return err;
}

static const struct gs_span none;

/* "Implementation limits" are ours; all else is the format's. */
static int refuse_number(const struct policy_parse *s, const char *what,
    size_t max)
{
	gs_report_tell(s->report, "policy-too-many", "line {0}: there are more "
	    "than {1} {2}", gs_say_number(s->line), gs_say_number(max),
	    gs_say_text(what));
	return GS_ERR_RANGE;
}

static int refuse_policy_key(const struct policy_parse *s, int err,
    struct gs_span key)
{
	if (err == GS_ERR_UNKNOWN)
		return refuse_at(s, err, "policy-key-algorithm", "line {0}: "
		    "the key is of an algorithm that is not known here: {1}",
		    key);
	if (err == GS_ERR_MISMATCH)
		return refuse_at(s, err, "policy-key-id", "line {0}: the "
		    "key's id is not the one of its key: {1}", key);
	return refuse_at(s, err, "policy-key-form", "line {0}: this is not "
	    "a verifier key (NAME+8 hex digits+base64): {1}", key);
}

/* "Public key representation": the same key under another name or type is the
 * same.  A log cannot be its own witness either. */
static bool key_is_taken(const struct gs_policy *p, const uint8_t key[32])
{
	for (size_t i = 0; i < p->log_count; i++)
		if (memcmp(p->logs[i].key, key, 32) == 0)
			return true;
	for (size_t i = 0; i < p->witness_count; i++)
		if (memcmp(p->witnesses[i].key, key, 32) == 0)
			return true;
	return false;
}

/* `<vkey> [<url>]`, the rest of a line. */
static int read_policy_key(struct gs_verifier *out,
    const struct policy_parse *s, enum gs_key_type type, struct gs_span rest)
{
	struct gs_verifier v = {.name = ""};
	struct gs_span item = next_item(&rest);

	int err = gs_verifier_parse(&v, item.ptr, item.len);
	if (err != GS_OK)
		return refuse_policy_key(s, err, item);
	if (v.type != type && type == GS_KEY_ED25519)
		return refuse_at(s, GS_ERR_UNKNOWN, "policy-log-type",
		    "line {0}: a log's key has the type Ed25519 (0x01)", none);
	if (v.type != type)
		return refuse_at(s, GS_ERR_UNKNOWN, "policy-witness-type",
		    "line {0}: a witness's key has the type cosignature/v1 "
		    "(0x04)", none);
	if (key_is_taken(s->p, v.key))
		return refuse_at(s, GS_ERR_DUPLICATE, "policy-key-twice",
		    "line {0}: this key stands in the policy already: {1}",
		    item);

	(void)next_item(&rest); /* the URL serves nobody offline */
	item = next_item(&rest);
	if (item.len != 0)
		return refuse_at(s, GS_ERR_FORMAT, "policy-rest-of-line",
		    "line {0}: after the key there may be a URL, and nothing "
		    "else: {1}", item);
	*out = v;
	return GS_OK;
}

static struct gs_policy_node *find_node(struct gs_policy *p,
    struct gs_span name)
{
	for (size_t i = 0; i < p->node_count; i++)
		if (p->nodes[i].name.len == name.len &&
		    memcmp(p->nodes[i].name.ptr, name.ptr, name.len) == 0)
			return &p->nodes[i];
	return NULL;
}

static int add_node(const struct policy_parse *s, struct gs_span name,
    size_t witness)
{
	struct gs_policy *p = s->p;

	if (name.len == 0)
		return refuse_at(s, GS_ERR_FORMAT, "policy-no-name",
		    "line {0}: a name is missing", none);
	if (item_is(name, "none"))
		return refuse_at(s, GS_ERR_FORMAT, "policy-name-none",
		    "line {0}: 'none' cannot be a name", none);
	if (find_node(p, name) != NULL)
		return refuse_at(s, GS_ERR_DUPLICATE, "policy-name-twice",
		    "line {0}: this name is defined already: {1}", name);

	p->nodes[p->node_count++] = (struct gs_policy_node){.name = name,
	    .line = s->line, .witness = witness, .group = GS_POLICY_NONE};
	return GS_OK;
}

static int read_log_line(struct policy_parse *s, struct gs_span rest)
{
	struct gs_policy *p = s->p;

	if (p->log_count == GS_POLICY_LOGS_MAX)
		return refuse_number(s, "logs", GS_POLICY_LOGS_MAX);
	int err = read_policy_key(&p->logs[p->log_count], s, GS_KEY_ED25519,
	    rest);
	p->log_count += err == GS_OK;
	return err;
}

static int read_witness_line(struct policy_parse *s, struct gs_span rest)
{
	struct gs_policy *p = s->p;
	struct gs_span name = next_item(&rest);

	if (p->witness_count == GS_POLICY_WITNESSES_MAX)
		return refuse_number(s, "witnesses", GS_POLICY_WITNESSES_MAX);
	int err = add_node(s, name, p->witness_count);
	if (err == GS_OK)
		err = read_policy_key(&p->witnesses[p->witness_count], s,
		    GS_KEY_COSIGNATURE, rest);
	p->witness_count += err == GS_OK;
	return err;
}

/* "Each defined name can be listed as a group member at most once": so that a
 * node has one group, and a witness counts in one way. */
static int read_members(const struct policy_parse *s, size_t group,
    struct gs_span rest)
{
	struct gs_policy_node *g = &s->p->nodes[group];

	for (struct gs_span name; (name = next_item(&rest)).len != 0;) {
		struct gs_policy_node *n = find_node(s->p, name);

		if (n == NULL)
			return refuse_at(s, GS_ERR_UNKNOWN,
			    "policy-member-unknown", "line {0}: no line above "
			    "defines this member: {1}", name);
		if (n == g)
			return refuse_at(s, GS_ERR_UNKNOWN,
			    "policy-member-itself", "line {0}: a group cannot "
			    "be its own member: {1}", name);
		if (n->group != GS_POLICY_NONE)
			return refuse_at(s, GS_ERR_DUPLICATE,
			    "policy-member-twice", "line {0}: this member is "
			    "in a group already: {1}", name);
		n->group = group;
		g->members++;
	}
	return GS_OK;
}

static int read_group_line(struct policy_parse *s, struct gs_span rest)
{
	struct gs_policy *p = s->p;
	size_t group = p->node_count;
	uint64_t needed = 1;
	struct gs_span name = next_item(&rest), k = next_item(&rest);

	if (group - p->witness_count == GS_POLICY_GROUPS_MAX)
		return refuse_number(s, "groups", GS_POLICY_GROUPS_MAX);
	int err = add_node(s, name, GS_POLICY_NONE);
	if (err == GS_OK)
		err = read_members(s, group, rest);
	if (err != GS_OK)
		return err;

	size_t members = p->nodes[group].members;
	if (members == 0)
		return refuse_at(s, GS_ERR_FORMAT, "policy-group-empty",
		    "line {0}: this group has no members: {1}", name);
	if (item_is(k, "all"))
		needed = members;
	else if (!item_is(k, "any") && (gs_decimal_decode(&needed, k.ptr,
	    k.len, members) != GS_OK || needed == 0))
		return refuse_at(s, GS_ERR_RANGE, "policy-group-needs",
		    "line {0}: a group needs 'all', 'any' or a number from 1 "
		    "to that of its members, not {1}", k);
	p->nodes[group].needed = (size_t)needed;
	return GS_OK;
}

static int read_quorum_line(struct policy_parse *s, struct gs_span rest)
{
	struct gs_span name = next_item(&rest);

	if (s->has_quorum)
		return refuse_at(s, GS_ERR_DUPLICATE, "policy-quorum-twice",
		    "line {0}: this is a second quorum: {1}", name);
	if (name.len == 0 || next_item(&rest).len != 0)
		return refuse_at(s, GS_ERR_FORMAT, "policy-quorum-form",
		    "line {0}: a quorum is one name", none);
	s->has_quorum = true;
	if (item_is(name, "none"))
		return GS_OK;

	const struct gs_policy_node *n = find_node(s->p, name);
	if (n == NULL)
		return refuse_at(s, GS_ERR_UNKNOWN, "policy-quorum-unknown",
		    "line {0}: no line above defines this quorum: {1}", name);
	s->p->quorum = (size_t)(n - s->p->nodes);
	return GS_OK;
}

static int read_policy_line(struct policy_parse *s, struct gs_span line)
{
	static const struct {
		const char *word;
		int (*read)(struct policy_parse *s, struct gs_span rest);
	} keywords[] = {{"log", read_log_line}, {"witness", read_witness_line},
		{"group", read_group_line}, {"quorum", read_quorum_line}};
	struct gs_span word = next_item(&line);

	if (word.len == 0 || word.ptr[0] == '#')
		return GS_OK;

	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
		if (item_is(word, keywords[i].word))
			return keywords[i].read(s, line);
	return refuse_at(s, GS_ERR_UNKNOWN, "policy-keyword", "line {0}: the "
	    "first word must be 'log', 'witness', 'group' or 'quorum', not "
	    "{1}", word);
}

static int parse_lines(struct policy_parse *s, struct gs_reader r)
{
	int err = GS_OK;

	while (err == GS_OK && r.left > 0) {
		struct gs_span line = {NULL, 0};

		s->line++;
		line.ptr = gs_read_line(&line.len, &r, GS_POLICY_MAX);
		if (line.ptr == NULL)
			err = refuse_at(s, GS_ERR_FORMAT, "policy-line-open",
			    "line {0}: the last line lacks its line feed",
			    none);
		else if (!octets_valid(line.ptr, line.len))
			err = refuse_at(s, GS_ERR_FORMAT, "policy-control",
			    "line {0}: it has a control character; lines end "
			    "in a line feed alone", none);
		else
			err = read_policy_line(s, line);
	}

	if (err == GS_OK && !s->has_quorum)
		err = refuse_at(s, GS_ERR_FORMAT, "policy-no-quorum",
		    "line {0}: the file ends without a quorum ('quorum none' "
		    "if no cosignature is needed)", none);
	return err;
}

int gs_policy_parse(struct gs_policy *out, struct gs_report *report,
    const void *text, size_t len)
{
	struct policy_parse s = {.p = out, .report = report};

	*out = (struct gs_policy){.quorum = GS_POLICY_NONE};

	int err = GS_OK;
	if (len > GS_POLICY_MAX) {
		gs_report_tell(report, "policy-too-long", "the policy has {0} "
		    "bytes; it may have {1}", gs_say_number(len),
		    gs_say_number(GS_POLICY_MAX));
		err = GS_ERR_RANGE;
	} else {
		err = parse_lines(&s, gs_reader_of(text, len));
	}
	if (err != GS_OK)
		*out = (struct gs_policy){.quorum = GS_POLICY_NONE};
	return err;
}

/* Judging ----------------------------------------------------------- */

static bool is_reached(const struct gs_policy_node *n, size_t have)
{
	return n->witness != GS_POLICY_NONE ? have != 0 : have >= n->needed;
}

/* How many members of each node are satisfied; of a witness 1 or 0.  One pass:
 * members stand before their group. */
static void tally_members(size_t *have, const struct gs_policy *p,
    const bool *good)
{
	memset(have, 0, p->node_count * sizeof *have);
	for (size_t i = 0; i < p->node_count; i++) {
		const struct gs_policy_node *n = &p->nodes[i];

		if (n->witness != GS_POLICY_NONE)
			have[i] = good[n->witness];
		if (n->group != GS_POLICY_NONE && is_reached(n, have[i]))
			have[n->group]++;
	}
}

bool gs_policy_met(const struct gs_policy *p, const bool *good)
{
	size_t have[GS_POLICY_WITNESSES_MAX + GS_POLICY_GROUPS_MAX];

	if (p->quorum == GS_POLICY_NONE)
		return true;

	tally_members(have, p, good);
	return is_reached(&p->nodes[p->quorum], have[p->quorum]);
}

bool gs_policy_accepts(const struct gs_policy *p,
    const struct gs_verifier *key)
{
	for (size_t i = 0; i < p->log_count; i++)
		if (memcmp(p->logs[i].key, key->key, 32) == 0 &&
		    strcmp(p->logs[i].name, key->name) == 0)
			return true;
	return p->log_count == 0;
}

/* `'name'`, or its line if the name is not text. */
static void write_name(struct gs_writer *w, const struct gs_policy_node *n)
{
	bool text = gs_utf8_valid(n->name.ptr, n->name.len);

	gs_write_text(w, text ? "'" : "that of line ");
	if (text)
		gs_write_bytes(w, n->name.ptr, n->name.len);
	else
		gs_write_decimal(w, n->line);
	gs_write_text(w, text ? "'" : "");
}

static bool is_within(const struct gs_policy *p, size_t node, size_t group)
{
	while (node != group && node != GS_POLICY_NONE)
		node = p->nodes[node].group;
	return node == group;
}

/* `'X' has 1 of 2, without 'X2', 'X3'` */
static void write_lack(struct gs_writer *w, const struct gs_policy *p,
    const size_t *have, size_t group)
{
	const char *before = ", without ";

	write_name(w, &p->nodes[group]);
	if (p->nodes[group].witness != GS_POLICY_NONE) {
		gs_write_text(w, " has not cosigned");
		return;
	}

	gs_write_text(w, " has ");
	gs_write_decimal(w, have[group]);
	gs_write_text(w, " of ");
	gs_write_decimal(w, p->nodes[group].needed);

	for (size_t i = 0; i < group; i++) {
		if (p->nodes[i].group != group ||
		    is_reached(&p->nodes[i], have[i]))
			continue;
		gs_write_text(w, before);
		write_name(w, &p->nodes[i]);
		before = ", ";
	}
}

/* Group by group, from the quorum down. */
static int report_lack(struct gs_report *report, const struct gs_policy *p,
    const bool *good)
{
	size_t have[GS_POLICY_WITNESSES_MAX + GS_POLICY_GROUPS_MAX];
	char text[400]; /* what a report takes, beside its sentence */
	struct gs_writer w = gs_writer_of(text, sizeof text - 4);
	const char *before = "";

	tally_members(have, p, good);
	for (size_t i = p->quorum + 1; i-- > 0;) {
		const struct gs_policy_node *n = &p->nodes[i];

		if (!is_within(p, i, p->quorum) || is_reached(n, have[i]) ||
		    (n->witness != GS_POLICY_NONE && i != p->quorum))
			continue;
		gs_write_text(&w, before);
		write_lack(&w, p, have, i);
		before = "; ";
	}

	if (gs_writer_end(&w) != GS_OK) {
		memcpy(text + w.len, " ...", 4);
		w.len += 4;
	}
	gs_report_tell(report, "quorum-not-reached", "the policy's quorum of "
	    "cosignatures is not reached: {0}", gs_say_span(text, w.len));
	return GS_ERR_RULE;
}

/* A gs_note_enough_fn. */
static bool is_met(const void *ctx, const bool *by)
{
	return gs_policy_met(ctx, by);
}

static int judge_cosignatures(struct gs_policy_verdict *out,
    struct gs_report *report, const struct gs_policy *p,
    const struct gs_attestation *verified)
{
	bool good[GS_POLICY_WITNESSES_MAX] = {false};

	for (size_t i = 0; i < p->witness_count; i++) {
		out->witnesses[i] = verified[i];
		out->cosigned += good[i] = verified[i].good;
	}

	if (!gs_policy_met(p, good))
		return report_lack(report, p, good);
	out->time = gs_note_time(out->witnesses, p->witness_count, is_met, p);
	return GS_OK;
}

struct signers {
	const struct gs_verifier *logs[GS_POLICY_LOGS_MAX];
	size_t log_count;
	/* The logs, then the witnesses. */
	struct gs_verifier keys[GS_POLICY_LOGS_MAX + GS_POLICY_WITNESSES_MAX];
	struct gs_attestation verified[GS_POLICY_LOGS_MAX +
	    GS_POLICY_WITNESSES_MAX];
};

/* The logs of that origin, or `key` alone. */
static int choose_signers(struct signers *s, const struct gs_policy *p,
    const struct gs_verifier *key, const char *origin)
{
	size_t n = 0;

	if (key != NULL && gs_policy_accepts(p, key) &&
	    strcmp(key->name, origin) == 0)
		s->logs[n++] = key;
	for (size_t i = 0; key == NULL && i < p->log_count; i++)
		if (strcmp(p->logs[i].name, origin) == 0)
			s->logs[n++] = &p->logs[i];

	for (size_t i = 0; i < n; i++)
		s->keys[i] = *s->logs[i];
	memcpy(s->keys + n, p->witnesses,
	    p->witness_count * sizeof *s->keys);

	s->log_count = n;
	return n == 0 ? GS_ERR_UNKNOWN : GS_OK;
}

static int open_note(struct signers *s, const struct gs_verifier **log,
    const struct gs_policy *p, const struct gs_verifier *key,
    const void *note, size_t len)
{
	struct gs_checkpoint c;
	struct gs_note n;

	int err = gs_note_parse(&n, note, len);
	if (err == GS_OK)
		err = gs_checkpoint_parse(&c, n.text, n.text_len);
	if (err == GS_OK)
		err = choose_signers(s, p, key, c.origin);
	if (err == GS_OK)
		err = gs_note_open(&n, s->verified, note, len, s->keys,
		    s->log_count + p->witness_count);

	for (size_t i = 0; err == GS_OK && i < s->log_count; i++)
		if (*log == NULL && s->verified[i].good)
			*log = s->logs[i];
	return err == GS_OK && *log == NULL ? GS_ERR_UNKNOWN : err;
}

static int refuse_note(struct gs_report *report, int err)
{
	if (err == GS_ERR_UNKNOWN)
		gs_report_say(report, "policy-log-not-signed", "no log of the "
		    "policy has signed the checkpoint");
	else if (err == GS_ERR_SIGNATURE)
		gs_report_say(report, "policy-signature-bad", "a signature of "
		    "the checkpoint by a key of the policy does not verify");
	else
		gs_report_tell(report, "policy-note-form", "the checkpoint "
		    "cannot be read: {0}", gs_say_text(gs_strerror(err)));
	return err;
}

int gs_policy_check(struct gs_policy_verdict *out, struct gs_report *report,
    const struct gs_policy *p, const struct gs_verifier *key,
    const void *note, size_t len)
{
	struct gs_policy_verdict v = {.log = NULL};
	struct signers *s = calloc(1, sizeof *s);

	if (s == NULL)
		return refuse_note(report, GS_ERR_MEMORY);
	int err = open_note(s, &v.log, p, key, note, len);

	err = err != GS_OK ? refuse_note(report, err) :
	    judge_cosignatures(&v, report, p, s->verified + s->log_count);
	if (err == GS_OK)
		*out = v;
	free(s);
	return err;
}
