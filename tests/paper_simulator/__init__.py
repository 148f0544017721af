"""Printing, damage, scanning, photographing and copying, simulated with seeds. Nothing here was ever on paper.

The ranges are those of the model described in docs/paper-report.md; each picture is a pure function of its seed.
"""
