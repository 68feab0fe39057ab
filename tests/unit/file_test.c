/* SPDX-License-Identifier: Apache-2.0 */
/* Files are read whole or not at all, and written so; every failure names the
 * file and the system's reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/file.h"

#define NOBODY 65534 /* Debian's user of no rights */

static char dir[64];

/* A name in the test's folder, in a place that lasts until the next call but
 * one. */
static const char *in_dir(const char *name)
{
	static char paths[2][128];
	static unsigned turn;
	char *path = paths[turn++ % 2];

	(void)snprintf(path, sizeof paths[0], "%s/%s", dir, name);
	return path;
}

static void put(const char *name, const char *text)
{
	FILE *f = fopen(in_dir(name), "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
}

static void assert_holds(const char *name, const char *text)
{
	uint8_t *got = NULL;
	size_t len = 0;

	assert_int_equal(gs_file_read(&got, &len, 100, in_dir(name), NULL),
	    GS_OK);
	assert_int_equal(len, strlen(text));
	assert_memory_equal(got, text, len + 1); /* a NUL behind it */
	gs_file_wipe(&got, len);
	assert_null(got);
}

static size_t files_there(void)
{
	DIR *d = opendir(dir);
	size_t n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	assert_int_equal(closedir(d), 0);
	return n - 2;
}

static void what_cannot_be_read_is_named(void **state)
{
	static const struct {
		const char *name, *file, *says;
		int expected;
	} cases[] = {
		{"absent", "absent", "absent cannot be opened: No such file",
		    GS_ERR_IO},
		{"below a file", "ten/x", "ten/x cannot be opened: Not a "
		    "directory", GS_ERR_IO},
		{"a folder", ".", ". cannot be read: Is a directory",
		    GS_ERR_IO},
		{"too long", "ten", "ten is longer than 9 bytes",
		    GS_ERR_SPACE},
	};
	(void)state;

	put("ten", "0123456789");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gs_report report = {.text = ""};
		uint8_t *got = NULL;
		size_t len = 77;

		int err = gs_file_read(&got, &len, 9, in_dir(cases[i].file),
		    &report);
		if (err != cases[i].expected ||
		    strstr(report.text, cases[i].says) == NULL)
			fail_msg("%s: %d, %s", cases[i].name, err,
			    report.text);
		assert_null(got);
		assert_int_equal(len, 77);
	}
}

static void a_file_without_rights_is_named(void **state)
{
	struct gs_report report = {.text = ""};
	uint8_t *got = NULL;
	size_t len = 0;
	(void)state;

	put("locked", "x");
	assert_int_equal(chmod(in_dir("locked"), 0), 0);
	assert_int_equal(chmod(in_dir("."), 0755), 0);

	/* Root reads everything: for this one call it is somebody else. */
	bool root = geteuid() == 0;
	if (root)
		assert_int_equal(seteuid(NOBODY), 0);
	int err = gs_file_read(&got, &len, 9, in_dir("locked"), &report);
	if (root)
		assert_int_equal(seteuid(0), 0);

	assert_int_equal(err, GS_ERR_IO);
	assert_non_null(strstr(report.text, "Permission denied"));
}

static void a_long_file_is_read_whole(void **state)
{
	static char text[200001];
	uint8_t *got = NULL;
	size_t len = 0;
	(void)state;

	memset(text, 'x', sizeof text - 1);
	put("long", text);
	assert_int_equal(gs_file_read(&got, &len, sizeof text - 1,
	    in_dir("long"), NULL), GS_OK);
	assert_int_equal(len, sizeof text - 1);
	assert_memory_equal(got, text, sizeof text);
	gs_file_wipe(&got, len);
}

