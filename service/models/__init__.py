"""Learned weights that ship with the package, each with its card. None yet: all layers are rules over spaCy."""
