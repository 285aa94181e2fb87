"""Are sources that differ shown to differ? The answer chain on questions whose documents give several answers."""
