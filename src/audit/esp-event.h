/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One entry of the log: a canonical JSON text (RFC 8785), signed by its actor, whose hash is a leaf
 * of a Merkle tree as in RFC 6962. Who did or tried what, when, in which role, with which decision
 * and result (security.md, "The log").
 *
 * The members, each left out where its field is NULL; no others are ever read or written:
 *   sequence         whole number from 1
 *   time             RFC 3339 in UTC, "2026-01-10T08:00:00Z"
 *   actor, actorName, account, role, action, resource, decision, statement, error   texts
 *   parametersDigest, previousRoot, stateRoot   64 lower-case hex digits
 *   details          object
 *   request          object: what the decision looked at beside people, roles and tags as they were
 *   rows             object: "table/key" to the row after the change, or null where it is gone
 *   rowDigests       object whose values are texts
 *   outcome          "ALLOWED", "DENIED" or "FAILED"
 */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define ESP_EVENT_MAX_SIZE (8 * 1024 * 1024)

typedef enum
{
  ESP_OUTCOME_ALLOWED, /* it was done */
  ESP_OUTCOME_DENIED,
  ESP_OUTCOME_FAILED,  /* allowed, and then it did not work */
} EspOutcome;

typedef struct
{
  gint64 sequence;        /* from 1, no gap */
  gint64 time;
  char *actor;            /* UUID of the principal */
  char *actor_name;
  char *account;
  char *role;             /* name */
  char *action;           /* "acm-pca:IssueCertificate" */
  char *resource;         /* ARN or "*" */
  char *parameters_digest; /* SHA-256 of the canonical parameters, hex; or NULL */
  JsonObject *details;    /* what a reader wants to know: names, serials, before and after; no secret */
  JsonObject *row_digests; /* "table/key": SHA-256 of the row after the change, "" where
                              it is gone; "table/first-last": Merkle root over such rows; or NULL */
  JsonObject *rows;       /* the rows themselves, of tables that say who may do what; or NULL */
  JsonObject *request;    /* what else the decision looked at; or NULL */
  char *state_root;       /* over all small tables after the change, hex (esp-state.h); NULL before schema 4 */
  char *decision;         /* "ALLOW", "EXPLICIT_DENY", "IMPLICIT_DENY" */
  char *statement;        /* "policy/statement", or what was missing */
  EspOutcome outcome;
  char *error;            /* FAILED: reason id */
  char *previous_root;    /* root of the tree of all earlier events, hex */
} EspEvent;

EspEvent   *esp_event_new           (void);
void        esp_event_free          (EspEvent *event);
/* The signed bytes. Free with g_free(). Refuses what esp_event_parse() would not read back. Errors:
 * EVENT_MALFORMED (argument "member"), JSON_NUMBER, FILE_TOO_LARGE. */
char       *esp_event_to_canonical  (const EspEvent *event, GError **error);
/* Strict: unknown members are refused, types are checked, and the text must be canonical to the
 * byte. Errors: EVENT_MALFORMED; FILE_TOO_LARGE, JSON_* where it is no JSON at all. */
EspEvent   *esp_event_parse         (const char *canonical, GError **error);
const char *esp_outcome_to_string   (EspOutcome outcome); /* "ALLOWED" */
gboolean    esp_outcome_from_string (const char *text, EspOutcome *outcome); /* any case */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspEvent, esp_event_free)

G_END_DECLS
