/* The queueing system of one scenario as flat arrays, validated.
 *
 * The study reader fills the description (everything above "derived"), every index checked, and
 * calls qs_model_finish(), which derives the tables that the engine walks. Nothing here knows of
 * YAML, MPI or files. Times are in the study's time unit; indices count from 0 in the order of the
 * study; QS_NONE is "none". Everything a model points to is owned by it (qs_model_free).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_MODEL_H
#define QSWEEP_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qsweep/distribution.h"
#include "qsweep/feature.h"
#include "qsweep/metric.h"
#include "qsweep/status.h"
#include "qsweep/steps.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { QS_NONE = -1, QS_INFINITE_SERVERS = INT32_MAX };

/* Bounds of a model; a study beyond them is refused. */
enum {
    QS_MAX_CLASSES = 1000,
    QS_MAX_SERVICES = 1000,
    QS_MAX_WINDOWS = 10000,   /* rows, and members of all rows together */
    QS_MAX_LINES = 1000,      /* for several windows */
    QS_MAX_SERVERS = 1000000, /* finite servers of all windows together */
    QS_MAX_GROUP = 1000000,   /* customers served together by one server */
    QS_MAX_SOURCES = 100000,  /* members of all sources together */
    QS_MAX_TIMES = 100000,    /* instants of a series */
    QS_MAX_INTERVALS = 10000, /* of output.intervals */
    QS_MAX_CELLS = 60000,     /* members of all scopes, each once for the whole and once for each interval,
                                  where there are quantiles by interval: a uint16_t numbers them (block.h) */
    QS_MAX_RESOURCES = 1000,  /* and a million units of each */
    QS_MAX_UNITS = 1000000,
    QS_MAX_PRIORITIES = 32767, /* of a window: an int16_t counts them, and those who match none come behind */
    QS_MAX_ROW = 100000000     /* values of a replication, those of series included (qs_layout_count) */
};

/* What a stage asks of a resource, or gives back. */
typedef enum qs_demand_kind { QS_NEEDS, QS_TAKES, QS_GIVES } qs_demand_kind;
typedef struct qs_demand {
    int resource;
    qs_demand_kind kind; /* held during this service; from its start on; given back at its end */
    int units;           /* so many units, */
    bool of_party;       /* for each person of the customer's party */
} qs_demand;

/* What a class does at a service; one for each (class, service), index class * n_services + service. */
typedef struct qs_stage {
    int time;            /* distribution of the service time; QS_NONE: the class never needs the service */
    int dead_time;       /* distribution, or QS_NONE */
    bool holds_customer; /* the customer stays through the dead time */
    int servers;         /* of the window, for one customer */
    int first_demand, n_demands; /* into demands */
    /* derived */
    int first_route, n_routes;         /* into routes: where to go next; what is missing to 1 leaves */
    int first_candidate, n_candidates; /* into candidates: windows that can serve it, ascending */
    int line;                          /* the line in which it is waited for; QS_NONE: at a window */
    double visits_per_arrival;         /* mean visits of the stage by a customer of the class */
    qs_features features;
} qs_stage;

/* One branch of a choice; cumulative probabilities ascend within a choice. */
typedef struct qs_branch {
    int to;            /* service, or class */
    double cumulative; /* probability of this or an earlier branch */
} qs_branch;

/* From so many waiting up, a newcomer does not join with this probability. */
typedef struct qs_balk {
    int64_t from;
    double probability;
} qs_balk;

/* Who would be lost and comes again. Bits of `after`. */
enum { QS_RETRY_REJECTED = 1, QS_RETRY_RENEGED = 2, QS_RETRY_BALKED = 4 };
typedef struct qs_retry {
    unsigned after;         /* which losses are followed by another attempt; 0: none */
    size_t n_probabilities; /* at least 1 where `after` is not 0 */
    double *probabilities;  /* of the first return to a service, the second, ...; the last of all after it */
    int delay;              /* distribution */
    int64_t most;           /* returns to one service; QS_NONE: no bound */
} qs_retry;

/* Who has waited so long in one queue is of another class from then on. */
typedef struct qs_change {
    double after;
    int to; /* class */
} qs_change;

