// Package control lets a command hand its work over to the server that runs beside it and has the store open: through a
// socket in the data directory that only its owner can open. The command sends one request, and shows what the server sends
// back: what the work prints, how far it is, and at last its exit status. Where the command goes away, or is interrupted, the
// work is cancelled; where the server stops, the command says so.
package control
