/* SPDX-License-Identifier: Apache-2.0 */
/* The formats that the library and jansson use.  wasi-libc's own would bring
 * standard error along, and with it imports of files.  Another format is a
 * trap. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct output {
	char *at;
	size_t room, len;
};

static void put_byte(struct output *o, char c)
{
	if (o->len + 1 < o->room)
		o->at[o->len] = c;
	o->len++;
}

static void put_bytes(struct output *o, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		put_byte(o, text[i]);
}

static void put_printed(struct output *o, uint64_t n, unsigned base,
    size_t least, char fill)
{
	char digits[20];
	size_t at = sizeof digits;

	do {
		digits[--at] = "0123456789ABCDEF"[n % base];
		n /= base;
	} while (n > 0);
	for (size_t len = sizeof digits - at; len < least; len++)
		put_byte(o, fill);
	put_bytes(o, digits + at, sizeof digits - at);
}

/* `%`, then what stands here. */
struct format {
	char fill, kind;
	size_t width, precision;
	bool precise;
	unsigned longs; /* 2: 64 bits; else 32, as long and size_t are here */
};

static size_t take_count(const char **f, va_list *args)
{
	size_t n = 0;

	if (**f == '*') {
		(*f)++;
		return (size_t)va_arg(*args, int);
	}
	for (; **f >= '0' && **f <= '9'; (*f)++)
		n = 10 * n + (size_t)(**f - '0');
	return n;
}

static struct format take_format(const char **f, va_list *args)
{
	struct format out = {.fill = **f == '0' ? '0' : ' '};

	out.width = take_count(f, args);
	if (**f == '.') {
		(*f)++;
		out.precise = true;
		out.precision = take_count(f, args);
	}
	for (; **f == 'l' || **f == 'z'; (*f)++)
		out.longs += **f == 'l';
	out.kind = *(*f)++;
	return out;
}

static void put_signed(struct output *o, const struct format *f, int64_t n)
{
	if (n < 0)
		put_byte(o, '-');
	put_printed(o, n < 0 ? 0 - (uint64_t)n : (uint64_t)n, 10, f->width,
	    f->fill);
}

static void put_format(struct output *o, const struct format *f,
    va_list *args)
{
	bool wide = f->longs == 2;
	const char *text = NULL;

	switch (f->kind) {
	case '%':
		put_byte(o, '%');
		break;
	case 'c':
		put_byte(o, (char)va_arg(*args, int));
		break;
	case 's':
		text = va_arg(*args, const char *);
		put_bytes(o, text, f->precise ?
		    strnlen(text, f->precision) : strlen(text));
		break;
	case 'd':
	case 'i':
		put_signed(o, f, wide ? va_arg(*args, long long) :
		    va_arg(*args, int));
		break;
	case 'u':
	case 'p':
	case 'X':
		put_printed(o, wide ? va_arg(*args, unsigned long long) :
		    va_arg(*args, unsigned), f->kind == 'u' ? 10 : 16,
		    f->width, f->fill);
		break;
	default:
		__builtin_trap();
	}
}

int vsnprintf(char *restrict out, size_t room, const char *restrict format,
    va_list given)
{
	struct output o = {.at = out, .room = room};
	const char *at = format;
	va_list args;

	va_copy(args, given);
	while (*at != '\0') {
		if (*at != '%') {
			put_byte(&o, *at++);
			continue;
		}
		at++;
		struct format f = take_format(&at, &args);
		put_format(&o, &f, &args);
	}
	va_end(args);

	if (room > 0)
		out[o.len < room ? o.len : room - 1] = '\0';
	return (int)o.len;
}

int snprintf(char *restrict out, size_t room, const char *restrict format,
    ...)
{
	va_list args;

	va_start(args, format);
	int len = vsnprintf(out, room, format, args);
	va_end(args);
	return len;
}
