// The reference implementation of signed notes and tiled logs, Go's golang.org/x/mod/sumdb, as an oracle: it reads one
// JSON value on stdin and writes one on stdout.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Height of the tiles of C2SP tlog-tiles.
const height = 8

type request struct {
	Keys        []key
	Signatures  []signature
	Tiles       map[string][]byte
	Trees       []tree
	Records     []record
	Consistency []consistency
}

// A key to make of a name and a seed, and a text to sign with it.
type key struct {
	Name string
	Seed []byte
	Text string
}

// A note to open with a verifier key.
type signature struct {
	Note string
	Key  string
}

// A signed checkpoint whose tree is to be read from tiles, some of them perhaps replaced.
type tree struct {
	Note    string
	Key     string
	Instead map[string][]byte
	Indexes []int64
	Olds    []int64
}

// An inclusion proof to check.
type record struct {
	Proof [][]byte
	Size  int64
	Root  []byte
	Index int64
	Leaf  []byte
}

// A consistency proof to check.
type consistency struct {
	Proof   [][]byte
	Size    int64
	Root    []byte
	Old     int64
	OldRoot []byte
}

type signed struct {
	VerifierKey string `json:"verifierKey"`
	Note        string `json:"note"`
}

type opened struct {
	Text  string `json:"text"`
	Error string `json:"error"`
}

type treeRead struct {
	Leaves      [][]byte   `json:"leaves"`
	Inclusions  [][][]byte `json:"inclusions"`
	Consistency [][][]byte `json:"consistency"`
	Error       string     `json:"error"`
}

type answer struct {
	Keys        []signed   `json:"keys"`
	Signatures  []opened   `json:"signatures"`
	Trees       []treeRead `json:"trees"`
	Records     []string   `json:"records"`
	Consistency []string   `json:"consistency"`
}

func main() {
	var r request
	decoder := json.NewDecoder(os.Stdin)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		log.Fatal(err)
	}
	var a answer
	for _, k := range r.Keys {
		a.Keys = append(a.Keys, sign(k))
	}
	for _, s := range r.Signatures {
		text, err := open(s.Note, s.Key)
		a.Signatures = append(a.Signatures, opened{text, message(err)})
	}
	for _, t := range r.Trees {
		read, err := readTree(t, r.Tiles)
		read.Error = message(err)
		a.Trees = append(a.Trees, read)
	}
	for _, p := range r.Records {
		err := tlog.CheckRecord(hashes(p.Proof), p.Size, hash(p.Root), p.Index, hash(p.Leaf))
		a.Records = append(a.Records, message(err))
	}
	for _, p := range r.Consistency {
		err := tlog.CheckTree(hashes(p.Proof), p.Size, hash(p.Root), p.Old, hash(p.OldRoot))
		a.Consistency = append(a.Consistency, message(err))
	}
	if err := json.NewEncoder(os.Stdout).Encode(a); err != nil {
		log.Fatal(err)
	}
}

func sign(k key) signed {
	secret, verifierKey, err := note.GenerateKey(bytes.NewReader(k.Seed), k.Name)
	if err != nil {
		log.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		log.Fatal(err)
	}
	whole, err := note.Sign(&note.Note{Text: k.Text}, signer)
	if err != nil {
		log.Fatal(err)
	}
	return signed{verifierKey, string(whole)}
}

func open(whole, verifierKey string) (string, error) {
	verifier, err := note.NewVerifier(verifierKey)
	if err != nil {
		return "", err
	}
	n, err := note.Open([]byte(whole), note.VerifierList(verifier))
	if err != nil {
		return "", err
	}
	return n.Text, nil
}

// readTree believes nothing but the checkpoint's signature. Like Go's own client it checks the proofs that it made: where
// several subtrees of the head lie in one tile, TileHashReader leaves as many full tiles unchecked (it counts the subtrees,
// and not the tiles, that the head has authenticated; seen in x/mod 0.7.0).
func readTree(t tree, tiles map[string][]byte) (read treeRead, err error) {
	text, err := open(t.Note, t.Key)
	if err != nil {
		return read, err
	}
	head, err := parseCheckpoint(text)
	if err != nil {
		return read, err
	}
	reader := tlog.TileHashReader(head, &tileReader{tiles, t.Instead})
	for _, index := range t.Indexes {
		leaf, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		if err != nil {
			return read, err
		}
		proof, err := tlog.ProveRecord(head.N, index, reader)
		if err != nil {
			return read, err
		}
		if err := tlog.CheckRecord(proof, head.N, head.Hash, index, leaf[0]); err != nil {
			return read, err
		}
		read.Leaves = append(read.Leaves, leaf[0][:])
		read.Inclusions = append(read.Inclusions, plain(proof))
	}
	for _, old := range t.Olds {
		proof, err := tlog.ProveTree(head.N, old, reader)
		if err != nil {
			return read, err
		}
		read.Consistency = append(read.Consistency, plain(proof))
	}
	return read, nil
}

// parseCheckpoint is tlog.ParseTree for any origin.
func parseCheckpoint(text string) (tlog.Tree, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return tlog.Tree{}, errors.New("not a checkpoint")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, errors.New("not a root hash")
	}
	return tlog.Tree{N: size, Hash: hash(root)}, nil
}

type tileReader struct {
	tiles   map[string][]byte
	instead map[string][]byte
}

func (r *tileReader) Height() int { return height }

func (r *tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

func (r *tileReader) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range tiles {
		path, err := pathOf(tile)
		if err != nil {
			return nil, err
		}
		content, ok := r.instead[path]
		if !ok {
			content, ok = r.tiles[path]
		}
		if !ok {
			return nil, fmt.Errorf("no tile %s", path)
		}
		data = append(data, content)
	}
	return data, nil
}

// pathOf is Go's own path, "tile/H/L/N", without the height, as C2SP tlog-tiles has it.
func pathOf(tile tlog.Tile) (string, error) {
	prefix := fmt.Sprintf("tile/%d/", height)
	path := tile.Path()
	if !strings.HasPrefix(path, prefix) {
		return "", fmt.Errorf("a tile of another height: %s", path)
	}
	return "tile/" + strings.TrimPrefix(path, prefix), nil
}

func hash(b []byte) (h tlog.Hash) {
	if copy(h[:], b) != tlog.HashSize {
		log.Fatalf("a hash of %d bytes", len(b))
	}
	return h
}

func hashes(list [][]byte) (hs []tlog.Hash) {
	for _, b := range list {
		hs = append(hs, hash(b))
	}
	return hs
}

func plain(hs []tlog.Hash) [][]byte {
	list := [][]byte{}
	for i := range hs {
		list = append(list, hs[i][:])
	}
	return list
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
