//! The choices that make a disguise: every one a function of the seed and of its own name, so that each can be made
//! plain again without moving the others.

use crate::{
    fields::Field,
    noise::Noise,
    random::Random,
    styles::{DateStyle, Delimiter, Encoding, Frame, NumberStyle, TextStyle},
    words::LANGUAGES,
};

/// What a row stands for, and which files there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// One file, a row a line.
    Lines,
    /// One file, a row an order.
    Orders,
    /// One file, a row an order, its products in one cell.
    OneCell,
    /// A row a line, and no order number.
    LinesWithoutNumber,
    /// A row an order, and no order number.
    OrdersWithoutNumber,
    /// Orders with who and when, lines with what.
    OrdersAndLines,
    /// Orders with totals, and who the customers are.
    OrdersAndCustomers,
    /// Three files.
    LinesOrdersCustomers,
    /// Four files; the products know their names, and at times their prices.
    Four,
}

impl Grain {
    /// Whether everything stands in one file.
    pub fn is_one_file(self) -> bool {
        use Grain::{Lines, LinesWithoutNumber, OneCell, Orders, OrdersWithoutNumber};
        matches!(self, Lines | Orders | OneCell | LinesWithoutNumber | OrdersWithoutNumber)
    }
    /// Whether rows are lines.
    pub fn has_lines(self) -> bool {
        !matches!(
            self,
            Grain::Orders | Grain::OneCell | Grain::OrdersWithoutNumber | Grain::OrdersAndCustomers
        )
    }
    /// Whether orders have numbers.
    pub fn has_numbers(self) -> bool {
        !matches!(self, Grain::LinesWithoutNumber | Grain::OrdersWithoutNumber)
    }
    /// Whether the customers have a file of their own.
    pub fn has_customers(self) -> bool {
        matches!(self, Grain::OrdersAndCustomers | Grain::LinesOrdersCustomers | Grain::Four)
    }
}

/// Which columns say what was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amounts {
    /// Quantity, price and amount.
    Full,
    /// No price.
    AmountOnly,
    /// Quantity and price, the amount is their product.
    PriceOnly,
    /// Quantity, price, discount, and what is left.
    Discount,
    /// Quantity, price and a share taken off; no amount.
    Share,
    /// Without tax, the tax, and with it.
    NetAndGross,
}

/// How headings are spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// As the language writes them.
    AsWritten,
    /// order_date
    Snake,
    /// orderDate
    Camel,
    /// OrderDate
    Pascal,
    /// ORDER_DATE
    Upper,
    /// order date
    Lower,
}

/// What a key is called in the file that it is looked up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyName {
    /// The same as where it is used.
    Same,
    /// Just `id`.
    Id,
    /// Another word.
    Other,
}

/// The kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Delimited text.
    Csv,
    /// A workbook with numbers and dates.
    Xlsx,
    /// A workbook of texts.
    XlsxOfTexts,
}

/// In which order the rows stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowOrder {
    /// The oldest first.
    OldestFirst,
    /// The newest first.
    NewestFirst,
    /// By customer.
    ByCustomer,
    /// Orders in any order.
    Any,
}

/// All choices.
#[derive(Debug, Clone)]
pub struct Disguise {
    /// What everything follows from.
    pub seed: u64,
    /// Index into the languages.
    pub language: usize,
    /// How headings are spelt.
    pub spelling: Spelling,
    /// Whether headings are other words than the usual ones.
    pub other_words: bool,
    /// What a key is called where it is looked up.
    pub key_name: KeyName,
    /// What a row stands for.
    pub grain: Grain,
    /// Which columns say who bought.
    pub identity: &'static [Field],
    /// Which columns say what was paid.
    pub amounts: Amounts,
    /// Whether the columns stand in another order.
    pub columns_moved: bool,
    /// How many columns there are that only distract.
    pub distracting: usize,
    /// How numbers are written.
    pub numbers: NumberStyle,
    /// How days are written.
    pub dates: DateStyle,
    /// The kind of file.
    pub format: Format,
    /// How a text file is written.
    pub text: TextStyle,
    /// What stands around the rows.
    pub frame: Frame,
    /// In which order rows stand.
    pub rows: RowOrder,
    /// Whether ids have other shapes than the plain ones.
    pub other_ids: bool,
    /// What is wrong with the data.
    pub noise: Vec<Noise>,
}

