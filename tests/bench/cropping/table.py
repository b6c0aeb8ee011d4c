"""The table: every cropper on every set, from one run."""
import statistics
import sys

from .burnish import BurnishError
from .peers import PeerError, rows_of
from .pictures import ASPECTS
from .truth import tasks_of

HEADS = ("set", "cropper", "norm", "cut", "hard norm", "hard cut", *ASPECTS, "ms")


def mean(values):
    values = list(values)
    return f"{statistics.fmean(values):.3f}" if values else "-"


def cells(scores, times):
    hard = [score for score in scores if score.hard]
    return [mean(s.norm for s in scores), mean(s.cut for s in scores), mean(s.norm for s in hard),
            mean(s.cut for s in hard), *(mean(s.norm for s in scores if s.aspect == a) for a in ASPECTS),
            f"{statistics.median(times):.1f}" if times else "-"]


def rows_of_set(name, pictures, croppers):
    scores = {title: [] for title, _ in croppers}
    times = {title: [] for title, _ in croppers}
    for picture in pictures:
        for aspect, task in tasks_of(picture).items():
            for title, answers in croppers:
                if answers in ("centre", "oracle"):
                    box = getattr(task, answers)
                elif answers is not None:
                    answer = answers[picture.path, aspect]
                    box = answer.box
                    times[title].append(answer.ms)
                else:
                    continue
                scores[title].append(task.score(box))
    hard = sum(score.hard for score in scores["centre"])
    about = f"{name}: {len(pictures)} pictures, {len(scores['centre'])} tasks, {hard} hard"
    rows, oversize = [], []
    for title, answers in croppers:
        shown = cells(scores[title], times[title]) if answers is not None else ["not installed"] + [""] * 8
        rows.append((name, title, *shown))
        larger = sum(score.oversize for score in scores[title])
        if larger:
            oversize.append(f"{title} gave {larger} windows on {name} that are larger than was asked for")
    return about, rows, oversize


def show(sets, burnish, peers, split):
    pictures = list({picture.path: picture for each in sets.values() for picture in each}.values())
    print(f"{len(pictures)} pictures, four windows each ...", file=sys.stderr, flush=True)
    mine = burnish.answers(pictures)
    try:
        others = rows_of(peers, pictures)
    except PeerError as failed:
        raise BurnishError(f"a peer failed: {failed}") from failed
    croppers = [(burnish.title(), mine), ("centre", "centre"), *others, ("oracle", "oracle")]
    about, notes = [], []
    print("| " + " | ".join(HEADS) + " |\n|" + "---|" * len(HEADS))
    for name, each in sets.items():
        head, rows, oversize = rows_of_set(name, each, croppers)
        about.append(head)
        notes += oversize
        for row in rows:
            print("| " + " | ".join(row) + " |")
    print(f"\nSplit {split}. {'; '.join(about)}.")
    print("norm: what the window keeps of the attention (of faces, of people), of the most a window of its size can "
          "keep. cut: share of tasks\nthat lose more than 5 % of what could be kept of the subject. hard: the centre "
          "keeps less than 85 %. A column of an aspect: its norm.")
    print(f"ms: median CPU time from the file to one window; Burnish starts a process for each, which alone takes "
          f"{burnish.start_ms():.0f}.")
    for note in notes:
        print(note)
