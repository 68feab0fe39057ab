/* SPDX-License-Identifier: Apache-2.0 */
/* Notices for calendar programs and news readers.  A number, a duty, a role and
 * times stand in them, and nothing else of a memo. */
#include <string.h>

#include "core/record/time.h"
#include "courier/reminders.h"
#include "lib/html.h"

#define HEAD_ROOM 2048
#define NOTICE_ROOM 1024
#define FOLD 74 /* octets of a line, before its end (RFC 5545, 3.1) */

size_t gs_feed_room(const struct gs_reminders *notices)
{
	return HEAD_ROOM + NOTICE_ROOM * notices->count;
}

/* iCalendar ------------------------------------------------------------ */

/* All that stands here is ASCII, but for what an origin has: escaped, and
 * folded where a line would be too long, between characters. */
static void put_property(struct gs_writer *w, const char *name,
    const char *value)
{
	size_t column = strlen(name) + 1;

	gs_write_text(w, name);
	gs_write_u8(w, ':');
	for (const char *c = value; *c != '\0'; c++) {
		bool special = strchr(",;\\", *c) != NULL;

		if (column + 1 + special > FOLD &&
		    ((uint8_t)*c & 0xc0) != 0x80) {
			gs_write_text(w, "\r\n ");
			column = 1;
		}
		if (special)
			gs_write_u8(w, '\\');
		gs_write_u8(w, (uint8_t)*c);
		column += 1 + special;
	}
	gs_write_text(w, "\r\n");
}

/* 20231103T140000Z */
static void put_time(struct gs_writer *w, const char *name, int64_t at)
{
	uint8_t text[GS_TIME_LEN];

	gs_time_format(text, at);
	gs_write_text(w, name);
	gs_write_u8(w, ':');
	for (size_t i = 0; i < sizeof text; i++)
		if (text[i] != '-' && text[i] != ':')
			gs_write_u8(w, text[i]);
	gs_write_text(w, "\r\n");
}

static void put_count(struct gs_writer *w, const char *name, uint64_t number)
{
	gs_write_text(w, name);
	gs_write_u8(w, ':');
	gs_write_decimal(w, number);
	gs_write_text(w, "\r\n");
}

/* "Memo 3: Reply is due". */
static void write_title(struct gs_writer *w, const struct gs_reminder *n)
{
	gs_write_text(w, "Memo ");
	gs_write_decimal(w, n->duty.memo->number);
	gs_write_text(w, ": ");
	gs_write_text(w, n->label);
	gs_write_text(w, n->closed ? " is not due any more" : " is due");
}

static void put_event(struct gs_writer *w, const struct gs_reminder *n)
{
	gs_write_text(w, "BEGIN:VEVENT\r\n");
	put_property(w, "UID", n->uid);
	put_time(w, "DTSTAMP", n->stamp);
	put_time(w, "LAST-MODIFIED", n->stamp);
	put_count(w, "SEQUENCE", n->sequence);
	put_time(w, "DTSTART", n->duty.due);
	gs_write_text(w, "SUMMARY:");
	write_title(w, n);
	gs_write_text(w, "\r\n");
	put_property(w, "CATEGORIES", n->duty.owner);
	put_property(w, "STATUS", n->closed ? "CANCELLED" : "CONFIRMED");
	gs_write_text(w, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
}

/* A calendar has at least one component; this one says nothing. */
static const char nothing[] =
"BEGIN:VTIMEZONE\r\nTZID:Etc/UTC\r\nBEGIN:STANDARD\r\n"
"DTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\n"
"END:STANDARD\r\nEND:VTIMEZONE\r\n";

void gs_feed_ical(struct gs_writer *w, const struct gs_reminders *notices)
{
	gs_write_text(w, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
	    "PRODID:-//gainsay//deadlines//EN\r\n");
	put_property(w, "X-WR-CALNAME", notices->origin);
	gs_write_text(w, "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n");
	if (notices->count == 0)
		gs_write_text(w, nothing);
	for (size_t i = 0; i < notices->count; i++)
		put_event(w, &notices->list[i]);
	gs_write_text(w, "END:VCALENDAR\r\n");
}

/* Atom ----------------------------------------------------------------- */

/* A UUID of version 8 (RFC 9562), from what it names. */
static void put_uuid(struct gs_writer *w, const char *of)
{
	static const uint8_t parts[] = {4, 2, 2, 2, 6};
	uint8_t id[32];
	size_t at = 0;

	gs_host_sha256(id, &(struct gs_span){(const uint8_t *)of, strlen(of)},
	    1);
	id[6] = (uint8_t)((id[6] & 0x0f) | 0x80);
	id[8] = (uint8_t)((id[8] & 0x3f) | 0x80);
	gs_write_text(w, "<id>urn:uuid:");
	for (size_t i = 0; i < sizeof parts; i++) {
		if (i > 0)
			gs_write_u8(w, '-');
		gs_write_hex(w, id + at, parts[i]);
		at += parts[i];
	}
	gs_write_text(w, "</id>\n");
}

static void put_moment(struct gs_writer *w, int64_t at)
{
	uint8_t text[GS_TIME_LEN];

	gs_time_format(text, at);
	gs_write_bytes(w, text, sizeof text);
}

static void put_entry(struct gs_writer *w, const struct gs_reminder *n)
{
	gs_write_text(w, "<entry>\n");
	put_uuid(w, n->uid);
	gs_write_text(w, "<title>");
	write_title(w, n);
	gs_write_text(w, "</title>\n<updated>");
	put_moment(w, n->stamp);
	gs_write_text(w, "</updated>\n<category term=\"");
	gs_write_text(w, n->duty.owner);
	gs_write_text(w, "\"/>\n<content type=\"text\">By ");
	put_moment(w, n->duty.due);
	gs_write_text(w, "</content>\n</entry>\n");
}

/* Of the newest change: a feed that says nothing new is the same bytes. */
static int64_t last_stamp(const struct gs_reminders *notices)
{
	int64_t last = GS_ENTRY_AT_MIN;

	for (size_t i = 0; i < notices->count; i++)
		if (notices->list[i].stamp > last)
			last = notices->list[i].stamp;
	return last;
}

void gs_feed_atom(struct gs_writer *w, const struct gs_reminders *notices)
{
	const struct gs_span origin = {(const uint8_t *)notices->origin,
	    strlen(notices->origin)};

	gs_write_text(w, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	    "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
	put_uuid(w, notices->id);
	gs_write_text(w, "<title>");
	gs_html_write(w, origin);
	gs_write_text(w, "</title>\n<author><name>gainsay</name></author>\n"
	    "<updated>");
	put_moment(w, last_stamp(notices));
	gs_write_text(w, "</updated>\n");
	for (size_t i = 0; i < notices->count; i++)
		put_entry(w, &notices->list[i]);
	gs_write_text(w, "</feed>\n");
}
