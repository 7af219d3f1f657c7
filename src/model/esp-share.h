/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A CA offered to an account, a role or a principal with one managed permission (domain.md, "share"),
 * and the organisation's own managed permissions. Records; what a share allows is access's business.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_SHARE_INVITATION_LIFE (12 * 3600) /* seconds: how long an account may take to accept */
#define ESP_SHARES_PENDING_MAX 20             /* open invitations of one account */
#define ESP_OWN_PERMISSION_VERSIONS_MAX 5
#define ESP_OWN_PERMISSIONS_MAX 10

typedef enum
{
  ESP_SHARE_WITH_ACCOUNT,
  ESP_SHARE_WITH_ROLE,
  ESP_SHARE_WITH_PRINCIPAL,
} EspShareConsumerKind;

/* How the consumer's people sign (security.md, "Recipients follow policy"). */
typedef enum
{
  ESP_SHARE_SIGNING_REQUEST, /* they open no key; the owner's side signs what they ask for */
  ESP_SHARE_SIGNING_HERE,    /* the key is sealed to them */
} EspShareSigning;

typedef enum
{
  ESP_SHARE_PENDING,
  ESP_SHARE_ACTIVE,
  ESP_SHARE_REJECTED,
  ESP_SHARE_EXPIRED,
  ESP_SHARE_LEFT,
  ESP_SHARE_DELETED,
} EspShareStatus;

typedef enum
{
  ESP_SHARE_STANDARD,
  ESP_SHARE_CREATED_FROM_POLICY,
} EspShareFeatureSet;

typedef struct
{
  char *id;            /* UUID */
  char *name;          /* unique among those that are PENDING or ACTIVE */
  char *ca;            /* UUID */
  char *owner_account; /* that of the CA */
  EspShareConsumerKind consumer_kind;
  char *consumer;      /* account number, or UUID of the role or principal */
  char *consumer_account;
  char *permission;    /* name of a managed permission */
  gint64 permission_version; /* of one of the organisation's own; 0: the service's */
  EspShareSigning signing;
  EspShareFeatureSet feature_set;
  EspShareStatus status; /* as it was written; esp_share_get_status() looks at the clock too */
  gint64 created_at;
  gint64 expires_at;   /* of the invitation; 0: there was none */
  gint64 answered_at;  /* 0: not yet */
  gint64 ended_at;     /* 0: not yet */
  GPtrArray *tags;     /* EspTag */
} EspShare;

EspShare      *esp_share_new        (void);
void           esp_share_free       (EspShare *share);
/* An invitation that nobody accepted in time is EXPIRED, whoever looks. */
EspShareStatus esp_share_get_status (const EspShare *share, gint64 now);
/* "arn:aws:ram:local:ACCOUNT:resource-share/UUID"; free with g_free(). */
char          *esp_share_get_arn    (const EspShare *share);

const char    *esp_share_consumer_kind_to_string (EspShareConsumerKind kind); /* "ACCOUNT" */
const char    *esp_share_signing_to_string       (EspShareSigning signing);   /* "REQUEST" */
const char    *esp_share_status_to_string        (EspShareStatus status);     /* "PENDING" */
const char    *esp_share_feature_set_to_string   (EspShareFeatureSet set);    /* "STANDARD" */
gboolean       esp_share_consumer_kind_from_string (const char *text, EspShareConsumerKind *kind);
gboolean       esp_share_signing_from_string     (const char *text, EspShareSigning *signing);
gboolean       esp_share_status_from_string      (const char *text, EspShareStatus *status);
gboolean       esp_share_feature_set_from_string (const char *text, EspShareFeatureSet *set);

/* --- The organisation's own managed permissions -----------------------------------------------*/

typedef struct
{
  gint64 number;  /* from 1; numbers are not used twice */
  char *template; /* JSON */
  gint64 created_at;
} EspOwnPermissionVersion;

typedef struct
{
  char *name;
  char *account;    /* whose people made it */
  gint64 default_version;
  gint64 created_at;
  gint64 deleted_at; /* 0: it is there */
  GPtrArray *versions; /* EspOwnPermissionVersion, by number */
} EspOwnPermission;

EspOwnPermission *esp_own_permission_new  (void);
void              esp_own_permission_free (EspOwnPermission *permission);
/* NULL where it has no such version. */
const EspOwnPermissionVersion *esp_own_permission_find (const EspOwnPermission *permission, gint64 number);
/* "arn:aws:ram:local:ACCOUNT:permission/NAME"; free with g_free(). */
char             *esp_own_permission_get_arn (const EspOwnPermission *permission);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspShare, esp_share_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspOwnPermission, esp_own_permission_free)

G_END_DECLS
