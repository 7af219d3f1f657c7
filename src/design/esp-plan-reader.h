/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: how single values of a plan's document are read (esp-plan-reader-values.c). */
#pragma once

#include "access/esp-json-places.h"

#include "esp-plan-private.h"

G_BEGIN_DECLS

typedef struct
{
  GString *path;     /* "cas[3].revocation" */
  GError *error;     /* the first refusal */
} EspPlanReader;

/* PLAN_MEMBER at the reader's path, and at @place's line and column. Always FALSE. */
gboolean  esp_plan_reader_refuse      (EspPlanReader *reader, const EspJsonPlace *place, const char *problem);
/* The same where @place is a member that has no business there: at its name. */
gboolean  esp_plan_reader_refuse_name (EspPlanReader *reader, const EspJsonPlace *place, const char *problem);
/* PLAN_SIZE. Always FALSE. */
gboolean  esp_plan_reader_refuse_size (EspPlanReader *reader, const char *what, gsize count, gsize limit);
/* Adds ".name" to the path; returns the length to go back to with g_string_truncate(). */
gsize     esp_plan_reader_enter       (EspPlanReader *reader, const char *name);
gsize     esp_plan_reader_enter_index (EspPlanReader *reader, guint index);
/* No member of the object twice. */
gboolean  esp_plan_reader_check_twice (EspPlanReader *reader, const EspJsonPlace *place);
/* All kinds but records and lists. */
gboolean  esp_plan_reader_read_value  (EspPlanReader *reader, const EspJsonPlace *place,
                                       const EspPlanMember *member, gpointer field);

G_END_DECLS
