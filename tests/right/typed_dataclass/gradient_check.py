from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Cost = Callable[[Array], float]
CostGrad = Callable[[Array], tuple[float, Array]]


class Verdict(NamedTuple):
    ok: bool
    error: float


@dataclass
class Difference:
    f: Cost
    theta: Array
    _: KW_ONLY
    eps: float = 1e-4

    @contextmanager
    def entry(self, index: tuple[int, ...]) -> Iterator[Callable[[float], float]]:
        keep: float = float(self.theta[index])

        def at(offset: float) -> float:
            self.theta[index] = keep + offset
            return self.f(self.theta)

        try:
            yield at
        finally:
            self.theta[index] = keep

    def gradient(self) -> Array:
        out: Array = np.empty(self.theta.shape, dtype=np.float64)
        for index, _value in np.ndenumerate(self.theta.copy()):
            with self.entry(index) as at:
                out[index] = (at(self.eps) - at(-self.eps)) / (2.0 * self.eps)
        return out


def numerical_gradient(f: Cost, theta: Array, eps: float = 1e-4) -> Array:
    return Difference(f, theta, eps=eps).gradient()


def gradient_check(cost_grad: CostGrad, theta: Array, eps: float = 1e-4, tol: float = 1e-5) -> Verdict:
    claimed: Array = cost_grad(theta)[1].copy()
    numeric: Array = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps=eps)
    scale: Array = np.maximum(1.0, np.maximum(abs(numeric), abs(claimed)))
    error: float = float((abs(numeric - claimed) / scale).max())
    return Verdict(ok=error <= tol, error=error)
