"""From TOML folders to checked values: strict, with the place and the remedy of everything it refuses."""
