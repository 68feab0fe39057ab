#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each check must be able to fail: plants one violation at a time in a copy of
# the tree and requires that the check objects, and says why.  It also requires
# that the check has nothing to say on that ground about the copy as it was.
#
# Every check has a copy of its own, so that they run beside one another, and
# where it can judge one file alone (ALONE), it is asked about the planted one.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
top=$(mktemp -d) || exit 1
trap 'rm -rf "$top"' EXIT

# verdict NAME WORDS COMMAND...: the command must fail and print WORDS.
verdict() {
	name=$1
	words=$2
	shift 2
	if "$@" >"$dir/out" 2>&1; then
		echo "not refused: $name"
		failed=$((failed + 1))
	elif ! grep -qF -- "$words" "$dir/out"; then
		echo "refused for another reason: $name; wanted: $words"
		cat "$dir/out"
		failed=$((failed + 1))
	elif [ -e "$dir/before" ] && grep -qF -- "$words" "$dir/before"; then
		echo "said already without the violation: $name"
		failed=$((failed + 1))
	else
		passed=$((passed + 1))
	fi
}

# granted NAME WORDS COMMAND...: the command must not print WORDS.
granted() {
	name=$1
	words=$2
	shift 2
	"$@" >"$dir/out" 2>&1
	if grep -qF -- "$words" "$dir/out"; then
		echo "refused though it may be: $name"
		failed=$((failed + 1))
	else
		passed=$((passed + 1))
	fi
}

# check SCRIPT: a copy of the tree, and what is said of it as it is.  A new file
# that is judged alone has nothing said of it before.
check() {
	script=$1
	dir=$top/$script
	passed=0
	failed=0
	mkdir -p "$dir/tree"
	(cd "$root" && tar -cf - --exclude='./build*' --exclude=./.git \
		--exclude='./demo-channel*' --exclude=__pycache__ .) |
		tar -xf - -C "$dir/tree"
	cd "$dir/tree" || exit 1
	[ -n "$ALONE" ] || "scripts/$script" >"$dir/before" 2>&1
}

# plant WORDS FILE LINE...: appends the lines to the file, tries, takes back.
plant() {
	words=$1
	file=$2
	shift 2
	mkdir -p "$(dirname "$file")"
	alone=${ALONE:+$file}
	[ -z "$ALONE" ] || rm -f "$dir/before"
	existed=no
	if [ -e "$file" ]; then
		existed=yes
		cp -p "$file" "$dir/kept"
		[ -z "$ALONE" ] ||
			"scripts/$script" "$file" >"$dir/before" 2>&1
	fi
	printf '%s\n' "$@" >>"$file"
	verdict "$script: $file: $1" "$words" "scripts/$script" $alone
	if [ $existed = yes ]; then
		cp -p "$dir/kept" "$file"
	else
		rm "$file"
	fi
}

# change WORDS FILE EDIT: the same with an edit by sed.
change() {
	cp -p "$2" "$dir/kept"
	sed -i "$3" "$2"
	cmp -s "$2" "$dir/kept" && echo "no such place: $2: $3"
	verdict "$script: $2: $3" "$1" "scripts/$script"
	cp -p "$dir/kept" "$2"
}

