"""Flatbed scanners and telephones: from paper to the picture that a verifier gets."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from tests.paper_simulator.printing import Field, Light, Random

Picture = Light


@dataclass(frozen=True, slots=True)
class Scan:
    """A flatbed's settings."""

    dpi: int
    one_bit: bool = False
    quality: int | None = None
    """JPEG; None draws from 50 to 90"""
    scale: float | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A telephone's picture."""

    width: int
    height: int


PHOTO_12, PHOTO_8, PHOTO_5 = Photo(3000, 4000), Photo(2448, 3264), Photo(1944, 2592)


def scan(page: Light, settings: Scan, random: Random) -> Picture:
    """A scan, upright but for a few degrees."""
    step = 600 / settings.dpi
    soft = cv2.GaussianBlur(page, (0, 0), random.uniform(0.42, 0.85) * step)
    x, y = _scan_maps(page.shape, step, settings, random)
    seen = cv2.remap(soft, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=245).astype(np.float32)
    black, white, gamma = random.uniform(0, 35), 255 - random.uniform(0, 30), random.uniform(0.75, 1.3)
    curve = (np.linspace(0, 1, 256) ** gamma * (white - black) + black).astype(np.float32)
    seen = curve[seen.astype(np.uint8)]
    seen = _sharpened(seen, random.uniform(0, 1.2))
    seen += random.standard_normal(seen.shape, np.float32) * random.uniform(1, 4)
    picture = np.clip(seen, 0, 255).astype(np.uint8)
    if settings.one_bit:
        return np.where(picture < random.uniform(105, 150), 0, 255).astype(np.uint8)
    return as_jpeg(picture, settings.quality or int(random.integers(50, 91)))


def _scan_maps(shape: tuple[int, ...], step: float, settings: Scan, random: Random) -> tuple[Field, Field]:
    height, width = int(shape[0] / step), int(shape[1] / step)
    turn = np.deg2rad(random.uniform(-3, 3))
    zoom = random.uniform(0.98, 1.02, 2) * (settings.scale or 1.0)
    shear, shift = random.uniform(-0.002, 0.002), random.uniform(-30, 30, 2)
    linear = np.array([[np.cos(turn), -np.sin(turn) + shear], [np.sin(turn), np.cos(turn)]]) / zoom
    rows, columns = np.arange(height, dtype=np.float32), np.arange(width, dtype=np.float32)
    u, v = (columns - width / 2) * step, (rows - height / 2) * step
    middle = np.array(shape[::-1]) / 2 + shift
    x = linear[0, 0] * u[None] + (linear[0, 1] * v + middle[0] + _feed(height, step, 2.0, random))[:, None]
    y = linear[1, 0] * u[None] + (linear[1, 1] * v + middle[1] + _feed(height, step, 3.5, random))[:, None]
    return x.astype(np.float32), y.astype(np.float32)


def _feed(height: int, step: float, most: float, random: Random) -> Field:
    """Uneven movement, in pixels of the page, line by line."""
    rows = np.arange(height) * step
    moved = random.normal(0, 0.25, height)
    for _ in range(3):
        moved += random.uniform(0, most / 1.8) * np.sin(
            2 * np.pi * rows / random.uniform(800, 7000) + random.uniform(0, 6)
        )
    return moved.astype(np.float32)


def photograph(page: Light, settings: Photo, random: Random) -> Picture:
    """A hand-held picture of a page on a table."""
    x, y = (cv2.resize(part, (settings.width, settings.height)) for part in _photo_maps(page.shape, settings, random))
    step = page.shape[0] / settings.height
    soft = cv2.GaussianBlur(page, (0, 0), 0.45 * step)
    table = int(random.integers(30, 140))
    seen = cv2.remap(soft, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=table).astype(np.float32)
    seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), random.uniform(0.7, 1.9)), np.float32)
    seen = np.asarray(cv2.filter2D(seen, -1, _motion(random.uniform(0, 3), random.uniform(0, np.pi))), np.float32)
    seen *= _lighting(seen.shape, random)
    seen += random.standard_normal(seen.shape, np.float32) * random.uniform(2, 6)
    picture = np.clip(seen, 0, 255).astype(np.uint8)
    if random.uniform() < 0.5:
        picture = np.asarray(cv2.bilateralFilter(picture, 5, random.uniform(8, 20), 1.5), np.uint8)
    picture = np.clip(_sharpened(picture.astype(np.float32), random.uniform(0.2, 1.2)), 0, 255).astype(np.uint8)
    return as_jpeg(picture, int(random.integers(70, 93)))


