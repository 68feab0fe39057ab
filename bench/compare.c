/* SPDX-License-Identifier: Apache-2.0 */
/* How long a long text takes to be held against a memo, and how much memory,
 * beside GNU diff on the same words, one a line, in the same run.  diff neither
 * finds what moved nor says which block it is; it is what there is.
 *
 * usage: bench-compare [--json] [--quick] */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/compare/compare.h"
#include "lib/memo/document.h"
#include "lib/host.h"

#define RUNS 3
#define WORDS 50000 /* of the language */
#define TEXT_MAX ((size_t)16 << 20)
#define MEMO_MAX ((size_t)1 << 18)

static bool json, quick;

static void require_that(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "bench-compare: %s\n", what);
	exit(1);
}

/* Text while it is written; every run writes the same. */
struct writing {
	char *text;
	size_t len, max, words;
	uint64_t random;
};

static uint64_t draw_number(struct writing *w)
{
	w->random = w->random * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return w->random >> 33;
}

static void put_text(struct writing *w, const char *text)
{
	size_t n = strlen(text);

	require_that(w->len + n < w->max, "a text is too long");
	memcpy(w->text + w->len, text, n + 1);
	w->len += n;
}

/* Frequent words are short and few, as in a language: the word of rank r comes
 * about 1/r as often as the first. */
static void put_word(struct writing *w)
{
	static const char *const parts[] = {"an", "be", "co", "di", "er", "fa",
	    "go", "hi", "in", "la", "mo", "nu", "or", "pe", "ra", "so"};
	size_t rank = (size_t)draw_number(w) % WORDS + 1;

	rank = (size_t)draw_number(w) % rank + 1;
	rank = (size_t)draw_number(w) % rank + 1;
	for (; rank > 0; rank /= 16)
		put_text(w, parts[rank % 16]);
	w->words++;
}

static void put_words(struct writing *w, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			put_text(w, i % 12 == 11 ? ",\n" : " ");
		put_word(w);
	}
	put_text(w, ".");
}

/* Cases ------------------------------------------------------------- */

struct bench_case {
	const char *name;
	size_t words, blocks;
	bool quoted; /* the text has the memo's blocks, scattered */
	bool hostile; /* both are two words in turn */
};

static void put_hostile(struct writing *w, size_t words, bool marks)
{
	for (size_t i = 0; i < words; i++) {
		put_text(w, draw_number(w) % 2 == 0 ? "so " : "an ");
		if (i % 16 == 15 && marks)
			put_text(w, "\n\n");
	}
	w->words += words;
}

/* The memo is as long as memos can be, so that many blocks are short ones. */
static void write_memo(struct writing *w, const struct bench_case *c)
{
	size_t each = c->blocks > 100 ? 6 : 60;

	w->random = 7;
	put_text(w, "---\nsubject: A\nto: B\n---\n\n");
	if (c->hostile) {
		put_hostile(w, 16 * c->blocks, true);
		return;
	}

	for (size_t i = 0; i < c->blocks; i++) {
		put_words(w, each);
		put_text(w, "\n\n");
	}
}

/* Every tenth of the blocks quoted has another word at its end. */
static void write_text(struct writing *w, const struct bench_case *c,
    const struct gs_opening *memo)
{
	size_t each = c->quoted ? c->words / memo->count : 100;

	w->random = 1971;
	if (c->hostile)
		put_hostile(w, c->words, true);
	for (size_t i = 0; w->words < c->words; i++) {
		for (size_t n = 0; n < each; n += 100) {
			put_words(w, each - n < 100 ? each - n : 100);
			put_text(w, "\n\n");
		}

		if (!c->quoted || i >= memo->count)
			continue;
		struct gs_span s = memo->blocks[i].text;
		require_that(w->len + s.len + 64 < w->max,
		    "a text is too long");
		memcpy(w->text + w->len, s.ptr, s.len);
		w->len += s.len;
		put_text(w, i % 10 == 9 ? " besides\n\n" : "\n\n");
	}
}

