/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two persons (domain.md): what needs a second one, who that can be, and what they sign.
 *
 * The dispatcher asks esp_approving_needed() after the decision: where something under two persons is touched,
 * the call becomes a request (esp_approving_ask()) instead of an act. Approving (esp-op-approval.c) signs the
 * same text. Then the act runs through the dispatcher as any other, with the approval in its context: in the
 * approver's session in the requester's name, or, where a split key is needed, in the requester's own. It is
 * decided anew by the requester's rights, and compared with what was signed, in the transaction that does it.
 *
 * Files: esp-approving.c (people), esp-approving-facts.c and esp-approving-rules.c (what needs it),
 * esp-approving-plan.c (plans), esp-approving-changes.c (before and after; by topic in esp-approving-changes-*.c),
 * esp-approving-text.c (the signed text), esp-approving-ask.c (asking), esp-approving-run.c (executing).
 */
#pragma once

#include "esp-operation.h"
#include "model/esp-approval.h"
#include "model/esp-principal.h"

G_BEGIN_DECLS

typedef struct _EspProvisioning EspProvisioning;

/* --- People: esp-approving.c ------------------------------------------------------------------*/

/* *@may: in one of its roles @principal may, in some form and now or later, do one of @actions with @ca. */
gboolean   esp_approving_may_any      (EspVault *vault, const EspPrincipal *principal, const EspCa *ca,
                                       const char * const *actions, gint64 now, gboolean *may, GError **error);
/* Who can approve for @ca now: active people with the right espalier:Approve; of those who are named, or, while
 * nobody is named, of everybody, the eldest first, ESP_APPROVERS_MAX at most. GPtrArray of EspPrincipal. */
GPtrArray *esp_approving_able         (EspVault *vault, const EspCa *ca, gint64 now, GError **error);
/* Its approvers: those who are named, whoever they are by now; while nobody is, those who can approve now. */
GPtrArray *esp_approving_who          (EspVault *vault, const EspCa *ca, gint64 now, GError **error);
/* A root is made under the rule; in force it is as soon as, and while, nobody could get stuck in it: two people
 * can approve, or one who is named can and somebody else may name further approvers. Nothing else says so.
 * @without (a UUID, or NULL) is thought away. */
gboolean   esp_approving_in_force     (EspVault *vault, const EspCa *ca, gint64 now, const char *without,
                                       gboolean *in_force, GError **error);
/* Those who are named, whoever they are by now; none: everybody who may. GPtrArray of EspPrincipal. */
GPtrArray *esp_approving_list         (EspVault *vault, const char *ca, GError **error);
/* Those who can approve for each of @cas, but not @requester (a UUID, or NULL). */
GPtrArray *esp_approving_able_of_all  (EspVault *vault, GPtrArray *cas, gint64 now, const char *requester,
                                       GError **error);
gboolean   esp_approving_is_among     (GPtrArray *principals, const char *id);
/* "ada, ben" */
char      *esp_approving_list_names   (GPtrArray *principals);

/* --- Rules: esp-approving-rules.c -------------------------------------------------------------*/

/* Names what the call touches of what is under two persons: GPtrArray of EspCa, empty where it may act at once;
 * NULL on error. Of a step (esp-stepping.h): beside that to which its whole has consent. */
GPtrArray *esp_approving_needed       (EspOperationContext *context, GError **error);
/* Would @action on @ca itself be kept for a second person? For simulator and matrix; it has no clock, so a right
 * to approve counts at any time from the CA's last change on. FALSE with *error unset: no. */
gboolean   esp_approving_would_be_needed (EspVault *vault, const char *action, const EspCa *ca, GError **error);
/* The key of @ca for a list or for answers about its certificates, which may be one of many things that a call does:
 * of a root under two persons only where they approved it. Errors: APPROVAL_OF_LIST, those of the key. */
EspSigner *esp_approving_open_signer  (EspOperationContext *context, const EspCa *ca, GError **error);
/* The CA whose key the call signs with, or reseals; NULL: none. */
const char *esp_approving_key_of      (EspOperationContext *context, GPtrArray *cas);

/* --- Plans: esp-approving-plan.c --------------------------------------------------------------*/

/* Of ProvisionPlan: context->data is its EspProvisioning (esp-provisioning-private.h). One consent is to all of it. */
gboolean   esp_approving_is_plan      (const char *operation);
/* What the run would touch of what is under two persons, and the authorities that it would make under the rule and
 * use at once: GPtrArray of EspCa; empty: it may be done at once; NULL on error. */
