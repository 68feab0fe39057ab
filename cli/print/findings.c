/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef char finding[GS_FINDING_MAX];

__attribute__((format(printf, 3, 4)))
static void say(finding *list, size_t *count, const char *format, ...)
{
	va_list args;
	if (*count == GS_FINDINGS_MAX)
		return;
	va_start(args, format);
	(void)vsnprintf(list[(*count)++], GS_FINDING_MAX, format, args);
	va_end(args);
}

static int count_entry(struct gs_findings *f, struct gs_span entry)
{
	const uint8_t *text = NULL;
	struct gs_record rec;
	struct gs_pool pool;
	size_t len = 0;
	int64_t at = 0;
	struct gs_arena *arena = gs_pool_start(&pool);
	int err = gs_entry_split(&at, &text, &len, entry.ptr, entry.len);
	if (err == GS_OK)
		err = gs_record_parse(&rec, NULL, arena, text, len);
	/* A record has no other signatures than those its rules ask for, and
	 * one member proof if it is a member's act: all have verified. */
	for (size_t i = 0; err == GS_OK &&
	    gs_record_value(&rec, "signature", i) != NULL; i++)
		f->signatures++;
	if (err == GS_OK) {
		f->charters += strcmp(rec.type->name, "charter") == 0;
		f->proofs += gs_record_value(&rec, "proof", 0) != NULL;
		f->entries++;
	}
	gs_pool_free(&pool);
	return err;
}

static int count(struct gs_findings *f, struct gs_evidence *e)
{
	const struct gs_log_entry **order = NULL;
	size_t n = 0;
	int err = gs_provenance_order(&order, &n, e->arena, &e->parts);
	for (size_t i = 0; err == GS_OK && i < n; i++)
		err = count_entry(f, order[i]->bytes);
	return err;
}

static void say_checked(struct gs_findings *f, const struct gs_evidence *e)
{
	const struct gs_verdict *v = &e->verdict;
	const struct gs_trust *t = &e->trust;
	finding *list = f->checked;
	size_t *n = &f->checked_count;
	say(list, n, "the log's signature on checkpoint %llu, by %s",
	    (unsigned long long)v->checkpoint.size,
	    t->key != NULL ? "the key given" : "a log of the policy");
	if (t->policy_file != NULL)
		say(list, n, t->policy.quorum == GS_POLICY_NONE ?
		    "the policy, which asks for no cosignature" :
		    "the policy's quorum: %zu of its %zu witnesses have "
		    "cosigned, enough by its rule", t->cosigned,
		    t->policy.witness_count);
	say(list, n, "inclusion: %llu entries are in the log that the "
	    "checkpoint signs", (unsigned long long)f->entries);
	if (f->charters == 1)
		say(list, n, "the charter, signed by its authority");
	else
		say(list, n, "the chain of %llu charters from the founding on, "
		    "each signed by the authority of the one before",
		    (unsigned long long)f->charters);
	say(list, n, "%llu signatures by the roles that the charter names",
	    (unsigned long long)f->signatures);
	say(list, n, "%llu member proofs against the roll of %llu keys",
	    (unsigned long long)f->proofs,
	    (unsigned long long)v->memo->roll->size);
	say(list, n, "the text: %zu of %zu blocks, as they were filed",
	    v->opening.open_count, v->opening.count);
}

static void say_unchecked(struct gs_findings *f, const struct gs_evidence *e)
{
	const struct gs_opening *o = &e->verdict.opening;
	finding *list = f->unchecked;
	size_t *n = &f->unchecked_count;
	say(list, n, "that the log has nothing more about this memo (an "
	    "acknowledgement, a reply) than this file: 'gainsay audit' reads "
	    "the whole log and can tell");
	if (e->trust.cosigned == 0)
		say(list, n, "that the operator shows everybody the same log: "
		    "no witness says so");
	say(list, n, "who wrote or endorsed it: a proof says that a key of the "
	    "roll acted, and not which one");
	say(list, n, "that each key of the roll is one entitled person's: its "
	    "registrar and second signer say so");
	say(list, n, "that what it says is true");
	if (o->open_count != o->count)
		say(list, n, "what stands in the %zu blocks that the file "
		    "withholds", o->count - o->open_count);
	if (o->part_count > 0)
		say(list, n, "what stands in the sentences withheld in %zu "
		    "blocks", o->part_count);
}

int gs_findings_of(struct gs_findings *out, struct gs_evidence *e)
{
	*out = (struct gs_findings){.checked_count = 0};
	int err = count(out, e);
	if (err != GS_OK)
		return err;
	say_checked(out, e);
	say_unchecked(out, e);
	gs_trust_time(out->time, &e->trust, e->verdict.memo->charter);
	return GS_OK;
}

/* Words of ASCII, so that columns are bytes. */
static void print_item(const char *text)
{
	size_t column = 3;
	printf("  -");
	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		if (column + 1 + len > 79) {
			printf("\n   ");
			column = 3;
		}
		printf(" %.*s", (int)len, text);
		column += 1 + len;
		text += len;
		text += *text == ' ';
	}
	printf("\n");
}

void gs_findings_print(const struct gs_findings *f)
{
	printf("Checked:\n");
	for (size_t i = 0; i < f->checked_count; i++)
		print_item(f->checked[i]);
	printf("Not checked:\n");
	for (size_t i = 0; i < f->unchecked_count; i++)
		print_item(f->unchecked[i]);
}
