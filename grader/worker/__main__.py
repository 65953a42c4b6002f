"""Starts the fork server: `python -s -S -P __main__.py server CONTROL_FD NUMPY_FOLDER LEVEL GRADER_PID METHOD`.

Where processes cannot be forked safely, also a worker: `worker SOCKET_FD NUMPY_FOLDER MEMORY_MB CPU_S PARENT_PID`.

It is started without `site`, so neither site-packages nor the project's own folder is on `sys.path`. A worker can
import the standard library, NumPy, and this folder under its usual name.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import socket
import sys
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType


class NumpyFinder:
    """Finds NumPy in the folder where it is installed, and no other package there."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Find the top-level package `numpy`; its submodules are found through its own path."""
        return PathFinder.find_spec(fullname, [self.folder]) if fullname == "numpy" else None


def load_worker_package() -> ModuleType:
    """Make `grader.worker` importable while the rest of `grader` is not."""
    folder = os.path.dirname(os.path.abspath(__file__))
    package = ModuleType("grader")
    package.__path__ = []
    sys.modules["grader"] = package
    init = os.path.join(folder, "__init__.py")
    spec = importlib.util.spec_from_file_location("grader.worker", init, submodule_search_locations=[folder])
    if spec is None or spec.loader is None:
        raise ImportError(f"no worker package in {folder}")
    module = importlib.util.module_from_spec(spec)
    sys.modules["grader.worker"] = module
    spec.loader.exec_module(module)
    return importlib.import_module("grader.worker.fork_server")


def main() -> None:
    """Run as the fork server of the grader at the other end of the control socket, or as a worker."""
    gc.disable()  # nothing that is imported becomes garbage; it is enabled again before any student's code runs
    role, fd, numpy_folder, *rest = sys.argv[1:]
    sys.meta_path.append(NumpyFinder(numpy_folder))
    server = load_worker_package()
    sys.argv[:] = [""]
    if role == "worker":
        server.become_spawned_worker(int(fd), numpy_folder, *map(int, rest))
    level, grader_pid, method = rest
    server.serve_forks(socket.socket(fileno=int(fd)), numpy_folder, level, int(grader_pid), method)


if __name__ == "__main__":
    main()
