"""What people looked at in a picture, or where its faces and people are, and what of it a window keeps."""
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

FIXATION_SIGMA = 0.03  # of the long side: about two degrees of the field of view
CORE = 0.5             # of the highest density: what counts as the subject itself
NEARLY_BEST = 0.002    # windows within this share of the best are as good as it
CUT = 0.95             # a window that keeps less of the subject than this share of what can be kept cuts it
HARD = 0.85            # a task is hard when the centre keeps less than this share of the best
OVERSIZE = 1.02        # times the area of the task's window


def gaussian(length, sigma):
    """[length, length]: row i spreads a point at i; nothing comes back from beyond the edges."""
    places = np.arange(length)
    weights = np.exp(-((places[:, None] - places[None]) ** 2) / (2 * sigma * sigma))
    return weights / (sigma * np.sqrt(2 * np.pi))


def fixation_density(row):
    counts = np.zeros((row["h"], row["w"]))
    for x, y, *_ in row["fix"]:
        counts[y, x] += 1
    sigma = FIXATION_SIGMA * max(counts.shape)
    density = gaussian(row["h"], sigma) @ counts @ gaussian(row["w"], sigma)
    return density, density >= CORE * density.max()


def box_density(row):
    """Each box weighs the same, whatever its size."""
    density = np.zeros((row["h"], row["w"]))
    for x, y, w, h in row["boxes"]:
        left, top, right, bottom = max(0, x), max(0, y), min(row["w"], x + w), min(row["h"], y + h)
        part = density[top:bottom, left:right]
        np.maximum(part, 1 / max(1, part.size), out=part)
    return density, density > 0


def polygon_density(row):
    mask = Image.new("1", (row["w"], row["h"]))
    for outline in row["people"]:
        ImageDraw.Draw(mask).polygon([tuple(point) for point in outline], fill=1)
    inside = np.asarray(mask)
    return inside.astype(float), inside


DENSITIES = {"fix": fixation_density, "boxes": box_density, "polygons": polygon_density}


class Integral:
    """Sums over rectangles (x, y, width, height)."""

    def __init__(self, values):
        self.sums = np.pad(values.astype(float).cumsum(0).cumsum(1), ((1, 0), (1, 0)))

    def inside(self, box):
        x, y, w, h = box
        s = self.sums
        return s[y + h, x + w] - s[y, x + w] - s[y + h, x] + s[y, x]

    def everywhere(self, w, h):
        """[y, x]: the sum of the w x h window there."""
        s = self.sums
        return s[h:, w:] - s[:-h, w:] - s[h:, :-w] + s[:-h, :-w]


@dataclass(frozen=True)
class Score:
    aspect: str
    norm: float      # what the window keeps of the density, of what the best window keeps
    cut: bool
    hard: bool
    oversize: bool   # larger than the task's window: the other figures flatter it


class Task:
    """One aspect of one picture: a window of given size has to be placed."""

    def __init__(self, density, core, size, aspect, window):
        self._density, self._core, self._size, self._aspect, self._window = density, core, size, aspect, window
        kept = density.everywhere(*window)
        self._best = kept.max()
        self._best_core = core.everywhere(*window).max()
        rows, columns = np.nonzero(kept >= self._best - 1e-9 - NEARLY_BEST * self._best)
        middle = len(columns) // 2
        self.oracle = (int(columns[middle]), int(rows[middle]), *window)
        self.centre = ((size[0] - window[0]) // 2, (size[1] - window[1]) // 2, *window)
        self._hard = bool(density.inside(self.centre) / self._best < HARD)

    def score(self, box):
        x, y, w, h = (int(round(value)) for value in box)
        left, top = max(0, min(x, self._size[0] - 1)), max(0, min(y, self._size[1] - 1))
        right = max(left + 1, min(self._size[0], x + w))
        bottom = max(top + 1, min(self._size[1], y + h))
        seen = (left, top, right - left, bottom - top)
        core = self._core.inside(seen) / max(1e-9, self._best_core)
        return Score(self._aspect, float(self._density.inside(seen) / self._best), bool(core < CUT), self._hard,
                     seen[2] * seen[3] > OVERSIZE * self._window[0] * self._window[1])


def tasks_of(picture):
    """{aspect: Task}"""
    values, inside = DENSITIES[picture.truth["kind"]](picture.truth)
    density, core = Integral(values / values.sum()), Integral(inside)
    size = (picture.width, picture.height)
    return {aspect: Task(density, core, size, aspect, window) for aspect, window in picture.windows().items()}
