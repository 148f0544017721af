"""Bulk loads: files read row by row, staged, validated whole, copied in unseen, and swapped in at once (design §7)."""
