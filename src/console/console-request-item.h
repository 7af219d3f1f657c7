/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One request of many: where it came from, what it says, what would become of it and what became of it. Made on any
 * thread, changed in the main context only. All texts are safe to show.
 */
#pragma once

#include "engine/espalier.h"

G_BEGIN_DECLS

typedef enum
{
  CONSOLE_REQUEST_UNREADABLE, /* no request: there is nothing to issue from */
  CONSOLE_REQUEST_UNCHECKED,  /* no preview yet */
  CONSOLE_REQUEST_GOOD,       /* it would be issued */
  CONSOLE_REQUEST_NOTED,      /* it would be issued, with values left out or warnings */
  CONSOLE_REQUEST_REFUSED,    /* it would be refused */
  CONSOLE_REQUEST_ISSUED,
  CONSOLE_REQUEST_WAITING, /* sent, and waits for somebody else */
  CONSOLE_REQUEST_FAILED,  /* it was refused */
  CONSOLE_REQUEST_LEFT,    /* stopped before it was its turn */
  CONSOLE_REQUEST_N_STATES
} ConsoleRequestState;

/* Property "state" (read-only); its notify tells of every change. */
#define CONSOLE_TYPE_REQUEST_ITEM (console_request_item_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleRequestItem, console_request_item, CONSOLE, REQUEST_ITEM, GObject)

/* @file: its name as a person knows it, or what was pasted. @line: where it begins in it, when there are several. */
ConsoleRequestItem *console_request_item_new            (const char *file, guint line, EspRequest *request);
ConsoleRequestItem *console_request_item_new_unreadable (const char *file, guint line, const GError *error);

ConsoleRequestState console_request_item_get_state       (ConsoleRequestItem *item);
gboolean            console_request_item_has_problem     (ConsoleRequestItem *item);
/* Would it be asked for now? */
gboolean            console_request_item_can_be_issued   (ConsoleRequestItem *item);
/* "radio.csr", or "many.pem, line 12". */
const char         *console_request_item_get_source      (ConsoleRequestItem *item);
/* "radio.csr" even so. */
const char         *console_request_item_get_file        (ConsoleRequestItem *item);
gboolean            console_request_item_is_alone        (ConsoleRequestItem *item); /* in its file */
const char         *console_request_item_get_subject     (ConsoleRequestItem *item);
const char         *console_request_item_get_names       (ConsoleRequestItem *item);
const char         *console_request_item_get_key         (ConsoleRequestItem *item);
/* What fits into a cell: "Would be issued, 2 values left out". */
const char         *console_request_item_get_summary     (ConsoleRequestItem *item);
/* The whole of it, line by line. */
const char         *console_request_item_get_detail      (ConsoleRequestItem *item);
const char         *console_request_item_get_pem         (ConsoleRequestItem *item); /* NULL: UNREADABLE */
GBytes             *console_request_item_get_der         (ConsoleRequestItem *item); /* NULL: UNREADABLE */
const char         *console_request_item_get_serial      (ConsoleRequestItem *item); /* NULL: not ISSUED */
const char         *console_request_item_get_certificate (ConsoleRequestItem *item); /* PEM; NULL: not ISSUED */

const char         *console_request_state_get_word       (ConsoleRequestState state);
const char         *console_request_state_get_icon       (ConsoleRequestState state);
/* "success", "warning", "error", "dim-label" */
const char         *console_request_state_get_class      (ConsoleRequestState state);

/* The answer of PreviewCertificate, or why there is none. */
void                console_request_item_set_preview     (ConsoleRequestItem *item, JsonObject *result);
void                console_request_item_set_refused     (ConsoleRequestItem *item, const GError *error);
/* Something changed: it is to be asked anew. */
void                console_request_item_forget_preview  (ConsoleRequestItem *item);
/* One of the Results of IssueCertificates. */
void                console_request_item_set_result      (ConsoleRequestItem *item, JsonObject *result);
/* Of a call that failed as a whole; also for what waits for an approval. */
void                console_request_item_set_failed      (ConsoleRequestItem *item, const GError *error);
void                console_request_item_set_left        (ConsoleRequestItem *item);

G_END_DECLS
