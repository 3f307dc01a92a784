package model

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sashabaranov/go-openai"
)

// Vector is a text as a point: the closer two are, the nearer their meaning. Its numbers are rounded to a byte each,
// which changes the closeness of two by less than a hundredth.
type Vector struct {
	units  []int8
	length float32
}

// Closeness returns the cosine of the angle between two vectors, 1 for the same direction; 0 where one is empty.
func (v Vector) Closeness(other Vector) float64 {
	if len(v.units) != len(other.units) || v.length == 0 || other.length == 0 {
		return 0
	}
	sum := int32(0)
	for i, unit := range v.units {
		sum += int32(unit) * int32(other.units[i])
	}
	return float64(sum) / (float64(v.length) * float64(other.length))
}

// newVector rounds the numbers of a vector; false for one without a direction.
func newVector(numbers []float32) (Vector, bool) {
	greatest := float32(0)
	for _, number := range numbers {
		greatest = max(greatest, number, -number)
	}
	if greatest == 0 || math.IsInf(float64(greatest), 0) || math.IsNaN(float64(greatest)) {
		return Vector{}, false
	}
	units := make([]int8, len(numbers))
	for i, number := range numbers {
		units[i] = int8(math.Round(float64(number/greatest) * math.MaxInt8))
	}
	return measured(units), true
}

func measured(units []int8) Vector {
	sum := 0.0
	for _, unit := range units {
		sum += float64(unit) * float64(unit)
	}
	return Vector{units, float32(math.Sqrt(sum))}
}

const (
	// perRequest is how many texts are sent at once.
	perRequest = 64
	// maxEmbedded is the greatest length of a text that is made a vector, in characters: labels and queries are shorter.
	maxEmbedded = 500
	// maxDimensions is the greatest number of dimensions.
	maxDimensions = 16384
)

// Embed returns the vectors of texts, in their order. Those of earlier calls are not asked for again. A text of which
// masking leaves nothing has an empty vector.
func (c *Client) Embed(ctx context.Context, texts ...string) ([]Vector, error) {
	masked := make([]string, len(texts))
	for i, text := range texts {
		masked[i] = c.masked(text)
	}
	for missing := range slices.Chunk(c.vectors.missing(masked), perRequest) {
		if err := c.embed(ctx, missing); err != nil {
			return nil, err
		}
	}
	vectors := make([]Vector, len(texts))
	for i, text := range masked {
		vectors[i], _ = c.vectors.read(text)
	}
	return vectors, nil
}

// masked returns what is sent of a text; nothing where only masks are left.
func (c *Client) masked(text string) string {
	text = strings.Join(strings.Fields(c.mask.Mask(text)), " ")
	if runes := []rune(text); len(runes) > maxEmbedded {
		text = string(runes[:maxEmbedded])
	}
	if strings.TrimSpace(strings.ReplaceAll(text, Mask, "")) == "" {
		return ""
	}
	return text
}

// embed asks for the vectors of texts, and keeps them.
func (c *Client) embed(ctx context.Context, texts []string) error {
	var response openai.EmbeddingResponse
	err := c.limited(ctx, func(ctx context.Context) (err error) {
		response, err = c.api.CreateEmbeddings(ctx, openai.EmbeddingRequestStrings{Input: texts, Model: openai.EmbeddingModel(c.config.Embedding)})
		return err
	})
	if err != nil {
		return c.explained(err)
	}
	if len(response.Data) != len(texts) {
		return serverError{fmt.Sprintf("the model server %s answers another number of vectors than it was asked for: %d instead of %d", c.config.URL, len(response.Data), len(texts))}
	}
	vectors := make([]Vector, len(texts))
	for i, one := range response.Data {
		at := one.Index
		if at < 0 || at >= len(texts) || vectors[at].length != 0 {
			return serverError{fmt.Sprintf("the model server %s numbers its vectors wrongly", c.config.URL)}
		}
		if want := c.vectors.size(); want > 0 && len(one.Embedding) != want {
			return serverError{fmt.Sprintf("the model %q of the server %s gives vectors of dimension %d, and gave such of dimension %d before: where it was replaced, remove %s",
				c.config.Embedding, c.config.URL, len(one.Embedding), want, c.vectors.path)}
		}
		vector, ok := newVector(one.Embedding)
		if !ok || len(one.Embedding) > maxDimensions || len(one.Embedding) != len(response.Data[0].Embedding) {
			return serverError{fmt.Sprintf("the model server %s answers vectors that are none: the dimension of the first is %d, that of number %d is %d",
				c.config.URL, len(response.Data[0].Embedding), i, len(one.Embedding))}
		}
		vectors[at] = vector
	}
	return c.vectors.add(texts, vectors)
}
