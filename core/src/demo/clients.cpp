#include "core/src/demo/parts.hpp"

#include "core/src/clinic/clients.hpp"

#include <array>
#include <iterator>

namespace lumbar::demo {
namespace {

struct name {
    const char* given;
    const char* family;
    const char* pronouns;
};

// Those at the top are the ones with health facts (facts.cpp).
constexpr name names[] = {
    {"Hanna", "Lindqvist", "she/her"},
    {"Mei", "Tanaka", "she/her"},
    {"Ben", "Okafor", "he/him"},
    {"Zoë", "Hart", "she/her"},
    {"Elif", "Aydın", "she/her"},
    {"Liam", "O'Sullivan", "he/him"},
    {"Jürgen", "Müller", "he/him"},
    {"Siobhán", "Ní Dhomhnaill", "she/her"},
    {"Anne-Marie", "Fitzgerald-Smyth", "she/her"},
    {"José María", "García de la Cruz", "he/him"},
    {"Łukasz", "Wójcik", "he/him"},
    {"محمد", "الأحمد", "he/him"},
    {"שרה", "כהן", "she/her"},
    {"小明", "王", "he/him"},
    {"Đặng Thị", "Ánh", "she/her"},
    {"Nguyễn Văn", "Bình", "he/him"},
    {"Björk", "", "they/them"},
    {"Suharto", "", "he/him"},
    {"Aoife", "D'Arcy", "she/her"},
    {"Bríd", "Mac Giolla Bhríde", "she/her"},
    {"Ólafur", "Þórðarson", "he/him"},
    {"Søren", "Kjærgaard", "he/him"},
    {"Ioana", "Ștefănescu", "she/her"},
    {"Κατερίνα", "Παπαδοπούλου", "she/her"},
    {"Анастасия", "Ковальчук", "she/her"},
    {"Wolfeschlegelsteinhausen", "Featherstonehaugh-Cholmondeley-Marjoribanks", "he/him"},
    {"Maeve", "Byrne", "she/her"},
    {"Tom", "Walsh", "he/him"},
    {"Oisín", "Kelly", "he/him"},
    {"Saoirse", "Doyle", "she/her"},
    {"Niamh", "Brennan", "she/her"},
    {"Cian", "Murphy", "he/him"},
    {"Ciara", "Murphy", "she/her"},
    {"Gráinne", "O'Malley", "she/her"},
    {"Patrick", "O'Brien", "he/him"},
    {"Pádraig", "Ó Brien", "he/him"},
    {"Mary", "O’Connor", "she/her"},
    {"John", "Smith", "he/him"},
    {"Jon", "Smyth", "he/him"},
    {"Margaret", "Johnson", "she/her"},
    {"Katherine", "Johnston", "she/her"},
    {"Catherine", "Johnson", "she/her"},
    {"Renée", "Dubois", "she/her"},
    {"François", "Lefèvre", "he/him"},
    {"Chloé", "Lévêque", "she/her"},
    {"Émile", "Noël", "he/him"},
    {"Giulia", "D'Angelo", "she/her"},
    {"Niccolò", "Dell'Acqua", "he/him"},
    {"Inês", "Gonçalves", "she/her"},
    {"João", "Simões", "he/him"},
    {"Conceição", "Magalhães", "she/her"},
    {"Iñaki", "Etxeberria", "he/him"},
    {"Begoña", "Núñez", "she/her"},
    {"Ramón", "Peña", "he/him"},
    {"Jan", "van der Berg", "he/him"},
    {"Femke", "de Vries", "she/her"},
    {"Sanne", "'t Hooft", "she/her"},
    {"Astrid", "Sørensen", "she/her"},
    {"Åsa", "Öberg", "she/her"},
    {"Mikael", "Hämäläinen", "he/him"},
    {"Jānis", "Bērziņš", "he/him"},
    {"Živilė", "Žukauskienė", "she/her"},
    {"Jiří", "Dvořák", "he/him"},
    {"Ľubica", "Šťastná", "she/her"},
    {"Želimir", "Đorđević", "he/him"},
    {"Ágnes", "Szabó", "she/her"},
    {"Zsófia", "Kővári", "she/her"},
    {"Małgorzata", "Gżegżółka", "she/her"},
    {"Przemysław", "Brzęczyszczykiewicz", "he/him"},
    {"Çağla", "Şahin", "she/her"},
    {"İbrahim", "Yıldız", "he/him"},
    {"Oğuz", "Güneş", "he/him"},
    {"فاطمة", "الزهراء", "she/her"},
    {"عبد الرحمن", "السيد", "he/him"},
    {"נועה", "בן-דוד", "she/her"},
    {"Yitzhak", "Ben-Ami", "he/him"},
    {"秀英", "李", "she/her"},
    {"花子", "山田", "she/her"},
    {"지우", "김", "they/them"},
    {"Trần", "Thị Mỹ Hạnh", "she/her"},
    {"Lê", "Quốc Bảo", "he/him"},
    {"अनन्या", "शर्मा", "she/her"},
    {"Rajesh", "Venkataraghavan", "he/him"},
    {"சுதா", "", "she/her"},
    {"Ngozi", "Adéọlá", "she/her"},
    {"Kwame", "Nkrumah-Boateng", "he/him"},
    {"Thandiwe", "Mkhize", "she/her"},
    {"Ahmed", "El-Sayed", "he/him"},
    {"Leilani", "Kahanamoku", "she/her"},
    {"Kealoha", "Kaʻaukai", "they/them"},
    {"Tāne", "Ngāta", "he/him"},
    {"Xóchitl", "Ramírez", "she/her"},
    {"Nahuel", "Ñancupil", "he/him"},
    {"Alex", "Carter", "they/them"},
    {"Sam", "Reilly", "they/them"},
    {"Robin", "Quinn", "they/them"},
    {"Una", "Nic Aodha", "she/her"},
    {"Fionn", "Mac Cumhaill", "he/him"},
    {"Deirdre", "Ó'Dwyer", "she/her"},
    {"Eoin", "Gallagher", "he/him"},
    {"Róisín", "Gallagher", "she/her"},
    {"Conor", "McCarthy", "he/him"},
    {"Orla", "McGrath", "she/her"},
    {"Shane", "MacNamara", "he/him"},
    {"Emma", "Ryan", "she/her"},
    {"Jack", "Ryan", "he/him"},
    {"Grace", "Nolan", "she/her"},
    {"Noah", "Power", "he/him"},
    {"Sophie", "Daly", "she/her"},
    {"Daniel", "Foley", "he/him"},
    {"Lucy", "Hayes", "she/her"},
    {"Adam", "Hogan", "he/him"},
    {"Ella", "Keane", "she/her"},
    {"Ryan", "Lynch", "he/him"},
    {"Amy", "Maher", "she/her"},
    {"Luke", "Moran", "he/him"},
    {"Anna", "Nowak", "she/her"},
    {"Paul", "Regan", "he/him"},
    {"Holly", "Sheridan", "she/her"},
    {"Marcus", "Adeyemi", "he/him"},
};
static_assert(std::size(names) == 120);

std::string two(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

practice::client_body body_of(std::size_t index) {
    const auto& who = names[index];
    dice chance(index * 7919 + 17);
    practice::client_body body;
    body.given_name = who.given;
    body.family_name = who.family;
    body.pronouns = who.pronouns;
    // Number 31 and 32 are twins, 111 a minor.
    const bool twin = index == 32;
    if (twin) chance = dice(31 * 7919 + 17);
    const int year = index == 111 ? 2011 : 1939 + chance.roll(66);
    const int month = 1 + chance.roll(12), day = 1 + chance.roll(28);
    body.birth_date = calendar_date{std::to_string(year) + "-" + two(month) + "-" + two(day)};
    const auto line = std::to_string(9120000 + static_cast<int>(index) * 37);
    body.phone = index % 3 == 0 ? "+353 20 " + line.substr(0, 3) + " " + line.substr(3)
                                : "020 " + line.substr(0, 3) + " " + line.substr(3);
    if (index % 5 != 0) body.email = "client" + std::to_string(index + 1) + "@example.com";
    if (index % 4 == 0) body.address = std::to_string(1 + chance.roll(90)) + " Mill Lane\nDublin";
    if (index % 6 == 0) body.emergency_contact = "Next of kin, 020 914 " + std::to_string(1000 + static_cast<int>(index));
    if (index == 3) body.preferred_name = "Zo";
    if (index == 9) body.note = "Prefers e-mail to phone calls.";
    if (index == 25) body.note = "Please say the whole name slowly.";
    return body;
}

}

std::vector<row_id> add_clients(database& db) {
    constexpr std::size_t at_once = 10;
    std::vector<row_id> ids;
    for (std::size_t from = 0; from < std::size(names); from += at_once) {
        const auto added = db.write(made_up(), [&](write_tx& tx) {
            std::vector<row_id> some;
            for (std::size_t i = from; i < from + at_once && i < std::size(names); ++i)
                some.push_back(practice::insert_client(tx, body_of(i)).id);
            return some;
        });
        ids.insert(ids.end(), added.begin(), added.end());
    }
    return ids;
}

}
