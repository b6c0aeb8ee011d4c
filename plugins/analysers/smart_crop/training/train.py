#!/usr/bin/env python3
"""Trains the attention network of smart_crop and writes its weights as a text header.

  train.py --data DIR --faces FILE --features PROGRAM --out ../weights.hpp

DIR holds manifest.jsonl and the pictures it names, with human fixations ("kind": "fix"); only those of split "train"
are learned from. FILE has a line {"id", "faces": [[x0, y0, x1, y1, score], ...]} for each picture, in 0..1 of its sides
(`burnish analyse faces --json` says them). PROGRAM is the features program of this folder (target smart_crop_features). Deterministic: the same
pictures give the same weights (a fixed number of threads of BLAS). About two minutes. Needs python3-numpy and python3-pil.

Each network sees each cell of a 32-cell grid alone (first layer), then its own and two Gaussian neighbourhoods of what the
first layer said, and the mean of the whole picture (second layer), and gives a logit; attention is the softmax of their mean
over the picture. The loss is the cross entropy with the density of fixations (a Gaussian of 3 % of the long side on each).
"""
import argparse
import json
import os
import struct
import subprocess
import sys

os.environ["OPENBLAS_NUM_THREADS"] = "2"
import numpy as np  # noqa: E402  after the number of threads is set
from PIL import Image  # noqa: E402

GRID = 32
NETWORKS, FIRST, SECOND = 3, 16, 12  # the mean of their logits counts
SIGMAS = (1.5, 4.5)  # of the neighbourhoods, in cells
SLOPE = 0.1  # of the leaky rectifier
EPOCHS, BATCH, RATE, DECAY = 45, 8, 8e-3, 2e-2
WITHOUT_FACES = 0.15  # of the pictures of a step: the network must also do without a detector


def features(program, folder, rows, faces):
    """[pictures, height, width, features] in the order of rows."""
    process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    result = []
    for row in rows:
        picture = Image.open(os.path.join(folder, row["image"]))
        picture.draft("RGB", (256, 256))  # shrink-on-load, as the engine does
        picture = picture.convert("RGB")
        found = faces.get(row["id"], [])
        process.stdin.write(struct.pack("iii", *picture.size, len(found)))
        process.stdin.write(b"".join(struct.pack("fffff", *face) for face in found) + picture.tobytes())
        process.stdin.flush()
        width, height, count = struct.unpack("iii", process.stdout.read(12))
        cells = np.frombuffer(process.stdout.read(4 * width * height * count), np.float32)
        result.append(cells.reshape(height, width, count))
    process.stdin.close()
    return np.stack(result)


def fixation_density(row, height, width):
    """Shares of attention per cell; they sum to 1."""
    density = np.zeros((row["h"], row["w"]))
    for x, y, *_ in row["fix"]:
        density[y, x] += 1
    sigma = 0.03 * max(row["w"], row["h"])
    for axis in (0, 1):
        matrix = gaussian(density.shape[axis], sigma)
        density = np.moveaxis(np.tensordot(matrix, density, (1, axis)), 0, axis)
    rows = np.arange(row["h"]) * height // row["h"]
    columns = np.arange(row["w"]) * width // row["w"]
    cells = np.zeros((height, width))
    np.add.at(cells, (rows[:, None], columns[None, :]), density)
    return (cells / cells.sum()).astype(np.float32).ravel()


def gaussian(count, sigma):
    i = np.arange(count)
    kernel = np.exp(-((i[:, None] - i[None]) ** 2) / (2 * sigma * sigma))
    return (kernel / kernel.sum(1, keepdims=True)).astype(np.float32)


