// SPDX-License-Identifier: Apache-2.0

// Command tile is a client of a tlog-tiles log on golang.org/x/mod alone:
//
//	tile URL LOG-VKEY CACHE
//
// fetches the checkpoint, checks that it continues the one in the folder CACHE,
// and fetches and checks every entry since.  What it fetched stays in CACHE.
// It is built as one file, as tests/interop/tlog.go is, which it shares a few
// lines with.
package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func check(ok bool, format string, args ...interface{}) {
	if !ok {
		log.Fatalf(format, args...)
	}
}

func get(url string) []byte {
	answer, err := http.Get(url)
	must(err)
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	must(err)
	check(answer.StatusCode == 200, "%s: %s", url, answer.Status)
	return data
}

func read(text []byte, key note.Verifier) tlog.Tree {
	n, err := note.Open(text, note.VerifierList(key))
	must(err)
	lines := strings.Split(n.Text, "\n")
	check(len(lines) == 4 && lines[3] == "", "a checkpoint has three lines")
	check(lines[0] == key.Name(), "the origin is %s", lines[0])
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

// client is a tlog.TileReader that fetches what its cache has not.
type client struct{ url, cache string }

func (c client) Height() int { return 8 }

func (c client) path(t tlog.Tile) string {
	p := strings.Replace(t.Path(), "tile/8/", "tile/", 1)
	return strings.Replace(p, "tile/data/", "tile/entries/", 1)
}

func (c client) SaveTiles(tiles []tlog.Tile, data [][]byte) {
	for i, t := range tiles {
		file := filepath.Join(c.cache, c.path(t))
		must(os.MkdirAll(filepath.Dir(file), 0o700))
		must(os.WriteFile(file, data[i], 0o600))
	}
}

// one takes a wider tile of the cache in place of what is asked for.
func (c client) one(t tlog.Tile) []byte {
	for w := t.W; w <= 256; w++ {
		wide := t
		wide.W = w
		data, err := os.ReadFile(filepath.Join(c.cache, c.path(wide)))
		if err == nil {
			return data[:t.W*tlog.HashSize]
		}
	}
	return get(c.url + "/log/" + c.path(t))
}

func (c client) ReadTiles(tiles []tlog.Tile) (all [][]byte, err error) {
	for _, t := range tiles {
		all = append(all, c.one(t))
	}
	return all, nil
}

// entries are those of one bundle of so many.
func entries(data []byte, width int) (all [][]byte) {
	for len(data) > 0 {
		check(len(data) >= 2, "a short bundle")
		n := 2 + int(binary.BigEndian.Uint16(data))
		check(len(data) >= n, "a short bundle")
		all = append(all, data[2:n])
		data = data[n:]
	}
	check(len(all) == width, "%d entries, not %d", len(all), width)
	return all
}

func (c client) news(old, tree tlog.Tree, r tlog.HashReader) {
	for n := old.N / 256; n*256 < tree.N; n++ {
		width := int(min(tree.N-n*256, 256))
		data := get(c.url + "/log/" + c.path(tlog.Tile{H: 8, L: -1, N: n,
			W: width}))
		var indexes []int64
		all := entries(data, width)
		for i := range all {
			indexes = append(indexes, tlog.StoredHashIndex(0,
				n*256+int64(i)))
		}
		hashes, err := r.ReadHashes(indexes)
		must(err)
		for i, entry := range all {
			check(tlog.RecordHash(entry) == hashes[i], "entry %d",
				n*256+int64(i))
		}
	}
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

func main() {
	log.SetFlags(0)
	check(len(os.Args) == 4, "usage: tile URL LOG-VKEY CACHE")
	c := client{os.Args[1], os.Args[3]}
	key, err := note.NewVerifier(os.Args[2])
	must(err)
	kept := filepath.Join(c.cache, "checkpoint")
	old := tlog.Tree{}
	if text, err := os.ReadFile(kept); err == nil {
		old = read(text, key)
	}

	text := get(c.url + "/log/checkpoint")
	tree := read(text, key)
	r := tlog.TileHashReader(tree, c)
	if old.N > 0 {
		proof, err := tlog.ProveTree(tree.N, old.N, r)
		must(err)
		must(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash))
	}
	c.news(old, tree, r)
	must(os.MkdirAll(c.cache, 0o700))
	must(os.WriteFile(kept, text, 0o600))
	fmt.Printf("%d to %d\n", old.N, tree.N)
}
