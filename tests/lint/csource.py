# SPDX-License-Identifier: GPL-3.0-or-later
"""C text as the house rules need it: without comments and strings, its functions, their depth.

Knows the layout of the house (GNU: the name of a function and the braces of its body stand in the
first column); it is no C parser, and macros stay what they are.
"""

import re

CONTROL = {"if", "for", "while", "switch"}
TOKEN = re.compile(r"[A-Za-z_]\w*|\d[\w.]*|[^\s\w]")
BLANKED = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)
NAME_LINE = re.compile(r"^([A-Za-z_]\w*) ?\(")


def _keep_lines(match):
    text = match.group(0)
    if text[0] in "\"'":
        return text[0] + text[-1]
    return " " + "\n" * text.count("\n")


def strip(text):
    """Comments become white space, strings become empty ones; lines keep their numbers."""
    return BLANKED.sub(_keep_lines, text)


def strip_comments(text):
    """Only comments go; what a string holds stays."""
    return BLANKED.sub(lambda m: m.group(0) if m.group(0)[0] in "\"'" else _keep_lines(m), text)


def without_directives(code):
    return DIRECTIVE.sub(lambda m: "\n" * m.group(0).count("\n"), code)


def calls(code, names):
    """(line, name) of every use of one of @names as a call, or as an argument that is called later."""
    pattern = re.compile(r"(?<![\w.>])(" + "|".join(names) + r")\s*\(")
    for match in pattern.finditer(code):
        yield code.count("\n", 0, match.start()) + 1, match.group(1)


class Function:
    def __init__(self, name, is_static, first, last, body):
        self.name = name
        self.is_static = is_static
        self.first = first  # line of the name, from 1
        self.last = last  # line of the closing brace
        self.body = body

    @property
    def size(self):
        return self.last - self.first + 1

    def depth(self):
        """How deep blocks and single statements under a condition or loop nest; (depth, line)."""
        return _Depth(self.body, self.first).measure()


def functions(code):
    """The functions of stripped code, in order."""
    lines = without_directives(code).split("\n")
    start = 0
    found = []
    for number, line in enumerate(lines):
        if line.rstrip() == "{":
            end = next((i for i in range(number, len(lines)) if lines[i].startswith("}")), len(lines) - 1)
            function = _read_function(lines, start, number, end)
            if function:
                found.append(function)
        if line.startswith("}") or line.rstrip().endswith(";") or not line.strip():
            start = number + 1
    return found


def _read_function(lines, start, brace, end):
    head = lines[start:brace]
    for offset, line in enumerate(head):
        match = NAME_LINE.match(line)
        if match and match.group(1) not in CONTROL:
            is_static = any(re.search(r"\bstatic\b", before) for before in head[: offset + 1])
            first = start + offset
            body = "\n".join(lines[first : end + 1])
            return Function(match.group(1), is_static, first + 1, end + 1, body)
    return None


class _Depth:
    """Walks the tokens of one function with a stack of what is open."""

    def __init__(self, body, first):
        self.tokens = [(m.group(0), first + body.count("\n", 0, m.start())) for m in TOKEN.finditer(body)]
        self.stack = []
        self.deepest = (0, first)

    def measure(self):
        position = next(i for i, (token, _) in enumerate(self.tokens) if token == "{") + 1
        previous = "{"
        while position < len(self.tokens):
            token, line = self.tokens[position]
            if token in CONTROL:
                position = self._after_parentheses(position + 1)
                self._open_statement(position, line)
                token = ")"
            elif token in ("else", "do"):
                position += 1
                if self._at(position) != "if":
                    self._open_statement(position, line)
            else:
                self._take(token, previous, line, self._at(position + 1))
                position += 1
            previous = token
        return self.deepest

    def _at(self, position):
        return self.tokens[position][0] if position < len(self.tokens) else ""

    def _after_parentheses(self, position):
        level = 0
        while position < len(self.tokens):
            level += {"(": 1, ")": -1}.get(self._at(position), 0)
            position += 1
            if level == 0:
                break
        return position

    def _push(self, kind, line):
        self.stack.append(kind)
        depth = sum(kind in ("block", "statement") for kind in self.stack)
        if depth > self.deepest[0]:
            self.deepest = (depth, line)

    def _open_statement(self, position, line):
        # A brace that follows is pushed by _take(); it then stands for the statement.
        if self._at(position) != "{":
            self._push("statement", line)

    def _close_statements(self, following):
        while self.stack and self.stack[-1] == "statement":
            self.stack.pop()
            if following == "else":
                break

    def _take(self, token, previous, line, following):
        if token == "{":
            inside_value = "value" in self.stack
            is_block = previous in (")", "else", "do", ";", "{", "}", ":") and not inside_value
            self._push("block" if is_block else "value", line)
        elif token == "}":
            while self.stack and self.stack.pop() == "statement":
                pass
            if following != "else":
                self._close_statements(following)
        elif token == ";":
            self._close_statements(following)
