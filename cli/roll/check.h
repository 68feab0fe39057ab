/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay roll check: for members; argv[0] is "check". */
#ifndef GS_CLI_ROLL_CHECK_H
#define GS_CLI_ROLL_CHECK_H

int gs_roll_check(int argc, char **argv);

#endif
