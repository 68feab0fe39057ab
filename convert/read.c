/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/read.h"

#include <libxml/parser.h>

#include "convert/package.h"
#include "lib/file_kind.h"

void gs_read_start(struct gs_span file)
{
	xmlInitParser();
	if (gs_file_kind(file, "") == GS_FILE_PDF)
		gs_read_start_pdf();
	gs_read_start_mail();
}

/* A word processor's, by the parts it has. */
static void read_file_package(struct gs_flow *f)
{
	struct gs_package p;

	gs_package_open(&p, f);
	if (gs_package_has(&p, "[Content_Types].xml"))
		gs_read_docx(&p);
	else if (gs_package_has(&p, "content.xml"))
		gs_read_odt(&p);
	else
		gs_flow_stop(f, GS_UNREAD_OTHER);
}

static void read_file_kind(struct gs_flow *f, enum gs_file_kind kind)
{
	enum gs_file_kind found = gs_file_kind(f->file, "");

	/* What is no case here the caller has refused already. */
	switch (found == GS_FILE_TEXT ? kind : found) {
	case GS_FILE_ZIP:
		read_file_package(f);
		return;
	case GS_FILE_PDF:
		gs_read_pdf(f);
		return;
	case GS_FILE_HTML:
		gs_read_html(f, f->file, NULL);
		return;
	case GS_FILE_MAIL:
		gs_read_mail(f);
		return;
	case GS_FILE_TEXT:
	case GS_FILE_PICTURE:
	case GS_FILE_GZIP:
	case GS_FILE_OLE:
	case GS_FILE_RTF:
	case GS_FILE_UTF16:
	case GS_FILE_EMPTY:
	case GS_FILE_BINARY:
	case GS_FILE_KINDS:
		break;
	}

	gs_flow_stop(f, GS_UNREAD_OTHER);
}

void gs_read(struct gs_flow *f, enum gs_file_kind kind)
{
	jmp_buf stop;

	f->stop = &stop;
	f->to = &f->body;
	f->place = GS_PLACE_PARAGRAPH;
	if (setjmp(stop) == 0) {
		read_file_kind(f, kind);
		gs_flow_end(f);
		if (f->body.len == 0 && f->count == 0)
			gs_flow_stop(f, GS_UNREAD_EMPTY);
	}
	f->stop = NULL;
}
