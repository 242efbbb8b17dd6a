//! Problems, reasons, roles and stages in the shop owner's words.

use stamkunde::{
    answers::{
        About, ChurnState, ContentKind, Decision, GuessReason, ImportNote, LeftOut, ProductRole, RfmGroup,
        SegmentId, SetAsideReason, Stage, TableUse, Verdict,
    },
    protocol::{Problem, Step},
    recipe::{DateOrder, Role},
};

use super::format;

/// What went wrong, and what to do about it.
pub fn problem(problem: &Problem) -> String {
    match problem {
        Problem::EmptyFile => "This file is empty. Export the orders again and drop the new file.".to_owned(),
        Problem::NotATable { looks_like: Some(what) } if what.contains(" inside a ") => {
            format!("This is {what}, and only the outer one is opened here. Unpack it and drop the file inside.")
        }
        Problem::NotATable { looks_like: Some(what) } => {
            format!("This looks like {what}, not like a table of orders. Export the orders as csv or Excel.")
        }
        Problem::NotATable { looks_like: None } => {
            "This is not a table that can be read. Export the orders as csv or Excel.".to_owned()
        }
        Problem::Encrypted => {
            "This file is protected by a password. Open it in your spreadsheet program, save a copy without one, and drop that.".to_owned()
        }
        Problem::Broken { detail } => {
            format!("This file is damaged and cannot be read to its end ({detail}). Open it in your spreadsheet program, save it again, and drop the new file.")
        }
        Problem::TooLarge { limit } => {
            format!("This file is larger than a browser tab can hold ({limit}). Export a shorter period.")
        }
        Problem::LookupTooLarge { table, limit } => format!(
            "{table} is looked up for every row and has more than {limit}. Leave the file out, or keep only the columns and rows that are needed."
        ),
        Problem::AmountsTooLarge => {
            "The amounts of this file add up to more than 900 trillion, so no sum of them would be right. Is a column of numbers, such as barcodes, taken for the amount? Choose another one below.".to_owned()
        }
        Problem::NoDates => {
            "There is no column with dates. Choose the column with the order date below, or export the orders with their dates.".to_owned()
        }
        Problem::NoCustomers => {
            "There is no column that tells customers apart. Choose one below: an e-mail address, a customer number, a phone number or a name.".to_owned()
        }
        Problem::OneRowPerCustomer => {
            "This file has one row per customer: totals, without a history of purchases. Export the orders instead.".to_owned()
        }
        Problem::NoUsableRows { reason, rows } => {
            let why = reason.map_or(String::new(), |reason| format!(", mostly because: {}", set_aside(reason)));
            format!("None of the {} rows can be used{why}. Check the columns below.", format::int(*rows))
        }
        Problem::NeedsAnswer => "One question is still open. Answer it below.".to_owned(),
        Problem::NothingLoaded => "The program that reads files no longer holds your file. Drop it again.".to_owned(),
        Problem::BadRecipe { detail } => format!("These settings cannot be used: {detail}."),
        Problem::CannotWrite { detail } => format!("The file could not be written: {detail}."),
    }
}

/// A question, and why it is asked.
pub fn question(about: &About) -> (String, &'static str) {
    match about {
        About::WhichColumn(Role::Date) => (
            "Which column holds the date of the order?".to_owned(),
            "No column was recognised as one. Everything about time is counted from it.",
        ),
        About::WhichColumn(Role::Amount) => (
            "Which of these is what was paid?".to_owned(),
            "No column was recognised as it. Without one there is no revenue, only orders and days.",
        ),
        About::WhichColumn(_) => (
            "Which column tells customers apart?".to_owned(),
            "An e-mail address is best, then a number, a phone or a name. One that comes back on several orders is the right one.",
        ),
        About::WhichOf(Role::Amount) => (
            "Which column says what a line was worth?".to_owned(),
            "Several fit, and they differ: with or without tax, postage or discount. All revenue is counted from the one you choose.",
        ),
        About::WhichOf(_) => (
            "Which column tells customers apart?".to_owned(),
            "Two look like customer numbers. The right one stays the same from order to order, so it has fewer different values.",
        ),
        About::DateOrder { example } => (
            format!("What day is {example}?"),
            "Nothing in the file tells whether the day or the month comes first.",
        ),
        About::DecimalSign { example } => (
            format!("How much is {example}?"),
            "Nothing in the file tells whether the sign separates thousands or decimals.",
        ),
        About::NothingSold => (
            "By their status none of these orders was sold. Which of these statuses is a sale here?"
                .to_owned(),
            "Cash on delivery is pending until somebody has paid, and a shop may never change it.",
        ),
        About::Currency => (
            "Which currency do you want to look at?".to_owned(),
            "Amounts of different currencies are never added together. The others are set aside; rates can be typed later under “What went in”.",
        ),
    }
}

