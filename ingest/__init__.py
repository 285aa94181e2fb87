"""Files to documents to passages: reading, splitting, and one report a file."""
