# expected: not_attempted
# short
# class: 24
"""Takes all the memory before anything is defined; what is left of it is not enough to define much."""

kept = []
while True:
    kept.append(bytearray(1 << 20))
