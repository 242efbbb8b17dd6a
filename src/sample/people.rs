//! Who could buy: common Nordic names, combined at random.

/// Numbers of a first and a last name.
pub(super) type Person = (u8, u8);

/// First names.
const FIRST: [&str; 64] = [
    "Freja", "Ida", "Emma", "Alma", "Clara", "Agnes", "Karla", "Nora", "Ella", "Sofie", "Laura", "Anna",
    "Maja", "Astrid", "Signe", "Ingrid", "Solveig", "Liv", "Åse", "Kari", "Elin", "Linnéa", "Saga", "Wilma",
    "Ebba", "Märta", "Aino", "Helmi", "Tuuli", "Kaisa", "Oona", "Birgitte", "William", "Oscar", "Noah",
    "Carl", "Malthe", "Emil", "Aksel", "August", "Viggo", "Otto", "Søren", "Jens", "Lars", "Mads", "Rasmus",
    "Bjørn", "Håkon", "Sverre", "Ole", "Magnus", "Gustav", "Hugo", "Nils", "Åke", "Göran", "Björn", "Eino",
    "Onni", "Väinö", "Juhani", "Mikko", "Jørgen",
];
/// Last names.
const LAST: [&str; 64] = [
    "Nielsen",
    "Jensen",
    "Hansen",
    "Pedersen",
    "Andersen",
    "Christensen",
    "Larsen",
    "Sørensen",
    "Rasmussen",
    "Jørgensen",
    "Petersen",
    "Madsen",
    "Kristensen",
    "Olsen",
    "Thomsen",
    "Møller",
    "Poulsen",
    "Johansen",
    "Knudsen",
    "Mortensen",
    "Lund",
    "Holm",
    "Dahl",
    "Østergaard",
    "Kjær",
    "Berg",
    "Haugen",
    "Hagen",
    "Bakken",
    "Solberg",
    "Moen",
    "Strand",
    "Lie",
    "Eide",
    "Nygård",
    "Johansson",
    "Andersson",
    "Karlsson",
    "Nilsson",
    "Eriksson",
    "Larsson",
    "Olsson",
    "Persson",
    "Svensson",
    "Gustafsson",
    "Pettersson",
    "Lindberg",
    "Lindström",
    "Bergström",
    "Sjöberg",
    "Åberg",
    "Öberg",
    "Korhonen",
    "Virtanen",
    "Mäkinen",
    "Nieminen",
    "Mäkelä",
    "Hämäläinen",
    "Laine",
    "Heikkinen",
    "Koskinen",
    "Järvinen",
    "Lehtonen",
    "Niemi",
];
/// Reserved for examples by RFC 2606: nobody's addresses.
const DOMAINS: [&str; 4] = ["example.com", "example.org", "example.net", "mail.example.com"];

/// How many first and last names there are.
pub(super) const COUNTS: (u32, u32) = (FIRST.len() as u32, LAST.len() as u32);

/// The name as written.
pub(super) fn name((first, last): Person) -> String {
    let pick = |names: &[&'static str], at: u8| names.get(usize::from(at)).copied().unwrap_or("");
    format!("{} {}", pick(&FIRST, first), pick(&LAST, last))
}

/// An address that no other customer has.
pub(super) fn email(person: Person, customer: u32) -> String {
    let mut email = String::with_capacity(48);
    for character in name(person).chars() {
        match character {
            ' ' => email.push('.'),
            'Å' | 'å' => email.push_str("aa"),
            'Ø' | 'ø' | 'Ö' | 'ö' => email.push('o'),
            'Æ' | 'æ' | 'Ä' | 'ä' => email.push('a'),
            'é' => email.push('e'),
            other => email.push(other.to_ascii_lowercase()),
        }
    }
    // Shops number their visitors in no visible order.
    let number = customer.wrapping_mul(7_919) % 100_003;
    let domain = DOMAINS.get(customer as usize % DOMAINS.len()).copied().unwrap_or("example.com");
    format!("{email}.{number}@{domain}")
}