static void open_memo(struct gs_opening *memo, struct gs_arena *arena,
    const struct writing *w)
{
	const struct gs_document_rules rules = {.marks.style = GS_MARK_LEGACY,
	    .lenient = true};
	struct gs_document doc;
	struct gs_report report;

	require_that(gs_document_parse(&doc, &report, arena, &rules, w->text,
	    w->len) == GS_OK, "the memo cannot be read");
	static const uint8_t seed[32];
	require_that(gs_opening_whole(memo, arena, doc.blocks, doc.count,
	    seed) == GS_OK, "no memory");
}

static struct writing writing_of(size_t max)
{
	struct writing w = {.text = malloc(max), .max = max};
	require_that(w.text != NULL, "no memory");
	return w;
}

/* Measuring --------------------------------------------------------- */

/* What a child tells of its run. */
struct run_report {
	double seconds;
	size_t words, bytes, blocks, found, altered;
	bool bounded;
};

struct measurement {
	struct run_report told;
	double seconds; /* the whole child's */
	double mib;     /* its peak */
};

static double cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* In a child of its own, so that the peak of its memory is its own. */
static void run_compare(struct run_report *told, const struct bench_case *c)
{
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct writing memo_text = writing_of(MEMO_MAX);
	struct writing text = writing_of(TEXT_MAX);
	struct gs_opening memo;
	struct gs_comparison k;
	struct gs_report report = {.text = ""};

	write_memo(&memo_text, c);
	open_memo(&memo, arena, &memo_text);
	write_text(&text, c, &memo);

	double start = cpu_seconds();
	int err = gs_compare(&k, &report, arena, &gs_marks_legacy, &memo,
	    (struct gs_span){(const uint8_t *)text.text, text.len});
	require_that(err == GS_OK, report.text);
	*told = (struct run_report){cpu_seconds() - start, text.words,
	    text.len, memo.count,
	    k.counts[GS_MATCH_IDENTICAL] + k.counts[GS_MATCH_TYPOGRAPHY],
	    k.counts[GS_MATCH_ALTERED], k.bounded};
	gs_pool_free(&pool);
}

static void write_lines(int fd, char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] == ' ')
			text[i] = '\n';

	for (size_t done = 0; done < len;) {
		ssize_t n = write(fd, text + done, len - done);
		require_that(n > 0, "cannot write");
		done += (size_t)n;
	}
}

/* The same texts for diff, a word a line. */
static void write_files(int fds[2], const struct bench_case *c)
{
	struct gs_pool pool;
	struct writing memo_text = writing_of(MEMO_MAX);
	struct writing text = writing_of(TEXT_MAX);
	struct gs_opening memo;

	write_memo(&memo_text, c);
	open_memo(&memo, gs_pool_start(&pool), &memo_text);
	write_text(&text, c, &memo);
	write_lines(fds[0], memo_text.text, memo_text.len);
	write_lines(fds[1], text.text, text.len);
	gs_pool_free(&pool);
}

static _Noreturn void become_diff(const int fds[2])
{
	char a[32], b[32];
	int null = open("/dev/null", O_WRONLY);

	(void)snprintf(a, sizeof a, "/dev/fd/%d", fds[0]);
	(void)snprintf(b, sizeof b, "/dev/fd/%d", fds[1]);
	if (null < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    lseek(fds[0], 0, SEEK_SET) < 0 || lseek(fds[1], 0, SEEK_SET) < 0)
		_exit(2);
	(void)execlp("diff", "diff", a, b, (char *)NULL);
	_exit(2);
}

