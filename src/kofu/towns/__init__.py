"""Synthetic towns, demonstration residents, and the people of scenario cases. Everybody in them is invented."""
