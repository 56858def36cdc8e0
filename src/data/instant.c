/* Instants as people write them.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/instant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Days from 1 January 1970 in the Gregorian calendar. Source: Howard Hinnant, "chrono-compatible low-level
 * date algorithms". */
static int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int days_in(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap);
}

void qs_instant_date(int64_t day, char text[16])
{
    int64_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100), mp = (5 * of_year + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9), date = (int)(of_year - (153 * mp + 2) / 5 + 1);
    year += era * 400 + (month <= 2);
    snprintf(text, 16, "%04d-%02d-%02d", (int)(year % 10000), month % 100, date % 100);
}

int qs_instant_weekday(int64_t day)
{
    return (int)(((day + 3) % 7 + 7) % 7);
}

/* What has been read so far; -1: nothing. */
typedef struct reading {
    const char *at;
    int year, month, day, hour, minute, half; /* half: 0 am, 1 pm */
    bool is_twelve;
    double second, offset, epoch;
    bool has_epoch;
} reading;

static bool read_number(reading *r, int most_digits, int low, int high, int *out)
{
    int n = 0, value = 0;
    while (n < most_digits && r->at[n] >= '0' && r->at[n] <= '9')
        value = value * 10 + (r->at[n++] - '0');
    if (n == 0 || value < low || value > high)
        return false;
    r->at += n;
    *out = value;
    return true;
}

static bool read_second(reading *r)
{
    int whole;
    if (!read_number(r, 2, 0, 60, &whole))
        return false;
    r->second = whole;
    if ((*r->at == '.' || *r->at == ',') && r->at[1] >= '0' && r->at[1] <= '9') {
        double scale = 0.1;
        for (r->at++; *r->at >= '0' && *r->at <= '9'; r->at++, scale /= 10)
            r->second += scale * (*r->at - '0');
    }
    return true;
}

/* A name of a list, at least its first three letters; all of it where it stands. */
static bool read_name(reading *r, const char *const *names, int n, int *out)
{
    for (int i = 0; i < n; i++) {
        size_t length = strlen(names[i]);
        if (strncasecmp(r->at, names[i], length) != 0)
            length = 3;
        if (strncasecmp(r->at, names[i], length) == 0) {
            r->at += length;
            *out = i;
            return true;
        }
    }
    return false;
}

static bool read_offset(reading *r)
{
    int hours, minutes = 0;
    if (*r->at == 'Z' || *r->at == 'z') {
        r->at++;
        return true;
    }
    if (*r->at != '+' && *r->at != '-')
        return false;
    int sign = *r->at++ == '-' ? -1 : 1;
    if (!read_number(r, 2, 0, 14, &hours))
        return false;
    if (*r->at == ':')
        r->at++;
    if (*r->at >= '0' && *r->at <= '9' && !read_number(r, 2, 0, 59, &minutes))
        return false;
    r->offset = sign * (hours * 3600.0 + minutes * 60.0);
    return true;
}

static bool read_epoch(reading *r)
{
    char *end;
    if (!strchr("-0123456789", *r->at) || !*r->at)
        return false;
    r->epoch = strtod(r->at, &end);
    r->has_epoch = end != r->at && r->epoch >= -1e11 && r->epoch <= 1e11;
    r->at = end;
    return r->has_epoch;
}

static bool read_all(reading *r, const char *format, bool has_date);

