"""Runs a program and says what it cost."""
import os
import subprocess
import tempfile
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    status: int
    output: str
    errors: str
    cpu_ms: float  # of it and of what it started and waited for: what others do on the machine does not show in it


def run(command):
    with tempfile.TemporaryFile("w+") as errors:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process:
            output = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        return Run(process.returncode, output, errors.read().strip(), (usage.ru_utime + usage.ru_stime) * 1000)
