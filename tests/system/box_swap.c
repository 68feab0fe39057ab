/* SPDX-License-Identifier: Apache-2.0 */
/* box_swap LINK PACKAGE: another package, sealed as the link's box would hold
 * its own, in base64: what a link holder who runs the server puts in its
 * place.  For show.py. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "lib/client/box_link.h"
#include "lib/file.h"
#include "lib/host.h"

static int swap(const char *text, const char *path)
{
	struct gs_report report = {.text = ""};
	struct gs_box_link link;
	uint8_t *package = NULL, *sealed = NULL, *out = NULL;
	size_t package_len = 0, len = 0;

	int err = gs_box_link_parse(&link, &report, text, strlen(text));
	if (err == GS_OK)
		err = gs_file_read(&package, &package_len, (size_t)1 << 20,
		    path, &report);
	if (err == GS_OK)
		err = gs_box_seal(&sealed, &len, &link, package, package_len);
	if (err == GS_OK)
		out = malloc(2 * len + 4);
	if (out != NULL) {
		struct gs_writer w = gs_writer_of(out, 2 * len + 4);

		gs_write_base64(&w, sealed, len);
		fwrite(out, 1, w.len, stdout);
	}

	if (report.text[0] != '\0')
		fprintf(stderr, "%s\n", report.text);
	gs_file_wipe(&package, package_len);
	free(sealed);
	free(out);
	return err == GS_OK && fflush(stdout) == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc != 3 || gs_host_start() != GS_OK)
		return 2;
	return swap(argv[1], argv[2]);
}