static bool read_field(reading *r, char field, bool has_date)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    static const char *const days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
    int which;
    switch (field) {
    case 'Y':
        return read_number(r, 4, 1, 9999, &r->year);
    case 'y':
        if (!read_number(r, 2, 0, 99, &r->year))
            return false;
        r->year += r->year < 69 ? 2000 : 1900;
        return true;
    case 'm':
        return read_number(r, 2, 1, 12, &r->month);
    case 'b':
    case 'B':
        if (!read_name(r, months, 12, &which))
            return false;
        r->month = which + 1;
        return true;
    case 'd':
        return read_number(r, 2, 1, 31, &r->day);
    case 'a':
    case 'A':
        return read_name(r, days, 7, &which);
    case 'H':
        return has_date ? read_number(r, 2, 0, 24, &r->hour) : read_number(r, 6, 0, 999999, &r->hour);
    case 'I':
        r->is_twelve = true;
        return read_number(r, 2, 1, 12, &r->hour);
    case 'p':
        which = strncasecmp(r->at, "am", 2) ? strncasecmp(r->at, "pm", 2) ? -1 : 1 : 0;
        r->half = which;
        r->at += which >= 0 ? 2 : 0;
        return which >= 0;
    case 'M':
        return read_number(r, 2, 0, 59, &r->minute);
    case 'S':
        return read_second(r);
    case 'T':
        return read_all(r, "%H:%M:%S", has_date);
    case 'R':
        return read_all(r, "%H:%M", has_date);
    case 'F':
        return read_all(r, "%Y-%m-%d", has_date);
    case 'z':
        return read_offset(r);
    case 's':
        return read_epoch(r);
    default:
        return field == '%' && *r->at++ == '%';
    }
}

static bool read_all(reading *r, const char *format, bool has_date)
{
    for (; *format; format++) {
        if (*format == '%') {
            if (!read_field(r, *++format, has_date))
                return false;
        } else if (*format == ' ') {
            r->at += strspn(r->at, " \t");
        } else if (*r->at++ != *format) {
            return false;
        }
    }
    return true;
}

bool qs_instant_format(const char *format, bool *has_date, const char **why)
{
    static const char known[] = "YymdbBaAHIpMSTRFzs%";
    bool year = false, month = false, day = false, time = false;
    for (const char *at = strchr(format, '%'); at; at = strchr(at + 2, '%')) {
        if (!at[1] || !strchr(known, at[1])) {
            *why =
                "has a field that is not known; known are %Y %y %m %d %b %B %a %A %H %I %p %M %S %T %R %F %z "
                "%s %%";
            return false;
        }
        year |= strchr("YyFs", at[1]) != NULL;
        month |= strchr("mbBFs", at[1]) != NULL;
        day |= strchr("dFs", at[1]) != NULL;
        time |= strchr("HITRs", at[1]) != NULL;
    }
    *has_date = year;
    *why = year != month || month != day ? "must have a year, a month and a day, or none of them"
           : !year && !time              ? "must have a date (%Y-%m-%d) or a time of day (%H:%M)"
                                         : NULL;
    return !*why;
}

/* What was read as an instant. */
static bool assemble(const reading *r, qs_instant *out, const char **why)
{
    int hour = r->hour > 0 ? r->hour : 0, minute = r->minute > 0 ? r->minute : 0;
    if (r->is_twelve)
        hour = hour % 12 + (r->half == 1 ? 12 : 0);
    *out = (qs_instant){.second = hour * 3600.0 + minute * 60.0 + r->second, .offset = r->offset};
    if (r->year < 0)
        return true;
    if (r->day > days_in(r->year, r->month)) {
        *why = "has a day that its month does not have";
        return false;
    }
    if (hour == 24 && (minute || r->second > 0)) {
        *why = "has an hour that no day has";
        return false;
    }
    out->day = days_from_civil(r->year, r->month, r->day);
    return true;
}

bool qs_instant_read(const char *text, const char *format, qs_instant *out, const char **why)
{
    bool has_date;
    reading r = {.at = text, .year = -1, .month = -1, .day = -1, .hour = -1, .minute = -1, .half = -1};
    if (!qs_instant_format(format, &has_date, why))
        return false;
    *why = "is not in the format";
    if (!read_all(&r, format, has_date) || *r.at)
        return false;
    if (!r.has_epoch)
        return assemble(&r, out, why);
    double days = (double)(int64_t)(r.epoch / 86400);
    days -= days * 86400 > r.epoch;
    *out = (qs_instant){.day = (int64_t)days, .second = r.epoch - days * 86400};
    return true;
}

double qs_instant_since(const qs_instant *instant, int64_t day)
{
    return (double)(instant->day - day) * 86400 + instant->second - instant->offset;
}
