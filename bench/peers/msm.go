// SPDX-License-Identifier: Apache-2.0

// usage: msm RUNS
// Sums of public multiples by filippo.io/edwards25519, which Debian has.
package main

import (
	"fmt"
	"math/rand"
	"os"
	"sort"
	"strconv"
	"syscall"

	"filippo.io/edwards25519"
)

// Processor time of this process, in seconds: other threads collect garbage.
func now() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) * 1e-9
}

func scalar(r *rand.Rand) *edwards25519.Scalar {
	var wide [64]byte
	r.Read(wide[:])
	s, err := edwards25519.NewScalar().SetUniformBytes(wide[:])
	if err != nil {
		panic(err)
	}
	return s
}

func measure(n, runs int) float64 {
	r := rand.New(rand.NewSource(1))
	scalars := make([]*edwards25519.Scalar, n)
	points := make([]*edwards25519.Point, n)
	last := new(edwards25519.Point).ScalarBaseMult(scalar(r))
	step := edwards25519.NewGeneratorPoint()
	for i := range points {
		last = new(edwards25519.Point).Add(last, step)
		scalars[i], points[i] = scalar(r), last
	}
	times := make([]float64, runs)
	for k := range times {
		start := now()
		new(edwards25519.Point).VarTimeMultiScalarMult(scalars, points)
		times[k] = (now() - start) / float64(n)
	}
	sort.Float64s(times)
	return times[runs/2]
}

func main() {
	runs, err := strconv.Atoi(os.Args[1])
	if err != nil || runs < 1 {
		panic("runs")
	}
	for _, n := range []int{1000, 65536} {
		fmt.Printf("{\"name\":\"msm, a point\",\"N\":%d,\"batch\":1,"+
			"\"path\":\"filippo.io/edwards25519 1.0.0-rc1\","+
			"\"seconds\":%.12f,\"runs\":%d}\n", n, measure(n, runs), runs)
	}
}
