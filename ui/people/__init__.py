"""Who is on record, and what they said: pages of their own."""
