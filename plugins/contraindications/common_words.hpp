#pragma once

#include <string_view>

// Everyday words that decide how a known one is meant. Lists of folded words with spaces between.
namespace contraindications {

inline constexpr std::string_view denials =
    "no not never without denies deny denied none nil neither nor dont doesnt didnt havent hasnt isnt "
    "arent wasnt aint nope";
// What may stand between a denial and what it denies. Any other word ends it: "no medicine for my epilepsy" denies no epilepsy.
inline constexpr std::string_view after_denial =
    "known history of any signs sign symptoms symptom current recent have has had got a an the taking "
    "take takes taken on am i do does did or nor suffer suffered suffering from having using "
    "use currently been experienced ever feeling previous other";
inline constexpr std::string_view clause_ends = "but except however although though";
inline constexpr std::string_view relatives =
    "mother mum mom mam father dad brother sister grandmother grandfather gran grandma grandad nan aunt "
    "uncle cousin parents parent son daughter husband wife mothers fathers brothers sisters";
inline constexpr std::string_view relatives_do = "has had have takes took suffers suffered got died with";
inline constexpr std::string_view past_before = "stopped previously formerly former ex finished ended";
inline constexpr std::string_view past_after = "stopped resolved healed cured gone finished ended";
inline constexpr std::string_view small =
    "a an the my taking take having have had has been was is were using i of it all now completely";
inline constexpr std::string_view filler =
    "a an the and or of in on at to for from with by as is was are am be been it its this that "
    "these my me i im ive we have has had having "
    "got get gets take takes taking took taken use uses using used also some sometimes "
    "occasionally usually often mostly since about "
    "around approx only just still now currently ago day days daily week weeks weekly month "
    "months monthly year years yearly hour hours "
    "morning evening night nightly noon bedtime once twice thrice one two three four five six "
    "times time per every each mg mcg ug g gram "
    "grams ml iu unit units tablet tablets tab tabs capsule capsules cap caps pill pills dose "
    "doses drops puff puffs od bd tds qds prn "
    "needed required when low mild moderate severe slight slightly small bit little bad left "
    "right both side type diagnosed suffer suffers "
    "suffering any known history past recent recently n none no not nil na nothing never yes ok "
    "medication medications medicine medicines "
    "drugs drug condition conditions allergy allergies allergic problem problems issue issues "
    "health regular regularly today yesterday "
    "last other than really very quite if so long term mcgs mgs mum mom dad mother father "
    "brother sister family runs resolved stopped sure unsure think maybe possibly";

bool among(std::string_view word, std::string_view list);

// "5", "5mg", "2.5", "3x".
bool number_like(std::string_view word);

}
