"""Encodes pictures as WebM and MP4 with ffmpeg, and writes captions. The same pictures give the same bytes."""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from films.cutting import HEIGHT, RATE, WIDTH, Cue


EXACT = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-threads", "1")
KINDS = {
    "webm": ("-c:v", "libvpx-vp9", "-crf", "50", "-b:v", "0", "-deadline", "good", "-cpu-used", "5"),
    "mp4": ("-c:v", "libx264", "-preset", "medium", "-crf", "35", "-movflags", "+faststart"),
}  # fmt: skip
# What does not change is not shown again, but once a second: a last picture that stays is no shorter film.
CHANGES = ("-vf", f"mpdecimate=hi=64:lo=64:frac=0:max={RATE}", "-fps_mode", "vfr")
COLOURS = 64  # of a screenshot: a few tens of kB
LINE = 42  # letters of a line of captions


class Missing(Exception):
    """Raised where a program is not installed."""


def encode(pictures: Iterable[tuple[Image.Image, int]], folder: Path, key: str) -> None:
    program = shutil.which("ffmpeg")
    if program is None:
        raise Missing("ffmpeg is not installed. On Debian: apt-get install ffmpeg")
    size = ("-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE))
    command = [
        program,
        "-v",
        "error",
        "-y",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        *size,
        "-i",
        "-",
    ]
    for kind, options in KINDS.items():
        command += [*CHANGES, *options, "-pix_fmt", "yuv420p", "-g", str(RATE * 20), *EXACT]
        command.append(str(folder / f"{key}.{kind}"))
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for picture, times in pictures:
            process.stdin.write(picture.tobytes() * times)
    if process.returncode:
        raise RuntimeError(f"ffmpeg failed for {key}")


def captions(cues: Iterable[Cue]) -> str:
    parts = [f"{_time(cue.start)} --> {_time(cue.end)}\n{_lines(cue.text)}\n" for cue in cues]
    return "\n".join(["WEBVTT\n", *parts])


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def _lines(text: str) -> str:
    """Return the text on as few lines as hold it, of about the same length."""
    count = -(-len(text) // LINE)
    lines, most = [""], len(text) / count
    for word in text.split(" "):
        if lines[-1] and len(lines) < count and len(lines[-1]) + len(word) / 2 > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def save_picture(picture: Image.Image, path: Path) -> None:
    few = picture.quantize(COLOURS, dither=Image.Dither.NONE).convert("RGB")
    few.save(path, lossless=True, quality=100, method=6)
