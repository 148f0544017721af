"""The feed: what resident systems tell the registers, numbered, chained and signed (docs/feed.md)."""
