//! The list of a segment's customers as a table and as a file.

use super::{CannotWrite, Cell, Column, ExportFile, Form, Table, write};
use crate::{
    answers::{Outlook, SegmentId, SegmentMember},
    base::Day,
};

/// What files are named after.
const PRODUCT: &str = "stamkunde";

/// Heading and width of each column; headings are the names of the fields in the answers.
const COLUMNS: [(&str, u16); 11] = [
    ("customer", 28),
    ("email", 28),
    ("name", 24),
    ("phone", 16),
    ("purchases", 11),
    ("net_revenue", 13),
    ("first_purchase", 15),
    ("last_purchase", 15),
    ("days_since_purchase", 20),
    ("last_product", 30),
    ("stage", 17),
];

/// What follows where it is known what to expect of customers.
const OUTLOOK: [(&str, u16); 6] = [
    ("next_order_date", 16),
    ("alive_probability", 17),
    ("expected_purchases_90", 21),
    ("expected_purchases_365", 22),
    ("clv_90", 12),
    ("clv_365", 12),
];

/// The members as a table, in the order given. The columns of the outlook are there where anybody has one: dates of the
/// next order, and with models the chance to be alive (0 to 1), purchases and their worth in currency units ahead.
pub fn segment_table(members: &[SegmentMember], segment: SegmentId, as_of: Day) -> Table<'_> {
    customers_table(members, segment.id(), as_of)
}

/// Any customers as such a table, on a sheet of this name.
pub fn customers_table<'a>(members: &'a [SegmentMember], name: &str, as_of: Day) -> Table<'a> {
    let ahead = members.iter().any(|member| member.outlook.is_some());
    let headers = COLUMNS.iter().chain(OUTLOOK.iter().filter(|_| ahead));
    Table {
        sheet: name.to_owned(),
        as_of,
        columns: headers.map(|&(header, width)| Column { header: header.into(), width }).collect(),
        rows: members.iter().map(|member| row(member, ahead)).collect(),
    }
}

fn row(member: &SegmentMember, ahead: bool) -> Vec<Cell<'_>> {
    let outlook = ahead.then(|| outlook_cells(member.outlook.unwrap_or_default()));
    cells(member).into_iter().chain(outlook.into_iter().flatten()).collect()
}

fn outlook_cells(outlook: Outlook) -> [Cell<'static>; OUTLOOK.len()] {
    [
        outlook.next_order_date.map_or(Cell::Empty, Cell::Day),
        Cell::number(outlook.alive_probability),
        Cell::number(outlook.expected_purchases_90),
        Cell::number(outlook.expected_purchases_365),
        Cell::number(outlook.clv_90),
        Cell::number(outlook.clv_365),
    ]
}

fn cells(member: &SegmentMember) -> [Cell<'_>; COLUMNS.len()] {
    [
        Cell::text(&member.customer),
        Cell::text(&member.email),
        Cell::text(&member.name),
        Cell::text(&member.phone),
        Cell::Count(member.purchases),
        Cell::money(member.net_revenue),
        Cell::Day(member.first_purchase),
        Cell::Day(member.last_purchase),
        Cell::Count(u64::from(member.days_since_purchase)),
        Cell::text(&member.last_product),
        member.stage.map_or(Cell::Empty, |stage| Cell::text(stage.id())),
    ]
}

/// The members as a file. Same members, same bytes.
///
/// # Errors
/// See [`write()`].
pub fn segment_file(
    members: &[SegmentMember],
    segment: SegmentId,
    as_of: Day,
    form: Form,
) -> Result<ExportFile, CannotWrite> {
    customers_file(members, segment.id(), as_of, form)
}

/// Any list of customers as a file with the columns of a segment. `name` says what they are, in letters that file
/// names can hold.
///
/// # Errors
/// See [`write()`].
pub fn customers_file(
    members: &[SegmentMember],
    name: &str,
    as_of: Day,
    form: Form,
) -> Result<ExportFile, CannotWrite> {
    let bytes = write(&customers_table(members, name, as_of), form)?;
    Ok(ExportFile { name: file_name(name, as_of, members.len(), form), mime: form.mime(), bytes })
}

/// Product, what it holds, the day it stands on and the number of rows: `stamkunde_lapsed_2011-12-09_412-rows.csv`.
pub fn file_name(what: &str, as_of: Day, rows: usize, form: Form) -> String {
    format!("{PRODUCT}_{what}_{as_of}_{rows}-rows.{}", form.extension())
}
