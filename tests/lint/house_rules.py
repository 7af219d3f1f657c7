# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the house, one function each: a generator of (path, line, rule id, sentence).

A rule gets the tree (see check-house.py): tree.files, a dictionary of relative path to File. The
tables at the top are those of CONTRIBUTING.md; to open a door is to change a row here, in sight.
"""

import re

import csource

CORE = ("base", "pki", "model", "access", "audit", "design", "draw", "vault", "exchange", "engine")

# room: (rooms whose headers it may include, outside libraries)
ROOMS = {
    "base": ((), ()),
    "pki": (("base",), ("openssl",)),
    "model": (("base", "pki"), ()),
    "access": (("base", "model"), ()),
    "audit": (("base", "model"), ()),
    "design": (("base", "pki", "model", "access"), ()),
    "draw": (("base", "model", "audit", "design"), ("cairo",)),
    "vault": (("base", "pki", "model", "access", "audit"), ("sqlite", "libsecret")),
    "exchange": (("base", "pki", "model", "access", "audit"), ("libarchive", "sqlite")),
    "engine": (tuple(room for room in CORE if room != "engine"), ()),
    "console": (("base", "draw"), ("cairo", "gtk")),
    "cli": (("base", "draw"), ()),
}
# The single header by which the two customers see the core.
UMBRELLA = "engine/espalier.h"
CUSTOMERS = ("console", "cli")
PREFIXES = {"console": "console", "cli": "cli"}  # every other room: esp
ONLY_FILE = {"libsecret": "src/vault/esp-keyring-secret.c"}

LIBRARIES = (
    ("glib", re.compile(r"(glib(-unix|-object)?\.h|glib/|gio/|gobject/|json-glib/|gmodule\.h)")),
    ("openssl", re.compile(r"openssl/")),
    ("sqlite", re.compile(r"sqlite3\.h")),
    ("libsecret", re.compile(r"libsecret/")),
    ("libarchive", re.compile(r"archive(_entry)?\.h")),
    ("cairo", re.compile(r"(cairo|pango)")),
    ("gtk", re.compile(r"(gtk/|gdk/|gsk/|adwaita\.h|graphene)")),
    ("c", re.compile(r"(sys/|netinet/|arpa/)?[a-z0-9_]+\.h$")),
)
EVERYWHERE = ("glib", "c")

PRINTING = (
    "printf", "vprintf", "puts", "putchar", "putc", "fputs", "fputc", "fprintf", "vfprintf", "dprintf",
    "fwrite", "perror", "g_print", "g_printerr",
)  # fmt: skip
BANNED = {
    "strcpy": "g_strdup", "strcat": "GString", "strncpy": "g_strndup", "strncat": "GString",
    "sprintf": "g_strdup_printf", "vsprintf": "g_strdup_vprintf", "gets": "a bounded read",
    "scanf": "a bounded read", "strtok": "g_strsplit", "system": "g_spawn with a list",
    "popen": "g_spawn with a list", "tmpnam": "g_file_open_tmp", "mktemp": "g_file_open_tmp",
    "atoi": "g_ascii_string_to_signed", "atol": "g_ascii_string_to_signed",
    "atoll": "g_ascii_string_to_signed", "atof": "a whole number", "alloca": "the heap",
    "g_alloca": "the heap", "g_newa": "the heap", "rand": "OpenSSL's random numbers",
    "srand": "OpenSSL's random numbers", "random": "OpenSSL's random numbers",
}  # fmt: skip
NO_GUARDS = ("pki", "access", "vault", "engine")

RULE_IDS = (
    "room-include", "room-library", "room-unknown", "printing", "file-name", "function-prefix", "file-size",
    "function-size", "nesting", "goto", "banned-function", "assertion", "guard", "license", "opening-comment",
    "left-over", "whitespace", "line-length", "machine-path", "reason-unknown", "reason-unused", "meson-list",
    "potfiles", "cut-sentence",
)  # fmt: skip

FILE_LIMIT = 800
FUNCTION_LIMIT = 80
DEPTH_LIMIT = 4
LINE_LIMIT = 120
REASONS = "src/base/esp-reasons.h"
POTFILES = "po/POTFILES.in"
LICENSE = "SPDX-License-Identifier: GPL-3.0-or-later"

CODE = (".c", ".h")
SCRIPTS = (".py", ".sh", ".build", "meson_options.txt")
XML = (".ui", ".xml")
PROSE = (".md", ".json", ".in")


def is_table(path):
    return path.endswith("-table.c") or path.endswith("-reasons.h")


def include_lines(file):
    for number, line in enumerate(csource.strip_comments(file.text).split("\n"), 1):
        match = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
        if match:
            yield number, match.group(1) == "<", match.group(2)


# --- Doors ----------------------------------------------------------------------------------------


def _check_own_include(tree, file, name):
    """An include in quotes: None, or what is wrong with it."""
    rooms = ROOMS[file.room][0]
    if name == "esp-config.h" or name == f"data/esp-{file.room}-resources.h":
        return None
    if "/" not in name:
        here = f"src/{file.room}/{name}"
        return None if here in tree.files else f"{name} is not in this room; write ROOM/{name}"
    room = name.split("/")[0]
    if file.room in CUSTOMERS and name == UMBRELLA:
        return None
    if room != file.room and room not in rooms:
        allowed = ", ".join(rooms + ((UMBRELLA,) if file.room in CUSTOMERS else ())) or "no other room"
        return f"{file.room} may not look into {room} ({name}); it may include {allowed}"
    return None


def check_room_include(tree):
    for file in tree.room_files(CODE):
        for number, is_outside, name in include_lines(file):
            problem = None if is_outside else _check_own_include(tree, file, name)
            if problem:
                yield file.path, number, "room-include", problem


def check_room_library(tree):
    for file in tree.room_files(CODE):
        for number, is_outside, name in include_lines(file):
            if not is_outside:
                continue
            library = next((key for key, pattern in LIBRARIES if pattern.match(name)), None)
            only = ONLY_FILE.get(library)
            if library in EVERYWHERE:
                continue
            if library not in ROOMS[file.room][1]:
                yield file.path, number, "room-library", f"<{name}> has no place in {file.room}"
            elif only and file.path != only:
                yield file.path, number, "room-library", f"<{name}> belongs into {only} alone"


def check_room_unknown(tree):
    for file in tree.files.values():
        parts = file.path.split("/")
        if parts[0] == "src" and file.is_code and (len(parts) != 3 or parts[1] not in ROOMS):
            yield file.path, 1, "room-unknown", "source lives in src/ROOM/, flat, in a room of the table"


def check_printing(tree):
    for file in tree.room_files(CODE):
        if file.room == "cli":
            continue
        for number, name in csource.calls(file.code, PRINTING):
            yield file.path, number, "printing", f"{name} is for the command line; return the text"


# --- Names ----------------------------------------------------------------------------------------


def check_file_name(tree):
    for file in tree.room_files(CODE):
        prefix = PREFIXES.get(file.room, "esp") + "-"
        name = file.path.split("/")[-1]
        is_front_door = f"{file.room}/{name}" == UMBRELLA or (name == "main.c" and file.room in CUSTOMERS)
        if not name.startswith(prefix) and not is_front_door:
            yield file.path, 1, "file-name", f"files of {file.room} begin with {prefix}"


def check_function_prefix(tree):
    for file in tree.room_files((".c",)):
        prefix = PREFIXES.get(file.room, "esp") + "_"
        for function in file.functions:
            if function.is_static or function.name.startswith(prefix):
                continue
            if function.name != "main" or file.room not in CUSTOMERS:
                yield (file.path, function.first, "function-prefix",
                       f"{function.name} is visible outside its file; make it static or call it {prefix}…")  # fmt: skip


# --- Sizes ----------------------------------------------------------------------------------------


def check_file_size(tree):
    for file in tree.with_suffix(CODE + SCRIPTS):
        if len(file.lines) > FILE_LIMIT and not is_table(file.path):
            yield file.path, FILE_LIMIT + 1, "file-size", f"{len(file.lines)} lines; split it by topic"


def check_function_size(tree):
    for file in tree.with_suffix((".c",)):
        for function in file.functions:
            if function.size > FUNCTION_LIMIT and not is_table(file.path):
                yield file.path, function.first, "function-size", f"{function.name} has {function.size} lines"


def check_nesting(tree):
    for file in tree.with_suffix((".c",)):
        for function in file.functions:
            depth, line = function.depth()
            if depth > DEPTH_LIMIT:
                yield file.path, line, "nesting", f"{function.name} nests {depth} deep; return early or split"


# --- Language -------------------------------------------------------------------------------------


def check_goto(tree):
    for file in tree.with_suffix(CODE):
        for match in re.finditer(r"\bgoto\b", file.code):
            line = file.code.count("\n", 0, match.start()) + 1
            yield file.path, line, "goto", "clean up with g_autoptr and return early"


def check_banned_function(tree):
    for file in tree.with_suffix(CODE):
        for number, name in csource.calls(file.code, BANNED):
            yield file.path, number, "banned-function", f"{name} is banned; use {BANNED[name]}"


def check_assertion(tree):
    for file in tree.room_files(CODE):
        for number, name in csource.calls(file.code, ("assert", r"g_assert\w*")):
            yield file.path, number, "assertion", f"{name} ends the program; refuse with an error"


def check_guard(tree):
    for file in tree.room_files(CODE):
        if file.room not in NO_GUARDS:
            continue
        for number, name in csource.calls(file.code, (r"g_return_\w+",)):
            yield file.path, number, "guard", f"{name} can be compiled away; write a plain if with an error"


# --- Text -----------------------------------------------------------------------------------------


def _license_line(file):
    """The number of the line that must hold the license, and the line as it must be; or None."""
    if file.path.endswith(CODE):
        return 1, f"/* {LICENSE} */"
    if file.path.endswith(XML):
        return (2 if file.lines[:1] and file.lines[0].startswith("<?xml") else 1), f"<!-- {LICENSE} -->"
    if file.path.endswith(SCRIPTS) or file.is_script:
        return (2 if file.is_script else 1), f"# {LICENSE}"
    return None


def check_license(tree):
    for file in tree.files.values():
        wanted = _license_line(file)
        if wanted and (len(file.lines) < wanted[0] or file.lines[wanted[0] - 1] != wanted[1]):
            yield file.path, wanted[0], "license", f"line {wanted[0]} must be: {wanted[1]}"


def check_opening_comment(tree):
    for file in tree.with_suffix((".c",)):
        rest = "\n".join(file.lines[1:])
        match = re.match(r"/\*(.*?)\*/", rest, re.S)
        if not match or len(re.findall(r"\w{2,}", match.group(1))) < 3:
            yield file.path, 2, "opening-comment", "say in a sentence what lives here and what does not"


def _text_files(tree):
    return [file for file in tree.with_suffix(CODE + SCRIPTS + XML + PROSE, scripts=True)]


def check_left_over(tree):
    words = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    for file in _text_files(tree):
        for number, line in enumerate(file.lines, 1):
            match = words.search(line)
            if match:
                yield file.path, number, "left-over", f"{match.group(1)}: finish it, or open an issue"


def check_whitespace(tree):
    for file in _text_files(tree):
        for number, line in enumerate(file.lines, 1):
            if "\t" in line or line != line.rstrip():
                yield file.path, number, "whitespace", "a tab, or white space at the end of the line"
        if file.text and (not file.text.endswith("\n") or file.text.endswith("\n\n")):
            yield file.path, len(file.lines), "whitespace", "a file ends with exactly one line end"


def check_line_length(tree):
    for file in tree.with_suffix(CODE + SCRIPTS, scripts=True):
        for number, line in enumerate(file.lines, 1):
            if len(line) > LINE_LIMIT and not is_table(file.path):
                yield file.path, number, "line-length", f"{len(line)} characters, {LINE_LIMIT} at most"


def check_machine_path(tree):
    places = re.compile(r"(?<![\w.<])/(work|root|home/\w+|tmp/build[\w-]*|tmp/helpers)(?=[/\s\"'`)]|$)")
    for file in _text_files(tree):
        for number, line in enumerate(file.lines, 1):
            match = places.search(line)
            if match:
                yield file.path, number, "machine-path", f"{match.group(0)} exists on one machine only"


# --- Lists that must be whole ---------------------------------------------------------------------


def check_reasons(tree):
    if REASONS not in tree.files:
        return
    text = tree.files[REASONS].text
    rows = {m.group(1): text.count("\n", 0, m.start()) + 1 for m in re.finditer(r"^ESP_REASON \((\w+),", text, re.M)}
    used = {"NONE"}
    for file in tree.with_suffix(CODE):
        if file.path == REASONS:
            continue
        for match in re.finditer(r"\bESP_REASON_(\w+)", file.code):
            if match.group(1) not in rows and match.group(1) != "NONE":
                line = file.code.count("\n", 0, match.start()) + 1
                yield file.path, line, "reason-unknown", f"{match.group(0)} has no row in {REASONS}"
            if file.path.startswith("src/"):
                used.add(match.group(1))
    for name in rows:
        if name not in used:
            yield REASONS, rows[name], "reason-unused", f"nothing in src/ refuses with {name}; remove the row"


def check_meson_lists(tree):
    for room in ROOMS:
        path = f"src/{room}/meson.build"
        sources = {f.path.split("/")[-1] for f in tree.room_files((".c",)) if f.room == room}
        if not sources and path not in tree.files:
            continue
        listing = tree.files[path].text if path in tree.files else ""
        listed = set(re.findall(r"'([\w-]+\.c)'", listing))
        for name in sorted(sources - listed):
            yield f"src/{room}/{name}", 1, "meson-list", f"it is not built: {path} does not list it"
        for name in sorted(listed - sources):
            yield path, 1, "meson-list", f"{name} is listed and does not exist"


def _is_translatable(file):
    if file.path == REASONS:
        return True
    if file.path.endswith(".ui"):
        return 'translatable="yes"' in file.text
    code = csource.without_directives(file.code)
    return bool(re.search(r"(?<!\w)(_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2?) ?\(", code))


def check_potfiles(tree):
    if POTFILES not in tree.files:
        return
    lines = [line for line in tree.files[POTFILES].lines if line and not line.startswith("#")]
    for file in tree.files.values():
        if file.path.startswith(("src/", "ui/", "data/")) and file.path.endswith(CODE + (".ui",)):
            if file.path not in lines and _is_translatable(file):
                yield file.path, 1, "potfiles", f"it has sentences for translators; list it in {POTFILES}"
    for line in lines:
        if line not in tree.files:
            yield POTFILES, 1, "potfiles", f"{line} does not exist"


# What xgettext collects from, with a sentence or two; the words that may stand beside a string there.
SENTENCES = re.compile(
    r"(?<!\w)(?:_|N_|C_|NC_|NP_|ngettext|g_dn?gettext|g_dpgettext2?|ESP_[A-Z_]*(?:REASON|FINDING)) ?\("
)
BESIDE_A_STRING = re.compile(r'"\s*([A-Za-z_]\w*)|(?<!\w)([A-Za-z_]\w*)\s*"')


def _arguments(text, start):
    """What stands in the parentheses whose inside begins at @start; parentheses in strings don't count."""
    level = 1
    for match in re.finditer(r'"(?:\\.|[^"\\\n])*"|[()]', text[start:]):
        level += {"(": 1, ")": -1}.get(match.group(0), 0)
        if level == 0:
            return text[start : start + match.start()]
    return text[start:]


def check_cut_sentence(tree):
    for file in tree.with_suffix(CODE):
        text = csource.without_directives(csource.strip_comments(file.text))
        for call in SENTENCES.finditer(text):
            arguments = re.sub(r'"(?:\\.|[^"\\\n])*"', '""', _arguments(text, call.end()))
            match = BESIDE_A_STRING.search(arguments)
            if match:
                line = text.count("\n", 0, call.start()) + 1
                macro = match.group(1) or match.group(2)
                yield (file.path, line, "cut-sentence",
                       f"translators get it up to {macro} only; write %lld and cast, or %s")  # fmt: skip


RULES = [rule for name, rule in sorted(globals().items()) if name.startswith("check_")]
