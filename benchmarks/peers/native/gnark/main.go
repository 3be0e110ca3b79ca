// gnark-crypto, timed: one request on each line of standard input, as words, one JSON answer on each line of standard
// output. The requests are those of ../../noble.mjs: an operation, how often, and numbers in decimal.
package main

import (
	"bufio"
	"fmt"
	"math/big"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

// words are taken from the front.
type words []string

func (w *words) next() string {
	word := (*w)[0]
	*w = (*w)[1:]
	return word
}

func (w *words) fp() (x fp.Element) {
	_, err := x.SetString(w.next())
	check(err == nil, "a number is malformed")
	return
}

func (w *words) g1() (p bn254.G1Affine) {
	p.X, p.Y = w.fp(), w.fp()
	check(p.IsOnCurve(), "a point is not on the curve")
	return
}

func (w *words) g2() (p bn254.G2Affine) {
	p.X.A0, p.X.A1, p.Y.A0, p.Y.A1 = w.fp(), w.fp(), w.fp(), w.fp()
	check(p.IsOnCurve() && p.IsInSubGroup(), "a point is not in the subgroup")
	return
}

var key struct {
	alphaBeta    bn254.GT
	gamma, delta bn254.G2Affine
	ic           []bn254.G1Affine
}

// verify tells whether e(A, B)·e(-L, gamma)·e(-C, delta) = e(alpha, beta).
func verify(w words) bool {
	a, b, c := w.g1(), w.g2(), w.g1()
	signals := make([]fr.Element, len(key.ic)-1)
	for i := range signals {
		_, err := signals[i].SetString(w.next())
		check(err == nil, "a signal is malformed")
	}
	var l bn254.G1Affine
	_, err := l.MultiExp(key.ic[1:], signals, ecc.MultiExpConfig{NbTasks: 1})
	check(err == nil, "the sum of the signals failed")
	l.Add(&l, &key.ic[0])
	l.Neg(&l)
	c.Neg(&c)
	f, err := bn254.Pair([]bn254.G1Affine{a, l, c}, []bn254.G2Affine{b, key.gamma, key.delta})
	return err == nil && f.Equal(&key.alphaBeta)
}

// prepare gives the work of a request, to be timed, which gives its result, to be told.
func prepare(operation string, count int, w words) func() fmt.Stringer {
	switch operation {
	case "field":
		a, b := w.fp(), w.fp()
		return func() fmt.Stringer {
			for i := 0; i < count; i++ {
				a.Mul(&a, &b)
			}
			return &a
		}
	case "multiply":
		p := w.g1()
		k, ok := new(big.Int).SetString(w.next(), 10)
		check(ok, "a scalar is malformed")
		var base, product bn254.G1Jac
		base.FromAffine(&p)
		return func() fmt.Stringer {
			for i := 0; i < count; i++ {
				product.ScalarMultiplication(&base, k)
			}
			return point{&product}
		}
	case "product":
		p1, q1, p2, q2 := w.g1(), w.g2(), w.g1(), w.g2()
		return func() fmt.Stringer {
			one := false
			for i := 0; i < count; i++ {
				one, _ = bn254.PairingCheck([]bn254.G1Affine{p1, p2}, []bn254.G2Affine{q1, q2})
			}
			return truth(one)
		}
	case "key":
		alpha, beta := w.g1(), w.g2()
		key.alphaBeta, _ = bn254.Pair([]bn254.G1Affine{alpha}, []bn254.G2Affine{beta})
		key.gamma, key.delta = w.g2(), w.g2()
		key.ic = nil
		for len(w) > 0 {
			key.ic = append(key.ic, w.g1())
		}
		return func() fmt.Stringer { return truth(true) }
	case "verify":
		return func() fmt.Stringer {
			valid := false
			for i := 0; i < count; i++ {
				valid = verify(w)
			}
			return truth(valid)
		}
	}
	panic("no such operation: " + operation)
}

type truth bool

func (t truth) String() string { return strconv.FormatBool(bool(t)) }

type point struct{ *bn254.G1Jac }

func (p point) String() string {
	var affine bn254.G1Affine
	affine.FromJacobian(p.G1Jac)
	return affine.X.String() + " " + affine.Y.String()
}

func processor() float64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage) == nil, "processor time is not known")
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e6
}

func check(holds bool, message string) {
	if !holds {
		panic(message)
	}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<16), 1<<20)
	for lines.Scan() {
		request := words(strings.Fields(lines.Text()))
		operation := request.next()
		count, err := strconv.Atoi(request.next())
		check(err == nil, "a request says how often")
		work := prepare(operation, count, request)
		before, start := processor(), time.Now()
		result := work()
		elapsed := float64(time.Since(start).Nanoseconds()) / 1e6
		fmt.Printf("{\"elapsed\":%g,\"processor\":%g,\"value\":%q}\n", elapsed, processor()-before, result)
	}
}
