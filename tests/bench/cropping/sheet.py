"""Contact sheets: of each picture the source, what the analyser sees in it, and the crops."""
import os
import tempfile

from PIL import Image, ImageDraw

from .pictures import ASPECTS, upright

HEIGHT = 180          # of a strip, pixels
LABEL = 14
GAP = 6
WIDE = (250, 180)     # the room of the source and of the map
CROP_ROOMS = {"1:1": (180, 180), "9:16": (101, 180), "16:9": (250, 98), "3:1": (250, 76)}
STRIP = (2 * WIDE[0] + 180 + 101 + 250 + 4 * GAP, HEIGHT + LABEL)
COLUMNS, ROWS = 2, 6  # of a sheet
PAPER, INK = (32, 32, 32), (225, 225, 225)


def on_paper(image):
    if image.mode != "RGBA":
        return image.convert("RGB")
    paper = Image.new("RGBA", image.size, (200, 200, 200, 255))
    return Image.alpha_composite(paper, image).convert("RGB")


def put(strip, image, room, at):
    shown = image.copy()
    scale = min(room[0] / shown.width, room[1] / shown.height)
    size = (max(1, round(shown.width * scale)), max(1, round(shown.height * scale)))
    strip.paste(shown.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0), at)


def strip_of(picture, answers, overlay):
    strip = Image.new("RGB", STRIP, PAPER)
    image = on_paper(upright(picture.path))
    reasons = ", ".join(answers["1:1"].reasons)
    ImageDraw.Draw(strip).text((0, 1), f"{os.path.basename(picture.path)}   1:1: {reasons}", fill=INK)
    put(strip, image, WIDE, (0, LABEL))
    with Image.open(overlay) as seen:
        put(strip, on_paper(seen.convert("RGBA")), WIDE, (WIDE[0] + GAP, LABEL))
    x = 2 * (WIDE[0] + GAP)
    places = {"1:1": (x, LABEL), "9:16": (x + 180 + GAP, LABEL), "16:9": (x + 281 + 2 * GAP, LABEL),
              "3:1": (x + 281 + 2 * GAP, LABEL + HEIGHT - CROP_ROOMS["3:1"][1])}
    for aspect in ASPECTS:
        left, top, width, height = answers[aspect].box
        put(strip, image.crop((left, top, left + width, top + height)), CROP_ROOMS[aspect], places[aspect])
    return strip


def sheet_names(out, count):
    """OUT itself for one sheet, OUT-1, OUT-2 ... for several."""
    stem, suffix = os.path.splitext(out)
    return [out] if count == 1 else [f"{stem}-{number + 1}{suffix}" for number in range(count)]


def write_sheets(pictures, burnish, out):
    names = sheet_names(out, -(-len(pictures) // (COLUMNS * ROWS)))
    for number, name in enumerate(names):
        part = pictures[number * COLUMNS * ROWS:(number + 1) * COLUMNS * ROWS]
        rows = min(ROWS, -(-len(part) // COLUMNS))
        sheet = Image.new("RGB", (GAP + COLUMNS * (STRIP[0] + 2 * GAP), GAP + rows * (STRIP[1] + GAP)), PAPER)
        with tempfile.TemporaryDirectory() as folder:
            overlays = [os.path.join(folder, f"{place}.png") for place in range(len(part))]
            squares = burnish.windows([(p.path, "1:1", overlay) for p, overlay in zip(part, overlays)])
            requests = [(p.path, aspect) for p in part for aspect in ASPECTS[1:]]
            others = dict(zip(requests, burnish.windows(requests)))
            for place, picture in enumerate(part):
                answers = {"1:1": squares[place]} | {a: others[picture.path, a] for a in ASPECTS[1:]}
                at = (GAP + place % COLUMNS * (STRIP[0] + 2 * GAP), GAP + place // COLUMNS * (STRIP[1] + GAP))
                sheet.paste(strip_of(picture, answers, overlays[place]), at)
        sheet.save(name, quality=88)
        print(name, flush=True)
