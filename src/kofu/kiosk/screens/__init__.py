"""What the resident sees: one screen in each file, words from the catalogues, shapes from the templates."""
