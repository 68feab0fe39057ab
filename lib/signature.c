/* SPDX-License-Identifier: Apache-2.0 */
/* core/host.h's check of a signature, by libsodium. */
#include <sodium.h>

#include "core/host.h"

int gs_host_ed25519_verify(const uint8_t sig[64], const uint8_t key[32],
    const uint8_t *msg, size_t msg_len)
{
	/* libsodium refuses small order, and takes a key of mixed order. */
	if (crypto_core_ed25519_is_valid_point(key) != 1)
		return GS_ERR_SIGNATURE;
	if (crypto_sign_verify_detached(sig, msg, msg_len, key) != 0)
		return GS_ERR_SIGNATURE;
	return GS_OK;
}
