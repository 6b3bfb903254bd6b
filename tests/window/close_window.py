"""Closes the window with the given X11 number the way a person's click on its close button does.

Sends WM_DELETE_WINDOW, which the window may answer; xdotool of Debian 12 can only destroy a window, which is what
a crash looks like. Needs DISPLAY.
"""

import ctypes
import sys

CLIENT_MESSAGE = 33


class ClientMessage(ctypes.Structure):
    """XClientMessageEvent, padded to the size of an XEvent."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("padding", ctypes.c_long * 12),
    ]


x11 = ctypes.CDLL("libX11.so.6")
x11.XOpenDisplay.restype = ctypes.c_void_p
x11.XInternAtom.restype = ctypes.c_ulong
display = ctypes.c_void_p(x11.XOpenDisplay(None))

message = ClientMessage(type=CLIENT_MESSAGE, send_event=1, window=int(sys.argv[1]), format=32)
message.message_type = x11.XInternAtom(display, b"WM_PROTOCOLS", 0)
message.data[0] = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
sent = x11.XSendEvent(display, ctypes.c_ulong(message.window), 0, ctypes.c_long(0), ctypes.byref(message))
x11.XFlush(display)
sys.exit(0 if sent else 1)
