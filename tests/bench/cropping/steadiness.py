"""Whether the crop depends on what it should not: the side things are on, the size, the format, the quality."""
import os
import tempfile

from PIL import Image, ImageOps

from .pictures import upright

SAME = 0.95  # intersection over union


def overlap(a, b):
    across = max(0.0, min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]))
    down = max(0.0, min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]))
    return across * down / (a[2] * a[3] + b[2] * b[3] - across * down)


def mirrored(image):
    return ImageOps.mirror(image)


def halved(image):
    return image.resize((max(1, image.width // 2), max(1, image.height // 2)), Image.Resampling.LANCZOS)


def as_it_is(image):
    return image


def unmirrored(box, picture):
    return picture.width - box[0] - box[2], *box[1:]


def unhalved(box, picture):
    x, y = picture.width / max(1, picture.width // 2), picture.height / max(1, picture.height // 2)
    return box[0] * x, box[1] * y, box[2] * x, box[3] * y


def unchanged(box, _):
    return box


def save(image, path):
    options = {"icc_profile": image.info["icc_profile"]} if "icc_profile" in image.info else {}
    if path.endswith(".jpg"):
        image.convert("RGB").save(path, quality=60, **options)
    else:
        image.save(path, compress_level=1, **options)


def changed_answers(pictures, burnish, change, suffix):
    """{(path of the picture, aspect): Answer of the changed picture}"""
    with tempfile.TemporaryDirectory() as folder:
        requests, wanted = [], []
        for number, picture in enumerate(pictures):
            path = os.path.join(folder, f"{number}{suffix}")
            image = upright(picture.path)
            changed = change(image)
            changed.info = image.info
            save(changed, path)
            for aspect in picture.windows():
                requests.append((path, aspect))
                wanted.append((picture.path, aspect))
        answers = burnish.windows(requests)
    return dict(zip(wanted, answers))


def compare(pictures, original, changed, back):
    """{path: [(aspect, IoU of the picture's window with that of the changed picture, taken back)]}"""
    return {p.path: [(aspect, overlap(original[p.path, aspect].box, back(changed[p.path, aspect].box, p)))
                     for aspect in p.windows()] for p in pictures}


def say(title, overlaps):
    every = [same for each in overlaps.values() for _, same in each]
    if not every:
        print(f"{title}: no picture leaves a choice")
        return
    whole = [all(same >= SAME for _, same in each) for each in overlaps.values() if each]
    print(f"{title}: IoU >= {SAME} in {sum(s >= SAME for s in every) / len(every):.3f} of {len(every)} crops, in all of "
          f"a picture's for {sum(whole) / len(whole):.3f} of {len(whole)}; mean IoU {sum(every) / len(every):.4f}")
    order = sorted((same, os.path.basename(path), aspect) for path, each in overlaps.items() for aspect, same in each)
    worst = [f"{name} {aspect} {same:.2f}" for same, name, aspect in order[:6] if same < SAME]
    if worst:
        print(f"  furthest: {', '.join(worst)}", flush=True)


def show_mirror(pictures, burnish):
    """Also beside the same pixels as PNG: what the format changes is not the mirror's doing."""
    other_side = changed_answers(pictures, burnish, mirrored, ".png")
    same_format = changed_answers(pictures, burnish, as_it_is, ".png")
    say("mirrored, PNG beside PNG", compare(pictures, same_format, other_side, unmirrored))
    say("mirrored, PNG beside the original", compare(pictures, burnish.answers(pictures), other_side, unmirrored))


def show_stability(pictures, burnish):
    original = burnish.answers(pictures)
    for title, change, back, suffix in (("half size (PNG)", halved, unhalved, ".png"),
                                        ("as PNG", as_it_is, unchanged, ".png"),
                                        ("as JPEG of quality 60", as_it_is, unchanged, ".jpg")):
        say(title, compare(pictures, original, changed_answers(pictures, burnish, change, suffix), back))
