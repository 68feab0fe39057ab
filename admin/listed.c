/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/listed.h"

#include <stdlib.h>
#include <string.h>

#include "admin/roll_files.h"
#include "cli/common/files.h"
#include "cli/common/verb.h"
#include "core/bytes.h"
#include "lib/host.h"

#define PEOPLE_MAX ((size_t)256 << 20)

/* Both files while they are written. */
struct listing {
	struct gs_writer people, marks;
	uint64_t place;
};

/* A line: salt, id and name in hexadecimal. */
static int add_listed(void *ctx, const struct gs_staff_row *who,
    bool eligible)
{
	struct listing *l = ctx;
	struct gs_listed one = {.place = l->place++, .id = who->id,
	    .name = who->name};
	uint8_t mark[32];

	(void)eligible;
	int err = gs_host_random(one.salt, sizeof one.salt);
	if (err != GS_OK)
		return err;
	gs_listed_mark(mark, &one);
	gs_write_bytes(&l->marks, mark, sizeof mark);
	gs_write_hex(&l->people, one.salt, sizeof one.salt);
	gs_write_u8(&l->people, ' ');
	gs_write_hex(&l->people, one.id.ptr, one.id.len);
	gs_write_u8(&l->people, ' ');
	gs_write_hex(&l->people, one.name.ptr, one.name.len);
	gs_write_u8(&l->people, '\n');
	err = gs_writer_end(&l->people);
	return err == GS_OK ? gs_writer_end(&l->marks) : err;
}

static int write_people(const char *name, struct gs_span text)
{
	char path[GS_ROLL_PATH_MAX];

	int err = gs_roll_path(path, name, ".people");
	return err != GS_OK ? err :
	    gs_cli_file_write(path, text.ptr, text.len, 0600);
}

int gs_listed_write(const char *name, struct gs_database *staff,
    uint64_t edition)
{
	struct gs_staff_growth growth = {.listed = 0};
	struct listing l = {.place = 0};

	int err = gs_staff_growth(&growth, staff, edition);
	if (err != GS_OK)
		return err;
	size_t room = 32 * (size_t)growth.listed;
	uint8_t *people = malloc(PEOPLE_MAX), *marks = malloc(room + 1);
	if (people == NULL || marks == NULL)
		err = GS_ERR_MEMORY;

	l.people = gs_writer_of(people, PEOPLE_MAX);
	l.marks = gs_writer_of(marks, room);
	if (err == GS_OK)
		err = gs_staff_listed(staff, edition, add_listed, &l);
	if (err == GS_OK)
		err = write_people(name, (struct gs_span){people,
		    l.people.len});
	if (err == GS_OK)
		err = gs_roll_write(name, ".marks", (struct gs_span){marks,
		    l.marks.len});
	free(people);
	free(marks);
	return err;
}

/* Reading ------------------------------------------------------------------ */

/* Up to `end`, which is taken off too. */
static struct gs_span take_column(struct gs_span *left, uint8_t end)
{
	const uint8_t *at = left->len == 0 ? NULL :
	    memchr(left->ptr, end, left->len);
	struct gs_span field = {left->ptr, at == NULL ? left->len :
	    (size_t)(at - left->ptr)};
	size_t taken = field.len + (at != NULL);

	left->ptr += taken;
	left->len -= taken;
	return field;
}

static int decode_field(struct gs_span *out, struct gs_arena *arena,
    struct gs_span hex)
{
	uint8_t *bytes = gs_arena_take(arena, hex.len / 2 + 1, 1);

	if (bytes == NULL)
		return GS_ERR_MEMORY;
	*out = (struct gs_span){bytes, hex.len / 2};
	return gs_hex_decode_secret(bytes, hex.len / 2, hex.ptr, hex.len);
}

static int read_listed(struct gs_listed *one, struct gs_arena *arena,
    struct gs_span line)
{
	struct gs_span salt = take_column(&line, ' ');
	struct gs_span id = take_column(&line, ' ');

	int err = gs_hex_decode_secret(one->salt, 32, salt.ptr, salt.len);
	if (err == GS_OK)
		err = decode_field(&one->id, arena, id);
	return err == GS_OK ? decode_field(&one->name, arena, line) : err;
}

int gs_listed_find(struct gs_listed *people, struct gs_arena *arena,
    const char *name, const uint64_t *places, size_t count)
{
	char path[GS_ROLL_PATH_MAX];
	uint8_t *text = NULL;
	size_t len = 0, found = 0;

	int err = gs_roll_path(path, name, ".people");
	if (err == GS_OK)
		err = gs_cli_file_read_secret(&text, &len, PEOPLE_MAX, path);
	struct gs_span left = {text, len};
	for (uint64_t i = 0; err == GS_OK && left.len > 0 && found < count;
	    i++) {
		struct gs_span line = take_column(&left, '\n');

		if (i != places[found])
			continue;
		people[found].place = i;
		err = read_listed(&people[found++], arena, line);
	}
	gs_file_wipe(&text, len);
	if (err == GS_ERR_FORMAT || (err == GS_OK && found < count)) {
		gs_verb_tell("people-file-form", "{0} is not the list that "
		    "'gainsay roll prepare' wrote with this roll",
		    gs_say_text(path));
		return GS_ERR_FORMAT;
	}
	return err;
}