of_layers() {
	check check-layers
	plant 'core/ must not include <stdlib.h>' core/bytes.c '#include <stdlib.h>'
	plant 'core/ must not include <stdio.h>' core/bytes.c '  #  include <stdio.h>'
	plant 'core/ must not include <sodium.h>' core/bytes.c '#include <sodium.h>'
	plant 'core/ must not include lib/host.h' core/err.c '#include "lib/host.h"'
	plant 'core/ must not include HEADER' core/err.c '#include HEADER'
	plant 'lib/ must not include <sqlite3.h>' lib/host.c '#include <sqlite3.h>'
	plant 'lib/ must not include <microhttpd.h>' lib/host.c \
		'#include <microhttpd.h>'
	plant 'store/ must not include <microhttpd.h>' store/planted.c \
		'#include <microhttpd.h>'
	plant 'server/ must not include <sqlite3.h>' server/planted.c \
		'#include <sqlite3.h>'
	plant '"host.h" is not a path from the root' lib/host.c '#include "host.h"'
	plant '"lib/../lib/host.h" is not a path from the root' lib/host.c \
		'#include "lib/../lib/host.h"'
	# A circle of files: leaves.h comes to inside.h by no way, yet.
	plant 'a circle: ' server/back/leaves.h \
		'#include "server/back/inside.h"'

	plant 'lib/steps/ must not include <stdio.h>' lib/steps/planted.c \
		'#include <stdio.h>'
	plant 'lib/steps/ must not include <time.h>' lib/steps/planted.c \
		'#include <time.h>'
	plant 'lib/steps/ must not include lib/file.h' lib/steps/planted.c \
		'#include "lib/file.h"'
	plant 'lib/steps/ must not include lib/client/http.h' \
		lib/steps/planted.c '#include "lib/client/http.h"'

	# The floors: each looks up, or at a neighbour.
	up() {
		plant "$1/ must not include $3" "$1/$2" "#include \"$3\""
	}
	up core err.c core/tree/tree.h
	up core/group sc.c core/proof/member.h
	up core/record time.c core/tree/tree.h
	up core/memo scope.c core/channel/channel.h
	up lib host.c lib/memo/text.h
	up lib/log note.c lib/memo/text.h
	up lib/memo text.c lib/evidence/opening.h
	up lib/evidence redact.c lib/compare/compare.h
	up lib/compare tokens.c lib/records/act.h
	up lib/records act.c lib/client/http.h
	up lib/client http.c lib/steps/local_time.h
	up lib/steps local_time.c store/staff.h
	up server/wire wire.c server/front/front.h
	up server/front http.c server/back/back.h
	up server/front http.c server/gate/gate.h
	up server/gate gate.c server/front/front.h
	up server/back read.c server/gate/gate.h
	up server/back read.c server/process/pair.h
	up server/front http.c store/staff.h
	up server/process pair.c cli/common/options.h
	up cli/common files.c cli/print/memo.h
	up cli/print memo.c cli/compose/compose.h
	up cli/compose check.c cli/verbs.h
	up cli main.c store/staff.h
	up certificate page.c server/wire/wire.h
	plant 'its folder has no floor' core/planted/planted.c ''
	rmdir core/planted

	# What the front is compiled with, by way of others.
	plant 'server/front/front.h: comes to store/ by server/wire/message.h' \
		server/wire/message.h '#include "store/staff.h"'

	# Libraries: each is known in its own places alone.
	knows() {
		plant "${1%/*}/ must not include <$2>" "$1" "#include <$2>"
	}
	knows server/back/read.c sqlite3.h
	knows server/back/read.c microhttpd.h
	knows lib/client/channel.c curl/curl.h
	knows lib/compare/compare.c cmark.h
	knows cli/main.c cairo.h
	knows cli/main.c csv.h
	knows store/staff.c jansson.h
	knows server/front/http.c seccomp.h
	knows core/group/fe.h immintrin.h

	cat >outside.c <<-'END'
	void *malloc(__SIZE_TYPE__);
	void gs_host_wipe(void *, __SIZE_TYPE__);
	void *planted(void);
	void *planted(void) { gs_host_wipe(0, 0); return malloc(1); }
	END
	gcc -c outside.c -o outside.o && ar rc outside.a outside.o
	verdict 'check-layers: archive' 'core refers to malloc' \
		scripts/check-layers outside.a
	: >empty.c && gcc -c empty.c -o empty.o && ar rc empty.a empty.o
	verdict 'check-layers: empty archive' 'defines nothing' \
		scripts/check-layers empty.a
}

of_functions() {
	ALONE=yes
	check check-functions
	{
		echo 'static int too_long(int v)'
		echo '{'
		for i in $(seq 48); do echo "	v ^= $i;"; done
		echo '}'
	} >"$dir/long"
	plant 'too_long has 51 lines' core/planted.c "$(sed '/}/i\	return v;' "$dir/long" | sed 3d)" ''
	sed 3d "$dir/long" >core/planted.c
	granted 'a function of 50 lines' 'lines; 50' scripts/check-functions
	long_body=$(for i in $(seq 16); do echo "	v ^= $i;"; done)
	plant 'no_step has 20 lines and no paragraph' core/planted.c \
		'int no_step(int v)' '{' "$long_body" '	return v;' '}'
	plant 'many has 7 parameters; 6 are allowed' lib/planted.c \
		'int many(int a, int (*b)(int, int), int c, int d, int e, int f,' \
		'    int g)' '{' '	return a;' '}'
	plant 'static lonely: one word says too little' lib/planted.c \
		'static int lonely(void)' '{' '	return 1;' '}'
	printf '%s\n' 'static int planted(int a, int b, int c, int d, int e, int f)' \
		'{' "$long_body" '' '	return a;' '}' >core/planted.c
	granted 'six parameters' '7 parameters' \
		scripts/check-functions core/planted.c
	mkdir -p tests/planted
	printf '%s\n' 'int many(int a, int b, int c, int d, int e, int f, int g)' \
		'{' '	return a;' '}' >tests/planted/planted.c
	granted "a test's seven parameters" '7 parameters' \
		scripts/check-functions tests/planted/planted.c
	granted 'what a library dictates' '8 parameters' \
		scripts/check-functions server/front/http.c
	granted 'a paragraph' 'no paragraph' \
		scripts/check-functions core/planted.c
	granted "the file's own name" 'static planted' \
		scripts/check-functions core/planted.c
	ALONE=
	printf '%s\n' 'static int planted_twice(void)' '{' '}' >core/planted.c
	plant 'static planted_twice stands in core/planted.c:1 as well' \
		lib/planted.c 'static int planted_twice(void)' '{' '}'
}

