"""What stood on a board's display, as PNG."""

from pathlib import Path

from PIL import Image

from tools.boot.run import Course

SCALE = 4
DARK, LIT = (8, 12, 20), (190, 225, 255)  # an OLED's


def save(course: Course, name: str, place: Path) -> list[Path]:
    """Write <name>-<seconds>s.png for each view in `place`, in place of those of a run before; their paths."""
    for old in place.glob(f"{name}-*.png"):
        old.unlink()
    return [_write(place / f"{name}-{seen['at'] / 1000:05.2f}s.png", seen["rows"]) for seen in course.all("picture")]


def _write(path: Path, rows: list[str]) -> Path:
    picture = Image.new("RGB", (len(rows[0]), len(rows)), DARK)
    for y, row in enumerate(rows):
        for x, dot in enumerate(row):
            if dot == "1":
                picture.putpixel((x, y), LIT)
    picture.resize((picture.width * SCALE, picture.height * SCALE), Image.Resampling.NEAREST).save(path)
    return path
