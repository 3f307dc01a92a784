package replica

import (
	"encoding/binary"
	"math"
	"reflect"
	"time"

	"github.com/sachant/sachant/graph"
)

// codec writes and reads the values of one kind. What the fields are is found out once, so that
// a new field costs no code here, and a value costs no more than its fields that are set.
type codec struct {
	comparable bool
	parts      structCodec
	scratch    reflect.Value // what is read before it becomes a value
}

// fieldCodec writes and reads one type of field. Only what is set is written.
type fieldCodec struct {
	write func(out []byte, value reflect.Value) []byte
	read  func(in *frameReader, into reflect.Value)
}

// structCodec is for fields in order, 64 at most.
type structCodec []fieldCodec

func newCodecs(kinds kinds) []codec {
	codecs := make([]codec, len(kinds.names))
	for _, value := range graph.Values() {
		kind := reflect.TypeOf(value)
		codecs[kinds.number[value.Kind()]] = codec{
			comparable: kind.Comparable(), parts: newStructCodec(kind), scratch: reflect.New(kind).Elem(),
		}
	}
	return codecs
}

func (c *codec) append(out []byte, value graph.Value) []byte {
	return c.parts.write(out, reflect.ValueOf(value))
}

func (c *codec) value(in *frameReader) graph.Value {
	c.scratch.SetZero()
	c.parts.read(in, c.scratch)
	return c.scratch.Interface().(graph.Value)
}

func newStructCodec(kind reflect.Type) structCodec {
	codecs := make(structCodec, kind.NumField())
	for i := range kind.NumField() {
		codecs[i] = newFieldCodec(kind.Field(i).Type)
	}
	return codecs
}

// write begins with a number whose bits say which fields are set.
func (c structCodec) write(out []byte, value reflect.Value) []byte {
	set := uint64(0)
	for i := range c {
		if !value.Field(i).IsZero() {
			set |= 1 << i
		}
	}
	out = binary.AppendUvarint(out, set)
	for i := range c {
		if set&(1<<i) != 0 {
			out = c[i].write(out, value.Field(i))
		}
	}
	return out
}

func (c structCodec) read(in *frameReader, into reflect.Value) {
	set := in.number()
	if set>>len(c) != 0 {
		in.fail("a field that no value has")
		return
	}
	for i := range c {
		if set&(1<<i) != 0 {
			c[i].read(in, into.Field(i))
		}
	}
}

func newFieldCodec(kind reflect.Type) fieldCodec {
	if kind == reflect.TypeFor[time.Time]() {
		return timeCodec()
	}
	switch kind.Kind() {
	case reflect.String:
		return fieldCodec{
			func(out []byte, value reflect.Value) []byte { return appendText(out, value.String()) },
			func(in *frameReader, into reflect.Value) { into.SetString(in.shared(in.text())) },
		}
	case reflect.Bool:
		return fieldCodec{
			func(out []byte, _ reflect.Value) []byte { return out },
			func(_ *frameReader, into reflect.Value) { into.SetBool(true) },
		}
	case reflect.Int, reflect.Int64, reflect.Int32:
		return fieldCodec{
			func(out []byte, value reflect.Value) []byte { return binary.AppendVarint(out, value.Int()) },
			func(in *frameReader, into reflect.Value) { into.SetInt(in.signed()) },
		}
	case reflect.Float64:
		return fieldCodec{
			func(out []byte, value reflect.Value) []byte {
				return binary.LittleEndian.AppendUint64(out, math.Float64bits(value.Float()))
			},
			func(in *frameReader, into reflect.Value) { into.SetFloat(in.float()) },
		}
	case reflect.Pointer:
		return pointerCodec(kind)
	case reflect.Slice:
		return sliceCodec(kind)
	case reflect.Struct:
		parts := newStructCodec(kind)
		return fieldCodec{parts.write, parts.read}
	}
	panic("no way to write a " + kind.String() + " into a snapshot: give newFieldCodec one")
}

func timeCodec() fieldCodec {
	return fieldCodec{
		func(out []byte, value reflect.Value) []byte { return appendTime(out, value.Interface().(time.Time)) },
		func(in *frameReader, into reflect.Value) { into.Set(reflect.ValueOf(in.time())) },
	}
}

func pointerCodec(kind reflect.Type) fieldCodec {
	inner := newFieldCodec(kind.Elem())
	return fieldCodec{
		func(out []byte, value reflect.Value) []byte {
			if value.Elem().IsZero() && kind.Elem().Kind() == reflect.Bool {
				return append(out, 0)
			}
			return inner.write(append(out, 1), value.Elem())
		},
		func(in *frameReader, into reflect.Value) {
			into.Set(reflect.New(kind.Elem()))
			if in.byte() == 1 {
				inner.read(in, into.Elem())
			}
		},
	}
}

func sliceCodec(kind reflect.Type) fieldCodec {
	inner := structCodec{newFieldCodec(kind.Elem())}
	return fieldCodec{
		func(out []byte, value reflect.Value) []byte {
			out = binary.AppendUvarint(out, uint64(value.Len()))
			for i := range value.Len() {
				out = inner.writeElement(out, value.Index(i))
			}
			return out
		},
		func(in *frameReader, into reflect.Value) {
			length := in.number()
			if length > uint64(len(in.rest)) {
				in.fail("a list that is longer than its frame")
				return
			}
			into.Set(reflect.MakeSlice(kind, int(length), int(length)))
			for i := range int(length) {
				inner.readElement(in, into.Index(i))
			}
		},
	}
}

// writeElement marks whether an element is set, as for a field.
func (c structCodec) writeElement(out []byte, value reflect.Value) []byte {
	if value.IsZero() {
		return append(out, 0)
	}
	return c[0].write(append(out, 1), value)
}

func (c structCodec) readElement(in *frameReader, into reflect.Value) {
	if in.byte() == 1 {
		c[0].read(in, into)
	}
}

func appendText(out []byte, text string) []byte {
	return append(binary.AppendUvarint(out, uint64(len(text))), text...)
}

func appendTime(out []byte, at time.Time) []byte {
	return binary.AppendUvarint(binary.AppendVarint(out, at.Unix()), uint64(at.Nanosecond()))
}