static void writing_replaces_creating_does_not(void **state)
{
	struct gs_report report = {.text = ""};
	struct stat st;
	(void)state;

	assert_int_equal(gs_file_create(in_dir("one"), "first", 5, 0600,
	    NULL), GS_OK);
	assert_int_equal(gs_file_create(in_dir("one"), "second", 6, 0600,
	    &report), GS_ERR_DUPLICATE);
	assert_non_null(strstr(report.text, "one cannot be created: File "
	    "exists"));
	assert_holds("one", "first");

	assert_int_equal(gs_file_write(in_dir("one"), "third", 5, 0640, NULL),
	    GS_OK);
	assert_holds("one", "third");
	assert_int_equal(stat(in_dir("one"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(files_there(), 1); /* nothing beside it */
}

static void what_cannot_be_written_is_named(void **state)
{
	struct gs_report report = {.text = ""};
	(void)state;

	assert_int_equal(gs_file_write(in_dir("none/x"), "x", 1, 0600,
	    &report), GS_ERR_IO);
	assert_non_null(strstr(report.text, "none/x cannot be written: No "
	    "such file or directory"));
	assert_int_equal(gs_file_create(in_dir("none/x"), "x", 1, 0600,
	    &report), GS_ERR_IO);

	assert_int_equal(mkdir(in_dir("folder"), 0700), 0);
	assert_int_equal(gs_file_write(in_dir("folder"), "x", 1, 0600,
	    &report), GS_ERR_IO);
	assert_non_null(strstr(report.text, "Is a directory"));
	assert_int_equal(files_there(), 1);
}

/* "-" is standard output, and a full disk is said. */
/* Root could rename a file over it, and the machine would have no /dev/full. */
static void a_device_is_written_to_and_stays(void **state)
{
	struct gs_report report = {.text = ""};
	struct stat st;
	(void)state;

	assert_int_equal(gs_file_write("/dev/null", "text", 4, 0600, NULL),
	    GS_OK);
	assert_int_equal(gs_file_write("/dev/full", "text", 4, 0600,
	    &report), GS_ERR_IO);
	assert_string_equal(report.text, "/dev/full cannot be written: "
	    "No space left on device");

	assert_int_equal(stat("/dev/full", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
}

static void a_full_disk_is_said(void **state)
{
	struct gs_report report = {.text = ""};
	int full = open("/dev/full", O_WRONLY), kept = dup(STDOUT_FILENO);
	(void)state;

	assert_true(full >= 0 && kept >= 0);
	assert_int_equal(dup2(full, STDOUT_FILENO), STDOUT_FILENO);
	int err = gs_file_write("-", "text", 4, 0600, &report);
	assert_int_equal(dup2(kept, STDOUT_FILENO), STDOUT_FILENO);
	(void)close(full);
	(void)close(kept);

	assert_int_equal(err, GS_ERR_IO);
	assert_string_equal(report.text, "standard output cannot be written: "
	    "No space left on device");
}

static void a_dash_is_standard_input(void **state)
{
	uint8_t *got = NULL;
	size_t len = 0;
	int ends[2], kept = dup(STDIN_FILENO);
	(void)state;

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "piped", 5), 5);
	(void)close(ends[1]);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	(void)close(ends[0]);
	int err = gs_file_read(&got, &len, 9, "-", NULL);
	if (kept >= 0)
		(void)dup2(kept, STDIN_FILENO);
	(void)close(kept);

	assert_int_equal(err, GS_OK);
	assert_int_equal(len, 5);
	assert_memory_equal(got, "piped", 5);
	gs_file_wipe(&got, len);
}

#define DIGITS \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void a_seed_is_64_digits(void **state)
{
	static const struct {
		const char *name, *text;
		int expected;
	} cases[] = {
		{"with a line feed", DIGITS "\n", GS_OK},
		{"without", DIGITS, GS_OK},
		{"two line feeds", DIGITS "\n\n", GS_OK},
		{"as Windows writes it", DIGITS "\r\n", GS_OK},
		{"a byte order mark", "\xef\xbb\xbf" DIGITS "\n", GS_OK},
		{"an empty line in front", "\r\n" DIGITS "\n", GS_OK},
		{"a line more", DIGITS "\n0\n", GS_ERR_FORMAT},
		{"two keys", DIGITS "\n" DIGITS "\n", GS_ERR_FORMAT},
		{"a mark at the end", DIGITS "\xef\xbb\xbf", GS_ERR_FORMAT},
		{"a digit more", DIGITS "0", GS_ERR_FORMAT},
		{"a digit less", "0123", GS_ERR_FORMAT},
		{"empty", "", GS_ERR_FORMAT},
		{"another letter", "g" DIGITS, GS_ERR_FORMAT},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gs_report report = {.text = ""};
		uint8_t seed[32] = {0};

		put("key", cases[i].text);
		assert_int_equal(chmod(in_dir("key"), 0600), 0);
		int err = gs_file_seed(seed, in_dir("key"), &report);
		if (err != cases[i].expected)
			fail_msg("%s: %d", cases[i].name, err);
		assert_int_equal(err == GS_OK, report.text[0] == '\0');
		assert_int_equal(seed[1], err == GS_OK ? 0x23 : 0);
	}
}

static void lines_end_in_lf_alone(void **state)
{
	static const struct {
		const char *text, *lines;
	} cases[] = {
		{"a\r\nb\r\n", "a\nb\n"}, {"a\nb", "a\nb"},
		{"\xef\xbb\xbf" "a\r", "a\r"}, {"", ""}, {"\r\n", "\n"},
		{"a\r\r\nb", "a\r\nb"}};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[32];
		size_t len = strlen(cases[i].text);

		memcpy(text, cases[i].text, len + 1);
		len = gs_file_lines((uint8_t *)text, len);
		text[len] = '\0';
		assert_string_equal(text, cases[i].lines);
	}
}

static void a_secret_of_others_is_not_read(void **state)
{
	static const mode_t open_modes[] = {0640, 0604, 0620, 0602, 0610,
	    0601, 0777};
	(void)state;

	put("key", DIGITS);
	for (size_t i = 0; i < sizeof open_modes / sizeof *open_modes; i++) {
		struct gs_report report = {.text = ""};
		uint8_t seed[32] = {0};

		assert_int_equal(chmod(in_dir("key"), open_modes[i]), 0);
		assert_int_equal(gs_file_seed(seed, in_dir("key"), &report),
		    GS_ERR_IO);
		assert_string_equal(report.code, "file-not-private");
		assert_int_equal(seed[1], 0);
	}
	for (mode_t mode = 0400; mode <= 0700; mode += 0200) {
		uint8_t seed[32] = {0};

		assert_int_equal(chmod(in_dir("key"), mode), 0);
		assert_int_equal(gs_file_seed(seed, in_dir("key"), NULL),
		    GS_OK);
	}
}

static void a_folder_is_empty_or_not(void **state)
{
	(void)state;

	assert_true(gs_file_is_empty_folder(AT_FDCWD, dir));
	assert_false(gs_file_is_empty_folder(AT_FDCWD, in_dir("folder")));
	assert_int_equal(mkdir(in_dir("folder"), 0700), 0);
	assert_false(gs_file_is_empty_folder(AT_FDCWD, dir));
	assert_true(gs_file_is_empty_folder(AT_FDCWD, in_dir("folder")));
	put("one", "x");
	assert_false(gs_file_is_empty_folder(AT_FDCWD, in_dir("one")));
}

static void a_url_is_no_file(void **state)
{
	(void)state;

	assert_true(gs_file_is_url("https://a.example"));
	assert_true(gs_file_is_url("http://127.0.0.1:1"));
	assert_false(gs_file_is_url("https:/a.example"));
	assert_false(gs_file_is_url("a/https://b"));
	assert_false(gs_file_is_url(""));
}

static int make_dir(void **state)
{
	(void)state;
	(void)snprintf(dir, sizeof dir, "/tmp/gainsay-file-XXXXXX");
	return mkdtemp(dir) == NULL ? -1 : 0;
}

static int remove_dir(void **state)
{
	static const char *const names[] = {"ten", "locked", "long", "one",
	    "key"};
	(void)state;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		(void)unlink(in_dir(names[i]));
	(void)rmdir(in_dir("folder"));
	return rmdir(dir);
}

#define IN_DIR(t) cmocka_unit_test_setup_teardown(t, make_dir, remove_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIR(what_cannot_be_read_is_named),
		IN_DIR(a_file_without_rights_is_named),
		IN_DIR(a_long_file_is_read_whole),
		IN_DIR(writing_replaces_creating_does_not),
		IN_DIR(what_cannot_be_written_is_named),
		IN_DIR(a_device_is_written_to_and_stays),
		IN_DIR(a_full_disk_is_said),
		IN_DIR(a_dash_is_standard_input),
		IN_DIR(a_seed_is_64_digits),
		cmocka_unit_test(lines_end_in_lf_alone),
		IN_DIR(a_secret_of_others_is_not_read),
		IN_DIR(a_folder_is_empty_or_not),
		cmocka_unit_test(a_url_is_no_file),
	};

	return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
