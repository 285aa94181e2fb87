"""Prompts and fixed phrases, one file each, their slots checked."""
