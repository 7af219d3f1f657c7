/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two persons (domain.md): what one asked for and another must approve, and who may approve for a CA.
 *
 * The request is a canonical JSON text (RFC 8785), signed by the requester and then by the approver,
 * both Ed25519 over its very bytes. Its members, and no others:
 *   id, vault        UUIDs of the approval and of the vault: good for nothing else and nowhere else
 *   operation, action   "DeleteCertificateAuthority", "acm-pca:DeleteCertificateAuthority"
 *   parameters       as they will be used; no secret is ever a parameter
 *   resource         ARN, or "*"
 *   certificateAuthorities   UUIDs of what is under two persons and is touched, sorted; of a plan those that are there,
 *       which may be none: the others are in its text
 *   changes          [ { "what": id, "before": text, "after": text } ]
 *   requester, requesterName, role, roleName   who asks, in which role
 *   time, expires    RFC 3339 in UTC
 *   keyOf            UUID of the CA whose split key it takes; left out where it takes none
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_APPROVAL_LIFE (7 * 86400)                     /* seconds */
#define ESP_APPROVAL_MAX_REQUEST (4 * 1024 * 1024)        /* bytes of the text */
#define ESP_APPROVERS_MAX 10                              /* of one CA; a split key has no more holders */

typedef enum
{
  ESP_APPROVAL_WAITING,
  ESP_APPROVAL_APPROVED,  /* and not executed yet: it needs the requester's part of the key */
  ESP_APPROVAL_DONE,
  ESP_APPROVAL_REFUSED,
  ESP_APPROVAL_WITHDRAWN,
  ESP_APPROVAL_EXPIRED,
  ESP_APPROVAL_FAILED,    /* approved, and not possible any more: void */
} EspApprovalStatus;

typedef struct
{
  char *id;              /* UUID */
  char *ca;              /* UUID; NULL where several are touched */
  char *operation;
  char *requester;       /* UUID of the principal */
  char *role;            /* UUID of the role that they acted in, or ESP_RECOVERY_ROLE */
  char *request;         /* the canonical text */
  char *digest;          /* SHA-256 of the text, hex */
  GBytes *request_signature;
  EspApprovalStatus status; /* as it was written; esp_approval_get_status() looks at the clock too */
  gint64 requested_at, expires_at;
  char *approver;        /* UUID; of a refusal too; NULL: not decided */
  GBytes *approval_signature; /* NULL: not approved */
  gint64 decided_at;     /* 0: not yet */
  char *reason;          /* REFUSED: what the approver said, or NULL; FAILED: the reason's id */
  char *result;          /* DONE: canonical JSON; FAILED: the sentence; or NULL */
  GBytes *key_part;      /* APPROVED: the approver's part of the key, sealed to the requester; or NULL */
} EspApproval;

EspApproval      *esp_approval_new         (void);
void              esp_approval_free        (EspApproval *approval);
/* What nobody decided or executed in time is EXPIRED, whoever looks. */
EspApprovalStatus esp_approval_get_status  (const EspApproval *approval, gint64 now);
const char       *esp_approval_status_to_string   (EspApprovalStatus status); /* "WAITING" */
gboolean          esp_approval_status_from_string (const char *text, EspApprovalStatus *status); /* any case */

/* Somebody who may approve for a CA. */
typedef struct
{
  char *principal; /* UUID */
  gint64 added_at;
} EspApprover;

void              esp_approver_free        (EspApprover *approver);

/* Of a key under split control: the part of @holder that opens it together with the part of @partner. */
typedef struct
{
  char *holder, *partner; /* UUIDs */
  GBytes *envelope;       /* the part, sealed to the holder */
  char *digest;           /* SHA-256 of the part, hex: a false one is found before it is used */
} EspKeyPart;

void              esp_key_part_free        (EspKeyPart *part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspApproval, esp_approval_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspApprover, esp_approver_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspKeyPart, esp_key_part_free)

G_END_DECLS
