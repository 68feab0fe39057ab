/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GS_CLI_SERVE_H
#define GS_CLI_SERVE_H

/* `gainsay serve DIR`; argv[0] is "serve".  Returns when SIGINT or SIGTERM has
 * come and what waited is done. */
int gs_cli_serve(int argc, char **argv);

#endif
