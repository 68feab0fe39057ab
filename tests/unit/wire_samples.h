/* SPDX-License-Identifier: Apache-2.0 */
/* Asks and answers with something in each field, for tests and for the corpus
 * of the fuzzer.  What they point to is static, and the next call's. */
#ifndef GS_TESTS_UNIT_WIRE_SAMPLES_H
#define GS_TESTS_UNIT_WIRE_SAMPLES_H

#include <stdbool.h>

#include "server/wire/message.h"

/* Of each kind, with all that it may have, or with the least. */
struct gs_ask wire_sample_ask(enum gs_ask_kind kind, bool least);
/* Each starts the answer. */
void wire_sample_answer(struct gs_answer *a);
void wire_sample_refusal(struct gs_answer *a);

#endif
