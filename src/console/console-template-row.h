/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The template of a certificate as a choice among all of them: in groups, searched by name and purpose. What
 * the issuer can't issue is there with the reason. */
#pragma once

#include <adwaita.h>

#include "engine/espalier.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_TEMPLATE_ROW (console_template_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleTemplateRow, console_template_row, CONSOLE, TEMPLATE_ROW, AdwActionRow)

/* Signal "changed". Fills the list for the issuer, with the service's default chosen. */
void               console_template_row_set_issuer (ConsoleTemplateRow *row, const EspCa *ca);
/* FALSE: there is none of that name, or it can't be chosen. */
gboolean           console_template_row_choose     (ConsoleTemplateRow *row, const char *name);
const EspTemplate *console_template_row_get_chosen (ConsoleTemplateRow *row);
/* What one is for, in words. Free with g_free(). */
char              *console_template_describe_purpose (const EspTemplate *template);
void               console_template_row_popup      (ConsoleTemplateRow *row);

G_END_DECLS
