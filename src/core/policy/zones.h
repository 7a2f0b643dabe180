// SPDX-License-Identifier: Apache-2.0
//
// Which names can a time zone have? Those of IANA's database alone: a machine knows others, too (`localtime`, `posixrules`,
// `right/Europe/Moscow`), and under those the same policy would decide differently on two machines. Whether there is such a
// zone only a machine with the database can tell: Service::create asks it.
#ifndef DOVERIE_SRC_CORE_POLICY_ZONES_H_
#define DOVERIE_SRC_CORE_POLICY_ZONES_H_

#include <string>
#include <string_view>

namespace doverie {

// Source: IANA tz database, files `africa` to `southamerica`, `etcetera` and `backward` of 2025b. Its theory.html: names are
// AREA/LOCATION; those without a slash are from before 1993, and no new ones are made.
inline constexpr std::string_view kZoneAreas[] = {"Africa",    "America", "Antarctica", "Arctic", "Asia", "Atlantic",
                                                  "Australia", "Brazil",  "Canada",     "Chile",  "Etc",  "Europe",
                                                  "Indian",    "Mexico",  "Pacific",    "US"};
inline constexpr std::string_view kZonesWithoutArea[] = {
    "CET",       "CST6CDT", "Cuba",    "EET",   "EST",       "EST5EDT",   "Egypt",    "Eire",     "GB",
    "GB-Eire",   "GMT",     "GMT+0",   "GMT-0", "GMT0",      "Greenwich", "HST",      "Hongkong", "Iceland",
    "Iran",      "Israel",  "Jamaica", "Japan", "Kwajalein", "Libya",     "MET",      "MST",      "MST7MDT",
    "NZ",        "NZ-CHAT", "Navajo",  "PRC",   "PST8PDT",   "Poland",    "Portugal", "ROC",      "ROK",
    "Singapore", "Turkey",  "UCT",     "UTC",   "Universal", "W-SU",      "WET",      "Zulu"};

bool is_zone_name(std::string_view zone);

// The same as a regular expression of JSON Schema.
std::string zone_name_pattern();

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_POLICY_ZONES_H_
