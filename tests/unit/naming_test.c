/* SPDX-License-Identifier: Apache-2.0 */
/* Who has a tag says a name, and nobody else does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "core/proof/member.h"
#include "lib/host.h"

static const uint8_t scope[] = "a scope", other_scope[] = "another";

static struct gs_naming of_secret(uint8_t tag[32],
    const struct gs_secret *secret, const char *name)
{
	assert_int_equal(gs_secret_tag(tag, secret, scope, sizeof scope),
	    GS_OK);
	return (struct gs_naming){scope, sizeof scope, tag,
	    {(const uint8_t *)name, strlen(name)}};
}

static void nobody_names_anothers_tag(void **state)
{
	uint8_t key[32], tag[32], proof[GS_NAMING_LEN], none[32] = {0};
	struct gs_secret one, two;

	(void)state;
	assert_int_equal(gs_secret_new(&one, key), GS_OK);
	assert_int_equal(gs_secret_new(&two, key), GS_OK);
	const struct gs_naming good = of_secret(tag, &one, "Somebody");
	assert_int_equal(gs_naming_prove(proof, &two, &good),
	    GS_ERR_MISMATCH);
	assert_int_equal(gs_naming_prove(proof, &one, &good), GS_OK);
	assert_int_equal(gs_naming_verify(proof, &good), GS_OK);

	struct gs_naming bad = good;
	bad.name.len--;
	assert_int_equal(gs_naming_verify(proof, &bad), GS_ERR_PROOF);
	bad = good;
	bad.scope = other_scope;
	bad.scope_len = sizeof other_scope;
	assert_int_equal(gs_naming_verify(proof, &bad), GS_ERR_PROOF);
	bad = good;
	bad.tag = none;
	assert_int_equal(gs_naming_verify(proof, &bad), GS_ERR_PROOF);
	memset(proof, 0, sizeof proof);
	assert_int_equal(gs_naming_verify(proof, &bad), GS_ERR_PROOF);
}

static void no_bit_of_a_proof_may_change(void **state)
{
	uint8_t key[32], tag[32], proof[GS_NAMING_LEN];
	struct gs_secret one;

	(void)state;
	assert_int_equal(gs_secret_new(&one, key), GS_OK);
	const struct gs_naming good = of_secret(tag, &one, "Somebody");
	assert_int_equal(gs_naming_prove(proof, &one, &good), GS_OK);
	for (size_t bit = 0; bit < 8 * sizeof proof; bit++) {
		proof[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_equal(gs_naming_verify(proof, &good),
		    GS_ERR_PROOF);
		proof[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_names_anothers_tag),
		cmocka_unit_test(no_bit_of_a_proof_may_change),
	};

	return gs_host_start() != GS_OK ? 1 : cmocka_run_group_tests_name(
	    "naming", tests, NULL, NULL);
}