/// The ways to say who bought; the first is the plain one.
const IDENTITIES: [&[Field]; 12] = {
    use Field::{City, Country, Customer, Email, FirstName, LastName, Name, Phone, Postcode};
    [
        &[Customer, Email, Name],
        &[Customer],
        &[Email],
        &[Name],
        &[Email, Name],
        &[Customer, Name],
        &[Name, Phone],
        &[FirstName, LastName],
        &[FirstName, LastName, Email],
        &[Customer, Email, Phone],
        &[Customer, Name, Country, City, Postcode],
        &[Phone],
    ]
};

/// What can be made plain by itself.
pub const DIMENSIONS: [&str; 18] = [
    "language",
    "spelling",
    "words",
    "keys",
    "grain",
    "identity",
    "amounts",
    "order",
    "distracting",
    "numbers",
    "dates",
    "format",
    "text",
    "frame",
    "rows",
    "ids",
    "noise1",
    "noise2",
];

impl Disguise {
    /// The plain dress: English, one csv of lines, nothing wrong.
    pub fn plain(seed: u64) -> Self {
        Self {
            seed,
            language: 0,
            spelling: Spelling::AsWritten,
            other_words: false,
            key_name: KeyName::Same,
            grain: Grain::Lines,
            identity: IDENTITIES[0],
            amounts: Amounts::Full,
            columns_moved: false,
            distracting: 0,
            numbers: NumberStyle::PLAIN,
            dates: DateStyle::Iso,
            format: Format::Csv,
            text: TextStyle::PLAIN,
            frame: Frame::default(),
            rows: RowOrder::OldestFirst,
            other_ids: false,
            noise: Vec::new(),
        }
    }

    /// The disguise of a seed.
    pub fn of(seed: u64) -> Self {
        let random = |purpose| Random::new(seed, purpose);
        let mut chosen = Self::plain(seed);
        chosen.language = random("language").below(LANGUAGES.len());
        chosen.spelling = random("spelling").weighted(&[
            (50, Spelling::AsWritten),
            (20, Spelling::Snake),
            (7, Spelling::Camel),
            (8, Spelling::Pascal),
            (7, Spelling::Upper),
            (8, Spelling::Lower),
        ]);
        chosen.other_words = random("words").chance(70);
        chosen.key_name =
            random("keys").weighted(&[(60, KeyName::Same), (25, KeyName::Id), (15, KeyName::Other)]);
        chosen.grain = random("grain").weighted(&[
            (28, Grain::Lines),
            (18, Grain::Orders),
            (6, Grain::OneCell),
            (6, Grain::LinesWithoutNumber),
            (7, Grain::OrdersWithoutNumber),
            (10, Grain::OrdersAndLines),
            (9, Grain::OrdersAndCustomers),
            (8, Grain::LinesOrdersCustomers),
            (8, Grain::Four),
        ]);
        chosen.identity = random("identity").pick(&IDENTITIES);
        chosen.amounts = random("amounts").weighted(&[
            (30, Amounts::Full),
            (20, Amounts::AmountOnly),
            (15, Amounts::PriceOnly),
            (13, Amounts::Discount),
            (10, Amounts::Share),
            (12, Amounts::NetAndGross),
        ]);
        chosen.columns_moved = random("order").chance(50);
        chosen.distracting = random("distracting").weighted(&[(35, 0), (25, 2), (25, 4), (15, 8)]);
        chosen.numbers = NumberStyle::of(&mut random("numbers"));
        chosen.dates = DateStyle::of(&mut random("dates"));
        chosen.format =
            random("format").weighted(&[(75, Format::Csv), (19, Format::Xlsx), (6, Format::XlsxOfTexts)]);
        chosen.text = TextStyle::of(&mut random("text"));
        chosen.frame = Frame::of(&mut random("frame"));
        chosen.rows = random("rows").weighted(&[
            (50, RowOrder::OldestFirst),
            (20, RowOrder::NewestFirst),
            (15, RowOrder::ByCustomer),
            (15, RowOrder::Any),
        ]);
        chosen.other_ids = random("ids").chance(70);
        chosen.noise = Noise::of(&mut random("noise"), &chosen);
        chosen.settle();
        chosen
    }

