"""The front of a sheet: design files, and drawing them to PDF/A-2u."""
