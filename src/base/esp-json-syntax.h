/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The syntax of JSON (RFC 8259), with comments between slash and star. json-glib before 1.10 reads more: strings in
 * single quotes or over several lines, 017 and 0x1F, unknown escapes, "var x = …", a second text behind the first. A
 * policy that one version takes and another one refuses would decide on one desktop and not on the next, so all of
 * them see only what is read the same way everywhere.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @text (@len bytes) holds one value and nothing else? Else *@offset is where the first byte stands that does not fit,
 * and *@problem, static, says why. Brackets are not counted: bound their depth before. */
gboolean esp_json_check_syntax (const char *text, gsize len, gsize *offset, const char **problem);

G_END_DECLS
