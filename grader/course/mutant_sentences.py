"""The sentences for mutants: of each operator that a student can be told, what the mutant does, and a hint.

Operators that are not here say nothing that would help, such as "one factor is left out".
"""

from __future__ import annotations

_CALLS = {
    "exp": "the exponential",
    "log": "the logarithm",
    "tanh": "the hyperbolic tangent",
    "abs": "the absolute value",
    "sum": "the sum",
    "max": "the maximum",
    "maximum": "the maximum",
    "sqrt": "the square root",
    "cumsum": "the running sum",
    "reversed": "the reversed order",
    "copy": "the copy",
}
_SIGN = "Derive this part once more on paper, and keep an eye on each sign. Where does yours differ?"
_ORDER = "Write the formula down with its parentheses. In which order does Python work through yours?"
_AXES = "Write the shape of each array beside its line. Which axis should go, and which should stay?"
_PRODUCT = "Write down the two shapes of each product. Which sides have to meet, and what should be left?"
_FORMULA = "Hold your formula against the one in the statement, term by term. Which of them differs?"
_ENDS = "Write down the first and the last number that this part should use. Which ones does yours use?"
_CASES = "Go through the case that is wrong by hand. Which branch of your code does it take?"

_SENTENCES = {
    "sub_for_add": ("Subtracts where it should add.", _SIGN),
    "add_for_sub": ("Adds where it should subtract.", _SIGN),
    "sub_swapped": ("Takes a difference the wrong way round, which changes its sign.", _SIGN),
    "usub_left_out": ("Lacks a minus sign.", _SIGN),
    "mult_for_div": ("Multiplies where it should divide.", _FORMULA),
    "div_for_mult": ("Divides where it should multiply.", _FORMULA),
    "div_swapped": ("Takes a quotient upside down.", _FORMULA),
    "mult_for_pow": ("Multiplies by an exponent instead of raising to a power.", _FORMULA),
    "pow_right_left_out": ("Leaves out an exponent.", _FORMULA),
    "add_right_left_out": ("Leaves out one term of a sum.", _FORMULA),
    "add_left_left_out": ("Leaves out one term of a sum.", _FORMULA),
    "sub_right_left_out": ("Leaves out the term that should be subtracted.", _FORMULA),
    "parentheses_left_out": ("Lacks parentheses, so its operations are done in another order.", _ORDER),
    "mult_for_matmult": ("Multiplies entry by entry where a matrix product is meant.", _PRODUCT),
    "matmult_swapped": ("Multiplies two matrices in the wrong order.", _PRODUCT),
    "transpose_left_out": ("Lacks a transpose.", _PRODUCT),
    "transpose_put_in": ("Transposes an array that should stay as it is.", _PRODUCT),
    "mean_for_sum": ("Takes a mean where a sum is meant.", _FORMULA),
    "sum_for_mean": ("Takes a sum where a mean is meant.", _FORMULA),
    "min_for_max": ("Takes a minimum where a maximum is meant.", _FORMULA),
    "max_for_min": ("Takes a maximum where a minimum is meant.", _FORMULA),
    "minimum_for_maximum": ("Takes a minimum where a maximum is meant.", _FORMULA),
    "maximum_for_minimum": ("Takes a maximum where a minimum is meant.", _FORMULA),
    "exp2_for_exp": ("Takes powers of 2 where powers of e are meant.", _FORMULA),
    "log2_for_log": ("Takes logarithms to the base 2 where natural ones are meant.", _FORMULA),
    "RuntimeError_for_ValueError": ("Raises another exception than the statement asks for.", _CASES),
    "raise_left_out": ("Does not raise the exception that the statement asks for.", _CASES),
    "constant:axis": ("Works along another axis.", _AXES),
    "keyword_left_out:axis": ("Works on all entries at once where an axis should be given.", _AXES),
    "keyword_left_out:keepdims": ("Does not keep the axis that it sums or compares along.", _AXES),
    "keepdims_put_in": ("Keeps an axis that should go.", _AXES),
    "constant:index": ("Begins or ends one place too early or too late.", _ENDS),
    "slice_start_left_out": ("Uses the first entries, too, which should be left out.", _ENDS),
    "slice_end_left_out": ("Uses the last entries, too, which should be left out.", _ENDS),
    "constant:": ("Uses another number in a formula.", _FORMULA),
    "constant:order": ("Reads or writes the entries of an array in another order.", _ENDS),
    "keyword_left_out:order": ("Reads or writes the entries of an array in another order.", _ENDS),
    "first_case_always": ("Treats two cases alike.", _CASES),
    "second_case_always": ("Treats two cases alike.", _CASES),
    "cases_swapped": ("Confuses two cases.", _CASES),
    "if_left_out": ("Does not treat a case that needs code of its own.", _CASES),
    "lt_for_lte": ("Leaves out the case of equality in a comparison.", _CASES),
    "gt_for_gte": ("Leaves out the case of equality in a comparison.", _CASES),
    "lte_for_lt": ("Includes the case of equality in a comparison.", _CASES),
    "gte_for_gt": ("Includes the case of equality in a comparison.", _CASES),
    "gt_for_lte": ("Compares the wrong way round.", _CASES),
    "lt_for_gte": ("Compares the wrong way round.", _CASES),
    "gt_for_lt": ("Compares the wrong way round.", _CASES),
    "lt_for_gt": ("Compares the wrong way round.", _CASES),
}


def find_sentence(operator: str) -> tuple[str, str] | None:
    """Return what a mutant of an operator does, and a hint; None if there is nothing helpful to say."""
    kind, _, name = operator.partition(":")
    if kind == "call_left_out" and name in _CALLS:
        return f"Leaves out {_CALLS[name]}.", _FORMULA
    return _SENTENCES.get(operator)
