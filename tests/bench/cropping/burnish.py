"""Asks the burnish command for windows."""
import json
import statistics
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from .processes import run


class BurnishError(Exception):
    """The command failed; the message is its own."""


@dataclass(frozen=True)
class Answer:
    box: tuple  # x, y, width, height in pixels of the upright picture
    ms: float   # of CPU, from the file to the window
    reasons: tuple = ()


class Burnish:
    def __init__(self, program, parameters, jobs):
        self._program = program
        self._parameters = parameters
        self._jobs = jobs

    def window(self, path, aspect, overlay=None):
        """overlay: a PNG to write, with what the analyser sees."""
        command = [self._program, "analyse", "smart_crop", path, "--json", "--threads", "1"]
        for parameter in [f"aspect={aspect}", *self._parameters]:
            command += ["-p", parameter]
        if overlay:
            command += ["--overlay", overlay]
        done = run(command)
        if done.status:
            raise BurnishError(f"{' '.join(command)}\n{done.errors}")
        found = json.loads(done.output)
        return Answer(tuple(found[key] for key in ("x", "y", "width", "height")), done.cpu_ms, tuple(found["reasons"]))

    def windows(self, requests):
        """requests: [(path, aspect) or (path, aspect, overlay)]; answers in the same order."""
        with ThreadPoolExecutor(self._jobs) as pool:
            return list(pool.map(lambda request: self.window(*request), requests))

    def answers(self, pictures):
        """{(path, aspect): Answer}"""
        requests = [(picture.path, aspect) for picture in pictures for aspect in picture.windows()]
        return dict(zip(requests, self.windows(requests)))

    def start_ms(self):
        """What a process costs that does nothing; the peers answer from one that runs already."""
        return statistics.median(run([self._program, "--version"]).cpu_ms for _ in range(9))

    def title(self):
        words = run([self._program, "--version"]).output.split()
        version = next((word for word in words if word[:1].isdigit()), "")
        return " ".join(filter(None, ["Burnish", version, *self._parameters]))
