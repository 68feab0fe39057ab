/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/misfiled.h"

#include <string.h>

#include "lib/file_kind.h"

#define HEADING "gainsay/v1 provenance"
#define BASE64_HEADING "Z2FpbnNheS92MSBwcm92ZW5hbmNl"
#define DIGITS_MAX 12

static bool bytes_begin(struct gs_span s, const char *text)
{
	size_t n = strlen(text);

	return s.len >= n && memcmp(s.ptr, text, n) == 0;
}

/* The next line without its LF, cut from *rest; false: it has no end. */
static bool cut_file_line(struct gs_span *out, struct gs_span *rest)
{
	const uint8_t *lf = rest->len == 0 ? NULL :
	    memchr(rest->ptr, '\n', rest->len);

	if (lf == NULL)
		return false;
	*out = (struct gs_span){rest->ptr, (size_t)(lf - rest->ptr)};
	rest->ptr += out->len + 1;
	rest->len -= out->len + 1;
	return true;
}

/* `section NAME LENGTH`: the length; false: another line. */
static bool section_length(size_t *out, struct gs_span line)
{
	size_t i = line.len, n = 0;

	if (!bytes_begin(line, "section "))
		return false;
	while (i > 0 && line.ptr[i - 1] != ' ')
		i--;
	if (i == line.len || line.len - i > DIGITS_MAX)
		return false;
	for (; i < line.len; i++) {
		if (line.ptr[i] < '0' || line.ptr[i] > '9')
			return false;
		n = n * 10 + (size_t)(line.ptr[i] - '0');
	}
	*out = n;
	return true;
}

/* Whether a section is longer than what is there, or none is there at all;
 * other faults are for who judges. */
static bool is_cut_short(struct gs_span rest)
{
	struct gs_span line;
	size_t len = 0;

	if (!cut_file_line(&line, &rest) || !cut_file_line(&line, &rest))
		return true;
	while (rest.len > 0) {
		if (!cut_file_line(&line, &rest))
			return bytes_begin(rest, "section ");
		if (!section_length(&len, line))
			return false;
		if (len >= rest.len)
			return len > rest.len || rest.ptr[len - 1] != '\n';
		rest.ptr += len + 1;
		rest.len -= len + 1;
	}
	return false;
}

static bool tell_changed(struct gs_report *report, struct gs_span file,
    const char *name)
{
	struct gs_span rest = file, line = {NULL, 0};

	if (bytes_begin(file, "\xef\xbb\xbf" HEADING)) {
		gs_report_tell(report, "provenance-with-mark", "{0} has a byte "
		    "order mark in front, as some editors write it: get the "
		    "file again, and do not save it from an editor",
		    gs_say_text(name));
	} else if (bytes_begin(file, HEADING "\r")) {
		gs_report_tell(report, "provenance-with-cr", "{0} has lines "
		    "that end in CR LF, as mail or an editor makes them: get "
		    "the file again, as an attachment or in an archive",
		    gs_say_text(name));
	} else if (bytes_begin(file, BASE64_HEADING)) {
		gs_report_tell(report, "provenance-in-base64", "{0} is base64, "
		    "as messages carry files: save the attachment, not the "
		    "message's source", gs_say_text(name));
	} else if (bytes_begin(file, HEADING "\n") &&
	    cut_file_line(&line, &rest) && cut_file_line(&line, &rest) &&
	    line.len > 3 && (memcmp(line.ptr + line.len - 3, "=3D", 3) == 0 ||
	    line.ptr[line.len - 1] == '=') &&
	    memmem(file.ptr, file.len, "=3D\n", 4) != NULL) {
		gs_report_tell(report, "provenance-quoted-printable", "{0} has "
		    "=3D for =, as messages carry text (quoted-printable): "
		    "save the attachment, not the message's source",
		    gs_say_text(name));
	} else if (bytes_begin(file, HEADING "\n") && is_cut_short(file)) {
		gs_report_tell(report, "provenance-cut", "{0} ends before its "
		    "last section does, after {1} bytes: the download was "
		    "interrupted; get it again", gs_say_text(name),
		    gs_say_number(file.len));
	} else {
		return false;
	}
	return true;
}

bool gs_misfiled_tell(struct gs_report *report, struct gs_span file,
    const char *name)
{
	enum gs_file_kind kind = gs_file_kind(file, "");

	if (bytes_begin(file, HEADING) || kind == GS_FILE_TEXT ||
	    kind == GS_FILE_BINARY)
		return tell_changed(report, file, name);
	gs_report_tell(report, "provenance-other-kind", "{0} is {1}, and no "
	    "provenance file, which begins with '" HEADING "': get that file "
	    "again", gs_say_text(name), gs_say_text(gs_file_kind_said(kind)));
	return true;
}
