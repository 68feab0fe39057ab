/* SPDX-License-Identifier: Apache-2.0 */
/* Memory: the stack, constants and this module's one object, then the roll,
 * then a call's rooms and scratch, which are wiped when it ends. */
#include "web/module.h"

#include <stdbool.h>
#include <string.h>

#include "core/host.h"
#include "core/proof/member.h"
#include "web/heap.h"
#include "web/judge.h"

#define STACK_LOWEST ((uintptr_t)64) /* the linker puts the stack first */

/* The module's state: an instance is an object, and this is its inside. */
static struct {
	struct gs_roll *roll;
	uintptr_t roll_end; /* where a call begins; 0: at the heap's start */
	struct gs_span inputs[GS_WEB_INPUTS];
	struct gs_span answers[GS_WEB_ANSWERS]; /* from roll_end on */
	bool answered;
	uint8_t proof[GS_PROOF_LEN_MAX];
	size_t proof_len;
} self;

static uintptr_t call_start(void)
{
	return self.roll_end == 0 ? gs_web_heap_start() : self.roll_end;
}

/* What the calls that have returned left below this one's frame. */
__attribute__((noinline)) static void wipe_stack(void)
{
	volatile uint8_t here = 0;
	uintptr_t top = (uintptr_t)&here;

	gs_host_wipe((void *)STACK_LOWEST, top - STACK_LOWEST);
}

static void end_call(void)
{
	memset(self.inputs, 0, sizeof self.inputs);
	memset(self.answers, 0, sizeof self.answers);
	self.answered = false;
	gs_web_heap_back(call_start());
	wipe_stack();
}

void gs_web_forget(void)
{
	end_call();
}

uint8_t *gs_web_room(uint32_t input, size_t len)
{
	if (input >= GS_WEB_INPUTS)
		return NULL;
	if (self.answered)
		end_call();

	self.inputs[input] = (struct gs_span){gs_web_heap_take(NULL, len),
	    len};
	if (self.inputs[input].ptr == NULL)
		self.inputs[input].len = 0;

	return (uint8_t *)(uintptr_t)self.inputs[input].ptr;
}

__attribute__((noinline)) static int open_keys(const uint8_t *keys,
    size_t size)
{
	struct gs_arena arena = {.more = gs_web_heap_take};
	return gs_roll_open(&self.roll, &arena, keys, size);
}

/* The keys were put behind the old roll, which has to go: core copies them, so
 * the new one stands behind them, and they stay with it. */
int gs_web_open(void)
{
	const struct gs_span keys = self.inputs[GS_WEB_KEYS];
	uint8_t *moved = (uint8_t *)gs_web_heap_start();
	int err = keys.len % 32 == 0 ? GS_OK : GS_ERR_FORMAT;

	self.roll = NULL;
	self.roll_end = gs_web_heap_start();
	if (err == GS_OK && keys.len == 0)
		err = GS_ERR_RANGE;

	if (err == GS_OK) {
		memmove(moved, keys.ptr, keys.len);
		gs_web_heap_back(self.roll_end + keys.len);
		err = open_keys(moved, keys.len / 32);
	}

	if (err == GS_OK)
		self.roll_end = gs_web_heap_next();

	end_call();
	return err;
}

size_t gs_web_roll_size(void)
{
	return self.roll == NULL ? 0 : gs_roll_size(self.roll);
}

const uint8_t *gs_web_roll_root(void)
{
	return self.roll == NULL ? NULL : gs_roll_root(self.roll);
}

static struct gs_statement statement_of_inputs(void)
{
	const struct gs_span *scope = &self.inputs[GS_WEB_SCOPE];
	const struct gs_span *message = &self.inputs[GS_WEB_MESSAGE];
	return (struct gs_statement){scope->ptr, scope->len, message->ptr,
	    message->len};
}

/* A frame of its own, below the one that wipes. */
__attribute__((noinline)) static int prove_inputs(void)
{
	struct gs_arena arena = {.more = gs_web_heap_take};
	const struct gs_span *secret = &self.inputs[GS_WEB_SECRET];
	const struct gs_statement about = statement_of_inputs();
	struct gs_secret pair;

	if (self.roll == NULL)
		return GS_ERR_UNKNOWN;
	if (secret->len != sizeof pair)
		return GS_ERR_FORMAT;

	memcpy(&pair, secret->ptr, sizeof pair);
	int err = gs_member_prove(self.proof, &self.proof_len,
	    sizeof self.proof,
	    &(struct gs_proof_inputs){self.roll, &pair, &about}, &arena);

	gs_host_wipe(&pair, sizeof pair);
	return err;
}

int gs_web_prove(void)
{
	memset(self.proof, 0, sizeof self.proof);
	self.proof_len = 0;

	int err = prove_inputs();

	end_call();
	return err;
}

const uint8_t *gs_web_proof(void)
{
	return self.proof;
}

size_t gs_web_proof_len(void)
{
	return self.proof_len;
}

__attribute__((noinline)) static int verify_inputs(void)
{
	struct gs_arena arena = {.more = gs_web_heap_take};
	const struct gs_span *proof = &self.inputs[GS_WEB_PROOF];
	const struct gs_proof_ref ref = {statement_of_inputs(), proof->ptr,
	    proof->len};

	if (self.roll == NULL)
		return GS_ERR_UNKNOWN;
	return gs_member_verify(self.roll, &ref, &arena);
}

int gs_web_verify(void)
{
	int err = verify_inputs();

	end_call();
	return err;
}

/* Moves the answers to where the call began, one behind the other, and gives
 * the rest back.  They may lie anywhere above: a copy of all is made first. */
static int keep_answers(char *const answers[GS_WEB_ANSWERS])
{
	uint8_t *to = (uint8_t *)call_start();
	size_t len[GS_WEB_ANSWERS], all = 0, at = 0;

	for (size_t i = 0; i < GS_WEB_ANSWERS; i++)
		all += len[i] = answers[i] == NULL ? 0 : strlen(answers[i]);
	uint8_t *copy = gs_web_heap_take(NULL, all);
	if (copy == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; i < GS_WEB_ANSWERS; i++) {
		if (answers[i] == NULL)
			continue;
		memcpy(copy + at, answers[i], len[i]);
		self.answers[i] = (struct gs_span){to + at, len[i]};
		at += len[i];
	}
	memmove(to, copy, all);
	gs_web_heap_back((uintptr_t)to + all);
	self.answered = true;
	return GS_OK;
}

int gs_web_judge(void)
{
	char *answers[GS_WEB_ANSWERS] = {NULL};
	int err = gs_judge_inputs(answers, self.inputs);
	int kept = GS_OK;

	memset(self.inputs, 0, sizeof self.inputs);
	kept = keep_answers(answers);
	if (kept != GS_OK)
		end_call();
	wipe_stack();
	return kept != GS_OK ? kept : err;
}

const uint8_t *gs_web_answer(uint32_t kind)
{
	return kind < GS_WEB_ANSWERS ? self.answers[kind].ptr : NULL;
}

size_t gs_web_answer_len(uint32_t kind)
{
	return kind < GS_WEB_ANSWERS ? self.answers[kind].len : 0;
}
