package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
)

// answered is a whole response: status, headers and body, less the id of the request.
type answered struct {
	status int
	header http.Header
	body   string
}

func (a answered) String() string { return fmt.Sprint(a.status, a.header, a.body) }

// ask sends a request as a viewer.
func ask(handler http.Handler, viewer string, request *http.Request) answered {
	request.Header.Set("X-Viewer", viewer)
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	recorder.Header().Del("X-Request-Id")
	return answered{recorder.Code, recorder.Header(), recorder.Body.String()}
}

func get(handler http.Handler, viewer, address string) answered {
	return ask(handler, viewer, httptest.NewRequest(http.MethodGet, address, nil))
}
