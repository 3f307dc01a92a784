package activity

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// discourseFile is what a file of a forum's API may hold: a topic, a list of topics or of posts, or the categories.
type discourseFile struct {
	discourseTopic
	discourseCategories
	Topics      []discourseTopic `json:"topics"`
	LatestPosts []discoursePost  `json:"latest_posts"`
}

type discourseTopic struct {
	ID         int64          `json:"id"`
	Title      string         `json:"title"`
	Archetype  string         `json:"archetype"`
	Visible    *bool          `json:"visible"`
	DeletedAt  string         `json:"deleted_at"`
	CategoryID int64          `json:"category_id"`
	Tags       []discourseTag `json:"tags"`
	// AcceptedAnswer is an object here, and true or false on a post.
	AcceptedAnswer json.RawMessage `json:"accepted_answer"`
	PostStream     discourseStream `json:"post_stream"`
}

type discourseStream struct {
	Posts []discoursePost `json:"posts"`
}

// accepted is the number of the post that solves the topic; 0 for none.
func (t *discourseTopic) accepted() int {
	var answer struct {
		PostNumber int `json:"post_number"`
	}
	_ = json.Unmarshal(t.AcceptedAnswer, &answer) // anything else accepts nothing
	return answer.PostNumber
}

type discoursePost struct {
	ID             int64             `json:"id"`
	TopicID        int64             `json:"topic_id"`
	TopicTitle     string            `json:"topic_title"`
	Number         int               `json:"post_number"`
	Type           int               `json:"post_type"`
	Name           string            `json:"name"`
	Username       string            `json:"username"`
	UserID         int64             `json:"user_id"`
	CreatedAt      string            `json:"created_at"`
	Cooked         string            `json:"cooked"`
	Raw            string            `json:"raw"`
	Actions        []discourseAction `json:"actions_summary"`
	AcceptedAnswer json.RawMessage   `json:"accepted_answer"`
	Hidden         bool              `json:"hidden"`
	DeletedAt      string            `json:"deleted_at"`
	UserDeleted    bool              `json:"user_deleted"`
	CategoryID     int64             `json:"category_id"`
}

type discourseAction struct {
	ID    int `json:"id"`
	Count int `json:"count"`
}

// discourseLike is the action that likes a post.
const discourseLike = 2

func (p *discoursePost) likes() int {
	for _, action := range p.Actions {
		if action.ID == discourseLike {
			return max(0, action.Count)
		}
	}
	return 0
}

// author returns the id of the account, "" for nobody: the forum itself writes as users below 1.
func (p *discoursePost) author() string {
	switch {
	case p.UserID < 0, p.Username == "system", p.Username == "discobot":
		return ""
	case p.UserID > 0:
		return strconv.FormatInt(p.UserID, 10)
	}
	return p.Username
}

func (p *discoursePost) at() (time.Time, error) {
	at, err := time.Parse(time.RFC3339, p.CreatedAt)
	return at.UTC(), err
}

// text returns what the author wrote, without what they quote.
func (p *discoursePost) text() string {
	if p.Cooked == "" {
		return plainText(p.Raw)
	}
	return htmlText(withoutQuotes(p.Cooked))
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

// discourseTag is a text, or an object in newer versions.
type discourseTag string

// UnmarshalJSON implements [json.Unmarshaler].
func (t *discourseTag) UnmarshalJSON(encoded []byte) error {
	var object struct {
		Name string `json:"name"`
	}
	if json.Unmarshal(encoded, &object) == nil {
		*t = discourseTag(object.Name)
		return nil
	}
	return json.Unmarshal(encoded, (*string)(t))
}

type discourseCategories struct {
	CategoryList struct {
		Categories []discourseCategory `json:"categories"`
	} `json:"category_list"`
	Categories []discourseCategory `json:"categories"`
}

type discourseCategory struct {
	ID             int64               `json:"id"`
	ReadRestricted bool                `json:"read_restricted"`
	Subcategories  []discourseCategory `json:"subcategory_list"`
}
