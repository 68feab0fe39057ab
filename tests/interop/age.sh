#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: age.sh AGE_TOOL SOURCE
# Exchanges files with the age program, both ways; then lets it open the sealed
# files of the vectors (docs/spec/commitments.md), which the program and
# tests/vectors/commitments.py make alike.  No age is a failure: a test that
# skips itself proves nothing.
set -eu
tool=$1 source=$2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0
good() { passed=$((passed + 1)); }
fail() {
	echo "age.sh: $*" >&2
	echo "$passed passed, 1 failed"
	exit 1
}

command -v age >/dev/null && command -v age-keygen >/dev/null ||
	fail "the age program is not installed (Debian: apt-get install age)"

for who in a b c; do
	age-keygen -o "$dir/$who.key" 2>/dev/null
	grep '^AGE-SECRET-KEY-1' "$dir/$who.key" >"$dir/$who.id"
	age-keygen -y "$dir/$who.key" >"$dir/$who.pub"
	"$tool" recipient "$(cat "$dir/$who.id")" | cmp - "$dir/$who.pub" ||
		fail "another recipient than age-keygen's"
	good
done
a=$(cat "$dir/a.pub") b=$(cat "$dir/b.pub")

for size in 0 1 100 65535 65536 65537 131072 1000000; do
	head -c $size /dev/urandom >"$dir/plain"
	"$tool" seal "$a" "$b" <"$dir/plain" >"$dir/ours"
	for who in a b; do
		# -o leaves no file for an empty payload (age 1.1.1)
		age -d -i "$dir/$who.key" "$dir/ours" >"$dir/back" ||
			fail "age does not open ours of $size bytes"
		cmp "$dir/plain" "$dir/back" || fail "ours of $size bytes differs"
		good
	done
	if age -d -i "$dir/c.key" "$dir/ours" >/dev/null 2>&1; then
		fail "age opens ours with a stranger's identity"
	fi
	good
	for armor in '' -a; do
		age $armor -r "$b" -r "$a" <"$dir/plain" >"$dir/theirs"
		for who in a b; do
			"$tool" open "$(cat "$dir/$who.id")" <"$dir/theirs" \
				>"$dir/back" ||
				fail "age's file of $size bytes $armor stays shut"
			cmp "$dir/plain" "$dir/back" ||
				fail "age's file of $size bytes $armor differs"
			good
		done
		status=0
		"$tool" open "$(cat "$dir/c.id")" <"$dir/theirs" \
			>"$dir/back" 2>/dev/null || status=$?
		[ $status = 9 ] || fail "a stranger: status $status, not denied"
		[ ! -s "$dir/back" ] || fail "a stranger reads something"
		good
	done
done

# Both refuse the same damage: the last byte, one in the header, a cut.
age -r "$a" <"$dir/plain" >"$dir/theirs"
size=$(wc -c <"$dir/theirs")
damaged() {
	if age -d -i "$dir/a.key" "$dir/bad" >/dev/null 2>&1; then
		fail "age opens what was damaged: $1"
	fi
	if "$tool" open "$(cat "$dir/a.id")" <"$dir/bad" >"$dir/back" \
		2>/dev/null; then
		fail "age_tool opens what was damaged: $1"
	fi
	[ ! -s "$dir/back" ] || fail "something is released: $1"
	good
}
for at in 30 60 150 300 70000 $((size - 1)); do
	byte=$(od -An -tu1 -j$at -N1 "$dir/theirs" | tr -d ' ')
	cp "$dir/theirs" "$dir/bad"
	printf "\\$(printf %o $((byte ^ 1)))" |
		dd of="$dir/bad" bs=1 seek=$at conv=notrunc 2>/dev/null
	damaged "byte $at"
done
for cut in 1 16 17 65552 999999; do
	head -c -$cut "$dir/theirs" >"$dir/bad"
	damaged "$cut bytes cut"
done
{ cat "$dir/theirs"; printf x; } >"$dir/bad"
damaged "one byte more"
# A memo's sealed file: its randomness follows from a secret, its text is
# padded, and any link holder makes it again.
for n in 0 1; do
	sealed=$dir/sealed$n
	"$source/tests/vectors/commitments.py" "$source" --sealed $n "$sealed"
	# shellcheck disable=SC2046 # one word a recipient
	"$tool" same "$(cat "$sealed.secret")" $(cat "$sealed.to") \
		<"$sealed.text" >"$dir/ours" || fail "the tool does not seal $n"
	cmp "$dir/ours" "$sealed" || fail "sealed file $n: ours differs"
	good
	readers=0
	for key in "$sealed".[0-9]; do
		age -d -i "$key" "$dir/ours" >"$dir/back" ||
			fail "age does not open sealed file $n with $key"
		cmp "$sealed.padded" "$dir/back" || fail "sealed file $n differs"
		readers=$((readers + 1))
		good
	done
	[ "$readers" = "$(wc -l <"$sealed.to")" ] || fail "a reader is missing"
	if age -d -i "$dir/c.key" "$dir/ours" >/dev/null 2>&1; then
		fail "age opens sealed file $n with a stranger's identity"
	fi
	good
done
echo "age.sh: $(age --version): exchanged both ways"
echo "$passed passed, 0 failed"