def softmax(logits):
    e = np.exp(logits - logits.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def rectified(z):
    return np.maximum(z, SLOPE * z)


def slope(z):
    return np.where(z > 0, 1, SLOPE).astype(np.float32)


class Network:
    def __init__(self, inputs, height, width, seed):
        random = np.random.default_rng(seed)
        parts = len(SIGMAS) + 2
        normal = lambda a, b: random.normal(0, np.sqrt(2 / a), (a, b)).astype(np.float32)  # noqa: E731
        zeros = lambda n: np.zeros(n, np.float32)  # noqa: E731
        self.p = [normal(inputs, FIRST), zeros(FIRST), normal(FIRST * parts, SECOND), zeros(SECOND),
                  normal(SECOND, 1) * np.float32(0.1), zeros(1)]
        self.blurs = [(gaussian(height, s), gaussian(width, s)) for s in SIGMAS]
        self.height, self.width = height, width

    def forward(self, x):
        w1, b1, w2, b2, w3, b3 = self.p
        n = len(x)
        self.x = x.reshape(-1, x.shape[-1])
        self.z1 = self.x @ w1 + b1
        here = rectified(self.z1).reshape(n, self.height, self.width, FIRST)
        parts = [here]
        for down, across in self.blurs:
            parts.append(np.matmul(across, np.tensordot(down, here, (1, 1)).transpose(1, 0, 2, 3)))
        parts.append(np.broadcast_to(here.mean((1, 2), keepdims=True), here.shape))
        self.joined = np.concatenate(parts, 3).reshape(-1, FIRST * len(parts))
        self.z2 = self.joined @ w2 + b2
        self.second = rectified(self.z2)
        return (self.second @ w3 + b3).reshape(n, -1)

    def backward(self, gradient):
        w1, b1, w2, b2, w3, b3 = self.p
        n, parts = len(gradient), len(self.blurs) + 2
        g = gradient.reshape(-1, 1)
        g3, gb3 = self.second.T @ g, g.sum(0)
        g = (g @ w3.T) * slope(self.z2)
        g2, gb2 = self.joined.T @ g, g.sum(0)
        joined = (g @ w2.T).reshape(n, self.height, self.width, parts, FIRST)
        here = joined[..., 0, :].copy()
        for i, (down, across) in enumerate(self.blurs):
            here += np.matmul(across.T, np.tensordot(down.T, joined[..., i + 1, :], (1, 1)).transpose(1, 0, 2, 3))
        here += joined[..., -1, :].mean((1, 2), keepdims=True)
        g = here.reshape(-1, FIRST) * slope(self.z1)
        return [self.x.T @ g, g.sum(0), g2, gb2, g3, gb3]


def train(x, target, seed=0, epochs=EPOCHS, report=None):
    net = Network(x.shape[-1], x.shape[1], x.shape[2], seed)
    random = np.random.default_rng(seed + 1)
    mean, square = [np.zeros_like(p) for p in net.p], [np.zeros_like(p) for p in net.p]
    steps, step = epochs * (len(x) // BATCH), 0
    for epoch in range(epochs):
        order, loss = random.permutation(len(x)), 0.0
        for k in range(len(x) // BATCH):
            chosen = np.sort(order[k * BATCH:(k + 1) * BATCH])
            seen = x[chosen]
            seen[random.random(len(chosen)) < WITHOUT_FACES, :, :, -1] = 0
            shares = softmax(net.forward(seen))
            loss -= float((target[chosen] * np.log(shares + 1e-9)).sum()) / len(chosen)
            gradients = net.backward(((shares - target[chosen]) / len(chosen)).astype(np.float32))
            step += 1
            rate = RATE * 0.5 * (1 + np.cos(np.pi * step / steps)) + 1e-5
            for j, gradient in enumerate(gradients):  # Adam with decoupled decay of the weights
                mean[j] = 0.9 * mean[j] + 0.1 * gradient
                square[j] = 0.999 * square[j] + 0.001 * gradient * gradient
                move = (mean[j] / (1 - 0.9**step)) / (np.sqrt(square[j] / (1 - 0.999**step)) + 1e-8)
                net.p[j] -= (rate * (move + (DECAY * net.p[j] if j % 2 == 0 else 0))).astype(np.float32)
        if report:
            report(f"epoch {epoch + 1}: loss {loss / (len(x) // BATCH):.4f}")
    return net


def quantized(matrix):
    """Whole numbers of -45..45, and one scale per column."""
    scale = np.maximum(np.abs(matrix).max(0), 1e-9) / 45
    return np.rint(matrix / scale).astype(int), scale.astype(np.float32)


def letters(values):
    """One printable character for each whole number: 35 is -45; the backslash is left out."""
    codes = [v + 45 + 35 for v in values]
    return "".join(chr(c + (1 if c >= 92 else 0)) for c in codes)


def write_header(path, networks):
    out = ["// Weights of the attention networks. Written by training/train.py; not to be edited by hand.", "#pragma once", "",
           "// clang-format off", "namespace weights {",
           f"inline constexpr unsigned networks = {len(networks)}, first_size = {FIRST}, second_size = {SECOND};",
           "// One character for each weight, see letters() there: of each network its three matrices, row by row.",
           "inline constexpr char text[] ="]
    text, numbers = "", []
    for net in networks:
        for i in range(3):
            matrix, scale = quantized(net.p[2 * i])
            text += letters(matrix.ravel())
            numbers += [*scale, *net.p[2 * i + 1]]
    out += [f'  "{text[i:i + 114]}"' for i in range(0, len(text), 114)]
    out[-1] += ";"
    out += ["// Of each matrix the scales of its columns, then the biases.", "inline constexpr float numbers[] = {"]
    words = [f"{v:.5g}" for v in numbers]
    words = [w + ("F" if "." in w or "e" in w else ".0F") for w in words]
    out += ["  " + ", ".join(words[i:i + 10]) + "," for i in range(0, len(words), 10)]
    out += ["};", "}  // namespace weights", "// clang-format on", ""]
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(out))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder of the pictures and their fixations")
    parser.add_argument("--manifest", default="osie/manifest.jsonl", help="within --data")
    parser.add_argument("--faces", required=True, help="JSON lines of the faces in them")
    parser.add_argument("--features", required=True, help="the program smart_crop_features")
    parser.add_argument("--out", required=True, help="the header to write")
    options = parser.parse_args()
    with open(os.path.join(options.data, options.manifest), encoding="utf-8") as file:
        rows = [row for row in map(json.loads, file) if row["split"] == "train"]
    with open(options.faces, encoding="utf-8") as file:
        faces = {line["id"]: line["faces"] for line in map(json.loads, file)}
    x = features(options.features, options.data, rows, faces)
    target = np.stack([fixation_density(row, x.shape[1], x.shape[2]) for row in rows])
    centre, spread = x.mean((0, 1, 2)), x.std((0, 1, 2)) + 1e-3
    centre[-1], spread[-1] = 0, 1  # no face is nothing
    networks = []
    for seed in range(NETWORKS):
        net = train((x - centre) / spread, target, seed, report=lambda line: print(line, file=sys.stderr))
        net.p[0] /= spread[:, None]  # the network takes the features as they come
        net.p[1] -= centre @ net.p[0]
        networks.append(net)
    write_header(options.out, networks)


if __name__ == "__main__":
    main()
