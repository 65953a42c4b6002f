from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
AXIS: Final[int] = -1


@dataclass(frozen=True, slots=True)
class Logits:
    values: Array
    axis: int = AXIS
    names: list[str] = field(default_factory=list)
    kind: ClassVar[str] = "logits"

    @property
    def stable(self) -> Logits:
        return Logits(self.values - self.values.max(axis=self.axis, keepdims=True), self.axis)

    def probabilities(self) -> Array:
        e: Array = np.exp(self.stable.values)
        return e / e.sum(axis=self.axis, keepdims=True)


def softmax(Z: Array) -> Array:
    return Logits(Z).probabilities()