/// An answer to a question, as the text of its button; a column is called by its name.
pub fn answer(decision: &Decision) -> String {
    match decision {
        Decision::Column(_, reference) => reference.clone(),
        Decision::DateOrder(DateOrder::DayFirst) => "The day comes first".to_owned(),
        Decision::DateOrder(DateOrder::MonthFirst) => "The month comes first".to_owned(),
        Decision::DateOrder(DateOrder::YearFirst) => "The year comes first".to_owned(),
        Decision::DecimalSign(',') => "The comma separates decimals".to_owned(),
        Decision::DecimalSign(_) => "The point separates decimals".to_owned(),
        Decision::Currency(code) => code.clone(),
        Decision::NoColumn(_) => "None of them: look at orders without amounts".to_owned(),
        Decision::Status(status, _) => status.clone(),
        Decision::CustomerKey(_) | Decision::ExcludeCustomer(_) | Decision::Doubt(..) => String::new(),
    }
}

/// What is being done.
pub fn step(step: Step) -> &'static str {
    match step {
        Step::Looking => "Looking at the file",
        Step::Opening => "Opening the workbook",
        Step::Reading => "Reading rows",
        Step::Answering => "Working out the answers",
        Step::Writing => "Writing the file",
    }
}

/// Why rows were set aside.
pub fn set_aside(reason: SetAsideReason) -> &'static str {
    match reason {
        SetAsideReason::NoCustomer => "no customer on the row",
        SetAsideReason::NoDate => "no date on the row",
        SetAsideReason::UnreadableDate => "the date cannot be read",
        SetAsideReason::UnreadableAmount => "the amount cannot be read",
        SetAsideReason::NoAmount => "no amount on the row",
        SetAsideReason::Cancelled => "cancelled, failed, pending or draft",
        SetAsideReason::DuplicateLine => "already in another file",
        SetAsideReason::TotalRow => "a row of totals",
        SetAsideReason::Blank => "blank rows",
        SetAsideReason::RepeatedHeader => "the header again",
        SetAsideReason::CurrencyDiffers => "another currency",
        SetAsideReason::AfterAsOf => "after the chosen day",
        SetAsideReason::Filtered => "left out by a filter",
        SetAsideReason::ReturnsIgnored => "returns and free lines, which you chose to ignore",
        SetAsideReason::Payment => "a payment and no sale",
        SetAsideReason::ImpossibleDay => "a day that cannot be",
        SetAsideReason::Slipped => "more cells than the heading has",
        SetAsideReason::CustomerExcluded => "a customer who is left out",
    }
}

/// What a column can be.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Customer => "Customer number",
        Role::Email => "E-mail",
        Role::Name => "Customer name",
        Role::FirstName => "First name",
        Role::Phone => "Phone",
        Role::Postcode => "Postcode",
        Role::Order => "Order number",
        Role::Date => "Order date",
        Role::Time => "Time of day",
        Role::Product => "Product number",
        Role::ProductName => "Product name",
        Role::Category => "Category",
        Role::Quantity => "Quantity",
        Role::UnitPrice => "Unit price",
        Role::Amount => "Line amount",
        Role::Discount => "Discount",
        Role::Coupon => "Coupon code",
        Role::Channel => "Sales channel",
        Role::Campaign => "Campaign",
        Role::Country => "Country",
        Role::Currency => "Currency",
        Role::Status => "Order status",
        Role::Cost => "Cost",
    }
}

/// Why a column was taken for what it is.
pub fn guess(reason: &GuessReason) -> String {
    match reason {
        GuessReason::Header => "by its heading".to_owned(),
        GuessReason::KnownExport(name) => format!("a known column of {name}"),
        GuessReason::Content => "by what its cells hold".to_owned(),
        GuessReason::HeaderAndContent => "by its heading and its cells".to_owned(),
        GuessReason::Chosen => "your choice".to_owned(),
    }
}

/// What cells hold.
pub fn content(kind: ContentKind) -> &'static str {
    match kind {
        ContentKind::Empty => "empty",
        ContentKind::Text => "text",
        ContentKind::Labels => "a few labels",
        ContentKind::Integers => "whole numbers",
        ContentKind::Decimals => "numbers",
        ContentKind::Dates => "dates",
        ContentKind::Emails => "e-mail addresses",
    }
}

