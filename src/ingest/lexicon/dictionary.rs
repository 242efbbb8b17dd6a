//! What headers mean, in the languages and exports that shops use. Matching is loose: case, accents, dots and word
//! order do not count.

use crate::{base::hash::Map, recipe::Role};

/// A header broken down for matching.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// Letters and digits only, lower case, without accents.
    pub joined: String,
    /// The same as words; camel case is split.
    pub words: Vec<String>,
}

/// Lower case, accents removed, Nordic and German letters in one spelling.
pub fn fold(c: char) -> &'static str {
    match c {
        'æ' | 'Æ' => "ae",
        'ø' | 'ö' | 'Ø' | 'Ö' => "o",
        'å' | 'ä' | 'Ä' | 'á' | 'à' | 'â' | 'ã' | 'ą' | 'Å' | 'Á' | 'À' | 'Â' | 'Ą' => "a",
        'é' | 'è' | 'ê' | 'ë' | 'ę' | 'É' | 'È' | 'Ê' | 'Ę' => "e",
        'í' | 'ì' | 'î' | 'ï' => "i",
        'ó' | 'ò' | 'ô' | 'õ' | 'Ó' => "o",
        'ú' | 'ù' | 'û' | 'ü' | 'Ü' => "u",
        'ß' => "ss",
        'ç' | 'ć' | 'č' => "c",
        'ñ' | 'ń' => "n",
        'ł' | 'Ł' => "l",
        'ś' | 'š' => "s",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    }
}

