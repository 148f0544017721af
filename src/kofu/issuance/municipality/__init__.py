"""A municipality's part of the protocol: proofs, decisions, certificates, numbers."""
