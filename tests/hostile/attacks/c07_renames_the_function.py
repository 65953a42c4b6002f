# expected: not_attempted
# class: 7
"""Has no function of the name that is asked for, but one that says it passed."""


def test_double():
    return "passed"
