/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/package.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zip.h>

void gs_package_open(struct gs_package *p, struct gs_flow *f)
{
	zip_error_t error;

	*p = (struct gs_package){.f = f};
	zip_error_init(&error);
	zip_source_t *source = zip_source_buffer_create(f->file.ptr,
	    f->file.len, 0, &error);
	if (source != NULL)
		p->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
	if (p->zip == NULL)
		gs_flow_stop(f, GS_UNREAD_DAMAGED);
}

/* The index of the one entry of that name; -1. */
static zip_int64_t find_entry(struct gs_package *p, const char *name)
{
	zip_int64_t count = zip_get_num_entries(p->zip, 0), at = -1;

	for (zip_int64_t i = 0; i < count; i++) {
		const char *has = zip_get_name(p->zip, (zip_uint64_t)i, 0);

		if (has == NULL || strcasecmp(has, name) != 0)
			continue;
		if (at >= 0)
			gs_flow_stop(p->f, GS_UNREAD_DAMAGED);
		at = i;
	}
	return at;
}

size_t gs_package_count(struct gs_package *p)
{
	return (size_t)zip_get_num_entries(p->zip, 0);
}

const char *gs_package_name(struct gs_package *p, size_t i)
{
	const char *name = zip_get_name(p->zip, (zip_uint64_t)i, 0);

	return name == NULL ? "" : name;
}

bool gs_package_has(struct gs_package *p, const char *name)
{
	return find_entry(p, name) >= 0;
}

/* What the entry says of its length is not believed. */
static struct gs_span unpack_zip(struct gs_package *p, zip_file_t *file)
{
	struct gs_flow *f = p->f;
	size_t room = 1 << 16, n = 0;
	uint8_t *out = gs_flow_take(f, room, 1);

	for (;;) {
		zip_int64_t got = zip_fread(file, out + n, room - n);

		if (got < 0)
			gs_flow_stop(f, GS_UNREAD_DAMAGED);
		if (got == 0)
			break;
		n += (size_t)got;
		p->unpacked += (uint64_t)got;
		if (n > GS_PART_MAX || p->unpacked > GS_PARTS_MAX)
			gs_flow_stop(f, GS_UNREAD_LARGE);
		if (n == room) {
			uint8_t *more = gs_flow_take(f, room * 2, 1);
			memcpy(more, out, room);
			free(out);
			out = more;
			room *= 2;
		}
	}
	return (struct gs_span){out, n};
}

struct gs_span gs_package_part(bool *there, struct gs_package *p,
    const char *name)
{
	zip_stat_t about;
	zip_int64_t at = find_entry(p, name);

	*there = at >= 0;
	if (at < 0)
		return (struct gs_span){NULL, 0};
	if (zip_stat_index(p->zip, (zip_uint64_t)at, 0, &about) == 0 &&
	    (about.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 &&
	    about.encryption_method != ZIP_EM_NONE)
		gs_flow_stop(p->f, GS_UNREAD_LOCKED);

	zip_file_t *file = zip_fopen_index(p->zip, (zip_uint64_t)at, 0);
	if (file == NULL)
		gs_flow_stop(p->f, GS_UNREAD_DAMAGED);
	struct gs_span out = unpack_zip(p, file);
	/* The checksum is looked at when the entry is closed. */
	if (zip_fclose(file) != 0)
		gs_flow_stop(p->f, GS_UNREAD_DAMAGED);
	return out;
}

xmlNode *gs_package_xml(struct gs_package *p, const char *name)
{
	bool there = false;
	struct gs_span part = gs_package_part(&there, p, name);

	if (!there)
		return NULL;
	xmlDoc *doc = xmlReadMemory((const char *)part.ptr, (int)part.len,
	    name, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR |
	    XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_COMPACT);
	if (doc == NULL || doc->intSubset != NULL || doc->extSubset != NULL)
		gs_flow_stop(p->f, GS_UNREAD_DAMAGED);
	free((void *)(uintptr_t)part.ptr);
	return xmlDocGetRootElement(doc);
}

const char *gs_xml_attr(const xmlNode *node, const char *name)
{
	if (node == NULL || node->type != XML_ELEMENT_NODE)
		return NULL;
	for (const xmlAttr *a = node->properties; a != NULL; a = a->next)
		if (strcmp((const char *)a->name, name) == 0)
			return a->children == NULL ||
			    a->children->content == NULL ? "" :
			    (const char *)a->children->content;
	return NULL;
}

bool gs_xml_is(const xmlNode *node, const char *name)
{
	return node != NULL && node->type == XML_ELEMENT_NODE &&
	    strcmp((const char *)node->name, name) == 0;
}

bool gs_xml_in(const xmlNode *node, const char *ns)
{
	return node->ns != NULL && node->ns->href != NULL &&
	    strcmp((const char *)node->ns->href, ns) == 0;
}

xmlNode *gs_xml_child(const xmlNode *node, const char *name)
{
	for (xmlNode *c = node == NULL ? NULL : node->children; c != NULL;
	    c = c->next)
		if (gs_xml_is(c, name))
			return c;
	return NULL;
}

xmlNode *gs_xml_find(const xmlNode *node, const char *name)
{
	for (xmlNode *c = node == NULL ? NULL : node->children; c != NULL;
	    c = c->next) {
		if (gs_xml_is(c, name))
			return c;
		xmlNode *found = c->type != XML_ELEMENT_NODE ? NULL :
		    gs_xml_find(c, name);
		if (found != NULL)
			return found;
	}
	return NULL;
}

void gs_xml_text(struct gs_flow *f, const xmlNode *node)
{
	for (const xmlNode *c = node->children; c != NULL; c = c->next)
		if (c->type == XML_TEXT_NODE && c->content != NULL)
			gs_flow_put(f, (const char *)c->content);
		else if (c->type == XML_ELEMENT_NODE)
			gs_xml_text(f, c);
}
