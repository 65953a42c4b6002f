import numpy as np


def sigmoid(z):
    print("sigmoid of", z)
    out = np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))
    print("   ->", out)
    return out


def sigmoid_prime(z):
    s = sigmoid(z)
    print("slope from s =", s)
    return s * (1 - s)


def sigmoid_prime_from_output(a):
    print("a:", a, "1 - a:", 1 - a)
    return a * (1 - a)


for z in range(-10, 11):
    print(f"{z:4d}  {sigmoid(np.array([float(z)]))[0]:.6f}  {sigmoid_prime(np.array([float(z)]))[0]:.6f}")
