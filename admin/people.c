/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/people.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "admin/csv_field.h"
#include "cli/common/terminal.h"
#include "cli/print/json.h"

struct people {
	uint64_t eligible, keys, codes;
	bool print; /* else they are counted */
	struct gs_json_object *answer; /* NULL: no JSON */
	json_t *list;
};

static int print_person(const struct gs_staff_person *p)
{
	size_t room = 2 * (p->who.id.len + p->who.name.len +
	    p->who.category.len) + 64;
	char *line = malloc(room);
	struct gs_writer w = gs_writer_of(line, room);

	if (line == NULL)
		return GS_ERR_MEMORY;
	gs_csv_field(&w, p->who.id, ',');
	gs_csv_field(&w, p->who.name, ',');
	gs_csv_field(&w, p->who.category, ',');
	gs_write_text(&w, p->code ? "waits," : "none,");
	if (p->until > 0)
		gs_write_decimal(&w, p->until);
	gs_write_text(&w, "\n");

	int err = gs_writer_end(&w);
	if (err == GS_OK && isatty(STDOUT_FILENO))
		gs_say_calm(stdout, line, w.len, "\n");
	else if (err == GS_OK)
		(void)fwrite(line, 1, w.len, stdout);
	free(line);
	return err;
}

static void put_person(struct people *of, const struct gs_staff_person *p)
{
	struct gs_json_object one = gs_json_object_start();

	gs_json_put_text(&one, "id", p->who.id);
	gs_json_put_text(&one, "name", p->who.name);
	gs_json_put_text(&one, "category", p->who.category);
	gs_json_put(&one, "code_waits", json_boolean(p->code));
	gs_json_put(&one, "keys_until", p->until == 0 ? json_null() :
	    json_integer((json_int_t)p->until));
	gs_json_append(of->list, of->answer, one);
}

static int take_person(void *ctx, const struct gs_staff_person *p)
{
	struct people *of = ctx;

	if (of->print)
		return print_person(p);
	of->eligible++;
	of->keys += p->until > 0;
	of->codes += p->code;
	if (of->answer != NULL)
		put_person(of, p);
	return GS_OK;
}

static int print_list(struct gs_database *staff, struct people *of)
{
	printf("%llu people are eligible: %llu have handed in a key, for %llu "
	    "a code waits.\nid,name,category,code,keys_until\n",
	    (unsigned long long)of->eligible, (unsigned long long)of->keys,
	    (unsigned long long)of->codes);
	of->print = true;
	return gs_staff_everybody(staff, take_person, of);
}

int gs_people_list(struct gs_database *staff, bool json)
{
	struct gs_json_object o = gs_json_object_start();
	struct people of = {.answer = json ? &o : NULL,
	    .list = json_array()};
	uint64_t closed = 0;

	int err = gs_staff_everybody(staff, take_person, &of);
	if (err == GS_OK)
		err = gs_staff_closed(&closed, staff);
	if (err == GS_OK && json) {
		gs_json_put_number(&o, "eligible", of.eligible);
		gs_json_put_number(&o, "with_key", of.keys);
		gs_json_put_number(&o, "code_waits", of.codes);
		gs_json_put(&o, "closed", closed == 0 ? json_null() :
		    json_integer((json_int_t)closed));
		gs_json_put(&o, "people", of.list);
		return gs_json_print(&o);
	}
	json_decref(o.json);
	json_decref(of.list);
	return err == GS_OK ? print_list(staff, &of) : err;
}
