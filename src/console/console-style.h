/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What style.css has otherwise in the dark and in high contrast. libadwaita finds style.css by itself; it
 * found the others by their names too, until 1.10 called that deprecated in favour of media queries, which
 * came with GTK 4.20. Until that is the floor they are added and taken away here. */
#pragma once

#include <adwaita.h>

/* For the default display, from now on; once is enough, twice does no harm. */
void console_style_follow (void);
