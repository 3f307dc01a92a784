package text

// Language of a text, as far as its stop words tell.
type Language uint8

// The languages of texts.
const (
	Undetermined Language = iota
	French
	English
)

// languageOf needs clear signs: three stop words of one language, and four for each of the other.
func languageOf(french, english int) Language {
	switch {
	case french >= 3 && french >= 4*english:
		return French
	case english >= 3 && english >= 4*french:
		return English
	}
	return Undetermined
}

// Languages is a set of languages, as bits.
type Languages uint8

// AllLanguages is the set of all, the undetermined one included.
const AllLanguages Languages = 1<<Undetermined | 1<<French | 1<<English

// Has reports whether a language is in the set.
func (l Languages) Has(one Language) bool { return l>>one&1 == 1 }
