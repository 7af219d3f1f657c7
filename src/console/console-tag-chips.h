/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tags of a thing, to be read; console-tags-editor.c changes them. */
#pragma once

#include <adwaita.h>

#include "engine/espalier.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_TAG_CHIPS (console_tag_chips_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleTagChips, console_tag_chips, CONSOLE, TAG_CHIPS, AdwBin)
/* @tags: EspTag. */
void console_tag_chips_set_tags (ConsoleTagChips *chips, GPtrArray *tags);

G_END_DECLS
