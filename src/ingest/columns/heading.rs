//! What a heading says by its words: which concepts they stand for, in any language, and which roles these make. The
//! head of a heading decides and its qualifiers can refuse: *children* total is no amount, *marital* status no status.

use Concept::{
    Amount, Bank, Category, Customer, Delivery, Description, Id, Kind, Line, Name, Order, Payment, Product,
    Reference, Region, Session, Staff, Status, Store, Supplier, The, Transaction,
};

use crate::{
    base::hash::Map,
    ingest::columns::heading_rules::{RULES, or},
    ingest::lexicon::{
        concept::{Concept, Concepts},
        dictionary::normalise,
        languages::{Lexicon, Sense, lexicon},
    },
    recipe::Role,
};

/// A word of a heading: all that it may stand for; nothing where it is not known.
type Meaning = Vec<Sense>;

/// What a concept beside those that a rule names takes off.
const EXTRA: f64 = 0.6;
/// What a word that nobody knows takes off.
const UNKNOWN: f64 = 0.62;
/// What words that no one language has take off.
const MIXED: f64 = 0.88;
/// Readings of a heading that are tried.
const READINGS: usize = 96;
/// Letters of a heading that are read.
const LETTERS: usize = 120;

/// Headings whose meanings are kept: more columns than this are no export.
const KEPT_HEADERS: usize = 20_000;

thread_local! {
    /// The same headers are asked for again and again, and a file may have ten thousand of them.
    static KNOWN: std::cell::RefCell<Map<String, Vec<(Role, f64)>>> = std::cell::RefCell::default();
}

/// How strongly a heading speaks for each role, 0 to 1, strongest first; empty where it says nothing.
pub fn meanings(header: &str) -> Vec<(Role, f64)> {
    if let Some(known) = KNOWN.with_borrow(|known| known.get(header).cloned()) {
        return known;
    }
    let found = look_up(header);
    KNOWN.with_borrow_mut(|known| {
        if known.len() < KEPT_HEADERS {
            known.insert(header.to_owned(), found.clone());
        }
    });
    found
}

/// What a table is a list of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entity {
    /// Orders, or invoices.
    Order,
    /// Lines of orders.
    Line,
    /// Customers.
    Customer,
    /// Products.
    Product,
    /// Categories of products.
    Category,
    /// Shops, branches, tenants.
    Store,
    /// Something beside orders: staff, regions, visits, suppliers, payments.
    Other,
}

