#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""list-classes.py OUTPUT FILE.c...: writes a C file with the table of all classes that the files
define, for test-classes.c, so that no class can be forgotten there. A way to define one that is not
known here is an error, not a class that is left out."""
import re
import sys

COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*', re.S)
DEFINITION = re.compile(r'\bG_DEFINE_(?:FINAL_|ABSTRACT_)?TYPE(?:_WITH_(?:CODE|PRIVATE)|_EXTENDED)?\s*'
                        r'\(\s*(\w+)\s*,\s*(\w+)\s*,')
# Whatever makes a type that has instances.
ANY = re.compile(r'\b(?:G_DEFINE_\w*TYPE\w*|g_type_register_\w+|g_type_plugin_\w+)\s*\(')
NO_CLASS = re.compile(r'G_DEFINE_(?:BOXED|POINTER|ENUM|FLAGS)_TYPE')


def classes_of(path):
    with open(path, encoding='utf-8') as source:
        text = COMMENT.sub('', source.read())
    found = [match.groups() for match in DEFINITION.finditer(text)]
    ways = [match.group() for match in ANY.finditer(text) if not NO_CLASS.match(match.group())]
    if len(found) != len(ways):
        sys.exit(f'{path}: {len(ways)} types, of which {len(found)} are understood: {ways}')
    return found


def write(output, classes):
    output.write('/* Made by tests/console/list-classes.py. */\n#include "classes.h"\n\n')
    for _, function in classes:
        output.write(f'GType {function}_get_type (void);\n')
    output.write('\nconst ClassName class_names[] = {\n')
    for name, function in classes:
        output.write(f'  {{ "{name}", {function}_get_type }},\n')
    output.write('};\n\nconst guint n_class_names = G_N_ELEMENTS (class_names);\n')


def main():
    classes = sorted({found for path in sys.argv[2:] for found in classes_of(path)})
    with open(sys.argv[1], 'w', encoding='utf-8') as output:
        write(output, classes)


main()
