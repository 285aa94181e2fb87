"""Is what says otherwise than a claim seen, and only that? Edited sentences, true ones, and claims with evidence."""
