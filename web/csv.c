/* SPDX-License-Identifier: Apache-2.0 */
#include "web/csv/csv.h"

#include <stdlib.h>
#include <string.h>

#include "core/host.h"

enum { MEMORY = 2, MARK = 1 };

int csv_init(struct csv_parser *p, unsigned char options)
{
	(void)options;
	*p = (struct csv_parser){.delim = ','};
	return 0;
}

void csv_free(struct csv_parser *p)
{
	if (p->field != NULL)
		gs_host_wipe(p->field, p->room);
	free(p->field);
	p->field = NULL;
}

int csv_error(const struct csv_parser *p)
{
	return p->error;
}

void csv_set_delim(struct csv_parser *p, unsigned char delim)
{
	p->delim = delim;
}

static void add_byte(struct csv_parser *p, uint8_t c)
{
	if (p->len == p->room) {
		size_t room = p->room == 0 ? 256 : 2 * p->room;
		uint8_t *more = malloc(room);

		if (more == NULL) {
			p->error = MEMORY;
			return;
		}
		if (p->len > 0)
			memcpy(more, p->field, p->len);
		free(p->field);
		p->field = more;
		p->room = room;
	}
	p->field[p->len++] = c;
	if (p->quoted || (c != ' ' && c != '\t'))
		p->kept = p->len;
}

static void end_field(struct csv_parser *p, csv_field_fn *field, void *ctx)
{
	static uint8_t none[1];

	field(p->field == NULL ? none : p->field, p->kept, ctx);
	p->len = p->kept = 0;
	p->begun = p->quoted = p->closed = p->spaced = false;
	p->row = true;
}

static void end_row(struct csv_parser *p, csv_field_fn *field,
    csv_row_fn *row, int terminator, void *ctx)
{
	if (!p->row && !p->begun)
		return; /* an empty line */
	end_field(p, field, ctx);
	row(terminator, ctx);
	p->row = false;
}

/* Behind the mark that may close a field: another is one of its own. */
static void take_closed(struct csv_parser *p, uint8_t c)
{
	if (c == '"' && !p->spaced) {
		add_byte(p, c);
		p->closed = false;
	} else if (c == ' ' || c == '\t') {
		p->spaced = true;
	} else {
		p->error = MARK;
	}
}

static void take_byte(struct csv_parser *p, uint8_t c)
{
	bool blank = c == ' ' || c == '\t';

	if (p->quoted && p->closed) {
		take_closed(p, c);
	} else if (p->quoted && c == '"') {
		p->closed = true;
	} else if (!p->begun && blank) {
		return;
	} else if (!p->begun && c == '"') {
		p->begun = p->quoted = true;
	} else if (!p->quoted && c == '"') {
		p->error = MARK;
	} else {
		p->begun = true;
		add_byte(p, c);
	}
}

size_t csv_parse(struct csv_parser *p, const void *text, size_t len,
    csv_field_fn *field, csv_row_fn *row, void *ctx)
{
	const uint8_t *bytes = text;
	size_t i = 0;

	for (; i < len && p->error == 0; i++) {
		bool inside = p->quoted && !p->closed;

		if (!inside && bytes[i] == p->delim)
			end_field(p, field, ctx);
		else if (!inside && (bytes[i] == '\n' || bytes[i] == '\r'))
			end_row(p, field, row, bytes[i], ctx);
		else
			take_byte(p, bytes[i]);
	}
	return p->error == 0 ? i : i - 1;
}

int csv_fini(struct csv_parser *p, csv_field_fn *field, csv_row_fn *row,
    void *ctx)
{
	if (p->quoted && !p->closed)
		p->error = MARK;
	else
		end_row(p, field, row, -1, ctx);
	return p->error == 0 ? 0 : -1;
}

size_t csv_write(void *out, size_t room, const void *text, size_t len)
{
	const uint8_t *from = text;
	uint8_t *to = out;
	size_t n = 0;

	if (n++ < room)
		to[0] = '"';
	for (size_t i = 0; i < len; i++) {
		if (from[i] == '"' && n++ < room)
			to[n - 1] = '"';
		if (n++ < room)
			to[n - 1] = from[i];
	}
	if (n++ < room)
		to[n - 1] = '"';
	return n;
}
