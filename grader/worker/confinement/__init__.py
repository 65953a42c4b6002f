"""Confines a worker before it sees any student code, and verifies the confinement."""
