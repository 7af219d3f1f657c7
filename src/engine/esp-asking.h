/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an event keeps of the question that was decided, beside its own action, resource and time and
 * the state before it, so that a replay can ask it again. Member "request" of the event:
 *
 *   { resource? where it is another than the event's ("*": none),
 *     account?  of what was asked about, where its name does not say it,
 *     asked?    the action that was asked for, where it is another one than the event's,
 *     template? ARN, tags? [ [ key, value? ] ],
 *     also? [ { action, resource?, account?, template?, tags? } ]   what was needed besides }
 */
#pragma once

#include "base/esp-json.h"
#include "esp-operation.h"

G_BEGIN_DECLS

/* When it is decided. @asked: the action that the decision was asked for. */
JsonObject *esp_asking_write  (const EspOperationContext *context, const char *asked);
/* For an event of the context, as it now is: a reference, or NULL where there is nothing that the event does not
 * say itself. */
JsonObject *esp_asking_for_event (const EspOperationContext *context);

/* One question read back; strings are borrowed from the object, tags are owned. */
typedef struct
{
  const char *action;
  const char *resource;
  char *account;
  const char *template_arn;
  GPtrArray *request_tags; /* EspTag, or NULL */
} EspAsked;

void        esp_asked_clear   (gpointer asked);
/* The question of the event itself and those besides: GArray of EspAsked. NULL where it is malformed. */
GArray     *esp_asking_read   (const EspEvent *event);

G_END_DECLS
