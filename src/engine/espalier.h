/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one header that console and command line include: the engine and the value types that they may
 * hold. Nothing in it can decide, store or sign.
 */
#pragma once

#include "base/esp-clock.h"
#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-json.h"
#include "base/esp-secret.h"
#include "base/esp-text.h"
#include "base/esp-time.h"

#include "pki/esp-algorithm.h"
#include "pki/esp-certificate-sections.h"
#include "pki/esp-certificate.h"
#include "pki/esp-crl.h"
#include "pki/esp-digest.h"
#include "pki/esp-hierarchy.h"
#include "pki/esp-name.h"
#include "pki/esp-path-validation.h"
#include "pki/esp-request-command.h"
#include "pki/esp-request.h"
#include "pki/esp-template.h"
#include "pki/esp-thread.h"
#include "pki/esp-validity.h"

#include "model/esp-account.h"
#include "model/esp-arn.h"
#include "model/esp-ca-finding.h"
#include "model/esp-ca.h"
#include "model/esp-certificate-row.h"
#include "model/esp-principal.h"
#include "model/esp-role.h"
#include "model/esp-tag.h"

#include "access/esp-action.h"
#include "access/esp-managed-permission.h"
#include "access/esp-policy-lint.h"
#include "audit/esp-event.h"
#include "audit/esp-report-counts.h"
#include "audit/esp-report-reader.h"
#include "audit/esp-report.h"
#include "design/esp-ceremony.h"
#include "design/esp-plan-check.h"
#include "design/esp-plan-diff.h"
#include "design/esp-plan-document.h"
#include "design/esp-plan-edit.h"
#include "design/esp-plan-export.h"
#include "design/esp-plan-history.h"
#include "design/esp-plan-layout.h"
#include "design/esp-plan-preset.h"
#include "design/esp-plan-words.h"
#include "design/esp-plan.h"
#include "design/esp-sample.h"
#include "exchange/esp-pem-bundle.h"

#include "engine/esp-ca-tree.h"
#include "engine/esp-certificate-list.h"
#include "engine/esp-engine.h"
#include "engine/esp-exporting.h"
#include "engine/esp-operations.h"
#include "engine/esp-progress.h"
#include "engine/esp-session.h"
#include "engine/esp-validate.h"

G_BEGIN_DECLS

/* First thing in main(), before any thread: secure heap, no core dumps, not dumpable. FALSE when no
 * secure memory could be had: then nothing that needs a key works, and the program should say so. */
gboolean esp_init (void);

G_END_DECLS
