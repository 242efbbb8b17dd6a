//! What the cells of a column say about its role: how well they fit one that the heading names, and what they say alone.

use crate::{
    ingest::columns::profile::{Column, Profile},
    recipe::Role,
};

/// How well the cells fit a role whose header matches: 0 not at all, 1 fully.
pub fn fit(role: Role, column: &Column) -> f64 {
    let filled = column.filled();
    if filled == 0 {
        return 0.5; // an empty column keeps what its header says, behind any column that holds something
    }
    let numbers = column.share(column.numbers);
    let dates = column.share(column.dates);
    let emails = column.share(column.emails);
    let words = column.share(column.words);
    // a code or a discount stands on few lines, and is no less one for it
    let is_sparse = matches!(role, Role::Coupon | Role::Discount | Role::Campaign | Role::Status);
    let fill = if is_sparse { 1.0 } else { (filled as f64 / column.cells.max(1) as f64).sqrt().max(0.3) };
    let fit =
        match role {
            Role::Email => emails,
            Role::Date => {
                if dates > 0.3 {
                    dates
                } else if column.share(column.serials) > 0.8 || column.date_evidence.number_style().is_some()
                {
                    0.9
                } else {
                    0.0
                }
            }
            Role::Time => column.share(column.times).max(if dates > 0.5 { 0.3 } else { 0.0 }),
            Role::Quantity => {
                let whole =
                    if column.numbers == 0 { 0.0 } else { column.integers as f64 / column.numbers as f64 };
                if numbers < 0.5 { 0.0 } else { numbers * (0.6 + 0.4 * whole) }
            }
            Role::UnitPrice | Role::Amount | Role::Discount | Role::Cost => {
                if numbers < 0.5 {
                    0.0
                } else {
                    numbers
                }
            }
            Role::Customer | Role::Order => {
                if dates > 0.9 && numbers < 0.5 || emails > 0.5 {
                    0.0
                } else if column.integers < column.numbers / 2 {
                    0.3 // amounts are no ids
                } else if column.distinct() <= 2 && filled > 20 {
                    0.2
                } else if role == Role::Customer && words > 0.9 && column.mean_length() > 8.0 {
                    0.85 // names: a number is better where there is one
                } else {
                    1.0
                }
            }
            Role::ProductName => {
                if emails > 0.3 || dates > 0.5 {
                    0.0
                } else if words < 0.3 {
                    0.35
                } else {
                    1.0
                }
            }
            Role::Product => {
                if emails > 0.3 || dates > 0.9 && numbers < 0.5 {
                    0.0
                } else if words > 0.7 && column.mean_length() > 14.0 {
                    0.6 // a text: rather the name
                } else {
                    1.0
                }
            }
            Role::Name | Role::FirstName => {
                if numbers > 0.5 || emails > 0.5 || column.references > filled / 2 { 0.0 } else { 1.0 }
            }
            Role::Coupon
            | Role::Category
            | Role::Channel
            | Role::Campaign
            | Role::Country
            | Role::Currency
            | Role::Status => {
                if emails > 0.3 || dates > 0.5 && role != Role::Status {
                    0.0
                } else if column.distinct() >= 4000
                    || role == Role::Status && numbers > 0.5 && column.distinct() > 12
                {
                    0.3
                } else {
                    1.0
                }
            }
            Role::Phone | Role::Postcode => {
                if emails > 0.3 {
                    0.0
                } else {
                    1.0
                }
            }
        };
    fit * fill
}

/// What cells alone say. Without a header they have to say everything.
pub fn by_content(column: &Column, headerless: bool, profile: &Profile) -> Vec<(Role, f64)> {
    let mut found = Vec::new();
    if column.filled() == 0 {
        return found;
    }
    if column.share(column.emails) > 0.6 {
        found.push((Role::Email, 0.9));
    }
    if column.share(column.dates) > 0.8 {
        found.push((Role::Date, if headerless { 0.9 } else { 0.45 }));
    }
    let is_statuses = column.share(column.statuses) > 0.9 && column.distinct() <= 20 && column.filled() >= 5;
    if is_statuses {
        found.push((Role::Status, 0.75));
    }
    if !headerless || is_statuses {
        return found;
    }
    let numbers = column.share(column.numbers);
    let dates = column.share(column.dates);
    if numbers > 0.9 && dates < 0.8 {
        let whole = column.integers == column.numbers;
        // ids are long, and there are many of them; quantities are small and few
        let many = column.distinct() as f64 / (column.filled() as f64).min(4096.0);
        if !whole {
            // the right-most decimals are the line's amount: see the order of candidates
            let right = profile.columns.iter().rposition(|other| std::ptr::eq(other, column)).unwrap_or(0);
            found.push((Role::Amount, 0.7 + 0.01 * right.min(20) as f64));
        } else if column.largest <= 1000.0 && many < 0.2 {
            found.push((Role::Quantity, 0.6));
        } else {
            found.push((Role::Customer, 0.6 + if column.distinct() > 20 && many < 0.9 { 0.1 } else { 0.0 }));
            // without a header only a number that never comes twice is taken for an order's
            if many > 0.95 {
                found.push((Role::Order, 0.45));
            }
        }
    } else if column.share(column.words) > 0.8 && dates < 0.5 && column.share(column.emails) < 0.5 {
        found.push((Role::ProductName, if column.distinct() > 3 { 0.55 } else { 0.3 }));
        found.push((Role::Customer, 0.41));
    } else if column.share(column.references) > 0.8 || numbers > 0.3 {
        found.push((Role::Order, 0.5));
    }
    found
}
