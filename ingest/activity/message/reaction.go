package message

import (
	"slices"
	"strings"
)

// IsLike reports whether a reaction, by the name of its emoji, says that somebody found a message good or useful. Others, such as
// eyes or thumbsdown, say something else or nothing that is certain.
func IsLike(emoji string) bool {
	name, _, _ := strings.Cut(strings.Trim(emoji, ":"), "::") // the tone of the skin
	return slices.Contains([]string{"+1", "thumbsup", "thumbsup_all", "heart", "green_heart", "blue_heart", "purple_heart", "yellow_heart",
		"orange_heart", "heart_eyes", "clap", "tada", "100", "raised_hands", "pray", "star", "star2", "bulb", "ok_hand", "muscle",
		"trophy", "medal", "white_check_mark", "heavy_check_mark", "rocket", "fire"}, name)
}
