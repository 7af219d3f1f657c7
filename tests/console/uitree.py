# SPDX-License-Identifier: GPL-3.0-or-later
"""What AT-SPI's cache of a GTK 4.8 program says, from one call.

GTK answers Cache.GetItems with the live role, name, states and number of children of every accessible that
anybody has asked for before: one message instead of three for each. What is missing in it has to be asked
for, and which children are shown as well.
"""
import struct
import sys

SIGNATURE = '(a((so)(so)(so)iiassusau))'


class Item:
    __slots__ = ('path', 'count', 'role', 'name', 'bits')


def size_of_offset(length):
    return 1 if length < 1 << 8 else 2 if length < 1 << 16 else 4


def offsets(data, start, end, number):
    """The last so many numbers of data[start:end]."""
    size = size_of_offset(end - start)
    return [int.from_bytes(data[at:at + size], sys.byteorder) for at in range(end - number * size, end, size)]


def item_of(data, start, end):
    """One element as GVariant lays it out: members in order, and behind them, in reverse, where those
    without a fixed size end. They are the path, its application's and its parent's, each behind the name of
    the bus; index and number of children; interfaces; name, role, description; states."""
    o5, o4, o3, o2, _, o0 = offsets(data, start, end, 6)
    item = Item()
    item.path = data[start + data[start + o0 - 1]:start + o0 - 2].decode()
    item.count, = struct.unpack_from('=i', data, start + (o2 + 3 & ~3) + 4)
    item.name = data[start + o3:start + o4 - 1].decode()
    item.role, = struct.unpack_from('=I', data, start + (o4 + 3 & ~3))
    low, high = struct.unpack_from('=II', data, start + (o5 + 3 & ~3))
    item.bits = low | high << 32
    return item


def items_of(answer):
    """The items of GetItems' answer by path. GVariant's unpack() takes longer than the call."""
    if answer.get_type_string() != SIGNATURE:
        raise ValueError(f'GetItems answers with {answer.get_type_string()}')
    data = answer.get_child_value(0).get_data_as_bytes().get_data()
    if not data:
        return {}
    size = size_of_offset(len(data))
    items, start = {}, 0
    for at in range(int.from_bytes(data[-size:], sys.byteorder), len(data), size):
        end = int.from_bytes(data[at:at + size], sys.byteorder)
        item = item_of(data, start, end)
        items[item.path] = item
        start = end + 3 & ~3
    return items