of_headers() {
	ALONE=yes
	check check-headers
	header() {
		printf '%s\n' '#ifndef GS_LIB_PLANTED_H' '#define GS_LIB_PLANTED_H' \
			"$@" '#endif'
	}
	plant 'lib/planted.h: not on its own under gcc' lib/planted.h \
		"$(header 'uint8_t planted(void);')"
	plant 'lib/planted.h: not on its own under clang-14' lib/planted.h \
		"$(header 'struct gs_planted { char empty[0]; };')"
	plant 'lib/planted.h: wants a guard' lib/planted.h 'struct gs_planted;'
}

of_text() {
	ALONE=yes
	check check-text
	spdx='/* SPDX-License-Identifier: Apache-2.0 */'
	plant 'core/planted.c: wants SPDX' core/planted.c 'static int planted;'
	plant 'core/planted.c:2: blanks at the end of the line' core/planted.c \
		"$spdx" '/* planted */ '
	printf 'planted' >docs/planted.txt
	verdict 'check-text: no newline' \
		'docs/planted.txt: no newline at the end' scripts/check-text
	rm docs/planted.txt
	for call in strcpy strcat sprintf gets strtok atoi system popen alloca rand; do
		plant "lib/planted.c:2: $call: use" lib/planted.c "$spdx" \
			"void planted(void) { $call (p); }"
	done
	plant 'lib/planted.c:2: realloc outside' lib/planted.c "$spdx" \
		'void *planted(void) { return realloc(p, 1); }'
	plant 'lib/planted.c:2: signs outside' lib/planted.c "$spdx" \
		'int planted(void) { return crypto_sign_detached(p); }'
	plant 'lib/planted.c:2: a secret compared' lib/planted.c "$spdx" \
		'int planted(void) { return memcmp(a, my_secret, 32); }'
	plant 'lib/planted.c:2: indent with tabs' lib/planted.c "$spdx" '        int planted;'
	wide=$(printf '%080d' 1)
	plant 'lib/planted.c:2: 81 columns; 80 are allowed' lib/planted.c \
		"$spdx" "$wide;"
	plant 'lib/planted.c:2: 88 columns; 80 are allowed' lib/planted.c \
		"$spdx" "	$wide"
	printf '%s\n' "$spdx" "	\"$wide\"," "\"$wide\" \\" "$wide" \
		>lib/planted.c
	granted 'a long line of help' columns scripts/check-text \
		lib/planted.c
	rm lib/planted.c
	plant 'docs/planted.md:1: the name of one machine' docs/planted.md "See /wor""k/tree."
	plant 'docs/planted.md:1: the name of one machine' docs/planted.md \
		"From https://mirror.interna""l/simple"
	plant 'docs/planted.md:1: the name of one machine' docs/planted.md "From http://10.""1.2.3/x"
}

of_messages() {
	ALONE=yes
	check check-messages
	plant 'no code for: the roll is small' lib/planted.c \
		'gs_report_say(r, "the roll " "is small");'
	plant '"Roll_small" is no code' lib/planted.c \
		'gs_report_tell(r, "Roll_small", "a roll of {0}", gs_say_number(n));'
	plant 'no code for: it is late' core/planted.c \
		'return gs_refuse(act, GS_ERR_RULE, "it is late");'
	plant 'planted-code says something else in lib/planted.c:1' \
		lib/planted.c 'gs_report_say(r, "planted-code", "it is late");' \
		'gs_report_say(r, "planted-code", "it is early");'
	plant 'planted-code says something else in lib/planted.c:1' \
		lib/planted.c '{"planted-code", "it is late"},' \
		'gs_report_errno(r, "planted-code", "log", "is not there", errno);'
	plant 'gs_report_set has no code' lib/planted.c \
		'gs_report_set(r, "%s is late", name);'
	printf '%s\n' 'gs_report_say(r, "planted", "it is " "late");' \
		'gs_report_say(r, "planted", "it is late");' >lib/planted.c
	granted 'one sentence twice' planted scripts/check-messages \
		lib/planted.c
}

of_waits() {
	check check-waits
	plant 'planted-wait makes somebody wait' lib/planted.c \
		'gs_report_say(r, "planted-wait", "wait for the registrar");'
	plant 'roll-too-young does not say until when' lib/planted.c '{' \
		'gs_report_say(r, "roll-too-young", "wait for it");' '}'
	plant 'roll-too-young does not say until when' lib/planted.c '{' \
		'gs_local_time(when, c, t); gs_say_text(when);' \
		'gs_report_tell(r, "roll-too-young", "wait {0}",' \
		'gs_say_text(what));' '}'
	change 'slot-waits does not say until when' server/back/filing.c \
		's/gs_say_text(when)/gs_say_text(what)/'
	change 'answer-waits is no message of waiting any more' \
		server/back/late.c 's/"answer-waits"/"answer-is-there"/'
	change 'act-queued does not say until when' lib/steps/keep.c \
		's/{1}, UTC, or/{1} or/'
}

