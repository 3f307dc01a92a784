// Package signin says who sends a request: by a session that was begun with an OpenID Connect provider or a password of the
// directory, or by the header of a proxy that signs people in.
package signin

import "errors"

var (
	// ErrUnidentified means that no trusted source names the person.
	ErrUnidentified = errors.New("nobody says who is asking")
	// ErrOutside means that a request does not come from a trusted proxy.
	ErrOutside = errors.New("the request does not come from a trusted proxy")
	// ErrToken is that a request comes with a token that is of nobody.
	ErrToken = errors.New("the token is of nobody, has expired or was revoked")
	// ErrStranger means that the person signed in and is not in the directory.
	ErrStranger = errors.New("the person who is asking is not in the directory")
	// ErrAmbiguous is that several people in the directory have the name by which the person is known where they sign in.
	ErrAmbiguous = errors.New("several people in the directory have this address or number: ask those who keep the directory to correct it")
)
