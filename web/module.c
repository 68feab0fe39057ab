/* SPDX-License-Identifier: Apache-2.0 */
/* Memory: the stack, constants and this module's one object, then the roll,
 * then a call's rooms and scratch, which are wiped when it ends. */
#include "web/module.h"

#include <string.h>

#include "core/host.h"
#include "core/proof/member.h"

#define PAGE ((size_t)65536)
#define ALIGN ((size_t)64)
#define STACK_LOWEST ((uintptr_t)64) /* the linker puts the stack first */

extern uint8_t __heap_base;

/* The module's state: an instance is an object, and this is its inside. */
static struct {
	struct gs_roll *roll;
	uintptr_t next, roll_end; /* first free byte; where a call begins */
	struct gs_span inputs[GS_WEB_INPUTS];
	uint8_t proof[GS_PROOF_LEN_MAX];
	size_t proof_len;
} self;

static uintptr_t heap_start(void)
{
	return ((uintptr_t)&__heap_base + ALIGN - 1) & ~(ALIGN - 1);
}

/* From the end of what was taken; zeroed, as memory is born and left so. */
static void *grow_memory(void *ctx, size_t size)
{
	(void)ctx;
	if (self.next == 0)
		self.next = self.roll_end = heap_start();

	const uintptr_t end = __builtin_wasm_memory_size(0) * PAGE;
	if (size > SIZE_MAX - PAGE - ALIGN - self.next)
		return NULL;
	uintptr_t after = (self.next + size + ALIGN - 1) & ~(ALIGN - 1);

	if (after > end && __builtin_wasm_memory_grow(0,
	    (after - end + PAGE - 1) / PAGE) == SIZE_MAX)
		return NULL;

	void *out = (void *)self.next;
	self.next = after;
	return out;
}

static void give_back_from(uintptr_t from)
{
	if (self.next > from)
		gs_host_wipe((void *)from, self.next - from);

	self.next = from;
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
	give_back_from(self.roll_end);
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

	self.inputs[input] = (struct gs_span){grow_memory(NULL, len), len};
	if (self.inputs[input].ptr == NULL)
		self.inputs[input].len = 0;

	return (uint8_t *)(uintptr_t)self.inputs[input].ptr;
}

__attribute__((noinline)) static int open_keys(const uint8_t *keys,
    size_t size)
{
	struct gs_arena arena = {.more = grow_memory};
	return gs_roll_open(&self.roll, &arena, keys, size);
}

/* The keys were put behind the old roll, which has to go: core copies them, so
 * the new one stands behind them, and they stay with it. */
int gs_web_open(void)
{
	const struct gs_span keys = self.inputs[GS_WEB_KEYS];
	uint8_t *moved = (uint8_t *)heap_start();
	int err = keys.len % 32 == 0 ? GS_OK : GS_ERR_FORMAT;

	self.roll = NULL;
	self.roll_end = heap_start();
	if (err == GS_OK && keys.len == 0)
		err = GS_ERR_RANGE;

	if (err == GS_OK) {
		memmove(moved, keys.ptr, keys.len);
		give_back_from(self.roll_end + keys.len);
		self.next = (self.next + ALIGN - 1) & ~(ALIGN - 1);
		err = open_keys(moved, keys.len / 32);
	}

	if (err == GS_OK)
		self.roll_end = self.next;

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
	struct gs_arena arena = {.more = grow_memory};
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
	struct gs_arena arena = {.more = grow_memory};
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