def _photo_maps(shape: tuple[int, ...], settings: Photo, random: Random) -> tuple[Field, Field]:
    """The place on the page, through tilt, roll, lens and curl, for the middle of every 8 × 8 pixels."""
    fill, lens = random.uniform(0.78, 0.93), random.uniform(-0.02, 0.02)
    pitch, yaw = np.deg2rad(random.uniform(-15, 15, 2))
    roll = np.deg2rad(random.uniform(-6, 6))
    focal = 1.05 * settings.height
    distance = focal * shape[0] / (fill * settings.height)
    columns, rows = np.meshgrid(
        np.arange(3.5, settings.width, 8, dtype=np.float32) - settings.width / 2,
        np.arange(3.5, settings.height, 8, dtype=np.float32) - settings.height / 2,
    )
    radius = (columns**2 + rows**2) / (settings.height / 2) ** 2
    columns, rows = columns * (1 + lens * radius), rows * (1 + lens * radius)
    turn = _rotation(pitch, yaw, roll)
    ray = [turn[i, 0] * columns + turn[i, 1] * rows + turn[i, 2] * focal for i in range(3)]
    eye = -turn[:, 2] * distance
    x, y = (eye[i] - eye[2] * ray[i] / ray[2] for i in range(2))
    height = _curl(x / shape[1], y / shape[0], random)
    x, y = (place + height * ray[i] / ray[2] for i, place in enumerate((x, y)))
    return (x + shape[1] / 2).astype(np.float32), (y + shape[0] / 2).astype(np.float32)


def _rotation(pitch: float, yaw: float, roll: float) -> np.ndarray:
    around_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    around_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    around_z = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    turned: np.ndarray = around_y @ around_x @ around_z
    return turned


def _curl(x: Field, y: Field, random: Random) -> Field:
    """Height of the paper above the table, in pixels of the page: one bow and a second, smaller wave."""
    angle, second = random.uniform(0, np.pi), random.uniform(0, np.pi)
    along = x * np.cos(angle) + y * np.sin(angle)
    across = x * np.cos(second) + y * np.sin(second)
    bow = random.uniform(0, 4) * 23.6 * np.cos(np.clip(along, -0.75, 0.75) * np.pi / 1.5)
    wave = random.uniform(0, 1.3) * 23.6 * np.sin(2 * np.pi * across * random.uniform(0.7, 1.6) + random.uniform(0, 6))
    return np.asarray(-(bow + wave), np.float32)


def _motion(length: float, angle: float) -> Field:
    kernel = np.zeros((7, 7), np.float32)
    for place in np.linspace(-length / 2, length / 2, 15):
        kernel[round(3 + place * np.sin(angle)), round(3 + place * np.cos(angle))] += 1
    return np.asarray(kernel / kernel.sum(), np.float32)


def _lighting(shape: tuple[int, ...], random: Random) -> Field:
    x, y = np.meshgrid(np.linspace(-1, 1, shape[1], dtype=np.float32), np.linspace(-1, 1, shape[0], dtype=np.float32))
    slope = random.uniform(-0.25, 0.25, 2)
    light = (1 + slope[0] * x) * (1 + slope[1] * y) * (1 - random.uniform(0.05, 0.25) * (x**2 + y**2) / 2)
    if random.uniform() < 0.5:
        angle, place = random.uniform(0, 2 * np.pi), random.uniform(-0.6, 0.6)
        edge = (x * np.cos(angle) + y * np.sin(angle) - place) / random.uniform(0.05, 0.3)
        light *= 1 - random.uniform(0.15, 0.5) / (1 + np.exp(-np.clip(edge, -20, 20)))
    return np.asarray(light * random.uniform(0.7, 1.05), np.float32)


def _sharpened(picture: Field, amount: float) -> Field:
    soft = np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.0), np.float32)
    return np.asarray(picture + np.float32(amount) * (picture - soft), np.float32)


def as_jpeg(picture: Picture, quality: int) -> Picture:
    """The picture after JPEG."""
    _, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)
