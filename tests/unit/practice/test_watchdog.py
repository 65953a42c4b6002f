"""Ending what runs too long, without signals."""

import contextlib
import sys
import threading

import pytest

from grader.practice.watchdog import Watchdog


class Bark(BaseException):
    pass


class Other(BaseException):
    pass


def spin():
    while True:
        pass


def test_endless_code_is_stopped_and_the_next_is_not():
    dog = Watchdog()
    for _ in range(3):
        with pytest.raises(Bark), dog.limit(0.05, Bark):
            spin()
        with dog.limit(5, Bark):
            assert sum(range(1000)) == 499500


def test_code_that_swallows_the_exception_is_stopped_again():
    dog = Watchdog()

    def swallow():
        for _ in range(2):
            with contextlib.suppress(Bark):
                spin()
        spin()

    with pytest.raises(Bark), dog.limit(0.05, Bark):
        swallow()


def test_the_innermost_limit_counts_and_the_outer_one_goes_on():
    dog = Watchdog()

    def spin_twice():
        with pytest.raises(Other), dog.limit(0.05, Other):
            spin()
        spin()

    with pytest.raises(Bark), dog.limit(0.5, Bark):
        spin_twice()


def test_any_thread_can_be_watched():
    caught = []

    def work():
        try:
            with Watchdog().limit(0.05, Bark):
                spin()
        except Bark:
            caught.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
    assert caught == [True]


def test_watching_ends_when_there_is_nothing_to_watch():
    dog = Watchdog()
    with dog.limit(5, Bark):
        thread = dog._thread
    thread.join(20)
    assert not thread.is_alive()
    with pytest.raises(Bark), dog.limit(0.05, Bark):
        spin()


def test_nobody_is_hurried_under_a_debugger(monkeypatch):
    dog = Watchdog()
    monkeypatch.setattr(sys, "gettrace", lambda: lambda *_: None)
    with dog.limit(0.0, Bark):
        assert dog._deadline_s == float("inf")


def test_nobody_is_hurried_at_a_prompt():
    dog = Watchdog()
    code = compile("import time\nwhile dog._deadline_s < float('inf'): time.sleep(0.01)", "/lib/bdb.py", "exec")
    with dog.limit(0.05, Bark):
        exec(code, {"dog": dog})
        assert dog._deadline_s == float("inf")
