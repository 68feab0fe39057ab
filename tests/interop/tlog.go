// SPDX-License-Identifier: Apache-2.0

// Command tlog checks a tlog-tiles directory with golang.org/x/mod alone:
//
//	tlog DIR LOG-VKEY WITNESS-VKEY [OLD-CHECKPOINT] < PROOFS
//
// where "-" for the witness's key says that none has cosigned, and several, with
// commas between them, have all:
// the checkpoint's signature and cosignature, every entry bundle and tile,
// consistency with an older checkpoint, and proofs made elsewhere, one a line:
// "inclusion INDEX SIZE HASH..." or "consistency FIRST SIZE HASH...", leaf's
// sibling first.
//
//	tlog prove DIR LOG-VKEY WITNESS-VKEY
//
// makes proofs from the tiles, one a line: "inclusion INDEX LEAF SIZE ROOT
// HASH..." or "consistency FIRST ROOT SECOND ROOT HASH...".
//
//	tlog cosign LOG-VKEY NAME TIME < CHECKPOINT
//
// cosigns with a fresh key, whose vkey is the first line of what it prints.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"log"
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

// cosigner verifies cosignature/v1, which x/mod does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }
func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(c.key, append([]byte(head), msg...), sig[8:])
}

func newCosigner(vkey string) *cosigner {
	parts := strings.SplitN(vkey, "+", 3)
	check(len(parts) == 3, "not a vkey: %s", vkey)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	must(err)
	check(len(key) == 33 && key[0] == 4, "not a cosigner's key: %s", vkey)
	id := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	c := &cosigner{parts[0], binary.BigEndian.Uint32(id[:]), key[1:]}
	check(fmt.Sprintf("%08x", c.hash) == parts[1], "wrong key id: %s", vkey)
	return c
}

// A cosigner with its private key is a note.Signer.
type witness struct {
	cosigner
	private ed25519.PrivateKey
	time    uint64
}

func (w *witness) Sign(msg []byte) ([]byte, error) {
	sig := make([]byte, 8)
	binary.BigEndian.PutUint64(sig, w.time)
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", w.time)
	return append(sig, ed25519.Sign(w.private, append([]byte(head), msg...))...), nil
}

func cosign(logKey, name, time string) {
	log, err := note.NewVerifier(logKey)
	must(err)
	seconds, err := strconv.ParseUint(time, 10, 63)
	must(err)
	public, private, err := ed25519.GenerateKey(rand.Reader)
	must(err)
	key := append([]byte{4}, public...)
	id := sha256.Sum256(append([]byte(name+"\n"), key...))
	w := &witness{cosigner{name, binary.BigEndian.Uint32(id[:]), public},
		private, seconds}
	msg, err := io.ReadAll(os.Stdin)
	must(err)
	n, err := note.Open(msg, note.VerifierList(log))
	must(err)
	signed, err := note.Sign(n, w)
	must(err)
	fmt.Printf("%s+%08x+%s\n%s", name, w.hash,
		base64.StdEncoding.EncodeToString(key), signed)
}

// openCheckpoint wants both signatures.
func openCheckpoint(file string, verifiers []note.Verifier) tlog.Tree {
	msg, err := os.ReadFile(file)
	must(err)
	n, err := note.Open(msg, note.VerifierList(verifiers...))
	must(err)
	check(len(n.Sigs) == len(verifiers) && len(n.UnverifiedSigs) == 0,
		"%s: %d signatures verified", file, len(n.Sigs))
	lines := strings.Split(n.Text, "\n")
	check(len(lines) == 4 && lines[3] == "", "%s: not three lines", file)
	check(lines[0] == verifiers[0].Name(), "%s: origin %s", file, lines[0])
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

// directory is a tlog.TileReader with the paths of C2SP.
type directory string

func (d directory) Height() int                     { return 8 }
func (d directory) SaveTiles([]tlog.Tile, [][]byte) {}

func (d directory) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		data, err := d.read(t)
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// read gives the full tile, cut, where the partial one is gone.
func (d directory) read(t tlog.Tile) ([]byte, error) {
	file := func(t tlog.Tile) string {
		p := strings.Replace(t.Path(), "tile/8/", "tile/", 1)
		p = strings.Replace(p, "tile/data/", "tile/entries/", 1)
		return filepath.Join(string(d), p)
	}
	data, err := os.ReadFile(file(t))
	if err == nil || !os.IsNotExist(err) || t.W == 256 {
		return data, err
	}
	full := t
	full.W = 256
	data, err = os.ReadFile(file(full))
	if err == nil && t.L >= 0 {
		data = data[:t.W*tlog.HashSize]
	}
	return data, err
}

// memory holds what the entries hash to.
type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var all []tlog.Hash
	for _, i := range indexes {
		all = append(all, m[i])
	}
	return all, nil
}

func readEntries(d directory, size int64) (m memory, leaves []tlog.Hash) {
	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		data, err := d.read(tlog.Tile{H: 8, L: -1, N: n, W: int(width)})
		must(err)
		for i := int64(0); i < width; i++ {
			check(len(data) >= 2, "bundle %d is short", n)
			length := 2 + int(binary.BigEndian.Uint16(data))
			check(len(data) >= length, "bundle %d is short", n)
			hashes, err := tlog.StoredHashes(n*256+i, data[2:length], m)
			must(err)
			m = append(m, hashes...)
			leaves = append(leaves, hashes[0])
			data = data[length:]
		}
		check(len(data) == 0, "bundle %d is long", n)
	}
	return m, leaves
}