typedef struct qs_class {
    char *name;
    int patience;          /* distribution, or QS_NONE: waits for ever */
    int *service_patience; /* [n_services] the same by service, in place of `patience`; NULL: alike at all */
    int64_t balk_at;       /* does not join a queue with that many waiting; QS_NONE: always joins */
    size_t n_balks;
    qs_balk *balks; /* ascending, below balk_at */
    qs_retry retry;
    size_t n_changes;
    qs_change *changes; /* ascending */
    bool jockeys;
    double *first; /* [n_services] probability that the service is the first; sums to 1 */
    double *then;  /* [n_services * n_services] probability of the column's service after the row's */
    /* derived */
    bool may_be_moved, may_be_sent_away; /* from a window it may go to, when that closes */
    int first_start, n_starts;           /* into routes: the first service */
    double arrival_rate; /* from outside, all sources, while they last; NaN if unknown (closed, trace) */
    qs_features features;
} qs_class;

typedef enum qs_source_kind {
    QS_SOURCE_RENEWAL,
    QS_SOURCE_TIMES,
    QS_SOURCE_RATE,
    QS_SOURCE_CLOSED
} qs_source_kind;

typedef struct qs_source {
    char *name;
    qs_source_kind kind;
    int count;            /* equal independent sources */
    int interarrival;     /* renewal: distribution; rate: of the integrated rate between arrivals, QS_NONE:
                             exponential of mean 1 */
    double period_length; /* 0: no period. Renewal: arrivals only in the first period_on of every length; the
                             gap's clock stands still outside. Rate: the pieces repeat with it. */
    double period_on;
    size_t n_times;      /* times: recorded arrival instants, ascending */
    double *times;       /* with days: of one after another, each ascending from its own start */
    size_t n_days;       /* times: a replication has one of so many days; 0: all instants are of one run */
    size_t *day_ends;    /* [n_days] behind the last instant of each */
    bool days_at_random; /* else replication r has day r mod n_days */
    char *days_file;     /* what they are of: sources of one file have the same day */
    int lateness;        /* times: how much later than its instant each comes, or QS_NONE: when it should */
    double no_show;      /* times: probability that it does not come at all */
    size_t n_rates;      /* rate: piecewise constant arrival rate */
    qs_piece *rates;
    int batch;      /* count distribution, or QS_NONE: one by one */
    uint64_t limit; /* arrivals in all of each member; 0: no limit */
    int population; /* closed: customers of each member */
    int think_time; /* closed: distribution */
    double *shares; /* [n_classes] probability of each class; sums to 1 */
    int party;      /* count distribution: the persons that a customer stands for; QS_NONE: one */
    int day_factor; /* renewal, rate: index into the model's factors, by whose draw the rate is multiplied, or
                       QS_NONE. A factor that is the same every day is in the rates and gaps already. */
    /* derived */
    int first_share, n_shares; /* into routes */
    qs_features features;
} qs_source;

/* A random factor on the rates of one source or several, drawn once a replication. */
typedef struct qs_day_factor {
    char *name; /* of day_factors; of its only source where it is not shared */
    bool is_shared;
    int law; /* of the factor; its mean is above 0 */
} qs_day_factor;

typedef enum qs_discipline { QS_FIFO, QS_LIFO, QS_RANDOM, QS_SHORTEST_FIRST } qs_discipline;
typedef enum qs_preemption { QS_PREEMPT_NONE, QS_PREEMPT_RESUME, QS_PREEMPT_RESTART } qs_preemption;
typedef enum qs_capacity { QS_CAPACITY_NONE, QS_CAPACITY_QUEUE, QS_CAPACITY_TOTAL } qs_capacity;
typedef enum qs_overflow { QS_REJECT, QS_DROP_OLDEST, QS_BLOCK, QS_DROP_LEAST_URGENT } qs_overflow;
typedef enum qs_speed_kind {
    QS_SPEED_CONSTANT,
    QS_SPEED_BY_QUEUE,
    QS_SPEED_BY_TIME,
    QS_SPEED_BY_WORK
} qs_speed_kind;
/* What those do who wait at a window when its last server goes off duty. */
typedef enum qs_closing { QS_CLOSING_WAIT, QS_CLOSING_MOVE, QS_CLOSING_LEAVE } qs_closing;
typedef enum qs_idle_choice {
    QS_IDLE_LOWEST,
    QS_IDLE_FASTEST,
    QS_IDLE_LONGEST,
    QS_IDLE_RANDOM
} qs_idle_choice;
typedef enum qs_clock { QS_CLOCK_CALENDAR, QS_CLOCK_SERVING } qs_clock;

