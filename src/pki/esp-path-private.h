/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: what the parts of path validation share. Each part is a topic with one
 * file, and adds its findings to the steps of one fixed path; none of them stops at the first
 * fault, so that all of them are shown.
 */
#pragma once

#include "esp-certificate-private.h"
#include "esp-extension-values.h"
#include "esp-path-validation.h"

G_BEGIN_DECLS

/* A certificate taken apart once for all paths that it is in. */
typedef struct _EspPathNode EspPathNode;
struct _EspPathNode
{
  guint index;                 /* its place in the context */
  EspCertificate *certificate;
  X509 *x509;                  /* its own: never shared with another thread; NULL: unreadable, or
                                * not needed so far */
  EVP_PKEY *key;               /* its public key, borrowed; NULL: unreadable */
  gboolean anchor;
  gboolean self_issued;
  gboolean has_key_usage;
  guint key_usage;
  GPtrArray *purposes;         /* OIDs; NULL without extended key usage */
  GENERAL_NAMES *names;        /* or NULL */
  NAME_CONSTRAINTS *constraints; /* or NULL */
  const EspExtension *damaged; /* the first of each, or NULL */
  const EspExtension *twice;
  const EspExtension *unknown;
  GPtrArray *issuers;          /* nodes by name, the likeliest first; NULL: not looked for yet */
};

typedef struct _EspPathCrl EspPathCrl;

typedef struct
{
  const EspValidationOptions *options;
  GPtrArray *nodes;            /* the target first */
  GPtrArray *crls;             /* EspPathCrl */
  GHashTable *signatures;      /* pair of nodes -> whether it holds */
  GHashTable *signers;         /* signer of lists and anchor -> EspVerdict */
  GPtrArray *signers_open;     /* signers of lists that are being judged: stops circles */
  guint signatures_left;       /* of certificates */
  guint list_signatures_left;
  gboolean limited;            /* not all that was given is looked at */
} EspPathContext;

/* A fixed path: nodes from the target to the anchor and the steps that are filled in. */
typedef struct
{
  EspPathContext *context;
  GPtrArray *nodes;
  EspPath *path;
  gboolean for_lists;          /* of a signer of lists: its purpose is no matter */
} EspPathCase;

/* esp-path-node.c */
EspPathNode *esp_path_node_new  (EspCertificate *certificate, guint index);
void         esp_path_node_free (EspPathNode *node);
/* Has @node's x509 made: it costs more than all that the search looks at. */
void         esp_path_node_load (EspPathNode *node);
gboolean     esp_path_node_same (const EspPathNode *a, const EspPathNode *b);

/* esp-path-finding.c: pairs of argument name and value, NULL-terminated. */
void         esp_path_add       (EspPathCase *judged, guint step, EspPathReason reason, ...)
                                 G_GNUC_NULL_TERMINATED;
/* The same for a rule of the lint. */
void         esp_path_add_rule  (EspPathCase *judged, guint step, const char *rule,
                                 const char *citation, const char *sentence);
EspPath     *esp_path_new       (GPtrArray *nodes, gboolean complete);
void         esp_path_free      (EspPath *path);
/* Verdicts of steps and path from their findings. */
void         esp_path_conclude  (EspPath *path);

/* esp-path-signature.c */
typedef enum
{
  ESP_PATH_SIGNATURE_BAD,
  ESP_PATH_SIGNATURE_GOOD,
  ESP_PATH_SIGNATURE_UNKNOWN,  /* as many as may be were checked before */
} EspPathSignature;

EspPathSignature esp_path_signature_holds (EspPathContext *context, EspPathNode *node,
                                           EspPathNode *issuer);

/* The parts, in the order of EspPathCheck. */
void         esp_path_check_names       (EspPathCase *judged);
void         esp_path_check_signatures  (EspPathCase *judged);
void         esp_path_check_validity    (EspPathCase *judged);
void         esp_path_check_constraints (EspPathCase *judged);
void         esp_path_check_usages      (EspPathCase *judged);
void         esp_path_check_subtrees    (EspPathCase *judged);
void         esp_path_check_policies    (EspPathCase *judged);
void         esp_path_check_revocation  (EspPathCase *judged);
void         esp_path_check_profile     (EspPathCase *judged);
void         esp_path_check_identity    (EspPathCase *judged);
void         esp_path_check_openssl     (EspPathCase *judged);
/* Rules of the lint that esp_path_check_profile() enforces; @always: whatever the purpose. For tests. */
const char * const *esp_path_profile_rules (gboolean always);
/* All of them. */
void         esp_path_judge             (EspPathCase *judged);

static inline EspPathNode *
esp_path_case_node (const EspPathCase *judged, guint place)
{
  return g_ptr_array_index (judged->nodes, place);
}

G_END_DECLS
