/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay transfer.  It is a part of gainsayd, which alone has the code that
 * opens channel.db. */
#ifndef GS_ADMIN_TRANSFER_H
#define GS_ADMIN_TRANSFER_H

#define GS_TRANSFER_WORD "--transfer"

/* argv[0] is GS_TRANSFER_WORD; the result is the program's exit code
 * (cli/common/options.h). */
int gs_transfer_log(int argc, char **argv);

#endif