/// Breaks a header down.
pub fn normalise(header: &str) -> Header {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before_lower = false;
    for c in header.chars() {
        let folded = fold(c);
        let sign = matches!(c, '#' | '№');
        if !c.is_alphanumeric() && !sign {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            before_lower = false;
            continue;
        }
        if (c.is_uppercase() && before_lower || sign) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        before_lower = c.is_lowercase() || c.is_ascii_digit();
        match folded {
            "" if sign => word.push_str("nr"),
            "" => word.extend(c.to_lowercase()),
            folded => word.push_str(folded),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    Header { joined: words.concat(), words }
}

/// Role, weight from 0 to 100, and the headers that mean it. A header may stand for several roles: the cells decide.
const ENTRIES: &[(Role, u8, &str)] = &[
    // who
    (
        Role::Customer,
        100,
        "customer id|customer no|customer nr|customer number|customerid|cust id|cust no|customer code|customer key|client id|client no|client number|account id|account no|account number|member number|member id|member no|user id|buyer id|shopper id|contact id|debtor no|debtor number|customer unique id|household id|household key|kundenr|kundenummer|kunde nr|kunde id|kundeid|debitornr|debitornummer|debitor nr|debitor|medlemsnr|medlemsnummer|kundnr|kundnummer|kund id|kundid|kund nr|kunden nr|kunden id|kundennr|debitorennr|debitorennummer|numero client|id client|code client|klantnummer|klant id|klantnr|numer klienta|id klienta|numero de cliente|id cliente|codigo cliente|asiakasnumero|asiakas id|asiakasnro|客户id|客户 id|bill to customer no|sell to customer no",
    ),
    (
        Role::Customer,
        80,
        "customer|client|account|kunde|kund|kunden|member|buyer|user|household|klient|klant|cliente|asiakas|sample id|master id|medlem|card id|loyalty id|card number",
    ),
    (
        Role::Email,
        100,
        "email|e mail|customer email|email billing|billing email|email address|customer email address|e mail address|e mailadresse|emailadresse|mailadresse|mail|epost|e post|epostadress|e postadress|e postadresse|kundens email|kunde email|kunde e mail|contact email|buyer email|customer mail|invoice email address|courriel|adresse email|correo electronico|correo|sahkoposti|adres email|e mailadres|email klienta|payer email|shipping email|from email address|user email|client email",
    ),
    (
        Role::Name,
        100,
        "customer name|billing name|client name|bill to name|buyer name|kundenavn|kunde navn|kundnamn|kundens navn|kundename|name des kunden|nom client|nom du client|klantnaam|nazwa klienta|nombre cliente|nombre del cliente|asiakkaan nimi|asiakasnimi|full name|contact name|debitornavn|payer name|recipient name|customer full name",
    ),
    (
        Role::Name,
        70,
        "name|navn|namn|nom|naam|nombre|nimi|shipping name|customer description|ship to name|company|firma|first name billing|customer firstname|fornavn|fornamn|vorname|first name",
    ),
    (
        Role::Phone,
        100,
        "phone|phone number|telephone|mobile|cell|billing phone|phone billing|customer phone|telefon|telefonnummer|tlf|mobil|mobilnr|mobilnummer|tlf nr|telefonnr|handynummer|telefoon|telefono|puhelin|numer telefonu|shipping phone|tel",
    ),
    (
        Role::Postcode,
        100,
        "postcode|post code|postal code|zip|zip code|billing zip|postcode billing|billing postcode|billing postal code|postnr|postnummer|post nr|plz|postleitzahl|code postal|kod pocztowy|codigo postal|postinumero|shipping zip|customer zip code prefix",
    ),
    // which order
    (
        Role::Order,
        100,
        "order id|order no|order nr|order number|orderid|invoice no|invoice nr|invoice number|invoice id|invoice|transaction id|transaction no|transaction number|receipt number|receipt no|receipt id|basket id|order reference|order ref|document no|document number|voucher no|sales order|ordrenr|ordrenummer|ordre nr|ordre id|fakturanr|fakturanummer|faktura nr|bilagsnr|bilagsnummer|bilag|bonnr|bon nr|kvitteringsnr|kvittonr|ordernr|ordernummer|orderid|fakturanr|faktura|verifikationsnr|bestellnummer|bestellnr|bestell nr|rechnungsnummer|rechnungsnr|rechnungs nr|belegnummer|belegnr|auftragsnummer|auftragsnr|numero de commande|no commande|numero commande|numero facture|bestelnummer|factuurnummer|numer zamowienia|nr zamowienia|numer faktury|numero de pedido|id pedido|numero de factura|tilausnumero|laskunumero|payment id|charge id|order name|order uuid",
    ),
    (
        Role::Order,
        75,
        "order|ordre|transaction|receipt|basket|bestellung|commande|bestelling|pedido|tilaus|reference|sale id|checkout id|purchase id",
    ),
    (Role::Order, 45, "id|number|no|nr|name|name 1"),
    // when
    (
        Role::Date,
        100,
        "order date|orderdate|invoice date|purchase date|date of purchase|created at|order date time|order created|created utc|transaction date|trans date|tran date|sale date|sales date|date created|order time|ordered at|purchased at|purchase timestamp|order purchase timestamp|invoice datetime|ordredato|bestilt|bestilt dato|bestilld|bestellt am|betalt dato|ordre dato|fakturadato|faktura dato|bilagsdato|kobsdato|bestillingsdato|orderdatum|fakturadatum|kopdatum|bestelldatum|rechnungsdatum|kaufdatum|belegdatum|auftragsdatum|date de commande|date commande|date facture|besteldatum|factuurdatum|data zamowienia|data faktury|fecha de pedido|fecha pedido|fecha de compra|fecha de factura|tilauspaiva|tilauspvm|laskupaiva|order placed at|order date created|processed at|datetime|timestamp|date time",
    ),
    (
        Role::Date,
        85,
        "date|dato|datum|data|fecha|paivamaara|pvm|paid at|payment date|day|dag|tag|bogforingsdato|bokforingsdatum|bokforingsdato|buchungsdatum|posting date|betalingsdato|created|oprettet|skapad|erstellt|bogfort|transaktionsdato|transaktionsdatum|dato tid|dato og tid",
    ),
    (
        Role::Date,
        35,
        "completed at|date completed|fulfilled at|shipped at|delivery date|leveringsdato|leveransdatum|due date|forfaldsdato|updated at|forfallodatum|lieferdatum|date paid|paid date",
    ),
    (
        Role::Time,
        90,
        "time|tid|tidspunkt|klokkeslaet|klokkeslett|uhrzeit|zeit|heure|tijd|godzina|hora|kellonaika|order hour|trans time|tidpunkt",
    ),
    // what
    (
        Role::Product,
        100,
        "sku|product id|product no|product number|product code|item id|item no|item nr|item number|item code|stock code|stockcode|article no|article number|article id|product sku|lineitem sku|line item sku|variant sku|ean|gtin|barcode|upc|varenr|varenummer|vare nr|produktnr|produktnummer|produkt id|artikelnr|artikelnummer|artikel nr|artikel id|vare id|artikelnummer|materialnummer|reference produit|ref produit|productcode|artikelcode|kod produktu|indeks|codigo producto|tuotenumero|tuotekoodi|asin|product key",
    ),
    (Role::Product, 60, "item|artikel|article|vare|product|produkt|produit|producto|tuote"),
    (
        Role::ProductName,
        100,
        "product name|item name|item description|lineitem name|line item name|product title|product description|article name|description|varetekst|varenavn|produktnavn|produktbeskrivelse|beskrivelse|benamning|produktnamn|artikelnamn|varubenamning|bezeichnung|artikelbezeichnung|produktname|artikelname|produktbezeichnung|beschreibung|nom du produit|nom produit|designation|productnaam|omschrijving|nazwa produktu|nombre producto|descripcion|tuotenimi|tuote nimi|beskrivning|varubeteckning|title|itemdescription|product s|products|line items",
    ),
    (
        Role::ProductName,
        85,
        "product|produkt|produit|producto|tuote|tekst|text|artikel|vare|vara|item|line item|ware|item name title",
    ),
    (Role::ProductName, 40, "name|navn|namn|varor|varer"),
    (
        Role::Category,
        100,
        "category|product category|product type|item category|product group|department|kategori|varegruppe|produktgruppe|produktkategori|varekategori|varugrupp|produktgrupp|produktkategori|artikelgruppe|kategorie|warengruppe|produktkategorie|categorie|categorie produit|kategoria|categoria|tuoteryhma|kategoria|collection|category name|sub category|subcategory|commodity desc|productcategory",
    ),
    (
        Role::Category,
        60,
        "vendor|brand|maerke|marke|marka|type|family|group|division|leverandor|brand name|product line|afdeling produkt",
    ),
    (
        Role::Quantity,
        100,
        "quantity|qty|lineitem quantity|line item quantity|units|units sold|number of units|item quantity|order quantity|quantity ordered|antal|antall|antal stk|antall stk|stk|maengde|kvantitet|menge|anzahl|stuckzahl|quantite|qte|aantal|ilosc|cantidad|maara|kpl|items sold|number of cds|no of items|pieces|pcs|order item quantity|number of items",
    ),
    (
        Role::UnitPrice,
        100,
        "unit price|unitprice|price per unit|lineitem price|line item price|item price|item cost|price each|unit cost price|stk pris|stkpris|stykpris|enhedspris|salgspris|pris pr stk|pris stk|pris per stk|enhetspris|apris|a pris|styckpris|einzelpreis|stuckpreis|e preis|prix unitaire|stukprijs|prijs per stuk|cena jednostkowa|precio unitario|yksikkohinta|ahinta|selling price|sales price|list price",
    ),
    (Role::UnitPrice, 75, "price|pris|preis|prix|prijs|cena|precio|hinta|rate"),
    (
        Role::Amount,
        100,
        "line total|line amount|linetotal|order line w o tax|net amount|netto belob|nettobelob|belob ekskl moms|belob eks moms|belob ex moms|linjebelob|linietotal|linjetotal|belopp exkl moms|belopp ex moms|summa exkl moms|sum exl moms|sum ex moms|nettobelopp|radsumma|radbelopp|total eks mva|belop eks mva|sum eks mva|nettobetrag|netto betrag|zeilensumme|montant ht|montant total|netto bedrag|kwota netto|importe neto|net sales|net revenue|n revenue formatted|n revenue|line revenue|sales value|dollar value|revenue|omsaetning|omsattning|umsatz|sales|sales amount|sale amount|total without tax|totalwithouttax|amount excl vat|amount ex vat|total excl vat|total ex vat|subtotal ex vat|price total|extended price|ext price|total price|total amount|amount total|order amount|order total|order value|order total amount|belob i alt|total belob|totalbelob|totalbelopp|gesamtbetrag|gesamtpreis|summe netto|tran amount|transaction amount|transaction value|payment value|amount spent|spend|monetary value|total line|rivisumma|omsaetning ekskl moms|salg",
    ),
    (
        Role::Amount,
        90,
        "amount|belob|belopp|betrag|montant|bedrag|kwota|importe|summa|sum|summe|netto|net|value|total|grand total|gesamt|i alt|totalt|subtotal|grand total base|totalsum|total sum|order line total|total ekskl moms|line subtotal|yhteensa|razem|wartosc|vaerdi|loppusumma",
    ),
    (
        Role::Amount,
        70,
        "belob inkl moms|belopp inkl moms|total inkl moms|total incl vat|amount incl vat|brutto|gross|gross amount|bruttobelob|bruttobelopp|bruttobetrag|totalwithtax|total with tax|order line total inc tax|grand total purchased|gross sales|paid amount|amount paid|betalt|payment amount|total inkl mva|montant ttc|line total incl vat",
    ),
    (
        Role::Discount,
        95,
        "discount|discount amount|rabat|rabatt|rabatbelob|rabattbelopp|rabattbetrag|remise|korting|znizka|descuento|alennus|lineitem discount|line discount|retail disc|total discount|discount value|discounts|nachlass|cart discount|rabat belob",
    ),
    (
        Role::Coupon,
        95,
        "coupon|coupon code|coupon s|coupons|coupons used|discount code|discount codes|promo code|voucher code|promotion code|rabatkode|rabattkod|rabattkode|kupon|kuponkode|kampagnekode|gutschein|gutscheincode|rabattcode|code promo|kortingscode|kod rabatowy|cupon|alennuskoodi|voucher|code de reduction|discount title",
    ),
    (
        Role::Channel,
        95,
        "channel|sales channel|sales channel id|source|order source|source name|purchase point|kanal|salgskanal|forsaljningskanal|vertriebskanal|verkaufskanal|canal|canal de vente|kanaal|kanal sprzedazy|canal de venta|myyntikanava|kanava|store|shop|butik|utm source|traffic source|referrer|marketplace|afdeling|filiale|location|store name|outlet|origin|medium|utm medium",
    ),
    (
        Role::Campaign,
        95,
        "campaign|campaign name|utm campaign|kampagne|kampanj|kampanje|campagne|kampania|campana|kampanja|marketing campaign|campaign id",
    ),
    (
        Role::Country,
        100,
        "country|billing country|country code|country code billing|billing country code|customer country|ship country|shipping country|land|leveringsland|fakturaland|landekode|landkod|landskode|pays|kraj|pais|maa|country name|country code shipping|lieferland|rechnungsland|bill to country",
    ),
    (
        Role::Currency,
        100,
        "currency|currency code|valuta|valutakode|valutakod|wahrung|devise|munteenheid|waluta|moneda|valuutta|currency id|order currency",
    ),
    (
        Role::Status,
        90,
        "status|order status|financial status|payment status|ordrestatus|ordre status|orderstatus|bestellstatus|statut|state|order state|cancelled at|order state id|betalingsstatus|tilstand|estado|tila|zahlungsstatus",
    ),
    (
        Role::Cost,
        95,
        "cost|cogs|cost of goods sold|total cost|line cost|cost price|unit cost|kostpris|kost|vareforbrug|inkopspris|inkopskostnad|einkaufspreis|ek preis|wareneinsatz|prix d achat|inkoopprijs|koszt|coste|costo|total costs|hankintahinta|cost of goods|unit cost price",
    ),
];

/// Headers whose meanings are kept: more columns than this are no export.
const KEPT_HEADERS: usize = 20_000;

thread_local! {
    /// The same headers are asked for again and again, and a file may have ten thousand of them.
    static KNOWN: std::cell::RefCell<Map<String, Vec<(Role, f64)>>> = std::cell::RefCell::default();
}

/// How strongly a header speaks for each role, 0 to 1; empty where it says nothing.
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

fn look_up(header: &str) -> Vec<(Role, f64)> {
    let header = normalise(header);
    let mut found: Vec<(Role, f64)> = Vec::new();
    if header.joined.is_empty() {
        return found;
    }
    let forms = forms_of(&header);
    for &(role, weight, phrases) in ENTRIES {
        let likeness = |phrase| {
            let form = forms.iter().find(|(form, _)| same(form, phrase));
            form.map_or_else(|| likeness_of_words(&header, phrase), |&(_, likeness)| likeness)
        };
        let best = phrases.split('|').map(likeness).fold(0.0, f64::max);
        if best > 0.0 {
            found.push((role, f64::from(weight) / 100.0 * best));
        }
    }
    found
}

/// What a phrase may be to be the same header, and how much that says.
fn forms_of(header: &Header) -> Vec<(String, f64)> {
    let joined = header.joined.as_str();
    let mut forms = vec![(joined.to_owned(), 1.0)];
    // "nr", "no" and "number" are one word
    for ending in ["number", "nummer", "no"] {
        if let Some(stem) = joined.strip_suffix(ending).filter(|stem| stem.len() > 2) {
            forms.push((format!("{stem}nr"), 0.98));
        }
    }
    // a unit or a currency behind the word: "Beløb DKK", "Amount (EUR)", "Pris kr"
    if let [_, .., last] = header.words.as_slice()
        && matches!(last.as_str(), "dkk" | "sek" | "nok" | "eur" | "usd" | "gbp" | "kr" | "pln" | "chf" | "1")
        && let Some(stem) = joined.strip_suffix(last.as_str())
    {
        forms.push((stem.to_owned(), 0.95));
    }
    forms
}

/// Less than 1 where the phrase is only a part of the header, or its words in another order.
fn likeness_of_words(header: &Header, phrase: &str) -> f64 {
    // most headers are one word
    if header.words.len() < 2 {
        return 0.0;
    }
    let in_header = |word: &str| header.words.iter().any(|have| have == word);
    let n_words = phrase.split(' ').count();
    if phrase.len() >= 4 && n_words < header.words.len() && phrase.split(' ').all(in_header) {
        // every word of the phrase is there, among others
        let share = n_words as f64 / header.words.len() as f64;
        return 0.45 + 0.4 * share;
    }
    if n_words > 1 && header.words.len() == n_words && phrase.split(' ').all(in_header) {
        return 0.9; // another order
    }
    0.0
}

/// Compares without the spaces of the phrase.
pub(in crate::ingest) fn same(joined: &str, phrase: &str) -> bool {
    joined.bytes().eq(phrase.bytes().filter(|&byte| byte != b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_five_languages() {
        for (header, want) in [
            ("CustomerID", Role::Customer),
            ("Kundenr.", Role::Customer),
            ("Kunden-Nr.", Role::Customer),
            ("Member_number", Role::Customer),
            ("Customer No.", Role::Customer),
            ("Email (Billing)", Role::Email),
            ("E-post", Role::Email),
            ("customer_email", Role::Email),
            ("Fakturanr.", Role::Order),
            ("Bestellnummer", Role::Order),
            ("numer zamówienia", Role::Order),
            ("Order #", Role::Order),
            ("InvoiceDate", Role::Date),
            ("Bogføringsdato", Role::Date),
            ("Created (UTC)", Role::Date),
            ("Varetekst", Role::ProductName),
            ("Benämning", Role::ProductName),
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
            ("Beløb ekskl. moms", Role::Amount),
            ("Beløb DKK", Role::Amount),
            ("Total eks mva", Role::Amount),
            ("tran_amount", Role::Amount),
            ("Rabatkode", Role::Coupon),
            ("Währung", Role::Currency),
            ("Land", Role::Country),
            ("Einkaufspreis", Role::Cost),
        ] {
            let best = meanings(header).into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
            assert_eq!(best.map(|(role, _)| role), Some(want), "{header}: {:?}", meanings(header));
        }
    }
}
