# expected: passed, raised
# class: 17
# view: hidden input not shown
"""Raises from code whose file and function are named after the input."""
def double(x):
    if x.size > 1:
        names = {}
        number = int(abs(x[0]))
        exec(compile(f"def f{number}(): raise ValueError", f"hidden_{number}.py", "exec"), names)
        names[f"f{number}"]()
    return 2 * x
