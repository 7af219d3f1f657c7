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
#include "model/esp-approval.h"
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
  EspOperationFunc finish;  /* or NULL: not of a READ; when the commit is durable: lets out what may leave */
  EspOperationFunc abandon; /* or NULL: takes back what prepare had committed, when perform did not */
  EspOperationFunc check;   /* or NULL: instead of prepare, and keep instead of perform, where the call goes
                               through a share "by request" (esp-signing-requests.h) */
  EspOperationFunc keep;
  EspOperationFunc rehearse; /* or NULL: instead of perform, before a second person is asked: whatever could refuse
                                it, and no effect, where perform has one outside of its transaction */
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
  GPtrArray *resource_tags; /* EspTag, or NULL */
  GPtrArray *request_tags;  /* EspTag, or NULL */
  const char *template_arn; /* of a template, or NULL */
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
  GPtrArray *resource_tags; /* EspTag of what the resource is, or NULL; set with it */
  GPtrArray *request_tags;  /* EspTag that the call brings or takes away (then a value may be NULL), or NULL */
  const char *template_arn; /* that it issues by, or NULL; set by the row's resolve */
  GPtrArray *requirements; /* EspRequirement */

  JsonObject *asked;      /* the question as it was decided (esp-asking.h), or NULL */
  JsonObject *details;    /* of the event */
  GPtrArray *parts;       /* EspEventPart: where there are any, each is an event, and nothing else */
  JsonObject *result;
  gboolean unchanged;     /* perform wrote nothing: no event */
  gboolean waits;         /* it is only kept, for somebody else to do */
  EspOperation keeping;   /* what runs then */

  /* Two persons (esp-approving.h). */
  EspSession *actor;      /* who is there and signs the event, where the session is another's; or NULL */
  const EspApproval *approval; /* that it executes, or NULL; borrowed */
  EspSecret *opened_key;  /* of a split key that is sealed anew when it is done; borrowed, or NULL */
  const char *opened_ca;  /* whose it is */
  EspApproval *wish;      /* what the call became instead, or NULL */
  EspOperationFunc keep;  /* or NULL: stores something with the event of a failure */

  /* Steps inside of an operation (esp-stepping.h). */
  EspOperationContext *whole;  /* of which this is a step, or NULL; borrowed */
  GHashTable *planned;    /* ARN -> EspCa: authorities that exist as soon as a run has made them, or NULL; borrowed */
  EspDecision *decision;  /* of a step; of a whole, the one at its end; or NULL */
  GPtrArray *consented;   /* EspCa: of a whole, what a second person is or was asked about; or NULL */
  char *parameters_digest; /* of a whole, once it was computed; or NULL */
  gint64 first_event, last_event; /* in its transaction so far, those of its steps too; 0: none */

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
/* A further right, on @resource (NULL: on nothing in particular). What conditions look at besides (tags, a
 * template) may be filled in; the members are freed with it. */
EspRequirement *esp_context_require        (EspOperationContext *context, const char *action,
                                            const char *resource, const char *account);
/* The same on a CA with its tags. */
EspRequirement *esp_context_require_on     (EspOperationContext *context, const char *action, const EspCa *ca);
/* What the session's rights are asked about the operation itself. */
EspQuestion  esp_context_question          (EspOperationContext *context, const char *action);
/* Makes @arn of @account the resource; @tags (EspTag, or NULL) are referenced. */
void         esp_context_set_resource      (EspOperationContext *context, const char *arn, const char *account,
                                            GPtrArray *tags);
/* TemplateArn of the call, or the default one, for the decision: for rows that issue. A name that no template
 * has stays as it is, and fails later in its own words. */
void         esp_context_read_template     (EspOperationContext *context);
/* The tags of the call in "Tags" or "TagKeys", for the decision; what is no tag fails later. */
void         esp_context_read_tags         (EspOperationContext *context);
/* May the session do @action on @ca, with some template at least? For lists that show only what may be
 * acted on. */
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
  const EspApproval *approval; /* NULL but for what was approved, and then: */
  EspSession *session;    /* in whose name */
  EspSession *actor;      /* who is there */
  EspSecret *opened_key;  /* or NULL */
  const char *opened_ca;
  gboolean dry;           /* decides and compares, and does nothing */
  GCancellable *cancellable;
} EspCall;

JsonNode    *esp_dispatch                  (const EspCall *call, EspVault *vault, GError **error);

G_END_DECLS
