/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the parts of the designer: what is put together (console-designer.c), and what is done to the plan by its
 * actions (console-designer-actions.c). */
#pragma once

#include "console-designer.h"
#include "console-plan-inspector.h"

G_BEGIN_DECLS

struct _ConsoleDesigner
{
  AdwBin parent_instance;

  GtkWidget *top_bar;
  GtkWidget *below_button;
  GtkWidget *remove_button;
  AdwFlap *flap;
  AdwClamp *inspector_clamp;
  GtkPaned *paned;
  ConsoleDiagram *diagram;
  GtkStack *ground;
  GtkBox *legend;
  GtkWidget *legend_bin;
  GtkToggleButton *checks_button;
  GtkImage *checks_icon;
  GtkLabel *checks_label;
  GtkWidget *zoom_bar;
  GMenuModel *card_menu;
  ConsolePlanInspector *inspector;
  GtkWidget *checks;

  ConsoleSession *session;
  ConsolePlanDocument *document;
  gboolean syncing; /* the selection of diagram and document */
  gboolean checks_placed; /* they were shown once */
};

/* console-designer-actions.c */
void console_designer_install_actions (GtkWidgetClass *klass);
/* Which of them can be done now, and what their buttons say. */
void console_designer_update_actions  (ConsoleDesigner *designer);
void console_designer_connect_diagram (ConsoleDesigner *designer);
/* console-designer.c: the inspector is there, at the name of what is selected. @fresh: it was just added. */
void console_designer_name_selected   (ConsoleDesigner *designer, gboolean fresh);

G_END_DECLS