/* A pair of indices, QS_NONE being "any": (class, service) of a priority, (first, second) of a together. */
typedef struct qs_pair {
    int a, b;
} qs_pair;

/* A window's own times for a service (and a class, or QS_NONE for all). */
typedef struct qs_override {
    int service, of_class;
    int time, dead_time; /* distributions; QS_NONE: as the service says */
    bool has_holds, holds_customer;
} qs_override;

/* What a number says of the value it stands for. */
typedef enum qs_bound { QS_EXACTLY, QS_AT_MOST, QS_AT_LEAST } qs_bound;

/* Servers that come when many wait and go when few do. */
typedef struct qs_call {
    int servers;                 /* of each member; 0: none */
    int64_t call_at, release_at; /* so many wait; release_at < call_at */
    double delay;                /* from the call until they come */
    double price;                /* of an hour that one of them is there; 0: no price */
} qs_call;

typedef struct qs_window {
    char *name;
    int count;        /* equal members, a queue each; 0: closed */
    int n_rows;       /* of results: one for all members, or (output.members) one for each of as many as there
                         are in any scenario */
    int servers;      /* of each member; QS_INFINITE_SERVERS */
    size_t n_shifts;  /* 0: always `servers`; else value = servers, and `servers` is the largest of them */
    qs_piece *shifts; /* the last holds for ever after, or up to shifts_period, which repeats them */
    double shifts_period; /* 0: none */
    qs_closing closing;
    bool interrupts; /* who is served when a shift ends goes back to the head of its queue */
    qs_call call;
    bool *serves; /* [n_classes * n_services] */
    qs_discipline discipline;
    size_t n_priorities;
    qs_pair *priorities; /* (class, service), the most urgent first; who matches none comes last */
    qs_preemption preemption;
    qs_capacity capacity_kind;
    int64_t capacity;
    qs_overflow overflow;
    size_t n_together;
    qs_pair *together;                /* (first, second) service given in one visit */
    int breakdown_up, breakdown_down; /* distributions, or QS_NONE: never breaks */
    qs_clock breakdown_clock;
    qs_speed_kind speed_kind;
    double speed; /* constant factor on the service rate */
    size_t n_speeds;
    qs_piece *speeds; /* by_queue: value from `until` waiting customers up; by_work: from `until` worked time
                         up; by_time: value up to time `until` */
    double speeds_period;   /* by_time: repeats them; 0: the last holds for ever */
    size_t n_server_speeds; /* 0: all alike; else as many as `servers` */
    double *server_speeds;  /* [n_server_speeds] factor of each server, besides that of the window */
    qs_idle_choice idle_choice;
    int group_max;     /* a server serves up to so many together; 0: one by one */
    int group_min;     /* and begins with fewer only when one of them has waited group_wait */
    double group_wait; /* INFINITY: never with fewer */
    size_t n_overrides;
    qs_override *overrides;
    /* derived */
    qs_piece *worth; /* [n_shifts] with server_speeds: what the servers of each shift can do, a server of
                        speed 1 being 1; NULL without */
    qs_features features;
    double offered_load; /* time asked of the servers (service at the window's speed, repairs in it, dead
                            time) over what they have, on average while customers come; load_bound says if it
                            is more or less than that; NaN if nothing is known */
    qs_bound load_bound;
    double peak_load; /* the highest of it over the stretches in which nothing changes; NaN where nothing
                         changes or ends, or it is not known */
    qs_bound peak_bound;
    bool is_unstable; /* what comes for ever is as much as can be done, or more, and the queue is infinite;
                         and so it is without those who give up or balk */
} qs_window;

/* Units of something that services need beside a server. */
typedef struct qs_resource {
    char *name;
    int units;        /* the most that there ever are */
    size_t n_shifts;  /* 0: always `units`; else value = units */
    qs_piece *shifts; /* the last holds for ever after, or up to shifts_period, which repeats them */
    double shifts_period; /* 0: none */
    bool overtaking;  /* who lacks it may be overtaken by others of the queue */
    /* derived */
    double offered_load; /* units' time asked for over what there is, on average while customers come; at
                            least, as far as it is known: time a holder waits is not in it. NaN: unknown */
} qs_resource;

