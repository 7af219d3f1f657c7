/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: what changed between two texts of many lines, as little of it as is quickly found. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _EspTextPatch EspTextPatch;

/* NULL: nothing changed. */
EspTextPatch *esp_text_patch_new      (const char *before, const char *after);
void          esp_text_patch_free     (EspTextPatch *patch);
/* @text is what was before (@back: after), and the result is what was after (before). Free with g_free(). */
char         *esp_text_patch_apply    (const EspTextPatch *patch, const char *text, gboolean back);
/* Bytes that it takes. */
gsize         esp_text_patch_get_size (const EspTextPatch *patch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTextPatch, esp_text_patch_free)

G_END_DECLS