/// What the import assumed.
pub fn note(note: &ImportNote) -> String {
    match note {
        ImportNote::Encoding(name) => format!("Letters read as {name}."),
        ImportNote::Delimiter(delimiter) => format!("Cells separated by {}.", delimiter_name(delimiter)),
        ImportNote::Sheet(name) => format!("Sheet “{name}”."),
        ImportNote::DateOrder(order) => format!("Dates read {}.", date_order(*order)),
        ImportNote::AmountFromPrice => "The amount of a line is quantity times unit price.".to_owned(),
        ImportNote::Currency(code) => format!("Several currencies: only rows in {code} are used."),
        ImportNote::Deducted(rows) => format!(
            "Refunds and discounts in columns of their own are taken off the amount of {}.",
            format::counted(*rows, "row", "rows")
        ),
        ImportNote::DecimalSign(sign) => {
            if *sign == ',' { "1,5 is one and a half." } else { "1.5 is one and a half." }.to_owned()
        }
        ImportNote::ChangedOrders(orders) => format!(
            "{} in two files or sheets with different lines. All of them are used: have a look at them.",
            format::counted(*orders, "order stands", "orders stand")
        ),
        ImportNote::RepeatedKeys(rows) => format!(
            "{} of the tables that are looked up repeat a number; the first was used.",
            format::counted(*rows, "row", "rows")
        ),
        ImportNote::SplitProducts(rows) => format!(
            "{} hold several products in one cell: told apart, and the amount shared out by units.",
            format::counted(*rows, "row", "rows")
        ),
        ImportNote::CreditNotes(rows) => format!(
            "{} of credit notes without a minus were read as returns.",
            format::counted(*rows, "row", "rows")
        ),
        ImportNote::RoundedAmounts(rows) => {
            format!("{} amounts were rounded to four decimals.", format::int(*rows))
        }
        ImportNote::FormulasWithoutValue(cells) => {
            format!(
                "{} formulas have no stored value: open the file in your spreadsheet program and save it.",
                format::int(*cells)
            )
        }
        ImportNote::DamagedRows(rows) => format!(
            "{} hold bytes that are no characters, as where a file was cut off or damaged: each stands as �.",
            format::counted(*rows, "row", "rows")
        ),
        ImportNote::MixedDateStyles(rows) => {
            format!("{} dates are written in another style than the rest.", format::int(*rows))
        }
        ImportNote::DaysUnknown(rows) => format!(
            "{} say the month, the quarter or the year and no day: read as its first day. Figures by days say nothing here.",
            format::counted(*rows, "row", "rows")
        ),
        ImportNote::UnbalancedQuotes { row } => {
            format!(
                "A quotation mark in row {} never closes; it was read as a plain character.",
                format::int(*row)
            )
        }
    }
}

/// What a table is used for.
pub fn table_use(used: &TableUse) -> String {
    match used {
        TableUse::Lines => "its rows are the orders".to_owned(),
        TableUse::Returns => "its rows are returns".to_owned(),
        TableUse::Joined(by) => format!("looked up by {}", role(*by).to_lowercase()),
        TableUse::JoinedBy(column) => format!("looked up by \"{column}\""),
        TableUse::MarksReturns => "lists orders that were sent back".to_owned(),
        TableUse::LeftOut(why) => format!(
            "not used: {}",
            match why {
                LeftOut::NotPicked => "hidden, or not chosen",
                LeftOut::Empty => "nothing is in it",
                LeftOut::NotOrders => "no orders, and nothing to add to them",
                LeftOut::NotSales => "payments, suppliers or a bank: money, but no sales",
                LeftOut::SameOrders => "the same orders as in another table",
                LeftOut::OtherColumns => "other columns than the orders have; switch it on to use both",
            }
        ),
    }
}

/// Encodings to choose from: label and name.
pub const ENCODINGS: &[(&str, &str)] = &[
    ("utf-8", "UTF-8"),
    ("windows-1252", "Western (windows-1252)"),
    ("windows-1250", "Central European (windows-1250)"),
    ("utf-16le", "UTF-16"),
    ("iso-8859-15", "ISO 8859-15"),
    ("macintosh", "Macintosh"),
    ("ibm850", "DOS, Western (CP850)"),
    ("ibm437", "DOS (CP437)"),
];

/// Delimiters to choose from: id and name.
pub const DELIMITERS: &[(&str, &str)] =
    &[(",", "comma"), (";", "semicolon"), ("tab", "tab"), ("|", "vertical bar"), ("aligned", "spaces")];

/// The name of a delimiter.
pub fn delimiter_name(delimiter: &str) -> String {
    match delimiter {
        "," => "commas".to_owned(),
        ";" => "semicolons".to_owned(),
        "\t" => "tabs".to_owned(),
        "|" => "vertical bars".to_owned(),
        "aligned" => "runs of spaces".to_owned(),
        other => format!("“{other}”"),
    }
}

