package page

import (
	"errors"
	"math"
	"net/http"
	"strconv"

	"github.com/sachant/sachant/api/signin"
)

// logoutPath is where the OpenID Connect provider says, without a browser, that a session has ended there.
const logoutPath = SignInPath + "/backchannel-logout"

// endFromProvider ends the sessions that a logout token names. What it responds is of OpenID Connect Back-Channel Logout 1.0.
func (s *Server) endFromProvider(w http.ResponseWriter, r *http.Request) {
	err := ReadForm(w, r)
	if err == nil {
		err = s.Config.SignIn.EndFromProvider(r, r.PostForm.Get("logout_token"))
	}
	var throttled signin.ErrThrottled
	status := http.StatusBadRequest
	switch {
	case err == nil:
		w.WriteHeader(http.StatusOK)
		return
	case errors.As(err, &throttled):
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(throttled.Wait.Seconds()))))
		status = http.StatusTooManyRequests
	case errors.Is(err, signin.ErrUnavailable):
		status = http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"error":"invalid_request"}` + "\n"))
}