    /// Makes the named choices plain.
    pub fn without(mut self, dimensions: &[&str]) -> Self {
        let plain = Self::plain(self.seed);
        let noise = std::mem::take(&mut self.noise);
        for &dimension in dimensions {
            match dimension {
                "language" => self.language = plain.language,
                "spelling" => self.spelling = plain.spelling,
                "words" => self.other_words = false,
                "keys" => self.key_name = plain.key_name,
                "grain" => self.grain = plain.grain,
                "identity" => self.identity = plain.identity,
                "amounts" => self.amounts = plain.amounts,
                "order" => self.columns_moved = false,
                "distracting" => self.distracting = 0,
                "numbers" => self.numbers = plain.numbers,
                "dates" => self.dates = plain.dates,
                "format" => self.format = plain.format,
                "text" => self.text = plain.text,
                "frame" => self.frame = plain.frame.clone(),
                "rows" => self.rows = plain.rows,
                "ids" => self.other_ids = false,
                _ => {}
            }
        }
        let kept = |index: usize| !dimensions.contains(&["noise1", "noise2"][index]);
        self.noise =
            noise.into_iter().enumerate().filter(|(index, _)| kept(*index)).map(|(_, one)| one).collect();
        self.settle();
        self
    }

    /// Drops noise that the other choices leave no room for, and makes room for the rest: no file of the kind would
    /// exist otherwise.
    fn settle(&mut self) {
        let noise = std::mem::take(&mut self.noise);
        for one in noise {
            if one.fits(self) {
                one.make_room(self);
                self.noise.push(one);
            }
        }
        // month first is written where English is, or in what an English program wrote
        if self.language != 0 && !self.has(Noise::SwappedDays) {
            self.dates = self.dates.outside_english();
        }
        if self.grain.has_customers() && !self.identity.contains(&Field::Customer) {
            // what the customers' file adds to the number
            self.identity = IDENTITIES[0];
        }
        if self.grain == Grain::Four && !matches!(self.amounts, Amounts::PriceOnly | Amounts::Share) {
            self.amounts = Amounts::Full;
        }
        let fits = |encoding: Encoding| encoding.fits(self.language);
        if !fits(self.text.encoding) {
            self.text.encoding = Encoding::Utf8;
        }
        // a comma within every number would leave no cell without quotes
        if self.text.delimiter == Delimiter::Comma
            && self.numbers.decimal == ','
            && !self.has(Noise::CellsSlipped)
        {
            self.text.delimiter = Delimiter::Semicolon;
        }
        if self.has(Noise::CurrenciesInCells) || self.has(Noise::CurrenciesInAColumn) {
            // nothing adds up across currencies
            self.frame.total_row = false;
        }
    }

    /// Whether a kind of noise is there.
    pub fn has(&self, noise: Noise) -> bool {
        self.noise.contains(&noise)
    }

    /// Random numbers of this disguise for one purpose.
    pub fn random(&self, purpose: &str) -> Random {
        Random::new(self.seed, purpose)
    }

    /// Every choice that is not plain, in words.
    pub fn choices(&self) -> Vec<String> {
        let plain = Self::plain(self.seed);
        let mut words: Vec<String> = self.noise.iter().map(|noise| format!("noise: {noise:?}")).collect();
        let mut say = |is_other: bool, word: String| words.extend(is_other.then_some(word));
        say(self.grain != plain.grain, format!("grain: {:?}", self.grain));
        say(self.amounts != plain.amounts, format!("amounts: {:?}", self.amounts));
        say(self.identity != plain.identity, {
            let fields: Vec<&str> = self.identity.iter().map(|field| field.id()).collect();
            format!("who: {}", fields.join("+"))
        });
        say(self.language != 0, format!("language: {}", LANGUAGES[self.language].0));
        say(self.spelling != plain.spelling, format!("spelling: {:?}", self.spelling));
        say(self.other_words, "headings: other words".to_owned());
        let joins = self.grain.has_customers() || self.grain == Grain::OrdersAndLines;
        say(joins && self.key_name != plain.key_name, format!("keys: {:?}", self.key_name));
        say(self.columns_moved, "columns: moved".to_owned());
        say(self.distracting > 0, format!("distracting columns: {}", self.distracting));
        say(self.other_ids, "ids: other shapes".to_owned());
        let is_text = self.format != Format::Xlsx;
        let dates_matter = is_text || self.dates.is_number();
        say(dates_matter && self.dates != plain.dates, format!("dates: {:?}", self.dates));
        if is_text {
            words.extend(self.numbers.choices());
        }
        let mut say = |is_other: bool, word: String| words.extend(is_other.then_some(word));
        say(self.format != plain.format, format!("format: {:?}", self.format));
        say(self.rows != plain.rows, format!("rows: {:?}", self.rows));
        if self.format == Format::Csv {
            words.extend(self.text.choices());
        }
        words.extend(self.frame.choices(self.format == Format::Csv));
        words
    }
}
