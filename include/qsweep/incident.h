/* What a replication's visits do not tell: who is there to serve, who is sent back to a queue or changes it,
 * what is held of resources. With the visits it is all that a picture of a replication needs.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_INCIDENT_H
#define QSWEEP_INCIDENT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum qs_incident_kind {
    QS_INCIDENT_DUTY,   /* at a member of a window so many are on shift, and so many on call have come */
    QS_INCIDENT_BREAKS, /* one of its servers breaks down, */
    QS_INCIDENT_WORKS,  /* and is repaired */
    QS_INCIDENT_FREE,   /* one of its servers has done what it does after its customer has gone */
    QS_INCIDENT_BACK,   /* a customer goes from its server back into the queue there, */
    QS_INCIDENT_ON,     /* and a server, maybe another, goes on with it */
    QS_INCIDENT_MOVES,  /* a customer who waits at a window goes to wait at another */
    QS_INCIDENT_CLASS,  /* a customer who waits is of another class from now on */
    QS_INCIDENT_STOCK,  /* so many units of a resource are held, of so many that there are */
    QS_N_INCIDENTS
} qs_incident_kind;

/* What a kind does not speak of is QS_NONE, or 0. */
typedef struct qs_incident {
    double time;
    qs_incident_kind kind;
    uint64_t customer;    /* its number, */
    int visit;            /* and which of its visits */
    int place;            /* window; where it goes to; class; resource */
    int member;           /* of the window */
    int server;           /* of the member */
    int64_t amount, more; /* DUTY: on shift, on call; MOVES: from window, member; STOCK: held, there */
} qs_incident;

/* Is told them as they happen. At time 0 it is told of the duty of each member of each window with a finite
 * number of servers, and of each resource. */
typedef void qs_incident_listener(void *context, const qs_incident *incident);

#ifdef __cplusplus
}
#endif

#endif
