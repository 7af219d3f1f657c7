/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of the health page: a part of pictures.c. */
#pragma once

#include "console/console-health.h"

static GtkWidget *
find_health_page (Studio *studio)
{
  return find_type (GTK_WIDGET (studio->window), CONSOLE_TYPE_HEALTH_PAGE);
}

static GtkWindow *
show_health (Studio *studio, const char *group)
{
  show_place (studio, "health");
  console_health_page_set_branch (CONSOLE_HEALTH_PAGE (find_health_page (studio)), NULL);
  g_object_set (find_health_page (studio), "group", group, NULL);
  settle ();
  return NULL;
}

static GtkWindow *
health_cb (Studio *studio)
{
  return show_health (studio, "ca");
}

static GtkWindow *
health_severity_cb (Studio *studio)
{
  return show_health (studio, "severity");
}

static GtkWindow *
health_issued_cb (Studio *studio)
{
  show_health (studio, "severity");
  gtk_widget_activate_action (find_health_page (studio), "health.issued", NULL);
  for (int i = 0; i < 6; i++)
    settle ();
  return NULL;
}

static GtkWindow *
health_branch_cb (Studio *studio)
{
  show_health (studio, "ca");
  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.health", "s", studio->ca);
  settle ();
  settle ();
  return NULL;
}

static const Act health_acts[] = {
  { "health", health_cb },
  { "health-severity", health_severity_cb },
  { "health-issued", health_issued_cb },
  { "health-branch", health_branch_cb },
};
