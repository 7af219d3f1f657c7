/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text from outside made safe to show: names in certificates and files may hold anything. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A copy in which control characters, invalid UTF-8, bidirectional overrides, tags and what is no
 * character stand as visible escapes (\u202e), so that a name can't move the text around it, hides
 * nothing, and stands in any document. Free with g_free(). */
char *esp_text_escape (const char *text);

G_END_DECLS
