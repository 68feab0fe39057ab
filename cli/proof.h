/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GS_CLI_PROOF_H
#define GS_CLI_PROOF_H

/* `gainsay proof prove|verify`; argv[0] is "proof".  Exit codes: 0 done or all
 * valid, 1 some proof is invalid, 2 nothing could be judged. */
int gs_cli_proof(int argc, char **argv);

#endif
