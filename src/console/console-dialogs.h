/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every dialog by its constructor; each is a modal AdwWindow, to be presented by the caller with
 * console_dialog_present(). One file each. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* console-create-root-dialog.c, console-create-subordinate-dialog.c; @parent NULL: to be chosen. */
GtkWindow *console_create_root_dialog_new        (ConsoleSession *session);
GtkWindow *console_create_subordinate_dialog_new (ConsoleSession *session, EspCaNode *parent);
/* console-issue-dialog.c; @csr NULL: to be opened, pasted or dropped. */
GtkWindow *console_issue_dialog_new              (ConsoleSession *session, EspCaNode *ca, GBytes *csr);
/* console-import-dialog.c: the certificate of a CA that waits for one. */
GtkWindow *console_import_dialog_new             (ConsoleSession *session, EspCaNode *ca);
/* console-import-assistant.c: authorities of other tools, looked at first. */
GtkWindow *console_import_assistant_new          (ConsoleSession *session);
/* console-certificate-dialog.c: sections and fields, revoke, save as PEM, chain, DER, copy. */
GtkWindow *console_certificate_dialog_new        (ConsoleSession *session, const char *ca_arn,
                                                  const char *serial);
/* Its validation path first. */
void       console_certificate_dialog_show_path  (GtkWindow *dialog);
/* console-revoke-dialog.c: reason, consequences. */
GtkWindow *console_revoke_dialog_new             (ConsoleSession *session, const char *ca_arn,
                                                  const char *serial, const char *subject);
/* console-revocation-dialog.c: how a CA tells of revocations. */
GtkWindow *console_revocation_dialog_new         (ConsoleSession *session, EspCaNode *ca);
/* console-publish-dialog.c: lists, certificates and answers into a folder. */
GtkWindow *console_publish_dialog_new            (ConsoleSession *session, EspCaNode *ca);
/* console-renew-dialog.c: a new certificate, or a new CA in its place. */
GtkWindow *console_renew_dialog_new              (ConsoleSession *session, EspCaNode *ca);
/* console-delete-ca-dialog.c: with the days in which it can be restored. */
GtkWindow *console_delete_ca_dialog_new          (ConsoleSession *session, EspCaNode *ca);
/* console-hand-over-dialog.c: a CA and all below it leave for another vault. */
GtkWindow *console_hand_over_dialog_new          (ConsoleSession *session, EspCaNode *ca);
/* console-take-over-dialog.c: what another vault handed over comes into this one. */
GtkWindow *console_take_over_dialog_new          (ConsoleSession *session);
/* console-report-dialog.c; @ca NULL: of everything, until something else is chosen. */
GtkWindow *console_report_dialog_new             (ConsoleSession *session, EspCaNode *ca);
/* console-tags-dialog.c */
GtkWindow *console_tags_dialog_new               (ConsoleSession *session, EspCaNode *ca);
/* console-create-vault-dialog.c; @sample: "automotive", "iot", or NULL: an organisation of one's own. */
GtkWindow *console_create_vault_dialog_new       (ConsoleSession *session, const char *sample);
/* console-recovery-dialog.c: makes the recovery identity, shows the passphrase once, prints it. */
GtkWindow *console_recovery_dialog_new           (ConsoleSession *session);
/* console-restore-dialog.c: a backup put in the place of a vault, by the recovery identity or a person. */
GtkWindow *console_restore_dialog_new            (ConsoleSession *session);
/* console-event-dialog.c: one entry of the log. */
GtkWindow *console_event_dialog_new              (ConsoleSession *session, gint64 sequence);

/* Modal over @over's window, Escape closes, focus returns to where it was. */
void       console_dialog_present                (GtkWindow *dialog, GtkWidget *over);
/* It shows nothing of whoever is signed in, and stays when they are not any more. */
void       console_dialog_outlive_session        (GtkWindow *dialog);
gboolean   console_dialog_outlives_session       (GtkWindow *dialog);

G_END_DECLS
