"""Messages over HTTP: what both ends of a connection share (docs/protocol-http.md)."""