static struct measurement measure_run(const struct bench_case *c,
    const int *fds, int code)
{
	struct measurement m = {.seconds = 0};
	struct rusage usage;
	int pipes[2], status = 0;

	require_that(pipe(pipes) == 0, "no pipe");
	pid_t child = fork();
	require_that(child >= 0, "cannot fork");
	if (child == 0 && fds != NULL)
		become_diff(fds);
	if (child == 0) {
		struct run_report told;
		run_compare(&told, c);
		_exit(write(pipes[1], &told, sizeof told) !=
		    (ssize_t)sizeof told);
	}

	close(pipes[1]);
	if (fds == NULL)
		require_that(read(pipes[0], &m.told, sizeof m.told) ==
		    (ssize_t)sizeof m.told, "a run ended early");
	close(pipes[0]);
	require_that(wait4(child, &status, 0, &usage) == child &&
	    WIFEXITED(status) && WEXITSTATUS(status) == code,
	    "a run failed (is diff installed?)");

	m.seconds = (double)usage.ru_utime.tv_sec +
	    (double)usage.ru_stime.tv_sec +
	    (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
	m.mib = (double)usage.ru_maxrss / 1024;
	return m;
}

static int by_time(const void *a, const void *b)
{
	const struct measurement *x = a, *y = b;
	double s = x->told.seconds + x->seconds;
	double t = y->told.seconds + y->seconds;
	return (s > t) - (s < t);
}

static void print_row(const struct bench_case *c, const struct measurement *m,
    const struct measurement *diff)
{
	const struct run_report *t = &m->told;
	double ratio = diff->seconds / t->seconds;

	if (json)
		printf("{\"name\":\"%s\",\"words\":%zu,\"bytes\":%zu,"
		    "\"blocks\":%zu,\"seconds\":%.6f,\"runs\":%d,"
		    "\"peak_mib\":%.1f,\"same\":%zu,\"altered\":%zu,"
		    "\"bounded\":%s,\"diff_seconds\":%.6f,"
		    "\"diff_peak_mib\":%.1f,\"diff_ratio\":%.3f}\n", c->name,
		    t->words, t->bytes, t->blocks, t->seconds, RUNS, m->mib,
		    t->found, t->altered, t->bounded ? "true" : "false",
		    diff->seconds, diff->mib, ratio);
	else
		printf("compare, %-22s words=%-8zu blocks=%-5zu %8.3f s %7.1f "
		    "MiB%s  same %zu, altered %zu; diff %8.3f s %7.1f MiB, "
		    "%.2f x\n", c->name, t->words, t->blocks, t->seconds,
		    m->mib, t->bounded ? " (bounded)" : "", t->found,
		    t->altered, diff->seconds, diff->mib, ratio);
	fflush(stdout);
}

/* A file without a name; a child that writes it keeps its memory to itself. */
static void make_files(int fds[2], const struct bench_case *c)
{
	char a[] = "/tmp/bench-compare-XXXXXX";
	char b[] = "/tmp/bench-compare-XXXXXX";
	int status = 0;

	fds[0] = mkstemp(a);
	fds[1] = mkstemp(b);
	require_that(fds[0] >= 0 && fds[1] >= 0, "no temporary file");
	require_that(unlink(a) == 0 && unlink(b) == 0, "no temporary file");

	pid_t child = fork();
	require_that(child >= 0, "cannot fork");
	if (child == 0) {
		write_files(fds, c);
		_exit(0);
	}
	require_that(waitpid(child, &status, 0) == child && status == 0,
	    "the texts could not be written");
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		json = json || strcmp(argv[i], "--json") == 0;
		quick = quick || strcmp(argv[i], "--quick") == 0;
	}

	size_t words = quick ? 100000 : 1000000;
	const struct bench_case cases[] = {
		{"short memo quoted", words, 10, true, false},
		{"long memo quoted", words, 5000, true, false},
		{"long memo, other text", words, 5000, false, false},
		{"two words, hostile", words, 5000, false, true}};
	require_that(gs_host_start() == GS_OK, "the host does not start");

	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct measurement m[RUNS], diff[RUNS];
		int fds[2];
		make_files(fds, &cases[k]);
		for (int r = 0; r < RUNS; r++) {
			m[r] = measure_run(&cases[k], NULL, 0);
			diff[r] = measure_run(&cases[k], fds, 1);
		}
		close(fds[0]);
		close(fds[1]);
		qsort(m, RUNS, sizeof *m, by_time);
		qsort(diff, RUNS, sizeof *diff, by_time);
		print_row(&cases[k], &m[RUNS / 2], &diff[RUNS / 2]);
	}
	return 0;
}
