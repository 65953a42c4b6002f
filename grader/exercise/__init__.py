"""The language exercises are written in: the public API of authors."""
