/* SPDX-License-Identifier: Apache-2.0 */
/* The formats that the program and jansson use.  wasi-libc's own would bring
 * standard error along, and with it imports of files.  Another format is a
 * trap. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "web/real.h"

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

/* `%`, then what stands here. */
struct format {
	char fill, kind;
	size_t width, precision;
	bool precise, left; /* `left`: what fills stands behind */
	unsigned longs; /* 2: 64 bits; else 32, as long and size_t are here */
};

static void put_filled(struct output *o, const struct format *f,
    const char *text, size_t len)
{
	size_t more = f->width > len ? f->width - len : 0;

	for (size_t i = 0; i < more && !f->left; i++)
		put_byte(o, f->fill);
	put_bytes(o, text, len);
	for (size_t i = 0; i < more && f->left; i++)
		put_byte(o, ' ');
}

static void put_printed(struct output *o, const struct format *f, uint64_t n,
    bool minus)
{
	unsigned base = f->kind == 'o' ? 8 : f->kind == 'x' ||
	    f->kind == 'X' || f->kind == 'p' ? 16 : 10;
	char digits[24];
	size_t at = sizeof digits;

	do {
		digits[--at] = (f->kind == 'x' ? "0123456789abcdef" :
		    "0123456789ABCDEF")[n % base];
		n /= base;
	} while (n > 0);
	if (minus && f->fill == '0')
		put_byte(o, '-');
	else if (minus)
		digits[--at] = '-';
	put_filled(o, f, digits + at, sizeof digits - at);
}

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
	struct format out = {.fill = **f == '0' ? '0' : ' ',
	    .left = **f == '-'};

	*f += out.left;
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
	put_printed(o, f, n < 0 ? 0 - (uint64_t)n : (uint64_t)n, n < 0);
}

static void put_format(struct output *o, const struct format *f,
    va_list *args)
{
	bool wide = f->longs == 2;
	const char *text = NULL;
	char real[GS_REAL_MAX];

	switch (f->kind) {
	case '%':
		put_byte(o, '%');
		break;
	case 'c':
		put_byte(o, (char)va_arg(*args, int));
		break;
	case 's':
		text = va_arg(*args, const char *);
		put_filled(o, f, text, f->precise ?
		    strnlen(text, f->precision) : strlen(text));
		break;
	case 'g':
		put_filled(o, f, real, gs_web_real(real,
		    va_arg(*args, double), f->precise ? f->precision : 6));
		break;
	case 'd':
	case 'i':
		put_signed(o, f, wide ? va_arg(*args, long long) :
		    va_arg(*args, int));
		break;
	case 'u':
	case 'o':
	case 'p':
	case 'x':
	case 'X':
		put_printed(o, f, wide ? va_arg(*args, unsigned long long) :
		    va_arg(*args, unsigned), false);
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
