/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of the one door: what a row of the operation table is, and what a handler is given.
 *
 * A handler has up to three parts. *resolve* finds what the parameters name and says what must be
 * allowed; it changes nothing. Then the dispatcher decides. *prepare* does what takes long outside
 * any transaction (keys, signatures; it may reserve serials in a transaction of its own). *perform*
 * writes, inside the transaction that also takes the event, or reads, on a reader.
 */
#pragma once

#include "audit/esp-event.h"
#include "engine/esp-engine.h"
#include "esp-session-private.h"
#include "model/esp-ca.h"
#include "vault/esp-vault.h"

G_BEGIN_DECLS

typedef struct _EspOperation EspOperation;
typedef struct _EspOperationContext EspOperationContext;

typedef enum
{
  ESP_OPERATION_READ,     /* on a reader, no event */
  ESP_OPERATION_RECORDED, /* on a reader, then an event (and *store*) on the writer: what gives
                             something away, or reads for long and keeps a small record of it */
  ESP_OPERATION_WRITE,    /* on the writer, with an event in the same transaction */
} EspOperationKind;

typedef enum
{
  ESP_PARAMETER_TEXT,
  ESP_PARAMETER_INT,
  ESP_PARAMETER_BOOLEAN,
  ESP_PARAMETER_OBJECT,
  ESP_PARAMETER_ARRAY,
  ESP_PARAMETER_TEXT_OR_OBJECT,
} EspParameterType;

typedef struct
{
  const char *name; /* NULL ends the list */
  EspParameterType type;
  gboolean required;
  gsize limit;      /* bytes of a text, elements of an array; 0: 4,096 bytes, 1,000 elements */
} EspParameter;

typedef gboolean (*EspOperationFunc) (EspOperationContext *context, GError **error);

struct _EspOperation
{
  const char *name;
  const char *action;
  EspOperationKind kind;
  guint topics; /* EspTopics that a commit touches */
  const EspParameter *parameters;
  gboolean filtered;        /* without a CA: each CA's part is shown to whoever may see it */
  gboolean internal;        /* needs an input that is no JSON: not for esp_engine_call() */
  EspOperationFunc resolve; /* or NULL */
  EspOperationFunc prepare; /* or NULL */
  EspOperationFunc perform;
  EspOperationFunc store;   /* or NULL: RECORDED only, inside the transaction that takes the event */
  EspOperationFunc finish;  /* or NULL: WRITE only, when the commit is durable: lets out what may leave */
  EspOperationFunc abandon; /* or NULL: takes back what prepare had committed, when perform did not */
};

/* One of several things that a single call did, each with an event of its own. */
typedef struct
{
  EspCa *ca;           /* its resource */
  JsonObject *details;
} EspEventPart;

/* A further right that this call needs beside the operation's own action. */
typedef struct
{
  const char *action;
  char *resource;
  char *account;
} EspRequirement;

struct _EspOperationContext
{
  EspEngine *engine;
  EspVault *vault; /* the connection of the worker that runs it */
  EspSession *session;
  EspRights *rights;
  const EspOperation *operation;
  JsonObject *parameters;
  gpointer input;         /* of an internal operation: what can't be JSON, such as secrets; borrowed */
  GCancellable *cancellable;
  gint64 now;

  EspCa *ca;              /* set by esp_context_resolve_ca() */
  char *resource;         /* ARN, or NULL: the action has none */
  char *resource_account;
  GPtrArray *requirements; /* EspRequirement */

  JsonObject *details;    /* of the event */
  GPtrArray *parts;       /* EspEventPart: where there are any, each is an event, and nothing else */
  JsonObject *result;
  gboolean unchanged;     /* perform wrote nothing: no event */
  gpointer data;          /* of the handler, between its parts */
  GDestroyNotify free_data;
};

const EspOperation *esp_operation_find     (const char *name);
/* By index, NULL after the last: for tests that walk the table. */
const EspOperation *esp_operation_nth      (guint index);

/* Types, limits, unknown and missing members. Errors: PARAMETER_*. */
gboolean     esp_parameters_check          (const EspOperation *operation, JsonObject *parameters,
                                            GError **error);

/* Finds the CA that "CertificateAuthority" names and makes it the resource. Errors: CA_UNKNOWN,
 * CA_AMBIGUOUS (candidates). */
gboolean     esp_context_resolve_ca        (EspOperationContext *context, GError **error);
/* Finds a CA by what a person typed. */
EspCa       *esp_context_find_ca           (EspOperationContext *context, const char *text, GError **error);
void         esp_context_require           (EspOperationContext *context, const char *action,
                                            const char *resource, const char *account);
/* May the session do @action on @ca? For lists that show only what may be acted on. */
gboolean     esp_context_may               (EspOperationContext *context, const char *action,
                                            const EspCa *ca);
const char  *esp_context_text              (EspOperationContext *context, const char *parameter);
void         esp_context_detail            (EspOperationContext *context, const char *name,
                                            const char *value);
/* Another event about @ca; the details (borrowed) are filled in by the caller. */
JsonObject  *esp_context_add_part          (EspOperationContext *context, const EspCa *ca);

/* The dispatcher: decides, runs, records, answers. Called in the thread that owns @vault; @writing tells
 * which worker it is. The event of a read goes through the writer. */
typedef struct
{
  EspEngine *engine;
  const EspOperation *operation;
  JsonObject *parameters;
  gpointer input; /* NULL but for internal operations */
  gboolean quiet; /* a denial leaves no event: a list that refreshes itself */
  GCancellable *cancellable;
} EspCall;

JsonNode    *esp_dispatch                  (const EspCall *call, EspVault *vault, GError **error);

G_END_DECLS
