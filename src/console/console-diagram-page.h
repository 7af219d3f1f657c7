/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hierarchy that exists, as a picture: all CAs that the session may see. */
#pragma once

#include "console-diagram.h"
#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_DIAGRAM_PAGE (console_diagram_page_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleDiagramPage, console_diagram_page, CONSOLE, DIAGRAM_PAGE, AdwBin)

/* console_diagram_page_new() is in console-pages.h. */
ConsoleDiagram *console_diagram_page_get_diagram (ConsoleDiagramPage *page);

G_END_DECLS
