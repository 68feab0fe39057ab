#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: tlog.sh TLOG_TOOL TLOG_GO WORKDIR
# A log of ours, grown in steps, as golang.org/x/mod sees it.  Needs Debian's
# golang-go and golang-golang-x-mod-dev; their absence is a failure.
set -eu
tool=$1 source=$2
work=$(mkdir -p "$3" && cd "$3" && pwd) # GOCACHE must be absolute
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0
good() { passed=$((passed + 1)); }
fail() {
	echo "tlog.sh: $*" >&2
	echo "$passed passed, 1 failed"
	exit 1
}

command -v go >/dev/null ||
	fail "no go (Debian: apt-get install golang-go golang-golang-x-mod-dev)"
export GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= GOPROXY=off
export GOCACHE="$work/cache" CGO_ENABLED=0
go build -o "$work/tlog" "$source" || fail "tlog.go does not build"
log=$dir/log

# check [OLD-CHECKPOINT]
check() {
	"$tool" prove "$log" >"$dir/proofs" || fail "no proofs"
	[ -s "$dir/proofs" ] || fail "no proofs"
	"$work/tlog" "$log" "$log_key" "$witness_key" "$@" <"$dir/proofs" &&
		good
}

mkdir "$log"
from=0
for to in 1 2 3 100 255 256 257 511 512 600 700; do
	"$tool" grow "$log" $from $to >"$dir/keys" || fail "$from to $to"
	{ read -r log_key; read -r witness_key; } <"$dir/keys"
	"$tool" check "$log" || fail "we do not read our own at $to"
	if [ $from = 0 ]; then
		check || fail "x/mod refuses size $to"
	else
		check "$dir/old" || fail "x/mod refuses $from to $to"
	fi
	cp "$log/checkpoint" "$dir/old"
	from=$to
done
# three levels: 256 full tiles below one full tile
rm -rf "$log"; mkdir "$log"
"$tool" grow "$log" 0 65800 >/dev/null || fail "65800 entries"
cp "$dir/old" "$dir/at700"
check "$dir/at700" || fail "x/mod refuses size 65800"

# Whatever is flipped in whichever file, both notice.
rm -rf "$log"; mkdir "$log"
"$tool" grow "$log" 0 700 >/dev/null
"$tool" prove "$log" >"$dir/proofs"
count=0
for file in $(cd "$log" && find . -type f); do
	at=$(($(wc -c <"$log/$file") * 2 / 3))
	cp "$log/$file" "$dir/keep"
	byte=$(od -An -tu1 -j$at -N1 "$dir/keep" | tr -d ' ')
	printf "\\$(printf %o $((byte ^ 1)))" |
		dd of="$log/$file" bs=1 seek=$at conv=notrunc 2>/dev/null
	cmp -s "$log/$file" "$dir/keep" && fail "$file was not changed"
	if "$work/tlog" "$log" "$log_key" "$witness_key" <"$dir/proofs" \
		>/dev/null 2>&1; then
		fail "x/mod does not notice a change in $file"
	fi
	if "$tool" check "$log" 2>/dev/null; then
		fail "we do not notice a change in $file"
	fi
	good
	cp "$dir/keep" "$log/$file"
	count=$((count + 1))
done
[ $count = 8 ] || fail "$count files in a log of 700 entries"
"$work/tlog" "$log" "$log_key" "$witness_key" <"$dir/proofs" >/dev/null ||
	fail "x/mod refuses what was put back"
good
# ... and x/mod does look at the proofs that it is given
sed 's/^inclusion 0 /inclusion 1 /' "$dir/proofs" >"$dir/wrong"
cmp -s "$dir/proofs" "$dir/wrong" && fail "no proof for entry 0"
if "$work/tlog" "$log" "$log_key" "$witness_key" <"$dir/wrong" \
	>/dev/null 2>&1; then
	fail "x/mod takes a proof for another entry"
fi
good
echo "tlog.sh: $(go version)"
echo "$passed passed, 0 failed"
