package mattermost

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
)

// line is one of the export; the member that its type names is set.
type line struct {
	Type    string  `json:"type"`
	Version int     `json:"version"`
	Channel channel `json:"channel"`
	User    user    `json:"user"`
	Bot     user    `json:"bot"`
	Post    post    `json:"post"`
}

type channel struct {
	Team        string `json:"team"`
	Name        string `json:"name"`
	DisplayName string `json:"display_name"`
	Type        string `json:"type"`
	Purpose     string `json:"purpose"`
}

// id is unique in an installation: names of channels are so in their team.
func (c channel) id() string { return c.Team + "/" + c.Name }

type user struct {
	Username  string `json:"username"`
	Email     string `json:"email"`
	Nickname  string `json:"nickname"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Roles     string `json:"roles"`
	Teams     []struct {
		Name     string `json:"name"`
		Channels []in   `json:"channels"`
	} `json:"teams"`
}

// in is a membership.
type in struct {
	Name string `json:"name"`
}

func (u user) displayName() string {
	return cmp.Or(strings.TrimSpace(u.FirstName+" "+u.LastName), u.Nickname, u.Username)
}

func (u user) isBot() bool { return strings.Contains(u.Roles, "system_bot") }

type post struct {
	Team      string         `json:"team"`
	Channel   string         `json:"channel"`
	User      string         `json:"user"`
	Type      string         `json:"type"`
	Message   string         `json:"message"`
	Props     map[string]any `json:"props"`
	CreateAt  int64          `json:"create_at"`
	EditAt    int64          `json:"edit_at"`
	DeleteAt  int64          `json:"delete_at"`
	Reactions []struct {
		User     string `json:"user"`
		CreateAt int64  `json:"create_at"`
		Emoji    string `json:"emoji_name"`
	} `json:"reactions"`
	Replies []post `json:"replies"`
}

// isOfSystem reports whether no person wrote it: types are given to what the system and its extensions post.
func (p post) isOfSystem() bool {
	return !slices.Contains([]string{"", "me", "slack_attachment"}, p.Type)
}

func (p post) isOfBot() bool {
	for _, name := range []string{"from_webhook", "from_bot", "from_plugin"} {
		if text := strings.ToLower(fmt.Sprint(p.Props[name])); text == "true" {
			return true
		}
	}
	return false
}

func (p post) at() (time.Time, error) { return timeOf(p.CreateAt) }

// editedOn is empty where the post was never changed.
func (p post) editedOn() graph.Date {
	at, err := timeOf(p.EditAt)
	if err != nil {
		return ""
	}
	return graph.DateOf(at)
}

// timeOf reads milliseconds since 1970.
func timeOf(millis int64) (time.Time, error) {
	const until = 4102444800000 // 2100
	if millis <= 0 || millis >= until {
		return time.Time{}, fmt.Errorf("%d is not a time in milliseconds since 1970", millis)
	}
	return time.UnixMilli(millis).UTC(), nil
}

// hashtag is a word with # before it, of three characters or more, as Mattermost finds it.
var hashtag = regexp.MustCompile(`(?:^|\s)#(\pL[\pL\pN_.-]+[\pL\pN])`)

// tags are the hashtags of the text, outside code.
func (p post) tags() []string {
	var tags []string
	for i, text := range strings.Split(p.Message, "`") {
		if i%2 == 1 { // between the marks of code
			continue
		}
		for _, found := range hashtag.FindAllStringSubmatch(text, -1) {
			tags = append(tags, strings.ReplaceAll(found[1], "_", " "))
		}
	}
	return tags
}
