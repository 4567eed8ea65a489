"""A lab that misbehaves at a step, in the way that `how` says."""

import os
import re
import signal
import sys
import threading
from pathlib import Path

import numpy as np

from tutor.kit.knobs import ChoiceKnob, IntKnob
from tutor.kit.lab import Lab
from tutor.kit.metrics import Metric
from tutor.kit.panels import BarsPanel

HOW = (
    "not", "raise", "raise-in-look", "raise-in-build", "print", "flood", "loop", "hold", "loop-in-build",
    "memory", "killed", "stopped", "exit", "abort", "read", "uncopyable", "no-module",
    "fork",
)  # fmt: skip


class Rogue(Lab):
    name = "rogue"
    title = "A rogue"
    about = "Misbehaves."
    knobs = (
        ChoiceKnob(name="how", help="How", default="not", choices=HOW),
        IntKnob(name="at", help="At which step", default=5, low=0, high=10**9, live=True),
    )
    metrics = (Metric(name="count", help="Steps made"),)

    @classmethod
    def budget(cls, knobs):
        return 1000

    def __init__(self, knobs, seed):
        super().__init__(knobs, seed)
        self.count = 0
        self.how = self.values["how"]
        if self.how == "raise-in-build":
            raise RuntimeError("no\x1b[31m luck")
        if self.how == "loop-in-build":
            while True:
                pass
        if self.how == "uncopyable":
            self.lock = threading.Lock()
        if self.how == "no-module":
            import nowhere_to_be_found  # noqa: F401

    def advance(self):
        self.count += 1
        if self.steps == self.values["at"]:
            getattr(self, "do_" + self.how.replace("-", "_"), lambda: None)()

    def do_raise(self):
        raise ZeroDivisionError("by\n\x1b]52;c;eA==\x07 nought")

    def do_print(self):
        print("stray" * 1000)
        sys.stdout.flush()
        os.write(1, b"\x00\x00\x00\xff stray bytes")
        os.system("echo from a shell")

    def do_flood(self):
        for _ in range(2000):
            os.write(1, b"x" * 1000)

    def do_loop(self):
        while True:
            pass

    def do_hold(self):  # never lets go of the interpreter
        re.match("(a+)+$", "a" * 64 + "b")

    def do_memory(self):
        import resource

        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + 50_000_000, resource.RLIM_INFINITY))
        self.hoard = [np.ones(1_000_000) for _ in range(1000)]

    def do_killed(self):
        os.kill(os.getpid(), signal.SIGKILL)

    def do_stopped(self):
        os.kill(os.getpid(), signal.SIGSTOP)

    def do_exit(self):
        sys.exit(3)

    def do_abort(self):
        os.abort()

    def do_fork(self):
        if os.fork() == 0:
            while True:
                signal.pause()

    def do_read(self):
        assert sys.stdin.read() == ""

    def measure(self, look):
        if self.how == "raise-in-look" and self.steps >= self.values["at"]:
            raise KeyError("not there")
        return {"count": self.count}

    def show(self, look):
        return (BarsPanel(name="count", labels=("count",), values=np.array([self.count])),)
