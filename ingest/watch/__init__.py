"""Folders that the library keeps up with: brought together once, or followed while they change."""