of_warnings() {
	check check-warnings
	mkdir build
	echo '[{"file": "../lib/planted.c", "command": "cc -Wconversion -c x"}]' \
		>build/compile_commands.json
	echo 'int planted(long n) { return (int)n; }' >lib/planted.c
	granted 'no warning' planted scripts/check-warnings build
	echo 'int planted(long n) { return n; }' >lib/planted.c
	verdict 'check-warnings: a warning' 'lib/planted.c: clang-22' \
		scripts/check-warnings build
	verdict 'check-warnings: no sources' 'compiles nothing of it' \
		scripts/check-warnings build lib/absent.c
}

of_docs() {
	check check-docs
	plant 'does not list the verb planted' cli/planted.c \
		'int gs_cli_planted(int argc, char **argv)'
	change 'the table of verbs and cli/main.c differ: audit' README.md \
		's/`audit`, `statistics`/`statistics`/'
	plant 'man/planted.1: mandoc' man/planted.1 '.Dd $Mdocdate$' '.Zz'
	plant 'does not list planted/' planted/file.txt 'planted'
	rmdir planted
	plant 'has no section for planted' core/record/types.c \
		'static const struct gs_type types[] = {' \
		'	{"planted", true, FIELDS(act_fields)},' '};'
	plant 'has no type planted' docs/spec/records.md '' '## planted' '' \
		'| `channel` | hash | 1 | |'
	change 'charter does not say "week: number, 1"' core/record/types.c \
		'/^	{"week"/d'
	change 'charter does not say "week: word, 1"' docs/spec/records.md \
		's/^| `week` | number/| `week` | word/'
	change 'charter does not say "closed: date text, 0-9"' core/record/types.c \
		's/{"closed", {DATE, TEXT}, 0, 1024}/{"closed", {DATE, TEXT}, 0, 9}/'
	change "receipt: the code has the lines ['channel', 'key', 'signature']" \
		core/record/types.c '/receipt_fields\[/,/^}/{/"edition"/d}'
	change 'charter has its lines in another order' docs/spec/records.md \
		'/^| `week`/{h;d};/^| `closing`/G'
	plant 'links to nowhere.md' docs/planted.md '[gone](nowhere.md)'
	plant 'tests/unit/nowhere.c does not exist' THREATS.md \
		'### a' '- test: `tests/unit/nowhere.c:planted`'
	plant 'bytes_test.c has no planted' THREATS.md \
		'### a' '- test: `tests/unit/bytes_test.c:planted`'
	plant 'neither a test nor *untested*' THREATS.md '### a' '- test: surely'
	plant 'neither a test nor *untested*' THREATS.md '### a' '- can: everything'
	plant '*untested* where it may not be' THREATS.md \
		'### a' '- test: *untested*: it is late'
	plant 'bytes_test.c has no function named' THREATS.md \
		'### a' '- test: `tests/unit/bytes_test.c`'
	plant 'bytes_test.c has no cmocka' THREATS.md \
		'### a' '- test: `tests/unit/bytes_test.c:cmocka`'
	change '*untested* where it may not be' THREATS.md \
		's/^- test: \*untested\*: nobody has.*/- test: *untested*/'
	change 'other sentences than are listed' THREATS.md \
		's/^### By this time/### In time/'
	change 'a cell without a test: Everybody sees one log' THREATS.md \
		'/checkpoints that contradict each other, which any/{n;d;}'
	change 'no entry of the adversary: a subpoena' THREATS.md \
		's/^| a subpoena/| a court/'
	change 'lead to no entry: #a-subpoena' THREATS.md \
		's/^### A subpoena/### A court/'
	change 'of no adversary: A court' THREATS.md \
		's/^### A subpoena/### A court/'
	plant 'does not name planted' lib/planted.c '/* planted */'
	plant 'names planted/, which is not there' lib/README.md '- `planted/`: x.'
}

ALONE=
# What each prints comes in one piece.
for what in headers layers text docs functions messages waits warnings; do
	(
		"of_$what"
		echo "$passed $failed" >"$top/$what.tally"
	) >"$top/$what.printed" 2>&1 &
done
wait

passed=0
failed=0
for what in layers functions headers warnings text messages docs; do
	cat "$top/$what.printed"
	if read -r good bad <"$top/$what.tally"; then
		passed=$((passed + good))
		failed=$((failed + bad))
	else
		echo "did not come to its end: $what"
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
