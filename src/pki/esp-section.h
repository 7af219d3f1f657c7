/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: sections and fields while they are filled. */
#pragma once

#include "esp-certificate-sections.h"

G_BEGIN_DECLS

/* A new section at the end of @sections, an array made with esp_sections_new(); @title is static,
 * or copied. */
GPtrArray  *esp_sections_new      (void);
EspSection *esp_sections_add      (GPtrArray *sections, const char *title);
EspSection *esp_sections_add_copy (GPtrArray *sections, const char *title);
/* @value is escaped for display here. */
void        esp_section_add       (EspSection *section, const char *label, const char *value);
void        esp_section_add_code  (EspSection *section, const char *label, const char *value);
/* Hexadecimal with colons. */
void        esp_section_add_bytes (EspSection *section, const char *label, GBytes *bytes);
/* Strings, one to a line; nothing where there are none. */
void        esp_section_add_lines (EspSection *section, const char *label, GPtrArray *lines);

/* What an extension says, decoded where it is known and whole, else its OID and bytes. */
void        esp_sections_add_extension (GPtrArray *sections, const EspExtension *extension);

G_END_DECLS