/* Windows that may take, too, who has waited so long in a line. */
typedef struct qs_help {
    double after;
    int n_windows;
    int *windows; /* [n_windows] as listed */
} qs_help;

/* A waiting line that several windows serve. How it is ordered and how many have room stands where it does of
 * a window: at model->windows[model->n_windows + its number], whose `serves` says who waits in it. */
typedef struct qs_line_rule {
    int n_windows;
    int *windows; /* [n_windows] as listed */
    bool *takes;  /* [n_classes] whose customers wait in it */
    int n_helps;
    qs_help *helps; /* [n_helps] by ascending `after` */
} qs_line_rule;

typedef enum qs_window_choice {
    QS_CHOOSE_SHORTEST_QUEUE,
    QS_CHOOSE_LEAST_WORK,
    QS_CHOOSE_RANDOM,
    QS_CHOOSE_ROUND_ROBIN,
    QS_CHOOSE_FIRST,
    QS_CHOOSE_SIMUQ,
    QS_CHOOSE_LONGEST_IDLE
} qs_window_choice;

typedef enum qs_kernel {
    QS_KERNEL_AUTO,
    QS_KERNEL_EVENTS,
    QS_KERNEL_RECURSION,
    QS_KERNEL_JOINING
} qs_kernel;

/* When a replication ends and what of it is measured. */
typedef struct qs_run_rule {
    double horizon; /* INFINITY when only `customers` ends it */
    uint64_t
        customers;     /* 0, or: the horizon is the instant when so many have been served since the warm-up */
    double warmup;     /* measured from here */
    bool warmup_mser5; /* or from where pilots say (pilot.h) */
    bool waiting_served; /* after the horizon, who waits is served (drain), else cancelled (or unfinished
                            under stop) */
    bool in_service_finished;
    bool stops;     /* at_horizon: stop; nothing happens after the horizon, who is there is unfinished */
    double timeout; /* no later than this long after the horizon; INFINITY */
    qs_kernel kernel;
    bool has_controls; /* run.variance_reduction: control variates are measured */
} qs_run_rule;

/* What a row of metrics holds beside the scalars. */
typedef struct qs_output_rule {
    size_t n_quantiles;
    double *quantiles; /* in (0, 1) */
    size_t n_thresholds;
    double *thresholds;    /* [n_thresholds] wait_over, then [n_levels] the times of service_level */
    bool weighs_customers; /* weighting: means over customers are of all of them together */
    size_t n_levels;
    qs_abandoned *abandoned; /* [n_levels] service_level: what those who gave up earlier count as */
    double series_every;     /* 0: no series */
    int n_times;             /* instants of the series: 0, series_every, ... up to the horizon */
    int n_intervals;         /* output.intervals: [edges[i], edges[i + 1]); 0: none */
    double *edges;           /* [n_intervals + 1] ascending, none beyond the horizon; NULL without */
    bool has_interval_quantiles;
} qs_output_rule;

/* What things cost; all-zero: the study has no prices. */
typedef struct qs_cost_rule {
    bool is_known;            /* there are prices */
    bool has_per;             /* some are of what happens: the cost is an estimate */
    bool has_calls;           /* of these, some are of hours of servers on call (qs_call) */
    double exact;             /* of server hours and of what stands in the study */
    double per[QS_N_METRICS]; /* for each one that a count of the system counts */
    double per_wait_hour, per_overtime_hour;
} qs_cost_rule;

/* All the times that waits are held against: thresholds, and behind them those of levels. */
static inline size_t qs_output_n_marks(const qs_output_rule *output)
{
    return output->n_thresholds + output->n_levels;
}

typedef struct qs_model {
    int n_services, n_classes, n_windows, n_sources, n_distributions;
    char **services; /* [n_services] names */
    qs_class *classes;
    qs_source *sources;
    qs_window *windows; /* [n_windows + n_lines] behind the windows what lines have of them */
    int n_lines;
    qs_line_rule *lines;            /* [n_lines] */
    qs_stage *stages;               /* [n_classes * n_services] */
    qs_distribution *distributions; /* prepared */
    int n_factors;
    qs_day_factor *factors; /* [n_factors] */
    int n_resources, n_demands;
    qs_resource *resources; /* [n_resources] */
    qs_demand *demands;     /* [n_demands] of all stages, those of one together */
    qs_window_choice window_choice;
    double two_stop_factor; /* of the simuq rule */
    qs_run_rule run;
    qs_output_rule output;
    qs_cost_rule cost;
    double unit_seconds; /* of the unit of time */
    /* derived */
    qs_branch *routes; /* all choices, one after another */
    int n_routes;
    int *candidates;
    int n_candidates;
    bool is_unstable;         /* some window is */
    qs_features own_features; /* of the model as such: its rules, its run */
    qs_features features;     /* with those of all that it has */
} qs_model;

