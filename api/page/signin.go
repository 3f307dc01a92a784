package page

import (
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"

	"github.com/sachant/sachant/api/signin"
)

// SignInPath is the page where people sign in.
const SignInPath = "/signin"

// providerPath leads to the OpenID Connect provider, and [CallbackPath] is where a browser comes back to from there.
const (
	providerPath = SignInPath + "/oidc"
	CallbackPath = SignInPath + "/callback"
)

// SignInData is what the page of signing in shows.
type SignInData struct {
	// Failed is why the last attempt failed, in the keys of the catalogue of messages; Name is what was typed.
	Failed, Name string
	// Minutes is how long to wait before another attempt.
	Minutes int
	// Passwords: people sign in by a name and a password; HasProvider: with the OpenID Connect provider that they call Provider.
	Passwords, HasProvider bool
	Provider               string
	// Leave is the address at the provider that signs out there as well.
	Leave string
}

func (s *Server) signInRoutes(mux *http.ServeMux) {
	if s.Config.SignIn == nil {
		return
	}
	mux.HandleFunc("GET "+SignInPath, s.showSignIn)
	mux.HandleFunc("POST "+SignInPath, s.signIn)
	mux.HandleFunc("POST /signout", s.signOut)
	if _, has := s.Config.SignIn.ProviderName(); has {
		mux.HandleFunc("GET "+providerPath, s.startAtProvider)
		mux.HandleFunc("GET "+CallbackPath, s.finishAtProvider)
		mux.HandleFunc("POST "+logoutPath, s.endFromProvider)
	}
}

// showSignIn responds with the page of signing in, or redirects where the browser has a session.
func (s *Server) showSignIn(w http.ResponseWriter, r *http.Request) {
	back := LocalPath(r.URL.Query().Get("back"))
	_, err := s.Config.SignIn.Identify(r)
	switch {
	case err == nil:
		http.Redirect(w, r, back, http.StatusSeeOther)
	case errors.Is(err, signin.ErrEnded):
		s.writeSignIn(w, r, http.StatusOK, back, SignInData{Failed: "ended"})
	default:
		s.writeSignIn(w, r, http.StatusOK, back, SignInData{})
	}
}

func (s *Server) writeSignIn(w http.ResponseWriter, r *http.Request, status int, back string, shown SignInData) {
	shown.Passwords = s.Config.SignIn.ByPassword()
	shown.Provider, shown.HasProvider = s.Config.SignIn.ProviderName()
	data := s.frameData(r)
	data.SignIn, data.Back, data.Here = &shown, back, SignInPath+"?"+url.Values{"back": {back}}.Encode()
	s.Write(w, r, "signin", status, data)
}

// askToSignIn redirects to the page of signing in, which returns to the page that was asked for.
func (s *Server) askToSignIn(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		http.Redirect(w, r, SignInPath+"?"+url.Values{"back": {r.URL.RequestURI()}}.Encode(), http.StatusSeeOther)
		return
	}
	s.writeSignIn(w, r, http.StatusUnauthorized, LocalPath(r.PostForm.Get("back")), SignInData{Failed: "unsent"})
}

// providerLink returns the address that leads to the provider, and from there to a page.
func providerLink(back string) string {
	return providerPath + "?" + url.Values{"back": {back}}.Encode()
}

// isSignedIn reports whether the response to a page's query has a viewer.
func isSignedIn(data map[string]any) bool {
	viewer, _ := data["viewer"].(map[string]any)
	return viewer["person"] != nil
}

// signIn signs in who sends a name and a password.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	if err := ReadForm(w, r); err != nil {
		s.Fail(w, r, err)
		return
	}
	name, back := r.PostForm.Get("username"), LocalPath(r.PostForm.Get("back"))
	if !s.Config.SignIn.ByPassword() {
		s.notFound(w, r)
		return
	}
	err := s.Config.SignIn.WithPassword(w, r, name, r.PostForm.Get("password"))
	if err != nil {
		s.refuseSignIn(w, r, err, back, SignInData{Name: name})
		return
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// startAtProvider leads to the provider.
func (s *Server) startAtProvider(w http.ResponseWriter, r *http.Request) {
	back := LocalPath(r.URL.Query().Get("back"))
	address, err := s.Config.SignIn.StartAtProvider(w, r, back)
	if err != nil {
		s.refuseSignIn(w, r, err, back, SignInData{})
		return
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// finishAtProvider signs in who comes back from the provider.
func (s *Server) finishAtProvider(w http.ResponseWriter, r *http.Request) {
	back, err := s.Config.SignIn.FinishAtProvider(w, r)
	if err != nil {
		s.refuseSignIn(w, r, err, LocalPath(back), SignInData{})
		return
	}
	http.Redirect(w, r, LocalPath(back), http.StatusSeeOther)
}

// refuseSignIn responds with the page of signing in, which says that it did not work: why is in the log alone.
func (s *Server) refuseSignIn(w http.ResponseWriter, r *http.Request, err error, back string, shown SignInData) {
	var throttled signin.ErrThrottled
	switch {
	case errors.As(err, &throttled):
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(throttled.Wait.Seconds()))))
		shown.Failed, shown.Minutes = "throttled", int(math.Ceil(throttled.Wait.Minutes()))
		s.writeSignIn(w, r, http.StatusTooManyRequests, back, shown)
	case errors.Is(err, signin.ErrRefused):
		if shown.Failed = "refused"; shown.Name == "" {
			shown.Failed = "refused-there"
		}
		s.writeSignIn(w, r, http.StatusUnauthorized, back, shown)
	case errors.Is(err, signin.ErrUnavailable):
		shown.Failed = "unavailable"
		s.writeSignIn(w, r, http.StatusServiceUnavailable, back, shown)
	default:
		s.Fail(w, r, Unidentified(err))
	}
}

// signOut signs out of this browser, or of all where the form says so.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	if err := ReadForm(w, r); err != nil {
		s.Fail(w, r, err)
		return
	}
	address, err := s.Config.SignIn.End(w, r, r.PostForm.Get("everywhere") == "yes")
	switch {
	case err != nil:
		s.Fail(w, r, err)
	case address == "":
		http.Redirect(w, r, SignInPath, http.StatusSeeOther)
	default: // a form may not lead elsewhere, a page may
		w.Header().Set("Refresh", "0; url="+address)
		s.writeSignIn(w, r, http.StatusOK, "/", SignInData{Failed: "gone", Leave: address})
	}
}