// tilesOf lists what a log of this size must serve. (tlog.NewTiles wants every
// partial width on the way as well.)
func tilesOf(size int64) (tiles []tlog.Tile) {
	for level := 0; size > 0; level, size = level+1, size>>8 {
		for n := int64(0); n*256 < size; n++ {
			width := size - n*256
			if width > 256 {
				width = 256
			}
			tiles = append(tiles, tlog.Tile{H: 8, L: level, N: n,
				W: int(width)})
		}
	}
	return tiles
}

// readAllTiles has each leaf's hash authenticated up to the root, which takes
// every tile.
func readAllTiles(r tlog.HashReader, leaves []tlog.Hash) {
	var indexes []int64
	for i := range leaves {
		indexes = append(indexes, tlog.StoredHashIndex(0, int64(i)))
	}
	hashes, err := r.ReadHashes(indexes)
	must(err)
	for i, h := range hashes {
		check(h == leaves[i], "leaf %d differs", i)
	}
}

func readHash(text string) (h tlog.Hash) {
	h, err := tlog.ParseHash(text)
	must(err)
	return h
}

func checkProof(line string, tree tlog.Tree, m memory, leaves []tlog.Hash) {
	f := strings.Fields(line)
	check(len(f) >= 3, "not a proof: %s", line)
	n, err := strconv.ParseInt(f[1], 10, 64)
	must(err)
	check(f[2] == fmt.Sprint(tree.N), "proof for size %s", f[2])
	var hashes []tlog.Hash
	for _, text := range f[3:] {
		hashes = append(hashes, readHash(text))
	}
	switch f[0] {
	case "inclusion":
		must(tlog.CheckRecord(hashes, tree.N, tree.Hash, n, leaves[n]))
	case "consistency":
		old, err := tlog.TreeHash(n, m)
		must(err)
		must(tlog.CheckTree(hashes, tree.N, tree.Hash, n, old))
	default:
		log.Fatalf("not a proof: %s", line)
	}
}

func readVerifiers(logKey, witnessKey string) []note.Verifier {
	v, err := note.NewVerifier(logKey)
	must(err)
	verifiers := []note.Verifier{v}
	if witnessKey != "-" {
		for _, key := range strings.Split(witnessKey, ",") {
			verifiers = append(verifiers, newCosigner(key))
		}
	}
	return verifiers
}

func printProof(kind string, n int64, h tlog.Hash, tree tlog.Tree, p []tlog.Hash) {
	fmt.Printf("%s %d %s %d %s", kind, n, h, tree.N, tree.Hash)
	for _, hash := range p {
		fmt.Printf(" %s", hash)
	}
	fmt.Println()
}

func prove(d directory, verifiers []note.Verifier) {
	tree := openCheckpoint(filepath.Join(string(d), "checkpoint"), verifiers)
	r := tlog.TileHashReader(tree, d)
	for i := int64(0); i < tree.N; i += 1 + tree.N/20 {
		leaf, err := r.ReadHashes([]int64{tlog.StoredHashIndex(0, i)})
		must(err)
		p, err := tlog.ProveRecord(tree.N, i, r)
		must(err)
		printProof("inclusion", i, leaf[0], tree, p)
		old, err := tlog.TreeHash(i+1, r)
		must(err)
		q, err := tlog.ProveTree(tree.N, i+1, r)
		must(err)
		printProof("consistency", i+1, old, tree, q)
	}
}

func main() {
	log.SetFlags(0)
	args := os.Args[1:]
	if len(args) == 4 && args[0] == "cosign" {
		cosign(args[1], args[2], args[3])
		return
	}
	if len(args) == 4 && args[0] == "prove" {
		prove(directory(args[1]), readVerifiers(args[2], args[3]))
		return
	}
	check(len(args) >= 3, "usage: tlog DIR LOG-VKEY WITNESS-VKEY [OLD]")
	d := directory(args[0])
	verifiers := readVerifiers(args[1], args[2])
	tree := openCheckpoint(filepath.Join(string(d), "checkpoint"), verifiers)

	m, leaves := readEntries(d, tree.N)
	root, err := tlog.TreeHash(tree.N, m)
	must(err)
	check(root == tree.Hash, "the entries do not give the root")
	tiles := tilesOf(tree.N)
	for _, t := range tiles {
		want, err := tlog.ReadTileData(t, m)
		must(err)
		got, err := d.read(t)
		must(err)
		check(bytes.Equal(want, got), "%s differs", t.Path())
	}

	r := tlog.TileHashReader(tree, d)
	readAllTiles(r, leaves)
	for _, i := range []int64{0, tree.N / 2, tree.N - 1} {
		p, err := tlog.ProveRecord(tree.N, i, r)
		must(err)
		must(tlog.CheckRecord(p, tree.N, tree.Hash, i, leaves[i]))
	}
	if len(args) > 3 {
		old := openCheckpoint(args[3], verifiers)
		p, err := tlog.ProveTree(tree.N, old.N, r)
		must(err)
		must(tlog.CheckTree(p, tree.N, tree.Hash, old.N, old.Hash))
	}
	proofs := 0
	for in := bufio.NewScanner(os.Stdin); in.Scan(); proofs++ {
		checkProof(in.Text(), tree, m, leaves)
	}
	fmt.Printf("size %d: %d tiles, %d proofs\n", tree.N, len(tiles), proofs)
}
