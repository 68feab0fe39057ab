/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GS_CLI_COMPOSE_H
#define GS_CLI_COMPOSE_H

/* `gainsay compose`; argv[0] is "compose".  Exit codes: 0 the file is a memo
 * (and its package is written), 1 it is refused, 2 it cannot be judged. */
int gs_cli_compose(int argc, char **argv);

#endif
