"""The test PKI: authorities, cards and revocation lists made from ``pki/data/test_pki.toml``. Never for production."""
