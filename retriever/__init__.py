"""What is on record, and how passages of it are found."""
