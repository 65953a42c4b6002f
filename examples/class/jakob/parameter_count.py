import numpy as np


class Affine:
    def __init__(self, fan_in, fan_out, bias):
        self.W = (fan_in, fan_out)
        self.b = (fan_out,) if bias else None

    def count(self):
        return self.W[0] * self.W[1] + (self.b[0] if self.b else 0)


class Chain:
    def __init__(self, sizes, bias):
        self.layers = [Affine(a, b, bias) for a, b in zip(sizes, sizes[1:])]

    def count(self):
        return sum(layer.count() for layer in self.layers)


class Packer:
    def __init__(self, shapes):
        self.shapes = [tuple(s) for s in shapes]
        self.sizes = [int(np.prod(s)) for s in self.shapes]

    def pack(self, arrays):
        v = np.empty(sum(self.sizes))
        rest = v
        for a, n in zip(arrays, self.sizes):
            rest[:n] = a.reshape(-1)
            rest = rest[n:]
        return v

    def unpack(self, v):
        if v.shape != (sum(self.sizes),):
            raise ValueError(f"expected {sum(self.sizes)} entries, not {v.size}")
        mine = v.copy()
        out = []
        for s, n in zip(self.shapes, self.sizes):
            out.append(mine[:n].reshape(s))
            mine = mine[n:]
        return out


def n_params(sizes, bias=True):
    return Chain(sizes, bias).count()


def n_params_rnn(D, H, K, bias=True):
    step, out = Affine(D + H, H, bias), Affine(H, K, bias)
    return step.count() + out.count()


def pack(arrays):
    return Packer([a.shape for a in arrays]).pack(arrays)


def unpack(v, shapes):
    return Packer(shapes).unpack(v)
