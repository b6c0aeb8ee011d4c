"""The croppers that Burnish is measured beside."""
import json
import os
import shutil
import subprocess
import tempfile

import numpy as np
from PIL import Image

from .burnish import Answer
from .processes import run as run_program

NOT_INSTALLED = 3  # status of peers.cjs
NODE_PLACES = ("/usr/bin/node", "/usr/local/bin/node", "/usr/bin/nodejs")


class PeerError(Exception):
    """A peer that is installed and fails; not the same as one that is not there."""


def node():
    return shutil.which("node") or next((place for place in NODE_PLACES if os.access(place, os.X_OK)), None)


def ask_node(folder, method, pictures):
    """(version, {(path, aspect): Answer}), or None when node or the module is not installed."""
    if not node():
        return None
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers.cjs")
    lines = [json.dumps({"path": p.path, "windows": list(p.windows().values())}) for p in pictures]
    run = subprocess.run([node(), script, folder, method], input="\n".join(lines) + "\n", capture_output=True,
                         text=True, check=False)
    if run.returncode == NOT_INSTALLED:
        return None
    if run.returncode:
        raise PeerError(run.stderr.strip())
    version, *replies = run.stdout.splitlines()
    answers = {}
    for picture, reply in zip(pictures, replies, strict=True):
        for aspect, found in zip(picture.windows(), json.loads(reply), strict=True):
            answers[picture.path, aspect] = Answer(tuple(found["box"]), found["ms"])
    return version, answers


def place_of(part, whole):
    """Where a crop lies in the picture it was cut from; the first place when several look the same."""
    h, w = part.shape[:2]
    for y in range(whole.shape[0] - h + 1):
        for x in range(whole.shape[1] - w + 1):
            # The first row tells most places apart, at little cost.
            if np.array_equal(whole[y, x:x + w], part[0]) and np.array_equal(whole[y:y + h, x:x + w], part):
                return x, y, w, h
    raise PeerError("the crop of vips is no part of the picture")


def ask_vips(method, pictures):
    """As ask_node. The vips program does not say where it cut, so the crop is looked for in the picture."""
    if not shutil.which("vips"):
        return None
    answers = {}
    with tempfile.TemporaryDirectory() as folder:
        whole_file, part_file = os.path.join(folder, "whole.ppm"), os.path.join(folder, "part.ppm")
        for picture in pictures:
            subprocess.run(["vips", "colourspace", picture.path, whole_file, "srgb"], check=True)
            whole = np.asarray(Image.open(whole_file))
            for aspect, (w, h) in picture.windows().items():
                done = run_program(["vips", "smartcrop", picture.path, part_file, str(w), str(h),
                                    "--interesting", method])
                if done.status:
                    raise PeerError(done.errors)
                answers[picture.path, aspect] = Answer(place_of(np.asarray(Image.open(part_file)), whole), done.cpu_ms)
    version = subprocess.run(["vips", "--version"], capture_output=True, text=True, check=False).stdout.split()
    return f"program {version[0].removeprefix('vips-') if version else ''}", answers


def rows_of(folder, pictures):
    """[(title, answers)]; the answers are None for what is not installed."""
    rows = []
    for title, method in (("libvips attention", "attention"), ("libvips entropy", "entropy"),
                          ("smartcrop.js", "smartcrop")):
        found = ask_node(folder, method, pictures)
        if found is None and method != "smartcrop":
            found = ask_vips(method, pictures)
        if found is None:
            rows.append((title, None))
        else:
            rows.append((f"{title} ({found[0]})", found[1]))
    return rows