/* The line of a stage, from the description alone: QS_NONE where no line has a window for it.
 * fault [out] what makes that unclear
 * other [out] then the second line, or a window of the stage that is not the line's */
typedef enum qs_line_fault { QS_LINE_IS_CLEAR, QS_LINE_OF_TWO, QS_LINE_LEAVES_OUT } qs_line_fault;
int qs_model_find_line(const qs_model *model, int of_class, int service, qs_line_fault *fault, int *other);

/* The line of which a window is; QS_NONE: none. Whether it helps some line. */
int qs_model_line_of_window(const qs_model *model, int window);
bool qs_model_window_helps(const qs_model *model, int window);

/* Give the arrays of a model whose counts (n_services, n_classes, n_windows, n_lines, n_sources) are set,
 * zeroed, with every index that may be "none" set to QS_NONE, count and speed to 1,
 * two_stop_factor 1.5, timeout and horizon INFINITY, the unit of time a second.
 * Errors: QS_ERROR_MEMORY; the model is to be freed all the same. */
qs_status qs_model_allocate(qs_model *model);

/* Add a prepared distribution; its tables are taken over.
 * index [out] Errors: QS_ERROR_MEMORY, the distribution still the caller's. */
qs_status qs_model_add_distribution(qs_model *model, qs_distribution *distribution, int *index);

/* Add a random factor of the day. name [in] copied; of day_factors, or of its only source
 * index [out] Errors: QS_ERROR_MEMORY. */
qs_status qs_model_add_factor(qs_model *model, const char *name, bool is_shared, int law, int *index);

/* Give a model n resources, zeroed. Errors: QS_ERROR_MEMORY. */
qs_status qs_model_add_resources(qs_model *model, int n);

/* Add a demand of a stage: the demands of one stage are added one after another.
 * Errors: QS_ERROR_MEMORY. */
qs_status qs_model_add_demand(qs_model *model, qs_stage *stage, const qs_demand *demand);

/* Units that a demand comes to for a party of so many. */
static inline int64_t qs_demand_units(const qs_demand *demand, int64_t party)
{
    return demand->of_party ? demand->units * party : demand->units;
}

/* The largest party of a class; INFINITY: there is no largest. */
double qs_model_largest_party(const qs_model *model, int of_class);

/* Whether customers of some source stand for parties. */
bool qs_model_has_parties(const qs_model *model);

/* Derive the tables, loads and verdicts. Errors: QS_ERROR_MEMORY; QS_ERROR_STUDY when what no index
 * check sees is wrong (customers of a class that never leave; a stage without a window). */
qs_status qs_model_finish(qs_model *model);

/* Whether a finished model can be computed by recursion instead of events: one class from one renewal
 * source, first come first served in endless queues, through a chain of windows of which only the
 * last has more than one server (at most 64). And whether it will be, run.kernel considered. */
bool qs_model_fits_recursion(const qs_model *model);
bool qs_model_uses_recursion(const qs_model *model);

/* Why a finished model cannot be computed by taking customers in the order of joining (what of it is in the
 * way, in words; static); NULL: it can be. And whether it will be, run.kernel considered. */
const char *qs_model_bars_joining(const qs_model *model);
bool qs_model_uses_joining(const qs_model *model);

/* Whether nothing in a finished model is random, so that all replications are alike; false where that is not
 * easily seen. */
bool qs_model_is_deterministic(const qs_model *model);

/* Whether nothing is random that has to do with those who are served at a window: they, and whoever they meet
 * on their way, come at certain instants with certain services; false where that is not easily seen. */
bool qs_model_window_is_certain(const qs_model *model, int window);

/* Whether nobody can ever wait at a window of a finished model (QS_NONE: at any); false where that is not
 * easily seen. */
bool qs_model_never_waits(const qs_model *model, int window);

