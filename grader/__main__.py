"""`python -m grader` is the same as `grader`."""

import os
import sys

if __name__ == "__main__":
    # `-m` puts the current folder first, where a submission's own numpy.py or click.py would be taken for the real one.
    # What `-m` itself loads comes from there all the same: in a folder that is not yours use the command, or python -P.
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - a pathlib.py may be there
    if sys.path and sys.path[0] == os.getcwd() != here:  # noqa: PTH109 - the same
        del sys.path[0]

    from grader.cli import main

    main()
