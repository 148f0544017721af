"""PC/SC through libpcsclite (Linux), by ctypes: nothing to compile (card reference §8)."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, Structure, byref, c_char_p, c_long, c_ubyte, c_ulong, c_void_p, create_string_buffer
from functools import cache

from kofu.card.apdu import LONGEST_ANSWER
from kofu.card.errors import CardError, CardMute, CardRemoved, ReaderUnavailable

LIBRARY = "libpcsclite.so.1"
LONGEST_ATR = 33

_SUCCESS = 0
_NO_READERS = 0x8010002E
_TIMEOUT = 0x8010000A
_GONE = {
    0x8010000C,  # no smart card
    0x80100016,  # not transacted: what the first command after a removal gets
    0x80100017,  # reader unavailable
    0x8010002F,  # communication lost
    0x80100066,  # unresponsive
    0x80100067,  # unpowered
    0x80100068,  # reset by somebody
    0x80100069,  # removed
}
_SCOPE_SYSTEM = 2
_SHARE_EXCLUSIVE = 1
_PROTOCOL_T0_OR_T1 = 3
_RESET_CARD = 1
_STATE_PRESENT = 0x20


class _IoRequest(Structure):
    _fields_ = (("protocol", c_ulong), ("length", c_ulong))


class _ReaderState(Structure):
    _fields_ = (
        ("reader", c_char_p),
        ("user_data", c_void_p),
        ("current_state", c_ulong),
        ("event_state", c_ulong),
        ("atr_length", c_ulong),
        ("atr", c_ubyte * LONGEST_ATR),
    )


_SIGNATURES = {
    "SCardEstablishContext": (c_ulong, c_void_p, c_void_p, POINTER(c_long)),
    "SCardReleaseContext": (c_long,),
    "SCardListReaders": (c_long, c_char_p, c_char_p, POINTER(c_ulong)),
    "SCardGetStatusChange": (c_long, c_ulong, POINTER(_ReaderState), c_ulong),
    "SCardConnect": (c_long, c_char_p, c_ulong, c_ulong, POINTER(c_long), POINTER(c_ulong)),
    "SCardStatus": (
        c_long,
        c_char_p,
        POINTER(c_ulong),
        POINTER(c_ulong),
        POINTER(c_ulong),
        c_char_p,
        POINTER(c_ulong),
    ),
    "SCardTransmit": (c_long, POINTER(_IoRequest), c_char_p, c_ulong, c_void_p, c_char_p, POINTER(c_ulong)),
    "SCardDisconnect": (c_long, c_ulong),
}


@cache
def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError:
        raise ReaderUnavailable(reason="no PC/SC library") from None
    for name, arguments in _SIGNATURES.items():
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, c_long
    return library


def error_of(code: int) -> CardError:
    """The error a PC/SC return code means."""
    if code in _GONE:
        return CardRemoved(pcsc=f"{code:08X}")
    if code == _TIMEOUT:
        return CardMute(pcsc=f"{code:08X}")
    return ReaderUnavailable(pcsc=f"{code:08X}")


def _call(name: str, *arguments: object) -> None:
    """Call a function of the library. Raises what its return code means."""
    code = getattr(_library(), name)(*arguments) & 0xFFFFFFFF
    if code != _SUCCESS:
        raise error_of(code)


def _establish() -> c_long:
    context = c_long()
    _call("SCardEstablishContext", _SCOPE_SYSTEM, None, None, byref(context))
    return context


@contextmanager
def _context() -> Iterator[c_long]:
    context = _establish()
    try:
        yield context
    finally:
        _library().SCardReleaseContext(context)


def readers() -> tuple[str, ...]:
    """Names of the readers there are, perhaps none. Raises ReaderUnavailable without library or daemon."""
    with _context() as context:
        return _reader_names(context)


def _reader_names(context: c_long) -> tuple[str, ...]:
    length = c_ulong()
    code = _library().SCardListReaders(context, None, None, byref(length)) & 0xFFFFFFFF
    if code == _NO_READERS:
        return ()
    if code != _SUCCESS:
        raise error_of(code)
    names = create_string_buffer(length.value)
    _call("SCardListReaders", context, None, names, byref(length))
    return tuple(name.decode("utf-8", "replace") for name in names.raw[: length.value].split(b"\0") if name)


def card_present(reader: str) -> bool:
    """Whether a card lies on this reader now; pcscd itself looks every 0.1–0.5 s. Raises ReaderUnavailable."""
    with _context() as context:
        _check_reader(context, reader)
        state = _ReaderState(reader=reader.encode())
        _call("SCardGetStatusChange", context, 0, byref(state), 1)
        return bool(state.event_state & _STATE_PRESENT)


def _check_reader(context: c_long, reader: str) -> None:
    """Machines have several readers: only the configured name counts, never the first one."""
    if reader not in _reader_names(context):
        raise ReaderUnavailable(reader=reader)


class PcscConnection:
    """The card on one reader, held exclusively from opening to ``close``, which resets it.

    Raises ReaderUnavailable, or CardRemoved when no card is there. May hang on a silent card: drive it through
    ``DeadlineConnection``.
    """

    def __init__(self, reader: str) -> None:
        self._card: c_long | None = None
        self._context = _establish()
        try:
            _check_reader(self._context, reader)
            self._connect(reader)
        except CardError:
            self.close()
            raise

    def _connect(self, reader: str) -> None:
        card, protocol = c_long(), c_ulong()
        _call(
            "SCardConnect",
            self._context,
            reader.encode(),
            _SHARE_EXCLUSIVE,
            _PROTOCOL_T0_OR_T1,
            byref(card),
            byref(protocol),
        )
        self._card = card
        self._request = _IoRequest(protocol.value, ctypes.sizeof(_IoRequest))
        self._atr = self._read_atr(card)

    @staticmethod
    def _read_atr(card: c_long) -> bytes:
        state, protocol, length = c_ulong(), c_ulong(), c_ulong(LONGEST_ATR)
        atr = create_string_buffer(LONGEST_ATR)
        _call("SCardStatus", card, None, byref(c_ulong(0)), byref(state), byref(protocol), atr, byref(length))
        return atr.raw[: length.value]

    @property
    def atr(self) -> bytes:
        """The card's answer to reset."""
        return self._atr

    def transmit(self, command: bytes) -> bytes:
        """Send one APDU. Raises CardRemoved, CardMute, ReaderUnavailable."""
        if self._card is None:
            raise CardRemoved
        answer, length = create_string_buffer(LONGEST_ANSWER + 2), c_ulong(LONGEST_ANSWER + 2)
        request = byref(self._request)
        _call("SCardTransmit", self._card, request, command, len(command), None, answer, byref(length))
        if length.value == 0:
            # vpcd reports success and no bytes when the card leaves during a command.
            raise CardRemoved(received=0)
        return answer.raw[: length.value]

    def close(self) -> None:
        """Reset the card and release the reader; return codes no longer matter."""
        if self._card is not None:
            _library().SCardDisconnect(self._card, _RESET_CARD)
            self._card = None
        if self._context.value:
            _library().SCardReleaseContext(self._context)
            self._context = c_long()
