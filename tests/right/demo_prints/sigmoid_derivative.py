import numpy as np

def sigmoid(z):
    ez = np.exp(-np.abs(z))          # never overflows
    s = 1 / (1 + ez)                 # value for |z|
    return np.where(z < 0, 1 - s, s)

def sigmoid_prime(z):
    s = sigmoid(z)
    return s*(1-s)

def sigmoid_prime_from_output(a):
    return a*(1-a)

for v in [0, 1, -1, 2, 8]:
    zz = np.array([float(v)])
    print(v, sigmoid(zz), sigmoid_prime(zz), sigmoid_prime_from_output(sigmoid(zz)))
