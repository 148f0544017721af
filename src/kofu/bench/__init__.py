"""Benchmarks: measured with the peers beside them, in one run (design §12)."""
