/* SPDX-License-Identifier: Apache-2.0 */
/* What a file is, by its bytes: people give a web page, a message or a picture
 * where a text is wanted, and an archive where a record is. */
#ifndef GS_LIB_FILE_KIND_H
#define GS_LIB_FILE_KIND_H

#include <stdbool.h>

#include "core/host.h"

enum gs_file_kind {
	GS_FILE_TEXT, /* nothing else: it is read as it is */
	GS_FILE_EMPTY,
	GS_FILE_PDF,
	GS_FILE_ZIP,  /* a package: .docx and .odt among others */
	GS_FILE_HTML,
	GS_FILE_MAIL,
	GS_FILE_PICTURE,
	GS_FILE_GZIP,
	GS_FILE_OLE,  /* .doc, .msg */
	GS_FILE_RTF,
	GS_FILE_UTF16,
	GS_FILE_BINARY,
	GS_FILE_KINDS
};

/* `name` decides where the bytes do not: a part of a web page, a message with
 * few fields; "" is none. */
enum gs_file_kind gs_file_kind(struct gs_span file, const char *name);
/* "a PDF"; NULL for a text. */
const char *gs_file_kind_said(enum gs_file_kind kind);
/* Whether gainsay-convert reads it. */
bool gs_file_kind_converts(enum gs_file_kind kind);

#endif
