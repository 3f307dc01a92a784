package discourse

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/sachant/sachant/ingest/activity/plaintext"
)

// apiFile is what a file of a forum's API may hold: a topic, a list of topics or of posts, or the categories.
type apiFile struct {
	apiTopic
	apiCategories
	Topics      []apiTopic `json:"topics"`
	LatestPosts []apiPost  `json:"latest_posts"`
}

type apiTopic struct {
	ID         int64    `json:"id"`
	Title      string   `json:"title"`
	Archetype  string   `json:"archetype"`
	Visible    *bool    `json:"visible"`
	DeletedAt  string   `json:"deleted_at"`
	CategoryID int64    `json:"category_id"`
	Tags       []apiTag `json:"tags"`
	// AcceptedAnswer is an object here, and true or false on a post.
	AcceptedAnswer json.RawMessage `json:"accepted_answer"`
	PostStream     apiStream       `json:"post_stream"`
}

type apiStream struct {
	Posts []apiPost `json:"posts"`
}

// accepted is the number of the post that solves the topic; 0 for none.
func (t *apiTopic) accepted() int {
	var answer struct {
		PostNumber int `json:"post_number"`
	}
	_ = json.Unmarshal(t.AcceptedAnswer, &answer) // anything else accepts nothing
	return answer.PostNumber
}

type apiPost struct {
	ID             int64           `json:"id"`
	TopicID        int64           `json:"topic_id"`
	TopicTitle     string          `json:"topic_title"`
	Number         int             `json:"post_number"`
	Type           int             `json:"post_type"`
	Name           string          `json:"name"`
	Username       string          `json:"username"`
	UserID         int64           `json:"user_id"`
	CreatedAt      string          `json:"created_at"`
	Cooked         string          `json:"cooked"`
	Raw            string          `json:"raw"`
	Actions        []apiAction     `json:"actions_summary"`
	AcceptedAnswer json.RawMessage `json:"accepted_answer"`
	Hidden         bool            `json:"hidden"`
	DeletedAt      string          `json:"deleted_at"`
	UserDeleted    bool            `json:"user_deleted"`
	CategoryID     int64           `json:"category_id"`
}

type apiAction struct {
	ID    int `json:"id"`
	Count int `json:"count"`
}

// actionLike is the action that likes a post.
const actionLike = 2

func (p *apiPost) likes() int {
	for _, action := range p.Actions {
		if action.ID == actionLike {
			return max(0, action.Count)
		}
	}
	return 0
}

// author returns the id of the account, "" for nobody: the forum itself writes as users below 1.
func (p *apiPost) author() string {
	switch {
	case p.UserID < 0, p.Username == "system", p.Username == "discobot":
		return ""
	case p.UserID > 0:
		return strconv.FormatInt(p.UserID, 10)
	}
	return p.Username
}

func (p *apiPost) at() (time.Time, error) {
	at, err := time.Parse(time.RFC3339, p.CreatedAt)
	return at.UTC(), err
}

// text returns what the author wrote, without what they quote.
func (p *apiPost) text() string {
	if p.Cooked == "" {
		return plaintext.Clean(p.Raw)
	}
	return plaintext.FromHTML(withoutQuotes(p.Cooked))
}

// withoutQuotes leaves out the quotations of a post in HTML, which others wrote.
func withoutQuotes(source string) string {
	if !strings.Contains(source, "<aside") {
		return source
	}
	var out strings.Builder
	depth := 0
	tokens := html.NewTokenizer(strings.NewReader(source))
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			return out.String()
		}
		raw := string(tokens.Raw())
		name, _ := tokens.TagName()
		aside := atom.Lookup(name) == atom.Aside
		if kind == html.StartTagToken && aside {
			depth++
		}
		if depth == 0 {
			out.WriteString(raw)
		}
		if kind == html.EndTagToken && aside {
			depth = max(0, depth-1)
		}
	}
}

// apiTag is a text, or an object in newer versions.
type apiTag string

// UnmarshalJSON implements [json.Unmarshaler].
func (t *apiTag) UnmarshalJSON(encoded []byte) error {
	var object struct {
		Name string `json:"name"`
	}
	if json.Unmarshal(encoded, &object) == nil {
		*t = apiTag(object.Name)
		return nil
	}
	return json.Unmarshal(encoded, (*string)(t))
}

type apiCategories struct {
	CategoryList struct {
		Categories []apiCategory `json:"categories"`
	} `json:"category_list"`
	Categories []apiCategory `json:"categories"`
}

type apiCategory struct {
	ID             int64         `json:"id"`
	ReadRestricted bool          `json:"read_restricted"`
	Subcategories  []apiCategory `json:"subcategory_list"`
}