/// The order that a choice of the page stands for.
pub fn date_order_of(value: &str) -> DateOrder {
    match value {
        "month" => DateOrder::MonthFirst,
        "year" => DateOrder::YearFirst,
        _ => DateOrder::DayFirst,
    }
}

/// How a date is read.
pub fn date_order(order: DateOrder) -> &'static str {
    match order {
        DateOrder::DayFirst => "day first (3/4 is 3 April)",
        DateOrder::MonthFirst => "month first (3/4 is 4 March)",
        DateOrder::YearFirst => "year first (23-04-05 is 5 April 2023)",
    }
}

/// The name of a segment.
pub fn segment(segment: SegmentId) -> &'static str {
    match segment {
        SegmentId::HotOpportunity => "Hot opportunity",
        SegmentId::SecondPurchaseDue => "Second purchase due",
        SegmentId::AtRisk => "At risk",
        SegmentId::Lapsed => "Lapsed",
        SegmentId::Best => "Best customers",
    }
}

/// Who is in a segment.
pub fn segment_rule(segment: SegmentId) -> &'static str {
    match segment {
        SegmentId::HotOpportunity => {
            "Bought once, recently: still within the time in which most people make their second purchase."
        }
        SegmentId::SecondPurchaseDue => {
            "Bought once, and about as long ago as the middle half of returning customers took to come back."
        }
        SegmentId::AtRisk => {
            "Bought twice or more, and silent for almost as long as regular customers ever are."
        }
        SegmentId::Lapsed => "Silent for longer than four in five gaps between purchases have lasted.",
        SegmentId::Best => "Three purchases or more, active, and among the top tenth by revenue.",
    }
}

/// What to do with a segment.
pub fn segment_action(segment: SegmentId) -> &'static str {
    match segment {
        SegmentId::HotOpportunity => {
            "Write now: show what goes with the first purchase. No discount is needed yet."
        }
        SegmentId::SecondPurchaseDue => {
            "Remind them that it is time: refill, season, or the next thing to try."
        }
        SegmentId::AtRisk => "Write personally before they are gone: ask, help, or offer something of value.",
        SegmentId::Lapsed => {
            "One good offer to come back. Leave out of everyday mailings those who do not answer."
        }
        SegmentId::Best => {
            "Thank them: early access, a gift, a question about what they miss. Find more like them."
        }
    }
}

/// The name of a stage.
pub fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::HotOpportunity => "Hot opportunity",
        Stage::Cooling => "Cooling",
        Stage::OneTimeLapsed => "Bought once, lapsed",
        Stage::SecondPurchase => "Second purchase made",
        Stage::Regular => "Regular",
        Stage::Best => "Best",
        Stage::WonBack => "Won back",
        Stage::AtRisk => "At risk",
        Stage::Lapsed => "Lapsed",
    }
}

/// The name of a churn state.
pub fn churn_state(state: ChurnState) -> &'static str {
    match state {
        ChurnState::Active => "Active",
        ChurnState::AtRisk => "At risk",
        ChurnState::Lapsed => "Lapsed",
    }
}

/// The name of an RFM group, and what it means.
pub fn rfm_group(group: RfmGroup) -> (&'static str, &'static str) {
    match group {
        RfmGroup::Champions => ("Champions", "bought lately, often and much"),
        RfmGroup::Loyal => ("Loyal", "buy often and well"),
        RfmGroup::PotentialLoyal => ("Potential loyal", "lately, and on the way"),
        RfmGroup::New => ("New", "first purchase lately, small"),
        RfmGroup::Promising => ("Promising", "lately, not much yet"),
        RfmGroup::NeedAttention => ("Need attention", "in the middle of everything"),
        RfmGroup::AboutToSleep => ("About to sleep", "little, and a while ago"),
        RfmGroup::AtRisk => ("At risk", "bought well, and have not for a while"),
        RfmGroup::CannotLose => ("Cannot lose", "were among the best, and are long gone"),
        RfmGroup::Hibernating => ("Hibernating", "long ago"),
        RfmGroup::Lost => ("Lost", "long ago, and little"),
    }
}

/// How far a prediction can be trusted.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Good => "good",
        Verdict::Fair => "fair",
        Verdict::Poor => "poor: do not rely on it",
    }
}

/// The role of a first product, with what it means.
pub fn product_role(role: ProductRole) -> (&'static str, &'static str) {
    match role {
        ProductRole::Hero => ("Hero", "brings in many, who come back as often as the average or more"),
        ProductRole::LoyaltyBuilder => {
            ("Loyalty builder", "those who start here come back clearly more often")
        }
        ProductRole::Leak => ("Leak", "those who start here come back clearly less often"),
        ProductRole::Thin => ("Few customers", "fewer than 30 customers: too few to tell"),
        ProductRole::Ordinary => ("", "not clearly different from the average"),
    }
}
