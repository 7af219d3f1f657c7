/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sharing by the constructors of its views and dialogs, one file each; and its words. */
#pragma once

#include "console-board.h"
#include "console-session.h"

G_BEGIN_DECLS

/* console-shares-page.c: of the own account, both directions, and signing requests; or of one CA. */
GtkWidget  *console_sharing_view_new       (ConsoleSession *session);
/* console-share-dialog.c. @share: as the engine lists it. */
GtkWindow  *console_share_dialog_new       (ConsoleSession *session, JsonObject *share);
/* console-signing-dialog.c: a request that waits for the owner's side. */
GtkWindow  *console_signing_dialog_new     (ConsoleSession *session, JsonObject *request);
/* console-sign-requests.c: how many of an answer of ListSigningRequests the person who is signed in may sign for the
 * owner; and the verb for it, at the head of their group. */
guint       console_sign_requests_count    (ConsoleSession *session, JsonArray *requests);
void        console_sign_requests_offer    (ConsoleBoard *board, AdwPreferencesGroup *group, guint n);
/* console-create-share-dialog.c */
GtkWindow  *console_create_share_dialog_new (ConsoleSession *session, EspCaNode *ca);
/* console-permission-dialog.c: what it gives, and its versions. @permission: as the engine lists it. */
GtkWindow  *console_permission_dialog_new  (ConsoleSession *session, JsonObject *permission);
/* console-replace-permission-dialog.c */
GtkWindow  *console_replace_permission_dialog_new (ConsoleSession *session, JsonObject *share);

/* console-share-words.c. Free what is not const with g_free(). */
const char *console_share_status           (const char *status);
const char *console_share_icon             (const char *status);
const char *console_share_style            (const char *status);
const char *console_share_signing          (const char *signing); /* "By request" */
const char *console_signing_status         (const char *status);  /* of a signing request */
const char *console_signing_icon           (const char *status);
const char *console_signing_style          (const char *status);
/* "Account 333344445555", "Issuer (role)" */
char       *console_share_consumer         (JsonObject *share);
/* A managed permission by name: what it is for in few words; own ones by their name. */
const char *console_permission_title       (const char *name);
/* What a described one lets people do, one line each. */
char       *console_permission_meaning     (JsonObject *permission);

/* console-permission-group.c: a choice of managed permissions, with what each means and its text. Property
 * "permission" (its name, NULL until they are read); signal "changed". */
#define CONSOLE_TYPE_PERMISSION_GROUP (console_permission_group_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePermissionGroup, console_permission_group, CONSOLE, PERMISSION_GROUP, AdwBin)
/* Reads them. @chosen NULL: the default is chosen. */
void        console_permission_group_load  (ConsolePermissionGroup *group, ConsoleSession *session,
                                            const char *chosen);
const char *console_permission_group_get   (ConsolePermissionGroup *group);

G_END_DECLS
