/* SPDX-License-Identifier: Apache-2.0 */
/* stdio as the verbs use it: standard output and standard error are kept, a
 * stream into memory grows, and standard input has the answers that were given.
 * A question is no output: it leaves standard output again when it is put. */
#include "web/stdio.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct _IO_FILE {
	char *bytes;
	size_t len, room;
	size_t last;    /* where the last thing that was printed begins */
	char **out;     /* of open_memstream; or NULL */
	size_t *out_len;
	int fd;         /* of fdopen; or -1 */
	bool failed;
};

/* The name by which wasi-libc's getopt knows standard error. */
extern struct _IO_FILE __stderr_FILE;
struct _IO_FILE __stderr_FILE = {.fd = -1};

static struct _IO_FILE input = {.fd = -1}, output = {.fd = -1},
    questions = {.fd = -1};
FILE *const stdin = &input;
FILE *const stdout = &output;
FILE *const stderr = &__stderr_FILE;

int __uflow(FILE *f);

static struct gs_span typed;

/* Out --------------------------------------------------------------------- */

/* There is a NUL behind what it holds. */
static bool grow_stream(FILE *f, size_t more)
{
	size_t room = f->room == 0 ? 256 : f->room;

	while (room - f->len < more + 1)
		room *= 2;
	if (room == f->room)
		return true;
	char *bytes = malloc(room);
	if (bytes == NULL)
		return false;
	if (f->len > 0)
		memcpy(bytes, f->bytes, f->len);
	free(f->bytes);
	f->bytes = bytes;
	f->room = room;
	return true;
}

size_t fwrite(const void *restrict from, size_t size, size_t count,
    FILE *restrict f)
{
	size_t len = size * count;

	if (!grow_stream(f, len)) {
		f->failed = true;
		return 0;
	}
	f->last = f->len;
	memcpy(f->bytes + f->len, from, len);
	f->len += len;
	f->bytes[f->len] = '\0';
	return count;
}

int vfprintf(FILE *restrict f, const char *restrict format, va_list args)
{
	va_list again;

	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0 || !grow_stream(f, (size_t)len)) {
		f->failed = true;
		return -1;
	}
	f->last = f->len;
	(void)vsnprintf(f->bytes + f->len, (size_t)len + 1, format, args);
	f->len += (size_t)len;
	return len;
}

int fprintf(FILE *restrict f, const char *restrict format, ...)
{
	va_list args;

	va_start(args, format);
	int len = vfprintf(f, format, args);
	va_end(args);
	return len;
}

int printf(const char *restrict format, ...)
{
	va_list args;

	va_start(args, format);
	int len = vfprintf(stdout, format, args);
	va_end(args);
	return len;
}

int fputs(const char *restrict text, FILE *restrict f)
{
	size_t len = strlen(text);

	return fwrite(text, 1, len, f) == len ? 0 : EOF;
}

int puts(const char *text)
{
	return fputs(text, stdout) < 0 || fputc('\n', stdout) < 0 ? EOF : 0;
}

int fputc(int c, FILE *f)
{
	char byte = (char)c;

	return fwrite(&byte, 1, 1, f) == 1 ? (uint8_t)c : EOF;
}

int putc(int c, FILE *f)
{
	return fputc(c, f);
}

int putchar(int c)
{
	return fputc(c, stdout);
}

static int send_on(FILE *f)
{
	if (f->out != NULL) {
		if (!grow_stream(f, 0))
			return EOF;
		f->bytes[f->len] = '\0';
		*f->out = f->bytes;
		*f->out_len = f->len;
	}
	if (f->fd >= 0) {
		if (f->len > 0 && write(f->fd, f->bytes, f->len) < 0)
			f->failed = true;
		f->len = 0;
	}
	return f->failed ? EOF : 0;
}

int fflush(FILE *f)
{
	return f == NULL ? 0 : send_on(f);
}

int ferror(FILE *f)
{
	return f->failed;
}

void clearerr(FILE *f)
{
	f->failed = false;
}

int asprintf(char **out, const char *format, ...)
{
	va_list args, again;

	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	*out = malloc((size_t)len + 1);
	if (*out != NULL)
		(void)vsnprintf(*out, (size_t)len + 1, format, args);
	va_end(args);
	return *out == NULL ? -1 : len;
}

FILE *open_memstream(char **out, size_t *len)
{
	FILE *f = calloc(1, sizeof *f);

	if (f == NULL)
		return NULL;
	*f = (struct _IO_FILE){.out = out, .out_len = len, .fd = -1};
	return f;
}

FILE *fdopen(int fd, const char *mode)
{
	FILE *f = calloc(1, sizeof *f);

	(void)mode;
	if (f != NULL)
		f->fd = fd;
	return f;
}

int fclose(FILE *f)
{
	int err = send_on(f);

	if (f->fd >= 0 && close(f->fd) != 0)
		err = EOF;
	if (f->out == NULL)
		free(f->bytes);
	free(f);
	return err;
}

/* jansson's, of files that nobody reads by it, and wasi-libc's numbers', of a
 * stream behind the text of one: the linker wants them. */
int fgetc(FILE *f)
{
	(void)f;
	__builtin_trap();
}

int __uflow(FILE *f)
{
	return fgetc(f);
}

size_t fread(void *restrict out, size_t size, size_t count, FILE *restrict f)
{
	(void)out;
	(void)size;
	return (size_t)fgetc(f) * count;
}

FILE *fopen(const char *restrict name, const char *restrict mode)
{
	(void)name;
	(void)mode;
	__builtin_trap();
}

/* In ---------------------------------------------------------------------- */

void gs_web_answer_with(struct gs_span answers)
{
	typed = answers;
}

bool gs_web_ask(uint8_t *out, size_t *len, size_t max, const char *question)
{
	size_t n = strnlen((const char *)typed.ptr, typed.len);

	(void)fwrite(question, 1, strlen(question) + 1, &questions);
	if (n == typed.len)
		return false;
	*len = n < max ? n : max;
	memcpy(out, typed.ptr, *len);
	typed.ptr += n + 1;
	typed.len -= n + 1;
	return true;
}

/* An answer that is longer than there is room for has no end of its line, and
 * is refused by whoever asked. */
char *fgets(char *restrict out, int room, FILE *restrict f)
{
	size_t len = 0;

	if (f != stdin || room < 2)
		return NULL;
	const char *question = output.len == 0 ? "" :
	    output.bytes + output.last;
	bool answered = gs_web_ask((uint8_t *)out, &len, (size_t)room - 1,
	    question);

	output.len = output.last;
	if (!answered)
		return NULL;
	if (len < (size_t)room - 1)
		out[len++] = '\n';
	out[len] = '\0';
	return out;
}

static struct gs_span held_by(const struct _IO_FILE *f)
{
	return (struct gs_span){(const uint8_t *)f->bytes, f->len};
}

struct gs_span gs_web_printed(void)
{
	return held_by(&output);
}

struct gs_span gs_web_told(void)
{
	return held_by(&__stderr_FILE);
}

struct gs_span gs_web_asked(void)
{
	return held_by(&questions);
}