impl Entity {
    /// From the name of a file or sheet; `None` where it says nothing.
    pub fn of_name(name: &str) -> Option<Entity> {
        let readings = readings(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        let pure = readings.iter().filter(|reading| !reading.is_mixed);
        pure.chain(readings.iter()).find_map(|reading| Entity::of(reading.concepts))
    }

    fn of(said: Concepts) -> Option<Entity> {
        let order = said.has(Order) || said.has(Transaction);
        Some(match () {
            () if said.has_any(Concepts::of(&[Session, Staff, Supplier, Region, Bank])) => Entity::Other,
            () if order && said.has(Product) || said.has(Line) => Entity::Line,
            () if said.has(Category) => Entity::Category,
            () if said.has(Product) && !order => Entity::Product,
            () if said.has(Customer) && !order => Entity::Customer,
            () if order || said.has(Amount) => Entity::Order,
            () if said.has(Store) => Entity::Store,
            () if said.has(Payment) || said.has(Delivery) => Entity::Other,
            () => return None,
        })
    }

    const fn concept(self) -> Option<Concept> {
        match self {
            Entity::Order => Some(Order),
            Entity::Customer => Some(Customer),
            Entity::Product => Some(Product),
            Entity::Category => Some(Category),
            Entity::Store => Some(Store),
            Entity::Line => Some(Line),
            Entity::Other => Some(Staff),
        }
    }
}

/// What is bare enough to mean the thing that its table is a list of: `id` among customers is a customer's.
const BARE: Concepts = Concepts::of(&[Id, Name, Reference, Description, Status, Kind]);
/// What the table says is not what the heading says.
const BY_TABLE: f64 = 0.92;

/// [`meanings`] of a heading in a list of something.
pub fn meanings_in(header: &str, entity: Option<Entity>) -> Vec<(Role, f64)> {
    let mut found = meanings(header);
    let Some(concept) = entity.and_then(Entity::concept) else { return found };
    let mut bare = readings(header);
    bare.retain(|reading| BARE.has_all(reading.concepts) && reading.unknown == 0);
    if bare.is_empty() {
        return found;
    }
    // an order has no name, and a line no number that anybody asks for
    if matches!(concept, Order | Line)
        && bare.iter().all(|reading| {
            !reading.concepts.has(Id) && !reading.concepts.has(Status) && !reading.concepts.has(Kind)
        })
    {
        return found;
    }
    let mut by_table: Vec<(Role, f64)> = Vec::new();
    for reading in &mut bare {
        reading.concepts = reading.concepts.with(concept);
        score(reading, &mut |role, score| put(&mut by_table, role, score * BY_TABLE));
    }
    // in a list of customers a name is no product's
    found.clear();
    found.append(&mut by_table);
    found.retain(|&(_, score)| score >= 0.15);
    crate::base::order::sort_by(&mut found, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found
}

fn put(found: &mut Vec<(Role, f64)>, role: Role, score: f64) {
    match found.iter_mut().find(|(have, _)| *have == role) {
        Some((_, before)) => *before = before.max(score),
        None => found.push((role, score)),
    }
}

/// True for a heading that says nothing by itself: `id`, `name`, `code`.
pub fn is_bare(header: &str) -> bool {
    let readings = readings(header);
    readings.is_empty()
        || readings.iter().any(|reading| reading.unknown == 0 && BARE.has_all(reading.concepts))
}

/// True where a heading names what a table is a list of, as `kategoria_id` does.
pub fn names(header: &str, entity: Entity) -> bool {
    entity.concept().is_some_and(|concept| says(header, concept))
}

/// True where any word of the heading stands for this concept in some reading.
pub fn says(header: &str, concept: Concept) -> bool {
    readings(header).iter().any(|reading| reading.concepts.has(concept))
}

/// One way to read a heading.
struct Reading {
    concepts: Concepts,
    unknown: u32,
    is_mixed: bool,
}

fn look_up(header: &str) -> Vec<(Role, f64)> {
    let mut found: Vec<(Role, f64)> = Vec::new();
    // a whole heading that is known says more than its words
    let whole = lexicon().role(&normalise(header).joined);
    if let Some(role) = whole {
        put(&mut found, role, 0.97);
    }
    let of_words = if whole.is_some() { 0.5 } else { 1.0 };
    for reading in readings(header) {
        score(&reading, &mut |role, score| put(&mut found, role, score * of_words));
    }
    found.retain(|&(_, score)| score >= 0.15);
    crate::base::order::sort_by(&mut found, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found
}

/// What one reading says of each role.
fn score(reading: &Reading, say: &mut dyn FnMut(Role, f64)) {
    for rule in RULES {
        if !reading.concepts.has_all(rule.all) || reading.concepts.has_any(rule.never) {
            continue;
        }
        let extra = Concepts(reading.concepts.0 & !rule.all.0 & !rule.with.0).len();
        let mut score = f64::from(rule.weight) / 100.0;
        for _ in 0..extra {
            score *= EXTRA;
        }
        for _ in 0..reading.unknown {
            score *= UNKNOWN;
        }
        if reading.is_mixed {
            score *= MIXED;
        }
        say(rule.role, score);
    }
}

/// All ways to read a heading, of the first hundred letters.
fn readings(header: &str) -> Vec<Reading> {
    let short: String = header.chars().take(LETTERS).collect();
    let words = words_of(&short);
    let lexicon = lexicon();
    let mut unknown = 0;
    let mut meanings: Vec<Meaning> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (taken, found) = meaning_at(&lexicon, words.get(at..).unwrap_or_default());
        match found {
            Some(found) => meanings.extend(found),
            None => unknown += 1,
        }
        at += taken;
    }
    let mut readings = vec![(Concepts::default(), u32::MAX)];
    for senses in &meanings {
        let before = std::mem::take(&mut readings);
        for (concepts, languages) in before {
            for sense in senses {
                if readings.len() < READINGS {
                    let said = if sense.concepts == Concepts::of(&[The]) {
                        Concepts::default()
                    } else {
                        sense.concepts
                    };
                    readings.push((or(concepts, said), languages & sense.languages));
                }
            }
        }
    }
    readings
        .into_iter()
        .map(|(concepts, languages)| Reading { concepts, unknown, is_mixed: languages == 0 })
        .filter(|reading| !reading.concepts.is_empty())
        .collect()
}

/// The words of a heading without digits; a sign for a number is the word `nr`.
fn words_of(header: &str) -> Vec<String> {
    let words = normalise(header).words.into_iter();
    let mut bare: Vec<String> = Vec::new();
    for word in words {
        let mut before = None;
        for c in word.chars() {
            // digits say nothing, and end a word as a change of script does
            let script = (!c.is_ascii_digit()).then(|| is_dense(c));
            match (script, bare.last_mut()) {
                (None, _) => {}
                (Some(_), Some(last)) if script == before => last.push(c),
                (Some(_), _) => bare.push(c.to_string()),
            }
            before = script;
        }
    }
    bare
}

/// What stands at the beginning of some words: how many of them, and the meanings; `None` for a word that is not known.
fn meaning_at(lexicon: &Lexicon, words: &[String]) -> (usize, Option<Vec<Meaning>>) {
    for count in (1..=words.len().min(4)).rev() {
        let joined = words.get(..count).unwrap_or_default().concat();
        let senses = lexicon.senses(&joined);
        if !senses.is_empty() {
            return (count, Some(vec![senses.to_vec()]));
        }
    }
    let Some(word) = words.first() else { return (1, None) };
    if word.contains(char::REPLACEMENT_CHARACTER) {
        let senses = lexicon.senses_of_damaged(word);
        return (1, (!senses.is_empty()).then(|| vec![senses]));
    }
    // letters that some keyboards have not
    let plain = word.replace("ae", "a").replace("oe", "o").replace("ue", "u").replace("aa", "a");
    if plain != *word && !lexicon.senses(&plain).is_empty() {
        return (1, Some(vec![lexicon.senses(&plain).to_vec()]));
    }
    if let Some(parts) = compound(lexicon, word).or_else(|| compound(lexicon, &plain)) {
        return (1, Some(parts));
    }
    // a letter alone says nothing, and harms nothing
    if word.chars().count() == 1 && word.is_ascii() { (1, Some(Vec::new())) } else { (1, None) }
}

/// True for a letter of a script that is written without spaces between words.
fn is_dense(c: char) -> bool {
    c as u32 >= 0x2E80
}

/// Letters that join the parts of a compound: Rechnung-s-nummer, Kunde-n-nummer.
const JOINTS: [&str; 6] = ["", "s", "n", "en", "e", "es"];

/// A word that is several: `fakturadato`, `Kundennummer`, `订单编号`. Of the ways to take it apart the one with the fewest
/// parts; in a script without spaces a part may stay unknown.
fn compound(lexicon: &Lexicon, word: &str) -> Option<Vec<Meaning>> {
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    let n = letters.len();
    if !(2..=40).contains(&n) {
        return None;
    }
    let place = |at: usize| letters.get(at).map_or(word.len(), |&(place, _)| place);
    let is_dense = word.chars().all(is_dense);
    // the cheapest way to each place: cost, where it came from, the word
    let mut best: Vec<Option<(u32, usize, Option<&str>)>> = vec![None; n + 1];
    if let Some(first) = best.first_mut() {
        *first = Some((0, 0, None));
    }
    for at in 0..n {
        let Some(&Some((cost, ..))) = best.get(at) else { continue };
        let mut offer = |end: usize, cost: u32, part| {
            if let Some(slot) = best.get_mut(end)
                && slot.is_none_or(|(before, ..)| cost < before)
            {
                *slot = Some((cost, at, part));
            }
        };
        for end in at + 1..=n.min(at + lexicon.longest) {
            let part = word.get(place(at)..place(end)).unwrap_or_default();
            // short words stand for anything inside a longer one, but for the sign of a number at its end
            let is_long = is_dense || 2 < end - at || (end == n && matches!(part, "nr" | "id" | "no"));
            if !is_long || lexicon.senses(part).is_empty() {
                continue;
            }
            for joint in JOINTS {
                let rest = word.get(place(end)..).unwrap_or_default();
                if end < n || joint.is_empty() {
                    if rest.starts_with(joint) {
                        offer(end + joint.len(), cost + 10 + joint.len() as u32, Some(part));
                    }
                    if is_dense {
                        break;
                    }
                }
            }
        }
        if is_dense {
            offer(at + 1, cost + 25, None);
        }
    }
    let mut parts = Vec::new();
    let mut unknown = 0;
    let mut at = n;
    while at > 0 {
        let &(_, from, part) = best.get(at)?.as_ref()?;
        match part {
            Some(part) => parts.push(lexicon.senses(part).to_vec()),
            None => unknown += 1,
        }
        at = from;
    }
    parts.reverse();
    (!parts.is_empty() && unknown <= parts.len()).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(header: &str) -> Option<(Role, f64)> {
        meanings(header).into_iter().next()
    }

    #[test]
    fn headers_of_many_languages() {
        for (header, want) in [
            ("Item Total", Role::Amount),
            ("CustomerID", Role::Customer),
            ("Kundenr.", Role::Customer),
            ("Kunden-Nr.", Role::Customer),
            ("Member_number", Role::Customer),
            ("Customer No.", Role::Customer),
            ("id_pelanggan", Role::Customer),
            ("客户 ID", Role::Customer),
            ("顧客コード", Role::Customer),
            ("Relatiecode", Role::Customer),
            ("Email (Billing)", Role::Email),
            ("E-post", Role::Email),
            ("customer_email", Role::Email),
            ("Fakturanr.", Role::Order),
            ("Bestellnummer", Role::Order),
            ("numer zamówienia", Role::Order),
            ("Order #", Role::Order),
            ("Номер заказа", Role::Order),
            ("订单编号", Role::Order),
            ("受注番号", Role::Order),
            ("N° commande", Role::Order),
            ("InvoiceDate", Role::Date),
            ("Bogføringsdato", Role::Date),
            ("Created (UTC)", Role::Date),
            ("订单创建时间", Role::Date),
            ("data_compra", Role::Date),
            ("Rechnungsdatum", Role::Date),
            ("Varetekst", Role::ProductName),
            ("Varubenämning", Role::ProductName),
            ("Varenr.", Role::Product),
            ("Item #", Role::Product),
            ("StockCode", Role::Product),
            ("Lineitem quantity", Role::Quantity),
            ("Quantité", Role::Quantity),
            ("Antall", Role::Quantity),
            ("Leveringsland", Role::Country),
            ("Bestilt", Role::Date),
            ("Stk. pris", Role::UnitPrice),
            ("Á-pris", Role::UnitPrice),
            ("harga_jual_satuan", Role::UnitPrice),
            ("Beløb ekskl. moms", Role::Amount),
            ("Beløb DKK", Role::Amount),
            ("Total eks mva", Role::Amount),
            ("tran_amount", Role::Amount),
            ("valor_compra", Role::Amount),
            ("Bruttobetrag", Role::Amount),
            ("买家实际支付金额", Role::Amount),
            ("Стоимость заказа", Role::Amount),
            ("Rabatkode", Role::Coupon),
            ("Währung", Role::Currency),
            ("Land", Role::Country),
            ("Einkaufspreis", Role::Cost),
            ("Vorname", Role::FirstName),
        ] {
            assert_eq!(best(header).map(|(role, _)| role), Some(want), "{header}: {:?}", meanings(header));
        }
    }

    #[test]
    fn qualifiers_refuse() {
        for (header, role) in [
            ("TotalChildren", Role::Amount),
            ("MaritalStatus", Role::Status),
            ("État civil", Role::Status),
            ("Billing State", Role::Status),
            ("Ship State", Role::Status),
            ("renda_mensal", Role::Amount),
            ("Shipping Cost", Role::Cost),
            ("Tax Amount", Role::Amount),
            ("Restbeløp", Role::Amount),
            ("Openstaand", Role::Amount),
            ("与信限度額", Role::Amount),
            ("birth_date", Role::Date),
            ("Forfallsdato", Role::Date),
            ("website_session_id", Role::Customer),
            ("session_id", Role::Order),
            ("order_item_id", Role::Order),
            ("Customer_Category", Role::Category),
            ("store_name", Role::Name),
            ("staff_id", Role::Customer),
        ] {
            let found = meanings(header).into_iter().find(|(have, _)| *have == role);
            assert!(found.is_none_or(|(_, score)| score < 0.4), "{header} as {role:?}: {found:?}");
        }
    }
}