GPtrArray *esp_approving_needed_of_plan (EspOperationContext *context, EspProvisioning *run, GError **error);
/* Such an authority, which no vault has yet; its name is made of the plan and the same each time. */
gboolean   esp_approving_is_imagined  (const EspCa *ca);
/* Appends those of the plan in a request; of other requests there are none. */
gboolean   esp_approving_list_planned (EspVault *vault, JsonObject *text, GPtrArray *cas, GError **error);
/* Can it wait for a second person? Errors: PLAN_INVITES_WAIT, PLAN_SPLIT_ROOTS. */
gboolean   esp_approving_check_plan   (EspOperationContext *context, GPtrArray *cas, GError **error);
const char *esp_approving_key_of_plan (EspOperationContext *context, GPtrArray *cas);
/* Is @ca, which @step touches, among what a second person was asked about? */
gboolean   esp_approving_covers       (EspOperationContext *step, const EspCa *ca);

/* --- Before and after: esp-approving-changes.c ------------------------------------------------*/

/* [ { "what", "before", "after" } ]: texts, exact and the same each time while nothing moved. */
JsonArray *esp_approving_describe     (EspOperationContext *context, GError **error);

/* --- The text: esp-approving-text.c -----------------------------------------------------------*/

/* A new request of the session, signed by it. Errors: APPROVAL_TOO_LARGE. */
EspApproval *esp_approving_write      (EspOperationContext *context, GPtrArray *cas, JsonArray *changes,
                                       GError **error);
/* The text of @approval as an object, after digest, columns and, while it can still do something, signatures
 * were compared. Errors: APPROVAL_ALTERED. */
JsonObject *esp_approving_read        (EspVault *vault, const EspApproval *approval, GError **error);
/* { Id, Digest, Requester, Role, RequestSignature, Approver?, ApprovalSignature? }: what an event says of it.
 * Signatures in hex. */
JsonObject *esp_approving_view_proof  (const EspApproval *approval);
/* The CAs that it touches, those that its plan would make among them: GPtrArray of EspCa. */
GPtrArray *esp_approving_list_named   (EspVault *vault, JsonObject *text, GError **error); /* those that are there */
GPtrArray *esp_approving_list_cas     (EspVault *vault, JsonObject *text, GError **error);
/* The newest disabling of @ca that was approved: UUID of who asked for it; NULL with *error unset: none. */
char      *esp_approving_find_disabler (EspVault *vault, const char *ca, GError **error);
/* Who had it disabled is not who has it deleted. Errors: APPROVAL_DISABLED_BY_YOU. */
gboolean   esp_approving_check_disabler (EspOperationContext *context, GError **error);

/* --- Asking: esp-approving-ask.c --------------------------------------------------------------*/

/* Makes a request of the call, in context->wish, and answers WAITING_FOR_APPROVAL ("id", "approvers", "until");
 * always an error. What stores it goes into context->keep. Errors also: APPROVAL_NOBODY,
 * APPROVAL_DISABLED_BY_YOU, and what the act itself would be refused for now. */
void       esp_approving_ask          (EspOperationContext *context, GPtrArray *cas, GError **error);

/* --- Running: esp-approving-run.c -------------------------------------------------------------*/

/* What would happen is what was signed. Errors: APPROVAL_MOVED. */
gboolean   esp_approving_compare      (EspOperationContext *context, GError **error);
/* @approver (a UUID) can approve for all that @text touches, and is not who asked. Errors:
 * APPROVAL_NOT_APPROVER. */
gboolean   esp_approving_check_approver (EspOperationContext *context, JsonObject *text, const char *approver,
                                       GError **error);
/* In the transaction of an approved act, before and after it: still approved and still what was signed; DONE. */
gboolean   esp_approving_begin        (EspOperationContext *context, GError **error);
gboolean   esp_approving_complete     (EspOperationContext *context, GError **error);
/* The requester in their role, with the identity of @session. */
EspSession *esp_approving_stand_in    (EspEngine *engine, EspVault *vault, EspSession *session,
                                       const EspApproval *approval, GError **error);
/* Outside of any transaction: would it be done now (then an empty result), and do it. @session: of its requester
 * or its approver. */
JsonNode  *esp_approving_try          (EspEngine *engine, EspVault *vault, EspSession *session,
                                       const EspApproval *approval, GError **error);
JsonNode  *esp_approving_execute      (EspEngine *engine, EspVault *vault, EspSession *session,
                                       const EspApproval *approval, GError **error);
/* Is @problem a reason to give the request up? (What a full disk or a missing key prevents is tried again.) */
gboolean   esp_approving_is_final     (const GError *problem);
/* Marks it FAILED because of @problem, inside the caller's transaction. */
gboolean   esp_approving_give_up      (EspVault *vault, const char *id, const GError *problem, gint64 now,
                                       GError **error);
/* Inside the transaction: what @principal asked for or consented to with keys that are thrown away now, and what
 * is still open of it, is void; but for what the call itself executes. */
gboolean   esp_approving_drop_of      (EspOperationContext *context, const char *principal, GError **error);
/* Any thread: something was approved for the person who is signed in and waits for their key. */
gboolean   esp_approving_is_due       (EspEngine *engine, EspVault *vault);
/* Writer thread: what was approved for the person who is signed in and waits for their key. Silent. */
void       esp_approving_execute_due  (EspEngine *engine, EspVault *vault);

G_END_DECLS
