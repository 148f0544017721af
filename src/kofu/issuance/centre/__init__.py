"""The certificate centre's part of the protocol: sessions, routing, and the book of record."""
