"""The pictures that are cropped, what is known of them, and the windows that are asked for."""
import json
import os
from dataclasses import dataclass, field

from PIL import Image, ImageOps

Image.MAX_IMAGE_PIXELS = None

ASPECTS = ("1:1", "9:16", "16:9", "3:1")
# A window of more than this share of the picture is no task: every place is right.
MAX_SHARE = 0.92


class MissingData(Exception):
    """What the bench needs and does not find; the message says how to give it."""


@dataclass(frozen=True)
class Picture:
    path: str
    width: int
    height: int
    truth: dict = field(default_factory=dict, hash=False, compare=False)  # a line of manifest.jsonl

    def windows(self):
        """{aspect: (width, height)} of the largest windows of the aspects, without those that are no task."""
        sizes = {aspect: largest_window(self.width, self.height, aspect) for aspect in ASPECTS}
        return {a: (w, h) for a, (w, h) in sizes.items() if w * h <= MAX_SHARE * self.width * self.height}


def largest_window(width, height, aspect):
    across, down = map(float, aspect.split(":"))
    return min(width, max(1, round(height * across / down))), min(height, max(1, round(width * down / across)))


def people_file(repository):
    return os.path.join(repository, "tests", "data", "crop", "people_osie.jsonl")


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def faces_among(people, split):
    """The faces of the people that are outlined: faces_osie has none to tune on."""
    rows = [row for row in lines_of(people) if row["split"] == split and row["faces"]]
    return [row | {"kind": "boxes", "boxes": row["faces"]} for row in rows]


def read_sets(data, people, names, split, limit):
    """{name: [Picture]} of the sets that have pictures in this split."""
    manifests = {
        "fixations": os.path.join(data, "osie", "manifest.jsonl"),
        "faces": os.path.join(data, "faces_osie", "manifest.jsonl"),
        "people": people,
    }
    sets = {}
    for name in names:
        if name not in manifests:
            raise MissingData(f"no set {name!r}: there are {', '.join(manifests)}")
        if not os.path.exists(manifests[name]):
            raise MissingData(f"no {manifests[name]}: the pictures with what people looked at are not part of the "
                              "repository; say where they are with --data DIR or BURNISH_SHARED")
        rows = [row for row in lines_of(manifests[name]) if row["split"] == split]
        if name == "faces" and not rows:
            rows = faces_among(people, split)
        if limit:
            rows = rows[:limit]
        pictures = [Picture(os.path.join(data, row["image"]), row["w"], row["h"], row) for row in rows]
        for picture in pictures:
            if not os.path.exists(picture.path):
                raise MissingData(f"no {picture.path}, which {manifests[name]} names; is --data right?")
        if pictures:
            sets[name] = pictures
    if not sets:
        raise MissingData(f"none of {', '.join(names)} has a picture in the split {split}")
    return sets


def folder_of_pictures(folder, limit):
    """The pictures of a folder, by name, with the size that they have when upright."""
    if not os.path.isdir(folder):
        raise MissingData(f"no folder {folder}")
    pictures = []
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if not name.lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".gif")):
            continue
        with Image.open(path) as image:
            turned = image.getexif().get(0x0112, 1) >= 5
            width, height = image.size[::-1] if turned else image.size
        pictures.append(Picture(os.path.abspath(path), width, height))
        if limit and len(pictures) == limit:
            break
    if not pictures:
        raise MissingData(f"no picture in {folder}")
    return pictures


def upright(path):
    """The pixels of a picture as they are meant to be seen, RGB or RGBA."""
    with Image.open(path) as image:
        turned = ImageOps.exif_transpose(image)
        transparent = turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info
        seen = turned.convert("RGBA" if transparent else "RGB")
        # A profile of the mode it had before would be wrong for what the conversion made.
        seen.info = {k: v for k, v in turned.info.items() if k == "icc_profile" and turned.mode == seen.mode}
        return seen
