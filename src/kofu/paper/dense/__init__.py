"""The back of a sheet: one full-page symbol of printed data cells (docs/paper-format.md)."""
