"""The rules one by one: each asks one question of a case and answers with what it found, or nothing."""
