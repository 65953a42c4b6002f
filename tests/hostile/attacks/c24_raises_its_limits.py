# expected: raised: PermissionError|ValueError
# class: 24
"""Raises its own limits again."""
import resource


def double(x):
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return 2 * x
