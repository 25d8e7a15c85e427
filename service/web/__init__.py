"""The web door: the only room, with the factory, that knows Flask."""
