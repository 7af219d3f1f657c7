/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to the making of a plan: the list of steps (esp-provisioning-steps.c, esp-provisioning-authorities.c), the
 * rehearsal of the run (esp-provisioning.c), the authorities that are made before anything is stored
 * (esp-provisioning-keys.c), the transaction (esp-provisioning-run.c), and what is told of it (esp-op-provision.c).
 */
#pragma once

#include "design/esp-plan-diff.h"
#include "esp-approving.h"
#include "esp-op-ca-create.h"
#include "esp-provisioning.h"
#include "esp-stepping.h"

G_BEGIN_DECLS

/* While steps are listed. */
typedef struct
{
  EspVault *vault;
  EspOperationContext *seen_by; /* or NULL */
  const EspPlan *plan;
  EspPlan *existing;
  GHashTable *arns;    /* key in @existing -> ARN */
  GHashTable *matches; /* key in @plan -> ARN of what is there */
  GHashTable *missing; /* set of identities */
  GPtrArray *steps;
  gint64 now;
} EspListing;

/* Is it one of the things that the vault lacks? @account and @key as in EspPlanDifference. */
gboolean   esp_listing_misses               (EspListing *listing, EspPlanThing thing, const char *name,
                                             const char *account, const char *key);
EspProvisioningStep *esp_listing_add        (EspListing *listing, const char *operation, const char *name,
                                             const char *account);
void       esp_listing_set_tags             (EspProvisioningStep *step, GPtrArray *tags);
/* esp-provisioning-authorities.c */
gboolean   esp_listing_authorities          (EspListing *listing, GError **error);
gboolean   esp_listing_approvers            (EspListing *listing, GError **error);
void       esp_listing_shares               (EspListing *listing);
/* The record that @planned would have, as far as people and policies look at one. */
EspCa     *esp_provisioning_imagine_ca      (const EspPlanCa *planned, gint64 now);

/* An authority of the run. */
typedef struct
{
  const EspProvisioningStep *step;
  EspCaInput input;
  EspOperationContext *prepared; /* the step as it was decided and prepared outside of any transaction; or NULL */
  EspSecret *key;                /* where approvers come after it, and it is sealed once more; or NULL */
  GCancellable *cancellable;     /* borrowed */
  GError *error;
} EspProvisionedCa;

struct _EspProvisioning
{
  EspPlan *plan;
  gboolean invite;
  char *id;            /* UUID of the run */
  char *digest;        /* SHA-256 of the plan as it is written, hex */
  GPtrArray *steps;    /* EspProvisioningStep */
  GPtrArray *cas;      /* EspProvisionedCa, in the order of their steps */
  GHashTable *by_key;  /* key in the plan -> EspProvisionedCa */
  GHashTable *records; /* ARN -> EspCa: of those that no vault has yet */
  GHashTable *parts;   /* as in EspCaInput */
  GPtrArray *denials;  /* of a preview: char * or NULL, by step; else NULL */
  guint n_denied;
  JsonArray *invitations;
  JsonArray *authorities;
  guint n_done;
};

/* Reads the plan of the call and lists what is missing. */
EspProvisioning *esp_provisioning_new      (EspOperationContext *context, GError **error);
void             esp_provisioning_free     (EspProvisioning *run);
/* In a transaction that is rolled back: would every step be allowed, each after those before it? The first denial
 * leaves its event; in a preview (run->denials) each is noted, and none does. */
gboolean         esp_provisioning_rehearse (EspOperationContext *context, EspProvisioning *run, GError **error);
/* Keys and certificates, outside of any transaction. */
gboolean         esp_provisioning_prepare_authorities (EspProvisioning *run, GError **error);
/* What preparing had committed is taken back. */
void             esp_provisioning_abandon  (EspProvisioning *run);
/* Inside the transaction: every step with its event. */
gboolean         esp_provisioning_perform  (EspOperationContext *context, EspProvisioning *run, GError **error);

/* It says anew to whom the key of an authority is sealed. */
gboolean         esp_provisioning_is_about_approvers (const EspProvisioningStep *step);
/* Rights as they are after the step before; a reference. *@rights, those after an earlier one, is followed up. */
EspRights       *esp_provisioning_look_at_rights (EspOperationContext *context, EspRights **rights, GError **error);
/* Takes @problem; the error says which step it is of. */
void             esp_provisioning_name_step (const EspProvisioningStep *step, GError *problem, GError **error);
/* A step as an operation of its own, with the names of what is made instead of keys. */
EspOperationContext *esp_provisioning_make_step (EspOperationContext *context, EspProvisioning *run,
                                                 const EspProvisioningStep *step, EspRights *rights, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspProvisioning, esp_provisioning_free)

G_END_DECLS
