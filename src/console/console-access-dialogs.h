/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialogs about people, roles and policies by their constructors, to be presented with console_dialog_present().
 * One file each. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* console-person-dialog.c: what is known of one person or service, and what can be done with them. */
GtkWindow *console_person_dialog_new          (ConsoleSession *session, const char *name);
/* console-invite-dialog.c: somebody new; ends with the one-time code. */
GtkWindow *console_invite_dialog_new          (ConsoleSession *session);
/* console-new-code-dialog.c: a new code for somebody who has lost the old one (@reset FALSE) or their keys, who is
 * suspended by it at once. @principal: as the engine describes it. */
GtkWindow *console_new_code_dialog_new        (ConsoleSession *session, JsonObject *principal, gboolean reset);
/* console-confirm-dialog.c: the fingerprint that the person reads out, typed in. */
GtkWindow *console_confirm_dialog_new         (ConsoleSession *session, JsonObject *principal);
/* console-enrol-dialog.c: for who has a code: makes their keys, shows the fingerprint to read out. */
GtkWindow *console_enrol_dialog_new           (ConsoleSession *session);
/* console-create-account-dialog.c */
GtkWindow *console_create_account_dialog_new  (ConsoleSession *session);

/* console-role-dialog.c: its policies, its people, its tags. */
GtkWindow *console_role_dialog_new            (ConsoleSession *session, const char *arn);
/* console-create-role-dialog.c */
GtkWindow *console_create_role_dialog_new     (ConsoleSession *session);

/* console-policy-dialog.c: an editor with what is to be saved around it. @name NULL: a new one. */
GtkWindow *console_policy_dialog_new_for_role (ConsoleSession *session, const char *role_arn, const char *name,
                                               const char *document);
/* @guardrail: as the engine describes it, or NULL. */
GtkWindow *console_policy_dialog_new_for_guardrail (ConsoleSession *session, JsonObject *guardrail);
/* The text of a managed permission; with @name a new version of it. */
GtkWindow *console_policy_dialog_new_for_permission (ConsoleSession *session, const char *name, const char *document);
/* console-repair-dialog.c: what was mended where, before it is taken. @repairs: EspPolicyFinding; @take gets
 * the text when somebody agrees. Not called once @owner is gone. */
typedef void (*ConsoleRepairTaken) (GtkWidget *owner, const char *text);
GtkWindow *console_repair_dialog_new          (ConsoleSession *session, const char *before, const char *after,
                                               GPtrArray *repairs, GtkWidget *owner, ConsoleRepairTaken take);

/* console-explain-dialog.c: why somebody may or may not do something with a CA. */
GtkWindow *console_explain_dialog_new         (ConsoleSession *session, const char *person, const char *role,
                                               const char *action, const char *ca_arn);

/* console-tags-dialog.c: of what an operation names otherwise than a CA. */
typedef enum
{
  CONSOLE_TAGGED_CA,
  CONSOLE_TAGGED_PERSON, /* by name */
  CONSOLE_TAGGED_ROLE,   /* by ARN */
  CONSOLE_TAGGED_SHARE,  /* by ARN */
} ConsoleTagged;
GtkWindow *console_tags_dialog_new_for        (ConsoleSession *session, ConsoleTagged kind, const char *name,
                                               GPtrArray *tags);

/* Why the person who is signed in may not do @action on the thing with this ARN in @account; NULL when allowed. Free
 * with g_free(). */
char      *console_access_explain             (ConsoleSession *session, const char *action, const char *arn,
                                               const char *account);

G_END_DECLS