/* What can become of no customer of a finished model, and whether all who come are served to the end; false
 * where that is not easily seen. */
typedef struct qs_fates {
    bool never_rejected, never_dropped, never_balked, never_reneged, all_served;
} qs_fates;
qs_fates qs_model_fates(const qs_model *model);

/* The step of which all waits, and all sojourns, of a finished model are multiples; 0 if there is none, or it
 * is not easily seen. */
void qs_model_time_grid(const qs_model *model, double *wait, double *sojourn);

/* Whether it means something that a model's numbers present grow within [warm-up, horizon]: what comes, and
 * what can be done, is the same all the time, or repeats itself so that quarters of the period can be
 * compared. */
bool qs_model_judges_growth(const qs_model *model);

/* The layout of a finished model's rows: of all its scenarios alike, for classes, windows and what is
 * measured cannot be swept. layout [out] a plain value */
void qs_model_layout(const qs_model *model, qs_layout *layout);

/* Rows of results of windows, and of those before it; which window and member (from 0) a row is of: QS_NONE
 * where it is of all members. */
int qs_model_n_rows(const qs_model *model);
int qs_model_first_row(const qs_model *model, int window);
void qs_model_row(const qs_model *model, int row, int *window, int *member);

/* What results call a row: a window's name, with its number (from 1) where a member has its own row. Cut where
 * it is too long for the buffer. */
enum { QS_ROW_NAME = 96 };
const char *qs_model_row_name(const qs_model *model, int row, char text[QS_ROW_NAME]);

/* Free what the model points to; the model is all-zero afterwards. NULL is accepted. */
void qs_model_clear(qs_model *model);

/* The distribution of the service (or dead) time of a class and service at a window, its
 * overrides considered; QS_NONE: no time at all. */
int qs_model_service_time(const qs_model *model, int window, int of_class, int service);
int qs_model_dead_time(const qs_model *model, int window, int of_class, int service, bool *holds_customer);
/* Whether a window has a dead time after any service. */
bool qs_model_window_has_dead_time(const qs_model *model, int window);

/* The patience of a class in a queue for a service: a distribution; QS_NONE: waits for ever. */
static inline int qs_class_patience(const qs_class *of_class, int service)
{
    return of_class->service_patience ? of_class->service_patience[service] : of_class->patience;
}

/* Whether who is lost in this way (one bit of a retry's `after`) always comes again, so that nobody is. */
static inline bool qs_class_always_retries(const qs_class *of_class, unsigned after)
{
    const qs_retry *retry = &of_class->retry;
    bool always = (retry->after & after) != 0 && retry->most == QS_NONE;
    for (size_t i = 0; always && i < retry->n_probabilities; i++)
        always = retry->probabilities[i] >= 1;
    return always;
}

/* Time as hours. */
double qs_model_hours(const qs_model *model, double time);

/* Hours of a window's servers on the roster, from 0 to the horizon: those of its shifts, of all its members,
 * broken or not. NaN where that is not known: it has inf servers, or the study no horizon. */
double qs_model_server_hours(const qs_model *model, int window);
/* The shifts of a resource as steps; none where it has no shifts. */
static inline qs_steps qs_resource_shifts(const qs_resource *resource)
{
    return (qs_steps){resource->shifts, resource->n_shifts, resource->shifts_period};
}

/* Its shifts, and its speeds by time, as steps. */
static inline qs_steps qs_window_shifts(const qs_window *window)
{
    return (qs_steps){window->shifts, window->n_shifts, window->shifts_period};
}

static inline qs_steps qs_window_speeds(const qs_window *window)
{
    return (qs_steps){window->speeds, window->n_speeds, window->speeds_period};
}

/* Servers of a member that has so many: the most on the roster, and those on call. */
static inline int qs_window_all_servers(const qs_window *window)
{
    return window->servers + window->call.servers;
}

/* Mean and least value of a source's factor of the day; 1 without one. */
double qs_model_mean_factor(const qs_model *model, const qs_source *source);
double qs_model_least_factor(const qs_model *model, const qs_source *source);

/* Mean number of customers from a source (all its members) up to the horizon, INFINITY if there is none; NaN
 * if unknown (closed, trace). */
double qs_model_expected_arrivals(const qs_model *model, const qs_source *source);

#ifdef __cplusplus
}
#endif

#endif
