//! Numbers that lost their digits: a spreadsheet wrote 4.52E+09 for a phone or an id, and different people have the same.

use super::{Evidence, Kind, counted, name_of_column, nothing, option, option_with};
use crate::{answers::Doubt, base::Money, recipe::Decision};

const ID: &str = "ids_lost_digits";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before: nothing, after };

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let seen = &evidence.noticed.lost_digits;
    let (Some(key), true) = (evidence.plan.key.first(), evidence.of_rows(seen.rows) > 0.001) else {
        return Vec::new();
    };
    let name = name_of_column(evidence.plan, key.column);
    let rows = counted(seen.rows, "row has", "rows have");
    vec![Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence: format!(
            "{rows} a \"{name}\" that a spreadsheet has rounded, such as {}. Different customers may share one.",
            seen.examples.first().map_or("4.52E+09", String::as_str)
        ),
        place: evidence.place(Some(key.column), seen.rows, &seen.examples),
        weight: evidence.weight(seen.rows, Money::ZERO),
        options: vec![
            option(ID, "keep", "Keep them"),
            option_with(
                ID,
                "leave_out",
                format!("Do without \"{name}\""),
                vec![Decision::NoColumn(key.role)],
            ),
        ],
        decided: None,
    }]
}
