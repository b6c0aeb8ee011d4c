#!/usr/bin/env python3
"""Fits face_weights.hpp: a logistic model of the evidence about candidates, from labels.txt.

    train.py FACES_EVIDENCE PICTURES > face_weights.hpp

FACES_EVIDENCE is the program of that name (cmake --build build/release --target faces_evidence), PICTURES the folder of
the OSIE pictures. Only pictures listed in labels.txt are read, which are those of the `train` split. The same input gives
the same file. Cross validation by picture is reported on the standard error. Needs numpy and PIL.
"""
import os
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

CASCADES = "/usr/share/opencv4/haarcascades"
OPINIONS, GRIDS, DIRECTIONS = 12, (6, 5), 8
OPINION_PENALTY, GRADIENT_PENALTY = 2.0, 80.0


def read_labels(path):
    """picture -> [(x, y, side, is a face)] in widths of the picture; not a face: neither one nor a counter-example."""
    labels = {}
    with open(path, encoding="ascii") as lines:
        for line in lines:
            words = line.split("#")[0].split()
            if words:
                places = labels.setdefault(words[0], [])
                if len(words) > 1:
                    places.append(tuple(map(float, words[1:4])) + (words[4] == "face",))
    return labels


def evidence(program, folder, names):
    """[(picture, x, y, side, numbers)] of all candidates."""
    with tempfile.TemporaryDirectory() as temporary:
        files = {}
        for name in names:
            file = os.path.join(temporary, name + ".pgm")
            Image.open(os.path.join(folder, name)).convert("L").save(file)
            files[file] = name
        lines = subprocess.run([program, CASCADES, *files], check=True, capture_output=True, text=True).stdout
    rows = (line.split() for line in lines.splitlines())
    return [(files[r[0]], *map(float, r[1:4]), np.array(r[4:], float)) for r in rows]


def label(candidate, places):
    """1 a face, 0 none, -1 to be left out."""
    _, x, y, side, _ = candidate
    answer = 0
    for px, py, pside, is_face in places:
        width = min(x + side / 2, px + pside / 2) - max(x - side / 2, px - pside / 2)
        height = min(y + side / 2, py + pside / 2) - max(y - side / 2, py - pside / 2)
        both = max(0, width) * max(0, height)
        iou = both / (side**2 + pside**2 - both)
        if is_face and iou > 0.45:
            return 1
        if iou > 0.3 or both / min(side, pside) ** 2 > 0.6:
            answer = -1
    return answer


def mirrored_order():
    """Where every number of a picture's evidence stands in that of the mirrored picture."""
    order = list(range(OPINIONS))
    for n in GRIDS:
        start = len(order)
        order += [start + (y * n + n - 1 - x) * DIRECTIONS + DIRECTIONS - 1 - d
                  for y in range(n) for x in range(n) for d in range(DIRECTIONS)]
    return np.array(order)


def fit(x, y, penalty):
    """Weights and bias of the penalised logistic regression, by Newton's method."""
    x = np.hstack([x, np.ones((len(x), 1))])
    penalty = np.append(penalty, 1e-6)
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-(x @ w)))
        gradient = x.T @ (p - y) + penalty * w
        step = np.linalg.solve((x.T * (p * (1 - p))) @ x + np.diag(penalty), gradient)
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    return w


def report(scores, y):
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(y[order])
    precision = hits / np.arange(1, len(y) + 1)
    print(f"{len(y)} candidates, {int(y.sum())} faces, average precision {(precision * y[order]).sum() / y.sum():.4f}",
          file=sys.stderr)
    p = 1 / (1 + np.exp(-scores))
    for low, high in ((0.05, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.01)):
        inside = (p >= low) & (p < high)
        print(f"  scores {low:.2f}..{min(high, 1):.2f}: {inside.sum()} candidates, {y[inside].mean():.2f} faces",
              file=sys.stderr)


def main(program, folder):
    labels = read_labels(os.path.join(os.path.dirname(os.path.abspath(__file__)), "labels.txt"))
    candidates = evidence(program, folder, sorted(labels))
    known = [label(c, labels[c[0]]) for c in candidates]
    candidates = [c for c, k in zip(candidates, known) if k >= 0]
    y = np.array([k for k in known if k >= 0], float)
    x = np.array([c[4] for c in candidates])
    order = mirrored_order()

    # The same scale for all gradients, one for every opinion; centred so that the penalty is about what varies.
    centre = (x.mean(0) + x.mean(0)[order]) / 2
    scale = np.where(np.arange(x.shape[1]) < OPINIONS, x.std(0) + 1e-6, x[:, OPINIONS:].std())
    penalty = np.where(np.arange(x.shape[1]) < OPINIONS, OPINION_PENALTY, GRADIENT_PENALTY)
    straight, mirrored = (x - centre) / scale, (x[:, order] - centre) / scale

    def model(rows):
        w = fit(np.vstack([straight[rows], mirrored[rows]]), np.concatenate([y[rows], y[rows]]), penalty)
        return (w[:-1] + w[:-1][order]) / 2, w[-1]

    pictures = sorted(labels)
    fold = np.array([pictures.index(c[0]) % 5 for c in candidates])
    scores = np.zeros(len(y))
    for k in range(5):
        w, bias = model(fold != k)
        scores[fold == k] = straight[fold == k] @ w + bias
    report(scores, y)

    w, bias = model(np.ones(len(y), bool))
    w = w / scale
    bias -= w @ centre
    print("// Written by training/train.py; see there and faces_of.hpp.\n#pragma once\n#include <array>\n")
    print("namespace burnish_faces {")
    print(f"inline constexpr double bias = {bias:.4f};")
    print(f"inline constexpr std::array<float, {len(w)}> weights{{", end="")
    numbers = [f"{v:.3f}F" for v in w]
    for i in range(0, len(numbers), 12):
        print("\n    " + ", ".join(numbers[i:i + 12]), end="," if i + 12 < len(numbers) else "};\n")
    print("}  // namespace burnish_faces")


main(*sys.argv[1:])
